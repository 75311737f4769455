/* The bench that every refgpu test stands on. */
#include "refgpu_harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void on_interrupt(void *ctx, unsigned message, bool level)
{
    struct bench *b = ctx;
    uint32_t status = 0;

    pthread_mutex_lock(&b->lock);
    b->reentered += b->inside++ != 0;
    pthread_mutex_unlock(&b->lock);
    if (b->acknowledge && level) {
        status = bench_read(b, REFGPU_INT_STATUS);
        bench_write(b, REFGPU_INT_STATUS, status);
    }
    pthread_mutex_lock(&b->lock);
    b->inside--;
    b->seen |= status;
    b->interrupts += level;
    b->level = level;
    pthread_cond_broadcast(&b->interrupted);
    pthread_mutex_unlock(&b->lock);
}

static void *on_dma(void *ctx, uint64_t physical, size_t length)
{
    struct bench *b = ctx;

    return length <= RAM_SIZE && physical <= RAM_SIZE - length ? b->ram + physical : NULL;
}

void bench_open(struct bench *b, const struct refgpu_config *config)
{
    memset(b, 0, sizeof(*b));
    pthread_mutex_init(&b->lock, NULL);
    pthread_cond_init(&b->interrupted, NULL);
    b->device = refgpu_create(config);
    assert_non_null(b->device);
    b->device->host = (struct device_host){on_interrupt, on_dma, b};
    b->vram = refgpu_vram(b->device);
    bench_write(b, REFGPU_INT_ENABLE, REFGPU_INT_ALL);
    for (unsigned i = 0; i < REFGPU_NODE_COUNT; i++)
        bench_start_node(b, i);
}

void bench_close(struct bench *b)
{
    device_destroy(b->device);
    pthread_cond_destroy(&b->interrupted);
    pthread_mutex_destroy(&b->lock);
}

uint32_t bench_read(struct bench *b, uint32_t reg)
{
    return (uint32_t)b->device->ops->bar_read(b->device, REFGPU_BAR_MMIO, reg, 4);
}

void bench_write(struct bench *b, uint32_t reg, uint32_t value)
{
    b->device->ops->bar_write(b->device, REFGPU_BAR_MMIO, reg, 4, value);
}

uint32_t node_read(struct bench *b, unsigned node, uint32_t reg)
{
    return bench_read(b, REFGPU_NODE(node) + reg);
}

void node_write(struct bench *b, unsigned node, uint32_t reg, uint32_t value)
{
    bench_write(b, REFGPU_NODE(node) + reg, value);
}

void bench_start_node(struct bench *b, unsigned node)
{
    node_write(b, node, REFGPU_CONTROL, 0);
    node_write(b, node, REFGPU_RING_LO, RING_AT(node));
    node_write(b, node, REFGPU_RING_HI, 0);
    node_write(b, node, REFGPU_RING_ORDER, RING_ORDER);
    node_write(b, node, REFGPU_CONTROL, REFGPU_CONTROL_ENABLE);
    b->tail[node] = 0;
}

void bench_map(struct bench *b, uint32_t aperture_page, uint64_t entry)
{
    b->device->ops->bar_write(b->device, REFGPU_BAR_GART, aperture_page * 8ull, 8, entry);
}

void ring_put(struct bench *b, unsigned node, const uint32_t *dwords, uint32_t count)
{
    uint32_t *ring = (uint32_t *)(void *)(b->ram + RING_AT(node));

    for (uint32_t i = 0; i < count; i++) {
        __atomic_store_n(&ring[b->tail[node]], dwords[i], __ATOMIC_RELAXED);
        b->tail[node] = (b->tail[node] + 1) & ((1u << RING_ORDER) - 1);
    }
}

void ring_go(struct bench *b, unsigned node)
{
    node_write(b, node, REFGPU_RING_TAIL, b->tail[node]);
}

void ring_indirect(struct bench *b, unsigned node, uint64_t address, uint32_t bytes, uint32_t tag,
                   uint32_t flags)
{
    uint32_t c[] = {REFGPU_COMMAND(REFGPU_INDIRECT, flags, REFGPU_INDIRECT_DWORDS), DW(address), bytes, tag};

    ring_put(b, node, c, COUNT(c));
}

void ring_fence(struct bench *b, unsigned node, uint32_t fence)
{
    uint32_t c[] = {REFGPU_COMMAND(REFGPU_FENCE_WRITE, REFGPU_FENCE_INTERRUPT, REFGPU_FENCE_WRITE_DWORDS),
                    fence};

    ring_put(b, node, c, COUNT(c));
}

void bench_drain(struct bench *b, unsigned node)
{
    while (refgpu_step(b->device, node, 1000))
        ;
}

uint32_t bench_run(struct bench *b, unsigned node, const uint32_t *dwords, uint32_t count)
{
    ring_put(b, node, dwords, count);
    ring_go(b, node);
    bench_drain(b, node);
    return node_read(b, node, REFGPU_FAULT_STATUS);
}

unsigned bench_interrupts(struct bench *b)
{
    unsigned n;

    pthread_mutex_lock(&b->lock);
    n = b->interrupts;
    pthread_mutex_unlock(&b->lock);
    return n;
}

void bench_recover(struct bench *b, unsigned node)
{
    bench_write(b, REFGPU_RESET, REFGPU_RESET_NODE(node));
    bench_start_node(b, node);
}

uint32_t random_next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(*seed >> 33);
}

uint32_t random_below(uint64_t *seed, uint32_t bound)
{
    return random_next(seed) % bound;
}
