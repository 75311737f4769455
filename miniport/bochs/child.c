/*
 * The one child of the adapter: a monitor that is always there, on an ordinary external connector (OBS-45).
 */
#include "bochs.h"

/* DOD-13. PASSIVE_LEVEL. The array is zeroed and ends with a descriptor that stays zero. */
NTSTATUS NTAPI bochs_query_child_relations(PVOID context, PDXGK_CHILD_DESCRIPTOR relations, ULONG size)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(context);
    if (size < 2 * sizeof(*relations)) {
        return STATUS_BUFFER_TOO_SMALL;
    }
    relations[0].ChildDeviceType = TypeVideoOutput;
    relations[0].ChildCapabilities.HpdAwareness = HpdAwarenessInterruptible;
    relations[0].ChildCapabilities.Type.VideoOutput.InterfaceTechnology = D3DKMDT_VOT_HD15;
    relations[0].ChildCapabilities.Type.VideoOutput.MonitorOrientationAwareness = D3DKMDT_MOA_NONE;
    relations[0].ChildCapabilities.Type.VideoOutput.SupportsSdtvModes = FALSE;
    relations[0].AcpiUid = 0;
    relations[0].ChildUid = BOCHS_TARGET;
    return STATUS_SUCCESS;
}

/* DOD-14. PASSIVE_LEVEL. May come before StartDevice is done, and must say "connected" then too (OBS-44). */
NTSTATUS NTAPI bochs_query_child_status(PVOID context, DXGK_CHILD_STATUS *status,
                                        BOOLEAN non_destructive_only)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(context);
    UNREFERENCED_PARAMETER(non_destructive_only);
    if (status->ChildUid != BOCHS_TARGET || status->Type != StatusConnection) {
        return STATUS_INVALID_PARAMETER;
    }
    status->HotPlug.Connected = TRUE;
    return STATUS_SUCCESS;
}

/* How many bytes of monitor data the device has: the base block and its extensions; 0 for none. */
static ULONG edid_size(struct bochs *dev)
{
    UCHAR block[EDID_BLOCK];
    ULONG size;

    bochs_hw_read_edid(dev, 0, block, sizeof(block));
    size = edid_total(block);
    return size < HW_EDID_SIZE ? size : HW_EDID_SIZE;
}

/* DOD-15. PASSIVE_LEVEL. The EDID as the device has it, in pieces; whether it makes sense is for the
 * caller to judge. */
NTSTATUS NTAPI bochs_query_device_descriptor(PVOID context, ULONG uid, DXGK_DEVICE_DESCRIPTOR *descriptor)
{
    struct bochs *dev = context;
    ULONG size, offset = descriptor->DescriptorOffset, length = descriptor->DescriptorLength;

    PAGED_CODE();
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (uid != BOCHS_TARGET) {
        return STATUS_INVALID_PARAMETER;
    }
    size = edid_size(dev);
    if (size == 0) {
        return STATUS_MONITOR_NO_DESCRIPTOR;
    }
    if (offset >= size) {
        return STATUS_MONITOR_NO_MORE_DESCRIPTOR_DATA;
    }
    if (length > size - offset) {
        length = size - offset;
    }
    bochs_hw_read_edid(dev, offset, descriptor->DescriptorBuffer, length);
    return STATUS_SUCCESS;
}
