/*
 * Formatted output with the conversions of Windows: long is 32 bits, %I64d, %ws, %S, %wZ. It serves debug output and the
 * bounded formatting routines, for narrow and wide text alike; there is no floating point in the kernel.
 */
#include "ke.h"

#include <stdio.h>
#include <string.h>

#if defined(__x86_64__)
typedef __builtin_ms_va_list arguments_t;
#define arguments_start __builtin_ms_va_start
#define arguments_end   __builtin_ms_va_end
#else
typedef __builtin_va_list arguments_t;
#define arguments_start __builtin_va_start
#define arguments_end   __builtin_va_end
#endif

struct output {
    void *buffer;
    size_t room, used; /* characters; used counts on when there is no room */
    bool wide;
};

struct conversion {
    bool left, plus, space, alternate, zero, upper;
    int width, precision; /* precision -1: none */
    char size;            /* 'h', 'w' (wide), 'l' (32), 'q' (64), 0 */
};

/* A machine word of arguments; a struct because va_list may be an array. */
struct arguments {
    arguments_t list;
};

static uint64_t next_argument(struct arguments *a)
{
    return __builtin_va_arg(a->list, unsigned long long);
}

static void put(struct output *o, unsigned c)
{
    if (o->used < o->room) {
        if (o->wide)
            ((WCHAR *)o->buffer)[o->used] = (WCHAR)c;
        else
            ((char *)o->buffer)[o->used] = (char)(c < 256 ? c : '?');
    }
    o->used++;
}

static void pad(struct output *o, int count, char c)
{
    while (count-- > 0)
        put(o, (unsigned char)c);
}

static unsigned character(const void *text, bool wide, size_t i)
{
    return wide ? ((const WCHAR *)text)[i] : ((const unsigned char *)text)[i];
}

static void put_text(struct output *o, const struct conversion *c, const void *text, bool wide, size_t limit)
{
    size_t n = 0;
    if (!text) {
        text = "(null)";
        wide = false;
        limit = 6;
    }
    if (c->precision >= 0 && (size_t)c->precision < limit)
        limit = (size_t)c->precision;
    while (n < limit && (limit != SIZE_MAX ? true : character(text, wide, n) != 0) &&
           character(text, wide, n))
        n++;
    if (!c->left)
        pad(o, c->width - (int)n, ' ');
    for (size_t i = 0; i < n; i++)
        put(o, character(text, wide, i));
    if (c->left)
        pad(o, c->width - (int)n, ' ');
}

static void put_number(struct output *o, const struct conversion *c, uint64_t value, unsigned base,
                       bool negative)
{
    char digits[66];
    int n = 0;
    const char *set = c->upper ? "0123456789ABCDEF" : "0123456789abcdef";
    char sign = negative ? '-' : c->plus ? '+' : c->space ? ' ' : 0;
    const char *prefix = c->alternate && base == 16 && value ? (c->upper ? "0X" : "0x") : "";
    for (; value || !n; value /= base)
        digits[n++] = set[value % base];
    int zeros = c->precision > n ? c->precision - n : 0;
    int total = n + zeros + (sign != 0) + (int)strlen(prefix);
    if (c->zero && !c->left && c->precision < 0 && c->width > total) {
        zeros += c->width - total;
        total = c->width;
    }
    if (!c->left)
        pad(o, c->width - total, ' ');
    if (sign)
        put(o, (unsigned char)sign);
    for (; *prefix; prefix++)
        put(o, (unsigned char)*prefix);
    pad(o, zeros, '0');
    while (n)
        put(o, (unsigned char)digits[--n]);
    if (c->left)
        pad(o, c->width - total, ' ');
}

static void put_signed(struct output *o, const struct conversion *c, uint64_t raw)
{
    int64_t value = c->size == 'q' ? (int64_t)raw : c->size == 'h' ? (int16_t)raw : (int32_t)raw;
    put_number(o, c, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, value < 0);
}

static void put_unsigned(struct output *o, const struct conversion *c, uint64_t raw, unsigned base)
{
    put_number(o, c, c->size == 'q' ? raw : c->size == 'h' ? (uint16_t)raw : (uint32_t)raw, base, false);
}

static void put_counted(struct output *o, const struct conversion *c, const void *string)
{
    bool wide = c->size == 'w' || c->size == 'l';
    const UNICODE_STRING *u = string;
    const ANSI_STRING *a = string;
    if (!string)
        put_text(o, c, NULL, false, 0);
    else if (wide)
        put_text(o, c, u->Buffer, true, u->Length / sizeof(WCHAR));
    else
        put_text(o, c, a->Buffer, false, a->Length);
}

static void convert(struct output *o, struct conversion *c, unsigned letter, struct arguments *a)
{
    bool wide = c->size == 'w' || c->size == 'l' ? true : c->size == 'h' ? false : (letter == 's') == o->wide;
    switch (letter) {
    case 'd':
    case 'i':
        put_signed(o, c, next_argument(a));
        break;
    case 'u':
        put_unsigned(o, c, next_argument(a), 10);
        break;
    case 'o':
        put_unsigned(o, c, next_argument(a), 8);
        break;
    case 'X':
        c->upper = true;
        put_unsigned(o, c, next_argument(a), 16);
        break;
    case 'x':
        put_unsigned(o, c, next_argument(a), 16);
        break;
    case 'p':
        c->upper = true;
        c->size = 'q';
        c->precision = 16;
        put_unsigned(o, c, next_argument(a), 16);
        break;
    case 'c':
    case 'C':
        put(o, (WCHAR)next_argument(a));
        break;
    case 's':
    case 'S':
        put_text(o, c, (const void *)(uintptr_t)next_argument(a), wide, SIZE_MAX);
        break;
    case 'Z':
        put_counted(o, c, (const void *)(uintptr_t)next_argument(a));
        break;
    default:
        put(o, letter); /* %% and what is no conversion */
    }
}

struct format {
    const void *text;
    bool wide;
    size_t at;
};

static unsigned peek(const struct format *f)
{
    return character(f->text, f->wide, f->at);
}

static bool skip(struct format *f, char c)
{
    if (peek(f) != (unsigned char)c)
        return false;
    f->at++;
    return true;
}

static int parse_number(struct format *f, struct arguments *a)
{
    int n = 0;
    if (skip(f, '*'))
        return (int)next_argument(a);
    while (peek(f) >= '0' && peek(f) <= '9' && n < 100000)
        n = n * 10 + (int)(character(f->text, f->wide, f->at++) - '0');
    return n;
}

static char parse_size(struct format *f)
{
    if (skip(f, 'I')) {
        if (skip(f, '6'))
            return skip(f, '4') ? 'q' : 0;
        if (skip(f, '3'))
            return skip(f, '2') ? 0 : 0;
        return 'q';
    }
    if (skip(f, 'l'))
        return skip(f, 'l') ? 'q' : 'l';
    if (skip(f, 'h'))
        return 'h';
    if (skip(f, 'w'))
        return 'w';
    return skip(f, 'z') ? 'q' : 0;
}

static void parse_conversion(struct format *f, struct conversion *c, struct arguments *a)
{
    *c = (struct conversion){.precision = -1};
    for (;;) {
        if (skip(f, '-'))
            c->left = true;
        else if (skip(f, '+'))
            c->plus = true;
        else if (skip(f, ' '))
            c->space = true;
        else if (skip(f, '#'))
            c->alternate = true;
        else if (skip(f, '0'))
            c->zero = true;
        else
            break;
    }
    c->width = parse_number(f, a);
    if (c->width < 0) {
        c->left = true;
        c->width = c->width > -100000 ? -c->width : 0;
    }
    if (skip(f, '.'))
        c->precision = parse_number(f, a);
    c->size = parse_size(f);
}

static void format_all(struct output *o, const void *text, struct arguments *a)
{
    struct format f = {text, o->wide, 0};
    struct conversion c;
    while (peek(&f)) {
        if (!skip(&f, '%')) {
            put(o, peek(&f));
            f.at++;
            continue;
        }
        parse_conversion(&f, &c, a);
        if (peek(&f))
            convert(o, &c, character(text, o->wide, f.at++), a);
    }
}

/* ---- debug output ---- */

static struct {
    void (*fn)(void *ctx, ULONG component, ULONG level, const char *text);
    void *ctx;
} debug_hook;

void nt_on_debug_print(void (*fn)(void *ctx, ULONG component, ULONG level, const char *text), void *ctx)
{
    debug_hook.fn = fn;
    debug_hook.ctx = ctx;
}

static ULONG print(ULONG component, ULONG level, PCSTR format, struct arguments *a)
{
    char text[512];
    struct output o = {.buffer = text, .room = sizeof(text) - 1};
    if (!debug_hook.fn && (level & ~DPFLTR_MASK) > DPFLTR_ERROR_LEVEL)
        return STATUS_SUCCESS;
    format_all(&o, format, a);
    text[o.used < o.room ? o.used : o.room] = 0;
    if (debug_hook.fn)
        debug_hook.fn(debug_hook.ctx, component, level, text);
    else
        fputs(text, stderr);
    return STATUS_SUCCESS;
}

ULONG NTAPI DbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, ...)
{
    struct arguments a;
    arguments_start(a.list, Format);
    ULONG status = print(ComponentId, Level, Format, &a);
    arguments_end(a.list);
    return status;
}

ULONG NTAPI DbgPrint(PCSTR Format, ...)
{
    struct arguments a;
    arguments_start(a.list, Format);
    ULONG status = print(0, DPFLTR_ERROR_LEVEL, Format, &a);
    arguments_end(a.list);
    return status;
}

VOID NTAPI RtlAssert(PVOID FailedAssertion, PVOID FileName, ULONG LineNumber, PSTR Message)
{
    report_emit(REPORT_VIOLATION, "SYN-10", nt_call_current(), "assertion of the driver", "true",
                Message ? Message : "", "%s is false at %s:%u", (const char *)FailedAssertion,
                (const char *)FileName, LineNumber);
}

/* ---- bounded formatting ---- */

/* The terminator is written only where there is room for it, and a text that fits exactly has none: as on Windows. */
static int finish(struct output *o)
{
    if (o->used < o->room) {
        size_t used = o->used;
        put(o, 0);
        return (int)used;
    }
    return o->used == o->room ? (int)o->used : -1;
}

int NTAPI _snprintf(char *Buffer, size_t Count, const char *Format, ...)
{
    struct output o = {.buffer = Buffer, .room = Count};
    struct arguments a;
    arguments_start(a.list, Format);
    format_all(&o, Format, &a);
    arguments_end(a.list);
    return finish(&o);
}

int NTAPI _snwprintf(WCHAR *Buffer, size_t Count, const WCHAR *Format, ...)
{
    struct output o = {.buffer = Buffer, .room = Count, .wide = true};
    struct arguments a;
    arguments_start(a.list, Format);
    format_all(&o, Format, &a);
    arguments_end(a.list);
    return finish(&o);
}
