// SPDX-License-Identifier: GPL-2.0-only
// Owns the bounded array heap of timers; every timer knows its index, so it can be taken out anywhere.
#pragma once

#include <cstdint>

#include "base/limits.hpp"
#include "time/timer.hpp"

namespace takt {

/// Ordered by an instant of one clock. Insert, erase and pop are O(log capacity) with constant bounds;
/// looking at the top is O(1). Zeroed memory is an empty heap.
class TimerHeap {
public:
    static constexpr uint32_t capacity = limits::armed_timers;

    [[nodiscard]] uint32_t size() const { return size_; }
    [[nodiscard]] bool is_empty() const { return size_ == 0; }

    /// The earliest instant, never if empty.
    [[nodiscard]] Instant earliest() const {
        return size_ == 0 ? Instant::never() : Instant{slot_[1].at_ns};
    }
    [[nodiscard]] Timer* first() const { return size_ == 0 ? nullptr : slot_[1].timer; }

    /// Precondition: @p timer is not armed and the heap is not full (see limits::armed_timers).
    void insert(Timer& timer, Instant at);
    /// Precondition: @p timer is in this heap.
    void erase(Timer& timer);

    /// When @p timer, which is in this heap, is due.
    [[nodiscard]] Instant due(const Timer& timer) const { return {slot_[timer.place].at_ns}; }

private:
    /// Copies the instant beside the pointer: sifting touches no timer but to tell it its new place.
    struct Slot {
        uint64_t at_ns;
        Timer* timer;
    };

    void put(uint32_t place, Slot slot) {
        slot_[place] = slot;
        slot.timer->place = place;
    }
    void sift_up(uint32_t place, Slot slot);
    void sift_down(uint32_t place, Slot slot);

    uint32_t size_ = 0;
    Slot slot_[capacity + 1] = {};  // 1-based: children of i are 2i and 2i+1
};

}  // namespace takt
