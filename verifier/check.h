/*
 * What the checking layer knows of one call: the copies lent to the driver, and the rules they stand for.
 */
#ifndef OPENWDDM_CHECK_H
#define OPENWDDM_CHECK_H

#include "ddi.h"
#include "loan.h"

#include <stdatomic.h>

#define CHECK_MAX_LOANS 4u

struct check_loan {
    struct loan loan;
    void **argument;  /* the pointer that was redirected to the copy */
    const char *rule; /* broken by writing to it, or by using it after the call */
    const char *past; /* broken by touching what lies behind its end */
    const char *what;
};

struct check_call {
    atomic_uintptr_t of; /* the struct ddi_call, 0: free */
    unsigned count;
    struct check_loan loans[CHECK_MAX_LOANS]; /* what contains a pointer comes before what that points to */
};

bool check_lends(enum ddi_id id);
/* Before the call: redirects the arguments to copies. PASSIVE_LEVEL. */
void check_lend(struct check_call *slot, struct ddi_call *call);

/* Before the call: fills outputs with a pattern. After it: what was never written, answers that Windows was seen to trip over,
 * and a status outside the DDI's set (OBS-28). `starting`: between StartDevice and the first commit. */
void check_poison(const struct ddi_call *call);
void check_answer(const struct ddi_call *call, bool starting);

#endif
