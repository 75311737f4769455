/*
 * The engines' inside: what submit.c, interrupt.c and reset.c share.
 *
 * Two sides touch a node. The scheduler class (SubmitCommand, PreemptCommand, ResetEngine; never two at a time, SYN-04) owns the ring
 * and `tail`, `head`, `submitted`. The interrupt side owns `completed`, `reported`, `faulted` and what belongs to a preemption: it runs in
 * the interrupt routine, or in a routine that refgpu_synchronize runs under the same lock. So the way to the doorbell takes no lock: it
 * publishes `submitted` and looks at `preempting`, both atomically.
 */
#ifndef REFGPU_ENGINE_H
#define REFGPU_ENGINE_H

#include "hw.h"

/* ---- start.c ---- */

/* Rings for at least `entries` submissions each (SUB-11), and the dummy page. Half-open is for _close. PASSIVE_LEVEL. */
NTSTATUS refgpu_engines_open(struct refgpu *gpu, ULONG entries);
void refgpu_engines_close(struct refgpu *gpu);
/* After a reset of the adapter: the GART leads to the dummy page, the nodes wait for work, interrupts come. PASSIVE_LEVEL. */
void refgpu_engines_start(struct refgpu *gpu);

/* ---- submit.c ---- */

/* The ring is empty and the node runs from its beginning. Interrupt side, or nothing runs. */
void refgpu_node_begin(struct refgpu *gpu, ULONG node);
/* The fence of the submission that has its INDIRECT or its FENCE_WRITE at this index of the ring; *next: where the one behind it
 * begins, or NULL. */
ULONG refgpu_ring_fence(const struct refgpu_node *node, ULONG index, ULONG *next);
/* What stands in the ring from `head` to `tail` will not run: each DMA buffer goes on where it stands, the first at `offset` of what its
 * INDIRECT was given, or as REFGPU_NO_POSITION says. Interrupt side, or nothing runs. */
void refgpu_ring_drop(struct refgpu_node *node, ULONG head, ULONG tail, ULONG offset);

/* ---- interrupt.c ---- */

/* Runs `routine` under the interrupt lock, at device IRQL. <= DISPATCH_LEVEL. FALSE: the interrupt is not connected; it did not run. */
BOOLEAN refgpu_synchronize(struct refgpu *gpu, PKSYNCHRONIZE_ROUTINE routine, PVOID context);
/* INT_ENABLE as the driver's state wants it. */
void refgpu_interrupts_program(struct refgpu *gpu);
/* From here on the interrupt routine looks at the device, or does not; on return none is looking. */
void refgpu_interrupts_listen(struct refgpu *gpu, BOOLEAN listen);
/* All that the device has to say, then `also` (a mask of nodes) is asked for its fence whether it said something or not.
 * Interrupt side; FALSE: there was nothing. */
BOOLEAN refgpu_interrupts_service(struct refgpu *gpu, ULONG also);

/* Modulo 2^32: fence a comes after b. */
static inline BOOLEAN refgpu_fence_after(ULONG a, ULONG b)
{
    return (LONG)(a - b) > 0;
}

#endif
