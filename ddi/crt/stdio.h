/* Formatting into memory, which is all of C's input and output that a kernel has; see string.h. */
#include "wdm.h"
