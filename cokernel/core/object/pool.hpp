// SPDX-License-Identifier: GPL-2.0-only
// Owns fixed pools: all objects of one kind, and the free list. A full pool is an error, never a
// wait.
#pragma once

#include <cstdint>

#include "base/opaque.hpp"
#include "object/object.hpp"

namespace takt {

/// Guarded by the registry lock, but for find(). All operations are O(1).
template<typename T, Kind pool_kind, uint32_t size>
class Pool {
    static_assert(size > 0 && size <= 1U << Handle::index_bits);

public:
    static constexpr uint32_t capacity = size;

    void init() {
        for (uint32_t index = 0; index < size; ++index) {
            slot_[index].next_free_ = index + 1;
        }
        first_free_ = 0;
    }

    /// A slot without a name, or nullptr if all are taken.
    [[nodiscard]] T* allocate() {
        if (first_free_ == size) {
            return nullptr;
        }
        T& slot = slot_[first_free_];
        first_free_ = slot.next_free_;
        ++used_;
        return &slot;
    }

    /// Name the slot; from here on it can be found.
    void publish(T& slot) {
        slot.kind = pool_kind;
        slot.closing = false;
        slot.handle_.store(Handle{pool_kind, slot.generation_, index_of(slot)}.raw(),
                           std::memory_order_release);
    }

    /// The name is gone; the slot keeps its contents until release().
    void unpublish(T& slot) {
        slot.handle_.store(0, std::memory_order_release);
        ++slot.generation_;
    }

    void release(T& slot) {
        slot.next_free_ = first_free_;
        first_free_ = index_of(slot);
        --used_;
    }

    /// Where an object of this name is if there is one, for callers that are about to take its lock
    /// and to ask is_live(); nullptr if there can be none.
    [[nodiscard]] T* place_of(Handle name) {
        return name != Handle{} && name.index() < size ? &opaque(slot_[name.index()]) : nullptr;
    }

    /// Without a lock; the caller looks at the name again under the lock of the object.
    [[nodiscard]] T* find(Handle name) {
        // The names of this pool have its kind in them, and a free slot has the name 0.
        T* slot = place_of(name);
        return slot != nullptr && slot->handle() == name ? slot : nullptr;
    }

    /// For sweeps and checkers.
    [[nodiscard]] T& at(uint32_t index) { return slot_[index]; }
    [[nodiscard]] uint32_t used() const { return used_; }

private:
    [[nodiscard]] uint32_t index_of(const T& slot) const {
        return static_cast<uint32_t>(&slot - slot_);
    }

    uint32_t first_free_ = 0;
    uint32_t used_ = 0;
    T slot_[size];
};

} // namespace takt
