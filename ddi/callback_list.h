/*
 * One row per callback of DXGKRNL_INTERFACE up to WDDM 1.3, in the order of the structure; the other
 * direction of ddi_list.h, to be expanded the same way (the helpers DDI_RET_, DDI_IRQL_, DDI_ADDRESSES ...
 * are defined there).
 *
 *     ROW(name, type, ret, irql, since, object, (params), (args))
 *
 * name    the member is DxgkCb<name>, of pointer type `type`
 * ret     STATUS, BOOLEAN, NONE (void), POINTER or HANDLE (D3DKMT_HANDLE); DDI_RET_<ret> is the C type
 * irql    highest level a driver may call it at; DDI_IRQL_<irql>. NotifyInterrupt and NotifyDpc are to be
 *         called at exactly DEVICE (FEN-05) and DISPATCH level; LogEtwEvent with more than 256 bytes at
 *         PASSIVE only
 * since   VISTA, WIN8, WDDM1_3; the structure has the member from DXGKDDI_INTERFACE_VERSION_<since> on
 * object  ADAPTER when the first argument is the DeviceHandle of the interface, NONE when it is not
 *         (CBK-03)
 * params  parenthesized parameter list, without top-level const
 * args    the same names
 *
 * Example: fill the table that StartDevice hands out.
 *
 *     #define FILL(name, ...) interface->DxgkCb##name = cb_##name;
 *     DDI_CALLBACK_LIST(FILL)
 *
 * Levels are those of the callback pages (section F.2; EnumHandleChildren, GetHandleParent, LogEtwEvent and
 * QueryMonitorInterface from their own). No page was at hand for QueryServices, WriteDeviceSpace,
 * IsDevicePresent, GetCaptureAddress, ExcludeAdapterAccess and the context allocations, taken as PASSIVE, and
 * for the other power callbacks, taken as CompleteFStateTransition.
 */
#ifndef OPENWDDM_CALLBACK_LIST_H
#define OPENWDDM_CALLBACK_LIST_H

#include "ddi_list.h"

/* clang-format off */
#define DDI_CALLBACK_LIST(ROW)                                                                          \
    ROW(EvalAcpiMethod, DXGKCB_EVAL_ACPI_METHOD, STATUS, PASSIVE, VISTA, ADAPTER,                       \
        (HANDLE DeviceHandle, ULONG DeviceUid, PACPI_EVAL_INPUT_BUFFER_COMPLEX AcpiInputBuffer,         \
         ULONG AcpiInputSize, PACPI_EVAL_OUTPUT_BUFFER AcpiOutputBuffer, ULONG AcpiOutputSize),         \
        (DeviceHandle, DeviceUid, AcpiInputBuffer, AcpiInputSize, AcpiOutputBuffer, AcpiOutputSize))    \
    ROW(GetDeviceInformation, DXGKCB_GET_DEVICE_INFORMATION, STATUS, PASSIVE, VISTA, ADAPTER,           \
        (HANDLE DeviceHandle, PDXGK_DEVICE_INFO DeviceInfo),                                            \
        (DeviceHandle, DeviceInfo))                                                                     \
    ROW(IndicateChildStatus, DXGKCB_INDICATE_CHILD_STATUS, STATUS, DISPATCH, VISTA, ADAPTER,            \
        (HANDLE DeviceHandle, PDXGK_CHILD_STATUS ChildStatus),                                          \
        (DeviceHandle, ChildStatus))                                                                    \
    ROW(MapMemory, DXGKCB_MAP_MEMORY, STATUS, PASSIVE, VISTA, ADAPTER,                                  \
        (HANDLE DeviceHandle, PHYSICAL_ADDRESS TranslatedAddress, ULONG Length, BOOLEAN InIoSpace,      \
         BOOLEAN MapToUserMode, MEMORY_CACHING_TYPE CacheType, PVOID *VirtualAddress),                  \
        (DeviceHandle, TranslatedAddress, Length, InIoSpace, MapToUserMode, CacheType,                  \
         VirtualAddress))                                                                               \
    ROW(QueueDpc, DXGKCB_QUEUE_DPC, BOOLEAN, ANY, VISTA, ADAPTER,                                       \
        (HANDLE DeviceHandle),                                                                          \
        (DeviceHandle))                                                                                 \
    ROW(QueryServices, DXGKCB_QUERY_SERVICES, STATUS, PASSIVE, VISTA, ADAPTER,                          \
        (HANDLE DeviceHandle, DXGK_SERVICES ServicesType, PINTERFACE Interface),                        \
        (DeviceHandle, ServicesType, Interface))                                                        \
    ROW(ReadDeviceSpace, DXGKCB_READ_DEVICE_SPACE, STATUS, PASSIVE, VISTA, ADAPTER,                     \
        (HANDLE DeviceHandle, ULONG DataType, PVOID Buffer, ULONG Offset, ULONG Length,                 \
         PULONG BytesRead),                                                                             \
        (DeviceHandle, DataType, Buffer, Offset, Length, BytesRead))                                    \
    ROW(SynchronizeExecution, DXGKCB_SYNCHRONIZE_EXECUTION, STATUS, DISPATCH, VISTA, ADAPTER,           \
        (HANDLE DeviceHandle, PKSYNCHRONIZE_ROUTINE SynchronizeRoutine, PVOID Context,                  \
         ULONG MessageNumber, PBOOLEAN ReturnValue),                                                    \
        (DeviceHandle, SynchronizeRoutine, Context, MessageNumber, ReturnValue))                        \
    ROW(UnmapMemory, DXGKCB_UNMAP_MEMORY, STATUS, PASSIVE, VISTA, ADAPTER,                              \
        (HANDLE DeviceHandle, PVOID VirtualAddress),                                                    \
        (DeviceHandle, VirtualAddress))                                                                 \
    ROW(WriteDeviceSpace, DXGKCB_WRITE_DEVICE_SPACE, STATUS, PASSIVE, VISTA, ADAPTER,                   \
        (HANDLE DeviceHandle, ULONG DataType, PVOID Buffer, ULONG Offset, ULONG Length,                 \
         PULONG BytesWritten),                                                                          \
        (DeviceHandle, DataType, Buffer, Offset, Length, BytesWritten))                                 \
    ROW(IsDevicePresent, DXGKCB_IS_DEVICE_PRESENT, STATUS, PASSIVE, VISTA, ADAPTER,                     \
        (HANDLE DeviceHandle, PPCI_DEVICE_PRESENCE_PARAMETERS DevicePresenceParameters,                 \
         PBOOLEAN DevicePresent),                                                                       \
        (DeviceHandle, DevicePresenceParameters, DevicePresent))                                        \
    ROW(GetHandleData, DXGKCB_GETHANDLEDATA, POINTER, APC, VISTA, NONE,                                 \
        (const DXGKARGCB_GETHANDLEDATA *pArgs),                                                         \
        (pArgs))                                                                                        \
    ROW(GetHandleParent, DXGKCB_GETHANDLEPARENT, HANDLE, APC, VISTA, NONE,                              \
        (D3DKMT_HANDLE hAllocation),                                                                    \
        (hAllocation))                                                                                  \
    ROW(EnumHandleChildren, DXGKCB_ENUMHANDLECHILDREN, HANDLE, PASSIVE, VISTA, NONE,                    \
        (const DXGKARGCB_ENUMHANDLECHILDREN *pArgs),                                                    \
        (pArgs))                                                                                        \
    ROW(NotifyInterrupt, DXGKCB_NOTIFY_INTERRUPT, NONE, DEVICE, VISTA, ADAPTER,                         \
        (HANDLE hAdapter, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *pArgs),                                \
        (hAdapter, pArgs))                                                                              \
    ROW(NotifyDpc, DXGKCB_NOTIFY_DPC, NONE, DISPATCH, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter),                                                                              \
        (hAdapter))                                                                                     \
    ROW(QueryVidPnInterface, DXGKCB_QUERYVIDPNINTERFACE, STATUS, APC, VISTA, NONE,                      \
        (D3DKMDT_HVIDPN hVidPn, DXGK_VIDPN_INTERFACE_VERSION VidPnInterfaceVersion,                     \
         const DXGK_VIDPN_INTERFACE **ppVidPnInterface),                                                \
        (hVidPn, VidPnInterfaceVersion, ppVidPnInterface))                                              \
    ROW(QueryMonitorInterface, DXGKCB_QUERYMONITORINTERFACE, STATUS, APC, VISTA, ADAPTER,               \
        (HANDLE hAdapter, DXGK_MONITOR_INTERFACE_VERSION MonitorInterfaceVersion,                       \
         const DXGK_MONITOR_INTERFACE **ppMonitorInterface),                                            \
        (hAdapter, MonitorInterfaceVersion, ppMonitorInterface))                                        \
    ROW(GetCaptureAddress, DXGKCB_GETCAPTUREADDRESS, STATUS, PASSIVE, VISTA, NONE,                      \
        (DXGKARGCB_GETCAPTUREADDRESS *pArgs),                                                           \
        (pArgs))                                                                                        \
    ROW(LogEtwEvent, DXGKCB_LOG_ETW_EVENT, NONE, ANY, VISTA, NONE,                                      \
        (LPCGUID EventGuid, UCHAR Type, USHORT EventBufferSize, PVOID EventBuffer),                     \
        (EventGuid, Type, EventBufferSize, EventBuffer))                                                \
    ROW(ExcludeAdapterAccess, DXGKCB_EXCLUDE_ADAPTER_ACCESS, STATUS, PASSIVE, VISTA, ADAPTER,           \
        (HANDLE DeviceHandle, ULONG Attributes, DXGKDDI_PROTECTED_CALLBACK DxgkProtectedCallback,       \
         PVOID ProtectedCallbackContext),                                                               \
        (DeviceHandle, Attributes, DxgkProtectedCallback, ProtectedCallbackContext))                    \
    ROW(CreateContextAllocation, DXGKCB_CREATECONTEXTALLOCATION, STATUS, PASSIVE, WIN8, NONE,           \
        (DXGKARGCB_CREATECONTEXTALLOCATION *pArgs),                                                     \
        (pArgs))                                                                                        \
    ROW(DestroyContextAllocation, DXGKCB_DESTROYCONTEXTALLOCATION, STATUS, PASSIVE, WIN8, ADAPTER,      \
        (HANDLE hAdapter, HANDLE hAllocation),                                                          \
        (hAdapter, hAllocation))                                                                        \
    ROW(SetPowerComponentActive, DXGKCB_SETPOWERCOMPONENTACTIVE, NONE, DISPATCH, WIN8, ADAPTER,         \
        (HANDLE hAdapter, UINT ComponentIndex),                                                         \
        (hAdapter, ComponentIndex))                                                                     \
    ROW(SetPowerComponentIdle, DXGKCB_SETPOWERCOMPONENTIDLE, NONE, DISPATCH, WIN8, ADAPTER,             \
        (HANDLE hAdapter, UINT ComponentIndex),                                                         \
        (hAdapter, ComponentIndex))                                                                     \
    ROW(AcquirePostDisplayOwnership, DXGKCB_ACQUIRE_POST_DISPLAY_OWNERSHIP, STATUS, APC, WIN8, ADAPTER, \
        (HANDLE DeviceHandle, PDXGK_DISPLAY_INFORMATION DisplayInfo),                                   \
        (DeviceHandle, DisplayInfo))                                                                    \
    ROW(PowerRuntimeControlRequest, DXGKCB_POWERRUNTIMECONTROLREQUEST, STATUS, DISPATCH, WIN8, ADAPTER, \
        (HANDLE hAdapter, LPCGUID PowerControlCode, PVOID InBuffer, SIZE_T InBufferSize,                \
         PVOID OutBuffer, SIZE_T OutBufferSize, PSIZE_T BytesReturned),                                 \
        (hAdapter, PowerControlCode, InBuffer, InBufferSize, OutBuffer, OutBufferSize,                  \
         BytesReturned))                                                                                \
    ROW(SetPowerComponentLatency, DXGKCB_SETPOWERCOMPONENTLATENCY, NONE, DISPATCH, WIN8, ADAPTER,       \
        (HANDLE hAdapter, UINT ComponentIndex, ULONGLONG Latency),                                      \
        (hAdapter, ComponentIndex, Latency))                                                            \
    ROW(SetPowerComponentResidency, DXGKCB_SETPOWERCOMPONENTRESIDENCY, NONE, DISPATCH, WIN8, ADAPTER,   \
        (HANDLE hAdapter, UINT ComponentIndex, ULONGLONG Residency),                                    \
        (hAdapter, ComponentIndex, Residency))                                                          \
    ROW(CompleteFStateTransition, DXGKCB_COMPLETEFSTATETRANSITION, NONE, DISPATCH, WIN8, ADAPTER,       \
        (HANDLE hAdapter, UINT ComponentIndex),                                                         \
        (hAdapter, ComponentIndex))                                                                     \
    ROW(CompletePStateTransition, DXGKCB_COMPLETEPSTATETRANSITION, NONE, DISPATCH, WDDM1_3, ADAPTER,    \
        (HANDLE hAdapter, UINT ComponentIndex, UINT CompletedPState),                                   \
        (hAdapter, ComponentIndex, CompletedPState))
/* clang-format on */

#endif
