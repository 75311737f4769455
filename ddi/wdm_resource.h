/*
 * Hardware as the plug and play manager describes it: resource lists, the PCI header, and interfaces between drivers. A
 * miniport is started with the translated form of these lists. Included by wdm.h only.
 */
#ifndef _WDM_RESOURCE_
#define _WDM_RESOURCE_

typedef enum _INTERFACE_TYPE {
    InterfaceTypeUndefined = -1,
    Internal,
    Isa,
    Eisa,
    MicroChannel,
    TurboChannel,
    PCIBus,
    VMEBus,
    NuBus,
    PCMCIABus,
    CBus,
    MPIBus,
    MPSABus,
    ProcessorInternal,
    InternalPowerBus,
    PNPISABus,
    PNPBus,
    Vmcs,
    ACPIBus,
    MaximumInterfaceType
} INTERFACE_TYPE,
    *PINTERFACE_TYPE;

typedef enum _CM_SHARE_DISPOSITION {
    CmResourceShareUndetermined,
    CmResourceShareDeviceExclusive,
    CmResourceShareDriverExclusive,
    CmResourceShareShared
} CM_SHARE_DISPOSITION;

#define CmResourceTypeNull           0
#define CmResourceTypePort           1
#define CmResourceTypeInterrupt      2
#define CmResourceTypeMemory         3
#define CmResourceTypeDma            4
#define CmResourceTypeDeviceSpecific 5
#define CmResourceTypeBusNumber      6
#define CmResourceTypeMemoryLarge    7
#define CmResourceTypeConfigData     128
#define CmResourceTypeDevicePrivate  129
#define CmResourceTypeConnection     132

#define CM_RESOURCE_INTERRUPT_LEVEL_SENSITIVE   0x0000
#define CM_RESOURCE_INTERRUPT_LATCHED           0x0001
#define CM_RESOURCE_INTERRUPT_MESSAGE           0x0002
#define CM_RESOURCE_INTERRUPT_MESSAGE_TOKEN     ((ULONG)-2)
#define CM_RESOURCE_MEMORY_READ_WRITE           0x0000
#define CM_RESOURCE_MEMORY_READ_ONLY            0x0001
#define CM_RESOURCE_MEMORY_WRITE_ONLY           0x0002
#define CM_RESOURCE_MEMORY_PREFETCHABLE         0x0004
#define CM_RESOURCE_MEMORY_COMBINEDWRITE        0x0008
#define CM_RESOURCE_MEMORY_24                   0x0010
#define CM_RESOURCE_MEMORY_CACHEABLE            0x0020
#define CM_RESOURCE_MEMORY_BAR                  0x0080
#define CM_RESOURCE_MEMORY_LARGE_40             0x0200
#define CM_RESOURCE_MEMORY_LARGE_48             0x0400
#define CM_RESOURCE_MEMORY_LARGE_64             0x0800
#define CM_RESOURCE_CONNECTION_CLASS_GPIO       0x01
#define CM_RESOURCE_CONNECTION_CLASS_SERIAL     0x02
#define CM_RESOURCE_CONNECTION_TYPE_GPIO_IO     0x02
#define CM_RESOURCE_CONNECTION_TYPE_SERIAL_I2C  0x01
#define CM_RESOURCE_CONNECTION_TYPE_SERIAL_SPI  0x02
#define CM_RESOURCE_CONNECTION_TYPE_SERIAL_UART 0x03
#define CM_RESOURCE_PORT_MEMORY                 0x0000
#define CM_RESOURCE_PORT_IO                     0x0001
#define CM_RESOURCE_PORT_16_BIT_DECODE          0x0010
#define CM_RESOURCE_PORT_BAR                    0x0100

#pragma pack(push, 4)

typedef struct _CM_PARTIAL_RESOURCE_DESCRIPTOR {
    UCHAR Type;
    UCHAR ShareDisposition;
    USHORT Flags;
    union {
        struct {
            PHYSICAL_ADDRESS Start;
            ULONG Length;
        } Generic;
        struct {
            PHYSICAL_ADDRESS Start;
            ULONG Length;
        } Port;
        struct {
            ULONG Level;
            ULONG Vector;
            KAFFINITY Affinity;
        } Interrupt;
        struct {
            union {
                struct {
                    USHORT Reserved;
                    USHORT MessageCount;
                    ULONG Vector;
                    KAFFINITY Affinity;
                } Raw;
                struct {
                    ULONG Level;
                    ULONG Vector;
                    KAFFINITY Affinity;
                } Translated;
            };
        } MessageInterrupt;
        struct {
            PHYSICAL_ADDRESS Start;
            ULONG Length;
        } Memory;
        struct {
            ULONG Channel;
            ULONG Port;
            ULONG Reserved1;
        } Dma;
        struct {
            ULONG Data[3];
        } DevicePrivate;
        struct {
            ULONG Start;
            ULONG Length;
            ULONG Reserved;
        } BusNumber;
        struct {
            ULONG DataSize;
            ULONG Reserved1;
            ULONG Reserved2;
        } DeviceSpecificData;
        struct {
            UCHAR Class;
            UCHAR Type;
            UCHAR Reserved1;
            UCHAR Reserved2;
            ULONG IdLowPart;
            ULONG IdHighPart;
        } Connection;
        struct {
            PHYSICAL_ADDRESS Start;
            ULONG Length40;
        } Memory40;
        struct {
            PHYSICAL_ADDRESS Start;
            ULONG Length48;
        } Memory48;
        struct {
            PHYSICAL_ADDRESS Start;
            ULONG Length64;
        } Memory64;
    } u;
} CM_PARTIAL_RESOURCE_DESCRIPTOR, *PCM_PARTIAL_RESOURCE_DESCRIPTOR;

typedef struct _CM_PARTIAL_RESOURCE_LIST {
    USHORT Version;
    USHORT Revision;
    ULONG Count;
    CM_PARTIAL_RESOURCE_DESCRIPTOR PartialDescriptors[1];
} CM_PARTIAL_RESOURCE_LIST, *PCM_PARTIAL_RESOURCE_LIST;

typedef struct _CM_FULL_RESOURCE_DESCRIPTOR {
    INTERFACE_TYPE InterfaceType;
    ULONG BusNumber;
    CM_PARTIAL_RESOURCE_LIST PartialResourceList;
} CM_FULL_RESOURCE_DESCRIPTOR, *PCM_FULL_RESOURCE_DESCRIPTOR;

typedef struct _CM_RESOURCE_LIST {
    ULONG Count;
    CM_FULL_RESOURCE_DESCRIPTOR List[1];
} CM_RESOURCE_LIST, *PCM_RESOURCE_LIST;

#pragma pack(pop)

#define PCI_TYPE0_ADDRESSES 6
#define PCI_TYPE1_ADDRESSES 2

/* Standard configuration space, in the structure with and in that without the 192 bytes behind it. */
#define PCI_COMMON_HEADER_LAYOUT                                                                             \
    USHORT VendorID;                                                                                         \
    USHORT DeviceID;                                                                                         \
    USHORT Command;                                                                                          \
    USHORT Status;                                                                                           \
    UCHAR RevisionID;                                                                                        \
    UCHAR ProgIf;                                                                                            \
    UCHAR SubClass;                                                                                          \
    UCHAR BaseClass;                                                                                         \
    UCHAR CacheLineSize;                                                                                     \
    UCHAR LatencyTimer;                                                                                      \
    UCHAR HeaderType;                                                                                        \
    UCHAR BIST;                                                                                              \
    union {                                                                                                  \
        struct {                                                                                             \
            ULONG BaseAddresses[PCI_TYPE0_ADDRESSES];                                                        \
            ULONG CIS;                                                                                       \
            USHORT SubVendorID;                                                                              \
            USHORT SubSystemID;                                                                              \
            ULONG ROMBaseAddress;                                                                            \
            UCHAR CapabilitiesPtr;                                                                           \
            UCHAR Reserved1[3];                                                                              \
            ULONG Reserved2;                                                                                 \
            UCHAR InterruptLine;                                                                             \
            UCHAR InterruptPin;                                                                              \
            UCHAR MinimumGrant;                                                                              \
            UCHAR MaximumLatency;                                                                            \
        } type0;                                                                                             \
        struct {                                                                                             \
            ULONG BaseAddresses[PCI_TYPE1_ADDRESSES];                                                        \
            UCHAR PrimaryBus;                                                                                \
            UCHAR SecondaryBus;                                                                              \
            UCHAR SubordinateBus;                                                                            \
            UCHAR SecondaryLatency;                                                                          \
            UCHAR IOBase;                                                                                    \
            UCHAR IOLimit;                                                                                   \
            USHORT SecondaryStatus;                                                                          \
            USHORT MemoryBase;                                                                               \
            USHORT MemoryLimit;                                                                              \
            USHORT PrefetchBase;                                                                             \
            USHORT PrefetchLimit;                                                                            \
            ULONG PrefetchBaseUpper32;                                                                       \
            ULONG PrefetchLimitUpper32;                                                                      \
            USHORT IOBaseUpper16;                                                                            \
            USHORT IOLimitUpper16;                                                                           \
            UCHAR CapabilitiesPtr;                                                                           \
            UCHAR Reserved1[3];                                                                              \
            ULONG ROMBaseAddress;                                                                            \
            UCHAR InterruptLine;                                                                             \
            UCHAR InterruptPin;                                                                              \
            USHORT BridgeControl;                                                                            \
        } type1;                                                                                             \
        struct {                                                                                             \
            ULONG SocketRegistersBaseAddress;                                                                \
            UCHAR CapabilitiesPtr;                                                                           \
            UCHAR Reserved;                                                                                  \
            USHORT SecondaryStatus;                                                                          \
            UCHAR PrimaryBus;                                                                                \
            UCHAR SecondaryBus;                                                                              \
            UCHAR SubordinateBus;                                                                            \
            UCHAR SecondaryLatency;                                                                          \
            struct {                                                                                         \
                ULONG Base;                                                                                  \
                ULONG Limit;                                                                                 \
            } Range[PCI_TYPE1_ADDRESSES + 2];                                                                \
            UCHAR InterruptLine;                                                                             \
            UCHAR InterruptPin;                                                                              \
            USHORT BridgeControl;                                                                            \
        } type2;                                                                                             \
    } u;

typedef struct _PCI_COMMON_HEADER {
    PCI_COMMON_HEADER_LAYOUT
} PCI_COMMON_HEADER, *PPCI_COMMON_HEADER;

typedef struct _PCI_COMMON_CONFIG {
    PCI_COMMON_HEADER_LAYOUT
    UCHAR DeviceSpecific[192];
} PCI_COMMON_CONFIG, *PPCI_COMMON_CONFIG;

#define PCI_INVALID_VENDORID              0xFFFF
#define PCI_ENABLE_IO_SPACE               0x0001
#define PCI_ENABLE_MEMORY_SPACE           0x0002
#define PCI_ENABLE_BUS_MASTER             0x0004
#define PCI_DISABLE_LEVEL_INTERRUPT       0x0400
#define PCI_STATUS_CAPABILITIES_LIST      0x0010
#define PCI_CLASS_DISPLAY_CTLR            0x03
#define PCI_SUBCLASS_VID_VGA_CTLR         0x00
#define PCI_CAPABILITY_ID_MSI             0x05
#define PCI_CAPABILITY_ID_VENDOR_SPECIFIC 0x09
#define PCI_CAPABILITY_ID_MSIX            0x11
#define PCI_MULTIFUNCTION                 0x80 /* HeaderType: this bit, and below it one of the types */
#define PCI_DEVICE_TYPE                   0x00
#define PCI_BRIDGE_TYPE                   0x01
#define PCI_CARDBUS_BRIDGE_TYPE           0x02
#define PCI_ADDRESS_IO_SPACE              0x00000001 /* BaseAddresses: what kind, and the address without these bits */
#define PCI_ADDRESS_MEMORY_TYPE_MASK      0x00000006
#define PCI_ADDRESS_MEMORY_PREFETCHABLE   0x00000008
#define PCI_ADDRESS_IO_ADDRESS_MASK       0xFFFFFFFCu
#define PCI_ADDRESS_MEMORY_ADDRESS_MASK   0xFFFFFFF0u
#define PCI_ADDRESS_ROM_ADDRESS_MASK      0xFFFFF800u
#define PCI_TYPE_32BIT                    0
#define PCI_TYPE_20BIT                    2
#define PCI_TYPE_64BIT                    4

/* Each capability in configuration space begins with this. */
typedef struct _PCI_CAPABILITIES_HEADER {
    UCHAR CapabilityID;
    UCHAR Next; /* its offset; 0 = the last */
} PCI_CAPABILITIES_HEADER, *PPCI_CAPABILITIES_HEADER;

typedef VOID NTAPI INTERFACE_REFERENCE(PVOID Context);
typedef INTERFACE_REFERENCE *PINTERFACE_REFERENCE;
typedef VOID NTAPI INTERFACE_DEREFERENCE(PVOID Context);
typedef INTERFACE_DEREFERENCE *PINTERFACE_DEREFERENCE;

typedef struct _INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
} INTERFACE, *PINTERFACE;

/* What IsDevicePresent looks for: Flags say which of the members count. */
typedef struct _PCI_DEVICE_PRESENCE_PARAMETERS {
    ULONG Size;
    ULONG Flags;
    USHORT VendorID;
    USHORT DeviceID;
    UCHAR RevisionID;
    USHORT SubVendorID;
    USHORT SubSystemID;
    UCHAR BaseClass;
    UCHAR SubClass;
    UCHAR ProgIf;
} PCI_DEVICE_PRESENCE_PARAMETERS, *PPCI_DEVICE_PRESENCE_PARAMETERS;

#define PCI_USE_SUBSYSTEM_IDS  0x01
#define PCI_USE_REVISION       0x02
#define PCI_USE_VENDEV_IDS     0x04
#define PCI_USE_CLASS_SUBCLASS 0x08
#define PCI_USE_PROGIF         0x10
#define PCI_USE_LOCAL_BUS      0x20
#define PCI_USE_LOCAL_DEVICE   0x40

/* ---- requests and interrupts ---- */

/* How an I/O request ended, and how many bytes it moved. */
typedef struct _IO_STATUS_BLOCK {
    union {
        NTSTATUS Status;
        PVOID Pointer;
    };
    ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;

/* Runs at the level of the interrupt, with the interrupt routine kept out. */
typedef BOOLEAN NTAPI KSYNCHRONIZE_ROUTINE(PVOID SynchronizeContext);
typedef KSYNCHRONIZE_ROUTINE *PKSYNCHRONIZE_ROUTINE;

#if UINTPTR_MAX > 0xFFFFFFFFu
C_ASSERT(sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR) == 20 && sizeof(CM_RESOURCE_LIST) == 40);
#endif
C_ASSERT(sizeof(PCI_COMMON_HEADER) == 64 && sizeof(PCI_COMMON_CONFIG) == 256);

#endif
