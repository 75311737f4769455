/* Numbers from text, order and search; a kernel has no heap of C's. See string.h. */
#ifndef _CRT_STDLIB_H_
#define _CRT_STDLIB_H_

#include "wdm.h"

#ifndef __cplusplus
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#endif

#endif
