/*
 * The C library's wide strings: 16-bit characters, whatever the host's wchar_t is. Case is that of Latin-1, as in the counted strings.
 */
#include "ke.h"
#include "crt.h"

#include <string.h>

#define EINVAL_CRT    22
#define ERANGE_CRT    34
#define STRUNCATE_CRT 80

WCHAR NTAPI crt_towlower(WCHAR c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7) ? (WCHAR)(c + 32) : c;
}

WCHAR NTAPI crt_towupper(WCHAR c)
{
    return (c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7) ? (WCHAR)(c - 32) : c;
}

/* ---- looking ---- */

size_t NTAPI crt_wcsnlen(const WCHAR *text, size_t most)
{
    size_t n = 0;
    while (n < most && text[n])
        n++;
    return n;
}

size_t NTAPI crt_wcslen(const WCHAR *text)
{
    return crt_wcsnlen(text, SIZE_MAX);
}

static int compare(const WCHAR *a, const WCHAR *b, size_t most, bool fold)
{
    for (size_t i = 0; i < most; i++) {
        WCHAR x = fold ? crt_towlower(a[i]) : a[i], y = fold ? crt_towlower(b[i]) : b[i];
        if (x != y)
            return x < y ? -1 : 1;
        if (!x)
            break;
    }
    return 0;
}

int NTAPI crt_wcscmp(const WCHAR *a, const WCHAR *b)
{
    return compare(a, b, SIZE_MAX, false);
}

int NTAPI crt_wcsncmp(const WCHAR *a, const WCHAR *b, size_t most)
{
    return compare(a, b, most, false);
}

int NTAPI crt__wcsicmp(const WCHAR *a, const WCHAR *b)
{
    return compare(a, b, SIZE_MAX, true);
}

int NTAPI crt__wcsnicmp(const WCHAR *a, const WCHAR *b, size_t most)
{
    return compare(a, b, most, true);
}

WCHAR *NTAPI crt_wcschr(const WCHAR *text, WCHAR c)
{
    while (*text && *text != c)
        text++;
    return *text == c ? (WCHAR *)(uintptr_t)text : NULL;
}

WCHAR *NTAPI crt_wcsrchr(const WCHAR *text, WCHAR c)
{
    for (size_t i = crt_wcslen(text) + 1; i-- > 0;)
        if (text[i] == c)
            return (WCHAR *)(uintptr_t)(text + i);
    return NULL;
}

WCHAR *NTAPI crt_wcsstr(const WCHAR *text, const WCHAR *part)
{
    size_t n = crt_wcslen(part);
    for (;; text++) {
        if (!crt_wcsncmp(text, part, n))
            return (WCHAR *)(uintptr_t)text;
        if (!*text)
            return NULL;
    }
}

size_t NTAPI crt_wcsspn(const WCHAR *text, const WCHAR *set)
{
    size_t n = 0;
    while (text[n] && crt_wcschr(set, text[n]))
        n++;
    return n;
}

/* ---- copying without a bound ---- */

WCHAR *NTAPI crt_wcscpy(WCHAR *to, const WCHAR *from)
{
    memmove(to, from, (crt_wcslen(from) + 1) * sizeof(WCHAR));
    return to;
}

WCHAR *NTAPI crt_wcsncpy(WCHAR *to, const WCHAR *from, size_t count)
{
    size_t i = 0;
    for (; i < count && from[i]; i++)
        to[i] = from[i];
    for (; i < count; i++)
        to[i] = 0;
    return to;
}

WCHAR *NTAPI crt_wcscat(WCHAR *to, const WCHAR *from)
{
    crt_wcscpy(to + crt_wcslen(to), from);
    return to;
}

WCHAR *NTAPI crt_wcsncat(WCHAR *to, const WCHAR *from, size_t most)
{
    WCHAR *at = to + crt_wcslen(to);
    size_t n = crt_wcsnlen(from, most);
    memmove(at, from, n * sizeof(WCHAR));
    at[n] = 0;
    return to;
}

/* ---- changing ---- */

WCHAR *NTAPI crt__wcslwr(WCHAR *text)
{
    for (WCHAR *c = text; *c; c++)
        *c = crt_towlower(*c);
    return text;
}

WCHAR *NTAPI crt__wcsupr(WCHAR *text)
{
    for (WCHAR *c = text; *c; c++)
        *c = crt_towupper(*c);
    return text;
}

WCHAR *NTAPI crt__wcsrev(WCHAR *text)
{
    size_t n = crt_wcslen(text);
    for (size_t i = 0; i < n / 2; i++) {
        WCHAR c = text[i];
        text[i] = text[n - 1 - i];
        text[n - 1 - i] = c;
    }
    return text;
}

WCHAR *NTAPI crt__wcsnset(WCHAR *text, WCHAR c, size_t most)
{
    for (size_t i = 0; i < most && text[i]; i++)
        text[i] = c;
    return text;
}

/* ---- with a bound that is kept ---- */

static WDM_ERRNO append(WCHAR *to, size_t room, size_t at, const WCHAR *from, size_t most,
                        const char *routine)
{
    if (!to || !room)
        return crt_refuse(routine, "a destination", EINVAL_CRT);
    if (at >= room || !from) {
        to[0] = 0;
        return crt_refuse(routine, from ? "a destination that is a string" : "a source", EINVAL_CRT);
    }
    size_t n = crt_wcsnlen(from, most == _TRUNCATE ? room - at : most);
    bool cut = most == _TRUNCATE && n >= room - at;
    if (cut)
        n = room - at - 1;
    if (n >= room - at) {
        to[0] = 0;
        return crt_refuse(routine, "room for the text and its terminator", ERANGE_CRT);
    }
    memmove(to + at, from, n * sizeof(WCHAR));
    to[at + n] = 0;
    return cut ? STRUNCATE_CRT : 0;
}

WDM_ERRNO NTAPI crt_wcscpy_s(WCHAR *to, size_t room, const WCHAR *from)
{
    return append(to, room, 0, from, SIZE_MAX - 1, "wcscpy_s");
}

WDM_ERRNO NTAPI crt_wcscat_s(WCHAR *to, size_t room, const WCHAR *from)
{
    return append(to, room, to ? crt_wcsnlen(to, room) : 0, from, SIZE_MAX - 1, "wcscat_s");
}

WDM_ERRNO NTAPI crt_wcsncpy_s(WCHAR *to, size_t room, const WCHAR *from, size_t most)
{
    return append(to, room, 0, from, most, "wcsncpy_s");
}

WDM_ERRNO NTAPI crt_wcsncat_s(WCHAR *to, size_t room, const WCHAR *from, size_t most)
{
    return append(to, room, to ? crt_wcsnlen(to, room) : 0, from, most, "wcsncat_s");
}

/* ---- to and from bytes ---- */

size_t NTAPI crt_mbstowcs(WCHAR *to, const char *from, size_t count)
{
    size_t i = 0;
    if (!to)
        return strlen(from);
    for (; i < count; i++)
        if (!(to[i] = (unsigned char)from[i]))
            break;
    return i;
}

size_t NTAPI crt_wcstombs(char *to, const WCHAR *from, size_t count)
{
    size_t i = 0;
    for (; (!to || i < count) && from[i]; i++) {
        if (from[i] > 0xFF)
            return (size_t)-1;
        if (to)
            to[i] = (char)from[i];
    }
    if (to && i < count)
        to[i] = 0;
    return i;
}
