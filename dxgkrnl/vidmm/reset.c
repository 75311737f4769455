/*
 * When memory goes away all at once: before a stop or sleep everything is brought to safety (SYN-01); after a reset of the adapter what was
 * in memory segments alone is gone, the driver is told of every place (TDR-07), and the devices that had it open are lost (TDR-12).
 */
#include "vidmm_private.h"

/* ---- a reset ---- */

/* A paging buffer was under way: whose allocations it moved. */
static void abandon_jobs(struct vidmm *vm)
{
    while (!IsListEmpty(&vm->jobs)) {
        struct vidmm_instance *instance =
            CONTAINING_RECORD(RemoveHeadList(&vm->jobs), struct vidmm_instance, job);
        instance->in_job = false;
        instance_tell(instance);
        if (instance->content && !instance->system_valid && !instance->block)
            instance_lose(instance); /* it was on its way out */
        instance->saving = false;
    }
}

/* Somebody looks at the bus there: whatever the bits are now, the place stays his. */
static bool stays(const struct vidmm_instance *instance, const struct segment *segment)
{
    return instance->locks && !is_aperture(segment);
}

static void clean_up(struct vidmm *vm, struct vidmm_instance *instance, struct segment *segment)
{
    if (is_aperture(segment))
        unmap_place(vm, instance->allocation->driver, segment, instance->block->start, size_of(instance));
    else
        transfer_nothing(vm, instance, segment, instance->block->start);
    if (stays(instance, segment)) {
        instance_tell(instance);
        return;
    }
    if (instance->content && !instance->system_valid)
        instance_lose(instance);
    displace(vm, instance);
}

void vidmm_after_reset(struct dxgk_adapter *adapter)
{
    struct vidmm *vm = vidmm_of(adapter);

    vm->generation++;
    abandon_jobs(vm);
    paging_forget(vm);
    vm->cleaning = true;
    for (UINT id = 1; id <= vm->segment_count; id++) {
        struct segment *segment = &vm->segments[id - 1];
        for (UINT band = 0; band < VIDMM_BANDS; band++) {
            LIST_ENTRY *list = &segment->residents[band];
            for (LIST_ENTRY *l = list->Flink, *next; l != list; l = next) {
                next = l->Flink;
                clean_up(vm, CONTAINING_RECORD(l, struct vidmm_instance, residents), segment);
            }
        }
    }
    maps_after_reset(vm);
    paging_forget(vm);
    vm->cleaning = false;
}

NTSTATUS vidmm_restore(struct dxgk_adapter *adapter)
{
    struct vidmm *vm = vidmm_of(adapter);
    NTSTATUS status = maps_restore(vm);

    if (++vm->preparation == 0)
        vm->preparation = 1;
    for (LIST_ENTRY *l = vm->pinned.Flink; l != &vm->pinned && NT_SUCCESS(status); l = l->Flink) {
        struct vidmm_instance *instance = CONTAINING_RECORD(l, struct vidmm_instance, pinned);
        instance->needed = vm->preparation;
        status = place_instance(vm, instance, info_of(instance)->SupportedWriteSegmentSet);
    }
    NTSTATUS flushed = paging_flush(vm);
    return NT_SUCCESS(status) ? flushed : status;
}

/* ---- to safety ---- */

static NTSTATUS empty_segment(struct vidmm *vm, struct segment *segment)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT band = 0; band < VIDMM_BANDS; band++) {
        LIST_ENTRY *list = &segment->residents[band];
        while (!IsListEmpty(list) && NT_SUCCESS(status)) {
            struct vidmm_instance *instance =
                CONTAINING_RECORD(list->Flink, struct vidmm_instance, residents);
            status = instance_wait(vm, instance, false);
            if (NT_SUCCESS(status) && instance->block)
                status = evict_instance(vm, instance);
        }
    }
    return status;
}

NTSTATUS vidmm_evict_all(struct dxgk_adapter *adapter)
{
    struct vidmm *vm = vidmm_of(adapter);
    NTSTATUS status = STATUS_SUCCESS;

    /* Memory first: it may go by way of an aperture (ALC-06). */
    for (UINT pass = 0; pass < 2; pass++) {
        for (UINT id = 1; id <= vm->segment_count && NT_SUCCESS(status); id++) {
            if (is_aperture(&vm->segments[id - 1]) == (pass == 1))
                status = empty_segment(vm, &vm->segments[id - 1]);
        }
    }
    NTSTATUS flushed = paging_flush(vm);
    if (NT_SUCCESS(status))
        status = flushed;
    return NT_SUCCESS(status) ? maps_remove(vm) : status;
}
