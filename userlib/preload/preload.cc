// SPDX-License-Identifier: MIT
// Owns the attaching of every thread of an unmodified program: at its start, in pthread_create(),
// after fork().
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <dlfcn.h>
#include <pthread.h>
#include <unistd.h>

#include "summary.hpp"
#include "takt/takt.h"

namespace {

constexpr int status_refused = 125; // as documented in takt-run(1)

pthread_key_t end_key;

takt_on_bounce wanted_on_bounce() {
    const char* value = getenv("TAKT_RUN_ON_BOUNCE");
    return value != nullptr && *value >= '0' && *value <= '2'
               ? static_cast<takt_on_bounce>(*value - '0')
               : TAKT_ON_BOUNCE_COUNT;
}

/// Real time was asked for: a program that cannot have it does not run.
void attach_or_end() {
    if (takt_thread_attach(TAKT_ATTACH_AUTO, wanted_on_bounce()) != 0) {
        fprintf(stderr, "takt run: %s: %s\n", program_invocation_short_name, takt_explain());
        _exit(status_refused);
    }
    takt::preload::thread_begins();
}

void thread_ended(void*) {
    takt::preload::thread_ends();
}

/// The child of fork() is a process of its own to the co-kernel.
void child_of_fork() {
    takt::preload::forget_all();
    attach_or_end();
}

__attribute__((constructor)) void begin() {
    takt::preload::open_output();
    pthread_key_create(&end_key, thread_ended);
    attach_or_end();
    pthread_atfork(nullptr, nullptr, child_of_fork);
}

__attribute__((destructor)) void end() {
    takt::preload::thread_ends();
    takt::preload::print();
}

struct Start {
    void* (*routine)(void*);
    void* argument;
};

void* run(void* given) {
    auto* start = static_cast<Start*>(given);
    void* (*routine)(void*) = start->routine;
    void* argument = start->argument;
    free(start);
    attach_or_end();
    pthread_setspecific(end_key, &end_key);
    return routine(argument);
}

} // namespace

extern "C" TAKT_API int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                                       void* (*routine)(void*), void* argument) {
    static auto* const real =
        reinterpret_cast<decltype(&pthread_create)>(dlsym(RTLD_NEXT, "pthread_create"));
    auto* start = static_cast<Start*>(malloc(sizeof(Start)));
    if (start == nullptr) {
        return EAGAIN;
    }
    *start = {routine, argument};
    const int error = real(thread, attributes, run, start);
    if (error != 0) {
        free(start);
    }
    return error;
}
