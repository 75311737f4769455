/*
 * Synchronization objects (THK-23, THK-24): mutex, semaphore, fence, and the notification that sets an event of the CPU.
 *
 * A signal or a wait is a packet in a context's queue and happens when it is the oldest there, under the scheduler's spin lock, often in
 * a DPC. A queue whose wait is not satisfied hangs in the first object that it lacks; whatever signals that object has it look again.
 */
#include "vidsch_private.h"

struct sync_core {
    LIST_ENTRY link; /* of the shared ones */
    volatile LONG references;
    struct dxgk_adapter *adapter;
    D3DDDI_SYNCHRONIZATIONOBJECT_TYPE type;
    D3DKMT_HANDLE share; /* 0: private */
    /* Spin lock of the adapter's scheduler. */
    LONG count, limit; /* mutex: 1 when free */
    UINT64 value;      /* fence */
    LIST_ENTRY waiting;
    PKEVENT event; /* CPU notification */
};

struct dxgk_sync {
    struct dxgk_object object; /* first: packets let go of it by that */
    struct sync_core *core;
};

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

static void signal(struct vidsch *s, struct sync_core *core, UINT64 value)
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
        signal(s, packet->sync[i]->core, packet->fence_value[0]);
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
static struct dxgk_sync *make(struct dxgk_process *process, struct sync_core *core)
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
    struct dxgk_sync *sync = make(process, core);

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

static NTSTATUS core_create(struct dxgk_adapter *adapter, const D3DDDI_SYNCHRONIZATIONOBJECTINFO2 *info,
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

    NTSTATUS status = core_create(adapter, &args->Info, &core);
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

/* ---- into the streams ---- */

static bool may(const struct sync_core *core, const struct dxgk_adapter *adapter, bool wait)
{
    return core->adapter == adapter && !(wait && core->type == D3DDDI_CPU_NOTIFICATION);
}

static NTSTATUS fill(struct dxgk_process *process, struct dxgk_packet *packet, const D3DKMT_HANDLE *handles,
                     UINT count)
{
    ULONG got =
        handle_get_many(process, handles, sizeof(*handles), count, OBJECT_SYNC, (void **)packet->sync);

    if (got != count)
        return STATUS_INVALID_HANDLE;
    packet->sync_count = count;
    for (UINT i = 0; i < count; i++)
        if (!packet->sync[i] ||
            !may(packet->sync[i]->core, packet->context->adapter, packet->kind == PACKET_WAIT))
            return packet->sync[i] ? STATUS_INVALID_PARAMETER : STATUS_INVALID_HANDLE;
    return STATUS_SUCCESS;
}

/* Handle 0 has no object; packet_free lets go of what there is. */
static void drop_holes(struct dxgk_packet *packet)
{
    UINT kept = 0;

    for (UINT i = 0; i < packet->sync_count; i++)
        if (packet->sync[i])
            packet->sync[kept++] = packet->sync[i];
    packet->sync_count = kept;
}

struct operation {
    enum packet_kind kind;
    const D3DKMT_HANDLE *objects;
    UINT count;
    UINT64 value;
    HANDLE event; /* instead of objects */
    bool now;
};

/* An event of the CPU is a notification object of this one packet. */
static NTSTATUS fill_event(struct dxgk_process *process, struct dxgk_packet *packet, HANDLE event)
{
    D3DDDI_SYNCHRONIZATIONOBJECTINFO2 info = {.Type = D3DDDI_CPU_NOTIFICATION,
                                              .CPUNotification.Event = event};
    struct sync_core *core;

    NTSTATUS status = core_create(packet->context->adapter, &info, &core);
    if (!NT_SUCCESS(status))
        return status;
    packet->sync[0] = make(process, core);
    packet->sync_count = packet->sync[0] != NULL;
    return packet->sync[0] ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static NTSTATUS insert_packet(struct dxgk_process *process, struct dxgk_context *context,
                              const struct operation *op)
{
    struct dxgk_packet *packet = packet_create(context, op->kind);

    if (!packet)
        return STATUS_NO_MEMORY;
    packet->fence_value[0] = op->value;
    NTSTATUS status =
        op->event ? fill_event(process, packet, op->event) : fill(process, packet, op->objects, op->count);
    if (!NT_SUCCESS(status)) {
        drop_holes(packet);
        packet_free(packet);
        return status;
    }
    return vidsch_submit(packet);
}

static NTSTATUS set_event(HANDLE handle)
{
    PKEVENT event;

    NTSTATUS status = ObReferenceObjectByHandle(handle, EVENT_MODIFY_STATE, *ExEventObjectType, KernelMode,
                                                (PVOID *)&event, NULL);
    if (!NT_SUCCESS(status))
        return status;
    KeSetEvent(event, IO_NO_INCREMENT, FALSE);
    ObDereferenceObject(event);
    return STATUS_SUCCESS;
}

/* Without a packet: it happens here, and whoever waits for it goes on. */
static NTSTATUS signal_now(struct dxgk_process *process, struct dxgk_context *context,
                           const struct operation *op)
{
    struct vidsch *s = vidsch_of(context->adapter);
    struct dxgk_sync *sync[D3DDDI_MAX_OBJECT_SIGNALED];
    NTSTATUS status = STATUS_SUCCESS;
    bool anybody = false;
    KIRQL irql;

    if (op->event)
        return set_event(op->event);
    if (handle_get_many(process, op->objects, sizeof(*op->objects), op->count, OBJECT_SYNC, (void **)sync) !=
        op->count)
        return STATUS_INVALID_HANDLE;
    for (UINT i = 0; i < op->count && NT_SUCCESS(status); i++)
        status = !sync[i]                                      ? STATUS_INVALID_HANDLE
                 : may(sync[i]->core, context->adapter, false) ? STATUS_SUCCESS
                                                               : STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status)) {
        KeAcquireSpinLock(&s->spin, &irql);
        for (UINT i = 0; i < op->count; i++)
            signal(s, sync[i]->core, op->value);
        anybody = !IsListEmpty(&s->recheck);
        queues_recheck(s);
        KeReleaseSpinLock(&s->spin, irql);
    }
    for (UINT i = 0; i < op->count; i++)
        if (sync[i])
            dxgk_object_release(&sync[i]->object);
    if (anybody)
        kick(s);
    return status;
}

static NTSTATUS insert(struct dxgk_process *process, D3DKMT_HANDLE handle, const struct operation *op)
{
    struct dxgk_context *context = handle_get(process, handle, OBJECT_CONTEXT);

    if (!context)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(context->device);
    if (NT_SUCCESS(status))
        status = op->now ? signal_now(process, context, op) : insert_packet(process, context, op);
    device_leave(context->device);
    dxgk_object_release(&context->object);
    return status;
}

NTSTATUS dxgk_kmt_signal_synchronization_object(struct dxgk_process *process,
                                                const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 *args)
{
    bool event = args->Flags.EnqueueCpuEvent; /* it takes the place of objects and of the value */
    struct operation op = {.kind = PACKET_SIGNAL,
                           .objects = args->ObjectHandleArray,
                           .count = args->ObjectCount,
                           .value = event ? 0 : args->Fence.FenceValue,
                           .event = event ? args->CpuEventHandle : NULL,
                           .now = args->Flags.SignalAtSubmission};

    if (event ? op.count != 0 || !op.event : op.count == 0)
        return STATUS_INVALID_PARAMETER;
    if (op.count > D3DDDI_MAX_OBJECT_SIGNALED || args->BroadcastContextCount > D3DDDI_MAX_BROADCAST_CONTEXT ||
        args->Flags.Value >> 2)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = insert(process, args->hContext, &op);
    for (ULONG i = 0; NT_SUCCESS(status) && i < args->BroadcastContextCount; i++)
        status = insert(process, args->BroadcastContext[i], &op);
    return status;
}

NTSTATUS dxgk_kmt_wait_for_synchronization_object(struct dxgk_process *process,
                                                  const D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 *args)
{
    struct operation op = {.kind = PACKET_WAIT,
                           .objects = args->ObjectHandleArray,
                           .count = args->ObjectCount,
                           .value = args->Fence.FenceValue};

    if (!op.count || op.count > D3DDDI_MAX_OBJECT_WAITED_ON)
        return STATUS_INVALID_PARAMETER;
    return insert(process, args->hContext, &op);
}
