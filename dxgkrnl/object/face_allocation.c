/*
 * Allocations and resources as D3DKMT* asks for them: create, destroy, priority, residency (THK-14, THK-15).
 */
#include "object_private.h"

#include <string.h>

#define MOST_ALLOCATIONS 65536u      /* of one call */
#define MOST_PRIVATE     (16u << 20) /* bytes of driver or runtime data in one block */

/* ---- create ---- */

static NTSTATUS check_one(struct dxgk_device *device, const D3DKMT_CREATEALLOCATION *args,
                          const D3DDDI_ALLOCATIONINFO *info)
{
    if (info->PrivateDriverDataSize > MOST_PRIVATE ||
        (info->PrivateDriverDataSize && !info->pPrivateDriverData))
        return STATUS_INVALID_PARAMETER;
    if (info->Flags.Value & ~1u) /* Stereo and what is reserved */
        return STATUS_INVALID_PARAMETER;
    if (info->Flags.Primary && info->VidPnSourceId >= device->adapter->source_count)
        return STATUS_INVALID_PARAMETER;
    if (!args->Flags.ExistingSysMem != !info->pSystemMem)
        return STATUS_INVALID_PARAMETER;
    if (info->pSystemMem && (ULONG_PTR)info->pSystemMem >= MmUserProbeAddress)
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

/* THK-14. */
static NTSTATUS check_args(struct dxgk_device *device, const D3DKMT_CREATEALLOCATION *args)
{
    bool resource = args->Flags.CreateResource;

    if (args->NumAllocations > MOST_ALLOCATIONS || (args->NumAllocations && !args->pAllocationInfo))
        return STATUS_INVALID_PARAMETER;
    if (!args->NumAllocations && !resource)
        return STATUS_INVALID_PARAMETER;
    if ((args->Flags.CreateShared && !resource) || (resource && args->hResource))
        return STATUS_INVALID_PARAMETER;
    if (args->Flags.CreateProtected || args->Flags.NtSecuritySharing || args->Flags.CrossAdapter ||
        args->Flags.OpenCrossAdapter || args->Flags.PartialSharedCreation)
        return STATUS_NOT_SUPPORTED;
    if (args->PrivateRuntimeDataSize > MOST_PRIVATE || args->PrivateDriverDataSize > MOST_PRIVATE ||
        (args->PrivateRuntimeDataSize && !args->pPrivateRuntimeData) ||
        (args->PrivateDriverDataSize && !args->pPrivateDriverData))
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = STATUS_SUCCESS;
    for (UINT i = 0; i < args->NumAllocations && NT_SUCCESS(status); i++)
        status = check_one(device, args, &args->pAllocationInfo[i]);
    return status;
}

static PVOID copy_of(const void *data, UINT size, NTSTATUS *status)
{
    PVOID copy = size ? dxgk_alloc(size) : NULL;

    if (copy)
        memcpy(copy, data, size);
    else if (size)
        *status = STATUS_NO_MEMORY;
    return copy;
}

NTSTATUS resource_create(struct dxgk_device *device, const struct resource_wish *wish,
                         struct dxgk_opened_resource **out)
{
    NTSTATUS status = STATUS_SUCCESS;
    struct dxgk_resource *resource = resource_make(device->adapter, true);

    if (!resource)
        return STATUS_NO_MEMORY;
    resource->private_data = copy_of(wish->driver_data, wish->driver_size, &status);
    resource->runtime_data = copy_of(wish->runtime_data, wish->runtime_size, &status);
    resource->private_size = resource->private_data ? wish->driver_size : 0;
    resource->runtime_size = resource->runtime_data ? wish->runtime_size : 0;
    if (NT_SUCCESS(status) && wish->shared)
        status = share_open(resource);
    struct dxgk_opened_resource *opened = NT_SUCCESS(status) ? opened_make(device, resource) : NULL;
    if (!opened) {
        resource_release(resource);
        return STATUS_NO_MEMORY;
    }
    status = handle_open(device->object.process, &opened->object);
    if (NT_SUCCESS(status))
        *out = opened;
    else
        dxgk_object_release(&opened->object);
    return status;
}

/* The resource that the allocations go to: a new one, an open one, or the one without a name. */
static NTSTATUS find_home(struct creation *c, D3DKMT_CREATEALLOCATION *args)
{
    struct resource_wish wish = {.driver_data = args->pPrivateDriverData,
                                 .driver_size = args->PrivateDriverDataSize,
                                 .runtime_data = args->pPrivateRuntimeData,
                                 .runtime_size = args->PrivateRuntimeDataSize,
                                 .shared = args->Flags.CreateShared};
    NTSTATUS status = STATUS_SUCCESS;

    if (args->Flags.CreateResource) {
        status = resource_create(c->device, &wish, &c->opened);
    } else if (args->hResource) {
        c->opened = handle_get(c->device->object.process, args->hResource, OBJECT_RESOURCE);
        if (!c->opened)
            return STATUS_INVALID_HANDLE;
        if (c->opened->device != c->device || c->opened->resource->shared) /* THK-14 */
            status = STATUS_INVALID_PARAMETER;
    }
    c->resource = c->opened ? c->opened->resource : c->device->adapter->p->render->nameless;
    return status;
}

static NTSTATUS create(struct dxgk_device *device, D3DKMT_CREATEALLOCATION *args)
{
    struct creation c = {.device = device,
                         .create = true,
                         .shared = args->Flags.CreateShared,
                         .driver_data = args->pPrivateDriverData,
                         .driver_size = args->PrivateDriverDataSize,
                         .count = args->NumAllocations};

    NTSTATUS status = find_home(&c, args);
    if (NT_SUCCESS(status))
        status = creation_begin(&c);
    if (NT_SUCCESS(status))
        status = creation_run(&c, args->pAllocationInfo);
    if (NT_SUCCESS(status) && args->Flags.CreateResource) {
        args->hResource = c.opened->object.handle;
        args->hGlobalShare = c.resource->share;
    }
    creation_end(&c);
    if (c.opened && !NT_SUCCESS(status) && args->Flags.CreateResource)
        opened_close(c.opened);
    else if (c.opened)
        dxgk_object_release(&c.opened->object);
    return status;
}

NTSTATUS dxgk_kmt_create_allocation(struct dxgk_process *process, D3DKMT_CREATEALLOCATION *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status))
        status = check_args(device, args);
    if (NT_SUCCESS(status))
        status = create(device, args);
    device_leave(device);
    dxgk_object_release(&device->object);
    return status;
}

/* ---- lists of handles ---- */

struct listed {
    struct dxgk_open *few[32], **open;
    UINT count;
};

static void forget(struct listed *l)
{
    for (UINT i = 0; i < l->count; i++)
        dxgk_object_release(&l->open[i]->object);
    if (l->open != l->few)
        dxgk_free(l->open);
}

/* References to all bindings that the list names; each is the device's, and is named once. */
static NTSTATUS look_up(struct dxgk_device *device, const D3DKMT_HANDLE *handles, UINT count,
                        struct listed *l)
{
    NTSTATUS status = STATUS_SUCCESS;

    l->count = 0;
    l->open = l->few;
    if (count > RTL_NUMBER_OF(l->few))
        l->open = dxgk_alloc(count * sizeof(*l->open));
    if (!l->open)
        return STATUS_NO_MEMORY;
    if (handle_get_many(device->object.process, handles, sizeof(*handles), count, OBJECT_ALLOCATION,
                        (void **)l->open) != count)
        status = STATUS_INVALID_HANDLE;
    else
        l->count = count;
    for (UINT i = 0; i < l->count; i++) {
        if (!l->open[i]) { /* handle 0 */
            l->open[i] = l->open[--l->count];
            i--;
            status = STATUS_INVALID_HANDLE;
        } else if (l->open[i]->device != device) {
            status = STATUS_INVALID_PARAMETER;
        }
    }
    if (!NT_SUCCESS(status))
        forget(l);
    return status;
}

static bool in_one_resource(const struct listed *l)
{
    for (UINT i = 1; i < l->count; i++) {
        if (l->open[i]->resource != l->open[0]->resource)
            return false;
    }
    return true;
}

/* ---- destroy ---- */

/* Each binding may be named once: marks them all, or none. device->lock held. */
static bool mark_once(struct listed *l)
{
    UINT i = 0;

    while (i < l->count && !l->open[i]->marked)
        l->open[i++]->marked = true;
    bool once = i == l->count;
    while (i-- > 0)
        l->open[i]->marked = false;
    return once;
}

static NTSTATUS close_list(struct dxgk_device *device, struct listed *l)
{
    struct open_group group = {0};

    ExAcquireFastMutex(&device->lock);
    bool once = mark_once(l);
    for (UINT i = 0; once && i < l->count; i++) {
        if (handle_close(&l->open[i]->object))
            group_add(&group, l->open[i]);
    }
    ExReleaseFastMutex(&device->lock);
    group_release(&group);
    return once ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

static NTSTATUS destroy_list(struct dxgk_device *device, const D3DKMT_DESTROYALLOCATION *args)
{
    struct listed l;

    if (!args->phAllocationList || args->AllocationCount == 0 || args->AllocationCount > MOST_ALLOCATIONS)
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status = look_up(device, args->phAllocationList, args->AllocationCount, &l);
    if (!NT_SUCCESS(status))
        return status;
    status = in_one_resource(&l) ? close_list(device, &l) : STATUS_INVALID_PARAMETER; /* THK-15 */
    forget(&l);
    return status;
}

static NTSTATUS destroy_resource(struct dxgk_device *device, const D3DKMT_DESTROYALLOCATION *args)
{
    if (args->phAllocationList || args->AllocationCount)
        return STATUS_INVALID_PARAMETER;
    struct dxgk_opened_resource *opened =
        handle_get(device->object.process, args->hResource, OBJECT_RESOURCE);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    if (opened->device == device) {
        opened_close(opened);
        return STATUS_SUCCESS;
    }
    dxgk_object_release(&opened->object);
    return STATUS_INVALID_PARAMETER;
}

NTSTATUS dxgk_kmt_destroy_allocation(struct dxgk_process *process, const D3DKMT_DESTROYALLOCATION *args)
{
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    InterlockedIncrement(&device->calls); /* a lost device, too, gives back what it has (THK-25) */
    NTSTATUS status;
    if (ReadAcquire(&device->ending))
        status = STATUS_SUCCESS; /* gone with the device, or about to be */
    else
        status = args->hResource ? destroy_resource(device, args) : destroy_list(device, args);
    device_leave(device);
    dxgk_object_release(&device->object);
    return status;
}

/* ---- priority and residency: of a list, or of all in a resource ---- */

static NTSTATUS list_or_resource(struct dxgk_device *device, D3DKMT_HANDLE resource,
                                 const D3DKMT_HANDLE *list, UINT count, struct listed *l)
{
    if (!resource)
        return list && count && count <= MOST_ALLOCATIONS ? look_up(device, list, count, l)
                                                          : STATUS_INVALID_PARAMETER;
    if (list || count)
        return STATUS_INVALID_PARAMETER;
    struct dxgk_opened_resource *opened = handle_get(device->object.process, resource, OBJECT_RESOURCE);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = opened->device == device ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    l->count = 0;
    UINT room = opened->resource->allocation_count;
    l->open = room > RTL_NUMBER_OF(l->few) ? dxgk_alloc(room * sizeof(*l->open)) : l->few;
    if (NT_SUCCESS(status) && !l->open)
        status = STATUS_NO_MEMORY;
    if (NT_SUCCESS(status)) {
        ExAcquireFastMutex(&device->lock);
        for (LIST_ENTRY *e = opened->opens.Flink; e != &opened->opens && l->count < (room ? room : 1);
             e = e->Flink) {
            struct dxgk_open *open = CONTAINING_RECORD(e, struct dxgk_open, link);
            if (open->object.type == OBJECT_ALLOCATION && object_hold_alive(&open->object))
                l->open[l->count++] = open;
        }
        ExReleaseFastMutex(&device->lock);
    } else if (l->open && l->open != l->few) {
        dxgk_free(l->open);
    }
    dxgk_object_release(&opened->object);
    return status;
}

NTSTATUS dxgk_kmt_set_allocation_priority(struct dxgk_process *process,
                                          const D3DKMT_SETALLOCATIONPRIORITY *args)
{
    struct listed l;
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status) && !args->pPriorities)
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = list_or_resource(device, args->hResource, args->phAllocationList, args->AllocationCount, &l);
    if (NT_SUCCESS(status)) {
        /* One for all of a resource, one for each of a list; 0 is none (ALC-07). */
        for (UINT i = 0; i < l.count && NT_SUCCESS(status); i++) {
            if (!args->pPriorities[args->hResource ? 0 : i])
                status = STATUS_INVALID_PARAMETER;
        }
        for (UINT i = 0; i < l.count && NT_SUCCESS(status); i++)
            __atomic_store_n(&l.open[i]->allocation->memory.priority,
                             args->pPriorities[args->hResource ? 0 : i], __ATOMIC_RELAXED);
        forget(&l);
    }
    device_leave(device);
    dxgk_object_release(&device->object);
    return status;
}

static D3DKMT_ALLOCATIONRESIDENCYSTATUS residency(struct dxgk_adapter *adapter,
                                                  struct dxgk_allocation *allocation)
{
    struct vidmm_segment_info info;
    PHYSICAL_ADDRESS address;
    UINT segment;

    struct vidmm_instance *instance = vidmm_current(allocation);
    vidmm_place_of(instance, &segment, &address);
    vidmm_instance_release(instance);
    if (!segment || !vidmm_segment(adapter->p->render->vidmm, segment, &info))
        return D3DKMT_ALLOCATIONRESIDENCYSTATUS_NOTRESIDENT;
    return info.flags.Aperture ? D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINSHAREDMEMORY
                               : D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY;
}

NTSTATUS dxgk_kmt_query_allocation_residency(struct dxgk_process *process,
                                             const D3DKMT_QUERYALLOCATIONRESIDENCY *args)
{
    struct listed l;
    struct dxgk_device *device = handle_get(process, args->hDevice, OBJECT_DEVICE);

    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status) && !args->pResidencyStatus)
        status = STATUS_INVALID_PARAMETER;
    if (NT_SUCCESS(status))
        status = list_or_resource(device, args->hResource, args->phAllocationList, args->AllocationCount, &l);
    if (NT_SUCCESS(status)) {
        D3DKMT_ALLOCATIONRESIDENCYSTATUS worst = D3DKMT_ALLOCATIONRESIDENCYSTATUS_RESIDENTINGPUMEMORY;
        for (UINT i = 0; i < l.count; i++) {
            D3DKMT_ALLOCATIONRESIDENCYSTATUS one = residency(device->adapter, l.open[i]->allocation);
            worst = one > worst ? one : worst;
            if (!args->hResource)
                args->pResidencyStatus[i] = one;
        }
        if (args->hResource)
            args->pResidencyStatus[0] = worst;
        forget(&l);
    }
    device_leave(device);
    dxgk_object_release(&device->object);
    return status;
}
