/*
 * The life of the driver: DriverEntry to Unload, AddDevice and RemoveDevice; and the entry points that say what this hardware does
 * not have.
 */
#include "display.h"

/*
 * DOD-04, PRE-06, TDR-10, GDI-07. PASSIVE_LEVEL. What is left out belongs to caps that are not claimed: swizzling ranges, overlays,
 * palettes, linked adapters, runtime power.
 */
NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path)
{
    DRIVER_INITIALIZATION_DATA table = {
        .Version = DXGKDDI_INTERFACE_VERSION,
        .DxgkDdiAddDevice = refgpu_add_device,
        .DxgkDdiStartDevice = refgpu_start_device,
        .DxgkDdiStopDevice = refgpu_stop_device,
        .DxgkDdiRemoveDevice = refgpu_remove_device,
        .DxgkDdiUnload = refgpu_unload,
        .DxgkDdiResetDevice = refgpu_reset_device,
        .DxgkDdiDispatchIoRequest = refgpu_dispatch_io_request,
        .DxgkDdiQueryInterface = refgpu_query_interface,
        .DxgkDdiControlEtwLogging = refgpu_control_etw_logging,
        .DxgkDdiSetPowerState = refgpu_set_power_state,

        .DxgkDdiInterruptRoutine = refgpu_interrupt_routine,
        .DxgkDdiDpcRoutine = refgpu_dpc_routine,
        .DxgkDdiControlInterrupt = refgpu_control_interrupt,
        .DxgkDdiQueryCurrentFence = refgpu_query_current_fence,

        .DxgkDdiQueryAdapterInfo = refgpu_query_adapter_info,
        .DxgkDdiGetNodeMetadata = refgpu_get_node_metadata,
        .DxgkDdiEscape = refgpu_escape,

        .DxgkDdiCreateDevice = refgpu_create_device,
        .DxgkDdiDestroyDevice = refgpu_destroy_device,
#if REFGPU_CONTEXTS
        .DxgkDdiCreateContext = refgpu_create_context,
        .DxgkDdiDestroyContext = refgpu_destroy_context,
        .DxgkDdiCancelCommand = refgpu_cancel_command,
        .DxgkDdiQueryDependentEngineGroup = refgpu_query_dependent_engine_group,
        .DxgkDdiQueryEngineStatus = refgpu_query_engine_status,
        .DxgkDdiResetEngine = refgpu_reset_engine,
#endif
        .DxgkDdiCreateAllocation = refgpu_create_allocation,
        .DxgkDdiDestroyAllocation = refgpu_destroy_allocation,
        .DxgkDdiDescribeAllocation = refgpu_describe_allocation,
        .DxgkDdiGetStandardAllocationDriverData = refgpu_get_standard_allocation_driver_data,
        .DxgkDdiOpenAllocation = refgpu_open_allocation,
        .DxgkDdiCloseAllocation = refgpu_close_allocation,

        .DxgkDdiRender = refgpu_render,
        .DxgkDdiRenderKm = refgpu_render_km,
        .DxgkDdiPresent = refgpu_present,
        .DxgkDdiPatch = refgpu_patch,
        .DxgkDdiBuildPagingBuffer = refgpu_build_paging_buffer,
        .DxgkDdiSubmitCommand = refgpu_submit_command,
        .DxgkDdiPreemptCommand = refgpu_preempt_command,
        .DxgkDdiResetFromTimeout = refgpu_reset_from_timeout,
        .DxgkDdiRestartFromTimeout = refgpu_restart_from_timeout,
        .DxgkDdiCollectDbgInfo = refgpu_collect_dbg_info,

        .DxgkDdiQueryChildRelations = refgpu_query_child_relations,
        .DxgkDdiQueryChildStatus = refgpu_query_child_status,
        .DxgkDdiQueryDeviceDescriptor = refgpu_query_device_descriptor,
        .DxgkDdiSetPointerPosition = refgpu_set_pointer_position,
        .DxgkDdiSetPointerShape = refgpu_set_pointer_shape,
        .DxgkDdiIsSupportedVidPn = refgpu_is_supported_vidpn,
        .DxgkDdiRecommendFunctionalVidPn = refgpu_recommend_functional_vidpn,
        .DxgkDdiRecommendVidPnTopology = refgpu_recommend_vidpn_topology,
        .DxgkDdiEnumVidPnCofuncModality = refgpu_enum_vidpn_cofunc_modality,
        .DxgkDdiRecommendMonitorModes = refgpu_recommend_monitor_modes,
        .DxgkDdiQueryVidPnHWCapability = refgpu_query_vidpn_hw_capability,
        .DxgkDdiCommitVidPn = refgpu_commit_vidpn,
        .DxgkDdiUpdateActiveVidPnPresentPath = refgpu_update_active_vidpn_present_path,
        .DxgkDdiSetVidPnSourceAddress = refgpu_set_vidpn_source_address,
        .DxgkDdiSetVidPnSourceVisibility = refgpu_set_vidpn_source_visibility,
        .DxgkDdiGetScanLine = refgpu_get_scan_line,
        .DxgkDdiStopDeviceAndReleasePostDisplayOwnership =
            refgpu_stop_device_and_release_post_display_ownership,
        .DxgkDdiSystemDisplayEnable = refgpu_system_display_enable,
        .DxgkDdiSystemDisplayWrite = refgpu_system_display_write,
    };

    return DxgkInitialize(driver, registry_path, &table);
}

/* DOD-20. PASSIVE_LEVEL. DriverEntry left nothing behind. */
void NTAPI refgpu_unload(void)
{
    PAGED_CODE();
}

/* DOD-10. PASSIVE_LEVEL. Nonpaged: the interrupt routine lives on it. */
NTSTATUS NTAPI refgpu_add_device(PDEVICE_OBJECT pdo, PVOID *context)
{
    struct refgpu *gpu;

    PAGED_CODE();
    *context = NULL;
    gpu = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*gpu), REFGPU_TAG);
    if (!gpu) {
        return STATUS_NO_MEMORY;
    }
    RtlZeroMemory(gpu, sizeof(*gpu));
    gpu->pdo = pdo;
    *context = gpu;
    return STATUS_SUCCESS;
}

/* PASSIVE_LEVEL. */
NTSTATUS NTAPI refgpu_remove_device(PVOID context)
{
    PAGED_CODE();
    ExFreePoolWithTag(context, REFGPU_TAG);
    return STATUS_SUCCESS;
}

/* ---- what there is none of ----------------------------------------------------------------------------- */

/* PASSIVE_LEVEL. No private device control codes. */
NTSTATUS NTAPI refgpu_dispatch_io_request(PVOID context, ULONG source, PVIDEO_REQUEST_PACKET packet)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(source);
    UNREFERENCED_PARAMETER(packet);
    return STATUS_NOT_SUPPORTED;
}

/* OBS-05. PASSIVE_LEVEL. */
NTSTATUS NTAPI refgpu_query_interface(PVOID context, PQUERY_INTERFACE query)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(query);
    return STATUS_NOT_SUPPORTED;
}

/* PASSIVE_LEVEL. The driver logs nothing. */
void NTAPI refgpu_control_etw_logging(BOOLEAN enable, ULONG flags, UCHAR level)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(enable);
    UNREFERENCED_PARAMETER(flags);
    UNREFERENCED_PARAMETER(level);
}

/* PTR-05. PASSIVE_LEVEL. Without pointer caps the kernel draws the pointer; hiding ours is always possible. */
NTSTATUS NTAPI refgpu_set_pointer_position(HANDLE hAdapter, const DXGKARG_SETPOINTERPOSITION *args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    return args->Flags.Visible ? STATUS_UNSUCCESSFUL : STATUS_SUCCESS;
}

/* PTR-05. PASSIVE_LEVEL. */
NTSTATUS NTAPI refgpu_set_pointer_shape(HANDLE hAdapter, const DXGKARG_SETPOINTERSHAPE *args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    UNREFERENCED_PARAMETER(args);
    return STATUS_NOT_IMPLEMENTED;
}
