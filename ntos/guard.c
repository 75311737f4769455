/*
 * Where exceptions may go on: guarded calls of the kernel, which end with a status, and the marks on a thread's stack at which code of other
 * compilers and this program meet. Each thread has them in a list, the innermost first.
 */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__) && !defined(NT_TSAN)
#define ASSEMBLY 1
#endif

static _Thread_local struct nt_frame *stray_guard; /* of threads the runtime does not know */

static struct nt_frame **guard_slot(void)
{
    struct _KTHREAD *self = ke_self();
    return self ? &self->guard : &stray_guard;
}

struct nt_frame *guard_deciding(void)
{
    struct nt_frame *frame = *guard_slot();
    while (frame && frame->kind == NT_FRAME_CLEANUP)
        frame = frame->previous;
    return frame;
}

static void run_cleanup(struct nt_frame *frame)
{
    const struct nt_cleanup *cleanup = frame->data;
    cleanup->fn(cleanup->ctx);
}

/* Those inside of the guarded call that an exception ends. */
static void run_cleanups(const struct nt_frame *guard)
{
    struct nt_frame **slot = guard_slot();
    while (*slot && *slot != guard && (*slot)->kind == NT_FRAME_CLEANUP) {
        struct nt_frame *frame = *slot;
        *slot = frame->previous;
        run_cleanup(frame);
    }
}

#ifdef ASSEMBLY

/* dispatch_enter_raw(&frame->stack_pointer, fn, arg): the registers that a callee must preserve go on the stack, and the stack
 * pointer into the frame; dispatch_resume_raw takes them from there. */
NTSTATUS dispatch_enter_raw(void **stack_pointer, void (*fn)(void *arg), void *arg);
DECLSPEC_NORETURN void dispatch_resume_raw(void **stack_pointer, NTSTATUS status);

__asm__(".pushsection .text\n"
        ".globl dispatch_enter_raw\n"
        ".hidden dispatch_enter_raw\n"
        ".type dispatch_enter_raw, @function\n"
        "dispatch_enter_raw:\n"
        "    .cfi_startproc\n"
        "    push %rbp\n"
        "    .cfi_def_cfa_offset 16\n"
        "    .cfi_offset %rbp, -16\n"
        "    push %rbx\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    sub $8, %rsp\n"
        "    .cfi_def_cfa_offset 64\n"
        "    stmxcsr (%rsp)\n"
        "    fnstcw 4(%rsp)\n"
        "    mov %rsp, (%rdi)\n"
        "    mov %rdx, %rdi\n"
        "    call *%rsi\n"
        "    xor %eax, %eax\n"
        "1:  add $8, %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    .cfi_def_cfa_offset 8\n"
        "    ret\n"
        "    .cfi_endproc\n"
        ".size dispatch_enter_raw, .-dispatch_enter_raw\n"
        ".globl dispatch_resume_raw\n"
        ".hidden dispatch_resume_raw\n"
        ".type dispatch_resume_raw, @function\n"
        "dispatch_resume_raw:\n"
        "    mov (%rdi), %rsp\n"
        "    mov %esi, %eax\n"
        "    cld\n"
        "    fninit\n"
        "    ldmxcsr (%rsp)\n"
        "    fldcw 4(%rsp)\n"
        "    jmp 1b\n"
        ".size dispatch_resume_raw, .-dispatch_resume_raw\n"
        ".popsection\n");

NTSTATUS dispatch_enter(struct dispatch_frame *frame, void (*fn)(void *arg), void *arg)
{
    return dispatch_enter_raw(&frame->stack_pointer, fn, arg);
}

void dispatch_resume(struct dispatch_frame *frame, NTSTATUS status)
{
    if (!frame->abandoned)
        frame->abandoned = (uintptr_t)__builtin_frame_address(0);
    run_cleanups(&frame->link);
    dispatch_resume_raw(&frame->stack_pointer, status);
}

#else

NTSTATUS dispatch_enter(struct dispatch_frame *frame, void (*fn)(void *arg), void *arg)
{
    frame->stack_pointer = __builtin_frame_address(0);
    if (_setjmp(frame->jump))
        return frame->status;
    fn(arg);
    return 0;
}

void dispatch_resume(struct dispatch_frame *frame, NTSTATUS status)
{
    frame->status = status;
    run_cleanups(&frame->link);
    longjmp(frame->jump, 1);
}

#endif

/* ---- guarded calls ---- */

/* The frames between were left without their epilogues: AddressSanitizer's marks on them are stale. */
static void clean_abandoned_stack(const struct dispatch_frame *frame)
{
    uintptr_t top = (uintptr_t)frame->stack_pointer;
    if (frame->abandoned && frame->abandoned < top)
        ASAN_UNPOISON((void *)frame->abandoned, top - frame->abandoned);
}

NTSTATUS nt_guarded_call(void (*fn)(void *arg), void *arg)
{
    struct nt_frame **slot = guard_slot();
    struct _KTHREAD *self = ke_self();
    struct dispatch_frame frame;
    frame.link.previous = *slot;
    frame.link.kind = NT_FRAME_GUARD;
    frame.link.call_depth = self ? self->call_depth : 0;
    frame.abandoned = 0;
    *slot = &frame.link;
    NTSTATUS status = dispatch_enter(&frame, fn, arg);
    *slot = frame.link.previous;
    if (__builtin_expect(status != 0, 0)) {
        clean_abandoned_stack(&frame);
        if (self)
            self->call_depth = frame.link.call_depth;
    }
    return status;
}

/* ---- places where exceptions go on ---- */

struct nt_frame *nt_frame_top(void)
{
    return *guard_slot();
}

void nt_frame_push(struct nt_frame *frame, enum nt_frame_kind kind, void *data)
{
    struct nt_frame **slot = guard_slot();
    struct _KTHREAD *self = ke_self();
    frame->previous = *slot;
    frame->kind = kind;
    frame->data = data;
    frame->call_depth = self ? self->call_depth : 0;
    frame->held = self ? self->held_count : 0;
    frame->irql = self ? self->irql : PASSIVE_LEVEL;
    *slot = frame;
}

void nt_frame_pop(struct nt_frame *frame)
{
    *guard_slot() = frame->previous;
}

/* Only a call that was not finished can have raised IRQL or taken locks: handlers run at the level of their caller. */
static void restore_level(struct _KTHREAD *self, const struct nt_frame *frame)
{
    if (self->held_count > frame->held) {
        report_emit(REPORT_VIOLATION, "SYN-10", nt_call_current(), "spin locks held",
                    "none that was taken inside the call",
                    "Handle exceptions inside the routine that the kernel calls under a lock: on Windows the "
                    "lock would stay held for ever.",
                    "an exception left the call with %u held", self->held_count - frame->held);
        while (self->held_count > frame->held)
            ke_spin_release(self, self->held[self->held_count - 1].lock, "an unwound exception");
    }
    if (self->irql != frame->irql)
        report_emit(
            REPORT_VIOLATION, "SYN-10", nt_call_current(), "IRQL", ke_irql_name(frame->irql),
            "Handle exceptions at the level at which they happen: on Windows IRQL would stay as it is.",
            "an exception left the call at %s", ke_irql_name(self->irql));
    self->irql = frame->irql;
}

void nt_frame_unwind(struct nt_frame *frame)
{
    struct _KTHREAD *self = ke_self();
    nt_frame_pop(frame);
    if (frame->kind == NT_FRAME_CLEANUP)
        run_cleanup(frame);
    if (self && frame->kind == NT_FRAME_DOOR) {
        restore_level(self, frame);
        self->call_depth = frame->call_depth;
    }
}

void nt_frame_resume(struct nt_frame *guard, NTSTATUS status)
{
    struct dispatch_frame *frame = (struct dispatch_frame *)guard;
    frame->abandoned = (uintptr_t)__builtin_frame_address(0) - 512;
    dispatch_resume(frame, status);
}

void nt_stack_forget(uintptr_t bottom, uintptr_t top)
{
    if (bottom < top)
        ASAN_UNPOISON((void *)bottom, top - bottom);
}

uintptr_t nt_stack_top(void)
{
    struct _KTHREAD *self = ke_self();
    return self && self->base ? (uintptr_t)self->base->stack_pointer : 0;
}

struct guarded {
    VOID(NTAPI *fn)(PVOID);
    PVOID arg;
};

static void call_guarded(void *argument)
{
    struct guarded *g = argument;
    g->fn(g->arg);
}

NTSTATUS NTAPI ExGuardedCall(VOID(NTAPI *fn)(PVOID), PVOID arg)
{
    struct guarded g = {fn, arg};
    return nt_guarded_call(call_guarded, &g);
}
