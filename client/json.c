/*
 * JSON text, written as it comes. Numbers are written with '.' whatever the locale says, and control
 * characters are escaped, so that a device or server that names itself strangely cannot break the file.
 */
#include "json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void indent(struct json *json)
{
    fputc('\n', json->file);
    for (unsigned i = 0; i < json->depth; i++)
        fputs("  ", json->file);
}

static void write_text(struct json *json, const char *text)
{
    fputc('"', json->file);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(json->file, "\\%c", *c);
        else if (*c < 0x20 || *c == 0x7f)
            fprintf(json->file, "\\u%04x", *c);
        else
            fputc(*c, json->file);
    }
    fputc('"', json->file);
}

/* The comma of the value before, the line, and the name. */
static void begin_value(struct json *json, const char *name)
{
    if (json->filled[json->depth])
        fputc(',', json->file);
    json->filled[json->depth] = true;
    if (json->depth)
        indent(json);
    if (name) {
        write_text(json, name);
        fputs(": ", json->file);
    }
}

static void open_level(struct json *json, const char *name, char bracket)
{
    begin_value(json, name);
    fputc(bracket, json->file);
    if (json->depth + 1 == JSON_DEPTH) {
        json->failed = true;
        return;
    }
    json->depth++;
    json->filled[json->depth] = false;
    json->array[json->depth] = bracket == '[';
}

void json_object(struct json *json, const char *name)
{
    open_level(json, name, '{');
}

void json_array(struct json *json, const char *name)
{
    open_level(json, name, '[');
}

void json_end(struct json *json)
{
    bool filled = json->filled[json->depth];
    char bracket = json->array[json->depth] ? ']' : '}';

    json->depth--;
    if (filled)
        indent(json);
    fputc(bracket, json->file);
}

void json_string(struct json *json, const char *name, const char *value)
{
    begin_value(json, name);
    if (value)
        write_text(json, value);
    else
        fputs("null", json->file);
}

void json_unsigned(struct json *json, const char *name, uint64_t value)
{
    begin_value(json, name);
    fprintf(json->file, "%llu", (unsigned long long)value);
}

void json_signed(struct json *json, const char *name, int64_t value)
{
    begin_value(json, name);
    fprintf(json->file, "%lld", (long long)value);
}

void json_double(struct json *json, const char *name, double value)
{
    char text[40];

    begin_value(json, name);
    if (!isfinite(value)) {
        fputs("null", json->file);
        return;
    }
    snprintf(text, sizeof(text), "%.6g", value);
    for (char *c = text; *c; c++) {
        if (*c == ',')
            *c = '.';
    }
    fputs(text, json->file);
}

void json_bool(struct json *json, const char *name, bool value)
{
    begin_value(json, name);
    fputs(value ? "true" : "false", json->file);
}

void json_hex(struct json *json, const char *name, uint64_t value)
{
    begin_value(json, name);
    fprintf(json->file, "\"0x%llX\"", (unsigned long long)value);
}

void json_begin_stream(struct json *json, FILE *file)
{
    *json = (struct json){.file = file};
    json_object(json, NULL);
}

bool json_open(struct json *json, const char *path, char *error, size_t error_size)
{
    if (!strcmp(path, "-")) {
        json_begin_stream(json, stdout);
        return true;
    }
    char *name = strdup(path);
    char *temporary = NULL;
    if (!name || asprintf(&temporary, "%s.XXXXXX", path) < 0) {
        free(name);
        snprintf(error, error_size, "out of memory");
        return false;
    }
    int fd = mkstemp(temporary);
    FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!file) {
        snprintf(error, error_size, "cannot write %s: %s", path, strerror(errno));
        if (fd >= 0) {
            close(fd);
            unlink(temporary);
        }
        free(name);
        free(temporary);
        return false;
    }
    fchmod(fd, 0644);
    json_begin_stream(json, file);
    json->path = name;
    json->temporary = temporary;
    return true;
}

bool json_close(struct json *json, char *error, size_t error_size)
{
    bool good;

    while (json->depth)
        json_end(json);
    fputc('\n', json->file);
    good = !json->failed && !ferror(json->file);
    if (!json->path)
        return fflush(json->file) == 0 && good;
    good = fclose(json->file) == 0 && good;
    good = good && rename(json->temporary, json->path) == 0;
    if (!good) {
        snprintf(error, error_size, "cannot write %s: %s", json->path, strerror(errno));
        unlink(json->temporary);
    }
    free(json->path);
    free(json->temporary);
    return good;
}
