/*
 * Memory lent to a driver for one call: a copy of its own that ends at an inaccessible page, and that becomes inaccessible as a
 * whole when the call is over. Reading past the end, or keeping the pointer, faults at the instruction that does it. An output
 * buffer has a few bytes of known content between its end and that page, so that a small overrun is told as a finding.
 */
#ifndef OPENWDDM_LOAN_H
#define OPENWDDM_LOAN_H

#include <stdbool.h>
#include <stddef.h>

#define LOAN_MARGIN 64u /* bytes of known content behind an output buffer */

struct loan {
    unsigned char *base; /* first page; NULL: nothing is lent */
    size_t span;         /* bytes in all, inaccessible page included */
    void *copy;          /* what the driver gets */
    void *original;      /* what it was made from */
    size_t size;
    size_t margin; /* known bytes behind the copy */
};

/* PASSIVE_LEVEL. Copies size bytes; `output` asks for the margin. false: no memory; the caller hands out the original. */
bool loan_make(struct loan *loan, void *original, size_t size, bool output);
/* Offset of the first byte that is not as in the original, or size. */
size_t loan_first_change(const struct loan *loan);
void loan_copy_back(const struct loan *loan); /* to the original */
/* How many bytes behind the end were written, up to the last one changed; 0: none. */
size_t loan_overrun(const struct loan *loan);
/* Fills bytes with a pattern, and says whether all of them still hold it: nobody wrote there. */
void loan_poison(struct loan *loan, size_t offset, size_t length);
bool loan_untouched(const struct loan *loan, size_t offset, size_t length);

/* The call is over: the copy becomes inaccessible, and its addresses stay taken until loan_end. */
void loan_revoke(struct loan *loan);
void loan_end(struct loan *loan); /* zeroed and revoked ones are fine too */

#endif
