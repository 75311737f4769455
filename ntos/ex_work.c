/*
 * Work items: routines at PASSIVE_LEVEL on a system thread, for what an ISR or a DPC must not do itself. Two worker threads,
 * so that one item may wait for another.
 */
#include "ke.h"

#include <stdlib.h>

#define WORKERS      2
#define WORKER_STACK (512u << 10)

struct _IO_WORKITEM {
    WORK_QUEUE_ITEM item;
    PDEVICE_OBJECT device;
    PIO_WORKITEM_ROUTINE routine;
    PIO_WORKITEM_ROUTINE_EX routine_ex;
    PVOID context;
    LONG queued;
};

static struct {
    KSEMAPHORE available;
    LIST_ENTRY queue; /* dispatcher lock */
    struct _KTHREAD *workers[WORKERS];
} work;

static void worker(struct _KTHREAD *self, void *arg)
{
    for (;;) {
        KeWaitForSingleObject(&work.available, Executive, KernelMode, FALSE, NULL);
        ke_lock();
        PWORK_QUEUE_ITEM item = CONTAINING_RECORD(RemoveHeadList(&work.queue), WORK_QUEUE_ITEM, List);
        ke_unlock();
        PWORKER_THREAD_ROUTINE routine = item->WorkerRoutine;
        PVOID parameter = item->Parameter;
        item->List.Flink = NULL; /* from here on it may be queued again or freed by its routine */
        nt_call_enter("work item", (ULONG_PTR)routine);
        routine(parameter);
        nt_call_leave();
    }
}

void ex_work_start(void)
{
    ke_header_init(&work.available.Header, KE_SEMAPHORE, sizeof(KSEMAPHORE) / sizeof(LONG), 0);
    work.available.Limit = MAXLONG;
    InitializeListHead(&work.queue);
    for (int i = 0; i < WORKERS; i++)
        if (!(work.workers[i] = ke_thread_create("worker", worker, NULL, true, WORKER_STACK)))
            abort();
}

void ex_work_stop(void)
{
    for (int i = 0; i < WORKERS; i++)
        ob_dereference(work.workers[i]);
}

static void queue(PWORK_QUEUE_ITEM item)
{
    ke_lock();
    InsertTailList(&work.queue, &item->List);
    work.available.Header.SignalState++;
    ke_signal(&work.available.Header);
    ke_unlock();
    ke_yield();
}

VOID NTAPI ExQueueWorkItem(PWORK_QUEUE_ITEM WorkItem, WORK_QUEUE_TYPE QueueType)
{
    KE_SERVICE(ExQueueWorkItem);
    if (WorkItem->List.Flink)
        nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xE1, (ULONG_PTR)WorkItem, 0, 0, "SYN-10",
                    "ExQueueWorkItem: item %p is queued already", (void *)WorkItem);
    queue(WorkItem);
}

/* ---- items of a device ---- */

static VOID NTAPI run_io_item(PVOID parameter)
{
    PIO_WORKITEM item = parameter;
    PDEVICE_OBJECT device = item->device;
    PIO_WORKITEM_ROUTINE routine = item->routine;
    PIO_WORKITEM_ROUTINE_EX routine_ex = item->routine_ex;
    PVOID context = item->context;
    InterlockedExchange(&item->queued, 0);
    if (routine_ex)
        routine_ex(device, context, item);
    else
        routine(device, context);
    ob_dereference(device);
}

PIO_WORKITEM NTAPI IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject)
{
    KE_SERVICE(IoAllocateWorkItem);
    if (ke_resource_denied("IoAllocateWorkItem"))
        return NULL;
    PIO_WORKITEM item = ExAllocatePoolWithTag(NonPagedPoolNx, sizeof(*item), 'IWoI');
    if (!item)
        return NULL;
    RtlZeroMemory(item, sizeof(*item));
    item->device = DeviceObject;
    return item;
}

VOID NTAPI IoFreeWorkItem(PIO_WORKITEM IoWorkItem)
{
    KE_SERVICE(IoFreeWorkItem);
    if (IoWorkItem->queued)
        nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xE2, (ULONG_PTR)IoWorkItem, 0, 0, "SYN-10",
                    "IoFreeWorkItem: item %p is still queued", (void *)IoWorkItem);
    ExFreePoolWithTag(IoWorkItem, 'IWoI');
}

static void queue_io_item(PIO_WORKITEM item, PIO_WORKITEM_ROUTINE routine, PIO_WORKITEM_ROUTINE_EX routine_ex,
                          PVOID context)
{
    if (InterlockedExchange(&item->queued, 1))
        nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xE1, (ULONG_PTR)item, 0, 0, "SYN-10",
                    "IoQueueWorkItem: item %p is queued already", (void *)item);
    item->routine = routine;
    item->routine_ex = routine_ex;
    item->context = context;
    item->item.WorkerRoutine = run_io_item;
    item->item.Parameter = item;
    if (item->device)
        ob_reference(item->device);
    queue(&item->item);
}

VOID NTAPI IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine,
                           WORK_QUEUE_TYPE QueueType, PVOID Context)
{
    KE_SERVICE(IoQueueWorkItem);
    queue_io_item(IoWorkItem, WorkerRoutine, NULL, Context);
}

VOID NTAPI IoQueueWorkItemEx(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE_EX WorkerRoutine,
                             WORK_QUEUE_TYPE QueueType, PVOID Context)
{
    KE_SERVICE(IoQueueWorkItemEx);
    queue_io_item(IoWorkItem, NULL, WorkerRoutine, Context);
}

/* ---- items in the caller's memory ---- */

ULONG NTAPI IoSizeofWorkItem(VOID)
{
    return sizeof(struct _IO_WORKITEM);
}

VOID NTAPI IoInitializeWorkItem(PVOID IoObject, PIO_WORKITEM IoWorkItem)
{
    KE_SERVICE(IoInitializeWorkItem);
    RtlZeroMemory(IoWorkItem, sizeof(*IoWorkItem));
    IoWorkItem->device = IoObject;
}

VOID NTAPI IoUninitializeWorkItem(PIO_WORKITEM IoWorkItem)
{
    KE_SERVICE(IoUninitializeWorkItem);
    if (IoWorkItem->queued)
        nt_bugcheck(DRIVER_VERIFIER_DETECTED_VIOLATION, 0xE2, (ULONG_PTR)IoWorkItem, 0, 0, "SYN-10",
                    "IoUninitializeWorkItem: item %p is still queued", (void *)IoWorkItem);
}
