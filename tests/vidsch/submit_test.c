/* The straight path: a packet goes down, its fence comes back, the picture is there (SUB-01, FEN-02, THK-26). */
#include "stage.h"

static int one_fill(void *arg)
{
    struct stage stage;
    struct stage_client client;
    struct stage_surface surface;
    uint32_t pixels[8 * 8];

    CHECK(NT_SUCCESS(stage_start(&stage, &(struct stage_options){.threads = arg != NULL})));
    CHECK(NT_SUCCESS(client_open(&client, &stage, "painter")));
    CHECK(NT_SUCCESS(client_surface(&client, 8, 8, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &surface)));
    client_begin(&client);
    client_fill(&client, &surface, 0, 0, 8, 8, 0x00123456);
    CHECK(NT_SUCCESS(client_render(&client)));
    CHECK(NT_SUCCESS(client_wait(&client)));
    for (unsigned y = 0; y < 8; y++)
        CHECK(NT_SUCCESS(client_read(&client, &surface, (uint64_t)y * surface.pitch, &pixels[y * 8], 32)));
    for (unsigned i = 0; i < 64; i++)
        CHECK(pixels[i] == 0x00123456);
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_one_fill(void **state)
{
    for (uint64_t seed = 1; seed <= 200; seed++)
        run_sim(seed, one_fill, NULL);
}

static void test_one_fill_threads(void **state)
{
    static int yes;
    for (int i = 0; i < 20; i++)
        run_threads(one_fill, &yes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_fill),
                                       cmocka_unit_test(test_one_fill_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
