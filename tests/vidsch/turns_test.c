/* Whose turn it is: priority first, then the process that has used the node least (SUB-07, SUB-10, SUB-11, PRE-01, PRE-05, THK-12). */
#include "private.h"
#include "painter.h"

#ifndef SEEDS
#define SEEDS 300
#endif

#define MANY 256

/* What DxgkDdiSubmitCommand was called with, paging aside. */
static struct submitted {
    HANDLE context;
    UINT fence, node;
} list[MANY];
static volatile LONG count;

static void after(void *ctx, struct ddi_call *call)
{
    if (call->id != DDI_ID_SubmitCommand)
        return;
    const DXGKARG_SUBMITCOMMAND *arg = *(const DXGKARG_SUBMITCOMMAND **)call->args[1];
    if (arg->Flags.Paging)
        return;
    LONG n = InterlockedIncrement(&count) - 1;
    if (n < MANY)
        list[n] = (struct submitted){arg->hContext, arg->SubmissionFenceId, arg->NodeOrdinal};
}

static const struct ddi_shim shim = {.name = "order", .after = after};
static const struct ddi_shim *const shims[] = {&shim};

struct crowd {
    struct stage stage;
    struct painter painter[3];
};

static NTSTATUS open_crowd(struct crowd *c, uint64_t seed)
{
    const struct stage_options options = {.adapter = {.shims = shims, .shim_count = 1}};

    NTSTATUS status = stage_start(&c->stage, &options);
    for (unsigned i = 0; i < 3 && NT_SUCCESS(status); i++)
        status = painter_open(&c->painter[i], &c->stage, "crowd", REFGPU_NODE_DRAW, seed + i);
    for (unsigned i = 0; i < 3 && NT_SUCCESS(status);
         i++) { /* everything gets its place, so that nobody pages later */
        painter_paint(&c->painter[i], 12, 6);
        status = client_wait(&c->painter[i].client);
    }
    count = 0;
    return status;
}

static int close_crowd(struct crowd *c)
{
    for (unsigned i = 0; i < 3; i++) {
        CHECK(painter_right(&c->painter[i]));
        painter_close(&c->painter[i]);
    }
    stage_stop(&c->stage);
    CHECK(nothing_found());
    return 0;
}

static unsigned of(HANDLE context, LONG from, LONG to)
{
    unsigned n = 0;

    for (LONG i = from; i < to; i++)
        n += list[i].context == context;
    return n;
}

/* The engine stands still; the first fills it, then all three queue. From then on each gets its third. */
static int takes_turns(void *arg)
{
    static struct crowd c;
    const unsigned each = 15;

    CHECK(NT_SUCCESS(open_crowd(&c, (uintptr_t)arg)));
    stage_pause(&c.stage, true);
    painter_paint(&c.painter[0], 8 + each, 1);
    LONG full = count;
    CHECK(full == 8); /* SUB-11: ahead, and no more */
    CHECK(c.painter[0].client.queued == 8 + each);
    painter_paint(&c.painter[1], each, 1);
    painter_paint(&c.painter[2], each, 1);
    CHECK(count == full);
    stage_pause(&c.stage, false);
    for (unsigned i = 0; i < 3; i++)
        CHECK(NT_SUCCESS(client_wait(&c.painter[i].client)));
    CHECK(count == (LONG)(8 + 3 * each));
    HANDLE first = list[0].context;
    for (LONG n = 3; n <= (LONG)(3 * each); n += 3) {
        unsigned mine = of(first, full, full + n);
        CHECK(mine + 2 >= (unsigned)n / 3 && mine <= (unsigned)n / 3 + 2);
    }
    for (LONG i = 1; i < count; i++)
        CHECK((LONG)(list[i].fence - list[i - 1].fence) > 0); /* SUB-10 */
    return close_crowd(&c);
}

static void test_takes_turns(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, takes_turns, (void *)(uintptr_t)seed);
}

static NTSTATUS set_priority(struct painter *p, INT priority)
{
    const D3DKMT_SETCONTEXTSCHEDULINGPRIORITY args = {p->client.context, priority};
    return dxgk_kmt_set_context_scheduling_priority(p->client.process, &args);
}

static unsigned overtaken; /* unimportant packets done before the last important one went down */

/* The engine is full of work of little importance: when it runs, it is preempted, and comes again behind what is important. */
static int important_first(void *arg)
{
    static struct crowd c;
    struct dxgk_render_stats stats;

    CHECK(NT_SUCCESS(open_crowd(&c, (uintptr_t)arg)));
    CHECK(NT_SUCCESS(set_priority(&c.painter[0], -3)));
    CHECK(NT_SUCCESS(set_priority(&c.painter[1], 5)));
    stage_pause(&c.stage, true);
    painter_paint(&c.painter[0], 12, 2);
    LONG full = count;
    painter_paint(&c.painter[1], 5, 2);
    painter_paint(&c.painter[2], 5, 2);
    stage_pause(&c.stage, false);
    for (unsigned i = 0; i < 3; i++)
        CHECK(NT_SUCCESS(client_wait(&c.painter[i].client)));
    dxgk_render_query(c.stage.adapter, &stats);
    CHECK(stats.preemptions >= 1);
    HANDLE low = list[0].context, high = list[full].context;
    LONG last = full;
    for (LONG i = full; i < count; i++)
        last = list[i].context == high ? i : last;
    CHECK(high != low);
    CHECK(of(high, full, count) >= 5);
    unsigned left = of(low, last, count);
    overtaken += 12 - (left < 12 ? left : 12);
    return close_crowd(&c);
}

static void test_important_first(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, important_first, (void *)(uintptr_t)seed);
    assert_true(overtaken <=
                SEEDS * 3); /* of twelve; how many is up to how late a seed lets interrupts come */
}

/* More than a queue holds: the call waits until there is room. */
static void resume(void *arg)
{
    LARGE_INTEGER moment = {.QuadPart = -100000};

    KeDelayExecutionThread(KernelMode, FALSE, &moment);
    stage_pause(arg, false);
}

static int waits_for_room(void *arg)
{
    static struct crowd c;

    CHECK(NT_SUCCESS(open_crowd(&c, (uintptr_t)arg)));
    stage_pause(&c.stage, true);
    PKTHREAD thread = spawn(resume, &c.stage);
    uint64_t begin = nt_now();
    painter_paint(&c.painter[0], 64, 1);
    CHECK(c.painter[0].rendered == 76 && nt_now() - begin < 100000);
    painter_paint(&c.painter[0], 10, 1);
    CHECK(c.painter[0].rendered == 86 && nt_now() - begin >= 100000);
    CHECK(c.painter[0].client.queued <= 64);
    join(thread);
    return close_crowd(&c);
}

static void test_waits_for_room(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 10; seed++)
        run_sim(seed, waits_for_room, (void *)(uintptr_t)seed);
}

/* ---- between a preemption and its answer ---- */

/* The driver hears of preemptions only after a moment: by then, what was to be preempted is done. */
static struct {
    PDXGKDDI_PREEMPTCOMMAND preempt;
    PDXGKDDI_SUBMITCOMMAND submit;
    HANDLE adapter;
    DXGKARG_PREEMPTCOMMAND arg;
    KTIMER timer;
    KDPC dpc;
    volatile LONG pending;
    unsigned preemptions, early, switches;
    PDXGKDDI_DESTROYCONTEXT destroy;
    PDXGKDDI_QUERYCURRENTFENCE query;
    struct stage *stage;
    UINT switched; /* fence of the last switch */
    unsigned kept; /* contexts that ended before the hardware had left them */
} late;

static void NTAPI pass_on(PKDPC dpc, PVOID ctx, PVOID a, PVOID b)
{
    WriteRelease(&late.pending, 0);
    late.preempt(late.adapter, &late.arg);
}

static NTSTATUS NTAPI preempt_late(HANDLE adapter, const DXGKARG_PREEMPTCOMMAND *arg)
{
    const LARGE_INTEGER moment = {.QuadPart = -20000};

    late.adapter = adapter;
    late.arg = *arg;
    late.preemptions++;
    WriteRelease(&late.pending, 1);
    KeSetTimer(&late.timer, moment, &late.dpc);
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI submit(HANDLE adapter, const DXGKARG_SUBMITCOMMAND *arg)
{
    late.early += ReadAcquire(&late.pending) && arg->NodeOrdinal == late.arg.NodeOrdinal;
    late.switches += arg->Flags.ContextSwitch;
    return late.submit(adapter, arg);
}

static NTSTATUS NTAPI submit_and_note(HANDLE adapter, const DXGKARG_SUBMITCOMMAND *arg)
{
    late.adapter = adapter;
    if (arg->Flags.ContextSwitch) {
        late.switched = arg->SubmissionFenceId;
        if (late.switches++ % 2 == 0)
            stage_pause(late.stage, true);
    }
    return late.submit(adapter, arg);
}

static NTSTATUS NTAPI preempt_and_go(HANDLE adapter, const DXGKARG_PREEMPTCOMMAND *arg)
{
    NTSTATUS status = late.preempt(adapter, arg);

    stage_pause(late.stage, false);
    return status;
}

static NTSTATUS NTAPI destroy_context(HANDLE context)
{
    DXGKARG_QUERYCURRENTFENCE arg = {.NodeOrdinal = REFGPU_NODE_DRAW};

    late.query(late.adapter, &arg); /* refused: nothing is done */
    late.kept += (LONG)(late.switched - arg.CurrentFence) > 0;
    return late.destroy(context);
}

/* Each switch is preempted once; at the end of a context the driver is asked what the hardware has done. */
static void make_witness(struct dxgk_driver *driver)
{
    struct stage *stage = late.stage;

    memset(&late, 0, sizeof(late));
    late.stage = stage;
    late.preempt = driver->ddi.PreemptCommand;
    driver->ddi.PreemptCommand = preempt_and_go;
    late.submit = driver->ddi.SubmitCommand;
    late.destroy = driver->ddi.DestroyContext;
    late.query = driver->ddi.QueryCurrentFence;
    driver->ddi.SubmitCommand = submit_and_note;
    driver->ddi.DestroyContext = destroy_context;
}

static void make_late(struct dxgk_driver *driver)
{
    memset(&late, 0, sizeof(late));
    KeInitializeTimer(&late.timer);
    KeInitializeDpc(&late.dpc, pass_on, NULL);
    late.preempt = driver->ddi.PreemptCommand;
    late.submit = driver->ddi.SubmitCommand;
    driver->ddi.PreemptCommand = preempt_late;
    driver->ddi.SubmitCommand = submit;
}

/* A context ends meanwhile: even the switch away from it (SUB-07) waits, or it would be taken for preempted (PRE-02). */
static int ends_while_preempted(void *arg)
{
    static struct stage stage;
    static struct painter p;
    const struct stage_options options = {
        .loaded = make_late, .adapter = {.render = {.preempt_one_in = 5, .seed = (uintptr_t)arg}}};

    CHECK(NT_SUCCESS(stage_start(&stage, &options)));
    for (unsigned i = 0; i < 8; i++) {
        CHECK(NT_SUCCESS(painter_open(&p, &stage, "short-lived", REFGPU_NODE_DRAW, (uintptr_t)arg + i)));
        painter_paint(&p, 1 + i % 3, 2);
        CHECK(NT_SUCCESS(
            dxgk_kmt_destroy_context(p.client.process, &(D3DKMT_DESTROYCONTEXT){p.client.context})));
        painter_close(&p);
    }
    stage_stop(&stage);
    CHECK(late.early == 0);
    CHECK(late.switches >= 8 && late.preemptions > 0);
    CHECK(nothing_found());
    return 0;
}

/* SUB-07: the switch away from a context is done when the context ends, also when it was itself preempted and came back. */
static int ends_when_switched(void *arg)
{
    static struct stage stage;
    static struct painter p;
    const struct stage_options options = {
        .loaded = make_witness, .adapter = {.render = {.preempt_one_in = 2, .seed = (uintptr_t)arg}}};

    late.stage = &stage;
    CHECK(NT_SUCCESS(stage_start(&stage, &options)));
    for (unsigned i = 0; i < 8; i++) {
        CHECK(NT_SUCCESS(painter_open(&p, &stage, "short-lived", REFGPU_NODE_DRAW, (uintptr_t)arg + i)));
        painter_paint(&p, 1 + i % 3, 2);
        CHECK(NT_SUCCESS(
            dxgk_kmt_destroy_context(p.client.process, &(D3DKMT_DESTROYCONTEXT){p.client.context})));
        painter_close(&p);
    }
    stage_stop(&stage);
    CHECK(late.kept == 0 && late.switches == 16);
    CHECK(nothing_found());
    return 0;
}

static void test_ends_when_switched(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 10; seed++)
        run_sim(seed, ends_when_switched, (void *)(uintptr_t)seed);
}

static void test_ends_while_preempted(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 10; seed++)
        run_sim(seed, ends_while_preempted, (void *)(uintptr_t)seed);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes_turns),        cmocka_unit_test(test_important_first),
        cmocka_unit_test(test_waits_for_room),     cmocka_unit_test(test_ends_while_preempted),
        cmocka_unit_test(test_ends_when_switched),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
