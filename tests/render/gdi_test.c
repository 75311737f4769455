/* GDI acceleration: drawing by DxgkDdiRenderKm against our own picture, what caps exclude, and the shape of command buffers
 * (GDI-01..GDI-30, THK-09). */
#include "scene.h"

#include "dxgkgdi.h"

#include <stddef.h>

typedef DXGKARG_RENDER args;

#define WIDTH  40u
#define HEIGHT 24u

struct studio {
    struct stage stage;
    struct nt_process *nt;
    struct dxgk_process *process;
    struct dxgk_gdi *gdi;
    struct dxgk_gdi_surface *a, *b; /* staging, so that the CPU sees them */
    uint32_t own_a[WIDTH * HEIGHT], own_b[WIDTH * HEIGHT];
};

static NTSTATUS fill(struct studio *s, struct dxgk_gdi_surface *to, uint32_t *own, const RECT *rects,
                     UINT count, uint32_t color)
{
    struct dxgk_gdi_draw draw = {
        .to = to, .to_rect = {0, 0, WIDTH, HEIGHT}, .sub_rects = rects, .sub_rect_count = count};

    for (UINT i = 0; i < count; i++) {
        for (LONG y = 0; y < (LONG)HEIGHT; y++) {
            for (LONG x = 0; x < (LONG)WIDTH; x++) {
                if (x >= rects[i].left && x < rects[i].right && y >= rects[i].top && y < rects[i].bottom)
                    own[y * WIDTH + x] = color;
            }
        }
    }
    return dxgk_gdi_colorfill(s->gdi, &draw, color, DXGK_GDIROPCF_PATCOPY, 0);
}

static NTSTATUS studio_start(struct studio *s, const struct dxgk_render_options *options,
                             void (*caps)(struct ddi_call *, void *))
{
    static const struct ddi_shim *const shims[] = {&actor_shim};
    struct stage_options with = {0};
    const RECT whole = {0, 0, WIDTH, HEIGHT};

    memset(s, 0, sizeof(*s));
    actor_reset();
    if (caps)
        act(DDI_ID_QueryAdapterInfo, NULL, caps);
    if (options)
        with.adapter.render = *options;
    with.threads = scene_threads;
    with.adapter.shims = shims;
    with.adapter.shim_count = 1;
    NTSTATUS status = stage_start(&s->stage, &with);
    act_no_more();
    if (!NT_SUCCESS(status))
        return status;
    s->nt = nt_process_create("csrss");
    nt_process_attach(s->nt);
    s->process = dxgk_process_current();
    status = dxgk_gdi_open(s->stage.adapter, &s->gdi);
    if (NT_SUCCESS(status))
        status = dxgk_gdi_surface_create(s->gdi, WIDTH, HEIGHT, D3DDDIFMT_A8R8G8B8,
                                         D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE, &s->a);
    if (NT_SUCCESS(status))
        status = dxgk_gdi_surface_create(s->gdi, WIDTH, HEIGHT, D3DDDIFMT_A8R8G8B8,
                                         D3DKMDT_GDISURFACE_STAGING_CPUVISIBLE, &s->b);
    if (NT_SUCCESS(status))
        status = fill(s, s->a, s->own_a, &whole, 1, 0xFF202020);
    return NT_SUCCESS(status) ? fill(s, s->b, s->own_b, &whole, 1, 0xFF404040) : status;
}

static void studio_stop(struct studio *s)
{
    act_no_more();
    if (s->gdi) {
        dxgk_gdi_surface_destroy(s->gdi, s->a);
        dxgk_gdi_surface_destroy(s->gdi, s->b);
        dxgk_gdi_close(s->gdi);
    }
    nt_process_attach(NULL);
    if (s->process)
        dxgk_process_close(s->process);
    if (s->nt)
        nt_process_destroy(s->nt);
    stage_stop(&s->stage);
}

static bool shows(struct studio *s, struct dxgk_gdi_surface *surface, const uint32_t *own)
{
    struct dxgk_gdi_surface_info info;
    void *bits;

    dxgk_gdi_surface_query(surface, &info);
    NTSTATUS status = dxgk_gdi_surface_lock(s->gdi, surface, &bits);
    if (!NT_SUCCESS(status)) {
        fprintf(stderr, "lock: %s\n", nt_status_text(status));
        return false;
    }
    bool same = true;
    for (UINT y = 0; y < HEIGHT && same; y++) {
        const uint32_t *row = (const uint32_t *)((PUCHAR)bits + y * info.pitch);
        for (UINT x = 0; x < WIDTH && same; x++) {
            same = row[x] == own[y * WIDTH + x];
            if (!same)
                fprintf(stderr, "(%u,%u): 0x%08X is there, 0x%08X is meant\n", x, y, row[x],
                        own[y * WIDTH + x]);
        }
    }
    dxgk_gdi_surface_unlock(s->gdi, surface);
    return same;
}

static RECT random_rect(uint64_t *seed, bool overhang)
{
    LONG most = overhang ? 12 : 0;
    LONG x = (LONG)(draw_number(seed) % (WIDTH + 2 * most)) - most,
         y = (LONG)(draw_number(seed) % (HEIGHT + 2 * most)) - most;

    return (RECT){x, y, x + 1 + (LONG)(draw_number(seed) % WIDTH),
                  y + 1 + (LONG)(draw_number(seed) % HEIGHT)};
}

/* ---- pictures ---- */

static bool in_rect(LONG x, LONG y, const RECT *r)
{
    return x >= r->left && x < r->right && y >= r->top && y < r->bottom;
}

/* GDI-20, GDI-21: pixels of the sub-rectangles, inside the rectangle and both surfaces. */
static uint32_t combine(DXGK_GDIROP_BITBLT rop, uint32_t d, uint32_t s)
{
    switch (rop) {
    case DXGK_GDIROP_SRCINVERT:
        return d ^ s;
    case DXGK_GDIROP_SRCAND:
        return d & s;
    case DXGK_GDIROP_SRCOR:
        return d | s;
    default:
        return s;
    }
}

static void blt_own(uint32_t *to, const uint32_t *from, const struct dxgk_gdi_draw *draw,
                    DXGK_GDIROP_BITBLT rop)
{
    uint32_t copy[WIDTH * HEIGHT];

    memcpy(copy, from, sizeof(copy));
    for (UINT i = 0; i < draw->sub_rect_count; i++) {
        for (LONG y = 0; y < (LONG)HEIGHT; y++) {
            for (LONG x = 0; x < (LONG)WIDTH; x++) {
                LONG sx = x - draw->to_rect.left + draw->from_rect.left,
                     sy = y - draw->to_rect.top + draw->from_rect.top;
                bool inside = in_rect(x, y, &draw->to_rect) && in_rect(x, y, &draw->sub_rects[i]) &&
                              sx >= 0 && sy >= 0 && sx < (LONG)WIDTH && sy < (LONG)HEIGHT;
                if (inside)
                    to[y * WIDTH + x] = combine(rop, to[y * WIDTH + x], copy[sy * WIDTH + sx]);
            }
        }
    }
}

struct plan {
    uint64_t seed;
    struct dxgk_render_options options;
};

static int pictures(void *arg)
{
    const struct plan *plan = arg;
    uint64_t seed = plan->seed;
    struct studio s;

    CHECK(NT_SUCCESS(studio_start(&s, &plan->options, NULL)));
    for (unsigned i = 0; i < 60; i++) {
        RECT rects[6];
        UINT count = 1 + (UINT)(draw_number(&seed) % 6);
        bool to_a = draw_number(&seed) & 1;
        for (UINT k = 0; k < count; k++)
            rects[k] = random_rect(&seed, true);
        if (draw_number(&seed) & 1) {
            CHECK(NT_SUCCESS(fill(&s, to_a ? s.a : s.b, to_a ? s.own_a : s.own_b, rects, count,
                                  (uint32_t)draw_number(&seed))));
        } else {
            RECT from = random_rect(&seed, true);
            LONG x = (LONG)(draw_number(&seed) % WIDTH) - 6, y = (LONG)(draw_number(&seed) % HEIGHT) - 6;
            struct dxgk_gdi_draw draw = {
                .to = to_a ? s.a : s.b,
                .from = to_a ? s.b : s.a,
                .from_rect = from,
                .to_rect = {x, y, x + from.right - from.left, y + from.bottom - from.top},
                .sub_rects = rects,
                .sub_rect_count = 1}; /* overlapping rectangles would XOR twice */
            DXGK_GDIROP_BITBLT rop = (DXGK_GDIROP_BITBLT)(1 + draw_number(&seed) % 4);
            blt_own(to_a ? s.own_a : s.own_b, to_a ? s.own_b : s.own_a, &draw, rop);
            CHECK(NT_SUCCESS(dxgk_gdi_bitblt(s.gdi, &draw, rop, 0)));
        }
        if (draw_number(&seed) % 16 == 0)
            CHECK(NT_SUCCESS(dxgk_gdi_flush(s.gdi)));
    }
    CHECK(shows(&s, s.a, s.own_a) && shows(&s, s.b, s.own_b));
    studio_stop(&s);
    CHECK(nothing_found());
    return 0;
}

/* Rectangles that do not overlap, in any order, of any shape: a cut through the middle of what is left, again and again. */
static UINT tiles(uint64_t *seed, RECT area, RECT *out, unsigned depth)
{
    LONG w = area.right - area.left, h = area.bottom - area.top;
    RECT rest = area;

    if (depth == 0 || w < 2 || h < 2) {
        *out = area;
        return draw_number(seed) % 4 != 0;
    }
    if (draw_number(seed) & 1)
        area.right = rest.left = area.left + 1 + (LONG)(draw_number(seed) % (uint64_t)(w - 1));
    else
        area.bottom = rest.top = area.top + 1 + (LONG)(draw_number(seed) % (uint64_t)(h - 1));
    UINT count = tiles(seed, area, out, depth - 1);
    return count + tiles(seed, rest, out + count, depth - 1);
}

/* A surface scrolls within itself: every pixel is that of before, whichever rectangle comes first (GDI-21). */
static int scrolls(void *arg)
{
    const struct plan *plan = arg;
    uint64_t seed = plan->seed;
    const RECT whole = {0, 0, WIDTH, HEIGHT};
    struct studio s;

    CHECK(NT_SUCCESS(studio_start(&s, &plan->options, NULL)));
    for (unsigned i = 0; i < 200; i++) { /* something to see */
        RECT dot = random_rect(&seed, false);
        dot.right = dot.left + 1 + (LONG)i % 3;
        dot.bottom = dot.top + 1;
        CHECK(NT_SUCCESS(fill(&s, s.a, s.own_a, &dot, 1, (uint32_t)draw_number(&seed))));
    }
    for (unsigned i = 0; i < 12; i++) {
        LONG dx = (LONG)(draw_number(&seed) % 17) - 8, dy = (LONG)(draw_number(&seed) % 17) - 8;
        RECT rects[64];
        UINT count = tiles(&seed, whole, rects, 5);
        for (UINT k = count; k > 1; k--) {
            UINT other = (UINT)(draw_number(&seed) % k);
            RECT swap = rects[k - 1];
            rects[k - 1] = rects[other];
            rects[other] = swap;
        }
        struct dxgk_gdi_draw draw = {.to = s.a,
                                     .from = s.a,
                                     .from_rect = whole,
                                     .to_rect = {dx, dy, dx + (LONG)WIDTH, dy + (LONG)HEIGHT},
                                     .sub_rects = rects,
                                     .sub_rect_count = count};
        blt_own(s.own_a, s.own_a, &draw, DXGK_GDIROP_SRCCOPY);
        CHECK(NT_SUCCESS(dxgk_gdi_bitblt(s.gdi, &draw, DXGK_GDIROP_SRCCOPY, 0)));
        CHECK(shows(&s, s.a, s.own_a));
    }
    studio_stop(&s);
    CHECK(nothing_found());
    return 0;
}

static void test_scrolls(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        scene_run(seed, scrolls, &(struct plan){.seed = seed});
    for (uint64_t seed = 1; seed <= 10; seed++)
        scene_run(
            seed, scrolls,
            &(struct plan){seed, {.multipass = true, .dma_size = 64, .preempt_one_in = 3, .seed = seed}});
}

static void test_pictures(void **state)
{
    for (uint64_t seed = 1; seed <= 60; seed++)
        scene_run(seed, pictures, &(struct plan){.seed = seed});
    for (uint64_t seed = 1; seed <= 40; seed++)
        scene_run(
            seed, pictures,
            &(struct plan){seed, {.multipass = true, .dma_size = 16 * (unsigned)seed, .check_memory = true}});
    for (uint64_t seed = 1; seed <= 20; seed++)
        scene_run(
            seed, pictures,
            &(struct plan){seed, {.multipass = true, .dma_shrink = true, .preempt_one_in = 3, .seed = seed}});
}

/* One drawing with more rectangles than any buffer takes. */
static int many(void *arg)
{
    struct studio s;
    RECT *rects = nt_pages_alloc(20000 * sizeof(RECT));
    uint64_t seed = 4;

    CHECK(NT_SUCCESS(studio_start(&s, NULL, NULL)));
    for (unsigned i = 0; i < 20000; i++)
        rects[i] = random_rect(&seed, true);
    act(DDI_ID_RenderKm, NULL, NULL);
    CHECK(NT_SUCCESS(fill(&s, s.a, s.own_a, rects, 20000, 0x12345678)));
    CHECK(shows(&s, s.a, s.own_a));
    studio_stop(&s);
    nt_pages_free(rects, 20000 * sizeof(RECT));
    CHECK(nothing_found());
    return 0;
}

static void test_many_rectangles(void **state)
{
    scene_run(1, many, NULL);
}

/* ---- the shape of buffers (GDI-01..GDI-05, GDI-20..GDI-22) ---- */

static void look(struct ddi_call *call, void *arg)
{
    args *a = arg;
    const UCHAR *at = a->pCommand, *end = at + a->CommandLength;
    bool good = !a->pPatchLocationListIn && a->PatchLocationListInSize == 0 &&
                !a->pAllocationList[0].hDeviceSpecificAllocation;

    good &= (ULONG_PTR)a->pCommand > MmUserProbeAddress; /* GDI-01 */
    while (at < end && good) {
        const DXGK_RENDERKM_COMMAND *c = (const DXGK_RENDERKM_COMMAND *)at;
        good &= c->CommandSize >= 8 && c->CommandSize <= (size_t)(end - at);
        actor.n++;
        if (c->OpCode == DXGK_GDIOP_BITBLT) {
            const DXGK_GDIARG_BITBLT *b = &c->Command.BitBlt;
            good &= b->SrcAllocationIndex < a->AllocationListSize &&
                    b->DstAllocationIndex < a->AllocationListSize;
            good &= (const UCHAR *)b->pSubRects >= at &&
                    (const UCHAR *)(b->pSubRects + b->NumSubRects) <= at + c->CommandSize;
            good &= a->pAllocationList[b->DstAllocationIndex].WriteOperation;
            for (UINT i = 0; i < b->NumSubRects && good; i++) {
                const RECT *r = &b->pSubRects[i];
                LONG dx = b->SrcRect.left - b->DstRect.left, dy = b->SrcRect.top - b->DstRect.top;
                good &= r->left >= 0 && r->top >= 0 && r->right <= (LONG)WIDTH && r->bottom <= (LONG)HEIGHT;
                good &= r->left + dx >= 0 && r->top + dy >= 0 && r->right + dx <= (LONG)WIDTH &&
                        r->bottom + dy <= (LONG)HEIGHT;
            }
            actor.m = b->SrcPitch | (uint64_t)b->DstPitch << 32;
        }
        at += c->CommandSize;
    }
    if (!good || at != end)
        actor.p = a; /* something is wrong */
}

static int shape(void *arg)
{
    struct studio s;
    struct dxgk_gdi_surface *texture;
    struct dxgk_gdi_surface_info info;

    CHECK(NT_SUCCESS(studio_start(&s, NULL, NULL)));
    CHECK(NT_SUCCESS(dxgk_gdi_flush(s.gdi)));
    CHECK(NT_SUCCESS(dxgk_gdi_surface_create(s.gdi, WIDTH, HEIGHT, D3DDDIFMT_A8R8G8B8,
                                             D3DKMDT_GDISURFACE_TEXTURE, &texture)));
    dxgk_gdi_surface_query(s.a, &info);
    CHECK(info.pitch >= WIDTH * 4 && info.pitch % 4 == 0); /* GDI-10 */
    act(DDI_ID_RenderKm, look, NULL);
    const RECT rects[3] = {{-5, -5, 10, 10}, {30, 20, 90, 90}, {5, 5, 6, 6}};
    struct dxgk_gdi_draw draw = {.to = texture,
                                 .from = s.a,
                                 .from_rect = {-3, -3, WIDTH - 3, HEIGHT - 3},
                                 .to_rect = {-6, -6, WIDTH - 6, HEIGHT - 6},
                                 .sub_rects = rects,
                                 .sub_rect_count = 3};
    for (unsigned i = 0; i < 10; i++)
        CHECK(NT_SUCCESS(dxgk_gdi_bitblt(s.gdi, &draw, DXGK_GDIROP_SRCCOPY, 0)));
    CHECK(actor.calls == 0); /* collected */
    CHECK(NT_SUCCESS(dxgk_gdi_finish(s.gdi)));
    CHECK(actor.calls == 1 && actor.n == 10 && !actor.p);
    CHECK((UINT)actor.m == info.pitch && actor.m >> 32 == 0xDEADBEE0); /* GDI-22 */
    dxgk_gdi_surface_destroy(s.gdi, texture);
    studio_stop(&s);
    CHECK(nothing_found());
    return 0;
}

static void test_shape(void **state)
{
    scene_run(1, shape, NULL);
}

/* ---- caps (GDI-07, GDI-23, GDI-26, GDI-27, GDI-29, GDI-30) ---- */

static UINT wanted_caps;

static void set_caps(struct ddi_call *call, void *arg)
{
    const DXGKARG_QUERYADAPTERINFO *q = arg;

    if (q->Type == DXGKQAITYPE_DRIVERCAPS && NT_SUCCESS(call->status))
        ((DXGK_DRIVERCAPS *)q->pOutputData)->PresentationCaps.Value = wanted_caps;
}

static UINT caps_of(DXGK_PRESENTATIONCAPS caps)
{
    caps.SupportKernelModeCommandBuffer = 1;
    caps.AlignmentShift = 2;
    return caps.Value;
}

enum operation { BITBLT, ROP3, FILL_ROP3, BLEND, STRETCH, MIRROR, MONO, TRANSPARENT, CLEARTYPE };

static NTSTATUS operate(struct studio *s, enum operation what, bool same, bool overlapping)
{
    const RECT one = {0, 0, 8, 8};
    struct dxgk_gdi_draw draw = {.to = s->a,
                                 .from = same ? s->a : s->b,
                                 .to_rect = {0, 0, 8, 8},
                                 .from_rect = {overlapping ? 4 : 20, 0, overlapping ? 12 : 28, 8},
                                 .sub_rects = &one,
                                 .sub_rect_count = 1};
    const struct dxgk_gdi_cleartype text = {.gamma = s->b, .alpha = s->b, .gamma_row = 0xFFFFFFFF};

    switch (what) {
    case BITBLT:
        return dxgk_gdi_bitblt(s->gdi, &draw, DXGK_GDIROP_SRCCOPY, 0);
    case ROP3:
        return dxgk_gdi_bitblt(s->gdi, &draw, DXGK_GDIROP_ROP3, 0x66);
    case FILL_ROP3:
        return dxgk_gdi_colorfill(s->gdi, &draw, 0, DXGK_GDIROPCF_ROP3, 0xF0);
    case BLEND:
        return dxgk_gdi_alphablend(s->gdi, &draw, 128, false);
    case STRETCH:
        return dxgk_gdi_stretchblt(s->gdi, &draw, DXGK_GDI_COLORONCOLOR, false, false);
    case MIRROR:
        return dxgk_gdi_stretchblt(s->gdi, &draw, DXGK_GDI_COLORONCOLOR, true, false);
    case MONO:
        return dxgk_gdi_stretchblt(s->gdi, &draw, DXGK_GDI_BLACKONWHITE, false, false);
    case TRANSPARENT:
        return dxgk_gdi_transparentblt(s->gdi, &draw, 1, false);
    default:
        return dxgk_gdi_cleartypeblend(s->gdi, &draw, &text);
    }
}

struct cap {
    DXGK_PRESENTATIONCAPS caps;
    enum operation what;
    bool same, overlapping;
    NTSTATUS due;
};

static int one_cap(void *arg)
{
    const struct cap *cap = arg;
    struct studio s;

    wanted_caps = caps_of(cap->caps);
    CHECK(NT_SUCCESS(studio_start(&s, NULL, set_caps)));
    CHECK(NT_SUCCESS(dxgk_gdi_flush(s.gdi)));
    act(DDI_ID_RenderKm, look, NULL);
    NTSTATUS status = operate(&s, cap->what, cap->same, cap->overlapping);
    if (status != cap->due)
        fprintf(stderr, "operation %d: %s\n", cap->what, nt_status_text(status));
    CHECK(status == cap->due);
    if (cap->what != CLEARTYPE && cap->what != MONO) /* the driver behind has neither */
        CHECK(NT_SUCCESS(dxgk_gdi_finish(s.gdi)));
    else if (cap->due == STATUS_SUCCESS)
        dxgk_gdi_finish(s.gdi);
    CHECK((actor.calls != 0) == (cap->due == STATUS_SUCCESS));
    studio_stop(&s);
    return 0;
}

#define CAP(bit)                                                                                             \
    {                                                                                                        \
        {                                                                                                    \
            {                                                                                                \
                .bit = 1                                                                                     \
            }                                                                                                \
        }                                                                                                    \
    }

static void test_caps(void **state)
{
    const struct cap caps[] = {
        {{{{0}}}, BITBLT, true, true, STATUS_SUCCESS},
        {CAP(NoSameBitmapBitBlt), BITBLT, false, false, STATUS_SUCCESS},
        {CAP(NoSameBitmapBitBlt), BITBLT, true, false, STATUS_NOT_SUPPORTED},
        {CAP(NoSameBitmapOverlappedBitBlt), BITBLT, true, false, STATUS_SUCCESS},
        {CAP(NoSameBitmapOverlappedBitBlt), BITBLT, true, true, STATUS_NOT_SUPPORTED},
        {{{{0}}}, ROP3, false, false, STATUS_NOT_SUPPORTED},
        {CAP(SupportAllBltRops), ROP3, false, false, STATUS_SUCCESS},
        {{{{0}}}, FILL_ROP3, false, false, STATUS_NOT_SUPPORTED},
        {CAP(SupportAllBltRops), FILL_ROP3, false, false, STATUS_SUCCESS},
        {{{{0}}}, BLEND, true, true, STATUS_SUCCESS},
        {CAP(NoSameBitmapAlphaBlend), BLEND, true, false, STATUS_NOT_SUPPORTED},
        {CAP(NoSameBitmapOverlappedAlphaBlend), BLEND, true, false, STATUS_SUCCESS},
        {CAP(NoSameBitmapOverlappedAlphaBlend), BLEND, true, true, STATUS_NOT_SUPPORTED},
        {{{{0}}}, STRETCH, true, true, STATUS_SUCCESS},
        {CAP(NoSameBitmapStretchBlt), STRETCH, true, false, STATUS_NOT_SUPPORTED},
        {CAP(NoSameBitmapOverlappedStretchBlt), STRETCH, true, false, STATUS_SUCCESS},
        {CAP(NoSameBitmapOverlappedStretchBlt), STRETCH, true, true, STATUS_NOT_SUPPORTED},
        {{{{0}}}, MIRROR, false, false, STATUS_NOT_SUPPORTED},
        {CAP(SupportMirrorStretchBlt), MIRROR, false, false, STATUS_SUCCESS},
        {{{{0}}}, MONO, false, false, STATUS_NOT_SUPPORTED},
        {CAP(SupportMonoStretchBltModes), MONO, false, false, STATUS_SUCCESS},
        {{{{0}}}, TRANSPARENT, false, false, STATUS_SUCCESS},
        {CAP(NoSameBitmapTransparentBlt), TRANSPARENT, true, false, STATUS_NOT_SUPPORTED},
        {{{{0}}}, TRANSPARENT, true, false, STATUS_SUCCESS},
        {{{{0}}}, TRANSPARENT, true, true, STATUS_NOT_SUPPORTED}, /* GDI-27: never */
        {{{{0}}}, CLEARTYPE, false, false, STATUS_INVALID_PARAMETER},
    };
    for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++)
        scene_run(i + 1, one_cap, (void *)&caps[i]);
}

/* GDI-07: no cap, no GDI; GDI-30: larger than a texture may be. */
static int no_gdi(void *arg)
{
    struct studio s;

    wanted_caps = 0;
    CHECK(studio_start(&s, NULL, set_caps) == STATUS_NOT_SUPPORTED);
    studio_stop(&s);
    wanted_caps = caps_of((DXGK_PRESENTATIONCAPS)CAP(MaxTextureWidthShift));
    CHECK(NT_SUCCESS(studio_start(&s, NULL, set_caps)));
    struct dxgk_gdi_surface *surface;
    CHECK(dxgk_gdi_surface_create(s.gdi, 4097, 8, D3DDDIFMT_A8R8G8B8, D3DKMDT_GDISURFACE_TEXTURE, &surface) ==
          STATUS_NOT_SUPPORTED);
    CHECK(dxgk_gdi_surface_create(s.gdi, 8, 2049, D3DDDIFMT_A8R8G8B8, D3DKMDT_GDISURFACE_TEXTURE, &surface) ==
          STATUS_NOT_SUPPORTED);
    CHECK(NT_SUCCESS(
        dxgk_gdi_surface_create(s.gdi, 4096, 8, D3DDDIFMT_A8R8G8B8, D3DKMDT_GDISURFACE_TEXTURE, &surface)));
    dxgk_gdi_surface_destroy(s.gdi, surface);
    studio_stop(&s);
    return 0;
}

static void test_announced(void **state)
{
    scene_run(1, no_gdi, NULL);
}

/* ---- D3DKMTRender with RenderKm, by kernel callers with bad records (GDI-02..GDI-05, THK-09) ---- */

struct record {
    DXGK_RENDERKM_COMMAND command;
    RECT rects[2];
};

static void good_record(struct record *r)
{
    memset(r, 0, sizeof(*r));
    r->command.OpCode = DXGK_GDIOP_COLORFILL;
    r->command.CommandSize = sizeof(*r);
    DXGK_GDIARG_COLORFILL *f = &r->command.Command.ColorFill;
    f->DstRect = (RECT){0, 0, WIDTH, HEIGHT};
    f->DstAllocationIndex = 1;
    f->Rop = DXGK_GDIROPCF_PATCOPY;
    f->Color = 0xFFABCDEF;
    f->NumSubRects = 2;
    f->pSubRects = r->rects;
    r->rects[0] = (RECT){0, 0, 4, 4};
    r->rects[1] = (RECT){4, 4, 8, 8};
}

static int records(void *arg)
{
    struct studio s;
    struct dxgk_gdi_surface_info info;

    memset(&s, 0, sizeof(s));
    actor_reset();
    CHECK(NT_SUCCESS(stage_start(&s.stage, &(struct stage_options){.threads = scene_threads})));
    CHECK(NT_SUCCESS(dxgk_gdi_open(s.stage.adapter, &s.gdi))); /* of the system process: a kernel caller */
    CHECK(NT_SUCCESS(
        dxgk_gdi_surface_create(s.gdi, WIDTH, HEIGHT, D3DDDIFMT_A8R8G8B8, D3DKMDT_GDISURFACE_STAGING, &s.a)));
    dxgk_gdi_surface_query(s.a, &info);
    struct dxgk_process *system = dxgk_process_current();
    struct record *r = nt_pages_alloc(sizeof(*r));
    D3DDDI_ALLOCATIONLIST list[2] = {{0}, {.hAllocation = info.allocation, .Value = 1}};
    for (unsigned i = 0; i < 12; i++) {
        good_record(r);
        DXGK_GDIARG_COLORFILL *f = &r->command.Command.ColorFill;
        UINT length = sizeof(*r), count = 2;
        const char *rule = NULL;
        switch (i) {
        case 1:
            length -= 4, rule = "GDI-03";
            break;
        case 2:
            r->command.CommandSize = 0, rule = "GDI-03";
            break;
        case 3:
            r->command.CommandSize = 8, rule = "GDI-03";
            break;
        case 4:
            r->command.CommandSize = 0xFFFFFFFF, rule = "GDI-03";
            break;
        case 5:
            r->command.CommandSize -= 4, rule = "GDI-02"; /* 4 bytes are left over: no header */
            f->NumSubRects = 1;
            break;
        case 6:
            r->command.OpCode = (DXGK_RENDERKM_OPERATION)0, rule = "GDI-02";
            break;
        case 7:
            r->command.OpCode = (DXGK_RENDERKM_OPERATION)8, rule = "GDI-02";
            break;
        case 8:
            f->NumSubRects = 3, rule = "GDI-04";
            break;
        case 9:
            f->NumSubRects = 0x10000001, rule = "GDI-04"; /* times 16 is 16 */
            break;
        case 10:
            f->pSubRects = (RECT *)r, rule = "GDI-04";
            break;
        case 11:
            f->DstAllocationIndex = 2, rule = "GDI-05";
            break;
        }
        D3DKMT_RENDER render = {.hContext = dxgk_gdi_context(s.gdi),
                                .CommandLength = length,
                                .AllocationCount = count,
                                .pNewCommandBuffer = r,
                                .NewCommandBufferSize = sizeof(*r),
                                .pNewAllocationList = list,
                                .NewAllocationListSize = 2};
        render.Flags.RenderKm = 1;
        forget_findings();
        NTSTATUS status = dxgk_kmt_render(system, &render);
        if (NT_SUCCESS(status) != !rule || (rule && !finding(rule)))
            fprintf(stderr, "record %u: %s\n", i, nt_status_text(status));
        CHECK(rule ? status == STATUS_INVALID_PARAMETER && finding(rule)
                   : status == STATUS_SUCCESS && nothing_found());
    }
    CHECK(NT_SUCCESS(dxgk_gdi_finish(s.gdi)));
    nt_pages_free(r, sizeof(*r));
    dxgk_gdi_surface_destroy(s.gdi, s.a);
    dxgk_gdi_close(s.gdi);
    stage_stop(&s.stage);
    return 0;
}

static void test_records(void **state)
{
    scene_run(1, records, NULL);
}

/* ---- the screen ---- */

static int screen(void *arg)
{
    struct studio s;
    struct dxgk_gdi_surface *primary;
    struct dxgk_gdi_surface_info info;
    const RECT r = {0, 0, WIDTH, HEIGHT}, at = {10, 10, 10 + WIDTH, 10 + HEIGHT};

    CHECK(NT_SUCCESS(studio_start(&s, NULL, NULL)));
    CHECK(dxgk_gdi_present(s.gdi, 0, s.a, &r, 1) == STATUS_GRAPHICS_ALLOCATION_INVALID);
    CHECK(NT_SUCCESS(dxgk_gdi_surface_primary(s.gdi, 0, &primary)));
    dxgk_gdi_surface_query(primary, &info);
    CHECK(info.width >= 640 && info.height >= 480);
    CHECK(NT_SUCCESS(dxgk_gdi_present(s.gdi, 0, s.a, &r, 1)));
    CHECK(NT_SUCCESS(fill(&s, s.b, s.own_b, &r, 1, 0)));
    /* What was presented comes back. */
    struct dxgk_gdi_draw draw = {
        .to = s.b, .from = primary, .to_rect = r, .from_rect = r, .sub_rects = &r, .sub_rect_count = 1};
    CHECK(NT_SUCCESS(dxgk_gdi_bitblt(s.gdi, &draw, DXGK_GDIROP_SRCCOPY, 0)));
    memcpy(s.own_b, s.own_a, sizeof(s.own_b));
    CHECK(shows(&s, s.b, s.own_b));
    draw = (struct dxgk_gdi_draw){
        .to = primary, .from = s.a, .to_rect = at, .from_rect = r, .sub_rects = &at, .sub_rect_count = 1};
    CHECK(NT_SUCCESS(dxgk_gdi_bitblt(s.gdi, &draw, DXGK_GDIROP_SRCCOPY, 0)));
    CHECK(NT_SUCCESS(dxgk_gdi_finish(s.gdi)));
    dxgk_gdi_surface_destroy(s.gdi, primary);
    studio_stop(&s);
    CHECK(nothing_found());
    return 0;
}

static void test_screen(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        scene_run(seed, screen, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_scrolls),
        cmocka_unit_test(test_many_rectangles),
        cmocka_unit_test(test_shape),
        cmocka_unit_test(test_caps),
        cmocka_unit_test(test_announced),
        cmocka_unit_test(test_records),
        cmocka_unit_test(test_screen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
