/* Sources: their modes, primaries, owners and beams (THK-22). */
#include "thunk.h"

NTSTATUS thunk_get_mode_list(struct thunk_frame *frame, D3DKMT_GETDISPLAYMODELIST *args)
{
    D3DKMT_GETDISPLAYMODELIST call = *args;
    UINT room = args->pModeList ? args->ModeCount : 0;

    NTSTATUS status = thunk_room(frame, args->pModeList, room, sizeof(D3DKMT_DISPLAYMODE), &call.pModeList);
    if (!NT_SUCCESS(status))
        return status;
    call.ModeCount = room;
    status = dxgk_kmt_get_display_mode_list(frame->process, &call);
    if (NT_SUCCESS(status)) {
        UINT given = call.ModeCount < room ? call.ModeCount : room;
        NTSTATUS delivered =
            thunk_give(frame, args->pModeList, call.pModeList, given * sizeof(D3DKMT_DISPLAYMODE));
        if (!NT_SUCCESS(delivered))
            return delivered;
    }
    args->ModeCount = call.ModeCount;
    return status;
}

NTSTATUS thunk_set_display_mode(struct thunk_frame *frame, const D3DKMT_SETDISPLAYMODE *args)
{
    NTSTATUS status = thunk_reserved(frame, "", "Flags.Reserved", args->Flags.Reserved);

    if (!NT_SUCCESS(status))
        return status;
    if (args->DisplayOrientation < D3DDDI_ROTATION_IDENTITY || args->DisplayOrientation > D3DDDI_ROTATION_270)
        return thunk_refuse(frame, "", "DisplayOrientation", "1 to 4", "%u",
                            (unsigned)args->DisplayOrientation);
    D3DKMT_SETDISPLAYMODE call = *args;
    return dxgk_kmt_set_display_mode(frame->process, &call);
}

NTSTATUS thunk_get_shared_primary(struct thunk_frame *frame, D3DKMT_GETSHAREDPRIMARYHANDLE *args)
{
    args->hSharedPrimary = 0;
    return dxgk_kmt_get_shared_primary_handle(frame->process, args);
}

NTSTATUS thunk_set_source_owner(struct thunk_frame *frame, const D3DKMT_SETVIDPNSOURCEOWNER *args)
{
    D3DKMT_SETVIDPNSOURCEOWNER call = *args;
    D3DKMT_VIDPNSOURCEOWNER_TYPE *types = NULL;
    D3DDDI_VIDEO_PRESENT_SOURCE_ID *sources = NULL;

    if (args->VidPnSourceCount > D3DKMDT_MAX_VIDPN_SOURCES)
        return thunk_refuse(frame, "", "VidPnSourceCount", "at most 16", "%u",
                            (unsigned)args->VidPnSourceCount);
    NTSTATUS status = thunk_capture(frame, args->pType, args->VidPnSourceCount, sizeof(*types), &types);
    if (NT_SUCCESS(status))
        status =
            thunk_capture(frame, args->pVidPnSourceId, args->VidPnSourceCount, sizeof(*sources), &sources);
    for (UINT i = 0; NT_SUCCESS(status) && i < args->VidPnSourceCount; i++) {
        if ((unsigned)types[i] > D3DKMT_VIDPNSOURCEOWNER_EMULATED)
            status =
                thunk_refuse(frame, "", "pType", "a D3DKMT_VIDPNSOURCEOWNER_*", "%u", (unsigned)types[i]);
    }
    call.pType = types;
    call.pVidPnSourceId = sources;
    return NT_SUCCESS(status) ? dxgk_kmt_set_vidpn_source_owner(frame->process, &call) : status;
}

NTSTATUS thunk_wait_for_vblank(struct thunk_frame *frame, const D3DKMT_WAITFORVERTICALBLANKEVENT *args)
{
    return dxgk_kmt_wait_for_vertical_blank_event(frame->process, args);
}

NTSTATUS thunk_get_scan_line(struct thunk_frame *frame, D3DKMT_GETSCANLINE *args)
{
    return dxgk_kmt_get_scan_line(frame->process, args);
}
