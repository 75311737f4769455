/*
 * DMA and paging buffers that lie in an aperture segment (SUB-13, SEG-09): a range of it shows their pages for as long as they exist. They
 * keep their address over resets and sleep.
 */
#include "vidmm_private.h"

/* What the heap sees as the owner: never taken for an instance. */
static void *owner_of(struct vidmm_dma_map *map)
{
    return (void *)((ULONG_PTR)map | 1);
}

static NTSTATUS show(struct vidmm *vm, struct vidmm_dma_map *map)
{
    NTSTATUS status = map_place(vm, NULL, false, map->segment, map->block->start, map->block->size, map->mdl);

    if (NT_SUCCESS(status))
        status = paging_flush(vm);
    if (!NT_SUCCESS(status))
        return status;
    map->mapped = true;
    return STATUS_SUCCESS;
}

static NTSTATUS hide(struct vidmm *vm, struct vidmm_dma_map *map)
{
    if (!map->mapped)
        return STATUS_SUCCESS;
    map->mapped = false;
    NTSTATUS status = unmap_place(vm, NULL, map->segment, map->block->start, map->block->size);
    return NT_SUCCESS(status) ? paging_flush(vm) : status;
}

static void count(struct vidmm *vm, struct vidmm_dma_map *map, bool more)
{
    map->segment->mapped += more ? map->block->size : 0 - map->block->size;
    vm->aperture_mapped += more ? map->block->size : 0 - map->block->size;
}

static NTSTATUS make_mdl(struct vidmm_dma_map *map)
{
    map->mdl = IoAllocateMdl(map->dma->base, map->dma->size, FALSE, FALSE, NULL);
    if (!map->mdl)
        return STATUS_NO_MEMORY;
    MmBuildMdlForNonPagedPool(map->mdl);
    return STATUS_SUCCESS;
}

static NTSTATUS find_room(struct vidmm *vm, struct vidmm_dma_map *map, UINT set)
{
    NTSTATUS status = STATUS_GRAPHICS_NO_VIDEO_MEMORY;

    for (UINT id = 1; id <= vm->segment_count && !map->block; id++) {
        struct segment *segment = &vm->segments[id - 1];
        if (!(set >> (id - 1) & 1) || !is_aperture(segment))
            continue;
        map->segment = segment;
        map->block = room_for(vm, segment, ROUND_TO_PAGES(map->dma->size), owner_of(map), &status);
        if (!map->block && status != STATUS_GRAPHICS_NO_VIDEO_MEMORY)
            break;
    }
    return map->block ? STATUS_SUCCESS : status;
}

static void discard(struct vidmm *vm, struct vidmm_dma_map *map)
{
    if (map->block) {
        count(vm, map, false);
        heap_give(&map->segment->heap, map->block);
        RemoveEntryList(&map->link);
    }
    if (map->mdl)
        IoFreeMdl(map->mdl);
    map->dma->map = NULL;
    dxgk_free(map);
}

NTSTATUS vidmm_map_dma(struct dxgk_adapter *adapter, struct dma_buffer *dma, UINT segment_set)
{
    struct vidmm *vm = vidmm_of(adapter);

    if (!segment_set)
        return STATUS_SUCCESS;
    struct vidmm_dma_map *map = dxgk_alloc(sizeof(*map));
    if (!map)
        return STATUS_NO_MEMORY;
    map->dma = dma;
    if (++vm->preparation == 0)
        vm->preparation = 1;
    NTSTATUS status = make_mdl(map);
    if (NT_SUCCESS(status))
        status = find_room(vm, map, segment_set);
    if (NT_SUCCESS(status)) {
        count(vm, map, true);
        InsertTailList(&vm->maps, &map->link);
        status = show(vm, map);
    }
    if (!NT_SUCCESS(status)) {
        discard(vm, map);
        return status;
    }
    dma->map = map;
    dma->segment = map->segment->info.id;
    dma->address.QuadPart = (LONGLONG)map->block->start;
    return STATUS_SUCCESS;
}

void vidmm_unmap_dma(struct dxgk_adapter *adapter, struct dma_buffer *dma)
{
    struct vidmm *vm = vidmm_of(adapter);

    if (!dma->map)
        return;
    if (!adapter->p->removed)
        hide(vm, dma->map);
    discard(vm, dma->map);
    dma->segment = 0;
    dma->address = MmGetPhysicalAddress(dma->base);
}

/* The device forgot its page table. */
void maps_after_reset(struct vidmm *vm)
{
    for (LIST_ENTRY *l = vm->maps.Flink; l != &vm->maps; l = l->Flink) {
        struct vidmm_dma_map *map = CONTAINING_RECORD(l, struct vidmm_dma_map, link);
        if (map->mapped)
            unmap_place(vm, NULL, map->segment, map->block->start, map->block->size);
        map->mapped = false;
    }
}

NTSTATUS maps_remove(struct vidmm *vm)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (LIST_ENTRY *l = vm->maps.Blink; l != &vm->maps && NT_SUCCESS(status); l = l->Blink)
        status = hide(vm, CONTAINING_RECORD(l, struct vidmm_dma_map, link));
    return status;
}

NTSTATUS maps_restore(struct vidmm *vm)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (LIST_ENTRY *l = vm->maps.Flink; l != &vm->maps && NT_SUCCESS(status); l = l->Flink) {
        struct vidmm_dma_map *map = CONTAINING_RECORD(l, struct vidmm_dma_map, link);
        if (!map->mapped)
            status = show(vm, map);
    }
    return status;
}
