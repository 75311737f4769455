/*
 * From a DMA buffer to a ring: submission, preemption, cancellation. All but CancelCommand runs at DISPATCH_LEVEL and is nonpaged.
 *
 * A submission is INDIRECT and FENCE_WRITE, 7 dwords; one that runs nothing is FENCE_WRITE alone. The ring is the queue: it was made
 * as deep as the graphics kernel said it would need (SUB-11), and nothing waits here.
 *
 * A preempted node drops what is in its ring, and the graphics kernel submits it again (PRE-05), perhaps with new fences. The first
 * of it may have run in part, and what it did must not be done twice; so the place is noted in the buffer's private block, and
 * the submission that covers it begins there, as often as it is stopped. Commands between request and answer would be dropped unseen: they stay behind
 * the doorbell until the answer came.
 */
#include "engine.h"

#define ENTRY_DWORDS (REFGPU_INDIRECT_DWORDS + REFGPU_FENCE_WRITE_DWORDS)

/* ---- the ring ------------------------------------------------------------------------------------------ */

static ULONG wrap(const struct refgpu_node *node, ULONG index)
{
    return index & (node->ring_dwords - 1);
}

static void put(struct refgpu_node *node, ULONG value)
{
    node->ring[node->tail] = value;
    node->tail = wrap(node, node->tail + 1);
}

/* HEAD is asked for only when what was known of it does not suffice: a register costs more than the rest. */
static BOOLEAN has_room(struct refgpu *gpu, ULONG index, ULONG dwords)
{
    struct refgpu_node *node = &gpu->node[index];

    if (wrap(node, node->head - node->tail - 1) >= dwords) {
        return TRUE;
    }
    node->head = wrap(node, refgpu_hw_node_head(gpu, index));
    return wrap(node, node->head - node->tail - 1) >= dwords;
}

static struct refgpu_flight *flight_of(const struct refgpu_node *node, ULONG fence_index)
{
    return &node->flights[fence_index / 2];
}

/* Where the fence of the submission stands that begins or ends at `index`. */
static ULONG fence_index(const struct refgpu_node *node, ULONG index)
{
    return REFGPU_OPCODE(node->ring[index]) == REFGPU_INDIRECT ? wrap(node, index + REFGPU_INDIRECT_DWORDS)
                                                               : index;
}

ULONG refgpu_ring_fence(const struct refgpu_node *node, ULONG index, ULONG *next)
{
    ULONG fence = fence_index(node, wrap(node, index));

    if (next) {
        *next = wrap(node, fence + REFGPU_FENCE_WRITE_DWORDS);
    }
    return node->ring[wrap(node, fence + 1)];
}

void refgpu_ring_drop(struct refgpu_node *node, ULONG head, ULONG tail, ULONG offset)
{
    ULONG index = wrap(node, head);

    while (index != wrap(node, tail)) {
        ULONG fence = fence_index(node, index);
        const struct refgpu_flight *flight = flight_of(node, fence);
        if (!flight->block) {
            /* nothing to go on with */
        } else if (offset != REFGPU_NO_POSITION) {
            flight->block->resume = flight->start + offset;
        } else if (index == fence) {
            flight->block->resume = flight->end; /* all of it ran, only its fence did not */
        } else if (flight->resumed) {
            flight->block->resume = flight->start;
        }
        index = wrap(node, fence + REFGPU_FENCE_WRITE_DWORDS);
        offset = REFGPU_NO_POSITION;
    }
}

void refgpu_node_begin(struct refgpu *gpu, ULONG index)
{
    struct refgpu_node *node = &gpu->node[index];

    node->tail = 0;
    node->head = 0;
    node->held = FALSE;
    WriteRelease(&node->preempting, 0);
    refgpu_hw_node_start(gpu, index);
}

/* ---- SubmitCommand ------------------------------------------------------------------------------------- */

struct submission {
    struct refgpu *gpu;
    ULONG index; /* of the node */
    ULONG start, end;
    struct refgpu_dma_private *block;
    BOOLEAN privileged, resumed;
};

/* SUB-04: paging belongs to no context, and names its node itself. */
static ULONG node_of(const DXGKARG_SUBMITCOMMAND *args)
{
    const struct refgpu_context *context = args->hContext;

    return context ? context->node : args->NodeOrdinal;
}

/* SUB-09, SUB-06, SUB-07, OBS-100. */
static void look_at(struct submission *s, const DXGKARG_SUBMITCOMMAND *args)
{
    ULONG at = args->DmaBufferPrivateDataSubmissionStartOffset;
    BOOLEAN runs = !args->Flags.NullRendering && !args->Flags.ContextSwitch;

    s->start = args->DmaBufferSubmissionStartOffset;
    s->end = args->DmaBufferSubmissionEndOffset;
    if (args->pDmaBufferPrivateData && at <= args->DmaBufferPrivateDataSize &&
        args->DmaBufferPrivateDataSize - at >= sizeof(*s->block)) {
        s->block = (struct refgpu_dma_private *)((PUCHAR)args->pDmaBufferPrivateData + at);
    }
    if (!runs || s->start == s->end || !s->block || s->block->magic != REFGPU_TAG) {
        s->end = runs ? s->end : s->start;
        s->block = NULL;
        return;
    }
    s->privileged = args->Flags.Paging && s->block->privileged;
    if (s->privileged && s->block->epoch != s->gpu->epoch) {
        s->block->resume = 0;
    }
    if (s->block->resume > s->start && s->block->resume <= s->end) {
        s->start = s->block->resume;
        s->block->resume = 0;
        s->resumed = TRUE;
    }
}

static void put_indirect(const struct submission *s, const DXGKARG_SUBMITCOMMAND *args)
{
    struct refgpu_node *node = &s->gpu->node[s->index];
    ULONG64 address = (ULONG64)args->DmaBufferPhysicalAddress.QuadPart + s->start;
    ULONG flags = (args->DmaBufferSegmentId == 0 ? REFGPU_INDIRECT_SYSTEM : 0) |
                  (s->privileged ? REFGPU_INDIRECT_PRIVILEGED : 0);

    put(node, REFGPU_COMMAND(REFGPU_INDIRECT, flags, REFGPU_INDIRECT_DWORDS));
    put(node, (ULONG)address);
    put(node, (ULONG)(address >> 32));
    put(node, s->end - s->start);
    put(node, args->SubmissionFenceId);
}

/* FEN-01: the fence goes into the ring. */
static void put_fence(const struct submission *s, ULONG fence)
{
    struct refgpu_node *node = &s->gpu->node[s->index];

    *flight_of(node, node->tail) = (struct refgpu_flight){s->block, s->start, s->end, s->resumed};
    put(node, REFGPU_COMMAND(REFGPU_FENCE_WRITE, REFGPU_FENCE_INTERRUPT, REFGPU_FENCE_WRITE_DWORDS));
    put(node, fence);
}

/* The interrupt side is the one that knows whether the answer has come. */
static BOOLEAN NTAPI hold_or_kick(PVOID context)
{
    const struct submission *s = context;
    struct refgpu_node *node = &s->gpu->node[s->index];

    if (ReadAcquire(&node->preempting)) {
        node->held = TRUE;
    } else {
        refgpu_hw_node_kick(s->gpu, s->index, node->tail);
    }
    return TRUE;
}

/* SUB-01, SUB-02. DISPATCH_LEVEL, scheduler class. */
NTSTATUS NTAPI refgpu_submit_command(HANDLE hAdapter, const DXGKARG_SUBMITCOMMAND *args)
{
    struct submission s = {.gpu = hAdapter, .index = node_of(args)};
    struct refgpu_node *node;

    if (s.index >= REFGPU_NODE_COUNT || (args->DmaBufferSubmissionStartOffset & 3) ||
        (args->DmaBufferSubmissionEndOffset & 3) ||
        args->DmaBufferSubmissionStartOffset > args->DmaBufferSubmissionEndOffset) {
        return STATUS_INVALID_PARAMETER;
    }
    node = &s.gpu->node[s.index];
    if (!has_room(s.gpu, s.index, ENTRY_DWORDS)) {
        return STATUS_INSUFFICIENT_RESOURCES; /* more than RequiredDmaQueueEntry promised */
    }
    look_at(&s, args);
    if (s.start < s.end) {
        put_indirect(&s, args);
    }
    put_fence(&s, args->SubmissionFenceId);
    WriteRelease(&node->submitted, (LONG)args->SubmissionFenceId);
    if (ReadAcquire(&node->preempting)) {
        refgpu_synchronize(s.gpu, hold_or_kick, &s);
    } else {
        refgpu_hw_node_kick(s.gpu, s.index, node->tail);
    }
    return STATUS_SUCCESS;
}

/* ---- PreemptCommand, CancelCommand --------------------------------------------------------------------- */

struct preemption {
    struct refgpu *gpu;
    ULONG index, fence;
};

static BOOLEAN NTAPI request(PVOID context)
{
    const struct preemption *p = context;
    struct refgpu_node *node = &p->gpu->node[p->index];

    node->preempt_fence = (LONG)p->fence;
    WriteRelease(&node->preempting, 1);
    refgpu_hw_node_preempt(p->gpu, p->index, p->fence);
    return TRUE;
}

/* PRE-01, PRE-03. DISPATCH_LEVEL, scheduler class. A node that has nothing to do answers as well, through its interrupt. */
NTSTATUS NTAPI refgpu_preempt_command(HANDLE hAdapter, const DXGKARG_PREEMPTCOMMAND *args)
{
    struct preemption p = {hAdapter, args->NodeOrdinal, args->PreemptionFenceId};

    if (p.index >= REFGPU_NODE_COUNT || args->EngineOrdinal != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    return refgpu_synchronize(p.gpu, request, &p) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

/* PRE-08. PASSIVE_LEVEL. The buffer will not be submitted any more; where it was to go on is nobody's concern. */
NTSTATUS NTAPI refgpu_cancel_command(HANDLE hAdapter, const DXGKARG_CANCELCOMMAND *args)
{
    ULONG at = args->DmaBufferPrivateDataSubmissionStartOffset;

    UNREFERENCED_PARAMETER(hAdapter);
    if (args->pDmaBufferPrivateData && at <= args->DmaBufferPrivateDataSize &&
        args->DmaBufferPrivateDataSize - at >= sizeof(struct refgpu_dma_private)) {
        ((struct refgpu_dma_private *)((PUCHAR)args->pDmaBufferPrivateData + at))->resume = 0;
    }
    return STATUS_SUCCESS;
}
