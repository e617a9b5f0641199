// SPDX-License-Identifier: GPL-2.0-only
// Owns the invariants of locks: ownership, donation, chains, recomputed over the whole graph.

#include "invariants.hpp"

namespace takt::sim {

namespace {

/// Visits the waiters of a queue in its order; returns whether keys ascend and links are sound.
template<typename Visit>
[[nodiscard]] bool walk(const WaitQueue& queue, Visit visit) {
    uint64_t last = 0;
    uint32_t count = 0;
    for (const TreeNode* node = queue.tree().first(); node != nullptr; node = Tree::next(*node)) {
        const auto& waiter = static_cast<const WaitNode&>(*node);
        if (waiter.key < last || waiter.queue != &queue || !waiter.linked ||
            ++count > limits::threads) {
            return false;
        }
        last = waiter.key;
        visit(*waiter.thread, waiter.key);
    }
    return true;
}

} // namespace

/// The most urgent of its own context and those of all threads whose chain ends in it.
Urgency Invariants::effective_from_scratch(Thread& thread) const {
    Urgency best = thread.own.urgency();
    for_each_thread([&](Thread& other) {
        const Thread* at = &other;
        for (uint32_t link = 0; link <= limits::threads && at != nullptr; ++link) {
            if (at == &thread) {
                if (other.own.urgency().is_more_urgent_than(best)) {
                    best = other.own.urgency();
                }
                return;
            }
            at = at->waits_for != nullptr ? at->waits_for->owner : nullptr;
        }
    });
    return best;
}

const char* Invariants::check_chain(Thread& thread) const {
    uint32_t links = 0;
    const Thread* at = &thread;
    while (at->waits_for != nullptr && at->waits_for->owner != nullptr) {
        at = at->waits_for->owner;
        if (at == &thread) {
            return "I17: the graph of who waits for whom has a cycle";
        }
        if (++links > limits::chain_links) {
            return "I17: a donation chain is longer than its limit";
        }
    }
    const Mutex* mutex = thread.waits_for;
    if (mutex == nullptr) {
        return nullptr;
    }
    if (thread.stage_now() != Stage::blocked || thread.blocked_on != mutex ||
        thread.wait_node.queue != &mutex->waiters) {
        return "I16: a thread waits for a mutex and is not among its waiters";
    }
    return nullptr;
}

/// Exactly one of core and word says who owns a mutex.
const char* Invariants::check_word(const Mutex& mutex) const {
    if (mutex.left_to_users && (mutex.word == nullptr || mutex.owner != nullptr ||
                                mutex.state != MutexState::sound || !mutex.waiters.is_empty())) {
        return "I14: a mutex is left to its users although the core has something to do for it";
    }
    if (mutex.word == nullptr || scenario_.scribbles) {
        return nullptr;
    }
    const uint32_t said = mutex.word->owner().raw();
    if (((said & TAKT_MUTEX_IN_CORE) != 0) == mutex.left_to_users) {
        return "I14: core and word of a mutex disagree on who says who owns it";
    }
    if (!mutex.left_to_users || said == 0) {
        return nullptr;
    }
    const Thread* owner = kernel_.threads.find(Handle{said});
    return owner != nullptr && owner->process == mutex.process
               ? nullptr
               : "I16: the word of a mutex names a thread that is gone";
}

const char* Invariants::check_mutex(Mutex& mutex) const {
    if ((mutex.owner != nullptr) != (mutex.depth != 0)) {
        return "I14: a mutex has an owner and no depth, or the other way round";
    }
    if (const char* broken = check_word(mutex)) {
        return broken;
    }
    const bool gone = mutex.closing || mutex.state == MutexState::not_recoverable;
    if (mutex.owner == nullptr && !mutex.waiters.is_empty() && !gone) {
        return "I18: somebody waits for a free mutex";
    }
    if (mutex.owner != nullptr && mutex.owner->waits_for == &mutex) {
        return "I14: the owner of a mutex waits for it";
    }
    if (mutex.node.linked != (mutex.owner != nullptr && !mutex.waiters.is_empty())) {
        return "I15: a contended mutex is not filed with its owner, or one that is not contended "
               "is";
    }
    const char* broken = nullptr;
    const bool sound = walk(mutex.waiters, [&](const Thread& waiter, uint64_t key) {
        if (waiter.waits_for != &mutex) {
            broken = "I16: a thread is among the waiters of a mutex that it does not wait for";
        } else if (key != waiter.effective->urgency().key) {
            broken = "I15: a waiter is filed under another urgency than it has";
        }
    });
    if (!sound) {
        return "I18: the waiters of a mutex are not in order";
    }
    if (broken == nullptr && mutex.node.linked &&
        mutex.node.key != mutex.waiters.tree().first()->key) {
        broken = "I15: a mutex is filed under another urgency than that of its first waiter";
    }
    return broken;
}

const char* Invariants::check_donation() const {
    const char* broken = nullptr;
    for_each_thread([&](Thread& thread) {
        if (broken == nullptr) {
            broken = check_chain(thread);
        }
    });
    for (uint32_t index = 0; index < limits::mutexes && broken == nullptr; ++index) {
        Mutex& mutex = kernel_.mutexes.at(index);
        if (mutex.handle().raw() != 0) {
            broken = check_mutex(mutex);
        }
    }
    if (broken != nullptr) {
        return broken;
    }
    for_each_thread([&](Thread& thread) {
        if (thread.effective->urgency() != effective_from_scratch(thread)) {
            broken = "I15: a thread runs on another context than the most urgent one donated to it";
            return;
        }
        // The context that it runs on is its own, or belongs to somebody whose chain ends in it.
        bool reaches = false;
        uint32_t height = 0;
        for_each_thread([&](Thread& other) {
            uint32_t links = 0;
            const Thread* at = &other;
            while (at != nullptr && at != &thread) {
                at = at->waits_for != nullptr ? at->waits_for->owner : nullptr;
                ++links;
            }
            if (at == &thread) {
                reaches = reaches || thread.effective == &other.own;
                height = links > height ? links : height;
            }
        });
        if (!reaches) {
            broken = "I16: a thread runs on a context whose chain does not reach it";
        } else if (height != thread.heights.above()) {
            broken = "I17: the core is wrong about the length of a donation chain";
        }
    });
    return broken;
}

} // namespace takt::sim
