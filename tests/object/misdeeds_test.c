/*
 * A good full driver made to do one thing wrong, by a shim or by a hole in its table: what is found, where, and what becomes of the start or of the
 * client's request. Nothing leaks on the way.
 */
#include "support.h"

#include "private.h"

/* ---- starts that are refused ---- */

struct refusal {
    const char *description, *rule, *where, *value;
    NTSTATUS status;
    enum ddi_id id;
    void (*spoil)(struct ddi_call *call);
    bool before;
};

static DXGK_DRIVERCAPS *caps_of(struct ddi_call *call)
{
    DXGKARG_QUERYADAPTERINFO *a = *(DXGKARG_QUERYADAPTERINFO **)call->args[1];
    static DXGK_DRIVERCAPS none;
    return a->Type == DXGKQAITYPE_DRIVERCAPS ? a->pOutputData : &none;
}

static void no_engines(struct ddi_call *call)
{
    caps_of(call)->SchedulingCaps.MultiEngineAware = 0;
    caps_of(call)->SchedulingCaps.PreemptionAware = 1;
}

static void patching_without(struct ddi_call *call)
{
    caps_of(call)->SchedulingCaps.Value = 0;
    caps_of(call)->SchedulingCaps.NoDmaPatching = 1;
}

static void cancel_without(struct ddi_call *call)
{
    caps_of(call)->SchedulingCaps.Value = 0;
    caps_of(call)->SchedulingCaps.CancelCommandAware = 1;
}

static void patching_alone(struct ddi_call *call)
{
    caps_of(call)->SchedulingCaps.PreemptionAware = 0;
    caps_of(call)->SchedulingCaps.NoDmaPatching = 1;
}

static void no_mmio_flips(struct ddi_call *call)
{
    caps_of(call)->SchedulingCaps.PreemptionAware = 1;
    caps_of(call)->FlipCaps.FlipOnVSyncMmIo = 0;
}

static void no_nodes(struct ddi_call *call)
{
    caps_of(call)->GpuEngineTopology.NbAsymetricProcessingNodes = 0;
}

static void many_nodes(struct ddi_call *call)
{
    caps_of(call)->GpuEngineTopology.NbAsymetricProcessingNodes = 9;
}

static void paging_nowhere(struct ddi_call *call)
{
    caps_of(call)->MemoryManagementCaps.PagingNode = 2;
}

static void fine_alignment(struct ddi_call *call)
{
    caps_of(call)->PresentationCaps.SupportKernelModeCommandBuffer = 1;
    caps_of(call)->PresentationCaps.AlignmentShift = 1;
}

static void short_history(struct ddi_call *call)
{
    DXGKARG_QUERYADAPTERINFO *a = *(DXGKARG_QUERYADAPTERINFO **)call->args[1];
    if (a->Type != DXGKQAITYPE_HISTORYBUFFERPRECISION)
        return;
    for (UINT i = 0; i < a->OutputDataSize / sizeof(DXGKARG_HISTORYBUFFERPRECISION); i++)
        ((DXGKARG_HISTORYBUFFERPRECISION *)a->pOutputData)[i].PrecisionBits = 10;
    call->status = STATUS_SUCCESS;
}

static void refused(struct ddi_call *call)
{
    call->answered = true;
    call->status = STATUS_NOT_IMPLEMENTED;
}

static void nothing_given(struct ddi_call *call)
{
    call->answered = true;
    call->status = STATUS_SUCCESS;
    if (call->id == DDI_ID_CreateDevice)
        (*(DXGKARG_CREATEDEVICE **)call->args[1])->hDevice = NULL;
}

static DXGK_CONTEXTINFO *info_of(struct ddi_call *call)
{
    return &(*(DXGKARG_CREATECONTEXT **)call->args[1])->ContextInfo;
}

static void no_dma(struct ddi_call *call)
{
    info_of(call)->DmaBufferSize = 0;
}

static void no_allocations(struct ddi_call *call)
{
    info_of(call)->AllocationListSize = 0;
}

static void no_patches(struct ddi_call *call)
{
    info_of(call)->PatchLocationListSize = 0;
}

static void dma_in_vram(struct ddi_call *call)
{
    info_of(call)->DmaBufferSegmentSet = 1;
}

static void dma_nowhere(struct ddi_call *call)
{
    info_of(call)->DmaBufferSegmentSet = 1u << 20;
}

#define CAPS(description, rule, value, spoil)                                                                \
    {                                                                                                        \
        description, rule, "DxgkDdiQueryAdapterInfo", value, STATUS_INVALID_PARAMETER,                       \
            DDI_ID_QueryAdapterInfo, spoil, false                                                            \
    }
#define CONTEXT(description, rule, value, spoil)                                                             \
    {                                                                                                        \
        description, rule, "DxgkDdiCreateContext", value, STATUS_INVALID_PARAMETER, DDI_ID_CreateContext,    \
            spoil, false                                                                                     \
    }

static const struct refusal refusals[] = {
    CAPS("preemption without engines", "PRE-06", "1", no_engines),
    CAPS("no patching without engines", "PRE-06", "1", patching_without),
    CAPS("cancelling without engines", "PRE-06", "1", cancel_without),
    CAPS("no patching without preemption", "REN-76", "1", patching_alone),
    CAPS("preemption without MMIO flips", "PRE-07", "0", no_mmio_flips),
    CAPS("no node", "ALC-29", "0", no_nodes),
    CAPS("nine nodes", "ALC-29", "9", many_nodes),
    CAPS("paging on a third node of two", "ALC-29", "2", paging_nowhere),
    CAPS("surfaces aligned to two bytes", "GDI-30", "1", fine_alignment),
    CAPS("10 bits of history", "OBS-25", "10 for node 0", short_history),
    {"no device", "OBS-27", "DxgkDdiCreateDevice", "0xC0000002 STATUS_NOT_IMPLEMENTED",
     STATUS_NOT_IMPLEMENTED, DDI_ID_CreateDevice, refused, true},
    {"no context", "OBS-27", "DxgkDdiCreateContext", "0xC0000002 STATUS_NOT_IMPLEMENTED",
     STATUS_NOT_IMPLEMENTED, DDI_ID_CreateContext, refused, true},
    {"a device without a handle", "ALC-28", "DxgkDdiCreateDevice", NULL, STATUS_INVALID_PARAMETER,
     DDI_ID_CreateDevice, nothing_given, true},
    {"a context with our handle", "REN-01", "DxgkDdiCreateContext", NULL, STATUS_INVALID_PARAMETER,
     DDI_ID_CreateContext, nothing_given, true},
    CONTEXT("a DMA buffer of nothing", "ALC-29", "0x0", no_dma),
    CONTEXT("an allocation list of nothing", "ALC-29", "0x0", no_allocations),
    CONTEXT("a patch list of nothing", "ALC-29", "0x0", no_patches),
    CONTEXT("DMA buffers in video memory", "SEG-11", "0x1", dma_in_vram),
    CONTEXT("DMA buffers in a segment that is not there", "SEG-03", "0x100000", dma_nowhere),
};

static int is_refused(void *arg)
{
    const struct refusal *r = arg;
    struct stage stage;

    spoiler = (struct spoiler){.id = r->id, .spoil = r->spoil, .before = r->before};
    GIVES(r->status, recorded_start(&stage, NULL));
    spoiler.spoil = NULL;
    const struct report *found = finding(r->rule);
    CHECK(found && found->severity >= REPORT_VIOLATION);
    CHECK(strcmp(found->where, r->where) == 0 && found->expected[0]);
    if (r->value && strcmp(found->value, r->value) != 0)
        fprintf(stderr, "value is %s\n", found->value);
    CHECK(!r->value || strcmp(found->value, r->value) == 0);
    CHECK(!stage.adapter && record_calls(DDI_ID_StopDevice) == 1); /* OBS-09: started, and torn down again */
    CHECK(record_at(record_count() - 1)->id == DDI_ID_RemoveDevice);
    stage_stop(&stage);
    return 0;
}

/* PRE-06, PRE-07, REN-76, ALC-28, ALC-29, REN-01, SEG-03, SEG-11, GDI-30, OBS-25, OBS-27; OBS-09. */
static void test_refusals(void **state)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(refusals); i++) {
        printf("           %s\n", refusals[i].description);
        for (uint64_t seed = 1; seed <= 3; seed++)
            run_sim(seed, is_refused, (void *)&refusals[i]);
    }
}

/* ---- holes in the table ---- */

static enum ddi_id hole;

static void make_hole(struct dxgk_driver *driver)
{
    switch (hole) {
#define EMPTY(name, ...)                                                                                     \
    case DDI_ID_##name:                                                                                      \
        driver->ddi.name = NULL;                                                                             \
        break;
        DDI_LIST(EMPTY)
#undef EMPTY
    default:
        break;
    }
}

static const struct {
    enum ddi_id id;
    const char *rule;
    bool before_start; /* OBS-11: no StartDevice */
} holes[] = {
    {DDI_ID_CreateDevice, "OBS-11", true},
    {DDI_ID_CreateAllocation, "OBS-11", true},
    {DDI_ID_DestroyAllocation, "OBS-11", true},
    {DDI_ID_OpenAllocation, "OBS-11", true},
    {DDI_ID_CloseAllocation, "OBS-11", true},
    {DDI_ID_GetStandardAllocationDriverData, "OBS-11", true},
    {DDI_ID_DescribeAllocation, "OBS-11", true},
    {DDI_ID_Render, "OBS-11", true},
    {DDI_ID_Present, "OBS-11", true},
    {DDI_ID_Patch, "OBS-11", true},
    {DDI_ID_SubmitCommand, "OBS-11", true},
    {DDI_ID_PreemptCommand, "OBS-11", true},
    {DDI_ID_BuildPagingBuffer, "OBS-11", true},
    {DDI_ID_QueryCurrentFence, "OBS-11", true},
    {DDI_ID_ResetFromTimeout, "OBS-11", true},
    {DDI_ID_RestartFromTimeout, "TDR-08", true},
    {DDI_ID_SetVidPnSourceAddress, "OBS-11", true},
    {DDI_ID_CreateContext, "REN-02", false},
    {DDI_ID_DestroyContext, "REN-02", false},
    {DDI_ID_RenderKm, "GDI-07", false},
    {DDI_ID_ResetEngine, "OBS-22", false},
};

static int has_hole(void *arg)
{
    size_t i = *(size_t *)arg;
    struct stage stage;

    hole = holes[i].id;
    GIVES(STATUS_INVALID_PARAMETER, recorded_start(&stage, &(struct stage_options){.loaded = make_hole}));
    CHECK(finding(holes[i].rule) && finding(holes[i].rule)->severity == REPORT_REFUSAL);
    if (holes[i].before_start)
        CHECK(strcmp(finding(holes[i].rule)->what, ddi_name(hole)) == 0);
    CHECK((record_calls(DDI_ID_StartDevice) == 0) == holes[i].before_start);
    CHECK(record_calls(DDI_ID_RemoveDevice) == 1);
    stage_stop(&stage);
    return 0;
}

/* OBS-11, TDR-08, REN-02, GDI-07, TDR-10 (OBS-22). */
static void test_holes(void **state)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(holes); i++) {
        printf("           without %s\n", ddi_name(holes[i].id));
        run_sim(1, has_hole, &i);
    }
}

/* ---- allocations ---- */

struct misdeed {
    const char *description, *rule, *where;
    NTSTATUS status;
    enum ddi_id id;
    void (*spoil)(struct ddi_call *call);
    bool before, shared, goes_on;
    UINT flags;
};

static DXGK_ALLOCATIONINFO *first(struct ddi_call *call)
{
    return (*(DXGKARG_CREATEALLOCATION **)call->args[1])->pAllocationInfo;
}

static void size_zero(struct ddi_call *call)
{
    first(call)->Size = 0;
}

static void alignment_three(struct ddi_call *call)
{
    first(call)->Alignment = 3;
}

static void pitch_aligned_small(struct ddi_call *call)
{
    first(call)->PitchAlignedSize = 1;
}

static void preferred_elsewhere(struct ddi_call *call)
{
    first(call)->SupportedReadSegmentSet = first(call)->SupportedWriteSegmentSet = 1;
    first(call)->PreferredSegment.Value = 0;
    first(call)->PreferredSegment.SegmentId0 = 2;
}

static void set_empty(struct ddi_call *call)
{
    first(call)->SupportedWriteSegmentSet = 0;
}

static void set_too_large(struct ddi_call *call)
{
    first(call)->SupportedReadSegmentSet |= 1u << 10;
}

static void evicted_to_vram(struct ddi_call *call)
{
    first(call)->EvictionSegmentSet = 1;
}

static void no_priority(struct ddi_call *call)
{
    first(call)->AllocationPriority = 0;
}

static void cached_alone(struct ddi_call *call)
{
    first(call)->Flags.CpuVisible = 0;
    first(call)->Flags.Cached = 1;
}

static void existing(struct ddi_call *call)
{
    first(call)->Flags.ExistingSysMem = 1;
}

static void alternate(struct ddi_call *call)
{
    first(call)->Flags.UseAlternateVA = 1;
}

static void private_moved(struct ddi_call *call)
{
    first(call)->pPrivateDriverData = (char *)first(call)->pPrivateDriverData + 8;
}

static void fails(struct ddi_call *call)
{
    call->answered = true;
    call->status = STATUS_NO_MEMORY;
}

static void no_open_handle(struct ddi_call *call)
{
    call->answered = true;
    call->status = STATUS_SUCCESS;
}

static void closing_fails(struct ddi_call *call)
{
    call->status = STATUS_UNSUCCESSFUL;
}

#define CREATE(description_, rule_, spoil_)                                                                  \
    {                                                                                                        \
        .description = description_, .rule = rule_, .where = "DxgkDdiCreateAllocation",                      \
        .status = STATUS_INVALID_PARAMETER, .id = DDI_ID_CreateAllocation, .spoil = spoil_                   \
    }

static const struct misdeed misdeeds[] = {
    CREATE("a size of 0", "ALC-02", size_zero),
    CREATE("an alignment of 3", "ALC-02", alignment_three),
    CREATE("a pitch-aligned size below the size", "ALC-03", pitch_aligned_small),
    CREATE("a preferred segment out of the set", "ALC-04", preferred_elsewhere),
    CREATE("an empty set", "ALC-05", set_empty),
    CREATE("a set with segments that are not there", "ALC-05", set_too_large),
    CREATE("an eviction set with video memory", "ALC-06", evicted_to_vram),
    CREATE("priority 0", "ALC-07", no_priority),
    CREATE("cached but not CPU visible", "ALC-09", cached_alone),
    CREATE("existing memory that nobody brought", "ALC-10", existing),
    CREATE("an alternate address of no primary", "ALC-11", alternate),
    CREATE("private data moved", "ALC-01", private_moved),
    {.description = "no handle for an allocation",
     .rule = "ALC-01",
     .where = "DxgkDdiCreateAllocation",
     .status = STATUS_INVALID_PARAMETER,
     .id = DDI_ID_CreateAllocation,
     .spoil = no_open_handle,
     .before = true},
    {.description = "shared, CPU visible, in video memory",
     .rule = "OBS-57",
     .where = "DxgkDdiCreateAllocation",
     .status = STATUS_INVALID_PARAMETER,
     .shared = true,
     .flags = REFGPU_USER_CPU_VISIBLE},
    {.description = "no handle for a binding",
     .rule = "ALC-19",
     .where = "DxgkDdiOpenAllocation",
     .status = STATUS_INVALID_PARAMETER,
     .id = DDI_ID_OpenAllocation,
     .spoil = no_open_handle,
     .before = true},
    {.description = "CreateAllocation without memory",
     .status = STATUS_NO_MEMORY,
     .id = DDI_ID_CreateAllocation,
     .spoil = fails,
     .before = true},
    {.description = "OpenAllocation without memory",
     .status = STATUS_NO_MEMORY,
     .id = DDI_ID_OpenAllocation,
     .spoil = fails,
     .before = true},
    {.description = "a CloseAllocation that fails",
     .rule = "ALC-22",
     .where = "DxgkDdiCloseAllocation",
     .status = STATUS_SUCCESS,
     .id = DDI_ID_CloseAllocation,
     .spoil = closing_fails},
    {.description = "a DestroyAllocation that fails",
     .rule = "ALC-23",
     .where = "DxgkDdiDestroyAllocation",
     .status = STATUS_SUCCESS,
     .id = DDI_ID_DestroyAllocation,
     .spoil = closing_fails},
};

static int does_wrong(void *arg)
{
    const struct misdeed *m = arg;
    struct stage stage;
    struct stage_client client;
    struct stage_surface surface, good;

    spoiler.spoil = NULL;
    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "victim"));
    spoiler = (struct spoiler){.id = m->id, .spoil = m->spoil, .before = m->before};
    record_clear();
    GIVES(m->status, m->shared ? client_shared_surface(&client, 16, 16, REFGPU_X8R8G8B8, m->flags, &surface)
                               : client_surface(&client, 16, 16, REFGPU_X8R8G8B8, m->flags, &surface));
    if (NT_SUCCESS(m->status))
        GIVES(STATUS_SUCCESS, client_destroy(&client, &surface));
    spoiler.spoil = NULL;
    if (m->rule) {
        const struct report *found = finding(m->rule);
        CHECK(found && found->severity == REPORT_VIOLATION && found->value[0] && found->expected[0]);
        CHECK(strcmp(found->where, m->where) == 0);
    } else {
        CHECK(nothing_found());
    }
    /* What the miniport made it was asked to destroy again. */
    if (record_calls(DDI_ID_CreateAllocation) == 1 && !(m->before && m->id == DDI_ID_CreateAllocation))
        CHECK(record_calls(DDI_ID_DestroyAllocation) == 1);
    GOOD(client_surface(&client, 16, 16, REFGPU_X8R8G8B8, 0, &good)); /* and the client goes on */
    client_close(&client);
    stage_stop(&stage);
    return 0;
}

/* ALC-01 .. ALC-11, ALC-19, ALC-22, ALC-23, OBS-57. */
static void test_misdeeds(void **state)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(misdeeds); i++) {
        printf("           %s\n", misdeeds[i].description);
        for (uint64_t seed = 1; seed <= 3; seed++)
            run_sim(seed, does_wrong, (void *)&misdeeds[i]);
    }
}

/* ALC-20: the private data of what is only opened. */
static void scribble(struct ddi_call *call)
{
    const DXGKARG_OPENALLOCATION *a = *(const DXGKARG_OPENALLOCATION **)call->args[1];
    struct refgpu_user_allocation *data = a->pOpenAllocation[0].pPrivateDriverData;
    data->width = 99;
}

static int scribbles(void *arg)
{
    struct stage stage;
    struct stage_client maker, user;
    struct stage_surface original, opened, again;

    spoiler.spoil = NULL;
    GOOD(recorded_start(&stage, NULL));
    GOOD(client_open(&maker, &stage, "maker"));
    GOOD(client_open(&user, &stage, "user"));
    GOOD(client_shared_surface(&maker, 16, 16, REFGPU_X8R8G8B8, 0, &original));
    spoiler = (struct spoiler){.id = DDI_ID_OpenAllocation, .spoil = scribble};
    GOOD(client_open_shared(&user, original.share, &opened));
    spoiler.spoil = NULL;
    CHECK(finding("ALC-20") && strcmp(finding("ALC-20")->where, "DxgkDdiOpenAllocation") == 0);
    GOOD(client_open_shared(&user, original.share, &again));
    CHECK(again.width == 16);
    client_close(&user);
    client_close(&maker);
    stage_stop(&stage);
    return 0;
}

static void test_scribbles(void **state)
{
    run_sim(1, scribbles, NULL);
}

/* ---- the screen: wrong here, the adapter is started and dark, or shows all the same (OBS-37) ---- */

static DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA *standard(struct ddi_call *call)
{
    return *(DXGKARG_GETSTANDARDALLOCATIONDRIVERDATA **)call->args[1];
}

static void no_sizes(struct ddi_call *call)
{
    standard(call)->AllocationPrivateDriverDataSize = standard(call)->ResourcePrivateDriverDataSize = 0;
}

static void touches_early(struct ddi_call *call)
{
    if (!standard(call)->pAllocationPrivateDriverData)
        standard(call)->pCreateSharedPrimarySurfaceData->Width++;
}

static void writes_beyond(struct ddi_call *call)
{
    unsigned char *data = standard(call)->pAllocationPrivateDriverData;
    if (data)
        data[standard(call)->AllocationPrivateDriverDataSize] = 1;
}

static void grows(struct ddi_call *call)
{
    if (standard(call)->pAllocationPrivateDriverData)
        standard(call)->AllocationPrivateDriverDataSize += 8;
}

static void other_size(struct ddi_call *call)
{
    (*(DXGKARG_DESCRIBEALLOCATION **)call->args[1])->Width++;
}

static void other_rate(struct ddi_call *call)
{
    (*(DXGKARG_DESCRIBEALLOCATION **)call->args[1])->RefreshRate.Numerator++;
}

static void not_shown(struct ddi_call *call)
{
    call->status = STATUS_UNSUCCESSFUL;
}

static const struct {
    const char *description, *rule, *where;
    enum ddi_id id;
    void (*spoil)(struct ddi_call *call);
    bool lit;
} screens[] = {
    {"no private data", "ALC-25", "DxgkDdiGetStandardAllocationDriverData",
     DDI_ID_GetStandardAllocationDriverData, no_sizes, false},
    {"the surface changed while sizes were asked", "ALC-25", "DxgkDdiGetStandardAllocationDriverData",
     DDI_ID_GetStandardAllocationDriverData, touches_early, false},
    {"private data beyond its size", "ALC-25", "DxgkDdiGetStandardAllocationDriverData",
     DDI_ID_GetStandardAllocationDriverData, writes_beyond, false},
    {"private data that grew", "ALC-25", "DxgkDdiGetStandardAllocationDriverData",
     DDI_ID_GetStandardAllocationDriverData, grows, false},
    {"a primary of another size", "ALC-24", "DxgkDdiDescribeAllocation", DDI_ID_DescribeAllocation,
     other_size, true},
    {"a primary of another rate", "OBS-49", "DxgkDdiDescribeAllocation", DDI_ID_DescribeAllocation,
     other_rate, true},
    {"an address that is not taken", "VPN-22", "DxgkDdiSetVidPnSourceAddress", DDI_ID_SetVidPnSourceAddress,
     not_shown, true},
};

static int dark_or_lit(void *arg)
{
    size_t i = *(size_t *)arg;
    struct stage stage;
    struct dxgk_mode mode;

    spoiler = (struct spoiler){.id = screens[i].id, .spoil = screens[i].spoil};
    GOOD(recorded_start(&stage, NULL));
    CHECK(finding(screens[i].rule) && strcmp(finding(screens[i].rule)->where, screens[i].where) == 0);
    CHECK(NT_SUCCESS(dxgk_get_mode(stage.adapter, 0, &mode)) == screens[i].lit);
    spoiler.spoil = NULL;
    mode = (struct dxgk_mode){.width = 800, .height = 600, .rotation = D3DKMDT_VPPR_IDENTITY};
    GIVES(STATUS_SUCCESS, dxgk_set_mode(stage.adapter, 0, &mode)); /* once it behaves, all is well */
    stage_stop(&stage);
    return 0;
}

/* ALC-24, ALC-25, OBS-37, OBS-49, VPN-22. */
static void test_screens(void **state)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(screens); i++) {
        printf("           %s\n", screens[i].description);
        run_sim(1, dark_or_lit, &i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_refusals), cmocka_unit_test(test_holes),
                                       cmocka_unit_test(test_misdeeds), cmocka_unit_test(test_scribbles),
                                       cmocka_unit_test(test_screens)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
