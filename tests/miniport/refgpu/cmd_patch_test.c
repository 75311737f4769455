/* DxgkDdiPatch: PAT-01..PAT-08. */
#include "cmd_harness.h"

static void build(struct cmd *c)
{
    cmd_begin(c);
    for (UINT kind = 0; kind < CMD_KINDS; kind++)
        cmd_put_good(c, kind);
    EXPECT(cmd_render(c) == STATUS_SUCCESS);
}

/* Which bytes of the DMA buffer hold addresses, by the list. */
static bool is_address(const struct cmd *c, UINT byte)
{
    for (UINT i = 0; i < c->patch_count; i++)
        if (c->patches[i].DriverId == 1 && byte >= c->patches[i].PatchOffset &&
            byte < c->patches[i].PatchOffset + 8)
            return true;
    return false;
}

/* PAT-01, PAT-04, PAT-05: for every portion that a split can make, its addresses change and nothing else. */
static int body_portions(void *arg)
{
    struct cmd *c = arg;
    static unsigned char before[REFGPU_DMA_SIZE];

    build(c);
    for (UINT i = 1; i < CMD_ELEMENTS; i++)
        if (c->list[i].SegmentId)
            cmd_place(c, i, cmd_address(c, i) + 0x11118);
    for (UINT first = 0; first <= c->patch_count; first++)
        for (UINT end = first; end <= c->patch_count; end++) {
            UINT from = first < c->patch_count ? c->patches[first].SplitOffset : c->dma_bytes;
            UINT to = end < c->patch_count ? c->patches[end].SplitOffset : c->dma_bytes;

            memset(c->dma, 0xA7, c->dma_bytes);
            memcpy(before, c->dma, c->dma_bytes);
            EXPECT(cmd_patch(c, from, to, first, end - first) == STATUS_SUCCESS);
            for (UINT i = 0; i < c->dma_bytes; i++)
                if (c->dma[i] != before[i])
                    EXPECT(i >= from && i < to && is_address(c, i));
        }
    return 0;
}

/* PAT-04: entries outside of the window are not even looked at. */
static int body_window(void *arg)
{
    struct cmd *c = arg;
    UINT middle;

    build(c);
    middle = c->patch_count / 2;
    for (UINT i = 0; i < middle; i++)
        c->patches[i] = (D3DDDI_PATCHLOCATIONLIST){
            .AllocationIndex = 0xffffffff, .DriverId = 77, .PatchOffset = 0xffffffff};
    EXPECT(cmd_patch(c, c->patches[middle].SplitOffset, c->dma_bytes, middle, c->patch_count - middle) ==
           STATUS_SUCCESS);
    EXPECT(cmd_patch_all(c) == STATUS_INVALID_PARAMETER);
    return 0;
}

/* PAT-08: paging buffers have neither list. PAT-03: and nothing to submit is nothing to patch. */
static int body_paging(void *arg)
{
    struct cmd *c = arg;
    const DXGKARG_PATCH paging = {.pDmaBuffer = c->dma,
                                  .DmaBufferSize = 64,
                                  .DmaBufferSubmissionEndOffset = 64,
                                  .Flags = {{.Paging = 1}}};

    EXPECT(refgpu_patch(&c->gpu, &paging) == STATUS_SUCCESS);
    build(c);
    EXPECT(cmd_patch(c, 0, 0, 0, 0) == STATUS_SUCCESS);
    EXPECT(cmd_patch(c, 0, 0, 0, c->patch_count) == STATUS_SUCCESS); /* no byte is concerned */
    return 0;
}

/* [7] A list that is not what Render wrote is an error, and nothing is stored through it. */
static int body_broken(void *arg)
{
    struct cmd *c = arg;
    static unsigned char before[REFGPU_DMA_SIZE];
    const struct {
        const char *what;
        D3DDDI_PATCHLOCATIONLIST entry;
    } rows[] = {
        {"index", {.AllocationIndex = CMD_ELEMENTS, .DriverId = 1, .PatchOffset = 20}},
        {"index FFFFFFFF", {.AllocationIndex = 0xffffffff, .DriverId = 1, .PatchOffset = 20}},
        {"kind 0", {.AllocationIndex = 1, .DriverId = 0, .PatchOffset = 20}},
        {"kind 3", {.AllocationIndex = 1, .DriverId = 3, .PatchOffset = 20}},
        {"offset not aligned", {.AllocationIndex = 1, .DriverId = 1, .PatchOffset = 22}},
        {"offset FFFFFFFC", {.AllocationIndex = 1, .DriverId = 1, .PatchOffset = 0xfffffffc}},
        {"behind the end", {.AllocationIndex = 1, .DriverId = 1, .PatchOffset = REFGPU_DMA_SIZE}},
    };

    for (UINT i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        build(c);
        c->patches[0] = rows[i].entry;
        memcpy(before, c->dma, c->dma_bytes);
        EXPECT(cmd_patch(c, 0, c->dma_bytes, 0, 1) == STATUS_INVALID_PARAMETER);
        EXPECT(!memcmp(before, c->dma, c->dma_bytes));
    }
    build(c);
    c->patches[0].PatchOffset = c->dma_bytes - 4; /* half of it */
    EXPECT(cmd_patch(c, 0, c->dma_bytes, 0, 1) == STATUS_INVALID_PARAMETER);
    EXPECT(cmd_patch(c, 0, c->dma_bytes, 0, c->patch_count + 1) == STATUS_INVALID_PARAMETER);
    EXPECT(cmd_patch(c, 0, c->dma_bytes, c->patch_count + 1, 0) == STATUS_INVALID_PARAMETER);
    EXPECT(cmd_patch(c, 0, c->dma_bytes, 1, 0xffffffff) == STATUS_INVALID_PARAMETER);
    EXPECT(cmd_patch(c, 0, c->dma_bytes + 4, 0, 0) == STATUS_INVALID_PARAMETER);
    return 0;
}

/* SUB-06: of a buffer that is not run its allocations need not be anywhere; an old address does not stay in it all the same. */
static int body_evicted(void *arg)
{
    struct cmd *c = arg;
    UINT64 address;

    cmd_begin(c);
    cmd_put_good(c, 3);
    EXPECT(cmd_render(c) == STATUS_SUCCESS);
    c->list[CMD_RGB].SegmentId = 0;
    EXPECT(cmd_patch_all(c) == STATUS_SUCCESS);
    memcpy(&address, c->dma + 20, 8);
    EXPECT(address == CMD_UNPLACED && (cmd_run(c) & 0xff) == REFGPU_FAULT_ADDRESS);
    return 0;
}

#define TEST(name)                                                                                           \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        cmd_test(body_##name);                                                                               \
    }
TEST(portions)
TEST(window)
TEST(paging)
TEST(broken)
TEST(evicted)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_portions), cmocka_unit_test(test_window),
                                       cmocka_unit_test(test_paging), cmocka_unit_test(test_broken),
                                       cmocka_unit_test(test_evicted)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
