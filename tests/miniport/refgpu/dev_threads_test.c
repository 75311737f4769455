/*
 * The driver beside real engine threads and a real interrupt thread: submissions, preemptions, questions for fences and engine resets at
 * once, on the posix host. What TSan sees of it, and that every buffer has run exactly once in the end.
 */
#include "dev_harness.h"

static struct dev dev;

#define BUFFERS 6u
#define ROUNDS  200u

static uint32_t *vram(void)
{
    return refgpu_vram(dev.device);
}

/* Waits until the newest report is about this; woken by every DPC. */
struct wanted {
    DXGK_INTERRUPT_TYPE type;
    unsigned node;
    UINT fence;
    bool found;
    UINT completed;
};

static BOOLEAN look(void *ctx)
{
    struct wanted *w = ctx;

    for (unsigned i = dev.note_count; i > 0 && !w->found; i--) {
        const DXGKARGCB_NOTIFY_INTERRUPT_DATA *n = &dev.notes[i - 1];
        if (n->InterruptType != w->type)
            continue;
        if (w->type == DXGK_INTERRUPT_DMA_COMPLETED)
            w->found =
                n->DmaCompleted.NodeOrdinal == w->node && n->DmaCompleted.SubmissionFenceId == w->fence;
        else
            w->found =
                n->DmaPreempted.NodeOrdinal == w->node && n->DmaPreempted.PreemptionFenceId == w->fence;
        w->completed = n->DmaPreempted.LastCompletedFenceId;
    }
    if (w->found)
        dev.note_count = 0; /* nobody looks back */
    return TRUE;
}

static UINT wait_for(DXGK_INTERRUPT_TYPE type, unsigned node, UINT fence)
{
    struct wanted w = {type, node, fence, false, 0};

    for (;;) {
        nt_interrupt_synchronize(dev.line, look, &w);
        if (w.found)
            return w.completed;
        LARGE_INTEGER long_time = ms(20000);
        if (KeWaitForSingleObject(&dev.progress, Executive, KernelMode, FALSE, &long_time) !=
            STATUS_SUCCESS) {
            EXPECT(!"the device answers");
            return 0;
        }
    }
}

/* SYN-08, FEN-14: level zero asks all the time, from another thread. */
static VOID NTAPI asker(PVOID ctx)
{
    volatile LONG *stop = ctx;

    while (!ReadAcquire(stop)) {
        DXGKARG_QUERYCURRENTFENCE query = {.NodeOrdinal = (UINT)(nt_random() & 1)};
        EXPECT(dev.table.DxgkDdiQueryCurrentFence(dev.adapter, &query) == STATUS_SUCCESS);
        nt_yield();
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static PKTHREAD start_asker(volatile LONG *stop)
{
    PKTHREAD thread = NULL;
    HANDLE handle;

    if (NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, asker, (PVOID)stop))) {
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&thread, NULL);
        ZwClose(handle);
    }
    return thread;
}

/* PRE-01, PRE-02, PRE-05: random preemptions; what was dropped is submitted again with new fences. */
static void round_of(struct dma *dma, UINT *next)
{
    UINT fences[BUFFERS], done = 0;

    while (done < BUFFERS) {
        for (UINT i = done; i < BUFFERS; i++) {
            fences[i] = ++*next;
            EXPECT(dev_submit(&dev, 0, &dma[i], fences[i]) == STATUS_SUCCESS);
        }
        if (nt_random() % 4 == 0) {
            wait_for(DXGK_INTERRUPT_DMA_COMPLETED, 0, fences[BUFFERS - 1]);
            return;
        }
        for (uint64_t spin = nt_random() % 2000; spin; spin--)
            YieldProcessor();
        UINT request = ++*next;
        EXPECT(dev_preempt(&dev, 0, request) == STATUS_SUCCESS);
        UINT completed = wait_for(DXGK_INTERRUPT_DMA_PREEMPTED, 0, request);
        while (done < BUFFERS && (LONG)(completed - fences[done]) >= 0)
            done++;
    }
}

static int preempting(void *arg)
{
    struct dma dma[BUFFERS];
    volatile LONG stop = 0;
    UINT next = 0;

    if (!dev_open(&dev, &(struct dev_options){.threads = true}))
        return 1;
    for (unsigned i = 0; i < BUFFERS; i++) {
        dma_open(&dma[i], 128);
        dma_reset(&dma[i]);
        for (unsigned c = 0; c < 8; c++)
            dma_xor(&dma[i], VRAM_FIRST + i * 64, 16, 1u << c);
    }
    PKTHREAD thread = start_asker(&stop);
    for (unsigned round = 0; round < ROUNDS; round++) {
        round_of(dma, &next);
        for (unsigned i = 0; i < BUFFERS; i++)
            dma_reset(&dma[i]), dma[i].count = 8 * REFGPU_ROP_DWORDS; /* a new life of the same commands */
    }
    WriteRelease(&stop, 1);
    if (thread) {
        KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(thread);
    }
    for (unsigned pixel = 0; pixel < BUFFERS * 16; pixel++)
        EXPECT(vram()[VRAM_FIRST / 4 + pixel] == (ROUNDS % 2 ? 0xff : 0));
    for (unsigned i = 0; i < BUFFERS; i++)
        dma_close(&dma[i]);
    dev_close(&dev);
    return 0;
}

/* TDR-11: hangs and engine resets while the other node works and its interrupts come. */
static int resetting(void *arg)
{
    struct dma bad, good;
    UINT next = 0, other = 0;

    if (!dev_open(&dev, &(struct dev_options){.threads = true}))
        return 1;
    dma_open(&bad, 64);
    dma_open(&good, 64);
    dma_reset(&bad);
    dma_reset(&good);
    dma_xor(&bad, VRAM_FIRST, 4, 1);
    DMA_PUT(&good, REFGPU_COMMAND(REFGPU_FILL_LINEAR, 0, 5), 0x8000, 0, 64, 7);
    for (unsigned round = 0; round < 50; round++) {
        DXGKARG_RESETENGINE args = {.NodeOrdinal = 0};
        refgpu_set_switch(dev.device, 0, REFGPU_HANG_AT_COMMAND, 2);
        EXPECT(dev_submit(&dev, 0, &bad, ++next) == STATUS_SUCCESS);
        for (unsigned i = 0; i < 5; i++)
            EXPECT(dev_submit(&dev, 1, &good, ++other) == STATUS_SUCCESS);
        while (refgpu_get_switch(dev.device, 0, REFGPU_HANG_AT_COMMAND))
            YieldProcessor();
        EXPECT(dev.table.DxgkDdiResetEngine(dev.adapter, &args) == STATUS_SUCCESS);
        EXPECT(args.LastAbortedFenceId == next);
        wait_for(DXGK_INTERRUPT_DMA_COMPLETED, 1, other);
        EXPECT(dev_submit_range(&dev, 0, &bad, 0, 0, ++next, (DXGK_SUBMITCOMMANDFLAGS){.Value = 0}) ==
               STATUS_SUCCESS);
        wait_for(DXGK_INTERRUPT_DMA_COMPLETED, 0, next);
    }
    EXPECT(vram()[VRAM_FIRST / 4] == 0 && vram()[0x8000 / 4] == 7);
    dma_close(&bad);
    dma_close(&good);
    dev_close(&dev);
    return 0;
}

static void on_threads(int (*body)(void *arg))
{
    struct kernel_run run = {.body = body, .options = {.host = NT_HOST_POSIX, .seed = 5}};

    kernel_boot_run(&run);
    assert_false(run.outcome.bugchecked);
    assert_int_equal(run.outcome.value, 0);
    assert_int_equal(run.leaks, 0);
    assert_int_equal(run.findings.count, 0);
    assert_int_equal(kernel_failures, 0);
}

static void test_preempting(void **state)
{
    on_threads(preempting);
}

static void test_resetting(void **state)
{
    on_threads(resetting);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_preempting),
        cmocka_unit_test(test_resetting),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
