/*
 * What the tests of the command half stand on: a context, allocations in the VRAM of a real device model, user memory of a process of its
 * own, and the DDIs called directly, with canaries behind everything that is handed to them. The encoder and the decoder here are
 * independent of the driver's.
 *
 *     cmd_open(&c);
 *     cmd_begin(&c);
 *     PUT(&c, REFGPU_FILL, 0, SURFACE(&c, 1), REFGPU_XY(0, 0), REFGPU_WH(4, 4), 0xff0000ff);
 *     EXPECT(cmd_render(&c) == STATUS_SUCCESS);
 *     EXPECT(cmd_run(&c) == 0);
 *     cmd_close(&c);
 */
#ifndef TESTS_REFGPU_CMD_HARNESS_H
#define TESTS_REFGPU_CMD_HARNESS_H

#include "kernel.h"

#include "cmd_device.h"
#include "refgpu.h"

#include <string.h>

#define CMD_ELEMENTS 12u
#define CMD_DWORDS   (REFGPU_DMA_SIZE / 4)
#define CMD_PATCHES  REFGPU_PATCH_LIST_SIZE
#define CMD_PAGE     4096u

/* Elements of the allocation list. All surfaces are 64 x 48. */
enum cmd_element {
    CMD_NULL,
    CMD_RGB,      /* X8R8G8B8, written */
    CMD_ARGB,     /* A8R8G8B8, written */
    CMD_RGB16,    /* R5G6B5, written */
    CMD_ALPHA,    /* A8, written */
    CMD_SOURCE,   /* A8R8G8B8, read only: no WriteOperation */
    CMD_BUFFER,   /* 3000 bytes, written */
    CMD_TABLE,    /* 512 x 16, A8, read only */
    CMD_AWAY,     /* A8R8G8B8, written, SegmentId 0 */
    CMD_TURNED,   /* X8R8G8B8, 48 x 64, primary of source 0, written */
    CMD_NULL_TOO, /* a second NULL element */
    CMD_STAGING,  /* A8R8G8B8 with room for more, pitch told by GDI; written */
};
/* What stands for the address of what is nowhere, and the most entries of a command: as the format's page has them. */
#define CMD_UNPLACED 0xffffffff00000000ull
#define CMD_ENTRIES  3u
#define CMD_WIDTH    64u
#define CMD_HEIGHT   48u

struct cmd {
    struct refgpu gpu;
    struct refgpu_device device;
    struct refgpu_context context;
    struct refgpu_allocation allocations[CMD_ELEMENTS];
    struct refgpu_open opens[CMD_ELEMENTS];
    DXGK_ALLOCATIONLIST list[CMD_ELEMENTS];
    UINT list_size;

    ULONG stream[CMD_DWORDS + 1024]; /* the command buffer under construction */
    UINT dwords;

    struct nt_process *process;
    unsigned char *user;       /* what the last render was given; ends at memory that is not there */
    UINT dma_size, patch_size; /* what is offered */
    UINT offset;               /* MultipassOffset, in and out */

    unsigned char dma[REFGPU_DMA_SIZE + 3 * CMD_PAGE] __attribute__((aligned(4096)));
    D3DDDI_PATCHLOCATIONLIST patches[CMD_PATCHES + 16];
    struct refgpu_dma_private block;
    UINT dma_bytes, patch_count; /* what came out */
};

bool cmd_open(struct cmd *c); /* false: said why */
void cmd_close(struct cmd *c);
/* A place of its own for an element; gives the new address. VRAM is left as it is. */
void cmd_place(struct cmd *c, UINT element, UINT64 address);
UINT64 cmd_address(const struct cmd *c, UINT element);
uint8_t *cmd_pixels(const struct cmd *c, UINT element);
/* All of VRAM becomes noise. */
void cmd_noise(uint64_t seed);

/* ---- encoding ---- */

void cmd_begin(struct cmd *c); /* a header */
void cmd_put(struct cmd *c, ULONG opcode, ULONG flags, const ULONG *operands, UINT count);
void cmd_raw(struct cmd *c, const ULONG *dwords, UINT count);
ULONG cmd_layout(const struct cmd *c, UINT element); /* pitch and format */
#define PUT(c, opcode, flags, ...)                                                                           \
    cmd_put(c, opcode, flags, (const ULONG[]){__VA_ARGS__},                                                  \
            sizeof((const ULONG[]){__VA_ARGS__}) / sizeof(ULONG))
#define RAW(c, ...)                                                                                          \
    cmd_raw(c, (const ULONG[]){__VA_ARGS__}, sizeof((const ULONG[]){__VA_ARGS__}) / sizeof(ULONG))
#define AT(element, offset) REFGPU_USER_ADDRESS(element, offset)
#define SURFACE(c, element) AT(element, 0), cmd_layout(c, element)
/* One good command of each kind, `which` from 0. */
#define CMD_KINDS 14u
void cmd_put_good(struct cmd *c, UINT which);

/* ---- calling ---- */

/* The stream as it is goes to user memory, then DxgkDdiRender: once. Checks the contract of what came out. */
NTSTATUS cmd_render(struct cmd *c);
/* The same without completing the header. */
NTSTATUS cmd_render_raw(struct cmd *c);
/* ... with what lies at `user` now. */
NTSTATUS cmd_render_at(struct cmd *c, const void *user, UINT bytes);
NTSTATUS cmd_patch(struct cmd *c, UINT from, UINT to, UINT first, UINT count);
NTSTATUS cmd_patch_all(struct cmd *c);
/* The DMA buffer on the device; FAULT_STATUS. */
uint32_t cmd_run(struct cmd *c);

/* Every rule for patch lists (REN-60..67), and that each address in the DMA buffer has exactly one entry (REN-54). */
bool cmd_check_output(const struct cmd *c);
void cmd_canaries_lay(struct cmd *c);
bool cmd_canaries_intact(const struct cmd *c, const void *dma_end, const void *patch_end);

/* What translation must make of the stream, byte for byte, by another way than the driver's. */
void cmd_expected(const struct cmd *c, ULONG *dwords);

/* Where addresses stand in a command; returns how many, dword indexes in `at`. */
UINT cmd_addresses(ULONG header, UINT at[3]);

static inline uint32_t cmd_random(uint64_t *seed, uint32_t bound)
{
    *seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
    return (uint32_t)(*seed >> 33) % bound;
}

/* Boots a kernel, runs body(c) in it with an open harness; every EXPECT must hold and nothing leak. */
void cmd_test(int (*body)(void *c));

#endif
