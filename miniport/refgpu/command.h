/*
 * What everybody shares who turns work into DMA buffers: where commands and patch entries go, how much room is left, which slots are
 * bound. render.c translates what a user-mode driver wrote, gdi.c and present.c write commands of their own; what comes out has the
 * same form, so that patch.c need not know who made it.
 *
 * Each address in a DMA buffer has one entry in the patch list (REN-54), made in the same breath. Commands depend on nothing but their
 * own entries: a DMA buffer can be split, and another context's work put in, before any of them (REN-72, REN-75).
 */
#ifndef REFGPU_COMMAND_H
#define REFGPU_COMMAND_H

#include "refgpu.h"

/* DriverId of patch entries: what is at PatchOffset. */
enum refgpu_relocation {
    REFGPU_RELOCATE_ADDRESS = 1, /* 8 bytes: address of the allocation plus AllocationOffset */
    REFGPU_RELOCATE_NOTHING,     /* the entry only empties its slot (REN-55) */
};

/* Stands for the address of what is nowhere (SegmentId 0): in no window of the device, and an offset does not lead back into
 * one. A command that is run with it faults; nobody's memory is touched. */
#define REFGPU_UNPLACED 0xffffffff00000000ull

/* Patch entries of one command at most: each slot gets something or is emptied. */
#define REFGPU_COMMAND_ENTRIES 3u

/* Where an allocation is, in the GPU's address space; segments begin at their GPU addresses (SEG-05). */
static inline UINT64 refgpu_place(const DXGK_ALLOCATIONLIST *element)
{
    return element->SegmentId ? (UINT64)element->PhysicalAddress.QuadPart : REFGPU_UNPLACED;
}

/* What a list element opens, or NULL: a NULL element, or nothing that OpenAllocation returned. */
static inline const struct refgpu_allocation *refgpu_listed(const DXGK_ALLOCATIONLIST *element)
{
    const struct refgpu_open *open = element->hDeviceSpecificAllocation;

    return open && open->magic == REFGPU_OPEN_MAGIC && open->allocation->magic == REFGPU_ALLOCATION_MAGIC
               ? open->allocation
               : NULL;
}

/* A patch entry is three pairs of dwords: index and slot, kind and offset, place and split point. The lists are long, so they
 * are written that way. */
typedef UINT64 __attribute__((may_alias, aligned(4))) refgpu_pair;
#define REFGPU_PAIR(low, high) ((UINT)(low) | (UINT64)(high) << 32)

static inline void refgpu_entry_pairs(D3DDDI_PATCHLOCATIONLIST *entry, UINT64 who, UINT64 relocation,
                                      UINT64 where)
{
    refgpu_pair *pairs = (refgpu_pair *)entry;

    pairs[0] = who;
    pairs[1] = relocation;
    pairs[2] = where;
}
C_ASSERT(sizeof(D3DDDI_PATCHLOCATIONLIST) == 3 * sizeof(refgpu_pair));

static inline void refgpu_entry(D3DDDI_PATCHLOCATIONLIST *entry, UINT index, UINT slot,
                                enum refgpu_relocation kind, UINT offset, UINT patch, UINT split)
{
    refgpu_entry_pairs(entry, REFGPU_PAIR(index, slot), REFGPU_PAIR(kind, offset), REFGPU_PAIR(patch, split));
}

/*
 * Empties the slots of `stale`, a bit for each, at the command that begins at `split`. The NULL element is element 0, by
 * convention (REN-55). Returns the next free entry.
 */
static inline D3DDDI_PATCHLOCATIONLIST *refgpu_unbind(D3DDDI_PATCHLOCATIONLIST *entry, UINT stale, UINT split)
{
    for (UINT slot = 0; stale; slot++, stale >>= 1) {
        if (stale & 1) {
            refgpu_entry(entry++, 0, slot, REFGPU_RELOCATE_NOTHING, 0, split, split);
        }
    }
    return entry;
}

/* ---- command.c: commands of the driver's own making ---- */

/* One DMA buffer being filled by gdi.c or present.c. */
struct refgpu_writer {
    const DXGK_ALLOCATIONLIST *list;
    UINT list_size;
    UCHAR *start; /* of the DMA buffer */
    UINT used, size;
    D3DDDI_PATCHLOCATIONLIST *patch; /* next free entry */
    UINT patches_left;
    UINT bound;    /* slots with something in them, a bit for each */
    UINT bindable; /* slots that can be emptied: all, or none without a NULL element 0 */
};

/* A surface as an operand. `format` and `pitch` are those to use, which need not be the allocation's own. */
struct refgpu_picture {
    UINT index; /* in the allocation list */
    const struct refgpu_allocation *allocation;
    UINT pitch, format, bytes; /* bytes per pixel */
    UINT width, height;        /* pixels that are there, with this pitch */
};

void refgpu_writer_init(struct refgpu_writer *writer, const DXGK_ALLOCATIONLIST *list, UINT list_size,
                        PVOID dma, UINT dma_size, D3DDDI_PATCHLOCATIONLIST *patch, UINT patches);

/* STATUS_SUCCESS, STATUS_INVALID_HANDLE (no such element, or a NULL one), STATUS_INVALID_PARAMETER (no surface, not writable,
 * a pitch that does not do). `pitch` 0: the allocation's own. */
NTSTATUS refgpu_picture_of(const struct refgpu_writer *writer, UINT index, BOOLEAN write, UINT pitch,
                           struct refgpu_picture *picture);

/* Whether a rectangle is well ordered and lies inside. */
BOOLEAN refgpu_rect_inside(const RECT *rect, const struct refgpu_picture *picture);

/*
 * Writes a whole command with its patch entries, or nothing: FALSE when there is no room. `addresses` are for the slots in
 * order; the command has its address dwords where the data sheet says, their contents are replaced. A NULL pointer: the command has
 * no such operand.
 */
struct refgpu_operand {
    UINT index;  /* in the allocation list */
    UINT dword;  /* of the address in the command; 0: no such operand */
    UINT offset; /* in the allocation */
};
BOOLEAN refgpu_put(struct refgpu_writer *writer, const ULONG *command,
                   const struct refgpu_operand operands[REFGPU_COMMAND_ENTRIES]);

#endif
