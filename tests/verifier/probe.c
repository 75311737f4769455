/* No misdeed: the good driver asks the kernel around it some questions and writes the answers down (probe_facts). */
#include "misdeeds.h"

struct probe_facts probe_facts;

static PDXGKDDI_START_DEVICE real_start;

static BOOLEAN NTAPI at_device_irql(PVOID context)
{
    struct probe_facts *facts = context;
    facts->synchronized_irql = KeGetCurrentIrql();
    facts->queued_first = misdeed_kernel.DxgkCbQueueDpc(misdeed_kernel.DeviceHandle);
    facts->queued_second = misdeed_kernel.DxgkCbQueueDpc(misdeed_kernel.DeviceHandle);
    return TRUE;
}

static void ask_interrupts(struct probe_facts *facts)
{
    BOOLEAN ignored;
    facts->synchronize_nothing =
        misdeed_kernel.DxgkCbSynchronizeExecution(misdeed_kernel.DeviceHandle, NULL, NULL, 0, &ignored);
    facts->synchronize = misdeed_kernel.DxgkCbSynchronizeExecution(
        misdeed_kernel.DeviceHandle, at_device_irql, facts, 0, &facts->synchronized_result);
}

static void ask_device_space(struct probe_facts *facts)
{
    for (ULONG length = 1; length <= sizeof(facts->config); length++) {
        ULONG read = 0;
        if (NT_SUCCESS(misdeed_kernel.DxgkCbReadDeviceSpace(
                misdeed_kernel.DeviceHandle, DXGK_WHICHSPACE_CONFIG, facts->config, 0, length, &read)) &&
            read == length)
            facts->config_reads++;
    }
}

static NTSTATUS NTAPI start_asking(PVOID context, DXGK_START_INFO *info, DXGKRNL_INTERFACE *kernel,
                                   ULONG *sources, ULONG *children)
{
    NTSTATUS status = real_start(context, info, kernel, sources, children);
    probe_facts.interface_size = kernel->Size;
    probe_facts.interface_version = kernel->Version;
    ask_device_space(&probe_facts);
    ask_interrupts(&probe_facts);
    return status;
}

static void NTAPI dpc(PVOID context)
{
    UNREFERENCED_PARAMETER(context);
    probe_facts.dpc_irql = KeGetCurrentIrql();
    if (!probe_facts.stopping)
        probe_facts.dpcs++;
}

/* Before the good driver fills the sets: nothing is pinned, and there may be nothing in them. */
static NTSTATUS NTAPI enum_asking(HANDLE context, const DXGKARG_ENUMVIDPNCOFUNCMODALITY *const args)
{
    const DXGK_VIDPN_INTERFACE *ops;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *modes;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *topology;
    const D3DKMDT_VIDPN_PRESENT_PATH *path, *next;
    const D3DKMDT_VIDPN_SOURCE_MODE *mode = (const D3DKMDT_VIDPN_SOURCE_MODE *)1;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    D3DKMDT_HVIDPNTOPOLOGY paths;

    misdeed_kernel.DxgkCbQueryVidPnInterface(args->hConstrainingVidPn, DXGK_VIDPN_INTERFACE_VERSION_V1, &ops);
    if (!probe_facts.enums++ &&
        NT_SUCCESS(ops->pfnAcquireSourceModeSet(args->hConstrainingVidPn, 0, &set, &modes))) {
        probe_facts.unpinned = modes->pfnAcquirePinnedModeInfo(set, &mode);
        probe_facts.unpinned_mode = mode != NULL;
        ops->pfnReleaseSourceModeSet(args->hConstrainingVidPn, set);
        ops->pfnGetTopology(args->hConstrainingVidPn, &paths, &topology);
        if (topology->pfnAcquireFirstPathInfo(paths, &path) == STATUS_SUCCESS) {
            probe_facts.after_last_path = topology->pfnAcquireNextPathInfo(paths, path, &next);
            topology->pfnReleasePathInfo(paths, path);
        }
    }
    return misdeed_good.DxgkDdiEnumVidPnCofuncModality(context, args);
}

static NTSTATUS NTAPI present_looking(HANDLE context, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    probe_facts.kernel_images += (ULONG_PTR)args->pSource >= MmUserProbeAddress;
    probe_facts.presents++;
    return misdeed_good.DxgkDdiPresentDisplayOnly(context, args);
}

static NTSTATUS NTAPI stop_asking(PVOID context)
{
    BOOLEAN ignored;
    struct probe_facts last;
    probe_facts.stopping = TRUE;
    probe_facts.synchronize_in_stop = misdeed_kernel.DxgkCbSynchronizeExecution(
        misdeed_kernel.DeviceHandle, at_device_irql, &last, 0, &ignored);
    return misdeed_good.DxgkDdiStopDevice(context);
}

static void spoil_nothing(KMDDOD_INITIALIZATION_DATA *table)
{
    RtlZeroMemory(&probe_facts, sizeof(probe_facts));
    real_start = table->DxgkDdiStartDevice;
    table->DxgkDdiStartDevice = start_asking;
    table->DxgkDdiDpcRoutine = dpc;
    table->DxgkDdiStopDevice = stop_asking;
    table->DxgkDdiEnumVidPnCofuncModality = enum_asking;
    table->DxgkDdiPresentDisplayOnly = present_looking;
}

const struct misdeed misdeeds_probe[] = {{"probe", spoil_nothing}, {NULL, NULL}};
