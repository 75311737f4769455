/* The rule table: every row well formed, in order, found by its id, and nothing else found. */
#include "rules.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void every_row_is_found_by_its_id(void **state)
{
    (void)state;
    assert_true(rule_count() > 400);
    for (size_t i = 0; i < rule_count(); i++)
        assert_ptr_equal(rule_find(rule_at(i)->id), rule_at(i));
    assert_null(rule_at(rule_count()));
}

static void what_is_not_there_is_not_found(void **state)
{
    static const char *const ids[] = {"",        "DOD",     "DOD-",    "DOD-3",    "DOD-003", "dod-03",
                                      "DOD-03 ", "ZZZ-01",  "AAA-01",  "OBS-999",  "DOD-29",  "OBS",
                                      "-01",     "DODX-03", "DOD-03x", "POST-01z", "DO-03",   "03"};
    (void)state;
    assert_null(rule_find(NULL));
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
        assert_null(rule_find(ids[i]));
}

static void ids_are_a_prefix_a_dash_and_a_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < rule_count(); i++) {
        const char *id = rule_at(i)->id;
        size_t prefix = strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        assert_in_range(prefix, 3, 4);
        assert_int_equal(id[prefix], '-');
        size_t digits = strspn(id + prefix + 1, "0123456789");
        assert_in_range(digits, 2, 3);
        assert_int_equal(id[prefix + 1 + digits], 0);
    }
}

/* Statements stand alone: sentences, without the words that only mean something inside the table's sources.
 */
static void statements_are_sentences(void **state)
{
    static const char *const foreign[] = {"KMD ", "GK ",    "UMD ",     "INF ", "{",
                                          "[src", "roskmd", "viogpudo", "OPEN"};
    (void)state;
    for (size_t i = 0; i < rule_count(); i++) {
        const char *text = rule_at(i)->statement;
        size_t length = strlen(text);
        assert_in_range(length, 20, 320);
        assert_int_equal(text[length - 1], '.');
        assert_null(strstr(text, "  "));
        for (size_t w = 0; w < sizeof(foreign) / sizeof(foreign[0]); w++)
            assert_null(strstr(text, foreign[w]));
    }
}

static void pages_are_known_kinds(void **state)
{
    static const char *const kinds[] = {"nc-",    "ns-",     "ne-",      "nf-",     "display/",
                                        "layout", "samples", "inferred", "observed"};
    (void)state;
    for (size_t i = 0; i < rule_count(); i++) {
        const struct rule *rule = rule_at(i);
        bool known = false;
        for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
            known = known || strncmp(rule->page, kinds[k], strlen(kinds[k])) == 0;
        assert_true(known);
        assert_int_equal(strncmp(rule->id, "OBS-", 4) == 0, strcmp(rule->page, "observed") == 0);
        assert_null(strchr(rule->page, ' '));
        assert_null(strstr(rule->page, ".."));
    }
}

static void severities_have_names(void **state)
{
    (void)state;
    assert_string_equal(rule_severity_name(rule_find("TDR-02")->severity), "fatal");
    assert_string_equal(rule_severity_name(rule_find("DOD-03")->severity), "violation");
    assert_string_equal(rule_severity_name(rule_find("OBS-48")->severity), "warning");
    assert_string_equal(rule_severity_name(rule_find("DOD-31")->severity), "note");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found_by_its_id),
        cmocka_unit_test(what_is_not_there_is_not_found),
        cmocka_unit_test(ids_are_a_prefix_a_dash_and_a_number),
        cmocka_unit_test(statements_are_sentences),
        cmocka_unit_test(pages_are_known_kinds),
        cmocka_unit_test(severities_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
