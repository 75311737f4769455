/*
 * Plays a recorded VNC session: the only file that speaks the RFB wire format (a live server is libvncclient's business).
 *
 * A recording (.fbs, as rfbproxy writes it) is `FBS 001.000\n` and then blocks {length, data padded to 4, milliseconds};
 * the data of all blocks in a row is what a server sent: an RFB 3.3 handshake without authentication, then messages. The
 * player is strict, because a recording has no second chance to be understood: what it does not know, or what does not
 * fit the desktop, ends the session with the offset in the (decompressed) file and what was expected there. It never
 * holds more than one block, whatever lengths the file claims.
 */
#include "source.h"

#include "batch.h"
#include "byte_stream.h"

#include <endian.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BLOCK_MAX      (16u << 20) /* bytes of one block; recorders write what one read() gave them */
#define NAME_MAX_BYTES (64u << 10)
#define CUT_TEXT_MAX   (16u << 20)
#define CURSOR_MAX     1024        /* pixels of width or height of a pointer image */
#define UPDATE_PIXELS  (16u << 20) /* drawn before an update is handed on although its message goes on */

enum { MESSAGE_UPDATE = 0, MESSAGE_COLOURS = 1, MESSAGE_BELL = 2, MESSAGE_CUT_TEXT = 3 };

struct rfb {
    struct source base;
    struct byte_stream *stream;
    struct batch batch;
    char *name; /* for error texts */

    /* The current block. */
    uint8_t *block;
    uint32_t block_capacity, block_size, block_used;
    uint32_t block_ms;     /* when it was recorded */
    uint64_t block_offset; /* of its data in the file */

    /* Pixels on the wire: always 32 bits, `native` when they need no conversion. */
    bool native, big_endian;
    uint8_t red_shift, green_shift, blue_shift;

    /* The update message being drawn. */
    unsigned rects_left;
    bool resized;
    uint64_t pixels_drawn;

    bool realtime;
    struct timespec started;
};

struct header {
    uint16_t x, y, width, height;
    int32_t encoding;
};

/* ---- bytes ------------------------------------------------------------------------------------------------------------ */

static uint16_t get16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static uint32_t get32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static bool fail_at(struct rfb *rfb, uint64_t offset, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static bool fail_at(struct rfb *rfb, uint64_t offset, const char *format, ...)
{
    char text[240];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    source_fail(&rfb->base, "%s: at byte %llu: %s", rfb->name, (unsigned long long)offset, text);
    return false;
}

static uint64_t offset_now(const struct rfb *rfb)
{
    return rfb->block_offset + rfb->block_used;
}

/* Bytes of the file itself. */
static bool read_file(struct rfb *rfb, void *to, size_t size, const char *what)
{
    size_t got = byte_stream_read(rfb->stream, to, size);

    if (got == size)
        return true;
    if (byte_stream_error(rfb->stream))
        return fail_at(rfb, byte_stream_offset(rfb->stream), "%s", byte_stream_error(rfb->stream));
    return fail_at(rfb, byte_stream_offset(rfb->stream),
                   "the recording ends inside %s: expected %zu more bytes", what, size - got);
}

enum load { LOAD_GOOD, LOAD_END, LOAD_FAILED };

/* The next block with data in it. */
static enum load load_block(struct rfb *rfb)
{
    uint8_t word[4];
    size_t got;

    do {
        uint64_t offset = byte_stream_offset(rfb->stream);
        got = byte_stream_read(rfb->stream, word, 4);
        if (!got && !byte_stream_error(rfb->stream))
            return LOAD_END;
        if (got < 4 && !read_file(rfb, word + got, 4 - got, "the length of a block"))
            return LOAD_FAILED;
        uint32_t size = get32(word), padded = (size + 3) & ~3u;
        if (size > BLOCK_MAX) {
            fail_at(rfb, offset,
                    "a block of %u bytes; expected at most %u: this is no recording, or it is damaged", size,
                    BLOCK_MAX);
            return LOAD_FAILED;
        }
        if (padded > rfb->block_capacity) {
            uint8_t *block = realloc(rfb->block, padded);
            if (!block) {
                fail_at(rfb, offset, "out of memory for a block of %u bytes", size);
                return LOAD_FAILED;
            }
            rfb->block = block;
            rfb->block_capacity = padded;
        }
        rfb->block_offset = offset + 4;
        rfb->block_used = 0;
        rfb->block_size = 0;
        if (!read_file(rfb, rfb->block, padded, "a block") || !read_file(rfb, word, 4, "the time of a block"))
            return LOAD_FAILED;
        rfb->block_size = size;
        rfb->block_ms = get32(word);
    } while (!rfb->block_size);
    return LOAD_GOOD;
}

/* At least one byte of the session in the block; `what` is being read. */
static bool need_bytes(struct rfb *rfb, const char *what)
{
    if (rfb->block_used < rfb->block_size)
        return true;
    switch (load_block(rfb)) {
    case LOAD_GOOD:
        return true;
    case LOAD_END:
        return fail_at(rfb, byte_stream_offset(rfb->stream), "the recording ends inside %s: it was cut off",
                       what);
    default:
        return false;
    }
}

/* Bytes of the session; to == NULL skips them. */
static bool take(struct rfb *rfb, void *to, uint64_t size, const char *what)
{
    uint8_t *out = to;

    while (size) {
        if (!need_bytes(rfb, what))
            return false;
        uint32_t piece = rfb->block_size - rfb->block_used;
        if (piece > size)
            piece = (uint32_t)size;
        if (out) {
            memcpy(out, rfb->block + rfb->block_used, piece);
            out += piece;
        }
        rfb->block_used += piece;
        size -= piece;
    }
    return true;
}

/* ---- handshake -------------------------------------------------------------------------------------------------------- */

static bool read_version(struct rfb *rfb)
{
    uint8_t bytes[12];

    if (!read_file(rfb, bytes, 12, "the signature"))
        return false;
    if (memcmp(bytes, "FBS 001.000\n", 12))
        return fail_at(rfb, 0,
                       "expected 'FBS 001.000': this is not a recorded VNC session (.fbs or .fbs.zst)");
    if (!take(rfb, bytes, 12, "the protocol version"))
        return false;
    if (memcmp(bytes, "RFB 003.003\n", 12))
        return fail_at(rfb, rfb->block_offset,
                       "expected protocol version 'RFB 003.003', as recorders write it");
    if (!take(rfb, bytes, 4, "the security type"))
        return false;
    if (get32(bytes) != 1)
        return fail_at(rfb, offset_now(rfb) - 4,
                       "security type %u; expected 1 (none): record without authentication", get32(bytes));
    return true;
}

static bool read_pixel_format(struct rfb *rfb, const uint8_t *format, uint64_t offset)
{
    uint8_t bits = format[0], true_colour = format[3];

    if (bits != 32 || !true_colour || get16(format + 4) != 255 || get16(format + 6) != 255 ||
        get16(format + 8) != 255 || format[10] > 24 || format[11] > 24 || format[12] > 24)
        return fail_at(rfb, offset,
                       "pixels of %u bits, %s, maxima %u/%u/%u; expected 32 bits of true colour with 8 bits "
                       "for each of red, green and blue",
                       bits, true_colour ? "true colour" : "colour map", get16(format + 4), get16(format + 6),
                       get16(format + 8));
    rfb->big_endian = format[2] != 0;
    rfb->red_shift = format[10];
    rfb->green_shift = format[11];
    rfb->blue_shift = format[12];
    rfb->native = !rfb->big_endian && format[10] == 16 && format[11] == 8 && format[12] == 0;
    return true;
}

static bool read_server_init(struct rfb *rfb)
{
    uint8_t bytes[24];

    if (!take(rfb, bytes, 24, "the server's greeting"))
        return false;
    uint64_t offset = offset_now(rfb) - 24;
    if (!read_pixel_format(rfb, bytes + 4, offset + 4))
        return false;
    uint32_t name_size = get32(bytes + 20);
    if (name_size > NAME_MAX_BYTES)
        return fail_at(rfb, offset + 20, "a desktop name of %u bytes; expected at most %u", name_size,
                       NAME_MAX_BYTES);
    if (!take(rfb, NULL, name_size, "the desktop name"))
        return false;
    return source_resize(&rfb->base, get16(bytes), get16(bytes + 2));
}

/* ---- rectangles ------------------------------------------------------------------------------------------------------- */

static void convert_pixels(const struct rfb *rfb, uint32_t *pixels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t value = rfb->big_endian ? be32toh(pixels[i]) : pixels[i];
        pixels[i] = (value >> rfb->red_shift & 255) << 16 | (value >> rfb->green_shift & 255) << 8 |
                    (value >> rfb->blue_shift & 255);
    }
}

static bool draw_raw(struct rfb *rfb, const struct header *h, uint64_t offset)
{
    const struct source_image *image = &rfb->base.image;
    struct rect rect = {h->x, h->y, h->x + h->width, h->y + h->height};

    if (!source_inside(&rfb->base, h->x, h->y, h->width, h->height))
        return fail_at(rfb, offset, "a rectangle of %ux%u at %u,%u; expected inside the %ux%u desktop",
                       h->width, h->height, h->x, h->y, image->width, image->height);
    if (rect_empty(&rect))
        return true;
    for (unsigned y = h->y; y < (unsigned)h->y + h->height; y++) {
        uint8_t *row = image->bits + y * image->pitch + (size_t)h->x * 4;
        if (!take(rfb, row, (uint64_t)h->width * 4, "the pixels of a rectangle"))
            return false;
        if (!rfb->native)
            convert_pixels(rfb, (uint32_t *)row, h->width);
    }
    batch_dirty(&rfb->batch, &rect);
    rfb->pixels_drawn += rect_area(&rect);
    return true;
}

static bool draw_copy(struct rfb *rfb, const struct header *h, uint64_t offset)
{
    const struct source_image *image = &rfb->base.image;
    uint8_t from[4];

    if (!take(rfb, from, 4, "the origin of a copied rectangle"))
        return false;
    struct move move = {get16(from), get16(from + 2), {h->x, h->y, h->x + h->width, h->y + h->height}};
    if (!source_inside(&rfb->base, h->x, h->y, h->width, h->height) ||
        !source_inside(&rfb->base, get16(from), get16(from + 2), h->width, h->height))
        return fail_at(rfb, offset, "a copy of %ux%u from %u,%u to %u,%u; expected inside the %ux%u desktop",
                       h->width, h->height, get16(from), get16(from + 2), h->x, h->y, image->width,
                       image->height);
    if (rect_empty(&move.to))
        return true;
    source_copy(&rfb->base, &move);
    batch_move(&rfb->batch, &move);
    rfb->pixels_drawn += rect_area(&move.to);
    return true;
}

/* The pointer's picture is not part of the desktop. */
static bool skip_cursor(struct rfb *rfb, const struct header *h, uint64_t offset)
{
    if (h->width > CURSOR_MAX || h->height > CURSOR_MAX)
        return fail_at(rfb, offset, "a pointer of %ux%u; expected at most %ux%u", h->width, h->height,
                       CURSOR_MAX, CURSOR_MAX);
    return take(rfb, NULL, (uint64_t)h->width * h->height * 4 + (uint64_t)((h->width + 7) / 8) * h->height,
                "the picture of the pointer");
}

static bool change_size(struct rfb *rfb, const struct header *h, uint64_t offset)
{
    (void)offset;
    if (!source_resize(&rfb->base, h->width, h->height))
        return false;
    batch_clear(&rfb->batch);
    rfb->resized = true;
    rfb->pixels_drawn += (uint64_t)h->width * h->height;
    return true;
}

static bool last_rectangle(struct rfb *rfb, const struct header *h, uint64_t offset)
{
    (void)h;
    (void)offset;
    rfb->rects_left = 0;
    return true;
}

static const struct {
    int32_t encoding;
    bool (*draw)(struct rfb *rfb, const struct header *header, uint64_t offset);
} encodings[] = {
    {0, draw_raw}, {1, draw_copy}, {-239, skip_cursor}, {-223, change_size}, {-224, last_rectangle},
};

static bool draw_rectangle(struct rfb *rfb)
{
    uint8_t bytes[12];

    if (!take(rfb, bytes, 12, "the header of a rectangle"))
        return false;
    struct header header = {get16(bytes), get16(bytes + 2), get16(bytes + 4), get16(bytes + 6),
                            (int32_t)get32(bytes + 8)};
    uint64_t offset = offset_now(rfb) - 12;
    rfb->rects_left--;
    for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
        if (encodings[i].encoding == header.encoding)
            return encodings[i].draw(rfb, &header, offset);
    }
    return fail_at(rfb, offset + 8,
                   "encoding %d; expected raw (0), copyrect (1), cursor (-239) or desktop size (-223): "
                   "record with the encodings 'copyrect raw'",
                   header.encoding);
}

/* ---- messages --------------------------------------------------------------------------------------------------------- */

static bool begin_message(struct rfb *rfb)
{
    uint64_t offset = offset_now(rfb);
    uint8_t bytes[8];

    if (!take(rfb, bytes, 1, "a message"))
        return false;
    switch (bytes[0]) {
    case MESSAGE_UPDATE:
        if (!take(rfb, bytes + 1, 3, "an update"))
            return false;
        rfb->rects_left = get16(bytes + 2);
        return true;
    case MESSAGE_COLOURS:
        if (!take(rfb, bytes + 1, 5, "a colour map"))
            return false;
        return take(rfb, NULL, (uint64_t)get16(bytes + 4) * 6, "a colour map");
    case MESSAGE_BELL:
        return true;
    case MESSAGE_CUT_TEXT:
        if (!take(rfb, bytes + 1, 7, "a clipboard text"))
            return false;
        if (get32(bytes + 4) > CUT_TEXT_MAX)
            return fail_at(rfb, offset, "a clipboard text of %u bytes; expected at most %u", get32(bytes + 4),
                           CUT_TEXT_MAX);
        return take(rfb, NULL, get32(bytes + 4), "a clipboard text");
    default:
        return fail_at(rfb, offset,
                       "message type %u; expected 0 (update), 1, 2 or 3: the recording is damaged", bytes[0]);
    }
}

static int milliseconds_left(const struct rfb *rfb)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t passed =
        (now.tv_sec - rfb->started.tv_sec) * 1000 + (now.tv_nsec - rfb->started.tv_nsec) / 1000000;
    int64_t left = (int64_t)rfb->block_ms - passed;
    return left <= 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static int rfb_wait(struct source *source, int *fd)
{
    struct rfb *rfb = (struct rfb *)source;

    *fd = -1;
    if (!rfb->realtime || rfb->rects_left || rfb->block_used == rfb->block_size)
        return 0;
    return milliseconds_left(rfb);
}

static void hand_on(struct rfb *rfb, struct source_update *update)
{
    *update = (struct source_update){
        .moves = rfb->batch.moves,
        .move_count = rfb->batch.move_count,
        .dirty = rfb->batch.dirty,
        .dirty_count = rfb->batch.dirty_count,
        .resized = rfb->resized,
        .frame_end = !rfb->rects_left,
    };
    if (rfb->resized) {
        rfb->batch.dirty[0] =
            (struct rect){0, 0, (int32_t)rfb->base.image.width, (int32_t)rfb->base.image.height};
        update->dirty_count = 1;
        update->move_count = 0;
    }
}

static enum source_event rfb_next(struct source *source, struct source_update *update)
{
    struct rfb *rfb = (struct rfb *)source;

    if (source->error[0])
        return SOURCE_ERROR;
    if (!rfb->rects_left) {
        if (rfb->block_used == rfb->block_size) {
            enum load load = load_block(rfb);
            if (load != LOAD_GOOD)
                return load == LOAD_END ? SOURCE_END : SOURCE_ERROR;
        }
        if (rfb->realtime && milliseconds_left(rfb))
            return SOURCE_NOTHING;
        if (!begin_message(rfb))
            return SOURCE_ERROR;
        if (!rfb->rects_left)
            return SOURCE_NOTHING;
    }
    batch_clear(&rfb->batch);
    rfb->resized = false;
    rfb->pixels_drawn = 0;
    while (rfb->rects_left && !batch_full(&rfb->batch) && rfb->pixels_drawn < UPDATE_PIXELS) {
        if (!draw_rectangle(rfb))
            return SOURCE_ERROR;
    }
    hand_on(rfb, update);
    return SOURCE_UPDATE;
}

static void rfb_close(struct source *source)
{
    struct rfb *rfb = (struct rfb *)source;

    byte_stream_close(rfb->stream);
    free(rfb->block);
    free(rfb->name);
    free(rfb);
}

static const struct source_ops rfb_ops = {.wait = rfb_wait, .next = rfb_next, .close = rfb_close};

static struct rfb *create(const char *name, const struct source_options *options,
                          const struct source_host *host)
{
    struct rfb *rfb = calloc(1, sizeof(*rfb));

    if (!rfb)
        return NULL;
    rfb->base = (struct source){.ops = &rfb_ops, .kind = "rfb", .host = *host};
    rfb->realtime = options->realtime;
    rfb->name = strdup(name);
    if (!rfb->name) {
        free(rfb);
        return NULL;
    }
    clock_gettime(CLOCK_MONOTONIC, &rfb->started);
    return rfb;
}

static struct source *start(struct rfb *rfb, const char *open_error)
{
    if (!rfb->stream)
        source_fail(&rfb->base, "%s", open_error);
    else if (read_version(rfb))
        read_server_init(rfb);
    return &rfb->base;
}

struct source *source_rfb_open(const char *path, const struct source_options *options,
                               const struct source_host *host)
{
    struct rfb *rfb = create(path, options, host);
    char error[300] = "";

    if (!rfb)
        return NULL;
    rfb->stream = byte_stream_open(path, error, sizeof(error));
    return start(rfb, error);
}

struct source *source_rfb_open_memory(const void *bytes, size_t size, const struct source_options *options,
                                      const struct source_host *host)
{
    struct rfb *rfb = create("recording", options, host);
    char error[300] = "";

    if (!rfb)
        return NULL;
    rfb->stream = byte_stream_memory(bytes, size, error, sizeof(error));
    return start(rfb, error);
}
