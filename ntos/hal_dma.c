/*
 * DMA adapters. Devices reach all of system memory by physical address, so what is left of an adapter is the bookkeeping that Windows'
 * verifier does: which buffers and lists are out, who gave them back, and whether the device can address them.
 */
#include "hal.h"
#include "mm.h"
#include "services.h"

#include <stdlib.h>
#include <string.h>

#define LIMIT_32 0xFFFFFFFFull

struct adapter {
    DMA_ADAPTER face;
    DMA_OPERATIONS operations;
    LIST_ENTRY link;
    uint64_t highest; /* address that the device can drive */
    const char *where;
    _Atomic unsigned buffers, lists;
    bool channel;
};

static struct {
    struct host_mutex lock;
    LIST_ENTRY all;
} adapters = {.lock = HOST_MUTEX_INIT};

static struct adapter *adapter_of(PDMA_ADAPTER face)
{
    return CONTAINING_RECORD(face, struct adapter, face);
}

static void misuse(const char *operation, const char *what, const char *expected, const char *advice,
                   ULONG_PTR value)
{
    report_emit(REPORT_VIOLATION, "SYN-10", operation, what, expected, advice, "%#llx in %s", value,
                nt_call_current());
}

/* The operations are called through a table, so nobody looked at IRQL yet. */
static struct _KTHREAD *check_irql(const char *operation, KIRQL highest)
{
    struct _KTHREAD *self = ke_self();
    if (self->irql > highest)
        ke_report_irql(operation, self->irql, highest, "Lower IRQL first.");
    ke_yield();
    return self;
}

static void check_dispatch(const char *operation)
{
    struct _KTHREAD *self = check_irql(operation, DISPATCH_LEVEL);
    if (self->irql != DISPATCH_LEVEL)
        misuse(operation, "IRQL", "DISPATCH_LEVEL (2)", "Raise IRQL around the call.", self->irql);
}

/* ---- life ---- */

static VOID NTAPI put_adapter(PDMA_ADAPTER DmaAdapter)
{
    struct adapter *a = adapter_of(DmaAdapter);
    check_irql("PutDmaAdapter", PASSIVE_LEVEL);
    if (a->buffers || a->lists)
        misuse("PutDmaAdapter", "common buffers and lists", "all given back",
               "Free buffers and lists before their adapter.", a->buffers + a->lists);
    host_lock(&adapters.lock);
    RemoveEntryList(&a->link);
    host_unlock(&adapters.lock);
    free(a);
}

void hal_dma_stop(bool count_leaks)
{
    while (adapters.all.Flink && !IsListEmpty(&adapters.all)) {
        struct adapter *a = CONTAINING_RECORD(RemoveHeadList(&adapters.all), struct adapter, link);
        if (count_leaks)
            ke_leak("DMA adapter", "given back", "Call PutDmaAdapter for each IoGetDmaAdapter.",
                    "with %u common buffers and %u lists, from %s", a->buffers, a->lists,
                    *a->where ? a->where : "the kernel");
        free(a);
    }
}

/* ---- common buffers ---- */

static PVOID NTAPI allocate_buffer(PDMA_ADAPTER DmaAdapter, ULONG Length, PPHYSICAL_ADDRESS LogicalAddress,
                                   BOOLEAN CacheEnabled)
{
    struct adapter *a = adapter_of(DmaAdapter);
    PHYSICAL_ADDRESS highest = {.QuadPart = (LONGLONG)a->highest};
    check_irql("AllocateCommonBuffer", PASSIVE_LEVEL);
    PVOID p = Length && !ke_resource_denied("AllocateCommonBuffer")
                  ? MmAllocateContiguousMemory(Length, highest)
                  : NULL;
    if (!p)
        return NULL;
    *LogicalAddress = MmGetPhysicalAddress(p);
    a->buffers++;
    return p;
}

static VOID NTAPI free_buffer(PDMA_ADAPTER DmaAdapter, ULONG Length, PHYSICAL_ADDRESS LogicalAddress,
                              PVOID VirtualAddress, BOOLEAN CacheEnabled)
{
    struct adapter *a = adapter_of(DmaAdapter);
    check_irql("FreeCommonBuffer", PASSIVE_LEVEL);
    if (MmGetPhysicalAddress(VirtualAddress).QuadPart != LogicalAddress.QuadPart)
        misuse("FreeCommonBuffer", "LogicalAddress", "that of the buffer",
               "Pass the address that AllocateCommonBuffer gave.", (ULONG_PTR)LogicalAddress.QuadPart);
    MmFreeContiguousMemory(VirtualAddress);
    a->buffers--;
}

/* ---- lists ---- */

/* The physical address of byte `at` of the MDL, and in *run how many bytes from there on lie in a row. */
static uint64_t physical_at(PMDL mdl, ULONG at, ULONG length, ULONG *run)
{
    PPFN_NUMBER pages = MmGetMdlPfnArray(mdl);
    ULONG from = mdl->ByteOffset + at, page = from >> PAGE_SHIFT;
    uint64_t start = ((uint64_t)pages[page] << PAGE_SHIFT) + (from & PAGE_MASK);
    ULONG n = PAGE_SIZE - (from & PAGE_MASK);
    while (n < length && pages[page + 1] == pages[page] + 1) {
        page++;
        n += PAGE_SIZE;
    }
    *run = n < length ? n : length;
    return start;
}

/* Where in the MDL's chain the range begins; NULL when it is not inside. */
static PMDL find_start(PMDL mdl, PVOID va, ULONG length, ULONG *at)
{
    uint64_t offset = (uintptr_t)va - (uintptr_t)MmGetMdlVirtualAddress(mdl), left = 0;
    if (offset >= mdl->ByteCount)
        return NULL;
    for (PMDL m = mdl; m; m = m->Next)
        left += m->ByteCount;
    *at = (ULONG)offset;
    return length && length <= left - offset ? mdl : NULL;
}

/* Fills elements (NULL: only counts). False: an address the device cannot drive. */
static bool walk(const struct adapter *a, PMDL mdl, ULONG at, ULONG length, PSCATTER_GATHER_ELEMENT elements,
                 ULONG *count)
{
    *count = 0;
    while (length) {
        ULONG here = mdl->ByteCount - at < length ? mdl->ByteCount - at : length, run;
        if (!here) {
            mdl = mdl->Next;
            at = 0;
            continue;
        }
        uint64_t physical = physical_at(mdl, at, here, &run);
        if (physical + run - 1 > a->highest)
            return false;
        if (elements)
            elements[*count] = (SCATTER_GATHER_ELEMENT){{.QuadPart = (LONGLONG)physical}, run, 0};
        ++*count;
        at += run;
        length -= run;
    }
    return true;
}

static NTSTATUS measure(const struct adapter *a, PMDL mdl, PVOID va, ULONG length, const char *operation,
                        ULONG *count, ULONG *at)
{
    if (!(mdl->MdlFlags & (MDL_PAGES_LOCKED | MDL_SOURCE_IS_NONPAGED_POOL)))
        misuse(operation, "MDL", "locked", "Lock the pages before a device uses them.",
               (ULONG_PTR)(USHORT)mdl->MdlFlags);
    if (!find_start(mdl, va, length, at)) {
        misuse(operation, "range", "inside the MDL",
               "CurrentVa is an address as MmGetMdlVirtualAddress says it.", (ULONG_PTR)va);
        return STATUS_INVALID_PARAMETER;
    }
    if (walk(a, mdl, *at, length, NULL, count))
        return STATUS_SUCCESS;
    misuse(operation, "address of a page", "one that the device can drive",
           "Set Dma64BitAddresses, or allocate lower; buffers are not copied here.", (ULONG_PTR)a->highest);
    return STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS NTAPI calculate_list(PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID CurrentVa, ULONG Length,
                                     PULONG ScatterGatherListSize, PULONG NumberOfMapRegisters)
{
    check_irql("CalculateScatterGatherList", DISPATCH_LEVEL);
    ULONG pages = Mdl ? 0 : ADDRESS_AND_SIZE_TO_SPAN_PAGES(CurrentVa, Length);
    for (PMDL m = Mdl; m; m = m->Next)
        pages += ADDRESS_AND_SIZE_TO_SPAN_PAGES(MmGetMdlVirtualAddress(m), m->ByteCount);
    *ScatterGatherListSize = (ULONG)(sizeof(SCATTER_GATHER_LIST) + pages * sizeof(SCATTER_GATHER_ELEMENT));
    if (NumberOfMapRegisters)
        *NumberOfMapRegisters = pages;
    return STATUS_SUCCESS;
}

/* list->Reserved: 1 = ours to free. */
static void run_list(struct adapter *a, PDEVICE_OBJECT device, PSCATTER_GATHER_LIST list,
                     PDRIVER_LIST_CONTROL routine, PVOID context)
{
    a->lists++;
    nt_call_enter("scatter/gather routine", (ULONG_PTR)routine);
    routine(device, device ? device->CurrentIrp : NULL, list, context);
    nt_call_leave();
}

static NTSTATUS NTAPI build_list(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject, PMDL Mdl,
                                 PVOID CurrentVa, ULONG Length, PDRIVER_LIST_CONTROL ExecutionRoutine,
                                 PVOID Context, BOOLEAN WriteToDevice, PVOID ScatterGatherBuffer,
                                 ULONG ScatterGatherLength)
{
    struct adapter *a = adapter_of(DmaAdapter);
    PSCATTER_GATHER_LIST list = ScatterGatherBuffer;
    ULONG count, at;
    check_dispatch("BuildScatterGatherList");
    NTSTATUS status = measure(a, Mdl, CurrentVa, Length, "BuildScatterGatherList", &count, &at);
    if (!NT_SUCCESS(status))
        return status;
    if (ScatterGatherLength < sizeof(*list) + count * sizeof(SCATTER_GATHER_ELEMENT))
        return STATUS_BUFFER_TOO_SMALL;
    list->NumberOfElements = count;
    list->Reserved = 0;
    walk(a, Mdl, at, Length, list->Elements, &count);
    run_list(a, DeviceObject, list, ExecutionRoutine, Context);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI get_list(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject, PMDL Mdl,
                               PVOID CurrentVa, ULONG Length, PDRIVER_LIST_CONTROL ExecutionRoutine,
                               PVOID Context, BOOLEAN WriteToDevice)
{
    struct adapter *a = adapter_of(DmaAdapter);
    ULONG count, at;
    check_dispatch("GetScatterGatherList");
    NTSTATUS status = measure(a, Mdl, CurrentVa, Length, "GetScatterGatherList", &count, &at);
    if (!NT_SUCCESS(status))
        return status;
    PSCATTER_GATHER_LIST list = ke_resource_denied("GetScatterGatherList")
                                    ? NULL
                                    : malloc(sizeof(*list) + count * sizeof(SCATTER_GATHER_ELEMENT));
    if (!list)
        return STATUS_INSUFFICIENT_RESOURCES;
    list->NumberOfElements = count;
    list->Reserved = 1;
    walk(a, Mdl, at, Length, list->Elements, &count);
    run_list(a, DeviceObject, list, ExecutionRoutine, Context);
    return STATUS_SUCCESS;
}

static VOID NTAPI put_list(PDMA_ADAPTER DmaAdapter, PSCATTER_GATHER_LIST ScatterGather, BOOLEAN WriteToDevice)
{
    struct adapter *a = adapter_of(DmaAdapter);
    check_dispatch("PutScatterGatherList");
    if (!a->lists) {
        misuse("PutScatterGatherList", "list", "one that is out", "Give each list back once.",
               (ULONG_PTR)ScatterGather);
        return;
    }
    a->lists--;
    if (ScatterGather->Reserved == 1)
        free(ScatterGather);
}

static NTSTATUS NTAPI build_mdl(PDMA_ADAPTER DmaAdapter, PSCATTER_GATHER_LIST ScatterGather, PMDL OriginalMdl,
                                PMDL *TargetMdl)
{
    if (!OriginalMdl)
        return STATUS_INVALID_PARAMETER;
    *TargetMdl =
        OriginalMdl; /* documented: when no map registers are needed, the original describes the buffer */
    return STATUS_SUCCESS;
}

/* ---- channels: transfers one packet at a time ---- */

static NTSTATUS NTAPI allocate_channel(PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject,
                                       ULONG NumberOfMapRegisters, PDRIVER_CONTROL ExecutionRoutine,
                                       PVOID Context)
{
    struct adapter *a = adapter_of(DmaAdapter);
    check_dispatch("AllocateAdapterChannel");
    if (a->channel) {
        misuse("AllocateAdapterChannel", "channel", "free", "Free the channel before it is asked for again.",
               1);
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    a->channel = true;
    nt_call_enter("adapter control routine", (ULONG_PTR)ExecutionRoutine);
    IO_ALLOCATION_ACTION action =
        ExecutionRoutine(DeviceObject, DeviceObject ? DeviceObject->CurrentIrp : NULL, a, Context);
    nt_call_leave();
    if (action != KeepObject)
        a->channel = false;
    return STATUS_SUCCESS;
}

static VOID NTAPI free_channel(PDMA_ADAPTER DmaAdapter)
{
    struct adapter *a = adapter_of(DmaAdapter);
    check_dispatch("FreeAdapterChannel");
    if (!a->channel)
        misuse("FreeAdapterChannel", "channel", "allocated and kept", "Free the channel once.", 0);
    a->channel = false;
}

static VOID NTAPI free_registers(PDMA_ADAPTER DmaAdapter, PVOID MapRegisterBase, ULONG NumberOfMapRegisters)
{
    check_dispatch("FreeMapRegisters");
    if (MapRegisterBase != adapter_of(DmaAdapter))
        misuse("FreeMapRegisters", "MapRegisterBase", "what the control routine was given",
               "Keep MapRegisterBase as it is.", (ULONG_PTR)MapRegisterBase);
}

static PHYSICAL_ADDRESS NTAPI map_transfer(PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID MapRegisterBase,
                                           PVOID CurrentVa, PULONG Length, BOOLEAN WriteToDevice)
{
    PHYSICAL_ADDRESS start = {.QuadPart = 0};
    ULONG at, run;
    check_irql("MapTransfer", DISPATCH_LEVEL);
    if (!find_start(Mdl, CurrentVa, 1, &at)) {
        misuse("MapTransfer", "range", "inside the MDL", "CurrentVa moves on by the length that was mapped.",
               (ULONG_PTR)CurrentVa);
        *Length = 0;
        return start;
    }
    ULONG here = Mdl->ByteCount - at < *Length ? Mdl->ByteCount - at : *Length;
    start.QuadPart = (LONGLONG)physical_at(Mdl, at, here, &run);
    *Length = run;
    return start;
}

static BOOLEAN NTAPI flush_buffers(PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID MapRegisterBase, PVOID CurrentVa,
                                   ULONG Length, BOOLEAN WriteToDevice)
{
    check_irql("FlushAdapterBuffers", DISPATCH_LEVEL);
    return TRUE; /* memory is coherent, and nothing was copied */
}

static ULONG NTAPI get_alignment(PDMA_ADAPTER DmaAdapter)
{
    return 1;
}

static ULONG NTAPI read_counter(PDMA_ADAPTER DmaAdapter)
{
    return 0; /* of a system DMA controller, of which there is none */
}

/* ---- the exported form ---- */

static const DMA_OPERATIONS operations = {
    sizeof(DMA_OPERATIONS),
    put_adapter,
    allocate_buffer,
    free_buffer,
    allocate_channel,
    flush_buffers,
    free_channel,
    free_registers,
    map_transfer,
    get_alignment,
    read_counter,
    get_list,
    put_list,
    calculate_list,
    build_list,
    build_mdl,
};

PDMA_ADAPTER NTAPI IoGetDmaAdapter(PDEVICE_OBJECT PhysicalDeviceObject, PDEVICE_DESCRIPTION DeviceDescription,
                                   PULONG NumberOfMapRegisters)
{
    KE_SERVICE(IoGetDmaAdapter);
    if (DeviceDescription->Version > DEVICE_DESCRIPTION_VERSION2) {
        report_emit(REPORT_WARNING, "SYN-10", "IoGetDmaAdapter", "Version", "0 to 2",
                    "The operations of version 3 do not exist here.", "%u", DeviceDescription->Version);
        return NULL;
    }
    if (!DeviceDescription->Master) {
        report_emit(REPORT_WARNING, "SYN-10", "IoGetDmaAdapter", "Master", "TRUE",
                    "There is no system DMA controller; a PCI function masters the bus itself.", "FALSE");
        return NULL;
    }
    struct adapter *a = ke_resource_denied("IoGetDmaAdapter") ? NULL : calloc(1, sizeof(*a));
    if (!a)
        return NULL;
    a->operations = operations;
    a->face = (DMA_ADAPTER){1, sizeof(DMA_ADAPTER), &a->operations};
    a->highest = DeviceDescription->Dma64BitAddresses ? UINT64_MAX >> 1 : LIMIT_32;
    a->where = nt_call_current();
    host_lock(&adapters.lock);
    if (!adapters.all.Flink)
        InitializeListHead(&adapters.all);
    InsertTailList(&adapters.all, &a->link);
    host_unlock(&adapters.lock);
    if (NumberOfMapRegisters) /* as many as the longest transfer has pages */
        *NumberOfMapRegisters = DeviceDescription->MaximumLength / PAGE_SIZE + 2;
    return &a->face;
}

/* ---- the bus ---- */

#define CONFIG_SIZE 4096u

static struct bus_device *find_function(ULONG bus, ULONG slot, bool *any)
{
    struct bus_device *found = NULL;
    *any = false;
    host_lock(&hal_lock);
    for (PLIST_ENTRY e = hal_pdos.Flink; e != &hal_pdos; e = e->Flink) {
        struct bus_device *b = CONTAINING_RECORD(e, struct hal_pdo, link)->bus;
        if (!b || b->bus != bus)
            continue;
        *any = true;
        if (b->slot == (slot & 31) && b->function == (slot >> 5 & 7))
            found = b;
    }
    host_unlock(&hal_lock);
    return found;
}

static ULONG access(BUS_DATA_TYPE type, ULONG bus, ULONG slot, UCHAR *buffer, ULONG offset, ULONG length,
                    bool set)
{
    bool any;
    struct bus_device *b = type == PCIConfiguration ? find_function(bus, slot, &any) : NULL;
    if (type != PCIConfiguration || (!b && !any) || offset >= CONFIG_SIZE)
        return 0;
    if (!b) {
        if (!set && length >= 2)
            memset(buffer, 0xFF, 2);
        return set ? 0 : 2;
    }
    if (length > CONFIG_SIZE - offset)
        length = CONFIG_SIZE - offset;
    for (ULONG done = 0; done < length;) {
        ULONG at = offset + done, size = at % 4 == 0 && length - done >= 4   ? 4
                                         : at % 2 == 0 && length - done >= 2 ? 2
                                                                             : 1;
        uint32_t value = 0;
        if (set) {
            memcpy(&value, buffer + done, size);
            b->ops->config_write(b, at, size, value);
        } else {
            value = b->ops->config_read(b, at, size);
            memcpy(buffer + done, &value, size);
        }
        done += size;
    }
    return length;
}

ULONG NTAPI HalGetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber, PVOID Buffer,
                                  ULONG Offset, ULONG Length)
{
    KE_SERVICE(HalGetBusDataByOffset);
    return access(BusDataType, BusNumber, SlotNumber, Buffer, Offset, Length, false);
}

ULONG NTAPI HalSetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber, PVOID Buffer,
                                  ULONG Offset, ULONG Length)
{
    KE_SERVICE(HalSetBusDataByOffset);
    return access(BusDataType, BusNumber, SlotNumber, Buffer, Offset, Length, true);
}

BOOLEAN NTAPI HalTranslateBusAddress(INTERFACE_TYPE InterfaceType, ULONG BusNumber,
                                     PHYSICAL_ADDRESS BusAddress, PULONG AddressSpace,
                                     PPHYSICAL_ADDRESS TranslatedAddress)
{
    KE_SERVICE(HalTranslateBusAddress);
    if (*AddressSpace > 1) /* 0 memory, 1 ports: the same numbers on both sides */
        return FALSE;
    *TranslatedAddress = BusAddress;
    return TRUE;
}
