// SPDX-License-Identifier: GPL-2.0-only
// migrate: moves the other workers, and itself, between CPUs at random; a process that is bound to
// a CPU runs there.
#include "worker.hpp"

#include <csignal>
#include <ctime>
#include <sched.h>
#include <unistd.h>

namespace storm {

namespace {

cpu_set_t random_cpus(Worker& worker) {
    cpu_set_t set;
    CPU_ZERO(&set);
    while (CPU_COUNT(&set) == 0) {
        for (unsigned cpu = 0; cpu < worker.cpus; cpu++) {
            if (worker.random.chance(50))
                CPU_SET(cpu, &set);
        }
    }
    return set;
}

void move_another(Worker& worker) {
    Board& board = worker.board();
    const Slot& slot = board.slots[worker.random.below(Board::max_workers)];
    const pid_t pid = slot.pid.load();
    if (pid == 0 || pid == getpid())
        return;
    const cpu_set_t set = random_cpus(worker);
    // It may be gone already, at the end of the run.
    if (sched_setaffinity(pid, sizeof(set), &set) < 0)
        worker.check(errno == ESRCH, "sched_setaffinity: {}", strerrordesc_np(errno));
}

void move_itself(Worker& worker) {
    const auto target = static_cast<unsigned>(worker.random.below(worker.cpus));
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(target, &set);
    worker.call(sched_setaffinity(0, sizeof(set), &set), "sched_setaffinity");
    for (int i = 0; i < 20; i++) {
        unsigned cpu = 0;
        worker.call(getcpu(&cpu, nullptr), "getcpu");
        worker.check(cpu == target, "bound to CPU {}, but runs on CPU {}", target, cpu);
        if (worker.random.chance(20))
            sched_yield();
    }
}

} // namespace

void migrate(Worker& worker) {
    while (worker.running()) {
        if (worker.random.chance(70))
            move_another(worker);
        else
            move_itself(worker);
        worker.done();
        const timespec pause{0, static_cast<long>(worker.random.below(2'000'000))};
        nanosleep(&pause, nullptr);
    }
}

} // namespace storm
