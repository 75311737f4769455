/*
 * What the device says, and how the graphics kernel hears it: interrupt routine, DPC, the question for a fence, the vertical blank
 * interrupt's switch. Nonpaged but for the last.
 *
 * One rule of the data sheet makes it lose nothing: read INT_STATUS, write back what was read, then read the registers that the bits speak
 * of. An interrupt that never arrived leaves its bit set, so whoever looks next (QueryCurrentFence) finds it.
 *
 * Fences are per node and are reported once, in order, and only if they were submitted (FEN-03, OBS-112): a device that writes a wrong
 * number is left to run into its timeout rather than believed.
 */
#include "engine.h"

BOOLEAN refgpu_synchronize(struct refgpu *gpu, PKSYNCHRONIZE_ROUTINE routine, PVOID context)
{
    BOOLEAN result;

    return NT_SUCCESS(
        gpu->kernel.DxgkCbSynchronizeExecution(gpu->kernel.DeviceHandle, routine, context, 0, &result));
}

/* ---- reports; interrupt side --------------------------------------------------------------------------- */

static void notify(struct refgpu *gpu, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    gpu->kernel.DxgkCbNotifyInterrupt(gpu->kernel.DeviceHandle, data);
}

/* FEN-02, FEN-03, PRE-09. TRUE when there was something to report. */
static BOOLEAN report_completed(struct refgpu *gpu, ULONG index)
{
    struct refgpu_node *node = &gpu->node[index];
    ULONG fence = refgpu_hw_node_fence(gpu, index);
    ULONG submitted = (ULONG)ReadAcquire(&node->submitted), completed = (ULONG)ReadAcquire(&node->completed);
    DXGKARGCB_NOTIFY_INTERRUPT_DATA data = {.InterruptType = DXGK_INTERRUPT_DMA_COMPLETED};

    if (refgpu_fence_after(fence, completed) && !refgpu_fence_after(fence, submitted)) {
        completed = fence;
        WriteRelease(&node->completed, (LONG)completed);
    }
    if (!refgpu_fence_after(completed, (ULONG)node->reported)) {
        return FALSE;
    }
    node->reported = (LONG)completed;
    data.DmaCompleted.SubmissionFenceId = completed;
    data.DmaCompleted.NodeOrdinal = index;
    notify(gpu, &data);
    return TRUE;
}

/* PRE-02. The answer to another request than the last is no answer. What waited behind the doorbell goes. */
static BOOLEAN report_preempted(struct refgpu *gpu, ULONG index)
{
    struct refgpu_node *node = &gpu->node[index];
    struct refgpu_hw_preempted answer = refgpu_hw_node_preempted(gpu, index);
    DXGKARGCB_NOTIFY_INTERRUPT_DATA data = {.InterruptType = DXGK_INTERRUPT_DMA_PREEMPTED};

    if (!ReadAcquire(&node->preempting) || answer.tag != (ULONG)node->preempt_fence) {
        return FALSE;
    }
    refgpu_ring_drop(node, answer.head, answer.tail, answer.offset);
    data.DmaPreempted.PreemptionFenceId = answer.tag;
    data.DmaPreempted.LastCompletedFenceId = (ULONG)ReadAcquire(&node->completed);
    data.DmaPreempted.NodeOrdinal = index;
    notify(gpu, &data);
    if (node->held) {
        node->held = FALSE;
        refgpu_hw_node_kick(gpu, index, node->tail);
    }
    WriteRelease(&node->preempting, 0);
    return TRUE;
}

/* FEN-17. The node stays halted until it is reset. */
static BOOLEAN report_fault(struct refgpu *gpu, ULONG index)
{
    struct refgpu_node *node = &gpu->node[index];
    struct refgpu_hw_state state = refgpu_hw_node_state(gpu, index);
    ULONG fence = refgpu_ring_fence(node, state.head, NULL);
    DXGKARGCB_NOTIFY_INTERRUPT_DATA data = {.InterruptType = DXGK_INTERRUPT_DMA_FAULTED};

    if (!(state.status & REFGPU_STATUS_HALTED) || state.head == state.tail || fence == (ULONG)node->faulted) {
        return FALSE;
    }
    node->faulted = (LONG)fence;
    data.DmaFaulted.FaultedFenceId = fence;
    data.DmaFaulted.Status = STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE;
    data.DmaFaulted.NodeOrdinal = index;
    notify(gpu, &data);
    return TRUE;
}

/* FEN-18: hidden sources too, but none that shows nothing yet. */
static BOOLEAN report_vsync(struct refgpu *gpu, ULONG target)
{
    DXGKARGCB_NOTIFY_INTERRUPT_DATA data = {.InterruptType = DXGK_INTERRUPT_CRTC_VSYNC};
    ULONG64 address = refgpu_hw_head_current(gpu, target);

    if (!ReadAcquire(&gpu->vsync_on) || address == 0) {
        return FALSE;
    }
    data.CrtcVsync.VidPnTargetId = target;
    data.CrtcVsync.PhysicalAddress.QuadPart = (LONGLONG)address;
    notify(gpu, &data);
    return TRUE;
}

/* For the DPC, which touches no register: by then the device may be stopped. */
static void note_hotplug(struct refgpu *gpu, ULONG head)
{
    if (refgpu_hw_head_connected(gpu, head)) {
        InterlockedOr(&gpu->connected, (LONG)(1u << head));
    } else {
        InterlockedAnd(&gpu->connected, (LONG) ~(1u << head));
    }
    InterlockedOr(&gpu->plugged, (LONG)(1u << head));
}

BOOLEAN refgpu_interrupts_service(struct refgpu *gpu, ULONG also)
{
    ULONG bits = refgpu_hw_interrupts_take(gpu);
    BOOLEAN reported = FALSE;

    for (ULONG node = 0; node < REFGPU_NODE_COUNT; node++) { /* FEN-07: these before the screens */
        ULONG mine = REFGPU_INT_FENCE(node) | REFGPU_INT_PREEMPTED(node) | REFGPU_INT_FAULT(node);
        if ((bits & mine) || (also >> node & 1)) {
            reported |= report_completed(gpu, node);
        }
        if (bits & REFGPU_INT_PREEMPTED(node)) {
            reported |= report_preempted(gpu, node);
        }
        if (bits & REFGPU_INT_FAULT(node)) {
            reported |= report_fault(gpu, node);
        }
    }
    for (ULONG head = 0; head < gpu->head_count; head++) {
        if (bits & REFGPU_INT_VSYNC(head)) {
            reported |= report_vsync(gpu, head);
        }
        if (bits & REFGPU_INT_HOTPLUG(head)) {
            note_hotplug(gpu, head);
            reported = TRUE;
        }
    }
    if (reported) {
        gpu->kernel.DxgkCbQueueDpc(gpu->kernel.DeviceHandle); /* FEN-06; FALSE: one is under way (FEN-11) */
    }
    return bits != 0;
}

/* ---- the entry points ---------------------------------------------------------------------------------- */

/* FEN-09, FEN-10, OBS-141. Device IRQL. It may come before the device is there and after it is gone. */
BOOLEAN NTAPI refgpu_interrupt_routine(PVOID context, ULONG message)
{
    struct refgpu *gpu = context;

    UNREFERENCED_PARAMETER(message);
    return gpu->listening && refgpu_interrupts_service(gpu, 0);
}

/* FEN-12. DISPATCH_LEVEL. */
void NTAPI refgpu_dpc_routine(PVOID context)
{
    struct refgpu *gpu = context;
    ULONG plugged;

    gpu->kernel.DxgkCbNotifyDpc(gpu->kernel.DeviceHandle);
    plugged = (ULONG)InterlockedExchange(&gpu->plugged, 0);
    for (ULONG head = 0; plugged >> head; head++) {
        DXGK_CHILD_STATUS status = {.Type = StatusConnection, .ChildUid = head};
        if (plugged >> head & 1) {
            status.HotPlug.Connected = (ULONG)ReadAcquire(&gpu->connected) >> head & 1;
            gpu->kernel.DxgkCbIndicateChildStatus(gpu->kernel.DeviceHandle, &status);
        }
    }
}

struct question {
    struct refgpu *gpu;
    ULONG node;
};

static BOOLEAN NTAPI look_now(PVOID context)
{
    const struct question *question = context;

    return refgpu_interrupts_service(question->gpu, 1u << question->node);
}

/* FEN-14. PASSIVE_LEVEL, level zero: the kernel has waited long, so an interrupt may have been lost. */
NTSTATUS NTAPI refgpu_query_current_fence(HANDLE hAdapter, DXGKARG_QUERYCURRENTFENCE *args)
{
    struct question question = {hAdapter, args->NodeOrdinal};

    PAGED_CODE();
    if (question.node >= REFGPU_NODE_COUNT || args->EngineOrdinal != 0) {
        return STATUS_INVALID_PARAMETER;
    }
    refgpu_synchronize(question.gpu, look_now, &question);
    args->CurrentFence = (UINT)ReadAcquire(&question.gpu->node[question.node].completed);
    return STATUS_SUCCESS;
}

/* ---- which interrupts come ----------------------------------------------------------------------------- */

static ULONG vsync_bits(const struct refgpu *gpu)
{
    return ((1u << gpu->head_count) - 1) * REFGPU_INT_VSYNC(0);
}

void refgpu_interrupts_program(struct refgpu *gpu)
{
    ULONG bits = ((1u << gpu->head_count) - 1) * REFGPU_INT_HOTPLUG(0);

    for (ULONG node = 0; node < REFGPU_NODE_COUNT; node++) {
        bits |= REFGPU_INT_FENCE(node) | REFGPU_INT_PREEMPTED(node) | REFGPU_INT_FAULT(node);
    }
    if (ReadAcquire(&gpu->vsync_on)) {
        bits |= vsync_bits(gpu);
    }
    refgpu_hw_interrupts_enable(gpu, bits);
}

/* FEN-19. PASSIVE_LEVEL, level two. Blanks that began while nobody listened are not reported. */
NTSTATUS NTAPI refgpu_control_interrupt(HANDLE hAdapter, const DXGK_INTERRUPT_TYPE type, BOOLEAN enable)
{
    struct refgpu *gpu = hAdapter;

    PAGED_CODE();
    if (type != DXGK_INTERRUPT_CRTC_VSYNC) {
        return STATUS_NOT_IMPLEMENTED;
    }
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (enable && !ReadAcquire(&gpu->vsync_on)) {
        refgpu_hw_interrupts_clear(gpu, vsync_bits(gpu));
    }
    WriteRelease(&gpu->vsync_on, enable != FALSE);
    refgpu_interrupts_program(gpu);
    return STATUS_SUCCESS;
}

struct listening {
    struct refgpu *gpu;
    BOOLEAN listen;
};

static BOOLEAN NTAPI set_listening(PVOID context)
{
    const struct listening *l = context;

    l->gpu->listening = l->listen;
    return TRUE;
}

void refgpu_interrupts_listen(struct refgpu *gpu, BOOLEAN listen)
{
    struct listening l = {gpu, listen};

    if (!refgpu_synchronize(gpu, set_listening, &l)) {
        set_listening(&l); /* not connected: there is nobody to exclude */
    }
}
