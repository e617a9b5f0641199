// SPDX-License-Identifier: GPL-2.0-only
// The core has no run-time types.
// EXPECT: fno-rtti
struct Base {
    virtual int value() const;
};
struct Derived : Base {};

bool is_derived(const Base* base) {
#ifdef FORBIDDEN
    return dynamic_cast<const Derived*>(base) != nullptr;
#else
    return base->value() != 0;
#endif
}
