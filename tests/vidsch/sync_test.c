/* Synchronization objects: signals and waits happen in their stream, and hold up nothing else (THK-23, THK-24, THK-25). */
#include "stage.h"

#ifndef SEEDS
#define SEEDS 300
#endif

#define SIDE 8u

/* A device with two contexts on different nodes, and two surfaces. */
struct pair {
    struct stage stage;
    struct stage_client first, second;
    struct stage_surface a, b;
    D3DKMT_HANDLE object;
};

static NTSTATUS second_context(struct pair *p)
{
    D3DKMT_CREATECONTEXT args = {
        .hDevice = p->first.device, .NodeOrdinal = REFGPU_NODE_COPY, .EngineAffinity = 1};

    struct nt_process *previous = client_enter(&p->first);
    NTSTATUS status = dxgk_kmt_create_context(p->first.process, &args);
    client_leave(previous);
    p->second = p->first;
    p->second.context = args.hContext;
    p->second.command = args.pCommandBuffer;
    p->second.command_size = args.CommandBufferSize;
    p->second.allocations = args.pAllocationList;
    p->second.patches = args.pPatchLocationList;
    return status;
}

static NTSTATUS open_pair(struct pair *p, bool threads)
{
    memset(p, 0, sizeof(*p));
    NTSTATUS status = stage_start(&p->stage, &(struct stage_options){.threads = threads});
    if (NT_SUCCESS(status))
        status = client_open(&p->first, &p->stage, "pair");
    if (NT_SUCCESS(status))
        status = second_context(p);
    if (NT_SUCCESS(status))
        status = client_surface(&p->first, SIDE, SIDE, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &p->a);
    if (NT_SUCCESS(status))
        status = client_surface(&p->first, SIDE, SIDE, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &p->b);
    return status;
}

static void close_pair(struct pair *p)
{
    client_close(&p->first);
    stage_stop(&p->stage);
}

static NTSTATUS object(struct pair *p, D3DDDI_SYNCHRONIZATIONOBJECTINFO2 info)
{
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 args = {.hDevice = p->first.device, .Info = info};

    NTSTATUS status = dxgk_kmt_create_synchronization_object(p->first.process, &args);
    p->object = args.hSyncObject;
    return status;
}

static NTSTATUS do_signal(struct pair *p, const struct stage_client *client, UINT64 value, bool now)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 args = {.hContext = client->context, .ObjectCount = 1};

    args.ObjectHandleArray[0] = p->object;
    args.Fence.FenceValue = value;
    args.Flags.SignalAtSubmission = now;
    return dxgk_kmt_signal_synchronization_object(p->first.process, &args);
}

static NTSTATUS do_wait(struct pair *p, const struct stage_client *client, UINT64 value)
{
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 args = {.hContext = client->context, .ObjectCount = 1};

    args.ObjectHandleArray[0] = p->object;
    args.Fence.FenceValue = value;
    return dxgk_kmt_wait_for_synchronization_object(p->first.process, &args);
}

static NTSTATUS fill(struct stage_client *client, struct stage_surface *to, uint32_t pixel)
{
    client_begin(client);
    client_fill(client, to, 0, 0, SIDE, SIDE, pixel);
    return client_render(client);
}

static NTSTATUS copy(struct stage_client *client, struct stage_surface *to, struct stage_surface *from)
{
    client_begin(client);
    client_copy(client, to, 0, 0, from, 0, 0, SIDE, SIDE);
    return client_render(client);
}

static bool is(struct pair *p, struct stage_surface *surface, uint32_t pixel)
{
    uint32_t found[SIDE];

    for (unsigned y = 0; y < SIDE; y++) {
        if (!NT_SUCCESS(client_read(&p->first, surface, (uint64_t)y * surface->pitch, found, sizeof(found))))
            return false;
        for (unsigned x = 0; x < SIDE; x++)
            if (found[x] != pixel)
                return false;
    }
    return true;
}

/* The copy is submitted first, and yet sees the fill. */
static int fence_orders(void *arg)
{
    static struct pair p;

    CHECK(NT_SUCCESS(open_pair(&p, arg != NULL)));
    CHECK(NT_SUCCESS(object(&p, (D3DDDI_SYNCHRONIZATIONOBJECTINFO2){.Type = D3DDDI_FENCE})));
    for (uint32_t round = 1; round <= 5; round++) {
        CHECK(NT_SUCCESS(do_wait(&p, &p.second, round * 2)));
        CHECK(NT_SUCCESS(copy(&p.second, &p.b, &p.a)));
        CHECK(NT_SUCCESS(do_signal(&p, &p.second, round * 2 + 1, false)));
        CHECK(NT_SUCCESS(fill(&p.first, &p.a, round * 0x010101)));
        CHECK(NT_SUCCESS(do_signal(&p, &p.first, round * 2, false)));
        CHECK(NT_SUCCESS(do_wait(&p, &p.first, round * 2 + 1)));
        CHECK(NT_SUCCESS(fill(&p.first, &p.a, 0xBAD)));
    }
    CHECK(NT_SUCCESS(client_wait(&p.first)));
    CHECK(is(&p, &p.b, 5 * 0x010101));
    CHECK(is(&p, &p.a, 0xBAD));
    close_pair(&p);
    CHECK(nothing_found());
    return 0;
}

static void test_fence_orders(void **state)
{
    static int yes;

    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, fence_orders, NULL);
    for (int i = 0; i < 5; i++)
        run_threads(fence_orders, &yes);
}

/* A semaphore of 0 or a mutex that has an owner: the second stream waits, the first goes on. */
static int blocks_one(void *arg)
{
    static struct pair p;
    D3DDDI_SYNCHRONIZATIONOBJECTINFO2 info = {.Type = D3DDDI_SEMAPHORE, .Semaphore.MaxCount = 2};

    if (arg) {
        info = (D3DDDI_SYNCHRONIZATIONOBJECTINFO2){.Type = D3DDDI_SYNCHRONIZATION_MUTEX};
        info.SynchronizationMutex.InitialState = TRUE;
    }
    CHECK(NT_SUCCESS(open_pair(&p, false)));
    CHECK(NT_SUCCESS(object(&p, info)));
    CHECK(NT_SUCCESS(fill(&p.first, &p.b, 0x11)));
    CHECK(NT_SUCCESS(client_wait(&p.first)));
    CHECK(NT_SUCCESS(do_wait(&p, &p.second, 0)));
    CHECK(NT_SUCCESS(copy(&p.second, &p.b, &p.a)));
    CHECK(p.second.queued == 2); /* THK-12: the wait and the copy */
    for (unsigned i = 0; i < 20; i++)
        CHECK(NT_SUCCESS(fill(&p.first, &p.a, 0x22 + i)));
    LARGE_INTEGER moment = {.QuadPart = -1000000};
    KeDelayExecutionThread(KernelMode, FALSE, &moment);
    client_begin(&p.first);
    client_fill(&p.first, &p.a, 0, 0, SIDE, SIDE, 0x77);
    CHECK(NT_SUCCESS(client_render(&p.first)));
    CHECK(p.first.queued <= 1); /* the twenty are done */
    KeDelayExecutionThread(KernelMode, FALSE, &moment);
    CHECK(NT_SUCCESS(do_signal(&p, &p.first, 0, true)));
    CHECK(NT_SUCCESS(client_wait(&p.first)));
    CHECK(is(&p, &p.b, 0x77));
    close_pair(&p);
    CHECK(nothing_found());
    return 0;
}

static void test_blocks_its_own_stream(void **state)
{
    static int mutex;

    for (uint64_t seed = 1; seed <= SEEDS / 3; seed++) {
        run_sim(seed, blocks_one, NULL);
        run_sim(seed, blocks_one, &mutex);
    }
}

/* Two streams take turns under a mutex: each adds two copies that belong together. */
static int excludes(void *arg)
{
    static struct pair p;

    CHECK(NT_SUCCESS(open_pair(&p, false)));
    CHECK(NT_SUCCESS(object(&p, (D3DDDI_SYNCHRONIZATIONOBJECTINFO2){.Type = D3DDDI_SYNCHRONIZATION_MUTEX})));
    for (unsigned i = 0; i < 6; i++) {
        struct stage_client *c = i % 2 ? &p.second : &p.first;
        CHECK(NT_SUCCESS(do_wait(&p, c, 0)));
        CHECK(NT_SUCCESS(fill(c, &p.a, 0x100 + i)));
        CHECK(NT_SUCCESS(copy(c, &p.b, &p.a)));
        CHECK(NT_SUCCESS(do_signal(&p, c, 0, false)));
    }
    CHECK(NT_SUCCESS(client_wait(&p.first)));
    uint32_t last;
    CHECK(NT_SUCCESS(client_read(&p.first, &p.a, 0, &last, sizeof(last))));
    CHECK(last >= 0x104 && last <= 0x105);
    CHECK(is(&p, &p.b, last)); /* whoever came last, wrote both */
    close_pair(&p);
    CHECK(nothing_found());
    return 0;
}

static void test_mutex_excludes(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, excludes, NULL);
}

static int notifies(void *arg)
{
    static struct pair p;
    D3DDDI_SYNCHRONIZATIONOBJECTINFO2 info = {.Type = D3DDDI_CPU_NOTIFICATION};
    LARGE_INTEGER at_once = {.QuadPart = 0};
    HANDLE handle;

    CHECK(NT_SUCCESS(open_pair(&p, false)));
    PKEVENT event = IoCreateNotificationEvent(NULL, &handle);
    CHECK(event);
    KeClearEvent(event);
    info.CPUNotification.Event = handle;
    CHECK(NT_SUCCESS(object(&p, info)));
    CHECK(NT_SUCCESS(fill(&p.first, &p.a, 0x32)));
    CHECK(NT_SUCCESS(client_wait(&p.first)));
    stage_pause(&p.stage, true); /* everything is in its place: no paging waits for the engine */
    CHECK(NT_SUCCESS(fill(&p.first, &p.a, 0x33)));
    CHECK(NT_SUCCESS(do_signal(&p, &p.first, 0, false)));
    CHECK(KeWaitForSingleObject(event, Executive, KernelMode, FALSE, &at_once) == STATUS_TIMEOUT);
    CHECK(do_wait(&p, &p.first, 0) == STATUS_INVALID_PARAMETER); /* nothing that a stream can wait for */
    stage_pause(&p.stage, false);
    CHECK(KeWaitForSingleObject(event, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS);
    CHECK(is(&p, &p.a, 0x33));
    ZwClose(handle);
    close_pair(&p);
    CHECK(nothing_found());
    return 0;
}

static void test_notifies_the_cpu(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 10; seed++)
        run_sim(seed, notifies, NULL);
}

/* Nobody signals: the context can be destroyed, and so can everything else. */
static int ends_waiting(void *arg)
{
    static struct pair p;

    CHECK(NT_SUCCESS(open_pair(&p, false)));
    CHECK(NT_SUCCESS(object(&p, (D3DDDI_SYNCHRONIZATIONOBJECTINFO2){.Type = D3DDDI_FENCE})));
    CHECK(NT_SUCCESS(do_wait(&p, &p.second, 1)));
    CHECK(NT_SUCCESS(copy(&p.second, &p.b, &p.a)));
    CHECK(NT_SUCCESS(fill(&p.first, &p.b, 0x44)));
    const D3DKMT_DESTROYCONTEXT args = {.hContext = p.second.context};
    CHECK(NT_SUCCESS(dxgk_kmt_destroy_context(p.first.process, &args)));
    CHECK(NT_SUCCESS(client_wait(&p.first)));
    CHECK(is(&p, &p.b, 0x44));
    CHECK(NT_SUCCESS(do_wait(&p, &p.first, 1))); /* and this one dies with the process */
    close_pair(&p);
    CHECK(nothing_found());
    return 0;
}

static void test_ends_while_waiting(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 3; seed++)
        run_sim(seed, ends_waiting, NULL);
}

static NTSTATUS signal_both(struct pair *p, D3DKMT_HANDLE other, bool now)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 args = {
        .hContext = p->first.context, .ObjectCount = 1, .BroadcastContextCount = 1};

    args.ObjectHandleArray[0] = p->object;
    args.BroadcastContext[0] = other;
    args.Flags.SignalAtSubmission = now;
    return dxgk_kmt_signal_synchronization_object(p->first.process, &args);
}

/* THK-23: a signal to several streams happens in each; when one of them cannot be had, in none. */
static int broadcasts(void *arg)
{
    static struct pair p;
    bool now = arg != NULL;
    LARGE_INTEGER moment = {.QuadPart = -1000000};

    CHECK(NT_SUCCESS(open_pair(&p, false)));
    CHECK(NT_SUCCESS(
        object(&p, (D3DDDI_SYNCHRONIZATIONOBJECTINFO2){.Type = D3DDDI_SEMAPHORE, .Semaphore.MaxCount = 2})));
    CHECK(NT_SUCCESS(do_wait(&p, &p.second, 0)));
    CHECK(NT_SUCCESS(fill(&p.second, &p.a, 0x55)));
    CHECK(signal_both(&p, p.object, now) == STATUS_INVALID_HANDLE);
    CHECK(signal_both(&p, p.first.device, now) == STATUS_INVALID_HANDLE);
    KeDelayExecutionThread(KernelMode, FALSE, &moment);
    client_begin(&p.second);
    CHECK(NT_SUCCESS(client_render(&p.second)));
    CHECK(p.second.queued == 3); /* the wait, the fill and this one: nobody signalled */
    CHECK(NT_SUCCESS(signal_both(&p, p.second.context, now)));
    CHECK(NT_SUCCESS(do_wait(&p, &p.first, 0))); /* for the other of the two */
    CHECK(NT_SUCCESS(client_wait(&p.first)));
    CHECK(is(&p, &p.a, 0x55));
    close_pair(&p);
    CHECK(nothing_found());
    return 0;
}

static void test_broadcasts_to_all_or_none(void **state)
{
    static int now;

    for (uint64_t seed = 1; seed <= SEEDS / 10; seed++) {
        run_sim(seed, broadcasts, NULL);
        run_sim(seed, broadcasts, &now);
    }
}

static int refusals(void *arg)
{
    static struct pair p;
    D3DKMT_DESTROYSYNCHRONIZATIONOBJECT gone = {0};

    CHECK(NT_SUCCESS(open_pair(&p, false)));
    CHECK(object(&p, (D3DDDI_SYNCHRONIZATIONOBJECTINFO2){.Type = D3DDDI_SEMAPHORE}) ==
          STATUS_INVALID_PARAMETER);
    CHECK(object(&p, (D3DDDI_SYNCHRONIZATIONOBJECTINFO2){.Type = D3DDDI_MONITORED_FENCE}) ==
          STATUS_INVALID_PARAMETER);
    CHECK(object(&p, (D3DDDI_SYNCHRONIZATIONOBJECTINFO2){.Type = D3DDDI_SEMAPHORE,
                                                         .Semaphore = {.MaxCount = 1, .InitialCount = 2}}) ==
          STATUS_INVALID_PARAMETER);
    CHECK(NT_SUCCESS(object(&p, (D3DDDI_SYNCHRONIZATIONOBJECTINFO2){.Type = D3DDDI_FENCE})));
    gone.hSyncObject = p.object;
    CHECK(NT_SUCCESS(dxgk_kmt_destroy_synchronization_object(p.first.process, &gone)));
    CHECK(do_signal(&p, &p.first, 1, false) == STATUS_INVALID_HANDLE);
    CHECK(do_wait(&p, &p.first, 1) == STATUS_INVALID_HANDLE);
    p.object = p.first.context;
    CHECK(do_wait(&p, &p.first, 1) == STATUS_INVALID_HANDLE); /* of another type */
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 many = {.hContext = p.first.context, .ObjectCount = 33};
    CHECK(dxgk_kmt_wait_for_synchronization_object(p.first.process, &many) == STATUS_INVALID_PARAMETER);
    close_pair(&p);
    CHECK(nothing_found());
    return 0;
}

static void test_refusals(void **state)
{
    run_sim(1, refusals, NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fence_orders),
        cmocka_unit_test(test_blocks_its_own_stream),
        cmocka_unit_test(test_mutex_excludes),
        cmocka_unit_test(test_notifies_the_cpu),
        cmocka_unit_test(test_ends_while_waiting),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_broadcasts_to_all_or_none),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
