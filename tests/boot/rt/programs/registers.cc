// SPDX-License-Identifier: GPL-2.0-only
// Implements patterns in all registers.
#include "registers.hpp"

#include <immintrin.h>

#include <cstring>

namespace rt {

__attribute__((target("avx"))) int registers_over(uint64_t seed, const RawCall* call) {
    alignas(32) uint64_t in[16][4];
    alignas(32) uint64_t out[16][4];
    for (int i = 0; i < 16; ++i) {
        for (int j = 0; j < 4; ++j) {
            in[i][j] = seed * 0x9e3779b97f4a7c15ULL + static_cast<uint64_t>(i * 4 + j);
        }
    }
    uint64_t general[6];
    for (int i = 0; i < 6; ++i) {
        general[i] = seed ^ static_cast<uint64_t>(i) << 32;
    }
    uint64_t mxcsr_in = 0x1f80 | (seed & 3) << 13;
    uint64_t mxcsr_out = 0;
    uint64_t result[6];
    struct Block {
        const void* in;
        void* out;
        const uint64_t* general;
        uint64_t* result;
        uint64_t* mxcsr_in;
        uint64_t* mxcsr_out;
        const RawCall* call;
    } block{in, out, general, result, &mxcsr_in, &mxcsr_out, call};
    asm volatile(
        "push %%rbp\n\t"
        "push %[block]\n\t"
        "mov 0(%[block]), %%rax\n\t"
        "vmovdqa 0(%%rax), %%ymm0; vmovdqa 32(%%rax), %%ymm1; vmovdqa 64(%%rax), %%ymm2\n\t"
        "vmovdqa 96(%%rax), %%ymm3; vmovdqa 128(%%rax), %%ymm4; vmovdqa 160(%%rax), %%ymm5\n\t"
        "vmovdqa 192(%%rax), %%ymm6; vmovdqa 224(%%rax), %%ymm7; vmovdqa 256(%%rax), %%ymm8\n\t"
        "vmovdqa 288(%%rax), %%ymm9; vmovdqa 320(%%rax), %%ymm10; vmovdqa 352(%%rax), %%ymm11\n\t"
        "vmovdqa 384(%%rax), %%ymm12; vmovdqa 416(%%rax), %%ymm13; vmovdqa 448(%%rax), %%ymm14\n\t"
        "vmovdqa 480(%%rax), %%ymm15\n\t"
        "mov 32(%[block]), %%rax; ldmxcsr (%%rax)\n\t"
        "mov 16(%[block]), %%rax\n\t"
        "mov 0(%%rax), %%rbx; mov 8(%%rax), %%rbp; mov 16(%%rax), %%r12\n\t"
        "mov 24(%%rax), %%r13; mov 32(%%rax), %%r14; mov 40(%%rax), %%r15\n\t"
        "mov 48(%[block]), %%rdx\n\t"
        "test %%rdx, %%rdx; jz 1f\n\t"
        "mov 0(%%rdx), %%rax; mov 8(%%rdx), %%rdi; mov 16(%%rdx), %%rsi; mov 24(%%rdx), %%rdx\n\t"
        "xor %%r10d, %%r10d\n\t"
        "syscall\n\t"
        "jmp 3f\n"
        "1: mov $3000, %%ecx\n"
        "2: dec %%ecx; jnz 2b\n"
        "3: pop %[block]\n\t"
        "push %[block]\n\t"
        "mov 24(%[block]), %%rax\n\t"
        "mov %%rbx, 0(%%rax); mov %%rbp, 8(%%rax); mov %%r12, 16(%%rax)\n\t"
        "mov %%r13, 24(%%rax); mov %%r14, 32(%%rax); mov %%r15, 40(%%rax)\n\t"
        "mov 40(%[block]), %%rax; stmxcsr (%%rax)\n\t"
        "mov 8(%[block]), %%rax\n\t"
        "vmovdqa %%ymm0, 0(%%rax); vmovdqa %%ymm1, 32(%%rax); vmovdqa %%ymm2, 64(%%rax)\n\t"
        "vmovdqa %%ymm3, 96(%%rax); vmovdqa %%ymm4, 128(%%rax); vmovdqa %%ymm5, 160(%%rax)\n\t"
        "vmovdqa %%ymm6, 192(%%rax); vmovdqa %%ymm7, 224(%%rax); vmovdqa %%ymm8, 256(%%rax)\n\t"
        "vmovdqa %%ymm9, 288(%%rax); vmovdqa %%ymm10, 320(%%rax); vmovdqa %%ymm11, 352(%%rax)\n\t"
        "vmovdqa %%ymm12, 384(%%rax); vmovdqa %%ymm13, 416(%%rax); vmovdqa %%ymm14, 448(%%rax)\n\t"
        "vmovdqa %%ymm15, 480(%%rax)\n\t"
        "pop %[block]\n\t"
        "pop %%rbp\n\t"
        :
        : [block] "r"(static_cast<Block*>(__builtin_assume_aligned(&block, 8)))
        : "rax", "rbx", "rcx", "rdx", "rdi", "rsi", "r10", "r11", "r12", "r13", "r14", "r15",
          "ymm0", "ymm1", "ymm2", "ymm3", "ymm4", "ymm5", "ymm6", "ymm7", "ymm8", "ymm9", "ymm10",
          "ymm11", "ymm12", "ymm13", "ymm14", "ymm15", "memory", "cc");
    _mm_setcsr(0x1f80);
    int wrong = memcmp(in, out, sizeof(in)) != 0;
    wrong += memcmp(general, result, sizeof(general)) != 0;
    wrong += static_cast<uint32_t>(mxcsr_in) != static_cast<uint32_t>(mxcsr_out);
    return wrong;
}

} // namespace rt
