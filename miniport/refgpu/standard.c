/*
 * Standard allocations: surfaces that the graphics kernel itself needs, for which the driver writes the private data that a user-mode
 * driver would have written. PASSIVE_LEVEL, level zero.
 */
#include "allocation.h"

static ULONG format_of(D3DDDIFORMAT format)
{
    switch ((int)format) {
    case D3DDDIFMT_A8R8G8B8:
        return REFGPU_A8R8G8B8;
    case D3DDDIFMT_X8R8G8B8:
        return REFGPU_X8R8G8B8;
    case D3DDDIFMT_R5G6B5:
        return REFGPU_R5G6B5;
    case D3DDDIFMT_A8:
        return REFGPU_A8;
    default:
        return 0;
    }
}

/* The rate in thousandths of a hertz, as precise as private data is; 0: none. */
static ULONG millihertz(D3DDDI_RATIONAL rate)
{
    ULONG64 value = rate.Denominator ? (ULONG64)rate.Numerator * 1000 / rate.Denominator : 0;

    return value <= MAXULONG ? (ULONG)value : 0;
}

static NTSTATUS shared_primary(const D3DKMDT_SHAREDPRIMARYSURFACEDATA *data,
                               struct refgpu_user_allocation *info)
{
    info->flags = REFGPU_USER_PRIMARY;
    info->width = data->Width;
    info->height = data->Height;
    info->format = format_of(data->Format);
    info->source = data->VidPnSourceId;
    info->refresh_millihertz = millihertz(data->RefreshRate);
    return info->format ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* OBS-50: the pitch is told. */
static NTSTATUS shadow(D3DKMDT_SHADOWSURFACEDATA *data, struct refgpu_user_allocation *info)
{
    info->flags = REFGPU_USER_CPU_VISIBLE | REFGPU_USER_CACHED;
    info->width = data->Width;
    info->height = data->Height;
    info->format = format_of(data->Format);
    data->Pitch = refgpu_choose_pitch(data->Width, info->format);
    return info->format ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS staging(D3DKMDT_STAGINGSURFACEDATA *data, struct refgpu_user_allocation *info)
{
    info->flags = REFGPU_USER_CPU_VISIBLE | REFGPU_USER_CACHED;
    info->width = data->Width;
    info->height = data->Height;
    info->format = REFGPU_A8R8G8B8;
    data->Pitch = refgpu_choose_pitch(data->Width, info->format);
    return STATUS_SUCCESS;
}

/* GDI-10. What the processor draws on is cached system memory behind the coherent aperture (GDI-07). */
static NTSTATUS gdi(D3DKMDT_GDISURFACEDATA *data, struct refgpu_user_allocation *info)
{
    info->flags = REFGPU_STANDARD_GDI;
    info->width = data->Width;
    info->height = data->Height;
    info->format = format_of(data->Format);
    switch (data->Type) {
    case D3DKMDT_GDISURFACE_TEXTURE:
    case D3DKMDT_GDISURFACE_STAGING:
        break;
    case D3DKMDT_GDISURFACE_TEXTURE_CPUVISIBLE:
        info->flags |= REFGPU_USER_CPU_VISIBLE;
        break;
    case D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE:
        info->flags |= REFGPU_USER_CPU_VISIBLE | REFGPU_USER_CACHED | REFGPU_STANDARD_PITCH;
        break;
    case D3DKMDT_GDISURFACE_LOOKUPTABLE:
        info->flags |= REFGPU_USER_CPU_VISIBLE | REFGPU_USER_CACHED;
        break;
    case D3DKMDT_GDISURFACE_EXISTINGSYSMEM:
        info->flags |=
            REFGPU_USER_CPU_VISIBLE | REFGPU_USER_CACHED | REFGPU_STANDARD_PITCH | REFGPU_STANDARD_EXISTING;
        info->pitch = data->Pitch; /* whoever owns the memory has laid it out */
        break;
    default:
        return STATUS_NOT_SUPPORTED; /* adapters do not share memory */
    }
    if (info->pitch == 0) {
        info->pitch = refgpu_choose_pitch(data->Width, info->format);
    }
    data->Pitch = info->pitch;
    return info->format ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS describe(const DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *args,
                         struct refgpu_user_allocation *info)
{
    switch (args->StandardAllocationType) {
    case D3DKMDT_STANDARDALLOCATION_SHAREDPRIMARYSURFACE:
        return shared_primary(args->pCreateSharedPrimarySurfaceData, info);
    case D3DKMDT_STANDARDALLOCATION_SHADOWSURFACE:
        return shadow(args->pCreateShadowSurfaceData, info);
    case D3DKMDT_STANDARDALLOCATION_STAGINGSURFACE:
        return staging(args->pCreateStagingSurfaceData, info);
    case D3DKMDT_STANDARDALLOCATION_GDISURFACE:
        return gdi(args->pCreateGdiSurfaceData, info);
    default:
        return STATUS_NOT_SUPPORTED;
    }
}

/* ALC-25, Z-23: first the sizes, with no blocks given and nothing else touched; then the blocks. */
NTSTATUS NTAPI refgpu_get_standard_allocation_driver_data(HANDLE hAdapter,
                                                          DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *args)
{
    struct refgpu_user_allocation info = {
        .magic = REFGPU_USER_MAGIC, .version = REFGPU_USER_VERSION, .kind = REFGPU_KIND_SURFACE};
    NTSTATUS status;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    if (!args->pAllocationPrivateDriverData) {
        args->AllocationPrivateDriverDataSize = sizeof(info);
        args->ResourcePrivateDriverDataSize = 0;
        return STATUS_SUCCESS;
    }
    if (args->AllocationPrivateDriverDataSize < sizeof(info)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    status = describe(args, &info);
    if (NT_SUCCESS(status)) {
        RtlCopyMemory(args->pAllocationPrivateDriverData, &info, sizeof(info));
    }
    return status;
}
