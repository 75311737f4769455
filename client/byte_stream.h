/*
 * Bytes of a file, in order, compressed with zstd or not: recordings are long and mostly kept compressed.
 *
 * Memory is bounded whatever the file says: one input buffer and zstd's window, which may be 64 MiB at most.
 */
#ifndef OPENWDDM_BYTE_STREAM_H
#define OPENWDDM_BYTE_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct byte_stream;

/* NULL with the reason in error. */
struct byte_stream *byte_stream_open(const char *path, char *error, size_t error_size);
/* Over bytes that stay the caller's. */
struct byte_stream *byte_stream_memory(const void *bytes, size_t size, char *error, size_t error_size);
void byte_stream_close(struct byte_stream *stream); /* NULL is fine */

/* Up to `size` bytes: what could be read before the end. Fewer than asked means the end, or an error if byte_stream_error is
 * not NULL. */
size_t byte_stream_read(struct byte_stream *stream, void *to, size_t size);
/* Bytes read so far: an offset in the file, or in the decompressed file. */
uint64_t byte_stream_offset(const struct byte_stream *stream);
const char *byte_stream_error(const struct byte_stream *stream);

#endif
