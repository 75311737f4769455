/*
 * Mode setting that is cut off in the middle: the device is pulled out while the driver enumerates, or the driver crashes
 * with sets and infos in its hands. Nothing is lost, and the next kernel of the process knows nothing of it.
 */
#include "harness.h"

#define SEEDS 20

/* A layer that stops at the n-th call of a DDI: so that a thread beside it can act while the driver is inside. */
struct stop {
    struct ddi_shim shim;
    enum ddi_id at;
    unsigned countdown;
    KEVENT inside, go_on;
};
static struct stop stop;

static void before(void *ctx, struct ddi_call *call)
{
    if (call->id != stop.at || stop.countdown == 0 || --stop.countdown != 0)
        return;
    KeSetEvent(&stop.inside, IO_NO_INCREMENT, FALSE);
    LARGE_INTEGER moment = {.QuadPart = -10000};
    KeWaitForSingleObject(&stop.go_on, Executive, KernelMode, FALSE, &moment);
}

static void arm(enum ddi_id at, unsigned countdown)
{
    stop.shim = (struct ddi_shim){.name = "stop", .before = before};
    stop.at = at;
    stop.countdown = countdown;
    KeInitializeEvent(&stop.inside, NotificationEvent, FALSE);
    KeInitializeEvent(&stop.go_on, NotificationEvent, FALSE);
}

/* ---- pulled out ---- */

static VOID NTAPI puller(PVOID ctx)
{
    struct rig *rig = ctx;
    KeWaitForSingleObject(&stop.inside, Executive, KernelMode, FALSE, NULL);
    dxgk_adapter_surprise_remove(rig->adapter);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

struct pull_row {
    enum ddi_id at;
    unsigned countdown;
};

static int pull(void *arg)
{
    const struct pull_row *row = arg;
    static const struct ddi_shim *const shims[] = {&stop.shim};
    const struct dxgk_adapter_options options = {.shims = shims, .shim_count = 1};
    static const struct dxgk_path paths[] = {{0, TESTDOD_FIRST_UID, {80, 60, 0, D3DKMDT_VPPR_IDENTITY}},
                                             {1, TESTDOD_FIRST_UID + 1, {60, 80, 0, D3DKMDT_VPPR_ROTATE90}}};
    struct dxgk_mode modes[64];
    struct rig rig;
    HANDLE handle;
    PVOID thread;

    testdod_defaults();
    testdod.sources = testdod.children = 2;
    arm(row->at, 0);
    CHECK(NT_SUCCESS(rig_start(&rig, &options)));
    arm(row->at, row->countdown);
    CHECK(NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, puller, &rig)));
    CHECK(NT_SUCCESS(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &thread, NULL)));
    ZwClose(handle);
    if (row->at == DDI_ID_EnumVidPnCofuncModality && row->countdown == 1)
        dxgk_modes(rig.adapter, 0, modes, 64);
    else
        dxgk_set_topology(rig.adapter, paths, 2);
    KeSetEvent(&stop.inside, IO_NO_INCREMENT, FALSE); /* should the call not have come */
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
    CHECK(testdod_seen.surprise == 1 && testdod_seen.removes == 1);
    CHECK(dxgk_set_topology(rig.adapter, paths, 2) == STATUS_DEVICE_REMOVED);
    CHECK(dxgk_modes(rig.adapter, 0, modes, 64) == 0);
    CHECK(nothing_found());
    rig_stop(&rig);
    return 0;
}

static void pulled_out_while_the_driver_is_inside(void **state)
{
    static const struct pull_row rows[] = {{DDI_ID_EnumVidPnCofuncModality, 1},
                                           {DDI_ID_EnumVidPnCofuncModality, 3},
                                           {DDI_ID_IsSupportedVidPn, 1},
                                           {DDI_ID_CommitVidPn, 1},
                                           {DDI_ID_CommitVidPn, 2},
                                           {DDI_ID_SetVidPnSourceVisibility, 1}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (uint64_t seed = 1; seed <= SEEDS; seed++)
            run_sim(seed, pull, (void *)&rows[i]);
        run_threads(pull, (void *)&rows[i]);
    }
}

/* ---- crashed ---- */

/* Takes what a driver takes in EnumVidPnCofuncModality, and dies of a bad pointer, given to the kernel or its own. */
static void crash(void *ctx, struct ddi_call *call)
{
    if (call->id != DDI_ID_EnumVidPnCofuncModality || !ctx)
        return;
    const DXGKARG_ENUMVIDPNCOFUNCMODALITY *arg = *(const DXGKARG_ENUMVIDPNCOFUNCMODALITY **)call->args[1];
    const DXGK_VIDPN_INTERFACE *ops;
    const DXGK_VIDPNTOPOLOGY_INTERFACE *topology_ops;
    const DXGK_VIDPNSOURCEMODESET_INTERFACE *set_ops;
    const D3DKMDT_VIDPN_PRESENT_PATH *path;
    D3DKMDT_HVIDPNTOPOLOGY topology;
    D3DKMDT_HVIDPNSOURCEMODESET set;
    static int *volatile nowhere = (int *)16;

    testdod_seen.kernel.DxgkCbQueryVidPnInterface(arg->hConstrainingVidPn, DXGK_VIDPN_INTERFACE_VERSION_V1,
                                                  &ops);
    ops->pfnGetTopology(arg->hConstrainingVidPn, &topology, &topology_ops);
    topology_ops->pfnAcquireFirstPathInfo(topology, &path);
    ops->pfnCreateNewSourceModeSet(arg->hConstrainingVidPn, 0, &set, &set_ops);
    if (ctx == &stop)
        set_ops->pfnGetNumModes(set, (SIZE_T *)nowhere);
    *nowhere = 1;
}

static void *open_crash(const struct ddi_shim *shim, struct dxgk_adapter *adapter)
{
    return shim == &stop.shim ? (void *)&stop : (void *)adapter;
}

static int crashing(void *arg)
{
    static const struct ddi_shim own = {.name = "crash", .open = open_crash, .before = crash};
    static const struct ddi_shim *shims[1];
    struct rig rig;

    stop.shim = own;
    shims[0] = arg ? &stop.shim : &own;
    const struct dxgk_adapter_options options = {.shims = shims, .shim_count = 1};
    testdod_defaults();
    rig_start(&rig, &options);
    CHECK(!"reached");
    return 0;
}

static int afterwards(void *arg)
{
    const DXGK_VIDPN_INTERFACE *ops;
    struct rig rig;

    testdod_defaults();
    testdod.sources = testdod.children = 2;
    CHECK(NT_SUCCESS(rig_start(&rig, NULL)));
    CHECK(!NT_SUCCESS(testdod_seen.kernel.DxgkCbQueryVidPnInterface(
        (D3DKMDT_HVIDPN)0x1234, DXGK_VIDPN_INTERFACE_VERSION_V1, &ops))); /* walks whatever is open */
    for (UINT s = 0; s < 2; s++) {
        CHECK(NT_SUCCESS(rig_image(&rig, s)));
        CHECK(dxgk_present_drain(rig.adapter, s, 60000) == STATUS_SUCCESS && screen_right(&rig, s));
    }
    rig_stop(&rig);
    return 0;
}

static void a_crash_is_forgotten_by_the_next_kernel(void **state)
{
    for (int i = 0; i < 4; i++) {
        struct nt_bugcheck bugcheck = run_to_bugcheck(1, crashing, i % 2 ? &stop : NULL);
        assert_string_equal(bugcheck.ddi, "DxgkDdiEnumVidPnCofuncModality");
        run_sim(1, afterwards, NULL);
        run_threads(afterwards, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pulled_out_while_the_driver_is_inside),
        cmocka_unit_test(a_crash_is_forgotten_by_the_next_kernel),
    };
    return cmocka_run_group_tests_name("interrupted mode setting", tests, NULL, NULL);
}
