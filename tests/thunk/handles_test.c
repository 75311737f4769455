/*
 * Handles, through the shared library and the whole graphics kernel below it: a number means something in one process, for one kind of
 * object, until it is closed (THK-02). Whatever else a program passes is refused, and whose object it was does not notice.
 */
#include "openwddm.h"
#include "refgpu_regs.h"
#include "refgpu_user.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                          \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

enum kind { ADAPTER, DEVICE, CONTEXT, RESOURCE, ALLOCATION, SYNC, KINDS };
static const char *const kinds[KINDS] = {"adapter",  "device",     "context",
                                         "resource", "allocation", "sync object"};

/* One of each, and the handles that belong along with another one's handle. */
struct objects {
    D3DKMT_HANDLE handle[KINDS];
};

static int make(struct objects *o)
{
    struct refgpu_user_allocation surface = {.magic = REFGPU_USER_MAGIC,
                                             .version = REFGPU_USER_VERSION,
                                             .kind = REFGPU_KIND_BUFFER,
                                             .flags = REFGPU_USER_CPU_VISIBLE,
                                             .size = 4096};
    D3DDDI_ALLOCATIONINFO info = {.pPrivateDriverData = &surface, .PrivateDriverDataSize = sizeof(surface)};
    D3DKMT_ENUMADAPTERS all = {0};
    CHECK(D3DKMTEnumAdapters(&all) == STATUS_SUCCESS && all.NumAdapters == 1);
    D3DKMT_CREATEDEVICE device = {.hAdapter = all.Adapters[0].hAdapter};
    CHECK(D3DKMTCreateDevice(&device) == STATUS_SUCCESS);
    D3DKMT_CREATECONTEXT context = {.hDevice = device.hDevice, .EngineAffinity = 1};
    CHECK(D3DKMTCreateContext(&context) == STATUS_SUCCESS);
    D3DKMT_CREATEALLOCATION allocation = {
        .hDevice = device.hDevice, .NumAllocations = 1, .pAllocationInfo = &info, .Flags.CreateResource = 1};
    CHECK(D3DKMTCreateAllocation(&allocation) == STATUS_SUCCESS);
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 sync = {.hDevice = device.hDevice, .Info.Type = D3DDDI_FENCE};
    CHECK(D3DKMTCreateSynchronizationObject2(&sync) == STATUS_SUCCESS);
    *o = (struct objects){{all.Adapters[0].hAdapter, device.hDevice, context.hContext, allocation.hResource,
                           info.hAllocation, sync.hSyncObject}};
    for (unsigned k = 0; k < KINDS; k++)
        CHECK(o->handle[k] != 0);
    return 0;
}

/* ---- closing, in the order that leaves everything else alive ---- */

static NTSTATUS close_one(const struct objects *o, enum kind kind, D3DKMT_HANDLE h)
{
    switch (kind) {
    case ADAPTER:
        return D3DKMTCloseAdapter(&(D3DKMT_CLOSEADAPTER){h});
    case DEVICE:
        return D3DKMTDestroyDevice(&(D3DKMT_DESTROYDEVICE){h});
    case CONTEXT:
        return D3DKMTDestroyContext(&(D3DKMT_DESTROYCONTEXT){h});
    case RESOURCE:
        return D3DKMTDestroyAllocation(&(D3DKMT_DESTROYALLOCATION){o->handle[DEVICE], h, NULL, 0});
    case ALLOCATION:
        return D3DKMTDestroyAllocation(&(D3DKMT_DESTROYALLOCATION){o->handle[DEVICE], 0, &h, 1});
    default:
        return D3DKMTDestroySynchronizationObject(&(D3DKMT_DESTROYSYNCHRONIZATIONOBJECT){h});
    }
}

/* ---- using ---- */

static NTSTATUS use_adapter(const struct objects *o, D3DKMT_HANDLE h, unsigned way)
{
    D3DKMT_SEGMENTSIZEINFO sizes;
    D3DKMT_QUERYADAPTERINFO query = {h, KMTQAITYPE_GETSEGMENTSIZE, &sizes, sizeof(sizes)};
    D3DKMT_GETDISPLAYMODELIST modes = {.hAdapter = h};

    return way == 0 ? D3DKMTQueryAdapterInfo(&query) : D3DKMTGetDisplayModeList(&modes);
}

static NTSTATUS use_device(const struct objects *o, D3DKMT_HANDLE h, unsigned way)
{
    D3DKMT_GETDEVICESTATE state = {.hDevice = h, .StateType = D3DKMT_DEVICESTATE_EXECUTION};
    D3DKMT_WAITFORIDLE idle = {h};
    D3DKMT_ALLOCATIONRESIDENCYSTATUS where;
    D3DKMT_QUERYALLOCATIONRESIDENCY residency = {h, 0, &o->handle[ALLOCATION], 1, &where};

    return way == 0   ? D3DKMTGetDeviceState(&state)
           : way == 1 ? D3DKMTWaitForIdle(&idle)
                      : D3DKMTQueryAllocationResidency(&residency);
}

static NTSTATUS use_context(const struct objects *o, D3DKMT_HANDLE h, unsigned way)
{
    D3DKMT_GETCONTEXTSCHEDULINGPRIORITY get = {.hContext = h};
    D3DKMT_SETCONTEXTSCHEDULINGPRIORITY set = {.hContext = h};
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 signal = {
        .hContext = h, .ObjectCount = 1, .ObjectHandleArray = {o->handle[SYNC]}, .Fence.FenceValue = 1};

    return way == 0   ? D3DKMTGetContextSchedulingPriority(&get)
           : way == 1 ? D3DKMTSetContextSchedulingPriority(&set)
                      : D3DKMTSignalSynchronizationObject2(&signal);
}

static NTSTATUS use_resource(const struct objects *o, D3DKMT_HANDLE h, unsigned way)
{
    UINT priority = D3DDDI_ALLOCATIONPRIORITY_NORMAL;
    D3DKMT_SETALLOCATIONPRIORITY set = {o->handle[DEVICE], h, NULL, 0, &priority};
    D3DKMT_ALLOCATIONRESIDENCYSTATUS where;
    D3DKMT_QUERYALLOCATIONRESIDENCY residency = {o->handle[DEVICE], h, NULL, 0, &where};

    return way == 0 ? D3DKMTSetAllocationPriority(&set) : D3DKMTQueryAllocationResidency(&residency);
}

static NTSTATUS use_allocation(const struct objects *o, D3DKMT_HANDLE h, unsigned way)
{
    UINT priority = D3DDDI_ALLOCATIONPRIORITY_NORMAL;
    D3DKMT_SETALLOCATIONPRIORITY set = {o->handle[DEVICE], 0, &h, 1, &priority};
    D3DKMT_LOCK lock = {.hDevice = o->handle[DEVICE], .hAllocation = h};
    D3DKMT_UNLOCK unlock = {o->handle[DEVICE], 1, &h};

    if (way == 0)
        return D3DKMTSetAllocationPriority(&set);
    NTSTATUS status = D3DKMTLock(&lock);
    return NT_SUCCESS(status) ? D3DKMTUnlock(&unlock) : status;
}

static NTSTATUS use_sync(const struct objects *o, D3DKMT_HANDLE h, unsigned way)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 signal = {
        .hContext = o->handle[CONTEXT], .ObjectCount = 1, .ObjectHandleArray = {h}, .Fence.FenceValue = 2};
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 wait = {
        .hContext = o->handle[CONTEXT], .ObjectCount = 1, .ObjectHandleArray = {h}, .Fence.FenceValue = 0};

    return way == 0 ? D3DKMTSignalSynchronizationObject2(&signal)
                    : D3DKMTWaitForSynchronizationObject2(&wait);
}

static const struct {
    NTSTATUS (*use)(const struct objects *o, D3DKMT_HANDLE h, unsigned way);
    unsigned ways;
} uses[KINDS] = {
    [ADAPTER] = {use_adapter, 2},   [DEVICE] = {use_device, 3},         [CONTEXT] = {use_context, 3},
    [RESOURCE] = {use_resource, 2}, [ALLOCATION] = {use_allocation, 2}, [SYNC] = {use_sync, 2}};

static bool refused(const char *what, enum kind as, unsigned way, NTSTATUS status)
{
    if (status == STATUS_INVALID_HANDLE || status == STATUS_INVALID_PARAMETER)
        return true;
    fprintf(stderr, "%s as %s (way %u): 0x%08X\n", what, kinds[as], way, (unsigned)status);
    return false;
}

/* Every way to use `h` as an object of kind `as` is refused; `o` says what else stands in the structures. */
static bool means_nothing(const struct objects *o, const char *what, enum kind as, D3DKMT_HANDLE h)
{
    for (unsigned way = 0; way < uses[as].ways; way++) {
        if (!refused(what, as, way, uses[as].use(o, h, way)))
            return false;
    }
    return refused(what, as, 99, close_one(o, as, h));
}

static bool all_alive(const struct objects *o)
{
    for (unsigned k = 0; k < KINDS; k++) {
        for (unsigned way = 0; way < uses[k].ways; way++) {
            NTSTATUS status = uses[k].use(o, o->handle[k], way);
            if (!NT_SUCCESS(status)) {
                fprintf(stderr, "the %s (way %u): 0x%08X\n", kinds[k], way, (unsigned)status);
                return false;
            }
        }
    }
    return true;
}

static int leave(const struct objects *o)
{
    static const enum kind order[] = {SYNC, RESOURCE, CONTEXT, DEVICE, ADAPTER};

    for (unsigned i = 0; i < sizeof(order) / sizeof(order[0]); i++)
        CHECK(close_one(o, order[i], o->handle[order[i]]) == STATUS_SUCCESS);
    return 0;
}

/* ---- the tests ---- */

static int run(int (*program)(void *arg))
{
    return openwddm_run(NULL, program, NULL);
}

static int wrong_numbers(void *arg)
{
    struct objects o;
    int line = make(&o);
    uint32_t seed = 12345;

    if (line)
        return line;
    CHECK(all_alive(&o));
    for (unsigned n = 0; n < 400; n++) {
        static const D3DKMT_HANDLE edges[] = {0, 1, 2, 0x3f, 0x40, 0x7fffffff, 0x80000000, 0xffffffff};
        seed = seed * 1664525u + 1013904223u;
        D3DKMT_HANDLE h = n < 8 ? edges[n] : n < 200 ? o.handle[n % KINDS] ^ (1u << (n % 32)) : seed;
        bool real = false;
        for (unsigned k = 0; k < KINDS; k++)
            real = real || h == o.handle[k];
        for (unsigned k = 0; k < KINDS && !real; k++)
            CHECK(means_nothing(&o, "a wrong number", k, h));
    }
    CHECK(all_alive(&o));
    return leave(&o);
}

static void numbers_that_are_no_handles(void **state)
{
    assert_int_equal(run(wrong_numbers), 0);
}

static int wrong_kinds(void *arg)
{
    struct objects o;
    int line = make(&o);

    if (line)
        return line;
    for (unsigned is = 0; is < KINDS; is++) {
        for (unsigned as = 0; as < KINDS; as++)
            CHECK(is == as || means_nothing(&o, kinds[is], as, o.handle[is]));
    }
    CHECK(all_alive(&o));
    return leave(&o);
}

static void handles_of_another_kind(void **state)
{
    assert_int_equal(run(wrong_kinds), 0);
}

/* The stranger has objects of its own; the owner's numbers, alone or among its own, mean nothing to it. */
static int stranger(void *arg)
{
    const struct objects *theirs = arg;
    struct objects mine;
    int line = make(&mine);

    if (line)
        return line;
    for (unsigned k = 0; k < KINDS; k++) {
        bool same = false; /* a number may mean something in both processes */
        for (unsigned m = 0; m < KINDS; m++)
            same = same || theirs->handle[k] == mine.handle[m];
        CHECK(same || means_nothing(&mine, "a stranger's handle", k, theirs->handle[k]));
    }
    CHECK(all_alive(&mine));
    return leave(&mine);
}

static int two_processes(void *arg)
{
    struct objects o;
    int line = make(&o);

    if (!line)
        line = openwddm_process("stranger", stranger, &o);
    CHECK(line || all_alive(&o));
    return line ? line : leave(&o);
}

static void handles_of_another_process(void **state)
{
    assert_int_equal(run(two_processes), 0);
}

static int closed_ones(void *arg)
{
    struct objects o, other;
    int line = make(&o);

    line = line ? line : make(&other);
    line = line ? line : leave(&o);
    if (line)
        return line;
    /* What stands beside the closed handle is open. */
    for (unsigned k = 0; k < KINDS; k++)
        CHECK(means_nothing(&other, "a closed handle", k, o.handle[k]));
    /* Many others take their places, and still the old numbers mean nothing. */
    for (unsigned n = 0; n < 300; n++) {
        struct objects next;
        line = make(&next);
        for (unsigned k = 0; k < KINDS && !line; k++)
            CHECK(means_nothing(&other, "a closed handle", k, o.handle[k]));
        line = line ? line : leave(&next);
        if (line)
            return line;
    }
    CHECK(all_alive(&other));
    return leave(&other);
}

static void closed_handles(void **state)
{
    assert_int_equal(run(closed_ones), 0);
}

/* A process that ends gives back everything (ALC-22): the machine would report what is lost. */
static int leave_everything(void *arg)
{
    struct objects o;
    int line = 0;

    for (unsigned n = 0; n < 20 && !line; n++)
        line = make(&o);
    return line;
}

static void a_process_that_just_ends(void **state)
{
    assert_int_equal(run(leave_everything), 0);
}

/* Threads of one process work on objects of their own, and on the handle table all of them share. */
static int make_and_leave(void *arg)
{
    int line = 0;

    for (unsigned n = 0; n < 25 && !line; n++) {
        struct objects o;
        line = make(&o);
        CHECK(line || all_alive(&o));
        line = line ? line : leave(&o);
    }
    return line;
}

static int many_threads(void *arg)
{
    struct openwddm_thread *threads[4];
    int line = 0;

    for (unsigned i = 0; i < 4; i++) {
        threads[i] = openwddm_thread(make_and_leave, NULL);
        CHECK(threads[i] != NULL);
    }
    for (unsigned i = 0; i < 4; i++) {
        int theirs = openwddm_join(threads[i]);
        line = line ? line : theirs;
    }
    return line;
}

static void threads_of_one_process(void **state)
{
    assert_int_equal(run(many_threads), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_that_are_no_handles), cmocka_unit_test(handles_of_another_kind),
        cmocka_unit_test(handles_of_another_process),  cmocka_unit_test(closed_handles),
        cmocka_unit_test(a_process_that_just_ends),    cmocka_unit_test(threads_of_one_process),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
