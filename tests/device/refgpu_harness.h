/*
 * A refgpu on a bench: system memory is an array, the interrupt a counter, and the driver a few functions that
 * write registers and ring commands.
 */
#ifndef OPENWDDM_TEST_REFGPU_HARNESS_H
#define OPENWDDM_TEST_REFGPU_HARNESS_H

#include "refgpu.h"

#include <pthread.h>

#define PAGE       4096u
#define RAM_SIZE   (1u << 20)
#define RING_ORDER 10                       /* 4 KB */
#define RING_AT(n) (0x10000u + (n)*0x1000u) /* bus addresses */
#define BUFFER_AT  0x20000u                 /* 64 KB for command buffers */
#define DATA_AT    0x40000u                 /* pages for the aperture */
#define APERTURE   REFGPU_APERTURE_BASE

struct bench {
    struct device *device;
    uint8_t *vram;
    uint8_t ram[RAM_SIZE] __attribute__((aligned(4096)));
    uint32_t tail[REFGPU_NODE_COUNT];

    pthread_mutex_t lock; /* below */
    pthread_cond_t interrupted;
    unsigned interrupts;
    bool level;
    bool acknowledge; /* the handler clears what it sees, and adds it up in `seen` */
    uint32_t seen;
    unsigned inside, reentered;
};

/* A new device with its interrupts enabled and both rings running. */
void bench_open(struct bench *b, const struct refgpu_config *config);
void bench_close(struct bench *b);

uint32_t bench_read(struct bench *b, uint32_t reg);
void bench_write(struct bench *b, uint32_t reg, uint32_t value);
uint32_t node_read(struct bench *b, unsigned node, uint32_t reg);
void node_write(struct bench *b, unsigned node, uint32_t reg, uint32_t value);
void bench_start_node(struct bench *b, unsigned node);
void bench_map(struct bench *b, uint32_t aperture_page, uint64_t entry);

/* One command to the ring without the doorbell; then the doorbell. */
void ring_put(struct bench *b, unsigned node, const uint32_t *dwords, uint32_t count);
void ring_go(struct bench *b, unsigned node);
/* INDIRECT to `bytes` of commands at a GPU or bus address. */
void ring_indirect(struct bench *b, unsigned node, uint64_t address, uint32_t bytes, uint32_t tag,
                   uint32_t flags);
void ring_fence(struct bench *b, unsigned node, uint32_t fence);
/* One command, executed to the end on a stepped device; returns the fault status. */
uint32_t bench_run(struct bench *b, unsigned node, const uint32_t *dwords, uint32_t count);
void bench_drain(struct bench *b, unsigned node);
unsigned bench_interrupts(struct bench *b);
/* A halted node back to work. */
void bench_recover(struct bench *b, unsigned node);

/* A repeatable stream of numbers. */
uint32_t random_next(uint64_t *seed);
uint32_t random_below(uint64_t *seed, uint32_t bound);

#define DW(a)             (uint32_t)(a), (uint32_t)((uint64_t)(a) >> 32)
#define COUNT(a)          (sizeof(a) / sizeof((a)[0]))
#define RUN(b, node, ...) bench_run(b, node, (uint32_t[]){__VA_ARGS__}, COUNT(((uint32_t[]){__VA_ARGS__})))

#endif
