// SPDX-License-Identifier: GPL-2.0-only
// crypto: the kernel uses the vector unit itself (AES by AF_ALG) while a program's vector registers
// hold patterns; both results are checked.
#include "hold.hpp"
#include "worker.hpp"

#include <array>
#include <cstring>
#include <linux/if_alg.h>
#include <span>
#include <string>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace storm {

namespace {

using Block = std::array<std::uint8_t, 16>;
using Blocks = std::array<Block, 4>;

// NIST SP 800-38A, appendix F: the key and plain text of F.2.1 and F.5.1, and their cipher texts.
constexpr Block key{0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
                    0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c};
constexpr Blocks plain{{{0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11,
                         0x73, 0x93, 0x17, 0x2a},
                        {0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03, 0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac,
                         0x45, 0xaf, 0x8e, 0x51},
                        {0x30, 0xc8, 0x1c, 0x46, 0xa3, 0x5c, 0xe4, 0x11, 0xe5, 0xfb, 0xc1, 0x19,
                         0x1a, 0x0a, 0x52, 0xef},
                        {0xf6, 0x9f, 0x24, 0x45, 0xdf, 0x4f, 0x9b, 0x17, 0xad, 0x2b, 0x41, 0x7b,
                         0xe6, 0x6c, 0x37, 0x10}}};

struct Mode {
    const char* algorithm;
    Block vector;
    Blocks cipher;
};

constexpr std::array modes{
    Mode{"cbc(aes)",
         {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e,
          0x0f},
         {{{0x76, 0x49, 0xab, 0xac, 0x81, 0x19, 0xb2, 0x46, 0xce, 0xe9, 0x8e, 0x9b, 0x12, 0xe9,
            0x19, 0x7d},
           {0x50, 0x86, 0xcb, 0x9b, 0x50, 0x72, 0x19, 0xee, 0x95, 0xdb, 0x11, 0x3a, 0x91, 0x76,
            0x78, 0xb2},
           {0x73, 0xbe, 0xd6, 0xb8, 0xe3, 0xc1, 0x74, 0x3b, 0x71, 0x16, 0xe6, 0x9e, 0x22, 0x22,
            0x95, 0x16},
           {0x3f, 0xf1, 0xca, 0xa1, 0x68, 0x1f, 0xac, 0x09, 0x12, 0x0e, 0xca, 0x30, 0x75, 0x86,
            0xe1, 0xa7}}}},
    Mode{"ctr(aes)",
         {0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe,
          0xff},
         {{{0x87, 0x4d, 0x61, 0x91, 0xb6, 0x20, 0xe3, 0x26, 0x1b, 0xef, 0x68, 0x64, 0x99, 0x0d,
            0xb6, 0xce},
           {0x98, 0x06, 0xf6, 0x6b, 0x79, 0x70, 0xfd, 0xff, 0x86, 0x17, 0x18, 0x7b, 0xb9, 0xff,
            0xfd, 0xff},
           {0x5a, 0xe4, 0xdf, 0x3e, 0xdb, 0xd5, 0xd3, 0x5e, 0x5b, 0x4f, 0x09, 0x02, 0x0d, 0xb0,
            0x3e, 0xab},
           {0x1e, 0x03, 0x1d, 0xda, 0x2f, 0xbe, 0x03, 0xd1, 0x79, 0x21, 0x70, 0xa0, 0xf3, 0x00,
            0x9c, 0xee}}}},
};

class Cipher {
public:
    Cipher(Worker& worker, const Mode& mode) : worker_{worker}, mode_{mode} {
        sockaddr_alg address{};
        address.salg_family = AF_ALG;
        std::strcpy(reinterpret_cast<char*>(address.salg_type), "skcipher");
        std::strcpy(reinterpret_cast<char*>(address.salg_name), mode.algorithm);
        const int listener = worker.call(socket(AF_ALG, SOCK_SEQPACKET, 0), "socket AF_ALG");
        worker.call(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)),
                    text("bind {} (does the kernel have it?)", mode.algorithm));
        worker.call(setsockopt(listener, SOL_ALG, ALG_SET_KEY, key.data(), key.size()),
                    "ALG_SET_KEY");
        operation_ = worker.call(accept(listener, nullptr, nullptr), "accept AF_ALG");
        close(listener);
    }
    Cipher(const Cipher&) = delete;
    Cipher& operator=(const Cipher&) = delete;
    ~Cipher() { close(operation_); }

    /// Transforms @p text in place; the part inside read() runs with patterns in all registers.
    void transform(std::span<std::uint8_t> text, std::uint32_t direction) {
        send(text, direction);
        const VectorState state = VectorState::random(worker_.random);
        const Held held = hold_vectors(
            state, worker_.random.between(1, 1000),
            {SYS_read, {operation_, reinterpret_cast<long>(text.data()), std::ssize(text)}});
        worker_.check(held.result == std::ssize(text), "{}: read returned {} instead of {}",
                      mode_.algorithm, held.result, text.size());
        worker_.check(held.difference.empty(), "over {} in the kernel: {}", mode_.algorithm,
                      held.difference);
    }

private:
    void send(std::span<std::uint8_t> text, std::uint32_t direction) {
        constexpr std::size_t vector_size = sizeof(af_alg_iv) + sizeof(Block);
        alignas(cmsghdr) char control[CMSG_SPACE(sizeof(direction)) + CMSG_SPACE(vector_size)] = {};
        iovec data{text.data(), text.size()};
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof(control);
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_ALG;
        header->cmsg_type = ALG_SET_OP;
        header->cmsg_len = CMSG_LEN(sizeof(direction));
        std::memcpy(CMSG_DATA(header), &direction, sizeof(direction));
        header = CMSG_NXTHDR(&message, header);
        header->cmsg_level = SOL_ALG;
        header->cmsg_type = ALG_SET_IV;
        header->cmsg_len = CMSG_LEN(vector_size);
        const std::uint32_t size = sizeof(Block);
        std::memcpy(CMSG_DATA(header), &size, sizeof(size));
        std::memcpy(CMSG_DATA(header) + sizeof(size), mode_.vector.data(), size);
        const ssize_t sent = worker_.call(sendmsg(operation_, &message, 0), "sendmsg AF_ALG");
        worker_.check(sent == std::ssize(text), "{}: sendmsg took {} of {} bytes", mode_.algorithm,
                      sent, text.size());
    }

    Worker& worker_;
    const Mode& mode_;
    int operation_;
};

void known_answer(Worker& worker, Cipher& cipher, const Mode& mode) {
    Blocks text = plain;
    cipher.transform({text[0].data(), sizeof(text)}, ALG_OP_ENCRYPT);
    worker.check(text == mode.cipher, "{}: the known plain text gave a wrong cipher text",
                 mode.algorithm);
    cipher.transform({text[0].data(), sizeof(text)}, ALG_OP_DECRYPT);
    worker.check(text == plain, "{}: the known cipher text gave a wrong plain text",
                 mode.algorithm);
}

void there_and_back(Worker& worker, Cipher& cipher, const Mode& mode) {
    std::vector<std::uint8_t> original(16 * worker.random.between(1, 256));
    worker.random.fill(std::as_writable_bytes(std::span{original}));
    std::vector<std::uint8_t> text = original;
    cipher.transform(text, ALG_OP_ENCRYPT);
    worker.check(text != original, "{}: {} bytes were not encrypted", mode.algorithm, text.size());
    cipher.transform(text, ALG_OP_DECRYPT);
    worker.check(text == original, "{}: {} bytes came back changed", mode.algorithm, text.size());
}

} // namespace

void crypto(Worker& worker) {
    Cipher cbc{worker, modes[0]};
    Cipher ctr{worker, modes[1]};
    while (worker.running()) {
        const bool first = worker.random.chance(50);
        Cipher& cipher = first ? cbc : ctr;
        const Mode& mode = first ? modes[0] : modes[1];
        if (worker.random.chance(50))
            known_answer(worker, cipher, mode);
        else
            there_and_back(worker, cipher, mode);
        worker.done();
    }
}

} // namespace storm
