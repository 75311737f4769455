/*
 * Engines that do not come back: hangs and faults at every command, reset of a node and of the adapter, what is known afterwards.
 */
#include "dev_harness.h"

#include "device.h"

static struct dev dev;

static uint32_t *vram(void)
{
    return refgpu_vram(dev.device);
}

static bool responsive(UINT node)
{
    DXGKARG_QUERYENGINESTATUS args = {.NodeOrdinal = node};

    EXPECT(dev.table.DxgkDdiQueryEngineStatus(dev.adapter, &args) == STATUS_SUCCESS);
    return args.EngineStatus.Responsive;
}

/* A buffer of four commands that paint pixel `n` each with its own value. */
static void paint(struct dma *dma, uint32_t base)
{
    dma_reset(dma);
    for (uint32_t n = 0; n < 4; n++)
        DMA_PUT(dma, REFGPU_COMMAND(REFGPU_FILL_LINEAR, 0, 5), VRAM_FIRST + (base + n) * 4, 0, 4,
                base + n + 1);
}

#define PER_BUFFER 6u /* INDIRECT, four commands, FENCE_WRITE */

/* TDR-10, TDR-11, PRE-09: hang at command `at` of three buffers; the reset names the one that hung, and life goes on. */
static void hang_at(unsigned node, unsigned at)
{
    struct dma dma[3];
    DXGKARG_RESETENGINE args = {.NodeOrdinal = node};
    DXGKARG_QUERYDEPENDENTENGINEGROUP group = {.NodeOrdinal = node};
    unsigned hung = at / PER_BUFFER;
    UINT next = 20;

    if (!dev_open(&dev, NULL))
        return;
    refgpu_set_switch(dev.device, node, REFGPU_HANG_AT_COMMAND, at + 1);
    for (unsigned i = 0; i < 3; i++) {
        dma_open(&dma[i], 64);
        paint(&dma[i], i * 4);
        EXPECT(dev_submit(&dev, node, &dma[i], 10 + i) == STATUS_SUCCESS);
    }
    dev_run(&dev);
    if (hung)
        EXPECT(dev_completed(&dev, node, 9 + hung));
    responsive(node); /* what it saw the first time it has to see twice */
    EXPECT(!responsive(node) && responsive(!node));
    EXPECT(dev_preempt(&dev, node, 15) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_quiet(&dev));
    EXPECT(dev.table.DxgkDdiQueryDependentEngineGroup(dev.adapter, &group) == STATUS_SUCCESS);
    EXPECT(group.DependentNodeOrdinalMask == 1ull << node);
    EXPECT(dev.table.DxgkDdiResetEngine(dev.adapter, &args) == STATUS_SUCCESS);
    EXPECT(args.LastAbortedFenceId == 10 + hung);
    dev_run(&dev);
    EXPECT(dev_quiet(&dev) && responsive(node));
    EXPECT(dev_preempt(&dev, node, 16) == STATUS_SUCCESS); /* the answer knows the aborted one */
    dev_deliver(&dev);
    EXPECT(dev_preempted(&dev, node, 16, 10 + hung));
    for (unsigned i = hung + 1; i < 3; i++)
        EXPECT(dev_submit(&dev, node, &dma[i], ++next) == STATUS_SUCCESS);
    EXPECT(dev_submit_range(&dev, node, &dma[0], 0, 0, ++next, (DXGK_SUBMITCOMMANDFLAGS){.Value = 0}) ==
           STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, node, next) && dev_quiet(&dev));
    for (unsigned pixel = 0; pixel < 12; pixel++)
        if (pixel / 4 != hung)
            EXPECT(vram()[VRAM_FIRST / 4 + pixel] == pixel + 1);
    for (unsigned i = 0; i < 3; i++)
        dma_close(&dma[i]);
    dev_close(&dev);
}

static int hang_everywhere(void *arg)
{
    for (unsigned at = 0; at < 3 * PER_BUFFER; at++) {
        hang_at(REFGPU_NODE_DRAW, at);
        hang_at(REFGPU_NODE_COPY, at);
    }
    return 0;
}

/* An engine reset drops what waits behind; a buffer that had been stopped half done still goes on there. */
static int reset_keeps_places(void *arg)
{
    struct dma a, b;
    DXGKARG_RESETENGINE args = {.NodeOrdinal = 0};

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_open(&b, 64);
    dma_reset(&a);
    dma_reset(&b);
    for (unsigned i = 0; i < 4; i++)
        dma_xor(&a, VRAM_FIRST + i * 4, 1, 1);
    dma_xor(&b, VRAM_FIRST + 0x100, 1, 1);
    EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
    dev_step(&dev, 0, 3); /* two of four */
    EXPECT(dev_preempt(&dev, 0, 2) == STATUS_SUCCESS);
    dev_deliver(&dev);
    EXPECT(dev_preempted(&dev, 0, 2, 0));
    refgpu_set_switch(dev.device, 0, REFGPU_HANG_AT_COMMAND, 2);
    EXPECT(dev_submit(&dev, 0, &b, 3) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &a, 4) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev.table.DxgkDdiResetEngine(dev.adapter, &args) == STATUS_SUCCESS &&
           args.LastAbortedFenceId == 3);
    EXPECT(dev_submit(&dev, 0, &a, 5) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 5) && dev_quiet(&dev));
    for (unsigned i = 0; i < 4; i++)
        EXPECT(vram()[VRAM_FIRST / 4 + i] == 1);
    dma_close(&a);
    dma_close(&b);
    dev_close(&dev);
    return 0;
}

/* A bus on which the engine goes on until the very moment of a reset. */
static struct {
    struct bus_ops ops;
    const struct bus_ops *real;
    unsigned steps;
} slow;

static void write_late(struct bus_device *bus, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
    if (bar == REFGPU_BAR_MMIO && offset == REFGPU_RESET && slow.steps) {
        refgpu_step(dev.device, 0, slow.steps);
        slow.steps = 0;
    }
    slow.real->bar_write(bus, bar, offset, size, value);
}

static void make_slow(unsigned steps)
{
    slow.real = dev.bus->ops;
    slow.ops = *slow.real;
    slow.ops.bar_write = write_late;
    slow.steps = steps;
    dev.bus->ops = &slow.ops;
}

/* TDR-11, TDR-13, PRE-05, PRE-09: three buffers, the first stopped half done before; reset after so many commands, while so many more are
 * done. Whatever is named, everything before it was done and reported, and everything behind it is done once when it is submitted again. */
static void reset_late(bool adapter, unsigned steps, unsigned more)
{
    struct dma dma[3];
    DXGKARG_RESETENGINE args = {.NodeOrdinal = 0};
    const DXGKARGCB_NOTIFY_INTERRUPT_DATA *note;
    UINT told = 2, first;

    if (!dev_open(&dev, NULL))
        return;
    for (unsigned i = 0; i < 3; i++) {
        dma_open(&dma[i], 64);
        dma_reset(&dma[i]);
        for (unsigned n = 0; n < 4; n++)
            dma_xor(&dma[i], VRAM_FIRST + (i * 4 + n) * 4, 1, 1);
    }
    EXPECT(dev_submit(&dev, 0, &dma[2], 1) == STATUS_SUCCESS);
    dev_step(&dev, 0, 3);
    EXPECT(dev_preempt(&dev, 0, 2) == STATUS_SUCCESS);
    dev_deliver(&dev);
    EXPECT(dev_preempted(&dev, 0, 2, 0));
    for (unsigned i = 0; i < 3; i++)
        EXPECT(dev_submit(&dev, 0, &dma[i], 3 + i) == STATUS_SUCCESS);
    dev_step(&dev, 0, steps);
    make_slow(more);
    if (adapter)
        EXPECT(dev.table.DxgkDdiResetFromTimeout(dev.adapter) == STATUS_SUCCESS);
    else
        EXPECT(dev.table.DxgkDdiResetEngine(dev.adapter, &args) == STATUS_SUCCESS);
    dev.bus->ops = slow.real;
    while ((note = dev_note(&dev)) != NULL) {
        EXPECT(note->InterruptType == DXGK_INTERRUPT_DMA_COMPLETED &&
               note->DmaCompleted.SubmissionFenceId > told);
        told = note->DmaCompleted.SubmissionFenceId;
    }
    first = told < 5 ? told + 1 : told; /* the one that was cut off, if any */
    if (adapter)
        EXPECT(dev.table.DxgkDdiRestartFromTimeout(dev.adapter) == STATUS_SUCCESS);
    else
        EXPECT(args.LastAbortedFenceId == first);
    for (unsigned i = first - 2; i < 3; i++)
        EXPECT(dev_submit(&dev, 0, &dma[i], 6 + i) == STATUS_SUCCESS);
    dev_run(&dev);
    for (unsigned i = 0; i < 12; i++)
        if (told == 5 || i / 4 != first - 3)
            EXPECT(vram()[VRAM_FIRST / 4 + i] == 1);
    for (unsigned i = 0; i < 3; i++)
        dma_close(&dma[i]);
    dev_close(&dev);
}

static int reset_while_it_goes_on(void *arg)
{
    for (unsigned steps = 0; steps < 17; steps++)
        for (unsigned more = 0; more < 12; more++) {
            reset_late(false, steps, more);
            reset_late(true, steps, more);
        }
    return 0;
}

/* TDR-11: a reset of a node that has nothing to do; TDR-12: one that fails changes nothing, and says so. */
static int reset_idle_and_failing(void *arg)
{
    struct dma a;
    DXGKARG_RESETENGINE args = {.NodeOrdinal = 0};

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    paint(&a, 0);
    EXPECT(dev.table.DxgkDdiResetEngine(dev.adapter, &args) == STATUS_SUCCESS &&
           args.LastAbortedFenceId == 0);
    EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 1));
    EXPECT(dev.table.DxgkDdiResetEngine(dev.adapter, &args) == STATUS_SUCCESS &&
           args.LastAbortedFenceId == 1);
    refgpu_set_switch(dev.device, 0, REFGPU_RESET_FAILS, 1);
    refgpu_set_switch(dev.device, 0, REFGPU_HANG_AT_COMMAND, 2);
    EXPECT(dev_submit(&dev, 0, &a, 2) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(!NT_SUCCESS(dev.table.DxgkDdiResetEngine(dev.adapter, &args)));
    EXPECT(dev.table.DxgkDdiResetEngine(dev.adapter, &args) == STATUS_SUCCESS &&
           args.LastAbortedFenceId == 2);
    args.NodeOrdinal = 2;
    EXPECT(dev.table.DxgkDdiResetEngine(dev.adapter, &args) == STATUS_INVALID_PARAMETER);
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* A reset of the adapter at any moment: TDR-04..TDR-07, PRE-09. */
static void reset_adapter_after(unsigned steps)
{
    struct dma a, b, paging;
    struct scattered s;
    DXGKARG_BUILDPAGINGBUFFER map = {.Operation = DXGK_OPERATION_MAP_APERTURE_SEGMENT}, unmap;
    UINT fence = 0;

    if (!dev_open(&dev, NULL))
        return;
    dma_open(&a, 64);
    dma_open(&b, 64);
    dma_open(&paging, 64);
    scattered_open(&s, 2);
    paint(&a, 0);
    paint(&b, 8);
    map.MapApertureSegment.SegmentId = 2;
    map.MapApertureSegment.NumberOfPages = 2;
    map.MapApertureSegment.pMdl = s.mdl;
    EXPECT(dev_page(&dev, &paging, &map, 64, &fence) == 1);
    dev.seen = dev.note_count;
    EXPECT(dev_submit(&dev, 0, &a, 30) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &b, 31) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 1, &b, 40) == STATUS_SUCCESS);
    dev_step(&dev, 0, steps);
    EXPECT(dev_preempt(&dev, 1, 41) == STATUS_SUCCESS); /* its answer is on the way */
    dev.seen = dev.note_count;
    EXPECT(dev.table.DxgkDdiResetFromTimeout(dev.adapter) == STATUS_SUCCESS);
    dev_run(&dev);
    dev.seen = dev.note_count; /* what was on the way may still have come */
    unmap = (DXGKARG_BUILDPAGINGBUFFER){.Operation = DXGK_OPERATION_UNMAP_APERTURE_SEGMENT};
    unmap.UnmapApertureSegment.SegmentId = 2;
    unmap.UnmapApertureSegment.NumberOfPages = 2;
    paging.count = 0;
    EXPECT(dev_build(&dev, &paging, &unmap) == STATUS_SUCCESS && paging.count == 0);
    EXPECT(dev.table.DxgkDdiRestartFromTimeout(dev.adapter) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_quiet(&dev));
    EXPECT(dev_preempt(&dev, 0, 50) == STATUS_SUCCESS);
    EXPECT(dev_preempt(&dev, 1, 51) == STATUS_SUCCESS);
    dev_deliver(&dev);
    EXPECT(dev_preempted(&dev, 0, 50, 31));
    EXPECT(dev_preempted(&dev, 1, 51, 40));
    /* the aperture is empty, but for a page where nothing is harmed */
    dma_reset(&a);
    DMA_PUT(&a, REFGPU_COMMAND(REFGPU_FILL_LINEAR, 0, 5), 0, (uint32_t)(REFGPU_APERTURE_BASE >> 32), 8192,
            0x77);
    memset(s.bytes, 0, 8192);
    EXPECT(dev_submit(&dev, 1, &a, 52) == STATUS_SUCCESS);
    paint(&b, 0);
    EXPECT(dev_submit(&dev, 0, &b, 53) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 53));
    EXPECT(dev_completed(&dev, 1, 52) && dev_quiet(&dev));
    EXPECT(vram()[VRAM_FIRST / 4] == 1 && s.bytes[0] == 0 && s.bytes[8191] == 0);
    scattered_close(&s);
    dma_close(&a);
    dma_close(&b);
    dma_close(&paging);
    dev_close(&dev);
}

static int reset_adapter_everywhere(void *arg)
{
    for (unsigned steps = 0; steps <= 2 * PER_BUFFER; steps++)
        reset_adapter_after(steps);
    return 0;
}

/* TDR-05: when ResetFromTimeout returns, a hung engine has let go, and no memory changes any more. */
static int reset_hung_adapter(void *arg)
{
    struct dma a;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    paint(&a, 0);
    refgpu_set_switch(dev.device, 0, REFGPU_HANG_AT_COMMAND, 3);
    refgpu_set_switch(dev.device, 1, REFGPU_RESET_FAILS, 10); /* of a node alone */
    EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev.table.DxgkDdiResetFromTimeout(dev.adapter) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(vram()[VRAM_FIRST / 4 + 1] == 0);
    EXPECT(dev.table.DxgkDdiRestartFromTimeout(dev.adapter) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(vram()[VRAM_FIRST / 4 + 1] == 0 && dev_quiet(&dev));
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* FEN-17, REN-82: a fault names its fence, after those that were done, and once; the other node goes on. */
static int faults(void *arg)
{
    for (unsigned at = 0; at < 2 * PER_BUFFER; at++) {
        const DXGKARGCB_NOTIFY_INTERRUPT_DATA *note;
        DXGKARG_RESETENGINE args = {.NodeOrdinal = 0};
        struct dma a, b;
        if (!dev_open(&dev, NULL))
            return 1;
        dma_open(&a, 64);
        dma_open(&b, 64);
        paint(&a, 0);
        paint(&b, 4);
        refgpu_set_switch(dev.device, 0, REFGPU_FAULT_AT_COMMAND, at + 1);
        EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
        EXPECT(dev_submit(&dev, 0, &b, 2) == STATUS_SUCCESS);
        dev_run(&dev);
        if (at >= PER_BUFFER)
            EXPECT(dev_completed(&dev, 0, 1));
        note = dev_note(&dev);
        EXPECT(note && note->InterruptType == DXGK_INTERRUPT_DMA_FAULTED &&
               note->DmaFaulted.FaultedFenceId == 1 + at / PER_BUFFER && note->DmaFaulted.NodeOrdinal == 0);
        EXPECT(dev_quiet(&dev) && !responsive(0));
        EXPECT(dev_submit(&dev, 1, &a, 9) == STATUS_SUCCESS);
        dev_run(&dev);
        EXPECT(dev_completed(&dev, 1, 9) && dev_quiet(&dev));
        EXPECT(dev.table.DxgkDdiResetEngine(dev.adapter, &args) == STATUS_SUCCESS);
        EXPECT(args.LastAbortedFenceId == 1 + at / PER_BUFFER && responsive(0));
        dma_close(&a);
        dma_close(&b);
        dev_close(&dev);
    }
    return 0;
}

/* TDR-09: at any level, in any room, with and without the extension. */
static int debug_info(void *arg)
{
    unsigned char room[1024];
    DXGKARG_COLLECTDBGINFO_EXT extension;
    KIRQL old;

    if (!dev_open(&dev, NULL))
        return 1;
    for (size_t size = 0; size <= sizeof(room) - 8; size += 7) {
        DXGKARG_COLLECTDBGINFO args = {
            .Reason = 0x116, .pBuffer = room, .BufferSize = size, .pExtension = size % 2 ? &extension : NULL};
        memset(room, 0xA5, sizeof(room));
        KeRaiseIrql(DISPATCH_LEVEL, &old);
        EXPECT(dev.table.DxgkDdiCollectDbgInfo(dev.adapter, &args) == STATUS_SUCCESS);
        KeLowerIrql(old);
        EXPECT(size < 4 || !memcmp(room, "RGPU", 4));
        for (size_t i = size; i < sizeof(room); i++)
            EXPECT(room[i] == 0xA5);
    }
    EXPECT(dev.table.DxgkDdiCollectDbgInfo(dev.adapter, &(DXGKARG_COLLECTDBGINFO){.Reason = 0x117}) ==
           STATUS_SUCCESS);
    dev_close(&dev);
    return 0;
}

ON_A_KERNEL(hang_everywhere)
ON_A_KERNEL(reset_keeps_places)
ON_A_KERNEL(reset_while_it_goes_on)
ON_A_KERNEL(reset_idle_and_failing)
ON_A_KERNEL(reset_adapter_everywhere)
ON_A_KERNEL(reset_hung_adapter)
ON_A_KERNEL(faults)
ON_A_KERNEL(debug_info)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hang_everywhere),
        cmocka_unit_test(test_reset_keeps_places),
        cmocka_unit_test(test_reset_while_it_goes_on),
        cmocka_unit_test(test_reset_idle_and_failing),
        cmocka_unit_test(test_reset_adapter_everywhere),
        cmocka_unit_test(test_reset_hung_adapter),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_debug_info),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
