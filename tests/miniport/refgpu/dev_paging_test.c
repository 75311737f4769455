/*
 * BuildPagingBuffer, with a byte oracle: every operation at every room from too small to ample, packed, and stopped after any command.
 */
#include "dev_harness.h"

static struct dev dev;

#define APERTURE_PAGE(n) (REFGPU_APERTURE_BASE + (uint64_t)(n)*PAGE_SIZE)

enum { VISIBLE = 1, APERTURE = 2, HIDDEN = 3 };

static unsigned char *vram(void)
{
    return refgpu_vram(dev.device);
}

static unsigned char pattern(size_t at, unsigned seed)
{
    return (unsigned char)(at * 37 + at / 251 + seed);
}

/* The least room in which every operation makes progress, in dwords: two windows of a page each, and the copy. */
#define LEAST_ROOM 20u
#define MOST_ROOM  60u

struct transfer {
    const char *what;
    size_t offset, size; /* TransferOffset, TransferSize */
    UINT mdl_page;
};

static const struct transfer transfers[] = {
    {"a page", 0, PAGE_SIZE, 0},
    {"many pages", 0, 37 * PAGE_SIZE, 0},
    {"part of a page", 0, 100, 0},
    {"an odd end", 0, 5 * PAGE_SIZE + 13, 0},
    {"a piece further on", 3 * PAGE_SIZE, 7 * PAGE_SIZE, 3},
    {"an odd offset", 2 * PAGE_SIZE + 77, 4 * PAGE_SIZE + 5, 2},
};

#define PAGES 48u

static DXGKARG_BUILDPAGINGBUFFER transfer_args(const struct transfer *t, UINT from, uint64_t from_address,
                                               PMDL from_mdl, UINT to, uint64_t to_address, PMDL to_mdl)
{
    DXGKARG_BUILDPAGINGBUFFER args = {.Operation = DXGK_OPERATION_TRANSFER};

    args.Transfer.hAllocation = NULL; /* PAG-13 */
    args.Transfer.TransferOffset = (UINT)t->offset;
    args.Transfer.TransferSize = t->size;
    args.Transfer.MdlOffset = t->mdl_page;
    args.Transfer.Source.SegmentId = from;
    args.Transfer.Source.SegmentAddress.QuadPart = (LONGLONG)from_address;
    if (from_mdl)
        args.Transfer.Source.pMdl = from_mdl;
    args.Transfer.Destination.SegmentId = to;
    args.Transfer.Destination.SegmentAddress.QuadPart = (LONGLONG)to_address;
    if (to_mdl)
        args.Transfer.Destination.pMdl = to_mdl;
    args.Transfer.Flags.TransferStart = args.Transfer.Flags.TransferEnd = 1;
    return args;
}

/* PAG-09, PAG-10: system pages to video memory and back; nothing beside the range changes. */
static void in_and_out(const struct transfer *t, uint32_t room, UINT segment, size_t base,
                       struct scattered *s, struct dma *dma, UINT *fence)
{
    DXGKARG_BUILDPAGINGBUFFER args;
    unsigned char *memory = vram() + base;
    size_t from = (size_t)t->mdl_page * PAGE_SIZE;
    unsigned passes;

    memset(memory, 0xEE, PAGES * PAGE_SIZE);
    for (size_t i = 0; i < PAGES * PAGE_SIZE; i++)
        *scattered_at(s, i) = pattern(i, room);
    args = transfer_args(t, 0, 0, s->mdl, segment, base, NULL);
    passes = dev_page(&dev, dma, &args, room, fence);
    EXPECT(passes >= 1 && (room > LEAST_ROOM || t->size < 10 * PAGE_SIZE || passes > 1));
    for (size_t i = 0; i < t->size; i++)
        if (memory[t->offset + i] != pattern(from + i, room)) {
            EXPECT(!"the bytes arrived");
            break;
        }
    for (size_t i = 0; i < PAGES * PAGE_SIZE; i++)
        if ((i < t->offset || i >= t->offset + t->size) && memory[i] != 0xEE) {
            EXPECT(!"nothing beside them changed");
            break;
        }
    for (size_t i = 0; i < PAGES * PAGE_SIZE; i++)
        *scattered_at(s, i) = 0x11;
    args = transfer_args(t, segment, base, NULL, 0, 0, s->mdl);
    EXPECT(dev_page(&dev, dma, &args, room, fence) >= 1);
    for (size_t i = 0; i < PAGES * PAGE_SIZE; i++) {
        bool inside = i >= from && i < from + t->size;
        if (*scattered_at(s, i) != (inside ? pattern(i, room) : 0x11)) {
            EXPECT(!"and came back");
            break;
        }
    }
}

/* PAG-05, PAG-09..PAG-11. */
static int transfer_rooms(void *arg)
{
    struct scattered s;
    struct dma dma;
    UINT fence = 0;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&dma, 1024);
    scattered_open(&s, PAGES);
    for (size_t i = 0; i < sizeof(transfers) / sizeof(transfers[0]); i++) {
        for (uint32_t room = LEAST_ROOM; room <= MOST_ROOM; room++)
            in_and_out(&transfers[i], room, VISIBLE, VRAM_FIRST, &s, &dma, &fence);
        in_and_out(&transfers[i], 1024, VISIBLE, VRAM_FIRST, &s, &dma, &fence);
        in_and_out(&transfers[i], LEAST_ROOM, HIDDEN, dev.options.visible, &s, &dma, &fence);
    }
    scattered_close(&s);
    dma_close(&dma);
    dev_close(&dev);
    return 0;
}

/* Too little room for anything: no progress, no byte written, and the pass counter stays (PAG-05). */
static int no_room(void *arg)
{
    struct scattered s;
    struct dma dma;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&dma, 64);
    scattered_open(&s, 4);
    for (uint32_t room = 0; room < 11; room++) {
        DXGKARG_BUILDPAGINGBUFFER args = transfer_args(&(struct transfer){"", 0, 4 * PAGE_SIZE, 0}, 0, 0,
                                                       s.mdl, VISIBLE, VRAM_FIRST, NULL);
        dma.count = 0;
        dma.size = room;
        EXPECT(dev_build(&dev, &dma, &args) == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER);
        EXPECT(dma.count == 0 && args.MultipassOffset == 0);
    }
    dma.size = 64;
    scattered_close(&s);
    dma_close(&dma);
    dev_close(&dev);
    return 0;
}

/* From memory to memory of the device, and from system pages to system pages. */
static int other_transfers(void *arg)
{
    const struct transfer t = {"", PAGE_SIZE, 20 * PAGE_SIZE + 4, 1};
    struct scattered s, d;
    DXGKARG_BUILDPAGINGBUFFER args;
    struct dma dma;
    UINT fence = 0;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&dma, 1024);
    scattered_open(&s, PAGES);
    scattered_open(&d, PAGES);
    for (uint32_t room = LEAST_ROOM; room <= MOST_ROOM; room += 3) {
        size_t visible = VRAM_FIRST, hidden = dev.options.visible;
        memset(vram(), 0, dev.options.vram);
        for (size_t i = 0; i < PAGES * PAGE_SIZE; i++) {
            vram()[visible + i] = pattern(i, room);
            *scattered_at(&s, i) = pattern(i, room + 1);
            *scattered_at(&d, i) = 0;
        }
        args = transfer_args(&t, VISIBLE, visible, NULL, HIDDEN, hidden, NULL);
        EXPECT(dev_page(&dev, &dma, &args, room, &fence) >= 1);
        EXPECT(!memcmp(vram() + visible + t.offset, vram() + hidden + t.offset, t.size));
        EXPECT(vram()[hidden + t.offset - 1] == 0 && vram()[hidden + t.offset + t.size] == 0);
        args = transfer_args(&t, 0, 0, s.mdl, 0, 0, d.mdl);
        EXPECT(dev_page(&dev, &dma, &args, room, &fence) >= 1);
        for (size_t i = 0; i < PAGES * PAGE_SIZE; i++) {
            bool inside = i >= PAGE_SIZE && i < PAGE_SIZE + t.size;
            if (*scattered_at(&d, i) != (inside ? pattern(i, room + 1) : 0)) {
                EXPECT(!"system pages to system pages");
                break;
            }
        }
    }
    scattered_close(&s);
    scattered_close(&d);
    dma_close(&dma);
    dev_close(&dev);
    return 0;
}

/* PAG-15. */
static int fill_rooms(void *arg)
{
    struct dma dma;
    UINT fence = 0;
    const size_t size = 3 * (1u << 20) + 12;

    if (!dev_open(&dev, &(struct dev_options){.vram = 8u << 20, .visible = 4u << 20}))
        return 1;
    dma_open(&dma, 1024);
    for (uint32_t room = 5; room <= MOST_ROOM; room++) {
        DXGKARG_BUILDPAGINGBUFFER args = {.Operation = DXGK_OPERATION_FILL};
        unsigned char *end = vram() + VRAM_FIRST + size;
        args.Fill.FillSize = size;
        args.Fill.FillPattern = 0x01020304 + room;
        args.Fill.Destination.SegmentId = VISIBLE;
        args.Fill.Destination.SegmentAddress.QuadPart = VRAM_FIRST;
        memset(end, 0xEE, 16);
        EXPECT(dev_page(&dev, &dma, &args, room, &fence) >= 1);
        for (size_t i = 0; i < size; i += 4) {
            uint32_t word;
            memcpy(&word, vram() + VRAM_FIRST + i, 4);
            if (word != args.Fill.FillPattern) {
                EXPECT(!"filled");
                break;
            }
        }
        EXPECT(end[0] == 0xEE && vram()[VRAM_FIRST - 1] == 0);
    }
    dma_close(&dma);
    dev_close(&dev);
    return 0;
}

/* What the engine finds at aperture page n: it copies the page into video memory for us to see. */
static bool page_shows(struct dma *dma, UINT n, const unsigned char *bytes, UINT *fence)
{
    uint64_t from = APERTURE_PAGE(n);

    dma_reset(dma);
    DMA_PUT(dma, REFGPU_COMMAND(REFGPU_COPY_LINEAR, 0, 6), 0x40000, 0, (uint32_t)from, (uint32_t)(from >> 32),
            PAGE_SIZE);
    EXPECT(dev_submit(&dev, 1, dma, ++*fence) == STATUS_SUCCESS);
    dev_run(&dev);
    return !memcmp(vram() + 0x40000, bytes, PAGE_SIZE);
}

/* PAG-18, PAG-19: pages are mapped where they should be, and only there; unmapped ones lead to the page that was named. */
static int aperture_rooms(void *arg)
{
    struct scattered s, dummy;
    struct dma dma;
    UINT fence = 0;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&dma, 1024);
    scattered_open(&s, 24);
    scattered_open(&dummy, 1);
    memset(dummy.bytes, 0xDD, PAGE_SIZE);
    for (size_t i = 0; i < 24 * PAGE_SIZE; i++)
        *scattered_at(&s, i) = pattern(i, (unsigned)(i >> PAGE_SHIFT));
    for (uint32_t room = 5; room <= MOST_ROOM; room++) {
        DXGKARG_BUILDPAGINGBUFFER map = {.Operation = DXGK_OPERATION_MAP_APERTURE_SEGMENT},
                                  unmap = {.Operation = DXGK_OPERATION_UNMAP_APERTURE_SEGMENT};
        map.MapApertureSegment.SegmentId = APERTURE;
        map.MapApertureSegment.OffsetInPages = 7;
        map.MapApertureSegment.NumberOfPages = 20;
        map.MapApertureSegment.pMdl = s.mdl;
        map.MapApertureSegment.MdlOffset = 3;
        unmap.UnmapApertureSegment.SegmentId = APERTURE;
        unmap.UnmapApertureSegment.OffsetInPages = 9;
        unmap.UnmapApertureSegment.NumberOfPages = 5;
        unmap.UnmapApertureSegment.DummyPage.QuadPart =
            (LONGLONG)(MmGetMdlPfnArray(dummy.mdl)[0] << PAGE_SHIFT);
        EXPECT(dev_page(&dev, &dma, &map, room, &fence) >= 1);
        EXPECT(page_shows(&dma, 7, scattered_at(&s, 3 * PAGE_SIZE), &fence));
        EXPECT(page_shows(&dma, 26, scattered_at(&s, 22 * PAGE_SIZE), &fence));
        EXPECT(!page_shows(&dma, 6, scattered_at(&s, 2 * PAGE_SIZE), &fence));
        EXPECT(!page_shows(&dma, 27, scattered_at(&s, 23 * PAGE_SIZE), &fence));
        EXPECT(dev_page(&dev, &dma, &unmap, room, &fence) == 1);
        EXPECT(page_shows(&dma, 9, dummy.bytes, &fence) && page_shows(&dma, 13, dummy.bytes, &fence));
        EXPECT(page_shows(&dma, 8, scattered_at(&s, 4 * PAGE_SIZE), &fence));
        EXPECT(page_shows(&dma, 14, scattered_at(&s, 10 * PAGE_SIZE), &fence));
        unmap.UnmapApertureSegment.OffsetInPages = 0;
        unmap.UnmapApertureSegment.NumberOfPages = 64;
        EXPECT(dev_page(&dev, &dma, &unmap, room, &fence) == 1);
    }
    scattered_close(&s);
    scattered_close(&dummy);
    dma_close(&dma);
    dev_close(&dev);
    return 0;
}

/* The window that transfers use is nobody's aperture, and what is outside of the segment is refused. */
static int aperture_bounds(void *arg)
{
    struct scattered s;
    struct dma dma;
    const UINT pages = 256 - 64; /* the driver keeps a quarter of a small GART */
    static const struct {
        UINT segment, offset, count;
        bool good;
    } cases[] = {{2, 191, 1, true}, {2, 192, 1, false}, {2, 191, 2, false},
                 {2, 0, 4, true},   {1, 0, 1, false},   {0, 0, 1, false},
                 {3, 0, 1, false},  {2, 192, 0, true},  {2, 193, 0, false}};

    if (!dev_open(&dev, NULL))
        return 1;
    EXPECT(pages == 192);
    dma_open(&dma, 64);
    scattered_open(&s, 4);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        DXGKARG_BUILDPAGINGBUFFER map = {.Operation = DXGK_OPERATION_MAP_APERTURE_SEGMENT},
                                  unmap = {.Operation = DXGK_OPERATION_UNMAP_APERTURE_SEGMENT};
        map.MapApertureSegment.SegmentId = unmap.UnmapApertureSegment.SegmentId = cases[i].segment;
        map.MapApertureSegment.OffsetInPages = unmap.UnmapApertureSegment.OffsetInPages = cases[i].offset;
        map.MapApertureSegment.NumberOfPages = unmap.UnmapApertureSegment.NumberOfPages = cases[i].count;
        map.MapApertureSegment.pMdl = s.mdl;
        dma.count = 0;
        EXPECT(NT_SUCCESS(dev_build(&dev, &dma, &map)) == cases[i].good &&
               !dma.count == (!cases[i].good || !cases[i].count));
        dma.count = 0;
        EXPECT(NT_SUCCESS(dev_build(&dev, &dma, &unmap)) == cases[i].good);
    }
    scattered_close(&s);
    dma_close(&dma);
    dev_close(&dev);
    return 0;
}

/* PAG-14, PAG-16, PAG-17, PAG-20, PAG-21, PAG-22: operations that write nothing, and one that is never issued. */
static int small_operations(void *arg)
{
    static const DXGK_BUILDPAGINGBUFFER_OPERATION nothing[] = {
        DXGK_OPERATION_DISCARD_CONTENT, DXGK_OPERATION_READ_PHYSICAL, DXGK_OPERATION_WRITE_PHYSICAL,
        DXGK_OPERATION_INIT_CONTEXT_RESOURCE};
    DXGKARG_BUILDPAGINGBUFFER args;
    struct dma dma;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&dma, 64);
    for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++) {
        args = (DXGKARG_BUILDPAGINGBUFFER){.Operation = nothing[i]};
        EXPECT(dev_build(&dev, &dma, &args) == STATUS_SUCCESS && dma.count == 0);
    }
    args = transfer_args(&(struct transfer){"", 0, 0, 0}, VISIBLE, VRAM_FIRST, NULL, 0, 0, NULL);
    EXPECT(dev_build(&dev, &dma, &args) == STATUS_SUCCESS && dma.count == 0);
    args = (DXGKARG_BUILDPAGINGBUFFER){.Operation = DXGK_OPERATION_SPECIAL_LOCK_TRANSFER};
    EXPECT(dev_build(&dev, &dma, &args) == STATUS_NOT_SUPPORTED && dma.count == 0);
    args = transfer_args(&(struct transfer){"", 0, 4096, 0}, VISIBLE, VRAM_FIRST, NULL, 0, 0, NULL);
    EXPECT(dev_build(&dev, &dma, &args) == STATUS_INVALID_PARAMETER && dma.count == 0);
    dma_close(&dma);
    dev_close(&dev);
    return 0;
}

/* Three operations in one buffer, each depending on the one before: out of a place, a fill of it, into another. */
static void build_chain(struct scattered *out, struct scattered *in, struct dma *dma, uint32_t ends[3])
{
    const struct transfer t = {"", 0, 3 * PAGE_SIZE, 0};
    DXGKARG_BUILDPAGINGBUFFER args = transfer_args(&t, VISIBLE, VRAM_FIRST, NULL, 0, 0, out->mdl);

    dma->count = 0;
    EXPECT(dev_build(&dev, dma, &args) == STATUS_SUCCESS);
    ends[0] = dma->count * 4;
    args = (DXGKARG_BUILDPAGINGBUFFER){.Operation = DXGK_OPERATION_FILL};
    args.Fill.FillSize = 3 * PAGE_SIZE;
    args.Fill.FillPattern = 0x55555555;
    args.Fill.Destination.SegmentId = VISIBLE;
    args.Fill.Destination.SegmentAddress.QuadPart = VRAM_FIRST;
    EXPECT(dev_build(&dev, dma, &args) == STATUS_SUCCESS);
    ends[1] = dma->count * 4;
    args = transfer_args(&(struct transfer){"", 0, PAGE_SIZE, 0}, 0, 0, in->mdl, VISIBLE, VRAM_FIRST, NULL);
    EXPECT(dev_build(&dev, dma, &args) == STATUS_SUCCESS);
    ends[2] = dma->count * 4;
}

/* PAG-02, PAG-03, PAG-04, PRE-05: packed operations, submitted as one range or three, stopped after any command, come back with
 * the fences they had. */
static void chain_stopped(unsigned stop, bool ranges)
{
    struct scattered out, in;
    struct dma dma;
    uint32_t ends[3];
    UINT done = 0;

    if (!dev_open(&dev, NULL))
        return;
    dma_open(&dma, 256);
    scattered_open(&out, 3);
    scattered_open(&in, 1);
    for (size_t i = 0; i < 3 * PAGE_SIZE; i++)
        vram()[VRAM_FIRST + i] = pattern(i, 9);
    memset(in.bytes, 0x33, PAGE_SIZE);
    build_chain(&out, &in, &dma, ends);
    for (unsigned pass = 0; pass < 2; pass++) {
        for (UINT i = done; i < (ranges ? 3 : 1); i++)
            EXPECT(dev_submit_paging(&dev, &dma, ranges && i ? ends[i - 1] : 0, ranges ? ends[i] : ends[2],
                                     1 + i) == STATUS_SUCCESS);
        if (pass == 0) {
            dev_step(&dev, REFGPU_NODE_COPY, stop);
            EXPECT(dev_preempt(&dev, REFGPU_NODE_COPY, 100) == STATUS_SUCCESS);
            dev_deliver(&dev);
            done = dev.notes[dev.note_count - 1].DmaPreempted.LastCompletedFenceId;
        }
    }
    dev_run(&dev);
    for (size_t i = 0; i < 3 * PAGE_SIZE; i++) {
        unsigned char now = vram()[VRAM_FIRST + i];
        if (*scattered_at(&out, i) != pattern(i, 9) || now != (i < PAGE_SIZE ? 0x33 : 0x55)) {
            EXPECT(!"each operation ran once, in order");
            break;
        }
    }
    EXPECT(dev.notes[dev.note_count - 1].DmaCompleted.SubmissionFenceId == (ranges ? 3 : 1) ||
           done == (ranges ? 3 : 1));
    scattered_close(&out);
    scattered_close(&in);
    dma_close(&dma);
    dev_close(&dev);
}

static int packed(void *arg)
{
    for (unsigned stop = 0; stop < 14; stop++) {
        chain_stopped(stop, false);
        chain_stopped(stop, true);
    }
    return 0;
}

/* What a reset of the adapter dropped does not go on in the paging buffer's next life. */
static int reset_forgets(void *arg)
{
    struct scattered out, in;
    struct dma dma;
    uint32_t ends[3];

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&dma, 256);
    scattered_open(&out, 3);
    scattered_open(&in, 1);
    memset(in.bytes, 0x33, PAGE_SIZE);
    build_chain(&out, &in, &dma, ends);
    EXPECT(dev_submit_paging(&dev, &dma, 0, ends[2], 1) == STATUS_SUCCESS);
    dev_step(&dev, REFGPU_NODE_COPY, 4);
    EXPECT(dev_preempt(&dev, REFGPU_NODE_COPY, 2) == STATUS_SUCCESS);
    dev_deliver(&dev);
    EXPECT(dev.table.DxgkDdiResetFromTimeout(dev.adapter) == STATUS_SUCCESS);
    EXPECT(dev.table.DxgkDdiRestartFromTimeout(dev.adapter) == STATUS_SUCCESS);
    for (size_t i = 0; i < 3 * PAGE_SIZE; i++)
        vram()[VRAM_FIRST + i] = pattern(i, 4);
    build_chain(&out, &in, &dma, ends);
    EXPECT(dev_submit_paging(&dev, &dma, 0, ends[2], 3) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(*scattered_at(&out, 5) == pattern(5, 4) && vram()[VRAM_FIRST] == 0x33);
    scattered_close(&out);
    scattered_close(&in);
    dma_close(&dma);
    dev_close(&dev);
    return 0;
}

/* Paging buffers are the driver's own: what is privileged in them is not counted as an intrusion; in a user's it is. */
static int privilege(void *arg)
{
    struct refgpu_user_escape message = {
        .magic = REFGPU_USER_MAGIC, .version = REFGPU_USER_VERSION, .code = REFGPU_ESCAPE_PRIVILEGED_COUNT};
    DXGKARG_ESCAPE escape = {.pPrivateDriverData = &message, .PrivateDriverDataSize = sizeof(message)};
    struct scattered s;
    struct dma dma;
    UINT fence = 0;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&dma, 256);
    scattered_open(&s, PAGES);
    in_and_out(&transfers[0], 64, VISIBLE, VRAM_FIRST, &s, &dma, &fence);
    EXPECT(dev.table.DxgkDdiEscape(dev.adapter, &escape) == STATUS_SUCCESS && message.value == 0);
    dma_reset(&dma);
    DMA_PUT(&dma, REFGPU_COMMAND(REFGPU_GART_UPDATE, REFGPU_GART_FILL, 5), 200, 1, 0, 0);
    EXPECT(dev_submit(&dev, 0, &dma, 1) == STATUS_SUCCESS);
    dev_run(&dev);
    message.code = REFGPU_ESCAPE_PRIVILEGED_COUNT;
    EXPECT(dev.table.DxgkDdiEscape(dev.adapter, &escape) == STATUS_SUCCESS && message.value == 1);
    scattered_close(&s);
    dma_close(&dma);
    dev_close(&dev);
    return 0;
}

ON_A_KERNEL(transfer_rooms)
ON_A_KERNEL(no_room)
ON_A_KERNEL(other_transfers)
ON_A_KERNEL(fill_rooms)
ON_A_KERNEL(aperture_rooms)
ON_A_KERNEL(aperture_bounds)
ON_A_KERNEL(small_operations)
ON_A_KERNEL(packed)
ON_A_KERNEL(reset_forgets)
ON_A_KERNEL(privilege)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_transfer_rooms),   cmocka_unit_test(test_no_room),
        cmocka_unit_test(test_other_transfers),  cmocka_unit_test(test_fill_rooms),
        cmocka_unit_test(test_aperture_rooms),   cmocka_unit_test(test_aperture_bounds),
        cmocka_unit_test(test_small_operations), cmocka_unit_test(test_packed),
        cmocka_unit_test(test_reset_forgets),    cmocka_unit_test(test_privilege),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
