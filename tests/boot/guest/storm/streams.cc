// SPDX-License-Identifier: GPL-2.0-only
// pipes, sockets, loopback: messages of random size go to another process, which checks every byte
// and answers with a number that only the right message gives.
#include "worker.hpp"

#include <array>
#include <csignal>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace storm {

namespace {

/// One side's descriptors; the same one twice for a socket.
struct End {
    int in;
    int out;
};

struct Ends {
    End near;
    End far;
};

constexpr std::size_t max_message = 48 * 1024; // smaller than a pipe, larger than a socket's share

void close_end(const End& end) {
    close(end.in);
    if (end.out != end.in)
        close(end.out);
}

void write_all(Worker& worker, int file, std::span<const std::byte> data) {
    while (!data.empty()) {
        const ssize_t written =
            worker.call(write(file, data.data(), data.size()), "write to a stream");
        data = data.subspan(static_cast<std::size_t>(written));
    }
}

/// False at the end of the stream, which is right only between two messages.
bool read_all(Worker& worker, int file, std::span<std::byte> data, bool may_end) {
    while (!data.empty()) {
        if (worker.random.chance(20)) {
            pollfd wait{file, POLLIN, 0};
            worker.call(poll(&wait, 1, -1), "poll");
            worker.check((wait.revents & (POLLIN | POLLHUP)) != 0, "poll returned {:#x}",
                         wait.revents);
        }
        const ssize_t got = worker.call(read(file, data.data(), data.size()), "read from a stream");
        if (got == 0) {
            worker.check(may_end, "a stream ended in the middle of a message");
            return false;
        }
        may_end = false;
        data = data.subspan(static_cast<std::size_t>(got));
    }
    return true;
}

std::uint64_t answer_to(std::span<const std::byte> message) {
    std::uint64_t sum = message.size();
    for (std::byte b : message)
        sum = sum * 31 + std::to_integer<unsigned>(b);
    return sum;
}

/// Both sides know the messages: they come from the same random numbers.
std::vector<std::byte> next_message(Random& random) {
    const std::size_t size =
        random.chance(70) ? random.between(1, 256) : random.between(1, max_message);
    std::vector<std::byte> message(size);
    random.fill(message);
    return message;
}

[[noreturn]] void serve(Worker& worker, const End& end, Random messages) {
    for (;;) {
        const std::vector<std::byte> expected = next_message(messages);
        std::vector<std::byte> got(expected.size());
        if (!read_all(worker, end.in, got, true))
            _exit(44);
        worker.check(got == expected, "a message of {} bytes arrived changed", got.size());
        const std::uint64_t answer = answer_to(got);
        write_all(worker, end.out, std::as_bytes(std::span{&answer, 1}));
    }
}

void converse(Worker& worker, const Ends& ends) {
    signal(SIGPIPE, SIG_IGN);
    Random messages{worker.random.next()};
    const pid_t server = worker.call(fork(), "fork");
    if (server == 0) {
        close_end(ends.near);
        serve(worker, ends.far, messages);
    }
    close_end(ends.far);
    while (worker.running()) {
        const std::vector<std::byte> message = next_message(messages);
        write_all(worker, ends.near.out, message);
        std::uint64_t answer = 0;
        read_all(worker, ends.near.in, std::as_writable_bytes(std::span{&answer, 1}), false);
        worker.check(answer == answer_to(message), "the answer is {:#x} instead of {:#x}", answer,
                     answer_to(message));
        worker.done();
    }
    close_end(ends.near);
    worker.expect_exit(server, 44, "the server at the end of the stream");
}

} // namespace

void pipes(Worker& worker) {
    std::array<int, 2> there;
    std::array<int, 2> back;
    worker.call(pipe(there.data()), "pipe");
    worker.call(pipe(back.data()), "pipe");
    converse(worker, {{back[0], there[1]}, {there[0], back[1]}});
}

void sockets(Worker& worker) {
    std::array<int, 2> pair;
    worker.call(socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()), "socketpair");
    converse(worker, {{pair[0], pair[0]}, {pair[1], pair[1]}});
}

void loopback(Worker& worker) {
    const int listener = worker.call(socket(AF_INET, SOCK_STREAM, 0), "socket");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    worker.call(bind(listener, generic, size), "bind to 127.0.0.1 (is the loopback device up?)");
    worker.call(listen(listener, 1), "listen");
    worker.call(getsockname(listener, generic, &size), "getsockname");
    const int near = worker.call(socket(AF_INET, SOCK_STREAM, 0), "socket");
    worker.call(connect(near, generic, size), "connect to 127.0.0.1");
    const int far = worker.call(accept(listener, nullptr, nullptr), "accept");
    close(listener);
    // Small messages go out at once; otherwise the two sides mostly wait for each other's timers.
    const int on = 1;
    for (int end : {near, far})
        worker.call(setsockopt(end, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)), "TCP_NODELAY");
    converse(worker, {{near, near}, {far, far}});
}

} // namespace storm
