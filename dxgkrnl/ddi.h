/*
 * The one way down into a miniport, and the seam where layers look on.
 *
 * Every DDI has one function ddi_<Name>, expanded in ddi.c from ddi/ddi_list.h. It puts the thread where the
 * contract wants it (IRQL; threading level: alone for levels two and three, one per class for level one, one
 * thread of a process for levels zero and one), names the call for crash reports, watches its time (TDR-02),
 * counts it, compares IRQL, VidPN handles and status with the row afterwards, and lets the shims see it.
 * Nobody else calls through a miniport's table.
 */
#ifndef OPENWDDM_DXGKRNL_DDI_H
#define OPENWDDM_DXGKRNL_DDI_H

#include "dxgkrnl.h"
#include "ddi_list.h"
#include "callback_list.h"

/* ---- the rows
 * -------------------------------------------------------------------------------------------------------- */

/* Ids, names and rows are expanded from ddi_list.h: DDI_ID_AddDevice ... ; "DxgkDdiAddDevice" is the name. */
enum ddi_id {
#define DDI_ID_ROW(name, ...) DDI_ID_##name,
    DDI_LIST(DDI_ID_ROW)
#undef DDI_ID_ROW
        DDI_ID_COUNT
};

/* DXGKRNL_INTERFACE members: CB_ID_NotifyInterrupt ... ; "DxgkCbNotifyInterrupt" is the name. */
enum ddi_callback_id {
#define CB_ID_ROW(name, ...) CB_ID_##name,
    DDI_CALLBACK_LIST(CB_ID_ROW)
#undef CB_ID_ROW
        CB_ID_COUNT
};

const char *ddi_name(enum ddi_id id);
const char *ddi_callback_name(enum ddi_callback_id id);

/* ---- shims
 * -----------------------------------------------------------------------------------------------------------
 */

/* One call down, as shims see it. `args` are pointers to the arguments in declared order, the miniport's
 * context (hAdapter) included where the DDI has one; a shim may change what they point to before the call
 * (inject) and read outputs after it. */
struct ddi_call {
    enum ddi_id id;
    struct dxgk_adapter *adapter; /* NULL for Unload */
    void *const *args;
    unsigned arg_count;
    NTSTATUS status; /* after: the result; a BOOLEAN or void DDI gives its value or 0 */
    bool answered;   /* set by a shim in `before`: the miniport is not called, `status` is the answer */
    uint64_t start;  /* nt_now() before and after the miniport ran */
    uint64_t end;
};

/* One call back up through DXGKRNL_INTERFACE. `adapter` is NULL when the handle was wrong. */
struct ddi_callback {
    enum ddi_callback_id id;
    struct dxgk_adapter *adapter;
    void *const *args;
    unsigned arg_count;
    NTSTATUS status;
    bool answered;
};

/* A layer around every call of one adapter. Stacked by dxgk_adapter_options.shims, outermost first: `before`
 * runs outermost to innermost, `after` the other way. Each hook runs at the IRQL of the call, up to device
 * IRQL (interrupt routine, ISR-level callbacks) and HIGH_LEVEL (crash screen), on many threads at once, and
 * must not call the graphics kernel. Every hook may be NULL. */
struct ddi_shim {
    const char *name;
    void *(*open)(const struct ddi_shim *shim,
                  struct dxgk_adapter *adapter); /* before AddDevice; the context of the others */
    void (*close)(void *ctx);                    /* after RemoveDevice */
    void (*before)(void *ctx, struct ddi_call *call);
    void (*after)(void *ctx, struct ddi_call *call);
    void (*callback_before)(void *ctx, struct ddi_callback *callback);
    void (*callback_after)(void *ctx, struct ddi_callback *callback);
};

/* ---- the calls down
 * -------------------------------------------------------------------------------------------------- */

/* Whether the miniport filled the slot. Calling one that it did not fill gives STATUS_NOT_IMPLEMENTED. */
bool ddi_present(const struct dxgk_adapter *adapter, enum ddi_id id);
uint64_t ddi_calls(const struct dxgk_adapter *adapter, enum ddi_id id);

/* Level three, PASSIVE */
NTSTATUS ddi_AddDevice(struct dxgk_adapter *adapter, PDEVICE_OBJECT pdo, PVOID *context);
NTSTATUS ddi_StartDevice(struct dxgk_adapter *adapter, PDXGK_START_INFO info, PDXGKRNL_INTERFACE interface,
                         PULONG sources, PULONG children);
NTSTATUS ddi_StopDevice(struct dxgk_adapter *adapter);
NTSTATUS ddi_StopDeviceAndReleasePostDisplayOwnership(struct dxgk_adapter *adapter,
                                                      D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                                      PDXGK_DISPLAY_INFORMATION info);
NTSTATUS ddi_RemoveDevice(struct dxgk_adapter *adapter);
NTSTATUS ddi_NotifySurpriseRemoval(struct dxgk_adapter *adapter, DXGK_SURPRISE_REMOVAL_TYPE type);
NTSTATUS ddi_QueryChildRelations(struct dxgk_adapter *adapter, PDXGK_CHILD_DESCRIPTOR relations, ULONG size);
NTSTATUS ddi_SetPowerState(struct dxgk_adapter *adapter, ULONG uid, DEVICE_POWER_STATE state,
                           POWER_ACTION action);
void ddi_Unload(struct dxgk_driver *driver);

/* Level two, PASSIVE */
NTSTATUS ddi_QueryInterface(struct dxgk_adapter *adapter, PQUERY_INTERFACE query);
NTSTATUS ddi_CommitVidPn(struct dxgk_adapter *adapter, const DXGKARG_COMMITVIDPN *arg);
NTSTATUS ddi_RecommendFunctionalVidPn(struct dxgk_adapter *adapter,
                                      const DXGKARG_RECOMMENDFUNCTIONALVIDPN *arg);
NTSTATUS ddi_RecommendMonitorModes(struct dxgk_adapter *adapter, const DXGKARG_RECOMMENDMONITORMODES *arg);
NTSTATUS ddi_SetVidPnSourceVisibility(struct dxgk_adapter *adapter,
                                      const DXGKARG_SETVIDPNSOURCEVISIBILITY *arg);
NTSTATUS ddi_UpdateActiveVidPnPresentPath(struct dxgk_adapter *adapter,
                                          const DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH *arg);
NTSTATUS ddi_ControlInterrupt(struct dxgk_adapter *adapter, DXGK_INTERRUPT_TYPE type, BOOLEAN enable);

/* Level one, PASSIVE */
NTSTATUS ddi_QueryChildStatus(struct dxgk_adapter *adapter, PDXGK_CHILD_STATUS status,
                              BOOLEAN non_destructive);
NTSTATUS ddi_QueryDeviceDescriptor(struct dxgk_adapter *adapter, ULONG uid,
                                   PDXGK_DEVICE_DESCRIPTOR descriptor);
NTSTATUS ddi_SetPointerPosition(struct dxgk_adapter *adapter, const DXGKARG_SETPOINTERPOSITION *arg);
NTSTATUS ddi_SetPointerShape(struct dxgk_adapter *adapter, const DXGKARG_SETPOINTERSHAPE *arg);

/* Level zero, PASSIVE */
NTSTATUS ddi_QueryAdapterInfo(struct dxgk_adapter *adapter, const DXGKARG_QUERYADAPTERINFO *arg);
NTSTATUS ddi_IsSupportedVidPn(struct dxgk_adapter *adapter, DXGKARG_ISSUPPORTEDVIDPN *arg);
NTSTATUS ddi_EnumVidPnCofuncModality(struct dxgk_adapter *adapter,
                                     const DXGKARG_ENUMVIDPNCOFUNCMODALITY *arg);
NTSTATUS ddi_QueryVidPnHWCapability(struct dxgk_adapter *adapter, DXGKARG_QUERYVIDPNHWCAPABILITY *arg);
NTSTATUS ddi_GetScanLine(struct dxgk_adapter *adapter, DXGKARG_GETSCANLINE *arg);
NTSTATUS ddi_PresentDisplayOnly(struct dxgk_adapter *adapter, const DXGKARG_PRESENT_DISPLAYONLY *arg);
NTSTATUS ddi_CollectDbgInfo(struct dxgk_adapter *adapter, const DXGKARG_COLLECTDBGINFO *arg);
NTSTATUS ddi_Escape(struct dxgk_adapter *adapter,
                    const DXGKARG_ESCAPE *arg); /* level two with HardwareAccess (SYN-07) */

/* Any IRQL, beside everything else */
void ddi_ResetDevice(struct dxgk_adapter *adapter);
NTSTATUS ddi_SystemDisplayEnable(struct dxgk_adapter *adapter, D3DDDI_VIDEO_PRESENT_TARGET_ID target,
                                 PDXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS flags, UINT *width, UINT *height,
                                 D3DDDIFORMAT *format);
void ddi_SystemDisplayWrite(struct dxgk_adapter *adapter, PVOID source, UINT width, UINT height, UINT stride,
                            UINT x, UINT y);
BOOLEAN ddi_InterruptRoutine(struct dxgk_adapter *adapter, ULONG message); /* device IRQL */
void ddi_DpcRoutine(struct dxgk_adapter *adapter);                         /* DISPATCH_LEVEL */

#endif
