/*
 * Primaries: what a source of a full driver shows when nobody has flipped. Each lit source has a shared one, made on the system device for the
 * mode it is going to have (OBS-02, OBS-04), named in the commit, and shown after it.
 *
 * Called in idle sections, by mode setting. The thread works for the system process meanwhile, because the handles that the miniport is shown
 * are that process's.
 */
#include "object_private.h"

#include <stdio.h>
#include <string.h>

/* ---- making ---- */

/* ALC-24, OBS-49: the miniport's description must be that of what was asked for. */
static void check_description(struct dxgk_allocation *allocation, const struct primary_wish *wish)
{
    D3DDDI_RATIONAL refresh = {0};
    char expected[96], found[96];

    NTSTATUS status = describe(allocation, &refresh);
    bool x8_or_a8 = (allocation->format == D3DDDIFMT_X8R8G8B8 || allocation->format == D3DDDIFMT_A8R8G8B8) &&
                    (wish->format == D3DDDIFMT_X8R8G8B8 || wish->format == D3DDDIFMT_A8R8G8B8);
    bool same = NT_SUCCESS(status) && allocation->width == wish->width &&
                allocation->height == wish->height && (allocation->format == wish->format || x8_or_a8);
    bool rate = (uint64_t)refresh.Numerator * wish->refresh.Denominator ==
                (uint64_t)wish->refresh.Numerator * refresh.Denominator;
    if (same && rate)
        return;
    snprintf(expected, sizeof(expected), "%u x %u, format %u, %u/%u Hz, as the primary was created",
             wish->width, wish->height, wish->format, wish->refresh.Numerator, wish->refresh.Denominator);
    snprintf(found, sizeof(found), "%u x %u, format %u, %u/%u Hz", allocation->width, allocation->height,
             allocation->format, refresh.Numerator, refresh.Denominator);
    report_emit(REPORT_VIOLATION, same ? "OBS-49" : "ALC-24", "DxgkDdiDescribeAllocation",
                "the shared primary", expected,
                same ? "Another refresh rate than the VidPN's makes presents fail." : NULL, "%s",
                NT_SUCCESS(status) ? found : nt_status_text(status));
    allocation->width = wish->width;
    allocation->height = wish->height;
    allocation->format = wish->format;
}

static NTSTATUS make(struct dxgk_adapter *adapter, const struct primary_wish *wish, struct dxgk_open **open)
{
    D3DKMDT_SHAREDPRIMARYSURFACEDATA data = {.Width = wish->width,
                                             .Height = wish->height,
                                             .Format = wish->format,
                                             .RefreshRate = wish->refresh,
                                             .VidPnSourceId = wish->source};

    NTSTATUS status =
        standard_create(adapter->p->render->system_device, D3DKMDT_STANDARDALLOCATION_SHAREDPRIMARYSURFACE,
                        &data, wish->source, open);
    if (NT_SUCCESS(status))
        check_description((*open)->allocation, wish);
    else
        report_emit(REPORT_VIOLATION, "ALC-25", "DxgkDdiGetStandardAllocationDriverData", "shared primary",
                    "private data of which DxgkDdiCreateAllocation makes a primary",
                    "The findings before this one say which answer stood in the way.",
                    "%s for source %u, %u x %u", nt_status_text(status), wish->source, wish->width,
                    wish->height);
    return status;
}

static void close(struct dxgk_open *open)
{
    struct dxgk_opened_resource *opened = open->resource;

    dxgk_object_hold(&opened->object);
    dxgk_object_release(&open->object);
    opened_close(opened);
}

/* ---- showing ---- */

/* On the CPU's side when it can be seen from there; a source begins black (DOD-19). */
static void blacken(struct primary *primary)
{
    PVOID pixels = vidmm_kernel_pointer(primary->instance);

    if (pixels)
        memset(pixels, 0, primary->open->allocation->info.Size);
}

static NTSTATUS pin(struct dxgk_adapter *adapter, struct primary *primary)
{
    if (primary->instance)
        return STATUS_SUCCESS;
    primary->instance = vidmm_current(primary->open->allocation);
    vidsch_enter(adapter);
    NTSTATUS status = vidmm_pin(primary->instance);
    vidsch_leave(adapter);
    if (NT_SUCCESS(status) && !primary->lent)
        blacken(primary);
    if (!NT_SUCCESS(status)) {
        vidmm_instance_release(primary->instance);
        primary->instance = NULL;
    }
    return status;
}

static void put_away(struct dxgk_adapter *adapter, struct primary *primary)
{
    if (primary->instance) {
        vidsch_enter(adapter);
        vidmm_unpin(primary->instance);
        vidsch_leave(adapter);
        vidmm_instance_release(primary->instance);
    }
    if (primary->open && primary->lent)
        dxgk_object_release(&primary->open->object);
    else if (primary->open)
        close(primary->open);
    memset(primary, 0, sizeof(*primary));
}

static NTSTATUS set_address(struct dxgk_adapter *adapter, UINT source, const struct primary *primary)
{
    DXGKARG_SETVIDPNSOURCEADDRESS arg = {.VidPnSourceId = source,
                                         .hAllocation = primary->open->allocation->driver};

    vidmm_place_of(primary->instance, &arg.PrimarySegment, &arg.PrimaryAddress);
    arg.Flags.ModeChange = 1;
    NTSTATUS status = ddi_SetVidPnSourceAddress(adapter, &arg);
    if (!NT_SUCCESS(status))
        report_emit(REPORT_VIOLATION, "VPN-22", "DxgkDdiSetVidPnSourceAddress", "NTSTATUS",
                    "STATUS_SUCCESS for the primary that was named in the commit", NULL, "%s for source %u",
                    nt_status_text(status), source);
    return status;
}

/* The scheduler learns what is shown at once, and by whom when mode setting has settled that (primaries_aim). */
static void tell_scheduler(struct dxgk_adapter *adapter, UINT source, const struct primary *primary)
{
    vidsch_set_source(adapter, source, D3DDDI_ID_UNINITIALIZED, false, primary ? primary->instance : NULL);
}

void primaries_aim(struct dxgk_adapter *adapter)
{
    for (UINT s = 0; s < adapter->source_count && s < DXGK_MAX_SOURCES; s++) {
        struct modeset_path path = {.target = D3DDDI_ID_UNINITIALIZED};
        bool lit = adapter->modeset && modeset_active_path(adapter, s, &path);
        vidsch_aim(adapter, s, path.target, lit && path.visible);
    }
}

/* ---- a client's own primary (D3DKMTSetDisplayMode) ---- */

static bool fits(const struct dxgk_allocation *allocation, const struct primary_wish *wish)
{
    return allocation->source == wish->source && allocation->width == wish->width &&
           allocation->height == wish->height;
}

NTSTATUS primary_set_mode(struct dxgk_adapter *adapter, UINT source, const struct dxgk_mode *mode,
                          struct dxgk_open *open)
{
    adapter_lock_idle(adapter);
    NTSTATUS status = adapter_usable(adapter);
    struct dxgk_render_half *half = adapter->p->render;
    if (NT_SUCCESS(status) && (!half || !adapter->modeset))
        status = STATUS_GRAPHICS_NO_VIDPNMGR;
    if (NT_SUCCESS(status)) {
        half->lent = open;
        status = modeset_set_mode(adapter->modeset, source, mode);
        if (NT_SUCCESS(status) && half->primaries[source].open != open)
            status = modeset_commit_source(adapter->modeset, source); /* the mode was the same */
        half->lent = NULL;
    }
    adapter_unlock(adapter);
    return status;
}

void primary_leave(struct dxgk_device *device)
{
    struct dxgk_adapter *adapter = device->adapter;
    bool any = false;

    for (UINT s = 0; s < DXGK_MAX_SOURCES; s++)
        any |= __atomic_load_n(&device->lent[s], __ATOMIC_RELAXED);
    if (!any)
        return;
    adapter_lock_idle(adapter);
    struct dxgk_render_half *half = adapter->p->render;
    for (UINT s = 0; half && s < DXGK_MAX_SOURCES; s++) {
        struct primary *now = &half->primaries[s];
        if (!now->open || now->open->device != device)
            continue;
        now->leaving = true;
        if (!adapter->modeset || !NT_SUCCESS(adapter_usable(adapter)) ||
            !NT_SUCCESS(modeset_commit_source(adapter->modeset, s))) {
            tell_scheduler(adapter, s, NULL);
            put_away(adapter, now);
        }
        half->primary[s] = now->open;
    }
    adapter_unlock(adapter);
}

/* ---- what mode setting asks ---- */

bool primary_missing(const struct dxgk_adapter *adapter, UINT source)
{
    const struct dxgk_render_half *half = adapter->p->render;

    return half && source < DXGK_MAX_SOURCES && !half->primaries[source].open;
}

NTSTATUS primary_prepare(struct dxgk_adapter *adapter, const struct primary_wish *wish, HANDLE *driver)
{
    struct dxgk_render_half *half = adapter->p->render;

    *driver = NULL;
    if (!half)
        return STATUS_SUCCESS;
    struct primary *now = &half->primaries[wish->source], *next = &half->next_primaries[wish->source];
    struct nt_process *previous = nt_process_attach(NULL);
    NTSTATUS status = STATUS_SUCCESS;
    put_away(adapter, next);
    if (half->lent && fits(half->lent->allocation, wish)) {
        dxgk_object_hold(&half->lent->object);
        *next = (struct primary){.wish = *wish, .open = half->lent, .lent = true};
        half->lent->device->lent[wish->source] = true;
        status = pin(adapter, next);
        if (NT_SUCCESS(status))
            *driver = next->open->allocation->driver;
        else
            put_away(adapter, next);
    } else if (now->open && !now->leaving && memcmp(&now->wish, wish, sizeof(*wish)) == 0) {
        *driver = now->open->allocation->driver;
    } else {
        status = make(adapter, wish, &next->open);
        if (NT_SUCCESS(status)) {
            next->wish = *wish;
            status = pin(adapter, next);
        }
        if (NT_SUCCESS(status))
            *driver = next->open->allocation->driver;
        else
            put_away(adapter, next);
    }
    nt_process_attach(previous);
    return status;
}

NTSTATUS primary_committed(struct dxgk_adapter *adapter, UINT source, bool committed, bool lit)
{
    struct dxgk_render_half *half = adapter->p->render;
    NTSTATUS status = STATUS_SUCCESS;

    if (!half)
        return status;
    struct nt_process *previous = nt_process_attach(NULL);
    struct primary *now = &half->primaries[source], *next = &half->next_primaries[source];
    if (!committed) {
        put_away(adapter, next);
    } else if (!lit) {
        tell_scheduler(adapter, source, NULL);
        put_away(adapter, now);
    } else {
        struct primary old = {0};
        if (next->open) {
            old = *now;
            if (old.open && !old.lent)
                __atomic_store_n(&old.open->allocation->stale, true, __ATOMIC_RELEASE);
            *now = *next;
            memset(next, 0, sizeof(*next));
        }
        if (now->open)
            status = set_address(adapter, source, now);
        tell_scheduler(adapter, source, now->open ? now : NULL);
        put_away(adapter, &old);
    }
    half->primary[source] = now->lent ? NULL : now->open;
    nt_process_attach(previous);
    return status;
}

void primary_forget_all(struct dxgk_adapter *adapter)
{
    struct dxgk_render_half *half = adapter->p->render;

    for (UINT s = 0; s < DXGK_MAX_SOURCES; s++) {
        half->primary[s] = NULL;
        if (half->vidsch)
            tell_scheduler(adapter, s, NULL);
        put_away(adapter, &half->next_primaries[s]);
        put_away(adapter, &half->primaries[s]);
    }
}
