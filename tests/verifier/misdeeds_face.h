/* The misdeeds as the kernel side sees them; compiled for another interface version than the driver is. */
#ifndef MISDEEDS_FACE_H
#define MISDEEDS_FACE_H

#include "wdm.h"

#include <stddef.h>

/* Chooses what the next driver loaded does wrong; NULL: nothing. False: no misdeed of that name. */
BOOLEAN misdeed_choose(const char *name);
/* NULL past the end. */
const char *misdeed_name(size_t index);
/* The driver's DriverEntry. */
DRIVER_INITIALIZE misdeed_driver_entry;

#endif
