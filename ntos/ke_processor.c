/*
 * Processors as drivers ask for them, floating point that must be given back, larger stacks, and the switches that a debugger would set.
 */
#include "ke.h"

#include <stdlib.h>

CCHAR KeNumberProcessors = 2;
static BOOLEAN debugger_enabled, debugger_not_present = TRUE;
static USHORT build_number = 19041;
static ULONG safe_boot;
PBOOLEAN KdDebuggerEnabled = &debugger_enabled;
PBOOLEAN KdDebuggerNotPresent = &debugger_not_present;
PUSHORT NtBuildNumber = &build_number;
PULONG InitSafeBootMode = &safe_boot;

static KAFFINITY all_processors(void)
{
    return ke.options.processors >= 64 ? ~(KAFFINITY)0 : ((KAFFINITY)1 << ke.options.processors) - 1;
}

static bool group_exists(USHORT group)
{
    return group == 0 || group == ALL_PROCESSOR_GROUPS;
}

ULONG NTAPI KeQueryActiveProcessorCountEx(USHORT GroupNumber)
{
    KE_SERVICE(KeQueryActiveProcessorCountEx);
    return group_exists(GroupNumber) ? ke.options.processors : 0;
}

ULONG NTAPI KeQueryMaximumProcessorCountEx(USHORT GroupNumber)
{
    KE_SERVICE(KeQueryMaximumProcessorCountEx);
    return group_exists(GroupNumber) ? ke.options.processors : 0;
}

USHORT NTAPI KeQueryActiveGroupCount(VOID)
{
    KE_SERVICE(KeQueryActiveGroupCount);
    return 1;
}

USHORT NTAPI KeQueryMaximumGroupCount(VOID)
{
    KE_SERVICE(KeQueryMaximumGroupCount);
    return 1;
}

KAFFINITY NTAPI KeQueryGroupAffinity(USHORT GroupNumber)
{
    KE_SERVICE(KeQueryGroupAffinity);
    return GroupNumber ? 0 : all_processors();
}

NTSTATUS NTAPI KeGetProcessorNumberFromIndex(ULONG ProcIndex, PPROCESSOR_NUMBER ProcNumber)
{
    KE_SERVICE(KeGetProcessorNumberFromIndex);
    if (ProcIndex >= ke.options.processors)
        return STATUS_INVALID_PARAMETER;
    *ProcNumber = (PROCESSOR_NUMBER){.Number = (UCHAR)ProcIndex};
    return STATUS_SUCCESS;
}

ULONG NTAPI KeGetProcessorIndexFromNumber(PPROCESSOR_NUMBER ProcNumber)
{
    KE_SERVICE(KeGetProcessorIndexFromNumber);
    return ProcNumber->Group || ProcNumber->Number >= ke.options.processors ? MAXULONG : ProcNumber->Number;
}

NTSTATUS NTAPI KeSetTargetProcessorDpcEx(PRKDPC Dpc, PPROCESSOR_NUMBER ProcNumber)
{
    KE_SERVICE(KeSetTargetProcessorDpcEx);
    if (ProcNumber->Group || ProcNumber->Reserved || ProcNumber->Number >= ke.options.processors)
        return STATUS_INVALID_PARAMETER;
    KeSetTargetProcessorDpc(Dpc, (CCHAR)ProcNumber->Number);
    return STATUS_SUCCESS;
}

/* ---- affinity ---- */

/* Which processor a thread runs on is a number here; 0 in the old mask says that the thread was free. */
static KAFFINITY set_affinity(struct _KTHREAD *self, KAFFINITY mask, const char *service)
{
    KAFFINITY old = self->affinity;
    if (!(mask & all_processors())) {
        report_emit(REPORT_VIOLATION, "SYN-10", service, "Affinity", "at least one active processor",
                    "Ask KeQueryGroupAffinity which there are.", "%#llx of %#llx", (ULONGLONG)mask,
                    (ULONGLONG)all_processors());
        return old;
    }
    self->affinity = mask;
    if (!(mask >> self->processor & 1))
        self->processor = (unsigned)__builtin_ctzll(mask & all_processors());
    return old;
}

VOID NTAPI KeSetSystemAffinityThread(KAFFINITY Affinity)
{
    set_affinity(KE_SERVICE(KeSetSystemAffinityThread), Affinity, "KeSetSystemAffinityThread");
}

VOID NTAPI KeRevertToUserAffinityThread(VOID)
{
    KE_SERVICE(KeRevertToUserAffinityThread)->affinity = 0;
}

KAFFINITY NTAPI KeSetSystemAffinityThreadEx(KAFFINITY Affinity)
{
    return set_affinity(KE_SERVICE(KeSetSystemAffinityThreadEx), Affinity, "KeSetSystemAffinityThreadEx");
}

static void revert(struct _KTHREAD *self, KAFFINITY mask, const char *service)
{
    if (mask)
        set_affinity(self, mask, service);
    else
        self->affinity = 0;
}

VOID NTAPI KeRevertToUserAffinityThreadEx(KAFFINITY Affinity)
{
    revert(KE_SERVICE(KeRevertToUserAffinityThreadEx), Affinity, "KeRevertToUserAffinityThreadEx");
}

VOID NTAPI KeSetSystemGroupAffinityThread(PGROUP_AFFINITY Affinity, PGROUP_AFFINITY PreviousAffinity)
{
    struct _KTHREAD *self = KE_SERVICE(KeSetSystemGroupAffinityThread);
    KAFFINITY old =
        set_affinity(self, Affinity->Group ? 0 : Affinity->Mask, "KeSetSystemGroupAffinityThread");
    if (PreviousAffinity)
        *PreviousAffinity = (GROUP_AFFINITY){.Mask = old};
}

VOID NTAPI KeRevertToUserGroupAffinityThread(PGROUP_AFFINITY PreviousAffinity)
{
    revert(KE_SERVICE(KeRevertToUserGroupAffinityThread), PreviousAffinity->Mask,
           "KeRevertToUserGroupAffinityThread");
}

/* ---- all processors at once ---- */

ULONG_PTR NTAPI KeIpiGenericCall(PKIPI_BROADCAST_WORKER BroadcastFunction, ULONG_PTR Context)
{
    struct _KTHREAD *self = KE_SERVICE(KeIpiGenericCall);
    unsigned own = self->processor;
    ULONG_PTR result = 0;
    KIRQL old = self->irql;
    self->irql = IPI_LEVEL;
    nt_call_enter("IPI worker", (ULONG_PTR)BroadcastFunction);
    for (unsigned i = 0; i < ke.options.processors; i++) {
        self->processor = i;
        ULONG_PTR answer = BroadcastFunction(Context);
        if (i == own)
            result = answer;
    }
    self->processor = own;
    nt_call_leave();
    self->irql = old;
    ke_yield();
    return result;
}

BOOLEAN NTAPI KeInvalidateAllCaches(VOID)
{
    KE_SERVICE(KeInvalidateAllCaches);
    KeMemoryBarrier(); /* caches are coherent with every device */
    return TRUE;
}

VOID NTAPI KeFlushIoBuffers(PMDL Mdl, BOOLEAN ReadOperation, BOOLEAN DmaOperation)
{
    KE_SERVICE(KeFlushIoBuffers);
    if (!(Mdl->MdlFlags & (MDL_PAGES_LOCKED | MDL_SOURCE_IS_NONPAGED_POOL)))
        report_emit(REPORT_VIOLATION, "SYN-10", "KeFlushIoBuffers", "MDL", "locked",
                    "Lock the pages before their caches are flushed.", "%p in %s", (void *)Mdl,
                    nt_call_current());
    KeMemoryBarrier();
}

/* ---- floating point ---- */

#define FLOAT_SAVED 0x746C6F46u

NTSTATUS NTAPI KeSaveFloatingPointState(PKFLOATING_SAVE FloatSave)
{
    struct _KTHREAD *self = KE_SERVICE(KeSaveFloatingPointState);
    FloatSave->Dummy = FLOAT_SAVED ^ self->number << 8 ^ self->irql;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI KeRestoreFloatingPointState(PKFLOATING_SAVE FloatSave)
{
    struct _KTHREAD *self = KE_SERVICE(KeRestoreFloatingPointState);
    if (FloatSave->Dummy != (FLOAT_SAVED ^ self->number << 8 ^ self->irql))
        report_emit(REPORT_VIOLATION, "SYN-10", "KeRestoreFloatingPointState", "FloatSave",
                    "what KeSaveFloatingPointState filled, on this thread and at this IRQL",
                    "Restore once, where it was saved.", "%#x at %s", FloatSave->Dummy,
                    ke_irql_name(self->irql));
    FloatSave->Dummy = 0;
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI KeSaveExtendedProcessorState(ULONG64 Mask, PXSTATE_SAVE XStateSave)
{
    struct _KTHREAD *self = KE_SERVICE(KeSaveExtendedProcessorState);
    XStateSave->Prev = self->extended_state;
    XStateSave->Thread = self;
    XStateSave->Level = self->irql;
    XStateSave->Mask = Mask;
    self->extended_state = XStateSave;
    return STATUS_SUCCESS;
}

VOID NTAPI KeRestoreExtendedProcessorState(PXSTATE_SAVE XStateSave)
{
    struct _KTHREAD *self = KE_SERVICE(KeRestoreExtendedProcessorState);
    if (self->extended_state != XStateSave || XStateSave->Thread != self || XStateSave->Level != self->irql) {
        report_emit(REPORT_VIOLATION, "SYN-10", "KeRestoreExtendedProcessorState", "XStateSave",
                    "the last one saved, on this thread and at this IRQL",
                    "Restore in the reverse order of saving.", "%p at %s", (void *)XStateSave,
                    ke_irql_name(self->irql));
        return;
    }
    self->extended_state = XStateSave->Prev;
    XStateSave->Thread = NULL;
}

/* ---- stacks, APCs ---- */

NTSTATUS NTAPI KeExpandKernelStackAndCalloutEx(PEXPAND_STACK_CALLOUT Callout, PVOID Parameter, SIZE_T Size,
                                               BOOLEAN Wait, PVOID Context)
{
    struct _KTHREAD *self = KE_SERVICE(KeExpandKernelStackAndCalloutEx);
    KIRQL irql = self->irql;
    if (Size > MAXIMUM_EXPANSION_SIZE || Context)
        return STATUS_INVALID_PARAMETER;
    if (ke_resource_denied("KeExpandKernelStackAndCallout"))
        return STATUS_NO_MEMORY;
    nt_call_enter("stack callout", (ULONG_PTR)Callout); /* stacks are larger here than any expansion */
    Callout(Parameter);
    nt_call_leave();
    if (self->irql != irql)
        ke_report_irql("KeExpandKernelStackAndCallout", self->irql, irql, "The callout returns at its IRQL.");
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI KeExpandKernelStackAndCallout(PEXPAND_STACK_CALLOUT Callout, PVOID Parameter, SIZE_T Size)
{
    KE_SERVICE(KeExpandKernelStackAndCallout);
    return KeExpandKernelStackAndCalloutEx(Callout, Parameter, Size, FALSE, NULL);
}

BOOLEAN NTAPI KeAreAllApcsDisabled(VOID)
{
    struct _KTHREAD *self = KE_SERVICE(KeAreAllApcsDisabled);
    return self->guarded_regions > 0 || self->irql >= APC_LEVEL;
}

VOID NTAPI KeEnterGuardedRegion(VOID)
{
    struct _KTHREAD *self = KE_SERVICE(KeEnterGuardedRegion);
    self->guarded_regions++;
    self->critical_regions++;
}

VOID NTAPI KeLeaveGuardedRegion(VOID)
{
    struct _KTHREAD *self = KE_SERVICE(KeLeaveGuardedRegion);
    if (self->guarded_regions > 0) {
        self->guarded_regions--;
        self->critical_regions--;
    } else {
        report_emit(REPORT_VIOLATION, "SYN-10", "KeLeaveGuardedRegion", "guarded regions entered",
                    "at least 1", "Leave a region only after entering it.", "0");
    }
}

KPROCESSOR_MODE NTAPI ExGetPreviousMode(VOID)
{
    return KE_SERVICE(ExGetPreviousMode)->process ? UserMode : KernelMode;
}

/* ---- spin locks of threaded DPCs, which may run at PASSIVE_LEVEL ---- */

KIRQL NTAPI KeAcquireSpinLockForDpc(PKSPIN_LOCK SpinLock)
{
    KE_SERVICE(KeAcquireSpinLockForDpc);
    return KeAcquireSpinLockRaiseToDpc(SpinLock);
}

VOID NTAPI KeReleaseSpinLockForDpc(PKSPIN_LOCK SpinLock, KIRQL OldIrql)
{
    KE_SERVICE(KeReleaseSpinLockForDpc);
    KeReleaseSpinLock(SpinLock, OldIrql);
}

/* ---- debugger ---- */

VOID NTAPI DbgBreakPointWithStatus(ULONG Status)
{
    report_emit(REPORT_WARNING, "", nt_call_current(), "break point", "none",
                "No debugger is there; on Windows without one the system would stop with a bug check.",
                "status %u, called from %p", Status, __builtin_return_address(0));
}

VOID NTAPI DbgBreakPoint(VOID)
{
    DbgBreakPointWithStatus(0);
}

BOOLEAN NTAPI KdRefreshDebuggerNotPresent(VOID)
{
    return TRUE;
}
