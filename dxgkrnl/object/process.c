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

static struct dxgk_process *find(struct nt_process *nt)
{
    struct dxgk_process *found = NULL;
    KIRQL irql;

    if (!nt)
        return &processes.system;
    KeAcquireSpinLock(&processes.lock, &irql);
    for (LIST_ENTRY *l = processes.all.Flink; l != &processes.all && !found; l = l->Flink) {
        struct dxgk_process *p = CONTAINING_RECORD(l, struct dxgk_process, link);
        if (p->nt == nt)
            found = p;
    }
    KeReleaseSpinLock(&processes.lock, irql);
    return found;
}

struct dxgk_process *process_here(void)
{
    return find(nt_here());
}

struct dxgk_process *dxgk_process_open(struct nt_process *nt)
{
    KIRQL irql;

    processes_forget();
    struct dxgk_process *process = find(nt);
    if (process)
        return process;
    process = dxgk_alloc(sizeof(*process));
    if (!process)
        return NULL;
    process->nt = nt;
    ExInitializeFastMutex(&process->lock);
    KeAcquireSpinLock(&processes.lock, &irql);
    handles_init(process, ++processes.opened * 97);
    InsertTailList(&processes.all, &process->link);
    KeReleaseSpinLock(&processes.lock, irql);
    return process;
}

struct dxgk_process *dxgk_process_current(void)
{
    return dxgk_process_open(nt_here());
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

void dxgk_process_close(struct dxgk_process *process)
{
    LARGE_INTEGER moment = {.QuadPart = -1000};
    KIRQL irql;

    if (!process || process == &processes.system)
        return;
    close_all(process, OBJECT_DEVICE); /* with contexts, bindings, allocations and resources */
    close_all(process, OBJECT_SYNC);
    close_all(process, OBJECT_ADAPTER);
    while (
        ReadAcquire(&process->members)) /* a packet on its way out of the scheduler still holds its context */
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
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
