/*
 * The driver built without contexts (REFGPU_CONTEXTS=0): the device handle stands wherever a context's would (REN-02), one node does
 * everything, and nothing is claimed that needs contexts.
 */
#include "dev_harness.h"

static struct dev dev;

static uint32_t *vram(void)
{
    return refgpu_vram(dev.device);
}

/* PRE-06, TDR-10, DOD-05. */
static int claims(void *arg)
{
    DXGK_DRIVERCAPS caps;
    DXGKARG_QUERYADAPTERINFO args = {
        .Type = DXGKQAITYPE_DRIVERCAPS, .pOutputData = &caps, .OutputDataSize = sizeof(caps)};

    if (!dev_open(&dev, NULL))
        return 1;
    EXPECT(dev.table.DxgkDdiQueryAdapterInfo(dev.adapter, &args) == STATUS_SUCCESS);
    EXPECT(!caps.SchedulingCaps.MultiEngineAware && !caps.SchedulingCaps.PreemptionAware &&
           !caps.SchedulingCaps.CancelCommandAware && !caps.SupportPerEngineTDR);
    EXPECT(caps.GpuEngineTopology.NbAsymetricProcessingNodes == 1 &&
           caps.MemoryManagementCaps.PagingNode == 0);
    EXPECT(!dev.table.DxgkDdiCreateContext && !dev.table.DxgkDdiDestroyContext &&
           !dev.table.DxgkDdiCancelCommand && !dev.table.DxgkDdiResetEngine);
    EXPECT(dev.table.DxgkDdiRender && dev.table.DxgkDdiSubmitCommand && dev.table.DxgkDdiPreemptCommand);
    dev_close(&dev);
    return 0;
}

/* ALC-28, GDI-09, THK-03: a device says what its buffers are; a GDI device has GDI's list. */
static int devices(void *arg)
{
    if (!dev_open(&dev, NULL))
        return 1;
    for (unsigned gdi = 0; gdi < 2; gdi++) {
        DXGKARG_CREATEDEVICE args = {.hDevice = (HANDLE)5};
        args.pInfo = NULL;
        args.Flags.GdiDevice = gdi;
        EXPECT(dev.table.DxgkDdiCreateDevice(dev.adapter, &args) == STATUS_SUCCESS);
        EXPECT(args.hDevice && args.hDevice != (HANDLE)5);
        EXPECT(args.pInfo->DmaBufferSize >= PAGE_SIZE && args.pInfo->DmaBufferSegmentSet == 0 &&
               args.pInfo->DmaBufferPrivateDataSize > 0 && args.pInfo->PatchLocationListSize > 2 &&
               (gdi ? args.pInfo->AllocationListSize == 256 : args.pInfo->AllocationListSize > 256));
        EXPECT(dev.table.DxgkDdiDestroyDevice(args.hDevice) == STATUS_SUCCESS);
    }
    dev_close(&dev);
    return 0;
}

/* REN-02: work and paging on the one node, in order. */
static int work(void *arg)
{
    DXGKARG_BUILDPAGINGBUFFER fill = {.Operation = DXGK_OPERATION_FILL};
    struct dma a, paging;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_open(&paging, 64);
    fill.Fill.FillSize = 64;
    fill.Fill.FillPattern = 0xff;
    fill.Fill.Destination.SegmentId = 1;
    fill.Fill.Destination.SegmentAddress.QuadPart = VRAM_FIRST;
    EXPECT(dev_build(&dev, &paging, &fill) == STATUS_SUCCESS);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 4, 0x0f);
    EXPECT(dev_submit_paging(&dev, &paging, 0, paging.count * 4, 1) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &a, 2) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 2) && dev_quiet(&dev));
    EXPECT(vram()[VRAM_FIRST / 4] == 0xf0 && vram()[VRAM_FIRST / 4 + 4] == 0xff);
    dma_close(&a);
    dma_close(&paging);
    dev_close(&dev);
    return 0;
}

/* TDR-04: without engine resets a hang ends with the adapter's. */
static int hang(void *arg)
{
    struct dma a;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 4, 0x0f);
    refgpu_set_switch(dev.device, 0, REFGPU_HANG_AT_COMMAND, 2);
    EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_quiet(&dev));
    EXPECT(dev.table.DxgkDdiResetFromTimeout(dev.adapter) == STATUS_SUCCESS);
    EXPECT(dev.table.DxgkDdiRestartFromTimeout(dev.adapter) == STATUS_SUCCESS);
    EXPECT(dev_submit(&dev, 0, &a, 2) == STATUS_SUCCESS);
    dev_run(&dev);
    EXPECT(dev_completed(&dev, 0, 2) && vram()[VRAM_FIRST / 4] == 0x0f);
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

ON_A_KERNEL(claims)
ON_A_KERNEL(devices)
ON_A_KERNEL(work)
ON_A_KERNEL(hang)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_devices),
        cmocka_unit_test(test_work),
        cmocka_unit_test(test_hang),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
