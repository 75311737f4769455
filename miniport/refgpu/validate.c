/*
 * The validator: everything that the device would believe, or fault on, is checked here, because the device checks nothing and its
 * addresses are physical. A command passes bound, known, privileged, length and fields, in that order; the table says how.
 *
 * It is the hottest code of the driver, so the way of a good command is short. Known, length and flags are one comparison with
 * the table; why it failed is found out afterwards. Handles are looked up once per list element (refgpu_target), and each
 * element remembers the surface that was last seen in it: streams draw on the same surfaces again and again, then only the
 * rectangle is new. That is compared, x and y in one subtraction, with an edge computed before; what the edge does not allow is
 * calculated in full.
 */
#include "validate.h"

#define HOT  static inline __attribute__((always_inline))
#define COLD PAGED_CODE_SEG static __attribute__((noinline))

/* ---- the table ----------------------------------------------------------------------------------------- */

/* What operands a command has and where: the shapes of section 5.2 of the data sheet. */
enum shape {
    SHAPE_NONE,
    SHAPE_NOP,
    SHAPE_WAIT,        /* address to read 4 bytes from */
    SHAPE_SIGNAL,      /* address to write 4 bytes to */
    SHAPE_FILL,        /* one surface, one rectangle */
    SHAPE_FILL_LINEAR, /* address, bytes, both aligned */
    SHAPE_COPY_LINEAR, /* two addresses, bytes */
    SHAPE_BLIT,        /* two surfaces with pixels of one size, one size of rectangles */
    SHAPE_ROTATE,      /* the same, turned */
    SHAPE_CONVERT,     /* the same with any pixels */
    SHAPE_TEXT,        /* the same, and perhaps a table */
    SHAPE_MAPPED,      /* two surfaces with pixels of one size, two rectangles and a clip rectangle */
    SHAPE_BLEND,       /* the same with any pixels, and an alpha */
};

#define DST   (1u << REFGPU_SLOT_DST)
#define SRC   (1u << REFGPU_SLOT_SRC)
#define TABLE (1u << REFGPU_SLOT_TABLE)

struct rule {
    ULONG any, match; /* a header is good when (header | any) == match; that of a row of zeros never is */
    ULONG shape;      /* enum shape */
    NTSTATUS refusal; /* of a row without a shape: why; 0 stands for STATUS_ILLEGAL_INSTRUCTION */
};

/* Opcode, the flags that there are, length. */
#define HEADER(opcode, flags, dwords) (ULONG)(flags) << 16, REFGPU_COMMAND(opcode, flags, dwords)

#define MIRRORS (REFGPU_MIRROR_X | REFGPU_MIRROR_Y)

#define FOR_NOBODY                                                                                           \
    [REFGPU_INDIRECT] = {.refusal = STATUS_PRIVILEGED_INSTRUCTION},                                          \
    [REFGPU_USER_POISON] = {.refusal = STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE},                             \
    [REFGPU_OPCODE_PRIVILEGED... 0xff] = {.refusal = STATUS_PRIVILEGED_INSTRUCTION}

#define FOR_BOTH                                                                                             \
    [REFGPU_NOP] = {0xffff, 0xffff, SHAPE_NOP},                                                              \
    [REFGPU_WAIT] = {HEADER(REFGPU_WAIT, 0, REFGPU_WAIT_DWORDS), SHAPE_WAIT},                                \
    [REFGPU_SIGNAL] = {HEADER(REFGPU_SIGNAL, 0, REFGPU_SIGNAL_DWORDS), SHAPE_SIGNAL},                        \
    [REFGPU_FILL] = {HEADER(REFGPU_FILL, 0, REFGPU_FILL_DWORDS), SHAPE_FILL},                                \
    [REFGPU_COPY] = {HEADER(REFGPU_COPY, 0, REFGPU_COPY_DWORDS), SHAPE_BLIT},                                \
    [REFGPU_FILL_LINEAR] = {HEADER(REFGPU_FILL_LINEAR, 0, REFGPU_FILL_LINEAR_DWORDS), SHAPE_FILL_LINEAR},    \
    [REFGPU_COPY_LINEAR] = {HEADER(REFGPU_COPY_LINEAR, 0, REFGPU_COPY_LINEAR_DWORDS), SHAPE_COPY_LINEAR}

/* By engine and opcode. */
static const struct rule rules[REFGPU_NODE_COUNT][256] =
    {
        [REFGPU_NODE_DRAW] =
            {
                FOR_NOBODY,
                FOR_BOTH,
                [REFGPU_ROP] = {HEADER(REFGPU_ROP, 0xff, REFGPU_ROP_DWORDS), SHAPE_BLIT},
                [REFGPU_STRETCH] = {HEADER(REFGPU_STRETCH, MIRRORS, REFGPU_STRETCH_DWORDS), SHAPE_MAPPED},
                [REFGPU_BLEND] = {HEADER(REFGPU_BLEND, MIRRORS, REFGPU_BLEND_DWORDS), SHAPE_BLEND},
                [REFGPU_TRANSPARENT] = {HEADER(REFGPU_TRANSPARENT, MIRRORS | REFGPU_HONOR_ALPHA,
                                               REFGPU_TRANSPARENT_DWORDS),
                                        SHAPE_MAPPED},
                [REFGPU_CLEARTYPE] = {HEADER(REFGPU_CLEARTYPE, REFGPU_CLEARTYPE_GAMMA,
                                             REFGPU_CLEARTYPE_DWORDS),
                                      SHAPE_TEXT},
                [REFGPU_CONVERT] = {HEADER(REFGPU_CONVERT, 0, REFGPU_CONVERT_DWORDS), SHAPE_CONVERT},
                [REFGPU_ROTATE] = {HEADER(REFGPU_ROTATE, 3, REFGPU_ROTATE_DWORDS), SHAPE_ROTATE},
            },
        [REFGPU_NODE_COPY] = {FOR_NOBODY, FOR_BOTH},
};

/* Why the header of a complete command is not good. */
COLD NTSTATUS refuse(ULONG header, const struct rule *rule)
{
    if (!REFGPU_LENGTH(header)) {
        return STATUS_INVALID_USER_BUFFER;
    }
    if (!rule->shape) {
        return rule->refusal ? rule->refusal : STATUS_ILLEGAL_INSTRUCTION;
    }
    return REFGPU_LENGTH((header | rule->any) ^ rule->match) ? STATUS_INVALID_USER_BUFFER
                                                             : STATUS_INVALID_PARAMETER;
}

/* An edge that no rectangle is inside of. */
#define UNLEARNED 0xffffffffu

/* ---- the allocation list ------------------------------------------------------------------------------- */

PAGED_CODE_SEG void refgpu_targets_init(struct refgpu_target *targets, const DXGK_ALLOCATIONLIST *list,
                                        UINT count)
{
    for (UINT i = 0; i < count; i++) {
        const struct refgpu_allocation *allocation = refgpu_listed(&list[i]);
        UINT64 size = allocation ? allocation->info.size : 0;

        targets[i] = (struct refgpu_target){.address = refgpu_place(&list[i]),
                                            .limit = {size, list[i].WriteOperation ? size : 0},
                                            .edge = {UNLEARNED, UNLEARNED}};
    }
}
C_ASSERT(sizeof(struct refgpu_target) == 64);

/* ---- where a walk over commands stands ----------------------------------------------------------------- */

/* Small enough for registers, as long as nobody takes its address. */
struct walk {
    struct refgpu_target *targets;
    UINT target_count;
    const struct rule *rules;
    UINT bound, bindable;            /* as in refgpu_translation */
    D3DDDI_PATCHLOCATIONLIST *entry; /* where the next one goes */
    UINT64 here;                     /* byte of the DMA buffer where the command is, in both halves */
};

HOT UINT64 load64(const ULONG *dwords)
{
    UINT64 value;

    __builtin_memcpy(&value, dwords, sizeof(value));
    return value;
}

/* An address that is known to be good replaces index and offset, and gets its entry. */
HOT void bind(struct walk *w, ULONG *command, UINT dword, UINT slot, UINT64 relocation, UINT64 address)
{
    refgpu_entry_pairs(w->entry++, REFGPU_PAIR(command[dword], slot), relocation, w->here + dword * 4);
    __builtin_memcpy(&command[dword], &address, sizeof(address));
}

/* The slots that the command leaves without an occupant are emptied before it. */
HOT void use_slots(struct walk *w, UINT slots)
{
    if (w->bound != slots) {
        UINT stale = w->bound & ~slots & w->bindable;

        for (; stale; stale &= stale - 1) {
            refgpu_entry_pairs(w->entry++, REFGPU_PAIR(0, __builtin_ctz(stale)), REFGPU_RELOCATE_NOTHING,
                               w->here);
        }
        w->bound = slots;
    }
}

/* ---- memory without a picture -------------------------------------------------------------------------- */

/* `bytes` from an address on. */
HOT NTSTATUS linear(struct walk *w, ULONG *command, UINT dword, UINT slot, enum refgpu_access access,
                    UINT64 bytes)
{
    ULONG index = command[dword], offset = command[dword + 1];
    const struct refgpu_target *target = &w->targets[index];

    if (index >= w->target_count || !target->limit[REFGPU_READ]) {
        return STATUS_INVALID_HANDLE;
    }
    if (offset + bytes > target->limit[access]) {
        return STATUS_INVALID_PARAMETER;
    }
    bind(w, command, dword, slot, REFGPU_PAIR(REFGPU_RELOCATE_ADDRESS, offset), target->address + offset);
    return STATUS_SUCCESS;
}

HOT NTSTATUS linear_aligned(struct walk *w, ULONG *command, enum refgpu_access access, UINT slot, ULONG bytes)
{
    if ((command[2] | bytes) & 3) {
        return STATUS_INVALID_PARAMETER;
    }
    use_slots(w, 1u << slot);
    return linear(w, command, 1, slot, access, bytes);
}

HOT NTSTATUS copy_linear(struct walk *w, ULONG *command)
{
    NTSTATUS status;

    use_slots(w, DST | SRC);
    status = linear(w, command, REFGPU_DST_ADDRESS_DWORD, REFGPU_SLOT_DST, REFGPU_WRITE, command[5]);
    return status
               ? status
               : linear(w, command, REFGPU_COPY_LINEAR_SRC_DWORD, REFGPU_SLOT_SRC, REFGPU_READ, command[5]);
}

/* ---- surfaces ------------------------------------------------------------------------------------------ */

#define PITCH_OF(target)  ((target)->key >> 32 & 0xffffff)
#define OFFSET_OF(target) ((UINT)(target)->key)

/* log2 of the bytes of a pixel: 0, 1, 2, 2 for A8, R5G6B5 and the two of 32 bits. */
HOT UINT shift_of(ULONG layout)
{
    return 0xa4u >> ((layout >> 24) - REFGPU_A8) * 2 & 3;
}

/* A surface that is another than the last of its allocation. */
COLD NTSTATUS learn(struct refgpu_target *target, UINT64 key)
{
    UINT offset = (UINT)key;
    ULONG layout = (ULONG)(key >> 32), format = layout >> 24;

    if (!target->limit[REFGPU_READ]) {
        return STATUS_INVALID_HANDLE;
    }
    if (format - REFGPU_A8 > REFGPU_A8R8G8B8 - REFGPU_A8 || ((layout | offset) & 3)) {
        return STATUS_INVALID_PARAMETER;
    }
    target->key = key;
    target->place = target->address + offset;
    target->relocation = REFGPU_PAIR(REFGPU_RELOCATE_ADDRESS, offset);
    target->edge[REFGPU_READ] = target->edge[REFGPU_WRITE] = UNLEARNED;
    target->shift = shift_of(layout);
    target->uses = 0;
    return STATUS_SUCCESS;
}

/* The allocation whose surface is the one at `dwords`. */
HOT NTSTATUS surface_at(const struct walk *w, const ULONG *dwords, struct refgpu_target **target)
{
    ULONG index = dwords[0];
    UINT64 key = load64(&dwords[1]);

    if (index >= w->target_count) {
        return STATUS_INVALID_HANDLE;
    }
    *target = &w->targets[index];
    return (*target)->key == key ? STATUS_SUCCESS : learn(*target, key);
}

/* ---- rectangles ---------------------------------------------------------------------------------------- */

/*
 * x and y, or width and height, are halves of a dword, and are looked at together. Far: one is 16384 or more, which is mostly too
 * much. Short: edge - end, of which both halves are below 2^15, has an upper bit set where the end is behind the edge; a borrow
 * from the upper half comes only from a lower half that has said so already.
 */
#define FAR       0xc000c000u
#define SHORT     0x80008000u
#define BEYOND(x) (((x) | ((x) + 0x3fff3fffu)) & 0x80008000u) /* a half is above 16384 (REFGPU_EXTENT_MAX) */

/* Only what fits 15 bits; larger rectangles are calculated one by one. */
HOT ULONG clamp15(UINT64 x)
{
    return x < 0x7fff ? (ULONG)x : 0x7fff;
}

/* A surface that is used again gets its edge: the pixels of a pitch, the whole rows of the allocation. */
COLD void find_edge(struct refgpu_target *target, enum refgpu_access access)
{
    UINT64 pitch = PITCH_OF(target), offset = OFFSET_OF(target), limit = target->limit[access];

    if (pitch && offset < limit) {
        target->edge[access] = clamp15(pitch >> target->shift) | clamp15((limit - offset) / pitch) << 16;
    }
}

/* In 64 bits nothing of this can overflow: rows below 2^16, a pitch below 2^24. The last row need not have its whole pitch. */
COLD NTSTATUS rect_in_full(struct refgpu_target *target, enum refgpu_access access, ULONG xy, ULONG wh)
{
    UINT64 right = (UINT64)(xy & 0xffff) + (wh & 0xffff), bottom = (UINT64)(xy >> 16) + (wh >> 16);
    UINT64 pitch = PITCH_OF(target), row = right << target->shift;

    if (!target->key) {
        return learn(target, 0); /* a surface of zeros is the one that nobody has seen */
    }
    if (BEYOND(xy) || BEYOND(wh) || row > pitch ||
        OFFSET_OF(target) + (bottom - (bottom != 0)) * pitch + row > target->limit[access]) {
        return STATUS_INVALID_PARAMETER;
    }
    if (target->uses++) {
        find_edge(target, access);
    }
    return STATUS_SUCCESS;
}

/* 0 in SHORT: inside, unless FAR. */
HOT ULONG gap(const struct refgpu_target *target, enum refgpu_access access, ULONG xy, ULONG wh)
{
    return target->edge[access] - (xy + wh);
}

HOT void bind_surface(struct walk *w, ULONG *command, UINT dword, UINT slot,
                      const struct refgpu_target *target)
{
    bind(w, command, dword, slot, target->relocation, target->place);
}

HOT NTSTATUS fill(struct walk *w, ULONG *command)
{
    struct refgpu_target *dst;
    NTSTATUS status = surface_at(w, &command[REFGPU_DST_ADDRESS_DWORD], &dst);

    if (!status &&
        (((command[4] | command[5]) & FAR) | (gap(dst, REFGPU_WRITE, command[4], command[5]) & SHORT))) {
        status = rect_in_full(dst, REFGPU_WRITE, command[4], command[5]);
    }
    if (status) {
        return status;
    }
    use_slots(w, DST);
    bind_surface(w, command, REFGPU_DST_ADDRESS_DWORD, REFGPU_SLOT_DST, dst);
    return STATUS_SUCCESS;
}

/* Two surfaces in one allocation, which remembers only one: they are looked at one after the other. */
COLD NTSTATUS two_in_one(struct refgpu_target *target, const ULONG *command, ULONG dst_xy, ULONG dst_wh,
                         ULONG src_xy, ULONG src_wh)
{
    NTSTATUS status = learn(target, load64(&command[REFGPU_DST_ADDRESS_DWORD + 1]));

    if (!status) {
        status = rect_in_full(target, REFGPU_WRITE, dst_xy, dst_wh);
    }
    if (!status) {
        status = learn(target, load64(&command[REFGPU_SRC_ADDRESS_DWORD + 1]));
    }
    return status ? status : rect_in_full(target, REFGPU_READ, src_xy, src_wh);
}

HOT void bind_offset(struct walk *w, ULONG *command, UINT dword, UINT slot)
{
    UINT offset = command[dword + 1];

    bind(w, command, dword, slot, REFGPU_PAIR(REFGPU_RELOCATE_ADDRESS, offset),
         w->targets[command[dword]].address + offset);
}

/* Two surfaces, and a rectangle of each; those stand at different places in different commands. */
HOT NTSTATUS two_surfaces(struct walk *w, ULONG *command, BOOLEAN same_pixels, ULONG dst_xy, ULONG dst_wh,
                          ULONG src_xy, ULONG src_wh)
{
    struct refgpu_target *dst, *src;
    NTSTATUS status = surface_at(w, &command[REFGPU_DST_ADDRESS_DWORD], &dst);

    if (status || (status = surface_at(w, &command[REFGPU_SRC_ADDRESS_DWORD], &src))) {
        return status;
    }
    if (__builtin_expect(dst == src, 0) && load64(&command[2]) != load64(&command[5])) {
        status = two_in_one(dst, command, dst_xy, dst_wh, src_xy, src_wh);
        if (status || (same_pixels && shift_of(command[3]) != shift_of(command[6]))) {
            return status ? status : STATUS_INVALID_PARAMETER;
        }
        use_slots(w, DST | SRC);
        bind_offset(w, command, REFGPU_DST_ADDRESS_DWORD, REFGPU_SLOT_DST);
        bind_offset(w, command, REFGPU_SRC_ADDRESS_DWORD, REFGPU_SLOT_SRC);
        return STATUS_SUCCESS;
    }
    if (__builtin_expect(
            ((dst_xy | dst_wh | src_xy | src_wh) & FAR) |
                ((gap(dst, REFGPU_WRITE, dst_xy, dst_wh) | gap(src, REFGPU_READ, src_xy, src_wh)) & SHORT),
            0)) {
        if ((status = rect_in_full(dst, REFGPU_WRITE, dst_xy, dst_wh)) ||
            (status = rect_in_full(src, REFGPU_READ, src_xy, src_wh))) {
            return status;
        }
    }
    if (same_pixels && dst->shift != src->shift) {
        return STATUS_INVALID_PARAMETER;
    }
    use_slots(w, DST | SRC);
    bind_surface(w, command, REFGPU_DST_ADDRESS_DWORD, REFGPU_SLOT_DST, dst);
    bind_surface(w, command, REFGPU_SRC_ADDRESS_DWORD, REFGPU_SLOT_SRC, src);
    return STATUS_SUCCESS;
}

HOT NTSTATUS blit(struct walk *w, ULONG *command, BOOLEAN same_pixels)
{
    return two_surfaces(w, command, same_pixels, command[7], command[9], command[8], command[9]);
}

HOT NTSTATUS rotate(struct walk *w, ULONG *command)
{
    ULONG wh = command[9], turned = REFGPU_FLAGS(command[0]) & 1 ? wh << 16 | wh >> 16 : wh;

    return two_surfaces(w, command, TRUE, command[7], turned, command[8], wh);
}

/* The destination rectangle may lie anywhere, but its size is a size. */
HOT NTSTATUS mapped(struct walk *w, ULONG *command, BOOLEAN same_pixels)
{
    if (BEYOND(command[8])) {
        return STATUS_INVALID_PARAMETER;
    }
    return two_surfaces(w, command, same_pixels, command[11], command[12], command[9], command[10]);
}

#define TABLE_BYTES 512u

HOT NTSTATUS text(struct walk *w, ULONG *command)
{
    BOOLEAN tabled = REFGPU_FLAGS(command[0]) & REFGPU_CLEARTYPE_GAMMA;
    UINT kept = tabled ? w->bound & TABLE : 0; /* a table that was there is replaced, not taken out */
    NTSTATUS status;

    w->bound ^= kept;
    status = blit(w, command, FALSE);
    if (status) {
        return status;
    }
    if (shift_of(command[3]) != 2 || shift_of(command[6]) == 1) {
        return STATUS_INVALID_PARAMETER;
    }
    if (tabled) {
        w->bound |= TABLE;
        return linear(w, command, REFGPU_CLEARTYPE_TABLE_DWORD, REFGPU_SLOT_TABLE, REFGPU_READ, TABLE_BYTES);
    }
    command[REFGPU_CLEARTYPE_TABLE_DWORD] = command[REFGPU_CLEARTYPE_TABLE_DWORD + 1] = 0;
    return STATUS_SUCCESS;
}

/* ---- commands ------------------------------------------------------------------------------------------ */

/* What a NOP carries is nobody's business, and the device's least of all. It touches no memory and leaves the slots alone. */
HOT NTSTATUS nop(ULONG *command)
{
    UINT length = REFGPU_LENGTH(command[0]);

    if (length - 1 >= REFGPU_COMMAND_DWORDS_MAX) {
        return STATUS_INVALID_USER_BUFFER;
    }
    for (UINT i = 1; i < length; i++) {
        command[i] = 0;
    }
    return STATUS_SUCCESS;
}

HOT NTSTATUS fields(struct walk *w, ULONG *command, enum shape shape)
{
    switch (shape) {
    case SHAPE_NOP:
        return nop(command);
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
        return blit(w, command, TRUE);
    case SHAPE_ROTATE:
        return rotate(w, command);
    case SHAPE_CONVERT:
        return blit(w, command, FALSE);
    case SHAPE_TEXT:
        return text(w, command);
    case SHAPE_MAPPED:
        return mapped(w, command, TRUE);
    case SHAPE_BLEND:
        return command[13] <= 0xff ? mapped(w, command, FALSE) : STATUS_INVALID_PARAMETER;
    default:
        __builtin_unreachable(); /* the table has no others */
    }
}

/* One complete command, with room for as many entries as it may need. */
HOT NTSTATUS translate_command(struct walk *w, ULONG *command, ULONG header)
{
    const struct rule *rule = &w->rules[REFGPU_OPCODE(header)];

    return (header | rule->any) == rule->match ? fields(w, command, rule->shape) : refuse(header, rule);
}

/* Near the end of the patch list: by way of memory with room enough. */
COLD NTSTATUS translate_last(struct walk *w, ULONG *command, const D3DDDI_PATCHLOCATIONLIST *end)
{
    D3DDDI_PATCHLOCATIONLIST spare[REFGPU_COMMAND_ENTRIES];
    struct walk trial = *w;
    SIZE_T count;
    NTSTATUS status;

    trial.entry = spare;
    status = translate_command(&trial, command, command[0]);
    if (status) {
        return status;
    }
    count = (SIZE_T)(trial.entry - spare);
    if (count > (SIZE_T)(end - w->entry)) {
        return STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
    }
    RtlCopyMemory(w->entry, spare, count * sizeof(*spare));
    w->entry += count;
    w->bound = trial.bound;
    return STATUS_SUCCESS;
}

/* A command of which the end is not here: will it come? Its length may be one that no command has. */
COLD NTSTATUS cut_off(ULONG header)
{
    return REFGPU_LENGTH(header) <= REFGPU_COMMAND_DWORDS_MAX ? STATUS_SUCCESS : STATUS_INVALID_USER_BUFFER;
}

#define BOTH_HALVES 0x100000001ull

/* Command after command, until `stop`, a status, or one that is cut off; returns where. */
HOT ULONG *walk_commands(struct walk *w, ULONG *command, ULONG *stop, const D3DDDI_PATCHLOCATIONLIST *scarce,
                         NTSTATUS *status)
{
    *status = STATUS_SUCCESS;
    while (command < stop) {
        ULONG header = *command;
        ULONG *next = command + REFGPU_LENGTH(header);

        if (next > stop) {
            *status = cut_off(header);
            break;
        }
        if (scarce) {
            struct walk copy = *w;

            *status = translate_last(&copy, command, scarce);
            *w = copy;
        } else {
            *status = translate_command(w, command, header);
        }
        if (*status) {
            break;
        }
        w->here += REFGPU_LENGTH(header) * 4 * BOTH_HALVES;
        command = next;
    }
    return command;
}

/*
 * Commands of n dwords need at most n / 2 entries, and as many more as there are slots: each entry that empties a slot is paid for by the
 * command that filled it, 2 for 4 dwords, 4 for 6 of which the next command saves one, 6 for 14. Only when there are fewer does each
 * command have to be careful.
 */
PAGED_CODE_SEG NTSTATUS refgpu_translate(struct refgpu_translation *t, ULONG *commands, UINT count,
                                         UINT position, UINT *done)
{
    struct walk w = {t->targets,  t->target_count, rules[t->node],        t->bound,
                     t->bindable, t->entry,        position * BOTH_HALVES};
    const D3DDDI_PATCHLOCATIONLIST *end = t->entry + t->entries_left;
    ULONG *stop;
    NTSTATUS status;

    if (t->entries_left >= count / 2 + REFGPU_SLOTS) {
        stop = walk_commands(&w, commands, commands + count, NULL, &status);
    } else {
        stop = walk_commands(&w, commands, commands + count, end, &status);
    }
    t->bound = w.bound;
    t->entry = w.entry;
    t->entries_left = (UINT)(end - w.entry);
    *done = (UINT)(stop - commands);
    return status;
}
