/*
 * The canonical display driver's part: a GDI device, its surfaces, and the command buffer that its drawing is collected in. See dxgkgdi.h.
 */
#include "gdi.h"

#include <string.h>

/* ---- the batch ---- */

static void begin_batch(struct dxgk_gdi *gdi)
{
    gdi->batch++;
    gdi->used = 0;
    gdi->listed = 1;
    gdi->list[0] = (D3DDDI_ALLOCATIONLIST){0};
}

NTSTATUS gdi_flush(struct dxgk_gdi *gdi)
{
    D3DKMT_RENDER args = {.CommandLength = gdi->used,
                          .AllocationCount = gdi->listed,
                          .pNewCommandBuffer = gdi->commands,
                          .NewCommandBufferSize = gdi->size,
                          .pNewAllocationList = gdi->list,
                          .NewAllocationListSize = gdi->list_room};

    if (gdi->used == 0)
        return device_usable(gdi->device);
    args.Flags.RenderKm = 1;
    NTSTATUS status = render_kernel(gdi->context, &args);
    begin_batch(gdi);
    return status;
}

NTSTATUS dxgk_gdi_flush(struct dxgk_gdi *gdi)
{
    ExAcquireFastMutexUnsafe(&gdi->lock);
    NTSTATUS status = gdi_flush(gdi);
    ExReleaseFastMutexUnsafe(&gdi->lock);
    return status;
}

NTSTATUS dxgk_gdi_finish(struct dxgk_gdi *gdi)
{
    NTSTATUS status = dxgk_gdi_flush(gdi), waited = vidsch_wait_device_idle(gdi->device);

    return NT_SUCCESS(status) ? waited : status;
}

/* ---- life ---- */

static NTSTATUS make_buffers(struct dxgk_gdi *gdi)
{
    const DXGK_CONTEXTINFO *info = &gdi->context->info;

    gdi->size = info->DmaBufferSize & ~7u; /* records are kept at multiples of 8 */
    gdi->list_room = info->AllocationListSize;
    gdi->commands = dxgk_alloc(gdi->size);
    gdi->list = dxgk_alloc(gdi->list_room * sizeof(*gdi->list));
    if (!gdi->commands || !gdi->list)
        return STATUS_NO_MEMORY;
    begin_batch(gdi);
    return STATUS_SUCCESS;
}

static NTSTATUS make_context(struct dxgk_gdi *gdi)
{
    DXGK_CREATECONTEXTFLAGS flags = {0};

    if (!gdi->adapter->caps.SchedulingCaps.MultiEngineAware) {
        gdi->context = gdi->device->context0;
        dxgk_object_hold(&gdi->context->object);
        return STATUS_SUCCESS;
    }
    flags.GdiContext = 1;
    return context_create(gdi->device, 0, 0, flags, NULL, 0, &gdi->context);
}

NTSTATUS dxgk_gdi_open(struct dxgk_adapter *adapter, struct dxgk_gdi **out)
{
    struct dxgk_process *process = dxgk_process_current();
    struct dxgk_gdi *gdi = dxgk_alloc(sizeof(*gdi));
    NTSTATUS status = gdi && process ? adapter_enter(adapter) : STATUS_NO_MEMORY;

    if (!gdi || !process) {
        dxgk_free(gdi);
        return status;
    }
    gdi->adapter = adapter;
    ExInitializeFastMutex(&gdi->lock);
    if (NT_SUCCESS(status) && !adapter->caps.PresentationCaps.SupportKernelModeCommandBuffer)
        status = STATUS_NOT_SUPPORTED;
    if (NT_SUCCESS(status))
        status = device_create(process, adapter, true, false, &gdi->device);
    if (NT_SUCCESS(status))
        status = make_context(gdi);
    if (NT_SUCCESS(status))
        status = make_buffers(gdi);
    adapter_leave(adapter);
    if (NT_SUCCESS(status))
        *out = gdi;
    else
        dxgk_gdi_close(gdi);
    return status;
}

void dxgk_gdi_close(struct dxgk_gdi *gdi)
{
    if (!gdi)
        return;
    if (gdi->commands && gdi->list)
        dxgk_gdi_finish(gdi);
    if (gdi->device) {
        const D3DKMT_DESTROYDEVICE args = {.hDevice = gdi->device->object.handle};
        if (gdi->context)
            dxgk_object_release(&gdi->context->object);
        dxgk_kmt_destroy_device(gdi->device->object.process, &args);
        dxgk_object_release(&gdi->device->object);
    }
    dxgk_free(gdi->commands);
    dxgk_free(gdi->list);
    dxgk_free(gdi);
}

D3DKMT_HANDLE dxgk_gdi_context(const struct dxgk_gdi *gdi)
{
    return gdi->context == gdi->device->context0 ? gdi->device->object.handle : gdi->context->object.handle;
}

/* ---- surfaces ---- */

UINT gdi_pitch(const struct dxgk_gdi_surface *surface)
{
    bool told = surface->info.type == D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE ||
                surface->info.type == D3DKMDT_GDISURFACE_EXISTINGSYSMEM;

    return told ? surface->info.pitch : 0xDEADBEE0u;
}

NTSTATUS dxgk_gdi_surface_create(struct dxgk_gdi *gdi, UINT width, UINT height, D3DDDIFORMAT format,
                                 D3DKMDT_GDISURFACETYPE type, struct dxgk_gdi_surface **out)
{
    D3DKMDT_GDISURFACEDATA data = {.Width = width, .Height = height, .Format = format, .Type = type};
    const DXGK_PRESENTATIONCAPS caps = gdi->adapter->caps.PresentationCaps;

    if (!width || !height || type == D3DKMDT_GDISURFACE_EXISTINGSYSMEM || type == D3DKMDT_GDISURFACE_INVALID)
        return STATUS_INVALID_PARAMETER;
    if (width > 2048u << caps.MaxTextureWidthShift || height > 2048u
                                                                   << caps.MaxTextureHeightShift) /* GDI-30 */
        return STATUS_NOT_SUPPORTED;
    struct dxgk_gdi_surface *surface = dxgk_alloc(sizeof(*surface));
    if (!surface)
        return STATUS_NO_MEMORY;
    NTSTATUS status = device_enter(gdi->device);
    if (NT_SUCCESS(status))
        status = standard_create(gdi->device, D3DKMDT_STANDARDALLOCATION_GDISURFACE, &data,
                                 D3DDDI_ID_UNINITIALIZED, &surface->open);
    device_leave(gdi->device);
    if (!NT_SUCCESS(status)) {
        dxgk_free(surface);
        return status;
    }
    surface->info = (struct dxgk_gdi_surface_info){.width = width,
                                                   .height = height,
                                                   .pitch = data.Pitch,
                                                   .format = format,
                                                   .type = type,
                                                   .allocation = surface->open->object.handle};
    *out = surface;
    return STATUS_SUCCESS;
}

/* The binding that a handle of ours names, of the shared primary that was just opened. */
static NTSTATUS open_primary(struct dxgk_gdi *gdi, D3DKMT_HANDLE share, struct dxgk_open **open)
{
    struct dxgk_process *process = gdi->device->object.process;
    D3DKMT_QUERYRESOURCEINFO query = {.hDevice = gdi->device->object.handle, .hGlobalShare = share};
    D3DDDI_OPENALLOCATIONINFO info = {0};

    NTSTATUS status = dxgk_kmt_query_resource_info(process, &query);
    if (!NT_SUCCESS(status) || query.NumAllocations != 1)
        return NT_SUCCESS(status) ? STATUS_GRAPHICS_ALLOCATION_INVALID : status;
    UINT total = query.TotalPrivateDriverDataSize, resource = query.ResourcePrivateDriverDataSize,
         runtime = query.PrivateRuntimeDataSize;
    PUCHAR block = dxgk_alloc((size_t)total + resource + runtime + 1);
    if (!block)
        return STATUS_NO_MEMORY;
    D3DKMT_OPENRESOURCE args = {.hDevice = query.hDevice,
                                .hGlobalShare = share,
                                .NumAllocations = 1,
                                .pOpenAllocationInfo = &info,
                                .pPrivateRuntimeData = block + total + resource,
                                .PrivateRuntimeDataSize = runtime,
                                .pResourcePrivateDriverData = block + total,
                                .ResourcePrivateDriverDataSize = resource,
                                .pTotalPrivateDriverDataBuffer = block,
                                .TotalPrivateDriverDataBufferSize = total};
    status = dxgk_kmt_open_resource(process, &args);
    dxgk_free(block);
    if (NT_SUCCESS(status))
        *open = handle_get(process, info.hAllocation, OBJECT_ALLOCATION);
    return !NT_SUCCESS(status) ? status : *open ? STATUS_SUCCESS : STATUS_GRAPHICS_ALLOCATION_INVALID;
}

NTSTATUS dxgk_gdi_surface_primary(struct dxgk_gdi *gdi, UINT source, struct dxgk_gdi_surface **out)
{
    struct dxgk_process *process = gdi->device->object.process;
    D3DKMT_GETSHAREDPRIMARYHANDLE args = {.VidPnSourceId = source};
    struct dxgk_gdi_surface *surface = dxgk_alloc(sizeof(*surface));

    NTSTATUS status = surface ? dxgk_open_adapter(process, gdi->adapter, &args.hAdapter) : STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        status = dxgk_kmt_get_shared_primary_handle(process, &args);
        dxgk_close_adapter(process, args.hAdapter);
    }
    if (NT_SUCCESS(status))
        status = args.hSharedPrimary ? open_primary(gdi, args.hSharedPrimary, &surface->open)
                                     : STATUS_GRAPHICS_PRESENT_MODE_CHANGED;
    if (!NT_SUCCESS(status)) {
        dxgk_free(surface);
        return status;
    }
    const struct dxgk_allocation *a = surface->open->allocation;
    surface->info = (struct dxgk_gdi_surface_info){.width = a->width,
                                                   .height = a->height,
                                                   .pitch = a->pitch,
                                                   .format = a->format,
                                                   .allocation = surface->open->object.handle};
    *out = surface;
    return STATUS_SUCCESS;
}

void dxgk_gdi_surface_destroy(struct dxgk_gdi *gdi, struct dxgk_gdi_surface *surface)
{
    if (!surface)
        return;
    dxgk_gdi_flush(gdi); /* it may be listed */
    struct dxgk_opened_resource *opened = surface->open->resource;
    dxgk_object_hold(&opened->object);
    dxgk_object_release(&surface->open->object);
    device_enter(gdi->device); /* also when it is lost */
    opened_close(opened);
    device_leave(gdi->device);
    dxgk_free(surface);
}

void dxgk_gdi_surface_query(const struct dxgk_gdi_surface *surface, struct dxgk_gdi_surface_info *info)
{
    *info = surface->info;
}

NTSTATUS dxgk_gdi_surface_lock(struct dxgk_gdi *gdi, struct dxgk_gdi_surface *surface, void **bits)
{
    NTSTATUS status = dxgk_gdi_flush(gdi);

    if (NT_SUCCESS(status))
        status = device_enter(gdi->device);
    else
        return status;
    if (NT_SUCCESS(status))
        status = vidmm_lock(surface->open, (D3DDDICB_LOCKFLAGS){0}, bits);
    device_leave(gdi->device);
    return status;
}

NTSTATUS dxgk_gdi_surface_unlock(struct dxgk_gdi *gdi, struct dxgk_gdi_surface *surface)
{
    device_enter(gdi->device); /* also when it is lost */
    NTSTATUS status = vidmm_unlock(surface->open);
    device_leave(gdi->device);
    return status;
}

/* ---- to the screen ---- */

NTSTATUS dxgk_gdi_present(struct dxgk_gdi *gdi, UINT source, struct dxgk_gdi_surface *from, const RECT *rects,
                          UINT count)
{
    D3DKMT_PRESENT args = {.hContext = dxgk_gdi_context(gdi),
                           .VidPnSourceId = source,
                           .hSource = from->info.allocation,
                           .SubRectCnt = count,
                           .pSrcSubRects = rects};

    NTSTATUS status = dxgk_gdi_flush(gdi);
    if (!NT_SUCCESS(status) || count == 0)
        return status;
    args.Flags.Blt = 1;
    return dxgk_kmt_present(gdi->device->object.process, &args);
}
