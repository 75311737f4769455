/* What Windows' user-mode base header has beyond ntdef.h: halves of words and the handles that structures mention. */
#ifndef _WINDEF_
#define _WINDEF_

#include "ntdef.h"

#ifndef FAR
#define FAR
#define far
#endif
#ifndef NEAR
#define NEAR
#define near
#endif

#ifndef NOMINMAX
#ifndef max
#define max(a, b) (((a) > (b)) ? (a) : (b))
#endif
#ifndef min
#define min(a, b) (((a) < (b)) ? (a) : (b))
#endif
#endif

#define MAKEWORD(low, high) ((WORD)((BYTE)(low) | (WORD)(BYTE)(high) << 8))
#define MAKELONG(low, high) ((LONG)((WORD)(low) | (DWORD)(WORD)(high) << 16))
#define LOWORD(value)       ((WORD)(value))
#define HIWORD(value)       ((WORD)((DWORD_PTR)(value) >> 16))
#define LOBYTE(value)       ((BYTE)(value))
#define HIBYTE(value)       ((BYTE)((DWORD_PTR)(value) >> 8))

typedef DWORD COLORREF; /* 0x00BBGGRR */
typedef LONG HRESULT;
typedef HANDLE HWND, HDC, HBITMAP, HMONITOR, HPALETTE, HGDIOBJ;

#endif
