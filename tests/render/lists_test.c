/* The allocation list: read once, converted by the rules, refused where it names what is not the client's (LST-01..LST-07, REN-50, REN-56). */
#include "scene.h"

typedef DXGKARG_RENDER args;

static NTSTATUS render(struct stage_client *client, UINT count)
{
    D3DKMT_RENDER r = {
        .hContext = client->context, .CommandLength = client->dwords * 4, .AllocationCount = count};

    ((struct refgpu_user_header *)client->command)->bytes = client->dwords * 4;
    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_render(client->process, &r);
    client_leave(previous);
    return status;
}

/* ---- what is refused ---- */

/* The other client's handle in our list; handles closed, of other kinds, of another device of ours; reserved bits. */
static int refused(void *arg)
{
    struct scene scene;
    struct stage_client other;
    struct stage_surface theirs, gone;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    CHECK(NT_SUCCESS(client_open(&other, &scene.stage, "neighbour")));
    CHECK(NT_SUCCESS(client_surface(&other, SIDE, SIDE, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &theirs)));
    CHECK(NT_SUCCESS(client_surface(&scene.client, SIDE, SIDE, REFGPU_X8R8G8B8, 0, &gone)));
    D3DKMT_CREATEDEVICE second = {.hAdapter = scene.client.adapter};
    struct nt_process *previous = client_enter(&scene.client);
    CHECK(NT_SUCCESS(dxgk_kmt_create_device(scene.client.process, &second)));
    client_leave(previous);
    struct stage_client same = scene.client;
    struct stage_surface foreign;
    same.device = second.hDevice;
    CHECK(NT_SUCCESS(client_surface(&same, SIDE, SIDE, REFGPU_X8R8G8B8, 0, &foreign)));
    D3DKMT_HANDLE closed = gone.handle;
    CHECK(NT_SUCCESS(client_destroy(&scene.client, &gone)));

    const D3DDDI_ALLOCATIONLIST bad[] = {
        {.hAllocation = theirs.handle},
        {.hAllocation = closed},
        {.hAllocation = foreign.handle}, /* LST-04: opened, but on another device */
        {.hAllocation = scene.client.context},
        {.hAllocation = scene.client.device},
        {.hAllocation = scene.client.adapter},
        {.hAllocation = scene.surface.handle + 1},
        {.hAllocation = scene.surface.handle ^ 0x80000000u},
        {.hAllocation = 0xFFFFFFFF},
        {.hAllocation = scene.surface.handle, .Value = 1u << 5},
        {.hAllocation = scene.surface.handle, .Value = 1u << 31},
        {.hAllocation = scene.surface.handle, .Value = 4u << 2}, /* OfferPriority AUTO */
        {.hAllocation = scene.surface.handle, .Value = 7u << 2},
    };
    uint64_t before = scene_submissions(&scene);
    act(DDI_ID_Render, NULL, NULL);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        for (UINT place = 0; place < 3; place++) { /* first, in the middle, last */
            client_begin(&scene.client);
            client_fill(&scene.client, &scene.surface, 0, 0, SIDE, SIDE, 0x00FF0000);
            scene.client.allocations[2] = scene.client.allocations[1];
            scene.client.allocations[place] = bad[i];
            NTSTATUS status = render(&scene.client, 3);
            NTSTATUS due = i < 9 ? STATUS_INVALID_HANDLE : STATUS_INVALID_PARAMETER;
            if (status != due)
                fprintf(stderr, "element %zu at %u: %s\n", i, place, nt_status_text(status));
            CHECK(status == due);
        }
    }
    CHECK(scene_submissions(&scene) == before);
    CHECK(client_state(&scene.client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    CHECK(scene_shows(&scene, BACKGROUND));
    client_close(&other);
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_refused(void **state)
{
    for (uint64_t seed = 1; seed <= 3; seed++)
        scene_run(seed, refused, NULL);
}

/* A driver is not even called for them. */
static void count(struct ddi_call *call, void *arg)
{
}

static int not_called(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    act(DDI_ID_Render, count, NULL);
    client_begin(&scene.client);
    scene.client.allocations[1] = (D3DDDI_ALLOCATIONLIST){.hAllocation = 0x12345678};
    CHECK(render(&scene.client, 2) == STATUS_INVALID_HANDLE);
    CHECK(actor.calls == 0);
    scene_stop(&scene);
    return 0;
}

static void test_refused_before_the_call(void **state)
{
    scene_run(1, not_called, NULL);
}

/* ---- what is converted (LST-01..LST-03, LST-06, REN-56) ---- */

static HANDLE shown[8];

static void keep_list(struct ddi_call *call, void *arg)
{
    args *a = arg;

    actor.n = a->AllocationListSize;
    actor.m = 0;
    for (UINT i = 0; i < a->AllocationListSize && i < 8; i++) {
        shown[i] = a->pAllocationList[i].hDeviceSpecificAllocation;
        actor.m |= (uint64_t)a->pAllocationList[i].WriteOperation << i;
        if (a->pAllocationList[i].Reserved)
            actor.n = 1000;
    }
}

static int converted(void *arg)
{
    struct scene scene;
    struct stage_surface second;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    CHECK(NT_SUCCESS(client_surface(&scene.client, SIDE, SIDE, REFGPU_X8R8G8B8, 0, &second)));
    act(DDI_ID_Render, keep_list, NULL);
    for (UINT writes = 0; writes < 32; writes++) {
        client_begin(&scene.client);
        const D3DKMT_HANDLE list[5] = {0, scene.surface.handle, second.handle, 0, scene.surface.handle};
        for (UINT i = 0; i < 5; i++)
            scene.client.allocations[i] =
                (D3DDDI_ALLOCATIONLIST){.hAllocation = list[i], .Value = writes >> i & 1};
        scene.client.allocations[2].DoNotRetireInstance = writes & 1;
        CHECK(NT_SUCCESS(render(&scene.client, 5)));
        CHECK(actor.n == 5 && actor.m == writes);
        CHECK(!shown[0] && !shown[3] && shown[1] && shown[2] && shown[4] == shown[1] && shown[2] != shown[1]);
    }
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_converted(void **state)
{
    scene_run(1, converted, NULL);
}

/* ---- counts (THK-05) ---- */

static int counts(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    const UINT room = scene.client.allocation_capacity, bytes = scene.client.command_size,
               patches = scene.client.patch_capacity;
    const struct {
        UINT offset, length, allocations, patches;
        bool good;
    } rows[] = {
        {0, 16, 1, 0, true},
        {0, 16, room, patches, true},
        {0, 16, room + 1, 0, false},
        {0, 16, 0xFFFFFFFF, 0, false},
        {0, 16, 0x20000001, 0, false}, /* times 8 is 8 */
        {0, 16, 1, patches + 1, false},
        {0, 16, 1, 0xFFFFFFFF, false},
        {0, bytes + 1, 1, 0, false},
        {0, 0xFFFFFFFF, 1, 0, false},
        {17, 16, 1, 0, false},
        {0xFFFFFFF0, 16, 1, 0, false},
        {0xFFFFFFF0, 0xFFFFFFFF, 1, 0, false},
        {64, 80, 1, 0, true}, /* THK-06: the sub-range */
        {bytes - 16, bytes, 1, 0, true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct refgpu_user_header header = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION, 16, 0};
        memset(scene.client.allocations, 0, room * sizeof(*scene.client.allocations));
        if (rows[i].good)
            memcpy((PUCHAR)scene.client.command + rows[i].offset, &header, sizeof(header));
        D3DKMT_RENDER r = {.hContext = scene.client.context,
                           .CommandOffset = rows[i].offset,
                           .CommandLength = rows[i].length,
                           .AllocationCount = rows[i].allocations,
                           .PatchLocationCount = rows[i].patches};
        struct nt_process *previous = client_enter(&scene.client);
        NTSTATUS status = dxgk_kmt_render(scene.client.process, &r);
        client_leave(previous);
        if (NT_SUCCESS(status) != rows[i].good)
            fprintf(stderr, "row %zu: %s\n", i, nt_status_text(status));
        CHECK(rows[i].good ? status == STATUS_SUCCESS : status == STATUS_INVALID_PARAMETER);
        /* THK-10: valid, unchanged buffers, whatever came out */
        CHECK(r.pNewCommandBuffer == scene.client.command && r.NewCommandBufferSize == bytes);
        CHECK(r.pNewAllocationList == scene.client.allocations && r.NewAllocationListSize == room);
        CHECK(r.pNewPatchLocationList == scene.client.patches && r.NewPatchLocationListSize == patches);
    }
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_counts(void **state)
{
    scene_run(1, counts, NULL);
}

/* Z-04, the other reading. */
static int from_offset(void *arg)
{
    const struct dxgk_render_options options = {.length_from_offset = true};
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, &options)));
    const struct refgpu_user_header header = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION, 16, 0};
    memcpy((PUCHAR)scene.client.command + 64, &header, sizeof(header));
    memset(scene.client.allocations, 0, sizeof(*scene.client.allocations));
    D3DKMT_RENDER r = {
        .hContext = scene.client.context, .CommandOffset = 64, .CommandLength = 16, .AllocationCount = 1};
    struct nt_process *previous = client_enter(&scene.client);
    CHECK(dxgk_kmt_render(scene.client.process, &r) == STATUS_SUCCESS);
    r = (D3DKMT_RENDER){.hContext = scene.client.context,
                        .CommandOffset = 64,
                        .CommandLength = scene.client.command_size - 63};
    CHECK(dxgk_kmt_render(scene.client.process, &r) == STATUS_INVALID_PARAMETER);
    client_leave(previous);
    scene_stop(&scene);
    return 0;
}

static void test_length_from_offset(void **state)
{
    scene_run(1, from_offset, NULL);
}

/* ---- the client's memory ---- */

static NTSTATUS fill_again(struct scene *scene, uint32_t pixel)
{
    client_begin(&scene->client);
    client_fill(&scene->client, &scene->surface, 0, 0, SIDE, SIDE, pixel);
    ((struct refgpu_user_header *)scene->client.command)->bytes = scene->client.dwords * 4;
    return STATUS_SUCCESS;
}

/* The list is taken away, cannot be read, or cannot be written (which nobody needs). */
static int list_memory(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    D3DDDI_ALLOCATIONLIST *list = scene.client.allocations;
    fill_again(&scene, 0x00111111);
    nt_user_protect(scene.client.nt, list, PAGE_SIZE, true, false);
    CHECK(render(&scene.client, 2) == STATUS_SUCCESS);
    CHECK(scene_shows(&scene, 0x00111111));
    nt_user_protect(scene.client.nt, list, PAGE_SIZE, true, true);
    fill_again(&scene, 0x00222222);
    nt_user_protect(scene.client.nt, list, PAGE_SIZE, false, false);
    CHECK(render(&scene.client, 2) == STATUS_INVALID_PARAMETER);
    nt_user_protect(scene.client.nt, list, PAGE_SIZE, true, true);
    /* Its second page is gone: elements up to there can be used. */
    UINT first_page = PAGE_SIZE / sizeof(*list);
    nt_user_unmap(scene.client.nt, (PUCHAR)list + PAGE_SIZE, PAGE_SIZE);
    for (UINT i = 2; i < first_page; i++)
        list[i] = (D3DDDI_ALLOCATIONLIST){0};
    CHECK(render(&scene.client, first_page + 1) == STATUS_INVALID_PARAMETER);
    CHECK(render(&scene.client, first_page) == STATUS_SUCCESS);
    CHECK(scene_shows(&scene, 0x00222222));
    nt_user_unmap(scene.client.nt, list, PAGE_SIZE);
    CHECK(render(&scene.client, 1) == STATUS_INVALID_PARAMETER);
    CHECK(client_state(&scene.client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_list_memory(void **state)
{
    scene_run(1, list_memory, NULL);
}

/* The client rewrites its list while the driver is at work: nobody looks again. */
static void rewrite(struct ddi_call *call, void *arg)
{
    D3DDDI_ALLOCATIONLIST *list = actor.p;

    for (UINT i = 0; i < 2; i++)
        list[i].hAllocation = 0xDEAD0000 + i;
}

static int rewritten(void *arg)
{
    const struct dxgk_render_options options = {.multipass = true, .dma_size = 64};
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, arg ? &options : NULL)));
    fill_again(&scene, 0x00333333);
    act(DDI_ID_Render, rewrite, NULL);
    actor.p = scene.client.allocations;
    CHECK(render(&scene.client, 2) == STATUS_SUCCESS);
    CHECK(scene_shows(&scene, 0x00333333));
    act_no_more();
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_list_is_read_once(void **state)
{
    scene_run(1, rewritten, NULL);
    scene_run(1, rewritten, state);
}

/* The handle is closed while the driver works with it: the packet keeps what it names until it is done. */
static void close_surface(struct ddi_call *call, void *arg)
{
    struct scene *scene = actor.p;
    D3DKMT_DESTROYALLOCATION destroy = {
        .hDevice = scene->client.device, .phAllocationList = &scene->surface.handle, .AllocationCount = 1};

    if (actor.n == 0)
        actor.n = dxgk_kmt_destroy_allocation(scene->client.process, &destroy) == STATUS_SUCCESS;
}

static int closed_meanwhile(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    fill_again(&scene, 0x00333333);
    act(DDI_ID_Render, NULL, close_surface);
    actor.p = &scene;
    CHECK(render(&scene.client, 2) == STATUS_SUCCESS);
    CHECK(actor.n == 1);
    act_no_more();
    fill_again(&scene, 0x00444444);
    CHECK(render(&scene.client, 2) == STATUS_INVALID_HANDLE);
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    CHECK(client_state(&scene.client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_closed_meanwhile(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        scene_run(seed, closed_meanwhile, NULL);
}

/* LST-07: offered once the buffer was processed, and of no use to anybody from then on. */
static int offered(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    fill_again(&scene, 0x00111111);
    scene.client.allocations[1].OfferPriority = D3DDDI_OFFER_PRIORITY_NORMAL;
    CHECK(render(&scene.client, 2) == STATUS_SUCCESS);
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    CHECK(NT_SUCCESS(dxgk_wait_vblank(scene.stage.adapter, 0))); /* packets are let go of a little later */
    fill_again(&scene, 0x00222222);
    CHECK(render(&scene.client, 2) == STATUS_INVALID_PARAMETER);
    uint32_t pixel;
    CHECK(!NT_SUCCESS(client_read(&scene.client, &scene.surface, 0, &pixel, 4))); /* THK-16 */
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_offered(void **state)
{
    scene_run(1, offered, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_refused_before_the_call),
        cmocka_unit_test(test_converted),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_length_from_offset),
        cmocka_unit_test(test_list_memory),
        cmocka_unit_test(test_list_is_read_once),
        cmocka_unit_test(test_closed_meanwhile),
        cmocka_unit_test(test_offered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
