/*
 * The validator: everything that the device would believe, or fault on, is checked here, because the device checks nothing and its
 * addresses are physical. A command passes bound, known, privileged, length and fields, in that order; the table says how.
 *
 * It is the hottest code of the driver. Two things make it fast. Lookups are done once per allocation (refgpu_target), so that a
 * command costs no walk through handles. And surfaces are remembered: streams draw on the same surface again and again, then only
 * the rectangle is new, and it is compared with limits that were computed before, x and y in one subtraction.
 */
#include "validate.h"

#define HOT static inline __attribute__((always_inline))

/* ---- the table ----------------------------------------------------------------------------------------- */

/* What operands a command has and where: the shapes of section 5.2 of the data sheet. */
enum shape {
    SHAPE_NOP,
    SHAPE_WAIT,        /* address to read 4 bytes from */
    SHAPE_SIGNAL,      /* address to write 4 bytes to */
    SHAPE_FILL,        /* one surface, one rectangle */
    SHAPE_FILL_LINEAR, /* address, bytes, both aligned */
    SHAPE_COPY_LINEAR, /* two addresses, bytes */
    SHAPE_BLIT,        /* two surfaces, one size */
    SHAPE_ROTATE,      /* the same, turned */
    SHAPE_TEXT,        /* the same, and perhaps a table */
    SHAPE_MAPPED,      /* two surfaces, two rectangles and a clip rectangle */
};

#define DST   (1u << REFGPU_SLOT_DST)
#define SRC   (1u << REFGPU_SLOT_SRC)
#define TABLE (1u << REFGPU_SLOT_TABLE)

#define DRAW (1u << REFGPU_NODE_DRAW)
#define BOTH (DRAW | 1u << REFGPU_NODE_COPY)

#define SAME_PIXELS 0x1u /* both surfaces have pixels of one size */
#define ALPHA_ONLY  0x2u /* dword 13 is 8 bits of alpha */

struct rule {
    UCHAR dwords;     /* its length; 0: 1..1024 */
    UCHAR shape;      /* enum shape */
    UCHAR nodes;      /* bit n: engine n executes it; 0: for nobody */
    UCHAR flags;      /* those it has */
    UCHAR slots;      /* what it binds */
    UCHAR also;       /* SAME_PIXELS, ALPHA_ONLY */
    NTSTATUS refusal; /* for nobody: why not; 0 stands for STATUS_ILLEGAL_INSTRUCTION */
};

#define MIRRORS (REFGPU_MIRROR_X | REFGPU_MIRROR_Y)

static const struct rule rules[256] = {
    [REFGPU_NOP] = {0, SHAPE_NOP, BOTH, 0, 0, 0},
    [REFGPU_INDIRECT] = {.refusal = STATUS_PRIVILEGED_INSTRUCTION},
    [REFGPU_WAIT] = {REFGPU_WAIT_DWORDS, SHAPE_WAIT, BOTH, 0, SRC, 0},
    [REFGPU_SIGNAL] = {REFGPU_SIGNAL_DWORDS, SHAPE_SIGNAL, BOTH, 0, DST, 0},
    [REFGPU_USER_POISON] = {.refusal = STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE},
    [REFGPU_FILL] = {REFGPU_FILL_DWORDS, SHAPE_FILL, BOTH, 0, DST, 0},
    [REFGPU_COPY] = {REFGPU_COPY_DWORDS, SHAPE_BLIT, BOTH, 0, DST | SRC, SAME_PIXELS},
    [REFGPU_FILL_LINEAR] = {REFGPU_FILL_LINEAR_DWORDS, SHAPE_FILL_LINEAR, BOTH, 0, DST, 0},
    [REFGPU_COPY_LINEAR] = {REFGPU_COPY_LINEAR_DWORDS, SHAPE_COPY_LINEAR, BOTH, 0, DST | SRC, 0},
    [REFGPU_ROP] = {REFGPU_ROP_DWORDS, SHAPE_BLIT, DRAW, 0xff, DST | SRC, SAME_PIXELS},
    [REFGPU_STRETCH] = {REFGPU_STRETCH_DWORDS, SHAPE_MAPPED, DRAW, MIRRORS, DST | SRC, SAME_PIXELS},
    [REFGPU_BLEND] = {REFGPU_BLEND_DWORDS, SHAPE_MAPPED, DRAW, MIRRORS, DST | SRC, ALPHA_ONLY},
    [REFGPU_TRANSPARENT] = {REFGPU_TRANSPARENT_DWORDS, SHAPE_MAPPED, DRAW, MIRRORS | REFGPU_HONOR_ALPHA,
                            DST | SRC, SAME_PIXELS},
    [REFGPU_CLEARTYPE] = {REFGPU_CLEARTYPE_DWORDS, SHAPE_TEXT, DRAW, REFGPU_CLEARTYPE_GAMMA, DST | SRC, 0},
    [REFGPU_CONVERT] = {REFGPU_CONVERT_DWORDS, SHAPE_BLIT, DRAW, 0, DST | SRC, 0},
    [REFGPU_ROTATE] = {REFGPU_ROTATE_DWORDS, SHAPE_ROTATE, DRAW, 3, DST | SRC, SAME_PIXELS},
    [REFGPU_OPCODE_PRIVILEGED... 0xff] = {.refusal = STATUS_PRIVILEGED_INSTRUCTION},
};

/* ---- the allocation list ------------------------------------------------------------------------------- */

PAGED_CODE_SEG void refgpu_targets_init(struct refgpu_target *targets, const DXGK_ALLOCATIONLIST *list,
                                        UINT count)
{
    for (UINT i = 0; i < count; i++) {
        const struct refgpu_allocation *allocation = refgpu_listed(&list[i]);
        UINT64 size = allocation ? allocation->info.size : 0;

        targets[i] =
            (struct refgpu_target){refgpu_place(&list[i]), {size, list[i].WriteOperation ? size : 0}};
    }
}

/* ---- what a command is checked against ----------------------------------------------------------------- */

/* A surface whose address, pitch and format were found good; the last one of each slot is remembered. */
struct surface {
    UINT64 where;   /* index and offset, as the command has them */
    UINT64 address; /* of pixel (0, 0) */
    UINT64 room;    /* bytes of the allocation from there on */
    ULONG layout;   /* pitch and format, as the command has them; 0: none is remembered */
    ULONG edge;     /* packed like xy: rectangles that end before it are inside; 0: not computed yet */
    UINT shift;     /* log2 of the bytes of a pixel */
};

/* Where one call of refgpu_translate stands; lives in registers as far as there are enough. */
struct walk {
    const struct refgpu_target *targets;
    UINT target_count;
    D3DDDI_PATCHLOCATIONLIST *entry; /* where the next one goes */
    UINT start;                      /* byte of the DMA buffer where the command is */
    struct surface dst, src;
};

HOT UINT64 load64(const ULONG *dwords)
{
    UINT64 value;

    __builtin_memcpy(&value, dwords, sizeof(value));
    return value;
}

/* The address is known to be good: it replaces index and offset, and gets its entry. */
HOT void bind(struct walk *w, ULONG *command, UINT dword, UINT slot, UINT64 where, UINT64 address)
{
    __builtin_memcpy(&command[dword], &address, sizeof(address));
    refgpu_entry(w->entry++, (UINT)where, slot, REFGPU_RELOCATE_ADDRESS, (UINT)(where >> 32),
                 w->start + dword * 4, w->start);
}

/* ---- memory without a picture -------------------------------------------------------------------------- */

/* `bytes` from an address on. */
HOT NTSTATUS linear(struct walk *w, ULONG *command, UINT dword, UINT slot, enum refgpu_access access,
                    UINT64 bytes)
{
    UINT64 where = load64(&command[dword]), offset = where >> 32;
    const struct refgpu_target *target = &w->targets[(UINT)where];

    if ((UINT)where >= w->target_count || !target->limit[REFGPU_READ]) {
        return STATUS_INVALID_HANDLE;
    }
    if (offset + bytes > target->limit[access]) {
        return STATUS_INVALID_PARAMETER;
    }
    bind(w, command, dword, slot, where, target->address + offset);
    return STATUS_SUCCESS;
}

HOT NTSTATUS linear_aligned(struct walk *w, ULONG *command, enum refgpu_access access, UINT slot, ULONG bytes)
{
    if ((command[2] | bytes) & 3) {
        return STATUS_INVALID_PARAMETER;
    }
    return linear(w, command, 1, slot, access, bytes);
}

HOT NTSTATUS copy_linear(struct walk *w, ULONG *command)
{
    NTSTATUS status = linear(w, command, REFGPU_DST_ADDRESS_DWORD, REFGPU_SLOT_DST, REFGPU_WRITE, command[5]);

    return status
               ? status
               : linear(w, command, REFGPU_COPY_LINEAR_SRC_DWORD, REFGPU_SLOT_SRC, REFGPU_READ, command[5]);
}

/* ---- surfaces and rectangles --------------------------------------------------------------------------- */

/* Each half of x at most 16384 (REFGPU_EXTENT_MAX): bit 15 of a half says no. A carry into the upper half comes only from a lower
 * half that has said no already. */
#define HALVES           0x80008000u
#define EXTENT_EXCESS(x) ((x) | ((x) + 0x3fff3fffu))

HOT NTSTATUS surface_learn(const struct walk *w, const ULONG *dwords, enum refgpu_access access,
                           struct surface *s)
{
    UINT64 where = load64(dwords), offset = where >> 32;
    const struct refgpu_target *target = &w->targets[(UINT)where];
    ULONG layout = dwords[2], format = layout >> 24;

    s->layout = 0;
    if ((UINT)where >= w->target_count || !target->limit[REFGPU_READ]) {
        return STATUS_INVALID_HANDLE;
    }
    if (format - REFGPU_A8 > REFGPU_A8R8G8B8 - REFGPU_A8 || ((layout | offset) & 3) ||
        offset > target->limit[access]) {
        return STATUS_INVALID_PARAMETER;
    }
    s->where = where;
    s->address = target->address + offset;
    s->room = target->limit[access] - offset;
    s->shift = 0xa4u >> (format - REFGPU_A8) * 2 & 3; /* 0, 1, 2, 2 for A8, R5G6B5 and the two of 32 bits */
    s->edge = 0;
    s->layout = layout;
    return STATUS_SUCCESS;
}

/* Only what fits 15 bits: larger rectangles are looked at one by one. */
HOT ULONG clamp15(UINT64 x)
{
    return x < 0x7fff ? (ULONG)x : 0x7fff;
}

HOT ULONG surface_edge(const struct surface *s)
{
    UINT64 pitch = s->layout & 0xffffff;

    return pitch ? clamp15(pitch >> s->shift) | clamp15(s->room / pitch) << 16 : 0;
}

/* The surface at `dwords`, remembered or looked up. */
HOT NTSTATUS surface_at(const struct walk *w, const ULONG *dwords, enum refgpu_access access,
                        struct surface *s)
{
    if (load64(dwords) == s->where && dwords[2] == s->layout && s->layout) {
        if (!s->edge) {
            s->edge = surface_edge(s); /* the second use pays the division */
        }
        return STATUS_SUCCESS;
    }
    return surface_learn(w, dwords, access, s);
}

/* In 64 bits nothing of this can overflow: rows below 2^15, a pitch below 2^24. The last row need not have its whole pitch. */
static BOOLEAN rect_is_inside(const struct surface *s, ULONG xy, ULONG wh)
{
    UINT64 right = (UINT64)(xy & 0xffff) + (wh & 0xffff), bottom = (UINT64)(xy >> 16) + (wh >> 16);
    UINT64 pitch = s->layout & 0xffffff, row = right << s->shift;

    if ((EXTENT_EXCESS(xy) | EXTENT_EXCESS(wh)) & HALVES) {
        return FALSE;
    }
    return row <= pitch && (bottom - (bottom != 0)) * pitch + row <= s->room;
}

HOT NTSTATUS rect(const struct surface *s, ULONG xy, ULONG wh)
{
    if (!((EXTENT_EXCESS(xy) | EXTENT_EXCESS(wh) | (s->edge - (xy + wh))) & HALVES)) {
        return STATUS_SUCCESS;
    }
    return rect_is_inside(s, xy, wh) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

HOT NTSTATUS fill(struct walk *w, ULONG *command)
{
    NTSTATUS status = surface_at(w, &command[REFGPU_DST_ADDRESS_DWORD], REFGPU_WRITE, &w->dst);

    if (status || (status = rect(&w->dst, command[4], command[5]))) {
        return status;
    }
    bind(w, command, REFGPU_DST_ADDRESS_DWORD, REFGPU_SLOT_DST, w->dst.where, w->dst.address);
    return STATUS_SUCCESS;
}

/* Two surfaces and a rectangle of each; the rectangles stand at different places. */
HOT NTSTATUS two_surfaces(struct walk *w, ULONG *command, const struct rule *rule, ULONG dst_xy, ULONG dst_wh,
                          ULONG src_xy, ULONG src_wh)
{
    NTSTATUS status = surface_at(w, &command[REFGPU_DST_ADDRESS_DWORD], REFGPU_WRITE, &w->dst);

    if (status || (status = surface_at(w, &command[REFGPU_SRC_ADDRESS_DWORD], REFGPU_READ, &w->src))) {
        return status;
    }
    if ((rule->also & SAME_PIXELS) && w->dst.shift != w->src.shift) {
        return STATUS_INVALID_PARAMETER;
    }
    if ((status = rect(&w->dst, dst_xy, dst_wh)) || (status = rect(&w->src, src_xy, src_wh))) {
        return status;
    }
    bind(w, command, REFGPU_DST_ADDRESS_DWORD, REFGPU_SLOT_DST, w->dst.where, w->dst.address);
    bind(w, command, REFGPU_SRC_ADDRESS_DWORD, REFGPU_SLOT_SRC, w->src.where, w->src.address);
    return STATUS_SUCCESS;
}

HOT NTSTATUS rotate(struct walk *w, ULONG *command, const struct rule *rule)
{
    ULONG wh = command[9], turned = REFGPU_FLAGS(command[0]) & 1 ? wh << 16 | wh >> 16 : wh;

    return two_surfaces(w, command, rule, command[7], turned, command[8], wh);
}

HOT NTSTATUS mapped(struct walk *w, ULONG *command, const struct rule *rule)
{
    /* The destination rectangle may lie anywhere, but its size is a size. */
    if (EXTENT_EXCESS(command[8]) & HALVES || ((rule->also & ALPHA_ONLY) && command[13] > 0xff)) {
        return STATUS_INVALID_PARAMETER;
    }
    return two_surfaces(w, command, rule, command[11], command[12], command[9], command[10]);
}

#define TABLE_BYTES 512u

HOT NTSTATUS text(struct walk *w, ULONG *command, const struct rule *rule)
{
    NTSTATUS status = two_surfaces(w, command, rule, command[7], command[9], command[8], command[9]);

    if (status) {
        return status;
    }
    if (w->dst.shift != 2 || w->src.shift == 1) {
        return STATUS_INVALID_PARAMETER;
    }
    if (REFGPU_FLAGS(command[0]) & REFGPU_CLEARTYPE_GAMMA) {
        return linear(w, command, REFGPU_CLEARTYPE_TABLE_DWORD, REFGPU_SLOT_TABLE, REFGPU_READ, TABLE_BYTES);
    }
    command[REFGPU_CLEARTYPE_TABLE_DWORD] = command[REFGPU_CLEARTYPE_TABLE_DWORD + 1] = 0;
    return STATUS_SUCCESS;
}

/* ---- commands ------------------------------------------------------------------------------------------ */

/* What a NOP carries is nobody's business, and the device's least of all. */
HOT NTSTATUS nop(ULONG *command, UINT length)
{
    if (length > 1) {
        RtlZeroMemory(&command[1], (length - 1) * sizeof(*command));
    }
    return STATUS_SUCCESS;
}

HOT NTSTATUS fields(struct walk *w, ULONG *command, const struct rule *rule, UINT length)
{
    switch ((enum shape)rule->shape) {
    case SHAPE_NOP:
        return nop(command, length);
    case SHAPE_WAIT:
        return linear_aligned(w, command, REFGPU_READ, REFGPU_SLOT_SRC, 4);
    case SHAPE_SIGNAL:
        return linear_aligned(w, command, REFGPU_WRITE, REFGPU_SLOT_DST, 4);
    case SHAPE_FILL:
        return fill(w, command);
    case SHAPE_FILL_LINEAR:
        return linear_aligned(w, command, REFGPU_WRITE, REFGPU_SLOT_DST, command[3]);
    case SHAPE_COPY_LINEAR:
        return copy_linear(w, command);
    case SHAPE_BLIT:
        return two_surfaces(w, command, rule, command[7], command[9], command[8], command[9]);
    case SHAPE_ROTATE:
        return rotate(w, command, rule);
    case SHAPE_TEXT:
        return text(w, command, rule);
    case SHAPE_MAPPED:
        return mapped(w, command, rule);
    }
    return STATUS_ILLEGAL_INSTRUCTION;
}

/* The slots a command uses. */
HOT UINT slots_of(const struct rule *rule, ULONG header)
{
    return rule->slots |
           (rule->shape == SHAPE_TEXT && (REFGPU_FLAGS(header) & REFGPU_CLEARTYPE_GAMMA) ? TABLE : 0);
}

/* One complete command. */
HOT NTSTATUS translate_command(struct walk *w, UINT node_bit, ULONG *command, UINT length, UINT bindable,
                               UINT *bound)
{
    const struct rule *rule = &rules[REFGPU_OPCODE(command[0])];
    UINT slots = slots_of(rule, command[0]), stale = *bound & ~slots & bindable;

    if (!(rule->nodes & node_bit)) {
        return rule->refusal ? rule->refusal : STATUS_ILLEGAL_INSTRUCTION;
    }
    if (rule->dwords ? length != rule->dwords : length > REFGPU_COMMAND_DWORDS_MAX) {
        return STATUS_INVALID_USER_BUFFER;
    }
    if (REFGPU_FLAGS(command[0]) & ~(ULONG)rule->flags) {
        return STATUS_INVALID_PARAMETER;
    }
    if (slots) { /* what touches no memory leaves the slots alone */
        if (stale) {
            w->entry = refgpu_unbind(w->entry, stale, w->start);
        }
        *bound = slots;
    }
    return fields(w, command, rule, length);
}

/* As far as the patch list surely has room, straight into it; near its end by way of `spare`. */
HOT NTSTATUS translate_one(struct refgpu_translation *t, struct walk *w, ULONG *command, UINT length)
{
    D3DDDI_PATCHLOCATIONLIST spare[REFGPU_COMMAND_ENTRIES];
    D3DDDI_PATCHLOCATIONLIST *out = w->entry;
    UINT node_bit = 1u << t->node, count;
    UINT bound = t->bound;
    NTSTATUS status;

    if (__builtin_expect(t->entries_left >= REFGPU_COMMAND_ENTRIES, 1)) {
        status = translate_command(w, node_bit, command, length, t->bindable, &t->bound);
        t->entries_left -= (UINT)(w->entry - out);
        return status;
    }
    w->entry = spare;
    status = translate_command(w, node_bit, command, length, t->bindable, &t->bound);
    count = (UINT)(w->entry - spare);
    w->entry = out;
    if (!status && count > t->entries_left) {
        t->bound = bound;
        return STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
    }
    if (!status) {
        RtlCopyMemory(out, spare, count * sizeof(*spare));
        w->entry += count;
        t->entries_left -= count;
    }
    return status;
}

PAGED_CODE_SEG NTSTATUS refgpu_translate(struct refgpu_translation *t, ULONG *commands, UINT count,
                                         UINT position, UINT *done)
{
    struct walk w = {.targets = t->targets, .target_count = t->target_count, .entry = t->entry};
    NTSTATUS status = STATUS_SUCCESS;
    UINT at = 0;

    while (at < count) {
        UINT length = REFGPU_LENGTH(commands[at]);

        if (length - 1 >= count - at) { /* longer than what is here; or 0 */
            status = length - 1 < REFGPU_COMMAND_DWORDS_MAX ? STATUS_SUCCESS : STATUS_INVALID_USER_BUFFER;
            break;
        }
        w.start = position + at * 4;
        status = translate_one(t, &w, &commands[at], length);
        if (status) {
            break;
        }
        at += length;
    }
    t->entry = w.entry;
    *done = at;
    return status;
}
