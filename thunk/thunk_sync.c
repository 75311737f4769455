/*
 * Synchronization objects (THK-23). The first forms of create, signal and wait are the second ones without fences and broadcasts, so
 * only the second ones reach the graphics kernel.
 */
#include "thunk.h"

#include <string.h>

/* ---- create ---- */

static NTSTATUS check_info(struct thunk_frame *frame, const D3DDDI_SYNCHRONIZATIONOBJECTINFO2 *info)
{
    const D3DDDI_SYNCHRONIZATIONOBJECT_FLAGS known = {.Shared = 1, .NtSecuritySharing = 1, .CrossAdapter = 1};
    NTSTATUS status = thunk_reserved(frame, "THK-23", "Info.Flags", info->Flags.Value & ~known.Value);

    if (!NT_SUCCESS(status))
        return status;
    if (info->Flags.NtSecuritySharing && !info->Flags.Shared)
        return thunk_refuse(frame, "THK-23", "Info.Flags", "NtSecuritySharing with Shared",
                            "NtSecuritySharing alone");
    switch (info->Type) {
    case D3DDDI_SYNCHRONIZATION_MUTEX:
    case D3DDDI_FENCE:
    case D3DDDI_CPU_NOTIFICATION:
        return STATUS_SUCCESS;
    case D3DDDI_SEMAPHORE:
        if (info->Semaphore.MaxCount == 0 || info->Semaphore.InitialCount > info->Semaphore.MaxCount)
            return thunk_refuse(frame, "THK-23", "Info.Semaphore", "InitialCount <= MaxCount, MaxCount not 0",
                                "%u of %u", (unsigned)info->Semaphore.InitialCount,
                                (unsigned)info->Semaphore.MaxCount);
        return STATUS_SUCCESS;
    default:
        return thunk_refuse(frame, "THK-23", "Info.Type", "mutex, semaphore, fence or CPU notification", "%u",
                            (unsigned)info->Type);
    }
}

static NTSTATUS create(struct thunk_frame *frame, D3DKMT_CREATESYNCHRONIZATIONOBJECT2 *call)
{
    NTSTATUS status = check_info(frame, &call->Info);

    call->hSyncObject = 0;
    call->Info.SharedHandle = 0;
    return NT_SUCCESS(status) ? dxgk_kmt_create_synchronization_object(frame->process, call) : status;
}

static void destroy(struct thunk_frame *frame, D3DKMT_HANDLE handle)
{
    const D3DKMT_DESTROYSYNCHRONIZATIONOBJECT gone = {handle};

    dxgk_kmt_destroy_synchronization_object(frame->process, &gone);
}

static void undo_create2(struct thunk_frame *frame, void *args)
{
    destroy(frame, ((D3DKMT_CREATESYNCHRONIZATIONOBJECT2 *)args)->hSyncObject);
}

NTSTATUS thunk_create_sync2(struct thunk_frame *frame, D3DKMT_CREATESYNCHRONIZATIONOBJECT2 *args)
{
    frame->undo = undo_create2;
    return create(frame, args);
}

static void undo_create(struct thunk_frame *frame, void *args)
{
    destroy(frame, ((D3DKMT_CREATESYNCHRONIZATIONOBJECT *)args)->hSyncObject);
}

NTSTATUS thunk_create_sync(struct thunk_frame *frame, D3DKMT_CREATESYNCHRONIZATIONOBJECT *args)
{
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 call = {.hDevice = args->hDevice};

    if (args->Info.Type != D3DDDI_SYNCHRONIZATION_MUTEX && args->Info.Type != D3DDDI_SEMAPHORE)
        return thunk_refuse(frame, "THK-23", "Info.Type", "mutex or semaphore", "%u",
                            (unsigned)args->Info.Type);
    call.Info.Type = args->Info.Type;
    if (args->Info.Type == D3DDDI_SYNCHRONIZATION_MUTEX) {
        call.Info.SynchronizationMutex.InitialState = args->Info.SynchronizationMutex.InitialState;
    } else {
        call.Info.Semaphore.MaxCount = args->Info.Semaphore.MaxCount;
        call.Info.Semaphore.InitialCount = args->Info.Semaphore.InitialCount;
    }
    NTSTATUS status = create(frame, &call);
    if (NT_SUCCESS(status))
        args->hSyncObject = call.hSyncObject;
    frame->undo = undo_create;
    return status;
}

static void undo_open(struct thunk_frame *frame, void *args)
{
    destroy(frame, ((D3DKMT_OPENSYNCHRONIZATIONOBJECT *)args)->hSyncObject);
}

NTSTATUS thunk_open_sync(struct thunk_frame *frame, D3DKMT_OPENSYNCHRONIZATIONOBJECT *args)
{
    uint64_t bits = 0;

    for (size_t i = 0; i < RTL_NUMBER_OF(args->Reserved); i++)
        bits |= args->Reserved[i];
    NTSTATUS status = thunk_reserved(frame, "THK-23", "Reserved", bits);
    if (!NT_SUCCESS(status))
        return status;
    args->hSyncObject = 0;
    frame->undo = undo_open;
    return dxgk_kmt_open_synchronization_object(frame->process, args);
}

NTSTATUS thunk_destroy_sync(struct thunk_frame *frame, const D3DKMT_DESTROYSYNCHRONIZATIONOBJECT *args)
{
    return dxgk_kmt_destroy_synchronization_object(frame->process, args);
}

/* ---- signal ---- */

static NTSTATUS check_count(struct thunk_frame *frame, UINT count, UINT least)
{
    C_ASSERT(D3DDDI_MAX_OBJECT_SIGNALED == 32 && D3DDDI_MAX_OBJECT_WAITED_ON == 32);
    if (count < least || count > D3DDDI_MAX_OBJECT_SIGNALED)
        return thunk_refuse(frame, "THK-23", "ObjectCount", "1 to 32", "%u", (unsigned)count);
    return STATUS_SUCCESS;
}

static NTSTATUS check_signal(struct thunk_frame *frame, const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 *args)
{
    const D3DDDICB_SIGNALFLAGS known = {.SignalAtSubmission = 1, .EnqueueCpuEvent = 1};
    NTSTATUS status = thunk_reserved(frame, "THK-23", "Flags", args->Flags.Value & ~known.Value);

    if (!NT_SUCCESS(status))
        return status;
    if (args->Flags.EnqueueCpuEvent && !args->CpuEventHandle)
        return thunk_refuse(frame, "THK-23", "CpuEventHandle", "an event with EnqueueCpuEvent", "NULL");
    return check_count(frame, args->ObjectCount, args->Flags.EnqueueCpuEvent ? 0 : 1);
}

NTSTATUS thunk_signal2(struct thunk_frame *frame, const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 *args)
{
    NTSTATUS status = check_signal(frame, args);

    if (NT_SUCCESS(status))
        status = thunk_broadcast(frame, args->hContext, args->BroadcastContextCount, args->BroadcastContext);
    return NT_SUCCESS(status) ? dxgk_kmt_signal_synchronization_object(frame->process, args) : status;
}

NTSTATUS thunk_signal(struct thunk_frame *frame, const D3DKMT_SIGNALSYNCHRONIZATIONOBJECT *args)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 call = {
        .hContext = args->hContext, .ObjectCount = args->ObjectCount, .Flags = args->Flags};

    if (args->Flags.EnqueueCpuEvent)
        return thunk_reserved(frame, "THK-23", "Flags", args->Flags.Value);
    memcpy(call.ObjectHandleArray, args->ObjectHandleArray, sizeof(call.ObjectHandleArray));
    return thunk_signal2(frame, &call);
}

/* ---- wait ---- */

NTSTATUS thunk_wait2(struct thunk_frame *frame, D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 *args)
{
    NTSTATUS status = check_count(frame, args->ObjectCount, 1);

    return NT_SUCCESS(status) ? dxgk_kmt_wait_for_synchronization_object(frame->process, args) : status;
}

NTSTATUS thunk_wait(struct thunk_frame *frame, D3DKMT_WAITFORSYNCHRONIZATIONOBJECT *args)
{
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 call = {.hContext = args->hContext,
                                                 .ObjectCount = args->ObjectCount};

    memcpy(call.ObjectHandleArray, args->ObjectHandleArray, sizeof(call.ObjectHandleArray));
    return thunk_wait2(frame, &call);
}
