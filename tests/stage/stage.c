#include "stage.h"

#include "bus.h"
#include "under_test.h"

#include <stdlib.h>

extern NTSTATUS NTAPI refgpu_driver_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path);

/* ---- engines in virtual time ---- */

struct stage_node {
    struct stage_engine *engine;
    unsigned number;
    KEVENT wake;
    KDPC dpc;
    PKTHREAD thread;
};

struct stage_engine {
    struct device *device;
    struct stage_node node[REFGPU_NODE_COUNT];
    PKTHREAD clock;
    unsigned heads;
    volatile LONG stop, paused;
};

static PKTHREAD start_thread(PKSTART_ROUTINE routine, void *ctx)
{
    HANDLE handle;
    PKTHREAD thread = NULL;

    if (!NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, routine, ctx)))
        return NULL;
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&thread, NULL);
    ZwClose(handle);
    return thread;
}

static void end_thread(PKTHREAD thread)
{
    if (!thread)
        return;
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
}

static VOID NTAPI run_node(PVOID ctx)
{
    struct stage_node *node = ctx;
    struct stage_engine *engine = node->engine;

    while (!ReadAcquire(&engine->stop)) {
        KeWaitForSingleObject(&node->wake, Executive, KernelMode, FALSE, NULL);
        for (unsigned done = 1, asked = 1;
             done == asked && !ReadAcquire(&engine->stop) && !ReadAcquire(&engine->paused);) {
            asked = 1 + (unsigned)(nt_random() % 8);
            done = refgpu_step(engine->device, node->number, asked);
            nt_yield();
        }
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static VOID NTAPI run_clock(PVOID ctx)
{
    struct stage_engine *engine = ctx;
    LARGE_INTEGER period = {.QuadPart = -166667};

    while (!ReadAcquire(&engine->stop)) {
        KeDelayExecutionThread(KernelMode, FALSE, &period);
        for (unsigned head = 0; head < engine->heads && !ReadAcquire(&engine->stop); head++)
            refgpu_tick_vsync(engine->device, head);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

/* A doorbell may ring at any level; events are for DISPATCH_LEVEL. */
static VOID NTAPI on_dpc(PKDPC dpc, PVOID ctx, PVOID a, PVOID b)
{
    struct stage_node *node = ctx;
    KeSetEvent(&node->wake, IO_NO_INCREMENT, FALSE);
}

static void kicked(void *ctx, unsigned node)
{
    struct stage *stage = ctx;

    if (stage->engine)
        KeInsertQueueDpc(&stage->engine->node[node].dpc, NULL, NULL);
}

static bool start_engine(struct stage *stage, unsigned heads)
{
    struct stage_engine *engine = nt_pages_alloc(sizeof(*engine));

    engine->device = stage->device;
    engine->heads = heads;
    for (unsigned n = 0; n < REFGPU_NODE_COUNT; n++) {
        struct stage_node *node = &engine->node[n];
        node->engine = engine;
        node->number = n;
        KeInitializeEvent(&node->wake, SynchronizationEvent, FALSE);
        KeInitializeDpc(&node->dpc, on_dpc, node);
    }
    stage->engine = engine;
    for (unsigned n = 0; n < REFGPU_NODE_COUNT; n++)
        engine->node[n].thread = start_thread(run_node, &engine->node[n]);
    engine->clock = start_thread(run_clock, engine);
    return engine->clock && engine->node[0].thread && engine->node[1].thread;
}

static void wake_all(struct stage_engine *engine)
{
    for (unsigned n = 0; n < REFGPU_NODE_COUNT; n++)
        KeSetEvent(&engine->node[n].wake, IO_NO_INCREMENT, FALSE);
}

static void stop_engine(struct stage *stage)
{
    struct stage_engine *engine = stage->engine;

    if (!engine)
        return;
    WriteRelease(&engine->stop, 1);
    wake_all(engine);
    for (unsigned n = 0; n < REFGPU_NODE_COUNT; n++)
        end_thread(engine->node[n].thread);
    end_thread(engine->clock);
    KeFlushQueuedDpcs();
    stage->engine = NULL;
    nt_pages_free(engine, sizeof(*engine));
}

void stage_pause(struct stage *stage, bool pause)
{
    if (!stage->engine)
        return;
    WriteRelease(&stage->engine->paused, pause);
    wake_all(stage->engine);
}

/* ---- the stage ---- */

static bool build(struct stage *stage)
{
    struct stage_options *o = &stage->options;

    o->vram = o->vram ? o->vram : 8u << 20;
    o->visible = o->visible ? o->visible : o->vram / 2;
    o->gart_pages = o->gart_pages ? o->gart_pages : 2048;
    o->heads = o->heads ? o->heads : 1;
    stage->device = refgpu_create(&(struct refgpu_config){.vram_size = o->vram,
                                                          .visible_size = o->visible,
                                                          .gart_pages = o->gart_pages,
                                                          .heads = o->heads,
                                                          .threads = o->threads,
                                                          .line_interrupt = o->line_interrupt,
                                                          .kicked = o->threads ? NULL : kicked,
                                                          .ctx = stage});
    if (!stage->device)
        return false;
    stage->bus = bus_local_open(stage->device);
    if (!stage->bus)
        return false;
    return o->threads ? refgpu_vsync_timer_start(stage->device, o->vsync_hz ? o->vsync_hz : 60)
                      : start_engine(stage, o->heads);
}

NTSTATUS stage_start(struct stage *stage, const struct stage_options *options)
{
    memset(stage, 0, sizeof(*stage));
    if (options)
        stage->options = *options;
    if (!build(stage))
        return STATUS_NO_MEMORY;
    stage->options.adapter.bus = stage->bus;
    struct dxgk_adapter_options adapter = stage->options.adapter;
    struct rig_layers layers;
    rig_layers(&layers, &adapter);
    PDRIVER_INITIALIZE entry =
        stage->options.entry ? stage->options.entry : driver_under_test("refgpu", refgpu_driver_entry);
    NTSTATUS status = dxgk_driver_load("refgpu", entry, &stage->driver);
    if (NT_SUCCESS(status) && stage->options.loaded)
        stage->options.loaded(stage->driver);
    if (NT_SUCCESS(status))
        status = dxgk_adapter_start(stage->driver, &adapter, &stage->adapter);
    if (!NT_SUCCESS(status))
        stage_remove(stage);
    return status;
}

void stage_remove(struct stage *stage)
{
    dxgk_adapter_remove(stage->adapter);
    stage->adapter = NULL;
    dxgk_driver_unload(stage->driver);
    stage->driver = NULL;
}

void stage_stop(struct stage *stage)
{
    stage_remove(stage);
    if (stage->device)
        refgpu_quiesce(stage->device);
    stop_engine(stage);
    if (stage->bus)
        bus_close(stage->bus);
    device_destroy(stage->device);
    memset(stage, 0, sizeof(*stage));
}
