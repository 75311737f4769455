/*
 * Whole pages: memory that a device reads (contiguous), and the kernel's own large buffers. Both are runs of frames in the
 * direct map, kept in one list so that a release can be checked and a leak named.
 */
#include "mm.h"

#include <stdio.h>
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

static void stop_fenced(bool count_leaks);

void mm_pages_stop(bool count_leaks)
{
    stop_fenced(count_leaks);
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

/* ---- parts with fences ---- */

struct nt_fenced {
    LIST_ENTRY link;
    uint64_t first, count; /* frames, fences included */
    const char *where;
    unsigned part_count;
    struct nt_fenced_part parts[];
};

static struct {
    struct host_mutex lock;
    LIST_ENTRY all;
} fenced = {.lock = HOST_MUTEX_INIT};

static bool set_fence(void *page, enum host_access access)
{
    return host_protect(page, PAGE_SIZE, access);
}

/* Gives the parts their memory and closes the fences; the frames are ours. */
static bool lay_out(struct nt_fenced *f)
{
    char *at = mm_frame_pointer(f->first);
    bool good = set_fence(at, HOST_NONE);
    at += PAGE_SIZE;
    for (unsigned i = 0; i < f->part_count; i++) {
        f->parts[i].memory = at;
        at += ROUND_TO_PAGES(f->parts[i].size);
        good = set_fence(at, HOST_NONE) && good;
        at += PAGE_SIZE;
    }
    return good;
}

static void release(struct nt_fenced *f)
{
    char *all = mm_frame_pointer(f->first);
    host_protect(all, (size_t)f->count << PAGE_SHIFT, HOST_READ_WRITE);
    ke_spin_forget(all, (size_t)f->count << PAGE_SHIFT);
    mm_frames_free(f->first, f->count);
    free(f);
}

struct nt_fenced *nt_fenced_alloc(struct nt_fenced_part *parts, unsigned count, uint64_t highest)
{
    struct nt_fenced *f = calloc(1, sizeof(*f) + count * sizeof(*parts));
    if (!f)
        return NULL;
    f->count = 1;
    f->part_count = count;
    f->where = nt_call_current();
    for (unsigned i = 0; i < count; i++) {
        f->parts[i] = parts[i];
        f->count += BYTES_TO_PAGES(parts[i].size) + 1;
    }
    f->first = mm_frames_alloc(f->count, 1, 0, highest, 0, MM_FENCED, f);
    if (f->first == MM_NO_FRAME) {
        free(f);
        return NULL;
    }
    if (!lay_out(f)) {
        release(f);
        return NULL;
    }
    host_lock(&fenced.lock);
    if (!fenced.all.Flink)
        InitializeListHead(&fenced.all);
    InsertTailList(&fenced.all, &f->link);
    host_unlock(&fenced.lock);
    for (unsigned i = 0; i < count; i++)
        parts[i].memory = f->parts[i].memory;
    return f;
}

void nt_fenced_free(struct nt_fenced *f)
{
    if (!f)
        return;
    host_lock(&fenced.lock);
    RemoveEntryList(&f->link);
    host_unlock(&fenced.lock);
    release(f);
}

const char *mm_fence_explain(uintptr_t address, char *text, size_t size)
{
    char *page = (char *)(address & ~(uintptr_t)PAGE_MASK);
    if (!mm.ram || !mm_is_ram(page, 1) || mm.frames[mm_frame_of(page)].use != MM_FENCED)
        return NULL;
    const struct nt_fenced *f = mm.frames[mm_frame_of(page)].owner;
    for (unsigned i = 0; i < f->part_count; i++) {
        const struct nt_fenced_part *part = &f->parts[i];
        char *begin = part->memory, *end = begin + ROUND_TO_PAGES(part->size);
        if (page == end) {
            snprintf(text, size, "address %#llx is %llu bytes behind the end of %s",
                     (unsigned long long)address, (unsigned long long)(address - (uintptr_t)end), part->name);
            return part->rule;
        }
        if (page == begin - PAGE_SIZE) {
            snprintf(text, size, "address %#llx is %llu bytes before the beginning of %s",
                     (unsigned long long)address, (unsigned long long)((uintptr_t)begin - address),
                     part->name);
            return part->rule;
        }
    }
    return NULL;
}

static void stop_fenced(bool count_leaks)
{
    while (fenced.all.Flink && !IsListEmpty(&fenced.all)) {
        struct nt_fenced *f = CONTAINING_RECORD(RemoveHeadList(&fenced.all), struct nt_fenced, link);
        if (count_leaks)
            ke_leak("fenced memory", "freed", "Free what each DDI allocated in its counterpart (OBS-135).",
                    "%s and %u more, allocated in %s", f->parts[0].name, f->part_count - 1,
                    *f->where ? f->where : "the kernel");
        free(f);
    }
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
