/*
 * Timers, DPCs and work items.
 */
#include "kernel.h"

#include <string.h>

struct log {
    KSPIN_LOCK lock;
    KEVENT done;
    char text[64];
    size_t used;
    size_t wanted;
};

static void log_init(struct log *l, size_t wanted)
{
    memset(l, 0, sizeof(*l));
    l->wanted = wanted;
    KeInitializeEvent(&l->done, NotificationEvent, FALSE);
}

static void log_put(struct log *l, char c)
{
    KIRQL irql;
    KeAcquireSpinLock(&l->lock, &irql);
    if (l->used < sizeof(l->text) - 1)
        l->text[l->used++] = c;
    bool full = l->used == l->wanted;
    KeReleaseSpinLock(&l->lock, irql);
    if (full)
        KeSetEvent(&l->done, 0, FALSE);
}

static VOID NTAPI put_routine(PKDPC dpc, PVOID context, PVOID letter, PVOID unused)
{
    EXPECT(KeGetCurrentIrql() == DISPATCH_LEVEL);
    log_put(context, (char)(uintptr_t)letter);
}

/* ---- DPCs ---- */

static int dpc_order(void *arg)
{
    struct log l;
    KDPC dpcs[4];
    log_init(&l, 4);
    for (int i = 0; i < 4; i++)
        KeInitializeDpc(&dpcs[i], put_routine, &l);
    for (int i = 0; i < 4; i++)
        EXPECT(KeInsertQueueDpc(&dpcs[i], (PVOID)(uintptr_t)('a' + i), NULL));
    KeWaitForSingleObject(&l.done, Executive, KernelMode, FALSE, NULL);
    EXPECT(!strcmp(l.text, "abcd")); /* one processor's DPCs run in order */
    KeFlushQueuedDpcs();
    return 0;
}

static void dpcs_of_one_processor_run_in_order(void **state)
{
    kernel_everywhere(dpc_order, NULL, 50);
}

static VOID NTAPI count_routine(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    for (int i = 0; i < 5; i++)
        nt_yield();
    InterlockedIncrement(context);
}

static int flush(void *arg)
{
    LONG ran = 0;
    KDPC dpcs[6];
    for (int i = 0; i < 6; i++) {
        KeInitializeDpc(&dpcs[i], count_routine, &ran);
        KeSetTargetProcessorDpc(&dpcs[i], (CCHAR)(i % 2));
        KeInsertQueueDpc(&dpcs[i], NULL, NULL);
    }
    KeFlushQueuedDpcs();
    EXPECT(ReadAcquire(&ran) == 6); /* OBS-140: nothing may run after the flush */
    return 0;
}

static void flush_waits_for_every_dpc(void **state)
{
    kernel_everywhere(flush, NULL, 50);
}

static int insert_twice(void *arg)
{
    LONG ran = 0;
    KDPC dpc;
    KIRQL irql = KfRaiseIrql(HIGH_LEVEL);
    KeInitializeDpc(&dpc, count_routine, &ran);
    bool first = KeInsertQueueDpc(&dpc, NULL, NULL), removed = KeRemoveQueueDpc(&dpc);
    KeLowerIrql(irql);
    EXPECT(first);
    KeFlushQueuedDpcs();
    EXPECT(ReadAcquire(&ran) == !removed);
    return 0;
}

static void a_removed_dpc_does_not_run(void **state)
{
    kernel_everywhere(insert_twice, NULL, 50);
}

/* ---- timers ---- */

struct tick {
    KTIMER timer;
    KDPC dpc;
    LONG count;
    KEVENT third;
};

static VOID NTAPI tick_routine(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    struct tick *t = context;
    if (InterlockedIncrement(&t->count) == 3)
        KeSetEvent(&t->third, 0, FALSE);
}

static int periodic(void *arg)
{
    struct tick t = {.count = 0};
    KeInitializeTimerEx(&t.timer, SynchronizationTimer);
    KeInitializeDpc(&t.dpc, tick_routine, &t);
    KeInitializeEvent(&t.third, NotificationEvent, FALSE);
    uint64_t before = nt_now();
    EXPECT(!KeSetTimerEx(&t.timer, ms(4), 4, &t.dpc));
    KeWaitForSingleObject(&t.third, Executive, KernelMode, FALSE, NULL);
    EXPECT(nt_now() - before >= 120000);
    EXPECT(KeCancelTimer(&t.timer));
    EXPECT(!KeCancelTimer(&t.timer));
    KeFlushQueuedDpcs();
    LONG count = ReadAcquire(&t.count);
    LARGE_INTEGER pause = ms(20);
    KeDelayExecutionThread(KernelMode, FALSE, &pause);
    EXPECT(ReadAcquire(&t.count) == count);
    return 0;
}

static void a_periodic_timer_runs_until_cancelled(void **state)
{
    kernel_everywhere(periodic, NULL, 20);
}

static int timer_order(void *arg)
{
    struct log l;
    KTIMER timers[3];
    LARGE_INTEGER due[] = {ms(30), ms(10), ms(20)};
    PVOID objects[] = {&timers[0], &timers[1], &timers[2]};
    log_init(&l, 3);
    for (int i = 0; i < 3; i++) {
        KeInitializeTimer(&timers[i]);
        KeSetTimer(&timers[i], due[i], NULL);
    }
    NTSTATUS first = KeWaitForMultipleObjects(3, objects, WaitAny, Executive, KernelMode, FALSE, NULL, NULL);
    EXPECT(first == STATUS_WAIT_0 + 1);
    EXPECT(KeReadStateTimer(&timers[1]) && KeSetTimer(&timers[0], ms(1), NULL));
    KeWaitForMultipleObjects(3, objects, WaitAll, Executive, KernelMode, FALSE, NULL, NULL);
    return 0;
}

static void timers_expire_in_order_of_due_time(void **state)
{
    kernel_everywhere(timer_order, NULL, 20);
}

/* ---- work items ---- */

static VOID NTAPI work_routine(PDEVICE_OBJECT device, PVOID context)
{
    EXPECT(KeGetCurrentIrql() == PASSIVE_LEVEL);
    KeSetEvent(context, 0, FALSE);
}

struct from_dpc {
    PIO_WORKITEM item;
    KEVENT done;
};

static VOID NTAPI queue_work(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    struct from_dpc *f = context;
    IoQueueWorkItem(f->item, work_routine, DelayedWorkQueue, &f->done);
}

static int work(void *arg)
{
    PDEVICE_OBJECT device;
    struct from_dpc f;
    KDPC dpc;
    EXPECT(nt_pdo_create(NULL, &device) == STATUS_SUCCESS);
    KeInitializeEvent(&f.done, SynchronizationEvent, FALSE);
    f.item = IoAllocateWorkItem(device);
    KeInitializeDpc(&dpc, queue_work, &f);
    for (int i = 0; i < 3; i++) {
        KeInsertQueueDpc(&dpc, NULL, NULL);
        KeWaitForSingleObject(&f.done, Executive, KernelMode, FALSE, NULL);
    }
    IoFreeWorkItem(f.item);
    LARGE_INTEGER pause = ms(5); /* the worker still gives the device back */
    KeDelayExecutionThread(KernelMode, FALSE, &pause);
    nt_pdo_destroy(device);
    return 0;
}

static void work_items_leave_the_dpc(void **state)
{
    kernel_everywhere(work, NULL, 30);
}

/* ---- what is left over ---- */

static KTIMER left_timer;

static int leave_timer(void *arg)
{
    KeInitializeTimer(&left_timer);
    KeSetTimer(&left_timer, ms(100000), NULL);
    return 0;
}

static void check_left_timer(const struct kernel_run *run)
{
    assert_int_equal(run->leaks, 1);
    assert_non_null(kernel_found(run, "OBS-135", "nt_shutdown"));
}

static void an_active_timer_is_a_leak(void **state)
{
    kernel_everywhere_checked(leave_timer, NULL, 3, (struct nt_options){0}, check_left_timer);
}

static int free_timer(void *arg)
{
    KTIMER *timer = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*timer), KERNEL_TAG);
    KeInitializeTimer(timer);
    KeSetTimer(timer, ms(1000), NULL);
    ExFreePoolWithTag(timer, KERNEL_TAG);
    return 0;
}

static void check_freed_timer(const struct kernel_run *run)
{
    assert_true(run->outcome.bugchecked);
    assert_int_equal(run->outcome.bugcheck.code, TIMER_OR_DPC_INVALID);
    assert_string_equal(run->outcome.bugcheck.rule, "OBS-139");
}

static void freeing_an_active_timer_is_found(void **state)
{
    kernel_everywhere_checked(free_timer, NULL, 3, (struct nt_options){0}, check_freed_timer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dpcs_of_one_processor_run_in_order),
        cmocka_unit_test(flush_waits_for_every_dpc),
        cmocka_unit_test(a_removed_dpc_does_not_run),
        cmocka_unit_test(a_periodic_timer_runs_until_cancelled),
        cmocka_unit_test(timers_expire_in_order_of_due_time),
        cmocka_unit_test(work_items_leave_the_dpc),
        cmocka_unit_test(an_active_timer_is_a_leak),
        cmocka_unit_test(freeing_an_active_timer_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
