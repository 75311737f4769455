/*
 * Waiting for a number to come down: packets of a queue, of a device, submissions that use an allocation.
 *
 * A waiter looks for a while before it sleeps, because a device that is at work is often done sooner than a thread can be put to
 * sleep and woken. Who counts down pays one load when nobody waits.
 */
#include "vidsch_private.h"

#define LOOK_TIME 200 /* 100 ns units: about what a sleep and a wake-up cost */

void parking_init(struct vidsch *s)
{
    for (unsigned i = 0; i < PARKING_PLACES; i++) {
        KeInitializeSpinLock(&s->parking[i].lock);
        InitializeListHead(&s->parking[i].waiters);
    }
}

static struct parking *parking_of(struct vidsch *s, const volatile LONG *word)
{
    return &s->parking[((uintptr_t)word >> 4) * 0x9E3779B97F4A7C15ull >> 58];
}

/* True when the number has come down meanwhile. */
static bool look(const volatile LONG *word, LONG at_most)
{
    unsigned rounds = nt_spin_rounds();

    if (!rounds)
        return ReadAcquire(word) <= at_most;
    for (uint64_t end = nt_now() + LOOK_TIME; nt_now() < end;)
        for (unsigned i = 0; i < rounds; i++) {
            if (ReadAcquire(word) <= at_most)
                return true;
            YieldProcessor();
        }
    return false;
}

static bool sleep_until(struct parking *p, const volatile LONG *word, LONG at_most, uint64_t time)
{
    struct waiter w = {.word = word, .at_most = at_most};
    LARGE_INTEGER timeout = {.QuadPart = -(LONGLONG)time};
    NTSTATUS status = STATUS_SUCCESS;
    KIRQL irql;

    KeInitializeEvent(&w.event, SynchronizationEvent, FALSE);
    KeAcquireSpinLock(&p->lock, &irql);
    InsertTailList(&p->waiters, &w.link);
    KeReleaseSpinLock(&p->lock, irql);
    InterlockedIncrement(&p->count); /* before the look, as the number goes down before this is read */
    while (InterlockedOr((volatile LONG *)word, 0) > at_most && status != STATUS_TIMEOUT)
        status = KeWaitForSingleObject(&w.event, Executive, KernelMode, FALSE, time ? &timeout : NULL);
    InterlockedDecrement(&p->count);
    KeAcquireSpinLock(&p->lock, &irql);
    RemoveEntryList(&w.link);
    KeReleaseSpinLock(&p->lock, irql);
    return ReadAcquire(word) <= at_most;
}

bool wait_at_most(struct vidsch *s, const volatile LONG *word, LONG at_most, uint64_t time)
{
    return ReadAcquire(word) <= at_most || look(word, at_most) ||
           sleep_until(parking_of(s, word), word, at_most, time);
}

void wake_waiters(struct vidsch *s, const volatile LONG *word)
{
    struct parking *p = parking_of(s, word);

    if (!ReadAcquire(&p->count))
        return;
    KIRQL irql;
    KeAcquireSpinLock(&p->lock, &irql);
    for (LIST_ENTRY *l = p->waiters.Flink; l != &p->waiters; l = l->Flink) {
        struct waiter *w = CONTAINING_RECORD(l, struct waiter, link);
        if (w->word == word && ReadAcquire(word) <= w->at_most)
            KeSetEvent(&w->event, IO_NO_INCREMENT, FALSE);
    }
    KeReleaseSpinLock(&p->lock, irql);
}

/* ---- the holder of the scheduler lock ---- */

void made_progress(struct vidsch *s)
{
    if (ReadAcquire(&s->holder_waits))
        KeSetEvent(&s->progress, IO_NO_INCREMENT, FALSE);
}

static void sleep_holding(struct vidsch *s, uint64_t until)
{
    uint64_t now = nt_now();
    LARGE_INTEGER timeout = {.QuadPart = until > now ? -(LONGLONG)(until - now) : -1};

    KeWaitForSingleObject(&s->progress, Executive, KernelMode, FALSE, until ? &timeout : NULL);
}

static bool look_holding(struct vidsch *s, bool (*done)(struct vidsch *, const void *), const void *arg)
{
    unsigned rounds = nt_spin_rounds();

    if (!rounds)
        return done(s, arg);
    for (uint64_t end = nt_now() + LOOK_TIME; nt_now() < end;)
        for (unsigned i = 0; i < rounds; i++) {
            if (done(s, arg))
                return true;
            YieldProcessor();
        }
    return false;
}

void wait_holding(struct vidsch *s, bool (*done)(struct vidsch *s, const void *arg), const void *arg)
{
    if (look_holding(s, done, arg))
        return;
    InterlockedIncrement(&s->holder_waits);
    for (;;) {
        for (UINT n = 0; n < s->node_count; n++)
            paging_again(s, &s->node[n]); /* the pump waits for us */
        uint64_t next = tdr_check(s);
        if (done(s, arg))
            break;
        sleep_holding(s, next);
    }
    InterlockedDecrement(&s->holder_waits);
}
