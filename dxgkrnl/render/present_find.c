/*
 * What a present is about: which allocation is shown on a source, and the device's own binding of it.
 */
#include "present_kmt.h"

/* ---- the shared primary ---- */

/* The device's binding of the allocation, with a reference: the one that was found last time, or a look through its resources. */
static struct dxgk_open *binding_of(struct dxgk_context *context, const struct dxgk_allocation *allocation,
                                    UINT source)
{
    struct dxgk_device *device = context->device;
    struct dxgk_process *process = context->object.process;
    D3DKMT_HANDLE *guess = &context->dma->primary[source];
    struct dxgk_open *found =
        handle_get(process, __atomic_load_n(guess, __ATOMIC_RELAXED), OBJECT_ALLOCATION);

    if (found && found->allocation == allocation && found->device == device)
        return found;
    if (found)
        dxgk_object_release(&found->object);
    found = NULL;
    ExAcquireFastMutex(&device->lock);
    for (LIST_ENTRY *l = device->resources.Flink; l != &device->resources && !found; l = l->Flink) {
        struct dxgk_opened_resource *opened = CONTAINING_RECORD(l, struct dxgk_opened_resource, link);
        if (opened->resource != allocation->resource)
            continue;
        for (LIST_ENTRY *o = opened->opens.Flink; o != &opened->opens && !found; o = o->Flink) {
            struct dxgk_open *open = CONTAINING_RECORD(o, struct dxgk_open, link);
            if (open->allocation == allocation && open->object.type == OBJECT_ALLOCATION &&
                object_hold_alive(&open->object))
                found = open;
        }
    }
    ExReleaseFastMutex(&device->lock);
    if (found)
        __atomic_store_n(guess, found->object.handle, __ATOMIC_RELAXED);
    return found;
}

NTSTATUS present_primary(struct dxgk_context *context, UINT source, struct dxgk_open **open)
{
    struct dxgk_adapter *adapter = context->adapter;
    struct dxgk_allocation *allocation = NULL;

    *open = NULL;
    if (source >= adapter->source_count)
        return STATUS_INVALID_PARAMETER;
    adapter_lock(adapter);
    struct dxgk_render_half *half = adapter->p->render;
    if (half && half->primaries[source].open) {
        allocation = half->primaries[source].open->allocation;
        allocation_hold(allocation);
    }
    adapter_unlock(adapter);
    if (!allocation)
        return STATUS_GRAPHICS_PRESENT_MODE_CHANGED; /* nothing is shown there */
    *open = binding_of(context, allocation, source);
    allocation_release(allocation);
    return *open ? STATUS_SUCCESS
                 : STATUS_GRAPHICS_ALLOCATION_INVALID; /* THK-13: open the primary and come again */
}

NTSTATUS present_fits(struct dxgk_context *context, UINT source, struct dxgk_allocation *allocation)
{
    struct dxgk_adapter *adapter = context->adapter;
    UINT width, height;
    NTSTATUS status = present_size(allocation, &width, &height);

    if (!NT_SUCCESS(status))
        return status;
    adapter_lock(adapter);
    struct dxgk_render_half *half = adapter->p->render;
    const struct primary *shown = half ? &half->primaries[source] : NULL;
    if (!shown || !shown->open || shown->wish.width != width || shown->wish.height != height)
        status = STATUS_GRAPHICS_PRESENT_MODE_CHANGED;
    adapter_unlock(adapter);
    return status;
}

NTSTATUS present_may_show(struct dxgk_context *context, UINT source)
{
    struct dxgk_render_half *half = context->adapter->p->render;
    bool others;

    if (source >= context->adapter->source_count)
        return STATUS_INVALID_PARAMETER;
    ExAcquireFastMutex(&half->lock);
    D3DKMT_VIDPNSOURCEOWNER_TYPE type = half->owner[source].type;
    others = half->owner[source].device && half->owner[source].device != context->device &&
             (type == D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVE || type == D3DKMT_VIDPNSOURCEOWNER_EXCLUSIVEGDI);
    ExReleaseFastMutex(&half->lock);
    return others ? STATUS_GRAPHICS_VIDPN_SOURCE_IN_USE : STATUS_SUCCESS; /* OBS-78 */
}

/* ---- surfaces ---- */

/* Two clients may ask at once: what is known is written and read under the resource's lock, and the driver is asked without it. */
NTSTATUS present_size(struct dxgk_allocation *allocation, UINT *width, UINT *height)
{
    DXGKARG_DESCRIBEALLOCATION arg = {.hAllocation = allocation->driver};
    FAST_MUTEX *lock = &allocation->resource->lock;

    ExAcquireFastMutex(lock);
    *width = allocation->width;
    *height = allocation->height;
    ExReleaseFastMutex(lock);
    if (*width && *height)
        return STATUS_SUCCESS;
    NTSTATUS status = ddi_DescribeAllocation(allocation->adapter, &arg); /* ALC-24 */
    if (!NT_SUCCESS(status) || !arg.Width || !arg.Height)
        return STATUS_INVALID_PARAMETER;
    ExAcquireFastMutex(lock);
    *width = allocation->width = arg.Width;
    *height = allocation->height = arg.Height;
    allocation->format = arg.Format;
    ExReleaseFastMutex(lock);
    return STATUS_SUCCESS;
}
