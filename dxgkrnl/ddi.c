/* The calls down, see ddi.h: one engine (begin, end), and one function per row around it. */
#include "private.h"

#include <stdio.h>

const struct ddi_row ddi_rows[DDI_ID_COUNT] = {
#define FACTS(name, type, ret, irql, level, class, fail, table, dod, ...)                                    \
    [DDI_ID_##name] = {"DxgkDdi" #name, DDI_IRQL_##irql,   DDI_LEVEL_##level, DDI_CLASS_##class,             \
                       DDI_FAIL_##fail, DDI_TABLE_##table, DDI_DOD_##dod,     DDI_RETURNS_##ret},
    DDI_LIST(FACTS)
#undef FACTS
};

const char *ddi_name(enum ddi_id id)
{
    return ddi_rows[id].name;
}

bool ddi_present(const struct dxgk_adapter *adapter, enum ddi_id id)
{
    const struct ddi_table_entries *ddi = &adapter->driver->ddi;
    switch (id) {
#define SLOT(name, ...)                                                                                      \
    case DDI_ID_##name:                                                                                      \
        return ddi->name != NULL;
        DDI_LIST(SLOT)
#undef SLOT
    default:
        return false;
    }
}

uint64_t ddi_calls(const struct dxgk_adapter *adapter, enum ddi_id id)
{
    return (uint64_t)__atomic_load_n(&adapter->p->calls[id], __ATOMIC_RELAXED);
}

/* ---- the engine ---- */

struct frame {
    struct ddi_call call;
    const struct ddi_row *row;
    struct gate_entry entry;
    KIRQL irql; /* the miniport is called at */
    bool raised;
    KIRQL before; /* and back to, when raised */
    bool filled;
};

static enum gate_level gate_level_of(const struct frame *f)
{
    if (f->row->irql == DDI_IRQL_DEVICE || f->row->irql == DDI_IRQL_ANY)
        return GATE_FREE;
    if (f->call.id == DDI_ID_Escape && (*(const DXGKARG_ESCAPE **)f->call.args[1])->Flags.HardwareAccess)
        return GATE_ALONE; /* SYN-07 */
    switch (f->row->level) {
    case DDI_LEVEL_0:
        return GATE_ZERO;
    case DDI_LEVEL_1:
        return GATE_ONE;
    case DDI_LEVEL_2:
    case DDI_LEVEL_3:
        return GATE_ALONE;
    default:
        return GATE_FREE;
    }
}

/* Child I/O of different children may overlap (SYN-09). */
static ULONG_PTR gate_member_of(const struct frame *f)
{
    if (f->call.id == DDI_ID_QueryChildStatus)
        return (*(DXGK_CHILD_STATUS **)f->call.args[1])->ChildUid;
    if (f->row->class_id == DDI_CLASS_CHILD)
        return *(ULONG *)f->call.args[1];
    return 0;
}

static void pass_gate(struct frame *f)
{
    struct dxgk_adapter *adapter = f->call.adapter;

    f->entry.level = gate_level_of(f);
    if (f->entry.level == GATE_FREE)
        return;
    KIRQL irql = KeGetCurrentIrql();
    if (irql != PASSIVE_LEVEL)
        nt_bugcheck(IRQL_UNEXPECTED_VALUE, irql, PASSIVE_LEVEL, f->call.id, 0, "SYN-10",
                    "the graphics kernel was about to call %s at IRQL %u", f->row->name, (unsigned)irql);
    f->entry.class_id = f->row->class_id;
    f->entry.member = gate_member_of(f);
    f->entry.process = PsGetCurrentProcess();
    f->entry.name = f->row->name;
    gate_enter(&adapter->p->gate, &f->entry);
    f->call.start = f->entry.since;
    tdr_watch(adapter);
}

/* True: the miniport is to be called. */
static bool begin(struct frame *f, enum ddi_id id, struct dxgk_adapter *adapter, void *const *args,
                  unsigned count, bool filled)
{
    f->call = (struct ddi_call){.id = id, .adapter = adapter, .args = args, .arg_count = count};
    f->call.status = ddi_rows[id].returns == DDI_RETURNS_STATUS ? STATUS_NOT_IMPLEMENTED : 0;
    f->row = &ddi_rows[id];
    f->filled = filled;
    f->raised = false;
    f->entry.level = GATE_FREE;
    if (!filled)
        return false;
    pass_gate(f);
    if (f->row->irql == DDI_IRQL_DISPATCH && KeGetCurrentIrql() < DISPATCH_LEVEL) {
        KeRaiseIrql(DISPATCH_LEVEL, &f->before);
        f->raised = true;
    }
    f->irql = KeGetCurrentIrql();
    InterlockedIncrement64(&adapter->p->calls[id]);
    nt_call_enter(f->row->name, (ULONG_PTR)adapter->context);
    nt_call_about(&f->call, false);
    for (size_t i = 0; i < adapter->p->shim_count; i++) {
        if (adapter->p->shim[i]->before)
            adapter->p->shim[i]->before(adapter->p->shim_ctx[i], &f->call);
    }
    return !f->call.answered;
}

static void check_irql(struct frame *f)
{
    KIRQL now = KeGetCurrentIrql();
    if (now == f->irql)
        return;
    char expected[32];
    snprintf(expected, sizeof(expected), "%u, as at the call", (unsigned)f->irql);
    report_emit(REPORT_VIOLATION, "SYN-10", f->row->name, "IRQL at return", expected,
                "Lower the IRQL to what it was, and release every spin lock, on all ways out.", "%u",
                (unsigned)now);
    if (now > f->irql)
        KeLowerIrql(f->irql);
    else
        (void)KfRaiseIrql(f->irql);
}

static void check_status(struct frame *f)
{
    NTSTATUS status = f->call.status;

    if (f->row->returns != DDI_RETURNS_STATUS)
        return;
    if (status == STATUS_PENDING && f->call.id != DDI_ID_PresentDisplayOnly)
        report_emit(REPORT_VIOLATION, "OBS-28", f->row->name, "NTSTATUS", "a final status",
                    "Only DxgkDdiPresentDisplayOnly may return STATUS_PENDING.", "0x%08X", (unsigned)status);
    if (f->row->fail == DDI_FAIL_NEVER && !NT_SUCCESS(status))
        report_emit(REPORT_VIOLATION, f->call.id == DDI_ID_SetPowerState ? "DOD-18" : "OBS-28", f->row->name,
                    "NTSTATUS", "a success code: this DDI may not fail", NULL, "0x%08X", (unsigned)status);
}

static void end(struct frame *f)
{
    struct dxgk_adapter *adapter = f->call.adapter;

    if (!f->filled)
        return;
    check_irql(f);
    if (f->entry.level != GATE_FREE)
        f->call.end = nt_now();
    for (size_t i = adapter->p->shim_count; i-- > 0;) {
        if (adapter->p->shim[i]->after)
            adapter->p->shim[i]->after(adapter->p->shim_ctx[i], &f->call);
    }
    nt_call_leave();
    check_status(f);
    if (f->raised)
        KeLowerIrql(f->before);
    if (f->entry.level != GATE_FREE)
        gate_leave(&adapter->p->gate, &f->entry);
}

/* ---- one function per row ---- */

#define HEAD(first, ...)  first
#define RUN_STATUS(expr)  f.call.status = expr
#define RUN_BOOLEAN(expr) f.call.status = expr
#define RUN_NONE(expr)    expr
#define GIVE_STATUS       return f.call.status
#define GIVE_BOOLEAN      return (BOOLEAN)f.call.status
#define GIVE_NONE         return

#define BODY(name, ret, args)                                                                                \
    void *const addresses[] = {DDI_ADDRESSES args NULL};                                                     \
    struct frame f;                                                                                          \
    if (begin(&f, DDI_ID_##name, adapter, addresses, DDI_COUNT args, adapter->driver->ddi.name != NULL))     \
        RUN_##ret(adapter->driver->ddi.name args);                                                           \
    end(&f);                                                                                                 \
    GIVE_##ret;

#define CALL_ADAPTER(name, ret, params, args)                                                                \
    DDI_RET_##ret ddi_##name(struct dxgk_adapter *adapter DDI_TAIL params)                                   \
    {                                                                                                        \
        HEAD params = adapter->context;                                                                      \
        BODY(name, ret, args)                                                                                \
    }
#define CALL_PDO(name, ret, params, args)                                                                    \
    DDI_RET_##ret ddi_##name(struct dxgk_adapter *adapter DDI_ALL params)                                    \
    {                                                                                                        \
        BODY(name, ret, args)                                                                                \
    }
#define CALL_DEVICE  CALL_PDO
#define CALL_CONTEXT CALL_PDO
#define CALL_OVERLAY CALL_PDO
#define CALL_NONE(name, ret, params, args)
#define CALL(name, type, ret, irql, level, class, fail, table, dod, since, object, params, args)             \
    CALL_##object(name, ret, params, args)
DDI_LIST(CALL)

/* These two have no adapter: nothing runs in the driver any more, or it does not matter what does. */

void ddi_Unload(struct dxgk_driver *driver)
{
    if (!driver->ddi.Unload)
        return;
    nt_call_enter(ddi_name(DDI_ID_Unload), 0);
    driver->ddi.Unload();
    nt_call_leave();
}

void ddi_ControlEtwLogging(struct dxgk_driver *driver, BOOLEAN enable, ULONG flags, UCHAR level)
{
    if (!driver->ddi.ControlEtwLogging)
        return;
    nt_call_enter(ddi_name(DDI_ID_ControlEtwLogging), enable);
    driver->ddi.ControlEtwLogging(enable, flags, level);
    nt_call_leave();
}
