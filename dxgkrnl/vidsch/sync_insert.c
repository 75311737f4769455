/*
 * Signals and waits on their way into contexts' streams (THK-23): everything that can be refused is refused before anything is queued, so that
 * a signal to several contexts goes to all of them or to none.
 */
#include "sync.h"

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

    NTSTATUS status = sync_core_create(packet->context->adapter, &info, &core);
    if (!NT_SUCCESS(status))
        return status;
    packet->sync[0] = sync_make(process, core);
    packet->sync_count = packet->sync[0] != NULL;
    return packet->sync[0] ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static void drop_packet(struct dxgk_packet *packet)
{
    drop_holes(packet);
    packet_free(packet);
}

static NTSTATUS make_packet(struct dxgk_process *process, struct dxgk_context *context,
                            const struct operation *op, struct dxgk_packet **out)
{
    struct dxgk_packet *packet = packet_create(context, op->kind);

    if (!packet)
        return STATUS_NO_MEMORY;
    packet->fence_value[0] = op->value;
    NTSTATUS status =
        op->event ? fill_event(process, packet, op->event) : fill(process, packet, op->objects, op->count);
    if (NT_SUCCESS(status))
        *out = packet;
    else
        drop_packet(packet);
    return status;
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
            sync_signal(s, sync[i]->core, op->value);
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

/* One context that an operation goes to. */
struct stream {
    struct dxgk_context *context;
    struct dxgk_packet *packet; /* NULL: none was needed, or it is queued */
};

static NTSTATUS stream_open(struct stream *stream, struct dxgk_process *process, D3DKMT_HANDLE handle,
                            const struct operation *op)
{
    *stream = (struct stream){.context = handle_get(process, handle, OBJECT_CONTEXT)};
    if (!stream->context)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(stream->context->device);
    return NT_SUCCESS(status) && !op->now ? make_packet(process, stream->context, op, &stream->packet)
                                          : status;
}

static NTSTATUS stream_insert(struct stream *stream, struct dxgk_process *process, const struct operation *op)
{
    struct dxgk_packet *packet = stream->packet;

    stream->packet = NULL;
    return packet ? vidsch_submit(packet) : signal_now(process, stream->context, op);
}

static void stream_close(struct stream *stream)
{
    if (stream->packet)
        drop_packet(stream->packet);
    if (!stream->context)
        return;
    device_leave(stream->context->device);
    dxgk_object_release(&stream->context->object);
}

/* Into all of the streams or, when one of them cannot be had, into none. */
static NTSTATUS insert(struct dxgk_process *process, const struct operation *op, D3DKMT_HANDLE first,
                       const D3DKMT_HANDLE *others, ULONG count)
{
    struct stream streams[1 + D3DDDI_MAX_BROADCAST_CONTEXT];
    NTSTATUS status = STATUS_SUCCESS;
    ULONG opened = 0;

    while (NT_SUCCESS(status) && opened <= count) {
        status = stream_open(&streams[opened], process, opened ? others[opened - 1] : first, op);
        if (NT_SUCCESS(status) && streams[opened].context->device != streams[0].context->device)
            status = STATUS_INVALID_PARAMETER;
        opened++;
    }
    for (ULONG i = 0; i < opened; i++) {
        if (NT_SUCCESS(status))
            status = stream_insert(&streams[i], process, op);
        stream_close(&streams[i]);
    }
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
    return insert(process, &op, args->hContext, args->BroadcastContext, args->BroadcastContextCount);
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
    return insert(process, &op, args->hContext, NULL, 0);
}
