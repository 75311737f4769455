/*
 * Writes recorded VNC sessions for tests: an encoder of its own, so that the player is not tested against itself.
 */
#ifndef OPENWDDM_TEST_RECORDING_H
#define OPENWDDM_TEST_RECORDING_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct recording {
    uint8_t *bytes;
    size_t size, capacity;
    size_t block; /* where the open block's length stands; 0: none is open */
};

static inline void rec_bytes(struct recording *rec, const void *bytes, size_t size)
{
    if (rec->size + size > rec->capacity) {
        rec->capacity = (rec->size + size) * 2;
        rec->bytes = realloc(rec->bytes, rec->capacity);
    }
    memcpy(rec->bytes + rec->size, bytes, size);
    rec->size += size;
}

static inline void rec_u8(struct recording *rec, unsigned value)
{
    uint8_t byte = (uint8_t)value;
    rec_bytes(rec, &byte, 1);
}

static inline void rec_u16(struct recording *rec, unsigned value)
{
    rec_u8(rec, value >> 8);
    rec_u8(rec, value & 255);
}

static inline void rec_u32(struct recording *rec, uint32_t value)
{
    rec_u16(rec, value >> 16);
    rec_u16(rec, value & 0xffff);
}

static inline void rec_begin_block(struct recording *rec)
{
    rec_u32(rec, 0);
    rec->block = rec->size;
}

static inline void rec_end_block(struct recording *rec, uint32_t milliseconds)
{
    size_t size = rec->size - rec->block;

    for (unsigned i = 0; i < 4; i++)
        rec->bytes[rec->block - 4 + i] = (uint8_t)(size >> (24 - 8 * i));
    while ((rec->size - rec->block) % 4)
        rec_u8(rec, 0);
    rec_u32(rec, milliseconds);
}

/* Signature and handshake, each of its three parts in a block of its own as recorders do. */
static inline void rec_start(struct recording *rec, unsigned width, unsigned height)
{
    static const uint8_t format[16] = {32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0};

    memset(rec, 0, sizeof(*rec));
    rec_bytes(rec, "FBS 001.000\n", 12);
    rec_begin_block(rec);
    rec_bytes(rec, "RFB 003.003\n", 12);
    rec_end_block(rec, 0);
    rec_begin_block(rec);
    rec_u32(rec, 1);
    rec_end_block(rec, 0);
    rec_begin_block(rec);
    rec_u16(rec, width);
    rec_u16(rec, height);
    rec_bytes(rec, format, 16);
    rec_u32(rec, 4);
    rec_bytes(rec, "test", 4);
    rec_end_block(rec, 0);
}

static inline void rec_update(struct recording *rec, unsigned rectangles)
{
    rec_u8(rec, 0);
    rec_u8(rec, 0);
    rec_u16(rec, rectangles);
}

static inline void rec_header(struct recording *rec, unsigned x, unsigned y, unsigned w, unsigned h,
                              int32_t encoding)
{
    rec_u16(rec, x);
    rec_u16(rec, y);
    rec_u16(rec, w);
    rec_u16(rec, h);
    rec_u32(rec, (uint32_t)encoding);
}

/* Every pixel differs: colour + its index. */
static inline void rec_raw(struct recording *rec, unsigned x, unsigned y, unsigned w, unsigned h,
                           uint32_t colour)
{
    rec_header(rec, x, y, w, h, 0);
    for (unsigned i = 0; i < w * h; i++) {
        uint32_t value = (colour + i) & 0xffffff;
        uint8_t little[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16), 0};
        rec_bytes(rec, little, 4);
    }
}

static inline void rec_copy(struct recording *rec, unsigned from_x, unsigned from_y, unsigned x, unsigned y,
                            unsigned w, unsigned h)
{
    rec_header(rec, x, y, w, h, 1);
    rec_u16(rec, from_x);
    rec_u16(rec, from_y);
}

static inline void rec_free(struct recording *rec)
{
    free(rec->bytes);
    memset(rec, 0, sizeof(*rec));
}

#endif
