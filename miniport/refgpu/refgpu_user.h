/*
 * What a user-mode driver and miniport/refgpu say to each other: private data of contexts and allocations, escapes, and the commands
 * of a command buffer. docs/formats/refgpu-commands.md is the description; here are its numbers. Freestanding: a client
 * includes this file and nothing else of the driver.
 *
 * A command buffer names memory by index into the allocation list that goes with it, never by address; every number in it is a claim
 * that the driver checks.
 */
#ifndef OPENWDDM_REFGPU_USER_H
#define OPENWDDM_REFGPU_USER_H

#include <stdint.h>

#define REFGPU_USER_MAGIC   0x31434752u /* "RGC1": opens every private block and every command buffer */
#define REFGPU_USER_VERSION 0x00010000u /* major in 31:16 must be the driver's, minor at most the driver's */

/* D3DKMT_CREATECONTEXT.pPrivateDriverData; none at all is fine too. Another magic or version: STATUS_GRAPHICS_DRIVER_MISMATCH. */
struct refgpu_user_context {
    uint32_t magic;
    uint32_t version;
};

enum refgpu_user_kind {
    REFGPU_KIND_BUFFER = 1,  /* size bytes, no picture */
    REFGPU_KIND_SURFACE = 2, /* width x height in format; the driver chooses the pitch when it is 0 */
};

/* Where it may lie, beyond what the kind implies. */
#define REFGPU_USER_CPU_VISIBLE 0x1u /* may be locked */
#define REFGPU_USER_VRAM        0x2u /* video memory only */
#define REFGPU_USER_APERTURE    0x4u /* aperture only */
#define REFGPU_USER_PRIMARY     0x8u /* can be shown by head `source` */
#define REFGPU_USER_CACHED      0x10u
#define REFGPU_USER_FLAGS       0x1fu

/* D3DDDI_ALLOCATIONINFO.pPrivateDriverData. The driver fills in pitch and size when the allocation is created (ALC-20). */
struct refgpu_user_allocation {
    uint32_t magic;
    uint32_t version;
    uint32_t kind;
    uint32_t flags;
    uint32_t width, height; /* pixels, each 1..16384; surfaces */
    uint32_t format;        /* enum refgpu_format of the data sheet; surfaces */
    uint32_t pitch;         /* bytes; surfaces */
    uint64_t size;          /* bytes; of a surface 0, or pitch * height */
    uint32_t source;        /* of a primary */
    uint32_t refresh_millihertz;
};

/* ---- command buffers ---- */

/*
 * A command buffer opens with this; commands follow up to `bytes`. They are those of the data sheet (refgpu_regs.h), with the same lengths,
 * operands and flags, except that an address is
 *     low dword: index into the allocation list        high dword: byte offset in that allocation
 * The header becomes a NOP of its length, so that the DMA buffer is exactly as long as the command buffer (REN-46).
 */
struct refgpu_user_header {
    uint32_t magic;
    uint32_t version;
    uint32_t bytes;    /* of the command buffer, header included: CommandLength */
    uint32_t reserved; /* 0 */
};
#define REFGPU_USER_HEADER_DWORDS 4u

/* An opcode of command buffers only, of one dword: the stream has lost its way, and its device is lost with it. A user-mode driver fills
 * what it has not written yet with it. */
#define REFGPU_USER_POISON       0x0fu
#define REFGPU_USER_POISON_DWORD 0x0f000001u

/* What goes into the two dwords of an address. */
#define REFGPU_USER_ADDRESS(index, offset) (uint32_t)(index), (uint32_t)(offset)

/* What a context is promised, in bytes and entries; one command buffer within it always fits (docs/formats/refgpu-commands.md). */
#define REFGPU_USER_COMMAND_BYTES 0x10000u
#define REFGPU_USER_PATCHES       8192u

/* D3DKMTEscape, D3DKMT_ESCAPE_DRIVERPRIVATE. */
enum refgpu_user_escape_code {
    REFGPU_ESCAPE_INFO = 1, /* fills in the structure */
    REFGPU_ESCAPE_PRIVILEGED_COUNT =
        2, /* commands that no user may run, seen by the device in buffers of users: must stay 0 */
};
struct refgpu_user_escape {
    uint32_t magic;
    uint32_t version;
    uint32_t code;
    uint32_t value;
    uint64_t vram_size, visible_size, aperture_size; /* bytes */
    uint32_t nodes, heads;
};

#endif
