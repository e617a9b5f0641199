// SPDX-License-Identifier: GPL-2.0-only
// memory: an arena of pages is mapped, written, protected, discarded, moved and forked at random,
// and always equals a model of itself; faults come where the model says, in user mode and in the
// kernel.
#include "worker.hpp"

#include <array>
#include <csetjmp>
#include <csignal>
#include <cstdio>
#include <sys/mman.h>
#include <unistd.h>

namespace storm {

namespace {

constexpr std::size_t page_size = 4096;
constexpr std::size_t page_count = 96;
constexpr std::size_t words = page_size / sizeof(std::uint64_t);

enum class Access : unsigned char { unmapped, none, read, write };

struct Page {
    Access access = Access::unmapped;
    std::uint64_t tag = 0; // what it is filled with; 0: zeroes
};

constexpr std::uint64_t word(std::uint64_t tag, std::size_t i) {
    return tag == 0 ? 0 : scramble(tag + i);
}

sigjmp_buf fault_return;
volatile std::uintptr_t fault_address;
volatile int fault_code;

void on_fault(int, siginfo_t* info, void*) {
    fault_address = reinterpret_cast<std::uintptr_t>(info->si_addr);
    fault_code = info->si_code;
    siglongjmp(fault_return, 1);
}

class Arena {
public:
    explicit Arena(Worker& worker) : worker_{worker} {
        void* memory = mmap(nullptr, page_count * page_size, PROT_NONE,
                            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        worker.check(memory != MAP_FAILED, "mmap of the arena: {}", strerrordesc_np(errno));
        base_ = static_cast<char*>(memory);
        worker.call(munmap(base_, page_count * page_size), "munmap");
        worker.call(pipe(pipe_), "pipe");
        struct sigaction action {};
        action.sa_sigaction = on_fault;
        action.sa_flags = SA_SIGINFO;
        worker.call(sigaction(SIGSEGV, &action, nullptr), "sigaction");
    }

    void random_operation() {
        constexpr std::array operations{
            &Arena::map,   &Arena::map,     &Arena::write, &Arena::write,           &Arena::protect,
            &Arena::unmap, &Arena::discard, &Arena::probe, &Arena::probe_by_kernel, &Arena::move};
        if (worker_.random.chance(2))
            fork_copy();
        else
            (this->*operations[worker_.random.below(operations.size())])();
    }

private:
    // The operations below act on one page or on a run of a few.
    std::size_t pick() { return worker_.random.below(page_count); }

    template<typename Function>
    void each_of_run(Function function) {
        const std::size_t first = pick();
        const std::size_t last = std::min(page_count - 1, first + worker_.random.below(8));
        for (std::size_t i = first; i <= last; i++)
            function(i);
    }

    char* address(std::size_t i) { return base_ + i * page_size; }
    std::uint64_t* contents(std::size_t i) { return reinterpret_cast<std::uint64_t*>(address(i)); }

    static int protection(Access access) {
        switch (access) {
        case Access::read:
            return PROT_READ;
        case Access::write:
            return PROT_READ | PROT_WRITE;
        default:
            return PROT_NONE;
        }
    }

    void verify(std::size_t i) {
        if (pages_[i].access < Access::read)
            return;
        for (std::size_t w = 0; w < words; w++) {
            worker_.check(contents(i)[w] == word(pages_[i].tag, w),
                          "page {} word {} is {:#x} instead of {:#x}", i, w, contents(i)[w],
                          word(pages_[i].tag, w));
        }
    }

    void map() {
        const std::size_t first = pick();
        const std::size_t count = std::min(page_count - first, 1 + worker_.random.below(8));
        int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
        if (worker_.random.chance(20))
            flags |= MAP_POPULATE;
        void* got = mmap(address(first), count * page_size, PROT_READ | PROT_WRITE, flags, -1, 0);
        worker_.check(got == address(first), "mmap: {}", strerrordesc_np(errno));
        for (std::size_t i = first; i < first + count; i++) {
            pages_[i] = {Access::write, 0};
            if (worker_.random.chance(50))
                verify(i);
        }
    }

    void write() {
        each_of_run([this](std::size_t i) {
            verify(i);
            if (pages_[i].access != Access::write)
                return;
            pages_[i].tag = worker_.random.next() | 1;
            for (std::size_t w = 0; w < words; w++)
                contents(i)[w] = word(pages_[i].tag, w);
        });
    }

    void protect() {
        const auto access = static_cast<Access>(worker_.random.between(1, 3));
        each_of_run([this, access](std::size_t i) {
            if (pages_[i].access == Access::unmapped)
                return;
            worker_.call(mprotect(address(i), page_size, protection(access)), "mprotect");
            pages_[i].access = access;
            verify(i);
        });
    }

    void unmap() {
        const std::size_t first = pick();
        const std::size_t count = std::min(page_count - first, 1 + worker_.random.below(8));
        worker_.call(munmap(address(first), count * page_size), "munmap");
        for (std::size_t i = first; i < first + count; i++)
            pages_[i] = {};
    }

    void discard() {
        each_of_run([this](std::size_t i) {
            if (pages_[i].access == Access::unmapped)
                return;
            worker_.call(madvise(address(i), page_size, MADV_DONTNEED), "madvise");
            pages_[i].tag = 0;
            verify(i);
        });
    }

    /// An access that must fault, at any byte of the page.
    void probe() {
        const std::size_t i = pick();
        volatile char* const target = address(i) + worker_.random.below(page_size);
        const Access access = pages_[i].access;
        if (access == Access::write)
            return verify(i);
        if (sigsetjmp(fault_return, 1) == 0) {
            if (access == Access::read)
                *target = 1;
            else
                static_cast<void>(*target);
            worker_.fail("an access to page {}, which allows it not, did not fault", i);
        }
        const int code = access == Access::unmapped ? SEGV_MAPERR : SEGV_ACCERR;
        worker_.check(fault_address == reinterpret_cast<std::uintptr_t>(target),
                      "a fault at {:#x} was reported at {:#x}",
                      reinterpret_cast<std::uintptr_t>(target), fault_address);
        worker_.check(fault_code == code, "a fault has si_code {} instead of {}", fault_code, code);
    }

    /// The kernel copies from and to the page, faulting on the way.
    void probe_by_kernel() {
        const std::size_t i = pick();
        const bool readable = pages_[i].access >= Access::read;
        const ssize_t sent = ::write(pipe_[1], address(i), page_size);
        if (!readable) {
            worker_.check(sent < 0 && errno == EFAULT, "write from an unreadable page returned {}",
                          sent);
            return;
        }
        worker_.check(sent == static_cast<ssize_t>(page_size), "write to a pipe returned {}", sent);
        std::array<std::uint64_t, words> copy;
        const ssize_t got = ::read(pipe_[0], copy.data(), page_size);
        worker_.check(got == static_cast<ssize_t>(page_size), "read from a pipe returned {}", got);
        for (std::size_t w = 0; w < words; w++)
            worker_.check(copy[w] == word(pages_[i].tag, w),
                          "the kernel copied page {} wrong at word {}", i, w);
        const std::size_t target = pick();
        worker_.call(::write(pipe_[1], copy.data(), page_size), "write to a pipe");
        const ssize_t back = ::read(pipe_[0], address(target), page_size);
        if (pages_[target].access == Access::write) {
            worker_.check(back == static_cast<ssize_t>(page_size), "read into a page returned {}",
                          back);
            pages_[target].tag = pages_[i].tag;
            verify(target);
        } else {
            worker_.check(back < 0 && errno == EFAULT, "read into an unwritable page returned {}",
                          back);
            worker_.call(::read(pipe_[0], copy.data(), page_size), "read from a pipe");
        }
    }

    void move() {
        const std::size_t from = pick();
        const std::size_t to = pick();
        if (from == to || pages_[from].access == Access::unmapped)
            return;
        void* got =
            mremap(address(from), page_size, page_size, MREMAP_MAYMOVE | MREMAP_FIXED, address(to));
        worker_.check(got == address(to), "mremap: {}", strerrordesc_np(errno));
        pages_[to] = pages_[from];
        pages_[from] = {};
        verify(to);
    }

    /// A child sees the same and overwrites it; the parent keeps its own.
    void fork_copy() {
        const pid_t child = worker_.call(fork(), "fork");
        if (child == 0) {
            for (std::size_t i = 0; i < page_count; i++) {
                verify(i);
                if (pages_[i].access == Access::write)
                    for (std::size_t w = 0; w < words; w += 64)
                        contents(i)[w] = ~word(pages_[i].tag, w);
            }
            _exit(33);
        }
        worker_.expect_exit(child, 33, "the child that checks its copy of the arena");
        for (std::size_t i = 0; i < page_count; i++)
            verify(i);
    }

    Worker& worker_;
    char* base_;
    int pipe_[2];
    std::array<Page, page_count> pages_{};
};

} // namespace

void memory(Worker& worker) {
    Arena arena{worker};
    while (worker.running()) {
        arena.random_operation();
        worker.done();
    }
}

} // namespace storm
