// SPDX-License-Identifier: GPL-2.0-only
// Implements the timer heap; every loop runs at most once a level.
#include "time/timer_heap.hpp"

#include "base/check.hpp"

namespace takt {

void TimerHeap::sift_up(uint32_t place, Slot slot) {
    while (place > 1 && slot.at_ns < slot_[place / 2].at_ns) {
        put(place, slot_[place / 2]);
        place /= 2;
    }
    put(place, slot);
}

void TimerHeap::sift_down(uint32_t place, Slot slot) {
    for (uint32_t child = place * 2; child <= size_; child = place * 2) {
        if (child < size_ && slot_[child + 1].at_ns < slot_[child].at_ns) {
            ++child;
        }
        if (slot.at_ns <= slot_[child].at_ns) {
            break;
        }
        put(place, slot_[child]);
        place = child;
    }
    put(place, slot);
}

void TimerHeap::insert(Timer& timer, Instant at) {
    TAKT_DEBUG_CHECK(!timer.is_armed());
    TAKT_CHECK(size_ < capacity);
    ++size_;
    sift_up(size_, Slot{at.ns, &timer});
}

void TimerHeap::erase(Timer& timer) {
    const uint32_t place = timer.place;
    TAKT_DEBUG_CHECK(place != 0 && place <= size_ && slot_[place].timer == &timer);
    const Slot last = slot_[size_];
    --size_;
    timer.place = 0;
    if (last.timer == &timer) {
        return;
    }
    if (place > 1 && last.at_ns < slot_[place / 2].at_ns) {
        sift_up(place, last);
    } else {
        sift_down(place, last);
    }
}

}  // namespace takt
