/*
 * What came back from a translation: pointers in range, memory beyond them untouched, statuses of the table, and a patch list that may be acted
 * on. Only then is there a packet.
 */
#include "translate.h"

#include <stdio.h>
#include <string.h>

/* ---- overruns: memory is damaged, and nobody knows what else (OBS-132) ---- */

static void check_canaries(const struct translation *t, const struct dxgk_packet *packet)
{
    const struct dma_buffer *dma = packet->dma;
    bool all = t->context->adapter->options.render.check_memory;
    UINT end = (UINT)ROUND_TO_PAGES(dma->size),
         look = all || end - dma->size < DMA_LOOK ? end : dma->size + DMA_LOOK;
    UINT bad = dma_mismatch(dma->base, dma->size, look);

    if (bad < look)
        nt_bugcheck(VIDEO_MEMORY_MANAGEMENT_INTERNAL, 0x12, (ULONG_PTR)dma->base, dma->size, bad, "REN-14",
                    "%s wrote byte %u of a DMA buffer that has %u", ddi_name(t->id), bad, dma->size);
    end = (dma->private_size + 15u) & ~15u;
    bad = dma->private_data ? dma_mismatch(dma->private_data, dma->private_size, end) : end;
    if (bad < end)
        nt_bugcheck(VIDEO_MEMORY_MANAGEMENT_INTERNAL, 0x13, (ULONG_PTR)dma->private_data, dma->private_size,
                    bad, "REN-15", "%s wrote byte %u of DMA buffer private data that has %u bytes",
                    ddi_name(t->id), bad, dma->private_size);
}

/* ---- pointers ---- */

static NTSTATUS bad_pointer(const struct translation *t, const char *rule, const char *what,
                            const char *advice, const void *found, const void *from, const void *to)
{
    char expected[80];

    snprintf(expected, sizeof(expected), "%p to %p", from, to);
    report_emit(REPORT_VIOLATION, rule, ddi_name(t->id), what, expected, advice, "%p", found);
    return STATUS_INVALID_PARAMETER;
}

/* Past the end with STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER, the pointer may say where the end would have been (Z-03). */
static NTSTATUS take_dma(const struct translation *t, struct dxgk_packet *packet,
                         const struct outcome *outcome)
{
    const struct dma_buffer *dma = packet->dma;
    PUCHAR begin = dma->base, end = begin + dma->size;

    if (outcome->dma > end && outcome->status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        report_emit(REPORT_NOTE, "REN-13", ddi_name(t->id), "pDmaBuffer", "at most the end of the DMA buffer",
                    "Taken as the end.", "%llu bytes behind it", (unsigned long long)(outcome->dma - end));
        packet->dma_length = dma->size;
        return STATUS_SUCCESS;
    }
    if (outcome->dma < begin || outcome->dma > end)
        return bad_pointer(t, "REN-12", "pDmaBuffer", "On return it points behind the last byte written.",
                           outcome->dma, begin, end);
    packet->dma_length = (UINT)(outcome->dma - begin);
    return STATUS_SUCCESS;
}

static NTSTATUS take_private(const struct translation *t, struct dxgk_packet *packet,
                             const struct outcome *outcome)
{
    const struct dma_buffer *dma = packet->dma;
    PUCHAR begin = dma->private_data, end = begin ? begin + dma->private_size : NULL;

    if (outcome->private_data < begin || outcome->private_data > end)
        return bad_pointer(t, "REN-15", "pDmaBufferPrivateData",
                           "Leave the pointer, or advance it by what is used.", outcome->private_data, begin,
                           end);
    UINT advance = (UINT)(outcome->private_data - begin);
    packet->private_length = advance ? advance : dma->private_size; /* Z-05 */
    return STATUS_SUCCESS;
}

static NTSTATUS check_patches(const struct translation *t, const struct outcome *outcome, UINT *count)
{
    const D3DDDI_PATCHLOCATIONLIST *begin = stage_patches(t->stage, t->patches), *end = begin + t->patches;
    ptrdiff_t bytes = (const UCHAR *)outcome->patches - (const UCHAR *)begin;

    if (outcome->patches < begin || outcome->patches > end)
        return bad_pointer(t, "REN-21", "pPatchLocationListOut",
                           "On return it points behind the last element filled.", outcome->patches, begin,
                           end);
    if (bytes % (ptrdiff_t)sizeof(*begin)) {
        report_emit(REPORT_VIOLATION, "REN-21", ddi_name(t->id), "pPatchLocationListOut",
                    "a multiple of 24 bytes further", "It counts in elements.", "%td bytes further", bytes);
        return STATUS_INVALID_PARAMETER;
    }
    *count = (UINT)(bytes / (ptrdiff_t)sizeof(*begin));
    return STATUS_SUCCESS;
}

/* ---- what nobody should have written ---- */

/* True: something was written there. */
static bool check_rest(const struct translation *t, const struct dxgk_packet *packet,
                       const struct outcome *outcome)
{
    const struct dma_buffer *dma = packet->dma;
    bool all = t->context->adapter->options.render.check_memory;
    UINT from = packet->dma_length, to = all || dma->size - from < DMA_LOOK ? dma->size : from + DMA_LOOK;
    UINT bad = dma_mismatch(dma->base, from, to);

    if (bad < to)
        report_emit(REPORT_VIOLATION, "REN-12", ddi_name(t->id), "pDmaBuffer", "nothing written beyond it",
                    "Advance it over everything that was written, or do not write.",
                    "%u bytes in, but byte %u was written", from, bad);
    bool written = bad < to;
    if (!all)
        return written;
    const UCHAR *rest = (const UCHAR *)outcome->patches;
    UINT size = (UINT)((const UCHAR *)t->stage->patches_end - rest);
    bad = dma_mismatch(rest, 0, size);
    if (bad < size)
        report_emit(REPORT_VIOLATION, "REN-22", ddi_name(t->id), "pPatchLocationListOut",
                    "no element written beyond it",
                    "Fill only what is needed, and advance the pointer over it.",
                    "element %u behind it was written", bad / (UINT)sizeof(D3DDDI_PATCHLOCATIONLIST));
    return written;
}

/* ---- statuses (A.7) ---- */

struct answer {
    NTSTATUS status;
    bool render, present; /* where it may come from */
};

static const struct answer answers[] = {
    {STATUS_NO_MEMORY, true, true},
    {STATUS_PRIVILEGED_INSTRUCTION, true, true},
    {STATUS_ILLEGAL_INSTRUCTION, true, true},
    {STATUS_INVALID_PARAMETER, true, true},
    {STATUS_INVALID_USER_BUFFER, true, false},
    {STATUS_INVALID_HANDLE, true, true},
    {STATUS_GRAPHICS_DRIVER_MISMATCH, true, false},
    {STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE, true, true},
    {STATUS_GRAPHICS_CANNOTCOLORCONVERT, false, true},
    {STATUS_INSUFFICIENT_RESOURCES, false, true},
};

NTSTATUS translate_status(const struct translation *t, NTSTATUS status)
{
    bool present = t->id == DDI_ID_Present;

    for (size_t i = 0; i < RTL_NUMBER_OF(answers); i++) {
        const struct answer *a = &answers[i];
        if (a->status != status || !(present ? a->present : a->render))
            continue;
        if (status == STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE) /* REN-82 */
            device_lose(t->context->device, D3DKMT_DEVICEEXECUTION_ERROR_DMAFAULT);
        return status == STATUS_INSUFFICIENT_RESOURCES ? STATUS_NO_MEMORY : status;
    }
    report_emit(REPORT_WARNING, present ? "PRS-12" : "REN-83", ddi_name(t->id), "NTSTATUS",
                "a status of the DDI's table",
                "The submission failed; the client is told STATUS_INVALID_PARAMETER.", "%s",
                nt_status_text(status));
    return STATUS_INVALID_PARAMETER;
}

/* ---- all ---- */

NTSTATUS translate_check(const struct translation *t, struct dxgk_packet *packet,
                         const struct outcome *outcome)
{
    bool good =
        outcome->status == STATUS_SUCCESS || outcome->status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
    bool more_written = false;
    UINT count = 0;

    check_canaries(t, packet);
    if (!good) {
        dma_written(packet, packet->dma->size); /* whatever it wrote is gone before the next use (REN-80) */
        return translate_status(t, outcome->status);
    }
    NTSTATUS status = take_dma(t, packet, outcome);
    if (NT_SUCCESS(status))
        status = take_private(t, packet, outcome);
    if (NT_SUCCESS(status))
        status = check_patches(t, outcome, &count);
    if (NT_SUCCESS(status)) {
        more_written = check_rest(t, packet, outcome);
        status = patchlist_take(packet, stage_patches(t->stage, t->patches), count, ddi_name(t->id));
    }
    dma_written(packet, NT_SUCCESS(status) && !more_written ? packet->dma_length : packet->dma->size);
    return status;
}
