/* The admission rule by itself (SYN-01 .. SYN-06, SYN-09): who is inside together, and that nobody waits for ever. */
#include "harness.h"

#include "gate.h"

#define THREADS 6
#define ROUNDS  40

static struct {
    struct gate gate;
    KSPIN_LOCK lock;
    const struct gate_entry *inside[THREADS];
    unsigned broken, together;
    volatile LONG left;
    uint64_t seed;
} world;

static bool may_be_together(const struct gate_entry *a, const struct gate_entry *b)
{
    if (a->level == GATE_ALONE || b->level == GATE_ALONE)
        return false; /* SYN-01, SYN-03 */
    if (a->process == b->process)
        return false; /* SYN-06 */
    if (a->level == GATE_ONE && b->level == GATE_ONE)
        return a->class_id != b->class_id || a->member != b->member; /* SYN-04, SYN-09 */
    return true;
}

static void look(unsigned self, const struct gate_entry *entry)
{
    KIRQL irql;

    KeAcquireSpinLock(&world.lock, &irql);
    for (unsigned i = 0; i < THREADS && entry; i++) {
        if (!world.inside[i])
            continue;
        world.together++;
        world.broken += !may_be_together(entry, world.inside[i]);
    }
    world.inside[self] = entry;
    KeReleaseSpinLock(&world.lock, irql);
}

static VOID NTAPI visitor(PVOID ctx)
{
    unsigned self = (unsigned)(ULONG_PTR)ctx;
    uint64_t random = world.seed + self * 7919;

    for (unsigned i = 0; i < ROUNDS; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        unsigned r = (unsigned)(random >> 33);
        struct gate_entry entry = {
            .level = (enum gate_level[]){GATE_ZERO, GATE_ZERO, GATE_ONE, GATE_ONE, GATE_ALONE}[r % 5],
            .class_id = r / 5 % 2,
            .member = r / 10 % 2,
            .process = (void *)(ULONG_PTR)(1 + r / 20 % 4),
            .name = "visitor"};
        gate_enter(&world.gate, &entry);
        look(self, &entry);
        LARGE_INTEGER wait = {.QuadPart = -(LONGLONG)(r / 80 % 50)};
        KeDelayExecutionThread(KernelMode, FALSE, &wait);
        look(self, NULL);
        gate_leave(&world.gate, &entry);
    }
    InterlockedDecrement(&world.left);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static int visits(void *arg)
{
    PVOID thread[THREADS];
    const char *name;
    uint64_t since;

    memset(&world, 0, sizeof(world));
    world.seed = nt_random();
    world.left = THREADS;
    KeInitializeSpinLock(&world.lock);
    gate_init(&world.gate);
    for (unsigned i = 0; i < THREADS; i++) {
        HANDLE handle;
        CHECK(NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, visitor,
                                              (PVOID)(ULONG_PTR)i)));
        CHECK(NT_SUCCESS(
            ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &thread[i], NULL)));
        ZwClose(handle);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        KeWaitForSingleObject(thread[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(thread[i]);
    }
    CHECK(world.broken == 0 && world.left == 0);
    CHECK(!gate_oldest(&world.gate, &name, &since));
    *(unsigned *)arg += world.together;
    return 0;
}

static void admission(void **state)
{
    unsigned together = 0;

    for (uint64_t seed = 1; seed <= 100; seed++)
        run_sim(seed, visits, &together);
    assert_true(together > 1000); /* it is no plain lock */
    run_threads(visits, &together);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(admission)};
    return cmocka_run_group_tests_name("gate", tests, NULL, NULL);
}
