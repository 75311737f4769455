/*
 * The one way down into a miniport, and the seam where layers look on.
 *
 * Every DDI has one function ddi_<Name>, expanded in ddi.c from ddi/ddi_list.h. It puts the thread where the contract wants it
 * (IRQL; threading level, see gate.h), names the call for crash reports, watches its time (TDR-02), counts it, compares IRQL
 * and status with the row afterwards, and lets the shims see it. Nobody else calls through a miniport's table.
 */
#ifndef OPENWDDM_DXGKRNL_DDI_H
#define OPENWDDM_DXGKRNL_DDI_H

#include "dxgkrnl.h"
#include "ddi_list.h"
#include "callback_list.h"

/* ---- the rows ---- */

/* Ids, names and rows are expanded from ddi_list.h: DDI_ID_AddDevice ...; ddi_name gives "DxgkDdiAddDevice". */
enum ddi_id {
#define DDI_ID_ROW(name, ...) DDI_ID_##name,
    DDI_LIST(DDI_ID_ROW)
#undef DDI_ID_ROW
        DDI_ID_COUNT
};

/* DXGKRNL_INTERFACE members: CB_ID_NotifyInterrupt ...; ddi_callback_name gives "DxgkCbNotifyInterrupt". */
enum ddi_callback_id {
#define CB_ID_ROW(name, ...) CB_ID_##name,
    DDI_CALLBACK_LIST(CB_ID_ROW)
#undef CB_ID_ROW
        CB_ID_COUNT
};

/* The facts of a row that code needs at run time. */
struct ddi_row {
    const char *name;
    enum ddi_irql irql;
    enum ddi_level level;
    enum ddi_class class_id;
    enum ddi_fail fail;
    enum ddi_table table;
    enum ddi_dod dod;
    enum ddi_ret returns;
};
extern const struct ddi_row ddi_rows[DDI_ID_COUNT];
const char *ddi_name(enum ddi_id id);
const char *ddi_callback_name(enum ddi_callback_id id);

/* What a miniport registered, whichever of the two initialization tables it used. Empty slots are NULL. */
struct ddi_table_entries {
#define DDI_ENTRY_ROW(name, type, ...) type *name;
    DDI_LIST(DDI_ENTRY_ROW)
#undef DDI_ENTRY_ROW
};

/* ---- shims ---- */

/* One call down, as shims see it. `args` are pointers to the arguments in declared order, the miniport's context (hAdapter)
 * included where the DDI has one; a shim may change what they point to before the call and read outputs after it. */
struct ddi_call {
    enum ddi_id id;
    struct dxgk_adapter *adapter; /* NULL for Unload */
    void *const *args;
    unsigned arg_count;
    NTSTATUS status; /* after: the result; a BOOLEAN DDI gives its value, a void one 0 */
    bool answered;   /* set by a shim in `before`: the miniport is not called, `status` is the answer */
    uint64_t
        start; /* nt_now() before and after the miniport ran; 0 where the DDI runs above DISPATCH_LEVEL */
    uint64_t end;
};

/* One call back up through DXGKRNL_INTERFACE. `adapter` is NULL when the handle was wrong, and for callbacks without one. */
struct ddi_callback {
    enum ddi_callback_id id;
    struct dxgk_adapter *adapter;
    void *const *args;
    unsigned arg_count;
    NTSTATUS status; /* a BOOLEAN callback gives its value; void and pointer ones 0 */
    bool answered;   /* set by a shim in `callback_before`: `status` is the answer */
};

/* A layer around every call of one adapter. Stacked by dxgk_adapter_options.shims, outermost first: `before` runs outermost to
 * innermost, `after` the other way. Each hook runs at the IRQL of the call, up to device IRQL (interrupt routine and its
 * callbacks) and HIGH_LEVEL (crash screen), on many threads at once, and must not call the graphics kernel. Every hook may be
 * NULL. */
struct ddi_shim {
    const char *name;
    void *(*open)(const struct ddi_shim *shim,
                  struct dxgk_adapter *adapter); /* before AddDevice; ctx of the rest */
    void (*close)(void *ctx);                    /* after RemoveDevice */
    void (*before)(void *ctx, struct ddi_call *call);
    void (*after)(void *ctx, struct ddi_call *call);
    void (*callback_before)(void *ctx, struct ddi_callback *callback);
    void (*callback_after)(void *ctx, struct ddi_callback *callback);
};

#define DXGK_MAX_SHIMS 8u

/* ---- the calls down ---- */

/* Whether the miniport filled the slot. Calling one that it did not fill gives STATUS_NOT_IMPLEMENTED (FALSE, nothing). */
bool ddi_present(const struct dxgk_adapter *adapter, enum ddi_id id);
uint64_t ddi_calls(const struct dxgk_adapter *adapter, enum ddi_id id);

/* The signature is that of the DDI with the adapter in place of the miniport's context: ddi_StopDevice(adapter),
 * ddi_QueryAdapterInfo(adapter, &arg). DDIs that take another object (a PDO, a device, a context) keep it after the adapter.
 * Levels zero to three: PASSIVE_LEVEL, may wait for other threads to leave the driver. Levels two and three: in an idle section
 * only. ANYTIME rows: no lock, at the IRQL of the row. */
#define DDI_ALL(...) , ##__VA_ARGS__
#define DDI_DECLARE_ADAPTER(name, ret, params)                                                               \
    DDI_RET_##ret ddi_##name(struct dxgk_adapter *adapter DDI_TAIL params);
#define DDI_DECLARE_PDO(name, ret, params)                                                                   \
    DDI_RET_##ret ddi_##name(struct dxgk_adapter *adapter DDI_ALL params);
#define DDI_DECLARE_DEVICE  DDI_DECLARE_PDO
#define DDI_DECLARE_CONTEXT DDI_DECLARE_PDO
#define DDI_DECLARE_OVERLAY DDI_DECLARE_PDO
#define DDI_DECLARE_NONE(name, ret, params)
#define DDI_DECLARE_ROW(name, type, ret, irql, level, class, fail, table, dod, since, object, params, args)  \
    DDI_DECLARE_##object(name, ret, params)
DDI_LIST(DDI_DECLARE_ROW)
#undef DDI_DECLARE_ROW

void ddi_Unload(struct dxgk_driver *driver);
void ddi_ControlEtwLogging(struct dxgk_driver *driver, BOOLEAN enable, ULONG flags, UCHAR level);

#endif
