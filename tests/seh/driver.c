/*
 * A driver whose only work is to make exceptions and to judge what becomes of them. Built as a Windows file at several levels of
 * optimization. In a __try stand calls only: Debian's clang protects nothing else. It also lets the ranges of neighbouring calls overlap by a
 * byte, so that a scope would be asked twice, unless something stands behind the call: APART. Orders of events are words of one
 * letter per event.
 */
#include "cases.h"

/* ---- one exception, one handler ---- */

ULONG NTAPI catches_a_read(struct seh_shared *s)
{
    NTSTATUS code = 0;
    __try {
        read_it(s->bad);
        APART();
        return __LINE__;
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == STATUS_ACCESS_VIOLATION);
    return 0;
}

static NOINLINE LONG note_record(EXCEPTION_POINTERS *p, EXCEPTION_RECORD *record, ULONG64 *rip)
{
    record->ExceptionCode = p->ExceptionRecord->ExceptionCode;
    record->ExceptionFlags = p->ExceptionRecord->ExceptionFlags;
    record->ExceptionAddress = p->ExceptionRecord->ExceptionAddress;
    record->NumberParameters = p->ExceptionRecord->NumberParameters;
    record->ExceptionInformation[0] = p->ExceptionRecord->ExceptionInformation[0];
    record->ExceptionInformation[1] = p->ExceptionRecord->ExceptionInformation[1];
    *rip = p->ContextRecord->Rip;
    return EXECUTE_HANDLER;
}

static ULONG NTAPI tells_what_happened(struct seh_shared *s)
{
    EXCEPTION_RECORD record;
    ULONG64 rip = 0;
    __try {
        write_it(s->bad);
    } __except (note_record(POINTERS(), &record, &rip)) {
    }
    CHECK(record.ExceptionCode == STATUS_ACCESS_VIOLATION && record.ExceptionFlags == 0);
    CHECK(record.NumberParameters == 2 && record.ExceptionInformation[0] == 1);
    CHECK(record.ExceptionInformation[1] == (ULONG_PTR)s->bad);
    CHECK((ULONG64)record.ExceptionAddress == rip);
    CHECK(rip >= (ULONG64)&write_it && rip < (ULONG64)&write_it + 64);
    return 0;
}

static ULONG NTAPI catches_in_a_leaf_of_the_kernel(struct seh_shared *s)
{
    ULONG here[64];
    volatile SIZE_T size = sizeof(here);
    NTSTATUS code = 0;
    __try {
        RtlCopyMemory(here, (const void *)s->bad, size);
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == STATUS_ACCESS_VIOLATION);
    return 0;
}

static ULONG NTAPI catches_a_fault_of_a_routine(struct seh_shared *s)
{
    UNICODE_STRING string;
    NTSTATUS code = 0;
    __try {
        RtlInitUnicodeString(&string, (PCWSTR)(ULONG_PTR)s->bad);
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == STATUS_ACCESS_VIOLATION);
    return 0;
}

ULONG NTAPI catches_what_the_kernel_raises(struct seh_shared *s)
{
    NTSTATUS code = 0;
    UNREFERENCED_PARAMETER(s);
    __try {
        ExRaiseStatus(STATUS_INSUFFICIENT_RESOURCES);
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == STATUS_INSUFFICIENT_RESOURCES);
    __try {
        ExRaiseAccessViolation();
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == STATUS_ACCESS_VIOLATION);
    __try {
        ProbeForRead((void *)1, 8, 4);
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == STATUS_DATATYPE_MISALIGNMENT);
    return 0;
}

static volatile ULONG quotient;

static NOINLINE void divide(volatile ULONG *by)
{
    quotient = 7 / *by;
}

static NOINLINE void execute_nonsense(void)
{
    __asm__ volatile("ud2");
}

static ULONG NTAPI catches_what_the_processor_refuses(struct seh_shared *s)
{
    volatile ULONG zero = 0;
    NTSTATUS code = 0;
    UNREFERENCED_PARAMETER(s);
    __try {
        divide(&zero);
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == STATUS_INTEGER_DIVIDE_BY_ZERO);
    __try {
        execute_nonsense();
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == STATUS_ILLEGAL_INSTRUCTION);
    return 0;
}

/* ---- order ---- */

static NOINLINE void inner(struct seh_shared *s, struct events *e)
{
    __try {
        __try {
            read_it(s->bad);
            APART();
        } __finally {
            event(e, _abnormal_termination() ? 'A' : 'a');
        }
    } __except (filter(e, '1', SEARCH_ON)) {
        event(e, 'x');
    }
}

static ULONG NTAPI filters_run_before_finallys(struct seh_shared *s)
{
    struct events e = {0};
    __try {
        __try {
            inner(s, &e);
            APART();
            event(&e, 'x');
        } __finally {
            event(&e, _abnormal_termination() ? 'B' : 'b');
        }
    } __except (filter(&e, '2', EXECUTE_HANDLER)) {
        event(&e, 'H');
    }
    CHECK(were(&e, "12ABH"));
    return 0;
}

static NOINLINE ULONG leaves_early(struct events *e, ULONG how)
{
    __try {
        event(e, 'b');
        if (how)
            return 5;
    } __finally {
        event(e, 'f');
    }
    return 6;
}

static ULONG NTAPI finallys_run_without_exceptions(struct seh_shared *s)
{
    struct events e = {0};
    UNREFERENCED_PARAMETER(s);
    CHECK(leaves_early(&e, 0) == 6);
    CHECK(leaves_early(&e, 1) == 5);
    CHECK(were(&e, "bfbf"));
    return 0;
}

static ULONG NTAPI the_innermost_that_wants_it_gets_it(struct seh_shared *s)
{
    struct events e = {0};
    __try {
        __try {
            __try {
                read_it(s->bad);
                APART();
            } __except (filter(&e, '1', SEARCH_ON)) {
                event(&e, 'x');
            }
        } __except (filter(&e, '2', EXECUTE_HANDLER)) {
            event(&e, 'H');
        }
        event(&e, 'n');
    } __except (filter(&e, '3', EXECUTE_HANDLER)) {
        event(&e, 'x');
    }
    CHECK(were(&e, "12Hn"));
    return 0;
}

static NOINLINE void descend(struct seh_shared *s, ULONG depth, volatile ULONG *finallys)
{
    volatile ULONG local = depth;
    __try {
        if (depth)
            descend(s, depth - 1, finallys);
        else
            read_it(s->bad);
        APART();
    } __finally {
        *finallys += local == depth;
    }
}

static ULONG NTAPI climbs_deep_stacks(struct seh_shared *s)
{
    volatile ULONG finallys = 0, caught = 0;
    __try {
        descend(s, 60, &finallys);
    } __except (EXECUTE_HANDLER) {
        caught = finallys;
    }
    CHECK(caught == 61);
    return 0;
}

/* ---- exceptions on the way ---- */

static NOINLINE LONG bad_filter(struct seh_shared *s, struct events *e)
{
    event(e, 'f');
    ExRaiseStatus(MY_STATUS);
    APART();
    return read_it(s->bad) ? SEARCH_ON : EXECUTE_HANDLER;
}

static NOINLINE LONG wants(struct events *e, char c, NTSTATUS code, NTSTATUS wanted)
{
    event(e, c);
    return code == wanted ? EXECUTE_HANDLER : SEARCH_ON;
}

static ULONG NTAPI a_filter_may_raise(struct seh_shared *s)
{
    struct events e = {0};
    NTSTATUS code = 0;
    __try {
        __try {
            read_it(s->bad);
            APART();
        } __except (e.count < 3 ? bad_filter(s, &e) : SEARCH_ON) {
            event(&e, 'x');
        }
    } __except (wants(&e, 'w', CODE(), MY_STATUS)) {
        code = CODE();
    }
    CHECK(code == MY_STATUS);
    CHECK(e.count >= 2 && e.text[0] == 'f');
    return 0;
}

static ULONG NTAPI a_filter_may_handle_its_own(struct seh_shared *s)
{
    struct events e = {0};
    __try {
        read_it(s->bad);
        APART();
    } __except (catches_a_read(s) ? SEARCH_ON : filter(&e, 'f', EXECUTE_HANDLER)) {
        event(&e, 'H');
    }
    CHECK(were(&e, "fH"));
    return 0;
}

static NOINLINE void finally_handles_its_own(struct seh_shared *s, struct events *e)
{
    __try {
        read_it(s->bad);
        APART();
    } __finally {
        event(e, catches_a_read(s) ? 'x' : 'c');
    }
}

static ULONG NTAPI a_finally_may_handle_its_own(struct seh_shared *s)
{
    struct events e = {0};
    __try {
        finally_handles_its_own(s, &e);
        APART();
    } __except (filter(&e, 'f', EXECUTE_HANDLER)) {
        event(&e, 'H');
    }
    CHECK(were(&e, "fcH"));
    return 0;
}

static NOINLINE void finally_raises(struct seh_shared *s, struct events *e)
{
    __try {
        __try {
            __try {
                read_it(s->bad);
                APART();
            } __finally {
                event(e, '1');
                ExRaiseStatus(MY_STATUS);
                APART();
            }
        } __finally {
            event(e, '2');
        }
    } __except (wants(e, 'w', CODE(), MY_STATUS)) {
        event(e, 'H');
    }
    event(e, 'n');
}

/* The unwind to the outer handler meets an exception, which is handled on the way: the first never arrives. */
static ULONG NTAPI unwinds_collide(struct seh_shared *s)
{
    struct events e = {0};
    __try {
        finally_raises(s, &e);
        APART();
        event(&e, 'o');
    } __except (filter(&e, 'F', EXECUTE_HANDLER)) {
        event(&e, 'x');
    }
    CHECK(were(&e, "wF1w2Hno"));
    return 0;
}

static NOINLINE void finally_raises_outward(struct seh_shared *s, struct events *e)
{
    __try {
        __try {
            read_it(s->bad);
            APART();
        } __finally {
            event(e, '1');
            ExRaiseStatus(MY_STATUS);
            APART();
        }
    } __finally {
        event(e, '2');
    }
}

static ULONG NTAPI a_later_exception_replaces_the_first(struct seh_shared *s)
{
    struct events e = {0};
    NTSTATUS code = 0;
    __try {
        finally_raises_outward(s, &e);
        APART();
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == MY_STATUS && were(&e, "12"));
    return 0;
}

static ULONG NTAPI a_handler_may_raise(struct seh_shared *s)
{
    struct events e = {0};
    NTSTATUS code = 0;
    __try {
        __try {
            read_it(s->bad);
            APART();
        } __except (EXECUTE_HANDLER) {
            event(&e, 'h');
            ExRaiseStatus(MY_STATUS);
            APART();
        }
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == MY_STATUS && were(&e, "h"));
    return 0;
}

/* ---- going on ---- */

ULONG NTAPI load_from_rcx(volatile ULONG *p);
__asm__(".text\n.globl load_from_rcx\n.def load_from_rcx; .scl 2; .type 32; .endef\nload_from_rcx:\n"
        "    movl (%rcx), %eax\n    ret\n");

volatile ULONG answer = 42;
volatile ULONG *volatile where_it_is = &answer; /* and so the file has a relocation */

static NOINLINE LONG repair(EXCEPTION_POINTERS *p)
{
    p->ContextRecord->R[CONTEXT_RCX] = (ULONG64)where_it_is;
    return EXECUTE_ON;
}

static ULONG NTAPI execution_goes_on(struct seh_shared *s)
{
    volatile ULONG value = 0;
    __try {
        value = load_from_rcx(s->bad);
    } __except (repair(POINTERS())) {
        return __LINE__;
    }
    CHECK(value == 42);
    return 0;
}

static NOINLINE LONG takes_parameters(EXCEPTION_POINTERS *p, ULONG_PTR *sum)
{
    *sum = p->ExceptionRecord->ExceptionInformation[0] + p->ExceptionRecord->ExceptionInformation[1];
    return p->ExceptionRecord->ExceptionFlags & EXCEPTION_NONCONTINUABLE ? EXECUTE_HANDLER : EXECUTE_ON;
}

static ULONG NTAPI raised_records_arrive(struct seh_shared *s)
{
    EXCEPTION_RECORD record = {
        .ExceptionCode = MY_STATUS, .NumberParameters = 2, .ExceptionInformation = {40, 2}};
    volatile ULONG after = 0, handled = 0;
    ULONG_PTR sum = 0;
    UNREFERENCED_PARAMETER(s);
    __try {
        RtlRaiseException(&record);
        after = 1;
    } __except (takes_parameters(POINTERS(), &sum)) {
        return __LINE__;
    }
    CHECK(after == 1 && sum == 42);
    record.ExceptionFlags = EXCEPTION_NONCONTINUABLE;
    __try {
        RtlRaiseException(&record);
        return __LINE__;
    } __except (takes_parameters(POINTERS(), &sum)) {
        handled = 1;
    }
    CHECK(handled == 1);
    return 0;
}

/* ---- for the program ---- */

static NOINLINE ULONG NTAPI uncaught(struct seh_shared *s)
{
    return read_it(s->bad) + 1;
}

static NOINLINE void initialize(struct seh_shared *s)
{
    KeInitializeEvent((PKEVENT)(ULONG_PTR)s->bad, NotificationEvent, FALSE);
    APART();
}

static ULONG NTAPI initializes_in_callback(PVOID arg)
{
    __try {
        initialize(arg);
    } __except (EXECUTE_HANDLER) {
        return 1;
    }
    return 2;
}

static NOINLINE LONG initializes_in_filter(struct seh_shared *s)
{
    initialize(s);
    return EXECUTE_HANDLER;
}

static NOINLINE ULONG NTAPI doorless(struct seh_shared *s, ULONG how)
{
    volatile ULONG result = 0;
    __try {
        if (how == 0)
            initialize(s);
        else if (how == 1)
            result = s->call_back(initializes_in_callback, s);
        else
            read_it(s->bad);
    } __except (how == 2 ? initializes_in_filter(s) : EXECUTE_HANDLER) {
        result = 9;
    }
    return result;
}

static ULONG NTAPI smashed(struct seh_shared *s, ULONG64 rsp)
{
    __try {
        read_it(&answer);
        __asm__ volatile("mov %0, %%rsp\n    push %%rax" : : "r"(rsp) : "memory");
    } __except (EXECUTE_HANDLER) {
        return 1;
    }
    return read_it(s->bad);
}

static ULONG NTAPI guarded(struct seh_shared *s, ULONG *finally_runs)
{
    __try {
        read_it(s->bad);
        APART();
    } __finally {
        ++*finally_runs;
    }
    return 0;
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath)
{
    struct seh_shared *s = (struct seh_shared *)DriverObject;
    UNREFERENCED_PARAMETER(RegistryPath);
    ADD(catches_a_read);
    ADD(tells_what_happened);
    ADD(catches_in_a_leaf_of_the_kernel);
    ADD(catches_a_fault_of_a_routine);
    ADD(catches_what_the_kernel_raises);
    ADD(catches_what_the_processor_refuses);
    ADD(filters_run_before_finallys);
    ADD(finallys_run_without_exceptions);
    ADD(the_innermost_that_wants_it_gets_it);
    ADD(climbs_deep_stacks);
    ADD(a_filter_may_raise);
    ADD(a_filter_may_handle_its_own);
    ADD(a_finally_may_handle_its_own);
    ADD(unwinds_collide);
    ADD(a_later_exception_replaces_the_first);
    ADD(a_handler_may_raise);
    ADD(execution_goes_on);
    ADD(raised_records_arrive);
    add_crossings(s);
    add_returns(s);
    s->one = catches_a_read;
    s->uncaught = uncaught;
    s->callbacks = callbacks;
    s->uncaught_in_callback = uncaught_in_callback;
    s->guarded = guarded;
    s->doorless = doorless;
    s->smashed = smashed;
    return STATUS_SUCCESS;
}
