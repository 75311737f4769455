/*
 * The table of sources, and what all of them do the same way: sizes and error texts.
 */
#include "source.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    bool needs_argument;
    const char *form;
    struct source *(*open)(const char *argument, const struct source_options *options,
                           const struct source_host *host);
} kinds[] = {
    {"rfb", true, "rfb:FILE", source_rfb_open},
    {"vnc", true, "vnc:HOST:PORT", source_vnc_open},
    {"pattern", false, "pattern or pattern:WxH", source_pattern_open},
};

struct source *source_open(const char *spec, const struct source_options *options,
                           const struct source_host *host, char *error, size_t error_size)
{
    size_t length = strcspn(spec, ":");
    const char *argument = spec[length] ? spec + length + 1 : "";

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strlen(kinds[i].name) != length || strncmp(spec, kinds[i].name, length))
            continue;
        if (kinds[i].needs_argument && !*argument) {
            snprintf(error, error_size, "source '%s' is incomplete: expected %s", spec, kinds[i].form);
            return NULL;
        }
        struct source *source = kinds[i].open(argument, options, host);
        if (!source) {
            snprintf(error, error_size, "source '%s': out of memory", spec);
            return NULL;
        }
        if (source->error[0]) {
            snprintf(error, error_size, "%s", source->error);
            source_close(source);
            return NULL;
        }
        return source;
    }
    snprintf(error, error_size, "unknown source '%s': expected rfb:FILE, vnc:HOST:PORT or pattern", spec);
    return NULL;
}

void source_close(struct source *source)
{
    if (source)
        source->ops->close(source);
}

enum source_event source_fail(struct source *source, const char *format, ...)
{
    va_list args;

    if (!source->error[0]) {
        va_start(args, format);
        vsnprintf(source->error, sizeof(source->error), format, args);
        va_end(args);
    }
    return SOURCE_ERROR;
}

bool source_resize(struct source *source, uint32_t width, uint32_t height)
{
    char reason[200] = "";

    if (!width || !height || width > SOURCE_MAX_SIZE || height > SOURCE_MAX_SIZE ||
        (uint64_t)width * height * 4 > SOURCE_MAX_BYTES) {
        source_fail(
            source,
            "the desktop claims to be %ux%u pixels; expected 1x1 to %ux%u and at most %u million pixels",
            width, height, SOURCE_MAX_SIZE, SOURCE_MAX_SIZE, SOURCE_MAX_BYTES / 4 / 1000000);
        return false;
    }
    if (!source->host.image(source->host.ctx, width, height, &source->image, reason, sizeof(reason))) {
        source_fail(source, "no %ux%u desktop: %s", width, height, reason);
        return false;
    }
    return true;
}

void source_copy(struct source *source, const struct move *move)
{
    const struct source_image *image = &source->image;
    size_t width = (size_t)(move->to.right - move->to.left) * 4;
    int32_t height = move->to.bottom - move->to.top;
    bool upwards = move->to.top <= move->from_y;

    for (int32_t i = 0; i < height; i++) {
        int32_t row = upwards ? i : height - 1 - i;
        memmove(image->bits + (size_t)(move->to.top + row) * image->pitch + (size_t)move->to.left * 4,
                image->bits + (size_t)(move->from_y + row) * image->pitch + (size_t)move->from_x * 4, width);
    }
}

void source_draw(struct source *source, const struct rect *rect, const void *pixels, size_t pitch)
{
    const struct source_image *image = &source->image;
    size_t width = (size_t)(rect->right - rect->left) * 4;
    uint8_t *to = image->bits + (size_t)rect->top * image->pitch + (size_t)rect->left * 4;
    const uint8_t *from = pixels;

    for (int32_t y = rect->top; y < rect->bottom; y++, to += image->pitch, from += pitch)
        memcpy(to, from, width);
}

bool source_inside(const struct source *source, uint32_t x, uint32_t y, uint32_t width, uint32_t height)
{
    return x <= source->image.width && width <= source->image.width - x && y <= source->image.height &&
           height <= source->image.height - y;
}
