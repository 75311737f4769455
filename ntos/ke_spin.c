/*
 * Spin locks. The word holds its owner, so that recursion, release by another, and a lock that never was initialized are
 * found when they happen; a waiter sleeps instead of spinning, so that a deadlock is seen by host_sim and costs no
 * processor. The order in which locks are nested is remembered: two locks taken both ways round can deadlock some day.
 */
#include "ke.h"

#include <string.h>

#define WAITERS     ((ULONG_PTR)1)
#define SPIN_TRIES  200
#define ORDER_SLOTS 1024

static struct {
    struct host_mutex lock;
    unsigned count;
    struct {
        KSPIN_LOCK *outer, *inner;
        const char *where;
    } pairs[ORDER_SLOTS];
} order = {.lock = HOST_MUTEX_INIT};

static bool try_lock(struct _KTHREAD *self, KSPIN_LOCK *lock, ULONG_PTR bits)
{
    KSPIN_LOCK expected = 0;
    return __atomic_compare_exchange_n(lock, &expected, (KSPIN_LOCK)self | bits, false, __ATOMIC_ACQUIRE,
                                       __ATOMIC_RELAXED);
}

/* Dispatcher lock held. */
static bool is_thread(const struct _KTHREAD *candidate)
{
    for (PLIST_ENTRY e = ke.threads.Flink; e != &ke.threads; e = e->Flink)
        if (CONTAINING_RECORD(e, struct _KTHREAD, link) == candidate)
            return true;
    return false;
}

/* ---- the order of nesting ---- */

static unsigned pair_slot(const KSPIN_LOCK *outer, const KSPIN_LOCK *inner)
{
    uint64_t h = ((uint64_t)(uintptr_t)outer * 0x9E3779B97F4A7C15ull) ^
                 ((uint64_t)(uintptr_t)inner * 0xC2B2AE3D27D4EB4Full);
    return (unsigned)(h >> 40) % ORDER_SLOTS;
}

/* Where the pair was seen, or NULL; inserts it if asked. order.lock held. */
static const char *find_pair(KSPIN_LOCK *outer, KSPIN_LOCK *inner, const char *insert)
{
    unsigned slot = pair_slot(outer, inner);
    for (unsigned i = 0; i < ORDER_SLOTS; i++, slot = (slot + 1) % ORDER_SLOTS) {
        if (order.pairs[slot].outer == outer && order.pairs[slot].inner == inner)
            return order.pairs[slot].where;
        if (order.pairs[slot].outer)
            continue;
        if (insert && order.count < ORDER_SLOTS / 2) {
            order.pairs[slot].outer = outer;
            order.pairs[slot].inner = inner;
            order.pairs[slot].where = insert;
            __atomic_store_n(&order.count, order.count + 1, __ATOMIC_RELAXED);
        }
        return NULL;
    }
    return NULL;
}

static void check_order(struct _KTHREAD *self, KSPIN_LOCK *inner)
{
    const char *here = nt_call_current();
    for (unsigned i = 0; i < self->held_count; i++) {
        KSPIN_LOCK *outer = self->held[i].lock;
        host_lock(&order.lock);
        const char *reverse = find_pair(inner, outer, NULL);
        bool known = find_pair(outer, inner, here) != NULL;
        host_unlock(&order.lock);
        if (reverse && !known)
            report_emit(REPORT_VIOLATION, "SYN-10", here, "order of spin locks", "one order everywhere",
                        "Two threads that take two locks in opposite order stop each other for ever.",
                        "%p inside %p here, but %p inside %p in %s", (void *)inner, (void *)outer,
                        (void *)outer, (void *)inner, *reverse ? reverse : "another thread");
    }
}

/* Memory that goes away takes its locks along: their addresses will mean something else. */
void ke_spin_forget(const void *memory, size_t size)
{
    uintptr_t begin = (uintptr_t)memory;
    if (!__atomic_load_n(&order.count, __ATOMIC_RELAXED)) /* a pair of this memory would be in it for long */
        return;
    host_lock(&order.lock);
    typeof(order.pairs) kept;
    unsigned count = 0;
    bool any = false;
    for (unsigned i = 0; i < ORDER_SLOTS; i++) {
        if (!order.pairs[i].outer)
            continue;
        if ((uintptr_t)order.pairs[i].outer - begin < size || (uintptr_t)order.pairs[i].inner - begin < size)
            any = true;
        else
            kept[count++] = order.pairs[i];
    }
    if (any) {
        memset(order.pairs, 0, sizeof(order.pairs));
        __atomic_store_n(&order.count, 0, __ATOMIC_RELAXED);
        for (unsigned i = 0; i < count; i++)
            find_pair(kept[i].outer, kept[i].inner, kept[i].where);
    }
    host_unlock(&order.lock);
}

void ke_spin_stop(void)
{
    memset(order.pairs, 0, sizeof(order.pairs));
    order.count = 0;
}

/* ---- the lock itself, at whatever IRQL the caller chose ---- */

static void already_owned(KSPIN_LOCK *lock, const char *service)
{
    report_emit(REPORT_VIOLATION, "SYN-10", service, "spin lock", "not owned by the caller",
                "Spin locks are not recursive.", "%p is already held by this thread", (void *)lock);
    nt_bugcheck(SPIN_LOCK_ALREADY_OWNED, (ULONG_PTR)lock, 0, 0, 0, "SYN-10",
                "%s: the thread already owns spin lock %p", service, (void *)lock);
}

static void not_initialized(KSPIN_LOCK *lock, ULONG_PTR value, const char *service)
{
    report_emit(REPORT_VIOLATION, "SYN-10", service, "spin lock", "0 or an owner",
                "Call KeInitializeSpinLock before the first use, and stop using the lock before it is freed.",
                "%p contains %#llx", (void *)lock, value);
    nt_bugcheck(SPIN_LOCK_INIT_FAILURE, (ULONG_PTR)lock, value, 0, 0, "SYN-10",
                "%s: spin lock %p contains %#llx, which is no owner", service, (void *)lock, value);
}

static void acquire_slowly(struct _KTHREAD *self, KSPIN_LOCK *lock, const char *service)
{
    if (self->crashing) { /* whoever held it is stopped for good */
        __atomic_store_n(lock, (KSPIN_LOCK)self, __ATOMIC_RELAXED);
        return;
    }
    if (!ke.host->virtual_time)
        for (int i = 0; i < SPIN_TRIES; i++) {
            if (!__atomic_load_n(lock, __ATOMIC_RELAXED) && try_lock(self, lock, 0))
                return;
            YieldProcessor();
        }
    ke_lock();
    self->spinning_for = lock;
    while (!try_lock(self, lock, WAITERS)) {
        KSPIN_LOCK value = __atomic_load_n(lock, __ATOMIC_RELAXED);
        if (value && !is_thread((struct _KTHREAD *)(value & ~WAITERS))) {
            self->spinning_for = NULL;
            ke_unlock();
            not_initialized(lock, value, service);
        }
        if (!value ||
            (!(value & WAITERS) && !__atomic_compare_exchange_n(lock, &value, value | WAITERS, false,
                                                                __ATOMIC_RELAXED, __ATOMIC_RELAXED)))
            continue;
        ke_unlock();
        ke.host->park(HOST_FOREVER);
        ke_thread_stop_if_frozen();
        ke_lock();
    }
    self->spinning_for = NULL;
    ke_unlock();
}

void ke_spin_acquire(struct _KTHREAD *self, KSPIN_LOCK *lock, const char *service)
{
    if (!try_lock(self, lock, 0)) {
        if ((__atomic_load_n(lock, __ATOMIC_RELAXED) & ~WAITERS) == (KSPIN_LOCK)self)
            already_owned(lock, service);
        acquire_slowly(self, lock, service);
    }
    if (self->held_count)
        check_order(self, lock);
    ke_set_irql(self, self->irql); /* it may have waited */
    if (self->held_count < KE_HELD_LOCKS)
        self->held[self->held_count++] = (struct ke_held){lock, nt_call_current()};
}

static void drop_held(struct _KTHREAD *self, const KSPIN_LOCK *lock)
{
    for (unsigned i = self->held_count; i-- > 0;) {
        if (self->held[i].lock != lock)
            continue;
        memmove(&self->held[i], &self->held[i + 1], (self->held_count - i - 1) * sizeof(self->held[0]));
        self->held_count--;
        return;
    }
}

void ke_spin_release(struct _KTHREAD *self, KSPIN_LOCK *lock, const char *service)
{
    KSPIN_LOCK value = __atomic_load_n(lock, __ATOMIC_RELAXED);
    if ((value & ~WAITERS) != (KSPIN_LOCK)self) {
        report_emit(REPORT_VIOLATION, "SYN-10", service, "spin lock", "owned by the caller",
                    "Release a lock once, on the thread that acquired it.", "%p is %s", (void *)lock,
                    value ? "held by another thread" : "free");
        nt_bugcheck(SPIN_LOCK_NOT_OWNED, (ULONG_PTR)lock, value, 0, 0, "SYN-10",
                    "%s: the thread does not own spin lock %p", service, (void *)lock);
    }
    drop_held(self, lock);
    value = __atomic_exchange_n(lock, 0, __ATOMIC_RELEASE);
    if (!(value & WAITERS))
        return;
    ke_lock();
    for (PLIST_ENTRY e = ke.threads.Flink; e != &ke.threads; e = e->Flink) {
        struct _KTHREAD *t = CONTAINING_RECORD(e, struct _KTHREAD, link);
        if (t->spinning_for == lock)
            ke.host->unpark(t->host);
    }
    ke_unlock();
}

/* ---- the exported forms ---- */

static void check_dispatch(struct _KTHREAD *self, const char *service)
{
    if (self->irql < DISPATCH_LEVEL)
        report_emit(REPORT_VIOLATION, "SYN-10", service, "IRQL", "at least DISPATCH_LEVEL (2)",
                    "Use the form that raises IRQL itself.", "%s", ke_irql_name(self->irql));
}

static void check_release(struct _KTHREAD *self, KIRQL new_irql, const char *service)
{
    check_dispatch(self, service);
    if (new_irql > DISPATCH_LEVEL)
        report_emit(REPORT_VIOLATION, "SYN-10", service, "NewIrql", "at most DISPATCH_LEVEL (2)",
                    "Pass the IRQL that the acquiring call returned.", "%s", ke_irql_name(new_irql));
}

/* Raising from above DISPATCH_LEVEL would lower IRQL under an ISR. */
static KIRQL raise(struct _KTHREAD *self, const char *service)
{
    KIRQL old = self->irql;
    if (old > DISPATCH_LEVEL)
        nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x30, old, DISPATCH_LEVEL, 0, "SYN-10",
                    "%s was called at %s; data shared with an ISR is protected by DxgkCbSynchronizeExecution",
                    service, ke_irql_name(old));
    ke_set_irql(self, DISPATCH_LEVEL);
    return old;
}

static void lower(struct _KTHREAD *self, KIRQL irql)
{
    if (irql < DISPATCH_LEVEL && self->held_count)
        report_emit(REPORT_VIOLATION, "SYN-10", "KeReleaseSpinLock", "spin locks held below DISPATCH_LEVEL",
                    "0", "Release the inner lock first, or restore the IRQL of the outer acquisition last.",
                    "%u", self->held_count);
    if (irql <= DISPATCH_LEVEL)
        self->irql = irql;
    ke_yield();
}

KIRQL NTAPI KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock)
{
    struct _KTHREAD *self = KE_SERVICE(KeAcquireSpinLockRaiseToDpc);
    KIRQL old = raise(self, "KeAcquireSpinLock");
    ke_spin_acquire(self, SpinLock, "KeAcquireSpinLock");
    return old;
}

VOID NTAPI KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql)
{
    struct _KTHREAD *self = KE_SERVICE(KeReleaseSpinLock);
    check_release(self, NewIrql, "KeReleaseSpinLock");
    ke_spin_release(self, SpinLock, "KeReleaseSpinLock");
    lower(self, NewIrql);
}

VOID NTAPI KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
    struct _KTHREAD *self = KE_SERVICE(KeAcquireSpinLockAtDpcLevel);
    check_dispatch(self, "KeAcquireSpinLockAtDpcLevel");
    ke_spin_acquire(self, SpinLock, "KeAcquireSpinLockAtDpcLevel");
}

VOID NTAPI KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock)
{
    struct _KTHREAD *self = KE_SERVICE(KeReleaseSpinLockFromDpcLevel);
    check_dispatch(self, "KeReleaseSpinLockFromDpcLevel");
    ke_spin_release(self, SpinLock, "KeReleaseSpinLockFromDpcLevel");
    ke_yield();
}

BOOLEAN NTAPI KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock)
{
    struct _KTHREAD *self = KE_SERVICE(KeTryToAcquireSpinLockAtDpcLevel);
    check_dispatch(self, "KeTryToAcquireSpinLockAtDpcLevel");
    if (!try_lock(self, SpinLock, 0))
        return FALSE;
    if (self->held_count < KE_HELD_LOCKS)
        self->held[self->held_count++] = (struct ke_held){SpinLock, nt_call_current()};
    return TRUE;
}

BOOLEAN NTAPI KeTestSpinLock(PKSPIN_LOCK SpinLock)
{
    KE_SERVICE(KeTestSpinLock);
    return __atomic_load_n(SpinLock, __ATOMIC_RELAXED) == 0;
}

VOID NTAPI KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle)
{
    struct _KTHREAD *self = KE_SERVICE(KeAcquireInStackQueuedSpinLock);
    LockHandle->LockQueue.Next = NULL;
    LockHandle->LockQueue.Lock = SpinLock;
    LockHandle->OldIrql = raise(self, "KeAcquireInStackQueuedSpinLock");
    ke_spin_acquire(self, SpinLock, "KeAcquireInStackQueuedSpinLock");
}

VOID NTAPI KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle)
{
    struct _KTHREAD *self = KE_SERVICE(KeReleaseInStackQueuedSpinLock);
    check_release(self, LockHandle->OldIrql, "KeReleaseInStackQueuedSpinLock");
    ke_spin_release(self, LockHandle->LockQueue.Lock, "KeReleaseInStackQueuedSpinLock");
    lower(self, LockHandle->OldIrql);
}

VOID NTAPI KeAcquireInStackQueuedSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle)
{
    struct _KTHREAD *self = KE_SERVICE(KeAcquireInStackQueuedSpinLockAtDpcLevel);
    LockHandle->LockQueue.Next = NULL;
    LockHandle->LockQueue.Lock = SpinLock;
    check_dispatch(self, "KeAcquireInStackQueuedSpinLockAtDpcLevel");
    ke_spin_acquire(self, SpinLock, "KeAcquireInStackQueuedSpinLockAtDpcLevel");
}

VOID NTAPI KeReleaseInStackQueuedSpinLockFromDpcLevel(PKLOCK_QUEUE_HANDLE LockHandle)
{
    struct _KTHREAD *self = KE_SERVICE(KeReleaseInStackQueuedSpinLockFromDpcLevel);
    check_dispatch(self, "KeReleaseInStackQueuedSpinLockFromDpcLevel");
    ke_spin_release(self, LockHandle->LockQueue.Lock, "KeReleaseInStackQueuedSpinLockFromDpcLevel");
    ke_yield();
}
