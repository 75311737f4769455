/*
 * What refgpu's hardware can be told and asked: the face of hw.c, the only file that knows registers. Whoever reads the driver against
 * the data sheet reads these two.
 *
 * Unless a line says otherwise everything works at any IRQL and waits for nothing. A device that was pulled out reads as all
 * ones and ignores writes.
 */
#ifndef REFGPU_HW_H
#define REFGPU_HW_H

#include "refgpu.h"

/* ---- the function ---- */

/* Maps the BARs, recognizes the device, resets it and fills in the hw fields of `gpu`. PASSIVE_LEVEL. */
NTSTATUS refgpu_hw_open(struct refgpu *gpu, const CM_RESOURCE_LIST *resources);
/* Resets the device and unmaps it; half-open is fine. `keep_heads`: what is scanned out stays on. PASSIVE_LEVEL. */
void refgpu_hw_close(struct refgpu *gpu, BOOLEAN keep_heads);

/* On return the engines neither read nor write memory, the GART is empty, all heads are off (TDR-05). */
void refgpu_hw_reset_adapter(struct refgpu *gpu);
/* FALSE: it failed, and nothing has changed. */
BOOLEAN refgpu_hw_reset_node(struct refgpu *gpu, ULONG node);

/* Commands that no user may run, seen in users' buffers since StartDevice. */
ULONG64 refgpu_hw_privileged_count(const struct refgpu *gpu);

/* ---- interrupts ---- */

/* REFGPU_INT_* that were set, and are not any more; 0: not ours, or no device. */
ULONG refgpu_hw_interrupts_take(struct refgpu *gpu);
void refgpu_hw_interrupts_enable(struct refgpu *gpu, ULONG bits);
/* Forgets causes that nobody asked for. */
void refgpu_hw_interrupts_clear(struct refgpu *gpu, ULONG bits);

/* ---- nodes ---- */

/* Programs the ring and enables the node at index 0. */
void refgpu_hw_node_start(struct refgpu *gpu, ULONG node);
void refgpu_hw_node_stop(struct refgpu *gpu, ULONG node);
/* The doorbell: everything before `tail` is in memory. */
void refgpu_hw_node_kick(struct refgpu *gpu, ULONG node, ULONG tail);
ULONG refgpu_hw_node_head(const struct refgpu *gpu, ULONG node);
/* The last fence that was written. */
ULONG refgpu_hw_node_fence(const struct refgpu *gpu, ULONG node);
void refgpu_hw_node_preempt(struct refgpu *gpu, ULONG node, ULONG tag);

struct refgpu_hw_preempted {
    ULONG tag, fence;
    ULONG head;   /* ring index of what it stopped in or before */
    ULONG tail;   /* the same: nothing was left to do */
    ULONG offset; /* in that buffer; REFGPU_NO_POSITION: before it */
};
struct refgpu_hw_preempted refgpu_hw_node_preempted(const struct refgpu *gpu, ULONG node);

struct refgpu_hw_state {
    ULONG status; /* REFGPU_STATUS_* */
    ULONG head, tail, fence, commands;
    ULONG current_fence, current_offset;
    ULONG fault_status, fault_fence, fault_offset;
    ULONG64 fault_address, current_address;
};
struct refgpu_hw_state refgpu_hw_node_state(const struct refgpu *gpu, ULONG node);

/* ---- GART ---- */

void refgpu_hw_gart_fill(struct refgpu *gpu, ULONG first, ULONG count, ULONG64 entry);

/* ---- heads ---- */

struct refgpu_hw_picture {
    UINT width, height, pitch;
    enum refgpu_format format;
    ULONG64 address;
    BOOLEAN blank; /* the timing runs, the monitor is dark */
};
/* Shows it at once. */
void refgpu_hw_head_show(struct refgpu *gpu, ULONG head, const struct refgpu_hw_picture *picture);
void refgpu_hw_head_off(struct refgpu *gpu, ULONG head);
void refgpu_hw_head_blank(struct refgpu *gpu, ULONG head, BOOLEAN blank);
/* Another picture of the same size. `immediate`: now, not at the next vertical blank. */
void refgpu_hw_head_flip(struct refgpu *gpu, ULONG head, ULONG64 address, UINT pitch,
                         enum refgpu_format format, BOOLEAN immediate);
/* GPU address of the picture being shown. */
ULONG64 refgpu_hw_head_current(const struct refgpu *gpu, ULONG head);
UINT refgpu_hw_head_scanline(const struct refgpu *gpu, ULONG head);
BOOLEAN refgpu_hw_head_connected(const struct refgpu *gpu, ULONG head);
void refgpu_hw_read_edid(const struct refgpu *gpu, ULONG head, ULONG offset, UCHAR *buffer, ULONG length);

#endif
