// SPDX-License-Identifier: GPL-2.0-only
// What Linux does to memory of its own accord takes no page away from an RT thread.
#include <fcntl.h>
#include <sys/mman.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <functional>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "files.hpp"
#include "rt.hpp"
#include "shared.hpp"
#include "suite.hpp"

namespace {

using rt::ms;

constexpr size_t page = 4096;
constexpr size_t huge = 512 * page;

/// Pages that are there, none of them huge; before the process locks its memory, which would fill
/// them with huge ones at once.
char* small_pages(size_t bytes) {
    void* got = mmap(nullptr, bytes + huge, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    EXPECT(got != MAP_FAILED);
    char* aligned = reinterpret_cast<char*>((rt::address(got) + huge - 1) / huge * huge);
    EXPECT(madvise(aligned, bytes, MADV_NOHUGEPAGE) == 0);
    memset(aligned, 7, bytes);
    return aligned;
}

/// In RT mode every 100 us, reads one byte of @p bytes at each @p step: whoever waits for a page
/// leaves RT mode.
class Reader {
public:
    Reader(const volatile char* memory, size_t bytes, size_t step)
        : thread_{rt::rt_thread(50, 0, [=, this] {
              rt::sleep_until(rt::now() + ms);
              const uint64_t before = rt::bounces(TAKT_REASON_FAULT);
              while (!stop_) {
                  for (size_t i = 0; i < bytes; i += step) {
                      EXPECT(memory[i] == 7);
                  }
                  faults_ = rt::bounces(TAKT_REASON_FAULT) - before;
                  ++rounds_;
                  rt::sleep_until(rt::now() + 100000);
              }
          })} {
        EXPECT(rt::eventually([&] { return rounds_ > 0; }));
    }

    /// How often a page was not there.
    uint64_t stop() {
        stop_ = true;
        thread_.join();
        printf("TAKT-NOTE: %lu rounds through the pages, %lu faults\n", rounds_.load(),
               faults_.load());
        return faults_;
    }

private:
    std::atomic<bool> stop_{false};
    std::atomic<uint64_t> rounds_{0};
    std::atomic<uint64_t> faults_{0};
    std::thread thread_;
};

uint64_t kib_in_huge_pages() {
    return rt::numbers_in("/proc/self/smaps_rollup", "AnonHugePages:").at(0);
}

/// Of three pages the first one stays. Not of two: Linux looks for free ones in ever longer steps,
/// powers of two.
constexpr size_t between_kept = 3 * page;

/// Fills @p bytes at @p memory and takes most pages away again.
void make_holes(char* memory, size_t bytes) {
    memset(memory, 7, bytes);
    for (size_t i = page; i < bytes; i += between_kept) {
        EXPECT(madvise(memory + i, 2 * page, MADV_DONTNEED_LOCKED) == 0);
    }
}

/// Where the pages of @p bytes at @p memory of a process are, by its pagemap.
std::vector<uint64_t> places(const std::string& process, const char* memory, size_t bytes) {
    std::vector<uint64_t> found(bytes / page);
    const int file = open(("/proc/" + process + "/pagemap").c_str(), O_RDONLY | O_CLOEXEC);
    EXPECT(file >= 0);
    const size_t size = found.size() * sizeof(found[0]);
    const off_t offset = static_cast<off_t>(rt::address(memory) / page * sizeof(found[0]));
    EXPECT(pread(file, found.data(), size, offset) == static_cast<ssize_t>(size));
    close(file);
    return found;
}

size_t differences(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), size_t{0}, std::plus<>{},
                              std::not_equal_to<>{});
}

/// Compaction, again and again, moves what another process has, but no page of an RT thread.
void compaction() {
    constexpr size_t bytes = 30 * huge;
    char* memory = small_pages(bytes);
    const pid_t other = rt::start_child([=] {
        make_holes(memory, bytes); // in pages of its own: so far they are shared
        ++rt::shared().step;
        pause();
    });
    EXPECT(rt::eventually([] { return rt::shared().step == 1; }));
    rt::start_process();
    make_holes(memory, bytes); // not before, as locking fills them
    Reader reader(memory, bytes, between_kept);
    const std::string others = std::to_string(other);
    const auto mine_before = places("self", memory, bytes);
    const auto others_before = places(others, memory, bytes);
    for (int i = 0; i < 2; ++i) {
        rt::write_file("/proc/sys/vm/compact_memory", "1");
    }
    const size_t mine = differences(mine_before, places("self", memory, bytes));
    const size_t moved = differences(others_before, places(others, memory, bytes));
    const uint64_t faults = reader.stop();
    kill(other, SIGKILL);
    printf("TAKT-NOTE: moved %zu pages of another process, %zu of the RT thread's\n", moved, mine);
    EXPECT(moved >= 100 && mine == 0 && faults == 0);
}

/// khugepaged would like to make huge pages of what an RT thread reads.
void huge_pages() {
    // Small machines have none, unless they are asked.
    rt::write_file("/sys/kernel/mm/transparent_hugepage/enabled", "always");
    // khugepaged rests until somebody lets it work: not an RT process, nor a child of one.
    const pid_t other = rt::start_child([] {
        char* mine = small_pages(huge);
        EXPECT(madvise(mine, huge, MADV_HUGEPAGE) == 0);
        pause();
    });
    constexpr size_t bytes = 4 * huge;
    char* memory = small_pages(bytes);
    rt::start_process();
    const std::string khugepaged = "/sys/kernel/mm/transparent_hugepage/khugepaged/";
    rt::write_file(khugepaged + "scan_sleep_millisecs", "10");
    rt::write_file(khugepaged + "alloc_sleep_millisecs", "10");
    rt::write_file(khugepaged + "pages_to_scan", "4096");
    Reader reader(memory, bytes, page);
    const uint64_t scans = rt::numbers_in(khugepaged + "full_scans").at(0);
    const uint64_t before = kib_in_huge_pages(); // stacks, and what else was there before
    EXPECT(madvise(memory, bytes, MADV_HUGEPAGE) == 0);
    usleep(400000);
    const uint64_t made = kib_in_huge_pages() - before;
    const uint64_t rounds = rt::numbers_in(khugepaged + "full_scans").at(0) - scans;
    const uint64_t faults = reader.stop();
    kill(other, SIGKILL);
    printf("TAKT-NOTE: %lu rounds of khugepaged, %lu KiB made huge pages\n", rounds, made);
    EXPECT(rounds >= 2 && faults == 0 && made == 0);
}

} // namespace

int main(int argc, char** argv) {
    rt::shared();
    return rt::run_suite({{"compaction", compaction}, {"huge_pages", huge_pages}}, argc, argv);
}
