/*
 * Stages: fenced pages on which one call down plays, lent for its length. There are as many as calls have been inside at once, which is few
 * whatever the number of contexts, so a context costs no memory for lists that it does not fill.
 */
#include "dma.h"

#define ARGUMENT_BYTES 512u /* more than any argument structure has */

struct render_stages {
    KSPIN_LOCK lock;
    LIST_ENTRY free;
    LONG users; /* half->lock */
};

/* ---- one stage ---- */

static void destroy(struct render_stage *stage)
{
    nt_fenced_free(stage->memory);
    dxgk_free(stage);
}

static struct render_stage *create(UINT allocations, UINT patches)
{
    struct nt_fenced_part parts[] = {
        {.size = (size_t)(allocations ? allocations : 1) * sizeof(DXGK_ALLOCATIONLIST),
         .name = "the allocation list",
         .rule = "REN-18"},
        {.size = (size_t)(patches ? patches : 1) * sizeof(D3DDDI_PATCHLOCATIONLIST),
         .name = "the output patch-location list",
         .rule = "REN-22"},
        {.size = ARGUMENT_BYTES, .name = "the DDI's argument structure", .rule = "PRS-15"},
    };
    size_t captured = (size_t)allocations * sizeof(D3DDDI_ALLOCATIONLIST);
    struct render_stage *stage =
        dxgk_alloc(sizeof(*stage) + captured + (size_t)allocations * sizeof(struct dxgk_open *));

    if (!stage)
        return NULL;
    stage->memory = nt_fenced_alloc(parts, RTL_NUMBER_OF(parts), UINT64_MAX);
    if (!stage->memory) {
        dxgk_free(stage);
        return NULL;
    }
    stage->allocation_room = allocations;
    stage->patch_room = patches;
    stage->allocations_end = (PUCHAR)parts[0].memory + ROUND_TO_PAGES(parts[0].size);
    stage->patches_end = (PUCHAR)parts[1].memory + ROUND_TO_PAGES(parts[1].size);
    stage->argument_end = (PUCHAR)parts[2].memory + ROUND_TO_PAGES(parts[2].size);
    stage->captured = (D3DDDI_ALLOCATIONLIST *)(stage + 1);
    stage->opens = (struct dxgk_open **)((PUCHAR)(stage + 1) + captured);
    return stage;
}

/* ---- the adapter's set ---- */

NTSTATUS stages_hold(struct dxgk_adapter *adapter)
{
    struct dxgk_render_half *half = adapter->p->render;
    NTSTATUS status = STATUS_SUCCESS;

    ExAcquireFastMutex(&half->lock);
    if (!half->stages) {
        half->stages = dxgk_alloc(sizeof(*half->stages));
        if (half->stages) {
            KeInitializeSpinLock(&half->stages->lock);
            InitializeListHead(&half->stages->free);
        }
    }
    if (half->stages)
        half->stages->users++;
    else
        status = STATUS_NO_MEMORY;
    ExReleaseFastMutex(&half->lock);
    return status;
}

void stages_release(struct dxgk_adapter *adapter)
{
    struct dxgk_render_half *half = adapter->p->render;
    struct render_stages *last = NULL;

    ExAcquireFastMutex(&half->lock);
    if (--half->stages->users == 0) {
        last = half->stages;
        half->stages = NULL;
    }
    ExReleaseFastMutex(&half->lock);
    if (!last)
        return;
    while (!IsListEmpty(&last->free))
        destroy(CONTAINING_RECORD(RemoveHeadList(&last->free), struct render_stage, link));
    dxgk_free(last);
}

/* ---- lending ---- */

struct render_stage *stage_enter(struct dxgk_adapter *adapter, UINT allocations, UINT patches)
{
    struct render_stages *stages = adapter->p->render->stages;
    struct render_stage *stage = NULL, *small = NULL;
    KIRQL irql;

    KeAcquireSpinLock(&stages->lock, &irql);
    for (LIST_ENTRY *l = stages->free.Flink; l != &stages->free && !stage; l = l->Flink) {
        struct render_stage *s = CONTAINING_RECORD(l, struct render_stage, link);
        if (s->allocation_room >= allocations && s->patch_room >= patches)
            stage = s;
        else
            small = s;
    }
    if (stage)
        RemoveEntryList(&stage->link);
    else if (small) /* one that grows takes the place of one that was too small */
        RemoveEntryList(&small->link);
    KeReleaseSpinLock(&stages->lock, irql);
    if (stage)
        return stage;
    if (small) {
        allocations = small->allocation_room > allocations ? small->allocation_room : allocations;
        patches = small->patch_room > patches ? small->patch_room : patches;
        destroy(small);
    }
    return create(allocations, patches);
}

void stage_leave(struct dxgk_adapter *adapter, struct render_stage *stage)
{
    struct render_stages *stages = adapter->p->render->stages;
    KIRQL irql;

    for (UINT i = 0; i < stage->open_count; i++) {
        if (stage->opens[i])
            dxgk_object_release(&stage->opens[i]->object);
    }
    stage->open_count = 0;
    KeAcquireSpinLock(&stages->lock, &irql);
    InsertHeadList(&stages->free, &stage->link);
    KeReleaseSpinLock(&stages->lock, irql);
}
