/* Modes of the older video port, in which some display miniports still keep their own. Requests to it are in video.h. */
#ifndef _NTDDVDEO_
#define _NTDDVDEO_

#include "ntdef.h"

/* AttributeFlags. */
#define VIDEO_MODE_COLOR            0x0001
#define VIDEO_MODE_GRAPHICS         0x0002
#define VIDEO_MODE_PALETTE_DRIVEN   0x0004
#define VIDEO_MODE_MANAGED_PALETTE  0x0008
#define VIDEO_MODE_INTERLACED       0x0010
#define VIDEO_MODE_NO_OFF_SCREEN    0x0020
#define VIDEO_MODE_NO_64_BIT_ACCESS 0x0040
#define VIDEO_MODE_BANKED           0x0080
#define VIDEO_MODE_LINEAR           0x0100
#define VIDEO_MODE_ASYNC_POINTER    0x01
#define VIDEO_MODE_MONO_POINTER     0x02
#define VIDEO_MODE_COLOR_POINTER    0x04
#define VIDEO_MODE_MAP_MEM_LINEAR   0x40000000
#define VIDEO_MODE_NO_ZERO_MEMORY   0x80000000u

typedef struct _VIDEO_MODE_INFORMATION {
    ULONG Length; /* bytes of this structure */
    ULONG ModeIndex;
    ULONG VisScreenWidth; /* pixels */
    ULONG VisScreenHeight;
    ULONG ScreenStride; /* bytes */
    ULONG NumberOfPlanes;
    ULONG BitsPerPlane;
    ULONG Frequency; /* Hz */
    ULONG XMillimeter;
    ULONG YMillimeter;
    ULONG NumberRedBits;
    ULONG NumberGreenBits;
    ULONG NumberBlueBits;
    ULONG RedMask;
    ULONG GreenMask;
    ULONG BlueMask;
    ULONG AttributeFlags;
    ULONG VideoMemoryBitmapWidth;
    ULONG VideoMemoryBitmapHeight;
    ULONG DriverSpecificAttributeFlags;
} VIDEO_MODE_INFORMATION, *PVIDEO_MODE_INFORMATION;

C_ASSERT(sizeof(VIDEO_MODE_INFORMATION) == 80);

#endif
