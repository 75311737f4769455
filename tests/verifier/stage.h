/*
 * One life of an adapter, from loading the driver to unloading it, with all findings written down: the stage on which the tests of
 * this folder let drivers act.
 */
#ifndef STAGE_H
#define STAGE_H

#include "dxgkrnl.h"
#include "nt.h"
#include "report.h"

#define STAGE_FINDINGS 64u

struct stage {
    /* What to do. */
    enum nt_host host;
    uint64_t seed;
    PDRIVER_INITIALIZE entry;
    const struct ddi_shim *shims[3]; /* outermost first, NULL at the end; released by the caller */
    enum dxgk_stop how;              /* the way it is stopped */

    struct bus_device *bus; /* made and closed by stage_run */

    /* What came of it. */
    struct report findings[STAGE_FINDINGS]; /* in order */
    unsigned finding_count;                 /* all of them, also those that found no room */
    NTSTATUS load, start;                   /* STATUS_PENDING: did not get so far */
    unsigned refusals_at_start;             /* REPORT_REFUSAL before the start (or load) came back */
    NTSTATUS first_present, last_present;
    NTSTATUS escape; /* of a driver-private one */
    unsigned tdr_count;
    struct nt_outcome outcome;
    unsigned leaks; /* 0 after a bug check: nobody counts then */
};

/* Boots, runs and shuts down a runtime. */
void stage_run(struct stage *stage);
/* The first finding of the rule; NULL: none. */
const struct report *stage_find(const struct stage *stage, const char *rule);
/* Prints all findings, for a test that is about to fail. */
void stage_print(const struct stage *stage);

#endif
