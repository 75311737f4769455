/*
 * What stands between a caller and every kernel service: is the caller's IRQL low enough (SYN-10), may another thread run
 * here, is the system still alive. And where a thread is: the stack and the ring of calls into the driver and back.
 */
#include "ke.h"
#include "watch.h"

#include <stdio.h>
#include <stdlib.h>

const char *ke_irql_name(KIRQL irql)
{
    static const char *const names[] = {"PASSIVE_LEVEL (0)", "APC_LEVEL (1)", "DISPATCH_LEVEL (2)"};
    static const char *const device[] = {
        "device level 3",   "device level 4", "device level 5",  "device level 6",  "device level 7",
        "device level 8",   "device level 9", "device level 10", "device level 11", "device level 12",
        "CLOCK_LEVEL (13)", "IPI_LEVEL (14)", "HIGH_LEVEL (15)"};
    return irql <= 2 ? names[irql] : irql <= 15 ? device[irql - 3] : "an IRQL above 15";
}

void ke_report_irql(const char *service, KIRQL found, KIRQL highest, const char *advice)
{
    char expected[64];
    snprintf(expected, sizeof(expected), "%s%s", highest ? "at most " : "", ke_irql_name(highest));
    report_emit(REPORT_VIOLATION, "SYN-10", service, "IRQL", expected, advice, "%s%s%s", ke_irql_name(found),
                *nt_call_current() ? " in " : "", nt_call_current());
}

void ke_service_slow(enum ke_export service)
{
    struct _KTHREAD *self = ke_self();
    if (!self) {
        fprintf(stderr,
                "%s was called by a thread that the kernel does not know; only the body of nt_run and "
                "threads made "
                "by the kernel may call it\n",
                ke_export_names[service]);
        abort();
    }
    if (self->crashing)
        return;
    ke_thread_stop_if_frozen();
    if (self->irql > ke_export_irql[service])
        ke_report_irql(ke_export_names[service], self->irql, ke_export_irql[service],
                       "Lower IRQL first, or move the call to a work item.");
    nt_yield();
}

static _Thread_local uint64_t call_serial;

uint64_t nt_call_serial(void)
{
    return call_serial;
}

void nt_call_enter(const char *name, ULONG_PTR detail)
{
    struct _KTHREAD *self = ke_self();
    if (!self)
        return;
    ke_yield();
    call_serial++;
    if (self->call_depth < KE_CALL_DEPTH)
        self->calls[self->call_depth] =
            (struct ke_call){name, detail, self->irql, self->held_count, NULL, false};
    self->call_depth++;
    self->ring[self->ring_next].name = name;
    self->ring[self->ring_next].detail = detail;
    self->ring_next = (self->ring_next + 1) % KE_CALL_RING;
}

/* What a call must leave as it found it: IRQL and spin locks. Windows does not survive the difference. */
static void check_balance(struct _KTHREAD *self, const struct ke_call *call)
{
    if (self->held_count > call->held) {
        const struct ke_held *held = &self->held[self->held_count - 1];
        report_emit(REPORT_VIOLATION, "SYN-10", call->name, "spin locks held at return",
                    "as many as at the call", "Release the lock on every path out.",
                    "%u more than at the call; the last, %p, was acquired in %s",
                    self->held_count - call->held, (void *)held->lock, held->where);
    }
    if (self->irql != call->irql)
        report_emit(REPORT_VIOLATION, "SYN-10", call->name, "IRQL at return", ke_irql_name(call->irql),
                    "Lower IRQL to what it was on every path out.", "%s", ke_irql_name(self->irql));
    if (self->irql != call->irql || self->held_count > call->held)
        nt_bugcheck(IRQL_UNEXPECTED_VALUE, (ULONG_PTR)(self->irql << 16 | call->irql << 8), self->held_count,
                    0, 0, "SYN-10", "%s returned at %s with %u spin locks held; it was called at %s with %u",
                    call->name, ke_irql_name(self->irql), self->held_count, ke_irql_name(call->irql),
                    call->held);
}

void nt_call_leave(void)
{
    struct _KTHREAD *self = ke_self();
    if (!self || !self->call_depth)
        return;
    if (self->call_depth <= KE_CALL_DEPTH && !self->crashing)
        check_balance(self, &self->calls[self->call_depth - 1]);
    self->call_depth--;
    call_serial++;
    ke_yield();
}

const char *nt_call_current(void)
{
    struct _KTHREAD *self = ke_self();
    if (!self || !self->call_depth)
        return "";
    unsigned top = self->call_depth < KE_CALL_DEPTH ? self->call_depth : KE_CALL_DEPTH;
    return self->calls[top - 1].name;
}

void nt_call_about(const void *call, bool callback)
{
    struct _KTHREAD *self = ke_self();
    if (!self || !self->call_depth || self->call_depth > KE_CALL_DEPTH)
        return;
    self->calls[self->call_depth - 1].about = call;
    self->calls[self->call_depth - 1].callback = callback;
}

bool nt_call_open(unsigned index, struct nt_open_call *call)
{
    struct _KTHREAD *self = ke_self();
    unsigned depth = !self ? 0 : self->call_depth < KE_CALL_DEPTH ? self->call_depth : KE_CALL_DEPTH;
    if (index >= depth)
        return false;
    const struct ke_call *found = &self->calls[depth - 1 - index];
    *call = (struct nt_open_call){found->name, found->about, found->callback};
    return true;
}

/* ---- IRQL ---- */

KIRQL NTAPI KeGetCurrentIrql(VOID)
{
    struct _KTHREAD *self = ke_self();
    return self ? self->irql : PASSIVE_LEVEL;
}

KIRQL NTAPI KfRaiseIrql(KIRQL NewIrql)
{
    struct _KTHREAD *self = KE_SERVICE(KfRaiseIrql);
    KIRQL old = self->irql;
    if (NewIrql < old) {
        report_emit(REPORT_VIOLATION, "SYN-10", "KeRaiseIrql", "NewIrql", ke_irql_name(old),
                    "Raise only to the current level or above.", "%s", ke_irql_name(NewIrql));
        nt_bugcheck(IRQL_NOT_GREATER_OR_EQUAL, NewIrql, old, 0, 0, "SYN-10", "KeRaiseIrql from %s down to %s",
                    ke_irql_name(old), ke_irql_name(NewIrql));
    }
    ke_set_irql(self, NewIrql);
    return old;
}

KIRQL NTAPI KeRaiseIrqlToDpcLevel(VOID)
{
    return KfRaiseIrql(DISPATCH_LEVEL);
}

VOID NTAPI KeLowerIrql(KIRQL NewIrql)
{
    struct _KTHREAD *self = KE_SERVICE(KeLowerIrql);
    if (NewIrql > self->irql) {
        report_emit(REPORT_VIOLATION, "SYN-10", "KeLowerIrql", "NewIrql", ke_irql_name(self->irql),
                    "Lower only to what KeRaiseIrql returned.", "%s", ke_irql_name(NewIrql));
        nt_bugcheck(IRQL_NOT_LESS_OR_EQUAL, NewIrql, self->irql, 0, 0, "SYN-10",
                    "KeLowerIrql from %s up to %s", ke_irql_name(self->irql), ke_irql_name(NewIrql));
    }
    if (NewIrql < DISPATCH_LEVEL && self->held_count)
        report_emit(REPORT_VIOLATION, "SYN-10", "KeLowerIrql", "spin locks held below DISPATCH_LEVEL", "0",
                    "Release spin locks before IRQL is lowered.", "%u", self->held_count);
    self->irql = NewIrql;
    ke_yield();
}

VOID NTAPI KePagedCode(PCSTR Function)
{
    struct _KTHREAD *self = ke_self();
    if (self && self->irql > APC_LEVEL)
        report_emit(REPORT_VIOLATION, "SYN-10", nt_call_current(), Function, "at most APC_LEVEL (1)",
                    "Pageable code must not run at DISPATCH_LEVEL or above.", "runs at %s",
                    ke_irql_name(self->irql));
}

/* ---- critical regions ---- */

VOID NTAPI KeEnterCriticalRegion(VOID)
{
    KE_SERVICE(KeEnterCriticalRegion)->critical_regions++;
}

VOID NTAPI KeLeaveCriticalRegion(VOID)
{
    struct _KTHREAD *self = KE_SERVICE(KeLeaveCriticalRegion);
    if (self->critical_regions > 0)
        self->critical_regions--;
    else
        report_emit(REPORT_VIOLATION, "SYN-10", "KeLeaveCriticalRegion", "critical regions entered",
                    "at least 1", "Leave a region only after entering it.", "0");
}

BOOLEAN NTAPI KeAreApcsDisabled(VOID)
{
    struct _KTHREAD *self = KE_SERVICE(KeAreApcsDisabled);
    return self->critical_regions > 0 || self->irql >= APC_LEVEL;
}
