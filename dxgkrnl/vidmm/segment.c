/*
 * Segments as the driver describes them: QUERYSEGMENT, asked twice (SEG-01), and everything in the answer judged before anything relies
 * on it. A refusal says which descriptor, which field, and what was expected.
 */
#include "vidmm_private.h"

#include <stdio.h>
#include <string.h>

#define WHERE "DxgkDdiQueryAdapterInfo"

/* Both forms of the answer as one. */
struct answer {
    UINT count, paging_segment, paging_size, paging_private;
    DXGK_SEGMENTDESCRIPTOR3 *descriptors;
};

static NTSTATUS refuse(const char *rule, UINT id, const char *field, const char *expected, const char *advice,
                       const char *value)
{
    char what[96];

    if (id)
        snprintf(what, sizeof(what), "segment %u: %s", id, field);
    else
        snprintf(what, sizeof(what), "%s", field);
    report_emit(REPORT_REFUSAL, rule, WHERE, what, expected, advice, "%s", value);
    return STATUS_INVALID_PARAMETER;
}

static NTSTATUS refuse_number(const char *rule, UINT id, const char *field, const char *expected,
                              const char *advice, ULONG64 value)
{
    char text[32];

    snprintf(text, sizeof(text), "0x%llX", (unsigned long long)value);
    return refuse(rule, id, field, expected, advice, text);
}

/* ---- asking ---- */

static NTSTATUS ask(struct vidmm *vm, DXGK_QUERYADAPTERINFOTYPE type, void *out, UINT size)
{
    DXGK_QUERYSEGMENTIN in = {{.QuadPart = 0}}; /* no AGP (SEG-02) */
    DXGKARG_QUERYADAPTERINFO arg = {.Type = type,
                                    .pInputData = &in,
                                    .InputDataSize = sizeof(in),
                                    .pOutputData = out,
                                    .OutputDataSize = size};
    NTSTATUS status = ddi_QueryAdapterInfo(vm->adapter, &arg);
    if (!NT_SUCCESS(status))
        refuse("SEG-01", 0, "NTSTATUS of QUERYSEGMENT", "STATUS_SUCCESS",
               "A full driver describes its segments, on both calls.", nt_status_text(status));
    return status;
}

static NTSTATUS ask_new(struct vidmm *vm, struct answer *a, void *array)
{
    DXGK_QUERYSEGMENTOUT3 out = {.NbSegment = a->count, .pSegmentDescriptor = array};
    NTSTATUS status = ask(vm, DXGKQAITYPE_QUERYSEGMENT3, &out, sizeof(out));

    a->count = out.NbSegment;
    a->paging_segment = out.PagingBufferSegmentId;
    a->paging_size = out.PagingBufferSize;
    a->paging_private = out.PagingBufferPrivateDataSize;
    return status;
}

static NTSTATUS ask_old(struct vidmm *vm, struct answer *a, void *array)
{
    DXGK_QUERYSEGMENTOUT out = {.NbSegment = a->count, .pSegmentDescriptor = array};
    NTSTATUS status = ask(vm, DXGKQAITYPE_QUERYSEGMENT, &out, sizeof(out));

    a->count = out.NbSegment;
    a->paging_segment = out.PagingBufferSegmentId;
    a->paging_size = out.PagingBufferSize;
    a->paging_private = out.PagingBufferPrivateDataSize;
    return status;
}

static void widen(DXGK_SEGMENTDESCRIPTOR3 *to, const DXGK_SEGMENTDESCRIPTOR *from)
{
    to->Flags = from->Flags;
    to->BaseAddress = from->BaseAddress;
    to->CpuTranslatedAddress = from->CpuTranslatedAddress;
    to->Size = from->Size;
    to->NbOfBanks = from->NbOfBanks;
    to->pBankRangeTable = from->pBankRangeTable;
    to->CommitLimit = from->CommitLimit;
}

static NTSTATUS check_second(const struct answer *a, UINT count, const UCHAR *canary)
{
    for (UINT i = 0; i < VIDMM_CANARY_BYTES; i++) {
        if (canary[i] != VIDMM_CANARY)
            return refuse("SEG-01", 0, "pSegmentDescriptor", "NbSegment descriptors written, not more",
                          "The array has as many elements as the first answer said.",
                          "bytes behind the array changed");
    }
    if (a->count != count)
        return refuse_number("SEG-01", 0, "NbSegment of the second call",
                             "the same number as on the first call", NULL, a->count);
    return STATUS_SUCCESS;
}

/* a->descriptors is the caller's to free, also on failure. */
static NTSTATUS ask_twice(struct vidmm *vm, struct answer *a)
{
    bool is_new = vm->adapter->driver->version >= DXGKDDI_INTERFACE_VERSION_WIN8;
    size_t one = is_new ? sizeof(DXGK_SEGMENTDESCRIPTOR3) : sizeof(DXGK_SEGMENTDESCRIPTOR);
    NTSTATUS (*form)(struct vidmm *, struct answer *, void *) = is_new ? ask_new : ask_old;

    NTSTATUS status = form(vm, a, NULL);
    UINT count = a->count;
    if (!NT_SUCCESS(status))
        return status;
    if (count == 0 || count > VIDMM_MAX_SEGMENTS)
        return refuse_number("SEG-03", 0, "NbSegment", "1 to 31: identifiers have five bits, 0 is none", NULL,
                             count);
    UCHAR *array = dxgk_alloc(count * one + VIDMM_CANARY_BYTES);
    a->descriptors = dxgk_alloc(count * sizeof(*a->descriptors));
    if (array && a->descriptors) {
        memset(array + count * one, VIDMM_CANARY, VIDMM_CANARY_BYTES);
        status = form(vm, a, array);
        if (NT_SUCCESS(status))
            status = check_second(a, count, array + count * one);
        for (UINT i = 0; i < count; i++) {
            if (is_new)
                a->descriptors[i] = ((DXGK_SEGMENTDESCRIPTOR3 *)array)[i];
            else
                widen(&a->descriptors[i], &((DXGK_SEGMENTDESCRIPTOR *)array)[i]);
        }
    } else {
        status = STATUS_NO_MEMORY;
    }
    dxgk_free(array);
    return status;
}

/* ---- judging ---- */

static NTSTATUS check_flags(UINT id, DXGK_SEGMENTFLAGS flags)
{
    if (flags.Agp)
        return refuse_number("SEG-02", id, "Flags", "no Agp: QUERYSEGMENTIN said that there is none",
                             "Claim the AGP aperture only where AgpApertureSize is not 0.", flags.Value);
    if (flags.Reserved)
        return refuse_number("SEG-07", id, "Flags", "reserved bits 0", NULL, flags.Value);
    if ((flags.PreservedDuringHibernate || flags.PartiallyPreservedDuringHibernate) &&
        !flags.PreservedDuringStandby)
        return refuse_number("SEG-07", id, "Flags",
                             "PreservedDuringStandby where anything is preserved during hibernation", NULL,
                             flags.Value);
    if (flags.PreservedDuringHibernate && flags.PartiallyPreservedDuringHibernate)
        return refuse_number("SEG-07", id, "Flags",
                             "only one of PreservedDuringHibernate and PartiallyPreservedDuringHibernate",
                             NULL, flags.Value);
    if (flags.CacheCoherent && !flags.Aperture)
        report_emit(REPORT_WARNING, "SEG-07", WHERE, "DXGK_SEGMENTFLAGS.CacheCoherent",
                    "aperture segments only", "Windows ignores it on a memory segment.", "segment %u: 0x%X",
                    id, (unsigned)flags.Value);
    return STATUS_SUCCESS;
}

static NTSTATUS check_sizes(UINT id, const DXGK_SEGMENTDESCRIPTOR3 *d)
{
    ULONG64 base = (ULONG64)d->BaseAddress.QuadPart;

    if (!d->Size || d->Size % PAGE_SIZE)
        return refuse_number("SEG-04", id, "Size", "a multiple of 4096, not 0", NULL, d->Size);
    if (base + d->Size < base || d->Size >> 56)
        return refuse_number("SEG-04", id, "Size", "a range that does not wrap from BaseAddress on", NULL,
                             d->Size);
    if (d->CommitLimit > d->Size)
        return refuse_number("SEG-04", id, "CommitLimit", "at most Size", NULL, d->CommitLimit);
    if (!d->Flags.Aperture && d->CommitLimit != d->Size)
        report_emit(REPORT_WARNING, "SEG-04", WHERE, "CommitLimit", "Size, for a memory segment",
                    "Windows takes it as Size.", "segment %u: 0x%llX", id,
                    (unsigned long long)d->CommitLimit);
    if (d->Flags.CpuVisible && !d->Flags.Aperture && d->CpuTranslatedAddress.QuadPart % PAGE_SIZE)
        return refuse_number("SEG-06", id, "CpuTranslatedAddress",
                             "the page-aligned bus address of the segment", NULL,
                             (ULONG64)d->CpuTranslatedAddress.QuadPart);
    return STATUS_SUCCESS;
}

static NTSTATUS check_banks(UINT id, const DXGK_SEGMENTDESCRIPTOR3 *d)
{
    SIZE_T last = 0;

    if (!d->Flags.UseBanking)
        return STATUS_SUCCESS;
    if (!d->NbOfBanks || !d->pBankRangeTable)
        return refuse_number("SEG-12", id, "NbOfBanks", "banks and their table, as UseBanking is set", NULL,
                             d->NbOfBanks);
    for (UINT i = 0; i < d->NbOfBanks; i++) {
        SIZE_T end = d->pBankRangeTable[i];
        if (end <= last || end > d->Size)
            return refuse_number("SEG-12", id, "pBankRangeTable", "end offsets that increase, at most Size",
                                 NULL, end);
        last = end;
    }
    return STATUS_SUCCESS;
}

static NTSTATUS check_paging(const struct answer *a)
{
    if (a->paging_segment > a->count)
        return refuse_number("SEG-09", 0, "PagingBufferSegmentId", "0, or one of the segments", NULL,
                             a->paging_segment);
    if (a->paging_segment && !a->descriptors[a->paging_segment - 1].Flags.Aperture)
        return refuse_number("SEG-09", 0, "PagingBufferSegmentId", "0, or an aperture segment (OBS-51)",
                             "Paging buffers never lie in local memory.", a->paging_segment);
    if (!a->paging_size)
        return refuse_number("SEG-09", 0, "PagingBufferSize", "bytes, not 0", NULL, a->paging_size);
    return STATUS_SUCCESS;
}

static NTSTATUS judge(const struct answer *a)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; i < a->count && NT_SUCCESS(status); i++) {
        status = check_flags(i + 1, a->descriptors[i].Flags);
        if (NT_SUCCESS(status))
            status = check_sizes(i + 1, &a->descriptors[i]);
        if (NT_SUCCESS(status))
            status = check_banks(i + 1, &a->descriptors[i]);
    }
    return NT_SUCCESS(status) ? check_paging(a) : status;
}

/* ---- taking over ---- */

static NTSTATUS open_segment(struct vidmm *vm, UINT id, const DXGK_SEGMENTDESCRIPTOR3 *d)
{
    struct segment *segment = &vm->segments[id - 1];
    uint64_t limit = vm->adapter->options.render.vram_limit & ~(uint64_t)PAGE_MASK;
    bool aperture = d->Flags.Aperture;
    ULONG64 size = !aperture && limit && limit < d->Size ? limit : d->Size;

    for (UINT band = 0; band < VIDMM_BANDS; band++)
        InitializeListHead(&segment->residents[band]);
    segment->info =
        (struct vidmm_segment_info){.id = id,
                                    .flags = d->Flags,
                                    .size = size,
                                    .commit_limit = aperture && d->CommitLimit ? d->CommitLimit : size,
                                    .base = d->BaseAddress,
                                    .cpu = d->CpuTranslatedAddress};
    if (!heap_init(&segment->heap, (uint64_t)d->BaseAddress.QuadPart, size, dxgk_alloc, dxgk_free))
        return STATUS_NO_MEMORY;
    if (d->Flags.CpuVisible && !aperture) {
        PVOID bus = MmMapIoSpace(d->CpuTranslatedAddress, size, MmWriteCombined);
        if (!bus)
            return refuse_number("SEG-06", id, "CpuTranslatedAddress",
                                 "an address of the device's memory, as the segment is CpuVisible", NULL,
                                 (ULONG64)d->CpuTranslatedAddress.QuadPart);
        segment->bus = bus;
    }
    return STATUS_SUCCESS;
}

NTSTATUS segments_query(struct vidmm *vm)
{
    struct answer a = {0};
    UINT wanted = vm->adapter->options.render.paging_size;

    NTSTATUS status = ask_twice(vm, &a);
    if (NT_SUCCESS(status))
        status = judge(&a);
    if (NT_SUCCESS(status)) {
        vm->segments = dxgk_alloc(a.count * sizeof(*vm->segments));
        status = vm->segments ? STATUS_SUCCESS : STATUS_NO_MEMORY;
    }
    for (UINT i = 0; i < a.count && NT_SUCCESS(status); i++) {
        vm->segment_count = i + 1;
        status = open_segment(vm, i + 1, &a.descriptors[i]);
    }
    dxgk_free(a.descriptors);
    vm->paging_segment = a.paging_segment;
    vm->paging_size = wanted ? wanted : a.paging_size;
    vm->paging_private = a.paging_private;
    vm->aperture_limit = vm->adapter->caps.ApertureSegmentCommitLimit;
    return status;
}

void segments_free(struct vidmm *vm)
{
    for (UINT i = 0; i < vm->segment_count; i++) {
        struct segment *segment = &vm->segments[i];
        if (segment->bus)
            MmUnmapIoSpace(segment->bus, segment->info.size);
        if (segment->heap.alloc)
            heap_fini(&segment->heap);
    }
    dxgk_free(vm->segments);
    vm->segments = NULL;
    vm->segment_count = 0;
}

UINT vidmm_segment_count(const struct vidmm *vidmm)
{
    return vidmm->segment_count;
}

bool vidmm_segment(const struct vidmm *vidmm, UINT id, struct vidmm_segment_info *info)
{
    const struct segment *segment = segment_of((struct vidmm *)vidmm, id);
    if (!segment)
        return false;
    *info = segment->info;
    info->used = segment->heap.size - __atomic_load_n(&segment->heap.free, __ATOMIC_RELAXED);
    return true;
}
