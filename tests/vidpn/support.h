/*
 * What the VidPN tests stand on: memory that can fail at the n-th allocation and is counted, and reports
 * that are kept instead of printed.
 */
#ifndef OPENWDDM_TESTS_VIDPN_SUPPORT_H
#define OPENWDDM_TESTS_VIDPN_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report.h"
#include "vidpn.h"

/* The n-th allocation from now fails, once (1 = the next); 0: none. Returns whether the last one asked
 * for did happen. */
bool memory_fail_at(unsigned n);
size_t memory_live(void); /* blocks not freed */

void reports_clear(void);
size_t reports_count(void);
size_t reports_with(const char *rule);
size_t reports_severe(void); /* violations and worse */
/* The last report with the rule; fails the test when there is none. */
const struct report *reports_last(const char *rule);

/* cmocka setup and teardown: reports cleared; nothing allocated is left, and no failure pending. */
int support_setup(void **state);
int support_teardown(void **state);

/* Modes for tests. */
D3DKMDT_VIDPN_SOURCE_MODE source_mode(UINT width, UINT height);
/* Frequencies unspecified, as a driver without VSync control must have them. */
D3DKMDT_VIDPN_TARGET_MODE target_mode(UINT width, UINT height);
/* A whole 60 Hz raster. */
D3DKMDT_VIDPN_TARGET_MODE concrete_target_mode(UINT width, UINT height);

/* 64 bits from a seed; xorshift. */
uint64_t draw(uint64_t *seed);

#endif
