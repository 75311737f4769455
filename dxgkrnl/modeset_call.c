/*
 * The VidPN calls down, each with what the contract lets us expect of its answer.
 *
 * Every call is bracketed, so that the driver's handles live exactly as long as the DDI and leaks are
 * named after it. Answers that break a rule are reported here and make the call fail: what the rest of
 * mode setting sees is always sound.
 */
#include "modeset_model.h"

#include "ddi.h"
#include "report.h"

#include <stdio.h>

static D3DKMDT_HVIDPN open_call(struct modeset *modeset, struct vidpn *vidpn, enum ddi_id ddi,
                                enum vidpn_access access)
{
    monitors_call_begin(modeset->monitors, ddi_name(ddi));
    return vidpn ? vidpn_call_begin(vidpn, ddi_name(ddi), access) : NULL;
}

static void close_call(struct modeset *modeset, struct vidpn *vidpn)
{
    if (vidpn)
        vidpn_call_end(vidpn);
    monitors_call_end(modeset->monitors);
}

/* ---- is it supported? ---- */

bool modeset_supported(struct modeset *modeset, struct vidpn *vidpn)
{
    DXGKARG_ISSUPPORTEDVIDPN arg = {0};
    arg.hDesiredVidPn = open_call(modeset, vidpn, DDI_ID_IsSupportedVidPn, VIDPN_INSPECT);
    NTSTATUS status = ddi_IsSupportedVidPn(modeset->adapter, &arg);
    close_call(modeset, vidpn);
    bool supported = NT_SUCCESS(status) && arg.IsVidPnSupported;
    bool must_be = !vidpn || vidpn_path_count(vidpn) == 0;
    if (must_be && !supported)
        report_emit(REPORT_VIOLATION, "VPN-01", ddi_name(DDI_ID_IsSupportedVidPn), "IsVidPnSupported",
                    vidpn ? "TRUE for an empty topology" : "TRUE for a NULL VidPN", NULL,
                    "%d with status 0x%08X", arg.IsVidPnSupported, (unsigned)status);
    return supported;
}

/* ---- enumeration ---- */

static bool enum_broken(const char *rule, const char *what, const char *expected, UINT id)
{
    report_emit(REPORT_VIOLATION, rule, ddi_name(DDI_ID_EnumVidPnCofuncModality), what, expected,
                "Leave the pivot and everything pinned alone; fill the rest.", "changed (id %u)", id);
    return false;
}

static bool same_support(const D3DKMDT_VIDPN_PRESENT_PATH *a, const D3DKMDT_VIDPN_PRESENT_PATH *b,
                         bool scaling)
{
    const D3DKMDT_VIDPN_PRESENT_PATH_TRANSFORMATION *x = &a->ContentTransformation,
                                                    *y = &b->ContentTransformation;
    if (scaling)
        return x->ScalingSupport.Identity == y->ScalingSupport.Identity &&
               x->ScalingSupport.Centered == y->ScalingSupport.Centered &&
               x->ScalingSupport.Stretched == y->ScalingSupport.Stretched;
    return x->RotationSupport.Identity == y->RotationSupport.Identity &&
           x->RotationSupport.Rotate90 == y->RotationSupport.Rotate90 &&
           x->RotationSupport.Rotate180 == y->RotationSupport.Rotate180 &&
           x->RotationSupport.Rotate270 == y->RotationSupport.Rotate270;
}

static bool pivot_kept(const struct vidpn *before, const struct vidpn *after,
                       D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE pivot, UINT source, UINT target)
{
    switch (pivot) {
    case D3DKMDT_EPT_VIDPNSOURCE:
        return vidpn_same_source_modes(before, after, source) ||
               enum_broken("VPN-04", "source mode set of the pivot", "the modes it had before", source);
    case D3DKMDT_EPT_VIDPNTARGET:
        return vidpn_same_target_modes(before, after, target) ||
               enum_broken("VPN-04", "target mode set of the pivot", "the modes it had before", target);
    case D3DKMDT_EPT_SCALING:
    case D3DKMDT_EPT_ROTATION:
        return same_support(vidpn_path_between(before, source, target),
                            vidpn_path_between(after, source, target), pivot == D3DKMDT_EPT_SCALING) ||
               enum_broken("VPN-06",
                           pivot == D3DKMDT_EPT_SCALING ? "ScalingSupport of the pivot"
                                                        : "RotationSupport of the pivot",
                           "the flags it had before", target);
    default:
        return true;
    }
}

/* Assign refuses to lose a pin; this finds what went another way, such as modes added to the pinned set. */
static bool pins_kept(const struct vidpn *before, const struct vidpn *after)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; (path = vidpn_path(before, i)); i++) {
        bool source = vidpn_pinned_source_mode(before, path->VidPnSourceId) != NULL;
        if (source && !vidpn_pinned_source_mode(after, path->VidPnSourceId))
            return enum_broken("VPN-04", "pinned source mode", "still pinned", path->VidPnSourceId);
        bool target = vidpn_pinned_target_mode(before, path->VidPnTargetId) != NULL;
        if (target && !vidpn_pinned_target_mode(after, path->VidPnTargetId))
            return enum_broken("VPN-04", "pinned target mode", "still pinned", path->VidPnTargetId);
    }
    return true;
}

static bool sets_filled(const struct vidpn *vidpn)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; (path = vidpn_path(vidpn, i)); i++) {
        bool source = vidpn_source_mode_count(vidpn, path->VidPnSourceId) != 0;
        if (source && vidpn_target_mode_count(vidpn, path->VidPnTargetId) != 0)
            continue;
        report_emit(REPORT_VIOLATION, "VPN-04", ddi_name(DDI_ID_EnumVidPnCofuncModality),
                    source ? "target mode set" : "source mode set", "at least one mode for every path",
                    "If modes were added, look for the status of pfnAddMode: with "
                    "STATUS_GRAPHICS_INVALID_FREQUENCY see DOD-03.",
                    "0 modes for source %u, target %u", path->VidPnSourceId, path->VidPnTargetId);
        return false;
    }
    return true;
}

static bool answer_sound(const struct vidpn *before, const struct vidpn *after,
                         D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE pivot, UINT source, UINT target)
{
    return pivot_kept(before, after, pivot, source, target) && pins_kept(before, after) && sets_filled(after);
}

/* VPN-07. No fault of the driver's: it may know more of the monitor, or nothing. Said once for each monitor. */
static void note_unfit(struct modeset *modeset, const struct vidpn *vidpn, UINT target)
{
    bool *noted = &modeset->noted[modeset_target_index(modeset, target)];
    const D3DKMDT_VIDPN_TARGET_MODE *mode;
    struct monitor_conflict conflict = {0}, first = {0};
    D3DKMDT_2DREGION size = {0};
    size_t unfit = 0, count = 0;
    for (; !*noted && (mode = vidpn_target_mode(vidpn, target, count)); count++) {
        if (monitor_shows(modeset->monitors, target, &mode->VideoSignalInfo, &conflict))
            continue;
        if (unfit++ == 0) {
            first = conflict;
            size = mode->VideoSignalInfo.ActiveSize;
        }
    }
    if (unfit == 0)
        return;
    *noted = true;
    char expected[96];
    snprintf(expected, sizeof expected, "what the monitor takes, %llu to %llu %s",
             (unsigned long long)(first.least / first.unit), (unsigned long long)(first.most / first.unit),
             first.of);
    report_emit(
        REPORT_NOTE, "VPN-07", ddi_name(DDI_ID_EnumVidPnCofuncModality), "target modes", expected,
        "Compare with the monitor's modes and frequency ranges (DxgkCbQueryMonitorInterface); such modes are "
        "not listed.",
        "%zu of %zu for target %u, such as %ux%u with %llu %s", unfit, count, target, size.cx, size.cy,
        (unsigned long long)(first.value / first.unit), first.of);
}

NTSTATUS modeset_enumerate(struct modeset *modeset, struct vidpn *vidpn,
                           D3DKMDT_ENUMCOFUNCMODALITY_PIVOT_TYPE pivot, UINT source, UINT target)
{
    struct vidpn *before = vidpn_clone(vidpn);
    if (!before)
        return STATUS_NO_MEMORY;
    DXGKARG_ENUMVIDPNCOFUNCMODALITY arg = {.EnumPivotType = pivot, .EnumPivot = {source, target}};
    arg.hConstrainingVidPn = open_call(modeset, vidpn, DDI_ID_EnumVidPnCofuncModality, VIDPN_POPULATE);
    NTSTATUS status = ddi_EnumVidPnCofuncModality(modeset->adapter, &arg);
    close_call(modeset, vidpn);
    if (NT_SUCCESS(status) && !answer_sound(before, vidpn, pivot, source, target))
        status = STATUS_GRAPHICS_VIDPN_MODALITY_NOT_SUPPORTED;
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; NT_SUCCESS(status) && (path = vidpn_path(vidpn, i)); i++)
        note_unfit(modeset, vidpn, path->VidPnTargetId);
    vidpn_destroy(before);
    return status;
}

/* ---- recommendations ---- */

NTSTATUS modeset_recommend_monitor_modes(struct modeset *modeset, UINT target)
{
    DXGKARG_RECOMMENDMONITORMODES arg = {0};
    monitors_call_begin(modeset->monitors, ddi_name(DDI_ID_RecommendMonitorModes));
    NTSTATUS status = monitor_recommend_begin(modeset->monitors, target, &arg);
    if (NT_SUCCESS(status)) {
        status = ddi_RecommendMonitorModes(modeset->adapter, &arg);
        monitor_recommend_end(modeset->monitors, target);
    }
    monitors_call_end(modeset->monitors);
    return status;
}

NTSTATUS modeset_recommend_vidpn(struct modeset *modeset, struct vidpn *vidpn)
{
    if (!ddi_present(modeset->adapter, DDI_ID_RecommendFunctionalVidPn))
        return STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN;
    UINT prioritized[64];
    UINT count = 0;
    for (size_t i = 0; i < modeset->domain.target_count; i++) {
        if (monitor_connected(modeset->monitors, modeset->targets[i]))
            prioritized[count++] = modeset->targets[i];
    }
    DXGKARG_RECOMMENDFUNCTIONALVIDPN arg = {
        .NumberOfVidPnTargets = count,
        .pVidPnTargetPrioritizationVector = prioritized,
        .RequestReason = DXGK_RFVR_USERMODE,
    };
    arg.hRecommendedFunctionalVidPn =
        open_call(modeset, vidpn, DDI_ID_RecommendFunctionalVidPn, VIDPN_COMPOSE);
    NTSTATUS status = ddi_RecommendFunctionalVidPn(modeset->adapter, &arg);
    close_call(modeset, vidpn);
    if (NT_SUCCESS(status) && !vidpn_functional(vidpn)) {
        report_emit(REPORT_VIOLATION, "VPN-02", ddi_name(DDI_ID_RecommendFunctionalVidPn),
                    "hRecommendedFunctionalVidPn",
                    "a path, and a pinned mode on every source and target in it",
                    "Return STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN to leave the choice to the "
                    "graphics kernel (VPN-03).",
                    "not functional, %zu paths", vidpn_path_count(vidpn));
        status = STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN;
    }
    return status;
}

static UINT reserved_bits(D3DKMDT_VIDPN_HW_CAPABILITY caps)
{
    return caps.Reserved;
}

void modeset_query_capabilities(struct modeset *modeset, struct vidpn *vidpn)
{
    if (!ddi_present(modeset->adapter, DDI_ID_QueryVidPnHWCapability))
        return;
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    for (size_t i = 0; (path = vidpn_path(vidpn, i)); i++) {
        DXGKARG_QUERYVIDPNHWCAPABILITY arg = {.SourceId = path->VidPnSourceId,
                                              .TargetId = path->VidPnTargetId};
        arg.hFunctionalVidPn = open_call(modeset, vidpn, DDI_ID_QueryVidPnHWCapability, VIDPN_INSPECT);
        NTSTATUS status = ddi_QueryVidPnHWCapability(modeset->adapter, &arg);
        close_call(modeset, vidpn);
        if (NT_SUCCESS(status) && reserved_bits(arg.VidPnHWCaps) != 0)
            report_emit(REPORT_VIOLATION, "VPN-21", ddi_name(DDI_ID_QueryVidPnHWCapability),
                        "VidPnHWCaps.Reserved", "0", "Zero the structure before the bits are set.", "0x%X",
                        reserved_bits(arg.VidPnHWCaps));
    }
}

/* ---- changes ---- */

bool modeset_powered_off(const struct modeset *modeset, const struct vidpn *vidpn, UINT source)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    bool off = false;
    for (size_t i = 0; vidpn && (path = vidpn_path(vidpn, i)); i++) {
        if (path->VidPnSourceId != source)
            continue;
        if (modeset_powered(modeset->adapter, path->VidPnTargetId))
            return false;
        off = true;
    }
    return off;
}

/* The primary for the mode that the source has in the VidPN; NULL for a dark one, and for drivers without. */
static NTSTATUS prepare_primary(struct modeset *modeset, const struct vidpn *vidpn, UINT source,
                                HANDLE *primary)
{
    const D3DKMDT_VIDPN_SOURCE_MODE *mode = vidpn_pinned_source_mode(vidpn, source);
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    struct primary_wish wish = {.source = source, .refresh = {0, 1}};
    *primary = NULL;
    if (!modeset_lit(vidpn, source) || !mode || !modeset_size(mode, &wish.width, &wish.height))
        return STATUS_SUCCESS;
    wish.format = mode->Format.Graphics.PixelFormat;
    for (size_t i = 0; (path = vidpn_path(vidpn, i)); i++) {
        const D3DKMDT_VIDPN_TARGET_MODE *target = vidpn_pinned_target_mode(vidpn, path->VidPnTargetId);
        if (path->VidPnSourceId != source || !target)
            continue;
        D3DDDI_RATIONAL refresh = target->VideoSignalInfo.VSyncFreq;
        if (refresh.Denominator && refresh.Denominator != D3DKMDT_FREQUENCY_NOTSPECIFIED)
            wish.refresh = refresh;
        break;
    }
    return modeset_primary_prepare(modeset->adapter, &wish, primary);
}

NTSTATUS modeset_call_commit(struct modeset *modeset, struct vidpn *vidpn, UINT source,
                             struct modeset_manner manner)
{
    HANDLE primary;
    NTSTATUS status = prepare_primary(modeset, vidpn, source, &primary);
    if (!NT_SUCCESS(status))
        return status;
    if (modeset_powered_off(modeset, vidpn, source)) { /* VPN-16: for the day when they are on again */
        manner.flags.PathPoweredOff = 1;
        manner.flags.PathPowerTransition = 0;
    }
    DXGKARG_COMMITVIDPN arg = {
        .AffectedVidPnSourceId = source,
        .MonitorConnectivityChecks = manner.enforce ? D3DKMDT_MCC_ENFORCE : D3DKMDT_MCC_IGNORE,
        .hPrimaryAllocation = primary,
        .Flags = manner.flags,
    };
    arg.hFunctionalVidPn = open_call(modeset, vidpn, DDI_ID_CommitVidPn, VIDPN_INSPECT);
    status = ddi_CommitVidPn(modeset->adapter, &arg);
    close_call(modeset, vidpn);
    modeset_primary_committed(modeset->adapter, source, NT_SUCCESS(status), modeset_lit(vidpn, source));
    return status;
}

NTSTATUS modeset_call_update_path(struct modeset *modeset, const D3DKMDT_VIDPN_PRESENT_PATH *path)
{
    DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH arg = {.VidPnPresentPathInfo = *path};
    monitors_call_begin(modeset->monitors, ddi_name(DDI_ID_UpdateActiveVidPnPresentPath));
    NTSTATUS status = ddi_UpdateActiveVidPnPresentPath(modeset->adapter, &arg);
    monitors_call_end(modeset->monitors);
    return status;
}
