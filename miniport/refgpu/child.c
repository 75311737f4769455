/*
 * The device's children: a monitor on each head, hot-pluggable, with the EDID that the device has for it. PASSIVE_LEVEL, one thread
 * per child.
 */
#include "display.h"
#include "hw.h"

/* DOD-13, OBS-45. The array is zeroed and its last element stays zero. */
NTSTATUS NTAPI refgpu_query_child_relations(PVOID context, PDXGK_CHILD_DESCRIPTOR relations, ULONG size)
{
    const struct refgpu *gpu = context;

    PAGED_CODE();
    if (size < (gpu->head_count + 1) * sizeof(*relations)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    for (ULONG i = 0; i < gpu->head_count; i++) {
        relations[i].ChildDeviceType = TypeVideoOutput;
        relations[i].ChildCapabilities.HpdAwareness = HpdAwarenessInterruptible;
        relations[i].ChildCapabilities.Type.VideoOutput.InterfaceTechnology = D3DKMDT_VOT_HD15;
        relations[i].ChildCapabilities.Type.VideoOutput.MonitorOrientationAwareness = D3DKMDT_MOA_NONE;
        relations[i].ChildCapabilities.Type.VideoOutput.SupportsSdtvModes = FALSE;
        relations[i].AcpiUid = 0;
        relations[i].ChildUid = i;
    }
    return STATUS_SUCCESS;
}

/* DOD-14, OBS-44: before the device is started everything is connected, or it would be forgotten. */
NTSTATUS NTAPI refgpu_query_child_status(PVOID context, DXGK_CHILD_STATUS *status,
                                         BOOLEAN non_destructive_only)
{
    const struct refgpu *gpu = context;

    PAGED_CODE();
    UNREFERENCED_PARAMETER(non_destructive_only);
    if (status->Type != StatusConnection || status->ChildUid >= REFGPU_HEADS_MAX) {
        return STATUS_INVALID_PARAMETER;
    }
    status->HotPlug.Connected = !gpu->started || refgpu_hw_head_connected(gpu, status->ChildUid);
    return STATUS_SUCCESS;
}

/* DOD-15. The EDID as the device has it, in pieces; whether it makes sense is for the caller to judge. */
NTSTATUS NTAPI refgpu_query_device_descriptor(PVOID context, ULONG uid, DXGK_DEVICE_DESCRIPTOR *descriptor)
{
    const struct refgpu *gpu = context;
    ULONG size, offset = descriptor->DescriptorOffset, length = descriptor->DescriptorLength;
    UCHAR block[EDID_BLOCK];

    PAGED_CODE();
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (uid >= gpu->head_count) {
        return STATUS_INVALID_PARAMETER;
    }
    refgpu_hw_read_edid(gpu, uid, 0, block, sizeof(block));
    size = edid_total(block);
    size = size < REFGPU_EDID_SIZE ? size : REFGPU_EDID_SIZE;
    if (size == 0) {
        return STATUS_MONITOR_NO_DESCRIPTOR;
    }
    if (offset >= size) {
        return STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA;
    }
    refgpu_hw_read_edid(gpu, uid, offset, descriptor->DescriptorBuffer,
                        length < size - offset ? length : size - offset);
    return STATUS_SUCCESS;
}

/* A primary of this size has a place somewhere: in video memory, or at worst in the aperture. */
static BOOLEAN fits(const void *context, struct mode mode)
{
    const struct refgpu *gpu = context;
    ULONG64 size = (ULONG64)mode.width * mode.height * 4;
    ULONG64 aperture = (ULONG64)(gpu->gart_pages - gpu->window_pages) * REFGPU_PAGE_SIZE;

    return mode.width <= REFGPU_EXTENT_MAX && mode.height <= REFGPU_EXTENT_MAX &&
           (size <= gpu->visible_size - REFGPU_VRAM_FIRST || size <= gpu->vram_size - gpu->visible_size ||
            size <= aperture);
}

void refgpu_displays_open(struct refgpu *gpu)
{
    for (ULONG i = 0; i < gpu->head_count; i++) {
        UCHAR block[EDID_BLOCK];
        struct mode preferred;
        refgpu_hw_read_edid(gpu, i, 0, block, sizeof(block));
        preferred = mode_of_edid(block);
        mode_list_build(&gpu->modes[i], &preferred, 1, fits, gpu);
        gpu->monitor_power[i] = PowerDeviceD0;
        if (refgpu_hw_head_connected(gpu, i)) {
            gpu->connected |= (LONG)(1u << i);
        }
    }
}
