/*
 * What the callbacks do. Device callbacks serve the function under the adapter; reports go to interrupt.c and child.c; the rest answers
 * that there is no such thing here, as the documentation allows (F.2).
 */
#include "callbacks.h"
#include "monitor.h"
#include "vidpn.h"

#include "bus.h"

#include <string.h>
#include <sys/stat.h>

/* ---- the device ---- */

NTSTATUS callback_GetDeviceInformation(struct dxgk_adapter *adapter, PDXGK_DEVICE_INFO info)
{
    const WCHAR *key = nt_pdo_driver_key(adapter->pdo);
    struct stat memory = {0};

    if (!info)
        return STATUS_INVALID_PARAMETER;
    fstat(nt_memory_fd(), &memory);
    memset(info, 0, sizeof(*info));
    info->MiniportDeviceContext = adapter->context;
    info->PhysicalDeviceObject = adapter->pdo;
    RtlInitUnicodeString(&info->DeviceRegistryPath, key);
    info->TranslatedResourceList = nt_pdo_resources(adapter->pdo);
    info->SystemMemorySize.QuadPart = memory.st_size;
    info->HighestPhysicalAddress.QuadPart = memory.st_size ? memory.st_size - 1 : 0;
    info->DockingState = DockStateUnsupported;
    return STATUS_SUCCESS;
}

/* CBK-05: any offset and length of config space. */
static NTSTATUS config_access(struct dxgk_adapter *adapter, ULONG type, UCHAR *buffer, ULONG offset,
                              ULONG length, PULONG done, bool write)
{
    struct bus_device *bus = nt_pdo_bus(adapter->pdo);

    if (done)
        *done = 0;
    if (!buffer || !done || offset > 4096 || length > 4096 - offset)
        return STATUS_INVALID_PARAMETER;
    if (type != DXGK_WHICHSPACE_CONFIG || !bus)
        return STATUS_NOT_SUPPORTED;
    for (ULONG i = 0, step; i < length; i += step) {
        ULONG at = offset + i;
        step = at % 4 == 0 && length - i >= 4 ? 4 : 1;
        uint32_t value = 0;
        if (write) {
            memcpy(&value, buffer + i, step);
            bus->ops->config_write(bus, at, step, value);
        } else {
            value = bus->ops->config_read(bus, at, step);
            memcpy(buffer + i, &value, step);
        }
    }
    *done = length;
    return STATUS_SUCCESS;
}

NTSTATUS callback_ReadDeviceSpace(struct dxgk_adapter *adapter, ULONG type, PVOID buffer, ULONG offset,
                                  ULONG length, PULONG read)
{
    return config_access(adapter, type, buffer, offset, length, read, false);
}

NTSTATUS callback_WriteDeviceSpace(struct dxgk_adapter *adapter, ULONG type, PVOID buffer, ULONG offset,
                                   ULONG length, PULONG written)
{
    return config_access(adapter, type, buffer, offset, length, written, true);
}

NTSTATUS callback_IsDevicePresent(struct dxgk_adapter *adapter, PPCI_DEVICE_PRESENCE_PARAMETERS want,
                                  PBOOLEAN present)
{
    PCI_COMMON_HEADER have;
    ULONG read = 0;

    if (!want || !present || want->Size < sizeof(*want))
        return STATUS_INVALID_PARAMETER;
    *present = FALSE;
    if (!NT_SUCCESS(
            config_access(adapter, DXGK_WHICHSPACE_CONFIG, (UCHAR *)&have, 0, sizeof(have), &read, false)))
        return STATUS_SUCCESS;
    ULONG flags = want->Flags;
    bool differs = have.VendorID == 0xFFFF;
    if (flags & PCI_USE_VENDEV_IDS)
        differs |= have.VendorID != want->VendorID || have.DeviceID != want->DeviceID;
    if (flags & PCI_USE_SUBSYSTEM_IDS)
        differs |=
            have.u.type0.SubVendorID != want->SubVendorID || have.u.type0.SubSystemID != want->SubSystemID;
    if (flags & PCI_USE_REVISION)
        differs |= have.RevisionID != want->RevisionID;
    if (flags & PCI_USE_CLASS_SUBCLASS)
        differs |= have.BaseClass != want->BaseClass || have.SubClass != want->SubClass;
    if (flags & PCI_USE_PROGIF)
        differs |= have.ProgIf != want->ProgIf;
    *present = !differs;
    return STATUS_SUCCESS;
}

/* ---- mappings ---- */

static bool in_resources(struct dxgk_adapter *adapter, uint64_t start, uint64_t length, bool io)
{
    PCM_RESOURCE_LIST list = nt_pdo_resources(adapter->pdo);

    if (!list || list->Count == 0)
        return false;
    const CM_PARTIAL_RESOURCE_LIST *r = &list->List[0].PartialResourceList;
    for (ULONG i = 0; i < r->Count; i++) {
        const CM_PARTIAL_RESOURCE_DESCRIPTOR *d = &r->PartialDescriptors[i];
        bool memory = d->Type == CmResourceTypeMemory || d->Type == CmResourceTypeMemoryLarge;
        uint64_t from, size;
        if (io ? d->Type != CmResourceTypePort : !memory)
            continue;
        from = (uint64_t)d->u.Memory.Start.QuadPart;
        size = d->u.Memory.Length;
        if (d->Flags & CM_RESOURCE_MEMORY_LARGE_40)
            size <<= 8;
        else if (d->Flags & CM_RESOURCE_MEMORY_LARGE_48)
            size <<= 16;
        if (start >= from && start - from <= size && length <= size - (start - from))
            return true;
    }
    return false;
}

NTSTATUS callback_MapMemory(struct dxgk_adapter *adapter, PHYSICAL_ADDRESS address, ULONG length, BOOLEAN io,
                            BOOLEAN to_user, MEMORY_CACHING_TYPE cache, PVOID *virtual_address)
{
    KIRQL irql;

    if (!virtual_address || length == 0)
        return STATUS_INVALID_PARAMETER;
    *virtual_address = NULL;
    if (to_user)
        return STATUS_NOT_SUPPORTED;
    if (!in_resources(adapter, (uint64_t)address.QuadPart, length, io)) {
        report_emit(REPORT_VIOLATION, "CBK-04", "DxgkCbMapMemory", "TranslatedAddress, Length",
                    "a range of DXGK_DEVICE_INFO.TranslatedResourceList", NULL, "0x%llX, 0x%X",
                    (unsigned long long)address.QuadPart, (unsigned)length);
        return STATUS_INVALID_PARAMETER;
    }
    struct adapter_mapping *m = dxgk_alloc(sizeof(*m));
    if (!m)
        return STATUS_NO_MEMORY;
    m->length = length;
    m->io = io;
    m->address = io ? (PVOID)(ULONG_PTR)address.QuadPart : MmMapIoSpace(address, length, cache);
    if (!m->address) {
        dxgk_free(m);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    KeAcquireSpinLock(&adapter->p->spin, &irql);
    InsertTailList(&adapter->p->mappings, &m->link);
    KeReleaseSpinLock(&adapter->p->spin, irql);
    *virtual_address = m->address;
    return STATUS_SUCCESS;
}

static void unmap(struct adapter_mapping *m)
{
    if (!m->io)
        MmUnmapIoSpace(m->address, m->length);
    dxgk_free(m);
}

NTSTATUS callback_UnmapMemory(struct dxgk_adapter *adapter, PVOID virtual_address)
{
    struct adapter_mapping *found = NULL;
    LIST_ENTRY *head = &adapter->p->mappings;
    KIRQL irql;

    KeAcquireSpinLock(&adapter->p->spin, &irql);
    for (LIST_ENTRY *l = head->Flink; l != head && !found; l = l->Flink) {
        struct adapter_mapping *m = CONTAINING_RECORD(l, struct adapter_mapping, link);
        if (m->address == virtual_address)
            found = m;
    }
    if (found)
        RemoveEntryList(&found->link);
    KeReleaseSpinLock(&adapter->p->spin, irql);
    if (!found) {
        report_emit(REPORT_VIOLATION, "CBK-04", "DxgkCbUnmapMemory", "VirtualAddress",
                    "an address that DxgkCbMapMemory gave", NULL, "%p", virtual_address);
        return STATUS_INVALID_PARAMETER;
    }
    unmap(found);
    return STATUS_SUCCESS;
}

void callbacks_release(struct dxgk_adapter *adapter)
{
    LIST_ENTRY *head = &adapter->p->mappings;

    while (!IsListEmpty(head)) {
        struct adapter_mapping *m = CONTAINING_RECORD(RemoveHeadList(head), struct adapter_mapping, link);
        report_emit(REPORT_VIOLATION, "CBK-04", "DxgkDdiRemoveDevice", "DxgkCbMapMemory",
                    "every mapping given back with DxgkCbUnmapMemory", NULL,
                    "%u bytes at %p are still mapped", (unsigned)m->length, m->address);
        unmap(m);
    }
}

/* ---- reports ---- */

NTSTATUS callback_IndicateChildStatus(struct dxgk_adapter *adapter, PDXGK_CHILD_STATUS status)
{
    if (!status)
        return STATUS_INVALID_PARAMETER;
    if (status->Type == StatusRotation)
        return STATUS_SUCCESS;
    if (status->Type != StatusConnection)
        return STATUS_INVALID_PARAMETER;
    return child_indicate(adapter, status->ChildUid, status->HotPlug.Connected);
}

BOOLEAN callback_QueueDpc(struct dxgk_adapter *adapter)
{
    return interrupt_queue_dpc(adapter);
}

NTSTATUS callback_SynchronizeExecution(struct dxgk_adapter *adapter, PKSYNCHRONIZE_ROUTINE routine,
                                       PVOID context, ULONG message, PBOOLEAN result)
{
    return interrupt_synchronize(adapter, routine, context, message, result);
}

void callback_NotifyInterrupt(struct dxgk_adapter *adapter, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    interrupt_notify(adapter, data);
}

void callback_NotifyDpc(struct dxgk_adapter *adapter)
{
    interrupt_notify_dpc(adapter);
}

/* ---- interfaces ---- */

NTSTATUS callback_QueryVidPnInterface(struct dxgk_adapter *adapter, D3DKMDT_HVIDPN vidpn,
                                      DXGK_VIDPN_INTERFACE_VERSION version,
                                      const DXGK_VIDPN_INTERFACE **interface)
{
    return vidpn_query_interface(vidpn, version, interface);
}

NTSTATUS callback_QueryMonitorInterface(struct dxgk_adapter *adapter, DXGK_MONITOR_INTERFACE_VERSION version,
                                        const DXGK_MONITOR_INTERFACE **interface)
{
    return monitor_query_interface(adapter->handle, version, interface);
}

NTSTATUS callback_AcquirePostDisplayOwnership(struct dxgk_adapter *adapter, PDXGK_DISPLAY_INFORMATION info)
{
    return post_acquire(adapter, info);
}

/* ---- not here ---- */

NTSTATUS callback_EvalAcpiMethod(struct dxgk_adapter *adapter, ULONG uid,
                                 PACPI_EVAL_INPUT_BUFFER_COMPLEX input, ULONG input_size,
                                 PACPI_EVAL_OUTPUT_BUFFER output, ULONG output_size)
{
    return STATUS_NOT_SUPPORTED; /* the machine has no ACPI name space */
}

NTSTATUS callback_QueryServices(struct dxgk_adapter *adapter, DXGK_SERVICES type, PINTERFACE interface)
{
    return STATUS_NOT_SUPPORTED;
}

void callback_LogEtwEvent(struct dxgk_adapter *adapter, LPCGUID guid, UCHAR type, USHORT size, PVOID buffer)
{
    if (size > 256 && KeGetCurrentIrql() != PASSIVE_LEVEL)
        report_emit(REPORT_VIOLATION, "SYN-10", "DxgkCbLogEtwEvent", "IRQL",
                    "PASSIVE_LEVEL for more than 256 bytes", NULL, "%u, %u bytes",
                    (unsigned)KeGetCurrentIrql(), (unsigned)size);
}

NTSTATUS callback_ExcludeAdapterAccess(struct dxgk_adapter *adapter, ULONG attributes,
                                       DXGKDDI_PROTECTED_CALLBACK callback, PVOID context)
{
    return STATUS_NOT_SUPPORTED;
}

NTSTATUS callback_CreateContextAllocation(struct dxgk_adapter *adapter,
                                          DXGKARGCB_CREATECONTEXTALLOCATION *args)
{
    return STATUS_NOT_SUPPORTED;
}

NTSTATUS callback_DestroyContextAllocation(struct dxgk_adapter *adapter, HANDLE allocation)
{
    return STATUS_NOT_SUPPORTED;
}

/* No component was registered: NUMPOWERCOMPONENTS is not asked of a display-only driver. */
static void no_component(const char *where, UINT index)
{
    report_emit(REPORT_WARNING, "CBK-01", where, "ComponentIndex",
                "a component from NUMPOWERCOMPONENTS; there is none", NULL, "%u", index);
}

void callback_SetPowerComponentActive(struct dxgk_adapter *adapter, UINT index)
{
    no_component("DxgkCbSetPowerComponentActive", index);
}

void callback_SetPowerComponentIdle(struct dxgk_adapter *adapter, UINT index)
{
    no_component("DxgkCbSetPowerComponentIdle", index);
}

NTSTATUS callback_PowerRuntimeControlRequest(struct dxgk_adapter *adapter, LPCGUID code, PVOID in,
                                             SIZE_T in_size, PVOID out, SIZE_T out_size, PSIZE_T returned)
{
    return STATUS_NOT_SUPPORTED;
}

void callback_SetPowerComponentLatency(struct dxgk_adapter *adapter, UINT index, ULONGLONG latency)
{
    no_component("DxgkCbSetPowerComponentLatency", index);
}

void callback_SetPowerComponentResidency(struct dxgk_adapter *adapter, UINT index, ULONGLONG residency)
{
    no_component("DxgkCbSetPowerComponentResidency", index);
}

void callback_CompleteFStateTransition(struct dxgk_adapter *adapter, UINT index)
{
    no_component("DxgkCbCompleteFStateTransition", index);
}

void callback_CompletePStateTransition(struct dxgk_adapter *adapter, UINT index, UINT state)
{
    no_component("DxgkCbCompletePStateTransition", index);
}
