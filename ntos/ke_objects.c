/*
 * Events, mutexes and semaphores, and the fast mutexes that are built of an event.
 */
#include "ke.h"

/* ---- events ---- */

VOID NTAPI KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State)
{
    ke_header_init(&Event->Header,
                   Type == NotificationEvent ? KE_EVENT_NOTIFICATION : KE_EVENT_SYNCHRONIZATION,
                   sizeof(KEVENT) / sizeof(LONG), State != FALSE);
}

static void check_event(PRKEVENT event, const char *service)
{
    ke_check_object(&event->Header, service, KE_EVENT_NOTIFICATION, KE_EVENT_SYNCHRONIZATION);
}

LONG NTAPI KeSetEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait)
{
    KE_SERVICE(KeSetEvent);
    check_event(Event, "KeSetEvent");
    ke_lock();
    LONG old = Event->Header.SignalState;
    Event->Header.SignalState = 1;
    ke_signal(&Event->Header);
    ke_unlock();
    ke_yield();
    return old;
}

LONG NTAPI KePulseEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait)
{
    KE_SERVICE(KePulseEvent);
    check_event(Event, "KePulseEvent");
    ke_lock();
    LONG old = Event->Header.SignalState;
    Event->Header.SignalState = 1;
    ke_signal(&Event->Header);
    Event->Header.SignalState = 0;
    ke_unlock();
    ke_yield();
    return old;
}

LONG NTAPI KeResetEvent(PRKEVENT Event)
{
    KE_SERVICE(KeResetEvent);
    check_event(Event, "KeResetEvent");
    ke_lock();
    LONG old = Event->Header.SignalState;
    Event->Header.SignalState = 0;
    ke_unlock();
    return old;
}

VOID NTAPI KeClearEvent(PRKEVENT Event)
{
    KE_SERVICE(KeClearEvent);
    check_event(Event, "KeClearEvent");
    ke_lock();
    Event->Header.SignalState = 0;
    ke_unlock();
}

static LONG read_state(DISPATCHER_HEADER *header, const char *service)
{
    ke_check_object(header, service, 0, KE_TIMER_SYNCHRONIZATION);
    ke_lock();
    LONG state = header->SignalState;
    ke_unlock();
    return state;
}

LONG NTAPI KeReadStateEvent(PRKEVENT Event)
{
    KE_SERVICE(KeReadStateEvent);
    return read_state(&Event->Header, "KeReadStateEvent");
}

/* ---- mutexes ---- */

VOID NTAPI KeInitializeMutex(PRKMUTEX Mutex, ULONG Level)
{
    ke_header_init(&Mutex->Header, KE_MUTANT, sizeof(KMUTEX) / sizeof(LONG), 1);
    Mutex->OwnerThread = NULL;
    Mutex->Abandoned = FALSE;
    Mutex->ApcDisable = 1;
}

LONG NTAPI KeReleaseMutex(PRKMUTEX Mutex, BOOLEAN Wait)
{
    struct _KTHREAD *self = KE_SERVICE(KeReleaseMutex);
    ke_check_object(&Mutex->Header, "KeReleaseMutex", KE_MUTANT, KE_MUTANT);
    ke_lock();
    if (Mutex->OwnerThread != self) {
        ke_unlock();
        report_emit(REPORT_VIOLATION, "SYN-10", "KeReleaseMutex", "mutex", "owned by the calling thread",
                    "Release a mutex on the thread that waited for it.", "%p is not", (void *)Mutex);
        ExRaiseStatus(STATUS_MUTANT_NOT_OWNED);
    }
    LONG old = Mutex->Header.SignalState++;
    if (Mutex->Header.SignalState == 1) {
        Mutex->OwnerThread = NULL;
        RemoveEntryList(&Mutex->MutantListEntry);
        ke_signal(&Mutex->Header);
    }
    ke_unlock();
    ke_yield();
    return old;
}

LONG NTAPI KeReadStateMutex(PRKMUTEX Mutex)
{
    KE_SERVICE(KeReadStateMutex);
    return read_state(&Mutex->Header, "KeReadStateMutex");
}

/* ---- semaphores ---- */

VOID NTAPI KeInitializeSemaphore(PRKSEMAPHORE Semaphore, LONG Count, LONG Limit)
{
    ke_header_init(&Semaphore->Header, KE_SEMAPHORE, sizeof(KSEMAPHORE) / sizeof(LONG), Count);
    Semaphore->Limit = Limit;
}

LONG NTAPI KeReleaseSemaphore(PRKSEMAPHORE Semaphore, KPRIORITY Increment, LONG Adjustment, BOOLEAN Wait)
{
    KE_SERVICE(KeReleaseSemaphore);
    ke_check_object(&Semaphore->Header, "KeReleaseSemaphore", KE_SEMAPHORE, KE_SEMAPHORE);
    ke_lock();
    LONG old = Semaphore->Header.SignalState;
    if (Adjustment <= 0 || Adjustment > Semaphore->Limit - old) {
        ke_unlock();
        report_emit(REPORT_VIOLATION, "SYN-10", "KeReleaseSemaphore", "count after release",
                    "at most the limit", "Release a semaphore as often as it was acquired.", "%d + %d of %d",
                    old, Adjustment, Semaphore->Limit);
        ExRaiseStatus(STATUS_SEMAPHORE_LIMIT_EXCEEDED);
    }
    Semaphore->Header.SignalState = old + Adjustment;
    ke_signal(&Semaphore->Header);
    ke_unlock();
    ke_yield();
    return old;
}

LONG NTAPI KeReadStateSemaphore(PRKSEMAPHORE Semaphore)
{
    KE_SERVICE(KeReadStateSemaphore);
    return read_state(&Semaphore->Header, "KeReadStateSemaphore");
}

/* ---- fast and guarded mutexes ---- */

/* Count is 1 when free, 0 when owned, negative when others wait; Event hands over. */
static bool take(PFAST_MUTEX mutex, struct _KTHREAD *self, bool block, const char *service)
{
    if (__atomic_load_n((struct _KTHREAD **)&mutex->Owner, __ATOMIC_RELAXED) == self) {
        report_emit(REPORT_VIOLATION, "SYN-10", service, "fast mutex", "not owned by the caller",
                    "Fast mutexes are not recursive.", "%p is already held by this thread", (void *)mutex);
        nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x33, (ULONG_PTR)mutex, 0, 0, "SYN-10",
                    "%s: the thread already owns %p and would wait for itself", service, (void *)mutex);
    }
    if (!block) {
        if (InterlockedCompareExchange(&mutex->Count, 0, 1) != 1)
            return false;
    } else if (InterlockedDecrement(&mutex->Count) < 0) {
        InterlockedIncrement((LONG *)&mutex->Contention);
        KeWaitForSingleObject(&mutex->Event, Executive, KernelMode, FALSE, NULL);
    }
    __atomic_store_n((struct _KTHREAD **)&mutex->Owner, self, __ATOMIC_RELAXED);
    return true;
}

static void give(PFAST_MUTEX mutex, struct _KTHREAD *self, const char *service)
{
    if (__atomic_load_n((struct _KTHREAD **)&mutex->Owner, __ATOMIC_RELAXED) != self) {
        report_emit(REPORT_VIOLATION, "SYN-10", service, "fast mutex", "owned by the caller",
                    "Release a mutex once, on the thread that acquired it.", "%p is not", (void *)mutex);
        nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x34, (ULONG_PTR)mutex, 0, 0, "SYN-10",
                    "%s: the thread does not own %p", service, (void *)mutex);
    }
    __atomic_store_n((struct _KTHREAD **)&mutex->Owner, NULL, __ATOMIC_RELAXED);
    if (InterlockedIncrement(&mutex->Count) <= 0)
        KeSetEvent(&mutex->Event, EVENT_INCREMENT, FALSE);
    ke_yield();
}

VOID NTAPI ExAcquireFastMutex(PFAST_MUTEX FastMutex)
{
    struct _KTHREAD *self = KE_SERVICE(ExAcquireFastMutex);
    KIRQL old = self->irql;
    if (old < APC_LEVEL)
        self->irql = APC_LEVEL;
    take(FastMutex, self, true, "ExAcquireFastMutex");
    FastMutex->OldIrql = old;
}

BOOLEAN NTAPI ExTryToAcquireFastMutex(PFAST_MUTEX FastMutex)
{
    struct _KTHREAD *self = KE_SERVICE(ExTryToAcquireFastMutex);
    if (!take(FastMutex, self, false, "ExTryToAcquireFastMutex"))
        return FALSE;
    FastMutex->OldIrql = self->irql;
    if (self->irql < APC_LEVEL)
        self->irql = APC_LEVEL;
    return TRUE;
}

VOID NTAPI ExReleaseFastMutex(PFAST_MUTEX FastMutex)
{
    struct _KTHREAD *self = KE_SERVICE(ExReleaseFastMutex);
    if (self->irql != APC_LEVEL)
        report_emit(REPORT_VIOLATION, "SYN-10", "ExReleaseFastMutex", "IRQL", "APC_LEVEL (1)",
                    "Between acquire and release the thread stays at APC_LEVEL.", "%s",
                    ke_irql_name(self->irql));
    KIRQL old = (KIRQL)FastMutex->OldIrql;
    give(FastMutex, self, "ExReleaseFastMutex");
    self->irql = old;
}

VOID NTAPI ExAcquireFastMutexUnsafe(PFAST_MUTEX FastMutex)
{
    take(FastMutex, KE_SERVICE(ExAcquireFastMutexUnsafe), true, "ExAcquireFastMutexUnsafe");
}

VOID NTAPI ExReleaseFastMutexUnsafe(PFAST_MUTEX FastMutex)
{
    give(FastMutex, KE_SERVICE(ExReleaseFastMutexUnsafe), "ExReleaseFastMutexUnsafe");
}

VOID NTAPI KeInitializeGuardedMutex(PKGUARDED_MUTEX Mutex)
{
    ExInitializeFastMutex(Mutex);
}

VOID NTAPI KeAcquireGuardedMutex(PKGUARDED_MUTEX Mutex)
{
    struct _KTHREAD *self = KE_SERVICE(KeAcquireGuardedMutex);
    self->critical_regions++;
    take(Mutex, self, true, "KeAcquireGuardedMutex");
}

BOOLEAN NTAPI KeTryToAcquireGuardedMutex(PKGUARDED_MUTEX Mutex)
{
    struct _KTHREAD *self = KE_SERVICE(KeTryToAcquireGuardedMutex);
    if (!take(Mutex, self, false, "KeTryToAcquireGuardedMutex"))
        return FALSE;
    self->critical_regions++;
    return TRUE;
}

VOID NTAPI KeReleaseGuardedMutex(PKGUARDED_MUTEX Mutex)
{
    struct _KTHREAD *self = KE_SERVICE(KeReleaseGuardedMutex);
    give(Mutex, self, "KeReleaseGuardedMutex");
    self->critical_regions--;
}
