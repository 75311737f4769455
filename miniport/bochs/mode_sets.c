/*
 * Which modes go together: fills the mode sets that the kernel asks for. Source and target modes are
 * cofunctional when they have the same size; every rotation goes with every mode.
 */
#include "bochs.h"

/* OBS-37, OBS-40: without vertical blank reporting there are no frequencies. OBS-48: the active size is
 * always there. */
static void fill_signal(D3DKMDT_VIDEO_SIGNAL_INFO *signal, struct mode mode)
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

/* DOD-51: one format only. */
static struct network_offer offer_of(const struct bochs *dev)
{
    static const D3DDDIFORMAT format = D3DDDIFMT_A8R8G8B8;

    return (struct network_offer){&dev->modes, &format, 1, fill_signal};
}

/* ---- scaling and rotation ------------------------------------------------------------------------------ */

/* VPN-06: support flags are for what is not pinned. */
static NTSTATUS offer_transformations(struct vidpn *vidpn, D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE pivot)
{
    D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *transformation = &vidpn->on.path.ContentTransformation;
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
    return changed ? vidpn->network.topology_ops->pfnUpdatePathSupportInfo(vidpn->network.topology,
                                                                           &vidpn->on.path)
                   : STATUS_SUCCESS;
}

/*
 * VPN-04..VPN-09. PASSIVE_LEVEL, level zero. What is pinned, and what the pivot names, stays as it is; the
 * rest becomes as large as it can be. With one path the pivot's ids say nothing new.
 */
NTSTATUS NTAPI bochs_enum_vidpn_cofunc_modality(HANDLE hAdapter,
                                                const DXGKARG_ENUMVIDPNCOFUNCMODALITY *const args)
{
    const struct mode any = {0, 0};
    struct bochs *dev = hAdapter;
    struct network_offer offer = offer_of(dev);
    struct vidpn vidpn;
    const struct network_path *on = &vidpn.on;
    NTSTATUS status;

    PAGED_CODE();
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    status = bochs_vidpn_read(dev, args->hConstrainingVidPn, &vidpn);
    if (!NT_SUCCESS(status) || !vidpn.has_path) {
        return status;
    }
    if (!on->source_pinned && args->EnumPivotType != D3DKMDT_EPT_VIDPNSOURCE) {
        status = network_offer_source(&vidpn.network, BOCHS_SOURCE, &offer,
                                      on->target_pinned ? network_target_size(&on->target_mode) : any);
    }
    if (NT_SUCCESS(status) && !on->target_pinned && args->EnumPivotType != D3DKMDT_EPT_VIDPNTARGET) {
        status = network_offer_target(&vidpn.network, BOCHS_TARGET, &offer,
                                      on->source_pinned ? network_source_size(&on->source_mode) : any);
    }
    if (NT_SUCCESS(status)) {
        status = offer_transformations(&vidpn, args->EnumPivotType);
    }
    return status;
}

/* ---- monitor modes ------------------------------------------------------------------------------------- */

/* VPN-20, OBS-41. PASSIVE_LEVEL, level two. The monitor is virtual: it shows whatever the device can scan
 * out. */
NTSTATUS NTAPI bochs_recommend_monitor_modes(HANDLE hAdapter, const DXGKARG_RECOMMENDMONITORMODES *const args)
{
    struct bochs *dev = hAdapter;
    struct network_offer offer = offer_of(dev);

    PAGED_CODE();
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (args->VideoPresentTargetId != BOCHS_TARGET) {
        return STATUS_GRAPHICS_INVALID_VIDEO_PRESENT_TARGET;
    }
    return network_offer_monitor(args, &offer);
}
