/* Misdeeds in video present networks: modes, mode sets, handles, commits. */
#include "misdeeds.h"

#define SPOIL(name) static void spoil_##name(KMDDOD_INITIALIZATION_DATA *table)

/* ---- one more mode, a bad one ---------------------------------------------------------------------------------- */

static const DXGK_VIDPN_INTERFACE *vidpn_interface(D3DKMDT_HVIDPN vidpn)
{
    const DXGK_VIDPN_INTERFACE *ops = NULL;
    misdeed_kernel.DxgkCbQueryVidPnInterface(vidpn, DXGK_VIDPN_INTERFACE_VERSION_V1, &ops);
    return ops;
}

static void (*spoil_target_mode)(D3DKMDT_VIDPN_TARGET_MODE *mode);
static void (*spoil_source_mode)(D3DKMDT_VIDPN_SOURCE_MODE *mode);

/* Hands AddMode of the target set a mode changed by spoil_target_mode; does everything else right. */
static void add_target_mode(D3DKMDT_HVIDPN vidpn)
{
    const DXGK_VIDPN_INTERFACE *ops = vidpn_interface(vidpn);
    const DXGK_VIDPNTARGETMODESET_INTERFACE *modes;
    D3DKMDT_HVIDPNTARGETMODESET set;
    D3DKMDT_VIDPN_TARGET_MODE *mode;
    D3DKMDT_VIDEO_SIGNAL_INFO *signal;

    if (!NT_SUCCESS(ops->pfnCreateNewTargetModeSet(vidpn, 0, &set, &modes)))
        return;
    if (NT_SUCCESS(modes->pfnCreateNewModeInfo(set, &mode))) {
        signal = &mode->VideoSignalInfo;
        signal->VideoStandard = D3DKMDT_VSS_OTHER;
        signal->TotalSize.cx = signal->ActiveSize.cx = 800;
        signal->TotalSize.cy = signal->ActiveSize.cy = 600;
        signal->VSyncFreq.Numerator = signal->VSyncFreq.Denominator = D3DKMDT_FREQUENCY_NOTSPECIFIED;
        signal->HSyncFreq = signal->VSyncFreq;
        signal->PixelRate = D3DKMDT_FREQUENCY_NOTSPECIFIED;
        signal->ScanLineOrdering = D3DDDI_VSSLO_PROGRESSIVE;
        mode->Preference = D3DKMDT_MP_NOTPREFERRED;
        spoil_target_mode(mode);
        if (!NT_SUCCESS(modes->pfnAddMode(set, mode)))
            modes->pfnReleaseModeInfo(set, mode);
    }
    ops->pfnReleaseTargetModeSet(vidpn, set);
}

static void add_source_mode(D3DKMDT_HVIDPN vidpn)
{
    const DXGK_VIDPN_INTERFACE *ops = vidpn_interface(vidpn);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *modes;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    D3DKMDT_VIDPN_SOURCE_MODE *mode;

    if (!NT_SUCCESS(ops->pfnCreateNewSourceModeSet(vidpn, 0, &set, &modes)))
        return;
    if (NT_SUCCESS(modes->pfnCreateNewModeInfo(set, &mode))) {
        mode->Type = D3DKMDT_RMT_GRAPHICS;
        mode->Format.Graphics.PrimSurfSize.cx = mode->Format.Graphics.VisibleRegionSize.cx = 800;
        mode->Format.Graphics.PrimSurfSize.cy = mode->Format.Graphics.VisibleRegionSize.cy = 600;
        mode->Format.Graphics.Stride = 3200;
        mode->Format.Graphics.PixelFormat = D3DDDIFMT_A8R8G8B8;
        mode->Format.Graphics.ColorBasis = D3DKMDT_CB_SCRGB;
        mode->Format.Graphics.PixelValueAccessMode = D3DKMDT_PVAM_DIRECT;
        spoil_source_mode(mode);
        if (!NT_SUCCESS(modes->pfnAddMode(set, mode)))
            modes->pfnReleaseModeInfo(set, mode);
    }
    ops->pfnReleaseSourceModeSet(vidpn, set);
}

static NTSTATUS NTAPI enum_with_one_more_mode(HANDLE context,
                                              const DXGKARG_ENUMVIDPNCOFUNCMODALITY *const args)
{
    NTSTATUS status = misdeed_good.DxgkDdiEnumVidPnCofuncModality(context, args);
    if (spoil_target_mode)
        add_target_mode(args->hConstrainingVidPn);
    if (spoil_source_mode)
        add_source_mode(args->hConstrainingVidPn);
    return status;
}

static void spoil_modes(KMDDOD_INITIALIZATION_DATA *table, void (*source)(D3DKMDT_VIDPN_SOURCE_MODE *mode),
                        void (*target)(D3DKMDT_VIDPN_TARGET_MODE *mode))
{
    spoil_source_mode = source;
    spoil_target_mode = target;
    table->DxgkDdiEnumVidPnCofuncModality = enum_with_one_more_mode;
}

static void sixty_hertz(D3DKMDT_VIDPN_TARGET_MODE *mode)
{
    mode->VideoSignalInfo.VSyncFreq.Numerator = 60;
    mode->VideoSignalInfo.VSyncFreq.Denominator = 1;
}

SPOIL(frequencies_without_vsync_control)
{
    spoil_modes(table, NULL, sixty_hertz);
}

static void no_active_size(D3DKMDT_VIDPN_TARGET_MODE *mode)
{
    mode->VideoSignalInfo.ActiveSize.cx = mode->VideoSignalInfo.ActiveSize.cy = 0;
}

SPOIL(active_size_missing)
{
    spoil_modes(table, NULL, no_active_size);
}

static void total_too_small(D3DKMDT_VIDPN_TARGET_MODE *mode)
{
    mode->VideoSignalInfo.TotalSize.cx = 640;
}

SPOIL(total_size_below_active_size)
{
    spoil_modes(table, NULL, total_too_small);
}

static void rgb565(D3DKMDT_VIDPN_SOURCE_MODE *mode)
{
    mode->Format.Graphics.PixelFormat = D3DDDIFMT_R5G6B5;
    mode->Format.Graphics.Stride = 1600;
}

SPOIL(source_format_565)
{
    spoil_modes(table, rgb565, NULL);
}

/* ---- handles --------------------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI commit_keeping_a_set(HANDLE context, const DXGKARG_COMMITVIDPN *const args)
{
    const DXGK_VIDPN_INTERFACE *ops = vidpn_interface(args->hFunctionalVidPn);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *modes;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    ops->pfnAcquireSourceModeSet(args->hFunctionalVidPn, 0, &set, &modes);
    return misdeed_good.DxgkDdiCommitVidPn(context, args);
}

SPOIL(mode_set_leaked)
{
    table->DxgkDdiCommitVidPn = commit_keeping_a_set;
}

static NTSTATUS NTAPI commit_keeping_a_mode(HANDLE context, const DXGKARG_COMMITVIDPN *const args)
{
    const DXGK_VIDPN_INTERFACE *ops = vidpn_interface(args->hFunctionalVidPn);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *modes;
    const D3DKMDT_VIDPN_SOURCE_MODE *mode;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    if (NT_SUCCESS(ops->pfnAcquireSourceModeSet(args->hFunctionalVidPn, 0, &set, &modes))) {
        modes->pfnAcquirePinnedModeInfo(set, &mode);
        ops->pfnReleaseSourceModeSet(args->hFunctionalVidPn, set);
    }
    return misdeed_good.DxgkDdiCommitVidPn(context, args);
}

SPOIL(mode_info_leaked)
{
    table->DxgkDdiCommitVidPn = commit_keeping_a_mode;
}

static NTSTATUS NTAPI commit_releasing_twice(HANDLE context, const DXGKARG_COMMITVIDPN *const args)
{
    const DXGK_VIDPN_INTERFACE *ops = vidpn_interface(args->hFunctionalVidPn);
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *modes;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    if (NT_SUCCESS(ops->pfnAcquireSourceModeSet(args->hFunctionalVidPn, 0, &set, &modes))) {
        ops->pfnReleaseSourceModeSet(args->hFunctionalVidPn, set);
        ops->pfnReleaseSourceModeSet(args->hFunctionalVidPn, set);
    }
    return misdeed_good.DxgkDdiCommitVidPn(context, args);
}

SPOIL(mode_set_released_twice)
{
    table->DxgkDdiCommitVidPn = commit_releasing_twice;
}

static NTSTATUS NTAPI enum_leaking_a_new_mode(HANDLE context,
                                              const DXGKARG_ENUMVIDPNCOFUNCMODALITY *const args)
{
    const DXGK_VIDPN_INTERFACE *ops = vidpn_interface(args->hConstrainingVidPn);
    const DXGK_VIDPNTARGETMODESET_INTERFACE *modes;
    D3DKMDT_HVIDPNTARGETMODESET set;
    D3DKMDT_VIDPN_TARGET_MODE *mode;
    if (NT_SUCCESS(ops->pfnCreateNewTargetModeSet(args->hConstrainingVidPn, 0, &set, &modes))) {
        modes->pfnCreateNewModeInfo(set, &mode);
        ops->pfnReleaseTargetModeSet(args->hConstrainingVidPn, set);
    }
    return misdeed_good.DxgkDdiEnumVidPnCofuncModality(context, args);
}

SPOIL(new_mode_leaked)
{
    table->DxgkDdiEnumVidPnCofuncModality = enum_leaking_a_new_mode;
}

static NTSTATUS NTAPI enum_leaking_a_new_set(HANDLE context,
                                             const DXGKARG_ENUMVIDPNCOFUNCMODALITY *const args)
{
    const DXGK_VIDPN_INTERFACE *ops = vidpn_interface(args->hConstrainingVidPn);
    const DXGK_VIDPNTARGETMODESET_INTERFACE *modes;
    D3DKMDT_HVIDPNTARGETMODESET set;
    NTSTATUS status = misdeed_good.DxgkDdiEnumVidPnCofuncModality(context, args);
    ops->pfnCreateNewTargetModeSet(args->hConstrainingVidPn, 0, &set, &modes);
    return status;
}

SPOIL(new_mode_set_leaked)
{
    table->DxgkDdiEnumVidPnCofuncModality = enum_leaking_a_new_set;
}

/* ---- network --------------------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI commit_updating_support(HANDLE context, const DXGKARG_COMMITVIDPN *const args)
{
    const DXGK_VIDPN_INTERFACE *ops = vidpn_interface(args->hFunctionalVidPn);
    const DXGK_VIDPNTOPOLOGY_INTERFACE *topology;
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    D3DKMDT_HVIDPNTOPOLOGY handle;
    if (NT_SUCCESS(ops->pfnGetTopology(args->hFunctionalVidPn, &handle, &topology)) &&
        NT_SUCCESS(topology->pfnAcquirePathInfo(handle, 0, 0, &path))) {
        topology->pfnUpdatePathSupportInfo(handle, path);
        topology->pfnReleasePathInfo(handle, path);
    }
    return misdeed_good.DxgkDdiCommitVidPn(context, args);
}

SPOIL(path_support_changed_in_commit)
{
    table->DxgkDdiCommitVidPn = commit_updating_support;
}

static NTSTATUS NTAPI commit_unpinned(HANDLE context, const DXGKARG_COMMITVIDPN *const args)
{
    NTSTATUS status = misdeed_good.DxgkDdiCommitVidPn(context, args);
    return NT_SUCCESS(status) ? STATUS_GRAPHICS_MODE_NOT_PINNED : status;
}

/* No misdeed in Windows' eyes (OBS-42). */
SPOIL(commit_says_not_pinned)
{
    table->DxgkDdiCommitVidPn = commit_unpinned;
}

static NTSTATUS NTAPI commit_writing_its_argument(HANDLE context, const DXGKARG_COMMITVIDPN *const args)
{
    NTSTATUS status = misdeed_good.DxgkDdiCommitVidPn(context, args);
    ((DXGKARG_COMMITVIDPN *)args)->AffectedVidPnSourceId = D3DDDI_ID_ALL;
    return status;
}

SPOIL(commit_writes_its_argument)
{
    table->DxgkDdiCommitVidPn = commit_writing_its_argument;
}

static NTSTATUS NTAPI reserved_capability(HANDLE context, DXGKARG_QUERYVIDPNHWCAPABILITY *args)
{
    NTSTATUS status = misdeed_good.DxgkDdiQueryVidPnHWCapability(context, args);
    args->VidPnHWCaps.Reserved = 5;
    return status;
}

SPOIL(reserved_capability_bits)
{
    table->DxgkDdiQueryVidPnHWCapability = reserved_capability;
}

static NTSTATUS NTAPI support_by_wait_status(HANDLE context, DXGKARG_ISSUPPORTEDVIDPN *args)
{
    NTSTATUS status = misdeed_good.DxgkDdiIsSupportedVidPn(context, args);
    return NT_SUCCESS(status) ? STATUS_TIMEOUT : status;
}

SPOIL(support_answered_by_wait_status)
{
    table->DxgkDdiIsSupportedVidPn = support_by_wait_status;
}

static NTSTATUS NTAPI support_nothing(HANDLE context, DXGKARG_ISSUPPORTEDVIDPN *args)
{
    NTSTATUS status = misdeed_good.DxgkDdiIsSupportedVidPn(context, args);
    if (!args->hDesiredVidPn)
        args->IsVidPnSupported = FALSE;
    return status;
}

SPOIL(no_vidpn_not_supported)
{
    table->DxgkDdiIsSupportedVidPn = support_nothing;
}

static NTSTATUS NTAPI hide_fails(HANDLE context, const DXGKARG_SETVIDPNSOURCEVISIBILITY *args)
{
    misdeed_good.DxgkDdiSetVidPnSourceVisibility(context, args);
    return args->Visible ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

SPOIL(hiding_fails)
{
    table->DxgkDdiSetVidPnSourceVisibility = hide_fails;
}

static NTSTATUS NTAPI monitor_modes_fail(HANDLE context, const DXGKARG_RECOMMENDMONITORMODES *const args)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(args);
    return STATUS_UNSUCCESSFUL;
}

SPOIL(monitor_modes_fail)
{
    table->DxgkDdiRecommendMonitorModes = monitor_modes_fail;
}

static NTSTATUS NTAPI enum_without_modes(HANDLE context, const DXGKARG_ENUMVIDPNCOFUNCMODALITY *const args)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(args);
    return STATUS_SUCCESS;
}

SPOIL(no_modes)
{
    table->DxgkDdiEnumVidPnCofuncModality = enum_without_modes;
}

#define ROW(name)                                                                                            \
    {                                                                                                        \
#name, spoil_##name                                                                                  \
    }

const struct misdeed misdeeds_modes[] = {
    ROW(frequencies_without_vsync_control),
    ROW(active_size_missing),
    ROW(total_size_below_active_size),
    ROW(source_format_565),
    ROW(mode_set_leaked),
    ROW(mode_info_leaked),
    ROW(mode_set_released_twice),
    ROW(new_mode_leaked),
    ROW(new_mode_set_leaked),
    ROW(path_support_changed_in_commit),
    ROW(commit_says_not_pinned),
    ROW(commit_writes_its_argument),
    ROW(reserved_capability_bits),
    ROW(support_answered_by_wait_status),
    ROW(no_vidpn_not_supported),
    ROW(hiding_fails),
    ROW(monitor_modes_fail),
    ROW(no_modes),
    {NULL, NULL},
};
