/* See witness.h. What is said here of a reset is TDR-07, TDR-11, TDR-12 and TDR-13 again, not the scheduler's own account of it. */
#include "witness.h"

#include "private.h"
#include "vidmm_private.h"

#include <string.h>

#define NODES   2u
#define IN_RING 1024u
#define MOST    128u

struct down {
    UINT fence;
    const struct dxgk_process *process; /* NULL: paging, or the system */
};

static struct {
    struct {
        struct down down[IN_RING]; /* and neither completed nor preempted */
        unsigned count;

    } node[NODES];
    const struct dxgk_process *blamed[MOST];
    unsigned blamed_count;
} w;

void witness_reset(void)
{
    memset(&w, 0, sizeof(w));
}

bool witness_blames(const struct dxgk_process *process)
{
    for (unsigned i = 0; i < w.blamed_count; i++)
        if (w.blamed[i] == process)
            return true;
    return false;
}

static void blame(const struct dxgk_process *process)
{
    if (process && !witness_blames(process) && w.blamed_count < MOST)
        w.blamed[w.blamed_count++] = process;
}

/* ---- what goes down, and what becomes of it ---- */

static const struct dxgk_process *owner_of(const struct dxgk_adapter *adapter, HANDLE context)
{
    const LIST_ENTRY *devices = &adapter->p->render->devices;

    for (LIST_ENTRY *d = devices->Flink; d != devices; d = d->Flink) {
        const struct dxgk_device *device = CONTAINING_RECORD(d, struct dxgk_device, link);
        for (LIST_ENTRY *c = device->contexts.Flink; c != &device->contexts; c = c->Flink)
            if (CONTAINING_RECORD(c, struct dxgk_context, link)->driver == context)
                return device->system ? NULL : device->object.process;
    }
    return NULL;
}

static void submitted(const struct dxgk_adapter *adapter, const DXGKARG_SUBMITCOMMAND *arg)
{
    unsigned n = arg->NodeOrdinal;

    if (w.node[n].count < IN_RING)
        w.node[n].down[w.node[n].count++] =
            (struct down){arg->SubmissionFenceId,
                          arg->hContext && !arg->Flags.Paging ? owner_of(adapter, arg->hContext) : NULL};
}

static void completed(unsigned n, UINT fence)
{
    unsigned keep = 0;

    for (unsigned i = 0; i < w.node[n].count; i++)
        if ((LONG)(w.node[n].down[i].fence - fence) > 0)
            w.node[n].down[keep++] = w.node[n].down[i];
    w.node[n].count = keep;
}

static void callback_before(void *ctx, struct ddi_callback *callback)
{
    if (callback->id != CB_ID_NotifyInterrupt)
        return;
    const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data = *(DXGKARGCB_NOTIFY_INTERRUPT_DATA **)callback->args[1];
    if (data->InterruptType == DXGK_INTERRUPT_DMA_COMPLETED)
        completed(data->DmaCompleted.NodeOrdinal, data->DmaCompleted.SubmissionFenceId);
    if (data->InterruptType == DXGK_INTERRUPT_DMA_PREEMPTED)
        w.node[data->DmaPreempted.NodeOrdinal].count = 0; /* all of it comes again */
}

/* ---- resets ---- */

/* TDR-11, TDR-13: nothing that was done before, everything up to the one that is named. */
static void engine_was_reset(const DXGKARG_RESETENGINE *arg)
{
    unsigned n = arg->NodeOrdinal;

    for (unsigned i = 0; i < w.node[n].count; i++)
        if ((LONG)(w.node[n].down[i].fence - arg->LastAbortedFenceId) <= 0)
            blame(w.node[n].down[i].process);
    w.node[n].count = 0;
}

/* TDR-12: whoever has it open. */
static void blame_openers(const struct vidmm_instance *instance)
{
    const LIST_ENTRY *opens = &instance->allocation->memory.opens;

    for (LIST_ENTRY *l = opens->Flink; l != opens; l = l->Flink) {
        const struct dxgk_device *device = CONTAINING_RECORD(l, struct dxgk_open, of_allocation)->device;
        if (!device->system)
            blame(device->object.process);
    }
}

/* TDR-07: what a paging buffer was moving, what is in a memory segment alone, and what somebody looks at there. */
static void memory_goes(const struct dxgk_adapter *adapter)
{
    struct vidmm *vm = vidmm_of(adapter);

    for (LIST_ENTRY *l = vm->jobs.Flink; l != &vm->jobs; l = l->Flink)
        blame_openers(CONTAINING_RECORD(l, struct vidmm_instance, job));
    for (UINT id = 1; id <= vm->segment_count; id++) {
        struct segment *segment = segment_of(vm, id);
        for (UINT band = 0; band < VIDMM_BANDS && !is_aperture(segment); band++) {
            LIST_ENTRY *list = &segment->residents[band];
            for (LIST_ENTRY *l = list->Flink; l != list; l = l->Flink) {
                struct vidmm_instance *i = CONTAINING_RECORD(l, struct vidmm_instance, residents);
                if ((i->content && !i->system_valid) || i->locks)
                    blame_openers(i);
            }
        }
    }
}

/* Of each node the oldest that is not done was running. */
static void adapter_was_reset(void)
{
    for (unsigned n = 0; n < NODES; n++) {
        if (w.node[n].count)
            blame(w.node[n].down[0].process);
        w.node[n].count = 0;
    }
}

static void *open_layer(const struct ddi_shim *shim, struct dxgk_adapter *adapter)
{
    return NULL;
}

static void before(void *ctx, struct ddi_call *call)
{
    if (call->id == DDI_ID_SubmitCommand)
        submitted(call->adapter, *(const DXGKARG_SUBMITCOMMAND **)call->args[1]);
    if (call->id == DDI_ID_ResetFromTimeout)
        memory_goes(call->adapter);
}

static void after(void *ctx, struct ddi_call *call)
{
    if (!NT_SUCCESS(call->status))
        return;
    if (call->id == DDI_ID_ResetEngine)
        engine_was_reset(*(const DXGKARG_RESETENGINE **)call->args[1]);
    if (call->id == DDI_ID_ResetFromTimeout)
        adapter_was_reset();
}

const struct ddi_shim witness_shim = {.name = "witness",
                                      .open = open_layer,
                                      .before = before,
                                      .after = after,
                                      .callback_before = callback_before};
