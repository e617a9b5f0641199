// SPDX-License-Identifier: GPL-2.0-only
// shootdown: one thread remaps pages while others read them; after a remapping is announced, nobody
// may see the page that was there before. On several CPUs this is the TLB flush by IPI.
#include "worker.hpp"

#include <array>
#include <atomic>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

namespace storm {

namespace {

constexpr std::size_t page_size = 4096;
constexpr std::size_t slot_count = 8;
constexpr std::uint64_t version_count = 64;
constexpr std::size_t words = page_size / sizeof(std::uint64_t);

constexpr std::uint64_t stamp(std::uint64_t version) {
    return scramble(version + 1);
}

struct View {
    char* base;
    int file;
    // Odd while a slot is being remapped; otherwise twice a count that grows, with the version in
    // the low part, so that an unchanged value means an unchanged mapping.
    std::array<std::atomic<std::uint64_t>, slot_count> state{};

    std::uint64_t* page(std::size_t slot) {
        return reinterpret_cast<std::uint64_t*>(base + slot * page_size);
    }
};

constexpr std::uint64_t busy = 1;
constexpr std::uint64_t version_of(std::uint64_t state) {
    return (state >> 1) % version_count;
}

void remap(Worker& worker, View& view, std::size_t slot, std::uint64_t version,
           std::uint64_t turn) {
    view.state[slot].fetch_or(busy);
    void* got = mmap(view.page(slot), page_size, PROT_READ, MAP_SHARED | MAP_FIXED, view.file,
                     static_cast<off_t>(version * page_size));
    worker.check(got == view.page(slot), "mmap: {}", strerrordesc_np(errno));
    view.state[slot].store((turn * version_count + version) << 1);
}

void reader(Worker& worker, View& view, Random random) {
    while (worker.running()) {
        const std::size_t slot = random.below(slot_count);
        const std::uint64_t before = view.state[slot].load();
        const std::uint64_t word =
            __atomic_load_n(&view.page(slot)[random.below(words)], __ATOMIC_SEQ_CST);
        if ((before & busy) != 0 || view.state[slot].load() != before)
            continue;
        worker.check(word == stamp(version_of(before)),
                     "a page that was remapped still shows {:#x}, not {:#x}", word,
                     stamp(version_of(before)));
        worker.done();
    }
}

int make_file(Worker& worker) {
    const int file = worker.call(memfd_create("storm", 0), "memfd_create");
    worker.call(ftruncate(file, version_count * page_size), "ftruncate");
    for (std::uint64_t version = 0; version < version_count; version++) {
        std::array<std::uint64_t, words> content;
        content.fill(stamp(version));
        worker.call(
            pwrite(file, content.data(), page_size, static_cast<off_t>(version * page_size)),
            "pwrite to a memfd");
    }
    return file;
}

} // namespace

void shootdown(Worker& worker) {
    View view;
    view.file = make_file(worker);
    void* base = mmap(nullptr, slot_count * page_size, PROT_READ, MAP_SHARED, view.file, 0);
    worker.check(base != MAP_FAILED, "mmap: {}", strerrordesc_np(errno));
    view.base = static_cast<char*>(base);
    for (std::size_t slot = 0; slot < slot_count; slot++)
        view.state[slot].store(slot << 1);

    std::array<std::thread, 2> readers;
    for (auto& thread : readers)
        thread =
            std::thread{reader, std::ref(worker), std::ref(view), Random{worker.random.next()}};
    for (std::uint64_t turn = 1; worker.running(); turn++) {
        remap(worker, view, worker.random.below(slot_count), worker.random.below(version_count),
              turn);
        for (std::uint64_t i = worker.random.below(2000); i > 0; i--)
            asm volatile("");
    }
    for (auto& thread : readers)
        thread.join();
}

} // namespace storm
