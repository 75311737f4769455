/*
 * Standard allocations: surfaces that the graphics kernel itself wants, whose private data only the miniport can write (ALC-25).
 */
#include "object_private.h"

#include <stdio.h>
#include <string.h>

static const char where[] = "DxgkDdiGetStandardAllocationDriverData";

#define GUARD 64u
#define FILL  0xA5

static size_t size_of(D3DKMDT_STANDARDALLOCATION_TYPE type)
{
    switch (type) {
    case D3DKMDT_STANDARDALLOCATION_SHAREDPRIMARYSURFACE:
        return sizeof(D3DKMDT_SHAREDPRIMARYSURFACEDATA);
    case D3DKMDT_STANDARDALLOCATION_SHADOWSURFACE:
        return sizeof(D3DKMDT_SHADOWSURFACEDATA);
    case D3DKMDT_STANDARDALLOCATION_STAGINGSURFACE:
        return sizeof(D3DKMDT_STAGINGSURFACEDATA);
    default:
        return sizeof(D3DKMDT_GDISURFACEDATA);
    }
}

static NTSTATUS bad(const char *rule, const char *what, const char *expected, const char *advice, UINT value)
{
    report_emit(REPORT_VIOLATION, rule, where, what, expected, advice, "%u", value);
    return STATUS_INVALID_PARAMETER;
}

/* ---- the two steps ---- */

static NTSTATUS ask_sizes(struct dxgk_adapter *adapter, DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *arg,
                          void *data)
{
    unsigned char before[sizeof(D3DKMDT_GDISURFACEDATA)];
    size_t size = size_of(arg->StandardAllocationType);

    memcpy(before, data, size);
    NTSTATUS status = ddi_GetStandardAllocationDriverData(adapter, arg);
    if (!NT_SUCCESS(status))
        return status;
    if (memcmp(before, data, size) != 0)
        return bad(
            "ALC-25", "the standard surface data", "unchanged while pAllocationPrivateDriverData is NULL",
            "The first call only asks for sizes; fill Pitch in the second.", arg->StandardAllocationType);
    if (!arg->AllocationPrivateDriverDataSize && !arg->ResourcePrivateDriverDataSize)
        return bad("ALC-25", "AllocationPrivateDriverDataSize, ResourcePrivateDriverDataSize",
                   "at least one not 0", NULL, 0);
    return STATUS_SUCCESS;
}

static bool overrun(const unsigned char *guard)
{
    for (UINT i = 0; i < GUARD; i++) {
        if (guard[i] != FILL)
            return true;
    }
    return false;
}

static NTSTATUS fill(struct dxgk_adapter *adapter, DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *arg,
                     unsigned char *block)
{
    UINT own = arg->AllocationPrivateDriverDataSize, resource = arg->ResourcePrivateDriverDataSize;
    unsigned char *second = block + own + GUARD;

    memset(block + own, FILL, GUARD);
    memset(second + resource, FILL, GUARD);
    arg->pAllocationPrivateDriverData = own ? block : NULL;
    arg->pResourcePrivateDriverData = resource ? second : NULL;
    NTSTATUS status = ddi_GetStandardAllocationDriverData(adapter, arg);
    if (!NT_SUCCESS(status))
        return status;
    if (overrun(block + own) || overrun(second + resource))
        return bad("ALC-25", "private driver data", "no more bytes written than the first call said", NULL,
                   own + resource);
    if (arg->AllocationPrivateDriverDataSize > own || arg->ResourcePrivateDriverDataSize > resource)
        return bad("ALC-25", "AllocationPrivateDriverDataSize", "as the first call said", NULL,
                   arg->AllocationPrivateDriverDataSize);
    return STATUS_SUCCESS;
}

/* OBS-50, GDI-10. */
static NTSTATUS check_pitch(D3DKMDT_STANDARDALLOCATION_TYPE type, const void *data,
                            const DXGK_DRIVERCAPS *caps)
{
    const D3DKMDT_GDISURFACEDATA *gdi = data;
    UINT pitch, unit = 1u << caps->PresentationCaps.AlignmentShift;

    switch (type) {
    case D3DKMDT_STANDARDALLOCATION_SHADOWSURFACE:
        pitch = ((const D3DKMDT_SHADOWSURFACEDATA *)data)->Pitch;
        break;
    case D3DKMDT_STANDARDALLOCATION_STAGINGSURFACE:
        pitch = ((const D3DKMDT_STAGINGSURFACEDATA *)data)->Pitch;
        break;
    case D3DKMDT_STANDARDALLOCATION_GDISURFACE:
        if (gdi->Type != D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE &&
            gdi->Type != D3DKMDT_GDISURFACE_EXISTINGSYSMEM &&
            gdi->Type != D3DKMDT_GDISURFACE_TEXTURE_CPUVISIBLE)
            return STATUS_SUCCESS;
        if (gdi->Pitch == 0 || gdi->Pitch % unit)
            return bad("GDI-10", "D3DKMDT_GDISURFACEDATA.Pitch",
                       "not 0, and a multiple of 1 << AlignmentShift", NULL, gdi->Pitch);
        return STATUS_SUCCESS;
    default:
        return STATUS_SUCCESS;
    }
    if (pitch == 0)
        report_emit(REPORT_WARNING, "OBS-50", where, "Pitch", "bytes from one line to the next", NULL, "0");
    return STATUS_SUCCESS;
}

/* ---- the allocation ---- */

/* A resource of one allocation, with element 0 of its private data as the miniport filled it (ALC-26). */
static NTSTATUS create(struct dxgk_device *device, const DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *arg,
                       UINT primary_of, struct dxgk_open **out)
{
    bool primary = primary_of != D3DDDI_ID_UNINITIALIZED;
    struct resource_wish wish = {.driver_data = arg->pResourcePrivateDriverData,
                                 .driver_size =
                                     arg->pResourcePrivateDriverData ? arg->ResourcePrivateDriverDataSize : 0,
                                 .shared = primary};
    D3DDDI_ALLOCATIONINFO one = {
        .pPrivateDriverData = arg->pAllocationPrivateDriverData,
        .PrivateDriverDataSize = arg->pAllocationPrivateDriverData ? arg->AllocationPrivateDriverDataSize : 0,
        .VidPnSourceId = primary ? primary_of : 0};
    struct creation c = {.device = device,
                         .create = true,
                         .shared = primary,
                         .driver_data = wish.driver_data,
                         .driver_size = wish.driver_size,
                         .count = 1};

    one.Flags.Primary = primary;
    NTSTATUS status = resource_create(device, &wish, &c.opened);
    if (!NT_SUCCESS(status))
        return status;
    c.resource = c.opened->resource;
    status = creation_begin(&c);
    if (NT_SUCCESS(status))
        status = creation_run(&c, &one);
    if (NT_SUCCESS(status)) {
        *out = handle_get(device->object.process, one.hAllocation, OBJECT_ALLOCATION);
        status = *out ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
    }
    creation_end(&c);
    if (NT_SUCCESS(status))
        dxgk_object_release(&c.opened->object);
    else
        opened_close(c.opened);
    return status;
}

NTSTATUS standard_create(struct dxgk_device *device, D3DKMDT_STANDARDALLOCATION_TYPE type, void *data,
                         UINT primary_of, struct dxgk_open **out)
{
    struct dxgk_adapter *adapter = device->adapter;
    DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA arg = {.StandardAllocationType = type,
                                                   .pCreateSharedPrimarySurfaceData = data};

    NTSTATUS status = ask_sizes(adapter, &arg, data);
    if (!NT_SUCCESS(status))
        return status;
    unsigned char *block = dxgk_alloc((size_t)arg.AllocationPrivateDriverDataSize +
                                      arg.ResourcePrivateDriverDataSize + 2 * GUARD);
    if (!block)
        return STATUS_NO_MEMORY;
    status = fill(adapter, &arg, block);
    if (NT_SUCCESS(status))
        status = check_pitch(type, data, &adapter->caps);
    if (NT_SUCCESS(status))
        status = create(device, &arg, primary_of, out);
    dxgk_free(block);
    return status;
}

NTSTATUS describe(struct dxgk_allocation *allocation, D3DDDI_RATIONAL *refresh)
{
    DXGKARG_DESCRIBEALLOCATION arg = {.hAllocation = allocation->driver};

    NTSTATUS status = ddi_DescribeAllocation(allocation->adapter, &arg);
    if (!NT_SUCCESS(status))
        return status;
    allocation->width = arg.Width;
    allocation->height = arg.Height;
    allocation->format = arg.Format;
    *refresh = arg.RefreshRate;
    return status;
}
