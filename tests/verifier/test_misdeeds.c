/*
 * Every misdeed is found with its rule, the value, and what was expected; nothing else is found; and life goes on, or the start is
 * refused, or the system stops, as on Windows.
 */
#include "misdeeds_face.h"
#include "rules.h"
#include "shim.h"
#include "stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

enum ending { GOES_ON, DARK, REFUSED, STOPS }; /* DARK: goes on with a black screen (OBS-37) */

struct row {
    const char *misdeed;
    enum ending ending;
    const char *rule; /* NULL: nothing is found */
    const char *where;
    const char
        *value; /* what the finding's value contains; after a stop: what the text of the bug check contains */
    const char *expected; /* what its expectation contains */
    bool waits;           /* for a watchdog: on virtual time only */
};

static const struct row rows[] = {
#include "misdeed_rows.h"
};
#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

#define SEEDS 3u

static const struct row none = {.misdeed = NULL};

/* No finding names a rule that does not exist, or calls wrong what its rule only tells. */
static void check_against_table(const struct stage *stage, const struct report *finding)
{
    const struct rule *rule = rule_find(finding->rule);
    /* These two tell what a refusal is, and stand for those that have no rule but a status. */
    bool refusal = strcmp(finding->rule, "OBS-09") == 0 || strcmp(finding->rule, "OBS-10") == 0;
    if (!rule || (finding->severity >= REPORT_VIOLATION && rule->severity == RULE_NOTE && !refusal)) {
        stage_print(stage);
        fail_msg("%s is %s", finding->rule, rule ? "a note in the rule table" : "not in the rule table");
    }
}

static void check_findings(const struct stage *stage, const struct row *row)
{
    for (unsigned i = 0; i < stage->finding_count && i < STAGE_FINDINGS; i++) {
        const struct report *finding = &stage->findings[i];
        if (!*finding->rule && finding->severity == REPORT_NOTE)
            continue;
        check_against_table(stage, finding);
        /* A refusal may follow from the finding under test; everything else has to be that finding. */
        if (finding->severity == REPORT_NOTE || (row->rule && strcmp(finding->rule, row->rule) == 0) ||
            (row->ending == REFUSED && finding->severity == REPORT_REFUSAL) ||
            (row->ending == DARK && strcmp(finding->rule, "VPN-02") == 0))
            continue;
        stage_print(stage);
        fail_msg("%s in %s was found as well", finding->rule, finding->where);
    }
}

static void check_finding(const struct stage *stage, const struct row *row)
{
    const struct report *finding = stage_find(stage, row->rule);
    if (!finding || strcmp(finding->where, row->where) != 0 || !strstr(finding->value, row->value) ||
        !strstr(finding->expected, row->expected)) {
        stage_print(stage);
        fail_msg("expected %s in %s, value \"%s\", expected \"%s\"", row->rule, row->where, row->value,
                 row->expected);
    }
}

static void check_ending(const struct stage *stage, const struct row *row)
{
    bool refused = !NT_SUCCESS(stage->load) || !NT_SUCCESS(stage->start);
    bool good = row->ending == STOPS ? stage->outcome.bugchecked
                                     : !stage->outcome.bugchecked && refused == (row->ending == REFUSED);
    if (!good) {
        stage_print(stage);
        fail_msg("it should have %s", row->ending == STOPS     ? "stopped the system"
                                      : row->ending == REFUSED ? "refused the driver"
                                                               : "gone on");
    }
    if (row->ending == DARK && !stage_find(stage, "VPN-02")) {
        stage_print(stage);
        fail_msg("the screen should have stayed black");
    }
    /* A refusal explains itself before it comes back (OBS-09, OBS-10). */
    if (row->ending == REFUSED && stage->refusals_at_start == 0) {
        stage_print(stage);
        fail_msg("refused without a reason");
    }
}

static void check_bugcheck(const struct stage *stage, const struct row *row)
{
    const struct nt_bugcheck *bugcheck = &stage->outcome.bugcheck;
    if (strcmp(bugcheck->rule, row->rule) != 0 || !strstr(bugcheck->text, row->value) ||
        strcmp(bugcheck->ddi, row->where) != 0) {
        stage_print(stage);
        fail_msg("bug check 0x%X has rule '%s' in '%s'", (unsigned)bugcheck->code, bugcheck->rule,
                 bugcheck->ddi);
    }
}

static void act(const struct row *row, enum nt_host host, uint64_t seed)
{
    struct stage stage = {.host = host,
                          .seed = seed,
                          .entry = misdeed_test_entry(),
                          .how = strncmp(row->misdeed ? row->misdeed : "", "release", 7)
                                     ? DXGK_STOP_PLAIN
                                     : DXGK_STOP_RELEASE_POST};
    stage.shims[0] = verifier_shim("check");
    assert_non_null(stage.shims[0]);
    assert_true(misdeed_test()->choose(row->misdeed));
    stage_run(&stage);
    check_ending(&stage, row);
    check_findings(&stage, row);
    if (row->ending == STOPS)
        check_bugcheck(&stage, row);
    else if (row->rule)
        check_finding(&stage, row);
    if (row->ending == GOES_ON && !row->rule && stage.leaks) {
        stage_print(&stage);
        fail_msg("%u leaks", stage.leaks);
    }
    assert_true(verifier_release(stage.shims[0]));
}

static void on_virtual_time(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        act(*state, NT_HOST_SIM, seed);
}

static void on_threads(void **state)
{
    act(*state, NT_HOST_POSIX, 1);
}

/* Every misdeed that exists is tested. */
static void no_misdeed_is_forgotten(void **state)
{
    (void)state;
    for (size_t i = 0; misdeed_test()->name(i); i++) {
        bool tested = false;
        for (size_t r = 0; r < ROW_COUNT; r++)
            tested = tested || strcmp(rows[r].misdeed, misdeed_test()->name(i)) == 0;
        if (!tested)
            fail_msg("%s has no row", misdeed_test()->name(i));
    }
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[ROW_COUNT + 2];
    CMUnitTestFunction test = argc > 1 && strcmp(argv[1], "threads") == 0 ? on_threads : on_virtual_time;
    size_t count = 0;
    memset(tests, 0, sizeof(tests));
    tests[count++] = (struct CMUnitTest){"the good driver", test, NULL, NULL, (void *)&none};
    for (size_t i = 0; i < ROW_COUNT; i++)
        if (!rows[i].waits || test == on_virtual_time)
            tests[count++] = (struct CMUnitTest){rows[i].misdeed, test, NULL, NULL, (void *)&rows[i]};
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(no_misdeed_is_forgotten);
    if (argc > 2)
        cmocka_set_test_filter(argv[2]);
    return _cmocka_run_group_tests("misdeeds", tests, count, NULL, NULL);
}
