/*
 * Who is where. An instance goes to the first segment of its preferences that has room, then to any that it supports; then others make
 * room: offered and low priorities first, and of these the ones that were used longest ago. What the packet at hand needs, what is pinned or
 * locked on the bus, stays.
 */
#include "vidmm_private.h"

enum make_room { ROOM_FREE, ROOM_STALE, ROOM_IDLE, ROOM_ANY };

/* Preparations after which those who were not used since go first, wherever they are. */
#define STALE 64u

/* ---- bookkeeping ---- */

static void set_place(struct vidmm_instance *instance, const struct segment *segment)
{
    ULONG64 place =
        segment ? (ULONG64)segment->info.id << 56 | (instance->block->start - segment->heap.base) : 0;
    __atomic_store_n(&instance->place, (LONG64)place, __ATOMIC_RELEASE);
}

static void enter(struct vidmm *vm, struct vidmm_instance *instance, struct segment *segment,
                  struct heap_block *block)
{
    instance->block = block;
    set_place(instance, segment);
    InsertTailList(&segment->residents[instance_band(instance)], &instance->residents);
    if (is_aperture(segment)) {
        segment->mapped += block->size;
        vm->aperture_mapped += block->size;
    }
}

void displace(struct vidmm *vm, struct vidmm_instance *instance)
{
    struct segment *segment = place_of(vm, instance);

    if (!segment)
        return;
    RemoveEntryList(&instance->residents);
    InitializeListHead(&instance->residents);
    if (is_aperture(segment)) {
        segment->mapped -= instance->block->size;
        vm->aperture_mapped -= instance->block->size;
    } else {
        view_leave_bus(vm, instance);
    }
    heap_give(&segment->heap, instance->block);
    instance->block = NULL;
    instance->cpu_wrote = false;
    set_place(instance, NULL);
}

void touch_instance(struct vidmm *vm, struct vidmm_instance *instance)
{
    struct segment *segment = place_of(vm, instance);

    if (!segment)
        return;
    RemoveEntryList(&instance->residents);
    InsertTailList(&segment->residents[instance_band(instance)], &instance->residents);
}

bool is_fixed(struct vidmm *vm, const struct vidmm_instance *instance)
{
    const struct segment *segment = place_of(vm, instance);
    DXGK_ALLOCATIONINFOFLAGS flags = info_of(instance)->Flags;

    return instance->pins || flags.Overlay || flags.Capture || /* ALC-13 */
           (instance->locks && segment && !is_aperture(segment));
}

/* ---- out ---- */

/* With bits, by way of an aperture segment that the driver named (ALC-06). False: not that way. */
static bool evict_to_segment(struct vidmm *vm, struct vidmm_instance *instance, struct segment *from,
                             NTSTATUS *status)
{
    UINT set = info_of(instance)->EvictionSegmentSet;
    struct segment *to = NULL;
    struct heap_block *block = NULL;
    ULONG64 size = size_of(instance), address = instance->block->start;

    for (UINT id = 1; id <= vm->segment_count && !block; id++) {
        to = &vm->segments[id - 1];
        bool fits = to != from && set >> (id - 1) & 1 && is_aperture(to) &&
                    to->mapped + size <= to->info.commit_limit &&
                    (!vm->aperture_limit || vm->aperture_mapped + size <= vm->aperture_limit);
        block = fits ? heap_take(&to->heap, size, PAGE_SIZE, HEAP_HIGH, instance) : NULL;
    }
    if (!block)
        return false;
    *status = map_place(vm, instance->allocation->driver, info_of(instance)->Flags.Cached, to, block->start,
                        size, instance->pages);
    if (NT_SUCCESS(*status)) {
        render_count(vm->adapter, bytes_evicted, size);
        *status = transfer_between(vm, instance, from, address, to, block->start);
    }
    if (NT_SUCCESS(*status) && vm->adapter->options.render.move_all)
        *status = fill_place(vm, instance, from, address, VIDMM_POISON);
    if (!NT_SUCCESS(*status)) {
        heap_give(&to->heap, block);
        return true;
    }
    displace(vm, instance);
    enter(vm, instance, to, block);
    instance->saving = true;
    return true;
}

static NTSTATUS save_bits(struct vidmm *vm, struct vidmm_instance *instance, struct segment *segment)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (instance->cpu_wrote &&
        segment->bus) /* what the processor wrote through the bus has arrived (PAG-17) */
        status = read_place(vm, segment, instance->block->start);
    if (NT_SUCCESS(status))
        status = transfer_out(vm, instance, segment, instance->block->start);
    if (NT_SUCCESS(status))
        instance->saving = true;
    return status;
}

static NTSTATUS evict_from_memory(struct vidmm *vm, struct vidmm_instance *instance, struct segment *segment)
{
    NTSTATUS status = STATUS_SUCCESS;

    if (__atomic_load_n(&instance->allocation->memory.offered, __ATOMIC_ACQUIRE))
        instance->content = false;
    bool save = instance->content && !instance->system_valid && !instance->saving;
    if (save) {
        status = instance_pages(instance);
        if (!NT_SUCCESS(status))
            return status;
        job_add(vm, instance);
        if (!instance->locks && evict_to_segment(vm, instance, segment, &status))
            return status;
        status = save_bits(vm, instance, segment);
        if (NT_SUCCESS(status) && instance->locks)
            status = paging_flush(vm); /* somebody looks: what he sees next has arrived there */
    } else {
        job_add(vm, instance);
        status = discard_place(vm, instance, segment, instance->block->start);
    }
    if (NT_SUCCESS(status) && vm->adapter->options.render.move_all)
        status = fill_place(vm, instance, segment, instance->block->start, VIDMM_POISON);
    if (NT_SUCCESS(status))
        displace(vm, instance);
    return status;
}

NTSTATUS evict_instance(struct vidmm *vm, struct vidmm_instance *instance)
{
    struct segment *segment = place_of(vm, instance);
    NTSTATUS status = STATUS_SUCCESS;

    render_count(vm->adapter, evictions, 1);
    if (!is_aperture(segment))
        return evict_from_memory(vm, instance, segment);
    if (instance
            ->saving) /* the device still writes through the place, and unmapping may take effect at once (PAG-18) */
        status = paging_flush(vm);
    if (NT_SUCCESS(status))
        status =
            unmap_place(vm, instance->allocation->driver, segment, instance->block->start, size_of(instance));
    if (NT_SUCCESS(status))
        displace(vm, instance);
    return status;
}

/* ---- making room ---- */

static bool may_go(struct vidmm *vm, const struct vidmm_instance *instance, enum make_room how)
{
    if (instance->needed == vm->preparation || is_fixed(vm, instance))
        return false;
    if (how == ROOM_STALE && vm->preparation - instance->needed < STALE)
        return false;
    return how == ROOM_ANY || !instance_busy(vm, instance, false);
}

static struct vidmm_instance *find_victim(struct vidmm *vm, struct segment *segment, enum make_room how)
{
    for (UINT band = 0; band < VIDMM_BANDS; band++) {
        LIST_ENTRY *list = &segment->residents[band];
        for (LIST_ENTRY *l = list->Flink; l != list; l = l->Flink) {
            struct vidmm_instance *instance = CONTAINING_RECORD(l, struct vidmm_instance, residents);
            if (may_go(vm, instance, how))
                return instance;
            if (how == ROOM_STALE && vm->preparation - instance->needed < STALE)
                break; /* the rest of the band was used later */
        }
    }
    return NULL;
}

static bool within_limits(const struct vidmm *vm, const struct segment *segment, ULONG64 size)
{
    return !is_aperture(segment) ||
           (segment->mapped + size <= segment->info.commit_limit &&
            (!vm->aperture_limit || vm->aperture_mapped + size <= vm->aperture_limit)); /* SEG-10 */
}

/* Somebody who can go, so that `segment` takes more; in another aperture segment when all together hold too much. */
static struct vidmm_instance *somebody(struct vidmm *vm, struct segment *segment, ULONG64 size,
                                       enum make_room how)
{
    struct vidmm_instance *victim = find_victim(vm, segment, how);

    for (UINT i = 0; !victim && is_aperture(segment) && i < vm->segment_count; i++) {
        if (is_aperture(&vm->segments[i]) && vm->aperture_limit &&
            vm->aperture_mapped + size > vm->aperture_limit)
            victim = find_victim(vm, &vm->segments[i], how);
    }
    return victim;
}

static NTSTATUS drive_out(struct vidmm *vm, struct vidmm_instance *victim)
{
    NTSTATUS status = instance_wait(vm, victim, false);

    if (NT_SUCCESS(status))
        status = evict_instance(vm, victim);
    if (status != STATUS_NO_MEMORY)
        return status;
    victim->needed = vm->preparation; /* no system memory for its bits: it stays, others may go */
    return STATUS_SUCCESS;
}

static NTSTATUS make_room(struct vidmm *vm, struct segment *segment, ULONG64 size, ULONG64 align,
                          enum heap_side side, enum make_room how, void *owner, struct heap_block **block)
{
    *block = NULL;
    if (size > segment->info.size || (is_aperture(segment) && size > segment->info.commit_limit))
        return STATUS_GRAPHICS_NO_VIDEO_MEMORY;
    for (;;) {
        if (within_limits(vm, segment, size))
            *block = heap_take(&segment->heap, size, align, side, owner);
        struct vidmm_instance *victim = *block || how == ROOM_FREE ? NULL : somebody(vm, segment, size, how);
        if (!victim)
            return *block ? STATUS_SUCCESS : STATUS_GRAPHICS_NO_VIDEO_MEMORY;
        NTSTATUS status = drive_out(vm, victim);
        if (!NT_SUCCESS(status))
            return status;
    }
}

struct heap_block *room_for(struct vidmm *vm, struct segment *segment, ULONG64 size, void *owner,
                            NTSTATUS *status)
{
    struct heap_block *block;

    *status = make_room(vm, segment, size, PAGE_SIZE, HEAP_HIGH, ROOM_IDLE, owner, &block); /* OBS-59 */
    if (*status == STATUS_GRAPHICS_NO_VIDEO_MEMORY)
        *status = make_room(vm, segment, size, PAGE_SIZE, HEAP_HIGH, ROOM_ANY, owner, &block);
    return block;
}

/* ---- in ---- */

/* Its place is set; now its bits follow. */
static NTSTATUS bring_in(struct vidmm *vm, struct vidmm_instance *instance, struct segment *segment)
{
    render_count(vm->adapter, page_ins, 1);
    job_add(vm, instance);
    if (is_aperture(segment)) {
        NTSTATUS status = map_place(vm, instance->allocation->driver, info_of(instance)->Flags.Cached,
                                    segment, instance->block->start, size_of(instance), instance->pages);
        if (NT_SUCCESS(status) && !instance->saving)
            instance->system_valid = true;
        return status;
    }
    if (instance->content)
        return transfer_in(vm, instance, segment, instance->block->start);
    return fill_place(vm, instance, segment, instance->block->start,
                      0); /* nobody sees what was there before (PAG-15) */
}

static ULONG64 alignment_of(const struct vidmm_instance *instance)
{
    UINT align = info_of(instance)->Alignment;
    return align > PAGE_SIZE ? align : PAGE_SIZE;
}

/* Segments in the order of preference; those from *preferred on are only supported. */
struct candidates {
    UINT count, preferred;
    struct {
        struct segment *segment;
        enum heap_side side;
    } list[VIDMM_MAX_SEGMENTS];
};

static void add_candidate(struct vidmm *vm, struct candidates *c, UINT *set, UINT id, enum heap_side side)
{
    if (!id || id > vm->segment_count || !(*set >> (id - 1) & 1))
        return;
    *set &= ~(1u << (id - 1));
    c->list[c->count].segment = &vm->segments[id - 1];
    c->list[c->count++].side = side;
}

/* Segments that it can be in at all: with its bits in pages that somebody looks at, only where those are shown. */
static UINT possible(struct vidmm *vm, const struct vidmm_instance *instance, UINT set)
{
    DXGK_ALLOCATIONINFOFLAGS flags = info_of(instance)->Flags;

    const struct segment *segment = place_of(vm, instance);
    bool shown_pages = instance->locks && (!segment || is_aperture(segment));

    if (!flags.PermanentSysMem && !instance->allocation->existing && !shown_pages)
        return set;
    for (UINT id = 1; id <= vm->segment_count; id++) {
        if (!is_aperture(&vm->segments[id - 1]))
            set &= ~(1u << (id - 1));
    }
    return set;
}

bool can_render(struct vidmm *vm, const struct vidmm_instance *instance, UINT set)
{
    const struct segment *segment = place_of(vm, instance);

    if (segment && set >> (segment->info.id - 1) & 1)
        return true;
    return possible(vm, instance, set) && !(segment && is_fixed(vm, instance));
}

static void list_candidates(struct vidmm *vm, const struct vidmm_instance *instance, UINT set,
                            struct candidates *c)
{
    const DXGK_ALLOCATIONINFO *info = info_of(instance);
    UINT preference = info->PreferredSegment.Value;

    c->count = 0;
    set = possible(vm, instance, set);
    for (UINT i = 0; i < 5; i++, preference >>= 6)
        add_candidate(vm, c, &set, preference & 0x1F, preference >> 5 & 1 ? HEAP_HIGH : HEAP_LOW);
    c->preferred = c->count;
    for (UINT id = 1; id <= vm->segment_count; id++)
        add_candidate(vm, c, &set, id, is_aperture(&vm->segments[id - 1]) ? HEAP_HIGH : HEAP_LOW);
    for (UINT i = 0; i < c->count && info->Flags.FromEndOfSegment; i++)
        c->list[i].side = HEAP_HIGH;
}

static NTSTATUS place_in(struct vidmm *vm, struct vidmm_instance *instance, struct segment *segment,
                         enum heap_side side, enum make_room how)
{
    struct heap_block *block;

    if (is_aperture(segment)) {
        NTSTATUS status = instance_pages(instance);
        if (!NT_SUCCESS(status))
            return STATUS_GRAPHICS_NO_VIDEO_MEMORY;
    }
    NTSTATUS status =
        make_room(vm, segment, size_of(instance), alignment_of(instance), side, how, instance, &block);
    if (!NT_SUCCESS(status))
        return status;
    enter(vm, instance, segment, block);
    return bring_in(vm, instance, segment);
}

NTSTATUS unplace_instance(struct vidmm *vm, struct vidmm_instance *instance)
{
    if (is_fixed(vm, instance))
        return STATUS_GRAPHICS_NO_VIDEO_MEMORY;
    NTSTATUS status = instance_wait(vm, instance, false);
    while (NT_SUCCESS(status) && instance->block) /* perhaps by way of an aperture (ALC-06) */
        status = evict_instance(vm, instance);
    return status == STATUS_NO_MEMORY ? STATUS_GRAPHICS_NO_VIDEO_MEMORY : status;
}

NTSTATUS place_instance(struct vidmm *vm, struct vidmm_instance *instance, UINT set)
{
    static const enum make_room efforts[] = {ROOM_FREE,  ROOM_STALE, ROOM_FREE,
                                             ROOM_STALE, ROOM_IDLE,  ROOM_ANY};
    struct segment *segment = place_of(vm, instance);
    NTSTATUS status = STATUS_GRAPHICS_NO_VIDEO_MEMORY;
    struct candidates c;

    if (segment && set >> (segment->info.id - 1) & 1) {
        touch_instance(vm, instance);
        return STATUS_SUCCESS;
    }
    if (segment) {
        status = unplace_instance(vm, instance);
        if (!NT_SUCCESS(status))
            return status;
    }
    list_candidates(vm, instance, set, &c);
    status = STATUS_GRAPHICS_NO_VIDEO_MEMORY;
    for (UINT effort = 0; effort < RTL_NUMBER_OF(efforts); effort++) {
        UINT count = effort < 2 ? c.preferred : c.count;
        for (UINT i = 0; i < count && status == STATUS_GRAPHICS_NO_VIDEO_MEMORY; i++)
            status = place_in(vm, instance, c.list[i].segment, c.list[i].side, efforts[effort]);
    }
    return status;
}

/* ---- exactly there ---- */

static NTSTATUS clear_range(struct vidmm *vm, struct segment *segment, ULONG64 address, ULONG64 size)
{
    struct heap_block *block = heap_at(&segment->heap, address);

    while (block && block->start < address + size) {
        struct vidmm_instance *instance = block->owner;
        if (!instance) {
            block = block->next;
            continue;
        }
        if ((ULONG_PTR)instance & 1 || !may_go(vm, instance, ROOM_ANY)) /* a DMA buffer, or one that stays */
            return STATUS_GRAPHICS_NO_VIDEO_MEMORY;
        NTSTATUS status = instance_wait(vm, instance, false);
        if (NT_SUCCESS(status))
            status = evict_instance(vm, instance);
        if (!NT_SUCCESS(status))
            return status == STATUS_NO_MEMORY ? STATUS_GRAPHICS_NO_VIDEO_MEMORY : status;
        block = heap_at(&segment->heap, address);
    }
    return STATUS_SUCCESS;
}

NTSTATUS place_exactly(struct vidmm *vm, struct vidmm_instance *instance, struct segment *segment,
                       ULONG64 address)
{
    if (place_of(vm, instance) == segment && instance->block->start == address) {
        touch_instance(vm, instance);
        return STATUS_SUCCESS;
    }
    NTSTATUS status = instance->block ? unplace_instance(vm, instance) : STATUS_SUCCESS;
    if (NT_SUCCESS(status) && is_aperture(segment) && !NT_SUCCESS(instance_pages(instance)))
        status = STATUS_GRAPHICS_NO_VIDEO_MEMORY;
    if (NT_SUCCESS(status))
        status = clear_range(vm, segment, address, size_of(instance));
    while (NT_SUCCESS(status) && !within_limits(vm, segment, size_of(instance))) {
        struct vidmm_instance *victim = somebody(vm, segment, size_of(instance), ROOM_ANY);
        status = victim ? drive_out(vm, victim) : STATUS_GRAPHICS_NO_VIDEO_MEMORY;
    }
    if (!NT_SUCCESS(status))
        return status;
    struct heap_block *block = heap_take_at(&segment->heap, address, size_of(instance), instance);
    if (!block)
        return STATUS_GRAPHICS_NO_VIDEO_MEMORY;
    enter(vm, instance, segment, block);
    return bring_in(vm, instance, segment);
}

/* ---- somewhere else ---- */

/* Its bits to a memory segment that is not where it is now. */
static NTSTATUS carry_over(struct vidmm *vm, struct vidmm_instance *instance, struct segment *from,
                           struct segment *to, ULONG64 address)
{
    bool direct = !is_aperture(from) && vidmm_random(vm) % 2;
    NTSTATUS status = STATUS_SUCCESS;

    if (!instance->content)
        return fill_place(vm, instance, to, address, 0);
    if (direct)
        return transfer_between(vm, instance, from, instance->block->start, to, address);
    if (!is_aperture(from) && !instance->system_valid && !instance->saving) {
        status = instance_pages(instance);
        if (NT_SUCCESS(status))
            status = save_bits(vm, instance, from);
    }
    return NT_SUCCESS(status) ? transfer_in(vm, instance, to, address) : status;
}

static NTSTATUS show_there(struct vidmm *vm, struct vidmm_instance *instance, struct segment *from,
                           struct segment *to, ULONG64 address)
{
    NTSTATUS status = instance_pages(instance);

    if (NT_SUCCESS(status) && !is_aperture(from) && instance->content && !instance->system_valid &&
        !instance->saving)
        status = save_bits(vm, instance, from);
    if (NT_SUCCESS(status))
        status = map_place(vm, instance->allocation->driver, info_of(instance)->Flags.Cached, to, address,
                           size_of(instance), instance->pages);
    return status;
}

/* The old place must not serve any more: unmapped, or poisoned. */
static NTSTATUS spoil(struct vidmm *vm, struct vidmm_instance *instance, struct segment *from)
{
    if (is_aperture(from))
        return unmap_place(vm, instance->allocation->driver, from, instance->block->start, size_of(instance));
    return fill_place(vm, instance, from, instance->block->start, VIDMM_POISON);
}

static NTSTATUS move_to(struct vidmm *vm, struct vidmm_instance *instance, struct segment *to,
                        struct heap_block *block)
{
    struct segment *from = place_of(vm, instance);
    NTSTATUS status = instance->saving ? paging_flush(vm) : STATUS_SUCCESS;

    job_add(vm, instance);
    if (NT_SUCCESS(status))
        status = is_aperture(to) ? show_there(vm, instance, from, to, block->start)
                                 : carry_over(vm, instance, from, to, block->start);
    if (NT_SUCCESS(status) && is_aperture(from) && !is_aperture(to))
        status = paging_flush(vm); /* the copy may run through the place that is unmapped next */
    if (NT_SUCCESS(status))
        status = spoil(vm, instance, from);
    if (!NT_SUCCESS(status)) {
        heap_give(&to->heap, block);
        return status;
    }
    displace(vm, instance);
    enter(vm, instance, to, block);
    if (is_aperture(to) && !instance->saving)
        instance->system_valid = true;
    return STATUS_SUCCESS;
}

NTSTATUS move_instance(struct vidmm *vm, struct vidmm_instance *instance, UINT set, bool *moved)
{
    struct candidates c;
    struct heap_block *block = NULL;
    struct segment *from = place_of(vm, instance), *to = NULL;
    ULONG64 before = instance->block->start;

    *moved = false;
    if (is_fixed(vm, instance))
        return STATUS_SUCCESS;
    NTSTATUS status = instance_wait(vm, instance, false);
    if (!NT_SUCCESS(status))
        return status;
    list_candidates(vm, instance, set, &c);
    UINT first = c.count ? (UINT)(vidmm_random(vm) % c.count) : 0;
    for (UINT i = 0; i < c.count && !block; i++) {
        to = c.list[(first + i) % c.count].segment;
        if (within_limits(vm, to, size_of(instance)))
            block = heap_take(&to->heap, size_of(instance), alignment_of(instance),
                              vidmm_random(vm) % 2 ? HEAP_HIGH : HEAP_LOW, instance);
    }
    if (block) {
        status = move_to(vm, instance, to, block);
        *moved = NT_SUCCESS(status);
        render_count(vm->adapter, moved, *moved);
        return status == STATUS_NO_MEMORY ? STATUS_SUCCESS : status; /* no system memory to show: it stays */
    }
    /* No second place: out and in again, where its turn puts it. */
    status = unplace_instance(vm, instance);
    if (NT_SUCCESS(status))
        status = place_instance(vm, instance, set);
    *moved = NT_SUCCESS(status) && (place_of(vm, instance) != from || instance->block->start != before);
    return status;
}
