/*
 * DDIs of several adapters at once (SYN-05), and drivers that use handles of a DDI from a thread that outlives it: no data
 * race, no crash, and only the statuses of a good or a dead handle.
 */
#include "fixture.h"

#include <pthread.h>
#include <stdatomic.h>

#define ROUNDS 300

/* What the stray thread tries: handles that the other threads publish while they may already be dead. */
static _Atomic(uintptr_t) published_topology, published_set;
static atomic_bool over;
static atomic_uint surprises;

static void surprise_unless(bool good)
{
    if (!good)
        atomic_fetch_add(&surprises, 1);
}

static void *honest_driver(void *arg)
{
    for (int round = 0; round < ROUNDS; round++) {
        struct vidpn *vidpn = vidpn_create(&plain);
        surprise_unless(NT_SUCCESS(vidpn_add_path(vidpn, 0, 7)));
        D3DKMDT_HVIDPN handle = vidpn_call_begin(vidpn, ENUM, VIDPN_POPULATE);
        const DXGK_VIDPN_INTERFACE *i;
        const DXGK_VIDPNTOPOLOGY_INTERFACE *t;
        const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
        D3DKMDT_HVIDPNTOPOLOGY topology;
        D3DKMDT_HVIDPNSOURCEMODESET set;
        surprise_unless(NT_SUCCESS(vidpn_query_interface(handle, DXGK_VIDPN_INTERFACE_VERSION_V1, &i)));
        surprise_unless(NT_SUCCESS(i->pfnGetTopology(handle, &topology, &t)));
        atomic_store(&published_topology, (uintptr_t)topology);
        surprise_unless(NT_SUCCESS(i->pfnCreateNewSourceModeSet(handle, 0, &set, &s)));
        atomic_store(&published_set, (uintptr_t)set);
        for (UINT width = 640; width < 640 + 8; width++) {
            D3DKMDT_VIDPN_SOURCE_MODE *info;
            surprise_unless(NT_SUCCESS(s->pfnCreateNewModeInfo(set, &info)));
            UINT id = info->Id;
            *info = source_mode(width, 480);
            info->Id = id;
            surprise_unless(NT_SUCCESS(s->pfnAddMode(set, info)));
        }
        surprise_unless(NT_SUCCESS(i->pfnAssignSourceModeSet(handle, 0, set)));
        vidpn_call_end(vidpn);
        vidpn_destroy(vidpn);
    }
    return NULL;
}

static void *stray_thread(void *arg)
{
    while (!atomic_load(&over)) {
        D3DKMDT_HVIDPNTOPOLOGY topology = (D3DKMDT_HVIDPNTOPOLOGY)atomic_load(&published_topology);
        D3DKMDT_HVIDPNSOURCEMODESET set = (D3DKMDT_HVIDPNSOURCEMODESET)atomic_load(&published_set);
        const D3DKMDT_VIDPN_PRESENT_PATH *path;
        const D3DKMDT_VIDPN_SOURCE_MODE *mode;
        struct fixture f = open_fixture(&plain, VIDPN_INSPECT);
        NTSTATUS status = f.t->pfnAcquireFirstPathInfo(topology, &path);
        surprise_unless(status == STATUS_SUCCESS || status == STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY);
        const DXGK_VIDPNSOURCEMODESET_INTERFACE *s;
        D3DKMDT_HVIDPNSOURCEMODESET own;
        surprise_unless(NT_SUCCESS(f.i->pfnAcquireSourceModeSet(f.handle, 0, &own, &s)));
        status = s->pfnAcquireFirstModeInfo(set, &mode);
        surprise_unless(NT_SUCCESS(status) || status == STATUS_GRAPHICS_INVALID_VIDPN_SOURCEMODESET);
        surprise_unless(NT_SUCCESS(f.i->pfnReleaseSourceModeSet(f.handle, own)));
        close_fixture(&f);
    }
    return NULL;
}

static void adapters_run_beside_each_other(void **state)
{
    pthread_t drivers[3], stray;
    atomic_store(&over, false);
    assert_int_equal(pthread_create(&stray, NULL, stray_thread, NULL), 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(pthread_create(&drivers[i], NULL, honest_driver, NULL), 0);
    for (size_t i = 0; i < 3; i++)
        pthread_join(drivers[i], NULL);
    atomic_store(&over, true);
    pthread_join(stray, NULL);
    assert_int_equal(atomic_load(&surprises), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(adapters_run_beside_each_other),
    };
    return cmocka_run_group_tests_name("VidPN threads", tests, NULL, NULL);
}
