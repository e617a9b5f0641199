// SPDX-License-Identifier: GPL-2.0-only
// Tests that every trace point that is declared is reached, and none when tracing is off.
#include "trace/trace.hpp"

#include <set>

#include "fake/world.hpp"

namespace takt::test {
namespace {

class TraceTest : public World {
protected:
    TraceTest() : World{2, 1'000'000} {}

    /// Something of everything.
    void run_all() {
        Actor& low = make_thread(10, 0);
        const uint64_t mutex = create(low, TAKT_CALL_MUTEX_CREATE);
        ASSERT_EQ(call(low, TAKT_CALL_MUTEX_LOCK, {mutex, TAKT_FOREVER}), returned(0));
        Actor& high = make_thread(20, 1);
        ASSERT_EQ(call(high, TAKT_CALL_MUTEX_LOCK, {mutex, platform().now_ns + 1'000}), blocked);
        advance(1'000);
        kick(high);
        advance(2'000'000);
    }
};

TEST_F(TraceTest, EveryPointIsReached) {
    std::set<uint32_t> declared;
#define TAKT_TRACE_POINT(name, a, b, c) declared.insert(static_cast<uint32_t>(TracePoint::name));
#include "seam/trace_points.def"
#undef TAKT_TRACE_POINT
    takt_core_set_tracing(core(), true);
    run_all();
    std::set<uint32_t> reached;
    for (const TraceRecord& record : platform().trace) {
        reached.insert(record.point);
    }
    EXPECT_EQ(reached, declared);
}

TEST_F(TraceTest, OffMeansNone) {
    run_all();
    EXPECT_TRUE(platform().trace.empty());
}

} // namespace
} // namespace takt::test
