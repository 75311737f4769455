/* The bookkeeping, looked at from every side: what the tests ask after each step. */
#include "vidmm_private.h"

static const char *verify_instance(struct vidmm *vm, struct segment *segment, UINT band,
                                   struct vidmm_instance *instance)
{
    if (!instance->block || instance->block->owner != instance)
        return "a resident has no range of its segment";
    if (place_of(vm, instance) != segment)
        return "a resident is listed in another segment than it is in";
    if (heap_at(&segment->heap, instance->block->start) != instance->block)
        return "a resident's range is not in the segment";
    if (instance->block->size != size_of(instance))
        return "a resident's range has another size than it";
    if (band >= VIDMM_BANDS)
        return "a priority is none";
    if (is_aperture(segment) && !instance->pages)
        return "an aperture shows pages that are not there";
    if (is_aperture(segment) && instance->content && !instance->system_valid && !instance->saving)
        return "bits that an aperture shows are nowhere";
    if (instance->saving && !instance->in_job)
        return "bits are being saved by no paging buffer";
    if (instance->system_valid && !instance->pages)
        return "valid system memory is not there";
    return NULL;
}

static const char *verify_segment(struct vidmm *vm, struct segment *segment, ULONG64 *maps)
{
    const char *wrong = heap_check(&segment->heap);
    ULONG64 bytes = 0;
    size_t count = 0;

    for (UINT band = 0; band < VIDMM_BANDS && !wrong; band++) {
        LIST_ENTRY *list = &segment->residents[band];
        for (LIST_ENTRY *l = list->Flink; l != list && !wrong; l = l->Flink) {
            struct vidmm_instance *instance = CONTAINING_RECORD(l, struct vidmm_instance, residents);
            wrong = verify_instance(vm, segment, band, instance);
            bytes += size_of(instance);
            count++;
        }
    }
    for (LIST_ENTRY *l = vm->maps.Flink; l != &vm->maps; l = l->Flink) {
        struct vidmm_dma_map *map = CONTAINING_RECORD(l, struct vidmm_dma_map, link);
        bytes += map->segment == segment ? map->block->size : 0;
        count += map->segment == segment;
    }
    if (wrong)
        return wrong;
    if (count != segment->heap.taken || bytes != segment->heap.size - segment->heap.free)
        return "ranges are taken that nobody has";
    if (!is_aperture(segment))
        return NULL;
    *maps += bytes;
    if (segment->mapped != bytes || bytes > segment->info.commit_limit)
        return "an aperture's count is wrong, or over its limit";
    return NULL;
}

const char *vidmm_verify(struct vidmm *vm)
{
    const char *wrong = NULL;
    ULONG64 mapped = 0;

    for (UINT id = 1; id <= vm->segment_count && !wrong; id++)
        wrong = verify_segment(vm, &vm->segments[id - 1], &mapped);
    if (!wrong && (mapped != vm->aperture_mapped || (vm->aperture_limit && mapped > vm->aperture_limit)))
        wrong = "the sum over the apertures is wrong, or over the limit";
    for (LIST_ENTRY *l = vm->pinned.Flink; l != &vm->pinned && !wrong; l = l->Flink) {
        if (CONTAINING_RECORD(l, struct vidmm_instance, pinned)->pins <= 0)
            wrong = "a pinned instance has no pins";
    }
    if (!wrong && IsListEmpty(&vm->jobs) != (vm->cursor == 0 && !vm->waiting_due) && vm->cursor != vm->start)
        wrong = "something is built that belongs to nobody";
    return wrong;
}
