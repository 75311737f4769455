/* See display_mode.h. */
#include "display_mode.h"

#include "nt.h"
#include "ntstatus.h"

#include <stdio.h>
#include <stdlib.h>

#define MODES_MAX 512

static bool better(const D3DKMT_DISPLAYMODE *m, const D3DKMT_DISPLAYMODE *best, uint32_t width,
                   uint32_t height)
{
    bool holds = m->Width >= width && m->Height >= height;
    bool best_holds = best && best->Width >= width && best->Height >= height;
    uint64_t area = (uint64_t)m->Width * m->Height,
             best_area = best ? (uint64_t)best->Width * best->Height : 0;

    return !best || (holds && !best_holds) ||
           (holds == best_holds && (holds ? area < best_area : area > best_area));
}

bool display_mode_choose(D3DKMT_HANDLE adapter, UINT source, D3DKMT_DISPLAYMODE *chosen, char *error,
                         size_t error_size)
{
    D3DKMT_DISPLAYMODE *modes = calloc(MODES_MAX, sizeof(*modes)), *best = NULL;
    D3DKMT_GETDISPLAYMODELIST list = {adapter, source, modes, MODES_MAX};

    NTSTATUS status = modes ? D3DKMTGetDisplayModeList(&list) : STATUS_NO_MEMORY;
    for (UINT i = 0; NT_SUCCESS(status) && i < list.ModeCount && i < MODES_MAX; i++) {
        if (modes[i].DisplayOrientation == D3DDDI_ROTATION_IDENTITY &&
            better(&modes[i], best, chosen->Width, chosen->Height))
            best = &modes[i];
    }
    if (best)
        *chosen = *best;
    else
        snprintf(error, error_size, "the driver offers no mode: %s", nt_status_text(status));
    free(modes);
    return best != NULL;
}

bool display_mode_find(uint32_t *width, uint32_t *height, char *error, size_t error_size)
{
    D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME open = {.DeviceName = L"\\\\.\\DISPLAY1"};
    D3DKMT_DISPLAYMODE mode = {.Width = *width, .Height = *height};

    NTSTATUS status = D3DKMTOpenAdapterFromGdiDisplayName(&open);
    if (!NT_SUCCESS(status)) {
        snprintf(error, error_size, "there is no display 1: %s", nt_status_text(status));
        return false;
    }
    bool good = display_mode_choose(open.hAdapter, open.VidPnSourceId, &mode, error, error_size);
    const D3DKMT_CLOSEADAPTER close = {open.hAdapter};
    D3DKMTCloseAdapter(&close);
    *width = mode.Width;
    *height = mode.Height;
    return good;
}
