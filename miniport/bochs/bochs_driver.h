/*
 * The face of the native build: DriverEntry under a name of its own, so that one program can hold several
 * drivers.
 */
#ifndef BOCHS_DRIVER_H
#define BOCHS_DRIVER_H

#include "wdm.h"

DRIVER_INITIALIZE bochs_driver_entry;

#endif
