// SPDX-License-Identifier: GPL-2.0-only
// Preloaded, it makes libtakt and the module of different major versions to each other, as when the
// two are not of one release.
#include <cstdarg>

#include <dlfcn.h>

#include "takt/uapi/device.h"
#include <sys/ioctl.h>

extern "C" int ioctl(int fd, unsigned long request, ...) noexcept {
    static auto* const real = reinterpret_cast<decltype(&ioctl)>(dlsym(RTLD_NEXT, "ioctl"));
    va_list arguments;
    va_start(arguments, request);
    void* argument = va_arg(arguments, void*);
    va_end(arguments);
    if (request != TAKT_IOC_ATTACH) {
        return real(fd, request, argument);
    }
    auto* attach = static_cast<takt_attach*>(argument);
    attach->abi_major += 7;
    const int result = real(fd, request, argument); // the module refuses, and tells its own version
    attach->abi_major += 7;
    return result;
}
