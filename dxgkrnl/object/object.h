/*
 * The objects of the render half: processes, devices, contexts, resources, allocations, what a device opened of them, and
 * synchronization objects. Here is what they are and how they hold each other; what they do lies in the folder that owns the verb:
 * object/ creates, opens, closes; render/ fills DMA buffers; vidmm/ places memory; vidsch/ runs packets.
 *
 * Holding. Every object is counted. A handle is one count, an object that needs another (a context its device, an open its
 * allocation, a packet its context and every memory it names) is one more; the last dxgk_object_release destroys, at PASSIVE_LEVEL,
 * outside the scheduler lock. Closing a handle therefore never pulls memory from under the GPU.
 *
 * Locks, outermost first: adapter->config; process->lock; device->lock; context->lock (one D3DKMTRender or Present of a context at a
 * time); the scheduler lock (vidsch_enter); spin locks. No lock but context->lock is held in a level-zero call down.
 */
#ifndef OPENWDDM_OBJECT_H
#define OPENWDDM_OBJECT_H

#include "private.h"

#include "vidmm.h"
#include "vidsch.h"

#include "dxgkrender.h"

/* ---- handles ---- */

enum object_type {
    OBJECT_FREE,
    OBJECT_ADAPTER,    /* struct dxgk_opened_adapter */
    OBJECT_DEVICE,     /* struct dxgk_device */
    OBJECT_CONTEXT,    /* struct dxgk_context */
    OBJECT_RESOURCE,   /* struct dxgk_opened_resource */
    OBJECT_ALLOCATION, /* struct dxgk_open */
    OBJECT_SYNC,       /* struct dxgk_sync */
    OBJECT_OPENING,    /* has a handle that only the miniport may use yet (DxgkCbGetHandleData) */
};

struct handle_slot;
#define HANDLE_CHUNKS 14u /* the k-th has 64 << k slots: a million handles */

/* ---- process ---- */

struct dxgk_process {
    struct nt_process *nt; /* NULL: the system process. User buffers come from nt_user_alloc of it */
    LIST_ENTRY link;       /* of all processes; process.c */
    bool ending;           /* lock of all processes: nothing enters any more */
    volatile LONG calls;   /* threads inside, between dxgk_process_enter and _leave */
    volatile LONG members; /* devices and contexts that exist; dxgk_process_close waits for them */
    FAST_MUTEX lock;       /* growing the table */
    struct {
        KSPIN_LOCK lock;
        struct handle_slot *chunk[HANDLE_CHUNKS]; /* they never move */
        ULONG chunks, used;
        ULONG first_free, last_free; /* oldest closed first, so that a slot rests long */
        ULONG generation;            /* of new slots: differs between processes */
    } handles;
};

struct dxgk_object {
    enum object_type type;
    volatile LONG references;
    D3DKMT_HANDLE handle; /* 0: closed, or never had one */
    struct dxgk_process *process;
    void (*destroy)(struct dxgk_object *object); /* PASSIVE_LEVEL, the last reference is gone */
};

/* A process's handles: index and a generation, so that a closed handle stays wrong for long (THK-02). O(1), any population. */
NTSTATUS handle_open(struct dxgk_process *process,
                     struct dxgk_object *object); /* takes one reference; fills object->handle */
/* The object with one more reference, or NULL: not open in this process, or of another type. <= DISPATCH_LEVEL. */
void *handle_get(struct dxgk_process *process, D3DKMT_HANDLE handle, enum object_type type);
/* Many of one type under one lock: objects[i] gets handles[i * stride bytes], NULL for handle 0. Returns `count`, or the index of the
 * first that is not open; then nothing is held. <= DISPATCH_LEVEL. */
ULONG handle_get_many(struct dxgk_process *process, const D3DKMT_HANDLE *handles, size_t stride, ULONG count,
                      enum object_type type, void **objects);
/* The next open handle of the type at or behind *cursor (from 0), with a reference; NULL: no more. */
void *handle_next(struct dxgk_process *process, enum object_type type, ULONG *cursor);
/* A handle that is being made becomes `type` for everybody. */
void handle_publish(struct dxgk_object *object, enum object_type type);
/* The same for one that we hold; false: closed already. */
bool handle_close(struct dxgk_object *object);
/* Closes; gives the handle's reference to the caller. NULL as above. */
void *handle_take(struct dxgk_process *process, D3DKMT_HANDLE handle, enum object_type type);
/* process.c */
void handles_init(struct dxgk_process *process, ULONG generation);
void handles_rest(struct dxgk_process *process);    /* gives the memory of an empty table back */
bool object_hold_alive(struct dxgk_object *object); /* false: the last reference is gone */
/* What the calling thread's handles mean; NULL: the process opened nothing yet. <= DISPATCH_LEVEL. */
struct dxgk_process *process_here(void);
void processes_forget(void); /* all belonged to a kernel that stopped in a bug check */

void dxgk_object_hold(struct dxgk_object *object);    /* any IRQL */
void dxgk_object_release(struct dxgk_object *object); /* PASSIVE_LEVEL when it may be the last */

struct dxgk_opened_adapter {
    struct dxgk_object object;
    struct dxgk_adapter *adapter;
};

/* ---- device ---- */

struct dxgk_device {
    struct dxgk_object object;
    struct dxgk_adapter *adapter;
    LIST_ENTRY link;      /* of adapter->p->render->devices */
    HANDLE driver;        /* what DxgkDdiCreateDevice returned (ALC-28) */
    bool gdi, system;     /* GDI-08; the graphics kernel's own */
    volatile LONG state;  /* D3DKMT_DEVICEEXECUTION_STATE; an error is final (TDR-14) */
    FAST_MUTEX lock;      /* contexts, opens */
    LIST_ENTRY contexts;  /* struct dxgk_context */
    LIST_ENTRY opens;     /* struct dxgk_open of allocations without a resource */
    LIST_ENTRY resources; /* struct dxgk_opened_resource */
    volatile LONG queued; /* packets not yet retired; vidsch (THK-26) */
    volatile LONG calls;  /* thunks inside that hold nothing but the device; object/ */
    volatile LONG ending; /* closed, or its adapter stops: nothing of it is touched by thunks any more */
    FAST_MUTEX teardown;  /* held while the device is closed or detached, over calls down */
    bool lent[DXGK_MAX_SOURCES]; /* idle section: a primary of it is or was shown there */
    bool detached; /* teardown: the adapter stopped, the miniport knows nothing of it any more */
    struct dxgk_context *context0; /* drivers without contexts: the device's own queue and buffers (THK-03) */
};

/* Moves an active device to an error state; the first one stays. <= DISPATCH_LEVEL. */
void device_lose(struct dxgk_device *device, D3DKMT_DEVICEEXECUTION_STATE state);
static inline bool device_is_active(const struct dxgk_device *device)
{
    return __atomic_load_n(&device->state, __ATOMIC_ACQUIRE) == D3DKMT_DEVICEEXECUTION_ACTIVE;
}

/* ---- context ---- */

/* The three buffers that a user-mode driver fills, in its own memory, and what was promised for the next translation (REN-41). */
struct user_buffers {
    PVOID command;
    UINT command_size; /* bytes */
    D3DDDI_ALLOCATIONLIST *allocations;
    UINT allocation_count;
    D3DDDI_PATCHLOCATIONLIST *patches;
    UINT patch_count;
};

struct dxgk_context {
    struct dxgk_object object;
    struct dxgk_adapter *adapter;
    struct dxgk_device *device;
    LIST_ENTRY link; /* of device->contexts */
    HANDLE driver;   /* REN-01; the device's where there are no contexts (REN-02) */
    DXGK_CONTEXTINFO info;
    UINT node;
    bool gdi, system;
    bool closed; /* of context0: the device let go of it */
    FAST_MUTEX lock;
    struct user_buffers user;  /* context->lock */
    struct user_buffers other; /* context->lock: options.alternate_buffers; no command: not there */
    struct dma_pool *dma;      /* render/dma.h */
    struct vidsch_queue queue;
};

/* ---- resources and allocations: of the adapter (ALC-16) ---- */

struct dxgk_resource {
    volatile LONG references;
    struct dxgk_adapter *adapter;
    HANDLE driver; /* hResource of the miniport, may be NULL (ALC-15) */
    bool shared;
    bool named;          /* a client has a handle of it */
    D3DKMT_HANDLE share; /* hGlobalShare; 0: private */
    FAST_MUTEX lock;
    LIST_ENTRY allocations;
    UINT allocation_count;
    PVOID private_data; /* resource private data, for openers (ALC-20) */
    UINT private_size, runtime_size;
    PVOID runtime_data;
};

struct dxgk_allocation {
    volatile LONG references;
    struct dxgk_adapter *adapter;
    struct dxgk_resource *resource; /* never NULL: the adapter's nameless one for those without */
    LIST_ENTRY link;                /* of resource->allocations */
    HANDLE driver;                  /* hAllocation of the miniport */
    DXGK_ALLOCATIONINFO info;       /* what the miniport answered; its pointers are NULL */
    bool primary;
    bool
        stale; /* atomic: a shared primary that was replaced; whoever has it open opens the new one (THK-13) */
    bool has_memory;     /* vidmm_allocation_init was good */
    PVOID existing;      /* ExistingSysMem: the creator's pages, in its user memory (ALC-10); NULL */
    UINT source;         /* of a primary */
    D3DDDIFORMAT format; /* of a primary or standard allocation */
    UINT width, height, pitch;
    PVOID private_data; /* for openers (ALC-20) */
    UINT private_size;
    struct dxgk_process *creator; /* identity only (THK-16) */
    struct vidmm_allocation memory;
};
/* references: one per allocation, one per device that has it open, and who looks it up. */
void allocation_hold(struct dxgk_allocation *allocation);
void allocation_release(struct dxgk_allocation *allocation); /* PASSIVE_LEVEL */

bool resource_hold_alive(struct dxgk_resource *resource);
void resource_release(struct dxgk_resource *resource); /* PASSIVE_LEVEL */

/* One device's binding of an allocation: what a D3DKMT_HANDLE of an allocation is, and what an allocation list names. */
struct dxgk_open {
    struct dxgk_object object;
    struct dxgk_device *device;
    struct dxgk_allocation *allocation;
    LIST_ENTRY link; /* of device->opens, or of resource->opens */
    HANDLE driver;   /* hDeviceSpecificAllocation (ALC-19) */
    struct dxgk_opened_resource *resource;
    volatile LONG locks; /* D3DKMTLock without its Unlock; vidmm */
    LIST_ENTRY
    of_allocation; /* of allocation->memory.opens, from vidmm_opened to vidmm_closed; allocation->memory.opens_lock */
    bool marked; /* device->lock */
    /* Those that one destroy closed are closed and destroyed together, when the last of them is free (ALC-22): */
    struct dxgk_open *leader, *next;
    volatile LONG waiting; /* the leader's: how many are not free yet */
};

struct dxgk_opened_resource {
    struct dxgk_object object;
    struct dxgk_device *device;
    struct dxgk_resource *resource;
    LIST_ENTRY link;  /* of device->resources */
    LIST_ENTRY opens; /* device->lock */
    bool closed;      /* device->lock: takes no more allocations */
};

/* ---- primaries: primary.c, in idle sections ---- */

struct primary {
    struct primary_wish wish;
    struct dxgk_open *open;          /* referenced; NULL: none */
    struct vidmm_instance *instance; /* pinned */
    bool lent;                       /* a client's own, by D3DKMTSetDisplayMode */
    bool leaving;                    /* and its device is being closed: another one is wanted */
};
/* struct primary_wish: modeset.h. The primary of a source for the mode that is about to be committed: *driver is its hAllocation; NULL with success: no full driver. */
NTSTATUS primary_prepare(struct dxgk_adapter *adapter, const struct primary_wish *wish, HANDLE *driver);
/* The commit is over: the primary is shown (SetVidPnSourceAddress), or dropped again. */
NTSTATUS primary_committed(struct dxgk_adapter *adapter, UINT source, bool committed, bool lit);
/* A full driver's source has nothing to show: there was no memory for another primary when a client took his own along. */
bool primary_missing(const struct dxgk_adapter *adapter, UINT source);

/* ---- the render half of an adapter ---- */

struct dxgk_render_half {
    struct vidmm *vidmm;
    struct vidsch *vidsch;
    FAST_MUTEX lock; /* devices */
    LIST_ENTRY devices;
    struct dxgk_resource *nameless; /* of allocations that came without a resource; keeps no list of them */
    struct dxgk_device *system_device; /* primaries and paging belong to it */
    struct dxgk_render_stats stats;    /* atomic, relaxed */
    struct render_stages *stages; /* render/stage.c: comes with the first context, goes with the last; lock */
    /* The shared primary of each lit source, opened by the system device; idle section. */
    struct dxgk_open *primary[DXGK_MAX_SOURCES];
    struct primary primaries[DXGK_MAX_SOURCES], next_primaries[DXGK_MAX_SOURCES];
    struct dxgk_open *lent; /* during primary_set_mode: what the source is to show */
    struct {
        struct dxgk_device *device; /* identity only; NULL: unowned */
        D3DKMT_VIDPNSOURCEOWNER_TYPE type;
    } owner[DXGK_MAX_SOURCES]; /* `lock` */
};

#define render_count(adapter, what, n)                                                                       \
    __atomic_fetch_add(&(adapter)->p->render->stats.what, (uint64_t)(n), __ATOMIC_RELAXED)

/* full_start.c, between DRIVERCAPS and the children's status: segments, VidMm, VidSch, system device. Judges the caps of a full driver
 * (PRE-06, PRE-07, GDI-07, TDR-10 ...); a refusal has been reported. `stop` is its mirror, with everything evicted first (SYN-01). */
NTSTATUS render_half_start(struct dxgk_adapter *adapter);
void render_half_stop(struct dxgk_adapter *adapter);

/* render/. What a context needs to be rendered to, by context->info: its DMA buffers and, in a process of users, the three user
 * buffers (THK-04). `stop` when nothing of the context is queued any more; NULL-safe for one that never started. `forget` takes the user
 * buffers away: a client may write into them for as long as it has the handle, also when the adapter stopped long ago. */
NTSTATUS dma_context_start(struct dxgk_context *context);
void dma_context_stop(struct dxgk_context *context);
void dma_context_forget(struct dxgk_context *context);

/* Thunks that name a device, or something of one: after handle_get, and before anything of the miniport or of VidMm and VidSch is
 * touched. STATUS_DEVICE_REMOVED: the device is lost or the adapter stopped. A reference on the object keeps the adapter from
 * stopping under a caller who has passed here. */
static inline NTSTATUS device_usable(const struct dxgk_device *device)
{
    return device_is_active(device) ? STATUS_SUCCESS : STATUS_DEVICE_REMOVED;
}

/* A context or device, created for a user handle or for the kernel itself (process NULL: the system process, no handle). */
NTSTATUS device_create(struct dxgk_process *process, struct dxgk_adapter *adapter, bool gdi, bool system,
                       struct dxgk_device **device);
NTSTATUS context_create(struct dxgk_device *device, UINT node, UINT affinity, DXGK_CREATECONTEXTFLAGS flags,
                        PVOID private_data, UINT private_size, struct dxgk_context **context);

/* ---- for the thunks of the other folders ---- */

/* Thunks: between them the device does not go away from the miniport. `leave` also after a failed `enter`. */
NTSTATUS device_enter(struct dxgk_device *device);
void device_leave(struct dxgk_device *device);
/* Thunks that name an adapter: between them its render half does not stop. `leave` also after a failed `enter`. */
NTSTATUS adapter_enter(struct dxgk_adapter *adapter);
void adapter_leave(struct dxgk_adapter *adapter);

/* A surface that the miniport lays out (ALC-25), as a resource of one allocation; a reference of its binding. `data` is the structure of
 * the type, whose Pitch is filled in; primary_of: the source, or D3DDDI_ID_UNINITIALIZED. On a thread of the device's process. */
NTSTATUS standard_create(struct dxgk_device *device, D3DKMDT_STANDARDALLOCATION_TYPE type, void *data,
                         UINT primary_of, struct dxgk_open **open);
/* DxgkDdiDescribeAllocation: size and format go into the allocation. */
NTSTATUS describe(struct dxgk_allocation *allocation, D3DDDI_RATIONAL *refresh);
/* The client lets go of a resource: bindings and, with the last, allocations are closed and destroyed. Takes the caller's reference. */
void opened_close(struct dxgk_opened_resource *opened);

#endif
