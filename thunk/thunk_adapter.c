/*
 * Opening adapters (THK-01). GDI is not here, so its two names for a display mean what is left of them: the n-th display is the n-th source
 * of all started adapters in their order. A device context of the display n is the number n, and its GDI name is "\\.\DISPLAYn". The
 * device name of an adapter is an interface path with the adapter's LUID in place of a bus address, because an adapter need not sit on a
 * bus: "\\?\DISPLAY#luid_0x00000000_0x00000001#{1ca05180-a699-450a-9a0c-de4fbe3ddd89}".
 */
#include "thunk.h"

#include <string.h>

#define NAME_LENGTH 256u

static NTSTATUS no_such(struct thunk_frame *frame, const char *what, unsigned long long value)
{
    return thunk_refuse(frame, "THK-01", what, "a started adapter", "0x%llX", value);
}

/* ---- who shows display n ---- */

static UINT sources_of(struct dxgk_adapter *adapter)
{
    struct dxgk_adapter_info info;

    dxgk_adapter_query(adapter, &info);
    return info.sources;
}

/* Displays are counted from 1. */
static struct dxgk_adapter *adapter_of_display(uint64_t display, UINT *source)
{
    struct dxgk_adapter *adapter;

    for (size_t i = 0; display && (adapter = dxgk_adapter_at(i)); i++) {
        UINT sources = sources_of(adapter);
        if (display <= sources) {
            *source = (UINT)display - 1;
            return adapter;
        }
        display -= sources;
    }
    return NULL;
}

/* ---- names ---- */

static WCHAR upper(WCHAR c)
{
    return c >= 'a' && c <= 'z' ? (WCHAR)(c - 'a' + 'A') : c;
}

/* Moves *at over `prefix` if it is there, in any case. */
static bool skip(const WCHAR **at, const char *prefix)
{
    const WCHAR *p = *at;

    for (; *prefix; prefix++, p++) {
        if (upper(*p) != upper((WCHAR)*prefix))
            return false;
    }
    *at = p;
    return true;
}

static int digit(WCHAR c)
{
    c = upper(c);
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : 16;
}

/* A number of 1 to 9 digits in decimal, of exactly 8 in hexadecimal. */
static bool number(const WCHAR **at, unsigned base, uint32_t *value)
{
    unsigned digits = 0;

    *value = 0;
    for (; digits < (base == 16 ? 8u : 9u) && digit(**at) < (int)base; digits++, (*at)++)
        *value = *value * base + (unsigned)digit(**at);
    return base == 16 ? digits == 8 : digits > 0;
}

static uint32_t display_of_name(const WCHAR *name)
{
    uint32_t display;

    if (skip(&name, "\\\\.\\DISPLAY") && number(&name, 10, &display) && *name == 0)
        return display;
    return 0;
}

static bool luid_of_name(const WCHAR *name, LUID *luid)
{
    uint32_t high, low;

    if (!skip(&name, "\\\\?\\DISPLAY#luid_0x") || !number(&name, 16, &high) || !skip(&name, "_0x") ||
        !number(&name, 16, &low) || !skip(&name, "#{1ca05180-a699-450a-9a0c-de4fbe3ddd89}") || *name)
        return false;
    luid->HighPart = (LONG)high;
    luid->LowPart = low;
    return true;
}

/* A terminated string of the program, character by character, because it may end at the last byte of its memory. */
static NTSTATUS fetch_string(struct thunk_frame *frame, const WCHAR *user, WCHAR name[NAME_LENGTH])
{
    for (unsigned i = 0; i < NAME_LENGTH; i++) {
        NTSTATUS status = thunk_fetch(frame, &name[i], user ? user + i : NULL, sizeof(WCHAR));
        if (!NT_SUCCESS(status) || name[i] == 0)
            return status;
    }
    return thunk_refuse(frame, "THK-01", "pDeviceName", "at most 255 characters and a terminator", "longer");
}

/* ---- opening and closing ---- */

static NTSTATUS open_adapter(struct thunk_frame *frame, struct dxgk_adapter *adapter, D3DKMT_HANDLE *handle,
                             LUID *luid)
{
    NTSTATUS status = dxgk_open_adapter(frame->process, adapter, handle);

    if (NT_SUCCESS(status) && luid)
        *luid = dxgk_adapter_luid(adapter);
    return status;
}

static void undo_open(struct thunk_frame *frame, D3DKMT_HANDLE handle)
{
    dxgk_close_adapter(frame->process, handle);
}

static void undo_hdc(struct thunk_frame *frame, void *args)
{
    undo_open(frame, ((D3DKMT_OPENADAPTERFROMHDC *)args)->hAdapter);
}

NTSTATUS thunk_open_from_hdc(struct thunk_frame *frame, D3DKMT_OPENADAPTERFROMHDC *args)
{
    uint64_t display = (uintptr_t)args->hDc;
    struct dxgk_adapter *adapter = adapter_of_display(display, &args->VidPnSourceId);

    if (!adapter)
        return no_such(frame, "hDc", display);
    frame->undo = undo_hdc;
    return open_adapter(frame, adapter, &args->hAdapter, &args->AdapterLuid);
}

static void undo_display(struct thunk_frame *frame, void *args)
{
    undo_open(frame, ((D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME *)args)->hAdapter);
}

NTSTATUS thunk_open_from_display(struct thunk_frame *frame, D3DKMT_OPENADAPTERFROMGDIDISPLAYNAME *args)
{
    WCHAR name[RTL_NUMBER_OF(args->DeviceName) + 1];

    memcpy(name, args->DeviceName, sizeof(args->DeviceName));
    name[RTL_NUMBER_OF(args->DeviceName)] =
        0; /* a full field without a terminator is too long for any display */
    uint32_t display = display_of_name(name);
    struct dxgk_adapter *adapter = adapter_of_display(display, &args->VidPnSourceId);
    if (!adapter)
        return no_such(frame, "DeviceName", display);
    frame->undo = undo_display;
    return open_adapter(frame, adapter, &args->hAdapter, &args->AdapterLuid);
}

static void undo_device(struct thunk_frame *frame, void *args)
{
    undo_open(frame, ((D3DKMT_OPENADAPTERFROMDEVICENAME *)args)->hAdapter);
}

NTSTATUS thunk_open_from_device(struct thunk_frame *frame, D3DKMT_OPENADAPTERFROMDEVICENAME *args)
{
    WCHAR name[NAME_LENGTH];
    LUID luid = {0};

    NTSTATUS status = fetch_string(frame, args->pDeviceName, name);
    if (!NT_SUCCESS(status))
        return status;
    struct dxgk_adapter *adapter = luid_of_name(name, &luid) ? dxgk_adapter_of_luid(luid) : NULL;
    if (!adapter)
        return no_such(frame, "pDeviceName", luid.LowPart);
    frame->undo = undo_device;
    return open_adapter(frame, adapter, &args->hAdapter, &args->AdapterLuid);
}

static void undo_luid(struct thunk_frame *frame, void *args)
{
    undo_open(frame, ((D3DKMT_OPENADAPTERFROMLUID *)args)->hAdapter);
}

NTSTATUS thunk_open_from_luid(struct thunk_frame *frame, D3DKMT_OPENADAPTERFROMLUID *args)
{
    struct dxgk_adapter *adapter = dxgk_adapter_of_luid(args->AdapterLuid);

    if (!adapter)
        return no_such(frame, "AdapterLuid", args->AdapterLuid.LowPart);
    frame->undo = undo_luid;
    return open_adapter(frame, adapter, &args->hAdapter, NULL);
}

NTSTATUS thunk_enum_adapters(struct thunk_frame *frame, const D3DKMT_ENUMADAPTERS *args)
{
    D3DKMT_ENUMADAPTERS all = {0};
    NTSTATUS status = STATUS_SUCCESS;
    struct dxgk_adapter *adapter;

    for (size_t i = 0; i < MAX_ENUM_ADAPTERS && (adapter = dxgk_adapter_at(i)); i++) {
        D3DKMT_ADAPTERINFO *info = &all.Adapters[i];
        status = open_adapter(frame, adapter, &info->hAdapter, &info->AdapterLuid);
        if (!NT_SUCCESS(status))
            break;
        info->NumOfSources = sources_of(adapter);
        all.NumAdapters++;
    }
    if (NT_SUCCESS(status)) /* an output in spite of the prototype */
        status = thunk_give(frame, frame->user, &all, sizeof(all));
    for (ULONG i = 0; !NT_SUCCESS(status) && i < all.NumAdapters; i++)
        undo_open(frame, all.Adapters[i].hAdapter);
    return status;
}

NTSTATUS thunk_close_adapter(struct thunk_frame *frame, const D3DKMT_CLOSEADAPTER *args)
{
    return dxgk_close_adapter(frame->process, args->hAdapter);
}
