/*
 * The port half of the interface: starting, stopping and powering an adapter, its children, the services
 * the kernel offers (DXGKRNL_INTERFACE), and the two tables a driver registers itself with.
 */
#ifndef _DISPMPRT_H_
#define _DISPMPRT_H_

#include "wdm.h"
#include "video.h"
#include "acpiioct.h"
#include "ntstatus.h"
#include "d3dkmddi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ACPI methods, as the four characters of their names. */
#define ACPI_METHOD_DISPLAY_DOD  0x444F445F
#define ACPI_METHOD_DISPLAY_DOS  0x534F445F
#define ACPI_METHOD_DISPLAY_GPD  0x4450475F
#define ACPI_METHOD_DISPLAY_ROM  0x4D4F525F
#define ACPI_METHOD_DISPLAY_SPD  0x4450535F
#define ACPI_METHOD_DISPLAY_VPO  0x4F50565F
#define ACPI_METHOD_HARDWARE_ID  0x4449485F
#define ACPI_METHOD_OUTPUT_ADR   0x5244415F
#define ACPI_METHOD_OUTPUT_BCL   0x4C43425F
#define ACPI_METHOD_OUTPUT_BCM   0x4D43425F
#define ACPI_METHOD_OUTPUT_DCS   0x5343445F
#define ACPI_METHOD_OUTPUT_DDC   0x4344445F
#define ACPI_METHOD_OUTPUT_DGS   0x5347445F
#define ACPI_METHOD_OUTPUT_DSS   0x5353445F
#define ACPI_METHOD_REVISION_ID  0x5652485F
#define ACPI_METHOD_SUBSYSTEM_ID 0x4255535F

/* Arguments of ACPI methods. */
#define ACPI_ARG_ENABLE_AUTO_LCD_BRIGHTNESS  0
#define ACPI_ARG_ENABLE_SWITCH_EVENT         0
#define ACPI_ARG_ENABLE_AUTO_SWITCH          1
#define ACPI_ARG_DISABLE_SWITCH_EVENT        2
#define ACPI_ARG_DISABLE_AUTO_LCD_BRIGHTNESS 4

/* ACPI events, as NotifyAcpiEvent gets them. */
#define ACPI_NOTIFY_DOCK_EVENT              0x77
#define ACPI_NOTIFY_PANEL_SWITCH            0x80
#define ACPI_NOTIFY_DEVICE_HOTPLUG          0x81
#define ACPI_NOTIFY_CYCLE_DISPLAY_HOTKEY    0x82
#define ACPI_NOTIFY_NEXT_DISPLAY_HOTKEY     0x83
#define ACPI_NOTIFY_PREV_DISPLAY_HOTKEY     0x84
#define ACPI_NOTIFY_CYCLE_BRIGHTNESS_HOTKEY 0x85
#define ACPI_NOTIFY_INC_BRIGHTNESS_HOTKEY   0x86
#define ACPI_NOTIFY_DEC_BRIGHTNESS_HOTKEY   0x87
#define ACPI_NOTIFY_ZERO_BRIGHTNESS_HOTKEY  0x88
#define ACPI_NOTIFY_VIDEO_WAKEUP            0x90

/* What NotifyAcpiEvent asks the kernel to do next (AcpiFlags), and how EvalAcpiMethod addresses a child. */
#define DXGK_ACPI_POLL_DISPLAY_CHILDREN   1
#define DXGK_ACPI_CHANGE_DISPLAY_MODE     2
#define DXGK_ACPI_CHANGE_DISPLAY_TOPOLOGY 4
#define DXGK_ACPI_CHAIN_NOT_HANDLED       8
#define DXGK_ACPI_USE_ACPI_UID            0x20646955
#define DXGK_ACPI_PASS_ARGS_TO_CHILDREN   0x61726150

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)
#define DXGK_ACPI_USE_EVAL_EX 0x78457645
#endif

/* AGP command register. */
#define DXGK_AGPCOMMAND_AGP1X       1
#define DXGK_AGPCOMMAND_AGP2X       2
#define DXGK_AGPCOMMAND_AGP4X       4
#define DXGK_AGPCOMMAND_AGP8X       8
#define DXGK_AGPCOMMAND_DISABLE_SBA 0x10000
#define DXGK_AGPCOMMAND_DISABLE_FW  0x20000

/* What ReadDeviceSpace and WriteDeviceSpace address. */
#define DXGK_WHICHSPACE_CONFIG 0
#define DXGK_WHICHSPACE_ROM    0x52696350
#define DXGK_WHICHSPACE_MCH    0x80000000u
#define DXGK_WHICHSPACE_BRIDGE 0x80000001u

/* What ExcludeAdapterAccess keeps out, and how. */
#define DXGK_EXCLUDE_EVICT_ALL           1
#define DXGK_EXCLUDE_CALL_SYNCHRONOUS    2
#define DXGK_EXCLUDE_BRIDGE_ACCESS       4
#define DXGK_EXCLUDE_EVICT_STANDBY       8
#define DXGK_EXCLUDE_EVICT_HIBERNATE     16
#define DXGK_EXCLUDE_EVICT_SHUTDOWN      32
#define DXGK_EXCLUDE_D3_STATE_TRANSITION 64

/* Versions of the interfaces below. */
#define DXGK_AGP_INTERFACE_VERSION_1             1
#define DXGK_BRIGHTNESS_INTERFACE_VERSION_1      1
#define DXGK_BRIGHTNESS_INTERFACE_VERSION_2      2
#define DXGK_DEBUG_REPORT_INTERFACE_VERSION_1    1
#define DXGK_FIRMWARE_TABLE_INTERFACE_VERSION_1  1
#define DXGK_I2C_INTERFACE_VERSION_1             1
#define DXGK_OPM_INTERFACE_VERSION_1             1
#define DXGK_SPB_INTERFACE_VERSION_1             1
#define DXGK_TIMED_OPERATION_INTERFACE_VERSION_1 1

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)
#define DXGK_MIRACAST_DISPLAY_INTERFACE_VERSION_1 1
#endif

/* Limits of the interfaces below. */
#define DXGK_DEBUG_REPORT_MAX_SIZE               0xF800
#define DXGK_MAX_REG_SZ_LEN                      51
#define DXGK_MAX_STRING_LEN                      50
#define DXGK_TIMED_OPERATION_TIMEOUT_MAX_SECONDS 5

/* In place of a ChildUid: the adapter itself. */
#define DISPLAY_ADAPTER_HW_ID 0xFFFFFFFFu

DECLARE_HANDLE(DXGK_DEBUG_REPORT_HANDLE);
typedef const PDEVICE_OBJECT IN_CONST_PDEVICE_OBJECT;
typedef DEVICE_POWER_STATE IN_DEVICE_POWER_STATE;
typedef POWER_ACTION IN_POWER_ACTION;
typedef PQUERY_INTERFACE IN_PQUERY_INTERFACE;
typedef PVIDEO_REQUEST_PACKET IN_PVIDEO_REQUEST_PACKET;

/* Arguments that exist from WDDM 2.2 on; see d3dkmddi.h. */
typedef struct _DXGK_DISPLAY_OWNERSHIP_FLAGS DXGK_DISPLAY_OWNERSHIP_FLAGS, *PDXGK_DISPLAY_OWNERSHIP_FLAGS;
typedef struct _DXGK_PRE_START_INFO DXGK_PRE_START_INFO, *PDXGK_PRE_START_INFO;
typedef DXGK_PRE_START_INFO *IN_OUT_PDXGK_PRE_START_INFO;

/* -------- legacy and linked adapters ---------------------------------------------------------------- */

typedef enum _EMULATOR_PORT_ACCESS_TYPE {
    Uchar = 0,
    Ushort = 1,
    Ulong = 2,
} EMULATOR_PORT_ACCESS_TYPE;

typedef struct _EMULATOR_ACCESS_ENTRY {
    ULONG BasePort;
    ULONG NumConsecutivePorts;
    EMULATOR_PORT_ACCESS_TYPE AccessType;
    UCHAR AccessMode;
    UCHAR StringSupport;
    PVOID Routine;
} EMULATOR_ACCESS_ENTRY, *PEMULATOR_ACCESS_ENTRY;

/* The chain of linked adapters that this one belongs to. */
typedef struct _LINKED_DEVICE {
    ULONG ChainUid;
    ULONG NumberOfLinksInChain;
    BOOLEAN LeadLink;
} LINKED_DEVICE, *PLINKED_DEVICE;
typedef LINKED_DEVICE *INOUT_PLINKED_DEVICE;

/* -------- children ---------------------------------------------------------------------------------- */

/* What kind of connector a child is. */
typedef struct _DXGK_VIDEO_OUTPUT_CAPABILITIES {
    D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY InterfaceTechnology;
    D3DKMDT_MONITOR_ORIENTATION_AWARENESS MonitorOrientationAwareness;
    BOOLEAN SupportsSdtvModes;
} DXGK_VIDEO_OUTPUT_CAPABILITIES, *PDXGK_VIDEO_OUTPUT_CAPABILITIES;

typedef struct _DXGK_INTEGRATED_DISPLAY_CHILD {
    D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY InterfaceTechnology;
    USHORT DescriptorLength;
} DXGK_INTEGRATED_DISPLAY_CHILD, *PDXGK_INTEGRATED_DISPLAY_CHILD;

/* What a child can do; which member of the union counts says ChildDeviceType. */
typedef struct _DXGK_CHILD_CAPABILITIES {
    union {
        DXGK_VIDEO_OUTPUT_CAPABILITIES VideoOutput;
        struct {
            UINT MustBeZero;
        } Other;
        DXGK_INTEGRATED_DISPLAY_CHILD IntegratedDisplayChild;
    } Type;
    DXGK_CHILD_DEVICE_HPD_AWARENESS HpdAwareness;
} DXGK_CHILD_CAPABILITIES, *PDXGK_CHILD_CAPABILITIES;

/* What a child is. */
typedef enum _DXGK_CHILD_DEVICE_TYPE {
    TypeUninitialized = 0,
    TypeVideoOutput = 1,
    TypeOther = 2,
    TypeIntegratedDisplay = 3,
} DXGK_CHILD_DEVICE_TYPE;

/* A child that QueryChildRelations reports: 28 bytes; a zeroed one ends the list (DOD-13). */
typedef struct _DXGK_CHILD_DESCRIPTOR {
    DXGK_CHILD_DEVICE_TYPE ChildDeviceType;
    DXGK_CHILD_CAPABILITIES ChildCapabilities;
    ULONG AcpiUid;  /* as in the ACPI name space; 0 without */
    ULONG ChildUid; /* unique; of a video output also its target id (DOD-12) */
} DXGK_CHILD_DESCRIPTOR, *PDXGK_CHILD_DESCRIPTOR;
typedef DXGK_CHILD_DESCRIPTOR *INOUT_PDXGK_CHILD_DESCRIPTOR;

/* A piece of the descriptor of a child, an EDID for a monitor (DOD-15). */
typedef struct _DXGK_DEVICE_DESCRIPTOR {
    ULONG DescriptorOffset; /* bytes from the start of the descriptor */
    ULONG DescriptorLength; /* bytes asked for; the driver never writes more */
    PVOID DescriptorBuffer; /* where to */
} DXGK_DEVICE_DESCRIPTOR, *PDXGK_DEVICE_DESCRIPTOR;
typedef DXGK_DEVICE_DESCRIPTOR *INOUT_PDXGK_DEVICE_DESCRIPTOR;

/* Names of a child that is no video output; each ends in a null character. */
typedef struct _DXGK_GENERIC_DESCRIPTOR {
    WCHAR HardwareId[DXGK_MAX_REG_SZ_LEN];
    WCHAR InstanceId[DXGK_MAX_REG_SZ_LEN];
    WCHAR CompatibleId[DXGK_MAX_REG_SZ_LEN];
    WCHAR DeviceText[DXGK_MAX_REG_SZ_LEN];
} DXGK_GENERIC_DESCRIPTOR, *PDXGK_GENERIC_DESCRIPTOR;

/* What about a child is asked or reported. */
typedef enum _DXGK_CHILD_STATUS_TYPE {
    StatusUninitialized = 0,
    StatusConnection = 1,
    StatusRotation = 2,
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)
    StatusMiracastConnection = 3,
#endif
} DXGK_CHILD_STATUS_TYPE;

/* Whether a child is connected, or how it is turned: the answer to QueryChildStatus, or news for
 * IndicateChildStatus (DOD-14). */
typedef struct _DXGK_CHILD_STATUS {
    DXGK_CHILD_STATUS_TYPE Type;
    ULONG ChildUid;
    union {
        struct {
            BOOLEAN Connected;
        } HotPlug;
        struct {
            UCHAR Angle;
        } Rotation;
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)
        struct {
            BOOLEAN Connected;
            D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY MiracastMonitorType;
        } Miracast;
#endif
    };
} DXGK_CHILD_STATUS, *PDXGK_CHILD_STATUS;
typedef DXGK_CHILD_STATUS *INOUT_PDXGK_CHILD_STATUS, *IN_PDXGK_CHILD_STATUS;

/* -------- interfaces a driver or the kernel may offer through QueryInterface ------------------------ */
typedef NTSTATUS(NTAPI *DXGKDDI_I2C_TRANSMIT_DATA_TO_DISPLAY)(PVOID MiniportDeviceContext,
                                                              D3DDDI_VIDEO_PRESENT_TARGET_ID VidPnTargetId,
                                                              ULONG SevenBitI2CAddress, ULONG DataLength,
                                                              const PVOID Data);
typedef NTSTATUS(NTAPI *DXGKDDI_I2C_RECEIVE_DATA_FROM_DISPLAY)(PVOID MiniportDeviceContext,
                                                               D3DDDI_VIDEO_PRESENT_TARGET_ID VidPnTargetId,
                                                               ULONG SevenBitI2CAddress, ULONG Flags,
                                                               ULONG DataLength, PVOID Data);

/* Access to the I2C bus of a monitor. */
typedef struct _DXGK_I2C_INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    DXGKDDI_I2C_TRANSMIT_DATA_TO_DISPLAY DxgkDdiI2CTransmitDataToDisplay;
    DXGKDDI_I2C_RECEIVE_DATA_FROM_DISPLAY DxgkDdiI2CReceiveDataFromDisplay;
} DXGK_I2C_INTERFACE, *PDXGK_I2C_INTERFACE;
typedef NTSTATUS(NTAPI *DXGKDDI_OPM_GET_CERTIFICATE_SIZE)(PVOID MiniportDeviceContext,
                                                          DXGKMDT_CERTIFICATE_TYPE CertificateType,
                                                          PULONG CertificateSize);
typedef NTSTATUS(NTAPI *DXGKDDI_OPM_GET_CERTIFICATE)(PVOID MiniportDeviceContext,
                                                     DXGKMDT_CERTIFICATE_TYPE CertificateType,
                                                     ULONG CertificateSize, PVOID CertificateBuffer);
typedef NTSTATUS(NTAPI *DXGKDDI_OPM_CREATE_PROTECTED_OUTPUT)(
    PVOID MiniportDeviceContext, D3DDDI_VIDEO_PRESENT_TARGET_ID VidPnTargetId,
    DXGKMDT_OPM_VIDEO_OUTPUT_SEMANTICS NewVideoOutputSemantics, PHANDLE NewProtectedOutputHandle);
typedef NTSTATUS(NTAPI *DXGKDDI_OPM_GET_RANDOM_NUMBER)(PVOID MiniportDeviceContext,
                                                       HANDLE ProtectedOutputHandle,
                                                       PDXGKMDT_OPM_RANDOM_NUMBER RandomNumber);
typedef NTSTATUS(NTAPI *DXGKDDI_OPM_SET_SIGNING_KEY_AND_SEQUENCE_NUMBERS)(
    PVOID MiniportDeviceContext, HANDLE ProtectedOutputHandle,
    const PDXGKMDT_OPM_ENCRYPTED_PARAMETERS EncryptedParameters);
typedef NTSTATUS(NTAPI *DXGKDDI_OPM_GET_INFORMATION)(PVOID MiniportDeviceContext,
                                                     HANDLE ProtectedOutputHandle,
                                                     const PDXGKMDT_OPM_GET_INFO_PARAMETERS Parameters,
                                                     PDXGKMDT_OPM_REQUESTED_INFORMATION RequestedInformation);
typedef NTSTATUS(NTAPI *DXGKDDI_OPM_GET_COPP_COMPATIBLE_INFORMATION)(
    PVOID MiniportDeviceContext, HANDLE ProtectedOutputHandle,
    const PDXGKMDT_OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS Parameters,
    PDXGKMDT_OPM_REQUESTED_INFORMATION RequestedInformation);
typedef NTSTATUS(NTAPI *DXGKDDI_OPM_CONFIGURE_PROTECTED_OUTPUT)(
    PVOID MiniportDeviceContext, HANDLE ProtectedOutputHandle,
    const PDXGKMDT_OPM_CONFIGURE_PARAMETERS Parameters, ULONG AdditionalParametersSize,
    const PVOID AdditionalParameters);
typedef NTSTATUS(NTAPI *DXGKDDI_OPM_DESTROY_PROTECTED_OUTPUT)(PVOID MiniportDeviceContext,
                                                              HANDLE ProtectedOutputHandle);

/* Output protection of a driver. */
typedef struct _DXGK_OPM_INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    DXGKDDI_OPM_GET_CERTIFICATE_SIZE DxgkDdiOPMGetCertificateSize;
    DXGKDDI_OPM_GET_CERTIFICATE DxgkDdiOPMGetCertificate;
    DXGKDDI_OPM_CREATE_PROTECTED_OUTPUT DxgkDdiOPMCreateProtectedOutput;
    DXGKDDI_OPM_GET_RANDOM_NUMBER DxgkDdiOPMGetRandomNumber;
    DXGKDDI_OPM_SET_SIGNING_KEY_AND_SEQUENCE_NUMBERS DxgkDdiOPMSetSigningKeyAndSequenceNumbers;
    DXGKDDI_OPM_GET_INFORMATION DxgkDdiOPMGetInformation;
    DXGKDDI_OPM_GET_COPP_COMPATIBLE_INFORMATION DxgkDdiOPMGetCOPPCompatibleInformation;
    DXGKDDI_OPM_CONFIGURE_PROTECTED_OUTPUT DxgkDdiOPMConfigureProtectedOutput;
    DXGKDDI_OPM_DESTROY_PROTECTED_OUTPUT DxgkDdiOPMDestroyProtectedOutput;
} DXGK_OPM_INTERFACE, *PDXGK_OPM_INTERFACE;
typedef NTSTATUS(NTAPI *DXGK_BRIGHTNESS_GET_POSSIBLE)(PVOID Context, ULONG BufferSize, PUCHAR LevelCount,
                                                      PUCHAR BrightnessLevels);
typedef NTSTATUS(NTAPI *DXGK_BRIGHTNESS_SET)(PVOID Context, UCHAR Brightness);
typedef NTSTATUS(NTAPI *DXGK_BRIGHTNESS_GET)(PVOID Context, PUCHAR Brightness);

/* Brightness of the integrated panel, in percent. */
typedef struct _DXGK_BRIGHTNESS_INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    DXGK_BRIGHTNESS_GET_POSSIBLE GetPossibleBrightness;
    DXGK_BRIGHTNESS_SET SetBrightness;
    DXGK_BRIGHTNESS_GET GetBrightness;
} DXGK_BRIGHTNESS_INTERFACE, *PDXGK_BRIGHTNESS_INTERFACE;
typedef NTSTATUS(NTAPI *DXGK_BRIGHTNESS_GET_CAPS)(PVOID Context, DXGK_BRIGHTNESS_CAPS *BrightnessCaps);
typedef NTSTATUS(NTAPI *DXGK_BRIGHTNESS_SET_STATE)(PVOID Context, DXGK_BRIGHTNESS_STATE *BrightnessState);
typedef NTSTATUS(NTAPI *DXGK_BRIGHTNESS_SET_BACKLIGHT_OPTIMIZATION)(
    PVOID Context, DXGK_BACKLIGHT_OPTIMIZATION_LEVEL OptimizationLevel);
typedef NTSTATUS(NTAPI *DXGK_BRIGHTNESS_GET_BACKLIGHT_REDUCTION)(PVOID Context,
                                                                 DXGK_BACKLIGHT_INFO *BacklightInfo);

typedef struct _DXGK_BRIGHTNESS_INTERFACE_2 {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    DXGK_BRIGHTNESS_GET_POSSIBLE GetPossibleBrightness;
    DXGK_BRIGHTNESS_SET SetBrightness;
    DXGK_BRIGHTNESS_GET GetBrightness;
    DXGK_BRIGHTNESS_GET_CAPS GetBrightnessCaps;
    DXGK_BRIGHTNESS_SET_STATE SetBrightnessState;
    DXGK_BRIGHTNESS_SET_BACKLIGHT_OPTIMIZATION SetBacklightOptimization;
    DXGK_BRIGHTNESS_GET_BACKLIGHT_REDUCTION GetBacklightReduction;
} DXGK_BRIGHTNESS_INTERFACE_2, *PDXGK_BRIGHTNESS_INTERFACE_2;

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)

typedef struct _DXGK_MIRACAST_CAPS {
    ULONG MaxChunkPrivateDriverDataSize;
    union {
        struct {
            UINT HdcpSupport : 1;
            UINT Reserved : 31;
        };
        UINT Value;
    } Flags;
} DXGK_MIRACAST_CAPS, *PDXGK_MIRACAST_CAPS;
typedef void(NTAPI *DXGKCB_MIRACAST_SEND_MESSAGE_CALLBACK)(PVOID CallbackContext,
                                                           PIO_STATUS_BLOCK pIoStatusBlock);
typedef NTSTATUS(NTAPI *DXGKCB_MIRACAST_SEND_MESSAGE)(HANDLE MiracastHandle, ULONG InputBufferSize,
                                                      void *pInputBuffer, ULONG OutputBufferSize,
                                                      void *pOutputBuffer,
                                                      DXGKCB_MIRACAST_SEND_MESSAGE_CALLBACK pCallback,
                                                      PVOID pCallbackContext);
typedef NTSTATUS(NTAPI *DXGKCB_MIRACAST_REPORT_CHUNK_INFO)(HANDLE MiracastHandle,
                                                           DXGK_MIRACAST_CHUNK_INFO *pChunkInfo,
                                                           PVOID pPrivateDriverData,
                                                           UINT PrivateDataDriverSize);

typedef struct _DXGK_MIRACAST_DISPLAY_CALLBACKS {
    HANDLE MiracastHandle;
    DXGKCB_MIRACAST_SEND_MESSAGE DxgkCbMiracastSendMessage;
    DXGKCB_MIRACAST_REPORT_CHUNK_INFO DxgkCbReportChunkInfo;
} DXGK_MIRACAST_DISPLAY_CALLBACKS, *PDXGK_MIRACAST_DISPLAY_CALLBACKS;
typedef NTSTATUS(NTAPI *DXGKDDI_MIRACAST_QUERY_CAPS)(PVOID DriverContext, ULONG MiracastCapsSize,
                                                     DXGK_MIRACAST_CAPS *MiracastCaps);
typedef NTSTATUS(NTAPI *DXGKDDI_MIRACAST_CREATE_CONTEXT)(PVOID DriverContext,
                                                         DXGK_MIRACAST_DISPLAY_CALLBACKS *MiracastCallbacks,
                                                         PVOID *MiracastContext, ULONG *TargetId);
typedef NTSTATUS(NTAPI *DXGKDDI_MIRACAST_HANDLE_IO_CONTROL)(PVOID DriverContext, PVOID MiracastContext,
                                                            ULONG InputBufferSize, void *pInputBuffer,
                                                            ULONG OutputBufferSize, void *pOutputBuffer,
                                                            ULONG *BytesReturned);
typedef void(NTAPI *DXGKDDI_MIRACAST_DESTROY_CONTEXT)(PVOID DriverContext, PVOID MiracastContext);

typedef struct _DXGK_MIRACAST_DISPLAY_INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    DXGKDDI_MIRACAST_QUERY_CAPS DxgkDdiMiracastQueryCaps;
    DXGKDDI_MIRACAST_CREATE_CONTEXT DxgkDdiMiracastCreateContext;
    DXGKDDI_MIRACAST_HANDLE_IO_CONTROL DxgkDdiMiracastIoControl;
    DXGKDDI_MIRACAST_DESTROY_CONTEXT DxgkDdiMiracastDestroyContext;
} DXGK_MIRACAST_DISPLAY_INTERFACE, *PDXGK_MIRACAST_DISPLAY_INTERFACE;
#endif
typedef NTSTATUS(NTAPI *DXGKCB_AGP_ALLOCATE_POOL)(HANDLE Context, ULONG AllocationSize,
                                                  MEMORY_CACHING_TYPE CacheType,
                                                  PPHYSICAL_ADDRESS PhysicalAddress, PVOID *VirtualAddress);
typedef NTSTATUS(NTAPI *DXGKCB_AGP_FREE_POOL)(HANDLE Context, PVOID VirtualAddress);
typedef NTSTATUS(NTAPI *DXGKCB_AGP_SET_COMMAND)(HANDLE Context, ULONG Command);

typedef struct _DXGK_AGP_INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    DXGKCB_AGP_ALLOCATE_POOL AgpAllocatePool;
    DXGKCB_AGP_FREE_POOL AgpFreePool;
    DXGKCB_AGP_SET_COMMAND AgpSetCommand;
} DXGK_AGP_INTERFACE, *PDXGK_AGP_INTERFACE;

typedef struct _DXGK_DEBUG_REPORT_INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    DXGK_DEBUG_REPORT_HANDLE(NTAPI *DbgReportCreate)
    (HANDLE, ULONG, ULONG_PTR, ULONG_PTR, ULONG_PTR, ULONG_PTR);
    BOOLEAN(NTAPI *DbgReportSecondaryData)(DXGK_DEBUG_REPORT_HANDLE, PVOID, ULONG);
    void(NTAPI *DbgReportComplete)(DXGK_DEBUG_REPORT_HANDLE);
} DXGK_DEBUG_REPORT_INTERFACE, *PDXGK_DEBUG_REPORT_INTERFACE;

/* A wait with a limit. */
typedef struct _DXGK_TIMED_OPERATION {
    USHORT Size;
    ULONG_PTR OwnerTag;
    BOOLEAN OsHandled;
    BOOLEAN TimeoutTriggered;
    LARGE_INTEGER Timeout;
    LARGE_INTEGER StartTick;
} DXGK_TIMED_OPERATION, *PDXGK_TIMED_OPERATION;

typedef struct _DXGK_TIMED_OPERATION_INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    NTSTATUS(NTAPI *TimedOperationStart)(DXGK_TIMED_OPERATION *, const LARGE_INTEGER *, BOOLEAN);
    NTSTATUS(NTAPI *TimedOperationDelay)
    (DXGK_TIMED_OPERATION *, KPROCESSOR_MODE, BOOLEAN, const LARGE_INTEGER *);
    NTSTATUS(NTAPI *TimedOperationWaitForSingleObject)
    (DXGK_TIMED_OPERATION *, PVOID, KWAIT_REASON, KPROCESSOR_MODE, BOOLEAN, const LARGE_INTEGER *);
} DXGK_TIMED_OPERATION_INTERFACE, *PDXGK_TIMED_OPERATION_INTERFACE;

typedef struct _DXGK_SPB_INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    NTSTATUS(NTAPI *OpenSpbResource)
    (HANDLE, LARGE_INTEGER, UNICODE_STRING *, ACCESS_MASK, ULONG, ULONG, void **);
    NTSTATUS(NTAPI *CloseSpbResource)(HANDLE, void *);
    NTSTATUS(NTAPI *ReadSpbResource)
    (HANDLE, void *, ULONG, void *, LARGE_INTEGER *, HANDLE, IO_STATUS_BLOCK *);
    NTSTATUS(NTAPI *WriteSpbResource)
    (HANDLE, void *, ULONG, void *, LARGE_INTEGER *, HANDLE, IO_STATUS_BLOCK *);
    NTSTATUS(NTAPI *SpbResourceIoControl)
    (HANDLE, void *, ULONG, ULONG, void *, ULONG, void *, HANDLE, IO_STATUS_BLOCK *);
} DXGK_SPB_INTERFACE, *PDXGK_SPB_INTERFACE;

typedef struct _DXGK_FIRMWARE_TABLE_INTERFACE {
    USHORT Size;
    USHORT Version;
    PVOID Context;
    PINTERFACE_REFERENCE InterfaceReference;
    PINTERFACE_DEREFERENCE InterfaceDereference;
    NTSTATUS(NTAPI *EnumSystemFirmwareTables)(void *, ULONG, ULONG, void *, ULONG *);
    NTSTATUS(NTAPI *ReadSystemFirmwareTable)(void *, ULONG, ULONG, ULONG, void *, ULONG *);
} DXGK_FIRMWARE_TABLE_INTERFACE, *PDXGK_FIRMWARE_TABLE_INTERFACE;

/* -------- start ------------------------------------------------------------------------------------- */

/* Whether the machine sits in a dock. */
typedef enum _DOCKING_STATE {
    DockStateUnsupported = 0,
    DockStateUnDocked = 1,
    DockStateDocked = 2,
    DockStateUnknown = 3,
} DOCKING_STATE;

/* What the kernel knows about the adapter at start: registry path and resources among it (CBK-04). */
typedef struct _DXGK_DEVICE_INFO {
    PVOID MiniportDeviceContext; /* what AddDevice returned */
    PDEVICE_OBJECT PhysicalDeviceObject;
    UNICODE_STRING DeviceRegistryPath;
    PCM_RESOURCE_LIST TranslatedResourceList;
    LARGE_INTEGER SystemMemorySize; /* bytes */
    PHYSICAL_ADDRESS HighestPhysicalAddress;
    PHYSICAL_ADDRESS AgpApertureBase;
    SIZE_T AgpApertureSize; /* bytes */
    DOCKING_STATE DockingState;
} DXGK_DEVICE_INFO, *PDXGK_DEVICE_INFO;

/* What StartDevice is given besides the interface. Not valid after the call (DOD-11). */
typedef struct _DXGK_START_INFO {
    ULONG RequiredDmaQueueEntry; /* DMA buffers the driver has to be able to hold (SUB-11) */
    GUID AdapterGuid;
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN8)
    LUID AdapterLuid; /* the name of the adapter until it stops */
#endif
} DXGK_START_INFO, *PDXGK_START_INFO;
typedef DXGK_START_INFO *IN_PDXGK_START_INFO;

/* -------- callbacks of the kernel ------------------------------------------------------------------- */

/* The level each one may be called at: callback_list.h. */
typedef NTSTATUS(NTAPI *DXGKCB_EVAL_ACPI_METHOD)(HANDLE DeviceHandle, ULONG DeviceUid,
                                                 PACPI_EVAL_INPUT_BUFFER_COMPLEX AcpiInputBuffer,
                                                 ULONG AcpiInputSize,
                                                 PACPI_EVAL_OUTPUT_BUFFER AcpiOutputBuffer,
                                                 ULONG AcpiOutputSize);
typedef NTSTATUS(NTAPI *DXGKCB_GET_DEVICE_INFORMATION)(HANDLE DeviceHandle, PDXGK_DEVICE_INFO DeviceInfo);
typedef NTSTATUS(NTAPI *DXGKCB_INDICATE_CHILD_STATUS)(HANDLE DeviceHandle, PDXGK_CHILD_STATUS ChildStatus);
typedef NTSTATUS(NTAPI *DXGKCB_MAP_MEMORY)(HANDLE DeviceHandle, PHYSICAL_ADDRESS TranslatedAddress,
                                           ULONG Length, BOOLEAN InIoSpace, BOOLEAN MapToUserMode,
                                           MEMORY_CACHING_TYPE CacheType, PVOID *VirtualAddress);
typedef BOOLEAN(NTAPI *DXGKCB_QUEUE_DPC)(HANDLE DeviceHandle);

/* What QueryServices can be asked for. */
typedef enum _DXGK_SERVICES {
    DxgkServicesAgp = 0,
    DxgkServicesDebugReport = 1,
    DxgkServicesTimedOperation = 2,
    DxgkServicesSPB = 3,
    DxgkServicesBDD = 4,
    DxgkServicesFirmwareTable = 5,
    DxgkServicesIDD = 6,
} DXGK_SERVICES;
typedef NTSTATUS(NTAPI *DXGKCB_QUERY_SERVICES)(HANDLE DeviceHandle, DXGK_SERVICES ServicesType,
                                               PINTERFACE Interface);
typedef NTSTATUS(NTAPI *DXGKCB_READ_DEVICE_SPACE)(HANDLE DeviceHandle, ULONG DataType, PVOID Buffer,
                                                  ULONG Offset, ULONG Length, PULONG BytesRead);
typedef NTSTATUS(NTAPI *DXGKCB_SYNCHRONIZE_EXECUTION)(HANDLE DeviceHandle,
                                                      PKSYNCHRONIZE_ROUTINE SynchronizeRoutine, PVOID Context,
                                                      ULONG MessageNumber, PBOOLEAN ReturnValue);
typedef NTSTATUS(NTAPI *DXGKCB_UNMAP_MEMORY)(HANDLE DeviceHandle, PVOID VirtualAddress);
typedef NTSTATUS(NTAPI *DXGKCB_WRITE_DEVICE_SPACE)(HANDLE DeviceHandle, ULONG DataType, PVOID Buffer,
                                                   ULONG Offset, ULONG Length, PULONG BytesWritten);
typedef NTSTATUS(NTAPI *DXGKCB_IS_DEVICE_PRESENT)(HANDLE DeviceHandle,
                                                  PPCI_DEVICE_PRESENCE_PARAMETERS DevicePresenceParameters,
                                                  PBOOLEAN DevicePresent);
typedef void(NTAPI *DXGKCB_LOG_ETW_EVENT)(const LPCGUID EventGuid, UCHAR Type, USHORT EventBufferSize,
                                          PVOID EventBuffer);
typedef void(NTAPI *DXGKDDI_PROTECTED_CALLBACK)(const PVOID MiniportDeviceContext,
                                                PVOID ProtectedCallbackContext, NTSTATUS ProtectionStatus);
typedef NTSTATUS(NTAPI *DXGKCB_EXCLUDE_ADAPTER_ACCESS)(HANDLE DeviceHandle, ULONG Attributes,
                                                       DXGKDDI_PROTECTED_CALLBACK DxgkProtectedCallback,
                                                       PVOID ProtectedCallbackContext);

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN8)
typedef NTSTATUS(NTAPI *DXGKCB_ACQUIRE_POST_DISPLAY_OWNERSHIP)(HANDLE DeviceHandle,
                                                               PDXGK_DISPLAY_INFORMATION DisplayInfo);
#endif

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_2)
typedef NTSTATUS(NTAPI *DXGKCB_ACQUIRE_POST_DISPLAY_OWNERSHIP2)(HANDLE DeviceHandle,
                                                                PDXGK_DISPLAY_INFORMATION DisplayInfo,
                                                                PDXGK_DISPLAY_OWNERSHIP_FLAGS Flags);
#endif

/* The callbacks of the kernel, as StartDevice gets them. A driver copies what its version of the
 * structure has; Size and Version say what is valid (CBK-01, CBK-02). */
typedef struct _DXGKRNL_INTERFACE {
    ULONG Size;          /* bytes that are valid */
    ULONG Version;       /* interface version they follow */
    HANDLE DeviceHandle; /* first argument of most callbacks (CBK-03) */
    DXGKCB_EVAL_ACPI_METHOD DxgkCbEvalAcpiMethod;
    DXGKCB_GET_DEVICE_INFORMATION DxgkCbGetDeviceInformation;
    DXGKCB_INDICATE_CHILD_STATUS DxgkCbIndicateChildStatus;
    DXGKCB_MAP_MEMORY DxgkCbMapMemory;
    DXGKCB_QUEUE_DPC DxgkCbQueueDpc;
    DXGKCB_QUERY_SERVICES DxgkCbQueryServices;
    DXGKCB_READ_DEVICE_SPACE DxgkCbReadDeviceSpace;
    DXGKCB_SYNCHRONIZE_EXECUTION DxgkCbSynchronizeExecution;
    DXGKCB_UNMAP_MEMORY DxgkCbUnmapMemory;
    DXGKCB_WRITE_DEVICE_SPACE DxgkCbWriteDeviceSpace;
    DXGKCB_IS_DEVICE_PRESENT DxgkCbIsDevicePresent;
    DXGKCB_GETHANDLEDATA DxgkCbGetHandleData;
    DXGKCB_GETHANDLEPARENT DxgkCbGetHandleParent;
    DXGKCB_ENUMHANDLECHILDREN DxgkCbEnumHandleChildren;
    DXGKCB_NOTIFY_INTERRUPT DxgkCbNotifyInterrupt;
    DXGKCB_NOTIFY_DPC DxgkCbNotifyDpc;
    DXGKCB_QUERYVIDPNINTERFACE DxgkCbQueryVidPnInterface;
    DXGKCB_QUERYMONITORINTERFACE DxgkCbQueryMonitorInterface;
    DXGKCB_GETCAPTUREADDRESS DxgkCbGetCaptureAddress;
    DXGKCB_LOG_ETW_EVENT DxgkCbLogEtwEvent;
    DXGKCB_EXCLUDE_ADAPTER_ACCESS DxgkCbExcludeAdapterAccess;
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN8)
    DXGKCB_CREATECONTEXTALLOCATION DxgkCbCreateContextAllocation;
    DXGKCB_DESTROYCONTEXTALLOCATION DxgkCbDestroyContextAllocation;
    DXGKCB_SETPOWERCOMPONENTACTIVE DxgkCbSetPowerComponentActive;
    DXGKCB_SETPOWERCOMPONENTIDLE DxgkCbSetPowerComponentIdle;
    DXGKCB_ACQUIRE_POST_DISPLAY_OWNERSHIP DxgkCbAcquirePostDisplayOwnership;
    DXGKCB_POWERRUNTIMECONTROLREQUEST DxgkCbPowerRuntimeControlRequest;
    DXGKCB_SETPOWERCOMPONENTLATENCY DxgkCbSetPowerComponentLatency;
    DXGKCB_SETPOWERCOMPONENTRESIDENCY DxgkCbSetPowerComponentResidency;
    DXGKCB_COMPLETEFSTATETRANSITION DxgkCbCompleteFStateTransition;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)
    DXGKCB_COMPLETEPSTATETRANSITION DxgkCbCompletePStateTransition;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_0)
    DXGKCB_MAPCONTEXTALLOCATION DxgkCbMapContextAllocation;
    DXGKCB_UPDATECONTEXTALLOCATION DxgkCbUpdateContextAllocation;
    DXGKCB_RESERVEGPUVIRTUALADDRESSRANGE DxgkCbReserveGpuVirtualAddressRange;
    DXGKCB_ACQUIREHANDLEDATA DxgkCbAcquireHandleData;
    DXGKCB_RELEASEHANDLEDATA DxgkCbReleaseHandleData;
    DXGKCB_HARDWARECONTENTPROTECTIONTEARDOWN DxgkCbHardwareContentProtectionTeardown;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_1)
    DXGKCB_MULTIPLANEOVERLAYDISABLED DxgkCbMultiPlaneOverlayDisabled;
    DXGKCB_DXGKCB_MITIGATEDRANGEUPDATE DxgkCbMitigatedRangeUpdate;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_2)
    DXGKCB_INVALIDATEHWCONTEXT DxgkCbInvalidateHwContext;
    DXGKCB_INDICATE_CONNECTOR_CHANGE DxgkCbIndicateConnectorChange;
    DXGKCB_UNBLOCKUEFIFRAMEBUFFERRANGES DxgkCbUnblockUEFIFrameBufferRanges;
    DXGKCB_ACQUIRE_POST_DISPLAY_OWNERSHIP2 DxgkCbAcquirePostDisplayOwnership2;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_3)
    DXGKCB_SETPROTECTEDSESSIONSTATUS DxgkCbSetProtectedSessionStatus;
#endif
} DXGKRNL_INTERFACE, *PDXGKRNL_INTERFACE;
typedef DXGKRNL_INTERFACE *IN_PDXGKRNL_INTERFACE;

/* -------- crash screen and container ids ------------------------------------------------------------ */

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN8)

/* No flag is defined. */
typedef struct _DXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS {
    union {
        struct {
            UINT Reserved : 32;
        };
        UINT Value;
    };
} DXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS, *PDXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS;

/* The physical thing a child belongs to, so that for instance a monitor and its loudspeakers are one. */
typedef struct _DXGK_CHILD_CONTAINER_ID {
    GUID ContainerId;
    struct {
        ULONG64 PortId;
        USHORT ManufacturerName;
        USHORT ProductCode;
    } EldInfo;
} DXGK_CHILD_CONTAINER_ID, *PDXGK_CHILD_CONTAINER_ID;
#endif

/* -------- entry points of a driver ------------------------------------------------------------------ */

/* Level, interrupt request level and meaning of a failure of each one: ddi_list.h. */
typedef NTSTATUS NTAPI DXGKDDI_ADD_DEVICE(IN_CONST_PDEVICE_OBJECT PhysicalDeviceObject,
                                          OUT_PPVOID MiniportDeviceContext);
typedef DXGKDDI_ADD_DEVICE *PDXGKDDI_ADD_DEVICE;
typedef NTSTATUS NTAPI DXGKDDI_START_DEVICE(IN_CONST_PVOID MiniportDeviceContext,
                                            IN_PDXGK_START_INFO DxgkStartInfo,
                                            IN_PDXGKRNL_INTERFACE DxgkInterface,
                                            OUT_PULONG NumberOfVideoPresentSources,
                                            OUT_PULONG NumberOfChildren);
typedef DXGKDDI_START_DEVICE *PDXGKDDI_START_DEVICE;
typedef NTSTATUS NTAPI DXGKDDI_STOP_DEVICE(IN_CONST_PVOID MiniportDeviceContext);
typedef DXGKDDI_STOP_DEVICE *PDXGKDDI_STOP_DEVICE;
typedef NTSTATUS NTAPI DXGKDDI_REMOVE_DEVICE(IN_CONST_PVOID MiniportDeviceContext);
typedef DXGKDDI_REMOVE_DEVICE *PDXGKDDI_REMOVE_DEVICE;
typedef NTSTATUS NTAPI DXGKDDI_DISPATCH_IO_REQUEST(IN_CONST_PVOID MiniportDeviceContext,
                                                   IN_ULONG VidPnSourceId,
                                                   IN_PVIDEO_REQUEST_PACKET VideoRequestPacket);
typedef DXGKDDI_DISPATCH_IO_REQUEST *PDXGKDDI_DISPATCH_IO_REQUEST;
typedef BOOLEAN NTAPI DXGKDDI_INTERRUPT_ROUTINE(IN_CONST_PVOID MiniportDeviceContext, IN_ULONG MessageNumber);
typedef DXGKDDI_INTERRUPT_ROUTINE *PDXGKDDI_INTERRUPT_ROUTINE;
typedef void NTAPI DXGKDDI_DPC_ROUTINE(IN_CONST_PVOID MiniportDeviceContext);
typedef DXGKDDI_DPC_ROUTINE *PDXGKDDI_DPC_ROUTINE;
typedef NTSTATUS NTAPI DXGKDDI_QUERY_CHILD_RELATIONS(const PVOID MiniportDeviceContext,
                                                     PDXGK_CHILD_DESCRIPTOR ChildRelations,
                                                     ULONG ChildRelationsSize);
typedef DXGKDDI_QUERY_CHILD_RELATIONS *PDXGKDDI_QUERY_CHILD_RELATIONS;
typedef NTSTATUS NTAPI DXGKDDI_QUERY_CHILD_STATUS(IN_CONST_PVOID MiniportDeviceContext,
                                                  INOUT_PDXGK_CHILD_STATUS ChildStatus,
                                                  IN_BOOLEAN NonDestructiveOnly);
typedef DXGKDDI_QUERY_CHILD_STATUS *PDXGKDDI_QUERY_CHILD_STATUS;
typedef NTSTATUS NTAPI DXGKDDI_QUERY_DEVICE_DESCRIPTOR(IN_CONST_PVOID MiniportDeviceContext,
                                                       IN_ULONG ChildUid,
                                                       INOUT_PDXGK_DEVICE_DESCRIPTOR DeviceDescriptor);
typedef DXGKDDI_QUERY_DEVICE_DESCRIPTOR *PDXGKDDI_QUERY_DEVICE_DESCRIPTOR;
typedef NTSTATUS NTAPI DXGKDDI_SET_POWER_STATE(IN_CONST_PVOID MiniportDeviceContext, IN_ULONG DeviceUid,
                                               IN_DEVICE_POWER_STATE DevicePowerState,
                                               IN_POWER_ACTION ActionType);
typedef DXGKDDI_SET_POWER_STATE *PDXGKDDI_SET_POWER_STATE;

/* Kinds of events of NotifyAcpiEvent. */
typedef enum _DXGK_EVENT_TYPE {
    DxgkUndefinedEvent = 0,
    DxgkAcpiEvent = 1,
    DxgkPowerStateEvent = 2,
    DxgkDockingEvent = 3,
    DxgkChainedAcpiEvent = 4,
} DXGK_EVENT_TYPE;
typedef DXGK_EVENT_TYPE IN_DXGK_EVENT_TYPE;
typedef NTSTATUS NTAPI DXGKDDI_NOTIFY_ACPI_EVENT(IN_CONST_PVOID MiniportDeviceContext,
                                                 IN_DXGK_EVENT_TYPE EventType, IN_ULONG Event,
                                                 IN_PVOID Argument, OUT_PULONG AcpiFlags);
typedef DXGKDDI_NOTIFY_ACPI_EVENT *PDXGKDDI_NOTIFY_ACPI_EVENT;
typedef void NTAPI DXGKDDI_RESET_DEVICE(IN_CONST_PVOID MiniportDeviceContext);
typedef DXGKDDI_RESET_DEVICE *PDXGKDDI_RESET_DEVICE;
typedef void NTAPI DXGKDDI_UNLOAD(void);
typedef DXGKDDI_UNLOAD *PDXGKDDI_UNLOAD;
typedef NTSTATUS NTAPI DXGKDDI_QUERY_INTERFACE(IN_CONST_PVOID MiniportDeviceContext,
                                               IN_PQUERY_INTERFACE QueryInterface);
typedef DXGKDDI_QUERY_INTERFACE *PDXGKDDI_QUERY_INTERFACE;
typedef void NTAPI DXGKDDI_CONTROL_ETW_LOGGING(IN_BOOLEAN Enable, IN_ULONG Flags, IN_UCHAR Level);
typedef DXGKDDI_CONTROL_ETW_LOGGING *PDXGKDDI_CONTROL_ETW_LOGGING;
typedef NTSTATUS NTAPI DXGKDDI_LINK_DEVICE(IN_CONST_PDEVICE_OBJECT PhysicalDeviceObject,
                                           IN_CONST_PVOID MiniportDeviceContext,
                                           INOUT_PLINKED_DEVICE LinkedDevice);
typedef DXGKDDI_LINK_DEVICE *PDXGKDDI_LINK_DEVICE;

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN8)
typedef NTSTATUS NTAPI DXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP(
    PVOID MiniportDeviceContext, D3DDDI_VIDEO_PRESENT_TARGET_ID TargetId,
    PDXGK_DISPLAY_INFORMATION DisplayInfo);
typedef DXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP
    *PDXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP;
typedef NTSTATUS NTAPI DXGKDDI_SYSTEM_DISPLAY_ENABLE(PVOID MiniportDeviceContext,
                                                     D3DDDI_VIDEO_PRESENT_TARGET_ID TargetId,
                                                     PDXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS Flags, UINT *Width,
                                                     UINT *Height, D3DDDIFORMAT *ColorFormat);
typedef DXGKDDI_SYSTEM_DISPLAY_ENABLE *PDXGKDDI_SYSTEM_DISPLAY_ENABLE;
typedef void NTAPI DXGKDDI_SYSTEM_DISPLAY_WRITE(PVOID MiniportDeviceContext, PVOID Source, UINT SourceWidth,
                                                UINT SourceHeight, UINT SourceStride, UINT PositionX,
                                                UINT PositionY);
typedef DXGKDDI_SYSTEM_DISPLAY_WRITE *PDXGKDDI_SYSTEM_DISPLAY_WRITE;
typedef NTSTATUS NTAPI DXGKDDI_GET_CHILD_CONTAINER_ID(PVOID MiniportDeviceContext, ULONG ChildUid,
                                                      PDXGK_CHILD_CONTAINER_ID ContainerId);
typedef DXGKDDI_GET_CHILD_CONTAINER_ID *PDXGKDDI_GET_CHILD_CONTAINER_ID;

/* How the kernel noticed that the adapter is gone. */
typedef enum _DXGK_SURPRISE_REMOVAL_TYPE {
    DxgkRemovalHibernation = 0,
    DxgkRemovalPnPNotify = 1,
} DXGK_SURPRISE_REMOVAL_TYPE;
typedef NTSTATUS NTAPI DXGKDDI_NOTIFY_SURPRISE_REMOVAL(PVOID MiniportDeviceContext,
                                                       DXGK_SURPRISE_REMOVAL_TYPE RemovalType);
typedef DXGKDDI_NOTIFY_SURPRISE_REMOVAL *PDXGKDDI_NOTIFY_SURPRISE_REMOVAL;
#endif

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_2)
typedef NTSTATUS NTAPI DXGKDDI_SETTARGETADJUSTEDCOLORIMETRY(IN_CONST_HANDLE hAdapter,
                                                            D3DDDI_VIDEO_PRESENT_TARGET_ID TargetId,
                                                            DXGK_COLORIMETRY AdjustedColorimetry);
typedef DXGKDDI_SETTARGETADJUSTEDCOLORIMETRY *PDXGKDDI_SETTARGETADJUSTEDCOLORIMETRY;
typedef NTSTATUS NTAPI DXGKDDI_EXCHANGEPRESTARTINFO(IN_CONST_HANDLE hAdapter,
                                                    IN_OUT_PDXGK_PRE_START_INFO pPreStartInfo);
typedef DXGKDDI_EXCHANGEPRESTARTINFO *PDXGKDDI_EXCHANGEPRESTARTINFO;
#endif

/* Entry points of a full driver; how long the table is says Version. Rows of ddi_list.h. */
typedef struct _DRIVER_INITIALIZATION_DATA {
    ULONG Version; /* DXGKDDI_INTERFACE_VERSION the driver was compiled for */
    PDXGKDDI_ADD_DEVICE DxgkDdiAddDevice;
    PDXGKDDI_START_DEVICE DxgkDdiStartDevice;
    PDXGKDDI_STOP_DEVICE DxgkDdiStopDevice;
    PDXGKDDI_REMOVE_DEVICE DxgkDdiRemoveDevice;
    PDXGKDDI_DISPATCH_IO_REQUEST DxgkDdiDispatchIoRequest;
    PDXGKDDI_INTERRUPT_ROUTINE DxgkDdiInterruptRoutine;
    PDXGKDDI_DPC_ROUTINE DxgkDdiDpcRoutine;
    PDXGKDDI_QUERY_CHILD_RELATIONS DxgkDdiQueryChildRelations;
    PDXGKDDI_QUERY_CHILD_STATUS DxgkDdiQueryChildStatus;
    PDXGKDDI_QUERY_DEVICE_DESCRIPTOR DxgkDdiQueryDeviceDescriptor;
    PDXGKDDI_SET_POWER_STATE DxgkDdiSetPowerState;
    PDXGKDDI_NOTIFY_ACPI_EVENT DxgkDdiNotifyAcpiEvent;
    PDXGKDDI_RESET_DEVICE DxgkDdiResetDevice;
    PDXGKDDI_UNLOAD DxgkDdiUnload;
    PDXGKDDI_QUERY_INTERFACE DxgkDdiQueryInterface;
    PDXGKDDI_CONTROL_ETW_LOGGING DxgkDdiControlEtwLogging;
    PDXGKDDI_QUERYADAPTERINFO DxgkDdiQueryAdapterInfo;
    PDXGKDDI_CREATEDEVICE DxgkDdiCreateDevice;
    PDXGKDDI_CREATEALLOCATION DxgkDdiCreateAllocation;
    PDXGKDDI_DESTROYALLOCATION DxgkDdiDestroyAllocation;
    PDXGKDDI_DESCRIBEALLOCATION DxgkDdiDescribeAllocation;
    PDXGKDDI_GETSTANDARDALLOCATIONDRIVERDATA DxgkDdiGetStandardAllocationDriverData;
    PDXGKDDI_ACQUIRESWIZZLINGRANGE DxgkDdiAcquireSwizzlingRange;
    PDXGKDDI_RELEASESWIZZLINGRANGE DxgkDdiReleaseSwizzlingRange;
    PDXGKDDI_PATCH DxgkDdiPatch;
    PDXGKDDI_SUBMITCOMMAND DxgkDdiSubmitCommand;
    PDXGKDDI_PREEMPTCOMMAND DxgkDdiPreemptCommand;
    PDXGKDDI_BUILDPAGINGBUFFER DxgkDdiBuildPagingBuffer;
    PDXGKDDI_SETPALETTE DxgkDdiSetPalette;
    PDXGKDDI_SETPOINTERPOSITION DxgkDdiSetPointerPosition;
    PDXGKDDI_SETPOINTERSHAPE DxgkDdiSetPointerShape;
    PDXGKDDI_RESETFROMTIMEOUT DxgkDdiResetFromTimeout;
    PDXGKDDI_RESTARTFROMTIMEOUT DxgkDdiRestartFromTimeout;
    PDXGKDDI_ESCAPE DxgkDdiEscape;
    PDXGKDDI_COLLECTDBGINFO DxgkDdiCollectDbgInfo;
    PDXGKDDI_QUERYCURRENTFENCE DxgkDdiQueryCurrentFence;
    PDXGKDDI_ISSUPPORTEDVIDPN DxgkDdiIsSupportedVidPn;
    PDXGKDDI_RECOMMENDFUNCTIONALVIDPN DxgkDdiRecommendFunctionalVidPn;
    PDXGKDDI_ENUMVIDPNCOFUNCMODALITY DxgkDdiEnumVidPnCofuncModality;
    PDXGKDDI_SETVIDPNSOURCEADDRESS DxgkDdiSetVidPnSourceAddress;
    PDXGKDDI_SETVIDPNSOURCEVISIBILITY DxgkDdiSetVidPnSourceVisibility;
    PDXGKDDI_COMMITVIDPN DxgkDdiCommitVidPn;
    PDXGKDDI_UPDATEACTIVEVIDPNPRESENTPATH DxgkDdiUpdateActiveVidPnPresentPath;
    PDXGKDDI_RECOMMENDMONITORMODES DxgkDdiRecommendMonitorModes;
    PDXGKDDI_RECOMMENDVIDPNTOPOLOGY DxgkDdiRecommendVidPnTopology;
    PDXGKDDI_GETSCANLINE DxgkDdiGetScanLine;
    PDXGKDDI_STOPCAPTURE DxgkDdiStopCapture;
    PDXGKDDI_CONTROLINTERRUPT DxgkDdiControlInterrupt;
    PDXGKDDI_CREATEOVERLAY DxgkDdiCreateOverlay;
    PDXGKDDI_DESTROYDEVICE DxgkDdiDestroyDevice;
    PDXGKDDI_OPENALLOCATIONINFO DxgkDdiOpenAllocation;
    PDXGKDDI_CLOSEALLOCATION DxgkDdiCloseAllocation;
    PDXGKDDI_RENDER DxgkDdiRender;
    PDXGKDDI_PRESENT DxgkDdiPresent;
    PDXGKDDI_UPDATEOVERLAY DxgkDdiUpdateOverlay;
    PDXGKDDI_FLIPOVERLAY DxgkDdiFlipOverlay;
    PDXGKDDI_DESTROYOVERLAY DxgkDdiDestroyOverlay;
    PDXGKDDI_CREATECONTEXT DxgkDdiCreateContext;
    PDXGKDDI_DESTROYCONTEXT DxgkDdiDestroyContext;
    PDXGKDDI_LINK_DEVICE DxgkDdiLinkDevice;
    PDXGKDDI_SETDISPLAYPRIVATEDRIVERFORMAT DxgkDdiSetDisplayPrivateDriverFormat;
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN7)
    PVOID DxgkDdiDescribePageTable;
    PVOID DxgkDdiUpdatePageTable;
    PVOID DxgkDdiUpdatePageDirectory;
    PVOID DxgkDdiMovePageDirectory;
    PVOID DxgkDdiSubmitRender;
    PVOID DxgkDdiCreateAllocation2;
    PDXGKDDI_RENDER DxgkDdiRenderKm;
    void *Reserved;
    PDXGKDDI_QUERYVIDPNHWCAPABILITY DxgkDdiQueryVidPnHWCapability;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN8)
    PDXGKDDISETPOWERCOMPONENTFSTATE DxgkDdiSetPowerComponentFState;
    PDXGKDDI_QUERYDEPENDENTENGINEGROUP DxgkDdiQueryDependentEngineGroup;
    PDXGKDDI_QUERYENGINESTATUS DxgkDdiQueryEngineStatus;
    PDXGKDDI_RESETENGINE DxgkDdiResetEngine;
    PDXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP DxgkDdiStopDeviceAndReleasePostDisplayOwnership;
    PDXGKDDI_SYSTEM_DISPLAY_ENABLE DxgkDdiSystemDisplayEnable;
    PDXGKDDI_SYSTEM_DISPLAY_WRITE DxgkDdiSystemDisplayWrite;
    PDXGKDDI_CANCELCOMMAND DxgkDdiCancelCommand;
    PDXGKDDI_GET_CHILD_CONTAINER_ID DxgkDdiGetChildContainerId;
    PDXGKDDIPOWERRUNTIMECONTROLREQUEST DxgkDdiPowerRuntimeControlRequest;
    PDXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY DxgkDdiSetVidPnSourceAddressWithMultiPlaneOverlay;
    PDXGKDDI_NOTIFY_SURPRISE_REMOVAL DxgkDdiNotifySurpriseRemoval;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM1_3)
    PDXGKDDI_GETNODEMETADATA DxgkDdiGetNodeMetadata;
    PDXGKDDISETPOWERPSTATE DxgkDdiSetPowerPState;
    PDXGKDDI_CONTROLINTERRUPT2 DxgkDdiControlInterrupt2;
    PDXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT DxgkDdiCheckMultiPlaneOverlaySupport;
    PDXGKDDI_CALIBRATEGPUCLOCK DxgkDdiCalibrateGpuClock;
    PDXGKDDI_FORMATHISTORYBUFFER DxgkDdiFormatHistoryBuffer;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_0)
    PDXGKDDI_RENDERGDI DxgkDdiRenderGdi;
    PDXGKDDI_SUBMITCOMMANDVIRTUAL DxgkDdiSubmitCommandVirtual;
    PDXGKDDI_SETROOTPAGETABLE DxgkDdiSetRootPageTable;
    PDXGKDDI_GETROOTPAGETABLESIZE DxgkDdiGetRootPageTableSize;
    PDXGKDDI_MAPCPUHOSTAPERTURE DxgkDdiMapCpuHostAperture;
    PDXGKDDI_UNMAPCPUHOSTAPERTURE DxgkDdiUnmapCpuHostAperture;
    PDXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT2 DxgkDdiCheckMultiPlaneOverlaySupport2;
    PDXGKDDI_CREATEPROCESS DxgkDdiCreateProcess;
    PDXGKDDI_DESTROYPROCESS DxgkDdiDestroyProcess;
    PDXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY2 DxgkDdiSetVidPnSourceAddressWithMultiPlaneOverlay2;
    void *Reserved1;
    void *Reserved2;
    PDXGKDDI_POWERRUNTIMESETDEVICEHANDLE DxgkDdiPowerRuntimeSetDeviceHandle;
    PDXGKDDI_SETSTABLEPOWERSTATE DxgkDdiSetStablePowerState;
    PDXGKDDI_SETVIDEOPROTECTEDREGION DxgkDdiSetVideoProtectedRegion;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_1)
    PDXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT3 DxgkDdiCheckMultiPlaneOverlaySupport3;
    PDXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY3 DxgkDdiSetVidPnSourceAddressWithMultiPlaneOverlay3;
    PDXGKDDI_POSTMULTIPLANEOVERLAYPRESENT DxgkDdiPostMultiPlaneOverlayPresent;
    PDXGKDDI_VALIDATEUPDATEALLOCATIONPROPERTY DxgkDdiValidateUpdateAllocationProperty;
    PDXGKDDI_CONTROLMODEBEHAVIOR DxgkDdiControlModeBehavior;
    PDXGKDDI_UPDATEMONITORLINKINFO DxgkDdiUpdateMonitorLinkInfo;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_2)
    PDXGKDDI_CREATEHWCONTEXT DxgkDdiCreateHwContext;
    PDXGKDDI_DESTROYHWCONTEXT DxgkDdiDestroyHwContext;
    PDXGKDDI_CREATEHWQUEUE DxgkDdiCreateHwQueue;
    PDXGKDDI_DESTROYHWQUEUE DxgkDdiDestroyHwQueue;
    PDXGKDDI_SUBMITCOMMANDTOHWQUEUE DxgkDdiSubmitCommandToHwQueue;
    PDXGKDDI_SWITCHTOHWCONTEXTLIST DxgkDdiSwitchToHwContextList;
    PDXGKDDI_RESETHWENGINE DxgkDdiResetHwEngine;
    PDXGKDDI_CREATEPERIODICFRAMENOTIFICATION DxgkDdiCreatePeriodicFrameNotification;
    PDXGKDDI_DESTROYPERIODICFRAMENOTIFICATION DxgkDdiDestroyPeriodicFrameNotification;
    PDXGKDDI_SETTIMINGSFROMVIDPN DxgkDdiSetTimingsFromVidPn;
    PDXGKDDI_SETTARGETGAMMA DxgkDdiSetTargetGamma;
    PDXGKDDI_SETTARGETCONTENTTYPE DxgkDdiSetTargetContentType;
    PDXGKDDI_SETTARGETANALOGCOPYPROTECTION DxgkDdiSetTargetAnalogCopyProtection;
    PDXGKDDI_SETTARGETADJUSTEDCOLORIMETRY DxgkDdiSetTargetAdjustedColorimetry;
    PDXGKDDI_DISPLAYDETECTCONTROL DxgkDdiDisplayDetectControl;
    PDXGKDDI_QUERYCONNECTIONCHANGE DxgkDdiQueryConnectionChange;
    PDXGKDDI_EXCHANGEPRESTARTINFO DxgkDdiExchangePreStartInfo;
    PDXGKDDI_GETMULTIPLANEOVERLAYCAPS DxgkDdiGetMultiPlaneOverlayCaps;
    PDXGKDDI_GETPOSTCOMPOSITIONCAPS DxgkDdiGetPostCompositionCaps;
#endif
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_3)
    PDXGKDDI_UPDATEHWCONTEXTSTATE DxgkDdiUpdateHwContextState;
    PDXGKDDI_CREATEPROTECTEDSESSION DxgkDdiCreateProtectedSession;
    PDXGKDDI_DESTROYPROTECTEDSESSION DxgkDdiDestroyProtectedSession;
#endif
} DRIVER_INITIALIZATION_DATA, *PDRIVER_INITIALIZATION_DATA;

#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN8)

/* Entry points of a display-only driver: zeroed, filled and passed to DxgkInitializeDisplayOnlyDriver,
 * which copies it (DOD-01..DOD-06). Rows of ddi_list.h. */
typedef struct _KMDDOD_INITIALIZATION_DATA {
    /* DXGKDDI_INTERFACE_VERSION the driver was compiled for (DOD-02) */
    ULONG Version;
    PDXGKDDI_ADD_DEVICE DxgkDdiAddDevice;
    PDXGKDDI_START_DEVICE DxgkDdiStartDevice;
    PDXGKDDI_STOP_DEVICE DxgkDdiStopDevice;
    PDXGKDDI_REMOVE_DEVICE DxgkDdiRemoveDevice;
    PDXGKDDI_DISPATCH_IO_REQUEST DxgkDdiDispatchIoRequest;
    PDXGKDDI_INTERRUPT_ROUTINE DxgkDdiInterruptRoutine;
    PDXGKDDI_DPC_ROUTINE DxgkDdiDpcRoutine;
    PDXGKDDI_QUERY_CHILD_RELATIONS DxgkDdiQueryChildRelations;
    PDXGKDDI_QUERY_CHILD_STATUS DxgkDdiQueryChildStatus;
    PDXGKDDI_QUERY_DEVICE_DESCRIPTOR DxgkDdiQueryDeviceDescriptor;
    PDXGKDDI_SET_POWER_STATE DxgkDdiSetPowerState;
    PDXGKDDI_NOTIFY_ACPI_EVENT DxgkDdiNotifyAcpiEvent;
    PDXGKDDI_RESET_DEVICE DxgkDdiResetDevice;
    PDXGKDDI_UNLOAD DxgkDdiUnload;
    PDXGKDDI_QUERY_INTERFACE DxgkDdiQueryInterface;
    PDXGKDDI_CONTROL_ETW_LOGGING DxgkDdiControlEtwLogging;
    PDXGKDDI_QUERYADAPTERINFO DxgkDdiQueryAdapterInfo;
    PDXGKDDI_SETPALETTE DxgkDdiSetPalette;
    PDXGKDDI_SETPOINTERPOSITION DxgkDdiSetPointerPosition;
    PDXGKDDI_SETPOINTERSHAPE DxgkDdiSetPointerShape;
    PDXGKDDI_ESCAPE DxgkDdiEscape;
    PDXGKDDI_COLLECTDBGINFO DxgkDdiCollectDbgInfo;
    PDXGKDDI_ISSUPPORTEDVIDPN DxgkDdiIsSupportedVidPn;
    PDXGKDDI_RECOMMENDFUNCTIONALVIDPN DxgkDdiRecommendFunctionalVidPn;
    PDXGKDDI_ENUMVIDPNCOFUNCMODALITY DxgkDdiEnumVidPnCofuncModality;
    PDXGKDDI_SETVIDPNSOURCEVISIBILITY DxgkDdiSetVidPnSourceVisibility;
    PDXGKDDI_COMMITVIDPN DxgkDdiCommitVidPn;
    PDXGKDDI_UPDATEACTIVEVIDPNPRESENTPATH DxgkDdiUpdateActiveVidPnPresentPath;
    PDXGKDDI_RECOMMENDMONITORMODES DxgkDdiRecommendMonitorModes;
    PDXGKDDI_GETSCANLINE DxgkDdiGetScanLine;
    PDXGKDDI_QUERYVIDPNHWCAPABILITY DxgkDdiQueryVidPnHWCapability;
    PDXGKDDI_PRESENTDISPLAYONLY DxgkDdiPresentDisplayOnly;
    PDXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP DxgkDdiStopDeviceAndReleasePostDisplayOwnership;
    PDXGKDDI_SYSTEM_DISPLAY_ENABLE DxgkDdiSystemDisplayEnable;
    PDXGKDDI_SYSTEM_DISPLAY_WRITE DxgkDdiSystemDisplayWrite;
    PDXGKDDI_GET_CHILD_CONTAINER_ID DxgkDdiGetChildContainerId;
    PDXGKDDI_CONTROLINTERRUPT DxgkDdiControlInterrupt;
    PDXGKDDISETPOWERCOMPONENTFSTATE DxgkDdiSetPowerComponentFState;
    PDXGKDDIPOWERRUNTIMECONTROLREQUEST DxgkDdiPowerRuntimeControlRequest;
    PDXGKDDI_NOTIFY_SURPRISE_REMOVAL DxgkDdiNotifySurpriseRemoval;
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WDDM2_0)
    PDXGKDDI_POWERRUNTIMESETDEVICEHANDLE DxgkDdiPowerRuntimeSetDeviceHandle;
#endif
} KMDDOD_INITIALIZATION_DATA, *PKMDDOD_INITIALIZATION_DATA;
#endif

typedef enum _DEBUG_LEVEL {
    DlDebugError = 0,
    DlDebugWarning = 1,
    DlDebugTrace = 2,
    DlDebugInfo = 3,
} DEBUG_LEVEL;
typedef void(NTAPI *PBANKED_SECTION_ROUTINE)(ULONG ReadBank, ULONG WriteBank, PVOID Context);

/* -------- registration ------------------------------------------------------------------------------ */

#ifndef _WIN32
#pragma GCC visibility push(default) /* so that drivers in shared objects find them */
#endif

/* A driver calls one of the first two as the last thing in DriverEntry and returns what it returned; the
 * table is copied and need not outlive the call (DOD-01). PASSIVE_LEVEL. */
NTSTATUS NTAPI DxgkInitialize(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath,
                              PDRIVER_INITIALIZATION_DATA DriverInitializationData);
#if (DXGKDDI_INTERFACE_VERSION >= DXGKDDI_INTERFACE_VERSION_WIN8)
NTSTATUS NTAPI DxgkInitializeDisplayOnlyDriver(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath,
                                               PKMDDOD_INITIALIZATION_DATA KmdDodInitializationData);
#endif

/* Takes the registration back, for a driver that unloads itself. PASSIVE_LEVEL. */
NTSTATUS NTAPI DxgkUnInitialize(PDRIVER_OBJECT DriverObject);

#ifndef _WIN32
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
