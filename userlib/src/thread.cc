// SPDX-License-Identifier: MIT
// Implements the RT thread on pthreads.
#include "takt/thread.hpp"

#include <cerrno>
#include <climits>
#include <cstring>

#include <sched.h>
#include <unistd.h>

#include "takt/semaphore.hpp"

namespace takt {

namespace {

[[noreturn]] void refuse(int error, const std::string& what) {
    throw std::system_error(error, std::generic_category(), "takt: " + what);
}

/// What the new thread needs until it has said whether it is attached.
struct Start {
    std::function<void()> function;
    uint32_t flags;
    takt_on_bounce on_bounce;
    std::string name;
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
    bool answered = false;
    int result = 0;
    std::string explanation{};
};

void* run(void* argument) {
    auto* start = static_cast<Start*>(argument);
    pthread_setname_np(pthread_self(), start->name.c_str());
    const int result = takt_thread_attach(start->flags, start->on_bounce);
    // The creator may be gone as soon as it has its answer.
    std::function<void()> function = std::move(start->function);
    pthread_mutex_lock(&start->lock);
    start->result = result;
    if (result != 0) {
        start->explanation = takt_explain();
    }
    start->answered = true;
    pthread_cond_signal(&start->changed);
    pthread_mutex_unlock(&start->lock);
    if (result == 0) {
        function();
        takt_thread_detach();
    }
    return nullptr;
}

class Attributes final {
public:
    Attributes() { pthread_attr_init(&attr_); }
    ~Attributes() { pthread_attr_destroy(&attr_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    pthread_attr_t* operator&() { return &attr_; }

private:
    pthread_attr_t attr_;
};

int native(policy policy) {
    return policy == policy::fifo ? SCHED_FIFO : policy == policy::rr ? SCHED_RR : SCHED_OTHER;
}

void set_schedule(pthread_attr_t* attr, const thread_attributes& wanted) {
    sched_param param{};
    param.sched_priority = wanted.priority;
    pthread_attr_setinheritsched(attr, PTHREAD_EXPLICIT_SCHED);
    pthread_attr_setschedpolicy(attr, native(wanted.policy));
    if (pthread_attr_setschedparam(attr, &param) != 0) {
        refuse(EINVAL, "priority " + std::to_string(wanted.priority) +
                           ": 1 to 99 with fifo and rr, 0 with other");
    }
    if (wanted.cpu >= 0) {
        cpu_set_t set;
        CPU_ZERO(&set);
        CPU_SET(static_cast<size_t>(wanted.cpu), &set);
        if (wanted.cpu >= sysconf(_SC_NPROCESSORS_CONF) ||
            pthread_attr_setaffinity_np(attr, sizeof(set), &set) != 0) {
            refuse(EINVAL, "CPU " + std::to_string(wanted.cpu) + ": there are 0 to " +
                               std::to_string(sysconf(_SC_NPROCESSORS_CONF) - 1));
        }
    }
    if (pthread_attr_setstacksize(attr, wanted.stack_bytes) != 0) {
        refuse(EINVAL, "stack of " + std::to_string(wanted.stack_bytes) + " bytes: at least " +
                           std::to_string(PTHREAD_STACK_MIN));
    }
}

} // namespace

void jthread::start(const thread_attributes& attributes, std::function<void()> function) {
    if (const int result = takt_process_start(); result != 0) {
        refuse(-result, takt_explain());
    }
    Attributes attr;
    set_schedule(&attr, attributes);
    Start start{std::move(function), attributes.flags, attributes.on_bounce,
                attributes.name.substr(0, 15)};
    if (const int error = pthread_create(&thread_, &attr, run, &start); error != 0) {
        refuse(error,
               error == EPERM
                   ? "no permission for a real-time policy: run as root, grant CAP_SYS_NICE, or "
                     "raise RLIMIT_RTPRIO (ulimit -r)"
               : error == EAGAIN ? "no memory for the thread's locked stack: raise RLIMIT_MEMLOCK "
                                   "(ulimit -l), or ask for "
                                   "a smaller stack"
                                 : "the thread cannot be started");
    }
    pthread_mutex_lock(&start.lock);
    while (!start.answered) {
        pthread_cond_wait(&start.changed, &start.lock);
    }
    pthread_mutex_unlock(&start.lock);
    if (start.result != 0) {
        pthread_join(thread_, nullptr);
        refuse(-start.result, start.explanation);
    }
    started_ = true;
}

jthread::jthread(jthread&& other) noexcept
    : stop_(std::move(other.stop_)),
      thread_(other.thread_),
      started_(std::exchange(other.started_, false)) {}

jthread& jthread::operator=(jthread&& other) noexcept {
    std::swap(stop_, other.stop_);
    std::swap(thread_, other.thread_);
    std::swap(started_, other.started_);
    return *this;
}

jthread::~jthread() {
    if (started_) {
        request_stop();
        join();
    }
}

void jthread::join() {
    if (!std::exchange(started_, false)) {
        refuse(EINVAL, "join: the thread is not joinable");
    }
    pthread_join(thread_, nullptr);
}

void attach_this_thread(uint32_t flags, takt_on_bounce on_bounce) {
    if (const int result = takt_thread_attach(flags, on_bounce); result != 0) {
        refuse(-result, takt_explain());
    }
}

} // namespace takt
