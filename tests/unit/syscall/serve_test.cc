// SPDX-License-Identifier: GPL-2.0-only
// Tests the dispatcher of calls with random ones from several processes; World checks the
// invariants.
#include "syscall/serve.hpp"

#include <random>

#include "fake/world.hpp"

namespace takt::test {
namespace {

class ServeTest : public World, public testing::WithParamInterface<uint32_t> {
protected:
    ServeTest() : World{2, 0} {}
};

TEST_P(ServeTest, RandomCallsBreakNothing) {
    std::mt19937_64 random{GetParam()};
    platform().map(0x1000, 4096);
    std::vector<Actor*> actors;
    takt_process* other = make_process();
    for (uint32_t index = 0; index < 6; ++index) {
        actors.push_back(&make_thread({TAKT_POLICY_FIFO, 10 + index % 4, 0}, index % 2, false,
                                      index % 3 == 0 ? other : process()));
    }
    std::vector<uint64_t> handles{0};
    for (int step = 0; step < 3000; ++step) {
        Actor& actor = *actors[random() % actors.size()];
        takt_call call{.number = random() % TAKT_CALL_LIMIT, .arg = {}};
        for (uint64_t& argument : call.arg) {
            switch (random() % 4) {
            case 0:
                argument = handles[random() % handles.size()];
                break;
            case 1:
                argument = random() % 4;
                break;
            case 2:
                argument = platform().now_ns + random() % 5'000;
                break;
            default:
                argument = 0x1000 + random() % 8;
            }
        }
        call.arg[0] = random() % 8 == 0 ? random() % 3 : handles[random() % handles.size()];
        const bool creates = call.number % 8 == 0 && call.number >= TAKT_CALL_MUTEX_CREATE;
        int64_t result = -1;
        std::array<uint64_t, 6> arguments;
        std::copy(std::begin(call.arg), std::end(call.arg), arguments.begin());
        if (creates) {
            arguments = {1 + random() % 3, 1 + random() % 64, random() % 2, 0, 0, 0};
        }
        if (running(actor.cpu) == &actor) {
            result = this->call(actor, call.number, arguments).value;
        } else if (actor.stage() == Stage::inband) {
            takt_request request;
            takt_call again{.number = call.number, .arg = {}};
            std::copy(arguments.begin(), arguments.end(), std::begin(again.arg));
            if (takt_core_fetch(core(), &again, &request) == 0 &&
                !takt_core_call_blocks(&request)) {
                result = call_inband(actor, call.number, arguments);
            } else if (running(actor.cpu) == nullptr) {
                EXPECT_TRUE(harden(actor));
            }
        } else if (actor.stage() == Stage::frozen) {
            EXPECT_TRUE(reclaim(actor));
            EXPECT_LE(takt_core_completion(core(), actor.thread), 0);
        } else if (random() % 4 == 0) {
            kick(actor);
        }
        if (creates && result > 0) {
            handles.push_back(static_cast<uint64_t>(result));
        }
        advance(random() % 3'000);
        if (HasFailure()) {
            FAIL() << "seed " << GetParam() << " step " << step << " call " << call.number;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, ServeTest, testing::Range(1U, 21U));

} // namespace
} // namespace takt::test
