/*
 * What is kept of a thread that failed, for those who tell people about it: the exception, its registers, where it stood, and what the
 * kernel knows of the address. Nothing here decides anything.
 */
#include "ke.h"
#include "mm.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

void nt_failing(const struct nt_stack *stack)
{
    struct _KTHREAD *self = ke_self();
    if (self)
        self->stack = stack;
}

static void collect_exception(struct nt_crash *crash, const struct nt_exception *e)
{
    bool access = e->status == STATUS_ACCESS_VIOLATION || e->status == STATUS_IN_PAGE_ERROR;

    crash->has_exception = true;
    crash->status = e->status;
    crash->pc = e->pc;
    crash->address = e->address;
    crash->access = e->address == e->pc && access ? 8 : e->write;
    if (access && e->address != ~(ULONG_PTR)0)
        snprintf(crash->about, sizeof(crash->about), "%s", mm_describe(e->address));
}

/* ---- in the signal handler ---- */

#if defined(__x86_64__)

#define GENERAL_PROTECTION 13 /* the processor's number of the fault that names no address */

void nt_interrupted_registers(struct nt_registers *to, const void *context)
{
    const ucontext_t *from = context;
    static const unsigned char order[16] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP,
                                            REG_RSI, REG_RDI, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                            REG_R12, REG_R13, REG_R14, REG_R15};
    const greg_t *g = from->uc_mcontext.gregs;

    for (unsigned i = 0; i < 16; i++)
        to->r[i] = (ULONG_PTR)g[order[i]];
    to->pc = (ULONG_PTR)g[REG_RIP];
    to->flags = (ULONG)g[REG_EFL];
    memcpy(to->xmm, from->uc_mcontext.fpregs->_xmm, sizeof(to->xmm));
    to->mxcsr = from->uc_mcontext.fpregs->mxcsr;
}

/* hlt, cli, sti, wbinvd, moves to and from control and debug registers, wrmsr, rdmsr. */
static bool is_privileged(const unsigned char *code)
{
    if (*code >= 0x40 && *code < 0x50) /* a prefix for wide registers */
        code++;
    if (code[0] == 0x0F)
        return code[1] == 0x09 || (code[1] >= 0x20 && code[1] <= 0x23) || code[1] == 0x30 || code[1] == 0x32;
    return code[0] == 0xF4 || code[0] == 0xFA || code[0] == 0xFB;
}

void ke_crash_protection(struct nt_exception *exception, int signal, const ucontext_t *context)
{
    uintptr_t pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];

    if (signal != SIGSEGV || context->uc_mcontext.gregs[REG_TRAPNO] != GENERAL_PROTECTION)
        return;
    exception->address = ~(ULONG_PTR)0;
    if (pc < 1ull << 47 && is_privileged((const unsigned char *)pc))
        exception->status = STATUS_PRIVILEGED_INSTRUCTION;
}

#else

void nt_interrupted_registers(struct nt_registers *to, const void *context)
{
    (void)to, (void)context;
}

void ke_crash_protection(struct nt_exception *exception, int signal, const ucontext_t *context)
{
    (void)exception, (void)signal, (void)context;
}

#endif

/* ---- in the bug check ---- */

bool ke_crash_caller(const struct _KTHREAD *self, struct nt_registers *caller)
{
    uintptr_t top = nt_stack_top(), sp;

    *caller = self->fault_registers;
    sp = caller->r[4];
    if (self->fault.pc != self->fault.address || sp % 8 || sp < (uintptr_t)__builtin_frame_address(0) ||
        sp + 8 > top)
        return false;
    caller->pc = *(const uintptr_t *)sp;
    caller->r[4] += 8;
    return true;
}

/* The stack is what lies around the stack pointer, up to where the thread began. */
static void collect_stack_range(struct nt_crash *crash, const struct _KTHREAD *self)
{
    uintptr_t top = nt_stack_top(), here = (uintptr_t)__builtin_frame_address(0);

    if (!top || here >= top)
        return;
    crash->stack_high = top;
    crash->stack_low = here;
    if (crash->has_registers && crash->registers.r[4] < top && top - crash->registers.r[4] < (64u << 20))
        crash->stack_low = crash->registers.r[4];
}

void ke_crash_collect(struct nt_crash *crash, const struct _KTHREAD *self)
{
    snprintf(crash->thread, sizeof(crash->thread), "%s", self->name);
    crash->thread_number = self->number;
    crash->irql = self->irql;
    crash->dpc = self->in_dpc;
    if (self->faulted)
        collect_exception(crash, &self->fault);
    crash->registers = self->stack ? self->stack->at : self->fault_registers;
    crash->has_registers = crash->registers.r[4] != 0;
    collect_stack_range(crash, self);
}
