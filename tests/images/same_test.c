/*
 * A driver does the same whichever of its builds runs: for each seed one life of the native driver and one of its Windows file, in
 * virtual time, call by call and byte by byte the same.
 */
#include "painter.h"
#include "record.h"
#include "under_test.h"

#include "bus.h"
#include "device.h"

#include <stdlib.h>

extern NTSTATUS NTAPI refgpu_driver_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path);
extern NTSTATUS NTAPI bochs_driver_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path);

#define SEEDS 12

struct life {
    uint64_t seed;
    PDRIVER_INITIALIZE entry;
    const struct ddi_shim *shim;
};

/* ---- a full driver: two processes draw ---- */

static struct painter painters[2];

static void paint_some(void *arg)
{
    painter_paint(arg, 6, 5);
}

static int full_life(void *arg)
{
    struct life *life = arg;
    struct stage stage;
    PKTHREAD thread[2];
    struct stage_options options = {
        .entry = life->entry,
        .adapter = {.shims = &life->shim,
                    .shim_count = 1,
                    .render = {.seed = life->seed, .preempt_one_in = 3, .always_patch = true}}};
    CHECK(NT_SUCCESS(stage_start(&stage, &options)));
    for (unsigned i = 0; i < 2; i++)
        CHECK(NT_SUCCESS(painter_open(&painters[i], &stage, "painter", i, life->seed * 7 + i)));
    for (unsigned i = 0; i < 2; i++)
        thread[i] = spawn(paint_some, &painters[i]);
    for (unsigned i = 0; i < 2; i++)
        join(thread[i]);
    for (unsigned i = 0; i < 2; i++) {
        CHECK(painters[i].refused == STATUS_SUCCESS);
        CHECK(painter_right(&painters[i]));
        painter_close(&painters[i]);
    }
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

/* ---- a display-only driver: a desktop changes ---- */

static int show(struct dxgk_adapter *adapter)
{
    static uint32_t image[640 * 480];
    struct dxgk_mode mode = {.width = 640, .height = 480, .rotation = D3DKMDT_VPPR_IDENTITY};
    CHECK(NT_SUCCESS(dxgk_set_mode(adapter, 0, &mode)));
    CHECK(NT_SUCCESS(dxgk_set_image(adapter, 0, image, 640 * 4, 640, 480)));
    for (unsigned i = 0; i < 8; i++) {
        RECT dirty = {(LONG)i * 40, 10, (LONG)i * 40 + 100, 200};
        D3DKMT_MOVE_RECT move = {.SourcePoint = {0, (LONG)i}, .DestRect = {20, 20, 220, 120}};
        memset(image + i * 640, 0x30 + (int)i, 640 * 4);
        CHECK(NT_SUCCESS(dxgk_present(adapter, 0, &move, i % 2, &dirty, 1)));
        CHECK(NT_SUCCESS(dxgk_present_drain(adapter, 0, 10000)));
    }
    CHECK(NT_SUCCESS(dxgk_set_visibility(adapter, 0, false)));
    CHECK(NT_SUCCESS(dxgk_set_visibility(adapter, 0, true)));
    CHECK(NT_SUCCESS(dxgk_set_image(adapter, 0, NULL, 0, 0, 0)));
    return 0;
}

static int display_life(void *arg)
{
    struct life *life = arg;
    struct device *device = bochs_display_create(16u << 20);
    struct bus_device *bus = bus_local_open(device);
    struct dxgk_adapter_options options = {.bus = bus,
                                           .is_post_device = true,
                                           .post.target_id = D3DDDI_ID_UNINITIALIZED,
                                           .shims = &life->shim,
                                           .shim_count = 1};
    struct dxgk_driver *driver;
    struct dxgk_adapter *adapter;
    CHECK(NT_SUCCESS(dxgk_driver_load("bochs", life->entry, &driver)));
    CHECK(NT_SUCCESS(dxgk_adapter_start(driver, &options, &adapter)));
    int failed = show(adapter);
    dxgk_adapter_stop(adapter, DXGK_STOP_PLAIN, NULL);
    dxgk_adapter_remove(adapter);
    dxgk_driver_unload(driver);
    bus->ops->close(bus);
    device_destroy(device);
    CHECK(nothing_found());
    return failed;
}

/* ---- the comparison ---- */

static struct record records[2];

static void compare(int (*body)(void *), const char *name, PDRIVER_INITIALIZE native)
{
    PDRIVER_INITIALIZE image = driver_under_test(name, NULL);
    assert_non_null(image);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        for (unsigned i = 0; i < 2; i++) {
            struct life life = {.seed = seed, .entry = i ? image : native, .shim = record_into(&records[i])};
            run_sim(seed, body, &life);
        }
        assert_true(records[0].calls > 50);
        assert_int_equal(record_compare(&records[0], &records[1]), -1);
        record_free(&records[0]);
        record_free(&records[1]);
    }
}

static void test_full(void **state)
{
    compare(full_life, "refgpu", refgpu_driver_entry);
}

static void test_display(void **state)
{
    compare(display_life, "bochs", bochs_driver_entry);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_full), cmocka_unit_test(test_display)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
