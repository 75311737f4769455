/*
 * refgpu with an engine thread per node and a vsync timer: the same commands, with everything at once. Nobody
 * sleeps: the driver waits for the interrupt it is owed.
 */
#include "refgpu_harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define CMD(name, flags) REFGPU_COMMAND(REFGPU_##name, flags, REFGPU_##name##_DWORDS)

static struct bench b;

static const struct refgpu_config config = {.vram_size = 1 << 20,
                                            .visible_size = 64 << 10,
                                            .gart_pages = 32,
                                            .heads = 2,
                                            .threads = true,
                                            .idle_spin = 200};
static const struct refgpu_config sleepy_config = {
    .vram_size = 1 << 20, .visible_size = 64 << 10, .gart_pages = 32, .heads = 2, .threads = true};

static int setup(void **state)
{
    bench_open(&b, &config);
    b.acknowledge = true;
    return 0;
}

static int teardown(void **state)
{
    refgpu_quiesce(b.device);
    assert_int_equal(b.reentered, 0);
    bench_close(&b);
    return 0;
}

/* Until the handler has seen these bits; they are taken away. */
static void await(uint32_t bits)
{
    pthread_mutex_lock(&b.lock);
    while ((b.seen & bits) != bits)
        pthread_cond_wait(&b.interrupted, &b.lock);
    b.seen &= ~bits;
    pthread_mutex_unlock(&b.lock);
}

static void await_fence(unsigned node, uint32_t fence)
{
    while (node_read(&b, node, REFGPU_FENCE) != fence)
        await(REFGPU_INT_FENCE(node));
}

static void fences_arrive_in_order(void **state)
{
    for (uint32_t i = 1; i <= 500; i++) {
        unsigned node = i & 1;
        ring_put(&b, node, (uint32_t[]){CMD(FILL_LINEAR, 0), DW(node * 4), 4, i}, 5);
        ring_fence(&b, node, i);
        ring_go(&b, node);
        if (i % 7 == 0)
            await_fence(node, i);
    }
    await_fence(0, 500);
    await_fence(1, 499);
    assert_memory_equal(b.vram, ((uint32_t[]){500, 499}), 8);
}

static void an_engine_that_sleeps_wakes_up(void **state)
{
    refgpu_quiesce(b.device);
    bench_close(&b);
    bench_open(&b, &sleepy_config);
    b.acknowledge = true;
    for (uint32_t i = 1; i <= 300; i++) {
        ring_fence(&b, 0, i);
        ring_go(&b, 0);
        await_fence(0, i);
    }
}

/* Ping and pong between the nodes by semaphores alone. */
static void semaphores_between_nodes(void **state)
{
    for (uint32_t i = 1; i <= 60; i++) {
        ring_put(&b, 0, (uint32_t[]){CMD(SIGNAL, 0), DW(0x100), i, CMD(WAIT, 0), DW(0x200), i}, 8);
        ring_put(&b, 1, (uint32_t[]){CMD(WAIT, 0), DW(0x100), i, CMD(SIGNAL, 0), DW(0x200), i}, 8);
    }
    ring_fence(&b, 0, 1);
    ring_fence(&b, 1, 1);
    ring_go(&b, 0);
    ring_go(&b, 1);
    await_fence(0, 1);
    await_fence(1, 1);
}

/* The CPU signals: it writes the cell and says so. */
static void semaphore_from_the_cpu(void **state)
{
    ring_put(&b, 0, (uint32_t[]){CMD(WAIT, 0), DW(0x100), 3}, 4);
    ring_fence(&b, 0, 1);
    ring_go(&b, 0);
    __atomic_store_n((uint32_t *)(void *)(b.vram + 0x100), 3, __ATOMIC_RELEASE);
    bench_write(&b, REFGPU_SEMAPHORE_KICK, 0);
    await_fence(0, 1);
}

/* Both engines draw over the same memory while the driver reads registers, flips, and looks at the screen in the
 * aperture; commands are atomic, so every pixel row is of one colour. */
static void everything_at_once(void **state)
{
    uint32_t head = REFGPU_HEAD(0);

    for (uint32_t i = 0; i < 16; i++)
        bench_map(&b, i, REFGPU_PTE(DATA_AT + i * PAGE, REFGPU_PTE_VALID));
    bench_write(&b, head + REFGPU_HEAD_SIZE, REFGPU_WH(64, 64));
    bench_write(&b, head + REFGPU_HEAD_PITCH, REFGPU_PITCH(256, REFGPU_X8R8G8B8));
    bench_write(&b, head + REFGPU_HEAD_ADDRESS_HI, APERTURE >> 32);
    bench_write(&b, head + REFGPU_HEAD_CONTROL, REFGPU_HEAD_ENABLE);
    assert_true(refgpu_vsync_timer_start(b.device, 1000));
    assert_false(refgpu_vsync_timer_start(b.device, 60));
    for (uint32_t i = 1; i <= 100; i++) {
        struct device_scanout s;
        for (unsigned node = 0; node < 2; node++) {
            uint32_t c[] = {CMD(FILL, 0),      DW(APERTURE), REFGPU_PITCH(256, REFGPU_X8R8G8B8), 0,
                            REFGPU_WH(64, 64), i * 2 + node};
            ring_put(&b, node, c, COUNT(c));
            ring_fence(&b, node, i);
            ring_go(&b, node);
        }
        bench_write(&b, head + REFGPU_HEAD_FLIP, REFGPU_FLIP_VSYNC);
        assert_true(b.device->ops->scanout(b.device, 0, &s) && s.enabled);
        for (uint32_t p = 0; p < 64 * 64; p++)
            assert_int_equal(((const uint32_t *)s.pixels)[p], *(const uint32_t *)s.pixels);
        await_fence(0, i);
        await_fence(1, i);
    }
    await(REFGPU_INT_VSYNC(0));
    refgpu_vsync_timer_stop(b.device);
    refgpu_vsync_timer_stop(b.device);
    assert_true(refgpu_vsync_timer_start(b.device, 1000));
}

/* Preempted at any moment: completed work and resubmitted work together are all of it, in order. */
static void preemption_at_any_moment(void **state)
{
    uint32_t done = 0;

    for (uint32_t round = 1; done < 300; round++) {
        uint32_t fence;
        for (uint32_t i = done + 1; i <= done + 20; i++) {
            ring_put(&b, 0, (uint32_t[]){CMD(COPY_LINEAR, 0), DW(i * 4), DW(0), 4}, 6);
            ring_put(&b, 0, (uint32_t[]){CMD(FILL_LINEAR, 0), DW(0), 4, i}, 5);
            ring_fence(&b, 0, i);
        }
        ring_go(&b, 0);
        if (round & 1)
            await(REFGPU_INT_FENCE(0));
        node_write(&b, 0, REFGPU_PREEMPT, round);
        await(REFGPU_INT_PREEMPTED(0));
        assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), round);
        fence = node_read(&b, 0, REFGPU_PREEMPT_FENCE);
        assert_int_equal(fence, node_read(&b, 0, REFGPU_FENCE));
        assert_in_range(fence, done, done + 20);
        done = fence;
    }
    for (uint32_t i = 2; i < 300; i++) {
        uint32_t cell =
            ((uint32_t *)(void *)b.vram)[i]; /* what the one before it left, or itself when it ran again */
        assert_true(cell == i - 1 || cell == i);
    }
}

static void put_tail_write(uint32_t tail)
{
    ring_put(&b, 0, (uint32_t[]){CMD(REGISTER_WRITE, 0), REFGPU_NODE(0) + REFGPU_RING_TAIL, tail}, 3);
}

/* A node that rings its own bell for ever cannot keep the adapter from being reset. */
static void endless_work_can_be_reset(void **state)
{
    for (int i = 0; i < 20; i++) {
        put_tail_write(512); /* at 0: on to the middle */
        ring_fence(&b, 0, 1);
        while (b.tail[0] < 500)
            ring_put(&b, 0, (uint32_t[]){REFGPU_COMMAND(REFGPU_NOP, 0, 1)}, 1);
        put_tail_write(3); /* in the middle: round to the first command again */
        while (b.tail[0])
            ring_put(&b, 0, (uint32_t[]){REFGPU_COMMAND(REFGPU_NOP, 0, 1)}, 1);
        node_write(&b, 0, REFGPU_RING_TAIL, 512);
        for (int laps = 0; laps < 3; laps++)
            await(REFGPU_INT_FENCE(0));
        bench_write(&b, REFGPU_RESET, REFGPU_RESET_ADAPTER);
        assert_int_equal(node_read(&b, 0, REFGPU_STATUS), 0);
        memset(b.ram, 0x77, RAM_SIZE); /* the engine does not look any more */
        bench_write(&b, REFGPU_INT_ENABLE, REFGPU_INT_ALL);
        pthread_mutex_lock(&b.lock);
        b.seen = 0;
        pthread_mutex_unlock(&b.lock);
        bench_start_node(&b, 0);
    }
}

static void a_hang_and_its_reset(void **state)
{
    for (uint32_t i = 1; i <= 30; i++) {
        refgpu_set_switch(b.device, 0, REFGPU_HANG_AT_COMMAND, 2);
        ring_fence(&b, 0, i);
        ring_fence(&b, 0, i + 1000);
        ring_go(&b, 0);
        await_fence(0, i);
        bench_recover(&b, 0);
        assert_int_equal(node_read(&b, 0, REFGPU_FENCE), i);
        refgpu_set_switch(b.device, 0, REFGPU_HANG_AT_COMMAND, 0);
    }
}

static void slow_and_reset_meanwhile(void **state)
{
    refgpu_set_switch(b.device, 0, REFGPU_SLOW, 3);
    ring_fence(&b, 0, 1);
    ring_go(&b, 0);
    await_fence(0, 1);
    refgpu_set_switch(b.device, 0, REFGPU_SLOW, 3600u * 1000 * 1000); /* an hour */
    ring_fence(&b, 0, 2);
    ring_go(&b, 0);
    bench_recover(&b, 0);
    refgpu_set_switch(b.device, 0, REFGPU_SLOW, 0);
    ring_fence(&b, 0, 3);
    ring_go(&b, 0);
    await_fence(0, 3);
    refgpu_set_switch(b.device, 1, REFGPU_SLOW, 3600u * 1000 * 1000);
    ring_fence(&b, 1, 2);
    ring_go(&b, 1); /* and the device goes away in the middle of it */
}

static void fault_interrupts(void **state)
{
    for (unsigned i = 0; i < 20; i++) {
        ring_put(&b, i & 1, (uint32_t[]){CMD(FILL_LINEAR, 0), DW(APERTURE + 20 * PAGE), 4, 0}, 5);
        ring_go(&b, i & 1);
        await(REFGPU_INT_FAULT(i & 1));
        assert_int_equal(node_read(&b, i & 1, REFGPU_FAULT_STATUS) & 0xff, REFGPU_FAULT_PAGE);
        bench_recover(&b, i & 1);
    }
    assert_int_equal(refgpu_step(b.device, 0, 1), 0); /* the engines belong to themselves */
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    static const struct CMUnitTest tests[] = {
        TEST(fences_arrive_in_order),    TEST(an_engine_that_sleeps_wakes_up),
        TEST(semaphores_between_nodes),  TEST(semaphore_from_the_cpu),
        TEST(everything_at_once),        TEST(preemption_at_any_moment),
        TEST(endless_work_can_be_reset), TEST(a_hang_and_its_reset),
        TEST(slow_and_reset_meanwhile),  TEST(fault_interrupts),
    };
    return cmocka_run_group_tests_name("refgpu threads", tests, NULL, NULL);
}
