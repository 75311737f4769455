/*
 * Deferred procedure calls: one queue and one thread at DISPATCH_LEVEL per processor. A DPC goes to the processor of the
 * thread that queued it, so what one ISR queues runs in order, while DPCs of different processors run side by side. What an ISR
 * queues that runs on a device's own thread, runs there as well, right after it.
 */
#include "ke.h"

#include <stdlib.h>

#define DPC_STACK  (256u << 10)
#define DPC_TYPE   0x13
#define PROCESSORS 64

static struct {
    LIST_ENTRY queue;
    struct _KTHREAD *thread; /* NULL: a guest's */
    bool active;             /* of a guest's: somebody empties it */
} processors[PROCESSORS + KE_GUESTS];

/* In the Number of a DPC: bound to processor Number - BOUND. */
#define BOUND 0x100

static KDPC *next_dpc(unsigned number, KDPC *copy)
{
    ke_lock();
    KDPC *dpc = NULL;
    if (!IsListEmpty(&processors[number].queue)) {
        dpc = CONTAINING_RECORD(RemoveHeadList(&processors[number].queue), KDPC, DpcListEntry);
        *copy = *dpc;
        dpc->DpcData = NULL; /* from here on it may be queued again, or freed by its routine */
    } else {
        processors[number].active = false;
    }
    ke_unlock();
    return dpc;
}

static void run_dpc(struct _KTHREAD *self, KDPC *dpc, const KDPC *copy)
{
    ke_set_irql(self, DISPATCH_LEVEL);
    self->in_dpc = true;
    nt_call_enter("DPC routine", (ULONG_PTR)copy->DeferredRoutine);
    copy->DeferredRoutine(dpc, copy->DeferredContext, copy->SystemArgument1, copy->SystemArgument2);
    nt_call_leave();
    self->in_dpc = false;
    self->irql = PASSIVE_LEVEL;
}

static void dpc_thread(struct _KTHREAD *self, void *arg)
{
    unsigned number = (unsigned)(uintptr_t)arg;
    for (;;) {
        KDPC copy, *dpc = next_dpc(number, &copy);
        if (dpc) {
            run_dpc(self, dpc, &copy);
            continue;
        }
        ke.host->park(HOST_FOREVER);
        ke_thread_stop_if_frozen();
    }
}

/* ---- guests ---- */

void ke_dpcs_guest_begin(struct _KTHREAD *self)
{
    ke_lock();
    processors[PROCESSORS + self->guest - 1].active = true;
    ke_unlock();
}

void ke_dpcs_guest_finish(struct _KTHREAD *self)
{
    KDPC copy, *dpc;
    while ((dpc = next_dpc(PROCESSORS + self->guest - 1, &copy)))
        run_dpc(self, dpc, &copy);
}

void ke_dpcs_start(void)
{
    if (ke.options.processors > PROCESSORS)
        ke.options.processors = PROCESSORS;
    for (unsigned i = 0; i < PROCESSORS + KE_GUESTS; i++) {
        InitializeListHead(&processors[i].queue);
        processors[i].active = false;
    }
    for (unsigned i = 0; i < ke.options.processors; i++) {
        struct _KTHREAD *t = ke_thread_create("dpc", dpc_thread, (void *)(uintptr_t)i, true, DPC_STACK);
        if (!t)
            abort();
        ke_lock();
        t->processor = i;
        processors[i].thread = t;
        ke_unlock();
    }
}

void ke_dpcs_stop(void)
{
    for (unsigned i = 0; i < ke.options.processors; i++) {
        ob_dereference(processors[i].thread);
        processors[i].thread = NULL;
    }
}

/* ---- queueing; dispatcher lock held ---- */

static void insert(KDPC *dpc, unsigned number, PVOID argument1, PVOID argument2, bool first)
{
    dpc->SystemArgument1 = argument1;
    dpc->SystemArgument2 = argument2;
    dpc->DpcData = &processors[number];
    if (first)
        InsertHeadList(&processors[number].queue, &dpc->DpcListEntry);
    else
        InsertTailList(&processors[number].queue, &dpc->DpcListEntry);
    if (processors[number].thread && processors[number].thread->host)
        ke.host->unpark(processors[number].thread->host);
}

bool ke_dpc_insert(KDPC *dpc, PVOID argument1, PVOID argument2)
{
    struct _KTHREAD *self = ke_self();
    unsigned number = dpc->Number >= BOUND ? (unsigned)dpc->Number - BOUND : self ? self->processor : 0;
    if (dpc->DpcData)
        return false;
    number = self && self->guest && dpc->Number < BOUND ? PROCESSORS + self->guest - 1
                                                        : number % ke.options.processors;
    insert(dpc, number, argument1, argument2, dpc->Importance == HighImportance);
    return true;
}

const char *ke_dpc_inside(const void *memory, size_t size)
{
    for (unsigned i = 0; i < PROCESSORS + KE_GUESTS; i++)
        for (PLIST_ENTRY e = processors[i].queue.Flink; e != &processors[i].queue; e = e->Flink)
            if ((uintptr_t)CONTAINING_RECORD(e, KDPC, DpcListEntry) - (uintptr_t)memory < size)
                return "queued DPC";
    return NULL;
}

/* ---- the exported forms ---- */

VOID NTAPI KeInitializeDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine, PVOID DeferredContext)
{
    Dpc->Type = DPC_TYPE;
    Dpc->Importance = MediumImportance;
    Dpc->Number = 0;
    Dpc->DeferredRoutine = DeferredRoutine;
    Dpc->DeferredContext = DeferredContext;
    Dpc->DpcData = NULL;
}

VOID NTAPI KeInitializeThreadedDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine, PVOID DeferredContext)
{
    KeInitializeDpc(Dpc, DeferredRoutine, DeferredContext);
}

static void check_dpc(const KDPC *dpc, const char *service)
{
    if (dpc->Type == DPC_TYPE && dpc->DeferredRoutine)
        return;
    report_emit(REPORT_VIOLATION, "SYN-10", service, "DPC", "an initialized KDPC",
                "Call KeInitializeDpc before the first use.", "%p has type %u", (const void *)dpc, dpc->Type);
    nt_bugcheck(TIMER_OR_DPC_INVALID, 1, (ULONG_PTR)dpc, 0, 0, "SYN-10", "%s: %p is no initialized KDPC",
                service, (const void *)dpc);
}

BOOLEAN NTAPI KeInsertQueueDpc(PRKDPC Dpc, PVOID SystemArgument1, PVOID SystemArgument2)
{
    KE_SERVICE(KeInsertQueueDpc);
    check_dpc(Dpc, "KeInsertQueueDpc");
    ke_lock();
    bool inserted = ke_dpc_insert(Dpc, SystemArgument1, SystemArgument2);
    ke_unlock();
    ke_yield();
    return inserted;
}

BOOLEAN NTAPI KeRemoveQueueDpc(PRKDPC Dpc)
{
    KE_SERVICE(KeRemoveQueueDpc);
    check_dpc(Dpc, "KeRemoveQueueDpc");
    ke_lock();
    bool queued = Dpc->DpcData != NULL;
    if (queued) {
        RemoveEntryList(&Dpc->DpcListEntry);
        Dpc->DpcData = NULL;
    }
    ke_unlock();
    return queued;
}

VOID NTAPI KeSetImportanceDpc(PRKDPC Dpc, KDPC_IMPORTANCE Importance)
{
    KE_SERVICE(KeSetImportanceDpc);
    Dpc->Importance = (UCHAR)Importance;
}

VOID NTAPI KeSetTargetProcessorDpc(PRKDPC Dpc, CCHAR Number)
{
    KE_SERVICE(KeSetTargetProcessorDpc);
    Dpc->Number = (USHORT)(BOUND + (UCHAR)Number);
}

static VOID NTAPI marker_routine(PKDPC dpc, PVOID context, PVOID argument1, PVOID argument2)
{
    KeSetEvent(context, 0, FALSE);
}

/* A marker behind everything that is queued: when it ran, everything before it has. */
VOID NTAPI KeFlushQueuedDpcs(VOID)
{
    struct _KTHREAD *self = KE_SERVICE(KeFlushQueuedDpcs);
    if (self->irql >= DISPATCH_LEVEL)
        nt_bugcheck(IRQL_NOT_LESS_OR_EQUAL, 0, self->irql, 0, 0, "SYN-10",
                    "KeFlushQueuedDpcs was called at %s and would wait for itself (OBS-140)",
                    ke_irql_name(self->irql));
    for (unsigned i = 0; i < PROCESSORS + KE_GUESTS; i++) {
        KDPC marker;
        KEVENT done;
        KeInitializeEvent(&done, NotificationEvent, FALSE);
        KeInitializeDpc(&marker, marker_routine, &done);
        ke_lock();
        bool works = i < ke.options.processors || processors[i].active;
        if (works)
            insert(&marker, i, NULL, NULL, false);
        ke_unlock();
        if (works)
            KeWaitForSingleObject(&done, Executive, KernelMode, FALSE, NULL);
    }
}
