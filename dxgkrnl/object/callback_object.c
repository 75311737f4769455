/*
 * The callbacks that let a miniport go without handle tables of its own (ALC-17, ALC-18).
 *
 * They take handles of the process whose thread is in the miniport; one that is being created counts, because DxgkDdiOpenAllocation asks about
 * just those.
 */
#include "callbacks.h"
#include "object_private.h"

/* What is read of a handle is read under the lock of its table: a reference, given back inside the miniport, might be the last one and call the
 * miniport again (SYN-06). */
struct question {
    const char *where;
    bool resource, device_specific, parent, capture;
    HANDLE data;
    D3DKMT_HANDLE handle;
    struct vidmm_instance *instance;
};

static bool is_open(const struct dxgk_object *object)
{
    return object->type == OBJECT_ALLOCATION ||
           (object->type == OBJECT_OPENING && object->destroy == open_destroy);
}

static bool is_resource(const struct dxgk_object *object)
{
    return object->type == OBJECT_RESOURCE ||
           (object->type == OBJECT_OPENING && object->destroy == opened_destroy);
}

static bool answer(struct dxgk_object *object, void *ctx)
{
    struct question *q = ctx;

    if (q->resource) {
        if (!is_resource(object))
            return false;
        q->data = CONTAINING_RECORD(object, struct dxgk_opened_resource, object)->resource->driver;
        return true;
    }
    if (!is_open(object))
        return false;
    struct dxgk_open *open = CONTAINING_RECORD(object, struct dxgk_open, object);
    q->data = q->device_specific ? open->driver : open->allocation->driver;
    if (q->parent && open->resource)
        q->handle = open->resource->object.handle;
    if (q->capture && open->allocation->info.Flags.Capture)
        q->instance = vidmm_current(open->allocation);
    return true;
}

static bool ask(struct question *q, D3DKMT_HANDLE handle)
{
    struct dxgk_process *process = process_here();

    if (process && handle && handle_peek(process, handle, answer, q))
        return true;
    report_emit(REPORT_NOTE, "ALC-17", q->where, "handle",
                "one that is open in this process, of the type that was asked for",
                "The DDI then fails with STATUS_INVALID_HANDLE.", "0x%X", (unsigned)handle);
    return false;
}

PVOID callback_GetHandleData(struct dxgk_adapter *adapter, const DXGKARGCB_GETHANDLEDATA *args)
{
    struct question q = {.where = "DxgkCbGetHandleData"};

    if (!args || (args->Type != DXGK_HANDLE_RESOURCE && args->Type != DXGK_HANDLE_ALLOCATION))
        return NULL;
    q.resource = args->Type == DXGK_HANDLE_RESOURCE;
    q.device_specific = args->Flags.DeviceSpecific;
    return ask(&q, args->hObject) ? q.data : NULL;
}

D3DKMT_HANDLE callback_GetHandleParent(struct dxgk_adapter *adapter, D3DKMT_HANDLE allocation)
{
    struct question q = {.where = "DxgkCbGetHandleParent", .parent = true};

    return ask(&q, allocation) ? q.handle : 0;
}

/* ---- children ---- */

struct later {
    WORK_QUEUE_ITEM item;
    struct dxgk_object *object;
};

static VOID NTAPI release(PVOID ctx)
{
    struct later *later = ctx;

    dxgk_object_release(later->object);
    dxgk_free(later);
}

static bool hold(struct dxgk_object *object, void *ctx)
{
    if (!is_resource(object))
        return false;
    dxgk_object_hold(object);
    *(struct dxgk_object **)ctx = object;
    return true;
}

static D3DKMT_HANDLE child_at(struct dxgk_opened_resource *opened, UINT index)
{
    D3DKMT_HANDLE child = 0;
    UINT i = 0;

    ExAcquireFastMutex(&opened->device->lock);
    for (LIST_ENTRY *l = opened->opens.Flink; l != &opened->opens && !child; l = l->Flink) {
        if (i++ == index)
            child = __atomic_load_n(&CONTAINING_RECORD(l, struct dxgk_open, link)->object.handle,
                                    __ATOMIC_RELAXED);
    }
    ExReleaseFastMutex(&opened->device->lock);
    return child;
}

/* The list of children is behind a lock that may sleep, so here a reference is needed; if the client lets go of the resource meanwhile, a system
 * thread ends it. */
D3DKMT_HANDLE callback_EnumHandleChildren(struct dxgk_adapter *adapter,
                                          const DXGKARGCB_ENUMHANDLECHILDREN *args)
{
    struct dxgk_process *process = process_here();
    struct later *later = args && process ? dxgk_alloc(sizeof(*later)) : NULL;
    D3DKMT_HANDLE child = 0;

    if (!later)
        return 0;
    if (!handle_peek(process, args->hObject, hold, &later->object)) {
        dxgk_free(later);
        return 0;
    }
    child = child_at(CONTAINING_RECORD(later->object, struct dxgk_opened_resource, object), args->Index);
    if (object_release_unless_last(later->object)) {
        dxgk_free(later);
    } else {
        ExInitializeWorkItem(&later->item, release, later);
        ExQueueWorkItem(&later->item, DelayedWorkQueue);
    }
    return child;
}

/* ALC-13: a capture allocation stays where it is, so its address may be asked for. */
NTSTATUS callback_GetCaptureAddress(struct dxgk_adapter *adapter, DXGKARGCB_GETCAPTUREADDRESS *args)
{
    struct question q = {.where = "DxgkCbGetCaptureAddress", .capture = true};

    if (!args)
        return STATUS_INVALID_PARAMETER;
    if (!ask(&q, args->hAllocation))
        return STATUS_INVALID_HANDLE;
    if (!q.instance)
        return STATUS_INVALID_PARAMETER;
    vidmm_place_of(q.instance, &args->SegmentId, &args->PhysicalAddress);
    vidmm_instance_release(q.instance);
    return args->SegmentId ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
