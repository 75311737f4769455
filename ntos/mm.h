/*
 * Memory inside the runtime. System RAM is one memory file of which every page has a fixed place in the address space (the
 * direct map): pool, contiguous memory and kernel pages are used there, so virtual and physical address differ by a
 * constant. User memory is the same pages mapped a second time in a process's range. A client's own shared memory gets
 * page frames above RAM and one kernel mapping for its whole life.
 */
#ifndef OPENWDDM_MM_H
#define OPENWDDM_MM_H

#include "ke.h"

#define MM_NO_FRAME UINT64_MAX

/* What a page frame is used for. */
enum mm_use {
    MM_FREE,
    MM_RESERVED,
    MM_SLAB,
    MM_BLOCK,
    MM_GUARD,
    MM_PAGES,
    MM_CONTIGUOUS,
    MM_USER,
    MM_MDL_PAGES,
    MM_FENCED
};

struct mm_frame {
    void *owner; /* by use: pool_slab, pool_block, user region */
    UCHAR use;
};

struct mm_state {
    int fd;
    char *ram; /* the direct map */
    size_t ram_size;
    uint64_t frame_count;
    struct mm_frame *frames;
};

extern struct mm_state mm;

void mm_start(void);
void mm_stop(bool count_leaks);

/* For messages: what lies at the address, or "". Valid until the thread's next call. */
const char *mm_describe(ULONG_PTR address);
/* SIGBUS in a kernel mapping of a file that was cut off: the page reads as zero from now on. */
bool mm_fault_fixup(uintptr_t address);

/* ---- page frames (mm_frames.c) ---- */

/* `count` frames in a row, the first a multiple of `align`, all inside [lowest, highest] (bytes); when boundary is not 0 the run does
 * not cross a multiple of it. MM_NO_FRAME when there are none. Contents are undefined. */
uint64_t mm_frames_alloc(uint64_t count, uint64_t align, uint64_t lowest, uint64_t highest, uint64_t boundary,
                         enum mm_use use, void *owner);
void mm_frames_free(uint64_t first, uint64_t count);

static inline void *mm_frame_pointer(uint64_t frame)
{
    return mm.ram + (frame << PAGE_SHIFT);
}

/* Is [p, p + size) in the direct map? */
static inline bool mm_is_ram(const void *p, size_t size)
{
    uintptr_t offset = (uintptr_t)p - (uintptr_t)mm.ram;
    return offset < mm.ram_size && size <= mm.ram_size - offset;
}

static inline uint64_t mm_frame_of(const void *p)
{
    return (uint64_t)((const char *)p - mm.ram) >> PAGE_SHIFT;
}

/* ---- pool (mm_pool.c) ---- */

void mm_pool_stop(bool count_leaks);
void *mm_pool_alloc(size_t size, ULONG tag, bool paged, bool zero);
void mm_pool_free(void *p, ULONG tag, const char *service);
/* Describes a pool address for mm_describe; false when it is none. */
bool mm_pool_describe(uint64_t frame, const void *p, char *text, size_t size);

/* ---- whole pages (mm_contiguous.c) ---- */

void mm_pages_stop(bool count_leaks);
/* The rule that an access to an inaccessible page between fenced parts breaks, with a sentence for people; NULL: it is none. */
const char *mm_fence_explain(uintptr_t address, char *text, size_t size);

/* ---- user memory (mm_user.c) ---- */

struct user_region;

void mm_user_start(void);
void mm_user_stop(bool count_leaks);
unsigned mm_process_id(const struct nt_process *process); /* NULL: the system process */
const struct nt_process *mm_process_of(PEPROCESS process);
/* Pins the pages of [p, p + size) and says where they are: STATUS_SUCCESS, STATUS_ACCESS_VIOLATION, STATUS_IN_PAGE_ERROR. */
NTSTATUS mm_user_lock(void *p, size_t size, bool write, struct user_region **region, uint64_t *physical);
void mm_user_unlock(struct user_region *region);
struct user_region *mm_user_region_of_physical(uint64_t physical);
bool mm_user_physical(const void *p, uint64_t *physical);
bool mm_is_user(const volatile void *p, size_t size);
/* A second user mapping of pages the caller keeps alive: system memory, or a BAR that is plain memory. NULL when it is neither, or there
 * is no room. */
void *mm_user_map_physical(struct nt_process *process, uint64_t physical, size_t size);

/* The kernel's pointer to foreign page frames; NULL when the range is not one file's. */
void *mm_foreign_pointer(uint64_t physical, size_t size);
bool mm_foreign_physical(const void *p, uint64_t *physical);

/* ---- MDLs (mm_mdl.c) ---- */

void mm_mdl_stop(bool count_leaks);

#endif
