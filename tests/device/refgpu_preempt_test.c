/* Preemption, reset, interrupts, and everything that can be wrong with a refgpu. */
#include "refgpu_harness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define BUFFERS          4u
#define COMMANDS         5u /* per buffer; every other one is followed by a NOP */
#define STEPS            (BUFFERS * (2 + COMMANDS) + BUFFERS * COMMANDS / 2) /* with INDIRECT, FENCE_WRITE, NOP */
#define CMD(name, flags) REFGPU_COMMAND(REFGPU_##name, flags, REFGPU_##name##_DWORDS)

static struct bench b;

static const struct refgpu_config config = {
    .vram_size = 64 << 10, .visible_size = 64 << 10, .gart_pages = 16, .heads = 4};
static const struct refgpu_config line_config = {
    .vram_size = 64 << 10, .visible_size = 64 << 10, .gart_pages = 16, .heads = 1, .line_interrupt = true};

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

/* ---- preemption ---------------------------------------------------------------------------------------- */

static uint64_t buffer_at(uint32_t n)
{
    return 0x8000 + n * 0x100;
}

/* A chain of numbers handed on from cell to cell: a command that is lost or out of order breaks it. */
static void write_buffers(void)
{
    for (uint32_t n = 0; n < BUFFERS; n++)
        for (uint32_t i = 0; i < COMMANDS; i++) {
            uint32_t id = n * COMMANDS + i;
            uint32_t c[] = {CMD(COPY_LINEAR, 0), DW(id * 4 + 4), DW(id * 4), 4};
            uint32_t f[] = {CMD(FILL_LINEAR, 0), DW(id * 4), 4, id, REFGPU_COMMAND(REFGPU_NOP, 0, 1)};
            memcpy(b.vram + buffer_at(n) + i * 24, id & 1 ? c : f, 24);
        }
}

static void submit(uint32_t n, uint32_t offset)
{
    ring_indirect(&b, 0, buffer_at(n) + offset, COMMANDS * 24 - offset, n + 1, 0);
    ring_fence(&b, 0, n + 1);
}

static void submit_all(void)
{
    for (uint32_t n = 0; n < BUFFERS; n++)
        submit(n, 0);
    ring_go(&b, 0);
}

/* After any number of commands: the node stops there, says where, and the rest of the work gives the same memory
 * as without preemption. */
static void preemption_at_every_command(void **state)
{
    static uint8_t expected[0x100];
    unsigned total = 0;

    write_buffers();
    memset(b.vram, 0, sizeof(expected));
    submit_all();
    while (refgpu_step(b.device, 0, 1))
        total++;
    memcpy(expected, b.vram, sizeof(expected));
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), BUFFERS);

    for (unsigned k = 0; k <= total; k++) {
        uint32_t head, fence, offset, next;
        bench_write(&b, REFGPU_RESET, REFGPU_RESET_ADAPTER);
        bench_write(&b, REFGPU_INT_ENABLE, REFGPU_INT_ALL);
        bench_start_node(&b, 0);
        memset(b.vram, 0, sizeof(expected));
        submit_all();
        assert_int_equal(refgpu_step(b.device, 0, k), k);
        node_write(&b, 0, REFGPU_PREEMPT, 1000 + k);
        assert_int_equal(bench_read(&b, REFGPU_INT_STATUS) & REFGPU_INT_PREEMPTED(0),
                         REFGPU_INT_PREEMPTED(0));
        assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 1000 + k);
        fence = node_read(&b, 0, REFGPU_PREEMPT_FENCE);
        head = node_read(&b, 0, REFGPU_PREEMPT_HEAD);
        offset = node_read(&b, 0, REFGPU_PREEMPT_OFFSET);
        assert_int_equal(fence, node_read(&b, 0, REFGPU_FENCE));
        assert_int_equal(node_read(&b, 0, REFGPU_RING_HEAD), node_read(&b, 0, REFGPU_RING_TAIL));
        assert_int_equal(refgpu_step(b.device, 0, 10), 0); /* what was in the ring is dropped */
        /* Each submission is 7 dwords of ring; the position tells how much of it is left. */
        next = head / 7;
        assert_int_equal(next, fence); /* the first that is not done */
        if (offset != REFGPU_NO_POSITION) {
            submit(next, offset);
            next++;
        } else if (head % 7) { /* between its buffer and its fence */
            ring_fence(&b, 0, next + 1);
            next++;
        }
        for (; next < BUFFERS; next++)
            submit(next, 0);
        ring_go(&b, 0);
        bench_drain(&b, 0);
        assert_int_equal(node_read(&b, 0, REFGPU_FENCE), BUFFERS);
        assert_memory_equal(b.vram, expected, sizeof(expected));
    }
}

/* An idle, a disabled and a waiting node answer at once. */
static void preemption_without_work(void **state)
{
    node_write(&b, 0, REFGPU_PREEMPT, 5);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 5);
    assert_int_equal(bench_interrupts(&b), 1);
    node_write(&b, 1, REFGPU_CONTROL, 0);
    node_write(&b, 1, REFGPU_PREEMPT, 6);
    assert_int_equal(node_read(&b, 1, REFGPU_PREEMPT_TAG), 6);
    assert_int_equal(bench_interrupts(&b), 2);
    bench_write(&b, REFGPU_INT_STATUS, REFGPU_INT_ALL);
    ring_put(&b, 0, (uint32_t[]){CMD(WAIT, 0), DW(0), 1}, 4);
    ring_go(&b, 0);
    bench_drain(&b, 0);
    assert_int_equal(node_read(&b, 0, REFGPU_STATUS), REFGPU_STATUS_WAITING);
    node_write(&b, 0, REFGPU_PREEMPT, 7);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 7);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_HEAD), 0);
    assert_int_equal(node_read(&b, 0, REFGPU_STATUS), 0);
    assert_int_equal(bench_interrupts(&b), 3);
}

/* A command that asks for the preemption of its own node is a boundary too: its end. */
static void preemption_by_command(void **state)
{
    ring_put(&b, 0, (uint32_t[]){CMD(REGISTER_WRITE, 0), REFGPU_NODE(0) + REFGPU_PREEMPT, 8}, 3);
    ring_fence(&b, 0, 1);
    ring_go(&b, 0);
    bench_drain(&b, 0);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 8);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_HEAD), 3);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 0);
}

/* ---- reset --------------------------------------------------------------------------------------------- */

static void node_reset_leaves_the_rest(void **state)
{
    memset(b.vram, 0x5a, 64 << 10);
    bench_map(&b, 3, 0x1001);
    ring_fence(&b, 0, 4);
    ring_fence(&b, 1, 5);
    ring_go(&b, 0);
    ring_go(&b, 1);
    bench_drain(&b, 0);
    bench_drain(&b, 1);
    ring_fence(&b, 0, 6);
    ring_go(&b, 0);
    bench_write(&b, REFGPU_RESET, REFGPU_RESET_NODE(0));
    assert_int_equal(refgpu_step(b.device, 0, 5), 0);
    assert_int_equal(node_read(&b, 0, REFGPU_CONTROL), 0);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 4); /* what was done stays known */
    assert_int_equal(node_read(&b, 0, REFGPU_COMMANDS), 0);
    assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), REFGPU_INT_FENCE(1));
    assert_int_equal(bench_read(&b, REFGPU_RESET), 0);
    assert_int_equal(b.device->ops->bar_read(b.device, 4, 24, 8), 0x1001);
    assert_int_equal(RUN(&b, 1, CMD(FILL_LINEAR, 0), DW(0), 4, 0), 0);
    assert_int_equal(b.vram[4], 0x5a);
}

static void adapter_reset_forgets_all_but_vram(void **state)
{
    memset(b.vram, 0x5a, 64 << 10);
    bench_map(&b, 3, 0x1001);
    ring_fence(&b, 0, 4);
    ring_go(&b, 0);
    bench_drain(&b, 0);
    bench_write(&b, REFGPU_HEAD(0) + REFGPU_HEAD_CONTROL, 1);
    bench_write(&b, REFGPU_RESET, REFGPU_RESET_ADAPTER);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 0);
    assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), 0);
    assert_int_equal(bench_read(&b, REFGPU_INT_ENABLE), 0);
    assert_int_equal(bench_read(&b, REFGPU_HEAD(0) + REFGPU_HEAD_CONTROL), 0);
    assert_int_equal(bench_read(&b, REFGPU_HEAD(0) + REFGPU_HEAD_STATUS), REFGPU_HEAD_CONNECTED);
    assert_int_equal(b.device->ops->bar_read(b.device, 4, 24, 8), 0);
    for (unsigned i = 0; i < 64 << 10; i++)
        assert_int_equal(b.vram[i], 0x5a);
    b.device->ops->reset(b.device); /* the bus's reset is the same */
    refgpu_quiesce(b.device);
}

/* ---- interrupts ---------------------------------------------------------------------------------------- */

static void raise_user(uint32_t bits)
{
    RUN(&b, 0, CMD(INTERRUPT, 0), bits);
}

static void a_message_for_every_fresh_cause(void **state)
{
    bench_write(&b, REFGPU_INT_ENABLE, REFGPU_INT_USER(0));
    raise_user(REFGPU_INT_USER(0));
    assert_int_equal(bench_interrupts(&b), 1);
    raise_user(REFGPU_INT_USER(0)); /* set already: the handler has not been there yet */
    assert_int_equal(bench_interrupts(&b), 1);
    raise_user(REFGPU_INT_USER(1)); /* disabled */
    assert_int_equal(bench_interrupts(&b), 1);
    bench_write(&b, REFGPU_INT_ENABLE, REFGPU_INT_ALL); /* and now enabled */
    assert_int_equal(bench_interrupts(&b), 2);
    bench_write(&b, REFGPU_INT_STATUS, REFGPU_INT_USER(0));
    assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), REFGPU_INT_USER(1));
    raise_user(REFGPU_INT_USER(0));
    assert_int_equal(bench_interrupts(&b), 3);
}

static void the_line_follows_the_causes(void **state)
{
    bench_close(&b);
    bench_open(&b, &line_config);
    assert_int_equal(b.device->interrupt_messages, 0);
    assert_int_equal(b.device->config[0x3d], 1);
    assert_int_equal(b.device->config[0x34], 0);
    raise_user(REFGPU_INT_USER(0) | REFGPU_INT_USER(1));
    assert_true(b.level);
    assert_int_equal(bench_interrupts(&b), 1);
    bench_write(&b, REFGPU_INT_STATUS, REFGPU_INT_USER(0));
    assert_true(b.level);
    bench_write(&b, REFGPU_INT_STATUS, REFGPU_INT_USER(1));
    assert_false(b.level);
    raise_user(REFGPU_INT_USER(1));
    assert_true(b.level);
    bench_write(&b, REFGPU_INT_ENABLE, 0);
    assert_false(b.level);
    bench_write(&b, REFGPU_INT_STATUS, REFGPU_INT_ALL);
    bench_write(&b, REFGPU_INT_ENABLE, REFGPU_INT_ALL);
    assert_int_equal(bench_interrupts(&b), 2);
    refgpu_set_switch(b.device, 0, REFGPU_INTERRUPT_NO_CAUSE, 2); /* pulses */
    assert_int_equal(bench_interrupts(&b), 4);
    assert_false(b.level);
    refgpu_set_switch(b.device, 0, REFGPU_INTERRUPT_LOST, 1);
    raise_user(REFGPU_INT_USER(0));
    assert_false(b.level);
    assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), REFGPU_INT_USER(0));
}

/* The handler may write registers that raise interrupts; they come when it is done. */
static void a_handler_is_never_inside_itself(void **state)
{
    b.acknowledge = true;
    for (unsigned i = 0; i < 20; i++)
        raise_user(REFGPU_INT_USER(0) | REFGPU_INT_USER(1));
    assert_int_equal(bench_interrupts(&b), 20);
    assert_int_equal(b.seen, REFGPU_INT_USER(0) | REFGPU_INT_USER(1));
    assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), 0);
}

/* ---- switches ------------------------------------------------------------------------------------------ */

static void hang_at_every_command(void **state)
{
    write_buffers();
    for (uint32_t k = 1; k <= STEPS; k++) {
        refgpu_set_switch(b.device, 0, REFGPU_HANG_AT_COMMAND, k);
        submit_all();
        assert_int_equal(refgpu_step(b.device, 0, 1000), k - 1);
        assert_int_equal(refgpu_get_switch(b.device, 0, REFGPU_HANG_AT_COMMAND), 0);
        assert_int_equal(node_read(&b, 0, REFGPU_STATUS), REFGPU_STATUS_BUSY);
        node_write(&b, 0, REFGPU_PREEMPT, k); /* deaf */
        assert_int_equal(refgpu_step(b.device, 0, 1000), 0);
        assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 0);
        bench_recover(&b, 0);
        assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 0);
        submit_all();
        assert_int_equal(refgpu_step(b.device, 0, 1000), STEPS);
        node_write(&b, 0, REFGPU_CONTROL, 0); /* back to the start of the ring */
        bench_start_node(&b, 0);
    }
}

static void hang_on_an_opcode(void **state)
{
    refgpu_set_switch(b.device, 1, REFGPU_HANG_ON_OPCODE, REFGPU_SIGNAL + 1);
    assert_int_equal(RUN(&b, 1, CMD(FILL_LINEAR, 0), DW(0), 4, 7), 0);
    RUN(&b, 1, CMD(SIGNAL, 0), DW(0), 9);
    assert_int_equal(b.vram[0], 7);
    assert_int_equal(node_read(&b, 1, REFGPU_STATUS), REFGPU_STATUS_BUSY);
    assert_int_equal(RUN(&b, 0, CMD(SIGNAL, 0), DW(0), 8), 0); /* the other node is well */
    assert_int_equal(b.vram[0], 8);
    refgpu_set_switch(b.device, 1, REFGPU_HANG_ON_OPCODE, 0);
    assert_int_equal(refgpu_step(b.device, 1, 10), 0); /* too late for this one */
    bench_recover(&b, 1);
    RUN(&b, 1, CMD(SIGNAL, 0), DW(0), 9);
    assert_int_equal(b.vram[0], 9);
}

/* A failed engine reset says so and helps nothing; the adapter's reset does. */
static void reset_that_fails(void **state)
{
    refgpu_set_switch(b.device, 0, REFGPU_HANG_AT_COMMAND, 1);
    refgpu_set_switch(b.device, 0, REFGPU_RESET_FAILS, 1);
    ring_fence(&b, 0, 1);
    ring_go(&b, 0);
    assert_int_equal(refgpu_step(b.device, 0, 5), 0);
    bench_write(&b, REFGPU_RESET, REFGPU_RESET_NODE(0) | REFGPU_RESET_NODE(1));
    assert_int_equal(bench_read(&b, REFGPU_RESET), REFGPU_RESET_NODE(0));
    assert_int_equal(node_read(&b, 0, REFGPU_STATUS), REFGPU_STATUS_BUSY);
    assert_int_equal(node_read(&b, 1, REFGPU_CONTROL), 0);
    refgpu_set_switch(b.device, 0, REFGPU_RESET_FAILS, 5);
    bench_write(&b, REFGPU_RESET, REFGPU_RESET_ADAPTER);
    assert_int_equal(bench_read(&b, REFGPU_RESET), 0);
    assert_int_equal(node_read(&b, 0, REFGPU_STATUS), 0);
}

static void slow_commands(void **state)
{
    refgpu_set_switch(b.device, 0, REFGPU_SLOW, 3);
    ring_fence(&b, 0, 1);
    ring_fence(&b, 0, 2);
    ring_go(&b, 0);
    assert_int_equal(refgpu_step(b.device, 0, 3), 3);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 0);
    node_write(&b, 0, REFGPU_PREEMPT, 1); /* a slow command is not a boundary */
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 0);
    assert_int_equal(refgpu_step(b.device, 0, 1), 1);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 1);
    assert_int_equal(refgpu_step(b.device, 0, 10), 0);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 1);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_FENCE), 1);
    assert_int_equal(node_read(&b, 0, REFGPU_COMMANDS), 1);
}

static void injected_fault(void **state)
{
    refgpu_set_switch(b.device, 0, REFGPU_FAULT_AT_COMMAND, 3);
    write_buffers();
    submit_all();
    assert_int_equal(refgpu_step(b.device, 0, 100), 3);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_STATUS) & 0xff, REFGPU_FAULT_PAGE);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_ADDRESS_LO), 0xdead000);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_FENCE), 1);
    assert_int_equal(node_read(&b, 0, REFGPU_FAULT_OFFSET), 20);
    node_write(&b, 0, REFGPU_PREEMPT, 9); /* a halted node does not answer */
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 0);
}

static void fence_now(uint32_t fence)
{
    ring_fence(&b, 0, fence);
    ring_go(&b, 0);
    bench_drain(&b, 0);
}

static void interrupts_that_lie(void **state)
{
    refgpu_set_switch(b.device, 0, REFGPU_INTERRUPT_LOST, 2);
    fence_now(1);
    fence_now(2);
    assert_int_equal(bench_interrupts(&b), 0);
    assert_int_equal(bench_read(&b, REFGPU_INT_STATUS), REFGPU_INT_FENCE(0)); /* only the message is lost */
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 2);
    fence_now(3); /* and the next one gets through although nobody acknowledged */
    assert_int_equal(bench_interrupts(&b), 1);
    bench_write(&b, REFGPU_INT_STATUS, REFGPU_INT_ALL);
    refgpu_set_switch(b.device, 0, REFGPU_INTERRUPT_TWICE, 1);
    b.acknowledge = true;
    fence_now(4);
    assert_int_equal(bench_interrupts(&b), 3); /* the second finds nothing */
    fence_now(5);
    assert_int_equal(bench_interrupts(&b), 4);
    refgpu_set_switch(b.device, 1, REFGPU_INTERRUPT_NO_CAUSE, 3);
    assert_int_equal(bench_interrupts(&b), 7);
    assert_int_equal(refgpu_get_switch(b.device, 1, REFGPU_INTERRUPT_NO_CAUSE), 0);
    refgpu_set_switch(b.device, 0, REFGPU_FENCE_OFF_BY, (uint32_t)-3);
    fence_now(6);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 3);
    fence_now(7);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 7);
}

static void preemption_that_misbehaves(void **state)
{
    refgpu_set_switch(b.device, 0, REFGPU_PREEMPT_IGNORED, 1);
    node_write(&b, 0, REFGPU_PREEMPT, 1);
    assert_int_equal(refgpu_step(b.device, 0, 10), 0);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 0);
    node_write(&b, 0, REFGPU_PREEMPT, 2);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 2);
    refgpu_set_switch(b.device, 0, REFGPU_PREEMPT_LATE, 3);
    for (uint32_t i = 1; i <= 6; i++)
        ring_fence(&b, 0, i);
    ring_go(&b, 0);
    node_write(&b, 0, REFGPU_PREEMPT, 3);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 2);
    assert_int_equal(refgpu_step(b.device, 0, 10), 3);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 3);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_FENCE), 3);
    for (uint32_t i = 7; i <= 8; i++) /* less work than it is late: it answers when it is done */
        ring_fence(&b, 0, i);
    ring_go(&b, 0);
    node_write(&b, 0, REFGPU_PREEMPT, 4);
    bench_drain(&b, 0);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_TAG), 4);
    assert_int_equal(node_read(&b, 0, REFGPU_PREEMPT_FENCE), 8);
}

/* ---- the host's hook ----------------------------------------------------------------------------------- */

static unsigned kicks[REFGPU_NODE_COUNT];
static bool at_once;

static void on_kick(void *ctx, unsigned node)
{
    assert_ptr_equal(ctx, &b);
    kicks[node]++;
    if (at_once)
        bench_drain(&b, node);
}

/* The host is told of every node that may have work; when it steps at once, a doorbell is a function call. */
static void the_host_is_told_of_work(void **state)
{
    struct refgpu_config hooked = config;

    hooked.kicked = on_kick;
    hooked.ctx = &b;
    bench_close(&b);
    bench_open(&b, &hooked);
    memset(kicks, 0, sizeof(kicks));
    ring_put(&b, 0, (uint32_t[]){CMD(WAIT, 0), DW(0x100), 1}, 4);
    ring_fence(&b, 0, 1);
    ring_go(&b, 0);
    assert_int_equal(kicks[0], 1);
    bench_drain(&b, 0);
    RUN(&b, 1, CMD(SIGNAL, 0), DW(0x100), 1);
    assert_int_equal(kicks[0], 2);
    assert_int_equal(kicks[1], 1);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 0);
    bench_drain(&b, 0);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 1);
    at_once = true;
    b.acknowledge = true;
    bench_write(&b, REFGPU_INT_STATUS, REFGPU_INT_ALL);
    ring_put(&b, 0, (uint32_t[]){CMD(WAIT, 0), DW(0x100), 2}, 4);
    ring_fence(&b, 0, 2);
    ring_go(&b, 0);
    ring_put(&b, 1, (uint32_t[]){CMD(SIGNAL, 0), DW(0x100), 2}, 4);
    ring_go(&b, 1);
    assert_int_equal(node_read(&b, 0, REFGPU_FENCE), 2);
    assert_int_equal(b.seen & REFGPU_INT_FENCE(0), REFGPU_INT_FENCE(0));
    at_once = false;
}

static void nonsense_from_the_host(void **state)
{
    refgpu_set_switch(b.device, 2, REFGPU_SLOW, 1);
    refgpu_set_switch(b.device, 0, REFGPU_SWITCH_COUNT, 1);
    assert_int_equal(refgpu_get_switch(b.device, 2, REFGPU_SLOW), 0);
    assert_int_equal(refgpu_step(b.device, 2, 1), 0);
    refgpu_tick_vsync(b.device, 4);
    refgpu_set_edid(b.device, 4, NULL, 0);
    refgpu_set_scanline(b.device, 4, 0);
    assert_int_equal(bench_interrupts(&b), 0);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    static const struct CMUnitTest tests[] = {
        TEST(preemption_at_every_command),
        TEST(preemption_without_work),
        TEST(preemption_by_command),
        TEST(node_reset_leaves_the_rest),
        TEST(adapter_reset_forgets_all_but_vram),
        TEST(a_message_for_every_fresh_cause),
        TEST(the_line_follows_the_causes),
        TEST(a_handler_is_never_inside_itself),
        TEST(hang_at_every_command),
        TEST(hang_on_an_opcode),
        TEST(reset_that_fails),
        TEST(slow_commands),
        TEST(injected_fault),
        TEST(interrupts_that_lie),
        TEST(preemption_that_misbehaves),
        TEST(the_host_is_told_of_work),
        TEST(nonsense_from_the_host),
    };
    return cmocka_run_group_tests_name("refgpu preemption and trouble", tests, NULL, NULL);
}
