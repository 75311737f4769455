/*
 * The exception door: what a guarded call catches, what happens without one, and what it costs.
 */
#include "kernel.h"

#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define BARE __attribute__((no_sanitize("address", "undefined", "thread"), noinline))

BARE static void read_at(void *p)
{
    (void)*(volatile int *)p;
}

BARE static void write_at(void *p)
{
    *(volatile int *)p = 1;
}

BARE static void divide(void *p)
{
    volatile int zero = 0;
    *(volatile int *)p = 7 / zero;
}

static void raise_it(void *status)
{
    ExRaiseStatus((NTSTATUS)(uintptr_t)status);
}

static void fine(void *p)
{
    ++*(int *)p;
}

struct nested {
    NTSTATUS inner;
    int after;
};

static void nest(void *argument)
{
    struct nested *n = argument;
    n->inner = nt_guarded_call(read_at, NULL);
    n->after = 1;
    ExRaiseStatus(STATUS_INVALID_USER_BUFFER);
}

static VOID NTAPI read_ntapi(PVOID p)
{
    read_at(p);
}

static int caught(void *arg)
{
    int n = 0;
    struct nested nested = {0};
    EXPECT(nt_guarded_call(fine, &n) == STATUS_SUCCESS && n == 1);
    EXPECT(nt_guarded_call(read_at, NULL) == STATUS_ACCESS_VIOLATION);
    EXPECT(nt_guarded_call(write_at, (void *)8) == STATUS_ACCESS_VIOLATION);
    EXPECT(nt_guarded_call(read_at, (void *)0x8000000000000000ull) == STATUS_ACCESS_VIOLATION);
    EXPECT(nt_guarded_call(divide, &n) == STATUS_INTEGER_DIVIDE_BY_ZERO);
    EXPECT(nt_guarded_call(raise_it, (void *)(uintptr_t)(ULONG)STATUS_NO_MEMORY) == STATUS_NO_MEMORY);
    EXPECT(nt_guarded_call(nest, &nested) == STATUS_INVALID_USER_BUFFER);
    EXPECT(nested.inner == STATUS_ACCESS_VIOLATION && nested.after == 1);
    EXPECT(ExGuardedCall(read_ntapi, NULL) == STATUS_ACCESS_VIOLATION);
    for (int i = 0; i < 1000; i++)
        EXPECT(nt_guarded_call(read_at, NULL) == STATUS_ACCESS_VIOLATION);
    return 0;
}

static void a_guarded_call_returns_the_status(void **state)
{
    kernel_everywhere(caught, NULL, 3);
}

/* Registers that the caller relies on survive, floating point included. */
static int registers(void *arg)
{
    volatile double a = 1.5, b = 2.25;
    double x = a * b, y = a + b;
    uint64_t v[8];
    for (int i = 0; i < 8; i++)
        v[i] = nt_random();
    uint64_t sum = 0;
    for (int i = 0; i < 8; i++)
        sum += v[i];
    EXPECT(nt_guarded_call(write_at, NULL) == STATUS_ACCESS_VIOLATION);
    for (int i = 0; i < 8; i++)
        sum -= v[i];
    EXPECT(sum == 0 && x == 3.375 && y == 3.75);
    return 0;
}

static void registers_survive(void **state)
{
    kernel_everywhere(registers, NULL, 3);
}

/* Each thread has its own guards. */
static VOID NTAPI faulting_thread(PVOID context)
{
    for (int i = 0; i < 200; i++) {
        NTSTATUS status = nt_guarded_call(i % 2 ? read_at : write_at, NULL);
        EXPECT(status == STATUS_ACCESS_VIOLATION);
        nt_yield();
    }
}

static int threads(void *arg)
{
    PVOID t[3];
    for (int i = 0; i < 3; i++) {
        HANDLE handle;
        PsCreateSystemThread(&handle, 0, NULL, NULL, NULL, faulting_thread, NULL);
        ObReferenceObjectByHandle(handle, 0, NULL, KernelMode, &t[i], NULL);
        ZwClose(handle);
    }
    for (int i = 0; i < 3; i++) {
        KeWaitForSingleObject(t[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(t[i]);
    }
    return 0;
}

static void threads_fault_side_by_side(void **state)
{
    kernel_everywhere(threads, NULL, 20);
}

/* ---- files that shrink ---- */

static void shrink(int fd, off_t size)
{
    if (ftruncate(fd, size) != 0)
        EXPECT(false);
}

static int truncated(void *arg)
{
    struct nt_process *process = nt_process_create("client");
    int fd = memfd_create("client", 0);
    shrink(fd, 3 * PAGE_SIZE);
    char *p = nt_user_map_file(process, fd, 3 * PAGE_SIZE);
    EXPECT(nt_guarded_call(write_at, p + 2 * PAGE_SIZE) == STATUS_SUCCESS);
    shrink(fd, PAGE_SIZE);
    EXPECT(nt_guarded_call(read_at, p) == STATUS_SUCCESS);
    EXPECT(nt_guarded_call(read_at, p + 2 * PAGE_SIZE) == STATUS_IN_PAGE_ERROR);
    EXPECT(nt_guarded_call(write_at, p + PAGE_SIZE) == STATUS_IN_PAGE_ERROR);
    close(fd);
    nt_process_destroy(process);
    return 0;
}

static void a_file_that_shrinks_is_an_error_not_a_crash(void **state)
{
    kernel_everywhere(truncated, NULL, 3);
}

/* ---- nobody catches ---- */

static struct {
    ULONG code;
    const char *ddi;
} wanted;

static void check_crash(const struct kernel_run *run)
{
    assert_true(run->outcome.bugchecked);
    assert_int_equal(run->outcome.bugcheck.code, wanted.code);
    assert_string_equal(run->outcome.bugcheck.ddi, wanted.ddi);
    assert_true(run->outcome.bugcheck.call_count > 0);
}

static void crashes(int (*body)(void *), ULONG code, const char *ddi)
{
    wanted.code = code;
    wanted.ddi = ddi;
    kernel_everywhere_checked(body, NULL, 3, (struct nt_options){0}, check_crash);
}

static int null_in_driver(void *arg)
{
    nt_call_enter("DxgkDdiCommitVidPn", 0);
    write_at(NULL);
    nt_call_leave();
    return 0;
}

static int null_at_dispatch(void *arg)
{
    nt_call_enter("DxgkDdiDpcRoutine", 0);
    KeRaiseIrqlToDpcLevel();
    read_at((void *)16);
    return 0;
}

static int null_in_process(void *arg)
{
    nt_process_attach(nt_process_create("client"));
    nt_call_enter("DxgkDdiEscape", 0);
    read_at((void *)16);
    return 0;
}

static int raised(void *arg)
{
    nt_call_enter("DxgkDdiRender", 0);
    ExRaiseStatus(STATUS_ACCESS_VIOLATION);
}

static int divided(void *arg)
{
    int n;
    nt_call_enter("DxgkDdiRender", 0);
    divide(&n);
    return 0;
}

static volatile int bottomless = 1;

BARE static int dig(volatile char *above)
{
    volatile char here[4096];
    here[0] = above ? above[0] : 1;
    return bottomless ? dig(here) + here[0] : 0;
}

static int overflow(void *arg)
{
    nt_call_enter("DxgkDdiQueryAdapterInfo", 0);
    return dig(NULL);
}

static void a_fault_of_a_driver_is_a_bug_check(void **state)
{
    crashes(null_in_driver, KMODE_EXCEPTION_NOT_HANDLED, "DxgkDdiCommitVidPn");
    crashes(null_at_dispatch, DRIVER_IRQL_NOT_LESS_OR_EQUAL, "DxgkDdiDpcRoutine");
    crashes(null_in_process, SYSTEM_SERVICE_EXCEPTION, "DxgkDdiEscape");
    crashes(raised, KMODE_EXCEPTION_NOT_HANDLED, "DxgkDdiRender");
    crashes(divided, KMODE_EXCEPTION_NOT_HANDLED, "DxgkDdiRender");
}

static void a_stack_overflow_is_a_bug_check(void **state)
{
    crashes(overflow, UNEXPECTED_KERNEL_MODE_TRAP, "DxgkDdiQueryAdapterInfo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guarded_call_returns_the_status),
        cmocka_unit_test(registers_survive),
        cmocka_unit_test(threads_fault_side_by_side),
        cmocka_unit_test(a_file_that_shrinks_is_an_error_not_a_crash),
        cmocka_unit_test(a_fault_of_a_driver_is_a_bug_check),
        cmocka_unit_test(a_stack_overflow_is_a_bug_check),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
