/*
 * Processes, as the graphics kernel knows them: what each has open, and what its death takes along (ALC-22).
 *
 * The list is short and looked through only when a process opens or a thunk asks who calls. The system process stands for the graphics
 * kernel itself; it is never closed, and gives its table back whenever nothing is open in it.
 */
#include "object_private.h"

#include <string.h>

static struct {
    KSPIN_LOCK lock;
    LIST_ENTRY all;
    struct dxgk_process system;
    ULONG opened; /* how many ever; spreads the generations */
    unsigned boot;
} processes;

void processes_forget(void)
{
    if (__atomic_load_n(&processes.boot, __ATOMIC_ACQUIRE) == nt_boot_number())
        return;
    memset(&processes, 0, sizeof(processes));
    KeInitializeSpinLock(&processes.lock);
    InitializeListHead(&processes.all);
    ExInitializeFastMutex(&processes.system.lock);
    handles_init(&processes.system, 0);
    shares_forget();
    __atomic_store_n(&processes.boot, nt_boot_number(), __ATOMIC_RELEASE);
}

static struct nt_process *nt_here(void)
{
    struct nt_process *nt = nt_process_attach(NULL);
    nt_process_attach(nt);
    return nt;
}

/* Under the lock of `processes`. */
static struct dxgk_process *find_locked(struct nt_process *nt)
{
    for (LIST_ENTRY *l = processes.all.Flink; l != &processes.all; l = l->Flink) {
        struct dxgk_process *p = CONTAINING_RECORD(l, struct dxgk_process, link);
        if (p->nt == nt)
            return p;
    }
    return NULL;
}

static struct dxgk_process *find(struct nt_process *nt)
{
    KIRQL irql;

    if (!nt)
        return &processes.system;
    KeAcquireSpinLock(&processes.lock, &irql);
    struct dxgk_process *found = find_locked(nt);
    KeReleaseSpinLock(&processes.lock, irql);
    return found;
}

struct dxgk_process *process_here(void)
{
    return find(nt_here());
}

/* `process` joins the others, unless another thread of it was faster. */
static struct dxgk_process *join(struct dxgk_process *process)
{
    KIRQL irql;

    KeAcquireSpinLock(&processes.lock, &irql);
    struct dxgk_process *first = find_locked(process->nt);
    if (!first) {
        handles_init(process, ++processes.opened * 97);
        InsertTailList(&processes.all, &process->link);
    }
    KeReleaseSpinLock(&processes.lock, irql);
    if (first)
        dxgk_free(process);
    return first ? first : process;
}

struct dxgk_process *dxgk_process_open(struct nt_process *nt)
{
    processes_forget();
    struct dxgk_process *process = find(nt);
    if (process)
        return process;
    process = dxgk_alloc(sizeof(*process));
    if (!process)
        return NULL;
    process->nt = nt;
    ExInitializeFastMutex(&process->lock);
    return join(process);
}

struct dxgk_process *dxgk_process_current(void)
{
    return dxgk_process_open(nt_here());
}

/* ---- calls ---- */

NTSTATUS dxgk_process_enter(struct dxgk_process **process)
{
    KIRQL irql;

    *process = dxgk_process_current();
    if (!*process)
        return STATUS_NO_MEMORY;
    KeAcquireSpinLock(&processes.lock, &irql);
    bool ending = (*process)->ending;
    if (!ending)
        InterlockedIncrement(&(*process)->calls);
    KeReleaseSpinLock(&processes.lock, irql);
    return ending ? STATUS_PROCESS_IS_TERMINATING : STATUS_SUCCESS;
}

void dxgk_process_leave(struct dxgk_process *process)
{
    InterlockedDecrement(&process->calls);
}

/* ---- the end ---- */

static void close_all(struct dxgk_process *process, enum object_type type)
{
    ULONG cursor = 0;
    struct dxgk_object *object;

    while ((object = handle_next(process, type, &cursor))) {
        if (type == OBJECT_DEVICE)
            device_close((struct dxgk_device *)object, true);
        else if (handle_close(object))
            dxgk_object_release(object);
        dxgk_object_release(object);
    }
}

static void close_everything(struct dxgk_process *process)
{
    close_all(process, OBJECT_DEVICE); /* with contexts, bindings, allocations and resources */
    close_all(process, OBJECT_SYNC);
    close_all(process, OBJECT_ADAPTER);
}

static void wait_until_none(const volatile LONG *count)
{
    LARGE_INTEGER moment = {.QuadPart = -1000};

    while (ReadAcquire(count))
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
}

void dxgk_process_close(struct dxgk_process *process)
{
    KIRQL irql;

    if (!process || process == &processes.system)
        return;
    KeAcquireSpinLock(&processes.lock, &irql);
    process->ending = true;
    KeReleaseSpinLock(&processes.lock, irql);
    close_everything(process); /* whoever waits inside for what is closed comes out */
    wait_until_none(&process->calls);
    close_everything(process);          /* what they opened meanwhile */
    wait_until_none(&process->members); /* a packet on its way out of the scheduler still holds its context */
    KeAcquireSpinLock(&processes.lock, &irql);
    RemoveEntryList(&process->link);
    KeReleaseSpinLock(&processes.lock, irql);
    handles_rest(process);
    dxgk_free(process);
}

void process_system_rest(void)
{
    handles_rest(&processes.system);
}
