/* Reading user memory: see capture.h. */
#include "capture.h"

struct range {
    void *to;
    const void *user;
    SIZE_T bytes;
};

static VOID NTAPI probe_range(PVOID arg)
{
    const struct range *range = arg;

    ProbeForRead(range->user, range->bytes, 1);
}

static VOID NTAPI copy_range(PVOID arg)
{
    const struct range *range = arg;

    RtlCopyMemory(range->to, range->user, range->bytes);
}

NTSTATUS capture_probe(const void *user, SIZE_T bytes)
{
    struct range range = {NULL, user, bytes};

    return guarded_call(probe_range, &range);
}

NTSTATUS capture(void *to, const void *user, SIZE_T bytes)
{
    struct range range = {to, user, bytes};

    return guarded_call(copy_range, &range);
}
