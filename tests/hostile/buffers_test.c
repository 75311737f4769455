/*
 * The three buffers of a context in a hostile program's hands, through D3DKMTRender (REN-10, REN-19, LST-01, THK-05): taken away or protected,
 * cut at every byte, and rewritten by another thread of the program during the call.
 */
#include "program.h"

struct world {
    struct stage stage;
    struct program p;
    struct neighbour neighbour;
};

static int world_start(struct world *w)
{
    GOOD(stage_start(&w->stage, NULL));
    GOOD(program_open(&w->p, &w->stage, "hostile"));
    GOOD(neighbour_open(&w->neighbour, &w->stage));
    return 0;
}

static int world_stop(struct world *w)
{
    CHECK(neighbour_draws(&w->neighbour));
    neighbour_close(&w->neighbour);
    program_close(&w->p);
    stage_stop(&w->stage);
    CHECK(nothing_found());
    return 0;
}

static NTSTATUS render(struct program *p, D3DKMT_RENDER *r)
{
    NTSTATUS status = program_call(p, THUNK_Render, r);
    program_take_buffers(&p->main, r);
    return status;
}

/* A fill, in buffers that are whole: the context lives. */
static int draws(struct world *w, uint32_t pixel)
{
    struct program *p = &w->p;
    uint32_t there = 0;

    D3DKMT_RENDER r = program_fill(&p->main, p->surface, p->pitch, pixel);
    GOOD(render(p, &r));
    GOOD(program_wait(p));
    GOOD(program_pixel(p, p->surface, &there));
    CHECK((there & 0xFFFFFF) == pixel);
    return 0;
}

/* ---- taken away ---- */

static int away(void *arg)
{
    struct world w;
    struct program *p = &w.p;
    int line = world_start(&w);

    if (line || (line = draws(&w, 1)))
        return line;
    struct {
        void *at;
        size_t size;
    } part[] = {{p->main.command, p->main.command_size},
                {p->main.allocations, p->main.allocation_count * sizeof(*p->main.allocations)},
                {p->main.patches, p->main.patch_count * sizeof(*p->main.patches)}};
    for (unsigned i = 0; i < RTL_NUMBER_OF(part); i++) {
        D3DKMT_RENDER r = program_fill(&p->main, p->surface, p->pitch, 2);
        if (i == 2) { /* patches that the program says it filled in */
            memset(p->main.patches, 0, sizeof(*p->main.patches));
            r.PatchLocationCount = p->main.patch_count;
        }
        nt_user_protect(p->nt, part[i].at, part[i].size, false, false);
        NTSTATUS status = render(p, &r);
        nt_user_protect(p->nt, part[i].at, part[i].size, true, true);
        CHECK(i == 2 || status == STATUS_INVALID_PARAMETER);
        CHECK(r.pNewCommandBuffer == p->main.command); /* THK-10 */
        nt_user_protect(p->nt, part[i].at, part[i].size, true, false);
        r = program_fill(&p->second, p->surface, p->pitch, 3); /* another context's are its own */
        GOOD(program_call(p, THUNK_Render, &r));
        nt_user_protect(p->nt, part[i].at, part[i].size, true, true);
        if ((line = draws(&w, 4 + i)))
            return line;
    }
    for (unsigned i = 0; i < RTL_NUMBER_OF(part); i++) { /* for good */
        D3DKMT_RENDER r = {.hContext = p->main.context, .CommandLength = 64, .AllocationCount = 2};
        nt_user_unmap(p->nt, part[i].at, part[i].size);
        CHECK(render(p, &r) == STATUS_INVALID_PARAMETER);
    }
    GOOD(program_call(p, THUNK_DestroyContext, &(D3DKMT_DESTROYCONTEXT){p->main.context}));
    return world_stop(&w);
}

static void test_away(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        run_sim(seed, away, NULL);
}

/* The last page is gone, and the commands or the list end `there` bytes into it. */
static int cut(void *arg)
{
    struct world w;
    struct program *p = &w.p;
    int line = world_start(&w);

    if (line)
        return line;
    for (unsigned list = 0; list < 2; list++) {
        char *base = list ? (char *)p->main.allocations : (char *)p->main.command, *hole = base + PAGE_SIZE;
        for (UINT there = 0; there < 40; there++) {
            D3DKMT_RENDER r = program_fill(&p->main, p->surface, p->pitch, there);
            uint32_t command[16];
            UINT length = r.CommandLength;
            if (list) { /* as many empty elements as reach the hole, and `there` beyond */
                memset(base, 0, 2 * PAGE_SIZE);
                r.AllocationCount = PAGE_SIZE / (UINT)sizeof(*p->main.allocations) + there;
                p->main.allocations[1].hAllocation = p->surface;
                p->main.allocations[1].WriteOperation = 1;
            } else {
                memcpy(command, base, length);
                r.CommandOffset = PAGE_SIZE - there / 4 * 4;
                r.CommandLength = r.CommandOffset + length;
                memcpy(base + r.CommandOffset, command, length);
            }
            nt_user_protect(p->nt, hole, PAGE_SIZE, false, false);
            NTSTATUS status = render(p, &r);
            nt_user_protect(p->nt, hole, PAGE_SIZE, true, true);
            CHECK(status == (list && !there ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER));
            GOOD(program_wait(p));
        }
        if ((line = draws(&w, 0x1000 + list)))
            return line;
    }
    return world_stop(&w);
}

static void test_cut(void **state)
{
    run_sim(1, cut, NULL);
}

/* ---- rewritten ---- */

struct writer {
    struct program *p;
    volatile LONG stop;
};

__attribute__((no_sanitize("thread", "address"))) static void scribble(volatile uint32_t *at, size_t count)
{
    size_t i = (size_t)(nt_random() % count);
    at[i] ^= 1u << nt_random() % 32;
}

/* Another thread of the program, which lets go of the buffers in the end as they are. */
static VOID NTAPI write_over(PVOID ctx)
{
    struct writer *writer = ctx;
    struct buffers *b = &writer->p->main;

    while (!ReadAcquire(&writer->stop)) {
        /* Mostly the pixel, which may be any; now and then something that matters. */
        if (nt_random() % 64)
            scribble(b->command + REFGPU_USER_HEADER_DWORDS + REFGPU_FILL_DWORDS - 1, 1);
        else if (nt_random() % 2)
            scribble(b->command, REFGPU_USER_HEADER_DWORDS + REFGPU_FILL_DWORDS);
        else
            scribble((volatile uint32_t *)(void *)b->allocations, 4);
        nt_yield();
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static unsigned good, bad; /* over all seeds */

static int rewritten(void *arg)
{
    struct world w;
    struct program *p = &w.p;
    struct writer writer = {p, 0};
    HANDLE handle;
    PVOID thread;
    int line = world_start(&w);

    if (line)
        return line;
    GOOD(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, write_over, &writer));
    GOOD(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &thread, NULL));
    ZwClose(handle);
    for (unsigned i = 0; i < 100; i++) {
        D3DKMT_RENDER r = program_fill(&p->main, p->surface, p->pitch, i);
        NTSTATUS status = program_call(p, THUNK_Render, &r);
        good += NT_SUCCESS(status);
        bad += !NT_SUCCESS(status);
        if (i % 10 == 0)
            CHECK(neighbour_draws(&w.neighbour));
        if (status == STATUS_DEVICE_REMOVED)
            break; /* it wrote a poisoned opcode, and lost its device alone */
    }
    WriteRelease(&writer.stop, 1);
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
    program_wait(p);
    return world_stop(&w);
}

static void test_rewritten(void **state)
{
    for (uint64_t seed = 1; seed <= 40; seed++)
        run_sim(seed, rewritten, NULL);
    print_message("           %u good, %u refused\n", good, bad);
    assert_true(good > 100 && bad > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_away), cmocka_unit_test(test_cut),
                                       cmocka_unit_test(test_rewritten)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
