/*
 * One call down of DxgkDdiRender, DxgkDdiRenderKm or DxgkDdiPresent: argument and lists stand on fenced pages, each with its end at the
 * fence, and what the driver was only to read is compared afterwards (REN-14, REN-22, REN-24, Z-21).
 */
#include "translate.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- what stays as it was ---- */

struct input {
    size_t offset, size;
    const char *name, *rule;
};

#define INPUT(type, member, rule)                                                                            \
    {                                                                                                        \
        offsetof(type, member), sizeof(((type *)0)->member), #member, rule                                   \
    }

static const struct input render_inputs[] = {
    INPUT(DXGKARG_RENDER, pCommand, "REN-10"),
    INPUT(DXGKARG_RENDER, CommandLength, "REN-11"),
    INPUT(DXGKARG_RENDER, DmaSize, "REN-14"),
    INPUT(DXGKARG_RENDER, DmaBufferPrivateDataSize, "REN-15"),
    INPUT(DXGKARG_RENDER, pAllocationList, "REN-18"),
    INPUT(DXGKARG_RENDER, AllocationListSize, "REN-18"),
    INPUT(DXGKARG_RENDER, pPatchLocationListIn, "REN-19"),
    INPUT(DXGKARG_RENDER, PatchLocationListInSize, "REN-19"),
    INPUT(DXGKARG_RENDER, PatchLocationListOutSize, "REN-22"),
    INPUT(DXGKARG_RENDER, DmaBufferSegmentId, "REN-24"),
    INPUT(DXGKARG_RENDER, DmaBufferPhysicalAddress, "REN-25"),
};

static const struct input present_inputs[] = {
    INPUT(DXGKARG_PRESENT, DmaSize, "REN-14"),
    INPUT(DXGKARG_PRESENT, DmaBufferPrivateDataSize, "REN-15"),
    INPUT(DXGKARG_PRESENT, pAllocationList, "REN-18"),
    INPUT(DXGKARG_PRESENT, PatchLocationListOutSize, "REN-22"),
    INPUT(DXGKARG_PRESENT, Color, "PRS-05"),
    INPUT(DXGKARG_PRESENT, DstRect, "PRS-06"),
    INPUT(DXGKARG_PRESENT, SrcRect, "PRS-06"),
    INPUT(DXGKARG_PRESENT, SubRectCnt, "PRS-07"),
    INPUT(DXGKARG_PRESENT, pDstSubRects, "PRS-07"),
    INPUT(DXGKARG_PRESENT, FlipInterval, "PRS-11"),
    INPUT(DXGKARG_PRESENT, Flags, "PRS-03"),
    INPUT(DXGKARG_PRESENT, DmaBufferSegmentId, "REN-24"),
    INPUT(DXGKARG_PRESENT, DmaBufferPhysicalAddress, "REN-25"),
};

static ULONG64 number(const void *at, size_t size)
{
    ULONG64 value = 0;

    memcpy(&value, at, size < sizeof(value) ? size : sizeof(value));
    return value;
}

static void compare(const struct translation *t, const struct input *inputs, size_t count, const void *before,
                    const void *after)
{
    char expected[40];

    for (size_t i = 0; i < count; i++) {
        const PUCHAR was = (PUCHAR)before + inputs[i].offset, is = (PUCHAR)after + inputs[i].offset;
        if (memcmp(was, is, inputs[i].size) == 0)
            continue;
        snprintf(expected, sizeof(expected), "0x%llX, as it came in",
                 (unsigned long long)number(was, inputs[i].size));
        report_emit(REPORT_VIOLATION, inputs[i].rule, ddi_name(t->id), inputs[i].name, expected,
                    "The member is an input; the value was not used.", "0x%llX",
                    (unsigned long long)number(is, inputs[i].size));
    }
}

/* Z-21: the list is only to be read. */
static void compare_list(const struct translation *t, const DXGK_ALLOCATIONLIST *shown,
                         const DXGK_ALLOCATIONLIST *list)
{
    if (memcmp(shown, list, t->uses * sizeof(*list)) == 0)
        return;
    UINT i = 0;
    while (memcmp(&shown[i], &list[i], sizeof(*list)) == 0)
        i++;
    report_emit(REPORT_VIOLATION, "REN-18", ddi_name(t->id), "pAllocationList", "the kernel's list unchanged",
                "The list is the kernel's; what was written into it is not looked at.",
                "element %u was written to", i);
}

/* ---- the stage ---- */

static DXGK_ALLOCATIONLIST *show_list(const struct translation *t, const DXGK_ALLOCATIONLIST *list)
{
    DXGK_ALLOCATIONLIST *shown = stage_allocations(t->stage, t->uses);

    memcpy(shown, list, t->uses * sizeof(*list));
    return shown;
}

static D3DDDI_PATCHLOCATIONLIST *show_patches(const struct translation *t)
{
    D3DDDI_PATCHLOCATIONLIST *patches = stage_patches(t->stage, t->patches);

    if (t->context->adapter->options.render.check_memory)
        memset(patches, DMA_FILL, t->patches * sizeof(*patches));
    return patches;
}

/* ---- the calls ---- */

static void call_render(const struct translation *t, struct dxgk_packet *packet,
                        const DXGK_ALLOCATIONLIST *list, struct outcome *outcome)
{
    const struct dma_buffer *dma = packet->dma;
    DXGKARG_RENDER before = {.pCommand = t->command,
                             .CommandLength = t->command_length,
                             .pDmaBuffer = dma->base,
                             .DmaSize = dma->size,
                             .pDmaBufferPrivateData = dma->private_data,
                             .DmaBufferPrivateDataSize = dma->private_size,
                             .pAllocationList = show_list(t, list),
                             .AllocationListSize = t->uses,
                             .pPatchLocationListIn = t->patches_in,
                             .PatchLocationListInSize = t->patch_in_count,
                             .pPatchLocationListOut = show_patches(t),
                             .PatchLocationListOutSize = t->patches,
                             .MultipassOffset = t->multipass_offset,
                             .DmaBufferSegmentId = dma->segment};
    DXGKARG_RENDER *arg = (DXGKARG_RENDER *)(t->stage->argument_end - sizeof(*arg));

    if (dma->segment) /* REN-25 */
        before.DmaBufferPhysicalAddress = dma->address;
    memcpy(arg, &before, sizeof(before));
    outcome->status = t->id == DDI_ID_RenderKm ? ddi_RenderKm(t->context->adapter, t->context->driver, arg)
                                               : ddi_Render(t->context->adapter, t->context->driver, arg);
    outcome->dma = arg->pDmaBuffer;
    outcome->private_data = arg->pDmaBufferPrivateData;
    outcome->patches = arg->pPatchLocationListOut;
    outcome->multipass_offset = arg->MultipassOffset;
    DXGKARG_RENDER after = *arg;
    after.pDmaBuffer = before.pDmaBuffer;
    after.pDmaBufferPrivateData = before.pDmaBufferPrivateData;
    after.pPatchLocationListOut = before.pPatchLocationListOut;
    after.MultipassOffset = before.MultipassOffset;
    if (memcmp(&after, &before, sizeof(after)) != 0) /* seldom: find out what it is */
        compare(t, render_inputs, RTL_NUMBER_OF(render_inputs), &before, arg);
    compare_list(t, before.pAllocationList, list);
}

/* Bytes of the structure in the interface version that the driver declared (PRS-15). */
static size_t present_bytes(const struct dxgk_adapter *adapter)
{
    ULONG version = adapter->driver->version;

    return version < DXGKDDI_INTERFACE_VERSION_WDDM1_3   ? 128
           : version < DXGKDDI_INTERFACE_VERSION_WDDM2_0 ? 136
                                                         : 168;
}

static void call_present(const struct translation *t, struct dxgk_packet *packet,
                         const DXGK_ALLOCATIONLIST *list, struct outcome *outcome)
{
    size_t bytes = present_bytes(t->context->adapter),
           known = bytes < sizeof(DXGKARG_PRESENT) ? bytes : sizeof(DXGKARG_PRESENT);
    DXGKARG_PRESENT before = *t->present, after = {0};
    PUCHAR arg = t->stage->argument_end - bytes;

    before.pAllocationList = show_list(t, list);
    before.MultipassOffset = t->multipass_offset;
    if (packet) {
        const struct dma_buffer *dma = packet->dma;
        before.pDmaBuffer = dma->base;
        before.DmaSize = dma->size;
        before.pDmaBufferPrivateData = dma->private_data;
        before.DmaBufferPrivateDataSize = dma->private_size;
        before.pPatchLocationListOut = show_patches(t);
        before.PatchLocationListOutSize = t->patches;
        before.DmaBufferSegmentId = dma->segment;
        if (dma->segment)
            before.DmaBufferPhysicalAddress = dma->address;
    }
    memset(arg, 0, bytes);
    memcpy(arg, &before, known);
    outcome->status = ddi_Present(t->context->adapter, t->context->driver, (DXGKARG_PRESENT *)arg);
    memcpy(&after, arg, known);
    outcome->dma = after.pDmaBuffer;
    outcome->private_data = after.pDmaBufferPrivateData;
    outcome->patches = after.pPatchLocationListOut;
    outcome->multipass_offset = after.MultipassOffset;
    compare(t, present_inputs, RTL_NUMBER_OF(present_inputs), &before, &after);
    compare_list(t, before.pAllocationList, list);
}

void translate_call(const struct translation *t, struct dxgk_packet *packet, const DXGK_ALLOCATIONLIST *list,
                    struct outcome *outcome)
{
    if (t->id == DDI_ID_Present)
        call_present(t, packet, list, outcome);
    else
        call_render(t, packet, list, outcome);
}
