/*
 * Many clients at once, each doing what it likes, while modes change, the machine sleeps, and the adapter stops and starts again. Whatever a client is
 * told meanwhile is a status that means something; every picture that it got to draw is right; nothing leaks, nothing is found.
 */
#include "support.h"

#define CLIENTS  6
#define KEPT     8
#define STEPS    60
#define UPHEAVAL 12

struct storm;

struct guest {
    struct storm *storm;
    unsigned number;
    struct stage_client client;
    struct stage_surface kept[KEPT];
    PKTHREAD thread;
    unsigned drawn, removed;
    int line;
};

struct storm {
    struct stage stage;
    FAST_MUTEX lock;
    D3DKMT_HANDLE share; /* of whoever shared last */
    struct guest guest[CLIENTS];
    volatile LONG going;
    bool upheaval;
};

static bool gone(NTSTATUS status)
{
    return status == STATUS_DEVICE_REMOVED || status == STATUS_DEVICE_NOT_READY;
}

/* What a healthy client is told, beside success. */
#define FINE(guest, expression)                                                                              \
    do {                                                                                                     \
        NTSTATUS fine_ = (expression);                                                                       \
        if (gone(fine_))                                                                                     \
            return false;                                                                                    \
        if (!NT_SUCCESS(fine_)) {                                                                            \
            fprintf(stderr, "%s:%d: %s gives %s\n", __FILE__, __LINE__, #expression, nt_status_text(fine_)); \
            (guest)->line = __LINE__;                                                                        \
            return false;                                                                                    \
        }                                                                                                    \
    } while (0)

static bool draw(struct guest *g, struct stage_surface *surface)
{
    uint32_t colour = (uint32_t)nt_random() & 0xFFFFFF, pixel = 0;

    client_begin(&g->client);
    client_fill(&g->client, surface, 0, 0, surface->width, surface->height, colour);
    FINE(g, client_render(&g->client));
    FINE(g, client_wait(&g->client));
    FINE(g, client_read(&g->client, surface, (uint64_t)surface->pitch * (surface->height - 1), &pixel, 4));
    if ((pixel & 0xFFFFFF) != colour) {
        fprintf(stderr, "guest %u: 0x%X was drawn, 0x%X is there\n", g->number, colour, pixel);
        g->line = __LINE__;
        return false;
    }
    g->drawn++;
    return true;
}

static bool share(struct guest *g, struct stage_surface *slot)
{
    FINE(g, client_shared_surface(&g->client, 24, 24, REFGPU_X8R8G8B8, 0, slot));
    ExAcquireFastMutex(&g->storm->lock);
    g->storm->share = slot->share;
    ExReleaseFastMutex(&g->storm->lock);
    return true;
}

static bool open_shared(struct guest *g, struct stage_surface *slot)
{
    ExAcquireFastMutex(&g->storm->lock);
    D3DKMT_HANDLE handle = g->storm->share;
    ExReleaseFastMutex(&g->storm->lock);
    NTSTATUS status = handle ? client_open_shared(&g->client, handle, slot) : STATUS_INVALID_PARAMETER;
    if (status == STATUS_INVALID_PARAMETER) /* it was destroyed meanwhile */
        return true;
    FINE(g, status);
    return true;
}

/* A second context for a moment. */
static bool context(struct guest *g)
{
    D3DKMT_CREATECONTEXT args = {
        .hDevice = g->client.device, .NodeOrdinal = (UINT)nt_random() % 2, .EngineAffinity = 1};

    struct nt_process *previous = client_enter(&g->client);
    NTSTATUS status = dxgk_kmt_create_context(g->client.process, &args);
    if (NT_SUCCESS(status))
        status = dxgk_kmt_destroy_context(g->client.process, &(D3DKMT_DESTROYCONTEXT){args.hContext});
    client_leave(previous);
    FINE(g, status);
    return true;
}

static bool step(struct guest *g)
{
    struct stage_surface *slot = &g->kept[nt_random() % KEPT];

    if (slot->handle) {
        switch (nt_random() % 4) {
        case 0:
            FINE(g, client_destroy(&g->client, slot));
            return true;
        case 1:
            return context(g);
        default:
            return slot->resource ? true : draw(g, slot);
        }
    }
    switch (nt_random() % 4) {
    case 0:
        return share(g, slot);
    case 1:
        return open_shared(g, slot);
    default:
        FINE(g, client_surface(&g->client, 8 + (UINT)nt_random() % 64, 8 + (UINT)nt_random() % 64,
                               REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, slot));
        return true;
    }
}

static NTSTATUS enter(struct guest *g)
{
    char name[16];

    memset(g->kept, 0, sizeof(g->kept));
    snprintf(name, sizeof(name), "guest %u", g->number);
    return client_open(&g->client, &g->storm->stage, name);
}

static VOID NTAPI visit(PVOID ctx)
{
    struct guest *g = ctx;

    for (unsigned i = 0; i < STEPS && !g->line; i++) {
        if (!g->client.process) {
            NTSTATUS status = enter(g);
            if (!NT_SUCCESS(status) && !gone(status))
                g->line = __LINE__;
            if (!NT_SUCCESS(status)) {
                client_close(&g->client);
                KeDelayExecutionThread(KernelMode, FALSE, &(LARGE_INTEGER){.QuadPart = -20000});
            }
        } else if (!step(g)) {
            g->removed++;
            client_close(&g->client);
        }
        nt_yield();
    }
    client_close(&g->client);
    InterlockedDecrement(&g->storm->going);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static NTSTATUS upheaval(struct storm *storm)
{
    static const UINT sizes[][2] = {{800, 600}, {1024, 768}, {640, 480}};
    const UINT *size = sizes[nt_random() % RTL_NUMBER_OF(sizes)];
    struct dxgk_mode mode = {.width = size[0], .height = size[1], .rotation = D3DKMDT_VPPR_IDENTITY};
    NTSTATUS status;

    switch (nt_random() % 4) {
    case 0:
        status = dxgk_adapter_stop(storm->stage.adapter, DXGK_STOP_PLAIN, NULL);
        return NT_SUCCESS(status) ? dxgk_adapter_restart(storm->stage.adapter) : status;
    case 1:
        status = dxgk_adapter_set_power(storm->stage.adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3,
                                        PowerActionSleep);
        return NT_SUCCESS(status) ? dxgk_adapter_set_power(storm->stage.adapter, DISPLAY_ADAPTER_HW_ID,
                                                           PowerDeviceD0, PowerActionSleep)
                                  : status;
    case 2:
        return dxgk_set_topology(storm->stage.adapter, NULL, 0);
    default:
        return dxgk_set_mode(storm->stage.adapter, 0, &mode);
    }
}

static int rage(struct storm *storm, bool restless)
{
    unsigned drawn = 0;

    GOOD(stage_start(&storm->stage, &(struct stage_options){.vram = 16 << 20}));
    ExInitializeFastMutex(&storm->lock);
    storm->going = CLIENTS;
    for (unsigned i = 0; i < CLIENTS; i++) {
        struct guest *g = &storm->guest[i];
        HANDLE handle;
        *g = (struct guest){.storm = storm, .number = i};
        GOOD(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, visit, g));
        GOOD(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&g->thread,
                                       NULL));
        ZwClose(handle);
    }
    for (unsigned i = 0; restless && i < UPHEAVAL && ReadAcquire(&storm->going); i++) {
        KeDelayExecutionThread(KernelMode, FALSE,
                               &(LARGE_INTEGER){.QuadPart = -(LONGLONG)(nt_random() % 30000)});
        GOOD(upheaval(storm));
    }
    for (unsigned i = 0; i < CLIENTS; i++) {
        KeWaitForSingleObject(storm->guest[i].thread, Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(storm->guest[i].thread);
        if (storm->guest[i].line)
            return storm->guest[i].line;
        CHECK(restless || storm->guest[i].removed == 0);
        drawn += storm->guest[i].drawn;
    }
    CHECK(restless || drawn > 0);
    stage_stop(&storm->stage);
    CHECK(nothing_found());
    return 0;
}

static struct storm storm;

static int calm(void *arg)
{
    memset(&storm, 0, sizeof(storm));
    return rage(&storm, false);
}

static int stormy(void *arg)
{
    memset(&storm, 0, sizeof(storm));
    return rage(&storm, true);
}

/* SYN-05, SYN-06, ALC-27: many processes on one adapter. */
static void test_calm(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 20 + 1; seed++)
        run_sim(seed, calm, NULL);
}

static void test_calm_threads(void **state)
{
    run_threads(calm, NULL);
}

/* SYN-01, SYN-03, OBS-08, OBS-135. */
static void test_stormy(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 20 + 1; seed++)
        run_sim(seed, stormy, NULL);
}

static void test_stormy_threads(void **state)
{
    for (unsigned i = 0; i < 4; i++)
        run_threads(stormy, NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_calm), cmocka_unit_test(test_calm_threads),
                                       cmocka_unit_test(test_stormy), cmocka_unit_test(test_stormy_threads)};
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
