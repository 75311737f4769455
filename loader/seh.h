/*
 * Structured exception handling for images: what ntoskrnl offers to drivers and to the handlers that their compilers put into them, over
 * unwind.h. How it works on one thread's stack is in docs/windows-drivers.md.
 */
#ifndef OPENWDDM_SEH_H
#define OPENWDDM_SEH_H

#include "image.h"
#include "seh_types.h"

struct nt_exception;

/* For struct nt_foreign_code. */
bool seh_dispatch(void *context, const struct nt_exception *exception);
void seh_raise(NTSTATUS status, ULONG_PTR pc);
const void *seh_door(const void *routine);

/* The frames of images from these registers up, for a report. On the thread itself. */
struct nt_registers;
struct nt_stack;
void seh_stack(const struct nt_registers *registers, struct nt_stack *stack);

/* What images import under the names without seh_. Those with registers of their caller to keep are doors. */
EXCEPTION_DISPOSITION NTAPI seh___C_specific_handler(PEXCEPTION_RECORD record, PVOID establisher,
                                                     PCONTEXT context, PDISPATCHER_CONTEXT dispatcher);
PRUNTIME_FUNCTION NTAPI seh_RtlLookupFunctionEntry(ULONG64 pc, ULONG64 *base, PVOID history);
PEXCEPTION_ROUTINE NTAPI seh_RtlVirtualUnwind(ULONG type, ULONG64 base, ULONG64 pc,
                                              PRUNTIME_FUNCTION function, PCONTEXT context, PVOID *data,
                                              ULONG64 *establisher, PVOID pointers);
PVOID NTAPI seh_RtlPcToFileHeader(PVOID pc, PVOID *base);
VOID NTAPI seh_RtlCaptureContext(PCONTEXT context);
VOID NTAPI seh_RtlRestoreContext(PCONTEXT context, PEXCEPTION_RECORD record);
VOID NTAPI seh_unwind_ex(PVOID frame, PVOID ip, PEXCEPTION_RECORD record, PVOID value, PCONTEXT context,
                         PVOID history);
VOID NTAPI seh_unwind(PVOID frame, PVOID ip, PEXCEPTION_RECORD record, PVOID value);
VOID NTAPI seh_local_unwind(PVOID frame, PVOID ip);
VOID NTAPI seh_raise_exception(PEXCEPTION_RECORD record);
VOID NTAPI seh_restore_context(PCONTEXT context, PEXCEPTION_RECORD record);
int NTAPI seh_setjmp(SEH_JUMP_BUFFER *buffer, PVOID frame);
DECLSPEC_NORETURN VOID NTAPI seh_longjmp(SEH_JUMP_BUFFER *buffer, int value);
USHORT NTAPI seh_capture_back_trace(ULONG skip, ULONG count, PVOID *trace, PULONG hash);
ULONG NTAPI seh_walk_frame_chain(PVOID *callers, ULONG count, ULONG flags);

PVOID NTAPI image_MmLockPagableDataSection(PVOID address);
VOID NTAPI image_MmLockPagableSectionByHandle(PVOID handle);
VOID NTAPI image_MmUnlockPagableImageSection(PVOID handle);
PVOID NTAPI image_MmPageEntireDriver(PVOID address);
VOID NTAPI image_MmResetDriverPaging(PVOID address);

/* Routines that may raise, and call back: SEH_DOOR(exported name, routine). */
#define SEH_DOORS(SEH_DOOR)                                                                                  \
    SEH_DOOR(ExRaiseStatus, ExRaiseStatus)                                                                   \
    SEH_DOOR(ExRaiseAccessViolation, ExRaiseAccessViolation)                                                 \
    SEH_DOOR(ExRaiseDatatypeMisalignment, ExRaiseDatatypeMisalignment)                                       \
    SEH_DOOR(ProbeForRead, ProbeForRead)                                                                     \
    SEH_DOOR(ProbeForWrite, ProbeForWrite)                                                                   \
    SEH_DOOR(MmProbeAndLockPages, MmProbeAndLockPages)                                                       \
    SEH_DOOR(MmMapLockedPages, MmMapLockedPages)                                                             \
    SEH_DOOR(MmMapLockedPagesSpecifyCache, MmMapLockedPagesSpecifyCache)                                     \
    SEH_DOOR(ExAllocatePool2, ExAllocatePool2)                                                               \
    SEH_DOOR(ExAllocatePool3, ExAllocatePool3)                                                               \
    SEH_DOOR(ExAllocatePoolWithQuotaTag, ExAllocatePoolWithQuotaTag)                                         \
    SEH_DOOR(KeExpandKernelStackAndCallout, KeExpandKernelStackAndCallout)                                   \
    SEH_DOOR(KeExpandKernelStackAndCalloutEx, KeExpandKernelStackAndCalloutEx)                               \
    SEH_DOOR(RtlQueryRegistryValues, RtlQueryRegistryValues)                                                 \
    SEH_DOOR(KeReleaseMutex, KeReleaseMutex)                                                                 \
    SEH_DOOR(KeReleaseSemaphore, KeReleaseSemaphore)                                                         \
    SEH_DOOR(RtlInitUnicodeString, RtlInitUnicodeString)                                                     \
    SEH_DOOR(RtlCopyUnicodeString, RtlCopyUnicodeString)                                                     \
    SEH_DOOR(RtlCompareUnicodeString, RtlCompareUnicodeString)                                               \
    SEH_DOOR(RtlUnwindEx, seh_unwind_ex)                                                                     \
    SEH_DOOR(RtlUnwind, seh_unwind)                                                                          \
    SEH_DOOR(_local_unwind, seh_local_unwind)                                                                \
    SEH_DOOR(RtlRaiseException, seh_raise_exception)                                                         \
    SEH_DOOR(RtlRaiseStatus, ExRaiseStatus)                                                                  \
    SEH_DOOR(RtlCaptureStackBackTrace, seh_capture_back_trace)                                               \
    SEH_DOOR(RtlWalkFrameChain, seh_walk_frame_chain)                                                        \
    SEH_DOOR(longjmp, seh_longjmp)

#define SEH_DOOR_DECLARE(name, routine) void seh_door_##name(void);
SEH_DOORS(SEH_DOOR_DECLARE)

#endif
