/* The bochs-display model, register by register, as a driver and as somebody hostile would use it. */
#include "device.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define VRAM_SIZE (16u << 20)

enum { ID, XRES, YRES, BPP, ENABLE, BANK, VIRT_WIDTH, VIRT_HEIGHT, X_OFFSET, Y_OFFSET, VIDEO_MEMORY_64K };

static struct device *device;

static int setup(void **state)
{
    device = bochs_display_create(VRAM_SIZE);
    assert_non_null(device);
    return 0;
}

static int teardown(void **state)
{
    device_destroy(device);
    return 0;
}

static uint64_t read_mmio(uint64_t offset, unsigned size)
{
    return device->ops->bar_read(device, 2, offset, size);
}

static void write_mmio(uint64_t offset, unsigned size, uint64_t value)
{
    device->ops->bar_write(device, 2, offset, size, value);
}

static uint16_t dispi_read(unsigned index)
{
    return (uint16_t)read_mmio(0x500 + index * 2, 2);
}

static void dispi_write(unsigned index, uint16_t value)
{
    write_mmio(0x500 + index * 2, 2, value);
}

static void set_mode(uint16_t width, uint16_t height, uint16_t bpp)
{
    dispi_write(ENABLE, 0);
    dispi_write(XRES, width);
    dispi_write(YRES, height);
    dispi_write(BPP, bpp);
    dispi_write(X_OFFSET, 0);
    dispi_write(Y_OFFSET, 0);
    dispi_write(ENABLE, 0x41);
}

static struct device_scanout scanout(void)
{
    struct device_scanout s;

    assert_true(device->ops->scanout(device, 0, &s));
    return s;
}

static void identity(void **state)
{
    static const uint8_t id[4] = {0x34, 0x12, 0x11, 0x11};
    static const uint8_t class_code[3] = {0x00, 0x80, 0x03};

    assert_memory_equal(&device->config[0], id, 4);
    assert_memory_equal(&device->config[9], class_code, 3);
    assert_true(device->config[8] >= 2); /* the extended registers are there */
    assert_int_equal(device->config[0x3d], 0);
    assert_int_equal(device->bars[0].size, VRAM_SIZE);
    assert_true(device->bars[0].prefetchable);
    assert_non_null(device->bars[0].memory);
    assert_int_equal(device->bars[2].size, 0x1000);
    assert_null(device->bars[2].memory);
    assert_int_equal(device->interrupt_messages, 0);
}

static void only_sensible_memory_sizes(void **state)
{
    static const size_t bad[] = {0, 1u << 20, 5u << 20, (16u << 20) + 1, 512u << 20};

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        errno = 0;
        assert_null(bochs_display_create(bad[i]));
        assert_int_equal(errno, EINVAL);
    }
}

/* A driver asks for a version by writing it; what the device does not know it does not take. */
static void version_negotiation(void **state)
{
    assert_int_equal(dispi_read(ID), 0xb0c5);
    for (uint16_t id = 0xb0c0; id <= 0xb0c5; id++) {
        dispi_write(ID, id);
        assert_int_equal(dispi_read(ID), id);
    }
    dispi_write(ID, 0xb0c6);
    assert_int_equal(dispi_read(ID), 0xb0c5);
    dispi_write(ID, 0xb0bf);
    assert_int_equal(dispi_read(ID), 0xb0c5);
}

static void capabilities(void **state)
{
    set_mode(640, 480, 32);
    assert_int_equal(dispi_read(VIDEO_MEMORY_64K), VRAM_SIZE >> 16);
    dispi_write(VIDEO_MEMORY_64K, 1);
    assert_int_equal(dispi_read(VIDEO_MEMORY_64K), VRAM_SIZE >> 16);
    dispi_write(ENABLE, 0x43);
    assert_true(dispi_read(XRES) >= 3840);
    assert_true(dispi_read(YRES) >= 2160);
    assert_int_equal(dispi_read(BPP), 32);
    dispi_write(ENABLE, 0x41);
    assert_int_equal(dispi_read(XRES), 640);
    assert_int_equal(dispi_read(YRES), 480);
}

static void picture_at_every_depth(void **state)
{
    static const uint16_t depths[] = {16, 24, 32};

    for (size_t i = 0; i < 3; i++) {
        set_mode(1024, 768, depths[i]);
        struct device_scanout s = scanout();
        assert_true(s.enabled);
        assert_int_equal(s.width, 1024);
        assert_int_equal(s.height, 768);
        assert_int_equal(s.bits_per_pixel, depths[i]);
        assert_int_equal(s.stride, 1024 * depths[i] / 8);
        assert_ptr_equal(s.pixels, device->bars[0].memory);
    }
}

static void virtual_width_and_panning(void **state)
{
    struct device_scanout s;

    set_mode(800, 600, 32);
    dispi_write(VIRT_WIDTH, 1024);
    dispi_write(X_OFFSET, 10);
    dispi_write(Y_OFFSET, 20);
    s = scanout();
    assert_int_equal(s.stride, 4096);
    assert_ptr_equal(s.pixels, (char *)device->bars[0].memory + 20 * 4096 + 40);
    assert_int_equal(dispi_read(VIRT_HEIGHT), VRAM_SIZE / 4096);
    dispi_write(VIRT_WIDTH, 4); /* narrower than the screen: the screen wins */
    assert_int_equal(scanout().stride, 3200);
    dispi_write(XRES, 640); /* a new width starts with its own lines */
    assert_int_equal(scanout().stride, 2560);
}

/* Enabling clears the visible memory unless NOCLEARMEM (0x80) is set; enabling what is enabled does not. */
static void clearing_on_enable(void **state)
{
    uint8_t *vram = device->bars[0].memory;

    set_mode(640, 480, 32);
    vram[0] = vram[640 * 480 * 4 - 1] = vram[640 * 480 * 4] = 0x55;
    dispi_write(ENABLE, 0x41);
    assert_int_equal(vram[0], 0x55);
    dispi_write(ENABLE, 0);
    dispi_write(ENABLE, 0xc1);
    assert_int_equal(vram[0], 0x55);
    dispi_write(ENABLE, 0);
    dispi_write(ENABLE, 0x41);
    assert_int_equal(vram[0], 0);
    assert_int_equal(vram[640 * 480 * 4 - 1], 0);
    assert_int_equal(vram[640 * 480 * 4], 0x55);
}

/* Whatever the registers say, a picture lies inside the memory or there is none. */
static void hostile_geometry_gives_no_picture(void **state)
{
    static const struct {
        const char *description;
        uint16_t width, height, bpp, virt_width, x, y;
    } cases[] = {
        {"no width", 0, 480, 32, 0, 0, 0},
        {"no height", 640, 0, 32, 640, 0, 0},
        {"beyond the memory", 4096, 4096, 32, 4096, 0, 0},
        {"everything at its largest", 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff},
        {"lines too long", 640, 480, 32, 0xffff, 0, 0},
        {"panned below the end", 1024, 768, 32, 1024, 0, 0xfff0},
        {"one line too low", 1024, 4096, 32, 1024, 0, 1},
        {"one pixel too far", 1024, 4096, 32, 1024, 1, 0},
        {"wider than the device can", 16001, 1, 16, 0, 0, 0},
        {"text", 640, 480, 0, 640, 0, 0},
        {"palette", 640, 480, 8, 640, 0, 0},
        {"15 bits", 640, 480, 15, 640, 0, 0},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        set_mode(cases[i].width, cases[i].height, cases[i].bpp);
        dispi_write(VIRT_WIDTH, cases[i].virt_width);
        dispi_write(X_OFFSET, cases[i].x);
        dispi_write(Y_OFFSET, cases[i].y);
        if (scanout().enabled)
            fail_msg("%s: scanned out", cases[i].description);
    }
    set_mode(1024, 4096, 32); /* the whole memory and not a byte more */
    assert_true(scanout().enabled);
}

/* Random registers: memory that scanout() promises readable is readable, all of it (the sanitizers watch). */
static void random_registers(void **state)
{
    uint32_t seed = 1234;
    unsigned pictures = 0;

    print_message("seed %u\n", seed);
    for (int i = 0; i < 20000; i++) {
        seed = seed * 1664525 + 1013904223;
        unsigned index = (seed >> 24) % 12;
        uint16_t value = (uint16_t)(seed >> 8);
        if (index == BPP)
            value = (uint16_t)(8 * (value % 5));
        else if (seed & 64)
            value &= 0x7ff;
        dispi_write(index, value);
        struct device_scanout s = scanout();
        if (!s.enabled)
            continue;
        const uint8_t *first = s.pixels;
        const uint8_t *end = first + (uint64_t)s.stride * (s.height - 1) + s.width * (s.bits_per_pixel / 8);
        assert_true(first >= (uint8_t *)device->bars[0].memory);
        assert_true(end <= (uint8_t *)device->bars[0].memory + VRAM_SIZE);
        pictures++;
    }
    assert_true(pictures > 100);
}

static void accesses_of_other_sizes(void **state)
{
    write_mmio(0x500 + XRES * 2, 4, 480u << 16 | 640); /* XRES and YRES at once */
    assert_int_equal(dispi_read(XRES), 640);
    assert_int_equal(dispi_read(YRES), 480);
    assert_int_equal(read_mmio(0x500 + XRES * 2, 4), 480u << 16 | 640);
    assert_int_equal(read_mmio(0x500 + XRES * 2 + 1, 1), 640 >> 8);
    write_mmio(0x500 + XRES * 2, 1, 1); /* registers are words */
    assert_int_equal(dispi_read(XRES), 640);
    write_mmio(0xffe, 4, 1);
    write_mmio(UINT64_MAX, 8, 1);
    assert_true(read_mmio(UINT64_MAX - 1, 4) == UINT64_MAX);
    assert_int_equal(read_mmio(0x516, 2), 0);
    assert_int_equal(read_mmio(0xffc, 4), 0);
}

static void endianness_register(void **state)
{
    assert_int_equal(read_mmio(0x600, 4), 8);
    assert_int_equal(read_mmio(0x604, 4), 0x1e1e1e1e);
    set_mode(640, 480, 32);
    write_mmio(0x604, 4, 0x12345678);
    assert_int_equal(read_mmio(0x604, 4), 0x1e1e1e1e);
    write_mmio(0x604, 4, 0xbebebebe);
    assert_int_equal(read_mmio(0x604, 4), 0xbebebebe);
    assert_false(scanout().enabled); /* no viewer here reads big-endian pixels */
    write_mmio(0x604, 4, 0x1e1e1e1e);
    assert_true(scanout().enabled);
}

/* Drivers written for the VGA variant write 0x20 to the attribute index to unblank, 0 to blank. */
static void vga_ports_unblank(void **state)
{
    set_mode(640, 480, 32);
    assert_true(scanout().enabled); /* a driver that knows no VGA need not unblank */
    read_mmio(0x41a, 1);            /* resets the flip-flop */
    write_mmio(0x400, 1, 0);
    assert_false(scanout().enabled);
    read_mmio(0x41a, 1);
    write_mmio(0x400, 1, 0x20);
    assert_true(scanout().enabled);
    write_mmio(0x402, 1, 0x01);
    assert_int_equal(read_mmio(0x40c, 1), 0x01);
}

static void vga_index_and_data(void **state)
{
    write_mmio(0x414, 2, 0x5a11); /* CRTC index 0x11, data 0x5a, in one access */
    write_mmio(0x414, 2, 0x3312);
    write_mmio(0x414, 1, 0x11);
    assert_int_equal(read_mmio(0x415, 1), 0x5a);
    read_mmio(0x41a, 1);
    write_mmio(0x400, 1, 0x10); /* attribute 0x10 by the flip-flop */
    write_mmio(0x400, 1, 0x41);
    assert_int_equal(read_mmio(0x401, 1), 0x41);
    assert_int_not_equal(read_mmio(0x41a, 1), read_mmio(0x41a, 1)); /* retrace goes on and off */
}

static void edid_block(void **state)
{
    uint8_t edid[128], sum = 0;
    uint8_t other[1025];

    for (int i = 0; i < 128; i++) {
        edid[i] = (uint8_t)read_mmio((uint64_t)i, 1);
        sum = (uint8_t)(sum + edid[i]);
    }
    assert_memory_equal(edid, "\x00\xff\xff\xff\xff\xff\xff\x00", 8);
    assert_int_equal(sum, 0);
    assert_int_equal(edid[54 + 2] | (edid[54 + 4] & 0xf0) << 4, 1280);
    assert_int_equal(edid[54 + 5] | (edid[54 + 7] & 0xf0) << 4, 800);
    assert_int_equal(read_mmio(128, 4), 0);

    memset(other, 0x77, sizeof(other));
    bochs_display_set_edid(device, other, sizeof(other));
    assert_int_equal(read_mmio(0x3fc, 4), 0x77777777);
    assert_int_equal(read_mmio(0x400, 1), 0x20); /* not a byte too far */
    bochs_display_set_edid(device, NULL, 0);
    assert_int_equal(read_mmio(0, 8), 0);
    write_mmio(0, 4, 0x12345678); /* read-only */
    assert_int_equal(read_mmio(0, 8), 0);
}

static void reset_and_heads(void **state)
{
    struct device_scanout s;

    set_mode(640, 480, 32);
    assert_false(device->ops->scanout(device, 1, &s));
    device->ops->reset(device);
    assert_false(scanout().enabled);
    assert_int_equal(dispi_read(XRES), 0);
    assert_int_equal(dispi_read(ID), 0xb0c5);
}

/* What firmware does: black lines without a gap from the first byte, whatever was there before; no screen where there is no such mode. */
static void boot_screen(void **state)
{
    static const unsigned good[][2] = {{640, 480}, {1280, 800}, {2048, 2048}};
    static const unsigned bad[][2] = {
        {0, 480}, {640, 0}, {2048, 2049}, {16001, 1}, {0x10000 + 640, 480}, {640, 0x10000 + 480}};

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        memset(device->bars[0].memory, 0x55, VRAM_SIZE);
        set_mode(100, 100, 16);
        dispi_write(X_OFFSET, 3);
        write_mmio(0x400, 1, 0); /* the attribute controller: blank */
        assert_true(bochs_display_boot(device, good[i][0], good[i][1]));
        struct device_scanout s = scanout();
        assert_true(s.enabled && s.width == good[i][0] && s.height == good[i][1] && s.bits_per_pixel == 32);
        assert_int_equal(s.stride, s.width * 4);
        assert_ptr_equal(s.pixels, device->bars[0].memory);
        assert_int_equal(((const uint32_t *)s.pixels)[s.width * s.height - 1], 0);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        assert_true(bochs_display_boot(device, 640, 480));
        assert_false(bochs_display_boot(device, bad[i][0], bad[i][1]));
        assert_false(scanout().enabled);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(boot_screen),
        T(identity),
        cmocka_unit_test(only_sensible_memory_sizes),
        T(version_negotiation),
        T(capabilities),
        T(picture_at_every_depth),
        T(virtual_width_and_panning),
        T(clearing_on_enable),
        T(hostile_geometry_gives_no_picture),
        T(random_registers),
        T(accesses_of_other_sizes),
        T(endianness_register),
        T(vga_ports_unblank),
        T(vga_index_and_data),
        T(edid_block),
        T(reset_and_heads),
    };

    return cmocka_run_group_tests_name("device/bochs_display", tests, NULL, NULL);
}
