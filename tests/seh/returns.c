/*
 * The conformance driver's cases about ways through the stack that are no plain exception: setjmp and longjmp, unwinds that end in a callback,
 * handlers that answer what they may not, walks, and registers that are wider than the tables know.
 */
#include "cases.h"

VOID NTAPI RtlRaiseStatus(NTSTATUS status);
USHORT NTAPI RtlCaptureStackBackTrace(ULONG skip, ULONG count, PVOID *trace, PULONG hash);
VOID NTAPI RtlUnwindEx(PVOID frame, PVOID ip, PEXCEPTION_RECORD record, PVOID value, PCONTEXT context,
                       PVOID history);
__attribute__((returns_twice)) int NTAPI _setjmpex(SEH_JUMP_BUFFER *buffer, PVOID frame);
DECLSPEC_NORETURN VOID NTAPI longjmp(SEH_JUMP_BUFFER *buffer, int value);

/* ---- setjmp ---- */

/* A jump of one thread. */
struct jump {
    SEH_JUMP_BUFFER *buffer;
    struct events e;
};

static NOINLINE void jumps(struct jump *j, int value)
{
    event(&j->e, 'j');
    longjmp(j->buffer, value);
}

static NOINLINE void jumps_out_of_a_try(struct jump *j)
{
    __try {
        jumps(j, 7);
        APART();
    } __finally {
        event(&j->e, 'f');
    }
}

static ULONG NTAPI longjmp_returns_twice(struct seh_shared *s)
{
    SEH_JUMP_BUFFER here;
    struct jump j = {.buffer = &here};
    volatile ULONG local = 5;
    UNREFERENCED_PARAMETER(s);
    int value = _setjmpex(&here, NULL); /* without unwinding */
    if (!value) {
        local = 6;
        jumps(&j, 0);
        return __LINE__;
    }
    CHECK(value == 1 && local == 6 && were(&j.e, "j"));
    return 0;
}

static ULONG NTAPI longjmp_unwinds(struct seh_shared *s)
{
    SEH_JUMP_BUFFER here;
    struct jump j = {.buffer = &here};
    volatile ULONG local = 5;
    UNREFERENCED_PARAMETER(s);
    int value = _setjmpex(&here, __builtin_frame_address(0));
    if (!value) {
        local = 6;
        jumps_out_of_a_try(&j);
        return __LINE__;
    }
    CHECK(value == 7 && local == 6 && were(&j.e, "jf"));
    return 0;
}

static ULONG NTAPI jumps_in_callback(PVOID arg)
{
    jumps_out_of_a_try(arg);
    return 1;
}

static ULONG NTAPI longjmp_crosses_the_kernel(struct seh_shared *s)
{
    SEH_JUMP_BUFFER here;
    struct jump j = {.buffer = &here};
    int value = _setjmpex(&here, __builtin_frame_address(0));
    if (!value) {
        s->call_back(jumps_in_callback, &j);
        return __LINE__;
    }
    CHECK(value == 7 && were(&j.e, "jf"));
    return 0;
}

/* ---- unwinds that end in a callback ---- */

/* consolidates(frame of it): calls fn(arg, its own frame, the place to go on) and returns what arrived in rax there. */
ULONG64 NTAPI consolidates(void(NTAPI *fn)(PVOID arg, ULONG64 frame, ULONG64 place), PVOID arg);
__asm__(
    ".text\n.globl consolidates\n.def consolidates; .scl 2; .type 32; .endef\n.seh_proc consolidates\n"
    "consolidates:\n    push %rbx\n    .seh_pushreg %rbx\n    sub $32, %rsp\n    .seh_stackalloc 32\n"
    "    .seh_endprologue\n    mov $77, %ebx\n    mov %rcx, %rax\n    mov %rdx, %rcx\n    mov %rsp, %rdx\n"
    "    lea 1f(%rip), %r8\n    call *%rax\n    int3\n"
    "1:  cmp $77, %rbx\n    je 2f\n    mov $0, %eax\n"
    "2:  add $32, %rsp\n    pop %rbx\n    ret\n.seh_endproc\n");

struct consolidation {
    struct seh_shared *s;
    struct events e;
    ULONG64 place;
};

static ULONG64 NTAPI catch_block(PEXCEPTION_RECORD record)
{
    struct consolidation *c = (struct consolidation *)record->ExceptionInformation[1];
    volatile ULONG *below = (volatile ULONG *)record->ExceptionInformation[2];
    event(&c->e, *below == 1234 ? 'c' : 'x');
    if (catches_a_read(c->s) == 0)
        event(&c->e, 'h');
    return c->place;
}

static NOINLINE void unwinds_to(struct consolidation *c, ULONG64 frame)
{
    volatile ULONG below = 1234;
    EXCEPTION_RECORD record = {
        .ExceptionCode = (NTSTATUS)0x80000029,
        .NumberParameters = 3,
        .ExceptionInformation = {(ULONG_PTR)catch_block, (ULONG_PTR)c, (ULONG_PTR)&below}};
    CONTEXT room;
    __try {
        RtlUnwindEx((PVOID)frame, (PVOID)1, &record, (PVOID)99, &room, NULL);
        APART();
    } __finally {
        event(&c->e, 'f');
    }
}

static void NTAPI starts_unwind(PVOID arg, ULONG64 frame, ULONG64 place)
{
    struct consolidation *c = arg;
    c->place = place;
    unwinds_to(c, frame);
}

/* STATUS_UNWIND_CONSOLIDATE: the callback runs over the frames that were left, and names the place to go on. */
static ULONG NTAPI consolidation_calls_back(struct seh_shared *s)
{
    struct consolidation c = {.s = s};
    ULONG64 value = consolidates(starts_unwind, &c);
    CHECK(value == 99);
    CHECK(were(&c.e, "fch"));
    return 0;
}

/* ---- answers, flags ---- */

static ULONG NTAPI a_status_can_be_raised(struct seh_shared *s)
{
    NTSTATUS code = 0;
    UNREFERENCED_PARAMETER(s);
    __try {
        RtlRaiseStatus(MY_STATUS);
    } __except (EXECUTE_HANDLER) {
        code = CODE();
    }
    CHECK(code == MY_STATUS);
    return 0;
}

static NOINLINE LONG continues_first(EXCEPTION_POINTERS *p, NTSTATUS *second)
{
    if (p->ExceptionRecord->ExceptionCode == MY_STATUS)
        return EXECUTE_ON;
    *second = p->ExceptionRecord->ExceptionCode;
    return p->ExceptionRecord->ExceptionRecord->ExceptionCode == MY_STATUS ? EXECUTE_HANDLER : SEARCH_ON;
}

/* EXCEPTION_NONCONTINUABLE: going on is STATUS_NONCONTINUABLE_EXCEPTION, which the same handlers see. */
static ULONG NTAPI some_cannot_be_continued(struct seh_shared *s)
{
    NTSTATUS second = 0;
    volatile ULONG handled = 0;
    UNREFERENCED_PARAMETER(s);
    __try {
        RtlRaiseStatus(MY_STATUS);
    } __except (continues_first(POINTERS(), &second)) {
        handled = 1;
    }
    CHECK(handled == 1 && second == (NTSTATUS)0xC0000025);
    return 0;
}

static NOINLINE LONG raises_within(struct seh_shared *s, EXCEPTION_POINTERS *p, ULONG *flags)
{
    if (p->ExceptionRecord->ExceptionCode != STATUS_ACCESS_VIOLATION) {
        *flags = p->ExceptionRecord->ExceptionFlags;
        return SEARCH_ON;
    }
    ExRaiseStatus(MY_STATUS);
    APART();
    return read_it(s->bad) ? SEARCH_ON : EXECUTE_HANDLER;
}

/* EXCEPTION_NESTED_CALL: the handler whose filter raised hears so. */
static ULONG NTAPI nested_exceptions_say_so(struct seh_shared *s)
{
    ULONG flags = 0;
    NTSTATUS code = 0;
    struct events e = {0};
    __try {
        __try {
            read_it(s->bad);
            APART();
        } __except (raises_within(s, POINTERS(), &flags)) {
            event(&e, 'x');
        }
    } __except (CODE() == MY_STATUS ? EXECUTE_HANDLER : SEARCH_ON) {
        code = CODE();
    }
    CHECK(code == MY_STATUS && e.count == 0);
    CHECK(flags & EXCEPTION_NESTED_CALL);
    return 0;
}

static NOINLINE ULONG leaves_by_leave(struct seh_shared *s, struct events *e)
{
    __try {
        __try {
            event(e, 'b');
            if (s)
                __leave;
            event(e, 'x');
        } __finally {
            event(e, _abnormal_termination() ? 'A' : 'a');
        }
        event(e, 'n');
    } __except (EXECUTE_HANDLER) {
        event(e, 'x');
    }
    return 0;
}

static ULONG NTAPI leave_is_normal(struct seh_shared *s)
{
    struct events e = {0};
    leaves_by_leave(s, &e);
    CHECK(were(&e, "ban"));
    return 0;
}

/* ---- walks ---- */

static NOINLINE ULONG traces(PVOID *trace, ULONG *hash)
{
    ULONG n = RtlCaptureStackBackTrace(0, 8, trace, hash);
    APART();
    return n;
}

static ULONG NTAPI traces_in_callback(PVOID arg)
{
    ULONG hash;
    return traces(arg, &hash);
}

static ULONG NTAPI back_traces_show_callers(struct seh_shared *s)
{
    PVOID trace[8] = {0};
    ULONG hash = 0, n = traces(trace, &hash);
    CHECK(n >= 2 && hash != 0);
    CHECK((ULONG64)trace[0] > (ULONG64)&traces && (ULONG64)trace[0] < (ULONG64)&traces + 100);
    CHECK((ULONG64)trace[1] > (ULONG64)&back_traces_show_callers &&
          (ULONG64)trace[1] < (ULONG64)&back_traces_show_callers + 600);
    n = s->call_back(traces_in_callback, trace) - 1;
    CHECK(n >= 3); /* over the kernel's frames */
    CHECK((ULONG64)trace[2] > (ULONG64)&back_traces_show_callers &&
          (ULONG64)trace[2] < (ULONG64)&back_traces_show_callers + 600);
    return 0;
}

/* ---- wide registers ---- */

/* Loads ymm3 and ymm9 whole from `from`, reads *p into eax, and stores them to `to`. */
ULONG NTAPI wide_over_fault(const void *from, void *to, volatile ULONG *p);
__asm__(".text\n.globl wide_over_fault\n.def wide_over_fault; .scl 2; .type 32; .endef\n"
        ".seh_proc wide_over_fault\nwide_over_fault:\n    sub $24, %rsp\n    .seh_stackalloc 24\n"
        "    movaps %xmm9, (%rsp)\n    .seh_savexmm %xmm9, 0\n    .seh_endprologue\n"
        "    vmovups (%rcx), %ymm3\n    vmovups (%rcx), %ymm9\n    mov %r8, %rcx\n"
        "    call load_from_rcx\n    vmovups %ymm3, (%rdx)\n    vmovups %ymm9, 32(%rdx)\n    vzeroupper\n"
        "    movaps (%rsp), %xmm9\n    add $24, %rsp\n    ret\n.seh_endproc\n");

static NOINLINE LONG repair(EXCEPTION_POINTERS *p)
{
    p->ContextRecord->R[CONTEXT_RCX] = (ULONG64)&answer;
    return EXECUTE_ON;
}

static NOINLINE BOOLEAN has_wide_registers(void)
{
    ULONG a = 1, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
    return (c >> 27 & 3) == 3; /* the system saves them, and the processor has them */
}

static ULONG NTAPI wide_registers_are_kept(struct seh_shared *s)
{
    UCHAR from[32], to[64];
    volatile ULONG value = 0;
    if (!has_wide_registers())
        return 0;
    for (ULONG i = 0; i < 32; i++)
        from[i] = (UCHAR)(i * 7 + 1);
    for (ULONG i = 0; i < 64; i++)
        to[i] = 0;
    __try {
        value = wide_over_fault(from, to, s->bad);
    } __except (repair(POINTERS())) {
        return __LINE__;
    }
    CHECK(value == 42);
    for (ULONG i = 0; i < 64; i++)
        CHECK(to[i] == from[i % 32]);
    return 0;
}

void add_returns(struct seh_shared *s)
{
    ADD(longjmp_returns_twice);
    ADD(longjmp_unwinds);
    ADD(longjmp_crosses_the_kernel);
    ADD(consolidation_calls_back);
    ADD(a_status_can_be_raised);
    ADD(some_cannot_be_continued);
    ADD(nested_exceptions_say_so);
    ADD(leave_is_normal);
    ADD(back_traces_show_callers);
    ADD(wide_registers_are_kept);
}
