/*
 * Where registers are taken and put back whole: the doors by which an image calls those routines of the kernel that may raise, the first
 * instructions after a fault, and the restoring of a context. In assembly, because a compiler keeps no register for a handler to find.
 */
#include "seh.h"

#include "exports.h"
#include "image_private.h"
#include "nt.h"
#include "ntstatus.h"
#include "seh_private.h"

#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <ucontext.h>

/* A door's frame, from rsp up: the callee's argument area (96 bytes), a struct nt_frame (at 96), the four argument registers and
 * the routine (at 144), the caller's CONTEXT (at 192). */
_Static_assert(sizeof(struct nt_frame) <= 48, "struct nt_frame");
_Static_assert(offsetof(CONTEXT, R) == 0x78 && offsetof(CONTEXT, Xmm) == 0x1A0, "CONTEXT");

#define XMM_ALL(op)                                                                                          \
    op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) op(8) op(9) op(10) op(11) op(12) op(13) op(14) op(15)
#define XMM_KEPT(op)     op(6) op(7) op(8) op(9) op(10) op(11) op(12) op(13) op(14) op(15)
#define DOOR_SAVE_XMM(n) "    movaps %xmm" #n ", 192+0x1A0+16*" #n "(%rsp)\n"
#define DOOR_LOAD_XMM(n) "    movaps 192+0x1A0+16*" #n "(%rsp), %xmm" #n "\n"
#define CX_SAVE_XMM(n)   "    movups %xmm" #n ", 0x1A0+16*" #n "(%rcx)\n"
#define CX_LOAD_XMM(n)   "    movups 0x1A0+16*" #n "(%rcx), %xmm" #n "\n"

__asm__(
    ".pushsection .text\n"
    ".globl seh_door_common\n.hidden seh_door_common\n.type seh_door_common, @function\n"
    "seh_door_common:\n" /* rax: the routine */
    "    .cfi_startproc\n"
    "    push %rbp\n"
    "    .cfi_def_cfa_offset 16\n"
    "    .cfi_offset %rbp, -16\n"
    "    mov %rsp, %rbp\n"
    "    .cfi_def_cfa_register %rbp\n"
    "    sub $1424, %rsp\n"
    "    mov %rcx, 144(%rsp)\n"
    "    mov %rdx, 152(%rsp)\n"
    "    mov %r8, 160(%rsp)\n"
    "    mov %r9, 168(%rsp)\n"
    "    mov %rax, 176(%rsp)\n"
    "    mov %rax, 192+0x78(%rsp)\n"
    "    mov %rcx, 192+0x80(%rsp)\n"
    "    mov %rdx, 192+0x88(%rsp)\n"
    "    mov %rbx, 192+0x90(%rsp)\n"
    "    lea 16(%rbp), %r10\n"
    "    mov %r10, 192+0x98(%rsp)\n"
    "    mov (%rbp), %r10\n"
    "    mov %r10, 192+0xA0(%rsp)\n"
    "    mov %rsi, 192+0xA8(%rsp)\n"
    "    mov %rdi, 192+0xB0(%rsp)\n"
    "    mov %r8, 192+0xB8(%rsp)\n"
    "    mov %r9, 192+0xC0(%rsp)\n"
    "    mov %r11, 192+0xD0(%rsp)\n"
    "    mov %r12, 192+0xD8(%rsp)\n"
    "    mov %r13, 192+0xE0(%rsp)\n"
    "    mov %r14, 192+0xE8(%rsp)\n"
    "    mov %r15, 192+0xF0(%rsp)\n"
    "    mov 8(%rbp), %r10\n"
    "    mov %r10, 192+0xF8(%rsp)\n"
    "    movl $0x10000B, 192+0x30(%rsp)\n"
    "    movl $0x202, 192+0x44(%rsp)\n"
    "    stmxcsr 192+0x34(%rsp)\n" XMM_KEPT(
        DOOR_SAVE_XMM) "    mov 48(%rbp), %r10\n" /* arguments five to eight */
                       "    mov %r10, 32(%rsp)\n"
                       "    mov 56(%rbp), %r10\n"
                       "    mov %r10, 40(%rsp)\n"
                       "    mov 64(%rbp), %r10\n"
                       "    mov %r10, 48(%rsp)\n"
                       "    mov 72(%rbp), %r10\n"
                       "    mov %r10, 56(%rsp)\n"
                       "    lea 96(%rsp), %rdi\n"
                       "    mov $1, %esi\n" /* NT_FRAME_DOOR */
                       "    lea 192(%rsp), %rdx\n"
                       "    call nt_frame_push@PLT\n"
                       "    mov 144(%rsp), %rcx\n"
                       "    mov 152(%rsp), %rdx\n"
                       "    mov 160(%rsp), %r8\n"
                       "    mov 168(%rsp), %r9\n"
                       "    call *176(%rsp)\n"
                       "    mov %rax, 176(%rsp)\n"
                       "    lea 96(%rsp), %rdi\n"
                       "    call nt_frame_pop@PLT\n"
                       "    mov 176(%rsp), %rax\n" XMM_KEPT(
                           DOOR_LOAD_XMM) "    mov 192+0xA8(%rsp), %rsi\n"
                                          "    mov 192+0xB0(%rsp), %rdi\n"
                                          "    leave\n"
                                          "    .cfi_def_cfa %rsp, 8\n"
                                          "    ret\n"
                                          "    .cfi_endproc\n"
                                          ".size seh_door_common, .-seh_door_common\n"

                                          ".globl seh_RtlCaptureContext\n.type seh_RtlCaptureContext, "
                                          "@function\n"
                                          "seh_RtlCaptureContext:\n"
                                          "    mov %rax, 0x78(%rcx)\n"
                                          "    mov %rcx, 0x80(%rcx)\n"
                                          "    mov %rdx, 0x88(%rcx)\n"
                                          "    mov %rbx, 0x90(%rcx)\n"
                                          "    lea 8(%rsp), %rax\n"
                                          "    mov %rax, 0x98(%rcx)\n"
                                          "    mov %rbp, 0xA0(%rcx)\n"
                                          "    mov %rsi, 0xA8(%rcx)\n"
                                          "    mov %rdi, 0xB0(%rcx)\n"
                                          "    mov %r8, 0xB8(%rcx)\n"
                                          "    mov %r9, 0xC0(%rcx)\n"
                                          "    mov %r10, 0xC8(%rcx)\n"
                                          "    mov %r11, 0xD0(%rcx)\n"
                                          "    mov %r12, 0xD8(%rcx)\n"
                                          "    mov %r13, 0xE0(%rcx)\n"
                                          "    mov %r14, 0xE8(%rcx)\n"
                                          "    mov %r15, 0xF0(%rcx)\n"
                                          "    mov (%rsp), %rax\n"
                                          "    mov %rax, 0xF8(%rcx)\n"
                                          "    pushfq\n"
                                          "    pop %rax\n"
                                          "    mov %eax, 0x44(%rcx)\n"
                                          "    movl $0x10000B, 0x30(%rcx)\n"
                                          "    stmxcsr 0x34(%rcx)\n" XMM_ALL(
                                              CX_SAVE_XMM) "    mov 0x78(%rcx), %rax\n"
                                                           "    ret\n"
                                                           ".size seh_RtlCaptureContext, "
                                                           ".-seh_RtlCaptureContext\n"

                                                           /* The context may lie below the stack pointer that it restores, never above: iretq takes all five at once. */
                                                           ".globl seh_RtlRestoreContext\n.type "
                                                           "seh_RtlRestoreContext, @function\n"
                                                           "seh_RtlRestoreContext:\n" XMM_ALL(
                                                               CX_LOAD_XMM) "    ldmxcsr 0x34(%rcx)\n"
                                                                            "    mov %ss, %eax\n"
                                                                            "    push %rax\n"
                                                                            "    pushq 0x98(%rcx)\n"
                                                                            "    mov 0x44(%rcx), %eax\n"
                                                                            "    and $0x4DD5, %eax\n" /* what a program may set, without the trap flag */
                                                                            "    and $~0x100, %eax\n"
                                                                            "    or $0x202, %eax\n"
                                                                            "    push %rax\n"
                                                                            "    mov %cs, %eax\n"
                                                                            "    push %rax\n"
                                                                            "    pushq 0xF8(%rcx)\n"
                                                                            "    mov 0x78(%rcx), %rax\n"
                                                                            "    mov 0x88(%rcx), %rdx\n"
                                                                            "    mov 0x90(%rcx), %rbx\n"
                                                                            "    mov 0xA0(%rcx), %rbp\n"
                                                                            "    mov 0xA8(%rcx), %rsi\n"
                                                                            "    mov 0xB0(%rcx), %rdi\n"
                                                                            "    mov 0xB8(%rcx), %r8\n"
                                                                            "    mov 0xC0(%rcx), %r9\n"
                                                                            "    mov 0xC8(%rcx), %r10\n"
                                                                            "    mov 0xD0(%rcx), %r11\n"
                                                                            "    mov 0xD8(%rcx), %r12\n"
                                                                            "    mov 0xE0(%rcx), %r13\n"
                                                                            "    mov 0xE8(%rcx), %r14\n"
                                                                            "    mov 0xF0(%rcx), %r15\n"
                                                                            "    mov 0x80(%rcx), %rcx\n"
                                                                            "    iretq\n"
                                                                            ".size seh_RtlRestoreContext, "
                                                                            ".-seh_RtlRestoreContext\n"
                                                                            ".popsection\n");

#define SEH_DOOR_DEFINE(name, routine)                                                                       \
    __asm__(".pushsection .text\n.globl seh_door_" #name "\n.type seh_door_" #name ", @function\n"           \
            "seh_door_" #name ":\n    mov " #routine "@GOTPCREL(%rip), %rax\n    jmp seh_door_common\n"      \
            ".size seh_door_" #name ", .-seh_door_" #name "\n.popsection\n");
SEH_DOORS(SEH_DOOR_DEFINE)

/* ---- setjmp, and the wide registers ---- */

#define JUMP_XMM(n)  "    movups %xmm" #n ", 0x60+16*(" #n "-6)(%rcx)\n"
#define LOAD_HIGH(n) "    vinsertf128 $1, 16*" #n "(%rdi), %ymm" #n ", %ymm" #n "\n"

__asm__(".pushsection .text\n"
        ".globl seh_setjmp\n.type seh_setjmp, @function\n"
        "seh_setjmp:\n"
        "    mov %rdx, (%rcx)\n"
        "    mov %rbx, 0x08(%rcx)\n"
        "    lea 8(%rsp), %rax\n"
        "    mov %rax, 0x10(%rcx)\n"
        "    mov %rbp, 0x18(%rcx)\n"
        "    mov %rsi, 0x20(%rcx)\n"
        "    mov %rdi, 0x28(%rcx)\n"
        "    mov %r12, 0x30(%rcx)\n"
        "    mov %r13, 0x38(%rcx)\n"
        "    mov %r14, 0x40(%rcx)\n"
        "    mov %r15, 0x48(%rcx)\n"
        "    mov (%rsp), %rax\n"
        "    mov %rax, 0x50(%rcx)\n"
        "    stmxcsr 0x58(%rcx)\n"
        "    fnstcw 0x5C(%rcx)\n" XMM_KEPT(JUMP_XMM) "    xor %eax, %eax\n"
                                                     "    ret\n"
                                                     ".size seh_setjmp, .-seh_setjmp\n"
                                                     ".globl seh_load_upper\n.hidden seh_load_upper\n"
                                                     ".type seh_load_upper, @function\n"
                                                     "seh_load_upper:\n" XMM_ALL(
                                                         LOAD_HIGH) "    ret\n"
                                                                    ".size seh_load_upper, .-seh_load_upper\n"
                                                                    ".popsection\n");

/* ---- doors made while running: for the routines that an image gets as pointers ---- */

#define DOORS 512u

/* Entry k is 16 bytes of code, all the same: what it calls is in row k of the table. Row and code are there for good. */
__attribute__((used, visibility("hidden"))) const void *_Atomic seh_door_table[DOORS];
extern const char seh_door_slots[];
__asm__(".pushsection .text\n.p2align 4\n"
        "seh_door_slots:\n"
        ".rept 512\n"
        "    lea 0(%rip), %rax\n"
        "    jmp seh_door_indexed\n"
        "    .p2align 4, 0xCC\n"
        ".endr\n"
        "seh_door_indexed:\n"
        "    lea seh_door_slots+7(%rip), %r10\n"
        "    sub %r10, %rax\n"
        "    shr $1, %rax\n"
        "    lea seh_door_table(%rip), %r10\n"
        "    mov (%r10,%rax), %rax\n"
        "    jmp seh_door_common\n"
        ".popsection\n");

const void *seh_door(const void *routine)
{
    for (unsigned i = 0; i < DOORS; i++) {
        const void *there = NULL;
        if (atomic_compare_exchange_strong(&seh_door_table[i], &there, routine) || there == routine)
            return seh_door_slots + i * 16;
    }
    return routine;
}

/* ---- in the signal handler ---- */

#define STACK_MAX (64u << 20) /* bytes; no thread's stack is larger */

static void take_registers(CONTEXT *to, const ucontext_t *from)
{
    static const unsigned char order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                            REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                            REG_R12, REG_R13, REG_R14, REG_R15};
    const greg_t *g = from->uc_mcontext.gregs;

    for (unsigned i = 0; i < 16; i++)
        to->R[i] = (ULONG64)g[order[i]];
    to->Rip = (ULONG64)g[REG_RIP];
    to->EFlags = (ULONG)g[REG_EFL];
    to->ContextFlags = CONTEXT_FULL_AMD64;
    memcpy(to->Xmm, from->uc_mcontext.fpregs->_xmm, sizeof(to->Xmm));
    to->MxCsr = from->uc_mcontext.fpregs->mxcsr;
}

/* The signal frame's extended state, where the kernel says that there is one. In it the upper halves lie at 576. */
#define XSTATE_MAGIC    0x46505853u
#define XSTATE_MAGIC_AT 464u
#define XSTATE_BITS_AT  512u
#define XSTATE_YMM_AT   576u
#define XSTATE_YMM      4u

static void take_upper(struct seh_fault *to, const ucontext_t *from)
{
    const uint8_t *state = (const uint8_t *)from->uc_mcontext.fpregs;
    uint32_t magic, size;
    uint64_t features, in_use;

    memcpy(&magic, state + XSTATE_MAGIC_AT, sizeof(magic));
    memcpy(&size, state + XSTATE_MAGIC_AT + 16, sizeof(size));
    memcpy(&features, state + XSTATE_MAGIC_AT + 8, sizeof(features));
    if (magic != XSTATE_MAGIC || !(features & XSTATE_YMM) || size < XSTATE_YMM_AT + sizeof(to->upper))
        return;
    to->wide = 1;
    memcpy(&in_use, state + XSTATE_BITS_AT, sizeof(in_use));
    if (in_use & XSTATE_YMM)
        memcpy(to->upper, state + XSTATE_YMM_AT, sizeof(to->upper));
}

static void take_record(EXCEPTION_RECORD *to, const struct nt_exception *from)
{
    to->ExceptionCode = from->status;
    to->ExceptionAddress = (PVOID)(uintptr_t)from->pc;
    if (from->status != STATUS_ACCESS_VIOLATION && from->status != STATUS_IN_PAGE_ERROR)
        return;
    to->NumberParameters = from->status == STATUS_ACCESS_VIOLATION ? 2 : 3;
    to->ExceptionInformation[0] = from->pc == from->address ? 8 : from->write;
    to->ExceptionInformation[1] = from->address;
    to->ExceptionInformation[2] = from->status == STATUS_IN_PAGE_ERROR ? (ULONG_PTR)from->status : 0;
}

/* Stack below the interrupted code, which AddressSanitizer may still take for somebody's frame. */
__attribute__((no_sanitize("address"))) static void place(struct seh_fault *to, const struct seh_fault *from)
{
    volatile uint64_t *target = (volatile uint64_t *)to;
    const volatile uint64_t *source = (const volatile uint64_t *)from;
    for (size_t i = 0; i < sizeof(*to) / sizeof(uint64_t); i++)
        target[i] = source[i];
}

static bool is_fast_fail(uintptr_t pc)
{
    const struct image *image = image_find(pc);
    const uint8_t *code = image ? image_at(image, (uint32_t)(pc - (uintptr_t)image->base), 2) : NULL;
    return code && code[0] == 0xCD && code[1] == 0x29;
}

/* A routine of the kernel failed that an image called without a door: nobody handles that, but the report can say which it is. */
static bool is_called_by_image(uintptr_t rsp)
{
    struct seh_call call;
    uintptr_t top = nt_stack_top();
    return *nt_call_current() && rsp < top && rsp >= top - STACK_MAX && seh_find_call(rsp, top, &call);
}

bool seh_dispatch(void *argument, const struct nt_exception *exception)
{
    ucontext_t *context = argument;
    uintptr_t rsp = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
    const struct nt_frame *top = nt_frame_top();
    struct seh_fault fault;
    const char *rule;
    char text[16];

    while (top && top->kind == NT_FRAME_CLEANUP)
        top = top->previous;
    bool ours = image_find(exception->pc) || leaf_contains(exception->pc);
    if (!ours && !(top && top->kind != NT_FRAME_GUARD) && !(!top && is_called_by_image(rsp)))
        return false;
    memset(&fault, 0, sizeof(fault));
    take_registers(&fault.context, context);
    take_upper(&fault, context);
    take_record(&fault.record, exception);
    /* Pages that are away at this level: on Windows no handler is asked. */
    bool away = image_explain(exception->address, text, sizeof(text), &rule) != 0;
    bool failed = !away && is_fast_fail(exception->pc);
    bool wild = rsp >= nt_stack_top() || rsp < nt_stack_top() - STACK_MAX;
    /* With a wild stack pointer nothing can be returned to: the thread's upper end is used again, for the report. */
    uintptr_t below = wild ? nt_stack_top() - 8192 : rsp - 256;
    struct seh_fault *frame = (struct seh_fault *)((below - sizeof(fault)) & ~(uintptr_t)63);
    nt_stack_forget((uintptr_t)frame, wild ? nt_stack_top() : rsp);
    place(frame, &fault);
    context->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)(wild || away ? seh_wild_fault
                                                              : failed     ? seh_fast_fail
                                                                           : seh_fault);
    context->uc_mcontext.gregs[REG_RDI] = (greg_t)(uintptr_t)frame;
    context->uc_mcontext.gregs[REG_RSP] = (greg_t)((uintptr_t)frame - 8);
    context->uc_mcontext.gregs[REG_EFL] &= ~0x400ll;
    return true;
}
