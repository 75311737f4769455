/*
 * Delivers findings to whoever listens. It stands on libc alone, because findings are emitted at any IRQL, from ISRs, and
 * while the system is going down.
 */
#include "report.h"
#include "host.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LISTENERS 8

static struct {
    struct host_mutex lock;
    struct {
        report_fn *fn;
        void *ctx;
    } listeners[LISTENERS];
    unsigned count;
} reporting = {.lock = HOST_MUTEX_INIT};

void report_listen(report_fn *fn, void *ctx)
{
    host_lock(&reporting.lock);
    if (reporting.count < LISTENERS) {
        reporting.listeners[reporting.count].fn = fn;
        reporting.listeners[reporting.count++].ctx = ctx;
    }
    host_unlock(&reporting.lock);
}

void report_unlisten(report_fn *fn, void *ctx)
{
    host_lock(&reporting.lock);
    for (unsigned i = 0; i < reporting.count; i++) {
        if (reporting.listeners[i].fn != fn || reporting.listeners[i].ctx != ctx)
            continue;
        memmove(&reporting.listeners[i], &reporting.listeners[i + 1],
                (reporting.count - i - 1) * sizeof(reporting.listeners[0]));
        reporting.count--;
        break;
    }
    host_unlock(&reporting.lock);
}

const char *report_severity_name(enum report_severity severity)
{
    static const char *const names[] = {"note", "warning", "violation", "refusal", "bug check"};
    return names[severity];
}

static void print(const struct report *r)
{
    fprintf(stderr, "%s%s%s%s%s: %s = %s; expected %s%s%s\n", report_severity_name(r->severity),
            *r->rule ? " " : "", r->rule, *r->where ? " in " : "", r->where, r->what, r->value, r->expected,
            *r->advice ? ". " : "", r->advice);
}

static void copy(char *to, size_t size, const char *from)
{
    snprintf(to, size, "%s", from ? from : "");
}

void report_emit(enum report_severity severity, const char *rule, const char *where, const char *what,
                 const char *expected, const char *advice, const char *value_format, ...)
{
    struct report r = {.severity = severity, .rule = rule ? rule : "", .where = where ? where : ""};
    va_list arguments;
    va_start(arguments, value_format);
    vsnprintf(r.value, sizeof(r.value), value_format, arguments);
    va_end(arguments);
    copy(r.what, sizeof(r.what), what);
    copy(r.expected, sizeof(r.expected), expected);
    copy(r.advice, sizeof(r.advice), advice);

    host_lock(&reporting.lock);
    unsigned count = reporting.count;
    typeof(reporting.listeners[0]) listeners[LISTENERS];
    memcpy(listeners, reporting.listeners, sizeof(listeners));
    host_unlock(&reporting.lock);
    for (unsigned i = 0; i < count; i++)
        listeners[i].fn(listeners[i].ctx, &r);
    if (!count)
        print(&r);
}
