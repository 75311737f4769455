/*
 * A minidump of the failing thread: its registers and stack, the driver's image, what the registers point to. Written on that thread, in
 * memory first; the file appears in one piece.
 */
#include "minidump.h"

#include "crash_private.h"

#include "image.h"
#include "seh_types.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SIGNATURE     0x504D444Du /* "MDMP" */
#define VERSION       0xA793u
#define AMD64         9u
#define WINDOWS_NT    2u
#define LINUX         0x8201u
#define STREAMS       6u
#define THREAD_SIZE   48u
#define MODULE_SIZE   108u
#define RANGES        64u
#define STACK_LIMIT   (256u << 10)
#define IMAGE_LIMIT   (16u << 20)
#define NEIGHBOURHOOD 512u
#define CONTEXT_FLAGS 0x10000Fu

/* ---- bytes ---- */

struct dump_location dump_add(struct dump *dump, const void *bytes, size_t size)
{
    size_t at = (dump->used + 7) & ~(size_t)7, need = at + size;

    if (need > dump->room && !dump->failed) {
        size_t room = need * 2;
        uint8_t *more = realloc(dump->bytes, room);
        dump->failed = !more;
        if (more) {
            dump->bytes = more;
            dump->room = room;
        }
    }
    if (dump->failed)
        return (struct dump_location){0, 0};
    memset(dump->bytes + dump->used, 0, at - dump->used);
    if (bytes)
        memcpy(dump->bytes + at, bytes, size);
    else
        memset(dump->bytes + at, 0, size);
    dump->used = need;
    return (struct dump_location){(uint32_t)size, (uint32_t)at};
}

static void put32(uint8_t *p, uint32_t value)
{
    memcpy(p, &value, sizeof(value));
}

static void put64(uint8_t *p, uint64_t value)
{
    memcpy(p, &value, sizeof(value));
}

static void put_location(uint8_t *p, struct dump_location location)
{
    put32(p, location.size);
    put32(p + 4, location.at);
}

uint32_t dump_string(struct dump *dump, const char *text)
{
    uint8_t bytes[4 + 2 * 1025] = {0};
    size_t length = strlen(text) < 1024 ? strlen(text) : 1024;

    put32(bytes, (uint32_t)(length * 2));
    for (size_t i = 0; i < length; i++)
        bytes[4 + 2 * i] = (uint8_t)text[i];
    return dump_add(dump, bytes, 4 + 2 * length + 2).at;
}

/* ---- streams ---- */

static struct dump_location add_context(struct dump *dump, const struct nt_bugcheck *b)
{
    const struct nt_registers *r = &b->crash.registers;
    CONTEXT c = {.ContextFlags = CONTEXT_FLAGS, .MxCsr = r->mxcsr, .EFlags = r->flags, .Rip = r->pc};

    c.SegCs = 0x33;
    c.SegSs = c.SegDs = c.SegEs = c.SegGs = 0x2B;
    c.SegFs = 0x53;
    memcpy(c.R, r->r, sizeof(c.R));
    memcpy(c.Xmm, r->xmm, sizeof(c.Xmm));
    if (!b->crash.has_registers) {
        c.Rip = b->crash.frames[0];
        c.R[CONTEXT_RSP] = b->crash.stack_low;
    }
    return dump_add(dump, &c, sizeof(c));
}

static struct dump_location add_system(struct dump *dump, bool windows)
{
    uint8_t s[56] = {0};
    uint32_t empty = dump_string(dump, windows ? "" : "Linux");

    s[0] = AMD64;
    s[6] = 1; /* processors */
    s[7] = 1; /* a workstation */
    put32(s + 8, windows ? 10 : 6);
    put32(s + 16, windows ? 19041 : 0);
    put32(s + 20, windows ? WINDOWS_NT : LINUX);
    put32(s + 24, empty);
    return dump_add(dump, s, sizeof(s));
}

static struct dump_location add_thread(struct dump *dump, const struct nt_bugcheck *b,
                                       struct dump_location context)
{
    uint8_t list[4 + THREAD_SIZE] = {0}, *t = list + 4;

    put32(list, 1);
    put32(t, b->crash.thread_number);
    put64(t + 24, b->crash.stack_low);
    put32(t + 32, 0); /* its memory is in the list of all */
    put_location(t + 40, context);
    return dump_add(dump, list, sizeof(list));
}

static struct dump_location add_exception(struct dump *dump, const struct nt_bugcheck *b,
                                          struct dump_location context)
{
    const struct nt_crash *c = &b->crash;
    uint8_t s[168] = {0};

    put32(s, c->thread_number);
    put32(s + 8, c->has_exception ? (uint32_t)c->status : b->code);
    put64(s + 24, c->has_exception ? c->pc : c->frames[0]);
    if (c->has_exception) {
        put32(s + 32, 2);
        put64(s + 40, c->access);
        put64(s + 48, c->address);
    } else {
        put32(s + 32, 4);
        for (unsigned i = 0; i < 4; i++)
            put64(s + 40 + 8 * i, b->parameters[i]);
    }
    put_location(s + 160, context);
    return dump_add(dump, s, sizeof(s));
}

struct modules {
    struct dump *dump;
    uint8_t *list;
    uint32_t count;
};

static void add_module(void *ctx, const struct dump_module *m)
{
    struct modules *modules = ctx;
    uint8_t *more = realloc(modules->list, 4 + (modules->count + 1) * MODULE_SIZE);

    if (!more)
        return;
    modules->list = more;
    uint8_t *p = more + 4 + modules->count++ * MODULE_SIZE;
    memset(p, 0, MODULE_SIZE);
    put64(p, m->base);
    put32(p + 8, m->size);
    put32(p + 12, m->checksum);
    put32(p + 16, m->stamp);
    put32(p + 20, dump_string(modules->dump, m->path));
    if (m->identity_size)
        put_location(p + 76, dump_add(modules->dump, m->identity, m->identity_size));
}

static struct dump_location add_modules(struct dump *dump, const struct crash_options *options)
{
    struct modules modules = {dump, NULL, 0};

    dump_modules(options, add_module, &modules);
    if (!modules.list)
        return dump_add(dump, NULL, 4);
    put32(modules.list, modules.count);
    struct dump_location l = dump_add(dump, modules.list, 4 + modules.count * MODULE_SIZE);
    free(modules.list);
    return l;
}

/* ---- memory ---- */

struct range {
    uint64_t begin, end;
};

struct ranges {
    struct range all[RANGES];
    unsigned count;
};

/* What is readable of it and not there already, in whole pieces: ranges do not overlap. */
static void want(struct ranges *r, uint64_t begin, uint64_t end)
{
    for (unsigned i = 0; i < r->count; i++) {
        const struct range *o = &r->all[i];
        if (begin >= o->begin && begin < o->end)
            begin = o->end;
        if (end > o->begin && end <= o->end)
            end = o->begin;
        if (begin < o->begin && end > o->end)
            return;
    }
    if (begin < end && r->count < RANGES)
        r->all[r->count++] = (struct range){begin, end};
}

static void collect(struct ranges *r, const struct nt_bugcheck *b, const struct crash_options *options)
{
    const struct nt_crash *c = &b->crash;

    want(r, c->stack_low,
         c->stack_high - c->stack_low > STACK_LIMIT ? c->stack_low + STACK_LIMIT : c->stack_high);
    if (options->image) {
        uint64_t base = (uintptr_t)options->image->base;
        want(r, base, base + (options->image->size < IMAGE_LIMIT ? options->image->size : IMAGE_LIMIT));
    }
    for (unsigned i = 0; c->has_registers && i <= 16; i++) {
        uint64_t at = i < 16 ? c->registers.r[i] : c->registers.pc;
        if (at >= NEIGHBOURHOOD && at < 1ull << 47)
            want(r, (at - NEIGHBOURHOOD / 2) & ~7ull, (at + NEIGHBOURHOOD / 2) & ~7ull);
    }
}

static int by_address(const void *a, const void *b)
{
    const struct range *x = a, *y = b;
    return x->begin < y->begin ? -1 : x->begin > y->begin;
}

/* The list, and behind it everything that it lists: the last of the file. Unreadable pages within an image are zero, others cut off. */
static struct dump_location add_memory(struct dump *dump, const struct nt_bugcheck *b,
                                       const struct crash_options *options)
{
    struct ranges ranges = {.count = 0};
    uint8_t list[16 + RANGES * 16] = {0};
    uint8_t *copy[RANGES] = {0};
    uint32_t count = 0;

    collect(&ranges, b, options);
    qsort(ranges.all, ranges.count, sizeof(ranges.all[0]), by_address);
    for (unsigned i = 0; i < ranges.count; i++) {
        struct range *r = &ranges.all[i];
        size_t size = (size_t)(r->end - r->begin), got;
        bool image = options->image && r->begin == (uintptr_t)options->image->base;
        copy[i] = calloc(1, size);
        if (!copy[i])
            continue;
        got = crash_read(r->begin, copy[i], size);
        for (size_t at = got; image && at < size; at += 4096 - (r->begin + at) % 4096)
            crash_read(r->begin + at, copy[i] + at,
                       4096 - (r->begin + at) % 4096 < size - at ? 4096 - (r->begin + at) % 4096 : size - at);
        r->end = image ? r->end : r->begin + got;
        if (r->end == r->begin)
            continue;
        put64(list + 16 + count * 16, r->begin);
        put64(list + 24 + count++ * 16, r->end - r->begin);
    }
    put64(list, count);
    struct dump_location l = dump_add(dump, list, 16 + count * 16);
    dump_add(dump, NULL, 0);
    if (!dump->failed)
        put64(dump->bytes + l.at + 8, (dump->used + 7) & ~7ull);
    for (unsigned i = 0; i < ranges.count; i++) {
        if (copy[i] && ranges.all[i].end > ranges.all[i].begin) {
            /* Sizes are multiples of 8, so nothing comes between them. */
            dump_add(dump, copy[i], (size_t)(ranges.all[i].end - ranges.all[i].begin));
        }
        free(copy[i]);
    }
    return l;
}

/* ---- the file ---- */

static bool save(const struct dump *dump, const char *path, char *error, size_t error_size)
{
    FILE *file = fopen(path, "wbe");
    bool good = file && fwrite(dump->bytes, 1, dump->used, file) == dump->used;

    if (file && fclose(file) != 0)
        good = false;
    if (!good)
        snprintf(error, error_size, "%s: %s", path, strerror(errno));
    return good;
}

bool crash_write_dump(const struct nt_bugcheck *bugcheck, const struct crash_options *options, char *error,
                      size_t error_size)
{
    struct dump dump = {0};
    uint8_t head[32 + STREAMS * 12] = {0};
    char comment[700];
    unsigned count = 0;

    dump_add(&dump, head, sizeof(head));
    struct dump_location context = add_context(&dump, bugcheck);
    int length = snprintf(comment, sizeof(comment), "Bug check 0x%X %s: %s", bugcheck->code,
                          nt_bugcheck_name(bugcheck->code), bugcheck->text);
    const struct {
        uint32_t type;
        struct dump_location where;
    } streams[STREAMS] = {
        {DUMP_SYSTEM_INFO, add_system(&dump, options->image != NULL)},
        {DUMP_THREAD_LIST, add_thread(&dump, bugcheck, context)},
        {DUMP_MODULE_LIST, add_modules(&dump, options)},
        {DUMP_EXCEPTION, add_exception(&dump, bugcheck, context)},
        {DUMP_COMMENT, dump_add(&dump, comment,
                                (size_t)length + 1 < sizeof(comment) ? (size_t)length + 1 : sizeof(comment))},
        {DUMP_MEMORY64_LIST, add_memory(&dump, bugcheck, options)},
    };
    put32(head, SIGNATURE);
    put32(head + 4, VERSION);
    put32(head + 8, STREAMS);
    put32(head + 12, 32);
    put32(head + 20, (uint32_t)time(NULL));
    for (; count < STREAMS; count++) {
        put32(head + 32 + count * 12, streams[count].type);
        put_location(head + 36 + count * 12, streams[count].where);
    }
    bool good = !dump.failed;
    if (good) {
        memcpy(dump.bytes, head, sizeof(head));
        good = save(&dump, options->dump, error, error_size);
    } else {
        snprintf(error, error_size, "out of memory");
    }
    free(dump.bytes);
    return good;
}
