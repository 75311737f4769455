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

#define RtlStringCchVPrintfA(to, room, format, arguments)                                                    \
    WdmStringFinishA((to), (room), _vsnprintf((to), (room), (format), (arguments)))
#define RtlStringCbVPrintfA(to, room, format, arguments)                                                     \
    RtlStringCchVPrintfA((to), (room), (format), (arguments))
#define RtlStringCchVPrintfW(to, room, format, arguments)                                                    \
    WdmStringFinishW((to), (room), _vsnwprintf((to), (room), (format), (arguments)))
#define RtlStringCbVPrintfW(to, room, format, arguments)                                                     \
    RtlStringCchVPrintfW((to), (room) / sizeof(WCHAR), (format), (arguments))

/* ---- counted strings, which have no terminator ---- */

#define NTSTRSAFE_UNICODE_STRING_MAX_CCH (0xFFFF / sizeof(WCHAR))

FORCEINLINE NTSTATUS RtlUnicodeStringValidate(PCUNICODE_STRING string)
{
    if (!string)
        return STATUS_SUCCESS;
    return string->Length % sizeof(WCHAR) || string->MaximumLength % sizeof(WCHAR) ||
                   string->Length > string->MaximumLength || (!string->Buffer && string->MaximumLength)
               ? STATUS_INVALID_PARAMETER
               : STATUS_SUCCESS;
}

/* Stands for `text`, which stays where it is; NULL: an empty string without a buffer. */
FORCEINLINE NTSTATUS RtlUnicodeStringInit(PUNICODE_STRING string, PCWSTR text)
{
    SIZE_T length = 0;

    string->Length = string->MaximumLength = 0;
    string->Buffer = NULL;
    if (!text)
        return STATUS_SUCCESS;
    if (!NT_SUCCESS(RtlStringCchLengthW(text, NTSTRSAFE_UNICODE_STRING_MAX_CCH, &length)))
        return STATUS_INVALID_PARAMETER;
    string->Buffer = (PWSTR)text;
    string->Length = (USHORT)(length * sizeof(WCHAR));
    string->MaximumLength = (USHORT)((length + 1) * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

/* Puts the characters behind the first `at` bytes of the string; STATUS_BUFFER_OVERFLOW: as many as there is room for. */
FORCEINLINE NTSTATUS WdmUnicodePut(PUNICODE_STRING to, SIZE_T at, const WCHAR *from, SIZE_T bytes)
{
    SIZE_T room = to->MaximumLength - at, n = bytes < room ? bytes : room;

    memmove((char *)to->Buffer + at, from, n);
    to->Length = (USHORT)(at + n);
    return n < bytes ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}
FORCEINLINE NTSTATUS WdmUnicodePutText(PUNICODE_STRING to, SIZE_T at, PCWSTR from)
{
    SIZE_T length = 0;

    if (!NT_SUCCESS(RtlStringCchLengthW(from, NTSTRSAFE_MAX_CCH, &length)))
        return STATUS_INVALID_PARAMETER;
    return WdmUnicodePut(to, at, from, length * sizeof(WCHAR));
}
FORCEINLINE BOOLEAN WdmUnicodeGood(PCUNICODE_STRING string)
{
    return string && RtlUnicodeStringValidate(string) == STATUS_SUCCESS;
}

FORCEINLINE NTSTATUS RtlUnicodeStringCopy(PUNICODE_STRING to, PCUNICODE_STRING from)
{
    return WdmUnicodeGood(to) && WdmUnicodeGood(from) ? WdmUnicodePut(to, 0, from->Buffer, from->Length)
                                                      : STATUS_INVALID_PARAMETER;
}
FORCEINLINE NTSTATUS RtlUnicodeStringCopyString(PUNICODE_STRING to, PCWSTR from)
{
    return WdmUnicodeGood(to) ? WdmUnicodePutText(to, 0, from) : STATUS_INVALID_PARAMETER;
}
FORCEINLINE NTSTATUS RtlUnicodeStringCat(PUNICODE_STRING to, PCUNICODE_STRING from)
{
    return WdmUnicodeGood(to) && WdmUnicodeGood(from)
               ? WdmUnicodePut(to, to->Length, from->Buffer, from->Length)
               : STATUS_INVALID_PARAMETER;
}
FORCEINLINE NTSTATUS RtlUnicodeStringCatString(PUNICODE_STRING to, PCWSTR from)
{
    return WdmUnicodeGood(to) ? WdmUnicodePutText(to, to->Length, from) : STATUS_INVALID_PARAMETER;
}

/* What _snwprintf left behind: a text that fills the buffer needs no terminator. */
FORCEINLINE NTSTATUS WdmUnicodeFinish(PUNICODE_STRING to, int written)
{
    to->Length = written < 0 ? to->MaximumLength : (USHORT)(written * (int)sizeof(WCHAR));
    return written < 0 ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}
#define RtlUnicodeStringPrintf(to, ...)                                                                      \
    (WdmUnicodeGood(to)                                                                                      \
         ? WdmUnicodeFinish((to),                                                                            \
                            _snwprintf((to)->Buffer, (to)->MaximumLength / sizeof(WCHAR), __VA_ARGS__))      \
         : STATUS_INVALID_PARAMETER)
#define RtlUnicodeStringVPrintf(to, format, arguments)                                                       \
    (WdmUnicodeGood(to)                                                                                      \
         ? WdmUnicodeFinish(                                                                                 \
               (to), _vsnwprintf((to)->Buffer, (to)->MaximumLength / sizeof(WCHAR), (format), (arguments)))  \
         : STATUS_INVALID_PARAMETER)

#ifdef __cplusplus
}
#endif

#endif
