/*
 * What shim.c and the layers agree on: how a layer is made and unmade. Each layer is one file with one row in shim.c.
 */
#ifndef OPENWDDM_LAYER_H
#define OPENWDDM_LAYER_H

#include "shim.h"

#include <stdatomic.h>

struct layer_kind;

/* The head of every layer: what the graphics kernel sees, and who made it. */
struct layer {
    struct ddi_shim shim;
    const struct layer_kind *kind;
};

struct layer_kind {
    const char *name; /* what stands before the colon in verifier_shim's argument */
    const char *help;
    struct layer *(*create)(
        const char *parameter);           /* text after the colon, "" for none; NULL after layer_fail */
    bool (*destroy)(struct layer *layer); /* false after layer_fail: something of its work is lost */
};

extern const struct layer_kind check_layer, trace_layer, inject_layer;

/* Sets verifier_error(). */
void layer_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline struct layer *layer_of(const struct ddi_shim *shim)
{
    return (struct layer *)(void *)shim; /* every struct ddi_shim given out is the head of a layer */
}

#endif
