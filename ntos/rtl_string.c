/*
 * Counted strings and memory comparison. Characters are treated as Latin-1: what registry paths and device names need.
 */
#include "ke.h"

#define STRING_TAG 'grtS'

SIZE_T NTAPI RtlCompareMemory(const VOID *Source1, const VOID *Source2, SIZE_T Length)
{
    const UCHAR *a = Source1, *b = Source2;
    SIZE_T i = 0;
    while (i < Length && a[i] == b[i])
        i++;
    return i;
}

static size_t wide_length(PCWSTR s)
{
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}

#define LONGEST 0x7FFE /* characters whose bytes, with a terminator, fit in a USHORT */

VOID NTAPI RtlInitUnicodeString(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    size_t n = SourceString ? wide_length(SourceString) : 0;
    if (n > LONGEST)
        n = LONGEST;
    DestinationString->Length = (USHORT)(n * sizeof(WCHAR));
    DestinationString->MaximumLength = SourceString ? (USHORT)((n + 1) * sizeof(WCHAR)) : 0;
    DestinationString->Buffer = (PWSTR)(uintptr_t)SourceString;
}

VOID NTAPI RtlInitAnsiString(PANSI_STRING DestinationString, PCSZ SourceString)
{
    size_t n = 0;
    while (SourceString && SourceString[n] && n < 0xFFFE)
        n++;
    DestinationString->Length = (USHORT)n;
    DestinationString->MaximumLength = SourceString ? (USHORT)(n + 1) : 0;
    DestinationString->Buffer = (PCHAR)(uintptr_t)SourceString;
}

VOID NTAPI RtlInitString(PSTRING DestinationString, PCSZ SourceString)
{
    RtlInitAnsiString(DestinationString, SourceString);
}

/* ---- conversion ---- */

static NTSTATUS make_room(PVOID *buffer, USHORT *maximum, size_t needed, BOOLEAN allocate)
{
    if (needed > MAXUSHORT)
        return STATUS_INVALID_PARAMETER;
    if (!allocate)
        return needed <= *maximum ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
    *buffer = ExAllocatePoolWithTag(PagedPool, needed, STRING_TAG);
    *maximum = (USHORT)needed;
    return *buffer ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS NTAPI RtlAnsiStringToUnicodeString(PUNICODE_STRING DestinationString, PCANSI_STRING SourceString,
                                            BOOLEAN AllocateDestinationString)
{
    KE_SERVICE(RtlAnsiStringToUnicodeString);
    NTSTATUS status = make_room((PVOID *)&DestinationString->Buffer, &DestinationString->MaximumLength,
                                (SourceString->Length + 1u) * sizeof(WCHAR), AllocateDestinationString);
    if (!NT_SUCCESS(status))
        return status;
    for (USHORT i = 0; i < SourceString->Length; i++)
        DestinationString->Buffer[i] = (UCHAR)SourceString->Buffer[i];
    DestinationString->Buffer[SourceString->Length] = 0;
    DestinationString->Length = (USHORT)(SourceString->Length * sizeof(WCHAR));
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeStringToAnsiString(PANSI_STRING DestinationString, PCUNICODE_STRING SourceString,
                                            BOOLEAN AllocateDestinationString)
{
    KE_SERVICE(RtlUnicodeStringToAnsiString);
    USHORT n = SourceString->Length / sizeof(WCHAR);
    NTSTATUS status = make_room((PVOID *)&DestinationString->Buffer, &DestinationString->MaximumLength,
                                n + 1u, AllocateDestinationString);
    if (!NT_SUCCESS(status))
        return status;
    for (USHORT i = 0; i < n; i++)
        DestinationString->Buffer[i] = (CHAR)(SourceString->Buffer[i] < 256 ? SourceString->Buffer[i] : '?');
    DestinationString->Buffer[n] = 0;
    DestinationString->Length = n;
    return STATUS_SUCCESS;
}

VOID NTAPI RtlFreeUnicodeString(PUNICODE_STRING UnicodeString)
{
    KE_SERVICE(RtlFreeUnicodeString);
    if (UnicodeString->Buffer)
        ExFreePoolWithTag(UnicodeString->Buffer, STRING_TAG);
    RtlZeroMemory(UnicodeString, sizeof(*UnicodeString));
}

VOID NTAPI RtlFreeAnsiString(PANSI_STRING AnsiString)
{
    KE_SERVICE(RtlFreeAnsiString);
    if (AnsiString->Buffer)
        ExFreePoolWithTag(AnsiString->Buffer, STRING_TAG);
    RtlZeroMemory(AnsiString, sizeof(*AnsiString));
}

/* ---- copying, appending, comparing ---- */

VOID NTAPI RtlCopyUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString)
{
    USHORT n = SourceString ? SourceString->Length : 0;
    if (n > DestinationString->MaximumLength)
        n = DestinationString->MaximumLength;
    if (n)
        RtlMoveMemory(DestinationString->Buffer, SourceString->Buffer, n);
    DestinationString->Length = n;
    if (n + sizeof(WCHAR) <= DestinationString->MaximumLength)
        DestinationString->Buffer[n / sizeof(WCHAR)] = 0;
}

static NTSTATUS append(PUNICODE_STRING to, const WCHAR *from, size_t bytes)
{
    if (bytes > (size_t)(to->MaximumLength - to->Length))
        return STATUS_BUFFER_TOO_SMALL;
    if (bytes)
        RtlMoveMemory((UCHAR *)to->Buffer + to->Length, from, bytes);
    to->Length = (USHORT)(to->Length + bytes);
    if (to->Length + sizeof(WCHAR) <= to->MaximumLength)
        to->Buffer[to->Length / sizeof(WCHAR)] = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlAppendUnicodeStringToString(PUNICODE_STRING Destination, PCUNICODE_STRING Source)
{
    return append(Destination, Source->Buffer, Source->Length);
}

NTSTATUS NTAPI RtlAppendUnicodeToString(PUNICODE_STRING Destination, PCWSTR Source)
{
    return Source ? append(Destination, Source, wide_length(Source) * sizeof(WCHAR)) : STATUS_SUCCESS;
}

static WCHAR upcase(WCHAR c)
{
    bool small = (c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7);
    return small ? (WCHAR)(c - 32) : c == 0xFF ? 0x178 : c;
}

WCHAR NTAPI RtlUpcaseUnicodeChar(WCHAR SourceCharacter)
{
    KE_SERVICE(RtlUpcaseUnicodeChar);
    return upcase(SourceCharacter);
}

static LONG compare(PCUNICODE_STRING a, PCUNICODE_STRING b, BOOLEAN fold)
{
    USHORT shorter = (a->Length < b->Length ? a->Length : b->Length) / sizeof(WCHAR);
    for (USHORT i = 0; i < shorter; i++) {
        LONG difference = fold ? upcase(a->Buffer[i]) - upcase(b->Buffer[i]) : a->Buffer[i] - b->Buffer[i];
        if (difference)
            return difference;
    }
    return a->Length - b->Length;
}

LONG NTAPI RtlCompareUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                   BOOLEAN CaseInSensitive)
{
    KE_SERVICE(RtlCompareUnicodeString);
    return compare(String1, String2, CaseInSensitive);
}

BOOLEAN NTAPI RtlEqualUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                    BOOLEAN CaseInSensitive)
{
    KE_SERVICE(RtlEqualUnicodeString);
    return String1->Length == String2->Length && compare(String1, String2, CaseInSensitive) == 0;
}

/* ---- numbers ---- */

NTSTATUS NTAPI RtlIntegerToUnicodeString(ULONG Value, ULONG Base, PUNICODE_STRING String)
{
    WCHAR digits[33];
    ULONG n = 33;
    KE_SERVICE(RtlIntegerToUnicodeString);
    if (!Base)
        Base = 10;
    if (Base != 2 && Base != 8 && Base != 10 && Base != 16)
        return STATUS_INVALID_PARAMETER;
    do {
        digits[--n] = (WCHAR) "0123456789ABCDEF"[Value % Base];
        Value /= Base;
    } while (Value);
    if ((33 - n) * sizeof(WCHAR) > String->MaximumLength)
        return STATUS_BUFFER_OVERFLOW;
    String->Length = 0;
    return append(String, digits + n, (33 - n) * sizeof(WCHAR));
}

static ULONG digit(WCHAR c)
{
    WCHAR u = upcase(c);
    return c >= '0' && c <= '9' ? (ULONG)(c - '0') : u >= 'A' && u <= 'F' ? (ULONG)(u - 'A' + 10) : 99;
}

NTSTATUS NTAPI RtlUnicodeStringToInteger(PCUNICODE_STRING String, ULONG Base, PULONG Value)
{
    USHORT n = String->Length / sizeof(WCHAR), i = 0;
    ULONG value = 0;
    bool negative = false;
    KE_SERVICE(RtlUnicodeStringToInteger);
    while (i < n && String->Buffer[i] <= ' ')
        i++;
    if (i < n && (String->Buffer[i] == '-' || String->Buffer[i] == '+'))
        negative = String->Buffer[i++] == '-';
    if (!Base) {
        Base = 10;
        if (i + 1 < n && String->Buffer[i] == '0') {
            WCHAR kind = String->Buffer[i + 1];
            Base = kind == 'x' ? 16 : kind == 'o' ? 8 : kind == 'b' ? 2 : 10;
            i = (USHORT)(Base == 10 ? i : i + 2);
        }
    }
    if (Base != 2 && Base != 8 && Base != 10 && Base != 16)
        return STATUS_INVALID_PARAMETER;
    for (; i < n && digit(String->Buffer[i]) < Base; i++)
        value = value * Base + digit(String->Buffer[i]);
    *Value = negative ? 0 - value : value;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlGetVersion(PRTL_OSVERSIONINFOW VersionInformation)
{
    KE_SERVICE(RtlGetVersion);
    VersionInformation->dwMajorVersion = 10;
    VersionInformation->dwMinorVersion = 0;
    VersionInformation->dwBuildNumber = 19041;
    VersionInformation->dwPlatformId = 2;
    VersionInformation->szCSDVersion[0] = 0;
    if (VersionInformation->dwOSVersionInfoSize == sizeof(RTL_OSVERSIONINFOEXW)) {
        PRTL_OSVERSIONINFOEXW more = (PRTL_OSVERSIONINFOEXW)VersionInformation;
        more->wServicePackMajor = more->wServicePackMinor = 0;
        more->wSuiteMask = 0x100;
        more->wProductType = 1; /* a workstation */
        more->wReserved = 0;
    }
    return STATUS_SUCCESS;
}
