/*
 * Timers: a list in order of due time and one thread that sleeps until the first of them. No timer, no wake-up.
 */
#include "ke.h"

#include <stdlib.h>

#define TIMER_STACK (256u << 10)

static struct {
    LIST_ENTRY active; /* by DueTime, which is a deadline of host->now() */
    struct _KTHREAD *thread;
} timers;

static KTIMER *timer_of(PLIST_ENTRY entry)
{
    return CONTAINING_RECORD(entry, KTIMER, TimerListEntry);
}

/* ---- dispatcher lock held ---- */

static void insert(KTIMER *timer)
{
    PLIST_ENTRY e = timers.active.Blink;
    while (e != &timers.active && timer_of(e)->DueTime.QuadPart > timer->DueTime.QuadPart)
        e = e->Blink;
    InsertHeadList(e, &timer->TimerListEntry);
    timer->Header.Inserted = 1;
    if (timers.active.Flink == &timer->TimerListEntry && timers.thread && timers.thread->host)
        ke.host->unpark(timers.thread->host);
}

static bool remove_timer(KTIMER *timer)
{
    if (!timer->Header.Inserted)
        return false;
    RemoveEntryList(&timer->TimerListEntry);
    timer->Header.Inserted = 0;
    return true;
}

static void expire(KTIMER *timer)
{
    uint64_t due = timer->DueTime.QuadPart;
    remove_timer(timer);
    if (timer->Period) {
        timer->DueTime.QuadPart = due + (uint64_t)timer->Period * 10000;
        insert(timer);
    }
    if (timer->Dpc)
        ke_dpc_insert(timer->Dpc, (PVOID)(ULONG_PTR)(ULONG)due, (PVOID)(ULONG_PTR)(ULONG)(due >> 32));
    timer->Header.SignalState = 1;
    ke_signal(&timer->Header);
}

const char *ke_timer_inside(const void *memory, size_t size)
{
    for (PLIST_ENTRY e = timers.active.Flink; e != &timers.active; e = e->Flink)
        if ((uintptr_t)timer_of(e) - (uintptr_t)memory < size)
            return "active timer";
    return NULL;
}

/* ---- the thread ---- */

static void timer_thread(struct _KTHREAD *self, void *arg)
{
    for (;;) {
        uint64_t deadline = HOST_FOREVER;
        ke_lock();
        while (!IsListEmpty(&timers.active)) {
            KTIMER *first = timer_of(timers.active.Flink);
            if (first->DueTime.QuadPart > ke.host->now()) {
                deadline = first->DueTime.QuadPart;
                break;
            }
            expire(first);
        }
        ke_unlock();
        ke.host->park(deadline);
        ke_thread_stop_if_frozen();
    }
}

void ke_timers_start(void)
{
    InitializeListHead(&timers.active);
    struct _KTHREAD *t = ke_thread_create("timer", timer_thread, NULL, true, TIMER_STACK);
    if (!t)
        abort();
    ke_lock();
    timers.thread = t;
    ke_unlock();
}

void ke_timers_stop(bool count_leaks)
{
    ke_lock();
    for (PLIST_ENTRY e = timers.active.Flink; count_leaks && e != &timers.active; e = e->Flink) {
        const KTIMER *t = timer_of(e);
        ke_leak("active timer", "cancelled before the driver unloads",
                "Cancel timers in StopDevice and in StopDeviceAndReleasePostDisplayOwnership, then "
                "KeFlushQueuedDpcs "
                "(OBS-138, OBS-139).",
                "%p, period %u ms, DPC routine %p", (const void *)t, t->Period,
                t->Dpc ? (void *)(uintptr_t)t->Dpc->DeferredRoutine : NULL);
    }
    InitializeListHead(&timers.active);
    struct _KTHREAD *t = timers.thread;
    timers.thread = NULL;
    ke_unlock();
    ob_dereference(t);
}

/* ---- the exported forms ---- */

VOID NTAPI KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type)
{
    ke_header_init(&Timer->Header,
                   Type == NotificationTimer ? KE_TIMER_NOTIFICATION : KE_TIMER_SYNCHRONIZATION,
                   sizeof(KTIMER) / sizeof(LONG), 0);
    Timer->DueTime.QuadPart = 0;
    Timer->Dpc = NULL;
    Timer->Period = 0;
    Timer->Processor = 0;
}

VOID NTAPI KeInitializeTimer(PKTIMER Timer)
{
    KeInitializeTimerEx(Timer, NotificationTimer);
}

static void check_timer(const KTIMER *timer, const char *service)
{
    ke_check_object(&timer->Header, service, KE_TIMER_NOTIFICATION, KE_TIMER_SYNCHRONIZATION);
}

BOOLEAN NTAPI KeSetTimerEx(PKTIMER Timer, LARGE_INTEGER DueTime, LONG Period, PKDPC Dpc)
{
    KE_SERVICE(KeSetTimerEx);
    check_timer(Timer, "KeSetTimer");
    ke_lock();
    bool active = remove_timer(Timer);
    Timer->Header.SignalState = 0;
    Timer->DueTime.QuadPart = ke_deadline(&DueTime);
    Timer->Period = Period > 0 ? (ULONG)Period : 0;
    Timer->Dpc = Dpc;
    insert(Timer);
    ke_unlock();
    ke_yield();
    return active;
}

BOOLEAN NTAPI KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc)
{
    return KeSetTimerEx(Timer, DueTime, 0, Dpc);
}

BOOLEAN NTAPI KeSetCoalescableTimer(PKTIMER Timer, LARGE_INTEGER DueTime, ULONG Period, ULONG TolerableDelay,
                                    PKDPC Dpc)
{
    return KeSetTimerEx(Timer, DueTime, (LONG)Period, Dpc);
}

BOOLEAN NTAPI KeCancelTimer(PKTIMER Timer)
{
    KE_SERVICE(KeCancelTimer);
    check_timer(Timer, "KeCancelTimer");
    ke_lock();
    bool active = remove_timer(Timer);
    Timer->Period = 0;
    ke_unlock();
    ke_yield();
    return active;
}

BOOLEAN NTAPI KeReadStateTimer(PKTIMER Timer)
{
    KE_SERVICE(KeReadStateTimer);
    check_timer(Timer, "KeReadStateTimer");
    ke_lock();
    bool signaled = Timer->Header.SignalState > 0;
    ke_unlock();
    return signaled;
}
