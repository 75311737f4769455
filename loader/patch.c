/*
 * See patch.h. The jump is E9 and a displacement of 32 bits; most such instructions are shorter than that. Nothing behind them may change, since
 * anybody may jump there: the last bytes of the displacement are what the following instructions have there anyway, the first are ours to
 * choose, and the code goes to where that leads, if there is room. An instruction of 3 bytes leaves 64 KiB to choose from, one of 2 bytes
 * 256 places; where they are taken, the trap stays.
 *
 * Others may be executing the instruction. Its first byte becomes a hlt, which faults and is tried again (patch_retry); all processors are made to
 * forget what they have fetched (membarrier); the rest is written; again; then the first byte, E9. The image's pages are never writable: the bytes
 * go through /proc/self/mem. A system that refuses one of these keeps its traps.
 *
 * Code for Windows has no red zone, so the stub may use the stack. It enters and leaves by a paired call and return, because an unpaired one makes
 * the processor mispredict all returns of the callers.
 */
#include "patch.h"

#include "nt.h"

#include <fcntl.h>
#include <linux/membarrier.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SITES      256u /* of an image; a power of two */
#define PROBES     16u
#define JUMP       5u
#define CANDIDATES 256u
#define HLT        0xF4
#define LOWEST     0x10000u
#define HIGHEST    0x7FFFFFFFE000ull
#define ROOM       0x700000000000ull
#define ROOM_SIZE  (16ull << 30)
#define ROOMS      512u

struct table {
    const struct image *image;
    struct patch_site sites[SITES];
};

static struct {
    pthread_mutex_t lock; /* of changes; readers take none */
    struct table *_Atomic tables[IMAGE_MAX];
    bool asked, can;
    _Atomic unsigned after, done;
} patches = {.lock = PTHREAD_MUTEX_INITIALIZER, .after = 8};

/* ---- looking up; safe in a signal handler ---- */

static struct table *table_of(const struct image *image)
{
    for (unsigned i = 0; i < IMAGE_MAX; i++) {
        struct table *table = atomic_load_explicit(&patches.tables[i], memory_order_acquire);
        if (table && table->image == image)
            return table;
    }
    return NULL;
}

static struct patch_site *probe(struct table *table, uintptr_t rip, unsigned i)
{
    uintptr_t hash = rip ^ rip >> 8;
    return &table->sites[(hash + i) % SITES];
}

static struct patch_site *find(const struct image *image, uintptr_t rip)
{
    struct table *table = table_of(image);

    for (unsigned i = 0; table && i < PROBES; i++) {
        struct patch_site *site = probe(table, rip, i);
        uintptr_t there = atomic_load_explicit(&site->rip, memory_order_acquire);
        if (there == rip)
            return site;
        if (!there)
            break;
    }
    return NULL;
}

static unsigned state_of(const struct patch_site *site)
{
    return atomic_load_explicit(&site->state, memory_order_acquire);
}

bool patch_retry(const struct image *image, uintptr_t rip)
{
    const struct patch_site *site = find(image, rip);
    unsigned state = site ? state_of(site) : PATCH_COUNTING;

    return state == PATCH_CHANGING || state == PATCH_DONE;
}

bool patch_covers(const struct image *image, uint32_t rva)
{
    return patch_retry(image, (uintptr_t)image->base + rva);
}

size_t patch_original(const struct image *image, uint32_t rva, uint8_t *bytes, size_t size)
{
    const struct table *table = table_of(image);

    size = rva > image->size ? 0 : size > image->size - rva ? image->size - rva : size;
    memcpy(bytes, image->base + rva, size);
    for (unsigned i = 0; table && i < SITES; i++) {
        const struct patch_site *site = &table->sites[i];
        unsigned state = state_of(site);
        if (state != PATCH_CHANGING && state != PATCH_DONE)
            continue;
        uint64_t at = site->rip - (uintptr_t)image->base, length = site->what.length;
        for (unsigned k = 0; k < JUMP && k < length; k++)
            if (at + k >= rva && at + k - rva < size)
                bytes[at + k - rva] = site->code[k];
    }
    return size;
}

/* ---- the stub ---- */

/* Room for what the instruction pushed below the stack pointer before it goes on; a call; back. patched_entry reads `site` at a fixed distance
 * behind the call, and returns to `again` when the instruction is to be executed where it was. */
struct __attribute__((packed)) stub {
    uint8_t down[8], call[2];
    int32_t call_at;
    uint8_t up[8], jump;
    int32_t jump_by;
    uint8_t pad[3];
    const void *site, *entry;
    uint8_t again[8], jump_again;
    int32_t again_by;
};

#define STUB_SITE  16
#define STUB_AGAIN 32
_Static_assert(offsetof(struct stub, site) - offsetof(struct stub, up) == STUB_SITE, "patched_entry");
_Static_assert(offsetof(struct stub, again) - offsetof(struct stub, up) == STUB_AGAIN, "patched_entry");

/* emulate.c */
extern const char image_patched_entry[] __attribute__((visibility("hidden")));

static bool reaches(uintptr_t from, uintptr_t to, int32_t *by)
{
    int64_t distance = (int64_t)(to - from);

    *by = (int32_t)distance;
    return *by == distance;
}

static bool write_stub(struct patch_site *site, uintptr_t at)
{
    struct stub stub = {
        .down = {0x48, 0x8D, 0xA4, 0x24, 0x80, 0xFF, 0xFF, 0xFF}, /* lea rsp, [rsp-128] */
        .call = {0xFF, 0x15},
        .call_at = (int32_t)(offsetof(struct stub, entry) - offsetof(struct stub, up)),
        .up = {0x48, 0x8D, 0xA4, 0x24, 0x80, 0, 0, 0},
        .jump = 0xE9,
        .pad = {0xCC, 0xCC, 0xCC},
        .site = site,
        .entry = image_patched_entry,
        .again = {0x48, 0x8D, 0xA4, 0x24, 0x80, 0, 0, 0},
        .jump_again = 0xE9,
    };
    int32_t forward, again;
    if (!reaches(at + offsetof(struct stub, pad), site->rip + site->what.length, &forward) ||
        !reaches(at + sizeof(stub), site->rip, &again))
        return false;
    stub.jump_by = forward;
    stub.again_by = again;
    memcpy((void *)at, &stub, sizeof(stub));
    return mprotect(site->stub, site->stub_size, PROT_READ | PROT_EXEC) == 0;
}

static bool place_at(struct patch_site *site, uintptr_t at)
{
    uintptr_t page = at & ~(uintptr_t)PAGE_MASK;
    size_t size = ROUND_TO_PAGES(at + sizeof(struct stub) - page);

    if (at < LOWEST || at > HIGHEST)
        return false;
    void *p = mmap((void *)page, size, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (p == MAP_FAILED)
        return false;
    site->stub = p;
    site->stub_size = size;
    if ((uintptr_t)p == page && write_stub(site, at))
        return true;
    munmap(p, size);
    site->stub = NULL;
    return false;
}

/* Where the jump's displacement may lead, and the first of these places where there is room: its address, or 0. */
static uintptr_t place_stub(struct patch_site *site)
{
    unsigned ours = site->what.length < JUMP ? site->what.length : JUMP, bits = 8 * (ours - 1);
    uint64_t window = 1ull << bits, step = window / CANDIDATES ? window / CANDIDATES : 1;
    uint8_t jump[JUMP] = {0xE9};
    int32_t fixed;

    memcpy(jump + ours, site->code + ours, JUMP - ours);
    memcpy(&fixed, jump + 1, sizeof(fixed));
    if (ours == JUMP)
        fixed = INT32_MIN;
    uintptr_t first = site->rip + JUMP + (uintptr_t)(intptr_t)fixed, last = 0;
    for (unsigned i = 0; i < CANDIDATES; i++) {
        uint64_t offset = (i + CANDIDATES / 2) % CANDIDATES * step;
        uintptr_t at = bits >= 12 ? ROUND_TO_PAGES(first + offset) : first + offset;
        if (offset >= window || at - first >= window || at / PAGE_SIZE == last)
            continue;
        last = at / PAGE_SIZE;
        if (place_at(site, at))
            return at;
    }
    return 0;
}

/* ---- changing code under those who execute it ---- */

static void forget_fetched(void)
{
    syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0);
}

static bool put(int memory, uintptr_t at, const uint8_t *bytes, size_t size)
{
    return pwrite(memory, bytes, size, (off_t)at) == (ssize_t)size;
}

/* `bytes` in place of as many as the site has for a jump. False: nothing has changed. */
static bool change(const struct patch_site *site, const uint8_t *bytes)
{
    unsigned size = site->what.length < JUMP ? site->what.length : JUMP;
    int memory = open("/proc/self/mem", O_RDWR | O_CLOEXEC);
    static const uint8_t hlt = HLT;
    bool begun = memory >= 0 && put(memory, site->rip, &hlt, 1);

    if (begun) {
        forget_fetched();
        if (!put(memory, site->rip + 1, bytes + 1, size - 1))
            abort(); /* what could be written a moment ago cannot any more, and others are waiting for it */
        forget_fetched();
        if (!put(memory, site->rip, bytes, 1))
            abort();
        forget_fetched();
    }
    if (memory >= 0)
        close(memory);
    return begun;
}

static void set_state(struct patch_site *site, enum patch_state state)
{
    atomic_store_explicit(&site->state, state, memory_order_seq_cst);
}

/* Its bytes are no part of another's jump, and never were. */
static bool is_alone(const struct table *table, const struct patch_site *site)
{
    for (unsigned i = 0; i < SITES; i++) {
        const struct patch_site *other = &table->sites[i];
        if (other != site && other->stub && other->rip + JUMP > site->rip && site->rip + JUMP > other->rip)
            return false;
    }
    return true;
}

/* patches.lock held. */
static void apply(const struct table *table, struct patch_site *site)
{
    uint8_t jump[JUMP] = {0xE9};
    int32_t by;
    uintptr_t at = is_alone(table, site) ? place_stub(site) : 0;

    if (!at || !reaches(site->rip + JUMP, at, &by)) {
        set_state(site, PATCH_NEVER);
        return;
    }
    memcpy(jump + 1, &by, sizeof(by));
    set_state(site, PATCH_CHANGING);
    bool done = change(site, jump);
    set_state(site, done ? PATCH_DONE : PATCH_NEVER);
    patches.done += done;
}

void patch_undo(struct patch_site *site)
{
    pthread_mutex_lock(&patches.lock);
    if (state_of(site) == PATCH_DONE) {
        set_state(site, PATCH_CHANGING);
        if (!change(site, site->code))
            abort();
        set_state(site, PATCH_NEVER);
        patches.done--;
    }
    pthread_mutex_unlock(&patches.lock);
}

/* ---- which ---- */

/* Strings are many accesses to a trap; what is relative to rip is no register; and the stack pointer is the stub's. */
static bool worth_it(const struct decoded *what)
{
    bool loads =
        what->kind == DECODED_LOAD || what->kind == DECODED_ALU_LOAD || what->kind == DECODED_READ_CR;
    enum { STACK_POINTER = 4 };

    return what->kind != DECODED_MOVS && what->kind != DECODED_STOS && what->kind < DECODED_INS &&
           !(what->kind == DECODED_WRITE_CR && what->control != 8) && !what->relative &&
           !(loads && !what->high && what->reg == STACK_POINTER);
}

static struct patch_site *add(const struct image *image, uintptr_t rip, const struct decoded *what,
                              const uint8_t *code)
{
    struct table *table = table_of(image);
    struct patch_site *site = NULL;

    pthread_mutex_lock(&patches.lock);
    for (unsigned i = 0; table && !site && i < PROBES; i++) {
        struct patch_site *s = probe(table, rip, i);
        if (s->rip == rip) {
            site = s;
        } else if (!s->rip) {
            s->what = *what;
            set_state(s, code && worth_it(what) ? PATCH_COUNTING : PATCH_NEVER);
            if (code)
                memcpy(s->code, code, sizeof(s->code));
            atomic_store_explicit(&s->rip, rip, memory_order_release);
            site = s;
        }
    }
    pthread_mutex_unlock(&patches.lock);
    return site;
}

void patch_count(const struct image *image, uintptr_t rip, const struct decoded *what, const uint8_t *code)
{
    unsigned after = atomic_load_explicit(&patches.after, memory_order_relaxed);
    struct patch_site *site = after && patches.can ? find(image, rip) : NULL;

    if (!site && after && patches.can)
        site = add(image, rip, what, code);
    if (!site || state_of(site) != PATCH_COUNTING || atomic_fetch_add(&site->traps, 1) + 1 < after)
        return;
    pthread_mutex_lock(&patches.lock);
    if (state_of(site) == PATCH_COUNTING)
        apply(table_of(image), site);
    pthread_mutex_unlock(&patches.lock);
}

void patch_after(unsigned traps)
{
    atomic_store(&patches.after, traps);
}

unsigned patch_count_done(void)
{
    return atomic_load(&patches.done);
}

/* ---- with the image ---- */

/* Asked while there are few threads: with many it takes milliseconds. */
static bool can_patch(void)
{
    if (!patches.asked)
        patches.can = syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE, 0, 0) == 0;
    patches.asked = true;
    return patches.can;
}

/* Where a jump of few free bytes leads is a matter of luck within 2 GiB, and the neighbourhood of the program's own memory is full. */
void *patch_room(void)
{
    uint64_t random = 0;

    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
        random = (uintptr_t)&random >> 4;
    return (void *)(uintptr_t)(ROOM + random % ROOMS * ROOM_SIZE + ROOM_SIZE / 2);
}

void patch_open(const struct image *image)
{
    struct table *table;

    pthread_mutex_lock(&patches.lock);
    if (can_patch() && (table = calloc(1, sizeof(*table)))) {
        unsigned i = 0;
        table->image = image;
        while (i < IMAGE_MAX && patches.tables[i])
            i++;
        if (i < IMAGE_MAX)
            atomic_store_explicit(&patches.tables[i], table, memory_order_release);
        else
            free(table);
    }
    pthread_mutex_unlock(&patches.lock);
}

void patch_close(const struct image *image)
{
    pthread_mutex_lock(&patches.lock);
    for (unsigned i = 0; i < IMAGE_MAX; i++) {
        struct table *table = atomic_load(&patches.tables[i]);
        if (!table || table->image != image)
            continue;
        atomic_store(&patches.tables[i], NULL);
        for (unsigned k = 0; k < SITES; k++) {
            patches.done -= table->sites[k].state == PATCH_DONE;
            if (table->sites[k].stub)
                munmap(table->sites[k].stub, table->sites[k].stub_size);
        }
        free(table);
    }
    pthread_mutex_unlock(&patches.lock);
}
