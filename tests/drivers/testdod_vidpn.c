/* The mode side of testdod: every source drives every target in every mode, turned any way; no scaling. */
#include "testdod_driver.h"

static bool known(UINT width, UINT height)
{
    for (size_t i = 0; i < testdod.mode_count; i++) {
        if (testdod.modes[i].width == width && testdod.modes[i].height == height)
            return true;
    }
    return false;
}

static void fill_signal(D3DKMDT_VIDEO_SIGNAL_INFO *signal, const struct testdod_mode *m)
{
    bool concrete = testdod.vsync != testdod_fault(FAULT_FREQUENCIES);
    const D3DDDI_RATIONAL unspecified = {D3DKMDT_FREQUENCY_NOTSPECIFIED, D3DKMDT_FREQUENCY_NOTSPECIFIED};

    memset(signal, 0, sizeof(*signal));
    signal->VideoStandard = D3DKMDT_VSS_OTHER;
    signal->TotalSize.cx = m->width;
    signal->TotalSize.cy = m->height;
    signal->ActiveSize = signal->TotalSize;
    signal->VSyncFreq = concrete ? (D3DDDI_RATIONAL){60, 1} : unspecified;
    signal->HSyncFreq = concrete ? (D3DDDI_RATIONAL){60 * m->height, 1} : unspecified;
    signal->PixelRate = concrete ? (SIZE_T)60 * m->width * m->height : D3DKMDT_FREQUENCY_NOTSPECIFIED;
    signal->ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE;
}

/* ---- reading ---- */

struct path {
    D3DKMDT_HVIDPN vidpn;
    const DXGK_VIDPN_INTERFACE *ops;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *topology_ops;
    D3DKMDT_VIDPN_PRESENT_PATH info;
    struct testdod_mode source, target; /* width 0: nothing pinned */
};

static NTSTATUS read_source(struct path *p)
{
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *ops;
    const D3DKMDT_VIDPN_SOURCE_MODE *mode = NULL;
    D3DKMDT_HVIDPNSOURCEMODESET set;

    p->source = (struct testdod_mode){0, 0};
    NTSTATUS status = p->ops->pfnAcquireSourceModeSet(p->vidpn, p->info.VidPnSourceId, &set, &ops);
    if (!NT_SUCCESS(status))
        return status;
    status = ops->pfnAcquirePinnedModeInfo(set, &mode);
    if (NT_SUCCESS(status) && mode) {
        p->source.width = mode->Format.Graphics.VisibleRegionSize.cx;
        p->source.height = mode->Format.Graphics.VisibleRegionSize.cy;
        ops->pfnReleaseModeInfo(set, mode);
    }
    if (!testdod_fault(FAULT_LEAK_SET))
        p->ops->pfnReleaseSourceModeSet(p->vidpn, set);
    return status;
}

static NTSTATUS read_target(struct path *p)
{
    const DXGK_VIDPNTARGETMODESET_INTERFACE *ops;
    const D3DKMDT_VIDPN_TARGET_MODE *mode = NULL;
    D3DKMDT_HVIDPNTARGETMODESET set;

    p->target = (struct testdod_mode){0, 0};
    NTSTATUS status = p->ops->pfnAcquireTargetModeSet(p->vidpn, p->info.VidPnTargetId, &set, &ops);
    if (!NT_SUCCESS(status))
        return status;
    status = ops->pfnAcquirePinnedModeInfo(set, &mode);
    if (NT_SUCCESS(status) && mode) {
        p->target.width = mode->VideoSignalInfo.ActiveSize.cx;
        p->target.height = mode->VideoSignalInfo.ActiveSize.cy;
        if (!testdod_fault(FAULT_LEAK_MODE))
            ops->pfnReleaseModeInfo(set, mode);
    }
    p->ops->pfnReleaseTargetModeSet(p->vidpn, set);
    return status;
}

/* Calls fn for every path, until one fails. */
static NTSTATUS each_path(struct testdod_device *dev, D3DKMDT_HVIDPN vidpn,
                          NTSTATUS (*fn)(struct path *p, void *ctx), void *ctx)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *info, *next;
    struct path p = {.vidpn = vidpn};

    NTSTATUS status = dev->kernel.DxgkCbQueryVidPnInterface(vidpn, DXGK_VIDPN_INTERFACE_VERSION_V1, &p.ops);
    if (NT_SUCCESS(status))
        status = p.ops->pfnGetTopology(vidpn, &p.topology, &p.topology_ops);
    if (!NT_SUCCESS(status))
        return status;
    status = p.topology_ops->pfnAcquireFirstPathInfo(p.topology, &info);
    while (status == STATUS_SUCCESS) {
        p.info = *info;
        status = read_source(&p);
        if (NT_SUCCESS(status))
            status = read_target(&p);
        if (NT_SUCCESS(status))
            status = fn(&p, ctx);
        if (!NT_SUCCESS(status)) {
            p.topology_ops->pfnReleasePathInfo(p.topology, info);
            return status;
        }
        status = p.topology_ops->pfnAcquireNextPathInfo(p.topology, info, &next);
        p.topology_ops->pfnReleasePathInfo(p.topology, info);
        info = next;
    }
    return NT_SUCCESS(status) ? STATUS_SUCCESS : status; /* VPN-11 */
}

/* ---- judging ---- */

static bool path_good(const struct path *p)
{
    const D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *t = &p->info.ContentTransformation;
    bool straight = t->Scaling == D3DKMDT_VPPS_IDENTITY || t->Scaling == D3DKMDT_VPPS_UNPINNED ||
                    t->Scaling == D3DKMDT_VPPS_NOTSPECIFIED || t->Scaling == D3DKMDT_VPPS_UNINITIALIZED;

    if (p->source.width && !known(p->source.width, p->source.height))
        return false;
    if (p->target.width && !known(p->target.width, p->target.height))
        return false;
    if (p->source.width && p->target.width &&
        (p->source.width != p->target.width || p->source.height != p->target.height))
        return false;
    return straight;
}

static NTSTATUS judge(struct path *p, void *ctx)
{
    *(bool *)ctx &= path_good(p);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI testdod_is_supported(const HANDLE ctx, DXGKARG_ISSUPPORTEDVIDPN *arg)
{
    bool good = true;
    NTSTATUS status = arg->hDesiredVidPn ? each_path(ctx, arg->hDesiredVidPn, judge, &good) : STATUS_SUCCESS;

    arg->IsVidPnSupported = good;
    return status;
}

NTSTATUS NTAPI testdod_recommend_functional(const HANDLE ctx, const DXGKARG_RECOMMENDFUNCTIONALVIDPN *arg)
{
    return STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN;
}

NTSTATUS NTAPI testdod_hw_capability(const HANDLE ctx, DXGKARG_QUERYVIDPNHWCAPABILITY *arg)
{
    memset(&arg->VidPnHWCaps, 0, sizeof(arg->VidPnHWCaps));
    arg->VidPnHWCaps.DriverRotation = 1;
    return STATUS_SUCCESS;
}

/* ---- offering ---- */

static bool goes(const struct testdod_mode *with, const struct testdod_mode *m)
{
    return with->width == 0 || (with->width == m->width && with->height == m->height);
}

static NTSTATUS offer_source(struct path *p)
{
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *ops;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    UINT source = p->info.VidPnSourceId;

    NTSTATUS status = p->ops->pfnCreateNewSourceModeSet(p->vidpn, source, &set, &ops);
    if (!NT_SUCCESS(status))
        return status;
    for (size_t i = 0; i < testdod.mode_count && NT_SUCCESS(status); i++) {
        const struct testdod_mode *m = &testdod.modes[i];
        D3DKMDT_VIDPN_SOURCE_MODE *info;
        if (!goes(&p->target, m) || !NT_SUCCESS(status = ops->pfnCreateNewModeInfo(set, &info)))
            continue;
        info->Type = D3DKMDT_RMT_GRAPHICS;
        info->Format.Graphics.PrimSurfSize.cx = m->width;
        info->Format.Graphics.PrimSurfSize.cy = m->height;
        info->Format.Graphics.VisibleRegionSize = info->Format.Graphics.PrimSurfSize;
        info->Format.Graphics.Stride = m->width * 4;
        info->Format.Graphics.PixelFormat = D3DDDIFMT_A8R8G8B8;
        info->Format.Graphics.ColorBasis = D3DKMDT_CB_SCRGB;
        info->Format.Graphics.PixelValueAccessMode = D3DKMDT_PVAM_DIRECT;
        status = ops->pfnAddMode(set, info);
        if (!NT_SUCCESS(status))
            ops->pfnReleaseModeInfo(set, info);
    }
    if (!NT_SUCCESS(status)) {
        p->ops->pfnReleaseSourceModeSet(p->vidpn, set);
        return status;
    }
    return p->ops->pfnAssignSourceModeSet(p->vidpn, source, set);
}

static NTSTATUS offer_target(struct path *p)
{
    const DXGK_VIDPNTARGETMODESET_INTERFACE *ops;
    D3DKMDT_HVIDPNTARGETMODESET set;
    UINT target = p->info.VidPnTargetId;

    NTSTATUS status = p->ops->pfnCreateNewTargetModeSet(p->vidpn, target, &set, &ops);
    if (!NT_SUCCESS(status))
        return status;
    for (size_t i = 0; i < testdod.mode_count && NT_SUCCESS(status); i++) {
        const struct testdod_mode *m = &testdod.modes[i];
        D3DKMDT_VIDPN_TARGET_MODE *info;
        if (!goes(&p->source, m) || !NT_SUCCESS(status = ops->pfnCreateNewModeInfo(set, &info)))
            continue;
        fill_signal(&info->VideoSignalInfo, m);
        info->Preference = i == 0 ? D3DKMDT_MP_PREFERRED : D3DKMDT_MP_NOTPREFERRED;
        status = ops->pfnAddMode(set, info);
        if (!NT_SUCCESS(status))
            ops->pfnReleaseModeInfo(set, info);
    }
    if (!NT_SUCCESS(status)) {
        p->ops->pfnReleaseTargetModeSet(p->vidpn, set);
        return status;
    }
    return p->ops->pfnAssignTargetModeSet(p->vidpn, target, set);
}

static NTSTATUS offer_path(struct path *p, const DXGKARG_ENUMVIDPNCOFUNCMODALITY *arg)
{
    D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *t = &p->info.ContentTransformation;

    if (t->Scaling == D3DKMDT_VPPS_UNPINNED && arg->EnumPivotType != D3DKMDT_EPT_SCALING)
        t->ScalingSupport = (D3DKMDT_VIDPN_PRESENT_PATH_SCALING_SUPPORT){.Identity = 1};
    if (t->Rotation == D3DKMDT_VPPR_UNPINNED && arg->EnumPivotType != D3DKMDT_EPT_ROTATION)
        t->RotationSupport = (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION_SUPPORT){
            .Identity = 1, .Rotate90 = 1, .Rotate180 = 1, .Rotate270 = 1};
    return p->topology_ops->pfnUpdatePathSupportInfo(p->topology, &p->info);
}

static NTSTATUS offer(struct path *p, void *ctx)
{
    const DXGKARG_ENUMVIDPNCOFUNCMODALITY *arg = ctx;
    bool source_pivot = arg->EnumPivotType == D3DKMDT_EPT_VIDPNSOURCE &&
                        arg->EnumPivot.VidPnSourceId == p->info.VidPnSourceId;
    bool target_pivot = arg->EnumPivotType == D3DKMDT_EPT_VIDPNTARGET &&
                        arg->EnumPivot.VidPnTargetId == p->info.VidPnTargetId;
    NTSTATUS status = STATUS_SUCCESS;

    if (!p->source.width && !source_pivot)
        status = offer_source(p);
    if (NT_SUCCESS(status) && !p->target.width && !target_pivot)
        status = offer_target(p);
    return NT_SUCCESS(status) ? offer_path(p, arg) : status;
}

NTSTATUS NTAPI testdod_enum_modality(const HANDLE ctx, const DXGKARG_ENUMVIDPNCOFUNCMODALITY *arg)
{
    testdod_seen.enumerations++;
    return each_path(ctx, arg->hConstrainingVidPn, offer, (void *)arg);
}

NTSTATUS NTAPI testdod_recommend_modes(const HANDLE ctx, const DXGKARG_RECOMMENDMONITORMODES *arg)
{
    const DXGK_MONITORSOURCEMODESET_INTERFACE *ops = arg->pMonitorSourceModeSetInterface;

    for (size_t i = 0; i < testdod.mode_count && !testdod.no_monitor_modes; i++) {
        D3DKMDT_MONITOR_SOURCE_MODE *info;
        NTSTATUS status = ops->pfnCreateNewModeInfo(arg->hMonitorSourceModeSet, &info);
        if (!NT_SUCCESS(status))
            return status;
        fill_signal(&info->VideoSignalInfo, &testdod.modes[i]);
        info->ColorBasis = D3DKMDT_CB_SRGB;
        info->ColorCoeffDynamicRanges = (D3DKMDT_COLOR_COEFF_DYNAMIC_RANGES){8, 8, 8, 8};
        info->Origin = D3DKMDT_MCO_DRIVER;
        info->Preference = i == 0 ? D3DKMDT_MP_PREFERRED : D3DKMDT_MP_NOTPREFERRED;
        status = ops->pfnAddMode(arg->hMonitorSourceModeSet, info);
        if (!NT_SUCCESS(status))
            ops->pfnReleaseModeInfo(arg->hMonitorSourceModeSet, info);
    }
    return STATUS_SUCCESS;
}

/* ---- showing ---- */

struct wanted {
    const struct testdod_device *dev;
    UINT source;
    bool found, unplugged;
    struct screen screen;
};

static USHORT ramp_of(const D3DKMDT_GAMMA_RAMP *ramp)
{
    return ramp->Type == D3DDDI_GAMMARAMP_RGB256x3x16 ? ramp->Data.pRgb256x3x16->Red[0] : 0;
}

static NTSTATUS find(struct path *p, void *ctx)
{
    struct wanted *w = ctx;

    if (p->info.VidPnSourceId != w->source || !p->source.width)
        return STATUS_SUCCESS;
    if (!path_good(p) || (ramp_of(&p->info.GammaRamp) && !testdod.gamma))
        return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    w->unplugged |= !testdod_plugged(w->dev, p->info.VidPnTargetId - TESTDOD_FIRST_UID);
    w->screen.children |= (LONG)1 << (p->info.VidPnTargetId - TESTDOD_FIRST_UID);
    w->screen.ramp = ramp_of(&p->info.GammaRamp);
    if (w->found)
        return STATUS_SUCCESS;
    w->found = true;
    w->screen.width = p->source.width;
    w->screen.height = p->source.height;
    w->screen.rotation = p->info.ContentTransformation.Rotation;
    w->screen.target = p->info.VidPnTargetId;
    return STATUS_SUCCESS;
}

static void blacken(const struct testdod_device *dev, struct screen *s)
{
    memset(s->bits, 0, dev->pixels * 4);
}

NTSTATUS NTAPI testdod_commit(const HANDLE ctx, const DXGKARG_COMMITVIDPN *arg)
{
    struct testdod_device *dev = ctx;
    struct wanted w = {.dev = dev, .source = arg->AffectedVidPnSourceId};
    bool enforced = arg->MonitorConnectivityChecks == D3DKMDT_MCC_ENFORCE;

    testdod_seen.commits++;
    testdod_seen.enforced += enforced;
    if (!dev->started || arg->AffectedVidPnSourceId >= dev->sources)
        return STATUS_UNSUCCESSFUL;
    NTSTATUS status = each_path(dev, arg->hFunctionalVidPn, find, &w);
    if (!NT_SUCCESS(status))
        return status;
    if (enforced && w.unplugged && !testdod.commits_unplugged)
        return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    if (w.found && (testdod.commit_fails & 1u << w.source))
        return STATUS_UNSUCCESSFUL;
    if (arg->Flags.PathPoweredOff) { /* there will be another commit when the monitor is on */
        testdod_seen.commits_powered_off++;
        return testdod_fault(FAULT_STATUS) ? STATUS_PENDING : STATUS_SUCCESS;
    }
    struct screen *s = &dev->screen[w.source];
    s->ramp = w.screen.ramp;
    s->width = w.screen.width;
    s->height = w.screen.height;
    s->rotation = w.found ? w.screen.rotation : D3DKMDT_VPPR_IDENTITY;
    s->target = w.screen.target;
    blacken(dev, s);
    InterlockedExchange(&s->children, w.screen.children);
    return testdod_fault(FAULT_STATUS) ? STATUS_PENDING : STATUS_SUCCESS;
}

NTSTATUS NTAPI testdod_update_path(const HANDLE ctx, const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH *arg)
{
    struct testdod_device *dev = ctx;
    const D3DKMDT_VIDPN_PRESENT_PATH *path = &arg->VidPnPresentPathInfo;

    if (path->VidPnSourceId >= dev->sources || !dev->screen[path->VidPnSourceId].width)
        return STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY;
    testdod_seen.path_updates++;
    if (testdod.update_fails & 1u << (path->VidPnTargetId - TESTDOD_FIRST_UID))
        return testdod.update_status;
    if (ramp_of(&path->GammaRamp) && !testdod.gamma)
        return STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED;
    dev->screen[path->VidPnSourceId].ramp = ramp_of(&path->GammaRamp);
    if (dev->screen[path->VidPnSourceId].rotation == path->ContentTransformation.Rotation)
        return STATUS_SUCCESS;
    dev->screen[path->VidPnSourceId].rotation = path->ContentTransformation.Rotation;
    blacken(dev, &dev->screen[path->VidPnSourceId]);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI testdod_visibility(const HANDLE ctx, const DXGKARG_SETVIDPNSOURCEVISIBILITY *arg)
{
    struct testdod_device *dev = ctx;

    testdod_seen.visibilities++;
    testdod_seen.visibilities_of_all += arg->VidPnSourceId == D3DDDI_ID_ALL;
    for (UINT s = 0; s < dev->sources; s++) {
        if (arg->VidPnSourceId != D3DDDI_ID_ALL && arg->VidPnSourceId != s)
            continue;
        dev->screen[s].visible = arg->Visible;
        blacken(dev, &dev->screen[s]);
    }
    return STATUS_SUCCESS;
}
