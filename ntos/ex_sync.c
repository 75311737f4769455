/*
 * Rundown protection, push locks, and spin locks that readers share. The state is in the caller's word, as on Windows; who waits for a
 * push lock waits for one of a few events that every release sets, and looks again.
 */
#include "ke.h"
#include "services.h"

/* ---- rundown protection: twice the number of users; bit 0: nobody new. Then the rest points to who waits ---- */

#define ACTIVE ((ULONG_PTR)1)

struct waiting {
    volatile LONG64 users;
    KEVENT over;
};

VOID NTAPI ExInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
    KE_SERVICE(ExInitializeRundownProtection);
    __atomic_store_n(&RunRef->Count, 0, __ATOMIC_RELEASE);
}

BOOLEAN NTAPI ExAcquireRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
    KE_SERVICE(ExAcquireRundownProtectionEx);
    ULONG_PTR value = __atomic_load_n(&RunRef->Count, __ATOMIC_RELAXED);
    do
        if (value & ACTIVE)
            return FALSE;
    while (!__atomic_compare_exchange_n(&RunRef->Count, &value, value + 2 * (ULONG_PTR)Count, false,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED));
    return TRUE;
}

BOOLEAN NTAPI ExAcquireRundownProtection(PEX_RUNDOWN_REF RunRef)
{
    return ExAcquireRundownProtectionEx(RunRef, 1);
}

VOID NTAPI ExReleaseRundownProtectionEx(PEX_RUNDOWN_REF RunRef, ULONG Count)
{
    KE_SERVICE(ExReleaseRundownProtectionEx);
    ULONG_PTR value = __atomic_load_n(&RunRef->Count, __ATOMIC_ACQUIRE);
    for (;;) {
        struct waiting *w = (struct waiting *)(value & ~ACTIVE);
        if (value & ACTIVE && w) {
            if (InterlockedExchangeAdd64(&w->users, -(LONG64)Count) == (LONG64)Count)
                KeSetEvent(&w->over, 0, FALSE);
            return;
        }
        if (value & ACTIVE || value < 2 * (ULONG_PTR)Count) {
            report_emit(REPORT_VIOLATION, "SYN-10", "ExReleaseRundownProtection", "RunRef", "acquired",
                        "Release protection once for each acquisition that returned TRUE.", "%#llx in %s",
                        value, nt_call_current());
            nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x3D, (ULONG_PTR)RunRef, value, 0, "SYN-10",
                        "ExReleaseRundownProtection: %p is not acquired", (void *)RunRef);
        }
        if (__atomic_compare_exchange_n(&RunRef->Count, &value, value - 2 * (ULONG_PTR)Count, false,
                                        __ATOMIC_RELEASE, __ATOMIC_ACQUIRE))
            return;
    }
}

VOID NTAPI ExReleaseRundownProtection(PEX_RUNDOWN_REF RunRef)
{
    ExReleaseRundownProtectionEx(RunRef, 1);
}

VOID NTAPI ExWaitForRundownProtectionRelease(PEX_RUNDOWN_REF RunRef)
{
    struct waiting w;
    KE_SERVICE(ExWaitForRundownProtectionRelease);
    KeInitializeEvent(&w.over, NotificationEvent, FALSE);
    ULONG_PTR value = __atomic_load_n(&RunRef->Count, __ATOMIC_RELAXED), next;
    do {
        if (value & ACTIVE) /* done already */
            return;
        w.users = (LONG64)(value / 2);
        next = value ? (ULONG_PTR)&w | ACTIVE : ACTIVE;
    } while (!__atomic_compare_exchange_n(&RunRef->Count, &value, next, false, __ATOMIC_ACQ_REL,
                                          __ATOMIC_RELAXED));
    if (value)
        KeWaitForSingleObject(&w.over, Executive, KernelMode, FALSE, NULL);
    __atomic_store_n(&RunRef->Count, ACTIVE, __ATOMIC_RELEASE);
}

VOID NTAPI ExRundownCompleted(PEX_RUNDOWN_REF RunRef)
{
    KE_SERVICE(ExRundownCompleted);
    __atomic_store_n(&RunRef->Count, ACTIVE, __ATOMIC_RELEASE);
}

VOID NTAPI ExReInitializeRundownProtection(PEX_RUNDOWN_REF RunRef)
{
    KE_SERVICE(ExReInitializeRundownProtection);
    if (__atomic_load_n(&RunRef->Count, __ATOMIC_ACQUIRE) != ACTIVE)
        report_emit(REPORT_VIOLATION, "SYN-10", "ExReInitializeRundownProtection", "RunRef", "run down",
                    "Wait for the release, or say that the rundown is completed, first.", "%#llx",
                    (ULONGLONG)RunRef->Count);
    __atomic_store_n(&RunRef->Count, 0, __ATOMIC_RELEASE);
}

/* ---- push locks: bit 0 exclusive; twice the number of sharers; bit 63: a writer waits, no new sharer ---- */

#define EXCLUSIVE ((EX_PUSH_LOCK)1)
#define WRITER    ((EX_PUSH_LOCK)1 << 63)
#define BUCKETS   16

static KEVENT released[BUCKETS];

void ex_sync_start(void)
{
    for (unsigned i = 0; i < BUCKETS; i++)
        ke_header_init(&released[i].Header, KE_EVENT_NOTIFICATION, sizeof(KEVENT) / sizeof(LONG), 0);
}

static KEVENT *event_of(const EX_PUSH_LOCK *lock)
{
    return &released[(uintptr_t)lock / sizeof(*lock) % BUCKETS];
}

/* Dispatcher lock held. */
static bool take(PEX_PUSH_LOCK lock, bool exclusive)
{
    if (exclusive ? (*lock & ~WRITER) != 0 : (*lock & (EXCLUSIVE | WRITER)) != 0)
        return false;
    *lock = exclusive ? EXCLUSIVE : *lock + 2;
    return true;
}

static void acquire(PEX_PUSH_LOCK lock, bool exclusive, const char *service)
{
    struct _KTHREAD *self = ke_self();
    KEVENT *changed = event_of(lock);
    if (!self->critical_regions && self->irql < APC_LEVEL)
        report_emit(REPORT_VIOLATION, "SYN-10", service, "normal kernel APCs", "disabled",
                    "Call KeEnterCriticalRegion before a push lock is acquired.", "enabled in %s",
                    nt_call_current());
    ke_lock();
    while (!take(lock, exclusive)) {
        if (exclusive)
            *lock |= WRITER; /* goes with the last holder, when all look again */
        changed->Header.SignalState = 0;
        ke_unlock();
        KeWaitForSingleObject(changed, Executive, KernelMode, FALSE, NULL);
        ke_lock();
    }
    ke_unlock();
}

static void release(PEX_PUSH_LOCK lock, bool exclusive, const char *service)
{
    KEVENT *changed = event_of(lock);
    ke_lock();
    EX_PUSH_LOCK state = *lock & ~WRITER;
    bool held = exclusive ? state == EXCLUSIVE : state >= 2 && !(state & EXCLUSIVE);
    if (held) {
        EX_PUSH_LOCK left = exclusive ? 0 : state - 2;
        *lock = left ? left | (*lock & WRITER) : 0;
        if (!left) {
            changed->Header.SignalState = 1;
            ke_signal(&changed->Header);
        }
    }
    ke_unlock();
    if (!held) {
        report_emit(REPORT_VIOLATION, "SYN-10", service, "push lock",
                    exclusive ? "held exclusively" : "held shared",
                    "Release a lock once, the way it was acquired.", "%#llx in %s", (ULONGLONG)state,
                    nt_call_current());
        nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x3D, (ULONG_PTR)lock, state, 0, "SYN-10",
                    "%s: push lock %p is not held that way", service, (void *)lock);
    }
    ke_yield();
}

VOID NTAPI ExInitializePushLock(PEX_PUSH_LOCK PushLock)
{
    KE_SERVICE(ExInitializePushLock);
    *PushLock = 0;
}

VOID NTAPI ExAcquirePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
    KE_SERVICE(ExAcquirePushLockExclusiveEx);
    acquire(PushLock, true, "ExAcquirePushLockExclusive");
}

VOID NTAPI ExAcquirePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
    KE_SERVICE(ExAcquirePushLockSharedEx);
    acquire(PushLock, false, "ExAcquirePushLockShared");
}

VOID NTAPI ExReleasePushLockExclusiveEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
    KE_SERVICE(ExReleasePushLockExclusiveEx);
    release(PushLock, true, "ExReleasePushLockExclusive");
}

VOID NTAPI ExReleasePushLockSharedEx(PEX_PUSH_LOCK PushLock, ULONG Flags)
{
    KE_SERVICE(ExReleasePushLockSharedEx);
    release(PushLock, false, "ExReleasePushLockShared");
}

/* ---- shared spin locks: bit 31 a writer has it or waits for the readers to go; the rest counts readers ---- */

#define SPIN_WRITER MINLONG

static void spin(void)
{
    YieldProcessor();
    ke.host->stall(ke.host->now() + 1); /* time passes, so that a deadlock is seen as one */
    ke_thread_stop_if_frozen();
}

static void check_level(struct _KTHREAD *self, const char *service)
{
    if (self->irql < DISPATCH_LEVEL)
        report_emit(REPORT_VIOLATION, "SYN-10", service, "IRQL", "at least DISPATCH_LEVEL (2)",
                    "Use the form that raises IRQL itself.", "%s", ke_irql_name(self->irql));
}

static void lock_exclusive(PEX_SPIN_LOCK lock)
{
    while (__atomic_fetch_or(lock, SPIN_WRITER, __ATOMIC_ACQUIRE) & SPIN_WRITER)
        spin();
    while (__atomic_load_n(lock, __ATOMIC_ACQUIRE) != SPIN_WRITER)
        spin();
}

static void lock_shared(PEX_SPIN_LOCK lock)
{
    LONG value = __atomic_load_n(lock, __ATOMIC_RELAXED);
    for (;;) {
        if (value & SPIN_WRITER) {
            spin();
            value = __atomic_load_n(lock, __ATOMIC_RELAXED);
        } else if (__atomic_compare_exchange_n(lock, &value, value + 1, false, __ATOMIC_ACQUIRE,
                                               __ATOMIC_RELAXED)) {
            return;
        }
    }
}

static void unlock(PEX_SPIN_LOCK lock, bool exclusive, const char *service)
{
    LONG value = __atomic_load_n(lock, __ATOMIC_RELAXED);
    if (exclusive ? value != SPIN_WRITER : !(value & ~SPIN_WRITER)) {
        report_emit(REPORT_VIOLATION, "SYN-10", service, "spin lock",
                    exclusive ? "held exclusively" : "held shared",
                    "Release a lock once, the way it was acquired.", "%#x", (ULONG)value);
        nt_bugcheck(SPIN_LOCK_NOT_OWNED, (ULONG_PTR)lock, (ULONG)value, 0, 0, "SYN-10",
                    "%s: %p is not held that way", service, (void *)(uintptr_t)lock);
    }
    if (exclusive)
        __atomic_store_n(lock, 0, __ATOMIC_RELEASE);
    else
        __atomic_fetch_sub(lock, 1, __ATOMIC_RELEASE);
}

VOID NTAPI ExAcquireSpinLockExclusiveAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
    check_level(KE_SERVICE(ExAcquireSpinLockExclusiveAtDpcLevel), "ExAcquireSpinLockExclusiveAtDpcLevel");
    lock_exclusive(SpinLock);
}

VOID NTAPI ExReleaseSpinLockExclusiveFromDpcLevel(PEX_SPIN_LOCK SpinLock)
{
    check_level(KE_SERVICE(ExReleaseSpinLockExclusiveFromDpcLevel), "ExReleaseSpinLockExclusiveFromDpcLevel");
    unlock(SpinLock, true, "ExReleaseSpinLockExclusive");
}

VOID NTAPI ExAcquireSpinLockSharedAtDpcLevel(PEX_SPIN_LOCK SpinLock)
{
    check_level(KE_SERVICE(ExAcquireSpinLockSharedAtDpcLevel), "ExAcquireSpinLockSharedAtDpcLevel");
    lock_shared(SpinLock);
}

VOID NTAPI ExReleaseSpinLockSharedFromDpcLevel(PEX_SPIN_LOCK SpinLock)
{
    check_level(KE_SERVICE(ExReleaseSpinLockSharedFromDpcLevel), "ExReleaseSpinLockSharedFromDpcLevel");
    unlock(SpinLock, false, "ExReleaseSpinLockShared");
}

KIRQL NTAPI ExAcquireSpinLockExclusive(PEX_SPIN_LOCK SpinLock)
{
    KE_SERVICE(ExAcquireSpinLockExclusive);
    KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
    lock_exclusive(SpinLock);
    return old;
}

VOID NTAPI ExReleaseSpinLockExclusive(PEX_SPIN_LOCK SpinLock, KIRQL OldIrql)
{
    KE_SERVICE(ExReleaseSpinLockExclusive);
    unlock(SpinLock, true, "ExReleaseSpinLockExclusive");
    KeLowerIrql(OldIrql);
}

KIRQL NTAPI ExAcquireSpinLockShared(PEX_SPIN_LOCK SpinLock)
{
    KE_SERVICE(ExAcquireSpinLockShared);
    KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
    lock_shared(SpinLock);
    return old;
}

VOID NTAPI ExReleaseSpinLockShared(PEX_SPIN_LOCK SpinLock, KIRQL OldIrql)
{
    KE_SERVICE(ExReleaseSpinLockShared);
    unlock(SpinLock, false, "ExReleaseSpinLockShared");
    KeLowerIrql(OldIrql);
}
