/* Handles (THK-02): what a closed one, another process's, or one of another type is worth; and what a hundred thousand of them cost. */
#include "support.h"

#include "object.h"

#include <stdlib.h>
#include <time.h>

static int reuse(void *arg)
{
    struct stage stage;
    struct stage_client client;
    D3DKMT_HANDLE closed, now, last = 0;

    GOOD(stage_start(&stage, NULL));
    GOOD(client_open_bare(&client, &stage, "reuser"));
    GOOD(dxgk_open_adapter(client.process, stage.adapter, &closed));
    GIVES(STATUS_SUCCESS, dxgk_close_adapter(client.process, closed));
    for (unsigned i = 0; i < 100000; i++) { /* 64 slots, 4095 generations: none comes again */
        GOOD(dxgk_open_adapter(client.process, stage.adapter, &now));
        CHECK(now != 0 && now != closed && now != last);
        CHECK(!dxgk_adapter_of_handle(client.process, closed));
        CHECK(dxgk_adapter_of_handle(client.process, now) == stage.adapter);
        GOOD(dxgk_close_adapter(client.process, now));
        last = now;
    }
    GIVES(STATUS_INVALID_HANDLE, dxgk_close_adapter(client.process, closed));
    GIVES(STATUS_INVALID_HANDLE, dxgk_close_adapter(client.process, 0));
    GIVES(STATUS_INVALID_HANDLE, dxgk_close_adapter(client.process, 0xFFFFFFFF));
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_reuse(void **state)
{
    run_sim(1, reuse, NULL);
}

/* Every thunk of object/ with a handle of another process, of the wrong type, closed, or none. */
static int wrong(struct stage_client *client, D3DKMT_HANDLE device, D3DKMT_HANDLE context,
                 D3DKMT_HANDLE allocation, D3DKMT_HANDLE adapter)
{
    struct dxgk_process *p = client->process;
    UINT priority = 5;
    D3DDDI_ALLOCATIONINFO info = {0};
    D3DKMT_ALLOCATIONRESIDENCYSTATUS residency;

    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_create_device(p, &(D3DKMT_CREATEDEVICE){.hAdapter = adapter}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_query_adapter_info(p, &(D3DKMT_QUERYADAPTERINFO){.hAdapter = adapter}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_get_display_mode_list(p, &(D3DKMT_GETDISPLAYMODELIST){.hAdapter = adapter}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_get_shared_primary_handle(p, &(D3DKMT_GETSHAREDPRIMARYHANDLE){.hAdapter = adapter}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_get_scan_line(p, &(D3DKMT_GETSCANLINE){.hAdapter = adapter}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_wait_for_vertical_blank_event(
                                     p, &(D3DKMT_WAITFORVERTICALBLANKEVENT){.hAdapter = adapter}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_destroy_device(p, &(D3DKMT_DESTROYDEVICE){device}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_create_context(p, &(D3DKMT_CREATECONTEXT){.hDevice = device}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_get_device_state(p, &(D3DKMT_GETDEVICESTATE){.hDevice = device, .StateType = 1}));
    GIVES(
        STATUS_INVALID_HANDLE,
        dxgk_kmt_create_allocation(
            p, &(D3DKMT_CREATEALLOCATION){.hDevice = device, .NumAllocations = 1, .pAllocationInfo = &info}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_destroy_allocation(p, &(D3DKMT_DESTROYALLOCATION){.hDevice = device,
                                                                     .phAllocationList = &allocation,
                                                                     .AllocationCount = 1}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_query_resource_info(p, &(D3DKMT_QUERYRESOURCEINFO){.hDevice = device}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_open_resource(p, &(D3DKMT_OPENRESOURCE){.hDevice = device}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_set_vidpn_source_owner(p, &(D3DKMT_SETVIDPNSOURCEOWNER){.hDevice = device}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_set_display_mode(p, &(D3DKMT_SETDISPLAYMODE){.hDevice = device}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_lock(p, &(D3DKMT_LOCK){.hDevice = device, .hAllocation = allocation}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_unlock(p, &(D3DKMT_UNLOCK){device, 1, &allocation}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_destroy_context(p, &(D3DKMT_DESTROYCONTEXT){context}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_set_context_scheduling_priority(p, &(D3DKMT_SETCONTEXTSCHEDULINGPRIORITY){context, 1}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_get_context_scheduling_priority(p, &(D3DKMT_GETCONTEXTSCHEDULINGPRIORITY){context, 1}));
    /* With a device that is good: the allocation alone is wrong. */
    D3DKMT_HANDLE good = client->device;
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_destroy_allocation(p, &(D3DKMT_DESTROYALLOCATION){.hDevice = good,
                                                                     .phAllocationList = &allocation,
                                                                     .AllocationCount = 1}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_destroy_allocation(
              p, &(D3DKMT_DESTROYALLOCATION){.hDevice = good, .hResource = allocation ? allocation : 1}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_set_allocation_priority(
                                     p, &(D3DKMT_SETALLOCATIONPRIORITY){good, 0, &allocation, 1, &priority}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_query_allocation_residency(
              p, &(D3DKMT_QUERYALLOCATIONRESIDENCY){good, 0, &allocation, 1, &residency}));
    GIVES(STATUS_INVALID_HANDLE,
          dxgk_kmt_lock(p, &(D3DKMT_LOCK){.hDevice = good, .hAllocation = allocation}));
    GIVES(STATUS_INVALID_HANDLE, dxgk_kmt_unlock(p, &(D3DKMT_UNLOCK){good, 1, &allocation}));
    return 0;
}

static int wrong_handles(void *arg)
{
    struct stage stage;
    struct stage_client client, other;
    struct stage_surface mine, theirs;
    int line;

    GOOD(stage_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "one"));
    GOOD(client_open(&other, &stage, "two"));
    GOOD(client_surface(&client, 8, 8, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &mine));
    GOOD(client_surface(&other, 8, 8, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &theirs));
    if ((line = wrong(&client, 0, 0, 0, 0)))
        return line;
    /* of another process; whatever the value names here, it is no handle of this one */
    if ((line = wrong(&client, other.device, other.context, theirs.handle, other.adapter)))
        return line;
    /* of the wrong type */
    if ((line = wrong(&client, client.context, mine.handle, client.adapter, client.device)))
        return line;
    /* closed */
    D3DKMT_HANDLE closed = mine.handle, context = client.context;
    GOOD(client_destroy(&client, &mine));
    GOOD(dxgk_kmt_destroy_context(client.process, &(D3DKMT_DESTROYCONTEXT){context}));
    if ((line = wrong(&client, context, context, closed, closed)))
        return line;
    client_close(&other);
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_wrong_handles(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        run_sim(seed, wrong_handles, NULL);
}

/* ---- many ---- */

static uint64_t clock_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int by_time(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

#define ROUNDS 41

/* What creating and destroying one allocation costs beside `population` others: the median of many. */
static int cost(struct stage_client *client, uint64_t *ns)
{
    uint64_t sample[ROUNDS];
    struct stage_surface one;

    for (unsigned i = 0; i < ROUNDS; i++) {
        uint64_t begin = clock_ns();
        for (unsigned k = 0; k < 32; k++) {
            GOOD(client_buffer(client, 4096, 0, &one));
            GOOD(client_destroy(client, &one));
        }
        sample[i] = (clock_ns() - begin) / 32;
    }
    qsort(sample, ROUNDS, sizeof(sample[0]), by_time);
    *ns = sample[ROUNDS / 4];
    return 0;
}

static int many(void *arg)
{
    static D3DKMT_HANDLE handle[100000];
    struct stage stage;
    struct stage_client client;
    struct stage_surface one;
    uint64_t empty, full;
    int line;

    GOOD(stage_start(&stage, NULL));
    GOOD(client_open(&client, &stage, "hoarder"));
    if ((line = cost(&client, &empty)))
        return line;
    for (unsigned i = 0; i < RTL_NUMBER_OF(handle); i++) {
        GOOD(client_buffer(&client, 4096, 0, &one));
        handle[i] = one.handle;
    }
    if ((line = cost(&client, &full)))
        return line;
    printf("create and destroy one allocation: %llu ns alone, %llu ns beside %zu others\n",
           (unsigned long long)empty, (unsigned long long)full, RTL_NUMBER_OF(handle));
    /* Quick as they are, a loaded machine adds noise; a walk over 100000 would add a thousandfold. */
    CHECK(full < empty * 4 + 20000);
    for (unsigned i = 0; i < RTL_NUMBER_OF(handle) / 2;
         i++) { /* half by hand, in blocks; half with the process */
        D3DKMT_DESTROYALLOCATION args = {
            .hDevice = client.device, .phAllocationList = &handle[i], .AllocationCount = 100};
        if (i % 100 == 0)
            GOOD(dxgk_kmt_destroy_allocation(client.process, &args));
    }
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_many(void **state)
{
    run_sim(1, many, NULL);
}

/* ---- how much memory ---- */

/* What one of each costs the graphics kernel, in bytes of pool, beside the private data that the driver sees and the pages that it asked for. */
static void test_memory(void **state)
{
    size_t allocation =
        sizeof(struct dxgk_allocation) + sizeof(struct dxgk_open) + sizeof(struct vidmm_instance) + 16;
    size_t opened = sizeof(struct dxgk_open) + 16;

    print_message("           an allocation %zu bytes, opened once more %zu, a resource %zu, a device %zu, a "
                  "context %zu\n",
                  allocation, opened, sizeof(struct dxgk_resource) + sizeof(struct dxgk_opened_resource),
                  sizeof(struct dxgk_device), sizeof(struct dxgk_context));
    assert_true(allocation <= 720);
    assert_true(opened <= 160);
    assert_true(sizeof(struct dxgk_device) + sizeof(struct dxgk_context) <= 768);
}

/* ---- several threads on one table ---- */

#define THREADS 4

struct crowd {
    struct stage *stage;
    struct dxgk_process *process;
    volatile LONG failed;
};

static VOID NTAPI open_and_close(PVOID ctx)
{
    struct crowd *crowd = ctx;
    D3DKMT_HANDLE mine[16];

    for (unsigned round = 0; round < 200; round++) {
        for (unsigned i = 0; i < RTL_NUMBER_OF(mine); i++) {
            if (!NT_SUCCESS(dxgk_open_adapter(crowd->process, crowd->stage->adapter, &mine[i])))
                InterlockedIncrement(&crowd->failed);
        }
        for (unsigned i = 0; i < RTL_NUMBER_OF(mine); i++) {
            if (dxgk_adapter_of_handle(crowd->process, mine[i]) != crowd->stage->adapter ||
                !NT_SUCCESS(dxgk_close_adapter(crowd->process, mine[i])))
                InterlockedIncrement(&crowd->failed);
        }
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static int crowd(void *arg)
{
    struct stage stage;
    struct stage_client client;
    PKTHREAD thread[THREADS];

    GOOD(stage_start(&stage, NULL));
    GOOD(client_open_bare(&client, &stage, "crowd"));
    struct crowd crowd = {&stage, client.process, 0};
    for (unsigned i = 0; i < THREADS; i++) {
        HANDLE handle;
        GOOD(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, open_and_close, &crowd));
        GOOD(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&thread[i],
                                       NULL));
        ZwClose(handle);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        KeWaitForSingleObject(thread[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(thread[i]);
    }
    CHECK(crowd.failed == 0);
    client_close(&client);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_crowd(void **state)
{
    run_sim(1, crowd, NULL);
    run_threads(crowd, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reuse), cmocka_unit_test(test_wrong_handles),
                                       cmocka_unit_test(test_many), cmocka_unit_test(test_memory),
                                       cmocka_unit_test(test_crowd)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
