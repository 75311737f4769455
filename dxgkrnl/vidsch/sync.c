/*
 * Synchronization objects (THK-23, THK-24): mutex, semaphore, fence, and the notification that sets an event of the CPU.
 *
 * A signal or a wait is a packet in a context's queue and happens when it is the oldest there, under the scheduler's spin lock, often in
 * a DPC. A queue whose wait is not satisfied hangs in the first object that it lacks; whatever signals that object has it look again.
 */
#include "sync.h"

/* ---- shared ones ---- */

static struct {
    unsigned boot; /* of which kernel it is */
    KSPIN_LOCK lock;
    LIST_ENTRY list;
    D3DKMT_HANDLE next;
} shared;

static void shared_lock(KIRQL *irql)
{
    if (shared.boot != nt_boot_number()) {
        shared.boot = nt_boot_number();
        KeInitializeSpinLock(&shared.lock);
        InitializeListHead(&shared.list);
        shared.next = 0x80000000u;
    }
    KeAcquireSpinLock(&shared.lock, irql);
}

static void share(struct sync_core *core)
{
    KIRQL irql;

    shared_lock(&irql);
    core->share = shared.next += 4;
    InsertTailList(&shared.list, &core->link);
    KeReleaseSpinLock(&shared.lock, irql);
}

static struct sync_core *find_shared(D3DKMT_HANDLE handle)
{
    struct sync_core *found = NULL;
    KIRQL irql;

    shared_lock(&irql);
    for (LIST_ENTRY *l = shared.list.Flink; l != &shared.list && !found; l = l->Flink)
        if (CONTAINING_RECORD(l, struct sync_core, link)->share == handle)
            found = CONTAINING_RECORD(l, struct sync_core, link);
    if (found)
        InterlockedIncrement(&found->references);
    KeReleaseSpinLock(&shared.lock, irql);
    return found;
}

static void core_release(struct sync_core *core)
{
    KIRQL irql;

    if (core->share) { /* nobody finds it between the count and the list */
        shared_lock(&irql);
        bool last = InterlockedDecrement(&core->references) == 0;
        if (last)
            RemoveEntryList(&core->link);
        KeReleaseSpinLock(&shared.lock, irql);
        if (!last)
            return;
    } else if (InterlockedDecrement(&core->references)) {
        return;
    }
    if (core->event)
        ObDereferenceObject(core->event);
    adapter_drop(core->adapter);
    dxgk_free(core);
}

/* ---- in the stream; spin lock ---- */

static void let_look(struct vidsch *s, struct sync_core *core)
{
    while (!IsListEmpty(&core->waiting))
        InsertTailList(&s->recheck, RemoveHeadList(&core->waiting));
}

void sync_signal(struct vidsch *s, struct sync_core *core, UINT64 value)
{
    switch (core->type) {
    case D3DDDI_FENCE:
        if (value > core->value)
            core->value = value;
        break;
    case D3DDDI_CPU_NOTIFICATION:
        KeSetEvent(core->event, IO_NO_INCREMENT, FALSE);
        return;
    default:
        if (core->count < core->limit) /* a mutex that is free, a semaphore that is full: nothing to add */
            core->count++;
        break;
    }
    let_look(s, core);
}

void sync_signal_packet(struct vidsch *s, struct dxgk_packet *packet)
{
    for (UINT i = 0; i < packet->sync_count; i++)
        sync_signal(s, packet->sync[i]->core, packet->fence_value[0]);
}

static bool satisfied(const struct sync_core *core, UINT64 value)
{
    return core->type == D3DDDI_FENCE ? core->value >= value : core->count > 0;
}

static void take(struct sync_core *core)
{
    if (core->type != D3DDDI_FENCE)
        core->count--;
}

bool sync_wait_packet(struct vidsch *s, struct vidsch_queue *queue, struct dxgk_packet *packet)
{
    UINT taken = 0;

    while (taken < packet->sync_count && satisfied(packet->sync[taken]->core, packet->fence_value[0]))
        take(packet->sync[taken++]->core);
    if (taken == packet->sync_count)
        return true;
    struct sync_core *lacking = packet->sync[taken]->core;
    while (taken-- > 0) /* all or none */
        if (packet->sync[taken]->core->type != D3DDDI_FENCE)
            packet->sync[taken]->core->count++;
    queue_unplace(s, queue);
    InsertTailList(&lacking->waiting, &queue->turn);
    queue->place = VIDSCH_ON_SYNC;
    return false;
}

/* ---- objects ---- */

static void destroy(struct dxgk_object *object)
{
    struct dxgk_sync *sync = CONTAINING_RECORD(object, struct dxgk_sync, object);

    core_release(sync->core);
    dxgk_free(sync);
}

/* Takes the core's reference, whatever the result. */
struct dxgk_sync *sync_make(struct dxgk_process *process, struct sync_core *core)
{
    struct dxgk_sync *sync = dxgk_alloc(sizeof(*sync));

    if (!sync) {
        core_release(core);
        return NULL;
    }
    sync->object =
        (struct dxgk_object){.type = OBJECT_SYNC, .references = 1, .process = process, .destroy = destroy};
    sync->core = core;
    return sync;
}

static NTSTATUS open(struct dxgk_process *process, struct sync_core *core, D3DKMT_HANDLE *handle)
{
    struct dxgk_sync *sync = sync_make(process, core);

    if (!sync)
        return STATUS_NO_MEMORY;
    NTSTATUS status = handle_open(process, &sync->object);
    *handle = NT_SUCCESS(status) ? sync->object.handle : 0;
    dxgk_object_release(&sync->object);
    return status;
}

static NTSTATUS initial_state(struct sync_core *core, const D3DDDI_SYNCHRONIZATIONOBJECTINFO2 *info)
{
    switch (info->Type) {
    case D3DDDI_SYNCHRONIZATION_MUTEX:
        core->limit = 1;
        core->count = info->SynchronizationMutex.InitialState ? 0 : 1; /* TRUE: it has an owner */
        return STATUS_SUCCESS;
    case D3DDDI_SEMAPHORE:
        if (info->Semaphore.MaxCount == 0 || info->Semaphore.MaxCount > 0x7FFFFFFF ||
            info->Semaphore.InitialCount > info->Semaphore.MaxCount)
            return STATUS_INVALID_PARAMETER;
        core->limit = (LONG)info->Semaphore.MaxCount;
        core->count = (LONG)info->Semaphore.InitialCount;
        return STATUS_SUCCESS;
    case D3DDDI_FENCE:
        core->value = info->Fence.FenceValue;
        return STATUS_SUCCESS;
    case D3DDDI_CPU_NOTIFICATION:
        return ObReferenceObjectByHandle(info->CPUNotification.Event, EVENT_MODIFY_STATE, *ExEventObjectType,
                                         KernelMode, (PVOID *)&core->event, NULL);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

static NTSTATUS check_flags(const D3DDDI_SYNCHRONIZATIONOBJECTINFO2 *info)
{
    D3DDDI_SYNCHRONIZATIONOBJECT_FLAGS flags = info->Flags;

    flags.Shared = 0;
    return flags.Value ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS; /* the others are of later models */
}

NTSTATUS sync_core_create(struct dxgk_adapter *adapter, const D3DDDI_SYNCHRONIZATIONOBJECTINFO2 *info,
                          struct sync_core **out)
{
    struct sync_core *core = dxgk_alloc(sizeof(*core));

    if (!core)
        return STATUS_NO_MEMORY;
    core->references = 1;
    core->adapter = adapter;
    core->type = info->Type;
    InitializeListHead(&core->waiting);
    NTSTATUS status = initial_state(core, info);
    if (!NT_SUCCESS(status)) {
        dxgk_free(core);
        return status;
    }
    adapter_hold_memory(adapter);
    *out = core;
    return STATUS_SUCCESS;
}

static NTSTATUS create(struct dxgk_process *process, struct dxgk_adapter *adapter,
                       D3DKMT_CREATESYNCHRONIZATIONOBJECT2 *args)
{
    struct sync_core *core;

    NTSTATUS status = sync_core_create(adapter, &args->Info, &core);
    if (!NT_SUCCESS(status))
        return status;
    if (args->Info.Flags.Shared)
        share(core);
    args->Info.SharedHandle = core->share;
    return open(process, core, &args->hSyncObject);
}

NTSTATUS dxgk_kmt_create_synchronization_object(struct dxgk_process *process,
                                                D3DKMT_CREATESYNCHRONIZATIONOBJECT2 *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_usable(device);
    if (NT_SUCCESS(status))
        status = check_flags(&args->Info);
    if (NT_SUCCESS(status))
        status = create(process, device->adapter, args);
    dxgk_object_release(&device->object);
    return status;
}

NTSTATUS dxgk_kmt_open_synchronization_object(struct dxgk_process *process,
                                              D3DKMT_OPENSYNCHRONIZATIONOBJECT *args)
{
    struct sync_core *core = args->hSharedHandle ? find_shared(args->hSharedHandle) : NULL;

    return core ? open(process, core, &args->hSyncObject) : STATUS_INVALID_PARAMETER; /* OBS-105 */
}

NTSTATUS dxgk_kmt_destroy_synchronization_object(struct dxgk_process *process,
                                                 const D3DKMT_DESTROYSYNCHRONIZATIONOBJECT *args)
{
    struct dxgk_sync *sync = handle_take(process, args->hSyncObject, OBJECT_SYNC);

    if (!sync)
        return STATUS_INVALID_HANDLE;
    dxgk_object_release(&sync->object); /* what is queued still has it */
    return STATUS_SUCCESS;
}
