/* What DxgkDdiCreateAllocation answered about an allocation, before anything relies on it (ALC-01..ALC-12). */
#include "vidmm_private.h"

#include <stdio.h>

struct judging {
    struct vidmm *vm;
    const DXGK_ALLOCATIONINFO *info;
    const char *where;
    bool primary;
};

static NTSTATUS refuse(const struct judging *j, const char *rule, const char *field, const char *expected,
                       const char *advice, ULONG64 value)
{
    char what[96];

    snprintf(what, sizeof(what), "DXGK_ALLOCATIONINFO.%s", field);
    report_emit(REPORT_VIOLATION, rule, j->where, what, expected, advice, "0x%llX",
                (unsigned long long)value);
    return STATUS_INVALID_PARAMETER;
}

static NTSTATUS check_size(const struct judging *j)
{
    const DXGK_ALLOCATIONINFO *info = j->info;

    if (!info->Size || ROUND_TO_PAGES((ULONG64)info->Size) < info->Size || info->Size > MAXLONG)
        return refuse(j, "ALC-02", "Size", "bytes, not 0, less than 2 GB", NULL, info->Size);
    if (info->Alignment & (info->Alignment - 1))
        return refuse(j, "ALC-02", "Alignment", "a power of two, in bytes, or 0", NULL, info->Alignment);
    if (info->PitchAlignedSize && info->PitchAlignedSize < info->Size)
        return refuse(j, "ALC-03", "PitchAlignedSize", "0, or at least Size", NULL, info->PitchAlignedSize);
    if (info->AllocationPriority == 0)
        return refuse(j, "ALC-07", "AllocationPriority",
                      "D3DDDI_ALLOCATIONPRIORITY_NORMAL (0x78000000) or another, not 0",
                      "0 is no initial priority.", 0);
    return STATUS_SUCCESS;
}

static UINT apertures(const struct vidmm *vm)
{
    UINT set = 0;

    for (UINT i = 0; i < vm->segment_count; i++)
        set |= is_aperture(&vm->segments[i]) ? 1u << i : 0;
    return set;
}

static NTSTATUS check_sets(const struct judging *j)
{
    const DXGK_ALLOCATIONINFO *info = j->info;
    UINT all = (1u << j->vm->segment_count) - 1;
    char expected[64];

    snprintf(expected, sizeof(expected), "some of the %u segments, no other bits", j->vm->segment_count);
    if (!info->SupportedReadSegmentSet || info->SupportedReadSegmentSet & ~all)
        return refuse(j, "ALC-05", "SupportedReadSegmentSet", expected, "Bit n - 1 is segment n (SEG-03).",
                      info->SupportedReadSegmentSet);
    if (!info->SupportedWriteSegmentSet || info->SupportedWriteSegmentSet & ~all)
        return refuse(j, "ALC-05", "SupportedWriteSegmentSet", expected, "Bit n - 1 is segment n (SEG-03).",
                      info->SupportedWriteSegmentSet);
    if (info->EvictionSegmentSet & ~apertures(j->vm))
        return refuse(j, "ALC-06", "EvictionSegmentSet", "aperture segments only, or 0",
                      "0 copies straight to locked system pages.", info->EvictionSegmentSet);
    return STATUS_SUCCESS;
}

static NTSTATUS check_preference(const struct judging *j)
{
    UINT set = j->info->SupportedReadSegmentSet | j->info->SupportedWriteSegmentSet;
    UINT value = j->info->PreferredSegment.Value;

    for (UINT i = 0; i < 5; i++, value >>= 6) {
        UINT id = value & 0x1F;
        if (id && !(set >> (id - 1) & 1))
            return refuse(j, "ALC-04", "PreferredSegment", "segments of the supported sets", NULL,
                          j->info->PreferredSegment.Value);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS check_flags(const struct judging *j)
{
    DXGK_ALLOCATIONINFOFLAGS f = j->info->Flags;

    if ((f.Cached || f.PermanentSysMem) && !f.CpuVisible)
        return refuse(j, "ALC-09", "Flags", "CpuVisible with Cached and with PermanentSysMem", NULL, f.Value);
    if (f.PermanentSysMem + f.Protected + f.ExistingSysMem + f.ExistingKernelSysMem > 1)
        return refuse(j, "ALC-09", "Flags",
                      "one of PermanentSysMem, Protected, ExistingSysMem, ExistingKernelSysMem", NULL,
                      f.Value);
    if (j->primary &&
        (f.Cached || f.PermanentSysMem || f.Protected || f.ExistingSysMem || f.ExistingKernelSysMem))
        return refuse(
            j, "ALC-09", "Flags",
            "none of Cached, PermanentSysMem, Protected, ExistingSysMem, ExistingKernelSysMem on a primary",
            NULL, f.Value);
    if (f.UseAlternateVA && !j->primary)
        return refuse(j, "ALC-11", "Flags", "UseAlternateVA on a primary only", NULL, f.Value);
    if ((f.ExistingSysMem || f.ExistingKernelSysMem) && j->info->Size % PAGE_SIZE)
        return refuse(j, "ALC-10", "Size", "a multiple of 4096, as the pages exist", NULL, j->info->Size);
    if ((f.PermanentSysMem || f.ExistingSysMem || f.ExistingKernelSysMem) &&
        !(j->info->SupportedReadSegmentSet & j->info->SupportedWriteSegmentSet & apertures(j->vm)))
        return refuse(j, "ALC-09", "SupportedWriteSegmentSet",
                      "an aperture segment, as the bits stay in system memory (SEG-08)", NULL,
                      j->info->SupportedWriteSegmentSet);
    return STATUS_SUCCESS;
}

NTSTATUS vidmm_check_info(struct vidmm *vidmm, const DXGK_ALLOCATIONINFO *info, bool primary,
                          const char *where)
{
    const struct judging j = {vidmm, info, where, primary};
    static NTSTATUS (*const checks[])(const struct judging *) = {check_size, check_sets, check_preference,
                                                                 check_flags};

    if (!info->hAllocation) {
        report_emit(REPORT_VIOLATION, "ALC-01", where, "DXGK_ALLOCATIONINFO.hAllocation",
                    "the driver's handle, not NULL", NULL, "NULL");
        return STATUS_INVALID_PARAMETER;
    }
    for (size_t i = 0; i < RTL_NUMBER_OF(checks); i++) {
        NTSTATUS status = checks[i](&j);
        if (!NT_SUCCESS(status))
            return status;
    }
    return STATUS_SUCCESS;
}
