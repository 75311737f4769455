/*
 * The full driver for the refgpu device (docs/formats/refgpu.md): display and rendering, WDDM 1.3. It exists to be read beside
 * the contract: every DDI of a render driver is here, on hardware that takes every address at its word.
 *
 * Reading order: this header; driver.c and start.c (life); caps.c and allocation.c (what the driver promises); render.c, validate.c
 * and patch.c (from untrusted bytes to a DMA buffer); paging.c (moving memory); submit.c, interrupt.c and reset.c (the engines);
 * vidpn.c and flip.c (the screens); hw.c, the only file that touches registers.
 *
 * Threads. Level zero calls (SYN-05) share nothing but what is constant while started and what hangs off their own handles; they
 * allocate from the pool and take no lock. Ring and fence state of a node belongs to the scheduler class (SYN-04) and is shared with
 * interrupt and DPC under DxgkCbSynchronizeExecution or with atomics; submit.c says which.
 */
#ifndef REFGPU_H
#define REFGPU_H

#ifndef DXGKDDI_INTERFACE_VERSION
#define DXGKDDI_INTERFACE_VERSION 0x4002
#endif

#include "dispmprt.h"
#include "mode_list.h"
#include "refgpu_regs.h"
#include "refgpu_user.h"

/* A driver for hardware whose contexts nobody manages: MultiEngineAware 0, no CreateContext; devices take their place (REN-02). */
#ifndef REFGPU_CONTEXTS
#define REFGPU_CONTEXTS 1
#endif

#define REFGPU_TAG 0x55504752 /* "RGPU" */

/* ---- segments: identifiers, from 1 (SEG-03) ---- */

enum refgpu_segment {
    REFGPU_SEGMENT_VISIBLE = 1, /* VRAM in BAR0 */
    REFGPU_SEGMENT_APERTURE, /* the GART without the driver's window; cache coherent, holds no bits (SEG-08) */
    REFGPU_SEGMENT_HIDDEN,   /* VRAM beyond BAR0; absent when there is none */
};

/* The last pages of the GART belong to BuildPagingBuffer: system pages are seen through them while they are copied. */
#define REFGPU_WINDOW_PAGES 128u

/* ---- what a context is told at creation (DXGK_CONTEXTINFO); a device's, without contexts ---- */

#define REFGPU_DMA_SIZE             0x10000u /* bytes; equals the command buffer, because translation keeps lengths */
#define REFGPU_ALLOCATION_LIST_SIZE 1024u
#define REFGPU_PATCH_LIST_SIZE      8192u
#define REFGPU_SLOTS                4u /* MaxAllocationListSlotId: destination, source, table, and one spare */
enum refgpu_slot { REFGPU_SLOT_DST, REFGPU_SLOT_SRC, REFGPU_SLOT_TABLE };

/* DMA buffer private data: what Render, Present and BuildPagingBuffer tell SubmitCommand of a buffer. Zeroed once, then the
 * driver's own (REN-16). */
struct refgpu_dma_private {
    ULONG magic;      /* REFGPU_TAG */
    ULONG privileged; /* built by BuildPagingBuffer: INDIRECT gets its PRIVILEGED flag */
    /* Byte of the DMA buffer where a preemption stopped it; 0: nowhere. Commands are not repeatable (a blend would blend twice), so
     * the submission that begins before it begins there instead. The interrupt routine writes it, SubmitCommand consumes it. */
    ULONG resume;
    ULONG
    epoch; /* of paging: the adapter's resets before it was built; what a reset dropped does not go on */
};

/* For whoever fills a new DMA buffer: what an earlier life of the block left behind goes, too (OBS-98). FALSE: no block, or none of
 * this size (SUB-09). */
static inline BOOLEAN refgpu_dma_private_init(PVOID block, ULONG size, BOOLEAN privileged)
{
    if (!block || size < sizeof(struct refgpu_dma_private)) {
        return FALSE;
    }
    *(struct refgpu_dma_private *)block =
        (struct refgpu_dma_private){.magic = REFGPU_TAG, .privileged = privileged};
    return TRUE;
}

/* ---- objects ---- */

/* hAllocation. Belongs to the adapter (ALC-16); constant after creation. */
struct refgpu_allocation {
    ULONG magic; /* REFGPU_ALLOCATION_MAGIC */
    struct refgpu_user_allocation info;
    D3DDDI_RATIONAL refresh;
    D3DDDIFORMAT d3d_format; /* of surfaces */
    BOOLEAN gdi;             /* a GDI surface: A8R8G8B8, with a pitch that GDI was told */
    BOOLEAN gdi_pitch;       /* STAGING_CPUVISIBLE or EXISTINGSYSMEM: GDI's commands say the pitch (GDI-22) */
};
#define REFGPU_ALLOCATION_MAGIC 0x416C6F63

/* hDeviceSpecificAllocation: what an allocation list element holds. */
struct refgpu_open {
    ULONG magic; /* REFGPU_OPEN_MAGIC */
    struct refgpu_allocation *allocation;
    struct refgpu_device *device;
};
#define REFGPU_OPEN_MAGIC 0x4F70656E

/* hContext; a device begins with one, which serves when there are no contexts: so DxgkDdiRender always gets one of these. */
struct refgpu_context {
    ULONG magic; /* REFGPU_CONTEXT_MAGIC */
    struct refgpu *gpu;
    struct refgpu_device *device;
    ULONG node;
    BOOLEAN gdi, system;
    struct refgpu_scratch
        *volatile scratch; /* render.c keeps it between calls; NULL: none yet, or a call has it */
};
#define REFGPU_CONTEXT_MAGIC 0x436F6E74

struct refgpu_device {
    struct refgpu_context
        context;          /* first: the device handle is a context handle where there are no contexts */
    HANDLE kernel_handle; /* the graphics kernel's name for it */
    DXGK_DEVICEINFO info; /* without contexts: its buffers */
};

/* What a submission in the ring was; kept at half the ring index of its fence, which no other shares. */
struct refgpu_flight {
    struct refgpu_dma_private *block; /* NULL: nothing to resume */
    ULONG start, end;                 /* bytes of the DMA buffer that INDIRECT was given */
    BOOLEAN resumed;                  /* it begins where an earlier submission of it was stopped */
};

/* One engine. Who may touch what is in submit.c. */
struct refgpu_node {
    volatile ULONG *ring; /* contiguous, nonpaged */
    PHYSICAL_ADDRESS ring_address;
    ULONG ring_order, ring_dwords;
    struct refgpu_flight *flights; /* ring_dwords / 2 */
    ULONG tail;                    /* dword index behind the last command written */
    ULONG head;                    /* RING_HEAD when it was last looked at */
    BOOLEAN held;                  /* what lies before tail waits for the answer to a preemption */
    volatile LONG submitted;       /* fence id of the last submission */
    volatile LONG completed;       /* PRE-09 */
    LONG reported;                 /* last fence told to the graphics kernel */
    LONG faulted;                  /* ... and the last one told to have faulted */
    volatile LONG preempting;      /* 1: a request waits for its answer */
    LONG preempt_fence;            /* its id */
    ULONG commands_seen;           /* COMMANDS when QueryEngineStatus last looked */
};

/* A source; the head of the device that shows it is its target. */
struct refgpu_head {
    UINT width, height, pitch; /* of the committed mode; width 0: dark */
    enum refgpu_format format;
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION
    rotation; /* of the picture on the screen; 0 is as good as IDENTITY (PRS-09) */
    UINT target;
    BOOLEAN visible;
    BOOLEAN path_off;         /* committed with PathPoweredOff */
    BOOLEAN addressed;        /* SetVidPnSourceAddress came since the mode was committed */
    PHYSICAL_ADDRESS address; /* GPU address of the primary */
};

struct refgpu {
    /* os */
    PDEVICE_OBJECT pdo;
    DXGKRNL_INTERFACE kernel;
    BOOLEAN started;

    /* hw: constant while started */
    PUCHAR registers; /* BAR2 */
    PUCHAR gart;      /* BAR4 */
    PUCHAR vram;      /* BAR0; plain memory, mapped for the crash screen (OBS-142) */
    PHYSICAL_ADDRESS vram_bus;
    ULONG64 vram_size, visible_size;
    ULONG gart_pages;   /* all of it */
    ULONG window_pages; /* the driver's share at its end: REFGPU_WINDOW_PAGES, or less of a small GART */
    ULONG head_count;
    PHYSICAL_ADDRESS dummy_address; /* unmapped aperture pages lead here (PAG-19) */
    PVOID dummy;

    struct refgpu_node node[REFGPU_NODE_COUNT];
    struct refgpu_head head[REFGPU_HEADS_MAX];
    struct mode_list modes[REFGPU_HEADS_MAX]; /* of targets */
    volatile LONG plugged;                    /* from interrupt to DPC: heads whose monitor came or went */
    volatile LONG connected;                  /* heads with a monitor, as far as interrupts told */
    volatile LONG vsync_on;                   /* ControlInterrupt(CRTC_VSYNC) */
    BOOLEAN listening;         /* the interrupt routine may look at the device; changed under its lock */
    BOOLEAN in_reset;          /* between ResetFromTimeout and RestartFromTimeout */
    ULONG epoch;               /* adapter resets */
    struct mode crash;         /* what SystemDisplayEnable has set */
    ULONG64 privileged_before; /* DEBUG_PRIVILEGED before the last adapter reset */
    DEVICE_POWER_STATE adapter_power, monitor_power[REFGPU_HEADS_MAX];
};

/* The first page of VRAM is nobody's: so no allocation has GPU address 0, which would read as "none" (FEN-18, REN-51). */
#define REFGPU_VRAM_FIRST REFGPU_PAGE_SIZE

/* ---- driver.c, start.c ---- */

DRIVER_INITIALIZE DriverEntry;
DXGKDDI_ADD_DEVICE refgpu_add_device;
DXGKDDI_START_DEVICE refgpu_start_device;
DXGKDDI_STOP_DEVICE refgpu_stop_device;
DXGKDDI_REMOVE_DEVICE refgpu_remove_device;
DXGKDDI_UNLOAD refgpu_unload;
DXGKDDI_SET_POWER_STATE refgpu_set_power_state;
DXGKDDI_DISPATCH_IO_REQUEST refgpu_dispatch_io_request;
DXGKDDI_QUERY_INTERFACE refgpu_query_interface;
DXGKDDI_CONTROL_ETW_LOGGING refgpu_control_etw_logging;
DXGKDDI_SETPOINTERPOSITION refgpu_set_pointer_position;
DXGKDDI_SETPOINTERSHAPE refgpu_set_pointer_shape;

/* ---- render.c, validate.c, gdi.c, present.c, patch.c: level zero, PASSIVE_LEVEL, pageable, but for patch ---- */

DXGKDDI_RENDER refgpu_render;
/* Frees what Render kept with the context; before the context's memory goes. */
void refgpu_render_forget(struct refgpu_context *context);
DXGKDDI_RENDER refgpu_render_km;
DXGKDDI_PRESENT refgpu_present;
DXGKDDI_PATCH refgpu_patch;

/* ---- caps.c, allocation.c, standard.c, device.c ---- */

/* What a user-mode driver may know of the adapter. */
void refgpu_describe_adapter(const struct refgpu *gpu, struct refgpu_user_escape *info);
DXGKDDI_QUERYADAPTERINFO refgpu_query_adapter_info;
DXGKDDI_CREATEDEVICE refgpu_create_device;
DXGKDDI_DESTROYDEVICE refgpu_destroy_device;
DXGKDDI_CREATECONTEXT refgpu_create_context;
DXGKDDI_DESTROYCONTEXT refgpu_destroy_context;
DXGKDDI_CREATEALLOCATION refgpu_create_allocation;
DXGKDDI_DESTROYALLOCATION refgpu_destroy_allocation;
DXGKDDI_OPENALLOCATIONINFO refgpu_open_allocation;
DXGKDDI_CLOSEALLOCATION refgpu_close_allocation;
DXGKDDI_DESCRIBEALLOCATION refgpu_describe_allocation;
DXGKDDI_GETSTANDARDALLOCATIONDRIVERDATA refgpu_get_standard_allocation_driver_data;
DXGKDDI_ESCAPE refgpu_escape;

/* Bytes per pixel; 0: no such format. */
static inline UINT refgpu_pixel_bytes(ULONG format)
{
    return format == REFGPU_A8                                      ? 1
           : format == REFGPU_R5G6B5                                ? 2
           : format == REFGPU_X8R8G8B8 || format == REFGPU_A8R8G8B8 ? 4
                                                                    : 0;
}

/* ---- paging.c, submit.c, interrupt.c, reset.c: the scheduler's class ---- */

DXGKDDI_BUILDPAGINGBUFFER refgpu_build_paging_buffer;
DXGKDDI_SUBMITCOMMAND refgpu_submit_command;
DXGKDDI_PREEMPTCOMMAND refgpu_preempt_command;
DXGKDDI_CANCELCOMMAND refgpu_cancel_command;
DXGKDDI_QUERYCURRENTFENCE refgpu_query_current_fence;
DXGKDDI_INTERRUPT_ROUTINE refgpu_interrupt_routine;
DXGKDDI_DPC_ROUTINE refgpu_dpc_routine;
DXGKDDI_CONTROLINTERRUPT refgpu_control_interrupt;
DXGKDDI_RESETFROMTIMEOUT refgpu_reset_from_timeout;
DXGKDDI_RESTARTFROMTIMEOUT refgpu_restart_from_timeout;
DXGKDDI_COLLECTDBGINFO refgpu_collect_dbg_info;
DXGKDDI_QUERYDEPENDENTENGINEGROUP refgpu_query_dependent_engine_group;
DXGKDDI_QUERYENGINESTATUS refgpu_query_engine_status;
DXGKDDI_RESETENGINE refgpu_reset_engine;
DXGKDDI_GETNODEMETADATA refgpu_get_node_metadata;

#endif
