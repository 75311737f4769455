/*
 * The rule table expanded from rules_list.h, and its search.
 */
#include "rules.h"

#include <stdlib.h>
#include <string.h>

static const struct rule rules[] = {
#define RULE(id, severity, page, statement) {id, RULE_##severity, statement, page},
#include "rules_list.h"
#undef RULE
};

size_t rule_count(void)
{
    return sizeof(rules) / sizeof(rules[0]);
}

const struct rule *rule_at(size_t index)
{
    return index < rule_count() ? &rules[index] : NULL;
}

/* Prefixes compare as text, numbers as numbers: OBS-9 comes before OBS-10. Ends equal only for equal text. */
static int compare_ids(const char *a, const char *b)
{
    size_t prefix = strcspn(a, "-"), other = strcspn(b, "-");
    int order = strncmp(a, b, prefix < other ? prefix : other);
    if (order)
        return order;
    if (prefix != other)
        return prefix < other ? -1 : 1;
    if (a[prefix] && b[other]) {
        unsigned long number = strtoul(a + prefix + 1, NULL, 10), wanted = strtoul(b + other + 1, NULL, 10);
        if (number != wanted)
            return number < wanted ? -1 : 1;
    }
    return strcmp(a, b);
}

static int compare_rule(const void *id, const void *row)
{
    return compare_ids(id, ((const struct rule *)row)->id);
}

const struct rule *rule_find(const char *id)
{
    return id ? bsearch(id, rules, rule_count(), sizeof(rules[0]), compare_rule) : NULL;
}

const char *rule_severity_name(enum rule_severity severity)
{
    static const char *const names[] = {"note", "warning", "violation", "fatal"};
    return names[severity];
}
