/* See decode.h. */
#include "decode.h"

#include <string.h>

enum { RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI };

struct reader {
    const uint8_t *code;
    size_t size, at;
    bool bad; /* read over the end */
    bool operand16, address32, repeat;
    unsigned rex;
    /* ModRM */
    unsigned mod, reg, rm;
    bool memory, relative; /* to the next instruction */
    int base, index;       /* registers of the memory operand, or -1 */
    unsigned scale;
    uint64_t displacement;
};

static uint64_t take(struct reader *r, unsigned bytes)
{
    uint64_t value = 0;

    if (bytes > r->size - r->at) {
        r->bad = true;
        r->at = r->size;
        return 0;
    }
    memcpy(&value, r->code + r->at, bytes);
    r->at += bytes;
    return value;
}

static int64_t take_signed(struct reader *r, unsigned bytes)
{
    uint64_t value = take(r, bytes);
    unsigned shift = 64 - 8 * bytes;
    return bytes ? (int64_t)(value << shift) >> shift : 0;
}

static unsigned operand_size(const struct reader *r)
{
    return r->rex & 8 ? 8 : r->operand16 ? 2 : 4;
}

/* Of an immediate: 8-byte operands have 4, sign-extended. */
static int64_t take_immediate(struct reader *r, unsigned size)
{
    return take_signed(r, size > 4 ? 4 : size);
}

/* ---- memory operands ---- */

static void take_sib(struct reader *r)
{
    unsigned sib = (unsigned)take(r, 1), index = (sib >> 3 & 7) | (r->rex & 2) << 2,
             base = (sib & 7) | (r->rex & 1) << 3;

    r->index = index == RSP ? -1 : (int)index;
    r->scale = sib >> 6;
    if ((base & 7) == RBP && r->mod == 0)
        r->displacement = (uint64_t)take_signed(r, 4);
    else
        r->base = (int)base;
}

static void take_modrm(struct reader *r)
{
    unsigned modrm = (unsigned)take(r, 1);

    r->mod = modrm >> 6;
    r->reg = (modrm >> 3 & 7) | (r->rex & 4) << 1;
    r->rm = (modrm & 7) | (r->rex & 1) << 3;
    r->memory = r->mod != 3;
    if (!r->memory)
        return;
    if ((modrm & 7) == RSP) {
        take_sib(r);
    } else if ((modrm & 7) == RBP && r->mod == 0) {
        r->displacement = (uint64_t)take_signed(r, 4);
        r->relative = true;
    } else {
        r->base = (int)r->rm;
    }
    r->displacement += (uint64_t)(r->mod == 1 ? take_signed(r, 1) : r->mod == 2 ? take_signed(r, 4) : 0);
}

/* A byte register without REX may be the second byte of one of the first four. */
static void set_register(struct decoded *d, const struct reader *r, unsigned reg, unsigned width)
{
    d->high = width == 1 && !r->rex && reg >= 4 && reg < 8;
    d->reg = d->high ? reg - 4 : reg;
    d->width = width;
}

static bool memory_form(struct decoded *d, const struct reader *r, enum decoded_kind kind, unsigned size,
                        unsigned width)
{
    d->kind = kind;
    d->size = size;
    set_register(d, r, r->reg, width);
    return r->memory;
}

/* ---- opcodes ---- */

static bool privileged(struct decoded *d, const char *name)
{
    d->kind = DECODED_PRIVILEGED;
    d->name = name;
    return name != NULL;
}

/* 0F 00 and 0F 01: what may be executed everywhere, or faults only as a system wants it, is not among them. */
static bool decode_group(struct decoded *d, struct reader *r, unsigned opcode)
{
    static const char *const local[8] = {NULL, NULL, "lldt", "ltr"}, *const global[8] = {NULL,   NULL, "lgdt",
                                                                                         "lidt", NULL, NULL,
                                                                                         "lmsw", NULL};
    size_t at = r->at;
    unsigned byte = (unsigned)take(r, 1);

    if (opcode && byte == 0xD1)
        return privileged(d, "xsetbv");
    if (opcode && byte == 0xF8)
        return privileged(d, "swapgs");
    r->at = at;
    take_modrm(r);
    if (opcode && r->memory && (r->reg & 7) == 7) { /* invlpg */
        d->kind = DECODED_NOTHING;
        return true;
    }
    if (opcode && !r->memory && (r->reg & 7) != 6) /* xgetbv and the like */
        return false;
    return privileged(d, (opcode ? global : local)[r->reg & 7]);
}

static const char *name_of_two(unsigned opcode)
{
    switch (opcode) {
    case 0x06:
        return "clts";
    case 0x07:
        return "sysret";
    case 0x30:
        return "wrmsr";
    case 0x33:
        return "rdpmc";
    case 0x35:
        return "sysexit";
    default:
        return NULL;
    }
}

/* 0F xx */
static bool decode_two(struct decoded *d, struct reader *r)
{
    unsigned opcode = (unsigned)take(r, 1);

    switch (opcode) {
    case 0x08: /* invd, wbinvd */
    case 0x09:
        d->kind = DECODED_NOTHING;
        return true;
    case 0x00:
    case 0x01:
        return decode_group(d, r, opcode);
    case 0x21: /* debug registers */
    case 0x23:
        take_modrm(r);
        return !r->memory && privileged(d, "mov of a debug register");
    case 0x20: /* control registers */
    case 0x22:
        take_modrm(r);
        d->kind = opcode == 0x20 ? DECODED_READ_CR : DECODED_WRITE_CR;
        d->control = r->reg;
        d->reg = r->rm;
        return !r->memory;
    case 0x32:
        d->kind = DECODED_READ_MSR;
        return true;
    case 0xB6: /* movzx, movsx */
    case 0xB7:
    case 0xBE:
    case 0xBF:
        take_modrm(r);
        d->sign = opcode >= 0xBE;
        return memory_form(d, r, DECODED_LOAD, opcode & 1 ? 2 : 1, operand_size(r));
    default:
        return privileged(d, name_of_two(opcode));
    }
}

/* 00..3B: op r/m,r and op r,r/m */
static bool decode_alu(struct decoded *d, struct reader *r, unsigned opcode)
{
    unsigned size = opcode & 1 ? operand_size(r) : 1;

    take_modrm(r);
    d->alu = opcode >> 3;
    return memory_form(d, r, opcode & 2 ? DECODED_ALU_LOAD : DECODED_ALU_STORE, size, size);
}

/* 80, 81, 83, C6, C7, F6, F7: memory and an immediate */
static bool decode_immediate(struct decoded *d, struct reader *r, unsigned opcode)
{
    unsigned size = opcode & 1 ? operand_size(r) : 1;
    enum decoded_kind kind = opcode < 0xC6   ? DECODED_ALU_IMMEDIATE
                             : opcode < 0xF6 ? DECODED_STORE_IMMEDIATE
                                             : DECODED_TEST_IMMEDIATE;

    take_modrm(r);
    d->alu = r->reg & 7;
    if (kind != DECODED_ALU_IMMEDIATE && d->alu != 0)
        return false;
    d->immediate = opcode == 0x83 ? take_signed(r, 1) : take_immediate(r, size);
    return memory_form(d, r, kind, size, size);
}

/* mov to or from an address in the instruction */
static bool decode_moffs(struct decoded *d, struct reader *r, unsigned opcode)
{
    unsigned size = opcode & 1 ? operand_size(r) : 1;

    r->displacement = take(r, r->address32 ? 4 : 8);
    r->memory = true;
    r->reg = RAX;
    return memory_form(d, r, opcode < 0xA2 ? DECODED_LOAD : DECODED_STORE, size, size);
}

static bool decode_port(struct decoded *d, struct reader *r, unsigned opcode)
{
    d->kind = opcode & 2 ? DECODED_OUT : DECODED_IN;
    d->size = !(opcode & 1) ? 1 : r->operand16 ? 2 : 4;
    d->port = opcode >= 0xEC ? -1 : (int)take(r, 1);
    return true;
}

static bool decode_one(struct decoded *d, struct reader *r, unsigned opcode)
{
    unsigned size = opcode & 1 ? operand_size(r) : 1;

    if (opcode < 0x40 && (opcode & 7) < 4)
        return decode_alu(d, r, opcode);
    switch (opcode) {
    case 0x63: /* movsxd */
        take_modrm(r);
        d->sign = true;
        return memory_form(d, r, DECODED_LOAD, 4, operand_size(r));
    case 0x84:
    case 0x85:
    case 0x88:
    case 0x89:
    case 0x8A:
    case 0x8B:
        take_modrm(r);
        return memory_form(d, r,
                           opcode < 0x88   ? DECODED_TEST
                           : opcode < 0x8A ? DECODED_STORE
                                           : DECODED_LOAD,
                           size, size);
    case 0x80:
    case 0x81:
    case 0x83:
    case 0xC6:
    case 0xC7:
    case 0xF6:
    case 0xF7:
        return decode_immediate(d, r, opcode);
    case 0xA0:
    case 0xA1:
    case 0xA2:
    case 0xA3:
        return decode_moffs(d, r, opcode);
    case 0xA4:
    case 0xA5:
    case 0xAA:
    case 0xAB:
        d->kind = opcode < 0xAA ? DECODED_MOVS : DECODED_STOS;
        d->size = size;
        d->repeat = r->repeat;
        return true;
    case 0x6C:
    case 0x6D:
    case 0x6E:
    case 0x6F:
        d->kind = opcode < 0x6E ? DECODED_INS : DECODED_OUTS;
        d->size = !(opcode & 1) ? 1 : r->operand16 ? 2 : 4;
        d->repeat = r->repeat;
        return true;
    case 0xCF:
        return privileged(d, "iret");
    case 0xE4:
    case 0xE5:
    case 0xE6:
    case 0xE7:
    case 0xEC:
    case 0xED:
    case 0xEE:
    case 0xEF:
        return decode_port(d, r, opcode);
    case 0xF4: /* hlt, cli, sti */
    case 0xFA:
    case 0xFB:
        d->kind = DECODED_NOTHING;
        return true;
    default:
        return false;
    }
}

/* The opcode's first byte, behind the prefixes. fs: and gs: make it none of ours. */
static unsigned take_prefixes(struct reader *r)
{
    for (;;) {
        unsigned byte = (unsigned)take(r, 1);
        if (byte == 0x66)
            r->operand16 = true;
        else if (byte == 0x67)
            r->address32 = true;
        else if (byte == 0xF3)
            r->repeat = true;
        else if (byte == 0x64 || byte == 0x65 || byte == 0xF2)
            r->bad = true;
        else if (byte != 0xF0 && byte != 0x2E && byte != 0x3E && byte != 0x26 && byte != 0x36)
            return byte;
        if (r->bad)
            return 0;
    }
}

bool decode(struct decoded *out, const uint8_t *code, size_t size, const uint64_t *registers, uint64_t rip)
{
    struct reader r = {.code = code, .size = size < 15 ? size : 15, .base = -1, .index = -1};

    *out = (struct decoded){.port = -1};
    unsigned opcode = take_prefixes(&r);
    if ((opcode & 0xF0) == 0x40) {
        r.rex = opcode;
        opcode = (unsigned)take(&r, 1);
    }
    if (r.bad || !(opcode == 0x0F ? decode_two(out, &r) : decode_one(out, &r, opcode)) || r.bad)
        return false;
    out->length = (unsigned)r.at;
    out->base = r.base;
    out->index = r.index;
    out->scale = r.scale;
    out->displacement = (int64_t)(r.displacement + (r.relative ? rip + r.at : 0));
    out->relative = r.relative;
    out->address32 = r.address32;
    out->address = decoded_address(out, registers);
    return true;
}
