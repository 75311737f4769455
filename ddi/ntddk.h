/* Drivers written for either of Windows' two kernel headers find the same subset under both names. */
#ifndef _NTDDK_
#define _NTDDK_

#include "wdm.h"

#endif
