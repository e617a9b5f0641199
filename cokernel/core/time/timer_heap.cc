// SPDX-License-Identifier: GPL-2.0-only
// Implements the timer heap; every loop runs at most once a level.
#include "time/timer_heap.hpp"

#include "base/annotations.hpp"
#include "base/check.hpp"
#include "base/loop_bound.hpp"

namespace takt {

TAKT_APART void TimerHeap::sift_up(uint32_t index, Slot slot) {
    LoopBound<levels> climb;
    while (index > 0) {
        climb.step();
        const uint32_t parent = (index - 1) / children;
        if (slot.earliness <= slot_[parent].earliness) {
            break;
        }
        put(index, slot_[parent]);
        index = parent;
    }
    put(index, slot);
}

TAKT_APART void TimerHeap::sift_down(uint32_t index, Slot slot) {
    const uint32_t size = size_;
    LoopBound<levels> descent;
    for (uint32_t first = index * children + 1; first < size; first = index * children + 1) {
        descent.step();
        const Slot* child = &slot_[first];
        const Slot* low = child[1].earliness > child[0].earliness ? child + 1 : child;
        const Slot* high = child[3].earliness > child[2].earliness ? child + 3 : child + 2;
        const Slot* best = high->earliness > low->earliness ? high : low;
        if (slot.earliness >= best->earliness) {
            break;
        }
        const auto next = static_cast<uint32_t>(best - slot_);
        put(index, *best);
        index = next;
    }
    put(index, slot);
}

void TimerHeap::insert(Timer& timer, Instant at) {
    TAKT_DEBUG_CHECK(!timer.is_armed());
    TAKT_CHECK(size_ < capacity);
    sift_up(size_++, Slot{~at.ns, &timer});
}

void TimerHeap::erase(Timer& timer) {
    TAKT_DEBUG_CHECK(timer.place != 0 && timer.place <= size_);
    TAKT_DEBUG_CHECK(slot_[timer.place - 1].timer == &timer);
    const uint32_t index = timer.place - 1;
    const Slot last = slot_[--size_];
    slot_[size_] = Slot{};
    timer.place = 0;
    if (last.timer == &timer) {
        return;
    }
    if (index > 0 && last.earliness > slot_[(index - 1) / children].earliness) {
        sift_up(index, last);
    } else {
        sift_down(index, last);
    }
}

} // namespace takt
