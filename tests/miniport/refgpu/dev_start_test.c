/*
 * Life, caps, segments, devices and contexts, escapes: what the driver says of itself, in every room it may be asked in, and what it does
 * when something is missing.
 */
#include "dev_harness.h"

#include "device.h"

#include <stdlib.h>

static struct dev dev;

static NTSTATUS ask(DXGK_QUERYADAPTERINFOTYPE type, void *out, UINT size)
{
    DXGKARG_QUERYADAPTERINFO args = {.Type = type, .pOutputData = out, .OutputDataSize = size};

    return dev.table.DxgkDdiQueryAdapterInfo(dev.adapter, &args);
}

/* ---- life ---------------------------------------------------------------------------------------------- */

/* DOD-07, DOD-10, DOD-11, DOD-20: start and stop, again and again; before and after, calls are refused. */
static int life(void *arg)
{
    DXGK_DRIVERCAPS caps;

    if (!dev_load(&dev, NULL))
        return 1;
    EXPECT(!NT_SUCCESS(ask(DXGKQAITYPE_DRIVERCAPS, &caps, sizeof(caps))));
    EXPECT(!dev_interrupt(&dev));
    for (unsigned i = 0; i < 3; i++) {
        EXPECT(dev_start(&dev) == STATUS_SUCCESS && dev.sources == 1 && dev.children == 1);
        EXPECT(ask(DXGKQAITYPE_DRIVERCAPS, &caps, sizeof(caps)) == STATUS_SUCCESS);
        EXPECT(dev.table.DxgkDdiStopDevice(dev.adapter) == STATUS_SUCCESS);
        EXPECT(!dev_interrupt(&dev)); /* OBS-141 */
        EXPECT(!NT_SUCCESS(ask(DXGKQAITYPE_DRIVERCAPS, &caps, sizeof(caps))));
    }
    dev.started = false;
    dev_close(&dev);
    return 0;
}

/* OBS-31: an interface that ends early or late. */
static int interface_sizes(void *arg)
{
    const ULONG sizes[] = {FIELD_OFFSET(DXGKRNL_INTERFACE, DxgkCbCreateContextAllocation),
                           sizeof(DXGKRNL_INTERFACE) + 64};

    for (unsigned i = 0; i < 2; i++) {
        if (!dev_open(&dev, &(struct dev_options){.interface_size = sizes[i]}))
            return 1;
        dev_close(&dev);
    }
    return 0;
}

/* OBS-21: another device, or one whose ranges are not all there. */
static int missing_resources(void *arg)
{
    for (unsigned hide = 0; hide <= 4; hide++) {
        CM_RESOURCE_LIST *list;
        NTSTATUS status;
        if (!dev_load(&dev, NULL))
            return 1;
        list = dev.resources;
        list->List[0].PartialResourceList.Count = list->List[0].PartialResourceList.Count > hide
                                                      ? list->List[0].PartialResourceList.Count - hide
                                                      : 0;
        status = dev_start(&dev);
        EXPECT(hide < 2 || status == STATUS_GRAPHICS_DRIVER_MISMATCH || status == STATUS_SUCCESS);
        EXPECT(list->List[0].PartialResourceList.Count >= 3 || !NT_SUCCESS(status));
        dev_close(&dev);
    }
    return 0;
}

/* ALC-29 and the rest: every request that can fail fails once; nothing leaks, and the same driver starts the next time. */
static int no_memory(void *arg)
{
    struct dev_failing f = {.at = 1};

    for (bool failed = true; failed; f.at++) {
        if (!dev_load(&dev, NULL))
            return 1;
        f.seen = 0;
        nt_call_enter("StartDevice", 0);
        nt_on_resource(dev_fail_at, &f);
        NTSTATUS status = dev_start(&dev);
        nt_on_resource(NULL, NULL);
        nt_call_leave();
        failed = f.seen >= f.at;
        EXPECT(NT_SUCCESS(status) == !failed);
        if (!NT_SUCCESS(status))
            EXPECT(dev_start(&dev) == STATUS_SUCCESS);
        dev_close(&dev);
    }
    EXPECT(f.at > 8); /* three mappings, a page, two rings and their notes */
    return 0;
}

/* SUB-11: a queue that the device cannot have is refused at start, not found out later. */
static int too_deep(void *arg)
{
    if (!dev_load(&dev, &(struct dev_options){.queue_entries = 9000}))
        return 1;
    EXPECT(dev_start(&dev) == STATUS_SUCCESS);
    dev_close(&dev);
    if (!dev_load(&dev, &(struct dev_options){.queue_entries = 10000}))
        return 1;
    EXPECT(dev_start(&dev) == STATUS_INSUFFICIENT_RESOURCES);
    dev_close(&dev);
    return 0;
}

/* A device that was pulled out: everything fails or does nothing, nothing hangs. */
static int removed(void *arg)
{
    struct dma a;
    DXGKARG_QUERYCURRENTFENCE query = {.NodeOrdinal = 0};

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    dma_reset(&a);
    dma_xor(&a, VRAM_FIRST, 4, 1);
    bus_local_remove(dev.bus);
    EXPECT(!dev_interrupt(&dev));
    EXPECT(dev_submit(&dev, 0, &a, 1) == STATUS_SUCCESS);
    EXPECT(dev.table.DxgkDdiQueryCurrentFence(dev.adapter, &query) == STATUS_SUCCESS &&
           query.CurrentFence == 0);
    EXPECT(dev_preempt(&dev, 0, 2) == STATUS_SUCCESS);
    EXPECT(dev.table.DxgkDdiResetFromTimeout(dev.adapter) == STATUS_SUCCESS);
    EXPECT(dev.table.DxgkDdiRestartFromTimeout(dev.adapter) == STATUS_SUCCESS);
    EXPECT(dev_quiet(&dev));
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* DOD-18, OBS-120, OBS-145: every state but D0 is off; in D0 the engines work again. */
static int power(void *arg)
{
    struct dma a;

    if (!dev_open(&dev, NULL))
        return 1;
    dma_open(&a, 64);
    for (UINT fence = 1; fence < 4; fence++) {
        dma_reset(&a);
        dma_xor(&a, VRAM_FIRST, 4, 1);
        EXPECT(dev_submit(&dev, 0, &a, fence) == STATUS_SUCCESS);
        dev_run(&dev);
        EXPECT(dev_completed(&dev, 0, fence) && dev_quiet(&dev));
        EXPECT(dev.table.DxgkDdiSetPowerState(dev.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3,
                                              PowerActionSleep) == STATUS_SUCCESS);
        EXPECT(dev.table.DxgkDdiSetPowerState(dev.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3,
                                              PowerActionSleep) == STATUS_SUCCESS);
        EXPECT(!dev_interrupt(&dev));
        EXPECT(dev.table.DxgkDdiSetPowerState(dev.adapter, 99, PowerDeviceD0, PowerActionNone) ==
               STATUS_SUCCESS);
        EXPECT(dev.table.DxgkDdiSetPowerState(dev.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0,
                                              PowerActionNone) == STATUS_SUCCESS);
    }
    dma_close(&a);
    dev_close(&dev);
    return 0;
}

/* ---- caps ---------------------------------------------------------------------------------------------- */

/* DOD-17, OBS-13, OBS-15, PRE-06, PRE-07, TDR-10, GDI-07, GDI-30, FEN-05: in the room of its version and of later ones. */
static int caps(void *arg)
{
    unsigned char room[1024];
    DXGK_DRIVERCAPS *caps = (DXGK_DRIVERCAPS *)room;

    if (!dev_open(&dev, NULL))
        return 1;
    for (UINT size = 0; size <= 800; size += 8) {
        memset(room, 0xA5, sizeof(room));
        NTSTATUS status = ask(DXGKQAITYPE_DRIVERCAPS, room, size);
        EXPECT(NT_SUCCESS(status) == (size >= 0x220));
        for (UINT i = size; i < sizeof(room); i++)
            EXPECT(room[i] == 0xA5);
    }
    EXPECT(ask(DXGKQAITYPE_DRIVERCAPS, room, 0x228) == STATUS_SUCCESS);
    EXPECT(caps->WDDMVersion == DXGKDDI_WDDMv1_3);
    EXPECT(caps->SchedulingCaps.MultiEngineAware && caps->SchedulingCaps.PreemptionAware &&
           caps->SchedulingCaps.CancelCommandAware);
    EXPECT(caps->FlipCaps.FlipOnVSyncMmIo && caps->PresentationCaps.SupportKernelModeCommandBuffer &&
           dev.table.DxgkDdiRenderKm);
    EXPECT(caps->SupportPerEngineTDR && dev.table.DxgkDdiResetEngine && dev.table.DxgkDdiQueryEngineStatus &&
           dev.table.DxgkDdiQueryDependentEngineGroup);
    EXPECT(caps->GpuEngineTopology.NbAsymetricProcessingNodes == 2 &&
           caps->MemoryManagementCaps.PagingNode == REFGPU_NODE_COPY);
    EXPECT(caps->PresentationCaps.AlignmentShift >= 2 && caps->MaxAllocationListSlotId != 0 &&
           caps->InterruptMessageNumber == 0);
    EXPECT(caps->ApertureSegmentCommitLimit == 192 * PAGE_SIZE);
    dev_close(&dev);
    return 0;
}

/* DOD-16, OBS-26: what is not known is not supported, and nothing is written. */
static int other_questions(void *arg)
{
    unsigned char room[512];

    if (!dev_open(&dev, NULL))
        return 1;
    for (int type = 0; type < 64; type++) {
        if (type == DXGKQAITYPE_UMDRIVERPRIVATE || type == DXGKQAITYPE_DRIVERCAPS ||
            type == DXGKQAITYPE_QUERYSEGMENT || type == DXGKQAITYPE_QUERYSEGMENT3)
            continue;
        memset(room, 0xA5, sizeof(room));
        EXPECT(ask((DXGK_QUERYADAPTERINFOTYPE)type, room, sizeof(room)) == STATUS_NOT_SUPPORTED);
        EXPECT(room[0] == 0xA5 && room[3] == 0xA5);
    }
    for (UINT size = 0; size < 80; size++) {
        struct refgpu_user_escape *info = (struct refgpu_user_escape *)room;
        memset(room, 0xA5, sizeof(room));
        EXPECT(NT_SUCCESS(ask(DXGKQAITYPE_UMDRIVERPRIVATE, room, size)) == (size >= sizeof(*info)));
        EXPECT(room[size] == 0xA5);
        EXPECT(size < sizeof(*info) ||
               (info->magic == REFGPU_USER_MAGIC && info->nodes == 2 && info->heads == 1));
    }
    dev_close(&dev);
    return 0;
}

/* SEG-01..SEG-09: twice asked, the same number; what they say of the device. */
static void segments_of(size_t vram, size_t visible, uint32_t gart, UINT expected)
{
    DXGK_SEGMENTDESCRIPTOR3 segments[4];
    DXGK_SEGMENTDESCRIPTOR older[4];
    DXGK_QUERYSEGMENTOUT3 out = {.NbSegment = 0};
    DXGK_QUERYSEGMENTOUT old = {.NbSegment = 0};
    uint32_t aperture = gart - (gart / 4 < 128 ? gart / 4 : 128);

    if (!dev_open(&dev, &(struct dev_options){.vram = vram, .visible = visible, .gart_pages = gart}))
        return;
    memset(segments, 0xA5, sizeof(segments));
    EXPECT(ask(DXGKQAITYPE_QUERYSEGMENT3, &out, sizeof(out)) == STATUS_SUCCESS && out.NbSegment == expected);
    out.pSegmentDescriptor = segments;
    EXPECT(ask(DXGKQAITYPE_QUERYSEGMENT3, &out, sizeof(out) - 1) == STATUS_BUFFER_TOO_SMALL);
    EXPECT(ask(DXGKQAITYPE_QUERYSEGMENT3, &out, sizeof(out)) == STATUS_SUCCESS && out.NbSegment == expected);
    EXPECT(*(unsigned char *)&segments[expected] == 0xA5);
    EXPECT(segments[0].Size == visible - PAGE_SIZE && segments[0].BaseAddress.QuadPart == PAGE_SIZE &&
           segments[0].Flags.CpuVisible && !segments[0].Flags.Aperture);
    EXPECT(segments[1].Size == (SIZE_T)aperture * PAGE_SIZE && segments[1].Flags.Aperture &&
           segments[1].Flags.CacheCoherent &&
           segments[1].BaseAddress.QuadPart == (LONGLONG)REFGPU_APERTURE_BASE);
    if (expected == 3)
        EXPECT(segments[2].Size == vram - visible && segments[2].BaseAddress.QuadPart == (LONGLONG)visible &&
               !segments[2].Flags.CpuVisible);
    for (UINT i = 0; i < expected; i++)
        EXPECT(segments[i].Size % PAGE_SIZE == 0 && segments[i].CommitLimit == segments[i].Size &&
               !segments[i].Flags.Agp && !segments[i].Flags.UseBanking);
    EXPECT(out.PagingBufferSegmentId == 0 && out.PagingBufferSize >= PAGE_SIZE);
    EXPECT(ask(DXGKQAITYPE_QUERYSEGMENT, &old, sizeof(old)) == STATUS_SUCCESS && old.NbSegment == expected);
    old.pSegmentDescriptor = older;
    EXPECT(ask(DXGKQAITYPE_QUERYSEGMENT, &old, sizeof(old)) == STATUS_SUCCESS);
    for (UINT i = 0; i < expected; i++)
        EXPECT(older[i].Size == segments[i].Size && older[i].Flags.Value == segments[i].Flags.Value &&
               older[i].BaseAddress.QuadPart == segments[i].BaseAddress.QuadPart &&
               older[i].CpuTranslatedAddress.QuadPart == segments[i].CpuTranslatedAddress.QuadPart);
    old.NbSegment = expected - 1;
    EXPECT(ask(DXGKQAITYPE_QUERYSEGMENT, &old, sizeof(old)) == STATUS_BUFFER_TOO_SMALL);
    dev_close(&dev);
}

static int segments(void *arg)
{
    segments_of(1u << 20, 1u << 19, 256, 3);
    segments_of(1u << 20, 1u << 20, 256, 2);
    segments_of(8u << 20, 1u << 16, 16, 3);
    segments_of(2u << 20, 1u << 20, 4096, 3);
    return 0;
}

static int nodes(void *arg)
{
    DXGKARG_GETNODEMETADATA data;

    if (!dev_open(&dev, NULL))
        return 1;
    EXPECT(dev.table.DxgkDdiGetNodeMetadata(dev.adapter, 0, &data) == STATUS_SUCCESS &&
           data.EngineType == DXGK_ENGINE_TYPE_3D && data.FriendlyName[0]);
    EXPECT(dev.table.DxgkDdiGetNodeMetadata(dev.adapter, 1, &data) == STATUS_SUCCESS &&
           data.EngineType == DXGK_ENGINE_TYPE_COPY);
    EXPECT(!NT_SUCCESS(dev.table.DxgkDdiGetNodeMetadata(dev.adapter, 2, &data)));
    EXPECT(!NT_SUCCESS(dev.table.DxgkDdiGetNodeMetadata(dev.adapter, 0x10000, &data)));
    dev_close(&dev);
    return 0;
}

/* ---- devices and contexts ------------------------------------------------------------------------------ */

/* ALC-28, ALC-29, GDI-09, SUB-13, REN-37. */
static int contexts(void *arg)
{
    DXGKARG_CREATECONTEXT args = {.hContext = (HANDLE)7, .EngineAffinity = 1};

    if (!dev_open(&dev, NULL))
        return 1;
    EXPECT(dev.device_handle != (HANDLE)1 && dev.device_handle);
    EXPECT(dev.table.DxgkDdiCreateContext(dev.device_handle, &args) == STATUS_SUCCESS);
    EXPECT(args.hContext != (HANDLE)7 && args.ContextInfo.DmaBufferSegmentSet == 0 &&
           args.ContextInfo.DmaBufferSize >= PAGE_SIZE && args.ContextInfo.AllocationListSize > 2 &&
           args.ContextInfo.PatchLocationListSize > 2 && args.ContextInfo.DmaBufferPrivateDataSize > 0);
    EXPECT(dev.table.DxgkDdiDestroyContext(args.hContext) == STATUS_SUCCESS);
    args = (DXGKARG_CREATECONTEXT){.EngineAffinity = 1};
    args.Flags.GdiContext = 1;
    EXPECT(dev.table.DxgkDdiCreateContext(dev.device_handle, &args) == STATUS_SUCCESS);
    EXPECT(args.ContextInfo.AllocationListSize == 256);
    EXPECT(dev.table.DxgkDdiDestroyContext(args.hContext) == STATUS_SUCCESS);
    args.NodeOrdinal = 1;
    EXPECT(dev.table.DxgkDdiCreateContext(dev.device_handle, &args) == STATUS_INVALID_PARAMETER);
    args.Flags.Value = 0;
    args.NodeOrdinal = 2;
    EXPECT(dev.table.DxgkDdiCreateContext(dev.device_handle, &args) == STATUS_INVALID_PARAMETER);
    dev_close(&dev);
    return 0;
}

/* A user-mode driver of another make or a later version: STATUS_GRAPHICS_DRIVER_MISMATCH, for every size, magic and version. */
static int mismatches(void *arg)
{
    static const struct {
        uint32_t magic, version;
        bool good;
    } cases[] = {{REFGPU_USER_MAGIC, REFGPU_USER_VERSION, true},
                 {REFGPU_USER_MAGIC ^ 1, REFGPU_USER_VERSION, false},
                 {0, REFGPU_USER_VERSION, false},
                 {REFGPU_USER_MAGIC, REFGPU_USER_VERSION + 1, false},
                 {REFGPU_USER_MAGIC, REFGPU_USER_VERSION + 0x10000, false},
                 {REFGPU_USER_MAGIC, 0, false}};
    unsigned char room[64] = {0};

    if (!dev_open(&dev, NULL))
        return 1;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct refgpu_user_context data = {cases[i].magic, cases[i].version};
        for (UINT size = 1; size <= sizeof(room); size++) {
            DXGKARG_CREATECONTEXT args = {
                .EngineAffinity = 1, .pPrivateDriverData = room, .PrivateDriverDataSize = size};
            memcpy(room, &data, sizeof(data));
            NTSTATUS status = dev.table.DxgkDdiCreateContext(dev.device_handle, &args);
            if (cases[i].good && size == sizeof(data)) {
                EXPECT(status == STATUS_SUCCESS);
                EXPECT(dev.table.DxgkDdiDestroyContext(args.hContext) == STATUS_SUCCESS);
            } else {
                EXPECT(status == STATUS_GRAPHICS_DRIVER_MISMATCH);
            }
        }
    }
    dev_close(&dev);
    return 0;
}

/* SYN-07: every size, every code; nothing is written beyond the message. */
static int escapes(void *arg)
{
    unsigned char room[128];

    if (!dev_open(&dev, NULL))
        return 1;
    for (UINT size = 0; size < 80; size++) {
        for (uint32_t code = 0; code < 5; code++) {
            struct refgpu_user_escape message = {
                .magic = REFGPU_USER_MAGIC, .version = REFGPU_USER_VERSION, .code = code};
            DXGKARG_ESCAPE args = {.pPrivateDriverData = size ? room : NULL, .PrivateDriverDataSize = size};
            bool good = size == sizeof(message) && (code == 1 || code == 2);
            memset(room, 0xA5, sizeof(room));
            memcpy(room, &message, size < sizeof(message) ? size : sizeof(message));
            EXPECT(NT_SUCCESS(dev.table.DxgkDdiEscape(dev.adapter, &args)) == good);
            EXPECT(room[size > sizeof(message) ? size : sizeof(message)] == 0xA5);
            memcpy(&message, room, sizeof(message));
            EXPECT(!good || (message.heads == 1 && message.vram_size == dev.options.vram - PAGE_SIZE));
        }
    }
    dev_close(&dev);
    return 0;
}

ON_A_KERNEL(life)
ON_A_KERNEL(interface_sizes)
ON_A_KERNEL(missing_resources)
ON_A_KERNEL(no_memory)
ON_A_KERNEL(too_deep)
ON_A_KERNEL(removed)
ON_A_KERNEL(power)
ON_A_KERNEL(caps)
ON_A_KERNEL(other_questions)
ON_A_KERNEL(segments)
ON_A_KERNEL(nodes)
ON_A_KERNEL(contexts)
ON_A_KERNEL(mismatches)
ON_A_KERNEL(escapes)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_life),       cmocka_unit_test(test_interface_sizes),
        cmocka_unit_test(test_no_memory),  cmocka_unit_test(test_missing_resources),
        cmocka_unit_test(test_too_deep),   cmocka_unit_test(test_removed),
        cmocka_unit_test(test_power),      cmocka_unit_test(test_caps),
        cmocka_unit_test(test_segments),   cmocka_unit_test(test_other_questions),
        cmocka_unit_test(test_nodes),      cmocka_unit_test(test_contexts),
        cmocka_unit_test(test_mismatches), cmocka_unit_test(test_escapes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
