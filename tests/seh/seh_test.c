/*
 * The conformance driver (driver.c, crossings.c), run. Each of its cases once as the first thread, all of them on several threads at once, and what no
 * handler wants: guarded calls and the bug check. One argument: the driver's file.
 */
#include "seh.h"

#include "nt.h"
#include "ntstatus.h"
#include "report.h"
#include "shared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#include <cmocka.h>

#define THREADS 4

static const char *path;
static struct image *image;
static struct seh_shared shared;

/* ---- what the driver is given ---- */

static bool under_lock;
static KSPIN_LOCK lock;

/* Reached by a door, as the routines of the kernel that call drivers back. */
__attribute__((used)) ULONG NTAPI call_back(ULONG(NTAPI *fn)(PVOID), PVOID arg);
ULONG NTAPI call_back(ULONG(NTAPI *fn)(PVOID), PVOID arg)
{
    KIRQL old = KeGetCurrentIrql();
    nt_call_enter("a callback", 0);
    if (under_lock)
        KeAcquireSpinLock(&lock, &old);
    ULONG result = fn(arg) + 1;
    if (under_lock)
        KeReleaseSpinLock(&lock, old);
    nt_call_leave();
    return result;
}
ULONG NTAPI call_back_door(ULONG(NTAPI *fn)(PVOID), PVOID arg);
__asm__(".text\ncall_back_door:\n    lea call_back(%rip), %rax\n    jmp seh_door_common\n");

static int load(void **state)
{
    struct pe_fault fault;
    void *p = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memset(&shared, 0, sizeof(shared));
    shared.bad = p;
    shared.call_back = call_back_door;
    if (p == MAP_FAILED || !image_load_file(path, &image, &fault)) {
        fprintf(stderr, "%s: %s\n", path, fault.text);
        return 1;
    }
    image_entry(image)((PDRIVER_OBJECT)&shared, NULL);
    return 0;
}

static int unload(void **state)
{
    image_unload(image);
    munmap((void *)(uintptr_t)shared.bad, 4096);
    return 0;
}

static struct nt_outcome run(enum nt_host host, int (*body)(void *), void *arg)
{
    struct nt_options options = {.host = host, .seed = 3};
    nt_boot(&options);
    struct nt_outcome outcome = nt_run(body, arg);
    nt_shutdown();
    return outcome;
}

/* ---- the cases ---- */

static int run_cases(void *arg)
{
    int wrong = 0;
    for (ULONG i = 0; i < shared.count; i++) {
        nt_call_enter("a case", i);
        ULONG line = shared.cases[i].run(&shared);
        nt_call_leave();
        if (line || nt_frame_top()) {
            fprintf(stderr, "%s: %s: line %u%s\n", path, shared.cases[i].name, line,
                    nt_frame_top() ? ", and a frame was left" : "");
            wrong++;
        }
    }
    return wrong;
}

static void every_case_passes(void **state)
{
    assert_true(shared.count >= 20);
    struct nt_outcome outcome = run(NT_HOST_POSIX, run_cases, NULL);
    assert_false(outcome.bugchecked);
    assert_int_equal(outcome.value, 0);
    outcome = run(NT_HOST_SIM, run_cases, NULL);
    assert_false(outcome.bugchecked);
    assert_int_equal(outcome.value, 0);
}

static _Atomic int wrong_on_threads;

static VOID NTAPI thread_body(PVOID arg)
{
    for (int i = 0; i < 5; i++)
        wrong_on_threads += run_cases(NULL);
}

static int run_threads(void *arg)
{
    PVOID thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
        HANDLE handle;
        if (PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, thread_body, NULL) != STATUS_SUCCESS ||
            ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &thread[i], NULL) != STATUS_SUCCESS)
            return -1;
        ZwClose(handle);
    }
    for (int i = 0; i < THREADS; i++) {
        KeWaitForSingleObject(thread[i], Executive, KernelMode, FALSE, NULL);
        ObfDereferenceObject(thread[i]);
    }
    return wrong_on_threads;
}

static void threads_raise_at_once(void **state)
{
    struct nt_outcome outcome = run(NT_HOST_POSIX, run_threads, NULL);
    assert_false(outcome.bugchecked);
    assert_int_equal(outcome.value, 0);
}

/* ---- what nobody wants ---- */

static ULONG finallys;

static void call_guarded(void *arg)
{
    shared.guarded(&shared, &finallys);
}

static int guard_body(void *arg)
{
    finallys = 0;
    return nt_guarded_call(call_guarded, NULL);
}

/* The driver's termination handlers run before the guarded call returns. */
static void a_guarded_call_ends_it(void **state)
{
    struct nt_outcome outcome = run(NT_HOST_POSIX, guard_body, NULL);
    assert_false(outcome.bugchecked);
    assert_int_equal(outcome.value, STATUS_ACCESS_VIOLATION);
    assert_int_equal(finallys, 1);
}

static int uncaught_body(void *arg)
{
    nt_call_enter("DxgkDdiTest", 0);
    return (int)shared.uncaught(&shared);
}

static void quiet(void *ctx, const struct report *report)
{
    (void)ctx, (void)report;
}

static void a_bug_check_tells_the_stack(void **state)
{
    report_listen(quiet, NULL);
    struct nt_outcome outcome = run(NT_HOST_POSIX, uncaught_body, NULL);
    report_unlisten(quiet, NULL);
    assert_true(outcome.bugchecked);
    assert_true(outcome.bugcheck.frame_count >= 1);
    assert_non_null(strstr(outcome.bugcheck.frames[0], image->name));
    assert_non_null(strstr(outcome.bugcheck.registers, "rsp="));
    assert_non_null(strstr(outcome.bugcheck.text, image->name));
}

static unsigned findings;

static void count_findings(void *ctx, const struct report *report)
{
    (void)ctx;
    findings += report->severity == REPORT_VIOLATION && strcmp(report->rule, "SYN-10") == 0;
}

static int locked_body(void *arg)
{
    int wrong = 0;
    KeInitializeSpinLock(&lock);
    for (ULONG i = 0; i < shared.count; i++) {
        if (strcmp(shared.cases[i].name, "exceptions_cross_the_kernel") != 0)
            continue;
        wrong += shared.cases[i].run(&shared) != 0;
        wrong += KeGetCurrentIrql() != PASSIVE_LEVEL || !KeTestSpinLock(&lock);
    }
    return wrong;
}

/* SYN-10: an exception that leaves a callback made under a lock frees the lock and lowers IRQL, and both are findings. */
static void what_a_call_held_is_given_back(void **state)
{
    findings = 0;
    under_lock = true;
    report_listen(count_findings, NULL);
    struct nt_outcome outcome = run(NT_HOST_POSIX, locked_body, NULL);
    report_unlisten(count_findings, NULL);
    under_lock = false;
    assert_false(outcome.bugchecked);
    assert_int_equal(outcome.value, 0);
    assert_int_equal(findings, 2);
}

static int doorless_body(void *arg)
{
    nt_call_enter("DxgkDdiTest", 0);
    return (int)shared.doorless(&shared, *(ULONG *)arg);
}

/* Where no search can go on the report says which routine is in the way. */
static void routines_without_a_door_are_named(void **state)
{
    report_listen(quiet, NULL);
    for (ULONG how = 0; how < 3; how++) {
        struct nt_outcome outcome = run(NT_HOST_POSIX, doorless_body, &how);
        assert_true(outcome.bugchecked);
        if (!strstr(outcome.bugcheck.frames[0], "ntoskrnl.exe!KeInitializeEvent") ||
            !strstr(outcome.bugcheck.frames[1], image->name))
            fail_msg("%u: %s, %s", how, outcome.bugcheck.frames[0], outcome.bugcheck.frames[1]);
        if (how && !strstr(outcome.bugcheck.text, "in KeInitializeEvent, which"))
            fail_msg("%u: %s", how, outcome.bugcheck.text);
    }
    report_unlisten(quiet, NULL);
}

static int smashed_body(void *arg)
{
    nt_call_enter("DxgkDdiTest", 0);
    return (int)shared.smashed(&shared, *(ULONG64 *)arg);
}

static void a_smashed_stack_is_a_report(void **state)
{
    ULONG64 pointers[] = {16, 0x4141414141414140, 0x7FFFFFFFF000};
    report_listen(quiet, NULL);
    for (unsigned i = 0; i < 3; i++)
        assert_true(run(NT_HOST_POSIX, smashed_body, &pointers[i]).bugchecked);
    report_unlisten(quiet, NULL);
}

/* ---- time ---- */

static int clock_body(void *arg)
{
    enum { ROUNDS = 20000 };
    struct timespec from, to;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &from);
    for (int i = 0; i < ROUNDS; i++)
        shared.one(&shared);
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &to);
    double ns = (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
    printf("%s: a fault raised and caught: %.2f us of processor time\n", path, ns / ROUNDS / 1000);
    return 0;
}

static void an_exception_is_timed(void **state)
{
    assert_false(run(NT_HOST_POSIX, clock_body, NULL).bugchecked);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_case_passes, load, unload),
        cmocka_unit_test_setup_teardown(threads_raise_at_once, load, unload),
        cmocka_unit_test_setup_teardown(a_guarded_call_ends_it, load, unload),
        cmocka_unit_test_setup_teardown(a_bug_check_tells_the_stack, load, unload),
        cmocka_unit_test_setup_teardown(what_a_call_held_is_given_back, load, unload),
        cmocka_unit_test_setup_teardown(routines_without_a_door_are_named, load, unload),
        cmocka_unit_test_setup_teardown(a_smashed_stack_is_a_report, load, unload),
        cmocka_unit_test_setup_teardown(an_exception_is_timed, load, unload),
    };
    int failed = 0;
    for (int i = 1; i < argc; i++) {
        path = argv[i];
        failed += cmocka_run_group_tests_name(argv[i], tests, NULL, NULL);
    }
    return failed || argc < 2;
}
