/*
 * What the runtime notices about IRQL, locks, waits and the end of calls (SYN-10 and its neighbours): each misdeed is done
 * once on every host, and must be reported with its rule; where Windows would stop, the run must end in that bug check.
 */
#include "kernel.h"

#include <stdio.h>
#include <string.h>

static struct {
    const char *rule, *where;
    ULONG code; /* 0: survives */
} expected;

static void check_caught(const struct kernel_run *run)
{
    const struct report *r = kernel_found(run, expected.rule, expected.where);
    if (!r)
        fail_msg("%s in %s was not reported (host %d, seed %llu)", expected.rule, expected.where,
                 run->options.host, (unsigned long long)run->options.seed);
    assert_true(*r->value && *r->expected && *r->what);
    assert_int_equal(run->outcome.bugchecked, expected.code != 0);
    if (expected.code)
        assert_int_equal(run->outcome.bugcheck.code, expected.code);
}

static void caught(int (*body)(void *), const char *rule, const char *where, ULONG code)
{
    expected.rule = rule;
    expected.where = where;
    expected.code = code;
    kernel_everywhere_checked(body, NULL, 5, (struct nt_options){0}, check_caught);
}

/* ---- IRQL ---- */

static int open_key_at_dispatch(void *arg)
{
    HANDLE key;
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    KIRQL irql;
    RtlInitUnicodeString(&name, L"\\Registry");
    InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    ZwOpenKey(&key, KEY_READ, &attributes);
    KeLowerIrql(irql);
    return 0;
}

static int raise_down(void *arg)
{
    KIRQL irql;
    KeRaiseIrql(DISPATCH_LEVEL, &irql);
    KeRaiseIrql(APC_LEVEL, &irql);
    return 0;
}

static int lower_up(void *arg)
{
    KeLowerIrql(DISPATCH_LEVEL);
    return 0;
}

static int paged_code_at_dispatch(void *arg)
{
    KIRQL irql = KeRaiseIrqlToDpcLevel();
    nt_call_enter("DxgkDdiRender", 0);
    PAGED_CODE();
    nt_call_leave();
    KeLowerIrql(irql);
    return 0;
}

static int paged_pool_at_dispatch(void *arg)
{
    KIRQL irql = KeRaiseIrqlToDpcLevel();
    PVOID p = ExAllocatePoolWithTag(PagedPool, 16, KERNEL_TAG);
    KeLowerIrql(irql);
    ExFreePool(p);
    return 0;
}

static void irql_too_high_is_reported(void **state)
{
    caught(open_key_at_dispatch, "SYN-10", "ZwOpenKey", 0);
    caught(raise_down, "SYN-10", "KeRaiseIrql", IRQL_NOT_GREATER_OR_EQUAL);
    caught(lower_up, "SYN-10", "KeLowerIrql", IRQL_NOT_LESS_OR_EQUAL);
    caught(paged_code_at_dispatch, "SYN-10", "DxgkDdiRender", 0);
    caught(paged_pool_at_dispatch, "SYN-10", "ExAllocatePoolWithTag", 0);
}

/* ---- waiting where one must not ---- */

static int wait_at_dispatch_signaled(void *arg)
{
    KEVENT event;
    KeInitializeEvent(&event, NotificationEvent, TRUE);
    KIRQL irql = KeRaiseIrqlToDpcLevel();
    KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    KeLowerIrql(irql);
    return 0;
}

static int wait_with_spin_lock(void *arg)
{
    static KSPIN_LOCK lock;
    KEVENT event;
    KIRQL irql;
    KeInitializeSpinLock(&lock);
    KeInitializeEvent(&event, NotificationEvent, FALSE);
    KeAcquireSpinLock(&lock, &irql);
    KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
    return 0;
}

static KEVENT never;

static VOID NTAPI waiting_dpc(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    KeWaitForSingleObject(&never, Executive, KernelMode, FALSE, NULL);
}

static int wait_in_dpc(void *arg)
{
    static KDPC dpc;
    KeInitializeEvent(&never, NotificationEvent, FALSE);
    KeInitializeDpc(&dpc, waiting_dpc, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    KeWaitForSingleObject(&never, Executive, KernelMode, FALSE, NULL);
    return 0;
}

static int delay_at_dispatch(void *arg)
{
    LARGE_INTEGER t = ms(1);
    KeRaiseIrqlToDpcLevel();
    KeDelayExecutionThread(KernelMode, FALSE, &t);
    return 0;
}

static int flush_at_dispatch(void *arg)
{
    KeRaiseIrqlToDpcLevel();
    KeFlushQueuedDpcs();
    return 0;
}

static void waiting_at_dispatch_is_reported(void **state)
{
    caught(wait_at_dispatch_signaled, "SYN-10", "KeWaitForSingleObject", 0);
    caught(wait_with_spin_lock, "SYN-10", "KeWaitForSingleObject", IRQL_NOT_LESS_OR_EQUAL);
    caught(wait_in_dpc, "SYN-10", "KeWaitForSingleObject", ATTEMPTED_SWITCH_FROM_DPC);
    caught(delay_at_dispatch, "SYN-10", "KeDelayExecutionThread", IRQL_NOT_LESS_OR_EQUAL);
    caught(flush_at_dispatch, "SYN-10", "KeFlushQueuedDpcs", IRQL_NOT_LESS_OR_EQUAL);
}

/* ---- spin locks ---- */

static KSPIN_LOCK lock_a, lock_b;

static int spin_twice(void *arg)
{
    KIRQL irql;
    KeInitializeSpinLock(&lock_a);
    KeAcquireSpinLock(&lock_a, &irql);
    KeAcquireSpinLock(&lock_a, &irql);
    return 0;
}

static int release_free(void *arg)
{
    KeInitializeSpinLock(&lock_a);
    KeRaiseIrqlToDpcLevel();
    KeReleaseSpinLock(&lock_a, PASSIVE_LEVEL);
    return 0;
}

static int spin_garbage(void *arg)
{
    KSPIN_LOCK *lock = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*lock), KERNEL_TAG); /* not initialized */
    KIRQL irql;
    KeAcquireSpinLock(lock, &irql);
    return 0;
}

static int dpc_form_at_passive(void *arg)
{
    KeInitializeSpinLock(&lock_a);
    KeAcquireSpinLockAtDpcLevel(&lock_a);
    KeReleaseSpinLockFromDpcLevel(&lock_a);
    return 0;
}

static int both_orders(void *arg)
{
    KIRQL irql;
    KeInitializeSpinLock(&lock_a);
    KeInitializeSpinLock(&lock_b);
    nt_call_enter("DxgkDdiSetPointerShape", 0);
    KeAcquireSpinLock(&lock_a, &irql);
    KeAcquireSpinLockAtDpcLevel(&lock_b);
    KeReleaseSpinLockFromDpcLevel(&lock_b);
    KeReleaseSpinLock(&lock_a, irql);
    nt_call_leave();
    nt_call_enter("DxgkDdiDpcRoutine", 0);
    KeAcquireSpinLock(&lock_b, &irql);
    KeAcquireSpinLockAtDpcLevel(&lock_a);
    KeReleaseSpinLockFromDpcLevel(&lock_a);
    KeReleaseSpinLock(&lock_b, irql);
    nt_call_leave();
    return 0;
}

static int return_with_lock(void *arg)
{
    KIRQL irql;
    KeInitializeSpinLock(&lock_a);
    nt_call_enter("DxgkDdiSetPointerPosition", 0);
    KeAcquireSpinLock(&lock_a, &irql);
    nt_call_leave();
    return 0;
}

static int return_raised(void *arg)
{
    nt_call_enter("DxgkDdiSetPalette", 0);
    KeRaiseIrqlToDpcLevel();
    nt_call_leave();
    return 0;
}

static int spin_above_dispatch(void *arg)
{
    KIRQL irql;
    KeInitializeSpinLock(&lock_a);
    KeRaiseIrql(HIGH_LEVEL, &irql);
    KeAcquireSpinLock(&lock_a, &irql);
    return 0;
}

static void misuse_of_spin_locks_is_reported(void **state)
{
    caught(spin_twice, "SYN-10", "KeAcquireSpinLock", SPIN_LOCK_ALREADY_OWNED);
    caught(release_free, "SYN-10", "KeReleaseSpinLock", SPIN_LOCK_NOT_OWNED);
    caught(spin_garbage, "SYN-10", "KeAcquireSpinLock", SPIN_LOCK_INIT_FAILURE);
    caught(dpc_form_at_passive, "SYN-10", "KeAcquireSpinLockAtDpcLevel", 0);
    caught(both_orders, "SYN-10", "DxgkDdiDpcRoutine", 0);
    caught(return_with_lock, "SYN-10", "DxgkDdiSetPointerPosition", IRQL_UNEXPECTED_VALUE);
    caught(return_raised, "SYN-10", "DxgkDdiSetPalette", IRQL_UNEXPECTED_VALUE);
    caught(spin_above_dispatch, "SYN-10", "KeAcquireSpinLockRaiseToDpc", DRIVER_VERIFIER_DETECTED_VIOLATION);
}

/* ---- objects ---- */

static int release_foreign_mutex(void *arg)
{
    KMUTEX mutex;
    KeInitializeMutex(&mutex, 0);
    nt_call_enter("DxgkDdiEscape", 0);
    KeReleaseMutex(&mutex, FALSE);
    nt_call_leave();
    return 0;
}

static int wait_for_garbage(void *arg)
{
    static UCHAR garbage[sizeof(KEVENT)];
    memset(garbage, 0x77, sizeof(garbage));
    KeWaitForSingleObject(garbage, Executive, KernelMode, FALSE, NULL);
    return 0;
}

static int fast_mutex_twice(void *arg)
{
    FAST_MUTEX mutex;
    ExInitializeFastMutex(&mutex);
    ExAcquireFastMutex(&mutex);
    ExAcquireFastMutex(&mutex);
    return 0;
}

static int close_twice(void *arg)
{
    HANDLE handle;
    IoCreateNotificationEvent(NULL, &handle);
    ZwClose(handle);
    ZwClose(handle);
    return 0;
}

static VOID NTAPI end_with_mutex(PVOID context)
{
    KeWaitForSingleObject(context, Executive, KernelMode, FALSE, NULL);
}

static int thread_keeps_mutex(void *arg)
{
    static KMUTEX mutex;
    HANDLE handle;
    PVOID thread;
    KeInitializeMutex(&mutex, 0);
    PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, end_with_mutex, &mutex);
    ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &thread, NULL);
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    return 0;
}

static void misuse_of_objects_is_reported(void **state)
{
    caught(release_foreign_mutex, "SYN-10", "KeReleaseMutex", KMODE_EXCEPTION_NOT_HANDLED);
    caught(wait_for_garbage, "SYN-10", "KeWaitForSingleObject", DRIVER_VERIFIER_DETECTED_VIOLATION);
    caught(fast_mutex_twice, "SYN-10", "ExAcquireFastMutex", DRIVER_VERIFIER_DETECTED_VIOLATION);
    caught(close_twice, "SYN-10", "ZwClose", 0);
    caught(thread_keeps_mutex, "SYN-10", "system thread", THREAD_TERMINATE_HELD_MUTEX);
}

/* ---- bug checks ---- */

static unsigned hook_calls;
static char hook_text[512];

static void hook(void *ctx, const struct nt_bugcheck *b)
{
    hook_calls++;
    snprintf(hook_text, sizeof(hook_text), "%s", b->text);
    if (KeGetCurrentIrql() != HIGH_LEVEL)
        snprintf(hook_text, sizeof(hook_text), "hook at the wrong level");
    if (ctx)
        *(volatile int *)ctx = 1; /* a crash screen that crashes must not hide the first crash */
}

static int crash_in_ddi(void *arg)
{
    nt_on_bugcheck(hook, arg);
    for (ULONG_PTR i = 0; i < 20; i++) {
        nt_call_enter("DxgkDdiPresentDisplayOnly", i);
        if (i == 19)
            nt_bugcheck(VIDEO_TDR_FAILURE, 1, 2, 3, 4, "TDR-05", "the adapter %s", "is stuck");
        nt_call_leave();
    }
    return 0;
}

static void check_record(const struct kernel_run *run)
{
    const struct nt_bugcheck *b = &run->outcome.bugcheck;
    assert_true(run->outcome.bugchecked);
    assert_int_equal(b->code, VIDEO_TDR_FAILURE);
    assert_int_equal(
        b->parameters[0] * 1000 + b->parameters[1] * 100 + b->parameters[2] * 10 + b->parameters[3], 1234);
    assert_string_equal(b->ddi, "DxgkDdiPresentDisplayOnly");
    assert_string_equal(b->rule, "TDR-05");
    assert_string_equal(b->text, "the adapter is stuck");
    assert_int_equal(b->call_count, 16);
    assert_string_equal(b->calls[15], "DxgkDdiPresentDisplayOnly(0x13)");
    assert_string_equal(b->calls[0], "DxgkDdiPresentDisplayOnly(0x4)");
    assert_int_equal(hook_calls, 1);
    assert_string_equal(hook_text, b->text);
    assert_string_equal(nt_bugcheck_name(b->code), "VIDEO_TDR_FAILURE");
    hook_calls = 0;
}

static void a_bug_check_says_who_and_what(void **state)
{
    hook_calls = 0;
    kernel_everywhere_checked(crash_in_ddi, NULL, 3, (struct nt_options){0}, check_record);
    kernel_everywhere_checked(crash_in_ddi, (void *)16, 3, (struct nt_options){0}, check_record);
}

static LONG late;

static VOID NTAPI busy_thread(PVOID context)
{
    for (;;) {
        KeQueryTickCount(context);
        InterlockedIncrement(&late);
    }
}

static int crash_beside_others(void *arg)
{
    static LARGE_INTEGER tick;
    HANDLE handle;
    PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, busy_thread, &tick);
    while (!ReadAcquire(&late))
        nt_yield();
    KeBugCheckEx(MANUALLY_INITIATED_CRASH, 0, 0, 0, 0);
}

static void check_frozen(const struct kernel_run *run)
{
    assert_int_equal(run->outcome.bugcheck.code, MANUALLY_INITIATED_CRASH);
    LONG now = late; /* shutdown is over: nobody counts any more */
    assert_int_equal(now, late);
    late = 0;
}

static void other_threads_freeze(void **state)
{
    kernel_everywhere_checked(crash_beside_others, NULL, 5, (struct nt_options){0}, check_frozen);
}

/* ---- deadlock and livelock: host_sim only, because there nothing can hide ---- */

static VOID NTAPI take_b_then_a(PVOID context)
{
    KMUTEX *m = context;
    LARGE_INTEGER pause = ms(1);
    nt_call_enter("DxgkDdiRender", 0);
    KeWaitForSingleObject(&m[1], Executive, KernelMode, FALSE, NULL);
    KeDelayExecutionThread(KernelMode, FALSE, &pause);
    KeWaitForSingleObject(&m[0], Executive, KernelMode, FALSE, NULL);
    nt_call_leave();
}

static int deadlock(void *arg)
{
    static KMUTEX m[2];
    LARGE_INTEGER pause = ms(1);
    HANDLE handle;
    KeInitializeMutex(&m[0], 0);
    KeInitializeMutex(&m[1], 0);
    KeWaitForSingleObject(&m[0], Executive, KernelMode, FALSE, NULL);
    PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, take_b_then_a, m);
    KeDelayExecutionThread(KernelMode, FALSE, &pause);
    nt_call_enter("DxgkDdiPatch", 0);
    KeWaitForSingleObject(&m[1], Executive, KernelMode, FALSE, NULL);
    nt_call_leave();
    return 0;
}

static void a_deadlock_is_told(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct kernel_run run = {.options = {.host = NT_HOST_SIM, .seed = seed}, .body = deadlock};
        kernel_boot_run(&run);
        assert_true(run.outcome.bugchecked);
        assert_int_equal(run.outcome.bugcheck.code, SYNTHETIC_WATCHDOG_TIMEOUT);
        assert_non_null(strstr(run.outcome.bugcheck.text, "deadlock"));
        assert_non_null(kernel_found(&run, "SYN-04", "DxgkDdiPatch"));
        assert_non_null(kernel_found(&run, "SYN-04", "DxgkDdiRender"));
    }
}

static int spin_for_ever(void *arg)
{
    while (nt_now() != UINT64_MAX)
        nt_yield();
    return 0;
}

static void a_livelock_is_told(void **state)
{
    struct kernel_run run = {.options = {.host = NT_HOST_SIM, .seed = 1}, .body = spin_for_ever};
    kernel_boot_run(&run);
    assert_int_equal(run.outcome.bugcheck.code, SYNTHETIC_WATCHDOG_TIMEOUT);
    assert_non_null(strstr(run.outcome.bugcheck.text, "time has stopped"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(irql_too_high_is_reported),
        cmocka_unit_test(waiting_at_dispatch_is_reported),
        cmocka_unit_test(misuse_of_spin_locks_is_reported),
        cmocka_unit_test(misuse_of_objects_is_reported),
        cmocka_unit_test(a_bug_check_says_who_and_what),
        cmocka_unit_test(other_threads_freeze),
        cmocka_unit_test(a_deadlock_is_told),
        cmocka_unit_test(a_livelock_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
