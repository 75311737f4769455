/*
 * How a stack is walked: frame by frame through an image by its tables, and across the meetings with this program by what stands in their
 * struct nt_frame. For reports, and for drivers that ask who called them.
 */
#include "seh_walk.h"

#include "exports.h"
#include "image_private.h"
#include "seh.h"
#include "seh_private.h"

#include <stdio.h>
#include <string.h>

void walk_begin(struct walk *w, const CONTEXT *context)
{
    if (KeGetCurrentIrql() >= DISPATCH_LEVEL)
        image_peek();
    w->context = *context;
    w->next = nt_frame_top();
    w->stack = (struct unwind_stack){(uintptr_t)__builtin_frame_address(0), nt_stack_top()};
    w->fault.text[0] = 0;
    w->scope = 0;
    w->collided = false;
}

struct image *walk_image(struct walk *w)
{
    struct image *image = image_find(w->context.Rip);
    if (!image && leaf_contains(w->context.Rip) && unwind_leaf(&w->stack, &w->context, &w->fault))
        image = image_find(w->context.Rip);
    return image;
}

void walk_pass(struct walk *w, struct nt_frame *frame)
{
    const struct handling *handling = frame->data;

    w->next = frame->previous;
    if (frame->kind == NT_FRAME_CLEANUP)
        return;
    if (frame->kind == NT_FRAME_DOOR) {
        w->context = *(const CONTEXT *)frame->data;
    } else if (frame->kind == NT_FRAME_SEARCH) {
        w->context = *handling->origin;
    } else {
        w->context = *handling->dispatcher->ContextRecord;
        w->scope = handling->dispatcher->ScopeIndex;
        w->collided = true;
    }
}

/* ---- for reports ---- */

static void add_frame(struct nt_stack *stack, uint64_t pc)
{
    struct image *image = image_find(pc);
    struct image_place place;
    char *text = stack->frame[stack->count];
    size_t size = sizeof(stack->frame[0]);

    if (stack->count == NT_STACK_FRAMES)
        return;
    stack->pc[stack->count] = image ? pc : 0;
    if (!image) {
        snprintf(text, size, "#%u (kernel)", stack->count);
    } else {
        image_describe(image, pc, &place);
        snprintf(text, size, "#%u %.40s+0x%X (%.40s+0x%X)", stack->count, image->name, place.offset,
                 place.symbol ? place.symbol : place.section, place.symbol ? place.from_symbol : 0);
    }
    stack->count++;
}

static void add_registers(struct nt_stack *stack, const CONTEXT *c)
{
    static const char *const names[16] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                          "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
    int n = snprintf(stack->registers, sizeof(stack->registers), "rip=%llX", (unsigned long long)c->Rip);
    for (unsigned i = 0; i < 16; i++)
        n += snprintf(stack->registers + n, sizeof(stack->registers) - (size_t)n, " %s=%llX", names[i],
                      (unsigned long long)c->R[i]);
    memcpy(stack->at.r, c->R, sizeof(stack->at.r));
    memcpy(stack->at.xmm, c->Xmm, sizeof(stack->at.xmm));
    stack->at.pc = c->Rip;
    stack->at.flags = c->EFlags;
    stack->at.mxcsr = c->MxCsr;
}

/* The walk begins in the kernel, behind no door: it goes on at the driver's call, if that can be found. */
static void begin_in_kernel(struct walk *w, struct nt_stack *stack)
{
    uintptr_t end = w->next ? (uintptr_t)w->next : w->stack.high;
    struct seh_call call;

    add_frame(stack, w->context.Rip);
    if (leaf_contains(w->context.Rip) || !w->context.R[CONTEXT_RSP] || w->context.R[CONTEXT_RSP] >= end ||
        !seh_find_call(w->context.R[CONTEXT_RSP], end, &call))
        return;
    snprintf(stack->frame[0], sizeof(stack->frame[0]), "#0 ntoskrnl.exe!%.80s (kernel)", call.routine);
    w->context.Rip = call.back;
    w->context.R[CONTEXT_RSP] = call.rsp;
}

void seh_walk_stack(const CONTEXT *context, struct nt_stack *stack)
{
    struct unwind_frame frame;
    struct walk w;

    walk_begin(&w, context);
    stack->count = 0;
    add_registers(stack, context);
    if (!image_find(w.context.Rip))
        begin_in_kernel(&w, stack);
    while (stack->count < NT_STACK_FRAMES) {
        struct image *image = walk_image(&w);
        struct nt_frame *next = image ? NULL : w.next;
        if (image) {
            add_frame(stack, w.context.Rip);
            if (!unwind_step(image, 0, &w.stack, &w.context, &frame, &w.fault))
                break;
        } else if (next && next->kind != NT_FRAME_GUARD) {
            if (next->kind == NT_FRAME_SEARCH || next->kind == NT_FRAME_UNWIND)
                add_frame(stack, 0);
            walk_pass(&w, next);
        } else {
            break;
        }
    }
    if (w.fault.text[0] && stack->count < NT_STACK_FRAMES)
        snprintf(stack->frame[stack->count++], sizeof(stack->frame[0]), "%.127s", w.fault.text);
}

void seh_stack(const struct nt_registers *registers, struct nt_stack *stack)
{
    CONTEXT context = {.ContextFlags = CONTEXT_FULL_AMD64,
                       .Rip = registers->pc,
                       .EFlags = registers->flags,
                       .MxCsr = registers->mxcsr};

    memcpy(context.R, registers->r, sizeof(context.R));
    memcpy(context.Xmm, registers->xmm, sizeof(context.Xmm));
    seh_walk_stack(&context, stack);
}

/* ---- for drivers ---- */

static ULONG trace(PVOID *out, ULONG skip, ULONG count)
{
    const CONTEXT *caller = nt_frame_top()->data;
    struct unwind_frame frame;
    ULONG n = 0;
    struct walk w;

    walk_begin(&w, caller);
    w.next = nt_frame_top()->previous;
    while (n < count) {
        struct image *image = walk_image(&w);
        if (image) {
            if (skip)
                skip--;
            else
                out[n++] = (PVOID)(uintptr_t)w.context.Rip;
            if (!unwind_step(image, 0, &w.stack, &w.context, &frame, &w.fault))
                break;
        } else if (w.next && w.next->kind != NT_FRAME_GUARD) {
            walk_pass(&w, w.next);
        } else {
            break;
        }
    }
    return n;
}

USHORT NTAPI seh_capture_back_trace(ULONG skip, ULONG count, PVOID *out, PULONG hash)
{
    ULONG n = trace(out, skip, count < 0xFFFF ? count : 0xFFFF), sum = 0;
    for (ULONG i = 0; i < n; i++)
        sum += (ULONG)(uintptr_t)out[i];
    if (hash)
        *hash = sum;
    return (USHORT)n;
}

ULONG NTAPI seh_walk_frame_chain(PVOID *callers, ULONG count, ULONG flags)
{
    return flags & 1 ? 0 : trace(callers, flags >> 8, count); /* 1: of the user's stack */
}
