/*
 * Exceptions nobody handles: which bug check each is, and in which words. It runs on the thread's own stack.
 */
#include "dispatch.h"

#include "mm.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#define NO_ADDRESS (~(ULONG_PTR)0)

static struct {
    const char *(*fn)(void *ctx, uintptr_t address, char *text, size_t size);
    void *ctx;
} explain;

void nt_on_fault(const char *(*fn)(void *ctx, uintptr_t address, char *text, size_t size), void *ctx)
{
    explain.fn = fn;
    explain.ctx = ctx;
}

/* "driver.so+0x2349 (bochs_present_display_only)": the module and the nearest exported symbol. */
static const char *describe_code(ULONG_PTR pc, char *text, size_t size)
{
    const struct nt_foreign_code *foreign = foreign_at(pc);
    Dl_info info;
    if (foreign && foreign->describe && foreign->describe(pc, text, size))
        return text;
    if (!dladdr((void *)pc, &info) || !info.dli_fname) {
        snprintf(text, size, "%#llx", pc);
        return text;
    }
    const char *slash = strrchr(info.dli_fname, '/');
    int n =
        snprintf(text, size, "%s+%#llx", slash ? slash + 1 : info.dli_fname, pc - (ULONG_PTR)info.dli_fbase);
    if (info.dli_sname && n > 0 && (size_t)n < size)
        snprintf(text + n, size - (size_t)n, " (%s)", info.dli_sname);
    return text;
}

/* An access to pages of an image that are not there: the bug check says why they are not. */
static void explain_foreign(bool fault, ULONG_PTR pc, ULONG_PTR address, ULONG_PTR write, const char *code)
{
    const struct nt_foreign_code *foreign = foreign_hooks();
    struct _KTHREAD *self = ke_self();
    const char *rule = "";
    char text[320], place[160];
    ULONG check =
        fault && foreign && foreign->explain ? foreign->explain(address, text, sizeof(text), &rule) : 0;
    if (!check)
        return;
    describe_code(address, place, sizeof(place));
    nt_bugcheck(check, address, check == DRIVER_IRQL_NOT_LESS_OR_EQUAL ? self->irql : write,
                check == DRIVER_IRQL_NOT_LESS_OR_EQUAL ? write : pc, pc, rule,
                "%s was %s at %s by code at %s: %s", place,
                pc == address ? "executed"
                : write       ? "written"
                              : "read",
                ke_irql_name(self->irql), code, text);
}

void unhandled(NTSTATUS status, ULONG_PTR pc, ULONG_PTR address, ULONG_PTR write)
{
    struct _KTHREAD *self = ke_self();
    const char *access = write ? "written" : "read";
    char code[160];
    describe_code(pc, code, sizeof(code));
    bool fault = status == STATUS_ACCESS_VIOLATION || status == STATUS_IN_PAGE_ERROR;
    if (status == STATUS_STACK_OVERFLOW)
        nt_bugcheck(UNEXPECTED_KERNEL_MODE_TRAP, 8, address, pc, 0, "OBS-35",
                    "the kernel stack of thread %s overflowed at %#llx (code at %s)", self->name, address,
                    code);
    char text[320];
    explain_foreign(fault, pc, address, write, code);
    const char *rule = fault ? mm_fence_explain(address, text, sizeof(text)) : NULL;
    if (fault && !rule && explain.fn)
        rule = explain.fn(explain.ctx, address, text, sizeof(text));
    if (rule)
        nt_bugcheck(PAGE_FAULT_IN_NONPAGED_AREA, address, write, pc, 0, rule, "%s: it was %s by code at %s",
                    text, access, code);
    if (fault && address != NO_ADDRESS && self->irql >= DISPATCH_LEVEL)
        nt_bugcheck(DRIVER_IRQL_NOT_LESS_OR_EQUAL, address, self->irql, write, pc, "",
                    "invalid address %#llx was %s at %s by code at %s", address, access,
                    ke_irql_name(self->irql), code);
    if (fault && address != NO_ADDRESS && address >= MmUserProbeAddress)
        nt_bugcheck(PAGE_FAULT_IN_NONPAGED_AREA, address, write, pc, 0, "",
                    "invalid kernel address %#llx was %s by code at %s%s%s", address, access, code,
                    *mm_describe(address) ? ": " : "", mm_describe(address));
    if (self->process)
        nt_bugcheck(
            SYSTEM_SERVICE_EXCEPTION, (ULONG)status, pc, address, write, "",
            "exception %s (address %#llx) in a system service, by code at %s, outside of a guarded call",
            nt_status_text(status), address, code);
    nt_bugcheck(KMODE_EXCEPTION_NOT_HANDLED, (ULONG)status, pc, write, address, "",
                "exception %s (address %#llx) by code at %s was not handled", nt_status_text(status), address,
                code);
}

void unhandled_fault(void)
{
    struct _KTHREAD *self = ke_self();
    const struct nt_foreign_code *foreign = foreign_hooks();
    struct nt_registers caller;
    struct nt_stack stack;
    if (foreign && foreign->walk && ke_crash_caller(self, &caller) && foreign_at(caller.pc)) {
        foreign->walk(&caller, &stack);
        stack.at = self->fault_registers;
        nt_failing(&stack);
    }
    unhandled(self->fault.status, self->fault.pc, self->fault.address, self->fault.write);
}

void nt_unhandled(const struct nt_exception *exception, const struct nt_stack *stack)
{
    struct _KTHREAD *self = ke_self();
    self->stack = stack;
    self->fault = *exception;
    self->faulted = true;
    unhandled(exception->status, exception->pc, exception->address, exception->write);
}
