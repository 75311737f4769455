/* See render_probe.h. */
#include "render_probe.h"

#include "bench.h"
#include "nt.h"
#include "private.h"
#include "render_stream.h"

#include <stdlib.h>

enum { TIMES = 20 };

struct render_probe {
    struct dxgk_driver *driver;
    struct render_world world;
    struct nt_process *process;
    unsigned char *user, *dma;
    D3DDDI_PATCHLOCATIONLIST *patches;
};

struct render_probe *render_probe_open(struct dxgk_driver *driver)
{
    struct render_probe *p = calloc(1, sizeof(*p));

    if (!p)
        return NULL;
    p->driver = driver;
    render_world_init(&p->world);
    p->process = nt_process_create("bench");
    p->user = p->process ? nt_user_alloc(p->process, RENDER_BYTES) : NULL;
    p->dma = bench_memory(RENDER_BYTES);
    p->patches = bench_memory(REFGPU_PATCH_LIST_SIZE * sizeof(*p->patches));
    if (p->user && p->dma && p->patches)
        return p;
    render_probe_close(p);
    return NULL;
}

static double once(struct render_probe *p, unsigned commands)
{
    struct refgpu_dma_private block;
    DXGKARG_RENDER args = {.pCommand = p->user,
                           .CommandLength = RENDER_BYTES,
                           .pDmaBuffer = p->dma,
                           .DmaSize = RENDER_BYTES,
                           .pDmaBufferPrivateData = &block,
                           .DmaBufferPrivateDataSize = sizeof(block),
                           .pAllocationList = p->world.list,
                           .AllocationListSize = RENDER_ALLOCATIONS,
                           .pPatchLocationListOut = p->patches,
                           .PatchLocationListOutSize = REFGPU_PATCH_LIST_SIZE};
    double begin = bench_now();
    NTSTATUS status = p->driver->ddi.Render(&p->world.context, &args);

    return status ? -1 : (bench_now() - begin) / commands;
}

double render_probe_sample(struct render_probe *p)
{
    double best = -1;

    nt_process_attach(p->process);
    unsigned commands = render_stream_fill(&render_streams[0], p->user);
    for (unsigned i = 0; i < TIMES; i++) {
        double took = once(p, commands);
        if (took < 0) {
            best = -1;
            break;
        }
        best = best < 0 || took < best ? took : best;
    }
    nt_process_attach(NULL);
    return best;
}

void render_probe_close(struct render_probe *p)
{
    if (!p)
        return;
    refgpu_render_forget(&p->world.context);
    if (p->process)
        nt_process_destroy(p->process);
    bench_memory_free(p->dma, RENDER_BYTES);
    bench_memory_free(p->patches, REFGPU_PATCH_LIST_SIZE * sizeof(*p->patches));
    free(p);
}
