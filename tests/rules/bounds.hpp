// SPDX-License-Identifier: GPL-2.0-only
// Owns what tests/rules/loops wraps around the bounds of loops: it compiles for constants and
// arrays only.
#pragma once

#include <cstddef>

namespace takt_rules {

template<auto value>
inline constexpr auto bound = value;

template<typename T, size_t size>
constexpr T (&array(T (&all)[size]))[size] {
    return all;
}

} // namespace takt_rules
