/*
 * String routines that always know the size of the destination and always terminate it. As on Windows they are compiled into
 * the driver; only the formatting itself is an import. Sizes are bytes (Cb) or characters (Cch), terminator included.
 * STATUS_BUFFER_OVERFLOW: the text was cut off. STATUS_INVALID_PARAMETER: there is no room for a terminator, or, for
 * lengths, no terminator.
 */
#ifndef _NTSTRSAFE_H_INCLUDED_
#define _NTSTRSAFE_H_INCLUDED_

#include "wdm.h"
#include "ntstatus.h"

#ifdef __cplusplus
extern "C" {
#endif

#define NTSTRSAFE_MAX_CCH 2147483647

#define NTSTRSAFE_ROUTINES(letter, type)                                                                     \
    FORCEINLINE NTSTATUS RtlStringCchLength##letter(const type *text, SIZE_T room, SIZE_T *length)           \
    {                                                                                                        \
        SIZE_T n = 0;                                                                                        \
        while (n < room && text[n])                                                                          \
            n++;                                                                                             \
        if (length)                                                                                          \
            *length = n < room ? n : 0;                                                                      \
        return n < room ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;                                         \
    }                                                                                                        \
    FORCEINLINE NTSTATUS RtlStringCbLength##letter(const type *text, SIZE_T room, SIZE_T *length)            \
    {                                                                                                        \
        NTSTATUS status = RtlStringCchLength##letter(text, room / sizeof(type), length);                     \
        if (length)                                                                                          \
            *length *= sizeof(type);                                                                         \
        return status;                                                                                       \
    }                                                                                                        \
    FORCEINLINE NTSTATUS RtlStringCchCopyN##letter(type *to, SIZE_T room, const type *from, SIZE_T most)     \
    {                                                                                                        \
        SIZE_T n = 0;                                                                                        \
        if (!room || room > NTSTRSAFE_MAX_CCH)                                                               \
            return STATUS_INVALID_PARAMETER;                                                                 \
        for (; n + 1 < room && n < most && from[n]; n++)                                                     \
            to[n] = from[n];                                                                                 \
        to[n] = 0;                                                                                           \
        return n < most && from[n] ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;                                \
    }                                                                                                        \
    FORCEINLINE NTSTATUS RtlStringCchCopy##letter(type *to, SIZE_T room, const type *from)                   \
    {                                                                                                        \
        return RtlStringCchCopyN##letter(to, room, from, NTSTRSAFE_MAX_CCH);                                 \
    }                                                                                                        \
    FORCEINLINE NTSTATUS RtlStringCbCopy##letter(type *to, SIZE_T room, const type *from)                    \
    {                                                                                                        \
        return RtlStringCchCopy##letter(to, room / sizeof(type), from);                                      \
    }                                                                                                        \
    FORCEINLINE NTSTATUS RtlStringCbCopyN##letter(type *to, SIZE_T room, const type *from, SIZE_T most)      \
    {                                                                                                        \
        return RtlStringCchCopyN##letter(to, room / sizeof(type), from, most / sizeof(type));                \
    }                                                                                                        \
    FORCEINLINE NTSTATUS RtlStringCchCat##letter(type *to, SIZE_T room, const type *from)                    \
    {                                                                                                        \
        SIZE_T used;                                                                                         \
        NTSTATUS status = RtlStringCchLength##letter(to, room, &used);                                       \
        return NT_SUCCESS(status) ? RtlStringCchCopy##letter(to + used, room - used, from) : status;         \
    }                                                                                                        \
    FORCEINLINE NTSTATUS RtlStringCbCat##letter(type *to, SIZE_T room, const type *from)                     \
    {                                                                                                        \
        return RtlStringCchCat##letter(to, room / sizeof(type), from);                                       \
    }                                                                                                        \
    /* What _snprintf or _snwprintf left behind, terminated. */                                              \
    FORCEINLINE NTSTATUS WdmStringFinish##letter(type *to, SIZE_T room, int written)                         \
    {                                                                                                        \
        if (!room || room > NTSTRSAFE_MAX_CCH)                                                               \
            return STATUS_INVALID_PARAMETER;                                                                 \
        if (written >= 0 && (SIZE_T)written < room)                                                          \
            return STATUS_SUCCESS;                                                                           \
        to[room - 1] = 0;                                                                                    \
        return STATUS_BUFFER_OVERFLOW;                                                                       \
    }

NTSTRSAFE_ROUTINES(A, CHAR)
NTSTRSAFE_ROUTINES(W, WCHAR)
#undef NTSTRSAFE_ROUTINES

#define RtlStringCchPrintfA(to, room, ...)                                                                   \
    WdmStringFinishA((to), (room), _snprintf((to), (room), __VA_ARGS__))
#define RtlStringCbPrintfA(to, room, ...) RtlStringCchPrintfA((to), (room), __VA_ARGS__)
#define RtlStringCchPrintfW(to, room, ...)                                                                   \
    WdmStringFinishW((to), (room), _snwprintf((to), (room), __VA_ARGS__))
#define RtlStringCbPrintfW(to, room, ...) RtlStringCchPrintfW((to), (room) / sizeof(WCHAR), __VA_ARGS__)

#ifdef __cplusplus
}
#endif

#endif
