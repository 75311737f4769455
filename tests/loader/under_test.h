/*
 * Which build of a driver a suite runs on: the native one, or the Windows image of the same sources. The suites are the same programs; the
 * variable OPENWDDM_TEST_DRIVERS names the folders of the images, with colons between them, and without it everything is native.
 */
#ifndef OPENWDDM_UNDER_TEST_H
#define OPENWDDM_UNDER_TEST_H

#include "wdm.h"

/* The entry of FOLDER/name.sys, or `native`. Ends the program when the image cannot be loaded. The image stays until the program ends. */
PDRIVER_INITIALIZE driver_under_test(const char *name, PDRIVER_INITIALIZE native);

/* What FOLDER/name.sys exports by that name, or `native`. */
const void *export_under_test(const char *name, const char *symbol, const void *native);

#endif
