/*
 * The host's side of the refgpu model: how big it is, who moves its engines and its clock, and what is wrong
 * with it. The driver's side is refgpu_regs.h and docs/formats/refgpu.md.
 *
 *     struct device *gpu = refgpu_create(&(struct refgpu_config){.vram_size = 8 << 20, .visible_size = 4 << 20,
 *                                                                .gart_pages = 1024, .heads = 1});
 *     struct bus_device *bus = bus_local_open(gpu);
 *     ... the driver writes RING_TAIL ...
 *     while (refgpu_step(gpu, REFGPU_NODE_DRAW, 1))
 *         ;
 *     refgpu_tick_vsync(gpu, 0);
 *     refgpu_quiesce(gpu);
 *     bus_close(bus);
 *     device_destroy(gpu);
 *
 * Every function may be called on any thread, except from an interrupt handler where it says so. Interrupts
 * are sent on the thread that caused them: the caller of refgpu_step, the engine's own thread, the one that
 * wrote a register; never with a lock of the model held, and never two at a time.
 */
#ifndef OPENWDDM_REFGPU_H
#define OPENWDDM_REFGPU_H

#include "device.h"
#include "refgpu_regs.h"

struct refgpu_config {
    size_t vram_size;    /* bytes, a multiple of 4 KB, at most 32 GiB */
    size_t visible_size; /* bytes BAR0 shows: a power of two, 4 KB..2 GiB, not above vram_size */
    uint32_t gart_pages; /* a power of two, 16..2^20 */
    unsigned heads;      /* 1..4 */
    bool threads;        /* an engine thread per node; otherwise the host calls refgpu_step */
    bool line_interrupt; /* INTx rather than one MSI message */
    unsigned
        idle_spin; /* threads: how often an engine looks for new work before it sleeps; 0 = sleep at once */
    /* Optional, without threads: a node may have something to do now, so step it until it does less than asked. Called
     * with no lock held on the thread that caused it (a doorbell, a reset, another node's SIGNAL), and may step at
     * once: then a doorbell returns when the work is done. */
    void (*kicked)(void *ctx, unsigned node);
    void *ctx;
};

/* NULL with errno EINVAL or ENOMEM. The monitors are connected, all registers as after a reset, VRAM zero. */
struct device *refgpu_create(const struct refgpu_config *config);

/* Without threads: executes at most `max_commands` commands (of the ring or of buffers) on one node. Returns
 * how many it did; fewer when the node has nothing to do, waits, halted or hangs. Not from an interrupt
 * handler. With threads, or without such a node, it does nothing and returns 0. */
unsigned refgpu_step(struct device *device, unsigned node, unsigned max_commands);

/* One vertical blank begins: a pending flip is done, VSYNC is raised. */
void refgpu_tick_vsync(struct device *device, unsigned head);
/* What SCANLINE reads from now on; the model has no beam of its own. */
void refgpu_set_scanline(struct device *device, unsigned head, uint32_t line);
/* A thread that ticks all heads; 0 < hz <= 1000. False when it runs already or cannot be started. */
bool refgpu_vsync_timer_start(struct device *device, unsigned hz);
void refgpu_vsync_timer_stop(struct device *device); /* not from an interrupt handler */

/* The monitor of a head: up to 1024 bytes of EDID; size 0 unplugs it. Raises HOTPLUG. */
void refgpu_set_edid(struct device *device, unsigned head, const void *edid, size_t size);

/* Stops the timer and resets the adapter: from now on the device neither touches memory nor interrupts until a
 * driver programs it again. Before bus_close; not from an interrupt handler. */
void refgpu_quiesce(struct device *device);

/* All VRAM, the invisible part too, for tests and screenshots. Whoever touches it while an engine draws there
 * sees half-done work. */
void *refgpu_vram(struct device *device);

/* What can be wrong with the device. Value 0 switches any of them off; "next" counts down and ends by itself.
 * A reset does not change them. */
enum refgpu_switch {
    REFGPU_HANG_AT_COMMAND,    /* the node hangs in place of its n-th command from now (1: the next); only a
                                 reset ends a hang, a preemption request does not */
    REFGPU_HANG_ON_OPCODE,     /* it hangs on this opcode; value = opcode + 1 */
    REFGPU_SLOW,               /* every command takes n more steps; with threads, n more microseconds */
    REFGPU_FAULT_AT_COMMAND,   /* a PAGE fault at address 0xdead000 in place of the n-th command from now */
    REFGPU_INTERRUPT_LOST,     /* the next n interrupts of the node set their status but are not sent */
    REFGPU_INTERRUPT_TWICE,    /* the next n interrupts of the node are sent twice */
    REFGPU_INTERRUPT_NO_CAUSE, /* n interrupts are sent now, with no status set for them */
    REFGPU_FENCE_OFF_BY,       /* the next FENCE_WRITE stores its value plus this (int32_t) */
    REFGPU_PREEMPT_IGNORED,    /* the next n preemption requests are not answered */
    REFGPU_PREEMPT_LATE,       /* a preemption request is seen n command boundaries late */
    REFGPU_RESET_FAILS,        /* the next n resets of the node alone fail, and RESET says so */
    REFGPU_SWITCH_COUNT
};

void refgpu_set_switch(struct device *device, unsigned node, enum refgpu_switch what, uint32_t value);
/* What is left of it. */
uint32_t refgpu_get_switch(struct device *device, unsigned node, enum refgpu_switch what);

#endif
