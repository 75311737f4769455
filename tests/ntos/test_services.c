/*
 * Event tracing, DMA adapters, executive timers, rundown protection, push locks, shared spin locks, processors, crash callbacks: what
 * drivers call beside the DDI.
 */
#include "kernel.h"

#include "bus.h"
#include "nt_event.h"

#include <stdio.h>
#include <string.h>

/* ---- events ---- */

static const GUID provider = {0x01234567, 0x89AB, 0xCDEF, {1, 2, 3, 4, 5, 6, 7, 8}};

static struct {
    unsigned count, enabled;
    struct nt_event last;
    char text[32];
} heard;

static void hear(void *ctx, const struct nt_event *event)
{
    heard.count++;
    heard.last = *event;
    snprintf(heard.text, sizeof(heard.text), "%s", event->text ? event->text : "");
}

static VOID NTAPI on_enable(LPCGUID source, ULONG code, UCHAR level, ULONGLONG any, ULONGLONG all,
                            PEVENT_FILTER_DESCRIPTOR filter, PVOID context)
{
    heard.enabled += code == EVENT_CONTROL_CODE_ENABLE_PROVIDER && level == 0xFF && context == &heard;
}

static int events(void *arg)
{
    REGHANDLE handle;
    EVENT_DESCRIPTOR d = {.Id = 7, .Level = 4, .Opcode = 1, .Keyword = 0x10};
    EVENT_DATA_DESCRIPTOR data[2];
    ULONG number = 5;
    bool listening = arg != NULL;
    memset(&heard, 0, sizeof(heard));
    nt_on_event(listening ? hear : NULL, NULL);
    EXPECT(EtwRegister(&provider, on_enable, &heard, &handle) == STATUS_SUCCESS && handle);
    EXPECT(heard.enabled == listening && EtwProviderEnabled(handle, 4, 1) == listening);
    EXPECT(EtwEventEnabled(handle, &d) == listening);
    EventDataDescCreate(&data[0], &number, sizeof(number));
    EventDataDescCreate(&data[1], "abc", 4);
    KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
    EXPECT(EtwWrite(handle, &d, NULL, 2, data) == STATUS_SUCCESS);
    KeLowerIrql(old);
    if (listening)
        EXPECT(heard.count == 1 && heard.last.id == 7 && heard.last.level == 4 && heard.last.size == 8 &&
               !memcmp(&heard.last.provider, &provider, sizeof(GUID)));
    EXPECT(EtwWriteString(handle, 2, 0, NULL, L"some text") == STATUS_SUCCESS);
    if (listening)
        EXPECT(!strcmp(heard.text, "some text") && heard.last.size == 20);
    EXPECT(WmiTraceMessage(1, TRACE_MESSAGE_GUID, &provider, 10, &number, (SIZE_T)4, "ab", (SIZE_T)3, NULL) ==
           STATUS_SUCCESS);
    if (listening)
        EXPECT(heard.count == 3 && heard.last.id == 10 && heard.last.size == 7);
    EXPECT(EtwWrite(0, &d, NULL, 0, NULL) == STATUS_SUCCESS);
    EXPECT(EtwUnregister(handle) == STATUS_SUCCESS);
    EXPECT(IoWMIRegistrationControl((PDEVICE_OBJECT)on_enable,
                                    WMIREG_ACTION_REGISTER | WMIREG_FLAG_CALLBACK) == STATUS_SUCCESS);
    EXPECT(IoWMIRegistrationControl((PDEVICE_OBJECT)on_enable, WMIREG_ACTION_DEREGISTER) == STATUS_SUCCESS);
    EXPECT(IoWMIRegistrationControl((PDEVICE_OBJECT)on_enable, WMIREG_ACTION_DEREGISTER) ==
           STATUS_INVALID_PARAMETER);
    nt_on_event(NULL, NULL);
    return 0;
}

static void events_reach_who_listens(void **state)
{
    kernel_everywhere(events, NULL, 2);
    kernel_everywhere(events, &heard, 2);
}

static int forgotten(void *arg)
{
    REGHANDLE handle;
    EtwRegister(&provider, NULL, NULL, &handle);
    EtwRegister(&provider, NULL, NULL, &handle);
    EtwUnregister(handle);
    EtwUnregister(handle);
    IoWMIRegistrationControl((PDEVICE_OBJECT)on_enable, WMIREG_ACTION_REGISTER | WMIREG_FLAG_CALLBACK);
    ExAllocateTimer(NULL, NULL, 0);
    DEVICE_DESCRIPTION description = {.Master = TRUE, .MaximumLength = PAGE_SIZE};
    IoGetDmaAdapter(NULL, &description, NULL);
    static KBUGCHECK_CALLBACK_RECORD record;
    KeInitializeCallbackRecord(&record);
    KeRegisterBugCheckCallback(&record, NULL, NULL, 0, NULL);
    return 0;
}

static void check_forgotten(const struct kernel_run *run)
{
    assert_int_equal(run->leaks, 5);
    assert_non_null(kernel_found(run, "SYN-10", "EtwUnregister"));
    assert_non_null(kernel_found(run, "OBS-135", "nt_shutdown"));
}

static void what_is_not_taken_back_is_found(void **state)
{
    kernel_everywhere_checked(forgotten, NULL, 1, (struct nt_options){0}, check_forgotten);
}

/* ---- DMA ---- */

static struct {
    unsigned calls;
    ULONG bytes, elements;
    uint64_t first;
    PSCATTER_GATHER_LIST list;
} lists;

static VOID NTAPI take_list(PDEVICE_OBJECT device, PIRP irp, PSCATTER_GATHER_LIST list, PVOID context)
{
    lists.calls++;
    lists.list = list;
    lists.elements = list->NumberOfElements;
    lists.bytes = 0;
    lists.first = (uint64_t)list->Elements[0].Address.QuadPart;
    for (ULONG i = 0; i < list->NumberOfElements; i++)
        lists.bytes += list->Elements[i].Length;
}

static IO_ALLOCATION_ACTION NTAPI take_channel(PDEVICE_OBJECT device, PIRP irp, PVOID base, PVOID context)
{
    *(PVOID *)context = base;
    return DeallocateObjectKeepRegisters;
}

static int dma(void *arg)
{
    DEVICE_DESCRIPTION description = {.Version = 2,
                                      .Master = TRUE,
                                      .ScatterGather = TRUE,
                                      .Dma32BitAddresses = TRUE,
                                      .InterfaceType = PCIBus,
                                      .MaximumLength = 1 << 20};
    ULONG registers, size;
    PHYSICAL_ADDRESS logical;
    PVOID base = NULL;
    memset(&lists, 0, sizeof(lists));
    PDMA_ADAPTER a = IoGetDmaAdapter(NULL, &description, &registers);
    EXPECT(a && registers >= 256 && a->DmaOperations->Size == sizeof(DMA_OPERATIONS));
    UCHAR *common = a->DmaOperations->AllocateCommonBuffer(a, 10000, &logical, TRUE);
    EXPECT(common && MmGetPhysicalAddress(common).QuadPart == logical.QuadPart);
    PMDL mdl = IoAllocateMdl(common + 100, 9000, FALSE, FALSE, NULL);
    MmBuildMdlForNonPagedPool(mdl);
    KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
    EXPECT(a->DmaOperations->GetScatterGatherList(a, NULL, mdl, common + 200, 8000, take_list, NULL, TRUE) ==
           STATUS_SUCCESS);
    EXPECT(lists.calls == 1 && lists.elements == 1 && lists.bytes == 8000 &&
           lists.first == (uint64_t)logical.QuadPart + 200);
    a->DmaOperations->PutScatterGatherList(a, lists.list, TRUE);
    EXPECT(a->DmaOperations->CalculateScatterGatherList(a, mdl, common + 100, 9000, &size, &registers) ==
               STATUS_SUCCESS &&
           registers == 3);
    UCHAR room[200];
    EXPECT(a->DmaOperations->BuildScatterGatherList(a, NULL, mdl, common + 100, 9000, take_list, NULL, TRUE,
                                                    room, 16) == STATUS_BUFFER_TOO_SMALL);
    EXPECT(a->DmaOperations->BuildScatterGatherList(a, NULL, mdl, common + 100, 9000, take_list, NULL, TRUE,
                                                    room, sizeof(room)) == STATUS_SUCCESS &&
           lists.bytes == 9000);
    a->DmaOperations->PutScatterGatherList(a, lists.list, TRUE);
    EXPECT(a->DmaOperations->AllocateAdapterChannel(a, NULL, 3, take_channel, &base) == STATUS_SUCCESS &&
           base);
    ULONG length = 9000;
    EXPECT(a->DmaOperations->MapTransfer(a, mdl, base, common + 100, &length, TRUE).QuadPart ==
               logical.QuadPart + 100 &&
           length == 9000);
    EXPECT(a->DmaOperations->FlushAdapterBuffers(a, mdl, base, common + 100, length, TRUE));
    a->DmaOperations->FreeMapRegisters(a, base, 3);
    KeFlushIoBuffers(mdl, FALSE, TRUE);
    KeLowerIrql(old);
    IoFreeMdl(mdl);
    a->DmaOperations->FreeCommonBuffer(a, 10000, logical, common, TRUE);
    EXPECT(a->DmaOperations->GetDmaAlignment(a) == 1);
    a->DmaOperations->PutDmaAdapter(a);
    UCHAR config[4];
    EXPECT(HalGetBusDataByOffset(PCIConfiguration, 0, 3, config, 0, 4) == 0); /* no bus at all */
    ULONG space = 0;
    EXPECT(HalTranslateBusAddress(PCIBus, 0, logical, &space, &logical) && space == 0);
    return 0;
}

static void adapters_give_lists(void **state)
{
    kernel_everywhere(dma, NULL, 3);
}

static int dma_misuse(void *arg)
{
    DEVICE_DESCRIPTION description = {.Master = TRUE, .Dma64BitAddresses = TRUE, .MaximumLength = PAGE_SIZE};
    UCHAR *p = ExAllocatePoolWithTag(NonPagedPoolNx, 100, KERNEL_TAG);
    PDMA_ADAPTER a = IoGetDmaAdapter(NULL, &description, NULL);
    PMDL mdl = IoAllocateMdl(p, 100, FALSE, FALSE, NULL);
    MmBuildMdlForNonPagedPool(mdl);
    a->DmaOperations->GetScatterGatherList(a, NULL, mdl, p, 100, take_list, NULL, TRUE); /* PASSIVE_LEVEL */
    KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
    EXPECT(a->DmaOperations->GetScatterGatherList(a, NULL, mdl, p + 50, 51, take_list, NULL, TRUE) ==
           STATUS_INVALID_PARAMETER);
    a->DmaOperations->PutScatterGatherList(a, lists.list, TRUE);
    a->DmaOperations->PutScatterGatherList(a, lists.list, TRUE);
    KeLowerIrql(old);
    a->DmaOperations->PutDmaAdapter(a);
    IoFreeMdl(mdl);
    ExFreePool(p);
    description.Version = 3;
    EXPECT(!IoGetDmaAdapter(NULL, &description, NULL));
    return 0;
}

static void check_dma_misuse(const struct kernel_run *run)
{
    assert_false(run->outcome.bugchecked);
    assert_int_equal(run->leaks, 0);
    assert_int_equal(run->findings.count, 4);
    assert_non_null(kernel_found(run, "SYN-10", "GetScatterGatherList"));
    assert_non_null(kernel_found(run, "SYN-10", "PutScatterGatherList"));
    assert_non_null(kernel_found(run, "SYN-10", "IoGetDmaAdapter"));
}

static void misused_adapters_are_found(void **state)
{
    kernel_everywhere_checked(dma_misuse, NULL, 2, (struct nt_options){0}, check_dma_misuse);
}

/* ---- timers ---- */

static volatile LONG ticks, deleted;

static VOID NTAPI on_tick(PEX_TIMER timer, PVOID context)
{
    EXPECT(KeGetCurrentIrql() == DISPATCH_LEVEL && context == &ticks);
    InterlockedIncrement(&ticks);
}

static VOID NTAPI on_delete(PVOID context)
{
    InterlockedIncrement(&deleted);
}

static int timers(void *arg)
{
    EXT_DELETE_PARAMETERS parameters;
    LARGE_INTEGER wait = ms(35);
    ticks = deleted = 0;
    PEX_TIMER t = ExAllocateTimer(on_tick, (PVOID)&ticks, EX_TIMER_HIGH_RESOLUTION);
    EXPECT(t && !ExSetTimer(t, -50000, 0, NULL) && ExSetTimer(t, -100000, 100000, NULL));
    EXPECT(KeWaitForSingleObject(t, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS);
    KeDelayExecutionThread(KernelMode, FALSE, &wait);
    EXPECT(ReadAcquire(&ticks) >= 2 && ExCancelTimer(t, NULL) && !ExCancelTimer(t, NULL));
    ExInitializeDeleteTimerParameters(&parameters);
    parameters.DeleteCallback = on_delete;
    ExDeleteTimer(t, TRUE, TRUE, &parameters);
    EXPECT(ReadAcquire(&deleted) == 1);
    t = ExAllocateTimer(on_tick, (PVOID)&ticks, 0);
    ExSetTimer(t, -10000, 0, NULL);
    KIRQL old = KfRaiseIrql(DISPATCH_LEVEL);
    ExDeleteTimer(t, TRUE, FALSE, &parameters); /* later, on a worker */
    KeLowerIrql(old);
    KeDelayExecutionThread(KernelMode, FALSE, &wait);
    EXPECT(ReadAcquire(&deleted) == 2);
    return 0;
}

static void executive_timers_tick_and_go(void **state)
{
    kernel_everywhere(timers, NULL, 5);
}

/* ---- threads against each other ---- */

static struct {
    EX_RUNDOWN_REF rundown;
    EX_PUSH_LOCK push;
    EX_SPIN_LOCK spin;
    volatile LONG used, inside, refused, sum, spins;
    KEVENT go;
} shared;

static VOID NTAPI user(PVOID arg)
{
    KeWaitForSingleObject(&shared.go, Executive, KernelMode, FALSE, NULL);
    for (int i = 0; i < 30; i++) {
        if (!ExAcquireRundownProtection(&shared.rundown)) {
            InterlockedIncrement(&shared.refused);
            break;
        }
        InterlockedIncrement(&shared.inside);
        nt_yield();
        InterlockedDecrement(&shared.inside);
        ExReleaseRundownProtection(&shared.rundown);
        InterlockedIncrement(&shared.used);
    }
    for (int i = 0; i < 30; i++) {
        KeEnterCriticalRegion();
        if ((i + (int)(ULONG_PTR)arg) % 3) {
            ExAcquirePushLockShared(&shared.push);
            LONG seen = shared.sum;
            nt_yield();
            EXPECT(seen == shared.sum);
            ExReleasePushLockShared(&shared.push);
        } else {
            ExAcquirePushLockExclusive(&shared.push);
            LONG seen = shared.sum;
            nt_yield();
            shared.sum = seen + 1;
            ExReleasePushLockExclusive(&shared.push);
        }
        KeLeaveCriticalRegion();
        KIRQL old;
        if (i % 2) {
            old = ExAcquireSpinLockShared(&shared.spin);
            LONG seen = shared.spins;
            nt_yield();
            EXPECT(seen == shared.spins);
            ExReleaseSpinLockShared(&shared.spin, old);
        } else {
            old = ExAcquireSpinLockExclusive(&shared.spin);
            LONG seen = shared.spins;
            nt_yield();
            shared.spins = seen + 1;
            ExReleaseSpinLockExclusive(&shared.spin, old);
        }
    }
}

static int locks(void *arg)
{
    HANDLE handles[3];
    PVOID threads[3];
    memset((void *)&shared, 0, sizeof(shared));
    ExInitializeRundownProtection(&shared.rundown);
    ExInitializePushLock(&shared.push);
    KeInitializeEvent(&shared.go, NotificationEvent, FALSE);
    for (ULONG_PTR i = 0; i < 3; i++) {
        PsCreateSystemThread(&handles[i], THREAD_ALL_ACCESS, NULL, NULL, NULL, user, (PVOID)i);
        ObReferenceObjectByHandle(handles[i], THREAD_ALL_ACCESS, *PsThreadType, KernelMode, &threads[i],
                                  NULL);
    }
    KeSetEvent(&shared.go, 0, FALSE);
    for (int i = 0; i < 20; i++)
        nt_yield();
    ExWaitForRundownProtectionRelease(&shared.rundown);
    EXPECT(ReadAcquire(&shared.inside) == 0 && !ExAcquireRundownProtection(&shared.rundown));
    for (int i = 0; i < 3; i++) {
        KeWaitForSingleObject(threads[i], Executive, KernelMode, FALSE, NULL);
        ObDereferenceObject(threads[i]);
        ZwClose(handles[i]);
    }
    EXPECT(shared.sum == 30 && shared.spins == 45 && shared.push == 0 && shared.spin == 0);
    ExReInitializeRundownProtection(&shared.rundown);
    EXPECT(ExAcquireRundownProtectionEx(&shared.rundown, 3));
    ExReleaseRundownProtectionEx(&shared.rundown, 3);
    return 0;
}

static void locks_exclude(void **state)
{
    kernel_everywhere(locks, NULL, 30);
}

static int wrong_release(void *arg)
{
    EX_PUSH_LOCK lock = 0;
    ExAcquirePushLockShared(&lock); /* outside a critical region, too */
    ExReleasePushLockExclusive(&lock);
    return 0;
}

static void check_wrong_release(const struct kernel_run *run)
{
    assert_true(run->outcome.bugchecked);
    assert_int_equal(run->outcome.bugcheck.code, DRIVER_VERIFIER_DETECTED_VIOLATION);
    assert_non_null(kernel_found(run, "SYN-10", "ExAcquirePushLockShared"));
    assert_non_null(kernel_found(run, "SYN-10", "ExReleasePushLockExclusive"));
}

static void a_push_lock_is_released_as_it_was_acquired(void **state)
{
    kernel_everywhere_checked(wrong_release, NULL, 1, (struct nt_options){0}, check_wrong_release);
}

/* ---- processors, floating point, names ---- */

static ULONG_PTR NTAPI on_processor(ULONG_PTR context)
{
    EXPECT(KeGetCurrentIrql() == IPI_LEVEL);
    *(ULONG *)context |= 1u << KeGetCurrentProcessorNumberEx(NULL);
    return 7;
}

static VOID NTAPI on_stack(PVOID parameter)
{
    volatile UCHAR room[16384];
    room[0] = room[sizeof(room) - 1] = 1;
    *(ULONG *)parameter += room[0];
}

static int processors(void *arg)
{
    PROCESSOR_NUMBER number;
    ULONG mask = 0, calls = 0;
    KFLOATING_SAVE save;
    XSTATE_SAVE outer, inner;
    UNICODE_STRING name;
    ULONG count = KeQueryActiveProcessorCountEx(ALL_PROCESSOR_GROUPS);
    EXPECT(count == 2 && KeQueryMaximumProcessorCountEx(0) == 2 && KeQueryActiveProcessorCountEx(1) == 0);
    EXPECT(KeNumberProcessors == 2 && KeQueryGroupAffinity(0) == 3 && KeQueryGroupAffinity(1) == 0);
    EXPECT(KeGetProcessorNumberFromIndex(1, &number) == STATUS_SUCCESS && number.Number == 1);
    EXPECT(KeGetProcessorNumberFromIndex(2, &number) == STATUS_INVALID_PARAMETER);
    EXPECT(KeGetProcessorIndexFromNumber(&number) == 1);
    KAFFINITY old = KeSetSystemAffinityThreadEx(2);
    EXPECT(old == 0 && KeGetCurrentProcessorNumberEx(NULL) == 1);
    EXPECT(KeSetSystemAffinityThreadEx(1) == 2 && KeGetCurrentProcessorNumberEx(NULL) == 0);
    KeRevertToUserAffinityThreadEx(old);
    EXPECT(KeIpiGenericCall(on_processor, (ULONG_PTR)&mask) == 7 && mask == 3);
    EXPECT(KeSaveFloatingPointState(&save) == STATUS_SUCCESS &&
           KeRestoreFloatingPointState(&save) == STATUS_SUCCESS);
    EXPECT(KeSaveExtendedProcessorState(XSTATE_MASK_LEGACY, &outer) == STATUS_SUCCESS);
    EXPECT(KeSaveExtendedProcessorState(XSTATE_MASK_GSSE, &inner) == STATUS_SUCCESS);
    KeRestoreExtendedProcessorState(&inner);
    KeRestoreExtendedProcessorState(&outer);
    EXPECT(KeExpandKernelStackAndCallout(on_stack, &calls, 20000) == STATUS_SUCCESS && calls == 1);
    EXPECT(KeExpandKernelStackAndCallout(on_stack, &calls, MAXIMUM_EXPANSION_SIZE + 1) ==
           STATUS_INVALID_PARAMETER);
    EXPECT(!KeAreAllApcsDisabled());
    KeEnterGuardedRegion();
    EXPECT(KeAreAllApcsDisabled() && KeAreApcsDisabled());
    KeLeaveGuardedRegion();
    EXPECT(KeInvalidateAllCaches() && ExGetPreviousMode() == KernelMode && KD_DEBUGGER_NOT_PRESENT);
    RtlInitUnicodeString(&name, L"KeSetEvent");
    EXPECT(MmGetSystemRoutineAddress(&name) == (PVOID)KeSetEvent);
    RtlInitUnicodeString(&name, L"wcslen");
    EXPECT(MmGetSystemRoutineAddress(&name) == (PVOID)crt_wcslen);
    RtlInitUnicodeString(&name, L"NobodyHasThis");
    EXPECT(!MmGetSystemRoutineAddress(&name));
    RtlInitUnicodeString(&name, L"PsThreadType");
    EXPECT(!MmGetSystemRoutineAddress(&name)); /* no routine */
    return 0;
}

static void processors_and_their_state(void **state)
{
    kernel_everywhere(processors, NULL, 2);
}

static int unbalanced(void *arg)
{
    XSTATE_SAVE a, b;
    KFLOATING_SAVE save;
    KeSaveExtendedProcessorState(3, &a);
    KeSaveExtendedProcessorState(3, &b);
    KeRestoreExtendedProcessorState(&a);
    KeSaveFloatingPointState(&save);
    KeRestoreFloatingPointState(&save);
    KeRestoreFloatingPointState(&save);
    KeSetSystemAffinityThread(0x100);
    DbgBreakPoint();
    return 0;
}

static void check_unbalanced(const struct kernel_run *run)
{
    assert_int_equal(run->findings.count, 4);
    assert_non_null(kernel_found(run, "SYN-10", "KeRestoreExtendedProcessorState"));
    assert_non_null(kernel_found(run, "SYN-10", "KeRestoreFloatingPointState"));
    assert_non_null(kernel_found(run, "SYN-10", "KeSetSystemAffinityThread"));
}

static void unbalanced_state_is_found(void **state)
{
    kernel_everywhere_checked(unbalanced, NULL, 1, (struct nt_options){0}, check_unbalanced);
}

/* ---- pool and look-aside lists ---- */

static volatile LONG made, freed;

static PVOID NTAPI make(POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX list)
{
    InterlockedIncrement(&made);
    return ExAllocatePoolWithTag(type, size, tag);
}

static VOID NTAPI unmake(PVOID buffer, PLOOKASIDE_LIST_EX list)
{
    InterlockedIncrement(&freed);
    ExFreePool(buffer);
}

static int pools(void *arg)
{
    LOOKASIDE_LIST_EX list;
    PVOID entries[20];
    POOL_EXTENDED_PARAMETER priority = {.Type = 1};
    made = freed = 0;
    priority.Priority = HighPoolPriority;
    EXPECT(ExInitializeLookasideListEx(&list, make, unmake, NonPagedPoolNx, 4, 64, KERNEL_TAG, 0) ==
           STATUS_INVALID_PARAMETER_5);
    EXPECT(ExInitializeLookasideListEx(&list, make, unmake, NonPagedPoolNx, 0, 64, KERNEL_TAG, 0) ==
           STATUS_SUCCESS);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 20; i++)
            EXPECT((entries[i] = ExAllocateFromLookasideListEx(&list)) != NULL);
        for (int i = 0; i < 20; i++)
            ExFreeToLookasideListEx(&list, entries[i]);
    }
    EXPECT(made == 24 && freed == 8); /* 16 stay on the list */
    ExFlushLookasideListEx(&list);
    EXPECT(freed == 24);
    ExDeleteLookasideListEx(&list);
    EXPECT(ExInitializeLookasideListEx(&list, NULL, NULL, PagedPool, EX_LOOKASIDE_LIST_EX_FLAGS_RAISE_ON_FAIL,
                                       64, KERNEL_TAG, 0) == STATUS_SUCCESS);
    ExFreeToLookasideListEx(&list, ExAllocateFromLookasideListEx(&list));
    ExDeleteLookasideListEx(&list);
    PVOID p = ExAllocatePool3(POOL_FLAG_NON_PAGED, 100, KERNEL_TAG, &priority, 1);
    EXPECT(p && *(UCHAR *)p == 0);
    ExFreePool2(p, KERNEL_TAG, NULL, 0);
    p = ExAllocatePoolWithQuotaTag(NonPagedPoolNx | POOL_QUOTA_FAIL_INSTEAD_OF_RAISE, 10, KERNEL_TAG);
    ExFreePool(p);
    p = ExAllocatePoolWithTagPriority(PagedPool, 10, KERNEL_TAG, NormalPoolPriority);
    ExFreePool(p);
    return 0;
}

static void look_aside_lists_keep_entries(void **state)
{
    kernel_everywhere(pools, NULL, 2);
}

/* ---- the end ---- */

static KBUGCHECK_CALLBACK_RECORD plain, faulty;
static KBUGCHECK_REASON_CALLBACK_RECORD reason;
static UCHAR state_of_device[8];
static unsigned order;

static VOID NTAPI on_crash(PVOID buffer, ULONG length)
{
    if (buffer == state_of_device && length == sizeof(state_of_device))
        order = order * 10 + 1;
}

static VOID NTAPI on_faulty_crash(PVOID buffer, ULONG length)
{
    order = order * 10 + 2;
    static volatile ULONG_PTR nowhere = 16;
    *(volatile int *)nowhere = 0;
}

static VOID NTAPI on_dump(KBUGCHECK_CALLBACK_REASON why, PKBUGCHECK_REASON_CALLBACK_RECORD record, PVOID data,
                          ULONG length)
{
    PKBUGCHECK_SECONDARY_DUMP_DATA dump = data;
    order = order * 10 + 3;
    dump->Guid = provider;
    dump->OutBuffer = dump->InBuffer;
    dump->OutBufferLength = 12;
}

static int crash(void *arg)
{
    order = 0;
    KeInitializeCallbackRecord(&plain);
    KeInitializeCallbackRecord(&faulty);
    KeInitializeCallbackRecord(&reason);
    EXPECT(KeRegisterBugCheckCallback(&faulty, on_faulty_crash, NULL, 0, (PUCHAR)(uintptr_t) "faulty"));
    EXPECT(KeRegisterBugCheckCallback(&plain, on_crash, state_of_device, 8, NULL));
    EXPECT(!KeRegisterBugCheckCallback(&plain, on_crash, NULL, 0, NULL));
    EXPECT(KeDeregisterBugCheckCallback(&plain) && !KeDeregisterBugCheckCallback(&plain));
    EXPECT(KeRegisterBugCheckCallback(&plain, on_crash, state_of_device, 8, NULL));
    EXPECT(KeRegisterBugCheckReasonCallback(&reason, on_dump, KbCallbackSecondaryDumpData, NULL));
    KeBugCheckEx(MANUALLY_INITIATED_CRASH, 1, 2, 3, 4);
}

static void check_crash(const struct kernel_run *run)
{
    assert_true(run->outcome.bugchecked);
    assert_int_equal(run->outcome.bugcheck.code, MANUALLY_INITIATED_CRASH);
    assert_int_equal(order, 213);
    assert_non_null(kernel_found(run, "SYN-10", "bug check callback"));
    assert_non_null(kernel_found(run, "", "bug check callback"));
}

static void drivers_are_called_when_the_system_stops(void **state)
{
    kernel_everywhere_checked(crash, NULL, 2, (struct nt_options){0}, check_crash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_reach_who_listens),
        cmocka_unit_test(what_is_not_taken_back_is_found),
        cmocka_unit_test(adapters_give_lists),
        cmocka_unit_test(misused_adapters_are_found),
        cmocka_unit_test(executive_timers_tick_and_go),
        cmocka_unit_test(locks_exclude),
        cmocka_unit_test(a_push_lock_is_released_as_it_was_acquired),
        cmocka_unit_test(processors_and_their_state),
        cmocka_unit_test(unbalanced_state_is_found),
        cmocka_unit_test(look_aside_lists_keep_entries),
        cmocka_unit_test(drivers_are_called_when_the_system_stops),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
