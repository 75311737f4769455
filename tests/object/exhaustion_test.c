/*
 * Every request for memory or address space that the driver, or the graphics kernel on behalf of a client, makes in the life of a session is refused,
 * one after the other: n = 1, 2, 3, ... until a whole session needs fewer than n. Each time the session gets as far as it can, nothing leaks, nothing is reported but refusals, and the next
 * session works.
 */
#include "support.h"

struct session {
    bool kernel;      /* and those of the graphics kernel while it works for the client */
    unsigned fail_at; /* the n-th request fails */
    unsigned seen;
    char failed[64]; /* what failed */
    char in[64];
};

static bool on_resource(void *ctx, const char *service)
{
    struct session *s = ctx;

    if (++s->seen != s->fail_at)
        return false;
    snprintf(s->failed, sizeof(s->failed), "%s", service);
    snprintf(s->in, sizeof(s->in), "%s", nt_call_current());
    return true;
}

static NTSTATUS work(struct stage *stage)
{
    struct stage_client client, other = {0};
    struct stage_surface a, b, shared, opened;
    struct dxgk_mode mode = {.width = 800, .height = 600, .rotation = D3DKMDT_VPPR_IDENTITY};
    uint32_t pixel;

    NTSTATUS status = client_open(&client, stage, "client");
    if (NT_SUCCESS(status))
        status = client_open(&other, stage, "other");
    if (NT_SUCCESS(status))
        status = client_surface(&client, 32, 32, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &a);
    if (NT_SUCCESS(status))
        status = client_surface(&client, 32, 32, REFGPU_X8R8G8B8, 0, &b);
    if (NT_SUCCESS(status))
        status = client_shared_surface(&client, 32, 32, REFGPU_X8R8G8B8, 0, &shared);
    if (NT_SUCCESS(status))
        status = client_open_shared(&other, shared.share, &opened);
    if (NT_SUCCESS(status)) {
        client_begin(&client);
        client_fill(&client, &b, 0, 0, 32, 32, 5);
        client_copy(&client, &a, 0, 0, &b, 0, 0, 32, 32);
        status = client_render(&client);
    }
    if (NT_SUCCESS(status))
        status = client_wait(&client);
    if (NT_SUCCESS(status))
        status = client_read(&client, &a, 0, &pixel, 4);
    if (NT_SUCCESS(status) && pixel != 5)
        status = STATUS_IN_PAGE_ERROR;
    if (NT_SUCCESS(status))
        status = dxgk_set_mode(stage->adapter, 0, &mode);
    client_close(&other);
    client_close(&client);
    return status;
}

static int session(void *arg)
{
    struct session *s = arg;
    struct stage stage;

    nt_on_resource(on_resource, s);
    NTSTATUS status = stage_start(&stage, NULL);
    if (s->kernel)
        nt_call_enter("D3DKMT", 0); /* requests count inside of named calls */
    if (NT_SUCCESS(status))
        status = work(&stage);
    if (s->kernel)
        nt_call_leave();
    CHECK(NT_SUCCESS(status) || s->failed[0]); /* nothing fails without a reason */
    CHECK(status != STATUS_IN_PAGE_ERROR);
    nt_on_resource(NULL, NULL);
    if (stage.adapter && s->failed[0])
        GOOD(work(&stage)); /* the same adapter, with memory again */
    stage_stop(&stage);
    return 0;
}

static void every_request(bool kernel)
{
    /* The driver's own one by one in every build; the kernel's are the same ones. */
    unsigned n = 0, step = kernel ? step_under_test(9) : 1;
    struct session s;

    do {
        s = (struct session){.kernel = kernel, .fail_at = n += step};
        run_sim(1, session, &s);
        if (findings(REPORT_BUGCHECK))
            fail_msg("request %u, %s in %s: a bug check", n, s.failed, s.in);
    } while (s.failed[0] && n < 5000);
    print_message("           %u requests failed one by one\n", n / step - 1);
    assert_true(n > 20 && n < 5000);
}

static void test_driver(void **state)
{
    every_request(false);
}

static void test_kernel(void **state)
{
    every_request(true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_driver), cmocka_unit_test(test_kernel)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
