/*
 * Conversion between characters of 8 and of 16 bits, and UTF-8.
 */
#include "ke.h"

/* ---- the system's code page: Latin-1 ---- */

NTSTATUS NTAPI RtlMultiByteToUnicodeN(PWCH UnicodeString, ULONG MaxBytesInUnicodeString,
                                      PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                      ULONG BytesInMultiByteString)
{
    KE_SERVICE(RtlMultiByteToUnicodeN);
    ULONG n = MaxBytesInUnicodeString / (ULONG)sizeof(WCHAR);
    if (n > BytesInMultiByteString)
        n = BytesInMultiByteString;
    for (ULONG i = 0; i < n; i++)
        UnicodeString[i] = (UCHAR)MultiByteString[i];
    if (BytesInUnicodeString)
        *BytesInUnicodeString = n * (ULONG)sizeof(WCHAR);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeToMultiByteN(PCHAR MultiByteString, ULONG MaxBytesInMultiByteString,
                                      PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                      ULONG BytesInUnicodeString)
{
    KE_SERVICE(RtlUnicodeToMultiByteN);
    ULONG n = BytesInUnicodeString / (ULONG)sizeof(WCHAR);
    if (n > MaxBytesInMultiByteString)
        n = MaxBytesInMultiByteString;
    for (ULONG i = 0; i < n; i++)
        MultiByteString[i] = (CHAR)(UnicodeString[i] < 256 ? UnicodeString[i] : '?');
    if (BytesInMultiByteString)
        *BytesInMultiByteString = n;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlMultiByteToUnicodeSize(PULONG BytesInUnicodeString, const CHAR *MultiByteString,
                                         ULONG BytesInMultiByteString)
{
    KE_SERVICE(RtlMultiByteToUnicodeSize);
    *BytesInUnicodeString = BytesInMultiByteString * (ULONG)sizeof(WCHAR);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI RtlUnicodeToMultiByteSize(PULONG BytesInMultiByteString, PCWCH UnicodeString,
                                         ULONG BytesInUnicodeString)
{
    KE_SERVICE(RtlUnicodeToMultiByteSize);
    *BytesInMultiByteString = BytesInUnicodeString / (ULONG)sizeof(WCHAR);
    return STATUS_SUCCESS;
}

/* ---- UTF-8 ---- */

#define BROKEN 0xFFFDu

/* One code point from at most `left` bytes; how many were used. Broken ones are U+FFFD, and as long as what could have begun one. */
static ULONG decode(const UCHAR *s, ULONG left, ULONG *point)
{
    static const ULONG least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned length = s[0] < 0x80 ? 1 : s[0] >> 5 == 6 ? 2 : s[0] >> 4 == 14 ? 3 : s[0] >> 3 == 30 ? 4 : 0;
    *point = BROKEN;
    if (length <= 1) {
        if (length)
            *point = s[0];
        return 1;
    }
    ULONG value = s[0] & (0x7Fu >> length);
    for (unsigned i = 1; i < length; i++) {
        if (i >= left || s[i] >> 6 != 2)
            return i;
        value = value << 6 | (s[i] & 0x3F);
    }
    if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return length;
    *point = value;
    return length;
}

NTSTATUS NTAPI RtlUTF8ToUnicodeN(PWSTR UnicodeStringDestination, ULONG UnicodeStringMaxByteCount,
                                 PULONG UnicodeStringActualByteCount, PCCH UTF8StringSource,
                                 ULONG UTF8StringByteCount)
{
    ULONG room = UnicodeStringMaxByteCount / (ULONG)sizeof(WCHAR), used = 0;
    NTSTATUS status = STATUS_SUCCESS;
    KE_SERVICE(RtlUTF8ToUnicodeN);
    if (!UTF8StringSource)
        return STATUS_INVALID_PARAMETER_4;
    if (!UnicodeStringDestination && !UnicodeStringActualByteCount)
        return STATUS_INVALID_PARAMETER;
    for (ULONG at = 0; at < UTF8StringByteCount;) {
        ULONG point, units;
        ULONG n = decode((const UCHAR *)UTF8StringSource + at, UTF8StringByteCount - at, &point);
        if (point == BROKEN && (n != 3 || (UCHAR)UTF8StringSource[at] != 0xEF))
            status = STATUS_SOME_NOT_MAPPED;
        at += n;
        units = point > 0xFFFF ? 2 : 1;
        if (UnicodeStringDestination && units > room - used) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        if (UnicodeStringDestination && units == 2) {
            UnicodeStringDestination[used] = (WCHAR)(0xD7C0 + (point >> 10));
            UnicodeStringDestination[used + 1] = (WCHAR)(0xDC00 + (point & 0x3FF));
        } else if (UnicodeStringDestination) {
            UnicodeStringDestination[used] = (WCHAR)point;
        }
        used += units;
    }
    if (UnicodeStringActualByteCount)
        *UnicodeStringActualByteCount = used * (ULONG)sizeof(WCHAR);
    return status;
}

static ULONG encode(ULONG point, UCHAR *out)
{
    if (point < 0x80) {
        out[0] = (UCHAR)point;
        return 1;
    }
    ULONG length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (ULONG i = length; i-- > 1; point >>= 6)
        out[i] = (UCHAR)(0x80 | (point & 0x3F));
    out[0] = (UCHAR)(0xF00u >> length | point);
    return length;
}

NTSTATUS NTAPI RtlUnicodeToUTF8N(PCHAR UTF8StringDestination, ULONG UTF8StringMaxByteCount,
                                 PULONG UTF8StringActualByteCount, PCWCH UnicodeStringSource,
                                 ULONG UnicodeStringByteCount)
{
    ULONG count = UnicodeStringByteCount / (ULONG)sizeof(WCHAR), used = 0;
    NTSTATUS status = STATUS_SUCCESS;
    KE_SERVICE(RtlUnicodeToUTF8N);
    if (!UnicodeStringSource)
        return STATUS_INVALID_PARAMETER_4;
    if (!UTF8StringDestination && !UTF8StringActualByteCount)
        return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; i++) {
        ULONG point = UnicodeStringSource[i];
        UCHAR bytes[4];
        if (point >> 10 == 0x36 && i + 1 < count && UnicodeStringSource[i + 1] >> 10 == 0x37) {
            point = ((point & 0x3FF) << 10 | (UnicodeStringSource[++i] & 0x3FFu)) + 0x10000;
        } else if (point >> 11 == 0x1B) {
            point = BROKEN;
            status = STATUS_SOME_NOT_MAPPED;
        }
        ULONG n = encode(point, bytes);
        if (UTF8StringDestination && n > UTF8StringMaxByteCount - used) {
            status = STATUS_BUFFER_TOO_SMALL;
            break;
        }
        if (UTF8StringDestination)
            RtlCopyMemory(UTF8StringDestination + used, bytes, n);
        used += n;
    }
    if (UTF8StringActualByteCount)
        *UTF8StringActualByteCount = used;
    return status;
}
