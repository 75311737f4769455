/*
 * The names under which drivers include the part of the C library that the kernel has; all of it is declared by wdm.h. For
 * files compiled for Windows only: a native driver finds the host's own headers, so this folder is on no native include path.
 */
#include "wdm.h"
