/* refgpu's rings, buffers, control commands and faults, as docs/formats/refgpu.md has them. */
#include "refgpu_harness.h"

#include "bus.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct bench b;

static const struct refgpu_config config = {
    .vram_size = 256 << 10, .visible_size = 64 << 10, .gart_pages = 32, .heads = 2};

static int setup(void **state)
{
    bench_open(&b, &config);
    return 0;
}

static int teardown(void **state)
{
    assert_int_equal(b.reentered, 0);
    bench_close(&b);
    return 0;
}

#define CMD(name, flags) REFGPU_COMMAND(REFGPU_##name, flags, REFGPU_##name##_DWORDS)
#define ARGB(pitch)      REFGPU_PITCH(pitch, REFGPU_A8R8G8B8)

static uint32_t vram32(uint64_t address)
{
    uint32_t value;

    memcpy(&value, b.vram + address, 4);
    return value;
}

/* ---- the function -------------------------------------------------------------------------------------- */

static void only_sensible_configurations(void **state)
{
    static const struct refgpu_config bad[] = {
        {.vram_size = 0, .visible_size = 4096, .gart_pages = 16, .heads = 1},
        {.vram_size = 4097, .visible_size = 4096, .gart_pages = 16, .heads = 1},
        {.vram_size = 4096, .visible_size = 8192, .gart_pages = 16, .heads = 1},
        {.vram_size = 16384, .visible_size = 12288, .gart_pages = 16, .heads = 1},
        {.vram_size = 4096, .visible_size = 2048, .gart_pages = 16, .heads = 1},
        {.vram_size = 33ull << 30, .visible_size = 4096, .gart_pages = 16, .heads = 1},
        {.vram_size = 4096, .visible_size = 4096, .gart_pages = 8, .heads = 1},
        {.vram_size = 4096, .visible_size = 4096, .gart_pages = 24, .heads = 1},
        {.vram_size = 4096, .visible_size = 4096, .gart_pages = 2u << 20, .heads = 1},
        {.vram_size = 4096, .visible_size = 4096, .gart_pages = 16, .heads = 0},
        {.vram_size = 4096, .visible_size = 4096, .gart_pages = 16, .heads = 5},
    };

    for (size_t i = 0; i < COUNT(bad); i++) {
        errno = 0;
        assert_null(refgpu_create(&bad[i]));
        assert_int_equal(errno, EINVAL);
    }
}

static void a_pci_function(void **state)
{
    struct bus_device *bus = bus_local_open(b.device);

    assert_non_null(bus);
    assert_int_equal(bus->ops->config_read(bus, 0, 4), REFGPU_DEVICE_ID << 16 | REFGPU_VENDOR_ID);
    assert_int_equal(bus->ops->config_read(bus, 8, 4) >> 8, 0x038000);
    assert_int_equal(bus->ops->config_read(bus, bus->ops->config_read(bus, 0x34, 1), 1), 5);
    assert_int_equal(bus->interrupt_messages, 1);
    assert_int_equal(bus->bars[0].size, 64 << 10);
    assert_int_equal(bus->bars[2].size, REFGPU_MMIO_SIZE);
    assert_int_equal(bus->bars[4].size, 32 * 8);
    bus->ops->config_write(bus, 4, 2, 2);
    assert_int_equal(bus->ops->bar_read(bus, 2, REFGPU_ID, 4), REFGPU_ID_VALUE);
    bus->ops->bar_write(bus, 4, 8, 8, REFGPU_PTE(0x5000, REFGPU_PTE_VALID));
    assert_int_equal(bus->ops->bar_read(bus, 4, 8, 8), 0x5001);
    assert_ptr_equal(bus->ops->bar_pointer(bus, 0), b.vram);
    bus_close(bus);
}

/* 32 GiB that nobody touches cost nothing; the last byte is there. */
static void large_invisible_vram(void **state)
{
    static const struct refgpu_config large = {
        .vram_size = 32ull << 30, .visible_size = 4096, .gart_pages = 16, .heads = 1};
    struct bench *big = &b;

    bench_close(&b);
    bench_open(big, &large);
    assert_int_equal(big->device->bars[0].size, 4096);
    assert_int_equal(bench_read(big, REFGPU_VRAM_PAGES), 32ull << 30 >> 12);
    assert_int_equal(RUN(big, 1, CMD(FILL_LINEAR, 0), DW((32ull << 30) - 4), 4, 0xabcdef01), 0);
    assert_int_equal(vram32((32ull << 30) - 4), 0xabcdef01);
    assert_int_equal(RUN(big, 1, CMD(FILL_LINEAR, 0), DW((32ull << 30) - 4), 8, 1) & 0xff,
                     REFGPU_FAULT_ADDRESS);
}

static void register_file(void **state)
{
    const struct device_ops *ops = b.device->ops;

    assert_int_equal(bench_read(&b, REFGPU_VERSION), REFGPU_VERSION_VALUE);
    assert_int_equal(bench_read(&b, REFGPU_UNITS), 0x22);
    assert_int_equal(bench_read(&b, REFGPU_VRAM_PAGES), 64);
    assert_int_equal(bench_read(&b, REFGPU_VRAM_VISIBLE_PAGES), 16);
    assert_int_equal(bench_read(&b, REFGPU_GART_PAGES), 32);
    bench_write(&b, REFGPU_ID, 0);
    assert_int_equal(bench_read(&b, REFGPU_ID), REFGPU_ID_VALUE);
    assert_true(ops->bar_read(b.device, 2, REFGPU_ID, 8) ==
                ((uint64_t)REFGPU_VERSION_VALUE << 32 | REFGPU_ID_VALUE));
    /* Registers are dwords. */
    assert_int_equal(ops->bar_read(b.device, 2, REFGPU_ID, 1), 0);
    assert_int_equal(ops->bar_read(b.device, 2, REFGPU_ID + 2, 4), 0);
    ops->bar_write(b.device, 2, REFGPU_INT_ENABLE, 1, 0);
    assert_int_equal(bench_read(&b, REFGPU_INT_ENABLE), REFGPU_INT_ALL);
    assert_true(ops->bar_read(b.device, 2, REFGPU_MMIO_SIZE - 2, 4) == UINT64_MAX);
    assert_true(ops->bar_read(b.device, 2, UINT64_MAX, 8) == UINT64_MAX);
    ops->bar_write(b.device, 2, UINT64_MAX - 3, 4, 1);
    assert_int_equal(ops->bar_read(b.device, 4, 32 * 8, 8), 0);
    assert_int_equal(ops->bar_read(b.device, 4, UINT64_MAX - 7, 8), 0);
    /* Ring registers stand still while the node is enabled. */
    node_write(&b, 0, REFGPU_RING_LO, 0x5000);
    node_write(&b, 0, REFGPU_RING_ORDER, 5);
    assert_int_equal(node_read(&b, 0, REFGPU_RING_LO), RING_AT(0));
    assert_int_equal(node_read(&b, 0, REFGPU_RING_ORDER), RING_ORDER);
    node_write(&b, 0, REFGPU_CONTROL, 0);
    node_write(&b, 0, REFGPU_RING_LO, 0x5fff);
    node_write(&b, 0, REFGPU_RING_ORDER, REFGPU_RING_ORDER_MAX + 1);
    assert_int_equal(node_read(&b, 0, REFGPU_RING_LO), 0x5000);
    assert_int_equal(node_read(&b, 0, REFGPU_RING_ORDER), RING_ORDER);
    node_write(&b, 0, REFGPU_RING_TAIL, 5); /* no doorbell on a disabled node */
    assert_int_equal(node_read(&b, 0, REFGPU_RING_TAIL), 0);
}

/* ---- rings and buffers --------------------------------------------------------------------------------- */

/* Commands of a length that does not divide the ring cross its end at every offset. */
static void ring_wraps_at_every_offset(void **state)
{
    for (uint32_t i = 0; i < 3000; i++) {
        assert_int_equal(RUN(&b, 0, CMD(FILL_LINEAR, 0), DW(i % 64 * 4), 4, i), 0);
        assert_int_equal(vram32(i % 64 * 4), i);
        assert_int_equal(node_read(&b, 0, REFGPU_RING_HEAD), (i + 1) * 5 % 1024);
    }
    assert_int_equal(node_read(&b, 0, REFGPU_COMMANDS), 3000);
    assert_int_equal(node_read(&b, 1, REFGPU_COMMANDS), 0);
}

static void commands_in_order(uint32_t *buffer, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        memcpy(buffer + i * 5, (uint32_t[]){CMD(FILL_LINEAR, 0), DW(i * 4), 4, 0x100 + i}, 20);
}

/* A buffer may lie in VRAM, on aperture pages, or in system memory by its bus address. */
static void buffers_anywhere(void **state)
{
    uint32_t commands[50];
    static const struct {
        uint64_t address;
        uint32_t flags;
    } places[] = {{0x3fe00, 0}, {APERTURE + PAGE - 52, 0}, {BUFFER_AT + 4, REFGPU_INDIRECT_SYSTEM}};

    commands_in_order(commands, 10);
    bench_map(&b, 0, REFGPU_PTE(DATA_AT + 5 * PAGE, REFGPU_PTE_VALID | REFGPU_PTE_READ_ONLY));
    bench_map(&b, 1, REFGPU_PTE(DATA_AT, REFGPU_PTE_VALID));
    memcpy(b.vram + 0x3fe00, commands, 200);
    memcpy(b.ram + DATA_AT + 6 * PAGE - 52, commands, 52);
    memcpy(b.ram + DATA_AT, (char *)commands + 52, 148);
    memcpy(b.ram + BUFFER_AT + 4, commands, 200);
    for (size_t i = 0; i < COUNT(places); i++) {
        memset(b.vram, 0, 64);
        ring_indirect(&b, 1, places[i].address, 200, 77, places[i].flags);
        ring_indirect(&b, 1, 0xffffffffff000ull, 0, 78, 0); /* nothing of nothing */
        ring_go(&b, 1);
        assert_int_equal(node_read(&b, 1, REFGPU_STATUS), REFGPU_STATUS_BUSY);
        assert_int_equal(refgpu_step(b.device, 1, 4), 4);
        assert_int_equal(node_read(&b, 1, REFGPU_CURRENT_FENCE), 77);
        assert_int_equal(node_read(&b, 1, REFGPU_CURRENT_LO), (uint32_t)places[i].address);
        assert_int_equal(node_read(&b, 1, REFGPU_CURRENT_HI), places[i].address >> 32);
        assert_int_equal(node_read(&b, 1, REFGPU_CURRENT_OFFSET), 60);
        bench_drain(&b, 1);
        assert_int_equal(node_read(&b, 1, REFGPU_STATUS), 0);
        assert_int_equal(node_read(&b, 1, REFGPU_CURRENT_FENCE), 78);
        assert_int_equal(node_read(&b, 1, REFGPU_CURRENT_OFFSET), REFGPU_NO_POSITION);
        for (uint32_t k = 0; k < 10; k++)
            assert_int_equal(vram32(k * 4), 0x100 + k);
    }
}

static void fence_says_what_is_done(void **state)
{
    ring_fence(&b, 0, 10);
    ring_fence(&b, 1, 5);
    ring_go(&b, 0);
    ring_go(&b, 1);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 0);
    assert_int_equal(bench_interrupts(&b), 0);
    bench_drain(&b, 0);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 10);
    assert_int_equal(node_read(&b, 1, REFGPU_FENCE), 0);
    assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), REFGPU_INT_FENCE(0));
    assert_int_equal(bench_interrupts(&b), 1);
    bench_drain(&b, 1);
    assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), REFGPU_INT_FENCE(0) | REFGPU_INT_FENCE(1));
    assert_int_equal(bench_interrupts(&b), 2);
    RUN(&b, 0, REFGPU_COMMAND(REFGPU_FENCE_WRITE, 0, 2), 11); /* silent */
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 11);
    assert_int_equal(bench_interrupts(&b), 2);
}

/* ---- faults -------------------------------------------------------------------------------------------- */

#define BAD_PAGE (APERTURE + 3 * PAGE) /* page 2 is good, 3 is not mapped, 4 read-only, 5 no memory */
#define RO_PAGE  (APERTURE + 4 * PAGE)
#define BUS_PAGE (APERTURE + 5 * PAGE)
#define END      (256u << 10)
#define HUGE     0xfffffffffffff000ull

static const struct fault_case {
    const char *description;
    unsigned node;
    uint32_t dwords[14];
    enum refgpu_fault fault;
    uint64_t address;
    bool write;
} fault_cases[] = {
    {"fill beyond VRAM",
     0,
     {CMD(FILL, 0), DW(END - 64), ARGB(64), 0, REFGPU_WH(4, 2), 1},
     REFGPU_FAULT_ADDRESS,
     END,
     1},
    {"fill of the last pixel + 1",
     0,
     {CMD(FILL, 0), DW(END - 64), ARGB(64), REFGPU_XY(0, 1), REFGPU_WH(1, 1), 1},
     REFGPU_FAULT_ADDRESS,
     END,
     1},
    {"fill at the end of addresses",
     0,
     {CMD(FILL, 0), DW(HUGE), ARGB(64), REFGPU_XY(1, 16384), REFGPU_WH(1, 1), 1},
     REFGPU_FAULT_ADDRESS,
     HUGE,
     0},
    {"linear fill that wraps around",
     1,
     {CMD(FILL_LINEAR, 0), DW(HUGE), 0xfffffffc, 1},
     REFGPU_FAULT_ADDRESS,
     HUGE,
     1},
    {"linear fill over the end of VRAM",
     1,
     {CMD(FILL_LINEAR, 0), DW(END - 8), 12, 1},
     REFGPU_FAULT_ADDRESS,
     END,
     1},
    {"linear fill into an unmapped page",
     1,
     {CMD(FILL_LINEAR, 0), DW(BAD_PAGE - 8), 12, 1},
     REFGPU_FAULT_PAGE,
     BAD_PAGE,
     1},
    {"fill through read-only",
     0,
     {CMD(FILL, 0), DW(RO_PAGE + 64), ARGB(64), 0, REFGPU_WH(4, 2), 1},
     REFGPU_FAULT_READ_ONLY,
     RO_PAGE + 64,
     1},
    {"fill of no memory",
     0,
     {CMD(FILL, 0), DW(BUS_PAGE), ARGB(64), 0, REFGPU_WH(4, 2), 1},
     REFGPU_FAULT_BUS,
     BUS_PAGE,
     1},
    {"fill behind the aperture",
     0,
     {CMD(FILL, 0), DW(APERTURE + 32 * PAGE), ARGB(64), 0, REFGPU_WH(1, 1), 1},
     REFGPU_FAULT_ADDRESS,
     APERTURE + 32 * PAGE,
     1},
    {"fill below the aperture",
     0,
     {CMD(FILL, 0), DW(APERTURE - 4), ARGB(64), 0, REFGPU_WH(1, 1), 1},
     REFGPU_FAULT_ADDRESS,
     APERTURE - 4,
     1},
    {"copy from an unmapped page",
     1,
     {CMD(COPY, 0), DW(0), ARGB(64), DW(BAD_PAGE - 64), ARGB(64), 0, 0, REFGPU_WH(16, 2)},
     REFGPU_FAULT_PAGE,
     BAD_PAGE,
     0},
    {"linear copy to read-only",
     1,
     {CMD(COPY_LINEAR, 0), DW(RO_PAGE), DW(0), 16},
     REFGPU_FAULT_READ_ONLY,
     RO_PAGE,
     1},
    {"linear copy from nowhere",
     1,
     {CMD(COPY_LINEAR, 0), DW(0), DW(1ull << 63), 16},
     REFGPU_FAULT_ADDRESS,
     1ull << 63,
     0},
    {"rop reads what it writes",
     0,
     {CMD(ROP, 0x5a), DW(BAD_PAGE), ARGB(64), DW(0), 0, 0, 0, REFGPU_WH(1, 1), 0},
     REFGPU_FAULT_PAGE,
     BAD_PAGE,
     1},
    {"stretch source unmapped",
     0,
     {CMD(STRETCH, 0), DW(0), ARGB(64), DW(BAD_PAGE), ARGB(64), 0, REFGPU_WH(4, 4), 0, REFGPU_WH(1, 1), 0,
      REFGPU_WH(4, 4)},
     REFGPU_FAULT_PAGE,
     BAD_PAGE,
     0},
    {"text table unmapped",
     0,
     {CMD(CLEARTYPE, 1), DW(0), ARGB(64), DW(0), ARGB(64), 0, 0, REFGPU_WH(1, 1), 0, 0, DW(BAD_PAGE - 256)},
     REFGPU_FAULT_PAGE,
     BAD_PAGE,
     0},
    {"wait on an unmapped page", 0, {CMD(WAIT, 0), DW(BAD_PAGE), 0}, REFGPU_FAULT_PAGE, BAD_PAGE, 0},
    {"signal through read-only", 0, {CMD(SIGNAL, 0), DW(RO_PAGE), 0}, REFGPU_FAULT_READ_ONLY, RO_PAGE, 1},
    {"unaligned semaphore", 0, {CMD(WAIT, 0), DW(2), 0}, REFGPU_FAULT_OPERAND, 2, 0},
    {"unaligned surface",
     0,
     {CMD(FILL, 0), DW(2), ARGB(64), 0, REFGPU_WH(1, 1), 1},
     REFGPU_FAULT_OPERAND,
     2,
     0},
    {"unaligned pitch",
     0,
     {CMD(FILL, 0), DW(0), ARGB(66), 0, REFGPU_WH(1, 1), 1},
     REFGPU_FAULT_OPERAND,
     0,
     0},
    {"pitch too small",
     0,
     {CMD(FILL, 0), DW(0), ARGB(64), REFGPU_XY(9, 0), REFGPU_WH(8, 1), 1},
     REFGPU_FAULT_OPERAND,
     0,
     0},
    {"no format",
     0,
     {CMD(FILL, 0), DW(0), REFGPU_PITCH(64, 0), 0, REFGPU_WH(1, 1), 1},
     REFGPU_FAULT_OPERAND,
     0,
     0},
    {"format 5",
     0,
     {CMD(FILL, 0), DW(0), REFGPU_PITCH(64, 5), 0, REFGPU_WH(1, 1), 1},
     REFGPU_FAULT_OPERAND,
     0,
     0},
    {"too wide",
     0,
     {CMD(FILL, 0), DW(0), ARGB(0xfffffc), 0, REFGPU_WH(16385, 1), 1},
     REFGPU_FAULT_OPERAND,
     0,
     0},
    {"copy between pixel sizes",
     0,
     {CMD(COPY, 0), DW(0), ARGB(64), DW(0), REFGPU_PITCH(64, REFGPU_A8), 0, 0, REFGPU_WH(1, 1)},
     REFGPU_FAULT_OPERAND,
     0,
     0},
    {"text on 16 bits",
     0,
     {CMD(CLEARTYPE, 0), DW(0), REFGPU_PITCH(64, REFGPU_R5G6B5), DW(0), ARGB(64), 0, 0, REFGPU_WH(1, 1), 0, 0,
      DW(0)},
     REFGPU_FAULT_OPERAND,
     0,
     0},
    {"2D on the copy node",
     1,
     {CMD(ROP, 0xcc), DW(0), ARGB(64), DW(0), ARGB(64), 0, 0, REFGPU_WH(1, 1), 0},
     REFGPU_FAULT_COMMAND,
     0,
     0},
    {"too many GART entries",
     0,
     {REFGPU_COMMAND(REFGPU_GART_UPDATE, REFGPU_GART_FILL, 5), 31, 2, DW(0)},
     REFGPU_FAULT_OPERAND,
     APERTURE + 31 * PAGE,
     0},
    {"GART entries that are not there",
     0,
     {REFGPU_COMMAND(REFGPU_GART_UPDATE, 0, 5), 0, 2, DW(0)},
     REFGPU_FAULT_LENGTH,
     0,
     0},
    {"GART count that overflows",
     0,
     {REFGPU_COMMAND(REFGPU_GART_UPDATE, 0, 5), 0, 0x80000001, DW(0)},
     REFGPU_FAULT_LENGTH,
     0,
     0},
    {"unaligned buffer", 0, {CMD(INDIRECT, 0), DW(2), 8, 0}, REFGPU_FAULT_OPERAND, 2, 0},
    {"odd buffer length", 0, {CMD(INDIRECT, 0), DW(0), 7, 0}, REFGPU_FAULT_OPERAND, 0, 0},
    {"buffer nowhere", 0, {CMD(INDIRECT, 0), DW(END), 8, 0}, REFGPU_FAULT_ADDRESS, END, 0},
    {"buffer in no memory",
     0,
     {CMD(INDIRECT, REFGPU_INDIRECT_SYSTEM), DW(RAM_SIZE), 8, 0},
     REFGPU_FAULT_BUS,
     RAM_SIZE,
     0},
    {"buffer at the end of bus addresses",
     0,
     {CMD(INDIRECT, REFGPU_INDIRECT_SYSTEM), DW(UINT64_MAX - 3), 8, 0},
     REFGPU_FAULT_BUS,
     UINT64_MAX - 3,
     0},
};

/* Each stops its node with the reason and the address, has changed nothing, and leaves the other node alone. */
static void faults(void **state)
{
    static uint8_t vram[256 << 10], ram[RAM_SIZE];

    for (size_t i = 0; i < COUNT(fault_cases); i++) {
        const struct fault_case *f = &fault_cases[i];
        uint64_t address;
        bench_map(&b, 2, REFGPU_PTE(DATA_AT, REFGPU_PTE_VALID));
        bench_map(&b, 4, REFGPU_PTE(DATA_AT + PAGE, REFGPU_PTE_VALID | REFGPU_PTE_READ_ONLY));
        bench_map(&b, 5, REFGPU_PTE(1ull << 40, REFGPU_PTE_VALID));
        bench_write(&b, REFGPU_INT_STATUS, REFGPU_INT_ALL);
        ring_put(&b, f->node, f->dwords, REFGPU_LENGTH(f->dwords[0]));
        memcpy(vram, b.vram, sizeof(vram));
        memcpy(ram, b.ram, sizeof(ram));
        ring_go(&b, f->node);
        bench_drain(&b, f->node);
        address = node_read(&b, f->node, REFGPU_FAULT_ADDRESS_LO) |
                  (uint64_t)node_read(&b, f->node, REFGPU_FAULT_ADDRESS_HI) << 32;
        uint32_t status = node_read(&b, f->node, REFGPU_FAULT_STATUS);
        if ((status & 0xff) != f->fault || address != f->address ||
            !!(status & REFGPU_FAULT_WRITE) != f->write)
            fail_msg("%s: status %08x address %llx", f->description, status, (unsigned long long)address);
        if (memcmp(vram, b.vram, sizeof(vram)) || memcmp(ram, b.ram, sizeof(ram)))
            fail_msg("%s: memory changed", f->description);
        assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), REFGPU_INT_FAULT(f->node));
        assert_int_equal(node_read(&b, f->node, REFGPU_STATUS), REFGPU_STATUS_HALTED);
        assert_int_equal(RUN(&b, !f->node, CMD(FILL_LINEAR, 0), DW(0), 4, (uint32_t)i), 0);
        assert_int_equal(vram32(0), i);
        bench_recover(&b, f->node);
    }
}

/* The report names the submission and the command in it; nothing behind it was executed. */
static void fault_in_a_buffer(void **state)
{
    uint32_t commands[] = {REFGPU_COMMAND(REFGPU_NOP, 0, 3),
                           1,
                           2,
                           CMD(FILL_LINEAR, 0),
                           DW(END),
                           4,
                           1,
                           CMD(FILL_LINEAR, 0),
                           DW(0),
                           4,
                           0x55};

    memcpy(b.vram + 4096, commands, sizeof(commands));
    ring_indirect(&b, 0, 4096, 12, 41, 0);
    ring_indirect(&b, 0, 4096, sizeof(commands), 42, 0);
    ring_fence(&b, 0, 42);
    ring_go(&b, 0);
    bench_drain(&b, 0);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_STATUS),
                     REFGPU_FAULT_WRITE | REFGPU_FILL_LINEAR << 8 | REFGPU_FAULT_ADDRESS);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_FENCE), 42);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_OFFSET), 12);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 0);
    assert_int_equal(vram32(0), 0);
    node_write(&b, 0, REFGPU_CONTROL, 0); /* not even switching it off and on helps */
    node_write(&b, 0, REFGPU_CONTROL, 1);
    node_write(&b, 0, REFGPU_RING_TAIL, 5);
    assert_int_equal(refgpu_step(b.device, 0, 10), 0);
}

static const uint8_t opcodes[] = {
    REFGPU_NOP,         REFGPU_INDIRECT,    REFGPU_WAIT,        REFGPU_SIGNAL,
    REFGPU_FILL,        REFGPU_COPY,        REFGPU_FILL_LINEAR, REFGPU_COPY_LINEAR,
    REFGPU_ROP,         REFGPU_STRETCH,     REFGPU_BLEND,       REFGPU_TRANSPARENT,
    REFGPU_CLEARTYPE,   REFGPU_CONVERT,     REFGPU_ROTATE,      REFGPU_REGISTER_WRITE,
    REFGPU_GART_UPDATE, REFGPU_FENCE_WRITE, REFGPU_INTERRUPT};
static const uint8_t lengths[] = {1, 5, 4, 4, 7, 10, 5, 6, 11, 13, 14, 14, 14, 10, 10, 3, 3, 2, 2};

/* Every opcode at every length: unknown ones never pass, fixed ones only at their length. */
static void every_opcode_at_every_length(void **state)
{
    for (uint32_t opcode = 0; opcode < 256; opcode++) {
        const uint8_t *known = memchr(opcodes, (int)opcode, sizeof(opcodes));
        for (uint32_t length = 0; length < 20; length++) {
            uint32_t c[20] = {REFGPU_COMMAND(opcode, 0, length)}, expected = REFGPU_FAULT_NONE, status;
            bool variable = opcode == REFGPU_NOP || opcode == REFGPU_GART_UPDATE;
            uint32_t right = known ? lengths[known - opcodes] : 0;
            if (opcode == REFGPU_GART_UPDATE && length > 3) {
                c[2] = (length - 3) / 2;
                variable = length % 2 == 1;
            }
            if (!known)
                expected = REFGPU_FAULT_COMMAND;
            else if (variable ? length < right : length != right)
                expected = REFGPU_FAULT_LENGTH;
            status = bench_run(&b, 0, c, length ? length : 1) & 0xff;
            /* All operands are 0: what has surfaces finds no format in them. */
            if (expected == REFGPU_FAULT_NONE && opcode >= REFGPU_FILL && opcode <= REFGPU_ROTATE &&
                opcode != REFGPU_FILL_LINEAR && opcode != REFGPU_COPY_LINEAR)
                expected = REFGPU_FAULT_OPERAND;
            if (status != expected)
                fail_msg("opcode %02x, length %u: fault %u, expected %u", opcode, length, status, expected);
            if (status)
                bench_recover(&b, 0);
        }
    }
    assert_int_equal(COUNT(opcodes), COUNT(lengths));
}

/* A command that reaches beyond its buffer, or beyond TAIL, is not fetched beyond it. */
static void truncated_commands(void **state)
{
    uint32_t fill[] = {CMD(FILL_LINEAR, 0), DW(0), 4, 0x77};

    memcpy(b.vram + 8192, fill, sizeof(fill));
    for (uint32_t bytes = 4; bytes < 20; bytes += 4) {
        ring_indirect(&b, 1, 8192, bytes, 1, 0);
        ring_go(&b, 1);
        bench_drain(&b, 1);
        assert_int_equal(node_read(&b, 1, REFGPU_FAULT_STATUS),
                         REFGPU_FILL_LINEAR << 8 | REFGPU_FAULT_LENGTH);
        bench_recover(&b, 1);
        assert_int_equal(bench_run(&b, 1, fill, bytes / 4), REFGPU_FILL_LINEAR << 8 | REFGPU_FAULT_LENGTH);
        bench_recover(&b, 1);
    }
    assert_int_equal(vram32(0), 0);
}

static void buffers_do_not_nest(void **state)
{
    uint32_t c[] = {CMD(INDIRECT, 0), DW(4096), 20, 9};

    memcpy(b.vram + 4096, c, sizeof(c));
    ring_indirect(&b, 0, 4096, 20, 8, REFGPU_INDIRECT_PRIVILEGED);
    ring_go(&b, 0);
    bench_drain(&b, 0);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_STATUS), REFGPU_INDIRECT << 8 | REFGPU_FAULT_COMMAND);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_FENCE), 8);
}

static void ring_that_is_no_memory(void **state)
{
    node_write(&b, 0, REFGPU_CONTROL, 0);
    node_write(&b, 0, REFGPU_RING_LO, RAM_SIZE - PAGE / 2);
    node_write(&b, 0, REFGPU_RING_HI, 1);
    node_write(&b, 0, REFGPU_CONTROL, 1);
    node_write(&b, 0, REFGPU_RING_TAIL, 1);
    bench_drain(&b, 0);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_STATUS), REFGPU_FAULT_RING);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_ADDRESS_HI), 1);
    /* And without a bus there is none at all. */
    bench_recover(&b, 0);
    b.device->host.dma = NULL;
    node_write(&b, 0, REFGPU_RING_TAIL, 1);
    bench_drain(&b, 0);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_STATUS), REFGPU_FAULT_RING);
}

/* ---- privileged commands ------------------------------------------------------------------------------- */

static void gart_update(void **state)
{
    uint64_t first = REFGPU_PTE(DATA_AT, REFGPU_PTE_VALID),
             second = REFGPU_PTE(DATA_AT + 3 * PAGE, REFGPU_PTE_VALID);

    assert_int_equal(RUN(&b, 1, REFGPU_COMMAND(REFGPU_GART_UPDATE, 0, REFGPU_GART_UPDATE_DWORDS(2)), 7, 2,
                         DW(first), DW(second | REFGPU_PTE_IGNORED)),
                     0);
    assert_true(b.device->ops->bar_read(b.device, 4, 56, 8) == first);
    assert_true(b.device->ops->bar_read(b.device, 4, 64, 8) == (second | REFGPU_PTE_IGNORED));
    assert_int_equal(RUN(&b, 1, CMD(FILL_LINEAR, 0), DW(APERTURE + 8 * PAGE - 4), 8, 0xc0ffee), 0);
    assert_memory_equal(b.ram + DATA_AT + PAGE - 4, "\xee\xff\xc0", 4);
    assert_memory_equal(b.ram + DATA_AT + 3 * PAGE, "\xee\xff\xc0", 4);
    /* All to one dummy page, as a driver unmaps. */
    assert_int_equal(RUN(&b, 1,
                         REFGPU_COMMAND(REFGPU_GART_UPDATE, REFGPU_GART_FILL, REFGPU_GART_UPDATE_DWORDS(1)),
                         0, 32, DW(REFGPU_PTE(DATA_AT + 9 * PAGE, REFGPU_PTE_VALID))),
                     0);
    assert_int_equal(RUN(&b, 1, CMD(FILL_LINEAR, 0), DW(APERTURE), 32 * PAGE, 0x11111111), 0);
    for (uint32_t i = 0; i < 12; i++)
        assert_int_equal(b.ram[DATA_AT + i * PAGE + 8], i == 9 ? 0x11 : 0);
    /* The CPU may write either half of an entry. */
    b.device->ops->bar_write(b.device, 4, 12, 4, 0x12345);
    b.device->ops->bar_write(b.device, 4, 8, 4, 0x6001);
    assert_true(b.device->ops->bar_read(b.device, 4, 8, 8) == 0x1234500006001ull);
    assert_true(b.device->ops->bar_read(b.device, 4, 12, 4) == 0x12345);
    b.device->ops->bar_write(b.device, 4, 8, 1, 0xff);
    assert_true(b.device->ops->bar_read(b.device, 4, 8, 4) == 0x6001);
}

/* The device obeys wherever the command stands; the switch only counts. */
static void privileged_commands_are_obeyed_anywhere(void **state)
{
    uint32_t c[] = {CMD(REGISTER_WRITE, 0),
                    REFGPU_HEAD(0) + REFGPU_HEAD_SIZE,
                    REFGPU_WH(640, 480),
                    CMD(FENCE_WRITE, 0),
                    99,
                    CMD(INTERRUPT, 0),
                    REFGPU_INT_USER(1) | REFGPU_INT_VSYNC(0) | 0xff000000};

    memcpy(b.vram, c, sizeof(c));
    for (unsigned counting = 0; counting < 2; counting++)
        for (unsigned flag = 0; flag < 2; flag++) {
            bench_write(&b, REFGPU_DEBUG, counting);
            bench_write(&b, REFGPU_DEBUG_PRIVILEGED, 0);
            bench_write(&b, REFGPU_INT_STATUS, REFGPU_INT_ALL);
            bench_write(&b, REFGPU_HEAD(0) + REFGPU_HEAD_SIZE, 0);
            ring_indirect(&b, 0, 0, sizeof(c), 1, flag ? REFGPU_INDIRECT_PRIVILEGED : 0);
            ring_go(&b, 0);
            bench_drain(&b, 0);
            assert_int_equal(bench_read(&b, REFGPU_HEAD(0) + REFGPU_HEAD_SIZE), REFGPU_WH(640, 480));
            assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 99);
            assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), REFGPU_INT_USER(1) | REFGPU_INT_VSYNC(0));
            assert_int_equal(bench_read(&b, REFGPU_DEBUG_PRIVILEGED), counting && !flag ? 3 : 0);
        }
}

/* A command may reset its own node or the adapter under its own feet. */
static void reset_by_command(void **state)
{
    assert_int_equal(RUN(&b, 0, CMD(REGISTER_WRITE, 0), REFGPU_RESET, REFGPU_RESET_NODE(0)), 0);
    assert_int_equal(node_read(&b, 0, REFGPU_CONTROL), 0);
    assert_int_equal(node_read(&b, 0, REFGPU_RING_HEAD), 0);
    assert_int_equal(RUN(&b, 1, CMD(REGISTER_WRITE, 0), REFGPU_RESET, REFGPU_RESET_ADAPTER), 0);
    assert_int_equal(node_read(&b, 1, REFGPU_CONTROL), 0);
    assert_int_equal(bench_read(&b, REFGPU_INT_ENABLE), 0);
}

/* ---- WAIT, SIGNAL -------------------------------------------------------------------------------------- */

static void wait_and_signal(void **state)
{
    static const struct {
        uint32_t memory, value;
        bool holds;
    } cases[] = {{0, 0, 1},          {5, 4, 1},          {4, 5, 0},          {0, 0xffffffff, 1},
                 {0xffffffff, 0, 0}, {0x80000000, 1, 1}, {0x80000000, 0, 0}, {0x7fffffff, 0, 1}};

    for (size_t i = 0; i < COUNT(cases); i++) {
        memcpy(b.vram + 4096, &cases[i].memory, 4);
        ring_put(&b, 0, (uint32_t[]){CMD(WAIT, 0), DW(4096), cases[i].value}, 4);
        ring_fence(&b, 0, 100 + (uint32_t)i);
        ring_go(&b, 0);
        bench_drain(&b, 0);
        assert_int_equal(node_read(&b, 0, REFGPU_FENCE) == 100 + i, cases[i].holds);
        assert_int_equal(node_read(&b, 0, REFGPU_STATUS), cases[i].holds ? 0 : REFGPU_STATUS_WAITING);
        if (!cases[i].holds) { /* the other node helps */
            assert_int_equal(RUN(&b, 1, CMD(SIGNAL, 0), DW(4096), cases[i].value), 0);
            bench_drain(&b, 0);
        }
        assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 100 + i);
    }
    assert_int_equal(node_read(&b, 0, REFGPU_COMMANDS),
                     2 * COUNT(cases)); /* a WAIT that looks twice is one */
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    static const struct CMUnitTest tests[] = {
        TEST(only_sensible_configurations),
        TEST(a_pci_function),
        TEST(large_invisible_vram),
        TEST(register_file),
        TEST(ring_wraps_at_every_offset),
        TEST(buffers_anywhere),
        TEST(fence_says_what_is_done),
        TEST(faults),
        TEST(fault_in_a_buffer),
        TEST(every_opcode_at_every_length),
        TEST(truncated_commands),
        TEST(buffers_do_not_nest),
        TEST(ring_that_is_no_memory),
        TEST(gart_update),
        TEST(privileged_commands_are_obeyed_anywhere),
        TEST(reset_by_command),
        TEST(wait_and_signal),
    };
    return cmocka_run_group_tests_name("refgpu rings", tests, NULL, NULL);
}
