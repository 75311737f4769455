/*
 * The language handler of C: scope tables, filters and termination handlers; and the lookups that handlers and drivers make themselves.
 * Everything in a scope table is the file's word: a pointer that leads out of the image's code is not called.
 */
#include "seh.h"

#include "nt.h"
#include "ntstatus.h"
#include "seh_private.h"
#include "unwind.h"

#include <string.h>

struct scope {
    ULONG begin, end, handler, target;
};

typedef LONG NTAPI filter_routine(EXCEPTION_POINTERS *pointers, PVOID establisher);
typedef VOID NTAPI termination_routine(BOOLEAN abnormal, PVOID establisher);

#define SCOPES_MAX  65536u
#define ALWAYS      1u /* instead of a filter */
#define FILTER_HERE 1  /* what a filter answers; -1 goes on executing, 0 searches */

static const void *code_at(const struct image *image, ULONG rva)
{
    const struct pe_section *s = pe_section_of(&image->file, rva);
    return s && s->flags & PE_SECTION_EXECUTE ? image->base + rva : NULL;
}

DECLSPEC_NORETURN static void bad_table(const struct image *image, const DISPATCHER_CONTEXT *d, ULONG scope)
{
    nt_bugcheck(KMODE_EXCEPTION_NOT_HANDLED, (ULONG)STATUS_BAD_FUNCTION_TABLE, (ULONG_PTR)d->ControlPc, 0, 0,
                "",
                "the exception scope table of the code at %s+0x%llX is damaged in scope %u: expected a count "
                "and rows of four "
                "addresses in the image's code",
                image->name, d->ControlPc - d->ImageBase, scope);
}

/* The table's rows, or a bug check. */
static const struct scope *scopes(const struct image *image, const DISPATCHER_CONTEXT *d, ULONG *count)
{
    ULONG64 rva = (ULONG64)(uintptr_t)d->HandlerData - (uintptr_t)image->base;
    const ULONG *head = rva < image->size ? image_at(image, (ULONG)rva, 4) : NULL;
    if (!head || rva & 3 || *head > SCOPES_MAX ||
        !image_at(image, (ULONG)rva, 4 + *head * (ULONG)sizeof(struct scope)))
        bad_table(image, d, 0);
    *count = *head;
    return (const struct scope *)(head + 1);
}

/* While searching: the first scope around the place whose filter wants it. */
static EXCEPTION_DISPOSITION search_scopes(const struct image *image, PEXCEPTION_RECORD record,
                                           PVOID establisher, PCONTEXT context, PDISPATCHER_CONTEXT d)
{
    EXCEPTION_POINTERS pointers = {record, context};
    ULONG64 at = d->ControlPc - d->ImageBase;
    ULONG count;
    const struct scope *s = scopes(image, d, &count);

    for (ULONG i = d->ScopeIndex; i < count; i++) {
        if (at < s[i].begin || at >= s[i].end || !s[i].target)
            continue;
        LONG answer = FILTER_HERE;
        if (s[i].handler != ALWAYS) {
            const void *filter = code_at(image, s[i].handler);
            if (!filter)
                bad_table(image, d, i);
            answer = ((filter_routine *)(uintptr_t)filter)(&pointers, establisher);
        }
        if (answer < 0)
            return ExceptionContinueExecution;
        if (answer == 0)
            continue;
        const void *target = code_at(image, s[i].target);
        if (!target)
            bad_table(image, d, i);
        seh_unwind_ex(establisher, (PVOID)(uintptr_t)target, record,
                      (PVOID)(ULONG_PTR)(ULONG)record->ExceptionCode, d->ContextRecord, d->HistoryTable);
    }
    return ExceptionContinueSearch;
}

/* While unwinding: the termination handlers of the scopes that are left, up to the one that is the unwind's target. */
static void terminate_scopes(const struct image *image, PEXCEPTION_RECORD record, PVOID establisher,
                             PDISPATCHER_CONTEXT d)
{
    ULONG64 at = d->ControlPc - d->ImageBase, target = d->TargetIp - d->ImageBase;
    bool last = record->ExceptionFlags & EXCEPTION_TARGET_UNWIND;
    ULONG count;
    const struct scope *s = scopes(image, d, &count);

    for (ULONG i = d->ScopeIndex; i < count; i++) {
        if (at < s[i].begin || at >= s[i].end)
            continue;
        if (last && target >= s[i].begin && target < s[i].end)
            break; /* it stays inside of this one, and of all around it */
        if (s[i].target) {
            if (last && target == s[i].target)
                break;
            continue;
        }
        const void *handler = code_at(image, s[i].handler);
        if (!handler)
            bad_table(image, d, i);
        d->ScopeIndex = i + 1; /* not again, should it raise */
        ((termination_routine *)(uintptr_t)handler)(TRUE, establisher);
    }
}

EXCEPTION_DISPOSITION NTAPI seh___C_specific_handler(PEXCEPTION_RECORD record, PVOID establisher,
                                                     PCONTEXT context, PDISPATCHER_CONTEXT dispatcher)
{
    const struct image *image = image_find(dispatcher->ControlPc);
    if (!image || (uintptr_t)image->base != dispatcher->ImageBase)
        return ExceptionContinueSearch;
    if (record->ExceptionFlags & EXCEPTION_UNWIND) {
        terminate_scopes(image, record, establisher, dispatcher);
        return ExceptionContinueSearch;
    }
    return search_scopes(image, record, establisher, context, dispatcher);
}

PRUNTIME_FUNCTION NTAPI seh_RtlLookupFunctionEntry(ULONG64 pc, ULONG64 *base, PVOID history)
{
    const struct image *image = image_find(pc);
    (void)history;
    if (base)
        *base = (uintptr_t)(image ? image->base : NULL);
    return image ? (PRUNTIME_FUNCTION)(uintptr_t)image_function(image, pc) : NULL;
}

PVOID NTAPI seh_RtlPcToFileHeader(PVOID pc, PVOID *base)
{
    const struct image *image = image_find((uintptr_t)pc);
    *base = image ? image->base : NULL;
    return *base;
}

PEXCEPTION_ROUTINE NTAPI seh_RtlVirtualUnwind(ULONG type, ULONG64 base, ULONG64 pc,
                                              PRUNTIME_FUNCTION function, PCONTEXT context, PVOID *data,
                                              ULONG64 *establisher, PVOID pointers)
{
    const struct image *image = image_find(pc);
    struct unwind_stack stack = {(uintptr_t)__builtin_frame_address(0), nt_stack_top()};
    struct unwind_frame frame;
    struct pe_fault fault;

    (void)function, (void)pointers;
    context->Rip = pc;
    if (!image || (uintptr_t)image->base != base ||
        !unwind_step(image, type, &stack, context, &frame, &fault)) {
        context->Rip = 0; /* as at the end of a stack */
        return NULL;
    }
    *establisher = frame.establisher;
    *data = frame.handler ? image->base + frame.data : NULL;
    return frame.handler ? (PEXCEPTION_ROUTINE)(uintptr_t)(image->base + frame.handler) : NULL;
}
