/*
 * The end of the system: collects who was doing what, tells it, draws the crash screen, and stops every thread.
 *
 * What is guaranteed: the record is complete before anybody else runs; the hook runs on the failing thread at HIGH_LEVEL;
 * then that thread is cut off, nt_run() returns the record, and no other thread of the kernel executes a further service:
 * each is cut off at its next one (a thread that never calls one is waited for two seconds). The program itself goes on.
 */
#include "ke.h"
#include "services.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    void (*fn)(void *ctx, const struct nt_bugcheck *bugcheck);
    void *ctx;
} hook;

static struct {
    void (*fn)(void *ctx, struct nt_bugcheck *bugcheck);
    void *ctx;
} witness;

static const struct {
    ULONG code;
    const char *name;
} names[] = {
#define NAME(code)                                                                                           \
    {                                                                                                        \
        code, #code                                                                                          \
    }
    NAME(IRQL_NOT_GREATER_OR_EQUAL),
    NAME(IRQL_NOT_LESS_OR_EQUAL),
    NAME(MAXIMUM_WAIT_OBJECTS_EXCEEDED),
    NAME(SPIN_LOCK_ALREADY_OWNED),
    NAME(SPIN_LOCK_NOT_OWNED),
    NAME(REFERENCE_BY_POINTER),
    NAME(KMODE_EXCEPTION_NOT_HANDLED),
    NAME(SYSTEM_SERVICE_EXCEPTION),
    NAME(MULTIPLE_IRP_COMPLETE_REQUESTS),
    NAME(MEMORY_MANAGEMENT),
    NAME(PAGE_FAULT_IN_NONPAGED_AREA),
    NAME(PROCESS_HAS_LOCKED_PAGES),
    NAME(SYSTEM_THREAD_EXCEPTION_NOT_HANDLED),
    NAME(UNEXPECTED_KERNEL_MODE_TRAP),
    NAME(SPIN_LOCK_INIT_FAILURE),
    NAME(INVALID_KERNEL_HANDLE),
    NAME(WORKER_THREAD_RETURNED_AT_BAD_IRQL),
    NAME(ATTEMPTED_SWITCH_FROM_DPC),
    NAME(SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION),
    NAME(BAD_POOL_CALLER),
    NAME(DRIVER_VERIFIER_DETECTED_VIOLATION),
    NAME(TIMER_OR_DPC_INVALID),
    NAME(IRQL_UNEXPECTED_VALUE),
    NAME(DRIVER_LEFT_LOCKED_PAGES_IN_PROCESS),
    NAME(DRIVER_IRQL_NOT_LESS_OR_EQUAL),
    NAME(MANUALLY_INITIATED_CRASH),
    NAME(THREAD_STUCK_IN_DEVICE_DRIVER),
    NAME(CRITICAL_OBJECT_TERMINATION),
    NAME(THREAD_TERMINATE_HELD_MUTEX),
    NAME(VIDEO_MEMORY_MANAGEMENT_INTERNAL),
    NAME(KERNEL_SECURITY_CHECK_FAILURE),
    NAME(VIDEO_DXGKRNL_FATAL_ERROR),
    NAME(VIDEO_TDR_FAILURE),
    NAME(VIDEO_TDR_TIMEOUT_DETECTED),
    NAME(VIDEO_SCHEDULER_INTERNAL_ERROR),
    NAME(VIDEO_ENGINE_TIMEOUT_DETECTED),
    NAME(SYNTHETIC_WATCHDOG_TIMEOUT),
};

const char *nt_bugcheck_name(ULONG code)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(names); i++)
        if (names[i].code == code)
            return names[i].name;
    return "bug check";
}

void nt_on_bugcheck(void (*fn)(void *ctx, const struct nt_bugcheck *bugcheck), void *ctx)
{
    hook.fn = fn;
    hook.ctx = ctx;
}

void nt_on_crash(void (*fn)(void *ctx, struct nt_bugcheck *bugcheck), void *ctx)
{
    witness.fn = fn;
    witness.ctx = ctx;
}

static void collect_calls(struct nt_bugcheck *b, const struct _KTHREAD *self)
{
    b->call_count = 0;
    for (unsigned i = 0; i < KE_CALL_RING; i++) {
        unsigned slot = (self->ring_next + i) % KE_CALL_RING;
        if (self->ring[slot].name)
            snprintf(b->calls[b->call_count++], sizeof(b->calls[0]), "%s(%#llx)", self->ring[slot].name,
                     self->ring[slot].detail);
    }
}

static void collect_stack(struct nt_bugcheck *b, const struct nt_stack *stack)
{
    for (unsigned i = 0; i < stack->count && i < RTL_NUMBER_OF(b->frames); i++)
        b->crash.frames[i] = stack->pc[i],
        snprintf(b->frames[b->frame_count++], sizeof(b->frames[0]), "%s", stack->frame[i]);
    snprintf(b->registers, sizeof(b->registers), "%s", stack->registers);
}

static void run_hook(void *bugcheck)
{
    hook.fn(hook.ctx, bugcheck);
}

static void run_witness(void *bugcheck)
{
    witness.fn(witness.ctx, bugcheck);
}

static void report(const struct nt_bugcheck *b)
{
    report_emit(REPORT_BUGCHECK, b->rule, b->ddi, nt_bugcheck_name(b->code), "no bug check", b->text,
                "%#x (%#llx, %#llx, %#llx, %#llx)", b->code, b->parameters[0], b->parameters[1],
                b->parameters[2], b->parameters[3]);
    /* Whoever looks closer tells the stack himself. */
    for (unsigned i = 0; i < b->frame_count && !witness.fn; i++)
        report_emit(REPORT_NOTE, "", b->ddi, "stack", "", i ? NULL : b->registers, "%s", b->frames[i]);
}

static DECLSPEC_NORETURN void stop(struct nt_bugcheck *b)
{
    struct _KTHREAD *self = ke_self();
    if (!self) { /* outside nt_run nobody could receive the outcome */
        report(b);
        abort();
    }
    if (self->crashing) /* the hook itself failed: its guarded call ends it */
        ExRaiseStatus(STATUS_UNSUCCESSFUL);
    self->crashing = true;
    bool first = !atomic_exchange(&ke.bugchecked, true);
    if (!first) { /* another thread was faster; the system is stopping */
        self->crashing = false;
        ke_thread_abandon();
    }
    atomic_fetch_or(&ke.attention, KE_ATTENTION_FROZEN);
    self->irql = HIGH_LEVEL;
    if (witness.fn)
        nt_guarded_call(run_witness, b);
    report(b);
    ke.outcome.bugchecked = true;
    ke.outcome.bugcheck = *b;
    ke_crash_callbacks();
    if (hook.fn)
        nt_guarded_call(run_hook, &ke.outcome.bugcheck);
    ke.host->run_end();
    ke_thread_abandon();
}

void nt_bugcheck(ULONG code, ULONG_PTR p1, ULONG_PTR p2, ULONG_PTR p3, ULONG_PTR p4, const char *rule,
                 const char *format, ...)
{
    struct nt_bugcheck b = {.code = code, .parameters = {p1, p2, p3, p4}};
    struct _KTHREAD *self = ke_self();
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(b.text, sizeof(b.text), format, arguments);
    va_end(arguments);
    b.rule = rule ? rule : "";
    b.ddi = nt_call_current();
    if (self) {
        collect_calls(&b, self);
        ke_crash_collect(&b.crash, self);
    }
    if (self && self->stack)
        collect_stack(&b, self->stack);
    stop(&b);
}

VOID NTAPI KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR BugCheckParameter1, ULONG_PTR BugCheckParameter2,
                        ULONG_PTR BugCheckParameter3, ULONG_PTR BugCheckParameter4)
{
    nt_bugcheck(BugCheckCode, BugCheckParameter1, BugCheckParameter2, BugCheckParameter3, BugCheckParameter4,
                "", "%s was raised by code at %p", nt_bugcheck_name(BugCheckCode),
                __builtin_return_address(0));
}

VOID NTAPI KeBugCheck(ULONG BugCheckCode)
{
    nt_bugcheck(BugCheckCode, 0, 0, 0, 0, "", "%s was raised by code at %p", nt_bugcheck_name(BugCheckCode),
                __builtin_return_address(0));
}
