/*
 * Contexts: a device's streams of work, each on one node. A driver that does not create contexts is given its device handle instead, and
 * the device's one stream is kept in a context of ours (REN-02).
 */
#include "object_private.h"

#include <stdio.h>

static const char where[] = "DxgkDdiCreateContext";

/* ---- what the miniport asked for ---- */

static NTSTATUS bad_info(const char *rule, const char *where_, const char *what, const char *expected,
                         const char *advice, UINT value)
{
    report_emit(REPORT_VIOLATION, rule, where_, what, expected, advice, "0x%X", value);
    return STATUS_INVALID_PARAMETER;
}

/* ALC-29, SUB-13, GDI-09. */
static NTSTATUS context_check_info(struct dxgk_adapter *adapter, const DXGK_CONTEXTINFO *info, bool gdi,
                                   bool contexts)
{
    struct vidmm *vidmm = adapter->p->render->vidmm;
    const char *place = contexts ? where : "DxgkDdiCreateDevice";
    struct vidmm_segment_info segment;

    if (info->DmaBufferSize == 0)
        return bad_info("ALC-29", place, "DmaBufferSize", "more than 0 bytes",
                        "Room for at least one command that cannot be split (REN-37).", 0);
    if (info->AllocationListSize == 0)
        return bad_info("ALC-29", place, "AllocationListSize", "more than 0 elements", NULL, 0);
    if (info->PatchLocationListSize == 0 && !adapter->caps.SchedulingCaps.NoDmaPatching)
        return bad_info("ALC-29", place, "PatchLocationListSize", "more than 0 elements", NULL, 0);
    if (gdi && info->AllocationListSize != DXGK_ALLOCATION_LIST_SIZE_GDICONTEXT)
        return bad_info("GDI-09", place, "AllocationListSize",
                        "256 (DXGK_ALLOCATION_LIST_SIZE_GDICONTEXT) for a GDI context", NULL,
                        info->AllocationListSize);
    for (UINT id = 1; id <= 32; id++) {
        if (!(info->DmaBufferSegmentSet >> (id - 1) & 1))
            continue;
        if (!vidmm_segment(vidmm, id, &segment))
            return bad_info("SEG-03", place, "DmaBufferSegmentSet",
                            "bits of segments that exist, bit n-1 for segment n", NULL,
                            info->DmaBufferSegmentSet);
        if (!segment.flags.Aperture)
            return bad_info("SEG-11", place, "DmaBufferSegmentSet",
                            "aperture segments only, or 0 for contiguous system memory",
                            "DMA buffers do not lie in local memory (SUB-13).", info->DmaBufferSegmentSet);
    }
    return STATUS_SUCCESS;
}

/* ---- DxgkDdiCreateContext ---- */

static NTSTATUS create_in_driver(struct dxgk_context *context, UINT affinity, DXGK_CREATECONTEXTFLAGS flags,
                                 PVOID private_data, UINT private_size)
{
    HANDLE ours = (HANDLE)(ULONG_PTR)context->object.handle;
    DXGKARG_CREATECONTEXT arg = {.hContext = ours,
                                 .NodeOrdinal = context->node,
                                 .EngineAffinity = affinity,
                                 .Flags = flags,
                                 .pPrivateDriverData = private_size ? private_data : NULL,
                                 .PrivateDriverDataSize = private_data ? private_size : 0};

    NTSTATUS status = ddi_CreateContext(context->adapter, context->device->driver, &arg);
    if (!NT_SUCCESS(status))
        return status;
    if (!arg.hContext || arg.hContext == ours) {
        report_emit(REPORT_VIOLATION, "REN-01", where, "hContext", "the miniport's handle for the context",
                    "hContext is in and out: keep what came in, and store your own.", "%p%s", arg.hContext,
                    arg.hContext ? ", as it came in" : "");
        return STATUS_INVALID_PARAMETER;
    }
    context->driver = arg.hContext;
    context->info = arg.ContextInfo;
    return STATUS_SUCCESS;
}

/* ---- life ---- */

static void destroy_in_driver(struct dxgk_context *context)
{
    if (!context->driver)
        return;
    dma_context_stop(context);
    if (context != context->device->context0)
        ddi_DestroyContext(context->adapter, context->driver);
    __atomic_store_n(&context->driver, NULL, __ATOMIC_RELEASE); /* now the device may go, too */
}

static void destroy(struct dxgk_object *object)
{
    struct dxgk_context *context = CONTAINING_RECORD(object, struct dxgk_context, object);
    struct dxgk_device *device = context->device;

    destroy_in_driver(context);
    dma_context_forget(context);
    ExAcquireFastMutex(&device->lock);
    RemoveEntryList(&context->link);
    ExReleaseFastMutex(&device->lock);
    InterlockedDecrement(&object->process->members);
    dxgk_free(context);
    dxgk_object_release(&device->object);
}

static struct dxgk_context *make(struct dxgk_device *device, UINT node, bool gdi, bool system)
{
    struct dxgk_context *context = dxgk_alloc(sizeof(*context));

    if (!context)
        return NULL;
    context->object = (struct dxgk_object){
        .type = OBJECT_OPENING, .references = 1, .process = device->object.process, .destroy = destroy};
    context->adapter = device->adapter;
    context->device = device;
    context->node = node;
    context->gdi = gdi;
    context->system = system;
    ExInitializeFastMutex(&context->lock);
    vidsch_queue_init(context);
    dxgk_object_hold(&device->object);
    InterlockedIncrement(&context->object.process->members);
    ExAcquireFastMutex(&device->lock);
    InsertTailList(&device->contexts, &context->link);
    ExReleaseFastMutex(&device->lock);
    return context;
}

static void unmake(struct dxgk_context *context)
{
    if (handle_close(&context->object))
        dxgk_object_release(&context->object);
    dxgk_object_release(&context->object);
}

NTSTATUS context_finish(struct dxgk_context *context)
{
    bool contexts = context != context->device->context0;
    NTSTATUS status = context_check_info(context->adapter, &context->info, context->gdi, contexts);

    if (NT_SUCCESS(status))
        status = dma_context_start(context);
    if (NT_SUCCESS(status) && contexts)
        handle_publish(&context->object, OBJECT_CONTEXT);
    return status;
}

NTSTATUS context_create(struct dxgk_device *device, UINT node, UINT affinity, DXGK_CREATECONTEXTFLAGS flags,
                        PVOID private_data, UINT private_size, struct dxgk_context **out)
{
    struct dxgk_render_half *half = device->adapter->p->render;

    if (!device->adapter->caps.SchedulingCaps.MultiEngineAware)
        return STATUS_NOT_SUPPORTED;
    if (node >= vidsch_node_count(half->vidsch) ||
        affinity > 1) /* FEN-04: one engine per node unless linked */
        return STATUS_INVALID_PARAMETER;
    struct dxgk_context *context = make(device, node, flags.GdiContext, flags.SystemContext);
    if (!context)
        return STATUS_NO_MEMORY;
    NTSTATUS status = handle_open(device->object.process, &context->object);
    if (NT_SUCCESS(status))
        status = create_in_driver(context, 1, flags, private_data, private_size);
    if (NT_SUCCESS(status) && half->vidmm) /* else it is made before the segments are known (OBS-02) */
        status = context_finish(context);
    if (!NT_SUCCESS(status)) {
        unmake(context);
        return status;
    }
    *out = context;
    return STATUS_SUCCESS;
}

NTSTATUS context_create_without(struct dxgk_device *device, const DXGK_CONTEXTINFO *info)
{
    struct dxgk_context *context = make(device, 0, device->gdi, device->system);

    if (!context)
        return STATUS_NO_MEMORY;
    device->context0 = context;
    context->driver = device->driver;
    context->info = *info;
    NTSTATUS status = device->adapter->p->render->vidmm ? context_finish(context) : STATUS_SUCCESS;
    if (!NT_SUCCESS(status)) {
        dxgk_object_release(&context->object);
        device->context0 = NULL;
    }
    return status;
}

/* ---- the end ---- */

void context_close(struct dxgk_context *context)
{
    if (context == context->device->context0) {
        if (!context->closed) {
            context->closed = true;
            dxgk_object_release(&context->object); /* the device's */
        }
    } else if (handle_close(&context->object)) {
        dxgk_object_release(&context->object);
    }
}

void context_detach(struct dxgk_context *context)
{
    LARGE_INTEGER moment = {.QuadPart = -1000};

    /* Ours, and the handle's or the device's; whoever else is in a call has seen the loss. */
    while (ReadAcquire(&context->object.references) > 2)
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
    destroy_in_driver(context);
}
