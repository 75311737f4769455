/*
 * One row per DDI: everything that other code wants to know about an entry point of a miniport, said once.
 * Tables, names, call wrappers, shims, counters and coverage are expanded from these rows; nobody keeps a
 * second list.
 *
 * The rows are the entry points of DRIVER_INITIALIZATION_DATA and KMDDOD_INITIALIZATION_DATA up to WDDM
 * 1.3, in the order of the table. A row is
 *
 *     ROW(name, type, ret, irql, level, class, fail, table, dod, since, object, (params), (args))
 *
 * name    the member is DxgkDdi<name>, and that is also what people call it
 * type    function type; the member has type P<type> (or one with the same signature)
 * ret     STATUS, BOOLEAN or NONE (a void function); DDI_RET_<ret> is the C type, DDI_RETURNS_<ret> the
 *         number
 * irql    highest level it may be called at: PASSIVE, APC, DISPATCH, DEVICE, ANY; DDI_IRQL_<irql> (section
 *         G table)
 * level   threading level: 0, 1, 2, 3, or ANYTIME for what runs beside every level (interrupt routine,
 *         DPC, crash screen); DDI_LEVEL_<level>. Escape is 0 and becomes 2 with the HardwareAccess flag
 *         (SYN-07)
 * class   level one admits one thread per class: POINTER, SCHEDULER, SWIZZLING, OVERLAY, CHILD (one per
 *         child); NONE at the other levels; DDI_CLASS_<class>
 * fail    what an error return means: START (the adapter does not start), CALL (this request is refused,
 *         life goes on), FATAL (the system stops: bug check), NEVER (it may not fail, or has no result);
 *         DDI_FAIL_<fail>. BuildPagingBuffer and Render have out-of-space codes that are no errors; the
 *         caller sorts those out first
 * table   FULL, DOD or BOTH: which of the two initialization tables has the member; DDI_TABLE_<table>
 * dod     in a display-only table: REQUIRED (DOD-05), ALLOWED (may be NULL), PAIRED (GetScanLine and
 *         ControlInterrupt come both or not at all, DOD-03), ABSENT (no such member); DDI_DOD_<dod>
 * since   VISTA, WIN7, WIN8, WDDM1_3; the full table has the member from DXGKDDI_INTERFACE_VERSION_<since>
 *         on
 * object  what the first argument is: ADAPTER (what AddDevice returned), PDO, DEVICE, CONTEXT, OVERLAY, or
 *         NONE when the function gets no object; DDI_OBJECT_<object>
 * params  parenthesized parameter list, without top-level const, so that a wrapper may change its
 *         arguments
 * args    the same names, to call on with
 *
 * Columns are bare words to be pasted (DDI_LEVEL_##level) or compared (DDI_FAIL_##fail == DDI_FAIL_FATAL).
 *
 * Example: ids, names, rows, and wrappers of the same signature that count and call on.
 *
 *     #define ID(name, ...) ID_##name,
 *     enum { DDI_LIST(ID) ID_COUNT };
 *
 *     static const struct row { const char *name; enum ddi_irql irql; int required; } rows[] = {
 *     #define FACTS(name, type, ret, irql, level, class, fail, table, dod, ...)  \
 *         [ID_##name] = { "DxgkDdi" #name, DDI_IRQL_##irql, DDI_DOD_##dod == DDI_DOD_REQUIRED },
 *         DDI_LIST(FACTS)
 *     };
 *
 *     static struct { DDI_LIST(MEMBER) } real;        with   #define MEMBER(name, type, ...) type *name;
 *
 *     #define CALL_STATUS(call) return call           a void function has no value to return:
 *     #define CALL_BOOLEAN(call) return call          one small macro per return class
 *     #define CALL_NONE(call) call
 *     #define WRAP(name, type, ret, irql, level, class, fail, table, dod, since, object, params, args)  \
 *         static DDI_RET_##ret NTAPI wrap_##name params                                                 \
 *         {                                                                                             \
 *             void *const addresses[] = { DDI_ADDRESSES args NULL };                                    \
 *             look_at(ID_##name, addresses, DDI_COUNT args);                                            \
 *             CALL_##ret(real.name args);                                                               \
 *         }
 *     DDI_LIST(WRAP)
 *
 * To visit one of the two tables only, paste the column:
 *
 *     #define IN_DOD_BOTH(x) x
 *     #define IN_DOD_DOD(x) x
 *     #define IN_DOD_FULL(x)
 *     #define COPY(name, type, ret, irql, level, class, fail, table, ...)  \
 *         IN_DOD_##table(real.name = data->DxgkDdi##name;)
 *     DDI_LIST(COPY)
 *
 * Sources of the levels: SYN-01..SYN-05. Where no page assigns a level, the sibling's is taken:
 * LinkDevice, NotifySurpriseRemoval and StopDeviceAndReleasePostDisplayOwnership as StopDevice;
 * ControlInterrupt2 as ControlInterrupt; SetVidPnSourceAddressWithMultiPlaneOverlay as
 * SetVidPnSourceAddress; CancelCommand with the scheduler class; GetChildContainerId with the child class;
 * all others level zero.
 */
#ifndef OPENWDDM_DDI_LIST_H
#define OPENWDDM_DDI_LIST_H

#include "dispmprt.h"

enum ddi_irql { DDI_IRQL_PASSIVE, DDI_IRQL_APC, DDI_IRQL_DISPATCH, DDI_IRQL_DEVICE, DDI_IRQL_ANY };
enum ddi_level { DDI_LEVEL_0, DDI_LEVEL_1, DDI_LEVEL_2, DDI_LEVEL_3, DDI_LEVEL_ANYTIME };
enum ddi_class {
    DDI_CLASS_NONE,
    DDI_CLASS_POINTER,
    DDI_CLASS_SCHEDULER,
    DDI_CLASS_SWIZZLING,
    DDI_CLASS_OVERLAY,
    DDI_CLASS_CHILD,
    DDI_CLASS_COUNT
};
enum ddi_fail { DDI_FAIL_START, DDI_FAIL_CALL, DDI_FAIL_FATAL, DDI_FAIL_NEVER };
enum ddi_table { DDI_TABLE_FULL = 1, DDI_TABLE_DOD = 2, DDI_TABLE_BOTH = DDI_TABLE_FULL | DDI_TABLE_DOD };
enum ddi_dod { DDI_DOD_ABSENT, DDI_DOD_ALLOWED, DDI_DOD_PAIRED, DDI_DOD_REQUIRED };
enum ddi_object {
    DDI_OBJECT_NONE,
    DDI_OBJECT_PDO,
    DDI_OBJECT_ADAPTER,
    DDI_OBJECT_DEVICE,
    DDI_OBJECT_CONTEXT,
    DDI_OBJECT_OVERLAY
};
enum ddi_ret {
    DDI_RETURNS_NONE,
    DDI_RETURNS_STATUS,
    DDI_RETURNS_BOOLEAN,
    DDI_RETURNS_POINTER,
    DDI_RETURNS_HANDLE
};

/* C type of the column ret. POINTER and HANDLE occur in callback_list.h only. */
#define DDI_RET_STATUS  NTSTATUS
#define DDI_RET_BOOLEAN BOOLEAN
#define DDI_RET_NONE    void
#define DDI_RET_POINTER PVOID
#define DDI_RET_HANDLE  D3DKMT_HANDLE

/* DDI_COUNT args: how many; DDI_ADDRESSES args: "&a, &b," (with the comma, so that an empty list works too);
 * DDI_TAIL params, DDI_TAIL args: ", b, c", all but the first, for functions with a first of their own.
 * Not for rows whose object is NONE: those have no object to replace, and keep all (paste REST_##object). */
#define DDI_COUNT(...)                                  DDI_PICK(0, ##__VA_ARGS__, 8, 7, 6, 5, 4, 3, 2, 1, 0)
#define DDI_PICK(z, a, b, c, d, e, f, g, h, count, ...) count
#define DDI_TAIL(first, ...)                            , ##__VA_ARGS__
#define DDI_ADDRESSES(...)                              DDI_ADDRESSES_OF(DDI_COUNT(__VA_ARGS__))(__VA_ARGS__)
#define DDI_ADDRESSES_OF(count)                         DDI_ADDRESSES_PASTE(count)
#define DDI_ADDRESSES_PASTE(count)                      DDI_ADDRESSES_##count
#define DDI_ADDRESSES_0()
#define DDI_ADDRESSES_1(a)                   &a,
#define DDI_ADDRESSES_2(a, b)                &a, &b,
#define DDI_ADDRESSES_3(a, b, c)             &a, &b, &c,
#define DDI_ADDRESSES_4(a, b, c, d)          &a, &b, &c, &d,
#define DDI_ADDRESSES_5(a, b, c, d, e)       &a, &b, &c, &d, &e,
#define DDI_ADDRESSES_6(a, b, c, d, e, f)    &a, &b, &c, &d, &e, &f,
#define DDI_ADDRESSES_7(a, b, c, d, e, f, g) &a, &b, &c, &d, &e, &f, &g,

/* clang-format off */
#define DDI_LIST(ROW)                                                                                   \
    ROW(AddDevice, DXGKDDI_ADD_DEVICE, STATUS, PASSIVE, 3, NONE, START, BOTH, REQUIRED, VISTA, PDO,     \
        (PDEVICE_OBJECT PhysicalDeviceObject, PVOID *MiniportDeviceContext),                            \
        (PhysicalDeviceObject, MiniportDeviceContext))                                                  \
    ROW(StartDevice, DXGKDDI_START_DEVICE,                                                              \
        STATUS, PASSIVE, 3, NONE, START, BOTH, REQUIRED, VISTA, ADAPTER,                                \
        (PVOID MiniportDeviceContext, DXGK_START_INFO *DxgkStartInfo,                                   \
         DXGKRNL_INTERFACE *DxgkInterface, ULONG *NumberOfVideoPresentSources,                          \
         ULONG *NumberOfChildren),                                                                      \
        (MiniportDeviceContext, DxgkStartInfo, DxgkInterface, NumberOfVideoPresentSources,              \
         NumberOfChildren))                                                                             \
    ROW(StopDevice, DXGKDDI_STOP_DEVICE,                                                                \
        STATUS, PASSIVE, 3, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (PVOID MiniportDeviceContext),                                                                  \
        (MiniportDeviceContext))                                                                        \
    ROW(RemoveDevice, DXGKDDI_REMOVE_DEVICE,                                                            \
        STATUS, PASSIVE, 3, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (PVOID MiniportDeviceContext),                                                                  \
        (MiniportDeviceContext))                                                                        \
    ROW(DispatchIoRequest, DXGKDDI_DISPATCH_IO_REQUEST,                                                 \
        STATUS, PASSIVE, 2, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (PVOID MiniportDeviceContext, ULONG VidPnSourceId, PVIDEO_REQUEST_PACKET VideoRequestPacket),   \
        (MiniportDeviceContext, VidPnSourceId, VideoRequestPacket))                                     \
    ROW(InterruptRoutine, DXGKDDI_INTERRUPT_ROUTINE,                                                    \
        BOOLEAN, DEVICE, ANYTIME, NONE, NEVER, BOTH, REQUIRED, VISTA, ADAPTER,                          \
        (PVOID MiniportDeviceContext, ULONG MessageNumber),                                             \
        (MiniportDeviceContext, MessageNumber))                                                         \
    ROW(DpcRoutine, DXGKDDI_DPC_ROUTINE,                                                                \
        NONE, DISPATCH, ANYTIME, NONE, NEVER, BOTH, REQUIRED, VISTA, ADAPTER,                           \
        (PVOID MiniportDeviceContext),                                                                  \
        (MiniportDeviceContext))                                                                        \
    ROW(QueryChildRelations, DXGKDDI_QUERY_CHILD_RELATIONS,                                             \
        STATUS, PASSIVE, 3, NONE, START, BOTH, REQUIRED, VISTA, ADAPTER,                                \
        (PVOID MiniportDeviceContext, PDXGK_CHILD_DESCRIPTOR ChildRelations,                            \
         ULONG ChildRelationsSize),                                                                     \
        (MiniportDeviceContext, ChildRelations, ChildRelationsSize))                                    \
    ROW(QueryChildStatus, DXGKDDI_QUERY_CHILD_STATUS,                                                   \
        STATUS, PASSIVE, 1, CHILD, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                \
        (PVOID MiniportDeviceContext, DXGK_CHILD_STATUS *ChildStatus, BOOLEAN NonDestructiveOnly),      \
        (MiniportDeviceContext, ChildStatus, NonDestructiveOnly))                                       \
    ROW(QueryDeviceDescriptor, DXGKDDI_QUERY_DEVICE_DESCRIPTOR,                                         \
        STATUS, PASSIVE, 1, CHILD, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                \
        (PVOID MiniportDeviceContext, ULONG ChildUid, DXGK_DEVICE_DESCRIPTOR *DeviceDescriptor),        \
        (MiniportDeviceContext, ChildUid, DeviceDescriptor))                                            \
    ROW(SetPowerState, DXGKDDI_SET_POWER_STATE,                                                         \
        STATUS, PASSIVE, 3, NONE, NEVER, BOTH, REQUIRED, VISTA, ADAPTER,                                \
        (PVOID MiniportDeviceContext, ULONG DeviceUid, DEVICE_POWER_STATE DevicePowerState,             \
         POWER_ACTION ActionType),                                                                      \
        (MiniportDeviceContext, DeviceUid, DevicePowerState, ActionType))                               \
    ROW(NotifyAcpiEvent, DXGKDDI_NOTIFY_ACPI_EVENT,                                                     \
        STATUS, PASSIVE, 2, NONE, CALL, BOTH, ALLOWED, VISTA, ADAPTER,                                  \
        (PVOID MiniportDeviceContext, DXGK_EVENT_TYPE EventType, ULONG Event, PVOID Argument,           \
         ULONG *AcpiFlags),                                                                             \
        (MiniportDeviceContext, EventType, Event, Argument, AcpiFlags))                                 \
    ROW(ResetDevice, DXGKDDI_RESET_DEVICE,                                                              \
        NONE, ANY, ANYTIME, NONE, NEVER, BOTH, REQUIRED, VISTA, ADAPTER,                                \
        (PVOID MiniportDeviceContext),                                                                  \
        (MiniportDeviceContext))                                                                        \
    ROW(Unload, DXGKDDI_UNLOAD, NONE, PASSIVE, 3, NONE, NEVER, BOTH, REQUIRED, VISTA, NONE,             \
        (void),                                                                                         \
        ())                                                                                             \
    ROW(QueryInterface, DXGKDDI_QUERY_INTERFACE,                                                        \
        STATUS, PASSIVE, 2, NONE, CALL, BOTH, ALLOWED, VISTA, ADAPTER,                                  \
        (PVOID MiniportDeviceContext, PQUERY_INTERFACE QueryInterface),                                 \
        (MiniportDeviceContext, QueryInterface))                                                        \
    ROW(ControlEtwLogging, DXGKDDI_CONTROL_ETW_LOGGING,                                                 \
        NONE, PASSIVE, 0, NONE, NEVER, BOTH, ALLOWED, VISTA, NONE,                                      \
        (BOOLEAN Enable, ULONG Flags, UCHAR Level),                                                     \
        (Enable, Flags, Level))                                                                         \
    ROW(QueryAdapterInfo, DXGKDDI_QUERYADAPTERINFO,                                                     \
        STATUS, PASSIVE, 0, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (HANDLE hAdapter, const DXGKARG_QUERYADAPTERINFO *pQueryAdapterInfo),                           \
        (hAdapter, pQueryAdapterInfo))                                                                  \
    ROW(CreateDevice, DXGKDDI_CREATEDEVICE,                                                             \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter, DXGKARG_CREATEDEVICE *pCreateDevice),                                         \
        (hAdapter, pCreateDevice))                                                                      \
    ROW(CreateAllocation, DXGKDDI_CREATEALLOCATION,                                                     \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter, DXGKARG_CREATEALLOCATION *pCreateAllocation),                                 \
        (hAdapter, pCreateAllocation))                                                                  \
    ROW(DestroyAllocation, DXGKDDI_DESTROYALLOCATION,                                                   \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter, const DXGKARG_DESTROYALLOCATION *pDestroyAllocation),                         \
        (hAdapter, pDestroyAllocation))                                                                 \
    ROW(DescribeAllocation, DXGKDDI_DESCRIBEALLOCATION,                                                 \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter, DXGKARG_DESCRIBEALLOCATION *pDescribeAllocation),                             \
        (hAdapter, pDescribeAllocation))                                                                \
    ROW(GetStandardAllocationDriverData, DXGKDDI_GETSTANDARDALLOCATIONDRIVERDATA,                       \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter, DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *pGetStandardAllocationDriverData),   \
        (hAdapter, pGetStandardAllocationDriverData))                                                   \
    ROW(AcquireSwizzlingRange, DXGKDDI_ACQUIRESWIZZLINGRANGE,                                           \
        STATUS, PASSIVE, 1, SWIZZLING, CALL, FULL, ABSENT, VISTA, ADAPTER,                              \
        (HANDLE hAdapter, DXGKARG_ACQUIRESWIZZLINGRANGE *pAcquireSwizzlingRange),                       \
        (hAdapter, pAcquireSwizzlingRange))                                                             \
    ROW(ReleaseSwizzlingRange, DXGKDDI_RELEASESWIZZLINGRANGE,                                           \
        STATUS, PASSIVE, 1, SWIZZLING, CALL, FULL, ABSENT, VISTA, ADAPTER,                              \
        (HANDLE hAdapter, const DXGKARG_RELEASESWIZZLINGRANGE *pReleaseSwizzlingRange),                 \
        (hAdapter, pReleaseSwizzlingRange))                                                             \
    ROW(Patch, DXGKDDI_PATCH, STATUS, PASSIVE, 1, SCHEDULER, FATAL, FULL, ABSENT, VISTA, ADAPTER,       \
        (HANDLE hAdapter, const DXGKARG_PATCH *pPatch),                                                 \
        (hAdapter, pPatch))                                                                             \
    ROW(SubmitCommand, DXGKDDI_SUBMITCOMMAND,                                                           \
        STATUS, DISPATCH, 1, SCHEDULER, FATAL, FULL, ABSENT, VISTA, ADAPTER,                            \
        (HANDLE hAdapter, const DXGKARG_SUBMITCOMMAND *pSubmitCommand),                                 \
        (hAdapter, pSubmitCommand))                                                                     \
    ROW(PreemptCommand, DXGKDDI_PREEMPTCOMMAND,                                                         \
        STATUS, DISPATCH, 1, SCHEDULER, FATAL, FULL, ABSENT, VISTA, ADAPTER,                            \
        (HANDLE hAdapter, const DXGKARG_PREEMPTCOMMAND *pPreemptCommand),                               \
        (hAdapter, pPreemptCommand))                                                                    \
    ROW(BuildPagingBuffer, DXGKDDI_BUILDPAGINGBUFFER,                                                   \
        STATUS, PASSIVE, 1, SCHEDULER, FATAL, FULL, ABSENT, VISTA, ADAPTER,                             \
        (HANDLE hAdapter, DXGKARG_BUILDPAGINGBUFFER *pBuildPagingBuffer),                               \
        (hAdapter, pBuildPagingBuffer))                                                                 \
    ROW(SetPalette, DXGKDDI_SETPALETTE, STATUS, PASSIVE, 2, NONE, CALL, BOTH, ALLOWED, VISTA, ADAPTER,  \
        (HANDLE hAdapter, const DXGKARG_SETPALETTE *pSetPalette),                                       \
        (hAdapter, pSetPalette))                                                                        \
    ROW(SetPointerPosition, DXGKDDI_SETPOINTERPOSITION,                                                 \
        STATUS, PASSIVE, 1, POINTER, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                              \
        (HANDLE hAdapter, const DXGKARG_SETPOINTERPOSITION *pSetPointerPosition),                       \
        (hAdapter, pSetPointerPosition))                                                                \
    ROW(SetPointerShape, DXGKDDI_SETPOINTERSHAPE,                                                       \
        STATUS, PASSIVE, 1, POINTER, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                              \
        (HANDLE hAdapter, const DXGKARG_SETPOINTERSHAPE *pSetPointerShape),                             \
        (hAdapter, pSetPointerShape))                                                                   \
    ROW(ResetFromTimeout, DXGKDDI_RESETFROMTIMEOUT,                                                     \
        STATUS, PASSIVE, 3, NONE, FATAL, FULL, ABSENT, VISTA, ADAPTER,                                  \
        (HANDLE hAdapter),                                                                              \
        (hAdapter))                                                                                     \
    ROW(RestartFromTimeout, DXGKDDI_RESTARTFROMTIMEOUT,                                                 \
        STATUS, PASSIVE, 3, NONE, FATAL, FULL, ABSENT, VISTA, ADAPTER,                                  \
        (HANDLE hAdapter),                                                                              \
        (hAdapter))                                                                                     \
    ROW(Escape, DXGKDDI_ESCAPE, STATUS, PASSIVE, 0, NONE, CALL, BOTH, ALLOWED, VISTA, ADAPTER,          \
        (HANDLE hAdapter, const DXGKARG_ESCAPE *pEscape),                                               \
        (hAdapter, pEscape))                                                                            \
    ROW(CollectDbgInfo, DXGKDDI_COLLECTDBGINFO,                                                         \
        STATUS, ANY, 0, NONE, CALL, BOTH, ALLOWED, VISTA, ADAPTER,                                      \
        (HANDLE hAdapter, const DXGKARG_COLLECTDBGINFO *pCollectDbgInfo),                               \
        (hAdapter, pCollectDbgInfo))                                                                    \
    ROW(QueryCurrentFence, DXGKDDI_QUERYCURRENTFENCE,                                                   \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter, DXGKARG_QUERYCURRENTFENCE *pCurrentFence),                                    \
        (hAdapter, pCurrentFence))                                                                      \
    ROW(IsSupportedVidPn, DXGKDDI_ISSUPPORTEDVIDPN,                                                     \
        STATUS, PASSIVE, 0, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (HANDLE hAdapter, DXGKARG_ISSUPPORTEDVIDPN *pIsSupportedVidPn),                                 \
        (hAdapter, pIsSupportedVidPn))                                                                  \
    ROW(RecommendFunctionalVidPn, DXGKDDI_RECOMMENDFUNCTIONALVIDPN,                                     \
        STATUS, PASSIVE, 2, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (HANDLE hAdapter, const DXGKARG_RECOMMENDFUNCTIONALVIDPN *pRecommendFunctionalVidPn),           \
        (hAdapter, pRecommendFunctionalVidPn))                                                          \
    ROW(EnumVidPnCofuncModality, DXGKDDI_ENUMVIDPNCOFUNCMODALITY,                                       \
        STATUS, PASSIVE, 0, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (HANDLE hAdapter, const DXGKARG_ENUMVIDPNCOFUNCMODALITY *pEnumCofuncModality),                  \
        (hAdapter, pEnumCofuncModality))                                                                \
    ROW(SetVidPnSourceAddress, DXGKDDI_SETVIDPNSOURCEADDRESS,                                           \
        STATUS, DEVICE, 2, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER,                                    \
        (HANDLE hAdapter, const DXGKARG_SETVIDPNSOURCEADDRESS *pSetVidPnSourceAddress),                 \
        (hAdapter, pSetVidPnSourceAddress))                                                             \
    ROW(SetVidPnSourceVisibility, DXGKDDI_SETVIDPNSOURCEVISIBILITY,                                     \
        STATUS, PASSIVE, 2, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (HANDLE hAdapter, const DXGKARG_SETVIDPNSOURCEVISIBILITY *pSetVidPnSourceVisibility),           \
        (hAdapter, pSetVidPnSourceVisibility))                                                          \
    ROW(CommitVidPn, DXGKDDI_COMMITVIDPN,                                                               \
        STATUS, PASSIVE, 2, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (HANDLE hAdapter, const DXGKARG_COMMITVIDPN *pCommitVidPn),                                     \
        (hAdapter, pCommitVidPn))                                                                       \
    ROW(UpdateActiveVidPnPresentPath, DXGKDDI_UPDATEACTIVEVIDPNPRESENTPATH,                             \
        STATUS, PASSIVE, 2, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                 \
        (HANDLE hAdapter, const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH *pUpdateActiveVidPnPresentPath),   \
        (hAdapter, pUpdateActiveVidPnPresentPath))                                                      \
    ROW(RecommendMonitorModes, DXGKDDI_RECOMMENDMONITORMODES,                                           \
        STATUS, APC, 2, NONE, CALL, BOTH, REQUIRED, VISTA, ADAPTER,                                     \
        (HANDLE hAdapter, const DXGKARG_RECOMMENDMONITORMODES *pRecommendMonitorModes),                 \
        (hAdapter, pRecommendMonitorModes))                                                             \
    ROW(RecommendVidPnTopology, DXGKDDI_RECOMMENDVIDPNTOPOLOGY,                                         \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter, const DXGKARG_RECOMMENDVIDPNTOPOLOGY *pRecommendVidPnTopology),               \
        (hAdapter, pRecommendVidPnTopology))                                                            \
    ROW(GetScanLine, DXGKDDI_GETSCANLINE, STATUS, PASSIVE, 0, NONE, CALL, BOTH, PAIRED, VISTA, ADAPTER, \
        (HANDLE hAdapter, DXGKARG_GETSCANLINE *pGetScanLine),                                           \
        (hAdapter, pGetScanLine))                                                                       \
    ROW(StopCapture, DXGKDDI_STOPCAPTURE, STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER, \
        (HANDLE hAdapter, const DXGKARG_STOPCAPTURE *pStopCapture),                                     \
        (hAdapter, pStopCapture))                                                                       \
    ROW(ControlInterrupt, DXGKDDI_CONTROLINTERRUPT,                                                     \
        STATUS, PASSIVE, 2, NONE, CALL, BOTH, PAIRED, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter, DXGK_INTERRUPT_TYPE InterruptType, BOOLEAN EnableInterrupt),                  \
        (hAdapter, InterruptType, EnableInterrupt))                                                     \
    ROW(CreateOverlay, DXGKDDI_CREATEOVERLAY,                                                           \
        STATUS, PASSIVE, 1, OVERLAY, CALL, FULL, ABSENT, VISTA, ADAPTER,                                \
        (HANDLE hAdapter, DXGKARG_CREATEOVERLAY *pCreateOverlay),                                       \
        (hAdapter, pCreateOverlay))                                                                     \
    ROW(DestroyDevice, DXGKDDI_DESTROYDEVICE,                                                           \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, DEVICE,                                    \
        (HANDLE hDevice),                                                                               \
        (hDevice))                                                                                      \
    ROW(OpenAllocation, DXGKDDI_OPENALLOCATIONINFO,                                                     \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, DEVICE,                                    \
        (HANDLE hDevice, const DXGKARG_OPENALLOCATION *pOpenAllocation),                                \
        (hDevice, pOpenAllocation))                                                                     \
    ROW(CloseAllocation, DXGKDDI_CLOSEALLOCATION,                                                       \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, DEVICE,                                    \
        (HANDLE hDevice, const DXGKARG_CLOSEALLOCATION *pCloseAllocation),                              \
        (hDevice, pCloseAllocation))                                                                    \
    ROW(Render, DXGKDDI_RENDER, STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, CONTEXT,           \
        (HANDLE hContext, DXGKARG_RENDER *pRender),                                                     \
        (hContext, pRender))                                                                            \
    ROW(Present, DXGKDDI_PRESENT, STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, CONTEXT,         \
        (HANDLE hContext, DXGKARG_PRESENT *pPresent),                                                   \
        (hContext, pPresent))                                                                           \
    ROW(UpdateOverlay, DXGKDDI_UPDATEOVERLAY,                                                           \
        STATUS, PASSIVE, 1, OVERLAY, CALL, FULL, ABSENT, VISTA, OVERLAY,                                \
        (HANDLE hOverlay, const DXGKARG_UPDATEOVERLAY *pUpdateOverlay),                                 \
        (hOverlay, pUpdateOverlay))                                                                     \
    ROW(FlipOverlay, DXGKDDI_FLIPOVERLAY,                                                               \
        STATUS, PASSIVE, 1, OVERLAY, CALL, FULL, ABSENT, VISTA, OVERLAY,                                \
        (HANDLE hOverlay, const DXGKARG_FLIPOVERLAY *pFlipOverlay),                                     \
        (hOverlay, pFlipOverlay))                                                                       \
    ROW(DestroyOverlay, DXGKDDI_DESTROYOVERLAY,                                                         \
        STATUS, PASSIVE, 1, OVERLAY, CALL, FULL, ABSENT, VISTA, OVERLAY,                                \
        (HANDLE hOverlay),                                                                              \
        (hOverlay))                                                                                     \
    ROW(CreateContext, DXGKDDI_CREATECONTEXT,                                                           \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, DEVICE,                                    \
        (HANDLE hDevice, DXGKARG_CREATECONTEXT *pCreateContext),                                        \
        (hDevice, pCreateContext))                                                                      \
    ROW(DestroyContext, DXGKDDI_DESTROYCONTEXT,                                                         \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, CONTEXT,                                   \
        (HANDLE hContext),                                                                              \
        (hContext))                                                                                     \
    ROW(LinkDevice, DXGKDDI_LINK_DEVICE, STATUS, PASSIVE, 3, NONE, CALL, FULL, ABSENT, VISTA, PDO,      \
        (PDEVICE_OBJECT PhysicalDeviceObject, PVOID MiniportDeviceContext,                              \
         LINKED_DEVICE *LinkedDevice),                                                                  \
        (PhysicalDeviceObject, MiniportDeviceContext, LinkedDevice))                                    \
    ROW(SetDisplayPrivateDriverFormat, DXGKDDI_SETDISPLAYPRIVATEDRIVERFORMAT,                           \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, VISTA, ADAPTER,                                   \
        (HANDLE hAdapter, DXGKARG_SETDISPLAYPRIVATEDRIVERFORMAT *pSetDisplayPrivateDriverFormat),       \
        (hAdapter, pSetDisplayPrivateDriverFormat))                                                     \
    ROW(RenderKm, DXGKDDI_RENDER, STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, WIN7, CONTEXT,          \
        (HANDLE hContext, DXGKARG_RENDER *pRender),                                                     \
        (hContext, pRender))                                                                            \
    ROW(QueryVidPnHWCapability, DXGKDDI_QUERYVIDPNHWCAPABILITY,                                         \
        STATUS, PASSIVE, 0, NONE, CALL, BOTH, REQUIRED, WIN7, ADAPTER,                                  \
        (HANDLE hAdapter, DXGKARG_QUERYVIDPNHWCAPABILITY *pVidPnHWCaps),                                \
        (hAdapter, pVidPnHWCaps))                                                                       \
    ROW(SetPowerComponentFState, DXGKDDISETPOWERCOMPONENTFSTATE,                                        \
        STATUS, DISPATCH, 0, NONE, CALL, BOTH, ALLOWED, WIN8, ADAPTER,                                  \
        (HANDLE DriverContext, UINT ComponentIndex, UINT FState),                                       \
        (DriverContext, ComponentIndex, FState))                                                        \
    ROW(QueryDependentEngineGroup, DXGKDDI_QUERYDEPENDENTENGINEGROUP,                                   \
        STATUS, PASSIVE, 1, SCHEDULER, CALL, FULL, ABSENT, WIN8, ADAPTER,                               \
        (HANDLE hAdapter, DXGKARG_QUERYDEPENDENTENGINEGROUP *pQueryDependentEngineGroup),               \
        (hAdapter, pQueryDependentEngineGroup))                                                         \
    ROW(QueryEngineStatus, DXGKDDI_QUERYENGINESTATUS,                                                   \
        STATUS, PASSIVE, 1, SCHEDULER, CALL, FULL, ABSENT, WIN8, ADAPTER,                               \
        (HANDLE hAdapter, DXGKARG_QUERYENGINESTATUS *pQueryEngineStatus),                               \
        (hAdapter, pQueryEngineStatus))                                                                 \
    ROW(ResetEngine, DXGKDDI_RESETENGINE,                                                               \
        STATUS, PASSIVE, 1, SCHEDULER, CALL, FULL, ABSENT, WIN8, ADAPTER,                               \
        (HANDLE hAdapter, DXGKARG_RESETENGINE *pResetEngine),                                           \
        (hAdapter, pResetEngine))                                                                       \
    ROW(StopDeviceAndReleasePostDisplayOwnership, DXGKDDI_STOP_DEVICE_AND_RELEASE_POST_DISPLAY_OWNERSHIP, \
        STATUS, PASSIVE, 3, NONE, CALL, BOTH, REQUIRED, WIN8, ADAPTER,                                  \
        (PVOID MiniportDeviceContext, D3DDDI_VIDEO_PRESENT_TARGET_ID TargetId,                          \
         PDXGK_DISPLAY_INFORMATION DisplayInfo),                                                        \
        (MiniportDeviceContext, TargetId, DisplayInfo))                                                 \
    ROW(SystemDisplayEnable, DXGKDDI_SYSTEM_DISPLAY_ENABLE,                                             \
        STATUS, ANY, ANYTIME, NONE, CALL, BOTH, REQUIRED, WIN8, ADAPTER,                                \
        (PVOID MiniportDeviceContext, D3DDDI_VIDEO_PRESENT_TARGET_ID TargetId,                          \
         PDXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS Flags, UINT *Width, UINT *Height,                         \
         D3DDDIFORMAT *ColorFormat),                                                                    \
        (MiniportDeviceContext, TargetId, Flags, Width, Height, ColorFormat))                           \
    ROW(SystemDisplayWrite, DXGKDDI_SYSTEM_DISPLAY_WRITE,                                               \
        NONE, ANY, ANYTIME, NONE, NEVER, BOTH, REQUIRED, WIN8, ADAPTER,                                 \
        (PVOID MiniportDeviceContext, PVOID Source, UINT SourceWidth, UINT SourceHeight,                \
         UINT SourceStride, UINT PositionX, UINT PositionY),                                            \
        (MiniportDeviceContext, Source, SourceWidth, SourceHeight, SourceStride, PositionX,             \
         PositionY))                                                                                    \
    ROW(CancelCommand, DXGKDDI_CANCELCOMMAND,                                                           \
        STATUS, PASSIVE, 1, SCHEDULER, FATAL, FULL, ABSENT, WIN8, ADAPTER,                              \
        (HANDLE hAdapter, const DXGKARG_CANCELCOMMAND *pCancelCommand),                                 \
        (hAdapter, pCancelCommand))                                                                     \
    ROW(GetChildContainerId, DXGKDDI_GET_CHILD_CONTAINER_ID,                                            \
        STATUS, PASSIVE, 1, CHILD, CALL, BOTH, ALLOWED, WIN8, ADAPTER,                                  \
        (PVOID MiniportDeviceContext, ULONG ChildUid, PDXGK_CHILD_CONTAINER_ID ContainerId),            \
        (MiniportDeviceContext, ChildUid, ContainerId))                                                 \
    ROW(PowerRuntimeControlRequest, DXGKDDIPOWERRUNTIMECONTROLREQUEST,                                  \
        STATUS, DISPATCH, 0, NONE, CALL, BOTH, ALLOWED, WIN8, ADAPTER,                                  \
        (HANDLE DriverContext, LPCGUID PowerControlCode, PVOID InBuffer, SIZE_T InBufferSize,           \
         PVOID OutBuffer, SIZE_T OutBufferSize, PSIZE_T BytesReturned),                                 \
        (DriverContext, PowerControlCode, InBuffer, InBufferSize, OutBuffer, OutBufferSize,             \
         BytesReturned))                                                                                \
    ROW(SetVidPnSourceAddressWithMultiPlaneOverlay, DXGKDDI_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY, \
        STATUS, DEVICE, 2, NONE, FATAL, FULL, ABSENT, WIN8, ADAPTER,                                    \
        (HANDLE hAdapter,                                                                               \
         const DXGKARG_SETVIDPNSOURCEADDRESSWITHMULTIPLANEOVERLAY *pSetVidPnSourceAddress),             \
        (hAdapter, pSetVidPnSourceAddress))                                                             \
    ROW(NotifySurpriseRemoval, DXGKDDI_NOTIFY_SURPRISE_REMOVAL,                                         \
        STATUS, PASSIVE, 3, NONE, CALL, BOTH, ALLOWED, WIN8, ADAPTER,                                   \
        (PVOID MiniportDeviceContext, DXGK_SURPRISE_REMOVAL_TYPE RemovalType),                          \
        (MiniportDeviceContext, RemovalType))                                                           \
    ROW(GetNodeMetadata, DXGKDDI_GETNODEMETADATA,                                                       \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, WDDM1_3, ADAPTER,                                 \
        (HANDLE hAdapter, UINT NodeOrdinalAndAdapterIndex, DXGK_NODEMETADATA *pGetNodeMetadata),        \
        (hAdapter, NodeOrdinalAndAdapterIndex, pGetNodeMetadata))                                       \
    ROW(SetPowerPState, DXGKDDISETPOWERPSTATE,                                                          \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, WDDM1_3, ADAPTER,                                 \
        (HANDLE DriverContext, UINT ComponentIndex, UINT RequestedComponentPState),                     \
        (DriverContext, ComponentIndex, RequestedComponentPState))                                      \
    ROW(ControlInterrupt2, DXGKDDI_CONTROLINTERRUPT2,                                                   \
        STATUS, PASSIVE, 2, NONE, CALL, FULL, ABSENT, WDDM1_3, ADAPTER,                                 \
        (HANDLE hAdapter, DXGKARG_CONTROLINTERRUPT2 InterruptControl),                                  \
        (hAdapter, InterruptControl))                                                                   \
    ROW(CheckMultiPlaneOverlaySupport, DXGKDDI_CHECKMULTIPLANEOVERLAYSUPPORT,                           \
        STATUS, PASSIVE, 0, NONE, CALL, FULL, ABSENT, WDDM1_3, ADAPTER,                                 \
        (HANDLE hAdapter, DXGKARG_CHECKMULTIPLANEOVERLAYSUPPORT *pCheckMultiPlaneOverlaySupport),       \
        (hAdapter, pCheckMultiPlaneOverlaySupport))                                                     \
    ROW(CalibrateGpuClock, DXGKDDI_CALIBRATEGPUCLOCK,                                                   \
        STATUS, DISPATCH, 0, NONE, CALL, FULL, ABSENT, WDDM1_3, ADAPTER,                                \
        (HANDLE hAdapter, UINT32 NodeOrdinal, UINT32 EngineOrdinal,                                     \
         DXGK_GPUCLOCKDATA *pClockCalibration),                                                         \
        (hAdapter, NodeOrdinal, EngineOrdinal, pClockCalibration))                                      \
    ROW(FormatHistoryBuffer, DXGKDDI_FORMATHISTORYBUFFER,                                               \
        STATUS, DISPATCH, 0, NONE, CALL, FULL, ABSENT, WDDM1_3, CONTEXT,                                \
        (HANDLE hContext, DXGKARG_FORMATHISTORYBUFFER *pFormatData),                                    \
        (hContext, pFormatData))                                                                        \
    ROW(PresentDisplayOnly, DXGKDDI_PRESENTDISPLAYONLY,                                                 \
        STATUS, PASSIVE, 0, NONE, CALL, DOD, REQUIRED, WIN8, ADAPTER,                                   \
        (HANDLE hAdapter, const DXGKARG_PRESENT_DISPLAYONLY *pPresentDisplayOnly),                      \
        (hAdapter, pPresentDisplayOnly))
/* clang-format on */

#endif
