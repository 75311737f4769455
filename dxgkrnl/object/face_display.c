/*
 * The screens of an adapter as D3DKMT* asks for them: modes, primaries, who owns a source, vertical blanks, the beam.
 */
#include "object_private.h"

#include <string.h>

/* ---- modes ---- */

static D3DDDI_ROTATION orientation(D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    return (D3DDDI_ROTATION)(D3DDDI_ROTATION_IDENTITY + (rotation - D3DKMDT_VPPR_IDENTITY));
}

static void describe_mode(const struct dxgk_mode *mode, D3DKMT_DISPLAYMODE *out)
{
    UINT refresh = mode->refresh_millihertz ? mode->refresh_millihertz : 60000;

    memset(out, 0, sizeof(*out));
    out->Width = mode->width;
    out->Height = mode->height;
    out->Format = D3DDDIFMT_A8R8G8B8;
    out->IntegerRefreshRate = (refresh + 500) / 1000;
    out->RefreshRate.Numerator = refresh;
    out->RefreshRate.Denominator = 1000;
    out->ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE;
    out->DisplayOrientation = orientation(mode->rotation);
    out->Flags.ValidatedAgainstMonitorCaps = 1;
}

NTSTATUS display_current_mode(struct dxgk_adapter *adapter, D3DKMT_CURRENTDISPLAYMODE *current)
{
    struct dxgk_mode mode;

    NTSTATUS status = dxgk_get_mode(adapter, current->VidPnSourceId, &mode);
    if (NT_SUCCESS(status))
        describe_mode(&mode, &current->DisplayMode);
    return status;
}

/* THK-10 in spirit: with too little room the count says how much there must be. */
static NTSTATUS list_modes(struct dxgk_adapter *adapter, D3DKMT_GETDISPLAYMODELIST *args)
{
    UINT room = args->pModeList ? args->ModeCount : 0;

    if (args->VidPnSourceId >= adapter->source_count)
        return STATUS_INVALID_PARAMETER;
    size_t count = dxgk_modes(adapter, args->VidPnSourceId, NULL, 0);
    struct dxgk_mode *modes = dxgk_alloc((count + 1) * sizeof(*modes));
    if (!modes)
        return STATUS_NO_MEMORY;
    size_t listed = dxgk_modes(adapter, args->VidPnSourceId, modes, count);
    count = listed < count ? listed : count;
    for (size_t i = 0; i < count && i < room; i++)
        describe_mode(&modes[i], &args->pModeList[i]);
    dxgk_free(modes);
    args->ModeCount = (UINT)count;
    return args->pModeList && room < count ? STATUS_BUFFER_TOO_SMALL : STATUS_SUCCESS;
}

NTSTATUS dxgk_kmt_get_display_mode_list(struct dxgk_process *process, D3DKMT_GETDISPLAYMODELIST *args)
{
    struct dxgk_opened_adapter *opened = handle_get(process, args->hAdapter, OBJECT_ADAPTER);

    if (!opened)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = list_modes(opened->adapter, args);
    dxgk_object_release(&opened->object);
    return status;
}

/* The mode that the primary was made for; the desktop lies in it as the orientation says. */
static NTSTATUS set_mode(struct dxgk_device *device, struct dxgk_open *open,
                         const D3DKMT_SETDISPLAYMODE *args)
{
    struct dxgk_adapter *adapter = device->adapter;
    struct dxgk_allocation *allocation = open->allocation;
    D3DDDI_RATIONAL refresh = {0};
    UINT turn = args->DisplayOrientation ? (UINT)args->DisplayOrientation - D3DDDI_ROTATION_IDENTITY : 0;

    if (open->device != device || !allocation->primary || turn > 3)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = describe(allocation, &refresh);
    if (!NT_SUCCESS(status))
        return status;
    bool turned = turn & 1;
    struct dxgk_mode mode = {.width = turned ? allocation->height : allocation->width,
                             .height = turned ? allocation->width : allocation->height,
                             .rotation = (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)(D3DKMDT_VPPR_IDENTITY + turn)};
    if (refresh.Denominator)
        mode.refresh_millihertz = (UINT)((uint64_t)refresh.Numerator * 1000 / refresh.Denominator);
    return primary_set_mode(adapter, allocation->source, &mode, open);
}

NTSTATUS dxgk_kmt_set_display_mode(struct dxgk_process *process, D3DKMT_SETDISPLAYMODE *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_usable(device);
    struct dxgk_open *open =
        NT_SUCCESS(status) ? handle_get(process, args->hPrimaryAllocation, OBJECT_ALLOCATION) : NULL;
    if (NT_SUCCESS(status))
        status = open ? set_mode(device, open, args) : STATUS_INVALID_HANDLE;
    if (open)
        dxgk_object_release(&open->object);
    dxgk_object_release(&device->object);
    return status;
}

/* ---- primaries ---- */

NTSTATUS dxgk_kmt_get_shared_primary_handle(struct dxgk_process *process, D3DKMT_GETSHAREDPRIMARYHANDLE *args)
{
    struct dxgk_opened_adapter *opened = handle_get(process, args->hAdapter, OBJECT_ADAPTER);

    if (!opened)
        return STATUS_INVALID_HANDLE;
    struct dxgk_adapter *adapter = opened->adapter;
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    args->hSharedPrimary = 0;
    adapter_lock(adapter);
    struct dxgk_render_half *half = adapter->p->render;
    if (args->VidPnSourceId < adapter->source_count) {
        struct dxgk_open *open = half ? half->primary[args->VidPnSourceId] : NULL;
        args->hSharedPrimary = open && open->resource ? open->resource->resource->share : 0;
        status = STATUS_SUCCESS;
    }
    adapter_unlock(adapter);
    dxgk_object_release(&opened->object);
    return status;
}

/* ---- owners ---- */

static bool exclusive(D3DKMT_VIDPNSOURCEOWNER_TYPE type)
{
    return type == D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE || type == D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVEGDI;
}

static NTSTATUS check_owner(struct dxgk_device *device, const D3DKMT_SETVIDPNSOURCEOWNER *args)
{
    struct dxgk_render_half *half = device->adapter->p->render;

    for (UINT i = 0; i < args->VidPnSourceCount; i++) {
        UINT source = args->pVidPnSourceId[i];
        if (source >= device->adapter->source_count ||
            (UINT)args->pType[i] > D3DKMT_VIDPNSOURCEOWNER_EMULATED)
            return STATUS_INVALID_PARAMETER;
        struct dxgk_device *owner = half->owner[source].device;
        if (owner && owner != device && (exclusive(half->owner[source].type) || exclusive(args->pType[i])))
            return STATUS_GRAPHICS_VIDPN_SOURCE_IN_USE;
    }
    return STATUS_SUCCESS;
}

void display_disown(struct dxgk_device *device)
{
    struct dxgk_render_half *half = device->adapter->p->render;

    ExAcquireFastMutex(&half->lock);
    for (UINT s = 0; s < DXGK_MAX_SOURCES; s++) {
        if (half->owner[s].device == device)
            half->owner[s].device = NULL;
    }
    ExReleaseFastMutex(&half->lock);
}

NTSTATUS dxgk_kmt_set_vidpn_source_owner(struct dxgk_process *process, const D3DKMT_SETVIDPNSOURCEOWNER *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status) && args->VidPnSourceCount && (!args->pType || !args->pVidPnSourceId))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status) && args->VidPnSourceCount == 0) {
        display_disown(device);
    } else if (NT_SUCCESS(status)) {
        struct dxgk_render_half *half = device->adapter->p->render;
        ExAcquireFastMutex(&half->lock);
        status = check_owner(device, args);
        for (UINT i = 0; i < args->VidPnSourceCount && NT_SUCCESS(status); i++) {
            bool gone = args->pType[i] == D3DKMT_VIDPNSOURCEOWNER_UNOWNED;
            half->owner[args->pVidPnSourceId[i]].device = gone ? NULL : device;
            half->owner[args->pVidPnSourceId[i]].type = args->pType[i];
        }
        ExReleaseFastMutex(&half->lock);
    }
    device_leave(device);
    dxgk_object_release(&device->object);
    return status;
}

/* ---- the beam ---- */

NTSTATUS dxgk_kmt_wait_for_vertical_blank_event(struct dxgk_process *process,
                                                const D3DKMT_WAITFORVERTICALBLANKEVENT *args)
{
    struct dxgk_opened_adapter *opened = handle_get(process, args->hAdapter, OBJECT_ADAPTER);
    struct dxgk_device *device = args->hDevice ? handle_get(process, args->hDevice, OBJECT_DEVICE) : NULL;
    NTSTATUS status = STATUS_SUCCESS;

    if (!opened || (args->hDevice && !device))
        status = STATUS_INVALID_HANDLE;
    else if (args->VidPnSourceId >= opened->adapter->source_count)
        status = STATUS_INVALID_PARAMETER;
    if (device) {
        if (NT_SUCCESS(status))
            status = device_usable(device);
        dxgk_object_release(&device->object); /* it may be destroyed while we wait */
    }
    if (NT_SUCCESS(status))
        status = dxgk_wait_vblank(opened->adapter, args->VidPnSourceId);
    if (opened)
        dxgk_object_release(&opened->object);
    return status;
}

/* Without GetScanLine the beam is where it would be if the last period had begun with the clock's (DOD-03). */
static void computed_line(const struct modeset_path *path, D3DKMT_GETSCANLINE *args)
{
    uint64_t period = 10000000000ull / path->refresh_millihertz;
    uint64_t line = nt_now() % period * path->signal_height / period;

    args->InVerticalBlank = line >= path->mode_height;
    args->ScanLine = (UINT)line;
}

static NTSTATUS scan_line(struct dxgk_adapter *adapter, D3DKMT_GETSCANLINE *args)
{
    struct modeset_path path;
    DXGKARG_GETSCANLINE arg = {0};

    if (args->VidPnSourceId >= adapter->source_count)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = adapter_usable(adapter);
    if (NT_SUCCESS(status) && !modeset_active_path(adapter, args->VidPnSourceId, &path))
        status = STATUS_GRAPHICS_NO_ACTIVE_VIDPN;
    if (!NT_SUCCESS(status))
        return status;
    if (!adapter->vsync_control) {
        computed_line(&path, args);
        return STATUS_SUCCESS;
    }
    arg.VidPnTargetId = path.target;
    status = ddi_GetScanLine(adapter, &arg);
    args->InVerticalBlank = arg.InVerticalBlank;
    args->ScanLine = arg.ScanLine;
    return status;
}

NTSTATUS dxgk_kmt_get_scan_line(struct dxgk_process *process, D3DKMT_GETSCANLINE *args)
{
    struct dxgk_opened_adapter *opened = handle_get(process, args->hAdapter, OBJECT_ADAPTER);

    if (!opened)
        return STATUS_INVALID_HANDLE;
    adapter_lock(opened->adapter);
    NTSTATUS status = scan_line(opened->adapter, args);
    adapter_unlock(opened->adapter);
    dxgk_object_release(&opened->object);
    return status;
}
