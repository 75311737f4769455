/*
 * What a driver is asked, in which order and with what: a witness under the seam writes the calls of one life down, and the tests
 * compare them with what drivers have seen on Windows.
 */
#include "ddi.h"
#include "misdeeds_face.h"
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define MAX_CALLS 4096u

/* One call, as far as the tests look at it. */
struct call {
    enum ddi_id id;
    ULONG detail; /* QueryAdapterInfo: type; SetPowerState: state; visibility: on or off */
    ULONG size;   /* QueryAdapterInfo: OutputDataSize */
    KIRQL irql;
    DXGKARG_PRESENT_DISPLAYONLY present;
    RECT first_dirty;
    NTSTATUS status;
};

static struct {
    struct call calls[MAX_CALLS];
    unsigned count;
    unsigned presents_inside, presents_at_once;
} witness;

static void before(void *ctx, struct ddi_call *call)
{
    unsigned at = __atomic_fetch_add(&witness.count, 1, __ATOMIC_SEQ_CST);
    (void)ctx;
    if (at >= MAX_CALLS)
        return;
    struct call *c = &witness.calls[at];
    *c = (struct call){.id = call->id, .irql = KeGetCurrentIrql()};
    if (call->id == DDI_ID_QueryAdapterInfo) {
        const DXGKARG_QUERYADAPTERINFO *arg = *(const DXGKARG_QUERYADAPTERINFO **)call->args[1];
        c->detail = (ULONG)arg->Type;
        c->size = arg->OutputDataSize;
    } else if (call->id == DDI_ID_SetPowerState) {
        c->detail = (ULONG) * (DEVICE_POWER_STATE *)call->args[2];
    } else if (call->id == DDI_ID_SetVidPnSourceVisibility) {
        c->detail = (*(const DXGKARG_SETVIDPNSOURCEVISIBILITY **)call->args[1])->Visible;
    } else if (call->id == DDI_ID_PresentDisplayOnly) {
        c->present = **(const DXGKARG_PRESENT_DISPLAYONLY **)call->args[1];
        if (c->present.NumDirtyRects)
            c->first_dirty = c->present.pDirtyRect[0];
        unsigned inside = __atomic_add_fetch(&witness.presents_inside, 1, __ATOMIC_SEQ_CST);
        if (inside > witness.presents_at_once)
            witness.presents_at_once = inside;
    }
}

static void after(void *ctx, struct ddi_call *call)
{
    (void)ctx;
    if (call->id == DDI_ID_PresentDisplayOnly)
        __atomic_sub_fetch(&witness.presents_inside, 1, __ATOMIC_SEQ_CST);
    for (unsigned i = witness.count < MAX_CALLS ? witness.count : MAX_CALLS; i-- > 0;) {
        if (witness.calls[i].id == call->id) {
            witness.calls[i].status = call->status;
            return;
        }
    }
}

static const struct ddi_shim witness_shim = {.name = "witness", .before = before, .after = after};

static struct stage live(const char *misdeed, enum dxgk_stop how)
{
    struct stage stage = {.host = NT_HOST_SIM, .seed = 1, .entry = misdeed_test_entry(), .how = how};
    stage.shims[0] = &witness_shim;
    memset(&witness, 0, sizeof(witness));
    assert_true(misdeed_test()->choose(misdeed));
    stage_run(&stage);
    assert_in_range(witness.count, 1, MAX_CALLS);
    return stage;
}

/* Index of the first call of `id` from `from` on; fails when there is none. */
static unsigned next(enum ddi_id id, unsigned from)
{
    for (unsigned i = from; i < witness.count; i++) {
        if (witness.calls[i].id == id)
            return i;
    }
    fail_msg("%s was not called after call %u", ddi_name(id), from);
    return 0;
}

static unsigned count(enum ddi_id id)
{
    unsigned n = 0;
    for (unsigned i = 0; i < witness.count; i++)
        n += witness.calls[i].id == id;
    return n;
}

/* OBS-01, SYN-05: each is called, and called first, in this order. */
static void a_start_asks_in_the_order_of_windows(void **state)
{
    static const enum ddi_id order[] = {DDI_ID_AddDevice,
                                        DDI_ID_StartDevice,
                                        DDI_ID_QueryChildRelations,
                                        DDI_ID_QueryAdapterInfo,
                                        DDI_ID_QueryDeviceDescriptor,
                                        DDI_ID_RecommendMonitorModes,
                                        DDI_ID_EnumVidPnCofuncModality,
                                        DDI_ID_CommitVidPn,
                                        DDI_ID_SetVidPnSourceVisibility,
                                        DDI_ID_PresentDisplayOnly};
    unsigned last = 0;
    (void)state;
    live(NULL, DXGK_STOP_PLAIN);
    for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
        unsigned at = next(order[i], 0);
        if (at < last)
            fail_msg("%s came before %s", ddi_name(order[i]), ddi_name(order[i - 1]));
        last = at;
    }
}

/* OBS-13, DOD-17: the size of a WIN8 driver's caps. OBS-26: type 47 is asked with 4 bytes, and its refusal does no harm. */
static void caps_are_asked_with_the_size_of_the_declared_version(void **state)
{
    bool unknown = false;
    (void)state;
    struct stage stage = live(NULL, DXGK_STOP_PLAIN);
    const struct call *first = &witness.calls[next(DDI_ID_QueryAdapterInfo, 0)];
    assert_int_equal(first->detail, DXGKQAITYPE_DRIVERCAPS);
    assert_int_equal(first->size, 0x220);
    for (unsigned i = 0; i < witness.count; i++) {
        const struct call *c = &witness.calls[i];
        if (c->id == DDI_ID_QueryAdapterInfo && c->detail == 47) {
            assert_int_equal(c->size, 4);
            unknown = true;
        }
    }
    assert_true(unknown);
    assert_int_equal(stage.finding_count, 0);
    assert_true(NT_SUCCESS(stage.start));
}

/* OBS-07, OBS-135: a refusal after a good StartDevice is undone by StopDevice and RemoveDevice. OBS-09: and says why. */
static void a_refused_start_is_undone(void **state)
{
    (void)state;
    struct stage stage = live("caps_fail", DXGK_STOP_PLAIN);
    assert_false(NT_SUCCESS(stage.start));
    assert_true(stage.refusals_at_start > 0);
    assert_int_equal(stage.leaks, 0);
    unsigned stop = next(DDI_ID_StopDevice, next(DDI_ID_StartDevice, 0));
    assert_int_equal(next(DDI_ID_RemoveDevice, stop), witness.count - 1);
    assert_int_equal(count(DDI_ID_CommitVidPn), 0);
}

/* OBS-21: a failing StartDevice gives its own status, and is not stopped: it has nothing. */
static void a_failed_start_is_not_stopped(void **state)
{
    (void)state;
    struct stage stage = live("start_fails", DXGK_STOP_PLAIN);
    assert_int_equal(stage.start, STATUS_DEVICE_NOT_READY);
    assert_int_equal(count(DDI_ID_StopDevice), 0);
    assert_int_equal(count(DDI_ID_RemoveDevice), 1);
}

/* POST-07, POST-05: the release stands for the stop. OBS-138: an ordinary removal stops and releases nothing. */
static void there_is_one_way_to_stop(void **state)
{
    (void)state;
    live(NULL, DXGK_STOP_PLAIN);
    assert_int_equal(count(DDI_ID_StopDevice), 1);
    assert_int_equal(count(DDI_ID_StopDeviceAndReleasePostDisplayOwnership), 0);
    live(NULL, DXGK_STOP_RELEASE_POST);
    assert_int_equal(count(DDI_ID_StopDevice), 0);
    assert_int_equal(count(DDI_ID_StopDeviceAndReleasePostDisplayOwnership), 1);
}

/* POST-07 */
static void a_failed_release_is_followed_by_a_stop(void **state)
{
    (void)state;
    live("release_fails", DXGK_STOP_RELEASE_POST);
    unsigned release = next(DDI_ID_StopDeviceAndReleasePostDisplayOwnership, 0);
    assert_true(next(DDI_ID_StopDevice, release) > release);
}

/* DOD-30, DOD-35, DOD-41, DOD-46, DOD-48 */
static void presents_come_as_the_page_says(void **state)
{
    (void)state;
    live(NULL, DXGK_STOP_PLAIN);
    assert_true(count(DDI_ID_PresentDisplayOnly) >= 4);
    assert_int_equal(witness.presents_at_once, 1);
    for (unsigned i = 0; i < witness.count; i++) {
        const struct call *c = &witness.calls[i];
        if (c->id != DDI_ID_PresentDisplayOnly)
            continue;
        assert_int_equal(c->present.VidPnSourceId, 0);
        assert_int_equal(c->present.BytesPerPixel, 4);
        assert_non_null(c->present.pSource);
        assert_null(c->present.pfnPresentDisplayOnlyProgress);
        assert_true(c->present.NumMoves + c->present.NumDirtyRects > 0);
        assert_int_equal(c->irql, PASSIVE_LEVEL);
    }
}

/* DOD-49, DOD-19: whole source first, also after sleep, and visible before. OBS-145: sleep comes without further notice. */
static void the_first_present_is_of_everything(void **state)
{
    (void)state;
    live(NULL, DXGK_STOP_PLAIN);
    unsigned at = next(DDI_ID_PresentDisplayOnly, 0);
    const RECT whole = witness.calls[at].first_dirty;
    assert_int_equal(whole.left, 0);
    assert_int_equal(whole.top, 0);
    assert_true(whole.right >= 640 && whole.bottom >= 480);
    unsigned sleep = next(DDI_ID_SetPowerState, at);
    assert_int_equal(witness.calls[sleep].detail, PowerDeviceD3);
    unsigned wake = next(DDI_ID_SetPowerState, sleep + 1);
    assert_int_equal(witness.calls[wake].detail, PowerDeviceD0);
    unsigned again = next(DDI_ID_PresentDisplayOnly, wake);
    assert_memory_equal(&witness.calls[again].first_dirty, &whole, sizeof(whole));
    for (unsigned i = sleep; i < wake; i++)
        assert_int_not_equal(witness.calls[i].id, DDI_ID_PresentDisplayOnly);
}

/* PTR-05, OBS-58: no pointer caps are fine; a shape never comes then. */
static void without_pointer_caps_no_shape_comes(void **state)
{
    (void)state;
    struct stage stage = live(NULL, DXGK_STOP_PLAIN);
    assert_int_equal(count(DDI_ID_SetPointerShape), 0);
    assert_int_equal(stage.finding_count, 0);
}

/* OBS-65, DOD-47: a present that fails is not the end, and what it should have drawn comes again. */
static void a_failed_present_is_presented_again(void **state)
{
    (void)state;
    struct stage stage = live("present_fails_now_and_then", DXGK_STOP_PLAIN);
    assert_true(NT_SUCCESS(stage.start));
    assert_int_equal(stage.tdr_count, 0);
    assert_true(count(DDI_ID_PresentDisplayOnly) >= 5);
    assert_int_equal(count(DDI_ID_StartDevice), 1);
}

/* DOD-45, TDR-15, TDR-04: no report in time means a reset of the adapter, and then it works again. */
static void a_lost_report_resets_the_adapter(void **state)
{
    (void)state;
    struct stage stage = live("pending_never_reported", DXGK_STOP_PLAIN);
    assert_int_equal(stage.tdr_count, 1);
    assert_true(NT_SUCCESS(stage.last_present));
    unsigned reset = next(DDI_ID_ResetDevice, next(DDI_ID_PresentDisplayOnly, 0));
    next(DDI_ID_PresentDisplayOnly, next(DDI_ID_StartDevice, reset));
}

/* OBS-33: a driver-private escape to a driver without the DDI. */
static void an_escape_without_handler_is_not_supported(void **state)
{
    (void)state;
    struct stage stage = live(NULL, DXGK_STOP_PLAIN);
    assert_int_equal(stage.escape, STATUS_NOT_SUPPORTED);
    assert_int_equal(stage.finding_count, 0);
}

/* OBS-05: interfaces are asked for before StartDevice, and refusing them all does no harm. */
static void interfaces_may_all_be_refused(void **state)
{
    (void)state;
    struct stage stage = live("interfaces_refused", DXGK_STOP_PLAIN);
    assert_true(next(DDI_ID_QueryInterface, next(DDI_ID_AddDevice, 0)) < next(DDI_ID_StartDevice, 0));
    assert_true(NT_SUCCESS(stage.start));
    assert_int_equal(stage.finding_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_start_asks_in_the_order_of_windows),
        cmocka_unit_test(caps_are_asked_with_the_size_of_the_declared_version),
        cmocka_unit_test(a_refused_start_is_undone),
        cmocka_unit_test(a_failed_start_is_not_stopped),
        cmocka_unit_test(there_is_one_way_to_stop),
        cmocka_unit_test(a_failed_release_is_followed_by_a_stop),
        cmocka_unit_test(presents_come_as_the_page_says),
        cmocka_unit_test(the_first_present_is_of_everything),
        cmocka_unit_test(without_pointer_caps_no_shape_comes),
        cmocka_unit_test(a_failed_present_is_presented_again),
        cmocka_unit_test(a_lost_report_resets_the_adapter),
        cmocka_unit_test(an_escape_without_handler_is_not_supported),
        cmocka_unit_test(interfaces_may_all_be_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
