/* refgpu's heads: pictures from VRAM and from scattered pages, flips, vertical blanks, monitors. */
#include "refgpu_harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct bench b;

static const struct refgpu_config config = {
    .vram_size = 256 << 10, .visible_size = 64 << 10, .gart_pages = 16, .heads = 2};

static int setup(void **state)
{
    bench_open(&b, &config);
    return 0;
}

static int teardown(void **state)
{
    bench_close(&b);
    return 0;
}

static uint32_t head_read(unsigned head, uint32_t reg)
{
    return bench_read(&b, REFGPU_HEAD(head) + reg);
}

static void head_write(unsigned head, uint32_t reg, uint32_t value)
{
    bench_write(&b, REFGPU_HEAD(head) + reg, value);
}

static void set_address(unsigned head, uint64_t address, uint32_t pitch)
{
    head_write(head, REFGPU_HEAD_ADDRESS_LO, (uint32_t)address);
    head_write(head, REFGPU_HEAD_ADDRESS_HI, (uint32_t)(address >> 32));
    head_write(head, REFGPU_HEAD_PITCH, pitch);
}

static void set_mode(unsigned head, uint64_t address, uint32_t w, uint32_t h, uint32_t pitch)
{
    head_write(head, REFGPU_HEAD_CONTROL, 0);
    head_write(head, REFGPU_HEAD_SIZE, REFGPU_WH(w, h));
    set_address(head, address, pitch);
    head_write(head, REFGPU_HEAD_CONTROL, REFGPU_HEAD_ENABLE);
}

static struct device_scanout scanout(unsigned head)
{
    struct device_scanout s;

    assert_true(b.device->ops->scanout(b.device, head, &s));
    return s;
}

static void pictures_of_every_format(void **state)
{
    static const struct {
        uint32_t format, bits;
    } formats[] = {
        {REFGPU_R5G6B5, 16}, {REFGPU_X8R8G8B8, 32}, {REFGPU_A8R8G8B8, 32}, {REFGPU_A8, 0}, {0, 0}, {9, 0}};

    for (size_t i = 0; i < COUNT(formats); i++) {
        set_mode(1, 4096, 64, 48, REFGPU_PITCH(512, formats[i].format));
        struct device_scanout s = scanout(1);
        assert_int_equal(s.enabled, formats[i].bits != 0);
        if (!s.enabled)
            continue;
        assert_int_equal(s.width, 64);
        assert_int_equal(s.height, 48);
        assert_int_equal(s.stride, 512);
        assert_int_equal(s.bits_per_pixel, formats[i].bits);
        assert_ptr_equal(s.pixels, b.vram + 4096);
        assert_false(scanout(0).enabled);
    }
    struct device_scanout none;
    assert_false(b.device->ops->scanout(b.device, 2, &none));
}

static void pictures_that_do_not_fit(void **state)
{
    static const struct {
        const char *description;
        uint64_t address;
        uint32_t w, h, pitch, format;
        bool good;
    } cases[] = {
        {"all of VRAM", 0, 256, 256, 1024, REFGPU_X8R8G8B8, true},
        {"one line too many", 0, 256, 257, 1024, REFGPU_X8R8G8B8, false},
        {"four bytes too far", 4, 256, 256, 1024, REFGPU_X8R8G8B8, false},
        {"all of the aperture", APERTURE, 64, 256, 256, REFGPU_X8R8G8B8, true},
        {"behind the aperture", APERTURE + 4, 64, 256, 256, REFGPU_X8R8G8B8, false},
        {"far behind", APERTURE + (1ull << 32), 64, 1, 256, REFGPU_X8R8G8B8, false},
        {"between the windows", 1 << 20, 64, 1, 256, REFGPU_X8R8G8B8, false},
        {"the last address", UINT64_MAX - 3, 64, 1, 256, REFGPU_X8R8G8B8, false},
        {"no width", 0, 0, 1, 256, REFGPU_X8R8G8B8, false},
        {"no height", 0, 1, 0, 256, REFGPU_X8R8G8B8, false},
        {"pitch too small", 0, 65, 1, 256, REFGPU_X8R8G8B8, false},
        {"pitch not aligned", 0, 64, 1, 258, REFGPU_X8R8G8B8, false},
        {"address not aligned", 2, 64, 1, 256, REFGPU_X8R8G8B8, false},
        {"all at its largest", UINT64_MAX, 0xffff, 0xffff, 0xffffff, 0xff, false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        set_mode(0, cases[i].address, cases[i].w, cases[i].h, REFGPU_PITCH(cases[i].pitch, cases[i].format));
        if (scanout(0).enabled != cases[i].good)
            fail_msg("%s", cases[i].description);
    }
}

/* Lines that lie across scattered pages; what is not mapped is black, and the head says so. */
static void a_picture_on_scattered_pages(void **state)
{
    for (uint32_t i = 0; i < 16; i++)
        bench_map(&b, i, REFGPU_PTE(DATA_AT + (i * 7 % 16) * PAGE, REFGPU_PTE_VALID | REFGPU_PTE_READ_ONLY));
    for (uint32_t i = 0; i < 16 * PAGE; i++)
        b.ram[DATA_AT + i] = (uint8_t)(i * 31 + (i >> 8) + 1) | 1;
    set_mode(0, APERTURE + 100, 50, 40, REFGPU_PITCH(1000, REFGPU_X8R8G8B8));
    for (int hole = 0; hole < 2; hole++) {
        struct device_scanout s = scanout(0);
        assert_true(s.enabled);
        for (uint32_t y = 0; y < 40; y++)
            for (uint32_t x = 0; x < 200; x++) {
                uint32_t offset = 100 + y * 1000 + x, page = offset / PAGE * 7 % 16;
                uint8_t expected =
                    hole && offset / PAGE == 3 ? 0 : b.ram[DATA_AT + page * PAGE + offset % PAGE];
                assert_int_equal(((const uint8_t *)s.pixels)[y * s.stride + x], expected);
            }
        assert_int_equal(!!(head_read(0, REFGPU_HEAD_STATUS) & REFGPU_HEAD_UNDERRUN), hole);
        bench_map(&b, 3, 0);
    }
    refgpu_tick_vsync(b.device, 0); /* a blank without a flip */
    assert_true(head_read(0, REFGPU_HEAD_STATUS) & REFGPU_HEAD_UNDERRUN);
    head_write(0, REFGPU_HEAD_FLIP, REFGPU_FLIP_IMMEDIATE);
    assert_false(head_read(0, REFGPU_HEAD_STATUS) & REFGPU_HEAD_UNDERRUN);
    b.device->ops->reset(b.device);
    assert_false(scanout(0).enabled);
}

static void flips_wait_for_the_blank(void **state)
{
    set_mode(0, 0x1000, 16, 16, REFGPU_PITCH(64, REFGPU_X8R8G8B8));
    assert_ptr_equal(scanout(0).pixels, b.vram + 0x1000);
    set_address(0, 0x2000, REFGPU_PITCH(128, REFGPU_X8R8G8B8));
    assert_ptr_equal(scanout(0).pixels, b.vram + 0x1000); /* registers alone do nothing */
    head_write(0, REFGPU_HEAD_FLIP, REFGPU_FLIP_VSYNC);
    set_address(0, 0x3000, REFGPU_PITCH(64, REFGPU_X8R8G8B8)); /* the flip has its address */
    assert_int_equal(head_read(0, REFGPU_HEAD_STATUS), REFGPU_HEAD_CONNECTED | REFGPU_HEAD_FLIP_PENDING);
    assert_int_equal(head_read(0, REFGPU_HEAD_CURRENT_LO), 0x1000);
    assert_ptr_equal(scanout(0).pixels, b.vram + 0x1000);
    refgpu_tick_vsync(b.device, 1); /* the other head's */
    assert_ptr_equal(scanout(0).pixels, b.vram + 0x1000);
    refgpu_tick_vsync(b.device, 0);
    assert_int_equal(head_read(0, REFGPU_HEAD_STATUS), REFGPU_HEAD_CONNECTED);
    assert_int_equal(head_read(0, REFGPU_HEAD_CURRENT_LO), 0x2000);
    assert_int_equal(scanout(0).stride, 128);
    head_write(0, REFGPU_HEAD_FLIP, REFGPU_FLIP_VSYNC);
    set_address(0, 0x4000, REFGPU_PITCH(64, REFGPU_X8R8G8B8));
    head_write(0, REFGPU_HEAD_FLIP, REFGPU_FLIP_VSYNC); /* replaces the one that waits */
    refgpu_tick_vsync(b.device, 0);
    assert_ptr_equal(scanout(0).pixels, b.vram + 0x4000);
    set_address(0, 0x5000, REFGPU_PITCH(64, REFGPU_X8R8G8B8));
    head_write(0, REFGPU_HEAD_FLIP, REFGPU_FLIP_VSYNC);
    set_address(0, 0x6000, REFGPU_PITCH(64, REFGPU_X8R8G8B8));
    head_write(0, REFGPU_HEAD_FLIP, REFGPU_FLIP_IMMEDIATE);
    assert_ptr_equal(scanout(0).pixels, b.vram + 0x6000);
    refgpu_tick_vsync(b.device, 0);
    assert_ptr_equal(scanout(0).pixels, b.vram + 0x6000);
}

/* The address of a flip of a picture in the aperture has 64 bits. */
static void flip_by_command(void **state)
{
    bench_map(&b, 1, REFGPU_PTE(DATA_AT, REFGPU_PTE_VALID));
    memset(b.ram + DATA_AT, 0x42, PAGE);
    set_mode(0, 0, 8, 8, REFGPU_PITCH(32, REFGPU_X8R8G8B8));
    uint64_t at = APERTURE + PAGE;
    uint32_t c[] = {REFGPU_COMMAND(REFGPU_REGISTER_WRITE, 0, 3),
                    REFGPU_HEAD(0) + REFGPU_HEAD_ADDRESS_LO,
                    (uint32_t)at,
                    REFGPU_COMMAND(REFGPU_REGISTER_WRITE, 0, 3),
                    REFGPU_HEAD(0) + REFGPU_HEAD_ADDRESS_HI,
                    (uint32_t)(at >> 32),
                    REFGPU_COMMAND(REFGPU_REGISTER_WRITE, 0, 3),
                    REFGPU_HEAD(0) + REFGPU_HEAD_FLIP,
                    REFGPU_FLIP_VSYNC};
    bench_run(&b, 0, c, COUNT(c));
    refgpu_tick_vsync(b.device, 0);
    assert_int_equal(head_read(0, REFGPU_HEAD_CURRENT_HI), at >> 32);
    assert_int_equal(*(const uint8_t *)scanout(0).pixels, 0x42);
}

static void vertical_blanks(void **state)
{
    refgpu_tick_vsync(b.device, 0); /* a head that is off has no time */
    assert_int_equal(head_read(0, REFGPU_HEAD_VSYNC_COUNT), 0);
    assert_int_equal(bench_interrupts(&b), 0);
    set_mode(1, 0, 8, 8, REFGPU_PITCH(32, REFGPU_X8R8G8B8));
    b.acknowledge = true;
    for (unsigned i = 1; i <= 5; i++) {
        refgpu_tick_vsync(b.device, 1);
        assert_int_equal(bench_interrupts(&b), i);
        assert_int_equal(head_read(1, REFGPU_HEAD_VSYNC_COUNT), i);
    }
    assert_int_equal(b.seen, REFGPU_INT_VSYNC(1));
    bench_write(&b, REFGPU_INT_ENABLE, REFGPU_INT_ALL & ~REFGPU_INT_VSYNC(1));
    refgpu_tick_vsync(b.device, 1);
    assert_int_equal(bench_interrupts(&b), 5);
    /* A blanked head shows nothing and has its time. */
    head_write(1, REFGPU_HEAD_CONTROL, REFGPU_HEAD_ENABLE | REFGPU_HEAD_BLANK);
    assert_false(scanout(1).enabled);
    refgpu_tick_vsync(b.device, 1);
    assert_int_equal(head_read(1, REFGPU_HEAD_VSYNC_COUNT), 7);
    head_write(1, REFGPU_HEAD_CONTROL, REFGPU_HEAD_ENABLE);
    assert_true(scanout(1).enabled);
    refgpu_set_scanline(b.device, 1, 123);
    assert_int_equal(head_read(1, REFGPU_HEAD_SCANLINE), 123);
    assert_int_equal(head_read(0, REFGPU_HEAD_SCANLINE), 0);
}

static void monitors_come_and_go(void **state)
{
    uint8_t edid[2000];

    assert_int_equal(b.device->ops->bar_read(b.device, 2, REFGPU_EDID(1), 8), 0x00ffffffffffff00);
    assert_int_equal(head_read(1, REFGPU_HEAD_STATUS), REFGPU_HEAD_CONNECTED);
    refgpu_set_edid(b.device, 1, NULL, 0);
    assert_int_equal(head_read(1, REFGPU_HEAD_STATUS), 0);
    assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), REFGPU_INT_HOTPLUG(1));
    assert_int_equal(b.device->ops->bar_read(b.device, 2, REFGPU_EDID(1), 8), 0);
    memset(edid, 7, sizeof(edid));
    refgpu_set_edid(b.device, 1, edid, sizeof(edid)); /* the window has 1024 bytes */
    assert_int_equal(b.device->ops->bar_read(b.device, 2, REFGPU_EDID(1) + 1022, 4), 0x0707);
    assert_int_equal(b.device->ops->bar_read(b.device, 2, REFGPU_EDID(1) + 1023, 1), 7);
    assert_int_equal(b.device->ops->bar_read(b.device, 2, REFGPU_MMIO_SIZE - 8, 8), 0);
    assert_int_equal(head_read(1, REFGPU_HEAD_STATUS), REFGPU_HEAD_CONNECTED);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    static const struct CMUnitTest tests[] = {
        TEST(pictures_of_every_format), TEST(pictures_that_do_not_fit), TEST(a_picture_on_scattered_pages),
        TEST(flips_wait_for_the_blank), TEST(flip_by_command),          TEST(vertical_blanks),
        TEST(monitors_come_and_go),
    };
    return cmocka_run_group_tests_name("refgpu display", tests, NULL, NULL);
}
