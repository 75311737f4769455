/*
 * Resources: what several allocations are parts of, and what clients share (ALC-15, ALC-21).
 *
 * A shared resource has a global handle, a name in a table of its own that every process may look in. Whoever opens it gets bindings of all its
 * allocations on his own device, and handles of his own.
 */
#include "object_private.h"

#include <string.h>

/* ---- global handles ---- */

struct share {
    struct dxgk_object object;
    struct dxgk_resource *resource; /* shares.lock; NULL: gone */
};

static struct {
    struct dxgk_process table; /* not a process: only its handles are used */
    FAST_MUTEX lock;
} shares;

void shares_forget(void)
{
    memset(&shares, 0, sizeof(shares));
    ExInitializeFastMutex(&shares.lock);
    ExInitializeFastMutex(&shares.table.lock);
    handles_init(&shares.table, 0x800);
}

static void share_destroy(struct dxgk_object *object)
{
    dxgk_free(CONTAINING_RECORD(object, struct share, object));
}

NTSTATUS share_open(struct dxgk_resource *resource)
{
    struct share *share = dxgk_alloc(sizeof(*share));

    if (!share)
        return STATUS_NO_MEMORY;
    share->object = (struct dxgk_object){.type = OBJECT_RESOURCE, .references = 1, .destroy = share_destroy};
    share->resource = resource;
    NTSTATUS status = handle_open(&shares.table, &share->object);
    if (NT_SUCCESS(status)) {
        resource->shared = true;
        resource->share = share->object.handle;
    }
    dxgk_object_release(&share->object);
    return status;
}

void share_close(struct dxgk_resource *resource)
{
    if (!resource->share)
        return;
    struct share *share = handle_take(&shares.table, resource->share, OBJECT_RESOURCE);
    resource->share = 0;
    ExAcquireFastMutex(&shares.lock);
    share->resource = NULL;
    ExReleaseFastMutex(&shares.lock);
    dxgk_object_release(&share->object);
    handles_rest(&shares.table);
}

struct dxgk_resource *share_find(D3DKMT_HANDLE handle)
{
    struct dxgk_resource *resource = NULL;

    struct share *share = handle_get(&shares.table, handle, OBJECT_RESOURCE);
    if (!share)
        return NULL;
    ExAcquireFastMutex(&shares.lock);
    if (share->resource && resource_hold_alive(share->resource))
        resource = share->resource;
    ExReleaseFastMutex(&shares.lock);
    dxgk_object_release(&share->object);
    return resource;
}

/* ---- what an opener must know ---- */

static UINT total_private(struct dxgk_resource *resource)
{
    uint64_t total = 0;

    for (LIST_ENTRY *l = resource->allocations.Flink; l != &resource->allocations; l = l->Flink)
        total += CONTAINING_RECORD(l, struct dxgk_allocation, link)->private_size;
    return total > 0xFFFFFFFFu ? 0xFFFFFFFFu : (UINT)total;
}

/* The shared resource that the device may open; a reference. */
static NTSTATUS find(struct dxgk_device *device, D3DKMT_HANDLE share, struct dxgk_resource **resource)
{
    *resource = share_find(share);
    if (!*resource)
        return STATUS_INVALID_PARAMETER;
    if ((*resource)->adapter == device->adapter)
        return STATUS_SUCCESS;
    resource_release(*resource);
    return STATUS_INVALID_PARAMETER;
}

NTSTATUS dxgk_kmt_query_resource_info(struct dxgk_process *process, D3DKMT_QUERYRESOURCEINFO *args)
{
    struct dxgk_resource *resource;
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status))
        status = find(device, args->hGlobalShare, &resource);
    if (NT_SUCCESS(status)) {
        if (args->pPrivateRuntimeData && args->PrivateRuntimeDataSize < resource->runtime_size)
            status = STATUS_BUFFER_TOO_SMALL;
        else if (args->pPrivateRuntimeData && resource->runtime_size)
            memcpy(args->pPrivateRuntimeData, resource->runtime_data, resource->runtime_size);
        args->PrivateRuntimeDataSize = resource->runtime_size;
        args->ResourcePrivateDriverDataSize = resource->private_size;
        ExAcquireFastMutex(&resource->lock);
        args->TotalPrivateDriverDataSize = total_private(resource);
        args->NumAllocations = resource->allocation_count;
        ExReleaseFastMutex(&resource->lock);
        resource_release(resource);
    }
    device_leave(device);
    dxgk_object_release(&device->object);
    return status;
}

/* ---- opening ---- */

/* Bindings of all allocations, in their order; they cannot change, because nothing is added to a shared resource (THK-14). */
static NTSTATUS bind_all(struct creation *c)
{
    struct dxgk_resource *resource = c->resource;
    struct dxgk_allocation **list = dxgk_alloc((c->count + 1) * sizeof(*list));
    NTSTATUS status = list ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    UINT n = 0;

    if (!list)
        return status;
    ExAcquireFastMutex(&resource->lock);
    if (resource->allocation_count != c->count)
        status = STATUS_INVALID_PARAMETER;
    for (LIST_ENTRY *l = resource->allocations.Flink; NT_SUCCESS(status) && l != &resource->allocations;
         l = l->Flink) {
        list[n] = CONTAINING_RECORD(l, struct dxgk_allocation, link);
        if (allocation_hold_alive(list[n]))
            n++;
        else
            status = STATUS_INVALID_PARAMETER;
    }
    ExReleaseFastMutex(&resource->lock);
    for (UINT i = 0; i < n && NT_SUCCESS(status); i++) {
        c->open[i] = open_make(c->device, c->opened, list[i]);
        status = c->open[i] ? handle_open(c->device->object.process, &c->open[i]->object) : STATUS_NO_MEMORY;
    }
    for (UINT i = 0; i < n; i++)
        allocation_release(list[i]);
    dxgk_free(list);
    return status;
}

static NTSTATUS give_private(struct creation *c, D3DKMT_OPENRESOURCE *args)
{
    struct dxgk_resource *resource = c->resource;
    unsigned char *at = args->pTotalPrivateDriverDataBuffer;
    UINT used = 0;

    ExAcquireFastMutex(&resource->lock);
    UINT total = total_private(resource);
    ExReleaseFastMutex(&resource->lock);
    if (args->TotalPrivateDriverDataBufferSize < total || (total && !at) ||
        args->ResourcePrivateDriverDataSize < resource->private_size ||
        args->PrivateRuntimeDataSize < resource->runtime_size ||
        (resource->private_size && !args->pResourcePrivateDriverData) ||
        (resource->runtime_size && !args->pPrivateRuntimeData))
        return STATUS_BUFFER_TOO_SMALL;
    for (UINT i = 0; i < c->count; i++) {
        struct dxgk_allocation *allocation = c->open[i]->allocation;
        args->pOpenAllocationInfo[i] =
            (D3DDDI_OPENALLOCATIONINFO){.hAllocation = c->open[i]->object.handle,
                                        .pPrivateDriverData = allocation->private_size ? at + used : NULL,
                                        .PrivateDriverDataSize = allocation->private_size};
        if (allocation->private_size)
            memcpy(at + used, allocation->private_data, allocation->private_size);
        used += allocation->private_size;
    }
    args->TotalPrivateDriverDataBufferSize = used;
    args->ResourcePrivateDriverDataSize = resource->private_size;
    args->PrivateRuntimeDataSize = resource->runtime_size;
    if (resource->private_size)
        memcpy(args->pResourcePrivateDriverData, resource->private_data, resource->private_size);
    if (resource->runtime_size)
        memcpy(args->pPrivateRuntimeData, resource->runtime_data, resource->runtime_size);
    return STATUS_SUCCESS;
}

NTSTATUS resource_open(struct dxgk_device *device, struct dxgk_resource *resource, UINT count,
                       D3DKMT_OPENRESOURCE *args, struct dxgk_opened_resource **out)
{
    struct creation c = {.device = device,
                         .resource = resource,
                         .count = count,
                         .driver_data = resource->private_data,
                         .driver_size = resource->private_size};

    c.opened = opened_make(device, resource); /* takes over the reference */
    if (!c.opened) {
        resource_release(resource);
        return STATUS_NO_MEMORY;
    }
    NTSTATUS status = handle_open(device->object.process, &c.opened->object);
    if (NT_SUCCESS(status))
        status = creation_begin(&c);
    bool begun = NT_SUCCESS(status);
    if (NT_SUCCESS(status))
        status = bind_all(&c);
    if (NT_SUCCESS(status) && args)
        status = give_private(&c, args);
    if (NT_SUCCESS(status) && count)
        status = creation_open(&c);
    if (NT_SUCCESS(status))
        status = creation_publish(&c);
    if (begun && !NT_SUCCESS(status))
        creation_undo(&c);
    creation_end(&c);
    if (!NT_SUCCESS(status)) {
        opened_close(c.opened);
        return status;
    }
    *out = c.opened; /* with the maker's reference */
    return STATUS_SUCCESS;
}

NTSTATUS dxgk_kmt_open_resource(struct dxgk_process *process, D3DKMT_OPENRESOURCE *args)
{
    struct dxgk_resource *resource;
    struct dxgk_opened_resource *opened;
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status) && (args->NumAllocations && !args->pOpenAllocationInfo))
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = find(device, args->hGlobalShare, &resource);
    if (NT_SUCCESS(status))
        status = resource_open(device, resource, args->NumAllocations, args, &opened);
    if (NT_SUCCESS(status)) {
        args->hResource = opened->object.handle;
        dxgk_object_release(&opened->object);
    }
    device_leave(device);
    dxgk_object_release(&device->object);
    return status;
}
