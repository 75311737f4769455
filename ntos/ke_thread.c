/*
 * A kernel thread from creation to its end or to the point where it is cut off. Threads are reference-counted objects that
 * can be waited for; the runtime's own (DPC, timer, interrupt, worker) idle for ever and are not leaks.
 */
#include "ke.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void call_body(void *argument)
{
    struct _KTHREAD *self = argument;
    ke_thread_stop_if_frozen();
    self->body(self, self->body_arg);
}

/* Mutexes still owned at the end are abandoned: whoever waits gets STATUS_ABANDONED. Dispatcher lock held. */
static void abandon_mutants(struct _KTHREAD *self)
{
    while (!IsListEmpty(&self->mutants)) {
        KMUTEX *mutex = CONTAINING_RECORD(RemoveHeadList(&self->mutants), KMUTEX, MutantListEntry);
        mutex->OwnerThread = NULL;
        mutex->Abandoned = TRUE;
        mutex->Header.SignalState = 1;
        ke_signal(&mutex->Header);
    }
}

static void thread_entry(void *argument)
{
    struct _KTHREAD *self = argument;
    struct dispatch_frame base = {0};
    ke_lock();
    self->host = ke.host->self();
    self->base = &base;
    ke_unlock();
    NTSTATUS cut_off = dispatch_enter(&base, call_body, self);
    if (cut_off) /* everything above this frame is gone for good */
        ASAN_UNPOISON((char *)base.stack_pointer - 0x10000, 0x10000);
    ke_lock();
    self->host = NULL;
    /* In a frozen system wait lists lead to threads that were cut off: nobody is signaled, nothing is freed yet. */
    bool frozen = atomic_load(&ke.attention) & KE_ATTENTION_FROZEN;
    if (!frozen) {
        RemoveEntryList(&self->link);
        abandon_mutants(self);
        self->header.SignalState = 1;
        ke_signal(&self->header);
    }
    ke_unlock();
    host_set_user(NULL);
    if (!frozen)
        ob_dereference(self);
}

static struct _KTHREAD *create(const char *name, void (*body)(struct _KTHREAD *, void *), void *arg,
                               PKSTART_ROUTINE start, bool system, size_t stack)
{
    struct _KTHREAD *t = ob_create(&ob_thread_type, sizeof(*t));
    if (!t)
        return NULL;
    t->body = body;
    t->body_arg = arg;
    t->start = start;
    snprintf(t->name, sizeof(t->name), "%s", name);
    ke_header_init(&t->header, KE_THREAD, sizeof(*t) / sizeof(LONG) & 0xFF, 0);
    InitializeListHead(&t->mutants);
    t->system = system;
    t->priority = 8;
    ob_reference(t); /* the running thread's own */
    ke_lock();
    t->number = ke.next_thread++;
    t->processor = t->number % ke.options.processors;
    InsertTailList(&ke.threads, &t->link);
    ke_unlock();
    struct host_thread *host = ke.host->thread_start(thread_entry, t, t, stack);
    if (!host) {
        ke_lock();
        RemoveEntryList(&t->link);
        ke_unlock();
        ob_dereference(t);
        ob_dereference(t);
        return NULL;
    }
    if (ke.host->virtual_time)
        t->host = host; /* it has not run yet, but may already be unparked */
    return t;
}

struct _KTHREAD *ke_thread_create(const char *name, void (*body)(struct _KTHREAD *, void *), void *arg,
                                  bool system, size_t stack)
{
    return create(name, body, arg, NULL, system, stack);
}

struct _KTHREAD *ke_thread_create_for_driver(void (*body)(struct _KTHREAD *, void *), PKSTART_ROUTINE start,
                                             PVOID context, size_t stack)
{
    return create("system thread", body, context, start, false, stack);
}

/* ---- guests ---- */

struct _KTHREAD *ke_thread_create_guest(unsigned guest)
{
    struct host_thread *host = host_guest_create();
    struct _KTHREAD *t = host ? ob_create(&ob_thread_type, sizeof(*t)) : NULL;
    if (!t) {
        host_guest_free(host);
        return NULL;
    }
    snprintf(t->name, sizeof(t->name), "interrupt %u", guest);
    ke_header_init(&t->header, KE_THREAD, sizeof(*t) / sizeof(LONG) & 0xFF, 0);
    InitializeListHead(&t->mutants);
    t->system = true;
    t->guest = guest;
    t->host = host;
    ob_reference(t); /* the list's own */
    ke_lock();
    t->number = ke.next_thread++;
    t->processor = t->number % ke.options.processors;
    InsertTailList(&ke.threads, &t->link);
    ke_unlock();
    return t;
}

struct guest_call {
    struct _KTHREAD *self;
    void (*fn)(struct _KTHREAD *self, void *arg);
    void *arg;
};

static void call_guest(void *argument)
{
    struct guest_call *call = argument;
    call->fn(call->self, call->arg);
}

void ke_thread_run_guest(struct _KTHREAD *guest, void (*fn)(struct _KTHREAD *, void *), void *arg)
{
    struct guest_call call = {guest, fn, arg};
    struct dispatch_frame base = {0};
    host_guest_enter(guest->host, guest);
    guest->base = &base;
    if (dispatch_enter(&base, call_guest,
                       &call)) /* the system stopped: everything above this frame is gone for good */
        ASAN_UNPOISON((char *)base.stack_pointer - 0x10000, 0x10000);
    guest->base = NULL;
    host_guest_leave();
}

void ke_thread_free_guest(struct _KTHREAD *guest)
{
    ke_lock();
    struct host_thread *host = guest->host;
    guest->host = NULL;
    ke_unlock();
    host_guest_free(host);
    ob_dereference(guest);
}

void ke_thread_abandon(void)
{
    struct _KTHREAD *self = ke_self();
    self->held_count = 0;
    self->irql = PASSIVE_LEVEL;
    self->guard = NULL;
    dispatch_resume(self->base, STATUS_UNSUCCESSFUL);
}

void ke_thread_stop_if_frozen(void)
{
    struct _KTHREAD *self = ke_self();
    if ((atomic_load_explicit(&ke.attention, memory_order_relaxed) & KE_ATTENTION_FROZEN) && !self->crashing)
        ke_thread_abandon();
}

/* ---- who is still there ---- */

static void describe_wait(const struct _KTHREAD *t, char *text, size_t size)
{
    if (t->spinning_for)
        snprintf(text, size, "spins for lock %p", (void *)t->spinning_for);
    else if (t->waiting && t->wait_count)
        snprintf(text, size, "waits for %s%u object%s, the first a %s at %p",
                 t->wait_count > 1 && t->wait_type == WaitAll ? "all of " : "", t->wait_count,
                 t->wait_count > 1 ? "s" : "",
                 ke_object_name(((DISPATCHER_HEADER *)t->wait_blocks[0].Object)->Type),
                 t->wait_blocks[0].Object);
    else
        snprintf(text, size, "%s", t->waiting ? "sleeps" : "runs");
}

void ke_threads_report_leaks(void)
{
    ke_lock();
    for (PLIST_ENTRY e = ke.threads.Flink; e != &ke.threads; e = e->Flink) {
        struct _KTHREAD *t = CONTAINING_RECORD(e, struct _KTHREAD, link);
        char text[128];
        if (t->system)
            continue;
        describe_wait(t, text, sizeof(text));
        ke_leak("system thread still running", "ended before the driver unloads",
                "Tell the thread to end and wait for its object before DxgkDdiUnload returns.",
                "%s (number %u) %s", t->name, t->number, text);
    }
    ke_unlock();
}

/* Those that were cut off, or (host_sim) dropped where they were. */
void ke_threads_free(void)
{
    while (!IsListEmpty(&ke.threads)) {
        struct _KTHREAD *t = CONTAINING_RECORD(RemoveHeadList(&ke.threads), struct _KTHREAD, link);
        ob_dereference(t);
    }
}

void ke_report_deadlock(bool livelock)
{
    struct _KTHREAD *self = ke_self();
    char all[400] = "";
    size_t used = 0;
    ke_lock();
    for (PLIST_ENTRY e = ke.threads.Flink; e != &ke.threads; e = e->Flink) {
        struct _KTHREAD *t = CONTAINING_RECORD(e, struct _KTHREAD, link);
        const char *call =
            t->call_depth && t->call_depth <= KE_CALL_DEPTH ? t->calls[t->call_depth - 1].name : "";
        char text[128];
        bool stuck = livelock ? t == self || (t->call_depth && !t->waiting) : t->waiting || t->spinning_for;
        if (!stuck)
            continue; /* idle threads of the runtime */
        describe_wait(t, text, sizeof(text));
        report_emit(REPORT_VIOLATION, "SYN-04", call, t->name,
                    livelock ? "a wait now and then" : "every wait ends",
                    "Find who should have released or signaled it, or what the loop waits for.", "%s", text);
        if (used < sizeof(all))
            used += (size_t)snprintf(all + used, sizeof(all) - used, "; %s%s%s: %s", t->name,
                                     *call ? " in " : "", call, text);
    }
    ke_unlock();
    nt_bugcheck(SYNTHETIC_WATCHDOG_TIMEOUT, livelock, self->number, 0, 0, "SYN-04", "%s%s",
                livelock ? "time has stopped: threads run without end" : "deadlock: nothing can run any more",
                all);
}
