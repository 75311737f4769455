/* The in-process bus: config space, base address registers, presence, interrupts. */
#include "bus.h"

#include "probe.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>

#include <cmocka.h>

struct fixture {
    struct probe probe;
    struct bus_device *bus;
};

static int setup(void **state)
{
    struct fixture *f = calloc(1, sizeof(*f));

    probe_init(&f->probe);
    f->bus = bus_local_open(&f->probe.device);
    assert_non_null(f->bus);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    bus_close(f->bus);
    free(f);
    return 0;
}

static uint32_t config_read(struct fixture *f, unsigned offset, unsigned size)
{
    return f->bus->ops->config_read(f->bus, offset, size);
}

static void config_write(struct fixture *f, unsigned offset, unsigned size, uint32_t value)
{
    f->bus->ops->config_write(f->bus, offset, size, value);
}

static uint64_t bar_read(struct fixture *f, unsigned bar, uint64_t offset, unsigned size)
{
    return f->bus->ops->bar_read(f->bus, bar, offset, size);
}

static void bar_write(struct fixture *f, unsigned bar, uint64_t offset, unsigned size, uint64_t value)
{
    f->bus->ops->bar_write(f->bus, bar, offset, size, value);
}

/* PCI: a BAR reads back its address bits only, so that writing all ones tells the size. */
static void bars_tell_their_size(void **state)
{
    struct fixture *f = *state;
    static const struct {
        unsigned bar;
        uint32_t initial, sized, relocated;
    } cases[] = {
        {0, 0x00000008, 0xfffff008, 0xe0000008}, /* 4 KiB, prefetchable memory */
        {1, 0x00000000, 0x00000000, 0x00000000}, /* not implemented */
        {2, 0x00000000, 0xffffff00, 0xe0000100}, /* 256 bytes of memory */
        {4, 0x00000001, 0xfffffff1, 0xe0000121}, /* 16 ports */
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        unsigned offset = 0x10 + cases[i].bar * 4;
        assert_int_equal(config_read(f, offset, 4), cases[i].initial);
        config_write(f, offset, 4, 0xffffffff);
        assert_int_equal(config_read(f, offset, 4), cases[i].sized);
        config_write(f, offset, 4, 0xe000012f);
        assert_int_equal(config_read(f, offset, 4), cases[i].relocated);
    }
}

/* PCI: identity is read-only, the command register keeps the implemented bits, reads may be of any size and
 * place. */
static void config_header(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(config_read(f, 0, 4), 0xabcd1234);
    config_write(f, 0, 4, 0);
    assert_int_equal(config_read(f, 0, 4), 0xabcd1234);
    assert_int_equal(config_read(f, 1, 2), 0xcd12);
    assert_int_equal(config_read(f, 4, 2), 0);
    config_write(f, 4, 2, 0xffff);
    assert_int_equal(config_read(f, 4, 2), 0x0547);
    config_write(f, 0x3c, 1, 11);
    assert_int_equal(config_read(f, 0x3c, 1), 11);
    assert_int_equal(config_read(f, 0x100, 4), 0);
    assert_int_equal(config_read(f, 0xfff, 1), 0);
}

/* Writes from 0x40 on are the device's and it is told; the header is the bus's and it is not. */
static void config_of_the_device(void **state)
{
    struct fixture *f = *state;

    config_write(f, 0x3c, 1, 5);
    assert_int_equal(f->probe.config_writes, 0);
    config_write(f, 0x44, 2, 0x1234);
    assert_int_equal(f->probe.config_writes, 1);
    assert_int_equal(f->probe.last_config_offset, 0x44);
    assert_int_equal(f->probe.device.config[0x44], 0x34);
    assert_int_equal(config_read(f, 0x44, 2), 0x1234);
}

/* PCI: without memory enable (bit 1) and I/O enable (bit 0) the function does not decode. */
static void command_register_gates_the_bars(void **state)
{
    struct fixture *f = *state;

    bar_write(f, 2, 0, 4, 1);
    assert_int_equal(bar_read(f, 2, 0, 4), 0xffffffff);
    assert_int_equal(bar_read(f, 4, 0, 2), 0xffff);
    assert_int_equal(f->probe.reads + f->probe.writes, 0);
    config_write(f, 4, 2, 2);
    assert_int_equal(bar_read(f, 2, 0, 4), 0x44332213);
    assert_int_equal(bar_read(f, 4, 0, 2), 0xffff);
    config_write(f, 4, 2, 3);
    assert_int_equal(bar_read(f, 4, 1, 1), 0x16);
    bar_write(f, 2, 8, 2, 0xabcdef);
    assert_int_equal(f->probe.last_value, 0xcdef);
    assert_int_equal(f->probe.last_offset, 8);
}

/* An access outside the BAR reaches nobody, whatever the arithmetic. */
static void accesses_stay_inside_the_bar(void **state)
{
    struct fixture *f = *state;

    config_write(f, 4, 2, 3);
    assert_int_equal(bar_read(f, 2, 0xfe, 4), 0xffffffff);
    assert_true(bar_read(f, 2, UINT64_MAX - 3, 8) == UINT64_MAX);
    assert_int_equal(bar_read(f, 1, 0, 1), 0xff);
    assert_int_equal(bar_read(f, 77, 0, 1), 0xff);
    bar_write(f, 0, 0xfff, 2, 0);
    assert_int_equal(f->probe.reads + f->probe.writes, 0);
}

static void memory_bars_are_memory(void **state)
{
    struct fixture *f = *state;
    uint8_t *pointer = f->bus->ops->bar_pointer(f->bus, 0);

    config_write(f, 4, 2, 2);
    assert_ptr_equal(pointer, f->probe.ram);
    assert_null(f->bus->ops->bar_pointer(f->bus, 2));
    bar_write(f, 0, 0x10, 8, 0x0102030405060708ull);
    assert_int_equal(pointer[0x10], 8);
    assert_true(bar_read(f, 0, 0x10, 8) == 0x0102030405060708ull);
    assert_int_equal(f->probe.reads + f->probe.writes, 0);
}

static void count_interrupt(void *ctx, unsigned message, bool level)
{
    unsigned *count = ctx;

    (*count)++;
}

/* Surprise removal: all ones, writes lost, no interrupt any more; plain memory stays mapped until close. */
static void removed_function_reads_as_all_ones(void **state)
{
    struct fixture *f = *state;
    uint8_t *pointer = f->bus->ops->bar_pointer(f->bus, 0);
    unsigned interrupts = 0;

    config_write(f, 4, 2, 3);
    f->bus->ops->interrupt_attach(f->bus, count_interrupt, &interrupts);
    bus_local_remove(f->bus);
    assert_int_equal(config_read(f, 0, 4), 0xffffffff);
    assert_int_equal(config_read(f, 0x200, 2), 0xffff);
    assert_true(bar_read(f, 2, 0, 8) == UINT64_MAX);
    assert_int_equal(bar_read(f, 0, 0, 1), 0xff);
    bar_write(f, 2, 0, 4, 1);
    config_write(f, 0x44, 1, 1);
    assert_int_equal(f->probe.writes + f->probe.config_writes, 0);
    f->probe.device.host.interrupt(f->probe.device.host.ctx, 0, true);
    assert_int_equal(interrupts, 0);
    assert_null(f->probe.device.host.dma(f->probe.device.host.ctx, 0, 1));
    pointer[0] = 1;
}

static void *translate(void *ctx, uint64_t physical, size_t length)
{
    return physical + length <= 0x100 ? (char *)ctx + physical : NULL;
}

static void device_reaches_memory_once_attached(void **state)
{
    struct fixture *f = *state;
    struct device_host *host = &f->probe.device.host;
    char ram[0x100];
    struct bus_memory memory = {translate, ram};

    assert_null(host->dma(host->ctx, 0, 1));
    f->bus->ops->memory_attach(f->bus, &memory);
    assert_ptr_equal(host->dma(host->ctx, 0x20, 4), ram + 0x20);
    assert_null(host->dma(host->ctx, 0xfe, 4));
}

static void impossible_bars_are_refused(void **state)
{
    static const uint64_t sizes[] = {3, 8, 0x1800, 1ull << 32};
    struct probe probe;

    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        probe_init(&probe);
        probe.device.bars[3].size = sizes[i];
        errno = 0;
        assert_null(bus_local_open(&probe.device));
        assert_int_equal(errno, EINVAL);
    }
}

struct storm {
    struct device *device;
    atomic_bool attached, stop;
    atomic_uint calls, late;
};

static void storm_interrupt(void *ctx, unsigned message, bool level)
{
    struct storm *storm = ctx;

    atomic_fetch_add(&storm->calls, 1);
    for (int i = 0; i < 20; i++) /* lets the other side finish its detach, if it does not wait */
        sched_yield();
    if (!atomic_load(&storm->attached))
        atomic_fetch_add(&storm->late, 1);
}

static void *storm_device(void *arg)
{
    struct storm *storm = arg;

    while (!atomic_load(&storm->stop))
        storm->device->host.interrupt(storm->device->host.ctx, 0, true);
    return NULL;
}

/* After a detach has returned the handler is not running and is not called again (bus.h). */
static void detach_waits_for_the_handler(void **state)
{
    struct fixture *f = *state;
    struct storm storm = {.device = &f->probe.device};
    pthread_t threads[2];

    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, storm_device, &storm), 0);
    for (int round = 0; round < 40; round++) {
        unsigned before = atomic_load(&storm.calls);
        atomic_store(&storm.attached, true);
        f->bus->ops->interrupt_attach(f->bus, storm_interrupt, &storm);
        while (atomic_load(&storm.calls) == before)
            ;
        f->bus->ops->interrupt_attach(f->bus, NULL, NULL);
        atomic_store(&storm.attached, false);
    }
    atomic_store(&storm.stop, true);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(atomic_load(&storm.late), 0);
    assert_true(atomic_load(&storm.calls) >= 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bars_tell_their_size, setup, teardown),
        cmocka_unit_test_setup_teardown(config_header, setup, teardown),
        cmocka_unit_test_setup_teardown(config_of_the_device, setup, teardown),
        cmocka_unit_test_setup_teardown(command_register_gates_the_bars, setup, teardown),
        cmocka_unit_test_setup_teardown(accesses_stay_inside_the_bar, setup, teardown),
        cmocka_unit_test_setup_teardown(memory_bars_are_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(removed_function_reads_as_all_ones, setup, teardown),
        cmocka_unit_test_setup_teardown(device_reaches_memory_once_attached, setup, teardown),
        cmocka_unit_test(impossible_bars_are_refused),
        cmocka_unit_test_setup_teardown(detach_waits_for_the_handler, setup, teardown),
    };

    return cmocka_run_group_tests_name("bus/local", tests, NULL, NULL);
}
