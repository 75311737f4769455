/*
 * Which build of a driver a suite runs on: the native one, or the Windows image of the same sources. The suites are the same programs; the
 * variable OPENWDDM_TEST_DRIVERS names the folder of the images, and without it everything is native.
 */
#ifndef OPENWDDM_UNDER_TEST_H
#define OPENWDDM_UNDER_TEST_H

#include "wdm.h"

/* DriverEntry of FOLDER/name.sys, or `native`. Ends the program when the image cannot be loaded. The image stays until the program ends. */
PDRIVER_INITIALIZE driver_under_test(const char *name, PDRIVER_INITIALIZE native);

#endif
