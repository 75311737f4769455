/*
 * What the tests of whole images do to each: call its entry inside a running kernel.
 */
#ifndef OPENWDDM_TESTS_IMAGES_ENTRY_H
#define OPENWDDM_TESTS_IMAGES_ENTRY_H

#include "nt.h"

struct entry_run {
    PDRIVER_INITIALIZE entry;
    const WCHAR *what; /* the registry path: tells the driver what to do */
    NTSTATUS status;   /* what it returned */
};

/* For nt_run. */
int entry_call(void *run);

#endif
