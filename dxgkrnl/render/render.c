/*
 * D3DKMTRender: a filled command buffer goes to the driver as it lies in the client's memory, the allocation list goes with it in the kernel's
 * words, and the client gets the buffers to fill next (THK-05..THK-13).
 */
#include "render.h"

/* ---- what the client says ---- */

static NTSTATUS check_flags(const struct dxgk_context *context, const D3DKMT_RENDER *args, bool kernel)
{
    if (args->Flags.Reserved || (args->Flags.RenderKmReadback && !args->Flags.RenderKm))
        return STATUS_INVALID_PARAMETER;
    if (args->Flags.PresentRedirected) {
        report_emit(REPORT_NOTE, "THK-08", "D3DKMTRender", "Flags.PresentRedirected", "0",
                    "Nobody composes redirected windows here.", "1");
        return STATUS_NOT_SUPPORTED;
    }
    if (!args->Flags.RenderKm)
        return context->user.command ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
    /* THK-09, GDI-01: the buffer is the kernel's, so the caller must be. */
    if (!kernel || !context->gdi)
        return STATUS_INVALID_PARAMETER;
    return ddi_present(context->adapter, DDI_ID_RenderKm) ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

/* THK-05, THK-06. */
static NTSTATUS check_counts(const struct dxgk_context *context, const D3DKMT_RENDER *args, UINT size)
{
    UINT patches = args->Flags.RenderKm ? 0 : context->user.patch_count;
    UINT allocations =
        args->Flags.RenderKm ? context->info.AllocationListSize : context->user.allocation_count;
    uint64_t end = args->CommandLength;

    if (context->adapter->options.render.length_from_offset)
        end += args->CommandOffset;
    if (args->CommandOffset > end || end > size)
        return STATUS_INVALID_PARAMETER;
    return args->AllocationCount > allocations || args->PatchLocationCount > patches
               ? STATUS_INVALID_PARAMETER
               : STATUS_SUCCESS;
}

/* What was promised is there (REN-41, REN-42, REN-46); the client cannot change it. */
static void check_promise(const struct dxgk_context *context)
{
    const struct dma_pool *pool = context->dma;

    if (pool->room < pool->promised.dma || pool->promised.dma < context->user.command_size ||
        pool->promised.patches < context->user.patch_count ||
        pool->promised.allocations < context->user.allocation_count)
        nt_bugcheck(VIDEO_MEMORY_MANAGEMENT_INTERNAL, 0x16, (ULONG_PTR)context, pool->promised.dma,
                    context->user.command_size, "REN-42",
                    "a DMA buffer of %u bytes was promised to a context, and there is room for %u",
                    pool->promised.dma, pool->room);
}

/* ---- one call ---- */

static void fill(const struct render_targets *targets, UINT i, const D3DKMT_RENDER *args,
                 struct render_stage *stage)
{
    struct dxgk_context *context = targets->all[i].context, *first = targets->all[0].context;
    struct translation *t = &targets->all[i].translation;
    const struct dma_pool *pool = context->dma, *main = first->dma;
    bool km = args->Flags.RenderKm;
    UINT length = args->CommandLength;

    if (!context->adapter->options.render.length_from_offset)
        length -= args->CommandOffset;
    *t = (struct translation){
        .context = context,
        .stage = stage,
        .id = km ? DDI_ID_RenderKm : DDI_ID_Render,
        .uses = args->AllocationCount,
        .patches =
            pool->promised.patches > main->promised.patches ? pool->promised.patches : main->promised.patches,
        .dma_size = pool->promised.dma > main->promised.dma ? pool->promised.dma : main->promised.dma,
        .guaranteed = !pool->multipass,
        .command = (const UCHAR *)(km ? args->pNewCommandBuffer : first->user.command) + args->CommandOffset,
        .command_length = length,
        .patches_in = km ? NULL : first->user.patches,
        .patch_in_count = km ? 0 : args->PatchLocationCount,
        .kind = PACKET_RENDER,
    };
    t->patch_flags.NullRendering = t->submit_flags.NullRendering = args->Flags.NullRendering;
}

static UINT most_patches(const struct render_targets *targets)
{
    UINT most = 0;

    for (UINT i = 0; i < targets->count; i++) {
        UINT patches = targets->all[i].context->dma->promised.patches;
        most = patches > most ? patches : most;
    }
    return most;
}

static NTSTATUS run(struct render_targets *targets, const D3DKMT_RENDER *args, bool kernel)
{
    struct dxgk_context *context = targets->all[0].context;
    bool km = args->Flags.RenderKm;

    NTSTATUS status = check_flags(context, args, kernel);
    if (NT_SUCCESS(status))
        status = check_counts(context, args, km ? args->NewCommandBufferSize : context->user.command_size);
    if (!NT_SUCCESS(status))
        return status;
    if (!km)
        check_promise(context);
    struct render_stage *stage = stage_enter(context->adapter, args->AllocationCount, most_patches(targets));
    if (!stage)
        return STATUS_NO_MEMORY;
    status = list_capture(context, stage, km ? args->pNewAllocationList : context->user.allocations,
                          args->AllocationCount);
    for (UINT i = 0; i < targets->count; i++)
        fill(targets, i, args, stage);
    if (NT_SUCCESS(status) && km)
        status = gdi_check(targets->all[0].translation.command, targets->all[0].translation.command_length,
                           args->AllocationCount);
    if (NT_SUCCESS(status))
        status = targets_run(targets);
    stage_leave(context->adapter, stage);
    return status;
}

/* THK-07, THK-10: after a failure too, the buffers to go on with. */
static void give_buffers(const struct dxgk_context *context, D3DKMT_RENDER *args)
{
    args->QueuedBufferCount = (ULONG)ReadAcquire(&context->queue.depth);
    if (args->Flags.RenderKm)
        return;
    args->pNewCommandBuffer = context->user.command;
    args->NewCommandBufferSize = context->user.command_size;
    args->pNewAllocationList = context->user.allocations;
    args->NewAllocationListSize = context->user.allocation_count;
    args->pNewPatchLocationList = context->user.patches;
    args->NewPatchLocationListSize = context->user.patch_count;
}

NTSTATUS dxgk_kmt_render(struct dxgk_process *process, D3DKMT_RENDER *args)
{
    struct render_targets targets;

    NTSTATUS status =
        targets_open(&targets, process, args->hContext, args->BroadcastContext, args->BroadcastContextCount);
    if (NT_SUCCESS(status)) {
        struct dxgk_context *context = targets.all[0].context;
        targets_lock(&targets);
        status = run(&targets, args, !process->nt);
        if (NT_SUCCESS(status) && !args->Flags.RenderKm)
            user_buffers_next(context, args);
        give_buffers(context, args);
        if (status == STATUS_INVALID_HANDLE && !device_is_active(context->device))
            status = STATUS_DEVICE_REMOVED; /* the adapter stopped, and closed what was named */
        targets_unlock(&targets);
    }
    targets_close(&targets);
    return status;
}

NTSTATUS render_kernel(struct dxgk_context *context, D3DKMT_RENDER *args)
{
    struct render_targets targets = {.count = 1, .all = &targets.one, .one = {.context = context}};

    NTSTATUS status = device_usable(context->device);
    if (!NT_SUCCESS(status))
        return status;
    targets_lock(&targets);
    status = run(&targets, args, true);
    args->QueuedBufferCount = (ULONG)ReadAcquire(&context->queue.depth);
    targets_unlock(&targets);
    return status;
}
