/*
 * How every part of the kernel side says what is wrong: one record per finding, with the rule, the place, the value found,
 * the value expected and what to do. The runtime and the graphics kernel only emit; who prints, counts, or turns findings
 * into JUnit or SARIF is the listener's business, and so is the text of the rule (verifier/rules.h).
 */
#ifndef OPENWDDM_REPORT_H
#define OPENWDDM_REPORT_H

#include <stdbool.h>

enum report_severity {
    REPORT_NOTE,      /* worth knowing; legal */
    REPORT_WARNING,   /* Windows tolerates it, the contract does not */
    REPORT_VIOLATION, /* a rule of the contract is broken */
    REPORT_REFUSAL,   /* and because of it the graphics kernel refuses to go on (Code 43 on Windows) */
    REPORT_BUGCHECK,  /* and because of it Windows stops */
};

struct report {
    enum report_severity severity;
    const char *rule;   /* "DOD-03", "OBS-37"; static */
    const char *where;  /* DDI, callback or kernel service: "DxgkDdiStartDevice"; static */
    char what[96];      /* the field or object: "NumberOfVideoPresentSources" */
    char value[160];    /* what was found */
    char expected[160]; /* what the rule asks for */
    char advice[240];   /* what to do; may be empty */
};

typedef void report_fn(void *ctx, const struct report *report);

/* Listeners are called in order of registration, on the emitting thread, at any IRQL; they must not call the kernel back.
 * With no listener, findings go to stderr. At most 8 listeners. */
void report_listen(report_fn *fn, void *ctx);
void report_unlisten(report_fn *fn, void *ctx);

/* Emits one finding; the value is formatted, the rest copied. advice may be NULL. */
void report_emit(enum report_severity severity, const char *rule, const char *where, const char *what,
                 const char *expected, const char *advice, const char *value_format, ...)
    __attribute__((format(printf, 7, 8)));

const char *report_severity_name(enum report_severity severity);

#endif
