/* DxgkDdiRender: what it accepts, what it makes of it, and which status each refusal has. */
#include "cmd_corpus.h"

/* ---- the hostile corpus -------------------------------------------------------------------------------- */

/* Good commands around it, so that neither the first nor the last place makes the difference. */
static void put_hostile(struct cmd *c, const struct cmd_hostile *h, bool surrounded)
{
    cmd_begin(c);
    if (surrounded)
        for (UINT i = 0; i < 7; i++)
            cmd_put_good(c, i);
    cmd_raw(c, h->dwords, h->count ? h->count : h->dwords[0] & 0xffff);
    if (surrounded && !h->count)
        cmd_put_good(c, 3);
}

/* REN-05, REN-80, REN-81: each rule alone is enough, with its own status, first in the stream, after others, and seen a second time. */
static int body_corpus(void *arg)
{
    struct cmd *c = arg;

    for (UINT i = 0; i < cmd_corpus_size; i++) {
        const struct cmd_hostile *h = &cmd_corpus[i];
        c->context.node = h->node;
        for (int surrounded = 0; surrounded < 2; surrounded++) {
            put_hostile(c, h, surrounded);
            NTSTATUS status = cmd_render(c);
            if (status != h->status) {
                print_error("%s: %s, expected %s\n", h->rule, nt_status_text(status),
                            nt_status_text(h->status));
                kernel_failures++;
            }
        }
    }
    return 0;
}

/* REN-05: a memory of what was good must not make the bad good: each rule once more after commands that taught the validator all surfaces. */
static int body_corpus_after_good(void *arg)
{
    struct cmd *c = arg;

    for (UINT i = 0; i < cmd_corpus_size; i++) {
        const struct cmd_hostile *h = &cmd_corpus[i];
        c->context.node = h->node;
        cmd_begin(c);
        for (UINT n = 0; n < 4; n++)
            for (UINT kind = 0; kind < (h->node ? 7 : CMD_KINDS); kind++)
                cmd_put_good(c, kind);
        cmd_raw(c, h->dwords, h->count ? h->count : h->dwords[0] & 0xffff);
        NTSTATUS status = cmd_render(c);
        if (status != h->status) {
            print_error("%s, after good ones: %s\n", h->rule, nt_status_text(status));
            kernel_failures++;
        }
    }
    return 0;
}

/* ---- what is good -------------------------------------------------------------------------------------- */

/* REN-46, REN-54, REN-12: every kind, alone and twice; lengths stay, each address has its entry, and the device runs it. */
static int body_good(void *arg)
{
    struct cmd *c = arg;

    for (UINT kind = 0; kind < CMD_KINDS; kind++)
        for (UINT times = 1; times <= 5; times++) {
            cmd_begin(c);
            for (UINT n = 0; n < times; n++)
                cmd_put_good(c, kind);
            EXPECT(cmd_render(c) == STATUS_SUCCESS);
            EXPECT(c->dma_bytes == c->dwords * 4);
            EXPECT(cmd_run(c) == 0);
        }
    for (UINT kind = 0; kind < 7; kind++) { /* the copy engine's */
        c->context.node = REFGPU_NODE_COPY;
        cmd_begin(c);
        cmd_put_good(c, kind);
        EXPECT(cmd_render(c) == STATUS_SUCCESS && cmd_run(c) == 0);
    }
    return 0;
}

/* REN-80: nothing of a NOP but its length gets to the device; the header is one, too. */
static int body_nop(void *arg)
{
    struct cmd *c = arg;

    cmd_begin(c);
    RAW(c, 5, 1, 2, 3, 4);
    EXPECT(cmd_render(c) == STATUS_SUCCESS);
    const ULONG expected[] = {4, 0, 0, 0, 5, 0, 0, 0, 0};
    EXPECT(c->dma_bytes == sizeof(expected) && !memcmp(c->dma, expected, sizeof(expected)));
    EXPECT(c->patch_count == 0);
    return 0;
}

/* REN-60..REN-67: an entry as it must be, number by number. */
static int body_entries(void *arg)
{
    struct cmd *c = arg;

    cmd_begin(c);
    PUT(c, REFGPU_COPY, 0, AT(CMD_RGB, 256), 256u | 3u << 24, SURFACE(c, CMD_SOURCE), 0, 0, REFGPU_WH(4, 4));
    PUT(c, REFGPU_FILL, 0, SURFACE(c, CMD_ARGB), 0, REFGPU_WH(4, 4), 0);
    EXPECT(cmd_render(c) == STATUS_SUCCESS && c->patch_count == 4);
    const D3DDDI_PATCHLOCATIONLIST expected[] = {{.AllocationIndex = CMD_RGB,
                                                  .SlotId = REFGPU_SLOT_DST,
                                                  .DriverId = 1,
                                                  .AllocationOffset = 256,
                                                  .PatchOffset = 20,
                                                  .SplitOffset = 16},
                                                 {.AllocationIndex = CMD_SOURCE,
                                                  .SlotId = REFGPU_SLOT_SRC,
                                                  .DriverId = 1,
                                                  .PatchOffset = 32,
                                                  .SplitOffset = 16},
                                                 {.AllocationIndex = 0,
                                                  .SlotId = REFGPU_SLOT_SRC,
                                                  .DriverId = 2,
                                                  .PatchOffset = 56,
                                                  .SplitOffset = 56}, /* REN-55 */
                                                 {.AllocationIndex = CMD_ARGB,
                                                  .SlotId = REFGPU_SLOT_DST,
                                                  .DriverId = 1,
                                                  .PatchOffset = 60,
                                                  .SplitOffset = 56}};
    EXPECT(!memcmp(c->patches, expected, sizeof(expected)));
    return 0;
}

/* REN-55: without a NULL element 0 there is nothing to unbind with, and nothing is invented. */
static int body_no_null(void *arg)
{
    struct cmd *c = arg;

    c->list[0] = c->list[CMD_ARGB];
    cmd_begin(c);
    cmd_put_good(c, 4);
    cmd_put_good(c, 3);
    EXPECT(cmd_render(c) == STATUS_SUCCESS && c->patch_count == 3);
    return 0;
}

/* REN-51, REN-52: what is nowhere gets an address that no window of the device has. */
static int body_away(void *arg)
{
    struct cmd *c = arg;
    UINT64 address;

    cmd_begin(c);
    PUT(c, REFGPU_FILL, 0, AT(CMD_AWAY, 4), 256u | 4u << 24, 0, REFGPU_WH(1, 1), 0);
    EXPECT(cmd_render(c) == STATUS_SUCCESS);
    memcpy(&address, c->dma + 20, 8);
    EXPECT(address == CMD_UNPLACED + 4);
    EXPECT((cmd_run(c) & 0xff) == REFGPU_FAULT_ADDRESS);
    cmd_place(c, CMD_AWAY, 0xc0000);
    EXPECT(cmd_patch_all(c) == STATUS_SUCCESS && cmd_run(c) == 0);
    return 0;
}

/* An edge that fits to the last byte, and not one more, for every format and for surfaces that begin inside. */
static int body_edges(void *arg)
{
    struct cmd *c = arg;

    for (UINT format = REFGPU_A8; format <= REFGPU_A8R8G8B8; format++)
        for (UINT offset = 0; offset < 600; offset += 52) {
            UINT bytes = refgpu_pixel_bytes(format),
                 size = (UINT)c->allocations[CMD_STAGING].info.size - offset, pitch = 132;
            UINT rows = size / pitch, rest = size % pitch / bytes;
            ULONG layout = pitch | format << 24;
            for (UINT again = 0; again < 3; again++) {
                struct {
                    ULONG xy, wh;
                    bool good;
                } cases[] = {
                    {0, REFGPU_WH(pitch / bytes, rows), true},
                    {0, REFGPU_WH(pitch / bytes, rows + 1), false},
                    {0, REFGPU_WH(rest, rows + 1), true}, /* the last row need not have all its pitch */
                    {0, REFGPU_WH(rest + 1, rows + 1), false},
                    {REFGPU_XY(pitch / bytes - 1, rows - 1), REFGPU_WH(1, 1), true},
                    {REFGPU_XY(pitch / bytes, rows - 1), REFGPU_WH(1, 1), false},
                    {REFGPU_XY(pitch / bytes, rows), 0, true},
                    {REFGPU_XY(0, 16384), 0, false}};
                for (UINT i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                    cmd_begin(c);
                    for (UINT n = 0; n <= again; n++)
                        PUT(c, REFGPU_FILL, 0, AT(CMD_STAGING, offset), layout, 0, REFGPU_WH(1, 1), 0);
                    PUT(c, REFGPU_FILL, 0, AT(CMD_STAGING, offset), layout, cases[i].xy, cases[i].wh, 0);
                    EXPECT(cmd_render(c) == (cases[i].good ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER));
                }
            }
        }
    return 0;
}

/* ---- header and call ----------------------------------------------------------------------------------- */

static int body_header(void *arg)
{
    struct cmd *c = arg;
    const struct {
        const char *what;
        UINT dword;
        ULONG value;
        NTSTATUS status;
    } rows[] = {
        {"magic", 0, 0x31434753, STATUS_GRAPHICS_DRIVER_MISMATCH},
        {"magic 0", 0, 0, STATUS_GRAPHICS_DRIVER_MISMATCH},
        {"major", 1, 0x00020000, STATUS_GRAPHICS_DRIVER_MISMATCH},
        {"major 0", 1, 0, STATUS_GRAPHICS_DRIVER_MISMATCH},
        {"minor", 1, REFGPU_USER_VERSION + 1, STATUS_GRAPHICS_DRIVER_MISMATCH},
        {"length too small", 2, 20, STATUS_INVALID_USER_BUFFER},
        {"length too large", 2, 48, STATUS_INVALID_USER_BUFFER},
        {"length 0", 2, 0, STATUS_INVALID_USER_BUFFER},
        {"reserved", 3, 1, STATUS_INVALID_PARAMETER},
    };

    for (UINT i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        cmd_begin(c);
        cmd_put_good(c, 3);
        c->stream[2] = c->dwords * 4;
        c->stream[rows[i].dword] = rows[i].value;
        if (cmd_render_raw(c) != rows[i].status) {
            print_error("header: %s\n", rows[i].what);
            kernel_failures++;
        }
    }
    return 0;
}

/* Lengths of the call: every one from 0 to a header and a command. */
static int body_call_lengths(void *arg)
{
    struct cmd *c = arg;
    unsigned char *user = nt_user_alloc(c->process, CMD_PAGE);

    cmd_begin(c);
    cmd_put_good(c, 3);
    for (UINT bytes = 0; bytes <= c->dwords * 4; bytes++) {
        c->stream[2] = bytes;
        memcpy(user, c->stream, c->dwords * 4);
        NTSTATUS status = cmd_render_at(c, user, bytes);
        EXPECT(status ==
               (bytes == 16 || bytes == c->dwords * 4 ? STATUS_SUCCESS : STATUS_INVALID_USER_BUFFER));
    }
    return 0;
}

/* REN-01, REN-23: handles and offsets that are none. */
static int body_call_garbage(void *arg)
{
    struct cmd *c = arg;
    struct refgpu_context none = {0};
    DXGKARG_RENDER args = {.CommandLength = 16, .pDmaBuffer = c->dma};

    EXPECT(refgpu_render(NULL, &args) == STATUS_INVALID_HANDLE);
    EXPECT(refgpu_render(&none, &args) == STATUS_INVALID_HANDLE);
    cmd_begin(c);
    cmd_put_good(c, 3);
    const UINT offsets[] = {1, 4, 12, 18, 44, 48, 0xfffffffc};
    for (UINT i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
        c->offset = offsets[i];
        EXPECT(cmd_render(c) == STATUS_INVALID_PARAMETER);
    }
    c->offset = 16; /* legal: behind the header */
    EXPECT(cmd_render(c) == STATUS_SUCCESS && c->dma_bytes == c->dwords * 4 - 16);
    return 0;
}

/* REN-02: a device's first context is the device's handle. */
static int body_device_handle(void *arg)
{
    struct cmd *c = arg;
    DXGKARG_RENDER args = {.CommandLength = 3, .pDmaBuffer = c->dma};

    EXPECT((void *)&c->device == (void *)&c->device.context);
    EXPECT(refgpu_render(&c->device, &args) == STATUS_INVALID_USER_BUFFER);
    return 0;
}

/* STATUS_NO_MEMORY is what it says: the pool's refusal, and the context works on. */
static bool deny(void *ctx, const char *service)
{
    return true;
}

static int body_no_memory(void *arg)
{
    struct cmd *c = arg;

    cmd_begin(c);
    cmd_put_good(c, 3);
    nt_on_resource(deny, NULL);
    nt_call_enter("DxgkDdiRender", 0);
    NTSTATUS status = cmd_render(c);
    nt_call_leave();
    nt_on_resource(NULL, NULL);
    EXPECT(status == STATUS_NO_MEMORY);
    EXPECT(cmd_render(c) == STATUS_SUCCESS);
    c->list_size = 1; /* what is kept is enough for less, too */
    EXPECT(cmd_render(c) == STATUS_INVALID_HANDLE);
    return 0;
}

/* REN-15, REN-17, SUB-09: no private data, or too little. */
static int body_private_data(void *arg)
{
    struct cmd *c = arg;
    unsigned char *user = nt_user_alloc(c->process, CMD_PAGE), block[4] = {1, 2, 3, 4};
    DXGKARG_RENDER args = {.pCommand = user,
                           .CommandLength = 16,
                           .pDmaBuffer = c->dma,
                           .DmaSize = sizeof(c->dma),
                           .pDmaBufferPrivateData = block,
                           .DmaBufferPrivateDataSize = sizeof(block),
                           .pAllocationList = c->list,
                           .AllocationListSize = 1};

    cmd_begin(c);
    c->stream[2] = 16;
    memcpy(user, c->stream, 16);
    EXPECT(refgpu_render(&c->context, &args) == STATUS_SUCCESS);
    EXPECT(block[0] == 1 && block[3] == 4);
    return 0;
}

/* "Should be made pageable": all of it is in the section that is. */
extern const char __start_PAGE[], __stop_PAGE[];

static bool is_pageable(const void *code)
{
    return (const char *)code >= __start_PAGE && (const char *)code < __stop_PAGE;
}

static int body_pageable(void *arg)
{
    EXPECT(is_pageable((const void *)(uintptr_t)refgpu_render));
    EXPECT(is_pageable((const void *)(uintptr_t)refgpu_render_km));
    EXPECT(is_pageable((const void *)(uintptr_t)refgpu_present));
    EXPECT(is_pageable((const void *)(uintptr_t)refgpu_patch));
    EXPECT(!is_pageable((const void *)(uintptr_t)cmd_test));
    return 0;
}

#define TEST(name)                                                                                           \
    static void test_##name(void **state)                                                                    \
    {                                                                                                        \
        cmd_test(body_##name);                                                                               \
    }
TEST(corpus)
TEST(corpus_after_good)
TEST(good)
TEST(nop)
TEST(entries)
TEST(no_null)
TEST(away)
TEST(edges)
TEST(header)
TEST(call_lengths)
TEST(call_garbage)
TEST(device_handle)
TEST(no_memory)
TEST(private_data)
TEST(pageable)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_corpus),       cmocka_unit_test(test_corpus_after_good),
        cmocka_unit_test(test_good),         cmocka_unit_test(test_nop),
        cmocka_unit_test(test_entries),      cmocka_unit_test(test_no_null),
        cmocka_unit_test(test_away),         cmocka_unit_test(test_edges),
        cmocka_unit_test(test_header),       cmocka_unit_test(test_call_lengths),
        cmocka_unit_test(test_call_garbage), cmocka_unit_test(test_device_handle),
        cmocka_unit_test(test_no_memory),    cmocka_unit_test(test_private_data),
        cmocka_unit_test(test_pageable),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
