/*
 * The hardware, and the only file that touches it: registers in BAR2, the GART in BAR4, and video memory in BAR0, as
 * docs/formats/refgpu.md has them. Nothing here waits for a register, so nothing hangs when the device is gone.
 */
#include "hw.h"

static ULONG read(const struct refgpu *gpu, ULONG offset)
{
    return READ_REGISTER_ULONG((volatile ULONG *)(gpu->registers + offset));
}

static void write(const struct refgpu *gpu, ULONG offset, ULONG value)
{
    WRITE_REGISTER_ULONG((volatile ULONG *)(gpu->registers + offset), value);
}

static ULONG64 read_pair(const struct refgpu *gpu, ULONG offset)
{
    return read(gpu, offset) | (ULONG64)read(gpu, offset + 4) << 32;
}

/* ---- the function -------------------------------------------------------------------------------------- */

#define REMOVED 0xffffffffu

struct bars {
    CM_PARTIAL_RESOURCE_DESCRIPTOR vram, mmio, gart;
};

/* The memory ranges come in the order of the BARs; which is which says their order. */
static BOOLEAN find_bars(const CM_RESOURCE_LIST *resources, struct bars *bars)
{
    CM_PARTIAL_RESOURCE_DESCRIPTOR *const order[] = {&bars->vram, &bars->mmio, &bars->gart};
    const CM_PARTIAL_RESOURCE_LIST *list;
    ULONG found = 0;

    if (!resources || resources->Count == 0) {
        return FALSE;
    }
    list = &resources->List[0].PartialResourceList;
    for (ULONG i = 0; i < list->Count; i++) {
        if (list->PartialDescriptors[i].Type == CmResourceTypeMemory && found < RTL_NUMBER_OF(order)) {
            *order[found++] = list->PartialDescriptors[i];
        }
    }
    return found == RTL_NUMBER_OF(order) && bars->mmio.u.Memory.Length == REFGPU_MMIO_SIZE;
}

static NTSTATUS map(struct refgpu *gpu, const CM_PARTIAL_RESOURCE_DESCRIPTOR *bar,
                    MEMORY_CACHING_TYPE caching, PUCHAR *address)
{
    PVOID mapped = NULL;
    NTSTATUS status = gpu->kernel.DxgkCbMapMemory(gpu->kernel.DeviceHandle, bar->u.Memory.Start,
                                                  bar->u.Memory.Length, FALSE, FALSE, caching, &mapped);

    *address = NT_SUCCESS(status) ? mapped : NULL;
    return status;
}

/* What the device says of itself, at most what is mapped. */
static BOOLEAN learn(struct refgpu *gpu, const struct bars *bars)
{
    ULONG units = read(gpu, REFGPU_UNITS);
    ULONG gart_entries = bars->gart.u.Memory.Length / sizeof(ULONG64);

    gpu->vram_bus = bars->vram.u.Memory.Start;
    gpu->vram_size = (ULONG64)read(gpu, REFGPU_VRAM_PAGES) * REFGPU_PAGE_SIZE;
    gpu->visible_size = (ULONG64)read(gpu, REFGPU_VRAM_VISIBLE_PAGES) * REFGPU_PAGE_SIZE;
    gpu->gart_pages = read(gpu, REFGPU_GART_PAGES);
    gpu->head_count = units >> 4 & 0xf;
    if (gpu->visible_size > bars->vram.u.Memory.Length) {
        gpu->visible_size = bars->vram.u.Memory.Length;
    }
    if (gpu->gart_pages > gart_entries) {
        gpu->gart_pages = gart_entries;
    }
    gpu->window_pages = gpu->gart_pages / 4 < REFGPU_WINDOW_PAGES ? gpu->gart_pages / 4 : REFGPU_WINDOW_PAGES;
    return (units & 0xf) == REFGPU_NODE_COUNT && gpu->head_count >= 1 &&
           gpu->head_count <= REFGPU_HEADS_MAX && gpu->window_pages >= 4 &&
           gpu->visible_size > REFGPU_VRAM_FIRST && gpu->vram_size >= gpu->visible_size;
}

NTSTATUS refgpu_hw_open(struct refgpu *gpu, const CM_RESOURCE_LIST *resources)
{
    struct bars bars;
    NTSTATUS status;

    RtlZeroMemory(&bars, sizeof(bars));
    if (!find_bars(resources, &bars)) {
        return STATUS_GRAPHICS_DRIVER_MISMATCH;
    }
    status = map(gpu, &bars.mmio, MmNonCached, &gpu->registers);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (read(gpu, REFGPU_ID) != REFGPU_ID_VALUE ||
        read(gpu, REFGPU_VERSION) >> 16 != REFGPU_VERSION_VALUE >> 16 || !learn(gpu, &bars)) {
        return STATUS_GRAPHICS_DRIVER_MISMATCH;
    }
    status = map(gpu, &bars.gart, MmNonCached, &gpu->gart);
    if (NT_SUCCESS(status)) {
        status = map(gpu, &bars.vram, MmWriteCombined, &gpu->vram);
    }
    if (NT_SUCCESS(status)) {
        gpu->privileged_before = 0;
        refgpu_hw_reset_adapter(gpu);
    }
    return status;
}

static void unmap(struct refgpu *gpu, PUCHAR *address)
{
    if (*address) {
        gpu->kernel.DxgkCbUnmapMemory(gpu->kernel.DeviceHandle, *address);
    }
    *address = NULL;
}

void refgpu_hw_close(struct refgpu *gpu, BOOLEAN keep_heads)
{
    if (gpu->registers && gpu->gart && gpu->vram) {
        refgpu_hw_interrupts_enable(gpu, 0);
        for (ULONG node = 0; node < REFGPU_NODE_COUNT; node++) {
            refgpu_hw_reset_node(gpu, node);
        }
        if (!keep_heads) {
            refgpu_hw_reset_adapter(gpu);
        }
    }
    unmap(gpu, &gpu->vram);
    unmap(gpu, &gpu->gart);
    unmap(gpu, &gpu->registers);
}

void refgpu_hw_reset_adapter(struct refgpu *gpu)
{
    gpu->privileged_before = refgpu_hw_privileged_count(gpu);
    write(gpu, REFGPU_RESET, REFGPU_RESET_ADAPTER);
    write(gpu, REFGPU_DEBUG, REFGPU_DEBUG_COUNT_PRIVILEGED);
}

BOOLEAN refgpu_hw_reset_node(struct refgpu *gpu, ULONG node)
{
    write(gpu, REFGPU_RESET, REFGPU_RESET_NODE(node));
    return (read(gpu, REFGPU_RESET) & REFGPU_RESET_NODE(node)) == 0;
}

ULONG64 refgpu_hw_privileged_count(const struct refgpu *gpu)
{
    ULONG now = read(gpu, REFGPU_DEBUG_PRIVILEGED);

    return gpu->privileged_before + (now == REMOVED ? 0 : now);
}

/* ---- interrupts ---------------------------------------------------------------------------------------- */

ULONG refgpu_hw_interrupts_take(struct refgpu *gpu)
{
    ULONG status = read(gpu, REFGPU_INT_STATUS);

    if (status == REMOVED || status == 0) {
        return 0;
    }
    write(gpu, REFGPU_INT_STATUS, status);
    return status;
}

void refgpu_hw_interrupts_enable(struct refgpu *gpu, ULONG bits)
{
    write(gpu, REFGPU_INT_ENABLE, bits);
}

void refgpu_hw_interrupts_clear(struct refgpu *gpu, ULONG bits)
{
    write(gpu, REFGPU_INT_STATUS, bits);
}

/* ---- nodes --------------------------------------------------------------------------------------------- */

void refgpu_hw_node_start(struct refgpu *gpu, ULONG node)
{
    const struct refgpu_node *n = &gpu->node[node];

    write(gpu, REFGPU_NODE(node) + REFGPU_CONTROL, 0);
    write(gpu, REFGPU_NODE(node) + REFGPU_RING_LO, n->ring_address.LowPart);
    write(gpu, REFGPU_NODE(node) + REFGPU_RING_HI, (ULONG)n->ring_address.HighPart);
    write(gpu, REFGPU_NODE(node) + REFGPU_RING_ORDER, n->ring_order);
    write(gpu, REFGPU_NODE(node) + REFGPU_CONTROL, REFGPU_CONTROL_ENABLE);
}

void refgpu_hw_node_stop(struct refgpu *gpu, ULONG node)
{
    write(gpu, REFGPU_NODE(node) + REFGPU_CONTROL, 0);
}

void refgpu_hw_node_kick(struct refgpu *gpu, ULONG node, ULONG tail)
{
    KeMemoryBarrier(); /* the ring's memory before the doorbell */
    write(gpu, REFGPU_NODE(node) + REFGPU_RING_TAIL, tail);
}

ULONG refgpu_hw_node_head(const struct refgpu *gpu, ULONG node)
{
    return read(gpu, REFGPU_NODE(node) + REFGPU_RING_HEAD);
}

ULONG refgpu_hw_node_fence(const struct refgpu *gpu, ULONG node)
{
    return read(gpu, REFGPU_NODE(node) + REFGPU_FENCE);
}

void refgpu_hw_node_preempt(struct refgpu *gpu, ULONG node, ULONG tag)
{
    write(gpu, REFGPU_NODE(node) + REFGPU_PREEMPT, tag);
}

struct refgpu_hw_preempted refgpu_hw_node_preempted(const struct refgpu *gpu, ULONG node)
{
    return (struct refgpu_hw_preempted){
        .tag = read(gpu, REFGPU_NODE(node) + REFGPU_PREEMPT_TAG),
        .fence = read(gpu, REFGPU_NODE(node) + REFGPU_PREEMPT_FENCE),
        .head = read(gpu, REFGPU_NODE(node) + REFGPU_PREEMPT_HEAD),
        .tail = read(gpu, REFGPU_NODE(node) + REFGPU_RING_TAIL),
        .offset = read(gpu, REFGPU_NODE(node) + REFGPU_PREEMPT_OFFSET),
    };
}

struct refgpu_hw_state refgpu_hw_node_state(const struct refgpu *gpu, ULONG node)
{
    ULONG base = REFGPU_NODE(node);

    return (struct refgpu_hw_state){
        .status = read(gpu, base + REFGPU_STATUS),
        .head = read(gpu, base + REFGPU_RING_HEAD),
        .tail = read(gpu, base + REFGPU_RING_TAIL),
        .fence = read(gpu, base + REFGPU_FENCE),
        .commands = read(gpu, base + REFGPU_COMMANDS),
        .current_fence = read(gpu, base + REFGPU_CURRENT_FENCE),
        .current_offset = read(gpu, base + REFGPU_CURRENT_OFFSET),
        .fault_status = read(gpu, base + REFGPU_FAULT_STATUS),
        .fault_fence = read(gpu, base + REFGPU_FAULT_FENCE),
        .fault_offset = read(gpu, base + REFGPU_FAULT_OFFSET),
        .fault_address = read_pair(gpu, base + REFGPU_FAULT_ADDRESS_LO),
        .current_address = read_pair(gpu, base + REFGPU_CURRENT_LO),
    };
}

/* ---- GART ---------------------------------------------------------------------------------------------- */

void refgpu_hw_gart_fill(struct refgpu *gpu, ULONG first, ULONG count, ULONG64 entry)
{
    for (ULONG i = 0; i < count; i++) {
        WRITE_REGISTER_ULONG64((volatile ULONG64 *)gpu->gart + first + i, entry);
    }
}

/* ---- heads --------------------------------------------------------------------------------------------- */

static ULONG control(BOOLEAN blank)
{
    return REFGPU_HEAD_ENABLE | (blank ? REFGPU_HEAD_BLANK : 0);
}

static void write_picture(struct refgpu *gpu, ULONG base, ULONG64 address, UINT pitch,
                          enum refgpu_format format)
{
    write(gpu, base + REFGPU_HEAD_ADDRESS_LO, (ULONG)address);
    write(gpu, base + REFGPU_HEAD_ADDRESS_HI, (ULONG)(address >> 32));
    write(gpu, base + REFGPU_HEAD_PITCH, REFGPU_PITCH(pitch, format));
}

void refgpu_hw_head_show(struct refgpu *gpu, ULONG head, const struct refgpu_hw_picture *picture)
{
    ULONG base = REFGPU_HEAD(head);

    write(gpu, base + REFGPU_HEAD_CONTROL, 0);
    write(gpu, base + REFGPU_HEAD_SIZE, REFGPU_WH(picture->width, picture->height));
    write_picture(gpu, base, picture->address, picture->pitch, picture->format);
    write(gpu, base + REFGPU_HEAD_CONTROL, control(picture->blank));
}

void refgpu_hw_head_off(struct refgpu *gpu, ULONG head)
{
    write(gpu, REFGPU_HEAD(head) + REFGPU_HEAD_CONTROL, 0);
}

void refgpu_hw_head_blank(struct refgpu *gpu, ULONG head, BOOLEAN blank)
{
    write(gpu, REFGPU_HEAD(head) + REFGPU_HEAD_CONTROL, control(blank));
}

void refgpu_hw_head_flip(struct refgpu *gpu, ULONG head, ULONG64 address, UINT pitch,
                         enum refgpu_format format, BOOLEAN immediate)
{
    ULONG base = REFGPU_HEAD(head);

    write_picture(gpu, base, address, pitch, format);
    write(gpu, base + REFGPU_HEAD_FLIP, immediate ? REFGPU_FLIP_IMMEDIATE : REFGPU_FLIP_VSYNC);
}

/* Two registers; a flip between them shows in the high half, and there are no two flips within three reads. */
ULONG64 refgpu_hw_head_current(const struct refgpu *gpu, ULONG head)
{
    ULONG base = REFGPU_HEAD(head);
    ULONG high = read(gpu, base + REFGPU_HEAD_CURRENT_HI), low = read(gpu, base + REFGPU_HEAD_CURRENT_LO);
    ULONG again = read(gpu, base + REFGPU_HEAD_CURRENT_HI);

    if (again != high) {
        low = read(gpu, base + REFGPU_HEAD_CURRENT_LO);
    }
    return (ULONG64)again << 32 | low;
}

UINT refgpu_hw_head_scanline(const struct refgpu *gpu, ULONG head)
{
    return read(gpu, REFGPU_HEAD(head) + REFGPU_HEAD_SCANLINE);
}

BOOLEAN refgpu_hw_head_connected(const struct refgpu *gpu, ULONG head)
{
    ULONG status = read(gpu, REFGPU_HEAD(head) + REFGPU_HEAD_STATUS);

    return status != REMOVED && (status & REFGPU_HEAD_CONNECTED) != 0;
}

void refgpu_hw_read_edid(const struct refgpu *gpu, ULONG head, ULONG offset, UCHAR *buffer, ULONG length)
{
    for (ULONG i = 0; i < length; i++) {
        ULONG at = offset + i;
        buffer[i] = at < REFGPU_EDID_SIZE ? READ_REGISTER_UCHAR(gpu->registers + REFGPU_EDID(head) + at) : 0;
    }
}
