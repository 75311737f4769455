/* Room: how much a command buffer needs, what happens when there is less, and that passes add up (REN-30..36, REN-40..46). */
#include "cmd_harness.h"

static ULONG whole[CMD_DWORDS], together[CMD_DWORDS];

static void put_each_kind(struct cmd *c, UINT times)
{
    cmd_begin(c);
    for (UINT n = 0; n < times; n++)
        for (UINT kind = 0; kind < CMD_KINDS; kind++)
            cmd_put_good(c, (kind * 5 + n) % CMD_KINDS);
}

/* All passes with this room; what they made stands in `together`. Returns their number, 0 when one made no progress. */
static UINT all_passes(struct cmd *c, UINT dma_size, UINT patch_size)
{
    UINT passes = 0, bytes = 0;
    NTSTATUS status;

    c->dma_size = dma_size;
    c->patch_size = patch_size;
    c->offset = 0;
    do {
        UINT before = c->offset;
        status = cmd_render(c);
        EXPECT(status == STATUS_SUCCESS || status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER);
        EXPECT(status == STATUS_SUCCESS || c->offset == before + c->dma_bytes); /* REN-13, REN-30 */
        memcpy((char *)together + bytes, c->dma, c->dma_bytes);
        bytes += c->dma_bytes;
        passes++;
        if (status && !c->dma_bytes)
            return 0;
    } while (status);
    EXPECT(bytes == c->dwords * 4);
    return passes;
}

/* REN-30, REN-33: every size from nothing up. Passes put together are the DMA buffer of one pass. */
static int body_dma_sizes(void *arg)
{
    struct cmd *c = arg;

    put_each_kind(c, 2);
    cmd_expected(c, whole);
    for (UINT size = 0; size <= c->dwords * 4; size++) {
        UINT passes = all_passes(c, size, CMD_PATCHES);
        EXPECT((passes != 0) == (size >= 56)); /* the longest has 14 dwords; REN-34, REN-36 */
        if (passes)
            EXPECT(!memcmp(together, whole, c->dwords * 4));
        EXPECT((passes == 1) == (size >= c->dwords * 4));
    }
    return 0;
}

static int body_patch_sizes(void *arg)
{
    struct cmd *c = arg;

    put_each_kind(c, 2);
    cmd_expected(c, whole);
    for (UINT size = 0; size <= 100; size++) {
        UINT passes = all_passes(c, REFGPU_DMA_SIZE, size);
        EXPECT((passes != 0) == (size >= 3));
        if (passes)
            EXPECT(!memcmp(together, whole, c->dwords * 4));
    }
    return 0;
}

/* Chunks of a fetch and ends of buffers at all places relative to each other. */
static int body_long(void *arg)
{
    struct cmd *c = arg;
    uint64_t seed = 3;

    cmd_begin(c);
    while (c->dwords + 30 < 5000) {
        if (cmd_random(&seed, 4)) {
            cmd_put_good(c, cmd_random(&seed, CMD_KINDS));
            continue;
        }
        UINT length = 1 + cmd_random(&seed, 25);
        for (UINT i = 0; i < length; i++)
            RAW(c, i ? 0x80808080 : length);
    }
    cmd_expected(c, whole);
    for (UINT size = 4000; size < 4200; size += 4)
        EXPECT(all_passes(c, size, CMD_PATCHES) > 4 && !memcmp(together, whole, c->dwords * 4));
    for (UINT size = 128; size < 20000; size += 124)
        EXPECT(all_passes(c, size, CMD_PATCHES) && !memcmp(together, whole, c->dwords * 4));
    return 0;
}

/* NOPs of every length: the longest fills a fetch by itself. */
static int body_nops(void *arg)
{
    struct cmd *c = arg;

    for (UINT length = 1; length <= 1024; length++) {
        cmd_begin(c);
        for (UINT n = 0; n < 3; n++)
            for (UINT i = 0; i < length; i++)
                RAW(c, i ? 0xffffffff : length);
        cmd_expected(c, whole);
        EXPECT(all_passes(c, REFGPU_DMA_SIZE, 0) == 1 && !memcmp(together, whole, c->dwords * 4));
    }
    return 0;
}

/* REN-43, REN-44, REN-45, REN-46: what was promised is enough for anything of that length; what is longer is refused, and not by asking for more. */
static int body_contract(void *arg)
{
    struct cmd *c = arg;
    UINT most = 0;

    for (UINT a = 0; a < CMD_KINDS; a++)
        for (UINT b = 0; b < CMD_KINDS; b++) {
            cmd_begin(c);
            while (c->dwords + 28 < CMD_DWORDS) {
                cmd_put_good(c, a);
                cmd_put_good(c, b);
            }
            while (c->dwords < CMD_DWORDS)
                RAW(c, 1);
            EXPECT(cmd_render(c) == STATUS_SUCCESS && c->dma_bytes == REFGPU_DMA_SIZE);
            most = c->patch_count > most ? c->patch_count : most;
        }
    EXPECT(most > 8100 &&
           most <= (CMD_DWORDS - 4) / 2); /* of SIGNAL and WAIT in turn: an entry for every two dwords */
    RAW(c, 1);
    EXPECT(cmd_render(c) == STATUS_INVALID_USER_BUFFER);
    c->dma_size = REFGPU_DMA_SIZE + CMD_PAGE; /* REN-38: it has grown, and so may the command buffer */
    EXPECT(cmd_render(c) == STATUS_SUCCESS);
    c->dma_size = REFGPU_DMA_SIZE - 4; /* less than promised: there will be passes */
    EXPECT(cmd_render(c) == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER && c->dma_bytes == c->dma_size);
    return 0;
}

/* An error in what a later pass would have seen does not spoil an earlier pass; it ends the stream when it is met. */
static int body_late_error(void *arg)
{
    struct cmd *c = arg;

    put_each_kind(c, 1);
    RAW(c, 0x80000003, 0, 0);
    EXPECT(cmd_render(c) == STATUS_PRIVILEGED_INSTRUCTION);
    c->dma_size = 200;
    UINT passes = 0;
    NTSTATUS status;
    do {
        status = cmd_render(c);
        passes++;
    } while (status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER && passes < 20);
    EXPECT(status == STATUS_PRIVILEGED_INSTRUCTION && passes > 1);
    return 0;
}

#define TEST(name)                                                                                           \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        cmd_test(body_##name);                                                                               \
    }
TEST(dma_sizes)
TEST(patch_sizes)
TEST(long)
TEST(nops)
TEST(contract)
TEST(late_error)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dma_sizes), cmocka_unit_test(test_patch_sizes),
        cmocka_unit_test(test_long),      cmocka_unit_test(test_nops),
        cmocka_unit_test(test_contract),  cmocka_unit_test(test_late_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
