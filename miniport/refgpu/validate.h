/*
 * From commands that nobody has checked to commands that the device may have, in place: in memory of the driver's own, which no
 * client can reach any more. What lies before `*done` has been checked and carries GPU addresses; what lies behind is still a claim.
 */
#ifndef REFGPU_VALIDATE_H
#define REFGPU_VALIDATE_H

#include "command.h"

enum refgpu_access { REFGPU_READ, REFGPU_WRITE };

/* An element of the allocation list, looked up once for all commands; and the surface that was seen last in it. 64 bytes. */
struct refgpu_target {
    UINT64 address;  /* where it is, or REFGPU_UNPLACED */
    UINT64 limit[2]; /* bytes that may be read, that may be written; both 0: no allocation */

    UINT64
    key; /* offset, and in the high half pitch and format, as commands have them; 0: no surface was seen */
    UINT64 place;      /* of its pixel (0, 0) */
    UINT64 relocation; /* the middle of its patch entries */
    ULONG edge
        [2]; /* packed like xy: rectangles that end before it may surely be read, written; all bits: not computed */
    UINT shift; /* log2 of the bytes of a pixel */
    UINT uses;
};

struct refgpu_translation {
    struct refgpu_target *targets;
    UINT target_count;
    UINT node;     /* which engine it is for */
    UINT bindable; /* slots that can be emptied: all, or none without a NULL element 0 */
    UINT bound;    /* slots with something in them, a bit for each; 0 at first */

    D3DDDI_PATCHLOCATIONLIST *entry; /* next free */
    UINT entries_left;
};

void refgpu_targets_init(struct refgpu_target *targets, const DXGK_ALLOCATIONLIST *list, UINT count);

/*
 * Checks and translates the commands that are complete in commands[0..count), where commands[0] is going to be at byte `position` of
 * the DMA buffer. *done: how many dwords that were; what is left is the beginning of a command, or what the status is about:
 *
 *   STATUS_SUCCESS                              all that is complete is translated
 *   STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER     the patch list has no room for the command at *done
 *   STATUS_INVALID_USER_BUFFER                  a length that the command does not have
 *   STATUS_ILLEGAL_INSTRUCTION                  no such command, or not on this engine
 *   STATUS_PRIVILEGED_INSTRUCTION               a command that is the driver's alone
 *   STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE     REFGPU_USER_POISON
 *   STATUS_INVALID_HANDLE                       an address that names no allocation
 *   STATUS_INVALID_PARAMETER                    any other operand
 *
 * PASSIVE_LEVEL, pageable, any number of threads.
 */
NTSTATUS refgpu_translate(struct refgpu_translation *t, ULONG *commands, UINT count, UINT position,
                          UINT *done);

#endif
