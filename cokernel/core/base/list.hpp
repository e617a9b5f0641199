// SPDX-License-Identifier: GPL-2.0-only
// Owns the intrusive circular list; an element derives from ListNode and is in one list at most.
#pragma once

namespace takt {

struct ListNode {
    ListNode* next = nullptr;
    ListNode* previous = nullptr;

    [[nodiscard]] bool is_linked() const { return next != nullptr; }
};

/// A list of T, which derives from ListNode. All operations are O(1). The head points to itself
/// when empty, so a list must not be moved; it needs init() because the core has no constructors at
/// run time for zeroed memory.
template<typename T>
class List {
public:
    void init() { head_.next = head_.previous = &head_; }

    [[nodiscard]] bool is_empty() const { return head_.next == &head_; }
    [[nodiscard]] bool has_one() const { return !is_empty() && head_.next == head_.previous; }
    [[nodiscard]] T* front() const { return is_empty() ? nullptr : static_cast<T*>(head_.next); }
    /// Precondition: it is not empty.
    [[nodiscard]] T& first() const { return *static_cast<T*>(head_.next); }
    /// The element after @p element, or nullptr. For tests and checkers.
    [[nodiscard]] T* after(const T& element) const {
        return element.next == &head_ ? nullptr : static_cast<T*>(element.next);
    }

    void push_front(T& element) { insert(element, head_); }
    void push_back(T& element) { insert(element, *head_.previous); }

    static void remove(T& element) {
        ListNode& node = element;
        node.previous->next = node.next;
        node.next->previous = node.previous;
        node.next = node.previous = nullptr;
    }

private:
    static void insert(ListNode& node, ListNode& before) {
        node.previous = &before;
        node.next = before.next;
        before.next->previous = &node;
        before.next = &node;
    }

    ListNode head_;
};

} // namespace takt
