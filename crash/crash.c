/*
 * See crash.h. What is decoded on the failing thread: the arguments of the calls that it is in, and the minidump. All the rest waits until
 * the system has stopped.
 */
#include "crash_private.h"

#include "ddi.h"
#include "fields.h"
#include "trace_args.h"

#include <stdarg.h>
#include <string.h>

#define CALLS      6u
#define CALL_WIDTH 600u

static struct {
    struct crash_options options;
    bool watching;
    char call[CALLS][CALL_WIDTH]; /* those that the thread was in, innermost first */
    unsigned calls;
    bool dumped;
    char dump_error[300];
} crash;

/* ---- on the failing thread ---- */

/* "a":1,"b":"x" as a=1 b=x. */
static void plain(char *text)
{
    char *to = text;
    bool name = true, quoted = false;

    for (const char *p = text; *p; p++) {
        if (*p == '"') {
            quoted = !quoted;
            continue;
        }
        if (*p == ':' && name && !quoted) {
            *to++ = '=';
            name = false;
        } else if (*p == ',' && !quoted && p[1] == '"') {
            *to++ = ' ';
            name = true;
        } else {
            *to++ = *p;
        }
    }
    *to = 0;
}

static void keep_call(const struct nt_open_call *open)
{
    char *text = crash.call[crash.calls++];
    char arguments[CALL_WIDTH - 100] = "";
    struct fields fields;

    /* First the name: the arguments are the driver's and the caller's, and reading them may fault again. */
    snprintf(text, CALL_WIDTH, "%s", open->name);
    if (!open->about)
        return;
    fields_begin(&fields, arguments, sizeof(arguments), 0);
    if (open->callback)
        trace_callback_inputs(&fields, open->about);
    else
        trace_ddi_inputs(&fields, open->about);
    plain(arguments);
    if (*arguments)
        snprintf(text, CALL_WIDTH, "%s: %s", open->name, arguments);
}

static void keep_calls(void *unused)
{
    struct nt_open_call open;

    (void)unused;
    for (unsigned i = 0; crash.calls < CALLS && nt_call_open(i, &open); i++)
        keep_call(&open);
}

static void witness(void *ctx, struct nt_bugcheck *bugcheck)
{
    (void)ctx;
    crash.calls = 0;
    nt_guarded_call(keep_calls, NULL);
    if (!crash.options.dump)
        return;
    crash.dumped = crash_write_dump(bugcheck, &crash.options, crash.dump_error, sizeof(crash.dump_error));
}

void crash_watch(const struct crash_options *options)
{
    memset(&crash, 0, sizeof(crash));
    crash.watching = options != NULL;
    if (options)
        crash.options = *options;
    snprintf(crash.dump_error, sizeof(crash.dump_error), "the system did not stop");
    nt_on_crash(options ? witness : NULL, NULL);
}

/* ---- lines ---- */

struct out {
    void (*line)(void *ctx, const char *text);
    void *ctx;
    const char *label; /* for the next line; then blanks */
};

static void say(struct out *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct out *out, const char *format, ...)
{
    char text[1200];
    int used = snprintf(text, sizeof(text), "%-11s ", out->label);
    va_list list;

    va_start(list, format);
    vsnprintf(text + used, sizeof(text) - (size_t)used, format, list);
    va_end(list);
    out->label = "";
    out->line(out->ctx, text);
}

static void say_code(void *ctx, const char *text)
{
    say(ctx, "%s", text);
}

static void say_registers(struct out *out, const struct nt_registers *r)
{
    static const char *const names[16] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                          "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};

    out->label = "registers";
    for (unsigned i = 0; i < 16; i += 4)
        say(out, "%3s %016llX  %3s %016llX  %3s %016llX  %3s %016llX", names[i], r->r[i], names[i + 1],
            r->r[i + 1], names[i + 2], r->r[i + 2], names[i + 3], r->r[i + 3]);
    say(out, "rip %016llX  flags %08X", r->pc, r->flags);
}

static void say_place(struct out *out, const char *number, const struct crash_place *p)
{
    const struct crash_symbol *s = &p->symbol[p->symbols ? p->symbols - 1 : 0];

    for (unsigned i = 0; i + 1 < p->symbols; i++)
        say(out, "%-3s %s (inlined) at %s:%u", number, p->symbol[i].function, p->symbol[i].file,
            p->symbol[i].line);
    if (p->symbols && *s->file)
        say(out, "%-3s %s at %s:%u  %s+0x%llX", number, s->function, s->file, s->line, p->module, p->offset);
    else if (p->symbols)
        say(out, "%-3s %s  %s+0x%llX", number, s->function, p->module, p->offset);
    else
        say(out, "%-3s %s+0x%llX (%s)", number, p->module, p->offset, p->near);
}

static void say_stack(struct out *out, const struct nt_bugcheck *b)
{
    static struct crash_place places[16];
    char note[240], number[16];

    if (!b->frame_count)
        return;
    crash_places(&crash.options, b->crash.frames, b->frame_count, places, note, sizeof(note));
    out->label = "stack";
    for (unsigned i = 0; i < b->frame_count; i++) {
        const char *text = b->frames[i];
        snprintf(number, sizeof(number), "#%u", i);
        if (*places[i].module)
            say_place(out, number, &places[i]);
        else
            say(out, "%s", text);
    }
    out->label = "symbols";
    if (*note)
        say(out, "%s", note);
}

static void say_where(struct out *out, const struct nt_bugcheck *b)
{
    static const char *const levels[] = {"PASSIVE_LEVEL", "APC_LEVEL", "DISPATCH_LEVEL"};
    const struct nt_crash *c = &b->crash;
    char level[40];

    snprintf(level, sizeof(level), c->irql <= 2 ? "%s" : "device level %s%u",
             c->irql <= 2 ? levels[c->irql] : "", c->irql);
    out->label = "in";
    for (unsigned i = 0; i < crash.calls; i++)
        say(out, "%s%s", i ? "called in " : "", crash.call[i]);
    out->label = "thread";
    say(out, "%s (%u), at %s%s", c->thread, c->thread_number, level, c->dpc ? ", in a DPC" : "");
}

void crash_tell(const struct nt_bugcheck *bugcheck, void (*line)(void *ctx, const char *text), void *ctx)
{
    struct out out = {line, ctx, "what"};
    char words[500];

    crash_words(bugcheck, words, sizeof(words));
    if (*words)
        say(&out, "%s", words);
    say_where(&out, bugcheck);
    if (bugcheck->crash.has_registers) {
        out.label = "code";
        crash_code(&bugcheck->crash.registers, say_code, &out);
        say_registers(&out, &bugcheck->crash.registers);
    }
    say_stack(&out, bugcheck);
    out.label = "dump";
    if (crash.dumped)
        say(&out, "%s", crash.options.dump);
    else if (crash.options.dump)
        say(&out, "not written: %s", crash.dump_error);
}
