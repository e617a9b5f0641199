// SPDX-License-Identifier: GPL-2.0-only
// Implements the timer heap; every loop runs at most once a level.
#include "time/timer_heap.hpp"

#include "base/check.hpp"

namespace takt {

/// The earliest of the children that begin at @p first, of which there is one at least.
uint32_t TimerHeap::earliest_child(uint32_t first) const {
    const Slot* slot = slot_ + first;
    if (__builtin_expect(first + children <= size_, 1)) {
        const uint32_t low = slot[1].at_ns < slot[0].at_ns ? 1 : 0;
        const uint32_t high = slot[3].at_ns < slot[2].at_ns ? 3 : 2;
        return first + (slot[high].at_ns < slot[low].at_ns ? high : low);
    }
    uint32_t best = 0;
    for (uint32_t child = 1; first + child < size_; ++child) { // children - 2 times at most
        best = slot[child].at_ns < slot[best].at_ns ? child : best;
    }
    return first + best;
}

void TimerHeap::sift_up(uint32_t index, Slot slot) {
    while (index > 0) {
        const uint32_t parent = (index - 1) / children;
        if (slot.at_ns >= slot_[parent].at_ns) {
            break;
        }
        put(index, slot_[parent]);
        index = parent;
    }
    put(index, slot);
}

void TimerHeap::sift_down(uint32_t index, Slot slot) {
    for (uint32_t first = index * children + 1; first < size_; first = index * children + 1) {
        const uint32_t child = earliest_child(first);
        if (slot.at_ns <= slot_[child].at_ns) {
            break;
        }
        put(index, slot_[child]);
        index = child;
    }
    put(index, slot);
}

void TimerHeap::insert(Timer& timer, Instant at) {
    TAKT_DEBUG_CHECK(!timer.is_armed());
    TAKT_CHECK(size_ < capacity);
    sift_up(size_++, Slot{at.ns, &timer});
}

void TimerHeap::erase(Timer& timer) {
    TAKT_DEBUG_CHECK(timer.place != 0 && timer.place <= size_ &&
                     slot_[timer.place - 1].timer == &timer);
    const uint32_t index = timer.place - 1;
    const Slot last = slot_[--size_];
    timer.place = 0;
    if (last.timer == &timer) {
        return;
    }
    if (index > 0 && last.at_ns < slot_[(index - 1) / children].at_ns) {
        sift_up(index, last);
    } else {
        sift_down(index, last);
    }
}

} // namespace takt
