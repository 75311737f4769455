/*
 * The contract between graphics kernel and display miniport as a table: what a finding's rule id means.
 * Findings (ntos/report.h) carry only the id, so that the kernel side need not know any text; tools look the
 * text up here. Free of any other header of the house, so that a tool can link it alone.
 */
#ifndef OPENWDDM_RULES_H
#define OPENWDDM_RULES_H

#include <stddef.h>

/* How bad it is to break the rule. */
enum rule_severity {
    RULE_NOTE,      /* no duty of the driver: what the graphics kernel does, or what is merely legal */
    RULE_WARNING,   /* Windows tolerates it, with a loss */
    RULE_VIOLATION, /* the driver is wrong; Windows refuses the driver, or something breaks sooner or later */
    RULE_FATAL,     /* Windows stops */
};

struct rule {
    const char *id; /* "DOD-03": prefix, dash, decimal number; the contract's own, or OBS for what Windows was
                       seen to do */
    enum rule_severity severity;
    const char *statement; /* one or two sentences that stand alone */
    /* The page of the driver documentation that says so: "nc-...", "ns-...", "ne-...", "nf-..." are reference
     * pages, "display/..." the design guide. Else "layout" (follows from the binary layout), "samples" (seen
     * in sample drivers), "inferred" (no page says it in so many words), "observed" (seen on Windows). */
    const char *page;
};

/* NULL: no such rule. The id is compared exactly. */
const struct rule *rule_find(const char *id);

/* All rules in order of prefix, then number. rule_at gives NULL past the end. */
size_t rule_count(void);
const struct rule *rule_at(size_t index);

const char *rule_severity_name(enum rule_severity severity);

#endif
