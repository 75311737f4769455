/* What the kernel answers to a driver that asks (probe.c), compared with what it has to answer. */
#include "ddi.h"
#include "misdeeds_face.h"
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static struct stage stage;

static int live(void **state)
{
    (void)state;
    stage =
        (struct stage){.host = NT_HOST_SIM, .seed = 1, .entry = misdeed_test_entry(), .how = DXGK_STOP_PLAIN};
    if (!misdeed_test()->choose("probe"))
        return -1;
    stage_run(&stage);
    return stage.outcome.bugchecked || !NT_SUCCESS(stage.start) ? -1 : 0;
}

static void asking_is_no_misdeed(void **state)
{
    (void)state;
    if (stage.finding_count)
        stage_print(&stage);
    assert_int_equal(stage.finding_count, 0);
    assert_int_equal(stage.leaks, 0);
}

/* CBK-01, CBK-02, OBS-31: the size of the version that the driver declared, not of what this kernel was compiled with. */
static void the_interface_is_of_the_declared_version(void **state)
{
    (void)state;
    assert_int_equal(misdeed_test()->facts->interface_size, 256);
    assert_int_equal(misdeed_test()->facts->interface_version, DXGKDDI_INTERFACE_VERSION_WIN8);
}

/* CBK-05 */
static void device_space_is_read_at_any_length(void **state)
{
    static const UCHAR ids[] = {0x34, 0x12, 0x11, 0x11};
    (void)state;
    assert_int_equal(misdeed_test()->facts->config_reads, sizeof(misdeed_test()->facts->config));
    assert_memory_equal(misdeed_test()->facts->config, ids, sizeof(ids));
}

/* FEN-13, FEN-08 */
static void synchronized_routines_run_at_device_irql(void **state)
{
    (void)state;
    assert_int_equal(misdeed_test()->facts->synchronize_nothing, STATUS_INVALID_PARAMETER);
    assert_int_equal(misdeed_test()->facts->synchronize, STATUS_SUCCESS);
    assert_int_equal(misdeed_test()->facts->synchronized_result, TRUE);
    assert_in_range(misdeed_test()->facts->synchronized_irql, DISPATCH_LEVEL + 1, HIGH_LEVEL - 1);
}

/* FEN-11, FEN-12: a second one is queued only if the first already runs, on another processor. */
static void there_is_one_dpc(void **state)
{
    bool refused = false;
    (void)state;
    for (uint64_t seed = 1; seed <= 16; seed++) {
        stage.seed = seed;
        stage_run(&stage);
        assert_true(misdeed_test()->facts->queued_first);
        assert_int_equal(misdeed_test()->facts->dpcs, 1 + misdeed_test()->facts->queued_second);
        assert_int_equal(misdeed_test()->facts->dpc_irql, DISPATCH_LEVEL);
        refused = refused || !misdeed_test()->facts->queued_second;
    }
    assert_true(refused);
}

/* VPN-10 */
static void nothing_pinned_is_a_success_without_a_mode(void **state)
{
    (void)state;
    assert_true(NT_SUCCESS(misdeed_test()->facts->unpinned));
    assert_false(misdeed_test()->facts->unpinned_mode);
}

/* VPN-11 */
static void enumeration_ends_with_a_success_code(void **state)
{
    (void)state;
    assert_int_equal(misdeed_test()->facts->after_last_path, STATUS_GRAPHICS_NO_MORE_ELEMENTS_IN_DATASET);
    assert_true(NT_SUCCESS(misdeed_test()->facts->after_last_path));
}

/* OBS-141 */
static void interrupts_are_connected_until_the_driver_has_stopped(void **state)
{
    (void)state;
    assert_int_equal(misdeed_test()->facts->synchronize_in_stop, STATUS_SUCCESS);
}

/* OBS-64: the desktop image is kernel memory here, as the canonical display driver's shadow is. */
static void images_may_be_kernel_memory(void **state)
{
    (void)state;
    assert_true(misdeed_test()->facts->presents > 0);
    assert_int_equal(misdeed_test()->facts->kernel_images, misdeed_test()->facts->presents);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asking_is_no_misdeed),
        cmocka_unit_test(the_interface_is_of_the_declared_version),
        cmocka_unit_test(device_space_is_read_at_any_length),
        cmocka_unit_test(synchronized_routines_run_at_device_irql),
        cmocka_unit_test(there_is_one_dpc),
        cmocka_unit_test(nothing_pinned_is_a_success_without_a_mode),
        cmocka_unit_test(enumeration_ends_with_a_success_code),
        cmocka_unit_test(interrupts_are_connected_until_the_driver_has_stopped),
        cmocka_unit_test(images_may_be_kernel_memory),
    };
    return cmocka_run_group_tests(tests, live, NULL);
}
