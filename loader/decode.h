/*
 * One x86-64 instruction, taken apart: those that an image may meet and a process may not execute. Accesses to device registers and to the
 * page that the kernel shares with everybody (both have no memory behind them here), and what only ring 0 may do.
 */
#ifndef OPENWDDM_DECODE_H
#define OPENWDDM_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum decoded_kind {
    DECODED_LOAD,  /* memory to register, extended to `width` */
    DECODED_STORE, /* register to memory */
    DECODED_STORE_IMMEDIATE,
    DECODED_ALU_LOAD,  /* register op= memory, or a comparison */
    DECODED_ALU_STORE, /* memory op= register */
    DECODED_ALU_IMMEDIATE,
    DECODED_TEST, /* memory & register */
    DECODED_TEST_IMMEDIATE,
    DECODED_MOVS, /* strings; `repeat` */
    DECODED_STOS,
    DECODED_READ_CR, /* `control`: 0, 2, 3, 4, 8 */
    DECODED_WRITE_CR,
    DECODED_IN, /* `port` -1: dx */
    DECODED_OUT,
    DECODED_INS, /* strings from and to ports; `repeat` */
    DECODED_OUTS,
    DECODED_READ_MSR,
    DECODED_PRIVILEGED, /* `name`: the processor's own state, that there is none of here */
    DECODED_NOTHING,    /* cli, sti, hlt, wbinvd, invlpg: no effect that a process could see */
};

/* In the order of their numbers in an instruction: rax rcx rdx rbx rsp rbp rsi rdi r8 .. r15. */
#define DECODED_REGISTERS 16

struct decoded {
    enum decoded_kind kind;
    unsigned length; /* bytes of the instruction */
    unsigned size;   /* of the memory operand or port, bytes */
    unsigned width;  /* of the register it goes to, bytes */
    unsigned reg;    /* its number */
    bool high;       /* ah, ch, dh, bh: reg is that of the whole register */
    bool sign, repeat;
    unsigned alu; /* add or adc sbb and sub xor cmp */
    unsigned control;
    int port;
    const char *name;
    int64_t immediate;
    uint64_t address; /* of the memory operand, and what it is made of */
    int base, index;  /* registers, or -1 */
    unsigned scale;   /* as a shift */
    int64_t displacement;
    bool relative, address32; /* to the next instruction; cut off */
};

/* The memory operand's address with other registers; not of one that is relative. */
static inline uint64_t decoded_address(const struct decoded *d, const uint64_t *registers)
{
    uint64_t address = (uint64_t)d->displacement + (d->base >= 0 ? registers[d->base] : 0) +
                       (d->index >= 0 ? registers[d->index] << d->scale : 0);
    return d->address32 ? address & 0xFFFFFFFFu : address;
}

/* `code` has `size` readable bytes; registers and rip are those of the moment. False: none of these. */
bool decode(struct decoded *out, const uint8_t *code, size_t size, const uint64_t *registers, uint64_t rip);

#endif
