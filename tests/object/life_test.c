/* The life of a full driver's adapter (OBS-02, OBS-135), and of what clients make on it. */
#include "stage.h"

#include <stdlib.h>

static int start_and_stop(void *arg)
{
    struct stage stage;
    CHECK(NT_SUCCESS(stage_start(&stage, NULL)));
    const char *name;
    bool present;
    uint64_t calls;
    for (size_t i = 0; getenv("CALLS") && i < DDI_ID_COUNT; i++) {
        dxgk_adapter_ddi(stage.adapter, i, &name, &present, &calls);
        if (calls) fprintf(stderr, "%s %llu\n", name, (unsigned long long)calls);
    }
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_starts_and_stops(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, start_and_stop, NULL);
}

static int clients(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface a, b;
    CHECK(NT_SUCCESS(stage_start(&stage, NULL)));
    CHECK(NT_SUCCESS(client_open(&client, &stage, "painter")));
    CHECK(NT_SUCCESS(client_surface(&client, 64, 64, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &a)));
    CHECK(NT_SUCCESS(client_surface(&client, 64, 64, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &b)));
    client_begin(&client);
    client_fill(&client, &a, 0, 0, 64, 64, 0x00123456);
    client_copy(&client, &b, 0, 0, &a, 0, 0, 64, 64);
    NTSTATUS status = client_render(&client);
    fprintf(stderr, "render %s\n", nt_status_text(status));
    CHECK(NT_SUCCESS(status));
    CHECK(NT_SUCCESS(client_wait(&client)));
    uint32_t pixel = 0;
    status = client_read(&client, &b, 5 * 4, &pixel, 4);
    fprintf(stderr, "read %s %x\n", nt_status_text(status), pixel);
    CHECK(pixel == 0x00123456);
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_clients(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        run_sim(seed, clients, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_starts_and_stops), cmocka_unit_test(test_clients)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
