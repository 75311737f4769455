/*
 * A layer that changes nothing and judges the graphics kernel: what each call down must look like, whatever the driver does. The
 * other tests make drivers misbehave; here the driver is good, and the kernel is the one under oath. Virtual time only: one host thread.
 */
#ifndef OPENWDDM_TESTS_WITNESS_H
#define OPENWDDM_TESTS_WITNESS_H

#include "ddi.h"

extern const struct ddi_shim witness_shim;

struct witness_counts {
    unsigned renders, render_kms, presents, patches, paging_patches, submissions, paging_submissions,
        transfers, portions;
    bool gdi_device, gdi_context;
    DXGK_CONTEXTINFO context; /* of the last one created */
};

extern struct witness_counts witness;

void witness_reset(void);
/* "" or the first thing that was not as it must be. */
const char *witness_complaint(void);

#endif
