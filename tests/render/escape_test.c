/* D3DKMTEscape (THK-21, SYN-07, OBS-33): who may speak, and in which section the driver hears it. */
#include "scene.h"

static NTSTATUS escape(struct stage_client *client, D3DKMT_ESCAPE *e)
{
    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_escape(client->process, e);
    client_leave(previous);
    return status;
}

static D3DKMT_ESCAPE question(const struct stage_client *client, struct refgpu_user_escape *data)
{
    *data = (struct refgpu_user_escape){
        .magic = REFGPU_USER_MAGIC, .version = REFGPU_USER_VERSION, .code = REFGPU_ESCAPE_INFO};
    return (D3DKMT_ESCAPE){.hAdapter = client->adapter,
                           .Type = D3DKMT_ESCAPE_DRIVERPRIVATE,
                           .pPrivateDriverData = data,
                           .PrivateDriverDataSize = sizeof(*data)};
}

static void look(struct ddi_call *call, void *arg)
{
    const DXGKARG_ESCAPE *e = arg;

    actor.n =
        (e->hDevice != NULL) | (uint64_t)(e->hContext != NULL) << 1 | (uint64_t)e->Flags.HardwareAccess << 2;
    actor.m = e->PrivateDriverDataSize;
}

static int speak(void *arg)
{
    struct scene scene;
    struct stage_client other;
    struct refgpu_user_escape data;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    CHECK(NT_SUCCESS(client_open(&other, &scene.stage, "neighbour")));
    struct stage_client *c = &scene.client;
    act(DDI_ID_Escape, look, NULL);
    for (unsigned who = 0; who < 8; who++) {
        D3DKMT_ESCAPE e = question(c, &data);
        e.hDevice = who & 1 ? c->device : 0;
        e.hContext = who & 2 ? c->context : 0;
        e.Flags.HardwareAccess = who >> 2;
        CHECK(NT_SUCCESS(scene_fill(&scene, who))); /* with HardwareAccess nothing is in flight any more */
        CHECK(escape(c, &e) == STATUS_SUCCESS);
        CHECK(actor.calls == who + 1 && actor.n == who && actor.m == sizeof(data));
        CHECK(data.nodes == REFGPU_NODE_COUNT && data.heads == 1);
    }
    const struct {
        D3DKMT_HANDLE adapter, device, context;
        NTSTATUS due;
    } rows[] = {
        {0, 0, 0, STATUS_INVALID_HANDLE},
        {c->device, 0, 0, STATUS_INVALID_HANDLE},
        {other.adapter, 0, 0, STATUS_INVALID_HANDLE},
        {c->adapter, other.device, 0, STATUS_INVALID_HANDLE},
        {c->adapter, c->context, 0, STATUS_INVALID_HANDLE},
        {c->adapter, 0, other.context, STATUS_INVALID_HANDLE},
        {c->adapter, 0, c->device, STATUS_INVALID_HANDLE},
        {c->adapter, 0xFFFFFFFF, 0, STATUS_INVALID_HANDLE},
    };
    unsigned calls = actor.calls;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        D3DKMT_ESCAPE e = question(c, &data);
        e.hAdapter = rows[i].adapter;
        e.hDevice = rows[i].device;
        e.hContext = rows[i].context;
        CHECK(escape(c, &e) == rows[i].due);
    }
    D3DKMT_ESCAPE e = question(c, &data);
    e.Type = (D3DKMT_ESCAPETYPE)1;
    CHECK(escape(c, &e) == STATUS_NOT_SUPPORTED);
    e = question(c, &data);
    e.Flags.Value = 2;
    CHECK(escape(c, &e) == STATUS_INVALID_PARAMETER);
    e = question(c, &data);
    e.pPrivateDriverData = NULL;
    CHECK(escape(c, &e) == STATUS_INVALID_PARAMETER);
    CHECK(actor.calls == calls);
    e = question(c, &data);
    e.pPrivateDriverData = NULL;
    e.PrivateDriverDataSize = 0; /* nothing to say: the driver's answer */
    CHECK(!NT_SUCCESS(escape(c, &e)));
    CHECK(actor.calls == calls + 1);
    act_no_more();
    client_close(&other);
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_escapes(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        scene_run(seed, speak, NULL);
}

/* A lost device speaks no more; its adapter does. */
static void lose(struct ddi_call *call, void *arg)
{
    call->status = STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE;
}

static int lost(void *arg)
{
    struct scene scene;
    struct refgpu_user_escape data;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    act(DDI_ID_Render, NULL, lose);
    CHECK(scene_fill(&scene, 1) == STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE);
    act_no_more();
    D3DKMT_ESCAPE e = question(&scene.client, &data);
    e.hDevice = scene.client.device;
    CHECK(escape(&scene.client, &e) == STATUS_DEVICE_REMOVED);
    e.hDevice = 0;
    CHECK(escape(&scene.client, &e) == STATUS_SUCCESS);
    scene_stop(&scene);
    return 0;
}

static void test_lost_device(void **state)
{
    scene_run(1, lost, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_escapes), cmocka_unit_test(test_lost_device)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
