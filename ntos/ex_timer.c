/*
 * Executive timers: a kernel timer, its DPC and a callback in one object that the system allocates. The object can be waited for, so the
 * timer stands first.
 */
#include "ke.h"
#include "services.h"

#include <stdlib.h>

#define PER_MS 10000

struct _EX_TIMER {
    KTIMER timer; /* first */
    KDPC dpc;
    WORK_QUEUE_ITEM work;
    LIST_ENTRY link;
    PEXT_CALLBACK callback;
    PVOID context;
    PEXT_DELETE_CALLBACK on_delete;
    PVOID delete_context;
    const char *where;
    bool deleting;
};

static struct {
    struct host_mutex lock;
    LIST_ENTRY all;
} timers = {.lock = HOST_MUTEX_INIT};

static VOID NTAPI run(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
    struct _EX_TIMER *t = context;
    if (t->callback)
        t->callback(t, t->context);
}

static void forget(struct _EX_TIMER *t)
{
    host_lock(&timers.lock);
    RemoveEntryList(&t->link);
    host_unlock(&timers.lock);
}

void ex_timers_stop(bool count_leaks)
{
    while (timers.all.Flink && !IsListEmpty(&timers.all)) {
        struct _EX_TIMER *t = CONTAINING_RECORD(RemoveHeadList(&timers.all), struct _EX_TIMER, link);
        if (count_leaks)
            ke_leak("executive timer", "deleted", "Call ExDeleteTimer for each ExAllocateTimer.",
                    "%p, allocated in %s", (void *)t, *t->where ? t->where : "the kernel");
        free(t);
    }
}

PEX_TIMER NTAPI ExAllocateTimer(PEXT_CALLBACK Callback, PVOID CallbackContext, ULONG Attributes)
{
    KE_SERVICE(ExAllocateTimer);
    if (Attributes & ~(EX_TIMER_HIGH_RESOLUTION | EX_TIMER_NO_WAKE | EX_TIMER_NOTIFICATION) ||
        (Attributes & EX_TIMER_HIGH_RESOLUTION && Attributes & EX_TIMER_NO_WAKE)) {
        report_emit(REPORT_VIOLATION, "SYN-10", "ExAllocateTimer", "Attributes", "flags that go together",
                    "A timer is of high resolution, or does not wake, or neither.", "%#x", Attributes);
        return NULL;
    }
    struct _EX_TIMER *t = ke_resource_denied("ExAllocateTimer") ? NULL : calloc(1, sizeof(*t));
    if (!t)
        return NULL;
    KeInitializeTimerEx(&t->timer,
                        Attributes & EX_TIMER_NOTIFICATION ? NotificationTimer : SynchronizationTimer);
    KeInitializeDpc(&t->dpc, run, t);
    t->callback = Callback;
    t->context = CallbackContext;
    t->where = nt_call_current();
    host_lock(&timers.lock);
    if (!timers.all.Flink)
        InitializeListHead(&timers.all);
    InsertTailList(&timers.all, &t->link);
    host_unlock(&timers.lock);
    return t;
}

BOOLEAN NTAPI ExSetTimer(PEX_TIMER Timer, LONGLONG DueTime, LONGLONG Period, PEXT_SET_PARAMETERS Parameters)
{
    LARGE_INTEGER due = {.QuadPart = DueTime};
    KE_SERVICE(ExSetTimer);
    if (Timer->deleting || DueTime > 0 || Period < 0) {
        report_emit(REPORT_VIOLATION, "SYN-10", "ExSetTimer", "DueTime, Period", "not above 0; not below 0",
                    "Executive timers count from now, and only until ExDeleteTimer.", "%lld, %lld%s", DueTime,
                    Period, Timer->deleting ? ", of a timer being deleted" : "");
        return FALSE;
    }
    return KeSetTimerEx(&Timer->timer, due, (LONG)((Period + PER_MS - 1) / PER_MS), &Timer->dpc);
}

BOOLEAN NTAPI ExCancelTimer(PEX_TIMER Timer, PEXT_CANCEL_PARAMETERS Parameters)
{
    KE_SERVICE(ExCancelTimer);
    return KeCancelTimer(&Timer->timer);
}

/* The callback may still be running, or be this routine's caller: then the object goes when it has returned. */
static void destroy(struct _EX_TIMER *t)
{
    PEXT_DELETE_CALLBACK on_delete = t->on_delete;
    PVOID context = t->delete_context;
    forget(t);
    free(t);
    if (on_delete) {
        nt_call_enter("timer delete callback", (ULONG_PTR)on_delete);
        on_delete(context);
        nt_call_leave();
    }
}

static VOID NTAPI destroy_later(PVOID parameter)
{
    KeFlushQueuedDpcs();
    destroy(parameter);
}

BOOLEAN NTAPI ExDeleteTimer(PEX_TIMER Timer, BOOLEAN Cancel, BOOLEAN Wait, PEXT_DELETE_PARAMETERS Parameters)
{
    struct _KTHREAD *self = KE_SERVICE(ExDeleteTimer);
    if (Timer->deleting)
        nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x3E, (ULONG_PTR)Timer, 0, 0, "SYN-10",
                    "ExDeleteTimer: timer %p is being deleted already", (void *)Timer);
    if (Wait && self->irql > APC_LEVEL)
        ke_report_irql("ExDeleteTimer", self->irql, APC_LEVEL,
                       "Waiting for the callback is for APC_LEVEL at most.");
    BOOLEAN active = KeCancelTimer(&Timer->timer);
    Timer->deleting = true;
    if (Parameters) {
        Timer->on_delete = Parameters->DeleteCallback;
        Timer->delete_context = Parameters->DeleteContext;
    }
    KeRemoveQueueDpc(&Timer->dpc);
    if (self->irql == PASSIVE_LEVEL) {
        KeFlushQueuedDpcs();
        destroy(Timer);
        return active;
    }
    ExInitializeWorkItem(&Timer->work, destroy_later, Timer);
    ExQueueWorkItem(&Timer->work, DelayedWorkQueue);
    return active;
}
