/*
 * The smallest graphics kernel for the device half of miniport/refgpu: the nt runtime, a refgpu model on an in-process bus, and a
 * DXGKRNL_INTERFACE by hand. Tests call the DDIs directly, at the IRQL they are called at, and turn the device's crank themselves.
 *
 * What the driver reports is kept in `notes`; the callbacks check what holds for every report (FEN-04, FEN-05, FEN-06, FEN-07, FEN-09), and
 * closing checks that nothing is left behind.
 */
#ifndef TESTS_REFGPU_DEV_HARNESS_H
#define TESTS_REFGPU_DEV_HARNESS_H

#include "kernel.h"

#include "bus.h"
#include "dispmprt.h"
#include "refgpu.h"
#include "refgpu_user.h"

#include <string.h>

struct dev_options {
    size_t vram, visible; /* bytes; 0: 1 MiB, half of it visible */
    uint32_t gart_pages;  /* 0: 256 */
    unsigned heads;       /* 0: 1 */
    bool threads;         /* engine threads, real interrupts; only on the posix host */
    bool line;
    ULONG queue_entries;                    /* RequiredDmaQueueEntry */
    ULONG interface_size;                   /* 0: its own */
    DXGKCB_QUERYVIDPNINTERFACE query_vidpn; /* NULL: none */
};

#define DEV_NOTES 65536u

struct dev {
    struct dev_options options;
    struct device *device;
    struct bus_device *bus;
    PDEVICE_OBJECT pdo;
    DRIVER_INITIALIZATION_DATA table;
    DXGKRNL_INTERFACE interface;
    PVOID adapter; /* the driver's context */
    ULONG sources, children;
    bool started;
    HANDLE device_handle, context[REFGPU_NODE_COUNT];

    DXGKARGCB_NOTIFY_INTERRUPT_DATA notes[DEV_NOTES];
    unsigned note_count, seen; /* seen: what dev_note returned already */
    unsigned dpcs;
    DXGK_CHILD_STATUS child_status[16];
    unsigned child_status_count;

    PVOID handles[16]; /* what D3DKMT_HANDLE n + 1 names */

    /* private */
    volatile LONG pending;
    bool inside, notified, queued, crtc_seen, dpc_queued;
    struct nt_interrupt *line;
    KDPC dpc;
    KEVENT progress;
    CM_RESOURCE_LIST *resources;
#define DEV_MAPS 8
    struct {
        PVOID address;
        ULONG length;
    } maps[DEV_MAPS];
};

/* The driver is loaded and has a device; not started. False: said why. */
bool dev_load(struct dev *dev, const struct dev_options *options);
NTSTATUS dev_start(struct dev *dev);
/* Both, and a device with a context on each node. */
bool dev_open(struct dev *dev, const struct dev_options *options);
void dev_close(struct dev *dev); /* after a dev_load that failed, too */

/* Runs interrupt routine and DPC for whatever the device signalled. Without threads. */
void dev_deliver(struct dev *dev);
/* Calls the interrupt routine although nothing happened. */
BOOLEAN dev_interrupt(struct dev *dev);
/* At most `max` commands of a node, then dev_deliver; how many were done. */
unsigned dev_step(struct dev *dev, unsigned node, unsigned max);
/* Everything that can be done. */
void dev_run(struct dev *dev);

/* The next report not asked for yet, or NULL. */
const DXGKARGCB_NOTIFY_INTERRUPT_DATA *dev_note(struct dev *dev);
/* The next one is of this kind, about this node, with this fence. */
bool dev_completed(struct dev *dev, unsigned node, UINT fence);
bool dev_preempted(struct dev *dev, unsigned node, UINT preemption, UINT completed);
bool dev_quiet(struct dev *dev); /* there is none */

/* For nt_on_resource: the request numbered `at`, from 1, fails. */
struct dev_failing {
    unsigned at, seen;
};
bool dev_fail_at(void *failing, const char *service);

/* ---- DMA buffers ---- */

struct dma {
    uint32_t *words;
    PHYSICAL_ADDRESS address;
    uint32_t count;          /* dwords written */
    uint32_t size;           /* dwords */
    unsigned char block[64]; /* private data, as the driver sized it */
};
bool dma_open(struct dma *dma, uint32_t dwords);
void dma_close(struct dma *dma);
/* A new buffer of render work, as Render leaves it. */
void dma_reset(struct dma *dma);
void dma_put(struct dma *dma, const uint32_t *words, uint32_t count);
#define DMA_PUT(dma, ...)                                                                                    \
    dma_put(dma, (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / 4)
/* pixels [0, count) of a line at `address` ^= pattern: not to be done twice. 11 dwords. */
void dma_xor(struct dma *dma, uint64_t address, uint32_t count, uint32_t pattern);

/* Bytes [start, end) of dma->words go to the node. */
NTSTATUS dev_submit_range(struct dev *dev, unsigned node, struct dma *dma, uint32_t start, uint32_t end,
                          UINT fence, DXGK_SUBMITCOMMANDFLAGS flags);
NTSTATUS dev_submit(struct dev *dev, unsigned node, struct dma *dma, UINT fence);
/* As GK submits a paging buffer: no context. */
NTSTATUS dev_submit_paging(struct dev *dev, struct dma *dma, uint32_t start, uint32_t end, UINT fence);
NTSTATUS dev_preempt(struct dev *dev, unsigned node, UINT fence);

/* ---- paging ---- */

/* args as BuildPagingBuffer gets them, for what is left of dma after dma->count. Advances dma->count by what was written. */
NTSTATUS dev_build(struct dev *dev, struct dma *dma, DXGKARG_BUILDPAGINGBUFFER *args);
/* Builds, submits, runs, until the operation is complete, with at most `dwords` of room each time. Returns the passes; 0: it failed. */
unsigned dev_page(struct dev *dev, struct dma *dma, DXGKARG_BUILDPAGINGBUFFER *args, uint32_t dwords,
                  UINT *fence);

/* Locked pages in any order but the right one. */
struct scattered {
    unsigned char *bytes; /* the pages in the order of their addresses */
    PMDL mdl;
    UINT pages; /* at most SCATTERED_MAX */
#define SCATTERED_MAX 64
    unsigned char *page[SCATTERED_MAX]; /* in the order of the MDL */
};
bool scattered_open(struct scattered *s, UINT pages);
void scattered_close(struct scattered *s);
/* The address of byte `at` of what the MDL describes. */
unsigned char *scattered_at(struct scattered *s, size_t at);

#define VRAM_FIRST REFGPU_PAGE_SIZE /* where the first segment begins */

#endif
