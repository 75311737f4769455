/*
 * Video present networks: may it be this one, and: it is this one now. The device has one source and one
 * target, so a VidPN is either dark or one path between them, at most pinned to a mode; bochs_vidpn_read
 * makes a flat copy of that, and everything else is plain comparison.
 *
 * A source mode is the frame buffer, laid out as the target scans it; so source and target modes of a path
 * have the same size, whatever its rotation is. The desktop image of a rotated path arrives with width and
 * height exchanged.
 */
#include "bochs.h"

/* ---- reading ------------------------------------------------------------------------------------------- */

struct bochs_mode bochs_vidpn_source_size(const D3DKMDT_VIDPN_SOURCE_MODE *mode)
{
    return (struct bochs_mode){mode->Format.Graphics.VisibleRegionSize.cx,
                               mode->Format.Graphics.VisibleRegionSize.cy};
}

struct bochs_mode bochs_vidpn_target_size(const D3DKMDT_VIDPN_TARGET_MODE *mode)
{
    return (struct bochs_mode){mode->VideoSignalInfo.ActiveSize.cx, mode->VideoSignalInfo.ActiveSize.cy};
}

static NTSTATUS read_path(struct vidpn *vidpn)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path = NULL;
    SIZE_T paths = 0;
    NTSTATUS status;

    status = vidpn->topology_ops->pfnGetNumPaths(vidpn->topology, &paths);
    if (!NT_SUCCESS(status) || paths == 0) {
        return status;
    }
    if (paths > 1) {
        return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    }
    status = vidpn->topology_ops->pfnAcquirePathInfo(vidpn->topology, BOCHS_SOURCE, BOCHS_TARGET, &path);
    if (!NT_SUCCESS(status)) {
        return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    }
    vidpn->path = *path;
    vidpn->has_path = TRUE;
    vidpn->topology_ops->pfnReleasePathInfo(vidpn->topology, path);
    return STATUS_SUCCESS;
}

/* VPN-08, VPN-09, VPN-10: everything acquired is released; nothing pinned is a success without a mode. */
static NTSTATUS read_source(struct vidpn *vidpn)
{
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *ops;
    const D3DKMDT_VIDPN_SOURCE_MODE *mode = NULL;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    NTSTATUS status;

    status = vidpn->ops->pfnAcquireSourceModeSet(vidpn->handle, BOCHS_SOURCE, &set, &ops);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ops->pfnAcquirePinnedModeInfo(set, &mode);
    if (NT_SUCCESS(status) && mode) {
        vidpn->source_mode = *mode;
        vidpn->source_pinned = TRUE;
        ops->pfnReleaseModeInfo(set, mode);
    }
    vidpn->ops->pfnReleaseSourceModeSet(vidpn->handle, set);
    return status;
}

static NTSTATUS read_target(struct vidpn *vidpn)
{
    const DXGK_VIDPNTARGETMODESET_INTERFACE *ops;
    const D3DKMDT_VIDPN_TARGET_MODE *mode = NULL;
    D3DKMDT_HVIDPNTARGETMODESET set;
    NTSTATUS status;

    status = vidpn->ops->pfnAcquireTargetModeSet(vidpn->handle, BOCHS_TARGET, &set, &ops);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = ops->pfnAcquirePinnedModeInfo(set, &mode);
    if (NT_SUCCESS(status) && mode) {
        vidpn->target_mode = *mode;
        vidpn->target_pinned = TRUE;
        ops->pfnReleaseModeInfo(set, mode);
    }
    vidpn->ops->pfnReleaseTargetModeSet(vidpn->handle, set);
    return status;
}

NTSTATUS bochs_vidpn_read(struct bochs *dev, D3DKMDT_HVIDPN handle, struct vidpn *vidpn)
{
    NTSTATUS status;

    RtlZeroMemory(vidpn, sizeof(*vidpn));
    vidpn->handle = handle;
    status = dev->kernel.DxgkCbQueryVidPnInterface(handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &vidpn->ops);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = vidpn->ops->pfnGetTopology(handle, &vidpn->topology, &vidpn->topology_ops);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    status = read_path(vidpn);
    if (NT_SUCCESS(status) && vidpn->has_path) {
        status = read_source(vidpn);
        if (NT_SUCCESS(status)) {
            status = read_target(vidpn);
        }
    }
    return NT_SUCCESS(status) ? STATUS_SUCCESS : status;
}

/* ---- judging ------------------------------------------------------------------------------------------- */

/* Rotation is drawn in software; scaling and gamma the device does not have. What is not pinned yet cannot
 * be wrong (VPN-06). */
static NTSTATUS check_path(const D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    switch (path->ContentTransformation.Scaling) {
    case D3DKMDT_VPPS_UNINITIALIZED:
    case D3DKMDT_VPPS_UNPINNED:
    case D3DKMDT_VPPS_NOTSPECIFIED:
    case D3DKMDT_VPPS_IDENTITY:
        break;
    default:
        return STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED;
    }
    switch (path->ContentTransformation.Rotation) {
    case D3DKMDT_VPPR_UNINITIALIZED:
    case D3DKMDT_VPPR_UNPINNED:
    case D3DKMDT_VPPR_NOTSPECIFIED:
    case D3DKMDT_VPPR_IDENTITY:
    case D3DKMDT_VPPR_ROTATE90:
    case D3DKMDT_VPPR_ROTATE180:
    case D3DKMDT_VPPR_ROTATE270:
        break;
    default:
        return STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED;
    }
    if (path->GammaRamp.Type != D3DDDI_GAMMARAMP_UNINITIALIZED &&
        path->GammaRamp.Type != D3DDDI_GAMMARAMP_DEFAULT) {
        return STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED;
    }
    return STATUS_SUCCESS;
}

/* DOD-51: one format only. */
static BOOLEAN source_mode_supported(const struct bochs *dev, const D3DKMDT_VIDPN_SOURCE_MODE *mode)
{
    return mode->Type == D3DKMDT_RMT_GRAPHICS && mode->Format.Graphics.PixelFormat == D3DDDIFMT_A8R8G8B8 &&
           bochs_modes_contain(dev, bochs_vidpn_source_size(mode));
}

/* The pinned modes are ours, and there is no scaling between them. */
static BOOLEAN pins_supported(const struct bochs *dev, const struct vidpn *vidpn)
{
    struct bochs_mode source = bochs_vidpn_source_size(&vidpn->source_mode);
    struct bochs_mode target = bochs_vidpn_target_size(&vidpn->target_mode);

    if (vidpn->source_pinned && !source_mode_supported(dev, &vidpn->source_mode)) {
        return FALSE;
    }
    if (vidpn->target_pinned && !bochs_modes_contain(dev, target)) {
        return FALSE;
    }
    return !vidpn->source_pinned || !vidpn->target_pinned ||
           (source.width == target.width && source.height == target.height);
}

/* VPN-01, VPN-02, OBS-47: better no here than no at commit. PASSIVE_LEVEL, level zero. */
NTSTATUS NTAPI bochs_is_supported_vidpn(HANDLE hAdapter, DXGKARG_ISSUPPORTEDVIDPN *args)
{
    struct bochs *dev = hAdapter;
    struct vidpn vidpn;
    NTSTATUS status;

    PAGED_CODE();
    args->IsVidPnSupported = FALSE;
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (!args->hDesiredVidPn) {
        args->IsVidPnSupported = TRUE;
        return STATUS_SUCCESS;
    }
    status = bochs_vidpn_read(dev, args->hDesiredVidPn, &vidpn);
    if (status == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY) {
        return STATUS_SUCCESS;
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }
    args->IsVidPnSupported =
        !vidpn.has_path || (NT_SUCCESS(check_path(&vidpn.path)) && pins_supported(dev, &vidpn));
    return STATUS_SUCCESS;
}

/* VPN-03. PASSIVE_LEVEL, level two. */
NTSTATUS NTAPI bochs_recommend_functional_vidpn(HANDLE hAdapter,
                                                const DXGKARG_RECOMMENDFUNCTIONALVIDPN *const args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    UNREFERENCED_PARAMETER(args);
    return STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN;
}

/* VPN-21. PASSIVE_LEVEL, level zero. Rotation and color conversion are the processor's work. */
NTSTATUS NTAPI bochs_query_vidpn_hw_capability(HANDLE hAdapter, DXGKARG_QUERYVIDPNHWCAPABILITY *args)
{
    struct bochs *dev = hAdapter;

    PAGED_CODE();
    if (args->SourceId != BOCHS_SOURCE) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    }
    if (args->TargetId != BOCHS_TARGET) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    }
    RtlZeroMemory(&args->VidPnHWCaps, sizeof(args->VidPnHWCaps));
    args->VidPnHWCaps.DriverRotation = 1;
    args->VidPnHWCaps.DriverColorConvert = dev->bytes_per_pixel != 4;
    return STATUS_SUCCESS;
}

/* ---- committing ---------------------------------------------------------------------------------------- */

static enum surface_rotation rotation_of(const D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation = path->ContentTransformation.Rotation;

    return rotation >= D3DKMDT_VPPR_IDENTITY && rotation <= D3DKMDT_VPPR_ROTATE270
               ? (enum surface_rotation)(rotation - D3DKMDT_VPPR_IDENTITY)
               : SURFACE_ROTATE_0;
}

/*
 * VPN-14..17, OBS-42. PASSIVE_LEVEL, level two. The monitor is always connected, so connectivity checks
 * always pass. No path, or a path without a pinned mode yet, is a dark screen.
 */
NTSTATUS NTAPI bochs_commit_vidpn(HANDLE hAdapter, const DXGKARG_COMMITVIDPN *const args)
{
    struct bochs *dev = hAdapter;
    struct vidpn vidpn;
    NTSTATUS status;

    PAGED_CODE();
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (args->AffectedVidPnSourceId != BOCHS_SOURCE && args->AffectedVidPnSourceId != D3DDDI_ID_ALL) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    }
    status = bochs_vidpn_read(dev, args->hFunctionalVidPn, &vidpn);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (!vidpn.has_path || !vidpn.source_pinned) {
        bochs_screen_release(dev);
        return STATUS_SUCCESS;
    }
    status = check_path(&vidpn.path);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (!pins_supported(dev, &vidpn)) {
        return STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
    }
    return bochs_screen_set_mode(dev, bochs_vidpn_source_size(&vidpn.source_mode), rotation_of(&vidpn.path),
                                 args->Flags.PathPoweredOff != 0);
}

/* VPN-19. PASSIVE_LEVEL, level two. Rotation changes without a mode change (SupportSmoothRotation). */
NTSTATUS NTAPI bochs_update_active_vidpn_present_path(HANDLE hAdapter,
                                                      const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH *const args)
{
    struct bochs *dev = hAdapter;
    const D3DKMDT_VIDPN_PRESENT_PATH *path = &args->VidPnPresentPathInfo;
    NTSTATUS status;

    PAGED_CODE();
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (path->VidPnSourceId != BOCHS_SOURCE || path->VidPnTargetId != BOCHS_TARGET || !dev->screen.width) {
        return STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY;
    }
    status = check_path(path);
    if (NT_SUCCESS(status)) {
        bochs_screen_rotate(dev, rotation_of(path));
    }
    return status;
}
