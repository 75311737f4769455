/*
 * A driver whose only work is to make exceptions and to judge what becomes of them. Built as a Windows file at several levels of
 * optimization. In a __try stand calls only: Debian's clang protects nothing else. It also lets the ranges of neighbouring calls overlap by a
 * byte, so that a scope would be asked twice, unless something stands behind the call: APART. Orders of events are words of one
 * letter per event.
 */
#include "ntstatus.h"
#include "seh_types.h"
#include "shared.h"

#define NOINLINE        __attribute__((noinline))
#define CODE()          ((NTSTATUS)_exception_code())
#define POINTERS()      ((EXCEPTION_POINTERS *)_exception_info())
#define EXECUTE_HANDLER 1
#define SEARCH_ON       0
#define EXECUTE_ON      (-1)
#define CHECK(condition)                                                                                     \
    if (!(condition))                                                                                        \
    return __LINE__
#define APART()   __asm__ volatile("nop")
#define MY_STATUS ((NTSTATUS)0xE0000001)

VOID NTAPI RtlRaiseException(PEXCEPTION_RECORD record);
VOID NTAPI RtlCaptureContext(PCONTEXT context);
PRUNTIME_FUNCTION NTAPI RtlLookupFunctionEntry(ULONG64 pc, ULONG64 *base, PVOID history);
PEXCEPTION_ROUTINE NTAPI RtlVirtualUnwind(ULONG type, ULONG64 base, ULONG64 pc, PRUNTIME_FUNCTION function,
                                          PCONTEXT context, PVOID *data, ULONG64 *establisher,
                                          PVOID pointers);

struct events {
    ULONG count;
    char text[120];
};

static NOINLINE void event(struct events *e, char c)
{
    if (e->count < sizeof(e->text) - 1)
        e->text[e->count++] = c;
    e->text[e->count] = 0;
}

static NOINLINE BOOLEAN were(const struct events *e, const char *expected)
{
    ULONG i = 0;
    while (expected[i] && e->text[i] == expected[i])
        i++;
    if (i == e->count && !expected[i])
        return TRUE;
    DbgPrint("events were %s, expected %s\n", e->text, expected);
    return FALSE;
}

static NOINLINE LONG filter(struct events *e, char c, LONG answer)
{
    event(e, c);
    return answer;
}

static NOINLINE ULONG read_it(volatile ULONG *p)
{
    return *p;
}

static NOINLINE void write_it(volatile ULONG *p)
{
    *p = 1;
}

/* ---- one exception, one handler ---- */

static ULONG NTAPI catches_a_read(struct seh_shared *s)
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

static ULONG NTAPI catches_what_the_kernel_raises(struct seh_shared *s)
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

static volatile ULONG answer = 42;
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

/* ---- registers ---- */

/* keeps(fn, arg): fills what belongs to a caller, calls fn(arg), and returns how many of them changed. */
ULONG NTAPI keeps(ULONG(NTAPI *fn)(PVOID), PVOID arg);
#define FILL(n)                                                                                              \
    "    movl $" #n ", %eax\n    imull $0x1010101, %eax, %eax\n    movd %eax, %xmm" #n                       \
    "\n    pshufd $0, %xmm" #n ", %xmm" #n "\n"
#define EXAMINE(n)                                                                                           \
    "    movl $" #n ", %eax\n    imull $0x1010101, %eax, %eax\n    movd %eax, %xmm0\n    pshufd $0, %xmm0, " \
    "%xmm0\n    pcmpeqd %xmm" #n ", %xmm0\n    movmskps %xmm0, %eax\n    cmp $15, %eax\n   "                 \
    " setne %al\n    movzbl %al, %eax\n    add %eax, %ecx\n"
#define EXAMINE_GPR(r, v)                                                                                    \
    "    cmp $" #v ", %" #r "\n    setne %al\n    movzbl %al, %eax\n    add %eax, %ecx\n"
#define TEN(op) op(6) op(7) op(8) op(9) op(10) op(11) op(12) op(13) op(14) op(15)
#define SAVED(n)                                                                                             \
    "    movaps %xmm" #n ", 32+16*(" #n "-6)(%rsp)\n    .seh_savexmm %xmm" #n ", 32+16*(" #n "-6)\n"
#define BACK(n) "    movaps 32+16*(" #n "-6)(%rsp), %xmm" #n "\n"
__asm__(
    ".text\n.globl keeps\n.def keeps; .scl 2; .type 32; .endef\n.seh_proc keeps\nkeeps:\n"
    "    push %rbx\n    .seh_pushreg %rbx\n    push %rbp\n    .seh_pushreg %rbp\n    push %rsi\n    "
    ".seh_pushreg %rsi\n"
    "    push %rdi\n    .seh_pushreg %rdi\n    push %r12\n    .seh_pushreg %r12\n    push %r13\n    "
    ".seh_pushreg %r13\n"
    "    push %r14\n    .seh_pushreg %r14\n    push %r15\n    .seh_pushreg %r15\n"
    "    sub $200, %rsp\n    .seh_stackalloc 200\n" TEN(SAVED) "    .seh_endprologue\n" TEN(
        FILL) "    mov $101, %ebx\n    mov $102, %ebp\n    mov $103, %esi\n    mov $104, %edi\n    mov $105, "
              "%r12d\n"
              "    mov $106, %r13d\n    mov $107, %r14d\n    mov $108, %r15d\n"
              "    mov %rcx, %rax\n    mov %rdx, %rcx\n    call *%rax\n    xor %ecx, %ecx\n"
              "    test %eax, %eax\n    setne %al\n    movzbl %al, %eax\n    add %eax, %ecx\n" EXAMINE_GPR(
                  rbx, 101) EXAMINE_GPR(rbp, 102) EXAMINE_GPR(rsi, 103) EXAMINE_GPR(rdi, 104)
                  EXAMINE_GPR(r12, 105) EXAMINE_GPR(r13, 106) EXAMINE_GPR(r14, 107) EXAMINE_GPR(r15, 108)
                      TEN(EXAMINE) "    mov %ecx, %eax\n" TEN(
                          BACK) "    add $200, %rsp\n    pop %r15\n    pop %r14\n    pop %r13\n    pop %r12\n"
                                "    pop %rdi\n    pop %rsi\n    pop %rbp\n    pop %rbx\n    "
                                "ret\n.seh_endproc\n");

/* spoils(p): saves all of them, changes them, and reads *p. */
ULONG NTAPI spoils(volatile ULONG *p);
#define SPOIL(n) "    pcmpeqd %xmm" #n ", %xmm" #n "\n"
__asm__(".text\n.globl spoils\n.def spoils; .scl 2; .type 32; .endef\n.seh_proc spoils\nspoils:\n"
        "    push %rbx\n    .seh_pushreg %rbx\n    push %rbp\n    .seh_pushreg %rbp\n    push %rsi\n    "
        ".seh_pushreg %rsi\n"
        "    push %rdi\n    .seh_pushreg %rdi\n    push %r12\n    .seh_pushreg %r12\n    push %r13\n    "
        ".seh_pushreg %r13\n"
        "    push %r14\n    .seh_pushreg %r14\n    push %r15\n    .seh_pushreg %r15\n"
        "    sub $200, %rsp\n    .seh_stackalloc 200\n    lea 128(%rsp), %rbp\n    .seh_setframe %rbp, "
        "128\n" TEN(SAVED) "    .seh_endprologue\n    sub $64, %rsp\n" TEN(
            SPOIL) "    mov $-1, %rbx\n    mov %rbx, %rsi\n    mov %rbx, %rdi\n    mov %rbx, %r12\n    mov "
                   "%rbx, %r13\n"
                   "    mov %rbx, %r14\n    mov %rbx, %r15\n    mov (%rcx), %eax\n"
                   "    lea -128(%rbp), %rsp\n" TEN(BACK) "    lea 72(%rbp), %rsp\n    pop %r15\n    pop "
                                                          "%r14\n    pop %r13\n    pop %r12\n"
                                                          "    pop %rdi\n    pop %rsi\n    pop %rbp\n    pop "
                                                          "%rbx\n    ret\n.seh_endproc\n");

static ULONG NTAPI catches_what_spoils(PVOID arg)
{
    volatile ULONG result = 1;
    __try {
        spoils((volatile ULONG *)arg);
    } __except (EXECUTE_HANDLER) {
        result = 0;
    }
    return result;
}

static ULONG NTAPI registers_are_kept(struct seh_shared *s)
{
    CHECK(keeps(catches_what_spoils, (PVOID)(ULONG_PTR)&answer) == 1); /* nothing was caught */
    CHECK(keeps(catches_what_spoils, (PVOID)(ULONG_PTR)s->bad) == 0);
    return 0;
}

static ULONG NTAPI spoils_again(PVOID arg)
{
    return spoils((volatile ULONG *)arg);
}

/* ---- callbacks ---- */

struct journey {
    struct seh_shared *s;
    struct events e;
};

static ULONG NTAPI fails_in_callback(PVOID arg)
{
    struct journey *j = arg;
    __try {
        read_it(j->s->bad);
        APART();
    } __finally {
        event(&j->e, 'i');
    }
    return 1;
}

static ULONG NTAPI succeeds_in_callback(PVOID arg)
{
    UNREFERENCED_PARAMETER(arg);
    return 6;
}

static ULONG NTAPI exceptions_cross_the_kernel(struct seh_shared *s)
{
    struct journey j = {.s = s};
    CHECK(s->call_back(succeeds_in_callback, NULL) == 7);
    __try {
        __try {
            s->call_back(fails_in_callback, &j);
            APART();
            event(&j.e, 'x');
        } __finally {
            event(&j.e, 'o');
        }
    } __except (filter(&j.e, 'f', EXECUTE_HANDLER)) {
        event(&j.e, 'H');
    }
    CHECK(were(&j.e, "fioH"));
    CHECK(s->call_back(succeeds_in_callback, NULL) == 7);
    return 0;
}

static ULONG NTAPI crosses_twice(PVOID arg)
{
    struct journey *j = arg;
    __try {
        j->s->call_back(fails_in_callback, j);
        APART();
    } __finally {
        event(&j->e, 'm');
    }
    return 1;
}

static ULONG NTAPI exceptions_cross_the_kernel_twice(struct seh_shared *s)
{
    struct journey j = {.s = s};
    __try {
        s->call_back(crosses_twice, &j);
        APART();
    } __except (filter(&j.e, 'f', EXECUTE_HANDLER)) {
        event(&j.e, 'H');
    }
    CHECK(were(&j.e, "fimH"));
    return 0;
}

static ULONG NTAPI catches_across(PVOID arg)
{
    struct seh_shared *s = arg;
    volatile ULONG result = 1;
    __try {
        s->call_back(spoils_again, (PVOID)(ULONG_PTR)s->bad);
    } __except (EXECUTE_HANDLER) {
        result = 0;
    }
    return result;
}

static ULONG NTAPI registers_are_kept_across(struct seh_shared *s)
{
    CHECK(keeps(catches_across, s) == 0);
    return 0;
}

/* ---- looking ---- */

static NOINLINE ULONG walk(ULONG64 *caller)
{
    CONTEXT context;
    ULONG64 base = 0, frame = 0;
    PVOID data = NULL;
    RtlCaptureContext(&context);
    PRUNTIME_FUNCTION f = RtlLookupFunctionEntry(context.Rip, &base, NULL);
    if (!f || context.Rip - base < f->BeginAddress || context.Rip - base >= f->EndAddress)
        return __LINE__;
    RtlVirtualUnwind(0, base, context.Rip, f, &context, &data, &frame, NULL);
    *caller = context.Rip;
    return 0;
}

static ULONG NTAPI drivers_may_walk(struct seh_shared *s)
{
    ULONG64 caller = 0;
    UNREFERENCED_PARAMETER(s);
    CHECK(walk(&caller) == 0);
    CHECK(caller > (ULONG64)&drivers_may_walk && caller < (ULONG64)&drivers_may_walk + 400);
    return 0;
}

static ULONG NTAPI nothing_is_left_behind(struct seh_shared *s)
{
    for (ULONG i = 0; i < 200; i++) {
        CHECK(catches_a_read(s) == 0);
        CHECK(catches_what_the_kernel_raises(s) == 0);
        CHECK(exceptions_cross_the_kernel(s) == 0);
    }
    return 0;
}

/* ---- for the program ---- */

static NOINLINE ULONG NTAPI uncaught(struct seh_shared *s)
{
    return read_it(s->bad) + 1;
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

static void add(struct seh_shared *s, const char *name, ULONG(NTAPI *run)(struct seh_shared *shared))
{
    s->cases[s->count].name = name;
    s->cases[s->count++].run = run;
}
#define ADD(name) add(s, #name, name)

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
    ADD(registers_are_kept);
    ADD(exceptions_cross_the_kernel);
    ADD(exceptions_cross_the_kernel_twice);
    ADD(registers_are_kept_across);
    ADD(drivers_may_walk);
    ADD(nothing_is_left_behind);
    s->one = catches_a_read;
    s->uncaught = uncaught;
    s->guarded = guarded;
    s->smashed = smashed;
    return STATUS_SUCCESS;
}
