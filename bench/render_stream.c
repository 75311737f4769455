/*
 * The command buffers of the render benchmark. "regular" is a compositor: the same few commands in the same order on a handful of
 * surfaces, rectangles that change. "random" is every command that the driver knows, in no order, on 63 surfaces.
 */
#include "render_stream.h"

#include <stdbool.h>
#include <string.h>

enum { WIDTH = 1920, HEIGHT = 1080, PITCH = WIDTH * 4, WINDOWS = 8, NOPS = 4 };

#define SURFACE(index, offset) REFGPU_USER_ADDRESS(index, offset), REFGPU_PITCH(PITCH, REFGPU_A8R8G8B8)
#define EMIT(dwords, op, flags, ...)                                                                         \
    emit(dwords, op, flags, (const ULONG[]){__VA_ARGS__}, sizeof((const ULONG[]){__VA_ARGS__}) / 4)

void render_world_init(struct render_world *world)
{
    memset(world, 0, sizeof(*world));
    world->context = (struct refgpu_context){.magic = REFGPU_CONTEXT_MAGIC, .node = REFGPU_NODE_DRAW};
    for (unsigned i = 1; i < RENDER_ALLOCATIONS; i++) {
        struct refgpu_allocation *allocation = &world->allocations[i];

        allocation->magic = REFGPU_ALLOCATION_MAGIC;
        allocation->info = (struct refgpu_user_allocation){.kind = REFGPU_KIND_SURFACE,
                                                           .width = WIDTH,
                                                           .height = HEIGHT,
                                                           .format = REFGPU_A8R8G8B8,
                                                           .pitch = PITCH,
                                                           .size = (uint64_t)PITCH * HEIGHT};
        world->opens[i] = (struct refgpu_open){.magic = REFGPU_OPEN_MAGIC, .allocation = allocation};
        world->list[i].hDeviceSpecificAllocation = &world->opens[i];
        world->list[i].WriteOperation = 1;
        world->list[i].SegmentId = REFGPU_SEGMENT_VISIBLE;
        world->list[i].PhysicalAddress.QuadPart = (LONGLONG)i << 24;
    }
}

static unsigned random_below(unsigned limit)
{
    static unsigned long long state = 3;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)((state >> 33) % limit);
}

static unsigned emit(ULONG *dwords, unsigned opcode, unsigned flags, const ULONG *operands, size_t count)
{
    dwords[0] = REFGPU_COMMAND(opcode, flags, count + 1);
    memcpy(&dwords[1], operands, count * sizeof(*operands));
    return (unsigned)count + 1;
}

/* ---- regular ------------------------------------------------------------------------------------------- */

/* A frame of windows: background, window, window, its shadow. Surface 1 is the frame. */
static unsigned regular_command(unsigned n, ULONG *dwords)
{
    unsigned window = 2 + n / 4 % WINDOWS, w = 300 + random_below(200), h = 200 + random_below(200);
    ULONG at = REFGPU_XY(random_below(WIDTH - w), random_below(HEIGHT - h)), size = REFGPU_WH(w, h);

    switch (n % 4) {
    case 0:
        return EMIT(dwords, REFGPU_FILL, 0, SURFACE(1, 0), at, size, 0xff336699);
    case 1:
    case 2:
        return EMIT(dwords, REFGPU_COPY, 0, SURFACE(1, 0), SURFACE(window, 0), at, 0, size);
    }
    return EMIT(dwords, REFGPU_BLEND, 0, SURFACE(1, 0), SURFACE(window, 0), at, size, 0, size, at, size, 128);
}

/* ---- random -------------------------------------------------------------------------------------------- */

static unsigned random_nop(ULONG *dwords)
{
    unsigned length = 1 + random_below(NOPS);

    for (unsigned i = 0; i < length; i++)
        dwords[i] = 0;
    dwords[0] = REFGPU_COMMAND(REFGPU_NOP, 0, length);
    return length;
}

/* Opcodes whose operands are two surfaces, two corners and a size, and what stands behind them. */
static const struct {
    unsigned char opcode, tail;
    bool mapped;
} pairs[] = {{REFGPU_COPY, 0, false},       {REFGPU_ROP, 1, false},      {REFGPU_CONVERT, 0, false},
             {REFGPU_ROTATE, 0, false},     {REFGPU_STRETCH, 0, true},   {REFGPU_BLEND, 1, true},
             {REFGPU_TRANSPARENT, 1, true}, {REFGPU_CLEARTYPE, 4, false}};

static unsigned random_pair(ULONG *dwords, unsigned which)
{
    ULONG dst = 1 + random_below(RENDER_ALLOCATIONS - 1), src = 1 + random_below(RENDER_ALLOCATIONS - 1);
    ULONG at = REFGPU_XY(random_below(900), random_below(400)),
          from = REFGPU_XY(random_below(900), random_below(400));
    ULONG size = REFGPU_WH(1 + random_below(400), 1 + random_below(400)), offset = dst * 64;
    unsigned length;

    if (pairs[which].mapped) {
        length = EMIT(dwords, pairs[which].opcode, 0, SURFACE(dst, offset), SURFACE(src, src * 64), at, size,
                      from, size, at, size);
    } else {
        length = EMIT(dwords, pairs[which].opcode, 0, SURFACE(dst, offset), SURFACE(src, src * 64), at, from,
                      size);
    }
    for (unsigned i = 0; i < pairs[which].tail; i++)
        dwords[length++] = random_below(256);
    dwords[0] = REFGPU_COMMAND(pairs[which].opcode, 0, length);
    return length;
}

static unsigned random_command(unsigned n, ULONG *dwords)
{
    enum { PAIRS = sizeof(pairs) / sizeof(pairs[0]) };
    ULONG index = 1 + random_below(RENDER_ALLOCATIONS - 1), other = 1 + random_below(RENDER_ALLOCATIONS - 1);
    ULONG offset = random_below(100000) * 4, bytes = random_below(100000) * 4;
    unsigned which = random_below(PAIRS + 6);

    switch (which) {
    case PAIRS:
        return random_nop(dwords);
    case PAIRS + 1:
        return EMIT(dwords, REFGPU_WAIT, 0, REFGPU_USER_ADDRESS(index, offset), 0);
    case PAIRS + 2:
        return EMIT(dwords, REFGPU_SIGNAL, 0, REFGPU_USER_ADDRESS(index, offset), 1);
    case PAIRS + 3:
        return EMIT(dwords, REFGPU_FILL_LINEAR, 0, REFGPU_USER_ADDRESS(index, offset), bytes, 0);
    case PAIRS + 4:
        return EMIT(dwords, REFGPU_COPY_LINEAR, 0, REFGPU_USER_ADDRESS(index, offset),
                    REFGPU_USER_ADDRESS(other, 0), bytes);
    case PAIRS + 5:
        return EMIT(dwords, REFGPU_FILL, 0, SURFACE(index, index * 64),
                    REFGPU_XY(random_below(900), random_below(900)),
                    REFGPU_WH(random_below(100), random_below(100)), 0);
    }
    return random_pair(dwords, which);
}

/* ---- whole command buffers ----------------------------------------------------------------------------- */

const struct render_stream render_streams[] = {
    {"regular", "a compositor's FILL, COPY, COPY, BLEND on 9 surfaces", regular_command},
    {"random", "all 14 commands in random order on 63 surfaces", random_command},
};
const unsigned render_stream_count = sizeof(render_streams) / sizeof(render_streams[0]);

unsigned render_stream_fill(const struct render_stream *stream, void *buffer)
{
    ULONG *dwords = buffer, command[REFGPU_CLEARTYPE_DWORDS];
    unsigned at = REFGPU_USER_HEADER_DWORDS, count = 0, length;
    struct refgpu_user_header header = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION, RENDER_BYTES, 0};

    memcpy(dwords, &header, sizeof(header));
    while ((length = stream->command(count, command)) <= RENDER_BYTES / 4 - at) {
        memcpy(&dwords[at], command, length * sizeof(*dwords));
        at += length;
        count++;
    }
    while (at < RENDER_BYTES / 4)
        dwords[at++] = REFGPU_COMMAND(REFGPU_NOP, 0, 1);
    return count;
}
