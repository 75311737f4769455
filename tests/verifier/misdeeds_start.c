/* Misdeeds of registration, start, children, caps, power and stop. */
#include "misdeeds.h"

#define SPOIL(name) static void spoil_##name(KMDDOD_INITIALIZATION_DATA *table)

/* ---- registration ---------------------------------------------------------------------------------------------- */

SPOIL(version_unknown)
{
    table->Version = 0x1234;
}

SPOIL(no_present)
{
    table->DxgkDdiPresentDisplayOnly = NULL;
}

SPOIL(no_dpc_routine)
{
    table->DxgkDdiDpcRoutine = NULL;
}

static NTSTATUS NTAPI scan_line(HANDLE context, DXGKARG_GETSCANLINE *args)
{
    UNREFERENCED_PARAMETER(context);
    args->InVerticalBlank = TRUE;
    args->ScanLine = 0;
    return STATUS_SUCCESS;
}

SPOIL(scan_line_only)
{
    table->DxgkDdiGetScanLine = scan_line;
}

static NTSTATUS NTAPI control_interrupt(HANDLE context, const DXGK_INTERRUPT_TYPE type, BOOLEAN enable)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(enable);
    return type == DXGK_INTERRUPT_CRTC_VSYNC ? STATUS_SUCCESS : STATUS_NOT_IMPLEMENTED;
}

SPOIL(control_interrupt_only)
{
    table->DxgkDdiControlInterrupt = control_interrupt;
}

/* Claims vertical blank control, but its modes have no frequencies. */
SPOIL(frequencies_missing)
{
    table->DxgkDdiGetScanLine = scan_line;
    table->DxgkDdiControlInterrupt = control_interrupt;
}

/* ---- add and start --------------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI add_without_context(PDEVICE_OBJECT pdo, PVOID *context)
{
    UNREFERENCED_PARAMETER(pdo);
    *context = NULL;
    return STATUS_SUCCESS;
}

SPOIL(add_without_context)
{
    table->DxgkDdiAddDevice = add_without_context;
}

static NTSTATUS NTAPI add_fails(PDEVICE_OBJECT pdo, PVOID *context)
{
    UNREFERENCED_PARAMETER(pdo);
    *context = NULL;
    return STATUS_DEVICE_NOT_READY;
}

SPOIL(add_fails)
{
    table->DxgkDdiAddDevice = add_fails;
}

static NTSTATUS NTAPI start_fails(PVOID context, DXGK_START_INFO *info, DXGKRNL_INTERFACE *kernel,
                                  ULONG *sources, ULONG *children)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(info);
    UNREFERENCED_PARAMETER(kernel);
    UNREFERENCED_PARAMETER(sources);
    UNREFERENCED_PARAMETER(children);
    return STATUS_DEVICE_NOT_READY;
}

SPOIL(start_fails)
{
    table->DxgkDdiStartDevice = start_fails;
}

static PDXGKDDI_START_DEVICE real_start; /* misdeeds.c's, which saves the interface */

static NTSTATUS NTAPI start_without_sources(PVOID context, DXGK_START_INFO *info, DXGKRNL_INTERFACE *kernel,
                                            ULONG *sources, ULONG *children)
{
    NTSTATUS status = real_start(context, info, kernel, sources, children);
    *sources = 0;
    return status;
}

SPOIL(no_sources)
{
    real_start = table->DxgkDdiStartDevice;
    table->DxgkDdiStartDevice = start_without_sources;
}

static volatile UCHAR sink;

/* Copies the interface by the size of a newer header. */
static NTSTATUS NTAPI start_copying_too_much(PVOID context, DXGK_START_INFO *info, DXGKRNL_INTERFACE *kernel,
                                             ULONG *sources, ULONG *children)
{
    const volatile UCHAR *bytes = (const volatile UCHAR *)kernel;
    for (ULONG i = 0; i < kernel->Size + 48; i++)
        sink = bytes[i];
    return real_start(context, info, kernel, sources, children);
}

SPOIL(interface_copied_by_own_size)
{
    real_start = table->DxgkDdiStartDevice;
    table->DxgkDdiStartDevice = start_copying_too_much;
}

static const DXGKRNL_INTERFACE *kept;

static NTSTATUS NTAPI start_keeping_the_interface(PVOID context, DXGK_START_INFO *info,
                                                  DXGKRNL_INTERFACE *kernel, ULONG *sources, ULONG *children)
{
    kept = kernel;
    return real_start(context, info, kernel, sources, children);
}

static NTSTATUS NTAPI caps_by_kept_interface(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    sink = (UCHAR)kept->Version;
    return misdeed_good.DxgkDdiQueryAdapterInfo(context, args);
}

SPOIL(interface_kept)
{
    real_start = table->DxgkDdiStartDevice;
    table->DxgkDdiStartDevice = start_keeping_the_interface;
    table->DxgkDdiQueryAdapterInfo = caps_by_kept_interface;
}

static NTSTATUS NTAPI refuse_interface(PVOID context, PQUERY_INTERFACE query)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(query);
    return STATUS_NOT_SUPPORTED;
}

/* Allowed (OBS-05). */
SPOIL(interfaces_refused)
{
    table->DxgkDdiQueryInterface = refuse_interface;
}

static ULONG fill_stack(ULONG depth)
{
    volatile UCHAR local[4096];
    local[depth % sizeof(local)] = (UCHAR)depth;
    return depth ? fill_stack(depth - 1) + local[depth % sizeof(local)] : 0;
}

static NTSTATUS NTAPI caps_deep_on_the_stack(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    sink = (UCHAR)fill_stack(100000);
    return misdeed_good.DxgkDdiQueryAdapterInfo(context, args);
}

SPOIL(stack_overflow)
{
    table->DxgkDdiQueryAdapterInfo = caps_deep_on_the_stack;
}

/* ---- children -------------------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI start_with_two_children(PVOID context, DXGK_START_INFO *info, DXGKRNL_INTERFACE *kernel,
                                              ULONG *sources, ULONG *children)
{
    NTSTATUS status = real_start(context, info, kernel, sources, children);
    *children = 2;
    return status;
}

static NTSTATUS NTAPI relations_twice_the_same(PVOID context, PDXGK_CHILD_DESCRIPTOR relations, ULONG size)
{
    NTSTATUS status = misdeed_good.DxgkDdiQueryChildRelations(context, relations, size);
    relations[1] = relations[0];
    return status;
}

SPOIL(child_uid_twice)
{
    real_start = table->DxgkDdiStartDevice;
    table->DxgkDdiStartDevice = start_with_two_children;
    table->DxgkDdiQueryChildRelations = relations_twice_the_same;
}

/* One child was announced, so this fills the one that must stay zero. */
SPOIL(one_child_too_many)
{
    table->DxgkDdiQueryChildRelations = relations_twice_the_same;
}

static NTSTATUS NTAPI relations_beyond_the_array(PVOID context, PDXGK_CHILD_DESCRIPTOR relations, ULONG size)
{
    NTSTATUS status = misdeed_good.DxgkDdiQueryChildRelations(context, relations, size);
    *((UCHAR *)relations + size) = 1;
    return status;
}

SPOIL(children_beyond_the_array)
{
    table->DxgkDdiQueryChildRelations = relations_beyond_the_array;
}

static NTSTATUS NTAPI relations_fail(PVOID context, PDXGK_CHILD_DESCRIPTOR relations, ULONG size)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(relations);
    UNREFERENCED_PARAMETER(size);
    return STATUS_UNSUCCESSFUL;
}

SPOIL(relations_fail)
{
    table->DxgkDdiQueryChildRelations = relations_fail;
}

static NTSTATUS NTAPI relations_internal(PVOID context, PDXGK_CHILD_DESCRIPTOR relations, ULONG size)
{
    NTSTATUS status = misdeed_good.DxgkDdiQueryChildRelations(context, relations, size);
    relations[0].ChildCapabilities.Type.VideoOutput.InterfaceTechnology = D3DKMDT_VOT_INTERNAL;
    return status;
}

SPOIL(internal_panel)
{
    table->DxgkDdiQueryChildRelations = relations_internal;
}

static NTSTATUS NTAPI status_unsaid(PVOID context, DXGK_CHILD_STATUS *status, BOOLEAN gentle)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(status);
    UNREFERENCED_PARAMETER(gentle);
    return STATUS_SUCCESS;
}

SPOIL(connection_unsaid)
{
    table->DxgkDdiQueryChildStatus = status_unsaid;
}

static NTSTATUS NTAPI status_not_connected(PVOID context, DXGK_CHILD_STATUS *status, BOOLEAN gentle)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(gentle);
    status->HotPlug.Connected = FALSE;
    return STATUS_SUCCESS;
}

SPOIL(not_connected_at_start)
{
    table->DxgkDdiQueryChildStatus = status_not_connected;
}

static NTSTATUS NTAPI descriptor_too_long(PVOID context, ULONG uid, DXGK_DEVICE_DESCRIPTOR *descriptor)
{
    NTSTATUS status = misdeed_good.DxgkDdiQueryDeviceDescriptor(context, uid, descriptor);
    ((UCHAR *)descriptor->DescriptorBuffer)[descriptor->DescriptorLength] = 0;
    return status;
}

SPOIL(descriptor_too_long)
{
    table->DxgkDdiQueryDeviceDescriptor = descriptor_too_long;
}

static NTSTATUS NTAPI descriptor_strange(PVOID context, ULONG uid, DXGK_DEVICE_DESCRIPTOR *descriptor)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(uid);
    UNREFERENCED_PARAMETER(descriptor);
    return STATUS_DATATYPE_MISALIGNMENT;
}

SPOIL(descriptor_strange_status)
{
    table->DxgkDdiQueryDeviceDescriptor = descriptor_strange;
}

static NTSTATUS NTAPI descriptor_none(PVOID context, ULONG uid, DXGK_DEVICE_DESCRIPTOR *descriptor)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(uid);
    UNREFERENCED_PARAMETER(descriptor);
    return STATUS_MONITOR_NO_DESCRIPTOR;
}

SPOIL(no_descriptor)
{
    table->DxgkDdiQueryDeviceDescriptor = descriptor_none;
}

/* ---- caps ------------------------------------------------------------------------------------------------------ */

/* What the good driver says of itself, for a misdeed to change; NULL for other questions. */
static DXGK_DRIVERCAPS *caps_of(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args, NTSTATUS *status)
{
    *status = misdeed_good.DxgkDdiQueryAdapterInfo(context, args);
    return args->Type == DXGKQAITYPE_DRIVERCAPS && NT_SUCCESS(*status) ? args->pOutputData : NULL;
}

static NTSTATUS NTAPI caps_of_newer_size(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    if (args->Type == DXGKQAITYPE_DRIVERCAPS && args->OutputDataSize < 0x240)
        return STATUS_BUFFER_TOO_SMALL;
    return misdeed_good.DxgkDdiQueryAdapterInfo(context, args);
}

SPOIL(caps_sized_by_newer_header)
{
    table->DxgkDdiQueryAdapterInfo = caps_of_newer_size;
}

static NTSTATUS NTAPI caps_of_no_version(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    NTSTATUS status;
    DXGK_DRIVERCAPS *caps = caps_of(context, args, &status);
    if (caps)
        caps->WDDMVersion = 0;
    return status;
}

SPOIL(caps_without_wddm_version)
{
    table->DxgkDdiQueryAdapterInfo = caps_of_no_version;
}

static NTSTATUS NTAPI caps_not_zeroed(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    DXGK_DRIVERCAPS *caps = args->pOutputData;
    if (args->Type != DXGKQAITYPE_DRIVERCAPS)
        return misdeed_good.DxgkDdiQueryAdapterInfo(context, args);
    caps->HighestAcceptableAddress.QuadPart = -1;
    caps->WDDMVersion = DXGKDDI_WDDMv1_2;
    caps->SupportNonVGA = TRUE;
    caps->SupportSmoothRotation = TRUE;
    return STATUS_SUCCESS;
}

SPOIL(caps_not_zeroed)
{
    table->DxgkDdiQueryAdapterInfo = caps_not_zeroed;
}

static NTSTATUS NTAPI caps_too_long(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    NTSTATUS status;
    DXGK_DRIVERCAPS *caps = caps_of(context, args, &status);
    if (caps)
        RtlZeroMemory((UCHAR *)caps + args->OutputDataSize, 8);
    return status;
}

SPOIL(caps_too_long)
{
    table->DxgkDdiQueryAdapterInfo = caps_too_long;
}

static NTSTATUS NTAPI caps_with_engine_reset(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    NTSTATUS status;
    DXGK_DRIVERCAPS *caps = caps_of(context, args, &status);
    if (caps)
        caps->SupportPerEngineTDR = TRUE;
    return status;
}

SPOIL(caps_engine_reset_without_ddis)
{
    table->DxgkDdiQueryAdapterInfo = caps_with_engine_reset;
}

static NTSTATUS NTAPI caps_fail(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(args);
    return STATUS_NOT_SUPPORTED;
}

SPOIL(caps_fail)
{
    table->DxgkDdiQueryAdapterInfo = caps_fail;
}

/* ---- power, stop, unload --------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI power_fails(PVOID context, ULONG uid, DEVICE_POWER_STATE state, POWER_ACTION action)
{
    misdeed_good.DxgkDdiSetPowerState(context, uid, state, action);
    return STATUS_DEVICE_NOT_READY;
}

SPOIL(power_fails)
{
    table->DxgkDdiSetPowerState = power_fails;
}

static NTSTATUS NTAPI stop_raising_irql(PVOID context)
{
    KIRQL old;
    NTSTATUS status = misdeed_good.DxgkDdiStopDevice(context);
    KeRaiseIrql(DISPATCH_LEVEL, &old);
    return status;
}

SPOIL(irql_left_raised)
{
    table->DxgkDdiStopDevice = stop_raising_irql;
}

static NTSTATUS NTAPI release_fails(PVOID context, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                    PDXGK_DISPLAY_INFORMATION info)
{
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(target);
    UNREFERENCED_PARAMETER(info);
    return STATUS_NOT_SUPPORTED;
}

/* Allowed: the plain stop follows (POST-07). */
SPOIL(release_fails)
{
    table->DxgkDdiStopDeviceAndReleasePostDisplayOwnership = release_fails;
}

static NTSTATUS NTAPI release_small(PVOID context, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                    PDXGK_DISPLAY_INFORMATION info)
{
    NTSTATUS status = misdeed_good.DxgkDdiStopDeviceAndReleasePostDisplayOwnership(context, target, info);
    info->Pitch = info->Width;
    return status;
}

SPOIL(release_with_short_pitch)
{
    table->DxgkDdiStopDeviceAndReleasePostDisplayOwnership = release_small;
}

static NTSTATUS NTAPI commit_pending(HANDLE context, const DXGKARG_COMMITVIDPN *args)
{
    misdeed_good.DxgkDdiCommitVidPn(context, args);
    return STATUS_PENDING;
}

SPOIL(commit_pending)
{
    table->DxgkDdiCommitVidPn = commit_pending;
}

static NTSTATUS NTAPI acquire_post_late(HANDLE context, const DXGKARG_COMMITVIDPN *args)
{
    DXGK_DISPLAY_INFORMATION info;
    misdeed_kernel.DxgkCbAcquirePostDisplayOwnership(misdeed_kernel.DeviceHandle, &info);
    return misdeed_good.DxgkDdiCommitVidPn(context, args);
}

SPOIL(post_acquired_late)
{
    table->DxgkDdiCommitVidPn = acquire_post_late;
}

static NTSTATUS NTAPI map_and_forget(PVOID context, DXGK_START_INFO *info, DXGKRNL_INTERFACE *kernel,
                                     ULONG *sources, ULONG *children)
{
    DXGK_DEVICE_INFO device;
    PVOID address;
    NTSTATUS status = real_start(context, info, kernel, sources, children);
    if (!NT_SUCCESS(kernel->DxgkCbGetDeviceInformation(kernel->DeviceHandle, &device)))
        return status;
    const CM_PARTIAL_RESOURCE_DESCRIPTOR *bar =
        device.TranslatedResourceList->List[0].PartialResourceList.PartialDescriptors;
    kernel->DxgkCbMapMemory(kernel->DeviceHandle, bar->u.Memory.Start, 4096, FALSE, FALSE, MmNonCached,
                            &address);
    return status;
}

SPOIL(mapping_leaked)
{
    real_start = table->DxgkDdiStartDevice;
    table->DxgkDdiStartDevice = map_and_forget;
}

/* ---- callbacks ------------------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI caps_by_wrong_handle(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    DXGK_DEVICE_INFO info;
    if (args->Type == DXGKQAITYPE_DRIVERCAPS)
        misdeed_kernel.DxgkCbGetDeviceInformation(context, &info);
    return misdeed_good.DxgkDdiQueryAdapterInfo(context, args);
}

/* Its own context instead of the DeviceHandle. */
SPOIL(wrong_handle)
{
    table->DxgkDdiQueryAdapterInfo = caps_by_wrong_handle;
}

static NTSTATUS NTAPI caps_mapping_at_dispatch(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    DXGK_DEVICE_INFO info;
    KIRQL old;
    if (args->Type == DXGKQAITYPE_DRIVERCAPS) {
        KeRaiseIrql(DISPATCH_LEVEL, &old);
        misdeed_kernel.DxgkCbGetDeviceInformation(misdeed_kernel.DeviceHandle, &info);
        KeLowerIrql(old);
    }
    return misdeed_good.DxgkDdiQueryAdapterInfo(context, args);
}

SPOIL(passive_callback_at_dispatch)
{
    table->DxgkDdiQueryAdapterInfo = caps_mapping_at_dispatch;
}

static BOOLEAN NTAPI indicate(PVOID context)
{
    DXGK_CHILD_STATUS status;
    UNREFERENCED_PARAMETER(context);
    RtlZeroMemory(&status, sizeof(status));
    status.Type = StatusConnection;
    status.HotPlug.Connected = TRUE;
    misdeed_kernel.DxgkCbIndicateChildStatus(misdeed_kernel.DeviceHandle, &status);
    return TRUE;
}

static NTSTATUS NTAPI caps_indicating_at_device_irql(HANDLE context, const DXGKARG_QUERYADAPTERINFO *args)
{
    BOOLEAN result;
    if (args->Type == DXGKQAITYPE_DRIVERCAPS)
        misdeed_kernel.DxgkCbSynchronizeExecution(misdeed_kernel.DeviceHandle, indicate, NULL, 0, &result);
    return misdeed_good.DxgkDdiQueryAdapterInfo(context, args);
}

SPOIL(callback_at_device_irql)
{
    table->DxgkDdiQueryAdapterInfo = caps_indicating_at_device_irql;
}

static NTSTATUS NTAPI pool_without_end(PVOID context)
{
    NTSTATUS status = misdeed_good.DxgkDdiStopDevice(context);
    sink = (UCHAR)(ULONG_PTR)ExAllocatePoolWithTag(NonPagedPoolNx, 64, 0x6B61654C);
    return status;
}

SPOIL(pool_leaked)
{
    table->DxgkDdiStopDevice = pool_without_end;
}

static KTIMER timer;
static KDPC timer_dpc;

static VOID NTAPI tick(PKDPC dpc, PVOID context, PVOID a, PVOID b)
{
    UNREFERENCED_PARAMETER(dpc);
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(a);
    UNREFERENCED_PARAMETER(b);
}

static NTSTATUS NTAPI start_with_timer(PVOID context, DXGK_START_INFO *info, DXGKRNL_INTERFACE *kernel,
                                       ULONG *sources, ULONG *children)
{
    LARGE_INTEGER due = {.QuadPart = -10000LL};
    KeInitializeTimer(&timer);
    KeInitializeDpc(&timer_dpc, tick, NULL);
    KeSetTimerEx(&timer, due, 1, &timer_dpc);
    return real_start(context, info, kernel, sources, children);
}

SPOIL(timer_outlives_the_driver)
{
    real_start = table->DxgkDdiStartDevice;
    table->DxgkDdiStartDevice = start_with_timer;
}

struct timed {
    KTIMER timer;
    KDPC dpc;
};
static struct timed *timed;

static NTSTATUS NTAPI start_with_pool_timer(PVOID context, DXGK_START_INFO *info, DXGKRNL_INTERFACE *kernel,
                                            ULONG *sources, ULONG *children)
{
    LARGE_INTEGER due = {.QuadPart = -600000000LL};
    timed = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*timed), 0x656D6954);
    KeInitializeTimer(&timed->timer);
    KeInitializeDpc(&timed->dpc, tick, NULL);
    KeSetTimer(&timed->timer, due, &timed->dpc);
    return real_start(context, info, kernel, sources, children);
}

static NTSTATUS NTAPI stop_freeing_the_timer(PVOID context)
{
    ExFreePoolWithTag(timed, 0x656D6954);
    return misdeed_good.DxgkDdiStopDevice(context);
}

SPOIL(timer_freed_while_it_runs)
{
    real_start = table->DxgkDdiStartDevice;
    table->DxgkDdiStartDevice = start_with_pool_timer;
    table->DxgkDdiStopDevice = stop_freeing_the_timer;
}

#define ROW(name)                                                                                            \
    {                                                                                                        \
#name, spoil_##name                                                                                  \
    }

const struct misdeed misdeeds_start[] = {
    ROW(version_unknown),
    ROW(no_present),
    ROW(no_dpc_routine),
    ROW(scan_line_only),
    ROW(control_interrupt_only),
    ROW(frequencies_missing),
    ROW(add_without_context),
    ROW(add_fails),
    ROW(start_fails),
    ROW(no_sources),
    ROW(interface_copied_by_own_size),
    ROW(interface_kept),
    ROW(interfaces_refused),
    ROW(stack_overflow),
    ROW(child_uid_twice),
    ROW(one_child_too_many),
    ROW(children_beyond_the_array),
    ROW(relations_fail),
    ROW(internal_panel),
    ROW(connection_unsaid),
    ROW(not_connected_at_start),
    ROW(descriptor_too_long),
    ROW(descriptor_strange_status),
    ROW(no_descriptor),
    ROW(caps_sized_by_newer_header),
    ROW(caps_without_wddm_version),
    ROW(caps_not_zeroed),
    ROW(caps_too_long),
    ROW(caps_engine_reset_without_ddis),
    ROW(caps_fail),
    ROW(power_fails),
    ROW(irql_left_raised),
    ROW(release_fails),
    ROW(release_with_short_pitch),
    ROW(commit_pending),
    ROW(post_acquired_late),
    ROW(mapping_leaked),
    ROW(wrong_handle),
    ROW(passive_callback_at_dispatch),
    ROW(callback_at_device_irql),
    ROW(pool_leaked),
    ROW(timer_outlives_the_driver),
    ROW(timer_freed_while_it_runs),
    {NULL, NULL},
};
