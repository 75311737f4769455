/*
 * The lent arguments of each DDI, as a table for plain constant structures and one function for each DDI that is lent more.
 */
#include "check.h"

#define ARGUMENT(call, i) ((void **)(call)->args[i])

static void lend(struct check_call *slot, void **argument, size_t size, bool output, const char *rule,
                 const char *what)
{
    struct check_loan *lent = &slot->loans[slot->count];
    if (!*argument || !size || slot->count == CHECK_MAX_LOANS ||
        !loan_make(&lent->loan, *argument, size, output))
        return;
    lent->argument = argument;
    lent->rule = lent->past = rule;
    lent->what = what;
    lent->output = output;
    *argument = lent->loan.copy;
    slot->count++;
}

/* ---- constant structures --------------------------------------------------------------------------------------- */

static const struct constant {
    size_t size; /* 0: none */
    const char *rule, *what;
} constants[DDI_ID_COUNT] = {
    /* all are the argument after the adapter */
    [DDI_ID_QueryAdapterInfo] = {sizeof(DXGKARG_QUERYADAPTERINFO), "DOD-16", "DXGKARG_QUERYADAPTERINFO"},
    [DDI_ID_CommitVidPn] = {sizeof(DXGKARG_COMMITVIDPN), "VPN-14", "DXGKARG_COMMITVIDPN"},
    [DDI_ID_EnumVidPnCofuncModality] = {sizeof(DXGKARG_ENUMVIDPNCOFUNCMODALITY), "VPN-04",
                                        "DXGKARG_ENUMVIDPNCOFUNCMODALITY"},
    [DDI_ID_RecommendFunctionalVidPn] = {sizeof(DXGKARG_RECOMMENDFUNCTIONALVIDPN), "VPN-03",
                                         "DXGKARG_RECOMMENDFUNCTIONALVIDPN"},
    [DDI_ID_RecommendMonitorModes] = {sizeof(DXGKARG_RECOMMENDMONITORMODES), "VPN-20",
                                      "DXGKARG_RECOMMENDMONITORMODES"},
    [DDI_ID_SetVidPnSourceVisibility] = {sizeof(DXGKARG_SETVIDPNSOURCEVISIBILITY), "VPN-18",
                                         "DXGKARG_SETVIDPNSOURCEVISIBILITY"},
    [DDI_ID_UpdateActiveVidPnPresentPath] = {sizeof(DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH), "VPN-19",
                                             "DXGKARG_UPDATEACTIVEVIDPNPRESENTPATH"},
    [DDI_ID_SetPointerPosition] = {sizeof(DXGKARG_SETPOINTERPOSITION), "PTR-04",
                                   "DXGKARG_SETPOINTERPOSITION"},
    [DDI_ID_SetPointerShape] = {sizeof(DXGKARG_SETPOINTERSHAPE), "PTR-02", "DXGKARG_SETPOINTERSHAPE"},
    [DDI_ID_PresentDisplayOnly] = {sizeof(DXGKARG_PRESENT_DISPLAYONLY), "DOD-30",
                                   "DXGKARG_PRESENT_DISPLAYONLY"},
    [DDI_ID_CollectDbgInfo] = {sizeof(DXGKARG_COLLECTDBGINFO), "TDR-09", "DXGKARG_COLLECTDBGINFO"},
};

/* ---- what else is lent ----------------------------------------------------------------------------------------- */

static void start_device(struct check_call *slot, struct ddi_call *call)
{
    const DXGKRNL_INTERFACE *interface = *ARGUMENT(call, 2);
    lend(slot, ARGUMENT(call, 1), sizeof(DXGK_START_INFO), false, "DOD-11", "DXGK_START_INFO");
    lend(slot, ARGUMENT(call, 2), interface->Size, false, "DOD-11", "DXGKRNL_INTERFACE");
    if (slot->count)
        slot->loans[slot->count - 1].past = "OBS-31";
}

/* The DDIs below got a copy of their structure already; its pointers are redirected inside the copy. */

static void query_adapter_info(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_QUERYADAPTERINFO *arg = *ARGUMENT(call, 1);
    lend(slot, &arg->pInputData, arg->InputDataSize, false, "DOD-16", "pInputData");
    lend(slot, &arg->pOutputData, arg->OutputDataSize, true, "DOD-17", "pOutputData");
    if (arg->Type == DXGKQAITYPE_DRIVERCAPS && slot->count && slot->loans[slot->count - 1].output)
        loan_poison(&slot->loans[slot->count - 1].loan, 0, arg->OutputDataSize);
}

static void present_display_only(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_PRESENT_DISPLAYONLY *arg = *ARGUMENT(call, 1);
    lend(slot, (void **)&arg->pMoves, arg->NumMoves * sizeof(*arg->pMoves), false, "DOD-44", "pMoves");
    lend(slot, (void **)&arg->pDirtyRect, arg->NumDirtyRects * sizeof(*arg->pDirtyRect), false, "DOD-44",
         "pDirtyRect");
}

static void set_pointer_shape(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_SETPOINTERSHAPE *arg = *ARGUMENT(call, 1);
    size_t rows =
        arg->Flags.Monochrome ? 2 * (size_t)arg->Height : arg->Height; /* AND mask, then XOR mask (PTR-02) */
    lend(slot, (void **)&arg->pPixels, rows * arg->Pitch, false, "PTR-02", "pPixels");
}

static void collect_dbg_info(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_COLLECTDBGINFO *arg = *ARGUMENT(call, 1);
    lend(slot, &arg->pBuffer, arg->BufferSize, true, "TDR-09", "pBuffer");
}

static void query_child_relations(struct check_call *slot, struct ddi_call *call)
{
    lend(slot, ARGUMENT(call, 1), *(ULONG *)call->args[2], true, "DOD-13", "ChildRelations");
}

static void query_child_status(struct check_call *slot, struct ddi_call *call)
{
    const DXGK_CHILD_STATUS *status = *ARGUMENT(call, 1);
    lend(slot, ARGUMENT(call, 1), sizeof(*status), true, "DOD-14", "DXGK_CHILD_STATUS");
    if (status->Type == StatusConnection && slot->count)
        loan_poison(&slot->loans[0].loan, offsetof(DXGK_CHILD_STATUS, HotPlug.Connected), sizeof(BOOLEAN));
}

static void query_device_descriptor(struct check_call *slot, struct ddi_call *call)
{
    lend(slot, ARGUMENT(call, 2), sizeof(DXGK_DEVICE_DESCRIPTOR), false, "DOD-15", "DXGK_DEVICE_DESCRIPTOR");
    DXGK_DEVICE_DESCRIPTOR *descriptor = *ARGUMENT(call, 2);
    lend(slot, &descriptor->DescriptorBuffer, descriptor->DescriptorLength, true, "DOD-15",
         "DescriptorBuffer");
}

static void stop_and_release(struct check_call *slot, struct ddi_call *call)
{
    lend(slot, ARGUMENT(call, 2), sizeof(DXGK_DISPLAY_INFORMATION), true, "POST-06",
         "DXGK_DISPLAY_INFORMATION");
}

static void (*const lenders[DDI_ID_COUNT])(struct check_call *, struct ddi_call *) = {
    [DDI_ID_StartDevice] = start_device,
    [DDI_ID_QueryAdapterInfo] = query_adapter_info,
    [DDI_ID_PresentDisplayOnly] = present_display_only,
    [DDI_ID_SetPointerShape] = set_pointer_shape,
    [DDI_ID_CollectDbgInfo] = collect_dbg_info,
    [DDI_ID_QueryChildRelations] = query_child_relations,
    [DDI_ID_QueryChildStatus] = query_child_status,
    [DDI_ID_QueryDeviceDescriptor] = query_device_descriptor,
    [DDI_ID_StopDeviceAndReleasePostDisplayOwnership] = stop_and_release,
};

bool check_lends(enum ddi_id id)
{
    return constants[id].size || lenders[id];
}

void check_lend(struct check_call *slot, struct ddi_call *call)
{
    const struct constant *constant = &constants[call->id];
    if (KeGetCurrentIrql() != PASSIVE_LEVEL) /* CollectDbgInfo may come at any (TDR-09) */
        return;
    if (constant->size)
        lend(slot, ARGUMENT(call, 1), constant->size, false, constant->rule, constant->what);
    if (lenders[call->id] && (!constant->size || slot->count))
        lenders[call->id](slot, call);
}
