/*
 * What a DMA buffer needs before it can run: everything that its patch list names and nothing else (OBS-84), in the order of the list
 * (REN-68), as far as memory goes; where the first of it does not fit as it lies, it is placed anew. Where memory ends, the buffer is cut
 * (REN-69); what is bound across the cut comes back to the same place before the next portion runs (REN-71), so that nothing has to be held
 * between two portions.
 */
#include "vidmm_private.h"

/* ---- what the packet names ---- */

static void begin(struct vidmm *vm)
{
    if (++vm->preparation == 0)
        vm->preparation = 1;
}

static void mark_uses(struct vidmm *vm, struct dxgk_packet *packet)
{
    for (UINT i = 0; i < packet->use_count; i++) {
        struct packet_use *use = &packet->uses[i];
        struct vidmm_instance *instance = use->instance;
        use->needed = false;
        if (!instance)
            continue;
        bool seen = instance->wanted == vm->preparation;
        instance->wanted = vm->preparation;
        instance->want_write = use->write || (seen && instance->want_write);
    }
}

static UINT set_for(const struct vidmm_instance *instance)
{
    const DXGK_ALLOCATIONINFO *info = info_of(instance);
    return instance->want_write ? info->SupportedWriteSegmentSet : info->SupportedReadSegmentSet;
}

/* Resident for this packet; what `needed` says keeps it so until all of it is placed. */
static NTSTATUS need(struct vidmm *vm, struct vidmm_instance *instance)
{
    NTSTATUS status = STATUS_SUCCESS;
    bool moved;

    if (instance->needed == vm->preparation)
        return status;
    __atomic_store_n(&instance->allocation->memory.offered, false, __ATOMIC_RELEASE);
    if (vm->adapter->options.render.move_all && instance->block)
        status = move_instance(vm, instance, set_for(instance), &moved);
    if (NT_SUCCESS(status))
        status = place_instance(vm, instance, set_for(instance));
    if (NT_SUCCESS(status))
        instance->needed = vm->preparation;
    return status;
}

/* ---- over a split ---- */

static bool carried_room(struct vidmm *vm, const struct dxgk_packet *packet)
{
    const D3DDDI_PATCHLOCATIONLIST *patches = packet->dma->patches;
    UINT rows = 0;

    for (UINT e = 0; e < packet->patch_count; e++)
        rows = (UINT)patches[e].SlotId >= rows ? (UINT)patches[e].SlotId + 1 : rows;
    if (!slots_reserve(&vm->slots, rows, dxgk_alloc, dxgk_free))
        return false;
    if (vm->carried_room >= packet->patch_count)
        return true;
    UINT *carried = dxgk_alloc(packet->patch_count * sizeof(*carried));
    if (!carried)
        return false;
    dxgk_free(vm->carried);
    vm->carried = carried;
    vm->carried_room = packet->patch_count;
    return true;
}

/* What is bound at the split goes back to where the portion before it had it. */
static NTSTATUS restore_bound(struct vidmm *vm, struct dxgk_packet *packet)
{
    const struct dma_buffer *dma = packet->dma;

    if (!packet->next || !packet->patch_count)
        return STATUS_SUCCESS;
    if (!carried_room(vm, packet))
        return STATUS_NO_MEMORY;
    UINT count = slots_carried(&vm->slots, dma->patches, packet->patch_count, packet->next, vm->carried);
    for (UINT i = 0; i < count; i++) { /* all of them first: none of them makes room for another */
        struct packet_use *use = &packet->uses[dma->patches[vm->carried[i]].AllocationIndex];
        use->needed = use->instance != NULL;
        if (use->instance)
            use->instance->needed = vm->preparation;
    }
    for (UINT i = 0; i < count; i++) {
        UINT index = dma->patches[vm->carried[i]].AllocationIndex;
        struct vidmm_instance *instance = packet->uses[index].instance;
        const DXGK_ALLOCATIONLIST *element = &dma->allocations[index];
        struct segment *segment = segment_of(vm, element->SegmentId);
        if (!instance || !segment)
            continue;
        NTSTATUS status = place_exactly(vm, instance, segment, (ULONG64)element->PhysicalAddress.QuadPart);
        if (!NT_SUCCESS(status))
            return status;
    }
    return STATUS_SUCCESS;
}

/* ---- the portion ---- */

/* Entries from `first` on, until one cannot be placed; *to: where the buffer has to be cut before it. */
static NTSTATUS place_entries(struct vidmm *vm, struct dxgk_packet *packet, UINT first, UINT *to)
{
    const D3DDDI_PATCHLOCATIONLIST *patches = packet->dma->patches;

    *to = packet->dma_length;
    for (UINT e = first; e < packet->patch_count; e++) {
        struct vidmm_instance *instance = packet->uses[patches[e].AllocationIndex].instance;
        NTSTATUS status = instance ? need(vm, instance) : STATUS_SUCCESS;
        if (NT_SUCCESS(status))
            continue;
        if (status != STATUS_GRAPHICS_NO_VIDEO_MEMORY || patches[e].SplitOffset <= packet->next)
            return status;
        *to = patches[e].SplitOffset;
        return STATUS_SUCCESS;
    }
    return STATUS_SUCCESS;
}

/* ---- what it needs is in its own way ---- */

/* The entries that have to be placed before anything runs. */
static UINT end_of_first(const struct dxgk_packet *packet, UINT first)
{
    const D3DDDI_PATCHLOCATIONLIST *patches = packet->dma->patches;

    while (first < packet->patch_count && patches[first].SplitOffset <= packet->next)
        first++;
    return first;
}

static struct vidmm_instance *instance_of(const struct dxgk_packet *packet, UINT entry)
{
    return packet->uses[packet->dma->patches[entry].AllocationIndex].instance;
}

/* The largest that is not placed yet; NULL: all are. */
static struct vidmm_instance *largest(struct vidmm *vm, const struct dxgk_packet *packet, UINT first,
                                      UINT end)
{
    struct vidmm_instance *best = NULL;

    for (UINT e = first; e < end; e++) {
        struct vidmm_instance *instance = instance_of(packet, e);
        if (instance && instance->needed != vm->preparation && (!best || size_of(instance) > size_of(best)))
            best = instance;
    }
    return best;
}

/* All of it goes out, then in again, the largest first, so that what fits in total fits. What is bound across a split stays where it is
 * (REN-71). */
static NTSTATUS place_anew(struct vidmm *vm, struct dxgk_packet *packet, UINT first, UINT *to)
{
    UINT end = end_of_first(packet, first);
    struct vidmm_instance *instance;

    begin(vm);
    mark_uses(vm, packet);
    NTSTATUS status = restore_bound(vm, packet);
    for (UINT e = first; e < end && NT_SUCCESS(status); e++) {
        instance = instance_of(packet, e);
        if (instance && instance->block && instance->needed != vm->preparation && !is_fixed(vm, instance))
            status = unplace_instance(vm, instance);
    }
    while (NT_SUCCESS(status) && (instance = largest(vm, packet, first, end)) != NULL)
        status = need(vm, instance);
    return NT_SUCCESS(status) ? place_entries(vm, packet, first, to) : status;
}

static void mark_needed(struct dxgk_packet *packet, UINT first, UINT to)
{
    const D3DDDI_PATCHLOCATIONLIST *patches = packet->dma->patches;

    for (UINT e = first; e < packet->patch_count; e++) {
        if (patches[e].SplitOffset >= to && to < packet->dma_length)
            break;
        packet->uses[patches[e].AllocationIndex].needed =
            packet->uses[patches[e].AllocationIndex].instance != NULL;
    }
}

/* The list says where everything is that the portion uses; true: something of it is not where the buffer was last told. */
static bool fill_list(struct vidmm *vm, struct dxgk_packet *packet)
{
    bool moved = false;

    for (UINT i = 0; i < packet->use_count; i++) {
        const struct packet_use *use = &packet->uses[i];
        DXGK_ALLOCATIONLIST *element = &packet->dma->allocations[i];
        const struct segment *segment = use->instance ? place_of(vm, use->instance) : NULL;
        UINT id = segment ? segment->info.id : 0;
        LONGLONG address = segment ? (LONGLONG)use->instance->block->start : 0;
        if (element->SegmentId == id && element->PhysicalAddress.QuadPart == address)
            continue;
        if (!use->needed)
            id = 0, address = 0;
        moved |= use->needed;
        element->SegmentId = id;
        element->PhysicalAddress.QuadPart = address;
    }
    return moved;
}

/* From now on the segment's copy may be the newer one (LST-06). */
static void mark_written(struct vidmm *vm, struct dxgk_packet *packet)
{
    for (UINT i = 0; i < packet->use_count; i++) {
        struct vidmm_instance *instance = packet->uses[i].instance;
        if (!instance || !packet->uses[i].needed || !packet->uses[i].write)
            continue;
        instance->content = true;
        if (!is_aperture(place_of(vm, instance)))
            instance->system_valid = false;
    }
}

static NTSTATUS prepare_flip(struct vidmm *vm, struct dxgk_packet *packet, UINT *to, bool *moved)
{
    struct vidmm_instance *instance = packet->shown.instance;
    NTSTATUS status = STATUS_SUCCESS;

    *to = 0;
    *moved = false;
    if (instance && !instance->block)
        status = place_instance(vm, instance, info_of(instance)->SupportedWriteSegmentSet);
    return NT_SUCCESS(status) ? paging_flush(vm) : status;
}

NTSTATUS vidmm_prepare(struct dxgk_adapter *adapter, struct dxgk_packet *packet, UINT *to, bool *moved)
{
    struct vidmm *vm = vidmm_of(adapter);

    begin(vm);
    if (packet->kind == PACKET_FLIP || !packet->dma)
        return prepare_flip(vm, packet, to, moved);
    mark_uses(vm, packet);
    UINT first = slots_first(packet->dma->patches, packet->patch_count, packet->next);
    NTSTATUS status = restore_bound(vm, packet);
    if (NT_SUCCESS(status))
        status = place_entries(vm, packet, first, to);
    if (status == STATUS_GRAPHICS_NO_VIDEO_MEMORY)
        status = place_anew(vm, packet, first, to);
    NTSTATUS flushed =
        status == STATUS_GRAPHICS_NO_VIDEO_MEMORY || NT_SUCCESS(status) ? paging_flush(vm) : status;
    if (!NT_SUCCESS(status) || !NT_SUCCESS(flushed))
        return NT_SUCCESS(flushed) ? status : flushed;
    mark_needed(packet, first, *to);
    packet->patched |= fill_list(vm, packet);
    *moved = packet->patched;
    mark_written(vm, packet);
    return STATUS_SUCCESS;
}

/* ---- counts ---- */

static void count_use(struct packet_use *use, UINT node, bool write)
{
    struct vidmm_instance *instance = use->instance;

    if (!instance || !use->needed || use->pinned_here)
        return;
    use->pinned_here = true;
    InterlockedIncrement(&instance->busy[node]);
    if (write)
        InterlockedIncrement(&instance->writers[node]);
}

static void uncount_use(struct packet_use *use, UINT node, bool write)
{
    struct vidmm_instance *instance = use->instance;

    if (!use->pinned_here)
        return;
    use->pinned_here = false;
    if (write)
        InterlockedDecrement(&instance->writers[node]);
    InterlockedDecrement(&instance->busy[node]);
}

void vidmm_submitted(struct dxgk_packet *packet, UINT node)
{
    for (UINT i = 0; i < packet->use_count; i++)
        count_use(&packet->uses[i], node, packet->uses[i].write);
    packet->shown.needed = packet->shown.instance != NULL;
    count_use(&packet->shown, node, false);
}

static void wake(struct dxgk_packet *packet)
{
    struct vidmm *vm = packet->context ? vidmm_of(packet->context->adapter) : NULL;

    if (vm && ReadAcquire(&vm->waiters))
        KeSetEvent(&vm->retired, IO_NO_INCREMENT, FALSE);
}

void vidmm_retired(struct dxgk_packet *packet, UINT node)
{
    for (UINT i = 0; i < packet->use_count; i++)
        uncount_use(&packet->uses[i], node, packet->uses[i].write);
    uncount_use(&packet->shown, node, false);
    wake(packet);
}

void vidmm_queued(struct dxgk_packet *packet)
{
    for (UINT i = 0; i < packet->use_count; i++) {
        struct packet_use *use = &packet->uses[i];
        if (!use->instance || use->counted)
            continue;
        use->counted = true;
        InterlockedIncrement(&use->instance->queued);
        if (use->write)
            InterlockedIncrement(&use->instance->queued_writers);
    }
}

void vidmm_unqueued(struct dxgk_packet *packet)
{
    for (UINT i = 0; i < packet->use_count; i++) {
        struct packet_use *use = &packet->uses[i];
        if (!use->counted)
            continue;
        use->counted = false;
        if (use->write)
            InterlockedDecrement(&use->instance->queued_writers);
        InterlockedDecrement(&use->instance->queued);
    }
    wake(packet);
}

/* ---- pins ---- */

NTSTATUS vidmm_pin(struct vidmm_instance *instance)
{
    struct vidmm *vm = vidmm_of(instance->allocation->adapter);
    NTSTATUS status = STATUS_SUCCESS;

    if (!instance->pins) {
        begin(vm);
        status = place_instance(vm, instance, info_of(instance)->SupportedWriteSegmentSet);
        NTSTATUS flushed = paging_flush(vm);
        status = NT_SUCCESS(status) ? flushed : status;
    }
    if (!NT_SUCCESS(status))
        return status;
    if (!instance->pins++)
        InsertTailList(&vm->pinned, &instance->pinned);
    return STATUS_SUCCESS;
}

void vidmm_unpin(struct vidmm_instance *instance)
{
    if (instance->pins && --instance->pins == 0)
        RemoveEntryList(&instance->pinned);
}
