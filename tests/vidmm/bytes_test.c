/*
 * Every byte, through everything: allocations in three segments that are far too small for them, packets whose portions the device executes
 * at any later time, locks, discards, pins, offers, evictions, resets, on a device whose commands carry addresses. After each step the
 * bookkeeping is verified; whenever the device or a lock touches an allocation, its bytes are those that were written last, or its device
 * was told that they are lost. REN-50..54, REN-66..71, SEG-05, SEG-08, SEG-10, PAG-02..06, PAG-09..19, ALC-06, ALC-14, TDR-07, TDR-12, THK-16..19,
 * LST-06, LST-07.
 */
#include "world.h"

#ifndef SEEDS
#define SEEDS 1000
#endif

#define OWNERS    3u
#define THINGS    9u
#define INSTANCES 4u
#define ENTRIES   8u
#define SLOTS     4u
#define PACKETS   24u
#define STEPS     70u

/* What one instance must hold. */
struct shadow {
    struct vidmm_instance *instance;
    PUCHAR bytes;
    bool known;
};

struct thing {
    struct owned owned;
    struct owner *owner;
    struct shadow shadow[INSTANCES];
    size_t size;
    PUCHAR pointer; /* locked */
    unsigned locks;
    bool pinned, alive, read_only;
};

/* A DMA buffer with, per patch entry, the address that its bytes hold. */
struct work {
    struct dxgk_packet packet;
    struct dxgk_context context;
    struct dma_buffer dma;
    DXGK_ALLOCATIONLIST list[ENTRIES];
    D3DDDI_PATCHLOCATIONLIST patches[ENTRIES];
    struct packet_use uses[ENTRIES];
    struct thing *things[ENTRIES];
    struct {
        UINT segment;
        ULONG64 address;
    } hardware[ENTRIES];
    int slot[SLOTS]; /* entry that is bound; -1: none */
    unsigned portions;
    bool used;
};

static struct {
    struct owner owner[OWNERS];
    struct thing thing[THINGS];
    struct work work[PACKETS];
    int failed; /* line */
    unsigned refused, done, told, splits;
} t;

static void complain(int line, const char *what)
{
    if (!t.failed)
        fprintf(stderr, "%s:%d: %s\n", __FILE__, line, what);
    t.failed = t.failed ? t.failed : line;
}
#define EXPECT(condition)                                                                                    \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            complain(__LINE__, "not so: " #condition);                                                       \
    } while (0)

static struct shadow *shadow_of(struct thing *thing, struct vidmm_instance *instance)
{
    for (unsigned i = 0; i < INSTANCES; i++) {
        struct shadow *s = &thing->shadow[i];
        if (s->instance == instance)
            return s;
        if (!s->instance) {
            s->instance = instance;
            s->bytes = calloc(1, thing->size);
            s->known = true; /* a new one is all zeroes */
            return s;
        }
    }
    complain(__LINE__, "more instances than MaximumRenamingListLength");
    return &thing->shadow[0];
}

/* ---- things ---- */

static UINT some_set(void)
{
    static const UINT sets[] = {7, 7, 7, 1, 2, 4, 3, 5, 6};
    return sets[world_draw(RTL_NUMBER_OF(sets))];
}

static bool make_thing(struct thing *thing)
{
    static const UINT priorities[] = {D3DDDI_ALLOCATIONPRIORITY_MINIMUM, D3DDDI_ALLOCATIONPRIORITY_NORMAL,
                                      D3DDDI_ALLOCATIONPRIORITY_NORMAL, D3DDDI_ALLOCATIONPRIORITY_MAXIMUM};
    DXGK_ALLOCATIONINFO info = plain_info(1 + world_draw(6 * PAGE_SIZE));

    memset(thing, 0, sizeof(*thing));
    thing->owner = &t.owner[world_draw(OWNERS)];
    thing->size = ROUND_TO_PAGES(info.Size);
    info.SupportedWriteSegmentSet = some_set();
    info.SupportedReadSegmentSet = world_draw(3) ? info.SupportedWriteSegmentSet : some_set();
    UINT both = info.SupportedReadSegmentSet | info.SupportedWriteSegmentSet;
    info.PreferredSegment.Value = 0;
    for (UINT i = 0; i < 3; i++) {
        UINT id = (UINT)world_draw(4);
        if (id && both >> (id - 1) & 1)
            info.PreferredSegment.Value |= (id | (UINT)world_draw(2) << 5) << 6 * i;
    }
    info.EvictionSegmentSet = world_draw(3) ? 0 : 1u << (APERTURE - 1);
    info.Alignment = world_draw(4) ? 0 : PAGE_SIZE << world_draw(3);
    info.AllocationPriority = priorities[world_draw(RTL_NUMBER_OF(priorities))];
    info.MaximumRenamingListLength = 1 + (UINT)world_draw(INSTANCES);
    if (info.SupportedReadSegmentSet & info.SupportedWriteSegmentSet & 1u << (APERTURE - 1))
        info.Flags.PermanentSysMem = world_draw(8) == 0;
    thing->alive = NT_SUCCESS(owned_create(&thing->owned, thing->owner, &info));
    return thing->alive;
}

static void end_thing(struct thing *thing)
{
    if (thing->pinned) {
        vidsch_enter(&world.adapter);
        vidmm_unpin(thing->owned.allocation.memory.current);
        vidsch_leave(&world.adapter);
    }
    owned_destroy(&thing->owned);
    for (unsigned i = 0; i < INSTANCES; i++)
        free(thing->shadow[i].bytes);
    thing->alive = false;
}

/* ---- the device ---- */

static bool holds(struct thing *thing, struct vidmm_instance *instance, UINT segment, ULONG64 address)
{
    const struct shadow *s = shadow_of(thing, instance);

    for (size_t at = 0; at < thing->size; at += PAGE_SIZE) {
        PUCHAR p = world_byte(segment, address + at);
        if (!p || (s->known && memcmp(p, s->bytes + at, PAGE_SIZE) != 0))
            return false;
    }
    return true;
}

static void draw_into(struct thing *thing, struct vidmm_instance *instance, UINT segment, ULONG64 address)
{
    struct shadow *s = shadow_of(thing, instance);
    size_t from = world_draw(thing->size), count = 1 + world_draw(200);

    for (size_t at = from; at < from + count && at < thing->size; at++) {
        PUCHAR p = world_byte(segment, address + (at & ~(size_t)PAGE_MASK));
        s->bytes[at] = (UCHAR)(world_draw(255) + 1);
        p[at & PAGE_MASK] = s->bytes[at];
    }
}

static void check_bound(struct work *w)
{
    for (UINT slot = 0; slot < SLOTS; slot++) {
        if (w->slot[slot] < 0)
            continue;
        UINT e = (UINT)w->slot[slot], index = w->patches[e].AllocationIndex;
        if (w->things[index])
            EXPECT(holds(w->things[index], w->uses[index].instance, w->hardware[e].segment,
                         w->hardware[e].address));
    }
}

static bool in_portion(const struct work *w, UINT e, UINT from, UINT to)
{
    UINT at = w->patches[e].SplitOffset;
    return at >= from && (at < to || to == w->packet.dma_length);
}

static void execute(struct dxgk_packet *packet, UINT from, UINT to)
{
    struct work *w = CONTAINING_RECORD(packet, struct work, packet);

    w->portions--;
    for (UINT e = 0; e < packet->patch_count; e++) {
        if (!in_portion(w, e, from, to))
            continue;
        UINT index = w->patches[e].AllocationIndex;
        w->slot[w->patches[e].SlotId] = w->things[index] ? (int)e : -1;
        /* entries of one command belong together */
        if (e + 1 < packet->patch_count && w->patches[e + 1].SplitOffset == w->patches[e].SplitOffset)
            continue;
        check_bound(w);
        if (t.failed)
            return;
        if (w->things[index] && w->uses[index].write)
            draw_into(w->things[index], w->uses[index].instance, w->hardware[e].segment,
                      w->hardware[e].address);
    }
    t.done++;
}

/* ---- packets ---- */

static void add_use(struct work *w, struct thing *thing)
{
    UINT i = w->packet.use_count++;
    PHYSICAL_ADDRESS address;
    UINT segment;

    w->things[i] = thing;
    w->uses[i].instance = vidmm_current(&thing->owned.allocation);
    w->uses[i].write = world_draw(2);
    vidmm_place_of(w->uses[i].instance, &segment, &address); /* REN-50 */
    w->list[i] = (DXGK_ALLOCATIONLIST){.SegmentId = segment, .PhysicalAddress = address};
}

static void make_work(struct work *w)
{
    memset(w, 0, sizeof(*w));
    w->used = true;
    w->packet.kind = PACKET_RENDER;
    w->packet.context = &w->context;
    w->context.adapter = &world.adapter;
    w->packet.dma = &w->dma;
    w->packet.uses = w->uses;
    w->dma.allocations = w->list;
    w->dma.patches = w->patches;
    w->packet.use_count = 1; /* element 0 is NULL (REN-55) */
    for (unsigned i = 0, n = 1 + (unsigned)world_draw(5); i < n; i++) {
        struct thing *thing = &t.thing[world_draw(THINGS)];
        if (thing->alive)
            add_use(w, thing);
    }
    UINT position = 0, count = 1 + (UINT)world_draw(ENTRIES);
    for (UINT e = 0; e < count; e++) {
        position += world_draw(3) ? 16 : 0;
        UINT index = world_draw(8) ? (UINT)world_draw(w->packet.use_count) : 0;
        w->patches[e] = (D3DDDI_PATCHLOCATIONLIST){.AllocationIndex = index,
                                                   .SlotId = (UINT)world_draw(SLOTS),
                                                   .SplitOffset = position,
                                                   .PatchOffset = position + 4};
        w->hardware[e].segment = w->list[index].SegmentId; /* pre-patched (REN-52) */
        w->hardware[e].address = (ULONG64)w->list[index].PhysicalAddress.QuadPart;
    }
    w->packet.patch_count = count;
    w->packet.dma_length = position + 16;
    memset(w->slot, -1, sizeof(w->slot));
    vidmm_queued(&w->packet);
}

static void drop_work(struct work *w)
{
    vidmm_unqueued(&w->packet);
    for (UINT i = 0; i < w->packet.use_count; i++)
        if (w->uses[i].instance)
            vidmm_instance_release(w->uses[i].instance);
    w->used = false;
}

/* One portion goes down. False: not now, or never. */
static NTSTATUS send_portion(struct work *w)
{
    UINT from = w->packet.next, to = 0;
    bool moved = false;

    NTSTATUS status = vidmm_prepare(&world.adapter, &w->packet, &to, &moved);
    if (!NT_SUCCESS(status))
        return status;
    EXPECT(to > from && to <= w->packet.dma_length);
    for (UINT e = 0; e < w->packet.patch_count && moved; e++) {
        UINT index = w->patches[e].AllocationIndex;
        if (!in_portion(w, e, from, to))
            continue;
        w->hardware[e].segment = w->list[index].SegmentId;
        w->hardware[e].address = (ULONG64)w->list[index].PhysicalAddress.QuadPart;
    }
    w->portions++;
    world_submitted(&w->packet, (UINT)world_draw(2), from, to);
    w->packet.next = to;
    return STATUS_SUCCESS;
}

static void after_reset(void);

/* Others use the memory: what is bound at the split has to come back to its place (REN-71). */
static void between_portions(void)
{
    unsigned resets = world.resets;

    if (world_draw(2))
        vidmm_evict_all(&world.adapter);
    for (unsigned n = (unsigned)world_draw(4); n && world.resets == resets; n--) {
        struct thing *thing = &t.thing[world_draw(THINGS)];
        if (thing->alive && NT_SUCCESS(vidmm_pin(thing->owned.allocation.memory.current)))
            vidmm_unpin(thing->owned.allocation.memory.current);
    }
}

/* All of the packet, unless a reset comes. */
static void send(struct work *w)
{
    unsigned resets = world.resets;

    while (w->packet.next < w->packet.dma_length && !t.failed) {
        while (w->portions) /* VidSch has one portion of a packet on the device at a time */
            world_retire_one();
        NTSTATUS status = send_portion(w);
        if (world.resets != resets)
            return;
        if (!NT_SUCCESS(status)) {
            EXPECT(status == STATUS_GRAPHICS_NO_VIDEO_MEMORY);
            t.refused++;
            return;
        }
        while (world_draw(3) == 0 && world_retire_one())
            ;
        if (w->packet.next < w->packet.dma_length) {
            t.splits++;
            between_portions();
        }
        if (world.resets != resets)
            return;
    }
}

static void retire_all(void)
{
    while (world_retire_one())
        ;
    for (unsigned i = 0; i < PACKETS; i++)
        if (t.work[i].used)
            drop_work(&t.work[i]);
}

/* ---- locks ---- */

static void check_pointer(struct thing *thing)
{
    struct shadow *s = shadow_of(thing, thing->owned.allocation.memory.current);

    if (s->known)
        EXPECT(memcmp(thing->pointer, s->bytes, thing->size) == 0);
}

static void write_pointer(struct thing *thing, bool all)
{
    struct shadow *s = shadow_of(thing, thing->owned.allocation.memory.current);
    size_t from = all ? 0 : world_draw(thing->size), count = all ? thing->size : 1 + world_draw(300);

    for (size_t at = from; at < from + count && at < thing->size; at++)
        thing->pointer[at] = s->bytes[at] = (UCHAR)world_draw(256);
    s->known |= all;
}

static void lock_thing(struct thing *thing)
{
    D3DDDICB_LOCKFLAGS flags = {.Value = 0};
    PVOID pointer;

    flags.ReadOnly = world_draw(3) == 0;
    flags.Discard = !flags.ReadOnly && world_draw(4) == 0;
    flags.DonotEvict = world_draw(6) == 0;
    bool renames = flags.Discard && thing->owned.allocation.info.MaximumRenamingListLength > 1;
    if (!renames && ReadAcquire(&thing->owned.allocation.memory.current->queued)) {
        flags.DonotWait = 1; /* one thread: nobody else would end it */
    } else if (flags.Discard) {
        flags.DonotWait = 1;
    }
    struct vidmm_instance *before = thing->owned.allocation.memory.current;
    NTSTATUS status = vidmm_lock(&thing->owned.open, flags, &pointer);
    bool renamed = thing->owned.allocation.memory.current != before;
    if (renamed || (flags.Discard && NT_SUCCESS(status)))
        shadow_of(thing, thing->owned.allocation.memory.current)->known = false;
    if (!NT_SUCCESS(status)) {
        EXPECT(status == STATUS_GRAPHICS_ALLOCATION_BUSY || status == STATUS_GRAPHICS_TOO_MANY_REFERENCES ||
               status == STATUS_GRAPHICS_CANT_EVICT_PINNED_ALLOCATION || status == STATUS_DEVICE_REMOVED ||
               thing->owned.allocation.memory.offered);
        if (flags.Discard)
            shadow_of(thing, thing->owned.allocation.memory.current)->known = false;
        return;
    }
    EXPECT(pointer != NULL && (!thing->locks || pointer == thing->pointer));
    thing->pointer = pointer;
    thing->locks++;
    thing->read_only = flags.ReadOnly;
    if (thing->owner->device.state == D3DKMT_DEVICEEXECUTION_ACTIVE)
        check_pointer(thing);
    if (!flags.ReadOnly)
        write_pointer(thing, flags.Discard || world_draw(3) == 0);
}

static void unlock_thing(struct thing *thing)
{
    struct vidmm_instance *instance = thing->owned.allocation.memory.current;

    if (!instance_busy(world.vidmm, instance, false) &&
        thing->owner->device.state == D3DKMT_DEVICEEXECUTION_ACTIVE)
        check_pointer(thing);
    EXPECT(NT_SUCCESS(vidmm_unlock(&thing->owned.open)));
    thing->locks--;
}

/* ---- steps ---- */

/* Whoever was told begins anew, and knows nothing of what he had. Nobody else lost a byte: the next look will show it. */
static void after_reset(void)
{
    retire_all();
    for (unsigned i = 0; i < OWNERS; i++) {
        struct owner *owner = &t.owner[i];
        if (owner->device.state == D3DKMT_DEVICEEXECUTION_ACTIVE)
            continue;
        EXPECT(owner->device.state == D3DKMT_DEVICEEXECUTION_RESET);
        t.told++;
        owner->device.state = D3DKMT_DEVICEEXECUTION_ACTIVE;
        for (unsigned k = 0; k < THINGS; k++)
            for (unsigned s = 0; s < INSTANCES && t.thing[k].owner == owner; s++)
                t.thing[k].shadow[s].known = false;
    }
}

static void packet_step(void)
{
    unsigned i = 0;

    while (i < PACKETS && t.work[i].used)
        i++;
    if (i == PACKETS || world_draw(6) == 0) {
        retire_all();
        i = 0;
    }
    make_work(&t.work[i]);
    vidsch_enter(&world.adapter);
    send(&t.work[i]);
    vidsch_leave(&world.adapter);
}

static void pin_step(struct thing *thing)
{
    struct vidmm_instance *instance = thing->owned.allocation.memory.current;

    vidsch_enter(&world.adapter);
    if (thing->pinned) {
        vidmm_unpin(instance);
        thing->pinned = false;
    } else if (world_draw(3) == 0) {
        unsigned resets = world.resets;
        NTSTATUS status = vidmm_pin(instance);
        EXPECT(NT_SUCCESS(status) || status == STATUS_GRAPHICS_NO_VIDEO_MEMORY || world.resets != resets);
        thing->pinned = NT_SUCCESS(status);
    }
    vidsch_leave(&world.adapter);
}

static void sleep_step(void)
{
    unsigned resets = world.resets;

    retire_all();
    vidsch_enter(&world.adapter);
    NTSTATUS status = vidmm_evict_all(&world.adapter);
    EXPECT(NT_SUCCESS(status) || world.resets != resets);
    for (unsigned k = 0; k < THINGS && NT_SUCCESS(status) && world.resets == resets; k++) {
        UINT segment;
        PHYSICAL_ADDRESS address;
        if (t.thing[k].alive)
            vidmm_place_of(t.thing[k].owned.allocation.memory.current, &segment, &address);
        EXPECT(!t.thing[k].alive || (segment == 0 && address.QuadPart == 0)); /* SYN-01, REN-51 */
    }
    vidmm_restore(&world.adapter);
    vidsch_leave(&world.adapter);
}

static void offer_step(struct thing *thing)
{
    struct vidmm_instance *instance = thing->owned.allocation.memory.current;

    if (thing->locks || thing->pinned || ReadAcquire(&instance->queued))
        return; /* offered is what a packet named that is done (LST-07) */
    shadow_of(thing, instance);
    vidmm_offer(&thing->owned.allocation);
    for (unsigned s = 0; s < INSTANCES; s++)
        thing->shadow[s].known = false;
}

static void thing_step(struct thing *thing)
{
    retire_all();
    if (thing->alive)
        end_thing(thing);
    EXPECT(make_thing(thing));
}

static void step(void)
{
    struct thing *thing = &t.thing[world_draw(THINGS)];
    unsigned resets = world.resets;

    switch (thing->alive ? world_draw(20) : 19) {
    case 0:
    case 1:
    case 2:
    case 3:
        lock_thing(thing);
        break;
    case 4:
    case 5:
    case 6:
    case 7:
        if (thing->locks)
            unlock_thing(thing);
        break;
    case 8:
        pin_step(thing);
        break;
    case 9:
        sleep_step();
        break;
    case 10:
        offer_step(thing);
        break;
    case 11:
        world_retire_one();
        break;
    case 12:
        thing->owned.allocation.memory.priority = D3DDDI_ALLOCATIONPRIORITY_LOW + (UINT)world_draw(1u << 30);
        break;
    case 19:
        thing_step(thing);
        break;
    default:
        packet_step();
        break;
    }
    if (world.resets != resets)
        after_reset();
    vidsch_enter(&world.adapter);
    const char *wrong = vidmm_verify(world.vidmm);
    vidsch_leave(&world.adapter);
    if (wrong)
        complain(__LINE__, wrong);
}

static void draw_options(struct world_options *o, uint64_t seed)
{
    world.random = seed * 0x9E3779B97F4A7C15ull + 77;
    *o = (struct world_options){.seed = seed,
                                .visible_pages = 8 + (UINT)world_draw(24),
                                .aperture_pages = 10 + (UINT)world_draw(24),
                                .hidden_pages = 8 + (UINT)world_draw(20),
                                .paging_size = world_draw(2) ? 4096 : 40 * (1 + (UINT)world_draw(6)),
                                .private_size = world_draw(2) ? 0 : 64,
                                .private_ranges = world_draw(2),
                                .lazy = world_draw(2),
                                .map_later = world_draw(2),
                                .misdeed = world_draw(3) ? GOOD : BUSY_ONCE};
    if (world_draw(3) == 0)
        o->paging_segment = APERTURE;
    if (world_draw(3) == 0)
        o->commit_pages = 10;
    if (world_draw(3) == 0)
        o->aperture_limit = 12 * PAGE_SIZE;
    if (world_draw(3) == 0)
        o->reset_one_in = 25;
    o->render.move_all = world_draw(3) == 0;
    if (world_draw(4) == 0)
        o->render.vram_limit = 8 * PAGE_SIZE;
    if (world_draw(3) == 0)
        o->render.paging_size = 40;
}

static unsigned long moved, told, splits, multipass, done, refused;

static int body(void *arg)
{
    struct world_options options;

    memset(&t, 0, sizeof(t));
    draw_options(&options, *(uint64_t *)arg);
    NTSTATUS status = world_start(&options);
    if (!NT_SUCCESS(status))
        fprintf(stderr, "start: %s\n", nt_status_text(status));
    CHECK(NT_SUCCESS(status));
    world.work = execute;
    for (unsigned i = 0; i < OWNERS; i++)
        owner_open(&t.owner[i], "owner");
    for (unsigned i = 0; i < THINGS; i++)
        make_thing(&t.thing[i]);
    for (unsigned i = 0; i < STEPS && !t.failed; i++)
        step();
    retire_all();
    world.options.reset_one_in = 0;
    for (unsigned i = 0; i < THINGS; i++)
        if (t.thing[i].alive)
            end_thing(&t.thing[i]);
    vidsch_enter(&world.adapter);
    const char *wrong = vidmm_verify(world.vidmm);
    vidsch_leave(&world.adapter);
    moved += world.half.stats.moved;
    told += t.told;
    done += t.done;
    refused += t.refused;
    splits += t.splits;
    multipass += world.passes;
    world_stop();
    for (unsigned i = 0; i < OWNERS; i++)
        owner_close(&t.owner[i]);
    CHECK(!wrong);
    CHECK(findings(REPORT_VIOLATION) == 0);
    return t.failed;
}

static void every_byte(void **unused)
{
    uint64_t first = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 0) : 0,
             count = getenv("SEED") ? 1 : SEEDS / 5 + 20;

    for (uint64_t seed = first; seed < first + count; seed++)
        run(seed, body, &seed);
    if (count == 1)
        return;
    print_message("%lu portions, %lu splits, %lu moves, %lu passes, %lu losses told, %lu refused\n", done,
                  splits, moved, multipass, told, refused);
    assert_true(moved > 0 && told > 0 && done > refused && splits > 0 && multipass > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_byte)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
