// SPDX-License-Identifier: GPL-2.0-only
// The assembly that holds patterns in registers, and the comparison afterwards.
#include "hold.hpp"

#include "message.hpp"

#include <cstring>

extern "C" {
// in: 14 registers, then the flags; out: the same.
void storm_hold_spin(const storm::GeneralState* in, storm::GeneralState* out, std::uint64_t spin);
void storm_hold_call(const storm::GeneralState* in, storm::GeneralState* out, std::uint64_t spin);
}

// The loop counter is RCX and changes no flags (lea, jrcxz), so that these are held as well. XCHG
// frees a register for the address of the result without losing what it holds.
#define HOLD_FUNCTION(NAME, AT_THE_END)                                                            \
    asm(".text\n.globl " NAME "\n.type " NAME ", @function\n" NAME ":\n\t"                         \
        "push %rbx\n\tpush %rbp\n\tpush %r12\n\tpush %r13\n\tpush %r14\n\tpush %r15\n\t"           \
        "push %rsi\n\t"                                                                            \
        "mov %rdx, %rcx\n\t"                                                                       \
        "pushq 112(%rdi)\n\tpopfq\n\t"                                                             \
        "mov 0(%rdi), %rax\n\tmov 8(%rdi), %rbx\n\tmov 16(%rdi), %rdx\n\tmov 24(%rdi), %rsi\n\t"   \
        "mov 40(%rdi), %rbp\n\tmov 48(%rdi), %r8\n\tmov 56(%rdi), %r9\n\tmov 64(%rdi), %r10\n\t"   \
        "mov 72(%rdi), %r11\n\tmov 80(%rdi), %r12\n\tmov 88(%rdi), %r13\n\t"                       \
        "mov 96(%rdi), %r14\n\tmov 104(%rdi), %r15\n\tmov 32(%rdi), %rdi\n"                        \
        "1:\tlea -1(%rcx), %rcx\n\tjrcxz 2f\n\tjmp 1b\n"                                           \
        "2:\t" AT_THE_END "xchg %rdi, (%rsp)\n\t"                                                  \
        "mov %rax, 0(%rdi)\n\tmov %rbx, 8(%rdi)\n\tmov %rdx, 16(%rdi)\n\tmov %rsi, 24(%rdi)\n\t"   \
        "mov %rbp, 40(%rdi)\n\tmov %r8, 48(%rdi)\n\tmov %r9, 56(%rdi)\n\tmov %r10, 64(%rdi)\n\t"   \
        "mov %r11, 72(%rdi)\n\tmov %r12, 80(%rdi)\n\tmov %r13, 88(%rdi)\n\t"                       \
        "mov %r14, 96(%rdi)\n\tmov %r15, 104(%rdi)\n\t"                                            \
        "pushfq\n\tpopq 112(%rdi)\n\tpop 32(%rdi)\n\t"                                             \
        "pushq $2\n\tpopfq\n\t"                                                                    \
        "pop %r15\n\tpop %r14\n\tpop %r13\n\tpop %r12\n\tpop %rbp\n\tpop %rbx\n\tret\n"            \
        ".size " NAME ", . - " NAME "\n")

HOLD_FUNCTION("storm_hold_spin", "");
HOLD_FUNCTION("storm_hold_call", "syscall\n\t");

static_assert(offsetof(storm::GeneralState, flags) == 112);

namespace storm {

namespace {

constexpr std::array<const char*, GeneralState::count> general_names{
    "rax", "rbx", "rdx", "rsi", "rdi", "rbp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"};

constexpr std::size_t rax = 0;
constexpr std::size_t r11 = 9;

// CF PF AF ZF SF DF OF AC ID: what a program may set without consequences for the loop.
constexpr std::uint64_t own_flags = 0x240cd5;
constexpr std::uint64_t interrupt_flag = 0x200;

std::string compare(const GeneralState& in, const GeneralState& out, bool called) {
    for (std::size_t i = 0; i < GeneralState::count; i++) {
        // SYSCALL itself uses RCX and R11, and returns in RAX.
        if (called && (i == rax || i == r11))
            continue;
        if (in.registers[i] != out.registers[i])
            return text("{} was {:#x} and became {:#x}", general_names[i], in.registers[i],
                        out.registers[i]);
    }
    // A program always sees interrupts enabled, whatever the kernel does with them.
    const std::uint64_t expected = (in.flags & own_flags) | interrupt_flag;
    if ((out.flags & (own_flags | interrupt_flag)) != expected)
        return text("the flags were {:#x} and became {:#x}", expected, out.flags);
    return {};
}

bool have_avx() {
    static const bool have = __builtin_cpu_supports("avx");
    return have;
}

// R12 to R14 are neither arguments of system calls nor changed by them.
#define VECTOR_EACH(M)                                                                             \
    M("0", "0")                                                                                    \
    M("1", "32")                                                                                   \
    M("2", "64")                                                                                   \
    M("3", "96")                                                                                   \
    M("4", "128")                                                                                  \
    M("5", "160")                                                                                  \
    M("6", "192")                                                                                  \
    M("7", "224")                                                                                  \
    M("8", "256")                                                                                  \
    M("9", "288")                                                                                  \
    M("10", "320")                                                                                 \
    M("11", "352")                                                                                 \
    M("12", "384")                                                                                 \
    M("13", "416")                                                                                 \
    M("14", "448")                                                                                 \
    M("15", "480")
#define LOAD_YMM(N, OFFSET) "vmovdqu " OFFSET "(%%r12), %%ymm" N "\n\t"
#define STORE_YMM(N, OFFSET) "vmovdqu %%ymm" N ", " OFFSET "(%%r13)\n\t"
#define LOAD_XMM(N, OFFSET) "movdqu " OFFSET "(%%r12), %%xmm" N "\n\t"
#define STORE_XMM(N, OFFSET) "movdqu %%xmm" N ", " OFFSET "(%%r13)\n\t"

// The x87 registers form a stack: what was pushed last is popped first.
#define HOLD_VECTORS(LOAD, STORE)                                                                  \
    asm volatile("fninit\n\tfldcw 644(%%r12)\n\t"                                                  \
                 "fldt 512(%%r12)\n\tfldt 528(%%r12)\n\tfldt 544(%%r12)\n\tfldt 560(%%r12)\n\t"    \
                 "fldt 576(%%r12)\n\tfldt 592(%%r12)\n\tfldt 608(%%r12)\n\tfldt 624(%%r12)\n\t"    \
                 "ldmxcsr 640(%%r12)\n\t" VECTOR_EACH(                                             \
                     LOAD) "1:\tdec %%r14\n\tjnz 1b\n\t"                                           \
                           "syscall\n\t" VECTOR_EACH(                                              \
                               STORE) "stmxcsr 640(%%r13)\n\tfnstcw 644(%%r13)\n\t"                \
                                      "fstpt 624(%%r13)\n\tfstpt 608(%%r13)\n\tfstpt "             \
                                      "592(%%r13)\n\tfstpt 576(%%r13)\n\t"                         \
                                      "fstpt 560(%%r13)\n\tfstpt 544(%%r13)\n\tfstpt "             \
                                      "528(%%r13)\n\tfstpt 512(%%r13)\n\t"                         \
                                      "fninit\n\tldmxcsr %[normal]\n\t"                            \
                 : "+a"(result), "+r"(count)                                                       \
                 : "r"(from), "r"(to), "D"(call.arguments[0]), "S"(call.arguments[1]),             \
                   "d"(call.arguments[2]), [normal] "m"(default_mxcsr)                             \
                 : "rcx", "r11", "memory", "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5",   \
                   "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",    \
                   "xmm15", "st", "st(1)", "st(2)", "st(3)", "st(4)", "st(5)", "st(6)", "st(7)")

static_assert(offsetof(VectorState, x87) == 512);
static_assert(offsetof(VectorState, mxcsr) == 640);
static_assert(offsetof(VectorState, x87_control) == 644);

std::string compare(const VectorState& in, const VectorState& out) {
    const std::size_t width = have_avx() ? 32 : 16;
    for (std::size_t i = 0; i < in.vector.size(); i++) {
        for (std::size_t byte = 0; byte < width; byte++) {
            if (in.vector[i][byte] != out.vector[i][byte])
                return text("byte {} of vector register {} was {:#x} and became {:#x}", byte, i,
                            std::to_integer<unsigned>(in.vector[i][byte]),
                            std::to_integer<unsigned>(out.vector[i][byte]));
        }
    }
    for (std::size_t i = 0; i < in.x87.size(); i++) {
        if (std::memcmp(in.x87[i].data(), out.x87[i].data(), 10) != 0)
            return text("x87 register {} changed", i);
    }
    if (in.mxcsr != out.mxcsr)
        return text("MXCSR was {:#x} and became {:#x}", in.mxcsr, out.mxcsr);
    if (in.x87_control != out.x87_control)
        return text("the x87 control word was {:#x} and became {:#x}", in.x87_control,
                    out.x87_control);
    return {};
}

} // namespace

GeneralState GeneralState::random(Random& random) {
    GeneralState state;
    for (auto& value : state.registers)
        value = random.next();
    state.flags = random.next() & own_flags;
    return state;
}

std::string hold_general(const GeneralState& in, std::uint64_t spin) {
    GeneralState out{};
    storm_hold_spin(&in, &out, spin);
    return compare(in, out, false);
}

std::string hold_general(const GeneralState& in, std::uint64_t spin, long system_call) {
    GeneralState state = in;
    GeneralState out{};
    state.registers[rax] = static_cast<std::uint64_t>(system_call);
    storm_hold_call(&state, &out, spin);
    return compare(state, out, true);
}

VectorState VectorState::random(Random& random) {
    VectorState state;
    for (auto& value : state.vector)
        random.fill(value);
    for (auto& value : state.x87) {
        random.fill(value);
        // A normal number: the integer bit set, the exponent neither 0 nor all ones.
        value[7] |= std::byte{0x80};
        value[8] = (value[8] & std::byte{0xfe}) | std::byte{2};
        value[9] &= std::byte{0xbf};
    }
    // All exceptions masked; random rounding, flush to zero and sticky exception flags.
    state.mxcsr = default_mxcsr | (random.next() & 0xe03f);
    state.x87_control = static_cast<std::uint16_t>(0x037f | (random.next() & 0x0c00));
    return state;
}

Held hold_vectors(const VectorState& in, std::uint64_t spin, const Call& call) {
    VectorState out;
    std::memset(static_cast<void*>(&out), 0xa5, sizeof(out));
    long result = call.number;
    register const VectorState* from asm("r12") = &in;
    register VectorState* to asm("r13") = &out;
    register std::uint64_t count asm("r14") = spin;
    if (have_avx())
        HOLD_VECTORS(LOAD_YMM, STORE_YMM);
    else
        HOLD_VECTORS(LOAD_XMM, STORE_XMM);
    return {result, compare(in, out)};
}

} // namespace storm
