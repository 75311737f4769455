/*
 * The checking layer. The graphics kernel checks what it uses: results, handles, counts, order. This layer checks what
 * needs a second look at memory: it hands the driver copies of what it is lent for one call (loan.h), so that writing to a
 * constant argument, reading past its end, and keeping a pointer after the call are seen where they happen; and it tells outputs
 * that the driver never wrote from those it did. Overruns of outputs are found by the graphics kernel, which allocates them.
 *
 * Which arguments are lent, and which rule says so, is the table in check_loans.c.
 */
#include "check.h"
#include "layer.h"
#include "nt.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>

#define MAX_CALLS    64u /* calls inside one driver at one time; more go unchecked */
#define MAX_FINISHED 32u /* loans that stay inaccessible after their call */

struct finished {
    struct loan loan;
    const char *rule, *what, *ddi;
};

struct check_adapter {
    const struct ddi_shim *shim;
    struct check_call calls[MAX_CALLS];
    struct finished finished[MAX_FINISHED]; /* ring */
    unsigned next_finished;
    atomic_bool starting;       /* between StartDevice and the first CommitVidPn */
    atomic_flag ring;           /* held for a few instructions, at PASSIVE_LEVEL */
    struct check_adapter *next; /* of all adapters under check layers, so that a fault finds its loan */
};

static struct check_adapter *all; /* changed at PASSIVE_LEVEL under all_lock, walked by explain without */
static atomic_flag all_lock = ATOMIC_FLAG_INIT;

static void take(atomic_flag *flag)
{
    while (atomic_flag_test_and_set(flag))
        ;
}

static struct check_call *take_call(struct check_adapter *checked, const struct ddi_call *call)
{
    for (unsigned i = 0; i < MAX_CALLS; i++) {
        uintptr_t free_slot = 0;
        if (atomic_compare_exchange_strong(&checked->calls[i].of, &free_slot, (uintptr_t)call))
            return &checked->calls[i];
    }
    return NULL;
}

static struct check_call *find_call(struct check_adapter *checked, const struct ddi_call *call)
{
    for (unsigned i = 0; i < MAX_CALLS; i++) {
        if (atomic_load(&checked->calls[i].of) == (uintptr_t)call)
            return &checked->calls[i];
    }
    return NULL;
}

static void before(void *ctx, struct ddi_call *call)
{
    struct check_adapter *checked = ctx;
    check_poison(call);
    if (!check_lends(call->id))
        return;
    struct check_call *slot = take_call(checked, call);
    if (slot) {
        slot->count = 0;
        check_lend(slot, call);
    }
}

/* ---- what came back -------------------------------------------------------------------------------------------- */

static void report_change(const struct ddi_call *call, const struct check_loan *lent, size_t at)
{
    const unsigned char *copy = lent->loan.copy, *original = lent->loan.original;
    char expected[64];
    snprintf(expected, sizeof(expected), "unchanged: 0x%02X there", original[at]);
    report_emit(REPORT_VIOLATION, lent->rule, ddi_name(call->id), lent->what, expected,
                "It is an input: work on a copy.", "0x%02X at byte %zu of %zu", copy[at], at,
                lent->loan.size);
}

static void finish_loan(struct check_adapter *checked, const struct ddi_call *call, struct check_loan *lent)
{
    struct finished over;
    size_t at = loan_first_change(&lent->loan);
    if (at < lent->loan.size)
        report_change(call, lent, at);
    loan_revoke(&lent->loan);
    take(&checked->ring);
    over = checked->finished[checked->next_finished];
    checked->finished[checked->next_finished] =
        (struct finished){lent->loan, lent->rule, lent->what, ddi_name(call->id)};
    checked->next_finished = (checked->next_finished + 1) % MAX_FINISHED;
    atomic_flag_clear(&checked->ring);
    loan_end(&over.loan);
}

static void after(void *ctx, struct ddi_call *call)
{
    struct check_adapter *checked = ctx;
    struct check_call *slot = check_lends(call->id) ? find_call(checked, call) : NULL;

    if (call->id == DDI_ID_StartDevice || call->id == DDI_ID_CommitVidPn)
        atomic_store(&checked->starting, call->id == DDI_ID_StartDevice);
    check_answer(call, atomic_load(&checked->starting));
    if (!slot)
        return;
    for (unsigned i = slot->count; i-- > 0;) { /* a changed pointer is found with what holds it */
        struct check_loan *lent = &slot->loans[i];
        if (*lent->argument == lent->loan.copy)
            *lent->argument = lent->loan.original;
    }
    for (unsigned i = 0; i < slot->count; i++)
        finish_loan(checked, call, &slot->loans[i]);
    atomic_store(&slot->of, 0);
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

static bool within(const struct loan *loan, uintptr_t address)
{
    return loan->base && address - (uintptr_t)loan->base < loan->span;
}

static const char *explain_one(const struct check_adapter *checked, uintptr_t address, char *text,
                               size_t size)
{
    for (unsigned i = 0; i < MAX_FINISHED; i++) {
        const struct finished *f = &checked->finished[i];
        if (!within(&f->loan, address))
            continue;
        snprintf(text, size, "%s, lent for one call of %s, was used after that call", f->what, f->ddi);
        return f->rule;
    }
    for (unsigned i = 0; i < MAX_CALLS; i++) {
        const struct check_call *slot = &checked->calls[i];
        for (unsigned l = 0; atomic_load(&slot->of) && l < slot->count; l++) {
            const struct check_loan *lent = &slot->loans[l];
            if (!within(&lent->loan, address))
                continue;
            snprintf(text, size, "byte %zd of %s, which has %zu",
                     (ptrdiff_t)(address - (uintptr_t)lent->loan.copy), lent->what, lent->loan.size);
            return lent->past;
        }
    }
    return NULL;
}

/* The system is about to stop: nobody changes the lists any more, or nobody minds a wrong answer. */
static const char *explain(void *ctx, uintptr_t address, char *text, size_t size)
{
    const char *rule = NULL;
    (void)ctx;
    for (const struct check_adapter *checked = all; checked && !rule; checked = checked->next)
        rule = explain_one(checked, address, text, size);
    return rule;
}

/* ---- the layer ------------------------------------------------------------------------------------------------- */

static void *open_adapter(const struct ddi_shim *shim, struct dxgk_adapter *adapter)
{
    struct check_adapter *checked = calloc(1, sizeof(*checked));
    (void)adapter;
    if (!checked)
        abort(); /* a few KB */
    checked->shim = shim;
    take(&all_lock);
    checked->next = all;
    all = checked;
    atomic_flag_clear(&all_lock);
    nt_on_fault(explain, NULL);
    return checked;
}

/* Of one adapter, or of all that are left under a layer: after a bug check nobody closes them. */
static void forget(const struct check_adapter *one, const struct ddi_shim *shim)
{
    struct check_adapter *gone = NULL;
    take(&all_lock);
    for (struct check_adapter **link = &all; *link;) {
        struct check_adapter *checked = *link;
        if (checked != one && checked->shim != shim) {
            link = &checked->next;
            continue;
        }
        *link = checked->next;
        checked->next = gone;
        gone = checked;
    }
    bool last = gone && !all;
    atomic_flag_clear(&all_lock);
    if (last)
        nt_on_fault(NULL, NULL);
    while (gone) {
        struct check_adapter *next = gone->next;
        for (unsigned i = 0; i < MAX_FINISHED; i++)
            loan_end(&gone->finished[i].loan);
        for (unsigned i = 0; i < MAX_CALLS; i++) {
            for (unsigned l = 0; atomic_load(&gone->calls[i].of) && l < gone->calls[i].count; l++)
                loan_end(&gone->calls[i].loans[l].loan);
        }
        free(gone);
        gone = next;
    }
}

static void close_adapter(void *ctx)
{
    forget(ctx, NULL);
}

static struct layer *create(const char *parameter)
{
    if (*parameter) {
        layer_fail("check takes no parameter, '%s' was given", parameter);
        return NULL;
    }
    struct layer *layer = calloc(1, sizeof(*layer));
    if (layer)
        layer->shim =
            (struct ddi_shim){.open = open_adapter, .close = close_adapter, .before = before, .after = after};
    else
        layer_fail("out of memory");
    return layer;
}

static bool destroy(struct layer *layer)
{
    forget(NULL, &layer->shim);
    free(layer);
    return true;
}

const struct layer_kind check_layer = {
    .name = "check",
    .help = "check  memory that a driver is lent for a call: constants, ends of buffers, pointers kept",
    .create = create,
    .destroy = destroy,
};
