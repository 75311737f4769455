/*
 * What the files of the C library (crt_*.c) share; its routines are declared in ddi/wdm_crt.h.
 */
#ifndef OPENWDDM_CRT_H
#define OPENWDDM_CRT_H

#include "wdm.h"

/* Reports a call with bad arguments and returns the error. */
WDM_ERRNO crt_refuse(const char *routine, const char *expected, WDM_ERRNO error);

/* The state of rand, as at boot. */
void crt_start(void);

#endif
