/*
 * A whole life through D3DKMT*, and every request for memory or address space that is made for it refused, one after the other: n = 1, 2, 3, ...
 * until a life needs fewer than n. Each time something fails with a reason, the neighbour draws on, the next life is whole, and nothing
 * leaks.
 */
#include "program.h"
#include "seeds_under_test.h"

struct plan {
    unsigned fail_at, seen;
    char failed[64];
};

static bool on_resource(void *ctx, const char *service)
{
    struct plan *plan = ctx;

    if (++plan->seen != plan->fail_at)
        return false;
    snprintf(plan->failed, sizeof(plan->failed), "%s", service);
    return true;
}

static NTSTATUS draw(struct program *p, uint32_t pixel)
{
    D3DKMT_RENDER r = program_fill(&p->main, p->surface, p->pitch, pixel);
    NTSTATUS status = program_call(p, THUNK_Render, &r);
    program_take_buffers(&p->main, &r);
    return status;
}

/* Every call of the catalogue once, on a thread of the program. */
static NTSTATUS every_call(struct program *p)
{
    struct call c;

    for (unsigned i = 0; i < row_count; i++) {
        NTSTATUS status = call_build(p, &rows[i], &c);
        if (NT_SUCCESS(status))
            status = call_make(p, &c);
        if (NT_SUCCESS(status))
            call_undo(p, &c);
        call_free(p, &c);
        if (!NT_SUCCESS(status))
            return status;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS life(struct stage *stage)
{
    struct program p;
    uint32_t pixel = 0;

    nt_call_enter("D3DKMT", 0); /* requests count inside of named calls */
    NTSTATUS status = program_open_lean(&p, stage, "poor");
    if (NT_SUCCESS(status))
        status = draw(&p, 0x00445566);
    if (NT_SUCCESS(status))
        status = program_wait(&p);
    if (NT_SUCCESS(status))
        status = program_pixel(&p, p.surface, &pixel);
    if (NT_SUCCESS(status) && (pixel & 0xFFFFFF) != 0x00445566)
        status = STATUS_IN_PAGE_ERROR;
    if (NT_SUCCESS(status))
        status = every_call(&p);
    program_close(&p);
    nt_call_leave();
    return status;
}

#define PACE  (STEP * step_under_test(7))
#define BATCH 50u

struct batch {
    unsigned first, done;
    bool over;
};

/* STATUS_NO_MEMORY and its like; the rest when a driver or the kernel gave up for want of something it could not get. */
static bool says_so(NTSTATUS status)
{
    static const NTSTATUS all[] = {
        STATUS_NO_MEMORY,      STATUS_INSUFFICIENT_RESOURCES, STATUS_GRAPHICS_NO_VIDEO_MEMORY,
        STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER,      STATUS_GRAPHICS_VIDPN_TOPOLOGY_NOT_SUPPORTED};

    for (size_t i = 0; i < RTL_NUMBER_OF(all); i++) {
        if (status == all[i])
            return true;
    }
    return NT_SUCCESS(status);
}

/* Several lives on one machine, each of which lacks something else. */
static int lives(void *arg)
{
    struct batch *batch = arg;
    struct stage stage;
    struct neighbour neighbour;
    struct dxgk_mode mode;

    GOOD(stage_start(&stage, NULL));
    GOOD(neighbour_open(&neighbour, &stage));
    mode = (struct dxgk_mode){
        .width = 640, .height = 480, .rotation = D3DKMDT_VPPR_IDENTITY}; /* quick to make */
    GOOD(dxgk_set_mode(stage.adapter, 0, &mode));
    GOOD(dxgk_get_mode(stage.adapter, 0, &mode));
    CHECK(neighbour_draws(&neighbour));
    for (batch->done = 0; batch->done < BATCH && !batch->over; batch->done++) {
        struct plan plan = {.fail_at = batch->first + batch->done * PACE};
        nt_on_resource(on_resource, &plan);
        NTSTATUS status = life(&stage);
        nt_on_resource(NULL, NULL);
        if (!says_so(status) || (!NT_SUCCESS(status) && !plan.failed[0])) {
            fprintf(stderr, "request %u, %s: %s\n", plan.fail_at, plan.failed, nt_status_text(status));
            return __LINE__;
        }
        batch->over = !plan.failed[0];
        CHECK(neighbour_draws(&neighbour));
        /* A screen for which there was no memory when its owner died stays dark until somebody sets a mode. */
        GOOD(dxgk_set_mode(stage.adapter, 0, &mode));
    }
    GOOD(life(&stage));
    neighbour_close(&neighbour);
    stage_stop(&stage);
    return 0;
}

static void test_every_request(void **state)
{
    struct batch batch = {.first = 1};

    for (; !batch.over && batch.first < 5000; batch.first += batch.done * PACE) {
        run_sim(batch.first, lives, &batch);
        if (findings(REPORT_BUGCHECK))
            fail_msg("requests from %u: a bug check", batch.first);
    }
    print_message("           %u requests failed one by one\n", batch.first / PACE - 1);
    assert_true(batch.first > 500 && batch.first < 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_request)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
