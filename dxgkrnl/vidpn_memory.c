/*
 * The VidPN model's memory in the graphics kernel: pool with a tag of its own, so that a leak shows up by
 * name.
 */
#include "vidpn_memory.h"

#include "wdm.h"

#define VIDPN_TAG ((ULONG)('V' | 'd' << 8 | 'P' << 16 | 'n' << 24))

void *vidpn_alloc(size_t size)
{
    void *memory = ExAllocatePoolWithTag(NonPagedPoolNx, size, VIDPN_TAG);
    if (memory)
        RtlZeroMemory(memory, size);
    return memory;
}

void vidpn_free(void *memory)
{
    if (memory)
        ExFreePoolWithTag(memory, VIDPN_TAG);
}
