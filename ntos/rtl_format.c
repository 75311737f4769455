/*
 * Formatted output with the conversions of Windows: long is 32 bits, %I64d, %ws, %S, %wZ. It serves debug output and the
 * bounded formatting routines, for narrow and wide text alike; there is no floating point in the kernel.
 */
#include "ke.h"

#include <stdio.h>
#include <string.h>

#include "crt.h"

#if defined(__x86_64__)
#define arguments_start __builtin_ms_va_start
#define arguments_end   __builtin_ms_va_end
#define arguments_copy  __builtin_ms_va_copy
#else
#define arguments_start __builtin_va_start
#define arguments_end   __builtin_va_end
#define arguments_copy  __builtin_va_copy
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
    WDM_VA_LIST list;
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

ULONG NTAPI vDbgPrintEx(ULONG ComponentId, ULONG Level, PCSTR Format, WDM_VA_LIST arglist)
{
    struct arguments a;
    arguments_copy(a.list, arglist);
    ULONG status = print(ComponentId, Level, Format, &a);
    arguments_end(a.list);
    return status;
}

ULONG NTAPI vDbgPrintExWithPrefix(PCSTR Prefix, ULONG ComponentId, ULONG Level, PCSTR Format,
                                  WDM_VA_LIST arglist)
{
    char text[512];
    if (crt__vsnprintf(text, sizeof(text), Format, arglist) < 0)
        text[sizeof(text) - 1] = 0;
    return DbgPrintEx(ComponentId, Level, "%s%s", Prefix, text);
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

/* What every bounded form comes down to. */
static int format_bounded(void *buffer, size_t room, bool wide, const void *format, struct arguments *a)
{
    struct output o = {.buffer = buffer, .room = room, .wide = wide};
    format_all(&o, format, a);
    return finish(&o);
}

static void end_at(void *buffer, bool wide, size_t i)
{
    if (wide)
        ((WCHAR *)buffer)[i] = 0;
    else
        ((char *)buffer)[i] = 0;
}

/* At most `count` characters, and a terminator always. */
static int format_safe(void *buffer, size_t room, size_t count, bool wide, const void *format,
                       struct arguments *a, const char *routine)
{
    if (!buffer || !room || !format) {
        crt_refuse(routine, "a destination and a format", 22);
        return -1;
    }
    struct output o = {.buffer = buffer, .room = count < room ? count : room - 1, .wide = wide};
    format_all(&o, format, a);
    if (o.used <= o.room) {
        end_at(buffer, wide, o.used);
        return (int)o.used;
    }
    if (count == _TRUNCATE || count < room) {
        end_at(buffer, wide, o.room);
        return -1;
    }
    end_at(buffer, wide, 0);
    crt_refuse(routine, "room for the text and its terminator", 34);
    return -1;
}

#define UNBOUNDED  ((size_t)0x7FFFFFFF)
#define EVERYTHING (_TRUNCATE - 1)

/* The body of a variadic routine: `call` with the arguments behind Format in `a`. */
#define VARIADIC(call)                                                                                       \
    struct arguments a;                                                                                      \
    arguments_start(a.list, Format);                                                                         \
    int result = (call);                                                                                     \
    arguments_end(a.list);                                                                                   \
    return result
#define WITH_LIST(call)                                                                                      \
    struct arguments a;                                                                                      \
    arguments_copy(a.list, List);                                                                            \
    int result = (call);                                                                                     \
    arguments_end(a.list);                                                                                   \
    return result

int NTAPI _snprintf(char *Buffer, size_t Count, const char *Format, ...)
{
    VARIADIC(format_bounded(Buffer, Count, false, Format, &a));
}

int NTAPI _snwprintf(WCHAR *Buffer, size_t Count, const WCHAR *Format, ...)
{
    VARIADIC(format_bounded(Buffer, Count, true, Format, &a));
}

int NTAPI crt__vsnprintf(char *Buffer, size_t Count, const char *Format, WDM_VA_LIST List)
{
    WITH_LIST(format_bounded(Buffer, Count, false, Format, &a));
}

int NTAPI crt__vsnwprintf(WCHAR *Buffer, size_t Count, const WCHAR *Format, WDM_VA_LIST List)
{
    WITH_LIST(format_bounded(Buffer, Count, true, Format, &a));
}

int NTAPI crt_sprintf(char *Buffer, const char *Format, ...)
{
    VARIADIC(format_bounded(Buffer, UNBOUNDED, false, Format, &a));
}

int NTAPI crt_vsprintf(char *Buffer, const char *Format, WDM_VA_LIST List)
{
    WITH_LIST(format_bounded(Buffer, UNBOUNDED, false, Format, &a));
}

int NTAPI crt_swprintf(WCHAR *Buffer, const WCHAR *Format, ...)
{
    VARIADIC(format_bounded(Buffer, UNBOUNDED, true, Format, &a));
}

int NTAPI crt__swprintf(WCHAR *Buffer, const WCHAR *Format, ...)
{
    VARIADIC(format_bounded(Buffer, UNBOUNDED, true, Format, &a));
}

int NTAPI crt__vswprintf(WCHAR *Buffer, const WCHAR *Format, WDM_VA_LIST List)
{
    WITH_LIST(format_bounded(Buffer, UNBOUNDED, true, Format, &a));
}

int NTAPI crt_sprintf_s(char *Buffer, size_t Room, const char *Format, ...)
{
    VARIADIC(format_safe(Buffer, Room, EVERYTHING, false, Format, &a, "sprintf_s"));
}

int NTAPI crt_vsprintf_s(char *Buffer, size_t Room, const char *Format, WDM_VA_LIST List)
{
    WITH_LIST(format_safe(Buffer, Room, EVERYTHING, false, Format, &a, "vsprintf_s"));
}

int NTAPI crt_swprintf_s(WCHAR *Buffer, size_t Room, const WCHAR *Format, ...)
{
    VARIADIC(format_safe(Buffer, Room, EVERYTHING, true, Format, &a, "swprintf_s"));
}

int NTAPI crt_vswprintf_s(WCHAR *Buffer, size_t Room, const WCHAR *Format, WDM_VA_LIST List)
{
    WITH_LIST(format_safe(Buffer, Room, EVERYTHING, true, Format, &a, "vswprintf_s"));
}

int NTAPI crt__snprintf_s(char *Buffer, size_t Room, size_t Count, const char *Format, ...)
{
    VARIADIC(format_safe(Buffer, Room, Count, false, Format, &a, "_snprintf_s"));
}

int NTAPI crt__snwprintf_s(WCHAR *Buffer, size_t Room, size_t Count, const WCHAR *Format, ...)
{
    VARIADIC(format_safe(Buffer, Room, Count, true, Format, &a, "_snwprintf_s"));
}

int NTAPI crt__vsnprintf_s(char *Buffer, size_t Room, size_t Count, const char *Format, WDM_VA_LIST List)
{
    WITH_LIST(format_safe(Buffer, Room, Count, false, Format, &a, "_vsnprintf_s"));
}

int NTAPI crt__vsnwprintf_s(WCHAR *Buffer, size_t Room, size_t Count, const WCHAR *Format, WDM_VA_LIST List)
{
    WITH_LIST(format_safe(Buffer, Room, Count, true, Format, &a, "_vsnwprintf_s"));
}
