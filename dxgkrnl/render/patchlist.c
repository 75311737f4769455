/*
 * The output patch list: what VidMm pages by, VidSch splits by, and Patch writes by, so every number in it is checked before anybody acts on
 * it (REN-60..REN-67).
 */
#include "dma.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---- findings ---- */

struct finding {
    const char *where;
    UINT index;
};

static NTSTATUS __attribute__((format(printf, 6, 7)))
bad(const struct finding *at, const char *rule, const char *field, UINT value, const char *advice,
    const char *expected, ...)
{
    char what[96], range[160];
    va_list arguments;

    va_start(arguments, expected);
    vsnprintf(range, sizeof(range), expected, arguments);
    va_end(arguments);
    snprintf(what, sizeof(what), "pPatchLocationListOut[%u].%s", at->index, field);
    report_emit(REPORT_VIOLATION, rule, at->where, what, range, advice, "%u (0x%X)", value, value);
    return STATUS_INVALID_PARAMETER;
}

/* ---- one entry ---- */

static NTSTATUS check_entry(const struct dxgk_packet *packet, const D3DDDI_PATCHLOCATIONLIST *e,
                            UINT least_split, const struct finding *at)
{
    UINT slots = packet->context->adapter->caps.MaxAllocationListSlotId;

    if (e->AllocationIndex >= packet->use_count)
        return bad(at, "REN-60", "AllocationIndex", e->AllocationIndex,
                   "It selects an element of pAllocationList.", "less than AllocationListSize, %u",
                   packet->use_count);
    if (e->Reserved)
        return bad(at, "REN-62", "Value", e->Value, NULL, "0 in the upper 8 bits");
    if (e->SlotId >= slots)
        return bad(at, "REN-61", "SlotId", e->SlotId, "Allocations in one slot replace each other.",
                   "less than DXGK_DRIVERCAPS.MaxAllocationListSlotId, %u", slots);
    const struct dxgk_open *open = packet->uses[e->AllocationIndex].open;
    if (open && e->AllocationOffset > open->allocation->info.Size)
        return bad(at, "REN-64", "AllocationOffset", e->AllocationOffset, NULL,
                   "at most the allocation's size, %llu", (unsigned long long)open->allocation->info.Size);
    if (e->PatchOffset > packet->dma_length || (open && e->PatchOffset == packet->dma_length))
        return bad(at, "REN-65", "PatchOffset", e->PatchOffset,
                   "It counts from the start of this DMA buffer.", "less than the %u bytes written",
                   packet->dma_length);
    if (e->SplitOffset > packet->dma_length)
        return bad(at, "REN-66", "SplitOffset", e->SplitOffset, NULL, "at most the %u bytes written",
                   packet->dma_length);
    if (e->SplitOffset < least_split)
        return bad(at, "REN-67", "SplitOffset", e->SplitOffset,
                   "Entries come in the order in which the stream uses them.",
                   "not less than in the entry before, %u", least_split);
    return STATUS_SUCCESS;
}

/* ---- binding leaks (REN-76) ---- */

struct bindings {
    UINT *group;       /* per slot: the group of entries that bound it last, 0: nothing is bound */
    UINT current;      /* group number, from 1: entries with one SplitOffset */
    UINT bound, stale; /* slots with something in them; of them, those not bound in this group */
};

static void bind(struct bindings *b, const struct dxgk_packet *packet, const D3DDDI_PATCHLOCATIONLIST *e)
{
    UINT *slot = &b->group[e->SlotId];
    bool something = packet->uses[e->AllocationIndex].open != NULL;

    if (*slot && *slot != b->current)
        b->stale--;
    b->bound += (something ? 1u : 0u) - (*slot ? 1u : 0u);
    *slot = something ? b->current : 0;
}

static NTSTATUS check_bindings(const struct dxgk_packet *packet, const char *where)
{
    const D3DDDI_PATCHLOCATIONLIST *list = packet->dma->patches;
    struct bindings b = {.current = 1};
    struct finding at = {where, 0};
    NTSTATUS status = STATUS_SUCCESS;

    b.group = dxgk_alloc(((size_t)packet->context->adapter->caps.MaxAllocationListSlotId + 1) * sizeof(UINT));
    if (!b.group)
        return STATUS_NO_MEMORY;
    for (UINT i = 0; i <= packet->patch_count && NT_SUCCESS(status); i++) {
        bool end = i == packet->patch_count;
        if (i && (end || list[i].SplitOffset != list[i - 1].SplitOffset)) {
            at.index = i - 1;
            if (b.stale)
                status = bad(
                    &at, "REN-76", "SplitOffset", list[i - 1].SplitOffset,
                    "At a split point re-program or unbind every slot; or set SchedulingCaps.NoDmaPatching.",
                    "no slot that stays bound over it; %u do", b.stale);
            b.current++;
            b.stale = b.bound;
        }
        if (!end && NT_SUCCESS(status))
            bind(&b, packet, &list[i]);
    }
    dxgk_free(b.group);
    return status;
}

/* ---- all ---- */

NTSTATUS patchlist_take(struct dxgk_packet *packet, const D3DDDI_PATCHLOCATIONLIST *list, UINT count,
                        const char *where)
{
    const struct dxgk_adapter *adapter = packet->context->adapter;
    struct finding at = {where, 0};
    NTSTATUS status = STATUS_SUCCESS;
    UINT split = 0;

    if (count == 0)
        return STATUS_SUCCESS;
    if (!dma_patch_room(packet, count))
        return STATUS_NO_MEMORY;
    memcpy(packet->dma->patches, list, count * sizeof(*list));
    for (; at.index < count && NT_SUCCESS(status); at.index++) {
        status = check_entry(packet, &packet->dma->patches[at.index], split, &at);
        split = packet->dma->patches[at.index].SplitOffset;
    }
    packet->patch_count = NT_SUCCESS(status) ? count : 0;
    if (NT_SUCCESS(status) && adapter->options.render.check_bindings &&
        !adapter->caps.SchedulingCaps.NoDmaPatching)
        status = check_bindings(packet, where);
    return status;
}
