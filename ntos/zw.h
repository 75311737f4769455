/*
 * The registry inside the runtime: what zw.c (keys and values by name) and zw_key.c (by number) share.
 */
#ifndef OPENWDDM_ZW_H
#define OPENWDDM_ZW_H

#include "ke.h"

struct value {
    struct value *next; /* in the order in which they were made */
    UNICODE_STRING name;
    ULONG type, size;
    UCHAR *data;
};

struct key {
    struct key *parent, *children, *next; /* children by name */
    UNICODE_STRING name;
    struct value *values;
    bool deleted; /* open handles still lead here */
};

/* What a handle refers to. */
struct open_key {
    struct key *key;
};

extern struct registry {
    struct host_mutex lock;
    struct key root;
    struct key *deleted;
} registry;

/* Where an answer goes. */
struct zw_query {
    const struct value *value;
    PCUNICODE_STRING name;
    UCHAR *out;
    ULONG length;
};

/* `size` bytes at `offset` of an answer of `needed` bytes, as many as there is room for; `fixed` must fit. */
NTSTATUS zw_put(const struct zw_query *q, ULONG fixed, ULONG offset, const void *data, ULONG size,
                ULONG needed);
NTSTATUS zw_put_value(const struct zw_query *q, KEY_VALUE_INFORMATION_CLASS class, ULONG *needed);

#endif
