/*
 * Which modes go together: fills the mode sets that the kernel asks for. Source and target modes are
 * cofunctional when they have the same size; every rotation goes with every mode.
 *
 * Who owns what (VPN-08, VPN-09): a mode info belongs to the set once AddMode succeeded and is released by us
 * when it did not; a mode set belongs to the VidPN once it was handed to Assign, whose own failures release
 * it, and is released by us before that.
 */
#include "bochs.h"

static const struct bochs_mode any = {0, 0};

static BOOLEAN matches(struct bochs_mode wanted, struct bochs_mode mode)
{
    return !wanted.width || (wanted.width == mode.width && wanted.height == mode.height);
}

/* OBS-37, OBS-40: without vertical blank reporting there are no frequencies. OBS-48: the active size is
 * always there. */
static void fill_signal(D3DKMDT_VIDEO_SIGNAL_INFO *signal, struct bochs_mode mode)
{
    const D3DDDI_RATIONAL not_specified = {D3DKMDT_FREQUENCY_NOTSPECIFIED, D3DKMDT_FREQUENCY_NOTSPECIFIED};

    signal->VideoStandard = D3DKMDT_VSS_OTHER;
    signal->TotalSize.cx = mode.width;
    signal->TotalSize.cy = mode.height;
    signal->ActiveSize = signal->TotalSize;
    signal->VSyncFreq = not_specified;
    signal->HSyncFreq = not_specified;
    signal->PixelRate = D3DKMDT_FREQUENCY_NOTSPECIFIED;
    signal->ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE;
}

static D3DKMDT_MODE_PREFERENCE preference(const struct bochs *dev, struct bochs_mode mode)
{
    return matches(dev->preferred, mode) ? D3DKMDT_MP_PREFERRED : D3DKMDT_MP_NOTPREFERRED;
}

/* ---- source modes -------------------------------------------------------------------------------------- */

static NTSTATUS add_source_mode(const DXGK_VIDPNSOURCEMODESET_INTERFACE *ops, D3DKMDT_HVIDPNSOURCEMODESET set,
                                struct bochs_mode mode)
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
    info->Format.Graphics.Stride = mode.width * 4;
    info->Format.Graphics.PixelFormat = D3DDDIFMT_A8R8G8B8; /* DOD-51 */
    info->Format.Graphics.ColorBasis = D3DKMDT_CB_SCRGB;
    info->Format.Graphics.PixelValueAccessMode = D3DKMDT_PVAM_DIRECT;
    status = ops->pfnAddMode(set, info);
    if (!NT_SUCCESS(status)) {
        ops->pfnReleaseModeInfo(set, info);
    }
    return status == STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET ? STATUS_SUCCESS : status;
}

static NTSTATUS offer_source_modes(const struct bochs *dev, const struct vidpn *vidpn,
                                   struct bochs_mode wanted)
{
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *ops;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    NTSTATUS status;

    status = vidpn->ops->pfnCreateNewSourceModeSet(vidpn->handle, BOCHS_SOURCE, &set, &ops);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    for (UINT i = 0; i < dev->mode_count && NT_SUCCESS(status); i++) {
        if (matches(wanted, dev->modes[i])) {
            status = add_source_mode(ops, set, dev->modes[i]);
        }
    }
    if (!NT_SUCCESS(status)) {
        vidpn->ops->pfnReleaseSourceModeSet(vidpn->handle, set);
        return status;
    }
    return vidpn->ops->pfnAssignSourceModeSet(vidpn->handle, BOCHS_SOURCE, set);
}

/* ---- target modes -------------------------------------------------------------------------------------- */

static NTSTATUS add_target_mode(const struct bochs *dev, const DXGK_VIDPNTARGETMODESET_INTERFACE *ops,
                                D3DKMDT_HVIDPNTARGETMODESET set, struct bochs_mode mode)
{
    D3DKMDT_VIDPN_TARGET_MODE *info = NULL;
    NTSTATUS status = ops->pfnCreateNewModeInfo(set, &info);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    fill_signal(&info->VideoSignalInfo, mode);
    info->Preference = preference(dev, mode);
    status = ops->pfnAddMode(set, info);
    if (!NT_SUCCESS(status)) {
        ops->pfnReleaseModeInfo(set, info);
    }
    return status == STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET ? STATUS_SUCCESS : status;
}

static NTSTATUS offer_target_modes(const struct bochs *dev, const struct vidpn *vidpn,
                                   struct bochs_mode wanted)
{
    const DXGK_VIDPNTARGETMODESET_INTERFACE *ops;
    D3DKMDT_HVIDPNTARGETMODESET set;
    NTSTATUS status;

    status = vidpn->ops->pfnCreateNewTargetModeSet(vidpn->handle, BOCHS_TARGET, &set, &ops);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    for (UINT i = 0; i < dev->mode_count && NT_SUCCESS(status); i++) {
        if (matches(wanted, dev->modes[i])) {
            status = add_target_mode(dev, ops, set, dev->modes[i]);
        }
    }
    if (!NT_SUCCESS(status)) {
        vidpn->ops->pfnReleaseTargetModeSet(vidpn->handle, set);
        return status;
    }
    return vidpn->ops->pfnAssignTargetModeSet(vidpn->handle, BOCHS_TARGET, set);
}

/* ---- scaling and rotation ------------------------------------------------------------------------------ */

/* VPN-06: support flags are for what is not pinned. */
static NTSTATUS offer_transformations(struct vidpn *vidpn, D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE pivot)
{
    D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *transformation = &vidpn->path.ContentTransformation;
    const D3DKMDT_VIDPN_PRESENT_PATH_SCALING_SUPPORT scaling = {.Identity = 1};
    const D3DKMDT_VIDPN_PRESENT_PATH_ROTATION_SUPPORT rotation = {
        .Identity = 1, .Rotate90 = 1, .Rotate180 = 1, .Rotate270 = 1};
    BOOLEAN changed = FALSE;

    if (pivot != D3DKMDT_EPT_SCALING && transformation->Scaling == D3DKMDT_VPPS_UNPINNED) {
        transformation->ScalingSupport = scaling;
        changed = TRUE;
    }
    if (pivot != D3DKMDT_EPT_ROTATION && transformation->Rotation == D3DKMDT_VPPR_UNPINNED) {
        transformation->RotationSupport = rotation;
        changed = TRUE;
    }
    return changed ? vidpn->topology_ops->pfnUpdatePathSupportInfo(vidpn->topology, &vidpn->path)
                   : STATUS_SUCCESS;
}

/*
 * VPN-04..VPN-09. PASSIVE_LEVEL, level zero. What is pinned, and what the pivot names, stays as it is; the
 * rest becomes as large as it can be. With one path the pivot's ids say nothing new.
 */
NTSTATUS NTAPI bochs_enum_vidpn_cofunc_modality(HANDLE hAdapter,
                                                const DXGKARG_ENUMVIDPNCOFUNCMODALITY *const args)
{
    struct bochs *dev = hAdapter;
    struct bochs_mode source = any, target = any;
    struct vidpn vidpn;
    NTSTATUS status;

    PAGED_CODE();
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    status = bochs_vidpn_read(dev, args->hConstrainingVidPn, &vidpn);
    if (!NT_SUCCESS(status) || !vidpn.has_path) {
        return status;
    }
    if (vidpn.source_pinned) {
        source = bochs_vidpn_source_size(&vidpn.source_mode);
    }
    if (vidpn.target_pinned) {
        target = bochs_vidpn_target_size(&vidpn.target_mode);
    }
    if (!vidpn.source_pinned && args->EnumPivotType != D3DKMDT_EPT_VIDPNSOURCE) {
        status = offer_source_modes(dev, &vidpn, target);
    }
    if (NT_SUCCESS(status) && !vidpn.target_pinned && args->EnumPivotType != D3DKMDT_EPT_VIDPNTARGET) {
        status = offer_target_modes(dev, &vidpn, source);
    }
    if (NT_SUCCESS(status)) {
        status = offer_transformations(&vidpn, args->EnumPivotType);
    }
    return status;
}

/* ---- monitor modes ------------------------------------------------------------------------------------- */

static NTSTATUS add_monitor_mode(const struct bochs *dev, const DXGKARG_RECOMMENDMONITORMODES *args,
                                 struct bochs_mode mode)
{
    const DXGK_MONITORSOURCEMODESET_INTERFACE *ops = args->pMonitorSourceModeSetInterface;
    const D3DKMDT_COLOR_COEFF_DYNAMIC_RANGES eight_bits = {8, 8, 8, 8};
    D3DKMDT_MONITOR_SOURCE_MODE *info = NULL;
    NTSTATUS status = ops->pfnCreateNewModeInfo(args->hMonitorSourceModeSet, &info);

    if (!NT_SUCCESS(status)) {
        return status;
    }
    fill_signal(&info->VideoSignalInfo, mode);
    info->ColorBasis = D3DKMDT_CB_SRGB;
    info->ColorCoeffDynamicRanges = eight_bits;
    info->Origin = D3DKMDT_MCO_DRIVER;
    info->Preference = preference(dev, mode);
    status = ops->pfnAddMode(args->hMonitorSourceModeSet, info);
    if (!NT_SUCCESS(status)) {
        ops->pfnReleaseModeInfo(args->hMonitorSourceModeSet, info);
    }
    return status == STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET ? STATUS_SUCCESS : status;
}

/* VPN-20, OBS-41. PASSIVE_LEVEL, level two. The monitor is virtual: it shows whatever the device can scan
 * out. */
NTSTATUS NTAPI bochs_recommend_monitor_modes(HANDLE hAdapter, const DXGKARG_RECOMMENDMONITORMODES *const args)
{
    struct bochs *dev = hAdapter;
    NTSTATUS status = STATUS_SUCCESS;

    PAGED_CODE();
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (args->VideoPresentTargetId != BOCHS_TARGET) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    }
    for (UINT i = 0; i < dev->mode_count && NT_SUCCESS(status); i++) {
        status = add_monitor_mode(dev, args, dev->modes[i]);
    }
    return status;
}
