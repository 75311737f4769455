/*
 * Video present networks: may it be this one, and: it is this one now. The device has one source and one
 * target, so a VidPN is either dark or one path between them, at most pinned to a mode; common/network.c
 * makes a flat copy of that, and everything else is plain comparison.
 *
 * A source mode is the frame buffer, laid out as the target scans it; so source and target modes of a path
 * have the same size, whatever its rotation is. The desktop image of a rotated path arrives with width and
 * height exchanged.
 */
#include "bochs.h"

/* ---- reading ------------------------------------------------------------------------------------------- */

NTSTATUS bochs_vidpn_read(struct bochs *dev, D3DKMDT_HVIDPN handle, struct vidpn *vidpn)
{
    UINT paths = 0;
    NTSTATUS status;

    RtlZeroMemory(vidpn, sizeof(*vidpn));
    status = network_open(&dev->kernel, handle, &vidpn->network);
    if (NT_SUCCESS(status)) {
        status = network_read(&vidpn->network, &vidpn->on, 1, &paths);
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }
    vidpn->has_path = paths == 1;
    if (vidpn->has_path &&
        (vidpn->on.path.VidPnSourceId != BOCHS_SOURCE || vidpn->on.path.VidPnTargetId != BOCHS_TARGET)) {
        return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    }
    return STATUS_SUCCESS;
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
           mode_list_contains(&dev->modes, network_source_size(mode));
}

/* The pinned modes are ours, and there is no scaling between them. */
static BOOLEAN pins_supported(const struct bochs *dev, const struct network_path *on)
{
    if (on->source_pinned && !source_mode_supported(dev, &on->source_mode)) {
        return FALSE;
    }
    if (on->target_pinned && !mode_list_contains(&dev->modes, network_target_size(&on->target_mode))) {
        return FALSE;
    }
    return !on->source_pinned || !on->target_pinned ||
           mode_equal(network_source_size(&on->source_mode), network_target_size(&on->target_mode));
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
        !vidpn.has_path || (NT_SUCCESS(check_path(&vidpn.on.path)) && pins_supported(dev, &vidpn.on));
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
    if (!vidpn.has_path || !vidpn.on.source_pinned) {
        bochs_screen_release(dev);
        return STATUS_SUCCESS;
    }
    status = check_path(&vidpn.on.path);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (!pins_supported(dev, &vidpn.on)) {
        return STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
    }
    return bochs_screen_set_mode(dev, network_source_size(&vidpn.on.source_mode), rotation_of(&vidpn.on.path),
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
