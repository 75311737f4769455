/* DxgkDdiRenderKm: every operation of GDI against an oracle that knows pixels only (GDI-01..GDI-28). */
#include "cmd_harness.h"

#define W CMD_WIDTH
#define H CMD_HEIGHT

typedef uint32_t picture[H][W];

/* ---- records ------------------------------------------------------------------------------------------- */

static unsigned char commands[65536] __attribute__((aligned(8)));
static UINT used;

/* A record with room for rectangles behind its argument; the caller fills the argument and calls record_rects. */
static DXGK_RENDERKM_COMMAND *record(DXGK_RENDERKM_OPERATION opcode, UINT argument_bytes, const RECT *rects,
                                     UINT count, RECT **rects_in_record)
{
    DXGK_RENDERKM_COMMAND *r = (void *)(commands + used);
    UINT head = (8 + argument_bytes + 7) & ~7u, size = (head + count * (UINT)sizeof(RECT) + 7) & ~7u;

    memset(r, 0, size);
    r->OpCode = opcode;
    r->CommandSize = size;
    *rects_in_record = (RECT *)(void *)((char *)r + head);
    if (count)
        memcpy(*rects_in_record, rects, count * sizeof(RECT));
    used += size;
    return r;
}

static NTSTATUS render_km(struct cmd *c)
{
    DXGKARG_RENDER args = {.pCommand = commands,
                           .CommandLength = used,
                           .pDmaBuffer = c->dma,
                           .DmaSize = c->dma_size,
                           .pDmaBufferPrivateData = &c->block,
                           .DmaBufferPrivateDataSize = sizeof(c->block),
                           .pAllocationList = c->list,
                           .AllocationListSize = c->list_size,
                           .pPatchLocationListOut = c->patches,
                           .PatchLocationListOutSize = c->patch_size,
                           .MultipassOffset = c->offset};
    NTSTATUS status;

    cmd_canaries_lay(c);
    status = refgpu_render_km(&c->context, &args);
    c->dma_bytes = (UINT)((unsigned char *)args.pDmaBuffer - c->dma);
    c->patch_count = (UINT)(args.pPatchLocationListOut - c->patches);
    c->offset = args.MultipassOffset;
    if (!status || status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        EXPECT(cmd_check_output(c));
        EXPECT(cmd_canaries_intact(c, args.pDmaBuffer, args.pPatchLocationListOut));
        EXPECT(c->block.magic == REFGPU_TAG);
    } else {
        EXPECT(!c->dma_bytes && !c->patch_count);
    }
    return status;
}

/* All passes, each run on the device; the number of passes, 0 after an error. */
static UINT draw(struct cmd *c)
{
    NTSTATUS status;
    UINT passes = 0;

    c->offset = 0;
    do {
        status = render_km(c);
        if (status && (status != STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER || !c->dma_bytes))
            return 0;
        EXPECT(cmd_run(c) == 0);
        passes++;
    } while (status);
    return passes;
}

/* ---- pixels -------------------------------------------------------------------------------------------- */

static void pixels_load(const struct cmd *c, UINT element, picture p)
{
    memcpy(p, cmd_pixels(c, element), sizeof(picture));
}

static const RECT region[] = {{3, 2, 20, 7}, {24, 2, 30, 7}, {3, 7, 9, 20}, {40, 30, 64, 48}};
#define REGION 4u

static bool in_region(UINT x, UINT y)
{
    for (UINT i = 0; i < REGION; i++)
        if ((LONG)x >= region[i].left && (LONG)x < region[i].right && (LONG)y >= region[i].top &&
            (LONG)y < region[i].bottom)
            return true;
    return false;
}

static bool same(const struct cmd *c, UINT element, picture expected)
{
    static picture now;

    pixels_load(c, element, now);
    for (UINT y = 0; y < H; y++)
        for (UINT x = 0; x < W; x++)
            if (now[y][x] != expected[y][x]) {
                print_error("(%u, %u) is %08x, expected %08x\n", x, y, now[y][x], expected[y][x]);
                return false;
            }
    return true;
}

static uint32_t rop_bits(UINT code, uint32_t p, uint32_t s, uint32_t d)
{
    uint32_t result = 0;

    for (UINT bit = 0; bit < 32; bit++)
        result |= (uint32_t)(code >> ((p >> bit & 1) << 2 | (s >> bit & 1) << 1 | (d >> bit & 1)) & 1) << bit;
    return result;
}

/* ---- BITBLT, COLORFILL --------------------------------------------------------------------------------- */

static DXGK_GDIARG_BITBLT *put_bitblt(UINT dst, UINT src, UINT rop, UINT rop3, const RECT *rects, UINT count)
{
    RECT *in_record;
    DXGK_RENDERKM_COMMAND *r =
        record(DXGK_GDIOP_BITBLT, sizeof(DXGK_GDIARG_BITBLT), rects, count, &in_record);

    r->Command.BitBlt = (DXGK_GDIARG_BITBLT){.SrcRect = {5, 4, 5 + W, 4 + H},
                                             .DstRect = {8, 6, 8 + W, 6 + H}, /* overhangs (GDI-20) */
                                             .SrcAllocationIndex = src,
                                             .DstAllocationIndex = dst,
                                             .NumSubRects = count,
                                             .pSubRects = in_record,
                                             .Rop = (WORD)rop,
                                             .Rop3 = (WORD)rop3,
                                             .SrcPitch = 0xbad1, /* GDI-22: garbage for these surfaces */
                                             .DstPitch = 0xbad2};
    return &r->Command.BitBlt;
}

/* GDI-21, GDI-23: all named operations and all 256 codes. */
static int body_bitblt(void *arg)
{
    struct cmd *c = arg;
    static picture dst, src;
    static const UINT named[] = {0, 0xcc, 0x66, 0x88, 0xee};

    for (UINT n = 1; n < 5 + 256; n++) {
        UINT code = n < 5 ? named[n] : n - 5;
        used = 0;
        put_bitblt(CMD_ARGB, CMD_SOURCE, n < 5 ? n : DXGK_GDIROP_ROP3, n < 5 ? 0x1234 : code, region, REGION);
        pixels_load(c, CMD_ARGB, dst);
        pixels_load(c, CMD_SOURCE, src);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++)
                if (in_region(x, y))
                    dst[y][x] =
                        rop_bits(code, 0, src[y - 2 < H ? y - 2 : 0][x - 3 < W ? x - 3 : 0], dst[y][x]);
        EXPECT(draw(c) == 1 && same(c, CMD_ARGB, dst));
    }
    return 0;
}

/* GDI-24. */
static int body_colorfill(void *arg)
{
    struct cmd *c = arg;
    static picture dst;
    static const UINT codes[] = {0, 0xf0, 0x5a, 0xa5, 0x55, 0xa0, 0xfa};

    for (UINT n = 1; n < 7 + 256; n++) {
        UINT code = n < 7 ? codes[n] : n - 7;
        bool needs_source = ((code >> 2 ^ code) & 0x33) != 0;
        RECT *in_record;
        used = 0;
        DXGK_RENDERKM_COMMAND *r =
            record(DXGK_GDIOP_COLORFILL, sizeof(DXGK_GDIARG_COLORFILL), region, REGION, &in_record);
        r->Command.ColorFill = (DXGK_GDIARG_COLORFILL){.DstAllocationIndex = CMD_ARGB,
                                                       .NumSubRects = REGION,
                                                       .pSubRects = in_record,
                                                       .Color = 0x81c3f00f,
                                                       .Rop = (WORD)(n < 7 ? n : DXGK_GDIROPCF_ROP3),
                                                       .Rop3 = (WORD)code};
        if (n >= 7 && needs_source) {
            c->offset = 0;
            EXPECT(render_km(c) == STATUS_INVALID_PARAMETER);
            continue;
        }
        pixels_load(c, CMD_ARGB, dst);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++)
                if (in_region(x, y))
                    dst[y][x] = rop_bits(code, 0x81c3f00f, 0, dst[y][x]);
        EXPECT(draw(c) == 1 && same(c, CMD_ARGB, dst));
    }
    return 0;
}

/* GDI-29: a scroll of a whole window in bands, every direction: the picture is that of one move. */
static int body_scroll(void *arg)
{
    struct cmd *c = arg;
    static picture dst, src;
    static const RECT bands[] = {{10, 8, 22, 20},  {22, 8, 30, 20},  {34, 8, 50, 20},
                                 {10, 20, 26, 32}, {30, 20, 50, 32}, {10, 32, 50, 38}};

    for (int dy = -5; dy <= 5; dy++)
        for (int dx = -7; dx <= 7; dx++) {
            used = 0;
            DXGK_GDIARG_BITBLT *blt = put_bitblt(CMD_ARGB, CMD_ARGB, DXGK_GDIROP_SRCCOPY, 0, bands, 6);
            blt->DstRect = (RECT){10, 8, 50, 38};
            blt->SrcRect = (RECT){10 - dx, 8 - dy, 50 - dx, 38 - dy};
            pixels_load(c, CMD_ARGB, src);
            memcpy(dst, src, sizeof(dst));
            for (UINT i = 0; i < 6; i++)
                for (LONG y = bands[i].top; y < bands[i].bottom; y++)
                    for (LONG x = bands[i].left; x < bands[i].right; x++)
                        dst[y][x] = src[y - dy][x - dx];
            EXPECT(draw(c) == 1 && same(c, CMD_ARGB, dst));
        }
    return 0;
}

/* ---- what stretches ------------------------------------------------------------------------------------ */

static const RECT stretch_dst = {-6, 1, 44, 41}, stretch_src = {10, 12, 40, 30};

static uint32_t sampled(picture src, UINT x, UINT y, bool mirror_x, bool mirror_y)
{
    UINT n = 50, m = 30, i = x + 6, rows = 40, src_rows = 18, j = y - 1;

    i = mirror_x ? n - 1 - i : i;
    j = mirror_y ? rows - 1 - j : j;
    return src[12 + (2 * j + 1) * src_rows / (2 * rows)][10 + (2 * i + 1) * m / (2 * n)];
}

static bool in_stretch(UINT x, UINT y)
{
    return in_region(x, y) && x < 44 && y >= 1 && y < 41;
}

/* GDI-26: mirrored in both directions. */
static int body_stretch(void *arg)
{
    struct cmd *c = arg;
    static picture dst, src;

    for (UINT mirror = 0; mirror < 4; mirror++) {
        RECT *in_record;
        used = 0;
        DXGK_RENDERKM_COMMAND *r =
            record(DXGK_GDIOP_STRETCHBLT, sizeof(DXGK_GDIARG_STRETCHBLT), region, REGION, &in_record);
        r->Command.StretchBlt = (DXGK_GDIARG_STRETCHBLT){.SrcRect = stretch_src,
                                                         .DstRect = stretch_dst,
                                                         .DstAllocationIndex = CMD_ARGB,
                                                         .SrcAllocationIndex = CMD_SOURCE,
                                                         .NumSubRects = REGION,
                                                         .pSubRects = in_record,
                                                         .SrcPitch = 3};
        r->Command.StretchBlt.Mode = 3;
        r->Command.StretchBlt.MirrorX = mirror & 1;
        r->Command.StretchBlt.MirrorY = mirror >> 1;
        pixels_load(c, CMD_ARGB, dst);
        pixels_load(c, CMD_SOURCE, src);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++)
                if (in_stretch(x, y))
                    dst[y][x] = sampled(src, x, y, mirror & 1, mirror >> 1);
        EXPECT(draw(c) == 1 && same(c, CMD_ARGB, dst));
        for (UINT mode = 0; mode < 6; mode++) { /* BLACKONWHITE and others were not announced */
            r->Command.StretchBlt.Mode = mode;
            c->offset = 0;
            EXPECT(render_km(c) == (mode == 3 ? STATUS_SUCCESS : STATUS_ILLEGAL_INSTRUCTION));
        }
    }
    return 0;
}

/* GDI-27. */
static int body_transparent(void *arg)
{
    struct cmd *c = arg;
    static picture dst, src;

    for (UINT honor = 0; honor < 2; honor++) {
        RECT *in_record;
        used = 0;
        DXGK_RENDERKM_COMMAND *r =
            record(DXGK_GDIOP_TRANSPARENTBLT, sizeof(DXGK_GDIARG_TRANSPARENTBLT), region, REGION, &in_record);
        r->Command.TransparentBlt = (DXGK_GDIARG_TRANSPARENTBLT){.SrcRect = stretch_src,
                                                                 .DstRect = stretch_dst,
                                                                 .SrcAllocationIndex = CMD_SOURCE,
                                                                 .DstAllocationIndex = CMD_ARGB,
                                                                 .Color = 0x80123456,
                                                                 .NumSubRects = REGION,
                                                                 .pSubRects = in_record};
        r->Command.TransparentBlt.Flags.HonorAlpha = honor;
        pixels_load(c, CMD_SOURCE, src);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++)
                src[y][x] = (x + y) % 3 == 0 ? 0x80123456 : (x + y) % 3 == 1 ? 0x12123456 : src[y][x];
        memcpy(cmd_pixels(c, CMD_SOURCE), src, sizeof(src));
        pixels_load(c, CMD_ARGB, dst);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++) {
                uint32_t s = in_stretch(x, y) ? sampled(src, x, y, false, false) : 0;
                if (in_stretch(x, y) && (honor ? s != 0x80123456 : (s & 0xffffff) != 0x123456))
                    dst[y][x] = s;
            }
        EXPECT(draw(c) == 1 && same(c, CMD_ARGB, dst));
    }
    return 0;
}

static uint32_t mul255(uint32_t x, uint32_t y)
{
    return (x * y * 2 + 255) / 510;
}

/* GDI-25: constant alpha, with and without the source's own. */
static int body_alpha(void *arg)
{
    struct cmd *c = arg;
    static picture dst, src;
    static const UINT alphas[] = {0, 1, 100, 254, 255};

    for (UINT n = 0; n < 10; n++) {
        UINT alpha = alphas[n / 2];
        bool own = n % 2;
        RECT *in_record;
        used = 0;
        DXGK_RENDERKM_COMMAND *r =
            record(DXGK_GDIOP_ALPHABLEND, sizeof(DXGK_GDIARG_ALPHABLEND), region, REGION, &in_record);
        r->Command.AlphaBlend = (DXGK_GDIARG_ALPHABLEND){.SrcRect = stretch_src,
                                                         .DstRect = stretch_dst,
                                                         .SrcAllocationIndex = CMD_SOURCE,
                                                         .DstAllocationIndex = CMD_ARGB,
                                                         .NumSubRects = REGION,
                                                         .pSubRects = in_record,
                                                         .SourceConstantAlpha = (BYTE)alpha,
                                                         .SourceHasAlpha = own};
        pixels_load(c, CMD_ARGB, dst);
        pixels_load(c, CMD_SOURCE, src);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++) {
                if (!in_stretch(x, y))
                    continue;
                uint32_t s = sampled(src, x, y, false, false), d = dst[y][x], a, result = 0;
                s = own ? s : s | 0xff000000;
                a = mul255(s >> 24, alpha);
                for (UINT shift = 0; shift < 32; shift += 8) {
                    uint32_t v = mul255(s >> shift & 255, alpha) + mul255(d >> shift & 255, 255 - a);
                    result |= (v > 255 ? 255 : v) << shift;
                }
                dst[y][x] = result;
            }
        EXPECT(draw(c) == 1 && same(c, CMD_ARGB, dst));
    }
    return 0;
}

/* GDI-28: both edge alphas, gamma rows and none; the destination's alpha stays. */
static int body_cleartype(void *arg)
{
    struct cmd *c = arg;
    static picture dst;
    static const UINT gammas[] = {0, 7, 15, 0xffffffff};

    for (UINT n = 0; n < 4; n++) {
        RECT *in_record;
        used = 0;
        DXGK_RENDERKM_COMMAND *r =
            record(DXGK_GDIOP_CLEARTYPEBLEND, sizeof(DXGK_GDIARG_CLEARTYPEBLEND), region, REGION, &in_record);
        r->Command.ClearTypeBlend =
            (DXGK_GDIARG_CLEARTYPEBLEND){.DstRect = {0, 0, W, H},
                                         .TmpSurfAllocationIndex = 0xffffffff, /* not needed */
                                         .GammaSurfAllocationIndex = n == 3 ? 0xffffffff : CMD_TABLE,
                                         .AlphaSurfAllocationIndex = CMD_ALPHA,
                                         .DstAllocationIndex = CMD_ARGB,
                                         .DstToAlphaOffsetX = -3,
                                         .DstToAlphaOffsetY = -2,
                                         .Color = 0x336699,
                                         .Gamma = gammas[n],
                                         .NumSubRects = REGION,
                                         .pSubRects = in_record,
                                         .AlphaSurfPitch = 0xbad,
                                         .Color2 = 0xcc9966};
        uint8_t *coverage = cmd_pixels(c, CMD_ALPHA);
        const uint8_t *table = cmd_pixels(c, CMD_TABLE) + (n < 3 ? gammas[n] * 512 : 0);
        for (UINT i = 0; i < W * H; i += 3)
            coverage[i] = i % 2 ? 0 : 255;
        pixels_load(c, CMD_ARGB, dst);
        for (UINT y = 0; y < H; y++)
            for (UINT x = 0; x < W; x++)
                for (UINT shift = 0; in_region(x, y) && shift < 24; shift += 8) {
                    UINT a = coverage[(y - 2) * W + x - 3], d = dst[y][x] >> shift & 255,
                         t = n < 3 ? table[d] : d;
                    UINT mixed = (t * (255 - a) + (0x336699u >> shift & 255) * a + 127) / 255;
                    UINT v = a == 0     ? d
                             : a == 255 ? 0xcc9966u >> shift & 255
                             : n < 3    ? table[256 + mixed]
                                        : mixed;
                    dst[y][x] = (dst[y][x] & ~(255u << shift)) | v << shift;
                }
        EXPECT(draw(c) == 1 && same(c, CMD_ARGB, dst));
    }
    return 0;
}

/* ---- pitches, passes, the walk ------------------------------------------------------------------------- */

/* GDI-22: of a staging surface the command says the pitch; one that does not fit the allocation is refused. */
static int body_pitch(void *arg)
{
    struct cmd *c = arg;
    static const RECT rect = {0, 0, 20, 10};

    for (UINT pitch = 80; pitch <= 400; pitch += 20) {
        used = 0;
        DXGK_GDIARG_BITBLT *blt = put_bitblt(CMD_ARGB, CMD_STAGING, DXGK_GDIROP_SRCCOPY, 0, &rect, 1);
        blt->SrcRect = blt->DstRect = rect;
        blt->SrcPitch = pitch;
        EXPECT(draw(c) == 1);
        for (UINT y = 0; y < 10; y++)
            EXPECT(!memcmp(cmd_pixels(c, CMD_ARGB) + y * 256, cmd_pixels(c, CMD_STAGING) + y * pitch, 80));
        for (UINT bad = 1; bad < 4; bad++) {
            blt->SrcPitch = pitch + bad;
            c->offset = 0;
            EXPECT(render_km(c) == STATUS_INVALID_PARAMETER);
        }
        blt->SrcPitch = 2004; /* 9 rows in 20000 bytes, and the tenth is not whole */
        EXPECT(render_km(c) == STATUS_INVALID_PARAMETER);
    }
    return 0;
}

static void put_many(void)
{
    static const RECT many[] = {{0, 0, 8, 8}, {8, 0, 16, 8}, {16, 0, 24, 8}, {0, 8, 8, 16}, {8, 8, 40, 16}};
    RECT *in_record;

    used = 0;
    for (UINT n = 0; n < 6; n++) {
        put_bitblt(n % 2 ? CMD_RGB : CMD_ARGB, CMD_SOURCE, 1 + n % 4, 0, many, 5)->SrcRect =
            (RECT){20, 20, 60, 40};
        record(DXGK_GDIOP_ESCAPE, 8, NULL, 0, &in_record);
        DXGK_RENDERKM_COMMAND *r =
            record(DXGK_GDIOP_COLORFILL, sizeof(DXGK_GDIARG_COLORFILL), many, n % 3, &in_record);
        r->Command.ColorFill = (DXGK_GDIARG_COLORFILL){.DstAllocationIndex = CMD_ARGB,
                                                       .NumSubRects = n % 3,
                                                       .pSubRects = in_record,
                                                       .Color = n,
                                                       .Rop = DXGK_GDIROPCF_PATINVERT};
    }
}

/* GDI-05, REN-35: with any room the same picture. */
static int body_passes(void *arg)
{
    struct cmd *c = arg;
    static uint8_t before[CMD_VRAM], after[CMD_VRAM];

    put_many();
    for (DXGK_RENDERKM_COMMAND *r = (void *)commands; (unsigned char *)r < commands + used;
         r = (void *)((char *)r + r->CommandSize))
        if (r->OpCode == DXGK_GDIOP_BITBLT)
            r->Command.BitBlt.DstRect = (RECT){0, 0, 40, 20};
    memcpy(before, cmd_device_vram(), CMD_VRAM);
    EXPECT(draw(c) == 1);
    UINT bytes = c->dma_bytes, entries = c->patch_count;
    memcpy(after, cmd_device_vram(), CMD_VRAM);
    for (UINT size = 0; size <= bytes; size += 4) {
        memcpy(cmd_device_vram(), before, CMD_VRAM);
        c->dma_size = size;
        UINT passes = draw(c);
        EXPECT((passes != 0) == (size >= 44) && (passes == 1) == (size == bytes));
        EXPECT(!passes || !memcmp(cmd_device_vram(), after, CMD_VRAM));
    }
    c->dma_size = REFGPU_DMA_SIZE;
    for (UINT size = 0; size <= entries; size++) {
        memcpy(cmd_device_vram(), before, CMD_VRAM);
        c->patch_size = size;
        UINT passes = draw(c);
        EXPECT((passes != 0) == (size >= 2) && (!passes || !memcmp(cmd_device_vram(), after, CMD_VRAM)));
    }
    return 0;
}

/* GDI-02, GDI-03, GDI-04: records that do not add up, each with a status of GDI-06. */
static int body_walk(void *arg)
{
    struct cmd *c = arg;
    static unsigned char good[sizeof(commands)];
    UINT whole;

    used = 0;
    put_bitblt(CMD_ARGB, CMD_SOURCE, 1, 0, region, REGION);
    UINT first = used;
    put_bitblt(CMD_RGB, CMD_SOURCE, 1, 0, region, REGION);
    whole = used;
    memcpy(good, commands, whole);
    for (used = 1; used < whole; used++) { /* cut off anywhere but between the records */
        c->offset = 0;
        EXPECT(render_km(c) == (used == first ? STATUS_SUCCESS : STATUS_INVALID_USER_BUFFER));
    }
    used = whole;
    DXGK_RENDERKM_COMMAND *r = (void *)commands;
    const UINT sizes[] = {0,         4,         7,         8,         76,        80,         first - 16,
                          first - 4, first - 1, first + 1, first + 8, whole + 8, 0x80000000, 0xfffffff8};
    for (UINT i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        c->offset = 0;
        r->CommandSize = sizes[i];
        EXPECT(render_km(c) != STATUS_SUCCESS);
    }
    r->CommandSize = first;
    for (UINT count = 0; count < 20; count++) { /* GDI-04: rectangles inside the record */
        c->offset = 0;
        r->Command.BitBlt.NumSubRects = count;
        EXPECT(render_km(c) == (count <= REGION ? STATUS_SUCCESS : STATUS_INVALID_USER_BUFFER));
    }
    r->Command.BitBlt.NumSubRects = 0x10000001;
    c->offset = 0;
    EXPECT(render_km(c) == STATUS_INVALID_USER_BUFFER);
    r->Command.BitBlt.NumSubRects = 1;
    r->Command.BitBlt.pSubRects = (RECT *)(uintptr_t)8;
    EXPECT(render_km(c) == STATUS_INVALID_USER_BUFFER);
    memcpy(commands, good, whole);
    for (UINT opcode = 8; opcode < 300; opcode++) {
        r->OpCode = (DXGK_RENDERKM_OPERATION)opcode;
        EXPECT(render_km(c) == STATUS_ILLEGAL_INSTRUCTION);
    }
    return 0;
}

/* Operands that the graphics kernel should never send [6, 10, 15]. */
static int body_operands(void *arg)
{
    struct cmd *c = arg;
    static const RECT outside[] = {
        {-1, 0, 4, 4},  {0, -1, 4, 4},  {60, 0, 65, 4},        {0, 40, 4, 49},
        {5, 0, 4, 4},   {0, 5, 4, 4},   {0, 0, 0x7fffffff, 1}, {-0x7fffffff - 1, 0, 4, 4},
        {62, 0, 64, 4}, {0, 47, 4, 48}, {0x7fffffff, 0, -1, 4}};

    for (UINT i = 0; i < sizeof(outside) / sizeof(outside[0]); i++) {
        used = 0;
        DXGK_GDIARG_BITBLT *blt = put_bitblt(CMD_ARGB, CMD_SOURCE, 1, 0, &outside[i], 1);
        blt->SrcRect = (RECT){4, 4, 64, 48}; /* the last two have their source outside */
        blt->DstRect = (RECT){0, 0, 60, 44};
        c->offset = 0;
        EXPECT(render_km(c) == STATUS_INVALID_PARAMETER);
    }
    const struct {
        UINT dst, src, rop;
        NTSTATUS status;
    } rows[] = {{CMD_ELEMENTS, CMD_SOURCE, 1, STATUS_INVALID_HANDLE},
                {CMD_ARGB, 0xffffffff, 1, STATUS_INVALID_HANDLE},
                {CMD_NULL, CMD_SOURCE, 1, STATUS_INVALID_HANDLE},
                {CMD_ARGB, CMD_NULL_TOO, 1, STATUS_INVALID_HANDLE},
                {CMD_SOURCE, CMD_ARGB, 1, STATUS_INVALID_PARAMETER},
                {CMD_BUFFER, CMD_ARGB, 1, STATUS_INVALID_PARAMETER},
                {CMD_ARGB, CMD_RGB16, 1, STATUS_INVALID_PARAMETER},
                {CMD_ARGB, CMD_SOURCE, 0, STATUS_INVALID_PARAMETER},
                {CMD_ARGB, CMD_SOURCE, 6, STATUS_INVALID_PARAMETER}};
    for (UINT i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        used = 0;
        put_bitblt(rows[i].dst, rows[i].src, rows[i].rop, 0, region, REGION);
        EXPECT(render_km(c) == rows[i].status);
    }
    used = 0;
    put_bitblt(CMD_ARGB, CMD_SOURCE, DXGK_GDIROP_ROP3, 0x100, region, REGION);
    EXPECT(render_km(c) == STATUS_INVALID_PARAMETER);
    return 0;
}

#define TEST(name)                                                                                           \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        cmd_test(body_##name);                                                                               \
    }
TEST(bitblt)
TEST(colorfill)
TEST(scroll)
TEST(stretch)
TEST(transparent)
TEST(alpha)
TEST(cleartype)
TEST(pitch)
TEST(passes)
TEST(walk)
TEST(operands)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bitblt),    cmocka_unit_test(test_colorfill),   cmocka_unit_test(test_scroll),
        cmocka_unit_test(test_stretch),   cmocka_unit_test(test_transparent), cmocka_unit_test(test_alpha),
        cmocka_unit_test(test_cleartype), cmocka_unit_test(test_pitch),       cmocka_unit_test(test_passes),
        cmocka_unit_test(test_walk),      cmocka_unit_test(test_operands),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
