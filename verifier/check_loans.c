/*
 * The lent arguments of each DDI, as a table for plain constant structures and one function for each DDI that is lent more.
 */
#include "check.h"

#define ARGUMENT(call, i) ((void **)(call)->args[i])

static struct check_loan *lend(struct check_call *slot, void **argument, size_t size, const char *rule,
                               const char *what)
{
    struct check_loan *lent = &slot->loans[slot->count];
    if (!*argument || !size || slot->count == CHECK_MAX_LOANS || !loan_make(&lent->loan, *argument, size))
        return NULL;
    lent->argument = argument;
    lent->rule = lent->past = rule;
    lent->what = what;
    *argument = lent->loan.copy;
    slot->count++;
    return lent;
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
    [DDI_ID_OpenAllocation] = {sizeof(DXGKARG_OPENALLOCATION), "ALC-20", "DXGKARG_OPENALLOCATION"},
    [DDI_ID_CloseAllocation] = {sizeof(DXGKARG_CLOSEALLOCATION), "ALC-22", "DXGKARG_CLOSEALLOCATION"},
    [DDI_ID_DestroyAllocation] = {sizeof(DXGKARG_DESTROYALLOCATION), "ALC-23", "DXGKARG_DESTROYALLOCATION"},
    [DDI_ID_Patch] = {sizeof(DXGKARG_PATCH), "PAT-01", "DXGKARG_PATCH"},
    [DDI_ID_CollectDbgInfo] = {sizeof(DXGKARG_COLLECTDBGINFO), "TDR-09", "DXGKARG_COLLECTDBGINFO"},
};

/* ---- what else is lent ----------------------------------------------------------------------------------------- */

static void start_device(struct check_call *slot, struct ddi_call *call)
{
    const DXGKRNL_INTERFACE *interface = *ARGUMENT(call, 2);
    lend(slot, ARGUMENT(call, 1), sizeof(DXGK_START_INFO), "DOD-11", "DXGK_START_INFO");
    struct check_loan *lent = lend(slot, ARGUMENT(call, 2), interface->Size, "DOD-11", "DXGKRNL_INTERFACE");
    if (lent)
        lent->past = "OBS-31";
}

static void query_device_descriptor(struct check_call *slot, struct ddi_call *call)
{
    lend(slot, ARGUMENT(call, 2), sizeof(DXGK_DEVICE_DESCRIPTOR), "DOD-15", "DXGK_DEVICE_DESCRIPTOR");
}

/* The DDIs below got a copy of their structure already; its pointers are redirected inside the copy. */

static void query_adapter_info(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_QUERYADAPTERINFO *arg = *ARGUMENT(call, 1);
    lend(slot, &arg->pInputData, arg->InputDataSize, "DOD-16", "pInputData");
}

static void present_display_only(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_PRESENT_DISPLAYONLY *arg = *ARGUMENT(call, 1);
    lend(slot, (void **)&arg->pMoves, arg->NumMoves * sizeof(*arg->pMoves), "DOD-44", "pMoves");
    lend(slot, (void **)&arg->pDirtyRect, arg->NumDirtyRects * sizeof(*arg->pDirtyRect), "DOD-44",
         "pDirtyRect");
}

static void set_pointer_shape(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_SETPOINTERSHAPE *arg = *ARGUMENT(call, 1);
    size_t rows =
        arg->Flags.Monochrome ? 2 * (size_t)arg->Height : arg->Height; /* AND mask, then XOR mask (PTR-02) */
    lend(slot, (void **)&arg->pPixels, rows * arg->Pitch, "PTR-02", "pPixels");
}

/* Every list of the render path is the kernel's: the driver writes DMA buffers and output patch lists, and those are not lent but
 * guarded where they are allocated (render/dma.c). */

static void render(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_RENDER *arg = *ARGUMENT(call, 1);
    lend(slot, (void **)&arg->pAllocationList, arg->AllocationListSize * sizeof(*arg->pAllocationList),
         "REN-18", "pAllocationList");
}

static void patch(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_PATCH *arg = *ARGUMENT(call, 1);
    lend(slot, (void **)&arg->pAllocationList, arg->AllocationListSize * sizeof(*arg->pAllocationList),
         "PAT-03", "pAllocationList");
    lend(slot, (void **)&arg->pPatchLocationList,
         arg->PatchLocationListSize * sizeof(*arg->pPatchLocationList), "PAT-03", "pPatchLocationList");
}

static void open_allocation(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_OPENALLOCATION *arg = *ARGUMENT(call, 1);
    if (arg->pPrivateDriverData)
        lend(slot, &arg->pPrivateDriverData, arg->PrivateDriverSize, "ALC-20", "resource private data");
}

static void create_allocation(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_CREATEALLOCATION *arg = *ARGUMENT(call, 1);
    lend(slot, (void **)&arg->pPrivateDriverData, arg->PrivateDriverDataSize, "ALC-20", "pPrivateDriverData");
}

static void close_allocation(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_CLOSEALLOCATION *arg = *ARGUMENT(call, 1);
    lend(slot, (void **)&arg->pOpenHandleList, arg->NumAllocations * sizeof(HANDLE), "ALC-22",
         "pOpenHandleList");
}

static void destroy_allocation(struct check_call *slot, struct ddi_call *call)
{
    DXGKARG_DESTROYALLOCATION *arg = *ARGUMENT(call, 1);
    lend(slot, (void **)&arg->pAllocationList, arg->NumAllocations * sizeof(HANDLE), "ALC-23",
         "pAllocationList");
}

static void (*const lenders[DDI_ID_COUNT])(struct check_call *, struct ddi_call *) = {
    [DDI_ID_StartDevice] = start_device,
    [DDI_ID_QueryDeviceDescriptor] = query_device_descriptor,
    [DDI_ID_QueryAdapterInfo] = query_adapter_info,
    [DDI_ID_PresentDisplayOnly] = present_display_only,
    [DDI_ID_SetPointerShape] = set_pointer_shape,
    [DDI_ID_Render] = render,
    [DDI_ID_RenderKm] = render,
    [DDI_ID_Patch] = patch,
    [DDI_ID_CreateAllocation] = create_allocation,
    [DDI_ID_OpenAllocation] = open_allocation,
    [DDI_ID_CloseAllocation] = close_allocation,
    [DDI_ID_DestroyAllocation] = destroy_allocation,
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
        lend(slot, ARGUMENT(call, 1), constant->size, constant->rule, constant->what);
    if (lenders[call->id] && (!constant->size || slot->count))
        lenders[call->id](slot, call);
}
