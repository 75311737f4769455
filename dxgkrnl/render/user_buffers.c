/*
 * The three buffers that a user-mode driver fills: in its own memory, handed out by the graphics kernel (THK-04, THK-07), grown and shrunk
 * as it asks (THK-08, REN-38). What they can hold is what the next translation is promised (REN-41, REN-46).
 */
#include "dma.h"

#define MOST_BYTES    (4u << 20)
#define MOST_ELEMENTS 65536u

static void drop(struct nt_process *process, PVOID buffer, size_t size)
{
    if (buffer)
        nt_user_unmap(process, buffer, size);
}

static void drop_all(struct nt_process *process, struct user_buffers *u)
{
    drop(process, u->command, u->command_size);
    drop(process, u->allocations, u->allocation_count * sizeof(*u->allocations));
    drop(process, u->patches, u->patch_count * sizeof(*u->patches));
    *u = (struct user_buffers){0};
}

static bool make(struct nt_process *process, UINT command, UINT allocations, UINT patches,
                 struct user_buffers *u)
{
    *u = (struct user_buffers){
        .command_size = command, .allocation_count = allocations, .patch_count = patches};
    u->command = nt_user_alloc(process, command);
    u->allocations = nt_user_alloc(process, allocations * sizeof(*u->allocations));
    u->patches = patches ? nt_user_alloc(process, patches * sizeof(*u->patches)) : NULL;
    if (u->command && u->allocations && (u->patches || !patches))
        return true;
    drop_all(process, u);
    return false;
}

void user_buffers_promise(struct dxgk_context *context)
{
    struct dma_pool *pool = context->dma;
    const struct user_buffers *u = &context->user;

    if (!u->command) { /* only the kernel renders with it */
        pool->promised.dma = context->info.DmaBufferSize;
        pool->promised.allocations = context->info.AllocationListSize;
        pool->promised.patches = context->info.PatchLocationListSize;
        return;
    }
    pool->promised.dma = u->command_size;
    pool->promised.allocations = u->allocation_count;
    pool->promised.patches = u->patch_count;
    pool->room = u->command_size;
}

NTSTATUS user_buffers_start(struct dxgk_context *context)
{
    struct nt_process *process =
        context->gdi ? NULL : context->object.process->nt; /* GDI's are the kernel's (GDI-01) */
    const DXGK_CONTEXTINFO *info = &context->info;
    NTSTATUS status = STATUS_SUCCESS;

    if (process && !make(process, info->DmaBufferSize, info->AllocationListSize, info->PatchLocationListSize,
                         &context->user))
        status = STATUS_NO_MEMORY;
    if (process && NT_SUCCESS(status) && context->adapter->options.render.alternate_buffers &&
        !make(process, info->DmaBufferSize, info->AllocationListSize, info->PatchLocationListSize,
              &context->other))
        status = STATUS_NO_MEMORY;
    user_buffers_promise(context);
    return status;
}

void dma_context_forget(struct dxgk_context *context)
{
    struct nt_process *process = context->object.process->nt;

    drop_all(process, &context->user);
    drop_all(process, &context->other);
}

/* Between what the driver asked for at the start, never less (REN-38), and what is sensible. */
static UINT granted(UINT asked, UINT least, UINT most)
{
    return asked < least ? least : asked > most ? (most > least ? most : least) : asked;
}

static void resize(struct nt_process *process, PVOID *buffer, UINT *count, UINT wanted, size_t element)
{
    PVOID fresh;

    if (wanted == *count || !*buffer)
        return;
    fresh = nt_user_alloc(process, wanted * element);
    if (!fresh)
        return; /* less is granted than was asked for */
    drop(process, *buffer, *count * element);
    *buffer = fresh;
    *count = wanted;
}

void user_buffers_next(struct dxgk_context *context, const D3DKMT_RENDER *asked)
{
    struct nt_process *process = context->object.process->nt;
    struct user_buffers *u = &context->user;
    const DXGK_CONTEXTINFO *info = &context->info;

    if (context->other.command) {
        struct user_buffers now = *u;
        *u = context->other;
        context->other = now;
    }
    UINT command = asked->Flags.ResizeCommandBuffer
                       ? granted(asked->NewCommandBufferSize, info->DmaBufferSize, MOST_BYTES)
                       : context->dma->promised.dma;
    UINT allocations = asked->Flags.ResizeAllocationList
                           ? granted(asked->NewAllocationListSize, info->AllocationListSize, MOST_ELEMENTS)
                           : context->dma->promised.allocations;
    UINT patches = asked->Flags.ResizePatchLocationList
                       ? granted(asked->NewPatchLocationListSize, info->PatchLocationListSize, MOST_ELEMENTS)
                       : context->dma->promised.patches;
    resize(process, &u->command, &u->command_size, command, 1);
    resize(process, (PVOID *)&u->allocations, &u->allocation_count, allocations, sizeof(*u->allocations));
    resize(process, (PVOID *)&u->patches, &u->patch_count, patches, sizeof(*u->patches));
    user_buffers_promise(context);
}
