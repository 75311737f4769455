/*
 * Hostile drivers: random bytes, random commands and random registers, on both nodes, with random page tables.
 * Nothing may be touched outside VRAM and the memory that the bus gives (the sanitizers and the guard bytes
 * watch), a halted node always comes back after a reset, and the same seed gives the same memory.
 */
#include "refgpu_harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROUNDS 20000

static struct bench b;

static const struct refgpu_config config = {
    .vram_size = 128 << 10, .visible_size = 64 << 10, .gart_pages = 32, .heads = 2};

static const uint8_t opcodes[] = {
    REFGPU_NOP,         REFGPU_INDIRECT,    REFGPU_WAIT,        REFGPU_SIGNAL,
    REFGPU_FILL,        REFGPU_COPY,        REFGPU_FILL_LINEAR, REFGPU_COPY_LINEAR,
    REFGPU_ROP,         REFGPU_STRETCH,     REFGPU_BLEND,       REFGPU_TRANSPARENT,
    REFGPU_CLEARTYPE,   REFGPU_CONVERT,     REFGPU_ROTATE,      REFGPU_REGISTER_WRITE,
    REFGPU_GART_UPDATE, REFGPU_FENCE_WRITE, REFGPU_INTERRUPT};
static const uint8_t lengths[] = {3, 5, 4, 4, 7, 10, 5, 6, 11, 13, 14, 14, 14, 10, 10, 3, 5, 2, 2};

/* Addresses near every border there is. */
static uint64_t any_address(uint64_t *seed)
{
    static const uint64_t borders[] = {
        0,          64 << 10,   128 << 10,  APERTURE,      APERTURE + 16 * PAGE, APERTURE + 32 * PAGE,
        1ull << 40, 1ull << 63, UINT64_MAX, 0x100000000ull};
    uint64_t border = borders[random_below(seed, COUNT(borders))];

    switch (random_below(seed, 40)) {
    case 0:
        return border - 4 * (uint64_t)random_below(seed, 64);
    case 1:
        return border + 4 * (uint64_t)random_below(seed, 64);
    }
    return random_below(seed, 2) ? random_below(seed, 112 << 10) & ~3u
                                 : APERTURE + (random_below(seed, 28 * PAGE) & ~3u);
}

static uint32_t any_extent(uint64_t *seed)
{
    static const uint32_t edges[] = {0, 1, 16383, 16384, 16385, 0xffff, 0x8000, 0x7fff};

    return random_below(seed, 40) ? random_below(seed, 20) : edges[random_below(seed, COUNT(edges))];
}

static uint32_t any_pitch(uint64_t *seed)
{
    static const uint32_t edges[] = {0, 1, 2, 0xffffff, 0xfffffc, 65536};
    static const uint8_t formats[] = {REFGPU_X8R8G8B8, REFGPU_A8, REFGPU_R5G6B5};
    uint32_t pitch = 160 + 4 * random_below(seed, 200), format = REFGPU_A8R8G8B8;

    if (random_below(seed, 20) == 0)
        pitch = edges[random_below(seed, COUNT(edges))];
    if (random_below(seed, 8) == 0)
        format = formats[random_below(seed, COUNT(formats))];
    if (random_below(seed, 40) == 0)
        format = random_below(seed, 256);
    return REFGPU_PITCH(pitch, format);
}

static void any_surface(uint64_t *seed, uint32_t *dwords)
{
    uint64_t address = any_address(seed);

    dwords[0] = (uint32_t)address;
    dwords[1] = (uint32_t)(address >> 32);
    dwords[2] = any_pitch(seed);
}

/* A command that is nearly right, so that it gets far. Returns its length. */
static uint32_t any_command(uint64_t *seed, unsigned node, uint32_t *c)
{
    uint32_t pick = random_below(seed, COUNT(opcodes)), n;

    /* What this node or place refuses at once is worth a try, but not most of them. */
    if (random_below(seed, 16) && (opcodes[pick] == REFGPU_INDIRECT || opcodes[pick] == REFGPU_WAIT ||
                                   (node && opcodes[pick] >= REFGPU_ROP && opcodes[pick] <= REFGPU_ROTATE)))
        pick = 4 + random_below(seed, 4);
    n = lengths[pick];
    for (uint32_t i = 1; i < n; i++) {
        uint32_t x = any_extent(seed), y = any_extent(seed);
        c[i] = random_below(seed, 24) ? REFGPU_XY(x, y) : random_next(seed) * 2654435761u;
    }
    c[0] = REFGPU_COMMAND(opcodes[pick], random_next(seed), n);
    if (n >= 4)
        any_surface(seed, &c[1]);
    if (n >= 10)
        any_surface(seed, &c[4]);
    if (opcodes[pick] == REFGPU_COPY_LINEAR || opcodes[pick] == REFGPU_CLEARTYPE) {
        uint64_t address = any_address(seed);
        uint32_t at =
            opcodes[pick] == REFGPU_CLEARTYPE ? REFGPU_CLEARTYPE_TABLE_DWORD : REFGPU_COPY_LINEAR_SRC_DWORD;
        c[at] = (uint32_t)address;
        c[at + 1] = (uint32_t)(address >> 32);
    }
    if (opcodes[pick] == REFGPU_FILL_LINEAR || opcodes[pick] == REFGPU_COPY_LINEAR ||
        opcodes[pick] == REFGPU_INDIRECT)
        c[opcodes[pick] == REFGPU_COPY_LINEAR ? 5 : 3] =
            random_below(seed, 16) ? 4 * random_below(seed, 3000) : c[0];
    if (opcodes[pick] == REFGPU_REGISTER_WRITE)
        c[1] = random_below(seed, 0x600);
    if (opcodes[pick] == REFGPU_GART_UPDATE) {
        c[1] = random_below(seed, 34);
        c[2] = random_below(seed, 16) ? 1 : random_next(seed);
        c[3] = DATA_AT + random_below(seed, 40) * PAGE;
        c[3] |= random_below(seed, 12) ? REFGPU_PTE_VALID : random_below(seed, 4);
        c[4] = random_below(seed, 24) ? 0 : random_next(seed);
    }
    if (random_below(seed, 30) == 0) {
        uint32_t bit = random_below(seed, n * 32);
        c[bit / 32] ^= 1u << bit % 32;
    }
    return n;
}

static void map_pages(uint64_t *seed)
{
    for (uint32_t i = 0; i < 32; i++) {
        uint64_t page = DATA_AT + random_below(seed, 40) * PAGE;
        bench_map(&b, i, REFGPU_PTE(page, random_below(seed, 60) ? REFGPU_PTE_VALID : random_below(seed, 4)));
    }
}

static void look_at_the_screen(void)
{
    for (unsigned head = 0; head < 2; head++) {
        struct device_scanout s;
        assert_true(b.device->ops->scanout(b.device, head, &s));
        if (!s.enabled)
            continue;
        const uint8_t *p = s.pixels;
        unsigned sum = 0;
        for (uint32_t y = 0; y < s.height; y++)
            for (uint32_t x = 0; x < s.width * s.bits_per_pixel / 8; x++)
                sum += p[(size_t)y * s.stride + x];
        assert_true(sum < UINT32_MAX);
    }
}

/* Bytes of commands in a buffer: well formed, or noise. */
static uint32_t any_buffer(uint64_t *seed, unsigned node, uint32_t *buffer)
{
    uint32_t n = 0;

    if (random_below(seed, 5) == 0) {
        for (n = 0; n < 60; n++)
            buffer[n] = (uint32_t)((random_next(seed) * 0x80000001ull) >> n % 32);
        return n * 4;
    }
    for (uint32_t i = random_below(seed, 12); i; i--)
        n += any_command(seed, node, buffer + n);
    return n * 4;
}

static void torment(uint64_t seed, unsigned rounds, unsigned *executed, unsigned *faulted)
{
    uint32_t buffer[256];

    for (unsigned round = 0; round < rounds; round++) {
        unsigned node = random_below(&seed, 2);
        uint32_t bytes = any_buffer(&seed, node, buffer), c[14];
        if (round % 16 == 0)
            map_pages(&seed);
        memcpy(b.ram + BUFFER_AT, buffer, bytes);
        ring_indirect(&b, node, BUFFER_AT, bytes, round, REFGPU_INDIRECT_SYSTEM);
        ring_put(&b, node, c, any_command(&seed, node, c));
        ring_go(&b, node);
        if (random_below(&seed, 10) == 0)
            node_write(&b, node, REFGPU_PREEMPT, round);
        if (random_below(&seed, 20) == 0) {
            uint32_t reg = random_below(&seed, 0x180) * 4;
            bench_write(&b, reg, random_next(&seed));
        }
        *executed += refgpu_step(b.device, 0, 300);
        *executed += refgpu_step(b.device, 1, 300);
        if (random_below(&seed, 50) == 0)
            refgpu_tick_vsync(b.device, random_below(&seed, 3));
        look_at_the_screen();
        /* What it did to the rings is part of the game; every round starts on good ones. */
        *faulted += (node_read(&b, node, REFGPU_FAULT_STATUS) & 0xff) != 0;
        bench_recover(&b, 0);
        bench_recover(&b, 1);
    }
}

static void hostile_streams(void **state)
{
    static uint8_t vram[128 << 10], ram[RAM_SIZE];
    unsigned executed[2] = {0}, faulted[2] = {0};

    for (int run = 0; run < 2; run++) {
        uint64_t seed = 987654321;
        print_message("seed %llu\n", (unsigned long long)seed);
        bench_open(&b, &config);
        torment(seed, ROUNDS, &executed[run], &faulted[run]);
        assert_int_equal(RUN(&b, 0, REFGPU_COMMAND(REFGPU_FILL_LINEAR, 0, 5), DW(0), 4, 0x600d), 0);
        assert_int_equal(b.vram[0], 0x0d); /* it still works */
        if (run == 0) {
            memcpy(vram, b.vram, sizeof(vram));
            memcpy(ram, b.ram, sizeof(ram));
        } else {
            assert_memory_equal(vram, b.vram, sizeof(vram));
            assert_memory_equal(ram, b.ram, sizeof(ram));
        }
        bench_close(&b);
    }
    print_message("%u steps, %u of %u streams faulted\n", executed[0], faulted[0], ROUNDS);
    assert_int_equal(executed[0], executed[1]);
    assert_true(faulted[0] > ROUNDS / 4 && faulted[0] < ROUNDS); /* neither all noise nor all good */
    assert_true(executed[0] > ROUNDS * 2);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(hostile_streams)};

    return cmocka_run_group_tests_name("refgpu hostile streams", tests, NULL, NULL);
}
