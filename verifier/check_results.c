/*
 * What a driver answered, where the graphics kernel takes it as it comes: outputs that it never wrote, answers
 * that Windows was seen to trip over, and statuses that the DDI's page does not know.
 */
#include "check.h"
#include "report.h"

#include <string.h>

#define POISON 0x9D

static bool untouched(const void *memory, size_t size)
{
    const unsigned char *at = memory;
    while (size && at[size - 1] == POISON)
        size--;
    return size == 0;
}

/* ---- outputs --------------------------------------------------------------------------- */

static const DXGKARG_QUERYADAPTERINFO *caps_question(const struct ddi_call *call)
{
    const DXGKARG_QUERYADAPTERINFO *arg =
        call->id == DDI_ID_QueryAdapterInfo ? *(const DXGKARG_QUERYADAPTERINFO **)call->args[1] : NULL;
    return arg && arg->Type == DXGKQAITYPE_DRIVERCAPS ? arg : NULL;
}

static DXGK_CHILD_STATUS *connection_question(const struct ddi_call *call)
{
    DXGK_CHILD_STATUS *status =
        call->id == DDI_ID_QueryChildStatus ? *(DXGK_CHILD_STATUS **)call->args[1] : NULL;
    return status && status->Type == StatusConnection ? status : NULL;
}

void check_poison(const struct ddi_call *call)
{
    const DXGKARG_QUERYADAPTERINFO *caps = caps_question(call);
    DXGK_CHILD_STATUS *connection = connection_question(call);
    if (caps)
        memset(caps->pOutputData, POISON, caps->OutputDataSize);
    if (connection)
        connection->HotPlug.Connected = POISON;
}

/* Zeroed, then filled: no aligned word may be as it was. Single bytes prove nothing, a structure has padding. What was not written
 * becomes 0 again: the graphics kernel is not to judge what was put there. */
static void check_caps(const struct ddi_call *call, const DXGKARG_QUERYADAPTERINFO *arg)
{
    unsigned char *bytes = arg->pOutputData;
    size_t left = 0, first = 0;
    for (size_t at = 0; at + 8 <= arg->OutputDataSize; at += 8) {
        if (untouched(bytes + at, 8))
            first = left++ ? first : at;
    }
    for (size_t at = 0; left && at < arg->OutputDataSize; at++) {
        if (bytes[at] == POISON)
            bytes[at] = 0;
    }
    if (left && NT_SUCCESS(call->status))
        report_emit(REPORT_VIOLATION, "DOD-16", ddi_name(call->id), "DXGK_DRIVERCAPS",
                    "all of it zeroed, then filled", "Zero OutputDataSize bytes of pOutputData first.",
                    "%zu bytes never written, the first at %zu", left * 8, first);
}

static void check_connection(const struct ddi_call *call, DXGK_CHILD_STATUS *status, bool starting)
{
    if (untouched(&status->HotPlug.Connected, sizeof(status->HotPlug.Connected))) {
        status->HotPlug.Connected = FALSE;
        if (NT_SUCCESS(call->status))
            report_emit(REPORT_VIOLATION, "DOD-14", ddi_name(call->id), "HotPlug.Connected", "TRUE or FALSE",
                        "Write HotPlug.Connected for StatusConnection, or return an error.",
                        "never written for child %u", (unsigned)status->ChildUid);
    } else if (starting && NT_SUCCESS(call->status) && !status->HotPlug.Connected) {
        report_emit(
            REPORT_NOTE, "OBS-44", ddi_name(call->id), "HotPlug.Connected", "TRUE where a monitor may be",
            "Windows was seen to enumerate no mode for such a child until it is indicated as connected.",
            "FALSE for child %u while the adapter starts", (unsigned)status->ChildUid);
    }
}

static void check_relations(const struct ddi_call *call)
{
    const DXGK_CHILD_DESCRIPTOR *child = *(DXGK_CHILD_DESCRIPTOR **)call->args[1];
    size_t count = *(ULONG *)call->args[2] / sizeof(*child);
    for (size_t i = 0; NT_SUCCESS(call->status) && i < count; i++) {
        if (child[i].ChildDeviceType == TypeVideoOutput &&
            child[i].ChildCapabilities.Type.VideoOutput.InterfaceTechnology == D3DKMDT_VOT_INTERNAL)
            report_emit(REPORT_WARNING, "OBS-45", ddi_name(call->id), "InterfaceTechnology",
                        "an external connector, such as D3DKMDT_VOT_HD15 (0)",
                        "Windows was seen to enumerate no mode at all for a display-only adapter with an "
                        "internal panel.",
                        "D3DKMDT_VOT_INTERNAL for child %u", (unsigned)child[i].ChildUid);
    }
}

/* ---- statuses -------------------------------------------------------------------------------------------------- */

/* Errors that any DDI may have to report: memory, a device that is stopped or gone (DOD-07), parameters it cannot serve. */
static const NTSTATUS common[] = {STATUS_NO_MEMORY,      STATUS_INSUFFICIENT_RESOURCES, STATUS_UNSUCCESSFUL,
                                  STATUS_DEVICE_REMOVED, STATUS_INVALID_PARAMETER,      STATUS_NOT_SUPPORTED,
                                  STATUS_NOT_IMPLEMENTED};

/* Pages that list their errors: those beside the common ones. Of other DDIs every error is taken here; those of
 * QueryDeviceDescriptor the graphics kernel tells apart itself. */
static const struct answers {
    bool listed;
    NTSTATUS also[4];
} answers[DDI_ID_COUNT] = {
    [DDI_ID_QueryAdapterInfo] = {true, {STATUS_BUFFER_TOO_SMALL}},
    [DDI_ID_IsSupportedVidPn] = {true,
                                 {STATUS_GRAPHICS_INVALID_VIDPN_TOPOLOGY, STATUS_GRAPHICS_INVALID_VIDPN}},
    [DDI_ID_RecommendFunctionalVidPn] = {true, {STATUS_GRAPHICS_NO_RECOMMENDED_FUNCTIONAL_VIDPN}},
    [DDI_ID_UpdateActiveVidPnPresentPath] =
        {true,
         {STATUS_GRAPHICS_PATH_NOT_IN_TOPOLOGY,
          STATUS_GRAPHICS_PATH_CONTENT_GEOMETRY_TRANSFORMATION_NOT_SUPPORTED,
          STATUS_GRAPHICS_GAMMA_RAMP_NOT_SUPPORTED, STATUS_GRAPHICS_INVALID_GAMMA_RAMP}},
    [DDI_ID_CommitVidPn] = {false, {STATUS_GRAPHICS_MODE_NOT_PINNED}}, /* a success code (OBS-42) */
};

static bool among(NTSTATUS status, const NTSTATUS *set, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (set[i] == status)
            return true;
    }
    return false;
}

static bool returns_status(enum ddi_id id)
{
    static const bool does[DDI_ID_COUNT] = {
#define ROW(name, type, ret, ...) [DDI_ID_##name] = DDI_RETURNS_##ret == DDI_RETURNS_STATUS,
        DDI_LIST(ROW)
#undef ROW
    };
    return does[id];
}

static void check_status(const struct ddi_call *call)
{
    const struct answers *page = &answers[call->id];
    NTSTATUS status = call->status;

    /* STATUS_PENDING is the graphics kernel's own business. */
    if (!returns_status(call->id) || status == STATUS_SUCCESS || status == STATUS_PENDING)
        return;
    if (among(status, page->also, sizeof(page->also) / sizeof(page->also[0])))
        return;
    if (NT_SUCCESS(status))
        report_emit(REPORT_WARNING, "OBS-28", ddi_name(call->id), "NTSTATUS",
                    "STATUS_SUCCESS or an error code",
                    "Do not pass on what a wait or an enumeration returned.", "0x%08X", (unsigned)status);
    else if (page->listed && !among(status, common, sizeof(common) / sizeof(common[0])))
        report_emit(REPORT_WARNING, "OBS-28", ddi_name(call->id), "NTSTATUS",
                    "one of the codes that its page lists", "", "0x%08X", (unsigned)status);
}

void check_answer(const struct ddi_call *call, bool starting)
{
    const DXGKARG_QUERYADAPTERINFO *caps = caps_question(call);
    DXGK_CHILD_STATUS *connection = connection_question(call);
    if (caps)
        check_caps(call, caps);
    if (connection)
        check_connection(call, connection, starting);
    if (call->id == DDI_ID_QueryChildRelations)
        check_relations(call);
    check_status(call);
}
