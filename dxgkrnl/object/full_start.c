/*
 * The render half of an adapter, up and down: what a full driver must have filled and promised, then devices, contexts, memory and engines in
 * the order in which Windows was seen to bring them up (OBS-02), and its mirror (OBS-135).
 */
#include "object_private.h"

#include <stdio.h>

static const char query[] = "DxgkDdiQueryAdapterInfo";

/* ---- the table ---- */

static NTSTATUS refuse_slot(const char *rule, enum ddi_id id, const char *advice)
{
    adapter_refuse(rule, "DxgkInitialize", ddi_name(id), "a function", advice, "NULL");
    return STATUS_INVALID_PARAMETER;
}

NTSTATUS full_check_table(struct dxgk_adapter *adapter)
{
    static const enum ddi_id needed[] = {DDI_ID_QueryAdapterInfo,
                                         DDI_ID_CreateDevice,
                                         DDI_ID_DestroyDevice,
                                         DDI_ID_CreateAllocation,
                                         DDI_ID_DestroyAllocation,
                                         DDI_ID_OpenAllocation,
                                         DDI_ID_CloseAllocation,
                                         DDI_ID_DescribeAllocation,
                                         DDI_ID_GetStandardAllocationDriverData,
                                         DDI_ID_Render,
                                         DDI_ID_Present,
                                         DDI_ID_Patch,
                                         DDI_ID_SubmitCommand,
                                         DDI_ID_PreemptCommand,
                                         DDI_ID_BuildPagingBuffer,
                                         DDI_ID_QueryCurrentFence,
                                         DDI_ID_ResetFromTimeout,
                                         DDI_ID_RestartFromTimeout,
                                         DDI_ID_InterruptRoutine,
                                         DDI_ID_DpcRoutine,
                                         DDI_ID_ResetDevice,
                                         DDI_ID_StopDevice,
                                         DDI_ID_RemoveDevice,
                                         DDI_ID_SetPowerState,
                                         DDI_ID_QueryChildRelations};
    static const enum ddi_id shown[] = {DDI_ID_IsSupportedVidPn,         DDI_ID_EnumVidPnCofuncModality,
                                        DDI_ID_RecommendFunctionalVidPn, DDI_ID_CommitVidPn,
                                        DDI_ID_SetVidPnSourceVisibility, DDI_ID_SetVidPnSourceAddress,
                                        DDI_ID_RecommendMonitorModes,    DDI_ID_UpdateActiveVidPnPresentPath,
                                        DDI_ID_QueryChildStatus,         DDI_ID_QueryDeviceDescriptor};

    if (adapter->driver->display_only)
        return STATUS_SUCCESS;
    for (size_t i = 0; i < RTL_NUMBER_OF(needed); i++) {
        if (!ddi_present(adapter, needed[i]))
            return refuse_slot(needed[i] == DDI_ID_RestartFromTimeout ? "TDR-08" : "OBS-11", needed[i],
                               "A driver that renders must fill this member.");
    }
    for (size_t i = 0; i < RTL_NUMBER_OF(shown); i++) {
        if (ddi_present(adapter, DDI_ID_CommitVidPn) && !ddi_present(adapter, shown[i]))
            return refuse_slot("OBS-11", shown[i], "A driver that has a screen must fill this member.");
    }
    return STATUS_SUCCESS;
}

/* ---- caps ---- */

static NTSTATUS refuse_cap(const char *rule, const char *what, const char *expected, const char *advice,
                           unsigned value)
{
    char field[96];

    snprintf(field, sizeof(field), "DXGK_DRIVERCAPS.%s", what);
    adapter_refuse(rule, query, field, expected, advice, "%u", value);
    return STATUS_INVALID_PARAMETER;
}

/* PRE-06, PRE-07, PRE-08, REN-76. */
static NTSTATUS check_scheduling(struct dxgk_adapter *adapter)
{
    const DXGK_VIDSCHCAPS s = adapter->caps.SchedulingCaps;
    const char *needs = "0, or MultiEngineAware 1 with it";

    if (!s.MultiEngineAware && s.PreemptionAware)
        return refuse_cap("PRE-06", "SchedulingCaps.PreemptionAware", needs, NULL, 1);
    if (!s.MultiEngineAware && s.NoDmaPatching)
        return refuse_cap("PRE-06", "SchedulingCaps.NoDmaPatching", needs, NULL, 1);
    if (!s.MultiEngineAware && s.CancelCommandAware)
        return refuse_cap("PRE-06", "SchedulingCaps.CancelCommandAware", needs, NULL, 1);
    if (s.NoDmaPatching && !s.PreemptionAware)
        return refuse_cap("REN-76", "SchedulingCaps.NoDmaPatching", "0, or PreemptionAware 1 with it", NULL,
                          1);
    if (s.PreemptionAware && !adapter->caps.FlipCaps.FlipOnVSyncMmIo)
        return refuse_cap("PRE-07", "FlipCaps.FlipOnVSyncMmIo", "1, as SchedulingCaps.PreemptionAware is set",
                          "Preemption happens with flips pending, so they may not be in the DMA stream.", 0);
    if (s.CancelCommandAware && !ddi_present(adapter, DDI_ID_CancelCommand))
        return refuse_slot("PRE-08", DDI_ID_CancelCommand, "SchedulingCaps.CancelCommandAware promises it.");
    if (s.MultiEngineAware &&
        (!ddi_present(adapter, DDI_ID_CreateContext) || !ddi_present(adapter, DDI_ID_DestroyContext)))
        return refuse_slot("REN-02",
                           ddi_present(adapter, DDI_ID_CreateContext) ? DDI_ID_DestroyContext
                                                                      : DDI_ID_CreateContext,
                           "SchedulingCaps.MultiEngineAware promises contexts.");
    return STATUS_SUCCESS;
}

static NTSTATUS check_engines(struct dxgk_adapter *adapter)
{
    const DXGK_DRIVERCAPS *caps = &adapter->caps;
    UINT nodes = caps->GpuEngineTopology.NbAsymetricProcessingNodes;

    if (caps->SchedulingCaps.MultiEngineAware && (nodes == 0 || nodes > VIDSCH_MAX_NODES))
        return refuse_cap("ALC-29", "GpuEngineTopology.NbAsymetricProcessingNodes", "1 to 8", NULL, nodes);
    if (caps->MemoryManagementCaps.PagingNode >= (nodes ? nodes : 1))
        return refuse_cap("ALC-29", "MemoryManagementCaps.PagingNode", "a node of GpuEngineTopology", NULL,
                          caps->MemoryManagementCaps.PagingNode);
    return STATUS_SUCCESS;
}

/* GDI-07 and GDI-30, as far as they need no segments. */
static NTSTATUS check_gdi(struct dxgk_adapter *adapter)
{
    const DXGK_PRESENTATIONCAPS *p = &adapter->caps.PresentationCaps;

    if (!p->SupportKernelModeCommandBuffer)
        return STATUS_SUCCESS;
    if (!ddi_present(adapter, DDI_ID_RenderKm))
        return refuse_slot("GDI-07", DDI_ID_RenderKm,
                           "PresentationCaps.SupportKernelModeCommandBuffer promises it.");
    if (adapter->driver->version < DXGKDDI_INTERFACE_VERSION_WIN7)
        return refuse_cap("GDI-07", "PresentationCaps.SupportKernelModeCommandBuffer",
                          "0 below interface version 0x2005 (WIN7)", NULL, 1);
    if (p->AlignmentShift < 2)
        return refuse_cap("GDI-30", "PresentationCaps.AlignmentShift", "at least 2", NULL, p->AlignmentShift);
    return STATUS_SUCCESS;
}

/* GDI-07: with the segments. */
static NTSTATUS check_gdi_memory(struct dxgk_adapter *adapter, struct vidmm *vidmm)
{
    struct vidmm_segment_info segment;

    if (!adapter->caps.PresentationCaps.SupportKernelModeCommandBuffer)
        return STATUS_SUCCESS;
    for (UINT id = 1; vidmm_segment(vidmm, id, &segment); id++) {
        if (segment.flags.Aperture && segment.flags.CacheCoherent)
            return STATUS_SUCCESS;
    }
    return refuse_cap("GDI-07", "PresentationCaps.SupportKernelModeCommandBuffer",
                      "0 without a segment that is Aperture and CacheCoherent",
                      "GDI surfaces are read and written by the CPU, through a coherent aperture.", 1);
}

static NTSTATUS check_caps(struct dxgk_adapter *adapter)
{
    NTSTATUS status = check_scheduling(adapter);

    if (NT_SUCCESS(status))
        status = check_engines(adapter);
    if (NT_SUCCESS(status))
        status = check_gdi(adapter);
    return status;
}

/* OBS-25: 10 bits ended a start, no answer at all does not. */
static NTSTATUS query_history(struct dxgk_adapter *adapter)
{
    DXGKARG_HISTORYBUFFERPRECISION precision[VIDSCH_MAX_NODES] = {{0}};
    UINT nodes = vidsch_node_count(adapter->p->render->vidsch);
    DXGKARG_QUERYADAPTERINFO arg = {.Type = DXGKQAITYPE_HISTORYBUFFERPRECISION,
                                    .pOutputData = precision,
                                    .OutputDataSize = nodes * (UINT)sizeof(precision[0])};

    if (adapter->driver->version < DXGKDDI_INTERFACE_VERSION_WDDM1_3)
        return STATUS_SUCCESS;
    if (!NT_SUCCESS(ddi_QueryAdapterInfo(adapter, &arg)))
        return STATUS_SUCCESS;
    for (UINT i = 0; i < nodes; i++) {
        if (precision[i].PrecisionBits < 32) {
            adapter_refuse("OBS-25", query, "DXGKARG_HISTORYBUFFERPRECISION.PrecisionBits", "32 or more",
                           "Or return STATUS_NOT_SUPPORTED for DXGKQAITYPE_HISTORYBUFFERPRECISION.",
                           "%u for node %u", (unsigned)precision[i].PrecisionBits, i);
            return STATUS_INVALID_PARAMETER;
        }
    }
    return STATUS_SUCCESS;
}

/* ---- up ---- */

static NTSTATUS refuse_object(enum ddi_id id, NTSTATUS status)
{
    adapter_refuse("OBS-27", ddi_name(id), "NTSTATUS",
                   "STATUS_SUCCESS for the graphics kernel's own device and context",
                   "Paging and primaries belong to them.", "%s", nt_status_text(status));
    return status;
}

/* OBS-02: CreateDevice and CreateContext come before the segments are asked for. */
static NTSTATUS make_system_objects(struct dxgk_adapter *adapter, struct dxgk_context **context)
{
    struct dxgk_render_half *half = adapter->p->render;
    DXGK_CREATECONTEXTFLAGS flags = {0};

    NTSTATUS status = device_create(NULL, adapter, false, true, &half->system_device);
    if (!NT_SUCCESS(status))
        return refuse_object(DDI_ID_CreateDevice, status);
    *context = half->system_device->context0;
    if (*context)
        return STATUS_SUCCESS;
    flags.SystemContext = 1;
    status = context_create(half->system_device, adapter->caps.MemoryManagementCaps.PagingNode, 1, flags,
                            NULL, 0, context);
    if (!NT_SUCCESS(status))
        return refuse_object(DDI_ID_CreateContext, status);
    dxgk_object_release(&(*context)->object); /* its handle keeps it */
    return STATUS_SUCCESS;
}

static NTSTATUS start(struct dxgk_adapter *adapter)
{
    struct dxgk_render_half *half = adapter->p->render;
    struct dxgk_context *context = NULL;

    NTSTATUS status = vidsch_create(adapter, &half->vidsch);
    if (NT_SUCCESS(status))
        status = make_system_objects(adapter, &context);
    if (NT_SUCCESS(status))
        status = vidmm_create(adapter, &half->vidmm);
    if (NT_SUCCESS(status))
        status = check_gdi_memory(adapter, half->vidmm);
    if (NT_SUCCESS(status))
        status = context_finish(context);
    if (NT_SUCCESS(status))
        status = query_history(adapter);
    return status;
}

NTSTATUS render_half_start(struct dxgk_adapter *adapter)
{
    if (adapter->driver->display_only)
        return STATUS_SUCCESS;
    NTSTATUS status = check_caps(adapter);
    if (!NT_SUCCESS(status))
        return status;
    struct dxgk_render_half *half = dxgk_alloc(sizeof(*half));
    if (!half)
        return STATUS_NO_MEMORY;
    ExInitializeFastMutex(&half->lock);
    InitializeListHead(&half->devices);
    half->nameless = resource_make(adapter, false);
    if (!half->nameless) {
        dxgk_free(half);
        return STATUS_NO_MEMORY;
    }
    adapter->p->render = half;
    struct nt_process *previous =
        nt_process_attach(NULL); /* the handles of the system device are the system's */
    status = start(adapter);
    nt_process_attach(previous);
    if (NT_SUCCESS(status)) {
        full_hold(adapter, true); /* as if this section had begun with it */
        WriteRelease(&adapter->p->render_open, 1);
    } else {
        render_half_stop(adapter);
    }
    return status;
}

/* ---- down ---- */

static void pause(void)
{
    LARGE_INTEGER moment = {.QuadPart = -1000};
    KeDelayExecutionThread(KernelMode, FALSE, &moment);
}

/* A device that still lives, with a reference; `empty`: there is none at all. The system device comes last. */
static struct dxgk_device *next_device(struct dxgk_render_half *half, bool *empty)
{
    struct dxgk_device *found = NULL;

    ExAcquireFastMutex(&half->lock);
    *empty = IsListEmpty(&half->devices);
    for (LIST_ENTRY *l = half->devices.Blink; l != &half->devices && !found; l = l->Blink) {
        struct dxgk_device *device = CONTAINING_RECORD(l, struct dxgk_device, link);
        if (object_hold_alive(&device->object))
            found = device;
    }
    ExReleaseFastMutex(&half->lock);
    return found;
}

static void detach_devices(struct dxgk_adapter *adapter)
{
    struct dxgk_render_half *half = adapter->p->render;
    struct dxgk_device *device;
    bool empty = false;

    while (!empty) {
        device = next_device(half, &empty);
        if (device) {
            device_detach(device);
            dxgk_object_release(&device->object);
        } else if (!empty) {
            pause(); /* whoever let go of it last is in DxgkDdiDestroyDevice */
        }
    }
}

void render_half_stop(struct dxgk_adapter *adapter)
{
    struct nt_process *previous = nt_process_attach(NULL);
    struct dxgk_render_half *half = adapter->p->render;

    if (half) {
        WriteRelease(&adapter->p->render_open, 0);
        while (ReadAcquire(&adapter->p->thunks))
            pause();
        if (half->vidmm && half->vidsch && !adapter->p->removed) {
            vidsch_enter(adapter);
            NTSTATUS status = vidmm_evict_all(adapter); /* SYN-01 */
            vidsch_leave(adapter);
            if (!NT_SUCCESS(status))
                report_emit(REPORT_WARNING, "SYN-01", "DxgkDdiBuildPagingBuffer", "eviction",
                            "everything in system memory before the stop", NULL, "%s",
                            nt_status_text(status));
        }
        primary_forget_all(adapter);
        detach_devices(adapter);
        if (half->system_device) {
            struct dxgk_device *device = half->system_device;
            half->system_device = NULL;
            device_close(device, true);
            dxgk_object_release(&device->object);
        }
        if (half->vidmm)
            vidmm_destroy(half->vidmm);
        if (half->vidsch)
            vidsch_destroy(half->vidsch);
        adapter->p->render = NULL;
        adapter->p->render_held = adapter->p->render_asleep = false; /* the holds went with VidSch */
        resource_release(half->nameless);
        dxgk_free(half);
        process_system_rest();
    }
    nt_process_attach(previous);
}

/* ---- held and asleep ---- */

void full_hold(struct dxgk_adapter *adapter, bool hold)
{
    struct adapter_private *p = adapter->p;

    if (hold && p->render) {
        vidsch_hold(adapter);
        p->render_held = true;
    } else if (!hold && p->render_held) {
        p->render_held = false;
        primaries_aim(adapter);
        vidsch_release(adapter);
    }
}

NTSTATUS full_sleep(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;

    if (!p->render || p->render_asleep)
        return STATUS_SUCCESS;
    vidsch_enter(adapter);
    NTSTATUS status = vidmm_evict_all(adapter); /* SYN-01 */
    vidsch_leave(adapter);
    vidsch_hold(adapter);
    p->render_asleep = true;
    return status;
}

NTSTATUS full_wake(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;

    if (!p->render || !p->render_asleep)
        return STATUS_SUCCESS;
    p->render_asleep = false;
    vidsch_release(adapter); /* the idle section holds still */
    vidsch_enter(adapter);
    NTSTATUS status = vidmm_restore(adapter);
    vidsch_leave(adapter);
    return status;
}
