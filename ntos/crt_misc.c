/*
 * The C library's conversions, sorting and chance. Sorting is by heap: no stack that grows with the data, and the same order of calls of
 * the caller's comparison in every run.
 */
#include "ke.h"
#include "crt.h"

#include <string.h>

#define EINVAL_CRT 22
#define ERANGE_CRT 34

/* ---- text to number ---- */

static unsigned at(const void *text, bool wide, size_t i)
{
    return wide ? ((const WCHAR *)text)[i] : ((const unsigned char *)text)[i];
}

/* Decimal with a sign; what is beyond 32 bits stays at the limit. */
static LONG to_long(const void *text, bool wide)
{
    size_t i = 0;
    int64_t value = 0;
    while (crt_isspace((int)at(text, wide, i)))
        i++;
    bool negative = at(text, wide, i) == '-';
    if (negative || at(text, wide, i) == '+')
        i++;
    for (; crt_isdigit((int)at(text, wide, i)); i++) {
        value = value * 10 + (at(text, wide, i) - '0');
        if (value > (int64_t)MAXLONG + 1)
            value = (int64_t)MAXLONG + 1;
    }
    if (negative)
        return (LONG)-value;
    return value > MAXLONG ? MAXLONG : (LONG)value;
}

int NTAPI crt_atoi(const char *text)
{
    return to_long(text, false);
}

LONG NTAPI crt_atol(const char *text)
{
    return to_long(text, false);
}

int NTAPI crt__wtoi(const WCHAR *text)
{
    return to_long(text, true);
}

LONG NTAPI crt__wtol(const WCHAR *text)
{
    return to_long(text, true);
}

static unsigned digit(WCHAR c)
{
    return c >= '0' && c <= '9'                 ? c - (unsigned)'0'
           : (c | 32) >= 'a' && (c | 32) <= 'z' ? (c | 32u) - 'a' + 10u
                                                : 99;
}

ULONG NTAPI crt_wcstoul(const WCHAR *text, WCHAR **end, int base)
{
    const WCHAR *p = text;
    while (crt_isspace(*p))
        p++;
    bool negative = *p == '-', any = false, over = false;
    if (negative || *p == '+')
        p++;
    bool hexadecimal = p[0] == '0' && (p[1] | 32) == 'x' && digit(p[2]) < 16;
    if ((base == 0 || base == 16) && hexadecimal)
        p += 2;
    if (!base)
        base = hexadecimal ? 16 : *p == '0' ? 8 : 10;
    uint64_t value = 0;
    for (; digit(*p) < (unsigned)base; p++) {
        any = true;
        value = value * (unsigned)base + digit(*p);
        if (value > MAXULONG) {
            over = true;
            value = MAXULONG;
        }
    }
    if (end)
        *end = (WCHAR *)(uintptr_t)(any ? p : text);
    return over ? MAXULONG : negative ? (ULONG)-value : (ULONG)value;
}

/* ---- number to text ---- */

static int write_number(void *to, bool wide, size_t room, int value, int radix)
{
    char digits[34];
    int n = 0;
    if (radix < 2 || radix > 36)
        return EINVAL_CRT;
    bool negative = radix == 10 && value < 0;
    uint32_t left = negative ? 0u - (uint32_t)value : (uint32_t)value;
    do {
        digits[n++] = "0123456789abcdefghijklmnopqrstuvwxyz"[left % (unsigned)radix];
        left /= (unsigned)radix;
    } while (left);
    if (negative)
        digits[n++] = '-';
    if ((size_t)n >= room)
        return ERANGE_CRT;
    for (int i = 0; i <= n; i++) {
        char c = i < n ? digits[n - 1 - i] : 0;
        if (wide)
            ((WCHAR *)to)[i] = (WCHAR)c;
        else
            ((char *)to)[i] = c;
    }
    return 0;
}

char *NTAPI crt__itoa(int value, char *text, int radix)
{
    if (write_number(text, false, SIZE_MAX, value, radix))
        text[0] = 0;
    return text;
}

WCHAR *NTAPI crt__itow(int value, WCHAR *text, int radix)
{
    if (write_number(text, true, SIZE_MAX, value, radix))
        text[0] = 0;
    return text;
}

WDM_ERRNO NTAPI crt__itoa_s(int value, char *text, size_t room, int radix)
{
    if (!text || !room)
        return crt_refuse("_itoa_s", "a destination", EINVAL_CRT);
    int error = write_number(text, false, room, value, radix);
    if (!error)
        return 0;
    text[0] = 0;
    return crt_refuse("_itoa_s", "a radix of 2 to 36, and room for the number", error);
}

WDM_ERRNO NTAPI crt__itow_s(int value, WCHAR *text, size_t room, int radix)
{
    if (!text || !room)
        return crt_refuse("_itow_s", "a destination", EINVAL_CRT);
    int error = write_number(text, true, room, value, radix);
    if (!error)
        return 0;
    text[0] = 0;
    return crt_refuse("_itow_s", "a radix of 2 to 36, and room for the number", error);
}

/* ---- sorting ---- */

static void swap(char *a, char *b, size_t size)
{
    for (; size; size--, a++, b++) {
        char c = *a;
        *a = *b;
        *b = c;
    }
}

static void sink(char *base, size_t root, size_t count, size_t size, WDM_COMPARE *order)
{
    for (size_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && order(base + child * size, base + (child + 1) * size) < 0)
            child++;
        if (order(base + root * size, base + child * size) >= 0)
            return;
        swap(base + root * size, base + child * size, size);
    }
}

void NTAPI crt_qsort(void *base, size_t count, size_t size, WDM_COMPARE *compare)
{
    if (!size)
        return;
    for (size_t i = count / 2; i-- > 0;)
        sink(base, i, count, size, compare);
    for (size_t i = count; i-- > 1;) {
        swap(base, (char *)base + i * size, size);
        sink(base, 0, i, size, compare);
    }
}

void *NTAPI crt_bsearch(const void *key, const void *base, size_t count, size_t size, WDM_COMPARE *compare)
{
    const char *from = base;
    while (count) {
        const char *middle = from + count / 2 * size;
        int order = compare(key, middle);
        if (!order)
            return (void *)(uintptr_t)middle;
        if (order > 0) {
            from = middle + size;
            count -= count / 2 + 1;
        } else {
            count /= 2;
        }
    }
    return NULL;
}

/* ---- chance ---- */

static _Atomic uint32_t chance = 1;

void NTAPI crt_srand(unsigned seed)
{
    atomic_store(&chance, seed);
}

int NTAPI crt_rand(void)
{
    uint32_t old = atomic_load(&chance), next;
    do
        next = old * 214013u + 2531011u;
    while (!atomic_compare_exchange_weak(&chance, &old, next));
    return (int)(next >> 16 & 0x7FFF);
}

void crt_start(void)
{
    atomic_store(&chance, 1);
}

int NTAPI crt__purecall(void)
{
    nt_bugcheck(
        KMODE_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_DRIVER_ENTRYPOINT_NOT_FOUND,
        (ULONG_PTR)__builtin_return_address(0), 0, 0, "",
        "a virtual function without a body was called (_purecall): an object was used while it was built or "
        "destroyed, or after");
}
