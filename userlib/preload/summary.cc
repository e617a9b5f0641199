// SPDX-License-Identifier: MIT
// Implements the summary of `takt run`.
#include "summary.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

namespace takt::preload {

namespace {

constexpr size_t thread_limit = 1024;
constexpr size_t culprit_limit = 16;

struct Culprit {
    uint64_t call;
    uint64_t threads;
};

struct Sum {
    uint64_t threads = 0;
    uint64_t rt_threads = 0;
    uint64_t hardens = 0;
    uint64_t runtime_ns = 0;
    uint64_t handbacks[TAKT_REASON_COUNT] = {};
    uint32_t refusal = 0;
    size_t culprits = 0;
    Culprit culprit[culprit_limit] = {};
};

/// Programs close standard error before the library's end comes: a descriptor of its own.
int out = STDERR_FILENO;
constexpr int out_of_the_way = 200;

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
Sum ended;
const volatile takt_status* live[thread_limit];

void add_culprit(Sum& sum, uint64_t call) {
    for (size_t index = 0; index < sum.culprits; ++index) {
        if (sum.culprit[index].call == call) {
            ++sum.culprit[index].threads;
            return;
        }
    }
    if (sum.culprits < culprit_limit) {
        sum.culprit[sum.culprits++] = {call, 1};
    }
}

void add(Sum& sum, const volatile takt_status& status) {
    ++sum.threads;
    sum.rt_threads += status.hardens != 0;
    sum.hardens += status.hardens;
    sum.runtime_ns += status.runtime_ns;
    for (uint32_t reason = 0; reason < TAKT_REASON_COUNT; ++reason) {
        sum.handbacks[reason] += status.handbacks[reason];
    }
    if (status.refusal != 0) {
        sum.refusal = status.refusal;
    }
    if (status.last_reason == TAKT_REASON_FOREIGN_CALL) {
        add_culprit(sum, status.last_detail);
    }
}

uint64_t bounces(const Sum& sum) {
    uint64_t count = 0;
    for (uint32_t reason = 1; reason < TAKT_REASON_COUNT; ++reason) {
        count +=
            reason == TAKT_REASON_REQUEST || reason == TAKT_REASON_WEAK ? 0 : sum.handbacks[reason];
    }
    return count;
}

void print_text(const Sum& sum) {
    dprintf(
        out, "takt run: %s[%d]: %llu of %llu threads in RT mode for %.6f s, entered %llu times%s\n",
        program_invocation_short_name, getpid(), static_cast<unsigned long long>(sum.rt_threads),
        static_cast<unsigned long long>(sum.threads), static_cast<double>(sum.runtime_ns) * 1e-9,
        static_cast<unsigned long long>(sum.hardens),
        takt_is_emulation() ? " (emulation: not real time)" : "");
    if (bounces(sum) == 0) {
        dprintf(out, "takt run: no thread was taken out of RT mode\n");
    }
    for (uint32_t reason = 1; reason < TAKT_REASON_COUNT; ++reason) {
        if (sum.handbacks[reason] == 0) {
            continue;
        }
        dprintf(out, "takt run: left RT mode %llu times: %s",
                static_cast<unsigned long long>(sum.handbacks[reason]), takt_reason_text(reason));
        for (size_t index = 0; reason == TAKT_REASON_FOREIGN_CALL && index < sum.culprits;
             ++index) {
            dprintf(out, "%s %s", index == 0 ? ", by thread the last one:" : ",",
                    takt_call_name(sum.culprit[index].call));
        }
        dprintf(out, "\n");
    }
    if (sum.refusal != 0) {
        dprintf(out, "takt run: a thread could not enter RT mode: %s\n",
                takt_refusal_text(sum.refusal));
    } else if (sum.rt_threads == 0) {
        dprintf(
            out,
            "takt run: no thread had SCHED_FIFO or SCHED_RR in a call that the co-kernel serves\n");
    }
}

void print_json(const Sum& sum, const char* path) {
    FILE* file = fopen(path, "we");
    if (file == nullptr) {
        dprintf(out, "takt run: --summary %s: %s\n", path, strerror(errno));
        return;
    }
    fprintf(file,
            "{\"program\": \"%s\", \"emulation\": %s, \"threads\": %llu, \"rt_threads\": %llu, "
            "\"hardens\": %llu, "
            "\"runtime_ns\": %llu, \"bounces\": %llu, \"left\": {",
            program_invocation_short_name, takt_is_emulation() ? "true" : "false",
            static_cast<unsigned long long>(sum.threads),
            static_cast<unsigned long long>(sum.rt_threads),
            static_cast<unsigned long long>(sum.hardens),
            static_cast<unsigned long long>(sum.runtime_ns),
            static_cast<unsigned long long>(bounces(sum)));
    for (uint32_t reason = 1; reason < TAKT_REASON_COUNT; ++reason) {
        fprintf(file, "%s\"%s\": %llu", reason == 1 ? "" : ", ", takt_reason_text(reason),
                static_cast<unsigned long long>(sum.handbacks[reason]));
    }
    fprintf(file, "}}\n");
    fclose(file);
}

} // namespace

void open_output() {
    const int copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, out_of_the_way);
    out = copy >= 0 ? copy : STDERR_FILENO;
}

void thread_begins() {
    pthread_mutex_lock(&lock);
    for (auto& place : live) {
        if (place == nullptr) {
            place = takt_thread_status();
            break;
        }
    }
    pthread_mutex_unlock(&lock);
}

void thread_ends() {
    const volatile takt_status* status = takt_thread_status();
    if (status == nullptr) {
        return;
    }
    if (takt_in_rt()) {
        takt_go_linux();
    }
    pthread_mutex_lock(&lock);
    for (auto& place : live) {
        if (place == status) {
            place = nullptr;
            add(ended, *status);
            break;
        }
    }
    pthread_mutex_unlock(&lock);
    takt_thread_detach();
}

void forget_all() {
    pthread_mutex_init(&lock, nullptr);
    ended = {};
    for (auto& place : live) {
        place = nullptr;
    }
}

void print() {
    pthread_mutex_lock(&lock);
    Sum sum = ended;
    for (const auto* status : live) {
        if (status != nullptr) {
            add(sum, *status);
        }
    }
    pthread_mutex_unlock(&lock);
    if (const char* quiet = getenv("TAKT_RUN_QUIET"); quiet == nullptr || *quiet == '\0') {
        print_text(sum);
    }
    if (const char* path = getenv("TAKT_RUN_SUMMARY"); path != nullptr && *path != '\0') {
        print_json(sum, path);
    }
}

} // namespace takt::preload
