/*
 * Random streams against one property: whatever DxgkDdiRender accepts never faults on the device, never has a privileged command, and
 * changes no byte but of allocations in the list that have WriteOperation (REN-05). And: a DMA buffer that was pre-patched draws the same as
 * one that was patched after everything moved (REN-52, REN-54, PAT-02).
 */
#include "cmd_harness.h"

#define STREAMS 6000

/* ---- streams that are nearly right --------------------------------------------------------------------- */

static uint64_t seed;

static uint32_t below(uint32_t bound)
{
    return cmd_random(&seed, bound);
}

static ULONG any_index(void)
{
    static const ULONG odd[] = {CMD_NULL, CMD_NULL_TOO, CMD_ELEMENTS, 0xffffffff, CMD_AWAY};

    return below(25) ? 1 + below(CMD_TABLE) : odd[below(5)];
}

static ULONG any_extent(ULONG limit)
{
    static const ULONG odd[] = {0, 16384, 16385, 0xffff, 0x8000, 0x7fff};

    return below(40) ? below(limit) : odd[below(6)];
}

static ULONG any_xy(void)
{
    return REFGPU_XY(any_extent(36), any_extent(28));
}

static void put_surface(struct cmd *c, ULONG index)
{
    static const ULONG formats[] = {REFGPU_A8, REFGPU_R5G6B5, REFGPU_X8R8G8B8, REFGPU_A8R8G8B8};
    ULONG layout = index < CMD_ELEMENTS && index != CMD_BUFFER ? cmd_layout(c, index) : 64u | 4u << 24;

    if (!below(10))
        layout = (below(80) * 4) | formats[below(4)] << 24;
    if (!below(60))
        layout = below(0x10000000);
    RAW(c, index, below(6) ? 0 : below(13000) & ~(below(20) ? 3u : 0u), layout);
}

static const struct {
    ULONG opcode, flags; /* below this */
    const char *form;    /* s surface, l address, x corner or size, b bytes, v value, a alpha */
} forms[] = {
    {REFGPU_NOP, 1, "vv"},
    {REFGPU_WAIT, 1, "lv"},
    {REFGPU_SIGNAL, 1, "lv"},
    {REFGPU_FILL, 1, "sxxv"},
    {REFGPU_COPY, 1, "ssxxx"},
    {REFGPU_FILL_LINEAR, 1, "lbv"},
    {REFGPU_COPY_LINEAR, 1, "llb"},
    {REFGPU_ROP, 256, "ssxxxv"},
    {REFGPU_STRETCH, 4, "ssxxxxxx"},
    {REFGPU_BLEND, 4, "ssxxxxxxa"},
    {REFGPU_TRANSPARENT, 8, "ssxxxxxxv"},
    {REFGPU_CLEARTYPE, 2, "ssxxxvvl"},
    {REFGPU_CONVERT, 1, "ssxxx"},
    {REFGPU_ROTATE, 4, "ssxxx"},
};

static void put_operand(struct cmd *c, char kind)
{
    switch (kind) {
    case 's':
        put_surface(c, any_index());
        break;
    case 'l':
        RAW(c, any_index(), below(30) ? below(2000) & ~3u : below(0x7fffffff));
        break;
    case 'x':
        RAW(c, any_xy());
        break;
    case 'b':
        RAW(c, below(30) ? below(900) & ~(below(8) ? 3u : 0u) : below(0x7fffffff));
        break;
    case 'a':
        RAW(c, below(260));
        break;
    default:
        RAW(c, below(0x7fffffff));
    }
}

static void put_random(struct cmd *c)
{
    UINT which = below(CMD_KINDS), start = c->dwords;
    ULONG flags = forms[which].flags > 1 ? below(forms[which].flags) : 0;

    RAW(c, 0);
    for (const char *kind = forms[which].form; *kind; kind++)
        put_operand(c, *kind);
    c->stream[start] = REFGPU_COMMAND(forms[which].opcode, flags, c->dwords - start);
    if (!below(100))
        c->stream[start + below(c->dwords - start)] = below(0x7fffffff);
}

/* ---- what the device may do ---------------------------------------------------------------------------- */

static uint8_t before[CMD_VRAM];

static bool may_change(const struct cmd *c, UINT64 byte)
{
    for (UINT i = 0; i < CMD_ELEMENTS; i++)
        if (c->list[i].hDeviceSpecificAllocation && c->list[i].WriteOperation && c->list[i].SegmentId &&
            byte >= cmd_address(c, i) && byte - cmd_address(c, i) < c->allocations[i].info.size)
            return true;
    return false;
}

static bool only_allowed_changes(const struct cmd *c)
{
    const uint8_t *now = cmd_device_vram();

    for (UINT64 page = 0; page < CMD_VRAM; page += CMD_PAGE) {
        if (!memcmp(now + page, before + page, CMD_PAGE))
            continue;
        for (UINT64 i = page; i < page + CMD_PAGE; i++)
            if (now[i] != before[i] && !may_change(c, i)) {
                print_error("byte %#llx of VRAM changed\n", (unsigned long long)i);
                return false;
            }
    }
    return true;
}

static bool names_what_is_away(const struct cmd *c)
{
    for (UINT i = 0; i < c->patch_count; i++)
        if (c->patches[i].DriverId == 1 && c->patches[i].AllocationIndex == CMD_AWAY)
            return true;
    return false;
}

static int body_property(void *arg)
{
    struct cmd *c = arg;
    UINT accepted = 0;
    static ULONG expected[CMD_DWORDS];

    seed = 2024;
    for (UINT n = 0; n < STREAMS; n++) {
        c->context.node = below(4) ? REFGPU_NODE_DRAW : REFGPU_NODE_COPY;
        cmd_begin(c);
        for (UINT commands = 1 + below(3); commands; commands--)
            put_random(c);
        if (cmd_render(c))
            continue;
        accepted++;
        cmd_expected(c, expected);
        EXPECT(c->dma_bytes == c->dwords * 4 && !memcmp(c->dma, expected, c->dma_bytes));
        memcpy(before, cmd_device_vram(), CMD_VRAM);
        uint32_t fault = cmd_run(c);
        if (names_what_is_away(c)) /* not resident: the graphics kernel would have patched */
            EXPECT(!fault || (fault & 0xff) == REFGPU_FAULT_ADDRESS);
        else
            EXPECT(fault == 0);
        EXPECT(only_allowed_changes(c));
        if (kernel_failures) {
            print_error("stream %u\n", n);
            return 0;
        }
    }
    EXPECT(accepted > STREAMS / 8 && accepted < STREAMS * 7 / 8);
    EXPECT(cmd_device_privileged() == 0);
    return 0;
}

/* ---- bytes without any sense --------------------------------------------------------------------------- */

/* Headers may be anything, operands are noise: nothing of it may crash, and what passes must run. */
static int body_noise(void *arg)
{
    struct cmd *c = arg;

    seed = 77;
    for (UINT n = 0; n < STREAMS; n++) {
        cmd_begin(c);
        for (UINT dwords = below(40); dwords; dwords--)
            RAW(c, below(4)   ? below(16)
                   : below(3) ? (ULONG)below(0x30) << 24 | below(16)
                              : below(0x7fffffff) << 1);
        if (!cmd_render(c))
            EXPECT(cmd_run(c) == 0 || names_what_is_away(c));
    }
    EXPECT(cmd_device_privileged() == 0);
    return 0;
}

/* ---- patched like pre-patched -------------------------------------------------------------------------- */

static uint8_t contents[2][CMD_ELEMENTS][CMD_PAGE * 8];

static void save(const struct cmd *c, UINT which)
{
    for (UINT i = 0; i < CMD_ELEMENTS; i++)
        if (c->list[i].SegmentId)
            memcpy(contents[which][i], cmd_pixels(c, i), c->allocations[i].info.size);
}

static void load(const struct cmd *c, UINT which)
{
    for (UINT i = 0; i < CMD_ELEMENTS; i++)
        if (c->list[i].SegmentId)
            memcpy(cmd_pixels(c, i), contents[which][i], c->allocations[i].info.size);
}

/* Everything goes somewhere else, and what was there before is poisoned. */
static void move_all(struct cmd *c)
{
    UINT turn = 1 + below(14);

    memset(cmd_device_vram(), 0x5a, CMD_VRAM);
    for (UINT i = 1; i < CMD_ELEMENTS; i++)
        if (c->list[i].SegmentId)
            cmd_place(c, i, ((UINT64)((cmd_address(c, i) >> 16) + turn) % 16) << 16 | below(8) * CMD_PAGE);
}

static int body_moved(void *arg)
{
    struct cmd *c = arg;
    static uint8_t start[CMD_ELEMENTS][CMD_PAGE * 8];

    seed = 99;
    for (UINT n = 0; n < 300; n++) {
        cmd_begin(c);
        for (UINT i = 0; i < 12; i++)
            cmd_put_good(c, below(CMD_KINDS));
        EXPECT(cmd_render(c) == STATUS_SUCCESS);
        save(c, 0);
        memcpy(start, contents[0], sizeof(start));
        EXPECT(cmd_run(c) == 0); /* REN-53: nothing moved, Patch skipped */
        save(c, 1);
        for (UINT moves = 0; moves < 3; moves++) { /* PAT-02: from any earlier patched state */
            memcpy(contents[0], start, sizeof(start));
            move_all(c);
            load(c, 0);
            EXPECT(cmd_patch_all(c) == STATUS_SUCCESS);
            memcpy(before, cmd_device_vram(), CMD_VRAM);
            EXPECT(cmd_run(c) == 0);
            EXPECT(only_allowed_changes(c));
            save(c, 0);
            EXPECT(!memcmp(contents[0], contents[1], sizeof(contents[0])));
        }
    }
    return 0;
}

#define TEST(name)                                                                                           \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        cmd_test(body_##name);                                                                               \
    }
TEST(property)
TEST(noise)
TEST(moved)

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_property), cmocka_unit_test(test_noise),
                                       cmocka_unit_test(test_moved)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
