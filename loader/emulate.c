/*
 * What the processor refuses to do for an image in a process, done for it: the kernel's inline functions are compiled into every driver,
 * and they move cr8, use ports, read device registers and the page that the kernel shares at 0xFFFFF78000000000. Each arrives as a fault.
 *
 * The signal handler only takes the instruction apart and sends the thread to image_emulate_entry with its registers in a frame on its own
 * stack; there the runtime's routine of the same purpose is called as native drivers call it, so that it may report, wait for a lock, let others
 * run or stop the system. Then the thread goes on behind the instruction. Code for Windows has no red zone.
 */
#include "decode.h"
#include "image_private.h"
#include "patch.h"

#include "nt.h"
#include "report.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

#define SHARED_PAGE 0xFFFFF78000000000ull
#define SHARED_SIZE 0x1000u
#define FIRST_PAGE  0x1000u

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };

struct emulated {
    uint64_t registers[DECODED_REGISTERS]; /* in decode's order; image_emulate_entry knows the layout */
    uint64_t rip, flags;
    struct decoded what;
    uint8_t code[8]; /* at rip, when it is all in one page */
    const struct image *image;
};

static const int register_names[DECODED_REGISTERS] = {
    REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
    REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15,
};

/* ---- the page that everybody reads ---- */

static void put(uint8_t *page, unsigned at, const void *value, size_t size)
{
    memcpy(page + at, value, size);
}

/* KSYSTEM_TIME: the low half, and the high one twice. */
static void put_time(uint8_t *page, unsigned at, uint64_t time)
{
    put(page, at, &time, 8);
    put(page, at + 8, (const uint8_t *)&time + 4, 4);
}

static uint64_t read_shared(uint32_t offset, unsigned size)
{
    static const WCHAR root[] = L"C:\\Windows";
    uint8_t page[0x400 + 8] = {0};
    ULONG multiplier = 0x0FA00000, ten = 10, build = 19041, one = 1;
    LARGE_INTEGER time;
    uint64_t value = 0;

    if (offset >= 0x400)
        return 0;
    if (offset >= 0x320 && offset < 0x330) {
        KeQueryTickCount(&time);
        put_time(page, 0x320, (uint64_t)time.QuadPart);
    } else if (offset >= 0x14 && offset < 0x20) {
        KeQuerySystemTime(&time);
        put_time(page, 0x14, (uint64_t)time.QuadPart);
    } else {
        put(page, 0x4, &multiplier, 4);
        put_time(page, 0x8, nt_now());
        put(page, 0x30, root, sizeof(root));
        put(page, 0x260, &build, 4);
        put(page, 0x264, &one, 4);
        put(page, 0x268, &one, 1);
        put(page, 0x26C, &ten, 4);
    }
    memcpy(&value, page + offset, size);
    return value;
}

/* ---- memory that is none ---- */

static uint64_t read_memory(uint64_t address, unsigned size)
{
    void *p = (void *)(uintptr_t)address;

    if (address - SHARED_PAGE < SHARED_SIZE)
        return read_shared((uint32_t)(address - SHARED_PAGE), size);
    return size == 1   ? READ_REGISTER_UCHAR(p)
           : size == 2 ? READ_REGISTER_USHORT(p)
           : size == 4 ? READ_REGISTER_ULONG(p)
                       : READ_REGISTER_ULONG64(p);
}

static void write_memory(uint64_t address, unsigned size, uint64_t value)
{
    void *p = (void *)(uintptr_t)address;

    if (size == 1)
        WRITE_REGISTER_UCHAR(p, (UCHAR)value);
    else if (size == 2)
        WRITE_REGISTER_USHORT(p, (USHORT)value);
    else if (size == 4)
        WRITE_REGISTER_ULONG(p, (ULONG)value);
    else
        WRITE_REGISTER_ULONG64(p, value);
}

static uint64_t get(const struct emulated *e)
{
    return e->registers[e->what.reg] >> (e->what.high ? 8 : 0);
}

static uint64_t mask(unsigned bytes)
{
    return bytes >= 8 ? UINT64_MAX : (1ull << 8 * bytes) - 1;
}

/* As the processor does: 4 bytes clear the upper half, fewer leave the rest. */
static void set(struct emulated *e, uint64_t value)
{
    uint64_t *reg = &e->registers[e->what.reg], keep = e->what.width >= 4 ? 0 : ~mask(e->what.width);
    unsigned shift = e->what.high ? 8 : 0;

    if (shift)
        keep = ~0xFF00ull;
    *reg = (*reg & keep) | (value & mask(e->what.width)) << shift;
}

static void load(struct emulated *e)
{
    unsigned size = e->what.size, shift = 64 - 8 * size;
    uint64_t value = read_memory(e->what.address, size);

    set(e, e->what.sign ? (uint64_t)((int64_t)(value << shift) >> shift) : value);
}

/* ---- arithmetic ---- */

#define ARITHMETIC_FLAGS 0x8D5ull

#define DO(op)                                                                                               \
    __asm__("push %[f]\n popfq\n " op " %[b], %[a]\n pushfq\n pop %[f]"                                      \
            : [a] "+r"(a), [f] "+r"(f)                                                                       \
            : [b] "r"(b)                                                                                     \
            : "cc")
#define ALU(name, type)                                                                                      \
    static uint64_t name(unsigned op, uint64_t to, uint64_t by, uint64_t *flags)                             \
    {                                                                                                        \
        type a = (type)to, b = (type)by;                                                                     \
        uint64_t f = *flags & ARITHMETIC_FLAGS;                                                              \
        switch (op) {                                                                                        \
        case 0:                                                                                              \
            DO("add");                                                                                       \
            break;                                                                                           \
        case 1:                                                                                              \
            DO("or");                                                                                        \
            break;                                                                                           \
        case 2:                                                                                              \
            DO("adc");                                                                                       \
            break;                                                                                           \
        case 3:                                                                                              \
            DO("sbb");                                                                                       \
            break;                                                                                           \
        case 4:                                                                                              \
            DO("and");                                                                                       \
            break;                                                                                           \
        case 6:                                                                                              \
            DO("xor");                                                                                       \
            break;                                                                                           \
        default:                                                                                             \
            DO("sub");                                                                                       \
            break;                                                                                           \
        }                                                                                                    \
        *flags = (*flags & ~ARITHMETIC_FLAGS) | (f & ARITHMETIC_FLAGS);                                      \
        return a;                                                                                            \
    }
ALU(alu1, uint8_t)
ALU(alu2, uint16_t)
ALU(alu4, uint32_t)
ALU(alu8, uint64_t)

enum { ALU_AND = 4, ALU_COMPARE = 7 };

static uint64_t arithmetic(struct emulated *e, unsigned op, uint64_t to, uint64_t by)
{
    unsigned size = e->what.size;
    return (size == 1 ? alu1 : size == 2 ? alu2 : size == 4 ? alu4 : alu8)(op, to, by, &e->flags);
}

static void alu_load(struct emulated *e)
{
    uint64_t result = arithmetic(e, e->what.alu, get(e), read_memory(e->what.address, e->what.size));

    if (e->what.alu != ALU_COMPARE)
        set(e, result);
}

static void alu_store(struct emulated *e, uint64_t by)
{
    uint64_t result = arithmetic(e, e->what.alu, read_memory(e->what.address, e->what.size), by);

    if (e->what.alu != ALU_COMPARE)
        write_memory(e->what.address, e->what.size, result);
}

/* ---- strings ---- */

static void string(struct emulated *e, bool stores)
{
    uint64_t *registers = e->registers, count = e->what.repeat ? registers[RCX] : 1;

    for (; count; count--) {
        write_memory(registers[RDI], e->what.size,
                     stores ? registers[RAX] : read_memory(registers[RSI], e->what.size));
        registers[RDI] += e->what.size;
        registers[RSI] += stores ? 0 : e->what.size;
        if (e->what.repeat)
            registers[RCX]--;
    }
}

/* ---- what only a kernel may ---- */

static void read_control(struct emulated *e)
{
    static const uint64_t values[5] = {0x80050031, 0, 0, 0x1AA000, 0x370678};

    e->registers[e->what.reg] = e->what.control == 8 ? KeGetCurrentIrql() : values[e->what.control];
}

static void refuse(struct emulated *e);

/* cr8 is IRQL. */
static void write_control(struct emulated *e)
{
    KIRQL irql = (KIRQL)e->registers[e->what.reg];

    if (e->what.control != 8) {
        refuse(e);
        return;
    }
    if (irql < KeGetCurrentIrql())
        KeLowerIrql(irql);
    else
        KfRaiseIrql(irql);
}

static void read_port(struct emulated *e)
{
    uintptr_t port = e->what.port >= 0 ? (uintptr_t)e->what.port : e->registers[RDX] & 0xFFFF;
    unsigned size = e->what.size;

    e->what.reg = RAX;
    e->what.width = size;
    set(e, size == 1   ? READ_PORT_UCHAR((PUCHAR)port)
           : size == 2 ? READ_PORT_USHORT((PUSHORT)port)
                       : READ_PORT_ULONG((PULONG)port));
}

static void write_port(struct emulated *e)
{
    uintptr_t port = e->what.port >= 0 ? (uintptr_t)e->what.port : e->registers[RDX] & 0xFFFF;
    uint64_t value = e->registers[RAX];

    if (e->what.size == 1)
        WRITE_PORT_UCHAR((PUCHAR)port, (UCHAR)value);
    else if (e->what.size == 2)
        WRITE_PORT_USHORT((PUSHORT)port, (USHORT)value);
    else
        WRITE_PORT_ULONG((PULONG)port, (ULONG)value);
}

/* ---- what there is none of ---- */

#define MSR_TIME_STAMP 0x10u

/* Said once; then the instruction is executed again, and faults for good: a handler of the driver may know what to do. */
static _Thread_local uint64_t refused_at;

static void refuse(struct emulated *e)
{
    char what[48];

    if (e->what.kind == DECODED_READ_MSR)
        snprintf(what, sizeof(what), "rdmsr of 0x%X", (unsigned)e->registers[RCX]);
    else if (e->what.kind == DECODED_WRITE_CR)
        snprintf(what, sizeof(what), "mov to cr%u", e->what.control);
    else
        snprintf(what, sizeof(what), "%s", e->what.name);
    report_emit(REPORT_WARNING, "", *nt_call_current() ? nt_call_current() : "driver code", "instruction",
                "one that a process can execute or that the loader does for it",
                "The processor's own state belongs to the system that runs this program. Ask a kernel "
                "routine, or expect the "
                "exception that follows.",
                "%s at %s+0x%llX", what, e->image->name,
                (unsigned long long)(e->rip - (uintptr_t)e->image->base));
    refused_at = e->rip;
    e->what.length = 0;
}

static void read_msr(struct emulated *e)
{
    if ((uint32_t)e->registers[RCX] != MSR_TIME_STAMP) {
        refuse(e);
        return;
    }
    uint64_t now = __builtin_ia32_rdtsc();
    e->registers[RAX] = (uint32_t)now;
    e->registers[RDX] = now >> 32;
}

static void port_string(struct emulated *e)
{
    uint64_t *registers = e->registers, count = e->what.repeat ? registers[RCX] : 1;
    bool in = e->what.kind == DECODED_INS;
    uint64_t *pointer = &registers[in ? RDI : RSI], accumulator = registers[RAX];

    for (; count; count--) {
        if (in) {
            read_port(e);
            memcpy((void *)(uintptr_t)*pointer, &registers[RAX], e->what.size);
        } else {
            registers[RAX] = 0;
            memcpy(&registers[RAX], (const void *)(uintptr_t)*pointer, e->what.size);
            write_port(e);
        }
        *pointer += e->what.size;
        if (e->what.repeat)
            registers[RCX]--;
    }
    registers[RAX] = accumulator;
}

static void perform(struct emulated *e)
{
    switch (e->what.kind) {
    case DECODED_LOAD:
        load(e);
        break;
    case DECODED_STORE:
        write_memory(e->what.address, e->what.size, get(e));
        break;
    case DECODED_STORE_IMMEDIATE:
        write_memory(e->what.address, e->what.size, (uint64_t)e->what.immediate);
        break;
    case DECODED_ALU_LOAD:
        alu_load(e);
        break;
    case DECODED_ALU_STORE:
        alu_store(e, get(e));
        break;
    case DECODED_ALU_IMMEDIATE:
        alu_store(e, (uint64_t)e->what.immediate);
        break;
    case DECODED_TEST:
        arithmetic(e, ALU_AND, read_memory(e->what.address, e->what.size), get(e));
        break;
    case DECODED_TEST_IMMEDIATE:
        arithmetic(e, ALU_AND, read_memory(e->what.address, e->what.size), (uint64_t)e->what.immediate);
        break;
    case DECODED_MOVS:
    case DECODED_STOS:
        string(e, e->what.kind == DECODED_STOS);
        break;
    case DECODED_READ_CR:
        read_control(e);
        break;
    case DECODED_WRITE_CR:
        write_control(e);
        break;
    case DECODED_IN:
        read_port(e);
        break;
    case DECODED_OUT:
        write_port(e);
        break;
    case DECODED_INS:
    case DECODED_OUTS:
        port_string(e);
        break;
    case DECODED_READ_MSR:
        read_msr(e);
        break;
    case DECODED_PRIVILEGED:
        refuse(e);
        break;
    case DECODED_NOTHING:
        break;
    }
    e->rip += e->what.length;
}

#define JUMP 5u

static bool in_one_page(uint64_t rip)
{
    return (rip & PAGE_MASK) <= PAGE_SIZE - JUMP;
}

/* After a trap, on the thread's own stack. */
void image_perform(struct emulated *e);
__attribute__((used, visibility("hidden"))) void image_perform(struct emulated *e)
{
    uint64_t rip = e->rip;

    perform(e);
    patch_count(e->image, rip, &e->what, in_one_page(rip) ? e->code : NULL);
}

static bool is_ours(const struct emulated *e);

/* Without a trap. False: nothing was done, the instruction is no exception this time. */
bool image_perform_patched(struct emulated *e, struct patch_site *site);
__attribute__((used, visibility("hidden"))) bool image_perform_patched(struct emulated *e,
                                                                       struct patch_site *site)
{
    e->rip = site->rip;
    e->what = site->what;
    e->what.address = decoded_address(&e->what, e->registers);
    if (is_ours(e)) {
        perform(e);
        return true;
    }
    patch_undo(site);
    return false;
}

#define SAVE_VECTORS                                                                                         \
    "    movaps %xmm0, (%rsp)\n"                                                                             \
    "    movaps %xmm1, 16(%rsp)\n"                                                                           \
    "    movaps %xmm2, 32(%rsp)\n"                                                                           \
    "    movaps %xmm3, 48(%rsp)\n"                                                                           \
    "    movaps %xmm4, 64(%rsp)\n"                                                                           \
    "    movaps %xmm5, 80(%rsp)\n"                                                                           \
    "    movaps %xmm6, 96(%rsp)\n"                                                                           \
    "    movaps %xmm7, 112(%rsp)\n"                                                                          \
    "    movaps %xmm8, 128(%rsp)\n"                                                                          \
    "    movaps %xmm9, 144(%rsp)\n"                                                                          \
    "    movaps %xmm10, 160(%rsp)\n"                                                                         \
    "    movaps %xmm11, 176(%rsp)\n"                                                                         \
    "    movaps %xmm12, 192(%rsp)\n"                                                                         \
    "    movaps %xmm13, 208(%rsp)\n"                                                                         \
    "    movaps %xmm14, 224(%rsp)\n"                                                                         \
    "    movaps %xmm15, 240(%rsp)\n"                                                                         \
    "    stmxcsr 256(%rsp)\n"
#define RESTORE_VECTORS                                                                                      \
    "    ldmxcsr 256(%rsp)\n"                                                                                \
    "    movaps (%rsp), %xmm0\n"                                                                             \
    "    movaps 16(%rsp), %xmm1\n"                                                                           \
    "    movaps 32(%rsp), %xmm2\n"                                                                           \
    "    movaps 48(%rsp), %xmm3\n"                                                                           \
    "    movaps 64(%rsp), %xmm4\n"                                                                           \
    "    movaps 80(%rsp), %xmm5\n"                                                                           \
    "    movaps 96(%rsp), %xmm6\n"                                                                           \
    "    movaps 112(%rsp), %xmm7\n"                                                                          \
    "    movaps 128(%rsp), %xmm8\n"                                                                          \
    "    movaps 144(%rsp), %xmm9\n"                                                                          \
    "    movaps 160(%rsp), %xmm10\n"                                                                         \
    "    movaps 176(%rsp), %xmm11\n"                                                                         \
    "    movaps 192(%rsp), %xmm12\n"                                                                         \
    "    movaps 208(%rsp), %xmm13\n"                                                                         \
    "    movaps 224(%rsp), %xmm14\n"                                                                         \
    "    movaps 240(%rsp), %xmm15\n"

/* rdi: the frame, at the stack pointer. Everything is put back from it but what image_perform changed in it. */
void image_emulate_entry(void);
__asm__(".pushsection .text\n"
        ".globl image_emulate_entry\n"
        ".hidden image_emulate_entry\n"
        ".type image_emulate_entry, @function\n"
        "image_emulate_entry:\n"
        "    mov %rdi, %rbx\n"
        "    sub $272, %rsp\n" SAVE_VECTORS "    call image_perform\n" RESTORE_VECTORS
        "    mov 32(%rbx), %rcx\n" /* the stack pointer it had: rip and the flags go below it */
        "    mov 128(%rbx), %rax\n"
        "    mov %rax, -8(%rcx)\n"
        "    mov 136(%rbx), %rax\n"
        "    mov %rax, -16(%rcx)\n"
        "    mov 0(%rbx), %rax\n"
        "    mov 8(%rbx), %rcx\n"
        "    mov 16(%rbx), %rdx\n"
        "    mov 40(%rbx), %rbp\n"
        "    mov 48(%rbx), %rsi\n"
        "    mov 56(%rbx), %rdi\n"
        "    mov 64(%rbx), %r8\n"
        "    mov 72(%rbx), %r9\n"
        "    mov 80(%rbx), %r10\n"
        "    mov 88(%rbx), %r11\n"
        "    mov 96(%rbx), %r12\n"
        "    mov 104(%rbx), %r13\n"
        "    mov 112(%rbx), %r14\n"
        "    mov 120(%rbx), %r15\n"
        "    mov 32(%rbx), %rsp\n"
        "    mov 24(%rbx), %rbx\n"
        "    lea -16(%rsp), %rsp\n"
        "    popfq\n"
        "    ret\n"
        ".size image_emulate_entry, .-image_emulate_entry\n"
        ".popsection\n");

/* Called by a patched instruction's stub, which has taken 128 bytes below its stack pointer (patch.c). Where the call returns to says which it
 * was: the site stands 16 bytes behind; 32 behind is where to go when the instruction has to be executed after all. */
_Static_assert(sizeof(struct emulated) <= 320 && offsetof(struct emulated, flags) == 136,
               "image_patched_entry");
__asm__(".pushsection .text\n"
        ".globl image_patched_entry\n"
        ".hidden image_patched_entry\n"
        ".type image_patched_entry, @function\n"
        "image_patched_entry:\n"
        "    pushfq\n"
        "    push %rbx\n"
        "    mov %rsp, %rbx\n" /* rbx, flags, return address, the stub's 128 */
        "    sub $320, %rsp\n"
        "    and $-64, %rsp\n"
        "    cld\n"
        "    mov %rax, 0(%rsp)\n"
        "    mov %rcx, 8(%rsp)\n"
        "    mov %rdx, 16(%rsp)\n"
        "    mov %rbp, 40(%rsp)\n"
        "    mov %rsi, 48(%rsp)\n"
        "    mov %rdi, 56(%rsp)\n"
        "    mov %r8, 64(%rsp)\n"
        "    mov %r9, 72(%rsp)\n"
        "    mov %r10, 80(%rsp)\n"
        "    mov %r11, 88(%rsp)\n"
        "    mov %r12, 96(%rsp)\n"
        "    mov %r13, 104(%rsp)\n"
        "    mov %r14, 112(%rsp)\n"
        "    mov %r15, 120(%rsp)\n"
        "    mov 0(%rbx), %rax\n"
        "    mov %rax, 24(%rsp)\n"
        "    lea 152(%rbx), %rax\n"
        "    mov %rax, 32(%rsp)\n"
        "    mov 8(%rbx), %rax\n"
        "    mov %rax, 136(%rsp)\n"
        "    mov 16(%rbx), %rsi\n"
        "    mov 16(%rsi), %rsi\n"
        "    mov %rsp, %rdi\n"
        "    sub $272, %rsp\n" SAVE_VECTORS "    call image_perform_patched\n" RESTORE_VECTORS
        "    add $272, %rsp\n"
        "    test %al, %al\n"
        "    jnz 1f\n"
        "    addq $32, 16(%rbx)\n"
        "1:  mov 24(%rsp), %rax\n"
        "    mov %rax, 0(%rbx)\n"
        "    mov 136(%rsp), %rax\n"
        "    mov %rax, 8(%rbx)\n"
        "    mov 0(%rsp), %rax\n"
        "    mov 8(%rsp), %rcx\n"
        "    mov 16(%rsp), %rdx\n"
        "    mov 40(%rsp), %rbp\n"
        "    mov 48(%rsp), %rsi\n"
        "    mov 56(%rsp), %rdi\n"
        "    mov 64(%rsp), %r8\n"
        "    mov 72(%rsp), %r9\n"
        "    mov 80(%rsp), %r10\n"
        "    mov 88(%rsp), %r11\n"
        "    mov 96(%rsp), %r12\n"
        "    mov 104(%rsp), %r13\n"
        "    mov 112(%rsp), %r14\n"
        "    mov 120(%rsp), %r15\n"
        "    mov %rbx, %rsp\n"
        "    pop %rbx\n"
        "    popfq\n"
        "    ret\n"
        ".size image_patched_entry, .-image_patched_entry\n"
        ".popsection\n");

/* ---- in the signal handler ---- */

static bool is_special(uint64_t address)
{
    return address - SHARED_PAGE < SHARED_SIZE || nt_is_register((const void *)(uintptr_t)address);
}

/* Is it an instruction that has to be done for the image, rather than a fault of its own? */
static bool is_ours(const struct emulated *e)
{
    switch (e->what.kind) {
    case DECODED_READ_CR:
        return e->what.control <= 8 && (e->what.control < 5 || e->what.control == 8);
    case DECODED_WRITE_CR:
        return e->what.control == 8 || refused_at != e->rip;
    case DECODED_READ_MSR:
    case DECODED_PRIVILEGED:
        return refused_at != e->rip;
    case DECODED_INS:
    case DECODED_OUTS:
        return !(e->flags & 0x400);
    case DECODED_IN:
    case DECODED_OUT:
    case DECODED_NOTHING:
        return true;
    case DECODED_MOVS: /* between registers and memory; backwards nobody does it */
        return !(e->flags & 0x400) && (is_special(e->registers[RDI]) || is_special(e->registers[RSI]));
    case DECODED_STOS:
        return !(e->flags & 0x400) && is_special(e->registers[RDI]);
    default:
        return is_special(e->what.address);
    }
}

__attribute__((no_sanitize("address"))) static void place(struct emulated *to, const struct emulated *from)
{
    const volatile uint64_t *source = (const volatile uint64_t *)from;
    volatile uint64_t *target = (volatile uint64_t *)to;

    for (size_t i = 0; i < sizeof(*to) / sizeof(uint64_t); i++)
        target[i] = source[i];
}

/* What was refused is refused each time anew. */
static bool ours(const struct emulated *e)
{
    bool is = is_ours(e);

    if (!is)
        refused_at = 0;
    return is;
}

/* False: it was being replaced meanwhile. */
static bool read_code(struct emulated *e, const struct image *image)
{
    memcpy(e->code, (const void *)(uintptr_t)e->rip, JUMP);
    return !patch_retry(image, e->rip);
}

bool image_emulate(void *argument, uintptr_t address)
{
    ucontext_t *context = argument;
    greg_t *registers = context->uc_mcontext.gregs;
    struct emulated e = {.rip = (uint64_t)registers[REG_RIP], .flags = (uint64_t)registers[REG_EFL]};
    const struct image *image = image_find(e.rip);

    if (image && address != e.rip && patch_retry(image, e.rip))
        return true;
    /* gs: without a region reads the first page. A null pointer does so too, and faults again. */
    if (address && address < FIRST_PAGE && nt_processor_region())
        return true;
    for (unsigned i = 0; i < DECODED_REGISTERS; i++)
        e.registers[i] = (uint64_t)registers[register_names[i]];
    if (!image ||
        !decode(&e.what, (const uint8_t *)(uintptr_t)e.rip, image->size - (e.rip - (uintptr_t)image->base),
                e.registers, e.rip) ||
        !ours(&e) || (in_one_page(e.rip) && !read_code(&e, image)))
        return image && address != e.rip && patch_retry(image, e.rip);
    e.image = image;
    struct emulated *frame = (struct emulated *)((e.registers[RSP] - 64 - sizeof(e)) & ~(uint64_t)63);
    place(frame, &e);
    registers[REG_RIP] = (greg_t)(uintptr_t)image_emulate_entry;
    registers[REG_RSP] = registers[REG_RDI] = (greg_t)(uintptr_t)frame;
    registers[REG_EFL] &= ~0x400ll;
    return true;
}
