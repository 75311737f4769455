/*
 * Threads of the runtime that run a plain function: several clients at once, in virtual time or in real.
 */
#include "stage.h"

#include <stdlib.h>

struct start {
    void (*fn)(void *arg);
    void *arg;
};

static VOID NTAPI run(PVOID ctx)
{
    struct start start = *(struct start *)ctx;

    ExFreePool(ctx);
    start.fn(start.arg);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

PKTHREAD spawn(void (*fn)(void *arg), void *arg)
{
    struct start *start = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof(*start), 0x74736554);
    PKTHREAD thread = NULL;
    HANDLE handle;

    *start = (struct start){fn, arg};
    if (!NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, run, start)))
        abort();
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&thread, NULL);
    ZwClose(handle);
    return thread;
}

void join(PKTHREAD thread)
{
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
}
