/*
 * The kernel core: IRQL, spin locks, dispatcher objects and waiting, timers, DPCs, time, bug checks, and the processor's
 * registers and ports. The highest IRQL of each routine stands in export_list.h of the runtime, which checks it at every
 * call (rule SYN-10). Times are in 100 ns units: negative relative, positive absolute. Included by wdm.h only.
 */
#ifndef _WDM_KE_
#define _WDM_KE_

/* ---- IRQL ---- */

#ifdef _WIN32
FORCEINLINE KIRQL KeGetCurrentIrql(VOID)
{
    ULONG64 irql;
    __asm__ volatile("mov %%cr8, %0" : "=r"(irql));
    return (KIRQL)irql;
}
FORCEINLINE VOID KeLowerIrql(KIRQL NewIrql)
{
    __asm__ volatile("mov %0, %%cr8" : : "r"((ULONG64)NewIrql) : "memory");
}
FORCEINLINE KIRQL KfRaiseIrql(KIRQL NewIrql)
{
    KIRQL old = KeGetCurrentIrql();
    KeLowerIrql(NewIrql);
    return old;
}
FORCEINLINE KIRQL KeRaiseIrqlToDpcLevel(VOID)
{
    return KfRaiseIrql(DISPATCH_LEVEL);
}
#else
KIRQL NTAPI KeGetCurrentIrql(VOID);
VOID NTAPI KeLowerIrql(KIRQL NewIrql);
KIRQL NTAPI KfRaiseIrql(KIRQL NewIrql);
KIRQL NTAPI KeRaiseIrqlToDpcLevel(VOID);
/* Native only: reports SYN-10 when called at DISPATCH_LEVEL or above. */
VOID NTAPI KePagedCode(PCSTR Function);
#endif
#define KeRaiseIrql(NewIrql, OldIrql) (*(OldIrql) = KfRaiseIrql(NewIrql))

/* First statement of a routine that may be paged out. */
#ifdef _WIN32
#define PAGED_CODE() ((void)0)
#else
#define PAGED_CODE() KePagedCode(__func__)
#endif
/* Before such a routine: its code goes into the section that the system may page out. */
#define PAGED_CODE_SEG __attribute__((section("PAGE")))

/* ---- spin locks ---- */

FORCEINLINE VOID KeInitializeSpinLock(PKSPIN_LOCK SpinLock)
{
    *SpinLock = 0;
}
KIRQL NTAPI KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock);
VOID NTAPI KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql);
VOID NTAPI KeAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock);
VOID NTAPI KeReleaseSpinLockFromDpcLevel(PKSPIN_LOCK SpinLock);
BOOLEAN NTAPI KeTryToAcquireSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock);
BOOLEAN NTAPI KeTestSpinLock(PKSPIN_LOCK SpinLock);
VOID NTAPI KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle);
VOID NTAPI KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle);
VOID NTAPI KeAcquireInStackQueuedSpinLockAtDpcLevel(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle);
VOID NTAPI KeReleaseInStackQueuedSpinLockFromDpcLevel(PKLOCK_QUEUE_HANDLE LockHandle);
#define KeAcquireSpinLock(SpinLock, OldIrql) (*(OldIrql) = KeAcquireSpinLockRaiseToDpc(SpinLock))

/* ---- dispatcher objects ---- */

typedef enum _EVENT_TYPE { NotificationEvent, SynchronizationEvent } EVENT_TYPE;
typedef enum _TIMER_TYPE { NotificationTimer, SynchronizationTimer } TIMER_TYPE;
typedef enum _WAIT_TYPE { WaitAll, WaitAny } WAIT_TYPE;
typedef enum _KWAIT_REASON {
    Executive,
    FreePage,
    PageIn,
    PoolAllocation,
    DelayExecution,
    Suspended,
    UserRequest,
    WrExecutive
} KWAIT_REASON;

#define THREAD_WAIT_OBJECTS  3
#define MAXIMUM_WAIT_OBJECTS 64
#define IO_NO_INCREMENT      0
#define EVENT_INCREMENT      1
#define SEMAPHORE_INCREMENT  1

/* What a wait for several objects needs per object; storage only. */
typedef struct _KWAIT_BLOCK {
    LIST_ENTRY WaitListEntry;
    UCHAR WaitType;
    UCHAR BlockState;
    USHORT WaitKey;
    ULONG SpareLong;
    PKTHREAD Thread;
    PVOID Object;
} KWAIT_BLOCK, *PKWAIT_BLOCK, *PRKWAIT_BLOCK;

VOID NTAPI KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State);
LONG NTAPI KeSetEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait);
LONG NTAPI KeResetEvent(PRKEVENT Event);
VOID NTAPI KeClearEvent(PRKEVENT Event);
LONG NTAPI KeReadStateEvent(PRKEVENT Event);
LONG NTAPI KePulseEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait);

VOID NTAPI KeInitializeMutex(PRKMUTEX Mutex, ULONG Level);
LONG NTAPI KeReleaseMutex(PRKMUTEX Mutex, BOOLEAN Wait);
LONG NTAPI KeReadStateMutex(PRKMUTEX Mutex);
#define KeWaitForMutexObject KeWaitForSingleObject

VOID NTAPI KeInitializeSemaphore(PRKSEMAPHORE Semaphore, LONG Count, LONG Limit);
LONG NTAPI KeReleaseSemaphore(PRKSEMAPHORE Semaphore, KPRIORITY Increment, LONG Adjustment, BOOLEAN Wait);
LONG NTAPI KeReadStateSemaphore(PRKSEMAPHORE Semaphore);

/* STATUS_SUCCESS (or STATUS_WAIT_0 + index), STATUS_TIMEOUT. At DISPATCH_LEVEL only with *Timeout == 0. */
NTSTATUS NTAPI KeWaitForSingleObject(PVOID Object, KWAIT_REASON WaitReason, KPROCESSOR_MODE WaitMode,
                                     BOOLEAN Alertable, PLARGE_INTEGER Timeout);
NTSTATUS NTAPI KeWaitForMultipleObjects(ULONG Count, PVOID Object[], WAIT_TYPE WaitType,
                                        KWAIT_REASON WaitReason, KPROCESSOR_MODE WaitMode, BOOLEAN Alertable,
                                        PLARGE_INTEGER Timeout, PKWAIT_BLOCK WaitBlockArray);
NTSTATUS NTAPI KeDelayExecutionThread(KPROCESSOR_MODE WaitMode, BOOLEAN Alertable, PLARGE_INTEGER Interval);

VOID NTAPI KeEnterCriticalRegion(VOID);
VOID NTAPI KeLeaveCriticalRegion(VOID);
BOOLEAN NTAPI KeAreApcsDisabled(VOID);

VOID NTAPI KeInitializeGuardedMutex(PKGUARDED_MUTEX Mutex);
VOID NTAPI KeAcquireGuardedMutex(PKGUARDED_MUTEX Mutex);
VOID NTAPI KeReleaseGuardedMutex(PKGUARDED_MUTEX Mutex);
BOOLEAN NTAPI KeTryToAcquireGuardedMutex(PKGUARDED_MUTEX Mutex);

/* ---- timers and DPCs ---- */

VOID NTAPI KeInitializeTimer(PKTIMER Timer);
VOID NTAPI KeInitializeTimerEx(PKTIMER Timer, TIMER_TYPE Type);
BOOLEAN NTAPI KeSetTimer(PKTIMER Timer, LARGE_INTEGER DueTime, PKDPC Dpc);
BOOLEAN NTAPI KeSetTimerEx(PKTIMER Timer, LARGE_INTEGER DueTime, LONG Period /* ms, 0 = once */, PKDPC Dpc);
BOOLEAN NTAPI KeSetCoalescableTimer(PKTIMER Timer, LARGE_INTEGER DueTime, ULONG Period, ULONG TolerableDelay,
                                    PKDPC Dpc);
BOOLEAN NTAPI KeCancelTimer(PKTIMER Timer);
BOOLEAN NTAPI KeReadStateTimer(PKTIMER Timer);

VOID NTAPI KeInitializeDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine, PVOID DeferredContext);
VOID NTAPI KeInitializeThreadedDpc(PRKDPC Dpc, PKDEFERRED_ROUTINE DeferredRoutine, PVOID DeferredContext);
BOOLEAN NTAPI KeInsertQueueDpc(PRKDPC Dpc, PVOID SystemArgument1, PVOID SystemArgument2);
BOOLEAN NTAPI KeRemoveQueueDpc(PRKDPC Dpc);
VOID NTAPI KeSetImportanceDpc(PRKDPC Dpc, KDPC_IMPORTANCE Importance);
VOID NTAPI KeSetTargetProcessorDpc(PRKDPC Dpc, CCHAR Number);
VOID NTAPI KeFlushQueuedDpcs(VOID);

/* ---- time ---- */

LARGE_INTEGER NTAPI KeQueryPerformanceCounter(PLARGE_INTEGER PerformanceFrequency);
ULONGLONG NTAPI KeQueryInterruptTime(VOID);
ULONGLONG NTAPI KeQueryInterruptTimePrecise(PULONG64 QpcTimeStamp);
ULONGLONG NTAPI KeQueryUnbiasedInterruptTime(VOID);
VOID NTAPI KeQuerySystemTimePrecise(PLARGE_INTEGER CurrentTime); /* 100 ns units since 1601-01-01 UTC */
ULONG NTAPI KeQueryTimeIncrement(VOID);
VOID NTAPI KeStallExecutionProcessor(ULONG MicroSeconds);
#ifdef _WIN32
#define KeQuerySystemTime(CurrentTime) ((CurrentTime)->QuadPart = *(volatile LONGLONG *)0xFFFFF78000000014ull)
#define KeQueryTickCount(CurrentCount)                                                                       \
    ((CurrentCount)->QuadPart = *(volatile LONGLONG *)0xFFFFF78000000320ull)
#else
VOID NTAPI KeQuerySystemTime(PLARGE_INTEGER CurrentTime);
VOID NTAPI KeQueryTickCount(PLARGE_INTEGER TickCount);
#endif

/* ---- threads and processors ---- */

PKTHREAD NTAPI KeGetCurrentThread(VOID);
KPRIORITY NTAPI KeSetPriorityThread(PKTHREAD Thread, KPRIORITY Priority);
KPRIORITY NTAPI KeQueryPriorityThread(PKTHREAD Thread);
ULONG NTAPI KeQueryActiveProcessorCount(PKAFFINITY ActiveProcessors);
ULONG NTAPI KeQueryMaximumProcessorCount(VOID);
ULONG NTAPI KeGetCurrentProcessorNumberEx(PVOID ProcNumber);
KAFFINITY NTAPI KeQueryActiveProcessors(VOID);

/* ---- bug checks ---- */

DECLSPEC_NORETURN VOID NTAPI KeBugCheck(ULONG BugCheckCode);
DECLSPEC_NORETURN VOID NTAPI KeBugCheckEx(ULONG BugCheckCode, ULONG_PTR BugCheckParameter1,
                                          ULONG_PTR BugCheckParameter2, ULONG_PTR BugCheckParameter3,
                                          ULONG_PTR BugCheckParameter4);

#define IRQL_NOT_GREATER_OR_EQUAL               0x00000009u
#define IRQL_NOT_LESS_OR_EQUAL                  0x0000000Au
#define MAXIMUM_WAIT_OBJECTS_EXCEEDED           0x0000000Cu
#define SPIN_LOCK_ALREADY_OWNED                 0x0000000Fu
#define SPIN_LOCK_NOT_OWNED                     0x00000010u
#define REFERENCE_BY_POINTER                    0x00000018u
#define KMODE_EXCEPTION_NOT_HANDLED             0x0000001Eu
#define SYSTEM_SERVICE_EXCEPTION                0x0000003Bu
#define MULTIPLE_IRP_COMPLETE_REQUESTS          0x00000044u
#define CANCEL_STATE_IN_COMPLETED_IRP           0x00000048u
#define MEMORY_MANAGEMENT                       0x0000001Au
#define PAGE_FAULT_IN_NONPAGED_AREA             0x00000050u
#define PROCESS_HAS_LOCKED_PAGES                0x00000076u
#define SYSTEM_THREAD_EXCEPTION_NOT_HANDLED     0x0000007Eu
#define UNEXPECTED_KERNEL_MODE_TRAP             0x0000007Fu
#define SPIN_LOCK_INIT_FAILURE                  0x00000081u
#define INVALID_KERNEL_HANDLE                   0x00000093u
#define ATTEMPTED_SWITCH_FROM_DPC               0x000000B8u
#define SPECIAL_POOL_DETECTED_MEMORY_CORRUPTION 0x000000C1u
#define BAD_POOL_CALLER                         0x000000C2u
#define DRIVER_VERIFIER_DETECTED_VIOLATION      0x000000C4u
#define TIMER_OR_DPC_INVALID                    0x000000C7u
#define IRQL_UNEXPECTED_VALUE                   0x000000C8u
#define DRIVER_LEFT_LOCKED_PAGES_IN_PROCESS     0x000000CBu
#define DRIVER_IRQL_NOT_LESS_OR_EQUAL           0x000000D1u
#define WORKER_THREAD_RETURNED_AT_BAD_IRQL      0x000000E1u
#define MANUALLY_INITIATED_CRASH                0x000000E2u
#define THREAD_STUCK_IN_DEVICE_DRIVER           0x000000EAu
#define CRITICAL_OBJECT_TERMINATION             0x000000F4u
#define VIDEO_MEMORY_MANAGEMENT_INTERNAL        0x0000010Eu
#define VIDEO_DXGKRNL_FATAL_ERROR               0x00000113u
#define VIDEO_TDR_FAILURE                       0x00000116u
#define VIDEO_TDR_TIMEOUT_DETECTED              0x00000117u
#define VIDEO_SCHEDULER_INTERNAL_ERROR          0x00000119u
#define KERNEL_SECURITY_CHECK_FAILURE           0x00000139u
#define VIDEO_ENGINE_TIMEOUT_DETECTED           0x00000141u
#define SYNTHETIC_WATCHDOG_TIMEOUT              0x000001CAu
#define THREAD_TERMINATE_HELD_MUTEX             0x4000008Au

/* ---- device registers and ports ---- */

/* On Windows these are compiled in as plain volatile accesses and port instructions. Natively they are calls, because a
 * register may be a device model's (trapped) and a port always is. The order is that of the program. */
#ifdef _WIN32
#define WDM_REGISTER(NAME, type, memory)                                                                     \
    FORCEINLINE type READ_REGISTER_##NAME(type volatile *Register)                                           \
    {                                                                                                        \
        return *Register;                                                                                    \
    }                                                                                                        \
    FORCEINLINE VOID WRITE_REGISTER_##NAME(type volatile *Register, type Value)                              \
    {                                                                                                        \
        *Register = Value;                                                                                   \
        KeMemoryBarrier();                                                                                   \
    }                                                                                                        \
    FORCEINLINE VOID READ_REGISTER_BUFFER_##NAME(type volatile *Register, type *Buffer, ULONG Count)         \
    {                                                                                                        \
        for (ULONG i = 0; i < Count; i++)                                                                    \
            Buffer[i] = Register[i];                                                                         \
    }                                                                                                        \
    FORCEINLINE VOID WRITE_REGISTER_BUFFER_##NAME(type volatile *Register, type *Buffer, ULONG Count)        \
    {                                                                                                        \
        for (ULONG i = 0; i < Count; i++)                                                                    \
            Register[i] = Buffer[i];                                                                         \
        KeMemoryBarrier();                                                                                   \
    }
#define WDM_PORT(NAME, type, letter)                                                                         \
    FORCEINLINE type READ_PORT_##NAME(type *Port)                                                            \
    {                                                                                                        \
        type value;                                                                                          \
        __asm__ volatile("in" letter " %w1, %0" : "=a"(value) : "Nd"((USHORT)(ULONG_PTR)Port));              \
        return value;                                                                                        \
    }                                                                                                        \
    FORCEINLINE VOID WRITE_PORT_##NAME(type *Port, type Value)                                               \
    {                                                                                                        \
        __asm__ volatile("out" letter " %0, %w1" : : "a"(Value), "Nd"((USHORT)(ULONG_PTR)Port));             \
    }                                                                                                        \
    FORCEINLINE VOID READ_PORT_BUFFER_##NAME(type *Port, type *Buffer, ULONG Count)                          \
    {                                                                                                        \
        for (ULONG i = 0; i < Count; i++)                                                                    \
            Buffer[i] = READ_PORT_##NAME(Port);                                                              \
    }                                                                                                        \
    FORCEINLINE VOID WRITE_PORT_BUFFER_##NAME(type *Port, type *Buffer, ULONG Count)                         \
    {                                                                                                        \
        for (ULONG i = 0; i < Count; i++)                                                                    \
            WRITE_PORT_##NAME(Port, Buffer[i]);                                                              \
    }
#else
#define WDM_REGISTER(NAME, type, memory)                                                                     \
    type NTAPI READ_REGISTER_##NAME(type volatile *Register);                                                \
    VOID NTAPI WRITE_REGISTER_##NAME(type volatile *Register, type Value);                                   \
    VOID NTAPI READ_REGISTER_BUFFER_##NAME(type volatile *Register, type *Buffer, ULONG Count);              \
    VOID NTAPI WRITE_REGISTER_BUFFER_##NAME(type volatile *Register, type *Buffer, ULONG Count);
#define WDM_PORT(NAME, type, letter)                                                                         \
    type NTAPI READ_PORT_##NAME(type *Port);                                                                 \
    VOID NTAPI WRITE_PORT_##NAME(type *Port, type Value);                                                    \
    VOID NTAPI READ_PORT_BUFFER_##NAME(type *Port, type *Buffer, ULONG Count);                               \
    VOID NTAPI WRITE_PORT_BUFFER_##NAME(type *Port, type *Buffer, ULONG Count);
#endif
WDM_REGISTER(UCHAR, UCHAR, "b")
WDM_REGISTER(USHORT, USHORT, "w")
WDM_REGISTER(ULONG, ULONG, "l")
WDM_REGISTER(ULONG64, ULONG64, "q")
WDM_PORT(UCHAR, UCHAR, "b")
WDM_PORT(USHORT, USHORT, "w")
WDM_PORT(ULONG, ULONG, "l")
#undef WDM_REGISTER
#undef WDM_PORT

#endif
