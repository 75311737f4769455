/*
 * Page frames of system RAM: a bitmap of what is taken and a table of what for. Runs are searched from where the last one
 * ended, so that freed pages rest before they are used again.
 */
#include "mm.h"
#include "hal.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define FIRST_FRAME 16 /* physical address 0 means "none" to drivers */

struct mm_state mm;

static struct {
    struct host_mutex lock;
    uint64_t *taken;
    uint64_t hint;
} frames = {.lock = HOST_MUTEX_INIT};

static bool is_taken(uint64_t frame)
{
    return frames.taken[frame / 64] >> (frame % 64) & 1;
}

static void mark(uint64_t first, uint64_t count, bool taken)
{
    for (uint64_t f = first; f < first + count;) {
        uint64_t bit = f % 64, n = 64 - bit < first + count - f ? 64 - bit : first + count - f;
        uint64_t mask = (n == 64 ? ~0ull : (1ull << n) - 1) << bit;
        if (taken)
            frames.taken[f / 64] |= mask;
        else
            frames.taken[f / 64] &= ~mask;
        f += n;
    }
}

/* First start >= candidate that satisfies alignment and boundary. */
static uint64_t fit(uint64_t candidate, uint64_t count, uint64_t align, uint64_t boundary)
{
    candidate = (candidate + align - 1) / align * align;
    if (boundary && candidate / boundary != (candidate + count - 1) / boundary)
        candidate = (candidate / boundary + 1) * boundary;
    return (candidate + align - 1) / align * align;
}

static uint64_t search(uint64_t from, uint64_t end, uint64_t count, uint64_t align, uint64_t boundary)
{
    uint64_t start = fit(from, count, align, boundary);
    for (uint64_t f = start; start + count <= end;) {
        if (f == start + count)
            return start;
        if (!is_taken(f)) {
            f++;
            continue;
        }
        while (f < end && frames.taken[f / 64] == ~0ull)
            f = (f / 64 + 1) * 64;
        if (f < end && is_taken(f))
            f++;
        start = f = fit(f, count, align, boundary);
    }
    return MM_NO_FRAME;
}

uint64_t mm_frames_alloc(uint64_t count, uint64_t align, uint64_t lowest, uint64_t highest, uint64_t boundary,
                         enum mm_use use, void *owner)
{
    uint64_t begin = (lowest + PAGE_SIZE - 1) >> PAGE_SHIFT;
    uint64_t end = highest >= mm.ram_size - 1 ? mm.frame_count : (highest + 1) >> PAGE_SHIFT;
    boundary >>= PAGE_SHIFT;
    begin = begin < FIRST_FRAME ? FIRST_FRAME : begin;
    if (!count || begin >= end || count > end - begin || (boundary && count > boundary))
        return MM_NO_FRAME;
    host_lock(&frames.lock);
    uint64_t from = frames.hint > begin && frames.hint < end ? frames.hint : begin;
    uint64_t first = search(from, end, count, align ? align : 1, boundary);
    if (first == MM_NO_FRAME && from != begin)
        first = search(begin, end, count, align ? align : 1, boundary);
    if (first != MM_NO_FRAME) {
        mark(first, count, true);
        frames.hint = first + count;
        for (uint64_t f = first; f < first + count; f++)
            mm.frames[f] = (struct mm_frame){owner, (UCHAR)use};
    }
    host_unlock(&frames.lock);
    if (first != MM_NO_FRAME)
        ASAN_UNPOISON(mm_frame_pointer(first), count << PAGE_SHIFT);
    return first;
}

void mm_frames_free(uint64_t first, uint64_t count)
{
    ASAN_POISON(mm_frame_pointer(first), count << PAGE_SHIFT);
    host_lock(&frames.lock);
    mark(first, count, false);
    for (uint64_t f = first; f < first + count; f++)
        mm.frames[f] = (struct mm_frame){NULL, MM_FREE};
    host_unlock(&frames.lock);
}

void mm_start(void)
{
    mm.ram_size = (ke.options.memory_size + PAGE_SIZE - 1) & ~(size_t)PAGE_MASK;
    mm.frame_count = mm.ram_size >> PAGE_SHIFT;
    mm.fd = host_memory_file(mm.ram_size);
    mm.ram = mm.fd < 0 ? NULL : host_map(NULL, mm.ram_size, mm.fd, 0, HOST_READ_WRITE);
    mm.frames = calloc(mm.frame_count, sizeof(*mm.frames));
    frames.taken = calloc((mm.frame_count + 63) / 64, sizeof(uint64_t));
    frames.hint = 0;
    if (!mm.ram || !mm.frames || !frames.taken) {
        fprintf(stderr, "nt_boot: cannot reserve %zu bytes of system memory\n", mm.ram_size);
        abort();
    }
    ASAN_POISON(mm.ram, mm.ram_size);
    mark(0, FIRST_FRAME, true);
    mm_user_start();
}

void mm_stop(bool count_leaks)
{
    mm_mdl_stop(count_leaks);
    mm_user_stop(count_leaks);
    mm_pool_stop(count_leaks);
    mm_pages_stop(count_leaks);
    ASAN_UNPOISON(mm.ram, mm.ram_size);
    host_release(mm.ram, mm.ram_size);
    host_close(mm.fd);
    free(mm.frames);
    free(frames.taken);
    memset(&mm, 0, sizeof(mm));
}

int nt_memory_fd(void)
{
    return mm.fd;
}

void *nt_physical_pointer(uint64_t physical, size_t length)
{
    if (physical < mm.ram_size)
        return length <= mm.ram_size - physical ? mm.ram + physical : NULL;
    return mm_foreign_pointer(physical, length);
}

const char *mm_describe(ULONG_PTR address)
{
    static _Thread_local char text[160];
    const void *p = (const void *)(uintptr_t)address;
    text[0] = 0;
    if (mm.ram && mm_is_ram(p, 1)) {
        uint64_t frame = mm_frame_of(p);
        if (!mm_pool_describe(frame, p, text, sizeof(text)))
            snprintf(text, sizeof(text), "system memory that is %s",
                     mm.frames[frame].use == MM_FREE ? "free" : "no pool");
    } else if (hal_is_register(p)) {
        snprintf(text, sizeof(text),
                 "device registers, which are reached by READ_REGISTER_* and WRITE_REGISTER_* only");
    } else if (mm_is_user(p, 1)) {
        snprintf(text, sizeof(text), "user memory");
    }
    return text;
}

PHYSICAL_ADDRESS NTAPI MmGetPhysicalAddress(PVOID BaseAddress)
{
    PHYSICAL_ADDRESS result = {.QuadPart = 0};
    uint64_t physical = 0;
    KE_SERVICE(MmGetPhysicalAddress);
    if (mm_is_ram(BaseAddress, 1))
        physical = (uint64_t)((char *)BaseAddress - mm.ram);
    else if (!mm_user_physical(BaseAddress, &physical) && !mm_foreign_physical(BaseAddress, &physical))
        hal_physical(BaseAddress, &physical);
    result.QuadPart = (LONGLONG)physical;
    return result;
}

static void read_byte(void *p)
{
    (void)*(volatile char *)p;
}

BOOLEAN NTAPI MmIsAddressValid(PVOID VirtualAddress)
{
    KE_SERVICE(MmIsAddressValid);
    return nt_guarded_call(read_byte, VirtualAddress) == STATUS_SUCCESS;
}
