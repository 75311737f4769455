/*
 * The face of the graphics kernel's render half: what D3DKMT* calls once it has captured its argument.
 *
 * The arguments are those of the thunks (d3dkmthk.h), in kernel memory of the caller, and so is every array they point to (private
 * driver data, handle lists, rectangles, allocation infos): nobody below thunk/ reads user memory a second time. The exceptions are the
 * three user buffers of a context, which Render and Present read where they lie: the command bytes and the input patch list go to the
 * miniport as they are (REN-10, REN-19), the allocation list is captured by render/list.c. Outputs are written into the same
 * structure, on failure too where THK-10 says so.
 *
 * All functions: PASSIVE_LEVEL, on any thread of `process`, any number at once. Handles are those of `process` (THK-02); one of another
 * process, another type, or closed gives STATUS_INVALID_HANDLE where the page of the thunk does not say otherwise.
 */
#ifndef OPENWDDM_DXGKRENDER_H
#define OPENWDDM_DXGKRENDER_H

#include "dxgkrnl.h"

#include "d3dkmthk.h"

struct nt_process;
struct dxgk_process; /* handle table and user buffers of one process */

/* ---- processes ---- */

/* What a process is to the graphics kernel; NULL nt: the system process. Made by the first call, STATUS_NO_MEMORY: NULL. */
struct dxgk_process *dxgk_process_open(struct nt_process *nt);
/* The process ends: everything it owns is closed and destroyed in the order of ALC-22, and threads of it that are inside come out before this
 * returns. Not from inside; before nt_process_destroy. PASSIVE_LEVEL. */
void dxgk_process_close(struct dxgk_process *process);
/* That of the calling thread; opens it when needed. Valid until it is closed. */
struct dxgk_process *dxgk_process_current(void);
/* The same, and it stays until dxgk_process_leave. STATUS_NO_MEMORY; STATUS_PROCESS_IS_TERMINATING: it is being closed. <= DISPATCH_LEVEL. */
NTSTATUS dxgk_process_enter(struct dxgk_process **process);
void dxgk_process_leave(struct dxgk_process *process);

/* ---- adapters ---- */

size_t dxgk_adapter_count(void);
/* The index-th started adapter, or the one of a LUID; NULL: none. Valid until dxgk_adapter_remove. */
struct dxgk_adapter *dxgk_adapter_at(size_t index);
struct dxgk_adapter *dxgk_adapter_of_luid(LUID luid);
LUID dxgk_adapter_luid(const struct dxgk_adapter *adapter);
NTSTATUS dxgk_open_adapter(struct dxgk_process *process, struct dxgk_adapter *adapter, D3DKMT_HANDLE *handle);
NTSTATUS dxgk_close_adapter(struct dxgk_process *process, D3DKMT_HANDLE handle);
/* NULL: no such handle of this process. Valid until it is closed. */
struct dxgk_adapter *dxgk_adapter_of_handle(struct dxgk_process *process, D3DKMT_HANDLE handle);

/* ---- the thunks, one function each ---- */

#define DXGK_THUNK(name, type) NTSTATUS dxgk_kmt_##name(struct dxgk_process *process, type *args)
DXGK_THUNK(query_adapter_info, D3DKMT_QUERYADAPTERINFO); /* pPrivateDriverData: kernel copy, in and out */
DXGK_THUNK(create_device, D3DKMT_CREATEDEVICE);
DXGK_THUNK(destroy_device, const D3DKMT_DESTROYDEVICE);
DXGK_THUNK(create_context, D3DKMT_CREATECONTEXT);
DXGK_THUNK(destroy_context, const D3DKMT_DESTROYCONTEXT);
DXGK_THUNK(create_allocation, D3DKMT_CREATEALLOCATION);
DXGK_THUNK(query_resource_info, D3DKMT_QUERYRESOURCEINFO);
DXGK_THUNK(open_resource, D3DKMT_OPENRESOURCE);
DXGK_THUNK(destroy_allocation, const D3DKMT_DESTROYALLOCATION);
DXGK_THUNK(set_allocation_priority, const D3DKMT_SETALLOCATIONPRIORITY);
DXGK_THUNK(query_allocation_residency, const D3DKMT_QUERYALLOCATIONRESIDENCY);
DXGK_THUNK(lock, D3DKMT_LOCK);
DXGK_THUNK(unlock, const D3DKMT_UNLOCK);
DXGK_THUNK(render, D3DKMT_RENDER);
DXGK_THUNK(present, D3DKMT_PRESENT);
DXGK_THUNK(escape, const D3DKMT_ESCAPE); /* pPrivateDriverData: kernel copy, in and out */
DXGK_THUNK(create_synchronization_object, D3DKMT_CREATESYNCHRONIZATIONOBJECT2);
DXGK_THUNK(open_synchronization_object, D3DKMT_OPENSYNCHRONIZATIONOBJECT);
DXGK_THUNK(destroy_synchronization_object, const D3DKMT_DESTROYSYNCHRONIZATIONOBJECT);
DXGK_THUNK(signal_synchronization_object, const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2);
DXGK_THUNK(wait_for_synchronization_object, const D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2);
DXGK_THUNK(get_device_state, D3DKMT_GETDEVICESTATE);
DXGK_THUNK(get_display_mode_list, D3DKMT_GETDISPLAYMODELIST);
DXGK_THUNK(set_display_mode, D3DKMT_SETDISPLAYMODE);
DXGK_THUNK(get_shared_primary_handle, D3DKMT_GETSHAREDPRIMARYHANDLE);
DXGK_THUNK(set_vidpn_source_owner, const D3DKMT_SETVIDPNSOURCEOWNER);
DXGK_THUNK(set_context_scheduling_priority, const D3DKMT_SETCONTEXTSCHEDULINGPRIORITY);
DXGK_THUNK(get_context_scheduling_priority, D3DKMT_GETCONTEXTSCHEDULINGPRIORITY);
DXGK_THUNK(wait_for_vertical_blank_event, const D3DKMT_WAITFORVERTICALBLANKEVENT);
DXGK_THUNK(wait_for_idle, const D3DKMT_WAITFORIDLE);
DXGK_THUNK(get_scan_line, D3DKMT_GETSCANLINE);
#undef DXGK_THUNK

/* ---- what tools and tests want to know ---- */

struct dxgk_render_stats {
    uint64_t submissions; /* SubmitCommand calls for render and present work */
    uint64_t paging;      /* ... for paging buffers */
    uint64_t splits;      /* submissions that ended at a SplitOffset (REN-69) */
    uint64_t patches;     /* Patch calls for render and present work */
    uint64_t patch_skips; /* submissions whose pre-patched addresses were still right (REN-53) */
    uint64_t passes;      /* Render calls beyond the first for one command buffer (REN-31) */
    uint64_t preemptions; /* answered requests */
    uint64_t engine_resets, adapter_resets;
    uint64_t flips;
    uint64_t evictions, page_ins;           /* allocations */
    uint64_t bytes_evicted, bytes_paged_in; /* moved by TRANSFER */
    uint64_t moved;                         /* allocations that move_all put elsewhere */
};
void dxgk_render_query(struct dxgk_adapter *adapter, struct dxgk_render_stats *stats);

/* The index-th memory segment; false: there is none. */
struct dxgk_segment {
    UINT id;
    DXGK_SEGMENTFLAGS flags;
    uint64_t base;       /* GPU address */
    uint64_t size, used; /* bytes */
};
bool dxgk_adapter_segment(struct dxgk_adapter *adapter, UINT index, struct dxgk_segment *segment);

/* The index-th node, as DxgkDdiGetNodeMetadata describes it; false: there is none. */
struct dxgk_node {
    DXGK_ENGINE_TYPE type;
    char name[DXGK_MAX_METADATA_NAME_LENGTH]; /* "" when the driver has none */
    bool paging;                              /* paging buffers run there */
};
bool dxgk_adapter_node(struct dxgk_adapter *adapter, UINT index, struct dxgk_node *node);

#endif
