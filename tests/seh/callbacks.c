/*
 * The conformance driver's cases about exceptions that come out of callbacks of the graphics kernel: from a routine of the driver that the kernel calls
 * at interrupt level, and from the kernel's own reading of what it was given.
 */
#include "cases.h"

#include "dispmprt.h"

struct crossing {
    struct seh_shared *s;
    struct events e;
};

static NOINLINE void synchronize(struct crossing *c, PKSYNCHRONIZE_ROUTINE routine, BOOLEAN *result)
{
    c->s->kernel->DxgkCbSynchronizeExecution(c->s->kernel->DeviceHandle, routine, c, 0, result);
    APART();
}

static BOOLEAN NTAPI fails_at_interrupt_level(PVOID arg)
{
    struct crossing *c = arg;
    __try {
        read_it(c->s->bad);
        APART();
    } __finally {
        event(&c->e, 'i');
    }
    return TRUE;
}

static BOOLEAN NTAPI succeeds_at_interrupt_level(PVOID arg)
{
    struct crossing *c = arg;
    event(&c->e, KeGetCurrentIrql() > DISPATCH_LEVEL ? 's' : 'x');
    return TRUE;
}

static NOINLINE ULONG crosses_synchronize(struct crossing *c)
{
    BOOLEAN result = 7;
    __try {
        __try {
            synchronize(c, fails_at_interrupt_level, &result);
            APART();
            event(&c->e, 'x');
        } __finally {
            event(&c->e, 'o');
        }
    } __except (filter(&c->e, 'f', EXECUTE_HANDLER)) {
        event(&c->e, 'H');
    }
    return result == 7 ? 0 : __LINE__;
}

/* A routine that the kernel runs inside of one that it runs. */
static BOOLEAN NTAPI handles_at_interrupt_level(PVOID arg)
{
    struct crossing *c = arg;
    event(&c->e, catches_a_read(c->s) ? 'x' : 'c');
    return TRUE;
}

static NOINLINE ULONG bad_argument(struct crossing *c)
{
    NTSTATUS code = 0;
    __try {
        c->s->kernel->DxgkCbIndicateChildStatus(c->s->kernel->DeviceHandle,
                                                (PDXGK_CHILD_STATUS)(ULONG_PTR)c->s->bad);
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    return code == STATUS_ACCESS_VIOLATION ? 0 : __LINE__;
}

ULONG NTAPI callbacks(struct seh_shared *s)
{
    struct crossing c = {.s = s};
    BOOLEAN result = FALSE;
    CHECK(crosses_synchronize(&c) == 0);
    CHECK(were(&c.e, "fioH"));
    CHECK(KeGetCurrentIrql() == PASSIVE_LEVEL);
    c.e.count = 0;
    synchronize(&c, succeeds_at_interrupt_level, &result);
    CHECK(result == TRUE && were(&c.e, "s"));
    c.e.count = 0;
    synchronize(&c, handles_at_interrupt_level, &result);
    CHECK(were(&c.e, "c"));
    CHECK(bad_argument(&c) == 0);
    return 0;
}

static NOINLINE BOOLEAN NTAPI fails_for_good(PVOID arg)
{
    struct crossing *c = arg;
    return read_it(c->s->bad) != 0;
}

ULONG NTAPI uncaught_in_callback(struct seh_shared *s)
{
    struct crossing c = {.s = s};
    BOOLEAN result = FALSE;
    synchronize(&c, fails_for_good, &result);
    return result;
}
