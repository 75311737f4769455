/*
 * Interrupts. A device signals from whatever thread it runs on; the ISR runs at device IRQL and under the interrupt's lock, and
 * DxgkCbSynchronizeExecution takes the same lock on the caller's thread. A message is an edge: each one calls the ISR once. The line is
 * a level: the ISR is called until the device lets go of it.
 *
 * A message that comes from a thread which the runtime does not know is served right there, with the DPCs that it queues: that thread plays
 * the processor which was interrupted. Everything else is the interrupt thread's, because a thread of the kernel cannot be
 * interrupted in the middle of what it does. Whoever serves, serves all that is pending; two never do at a time.
 */
#include "hal.h"

#include <sched.h>
#include <stdlib.h>

#define INTERRUPT_STACK (512u << 10)
#define MESSAGES        32
#define STORM_UNCLAIMED 1000
#define STORM_CLAIMED   100000

struct nt_interrupt {
    LIST_ENTRY link;
    struct hal_pdo *pdo;
    BOOLEAN (*isr)(void *ctx, ULONG message);
    void *ctx;
    KIRQL irql;
    bool line; /* message 0 is the INTx line */
    KSPIN_LOCK lock;

    /* interrupts.lock */
    unsigned pending[MESSAGES];
    bool asserted, masked;
    unsigned unclaimed, repeats;
    struct host_thread *waiter; /* disconnect waits for a running ISR */
};

static struct {
    struct host_mutex lock;
    LIST_ENTRY all;
    struct nt_interrupt *current;
    bool serving; /* somebody looks for more before he stops */
    struct _KTHREAD *thread;
    struct _KTHREAD *guests[KE_GUESTS]; /* those that are free; NULL */
    struct _KTHREAD *all_guests[KE_GUESTS];
} interrupts = {.lock = HOST_MUTEX_INIT};

static void serve_as_guest(struct _KTHREAD *self, void *arg);

/* ---- from the device ---- */

/* interrupts.lock held. */
static struct _KTHREAD *take_guest(const struct nt_interrupt *it)
{
    if (it->line || host_user || interrupts.serving || atomic_load(&ke.attention) & KE_ATTENTION_FROZEN)
        return NULL;
    for (unsigned i = 0; i < KE_GUESTS; i++) {
        struct _KTHREAD *guest = interrupts.guests[i];
        if (!guest)
            continue;
        interrupts.guests[i] = NULL;
        interrupts.serving = true;
        return guest;
    }
    return NULL;
}

static void on_bus_interrupt(void *ctx, unsigned message, bool level)
{
    struct nt_interrupt *it = ctx;
    host_lock(&interrupts.lock);
    if (it->line) {
        it->asserted = level;
        if (!level)
            it->masked = false;
    } else if (message < MESSAGES) {
        it->pending[message]++;
    }
    struct _KTHREAD *guest = take_guest(it);
    if (!guest && !interrupts.serving) {
        ke_lock();
        if (interrupts.thread && interrupts.thread->host)
            ke.host->unpark(interrupts.thread->host);
        ke_unlock();
    }
    host_unlock(&interrupts.lock);
    if (!guest)
        return;
    ke_thread_run_guest(guest, serve_as_guest, NULL);
    host_lock(&interrupts.lock);
    interrupts.guests[guest->guest - 1] = guest;
    host_unlock(&interrupts.lock);
}

/* ---- the interrupt thread ---- */

/* Something to deliver, or NULL; interrupts.lock held. */
static struct nt_interrupt *next_interrupt(ULONG *message)
{
    for (PLIST_ENTRY e = interrupts.all.Flink; e != &interrupts.all; e = e->Flink) {
        struct nt_interrupt *it = CONTAINING_RECORD(e, struct nt_interrupt, link);
        if (it->asserted && !it->masked) {
            *message = 0;
            return it;
        }
        for (ULONG m = 0; m < MESSAGES; m++) {
            if (!it->pending[m])
                continue;
            it->pending[m]--;
            *message = m;
            return it;
        }
    }
    return NULL;
}

static bool peek_interrupt(void)
{
    for (PLIST_ENTRY e = interrupts.all.Flink; e != &interrupts.all; e = e->Flink) {
        const struct nt_interrupt *it = CONTAINING_RECORD(e, struct nt_interrupt, link);
        bool any = it->asserted && !it->masked;
        for (ULONG m = 0; m < MESSAGES && !any; m++)
            any = it->pending[m] != 0;
        if (any)
            return true;
    }
    return false;
}

/* A level that no ISR can end would keep the processor for ever. interrupts.lock held. */
static bool is_storm(struct nt_interrupt *it, bool claimed)
{
    it->unclaimed = claimed ? 0 : it->unclaimed + 1;
    it->repeats = it->asserted ? it->repeats + 1 : 0;
    if (!it->asserted || (it->unclaimed < STORM_UNCLAIMED && it->repeats < STORM_CLAIMED))
        return false;
    it->masked = true;
    it->unclaimed = it->repeats = 0;
    return true;
}

static bool deliver(struct _KTHREAD *self, struct nt_interrupt *it, ULONG message)
{
    ke_set_irql(self, it->irql);
    ke_spin_acquire(self, &it->lock, "the interrupt lock");
    bool claimed = it->isr(it->ctx, message) != FALSE;
    ke_spin_release(self, &it->lock, "the interrupt lock");
    self->irql = PASSIVE_LEVEL;
    return claimed;
}

static void report_storm(bool claimed)
{
    report_emit(REPORT_VIOLATION, "SYN-08", "DxgkDdiInterruptRoutine", "interrupt line",
                "released by the device after the ISR",
                "Acknowledge the interrupt in the device, and return TRUE when it was yours.",
                "still asserted, ISR returned %s; masked now", claimed ? "TRUE" : "FALSE");
}

/* All that is pending. interrupts.serving is the caller's, and false on return. */
static void serve(struct _KTHREAD *self)
{
    ULONG message;
    struct nt_interrupt *it;
    host_lock(&interrupts.lock);
    while ((it = next_interrupt(&message))) {
        interrupts.current = it;
        host_unlock(&interrupts.lock);
        bool claimed = deliver(self, it, message);
        host_lock(&interrupts.lock);
        bool storm = is_storm(it, claimed);
        interrupts.current = NULL;
        if (it->waiter)
            ke.host->unpark(it->waiter);
        host_unlock(&interrupts.lock);
        if (storm)
            report_storm(claimed);
        nt_yield();
        host_lock(&interrupts.lock);
    }
    interrupts.serving = false;
    host_unlock(&interrupts.lock);
}

static void serve_as_guest(struct _KTHREAD *self, void *arg)
{
    ke_dpcs_guest_begin(self);
    serve(self);
    ke_dpcs_guest_finish(self);
}

static void interrupt_thread(struct _KTHREAD *self, void *arg)
{
    for (;;) {
        host_lock(&interrupts.lock);
        bool mine = !interrupts.serving && peek_interrupt();
        interrupts.serving |= mine;
        host_unlock(&interrupts.lock);
        if (mine)
            serve(self);
        else
            ke.host->park(HOST_FOREVER);
        ke_thread_stop_if_frozen();
    }
}

void hal_interrupt_start(void)
{
    InitializeListHead(&interrupts.all);
    interrupts.current = NULL;
    interrupts.serving = false;
    for (unsigned i = 0; i < KE_GUESTS; i++)
        interrupts.guests[i] = interrupts.all_guests[i] =
            ke.host->virtual_time ? NULL : ke_thread_create_guest(i + 1);
    struct _KTHREAD *t = ke_thread_create("interrupt", interrupt_thread, NULL, true, INTERRUPT_STACK);
    if (!t)
        abort();
    ke_lock();
    interrupts.thread = t;
    ke_unlock();
}

void hal_interrupt_stop(bool count_leaks)
{
    while (!IsListEmpty(&interrupts.all)) {
        struct nt_interrupt *it =
            CONTAINING_RECORD(RemoveHeadList(&interrupts.all), struct nt_interrupt, link);
        if (count_leaks)
            ke_leak("connected interrupt", "disconnected", "Call nt_interrupt_disconnect.", "of device %u",
                    it->pdo->number);
        if (it->pdo->bus)
            it->pdo->bus->ops->interrupt_attach(it->pdo->bus, NULL, NULL);
        free(it);
    }
    ke_lock();
    struct _KTHREAD *t = interrupts.thread;
    interrupts.thread = NULL;
    ke_unlock();
    ob_dereference(t);
    for (unsigned i = 0; i < KE_GUESTS; i++) {
        if (interrupts.all_guests[i])
            ke_thread_free_guest(interrupts.all_guests[i]);
        interrupts.all_guests[i] = interrupts.guests[i] = NULL;
    }
}

/* ---- the face ---- */

NTSTATUS nt_interrupt_connect(PDEVICE_OBJECT pdo, BOOLEAN (*isr)(void *ctx, ULONG message), void *ctx,
                              struct nt_interrupt **interrupt)
{
    struct nt_interrupt *it = calloc(1, sizeof(*it));
    *interrupt = NULL;
    if (!it)
        return STATUS_INSUFFICIENT_RESOURCES;
    it->pdo = hal_pdo_of(pdo);
    it->isr = isr;
    it->ctx = ctx;
    it->irql = it->pdo->irql;
    it->line = it->pdo->bus && !it->pdo->bus->interrupt_messages;
    host_lock(&interrupts.lock);
    InsertTailList(&interrupts.all, &it->link);
    host_unlock(&interrupts.lock);
    if (it->pdo->bus)
        it->pdo->bus->ops->interrupt_attach(it->pdo->bus, on_bus_interrupt, it);
    *interrupt = it;
    return STATUS_SUCCESS;
}

void nt_interrupt_disconnect(struct nt_interrupt *interrupt)
{
    if (!interrupt)
        return;
    if (interrupt->pdo->bus)
        interrupt->pdo->bus->ops->interrupt_attach(interrupt->pdo->bus, NULL, NULL);
    host_lock(&interrupts.lock);
    RemoveEntryList(&interrupt->link);
    while (interrupts.current == interrupt) {
        bool known = ke_self() != NULL;
        interrupt->waiter = known ? ke.host->self() : NULL;
        host_unlock(&interrupts.lock);
        if (known) {
            ke.host->park(HOST_FOREVER);
            ke_thread_stop_if_frozen();
        } else {
            sched_yield();
        }
        host_lock(&interrupts.lock);
    }
    host_unlock(&interrupts.lock);
    free(interrupt);
}

BOOLEAN nt_interrupt_synchronize(struct nt_interrupt *interrupt, BOOLEAN (*fn)(void *ctx), void *ctx)
{
    struct _KTHREAD *self = ke_self();
    KIRQL old = self->irql;
    nt_yield();
    if (old < interrupt->irql)
        ke_set_irql(self, interrupt->irql);
    ke_spin_acquire(self, &interrupt->lock, "the interrupt lock");
    BOOLEAN result = fn(ctx);
    ke_spin_release(self, &interrupt->lock, "the interrupt lock");
    self->irql = old;
    nt_yield();
    return result;
}
