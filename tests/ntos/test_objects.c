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
        EXPECT(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, joined_thread, &j) == STATUS_SUCCESS);
        EXPECT(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &threads[i], NULL) ==
               STATUS_SUCCESS);
        EXPECT(ZwClose(handle) == STATUS_SUCCESS);
    }
    LARGE_INTEGER zero = {.QuadPart = 0};
    EXPECT(KeWaitForSingleObject(threads[0], Executive, KernelMode, FALSE, &zero) == STATUS_TIMEOUT);
    KeSetEvent(&j.go, IO_NO_INCREMENT, FALSE);
    EXPECT(KeWaitForMultipleObjects(4, threads, WaitAll, Executive, KernelMode, FALSE, NULL, blocks) == STATUS_SUCCESS);
    EXPECT(j.done == 4);
    for (int i = 0; i < 4; i++)
        ObDereferenceObject(threads[i]);
    return 0;
}

static void threads_are_joined(void **state)
{
    kernel_everywhere(join_threads, NULL, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boots_runs_and_shuts_down),
        cmocka_unit_test(body_value_is_the_outcome),
        cmocka_unit_test(threads_are_joined),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
