/*
 * Looking for a handler, and unwinding to it. A thread's stack is a sequence of stretches of image code, each ended by code of this
 * program; where they meet there is a struct nt_frame, which says how it goes on: at the registers with which the image called a kernel
 * routine, at the exception that is being handled, or not at all, because the kernel guarded its call.
 */
#include "seh.h"

#include "exports.h"
#include "nt.h"
#include "ntstatus.h"
#include "seh_private.h"
#include "seh_walk.h"

#include <stdio.h>
#include <string.h>

/* Below the calling function's locals, whose marks go stale too when it never returns. */
#define OWN_FRAME ((uintptr_t)__builtin_frame_address(0) - 4096)

static DISPATCHER_CONTEXT describe_frame(const struct image *image, const CONTEXT *here,
                                         const struct unwind_frame *frame, CONTEXT *context)
{
    return (DISPATCHER_CONTEXT){
        .ControlPc = here->Rip,
        .ImageBase = (uintptr_t)image->base,
        .FunctionEntry = (PRUNTIME_FUNCTION)(uintptr_t)frame->function,
        .EstablisherFrame = frame->establisher,
        .ContextRecord = context,
        .LanguageHandler = (PEXCEPTION_ROUTINE)(uintptr_t)(image->base + frame->handler),
        .HandlerData = (PVOID)(uintptr_t)(image->base + frame->data),
    };
}

static bool good_establisher(struct walk *w, const struct unwind_frame *frame)
{
    if (!(frame->establisher & 7) && frame->establisher >= w->stack.low &&
        frame->establisher <= w->stack.high)
        return true;
    snprintf(w->fault.text, sizeof(w->fault.text),
             "the code at 0x%llX has its frame at 0x%llX, expected on its stack",
             (unsigned long long)w->context.Rip, (unsigned long long)frame->establisher);
    return false;
}

static EXCEPTION_DISPOSITION call_handler(enum nt_frame_kind kind, EXCEPTION_RECORD *record,
                                          CONTEXT *argument, const CONTEXT *origin,
                                          DISPATCHER_CONTEXT *dispatcher)
{
    struct handling handling = {dispatcher, origin};
    struct nt_frame frame;

    nt_frame_push(&frame, kind, &handling);
    EXCEPTION_DISPOSITION d = dispatcher->LanguageHandler(
        record, (PVOID)(uintptr_t)dispatcher->EstablisherFrame, argument, dispatcher);
    nt_frame_pop(&frame);
    return d;
}

/* ---- nobody handles it ---- */

DECLSPEC_NORETURN static void give_up(const EXCEPTION_RECORD *record, const CONTEXT *context)
{
    bool fault =
        record->ExceptionCode == STATUS_ACCESS_VIOLATION || record->ExceptionCode == STATUS_IN_PAGE_ERROR;
    bool known = fault && record->NumberParameters >= 2;
    struct nt_exception e = {.status = record->ExceptionCode,
                             .pc = (ULONG_PTR)record->ExceptionAddress,
                             .address = known ? record->ExceptionInformation[1] : 0,
                             .write = known ? record->ExceptionInformation[0] & 1 : 0};
    struct nt_stack stack;

    seh_walk_stack(context, &stack);
    nt_unhandled(&e, &stack);
}

/* ---- unwinding ---- */

struct unwinding {
    struct walk walk;
    ULONG64 target;         /* establisher, or 0 */
    struct nt_frame *guard; /* or NULL */
    ULONG64 ip, value;
    EXCEPTION_RECORD *record;
};

DECLSPEC_NORETURN static void bad_unwind(struct unwinding *u, NTSTATUS status)
{
    EXCEPTION_RECORD record = {.ExceptionCode = status,
                               .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                               .ExceptionRecord = u->record,
                               .ExceptionAddress = (PVOID)(uintptr_t)u->walk.context.Rip};
    give_up(&record, &u->walk.context);
}

/* Compilers hand setjmp either the establisher or another place in the frame. */
static bool is_target(const struct unwinding *u, const struct unwind_frame *frame, const CONTEXT *above)
{
    if (!u->target || !frame->function)
        return false;
    return frame->establisher == u->target ||
           (u->record->ExceptionCode == STATUS_LONGJUMP && frame->establisher < u->target &&
            u->target < above->R[CONTEXT_RSP]);
}

/* The frame's handler, again and again while unwinds that it interrupted come to light. True: the frame is the target. */
static bool unwind_frame(struct unwinding *u, struct image *image)
{
    struct walk *w = &u->walk;
    CONTEXT above = w->context;
    struct unwind_frame frame;

    if (!unwind_step(image, UNW_FLAG_UHANDLER, &w->stack, &above, &frame, &w->fault))
        bad_unwind(u, STATUS_BAD_FUNCTION_TABLE);
    bool target = is_target(u, &frame, &above);
    if (frame.function && (!good_establisher(w, &frame) || (u->target && frame.establisher > u->target)))
        bad_unwind(u, STATUS_BAD_STACK);
    if (frame.handler) {
        DISPATCHER_CONTEXT d = describe_frame(image, &w->context, &frame, &w->context);
        d.TargetIp = u->ip;
        d.ScopeIndex = w->scope;
        u->record->ExceptionFlags =
            (u->record->ExceptionFlags & ~(EXCEPTION_TARGET_UNWIND | EXCEPTION_COLLIDED_UNWIND)) |
            (target ? EXCEPTION_TARGET_UNWIND : 0) | (w->collided ? EXCEPTION_COLLIDED_UNWIND : 0);
        w->context.R[CONTEXT_RAX] = u->value;
        if (call_handler(NT_FRAME_UNWIND, u->record, &w->context, NULL, &d) != ExceptionContinueSearch)
            bad_unwind(u, STATUS_INVALID_DISPOSITION);
    }
    w->scope = 0;
    w->collided = false;
    if (!target)
        w->context = above;
    return target;
}

DECLSPEC_NORETURN static void unwind_to(struct unwinding *u)
{
    struct walk *w = &u->walk;
    for (;;) {
        struct image *image = walk_image(w);
        struct nt_frame *next = image ? NULL : w->next;
        if (image) {
            if (unwind_frame(u, image))
                break;
        } else if (next && next->kind != NT_FRAME_GUARD) {
            nt_frame_unwind(next);
            walk_pass(w, next);
        } else if (next && next == u->guard) {
            nt_frame_resume(next, (NTSTATUS)u->value);
        } else {
            bad_unwind(u, STATUS_BAD_STACK);
        }
    }
    w->context.R[CONTEXT_RAX] = u->value;
    w->context.Rip = u->ip;
    seh_restore_context(&w->context, u->record);
    __builtin_unreachable();
}

DECLSPEC_NOINLINE static void take_jump(CONTEXT *c, const SEH_JUMP_BUFFER *b)
{
    const ULONG64 kept[] = {b->R12, b->R13, b->R14, b->R15};

    c->R[CONTEXT_RBX] = b->Rbx;
    c->R[CONTEXT_RSP] = b->Rsp;
    c->R[CONTEXT_RBP] = b->Rbp;
    c->R[CONTEXT_RSI] = b->Rsi;
    c->R[CONTEXT_RDI] = b->Rdi;
    memcpy(&c->R[12], kept, sizeof(kept));
    c->Rip = b->Rip;
    c->MxCsr = b->MxCsr;
    memcpy(&c->Xmm[6], b->Xmm, sizeof(b->Xmm));
}

typedef ULONG64 NTAPI consolidate_routine(PEXCEPTION_RECORD record);

/* The frames that were unwound still lie there, untouched, while the callback runs; what it answers is where to go on. An exception in it
 * finds the frame that was unwound to. */
DECLSPEC_NOINLINE static void consolidate(CONTEXT *context, EXCEPTION_RECORD *record)
{
    consolidate_routine *routine = (consolidate_routine *)(uintptr_t)record->ExceptionInformation[0];
    struct nt_frame frame;

    nt_frame_push(&frame, NT_FRAME_DOOR, context);
    context->Rip = routine(record);
    nt_frame_pop(&frame);
}

VOID NTAPI seh_restore_context(PCONTEXT context, PEXCEPTION_RECORD record)
{
    if (record && record->ExceptionCode == STATUS_LONGJUMP && record->NumberParameters >= 1)
        take_jump(context, (const SEH_JUMP_BUFFER *)(uintptr_t)record->ExceptionInformation[0]);
    else if (record && record->ExceptionCode == STATUS_UNWIND_CONSOLIDATE && record->NumberParameters >= 1)
        consolidate(context, record);
    nt_stack_forget(OWN_FRAME, context->R[CONTEXT_RSP]);
    seh_RtlRestoreContext(context, record);
}

/* ---- searching ---- */

DECLSPEC_NORETURN static void nonsense(EXCEPTION_RECORD *record, const CONTEXT *origin, NTSTATUS status)
{
    EXCEPTION_RECORD more = {.ExceptionCode = status,
                             .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                             .ExceptionRecord = record,
                             .ExceptionAddress = record->ExceptionAddress};
    give_up(&more, origin);
}

static void search(EXCEPTION_RECORD *record, CONTEXT *origin);

/* A handler answered what it may not: that is an exception of its own, and the same handlers are asked. One that does so again is the
 * end. */
DECLSPEC_NORETURN static void refuse_answer(EXCEPTION_RECORD *record, const CONTEXT *origin, NTSTATUS status)
{
    EXCEPTION_RECORD more = {.ExceptionCode = status,
                             .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                             .ExceptionRecord = record,
                             .ExceptionAddress = record->ExceptionAddress};
    CONTEXT again = *origin;

    if (record->ExceptionCode == status)
        nonsense(record, origin, status);
    search(&more, &again);
    __builtin_unreachable();
}

/* True: execution is to go on at *origin, which the handler may have changed. */
static bool ask_frame(struct walk *w, struct image *image, EXCEPTION_RECORD *record, CONTEXT *origin,
                      ULONG64 *nested)
{
    CONTEXT here = w->context;
    struct unwind_frame frame;

    if (!unwind_step(image, UNW_FLAG_EHANDLER, &w->stack, &w->context, &frame, &w->fault))
        give_up(record, origin);
    if (frame.function && !good_establisher(w, &frame))
        nonsense(record, origin, STATUS_BAD_STACK);
    bool continued = false;
    if (frame.handler) {
        DISPATCHER_CONTEXT d = describe_frame(image, &here, &frame, &w->context);
        d.ScopeIndex = w->scope;
        EXCEPTION_DISPOSITION answer = call_handler(NT_FRAME_SEARCH, record, origin, origin, &d);
        if (answer != ExceptionContinueExecution && answer != ExceptionContinueSearch)
            refuse_answer(record, origin, STATUS_INVALID_DISPOSITION);
        continued = answer == ExceptionContinueExecution;
        if (continued && record->ExceptionFlags & EXCEPTION_NONCONTINUABLE)
            refuse_answer(record, origin, STATUS_NONCONTINUABLE_EXCEPTION);
    }
    if (*nested && frame.establisher >= *nested) {
        record->ExceptionFlags &= ~EXCEPTION_NESTED_CALL;
        *nested = 0;
    }
    w->scope = 0;
    w->collided = false;
    return continued;
}

DECLSPEC_NORETURN static void end_at_guard(struct nt_frame *guard, EXCEPTION_RECORD *record,
                                           const CONTEXT *origin)
{
    struct unwinding u = {.guard = guard, .value = (ULONG)record->ExceptionCode, .record = record};
    record->ExceptionFlags |= EXCEPTION_UNWINDING | EXCEPTION_EXIT_UNWIND;
    walk_begin(&u.walk, origin);
    unwind_to(&u);
}

/* How many calls of the driver and back are open; *inside: the innermost is one of the driver. */
static unsigned open_calls(bool *inside)
{
    struct nt_open_call call;
    unsigned n = 0;

    *inside = nt_call_open(0, &call) && !call.callback;
    while (nt_call_open(n, &call))
        n++;
    return n;
}

/* Raised in the kernel: the innermost door must be that of the routine that raised. When the driver has been called since, another routine
 * has, which is no door, and the driver's frames between would be passed by. */
static void check_door(const struct walk *w, const EXCEPTION_RECORD *record, const CONTEXT *origin)
{
    const struct nt_frame *door = w->next;
    struct seh_call call;
    struct nt_stack stack;
    bool inside;

    while (door && door->kind == NT_FRAME_CLEANUP)
        door = door->previous;
    bool handler = door && (door->kind == NT_FRAME_SEARCH || door->kind == NT_FRAME_UNWIND);
    bool called = door && door->kind == NT_FRAME_DOOR && open_calls(&inside) > door->call_depth && inside;
    if ((!handler && !called) || !seh_find_call((uintptr_t)origin->R[CONTEXT_RSP], (uintptr_t)w->next, &call))
        return;
    seh_walk_stack(origin, &stack);
    nt_failing(&stack);
    nt_bugcheck(KMODE_EXCEPTION_NOT_HANDLED, (ULONG)record->ExceptionCode,
                (uintptr_t)record->ExceptionAddress, 0, 0, "",
                "exception %s in %s, which %s+0x%llX called: handlers of drivers are not looked for behind "
                "this routine. On Windows the "
                "driver's own handlers would be asked first",
                nt_status_text(record->ExceptionCode), call.routine, call.image->name,
                (unsigned long long)(call.back - (uintptr_t)call.image->base));
}

/* Returns when execution is to go on at *origin; does not return otherwise. */
static void search(EXCEPTION_RECORD *record, CONTEXT *origin)
{
    ULONG64 nested = 0;
    struct walk w;

    walk_begin(&w, origin);
    if (!image_find(origin->Rip) && !leaf_contains(origin->Rip))
        check_door(&w, record, origin);
    for (;;) {
        struct image *image = walk_image(&w);
        struct nt_frame *next = image ? NULL : w.next;
        if (image) {
            if (ask_frame(&w, image, record, origin, &nested))
                return;
        } else if (!next) {
            give_up(record, origin);
        } else if (next->kind == NT_FRAME_GUARD) {
            end_at_guard(next, record, origin);
        } else {
            if (next->kind == NT_FRAME_SEARCH) {
                const struct handling *h = next->data;
                record->ExceptionFlags |= EXCEPTION_NESTED_CALL;
                nested = h->dispatcher->EstablisherFrame > nested ? h->dispatcher->EstablisherFrame : nested;
            }
            walk_pass(&w, next);
        }
    }
}

/* ---- how exceptions come ---- */

void seh_fault(struct seh_fault *fault)
{
    search(&fault->record, &fault->context);
    nt_stack_forget(OWN_FRAME, fault->context.R[CONTEXT_RSP]);
    if (fault->wide)
        seh_load_upper(fault->upper);
    seh_RtlRestoreContext(&fault->context, NULL);
}

void seh_wild_fault(struct seh_fault *fault)
{
    give_up(&fault->record, &fault->context);
}

void seh_fast_fail(struct seh_fault *fault)
{
    ULONG64 code = fault->context.R[CONTEXT_RCX];
    struct nt_stack stack;

    seh_walk_stack(&fault->context, &stack);
    nt_failing(&stack);
    nt_bugcheck(KERNEL_SECURITY_CHECK_FAILURE, code, (uintptr_t)&fault->context, (uintptr_t)&fault->record, 0,
                "", "code at %s found its memory damaged and failed fast (int 29h) with code %llu: %s",
                stack.count ? stack.frame[0] + 3 : "?", (unsigned long long)code,
                code == 2
                    ? "the security cookie on the stack was overwritten, so a buffer above it was overrun"
                : code == 3  ? "a list entry points to a neighbour that does not point back"
                : code == 10 ? "a call through a pointer went to no function"
                             : "see FAST_FAIL_ in the kit's headers");
}

void seh_raise(NTSTATUS status, ULONG_PTR pc)
{
    struct nt_frame *top = nt_frame_top();
    while (top && top->kind == NT_FRAME_CLEANUP)
        top = top->previous;
    CONTEXT context = {.Rip = pc, .R[CONTEXT_RSP] = (uintptr_t)__builtin_frame_address(0)};
    EXCEPTION_RECORD record = {.ExceptionCode = status,
                               .ExceptionFlags = EXCEPTION_NONCONTINUABLE,
                               .ExceptionAddress = (PVOID)(uintptr_t)pc};

    if (!nt_stack_top())
        return;
    if (image_find(pc)) /* called by an image: what is between is this program's */
        context.Rip = 0;
    if (top && top->kind == NT_FRAME_DOOR)
        record.ExceptionAddress = (PVOID)(uintptr_t)((CONTEXT *)top->data)->Rip;
    search(&record, &context);
}

/* The caller's registers are those of its door. */
VOID NTAPI seh_raise_exception(PEXCEPTION_RECORD record)
{
    CONTEXT *caller = nt_frame_top()->data;
    struct nt_frame *door = nt_frame_top();

    record->ExceptionFlags &= EXCEPTION_NONCONTINUABLE;
    record->ExceptionAddress = (PVOID)(uintptr_t)caller->Rip;
    EXCEPTION_RECORD mine = *record;
    CONTEXT context = *caller;
    nt_frame_pop(door);
    search(&mine, &context);
    nt_stack_forget(OWN_FRAME, context.R[CONTEXT_RSP]);
    seh_RtlRestoreContext(&context, NULL);
}

VOID NTAPI seh_unwind_ex(PVOID frame, PVOID ip, PEXCEPTION_RECORD record, PVOID value, PCONTEXT context,
                         PVOID history)
{
    EXCEPTION_RECORD own = {.ExceptionCode = STATUS_UNWIND, .ExceptionAddress = ip};
    struct unwinding u = {.target = (uintptr_t)frame,
                          .ip = (uintptr_t)ip,
                          .value = (uintptr_t)value,
                          .record = record ? record : &own};
    CONTEXT here = {.R[CONTEXT_RSP] = (uintptr_t)__builtin_frame_address(0)};

    (void)context, (void)history; /* room for the caller's; ours is here */
    u.record->ExceptionFlags |= EXCEPTION_UNWINDING | (frame ? 0 : EXCEPTION_EXIT_UNWIND);
    walk_begin(&u.walk, &here);
    unwind_to(&u);
}

/* Reached by a door, so that the unwind begins at the caller. */
VOID NTAPI seh_longjmp(SEH_JUMP_BUFFER *buffer, int value)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = STATUS_LONGJUMP, .NumberParameters = 1, .ExceptionInformation = {(uintptr_t)buffer}};
    PVOID result = (PVOID)(LONG_PTR)(value ? value : 1);

    if (buffer->Frame)
        seh_unwind_ex((PVOID)(uintptr_t)buffer->Frame, (PVOID)(uintptr_t)buffer->Rip, &record, result, NULL,
                      NULL);
    CONTEXT context = *(const CONTEXT *)nt_frame_top()->data;
    context.R[CONTEXT_RAX] = (uintptr_t)result;
    while (nt_frame_top() && (uintptr_t)nt_frame_top() < buffer->Rsp)
        nt_frame_pop(nt_frame_top());
    seh_restore_context(&context, &record);
    __builtin_unreachable();
}

VOID NTAPI seh_unwind(PVOID frame, PVOID ip, PEXCEPTION_RECORD record, PVOID value)
{
    seh_unwind_ex(frame, ip, record, value, NULL, NULL);
}

VOID NTAPI seh_local_unwind(PVOID frame, PVOID ip)
{
    seh_unwind_ex(frame, ip, NULL, NULL, NULL, NULL);
}
