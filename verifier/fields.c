/*
 * See fields.h.
 */
#include "fields.h"

#include <stdio.h>
#include <string.h>

void fields_begin(struct fields *fields, char *buffer, size_t size, size_t reserve)
{
    *fields = (struct fields){.at = buffer, .size = size > reserve ? size - reserve : 0};
    if (size)
        buffer[0] = 0;
}

/* One member, already spelled; takes it or leaves it. */
static void add(struct fields *fields, const char *name, const char *value)
{
    size_t room = fields->size - fields->used;
    int length =
        snprintf(fields->at + fields->used, room, "%s\"%s\":%s", fields->more ? "," : "", name, value);
    if (length < 0 || (size_t)length >= room) {
        if (room)
            fields->at[fields->used] = 0;
        return;
    }
    fields->used += (size_t)length;
    fields->more = true;
}

void field_unsigned(struct fields *fields, const char *name, uint64_t value)
{
    char spelled[24];
    snprintf(spelled, sizeof(spelled), "%llu", (unsigned long long)value);
    add(fields, name, spelled);
}

void field_signed(struct fields *fields, const char *name, int64_t value)
{
    char spelled[24];
    snprintf(spelled, sizeof(spelled), "%lld", (long long)value);
    add(fields, name, spelled);
}

void field_hex(struct fields *fields, const char *name, uint32_t value)
{
    char spelled[16];
    snprintf(spelled, sizeof(spelled), "\"0x%08X\"", value);
    add(fields, name, spelled);
}

void field_bool(struct fields *fields, const char *name, bool value)
{
    add(fields, name, value ? "true" : "false");
}

void field_string(struct fields *fields, const char *name, const char *value)
{
    char spelled[400];
    size_t used = 0;
    if (!value) {
        add(fields, name, "null");
        return;
    }
    spelled[used++] = '"';
    for (; *value && used < sizeof(spelled) - 8; value++) {
        unsigned char c = (unsigned char)*value;
        if (c == '"' || c == '\\') {
            spelled[used++] = '\\';
            spelled[used++] = (char)c;
        } else if (c < 0x20 || c > 0x7E) {
            used += (size_t)snprintf(spelled + used, 7, "\\u%04x", c);
        } else {
            spelled[used++] = (char)c;
        }
    }
    spelled[used++] = '"';
    spelled[used] = 0;
    add(fields, name, spelled);
}

void field_rect(struct fields *fields, const char *name, const int32_t edges[4])
{
    char spelled[64];
    snprintf(spelled, sizeof(spelled), "[%d,%d,%d,%d]", edges[0], edges[1], edges[2], edges[3]);
    add(fields, name, spelled);
}
