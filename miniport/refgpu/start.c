/*
 * StartDevice and its mirrors: the hardware, rings in memory that the device can reach, the page where stray accesses go, and what is
 * on when the graphics kernel takes over. PASSIVE_LEVEL, level three: nobody else is in the driver but interrupt routine and DPC.
 */
#include "display.h"
#include "engine.h"

/* ---- engines ------------------------------------------------------------------------------------------- */

#define LEAST_ENTRIES 500u /* rings hold more than the graphics kernel asks for: they cost little */
#define ENTRY_DWORDS  (REFGPU_INDIRECT_DWORDS + REFGPU_FENCE_WRITE_DWORDS)

static PVOID allocate_contiguous(SIZE_T size, PHYSICAL_ADDRESS *address)
{
    const PHYSICAL_ADDRESS highest = {.QuadPart = (LONGLONG)(REFGPU_PTE_PAGE_MASK | (REFGPU_PAGE_SIZE - 1))};
    PVOID memory = MmAllocateContiguousMemory(size, highest);

    if (memory) {
        RtlZeroMemory(memory, size);
        *address = MmGetPhysicalAddress(memory);
    }
    return memory;
}

static NTSTATUS open_node(struct refgpu_node *node, ULONG entries)
{
    RtlZeroMemory(node, sizeof(*node));
    node->ring_order = REFGPU_RING_ORDER_MIN;
    while (((1ull << node->ring_order) - 1) / ENTRY_DWORDS < entries) {
        if (++node->ring_order > REFGPU_RING_ORDER_MAX) {
            return STATUS_INSUFFICIENT_RESOURCES; /* SUB-11: more than the device can queue */
        }
    }
    node->ring_dwords = 1u << node->ring_order;
    node->ring = allocate_contiguous(node->ring_dwords * sizeof(ULONG), &node->ring_address);
    node->flights =
        ExAllocatePoolWithTag(NonPagedPoolNx, node->ring_dwords / 2 * sizeof(*node->flights), REFGPU_TAG);
    if (!node->ring || !node->flights) {
        return STATUS_NO_MEMORY;
    }
    RtlZeroMemory(node->flights, node->ring_dwords / 2 * sizeof(*node->flights));
    return STATUS_SUCCESS;
}

static void close_node(struct refgpu_node *node)
{
    if (node->ring) {
        MmFreeContiguousMemory((PVOID)node->ring);
    }
    if (node->flights) {
        ExFreePoolWithTag(node->flights, REFGPU_TAG);
    }
    node->ring = NULL;
    node->flights = NULL;
}

NTSTATUS refgpu_engines_open(struct refgpu *gpu, ULONG entries)
{
    NTSTATUS status = STATUS_SUCCESS;

    gpu->dummy = allocate_contiguous(REFGPU_PAGE_SIZE, &gpu->dummy_address);
    if (!gpu->dummy) {
        return STATUS_NO_MEMORY;
    }
    for (ULONG i = 0; i < REFGPU_NODE_COUNT && NT_SUCCESS(status); i++) {
        status = open_node(&gpu->node[i], entries > LEAST_ENTRIES ? entries : LEAST_ENTRIES);
    }
    return status;
}

void refgpu_engines_close(struct refgpu *gpu)
{
    for (ULONG i = 0; i < REFGPU_NODE_COUNT; i++) {
        close_node(&gpu->node[i]);
    }
    if (gpu->dummy) {
        MmFreeContiguousMemory(gpu->dummy);
    }
    gpu->dummy = NULL;
}

void refgpu_engines_start(struct refgpu *gpu)
{
    refgpu_hw_gart_fill(gpu, 0, gpu->gart_pages, REFGPU_PTE(gpu->dummy_address.QuadPart, REFGPU_PTE_VALID));
    for (ULONG i = 0; i < REFGPU_NODE_COUNT; i++) {
        refgpu_node_begin(gpu, i);
    }
    refgpu_interrupts_program(gpu);
}

/* ---- StartDevice --------------------------------------------------------------------------------------- */

/* OBS-31: the interface has its own size, which may be smaller or larger than ours. What is missing stays NULL. */
static void copy_interface(struct refgpu *gpu, const DXGKRNL_INTERFACE *kernel)
{
    RtlZeroMemory(&gpu->kernel, sizeof(gpu->kernel));
    RtlCopyMemory(&gpu->kernel, kernel,
                  kernel->Size < sizeof(gpu->kernel) ? kernel->Size : sizeof(gpu->kernel));
}

static NTSTATUS open_all(struct refgpu *gpu, ULONG entries)
{
    DXGK_DEVICE_INFO info;
    NTSTATUS status;

    RtlZeroMemory(&info, sizeof(info));
    status = gpu->kernel.DxgkCbGetDeviceInformation(gpu->kernel.DeviceHandle, &info);
    if (NT_SUCCESS(status)) {
        status = refgpu_hw_open(gpu, info.TranslatedResourceList);
    }
    if (NT_SUCCESS(status)) {
        status = refgpu_engines_open(gpu, entries);
    }
    return status;
}

static void close_all(struct refgpu *gpu, BOOLEAN keep_heads)
{
    gpu->started = FALSE;
    WriteRelease(&gpu->vsync_on, 0);
    refgpu_interrupts_listen(gpu, FALSE);
    refgpu_hw_close(gpu, keep_heads);
    refgpu_engines_close(gpu);
}

/* DOD-11, DOD-19. All screens are dark from here to the first mode. */
NTSTATUS NTAPI refgpu_start_device(PVOID context, DXGK_START_INFO *start_info, DXGKRNL_INTERFACE *kernel,
                                   ULONG *sources, ULONG *children)
{
    struct refgpu *gpu = context;
    NTSTATUS status;

    PAGED_CODE();
    copy_interface(gpu, kernel);
    status = open_all(gpu, start_info->RequiredDmaQueueEntry);
    if (!NT_SUCCESS(status)) {
        close_all(gpu, FALSE);
        return status;
    }
    gpu->in_reset = FALSE;
    gpu->adapter_power = PowerDeviceD0;
    RtlZeroMemory(gpu->head, sizeof(gpu->head));
    refgpu_displays_open(gpu);
    refgpu_engines_start(gpu);
    refgpu_interrupts_listen(gpu, TRUE);
    gpu->started = TRUE;
    *sources = gpu->head_count;
    *children = gpu->head_count;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI refgpu_stop_device(PVOID context)
{
    struct refgpu *gpu = context;

    PAGED_CODE();
    if (gpu->started) {
        close_all(gpu, FALSE);
    }
    return STATUS_SUCCESS;
}

void refgpu_stop_but_heads(struct refgpu *gpu)
{
    close_all(gpu, TRUE);
}

/* ---- power --------------------------------------------------------------------------------------------- */

static void power_adapter(struct refgpu *gpu, DEVICE_POWER_STATE state)
{
    BOOLEAN was_on = gpu->adapter_power == PowerDeviceD0;

    gpu->adapter_power = state;
    for (ULONG i = 0; i < REFGPU_HEADS_MAX; i++) {
        gpu->head[i].visible = FALSE; /* DOD-19 */
    }
    if (!gpu->started || was_on == (state == PowerDeviceD0)) {
        return;
    }
    if (state == PowerDeviceD0) {
        refgpu_engines_start(gpu);
        refgpu_heads_restore(gpu);
        refgpu_interrupts_listen(gpu, TRUE);
    } else {
        refgpu_interrupts_listen(gpu, FALSE);
        refgpu_hw_reset_adapter(gpu);
    }
}

/* DOD-18, OBS-120, OBS-145. Every state but D0 is off; it never fails, and a child that is not there is nobody's business. */
NTSTATUS NTAPI refgpu_set_power_state(PVOID context, ULONG uid, DEVICE_POWER_STATE state, POWER_ACTION action)
{
    struct refgpu *gpu = context;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(action);
    if (uid == DISPLAY_ADAPTER_HW_ID) {
        power_adapter(gpu, state);
    } else if (uid < REFGPU_HEADS_MAX) {
        gpu->monitor_power[uid] = state;
        if (gpu->started && gpu->adapter_power == PowerDeviceD0) {
            refgpu_heads_restore(gpu);
        }
    }
    return STATUS_SUCCESS;
}
