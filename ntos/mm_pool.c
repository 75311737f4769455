/*
 * Pool. Small blocks come from slabs of one size class, blocks of a page or more are runs of pages; in the guard modes every
 * block has pages of its own with an inaccessible page right behind (or before) it. What is known of a block stands apart
 * from the memory, so that no overrun can destroy the evidence: tag, size, and the call in which it was allocated.
 */
#include "mm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLAB_FRAMES 16
#define SLAB_BYTES  (SLAB_FRAMES * PAGE_SIZE)
#define LEAD        16 /* canary before and after each small block */
#define CANARY      0xFD
#define FRESH       0xCD /* what ExAllocatePoolWithTag hands out is not zero */
#define STALE       0xDD
#define FILL_LIMIT  4096 /* bytes of a block that are filled and checked */
#define QUARANTINE  256  /* freed guarded blocks that stay inaccessible */

struct pool_slab;

struct pool_block {
    LIST_ENTRY link; /* live, or free list of the class, or quarantine */
    char *p;
    size_t size;
    ULONG tag;
    bool live, was_freed, paged;
    struct pool_slab *slab;
    uint64_t first, frames; /* the pages, when not in a slab */
    const char *where, *freed_where;
};

struct pool_slab {
    struct pool_slab *next;
    char *memory;
    unsigned slot, count;
    struct pool_block blocks[];
};

static const unsigned short slots[] = {48,  64,  80,  96,  112,  128,  160,  192,  224,  288,  352,
                                       416, 544, 672, 800, 1056, 1312, 1568, 2080, 2592, 3104, 4128};
#define CLASSES (sizeof(slots) / sizeof(slots[0]))

static struct {
    struct host_mutex lock;
    bool started;
    LIST_ENTRY live;
    LIST_ENTRY free[CLASSES];
    LIST_ENTRY quarantine;
    unsigned quarantine_count;
    struct pool_slab *slabs;
} pool = {.lock = HOST_MUTEX_INIT};

/* ---- patterns; written and read behind AddressSanitizer's back ---- */

__attribute__((no_sanitize("address", "undefined"), noinline)) static void fill(char *p, unsigned char value,
                                                                                size_t size)
{
    uint64_t word = value * 0x0101010101010101ull;
    for (; size >= 8; p += 8, size -= 8) {
        *(uint64_t *)p = word;
        __asm__ volatile("" : : : "memory"); /* or the compiler makes a memset of it, which is watched */
    }
    for (; size; p++, size--)
        *(volatile unsigned char *)p = value;
}

/* Eight bytes at any address. */
struct __attribute__((packed, may_alias)) loose_word {
    uint64_t value;
};

/* Offset of the first byte that is not `value`, or size. */
__attribute__((no_sanitize("address", "thread"), noinline)) static size_t
mismatch(const char *p, unsigned char value, size_t size)
{
    uint64_t word = value * 0x0101010101010101ull;
    size_t i = 0;
    while (i + 8 <= size && ((const struct loose_word *)(p + i))->value == word)
        i += 8;
    while (i < size && (unsigned char)p[i] == value)
        i++;
    return i;
}

static size_t capped(size_t size)
{
    return size < FILL_LIMIT ? size : FILL_LIMIT;
}

static const char *tag_text(ULONG tag, char text[5])
{
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)(tag >> i * 8);
        text[i] = (char)(c >= 32 && c < 127 ? c : '.');
    }
    text[4] = 0;
    return text;
}

static void start(void)
{
    if (pool.started)
        return;
    InitializeListHead(&pool.live);
    InitializeListHead(&pool.quarantine);
    for (size_t i = 0; i < CLASSES; i++)
        InitializeListHead(&pool.free[i]);
    pool.quarantine_count = 0;
    pool.slabs = NULL;
    pool.started = true;
}

/* ---- small blocks; pool.lock held ---- */

static size_t class_of(size_t size)
{
    size_t i = 0;
    while (slots[i] < size + 2 * LEAD)
        i++;
    return i;
}

static bool grow(size_t class)
{
    unsigned slot = slots[class], count = SLAB_BYTES / slot;
    struct pool_slab *slab = calloc(1, sizeof(*slab) + count * sizeof(struct pool_block));
    uint64_t first = slab ? mm_frames_alloc(SLAB_FRAMES, 1, 0, UINT64_MAX, 0, MM_SLAB, slab) : MM_NO_FRAME;
    if (first == MM_NO_FRAME) {
        free(slab);
        return false;
    }
    slab->memory = mm_frame_pointer(first);
    slab->slot = slot;
    slab->count = count;
    slab->next = pool.slabs;
    pool.slabs = slab;
    for (unsigned i = 0; i < count; i++) {
        slab->blocks[i].slab = slab;
        slab->blocks[i].p = slab->memory + i * slot + LEAD;
        InsertTailList(&pool.free[class], &slab->blocks[i].link);
    }
    ASAN_POISON(slab->memory, SLAB_BYTES);
    return true;
}

static struct pool_block *take_small(size_t size)
{
    size_t class = class_of(size);
    if (IsListEmpty(&pool.free[class]) && !grow(class))
        return NULL;
    return CONTAINING_RECORD(RemoveHeadList(&pool.free[class]), struct pool_block, link);
}

/* ---- blocks with pages of their own; pool.lock held ---- */

static void release_oldest(void)
{
    struct pool_block *b = CONTAINING_RECORD(RemoveHeadList(&pool.quarantine), struct pool_block, link);
    pool.quarantine_count--;
    host_protect(mm_frame_pointer(b->first), b->frames << PAGE_SHIFT, HOST_READ_WRITE);
    mm_frames_free(b->first, b->frames);
    free(b);
}

static struct pool_block *take_pages(size_t size)
{
    bool guard = ke.options.guard != NT_POOL_PLAIN, under = ke.options.guard == NT_POOL_GUARD_UNDER;
    uint64_t pages = BYTES_TO_PAGES(size), count = pages + guard;
    struct pool_block *b = calloc(1, sizeof(*b));
    if (!b)
        return NULL;
    while ((b->first = mm_frames_alloc(count, 1, 0, UINT64_MAX, 0, MM_BLOCK, b)) == MM_NO_FRAME) {
        if (!pool.quarantine_count) {
            free(b);
            return NULL;
        }
        release_oldest();
    }
    b->frames = count;
    b->p = mm_frame_pointer(b->first + under);
    if (guard) {
        host_protect(mm_frame_pointer(under ? b->first : b->first + pages), PAGE_SIZE, HOST_NONE);
        if (!under &&
            size < PAGE_SIZE) /* the end at the guard, 16-byte aligned; larger ones stay page aligned */
            b->p += PAGE_SIZE - ((size + 15) & ~(size_t)15);
    }
    return b;
}

/* ---- allocation ---- */

static void corrupted(const struct pool_block *b, const char *what, ULONG_PTR kind, const char *service,
                      ptrdiff_t offset)
{
    char tag[5], value[160];
    snprintf(value, sizeof(value), "%s at offset %td of block %p, %zu bytes, tag '%s', allocated in %s", what,
             offset, (void *)b->p, b->size, tag_text(b->tag, tag), *b->where ? b->where : "the kernel");
    report_emit(REPORT_VIOLATION, "SYN-10", service, "pool block",
                "memory outside blocks and after free untouched",
                "Boot with a pool guard mode: then the faulty instruction itself faults.", "%s", value);
    nt_bugcheck(SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION, (ULONG_PTR)b->p, b->size, (ULONG_PTR)offset, kind,
                "SYN-10", "pool corruption: %s", value);
}

static void check_stale(const struct pool_block *b, size_t old_size)
{
    size_t n = capped(old_size), bad = mismatch(b->p, STALE, n);
    if (bad < n)
        corrupted(b, "written after it was freed", 0x25, "ExAllocatePoolWithTag", (ptrdiff_t)bad);
}

static void lay_canaries(struct pool_block *b)
{
    if (b->slab) {
        fill(b->p - LEAD, CANARY, LEAD);
        fill(b->p + b->size, CANARY, b->slab->slot - LEAD - b->size);
    } else if (ke.options.guard == NT_POOL_GUARD && b->size < PAGE_SIZE) {
        fill(b->p + b->size, CANARY, (0 - b->size) & 15);
    } else {
        fill(b->p + b->size, CANARY, (0 - b->size) & PAGE_MASK);
    }
}

void *mm_pool_alloc(size_t size, ULONG tag, bool paged, bool zero)
{
    if (!size)
        size = 1;
    if (size > mm.ram_size)
        return NULL;
    host_lock(&pool.lock);
    start();
    bool small = ke.options.guard == NT_POOL_PLAIN && size < PAGE_SIZE;
    struct pool_block *b = small ? take_small(size) : take_pages(size);
    if (!b) {
        host_unlock(&pool.lock);
        return NULL;
    }
    struct pool_block old = *b;
    b->size = size;
    b->tag = tag;
    b->paged = paged;
    b->live = true;
    b->where = nt_call_current();
    InsertTailList(&pool.live, &b->link);
    host_unlock(&pool.lock);
    if (old.was_freed)
        check_stale(&old, old.size);
    ASAN_UNPOISON(b->p, size);
    lay_canaries(b);
    if (zero)
        memset(b->p, 0, size);
    else
        fill(b->p, FRESH, capped(size));
    return b->p;
}

/* ---- release ---- */

/* The block that begins at p, or NULL; pool.lock held. */
static struct pool_block *find(const char *p)
{
    if (!mm_is_ram(p, 1))
        return NULL;
    const struct mm_frame *frame = &mm.frames[mm_frame_of(p)];
    if (frame->use == MM_SLAB) {
        struct pool_slab *slab = frame->owner;
        size_t index = (size_t)(p - slab->memory) / slab->slot;
        struct pool_block *b = index < slab->count ? &slab->blocks[index] : NULL;
        return b && b->p == p && (b->live || b->was_freed) ? b : NULL;
    }
    struct pool_block *b = frame->use == MM_BLOCK ? frame->owner : NULL;
    return b && b->p == p ? b : NULL;
}

static void check_canaries(const struct pool_block *b, const char *service)
{
    size_t after = b->slab                                                    ? b->slab->slot - LEAD - b->size
                   : ke.options.guard == NT_POOL_GUARD && b->size < PAGE_SIZE ? (0 - b->size) & 15
                                                                              : (0 - b->size) & PAGE_MASK;
    size_t bad = mismatch(b->p + b->size, CANARY, after);
    if (bad < after)
        corrupted(b, "written behind its end", 0x24, service, (ptrdiff_t)(b->size + bad));
    if (b->slab && (bad = mismatch(b->p - LEAD, CANARY, LEAD)) < LEAD)
        corrupted(b, "written before its beginning", 0x23, service, (ptrdiff_t)bad - LEAD);
}

static void bad_free(const struct pool_block *b, const void *p, ULONG tag, const char *service)
{
    char text[5], wanted[5];
    if (b && !b->live) {
        report_emit(REPORT_VIOLATION, "SYN-10", service, "pool block", "allocated", "Free each block once.",
                    "%p, tag '%s', was freed already, in %s", p, tag_text(b->tag, text),
                    *b->freed_where ? b->freed_where : "the kernel");
        nt_bugcheck(BAD_POOL_CALLER, 7, b->tag, 0, (ULONG_PTR)p, "SYN-10",
                    "%s: block %p, tag '%s', is freed twice", service, p, tag_text(b->tag, text));
    }
    if (b) {
        report_emit(REPORT_VIOLATION, "SYN-10", service, "Tag", "the tag of the allocation",
                    "Free with the same tag.", "'%s' for a block of tag '%s'", tag_text(tag, wanted),
                    tag_text(b->tag, text));
        nt_bugcheck(BAD_POOL_CALLER, 0xA, (ULONG_PTR)p, b->tag, tag, "SYN-10",
                    "%s: block %p has tag '%s', not '%s'", service, p, tag_text(b->tag, text),
                    tag_text(tag, wanted));
    }
    report_emit(REPORT_VIOLATION, "SYN-10", service, "address", "the beginning of a pool block",
                "Pass what the allocation returned.", "%p is none", p);
    nt_bugcheck(BAD_POOL_CALLER, 0x46, (ULONG_PTR)p, 0, 0, "SYN-10",
                "%s: %p is not the beginning of a pool block", service, p);
}

static void check_inside(const struct pool_block *b, const char *service)
{
    ke_lock();
    const char *what = ke_timer_inside(b->p, b->size);
    if (!what)
        what = ke_dpc_inside(b->p, b->size);
    ke_unlock();
    if (!what)
        return;
    report_emit(REPORT_VIOLATION, "OBS-139", service, "pool block", "no active timer or queued DPC inside",
                "Cancel the timer and flush DPCs before the memory is freed.", "%p contains an %s",
                (void *)b->p, what);
    nt_bugcheck(TIMER_OR_DPC_INVALID, 0, (ULONG_PTR)b->p, b->size, 0, "OBS-139",
                "%s: the freed block %p contains an %s", service, (void *)b->p, what);
}

static void retire(struct pool_block *b)
{
    size_t class = b->slab ? class_of(b->slab->slot - 2 * LEAD) : 0;
    b->was_freed = true;
    RemoveEntryList(&b->link);
    if (b->slab) {
        InsertTailList(&pool.free[class], &b->link);
        ASAN_POISON(b->p - LEAD, b->slab->slot);
        return;
    }
    if (ke.options.guard == NT_POOL_PLAIN) {
        mm_frames_free(b->first, b->frames);
        free(b);
        return;
    }
    host_protect(mm_frame_pointer(b->first), b->frames << PAGE_SHIFT, HOST_NONE);
    InsertTailList(&pool.quarantine, &b->link);
    if (++pool.quarantine_count > QUARANTINE)
        release_oldest();
}

void mm_pool_free(void *p, ULONG tag, const char *service)
{
    struct _KTHREAD *self = ke_self();
    host_lock(&pool.lock);
    struct pool_block *b = pool.started ? find(p) : NULL;
    if (!b || !b->live || (tag && tag != b->tag)) {
        struct pool_block copy;
        if (b)
            copy = *b;
        host_unlock(&pool.lock);
        bad_free(b ? &copy : NULL, p, tag, service);
        return;
    }
    b->live = false;
    b->freed_where = nt_call_current();
    host_unlock(&pool.lock);
    if (b->paged && self && self->irql > APC_LEVEL)
        ke_report_irql(service, self->irql, APC_LEVEL, "Paged pool is freed below DISPATCH_LEVEL.");
    check_canaries(b, service);
    check_inside(b, service);
    ke_spin_forget(b->p, b->size);
    fill(b->p, STALE, capped(b->size));
    host_lock(&pool.lock);
    retire(b);
    host_unlock(&pool.lock);
}

bool mm_pool_describe(uint64_t frame, const void *p, char *text, size_t size)
{
    char tag[5];
    const struct pool_block *b = NULL;
    if (mm.frames[frame].use == MM_BLOCK) {
        b = mm.frames[frame].owner;
    } else if (mm.frames[frame].use == MM_SLAB) {
        const struct pool_slab *slab = mm.frames[frame].owner;
        size_t index = (size_t)((const char *)p - slab->memory) / slab->slot;
        b = index < slab->count ? &slab->blocks[index] : NULL;
    }
    if (!b || !b->where)
        return false;
    snprintf(text, size, "offset %td of a%s pool block of %zu bytes, tag '%s', allocated in %s",
             (const char *)p - b->p, b->live ? "" : " freed", b->size, tag_text(b->tag, tag),
             *b->where ? b->where : "the kernel");
    return true;
}

/* ---- the end: leaks by tag ---- */

static void report_tag(ULONG tag)
{
    size_t bytes = 0;
    unsigned count = 0;
    const struct pool_block *first = NULL;
    char text[5];
    for (PLIST_ENTRY e = pool.live.Flink; e != &pool.live; e = e->Flink) {
        const struct pool_block *b = CONTAINING_RECORD(e, struct pool_block, link);
        if (b->tag != tag)
            continue;
        first = first ? first : b;
        bytes += b->size;
        count++;
    }
    ke.leaks += count - 1;
    ke_leak("pool", "freed before the driver unloads",
            "Free what each DDI allocated in its counterpart (OBS-135).",
            "tag '%s': %u block%s, %zu bytes, first allocated in %s", tag_text(tag, text), count,
            count == 1 ? "" : "s", bytes, *first->where ? first->where : "the kernel");
}

static void report_leaks(void)
{
    for (PLIST_ENTRY e = pool.live.Flink; e != &pool.live; e = e->Flink) {
        const struct pool_block *b = CONTAINING_RECORD(e, struct pool_block, link);
        PLIST_ENTRY s = pool.live.Flink;
        while (CONTAINING_RECORD(s, struct pool_block, link)->tag != b->tag)
            s = s->Flink;
        if (s == e)
            report_tag(b->tag);
    }
}

static void free_list(LIST_ENTRY *list)
{
    while (!IsListEmpty(list)) {
        struct pool_block *b = CONTAINING_RECORD(RemoveHeadList(list), struct pool_block, link);
        if (!b->slab)
            free(b);
    }
}

void mm_pool_stop(bool count_leaks)
{
    if (!pool.started)
        return;
    if (count_leaks)
        report_leaks();
    free_list(&pool.live);
    free_list(&pool.quarantine);
    while (pool.slabs) {
        struct pool_slab *slab = pool.slabs;
        pool.slabs = slab->next;
        free(slab);
    }
    pool.started = false;
}
