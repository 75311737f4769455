/*
 * PNG files in and out, by libpng. A file appears under its name only when it is complete, so that a viewer which
 * reloads it never sees half a picture.
 */
#include "sink.h"

#include <errno.h>
#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void on_error(png_structp png, png_const_charp text)
{
    snprintf(png_get_error_ptr(png), 200, "%s", text);
    longjmp(png_jmpbuf(png), 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

/* rows: x8r8g8b8 lines of `width` pixels, one after the other. libpng leaves by longjmp: nothing here needs undoing then
 * but the two structures of its own. */
static bool write_rows(FILE *file, const uint8_t *rows, uint32_t width, uint32_t height, int level,
                       char *reason)
{
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, reason, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;

    if (!info) {
        png_destroy_write_struct(&png, NULL);
        strcpy(reason, "out of memory");
        return false;
    }
    if (setjmp(png_jmpbuf(png))) {
        png_destroy_write_struct(&png, &info);
        return false;
    }
    png_init_io(png, file);
    png_set_compression_level(png, level);
    if (level < 6)
        png_set_filter(png, 0, PNG_FILTER_NONE);
    png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    png_set_filler(png, 0, PNG_FILLER_AFTER);
    png_set_bgr(png);
    for (uint32_t y = 0; y < height; y++)
        png_write_row(png, rows + (size_t)y * width * 4);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return true;
}

static uint8_t *convert(const struct picture *picture)
{
    struct rect all = {0, 0, (int32_t)picture->width, (int32_t)picture->height};
    uint8_t *rows = calloc(picture->height, (size_t)picture->width * 4);

    if (rows && !picture_to_x8r8g8b8(picture, &all, rows, picture->width * 4)) {
        free(rows);
        return NULL;
    }
    return rows;
}

static bool write_file(int fd, const struct picture *picture, int level, char *reason)
{
    uint8_t *rows = convert(picture);
    FILE *file = rows ? fdopen(fd, "wb") : NULL;

    if (!file) {
        strcpy(reason, "out of memory");
        close(fd);
        free(rows);
        return false;
    }
    bool good = write_rows(file, rows, picture->width, picture->height, level, reason);
    free(rows);
    if (fclose(file) && good) {
        snprintf(reason, 200, "%s", strerror(errno));
        return false;
    }
    return good;
}

bool png_write(const char *path, const struct picture *picture, int level, char *error, size_t error_size)
{
    char reason[200] = "";
    char *temporary = NULL;
    mode_t mask = umask(0);
    bool good = false;

    umask(mask);
    if (asprintf(&temporary, "%s.XXXXXX", path) < 0) {
        snprintf(error, error_size, "cannot write %s: out of memory", path);
        return false;
    }
    int fd = mkstemp(temporary);
    if (fd < 0) {
        snprintf(reason, sizeof(reason), "%s", strerror(errno));
    } else {
        fchmod(fd, 0666 & ~mask);
        good = write_file(fd, picture, level, reason);
        if (good && rename(temporary, path)) {
            snprintf(reason, sizeof(reason), "%s", strerror(errno));
            good = false;
        }
        if (!good)
            unlink(temporary);
    }
    if (!good)
        snprintf(error, error_size, "cannot write %s: %s", path, reason);
    free(temporary);
    return good;
}

bool png_read(const char *path, struct picture *picture, char *error, size_t error_size)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    uint8_t *rows = NULL;

    if (!png_image_begin_read_from_file(&image, path)) {
        snprintf(error, error_size, "cannot read %s: %s", path, image.message);
        return false;
    }
    image.format = PNG_FORMAT_BGRA;
    rows = malloc(PNG_IMAGE_SIZE(image));
    if (!rows || !png_image_finish_read(&image, NULL, rows, 0, NULL)) {
        snprintf(error, error_size, "cannot read %s: %s", path, rows ? image.message : "out of memory");
        png_image_free(&image);
        free(rows);
        return false;
    }
    *picture = (struct picture){image.width, image.height, image.width * 4, 32, rows};
    return true;
}
