/*
 * The faulty bus: see faulty.h. It is a shim on the table of bus_ops and knows nothing of what is below or
 * above.
 */
#include "faulty.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct bus_faulty {
    struct bus_device bus;
    struct bus_device *inner;
    struct bus_faults faults;

    atomic_uint_fast64_t accesses, config_reads, interrupts, delivered, dropped, duplicated, spurious,
        garbage;
    atomic_bool vanished;

    pthread_mutex_t lock; /* the fields below; not held while the handler runs */
    pthread_cond_t idle;
    bus_interrupt_fn *handler;
    void *handler_ctx;
    unsigned handlers_running;
};

static struct bus_faulty *to_faulty(struct bus_device *bus)
{
    return (struct bus_faulty *)((char *)bus - offsetof(struct bus_faulty, bus));
}

static uint64_t all_ones(unsigned size)
{
    return size >= 8 ? UINT64_MAX : (1ull << size * 8) - 1;
}

/* Counts one occurrence and says whether it is one that `every` hits. */
static bool hits(atomic_uint_fast64_t *counter, unsigned every)
{
    uint64_t n = atomic_fetch_add(counter, 1) + 1;

    return every && n % every == 0;
}

/* One well mixed number for the nth piece of garbage (splitmix64). */
static uint64_t noise(uint64_t seed, uint64_t n)
{
    uint64_t x = seed + n * 0x9e3779b97f4a7c15ull;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ x >> 27) * 0x94d049bb133111ebull;
    return x ^ x >> 31;
}

/* ---- interrupts ---------------------------------------------------------------------------------------- */

/* The accesses of an interrupt handler inject nothing, or "after every access" would never end. */
static _Thread_local bool in_handler;

static void deliver(struct bus_faulty *faulty, unsigned message, bool level)
{
    bus_interrupt_fn *handler;
    void *handler_ctx;
    bool nested;

    pthread_mutex_lock(&faulty->lock);
    handler = atomic_load(&faulty->vanished) ? NULL : faulty->handler;
    handler_ctx = faulty->handler_ctx;
    faulty->handlers_running += handler != NULL;
    pthread_mutex_unlock(&faulty->lock);
    if (!handler)
        return;

    atomic_fetch_add(&faulty->delivered, 1);
    nested = in_handler;
    in_handler = true;
    handler(handler_ctx, message, level);
    in_handler = nested;

    pthread_mutex_lock(&faulty->lock);
    if (--faulty->handlers_running == 0)
        pthread_cond_broadcast(&faulty->idle);
    pthread_mutex_unlock(&faulty->lock);
}

static void inner_interrupt(void *ctx, unsigned message, bool level)
{
    struct bus_faulty *faulty = ctx;
    uint64_t n = atomic_fetch_add(&faulty->interrupts, 1) + 1;
    const struct bus_faults *faults = &faulty->faults;

    if (faults->drop_every && n % faults->drop_every == 0) {
        atomic_fetch_add(&faulty->dropped, 1);
        return;
    }
    deliver(faulty, message, level);
    if (faults->duplicate_every && n % faults->duplicate_every == 0) {
        atomic_fetch_add(&faulty->duplicated, 1);
        deliver(faulty, message, level);
    }
}

static void faulty_interrupt_attach(struct bus_device *bus, bus_interrupt_fn *handler, void *ctx)
{
    struct bus_faulty *faulty = to_faulty(bus);

    pthread_mutex_lock(&faulty->lock);
    faulty->handler = handler;
    faulty->handler_ctx = ctx;
    while (!faulty->handler && faulty->handlers_running)
        pthread_cond_wait(&faulty->idle, &faulty->lock);
    pthread_mutex_unlock(&faulty->lock);
}

void bus_faulty_interrupt(struct bus_device *bus, unsigned message)
{
    struct bus_faulty *faulty = to_faulty(bus);

    atomic_fetch_add(&faulty->spurious, 1);
    deliver(faulty, message, bus->interrupt_messages == 0);
}

/* ---- accesses ------------------------------------------------------------------------------------------ */

/* Counts one access and returns its number, from 1; 0 when there is nobody to answer it. */
static uint64_t access_begin(struct bus_faulty *faulty)
{
    uint64_t n = atomic_fetch_add(&faulty->accesses, 1) + 1;

    if (faulty->faults.vanish_after && n > faulty->faults.vanish_after)
        atomic_store(&faulty->vanished, true);
    return atomic_load(&faulty->vanished) ? 0 : n;
}

static void access_end(struct bus_faulty *faulty, uint64_t n)
{
    if (faulty->faults.spurious_every && n % faulty->faults.spurious_every == 0 && !in_handler)
        bus_faulty_interrupt(&faulty->bus, 0);
}

static uint32_t faulty_config_read(struct bus_device *bus, unsigned offset, unsigned size)
{
    struct bus_faulty *faulty = to_faulty(bus);
    uint64_t n = access_begin(faulty);
    uint32_t value;

    if (!n)
        return (uint32_t)all_ones(size);
    value = faulty->inner->ops->config_read(faulty->inner, offset, size);
    if (hits(&faulty->config_reads, faulty->faults.garbage_config_every))
        value =
            (uint32_t)(noise(faulty->faults.seed, atomic_fetch_add(&faulty->garbage, 1)) & all_ones(size));
    access_end(faulty, n);
    return value;
}

static void faulty_config_write(struct bus_device *bus, unsigned offset, unsigned size, uint32_t value)
{
    struct bus_faulty *faulty = to_faulty(bus);
    uint64_t n = access_begin(faulty);

    if (!n)
        return;
    faulty->inner->ops->config_write(faulty->inner, offset, size, value);
    access_end(faulty, n);
}

static uint64_t faulty_bar_read(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size)
{
    struct bus_faulty *faulty = to_faulty(bus);
    uint64_t n = access_begin(faulty);
    uint64_t value;

    if (!n)
        return all_ones(size);
    value = faulty->inner->ops->bar_read(faulty->inner, bar, offset, size);
    access_end(faulty, n);
    return value;
}

static void faulty_bar_write(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size,
                             uint64_t value)
{
    struct bus_faulty *faulty = to_faulty(bus);
    uint64_t n = access_begin(faulty);

    if (!n)
        return;
    faulty->inner->ops->bar_write(faulty->inner, bar, offset, size, value);
    access_end(faulty, n);
}

static void *faulty_bar_pointer(struct bus_device *bus, unsigned bar)
{
    struct bus_faulty *faulty = to_faulty(bus);

    return faulty->inner->ops->bar_pointer(faulty->inner, bar);
}

static void faulty_memory_attach(struct bus_device *bus, const struct bus_memory *memory)
{
    struct bus_faulty *faulty = to_faulty(bus);

    faulty->inner->ops->memory_attach(faulty->inner, memory);
}

/* ---- life ---------------------------------------------------------------------------------------------- */

static void faulty_close(struct bus_device *bus)
{
    struct bus_faulty *faulty = to_faulty(bus);

    faulty->inner->ops->interrupt_attach(faulty->inner, NULL, NULL);
    faulty_interrupt_attach(bus, NULL, NULL);
    bus_close(faulty->inner);
    pthread_cond_destroy(&faulty->idle);
    pthread_mutex_destroy(&faulty->lock);
    free(faulty);
}

static const struct bus_ops faulty_ops = {
    .config_read = faulty_config_read,
    .config_write = faulty_config_write,
    .bar_read = faulty_bar_read,
    .bar_write = faulty_bar_write,
    .bar_pointer = faulty_bar_pointer,
    .interrupt_attach = faulty_interrupt_attach,
    .memory_attach = faulty_memory_attach,
    .close = faulty_close,
};

struct bus_device *bus_faulty_open(struct bus_device *inner, const struct bus_faults *faults)
{
    struct bus_faulty *faulty = calloc(1, sizeof(*faulty));

    if (!faulty)
        return NULL;
    faulty->bus = *inner;
    faulty->bus.ops = &faulty_ops;
    faulty->inner = inner;
    faulty->faults = *faults;
    pthread_mutex_init(&faulty->lock, NULL);
    pthread_cond_init(&faulty->idle, NULL);
    inner->ops->interrupt_attach(inner, inner_interrupt, faulty);
    return &faulty->bus;
}

void bus_faulty_vanish(struct bus_device *bus)
{
    atomic_store(&to_faulty(bus)->vanished, true);
}

void bus_faulty_query(struct bus_device *bus, struct bus_fault_counts *counts)
{
    struct bus_faulty *faulty = to_faulty(bus);

    *counts = (struct bus_fault_counts){
        .accesses = atomic_load(&faulty->accesses),
        .interrupts = atomic_load(&faulty->interrupts),
        .delivered = atomic_load(&faulty->delivered),
        .dropped = atomic_load(&faulty->dropped),
        .duplicated = atomic_load(&faulty->duplicated),
        .spurious = atomic_load(&faulty->spurious),
        .garbage = atomic_load(&faulty->garbage),
        .vanished = atomic_load(&faulty->vanished),
    };
}
