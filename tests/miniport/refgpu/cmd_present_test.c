/* DxgkDdiPresent: PRS-01..PRS-14 against pixels. */
#include "cmd_harness.h"

#define W CMD_WIDTH
#define H CMD_HEIGHT

static DXGK_ALLOCATIONLIST fixed[3]; /* PRS-02 */
static DXGKARG_PRESENT args;

static void prepare(struct cmd *c, UINT src, UINT dst, RECT src_rect, RECT dst_rect, const RECT *rects,
                    UINT count)
{
    memset(fixed, 0, sizeof(fixed));
    if (src)
        fixed[1] = c->list[src];
    fixed[1].WriteOperation = 0;
    if (dst)
        fixed[2] = c->list[dst];
    args = (DXGKARG_PRESENT){.pAllocationList = fixed,
                             .SrcRect = src_rect,
                             .DstRect = dst_rect,
                             .SubRectCnt = count,
                             .pDstSubRects = rects};
    args.Flags.Blt = 1;
}

/* Once, with the fields as they are. */
static NTSTATUS present(struct cmd *c)
{
    DXGK_ALLOCATIONLIST list[CMD_ELEMENTS];
    UINT list_size = c->list_size;
    NTSTATUS status;

    cmd_canaries_lay(c);
    args.pDmaBuffer = c->dma;
    args.DmaSize = c->dma_size;
    args.pDmaBufferPrivateData = &c->block;
    args.DmaBufferPrivateDataSize = sizeof(c->block);
    args.pPatchLocationListOut = c->patches;
    args.PatchLocationListOutSize = c->patch_size;
    status = refgpu_present(&c->context, &args);
    c->dma_bytes = (UINT)((unsigned char *)args.pDmaBuffer - c->dma);
    c->patch_count = (UINT)(args.pPatchLocationListOut - c->patches);
    memcpy(list, c->list, sizeof(list));
    memcpy(c->list, fixed, sizeof(fixed));
    c->list_size = 3;
    if (!status || status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        EXPECT(cmd_check_output(c)); /* PRS-08 */
        EXPECT(cmd_canaries_intact(c, args.pDmaBuffer, args.pPatchLocationListOut));
    } else {
        EXPECT(!c->dma_bytes && !c->patch_count);
    }
    memcpy(c->list, list, sizeof(list));
    c->list_size = list_size;
    return status;
}

static UINT draw(struct cmd *c)
{
    NTSTATUS status;
    UINT passes = 0;

    args.MultipassOffset = 0;
    do {
        status = present(c);
        if (status && (status != STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER || !c->dma_bytes))
            return 0;
        EXPECT(cmd_run(c) == 0);
        passes++;
    } while (status);
    return passes;
}

static const RECT region[] = {{3, 2, 20, 7}, {24, 2, 30, 7}, {3, 7, 9, 20}, {40, 30, 60, 44}};
#define REGION 4u

static bool in_region(UINT x, UINT y)
{
    for (UINT i = 0; i < REGION; i++)
        if ((LONG)x >= region[i].left && (LONG)x < region[i].right && (LONG)y >= region[i].top &&
            (LONG)y < region[i].bottom)
            return true;
    return false;
}

/* A8R8G8B8 of any pixel, as the data sheet widens. */
static uint32_t color_at(const struct cmd *c, UINT element, UINT x, UINT y)
{
    const struct refgpu_user_allocation *info = &c->allocations[element].info;
    const uint8_t *p = cmd_pixels(c, element) + y * info->pitch + x * refgpu_pixel_bytes(info->format);
    uint32_t v = 0;

    memcpy(&v, p, refgpu_pixel_bytes(info->format));
    if (info->format == REFGPU_R5G6B5) {
        uint32_t r = v >> 11, g = v >> 5 & 63, b = v & 31;
        return 0xff000000 | (r << 3 | r >> 2) << 16 | (g << 2 | g >> 4) << 8 | (b << 3 | b >> 2);
    }
    return info->format == REFGPU_X8R8G8B8 ? v | 0xff000000 : info->format == REFGPU_A8 ? v << 24 : v;
}

/* PRS-03, PRS-06: every pair of formats, moved; and the whole rectangle when no sub-rectangles are given. */
static int body_blt(void *arg)
{
    struct cmd *c = arg;
    static const UINT surfaces[] = {CMD_RGB, CMD_ARGB, CMD_RGB16};
    static uint32_t expected[H][W], source[H][W];

    for (UINT n = 0; n < 18; n++) {
        UINT dst = surfaces[n % 3], src = n / 3 % 3 == 1 ? CMD_SOURCE : surfaces[n / 3 % 3];
        bool all = n >= 9;
        if (src == dst)
            continue;
        prepare(c, src, dst, (RECT){1, 2, 59, 45}, (RECT){2, 1, 60, 44}, all ? NULL : region,
                all ? 0 : REGION);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++) {
                source[y][x] = color_at(c, src, x, y);
                expected[y][x] = color_at(c, dst, x, y);
            }
        EXPECT(draw(c) == 1);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++) {
                bool drawn = all ? x >= 2 && x < 60 && y >= 1 && y < 44 : in_region(x, y);
                uint32_t want = drawn ? source[y + 1][x - 1] : expected[y][x], now = color_at(c, dst, x, y);
                if (dst == CMD_RGB16 && drawn) { /* narrowed: the high bits */
                    want &= 0xfff8fcf8;
                    now &= 0xfff8fcf8;
                    want |= 0xff000000;
                }
                if (dst == CMD_RGB)
                    want |= 0xff000000;
                EXPECT(now == want);
            }
    }
    return 0;
}

/* PRS-06: the rectangles give the ratio; formats differ or not. */
static int body_stretch(void *arg)
{
    struct cmd *c = arg;
    static const struct {
        UINT src, dst;
    } rows[] = {{CMD_SOURCE, CMD_ARGB},
                {CMD_SOURCE, CMD_RGB},
                {CMD_RGB, CMD_ARGB},
                {CMD_RGB16, CMD_RGB},
                {CMD_RGB16, CMD_ARGB}};
    static uint32_t expected[H][W], source[H][W];

    for (UINT n = 0; n < sizeof(rows) / sizeof(rows[0]); n++) {
        prepare(c, rows[n].src, rows[n].dst, (RECT){4, 6, 34, 26}, (RECT){0, 0, 60, 44}, region, REGION);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++) {
                source[y][x] = color_at(c, rows[n].src, x, y);
                expected[y][x] = color_at(c, rows[n].dst, x, y);
            }
        EXPECT(draw(c) == 1);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++) {
                uint32_t want = in_region(x, y)
                                    ? source[6 + (2 * y + 1) * 20 / 88][4 + (2 * x + 1) * 30 / 120]
                                    : expected[y][x];
                EXPECT(color_at(c, rows[n].dst, x, y) == (rows[n].dst == CMD_RGB ? want | 0xff000000 : want));
            }
    }
    return 0;
}

/* PRS-05: a fill in the destination's own pixels. */
static int body_fill(void *arg)
{
    struct cmd *c = arg;
    static const UINT surfaces[] = {CMD_RGB, CMD_ARGB, CMD_RGB16, CMD_ALPHA};
    static const uint32_t wants[] = {0xff8040c0, 0x7f8040c0, 0xff8441c6, 0x7f000000};
    static uint32_t before[H][W];

    for (UINT n = 0; n < 4; n++) {
        prepare(c, 0, surfaces[n], (RECT){0}, (RECT){0, 0, W, H}, region, REGION);
        args.Flags.Value = 0;
        args.Flags.ColorFill = 1;
        args.Color = 0x7f8040c0;
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++)
                before[y][x] = color_at(c, surfaces[n], x, y);
        EXPECT(draw(c) == 1);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++)
                EXPECT(color_at(c, surfaces[n], x, y) == (in_region(x, y) ? wants[n] : before[y][x]));
    }
    return 0;
}

/* PRS-05: source colour key, 32 and 16 bits. */
static int body_key(void *arg)
{
    struct cmd *c = arg;

    for (UINT x = 0; x < W; x += 2)
        for (UINT y = 0; y < H; y++)
            ((uint32_t *)(void *)cmd_pixels(c, CMD_SOURCE))[y * W + x] = 0x55ff00ff;
    prepare(c, CMD_SOURCE, CMD_ARGB, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, NULL, 0);
    args.Flags.SrcColorKey = 1;
    args.Color = 0xffff00ff;
    uint32_t kept = color_at(c, CMD_ARGB, 2, 2);
    EXPECT(draw(c) == 1);
    EXPECT(color_at(c, CMD_ARGB, 2, 2) == kept &&
           color_at(c, CMD_ARGB, 3, 2) == color_at(c, CMD_SOURCE, 3, 2));
    prepare(c, CMD_RGB16, CMD_ARGB, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, NULL, 0);
    args.Flags.SrcColorKey = 1;
    EXPECT(present(c) == STATUS_GRAPHICS_CANNOTCOLORCONVERT); /* PRS-12 */
    prepare(c, CMD_SOURCE, CMD_ARGB, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, NULL, 0);
    args.Flags.DstColorKey = 1;
    EXPECT(present(c) == STATUS_ILLEGAL_INSTRUCTION);
    return 0;
}

/* PRS-09: all orientations; rectangles are those of the desktop. Without the flag nothing turns. The names are those of the modes:
 * ROTATE90 puts (x, y) of the desktop at (y, W - 1 - x). */
static int body_rotate(void *arg)
{
    struct cmd *c = arg;
    static const RECT rects[] = {{1, 2, 20, 7}, {3, 20, 40, 40}};

    for (UINT turn = 0; turn <= 4; turn++) {
        bool sideways = turn == D3DKMDT_VPPR_ROTATE90 || turn == D3DKMDT_VPPR_ROTATE270;
        struct refgpu_user_allocation *info = &c->allocations[CMD_TURNED].info;
        info->width = sideways ? H : W;
        info->height = sideways ? W : H;
        info->pitch = info->width * 4;
        c->gpu.head[0].rotation = (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)turn;
        prepare(c, CMD_SOURCE, CMD_TURNED, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, rects, 2);
        args.Flags.Rotate = 1;
        EXPECT(draw(c) == 1);
        for (UINT i = 0; i < 2; i++)
            for (LONG y = rects[i].top; y < rects[i].bottom; y++)
                for (LONG x = rects[i].left; x < rects[i].right; x++) {
                    LONG tx = turn == 2 ? y : turn == 3 ? (LONG)W - 1 - x : turn == 4 ? (LONG)H - 1 - y : x;
                    LONG ty = turn == 2 ? (LONG)W - 1 - x : turn == 3 ? (LONG)H - 1 - y : turn == 4 ? x : y;
                    EXPECT((color_at(c, CMD_TURNED, (UINT)tx, (UINT)ty) | 0xff000000) ==
                           (color_at(c, CMD_SOURCE, (UINT)x, (UINT)y) | 0xff000000));
                }
        if (turn < 2)
            continue;
        args.Flags.Rotate = 0;
        args.MultipassOffset = 0;
        args.SubRectCnt = 1;
        EXPECT(draw(c) == 1); /* not turned: a plain copy */
        EXPECT((color_at(c, CMD_TURNED, 1, 2) | 0xff000000) == (color_at(c, CMD_SOURCE, 1, 2) | 0xff000000));
        args.Flags.Rotate = 1;
        args.SrcRect.right--;
        EXPECT(present(c) == STATUS_ILLEGAL_INSTRUCTION);
    }
    return 0;
}

/* PRS-04, PRS-10: a flip is looked at, and writes nothing. */
static int body_flip(void *arg)
{
    struct cmd *c = arg;

    prepare(c, CMD_TURNED, 0, (RECT){0}, (RECT){0}, NULL, 0);
    args.Flags.Value = 0;
    args.Flags.Flip = 1;
    EXPECT(refgpu_present(&c->context, &args) == STATUS_SUCCESS && !args.pDmaBuffer);
    EXPECT(refgpu_present(&c->context, &args) == STATUS_SUCCESS &&
           !args.pDmaBuffer);                                                 /* what is shown already */
    EXPECT(present(c) == STATUS_SUCCESS && !c->dma_bytes && !c->patch_count); /* OBS-97 */
    fixed[1] = c->list[CMD_ARGB];
    EXPECT(refgpu_present(&c->context, &args) == STATUS_INVALID_PARAMETER);
    fixed[1] = c->list[CMD_NULL];
    EXPECT(refgpu_present(&c->context, &args) == STATUS_INVALID_HANDLE);
    args.pAllocationList = NULL;
    EXPECT(refgpu_present(&c->context, &args) == STATUS_INVALID_PARAMETER);
    return 0;
}

/* PRS-07: the picture does not depend on the room. */
static int body_passes(void *arg)
{
    struct cmd *c = arg;
    static uint8_t before[CMD_VRAM], after[CMD_VRAM];

    memcpy(before, cmd_device_vram(), CMD_VRAM);
    for (UINT size = 160; size + 4; size -= 4) {
        memcpy(cmd_device_vram(), before, CMD_VRAM);
        prepare(c, CMD_SOURCE, CMD_ARGB, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, region, REGION);
        c->dma_size = size;
        UINT passes = draw(c);
        if (size == 160)
            memcpy(after, cmd_device_vram(), CMD_VRAM);
        EXPECT(passes == (size == 160 ? 1 : size >= 80 ? 2 : size >= 40 ? 4 : 0));
        EXPECT(!passes || !memcmp(cmd_device_vram(), after, CMD_VRAM));
    }
    return 0;
}

/* [15] Rectangles, flags and handles that the graphics kernel should never send. */
static int body_refused(void *arg)
{
    struct cmd *c = arg;
    static const RECT bad[] = {
        {-1, 0, 4, 4}, {0, 0, 65, 4}, {0, 0, 4, 49}, {5, 0, 4, 4}, {0, 0, 0x7fffffff, 1}};

    for (UINT i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        prepare(c, CMD_SOURCE, CMD_ARGB, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, &bad[i], 1);
        EXPECT(present(c) == STATUS_INVALID_PARAMETER);
        prepare(c, CMD_SOURCE, CMD_ARGB, bad[i], (RECT){0, 0, 10, 10}, region, 1);
        EXPECT(present(c) != STATUS_SUCCESS);
    }
    prepare(c, CMD_SOURCE, CMD_ARGB, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, NULL, 1);
    EXPECT(present(c) == STATUS_INVALID_PARAMETER);
    prepare(c, CMD_SOURCE, CMD_NULL, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, NULL, 0);
    EXPECT(present(c) == STATUS_INVALID_HANDLE);
    prepare(c, CMD_NULL, CMD_ARGB, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, NULL, 0);
    EXPECT(present(c) == STATUS_INVALID_HANDLE);
    prepare(c, CMD_ARGB, CMD_SOURCE, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, NULL, 0);
    EXPECT(present(c) == STATUS_INVALID_PARAMETER); /* not written */
    prepare(c, CMD_SOURCE, CMD_ARGB, (RECT){0, 0, W, H}, (RECT){0, 0, W, H}, NULL, 0);
    args.Flags.ColorFill = 1;
    EXPECT(present(c) == STATUS_INVALID_PARAMETER);
    args.Flags.Value = 0;
    EXPECT(present(c) == STATUS_INVALID_PARAMETER);
    return 0;
}

#define TEST(name)                                                                                           \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        cmd_test(body_##name);                                                                               \
    }
TEST(blt)
TEST(stretch)
TEST(fill)
TEST(key)
TEST(rotate)
TEST(flip)
TEST(passes)
TEST(refused)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blt),    cmocka_unit_test(test_stretch), cmocka_unit_test(test_fill),
        cmocka_unit_test(test_key),    cmocka_unit_test(test_rotate),  cmocka_unit_test(test_flip),
        cmocka_unit_test(test_passes), cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
