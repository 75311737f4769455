/*
 * When an engine does not come back: what it says of itself, its reset, the reset of everything, and the notes for the post-mortem.
 * PASSIVE_LEVEL but for CollectDbgInfo.
 *
 * The last completed fence outlives resets (PRE-09): an engine's reset moves it to the submission that was aborted, the adapter's to the
 * last one submitted. What the device has in FENCE may be older from then on, and is not believed any more.
 */
#include "display.h"
#include "engine.h"

static BOOLEAN node_exists(UINT node, UINT engine)
{
    return node < REFGPU_NODE_COUNT && engine == 0;
}

/* TDR-10. PASSIVE_LEVEL, scheduler class. The nodes share nothing that a reset of one would take from the other. */
NTSTATUS NTAPI refgpu_query_dependent_engine_group(HANDLE hAdapter, DXGKARG_QUERYDEPENDENTENGINEGROUP *args)
{
    PAGED_CODE();
    UNREFERENCED_PARAMETER(hAdapter);
    if (!node_exists(args->NodeOrdinal, args->EngineOrdinal)) {
        return STATUS_INVALID_PARAMETER;
    }
    args->DependentNodeOrdinalMask = 1ull << args->NodeOrdinal;
    return STATUS_SUCCESS;
}

#define LOOKS   10
#define LOOK_US 100

/* TDR-10. PASSIVE_LEVEL, scheduler class. Busy is responsive as long as commands begin. */
NTSTATUS NTAPI refgpu_query_engine_status(HANDLE hAdapter, DXGKARG_QUERYENGINESTATUS *args)
{
    struct refgpu *gpu = hAdapter;
    struct refgpu_node *node;

    PAGED_CODE();
    if (!node_exists(args->NodeOrdinal, args->EngineOrdinal)) {
        return STATUS_INVALID_PARAMETER;
    }
    node = &gpu->node[args->NodeOrdinal];
    args->EngineStatus.Value = 0;
    for (ULONG i = 0; i < LOOKS; i++) {
        struct refgpu_hw_state state = refgpu_hw_node_state(gpu, args->NodeOrdinal);
        BOOLEAN moved = state.commands != node->commands_seen;
        node->commands_seen = state.commands;
        if (state.status & REFGPU_STATUS_HALTED) {
            break;
        }
        if (moved || !(state.status & REFGPU_STATUS_BUSY)) {
            args->EngineStatus.Responsive = 1;
            break;
        }
        KeStallExecutionProcessor(LOOK_US);
    }
    return STATUS_SUCCESS;
}

/* ---- one engine ---------------------------------------------------------------------------------------- */

struct engine_reset {
    struct refgpu *gpu;
    ULONG index;
    ULONG aborted;
    ULONG head, tail; /* what the ring may still have to do */
};

/* A slow engine goes on until the reset is done: what the ring has is noted first, and what became of it is asked afterwards. */
static BOOLEAN NTAPI note_ring(PVOID context)
{
    struct engine_reset *r = context;
    struct refgpu_node *node = &r->gpu->node[r->index];
    BOOLEAN preempting = ReadAcquire(&node->preempting) != 0;
    struct refgpu_hw_state state = refgpu_hw_node_state(r->gpu, r->index);

    r->head = state.head;
    r->tail = state.tail;
    refgpu_interrupts_service(r->gpu, 1u << r->index);
    if ((preempting && !ReadAcquire(&node->preempting)) || r->head >= node->ring_dwords ||
        r->tail >= node->ring_dwords) {
        r->head = r->tail = node->tail; /* it answered just now, and has dropped all that; or it is gone */
    }
    return TRUE;
}

/* FENCE outlives a node's reset. What it names is reported; the first in the ring that it does not was stuck. Nothing of that kind in the
 * ring: nothing is aborted. What is behind keeps its places. */
static BOOLEAN NTAPI find_stuck(PVOID context)
{
    struct engine_reset *r = context;
    struct refgpu_node *node = &r->gpu->node[r->index];
    ULONG index = r->head, next;

    refgpu_interrupts_service(r->gpu, 1u << r->index);
    r->aborted = (ULONG)ReadAcquire(&node->completed);
    for (; index != r->tail; index = next) {
        ULONG fence = refgpu_ring_fence(node, index, &next);
        if (refgpu_fence_after(fence, r->aborted)) {
            r->aborted = fence;
            index = next;
            break;
        }
    }
    refgpu_ring_drop(node, index, node->tail, REFGPU_NO_POSITION);
    return TRUE;
}

/* PRE-09: the aborted one counts as completed. */
static BOOLEAN NTAPI begin_again(PVOID context)
{
    struct engine_reset *r = context;
    struct refgpu_node *node = &r->gpu->node[r->index];

    find_stuck(r);
    WriteRelease(&node->completed, (LONG)r->aborted);
    node->reported = (LONG)r->aborted;
    refgpu_node_begin(r->gpu, r->index);
    return TRUE;
}

/* TDR-11, TDR-12. PASSIVE_LEVEL, scheduler class. */
NTSTATUS NTAPI refgpu_reset_engine(HANDLE hAdapter, DXGKARG_RESETENGINE *args)
{
    struct engine_reset r = {.gpu = hAdapter, .index = args->NodeOrdinal};

    PAGED_CODE();
    if (!node_exists(args->NodeOrdinal, args->EngineOrdinal)) {
        return STATUS_INVALID_PARAMETER;
    }
    if (!refgpu_synchronize(r.gpu, note_ring, &r) || !refgpu_hw_reset_node(r.gpu, r.index)) {
        return STATUS_UNSUCCESSFUL; /* nothing has changed; the adapter's reset comes next */
    }
    refgpu_synchronize(r.gpu, begin_again, &r);
    args->LastAbortedFenceId = r.aborted;
    return STATUS_SUCCESS;
}

/* ---- the adapter --------------------------------------------------------------------------------------- */

static BOOLEAN NTAPI give_up(PVOID context)
{
    struct refgpu *gpu = context;

    for (ULONG i = 0; i < REFGPU_NODE_COUNT; i++) {
        struct refgpu_node *node = &gpu->node[i];
        WriteRelease(&node->completed, ReadAcquire(&node->submitted));
        node->reported = ReadAcquire(&node->submitted);
        node->held = FALSE;
        WriteRelease(&node->preempting, 0);
    }
    return TRUE;
}

/* What is done is told first: the graphics kernel takes the first that is not for the one that was cut off, and submits the rest again. */
static void stop_node(struct refgpu *gpu, ULONG index)
{
    struct engine_reset r = {.gpu = gpu, .index = index};

    if (refgpu_synchronize(gpu, note_ring, &r)) {
        refgpu_hw_reset_node(gpu, index); /* when that fails, the adapter's reset stops it a moment later */
        refgpu_synchronize(gpu, find_stuck, &r);
    }
}

/* TDR-05, TDR-06, PRE-09. PASSIVE_LEVEL, level three. */
NTSTATUS NTAPI refgpu_reset_from_timeout(HANDLE hAdapter)
{
    struct refgpu *gpu = hAdapter;

    PAGED_CODE();
    for (ULONG i = 0; i < REFGPU_NODE_COUNT; i++) {
        stop_node(gpu, i);
    }
    gpu->in_reset = TRUE;
    gpu->epoch++;
    refgpu_hw_reset_adapter(gpu);
    refgpu_synchronize(gpu, give_up, gpu);
    return STATUS_SUCCESS;
}

/* TDR-08. PASSIVE_LEVEL, level three. Video memory kept its bits, so the screens come back with what they showed. */
NTSTATUS NTAPI refgpu_restart_from_timeout(HANDLE hAdapter)
{
    struct refgpu *gpu = hAdapter;

    PAGED_CODE();
    refgpu_engines_start(gpu);
    refgpu_heads_restore(gpu);
    gpu->in_reset = FALSE;
    return STATUS_SUCCESS;
}

/* ---- the post-mortem ----------------------------------------------------------------------------------- */

/* What CollectDbgInfo writes; as much of it as there is room for. */
struct post_mortem {
    ULONG magic, size;
    struct {
        LONG submitted, completed, preempting;
        struct refgpu_hw_state state;
    } node[REFGPU_NODE_COUNT];
};

/* TDR-09. Any IRQL. */
NTSTATUS NTAPI refgpu_collect_dbg_info(HANDLE hAdapter, const DXGKARG_COLLECTDBGINFO *args)
{
    struct refgpu *gpu = hAdapter;
    struct post_mortem notes = {.magic = REFGPU_TAG, .size = sizeof(notes)};

    for (ULONG i = 0; gpu->started && i < REFGPU_NODE_COUNT; i++) {
        notes.node[i].submitted = ReadAcquire(&gpu->node[i].submitted);
        notes.node[i].completed = ReadAcquire(&gpu->node[i].completed);
        notes.node[i].preempting = ReadAcquire(&gpu->node[i].preempting);
        notes.node[i].state = refgpu_hw_node_state(gpu, i);
    }
    if (args->pBuffer) {
        RtlCopyMemory(args->pBuffer, &notes,
                      args->BufferSize < sizeof(notes) ? args->BufferSize : sizeof(notes));
    }
    if (args->pExtension) {
        args->pExtension->BucketingKey = notes.node[0].state.fault_status;
        args->pExtension->CurrentDmaBufferOffset = notes.node[0].state.current_offset;
    }
    return STATUS_SUCCESS;
}
