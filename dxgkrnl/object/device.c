/*
 * Devices: what a client opens to render with, what its contexts and allocations hang from, and what is lost when the hardware fails it.
 *
 * The miniport's device lives until the last context and binding of it is gone, because both are given back through it.
 */
#include "object_private.h"

#include <stdio.h>

/* ---- DxgkDdiCreateDevice ---- */

/* A driver without contexts tells the sizes of its buffers here (REN-02); others may leave pInfo alone. */
static void take_info(struct dxgk_device *device, const DXGKARG_CREATEDEVICE *arg, UINT flags,
                      DXGK_CONTEXTINFO *info)
{
    if ((ULONG_PTR)arg->pInfo == flags || !arg->pInfo)
        return;
    *info = (DXGK_CONTEXTINFO){.DmaBufferSize = arg->pInfo->DmaBufferSize,
                               .DmaBufferSegmentSet = arg->pInfo->DmaBufferSegmentSet,
                               .DmaBufferPrivateDataSize = arg->pInfo->DmaBufferPrivateDataSize,
                               .AllocationListSize = arg->pInfo->AllocationListSize,
                               .PatchLocationListSize = arg->pInfo->PatchLocationListSize};
}

static NTSTATUS create_in_driver(struct dxgk_device *device, DXGK_CONTEXTINFO *info)
{
    HANDLE ours = (HANDLE)(ULONG_PTR)device->object.handle;
    DXGKARG_CREATEDEVICE arg = {.hDevice = ours};

    arg.pInfo = NULL;
    arg.Flags.SystemDevice = device->system;
    arg.Flags.GdiDevice = device->gdi;
    UINT flags = arg.Flags.Value;
    NTSTATUS status = ddi_CreateDevice(device->adapter, &arg);
    if (!NT_SUCCESS(status))
        return status;
    if (!arg.hDevice || arg.hDevice == ours) {
        report_emit(REPORT_VIOLATION, "ALC-28", "DxgkDdiCreateDevice", "hDevice",
                    "the miniport's handle for the device",
                    "hDevice is in and out: keep what came in, and store your own.", "%p%s", arg.hDevice,
                    arg.hDevice ? ", as it came in" : "");
        return STATUS_INVALID_PARAMETER;
    }
    device->driver = arg.hDevice;
    take_info(device, &arg, flags, info);
    return STATUS_SUCCESS;
}

/* ---- life ---- */

void device_lose(struct dxgk_device *device, D3DKMT_DEVICEEXECUTION_STATE state)
{
    InterlockedCompareExchange(&device->state, (LONG)state, D3DKMT_DEVICEEXECUTION_ACTIVE);
}

static void destroy(struct dxgk_object *object)
{
    struct dxgk_device *device = CONTAINING_RECORD(object, struct dxgk_device, object);
    struct dxgk_adapter *adapter = device->adapter;

    if (device->driver) /* else the adapter has stopped, or it never got there */
        ddi_DestroyDevice(adapter, device->driver);
    if (!device->detached) {
        struct dxgk_render_half *half = adapter->p->render;
        ExAcquireFastMutex(&half->lock);
        RemoveEntryList(&device->link);
        ExReleaseFastMutex(&half->lock);
    }
    InterlockedDecrement(&object->process->members);
    dxgk_free(device);
    adapter_drop(adapter);
}

static struct dxgk_device *make(struct dxgk_process *process, struct dxgk_adapter *adapter, bool gdi,
                                bool system)
{
    struct dxgk_render_half *half = adapter->p->render;
    struct dxgk_device *device = dxgk_alloc(sizeof(*device));

    if (!device)
        return NULL;
    device->object =
        (struct dxgk_object){.type = OBJECT_OPENING, .references = 1, .process = process, .destroy = destroy};
    device->adapter = adapter;
    device->gdi = gdi;
    device->system = system;
    device->state = D3DKMT_DEVICEEXECUTION_ACTIVE;
    ExInitializeFastMutex(&device->lock);
    ExInitializeFastMutex(&device->teardown);
    InitializeListHead(&device->contexts);
    InitializeListHead(&device->opens);
    InitializeListHead(&device->resources);
    adapter_hold_memory(adapter);
    InterlockedIncrement(&process->members);
    ExAcquireFastMutex(&half->lock);
    InsertTailList(&half->devices, &device->link);
    ExReleaseFastMutex(&half->lock);
    return device;
}

NTSTATUS device_create(struct dxgk_process *process, struct dxgk_adapter *adapter, bool gdi, bool system,
                       struct dxgk_device **out)
{
    DXGK_CONTEXTINFO info = {0};

    process = process ? process : dxgk_process_open(NULL);
    struct dxgk_device *device = make(process, adapter, gdi, system);
    if (!device)
        return STATUS_NO_MEMORY;
    NTSTATUS status = handle_open(process, &device->object);
    if (NT_SUCCESS(status))
        status = create_in_driver(device, &info);
    if (NT_SUCCESS(status) && !adapter->caps.SchedulingCaps.MultiEngineAware)
        status = context_create_without(device, &info);
    if (!NT_SUCCESS(status)) {
        if (handle_close(&device->object))
            dxgk_object_release(&device->object);
        dxgk_object_release(&device->object);
        return status;
    }
    handle_publish(&device->object, OBJECT_DEVICE);
    *out = device; /* the caller's reference is the first one */
    return STATUS_SUCCESS;
}

/* ---- thunks inside ---- */

NTSTATUS device_enter(struct dxgk_device *device)
{
    InterlockedIncrement(&device->calls);
    return device_usable(device);
}

void device_leave(struct dxgk_device *device)
{
    InterlockedDecrement(&device->calls);
}

/* ---- the end ---- */

/* The next context behind `*last`, with a reference; lets go of *last. */
static struct dxgk_context *next_context(struct dxgk_device *device, struct dxgk_context *last)
{
    struct dxgk_context *found = NULL;

    ExAcquireFastMutex(&device->lock);
    LIST_ENTRY *l = last ? last->link.Flink : device->contexts.Flink;
    for (; l != &device->contexts && !found; l = l->Flink) {
        struct dxgk_context *context = CONTAINING_RECORD(l, struct dxgk_context, link);
        if (object_hold_alive(&context->object))
            found = context;
    }
    ExReleaseFastMutex(&device->lock);
    if (last)
        dxgk_object_release(&last->object);
    return found;
}

static void pause(void)
{
    LARGE_INTEGER moment = {.QuadPart = -1000};
    KeDelayExecutionThread(KernelMode, FALSE, &moment);
}

/* What was submitted is done first, unless the client died; then nothing of the device may begin any more. */
static void quiesce(struct dxgk_device *device, bool kill)
{
    struct dxgk_context *context = NULL;

    if (!kill) {
        while ((context = next_context(device, context)))
            vidsch_queue_drain(context);
    }
    device_lose(device, D3DKMT_DEVICEEXECUTION_STOPPED);
    WriteRelease(&device->ending, 1);
    /* Who waits inside for the device wakes when its queues are empty; who was about to submit has seen the loss in the end. */
    for (LONG calls = 1; calls;) {
        calls = ReadAcquire(&device->calls);
        while ((context = next_context(device, context)))
            vidsch_queue_drain(context);
        if (calls)
            pause();
    }
}

void device_close(struct dxgk_device *device, bool kill)
{
    struct dxgk_context *context = NULL;

    if (!handle_close(&device->object))
        return;
    primary_leave(device);
    ExAcquireFastMutexUnsafe(&device->teardown);
    if (!device->detached) {
        display_disown(device);
        quiesce(device, kill);
        device_close_allocations(device);
    }
    while ((context = next_context(device, context)))
        context_close(context);
    ExReleaseFastMutexUnsafe(&device->teardown);
    dxgk_object_release(&device->object); /* the handle's */
}

/* Does the miniport still know of anything in the device? Who lets go of it last is on its way. */
static bool anything_left(struct dxgk_device *device)
{
    ExAcquireFastMutex(&device->lock);
    bool left = !IsListEmpty(&device->opens) || !IsListEmpty(&device->resources);
    for (LIST_ENTRY *l = device->contexts.Flink; l != &device->contexts; l = l->Flink)
        left |= __atomic_load_n(&CONTAINING_RECORD(l, struct dxgk_context, link)->driver, __ATOMIC_ACQUIRE) !=
                NULL;
    ExReleaseFastMutex(&device->lock);
    return left;
}

void device_detach(struct dxgk_device *device)
{
    struct dxgk_render_half *half = device->adapter->p->render;
    struct dxgk_context *context = NULL;

    ExAcquireFastMutexUnsafe(&device->teardown);
    quiesce(device, true);
    device_close_allocations(device);
    while ((context = next_context(device, context)))
        context_detach(context);
    while (anything_left(device))
        pause();
    HANDLE driver = device->driver;
    device->driver = NULL;
    if (driver)
        ddi_DestroyDevice(device->adapter, driver);
    device->detached = true;
    ExAcquireFastMutex(&half->lock);
    RemoveEntryList(&device->link);
    ExReleaseFastMutex(&half->lock);
    ExReleaseFastMutexUnsafe(&device->teardown);
}
