/* What vidmm_prepare promises a packet: room wherever there is enough of it, and Patch for everything that was not where Render saw it
 * (REN-52, REN-53, REN-68, REN-69). */
#include "world.h"

#define PAGES 8u
#define MOST  6u

struct thing {
    struct owned owned;
    UINT pages;
};

struct work {
    struct dxgk_packet packet;
    struct dxgk_context context;
    struct dma_buffer dma;
    struct packet_use uses[MOST];
    DXGK_ALLOCATIONLIST list[MOST];
    D3DDDI_PATCHLOCATIONLIST patches[MOST];
};

static struct owner owner;
static struct thing things[MOST];

static int world_of(UINT count, const UINT *pages)
{
    /* The other segments are too small for anything here. */
    struct world_options options = {
        .visible_pages = 1, .aperture_pages = PAGES, .hidden_pages = 1, .paging_size = 4096};

    CHECK(NT_SUCCESS(world_start(&options)));
    owner_open(&owner, "owner");
    for (UINT i = 0; i < count; i++) {
        DXGK_ALLOCATIONINFO info = plain_info((SIZE_T)pages[i] * PAGE_SIZE);
        info.SupportedReadSegmentSet = info.SupportedWriteSegmentSet = 1u << (APERTURE - 1);
        info.PreferredSegment.SegmentId0 = APERTURE;
        things[i].pages = pages[i];
        CHECK(NT_SUCCESS(owned_create(&things[i].owned, &owner, &info)));
    }
    return 0;
}

static void world_end(UINT count)
{
    for (UINT i = 0; i < count; i++)
        owned_destroy(&things[i].owned);
    world_stop();
    owner_close(&owner);
}

/* A packet that needs all of `which` at once: its only split point is its beginning. */
static void begin_work(struct work *w, const UINT *which, UINT count)
{
    memset(w, 0, sizeof(*w));
    w->packet.kind = PACKET_RENDER;
    w->packet.context = &w->context;
    w->context.adapter = &world.adapter;
    w->packet.dma = &w->dma;
    w->packet.uses = w->uses;
    w->dma.allocations = w->list;
    w->dma.patches = w->patches;
    w->packet.use_count = w->packet.patch_count = count;
    w->packet.dma_length = 64;
    for (UINT i = 0; i < count; i++) {
        UINT segment;
        w->uses[i].instance = vidmm_current(&things[which[i]].owned.allocation);
        vidmm_place_of(w->uses[i].instance, &segment, &w->list[i].PhysicalAddress);
        w->list[i].SegmentId = segment;
        w->patches[i] = (D3DDDI_PATCHLOCATIONLIST){.AllocationIndex = i, .SlotId = i, .PatchOffset = 4 * i};
    }
    vidmm_queued(&w->packet);
}

static void end_work(struct work *w)
{
    vidmm_unqueued(&w->packet);
    for (UINT i = 0; i < w->packet.use_count; i++)
        vidmm_instance_release(w->uses[i].instance);
}

static NTSTATUS prepare(struct work *w, UINT *to, bool *moved)
{
    vidsch_enter(&world.adapter);
    NTSTATUS status = vidmm_prepare(&world.adapter, &w->packet, to, moved);
    const char *wrong = vidmm_verify(world.vidmm);
    vidsch_leave(&world.adapter);
    if (wrong)
        fprintf(stderr, "%s\n", wrong);
    return wrong ? STATUS_UNSUCCESSFUL : status;
}

/* Everything is in the aperture, and nothing lies upon another. */
static bool all_apart(const struct work *w)
{
    for (UINT i = 0; i < w->packet.use_count; i++) {
        ULONG64 start = (ULONG64)w->list[i].PhysicalAddress.QuadPart,
                end = start + size_of(w->uses[i].instance);
        if (w->list[i].SegmentId != APERTURE || start < APERTURE_BASE ||
            end > APERTURE_BASE + PAGES * PAGE_SIZE)
            return false;
        for (UINT j = 0; j < i; j++) {
            ULONG64 other = (ULONG64)w->list[j].PhysicalAddress.QuadPart;
            if (other < end && start < other + size_of(w->uses[j].instance))
                return false;
        }
    }
    return true;
}

/* ---- in the way ---- */

/* What a packet needs may itself lie so that nothing large fits between: it moves together, as long as all of it fits (REN-68). */
static int fits_in_total(void *arg)
{
    static const UINT pages[] = {2, 3, 2, 5}, three[] = {0, 1, 2}, two[] = {1, 3}, all[] = {0, 1, 2, 3};
    struct work w;
    bool moved;
    UINT to;

    int line = world_of(4, pages);
    CHECK(line == 0);
    begin_work(&w, three, 3);
    CHECK(NT_SUCCESS(prepare(&w, &to, &moved)) && to == 64 && all_apart(&w));
    end_work(&w);
    begin_work(&w, two, 2);
    CHECK(NT_SUCCESS(prepare(&w, &to, &moved)) && to == 64 && moved && all_apart(&w));
    end_work(&w);
    begin_work(&w, all, 4);
    CHECK(prepare(&w, &to, &moved) == STATUS_GRAPHICS_NO_VIDEO_MEMORY); /* 12 of 8 pages */
    end_work(&w);
    world_end(4);
    CHECK(findings(REPORT_VIOLATION) == 0);
    return 0;
}

static void test_fits_in_total(void **state)
{
    run(1, fits_in_total, NULL);
}

/* Any sizes that add up to no more than there is, whatever was there before. */
static int any_mixture(void *arg)
{
    uint64_t seed = *(uint64_t *)arg;
    UINT pages[MOST], order[MOST];
    struct work w;
    bool moved;
    UINT to;

    for (UINT i = 0; i < MOST; i++)
        pages[i] = 1 + (UINT)(seed >> (8 * i) & 0xFF) % 5;
    int line = world_of(MOST, pages);
    CHECK(line == 0);
    for (UINT turn = 0; turn < 20; turn++) {
        UINT count = 0, total = 0;
        for (UINT i = 0, at = (UINT)world_draw(MOST); i < MOST; i++, at = (at + 1) % MOST)
            if (world_draw(2) && total + pages[at] <= PAGES) {
                order[count++] = at;
                total += pages[at];
            }
        begin_work(&w, order, count);
        CHECK(NT_SUCCESS(prepare(&w, &to, &moved)) && to == 64 && all_apart(&w));
        end_work(&w);
    }
    world_end(MOST);
    CHECK(findings(REPORT_VIOLATION) == 0);
    return 0;
}

static void test_any_mixture(void **state)
{
    for (uint64_t i = 1; i <= 200; i++) {
        uint64_t seed = i * 0x9E3779B97F4A7C15ull;
        run(seed, any_mixture, &seed);
    }
}

/* ---- not gone down ---- */

/* A packet was prepared, but did not go down: what it would have been patched for still counts the next time, though nothing has moved
 * since (REN-53). */
static int patched_later(void *arg)
{
    static const UINT pages[] = {2, 3}, both[] = {0, 1};
    struct work w;
    bool moved;
    UINT to;

    int line = world_of(2, pages);
    CHECK(line == 0);
    begin_work(&w, both, 2);
    for (UINT i = 0; i < 3; i++) {
        moved = false;
        CHECK(NT_SUCCESS(prepare(&w, &to, &moved)) && moved);
    }
    end_work(&w);
    begin_work(&w, both, 2); /* Render saw these places */
    CHECK(NT_SUCCESS(prepare(&w, &to, &moved)) && !moved);
    end_work(&w);
    world_end(2);
    CHECK(findings(REPORT_VIOLATION) == 0);
    return 0;
}

static void test_patched_later(void **state)
{
    run(1, patched_later, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fits_in_total),
        cmocka_unit_test(test_any_mixture),
        cmocka_unit_test(test_patched_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
