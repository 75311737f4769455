/*
 * The operations of a paging buffer, one function each: what the driver is told (PAG-09..PAG-19). A transfer moves a whole allocation, in
 * pieces when it is large or when the options want that proved (PAG-10, PAG-11).
 */
#include "vidmm_private.h"

#define PIECE                                                                                                \
    (32ull                                                                                                   \
     << 20) /* bytes of one sub-transfer: TransferOffset has 32 bits, and nothing waits behind a longer one */

/* One side of a transfer. */
struct side {
    const struct segment *segment; /* NULL: pages */
    ULONG64 address;
    PMDL pages;
};

static ULONG64 piece_size(struct vidmm *vm, ULONG64 left)
{
    const struct dxgk_render_options *options = &vm->adapter->options.render;

    if (!options->move_all && !options->paging_size)
        return left < PIECE ? left : PIECE;
    ULONG64 pages = left >> PAGE_SHIFT;
    if (pages < 2 || vidmm_random(vm) % 2)
        return left;
    return (1 + vidmm_random(vm) % (pages - 1)) << PAGE_SHIFT;
}

static NTSTATUS transfer(struct vidmm *vm, struct vidmm_instance *instance, struct side source,
                         struct side destination)
{
    ULONG64 size = size_of(instance);
    NTSTATUS status = STATUS_SUCCESS;

    for (ULONG64 done = 0, piece; done < size && NT_SUCCESS(status); done += piece) {
        piece = piece_size(vm, size - done);
        DXGKARG_BUILDPAGINGBUFFER arg = {.Operation = DXGK_OPERATION_TRANSFER};
        arg.Transfer.hAllocation = instance->allocation->driver;
        arg.Transfer.TransferOffset = (UINT)done; /* of segment sides (PAG-10) */
        arg.Transfer.TransferSize = piece;
        arg.Transfer.MdlOffset = (UINT)(done >> PAGE_SHIFT);
        arg.Transfer.Flags.TransferStart = done == 0;
        arg.Transfer.Flags.TransferEnd = done + piece == size;
        if (source.segment) {
            arg.Transfer.Source.SegmentId = source.segment->info.id;
            arg.Transfer.Source.SegmentAddress.QuadPart = (LONGLONG)source.address;
        } else {
            arg.Transfer.Source.pMdl = source.pages;
        }
        if (destination.segment) {
            arg.Transfer.Destination.SegmentId = destination.segment->info.id;
            arg.Transfer.Destination.SegmentAddress.QuadPart = (LONGLONG)destination.address;
        } else {
            arg.Transfer.Destination.pMdl = destination.pages;
        }
        status = paging_build(vm, &arg, instance);
    }
    return status;
}

NTSTATUS transfer_in(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                     ULONG64 address)
{
    render_count(vm->adapter, bytes_paged_in, size_of(instance));
    return transfer(vm, instance, (struct side){.pages = instance->pages},
                    (struct side){.segment = segment, .address = address});
}

NTSTATUS transfer_out(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                      ULONG64 address)
{
    render_count(vm->adapter, bytes_evicted, size_of(instance));
    return transfer(vm, instance, (struct side){.segment = segment, .address = address},
                    (struct side){.pages = instance->pages});
}

NTSTATUS transfer_between(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *from,
                          ULONG64 from_address, const struct segment *to, ULONG64 to_address)
{
    return transfer(vm, instance, (struct side){.segment = from, .address = from_address},
                    (struct side){.segment = to, .address = to_address});
}

NTSTATUS transfer_nothing(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                          ULONG64 address)
{
    DXGKARG_BUILDPAGINGBUFFER arg = {.Operation = DXGK_OPERATION_TRANSFER};

    arg.Transfer.hAllocation = instance->allocation->driver;
    arg.Transfer.Flags.TransferStart = arg.Transfer.Flags.TransferEnd = 1;
    arg.Transfer.Flags.AllocationIsIdle = 1;
    arg.Transfer.Source.SegmentId = segment->info.id;
    arg.Transfer.Source.SegmentAddress.QuadPart = (LONGLONG)address;
    return paging_build(vm, &arg, instance);
}

NTSTATUS fill_place(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                    ULONG64 address, UINT pattern)
{
    DXGKARG_BUILDPAGINGBUFFER arg = {.Operation = DXGK_OPERATION_FILL};

    arg.Fill.hAllocation = instance->allocation->driver;
    arg.Fill.FillSize = size_of(instance);
    arg.Fill.FillPattern = pattern;
    arg.Fill.Destination.SegmentId = segment->info.id;
    arg.Fill.Destination.SegmentAddress.QuadPart = (LONGLONG)address;
    return paging_build(vm, &arg, instance);
}

NTSTATUS discard_place(struct vidmm *vm, struct vidmm_instance *instance, const struct segment *segment,
                       ULONG64 address)
{
    DXGKARG_BUILDPAGINGBUFFER arg = {.Operation = DXGK_OPERATION_DISCARD_CONTENT};

    arg.DiscardContent.hAllocation = instance->allocation->driver;
    arg.DiscardContent.SegmentId = segment->info.id;
    arg.DiscardContent.SegmentAddress.QuadPart = (LONGLONG)address;
    return paging_build(vm, &arg, instance);
}

NTSTATUS read_place(struct vidmm *vm, const struct segment *segment, ULONG64 address)
{
    DXGKARG_BUILDPAGINGBUFFER arg = {.Operation = DXGK_OPERATION_READ_PHYSICAL};

    arg.ReadPhysical.SegmentId = segment->info.id;
    arg.ReadPhysical.PhysicalAddress.QuadPart = (LONGLONG)address;
    return paging_build(vm, &arg, NULL);
}

NTSTATUS map_place(struct vidmm *vm, HANDLE allocation, bool cached, const struct segment *segment,
                   ULONG64 address, ULONG64 size, PMDL pages)
{
    DXGKARG_BUILDPAGINGBUFFER arg = {.Operation = DXGK_OPERATION_MAP_APERTURE_SEGMENT};

    arg.MapApertureSegment.hAllocation = allocation;
    arg.MapApertureSegment.SegmentId = segment->info.id;
    arg.MapApertureSegment.OffsetInPages = (address - segment->heap.base) >> PAGE_SHIFT;
    arg.MapApertureSegment.NumberOfPages = size >> PAGE_SHIFT;
    arg.MapApertureSegment.pMdl = pages;
    arg.MapApertureSegment.Flags.CacheCoherent = cached && segment->info.flags.CacheCoherent;
    return paging_build(vm, &arg, NULL);
}

NTSTATUS unmap_place(struct vidmm *vm, HANDLE allocation, const struct segment *segment, ULONG64 address,
                     ULONG64 size)
{
    DXGKARG_BUILDPAGINGBUFFER arg = {.Operation = DXGK_OPERATION_UNMAP_APERTURE_SEGMENT};

    arg.UnmapApertureSegment.hAllocation = allocation;
    arg.UnmapApertureSegment.SegmentId = segment->info.id;
    arg.UnmapApertureSegment.OffsetInPages = (address - segment->heap.base) >> PAGE_SHIFT;
    arg.UnmapApertureSegment.NumberOfPages = size >> PAGE_SHIFT;
    arg.UnmapApertureSegment.DummyPage = vm->dummy;
    return paging_build(vm, &arg, NULL);
}
