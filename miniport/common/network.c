/* See network.h. */
#include "network.h"

/* ---- reading ------------------------------------------------------------------------------------------- */

struct mode network_source_size(const D3DKMDT_VIDPN_SOURCE_MODE *mode)
{
    return (struct mode){mode->Format.Graphics.VisibleRegionSize.cx,
                         mode->Format.Graphics.VisibleRegionSize.cy};
}

struct mode network_target_size(const D3DKMDT_VIDPN_TARGET_MODE *mode)
{
    return (struct mode){mode->VideoSignalInfo.ActiveSize.cx, mode->VideoSignalInfo.ActiveSize.cy};
}

NTSTATUS network_open(const DXGKRNL_INTERFACE *kernel, D3DKMDT_HVIDPN handle, struct network *network)
{
    NTSTATUS status;

    RtlZeroMemory(network, sizeof(*network));
    network->handle = handle;
    status = kernel->DxgkCbQueryVidPnInterface(handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &network->ops);
    return NT_SUCCESS(status)
               ? network->ops->pfnGetTopology(handle, &network->topology, &network->topology_ops)
               : status;
}

/* VPN-08, VPN-09, VPN-10: everything acquired is released; nothing pinned is a success without a mode. */
static NTSTATUS read_source(const struct network *network, struct network_path *path)
{
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *ops;
    const D3DKMDT_VIDPN_SOURCE_MODE *mode = NULL;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    NTSTATUS status;

    status = network->ops->pfnAcquireSourceModeSet(network->handle, path->path.VidPnSourceId, &set, &ops);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ops->pfnAcquirePinnedModeInfo(set, &mode);
    if (NT_SUCCESS(status) && mode) {
        path->source_mode = *mode;
        path->source_pinned = TRUE;
        ops->pfnReleaseModeInfo(set, mode);
    }
    network->ops->pfnReleaseSourceModeSet(network->handle, set);
    return status;
}

static NTSTATUS read_target(const struct network *network, struct network_path *path)
{
    const DXGK_VIDPNTARGETMODESET_INTERFACE *ops;
    const D3DKMDT_VIDPN_TARGET_MODE *mode = NULL;
    D3DKMDT_HVIDPNTARGETMODESET set;
    NTSTATUS status;

    status = network->ops->pfnAcquireTargetModeSet(network->handle, path->path.VidPnTargetId, &set, &ops);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ops->pfnAcquirePinnedModeInfo(set, &mode);
    if (NT_SUCCESS(status) && mode) {
        path->target_mode = *mode;
        path->target_pinned = TRUE;
        ops->pfnReleaseModeInfo(set, mode);
    }
    network->ops->pfnReleaseTargetModeSet(network->handle, set);
    return status;
}

/* VPN-11: the walk ends with a success code that is not STATUS_SUCCESS. */
static NTSTATUS read_paths(const struct network *network, struct network_path *paths, UINT count)
{
    const DXGK_VIDPNTOPOLOGY_INTERFACE *ops = network->topology_ops;
    const D3DKMDT_VIDPN_PRESENT_PATH *path = NULL, *next;
    NTSTATUS status = ops->pfnAcquireFirstPathInfo(network->topology, &path);

    for (UINT i = 0; i < count; i++) {
        if (status != STATUS_SUCCESS) {
            return NT_SUCCESS(status) ? STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY : status;
        }
        RtlZeroMemory(&paths[i], sizeof(paths[i]));
        paths[i].path = *path;
        next = NULL;
        status = ops->pfnAcquireNextPathInfo(network->topology, path, &next);
        ops->pfnReleasePathInfo(network->topology, path);
        path = next;
    }
    if (status == STATUS_SUCCESS && path) {
        ops->pfnReleasePathInfo(network->topology, path);
    }
    return STATUS_SUCCESS;
}

NTSTATUS network_read(const struct network *network, struct network_path *paths, UINT capacity, UINT *count)
{
    SIZE_T number = 0;
    NTSTATUS status = network->topology_ops->pfnGetNumPaths(network->topology, &number);

    *count = 0;
    if (!NT_SUCCESS(status) || number == 0) {
        return NT_SUCCESS(status) ? STATUS_SUCCESS : status;
    }
    if (number > capacity) {
        return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    }
    status = read_paths(network, paths, (UINT)number);
    for (UINT i = 0; i < number && NT_SUCCESS(status); i++) {
        status = read_source(network, &paths[i]);
        if (NT_SUCCESS(status)) {
            status = read_target(network, &paths[i]);
        }
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }
    *count = (UINT)number;
    return STATUS_SUCCESS;
}

/* ---- offering ------------------------------------------------------------------------------------------ */

static BOOLEAN wanted(struct mode only, struct mode mode)
{
    return !only.width || mode_equal(only, mode);
}

static D3DKMDT_MODE_PREFERENCE preference(const struct network_offer *offer, struct mode mode)
{
    return mode_equal(offer->list->preferred, mode) ? D3DKMDT_MP_PREFERRED : D3DKMDT_MP_NOTPREFERRED;
}

static NTSTATUS add_source_mode(const DXGK_VIDPNSOURCEMODESET_INTERFACE *ops, D3DKMDT_HVIDPNSOURCEMODESET set,
                                struct mode mode, D3DDDIFORMAT format)
{
    D3DKMDT_VIDPN_SOURCE_MODE *info = NULL;
    NTSTATUS status = ops->pfnCreateNewModeInfo(set, &info);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    info->Type = D3DKMDT_RMT_GRAPHICS;
    info->Format.Graphics.PrimSurfSize.cx = mode.width;
    info->Format.Graphics.PrimSurfSize.cy = mode.height;
    info->Format.Graphics.VisibleRegionSize = info->Format.Graphics.PrimSurfSize;
    info->Format.Graphics.Stride = mode.width * (format == D3DDDIFMT_R5G6B5 ? 2 : 4);
    info->Format.Graphics.PixelFormat = format;
    info->Format.Graphics.ColorBasis = D3DKMDT_CB_SCRGB;
    info->Format.Graphics.PixelValueAccessMode = D3DKMDT_PVAM_DIRECT;
    status = ops->pfnAddMode(set, info);
    if (!NT_SUCCESS(status)) {
        ops->pfnReleaseModeInfo(set, info);
    }
    return status == STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET ? STATUS_SUCCESS : status;
}

NTSTATUS network_offer_source(const struct network *network, D3DDDI_VIDEO_PRESENT_SOURCE_ID source,
                              const struct network_offer *offer, struct mode only)
{
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *ops;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    NTSTATUS status = network->ops->pfnCreateNewSourceModeSet(network->handle, source, &set, &ops);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    for (UINT i = 0; i < offer->list->count * offer->format_count && NT_SUCCESS(status); i++) {
        struct mode mode = offer->list->modes[i / offer->format_count];
        if (wanted(only, mode)) {
            status = add_source_mode(ops, set, mode, offer->formats[i % offer->format_count]);
        }
    }
    if (!NT_SUCCESS(status)) {
        network->ops->pfnReleaseSourceModeSet(network->handle, set);
        return status;
    }
    return network->ops->pfnAssignSourceModeSet(network->handle, source, set);
}

static NTSTATUS add_target_mode(const DXGK_VIDPNTARGETMODESET_INTERFACE *ops, D3DKMDT_HVIDPNTARGETMODESET set,
                                const struct network_offer *offer, struct mode mode)
{
    D3DKMDT_VIDPN_TARGET_MODE *info = NULL;
    NTSTATUS status = ops->pfnCreateNewModeInfo(set, &info);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    offer->signal(&info->VideoSignalInfo, mode);
    info->Preference = preference(offer, mode);
    status = ops->pfnAddMode(set, info);
    if (!NT_SUCCESS(status)) {
        ops->pfnReleaseModeInfo(set, info);
    }
    return status == STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET ? STATUS_SUCCESS : status;
}

NTSTATUS network_offer_target(const struct network *network, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                              const struct network_offer *offer, struct mode only)
{
    const DXGK_VIDPNTARGETMODESET_INTERFACE *ops;
    D3DKMDT_HVIDPNTARGETMODESET set;
    NTSTATUS status = network->ops->pfnCreateNewTargetModeSet(network->handle, target, &set, &ops);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    for (UINT i = 0; i < offer->list->count && NT_SUCCESS(status); i++) {
        if (wanted(only, offer->list->modes[i])) {
            status = add_target_mode(ops, set, offer, offer->list->modes[i]);
        }
    }
    if (!NT_SUCCESS(status)) {
        network->ops->pfnReleaseTargetModeSet(network->handle, set);
        return status;
    }
    return network->ops->pfnAssignTargetModeSet(network->handle, target, set);
}

static NTSTATUS add_monitor_mode(const DXGKARG_RECOMMENDMONITORMODES *args, const struct network_offer *offer,
                                 struct mode mode)
{
    const DXGK_MONITORSOURCEMODESET_INTERFACE *ops = args->pMonitorSourceModeSetInterface;
    const D3DKMDT_COLOR_COEFF_DYNAMIC_RANGES eight_bits = {8, 8, 8, 8};
    D3DKMDT_MONITOR_SOURCE_MODE *info = NULL;
    NTSTATUS status = ops->pfnCreateNewModeInfo(args->hMonitorSourceModeSet, &info);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    offer->signal(&info->VideoSignalInfo, mode);
    info->ColorBasis = D3DKMDT_CB_SRGB;
    info->ColorCoeffDynamicRanges = eight_bits;
    info->Origin = D3DKMDT_MCO_DRIVER;
    info->Preference = preference(offer, mode);
    status = ops->pfnAddMode(args->hMonitorSourceModeSet, info);
    if (!NT_SUCCESS(status)) {
        ops->pfnReleaseModeInfo(args->hMonitorSourceModeSet, info);
    }
    return status == STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET ? STATUS_SUCCESS : status;
}

NTSTATUS network_offer_monitor(const DXGKARG_RECOMMENDMONITORMODES *args, const struct network_offer *offer)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; i < offer->list->count && NT_SUCCESS(status); i++) {
        status = add_monitor_mode(args, offer, offer->list->modes[i]);
    }
    return status;
}
