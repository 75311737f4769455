/*
 * The C library's narrow strings, as the kernel exports them to files: with the calling convention of Windows. Native code has its own C
 * library, which stands behind some of these.
 */
#include "ke.h"
#include "crt.h"

#include <string.h>

#define EINVAL_CRT 22
#define ERANGE_CRT 34

/* ---- characters ---- */

int NTAPI crt_tolower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

int NTAPI crt_toupper(int c)
{
    return c >= 'a' && c <= 'z' ? c - 32 : c;
}

int NTAPI crt_isdigit(int c)
{
    return c >= '0' && c <= '9';
}

int NTAPI crt_isxdigit(int c)
{
    return crt_isdigit(c) || ((c | 32) >= 'a' && (c | 32) <= 'f');
}

int NTAPI crt_islower(int c)
{
    return c >= 'a' && c <= 'z';
}

int NTAPI crt_isupper(int c)
{
    return c >= 'A' && c <= 'Z';
}

int NTAPI crt_isspace(int c)
{
    return c == ' ' || (c >= 9 && c <= 13);
}

int NTAPI crt_isprint(int c)
{
    return c >= 32 && c <= 126;
}

/* ---- looking ---- */

size_t NTAPI crt_strlen(const char *text)
{
    return strlen(text);
}

size_t NTAPI crt_strnlen(const char *text, size_t most)
{
    return strnlen(text, most);
}

int NTAPI crt_strcmp(const char *a, const char *b)
{
    int order = strcmp(a, b);
    return (order > 0) - (order < 0);
}

int NTAPI crt_strncmp(const char *a, const char *b, size_t most)
{
    int order = strncmp(a, b, most);
    return (order > 0) - (order < 0);
}

int NTAPI crt__strnicmp(const char *a, const char *b, size_t most)
{
    for (size_t i = 0; i < most; i++) {
        int x = crt_tolower((unsigned char)a[i]), y = crt_tolower((unsigned char)b[i]);
        if (x != y || !x)
            return x - y;
    }
    return 0;
}

int NTAPI crt__stricmp(const char *a, const char *b)
{
    return crt__strnicmp(a, b, SIZE_MAX);
}

char *NTAPI crt_strchr(const char *text, int c)
{
    return (char *)(uintptr_t)strchr(text, c);
}

char *NTAPI crt_strrchr(const char *text, int c)
{
    return (char *)(uintptr_t)strrchr(text, c);
}

char *NTAPI crt_strstr(const char *text, const char *part)
{
    return (char *)(uintptr_t)strstr(text, part);
}

size_t NTAPI crt_strspn(const char *text, const char *set)
{
    return strspn(text, set);
}

void *NTAPI crt_memchr(const void *memory, int c, size_t size)
{
    return (void *)(uintptr_t)memchr(memory, c, size);
}

/* ---- copying without a bound ---- */

char *NTAPI crt_strcpy(char *to, const char *from)
{
    return strcpy(to, from);
}

char *NTAPI crt_strncpy(char *to, const char *from, size_t count)
{
    size_t i = 0;
    for (; i < count && from[i]; i++)
        to[i] = from[i];
    for (; i < count; i++)
        to[i] = 0;
    return to;
}

char *NTAPI crt_strcat(char *to, const char *from)
{
    return strcat(to, from);
}

char *NTAPI crt_strncat(char *to, const char *from, size_t most)
{
    return strncat(to, from, most);
}

/* ---- changing ---- */

char *NTAPI crt__strlwr(char *text)
{
    for (char *c = text; *c; c++)
        *c = (char)crt_tolower((unsigned char)*c);
    return text;
}

char *NTAPI crt__strupr(char *text)
{
    for (char *c = text; *c; c++)
        *c = (char)crt_toupper((unsigned char)*c);
    return text;
}

char *NTAPI crt__strrev(char *text)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n / 2; i++) {
        char c = text[i];
        text[i] = text[n - 1 - i];
        text[n - 1 - i] = c;
    }
    return text;
}

char *NTAPI crt__strnset(char *text, int c, size_t most)
{
    for (size_t i = 0; i < most && text[i]; i++)
        text[i] = (char)c;
    return text;
}

char *NTAPI crt__strset(char *text, int c)
{
    return crt__strnset(text, c, SIZE_MAX);
}

/* ---- with a bound that is kept ---- */

WDM_ERRNO crt_refuse(const char *routine, const char *expected, WDM_ERRNO error)
{
    report_emit(REPORT_VIOLATION, "SYN-10", routine, "arguments", expected,
                "The destination was left empty; Windows' C library calls its invalid parameter handler.",
                "%s in %s", error == ERANGE_CRT ? "a destination too small" : "none", nt_call_current());
    return error;
}

static WDM_ERRNO append(char *to, size_t room, size_t at, const char *from, size_t most, const char *routine)
{
    if (!to || !room)
        return crt_refuse(routine, "a destination", EINVAL_CRT);
    if (at >= room || !from) {
        to[0] = 0;
        return crt_refuse(routine, from ? "a destination that is a string" : "a source", EINVAL_CRT);
    }
    size_t n = strnlen(from, most);
    if (n >= room - at) {
        to[0] = 0;
        return crt_refuse(routine, "room for the text and its terminator", ERANGE_CRT);
    }
    memmove(to + at, from, n);
    to[at + n] = 0;
    return 0;
}

WDM_ERRNO NTAPI crt_strcpy_s(char *to, size_t room, const char *from)
{
    return append(to, room, 0, from, PTRDIFF_MAX, "strcpy_s");
}

WDM_ERRNO NTAPI crt_strcat_s(char *to, size_t room, const char *from)
{
    return append(to, room, to ? strnlen(to, room) : 0, from, PTRDIFF_MAX, "strcat_s");
}

#define STRUNCATE_CRT 80

/* count == _TRUNCATE: as much as fits. */
static WDM_ERRNO append_some(char *to, size_t room, size_t at, const char *from, size_t most,
                             const char *routine)
{
    if (most != _TRUNCATE || !to || !from || at >= room)
        return append(to, room, at, from, most, routine);
    size_t n = strnlen(from, room - at);
    bool cut = n >= room - at;
    append(to, room, at, from, cut ? room - at - 1 : n, routine);
    return cut ? STRUNCATE_CRT : 0;
}

WDM_ERRNO NTAPI crt_strncpy_s(char *to, size_t room, const char *from, size_t most)
{
    return append_some(to, room, 0, from, most, "strncpy_s");
}

WDM_ERRNO NTAPI crt_strncat_s(char *to, size_t room, const char *from, size_t most)
{
    return append_some(to, room, to ? strnlen(to, room) : 0, from, most, "strncat_s");
}

static WDM_ERRNO move(void *to, size_t room, const void *from, size_t size, const char *routine)
{
    if (!size)
        return 0;
    if (!to)
        return crt_refuse(routine, "a destination", EINVAL_CRT);
    if (!from || size > room) {
        memset(to, 0, room);
        return crt_refuse(routine, from ? "room for all bytes" : "a source", from ? ERANGE_CRT : EINVAL_CRT);
    }
    memmove(to, from, size);
    return 0;
}

WDM_ERRNO NTAPI crt_memcpy_s(void *to, size_t room, const void *from, size_t size)
{
    return move(to, room, from, size, "memcpy_s");
}

WDM_ERRNO NTAPI crt_memmove_s(void *to, size_t room, const void *from, size_t size)
{
    return move(to, room, from, size, "memmove_s");
}
