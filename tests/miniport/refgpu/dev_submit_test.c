/*
 * Submission and preemption: what goes into the ring, what comes back as fences, and that a buffer which was stopped after any of its
 * commands, any number of times, has in the end done each of them once.
 */
#include "dev_harness.h"

static struct dev dev;

static uint32_t *vram(void)
{
    return refgpu_vram(dev.device);
}

/* ---- the straight path --------------------------------------------------------------------------------- */

/* SUB-01, FEN-01, FEN-02: two nodes, several buffers, fences per node and in order. */
static int straight(void *arg)
{
    struct dma a, b;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_open(&b, 64);
    dma_reset(&a);
    dma_reset(&b);
    dma_xor(&a, VRAM_FIRST, 8, 0x11111111);
    DMA_PUT(&b, REFGPU_COMMAND(REFGPU_FILL_LINEAR, 0, 5), 0x8000, 0, 64, 0xabcdef01);
    EXPECT(dev_submit(&dev, 0, &a, 10) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 1, &b, 3) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &a, 11) == STATUS_SUCCESS);
    EXPECT(vram()[VRAM_FIRST / 4] == 0);
    EXPECT(dev_step(&dev, 0, 3) == 3);
    EXPECT(dev_completed(&dev, 0, 10));
    EXPECT(vram()[VRAM_FIRST / 4] == 0x11111111 && vram()[VRAM_FIRST / 4 + 7] == 0x11111111 &&
           vram()[VRAM_FIRST / 4 + 8] == 0);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 11));
    EXPECT(dev_completed(&dev, 1, 3));
    EXPECT(dev_quiet(&dev));
    EXPECT(vram()[VRAM_FIRST / 4] == 0 && vram()[0x8000 / 4] == 0xabcdef01);
    EXPECT(dev.dpcs > 0);
    dma_close(&a);
    dma_close(&b);
    dev_close(&dev);
    return 0;
}

/* SUB-06, SUB-07, SUB-09, OBS-100: what runs nothing has a fence all the same, in its place in the order. */
static int nothing_to_run(void *arg)
{
    const DXGK_SUBMITCOMMANDFLAGS none = {.Value = 0}, null_rendering = {.NullRendering = 1},
                                  context_switch = {.ContextSwitch = 1};
    struct dma a;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 4, 0xffffffff);
    EXPECT(dev_submit_range(&dev, 0, &a, 0, a.count * 4, 1, null_rendering) == STATUS_SUCCESS);
    EXPECT(dev_submit_range(&dev, 0, &a, 44, 44, 2, none) == STATUS_SUCCESS);
    EXPECT(dev_submit_range(&dev, 0, &a, 0, 0, 3, context_switch) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &a, 4) == STATUS_SUCCESS);
    for (UINT fence = 1; fence <= 3; fence++) {
        EXPECT(dev_step(&dev, 0, 1) == 1);
        EXPECT(dev_completed(&dev, 0, fence));
        EXPECT(vram()[VRAM_FIRST / 4] == 0);
    }
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 4));
    EXPECT(vram()[VRAM_FIRST / 4] == 0xffffffff);
    /* no private data at all, and a range that is no range of commands */
    memset(a.block, 0xEE, sizeof(a.block));
    EXPECT(dev_submit(&dev, 0, &a, 5) == STATUS_SUCCESS);
    EXPECT(dev_submit_range(&dev, 0, &a, 0, 6, 6, none) == STATUS_INVALID_PARAMETER);
    EXPECT(dev_submit_range(&dev, 0, &a, 8, 4, 6, none) == STATUS_INVALID_PARAMETER);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 5) && dev_quiet(&dev));
    EXPECT(vram()[VRAM_FIRST / 4] == 0);
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* SUB-11: the promised depth fits while the engine stands still, again and again around the ring's end. */
static int depth(void *arg)
{
    const struct dev_options options = {.queue_entries = 1500};
    struct dma a;
    UINT fence = 0;

    if (!dev_open(&dev, &options))
        return 1;
    dma_open(&a, 64);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 1, 1);
    for (unsigned round = 0; round < 8; round++) {
        uint32_t before = vram()[VRAM_FIRST / 4];
        for (unsigned i = 0; i < options.queue_entries - round; i++)
            EXPECT(dev_submit(&dev, 0, &a, ++fence) == STATUS_SUCCESS);
        EXPECT(dev_quiet(&dev));
        while (dev_step(&dev, 0, 100))
            ;
        EXPECT(dev.notes[dev.note_count - 1].DmaCompleted.SubmissionFenceId == fence);
        dev.seen = dev.note_count;
        EXPECT(vram()[VRAM_FIRST / 4] == (before ^ ((options.queue_entries - round) & 1)));
    }
    EXPECT(dev.note_count < fence); /* FEN-03: one report stands for all before it */
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* ---- preemption ---------------------------------------------------------------------------------------- */

#define BUFFERS    3u
#define COMMANDS   4u             /* of each buffer */
#define PER_BUFFER (COMMANDS + 2) /* and INDIRECT, FENCE_WRITE */

static void fill(struct dma *dma, unsigned number)
{
    dma_reset(dma);
    for (unsigned i = 0; i < COMMANDS; i++)
        dma_xor(dma, VRAM_FIRST + i * 4, 16, 0x01010101u << (number + i) % 8);
}

/* What all buffers once and in any order leave behind. */
static uint32_t expected(unsigned pixel, unsigned buffers)
{
    uint32_t value = 0;

    for (unsigned number = 0; number < buffers; number++)
        for (unsigned i = 0; i < COMMANDS; i++)
            if (pixel >= i && pixel < i + 16)
                value ^= 0x01010101u << (number + i) % 8;
    return value;
}

static bool picture_is(unsigned buffers)
{
    for (unsigned pixel = 0; pixel < 16 + COMMANDS; pixel++)
        if (vram()[VRAM_FIRST / 4 + pixel] != expected(pixel, buffers))
            return false;
    return true;
}

/* The last fence of node 0 that was reported completed. */
static UINT last_completed(void)
{
    UINT fence = 0;

    for (unsigned i = 0; i < dev.note_count; i++)
        if (dev.notes[i].InterruptType == DXGK_INTERRUPT_DMA_COMPLETED)
            fence = dev.notes[i].DmaCompleted.SubmissionFenceId;
    return fence;
}

/* Submits the buffers from `first` on with the next fences, and remembers them as the kernel would. */
static void submit_from(struct dma *dma, unsigned first, UINT *next, UINT fences[BUFFERS])
{
    for (unsigned i = first; i < BUFFERS; i++) {
        fences[i] = ++*next;
        EXPECT(dev_submit(&dev, 0, &dma[i], fences[i]) == STATUS_SUCCESS);
    }
}

/* Preempted after `first` and again after `second` more commands; render work comes back with new fences (PRE-05). */
static void stop_twice(unsigned first, unsigned second)
{
    struct dma dma[BUFFERS];
    UINT next = 100, fences[BUFFERS];
    unsigned done = 0;

    if (!dev_open(&dev, NULL))
        return;
    for (unsigned i = 0; i < BUFFERS; i++) {
        dma_open(&dma[i], 64);
        fill(&dma[i], i);
    }
    submit_from(dma, 0, &next, fences);
    for (unsigned stop = 0; stop < 2; stop++) {
        UINT request;
        dev_step(&dev, 0, stop ? second : first);
        while (done < BUFFERS && fences[done] <= last_completed())
            done++;
        dev.seen = dev.note_count;
        request = ++next;
        EXPECT(dev_preempt(&dev, 0, request) == STATUS_SUCCESS);
        dev_deliver(&dev);
        EXPECT(dev_preempted(&dev, 0, request, last_completed()));
        submit_from(dma, done, &next, fences);
    }
    dev_run(&dev);
    EXPECT(last_completed() == fences[BUFFERS - 1]);
    EXPECT(picture_is(BUFFERS));
    for (unsigned i = 0; i < BUFFERS; i++)
        dma_close(&dma[i]);
    dev_close(&dev);
}

/* PRE-01, PRE-02, PRE-05: at every command, twice. */
static int preempt_everywhere(void *arg)
{
    for (unsigned first = 0; first <= BUFFERS * PER_BUFFER; first++)
        for (unsigned second = 0; second <= BUFFERS * PER_BUFFER - first; second++)
            stop_twice(first, second);
    return 0;
}

/* PRE-03: an idle node, one that never ran, and one whose work is all reported answer as well. */
static int preempt_idle(void *arg)
{
    struct dma a;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 4, 5);
    EXPECT(dev_preempt(&dev, 1, 77) == STATUS_SUCCESS);
    dev_deliver(&dev);
    EXPECT(dev_preempted(&dev, 1, 77, 0));
    EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 1));
    for (UINT request = 2; request < 5; request++) {
        EXPECT(dev_preempt(&dev, 0, request) == STATUS_SUCCESS);
        dev_deliver(&dev);
        EXPECT(dev_preempted(&dev, 0, request, 1));
    }
    EXPECT(dev_submit(&dev, 0, &a, 5) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 5) && dev_quiet(&dev));
    EXPECT(vram()[VRAM_FIRST / 4] == 0);
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* What is submitted between request and answer is not lost: the device would drop it, so it waits (PRE-02). */
static int submit_while_preempting(void *arg)
{
    struct dma a, b;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_open(&b, 64);
    dma_reset(&a);
    dma_reset(&b);
    dma_xor(&a, VRAM_FIRST, 4, 5);
    dma_xor(&b, VRAM_FIRST, 4, 0x50);
    refgpu_set_switch(dev.device, 0, REFGPU_PREEMPT_LATE, 2);
    EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &a, 2) == STATUS_SUCCESS);
    EXPECT(dev_preempt(&dev, 0, 3) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &b, 4) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &b, 5) == STATUS_SUCCESS);
    EXPECT(dev_quiet(&dev));
    dev_run(&dev);
    EXPECT(dev_preempted(&dev, 0, 3, 0));
    EXPECT(dev_completed(&dev, 0, 5)); /* and 4 before it */
    EXPECT(dev_quiet(&dev));
    EXPECT(vram()[VRAM_FIRST / 4] == 5); /* a ran whole, but for its fence; b ran twice */
    EXPECT(dev_submit(&dev, 0, &a, 6) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(vram()[VRAM_FIRST / 4] == 5); /* nothing of it was left to do */
    dma_close(&a);
    dma_close(&b);
    dev_close(&dev);
    return 0;
}

/* Two portions of one buffer share a private block; each goes on where it was stopped (REN-75). */
static int portions(void *arg)
{
    const DXGK_SUBMITCOMMANDFLAGS none = {.Value = 0};

    for (unsigned stop = 0; stop <= 2 * PER_BUFFER; stop++) {
        struct dma a;
        uint32_t middle, end;
        if (!dev_open(&dev, NULL))
            return 1;
        dma_open(&a, 128);
        fill(&a, 0);
        middle = a.count * 4;
        for (unsigned i = 0; i < COMMANDS; i++)
            dma_xor(&a, VRAM_FIRST + i * 4, 16, 0x01010101u << (1 + i) % 8);
        end = a.count * 4;
        EXPECT(dev_submit_range(&dev, 0, &a, 0, middle, 1, none) == STATUS_SUCCESS);
        EXPECT(dev_submit_range(&dev, 0, &a, middle, end, 2, none) == STATUS_SUCCESS);
        dev_step(&dev, 0, stop);
        EXPECT(dev_preempt(&dev, 0, 3) == STATUS_SUCCESS);
        dev_deliver(&dev);
        if (stop < PER_BUFFER)
            EXPECT(dev_submit_range(&dev, 0, &a, 0, middle, 4, none) == STATUS_SUCCESS);
        if (stop < 2 * PER_BUFFER)
            EXPECT(dev_submit_range(&dev, 0, &a, middle, end, 5, none) == STATUS_SUCCESS);
        dev_run(&dev);
        EXPECT(picture_is(2));
        dma_close(&a);
        dev_close(&dev);
    }
    return 0;
}

/* PRE-08: what was stopped and then cancelled does not go on in the buffer's next life, nor what Render fills anew. */
static int cancel(void *arg)
{
    struct dma a;
    DXGKARG_CANCELCOMMAND args;

    for (unsigned how = 0; how < 2; how++) {
        if (!dev_open(&dev, NULL))
            return 1;
        dma_open(&a, 64);
        fill(&a, 0);
        EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
        dev_step(&dev, 0, 3);
        EXPECT(dev_preempt(&dev, 0, 2) == STATUS_SUCCESS);
        dev_deliver(&dev);
        args = (DXGKARG_CANCELCOMMAND){.hContext = dev.context[0],
                                       .pDmaBufferPrivateData = a.block,
                                       .DmaBufferPrivateDataSize = sizeof(a.block)};
        if (how == 0)
            EXPECT(dev.table.DxgkDdiCancelCommand(dev.adapter, &args) == STATUS_SUCCESS);
        else
            fill(&a, 0);
        memset(vram(), 0, 0x2000);
        EXPECT(dev_submit(&dev, 0, &a, 3) == STATUS_SUCCESS);
        dev_run(&dev);
        EXPECT(picture_is(1));
        dma_close(&a);
        dev_close(&dev);
    }
    return 0;
}

/* ---- interrupts ---------------------------------------------------------------------------------------- */

/* FEN-10, FEN-03: an interrupt without a cause is not ours; one that comes twice reports once. */
static int odd_interrupts(void *arg)
{
    struct dma a;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 4, 5);
    EXPECT(!dev_interrupt(&dev));
    refgpu_set_switch(dev.device, 0, REFGPU_INTERRUPT_NO_CAUSE, 3);
    dev_deliver(&dev);
    EXPECT(dev_quiet(&dev) && dev.dpcs == 0);
    refgpu_set_switch(dev.device, 0, REFGPU_INTERRUPT_TWICE, 1);
    EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
    EXPECT(refgpu_step(dev.device, 0, 10) == 3);
    EXPECT(dev_interrupt(&dev));
    EXPECT(!dev_interrupt(&dev));
    dev_deliver(&dev);
    EXPECT(dev_completed(&dev, 0, 1) && dev_quiet(&dev));
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* FEN-14: after a lost interrupt QueryCurrentFence reports, once, and everything else that was not heard. */
static int lost_interrupts(void *arg)
{
    DXGKARG_QUERYCURRENTFENCE query = {.NodeOrdinal = 0};
    struct dma a;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 4, 5);
    EXPECT(dev.table.DxgkDdiQueryCurrentFence(dev.adapter, &query) == STATUS_SUCCESS &&
           query.CurrentFence == 0);
    EXPECT(dev_quiet(&dev));
    refgpu_set_switch(dev.device, 0, REFGPU_INTERRUPT_LOST, 100);
    EXPECT(dev_submit(&dev, 0, &a, 7) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &a, 8) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_quiet(&dev));
    EXPECT(dev.table.DxgkDdiQueryCurrentFence(dev.adapter, &query) == STATUS_SUCCESS &&
           query.CurrentFence == 8);
    EXPECT(dev_completed(&dev, 0, 8) && dev_quiet(&dev));
    EXPECT(dev.table.DxgkDdiQueryCurrentFence(dev.adapter, &query) == STATUS_SUCCESS &&
           query.CurrentFence == 8);
    EXPECT(dev_quiet(&dev));
    EXPECT(dev_preempt(&dev, 0, 9) == STATUS_SUCCESS);
    dev_deliver(&dev);
    EXPECT(dev_quiet(&dev));
    EXPECT(dev.table.DxgkDdiQueryCurrentFence(dev.adapter, &query) == STATUS_SUCCESS &&
           query.CurrentFence == 8);
    EXPECT(dev_preempted(&dev, 0, 9, 8) && dev_quiet(&dev));
    refgpu_set_switch(dev.device, 0, REFGPU_INTERRUPT_LOST, 0);
    EXPECT(dev_submit(&dev, 0, &a, 10) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 10) && dev_quiet(&dev));
    query.NodeOrdinal = 2;
    EXPECT(dev.table.DxgkDdiQueryCurrentFence(dev.adapter, &query) == STATUS_INVALID_PARAMETER);
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* FEN-03, OBS-131: a fence that was never submitted is not reported, whatever the device writes. */
static int wrong_fence(void *arg)
{
    static const int32_t off[] = {1, 5, -3, INT32_MAX, INT32_MIN};
    struct dma a;
    UINT fence = 100;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 4, 5);
    for (unsigned i = 0; i < sizeof(off) / sizeof(off[0]); i++) {
        EXPECT(dev_submit(&dev, 0, &a, ++fence) == STATUS_SUCCESS);
        dev_run(&dev);
        EXPECT(dev_completed(&dev, 0, fence));
        refgpu_set_switch(dev.device, 0, REFGPU_FENCE_OFF_BY, (uint32_t)off[i]);
        EXPECT(dev_submit(&dev, 0, &a, ++fence) == STATUS_SUCCESS);
        dev_run(&dev);
        EXPECT(dev_quiet(&dev));
        fence += 10;
    }
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* Fences count modulo 2^32. */
static int wrap_around(void *arg)
{
    struct dma a;
    UINT fence = 0;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 4, 5);
    for (unsigned i = 0; i < 64; i++) {
        fence += i % 2 ? 1 : 0x3fffffff;
        EXPECT(dev_submit(&dev, 0, &a, fence) == STATUS_SUCCESS);
        dev_run(&dev);
        EXPECT(dev_completed(&dev, 0, fence) && dev_quiet(&dev));
    }
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

ON_A_KERNEL(straight)
ON_A_KERNEL(nothing_to_run)
ON_A_KERNEL(depth)
ON_A_KERNEL(preempt_everywhere)
ON_A_KERNEL(preempt_idle)
ON_A_KERNEL(submit_while_preempting)
ON_A_KERNEL(portions)
ON_A_KERNEL(cancel)
ON_A_KERNEL(odd_interrupts)
ON_A_KERNEL(lost_interrupts)
ON_A_KERNEL(wrong_fence)
ON_A_KERNEL(wrap_around)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_straight),       cmocka_unit_test(test_nothing_to_run),
        cmocka_unit_test(test_depth),          cmocka_unit_test(test_preempt_everywhere),
        cmocka_unit_test(test_preempt_idle),   cmocka_unit_test(test_submit_while_preempting),
        cmocka_unit_test(test_portions),       cmocka_unit_test(test_cancel),
        cmocka_unit_test(test_odd_interrupts), cmocka_unit_test(test_lost_interrupts),
        cmocka_unit_test(test_wrong_fence),    cmocka_unit_test(test_wrap_around),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
