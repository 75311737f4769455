/*
 * One small function per DDI that has something to tell, and two tables that find it. Pointers are checked because a driver
 * may hand NULL to a callback; the graphics kernel does not, but the same code serves both.
 */
#include "trace_args.h"

#include "trace_render.h"

/* The i-th argument, by value. Both kinds of call have `args`. */
#define ARG(type, call, i) (*(type const *)(call)->args[i])

typedef void callback_fields(struct fields *fields, const struct ddi_callback *callback);

/* ---- DDIs, inputs ---------------------------------------------------------------------------------------------- */

static void query_adapter_info(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_QUERYADAPTERINFO *arg = ARG(const DXGKARG_QUERYADAPTERINFO *, call, 1);
    field_unsigned(fields, "Type", (unsigned)arg->Type);
    field_unsigned(fields, "OutputDataSize", arg->OutputDataSize);
}

static void query_child_relations(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "ChildRelationsSize", ARG(ULONG, call, 2));
}

static void query_child_status(struct fields *fields, const struct ddi_call *call)
{
    const DXGK_CHILD_STATUS *status = ARG(PDXGK_CHILD_STATUS, call, 1);
    field_unsigned(fields, "ChildUid", status->ChildUid);
    field_unsigned(fields, "Type", (unsigned)status->Type);
}

static void query_device_descriptor(struct fields *fields, const struct ddi_call *call)
{
    const DXGK_DEVICE_DESCRIPTOR *descriptor = ARG(PDXGK_DEVICE_DESCRIPTOR, call, 2);
    field_unsigned(fields, "ChildUid", ARG(ULONG, call, 1));
    field_unsigned(fields, "DescriptorOffset", descriptor->DescriptorOffset);
    field_unsigned(fields, "DescriptorLength", descriptor->DescriptorLength);
}

static void set_power_state(struct fields *fields, const struct ddi_call *call)
{
    field_hex(fields, "DeviceUid", ARG(ULONG, call, 1));
    field_unsigned(fields, "DevicePowerState", (unsigned)ARG(DEVICE_POWER_STATE, call, 2));
    field_unsigned(fields, "ActionType", (unsigned)ARG(POWER_ACTION, call, 3));
}

static void stop_and_release(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "TargetId", ARG(D3DDDI_VIDEO_PRESENT_TARGET_ID, call, 1));
}

static void commit_vidpn(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_COMMITVIDPN *arg = ARG(const DXGKARG_COMMITVIDPN *, call, 1);
    field_hex(fields, "AffectedVidPnSourceId", arg->AffectedVidPnSourceId);
    field_unsigned(fields, "MonitorConnectivityChecks", (unsigned)arg->MonitorConnectivityChecks);
    field_bool(fields, "PathPowerTransition", arg->Flags.PathPowerTransition);
    field_bool(fields, "PathPoweredOff", arg->Flags.PathPoweredOff);
}

static void enum_cofunc_modality(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_ENUMVIDPNCOFUNCMODALITY *arg = ARG(const DXGKARG_ENUMVIDPNCOFUNCMODALITY *, call, 1);
    static const char *const pivots[] = {"uninitialized", "source mode set", "target mode set",
                                         "scaling",       "rotation",        "none"};
    unsigned pivot = (unsigned)arg->EnumPivotType;
    field_string(fields, "EnumPivotType",
                 pivot < sizeof(pivots) / sizeof(pivots[0]) ? pivots[pivot] : "unknown");
}

static void recommend_monitor_modes(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_RECOMMENDMONITORMODES *arg = ARG(const DXGKARG_RECOMMENDMONITORMODES *, call, 1);
    field_unsigned(fields, "VideoPresentTargetId", arg->VideoPresentTargetId);
}

static void set_visibility(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_SETVIDPNSOURCEVISIBILITY *arg = ARG(const DXGKARG_SETVIDPNSOURCEVISIBILITY *, call, 1);
    field_unsigned(fields, "VidPnSourceId", arg->VidPnSourceId);
    field_bool(fields, "Visible", arg->Visible);
}

static void update_path(struct fields *fields, const struct ddi_call *call)
{
    const D3DKMDT_VIDPN_PRESENT_PATH *path =
        &ARG(const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH *, call, 1)->VidPnPresentPathInfo;
    field_unsigned(fields, "VidPnSourceId", path->VidPnSourceId);
    field_unsigned(fields, "VidPnTargetId", path->VidPnTargetId);
    field_unsigned(fields, "Rotation", (unsigned)path->ContentTransformation.Rotation);
}

static void control_interrupt(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "InterruptType", (unsigned)ARG(DXGK_INTERRUPT_TYPE, call, 1));
    field_bool(fields, "EnableInterrupt", ARG(BOOLEAN, call, 2));
}

static void set_pointer_position(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_SETPOINTERPOSITION *arg = ARG(const DXGKARG_SETPOINTERPOSITION *, call, 1);
    field_unsigned(fields, "VidPnSourceId", arg->VidPnSourceId);
    field_bool(fields, "Visible", arg->Flags.Visible);
    if (arg->Flags.Visible) { /* else they mean nothing (PTR-04) */
        field_signed(fields, "X", arg->X);
        field_signed(fields, "Y", arg->Y);
    }
}

static void set_pointer_shape(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_SETPOINTERSHAPE *arg = ARG(const DXGKARG_SETPOINTERSHAPE *, call, 1);
    field_unsigned(fields, "VidPnSourceId", arg->VidPnSourceId);
    field_unsigned(fields, "Width", arg->Width);
    field_unsigned(fields, "Height", arg->Height);
    field_unsigned(fields, "Flags", arg->Flags.Value);
}

static void hw_capability(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_QUERYVIDPNHWCAPABILITY *arg = ARG(const DXGKARG_QUERYVIDPNHWCAPABILITY *, call, 1);
    field_unsigned(fields, "SourceId", arg->SourceId);
    field_unsigned(fields, "TargetId", arg->TargetId);
}

static void get_scan_line(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "VidPnTargetId", ARG(const DXGKARG_GETSCANLINE *, call, 1)->VidPnTargetId);
}

static void present_display_only(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_PRESENT_DISPLAYONLY *arg = ARG(const DXGKARG_PRESENT_DISPLAYONLY *, call, 1);
    uint64_t pixels = 0;
    for (ULONG i = 0; i < arg->NumDirtyRects; i++) {
        const RECT *r = &arg->pDirtyRect[i];
        pixels += (uint64_t)(uint32_t)(r->right - r->left) * (uint32_t)(r->bottom - r->top);
    }
    field_unsigned(fields, "VidPnSourceId", arg->VidPnSourceId);
    field_unsigned(fields, "NumMoves", arg->NumMoves);
    field_unsigned(fields, "NumDirtyRects", arg->NumDirtyRects);
    field_unsigned(fields, "DirtyPixels", pixels);
    if (arg->NumMoves) {
        const D3DKMT_MOVE_RECT *move = &arg->pMoves[0];
        const RECT *r = &move->DestRect;
        field_rect(fields, "FirstMoveTo", (int32_t[]){r->left, r->top, r->right, r->bottom});
        field_signed(fields, "FirstMoveFromX", move->SourcePoint.x);
        field_signed(fields, "FirstMoveFromY", move->SourcePoint.y);
    }
    if (arg->NumDirtyRects) {
        const RECT *r = &arg->pDirtyRect[0];
        field_rect(fields, "FirstDirty", (int32_t[]){r->left, r->top, r->right, r->bottom});
    }
    field_signed(fields, "Pitch", arg->Pitch);
    field_unsigned(fields, "BytesPerPixel", arg->BytesPerPixel);
    field_bool(fields, "Rotate", arg->Flags.Rotate);
}

static void collect_dbg_info(struct fields *fields, const struct ddi_call *call)
{
    field_hex(fields, "Reason", ARG(const DXGKARG_COLLECTDBGINFO *, call, 1)->Reason);
}

static void escape(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_ESCAPE *arg = ARG(const DXGKARG_ESCAPE *, call, 1);
    field_hex(fields, "Flags", arg->Flags.Value);
    field_unsigned(fields, "PrivateDriverDataSize", arg->PrivateDriverDataSize);
}

static void system_display_enable(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "TargetId", ARG(D3DDDI_VIDEO_PRESENT_TARGET_ID, call, 1));
}

static void system_display_write(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "SourceWidth", ARG(UINT, call, 2));
    field_unsigned(fields, "SourceHeight", ARG(UINT, call, 3));
    field_unsigned(fields, "PositionX", ARG(UINT, call, 5));
    field_unsigned(fields, "PositionY", ARG(UINT, call, 6));
}

static void interrupt_routine(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "MessageNumber", ARG(ULONG, call, 1));
}

static ddi_fields *const inputs[DDI_ID_COUNT] = {
    [DDI_ID_QueryAdapterInfo] = query_adapter_info,
    [DDI_ID_QueryChildRelations] = query_child_relations,
    [DDI_ID_QueryChildStatus] = query_child_status,
    [DDI_ID_QueryDeviceDescriptor] = query_device_descriptor,
    [DDI_ID_SetPowerState] = set_power_state,
    [DDI_ID_StopDeviceAndReleasePostDisplayOwnership] = stop_and_release,
    [DDI_ID_CommitVidPn] = commit_vidpn,
    [DDI_ID_EnumVidPnCofuncModality] = enum_cofunc_modality,
    [DDI_ID_RecommendMonitorModes] = recommend_monitor_modes,
    [DDI_ID_SetVidPnSourceVisibility] = set_visibility,
    [DDI_ID_UpdateActiveVidPnPresentPath] = update_path,
    [DDI_ID_ControlInterrupt] = control_interrupt,
    [DDI_ID_SetPointerPosition] = set_pointer_position,
    [DDI_ID_SetPointerShape] = set_pointer_shape,
    [DDI_ID_QueryVidPnHWCapability] = hw_capability,
    [DDI_ID_GetScanLine] = get_scan_line,
    [DDI_ID_PresentDisplayOnly] = present_display_only,
    [DDI_ID_CollectDbgInfo] = collect_dbg_info,
    [DDI_ID_Escape] = escape,
    [DDI_ID_SystemDisplayEnable] = system_display_enable,
    [DDI_ID_SystemDisplayWrite] = system_display_write,
    [DDI_ID_InterruptRoutine] = interrupt_routine,
};

/* ---- DDIs, outputs --------------------------------------------------------------------------------------------- */

static void started(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "NumberOfVideoPresentSources", *ARG(PULONG, call, 3));
    field_unsigned(fields, "NumberOfChildren", *ARG(PULONG, call, 4));
}

static void child_status(struct fields *fields, const struct ddi_call *call)
{
    const DXGK_CHILD_STATUS *status = ARG(PDXGK_CHILD_STATUS, call, 1);
    if (status->Type == StatusConnection)
        field_bool(fields, "Connected", status->HotPlug.Connected);
}

static void released(struct fields *fields, const struct ddi_call *call)
{
    const DXGK_DISPLAY_INFORMATION *info = ARG(PDXGK_DISPLAY_INFORMATION, call, 2);
    field_unsigned(fields, "Width", info->Width);
    field_unsigned(fields, "Height", info->Height);
    field_unsigned(fields, "Pitch", info->Pitch);
}

static void supported(struct fields *fields, const struct ddi_call *call)
{
    field_bool(fields, "IsVidPnSupported", ARG(const DXGKARG_ISSUPPORTEDVIDPN *, call, 1)->IsVidPnSupported);
}

static void scan_line(struct fields *fields, const struct ddi_call *call)
{
    const DXGKARG_GETSCANLINE *arg = ARG(const DXGKARG_GETSCANLINE *, call, 1);
    field_bool(fields, "InVerticalBlank", arg->InVerticalBlank);
    field_unsigned(fields, "ScanLine", arg->ScanLine);
}

static void display_enabled(struct fields *fields, const struct ddi_call *call)
{
    field_unsigned(fields, "Width", *ARG(UINT *, call, 3));
    field_unsigned(fields, "Height", *ARG(UINT *, call, 4));
}

static ddi_fields *const outputs[DDI_ID_COUNT] = {
    [DDI_ID_StartDevice] = started,
    [DDI_ID_QueryChildStatus] = child_status,
    [DDI_ID_StopDeviceAndReleasePostDisplayOwnership] = released,
    [DDI_ID_IsSupportedVidPn] = supported,
    [DDI_ID_GetScanLine] = scan_line,
    [DDI_ID_SystemDisplayEnable] = display_enabled,
};

/* ---- callbacks ------------------------------------------------------------------------------------------------- */

static void notify_interrupt(struct fields *fields, const struct ddi_callback *callback)
{
    const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data = ARG(const DXGKARGCB_NOTIFY_INTERRUPT_DATA *, callback, 1);
    if (!data)
        return;
    field_unsigned(fields, "InterruptType", (unsigned)data->InterruptType);
    if (data->InterruptType == DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS) {
        field_unsigned(fields, "VidPnSourceId", data->DisplayOnlyPresentProgress.VidPnSourceId);
        field_unsigned(fields, "ProgressId", (unsigned)data->DisplayOnlyPresentProgress.ProgressId);
    } else if (data->InterruptType == DXGK_INTERRUPT_DISPLAYONLY_VSYNC) {
        field_unsigned(fields, "VidPnTargetId", data->DisplayOnlyVsync.VidPnTargetId);
    } else {
        trace_engine_interrupt(fields, data);
    }
}

static void indicate_child_status(struct fields *fields, const struct ddi_callback *callback)
{
    const DXGK_CHILD_STATUS *status = ARG(PDXGK_CHILD_STATUS, callback, 1);
    if (!status)
        return;
    field_unsigned(fields, "ChildUid", status->ChildUid);
    if (status->Type == StatusConnection)
        field_bool(fields, "Connected", status->HotPlug.Connected);
}

static void map_memory(struct fields *fields, const struct ddi_callback *callback)
{
    field_unsigned(fields, "Length", ARG(ULONG, callback, 2));
    field_bool(fields, "InIoSpace", ARG(BOOLEAN, callback, 3));
}

static void device_space(struct fields *fields, const struct ddi_callback *callback)
{
    field_unsigned(fields, "DataType", ARG(ULONG, callback, 1));
    field_unsigned(fields, "Offset", ARG(ULONG, callback, 3));
    field_unsigned(fields, "Length", ARG(ULONG, callback, 4));
}

static void synchronize_execution(struct fields *fields, const struct ddi_callback *callback)
{
    field_unsigned(fields, "MessageNumber", ARG(ULONG, callback, 3));
}

static callback_fields *const callback_inputs[CB_ID_COUNT] = {
    [CB_ID_NotifyInterrupt] = notify_interrupt,
    [CB_ID_IndicateChildStatus] = indicate_child_status,
    [CB_ID_MapMemory] = map_memory,
    [CB_ID_ReadDeviceSpace] = device_space,
    [CB_ID_WriteDeviceSpace] = device_space,
    [CB_ID_SynchronizeExecution] = synchronize_execution,
};

static void acquired(struct fields *fields, const struct ddi_callback *callback)
{
    const DXGK_DISPLAY_INFORMATION *info = ARG(PDXGK_DISPLAY_INFORMATION, callback, 1);
    if (!info || !NT_SUCCESS(callback->status))
        return;
    field_unsigned(fields, "Width", info->Width);
    field_unsigned(fields, "Height", info->Height);
    field_hex(fields, "TargetId", info->TargetId);
}

static callback_fields *const callback_outputs[CB_ID_COUNT] = {
    [CB_ID_AcquirePostDisplayOwnership] = acquired,
};

/* ---- face ------------------------------------------------------------------------------------------------------ */

void trace_ddi_inputs(struct fields *fields, const struct ddi_call *call)
{
    ddi_fields *tell = inputs[call->id] ? inputs[call->id] : trace_render_inputs(call->id);
    if (tell)
        tell(fields, call);
}

void trace_ddi_outputs(struct fields *fields, const struct ddi_call *call)
{
    ddi_fields *tell = outputs[call->id] ? outputs[call->id] : trace_render_outputs(call->id);
    if (tell)
        tell(fields, call);
}

void trace_callback_inputs(struct fields *fields, const struct ddi_callback *callback)
{
    if (callback_inputs[callback->id])
        callback_inputs[callback->id](fields, callback);
}

void trace_callback_outputs(struct fields *fields, const struct ddi_callback *callback)
{
    if (callback_outputs[callback->id])
        callback_outputs[callback->id](fields, callback);
}
