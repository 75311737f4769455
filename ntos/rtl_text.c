/*
 * More of the counted strings: case, comparison, prefixes, hashes, numbers, GUIDs. Case is that of Latin-1, as in rtl_string.c.
 */
#include "ke.h"

#include <string.h>

#define STRING_TAG 'grtS' /* as in rtl_string.c: RtlFreeUnicodeString frees it */

NTSTATUS NTAPI RtlInitUnicodeStringEx(PUNICODE_STRING DestinationString, PCWSTR SourceString)
{
    size_t n = SourceString ? wcslen(SourceString) : 0;
    RtlZeroMemory(DestinationString, sizeof(*DestinationString));
    if (n > 0x7FFE)
        return STATUS_NAME_TOO_LONG;
    RtlInitUnicodeString(DestinationString, SourceString);
    return STATUS_SUCCESS;
}

/* ---- 8-bit characters ---- */

CHAR NTAPI RtlUpperChar(CHAR Character)
{
    return (CHAR)towupper((UCHAR)Character);
}

VOID NTAPI RtlCopyString(PSTRING DestinationString, const STRING *SourceString)
{
    USHORT n = SourceString ? SourceString->Length : 0;
    if (n > DestinationString->MaximumLength)
        n = DestinationString->MaximumLength;
    if (n)
        memmove(DestinationString->Buffer, SourceString->Buffer, n);
    DestinationString->Length = n;
}

VOID NTAPI RtlUpperString(PSTRING DestinationString, const STRING *SourceString)
{
    KE_SERVICE(RtlUpperString);
    USHORT n = SourceString->Length;
    if (n > DestinationString->MaximumLength)
        n = DestinationString->MaximumLength;
    for (USHORT i = 0; i < n; i++)
        DestinationString->Buffer[i] = RtlUpperChar(SourceString->Buffer[i]);
    DestinationString->Length = n;
}

static LONG compare(const STRING *a, const STRING *b, BOOLEAN fold)
{
    for (USHORT i = 0; i < a->Length && i < b->Length; i++) {
        UCHAR x = (UCHAR)a->Buffer[i], y = (UCHAR)b->Buffer[i];
        if (fold) {
            x = (UCHAR)towupper(x);
            y = (UCHAR)towupper(y);
        }
        if (x != y)
            return x - y;
    }
    return a->Length - b->Length;
}

LONG NTAPI RtlCompareString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    KE_SERVICE(RtlCompareString);
    return compare(String1, String2, CaseInSensitive);
}

BOOLEAN NTAPI RtlEqualString(const STRING *String1, const STRING *String2, BOOLEAN CaseInSensitive)
{
    KE_SERVICE(RtlEqualString);
    return String1->Length == String2->Length && compare(String1, String2, CaseInSensitive) == 0;
}

/* ---- case ---- */

WCHAR NTAPI RtlDowncaseUnicodeChar(WCHAR SourceCharacter)
{
    KE_SERVICE(RtlDowncaseUnicodeChar);
    return crt_towlower(SourceCharacter);
}

static NTSTATUS change_case(PUNICODE_STRING to, PCUNICODE_STRING from, BOOLEAN allocate,
                            WCHAR(NTAPI *change)(WCHAR))
{
    USHORT count = from->Length / sizeof(WCHAR);
    if (allocate) {
        to->Buffer = from->Length ? ExAllocatePoolWithTag(PagedPool, from->Length, STRING_TAG) : NULL;
        to->MaximumLength = from->Length;
        if (from->Length && !to->Buffer)
            return STATUS_NO_MEMORY;
    } else if (from->Length > to->MaximumLength) {
        return STATUS_BUFFER_OVERFLOW;
    }
    for (USHORT i = 0; i < count; i++)
        to->Buffer[i] = change(from->Buffer[i]);
    to->Length = from->Length;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUpcaseUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString,
                                      BOOLEAN AllocateDestinationString)
{
    KE_SERVICE(RtlUpcaseUnicodeString);
    return change_case(DestinationString, SourceString, AllocateDestinationString, crt_towupper);
}

NTSTATUS NTAPI RtlDowncaseUnicodeString(PUNICODE_STRING DestinationString, PCUNICODE_STRING SourceString,
                                        BOOLEAN AllocateDestinationString)
{
    KE_SERVICE(RtlDowncaseUnicodeString);
    return change_case(DestinationString, SourceString, AllocateDestinationString, crt_towlower);
}

/* ---- prefixes and hashes ---- */

BOOLEAN NTAPI RtlPrefixUnicodeString(PCUNICODE_STRING String1, PCUNICODE_STRING String2,
                                     BOOLEAN CaseInSensitive)
{
    KE_SERVICE(RtlPrefixUnicodeString);
    if (String1->Length > String2->Length)
        return FALSE;
    for (USHORT i = 0; i < String1->Length / sizeof(WCHAR); i++) {
        WCHAR a = String1->Buffer[i], b = String2->Buffer[i];
        if (CaseInSensitive ? towupper(a) != towupper(b) : a != b)
            return FALSE;
    }
    return TRUE;
}

NTSTATUS NTAPI RtlHashUnicodeString(PCUNICODE_STRING String, BOOLEAN CaseInSensitive, ULONG HashAlgorithm,
                                    PULONG HashValue)
{
    KE_SERVICE(RtlHashUnicodeString);
    if (!String || !HashValue || HashAlgorithm > HASH_STRING_ALGORITHM_X65599)
        return STATUS_INVALID_PARAMETER;
    ULONG hash = 0;
    for (USHORT i = 0; i < String->Length / sizeof(WCHAR); i++)
        hash = hash * 65599u + (CaseInSensitive ? crt_towupper(String->Buffer[i]) : String->Buffer[i]);
    *HashValue = hash;
    return STATUS_SUCCESS;
}

/* ---- numbers ---- */

NTSTATUS NTAPI RtlInt64ToUnicodeString(ULONGLONG Value, ULONG Base, PUNICODE_STRING String)
{
    WCHAR digits[65];
    USHORT n = 0;
    KE_SERVICE(RtlInt64ToUnicodeString);
    if (!Base)
        Base = 10;
    if (Base != 2 && Base != 8 && Base != 10 && Base != 16)
        return STATUS_INVALID_PARAMETER;
    do {
        digits[n++] = (WCHAR) "0123456789ABCDEF"[Value % Base];
        Value /= Base;
    } while (Value);
    if (n * sizeof(WCHAR) > String->MaximumLength)
        return STATUS_BUFFER_OVERFLOW;
    for (USHORT i = 0; i < n; i++)
        String->Buffer[i] = digits[n - 1 - i];
    String->Length = (USHORT)(n * sizeof(WCHAR));
    if (String->Length + sizeof(WCHAR) <= String->MaximumLength)
        String->Buffer[n] = 0;
    return STATUS_SUCCESS;
}

static unsigned digit(char c)
{
    return c >= '0' && c <= '9'                 ? (unsigned)(c - '0')
           : (c | 32) >= 'a' && (c | 32) <= 'f' ? (unsigned)(c | 32) - 'a' + 10
                                                : 99;
}

NTSTATUS NTAPI RtlCharToInteger(PCSZ String, ULONG Base, PULONG Value)
{
    KE_SERVICE(RtlCharToInteger);
    while (*String && *String <= ' ')
        String++;
    bool negative = *String == '-';
    if (negative || *String == '+')
        String++;
    if (!Base) {
        Base = 10;
        if (String[0] == '0' && (String[1] == 'x' || String[1] == 'o' || String[1] == 'b')) {
            Base = String[1] == 'x' ? 16 : String[1] == 'o' ? 8 : 2;
            String += 2;
        }
    } else if (Base != 2 && Base != 8 && Base != 10 && Base != 16) {
        return STATUS_INVALID_PARAMETER;
    }
    ULONG value = 0;
    for (; digit(*String) < Base; String++)
        value = value * Base + digit(*String);
    *Value = negative ? 0 - value : value;
    return STATUS_SUCCESS;
}

/* ---- GUIDs: {xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx} ---- */

#define GUID_LENGTH 38

NTSTATUS NTAPI RtlStringFromGUID(REFGUID Guid, PUNICODE_STRING GuidString)
{
    KE_SERVICE(RtlStringFromGUID);
    GuidString->Length = GUID_LENGTH * sizeof(WCHAR);
    GuidString->MaximumLength = (GUID_LENGTH + 1) * sizeof(WCHAR);
    GuidString->Buffer = ExAllocatePoolWithTag(PagedPool, GuidString->MaximumLength, STRING_TAG);
    if (!GuidString->Buffer)
        return STATUS_NO_MEMORY;
    const UCHAR *d = Guid->Data4;
    _snwprintf(GuidString->Buffer, GUID_LENGTH + 1, u"{%08X-%04X-%04X-%02X%02X-%02X%02X%02X%02X%02X%02X}",
               Guid->Data1, Guid->Data2, Guid->Data3, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7]);
    return STATUS_SUCCESS;
}

/* `digits` of them at text[*at]; all ones and false when one is none. */
static bool hex(const WCHAR *text, unsigned *at, unsigned digits, uint64_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < digits; i++) {
        unsigned n = text[*at] < 128 ? digit((char)text[*at]) : 99;
        if (n > 15)
            return false;
        *value = *value << 4 | n;
        ++*at;
    }
    return true;
}

NTSTATUS NTAPI RtlGUIDFromString(PCUNICODE_STRING GuidString, GUID *Guid)
{
    static const struct {
        char before;
        unsigned char digits;
    } parts[] = {{'{', 8}, {'-', 4}, {'-', 4}, {'-', 4}, {'-', 12}};
    uint64_t value[5];
    unsigned at = 0;
    KE_SERVICE(RtlGUIDFromString);
    if (GuidString->Length < GUID_LENGTH * sizeof(WCHAR))
        return STATUS_INVALID_PARAMETER;
    for (unsigned i = 0; i < RTL_NUMBER_OF(parts); i++) {
        if (GuidString->Buffer[at++] != (WCHAR)parts[i].before ||
            !hex(GuidString->Buffer, &at, parts[i].digits, &value[i]))
            return STATUS_INVALID_PARAMETER;
    }
    if (GuidString->Buffer[at] != '}')
        return STATUS_INVALID_PARAMETER;
    Guid->Data1 = (ULONG)value[0];
    Guid->Data2 = (USHORT)value[1];
    Guid->Data3 = (USHORT)value[2];
    for (unsigned i = 0; i < 8; i++)
        Guid->Data4[i] = (UCHAR)(i < 2 ? value[3] >> (8 * (1 - i)) : value[4] >> (8 * (7 - i)));
    return STATUS_SUCCESS;
}
