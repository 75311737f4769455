/*
 * The stage on which the render half is tested: a refgpu model, its bus, its driver, an adapter, and clients that render with it.
 *
 * Test bodies run on a thread of the runtime (harness.h: run_sim, run_threads, CHECK, findings). In virtual time an engine thread per node executes
 * the device's commands, a few at a time, so that everything else may happen between any two of them, as the seed wills; on threads the model runs by
 * itself.
 *
 *     struct stage stage;
 *     CHECK(NT_SUCCESS(stage_start(&stage, &(struct stage_options){.vram = 4 << 20})));
 *     struct stage_client client;
 *     CHECK(NT_SUCCESS(client_open(&client, &stage, "painter")));
 *     ...
 *     client_close(&client);
 *     stage_stop(&stage);
 */
#ifndef OPENWDDM_TESTS_STAGE_H
#define OPENWDDM_TESTS_STAGE_H

#include "harness.h"

#include "dxgkrender.h"
#include "refgpu.h"
#include "refgpu_user.h"

struct stage_options {
    size_t vram, visible; /* bytes; 0: 8 and 4 MiB. visible: a power of two, not above vram */
    uint32_t gart_pages;  /* 0: 2048 */
    unsigned heads;       /* 0: 1 */
    bool threads;         /* the body runs under run_threads */
    unsigned vsync_hz;    /* threads: the model's own blank; 0: 60. In virtual time a timer ticks */
    bool line_interrupt;
    PDRIVER_INITIALIZE entry;                   /* NULL: miniport/refgpu */
    void (*loaded)(struct dxgk_driver *driver); /* between DriverEntry and the adapter's start */
    struct dxgk_adapter_options adapter;        /* bus is filled in */
};

struct stage_engine; /* virtual time: who steps a node */

struct stage {
    struct stage_options options;
    struct device *device;
    struct bus_device *bus;
    struct stage_engine *engine;
    struct dxgk_driver *driver;
    struct dxgk_adapter *adapter; /* NULL: refused, or stage_remove */
};

/* Device, driver, adapter. On failure everything is undone but the device, so that stage_stop is due in any case. */
NTSTATUS stage_start(struct stage *stage, const struct stage_options *options);
void stage_remove(struct stage *stage); /* the adapter and its driver alone */
/* All of it; clients are closed before. */
void stage_stop(struct stage *stage);
/* In virtual time the engines stand still from now on, or go on. */
void stage_pause(struct stage *stage, bool pause);

/* ---- threads ---- */

/* Threads of the runtime: fn(arg) on its own; and until it has returned. */
PKTHREAD spawn(void (*fn)(void *arg), void *arg);
void join(PKTHREAD thread);

/* ---- clients ---- */

#define CLIENT_MOST_ALLOCATIONS 1024u

/* A process with an opened adapter, a device and a context. The calling thread works for it between client_enter and client_leave; every call
 * below that is on its behalf does so by itself. */
struct stage_client {
    struct stage *stage;
    struct nt_process *nt;
    struct dxgk_process *process;
    D3DKMT_HANDLE adapter, device, context;
    UINT node;
    /* The buffers to fill next (THK-07). */
    uint32_t *command;
    D3DDDI_ALLOCATIONLIST *allocations;
    D3DDDI_PATCHLOCATIONLIST *patches;
    UINT command_size, allocation_capacity, patch_capacity;
    UINT dwords, allocation_count; /* filled so far */
    UINT queued;                   /* THK-12, of the last render */
};

NTSTATUS client_open(struct stage_client *client, struct stage *stage, const char *name);
/* The same on a given node (enum refgpu_node_number); without_device: only the process and the adapter. */
NTSTATUS client_open_on(struct stage_client *client, struct stage *stage, const char *name, UINT node);
NTSTATUS client_open_bare(struct stage_client *client, struct stage *stage, const char *name);
/* Whatever is open dies with the process. */
void client_close(struct stage_client *client);

struct nt_process *client_enter(struct stage_client *client); /* the previous one, for client_leave */
void client_leave(struct nt_process *previous);

/* ---- allocations ---- */

struct stage_surface {
    D3DKMT_HANDLE handle, resource, share; /* resource and share: 0 unless asked for */
    UINT width, height, format, pitch;     /* surfaces */
    uint64_t size;                         /* bytes */
};

/* REFGPU_USER_* flags; format as in the data sheet. */
NTSTATUS client_buffer(struct stage_client *client, uint64_t size, UINT flags, struct stage_surface *surface);
NTSTATUS client_surface(struct stage_client *client, UINT width, UINT height, UINT format, UINT flags,
                        struct stage_surface *surface);
NTSTATUS client_shared_surface(struct stage_client *client, UINT width, UINT height, UINT format, UINT flags,
                               struct stage_surface *surface);
NTSTATUS client_open_shared(struct stage_client *client, D3DKMT_HANDLE share, struct stage_surface *surface);
NTSTATUS client_destroy(struct stage_client *client, struct stage_surface *surface);
/* Through D3DKMTLock and D3DKMTUnlock. */
NTSTATUS client_write(struct stage_client *client, const struct stage_surface *surface, uint64_t offset,
                      const void *from, size_t size);
NTSTATUS client_read(struct stage_client *client, const struct stage_surface *surface, uint64_t offset,
                     void *to, size_t size);

/* ---- work ---- */

/* A new command buffer begins: the header, and element 0 of the allocation list, which is NULL. */
void client_begin(struct stage_client *client);
/* The index of the allocation in the list, which it joins; `write` adds to what was said before. */
UINT client_use(struct stage_client *client, const struct stage_surface *surface, bool write);
void client_emit(struct stage_client *client, const uint32_t *dwords, UINT count);
/* x, y, width, height in pixels of a surface; the data sheet's FILL and COPY. */
void client_fill(struct stage_client *client, const struct stage_surface *surface, UINT x, UINT y, UINT width,
                 UINT height, uint32_t pixel);
void client_copy(struct stage_client *client, const struct stage_surface *to, UINT x, UINT y,
                 const struct stage_surface *from, UINT from_x, UINT from_y, UINT width, UINT height);
NTSTATUS client_render(struct stage_client *client); /* what was begun */
NTSTATUS client_wait(struct stage_client *client);   /* until the device is idle */
D3DKMT_DEVICEEXECUTION_STATE client_state(struct stage_client *client);

#endif
