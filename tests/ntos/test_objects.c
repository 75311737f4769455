/*
 * Dispatcher objects, spin locks and threads, on every host.
 */
#include "kernel.h"

#include <string.h>

/* ---- start and end ---- */

static int nothing(void *arg)
{
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
    EXPECT(KeGetCurrentThread() != NULL);
    return 0;
}

static void boots_runs_and_shuts_down(void **state)
{
    kernel_everywhere(nothing, NULL, 3);
}

static int seven(void *arg)
{
    return 7;
}

static void body_value_is_the_outcome(void **state)
{
    for (int host = 0; host < 2; host++) {
        struct kernel_run run = {.options = {.host = host ? NT_HOST_SIM : NT_HOST_POSIX}, .body = seven};
        kernel_boot_run(&run);
        assert_int_equal(run.outcome.value, 7);
        assert_false(run.outcome.bugchecked);
    }
}

/* ---- threads ---- */

struct join {
    KEVENT go;
    LONG done;
};

static VOID NTAPI joined_thread(PVOID context)
{
    struct join *j = context;
    KeWaitForSingleObject(&j->go, Executive, KernelMode, FALSE, NULL);
    InterlockedIncrement(&j->done);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static int join_threads(void *arg)
{
    struct join j = {.done = 0};
    PVOID threads[4];
    KWAIT_BLOCK blocks[4];
    KeInitializeEvent(&j.go, NotificationEvent, FALSE);
    for (int i = 0; i < 4; i++) {
        HANDLE handle;
        EXPECT(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, joined_thread, &j) ==
               STATUS_SUCCESS);
        EXPECT(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &threads[i],
                                         NULL) == STATUS_SUCCESS);
        EXPECT(ZwClose(handle) == STATUS_SUCCESS);
    }
    LARGE_INTEGER zero = {.QuadPart = 0};
    EXPECT(KeWaitForSingleObject(threads[0], Executive, KernelMode, FALSE, &zero) == STATUS_TIMEOUT);
    KeSetEvent(&j.go, IO_NO_INCREMENT, FALSE);
    EXPECT(KeWaitForMultipleObjects(4, threads, WaitAll, Executive, KernelMode, FALSE, NULL, blocks) ==
           STATUS_SUCCESS);
    EXPECT(j.done == 4);
    for (int i = 0; i < 4; i++)
        ObDereferenceObject(threads[i]);
    return 0;
}

static void threads_are_joined(void **state)
{
    kernel_everywhere(join_threads, NULL, 50);
}

/* ---- a helper for two threads ---- */

static PVOID start_thread(PKSTART_ROUTINE routine, PVOID context)
{
    HANDLE handle;
    PVOID thread = NULL;
    EXPECT(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, routine, context) ==
           STATUS_SUCCESS);
    EXPECT(ObReferenceObjectByHandle(handle, 0, *PsThreadType, KernelMode, &thread, NULL) == STATUS_SUCCESS);
    ZwClose(handle);
    return thread;
}

static void join(PVOID thread)
{
    EXPECT(KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS);
    ObDereferenceObject(thread);
}

static NTSTATUS poll(PVOID object)
{
    LARGE_INTEGER zero = {.QuadPart = 0};
    return KeWaitForSingleObject(object, Executive, KernelMode, FALSE, &zero);
}

/* ---- events ---- */

static int event_states(void *arg)
{
    KEVENT event;
    KeInitializeEvent(&event, SynchronizationEvent, FALSE);
    EXPECT(poll(&event) == STATUS_TIMEOUT);
    EXPECT(KeSetEvent(&event, 0, FALSE) == 0);
    EXPECT(KeSetEvent(&event, 0, FALSE) == 1);
    EXPECT(poll(&event) == STATUS_SUCCESS);
    EXPECT(poll(&event) == STATUS_TIMEOUT);
    KeInitializeEvent(&event, NotificationEvent, TRUE);
    EXPECT(poll(&event) == STATUS_SUCCESS && poll(&event) == STATUS_SUCCESS);
    EXPECT(KeResetEvent(&event) == 1 && KeReadStateEvent(&event) == 0);
    KeSetEvent(&event, 0, FALSE);
    KeClearEvent(&event);
    EXPECT(KeReadStateEvent(&event) == 0);
    return 0;
}

static void events_keep_their_state(void **state)
{
    kernel_everywhere(event_states, NULL, 3);
}

struct wake {
    KEVENT event;
    LONG woken;
};

static VOID NTAPI wait_once(PVOID context)
{
    struct wake *w = context;
    KeWaitForSingleObject(&w->event, Executive, KernelMode, FALSE, NULL);
    InterlockedIncrement(&w->woken);
}

static int sync_event_wakes_one(void *arg)
{
    struct wake w = {.woken = 0};
    PVOID threads[3];
    LARGE_INTEGER pause = ms(5);
    KeInitializeEvent(&w.event, SynchronizationEvent, FALSE);
    for (int i = 0; i < 3; i++)
        threads[i] = start_thread(wait_once, &w);
    for (LONG i = 1; i <= 3; i++) {
        KeSetEvent(&w.event, 0, FALSE);
        while (ReadAcquire(&w.woken) < i)
            KeDelayExecutionThread(KernelMode, FALSE, &pause);
        EXPECT(ReadAcquire(&w.woken) == i);
    }
    for (int i = 0; i < 3; i++)
        join(threads[i]);
    return 0;
}

static void a_synchronization_event_wakes_one_thread(void **state)
{
    kernel_everywhere(sync_event_wakes_one, NULL, 30);
}

/* ---- waiting for several ---- */

static int wait_several(void *arg)
{
    KEVENT a, b;
    PVOID objects[] = {&a, &b};
    LARGE_INTEGER zero = {.QuadPart = 0};
    KeInitializeEvent(&a, SynchronizationEvent, FALSE);
    KeInitializeEvent(&b, SynchronizationEvent, TRUE);
    EXPECT(KeWaitForMultipleObjects(2, objects, WaitAll, Executive, KernelMode, FALSE, &zero, NULL) ==
           STATUS_TIMEOUT);
    EXPECT(KeReadStateEvent(&b) == 1); /* WaitAll takes nothing unless it gets all */
    EXPECT(KeWaitForMultipleObjects(2, objects, WaitAny, Executive, KernelMode, FALSE, &zero, NULL) ==
           STATUS_WAIT_0 + 1);
    EXPECT(KeReadStateEvent(&b) == 0);
    KeSetEvent(&a, 0, FALSE);
    KeSetEvent(&b, 0, FALSE);
    EXPECT(KeWaitForMultipleObjects(2, objects, WaitAll, Executive, KernelMode, FALSE, NULL, NULL) ==
           STATUS_SUCCESS);
    EXPECT(KeReadStateEvent(&a) == 0 && KeReadStateEvent(&b) == 0);
    return 0;
}

static void several_objects_are_waited_for(void **state)
{
    kernel_everywhere(wait_several, NULL, 3);
}

/* ---- time ---- */

static int timeouts(void *arg)
{
    KEVENT event;
    LARGE_INTEGER t = ms(20), absolute;
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    uint64_t before = nt_now();
    EXPECT(KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &t) == STATUS_TIMEOUT);
    uint64_t took = nt_now() - before;
    EXPECT(took >= 200000);
    EXPECT(took < 20000000);
    before = nt_now();
    EXPECT(KeDelayExecutionThread(KernelMode, FALSE, &t) == STATUS_SUCCESS);
    EXPECT(nt_now() - before >= 200000);
    KeQuerySystemTimePrecise(&absolute);
    absolute.QuadPart += 50000;
    before = nt_now();
    EXPECT(KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, &absolute) == STATUS_TIMEOUT);
    EXPECT(nt_now() - before >= 40000);
    before = nt_now();
    KeStallExecutionProcessor(50);
    EXPECT(nt_now() - before >= 500);
    return 0;
}

static void timeouts_take_their_time(void **state)
{
    kernel_everywhere(timeouts, NULL, 3);
}

static int poll_clock(void *arg)
{
    LARGE_INTEGER frequency, start = KeQueryPerformanceCounter(&frequency);
    EXPECT(frequency.QuadPart == 10000000);
    while (KeQueryPerformanceCounter(NULL).QuadPart - start.QuadPart < 20000)
        ;
    return 0;
}

static void polling_the_clock_ends(void **state)
{
    kernel_everywhere(poll_clock, NULL, 3);
}

/* ---- mutexes and semaphores ---- */

static int mutex_recursion(void *arg)
{
    KMUTEX mutex;
    KeInitializeMutex(&mutex, 0);
    EXPECT(poll(&mutex) == STATUS_SUCCESS && poll(&mutex) == STATUS_SUCCESS);
    EXPECT(KeReleaseMutex(&mutex, FALSE) == -1);
    EXPECT(KeReadStateMutex(&mutex) == 0);
    EXPECT(KeReleaseMutex(&mutex, FALSE) == 0);
    EXPECT(KeReadStateMutex(&mutex) == 1);
    return 0;
}

static void mutexes_are_recursive(void **state)
{
    kernel_everywhere(mutex_recursion, NULL, 3);
}

struct counter {
    KMUTEX mutex;
    FAST_MUTEX fast;
    KSPIN_LOCK spin;
    KSEMAPHORE semaphore;
    ERESOURCE resource;
    int kind;
    int value; /* protected by the one of `kind` */
};

static void increment(struct counter *c)
{
    int v = c->value;
    nt_yield();
    c->value = v + 1;
}

static VOID NTAPI count(PVOID context)
{
    struct counter *c = context;
    KIRQL irql;
    KLOCK_QUEUE_HANDLE queued;
    for (int i = 0; i < 50; i++) {
        switch (c->kind) {
        case 0:
            KeWaitForSingleObject(&c->mutex, Executive, KernelMode, FALSE, NULL);
            increment(c);
            KeReleaseMutex(&c->mutex, FALSE);
            break;
        case 1:
            ExAcquireFastMutex(&c->fast);
            EXPECT(KeGetCurrentIrql() == APC_LEVEL);
            increment(c);
            ExReleaseFastMutex(&c->fast);
            break;
        case 2:
            KeAcquireSpinLock(&c->spin, &irql);
            EXPECT(KeGetCurrentIrql() == DISPATCH_LEVEL && irql == PASSIVE_LEVEL);
            increment(c);
            KeReleaseSpinLock(&c->spin, irql);
            break;
        case 3:
            KeAcquireInStackQueuedSpinLock(&c->spin, &queued);
            increment(c);
            KeReleaseInStackQueuedSpinLock(&queued);
            break;
        case 4:
            KeWaitForSingleObject(&c->semaphore, Executive, KernelMode, FALSE, NULL);
            increment(c);
            KeReleaseSemaphore(&c->semaphore, 0, 1, FALSE);
            break;
        case 5:
            KeEnterCriticalRegion();
            ExAcquireResourceExclusiveLite(&c->resource, TRUE);
            increment(c);
            ExReleaseResourceLite(&c->resource);
            KeLeaveCriticalRegion();
            break;
        }
        EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
    }
}

static int exclusion(void *arg)
{
    for (int kind = 0; kind < 6; kind++) {
        struct counter c = {.kind = kind};
        PVOID threads[3];
        KeInitializeMutex(&c.mutex, 0);
        ExInitializeFastMutex(&c.fast);
        KeInitializeSpinLock(&c.spin);
        KeInitializeSemaphore(&c.semaphore, 1, 1);
        ExInitializeResourceLite(&c.resource);
        for (int i = 0; i < 3; i++)
            threads[i] = start_thread(count, &c);
        for (int i = 0; i < 3; i++)
            join(threads[i]);
        EXPECT(c.value == 150);
        ExDeleteResourceLite(&c.resource);
    }
    return 0;
}

static void every_lock_excludes(void **state)
{
    kernel_everywhere(exclusion, NULL, 20);
}

struct readers {
    ERESOURCE resource;
    LONG inside, most;
};

static VOID NTAPI read_shared(PVOID context)
{
    struct readers *r = context;
    LARGE_INTEGER pause = ms(2);
    KeEnterCriticalRegion();
    EXPECT(ExAcquireResourceSharedLite(&r->resource, TRUE));
    LONG now = InterlockedIncrement(&r->inside);
    if (now > ReadAcquire(&r->most))
        InterlockedExchange(&r->most, now);
    KeDelayExecutionThread(KernelMode, FALSE, &pause);
    InterlockedDecrement(&r->inside);
    ExReleaseResourceLite(&r->resource);
    KeLeaveCriticalRegion();
}

static int resource_shares(void *arg)
{
    struct readers r = {.inside = 0};
    PVOID threads[3];
    ExInitializeResourceLite(&r.resource);
    for (int i = 0; i < 3; i++)
        threads[i] = start_thread(read_shared, &r);
    KeEnterCriticalRegion();
    ExAcquireResourceExclusiveLite(&r.resource, TRUE);
    EXPECT(ReadAcquire(&r.inside) == 0);
    EXPECT(ExIsResourceAcquiredExclusiveLite(&r.resource));
    EXPECT(ExAcquireResourceSharedLite(&r.resource, FALSE)); /* the owner may */
    ExReleaseResourceLite(&r.resource);
    ExReleaseResourceLite(&r.resource);
    KeLeaveCriticalRegion();
    for (int i = 0; i < 3; i++)
        join(threads[i]);
    EXPECT(r.most >= 1);
    ExDeleteResourceLite(&r.resource);
    return 0;
}

static void resources_let_readers_share(void **state)
{
    kernel_everywhere(resource_shares, NULL, 30);
}

/* ---- lists, look-aside lists, named events ---- */

static int lists(void *arg)
{
    static NPAGED_LOOKASIDE_LIST storage;
    NPAGED_LOOKASIDE_LIST *look = &storage;
    SLIST_HEADER head;
    SLIST_ENTRY entries[3];
    KSPIN_LOCK lock;
    LIST_ENTRY list, a, b;
    InitializeSListHead(&head);
    EXPECT(ExInterlockedPopEntrySList(&head, NULL) == NULL);
    for (int i = 0; i < 3; i++)
        ExInterlockedPushEntrySList(&head, &entries[i], NULL);
    EXPECT(ExQueryDepthSList(&head) == 3);
    EXPECT(ExInterlockedPopEntrySList(&head, NULL) == &entries[2]);
    EXPECT(ExInterlockedFlushSList(&head) == &entries[1] && ExQueryDepthSList(&head) == 0);
    KeInitializeSpinLock(&lock);
    InitializeListHead(&list);
    EXPECT(ExInterlockedInsertTailList(&list, &a, &lock) == NULL);
    EXPECT(ExInterlockedInsertHeadList(&list, &b, &lock) == &a);
    EXPECT(ExInterlockedRemoveHeadList(&list, &lock) == &b &&
           ExInterlockedRemoveHeadList(&list, &lock) == &a);
    EXPECT(ExInterlockedRemoveHeadList(&list, &lock) == NULL);
    ExInitializeNPagedLookasideList(look, NULL, NULL, 0, 100, KERNEL_TAG, 0);
    PVOID p = ExAllocateFromNPagedLookasideList(look);
    ExFreeToNPagedLookasideList(look, p);
    EXPECT(ExAllocateFromNPagedLookasideList(look) == p);
    ExFreeToNPagedLookasideList(look, p);
    ExDeleteNPagedLookasideList(look);
    return 0;
}

static void lists_keep_their_entries(void **state)
{
    kernel_everywhere(lists, NULL, 3);
}

static int named_events(void *arg)
{
    UNICODE_STRING name, other;
    HANDLE a, b, c;
    RtlInitUnicodeString(&name, L"\\BaseNamedObjects\\Vsync");
    RtlInitUnicodeString(&other, L"\\BASENAMEDOBJECTS\\VSYNC");
    PKEVENT first = IoCreateNotificationEvent(&name, &a), second = IoCreateNotificationEvent(&other, &b);
    EXPECT(first && first == second && a != b);
    EXPECT(KeReadStateEvent(first) == 1);
    PKEVENT unnamed = IoCreateSynchronizationEvent(NULL, &c);
    EXPECT(unnamed && unnamed != first);
    EXPECT(ZwClose(a) == STATUS_SUCCESS && ZwClose(b) == STATUS_SUCCESS && ZwClose(c) == STATUS_SUCCESS);
    return 0;
}

static void events_have_names(void **state)
{
    kernel_everywhere(named_events, NULL, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boots_runs_and_shuts_down),
        cmocka_unit_test(body_value_is_the_outcome),
        cmocka_unit_test(threads_are_joined),
        cmocka_unit_test(events_keep_their_state),
        cmocka_unit_test(a_synchronization_event_wakes_one_thread),
        cmocka_unit_test(several_objects_are_waited_for),
        cmocka_unit_test(timeouts_take_their_time),
        cmocka_unit_test(polling_the_clock_ends),
        cmocka_unit_test(mutexes_are_recursive),
        cmocka_unit_test(every_lock_excludes),
        cmocka_unit_test(resources_let_readers_share),
        cmocka_unit_test(lists_keep_their_entries),
        cmocka_unit_test(events_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
