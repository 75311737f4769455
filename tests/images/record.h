/*
 * A layer that writes down every call of a driver: which, when, at which level, with which arguments, what came back, and the bytes that the
 * driver wrote into DMA buffers. Pointers are left out, so that two runs can be compared byte by byte.
 */
#ifndef OPENWDDM_TESTS_RECORD_H
#define OPENWDDM_TESTS_RECORD_H

#include "ddi.h"

#include <stdint.h>

struct record {
    uint8_t *bytes;
    size_t size, room;
    size_t calls, marks[1u << 16]; /* where each call begins */
    enum ddi_id ids[1u << 16];
};

/* Everything goes to `record` from now on; a layer for the adapter's options. One at a time. */
const struct ddi_shim *record_into(struct record *record);
/* The number of the first call that differs, or -1; says on stderr what it is. */
long record_compare(const struct record *a, const struct record *b);
void record_free(struct record *record);

/* One event of a whole program that runs with OPENWDDM_TEST_RECORD=FILE: the file is a row of these. */
#define RECORD_AFTER 0x80000000u
struct record_line {
    uint32_t what, unused; /* enum ddi_id + 1, and RECORD_AFTER when it returns; 0: before the first */
    uint64_t time, hash;   /* of everything that struct record would hold */
};
/* The layer for the next adapter, or NULL: nobody asked for it. Virtual time only. */
const struct ddi_shim *record_everything(void);

#endif
