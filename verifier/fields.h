/*
 * JSON members put together in a fixed buffer, at any IRQL, without allocation. A member that does not fit is left out
 * whole, so what stands there is always good JSON.
 */
#ifndef OPENWDDM_FIELDS_H
#define OPENWDDM_FIELDS_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fields {
    char *at; /* NUL-terminated */
    size_t size, used;
    bool more; /* a member stands before: a comma is due */
};

/* `reserve` bytes at the end are kept free for what the caller appends after the members. */
void fields_begin(struct fields *fields, char *buffer, size_t size, size_t reserve);
void field_unsigned(struct fields *fields, const char *name, uint64_t value);
void field_signed(struct fields *fields, const char *name, int64_t value);
void field_hex(struct fields *fields, const char *name, uint32_t value); /* "0xC000000D" */
void field_bool(struct fields *fields, const char *name, bool value);
void field_string(struct fields *fields, const char *name, const char *value); /* escaped; NULL: null */
void field_rect(struct fields *fields, const char *name,
                const int32_t edges[4]); /* [left, top, right, bottom] */

#endif
