/*
 * Who may be in the driver together (SYN-01, SYN-03 to SYN-07, VPN-22, PTR-01): several threads ask an adapter for everything at once, and a
 * witness under the seam looks at every call that enters who is inside already.
 */
#include "harness.h"

static const struct {
    enum ddi_level level;
    enum ddi_class class_id;
} rows[DDI_ID_COUNT] = {
#define ROW(name, type, ret, irql, level, class, ...)                                                        \
    [DDI_ID_##name] = {DDI_LEVEL_##level, DDI_CLASS_##class},
    DDI_LIST(ROW)
#undef ROW
};

#define MAX_INSIDE 16u

/* Hooks run on many threads: under a lock of its own, for a few instructions. */
static struct {
    volatile char lock;
    struct {
        const struct ddi_call *call; /* NULL: free */
        PEPROCESS process;
    } inside[MAX_INSIDE];
    char broken[160];
    unsigned together; /* most calls inside at one time */
    unsigned entered[DDI_LEVEL_ANYTIME + 1];
} witness;

static void take(void)
{
    while (__atomic_test_and_set(&witness.lock, __ATOMIC_ACQUIRE))
        ;
}

static void give(void)
{
    __atomic_clear(&witness.lock, __ATOMIC_RELEASE);
}

static enum ddi_level level_of(const struct ddi_call *call)
{
    if (call->id == DDI_ID_Escape && (*(const DXGKARG_ESCAPE **)call->args[1])->Flags.HardwareAccess)
        return DDI_LEVEL_2; /* SYN-07 */
    return rows[call->id].level;
}

/* NULL, or the rule that forbids the two to be inside together. */
static const char *forbids(const struct ddi_call *a, const struct ddi_call *b, bool one_process)
{
    enum ddi_level x = level_of(a), y = level_of(b);
    bool caps = a->id == DDI_ID_QueryAdapterInfo || b->id == DDI_ID_QueryAdapterInfo;
    if (x == DDI_LEVEL_ANYTIME || y == DDI_LEVEL_ANYTIME)
        return NULL;
    if (x == DDI_LEVEL_3 || y == DDI_LEVEL_3)
        return caps ? NULL : "SYN-01";
    if (x == DDI_LEVEL_2 || y == DDI_LEVEL_2)
        return "SYN-03";
    if (x == DDI_LEVEL_1 && y == DDI_LEVEL_1 && rows[a->id].class_id == rows[b->id].class_id)
        return "SYN-04"; /* this test asks one child only */
    return one_process ? "SYN-06" : NULL;
}

static void before(void *ctx, struct ddi_call *call)
{
    unsigned count = 1, mine = MAX_INSIDE;
    PEPROCESS process = PsGetCurrentProcess(); /* a service: another thread may run meanwhile */
    (void)ctx;
    take();
    witness.entered[rows[call->id].level]++;
    for (unsigned i = 0; i < MAX_INSIDE; i++) {
        const struct ddi_call *other = witness.inside[i].call;
        if (!other) {
            mine = i;
            continue;
        }
        const char *rule = forbids(call, other, witness.inside[i].process == process);
        count++;
        if (rule && !witness.broken[0])
            snprintf(witness.broken, sizeof(witness.broken), "%s: %s entered beside %s", rule,
                     ddi_name(call->id), ddi_name(other->id));
    }
    if (mine < MAX_INSIDE) {
        witness.inside[mine].call = call;
        witness.inside[mine].process = process;
    }
    witness.together = count > witness.together ? count : witness.together;
    give();
    nt_yield(); /* linger inside */
}

static void after(void *ctx, struct ddi_call *call)
{
    (void)ctx;
    take();
    for (unsigned i = 0; i < MAX_INSIDE; i++) {
        if (witness.inside[i].call == call)
            witness.inside[i].call = NULL;
    }
    give();
}

static const struct ddi_shim witness_shim = {.name = "witness", .before = before, .after = after};

/* ---- the threads ----------------------------------------------------------------------------------------------- */

static struct rig rig;
static volatile LONG working;

static void work(void (*once)(unsigned round))
{
    struct nt_process *process = nt_process_create("worker"), *own = nt_process_attach(process);
    for (unsigned round = 0; round < 12; round++)
        once(round);
    nt_process_attach(own);
    nt_process_destroy(process);
    InterlockedDecrement(&working);
}

static void present_once(unsigned round)
{
    const RECT dirty = {(LONG)round, 0, (LONG)round + 20, 20};
    dxgk_present(rig.adapter, 0, NULL, 0, &dirty, 1);
}

static void point_once(unsigned round)
{
    static uint32_t pixels[16 * 16];
    DXGKARG_SETPOINTERSHAPE shape = {
        .Flags = {.Color = 1}, .Width = 16, .Height = 16, .Pitch = 64, .pPixels = pixels};
    dxgk_set_pointer_position(rig.adapter, 0, (INT)round, (INT)round, true);
    dxgk_set_pointer_shape(rig.adapter, &shape);
}

static void hide_once(unsigned round)
{
    dxgk_set_visibility(rig.adapter, 0, round & 1);
    dxgk_adapter_set_power(rig.adapter, TESTDOD_FIRST_UID, round & 1 ? PowerDeviceD0 : PowerDeviceD3,
                           PowerActionNone);
}

static void escape_once(unsigned round)
{
    uint32_t data = round;
    dxgk_escape(rig.adapter, &data, sizeof(data), (D3DDDI_ESCAPEFLAGS){.HardwareAccess = round & 1});
}

static VOID NTAPI escapes(PVOID context)
{
    work(escape_once);
}

static VOID NTAPI presents(PVOID context)
{
    work(present_once);
}

static VOID NTAPI pointers(PVOID context)
{
    work(point_once);
}

static VOID NTAPI visibility(PVOID context)
{
    work(hide_once);
}

static int together(void *arg)
{
    static PKSTART_ROUTINE const routines[] = {presents, presents, pointers, pointers, visibility, escapes};
    const struct ddi_shim *shims[] = {&witness_shim};
    struct dxgk_adapter_options options = {.shims = shims, .shim_count = 1};
    LARGE_INTEGER moment = {.QuadPart = -10000};
    HANDLE thread;
    (void)arg;

    memset(&witness, 0, sizeof(witness));
    testdod_defaults();
    testdod.pointer = testdod.optional = true;
    testdod.present = TESTDOD_MIXED;
    CHECK(NT_SUCCESS(rig_start(&rig, &options)));
    CHECK(NT_SUCCESS(rig_image(&rig, 0)));
    working = (LONG)RTL_NUMBER_OF(routines);
    for (size_t i = 0; i < RTL_NUMBER_OF(routines); i++) {
        CHECK(NT_SUCCESS(PsCreateSystemThread(&thread, 0, NULL, NULL, NULL, routines[i], NULL)));
        ZwClose(thread);
    }
    while (ReadAcquire(&working))
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
    rig_stop(&rig);
    if (witness.broken[0])
        fprintf(stderr, "%s\n", witness.broken);
    CHECK(!witness.broken[0]);
    CHECK(nothing_found());
    CHECK(witness.entered[DDI_LEVEL_0] && witness.entered[DDI_LEVEL_1] && witness.entered[DDI_LEVEL_2] &&
          witness.entered[DDI_LEVEL_3]);
    return 0;
}

static void levels_keep_calls_apart(void **state)
{
    unsigned most = 0;
    (void)state;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        run_sim(seed, together, NULL);
        most = witness.together > most ? witness.together : most;
    }
    assert_true(most > 1); /* and yet they do meet */
}

static void on_threads(void **state)
{
    (void)state;
    run_threads(together, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_keep_calls_apart),
        cmocka_unit_test(on_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
