/*
 * User memory. One reservation of address space below MmUserProbeAddress holds a slice per process, so that a probe is a
 * range check and a bad pointer of a client faults like one. The pages are frames of system RAM mapped a second time, or a
 * file of the client's. A region that an MDL has locked keeps its frames until the last lock is gone, whatever happens to
 * the user's view of it.
 */
#include "mm.h"
#include "hal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROCESSES         64
#define SLICE             (1ull << 30)
#define SPACE             (PROCESSES * SLICE)
#define SYSTEM_PROCESS_ID 4
#define FOREIGN_BASE      (1ull << 32)

/* Where the reservation goes: low where programs usually are not; above AddressSanitizer's shadow when that is there. */
static const uintptr_t places[] = {0x1000000000ull, 0x2000000000ull, 0x200000000000ull, 0x300000000000ull};

/* Per page. */
enum { MAPPED = 1, READABLE = 2, WRITABLE = 4, ORDINARY = MAPPED | READABLE | WRITABLE };

enum kind { FRAMES, FILE_PAGES, VIEW };

struct user_region {
    struct user_region *next; /* of the process; by address */
    char *start;
    size_t size;
    enum kind kind;
    uint64_t physical;
    char *alias; /* FILE_PAGES: the kernel's mapping */
    int fd;
    unsigned locks;
    size_t special; /* pages that are not ORDINARY */
    bool gone;      /* the user's view is unmapped, the frames are still locked */
    unsigned char pages[];
};

struct nt_process {
    char name[32];
    unsigned slot, id;
    struct user_region *regions; /* by address */
};

static struct {
    struct host_mutex lock;
    char *base;
    struct nt_process *processes[PROCESSES];
    struct user_region *zombies;
    uint64_t next_foreign;
    unsigned next_id;
    _Atomic uintptr_t alias_low,
        alias_high; /* bounds of all kernel mappings of files, for the fault handler */
} user = {.lock = HOST_MUTEX_INIT};

ULONG_PTR MmUserProbeAddress = 0x7FFFFFFF0000ull;
PVOID MmHighestUserAddress = (PVOID)0x7FFFFFFEFFFFull;

void mm_user_start(void)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(places) && !user.base; i++)
        user.base = host_reserve((void *)places[i], SPACE);
    if (!user.base) {
        fprintf(stderr, "nt_boot: no room for user address space\n");
        abort();
    }
    MmUserProbeAddress = (ULONG_PTR)user.base + SPACE;
    MmHighestUserAddress = user.base + SPACE - 1;
    user.next_foreign = mm.ram_size > FOREIGN_BASE ? mm.ram_size : FOREIGN_BASE;
    user.next_id = 8;
    atomic_store(&user.alias_low, UINTPTR_MAX);
    atomic_store(&user.alias_high, 0);
}

bool mm_is_user(const volatile void *p, size_t size)
{
    uintptr_t offset = (uintptr_t)p - (uintptr_t)user.base;
    return user.base && offset < SPACE && size <= SPACE - offset;
}

/* ---- regions; user.lock held ---- */

static struct user_region *find_in(const struct nt_process *process, const char *p)
{
    struct user_region *r = process->regions;
    while (r && (p < r->start || p >= r->start + r->size))
        r = r->next;
    return r;
}

static struct user_region *find(const void *p)
{
    if (!mm_is_user(p, 1))
        return NULL;
    struct nt_process *process = user.processes[((uintptr_t)p - (uintptr_t)user.base) / SLICE];
    return process ? find_in(process, p) : NULL;
}

static void release_region(struct user_region *r)
{
    if (r->kind == FRAMES)
        mm_frames_free(r->physical >> PAGE_SHIFT, r->size >> PAGE_SHIFT);
    if (r->kind == FILE_PAGES) {
        host_release(r->alias, r->size);
        host_close(r->fd);
    }
    free(r);
}

/* The user's view is gone; the frames follow when nobody holds them. */
static void retire(struct user_region *r)
{
    host_unmap(r->start, r->size);
    if (!r->locks) {
        release_region(r);
        return;
    }
    r->gone = true;
    r->next = user.zombies;
    user.zombies = r;
}

/* A gap of size bytes and a page on either side, in the process's slice; NULL when there is none. */
static char *find_gap(struct nt_process *process, size_t size, struct user_region ***link)
{
    char *slice = user.base + process->slot * SLICE;
    char *at = slice + PAGE_SIZE * 16;
    struct user_region **l = &process->regions;
    for (; *l; l = &(*l)->next) {
        if ((size_t)((*l)->start - at) >= size + PAGE_SIZE)
            break;
        at = (*l)->start + (*l)->size + PAGE_SIZE;
    }
    *link = l;
    return (size_t)(slice + SLICE - at) >= size + PAGE_SIZE ? at : NULL;
}

static struct user_region *new_region(size_t size, enum kind kind)
{
    struct user_region *r = calloc(1, sizeof(*r) + (size >> PAGE_SHIFT));
    if (!r)
        return NULL;
    r->size = size;
    r->kind = kind;
    r->fd = -1;
    memset(r->pages, ORDINARY, size >> PAGE_SHIFT);
    return r;
}

/* Gives the region an address and maps it there, from the file, or from what `mapping` shows. */
static bool place(struct nt_process *process, struct user_region *r, int fd, uint64_t offset, void *mapping)
{
    struct user_region **link;
    host_lock(&user.lock);
    char *at = find_gap(process, r->size, &link);
    if (at && (mapping ? host_map_again(at, r->size, mapping)
                       : host_map(at, r->size, fd, offset, HOST_READ_WRITE))) {
        r->start = at;
        r->next = *link;
        *link = r;
    }
    host_unlock(&user.lock);
    return r->start != NULL;
}

static bool bad_size(size_t size)
{
    return !size || size > SLICE;
}

void *nt_user_alloc(struct nt_process *process, size_t size)
{
    if (bad_size(size))
        return NULL;
    size = ROUND_TO_PAGES(size);
    struct user_region *r = new_region(size, FRAMES);
    uint64_t first = r ? mm_frames_alloc(size >> PAGE_SHIFT, 1, 0, UINT64_MAX, 0, MM_USER, r) : MM_NO_FRAME;
    if (first == MM_NO_FRAME) {
        free(r);
        return NULL;
    }
    r->physical = first << PAGE_SHIFT;
    memset(mm_frame_pointer(first), 0, size);
    if (!place(process, r, mm.fd, r->physical, NULL)) {
        release_region(r);
        return NULL;
    }
    return r->start;
}

static void widen_alias_bounds(const struct user_region *r)
{
    if ((uintptr_t)r->alias < atomic_load(&user.alias_low))
        atomic_store(&user.alias_low, (uintptr_t)r->alias);
    if ((uintptr_t)r->alias + r->size > atomic_load(&user.alias_high))
        atomic_store(&user.alias_high, (uintptr_t)r->alias + r->size);
}

void *nt_user_map_file(struct nt_process *process, int fd, size_t size)
{
    if (bad_size(size))
        return NULL;
    size = ROUND_TO_PAGES(size);
    struct user_region *r = new_region(size, FILE_PAGES);
    if (!r)
        return NULL;
    r->fd = host_dup(fd);
    r->alias = r->fd < 0 ? NULL : host_map(NULL, size, r->fd, 0, HOST_READ_WRITE);
    if (!r->alias) {
        if (r->fd >= 0)
            host_close(r->fd);
        free(r);
        return NULL;
    }
    host_lock(&user.lock);
    r->physical = user.next_foreign;
    user.next_foreign += size + PAGE_SIZE;
    widen_alias_bounds(r);
    host_unlock(&user.lock);
    if (!place(process, r, r->fd, 0, NULL)) {
        release_region(r);
        return NULL;
    }
    return r->start;
}

/* What shows the physical range already: NULL for RAM, which has its file. False: nothing does. */
static bool source_of(uint64_t physical, size_t size, void **mapping)
{
    *mapping = NULL;
    if (physical < mm.ram_size)
        return size <= mm.ram_size - physical;
    *mapping = hal_memory(physical, size);
    return *mapping != NULL;
}

void *mm_user_map_physical(struct nt_process *process, uint64_t physical, size_t size)
{
    void *mapping;
    struct user_region *r =
        size && source_of(physical, size, &mapping) ? new_region(ROUND_TO_PAGES(size), VIEW) : NULL;
    if (!r)
        return NULL;
    r->physical = physical;
    if (!place(process, r, mm.fd, physical, mapping)) {
        free(r);
        return NULL;
    }
    return r->start;
}

bool nt_user_rotate(struct nt_process *process, void *address, PMDL pages)
{
    uint64_t physical = (uint64_t)MmGetMdlPfnArray(pages)[0] << PAGE_SHIFT;
    void *mapping = NULL;
    bool good = false;
    if (!source_of(physical, pages->ByteCount, &mapping))
        return false;
    host_lock(&user.lock);
    struct user_region *r = find_in(process, address);
    if (r && r->kind == VIEW && r->start == address && r->size == ROUND_TO_PAGES(pages->ByteCount)) {
        TSAN_MAPPING_BEGIN(); /* the bytes are the same: whoever looks meanwhile sees no change */
        good = mapping ? host_map_again(r->start, r->size, mapping) != NULL
                       : host_map(r->start, r->size, mm.fd, physical, HOST_READ_WRITE) != NULL;
        TSAN_MAPPING_END();
        if (good)
            r->physical = physical;
    }
    host_unlock(&user.lock);
    return good;
}

/* ---- protection ---- */

static enum host_access access_of(unsigned char page)
{
    return !(page & READABLE) ? HOST_NONE : page & WRITABLE ? HOST_READ_WRITE : HOST_READ;
}

static void set_pages(struct user_region *r, size_t first, size_t count, unsigned char value)
{
    for (size_t i = first; i < first + count; i++) {
        r->special += (value != ORDINARY) - (size_t)(r->pages[i] != ORDINARY);
        r->pages[i] = value;
    }
}

static void unlink_region(struct nt_process *process, struct user_region *r)
{
    struct user_region **link = &process->regions;
    while (*link != r)
        link = &(*link)->next;
    *link = r->next;
}

static bool all_unmapped(const struct user_region *r)
{
    for (size_t i = 0; i < r->size >> PAGE_SHIFT; i++)
        if (r->pages[i] & MAPPED)
            return false;
    return true;
}

/* Whole pages of every region that [address, address + size) touches. */
static void change(struct nt_process *process, char *address, size_t size, unsigned char value)
{
    char *begin = (char *)((uintptr_t)address & ~(uintptr_t)PAGE_MASK);
    char *end = (char *)ROUND_TO_PAGES(address + size);
    host_lock(&user.lock);
    for (struct user_region *r = process->regions, *next; r; r = next) {
        next = r->next;
        char *from = begin > r->start ? begin : r->start,
             *to = end < r->start + r->size ? end : r->start + r->size;
        if (from >= to)
            continue;
        size_t first = (size_t)(from - r->start) >> PAGE_SHIFT, count = (size_t)(to - from) >> PAGE_SHIFT;
        if (value & MAPPED) {
            host_protect(from, (size_t)(to - from), access_of(value));
        } else {
            host_unmap(from, (size_t)(to - from));
        }
        set_pages(r, first, count, value);
        if (!(value & MAPPED) && all_unmapped(r)) {
            unlink_region(process, r);
            retire(r);
        }
    }
    host_unlock(&user.lock);
}

void nt_user_unmap(struct nt_process *process, void *address, size_t size)
{
    change(process, address, size, 0);
}

void nt_user_protect(struct nt_process *process, void *address, size_t size, bool readable, bool writable)
{
    change(process, address, size,
           (unsigned char)(MAPPED | (readable ? READABLE : 0) | (readable && writable ? WRITABLE : 0)));
}

/* ---- locking ---- */

/* What one access to the page does: the file may have been cut off. */
__attribute__((no_sanitize("address", "thread"))) static void touch(void *p)
{
    (void)*(volatile char *)p;
}

static bool pages_allow(const struct user_region *r, size_t offset, size_t size, bool write)
{
    unsigned char need = (unsigned char)(MAPPED | READABLE | (write ? WRITABLE : 0));
    if (!r->special)
        return true;
    for (size_t i = offset >> PAGE_SHIFT; i <= (offset + size - 1) >> PAGE_SHIFT; i++)
        if ((r->pages[i] & need) != need)
            return false;
    return true;
}

NTSTATUS mm_user_lock(void *p, size_t size, bool write, struct user_region **region, uint64_t *physical)
{
    NTSTATUS status = STATUS_ACCESS_VIOLATION;
    host_lock(&user.lock);
    struct user_region *r = find(p);
    size_t offset = r ? (size_t)((char *)p - r->start) : 0;
    if (r && size <= r->size - offset && pages_allow(r, offset, size, write)) {
        r->locks++;
        *region = r;
        *physical = r->physical + offset;
        status = STATUS_SUCCESS;
    }
    host_unlock(&user.lock);
    /* Files shrink from the end. */
    if (status == STATUS_SUCCESS && r->kind == FILE_PAGES) {
        status = nt_guarded_call(touch, (char *)p + size - 1);
        if (status != STATUS_SUCCESS)
            mm_user_unlock(r);
    }
    return status;
}

void mm_user_unlock(struct user_region *r)
{
    host_lock(&user.lock);
    if (!--r->locks && r->gone) {
        struct user_region **link = &user.zombies;
        while (*link != r)
            link = &(*link)->next;
        *link = r->next;
        release_region(r);
    }
    host_unlock(&user.lock);
}

/* ---- physical addresses ---- */

bool mm_user_physical(const void *p, uint64_t *physical)
{
    host_lock(&user.lock);
    struct user_region *r = find(p);
    if (r)
        *physical = r->physical + (uint64_t)((const char *)p - r->start);
    host_unlock(&user.lock);
    return r != NULL;
}

/* The region for which match(r, key) holds, of all processes and those gone; user.lock held. */
static struct user_region *search(bool (*match)(const struct user_region *r, uint64_t key), uint64_t key)
{
    for (unsigned i = 0; i < PROCESSES; i++)
        for (struct user_region *r = user.processes[i] ? user.processes[i]->regions : NULL; r; r = r->next)
            if (match(r, key))
                return r;
    for (struct user_region *r = user.zombies; r; r = r->next)
        if (match(r, key))
            return r;
    return NULL;
}

static bool owns_physical(const struct user_region *r, uint64_t physical)
{
    return r->kind != VIEW && physical - r->physical < r->size;
}

static bool has_alias(const struct user_region *r, uint64_t address)
{
    return r->kind == FILE_PAGES && address - (uintptr_t)r->alias < r->size;
}

struct user_region *mm_user_region_of_physical(uint64_t physical)
{
    if (physical < mm.ram_size) {
        const struct mm_frame *frame = &mm.frames[physical >> PAGE_SHIFT];
        return frame->use == MM_USER ? frame->owner : NULL;
    }
    host_lock(&user.lock);
    struct user_region *r = search(owns_physical, physical);
    host_unlock(&user.lock);
    return r;
}

void *mm_foreign_pointer(uint64_t physical, size_t size)
{
    void *p = NULL;
    host_lock(&user.lock);
    struct user_region *r = search(owns_physical, physical);
    if (r && r->kind == FILE_PAGES && size <= r->size - (physical - r->physical))
        p = r->alias + (physical - r->physical);
    host_unlock(&user.lock);
    return p;
}

bool mm_foreign_physical(const void *p, uint64_t *physical)
{
    host_lock(&user.lock);
    struct user_region *r = search(has_alias, (uintptr_t)p);
    if (r)
        *physical = r->physical + (uint64_t)((const char *)p - r->alias);
    host_unlock(&user.lock);
    return r != NULL;
}

/* In the signal handler: no locks. The bounds hold every kernel mapping of a file; SIGBUS comes from mapped files only. */
bool mm_fault_fixup(uintptr_t address)
{
    if (address < atomic_load(&user.alias_low) || address >= atomic_load(&user.alias_high) ||
        mm_is_user((void *)address, 1))
        return false;
    return host_zero_page((void *)(address & ~(uintptr_t)PAGE_MASK));
}

/* ---- processes ---- */

struct nt_process *nt_process_create(const char *name)
{
    struct nt_process *process = calloc(1, sizeof(*process));
    if (!process)
        return NULL;
    snprintf(process->name, sizeof(process->name), "%s", name);
    host_lock(&user.lock);
    unsigned slot = 0;
    while (slot < PROCESSES && user.processes[slot])
        slot++;
    if (slot < PROCESSES) {
        process->slot = slot;
        process->id = user.next_id;
        user.next_id += 4;
        user.processes[slot] = process;
    }
    host_unlock(&user.lock);
    if (slot == PROCESSES) {
        free(process);
        return NULL;
    }
    return process;
}

static unsigned free_regions(struct nt_process *process)
{
    unsigned locked = 0;
    host_lock(&user.lock);
    while (process->regions) {
        struct user_region *r = process->regions;
        process->regions = r->next;
        locked += r->locks != 0;
        retire(r);
    }
    user.processes[process->slot] = NULL;
    host_unlock(&user.lock);
    return locked;
}

void nt_process_destroy(struct nt_process *process)
{
    if (!process)
        return;
    unsigned locked = free_regions(process);
    if (locked)
        report_emit(REPORT_VIOLATION, "SYN-10", "MmUnlockPages", "locked pages of a process that ended",
                    "none",
                    "Windows stops with PROCESS_HAS_LOCKED_PAGES (0x76): unlock before the process ends.",
                    "%u range%s of process %s", locked, locked == 1 ? "" : "s", process->name);
    free(process);
}

struct nt_process *nt_process_attach(struct nt_process *process)
{
    struct _KTHREAD *self = ke_self();
    if (!self)
        return NULL;
    struct nt_process *previous = self->process;
    self->process = process;
    return previous;
}

void mm_user_stop(bool count_leaks)
{
    for (unsigned i = 0; i < PROCESSES; i++) {
        struct nt_process *process = user.processes[i];
        if (!process)
            continue;
        if (count_leaks)
            ke_leak("process", "ended", "Call nt_process_destroy.", "%s", process->name);
        free_regions(process);
        free(process);
    }
    while (user.zombies) {
        struct user_region *r = user.zombies;
        user.zombies = r->next;
        if (count_leaks)
            ke_leak("locked user pages", "unlocked", "Every MmProbeAndLockPages needs its MmUnlockPages.",
                    "%zu bytes", r->size);
        release_region(r);
    }
    host_release(user.base, SPACE);
    user.base = NULL;
}

unsigned mm_process_id(const struct nt_process *process)
{
    return process ? process->id : SYSTEM_PROCESS_ID;
}
