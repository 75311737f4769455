/*
 * Memory lent to a driver for one call: a copy of its own that ends at an inaccessible page, and that becomes inaccessible as a
 * whole when the call is over. Reading past the end, or keeping the pointer, faults at the instruction that does it.
 */
#ifndef OPENWDDM_LOAN_H
#define OPENWDDM_LOAN_H

#include <stdbool.h>
#include <stddef.h>

struct loan {
    unsigned char *base; /* first page; NULL: nothing is lent */
    size_t span;         /* bytes in all, inaccessible page included */
    void *copy;          /* what the driver gets */
    void *original;      /* what it was made from */
    size_t size;
};

/* PASSIVE_LEVEL. false: no memory; the caller hands out the original. */
bool loan_make(struct loan *loan, void *original, size_t size);
/* Offset of the first byte that is not as in the original, or size. */
size_t loan_first_change(const struct loan *loan);
/* The call is over: the copy becomes inaccessible, and its addresses stay taken until loan_end. */
void loan_revoke(struct loan *loan);
void loan_end(struct loan *loan); /* zeroed and revoked ones are fine too */

#endif
