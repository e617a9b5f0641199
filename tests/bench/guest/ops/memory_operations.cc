// SPDX-License-Identifier: MIT
// Owns the memory operations: the first touch of an anonymous page.
#include <sys/mman.h>

#include <cerrno>

#include "check.hpp"
#include "operation.hpp"

namespace takt::bench {
namespace {

void anonymous_fault(Samples& samples) {
    constexpr std::size_t page_bytes = 4096;
    constexpr std::size_t pages = 2048;
    while (!samples.complete()) {
        void* area = mmap(nullptr, pages * page_bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (area == MAP_FAILED)
            fail("mmap", errno);
        // Huge pages would make 511 of 512 touches free. A kernel without them, such as PREEMPT_RT,
        // does not know the advice.
        if (madvise(area, pages * page_bytes, MADV_NOHUGEPAGE) != 0 && errno != EINVAL)
            fail("madvise", errno);
        auto* byte = static_cast<volatile char*>(area);
        for (std::size_t page = 0; page < pages && !samples.complete(); ++page) {
            const Ticks begin = now();
            byte[page * page_bytes] = 1;
            samples.add(now() - begin);
        }
        check(munmap(area, pages * page_bytes), "munmap");
    }
}

constexpr Operation operations[] = {
    {"linux.page_fault", 6000, 500, anonymous_fault},
};

} // namespace

std::span<const Operation> memory_operations() {
    return operations;
}

} // namespace takt::bench
