/*
 * Virtual time: the same seed gives the same run, different seeds give different ones, and a thousand of them take seconds.
 */
#include "kernel.h"

#include <string.h>
#include <time.h>

#define STEPS 4096

struct history {
    unsigned count;
    uint64_t hash;
    KSPIN_LOCK lock;
    LONG total;
    KEVENT tick;
};

static void note(struct history *h, unsigned who)
{
    h->count++;
    h->hash = (h->hash ^ who ^ nt_now()) * 0x100000001B3ull;
}

struct worker {
    struct history *history;
    unsigned number;
};

static VOID NTAPI work(PVOID context)
{
    struct worker *w = context;
    LARGE_INTEGER pause = ms(1);
    KIRQL irql;
    for (unsigned i = 0; i < 100; i++) {
        KeAcquireSpinLock(&w->history->lock, &irql);
        note(w->history, w->number);
        int v = w->history->total;
        nt_yield();
        w->history->total = v + 1;
        KeReleaseSpinLock(&w->history->lock, irql);
        if (nt_random() % 16 == 0)
            KeDelayExecutionThread(KernelMode, FALSE, &pause);
    }
}

static VOID NTAPI tick(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    note(context, 99);
}

static int storm(void *arg)
{
    struct history *h = arg;
    struct worker workers[4];
    PVOID threads[4];
    KTIMER timer;
    KDPC dpc;
    KeInitializeTimer(&timer);
    KeInitializeDpc(&dpc, tick, h);
    KeSetTimerEx(&timer, ms(1), 1, &dpc);
    for (unsigned i = 0; i < 4; i++) {
        HANDLE handle;
        workers[i] = (struct worker){h, i};
        PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, work, &workers[i]);
        ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &threads[i], NULL);
        ZwClose(handle);
    }
    for (unsigned i = 0; i < 4; i++) {
        KeWaitForSingleObject(threads[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(threads[i]);
    }
    KeCancelTimer(&timer);
    KeFlushQueuedDpcs();
    EXPECT(h->total == 400);
    return 0;
}

static uint64_t run_seed(uint64_t seed)
{
    struct history h = {.hash = 14695981039346656037ull};
    struct kernel_run run = {.options = {.host = NT_HOST_SIM, .seed = seed}, .body = storm, .arg = &h};
    kernel_boot_run(&run);
    assert_false(run.outcome.bugchecked);
    assert_int_equal(run.findings.count, 0);
    assert_int_equal(run.leaks, 0);
    assert_int_equal(kernel_failures, 0);
    return h.hash;
}

static void a_seed_repeats_its_run(void **state)
{
    unsigned different = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        uint64_t first = run_seed(seed);
        assert_true(first == run_seed(seed));
        different += first != run_seed(seed + 1000);
    }
    assert_int_equal(different, 20);
}

static void a_thousand_seeds_take_seconds(void **state)
{
    for (uint64_t seed = 1; seed <= 1000; seed++)
        run_seed(seed);
}

/* Idle threads do not keep time from passing, and an hour passes at once. */
static int an_hour(void *arg)
{
    LARGE_INTEGER hour = ms(3600000);
    uint64_t before = nt_now();
    KeDelayExecutionThread(KernelMode, FALSE, &hour);
    EXPECT(nt_now() - before == 36000000000ull);
    return 0;
}

static void time_passes_only_when_nothing_runs(void **state)
{
    struct kernel_run run = {.options = {.host = NT_HOST_SIM}, .body = an_hour};
    kernel_boot_run(&run);
    assert_int_equal(kernel_failures, 0);
    assert_int_equal(run.leaks, 0);
}

/* Two runs of one boot: threads of the first go on in the second. */
static KEVENT between;

static VOID NTAPI waits_across(PVOID context)
{
    KeWaitForSingleObject(&between, Executive, KernelMode, FALSE, NULL);
}

static PVOID across;

static int first_run(void *arg)
{
    HANDLE handle;
    KeInitializeEvent(&between, NotificationEvent, FALSE);
    PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, waits_across, NULL);
    ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &across, NULL);
    ZwClose(handle);
    return 0;
}

static int second_run(void *arg)
{
    KeSetEvent(&between, 0, FALSE);
    KeWaitForSingleObject(across, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(across);
    return 0;
}

static void several_runs_share_a_boot(void **state)
{
    for (int host = 0; host < 2; host++) {
        struct nt_options options = {.host = host ? NT_HOST_SIM : NT_HOST_POSIX};
        nt_boot(&options);
        assert_false(nt_run(first_run, NULL).bugchecked);
        assert_false(nt_run(second_run, NULL).bugchecked);
        assert_int_equal(nt_shutdown(), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_seed_repeats_its_run),
        cmocka_unit_test(a_thousand_seeds_take_seconds),
        cmocka_unit_test(time_passes_only_when_nothing_runs),
        cmocka_unit_test(several_runs_share_a_boot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
