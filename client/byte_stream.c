/*
 * See byte_stream.h. A stream is a refill function over an input buffer; zstd sits between the two when the first four
 * bytes are its magic number.
 */
#include "byte_stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zstd.h>

#define INPUT_SIZE      (64u << 10)
#define OUTPUT_SIZE     (256u << 10)
#define WINDOW_LOG_MAX  26
#define ZSTD_MAGIC_TEXT "\x28\xb5\x2f\xfd"

struct byte_stream {
    FILE *file;
    const uint8_t *memory; /* instead of the file */
    size_t memory_size, memory_used;
    uint64_t offset;
    char *error;

    ZSTD_DStream *zstd; /* NULL: not compressed */
    size_t zstd_hint;   /* 0: a frame just ended */
    bool zstd_holds;    /* the last output was full: more of it may wait inside the decoder */
    ZSTD_inBuffer in;
    size_t out_size, out_used;
    uint8_t input[INPUT_SIZE];
    uint8_t output[OUTPUT_SIZE];
};

static void fail(struct byte_stream *stream, const char *what, const char *why)
{
    if (!stream->error && asprintf(&stream->error, "%s: %s", what, why) < 0)
        stream->error = NULL;
}

static size_t read_input(struct byte_stream *stream, void *to, size_t size)
{
    if (stream->file) {
        size_t got = fread(to, 1, size, stream->file);
        if (got < size && ferror(stream->file))
            fail(stream, "reading failed", strerror(errno));
        return got;
    }
    size_t left = stream->memory_size - stream->memory_used;
    if (size > left)
        size = left;
    memcpy(to, stream->memory + stream->memory_used, size);
    stream->memory_used += size;
    return size;
}

/* The next piece of decompressed bytes into `output`; false at the end or on an error. */
static bool decompress(struct byte_stream *stream)
{
    ZSTD_outBuffer out = {stream->output, OUTPUT_SIZE, 0};

    while (!out.pos) {
        if (stream->in.pos == stream->in.size && !stream->zstd_holds) {
            stream->in = (ZSTD_inBuffer){stream->input, read_input(stream, stream->input, INPUT_SIZE), 0};
            if (!stream->in.size) {
                if (stream->zstd_hint)
                    fail(stream, "the zstd data is cut off", "expected the rest of a frame");
                return false;
            }
        }
        stream->zstd_hint = ZSTD_decompressStream(stream->zstd, &out, &stream->in);
        if (ZSTD_isError(stream->zstd_hint)) {
            fail(stream, "the zstd data is damaged", ZSTD_getErrorName(stream->zstd_hint));
            return false;
        }
        stream->zstd_holds = out.pos == out.size;
    }
    stream->out_size = out.pos;
    stream->out_used = 0;
    return true;
}

size_t byte_stream_read(struct byte_stream *stream, void *to, size_t size)
{
    size_t done = 0;

    while (done < size && !stream->error) {
        size_t piece = stream->out_size - stream->out_used;
        if (piece) {
            if (piece > size - done)
                piece = size - done;
            memcpy((uint8_t *)to + done, stream->output + stream->out_used, piece);
            stream->out_used += piece;
            done += piece;
        } else if (stream->zstd) {
            if (!decompress(stream))
                break;
        } else {
            size_t got = read_input(stream, (uint8_t *)to + done, size - done);
            done += got;
            if (!got)
                break;
        }
    }
    stream->offset += done;
    return done;
}

/* Looks at the first bytes: they stay in `output` as if they had been decompressed, or go to the decoder. */
static bool start(struct byte_stream *stream)
{
    size_t got = read_input(stream, stream->input, 4);

    if (stream->error)
        return false;
    if (got < 4 || memcmp(stream->input, ZSTD_MAGIC_TEXT, 4)) {
        memcpy(stream->output, stream->input, got);
        stream->out_size = got;
        return true;
    }
    stream->zstd = ZSTD_createDStream();
    if (!stream->zstd) {
        fail(stream, "zstd", "out of memory");
        return false;
    }
    ZSTD_DCtx_setParameter(stream->zstd, ZSTD_d_windowLogMax, WINDOW_LOG_MAX);
    stream->in = (ZSTD_inBuffer){stream->input, got, 0};
    stream->zstd_hint = 1;
    return true;
}

static struct byte_stream *open_over(FILE *file, const void *bytes, size_t size, char *error,
                                     size_t error_size)
{
    struct byte_stream *stream = calloc(1, sizeof(*stream));

    if (!stream) {
        snprintf(error, error_size, "out of memory");
        if (file)
            fclose(file);
        return NULL;
    }
    stream->file = file;
    stream->memory = bytes;
    stream->memory_size = size;
    if (!start(stream)) {
        snprintf(error, error_size, "%s", stream->error ? stream->error : "out of memory");
        byte_stream_close(stream);
        return NULL;
    }
    return stream;
}

struct byte_stream *byte_stream_open(const char *path, char *error, size_t error_size)
{
    struct stat info;
    FILE *file = fopen(path, "rb");

    if (!file) {
        snprintf(error, error_size, "cannot open %s: %s", path, strerror(errno));
        return NULL;
    }
    if (!fstat(fileno(file), &info) && S_ISDIR(info.st_mode)) {
        snprintf(error, error_size, "cannot read %s: it is a directory, expected a recorded session", path);
        fclose(file);
        return NULL;
    }
    return open_over(file, NULL, 0, error, error_size);
}

struct byte_stream *byte_stream_memory(const void *bytes, size_t size, char *error, size_t error_size)
{
    return open_over(NULL, bytes, size, error, error_size);
}

void byte_stream_close(struct byte_stream *stream)
{
    if (!stream)
        return;
    ZSTD_freeDStream(stream->zstd);
    if (stream->file)
        fclose(stream->file);
    free(stream->error);
    free(stream);
}

uint64_t byte_stream_offset(const struct byte_stream *stream)
{
    return stream->offset;
}

const char *byte_stream_error(const struct byte_stream *stream)
{
    return stream->error;
}
