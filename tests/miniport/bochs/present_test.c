/*
 * DxgkDdiPresentDisplayOnly of the bochs driver, judged by what the monitor shows. The oracle draws every
 * pixel on its own from the text of the rules.
 */
#include "kernel.h"

#include <stdio.h>
#include <stdlib.h>

#define WIDTH  640
#define HEIGHT 480

/* The desktop: an image with some padding after each row. */
struct desktop {
    UINT width, height;
    LONG pitch;
    uint32_t *pixels;
    size_t size;
    bool user;
};

static uint32_t seed;

static uint32_t draw_number(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

static void desktop_init(struct desktop *d, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation, bool user)
{
    bool sideways = rotation == D3DKMDT_VPPR_ROTATE90 || rotation == D3DKMDT_VPPR_ROTATE270;

    d->width = sideways ? HEIGHT : WIDTH;
    d->height = sideways ? WIDTH : HEIGHT;
    d->pitch = (LONG)(d->width * 4 + 24);
    d->size = (size_t)d->pitch * d->height;
    d->user = user;
    d->pixels = user ? kernel_user_alloc(d->size) : malloc(d->size);
    for (size_t i = 0; i < d->size / 4; i++)
        d->pixels[i] = draw_number(0x1000000) * 41;
}

static void desktop_fini(struct desktop *d)
{
    if (d->user)
        kernel_user_free(d->pixels, d->size);
    else
        free(d->pixels);
}

static uint32_t *at(const struct desktop *d, LONG x, LONG y)
{
    return (uint32_t *)((char *)d->pixels + (size_t)y * d->pitch) + x;
}

static bool inside(const struct desktop *d, LONG x, LONG y)
{
    return x >= 0 && y >= 0 && x < (LONG)d->width && y < (LONG)d->height;
}

static NTSTATUS present(const struct desktop *d, bool rotate, const D3DKMT_MOVE_RECT *moves, ULONG move_count,
                        const RECT *dirty, ULONG dirty_count)
{
    DXGKARG_PRESENT_DISPLAYONLY args = {
        .pSource = d->pixels,
        .BytesPerPixel = 4,
        .Pitch = d->pitch,
        .Flags = {.Rotate = rotate},
        .NumMoves = move_count,
        .pMoves = (D3DKMT_MOVE_RECT *)moves,
        .NumDirtyRects = dirty_count,
        .pDirtyRect = (RECT *)dirty,
    };

    return kernel.table.DxgkDdiPresentDisplayOnly(kernel.context, &args);
}

static NTSTATUS present_all(const struct desktop *d, bool rotate)
{
    const RECT all = {0, 0, (LONG)d->width, (LONG)d->height};

    return present(d, rotate, NULL, 0, &all, 1);
}

/* What a pixel of the image looks like in the frame buffer. */
static uint32_t converted(uint32_t pixel, unsigned bits)
{
    uint32_t red = pixel >> 16 & 0xff, green = pixel >> 8 & 0xff, blue = pixel & 0xff;

    return bits == 32   ? pixel
           : bits == 24 ? pixel & 0xffffff
                        : (red >> 3) << 11 | (green >> 2) << 5 | blue >> 3;
}

static void assert_shows(const struct desktop *d, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation,
                         const char *what)
{
    struct device_scanout s = kernel_scanout();

    assert_true(s.enabled);
    for (UINT y = 0; y < d->height; y++) {
        for (UINT x = 0; x < d->width; x++) {
            UINT screen_x = x, screen_y = y;
            if (rotation == D3DKMDT_VPPR_ROTATE90)
                screen_x = y, screen_y = d->width - 1 - x;
            else if (rotation == D3DKMDT_VPPR_ROTATE180)
                screen_x = d->width - 1 - x, screen_y = d->height - 1 - y;
            else if (rotation == D3DKMDT_VPPR_ROTATE270)
                screen_x = d->height - 1 - y, screen_y = x;
            uint32_t got = kernel_pixel(&s, screen_x, screen_y);
            uint32_t expected = converted(*at(d, x, y), s.bits_per_pixel);
            if (got != expected)
                fail_msg("%s: image pixel %u,%u is %#x on the screen, expected %#x", what, x, y, got,
                         expected);
        }
    }
}

/* ---- random presents ----------------------------------------------------------------------------------- */

static RECT random_rect(const struct desktop *d, bool wild)
{
    LONG x = (LONG)draw_number(d->width), y = (LONG)draw_number(d->height);
    RECT r = {x, y, x + 1 + (LONG)draw_number(120), y + 1 + (LONG)draw_number(60)};

    if (wild && draw_number(4) == 0)
        r = (RECT){x - (LONG)draw_number(2000), y - (LONG)draw_number(2000), x + (LONG)draw_number(2000), y};
    return r;
}

/* The move on the image, so that the image stays what the screen has to become (DOD-31). A move from
 * outside the screen has no defined source: the caller gives such rectangles new content. */
static void apply_move(struct desktop *d, const D3DKMT_MOVE_RECT *move)
{
    struct desktop old = *d;
    LONG dx = move->SourcePoint.x - move->DestRect.left, dy = move->SourcePoint.y - move->DestRect.top;

    old.pixels = malloc(d->size);
    memcpy(old.pixels, d->pixels, d->size);
    for (LONG y = 0; y < (LONG)d->height; y++)
        for (LONG x = 0; x < (LONG)d->width; x++)
            if (x >= move->DestRect.left && x < move->DestRect.right && y >= move->DestRect.top &&
                y < move->DestRect.bottom)
                *at(d, x, y) = inside(d, x + dx, y + dy) ? *at(&old, x + dx, y + dy) : draw_number(0x1000000);
    free(old.pixels);
}

static void scribble(struct desktop *d, const RECT *rect)
{
    for (LONG y = rect->top; y < rect->bottom; y++)
        for (LONG x = rect->left; x < rect->right; x++)
            if (inside(d, x, y))
                *at(d, x, y) = draw_number(0x1000000) * 41;
}

static void random_presents(struct desktop *d, D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation, bool slow_reads)
{
    enum { MOVES = 6, DIRTY = 6 };

    for (int round = 0; round < 12; round++) {
        D3DKMT_MOVE_RECT moves[MOVES];
        RECT dirty[DIRTY];
        ULONG move_count = draw_number(MOVES + 1), dirty_count = draw_number(DIRTY + 1);
        for (ULONG i = 0; i < move_count; i++) {
            /* Near moves, so that most overlap; partly outside ones only where both ways give the same
             * picture. */
            moves[i].DestRect = random_rect(d, false);
            moves[i].SourcePoint.x = moves[i].DestRect.left + (LONG)draw_number(41) - 20;
            moves[i].SourcePoint.y = moves[i].DestRect.top + (LONG)draw_number(41) - 20;
            apply_move(d, &moves[i]);
        }
        for (ULONG i = 0; i < dirty_count; i++) {
            dirty[i] = random_rect(d, true);
            scribble(d, &dirty[i]);
        }
        assert_int_equal(present(d, true, moves, move_count, dirty, dirty_count), STATUS_SUCCESS);
    }
    assert_shows(d, rotation, slow_reads ? "moves from the image" : "moves on the screen");
}

/* DOD-31..34: every rotation and depth, image in kernel and in user memory, moves from the screen and from
 * the image. */
static void test_screen_equals_image(void **state)
{
    static const ULONG depths[] = {32, 24, 16};

    seed = 20;
    print_message("seed %u\n", seed);
    for (int user = 0; user < 2; user++) {
        for (size_t i = 0; i < ARRAYSIZE(depths); i++) {
            for (int rotation = D3DKMDT_VPPR_IDENTITY; rotation <= D3DKMDT_VPPR_ROTATE270; rotation++) {
                struct kernel_options options = {.bits_per_pixel = depths[i],
                                                 .slow_reads = (ULONG)rotation % 2};
                struct desktop d;
                kernel_up(&options);
                kernel_set_mode(WIDTH, HEIGHT, (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)rotation);
                desktop_init(&d, (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)rotation, user);
                assert_int_equal(present_all(&d, true), STATUS_SUCCESS);
                assert_shows(&d, (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)rotation, "first present");
                random_presents(&d, (D3DKMDT_VIDPN_PRESENT_PATH_ROTATION)rotation, options.slow_reads);
                desktop_fini(&d);
                kernel_fini();
            }
        }
    }
}

/* DOD-33: each move sees what the one before it did, and a dirty rectangle lies on top of them. */
static void test_order_of_operations(void **state)
{
    static const ULONG slow[] = {0, 1};

    for (size_t i = 0; i < ARRAYSIZE(slow); i++) {
        struct kernel_options options = {.slow_reads = slow[i]};
        const D3DKMT_MOVE_RECT moves[] = {
            {{0, 0}, {8, 8, 208, 208}},   /* down right over itself */
            {{8, 8}, {0, 0, 200, 200}},   /* and back: overlapping the other way */
            {{0, 0}, {1, 0, 400, 300}},   /* one pixel to the right */
            {{0, 0}, {0, 1, 400, 300}},   /* one down */
            {{100, 0}, {0, 0, 300, 480}}, /* a column to the left */
        };
        const RECT dirty = {50, 50, 150, 150};
        struct desktop d;
        seed = 3;
        kernel_up(&options);
        kernel_set_mode(WIDTH, HEIGHT, D3DKMDT_VPPR_IDENTITY);
        desktop_init(&d, D3DKMDT_VPPR_IDENTITY, false);
        assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
        for (size_t m = 0; m < ARRAYSIZE(moves); m++)
            apply_move(&d, &moves[m]);
        scribble(&d, &dirty);
        assert_int_equal(present(&d, false, moves, ARRAYSIZE(moves), &dirty, 1), STATUS_SUCCESS);
        assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "five moves and a rectangle");
        desktop_fini(&d);
        kernel_fini();
    }
}

/* DOD-34: without the flag nothing is turned, even if the path is. */
static void test_rotation_only_with_the_flag(void **state)
{
    struct desktop d;

    seed = 4;
    kernel_up(NULL);
    kernel_set_mode(WIDTH, HEIGHT, D3DKMDT_VPPR_ROTATE90);
    desktop_init(&d, D3DKMDT_VPPR_IDENTITY, false);
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "unturned");
    desktop_fini(&d);
    kernel_fini();
}

/* ---- bad input ----------------------------------------------------------------------------------------- */

static void test_hostile_rectangles_are_cut(void **state)
{
    static const RECT wild[] = {
        {0, 0, 0, 0},
        {10, 10, 5, 5},
        {-100, -100, -1, -1},
        {-5, -5, 20, 20},
        {630, 470, 100000, 100000},
        {MINLONG, MINLONG, MAXLONG, MAXLONG},
        {MAXLONG, MAXLONG, MINLONG, MINLONG},
        {MINLONG, 0, MINLONG + 1, 10},
        {MAXLONG - 1, 0, MAXLONG, 10},
        {700, 0, 800, 10},
        {0, 480, 640, 481},
    };
    D3DKMT_MOVE_RECT moves[2 * ARRAYSIZE(wild)];
    struct desktop d;

    seed = 5;
    kernel_up(NULL);
    kernel_set_mode(WIDTH, HEIGHT, D3DKMDT_VPPR_IDENTITY);
    desktop_init(&d, D3DKMDT_VPPR_IDENTITY, false);
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    for (size_t i = 0; i < ARRAYSIZE(wild); i++) {
        moves[2 * i] = (D3DKMT_MOVE_RECT){{MINLONG, MAXLONG}, wild[i]};
        moves[2 * i + 1] = (D3DKMT_MOVE_RECT){{MAXLONG, MINLONG}, wild[i]};
    }
    scribble(&d, &(RECT){0, 0, WIDTH, HEIGHT});
    assert_int_equal(present(&d, false, moves, ARRAYSIZE(moves), wild, ARRAYSIZE(wild)), STATUS_SUCCESS);
    assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "wild rectangles"); /* one of them covered everything */
    desktop_fini(&d);
    kernel_fini();
}

static void test_a_million_moves(void **state)
{
    enum { COUNT = 1000000 };
    D3DKMT_MOVE_RECT *moves = calloc(COUNT, sizeof(*moves));
    struct desktop d;

    seed = 6;
    kernel_up(NULL);
    kernel_set_mode(WIDTH, HEIGHT, D3DKMDT_VPPR_IDENTITY);
    desktop_init(&d, D3DKMDT_VPPR_IDENTITY, false);
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    for (int i = 0; i < COUNT; i++) { /* pairs that undo each other, on an area of one color */
        moves[i].SourcePoint = (POINT){10 + i % 2, 10};
        moves[i].DestRect = (RECT){11 - i % 2, 10, 15 - i % 2, 12};
    }
    for (LONG y = 10; y < 12; y++)
        for (LONG x = 10; x < 15; x++)
            *at(&d, x, y) = 0x123456;
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    assert_int_equal(present(&d, false, moves, COUNT, NULL, 0), STATUS_SUCCESS);
    assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "a million moves");
    free(moves);
    desktop_fini(&d);
    kernel_fini();
}

static void test_hostile_arguments_are_refused(void **state) /* DOD-30, DOD-35 */
{
    static const RECT all = {0, 0, WIDTH, HEIGHT};
    static uint32_t image[WIDTH * HEIGHT];
    const DXGKARG_PRESENT_DISPLAYONLY good = {.pSource = image,
                                              .BytesPerPixel = 4,
                                              .Pitch = WIDTH * 4,
                                              .NumDirtyRects = 1,
                                              .pDirtyRect = (RECT *)&all};
    struct {
        const char *description;
        DXGKARG_PRESENT_DISPLAYONLY args;
    } cases[] = {
        {"another source", good},
        {"24 bits", good},
        {"no bits", good},
        {"64 bits", good},
        {"no pitch", good},
        {"a negative pitch", good},
        {"the lowest pitch", good},
        {"a short row", good},
        {"no image", good},
        {"no array of moves", good},
        {"no array of rectangles", good},
        {"an image around the end of the address space", good},
        {"an image larger than an MDL", good},
        {"an image that reaches beyond user memory", good},
    };

    cases[0].args.VidPnSourceId = 1;
    cases[1].args.BytesPerPixel = 3;
    cases[2].args.BytesPerPixel = 0;
    cases[3].args.BytesPerPixel = 8;
    cases[4].args.Pitch = 0;
    cases[5].args.Pitch = -WIDTH * 4;
    cases[6].args.Pitch = MINLONG;
    cases[7].args.Pitch = WIDTH * 4 - 1;
    cases[8].args.pSource = NULL;
    cases[9].args.NumMoves = 1;
    cases[10].args.pDirtyRect = NULL;
    cases[11].args.pSource = (void *)(UINTPTR_MAX - 0x1000);
    cases[12].args.pSource = (void *)(uintptr_t)0x10000;
    cases[12].args.Pitch = MAXLONG;
    cases[13].args.pSource = (void *)(uintptr_t)(KERNEL_USER_END - 0x1000);

    kernel_up(NULL);
    kernel_set_mode(WIDTH, HEIGHT, D3DKMDT_VPPR_IDENTITY);
    memset(image, 0x55, sizeof(image));
    assert_int_equal(kernel.table.DxgkDdiPresentDisplayOnly(kernel.context, &good), STATUS_SUCCESS);
    for (size_t i = 0; i < ARRAYSIZE(cases); i++) {
        NTSTATUS status = kernel.table.DxgkDdiPresentDisplayOnly(kernel.context, &cases[i].args);
        if (NT_SUCCESS(status))
            fail_msg("%s: accepted with %#x", cases[i].description, (unsigned)status);
        if (i < 13 && status != STATUS_INVALID_PARAMETER)
            fail_msg("%s: refused with %#x", cases[i].description, (unsigned)status);
    }
    kernel_fini();
}

/* Bug class 13: user memory that is not there. The call fails, nothing is held, and the next present puts
 * all right. */
static void test_unreadable_images(void **state)
{
    struct desktop d;

    seed = 8;
    kernel_up(NULL);
    kernel_set_mode(WIDTH, HEIGHT, D3DKMDT_VPPR_IDENTITY);
    desktop_init(&d, D3DKMDT_VPPR_IDENTITY, true);
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    kernel_user_free(d.pixels, d.size);
    assert_int_equal(present_all(&d, false), STATUS_ACCESS_VIOLATION);
    d.user = false;
    d.pixels = malloc(d.size);
    memset(d.pixels, 0x3C, d.size);
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "after an unmapped image");
    desktop_fini(&d);
    kernel_fini();
}

/* An exception in the middle of drawing, after a move was done: the next present draws everything again. */
static void test_image_ends_early(void **state)
{
    const RECT corner = {0, 0, 1, 1}, all = {0, 0, WIDTH, HEIGHT};
    const D3DKMT_MOVE_RECT move = {{0, 0}, {100, 100, 300, 300}};
    struct desktop d;
    void *short_image;
    DXGKARG_PRESENT_DISPLAYONLY args = {
        .BytesPerPixel = 4,
        .Pitch = WIDTH * 4,
        .NumMoves = 1,
        .pMoves = (D3DKMT_MOVE_RECT *)&move,
        .NumDirtyRects = 1,
        .pDirtyRect = (RECT *)&all,
    };

    seed = 9;
    kernel_up(NULL);
    kernel_set_mode(WIDTH, HEIGHT, D3DKMDT_VPPR_IDENTITY);
    desktop_init(&d, D3DKMDT_VPPR_IDENTITY, false);
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    /* Kernel memory, as far as the driver can tell: the probe address is moved below it. */
    short_image = kernel_user_alloc(d.size);
    kernel_user_free((char *)short_image + 0x10000, d.size - 0x10000);
    MmUserProbeAddress = KERNEL_USER_BASE;
    args.pSource = short_image;
    assert_int_equal(kernel.table.DxgkDdiPresentDisplayOnly(kernel.context, &args), STATUS_ACCESS_VIOLATION);
    MmUserProbeAddress = KERNEL_USER_END;
    kernel_user_free(short_image, 0x10000);
    struct device_scanout s = kernel_scanout();
    assert_int_equal(kernel_pixel(&s, 110, 120), *at(&d, 10, 20)); /* the move was done */
    assert_int_equal(present(&d, false, NULL, 0, &corner, 1), STATUS_SUCCESS);
    assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "after an image that ended early");
    desktop_fini(&d);
    kernel_fini();
}

/* ---- hidden -------------------------------------------------------------------------------------------- */

/* DOD-36, VPN-18: while hidden or powered off a present succeeds and draws nothing; afterwards one small
 * rectangle brings the whole picture back (DOD-49). */
static void test_hidden_is_black(void **state)
{
    const RECT corner = {0, 0, 1, 1};
    struct desktop d;
    ULONG uids[] = {0, DISPLAY_ADAPTER_HW_ID};

    seed = 10;
    kernel_up(NULL);
    kernel_set_mode(WIDTH, HEIGHT, D3DKMDT_VPPR_IDENTITY);
    desktop_init(&d, D3DKMDT_VPPR_IDENTITY, false);
    kernel_assert_black("before the first present");
    assert_int_equal(present(&d, false, NULL, 0, &corner, 1), STATUS_SUCCESS);
    assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "first present");

    kernel_show(false);
    kernel_assert_black("hidden");
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    kernel_assert_black("hidden, after a present");
    kernel_show(true);
    assert_int_equal(present(&d, false, NULL, 0, &corner, 1), STATUS_SUCCESS);
    assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "visible again");

    for (size_t i = 0; i < ARRAYSIZE(uids); i++) {
        kernel.table.DxgkDdiSetPowerState(kernel.context, uids[i], PowerDeviceD3, PowerActionSleep);
        kernel_show(true); /* visible, but without power */
        assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
        for (size_t k = 0; k < WIDTH * HEIGHT; k++)
            assert_int_equal(((const uint32_t *)kernel.device->bars[0].memory)[k], 0);
        kernel.table.DxgkDdiSetPowerState(kernel.context, uids[i], PowerDeviceD0, PowerActionNone);
        kernel_assert_black("powered on again");
        kernel_show(true);
        assert_int_equal(present(&d, false, NULL, 0, &corner, 1), STATUS_SUCCESS);
        assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "powered on and presented");
    }
    desktop_fini(&d);
    kernel_fini();
}

static void test_no_mode_no_drawing(void **state) /* VPN-17, DOD-36 */
{
    struct desktop d;

    seed = 11;
    kernel_up(NULL);
    kernel_show(true);
    desktop_init(&d, D3DKMDT_VPPR_IDENTITY, false);
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    desktop_fini(&d);
    kernel_fini();
}

static void test_reset_brings_the_mode_back(void **state) /* POST-11 */
{
    const RECT corner = {0, 0, 1, 1};
    struct desktop d;

    seed = 12;
    kernel_up(NULL);
    kernel_set_mode(WIDTH, HEIGHT, D3DKMDT_VPPR_IDENTITY);
    desktop_init(&d, D3DKMDT_VPPR_IDENTITY, false);
    assert_int_equal(present_all(&d, false), STATUS_SUCCESS);
    kernel.device->ops->reset(kernel.device);
    kernel.services_off = true;
    kernel.table.DxgkDdiResetDevice(kernel.context);
    kernel.services_off = false;
    kernel_assert_black("after a reset");
    assert_int_equal(present(&d, false, NULL, 0, &corner, 1), STATUS_SUCCESS);
    assert_shows(&d, D3DKMDT_VPPR_IDENTITY, "after a reset");
    desktop_fini(&d);
    kernel_fini();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screen_equals_image),
        cmocka_unit_test(test_order_of_operations),
        cmocka_unit_test(test_rotation_only_with_the_flag),
        cmocka_unit_test(test_hostile_rectangles_are_cut),
        cmocka_unit_test(test_a_million_moves),
        cmocka_unit_test(test_hostile_arguments_are_refused),
        cmocka_unit_test(test_unreadable_images),
        cmocka_unit_test(test_image_ends_early),
        cmocka_unit_test(test_hidden_is_black),
        cmocka_unit_test(test_no_mode_no_drawing),
        cmocka_unit_test(test_reset_brings_the_mode_back),
    };

    return cmocka_run_group_tests_name("miniport/bochs present", tests, NULL, NULL);
}
