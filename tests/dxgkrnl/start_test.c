/*
 * Start: the order of calls (OBS-01), what is handed out (CBK-01, DOD-11), and every refusal that a display-only driver can meet, each with
 * its rule, the value and what was expected (OBS-09).
 */
#include "harness.h"

#include <stddef.h>

/* ---- refusals ---- */

struct refusal {
    const char *description;
    const char *rule;
    NTSTATUS status; /* STATUS_SUCCESS: any error */
    const char *value;
    void (*knobs)(void);
};

static void fail_entry(void)
{
    testdod.version = 0x1234;
}

static void vista_table(void)
{
    testdod.version = DXGKDDI_INTERFACE_VERSION_WIN7;
}

static void no_present(void)
{
    testdod.missing = offsetof(KMDDOD_INITIALIZATION_DATA, DxgkDdiPresentDisplayOnly);
}

static void no_commit(void)
{
    testdod.missing = offsetof(KMDDOD_INITIALIZATION_DATA, DxgkDdiCommitVidPn);
}

static void half_vsync(void)
{
    testdod.half_vsync = true;
}

static void add_fails(void)
{
    testdod.add_status = STATUS_INSUFFICIENT_RESOURCES;
}

static void null_context(void)
{
    testdod.faults = FAULT_NULL_CONTEXT;
}

static void start_fails(void)
{
    testdod.start_status = STATUS_UNSUCCESSFUL;
}

static void no_sources(void)
{
    testdod.sources = 0;
}

static void duplicate_uid(void)
{
    testdod.children = 2;
    testdod.faults = FAULT_DUPLICATE_UID;
}

static void relations_overrun(void)
{
    testdod.faults = FAULT_RELATIONS_OVERRUN;
}

static void caps_no_version(void)
{
    testdod.faults = FAULT_CAPS_NO_VERSION;
}

static void caps_size(void)
{
    testdod.faults = FAULT_CAPS_SIZE;
}

static void caps_overrun(void)
{
    testdod.faults = FAULT_CAPS_OVERRUN;
}

static void caps_engine_tdr(void)
{
    testdod.faults = FAULT_CAPS_ENGINE_TDR;
}

static void no_post(void)
{
    testdod.post = true;
}

static const struct refusal refusals[] = {
    {"an interface version nobody knows", "DOD-02", STATUS_REVISION_MISMATCH, "0x1234", fail_entry},
    {"a display-only table before Windows 8", "DOD-02", STATUS_REVISION_MISMATCH, "0x2005", vista_table},
    {"no PresentDisplayOnly", "DOD-05", STATUS_INVALID_PARAMETER, "NULL", no_present},
    {"no CommitVidPn", "DOD-05", STATUS_INVALID_PARAMETER, "NULL", no_commit},
    {"GetScanLine without ControlInterrupt", "DOD-03", STATUS_INVALID_PARAMETER, NULL, half_vsync},
    {"AddDevice fails", "OBS-10", STATUS_INSUFFICIENT_RESOURCES, "0xC000009A", add_fails},
    {"AddDevice gives no context", "DOD-10", STATUS_NO_SUCH_DEVICE, "NULL", null_context},
    {"StartDevice fails: its status is the result", "OBS-21", STATUS_UNSUCCESSFUL, "0xC0000001", start_fails},
    {"the POST frame buffer is wanted and there is none (POST-04)", "OBS-21", STATUS_UNSUCCESSFUL,
     "0xC0000001", no_post},
    {"no video present source", "DOD-11", STATUS_INVALID_PARAMETER, "0", no_sources},
    {"two children with one uid", "DOD-13", STATUS_INVALID_PARAMETER, "10", duplicate_uid},
    {"the last child descriptor is not zero", "DOD-13", STATUS_INVALID_PARAMETER, "1", relations_overrun},
    {"WDDMVersion 0", "OBS-15", STATUS_INVALID_PARAMETER, "0", caps_no_version},
    {"caps sized by sizeof in the driver", "OBS-13", STATUS_BUFFER_TOO_SMALL, "0xC0000023", caps_size},
    {"caps written beyond the buffer", "DOD-17", STATUS_SUCCESS, NULL, caps_overrun},
    {"per-engine TDR without its DDIs", "OBS-22", STATUS_INVALID_PARAMETER, "TRUE", caps_engine_tdr},
};

static int refused(void *arg)
{
    const struct refusal *row = arg;
    struct rig rig;

    testdod_defaults();
    row->knobs();
    NTSTATUS status = rig_start(&rig, NULL);
    const struct report *r = finding(row->rule);
    bool balanced = testdod_seen.removes == 0 || testdod_seen.removes == 1;
    rig_stop(&rig);
    CHECK(!NT_SUCCESS(status));
    CHECK(row->status == STATUS_SUCCESS || status == row->status);
    CHECK(r && r->severity == REPORT_REFUSAL && r->expected[0]);
    CHECK(!row->value || strcmp(r->value, row->value) == 0);
    CHECK(balanced);
    return 0;
}

static void every_refusal_says_why(void **state)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        printf("           %s\n", refusals[i].description);
        run_sim(1, refused, (void *)&refusals[i]);
    }
}

/* DriverEntry's own error is passed on without a refusal of ours; and one that never registers is refused. */
static int entry_fails(void *arg)
{
    struct rig rig;

    testdod_defaults();
    testdod.entry_status = STATUS_NO_MEMORY;
    CHECK(rig_start(&rig, NULL) == STATUS_NO_MEMORY);
    CHECK(findings(REPORT_REFUSAL) == 0);
    rig_stop(&rig);
    return 0;
}

static void driver_entry_fails(void **state)
{
    run_sim(1, entry_fails, NULL);
}

/* Modes with wrong frequencies are refused one by one: the device is started, the screen is black, and it is said why (OBS-37, OBS-38,
 * OBS-40). */
static int wrong_frequencies(void *arg)
{
    struct dxgk_mode mode;
    struct rig rig;

    testdod_defaults();
    testdod.vsync = arg != NULL;
    testdod.faults = FAULT_FREQUENCIES;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(findings(REPORT_VIOLATION) > 0);
    CHECK(!NT_SUCCESS(dxgk_get_mode(rig.adapter, 0, &mode)));
    rig_stop(&rig);
    return 0;
}

static void frequencies_follow_vsync_control(void **state)
{
    run_sim(1, wrong_frequencies, NULL);
    run_sim(1, wrong_frequencies, (void *)1);
}

/* ---- a good start ---- */

static enum ddi_id order[256];
static unsigned order_count;

static void record(void *ctx, struct ddi_call *call)
{
    if (order_count < 256)
        order[order_count++] = call->id;
}

static const struct ddi_shim recorder = {.name = "recorder", .before = record};

/* Position of the first call of `id` at or after `from`; 256: none. */
static unsigned first(enum ddi_id id, unsigned from)
{
    while (from < order_count && order[from] != id)
        from++;
    return from < order_count ? from : 256;
}

static int good_start(void *arg)
{
    static const enum ddi_id ladder[] = {
        DDI_ID_AddDevice,
        DDI_ID_QueryInterface,
        DDI_ID_StartDevice,
        DDI_ID_QueryChildRelations,
        DDI_ID_QueryAdapterInfo,
        DDI_ID_QueryAdapterInfo,
        DDI_ID_QueryChildStatus,
        DDI_ID_QueryDeviceDescriptor,
        DDI_ID_RecommendMonitorModes,
        DDI_ID_EnumVidPnCofuncModality,
        DDI_ID_CommitVidPn,
        DDI_ID_SetVidPnSourceVisibility,
        DDI_ID_PresentDisplayOnly,
        DDI_ID_StopDevice,
        DDI_ID_RemoveDevice,
    };
    const struct ddi_shim *shims[] = {&recorder};
    const struct dxgk_adapter_options options = {.shims = shims, .shim_count = 1};
    struct rig rig;
    unsigned at = 0;

    testdod_defaults();
    order_count = 0;
    CHECK(NT_SUCCESS(rig_start(&rig, &options)));
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    CHECK(screen_right(&rig, 0));
    rig_stop(&rig);
    for (size_t i = 0; i < sizeof(ladder) / sizeof(ladder[0]); i++) {
        at = first(ladder[i], at);
        if (at == 256)
            fprintf(stderr, "%s does not come when it should\n", ddi_name(ladder[i]));
        CHECK(at < 256);
        at++;
    }
    CHECK(testdod_seen.unloads == 1 && testdod_seen.starts == 1 && testdod_seen.stops == 1 &&
          testdod_seen.removes == 1);
    CHECK(nothing_found());
    return 0;
}

static void order_of_calls(void **state)
{
    run_sim(1, good_start, NULL);
}

/* CBK-01, OBS-13: sizes follow the declared version; what lies beyond traps. */
static int versions(void *arg)
{
    static const struct {
        ULONG version, size;
    } rows[] = {{DXGKDDI_INTERFACE_VERSION_WIN8, 256},
                {DXGKDDI_INTERFACE_VERSION_WDDM1_3, 264},
                {DXGKDDI_INTERFACE_VERSION_WDDM2_0, 312},
                {DXGKDDI_INTERFACE_VERSION_WDDM2_3, 368}};
    const D3DDDI_ESCAPEFLAGS none = {0};

    for (unsigned i = 0; i < 4; i++) {
        struct rig rig;
        struct dxgk_adapter_info info;
        testdod_defaults();
        testdod.version = rows[i].version;
        CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
        dxgk_adapter_query(rig.adapter, &info);
        CHECK(info.interface_version == rows[i].version && info.state == DXGK_ADAPTER_STARTED);
        CHECK(testdod_seen.kernel.Size == rows[i].size && testdod_seen.kernel.Version == rows[i].version);
        CHECK(nothing_found());
        if (i == 0) {
            testdod.faults = FAULT_LATER_CALLBACK;
            CHECK(NT_SUCCESS(dxgk_escape(rig.adapter, NULL, 0, none)));
            CHECK(finding("CBK-01"));
            forget_findings();
        }
        rig_stop(&rig);
    }
    return 0;
}

static void sizes_follow_the_version(void **state)
{
    run_sim(1, versions, NULL);
}

/* DOD-15, OBS-41: no descriptor and a broken one are no obstacle, writing too much of one is a finding. */
static int descriptors(void *arg)
{
    struct dxgk_adapter_info info;
    struct rig rig;

    testdod_defaults();
    testdod.no_edid = true;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    dxgk_adapter_query(rig.adapter, &info);
    CHECK(info.children == 1 && info.child[0].connected && info.child[0].monitor == DXGK_MONITOR_NONE);
    CHECK(nothing_found());
    rig_stop(&rig);

    testdod_defaults();
    testdod.broken_edid = true;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    dxgk_adapter_query(rig.adapter, &info);
    CHECK(info.child[0].monitor == DXGK_MONITOR_BROKEN_EDID && finding("DOD-15"));
    rig_stop(&rig);

    forget_findings();
    testdod_defaults();
    testdod.faults = FAULT_DESCRIPTOR_OVERRUN;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(finding("DOD-15") && finding("DOD-15")->severity == REPORT_VIOLATION);
    rig_stop(&rig);
    return 0;
}

static void monitors_without_descriptor(void **state)
{
    run_sim(1, descriptors, NULL);
}

/* POST-01, POST-02, POST-06, POST-07, OBS-29. */
static int post(void *arg)
{
    const struct dxgk_adapter_options options = {
        .is_post_device = true,
        .post = {.width = 1024, .height = 768, .pitch = 4096, .format = D3DDDIFMT_X8R8G8B8, .target_id = 77}};
    const D3DDDI_ESCAPEFLAGS none = {0};
    struct dxgk_post_mode mode;
    struct rig rig;

    testdod_defaults();
    testdod.post = true;
    CHECK(NT_SUCCESS(rig_start(&rig, &options)));
    CHECK(testdod_seen.post_width == 1024 && nothing_found());
    testdod.faults = FAULT_LATE_POST;
    CHECK(NT_SUCCESS(dxgk_escape(rig.adapter, NULL, 0, none)));
    CHECK(finding("POST-01"));
    CHECK(NT_SUCCESS(dxgk_adapter_stop(rig.adapter, DXGK_STOP_RELEASE_POST, &mode)));
    CHECK(mode.width == 800 && mode.target_id == TESTDOD_FIRST_UID);
    CHECK(testdod_seen.releases == 1 && testdod_seen.stops == 0);
    CHECK(NT_SUCCESS(dxgk_adapter_restart(rig.adapter)));
    CHECK(testdod_seen.post_width == 800); /* what was left behind is what the next owner finds */
    testdod.release_fails = true;
    CHECK(!NT_SUCCESS(dxgk_adapter_stop(rig.adapter, DXGK_STOP_RELEASE_POST, &mode)));
    CHECK(testdod_seen.stops == 1);
    rig_stop(&rig);
    return 0;
}

static void post_ownership(void **state)
{
    run_sim(1, post, NULL);
}

/* OBS-08, OBS-09: disable and enable runs everything again; a refusal then leaves the adapter refused. */
static int restart(void *arg)
{
    struct dxgk_adapter_info info;
    struct rig rig;

    testdod_defaults();
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    CHECK(NT_SUCCESS(dxgk_adapter_stop(rig.adapter, DXGK_STOP_PLAIN, NULL)));
    CHECK(dxgk_present(rig.adapter, 0, NULL, 0, NULL, 0) == STATUS_DEVICE_NOT_READY);
    CHECK(NT_SUCCESS(dxgk_adapter_restart(rig.adapter)));
    CHECK(screen_right(&rig, 0) && nothing_found());
    CHECK(NT_SUCCESS(dxgk_adapter_stop(rig.adapter, DXGK_STOP_PLAIN, NULL)));
    testdod.faults = FAULT_CAPS_NO_VERSION;
    CHECK(!NT_SUCCESS(dxgk_adapter_restart(rig.adapter)));
    dxgk_adapter_query(rig.adapter, &info);
    CHECK(info.state == DXGK_ADAPTER_REFUSED && finding("OBS-15"));
    CHECK(testdod_seen.starts == 3 && testdod_seen.stops == 3);
    rig_stop(&rig);
    return 0;
}

static void restarting(void **state)
{
    run_sim(1, restart, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_calls),           cmocka_unit_test(every_refusal_says_why),
        cmocka_unit_test(driver_entry_fails),       cmocka_unit_test(frequencies_follow_vsync_control),
        cmocka_unit_test(sizes_follow_the_version), cmocka_unit_test(monitors_without_descriptor),
        cmocka_unit_test(post_ownership),           cmocka_unit_test(restarting),
    };
    return cmocka_run_group_tests_name("start", tests, NULL, NULL);
}
