/* A driver that creates no contexts: the device's handle goes wherever a context's would (REN-02, THK-03). */
#include "stage.h"

static HANDLE device_handle, rendered_with;

static void *open(const struct ddi_shim *shim, struct dxgk_adapter *adapter)
{
    return NULL;
}

/* The last device created is the client's. */
static void after(void *ctx, struct ddi_call *call)
{
    if (call->id == DDI_ID_CreateDevice)
        device_handle = (*(DXGKARG_CREATEDEVICE **)call->args[1])->hDevice;
    if (call->id == DDI_ID_Render || call->id == DDI_ID_Present)
        rendered_with = *(HANDLE *)call->args[0];
    if (call->id == DDI_ID_CreateContext)
        rendered_with = NULL;
}

static const struct ddi_shim looking_on = {.name = "looking-on", .open = open, .after = after};

static int without_contexts(void *arg)
{
    static const struct ddi_shim *const shims[] = {&looking_on};
    struct stage stage;
    struct stage_client client;
    struct stage_surface surface, copy;
    uint32_t pixel = 0;

    CHECK(NT_SUCCESS(
        stage_start(&stage, &(struct stage_options){.adapter = {.shims = shims, .shim_count = 1}})));
    CHECK(NT_SUCCESS(client_open_bare(&client, &stage, "painter")));
    D3DKMT_CREATEDEVICE create = {.hAdapter = client.adapter};
    struct nt_process *previous = client_enter(&client);
    CHECK(NT_SUCCESS(dxgk_kmt_create_device(client.process, &create)));
    client_leave(previous);
    CHECK(create.pCommandBuffer && create.CommandBufferSize == REFGPU_USER_COMMAND_BYTES &&
          create.pAllocationList && create.pPatchLocationList); /* THK-03 */
    client.device = client.context = create.hDevice;
    client.command = create.pCommandBuffer;
    client.allocations = create.pAllocationList;
    client.patches = create.pPatchLocationList;
    CHECK(NT_SUCCESS(client_surface(&client, 32, 32, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &surface)));
    CHECK(NT_SUCCESS(client_surface(&client, 32, 32, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &copy)));
    client_begin(&client);
    client_fill(&client, &surface, 0, 0, 32, 32, 0x00ABCDEF);
    client_fill(&client, &copy, 0, 0, 32, 32, 0);
    CHECK(NT_SUCCESS(client_render(&client)));
    CHECK(rendered_with == device_handle);
    const RECT r = {0, 0, 16, 16};
    D3DKMT_PRESENT p = {.hDevice = client.device,
                        .hSource = surface.handle,
                        .hDestination = copy.handle,
                        .SrcRect = {0, 0, 32, 32},
                        .SubRectCnt = 1,
                        .pSrcSubRects = &r};
    p.Flags.Blt = p.Flags.SrcRectValid = 1;
    rendered_with = NULL;
    previous = client_enter(&client);
    CHECK(NT_SUCCESS(dxgk_kmt_present(client.process, &p)));
    client_leave(previous);
    CHECK(rendered_with == device_handle);
    CHECK(NT_SUCCESS(client_wait(&client)));
    CHECK(NT_SUCCESS(client_read(&client, &copy, 15 * copy.pitch + 15 * 4, &pixel, 4)) &&
          (pixel & 0xFFFFFF) == 0x00ABCDEF);
    CHECK(NT_SUCCESS(client_read(&client, &copy, 16 * copy.pitch, &pixel, 4)) && (pixel & 0xFFFFFF) == 0);
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_without_contexts(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        run_sim(seed, without_contexts, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_without_contexts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
