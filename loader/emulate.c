/*
 * What the processor refuses to do for an image in a process, done for it: the kernel's inline functions are compiled into every driver,
 * and they move cr8, use ports, read device registers and the page that the kernel shares at 0xFFFFF78000000000. The runtime's routine of the
 * same purpose is called as native drivers call it.
 */
#include "emulate.h"

#include "nt.h"
#include "report.h"

#include <stdio.h>
#include <string.h>

#define SHARED_PAGE 0xFFFFF78000000000ull
#define SHARED_SIZE 0x1000u

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };

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

void emulate_perform(struct emulated *e)
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

/* ---- whose it is ---- */

static bool is_special(uint64_t address)
{
    return address - SHARED_PAGE < SHARED_SIZE || nt_is_register((const void *)(uintptr_t)address);
}

bool emulate_is_ours(const struct emulated *e)
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

/* What was refused is refused each time anew. */
bool emulate_takes(const struct emulated *e)
{
    bool is = emulate_is_ours(e);

    if (!is)
        refused_at = 0;
    return is;
}
