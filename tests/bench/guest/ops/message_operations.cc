// SPDX-License-Identifier: MIT
// Owns the message round trips between two processes: pipe, unix stream socket, tcp over loopback.
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "check.hpp"
#include "operation.hpp"

namespace takt::bench {
namespace {

/// The two descriptors that one side of a round trip uses.
struct Side {
    int in;
    int out;
};

/// Sends every byte back until the peer closes its end.
[[noreturn]] void echo(Side side) {
    char byte = 0;
    while (read(side.in, &byte, 1) == 1)
        if (write(side.out, &byte, 1) != 1)
            _exit(1);
    _exit(0);
}

void round_trips(Samples& samples, Side here, Side there) {
    const pid_t peer = check(fork(), "fork");
    if (peer == 0) {
        // Both sides of a socket pair are one descriptor, hence the comparisons.
        close(here.in);
        if (here.out != here.in)
            close(here.out);
        echo(there);
    }
    close(there.in);
    if (there.out != there.in)
        close(there.out);
    char byte = 'x';
    repeat(samples, [&] {
        if (write(here.out, &byte, 1) != 1 || read(here.in, &byte, 1) != 1)
            fail("round trip", errno);
    });
    close(here.out);
    if (here.in != here.out)
        close(here.in);
    int status = 0;
    check(waitpid(peer, &status, 0), "waitpid");
    if (status != 0)
        fail("the peer of a round trip failed", EIO);
}

void pipes(Samples& samples) {
    int forth[2];
    int back[2];
    check(pipe(forth), "pipe");
    check(pipe(back), "pipe");
    round_trips(samples, {.in = back[0], .out = forth[1]}, {.in = forth[0], .out = back[1]});
}

void unix_stream(Samples& samples) {
    int ends[2];
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), "socketpair");
    round_trips(samples, {ends[0], ends[0]}, {ends[1], ends[1]});
}

/// The bench's guest has no network set-up of its own.
void raise_loopback() {
    const int any = check(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket");
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    check(ioctl(any, SIOCGIFFLAGS, &request), "get the flags of lo");
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    check(ioctl(any, SIOCSIFFLAGS, &request), "raise lo");
    close(any);
}

void tcp_loopback(Samples& samples) {
    raise_loopback();
    const int listener = check(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    check(bind(listener, reinterpret_cast<sockaddr*>(&address), length), "bind");
    check(listen(listener, 1), "listen");
    check(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length), "getsockname");
    const int here = check(socket(AF_INET, SOCK_STREAM, 0), "socket");
    check(connect(here, reinterpret_cast<sockaddr*>(&address), length), "connect");
    const int there = check(accept(listener, nullptr, nullptr), "accept");
    close(listener);
    // Without this a one-byte answer could wait for Nagle's algorithm instead of the kernel.
    const int on = 1;
    check(setsockopt(here, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
    check(setsockopt(there, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
    round_trips(samples, {here, here}, {there, there});
}

constexpr Operation operations[] = {
    {"linux.pipe_pingpong", 4000, 200, pipes},
    {"linux.unix_stream", 4000, 200, unix_stream},
    {"linux.tcp_loopback", 3000, 200, tcp_loopback},
};

} // namespace

std::span<const Operation> message_operations() {
    return operations;
}

} // namespace takt::bench
