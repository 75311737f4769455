/*
 * The death of a program in the middle of its work (ALC-22, THK-25): with renders, presents, flips, waits and locks behind it of which nothing is
 * done yet, or with a thread of it inside a thunk. Everything is given back, and the neighbour never notices.
 */
#include "program.h"

struct plan {
    uint64_t seed;
    unsigned what;
};

enum { RENDERS, BLTS, FLIPS, WAITS, LOCKS, CREATES, ALL, PLANS };

static NTSTATUS do_render(struct program *p, uint32_t pixel)
{
    D3DKMT_RENDER r = program_fill(&p->main, p->surface, p->pitch, pixel);
    NTSTATUS status = program_call(p, THUNK_Render, &r);
    program_take_buffers(&p->main, &r);
    return status;
}

static NTSTATUS do_blt(struct program *p)
{
    const RECT all = {0, 0, SIDE, SIDE};
    D3DKMT_PRESENT present = {.hContext = p->main.context,
                              .hSource = p->surface,
                              .hDestination = p->target,
                              .SrcRect = all,
                              .SubRectCnt = 1,
                              .pSrcSubRects = &all};

    present.Flags.Blt = present.Flags.SrcRectValid = 1;
    return program_call(p, THUNK_Present, &present);
}

static NTSTATUS do_flip(struct program *p)
{
    D3DKMT_PRESENT present = {
        .hContext = p->main.context, .hSource = p->primary, .FlipInterval = D3DDDI_FLIPINTERVAL_ONE};

    present.Flags.Flip = 1;
    return program_call(p, THUNK_Present, &present);
}

/* For a value that never comes: whatever is behind it in the stream stays there. */
static NTSTATUS do_wait(struct program *p)
{
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 wait = {
        .hContext = p->main.context, .ObjectCount = 1, .Fence.FenceValue = 1000};

    wait.ObjectHandleArray[0] = p->fence;
    return program_call(p, THUNK_WaitForSynchronizationObject2, &wait);
}

static NTSTATUS do_lock(struct program *p)
{
    D3DKMT_LOCK lock = {.hDevice = p->device, .hAllocation = p->target};

    lock.Flags.LockEntire = 1;
    return program_call(p, THUNK_Lock, &lock);
}

static NTSTATUS do_one(struct program *p, unsigned what, uint32_t i)
{
    D3DKMT_HANDLE one;

    switch (what) {
    case RENDERS:
        return do_render(p, i);
    case BLTS:
        return do_blt(p);
    case FLIPS:
        return do_flip(p);
    case WAITS:
        return do_wait(p);
    case LOCKS:
        return do_lock(p);
    default:
        return program_surface(p, SIDE, SIDE, REFGPU_USER_CPU_VISIBLE, &one);
    }
}

/* Nobody asks whether anything of it is done. */
static int dies_with_work(void *arg)
{
    const struct plan *plan = arg;
    struct stage stage;
    struct program p;
    struct neighbour neighbour;

    GOOD(stage_start(&stage, NULL));
    GOOD(neighbour_open(&neighbour, &stage));
    for (unsigned life = 0; life < 4; life++) {
        GOOD(program_open(&p, &stage, "mayfly"));
        for (unsigned i = 0; i < 1 + life; i++) {
            unsigned what = plan->what == ALL ? (unsigned)(nt_random() % WAITS) : plan->what;
            GOOD(do_one(&p, what, i));
        }
        if (plan->what == WAITS)
            GOOD(do_render(&p, 1));
        program_close(&p);
        CHECK(neighbour_draws(&neighbour));
    }
    neighbour_close(&neighbour);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_dies_with_work(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (unsigned what = 0; what < PLANS; what++)
            run_sim(seed, dies_with_work, &(struct plan){seed, what});
}

/* ---- with a thread inside ---- */

enum { IN_IDLE, IN_LOCK, IN_BLANK, IN_PRESENT, IN_CREATE, PLACES };

struct inside {
    struct program *p;
    unsigned place;
    volatile LONG there, back;
};

static unsigned refused; /* calls that met the end of their process, over all seeds */

/* Devices and contexts while their process ends: those that were made in time are closed, the next is refused. */
static void create_on_and_on(struct program *p)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (unsigned n = 0; NT_SUCCESS(status); n++) {
        D3DKMT_CREATEDEVICE device = {.hAdapter = p->adapter};
        D3DKMT_CREATECONTEXT context = {.EngineAffinity = 1};
        status = program_call(p, THUNK_CreateDevice, &device);
        context.hDevice = device.hDevice;
        if (NT_SUCCESS(status))
            status = program_call(p, THUNK_CreateContext, &context);
        if (NT_SUCCESS(status) && n >= 8)
            status = program_call(p, THUNK_DestroyDevice, &(D3DKMT_DESTROYDEVICE){device.hDevice});
        refused += status == STATUS_PROCESS_IS_TERMINATING;
        nt_yield();
    }
}

/* Calls that do not end by themselves before the program does. */
static VOID NTAPI go_inside(PVOID ctx)
{
    struct inside *inside = ctx;
    struct program *p = inside->p;
    D3DKMT_LOCK lock = {.hDevice = p->device, .hAllocation = p->surface};
    D3DKMT_WAITFORVERTICALBLANKEVENT blank = {.hAdapter = p->adapter, .hDevice = p->device};

    lock.Flags.LockEntire = 1;
    WriteRelease(&inside->there, 1);
    switch (inside->place) {
    case IN_IDLE:
        program_wait(p);
        break;
    case IN_LOCK:
        program_call(p, THUNK_Lock, &lock);
        break;
    case IN_BLANK:
        program_call(p, THUNK_WaitForVerticalBlankEvent, &blank);
        break;
    case IN_CREATE:
        create_on_and_on(p);
        break;
    default: /* there are few turns, and none comes back */
        for (unsigned i = 0; i < 8 && NT_SUCCESS(do_blt(p)); i++)
            nt_yield();
    }
    WriteRelease(&inside->back, 1);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static int dies_inside(void *arg)
{
    const struct plan *plan = arg;
    LARGE_INTEGER moment = {.QuadPart = -1000};
    struct stage stage;
    struct program p;
    struct neighbour neighbour;
    HANDLE handle;
    PVOID thread;

    GOOD(stage_start(&stage, NULL));
    GOOD(neighbour_open(&neighbour, &stage));
    GOOD(program_open(&p, &stage, "mayfly"));
    GOOD(do_wait(&p)); /* what is behind it would never be done */
    GOOD(do_render(&p, 1));
    struct inside inside = {.p = &p, .place = plan->what};
    GOOD(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, go_inside, &inside));
    GOOD(ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &thread, NULL));
    ZwClose(handle);
    while (!ReadAcquire(&inside.there))
        nt_yield();
    if (plan->what == IN_CREATE) /* which takes no time */
        for (unsigned i = 0; i < plan->seed * 4; i++)
            nt_yield();
    else
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
    CHECK(plan->what == IN_BLANK || !ReadAcquire(&inside.back));
    CHECK(plan->what == IN_CREATE || neighbour_draws(&neighbour));
    struct nt_process *nt = p.nt;
    program_end(&p); /* as its death does: the thread comes back, and then its process is gone */
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
    program_end(&p); /* when it called once more, which no thread of a dead process does */
    nt_process_destroy(nt);
    CHECK(neighbour_draws(&neighbour));
    neighbour_close(&neighbour);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_dies_inside(void **state)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        for (unsigned place = 0; place < PLACES; place++)
            run_sim(seed, dies_inside, &(struct plan){seed, place});
    assert_true(refused > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dies_with_work),
                                       cmocka_unit_test(test_dies_inside)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
