/*
 * The conformance driver's cases about registers, and about exceptions that go through the kernel: functions that fill every register which
 * belongs to a caller, in assembly with unwind tables of their own, and callbacks.
 */
#include "cases.h"

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

void add_crossings(struct seh_shared *s)
{
    ADD(registers_are_kept);
    ADD(exceptions_cross_the_kernel);
    ADD(exceptions_cross_the_kernel_twice);
    ADD(registers_are_kept_across);
    ADD(drivers_may_walk);
    ADD(nothing_is_left_behind);
}
