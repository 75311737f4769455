/*
 * VidMm alone: a driver, a device and a scheduler of a few lines each, so that every byte is known and everything can be made to happen. The
 * driver writes records into paging buffers; the device executes them when it is waited for, or sooner, as the seed wills; a wait can find
 * that the adapter was reset.
 */
#ifndef OPENWDDM_TESTS_VIDMM_WORLD_H
#define OPENWDDM_TESTS_VIDMM_WORLD_H

#include "vidmm_private.h"

#include "nt.h"
#include "report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                          \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

enum { VISIBLE = 1, APERTURE, HIDDEN, SEGMENTS = HIDDEN };

#define VISIBLE_BASE  0x100000ull
#define APERTURE_BASE 0x40000000ull
#define HIDDEN_BASE   0x900000ull

/* What the driver does wrong, once it is asked for an operation. */
enum misdeed {
    GOOD,
    BEHIND_DMA,     /* PAG-01: the pointer comes back behind the buffer */
    BACKWARDS,      /* PAG-01: before where it was */
    SCRIBBLES,      /* PAG-01: writes behind the pointer it gives back */
    BEHIND_PRIVATE, /* PAG-04 */
    WRITES_PRIVATE, /* PAG-04: behind the private data */
    NO_PROGRESS,    /* PAG-05 */
    BUSY_TWICE,     /* PAG-06 */
    BUSY_ONCE,      /* legal */
    OTHER_STATUS,   /* PAG-07 */
    MISDEEDS
};

struct world_options {
    UINT visible_pages, aperture_pages, hidden_pages;
    UINT paging_size, private_size;
    UINT paging_segment; /* 0 or APERTURE */
    UINT commit_pages;   /* of the aperture; 0: all */
    SIZE_T aperture_limit;
    bool lazy;      /* the device does nothing before it is waited for */
    bool map_later; /* MAP and UNMAP are commands, rather than done at once (PAG-18) */
    bool private_ranges;
    UINT reset_one_in; /* waits; 0: never */
    enum misdeed misdeed;
    struct dxgk_render_options render;
    uint64_t seed;
    /* QUERYSEGMENT: the last word on the answer. */
    void (*spoil)(DXGK_QUERYSEGMENTOUT3 *out, bool second);
    ULONG version; /* 0: WDDM 1.3 */
};

struct world {
    struct world_options options;
    struct dxgk_adapter adapter;
    struct adapter_private private;
    struct dxgk_render_half half;
    struct dxgk_driver driver;
    struct vidmm *vidmm;
    PUCHAR visible, hidden;
    ULONG64 *gart; /* physical addresses; 1: the dummy page */
    uint64_t random;
    unsigned lock_depth;
    /* What the scheduler has not executed. */
    struct {
        struct dma_buffer *dma;
        UINT start, end, fence;
    } queue[64];
    UINT queued, fence, executed;
    unsigned resets;
    struct world_portion *portions; /* on the device */
    /* The device does its work when it retires it: [from, to) of the packet. NULL: nothing to do. */
    void (*work)(struct dxgk_packet *packet, UINT from, UINT to);
    bool aborting; /* a reset: what is on the device comes back undone */
    /* What was built. */
    unsigned operations[11];
    unsigned passes, zero_transfers, busy_answers;
    bool transfer_open;
    UINT transfer_next; /* where the next piece begins (PAG-11) */
};

extern struct world world; /* one at a time */

uint64_t world_draw(uint64_t below);
NTSTATUS world_start(const struct world_options *options);
void world_stop(void);
/* The bytes at a GPU address; NULL: nothing is there. */
PUCHAR world_byte(UINT segment, ULONG64 address);
void world_execute(UINT fence); /* up to it */

/* Portions that the device has: what it uses is busy until it is done. */
void world_submitted(struct dxgk_packet *packet, UINT node, UINT from, UINT to);
bool world_retire_one(void);
void world_reset(void);

/* A device with a process, and allocations of it. */
struct owner {
    struct dxgk_process process;
    struct dxgk_device device;
};
void owner_open(struct owner *owner, const char *name);
void owner_close(struct owner *owner);

struct owned {
    struct dxgk_allocation allocation;
    struct dxgk_resource resource;
    struct dxgk_open open;
};
NTSTATUS owned_create(struct owned *owned, struct owner *owner, const DXGK_ALLOCATIONINFO *info);
void owned_destroy(struct owned *owned);
/* An answer that breaks no rule: all segments, normal priority. */
DXGK_ALLOCATIONINFO plain_info(SIZE_T size);

/* ---- running ---- */

void run(uint64_t seed, int (*body)(void *), void *arg);
struct nt_bugcheck run_to_bugcheck(int (*body)(void *), void *arg);
const struct report *finding(const char *rule);
unsigned findings(enum report_severity at_least);
void forget_findings(void);

#endif
