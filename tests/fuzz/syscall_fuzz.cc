// SPDX-License-Identifier: GPL-2.0-only
// Owns the translation of the fuzzer's bytes into events: any call, any arguments, any order.
#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>

#include "machine.hpp"

namespace {

using takt::fuzz::Machine;

constexpr int events_max = 200;

/// Numbers that mean something are likelier than others, handles that were handed out above all.
[[nodiscard]] uint64_t any_argument(FuzzedDataProvider& data, Machine& machine) {
    switch (data.ConsumeIntegralInRange<int>(0, 7)) {
    case 0:
    case 1:
    case 2:
        if (!machine.handles().empty()) {
            return machine
                .handles()[data.ConsumeIntegralInRange<size_t>(0, machine.handles().size() - 1)];
        }
        [[fallthrough]];
    case 3:
        return data.ConsumeIntegralInRange<uint64_t>(0, 8);
    case 4:
        return TAKT_FOREVER;
    case 5:
        return machine.world().now_ns + data.ConsumeIntegralInRange<uint64_t>(0, 100'000);
    case 6:
        return takt::sim::user_base + data.ConsumeIntegralInRange<uint64_t>(0, 80);
    default:
        return data.ConsumeIntegral<uint64_t>();
    }
}

[[nodiscard]] takt_call any_call(FuzzedDataProvider& data, Machine& machine) {
    takt_call call = {};
    call.number = data.ConsumeIntegralInRange<int>(0, 15) == 0
                      ? data.ConsumeIntegral<uint64_t>()
                      : data.ConsumeIntegralInRange<uint64_t>(0, TAKT_CALL_LIMIT);
    for (uint64_t& argument : call.arg) {
        argument = any_argument(data, machine);
    }
    return call;
}

[[nodiscard]] takt_sched any_sched(FuzzedDataProvider& data) {
    takt_sched sched = {};
    sched.policy = static_cast<takt_policy>(data.ConsumeIntegralInRange<int>(0, 2));
    sched.priority =
        sched.policy == TAKT_POLICY_WEAK ? 0 : data.ConsumeIntegralInRange<uint32_t>(0, 100);
    sched.slice_ns = data.ConsumeIntegralInRange<uint64_t>(5'000, 50'000);
    return sched;
}

void one_event(FuzzedDataProvider& data, Machine& machine) {
    const auto thread =
        data.ConsumeIntegralInRange<uint8_t>(0, static_cast<uint8_t>(Machine::threads - 1));
    const auto cpu = static_cast<uint8_t>(thread % Machine::cpus);
    switch (data.ConsumeIntegralInRange<int>(0, 21)) {
    case 0:
        machine.attach(thread, static_cast<uint8_t>(data.ConsumeBool()),
                       static_cast<uint8_t>(data.ConsumeBool()), any_sched(data));
        break;
    case 1:
        machine.detach(thread);
        break;
    case 2:
        machine.detach_process(static_cast<uint8_t>(data.ConsumeBool()));
        break;
    case 3:
        machine.enter(thread);
        break;
    case 4:
        machine.bounce(cpu, TAKT_REASON_FAULT, TAKT_HANDBACK_FAULT);
        break;
    case 5:
    case 6:
        machine.interrupt(cpu);
        break;
    case 7:
        machine.timer(cpu, data.ConsumeIntegralInRange<uint64_t>(0, 200'000));
        break;
    case 8:
        machine.kick(thread, static_cast<takt_reason>(
                                 data.ConsumeIntegralInRange<int>(1, TAKT_REASON_COUNT - 1)));
        break;
    case 9:
        machine.signal(thread, data.ConsumeBool());
        break;
    case 10:
    case 11:
        machine.reclaim(thread);
        break;
    case 12:
        machine.sched(thread, any_sched(data));
        break;
    case 13:
        machine.move(thread, data.ConsumeIntegralInRange<uint32_t>(0, 3));
        break;
    case 14:
        // The clocks stay below 2^62, as the seam promises.
        machine.set_clock(data.ConsumeIntegralInRange<int64_t>(-1000, 1'000'000));
        break;
    case 15:
        machine.look(thread);
        break;
    case 16:
    case 17:
        machine.call_linux(thread, any_call(data, machine));
        break;
    case 18: {
        const uint64_t mutex = any_argument(data, machine);
        const uint64_t owner = any_argument(data, machine);
        machine.scribble(static_cast<uint8_t>(data.ConsumeBool()),
                         mutex << 32 | (owner & 0xffffffff));
        break;
    }
    default:
        machine.call_rt(cpu, any_call(data, machine));
        break;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
    FuzzedDataProvider data{bytes, size};
    Machine machine;
    constexpr takt_sched fifo = {TAKT_POLICY_FIFO, 10, 0};
    machine.attach(0, 0, 0, fifo);
    machine.attach(1, 1, 1, fifo);
    for (int event = 0; event < events_max && data.remaining_bytes() > 0; ++event) {
        one_event(data, machine);
    }
    machine.tear_down();
    return 0;
}
