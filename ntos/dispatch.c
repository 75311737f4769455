/*
 * The one door by which exceptions enter and leave: a fault of the processor, a page that is gone (SIGBUS), a status that
 * was raised. The signal handler decides nothing on its small stack: it edits the interrupted context so that either
 * the innermost guarded call returns the status, or, when there is none and the thread is inside a driver, the
 * bug check runs on the thread's own stack. What is neither goes on to whoever handled the signal before, so that the
 * reports of a sanitizer or a debugger still appear.
 */
#include "ke.h"
#include "mm.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#if defined(__x86_64__) && !defined(NT_TSAN)
#define ASSEMBLY 1
#endif

#ifndef STATUS_BREAKPOINT
#define STATUS_BREAKPOINT ((NTSTATUS)0x80000003)
#endif

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
#define FAULT_SIGNALS 5
#define STACK_MAX     (64u << 20) /* bytes; no thread's stack is larger */
static struct sigaction previous_actions[FAULT_SIGNALS];
static struct host_signal_stack boot_signal_stack;
static _Thread_local struct nt_frame *stray_guard; /* of threads the runtime does not know */

static struct nt_frame **guard_slot(void)
{
    struct _KTHREAD *self = ke_self();
    return self ? &self->guard : &stray_guard;
}

/* The innermost place that decides where an exception goes on. */
static struct nt_frame *deciding_frame(void)
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

/* ---- exceptions nobody handles ---- */

static struct {
    const char *(*fn)(void *ctx, uintptr_t address, char *text, size_t size);
    void *ctx;
} explain;

void nt_on_fault(const char *(*fn)(void *ctx, uintptr_t address, char *text, size_t size), void *ctx)
{
    explain.fn = fn;
    explain.ctx = ctx;
}

static const struct nt_foreign_code *_Atomic foreign_code;

void nt_foreign_code(const struct nt_foreign_code *ops)
{
    atomic_store(&foreign_code, ops);
}

const void *nt_door(const void *routine, const void *user)
{
    const struct nt_foreign_code *ops = atomic_load(&foreign_code);
    bool foreign = ops && ops->contains && ops->door && ops->contains((uintptr_t)user);
    return foreign ? ops->door(routine) : routine;
}

_Atomic bool ke_pages_are_in;

void nt_pages_in(void)
{
    if (ke.host && ke.host->virtual_time)
        atomic_store(&ke_pages_are_in, true);
}

void ke_page_out(void)
{
    const struct nt_foreign_code *ops = atomic_load(&foreign_code);
    struct _KTHREAD *self = ke_self();
    if (self && self->crashing)
        return;
    atomic_store(&ke_pages_are_in, false);
    if (ops && ops->page_out)
        ops->page_out();
}

bool dispatch_foreign(void)
{
    return atomic_load_explicit(&foreign_code, memory_order_relaxed) != NULL;
}

/* The one for this address, or NULL. */
static const struct nt_foreign_code *foreign_at(uintptr_t pc)
{
    const struct nt_foreign_code *ops = atomic_load(&foreign_code);
    return ops && ops->contains && ops->contains(pc) ? ops : NULL;
}

/* "driver.so+0x2349 (bochs_present_display_only)": the module and the nearest exported symbol. */
static const char *describe_code(ULONG_PTR pc, char *text, size_t size)
{
    const struct nt_foreign_code *foreign = foreign_at(pc);
    Dl_info info;
    if (foreign && foreign->describe && foreign->describe(pc, text, size))
        return text;
    if (!dladdr((void *)pc, &info) || !info.dli_fname) {
        snprintf(text, size, "%#llx", pc);
        return text;
    }
    const char *slash = strrchr(info.dli_fname, '/');
    int n =
        snprintf(text, size, "%s+%#llx", slash ? slash + 1 : info.dli_fname, pc - (ULONG_PTR)info.dli_fbase);
    if (info.dli_sname && n > 0 && (size_t)n < size)
        snprintf(text + n, size - (size_t)n, " (%s)", info.dli_sname);
    return text;
}

#define NO_ADDRESS (~(ULONG_PTR)0)

/* An access to pages of an image that are not there: the bug check says why they are not. */
static void explain_foreign(bool fault, ULONG_PTR pc, ULONG_PTR address, ULONG_PTR write, const char *code)
{
    const struct nt_foreign_code *foreign = atomic_load(&foreign_code);
    struct _KTHREAD *self = ke_self();
    const char *rule = "";
    char text[320], place[160];
    ULONG check =
        fault && foreign && foreign->explain ? foreign->explain(address, text, sizeof(text), &rule) : 0;
    if (!check)
        return;
    describe_code(address, place, sizeof(place));
    nt_bugcheck(check, address, check == DRIVER_IRQL_NOT_LESS_OR_EQUAL ? self->irql : write,
                check == DRIVER_IRQL_NOT_LESS_OR_EQUAL ? write : pc, pc, rule,
                "%s was %s at %s by code at %s: %s", place,
                pc == address ? "executed"
                : write       ? "written"
                              : "read",
                ke_irql_name(self->irql), code, text);
}

static DECLSPEC_NORETURN void unhandled(NTSTATUS status, ULONG_PTR pc, ULONG_PTR address, ULONG_PTR write)
{
    struct _KTHREAD *self = ke_self();
    const char *access = write ? "written" : "read";
    char code[160];
    describe_code(pc, code, sizeof(code));
    bool fault = status == STATUS_ACCESS_VIOLATION || status == STATUS_IN_PAGE_ERROR;
    if (status == STATUS_STACK_OVERFLOW)
        nt_bugcheck(UNEXPECTED_KERNEL_MODE_TRAP, 8, address, pc, 0, "OBS-35",
                    "the kernel stack of thread %s overflowed at %#llx (code at %s)", self->name, address,
                    code);
    char text[320];
    explain_foreign(fault, pc, address, write, code);
    const char *rule = fault ? mm_fence_explain(address, text, sizeof(text)) : NULL;
    if (fault && !rule && explain.fn)
        rule = explain.fn(explain.ctx, address, text, sizeof(text));
    if (rule)
        nt_bugcheck(PAGE_FAULT_IN_NONPAGED_AREA, address, write, pc, 0, rule, "%s: it was %s by code at %s",
                    text, access, code);
    if (fault && address != NO_ADDRESS && self->irql >= DISPATCH_LEVEL)
        nt_bugcheck(DRIVER_IRQL_NOT_LESS_OR_EQUAL, address, self->irql, write, pc, "",
                    "invalid address %#llx was %s at %s by code at %s", address, access,
                    ke_irql_name(self->irql), code);
    if (fault && address != NO_ADDRESS && address >= MmUserProbeAddress)
        nt_bugcheck(PAGE_FAULT_IN_NONPAGED_AREA, address, write, pc, 0, "",
                    "invalid kernel address %#llx was %s by code at %s%s%s", address, access, code,
                    *mm_describe(address) ? ": " : "", mm_describe(address));
    if (self->process)
        nt_bugcheck(
            SYSTEM_SERVICE_EXCEPTION, (ULONG)status, pc, address, write, "",
            "exception %s (address %#llx) in a system service, by code at %s, outside of a guarded call",
            nt_status_text(status), address, code);
    nt_bugcheck(KMODE_EXCEPTION_NOT_HANDLED, (ULONG)status, pc, write, address, "",
                "exception %s (address %#llx) by code at %s was not handled", nt_status_text(status), address,
                code);
}

static DECLSPEC_NORETURN void unhandled_fault(void)
{
    struct _KTHREAD *self = ke_self();
    const struct nt_foreign_code *foreign = atomic_load(&foreign_code);
    struct nt_registers caller;
    struct nt_stack stack;
    if (foreign && foreign->walk && ke_crash_caller(self, &caller) && foreign_at(caller.pc)) {
        foreign->walk(&caller, &stack);
        stack.at = self->fault_registers;
        nt_failing(&stack);
    }
    unhandled(self->fault.status, self->fault.pc, self->fault.address, self->fault.write);
}

void nt_unhandled(const struct nt_exception *exception, const struct nt_stack *stack)
{
    struct _KTHREAD *self = ke_self();
    self->stack = stack;
    self->fault = *exception;
    self->faulted = true;
    unhandled(exception->status, exception->pc, exception->address, exception->write);
}

static DECLSPEC_NORETURN DECLSPEC_NOINLINE void raise_status(NTSTATUS status, ULONG_PTR pc)
{
    struct nt_frame *top = deciding_frame();
    const struct nt_foreign_code *foreign = atomic_load(&foreign_code);
    if (status == 0)
        status = STATUS_UNSUCCESSFUL;
    if (top && top->kind == NT_FRAME_GUARD)
        nt_frame_resume(top, status);
    if (top && foreign && foreign->raise)
        foreign->raise(status, pc);
    if (!ke_self()) {
        report_emit(REPORT_BUGCHECK, "", "ExRaiseStatus", "status",
                    "a thread of the kernel, or a guarded call", "Call kernel routines inside nt_run only.",
                    "%#x", (unsigned)status);
        abort();
    }
    unhandled(status, pc, 0, 0);
}

VOID NTAPI ExRaiseStatus(NTSTATUS Status)
{
    KE_SERVICE(ExRaiseStatus);
    raise_status(Status, (ULONG_PTR)__builtin_return_address(0));
}

VOID NTAPI ExRaiseAccessViolation(VOID)
{
    KE_SERVICE(ExRaiseAccessViolation);
    raise_status(STATUS_ACCESS_VIOLATION, (ULONG_PTR)__builtin_return_address(0));
}

VOID NTAPI ExRaiseDatatypeMisalignment(VOID)
{
    KE_SERVICE(ExRaiseDatatypeMisalignment);
    raise_status(STATUS_DATATYPE_MISALIGNMENT, (ULONG_PTR)__builtin_return_address(0));
}

/* ---- the signal handler ---- */

#if defined(__x86_64__)
#define CONTEXT_PC(c)      ((c)->uc_mcontext.gregs[REG_RIP])
#define CONTEXT_SP(c)      ((c)->uc_mcontext.gregs[REG_RSP])
#define CONTEXT_A0(c)      ((c)->uc_mcontext.gregs[REG_RDI])
#define CONTEXT_A1(c)      ((c)->uc_mcontext.gregs[REG_RSI])
#define FAULT_WRITE(c)     (((c)->uc_mcontext.gregs[REG_ERR] >> 1) & 1)
#define CLEAR_DIRECTION(c) ((c)->uc_mcontext.gregs[REG_EFL] &= ~0x400ll)
#define BREAKPOINT_SIZE    1
#define CALL_ADJUST        8 /* the return address a call would have pushed */
#elif defined(__aarch64__)
#define CONTEXT_PC(c)      ((c)->uc_mcontext.pc)
#define CONTEXT_SP(c)      ((c)->uc_mcontext.sp)
#define CONTEXT_A0(c)      ((c)->uc_mcontext.regs[0])
#define CONTEXT_A1(c)      ((c)->uc_mcontext.regs[1])
#define FAULT_WRITE(c)     0
#define CLEAR_DIRECTION(c) ((void)(c))
#define BREAKPOINT_SIZE    0
#define CALL_ADJUST        0
#else
#error "dispatch.c needs the register names of this processor"
#endif

static NTSTATUS fault_status(int signal, const siginfo_t *info)
{
    switch (signal) {
    case SIGBUS:
        return info->si_code == BUS_ADRALN ? STATUS_DATATYPE_MISALIGNMENT : STATUS_IN_PAGE_ERROR;
    case SIGFPE:
        return info->si_code == FPE_INTDIV   ? STATUS_INTEGER_DIVIDE_BY_ZERO
               : info->si_code == FPE_INTOVF ? STATUS_INTEGER_OVERFLOW
                                             : STATUS_FLOAT_INVALID_OPERATION;
    case SIGILL:
        return STATUS_ILLEGAL_INSTRUCTION;
    case SIGTRAP:
        return STATUS_BREAKPOINT;
    default:
        return STATUS_ACCESS_VIOLATION;
    }
}

/* The interrupted thread goes on in fn(a0, a1), on its own stack from `stack` down. */
static void redirect(ucontext_t *context, uintptr_t stack, void *fn, const void *a0, NTSTATUS a1)
{
    CONTEXT_SP(context) = (stack & ~(uintptr_t)15) - CALL_ADJUST;
    CONTEXT_PC(context) = (uintptr_t)fn;
    CONTEXT_A0(context) = (uintptr_t)a0;
    CONTEXT_A1(context) = (ULONG)a1;
    CLEAR_DIRECTION(context);
}

static void chain(int signal, siginfo_t *info, void *context)
{
    for (int i = 0; i < FAULT_SIGNALS; i++) {
        if (fault_signals[i] != signal)
            continue;
        const struct sigaction *previous = &previous_actions[i];
        if (previous->sa_flags & SA_SIGINFO)
            previous->sa_sigaction(signal, info, context);
        else if (previous->sa_handler == SIG_DFL || previous->sa_handler == SIG_IGN)
            sigaction(signal, previous, NULL); /* the instruction faults again, and for good */
        else
            previous->sa_handler(signal);
    }
}

/* Is it the business of frames that the loader can walk? */
static bool dispatch_foreign_frames(ucontext_t *context, const struct nt_exception *exception)
{
    const struct nt_foreign_code *foreign = atomic_load(&foreign_code);
    return foreign && foreign->dispatch && nt_stack_top() && foreign->dispatch(context, exception);
}

/* Pages of images that are out of memory: a thread that may wait for them gets them, for others it is the end. */
static bool bring_in(const struct _KTHREAD *self, uintptr_t address)
{
    const struct nt_foreign_code *foreign = atomic_load(&foreign_code);
    KIRQL irql = self && !self->crashing ? self->irql : PASSIVE_LEVEL;
    return foreign && foreign->page_in && foreign->page_in(address, irql);
}

static bool is_paged_out(uintptr_t address)
{
    const struct nt_foreign_code *foreign = atomic_load(&foreign_code);
    const char *rule;
    char text[160];
    return foreign && foreign->explain && foreign->explain(address, text, sizeof(text), &rule) != 0;
}

/* The breakpoint instruction is behind it; the exception is at it. False: it is none of a driver's. */
static bool step_back(const struct _KTHREAD *self, ucontext_t *context)
{
    if (!self || !self->call_depth || self->crashing)
        return false;
    CONTEXT_PC(context) -= BREAKPOINT_SIZE;
    return true;
}

/* Is the stack pointer not on the thread's stack? */
static bool is_lost(const struct _KTHREAD *self, uintptr_t sp)
{
    uintptr_t top = (uintptr_t)self->base->stack_pointer;
    return sp >= top || sp < top - STACK_MAX;
}

static void on_fault(int signal, siginfo_t *info, void *argument)
{
    ucontext_t *context = argument;
    struct _KTHREAD *self = ke_self();
    uintptr_t address = (uintptr_t)info->si_addr, sp = (uintptr_t)CONTEXT_SP(context);
    struct nt_frame *top = deciding_frame();
    NTSTATUS status = fault_status(signal, info);

    if (signal == SIGBUS && mm_fault_fixup(address))
        return;
    if (info->si_code <= 0 && info->si_code != SI_KERNEL) { /* somebody's kill() */
        chain(signal, info, argument);
        return;
    }
    if (signal == SIGTRAP && !step_back(self, context)) {
        chain(signal, info, argument);
        return;
    }
    if (signal == SIGSEGV && bring_in(self, address))
        return;
    const struct nt_foreign_code *foreign = foreign_at((uintptr_t)CONTEXT_PC(context));
    bool away = is_paged_out(address);
    if (foreign && foreign->emulate && !away && foreign->emulate(context, address))
        return;
    /* Between a little below the stack pointer and the top there is nothing but the stack and its guard; a frame with large
     * locals may first touch the guard far above its stack pointer (OBS-35). */
    bool lost = self && self->base && is_lost(self, sp);
    bool overflow = signal == SIGSEGV && self && self->base && !lost && address + 65536 > sp &&
                    address < (uintptr_t)self->base->stack_pointer;
    struct nt_exception exception = {.status = overflow ? STATUS_STACK_OVERFLOW : status,
                                     .pc = (ULONG_PTR)CONTEXT_PC(context),
                                     .address = address,
                                     .write = (ULONG_PTR)FAULT_WRITE(context)};
    ke_crash_protection(&exception, signal, context);
    if (!overflow && dispatch_foreign_frames(context, &exception))
        return;
    if (top && top->kind == NT_FRAME_GUARD && !overflow && !away) {
        struct dispatch_frame *guard = (struct dispatch_frame *)top;
        guard->abandoned = sp - 128;
        redirect(context, sp - 256, (void *)dispatch_resume, guard, status);
        return;
    }
    if (self && self->call_depth && !self->crashing) {
        self->fault = exception;
        self->faulted = true;
        nt_interrupted_registers(&self->fault_registers, context);
        /* After an overflow the upper end of the stack is used again: nothing returns to it, and AddressSanitizer's marks on
         * the frames that were there are stale. */
        if (overflow)
            ASAN_UNPOISON((void *)sp, (uintptr_t)self->base->stack_pointer - sp);
        redirect(context, overflow || lost ? (uintptr_t)self->base->stack_pointer - 4096 : sp - 256,
                 (void *)unhandled_fault, NULL, 0);
        return;
    }
    chain(signal, info, argument);
}

void dispatch_start(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    action.sa_sigaction = on_fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    host_signal_stack_push(&boot_signal_stack);
    for (int i = 0; i < FAULT_SIGNALS; i++)
        sigaction(fault_signals[i], &action, &previous_actions[i]);
}

void dispatch_stop(void)
{
    for (int i = 0; i < FAULT_SIGNALS; i++)
        sigaction(fault_signals[i], &previous_actions[i], NULL);
    host_signal_stack_pop(&boot_signal_stack);
}
