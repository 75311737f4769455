/*
 * See loan.h.
 */
#include "loan.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t round_up(size_t value, size_t unit)
{
    return (value + unit - 1) / unit * unit;
}

bool loan_make(struct loan *loan, void *original, size_t size)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t taken = round_up(size, 8); /* the copy is as aligned as any structure needs */
    size_t span = round_up(taken, page) + page;

    *loan = (struct loan){0};
    void *base = mmap(NULL, span, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (base == MAP_FAILED)
        return false;
    *loan = (struct loan){.base = base, .span = span, .original = original, .size = size};
    mprotect(loan->base + span - page, page, PROT_NONE);
    loan->copy = loan->base + span - page - taken;
    memcpy(loan->copy, original, size);
    return true;
}

size_t loan_first_change(const struct loan *loan)
{
    const unsigned char *copy = loan->copy, *original = loan->original;
    size_t at = 0;
    if (memcmp(copy, original, loan->size) == 0)
        return loan->size;
    while (copy[at] == original[at])
        at++;
    return at;
}

void loan_revoke(struct loan *loan)
{
    if (loan->base)
        mprotect(loan->base, loan->span, PROT_NONE);
}

void loan_end(struct loan *loan)
{
    if (loan->base)
        munmap(loan->base, loan->span);
    *loan = (struct loan){0};
}
