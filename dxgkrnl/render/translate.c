/*
 * The passes of a translation (REN-30..REN-36, REN-43..REN-48): a new DMA buffer each time the driver says that this one is full, where it
 * may say so.
 */
#include "translate.h"

/* Finished passes that wait for the last one, so that a buffer that turns out bad leaves nothing behind. Beyond, the oldest is submitted. */
#define HELD_PASSES 64u

/* Passes in a row that write nothing and only count on; more are no progress (REN-34). Nor are more passes than bytes of commands. */
#define IDLE_PASSES 16u
#define MOST_PASSES 4096u

void translation_begin(struct translation *t)
{
    InitializeListHead(&t->packets);
    t->held = t->passes = t->idle_passes = t->multipass_offset = 0;
    t->whole = false;
}

void translation_drop(struct translation *t)
{
    while (!IsListEmpty(&t->packets))
        packet_free(CONTAINING_RECORD(RemoveHeadList(&t->packets), struct dxgk_packet, link));
    t->held = 0;
}

static NTSTATUS submit_oldest(struct translation *t)
{
    struct dxgk_packet *packet = CONTAINING_RECORD(RemoveHeadList(&t->packets), struct dxgk_packet, link);

    t->held--;
    return vidsch_submit(packet);
}

NTSTATUS translation_submit(struct translation *t)
{
    NTSTATUS status = STATUS_SUCCESS;

    while (NT_SUCCESS(status) && !IsListEmpty(&t->packets))
        status = submit_oldest(t);
    translation_drop(t);
    return status;
}

/* ---- sizes ---- */

/* A whole buffer, or what the options leave of it (REN-47). */
static UINT size_of_pass(const struct translation *t)
{
    const struct dxgk_render_options *o = &t->context->adapter->options.render;
    UINT size = t->dma_size;

    if (t->guaranteed || t->whole || !o->multipass)
        return size;
    if (o->dma_size && o->dma_size < size)
        size = o->dma_size;
    return o->dma_shrink ? 1 + (UINT)(nt_random() % size) : size;
}

/* ---- out of space ---- */

static DECLSPEC_NORETURN void contract_broken(const struct translation *t, const struct dxgk_packet *packet,
                                              const struct outcome *outcome)
{
    UINT used = (UINT)(outcome->dma - (PUCHAR)packet->dma->base);
    UINT patches = (UINT)(outcome->patches - stage_patches(t->stage, t->patches));

    nt_bugcheck(
        VIDEO_MEMORY_MANAGEMENT_INTERNAL, 0x16, (ULONG_PTR)t->context, packet->dma->size, t->patches,
        "REN-44",
        "%s returned %s in guaranteed-contract mode: %u of %u bytes of the DMA buffer and %u of %u patch "
        "entries were used, for a "
        "command buffer of %u bytes. A buffer that does not fit is rejected with another status (REN-45)",
        ddi_name(t->id), nt_status_text(STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER), used, packet->dma->size,
        patches, t->patches, t->command_length);
}

static NTSTATUS no_progress(const struct translation *t, const char *rule, const char *what)
{
    report_emit(
        REPORT_VIOLATION, rule, ddi_name(t->id), "MultipassOffset",
        "progress in each pass that returns STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER",
        "A single command that neither fits nor can be split is rejected with another status (REN-36).",
        "0x%X after %u passes: %s", t->multipass_offset, t->passes, what);
    return STATUS_INVALID_PARAMETER;
}

/* The driver wants another pass: is that any use (REN-34, REN-36)? */
static NTSTATUS judge_progress(struct translation *t, const struct dxgk_packet *packet, UINT offset_before,
                               UINT size)
{
    bool wrote = packet->dma_length != 0, counted = t->multipass_offset != offset_before;

    t->whole = false;
    if (!wrote && !counted && size < t->dma_size) {
        t->whole = true; /* there was less than promised: once more, with all of it */
        return STATUS_SUCCESS;
    }
    if (!wrote && !counted)
        return no_progress(t, "REN-34",
                           "no byte was written and the offset is what it was, in a whole DMA buffer");
    t->idle_passes = wrote ? 0 : t->idle_passes + 1;
    if (t->idle_passes > IDLE_PASSES)
        return no_progress(t, "REN-34", "passes write nothing");
    if (t->passes >= MOST_PASSES + t->command_length + (t->present ? 16 * t->present->SubRectCnt : 0))
        return no_progress(t, "REN-34", "it does not come to an end");
    return STATUS_SUCCESS;
}

/* ---- one pass ---- */

static void fill_packet(const struct translation *t, struct dxgk_packet *packet)
{
    packet->kind = t->kind;
    packet->patch_flags = t->patch_flags;
    packet->submit_flags = t->submit_flags;
    packet->source = t->source;
    packet->interval = t->interval;
    list_fill(packet, t->stage, t->uses);
}

static NTSTATUS keep(struct translation *t, struct dxgk_packet *packet)
{
    InsertTailList(&t->packets, &packet->link);
    return ++t->held > HELD_PASSES ? submit_oldest(t) : STATUS_SUCCESS;
}

/* *more: there is another pass to come. */
static NTSTATUS run_pass(struct translation *t, bool *more)
{
    UINT size = size_of_pass(t), before = t->multipass_offset;
    struct outcome outcome;
    NTSTATUS status;

    struct dxgk_packet *packet = dma_acquire(t->context, size, t->uses, &status);
    if (!packet)
        return status;
    fill_packet(t, packet);
    translate_call(t, packet, packet->dma->allocations, &outcome);
    t->passes++;
    *more = outcome.status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
    status = translate_check(t, packet, &outcome);
    if (*more && t->guaranteed)
        contract_broken(t, packet, &outcome);
    if (NT_SUCCESS(status) && *more) {
        t->multipass_offset = outcome.multipass_offset;
        status = judge_progress(t, packet, before, size);
    }
    if (NT_SUCCESS(status) && !(*more && packet->dma_length == 0))
        return keep(t, packet);
    packet_free(packet);
    return status;
}

NTSTATUS translation_run(struct translation *t)
{
    NTSTATUS status;
    bool more = false;

    do
        status = run_pass(t, &more);
    while (NT_SUCCESS(status) && more);
    if (t->passes > 1)
        render_count(t->context->adapter, passes, t->passes - 1);
    if (!NT_SUCCESS(status))
        translation_drop(t);
    return status;
}
