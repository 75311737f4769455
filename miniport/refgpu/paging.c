/*
 * BuildPagingBuffer: one operation of the memory manager becomes commands of the engine that pages. PASSIVE_LEVEL, scheduler class.
 *
 * System memory comes as page numbers, which the engine cannot copy from; so pages are put into the last pages of the GART, the
 * driver's own window, and copied through it, in as many pieces as the window or the buffer's room demands. Window and copy stand in the
 * same buffer, and buffers of the paging engine run one after the other, also when they were preempted in between (PRE-05): nobody
 * else's window is ever seen.
 *
 * An operation that does not fit whole does what fits, counts in MultipassOffset what is done, and says INSUFFICIENT_DMA_BUFFER; the
 * kernel submits that and calls again (PAG-05). The count is pages of the operation, because sizes have 64 bits and it has 32.
 */
#include "engine.h"

/* ---- writing commands ---------------------------------------------------------------------------------- */

struct builder {
    struct refgpu *gpu;
    ULONG *at;
    ULONG room; /* dwords */
};

static void put(struct builder *b, ULONG value)
{
    *b->at++ = value;
    b->room--;
}

static void put_address(struct builder *b, ULONG64 address)
{
    put(b, (ULONG)address);
    put(b, (ULONG)(address >> 32));
}

/* As many of `count` entries as a GART_UPDATE can have that leaves `keep` dwords; 0: not one. */
static ULONG entries_that_fit(const struct builder *b, ULONG64 count, ULONG keep)
{
    ULONG most = (REFGPU_COMMAND_DWORDS_MAX - REFGPU_GART_UPDATE_DWORDS(0)) / 2, room;

    if (b->room < keep + REFGPU_GART_UPDATE_DWORDS(1)) {
        return 0;
    }
    room = (b->room - keep - REFGPU_GART_UPDATE_DWORDS(0)) / 2;
    most = room < most ? room : most;
    return count < most ? (ULONG)count : most;
}

static void put_gart(struct builder *b, ULONG first, ULONG count, const PFN_NUMBER *pages)
{
    put(b, REFGPU_COMMAND(REFGPU_GART_UPDATE, 0, REFGPU_GART_UPDATE_DWORDS(count)));
    put(b, first);
    put(b, count);
    for (ULONG i = 0; i < count; i++) {
        put_address(b, REFGPU_PTE((ULONG64)pages[i] << PAGE_SHIFT, REFGPU_PTE_VALID));
    }
}

/* ---- TRANSFER ------------------------------------------------------------------------------------------ */

/* One side of a copy: an address of the GPU, or pages of system memory. */
struct side {
    ULONG64 address; /* of the operation's first byte; GPU address, or bytes from the beginning of `pages` */
    const PFN_NUMBER *pages;
    ULONG window; /* first GART entry for its pages */
};

/* Both sides of what is left of a copy. */
struct copy {
    struct side destination, source;
    ULONG64 done, size; /* bytes */
};

static ULONG pages_spanned(const struct side *side, ULONG64 at, ULONG64 bytes)
{
    ULONG64 from = side->address + at;

    return side->pages ? (ULONG)(((from & (PAGE_SIZE - 1)) + bytes + PAGE_SIZE - 1) >> PAGE_SHIFT) : 0;
}

static ULONG window_dwords(ULONG pages)
{
    return pages ? REFGPU_GART_UPDATE_DWORDS(pages) : 0;
}

static BOOLEAN piece_fits(const struct builder *b, const struct copy *copy, ULONG64 bytes)
{
    ULONG half = b->gpu->window_pages / 2;
    ULONG to = pages_spanned(&copy->destination, copy->done, bytes);
    ULONG from = pages_spanned(&copy->source, copy->done, bytes);

    return to <= half && from <= half &&
           window_dwords(to) + window_dwords(from) + REFGPU_COPY_LINEAR_DWORDS <= b->room;
}

/* Of one command: the engine reads a piece whole before it writes it, and can be preempted between two. */
#define COPY_MAX (1u << 20)

/* The largest next piece: the rest, or a number of pages; 0: no room even for one. */
static ULONG64 next_piece(const struct builder *b, const struct copy *copy)
{
    ULONG64 left = copy->size - copy->done, most = left < COPY_MAX ? left : COPY_MAX, pages;

    if (!copy->destination.pages && !copy->source.pages) {
        return b->room >= REFGPU_COPY_LINEAR_DWORDS ? most : 0;
    }
    if (most <= (ULONG64)b->gpu->window_pages << PAGE_SHIFT && piece_fits(b, copy, most)) {
        return most;
    }
    pages = b->gpu->window_pages / 2;
    if (pages > most >> PAGE_SHIFT) {
        pages = most >> PAGE_SHIFT;
    }
    while (pages && !piece_fits(b, copy, pages << PAGE_SHIFT)) {
        pages--;
    }
    return pages << PAGE_SHIFT;
}

/* Where the GPU finds this side's next piece, its pages put into the window. */
static ULONG64 reach(struct builder *b, const struct side *side, ULONG64 at, ULONG64 bytes)
{
    ULONG64 from = side->address + at;

    if (!side->pages) {
        return from;
    }
    put_gart(b, side->window, pages_spanned(side, at, bytes), side->pages + (from >> PAGE_SHIFT));
    return REFGPU_APERTURE_BASE + ((ULONG64)side->window << PAGE_SHIFT) + (from & (PAGE_SIZE - 1));
}

/* TRUE when the copy is complete. */
static BOOLEAN put_copy(struct builder *b, struct copy *copy)
{
    while (copy->done < copy->size) {
        ULONG64 bytes = next_piece(b, copy), to, from;
        if (bytes == 0) {
            return FALSE;
        }
        to = reach(b, &copy->destination, copy->done, bytes);
        from = reach(b, &copy->source, copy->done, bytes);
        put(b, REFGPU_COMMAND(REFGPU_COPY_LINEAR, 0, REFGPU_COPY_LINEAR_DWORDS));
        put_address(b, to);
        put_address(b, from);
        put(b, (ULONG)bytes);
        copy->done += bytes;
    }
    return TRUE;
}

/* PAG-10: the offset counts on the side of a segment; an MDL begins with its page MdlOffset (PAG-09). */
static struct side side_of(UINT segment, ULONG64 address, PMDL mdl, ULONG64 offset, UINT mdl_page,
                           ULONG window)
{
    if (segment != 0) {
        return (struct side){.address = address + offset};
    }
    return (struct side){.address = MmGetMdlByteOffset(mdl) + ((ULONG64)mdl_page << PAGE_SHIFT),
                         .pages = MmGetMdlPfnArray(mdl),
                         .window = window};
}

/* PAG-09..PAG-14. Nothing is swizzled, so the flags ask for nothing, and the engine's order makes every allocation idle in time. */
static NTSTATUS transfer(struct builder *b, DXGKARG_BUILDPAGINGBUFFER *args)
{
    ULONG window = b->gpu->gart_pages - b->gpu->window_pages;
    struct copy copy = {.done = (ULONG64)args->MultipassOffset << PAGE_SHIFT,
                        .size = args->Transfer.TransferSize};
    BOOLEAN complete;

    if (copy.size == 0) {
        return STATUS_SUCCESS; /* PAG-14: it lost its place, and its bits */
    }
    if ((args->Transfer.Source.SegmentId == 0 && !args->Transfer.Source.pMdl) ||
        (args->Transfer.Destination.SegmentId == 0 && !args->Transfer.Destination.pMdl)) {
        return STATUS_INVALID_PARAMETER;
    }
    copy.destination = side_of(
        args->Transfer.Destination.SegmentId, (ULONG64)args->Transfer.Destination.SegmentAddress.QuadPart,
        args->Transfer.Destination.pMdl, args->Transfer.TransferOffset, args->Transfer.MdlOffset, window);
    copy.source =
        side_of(args->Transfer.Source.SegmentId, (ULONG64)args->Transfer.Source.SegmentAddress.QuadPart,
                args->Transfer.Source.pMdl, args->Transfer.TransferOffset, args->Transfer.MdlOffset,
                window + b->gpu->window_pages / 2);
    complete = put_copy(b, &copy);
    args->MultipassOffset = (UINT)(copy.done >> PAGE_SHIFT);
    return complete ? STATUS_SUCCESS : STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
}

/* ---- FILL ---------------------------------------------------------------------------------------------- */

/* PAG-15. */
static NTSTATUS fill(struct builder *b, DXGKARG_BUILDPAGINGBUFFER *args)
{
    ULONG64 size = args->Fill.FillSize, done = (ULONG64)args->MultipassOffset << PAGE_SHIFT;
    ULONG64 address = (ULONG64)args->Fill.Destination.SegmentAddress.QuadPart;

    if (args->Fill.Destination.SegmentId == 0 || size % sizeof(ULONG)) {
        return STATUS_INVALID_PARAMETER;
    }
    while (done < size && b->room >= REFGPU_FILL_LINEAR_DWORDS) {
        ULONG64 bytes = size - done < COPY_MAX ? size - done : COPY_MAX;
        put(b, REFGPU_COMMAND(REFGPU_FILL_LINEAR, 0, REFGPU_FILL_LINEAR_DWORDS));
        put_address(b, address + done);
        put(b, (ULONG)bytes);
        put(b, args->Fill.FillPattern);
        done += bytes;
    }
    args->MultipassOffset = (UINT)(done >> PAGE_SHIFT);
    return done >= size ? STATUS_SUCCESS : STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
}

/* ---- the aperture -------------------------------------------------------------------------------------- */

static BOOLEAN in_aperture(const struct refgpu *gpu, UINT segment, ULONG64 first, ULONG64 count)
{
    ULONG pages = gpu->gart_pages - gpu->window_pages;

    return segment == REFGPU_SEGMENT_APERTURE && first <= pages && count <= pages - first;
}

/* PAG-18. In the engine's order, not at once by the processor: what runs now may still use what was mapped here. */
static NTSTATUS map_aperture(struct builder *b, DXGKARG_BUILDPAGINGBUFFER *args)
{
    ULONG64 done = args->MultipassOffset, count = args->MapApertureSegment.NumberOfPages;
    const PFN_NUMBER *pages;

    if (!args->MapApertureSegment.pMdl || !in_aperture(b->gpu, args->MapApertureSegment.SegmentId,
                                                       args->MapApertureSegment.OffsetInPages, count)) {
        return STATUS_INVALID_PARAMETER;
    }
    pages = MmGetMdlPfnArray(args->MapApertureSegment.pMdl) + args->MapApertureSegment.MdlOffset;
    while (done < count) {
        ULONG piece = entries_that_fit(b, count - done, 0);
        if (piece == 0) {
            args->MultipassOffset = (UINT)done;
            return STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
        }
        put_gart(b, (ULONG)(args->MapApertureSegment.OffsetInPages + done), piece, pages + done);
        done += piece;
    }
    args->MultipassOffset = (UINT)done;
    return STATUS_SUCCESS;
}

/* PAG-19, TDR-07. Between the adapter's reset and its restart the GART is empty already, and becomes the driver's dummy page. */
static NTSTATUS unmap_aperture(struct builder *b, DXGKARG_BUILDPAGINGBUFFER *args)
{
    ULONG64 first = args->UnmapApertureSegment.OffsetInPages,
            count = args->UnmapApertureSegment.NumberOfPages;
    PHYSICAL_ADDRESS page = args->UnmapApertureSegment.DummyPage;

    if (!in_aperture(b->gpu, args->UnmapApertureSegment.SegmentId, first, count)) {
        return STATUS_INVALID_PARAMETER;
    }
    if (b->gpu->in_reset || count == 0) {
        return STATUS_SUCCESS;
    }
    if (b->room < REFGPU_GART_UPDATE_DWORDS(1)) {
        return STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
    }
    page = page.QuadPart ? page : b->gpu->dummy_address;
    put(b, REFGPU_COMMAND(REFGPU_GART_UPDATE, REFGPU_GART_FILL, REFGPU_GART_UPDATE_DWORDS(1)));
    put(b, (ULONG)first);
    put(b, (ULONG)count);
    put_address(b, REFGPU_PTE(page.QuadPart, REFGPU_PTE_VALID));
    return STATUS_SUCCESS;
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

/* One block for all that the buffer holds (PAG-04): a part of it may be running, or wait to go on, while the next is built. */
static void mark_private(const struct refgpu *gpu, const DXGKARG_BUILDPAGINGBUFFER *args)
{
    struct refgpu_dma_private *block = args->pDmaBufferPrivateData;

    if (!block || args->DmaBufferPrivateDataSize < sizeof(*block)) {
        return;
    }
    if (block->magic != REFGPU_TAG || !block->privileged || block->epoch != gpu->epoch) {
        refgpu_dma_private_init(block, args->DmaBufferPrivateDataSize, TRUE);
        block->epoch = gpu->epoch;
    }
}

static NTSTATUS build(struct builder *b, DXGKARG_BUILDPAGINGBUFFER *args)
{
    switch ((int)args->Operation) {
    case DXGK_OPERATION_TRANSFER:
        return transfer(b, args);
    case DXGK_OPERATION_FILL:
        return fill(b, args);
    case DXGK_OPERATION_MAP_APERTURE_SEGMENT:
        return map_aperture(b, args);
    case DXGK_OPERATION_UNMAP_APERTURE_SEGMENT:
        return unmap_aperture(b, args);
    case DXGK_OPERATION_DISCARD_CONTENT: /* PAG-16: nothing of it is kept anywhere */
    case DXGK_OPERATION_READ_PHYSICAL:   /* PAG-17: no cache or write buffer lies between engine and memory */
    case DXGK_OPERATION_WRITE_PHYSICAL:
    case DXGK_OPERATION_INIT_CONTEXT_RESOURCE: /* PAG-21: the driver makes none */
        return STATUS_SUCCESS;
    case DXGK_OPERATION_SPECIAL_LOCK_TRANSFER: /* PAG-20: no alternate addresses */
    default:
        return STATUS_NOT_SUPPORTED;
    }
}

/*
 * PAG-01..PAG-08, PAG-22. Commands are whole dwords, so what follows is aligned as it must be (PAG-02).
 */
NTSTATUS NTAPI refgpu_build_paging_buffer(HANDLE hAdapter, DXGKARG_BUILDPAGINGBUFFER *args)
{
    struct builder b = {.gpu = hAdapter, .at = args->pDmaBuffer, .room = args->DmaSize / sizeof(ULONG)};
    NTSTATUS status;

    PAGED_CODE();
    if (!b.gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    mark_private(b.gpu, args);
    status = build(&b, args);
    if (NT_SUCCESS(status) || status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        args->pDmaBuffer = b.at;
    }
    return status;
}
