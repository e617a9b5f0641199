// SPDX-License-Identifier: GPL-2.0-only
// files: a file on a tmpfs is written, read, truncated, punched, mapped, copied and renamed at
// random, and always equals a model of itself in memory.
#include "worker.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace storm {

namespace {

constexpr std::size_t max_size = 256 * 1024;

class Modelled {
public:
    explicit Modelled(Worker& worker)
        : worker_{worker}, name_{text("{}/storm.{}", worker.folder, getpid())} {
        file_ =
            worker.call(open(name_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600), name_);
    }
    Modelled(const Modelled&) = delete;
    Modelled& operator=(const Modelled&) = delete;
    ~Modelled() {
        close(file_);
        unlink(name_.c_str());
    }

    void random_operation() {
        constexpr std::array operations{&Modelled::write, &Modelled::write,    &Modelled::read,
                                        &Modelled::read,  &Modelled::truncate, &Modelled::punch,
                                        &Modelled::map,   &Modelled::rename,   &Modelled::copy};
        (this->*operations[worker_.random.below(operations.size())])();
    }

private:
    struct Range {
        std::size_t offset;
        std::size_t length;
    };

    /// Inside of @p limit; the length may be 0 only if the limit is.
    Range range(std::size_t limit) {
        if (limit == 0)
            return {0, 0};
        const std::size_t offset = worker_.random.below(limit);
        const std::size_t most = std::min<std::size_t>(limit - offset, 32 * 1024);
        return {offset, worker_.random.between(1, most)};
    }

    void compare(const std::byte* got, const Range& part, std::string_view how) {
        const auto begin = model_.begin() + static_cast<std::ptrdiff_t>(part.offset);
        const auto [want, have] =
            std::mismatch(begin, begin + static_cast<std::ptrdiff_t>(part.length), got);
        worker_.check(want == begin + static_cast<std::ptrdiff_t>(part.length),
                      "{}: byte {} of {} is {:#x} instead of {:#x}", how, want - model_.begin(),
                      model_.size(), std::to_integer<unsigned>(*have),
                      std::to_integer<unsigned>(*want));
    }

    void write() {
        const Range part = range(max_size);
        std::vector<std::byte> data(part.length);
        worker_.random.fill(data);
        const ssize_t written = worker_.call(
            pwrite(file_, data.data(), data.size(), static_cast<off_t>(part.offset)), "pwrite");
        worker_.check(written == std::ssize(data), "pwrite wrote {} of {} bytes", written,
                      data.size());
        model_.resize(std::max(model_.size(), part.offset + part.length));
        std::ranges::copy(data, model_.begin() + static_cast<std::ptrdiff_t>(part.offset));
    }

    void read() {
        // Also beyond the end, where less comes back.
        const Range part = range(max_size);
        std::vector<std::byte> data(part.length);
        const ssize_t got = worker_.call(
            pread(file_, data.data(), data.size(), static_cast<off_t>(part.offset)), "pread");
        const std::size_t there =
            part.offset < model_.size() ? std::min(part.length, model_.size() - part.offset) : 0;
        worker_.check(static_cast<std::size_t>(got) == there, "pread returned {} instead of {}",
                      got, there);
        compare(data.data(), {there > 0 ? part.offset : 0, there}, "pread");
    }

    void truncate() {
        const std::size_t size = worker_.random.below(max_size);
        worker_.call(ftruncate(file_, static_cast<off_t>(size)), "ftruncate");
        model_.resize(size);
        struct stat status;
        worker_.call(fstat(file_, &status), "fstat");
        worker_.check(static_cast<std::size_t>(status.st_size) == size,
                      "fstat tells {} bytes instead of {}", status.st_size, size);
    }

    void punch() {
        const Range part = range(model_.size());
        if (part.length == 0)
            return;
        worker_.call(fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                               static_cast<off_t>(part.offset), static_cast<off_t>(part.length)),
                     "fallocate (the folder must be on a tmpfs)");
        std::fill_n(model_.begin() + static_cast<std::ptrdiff_t>(part.offset), part.length,
                    std::byte{0});
    }

    void map() {
        const Range part = range(model_.size());
        if (part.length == 0)
            return;
        const std::size_t size = model_.size();
        void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
        worker_.check(memory != MAP_FAILED, "mmap of a file: {}", strerrordesc_np(errno));
        auto* bytes = static_cast<std::byte*>(memory);
        compare(bytes + part.offset, part, "mapping");
        const auto model_part = std::span{model_}.subspan(part.offset, part.length);
        worker_.random.fill(model_part);
        std::ranges::copy(model_part, bytes + part.offset);
        worker_.call(munmap(memory, size), "munmap");
    }

    void rename() {
        const std::string other = name_ + (worker_.random.chance(50) ? ".a" : ".b");
        worker_.call(link(name_.c_str(), other.c_str()), "link");
        struct stat status;
        worker_.call(fstat(file_, &status), "fstat");
        worker_.check(status.st_nlink == 2, "a file with two names has {} links", status.st_nlink);
        // The other name takes the place of the first.
        worker_.call(unlink(name_.c_str()), "unlink");
        worker_.call(::rename(other.c_str(), name_.c_str()), "rename");
        const int again =
            worker_.call(open(name_.c_str(), O_RDWR | O_CLOEXEC), "open after rename");
        close(file_);
        file_ = again;
    }

    void copy() {
        const Range part = range(model_.size());
        if (part.length == 0)
            return;
        const int other = worker_.call(memfd_create("storm", MFD_CLOEXEC), "memfd_create");
        off_t offset = static_cast<off_t>(part.offset);
        std::size_t left = part.length;
        while (left > 0) {
            const ssize_t sent = worker_.call(sendfile(other, file_, &offset, left), "sendfile");
            worker_.check(sent > 0, "sendfile ends {} bytes early", left);
            left -= static_cast<std::size_t>(sent);
        }
        std::vector<std::byte> data(part.length);
        const ssize_t got = worker_.call(pread(other, data.data(), data.size(), 0), "pread");
        worker_.check(got == std::ssize(data), "a copy has {} of {} bytes", got, data.size());
        compare(data.data(), part, "sendfile");
        close(other);
    }

    Worker& worker_;
    const std::string name_;
    int file_;
    std::vector<std::byte> model_;
};

} // namespace

void files(Worker& worker) {
    while (worker.running()) {
        Modelled file{worker};
        for (int i = 0; i < 500 && worker.running(); i++) {
            file.random_operation();
            worker.done();
        }
    }
}

} // namespace storm
