/*
 * The C library as Windows' kernel exports it: strings, formatting, conversion, sorting. Included by wdm.h only.
 *
 * A driver file imports these names. A native driver gets what its own C library lacks or has with other types (16-bit wide characters,
 * 32-bit long): the names declared by WDM_CRT; the others it takes from <string.h> and <stdlib.h>, which it may include as well. Behind
 * every name stands a routine crt_NAME of the runtime, with the calling convention of Windows.
 */
#ifndef _WDM_CRT_
#define _WDM_CRT_

#ifdef _WIN32
typedef va_list WDM_VA_LIST;
#define WDM_CRT(type, name, parameters)   type name parameters;
#define WDM_CRT_C(type, name, parameters) type name parameters;
#else
#ifdef __x86_64__
typedef __builtin_ms_va_list WDM_VA_LIST;
#else
typedef va_list WDM_VA_LIST;
#endif
#define WDM_CRT(type, name, parameters)                                                                      \
    type NTAPI crt_##name parameters;                                                                        \
    type NTAPI name parameters __asm__("crt_" #name);
#define WDM_CRT_C(type, name, parameters) type NTAPI crt_##name parameters;
#endif

typedef int NTAPI WDM_COMPARE(const void *, const void *);
typedef int WDM_ERRNO; /* 0, 22 (EINVAL), 34 (ERANGE) */

/* ---- narrow strings ---- */

WDM_CRT_C(size_t, strlen, (const char *text))
WDM_CRT_C(size_t, strnlen, (const char *text, size_t most))
WDM_CRT_C(int, strcmp, (const char *a, const char *b))
WDM_CRT_C(int, strncmp, (const char *a, const char *b, size_t most))
WDM_CRT_C(char *, strchr, (const char *text, int c))
WDM_CRT_C(char *, strrchr, (const char *text, int c))
WDM_CRT_C(char *, strstr, (const char *text, const char *part))
WDM_CRT_C(size_t, strspn, (const char *text, const char *set))
WDM_CRT_C(char *, strcpy, (char *to, const char *from))
WDM_CRT_C(char *, strncpy, (char *to, const char *from, size_t count))
WDM_CRT_C(char *, strcat, (char *to, const char *from))
WDM_CRT_C(char *, strncat, (char *to, const char *from, size_t most))
WDM_CRT_C(void *, memchr, (const void *memory, int c, size_t size))
WDM_CRT(int, _stricmp, (const char *a, const char *b))
WDM_CRT(int, _strnicmp, (const char *a, const char *b, size_t most))
WDM_CRT(char *, _strlwr, (char *text))
WDM_CRT(char *, _strupr, (char *text))
WDM_CRT(char *, _strrev, (char *text))
WDM_CRT(char *, _strset, (char *text, int c))
WDM_CRT(char *, _strnset, (char *text, int c, size_t most))

/* Room is in characters, terminator included. On failure the text is empty and a finding says why. */
WDM_CRT(WDM_ERRNO, strcpy_s, (char *to, size_t room, const char *from))
WDM_CRT(WDM_ERRNO, strncpy_s, (char *to, size_t room, const char *from, size_t most))
WDM_CRT(WDM_ERRNO, strcat_s, (char *to, size_t room, const char *from))
WDM_CRT(WDM_ERRNO, strncat_s, (char *to, size_t room, const char *from, size_t most))
WDM_CRT(WDM_ERRNO, memcpy_s, (void *to, size_t room, const void *from, size_t size))
WDM_CRT(WDM_ERRNO, memmove_s, (void *to, size_t room, const void *from, size_t size))

/* ---- wide strings ---- */

WDM_CRT_C(size_t, wcslen, (const WCHAR *text))
WDM_CRT(size_t, wcsnlen, (const WCHAR *text, size_t most))
WDM_CRT_C(int, wcscmp, (const WCHAR *a, const WCHAR *b))
WDM_CRT_C(int, wcsncmp, (const WCHAR *a, const WCHAR *b, size_t most))
WDM_CRT(int, _wcsicmp, (const WCHAR *a, const WCHAR *b))
WDM_CRT(int, _wcsnicmp, (const WCHAR *a, const WCHAR *b, size_t most))
WDM_CRT_C(WCHAR *, wcschr, (const WCHAR *text, WCHAR c))
WDM_CRT(WCHAR *, wcsrchr, (const WCHAR *text, WCHAR c))
WDM_CRT(WCHAR *, wcsstr, (const WCHAR *text, const WCHAR *part))
WDM_CRT(size_t, wcsspn, (const WCHAR *text, const WCHAR *set))
WDM_CRT(WCHAR *, wcscpy, (WCHAR * to, const WCHAR *from))
WDM_CRT(WCHAR *, wcsncpy, (WCHAR * to, const WCHAR *from, size_t count))
WDM_CRT(WCHAR *, wcscat, (WCHAR * to, const WCHAR *from))
WDM_CRT(WCHAR *, wcsncat, (WCHAR * to, const WCHAR *from, size_t most))
WDM_CRT(WCHAR *, _wcslwr, (WCHAR * text))
WDM_CRT(WCHAR *, _wcsupr, (WCHAR * text))
WDM_CRT(WCHAR *, _wcsrev, (WCHAR * text))
WDM_CRT(WCHAR *, _wcsnset, (WCHAR * text, WCHAR c, size_t most))
WDM_CRT(WDM_ERRNO, wcscpy_s, (WCHAR * to, size_t room, const WCHAR *from))
WDM_CRT(WDM_ERRNO, wcsncpy_s, (WCHAR * to, size_t room, const WCHAR *from, size_t most))
WDM_CRT(WDM_ERRNO, wcscat_s, (WCHAR * to, size_t room, const WCHAR *from))
WDM_CRT(WDM_ERRNO, wcsncat_s, (WCHAR * to, size_t room, const WCHAR *from, size_t most))
/* Bytes and wide characters are Latin-1 to each other here. */
WDM_CRT_C(size_t, mbstowcs, (WCHAR * to, const char *from, size_t count))
WDM_CRT_C(size_t, wcstombs, (char *to, const WCHAR *from, size_t count))

/* ---- characters, numbers ---- */

WDM_CRT_C(int, tolower, (int c))
WDM_CRT_C(int, toupper, (int c))
WDM_CRT_C(int, isdigit, (int c))
WDM_CRT_C(int, isxdigit, (int c))
WDM_CRT_C(int, islower, (int c))
WDM_CRT_C(int, isupper, (int c))
WDM_CRT_C(int, isspace, (int c))
WDM_CRT_C(int, isprint, (int c))
WDM_CRT_C(WCHAR, towlower, (WCHAR c))
WDM_CRT_C(WCHAR, towupper, (WCHAR c))
WDM_CRT_C(int, atoi, (const char *text))
#ifdef _WIN32
long atol(const char *text);
unsigned long wcstoul(const WCHAR *text, WCHAR **end, int base);
long _wtol(const WCHAR *text);
#else
LONG NTAPI crt_atol(const char *text);
ULONG NTAPI crt_wcstoul(const WCHAR *text, WCHAR **end, int base);
ULONG NTAPI wcstoul(const WCHAR *text, WCHAR **end, int base) __asm__("crt_wcstoul");
LONG NTAPI crt__wtol(const WCHAR *text);
LONG NTAPI _wtol(const WCHAR *text) __asm__("crt__wtol");
#endif
WDM_CRT(int, _wtoi, (const WCHAR *text))
WDM_CRT(char *, _itoa, (int value, char *text, int radix))
WDM_CRT(WCHAR *, _itow, (int value, WCHAR *text, int radix))
WDM_CRT(WDM_ERRNO, _itoa_s, (int value, char *text, size_t room, int radix))
WDM_CRT(WDM_ERRNO, _itow_s, (int value, WCHAR *text, size_t room, int radix))

/* ---- sorting, chance ---- */

WDM_CRT_C(void, qsort, (void *base, size_t count, size_t size, WDM_COMPARE *compare))
WDM_CRT_C(void *, bsearch,
          (const void *key, const void *base, size_t count, size_t size, WDM_COMPARE *compare))
/* 0 to 32767, the same row for the same seed; one state for the whole kernel. */
WDM_CRT_C(int, rand, (void))
WDM_CRT_C(void, srand, (unsigned seed))

/* ---- formatting; the conversions are those of DbgPrint ---- */

/* Without a bound, as everywhere: only for texts whose length is known. swprintf has no count here, unlike C's. */
WDM_CRT_C(int, sprintf, (char *to, const char *format, ...))
WDM_CRT_C(int, vsprintf, (char *to, const char *format, WDM_VA_LIST arguments))
WDM_CRT(int, swprintf, (WCHAR * to, const WCHAR *format, ...))
WDM_CRT(int, _swprintf, (WCHAR * to, const WCHAR *format, ...))
WDM_CRT(int, _vswprintf, (WCHAR * to, const WCHAR *format, WDM_VA_LIST arguments))
/* -1 when it did not fit; then, and when it fits exactly, without a terminator. */
WDM_CRT(int, _vsnprintf, (char *to, size_t count, const char *format, WDM_VA_LIST arguments))
WDM_CRT(int, _vsnwprintf, (WCHAR * to, size_t count, const WCHAR *format, WDM_VA_LIST arguments))
/* Always terminated. What does not fit is a finding, -1 and an empty text; but count == _TRUNCATE cuts it off without a word. */
#ifndef _TRUNCATE
#define _TRUNCATE ((size_t)-1)
#endif
WDM_CRT(int, sprintf_s, (char *to, size_t room, const char *format, ...))
WDM_CRT(int, vsprintf_s, (char *to, size_t room, const char *format, WDM_VA_LIST arguments))
WDM_CRT(int, swprintf_s, (WCHAR * to, size_t room, const WCHAR *format, ...))
WDM_CRT(int, vswprintf_s, (WCHAR * to, size_t room, const WCHAR *format, WDM_VA_LIST arguments))
WDM_CRT(int, _snprintf_s, (char *to, size_t room, size_t count, const char *format, ...))
WDM_CRT(int, _snwprintf_s, (WCHAR * to, size_t room, size_t count, const WCHAR *format, ...))
WDM_CRT(int, _vsnprintf_s, (char *to, size_t room, size_t count, const char *format, WDM_VA_LIST arguments))
WDM_CRT(int, _vsnwprintf_s,
        (WCHAR * to, size_t room, size_t count, const WCHAR *format, WDM_VA_LIST arguments))

/* What a C++ compiler puts where a virtual function has no body: the system stops. */
WDM_CRT(int, _purecall, (void))

#ifndef _WIN32 /* those that a compiler knows itself, in the host's calling convention */
FORCEINLINE size_t wcslen(const WCHAR *text)
{
    return crt_wcslen(text);
}
FORCEINLINE int wcscmp(const WCHAR *a, const WCHAR *b)
{
    return crt_wcscmp(a, b);
}
FORCEINLINE int wcsncmp(const WCHAR *a, const WCHAR *b, size_t most)
{
    return crt_wcsncmp(a, b, most);
}
FORCEINLINE WCHAR *wcschr(const WCHAR *text, WCHAR c)
{
    return crt_wcschr(text, c);
}
FORCEINLINE unsigned towlower(unsigned c)
{
    return crt_towlower((WCHAR)c);
}
FORCEINLINE unsigned towupper(unsigned c)
{
    return crt_towupper((WCHAR)c);
}
#endif

#undef WDM_CRT
#undef WDM_CRT_C

#endif
