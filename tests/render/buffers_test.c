/* The buffers a client is given: sizes, growth, turns, several contexts at once, and who may use them (THK-03..THK-13, REN-38, REN-41). */
#include "scene.h"

typedef DXGKARG_RENDER args;

static NTSTATUS render(struct stage_client *client, D3DKMT_RENDER *r)
{
    r->hContext = r->hContext ? r->hContext : client->context;
    r->CommandLength = client->dwords * 4;
    r->AllocationCount = client->allocation_count;
    ((struct refgpu_user_header *)client->command)->bytes = client->dwords * 4;
    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_render(client->process, r);
    client_leave(previous);
    if (r->pNewCommandBuffer && !r->Flags.RenderKm) {
        client->command = r->pNewCommandBuffer;
        client->command_size = r->NewCommandBufferSize;
        client->allocations = r->pNewAllocationList;
        client->allocation_capacity = r->NewAllocationListSize;
        client->patches = r->pNewPatchLocationList;
        client->patch_capacity = r->NewPatchLocationListSize;
    }
    return status;
}

static void begin_fill(struct scene *scene, uint32_t pixel)
{
    client_begin(&scene->client);
    client_fill(&scene->client, &scene->surface, 0, 0, SIDE, SIDE, pixel);
}

/* What the driver is offered is what the client was told (REN-41, REN-46). */
static void check_promise(struct ddi_call *call, void *arg)
{
    const struct stage_client *client = actor.p;
    const args *a = arg;

    actor.n += a->DmaSize != client->command_size || a->PatchLocationListOutSize != client->patch_capacity;
}

/* ---- sizes (THK-08) ---- */

static int resizing(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    const UINT command = scene.client.command_size, allocations = scene.client.allocation_capacity,
               patches = scene.client.patch_capacity;
    CHECK(command == DRIVER_COMMANDS && allocations == DRIVER_LIST && patches == DRIVER_PATCHES);
    const struct {
        UINT flags, command, allocations, patches;
        UINT then_command, then_allocations, then_patches;
    } rows[] = {
        {0, 4096, 4096, 4096, command, allocations, patches}, /* garbage without the flags */
        {1, 3 * command, 1, 1, 3 * command, allocations, patches},
        {0, 0, 0, 0, 3 * command, allocations, patches},
        {2, 1, 5000, 1, 3 * command, 5000, patches},
        {4, 1, 1, 20000, 3 * command, 5000, 20000},
        {7, 0, 0, 0, command, allocations, patches}, /* never below the start (REN-38) */
        {7, command + 1, allocations + 1, patches + 1, command + 1, allocations + 1, patches + 1},
        {1, 0xFFFFFFFF, 0, 0, 4u << 20, allocations + 1, patches + 1}, /* less is granted */
        {6, 0, 0xFFFFFFFF, 0xFFFFFFFF, 4u << 20, 65536, 65536},
        {7, 1, 1, 1, command, allocations, patches},
    };
    act(DDI_ID_Render, check_promise, NULL);
    actor.p = &scene.client;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin_fill(&scene, (uint32_t)i);
        D3DKMT_RENDER r = {.NewCommandBufferSize = rows[i].command,
                           .NewAllocationListSize = rows[i].allocations,
                           .NewPatchLocationListSize = rows[i].patches};
        *(UINT *)&r.Flags = rows[i].flags;
        CHECK(render(&scene.client, &r) == STATUS_SUCCESS);
        CHECK(scene.client.command_size == rows[i].then_command);
        CHECK(scene.client.allocation_capacity == rows[i].then_allocations);
        CHECK(scene.client.patch_capacity == rows[i].then_patches);
        memset(scene.client.command, 0, scene.client.command_size); /* all of it is there */
        memset(scene.client.allocations, 0,
               scene.client.allocation_capacity * sizeof(*scene.client.allocations));
        memset(scene.client.patches, 0, scene.client.patch_capacity * sizeof(*scene.client.patches));
        CHECK(scene_shows(&scene, (uint32_t)i));
    }
    CHECK(actor.n == 0);
    act_no_more();
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_resizing(void **state)
{
    scene_run(1, resizing, NULL);
}

/* A command buffer that would not have fitted the first one. */
static int large(void *arg)
{
    struct scene scene;
    uint32_t own[SIDE * SIDE];

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    begin_fill(&scene, 0);
    D3DKMT_RENDER r = {.NewCommandBufferSize = 4 * DRIVER_COMMANDS,
                       .NewPatchLocationListSize = 4 * DRIVER_PATCHES};
    r.Flags.ResizeCommandBuffer = r.Flags.ResizePatchLocationList = 1;
    CHECK(render(&scene.client, &r) == STATUS_SUCCESS);
    CHECK(scene.client.command_size == 4 * DRIVER_COMMANDS);
    memset(own, 0, sizeof(own));
    client_begin(&scene.client);
    scene_draw(&scene, &scene.client, &scene.surface, own, 7, 8000);
    CHECK(scene.client.dwords * 4 > 3 * DRIVER_COMMANDS);
    r = (D3DKMT_RENDER){0};
    CHECK(render(&scene.client, &r) == STATUS_SUCCESS);
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    CHECK(same_pixels(&scene.client, &scene.surface, own));
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_large(void **state)
{
    scene_run(1, large, NULL);
}

/* ---- other buffers each time (THK-07) ---- */

static int alternating(void *arg)
{
    const struct dxgk_render_options options = {.alternate_buffers = true};
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, &options)));
    for (unsigned i = 0; i < 6; i++) {
        void *command = scene.client.command, *allocations = scene.client.allocations,
             *patches = scene.client.patches;
        begin_fill(&scene, i);
        D3DKMT_RENDER r = {0};
        CHECK(render(&scene.client, &r) == STATUS_SUCCESS);
        CHECK(scene.client.command != command &&
              scene.client.allocations != (D3DDDI_ALLOCATIONLIST *)allocations &&
              scene.client.patches != (D3DDDI_PATCHLOCATIONLIST *)patches);
        memset(command, 0xFF, 64); /* the old one is nobody's any more */
        CHECK(scene_shows(&scene, i));
        r = (D3DKMT_RENDER){.CommandOffset = 0}; /* a refused one changes nothing (THK-10) */
        command = scene.client.command;
        client_begin(&scene.client);
        scene.client.allocation_count = 100000;
        CHECK(render(&scene.client, &r) == STATUS_INVALID_PARAMETER);
        CHECK(scene.client.command == command);
    }
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_alternating(void **state)
{
    scene_run(1, alternating, NULL);
}

/* ---- several contexts (THK-11) ---- */

static int broadcast(void *arg)
{
    struct scene scene;
    D3DKMT_HANDLE more[D3DDDI_MAX_BROADCAST_CONTEXT + 1];

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    struct refgpu_user_context data = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION};
    for (unsigned i = 0; i < 3; i++) {
        D3DKMT_CREATECONTEXT create = {.hDevice = scene.client.device,
                                       .EngineAffinity = 1,
                                       .pPrivateDriverData = &data,
                                       .PrivateDriverDataSize = sizeof(data)};
        struct nt_process *previous = client_enter(&scene.client);
        CHECK(NT_SUCCESS(dxgk_kmt_create_context(scene.client.process, &create)));
        client_leave(previous);
        more[i] = create.hContext;
    }
    uint64_t before = scene_submissions(&scene);
    D3DKMT_RENDER r = {.BroadcastContextCount = 3};
    memcpy(r.BroadcastContext, more, 3 * sizeof(*more));
    begin_fill(&scene, 0x00ABCDEF);
    CHECK(render(&scene.client, &r) == STATUS_SUCCESS);
    CHECK(scene_shows(&scene, 0x00ABCDEF));
    CHECK(scene_submissions(&scene) == before + 4);
    /* Not hContext again, no one twice, no one of somebody else, not more than 64; then nothing is rendered at all. */
    const struct {
        UINT count;
        D3DKMT_HANDLE handle[3];
        NTSTATUS due;
    } rows[] = {
        {1, {scene.client.context}, STATUS_INVALID_PARAMETER},
        {2, {more[0], more[0]}, STATUS_INVALID_PARAMETER},
        {3, {more[0], more[1], 0x1234567}, STATUS_INVALID_HANDLE},
        {3, {more[0], more[1], 0}, STATUS_INVALID_HANDLE},
        {D3DDDI_MAX_BROADCAST_CONTEXT + 1, {more[0]}, STATUS_INVALID_PARAMETER},
        {0xFFFFFFFF, {more[0]}, STATUS_INVALID_PARAMETER},
    };
    before = scene_submissions(&scene);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        r = (D3DKMT_RENDER){.BroadcastContextCount = rows[i].count};
        memcpy(r.BroadcastContext, rows[i].handle, sizeof(rows[i].handle));
        begin_fill(&scene, 1);
        CHECK(render(&scene.client, &r) == rows[i].due);
    }
    CHECK(scene_submissions(&scene) == before);
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_broadcast(void **state)
{
    scene_run(1, broadcast, NULL);
}

/* REN-80 over several contexts: the last one's refusal undoes them all. */
static void refuse_third(struct ddi_call *call, void *arg)
{
    if (++actor.n == 3)
        call->status = STATUS_ILLEGAL_INSTRUCTION;
}

static int broadcast_refused(void *arg)
{
    struct scene scene;
    struct refgpu_user_context data = {REFGPU_USER_MAGIC, REFGPU_USER_VERSION};
    D3DKMT_RENDER r = {.BroadcastContextCount = 2};

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    for (unsigned i = 0; i < 2; i++) {
        D3DKMT_CREATECONTEXT create = {.hDevice = scene.client.device,
                                       .EngineAffinity = 1,
                                       .pPrivateDriverData = &data,
                                       .PrivateDriverDataSize = sizeof(data)};
        struct nt_process *previous = client_enter(&scene.client);
        CHECK(NT_SUCCESS(dxgk_kmt_create_context(scene.client.process, &create)));
        client_leave(previous);
        r.BroadcastContext[i] = create.hContext;
    }
    uint64_t before = scene_submissions(&scene);
    act(DDI_ID_Render, NULL, refuse_third);
    begin_fill(&scene, 1);
    CHECK(render(&scene.client, &r) == STATUS_ILLEGAL_INSTRUCTION);
    CHECK(actor.n == 3);
    CHECK(scene_submissions(&scene) == before);
    CHECK(scene_shows(&scene, BACKGROUND));
    scene_stop(&scene);
    return 0;
}

static void test_broadcast_refused(void **state)
{
    scene_run(1, broadcast_refused, NULL);
}

/* ---- flags and handles ---- */

static int flags(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    for (unsigned bit = 4; bit < 32; bit++) {
        D3DKMT_RENDER r = {.pNewCommandBuffer = scene.client.command, .NewCommandBufferSize = 4096};
        begin_fill(&scene, bit);
        *(UINT *)&r.Flags = 1u << bit;
        /* PresentRedirected, RenderKm from a program (GDI-01, THK-09), Readback alone, reserved ones */
        NTSTATUS due = bit == 4 ? STATUS_NOT_SUPPORTED : STATUS_INVALID_PARAMETER;
        CHECK(render(&scene.client, &r) == due);
    }
    CHECK(scene_shows(&scene, BACKGROUND));
    const D3DKMT_HANDLE bad[] = {
        0, 1, scene.client.adapter, scene.surface.handle, scene.client.device, 0xFFFFFFFF};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        D3DKMT_RENDER r = {.hContext = bad[i]};
        struct nt_process *previous = client_enter(&scene.client);
        CHECK(dxgk_kmt_render(scene.client.process, &r) == STATUS_INVALID_HANDLE);
        client_leave(previous);
        CHECK(!r.pNewCommandBuffer);
    }
    scene_stop(&scene);
    return 0;
}

static void test_flags_and_handles(void **state)
{
    scene_run(1, flags, NULL);
}

/* SUB-06 begins here: the flag goes to Patch and SubmitCommand, the picture stays. */
static void see_null_rendering(struct ddi_call *call, void *arg)
{
    const DXGKARG_SUBMITCOMMAND *submit = arg;

    actor.n += submit->Flags.NullRendering && !submit->Flags.Present && !submit->Flags.Paging;
}

static int null_rendering(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    act(DDI_ID_SubmitCommand, see_null_rendering, NULL);
    begin_fill(&scene, 0x00FF0000);
    D3DKMT_RENDER r = {0};
    r.Flags.NullRendering = 1;
    CHECK(render(&scene.client, &r) == STATUS_SUCCESS);
    CHECK(scene_shows(&scene, BACKGROUND));
    CHECK(actor.n == 1);
    act_no_more();
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_null_rendering(void **state)
{
    scene_run(1, null_rendering, NULL);
}

/* THK-12: what is queued, counted while the engine stands still. */
static int queued(void *arg)
{
    struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    stage_pause(&scene.stage, true);
    for (unsigned i = 1; i <= 20; i++) {
        D3DKMT_RENDER r = {0};
        begin_fill(&scene, i);
        CHECK(render(&scene.client, &r) == STATUS_SUCCESS);
        CHECK(r.QueuedBufferCount == i);
    }
    stage_pause(&scene.stage, false);
    CHECK(scene_shows(&scene, 20));
    D3DKMT_RENDER r = {0};
    begin_fill(&scene, 21);
    CHECK(render(&scene.client, &r) == STATUS_SUCCESS);
    CHECK(r.QueuedBufferCount <= 1);
    CHECK(scene_shows(&scene, 21));
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_queued(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        run_sim(seed, queued, NULL);
}

/* The command bytes lie where the client put them, and go to the driver untouched (REN-10): unmapped or unreadable, it is the driver that
 * refuses. */
static int command_memory(void *arg)
{
    struct scene scene;
    uint32_t own[SIDE * SIDE] = {0};

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    client_begin(&scene.client);
    scene_draw(&scene, &scene.client, &scene.surface, own, 3, 400);
    CHECK(scene.client.dwords * 4 > 2 * PAGE_SIZE);
    for (unsigned page = 0; page < scene.client.dwords * 4 / PAGE_SIZE; page++) {
        D3DKMT_RENDER r = {0};
        struct stage_client copy = scene.client;
        ((struct refgpu_user_header *)copy.command)->bytes = copy.dwords * 4;
        nt_user_protect(scene.client.nt, (PUCHAR)scene.client.command + page * PAGE_SIZE, PAGE_SIZE, false,
                        false);
        r.hContext = copy.context;
        r.CommandLength = copy.dwords * 4;
        r.AllocationCount = copy.allocation_count;
        struct nt_process *previous = client_enter(&scene.client);
        NTSTATUS status = dxgk_kmt_render(scene.client.process, &r);
        client_leave(previous);
        CHECK(status == STATUS_INVALID_PARAMETER);
        nt_user_protect(scene.client.nt, (PUCHAR)scene.client.command + page * PAGE_SIZE, PAGE_SIZE, true,
                        true);
    }
    CHECK(scene_shows(&scene, BACKGROUND));
    D3DKMT_RENDER r = {0};
    client_begin(&scene.client);
    memset(own, 0, sizeof(own));
    CHECK(NT_SUCCESS(scene_fill(&scene, 0)));
    client_begin(&scene.client);
    scene_draw(&scene, &scene.client, &scene.surface, own, 3, 400);
    CHECK(render(&scene.client, &r) == STATUS_SUCCESS);
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    CHECK(same_pixels(&scene.client, &scene.surface, own));
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_command_memory(void **state)
{
    scene_run(1, command_memory, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_resizing),          cmocka_unit_test(test_large),
        cmocka_unit_test(test_alternating),       cmocka_unit_test(test_broadcast),
        cmocka_unit_test(test_broadcast_refused), cmocka_unit_test(test_flags_and_handles),
        cmocka_unit_test(test_null_rendering),    cmocka_unit_test(test_queued),
        cmocka_unit_test(test_command_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
