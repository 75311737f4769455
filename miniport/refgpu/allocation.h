/*
 * Between standard.c, which writes private data of allocations for the graphics kernel itself, and allocation.c, which reads it.
 */
#ifndef REFGPU_ALLOCATION_H
#define REFGPU_ALLOCATION_H

#include "refgpu.h"

/* Flags of refgpu_user_allocation that only standard allocations carry. A user can set them, too: EXISTING then asks for memory
 * that the graphics kernel was not given, and it refuses (ALC-10); GDI changes nothing for its owner but what he may draw. */
#define REFGPU_STANDARD_GDI      0x10000u /* a GDI surface */
#define REFGPU_STANDARD_EXISTING 0x20000u /* its memory is kernel memory that exists already */
#define REFGPU_STANDARD_PITCH    0x40000u /* GDI's commands say the pitch (GDI-22) */
#define REFGPU_STANDARD_FLAGS    0x70000u

/* Bytes per line that the driver chooses. */
UINT refgpu_choose_pitch(UINT width, ULONG format);

#endif
