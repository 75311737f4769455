/*
 * Whole pages: memory that a device reads (contiguous), and the kernel's own large buffers. Both are runs of frames in the
 * direct map, kept in one list so that a release can be checked and a leak named.
 */
#include "mm.h"

#include <stdlib.h>
#include <string.h>

struct run {
    struct run *next;
    uint64_t first, count;
    size_t size;
    enum mm_use use;
    const char *where;
};

static struct {
    struct host_mutex lock;
    struct run *all;
} runs = {.lock = HOST_MUTEX_INIT};

static void *run_alloc(size_t size, uint64_t lowest, uint64_t highest, uint64_t boundary, enum mm_use use)
{
    struct run *run = calloc(1, sizeof(*run));
    if (!run)
        return NULL;
    run->size = size;
    run->count = BYTES_TO_PAGES(size);
    run->use = use;
    run->where = nt_call_current();
    run->first = mm_frames_alloc(run->count, 1, lowest, highest, boundary, use, run);
    if (run->first == MM_NO_FRAME) {
        free(run);
        return NULL;
    }
    host_lock(&runs.lock);
    run->next = runs.all;
    runs.all = run;
    host_unlock(&runs.lock);
    return mm_frame_pointer(run->first);
}

/* False when p is not the beginning of such a run. */
static bool run_free(void *p, enum mm_use use)
{
    struct run *found = NULL;
    if (!mm_is_ram(p, 1) || ((uintptr_t)p & PAGE_MASK))
        return false;
    host_lock(&runs.lock);
    for (struct run **link = &runs.all; *link; link = &(*link)->next) {
        if ((*link)->first != mm_frame_of(p) || (*link)->use != use)
            continue;
        found = *link;
        *link = found->next;
        break;
    }
    host_unlock(&runs.lock);
    if (!found)
        return false;
    ke_spin_forget(p, found->size);
    mm_frames_free(found->first, found->count);
    free(found);
    return true;
}

void mm_pages_stop(bool count_leaks)
{
    while (runs.all) {
        struct run *run = runs.all;
        runs.all = run->next;
        if (count_leaks)
            ke_leak(run->use == MM_CONTIGUOUS ? "contiguous memory" : "kernel pages", "freed",
                    "Free what each DDI allocated in its counterpart (OBS-135).",
                    "%zu bytes, allocated in %s", run->size, *run->where ? run->where : "the kernel");
        free(run);
    }
}

void *nt_pages_alloc(size_t size)
{
    void *p = size ? run_alloc(size, 0, UINT64_MAX, 0, MM_PAGES) : NULL;
    if (p)
        memset(p, 0, ROUND_TO_PAGES(size));
    return p;
}

void nt_pages_free(void *pages, size_t size)
{
    if (pages && !run_free(pages, MM_PAGES))
        nt_bugcheck(BAD_POOL_CALLER, 0x46, (ULONG_PTR)pages, size, 0, "SYN-10",
                    "nt_pages_free: %p is none of its pages", pages);
}

/* ---- the exported forms ---- */

PVOID NTAPI MmAllocateContiguousMemorySpecifyCache(SIZE_T NumberOfBytes,
                                                   PHYSICAL_ADDRESS LowestAcceptableAddress,
                                                   PHYSICAL_ADDRESS HighestAcceptableAddress,
                                                   PHYSICAL_ADDRESS BoundaryAddressMultiple,
                                                   MEMORY_CACHING_TYPE CacheType)
{
    KE_SERVICE(MmAllocateContiguousMemorySpecifyCache);
    if (!NumberOfBytes || ke_resource_denied("MmAllocateContiguousMemorySpecifyCache"))
        return NULL;
    return run_alloc(NumberOfBytes, (uint64_t)LowestAcceptableAddress.QuadPart,
                     (uint64_t)HighestAcceptableAddress.QuadPart, (uint64_t)BoundaryAddressMultiple.QuadPart,
                     MM_CONTIGUOUS);
}

PVOID NTAPI MmAllocateContiguousMemory(SIZE_T NumberOfBytes, PHYSICAL_ADDRESS HighestAcceptableAddress)
{
    KE_SERVICE(MmAllocateContiguousMemory);
    if (!NumberOfBytes || ke_resource_denied("MmAllocateContiguousMemory"))
        return NULL;
    return run_alloc(NumberOfBytes, 0, (uint64_t)HighestAcceptableAddress.QuadPart, 0, MM_CONTIGUOUS);
}

PVOID NTAPI MmAllocateNonCachedMemory(SIZE_T NumberOfBytes)
{
    KE_SERVICE(MmAllocateNonCachedMemory);
    if (!NumberOfBytes || ke_resource_denied("MmAllocateNonCachedMemory"))
        return NULL;
    return run_alloc(NumberOfBytes, 0, UINT64_MAX, 0, MM_CONTIGUOUS);
}

static void free_contiguous(void *p, const char *service)
{
    if (run_free(p, MM_CONTIGUOUS))
        return;
    report_emit(REPORT_VIOLATION, "SYN-10", service, "BaseAddress", "the beginning of contiguous memory",
                "Pass what the allocation returned, once.", "%p", p);
    nt_bugcheck(BAD_POOL_CALLER, 0x46, (ULONG_PTR)p, 0, 0, "SYN-10", "%s: %p is no contiguous memory",
                service, p);
}

VOID NTAPI MmFreeContiguousMemory(PVOID BaseAddress)
{
    KE_SERVICE(MmFreeContiguousMemory);
    free_contiguous(BaseAddress, "MmFreeContiguousMemory");
}

VOID NTAPI MmFreeContiguousMemorySpecifyCache(PVOID BaseAddress, SIZE_T NumberOfBytes,
                                              MEMORY_CACHING_TYPE CacheType)
{
    KE_SERVICE(MmFreeContiguousMemorySpecifyCache);
    free_contiguous(BaseAddress, "MmFreeContiguousMemorySpecifyCache");
}

VOID NTAPI MmFreeNonCachedMemory(PVOID BaseAddress, SIZE_T NumberOfBytes)
{
    KE_SERVICE(MmFreeNonCachedMemory);
    free_contiguous(BaseAddress, "MmFreeNonCachedMemory");
}
