/*
 * What VidMm says of drivers: segments (SEG-01..12), answers to CreateAllocation (ALC-01..11), paging buffers (PAG-01..07), each refusal with
 * its rule; locks with their statuses (THK-16..19); too little memory, of each kind, at each request.
 */
#include "world.h"

static const struct world_options usual = {
    .visible_pages = 16, .aperture_pages = 16, .hidden_pages = 16, .seed = 1};

/* ---- segments ---- */

static DXGK_SEGMENTDESCRIPTOR3 *d(DXGK_QUERYSEGMENTOUT3 *out, UINT id)
{
    return &out->pSegmentDescriptor[id - 1];
}

#define SPOIL(name, statement)                                                                               \
    static void name(DXGK_QUERYSEGMENTOUT3 *out, bool second)                                                \
    {                                                                                                        \
        if (second) {                                                                                        \
            statement;                                                                                       \
        }                                                                                                    \
    }

static SIZE_T good_banks[] = {4 * PAGE_SIZE, 16 * PAGE_SIZE}, bad_banks[] = {4 * PAGE_SIZE, 4 * PAGE_SIZE};

SPOIL(agp, d(out, 1)->Flags.Agp = 1)
SPOIL(reserved, d(out, 1)->Flags.Reserved = 1)
SPOIL(hibernate, d(out, 1)->Flags.PreservedDuringHibernate = 1)
SPOIL(partly, d(out, 1)->Flags.PreservedDuringStandby = d(out, 1)->Flags.PreservedDuringHibernate =
                  d(out, 1)->Flags.PartiallyPreservedDuringHibernate = 1)
SPOIL(odd_size, d(out, 3)->Size += 5)
SPOIL(no_size, d(out, 3)->Size = 0)
SPOIL(commit, d(out, 2)->CommitLimit = 1ull << 40)
SPOIL(paging_in_memory, out->PagingBufferSegmentId = VISIBLE)
SPOIL(paging_nowhere, out->PagingBufferSegmentId = 9)
SPOIL(no_paging, out->PagingBufferSize = 0)
SPOIL(other_count, out->NbSegment = 2)
SPOIL(too_many, memset(&out->pSegmentDescriptor[SEGMENTS], 0, 8))
SPOIL(bus_nowhere, d(out, 1)->CpuTranslatedAddress.QuadPart = 1ll << 50)
SPOIL(bus_odd, d(out, 1)->CpuTranslatedAddress.QuadPart += 4)
SPOIL(banks_wrong, d(out, 3)->Flags.UseBanking = 1; d(out, 3)->NbOfBanks = 2;
      d(out, 3)->pBankRangeTable = bad_banks)
SPOIL(banks_missing, d(out, 3)->Flags.UseBanking = 1)
SPOIL(banks_fine, d(out, 3)->Flags.UseBanking = 1; d(out, 3)->NbOfBanks = 2;
      d(out, 3)->pBankRangeTable = good_banks)
SPOIL(zero_commit, d(out, 1)->CommitLimit = 0)
SPOIL(coherent, d(out, 1)->Flags.CacheCoherent = 1)

static void none(DXGK_QUERYSEGMENTOUT3 *out, bool second)
{
    out->NbSegment = 0;
}

static void forty(DXGK_QUERYSEGMENTOUT3 *out, bool second)
{
    out->NbSegment = 40;
}

static const struct segment_case {
    const char *name, *rule;
    void (*spoil)(DXGK_QUERYSEGMENTOUT3 *out, bool second);
    bool accepted;
} segment_cases[] = {
    {"an AGP segment without AGP", "SEG-02", agp, false},
    {"reserved flags", "SEG-07", reserved, false},
    {"hibernation without standby", "SEG-07", hibernate, false},
    {"wholly and partly preserved", "SEG-07", partly, false},
    {"a size of part of a page", "SEG-04", odd_size, false},
    {"no size", "SEG-04", no_size, false},
    {"a commit limit above the size", "SEG-04", commit, false},
    {"paging buffers in local memory", "SEG-09", paging_in_memory, false},
    {"paging buffers in no segment", "SEG-09", paging_nowhere, false},
    {"paging buffers of no size", "SEG-09", no_paging, false},
    {"another number the second time", "SEG-01", other_count, false},
    {"more descriptors than asked for", "SEG-01", too_many, false},
    {"a bus address that is nothing", "SEG-06", bus_nowhere, false},
    {"a bus address inside a page", "SEG-06", bus_odd, false},
    {"banks that do not grow", "SEG-12", banks_wrong, false},
    {"banking without banks", "SEG-12", banks_missing, false},
    {"no segments", "SEG-03", none, false},
    {"more segments than five bits name", "SEG-03", forty, false},
    {"banks", NULL, banks_fine, true},
    {"a memory segment with commit limit 0", "SEG-04", zero_commit, true},
    {"a coherent memory segment", "SEG-07", coherent, true},
};

static int start_with(void *arg)
{
    const struct segment_case *c = arg;
    struct world_options options = usual;

    options.spoil = c->spoil;
    NTSTATUS status = world_start(&options);
    const struct report *found = c->rule ? finding(c->rule) : NULL;
    unsigned worst = findings(REPORT_REFUSAL);
    world_stop();
    if (NT_SUCCESS(status) != c->accepted)
        fprintf(stderr, "%s: %s\n", c->name, nt_status_text(status));
    CHECK(NT_SUCCESS(status) == c->accepted);
    CHECK(!c->rule || found != NULL);
    CHECK(worst == (c->accepted ? 0 : 1));
    return 0;
}

static void segments_are_judged(void **unused)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(segment_cases); i++)
        run(1, start_with, (void *)&segment_cases[i]);
}

/* SEG-01: before WDDM 1.2 the older question. */
static int start_old(void *unused)
{
    struct world_options options = usual;
    struct vidmm_segment_info info;

    options.version = DXGKDDI_INTERFACE_VERSION_WIN7;
    CHECK(NT_SUCCESS(world_start(&options)));
    CHECK(vidmm_segment_count(world.vidmm) == SEGMENTS && !vidmm_segment(world.vidmm, 0, &info) &&
          !vidmm_segment(world.vidmm, SEGMENTS + 1, &info));
    CHECK(vidmm_segment(world.vidmm, HIDDEN, &info) && info.size == 16 * PAGE_SIZE &&
          info.base.QuadPart == HIDDEN_BASE && !info.used);
    world_stop();
    return 0;
}

static void the_older_question(void **unused)
{
    run(1, start_old, NULL);
}

/* ---- allocations ---- */

#define INFO(name, statement)                                                                                \
    static void name(DXGK_ALLOCATIONINFO *i)                                                                 \
    {                                                                                                        \
        statement;                                                                                           \
    }

INFO(zero_size, i->Size = 0)
INFO(huge, i->Size = SIZE_MAX - 5)
INFO(alignment, i->Alignment = 24)
INFO(pitch_aligned, i->PitchAlignedSize = i->Size - 1)
INFO(priority, i->AllocationPriority = 0)
INFO(read_none, i->SupportedReadSegmentSet = 0)
INFO(write_beyond, i->SupportedWriteSegmentSet = 0x10)
INFO(eviction, i->EvictionSegmentSet = 1u << (HIDDEN - 1))
INFO(preferred, i->SupportedReadSegmentSet = i->SupportedWriteSegmentSet = 2)
INFO(cached, i->Flags.CpuVisible = 0; i->Flags.Cached = 1)
INFO(permanent, i->Flags.CpuVisible = 0; i->Flags.PermanentSysMem = 1)
INFO(exclusive, i->Flags.PermanentSysMem = i->Flags.ExistingSysMem = 1)
INFO(alternate, i->Flags.UseAlternateVA = 1)
INFO(existing, i->Flags.ExistingSysMem = 1; i->Size = 100)
INFO(nowhere_to_show, i->Flags.PermanentSysMem = 1; i->SupportedWriteSegmentSet = 1)
INFO(no_handle, i->hAllocation = NULL)
INFO(fine, i->Alignment = 8192; i->EvictionSegmentSet = 2)

static const struct info_case {
    const char *rule; /* NULL: accepted */
    void (*spoil)(DXGK_ALLOCATIONINFO *i);
    bool primary;
} info_cases[] = {
    {"ALC-02", zero_size, false},       {"ALC-02", huge, false},      {"ALC-02", alignment, false},
    {"ALC-03", pitch_aligned, false},   {"ALC-07", priority, false},  {"ALC-05", read_none, false},
    {"ALC-05", write_beyond, false},    {"ALC-06", eviction, false},  {"ALC-04", preferred, false},
    {"ALC-09", cached, false},          {"ALC-09", permanent, false}, {"ALC-09", exclusive, false},
    {"ALC-11", alternate, false},       {NULL, alternate, true},      {"ALC-10", existing, false},
    {"ALC-09", nowhere_to_show, false}, {"ALC-01", no_handle, false}, {NULL, fine, false},
    {"ALC-09", cached, true},
};

static int judge_infos(void *unused)
{
    CHECK(NT_SUCCESS(world_start(&usual)));
    for (size_t i = 0; i < RTL_NUMBER_OF(info_cases); i++) {
        DXGK_ALLOCATIONINFO info = plain_info(5000);
        info.hAllocation = &info;
        info_cases[i].spoil(&info);
        forget_findings();
        NTSTATUS status =
            vidmm_check_info(world.vidmm, &info, info_cases[i].primary, "DxgkDdiCreateAllocation");
        CHECK(NT_SUCCESS(status) == !info_cases[i].rule);
        CHECK(!info_cases[i].rule || (finding(info_cases[i].rule) && findings(REPORT_NOTE) == 1));
        CHECK(info_cases[i].rule || findings(REPORT_NOTE) == 0);
    }
    world_stop();
    return 0;
}

static void allocations_are_judged(void **unused)
{
    run(1, judge_infos, NULL);
}

/* ---- paging buffers ---- */

/* Something is paged in, by a driver that is not good. */
static int page_something(void *arg)
{
    struct world_options options = usual;
    struct owner owner;
    struct owned owned;
    DXGK_ALLOCATIONINFO info = plain_info(3 * PAGE_SIZE);

    options.misdeed = *(enum misdeed *)arg;
    options.private_size = 32;
    CHECK(NT_SUCCESS(world_start(&options)));
    owner_open(&owner, "owner");
    CHECK(NT_SUCCESS(owned_create(&owned, &owner, &info)));
    owned.allocation.memory.current->content = true;
    CHECK(NT_SUCCESS(instance_pages(owned.allocation.memory.current)));
    owned.allocation.memory.current->system_valid = true;
    vidsch_enter(&world.adapter);
    CHECK(NT_SUCCESS(vidmm_pin(owned.allocation.memory.current)));
    vidmm_unpin(owned.allocation.memory.current);
    vidsch_leave(&world.adapter);
    owned_destroy(&owned);
    owner_close(&owner);
    world_stop();
    return 0;
}

static void misdeeds_in_paging_buffers(void **unused)
{
    static const struct {
        enum misdeed misdeed;
        const char *rule;
        ULONG kind;
    } cases[] = {
        {BEHIND_DMA, "PAG-01", 0x12},     {BACKWARDS, "PAG-01", 0x12},      {SCRIBBLES, "PAG-01", 0x12},
        {BEHIND_PRIVATE, "PAG-04", 0x13}, {WRITES_PRIVATE, "PAG-04", 0x13}, {NO_PROGRESS, "PAG-05", 0xB},
        {BUSY_TWICE, "PAG-06", 0x20},     {OTHER_STATUS, "PAG-07", 0xB},
    };

    for (size_t i = 0; i < RTL_NUMBER_OF(cases); i++) {
        struct nt_bugcheck stop = run_to_bugcheck(page_something, (void *)&cases[i].misdeed);
        assert_int_equal(stop.code, VIDEO_MEMORY_MANAGEMENT_INTERNAL);
        assert_string_equal(stop.rule, cases[i].rule);
        assert_int_equal(stop.parameters[0], cases[i].kind);
    }
}

static void busy_once_is_legal(void **unused)
{
    enum misdeed once = BUSY_ONCE;

    run(1, page_something, &once);
    assert_true(world.busy_answers > 0); /* PAG-06 */
}

/* ---- locks ---- */

static NTSTATUS lock(struct owned *owned, UINT flags)
{
    D3DDDICB_LOCKFLAGS f = {.Value = flags};
    PVOID pointer;

    return vidmm_lock(&owned->open, f, &pointer);
}

enum {
    READ_ONLY = 1,
    WRITE_ONLY = 2,
    DONT_WAIT = 4,
    IGNORE_SYNC = 8,
    DONT_EVICT = 0x20,
    ACQUIRE = 0x40,
    DISCARD = 0x80,
    ALTERNATE = 0x200
};

static NTSTATUS place(struct owned *owned)
{
    vidsch_enter(&world.adapter);
    NTSTATUS status = vidmm_pin(owned->allocation.memory.current);
    if (NT_SUCCESS(status))
        vidmm_unpin(owned->allocation.memory.current);
    vidsch_leave(&world.adapter);
    return status;
}

static int lock_statuses(void *unused)
{
    struct owner owner, other;
    struct owned visible, hidden, blind;
    DXGK_ALLOCATIONINFO info = plain_info(3 * PAGE_SIZE);

    CHECK(NT_SUCCESS(world_start(&usual)));
    owner_open(&owner, "owner");
    owner_open(&other, "other");
    info.MaximumRenamingListLength = 2;
    CHECK(NT_SUCCESS(owned_create(&visible, &owner, &info)));
    info.SupportedReadSegmentSet = info.SupportedWriteSegmentSet = 1u << (HIDDEN - 1);
    info.PreferredSegment.SegmentId0 = HIDDEN;
    CHECK(NT_SUCCESS(owned_create(&hidden, &owner, &info)));
    info.Flags.CpuVisible = 0;
    CHECK(NT_SUCCESS(owned_create(&blind, &owner, &info)));

    /* THK-16 */
    CHECK(lock(&blind, 0) == STATUS_INVALID_PARAMETER); /* ALC-08 */
    CHECK(lock(&visible, READ_ONLY | WRITE_ONLY) == STATUS_INVALID_PARAMETER);
    CHECK(lock(&visible, IGNORE_SYNC | ACQUIRE) == STATUS_INVALID_PARAMETER);
    CHECK(lock(&visible, ALTERNATE) == STATUS_INVALID_PARAMETER);
    visible.resource.shared = true;
    visible.open.object.process = &other.process;
    CHECK(lock(&visible, 0) == STATUS_INVALID_PARAMETER);
    visible.open.object.process = &owner.process;
    CHECK(lock(&visible, 0) == STATUS_SUCCESS && vidmm_unlock(&visible.open) == STATUS_SUCCESS);
    CHECK(vidmm_unlock(&visible.open) == STATUS_INVALID_PARAMETER);
    vidmm_offer(&visible.allocation);
    CHECK(lock(&visible, 0) == STATUS_INVALID_PARAMETER);
    visible.allocation.memory.offered = false;

    /* THK-18: busy */
    CHECK(NT_SUCCESS(place(&visible)));
    visible.allocation.memory.current->busy[1] = visible.allocation.memory.current->queued = 1;
    CHECK(lock(&visible, DONT_WAIT) == STATUS_GRAPHICS_ALLOCATION_BUSY);
    CHECK(lock(&visible, DONT_WAIT | READ_ONLY) == STATUS_SUCCESS);        /* it is only read */
    CHECK(lock(&visible, DISCARD) == STATUS_GRAPHICS_TOO_MANY_REFERENCES); /* while somebody looks at it */
    CHECK(vidmm_unlock(&visible.open) == STATUS_SUCCESS);
    struct vidmm_instance *first = visible.allocation.memory.current;
    CHECK(lock(&visible, DISCARD) == STATUS_SUCCESS &&
          visible.allocation.memory.current != first); /* ALC-14 */
    CHECK(vidmm_unlock(&visible.open) == STATUS_SUCCESS);
    visible.allocation.memory.current->queued = 1;
    CHECK(lock(&visible, DISCARD | DONT_WAIT) == STATUS_GRAPHICS_ALLOCATION_BUSY); /* two, both in use */
    CHECK(visible.allocation.memory.instance_count == 2);
    visible.allocation.memory.current->queued = first->busy[1] = first->queued = 0;

    /* THK-19: hidden */
    CHECK(NT_SUCCESS(place(&hidden)));
    CHECK(lock(&hidden, DONT_EVICT) == STATUS_GRAPHICS_CANT_EVICT_PINNED_ALLOCATION);
    vidsch_enter(&world.adapter);
    CHECK(NT_SUCCESS(vidmm_pin(hidden.allocation.memory.current)));
    vidsch_leave(&world.adapter);
    CHECK(lock(&hidden, 0) == STATUS_GRAPHICS_CANT_EVICT_PINNED_ALLOCATION);
    vidsch_enter(&world.adapter);
    vidmm_unpin(hidden.allocation.memory.current);
    vidsch_leave(&world.adapter);
    CHECK(lock(&hidden, 0) == STATUS_SUCCESS && !hidden.allocation.memory.current->block);

    owner.device.state = D3DKMT_DEVICEEXECUTION_HUNG;
    CHECK(lock(&visible, 0) == STATUS_DEVICE_REMOVED);
    owned_destroy(&hidden); /* with its lock */
    owned_destroy(&visible);
    owned_destroy(&blind);
    owner_close(&owner);
    owner_close(&other);
    world_stop();
    CHECK(findings(REPORT_VIOLATION) == 0);
    return 0;
}

static void statuses_of_lock(void **unused)
{
    run(1, lock_statuses, NULL);
}

/* ---- too little ---- */

/* TDR-14: what can never fit says so; what fits alone always gets in, whoever was there. */
static int pressure(void *unused)
{
    struct owner owner;
    struct owned big[6], giant;
    DXGK_ALLOCATIONINFO info = plain_info(10 * PAGE_SIZE);

    CHECK(NT_SUCCESS(world_start(&usual)));
    owner_open(&owner, "owner");
    info.SupportedReadSegmentSet = info.SupportedWriteSegmentSet = 1u << (VISIBLE - 1);
    for (unsigned i = 0; i < 6; i++)
        CHECK(NT_SUCCESS(owned_create(&big[i], &owner, &info)));
    for (unsigned round = 0; round < 3; round++)
        for (unsigned i = 0; i < 6; i++)
            CHECK(NT_SUCCESS(place(&big[i])) && big[i].allocation.memory.current->block);
    info.Size = 17 * PAGE_SIZE;
    CHECK(NT_SUCCESS(owned_create(&giant, &owner, &info)));
    CHECK(place(&giant) == STATUS_GRAPHICS_NO_VIDEO_MEMORY);
    CHECK(big[5].allocation.memory.current->block != NULL); /* nobody had to go for it */
    for (unsigned i = 0; i < 6; i++)
        owned_destroy(&big[i]);
    owned_destroy(&giant);
    owner_close(&owner);
    world_stop();
    return 0;
}

static void what_fits_gets_in(void **unused)
{
    run(1, pressure, NULL);
}

static long requests, fail_at;

static bool deny(void *ctx, const char *service)
{
    return requests++ == fail_at;
}

/* Create, place, evict, lock, discard, map: the n-th request for memory fails. Nothing else is wrong afterwards. */
static int starved_body(void *unused)
{
    struct world_options options = usual;
    struct owner owner;
    struct owned owned[4];
    unsigned made = 0;

    options.paging_segment = APERTURE;
    requests = 0;
    nt_on_resource(deny, NULL);
    nt_call_enter("test", 0);
    NTSTATUS status = world_start(&options);
    if (NT_SUCCESS(status)) {
        owner_open(&owner, "owner");
        DXGK_ALLOCATIONINFO info = plain_info(9 * PAGE_SIZE);
        for (; made < 4 && NT_SUCCESS(status); made += NT_SUCCESS(status))
            status = owned_create(&owned[made], &owner, &info);
        for (unsigned i = 0; i < 2 * made; i++) {
            place(&owned[i % made]);
            owned[i % made].allocation.memory.current->content = true;
            if (lock(&owned[i % made], DISCARD) == STATUS_SUCCESS)
                vidmm_unlock(&owned[i % made].open);
        }
        vidsch_enter(&world.adapter);
        vidmm_evict_all(&world.adapter);
        vidmm_restore(&world.adapter);
        const char *wrong = vidmm_verify(world.vidmm);
        vidsch_leave(&world.adapter);
        CHECK(!wrong);
        while (made)
            owned_destroy(&owned[--made]);
        owner_close(&owner);
    }
    world_stop();
    nt_call_leave();
    nt_on_resource(NULL, NULL);
    return 0;
}

static void memory_fails_at_each_request(void **unused)
{
    long count = 0;

    fail_at = -1;
    run(1, starved_body, NULL);
    count = requests;
    assert_true(count > 20);
    for (fail_at = 0; fail_at < count; fail_at++)
        run(1, starved_body, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_are_judged),    cmocka_unit_test(the_older_question),
        cmocka_unit_test(allocations_are_judged), cmocka_unit_test(misdeeds_in_paging_buffers),
        cmocka_unit_test(busy_once_is_legal),     cmocka_unit_test(statuses_of_lock),
        cmocka_unit_test(what_fits_gets_in),      cmocka_unit_test(memory_fails_at_each_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
