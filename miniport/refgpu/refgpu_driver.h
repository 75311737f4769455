/*
 * The face of the native build: DriverEntry under a name of its own, so that one program can hold several drivers.
 */
#ifndef REFGPU_DRIVER_H
#define REFGPU_DRIVER_H

#include "wdm.h"

DRIVER_INITIALIZE refgpu_driver_entry;

#endif
