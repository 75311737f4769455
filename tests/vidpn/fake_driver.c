#include "fake_driver.h"

#include <stdio.h>
#include <string.h>

struct fake fake;

static void called(enum ddi_id id, char letter)
{
    fake.calls[id]++;
    size_t length = strlen(fake.order);
    if (length + 1 < sizeof fake.order)
        fake.order[length] = letter;
}

/* ---- what an adapter is ---- */

struct modeset *modeset_of(const struct dxgk_adapter *adapter)
{
    return adapter->modeset;
}

void modeset_attach(struct dxgk_adapter *adapter, struct modeset *modeset)
{
    adapter->modeset = modeset;
}

void modeset_read_facts(const struct dxgk_adapter *adapter, struct modeset_facts *facts)
{
    *facts = fake.facts;
}

void present_set_mode(struct dxgk_adapter *adapter, UINT source, UINT width, UINT height,
                      D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation, UINT refresh)
{
    fake.told[source] = (struct fake_shown){
        .lit = width != 0, .width = width, .height = height, .rotation = rotation, .refresh = refresh};
}

void present_set_visible(struct dxgk_adapter *adapter, UINT source, bool visible)
{
    fake.told_visible[source] = visible;
}

bool modeset_powered(const struct dxgk_adapter *adapter, UINT target)
{
    return target != fake.off_target;
}

void modeset_tell_powered(struct dxgk_adapter *adapter, UINT source, bool powered)
{
    fake.told_off[source] = !powered;
}

/* The fake is a display-only driver: no primaries. */
NTSTATUS modeset_primary_prepare(struct dxgk_adapter *adapter, const struct primary_wish *wish,
                                 HANDLE *driver)
{
    *driver = NULL;
    return STATUS_SUCCESS;
}

NTSTATUS modeset_primary_committed(struct dxgk_adapter *adapter, UINT source, bool committed, bool lit)
{
    return STATUS_SUCCESS;
}

bool modeset_plugged_now(struct dxgk_adapter *adapter, UINT target)
{
    for (size_t i = 0; i < fake.facts.output_count; i++) {
        if (fake.facts.output[i].target == target)
            return fake.facts.output[i].connected;
    }
    return false;
}

const char *ddi_name(enum ddi_id id)
{
    static const char *const names[] = {
#define NAME(name, ...) [DDI_ID_##name] = "DxgkDdi" #name,
        DDI_LIST(NAME)
#undef NAME
    };
    return names[id];
}

bool ddi_present(const struct dxgk_adapter *adapter, enum ddi_id id)
{
    return true;
}

/* ---- enumeration, through the interfaces ---- */

struct work {
    const DXGKARG_ENUMVIDPNCOFUNCMODALITY *arg;
    const DXGK_VIDPN_INTERFACE *i;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *t;
};

static NTSTATUS put_source(D3DKMDT_HVIDPNSOURCEMODESET set, const DXGK_VIDPNSOURCEMODESET_INTERFACE *s,
                           UINT width, UINT height)
{
    D3DKMDT_VIDPN_SOURCE_MODE *info;
    NTSTATUS status = s->pfnCreateNewModeInfo(set, &info);
    if (!NT_SUCCESS(status))
        return status;
    UINT id = info->Id;
    *info = source_mode(width, height);
    info->Id = id;
    status = s->pfnAddMode(set, info);
    if (NT_SUCCESS(status))
        return status;
    if (fake.fault != FAULT_LEAK_MODE)
        s->pfnReleaseModeInfo(set, info);
    return status == STATUS_GRAPHICS_MODE_ALREADY_IN_MODESET ? STATUS_SUCCESS : status;
}

static NTSTATUS put_target(D3DKMDT_HVIDPNTARGETMODESET set, const DXGK_VIDPNTARGETMODESET_INTERFACE *t,
                           UINT width, UINT height, UINT hz)
{
    D3DKMDT_VIDPN_TARGET_MODE *info;
    NTSTATUS status = t->pfnCreateNewModeInfo(set, &info);
    if (!NT_SUCCESS(status))
        return status;
    UINT id = info->Id;
    bool concrete = fake.facts.vsync_control != (fake.fault == FAULT_CONCRETE_RATES);
    *info = concrete ? concrete_target_mode(width, height) : target_mode(width, height);
    if (concrete && hz != 60) {
        struct edid_timing timing = edid_cvt(width, height, hz * 1000);
        info->VideoSignalInfo.VSyncFreq.Numerator = timing.refresh_millihertz;
        info->VideoSignalInfo.HSyncFreq.Numerator = timing.pixel_clock_khz * 1000;
        info->VideoSignalInfo.PixelRate = timing.pixel_clock_khz * (SIZE_T)1000;
        info->VideoSignalInfo.TotalSize.cy = timing.total_height;
    }
    info->Id = id;
    info->Preference = fake.one_target_mode ? D3DKMDT_MP_PREFERRED : D3DKMDT_MP_NOTPREFERRED;
    status = fake.last_add = t->pfnAddMode(set, info);
    if (!NT_SUCCESS(status))
        t->pfnReleaseModeInfo(set, info);
    return STATUS_SUCCESS;
}

static NTSTATUS fill_sources(struct work *w, UINT source, bool pivot)
{
    D3DKMDT_HVIDPN handle = w->arg->hConstrainingVidPn;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    const D3DKMDT_VIDPN_SOURCE_MODE *pinned;
    NTSTATUS status = w->i->pfnAcquireSourceModeSet(handle, source, &set, &s);
    if (!NT_SUCCESS(status))
        return status;
    status = s->pfnAcquirePinnedModeInfo(set, &pinned);
    bool keep = pinned != NULL;
    if (pinned)
        s->pfnReleaseModeInfo(set, pinned);
    if (fake.fault != FAULT_LEAK_SET)
        w->i->pfnReleaseSourceModeSet(handle, set);
    if (!NT_SUCCESS(status) || (fake.fault != FAULT_CHANGE_PIVOT && (keep || pivot)) ||
        fake.fault == FAULT_NO_MODES)
        return status;
    status = w->i->pfnCreateNewSourceModeSet(handle, source, &set, &s);
    if (!NT_SUCCESS(status))
        return status;
    for (size_t i = 0; i < fake.size_count && NT_SUCCESS(status); i++)
        status = put_source(set, s, fake.size[i][0], fake.size[i][1]);
    if (fake.fault == FAULT_LEAK_MODE && NT_SUCCESS(status))
        status = put_source(set, s, fake.size[0][0], fake.size[0][1]);
    if (fake.fault == FAULT_CHANGE_PIVOT && pivot && NT_SUCCESS(status))
        status = put_source(set, s, 320, 200);
    if (!NT_SUCCESS(status)) {
        w->i->pfnReleaseSourceModeSet(handle, set);
        return status;
    }
    return w->i->pfnAssignSourceModeSet(handle, source, set);
}

static NTSTATUS put_targets(D3DKMDT_HVIDPNTARGETMODESET set, const DXGK_VIDPNTARGETMODESET_INTERFACE *t)
{
    NTSTATUS status = STATUS_SUCCESS;
    size_t count = fake.one_target_mode ? 1 : fake.size_count;
    size_t rates = fake.facts.vsync_control ? fake.rate_count : 1;
    for (size_t i = 0; i < count && NT_SUCCESS(status); i++) {
        for (size_t r = 0; r < rates && NT_SUCCESS(status); r++)
            status = put_target(set, t, fake.size[i][0], fake.size[i][1],
                                fake.facts.vsync_control ? fake.rate[r] : 60);
    }
    return status;
}

static NTSTATUS fill_targets(struct work *w, UINT target, bool pivot)
{
    D3DKMDT_HVIDPN handle = w->arg->hConstrainingVidPn;
    D3DKMDT_HVIDPNTARGETMODESET set;
    const DXGK_VIDPNTARGETMODESET_INTERFACE *t;
    const D3DKMDT_VIDPN_TARGET_MODE *pinned;
    NTSTATUS status = w->i->pfnAcquireTargetModeSet(handle, target, &set, &t);
    if (!NT_SUCCESS(status))
        return status;
    status = t->pfnAcquirePinnedModeInfo(set, &pinned);
    bool keep = pinned != NULL || pivot;
    if (pinned)
        t->pfnReleaseModeInfo(set, pinned);
    w->i->pfnReleaseTargetModeSet(handle, set);
    if (!NT_SUCCESS(status) || keep || fake.fault == FAULT_NO_MODES)
        return status;
    status = w->i->pfnCreateNewTargetModeSet(handle, target, &set, &t);
    if (!NT_SUCCESS(status))
        return status;
    status = put_targets(set, t);
    SIZE_T count = 0;
    if (NT_SUCCESS(status))
        status = t->pfnGetNumModes(set, &count);
    if (!NT_SUCCESS(status) || count == 0) {
        w->i->pfnReleaseTargetModeSet(handle, set);
        return status;
    }
    return w->i->pfnAssignTargetModeSet(handle, target, set);
}

static NTSTATUS fill_support(struct work *w, const D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    D3DKMDT_VIDPN_PRESENT_PATH local = *path;
    D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *x = &local.ContentTransformation;
    if (x->Scaling == D3DKMDT_VPPS_UNPINNED) {
        x->ScalingSupport.Identity = 1;
        x->ScalingSupport.Centered = fake.one_target_mode;
    } else if (fake.fault == FAULT_CHANGE_SCALING && w->arg->EnumPivotType == D3DKMDT_EPT_SCALING) {
        x->ScalingSupport.Stretched = 1;
    }
    if (x->Rotation == D3DKMDT_VPPR_UNPINNED) {
        x->RotationSupport.Identity = fake.rotations & 1;
        x->RotationSupport.Rotate90 = fake.rotations >> 1 & 1;
        x->RotationSupport.Rotate180 = fake.rotations >> 2 & 1;
        x->RotationSupport.Rotate270 = fake.rotations >> 3 & 1;
    }
    return w->t->pfnUpdatePathSupportInfo(w->topology, &local);
}

static NTSTATUS fill_path(struct work *w, const D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    const DXGKARG_ENUMVIDPNCOFUNCMODALITY *arg = w->arg;
    bool source_pivot =
        arg->EnumPivotType == D3DKMDT_EPT_VIDPNSOURCE && arg->EnumPivot.VidPnSourceId == path->VidPnSourceId;
    bool target_pivot =
        arg->EnumPivotType == D3DKMDT_EPT_VIDPNTARGET && arg->EnumPivot.VidPnTargetId == path->VidPnTargetId;
    NTSTATUS status = fill_sources(w, path->VidPnSourceId, source_pivot);
    if (NT_SUCCESS(status))
        status = fill_targets(w, path->VidPnTargetId, target_pivot);
    return NT_SUCCESS(status) ? fill_support(w, path) : status;
}

NTSTATUS ddi_EnumVidPnCofuncModality(struct dxgk_adapter *adapter, const DXGKARG_ENUMVIDPNCOFUNCMODALITY *arg)
{
    called(DDI_ID_EnumVidPnCofuncModality, 'E');
    fake.pivots[arg->EnumPivotType]++;
    if (fake.fault == FAULT_ENUM_FAILS)
        return STATUS_UNSUCCESSFUL;
    struct work w = {.arg = arg};
    const D3DKMDT_VIDPN_PRESENT_PATH *path, *next;
    NTSTATUS status = vidpn_query_interface(arg->hConstrainingVidPn, DXGK_VIDPN_INTERFACE_VERSION_V1, &w.i);
    if (NT_SUCCESS(status))
        status = w.i->pfnGetTopology(arg->hConstrainingVidPn, &w.topology, &w.t);
    if (!NT_SUCCESS(status))
        return status;
    status = w.t->pfnAcquireFirstPathInfo(w.topology, &path);
    if (!NT_SUCCESS(status))
        return status;
    for (;;) { /* in the order of the display-only sample: next first, then release */
        status = fill_path(&w, path);
        if (!NT_SUCCESS(status))
            break;
        status = w.t->pfnAcquireNextPathInfo(w.topology, path, &next);
        if (!NT_SUCCESS(status) || status == STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET)
            break;
        w.t->pfnReleasePathInfo(w.topology, path);
        path = next;
    }
    w.t->pfnReleasePathInfo(w.topology, path);
    return status == STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET ? STATUS_SUCCESS : status;
}

/* ---- support ---- */

/* What a VidPN says about one source. */
static NTSTATUS look(D3DKMDT_HVIDPN handle, UINT source, struct fake_shown *shown, SIZE_T *paths)
{
    const DXGK_VIDPN_INTERFACE *i;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *t;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    const D3DKMDT_VIDPN_SOURCE_MODE *pinned = NULL;
    SIZE_T mine = 0;
    *shown = (struct fake_shown){0};
    NTSTATUS status = vidpn_query_interface(handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &i);
    if (NT_SUCCESS(status))
        status = i->pfnGetTopology(handle, &topology, &t);
    if (NT_SUCCESS(status))
        status = t->pfnGetNumPaths(topology, paths);
    if (!NT_SUCCESS(status) || *paths == 0)
        return status;
    status = i->pfnAcquireSourceModeSet(handle, source, &set, &s);
    if (!NT_SUCCESS(status))
        return status;
    status = s->pfnAcquirePinnedModeInfo(set, &pinned);
    if (pinned) {
        shown->width = pinned->Format.Graphics.PrimSurfSize.cx;
        shown->height = pinned->Format.Graphics.PrimSurfSize.cy;
        s->pfnReleaseModeInfo(set, pinned);
    }
    i->pfnReleaseSourceModeSet(handle, set);
    if (!NT_SUCCESS(status) || t->pfnGetNumPathsFromSource(topology, source, &mine) != STATUS_SUCCESS)
        return status;
    shown->paths = (UINT)mine;
    shown->lit = shown->width != 0;
    status = t->pfnEnumPathTargetsFromSource(topology, source, 0, &shown->target);
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    if (NT_SUCCESS(status))
        status = t->pfnAcquirePathInfo(topology, source, shown->target, &path);
    if (NT_SUCCESS(status)) {
        shown->rotation = path->ContentTransformation.Rotation;
        shown->scaling = path->ContentTransformation.Scaling;
        t->pfnReleasePathInfo(topology, path);
    }
    return status;
}

NTSTATUS ddi_IsSupportedVidPn(struct dxgk_adapter *adapter, DXGKARG_ISSUPPORTEDVIDPN *arg)
{
    called(DDI_ID_IsSupportedVidPn, 'I');
    arg->IsVidPnSupported = FALSE;
    if (!arg->hDesiredVidPn) {
        arg->IsVidPnSupported = fake.fault != FAULT_NULL_UNSUPPORTED;
        return STATUS_SUCCESS;
    }
    struct fake_shown shown;
    SIZE_T paths = 0;
    for (UINT source = 0; source < fake.facts.sources; source++) {
        NTSTATUS status = look(arg->hDesiredVidPn, source, &shown, &paths);
        if (!NT_SUCCESS(status))
            return status;
        if (fake.reject_above && shown.width > fake.reject_above)
            return STATUS_SUCCESS;
    }
    arg->IsVidPnSupported = !(fake.no_offers && paths) && !(fake.max_paths && paths > fake.max_paths) &&
                            !(fake.fault == FAULT_EMPTY_UNSUPPORTED && paths == 0);
    return STATUS_SUCCESS;
}

NTSTATUS ddi_QueryVidPnHWCapability(struct dxgk_adapter *adapter, DXGKARG_QUERYVIDPNHWCAPABILITY *arg)
{
    called(DDI_ID_QueryVidPnHWCapability, 'Q');
    arg->VidPnHWCaps.DriverRotation = 1;
    if (fake.fault == FAULT_RESERVED_CAPS)
        arg->VidPnHWCaps.Reserved = 5;
    return STATUS_SUCCESS;
}

NTSTATUS ddi_RecommendMonitorModes(struct dxgk_adapter *adapter, const DXGKARG_RECOMMENDMONITORMODES *arg)
{
    called(DDI_ID_RecommendMonitorModes, 'M');
    return fake.fault == FAULT_MODES_FAIL ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

NTSTATUS ddi_RecommendFunctionalVidPn(struct dxgk_adapter *adapter,
                                      const DXGKARG_RECOMMENDFUNCTIONALVIDPN *arg)
{
    called(DDI_ID_RecommendFunctionalVidPn, 'F');
    if (!fake.recommends && fake.fault != FAULT_RECOMMENDS_HALF)
        return STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN;
    D3DKMDT_HVIDPN handle = arg->hRecommendedFunctionalVidPn;
    const DXGK_VIDPN_INTERFACE *i;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *t;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
    const DXGK_VIDPNTARGETMODESET_INTERFACE *m;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    D3DKMDT_HVIDPNSOURCEMODESET sources;
    D3DKMDT_HVIDPNTARGETMODESET targets;
    D3DKMDT_VIDPN_PRESENT_PATH *path;
    assert_int_equal(vidpn_query_interface(handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &i), STATUS_SUCCESS);
    assert_int_equal(i->pfnGetTopology(handle, &topology, &t), STATUS_SUCCESS);
    assert_int_equal(t->pfnCreateNewPathInfo(topology, &path), STATUS_SUCCESS);
    path->VidPnSourceId = 0;
    path->VidPnTargetId = arg->pVidPnTargetPrioritizationVector[0];
    path->ContentTransformation.Rotation = D3DKMDT_VPPR_IDENTITY;
    path->ContentTransformation.Scaling = D3DKMDT_VPPS_IDENTITY;
    assert_int_equal(t->pfnAddPath(topology, path), STATUS_SUCCESS);
    if (fake.fault == FAULT_RECOMMENDS_HALF)
        return STATUS_SUCCESS;
    assert_int_equal(i->pfnCreateNewSourceModeSet(handle, 0, &sources, &s), STATUS_SUCCESS);
    assert_int_equal(put_source(sources, s, 800, 600), STATUS_SUCCESS);
    assert_int_equal(s->pfnPinMode(sources, 1), STATUS_SUCCESS);
    assert_int_equal(i->pfnAssignSourceModeSet(handle, 0, sources), STATUS_SUCCESS);
    UINT target = arg->pVidPnTargetPrioritizationVector[0];
    assert_int_equal(i->pfnCreateNewTargetModeSet(handle, target, &targets, &m), STATUS_SUCCESS);
    assert_int_equal(put_target(targets, m, 800, 600, 60), STATUS_SUCCESS);
    assert_int_equal(m->pfnPinMode(targets, 1), STATUS_SUCCESS);
    return i->pfnAssignTargetModeSet(handle, target, targets);
}

/* ---- change ---- */

NTSTATUS ddi_CommitVidPn(struct dxgk_adapter *adapter, const DXGKARG_COMMITVIDPN *arg)
{
    called(DDI_ID_CommitVidPn, 'C');
    fake.last_flags = arg->Flags;
    UINT source = arg->AffectedVidPnSourceId;
    assert_true(source < fake.facts.sources); /* Z-08 */
    struct fake_shown shown;
    SIZE_T paths;
    NTSTATUS status = look(arg->hFunctionalVidPn, source, &shown, &paths);
    if (!NT_SUCCESS(status))
        return status;
    /* the others must be as they are */
    for (UINT other = 0; other < fake.facts.sources; other++) {
        struct fake_shown seen;
        if (other == source)
            continue;
        status = look(arg->hFunctionalVidPn, other, &seen, &paths);
        if (!NT_SUCCESS(status))
            return status;
        assert_int_equal(seen.lit, fake.shown[other].lit);
        assert_int_equal(seen.width, fake.shown[other].width);
        assert_int_equal(seen.target, fake.shown[other].target);
    }
    if (arg->MonitorConnectivityChecks == D3DKMDT_MCC_ENFORCE && shown.lit &&
        !modeset_plugged_now(adapter, shown.target) && fake.fault != FAULT_COMMITS_UNPLUGGED)
        return fake.fault == FAULT_UNPLUGGED_STATUS ? STATUS_UNSUCCESSFUL
                                                    : STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
    if (shown.lit && (fake.commit_fails & 1u << source)) {
        if (fake.commit_fails_after == 0)
            return STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY;
        fake.commit_fails_after--;
    }
    fake.shown[source] = shown;
    return STATUS_SUCCESS;
}

NTSTATUS ddi_SetVidPnSourceVisibility(struct dxgk_adapter *adapter,
                                      const DXGKARG_SETVIDPNSOURCEVISIBILITY *arg)
{
    called(DDI_ID_SetVidPnSourceVisibility, 'V');
    if (fake.fault == FAULT_HIDE_FAILS)
        return STATUS_UNSUCCESSFUL;
    if (arg->VidPnSourceId == D3DDDI_ID_ALL) {
        for (UINT source = 0; source < fake.facts.sources; source++)
            fake.visible[source] = arg->Visible && fake.shown[source].lit;
        return STATUS_SUCCESS;
    }
    assert_true(fake.shown[arg->VidPnSourceId].lit);
    fake.visible[arg->VidPnSourceId] = arg->Visible;
    return STATUS_SUCCESS;
}

NTSTATUS ddi_UpdateActiveVidPnPresentPath(struct dxgk_adapter *adapter,
                                          const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH *arg)
{
    called(DDI_ID_UpdateActiveVidPnPresentPath, 'U');
    const D3DKMDT_VIDPN_PRESENT_PATH *path = &arg->VidPnPresentPathInfo;
    assert_int_equal(path->GammaRamp.Type, D3DDDI_GAMMARAMP_DEFAULT);
    if (NT_SUCCESS(fake.update_status))
        fake.shown[path->VidPnSourceId].rotation = path->ContentTransformation.Rotation;
    return fake.update_status;
}

/* ---- set-up ---- */

void fake_connect(size_t output, bool connected, UINT width, UINT height)
{
    struct edid_options options = {.width = width, .height = height, .serial = (uint32_t)output};
    fake.facts.output[output].connected = connected;
    fake.facts.output[output].edid_size = connected && width ? EDID_BLOCK : 0;
    if (connected && width)
        assert_true(edid_build(&options, fake.edid[output]));
}

void fake_reset(void)
{
    static const UINT sizes[][2] = {{640, 480}, {800, 600}, {1024, 768}, {1280, 800}, {1920, 1080}};
    fake = (struct fake){.rotations = 0xf, .rate = {60, 75}, .rate_count = 2};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        fake.size[i][0] = sizes[i][0];
        fake.size[i][1] = sizes[i][1];
    }
    fake.size_count = sizeof sizes / sizeof sizes[0];
    fake.facts =
        (struct modeset_facts){.handle = &fake, .sources = 2, .output_count = 3, .display_only = true};
    for (size_t i = 0; i < 3; i++) {
        fake.facts.output[i].target = (UINT)(i + 1) * 10;
        fake.facts.output[i].edid = fake.edid[i];
        fake_connect(i, i < 2, i < 2 ? 1024 : 0, 768);
    }
}

void fake_start(void)
{
    assert_int_equal(modeset_start(&fake.adapter), STATUS_SUCCESS);
    assert_int_equal(modeset_first_mode(&fake.adapter), STATUS_SUCCESS);
}

int fake_teardown(void **state)
{
    memory_fail_at(0);
    modeset_stop(&fake.adapter);
    return support_teardown(state);
}

/* ---- steps ---- */

int fake_setup(void **state)
{
    fake_reset();
    return support_setup(state);
}

struct dxgk_mode mode_of(UINT width, UINT height, UINT refresh, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    return (struct dxgk_mode){width, height, refresh, rotation};
}

NTSTATUS set_mode(UINT source, UINT width, UINT height, UINT refresh,
                  D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    struct dxgk_mode mode = mode_of(width, height, refresh, rotation);
    return modeset_set_mode(fake.adapter.modeset, source, &mode);
}

void assert_shown(UINT source, UINT target, UINT width, UINT height)
{
    assert_true(fake.shown[source].lit);
    assert_int_equal(fake.shown[source].target, target);
    assert_int_equal(fake.shown[source].width, width);
    assert_int_equal(fake.shown[source].height, height);
}

void assert_told(UINT source, UINT width, UINT height, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation)
{
    assert_int_equal(fake.told[source].width, width);
    assert_int_equal(fake.told[source].height, height);
    assert_int_equal(fake.told[source].rotation, rotation);
}
