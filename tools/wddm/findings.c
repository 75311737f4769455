/*
 * What the runtime, the graphics kernel and the verifier have to say about a driver, in words: the finding has the value, the
 * rule table has the law.
 */
#include "console.h"

#include "json.h"
#include "report.h"
#include "rules.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define KEPT        256 /* findings for JSON; later ones are only counted */
#define REPEATS     3   /* of the same rule, place and field that are printed */
#define KINDS_KNOWN 128

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct report kept[KEPT];
static size_t kept_count;
static struct {
    const char *rule, *where;
    char what[96];
    unsigned count;
} kinds[KINDS_KNOWN];
static size_t kind_count;
static struct findings counts;

/* How often this one was seen before. */
static unsigned seen_before(const struct report *report)
{
    for (size_t i = 0; i < kind_count; i++) {
        if (!strcmp(kinds[i].rule, report->rule) && !strcmp(kinds[i].where, report->where) &&
            !strcmp(kinds[i].what, report->what))
            return kinds[i].count++;
    }
    if (kind_count < KINDS_KNOWN) {
        kinds[kind_count].rule = report->rule;
        kinds[kind_count].where = report->where;
        memcpy(kinds[kind_count].what, report->what, sizeof(report->what));
        kinds[kind_count++].count = 1;
    }
    return 0;
}

static void count(const struct report *report)
{
    switch (report->severity) {
    case REPORT_NOTE:
        counts.notes++;
        break;
    case REPORT_WARNING:
        counts.warnings++;
        break;
    case REPORT_VIOLATION:
        counts.violations++;
        break;
    case REPORT_REFUSAL:
        counts.refusals++;
        break;
    case REPORT_BUGCHECK:
        counts.bugchecks++;
        break;
    }
}

static void print(const struct report *report, bool last)
{
    const struct rule *rule = rule_find(report->rule);

    if (report->severity == REPORT_BUGCHECK) /* console_bugcheck has more to say */
        return;
    console_note("%s %s in %s: %s = %s", report_severity_name(report->severity), report->rule, report->where,
                 report->what, report->value);
    if (rule)
        console_note("    rule      %s", rule->statement);
    if (report->expected[0])
        console_note("    expected  %s", report->expected);
    if (report->advice[0])
        console_note("    do        %s", report->advice);
    if (rule && rule->page[0])
        console_note("    page      %s", rule->page);
    if (last)
        console_note("    (seen %d times; further ones are only counted)", REPEATS);
}

static void listen(void *ctx, const struct report *report)
{
    unsigned before;

    (void)ctx;
    pthread_mutex_lock(&lock);
    count(report);
    before = seen_before(report);
    if (kept_count < KEPT)
        kept[kept_count++] = *report;
    pthread_mutex_unlock(&lock);
    if (before < REPEATS)
        print(report, before + 1 == REPEATS);
}

void findings_begin(void)
{
    kept_count = 0;
    kind_count = 0;
    counts = (struct findings){0};
    report_listen(listen, NULL);
}

void findings_end(struct findings *findings)
{
    report_unlisten(listen, NULL);
    *findings = counts;
}

void findings_json(struct json *json, const char *name)
{
    json_array(json, name);
    for (size_t i = 0; i < kept_count; i++) {
        const struct rule *rule = rule_find(kept[i].rule);
        json_object(json, NULL);
        json_string(json, "severity", report_severity_name(kept[i].severity));
        json_string(json, "rule", kept[i].rule);
        json_string(json, "statement", rule ? rule->statement : NULL);
        json_string(json, "where", kept[i].where);
        json_string(json, "what", kept[i].what);
        json_string(json, "value", kept[i].value);
        json_string(json, "expected", kept[i].expected);
        json_string(json, "advice", kept[i].advice);
        json_end(json);
    }
    json_end(json);
}
