/* The faulty bus injects what it is asked to, exactly as often as it is asked to, and is transparent
 * otherwise. */
#include "faulty.h"

#include "probe.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct fixture {
    struct probe probe;
    struct bus_device *bus;
    unsigned interrupts;
};

static void open_with(struct fixture *f, struct bus_faults faults)
{
    struct bus_device *inner;

    memset(f, 0, sizeof(*f));
    probe_init(&f->probe);
    inner = bus_local_open(&f->probe.device);
    assert_non_null(inner);
    inner->ops->config_write(inner, 4, 2, 2);
    f->bus = bus_faulty_open(inner, &faults);
    assert_non_null(f->bus);
}

static struct bus_fault_counts counts(struct fixture *f)
{
    struct bus_fault_counts c;

    bus_faulty_query(f->bus, &c);
    return c;
}

static uint32_t read_register(struct fixture *f)
{
    return (uint32_t)f->bus->ops->bar_read(f->bus, 2, 0, 4);
}

static void raise_interrupt(struct fixture *f)
{
    f->probe.device.host.interrupt(f->probe.device.host.ctx, 0, true);
}

/* Counts, and touches the device as an interrupt routine does. */
static void on_interrupt(void *ctx, unsigned message, bool level)
{
    struct fixture *f = ctx;

    f->interrupts++;
    read_register(f);
}

static void without_faults_it_is_transparent(void **state)
{
    struct fixture f;

    open_with(&f, (struct bus_faults){0});
    f.bus->ops->interrupt_attach(f.bus, on_interrupt, &f);
    assert_string_equal(f.bus->name, "probe");
    assert_int_equal(f.bus->bars[0].size, 0x1000);
    assert_ptr_equal(f.bus->ops->bar_pointer(f.bus, 0), f.probe.ram);
    assert_int_equal(f.bus->ops->config_read(f.bus, 0, 4), 0xabcd1234);
    assert_int_equal(read_register(&f), 0x44332213);
    f.bus->ops->bar_write(f.bus, 2, 4, 4, 7);
    assert_int_equal(f.probe.last_value, 7);
    raise_interrupt(&f);
    assert_int_equal(f.interrupts, 1);
    assert_int_equal(counts(&f).accesses, 4);
    assert_int_equal(counts(&f).delivered, 1);
    bus_close(f.bus);
}

static void vanishes_after_the_given_access(void **state)
{
    struct fixture f;

    open_with(&f, (struct bus_faults){.vanish_after = 3});
    for (int i = 0; i < 3; i++)
        assert_int_equal(read_register(&f), 0x44332213);
    assert_false(counts(&f).vanished);
    assert_int_equal(read_register(&f), 0xffffffff);
    assert_true(counts(&f).vanished);
    assert_int_equal(f.bus->ops->config_read(f.bus, 0, 2), 0xffff);
    f.bus->ops->bar_write(f.bus, 2, 0, 4, 1);
    assert_int_equal(f.probe.writes, 0);
    bus_close(f.bus);
}

static void vanishes_on_demand_and_stays_silent(void **state)
{
    struct fixture f;

    open_with(&f, (struct bus_faults){0});
    f.bus->ops->interrupt_attach(f.bus, on_interrupt, &f);
    bus_faulty_vanish(f.bus);
    assert_int_equal(read_register(&f), 0xffffffff);
    raise_interrupt(&f);
    bus_faulty_interrupt(f.bus, 0);
    assert_int_equal(f.interrupts, 0);
    bus_close(f.bus);
}

static void drops_and_duplicates_interrupts(void **state)
{
    struct fixture f;

    open_with(&f, (struct bus_faults){.drop_every = 3, .duplicate_every = 4});
    f.bus->ops->interrupt_attach(f.bus, on_interrupt, &f);
    for (int i = 0; i < 12; i++) /* dropped: 3 6 9 12; twice: 4 8 (the 12th is lost already) */
        raise_interrupt(&f);
    assert_int_equal(counts(&f).interrupts, 12);
    assert_int_equal(counts(&f).dropped, 4);
    assert_int_equal(counts(&f).duplicated, 2);
    assert_int_equal(f.interrupts, 10);
    bus_close(f.bus);
}

/* The handler's own accesses inject nothing, or an "every 1" would never end. */
static void injects_spurious_interrupts(void **state)
{
    struct fixture f;

    open_with(&f, (struct bus_faults){.spurious_every = 1});
    f.bus->ops->interrupt_attach(f.bus, on_interrupt, &f);
    for (int i = 0; i < 5; i++)
        read_register(&f);
    assert_int_equal(f.interrupts, 5);
    assert_int_equal(counts(&f).spurious, 5);
    assert_int_equal(counts(&f).accesses, 10);
    bus_faulty_interrupt(f.bus, 0);
    assert_int_equal(f.interrupts, 6);
    bus_close(f.bus);
}

static void garbage_repeats_with_its_seed(void **state)
{
    struct fixture f;
    uint32_t seen[2][3];

    for (int run = 0; run < 2; run++) {
        open_with(&f, (struct bus_faults){.seed = 5, .garbage_config_every = 2});
        for (int i = 0; i < 3; i++) {
            assert_int_equal(f.bus->ops->config_read(f.bus, 0, 4), 0xabcd1234);
            seen[run][i] = f.bus->ops->config_read(f.bus, 0, 4);
            assert_int_not_equal(seen[run][i], 0xabcd1234);
        }
        assert_int_equal(counts(&f).garbage, 3);
        bus_close(f.bus);
    }
    assert_memory_equal(seen[0], seen[1], sizeof(seen[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_faults_it_is_transparent),
        cmocka_unit_test(vanishes_after_the_given_access),
        cmocka_unit_test(vanishes_on_demand_and_stays_silent),
        cmocka_unit_test(drops_and_duplicates_interrupts),
        cmocka_unit_test(injects_spurious_interrupts),
        cmocka_unit_test(garbage_repeats_with_its_seed),
    };

    return cmocka_run_group_tests_name("bus/faulty", tests, NULL, NULL);
}
