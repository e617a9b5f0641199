// SPDX-License-Identifier: MIT
// Owns the way to the co-kernel: the device, attaching, the status page.
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <linux/rseq.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "backend.hpp"

namespace takt::detail {

namespace {

constexpr size_t page_bytes = 4096;
constexpr uint32_t rseq_signature = 0x53053053; // glibc's, on x86
constexpr uint32_t rseq_bytes = 32;             // as glibc registers it

/// glibc registers it for every thread; the co-kernel would not keep it up to date.
void unregister_rseq() {
    auto* area = static_cast<char*>(__builtin_thread_pointer()) + __rseq_offset;
    syscall(SYS_rseq, area, rseq_bytes, RSEQ_FLAG_UNREGISTER, rseq_signature);
}

} // namespace

int kernel_open() {
    const int device = open(TAKT_DEVICE, O_RDWR | O_CLOEXEC);
    if (device >= 0) {
        return device;
    }
    const int error = errno;
    if (error == EACCES || error == EPERM) {
        explain("no permission for " TAKT_DEVICE ": run as root, or join the group that owns it");
    } else if (error == ENOSPC) {
        explain(TAKT_DEVICE ": the co-kernel's table of processes is full: end some");
    } else {
        explain(
            TAKT_DEVICE
            ": %s: load the module (modprobe takt); without a Takt kernel, TAKT_EMULATION=1 runs "
            "programs without real time",
            strerror(error));
    }
    return error == EACCES || error == EPERM ? -EACCES : error == ENOSPC ? -ENOSPC : -ENODEV;
}

int kernel_map_mutex_words(int device, uint64_t*& words) {
    void* page = mmap(nullptr, TAKT_MUTEX_WORDS_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, device,
                      TAKT_MUTEX_WORDS_OFFSET);
    if (page == MAP_FAILED) {
        const int error = errno;
        explain("the words of mutexes cannot be mapped: %s: is the module older than the library, "
                "which speaks version %d.%d?",
                strerror(error), TAKT_ABI_MAJOR, TAKT_ABI_MINOR);
        return -error;
    }
    words = static_cast<uint64_t*>(page);
    return 0;
}

int kernel_attach(int device, takt_attach& attach, const volatile takt_status*& status) {
    unregister_rseq();
    if (ioctl(device, TAKT_IOC_ATTACH, &attach) != 0) {
        const int error = errno;
        if (attach.refusal == TAKT_REFUSED_VERSION) {
            explain(
                "the library speaks version %d.%d, the module %u.%u: install both from one release",
                TAKT_ABI_MAJOR, TAKT_ABI_MINOR, attach.abi_major, attach.abi_minor);
        } else {
            explain("the thread cannot be attached: %s",
                    attach.refusal != 0 ? takt_refusal_text(attach.refusal) : strerror(error));
        }
        return -error;
    }
    void* page = mmap(nullptr, page_bytes, PROT_READ, MAP_SHARED, device,
                      static_cast<off_t>(attach.status_offset));
    if (page == MAP_FAILED) {
        const int error = errno;
        explain("the status page cannot be mapped: %s", strerror(error));
        ioctl(device, TAKT_IOC_DETACH);
        return -error;
    }
    status = static_cast<const volatile takt_status*>(page);
    return 0;
}

int kernel_detach(int device, const volatile takt_status* status) {
    const int result = ioctl(device, TAKT_IOC_DETACH) == 0 ? 0 : -errno;
    munmap(const_cast<takt_status*>(const_cast<const takt_status*>(status)), page_bytes);
    return result;
}

} // namespace takt::detail
