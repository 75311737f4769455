/*
 * DxgkDdiRender: from a command buffer in a client's memory to a DMA buffer and its patch list.
 *
 * The client's bytes are fetched once, a page at a time, into scratch memory; there the validator checks and translates them
 * (validate.c); and only what it has passed is copied to the DMA buffer, which is never read back. Whatever a client does to its
 * memory meanwhile, it does too early or too late.
 *
 * Running out of room. Translation keeps lengths, so a command buffer within what the context was promised fits a DMA buffer and a
 * patch list of the promised sizes, always (docs/formats/refgpu-commands.md has the sum). A command buffer that does not fit those is
 * none of the contract and is refused (REN-43, REN-45). STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER is for the graphics kernel that
 * offered less than it promised, which one in the guaranteed mode never does (REN-42, REN-44): it calls again, and MultipassOffset, a
 * byte offset into the command buffer, says where to go on.
 */
#include "capture.h"
#include "validate.h"

#define CHUNK        4096u
#define CHUNK_DWORDS (CHUNK / 4)

/* What one call needs: the kernel's stack is no place for it. It stays with the context, because the pool is slower than a short command
 * buffer; only the calls of different contexts can be at the same time (REN-04), and should two meet they do not share it. */
struct refgpu_scratch {
    /* Two halves. The first one ends with the beginning of a command whose rest is in the next chunk. The second one is the chunk, page
     * aligned like what it is copied from and to, which copying likes much better. */
    ULONG words[2 * CHUNK_DWORDS];
    UINT capacity; /* targets it has room for */
    struct refgpu_target targets[];
};

struct rendering {
    struct refgpu_scratch *scratch;
    struct refgpu_translation translation;
    const UCHAR *user;
    UINT length, fetched; /* bytes of the command buffer; of them, read so far */
    UINT carried;         /* dwords */
    UCHAR *dma;
    UINT used, room; /* bytes */
    BOOLEAN promised;
};

/* ---- out ----------------------------------------------------------------------------------------------- */

/* The checked dwords go out, in order and once, as write-combined memory wants it. */
PAGED_CODE_SEG static void pass_on(struct rendering *r, const ULONG *commands, UINT count, UINT done)
{
    RtlCopyMemory(r->dma + r->used, commands, done * sizeof(*commands));
    r->used += done * (UINT)sizeof(*commands);
    r->carried = count - done;
}

/* The beginning of a command waits for the chunk with its end. */
PAGED_CODE_SEG static void carry(const struct rendering *r, const ULONG *end)
{
    RtlMoveMemory(r->scratch->words + CHUNK_DWORDS - r->carried, end - r->carried, r->carried * sizeof(*end));
}

PAGED_CODE_SEG static NTSTATUS no_room(const struct rendering *r)
{
    return r->promised ? STATUS_INVALID_USER_BUFFER : STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
}

/* ---- in ------------------------------------------------------------------------------------------------ */

/* The header is a NOP to the device; its contents end here. */
PAGED_CODE_SEG static NTSTATUS accept_header(const struct rendering *r, ULONG *chunk)
{
    struct refgpu_user_header header;

    RtlCopyMemory(&header, chunk, sizeof(header));
    if (header.magic != REFGPU_USER_MAGIC || header.version >> 16 != REFGPU_USER_VERSION >> 16 ||
        header.version > REFGPU_USER_VERSION) {
        return STATUS_GRAPHICS_DRIVER_MISMATCH;
    }
    if (header.bytes != r->length) {
        return STATUS_INVALID_USER_BUFFER;
    }
    if (header.reserved) {
        return STATUS_INVALID_PARAMETER;
    }
    chunk[0] = REFGPU_COMMAND(REFGPU_NOP, 0, REFGPU_USER_HEADER_DWORDS);
    return STATUS_SUCCESS;
}

/* One chunk more behind what was carried over. Every byte of the command buffer is read here and nowhere else. */
PAGED_CODE_SEG static NTSTATUS fetch(struct rendering *r, UINT *count)
{
    UINT bytes = r->length - r->fetched < CHUNK ? r->length - r->fetched : CHUNK;
    BOOLEAN first = !r->fetched;

    if (!NT_SUCCESS(capture(r->scratch->words + CHUNK_DWORDS, r->user + r->fetched, bytes))) {
        return STATUS_INVALID_PARAMETER;
    }
    r->fetched += bytes;
    *count = r->carried + bytes / 4;
    return first ? accept_header(r, r->scratch->words + CHUNK_DWORDS) : STATUS_SUCCESS;
}

/* All commands that are complete by now. */
PAGED_CODE_SEG static NTSTATUS translate_chunk(struct rendering *r, UINT count)
{
    ULONG *commands = r->scratch->words + CHUNK_DWORDS - r->carried;
    UINT room = (r->room - r->used) / 4, limit = count < room ? count : room, done;
    NTSTATUS status = refgpu_translate(&r->translation, commands, limit, r->used, &done);

    if (status && status != STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        return status;
    }
    pass_on(r, commands, count, done);
    /* The patch list is full, or the next command crosses the end of the DMA buffer. */
    if (status || limit < count) {
        return no_room(r);
    }
    carry(r, commands + count);
    return STATUS_SUCCESS;
}

/* From r->fetched to the end, or to where room ends. */
PAGED_CODE_SEG static NTSTATUS render_stream(struct rendering *r)
{
    while (r->fetched < r->length) {
        UINT count;
        NTSTATUS status = fetch(r, &count);

        if (!status) {
            status = translate_chunk(r, count);
        }
        if (status) {
            return status;
        }
    }
    return r->carried ? STATUS_INVALID_USER_BUFFER : STATUS_SUCCESS; /* the last command is cut off */
}

/* ---- the call ------------------------------------------------------------------------------------------ */

/* What can be said of a call without looking at the bytes. */
PAGED_CODE_SEG static NTSTATUS check_call(const DXGKARG_RENDER *args)
{
    UINT offset = args->MultipassOffset;

    if (args->CommandLength < sizeof(struct refgpu_user_header) || args->CommandLength % 4) {
        return STATUS_INVALID_USER_BUFFER;
    }
    if (offset % 4 || offset >= args->CommandLength ||
        (offset && offset < sizeof(struct refgpu_user_header)) || !args->pDmaBuffer) {
        return STATUS_INVALID_PARAMETER;
    }
    return NT_SUCCESS(capture_probe(args->pCommand, args->CommandLength)) ? STATUS_SUCCESS
                                                                          : STATUS_INVALID_PARAMETER;
}

PAGED_CODE_SEG static void rendering_init(struct rendering *r, const struct refgpu_context *context,
                                          const DXGKARG_RENDER *args, struct refgpu_scratch *scratch)
{
    BOOLEAN null_first = args->AllocationListSize && !args->pAllocationList[0].hDeviceSpecificAllocation;

    refgpu_targets_init(scratch->targets, args->pAllocationList, args->AllocationListSize);
    *r = (struct rendering){
        .scratch = scratch,
        .translation =
            {
                .targets = scratch->targets,
                .target_count = args->AllocationListSize,
                .node = context->node,
                .bindable = null_first ? ~0u : 0,
                .entry = args->pPatchLocationListOut,
                .entries_left = args->pPatchLocationListOut ? args->PatchLocationListOutSize : 0,
            },
        .user = args->pCommand,
        .length = args->CommandLength,
        .fetched = args->MultipassOffset,
        .dma = args->pDmaBuffer,
        .room = args->DmaSize,
        .promised =
            args->DmaSize >= REFGPU_DMA_SIZE && args->PatchLocationListOutSize >= REFGPU_PATCH_LIST_SIZE,
    };
}

/* The context's, if it is there and large enough; else a new one. NULL: no memory. */
PAGED_CODE_SEG static struct refgpu_scratch *scratch_take(struct refgpu_context *context, UINT targets)
{
    struct refgpu_scratch *scratch = InterlockedExchangePointer((PVOID volatile *)&context->scratch, NULL);

    if (scratch && scratch->capacity >= targets) {
        return scratch;
    }
    if (scratch) {
        ExFreePoolWithTag(scratch, REFGPU_TAG);
    }
    scratch = ExAllocatePoolWithTag(
        PagedPool, sizeof(*scratch) + (SIZE_T)targets * sizeof(scratch->targets[0]), REFGPU_TAG);
    if (scratch) {
        scratch->capacity = targets;
    }
    return scratch;
}

PAGED_CODE_SEG static void scratch_keep(struct refgpu_context *context, struct refgpu_scratch *scratch)
{
    scratch = InterlockedExchangePointer((PVOID volatile *)&context->scratch, scratch);
    if (scratch) {
        ExFreePoolWithTag(scratch, REFGPU_TAG);
    }
}

PAGED_CODE_SEG void refgpu_render_forget(struct refgpu_context *context)
{
    PAGED_CODE();
    scratch_keep(context, NULL);
}

PAGED_CODE_SEG NTSTATUS NTAPI refgpu_render(IN_CONST_HANDLE hContext, INOUT_PDXGKARG_RENDER args)
{
    struct refgpu_context *context = hContext;
    struct refgpu_scratch *scratch;
    struct rendering r;
    NTSTATUS status;

    PAGED_CODE();
    if (!context || context->magic != REFGPU_CONTEXT_MAGIC) {
        return STATUS_INVALID_HANDLE;
    }
    status = check_call(args);
    if (status) {
        return status;
    }
    scratch = scratch_take(context, args->AllocationListSize);
    if (!scratch) {
        return STATUS_NO_MEMORY;
    }
    rendering_init(&r, context, args, scratch);
    status = render_stream(&r);
    scratch_keep(context, scratch);
    if (status && status != STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        return status;
    }
    refgpu_dma_private_init(args->pDmaBufferPrivateData, args->DmaBufferPrivateDataSize, FALSE);
    args->MultipassOffset = r.fetched - r.carried * 4;
    args->pDmaBuffer = r.dma + r.used;
    args->pPatchLocationListOut = r.translation.entry;
    return status;
}
