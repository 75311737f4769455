#include "support.h"

/* ---- the record ---- */

static struct recorded record[RECORD_MOST];
static volatile LONG recorded;

DXGKRNL_INTERFACE kernel_interface;

void record_clear(void)
{
    memset(record, 0, sizeof(record));
    recorded = 0;
}

size_t record_count(void)
{
    LONG n = ReadAcquire(&recorded);
    return n < RECORD_MOST ? (size_t)n : RECORD_MOST;
}

const struct recorded *record_at(size_t index)
{
    return &record[index];
}

size_t record_find(enum ddi_id id, size_t n)
{
    for (size_t i = 0; i < record_count(); i++) {
        if (record[i].id == id && n-- == 0)
            return i;
    }
    return RECORD_MOST;
}

size_t record_calls(enum ddi_id id)
{
    size_t n = 0;
    for (size_t i = 0; i < record_count(); i++)
        n += record[i].id == id;
    return n;
}

static void keep(struct recorded *r, const HANDLE *list, UINT count)
{
    r->count = count;
    for (UINT i = 0; i < count && i < 8; i++)
        r->handles[i] = list[i];
}

static void note_allocation(struct recorded *r, const struct ddi_call *call)
{
    if (call->id == DDI_ID_CreateAllocation) {
        const DXGKARG_CREATEALLOCATION *a = *(DXGKARG_CREATEALLOCATION **)call->args[1];
        r->count = a->NumAllocations;
        r->resource = a->hResource;
        r->flag = a->Flags.Resource;
    } else if (call->id == DDI_ID_OpenAllocation) {
        const DXGKARG_OPENALLOCATION *a = *(const DXGKARG_OPENALLOCATION **)call->args[1];
        r->count = a->NumAllocations;
        r->flag = a->Flags.Create;
    } else if (call->id == DDI_ID_CloseAllocation) {
        const DXGKARG_CLOSEALLOCATION *a = *(const DXGKARG_CLOSEALLOCATION **)call->args[1];
        keep(r, a->pOpenHandleList, a->NumAllocations);
    } else {
        const DXGKARG_DESTROYALLOCATION *a = *(const DXGKARG_DESTROYALLOCATION **)call->args[1];
        keep(r, a->pAllocationList, a->NumAllocations);
        r->resource = a->hResource;
        r->flag = a->Flags.DestroyResource;
    }
}

static void note_before(void *ctx, struct ddi_call *call)
{
    struct recorded r = {.id = call->id};

    if (ddi_rows[call->id].irql >= DDI_IRQL_DEVICE && call->id != DDI_ID_SetVidPnSourceAddress)
        return;
    switch (call->id) {
    case DDI_ID_CreateAllocation:
    case DDI_ID_OpenAllocation:
    case DDI_ID_CloseAllocation:
    case DDI_ID_DestroyAllocation:
        note_allocation(&r, call);
        break;
    case DDI_ID_CreateDevice:
        r.flag = (*(DXGKARG_CREATEDEVICE **)call->args[1])->Flags.SystemDevice;
        break;
    case DDI_ID_QueryAdapterInfo:
        r.type = (*(const DXGKARG_QUERYADAPTERINFO **)call->args[1])->Type;
        break;
    case DDI_ID_CommitVidPn:
        r.resource = (*(const DXGKARG_COMMITVIDPN **)call->args[1])->hPrimaryAllocation;
        break;
    case DDI_ID_SetVidPnSourceAddress:
        r.resource = (*(const DXGKARG_SETVIDPNSOURCEADDRESS **)call->args[1])->hAllocation;
        break;
    case DDI_ID_BuildPagingBuffer:
        r.type = (*(DXGKARG_BUILDPAGINGBUFFER **)call->args[1])->Operation;
        break;
    case DDI_ID_DestroyDevice:
    case DDI_ID_DestroyContext:
        r.object = *(HANDLE *)call->args[0];
        break;
    default:
        break;
    }
    if (call->id == DDI_ID_StartDevice)
        kernel_interface = **(DXGKRNL_INTERFACE **)call->args[2];
    LONG at = InterlockedIncrement(&recorded) - 1;
    if (at < RECORD_MOST)
        record[at] = r;
}

const struct ddi_shim recorder = {.name = "recorder", .before = note_before};

/* ---- the spoiler ---- */

struct spoiler spoiler;

static bool due(struct ddi_call *call, bool before)
{
    if (!spoiler.spoil || call->id != spoiler.id || spoiler.before != before)
        return false;
    if (spoiler.skip) {
        spoiler.skip--;
        return false;
    }
    if (spoiler.times && --spoiler.times == 0) {
        void (*spoil)(struct ddi_call *) = spoiler.spoil;
        spoiler.spoil = NULL;
        spoil(call);
        return false;
    }
    return true;
}

static void spoil_before(void *ctx, struct ddi_call *call)
{
    if (due(call, true))
        spoiler.spoil(call);
}

static void spoil_after(void *ctx, struct ddi_call *call)
{
    if (due(call, false))
        spoiler.spoil(call);
}

const struct ddi_shim spoiling = {.name = "spoiling", .before = spoil_before, .after = spoil_after};

NTSTATUS recorded_start(struct stage *stage, const struct stage_options *options)
{
    static const struct ddi_shim *const shims[] = {&recorder, &spoiling};
    struct stage_options own = options ? *options : (struct stage_options){0};

    record_clear();
    own.adapter.shims = shims;
    own.adapter.shim_count = 2;
    return stage_start(stage, &own);
}
