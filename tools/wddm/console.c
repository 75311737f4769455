/*
 * Lines for people. Each is made whole and then written with one call: the threads of a stopped system may hold any lock,
 * stdio's as well.
 */
#include "console.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crash.h"
#include "nt.h"
#include "rules.h"

static const char *command = "";
static bool colour, progress, progress_shown, terminal;

void console_init(const char *name, bool always_progress)
{
    const char *no_colour = getenv("NO_COLOR");

    command = name;
    terminal = isatty(STDERR_FILENO);
    colour = terminal && !(no_colour && *no_colour);
    progress = terminal || always_progress;
    progress_shown = false;
}

static void write_all(const char *text, size_t size)
{
    while (size) {
        ssize_t done = write(STDERR_FILENO, text, size);
        if (done <= 0)
            return;
        text += done;
        size -= (size_t)done;
    }
}

static void line(const char *start, const char *label, const char *format, va_list args)
{
    char text[2000];
    int used = snprintf(text, sizeof(text), "%s%s%s%s", progress_shown && terminal ? "\r\033[K" : "", start,
                        label, colour && *start ? "\033[0m" : "");
    int more = vsnprintf(text + used, sizeof(text) - (size_t)used - 1, format, args);

    used += more < 0 ? 0 : more;
    if (used > (int)sizeof(text) - 2)
        used = (int)sizeof(text) - 2;
    text[used++] = '\n';
    progress_shown = false;
    write_all(text, (size_t)used);
}

void console_error(const char *format, ...)
{
    char label[80];
    va_list args;

    snprintf(label, sizeof(label), "wddm %s: ", command);
    va_start(args, format);
    line(colour ? "\033[1;31m" : "", label, format, args);
    va_end(args);
}

void console_note(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    line("", "", format, args);
    va_end(args);
}

void console_progress(const char *format, ...)
{
    char text[300];
    va_list args;
    int used;

    if (!progress)
        return;
    used = snprintf(text, sizeof(text), "%s", terminal ? "\r\033[K" : "");
    va_start(args, format);
    used += vsnprintf(text + used, sizeof(text) - (size_t)used - 1, format, args);
    va_end(args);
    if (used > (int)sizeof(text) - 2)
        used = (int)sizeof(text) - 2;
    if (!terminal)
        text[used++] = '\n';
    progress_shown = true;
    write_all(text, (size_t)used);
}

void console_progress_end(void)
{
    if (progress_shown && terminal)
        write_all("\r\033[K", 4);
    progress_shown = false;
}

static void crash_line(void *ctx, const char *text)
{
    (void)ctx;
    console_note("    %s", text);
}

void console_bugcheck(const struct nt_bugcheck *bugcheck)
{
    const struct rule *rule = bugcheck->rule ? rule_find(bugcheck->rule) : NULL;

    console_error("the system stopped: bug check 0x%X %s", bugcheck->code, nt_bugcheck_name(bugcheck->code));
    /* An exception that breaks no rule is told better below. */
    if (bugcheck->text[0] && (!bugcheck->crash.has_exception || rule))
        console_note("    %s", bugcheck->text);
    crash_tell(bugcheck, crash_line, NULL);
    console_note("    parameters  0x%llX 0x%llX 0x%llX 0x%llX", (unsigned long long)bugcheck->parameters[0],
                 (unsigned long long)bugcheck->parameters[1], (unsigned long long)bugcheck->parameters[2],
                 (unsigned long long)bugcheck->parameters[3]);
    if (rule)
        console_note("    rule        %s: %s", rule->id, rule->statement);
    if (bugcheck->call_count)
        console_note("    the last calls, oldest first:");
    for (unsigned i = 0; i < bugcheck->call_count && i < 16; i++)
        console_note("      %s", bugcheck->calls[i]);
}
