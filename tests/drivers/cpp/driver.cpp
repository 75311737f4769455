// A display-only driver in C++: virtual functions, static objects, new and delete, destructors that let go. DriverEntry, and the functions
// of the DDI that find their object and call its member.
#include "adapter.hpp"

static Adapter &adapter_of(PVOID context)
{
    return *static_cast<Adapter *>(context);
}

// ---- life

static NTSTATUS NTAPI add_device(PDEVICE_OBJECT, PVOID *context)
{
    *context = new (NonPagedPoolNx) Adapter;
    return *context ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS NTAPI remove_device(PVOID context)
{
    delete &adapter_of(context);
    return STATUS_SUCCESS;
}

static void NTAPI unload()
{
    static_objects_end();
}

static NTSTATUS NTAPI start_device(PVOID context, DXGK_START_INFO *, DXGKRNL_INTERFACE *kernel, ULONG *sources, ULONG *children)
{
    *sources = *children = 1;
    return adapter_of(context).start(*kernel);
}

static NTSTATUS NTAPI stop_device(PVOID context)
{
    adapter_of(context).stop();
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI release_post(PVOID context, D3DDDI_VIDEO_PRESENT_TARGET_ID target, DXGK_DISPLAY_INFORMATION *info)
{
    return target ? STATUS_NOT_SUPPORTED : adapter_of(context).release(*info);
}

static NTSTATUS NTAPI set_power(PVOID context, ULONG child, DEVICE_POWER_STATE state, POWER_ACTION)
{
    return adapter_of(context).power(child, state);
}

// ---- what there is

static NTSTATUS NTAPI child_relations(PVOID, DXGK_CHILD_DESCRIPTOR *relations, ULONG)
{
    relations->ChildDeviceType = TypeVideoOutput;
    relations->ChildCapabilities.HpdAwareness = HpdAwarenessInterruptible;
    relations->ChildCapabilities.Type.VideoOutput.InterfaceTechnology = D3DKMDT_VOT_HD15;
    relations->ChildCapabilities.Type.VideoOutput.MonitorOrientationAwareness = D3DKMDT_MOA_NONE;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI child_status(PVOID, DXGK_CHILD_STATUS *status, BOOLEAN)
{
    if (status->ChildUid || status->Type != StatusConnection)
        return STATUS_INVALID_PARAMETER;
    status->HotPlug.Connected = TRUE;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI descriptor(PVOID context, ULONG child, DXGK_DEVICE_DESCRIPTOR *wanted)
{
    return child ? STATUS_INVALID_PARAMETER : adapter_of(context).descriptor(*wanted);
}

static NTSTATUS NTAPI adapter_info(HANDLE, const DXGKARG_QUERYADAPTERINFO *args)
{
    auto *caps = static_cast<DXGK_DRIVERCAPS *>(args->pOutputData);

    if (args->Type != DXGKQAITYPE_DRIVERCAPS)
        return STATUS_NOT_SUPPORTED;
    if (args->OutputDataSize < RTL_SIZEOF_THROUGH_FIELD(DXGK_DRIVERCAPS, SupportSmoothRotation))
        return STATUS_BUFFER_TOO_SMALL;
    RtlZeroMemory(caps, args->OutputDataSize);
    caps->HighestAcceptableAddress.QuadPart = -1;
    caps->WDDMVersion = DXGKDDI_WDDMv1_2;
    caps->SupportNonVGA = TRUE;
    caps->SupportSmoothRotation = TRUE;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI hw_capability(HANDLE, DXGKARG_QUERYVIDPNHWCAPABILITY *args)
{
    args->VidPnHWCaps = {};
    args->VidPnHWCaps.DriverRotation = 1;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI no_io(PVOID, ULONG, PVIDEO_REQUEST_PACKET)
{
    return STATUS_NOT_SUPPORTED;
}

static BOOLEAN NTAPI no_interrupt(PVOID, ULONG)
{
    return FALSE;
}

static void NTAPI no_dpc(PVOID)
{
}

static NTSTATUS NTAPI pointer_position(HANDLE, const DXGKARG_SETPOINTERPOSITION *args)
{
    return args->Flags.Visible ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

static NTSTATUS NTAPI pointer_shape(HANDLE, const DXGKARG_SETPOINTERSHAPE *)
{
    return STATUS_NOT_IMPLEMENTED;
}

// ---- modes and pictures

static NTSTATUS NTAPI is_supported(HANDLE adapter, DXGKARG_ISSUPPORTEDVIDPN *args)
{
    return adapter_of(adapter).is_supported(*args);
}

static NTSTATUS NTAPI recommend(HANDLE, const DXGKARG_RECOMMENDFUNCTIONALVIDPN *const)
{
    return STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN;
}

static NTSTATUS NTAPI enumerate(HANDLE adapter, const DXGKARG_ENUMVIDPNCOFUNCMODALITY *const args)
{
    return adapter_of(adapter).enumerate(*args);
}

static NTSTATUS NTAPI monitor_modes(HANDLE adapter, const DXGKARG_RECOMMENDMONITORMODES *const args)
{
    return adapter_of(adapter).monitor_modes(*args);
}

static NTSTATUS NTAPI commit(HANDLE adapter, const DXGKARG_COMMITVIDPN *const args)
{
    return adapter_of(adapter).commit(*args);
}

static NTSTATUS NTAPI update(HANDLE adapter, const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH *const args)
{
    return adapter_of(adapter).update(*args);
}

static NTSTATUS NTAPI visibility(HANDLE adapter, const DXGKARG_SETVIDPNSOURCEVISIBILITY *args)
{
    return adapter_of(adapter).show(*args);
}

static NTSTATUS NTAPI present(HANDLE adapter, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    return adapter_of(adapter).present(*args);
}

static void NTAPI reset_device(PVOID context)
{
    adapter_of(context).restore();
}

static NTSTATUS NTAPI crash_enable(PVOID context, D3DDDI_VIDEO_PRESENT_TARGET_ID, DXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS *,
                                   UINT *width, UINT *height, D3DDDIFORMAT *format)
{
    mode size = {};
    NTSTATUS status = adapter_of(context).crash_screen(size);

    *width = size.width;
    *height = size.height;
    *format = D3DDDIFMT_X8R8G8B8;
    return status;
}

static void NTAPI crash_write(PVOID context, PVOID source, UINT width, UINT height, UINT stride, UINT x, UINT y)
{
    adapter_of(context).crash_write(static_cast<const UCHAR *>(source), width, height, stride, x, y);
}

extern "C" NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING path)
{
    KMDDOD_INITIALIZATION_DATA table = {};

    table.Version = 0x300E; // Windows 8, the first with display-only drivers
    table.DxgkDdiAddDevice = add_device;
    table.DxgkDdiStartDevice = start_device;
    table.DxgkDdiStopDevice = stop_device;
    table.DxgkDdiRemoveDevice = remove_device;
    table.DxgkDdiUnload = unload;
    table.DxgkDdiResetDevice = reset_device;
    table.DxgkDdiDispatchIoRequest = no_io;
    table.DxgkDdiInterruptRoutine = no_interrupt;
    table.DxgkDdiDpcRoutine = no_dpc;
    table.DxgkDdiQueryChildRelations = child_relations;
    table.DxgkDdiQueryChildStatus = child_status;
    table.DxgkDdiQueryDeviceDescriptor = descriptor;
    table.DxgkDdiSetPowerState = set_power;
    table.DxgkDdiQueryAdapterInfo = adapter_info;
    table.DxgkDdiSetPointerPosition = pointer_position;
    table.DxgkDdiSetPointerShape = pointer_shape;
    table.DxgkDdiIsSupportedVidPn = is_supported;
    table.DxgkDdiRecommendFunctionalVidPn = recommend;
    table.DxgkDdiEnumVidPnCofuncModality = enumerate;
    table.DxgkDdiSetVidPnSourceVisibility = visibility;
    table.DxgkDdiCommitVidPn = commit;
    table.DxgkDdiUpdateActiveVidPnPresentPath = update;
    table.DxgkDdiRecommendMonitorModes = monitor_modes;
    table.DxgkDdiQueryVidPnHWCapability = hw_capability;
    table.DxgkDdiPresentDisplayOnly = present;
    table.DxgkDdiStopDeviceAndReleasePostDisplayOwnership = release_post;
    table.DxgkDdiSystemDisplayEnable = crash_enable;
    table.DxgkDdiSystemDisplayWrite = crash_write;
    static_objects_begin();
    NTSTATUS status = DxgkInitializeDisplayOnlyDriver(driver, path, &table);
    if (!NT_SUCCESS(status))
        static_objects_end();
    return status;
}
