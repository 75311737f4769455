/* The crash screen and the hand-over of the frame buffer. The crash screen runs with the kernel's services
 * off. */
#include "kernel.h"

#include <stdlib.h>

static NTSTATUS enable(UINT target, UINT *width, UINT *height)
{
    DXGKARG_SYSTEM_DISPLAY_ENABLE_FLAGS flags = {0};
    D3DDDIFORMAT format = D3DDDIFMT_UNKNOWN;
    NTSTATUS status;

    kernel.services_off = true;
    status = kernel.table.DxgkDdiSystemDisplayEnable(kernel.context, target, &flags, width, height, &format);
    kernel.services_off = false;
    if (NT_SUCCESS(status))
        assert_int_equal(format, D3DDDIFMT_X8R8G8B8);
    return status;
}

static void write_image(const uint32_t *image, UINT width, UINT height, UINT stride, UINT x, UINT y)
{
    kernel.services_off = true;
    kernel.table.DxgkDdiSystemDisplayWrite(kernel.context, (void *)image, width, height, stride, x, y);
    kernel.services_off = false;
}

static uint32_t converted(uint32_t pixel, unsigned bits)
{
    return bits == 16 ? (pixel >> 8 & 0xf800) | (pixel >> 5 & 0x07e0) | (pixel >> 3 & 0x1f)
                      : pixel & 0xffffff;
}

static void test_crash_screen_at_every_depth(void **state) /* POST-08, POST-09, POST-10 */
{
    static const ULONG depths[] = {32, 24, 16};
    static const uint32_t image[2][3] = {{0xff0000, 0x00ff00, 0x0000ff}, {0x123456, 0x789abc, 0xffffff}};

    for (size_t i = 0; i < ARRAYSIZE(depths); i++) {
        struct kernel_options options = {.bits_per_pixel = depths[i]};
        UINT width, height;
        kernel_up(&options);
        kernel_set_mode(1024, 768, D3DKMDT_VPPR_ROTATE90);
        memset(kernel.device->bars[0].memory, 0x77, 1024 * 768 * depths[i] / 8);
        assert_int_equal(enable(0, &width, &height), STATUS_SUCCESS);
        assert_int_equal(width, 1024);
        assert_int_equal(height, 768);
        kernel_assert_black("crash screen");
        write_image(&image[0][0], 3, 2, sizeof(image[0]), 100, 50);
        struct device_scanout s = kernel_scanout();
        for (UINT y = 0; y < 2; y++)
            for (UINT x = 0; x < 3; x++)
                assert_int_equal(kernel_pixel(&s, 100 + x, 50 + y) & 0xffffff,
                                 converted(image[y][x], depths[i]));
        assert_int_equal(kernel_pixel(&s, 99, 50) & 0xffffff, 0);
        assert_int_equal(kernel_pixel(&s, 103, 50) & 0xffffff, 0);
        kernel_fini();
    }
}

static void test_crash_screen_without_a_mode(void **state) /* POST-08 */
{
    UINT width, height;

    kernel_up(NULL);
    assert_int_equal(enable(0, &width, &height), STATUS_SUCCESS);
    assert_true(width >= 640 && height >= 480);
    assert_true(kernel_scanout().enabled);
    assert_int_equal(enable(3, &width, &height), STATUS_NOT_SUPPORTED);
    kernel_fini();
}

static void test_crash_screen_lights_a_sleeping_monitor(void **state) /* POST-09 */
{
    UINT width, height;

    kernel_up(NULL);
    kernel_set_mode(800, 600, D3DKMDT_VPPR_IDENTITY);
    kernel.table.DxgkDdiSetPowerState(kernel.context, 0, PowerDeviceD3, PowerActionNone);
    assert_false(kernel_scanout().enabled);
    assert_int_equal(enable(0, &width, &height), STATUS_SUCCESS);
    assert_true(kernel_scanout().enabled);
    kernel_fini();
}

/* Whatever position and size: the part inside is drawn, nothing else is touched (the sanitizers watch the
 * frame buffer's end). */
static void test_crash_writes_are_cut(void **state)
{
    static const struct {
        UINT width, height, stride, x, y;
    } cases[] = {
        {64, 64, 256, 620, 470},
        {64, 64, 256, 640, 0},
        {64, 64, 256, 0, 480},
        {64, 64, 256, 0xffffffff, 0},
        {64, 64, 256, 0, 0x80000000},
        {0, 0, 0, 0, 0},
        {64, 64, 0, 0, 0},
        {64, 64, 255, 0, 0},
        {64, 64, 0xffffffff, 0, 0},
        {64, 64, 0xffffff00, 0, 0},
        {0xffffffff, 64, 256, 0, 0},
        {64, 0xffffffff, 256, 639, 479},
    };
    uint32_t image[64 * 64];
    uint8_t *below;
    UINT width, height;

    memset(image, 0x44, sizeof(image));
    kernel_up(NULL);
    kernel_set_mode(640, 480, D3DKMDT_VPPR_IDENTITY);
    assert_int_equal(enable(0, &width, &height), STATUS_SUCCESS);
    below = (uint8_t *)kernel.device->bars[0].memory + 640 * 480 * 4;
    memset(below, 0x77, 640 * 64 * 4);
    for (size_t i = 0; i < ARRAYSIZE(cases); i++)
        write_image(image, cases[i].width, cases[i].height, cases[i].stride, cases[i].x, cases[i].y);
    struct device_scanout s = kernel_scanout();
    assert_int_equal(kernel_pixel(&s, 620, 470), 0x44444444);
    assert_int_equal(kernel_pixel(&s, 639, 479), 0x44444444);
    for (size_t i = 0; i < 640 * 64 * 4; i++)
        assert_int_equal(below[i], 0x77);
    assert_int_equal(kernel_pixel(&s, 0, 0) & 0xffffff, 0);
    kernel_fini();
}

static void test_hand_over(void **state) /* POST-06, POST-07, OBS-143 */
{
    static const ULONG depths[] = {32, 24, 16};
    DXGK_DISPLAY_INFORMATION info;

    for (size_t i = 0; i < ARRAYSIZE(depths); i++) {
        struct kernel_options options = {.bits_per_pixel = depths[i]};
        kernel_up(&options);
        kernel_set_mode(1024, 768, D3DKMDT_VPPR_ROTATE180);
        memset(kernel.device->bars[0].memory, 0x77, 1024 * 768 * depths[i] / 8);
        memset(&info, 0xCC, sizeof(info));
        assert_int_equal(
            kernel.table.DxgkDdiStopDeviceAndReleasePostDisplayOwnership(kernel.context, 5, &info),
            STATUS_NOT_SUPPORTED);
        assert_int_equal(
            kernel.table.DxgkDdiStopDeviceAndReleasePostDisplayOwnership(kernel.context, 0, &info),
            STATUS_SUCCESS);
        assert_int_equal(info.Width, 1024);
        assert_int_equal(info.Height, 768);
        assert_true(info.Pitch >= info.Width * 4);
        assert_int_equal(info.ColorFormat, D3DDDIFMT_X8R8G8B8);
        assert_int_equal(info.PhysicAddress.QuadPart, KERNEL_VRAM_ADDRESS);
        assert_int_equal(info.TargetId, 0);
        assert_int_equal(kernel.register_maps, 0);
        struct device_scanout s = kernel_scanout();
        assert_true(s.enabled);
        assert_int_equal(s.bits_per_pixel, 32);
        assert_int_equal(s.stride, info.Pitch);
        kernel_assert_black("handed over");
        assert_int_equal(kernel_start(), STATUS_SUCCESS); /* enabled again */
        kernel_set_mode(640, 480, D3DKMDT_VPPR_IDENTITY);
        assert_int_equal(kernel_scanout().bits_per_pixel, depths[i]);
        kernel_fini();
    }
}

static void test_hand_over_without_a_mode_or_room(void **state) /* POST-08 */
{
    struct kernel_options small = {.vram = 4u << 20, .bits_per_pixel = 16};
    DXGK_DISPLAY_INFORMATION info;

    kernel_up(&small);
    kernel_set_mode(1920, 1080, D3DKMDT_VPPR_IDENTITY); /* fits with 16 bits only */
    assert_int_equal(kernel.table.DxgkDdiStopDeviceAndReleasePostDisplayOwnership(kernel.context, 0, &info),
                     STATUS_SUCCESS);
    assert_int_equal(info.Width, 800);
    assert_int_equal(info.Height, 600);
    assert_int_equal(kernel_start(), STATUS_SUCCESS);
    assert_int_equal(kernel.table.DxgkDdiStopDeviceAndReleasePostDisplayOwnership(kernel.context, 0, &info),
                     STATUS_SUCCESS);
    assert_true(info.Width >= 800 && info.Height >= 600);
    assert_true(kernel_scanout().enabled);
    kernel_fini();
}

static void test_hand_over_that_fails_is_followed_by_stop(void **state) /* POST-07 */
{
    DXGK_DISPLAY_INFORMATION info;

    kernel_up(NULL);
    kernel_set_mode(800, 600, D3DKMDT_VPPR_IDENTITY);
    bus_local_remove(kernel.bus);
    assert_false(
        NT_SUCCESS(kernel.table.DxgkDdiStopDeviceAndReleasePostDisplayOwnership(kernel.context, 0, &info)));
    assert_int_not_equal(kernel.register_maps, 0);
    kernel_fini(); /* StopDevice lets everything go */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crash_screen_at_every_depth),
        cmocka_unit_test(test_crash_screen_without_a_mode),
        cmocka_unit_test(test_crash_screen_lights_a_sleeping_monitor),
        cmocka_unit_test(test_crash_writes_are_cut),
        cmocka_unit_test(test_hand_over),
        cmocka_unit_test(test_hand_over_without_a_mode_or_room),
        cmocka_unit_test(test_hand_over_that_fails_is_followed_by_stop),
    };

    return cmocka_run_group_tests_name("miniport/bochs system display", tests, NULL, NULL);
}
