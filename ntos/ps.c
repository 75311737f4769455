/*
 * System threads as drivers make them.
 */
#include "mm.h"
#include "services.h"

#define THREAD_STACK (512u << 10)

/* Ending at raised IRQL or with a mutex held: Windows stops. */
static void check_end(struct _KTHREAD *self)
{
    if (self->irql != PASSIVE_LEVEL || self->held_count)
        nt_bugcheck(IRQL_UNEXPECTED_VALUE, (ULONG_PTR)(self->irql << 16), self->held_count, 0, 0, "SYN-10",
                    "a system thread ended at %s with %u spin locks held", ke_irql_name(self->irql),
                    self->held_count);
    if (!IsListEmpty(&self->mutants))
        nt_bugcheck(THREAD_TERMINATE_HELD_MUTEX, (ULONG_PTR)self, (ULONG_PTR)self->mutants.Flink, 0, 0,
                    "SYN-10", "a system thread ended while it owned a mutex");
}

static void thread_body(struct _KTHREAD *self, void *context)
{
    nt_call_enter("system thread", (ULONG_PTR)self->start);
    self->start(context);
    check_end(self);
    nt_call_leave();
}

NTSTATUS NTAPI PsCreateSystemThread(PHANDLE ThreadHandle, ULONG DesiredAccess,
                                    POBJECT_ATTRIBUTES ObjectAttributes, HANDLE ProcessHandle,
                                    PCLIENT_ID ClientId, PKSTART_ROUTINE StartRoutine, PVOID StartContext)
{
    KE_SERVICE(PsCreateSystemThread);
    *ThreadHandle = NULL;
    if (ke_resource_denied("PsCreateSystemThread"))
        return STATUS_INSUFFICIENT_RESOURCES;
    struct _KTHREAD *t = ke_thread_create_for_driver(thread_body, StartRoutine, StartContext, THREAD_STACK);
    if (!t)
        return STATUS_INSUFFICIENT_RESOURCES;
    ke.host->reap();
    if (ClientId) {
        ClientId->UniqueProcess = (HANDLE)(uintptr_t)4;
        ClientId->UniqueThread = (HANDLE)(uintptr_t)(t->number * 4);
    }
    *ThreadHandle = ob_handle_create(t, DesiredAccess);
    ob_dereference(t);
    ke_yield();
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI PsTerminateSystemThread(NTSTATUS ExitStatus)
{
    struct _KTHREAD *self = KE_SERVICE(PsTerminateSystemThread);
    if (self->system) {
        report_emit(REPORT_VIOLATION, "SYN-10", "PsTerminateSystemThread", "thread",
                    "made by PsCreateSystemThread",
                    "A DDI returns; only a thread's own start routine terminates it.", "%s", self->name);
        return STATUS_INVALID_PARAMETER;
    }
    check_end(self);
    self->exit_status = ExitStatus;
    self->call_depth = 0;
    ke_thread_abandon();
}

HANDLE NTAPI PsGetCurrentThreadId(VOID)
{
    return (HANDLE)(uintptr_t)(KE_SERVICE(PsGetCurrentThreadId)->number * 4);
}

BOOLEAN NTAPI PsIsSystemThread(PETHREAD Thread)
{
    KE_SERVICE(PsIsSystemThread);
    return Thread->process == NULL;
}

PETHREAD NTAPI(PsGetCurrentThread)(VOID)
{
    return KE_SERVICE(PsGetCurrentThread);
}

HANDLE NTAPI PsGetThreadId(PETHREAD Thread)
{
    KE_SERVICE(PsGetThreadId);
    return (HANDLE)(uintptr_t)(Thread->number * 4);
}

HANDLE NTAPI PsGetThreadProcessId(PETHREAD Thread)
{
    KE_SERVICE(PsGetThreadProcessId);
    return (HANDLE)(uintptr_t)mm_process_id(Thread->process);
}

HANDLE NTAPI PsGetProcessId(PEPROCESS Process)
{
    KE_SERVICE(PsGetProcessId);
    return (HANDLE)(uintptr_t)mm_process_id(mm_process_of(Process));
}

BOOLEAN NTAPI IoIs32bitProcess(PIRP Irp)
{
    KE_SERVICE(IoIs32bitProcess);
    return FALSE;
}

/* ---- who wants to know of processes ---- */

#define NOTIFY_ROUTINES 16

static struct {
    struct host_mutex lock;
    PCREATE_PROCESS_NOTIFY_ROUTINE routines[NOTIFY_ROUTINES];
} notify = {.lock = HOST_MUTEX_INIT};

NTSTATUS NTAPI PsSetCreateProcessNotifyRoutine(PCREATE_PROCESS_NOTIFY_ROUTINE NotifyRoutine, BOOLEAN Remove)
{
    unsigned free = NOTIFY_ROUTINES, known = NOTIFY_ROUTINES;
    NTSTATUS status = STATUS_SUCCESS;
    KE_SERVICE(PsSetCreateProcessNotifyRoutine);
    host_lock(&notify.lock);
    for (unsigned i = 0; i < NOTIFY_ROUTINES; i++) {
        if (notify.routines[i] == NotifyRoutine)
            known = i;
        else if (!notify.routines[i] && free == NOTIFY_ROUTINES)
            free = i;
    }
    if (!NotifyRoutine)
        status = STATUS_INVALID_PARAMETER;
    else if (Remove && known < NOTIFY_ROUTINES)
        notify.routines[known] = NULL;
    else if (Remove)
        status = STATUS_PROCEDURE_NOT_FOUND;
    else if (known < NOTIFY_ROUTINES || free == NOTIFY_ROUTINES)
        status = STATUS_INVALID_PARAMETER;
    else
        notify.routines[free] = NotifyRoutine;
    host_unlock(&notify.lock);
    return status;
}

void ps_stop(bool count_leaks)
{
    for (unsigned i = 0; i < NOTIFY_ROUTINES; i++) {
        if (notify.routines[i] && count_leaks)
            ke_leak("process notify routine", "removed",
                    "Remove the routine before the driver is unloaded: the next process would call it.", "%p",
                    (void *)(uintptr_t)notify.routines[i]);
        notify.routines[i] = NULL;
    }
}
