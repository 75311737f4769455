/*
 * What the tests of the graphics kernel share: a runtime to run in, a list of what was reported, testdod as the driver, and an image whose
 * every pixel is known.
 *
 * Test bodies run on a thread of the runtime, where cmocka's long jumps must not go; so a body returns 0 or the line that
 * failed (CHECK), and run_* turns that into a cmocka verdict.
 */
#ifndef OPENWDDM_TESTS_DXGKRNL_HARNESS_H
#define OPENWDDM_TESTS_DXGKRNL_HARNESS_H

#include "dxgkrnl.h"
#include "ddi.h"
#include "nt.h"
#include "report.h"
#include "testdod.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                          \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

/* Boots host_sim with `seed` (or threads with run_threads), runs body(arg), shuts down. Fails the test when body does not return 0, when
 * the system stopped, or when something leaked. Clears the findings first. */
void run_sim(uint64_t seed, int (*body)(void *), void *arg);
void run_threads(int (*body)(void *), void *arg);
/* For bodies that end in a bug check: fails the test when they do not. */
struct nt_bugcheck run_to_bugcheck(uint64_t seed, int (*body)(void *), void *arg);

/* ---- findings ---- */

unsigned findings(enum report_severity at_least);
/* The first finding of the rule, or NULL. */
const struct report *finding(const char *rule);
void forget_findings(void);
/* None that is a violation or worse; prints them otherwise. */
bool nothing_found(void);

/* ---- an adapter with testdod ---- */

/* The layers of an adapter that starts now: its own, and within them the one that writes all calls down, when a test is run for that (record.h). */
struct rig_layers {
    const struct ddi_shim *shims[8];
};
void rig_layers(struct rig_layers *layers, struct dxgk_adapter_options *options);

struct rig {
    struct dxgk_driver *driver;
    struct dxgk_adapter *adapter;
    struct nt_process *process;
    UINT width, height; /* of the image of source 0 */
    uint32_t *image[TESTDOD_SOURCES];
    UINT image_width[TESTDOD_SOURCES], image_height[TESTDOD_SOURCES];
};

/* Loads testdod with the knobs as they are and starts an adapter; `options` may be NULL. */
NTSTATUS rig_start(struct rig *rig, const struct dxgk_adapter_options *options);
/* An image of the mode's size, freshly painted, for a lit source. */
NTSTATUS rig_image(struct rig *rig, UINT source);
void rig_stop(struct rig *rig); /* removes, unloads, frees; whatever of it exists */

void paint(struct rig *rig, UINT source, const RECT *r);           /* new pixels */
NTSTATUS rig_present(struct rig *rig, UINT source, const RECT *r); /* paint and present */
/* The frame buffer of the source shows its image, turned as the mode says. Prints the first pixel that does not. */
bool screen_right(struct rig *rig, UINT source);

#endif
