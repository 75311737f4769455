/*
 * The table of sinks.
 */
#include "sink.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    bool needs_argument;
    const char *form;
    struct sink *(*open)(const char *argument, const struct sink_options *options);
} kinds[] = {
    {"png", true, "png:FILE", sink_png_open},
    {"window", false, "window", sink_window_open},
    {"vnc", true, "vnc:PORT", sink_vnc_open},
};

struct sink *sink_open(const char *spec, const struct sink_options *options, char *error, size_t error_size)
{
    size_t length = strcspn(spec, ":");
    const char *argument = spec[length] ? spec + length + 1 : "";

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strlen(kinds[i].name) != length || strncmp(spec, kinds[i].name, length))
            continue;
        if (kinds[i].needs_argument != (*argument != 0)) {
            snprintf(error, error_size, "sink '%s': expected %s", spec, kinds[i].form);
            return NULL;
        }
        struct sink *sink = kinds[i].open(argument, options);
        if (!sink) {
            snprintf(error, error_size, "sink '%s': out of memory", spec);
            return NULL;
        }
        if (sink->error[0]) {
            snprintf(error, error_size, "%s", sink->error);
            sink_close(sink);
            return NULL;
        }
        return sink;
    }
    snprintf(error, error_size, "unknown sink '%s': expected png:FILE, window or vnc:PORT", spec);
    return NULL;
}

void sink_close(struct sink *sink)
{
    if (sink)
        sink->ops->close(sink);
}

bool sink_fail(struct sink *sink, const char *format, ...)
{
    va_list args;

    if (!sink->error[0]) {
        va_start(args, format);
        vsnprintf(sink->error, sizeof(sink->error), format, args);
        va_end(args);
    }
    return false;
}
