// SPDX-License-Identifier: GPL-2.0-only
// Owns the way to keep the compiler from computing an address again and again.
#pragma once

namespace takt {

/// @p object, of whose place in an array the compiler knows nothing any more. Otherwise it folds
/// "base plus index times size" into every access, and multiplies once for each.
template<typename T>
[[nodiscard]] inline T& opaque(T& object) {
    T* pointer = &object;
    asm("" : "+r"(pointer));
    return *pointer;
}

} // namespace takt
