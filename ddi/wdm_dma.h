/*
 * DMA through an adapter object, and the bus a device sits on. Included by wdm.h only.
 *
 * A device here reaches system memory by physical address, so an adapter translates nothing and copies nothing: a transfer that Windows
 * would route through map registers, because the device cannot address its buffer, is refused.
 */
#ifndef _WDM_DMA_
#define _WDM_DMA_

typedef enum _DMA_WIDTH {
    Width8Bits,
    Width16Bits,
    Width32Bits,
    Width64Bits,
    WidthNoWrap,
    MaximumDmaWidth
} DMA_WIDTH;
typedef enum _DMA_SPEED { Compatible, TypeA, TypeB, TypeC, TypeF, MaximumDmaSpeed } DMA_SPEED;

#define DEVICE_DESCRIPTION_VERSION  0
#define DEVICE_DESCRIPTION_VERSION1 1
#define DEVICE_DESCRIPTION_VERSION2 2

typedef struct _DEVICE_DESCRIPTION {
    ULONG Version;
    BOOLEAN Master;
    BOOLEAN ScatterGather;
    BOOLEAN DemandMode;
    BOOLEAN AutoInitialize;
    BOOLEAN Dma32BitAddresses;
    BOOLEAN IgnoreCount;
    BOOLEAN Reserved1;
    BOOLEAN Dma64BitAddresses;
    ULONG BusNumber;
    ULONG DmaChannel;
    INTERFACE_TYPE InterfaceType;
    DMA_WIDTH DmaWidth;
    DMA_SPEED DmaSpeed;
    ULONG MaximumLength;
    ULONG DmaPort;
} DEVICE_DESCRIPTION, *PDEVICE_DESCRIPTION;

typedef struct _SCATTER_GATHER_ELEMENT {
    PHYSICAL_ADDRESS Address;
    ULONG Length;
    ULONG_PTR Reserved;
} SCATTER_GATHER_ELEMENT, *PSCATTER_GATHER_ELEMENT;

typedef struct _SCATTER_GATHER_LIST {
    ULONG NumberOfElements;
    ULONG_PTR Reserved;
#ifdef __cplusplus
    SCATTER_GATHER_ELEMENT Elements[1];
#else
    SCATTER_GATHER_ELEMENT Elements[];
#endif
} SCATTER_GATHER_LIST, *PSCATTER_GATHER_LIST;

typedef enum _IO_ALLOCATION_ACTION {
    KeepObject = 1,
    DeallocateObject,
    DeallocateObjectKeepRegisters
} IO_ALLOCATION_ACTION;

struct _DMA_OPERATIONS;
typedef struct _DMA_ADAPTER {
    USHORT Version;
    USHORT Size;
    struct _DMA_OPERATIONS *DmaOperations;
} DMA_ADAPTER, *PDMA_ADAPTER;

typedef IO_ALLOCATION_ACTION NTAPI DRIVER_CONTROL(PDEVICE_OBJECT DeviceObject, PIRP Irp,
                                                  PVOID MapRegisterBase, PVOID Context);
typedef DRIVER_CONTROL *PDRIVER_CONTROL;
typedef VOID NTAPI DRIVER_LIST_CONTROL(PDEVICE_OBJECT DeviceObject, PIRP Irp,
                                       PSCATTER_GATHER_LIST ScatterGather, PVOID Context);
typedef DRIVER_LIST_CONTROL *PDRIVER_LIST_CONTROL;

/* Lists and channels are asked for at DISPATCH_LEVEL, and the routine is called before the call returns. */
typedef struct _DMA_OPERATIONS {
    ULONG Size;
    VOID(NTAPI *PutDmaAdapter)(PDMA_ADAPTER DmaAdapter);
    PVOID(NTAPI *AllocateCommonBuffer)
    (PDMA_ADAPTER DmaAdapter, ULONG Length, PPHYSICAL_ADDRESS LogicalAddress, BOOLEAN CacheEnabled);
    VOID(NTAPI *FreeCommonBuffer)
    (PDMA_ADAPTER DmaAdapter, ULONG Length, PHYSICAL_ADDRESS LogicalAddress, PVOID VirtualAddress,
     BOOLEAN CacheEnabled);
    NTSTATUS(NTAPI *AllocateAdapterChannel)
    (PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject, ULONG NumberOfMapRegisters,
     PDRIVER_CONTROL ExecutionRoutine, PVOID Context);
    BOOLEAN(NTAPI *FlushAdapterBuffers)
    (PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID MapRegisterBase, PVOID CurrentVa, ULONG Length,
     BOOLEAN WriteToDevice);
    VOID(NTAPI *FreeAdapterChannel)(PDMA_ADAPTER DmaAdapter);
    VOID(NTAPI *FreeMapRegisters)(PDMA_ADAPTER DmaAdapter, PVOID MapRegisterBase, ULONG NumberOfMapRegisters);
    PHYSICAL_ADDRESS(NTAPI *MapTransfer)
    (PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID MapRegisterBase, PVOID CurrentVa, PULONG Length,
     BOOLEAN WriteToDevice);
    ULONG(NTAPI *GetDmaAlignment)(PDMA_ADAPTER DmaAdapter);
    ULONG(NTAPI *ReadDmaCounter)(PDMA_ADAPTER DmaAdapter);
    NTSTATUS(NTAPI *GetScatterGatherList)
    (PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject, PMDL Mdl, PVOID CurrentVa, ULONG Length,
     PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context, BOOLEAN WriteToDevice);
    VOID(NTAPI *PutScatterGatherList)
    (PDMA_ADAPTER DmaAdapter, PSCATTER_GATHER_LIST ScatterGather, BOOLEAN WriteToDevice);
    NTSTATUS(NTAPI *CalculateScatterGatherList)
    (PDMA_ADAPTER DmaAdapter, PMDL Mdl, PVOID CurrentVa, ULONG Length, PULONG ScatterGatherListSize,
     PULONG NumberOfMapRegisters);
    NTSTATUS(NTAPI *BuildScatterGatherList)
    (PDMA_ADAPTER DmaAdapter, PDEVICE_OBJECT DeviceObject, PMDL Mdl, PVOID CurrentVa, ULONG Length,
     PDRIVER_LIST_CONTROL ExecutionRoutine, PVOID Context, BOOLEAN WriteToDevice, PVOID ScatterGatherBuffer,
     ULONG ScatterGatherLength);
    NTSTATUS(NTAPI *BuildMdlFromScatterGatherList)
    (PDMA_ADAPTER DmaAdapter, PSCATTER_GATHER_LIST ScatterGather, PMDL OriginalMdl, PMDL *TargetMdl);
} DMA_OPERATIONS, *PDMA_OPERATIONS;

/* NULL: no memory, or a description that is none of versions 0 to 2. PASSIVE_LEVEL. */
PDMA_ADAPTER NTAPI IoGetDmaAdapter(PDEVICE_OBJECT PhysicalDeviceObject, PDEVICE_DESCRIPTION DeviceDescription,
                                   PULONG NumberOfMapRegisters);

/* ---- the bus ---- */

typedef enum _BUS_DATA_TYPE {
    ConfigurationSpaceUndefined = -1,
    Cmos,
    EisaConfiguration,
    Pos,
    CbusConfiguration,
    PCIConfiguration
} BUS_DATA_TYPE;

/* The number of bytes; 2 with a vendor of 0xFFFF where no device is; 0 where no bus is. SlotNumber: bits 4..0 device, 7..5 function. */
ULONG NTAPI HalGetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber, PVOID Buffer,
                                  ULONG Offset, ULONG Length);
ULONG NTAPI HalSetBusDataByOffset(BUS_DATA_TYPE BusDataType, ULONG BusNumber, ULONG SlotNumber, PVOID Buffer,
                                  ULONG Offset, ULONG Length);
BOOLEAN NTAPI HalTranslateBusAddress(INTERFACE_TYPE InterfaceType, ULONG BusNumber,
                                     PHYSICAL_ADDRESS BusAddress, PULONG AddressSpace,
                                     PPHYSICAL_ADDRESS TranslatedAddress);

#if UINTPTR_MAX > 0xFFFFFFFFu
C_ASSERT(sizeof(SCATTER_GATHER_ELEMENT) == 24 && sizeof(DMA_ADAPTER) == 16 &&
         sizeof(DEVICE_DESCRIPTION) == 40);
#endif

#endif
