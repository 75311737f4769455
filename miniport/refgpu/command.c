/*
 * Commands of the driver's own making: one whole command with its patch entries, or nothing. Operands come from the graphics kernel,
 * which is trusted, and are checked all the same (refgpu_picture_of): a bug up there must end in a status, not in somebody's memory.
 */
#include "command.h"

PAGED_CODE_SEG void refgpu_writer_init(struct refgpu_writer *writer, const DXGK_ALLOCATIONLIST *list,
                                       UINT list_size, PVOID dma, UINT dma_size,
                                       D3DDDI_PATCHLOCATIONLIST *patch, UINT patches)
{
    *writer = (struct refgpu_writer){
        .list = list,
        .list_size = list_size,
        .start = dma,
        .size = dma_size,
        .patch = patch,
        .patches_left = patch ? patches : 0,
        .bindable = list_size && !list[0].hDeviceSpecificAllocation ? ~0u : 0,
    };
}

PAGED_CODE_SEG NTSTATUS refgpu_picture_of(const struct refgpu_writer *writer, UINT index, BOOLEAN write,
                                          UINT pitch, struct refgpu_picture *picture)
{
    const struct refgpu_allocation *allocation =
        index < writer->list_size ? refgpu_listed(&writer->list[index]) : NULL;
    UINT64 width, rows;

    if (!allocation) {
        return STATUS_INVALID_HANDLE;
    }
    *picture = (struct refgpu_picture){.index = index,
                                       .allocation = allocation,
                                       .pitch = pitch ? pitch : allocation->info.pitch,
                                       .format = allocation->info.format,
                                       .bytes = refgpu_pixel_bytes(allocation->info.format)};
    if (allocation->info.kind != REFGPU_KIND_SURFACE || !picture->bytes || !picture->pitch ||
        picture->pitch % 4 || picture->pitch > 0xffffff || (write && !writer->list[index].WriteOperation)) {
        return STATUS_INVALID_PARAMETER;
    }
    width = picture->pitch / picture->bytes;
    rows = allocation->info.size / picture->pitch;
    picture->width = width < allocation->info.width ? (UINT)width : allocation->info.width;
    picture->height = rows < allocation->info.height ? (UINT)rows : allocation->info.height;
    return STATUS_SUCCESS;
}

PAGED_CODE_SEG BOOLEAN refgpu_rect_inside(const RECT *rect, const struct refgpu_picture *picture)
{
    return rect->left >= 0 && rect->top >= 0 && rect->left <= rect->right && rect->top <= rect->bottom &&
           (UINT)rect->right <= picture->width && (UINT)rect->bottom <= picture->height;
}

/* ---- writing ------------------------------------------------------------------------------------------- */

/* The slots that the operands fill. */
PAGED_CODE_SEG static UINT slots_of(const struct refgpu_operand operands[REFGPU_COMMAND_ENTRIES], UINT *count)
{
    UINT slots = 0;

    *count = 0;
    for (UINT slot = 0; slot < REFGPU_COMMAND_ENTRIES; slot++) {
        if (operands[slot].dword) {
            slots |= 1u << slot;
            ++*count;
        }
    }
    return slots;
}

/* Address dwords of `command` that belong to no operand are 0 there; the others are put in on the way, so that each dword of the
 * DMA buffer is written once. */
PAGED_CODE_SEG static void write_dwords(struct refgpu_writer *writer, const ULONG *command,
                                        const struct refgpu_operand operands[REFGPU_COMMAND_ENTRIES])
{
    ULONG dwords[REFGPU_CLEARTYPE_DWORDS];
    UINT length = REFGPU_LENGTH(command[0]);

    RtlCopyMemory(dwords, command, length * sizeof(*dwords));
    for (UINT slot = 0; slot < REFGPU_COMMAND_ENTRIES; slot++) {
        const struct refgpu_operand *operand = &operands[slot];

        if (operand->dword) {
            UINT64 address = refgpu_place(&writer->list[operand->index]) + operand->offset;
            RtlCopyMemory(&dwords[operand->dword], &address, sizeof(address));
        }
    }
    RtlCopyMemory(writer->start + writer->used, dwords, length * sizeof(*dwords));
}

PAGED_CODE_SEG BOOLEAN refgpu_put(struct refgpu_writer *writer, const ULONG *command,
                                  const struct refgpu_operand operands[REFGPU_COMMAND_ENTRIES])
{
    UINT bytes = REFGPU_LENGTH(command[0]) * 4, start = writer->used, count,
         slots = slots_of(operands, &count);
    UINT stale = writer->bound & ~slots & writer->bindable;
    D3DDDI_PATCHLOCATIONLIST *entry = writer->patch;

    for (UINT left = stale; left; left &= left - 1) {
        count++;
    }
    if (writer->size - writer->used < bytes || writer->patches_left < count) {
        return FALSE;
    }
    entry = refgpu_unbind(entry, stale, start);
    for (UINT slot = 0; slot < REFGPU_COMMAND_ENTRIES; slot++) {
        const struct refgpu_operand *operand = &operands[slot];

        if (operand->dword) {
            refgpu_entry(entry++, operand->index, slot, REFGPU_RELOCATE_ADDRESS, operand->offset,
                         start + operand->dword * 4, start);
        }
    }
    write_dwords(writer, command, operands);
    writer->bound = slots;
    writer->patch = entry;
    writer->patches_left -= count;
    writer->used += bytes;
    return TRUE;
}
