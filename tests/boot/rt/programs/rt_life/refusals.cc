// SPDX-License-Identifier: GPL-2.0-only
// Who may not attach, or not enter RT mode.
#include "tests.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>

#include "busy.hpp"
#include "rt.hpp"

namespace {

using rt::ms;
using rt::takt;

void seccomp_goes_to_linux() {
    start();
    rt::sleep_until(rt::now() + ms);
    EXPECT(rt::in_rt());
    sock_filter filter[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog program{1, filter};
    EXPECT(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    EXPECT(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
    rt::sleep_until(rt::now() + ms);
    EXPECT(!rt::in_rt());
    EXPECT(rt::status().refusal == TAKT_REFUSED_FILTERED);
    EXPECT(takt(TAKT_CALL_GO_RT) == -EPERM);
}

int attach_as(takt_attach& attach) {
    attach = {};
    return rt::try_attach(attach);
}

void refusals() {
    takt_attach attach;
    // Not locked.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               munlockall();
               EXPECT(attach_as(attach) == -ENOLCK && attach.refusal == TAKT_REFUSED_MEMORY);
           }) == 0);
    // glibc's rseq.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               EXPECT(attach_as(attach) == -EBUSY && attach.refusal == TAKT_REFUSED_RSEQ);
               EXPECT(attach.abi_major == TAKT_ABI_MAJOR && attach.abi_minor == TAKT_ABI_MINOR);
           }) == 0);
    // Another version.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               attach = {};
               attach.size = sizeof(attach);
               attach.abi_major = TAKT_ABI_MAJOR + 1;
               EXPECT(ioctl(rt::device(), TAKT_IOC_ATTACH, &attach) == -1 && errno == EPROTO);
               EXPECT(attach.refusal == TAKT_REFUSED_VERSION);
               EXPECT(attach.abi_major == TAKT_ABI_MAJOR);
           }) == 0);
    // No right to real-time scheduling.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               EXPECT(setuid(1000) == 0);
               EXPECT(attach_as(attach) == -EPERM && attach.refusal == TAKT_REFUSED_PERMISSION);
           }) == 0);
    // The same with RLIMIT_RTPRIO.
    EXPECT(rt::in_child([&] {
               const rlimit limit{10, 10};
               EXPECT(setrlimit(RLIMIT_RTPRIO, &limit) == 0);
               rt::start_process();
               EXPECT(setuid(1000) == 0);
               rt::attach({.priority = 5});
               EXPECT(takt(TAKT_CALL_GO_RT) == 0);
           }) == 0);
    // The device of a parent is no use to a child.
    EXPECT(rt::in_child([&] {
               rt::start_process();
               EXPECT(rt::in_child([&] { EXPECT(attach_as(attach) == -EINVAL); }) == 0);
           }) == 0);
    // Twice.
    EXPECT(rt::in_child([&] {
               start();
               EXPECT(attach_as(attach) == -EALREADY);
               rt::detach();
               rt::attach();
               EXPECT(takt(TAKT_CALL_GO_RT) == 0);
           }) == 0);
}

} // namespace

std::vector<rt::Test> refusal_tests() {
    return {{"seccomp_goes_to_linux", seccomp_goes_to_linux}, {"refusals", refusals}};
}
