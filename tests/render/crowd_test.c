/*
 * Many processes at once, each with its own picture, while some of them break rules on purpose: every picture is right to the byte at the end, and nobody
 * loses a device but those who earned it (REN-04, REN-33, REN-82, SYN-06).
 */
#include "scene.h"

#ifndef SEEDS
#define SEEDS 20
#endif

#define MOST    64u
#define PICTURE 16u
#define BUFFERS 6u

struct member {
    struct stage_client client;
    struct stage_surface surface, spare;
    uint32_t own[PICTURE * PICTURE];
    uint64_t seed;
    PVOID thread;
    int failed; /* line */
};

struct crowd {
    struct stage stage;
    struct dxgk_render_options options;
    bool threads;
    unsigned count;
    uint64_t seed;
    struct member *member;
};

#define EXPECT(condition)                                                                                    \
    do {                                                                                                     \
        if (!(condition) && !m->failed) {                                                                    \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                          \
            m->failed = __LINE__;                                                                            \
        }                                                                                                    \
    } while (0)

/* Something a driver or the kernel must refuse, and that must change nothing. */
static void misbehave(struct member *m)
{
    struct stage_client *c = &m->client;

    client_begin(c);
    client_fill(c, &m->surface, 0, 0, PICTURE, PICTURE, 0xDEAD);
    switch (draw_number(&m->seed) % 5) {
    case 0: /* a handle of nobody */
        c->allocations[1].hAllocation ^= 0x00400000;
        EXPECT(client_render(c) == STATUS_INVALID_HANDLE);
        break;
    case 1: /* written through a read-only reference */
        c->allocations[1].WriteOperation = 0;
        EXPECT(!NT_SUCCESS(client_render(c)));
        break;
    case 2: /* an index past the list */
        c->allocation_count = 1;
        EXPECT(!NT_SUCCESS(client_render(c)));
        break;
    case 3: /* an unknown command */
        c->command[REFGPU_USER_HEADER_DWORDS] = 0x7F000007;
        EXPECT(!NT_SUCCESS(client_render(c)));
        break;
    default: { /* the buffer goes away under the driver */
        struct nt_process *nt = c->nt;
        nt_user_protect(nt, c->command, PAGE_SIZE, false, false);
        D3DKMT_RENDER render = {
            .hContext = c->context, .CommandLength = c->dwords * 4, .AllocationCount = c->allocation_count};
        struct nt_process *previous = client_enter(c);
        EXPECT(dxgk_kmt_render(c->process, &render) == STATUS_INVALID_PARAMETER);
        client_leave(previous);
        nt_user_protect(nt, c->command, PAGE_SIZE, true, true);
        if (render.pNewCommandBuffer)
            c->command = render.pNewCommandBuffer, c->allocations = render.pNewAllocationList;
    }
    }
}

static VOID NTAPI paint_pictures(PVOID ctx)
{
    struct member *m = ctx;

    for (unsigned i = 0; i < BUFFERS; i++) {
        if (draw_number(&m->seed) % 3 == 0)
            misbehave(m);
        client_begin(&m->client);
        scene_draw(NULL, &m->client, &m->surface, m->own, draw_number(&m->seed),
                   1 + (unsigned)(draw_number(&m->seed) % 6));
        client_copy(&m->client, &m->spare, 0, 0, &m->surface, 0, 0, PICTURE, PICTURE);
        EXPECT(NT_SUCCESS(client_render(&m->client)));
    }
    EXPECT(NT_SUCCESS(client_wait(&m->client)));
    EXPECT(same_pixels(&m->client, &m->surface, m->own));
    EXPECT(same_pixels(&m->client, &m->spare, m->own));
    EXPECT(client_state(&m->client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static int gather(void *arg)
{
    struct crowd *crowd = arg;
    size_t size = crowd->count * sizeof(struct member);

    actor_reset();
    CHECK(NT_SUCCESS(stage_start(&crowd->stage, &(struct stage_options){.threads = crowd->threads,
                                                                        .adapter.render = crowd->options})));
    crowd->member = nt_pages_alloc(size);
    for (unsigned i = 0; i < crowd->count; i++) {
        struct member *m = &crowd->member[i];
        char name[24];
        snprintf(name, sizeof(name), "painter%u", i);
        m->seed = crowd->seed * 1000 + i;
        CHECK(NT_SUCCESS(client_open(&m->client, &crowd->stage, name)));
        CHECK(NT_SUCCESS(client_surface(&m->client, PICTURE, PICTURE, REFGPU_X8R8G8B8,
                                        REFGPU_USER_CPU_VISIBLE, &m->surface)));
        CHECK(NT_SUCCESS(client_surface(&m->client, PICTURE, PICTURE, REFGPU_X8R8G8B8,
                                        REFGPU_USER_CPU_VISIBLE, &m->spare)));
        client_begin(&m->client);
        client_fill(&m->client, &m->surface, 0, 0, PICTURE, PICTURE, 0);
        CHECK(NT_SUCCESS(client_render(&m->client)));
    }
    for (unsigned i = 0; i < crowd->count; i++) {
        struct member *m = &crowd->member[i];
        HANDLE handle;
        CHECK(NT_SUCCESS(
            PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, paint_pictures, m)));
        ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &m->thread, NULL);
        ZwClose(handle);
    }
    for (unsigned i = 0; i < crowd->count; i++) {
        KeWaitForSingleObject(crowd->member[i].thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(crowd->member[i].thread);
    }
    for (unsigned i = 0; i < crowd->count; i++) {
        CHECK(crowd->member[i].failed == 0);
        client_close(&crowd->member[i].client);
    }
    nt_pages_free(crowd->member, size);
    stage_stop(&crowd->stage);
    CHECK(nothing_found());
    return 0;
}

static void test_crowd(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, gather, &(struct crowd){.count = 8, .seed = seed});
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, gather,
                &(struct crowd){
                    .count = 8,
                    .seed = seed,
                    .options = {.multipass = true, .dma_shrink = true, .preempt_one_in = 3, .seed = seed}});
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, gather,
                &(struct crowd){.count = 8,
                                .seed = seed,
                                .options = {.alternate_buffers = true, .move_all = true, .seed = seed}});
}

static void test_sixty_four(void **state)
{
    for (uint64_t seed = 1; seed <= 3; seed++)
        run_sim(seed, gather,
                &(struct crowd){.count = MOST, .seed = seed, .options = {.check_memory = true}});
}

static void test_crowd_threads(void **state)
{
    run_threads(gather, &(struct crowd){.count = 16, .threads = true, .seed = 1});
    run_threads(gather, &(struct crowd){.count = 16,
                                        .threads = true,
                                        .seed = 2,
                                        .options = {.multipass = true, .dma_size = 100}});
    run_threads(gather, &(struct crowd){.count = MOST, .threads = true, .seed = 3});
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_crowd), cmocka_unit_test(test_sixty_four),
                                       cmocka_unit_test(test_crowd_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
