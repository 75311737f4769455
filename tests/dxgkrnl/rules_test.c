/* Rules that a driver breaks while it runs: each is caught with its id, and where Windows goes on, so does the adapter. */
#include "harness.h"

struct broken {
    const char *description;
    const char *rule;
    unsigned faults;
    enum testdod_present present;
    bool reset; /* the report is lost, so the present times out too */
};

static const struct broken rows[] = {
    {"returns at DISPATCH_LEVEL", "SYN-10", FAULT_IRQL, TESTDOD_SYNC, false},
    {"NotifyInterrupt below device IRQL", "FEN-05", FAULT_NOTIFY_LOW, TESTDOD_ASYNC, true},
    {"NotifyInterrupt without QueueDpc", "FEN-06", FAULT_NO_QUEUE_DPC, TESTDOD_ASYNC, true},
    {"no NotifyDpc in the DPC", "FEN-02", FAULT_NO_NOTIFY_DPC, TESTDOD_ASYNC, true},
    {"progress of a source that is not there", "DOD-40", FAULT_REPORT_SOURCE, TESTDOD_ASYNC, true},
    {"progress that is neither complete nor failed", "DOD-40", FAULT_REPORT_ID, TESTDOD_ASYNC, true},
    {"an interrupt type of full drivers", "FEN-17", FAULT_REPORT_TYPE, TESTDOD_ASYNC, true},
    {"its own context as DeviceHandle", "CBK-03", FAULT_HANDLE, TESTDOD_ASYNC, true},
    {"two reports for one present", "DOD-41", FAULT_REPORT_TWICE, TESTDOD_ASYNC, false},
    {"SynchronizeExecution at interrupt level", "FEN-09", FAULT_SYNC_IN_ISR, TESTDOD_ASYNC, false},
    {"PENDING and nothing more", "DOD-45", 0, TESTDOD_NEVER, true},
    {"PENDING although the copy is done", "DOD-45", 0, TESTDOD_PENDING_SYNC, true},
};

static int catch (void *arg)
{
    const struct broken *row = arg;
    struct dxgk_adapter_info info;
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    testdod.present = TESTDOD_ASYNC; /* one good one: from now on reports answer STATUS_PENDING */
    rig_present(&rig, 0, &(RECT){1, 1, 9, 9});
    CHECK(dxgk_present_drain(rig.adapter, 0, 10000) == STATUS_SUCCESS);
    CHECK(nothing_found());
    testdod.present = row->present;
    testdod.silent = 1;
    testdod.faults = row->faults;
    rig_present(&rig, 0, &(RECT){3, 4, 20, 30});
    LARGE_INTEGER second = {.QuadPart = -10000000};
    KeDelayExecutionThread(KernelMode, FALSE, &second);
    const struct report *r = finding(row->rule);
    if (row->reset && row->faults) /* still within the delay: what is lost is not reported twice */
        CHECK(!finding("DOD-45"));
    testdod.faults = 0;
    testdod.present = TESTDOD_SYNC;
    CHECK(dxgk_present_drain(rig.adapter, 0, 10000) == STATUS_SUCCESS);
    r = r ? r : finding(row->rule);
    CHECK(r && r->severity >= REPORT_VIOLATION && r->value[0] && r->expected[0]);
    dxgk_adapter_query(rig.adapter, &info);
    CHECK(info.tdr_count == row->reset && testdod_seen.resets == row->reset);
    CHECK(testdod_seen.collects == row->reset);
    CHECK(screen_right(&rig, 0)); /* also after a reset */
    rig_stop(&rig);
    return 0;
}

static void broken_rules_are_caught(void **state)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        printf("           %s\n", rows[i].description);
        for (uint64_t seed = 1; seed <= 5; seed++)
            run_sim(seed, catch, (void *)&rows[i]);
    }
}

/* VPN-08, VPN-09: what a driver does not give back is reported at the return of the DDI. */
static int leak(void *arg)
{
    const struct dxgk_mode mode = {.width = 80, .height = 60, .rotation = D3DKMDT_VPPR_IDENTITY};
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    testdod.faults = FAULT_LEAK_MODE;
    CHECK(NT_SUCCESS(dxgk_set_mode(rig.adapter, 0, &mode)));
    CHECK(finding("VPN-09"));
    testdod.faults = FAULT_LEAK_SET;
    dxgk_set_mode(rig.adapter, 0, &mode);
    CHECK(finding("VPN-08"));
    rig_stop(&rig);
    return 0;
}

static void leaked_handles(void **state)
{
    run_sim(1, leak, NULL);
}

/* DOD-18, OBS-28, PTR-05, TDR-09. */
static int answers(void *arg)
{
    const struct dxgk_mode mode = {.width = 80, .height = 60, .rotation = D3DKMDT_VPPR_IDENTITY};
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    testdod.faults = FAULT_POWER_FAILS;
    CHECK(NT_SUCCESS(dxgk_adapter_set_power(rig.adapter, TESTDOD_FIRST_UID, PowerDeviceD3, PowerActionNone)));
    CHECK(finding("DOD-18"));
    testdod.faults = 0;
    CHECK(NT_SUCCESS(dxgk_adapter_set_power(rig.adapter, TESTDOD_FIRST_UID, PowerDeviceD0, PowerActionNone)));
    testdod.faults = FAULT_STATUS;
    dxgk_set_mode(rig.adapter, 0, &mode);
    CHECK(finding("OBS-28"));
    testdod.faults = FAULT_POINTER_HIDE;
    CHECK(!NT_SUCCESS(dxgk_set_pointer_position(rig.adapter, 0, 0, 0, false)));
    CHECK(finding("PTR-05"));
    testdod.faults = FAULT_DEBUG_OVERRUN;
    testdod.present = TESTDOD_NEVER;
    testdod.silent = 1;
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    CHECK(dxgk_present_drain(rig.adapter, 0, 10000) == STATUS_SUCCESS);
    CHECK(finding("TDR-09") && screen_right(&rig, 0));
    rig_stop(&rig);
    return 0;
}

static void wrong_answers(void **state)
{
    run_sim(1, answers, NULL);
}

/* ---- what stops the system ---- */

static int hang(void *arg)
{
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    testdod.faults = FAULT_HANG;
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    return 0;
}

static int too_many_resets(void *arg)
{
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    testdod.present = TESTDOD_NEVER;
    testdod.silent = 100;
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    dxgk_present_drain(rig.adapter, 0, 100000);
    return 0;
}

static int dead_after_reset(void *arg)
{
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    testdod.present = TESTDOD_NEVER;
    testdod.silent = 1;
    testdod.start_fails_from = 2;
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    dxgk_present_drain(rig.adapter, 0, 100000);
    return 0;
}

static void fatal_timeouts(void **state)
{
    struct nt_bugcheck b = run_to_bugcheck(1, hang, NULL);
    assert_int_equal(b.code, VIDEO_TDR_FAILURE);
    assert_string_equal(b.rule, "TDR-02");
    b = run_to_bugcheck(1, too_many_resets, NULL);
    assert_int_equal(b.code, VIDEO_TDR_FAILURE);
    assert_string_equal(b.rule, "TDR-03");
    b = run_to_bugcheck(1, dead_after_reset, NULL); /* OBS-130 */
    assert_int_equal(b.code, VIDEO_TDR_FAILURE);
    assert_int_equal((NTSTATUS)b.parameters[2], STATUS_INSUFFICIENT_RESOURCES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(broken_rules_are_caught),
        cmocka_unit_test(leaked_handles),
        cmocka_unit_test(wrong_answers),
        cmocka_unit_test(fatal_timeouts),
    };
    return cmocka_run_group_tests_name("broken rules", tests, NULL, NULL);
}
