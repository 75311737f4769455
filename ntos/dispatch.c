/*
 * The one door by which exceptions enter and leave: a fault of the processor, a page that is gone (SIGBUS), a status that
 * was raised. The signal handler decides nothing on its small stack: it edits the interrupted context so that either
 * the innermost guarded call returns the status, or, when there is none and the thread is inside a driver, the
 * bug check runs on the thread's own stack. What is neither goes on to whoever handled the signal before, so that the
 * reports of a sanitizer or a debugger still appear.
 */
#include "dispatch.h"

#include "mm.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#ifndef STATUS_BREAKPOINT
#define STATUS_BREAKPOINT ((NTSTATUS)0x80000003)
#endif

static const int fault_signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
#define FAULT_SIGNALS 5
#define STACK_MAX     (64u << 20) /* bytes; no thread's stack is larger */
static struct sigaction previous_actions[FAULT_SIGNALS];
static struct host_signal_stack boot_signal_stack;

/* ---- a status is raised ---- */

static DECLSPEC_NORETURN DECLSPEC_NOINLINE void raise_status(NTSTATUS status, ULONG_PTR pc)
{
    struct nt_frame *top = guard_deciding();
    const struct nt_foreign_code *foreign = foreign_hooks();
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
    const struct nt_foreign_code *foreign = foreign_hooks();
    return foreign && foreign->dispatch && nt_stack_top() && foreign->dispatch(context, exception);
}

/* Pages of images that are out of memory: a thread that may wait for them gets them, for others it is the end. */
static bool bring_in(const struct _KTHREAD *self, uintptr_t address)
{
    const struct nt_foreign_code *foreign = foreign_hooks();
    KIRQL irql = self && !self->crashing ? self->irql : PASSIVE_LEVEL;
    return foreign && foreign->page_in && foreign->page_in(address, irql);
}

static bool is_paged_out(uintptr_t address)
{
    const struct nt_foreign_code *foreign = foreign_hooks();
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
    struct nt_frame *top = guard_deciding();
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
