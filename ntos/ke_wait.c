/*
 * Waiting: the dispatcher objects' common half. A waiting thread hangs one wait block on each object; whoever makes an
 * object signaled looks whether that is enough for somebody, takes what the wait consumes, and unparks the thread.
 */
#include "ke.h"

#include <string.h>

const char *ke_object_name(UCHAR type)
{
    switch (type) {
    case KE_EVENT_NOTIFICATION:
        return "notification event";
    case KE_EVENT_SYNCHRONIZATION:
        return "synchronization event";
    case KE_MUTANT:
        return "mutex";
    case KE_SEMAPHORE:
        return "semaphore";
    case KE_THREAD:
        return "thread";
    case KE_TIMER_NOTIFICATION:
    case KE_TIMER_SYNCHRONIZATION:
        return "timer";
    default:
        return "object that cannot be waited for";
    }
}

/* In a byte that the driver has no use for and that never changes, so that it can be looked at without the lock. */
#define INITIALIZED 0x4B

void ke_header_init(DISPATCHER_HEADER *header, enum ke_object_type type, UCHAR size, LONG state)
{
    header->Type = (UCHAR)type;
    header->Signalling = INITIALIZED;
    header->Size = size;
    header->Inserted = 0;
    header->SignalState = state;
    InitializeListHead(&header->WaitListHead);
}

/* Reads the object before any lock is taken: a bad pointer faults here, in the caller's name. */
void ke_check_object(const DISPATCHER_HEADER *header, const char *service, int first, int last)
{
    if (header->Signalling == INITIALIZED && header->Type >= first && header->Type <= last)
        return;
    report_emit(REPORT_VIOLATION, "SYN-10", service, "object", "an initialized object of the right kind",
                "Initialize the object before use, and do not free it while it is used.", "%p has type %u",
                (const void *)header, header->Type);
    nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0x3D, (ULONG_PTR)header, header->Type, 0, "SYN-10",
                "%s: %p is no such object (type %u)", service, (const void *)header, header->Type);
}

static bool is_signaled_for(const DISPATCHER_HEADER *header, const struct _KTHREAD *thread)
{
    if (header->Type == KE_MUTANT && ((const KMUTEX *)header)->OwnerThread == thread)
        return true;
    return header->SignalState > 0;
}

/* Takes what a wait consumes. Returns true when a mutex was left by an owner that ended. */
static bool consume(DISPATCHER_HEADER *header, struct _KTHREAD *thread)
{
    KMUTEX *mutex = (KMUTEX *)header;
    bool abandoned;
    switch (header->Type) {
    case KE_EVENT_SYNCHRONIZATION:
    case KE_TIMER_SYNCHRONIZATION:
        header->SignalState = 0;
        return false;
    case KE_SEMAPHORE:
        header->SignalState--;
        return false;
    case KE_MUTANT:
        if (--header->SignalState == 0) {
            mutex->OwnerThread = thread;
            InsertTailList(&thread->mutants, &mutex->MutantListEntry);
        }
        abandoned = mutex->Abandoned;
        mutex->Abandoned = FALSE;
        return abandoned;
    default:
        return false;
    }
}

static bool all_signaled(struct _KTHREAD *thread)
{
    for (ULONG i = 0; i < thread->wait_count; i++)
        if (!is_signaled_for(thread->wait_blocks[i].Object, thread))
            return false;
    return true;
}

static NTSTATUS consume_all(struct _KTHREAD *thread)
{
    bool abandoned = false;
    for (ULONG i = 0; i < thread->wait_count; i++)
        abandoned |= consume(thread->wait_blocks[i].Object, thread);
    return abandoned ? STATUS_ABANDONED_WAIT_0 : STATUS_SUCCESS;
}

static void end_wait(struct _KTHREAD *thread, NTSTATUS status)
{
    for (ULONG i = 0; i < thread->wait_count; i++)
        RemoveEntryList(&thread->wait_blocks[i].WaitListEntry);
    thread->wait_count = 0;
    thread->waiting = false;
    thread->wait_status = status;
}

/* One waiter that can go, if there is one. */
static bool release_one(DISPATCHER_HEADER *header)
{
    for (PLIST_ENTRY e = header->WaitListHead.Flink; e != &header->WaitListHead; e = e->Flink) {
        KWAIT_BLOCK *block = CONTAINING_RECORD(e, KWAIT_BLOCK, WaitListEntry);
        struct _KTHREAD *thread = block->Thread;
        NTSTATUS status;
        if (thread->wait_type == WaitAny)
            status = block->WaitKey + (consume(header, thread) ? STATUS_ABANDONED_WAIT_0 : 0);
        else if (all_signaled(thread))
            status = consume_all(thread);
        else
            continue;
        end_wait(thread, status);
        ke.host->unpark(thread->host);
        return true;
    }
    return false;
}

void ke_signal(DISPATCHER_HEADER *header)
{
    while (header->SignalState > 0 && release_one(header))
        ;
}

/* ---- the wait ---- */

/* Satisfied at once? Dispatcher lock held. */
static bool try_wait(struct _KTHREAD *self, PVOID objects[], ULONG count, WAIT_TYPE type, NTSTATUS *status)
{
    if (type == WaitAll) {
        bool abandoned = false;
        for (ULONG i = 0; i < count; i++)
            if (!is_signaled_for(objects[i], self))
                return false;
        for (ULONG i = 0; i < count; i++)
            abandoned |= consume(objects[i], self);
        *status = abandoned ? STATUS_ABANDONED_WAIT_0 : STATUS_SUCCESS;
        return true;
    }
    for (ULONG i = 0; i < count; i++) {
        if (!is_signaled_for(objects[i], self))
            continue;
        *status = (NTSTATUS)i + (consume(objects[i], self) ? STATUS_ABANDONED_WAIT_0 : 0);
        return true;
    }
    return false;
}

static void begin_wait(struct _KTHREAD *self, PVOID objects[], ULONG count, WAIT_TYPE type,
                       KWAIT_BLOCK *blocks)
{
    self->wait_blocks = blocks;
    self->wait_count = count;
    self->wait_type = type;
    self->waiting = true;
    for (ULONG i = 0; i < count; i++) {
        blocks[i].Thread = self;
        blocks[i].Object = objects[i];
        blocks[i].WaitKey = (USHORT)i;
        InsertTailList(&((DISPATCHER_HEADER *)objects[i])->WaitListHead, &blocks[i].WaitListEntry);
    }
}

/* A blocking wait where blocking is not allowed: on Windows the processor would never come back. */
static void cannot_block(struct _KTHREAD *self, const char *service)
{
    if (self->in_dpc)
        nt_bugcheck(ATTEMPTED_SWITCH_FROM_DPC, (ULONG_PTR)self, 0, 0, 0, "SYN-10",
                    "%s would have to block inside a DPC", service);
    nt_bugcheck(IRQL_NOT_LESS_OR_EQUAL, 0, self->irql, 0, 0, "SYN-10", "%s would have to block at %s%s",
                service, ke_irql_name(self->irql), self->held_count ? ", with a spin lock held" : "");
}

static NTSTATUS wait(struct _KTHREAD *self, PVOID objects[], ULONG count, WAIT_TYPE type,
                     const LARGE_INTEGER *timeout, KWAIT_BLOCK *blocks, const char *service)
{
    bool may_block = !timeout || timeout->QuadPart != 0;
    uint64_t deadline = ke_deadline(timeout);
    NTSTATUS status;

    if (may_block && self->irql >= DISPATCH_LEVEL && !self->crashing)
        ke_report_irql(service, self->irql, APC_LEVEL, "At DISPATCH_LEVEL wait only with a timeout of zero.");
    ke_lock();
    if (try_wait(self, objects, count, type, &status)) {
        ke_unlock();
        return status;
    }
    if (!may_block || self->crashing || self->irql >= DISPATCH_LEVEL) {
        ke_unlock();
        if (may_block && !self->crashing)
            cannot_block(self, service);
        return STATUS_TIMEOUT;
    }
    begin_wait(self, objects, count, type, blocks);
    while (self->waiting) {
        ke_unlock();
        ke.host->park(deadline);
        ke_thread_stop_if_frozen();
        ke_lock();
        if (self->waiting && ke.host->now() >= deadline)
            end_wait(self, STATUS_TIMEOUT);
    }
    status = self->wait_status;
    ke_unlock();
    self->time_queries = 0;
    return status;
}

NTSTATUS NTAPI KeWaitForSingleObject(PVOID Object, KWAIT_REASON WaitReason, KPROCESSOR_MODE WaitMode,
                                     BOOLEAN Alertable, PLARGE_INTEGER Timeout)
{
    struct _KTHREAD *self = KE_SERVICE(KeWaitForSingleObject);
    ke_check_object(Object, "KeWaitForSingleObject", 0, KE_TIMER_SYNCHRONIZATION);
    return wait(self, &Object, 1, WaitAny, Timeout, self->own_blocks, "KeWaitForSingleObject");
}

NTSTATUS NTAPI KeWaitForMultipleObjects(ULONG Count, PVOID Object[], WAIT_TYPE WaitType,
                                        KWAIT_REASON WaitReason, KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
                                        PLARGE_INTEGER Timeout, PKWAIT_BLOCK WaitBlockArray)
{
    struct _KTHREAD *self = KE_SERVICE(KeWaitForMultipleObjects);
    ULONG limit = WaitBlockArray ? MAXIMUM_WAIT_OBJECTS : THREAD_WAIT_OBJECTS;
    if (!Count || Count > limit)
        nt_bugcheck(MAXIMUM_WAIT_OBJECTS_EXCEEDED, Count, limit, 0, 0, "SYN-10",
                    "KeWaitForMultipleObjects: %u objects; with%s WaitBlockArray 1 to %u are allowed", Count,
                    WaitBlockArray ? "" : "out", limit);
    for (ULONG i = 0; i < Count; i++)
        ke_check_object(Object[i], "KeWaitForMultipleObjects", 0, KE_TIMER_SYNCHRONIZATION);
    return wait(self, Object, Count, WaitType, Timeout, WaitBlockArray ? WaitBlockArray : self->own_blocks,
                "KeWaitForMultipleObjects");
}

NTSTATUS NTAPI KeDelayExecutionThread(KPROCESSOR_MODE WaitMode, BOOLEAN Alertable, PLARGE_INTEGER Interval)
{
    struct _KTHREAD *self = KE_SERVICE(KeDelayExecutionThread);
    uint64_t deadline = ke_deadline(Interval);
    if (self->irql >= DISPATCH_LEVEL)
        cannot_block(self, "KeDelayExecutionThread");
    while (ke.host->now() < deadline) {
        ke.host->park(deadline);
        ke_thread_stop_if_frozen();
    }
    self->time_queries = 0;
    return STATUS_SUCCESS;
}
