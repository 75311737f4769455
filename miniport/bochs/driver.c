/*
 * The life of the driver and of its device: DriverEntry to Unload, AddDevice to RemoveDevice; the settings;
 * and the entry points that say what this hardware does not have.
 */
#include "bochs.h"

/*
 * DOD-01, DOD-03, DOD-05. PASSIVE_LEVEL. The members left out are optional. GetScanLine and ControlInterrupt
 * are left out together: without them the kernel simulates vertical blanks, and modes have no frequencies
 * (OBS-40).
 */
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path)
{
    KMDDOD_INITIALIZATION_DATA table = {
        .Version = DXGKDDI_INTERFACE_VERSION,
        .DxgkDdiAddDevice = bochs_add_device,
        .DxgkDdiStartDevice = bochs_start_device,
        .DxgkDdiStopDevice = bochs_stop_device,
        .DxgkDdiRemoveDevice = bochs_remove_device,
        .DxgkDdiUnload = bochs_unload,
        .DxgkDdiResetDevice = bochs_reset_device,
        .DxgkDdiDispatchIoRequest = bochs_dispatch_io_request,
        .DxgkDdiInterruptRoutine = bochs_interrupt_routine,
        .DxgkDdiDpcRoutine = bochs_dpc_routine,
        .DxgkDdiQueryChildRelations = bochs_query_child_relations,
        .DxgkDdiQueryChildStatus = bochs_query_child_status,
        .DxgkDdiQueryDeviceDescriptor = bochs_query_device_descriptor,
        .DxgkDdiSetPowerState = bochs_set_power_state,
        .DxgkDdiQueryAdapterInfo = bochs_query_adapter_info,
        .DxgkDdiSetPointerPosition = bochs_set_pointer_position,
        .DxgkDdiSetPointerShape = bochs_set_pointer_shape,
        .DxgkDdiIsSupportedVidPn = bochs_is_supported_vidpn,
        .DxgkDdiRecommendFunctionalVidPn = bochs_recommend_functional_vidpn,
        .DxgkDdiEnumVidPnCofuncModality = bochs_enum_vidpn_cofunc_modality,
        .DxgkDdiSetVidPnSourceVisibility = bochs_set_vidpn_source_visibility,
        .DxgkDdiCommitVidPn = bochs_commit_vidpn,
        .DxgkDdiUpdateActiveVidPnPresentPath = bochs_update_active_vidpn_present_path,
        .DxgkDdiRecommendMonitorModes = bochs_recommend_monitor_modes,
        .DxgkDdiQueryVidPnHWCapability = bochs_query_vidpn_hw_capability,
        .DxgkDdiPresentDisplayOnly = bochs_present_display_only,
        .DxgkDdiStopDeviceAndReleasePostDisplayOwnership =
            bochs_stop_device_and_release_post_display_ownership,
        .DxgkDdiSystemDisplayEnable = bochs_system_display_enable,
        .DxgkDdiSystemDisplayWrite = bochs_system_display_write,
    };

    return DxgkInitializeDisplayOnlyDriver(driver, registry_path, &table);
}

/* DOD-20. PASSIVE_LEVEL. DriverEntry left nothing behind. */
void NTAPI bochs_unload(void)
{
    PAGED_CODE();
}

/* DOD-10. PASSIVE_LEVEL. Nonpaged, because the crash screen works on it at any IRQL (POST-09). */
NTSTATUS NTAPI bochs_add_device(PDEVICE_OBJECT pdo, PVOID *context)
{
    struct bochs *dev;

    PAGED_CODE();
    *context = NULL;
    dev = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*dev), BOCHS_TAG);
    if (!dev) {
        return STATUS_NO_MEMORY;
    }
    RtlZeroMemory(dev, sizeof(*dev));
    dev->pdo = pdo;
    *context = dev;
    return STATUS_SUCCESS;
}

/* PASSIVE_LEVEL. */
NTSTATUS NTAPI bochs_remove_device(PVOID context)
{
    PAGED_CODE();
    ExFreePoolWithTag(context, BOCHS_TAG);
    return STATUS_SUCCESS;
}

/* ---- settings ------------------------------------------------------------------------------------------ */

struct settings {
    ULONG bits_per_pixel;
    ULONG slow_reads;
    ULONG custom_width, custom_height;
};

static void read_setting(HANDLE key, PCWSTR name, ULONG *value)
{
    union {
        KEY_VALUE_PARTIAL_INFORMATION info;
        UCHAR room[FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data) + sizeof(ULONG)];
    } buffer;
    UNICODE_STRING string;
    ULONG length;
    NTSTATUS status;

    RtlInitUnicodeString(&string, name);
    status = ZwQueryValueKey(key, &string, KeyValuePartialInformation, &buffer, sizeof(buffer), &length);
    if (NT_SUCCESS(status) && buffer.info.Type == REG_DWORD && buffer.info.DataLength == sizeof(ULONG)) {
        RtlCopyMemory(value, buffer.info.Data, sizeof(ULONG));
    }
}

/*
 * Values of the driver's software key, all optional DWORDs:
 *
 *     BitsPerPixel   32, 24 or 16: depth of the frame buffer (QEMU's VGA has all, its bochs-display not 24)
 *     SlowReads      not 0: reading the frame buffer is slow, so draw moves from the desktop image
 *     CustomWidth    with CustomHeight: one more mode, and the preferred one
 */
static void read_settings(struct bochs *dev, struct settings *settings)
{
    HANDLE key;

    RtlZeroMemory(settings, sizeof(*settings));
    settings->bits_per_pixel = 32;
    if (!NT_SUCCESS(IoOpenDeviceRegistryKey(dev->pdo, PLUGPLAY_REGKEY_DRIVER, KEY_QUERY_VALUE, &key))) {
        return;
    }
    read_setting(key, L"BitsPerPixel", &settings->bits_per_pixel);
    read_setting(key, L"SlowReads", &settings->slow_reads);
    read_setting(key, L"CustomWidth", &settings->custom_width);
    read_setting(key, L"CustomHeight", &settings->custom_height);
    ZwClose(key);
    if (settings->bits_per_pixel != 24 && settings->bits_per_pixel != 16) {
        settings->bits_per_pixel = 32;
    }
}

/* ---- start and stop ------------------------------------------------------------------------------------ */

/* OBS-31: the interface has its own size, which may be smaller or larger than ours. What is missing stays
 * NULL. */
static void copy_interface(struct bochs *dev, const DXGKRNL_INTERFACE *kernel)
{
    RtlZeroMemory(&dev->kernel, sizeof(dev->kernel));
    RtlCopyMemory(&dev->kernel, kernel,
                  kernel->Size < sizeof(dev->kernel) ? kernel->Size : sizeof(dev->kernel));
}

/* POST-01, POST-02, POST-05, OBS-29: the firmware's mode if there is one; only its size is of use here. */
static struct mode acquire_post(struct bochs *dev)
{
    DXGK_DISPLAY_INFORMATION info;
    struct mode mode = {0, 0};

    RtlZeroMemory(&info, sizeof(info));
    if (dev->kernel.DxgkCbAcquirePostDisplayOwnership &&
        NT_SUCCESS(dev->kernel.DxgkCbAcquirePostDisplayOwnership(dev->kernel.DeviceHandle, &info)) &&
        info.Width) {
        mode.width = info.Width;
        mode.height = info.Height;
    }
    return mode;
}

/* DOD-11, DOD-19. PASSIVE_LEVEL. The screen is black from here to the first present. */
NTSTATUS NTAPI bochs_start_device(PVOID context, DXGK_START_INFO *start_info, DXGKRNL_INTERFACE *kernel,
                                  ULONG *sources, ULONG *children)
{
    struct bochs *dev = context;
    struct settings settings;
    struct mode post, custom;
    DXGK_DEVICE_INFO info;
    NTSTATUS status;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(start_info);
    copy_interface(dev, kernel);
    RtlZeroMemory(&info, sizeof(info));
    status = dev->kernel.DxgkCbGetDeviceInformation(dev->kernel.DeviceHandle, &info);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    post = acquire_post(dev);
    status = bochs_hw_open(dev, info.TranslatedResourceList);
    if (!NT_SUCCESS(status)) {
        bochs_hw_close(dev);
        return status;
    }

    read_settings(dev, &settings);
    dev->bytes_per_pixel = settings.bits_per_pixel / 8;
    dev->slow_reads = settings.slow_reads != 0;
    custom.width = settings.custom_width;
    custom.height = settings.custom_height;
    bochs_modes_build(dev, custom, post);

    dev->adapter_power = PowerDeviceD0;
    dev->monitor_power = PowerDeviceD0;
    dev->visible = FALSE;
    dev->started = TRUE;
    bochs_screen_release(dev);
    if (mode_list_contains(&dev->modes, post)) {
        bochs_screen_set_mode(dev, post, SURFACE_ROTATE_0, FALSE);
    }
    *sources = 1;
    *children = 1;
    return STATUS_SUCCESS;
}

void bochs_close_hardware(struct bochs *dev)
{
    dev->started = FALSE;
    dev->lit = FALSE;
    dev->screen.width = 0;
    dev->screen.height = 0;
    bochs_hw_close(dev);
}

/* PASSIVE_LEVEL. */
NTSTATUS NTAPI bochs_stop_device(PVOID context)
{
    struct bochs *dev = context;

    PAGED_CODE();
    if (dev->started) {
        bochs_screen_release(dev);
        bochs_close_hardware(dev);
    }
    return STATUS_SUCCESS;
}

/* ---- what the adapter is ------------------------------------------------------------------------------- */

/* DOD-16, DOD-17, OBS-13, OBS-15. PASSIVE_LEVEL, level zero. The size asked for belongs to the version
 * declared. */
static NTSTATUS driver_caps(const DXGKARG_QUERYADAPTERINFO *args)
{
    DXGK_DRIVERCAPS *caps = args->pOutputData;

    if (!caps || args->OutputDataSize < RTL_SIZEOF_THROUGH_FIELD(DXGK_DRIVERCAPS, SupportSmoothRotation)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    RtlZeroMemory(caps, args->OutputDataSize);
    caps->HighestAcceptableAddress.QuadPart = -1;
    caps->WDDMVersion = DXGKDDI_WDDMv1_2;
    caps->SupportNonVGA = TRUE;
    caps->SupportSmoothRotation = TRUE;
    return STATUS_SUCCESS;
}

/* DOD-16. PASSIVE_LEVEL, level zero. */
NTSTATUS NTAPI bochs_query_adapter_info(HANDLE hAdapter, const DXGKARG_QUERYADAPTERINFO *args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    return args->Type == DXGKQAITYPE_DRIVERCAPS ? driver_caps(args) : STATUS_NOT_SUPPORTED;
}

/* ---- what the hardware does not have ------------------------------------------------------------------- */

/* PTR-05. PASSIVE_LEVEL. Without pointer caps the kernel draws the pointer; hiding ours is always
 * possible. */
NTSTATUS NTAPI bochs_set_pointer_position(HANDLE hAdapter, const DXGKARG_SETPOINTERPOSITION *args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    return args->Flags.Visible ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

/* PTR-05. PASSIVE_LEVEL. */
NTSTATUS NTAPI bochs_set_pointer_shape(HANDLE hAdapter, const DXGKARG_SETPOINTERSHAPE *args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    UNREFERENCED_PARAMETER(args);
    return STATUS_NOT_IMPLEMENTED;
}

/* PASSIVE_LEVEL. No private device control codes. */
NTSTATUS NTAPI bochs_dispatch_io_request(PVOID context, ULONG source, PVIDEO_REQUEST_PACKET packet)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(source);
    UNREFERENCED_PARAMETER(packet);
    return STATUS_NOT_SUPPORTED;
}

/* Device IRQL. The function has no interrupt: whatever comes on a shared line is not ours. */
BOOLEAN NTAPI bochs_interrupt_routine(PVOID context, ULONG message)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(message);
    return FALSE;
}

/* DISPATCH_LEVEL. Nobody queues it: presents are done when they return (DOD-37). */
void NTAPI bochs_dpc_routine(PVOID context)
{
    UNREFERENCED_PARAMETER(context);
}
