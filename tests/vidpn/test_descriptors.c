/*
 * What monitors say, and how drivers hand it on: every way in which DxgkDdiQueryDeviceDescriptor can go wrong and the
 * finding that it gives (DOD-15, OBS-41), and what limits do to the list of modes (VPN-07).
 */
#include "harness.h"

/* ---- descriptors ---- */

struct answer_row {
    const char *name;
    enum testdod_edid edid;
    bool none, bad_checksum;
    enum dxgk_monitor_kind kind;
    enum report_severity severity; /* of the finding; REPORT_NOTE: there is none */
    const char *rule, *what, *value;
};

static const struct answer_row answers[] = {
    {"good", TESTDOD_EDID_PLAIN, .kind = DXGK_MONITOR_DEFAULT_EDID},
    {"none", TESTDOD_EDID_PLAIN, .none = true, .kind = DXGK_MONITOR_NONE},
    {"with an extension", TESTDOD_EDID_EXTENDED, .kind = DXGK_MONITOR_DEFAULT_EDID},
    {"with limits", TESTDOD_EDID_LIMITED, .kind = DXGK_MONITOR_DEFAULT_EDID},
    {"checksum", TESTDOD_EDID_PLAIN, false, true, DXGK_MONITOR_BROKEN_EDID, REPORT_WARNING, "DOD-15", "EDID",
     "the bytes do not add up to 0 modulo 256 (child 10)"},
    {"garbage", TESTDOD_EDID_GARBAGE, false, false, DXGK_MONITOR_BROKEN_EDID, REPORT_WARNING, "DOD-15",
     "EDID", "the first eight bytes are not 00 ff ff ff ff ff ff 00 (child 10)"},
    {"short", TESTDOD_EDID_SHORT, false, false, DXGK_MONITOR_BROKEN_EDID, REPORT_WARNING, "DOD-15",
     "DescriptorBuffer", "STATUS_SUCCESS with 40 of 128 bytes written (child 10)"},
    {"nothing written", TESTDOD_EDID_EMPTY, false, false, DXGK_MONITOR_NONE, REPORT_VIOLATION, "DOD-15",
     "DescriptorBuffer", "STATUS_SUCCESS with 0 of 128 bytes written (child 10)"},
    {"255 extensions announced", TESTDOD_EDID_HUGE, false, false, DXGK_MONITOR_DEFAULT_EDID, REPORT_WARNING,
     "DOD-15", "EDID extension blocks", "255 announced, 1 given (child 10)"},
    {"offset ignored", TESTDOD_EDID_AGAIN, false, false, DXGK_MONITOR_DEFAULT_EDID, REPORT_VIOLATION,
     "DOD-15", "DescriptorOffset", "at offset 128 the same bytes as at offset 0 (child 10)"},
    {"extension checksum", TESTDOD_EDID_BAD_EXTENSION, false, false, DXGK_MONITOR_DEFAULT_EDID,
     REPORT_WARNING, "DOD-15", "EDID extension block", "block 1 adds up to 0x01 (child 10)"},
    {"strange status", TESTDOD_EDID_STATUS, false, false, DXGK_MONITOR_NONE, REPORT_WARNING, "OBS-28",
     "NTSTATUS", "0xC0000001"},
};

static int judge(const struct answer_row *row)
{
    if (!row->rule) {
        CHECK(findings(REPORT_WARNING) == 0);
        return 0;
    }
    const struct report *found = finding(row->rule);
    CHECK(found && findings(REPORT_WARNING) == 1);
    CHECK(found->severity == row->severity && strcmp(found->where, "DxgkDdiQueryDeviceDescriptor") == 0);
    if (strcmp(found->what, row->what) != 0 || strcmp(found->value, row->value) != 0) {
        fprintf(stderr, "%s: found \"%s\" is \"%s\"\n", row->name, found->what, found->value);
        return __LINE__;
    }
    return 0;
}

/* Whatever the answer was, the screen is lit with the driver's modes, and a good monitor put in later is taken. */
static int answer(void *arg)
{
    const struct answer_row *row = arg;
    struct dxgk_adapter_info info;
    struct dxgk_mode modes[64];
    struct rig rig;

    testdod_defaults();
    testdod.edid = row->edid;
    testdod.no_edid = row->none;
    testdod.broken_edid = row->bad_checksum;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    dxgk_adapter_query(rig.adapter, &info);
    CHECK(info.child[0].connected && info.child[0].monitor == row->kind);
    int line = judge(row);
    if (line)
        return line;
    CHECK(dxgk_modes(rig.adapter, 0, modes, 64) == testdod.mode_count * 4);
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    CHECK(dxgk_present_drain(rig.adapter, 0, 60000) == STATUS_SUCCESS && screen_right(&rig, 0));
    forget_findings();
    testdod.edid = TESTDOD_EDID_PLAIN;
    testdod.no_edid = testdod.broken_edid = false;
    testdod_plug(0, true);
    LARGE_INTEGER moment = {.QuadPart = -20000};
    for (unsigned tries = 0; tries < 2000; tries++) {
        dxgk_adapter_query(rig.adapter, &info);
        if (info.child[0].monitor == DXGK_MONITOR_DEFAULT_EDID)
            break;
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
    }
    CHECK(info.child[0].monitor == DXGK_MONITOR_DEFAULT_EDID);
    CHECK(findings(REPORT_NOTE) == 0 && screen_right(&rig, 0));
    rig_stop(&rig);
    return 0;
}

static void every_way_to_give_a_descriptor(void **state)
{
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        print_message("           %s\n", answers[i].name);
        run_sim(i, answer, (void *)&answers[i]);
    }
    run_threads(answer, (void *)&answers[0]);
}

/* ---- limits (VPN-07) ---- */

static bool has(const struct dxgk_mode *modes, size_t count, UINT width, UINT height)
{
    for (size_t i = 0; i < count; i++) {
        if (modes[i].width == width && modes[i].height == height &&
            modes[i].rotation == D3DKMDT_VPPR_IDENTITY)
            return true;
    }
    return false;
}

/* The monitor takes 50 to 75 Hz and up to 3 kHz: of 64x48, 80x60, 40x72 and 33x17 the one with 72 lines is never possible,
 * and at 60 Hz 80x60 is not either. */
static int limits(void *arg)
{
    struct dxgk_mode modes[64], mode = {40, 72, 0, D3DKMDT_VPPR_IDENTITY};
    struct rig rig;

    testdod_defaults();
    testdod.vsync = arg != NULL;
    testdod.edid = TESTDOD_EDID_LIMITED;
    testdod.no_monitor_modes = true;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    size_t count = dxgk_modes(rig.adapter, 0, modes, 64);
    CHECK(count == 4 * (testdod.vsync ? 2 : 3));
    CHECK(has(modes, count, 64, 48) && has(modes, count, 33, 17));
    CHECK(!has(modes, count, 40, 72) && has(modes, count, 80, 60) == !testdod.vsync);
    const struct report *note = finding("VPN-07");
    CHECK(note && note->severity == REPORT_NOTE && findings(REPORT_NOTE) == 1); /* once */
    CHECK(strcmp(note->expected, "what the monitor takes, 1 to 3 kHz lines") == 0 ||
          strcmp(note->expected, "what the monitor takes, 0 to 3 kHz lines") == 0);
    CHECK(strstr(note->value, testdod.vsync ? "2 of 4 for target 10, such as 80x60 with 3 kHz"
                                            : "1 of 4 for target 10, such as 40x72 with 3 kHz"));
    CHECK(NT_SUCCESS(dxgk_set_mode(rig.adapter, 0, &mode))); /* who wants it may have it */
    rig_stop(&rig);
    return 0;
}

static void monitors_limit_the_list(void **state)
{
    run_sim(1, limits, NULL);
    run_sim(1, limits, (void *)1);
}

static const struct testdod_mode too_large[] = {{90, 72}, {100, 80}};

/* First comes what can be shown, even if the driver prefers something else; if nothing can, anything is better than the dark. */
static int first_mode(void *arg)
{
    static const struct testdod_mode large_first[] = {{100, 80}, {64, 48}, {40, 72}};
    struct dxgk_mode mode, modes[64];
    struct rig rig;

    testdod_defaults();
    testdod.edid = TESTDOD_EDID_LIMITED;
    testdod.no_monitor_modes = true;
    testdod.modes = arg ? too_large : large_first;
    testdod.mode_count = arg ? 2 : 3;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(NT_SUCCESS(dxgk_get_mode(rig.adapter, 0, &mode)));
    CHECK(mode.height == (arg ? 72 : 48));
    CHECK(dxgk_modes(rig.adapter, 0, modes, 64) == (arg ? 8 : 4));
    CHECK(finding("VPN-07"));
    rig_stop(&rig);
    return 0;
}

static void what_can_be_shown_comes_first(void **state)
{
    run_sim(1, first_mode, NULL);
    run_sim(1, first_mode, (void *)1);
}

/* No limits, no descriptor, or the driver told the kernel that the monitor has these modes: all are listed. */
static int no_limits(void *arg)
{
    struct dxgk_mode modes[64];
    struct rig rig;

    for (unsigned i = 0; i < 4; i++) {
        testdod_defaults();
        testdod.edid = i == 2 ? TESTDOD_EDID_LIMITED : TESTDOD_EDID_PLAIN;
        testdod.no_monitor_modes = i != 2;
        testdod.no_edid = i == 1;
        testdod.broken_edid = i == 3;
        testdod.modes = too_large;
        testdod.mode_count = 2;
        CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
        CHECK(dxgk_modes(rig.adapter, 0, modes, 64) == 8);
        CHECK(!finding("VPN-07"));
        rig_stop(&rig);
    }
    return 0;
}

static void monitors_without_limits_forbid_nothing(void **state)
{
    run_sim(1, no_limits, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_way_to_give_a_descriptor),
        cmocka_unit_test(monitors_limit_the_list),
        cmocka_unit_test(what_can_be_shown_comes_first),
        cmocka_unit_test(monitors_without_limits_forbid_nothing),
    };
    return cmocka_run_group_tests_name("descriptors", tests, NULL, NULL);
}
