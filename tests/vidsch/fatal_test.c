/*
 * What a driver may not do: errors that stop the system, with the parameters of Windows (TDR-16, OBS-131, OBS-130), and reports that are
 * refused (FEN-03, FEN-04, FEN-17, PRE-02). The driver is good; shims make it bad.
 */
#include "painter.h"

#include "bus.h"

static struct misdeed {
    enum ddi_id ddi;
    NTSTATUS status;
    enum {
        NOTHING,
        REPEAT_FENCE,
        FUTURE_FENCE,
        OLD_FENCE,
        WRONG_ENGINE,
        WRONG_NODE,
        WRONG_TYPE,
        WRONG_PREEMPTION,
        ABORT_FUTURE
    } report;
    unsigned hang; /* of the engine, at this command */
    unsigned preempt_one_in;
    unsigned reset_fails;
} misdeed;
static volatile LONG done;
static struct stage stage; /* a stop of the system leaves device and bus behind */

static void after(void *ctx, struct ddi_call *call)
{
    if (call->id == DDI_ID_ResetEngine && misdeed.report == ABORT_FUTURE)
        (*(DXGKARG_RESETENGINE **)call->args[1])->LastAbortedFenceId += 1000;
    if (call->id == misdeed.ddi && misdeed.status != STATUS_SUCCESS)
        call->status = misdeed.status;
}

static void callback_before(void *ctx, struct ddi_callback *callback)
{
    if (callback->id != CB_ID_NotifyInterrupt || misdeed.report == NOTHING)
        return;
    DXGKARGCB_NOTIFY_INTERRUPT_DATA *data = *(DXGKARGCB_NOTIFY_INTERRUPT_DATA **)callback->args[1];
    if (misdeed.report == WRONG_PREEMPTION && data->InterruptType == DXGK_INTERRUPT_DMA_PREEMPTED &&
        !InterlockedExchange(&done, 1))
        data->DmaPreempted.PreemptionFenceId += 1;
    if (data->InterruptType != DXGK_INTERRUPT_DMA_COMPLETED || data->DmaCompleted.SubmissionFenceId < 3)
        return;
    switch (misdeed.report) {
    case FUTURE_FENCE:
        data->DmaCompleted.SubmissionFenceId += 1000;
        return;
    case OLD_FENCE:
        if (!InterlockedExchange(&done, 1))
            data->DmaCompleted.SubmissionFenceId -= 2;
        return;
    case WRONG_ENGINE:
        if (!InterlockedExchange(&done, 1))
            data->DmaCompleted.EngineOrdinal = 1;
        return;
    case WRONG_NODE:
        if (!InterlockedExchange(&done, 1))
            data->DmaCompleted.NodeOrdinal = 7;
        return;
    case WRONG_TYPE:
        if (!InterlockedExchange(&done, 1))
            data->InterruptType = DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS;
        return;
    default:
        return;
    }
}

static const struct ddi_shim shim = {.name = "bad", .after = after, .callback_before = callback_before};
static const struct ddi_shim *const shims[] = {&shim};

static int body(void *arg)
{
    static struct painter painter;
    struct stage_options options = {.adapter = {.shims = shims, .shim_count = 1}};

    done = 0;
    options.adapter.render.preempt_one_in = misdeed.preempt_one_in;
    CHECK(NT_SUCCESS(stage_start(&stage, &options)));
    CHECK(NT_SUCCESS(painter_open(&painter, &stage, "painter", 0, 5)));
    refgpu_set_switch(stage.device, 0, REFGPU_HANG_AT_COMMAND, misdeed.hang);
    refgpu_set_switch(stage.device, 0, REFGPU_RESET_FAILS, misdeed.reset_fails);
    painter_paint(&painter, 12, 3);
    client_wait(&painter.client);
    painter_close(&painter);
    stage_stop(&stage);
    return 0;
}

static void stops(struct misdeed what, ULONG code, ULONG_PTR first, const char *rule)
{
    misdeed = what;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct nt_bugcheck stop = run_to_bugcheck(seed, body, NULL);
        bus_close(stage.bus);
        device_destroy(stage.device);
        assert_int_equal(stop.code, code);
        if (code == VIDEO_SCHEDULER_INTERNAL_ERROR)
            assert_int_equal(stop.parameters[0], first);
        else
            assert_int_equal((ULONG)stop.parameters[2], first);
        assert_string_equal(stop.rule, rule);
    }
}

#define BAD ((NTSTATUS)0xC00000E5)

static void test_submit_fails(void **state)
{
    stops((struct misdeed){.ddi = DDI_ID_SubmitCommand, .status = BAD}, VIDEO_SCHEDULER_INTERNAL_ERROR, 2,
          "SUB-02");
}

static void test_patch_fails(void **state)
{
    stops((struct misdeed){.ddi = DDI_ID_Patch, .status = BAD}, VIDEO_SCHEDULER_INTERNAL_ERROR, 3, "PAT-10");
}

static void test_preempt_fails(void **state)
{
    stops((struct misdeed){.ddi = DDI_ID_PreemptCommand, .status = BAD, .preempt_one_in = 1},
          VIDEO_SCHEDULER_INTERNAL_ERROR, 2, "PRE-04");
}

static void test_cancel_fails(void **state)
{
    stops((struct misdeed){.ddi = DDI_ID_CancelCommand, .status = BAD, .hang = 8},
          VIDEO_SCHEDULER_INTERNAL_ERROR, 9, "PRE-08");
}

static void test_aborted_fence_out_of_range(void **state)
{
    stops((struct misdeed){.report = ABORT_FUTURE, .hang = 8}, VIDEO_SCHEDULER_INTERNAL_ERROR, 0xA, "TDR-11");
}

static void test_resets_fail(void **state)
{
    stops((struct misdeed){.ddi = DDI_ID_ResetFromTimeout, .status = BAD, .hang = 8, .reset_fails = 1},
          VIDEO_TDR_FAILURE, (ULONG)BAD, "TDR-06");
    stops((struct misdeed){.ddi = DDI_ID_RestartFromTimeout, .status = BAD, .hang = 8, .reset_fails = 1},
          VIDEO_TDR_FAILURE, (ULONG)BAD, "TDR-06");
}

static void test_fence_of_the_future(void **state)
{
    stops((struct misdeed){.report = FUTURE_FENCE}, VIDEO_SCHEDULER_INTERNAL_ERROR, 1, "FEN-03");
}

/* Refused once; what it should have said is found out by asking, or with the next report. */
static void refused(struct misdeed what, const char *rule)
{
    misdeed = what;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        run_sim(seed, body, NULL);
        assert_int_equal(done, 1);
        assert_non_null(finding(rule));
    }
}

static void test_reports_refused(void **state)
{
    refused((struct misdeed){.report = OLD_FENCE}, "FEN-03");
    refused((struct misdeed){.report = WRONG_ENGINE}, "FEN-04");
    refused((struct misdeed){.report = WRONG_NODE}, "FEN-03");
    refused((struct misdeed){.report = WRONG_TYPE}, "FEN-17");
    refused((struct misdeed){.report = WRONG_PREEMPTION, .preempt_one_in = 1}, "PRE-02");
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_submit_fails),
        cmocka_unit_test(test_patch_fails),
        cmocka_unit_test(test_preempt_fails),
        cmocka_unit_test(test_cancel_fails),
        cmocka_unit_test(test_aborted_fence_out_of_range),
        cmocka_unit_test(test_resets_fail),
        cmocka_unit_test(test_fence_of_the_future),
        cmocka_unit_test(test_reports_refused),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
