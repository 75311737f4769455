/* See cmd_harness.h. */
#include "cmd_harness.h"

#define CANARY 0xA7

static const struct {
    UINT kind, width, height, format, flags;
    uint64_t size; /* 0: pitch * height */
    bool write, away, gdi_pitch;
} shapes[CMD_ELEMENTS] = {
    [CMD_RGB] = {REFGPU_KIND_SURFACE, CMD_WIDTH, CMD_HEIGHT, REFGPU_X8R8G8B8, .write = true},
    [CMD_ARGB] = {REFGPU_KIND_SURFACE, CMD_WIDTH, CMD_HEIGHT, REFGPU_A8R8G8B8, .write = true},
    [CMD_RGB16] = {REFGPU_KIND_SURFACE, CMD_WIDTH, CMD_HEIGHT, REFGPU_R5G6B5, .write = true},
    [CMD_ALPHA] = {REFGPU_KIND_SURFACE, CMD_WIDTH, CMD_HEIGHT, REFGPU_A8, .write = true},
    [CMD_SOURCE] = {REFGPU_KIND_SURFACE, CMD_WIDTH, CMD_HEIGHT, REFGPU_A8R8G8B8},
    [CMD_BUFFER] = {REFGPU_KIND_BUFFER, .size = 3000, .write = true},
    [CMD_TABLE] = {REFGPU_KIND_SURFACE, 512, 16, REFGPU_A8},
    [CMD_AWAY] = {REFGPU_KIND_SURFACE, CMD_WIDTH, CMD_HEIGHT, REFGPU_A8R8G8B8, .write = true, .away = true},
    [CMD_TURNED] = {REFGPU_KIND_SURFACE, CMD_HEIGHT, CMD_WIDTH, REFGPU_X8R8G8B8, REFGPU_USER_PRIMARY,
                    .write = true},
    [CMD_STAGING] = {REFGPU_KIND_SURFACE, CMD_WIDTH, CMD_HEIGHT, REFGPU_A8R8G8B8, .size = 20000,
                     .write = true, .gdi_pitch = true},
};

/* ---- life ---------------------------------------------------------------------------------------------- */

static void make_element(struct cmd *c, UINT i)
{
    struct refgpu_allocation *a = &c->allocations[i];
    UINT bytes = refgpu_pixel_bytes(shapes[i].format);

    if (!shapes[i].kind)
        return;
    a->magic = REFGPU_ALLOCATION_MAGIC;
    a->gdi_pitch = shapes[i].gdi_pitch;
    a->info = (struct refgpu_user_allocation){.magic = REFGPU_USER_MAGIC,
                                              .version = REFGPU_USER_VERSION,
                                              .kind = shapes[i].kind,
                                              .flags = shapes[i].flags,
                                              .width = shapes[i].width,
                                              .height = shapes[i].height,
                                              .format = shapes[i].format,
                                              .pitch = shapes[i].width * bytes};
    a->info.size = shapes[i].size ? shapes[i].size : (uint64_t)a->info.pitch * a->info.height;
    c->opens[i] = (struct refgpu_open){REFGPU_OPEN_MAGIC, a, &c->device};
    c->list[i].hDeviceSpecificAllocation = &c->opens[i];
    c->list[i].WriteOperation = shapes[i].write;
    if (!shapes[i].away)
        cmd_place(c, i, (UINT64)i << 16);
}

bool cmd_open(struct cmd *c)
{
    memset(c, 0, sizeof(*c));
    c->process = nt_process_create("client");
    if (!c->process || !cmd_device_open()) {
        print_error("no device or process\n");
        return false;
    }
    nt_process_attach(c->process);
    c->device.context = (struct refgpu_context){REFGPU_CONTEXT_MAGIC, &c->gpu, &c->device, REFGPU_NODE_DRAW};
    c->context = c->device.context;
    for (UINT i = 0; i < CMD_ELEMENTS; i++)
        make_element(c, i);
    c->list_size = CMD_ELEMENTS;
    c->dma_size = REFGPU_DMA_SIZE;
    c->patch_size = CMD_PATCHES;
    cmd_noise(1);
    return true;
}

void cmd_close(struct cmd *c)
{
    refgpu_render_forget(&c->context);
    nt_process_attach(NULL);
    nt_process_destroy(c->process);
    cmd_device_close();
}

void cmd_place(struct cmd *c, UINT element, UINT64 address)
{
    c->list[element].SegmentId = REFGPU_SEGMENT_VISIBLE;
    c->list[element].PhysicalAddress.QuadPart = (LONGLONG)address;
}

UINT64 cmd_address(const struct cmd *c, UINT element)
{
    return (UINT64)c->list[element].PhysicalAddress.QuadPart;
}

uint8_t *cmd_pixels(const struct cmd *c, UINT element)
{
    return cmd_device_vram() + cmd_address(c, element);
}

void cmd_noise(uint64_t seed)
{
    uint8_t *vram = cmd_device_vram();

    for (size_t i = 0; i < CMD_VRAM; i += 2) {
        uint32_t value = cmd_random(&seed, 0x10000);
        vram[i] = (uint8_t)value;
        vram[i + 1] = (uint8_t)(value >> 8);
    }
}

static struct cmd the_cmd;

static int with_harness(void *arg)
{
    int (*body)(void *c);

    memcpy(&body, arg, sizeof(body));
    if (!cmd_open(&the_cmd))
        return 1;
    body(&the_cmd);
    cmd_close(&the_cmd);
    return 0;
}

void cmd_test(int (*body)(void *c))
{
    kernel_everywhere(with_harness, &body, 1);
}

/* ---- encoding ------------------------------------------------------------------------------------------ */

void cmd_begin(struct cmd *c)
{
    c->dwords = 0;
    c->offset = 0;
    RAW(c, REFGPU_USER_MAGIC, REFGPU_USER_VERSION, 0, 0);
}

void cmd_raw(struct cmd *c, const ULONG *dwords, UINT count)
{
    if (c->dwords + count > sizeof(c->stream) / 4) {
        EXPECT(!"the stream is too long for the test");
        return;
    }
    memcpy(&c->stream[c->dwords], dwords, count * sizeof(ULONG));
    c->dwords += count;
}

void cmd_put(struct cmd *c, ULONG opcode, ULONG flags, const ULONG *operands, UINT count)
{
    ULONG header = opcode << 24 | flags << 16 | (count + 1);

    cmd_raw(c, &header, 1);
    cmd_raw(c, operands, count);
}

ULONG cmd_layout(const struct cmd *c, UINT element)
{
    const struct refgpu_user_allocation *info = &c->allocations[element].info;

    return info->pitch | (ULONG)info->format << 24;
}

void cmd_put_good(struct cmd *c, UINT which)
{
    const ULONG at = REFGPU_XY(3, 5), from = REFGPU_XY(7, 1), wh = REFGPU_WH(20, 10),
                wide = REFGPU_WH(30, 20);

    switch (which) {
    case 0:
        RAW(c, 0x00000003, 0xdeadbeef, 0x80000003);
        return;
    case 1:
        PUT(c, REFGPU_WAIT, 0, AT(CMD_BUFFER, 8), 0x80000000);
        return;
    case 2:
        PUT(c, REFGPU_SIGNAL, 0, AT(CMD_BUFFER, 8), 7);
        return;
    case 3:
        PUT(c, REFGPU_FILL, 0, SURFACE(c, CMD_RGB), at, wh, 0x123456);
        return;
    case 4:
        PUT(c, REFGPU_COPY, 0, SURFACE(c, CMD_RGB), SURFACE(c, CMD_SOURCE), at, from, wh);
        return;
    case 5:
        PUT(c, REFGPU_FILL_LINEAR, 0, AT(CMD_BUFFER, 16), 1000, 0x11223344);
        return;
    case 6:
        PUT(c, REFGPU_COPY_LINEAR, 0, AT(CMD_BUFFER, 3), AT(CMD_TABLE, 1), 777);
        return;
    case 7:
        PUT(c, REFGPU_ROP, 0x96, SURFACE(c, CMD_ARGB), SURFACE(c, CMD_SOURCE), at, from, wh, 0x0f0f0f0f);
        return;
    case 8:
        PUT(c, REFGPU_STRETCH, 1, SURFACE(c, CMD_ARGB), SURFACE(c, CMD_SOURCE), REFGPU_XY(-4, 2), wide, from,
            wh, at, wh);
        return;
    case 9:
        PUT(c, REFGPU_BLEND, 0, SURFACE(c, CMD_RGB16), SURFACE(c, CMD_SOURCE), at, wh, from, wh, at, wh, 200);
        return;
    case 10:
        PUT(c, REFGPU_TRANSPARENT, 4, SURFACE(c, CMD_RGB), SURFACE(c, CMD_ARGB), at, wide, from, wh, at, wh,
            0xff00ff);
        return;
    case 11:
        PUT(c, REFGPU_CLEARTYPE, 1, SURFACE(c, CMD_RGB), SURFACE(c, CMD_ALPHA), at, from, wh, 0x102030,
            0x405060, AT(CMD_TABLE, 512));
        return;
    case 12:
        PUT(c, REFGPU_CONVERT, 0, SURFACE(c, CMD_RGB16), SURFACE(c, CMD_SOURCE), at, from, wh);
        return;
    case 13:
        PUT(c, REFGPU_ROTATE, 3, SURFACE(c, CMD_RGB), SURFACE(c, CMD_SOURCE), at, from, wh);
        return;
    }
    EXPECT(!"there is no such kind");
}

/* ---- calling ------------------------------------------------------------------------------------------- */

void cmd_canaries_lay(struct cmd *c)
{
    memset(c->dma, CANARY, sizeof(c->dma));
    memset(c->patches, CANARY, sizeof(c->patches));
    memset(&c->block, CANARY, sizeof(c->block));
}

static bool all_canary(const void *from, const void *end)
{
    for (const unsigned char *p = from; p < (const unsigned char *)end; p++)
        if (*p != CANARY)
            return false;
    return true;
}

bool cmd_canaries_intact(const struct cmd *c, const void *dma_end, const void *patch_end)
{
    return all_canary(dma_end, c->dma + sizeof(c->dma)) &&
           all_canary(patch_end, c->patches + CMD_PATCHES + 16);
}

NTSTATUS cmd_render_at(struct cmd *c, const void *user, UINT bytes)
{
    DXGKARG_RENDER args = {.pCommand = user,
                           .CommandLength = bytes,
                           .pDmaBuffer = c->dma,
                           .DmaSize = c->dma_size,
                           .pDmaBufferPrivateData = &c->block,
                           .DmaBufferPrivateDataSize = sizeof(c->block),
                           .pAllocationList = c->list,
                           .AllocationListSize = c->list_size,
                           .pPatchLocationListIn =
                               (D3DDDI_PATCHLOCATIONLIST *)(uintptr_t)0x10, /* REN-06: never looked at */
                           .PatchLocationListInSize = 0xffffffff,
                           .pPatchLocationListOut = c->patches,
                           .PatchLocationListOutSize = c->patch_size,
                           .MultipassOffset = c->offset};
    KIRQL irql = KeGetCurrentIrql();
    NTSTATUS status;

    cmd_canaries_lay(c);
    status = refgpu_render(&c->context, &args);
    EXPECT(KeGetCurrentIrql() == irql); /* REN-03 */
    EXPECT(args.DmaSize == c->dma_size &&
           args.PatchLocationListOutSize == c->patch_size); /* REN-14, REN-22 */
    c->dma_bytes = (UINT)((unsigned char *)args.pDmaBuffer - c->dma);
    c->patch_count = (UINT)(args.pPatchLocationListOut - c->patches);
    if (status && status != STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        EXPECT(!c->dma_bytes && !c->patch_count && args.MultipassOffset == c->offset);
        EXPECT(all_canary(c->dma + c->dma_size, c->dma + sizeof(c->dma)));
        EXPECT(all_canary(c->patches + c->patch_size, c->patches + CMD_PATCHES + 16));
        return status;
    }
    EXPECT(c->dma_bytes <= c->dma_size && c->patch_count <= c->patch_size); /* REN-12, REN-21 */
    EXPECT(cmd_canaries_intact(c, args.pDmaBuffer, args.pPatchLocationListOut) ||
           c->patch_count < c->patch_size);
    EXPECT(all_canary(args.pDmaBuffer, c->dma + sizeof(c->dma)));
    EXPECT(all_canary(c->patches + c->patch_size, c->patches + CMD_PATCHES + 16));
    EXPECT(c->block.magic == REFGPU_TAG && !c->block.privileged); /* REN-16 */
    EXPECT(cmd_check_output(c));
    c->offset = status ? args.MultipassOffset : 0;
    return status;
}

NTSTATUS cmd_render_raw(struct cmd *c)
{
    UINT bytes = c->dwords * 4, pages = (bytes + CMD_PAGE - 1) / CMD_PAGE * CMD_PAGE;
    unsigned char *user = nt_user_alloc(c->process, pages ? pages : CMD_PAGE);
    NTSTATUS status;

    if (!user) {
        EXPECT(!"no user memory");
        return STATUS_NO_MEMORY;
    }
    c->user = user + pages - bytes; /* a read behind the end faults (REN-11) */
    memcpy(c->user, c->stream, bytes);
    status = cmd_render_at(c, c->user, bytes);
    nt_user_unmap(c->process, user, pages ? pages : CMD_PAGE);
    return status;
}

NTSTATUS cmd_render(struct cmd *c)
{
    c->stream[2] = c->dwords * 4;
    return cmd_render_raw(c);
}

NTSTATUS cmd_patch(struct cmd *c, UINT from, UINT to, UINT first, UINT count)
{
    DXGKARG_PATCH args = {.hContext = &c->context,
                          .pDmaBuffer = c->dma,
                          .DmaBufferSize = c->dma_bytes,
                          .DmaBufferSubmissionStartOffset = from,
                          .DmaBufferSubmissionEndOffset = to,
                          .pAllocationList = c->list,
                          .AllocationListSize = c->list_size,
                          .pPatchLocationList = c->patches,
                          .PatchLocationListSize = c->patch_count,
                          .PatchLocationListSubmissionStart = first,
                          .PatchLocationListSubmissionLength = count};

    return refgpu_patch(&c->gpu, &args);
}

NTSTATUS cmd_patch_all(struct cmd *c)
{
    return cmd_patch(c, 0, c->dma_bytes, 0, c->patch_count);
}

uint32_t cmd_run(struct cmd *c)
{
    return cmd_device_run(c->context.node, c->dma, c->dma_bytes, NULL);
}

/* ---- decoding ------------------------------------------------------------------------------------------ */

UINT cmd_addresses(ULONG header, UINT at[3])
{
    ULONG opcode = header >> 24;

    at[0] = 1;
    at[1] = opcode == REFGPU_COPY_LINEAR ? 3 : 4;
    at[2] = 12;
    switch (opcode) {
    case REFGPU_NOP:
        return 0;
    case REFGPU_WAIT:
    case REFGPU_SIGNAL:
    case REFGPU_FILL:
    case REFGPU_FILL_LINEAR:
        return 1;
    case REFGPU_CLEARTYPE:
        return header >> 16 & REFGPU_CLEARTYPE_GAMMA ? 3 : 2;
    default:
        return 2;
    }
}

struct cursor {
    const struct cmd *c;
    UINT entry; /* next patch entry */
    UINT slots; /* bit for each slot that has something */
};

static ULONG dma_dword(const struct cmd *c, UINT byte)
{
    ULONG value;

    memcpy(&value, c->dma + byte, sizeof(value));
    return value;
}

static bool entry_is_sane(const struct cmd *c, const D3DDDI_PATCHLOCATIONLIST *e, UINT start)
{
    return e->AllocationIndex < c->list_size && e->SlotId < REFGPU_SLOTS && !e->Reserved &&
           e->PatchOffset < c->dma_bytes && e->SplitOffset == start && (e->DriverId == 1 || e->DriverId == 2);
}

/* Entries of the command at `start`: first those that empty slots, then one for each address, in order. */
static bool check_command(struct cursor *cursor, UINT start, bool can_unbind)
{
    const struct cmd *c = cursor->c;
    const D3DDDI_PATCHLOCATIONLIST *e = &c->patches[cursor->entry];
    UINT at[3], count = cmd_addresses(dma_dword(c, start), at), used = 0, n = 0;

    if (dma_dword(c, start) >> 24 == REFGPU_ROP && !dma_dword(c, start + 24))
        count = 1; /* a COLORFILL's: no source at all */
    for (; cursor->entry < c->patch_count && e->SplitOffset == start && e->DriverId == 2;
         e++, cursor->entry++, n++) {
        if (!entry_is_sane(c, e, start) || e->AllocationIndex || !(cursor->slots & 1u << e->SlotId))
            return false;
        cursor->slots &= ~(1u << e->SlotId);
    }
    for (UINT i = 0; i < count; i++, e++, cursor->entry++, n++) {
        UINT64 address = dma_dword(c, start + at[i] * 4) | (UINT64)dma_dword(c, start + at[i] * 4 + 4) << 32;
        UINT64 place;

        if (cursor->entry >= c->patch_count || !entry_is_sane(c, e, start) || e->DriverId != 1 ||
            e->PatchOffset != start + at[i] * 4 || !c->list[e->AllocationIndex].hDeviceSpecificAllocation)
            return false;
        place = c->list[e->AllocationIndex].SegmentId ? cmd_address(c, e->AllocationIndex) : CMD_UNPLACED;
        if (address != place + e->AllocationOffset) /* REN-52 */
            return false;
        used |= 1u << e->SlotId;
    }
    if (count && can_unbind &&
        (cursor->slots & ~used)) /* REN-55, REN-76: nobody stays bound who is not used */
        return false;
    cursor->slots |= used;
    return n <= CMD_ENTRIES;
}

bool cmd_check_output(const struct cmd *c)
{
    struct cursor cursor = {c, 0, 0};
    bool can_unbind = c->list_size && !c->list[0].hDeviceSpecificAllocation;
    UINT at = 0;

    while (at < c->dma_bytes) {
        UINT length = dma_dword(c, at) & 0xffff;

        if (!length || length * 4 > c->dma_bytes - at || !check_command(&cursor, at, can_unbind)) {
            print_error("the command at byte %u, or its patch entries from %u on, are wrong\n", at,
                        cursor.entry);
            return false;
        }
        at += length * 4;
    }
    return cursor.entry == c->patch_count;
}

void cmd_expected(const struct cmd *c, ULONG *dwords)
{
    memcpy(dwords, c->stream, c->dwords * 4);
    memset(dwords, 0, 16);
    dwords[0] = 4;
    for (UINT at = 4; at < c->dwords; at += dwords[at] & 0xffff) {
        UINT where[3], count = cmd_addresses(dwords[at], where), length = dwords[at] & 0xffff;

        if (dwords[at] >> 24 == REFGPU_NOP)
            memset(&dwords[at + 1], 0, (length - 1) * 4);
        for (UINT i = 0; i < count; i++) {
            ULONG *pair = &dwords[at + where[i]];
            UINT64 address = c->list[pair[0]].SegmentId ? cmd_address(c, pair[0]) : CMD_UNPLACED;

            address += pair[1];
            memcpy(pair, &address, 8);
        }
        if (dwords[at] >> 24 == REFGPU_CLEARTYPE && count == 2)
            memset(&dwords[at + 12], 0, 8);
    }
}
