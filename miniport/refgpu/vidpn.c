/*
 * Video present networks: may it be this one, what goes together, and: it is this one now. Any source can be on any head, one at a time;
 * a head shows a primary as it is, so sizes of source and target are equal, and there is no scaling and no rotation.
 *
 * Heads report vertical blanks, so all modes have real frequencies (OBS-40): 60 Hz, with blanking that any digital link has.
 */
#include "display.h"
#include "hw.h"
#include "network.h"

#define REFRESH 60u
#define H_BLANK 160u
#define V_BLANK 30u

static void signal_of(D3DKMDT_VIDEO_SIGNAL_INFO *signal, struct mode mode)
{
    signal->VideoStandard = D3DKMDT_VSS_OTHER;
    signal->TotalSize.cx = mode.width + H_BLANK;
    signal->TotalSize.cy = mode.height + V_BLANK;
    signal->ActiveSize.cx = mode.width; /* OBS-48 */
    signal->ActiveSize.cy = mode.height;
    signal->VSyncFreq = (D3DDDI_RATIONAL){REFRESH, 1};
    signal->HSyncFreq = (D3DDDI_RATIONAL){REFRESH * signal->TotalSize.cy, 1};
    signal->PixelRate = (SIZE_T)REFRESH * signal->TotalSize.cy * signal->TotalSize.cx;
    signal->ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE;
}

static const D3DDDIFORMAT formats[] = {D3DDDIFMT_A8R8G8B8, D3DDDIFMT_X8R8G8B8, D3DDDIFMT_R5G6B5};

static enum refgpu_format scanout_format(D3DDDIFORMAT format)
{
    return format == D3DDDIFMT_A8R8G8B8   ? REFGPU_A8R8G8B8
           : format == D3DDDIFMT_X8R8G8B8 ? REFGPU_X8R8G8B8
                                          : REFGPU_R5G6B5;
}

static struct network_offer offer_of(const struct refgpu *gpu, UINT target)
{
    return (struct network_offer){&gpu->modes[target], formats, RTL_NUMBER_OF(formats), signal_of};
}

/* ---- judging ------------------------------------------------------------------------------------------- */

/* Everything of a VidPN that this driver looks at. */
struct reading {
    struct network network;
    struct network_path paths[REFGPU_HEADS_MAX];
    UINT count;
};

/* Sources and heads that exist, each in one path at most. */
static NTSTATUS check_topology(const struct refgpu *gpu, const struct reading *reading)
{
    ULONG sources = 0, targets = 0;

    for (UINT i = 0; i < reading->count; i++) {
        UINT source = reading->paths[i].path.VidPnSourceId, target = reading->paths[i].path.VidPnTargetId;
        if (source >= gpu->head_count || target >= gpu->head_count || (sources >> source & 1) ||
            (targets >> target & 1)) {
            return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
        }
        sources |= 1u << source;
        targets |= 1u << target;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS read_vidpn(struct refgpu *gpu, D3DKMDT_HVIDPN handle, struct reading *reading)
{
    NTSTATUS status = network_open(&gpu->kernel, handle, &reading->network);

    if (NT_SUCCESS(status)) {
        status = network_read(&reading->network, reading->paths, REFGPU_HEADS_MAX, &reading->count);
    }
    return NT_SUCCESS(status) ? check_topology(gpu, reading) : status;
}

/* What is not pinned yet cannot be wrong (VPN-06). */
static NTSTATUS check_path(const D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    D3DKMDT_VIDPN_PRESENT_PATH_SCALING scaling = path->ContentTransformation.Scaling;
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation = path->ContentTransformation.Rotation;

    if (scaling != D3DKMDT_VPPS_UNINITIALIZED && scaling != D3DKMDT_VPPS_UNPINNED &&
        scaling != D3DKMDT_VPPS_NOTSPECIFIED && scaling != D3DKMDT_VPPS_IDENTITY) {
        return STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED;
    }
    if (rotation != D3DKMDT_VPPR_UNINITIALIZED && rotation != D3DKMDT_VPPR_UNPINNED &&
        rotation != D3DKMDT_VPPR_NOTSPECIFIED && rotation != D3DKMDT_VPPR_IDENTITY) {
        return STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED;
    }
    if (path->GammaRamp.Type != D3DDDI_GAMMARAMP_UNINITIALIZED &&
        path->GammaRamp.Type != D3DDDI_GAMMARAMP_DEFAULT) {
        return STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED;
    }
    return STATUS_SUCCESS;
}

static BOOLEAN source_supported(const struct mode_list *modes, const D3DKMDT_VIDPN_SOURCE_MODE *mode)
{
    BOOLEAN known = FALSE;

    for (UINT i = 0; i < RTL_NUMBER_OF(formats); i++) {
        known |= mode->Format.Graphics.PixelFormat == formats[i];
    }
    return mode->Type == D3DKMDT_RMT_GRAPHICS && known &&
           mode_list_contains(modes, network_source_size(mode));
}

/* The pinned modes are ours, and there is no scaling between them. */
static NTSTATUS check_pins(const struct refgpu *gpu, const struct network_path *path)
{
    const struct mode_list *modes = &gpu->modes[path->path.VidPnTargetId];

    if ((path->source_pinned && !source_supported(modes, &path->source_mode)) ||
        (path->target_pinned && !mode_list_contains(modes, network_target_size(&path->target_mode))) ||
        (path->source_pinned && path->target_pinned &&
         !mode_equal(network_source_size(&path->source_mode), network_target_size(&path->target_mode)))) {
        return STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS check_all(const struct refgpu *gpu, const struct reading *reading)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; i < reading->count && NT_SUCCESS(status); i++) {
        status = check_path(&reading->paths[i].path);
        if (NT_SUCCESS(status)) {
            status = check_pins(gpu, &reading->paths[i]);
        }
    }
    return status;
}

/* VPN-01, VPN-02, OBS-47: better no here than no at commit. PASSIVE_LEVEL, level zero. */
NTSTATUS NTAPI refgpu_is_supported_vidpn(HANDLE hAdapter, DXGKARG_ISSUPPORTEDVIDPN *args)
{
    struct refgpu *gpu = hAdapter;
    struct reading reading;
    NTSTATUS status;

    PAGED_CODE();
    args->IsVidPnSupported = FALSE;
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (!args->hDesiredVidPn) {
        args->IsVidPnSupported = TRUE;
        return STATUS_SUCCESS;
    }
    status = read_vidpn(gpu, args->hDesiredVidPn, &reading);
    if (status == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY) {
        return STATUS_SUCCESS;
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }
    args->IsVidPnSupported = NT_SUCCESS(check_all(gpu, &reading));
    return STATUS_SUCCESS;
}

/* VPN-03. PASSIVE_LEVEL. */
NTSTATUS NTAPI refgpu_recommend_functional_vidpn(HANDLE hAdapter,
                                                 const DXGKARG_RECOMMENDFUNCTIONALVIDPN *const args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    UNREFERENCED_PARAMETER(args);
    return STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN;
}

/* PASSIVE_LEVEL, level zero. */
NTSTATUS NTAPI refgpu_recommend_vidpn_topology(HANDLE hAdapter,
                                               const DXGKARG_RECOMMENDVIDPNTOPOLOGY *const args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    UNREFERENCED_PARAMETER(args);
    return STATUS_GRAPHICS_NO_RECOMMENDED_VIDPN_TOPOLOGY;
}

/* VPN-21. PASSIVE_LEVEL, level zero. Software does nothing here. */
NTSTATUS NTAPI refgpu_query_vidpn_hw_capability(HANDLE hAdapter, DXGKARG_QUERYVIDPNHWCAPABILITY *args)
{
    const struct refgpu *gpu = hAdapter;

    PAGED_CODE();
    if (args->SourceId >= gpu->head_count) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    }
    if (args->TargetId >= gpu->head_count) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    }
    RtlZeroMemory(&args->VidPnHWCaps, sizeof(args->VidPnHWCaps));
    return STATUS_SUCCESS;
}

/* ---- offering ------------------------------------------------------------------------------------------ */

/* VPN-05: whether the pivot names this part of this path. */
static BOOLEAN is_pivot(const DXGKARG_ENUMVIDPNCOFUNCMODALITY *args,
                        D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE type, const D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    BOOLEAN source = args->EnumPivot.VidPnSourceId == path->VidPnSourceId;
    BOOLEAN target = args->EnumPivot.VidPnTargetId == path->VidPnTargetId;

    if (args->EnumPivotType != type) {
        return FALSE;
    }
    return type == D3DKMDT_EPT_VIDPNSOURCE   ? source
           : type == D3DKMDT_EPT_VIDPNTARGET ? target
                                             : source && target;
}

/* VPN-06: support flags are for what is not pinned. */
static NTSTATUS offer_transformations(struct network *network, struct network_path *path,
                                      const DXGKARG_ENUMVIDPNCOFUNCMODALITY *args)
{
    D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *transformation = &path->path.ContentTransformation;
    BOOLEAN changed = FALSE;

    if (!is_pivot(args, D3DKMDT_EPT_SCALING, &path->path) &&
        transformation->Scaling == D3DKMDT_VPPS_UNPINNED) {
        transformation->ScalingSupport = (D3DKMDT_VIDPN_PRESENT_PATH_SCALING_SUPPORT){.Identity = 1};
        changed = TRUE;
    }
    if (!is_pivot(args, D3DKMDT_EPT_ROTATION, &path->path) &&
        transformation->Rotation == D3DKMDT_VPPR_UNPINNED) {
        transformation->RotationSupport = (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION_SUPPORT){.Identity = 1};
        changed = TRUE;
    }
    return changed ? network->topology_ops->pfnUpdatePathSupportInfo(network->topology, &path->path)
                   : STATUS_SUCCESS;
}

static NTSTATUS offer_on_path(const struct refgpu *gpu, struct network *network, struct network_path *path,
                              const DXGKARG_ENUMVIDPNCOFUNCMODALITY *args)
{
    const struct mode any = {0, 0};
    struct network_offer offer = offer_of(gpu, path->path.VidPnTargetId);
    NTSTATUS status = STATUS_SUCCESS;

    if (!path->source_pinned && !is_pivot(args, D3DKMDT_EPT_VIDPNSOURCE, &path->path)) {
        status = network_offer_source(network, path->path.VidPnSourceId, &offer,
                                      path->target_pinned ? network_target_size(&path->target_mode) : any);
    }
    if (NT_SUCCESS(status) && !path->target_pinned && !is_pivot(args, D3DKMDT_EPT_VIDPNTARGET, &path->path)) {
        status = network_offer_target(network, path->path.VidPnTargetId, &offer,
                                      path->source_pinned ? network_source_size(&path->source_mode) : any);
    }
    return NT_SUCCESS(status) ? offer_transformations(network, path, args) : status;
}

/* VPN-04..VPN-09. PASSIVE_LEVEL, level zero. What is pinned, and what the pivot names, stays as it is. */
NTSTATUS NTAPI refgpu_enum_vidpn_cofunc_modality(HANDLE hAdapter,
                                                 const DXGKARG_ENUMVIDPNCOFUNCMODALITY *const args)
{
    struct refgpu *gpu = hAdapter;
    struct reading reading;
    NTSTATUS status;

    PAGED_CODE();
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    status = read_vidpn(gpu, args->hConstrainingVidPn, &reading);
    for (UINT i = 0; NT_SUCCESS(status) && i < reading.count; i++) {
        status = offer_on_path(gpu, &reading.network, &reading.paths[i], args);
    }
    return status;
}

/* VPN-20, OBS-41. PASSIVE_LEVEL, level two. */
NTSTATUS NTAPI refgpu_recommend_monitor_modes(HANDLE hAdapter,
                                              const DXGKARG_RECOMMENDMONITORMODES *const args)
{
    const struct refgpu *gpu = hAdapter;
    struct network_offer offer;

    PAGED_CODE();
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (args->VideoPresentTargetId >= gpu->head_count) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    }
    offer = offer_of(gpu, args->VideoPresentTargetId);
    return network_offer_monitor(args, &offer);
}

/* ---- committing ---------------------------------------------------------------------------------------- */

static BOOLEAN affected(const DXGKARG_COMMITVIDPN *args, UINT source)
{
    return args->AffectedVidPnSourceId == D3DDDI_ID_ALL || args->AffectedVidPnSourceId == source;
}

/* VPN-15. */
static BOOLEAN connected(const struct refgpu *gpu, const struct reading *reading,
                         const DXGKARG_COMMITVIDPN *args)
{
    for (UINT i = 0; i < reading->count; i++) {
        if (affected(args, reading->paths[i].path.VidPnSourceId) &&
            !refgpu_hw_head_connected(gpu, reading->paths[i].path.VidPnTargetId)) {
            return FALSE;
        }
    }
    return TRUE;
}

static void commit_source(struct refgpu *gpu, const struct reading *reading, UINT source, BOOLEAN path_off)
{
    const struct mode none = {0, 0};

    for (UINT i = 0; i < reading->count; i++) {
        const struct network_path *path = &reading->paths[i];
        if (path->path.VidPnSourceId == source && path->source_pinned) {
            refgpu_head_set_mode(gpu, source, path->path.VidPnTargetId,
                                 network_source_size(&path->source_mode),
                                 scanout_format(path->source_mode.Format.Graphics.PixelFormat), path_off);
            return;
        }
    }
    refgpu_head_set_mode(gpu, source, source, none, REFGPU_A8R8G8B8, FALSE); /* VPN-17, OBS-42 */
}

/* VPN-14..17. PASSIVE_LEVEL, level two. All of it is judged before any of it is done. */
NTSTATUS NTAPI refgpu_commit_vidpn(HANDLE hAdapter, const DXGKARG_COMMITVIDPN *const args)
{
    struct refgpu *gpu = hAdapter;
    struct reading reading;
    NTSTATUS status;

    PAGED_CODE();
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (args->AffectedVidPnSourceId >= gpu->head_count && args->AffectedVidPnSourceId != D3DDDI_ID_ALL) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_SOURCE;
    }
    status = read_vidpn(gpu, args->hFunctionalVidPn, &reading);
    if (NT_SUCCESS(status)) {
        status = check_all(gpu, &reading);
    }
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (args->MonitorConnectivityChecks == D3DKMDT_MCC_ENFORCE && !connected(gpu, &reading, args)) {
        return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    }
    for (UINT source = 0; source < gpu->head_count; source++) {
        if (affected(args, source)) {
            commit_source(gpu, &reading, source, args->Flags.PathPoweredOff != 0);
        }
    }
    refgpu_heads_restore(gpu);
    return STATUS_SUCCESS;
}

/* VPN-19. PASSIVE_LEVEL, level two. There is nothing that could change but to what the hardware does not do. */
NTSTATUS NTAPI refgpu_update_active_vidpn_present_path(HANDLE hAdapter,
                                                       const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH *const args)
{
    struct refgpu *gpu = hAdapter;
    const D3DKMDT_VIDPN_PRESENT_PATH *path = &args->VidPnPresentPathInfo;

    PAGED_CODE();
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (path->VidPnSourceId >= gpu->head_count || gpu->head[path->VidPnSourceId].width == 0 ||
        gpu->head[path->VidPnSourceId].target != path->VidPnTargetId) {
        return STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY;
    }
    return check_path(path);
}
