/*
 * D3DKMTPresent: copies, fills and flips, as DMA buffers that DxgkDdiPresent makes, or, where the driver flips by itself at the vertical blank,
 * as a flip in the context's queue (PRS-01..PRS-15, THK-20).
 *
 * Presents are the one kind of work that a client is not to run far ahead with: each context has a few turns, and the next present waits
 * for one (OBS-74).
 */
#include "present_kmt.h"
#include "present_rects.h"

#include <string.h>

#define FEW_RECTS  32u
#define MOST_RECTS 65536u

struct presenting {
    const D3DKMT_PRESENT *args;
    struct dxgk_context *context;
    struct dxgk_open *source, *destination; /* referenced; NULL: none */
    DXGKARG_PRESENT arg;
    RECT few[FEW_RECTS], *rects;
};

/* ---- flags (THK-20) ---- */

static UINT flags_understood(void)
{
    const D3DKMT_PRESENTFLAGS all = {{{.Blt = 1,
                                       .ColorFill = 1,
                                       .Flip = 1,
                                       .FlipDoNotWait = 1,
                                       .DstRectValid = 1,
                                       .SrcRectValid = 1,
                                       .RestrictVidPnSource = 1,
                                       .SrcColorKey = 1,
                                       .DstColorKey = 1,
                                       .LinearToSrgb = 1,
                                       .PresentCountValid = 1,
                                       .Rotate = 1,
                                       .PresentRegionsValid = 1}}};
    return all.Value;
}

static NTSTATUS check_flags(const D3DKMT_PRESENT *args)
{
    const D3DKMT_PRESENTFLAGS f = args->Flags;

    if (f.Value & ~flags_understood()) {
        report_emit(REPORT_NOTE, "THK-20", "D3DKMTPresent", "Flags", "a copy, a fill or a flip",
                    "Redirected, stereo and cross-adapter presents are not supported.", "0x%X", f.Value);
        return STATUS_NOT_SUPPORTED;
    }
    if (f.Blt + f.ColorFill + f.Flip != 1 || f.SrcColorKey + f.DstColorKey + f.ColorFill > 1) /* PRS-05 */
        return STATUS_INVALID_PARAMETER;
    if (f.Flip && (f.SrcColorKey || f.DstColorKey || f.LinearToSrgb || f.Rotate || f.SrcRectValid ||
                   f.DstRectValid || args->SubRectCnt))
        return STATUS_INVALID_PARAMETER;
    if (!f.Flip && (f.FlipDoNotWait || !args->SubRectCnt || !args->pSrcSubRects ||
                    args->SubRectCnt > MOST_RECTS || args->BroadcastContextCount)) /* OBS-78 */
        return STATUS_INVALID_PARAMETER;
    if (args->hDestination && !(f.Blt && f.SrcRectValid))
        return STATUS_INVALID_PARAMETER;
    if ((args->hSource == 0) != f.ColorFill ||
        (f.Flip && (UINT)args->FlipInterval > D3DDDI_FLIPINTERVAL_FOUR))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

/* What the driver's caps leave of flips. */
static NTSTATUS check_flip(const struct presenting *p)
{
    const DXGK_FLIPCAPS caps = p->context->adapter->caps.FlipCaps;
    const struct dxgk_allocation *allocation = p->source->allocation;

    if (p->args->FlipInterval > D3DDDI_FLIPINTERVAL_ONE && !caps.FlipInterval)
        return STATUS_INVALID_PARAMETER;
    if (p->args->Flags.FlipDoNotWait && !caps.FlipOnVSyncWithNoWait) /* PRS-11 */
        return STATUS_NOT_SUPPORTED;
    if (!allocation->primary || allocation->source != p->args->VidPnSourceId)
        return STATUS_INVALID_PARAMETER;
    return present_fits(p->context, p->args->VidPnSourceId, p->source->allocation);
}

/* ---- what it is about (PRS-03) ---- */

static NTSTATUS open_of(const struct presenting *p, D3DKMT_HANDLE handle, struct dxgk_open **open)
{
    *open = handle_get(p->context->object.process, handle, OBJECT_ALLOCATION);
    if (!*open || (*open)->device != p->context->device)
        return STATUS_INVALID_HANDLE;
    return __atomic_load_n(&(*open)->allocation->memory.offered, __ATOMIC_ACQUIRE) ? STATUS_INVALID_PARAMETER
                                                                                   : STATUS_SUCCESS;
}

static NTSTATUS find_allocations(struct presenting *p)
{
    const D3DKMT_PRESENT *args = p->args;
    NTSTATUS status = STATUS_SUCCESS;

    if (args->hSource)
        status = open_of(p, args->hSource, &p->source);
    if (NT_SUCCESS(status) && args->hDestination)
        return open_of(p, args->hDestination, &p->destination);
    if (NT_SUCCESS(status))
        status = present_may_show(p->context, args->VidPnSourceId);
    if (NT_SUCCESS(status) && args->Flags.Flip)
        return check_flip(p);
    return NT_SUCCESS(status) ? present_primary(p->context, args->VidPnSourceId, &p->destination) : status;
}

/* ---- rectangles (PRS-06, PRS-09) ---- */

static NTSTATUS bounds_of(struct dxgk_allocation *allocation, RECT *bounds)
{
    UINT width, height;
    NTSTATUS status = present_size(allocation, &width, &height);

    if (NT_SUCCESS(status))
        *bounds = (RECT){0, 0, (LONG)width, (LONG)height};
    return status;
}

/* With Rotate the rectangles are those of the desktop, which stands upright on a primary that does not. */
static RECT upright(const struct presenting *p, RECT bounds)
{
    struct dxgk_mode mode;

    if (p->args->Flags.Rotate &&
        NT_SUCCESS(dxgk_get_mode(p->context->adapter, p->args->VidPnSourceId, &mode)) &&
        (mode.rotation == D3DKMDT_VPPR_ROTATE90 || mode.rotation == D3DKMDT_VPPR_ROTATE270))
        return (RECT){0, 0, bounds.bottom, bounds.right};
    return bounds;
}

static NTSTATUS check_screen_to_screen(const struct presenting *p)
{
    const DXGK_PRESENTATIONCAPS caps = p->context->adapter->caps.PresentationCaps;

    if (!p->source || p->source->allocation != p->destination->allocation)
        return STATUS_SUCCESS;
    if (caps.NoScreenToScreenBlt ||
        (caps.NoOverlapScreenBlt && rects_overlap(&p->arg.SrcRect, &p->arg.DstRect)))
        return STATUS_NOT_SUPPORTED;
    return STATUS_SUCCESS;
}

static NTSTATUS find_rects(struct presenting *p)
{
    const D3DKMT_PRESENT *args = p->args;
    RECT to_bounds, from_bounds;
    NTSTATUS status = bounds_of(p->destination->allocation, &to_bounds);

    if (!NT_SUCCESS(status))
        return status;
    from_bounds = to_bounds = upright(p, to_bounds);
    if (p->source)
        status = bounds_of(p->source->allocation, &from_bounds);
    if (!NT_SUCCESS(status))
        return status;
    p->arg.DstRect = args->Flags.DstRectValid ? args->DstRect : to_bounds;
    p->arg.SrcRect = args->Flags.SrcRectValid ? args->SrcRect : from_bounds;
    if (!p->source)
        p->arg.SrcRect = p->arg.DstRect; /* a fill: nothing is stretched */
    if (rect_empty(&p->arg.SrcRect) || rect_empty(&p->arg.DstRect))
        return STATUS_INVALID_PARAMETER;
    p->rects = args->SubRectCnt <= FEW_RECTS ? p->few : dxgk_alloc(args->SubRectCnt * sizeof(RECT));
    if (!p->rects)
        return STATUS_NO_MEMORY;
    for (UINT i = 0; i < args->SubRectCnt; i++) {
        if (present_map(&args->pSrcSubRects[i], &p->arg.SrcRect, &from_bounds, &p->arg.DstRect, &to_bounds,
                        &p->rects[p->arg.SubRectCnt]))
            p->arg.SubRectCnt++;
    }
    p->arg.pDstSubRects = p->rects;
    return check_screen_to_screen(p);
}

static void fill_argument(struct presenting *p)
{
    const D3DKMT_PRESENTFLAGS f = p->args->Flags;

    p->arg.Flags.Blt = f.Blt;
    p->arg.Flags.ColorFill = f.ColorFill;
    p->arg.Flags.Flip = f.Flip;
    p->arg.Flags.FlipWithNoWait = f.FlipDoNotWait;
    p->arg.Flags.SrcColorKey = f.SrcColorKey;
    p->arg.Flags.DstColorKey = f.DstColorKey;
    p->arg.Flags.LinearToSrgb = f.LinearToSrgb;
    p->arg.Flags.Rotate = f.Rotate;
    p->arg.Color = f.ColorFill || f.SrcColorKey || f.DstColorKey ? p->args->Color : 0;
    if (f.Flip)
        p->arg.FlipInterval = p->args->FlipInterval;
}

/* ---- the list: always NULL, source, destination (PRS-02) ---- */

static void set_list(const struct presenting *p, struct render_stage *stage)
{
    memset(stage->captured, 0, 3 * sizeof(*stage->captured));
    stage->captured[DXGK_PRESENT_DESTINATION_INDEX].WriteOperation = 1;
    stage->opens[0] = NULL;
    stage->opens[DXGK_PRESENT_SOURCE_INDEX] = p->source;
    stage->opens[DXGK_PRESENT_DESTINATION_INDEX] = p->destination;
    if (p->source)
        dxgk_object_hold(&p->source->object);
    if (p->destination)
        dxgk_object_hold(&p->destination->object);
    stage->open_count = 3;
}

/* ---- flips without a DMA buffer (PRS-10) ---- */

static bool flips_by_itself(const struct presenting *p)
{
    const DXGK_FLIPCAPS caps = p->context->adapter->caps.FlipCaps;

    return p->args->Flags.Flip &&
           (p->args->FlipInterval == D3DDDI_FLIPINTERVAL_IMMEDIATE ? caps.FlipImmediateMmIo
                                                                   : caps.FlipOnVSyncMmIo); /* OBS-71 */
}

static NTSTATUS ask_driver(struct translation *t, const struct packet_use *shown)
{
    DXGK_ALLOCATIONLIST list[3] = {{0}}, *source = &list[DXGK_PRESENT_SOURCE_INDEX];
    struct outcome outcome;
    PHYSICAL_ADDRESS address;
    UINT segment;

    vidmm_place_of(shown->instance, &segment, &address);
    source->hDeviceSpecificAllocation = shown->open->driver;
    source->SegmentId = segment & 31u;
    source->PhysicalAddress.QuadPart = segment ? address.QuadPart : 0;
    translate_call(t, NULL, list, &outcome);
    if (outcome.dma || outcome.private_data || outcome.patches)
        report_emit(REPORT_VIOLATION, "PRS-10", "DxgkDdiPresent", "pDmaBuffer", "NULL, as it came in",
                    "A flip without a DMA buffer is only to be checked.", "%p", (void *)outcome.dma);
    return outcome.status == STATUS_SUCCESS ? STATUS_SUCCESS : translate_status(t, outcome.status);
}

static NTSTATUS queue_flip(struct translation *t, const struct presenting *p)
{
    struct dxgk_packet *packet = packet_create(t->context, PACKET_FLIP);

    if (!packet)
        return STATUS_NO_MEMORY;
    dxgk_object_hold(&p->source->object);
    packet->shown = (struct packet_use){.open = p->source, .instance = vidmm_current(p->source->allocation)};
    packet->source = p->args->VidPnSourceId;
    packet->interval = p->args->FlipInterval;
    packet->submit_flags = t->submit_flags;
    NTSTATUS status = ask_driver(t, &packet->shown);
    if (!NT_SUCCESS(status)) {
        packet_free(packet);
        return status;
    }
    InsertTailList(&t->packets, &packet->link);
    return STATUS_SUCCESS;
}

/* ---- one context ---- */

static void prepare(struct translation *t, struct dxgk_context *context, const struct presenting *p,
                    struct render_stage *stage)
{
    *t = (struct translation){.context = context,
                              .stage = stage,
                              .id = DDI_ID_Present,
                              .uses = 3,
                              .patches = context->info.PatchLocationListSize,
                              .dma_size = context->info.DmaBufferSize,
                              .present = &p->arg,
                              .kind = PACKET_PRESENT,
                              .source = p->args->VidPnSourceId,
                              .interval = p->arg.FlipInterval};
    t->patch_flags.Present = t->submit_flags.Present = 1;
    t->submit_flags.Flip = p->arg.Flags.Flip;
    t->submit_flags.FlipWithNoWait = p->arg.Flags.FlipWithNoWait;
    translation_begin(t);
}

/* The last packet has the turn; it ends when that one does. */
static NTSTATUS run_one(struct translation *t, const struct presenting *p)
{
    NTSTATUS status = flips_by_itself(p) ? queue_flip(t, p) : translation_run(t);

    if (NT_SUCCESS(status))
        CONTAINING_RECORD(t->packets.Blink, struct dxgk_packet, link)->is_turn = true;
    return status;
}

static NTSTATUS take_turns(struct render_targets *targets, UINT *taken)
{
    for (*taken = 0; *taken < targets->count; ++*taken) {
        struct dxgk_context *context = targets->all[*taken].context;
        LARGE_INTEGER now = {.QuadPart = 0}, moment = {.QuadPart = -1000};
        NTSTATUS status = KeWaitForSingleObject(&context->dma->turns, Executive, KernelMode, FALSE, &now);
        while (status == STATUS_TIMEOUT) { /* whoever is done lets go of its packets late, unless asked */
            if (!device_is_active(context->device))
                return STATUS_DEVICE_REMOVED;
            vidsch_reap(context->adapter);
            status = KeWaitForSingleObject(&context->dma->turns, Executive, KernelMode, FALSE, &moment);
        }
    }
    return STATUS_SUCCESS;
}

static NTSTATUS run(struct render_targets *targets, const struct presenting *p, struct render_stage *stage,
                    UINT *turns)
{
    NTSTATUS status = STATUS_SUCCESS;
    UINT done = 0;

    while (done < targets->count && NT_SUCCESS(status)) {
        struct translation *t = &targets->all[done].translation;
        prepare(t, targets->all[done++].context, p, stage);
        status = run_one(t, p);
        if (NT_SUCCESS(status))
            --*turns; /* the packet has it */
    }
    for (UINT i = 0; i < done; i++) {
        if (NT_SUCCESS(status))
            status = translation_submit(&targets->all[i].translation);
        else
            translation_drop(&targets->all[i].translation);
    }
    return status;
}

static NTSTATUS present(struct render_targets *targets, const struct presenting *p)
{
    struct dxgk_context *context = p->context;
    UINT turns, taken, patches = 0;

    for (UINT i = 0; i < targets->count; i++)
        patches = targets->all[i].context->info.PatchLocationListSize > patches
                      ? targets->all[i].context->info.PatchLocationListSize
                      : patches;
    struct render_stage *stage = stage_enter(context->adapter, 3, patches);
    if (!stage)
        return STATUS_NO_MEMORY;
    set_list(p, stage);
    NTSTATUS status = take_turns(targets, &turns);
    taken = turns;
    if (NT_SUCCESS(status)) {
        targets_lock(targets);
        status = run(targets, p, stage, &turns);
        targets_unlock(targets);
    }
    for (UINT i = taken - turns; i < taken; i++) /* what no packet has */
        KeReleaseSemaphore(&targets->all[i].context->dma->turns, IO_NO_INCREMENT, 1, FALSE);
    stage_leave(context->adapter, stage);
    return status;
}

NTSTATUS dxgk_kmt_present(struct dxgk_process *process, D3DKMT_PRESENT *args)
{
    struct presenting p = {.args = args, .rects = p.few};
    struct render_targets targets = {0};

    NTSTATUS status = check_flags(args);
    if (!NT_SUCCESS(status))
        return status;
    status =
        targets_open(&targets, process, args->hContext, args->BroadcastContext, args->BroadcastContextCount);
    if (NT_SUCCESS(status)) {
        p.context = targets.all[0].context;
        status = find_allocations(&p);
    }
    if (NT_SUCCESS(status) && !args->Flags.Flip)
        status = find_rects(&p);
    if (NT_SUCCESS(status) && (args->Flags.Flip || p.arg.SubRectCnt)) {
        fill_argument(&p);
        status = present(&targets, &p);
    }
    if (status == STATUS_INVALID_HANDLE && p.context && !device_is_active(p.context->device))
        status = STATUS_DEVICE_REMOVED; /* the adapter stopped, and closed what was named */
    if (p.source)
        dxgk_object_release(&p.source->object);
    if (p.destination)
        dxgk_object_release(&p.destination->object);
    if (p.rects != p.few)
        dxgk_free(p.rects);
    targets_close(&targets);
    return status;
}
