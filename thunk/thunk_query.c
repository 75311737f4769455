/*
 * Questions: about an adapter, about a device's state, and the ones only the driver understands. What the buffer of a question
 * must look like follows from its type.
 */
#include "thunk.h"

/* ---- QueryAdapterInfo ---- */

/* Bytes of the answer: `size`, and then any number of `element`s. */
struct question {
    unsigned short size, element;
    bool set; /* the program tells, the kernel does not answer */
};

/* A type without a row is not a question of this interface version. */
static const struct question questions[] = {
    [KMTQAITYPE_UMDRIVERPRIVATE] = {1, 1, false},
    [KMTQAITYPE_UMDRIVERNAME] = {sizeof(D3DKMT_UMDFILENAMEINFO), 0, false},
    [KMTQAITYPE_UMOPENGLINFO] = {sizeof(D3DKMT_OPENGLINFO), 0, false},
    [KMTQAITYPE_GETSEGMENTSIZE] = {sizeof(D3DKMT_SEGMENTSIZEINFO), 0, false},
    [KMTQAITYPE_ADAPTERGUID] = {sizeof(GUID), 0, false},
    [KMTQAITYPE_FLIPQUEUEINFO] = {sizeof(D3DKMT_FLIPQUEUEINFO), 0, false},
    [KMTQAITYPE_ADAPTERADDRESS] = {sizeof(D3DKMT_ADAPTERADDRESS), 0, false},
    [KMTQAITYPE_SETWORKINGSETINFO] = {sizeof(D3DKMT_WORKINGSETINFO), 0, true},
    [KMTQAITYPE_ADAPTERREGISTRYINFO] = {sizeof(D3DKMT_ADAPTERREGISTRYINFO), 0, false},
    [KMTQAITYPE_CURRENTDISPLAYMODE] = {sizeof(D3DKMT_CURRENTDISPLAYMODE), 0, false},
    [KMTQAITYPE_MODELIST] = {sizeof(D3DKMT_DISPLAYMODELIST), sizeof(D3DKMT_DISPLAYMODE), false},
    [KMTQAITYPE_CHECKDRIVERUPDATESTATUS] = {sizeof(BOOL), 0, false},
    [KMTQAITYPE_VIRTUALADDRESSINFO] = {sizeof(D3DKMT_VIRTUALADDRESSINFO), 0, false},
    [KMTQAITYPE_DRIVERVERSION] = {sizeof(D3DKMT_DRIVERVERSION), 0, false},
    [KMTQAITYPE_ADAPTERTYPE] = {sizeof(D3DKMT_ADAPTERTYPE), 0, false},
    [KMTQAITYPE_OUTPUTDUPLCONTEXTSCOUNT] = {sizeof(D3DKMT_OUTPUTDUPLCONTEXTSCOUNT), 0, false},
    [KMTQAITYPE_WDDM_1_2_CAPS] = {sizeof(D3DKMT_WDDM_1_2_CAPS), 0, false},
    [KMTQAITYPE_UMD_DRIVER_VERSION] = {sizeof(D3DKMT_UMD_DRIVER_VERSION), 0, false},
    [KMTQAITYPE_DIRECTFLIP_SUPPORT] = {sizeof(D3DKMT_DIRECTFLIP_SUPPORT), 0, false},
    [KMTQAITYPE_MULTIPLANEOVERLAY_SUPPORT] = {sizeof(D3DKMT_MULTIPLANEOVERLAY_SUPPORT), 0, false},
    [KMTQAITYPE_DLIST_DRIVER_NAME] = {sizeof(D3DKMT_DLIST_DRIVER_NAME), 0, false},
    [KMTQAITYPE_WDDM_1_3_CAPS] = {sizeof(D3DKMT_WDDM_1_3_CAPS), 0, false},
};

static bool right_size(const struct question *question, UINT size)
{
    if (size < question->size)
        return false;
    return question->element ? (size - question->size) % question->element == 0 : size == question->size;
}

NTSTATUS thunk_query_adapter_info(struct thunk_frame *frame, const D3DKMT_QUERYADAPTERINFO *args)
{
    unsigned type = (unsigned)args->Type;
    D3DKMT_QUERYADAPTERINFO call = *args;

    if (type >= RTL_NUMBER_OF(questions) || questions[type].size == 0)
        return thunk_refuse(frame, "", "Type", "a KMTQAITYPE_* of WDDM 1.3", "%u", type);
    const struct question *question = &questions[type];
    if (!right_size(question, args->PrivateDriverDataSize))
        return thunk_refuse(frame, "", "PrivateDriverDataSize",
                            "the size of the structure that belongs to Type", "%u bytes for type %u",
                            (unsigned)args->PrivateDriverDataSize, type);
    NTSTATUS status = thunk_capture(frame, args->pPrivateDriverData, args->PrivateDriverDataSize, 1,
                                    &call.pPrivateDriverData);
    if (NT_SUCCESS(status))
        status = dxgk_kmt_query_adapter_info(frame->process, &call);
    if (NT_SUCCESS(status) && !question->set)
        status =
            thunk_give(frame, args->pPrivateDriverData, call.pPrivateDriverData, args->PrivateDriverDataSize);
    return status;
}

/* ---- Escape ---- */

NTSTATUS thunk_escape(struct thunk_frame *frame, const D3DKMT_ESCAPE *args)
{
    D3DKMT_ESCAPE call = *args;
    const D3DDDI_ESCAPEFLAGS known = {.HardwareAccess = 1, .DeviceStatusQuery = 1, .ChangeFrameLatency = 1};

    NTSTATUS status = thunk_reserved(frame, "THK-21", "Flags", args->Flags.Value & ~known.Value);
    if (!NT_SUCCESS(status))
        return status;
    if ((unsigned)args->Type > D3DKMT_ESCAPE_WIN32K_SYSTEM_DPI)
        return thunk_refuse(frame, "THK-21", "Type", "a D3DKMT_ESCAPE_* of WDDM 1.3", "%u",
                            (unsigned)args->Type);
    status = thunk_capture(frame, args->pPrivateDriverData, args->PrivateDriverDataSize, 1,
                           &call.pPrivateDriverData);
    if (NT_SUCCESS(status))
        status = dxgk_kmt_escape(frame->process, &call);
    if (NT_SUCCESS(status))
        status =
            thunk_give(frame, args->pPrivateDriverData, call.pPrivateDriverData, args->PrivateDriverDataSize);
    return status;
}

/* ---- GetDeviceState ---- */

NTSTATUS thunk_get_device_state(struct thunk_frame *frame, D3DKMT_GETDEVICESTATE *args)
{
    switch (args->StateType) {
    case D3DKMT_DEVICESTATE_EXECUTION:
    case D3DKMT_DEVICESTATE_PRESENT:
    case D3DKMT_DEVICESTATE_RESET:
    case D3DKMT_DEVICESTATE_PRESENT_DWM:
        return dxgk_kmt_get_device_state(frame->process, args);
    default:
        return thunk_refuse(frame, "THK-25", "StateType", "1 to 4", "%u", (unsigned)args->StateType);
    }
}
