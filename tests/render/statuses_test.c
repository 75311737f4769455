/* What becomes of each status of DxgkDdiRender (A.7, REN-80..REN-84), of the client and of its work. */
#include "scene.h"

struct row {
    NTSTATUS answer, client;
    bool finding, lost;
};

static const struct row rows[] = {
    {STATUS_NO_MEMORY, STATUS_NO_MEMORY, false, false},
    {STATUS_PRIVILEGED_INSTRUCTION, STATUS_PRIVILEGED_INSTRUCTION, false, false},
    {STATUS_ILLEGAL_INSTRUCTION, STATUS_ILLEGAL_INSTRUCTION, false, false},
    {STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER, false, false},
    {STATUS_INVALID_USER_BUFFER, STATUS_INVALID_USER_BUFFER, false, false},
    {STATUS_INVALID_HANDLE, STATUS_INVALID_HANDLE, false, false},
    {STATUS_GRAPHICS_DRIVER_MISMATCH, STATUS_GRAPHICS_DRIVER_MISMATCH, false, false},
    {STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE, STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE, false, true},
    /* Outside of the table (REN-83): */
    {STATUS_UNSUCCESSFUL, STATUS_INVALID_PARAMETER, true, false},
    {STATUS_ACCESS_VIOLATION, STATUS_INVALID_PARAMETER, true, false},
    {(NTSTATUS)0x00000102, STATUS_INVALID_PARAMETER, true, false},
    {(NTSTATUS)0x40000000, STATUS_INVALID_PARAMETER, true, false},
    {STATUS_GRAPHICS_CANNOTCOLORCONVERT, STATUS_INVALID_PARAMETER, true, false},
};

/* The driver has translated everything, and then changes its mind. */
static void answer(struct ddi_call *call, void *arg)
{
    call->status = rows[actor.n].answer;
}

static int one_status(void *arg)
{
    const struct row *row = arg;
    struct scene scene;
    struct stage_client other;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    CHECK(NT_SUCCESS(client_open(&other, &scene.stage, "neighbour")));
    uint64_t before = scene_submissions(&scene);
    act(DDI_ID_Render, NULL, answer);
    actor.n = (uint64_t)(row - rows);
    CHECK(scene_fill(&scene, 0x00FF0000) == row->client);
    CHECK(actor.calls == 1);
    act_no_more();
    CHECK(scene_submissions(&scene) == before); /* REN-80 */
    CHECK((finding("REN-83") != NULL) == row->finding);
    CHECK(findings(REPORT_WARNING) == row->finding || row->finding);
    if (row->lost) {
        CHECK(client_state(&scene.client) == D3DKMT_DEVICEEXECUTION_ERROR_DMAFAULT); /* REN-82 */
        CHECK(scene_fill(&scene, 0x0000FF00) == STATUS_DEVICE_REMOVED);
        CHECK(actor.calls == 1);
    } else {
        CHECK(client_state(&scene.client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
        CHECK(scene_shows(&scene, BACKGROUND));
        CHECK(NT_SUCCESS(scene_fill(&scene, 0x0000FF00)));
        CHECK(scene_shows(&scene, 0x0000FF00));
    }
    CHECK(client_state(&other) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    client_close(&other);
    scene_stop(&scene);
    return 0;
}

static void test_each_status(void **state)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        scene_run(i + 1, one_status, (void *)&rows[i]);
}

/* REN-44: the one status that a guaranteed contract forbids. */
static void run_out(struct ddi_call *call, void *arg)
{
    call->answered = true;
    call->status = STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
}

static int out_of_space(void *arg)
{
    static struct scene scene;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    act(DDI_ID_Render, run_out, NULL);
    scene_fill(&scene, 1);
    return -1;
}

static void test_insufficient_is_fatal(void **state)
{
    struct nt_bugcheck b = scene_to_bugcheck(1, out_of_space, NULL);

    assert_int_equal(b.code, VIDEO_MEMORY_MANAGEMENT_INTERNAL);
    assert_int_equal(b.parameters[0], 0x16);
    assert_string_equal(b.rule, "REN-44");
    assert_non_null(strstr(b.text, "65536"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_status),
        cmocka_unit_test(test_insufficient_is_fatal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
