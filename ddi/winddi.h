/* The header of GDI's printer and display drivers of old. Display miniports include it out of habit: the geometry
 * types that they use are in ntdef.h. */
#ifndef _WINDDI_
#define _WINDDI_

#include "windef.h"

#endif
