/*
 * Sections that come and go, checks of calls through pointers, and cookies on the stack (pages.c), on both hosts. Arguments: the driver's file, built
 * in several ways.
 */
#include "image.h"

#include "nt.h"
#include "ntstatus.h"
#include "pages.h"
#include "report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static const char *path;
static struct image *image;
static struct pages_shared shared;
static PDRIVER_OBJECT driver;

static int load(void **state)
{
    struct pe_fault fault;

    memset(&shared, 0, sizeof(shared));
    if (image_load_file(path, &image, &fault))
        return 0;
    fprintf(stderr, "%s: %s\n", path, fault.text);
    return 1;
}

static int unload(void **state)
{
    image_unload(image);
    return 0;
}

static void quiet(void *ctx, const struct report *report)
{
    (void)ctx, (void)report;
}

/* The body runs as the driver, whose entry has run. */
static int (*body)(void);

static NTSTATUS start(void)
{
    UNICODE_STRING path_of_registry = {0, 0, (WCHAR *)&shared}, *unused;

    driver = nt_driver_create("pages", &unused);
    nt_call_enter("DriverEntry", 0);
    NTSTATUS status = image_entry(image)(driver, &path_of_registry);
    nt_call_leave();
    return status;
}

static int run_body(void *arg)
{
    if (start() != shared.answer)
        return -1;
    nt_call_enter("DxgkDdiTest", 0);
    int value = body();
    nt_call_leave();
    nt_driver_destroy(driver);
    return value;
}

static struct nt_outcome run(enum nt_host host, int (*fn)(void))
{
    struct nt_options options = {.host = host, .seed = 5};

    body = fn;
    report_listen(quiet, NULL);
    nt_boot(&options);
    struct nt_outcome outcome = nt_run(run_body, NULL);
    nt_shutdown();
    report_unlisten(quiet, NULL);
    return outcome;
}

static void runs_well(int (*fn)(void))
{
    for (int host = 0; host < 2; host++) {
        struct nt_outcome outcome = run(host ? NT_HOST_SIM : NT_HOST_POSIX, fn);
        if (outcome.bugchecked)
            fail_msg("%s", outcome.bugcheck.text);
        assert_int_equal(outcome.value, 0);
    }
}

static void stops_on(enum nt_host host, int (*fn)(void), ULONG code, const char *rule, const char *text)
{
    unload(NULL);
    assert_int_equal(load(NULL), 0);
    struct nt_outcome outcome = run(host, fn);
    if (!outcome.bugchecked)
        fail_msg("nothing stopped, expected 0x%X and %s; the body returned %d", code, text, outcome.value);
    if (outcome.bugcheck.code != code || !strstr(outcome.bugcheck.text, text))
        fail_msg("0x%X %s; expected 0x%X and %s", outcome.bugcheck.code, outcome.bugcheck.text, code, text);
    assert_string_equal(outcome.bugcheck.rule, rule);
    assert_non_null(strstr(outcome.bugcheck.text, image->name));
}

static void stops(int (*fn)(void), ULONG code, const char *rule, const char *text)
{
    stops_on(NT_HOST_POSIX, fn, code, rule, text);
    stops_on(NT_HOST_SIM, fn, code, rule, text);
}

#define CHECK(condition)                                                                                     \
    if (!(condition))                                                                                        \
    return __LINE__

/* ---- PAGE ---- */

static int touch_low(void)
{
    ULONG before = shared.read_paged();
    for (ULONG i = 0; i < 100; i++) {
        CHECK(shared.paged_code(i) == i + 1);
        KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
        CHECK(shared.plain(i) == i + 2);
        KeLowerIrql(old);
        old = KfRaiseIrql(APC_LEVEL);
        shared.write_paged(i);
        CHECK(shared.read_paged() == i && shared.tries_paged(i) == i + 1);
        KeLowerIrql(old);
    }
    shared.write_paged(before);
    CHECK(before == 11);
    return 0;
}

/* SYN-10: below DISPATCH_LEVEL pageable sections are like others. */
static void pageable_sections_work_below_dispatch(void **state)
{
    runs_well(touch_low);
}

static KIRQL raised(void)
{
    return KfRaiseIrql(DISPATCH_LEVEL);
}

static int code_high(void)
{
    raised();
    return (int)shared.paged_code(1);
}

static int read_high(void)
{
    raised();
    return (int)shared.read_paged();
}

static int write_high(void)
{
    raised();
    shared.write_paged(3);
    return 0;
}

static int try_high(void)
{
    raised();
    return (int)shared.tries_paged(3);
}

static void touch(void *arg)
{
    shared.paged_code(1);
}

static int guarded_high(void)
{
    raised();
    return nt_guarded_call(touch, NULL);
}

static int kernel_high(void)
{
    UNICODE_STRING s;
    raised();
    RtlInitUnicodeString(&s, shared.paged_data);
    return 0;
}

/* SYN-10: at DISPATCH_LEVEL a touch stops the system; no handler of the driver sees it. */
static void pageable_sections_stop_at_dispatch(void **state)
{
    stops(code_high, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGE) was executed at DISPATCH_LEVEL (2)");
    stops(read_high, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGEDATA) was read at DISPATCH_LEVEL (2)");
    stops(write_high, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGEDATA) was written");
    stops(try_high, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGE) was executed");
    stops(guarded_high, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGE) was executed");
    stops(kernel_high, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGEDATA) was read");
}

static KSPIN_LOCK spin_lock;

static int lock_then_touch(void)
{
    shared.read_paged();
    shared.paged_code(1);
    KeInitializeSpinLock(&spin_lock);
    KeAcquireSpinLockRaiseToDpc(&spin_lock);
    return (int)shared.read_paged();
}

static VOID NTAPI dpc_touches(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    shared.paged_code(1);
}

static int dpc_then_touch(void)
{
    static KDPC dpc;
    shared.paged_code(1);
    KeInitializeDpc(&dpc, dpc_touches, NULL);
    KeInsertQueueDpc(&dpc, NULL, NULL);
    KeFlushQueuedDpcs();
    return 0;
}

static VOID NTAPI stays_high(PVOID arg)
{
    KEVENT *ready = arg;
    KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
    for (int i = 0; i < 50; i++)
        KeSetEvent(ready, 0, FALSE); /* others touch the page meanwhile */
    shared.paged_code(1);
    KeLowerIrql(old);
}

static int others_touch(void)
{
    static KEVENT ready;
    HANDLE handle;
    PVOID thread;
    KeInitializeEvent(&ready, NotificationEvent, FALSE);
    if (PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, stays_high, &ready) != STATUS_SUCCESS ||
        ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &thread, NULL) != STATUS_SUCCESS)
        return -1;
    ZwClose(handle);
    KeWaitForSingleObject(&ready, Executive, KernelMode, FALSE, NULL);
    for (int i = 0; i < 200; i++) {
        shared.paged_code(1);
        nt_yield();
    }
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObfDereferenceObject(thread);
    return 0;
}

/* SYN-10: where one thread runs at a time it is found although the page had been touched before, by whatever way the level was reached. */
static void every_touch_is_found_in_simulation(void **state)
{
    stops_on(NT_HOST_SIM, lock_then_touch, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGEDATA) was read");
    stops_on(NT_HOST_SIM, dpc_then_touch, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGE) was executed");
    stops_on(NT_HOST_SIM, others_touch, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGE) was executed");
}

static int locked_high(void)
{
    for (int i = 0; i < 3; i++) {
        PVOID handle = shared.lock();
        KIRQL old = raised();
        CHECK(shared.paged_code(1) == 2);
        KeLowerIrql(old);
        shared.unlock(handle);
    }
    return 0;
}

static int unlocked_high(void)
{
    shared.unlock(shared.lock());
    raised();
    return (int)shared.paged_code(1);
}

static int unlocked_twice(void)
{
    PVOID handle = shared.lock();
    shared.unlock(handle);
    shared.unlock(handle);
    return 0;
}

static void locked_sections_stay(void **state)
{
    runs_well(locked_high);
    stops_on(NT_HOST_SIM, unlocked_high, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(PAGE) was executed");
    struct nt_outcome outcome = run(NT_HOST_POSIX, unlocked_twice);
    assert_true(outcome.bugchecked);
    assert_int_equal(outcome.bugcheck.code, MEMORY_MANAGEMENT);
}

static int all_paged(void)
{
    shared.page_all(TRUE);
    CHECK(shared.plain(1) == 3);
    raised();
    return (int)shared.plain(1);
}

static int paged_and_back(void)
{
    shared.page_all(TRUE);
    CHECK(shared.plain(1) == 3);
    shared.page_all(FALSE);
    KIRQL old = raised();
    CHECK(shared.plain(1) == 3);
    KeLowerIrql(old);
    CHECK(shared.paged_code(1) == 2);
    return 0;
}

static void whole_drivers_can_be_paged(void **state)
{
    runs_well(paged_and_back);
    stops_on(NT_HOST_SIM, all_paged, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "SYN-10", "(.text) was executed");
}

/* ---- INIT ---- */

static int call_initial(void)
{
    return (int)shared.initial(1) - 4;
}

static int nothing(void)
{
    return 0;
}

static void sections_for_the_start_are_discarded(void **state)
{
    stops(call_initial, PAGE_FAULT_IN_NONPAGED_AREA, "", "(INIT) was executed");
    unload(NULL);
    load(NULL);
    for (int i = 0; i < 3; i++) /* a kernel booted anew starts it again */
        runs_well(nothing);
    assert_int_equal(shared.runs, 6);
    shared.answer = STATUS_UNSUCCESSFUL; /* who fails keeps them, to be asked again */
    runs_well(call_initial);
}

static int look_at_object(void)
{
    CHECK(driver->DriverStart == image->base && driver->DriverSize == image->size);
    CHECK((uint8_t *)(uintptr_t)driver->DriverInit == image->base + image->entry);
    CHECK(driver->DriverSection && *(void **)((char *)driver->DriverSection + 0x30) == image->base);
    CHECK(driver->HardwareDatabase && driver->HardwareDatabase->Length > 20);
    CHECK(driver->DriverName.Length == 2 * strlen("\\Driver\\pages"));
    CHECK(driver->DriverExtension->ServiceKeyName.Length == 2 * strlen("pages"));
    return 0;
}

static void driver_objects_tell_where_the_driver_is(void **state)
{
    runs_well(look_at_object);
}

/* ---- calls through pointers ---- */

static ULONG NTAPI of_the_kernel(ULONG value)
{
    return value + 5;
}

static int good_calls(void)
{
    CHECK(shared.call(shared.plain, 1) == 1003);
    CHECK(shared.call(shared.paged_code, 1) == 1002);
    CHECK(shared.call(of_the_kernel, 1) == 1006);
    return 0;
}

static int call_into_the_middle(void)
{
    return (int)shared.call((ULONG(NTAPI *)(ULONG))((uintptr_t)shared.plain + 3), 1);
}

static int call_data(void)
{
    return (int)shared.call((ULONG(NTAPI *)(ULONG))(uintptr_t)shared.paged_data, 1);
}

static void calls_through_pointers_are_checked(void **state)
{
    runs_well(good_calls);
    stops(call_into_the_middle, KERNEL_SECURITY_CHECK_FAILURE, "", "a call through a pointer");
    stops(call_data, KERNEL_SECURITY_CHECK_FAILURE, "", "(PAGEDATA)");
}

/* ---- cookies ---- */

static ULONG argument, kind;

static int fits(void)
{
    return shared.overrun(0) == 0x41 ? 0 : 1;
}

static int runs_over(void)
{
    return (int)shared.overrun(argument);
}

static void overrun_buffers_are_found(void **state)
{
    runs_well(fits);
    argument = 24;
    stops(runs_over, KERNEL_SECURITY_CHECK_FAILURE, "", "security cookie");
}

static int raise_in_frame(void)
{
    return shared.guarded_frame(kind, argument) == 5 ? 0 : 1;
}

/* __GSHandlerCheck and its kin, in the published form: exceptions pass a whole cookie, and stop at a damaged one. */
static void handlers_check_cookies(void **state)
{
    for (kind = GS_CHECK; kind <= GS_CHECK_ALIGNED; kind++) {
        argument = 0;
        runs_well(raise_in_frame);
        argument = 0x100;
        stops(raise_in_frame, KERNEL_SECURITY_CHECK_FAILURE, "", "security cookie");
    }
}

static int raise_through_import(void)
{
    return (int)shared.raises_through_cxx();
}

static void missing_handlers_are_named(void **state)
{
    stops(raise_through_import, KMODE_EXCEPTION_NOT_HANDLED, "", "__CxxFrameHandler3");
}

/* ---- time ---- */

static int clock_body(void)
{
    enum { ROUNDS = 20000 };
    struct timespec from, to;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    for (int i = 0; i < ROUNDS; i++) {
        KIRQL old = raised();
        KeLowerIrql(old);
        shared.paged_code(1);
    }
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    double ns = (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
    printf("%s: out at DISPATCH_LEVEL and in again below: %.2f us of processor time\n", path,
           ns / ROUNDS / 1000);
    return 0;
}

static void a_round_trip_is_timed(void **state)
{
    runs_well(clock_body);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pageable_sections_work_below_dispatch, load, unload),
        cmocka_unit_test_setup_teardown(pageable_sections_stop_at_dispatch, load, unload),
        cmocka_unit_test_setup_teardown(every_touch_is_found_in_simulation, load, unload),
        cmocka_unit_test_setup_teardown(locked_sections_stay, load, unload),
        cmocka_unit_test_setup_teardown(whole_drivers_can_be_paged, load, unload),
        cmocka_unit_test_setup_teardown(sections_for_the_start_are_discarded, load, unload),
        cmocka_unit_test_setup_teardown(driver_objects_tell_where_the_driver_is, load, unload),
        cmocka_unit_test_setup_teardown(calls_through_pointers_are_checked, load, unload),
        cmocka_unit_test_setup_teardown(overrun_buffers_are_found, load, unload),
        cmocka_unit_test_setup_teardown(handlers_check_cookies, load, unload),
        cmocka_unit_test_setup_teardown(missing_handlers_are_named, load, unload),
        cmocka_unit_test_setup_teardown(a_round_trip_is_timed, load, unload),
    };
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        path = argv[i];
        failed += cmocka_run_group_tests_name(argv[i], tests, NULL, NULL);
    }
    return failed || argc < 2;
}
