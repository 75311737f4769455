/* See unwind.h. The format is documented as "x64 exception handling"; version 2 adds codes that say where the epilogues are. */
#include "unwind.h"

#include "patch.h"
#include "pe_private.h"

#include <stdio.h>

enum {
    PUSH_NONVOL,
    ALLOC_LARGE,
    ALLOC_SMALL,
    SET_FPREG,
    SAVE_NONVOL,
    SAVE_NONVOL_FAR,
    EPILOG,
    SPARE,
    SAVE_XMM128,
    SAVE_XMM128_FAR,
    PUSH_MACHFRAME
};

#define CHAIN_MAX 32u

/* One UNWIND_INFO, its header taken apart. */
struct info {
    unsigned version, flags, prologue, count, frame_register, frame_offset;
    const uint8_t *codes;
    uint32_t after; /* rva of what follows the codes */
};

struct step {
    const struct image *image;
    const struct unwind_stack *stack;
    CONTEXT *context;
    struct pe_fault *fault;
    ULONG64 base; /* that saved registers are relative to */
    bool machine; /* a machine frame gave rip and rsp */
};

static bool pull(struct step *s, ULONG64 address, ULONG64 *value)
{
    if (address < s->stack->low || address >= s->stack->high || s->stack->high - address < 8)
        return pe_refuse(
            s->fault, "the code at 0x%llX has its frame at 0x%llX, expected on the stack, 0x%llX to 0x%llX",
            (unsigned long long)s->context->Rip, (unsigned long long)address,
            (unsigned long long)s->stack->low, (unsigned long long)s->stack->high);
    memcpy(value, (const void *)(uintptr_t)address, sizeof(*value)); /* perhaps not aligned */
    return true;
}

static bool pop(struct step *s, ULONG64 *value)
{
    ULONG64 *rsp = &s->context->R[CONTEXT_RSP];
    if (!pull(s, *rsp, value))
        return false;
    *rsp += 8;
    return true;
}

static bool read_info(struct step *s, uint32_t rva, struct info *out)
{
    const uint8_t *p = rva % 4 ? NULL : image_at(s->image, rva, 4);
    if (!p)
        return pe_refuse(s->fault, "unwind data lies at 0x%X, expected in a section and 4-byte aligned", rva);
    *out = (struct info){.version = p[0] & 7,
                         .flags = p[0] >> 3,
                         .prologue = p[1],
                         .count = p[2],
                         .frame_register = p[3] & 15,
                         .frame_offset = (p[3] >> 4) * 16u};
    if (out->version != 1 && out->version != 2)
        return pe_refuse(s->fault, "unwind data at 0x%X is of version %u, expected 1 or 2", rva,
                         out->version);
    uint32_t bytes = (out->count + 1) / 2 * 4;
    if (!image_at(s->image, rva, 4 + bytes))
        return pe_refuse(s->fault, "unwind data at 0x%X has %u codes, expected all inside its section", rva,
                         out->count);
    out->codes = p + 4;
    out->after = rva + 4 + bytes;
    return true;
}

/* How many slots the code at `i` takes; 0: there is no such code. */
static unsigned slots(const struct info *info, unsigned i)
{
    unsigned op = info->codes[i * 2 + 1] & 15, argument = info->codes[i * 2 + 1] >> 4, n = 0;
    switch (op) {
    case PUSH_NONVOL:
    case ALLOC_SMALL:
    case SET_FPREG:
        n = 1;
        break;
    case PUSH_MACHFRAME:
        n = argument <= 1;
        break;
    case EPILOG:
        n = info->version == 2;
        break;
    case ALLOC_LARGE:
        n = argument == 0 ? 2 : argument == 1 ? 3 : 0;
        break;
    case SAVE_NONVOL:
    case SAVE_XMM128:
        n = 2;
        break;
    case SAVE_NONVOL_FAR:
    case SAVE_XMM128_FAR:
        n = 3;
        break;
    case SPARE:
        n = info->version == 2 ? 3 : 0;
        break;
    default:
        break;
    }
    return i + n <= info->count ? n : 0;
}

static bool restore_xmm(struct step *s, unsigned number, ULONG64 at)
{
    ULONG64 low = 0, high = 0;
    if (!pull(s, at, &low) || !pull(s, at + 8, &high))
        return false;
    s->context->Xmm[number].Low = low;
    s->context->Xmm[number].High = (LONGLONG)high;
    return true;
}

/* Takes back what one code says was done. */
static bool undo(struct step *s, const struct info *info, const uint8_t *code)
{
    unsigned op = code[1] & 15, argument = code[1] >> 4;
    ULONG64 *r = s->context->R;
    switch (op) {
    case PUSH_NONVOL:
        return argument == CONTEXT_RSP ? pe_refuse(s->fault, "an unwind code says that rsp was pushed")
                                       : pop(s, &r[argument]);
    case ALLOC_LARGE:
        r[CONTEXT_RSP] += argument ? load32(code + 2) : load16(code + 2) * 8u;
        return true;
    case ALLOC_SMALL:
        r[CONTEXT_RSP] += argument * 8 + 8;
        return true;
    case SET_FPREG:
        r[CONTEXT_RSP] = r[info->frame_register] - info->frame_offset;
        return true;
    case SAVE_NONVOL:
        return pull(s, s->base + load16(code + 2) * 8u, &r[argument]);
    case SAVE_NONVOL_FAR:
        return pull(s, s->base + load32(code + 2), &r[argument]);
    case SAVE_XMM128:
        return restore_xmm(s, argument, s->base + load16(code + 2) * 16u);
    case SAVE_XMM128_FAR:
        return restore_xmm(s, argument, s->base + load32(code + 2));
    case PUSH_MACHFRAME: {
        ULONG64 rsp = r[CONTEXT_RSP] + (argument ? 8 : 0);
        s->machine = true;
        return pull(s, rsp, &s->context->Rip) && pull(s, rsp + 24, &r[CONTEXT_RSP]);
    }
    default: /* EPILOG, SPARE: nothing was done */
        return true;
    }
}

/* All that had been done at `offset` from the function's start. */
static bool undo_prologue(struct step *s, const struct info *info, uint32_t offset)
{
    for (unsigned i = 0, n; i < info->count; i += n) {
        const uint8_t *code = info->codes + i * 2;
        n = slots(info, i);
        if (!n)
            return pe_refuse(s->fault,
                             "unwind code %u is 0x%02X%02X, expected one of version %u with all its parts", i,
                             code[1], code[0], info->version);
        if ((code[1] & 15) != EPILOG && code[0] <= offset && !undo(s, info, code))
            return false;
    }
    return true;
}

/* ---- epilogues ---- */

/* Code of the image from rip on, for looking only. */
struct code {
    const uint8_t *at;
    uint32_t rva, left;
};

static unsigned skip_stack_adjustment(const struct code *c, const struct info *info, CONTEXT *context,
                                      ULONG64 *rsp)
{
    const uint8_t *p = c->at;
    int32_t displacement;
    if (c->left >= 4 && p[0] == 0x48 && p[1] == 0x83 && p[2] == 0xC4) {
        *rsp += (ULONG64)(int8_t)p[3];
        return 4;
    }
    if (c->left >= 7 && p[0] == 0x48 && p[1] == 0x81 && p[2] == 0xC4) {
        memcpy(&displacement, p + 3, 4);
        *rsp += (ULONG64)(int64_t)displacement;
        return 7;
    }
    /* lea rsp, [frame register + displacement] */
    if (!info->frame_register || c->left < 4 || (p[0] & 0xFE) != 0x48 || p[1] != 0x8D ||
        (p[2] & 0x38) != 0x20)
        return 0;
    unsigned reg = (p[2] & 7u) | (p[0] & 1u) << 3, mode = p[2] >> 6, sib = (p[2] & 7) == 4;
    if (reg != info->frame_register || (mode != 1 && mode != 2) || (sib && p[3] != 0x24))
        return 0;
    if (c->left < 3 + sib + (mode == 1 ? 1u : 4u))
        return 0;
    displacement = (int8_t)p[3 + sib];
    if (mode == 2)
        memcpy(&displacement, p + 3 + sib, 4);
    *rsp = context->R[reg] + (ULONG64)(int64_t)displacement;
    return 3 + sib + (mode == 1 ? 1u : 4u);
}

/* A jump that leaves the function ends it, one inside of it or to a part of it that lies elsewhere does not. */
static bool leaves(const struct step *s, const struct image_function *f, ULONG64 target)
{
    const struct image_function *other;
    const uint8_t *info;

    if (target >= f->begin && target < f->end)
        return target == f->begin;
    if (target >= s->image->size || !(other = image_function(s->image, (uintptr_t)s->image->base + target)))
        return true;
    info = image_at(s->image, other->unwind, 4);
    return target == other->begin && info && !(info[0] >> 3 & UNW_FLAG_CHAININFO);
}

static bool ends_function(const struct step *s, const struct image_function *f, const struct code *c)
{
    const uint8_t *p = c->at;
    int32_t displacement;

    if (c->left >= 1 && p[0] == 0xC3)
        return true;
    if (c->left >= 2 && p[0] == 0xF3 && p[1] == 0xC3)
        return true;
    if (c->left >= 3 && p[0] == 0xC2)
        return true;
    if (c->left >= 2 && p[0] == 0xEB)
        return leaves(s, f, c->rva + 2u + (ULONG64)(int8_t)p[1]);
    if (c->left >= 5 && p[0] == 0xE9 && !patch_covers(s->image, c->rva)) {
        memcpy(&displacement, p + 1, 4);
        return leaves(s, f, c->rva + 5u + (ULONG64)(int64_t)displacement);
    }
    if (c->left >= 6 && p[0] == 0xFF && p[1] == 0x25)
        return true;
    return c->left >= 3 && (p[0] & 0xF8) == 0x48 && p[1] == 0xFF && (p[2] & 0x38) == 0x20;
}

static void skip(struct code *c, unsigned bytes)
{
    c->at += bytes;
    c->rva += bytes;
    c->left -= bytes;
}

/* Is rip in an epilogue? Then what is left of it is done to the registers, up to the return. 1 yes, 0 no, -1 damaged. */
static int run_epilogue(struct step *s, const struct image_function *f, const struct info *info,
                        struct code c)
{
    CONTEXT *context = s->context;
    ULONG64 rsp = context->R[CONTEXT_RSP];
    struct code ahead = c;
    unsigned n;

    skip(&ahead, skip_stack_adjustment(&ahead, info, context, &rsp));
    struct code pops = ahead;
    while (ahead.left >= 1) {
        n = (ahead.at[0] & 0xF8) == 0x58                                             ? 1
            : ahead.left >= 2 && ahead.at[0] == 0x41 && (ahead.at[1] & 0xF8) == 0x58 ? 2
                                                                                     : 0;
        if (!n)
            break;
        skip(&ahead, n);
    }
    if (!ends_function(s, f, &ahead))
        return 0;
    context->R[CONTEXT_RSP] = rsp;
    while (pops.rva < ahead.rva) {
        n = pops.at[0] == 0x41 ? 2 : 1;
        unsigned reg = (pops.at[n - 1] & 7u) + (n == 2 ? 8 : 0);
        ULONG64 value = 0;
        if (!pop(s, &value))
            return -1;
        context->R[reg] = value;
        skip(&pops, n);
    }
    return pop(s, &context->Rip) ? 1 : -1;
}

/* Version 2: the first code gives the size of all epilogues and whether one is at the very end, the others how far from the end of the
 * function each begins. */
static bool listed_epilogue(const struct info *info, const struct image_function *f, uint32_t rva)
{
    unsigned size = info->count && (info->codes[1] & 15) == EPILOG ? info->codes[0] : 0;
    if (!size)
        return false;
    if (info->codes[1] >> 4 & 1 && f->end - rva <= size)
        return true;
    for (unsigned i = 1; i < info->count && (info->codes[i * 2 + 1] & 15) == EPILOG; i++) {
        uint32_t back = info->codes[i * 2] | (info->codes[i * 2 + 1] >> 4) * 256u;
        if (back && back <= f->end - f->begin && rva - (f->end - back) < size)
            return true;
    }
    return false;
}

static int try_epilogue(struct step *s, const struct image_function *f, const struct info *info, uint32_t rva)
{
    struct code c = {image_at(s->image, rva, f->end - rva), rva, f->end - rva};
    if (!c.at || (info->version == 2 && !listed_epilogue(info, f, rva)))
        return 0;
    return run_epilogue(s, f, info, c);
}

/* ---- a step ---- */

static bool find_establisher(struct step *s, const struct info *info, uint32_t offset)
{
    bool set = info->frame_register && (offset >= info->prologue || info->flags & UNW_FLAG_CHAININFO);
    for (unsigned i = 0, n; !set && info->frame_register && i < info->count; i += n) {
        n = slots(info, i);
        if (!n)
            return pe_refuse(s->fault, "unwind code %u is none of version %u", i, info->version);
        set = (info->codes[i * 2 + 1] & 15) == SET_FPREG && info->codes[i * 2] <= offset;
    }
    s->base = set ? s->context->R[info->frame_register] - info->frame_offset : s->context->R[CONTEXT_RSP];
    return true;
}

/* A row of .pdata may point to another row, and the data of one may continue another's. The last is the function's own. */
static bool undo_all(struct step *s, struct info *info, uint32_t offset)
{
    for (unsigned depth = 0; depth < CHAIN_MAX; depth++) {
        if (!undo_prologue(s, info, offset))
            return false;
        if (!(info->flags & UNW_FLAG_CHAININFO))
            return true;
        const uint8_t *row = image_at(s->image, info->after, 12);
        if (!row)
            return pe_refuse(s->fault, "chained unwind data at 0x%X is outside of its section", info->after);
        if (!read_info(s, load32(row + 8), info))
            return false;
        offset = UINT32_MAX;
    }
    return pe_refuse(s->fault, "unwind data is chained more than %u times", CHAIN_MAX);
}

static bool find_handler(struct step *s, const struct info *info, unsigned handlers,
                         struct unwind_frame *frame)
{
    if (!(info->flags & handlers))
        return true;
    const uint8_t *at = image_at(s->image, info->after, 4);
    if (!at)
        return pe_refuse(s->fault, "the handler's address at 0x%X is outside of its section", info->after);
    frame->handler = load32(at);
    frame->data = info->after + 4;
    const struct pe_section *section = pe_section_of(&s->image->file, frame->handler);
    if (frame->handler >= s->image->size || (section && !(section->flags & PE_SECTION_EXECUTE)))
        return pe_refuse(s->fault, "the exception handler is at 0x%X, expected in code of the image",
                         frame->handler);
    return true;
}

static bool has_risen(const struct step *s, ULONG64 before)
{
    ULONG64 now = s->context->R[CONTEXT_RSP];
    return (now > before && now <= s->stack->high) ||
           pe_refuse(s->fault, "unwinding leads from stack pointer 0x%llX to 0x%llX, expected up the stack",
                     (unsigned long long)before, (unsigned long long)now);
}

/* rva and frame->function are known; info is that of the function. */
static bool step_function(struct step *s, uint32_t rva, unsigned handlers, struct unwind_frame *frame,
                          struct info *info)
{
    const struct image_function *f = frame->function;
    uint32_t offset = rva - f->begin;

    if (!find_establisher(s, info, offset))
        return false;
    frame->establisher = s->base;
    bool body = offset >= info->prologue || info->flags & UNW_FLAG_CHAININFO;
    int epilogue = body ? try_epilogue(s, f, info, rva) : 0;
    if (epilogue)
        return epilogue > 0;
    if (!undo_all(s, info, info->flags & UNW_FLAG_CHAININFO ? UINT32_MAX : offset) ||
        (!s->machine && !pop(s, &s->context->Rip)))
        return false;
    return !body || find_handler(s, info, handlers, frame);
}

bool unwind_leaf(const struct unwind_stack *stack, CONTEXT *context, struct pe_fault *fault)
{
    struct step s = {.stack = stack, .context = context, .fault = fault};
    return pop(&s, &context->Rip);
}

bool unwind_step(const struct image *image, unsigned handlers, const struct unwind_stack *stack,
                 CONTEXT *context, struct unwind_frame *frame, struct pe_fault *fault)
{
    struct step s = {.image = image, .stack = stack, .context = context, .fault = fault};
    ULONG64 before = context->R[CONTEXT_RSP];
    uint32_t rva = (uint32_t)(context->Rip - (uintptr_t)image->base), unwind;
    struct info info;

    *frame = (struct unwind_frame){.function = image_function(image, context->Rip), .establisher = before};
    if (!frame->function)
        return unwind_leaf(stack, context, fault);
    unwind = frame->function->unwind;
    if (unwind & 1) {
        const uint8_t *row = image_at(image, unwind & ~1u, 12);
        if (!row)
            return pe_refuse(fault, "a row of the unwind table points to 0x%X, expected a row", unwind & ~1u);
        unwind = load32(row + 8);
    }
    return read_info(&s, unwind, &info) && step_function(&s, rva, handlers, frame, &info) &&
           has_risen(&s, before);
}
