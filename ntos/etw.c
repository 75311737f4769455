/*
 * Event tracing: who provides events, and who hears them. A registration is remembered until it is taken back: one that is left when the
 * system stops would, on Windows, call into a driver that is gone.
 */
#include "ke.h"
#include "nt_event.h"
#include "services.h"

#include <stdlib.h>
#include <string.h>

#define ALL_LEVELS 0xFF
#define TEXT_SIZE  200

struct provider {
    LIST_ENTRY link;
    GUID id;
    PETWENABLECALLBACK callback;
    PVOID context;
    REGHANDLE handle;
    const char *where;
};

static struct {
    struct host_mutex lock;
    LIST_ENTRY all;
    REGHANDLE next;
    struct {
        PVOID device;
        ULONG flags;
    } wmi[16]; /* IoWMIRegistrationControl */
    bool started;
} etw = {.lock = HOST_MUTEX_INIT};

static struct {
    void (*fn)(void *ctx, const struct nt_event *event);
    void *ctx;
} hook;

void nt_on_event(void (*fn)(void *ctx, const struct nt_event *event), void *ctx)
{
    hook.fn = fn;
    hook.ctx = ctx;
}

/* etw.lock held. */
static void start(void)
{
    if (!etw.started) {
        InitializeListHead(&etw.all);
        etw.started = true;
    }
}

static struct provider *find(REGHANDLE handle)
{
    start();
    for (PLIST_ENTRY e = etw.all.Flink; e != &etw.all; e = e->Flink) {
        struct provider *p = CONTAINING_RECORD(e, struct provider, link);
        if (p->handle == handle)
            return p;
    }
    return NULL;
}

void etw_stop(bool count_leaks)
{
    while (etw.started && !IsListEmpty(&etw.all)) {
        struct provider *p = CONTAINING_RECORD(RemoveHeadList(&etw.all), struct provider, link);
        if (count_leaks)
            ke_leak("event provider", "unregistered", "Call EtwUnregister before the driver is unloaded.",
                    "{%08x-%04x-%04x-...}, registered in %s", p->id.Data1, p->id.Data2, p->id.Data3,
                    *p->where ? p->where : "the kernel");
        free(p);
    }
    for (size_t i = 0; i < RTL_NUMBER_OF(etw.wmi); i++) {
        if (count_leaks && etw.wmi[i].device)
            ke_leak(
                "WMI registration", "taken back",
                "Call IoWMIRegistrationControl with WMIREG_ACTION_DEREGISTER before the driver is unloaded.",
                "%s %p", etw.wmi[i].flags & WMIREG_FLAG_CALLBACK ? "callback" : "device", etw.wmi[i].device);
        etw.wmi[i].device = NULL;
    }
    etw.next = 0;
}

/* ---- providers ---- */

NTSTATUS NTAPI EtwRegister(LPCGUID ProviderId, PETWENABLECALLBACK EnableCallback, PVOID CallbackContext,
                           PREGHANDLE RegHandle)
{
    KE_SERVICE(EtwRegister);
    if (!ProviderId || !RegHandle)
        return STATUS_INVALID_PARAMETER;
    struct provider *p = ke_resource_denied("EtwRegister") ? NULL : calloc(1, sizeof(*p));
    if (!p)
        return STATUS_NO_MEMORY;
    p->id = *ProviderId;
    p->callback = EnableCallback;
    p->context = CallbackContext;
    p->where = nt_call_current();
    host_lock(&etw.lock);
    start();
    p->handle = ++etw.next;
    InsertTailList(&etw.all, &p->link);
    host_unlock(&etw.lock);
    *RegHandle = p->handle;
    if (!EnableCallback || !hook.fn)
        return STATUS_SUCCESS;
    nt_call_enter("event enable callback", (ULONG_PTR)EnableCallback);
    EnableCallback(&(GUID){0}, EVENT_CONTROL_CODE_ENABLE_PROVIDER, ALL_LEVELS, MAXULONGLONG, 0, NULL,
                   CallbackContext);
    nt_call_leave();
    return STATUS_SUCCESS;
}

static void bad_handle(const char *service, REGHANDLE handle)
{
    report_emit(REPORT_VIOLATION, "SYN-10", service, "RegHandle", "a registration that was not taken back",
                "Use the handle that EtwRegister gave, until EtwUnregister.", "%#llx in %s", handle,
                nt_call_current());
}

NTSTATUS NTAPI EtwUnregister(REGHANDLE RegHandle)
{
    KE_SERVICE(EtwUnregister);
    host_lock(&etw.lock);
    struct provider *p = find(RegHandle);
    if (p)
        RemoveEntryList(&p->link);
    host_unlock(&etw.lock);
    if (!p) {
        bad_handle("EtwUnregister", RegHandle);
        return STATUS_INVALID_HANDLE;
    }
    free(p);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI EtwSetInformation(REGHANDLE RegHandle, EVENT_INFO_CLASS InformationClass,
                                 PVOID EventInformation, ULONG InformationLength)
{
    KE_SERVICE(EtwSetInformation);
    host_lock(&etw.lock);
    bool known = find(RegHandle) != NULL;
    host_unlock(&etw.lock);
    if (!known)
        return STATUS_INVALID_HANDLE;
    if (InformationClass >= MaxEventInfo || (!EventInformation && InformationLength))
        return STATUS_INVALID_PARAMETER;
    return STATUS_SUCCESS;
}

BOOLEAN NTAPI EtwProviderEnabled(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword)
{
    KE_SERVICE(EtwProviderEnabled);
    if (!hook.fn)
        return FALSE;
    host_lock(&etw.lock);
    bool known = find(RegHandle) != NULL;
    host_unlock(&etw.lock);
    return known;
}

BOOLEAN NTAPI EtwEventEnabled(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor)
{
    return EtwProviderEnabled(RegHandle, EventDescriptor->Level, EventDescriptor->Keyword);
}

/* ---- events ---- */

static NTSTATUS write(REGHANDLE handle, PCEVENT_DESCRIPTOR d, ULONG count, PEVENT_DATA_DESCRIPTOR data,
                      const char *text, const char *service)
{
    struct nt_event event = {.id = d->Id,
                             .level = d->Level,
                             .opcode = d->Opcode,
                             .task = d->Task,
                             .keyword = d->Keyword,
                             .text = text};
    if (!handle) /* a provider that could not register writes nothing, and need not ask */
        return STATUS_SUCCESS;
    if (count && !data)
        return STATUS_INVALID_PARAMETER;
    for (ULONG i = 0; i < count; i++)
        event.size += data[i].Size;
    host_lock(&etw.lock);
    const struct provider *p = find(handle);
    if (p)
        event.provider = p->id;
    host_unlock(&etw.lock);
    if (!p) {
        bad_handle(service, handle);
        return STATUS_INVALID_HANDLE;
    }
    if (hook.fn)
        hook.fn(hook.ctx, &event);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI EtwWrite(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor, LPCGUID ActivityId,
                        ULONG UserDataCount, PEVENT_DATA_DESCRIPTOR UserData)
{
    KE_SERVICE(EtwWrite);
    return write(RegHandle, EventDescriptor, UserDataCount, UserData, NULL, "EtwWrite");
}

NTSTATUS NTAPI EtwWriteEx(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor, ULONG64 Filter,
                          ULONG Flags, LPCGUID ActivityId, LPCGUID RelatedActivityId, ULONG UserDataCount,
                          PEVENT_DATA_DESCRIPTOR UserData)
{
    KE_SERVICE(EtwWriteEx);
    return write(RegHandle, EventDescriptor, UserDataCount, UserData, NULL, "EtwWriteEx");
}

NTSTATUS NTAPI EtwWriteTransfer(REGHANDLE RegHandle, PCEVENT_DESCRIPTOR EventDescriptor, LPCGUID ActivityId,
                                LPCGUID RelatedActivityId, ULONG UserDataCount,
                                PEVENT_DATA_DESCRIPTOR UserData)
{
    KE_SERVICE(EtwWriteTransfer);
    return write(RegHandle, EventDescriptor, UserDataCount, UserData, NULL, "EtwWriteTransfer");
}

NTSTATUS NTAPI EtwWriteString(REGHANDLE RegHandle, UCHAR Level, ULONGLONG Keyword, LPCGUID ActivityId,
                              PCWSTR String)
{
    EVENT_DESCRIPTOR d = {.Level = Level, .Keyword = Keyword};
    EVENT_DATA_DESCRIPTOR data;
    char text[TEXT_SIZE];
    size_t n = 0;
    KE_SERVICE(EtwWriteString);
    if (!String)
        return STATUS_INVALID_PARAMETER;
    for (; String[n] && n + 1 < sizeof(text); n++)
        text[n] = (char)(String[n] >= 32 && String[n] < 127 ? String[n] : '?');
    text[n] = 0;
    EventDataDescCreate(&data, String, (ULONG)((wcslen(String) + 1) * sizeof(WCHAR)));
    return write(RegHandle, &d, 1, &data, text, "EtwWriteString");
}

/* Activities belong to threads on Windows; no event carries them here, so one for the system does. */
NTSTATUS NTAPI EtwActivityIdControl(ULONG ControlCode, GUID *ActivityId)
{
    static GUID current;
    GUID given;
    KE_SERVICE(EtwActivityIdControl);
    if (!ActivityId || ControlCode < EVENT_ACTIVITY_CTRL_GET_ID ||
        ControlCode > EVENT_ACTIVITY_CTRL_CREATE_SET_ID)
        return STATUS_INVALID_PARAMETER;
    given = *ActivityId;
    if (ControlCode == EVENT_ACTIVITY_CTRL_CREATE_ID) {
        uint64_t random[2] = {nt_random(), nt_random()};
        memcpy(ActivityId, random, sizeof(random));
        return STATUS_SUCCESS;
    }
    host_lock(&etw.lock);
    if (ControlCode != EVENT_ACTIVITY_CTRL_SET_ID)
        *ActivityId = current;
    if (ControlCode == EVENT_ACTIVITY_CTRL_SET_ID || ControlCode == EVENT_ACTIVITY_CTRL_GET_SET_ID)
        current = given;
    if (ControlCode == EVENT_ACTIVITY_CTRL_CREATE_SET_ID) {
        uint64_t random[2] = {nt_random(), nt_random()};
        memcpy(&current, random, sizeof(random));
    }
    host_unlock(&etw.lock);
    return STATUS_SUCCESS;
}

/* ---- older doors ---- */

static NTSTATUS deregister(PVOID device)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(etw.wmi); i++) {
        if (etw.wmi[i].device != device)
            continue;
        etw.wmi[i].device = NULL;
        return STATUS_SUCCESS;
    }
    return STATUS_INVALID_PARAMETER;
}

static NTSTATUS register_device(PVOID device, ULONG flags)
{
    for (size_t i = 0; i < RTL_NUMBER_OF(etw.wmi); i++) {
        if (etw.wmi[i].device)
            continue;
        etw.wmi[i].device = device;
        etw.wmi[i].flags = flags;
        return STATUS_SUCCESS;
    }
    return STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS NTAPI IoWMIRegistrationControl(PDEVICE_OBJECT DeviceObject, ULONG Action)
{
    NTSTATUS status = STATUS_INVALID_PARAMETER;
    KE_SERVICE(IoWMIRegistrationControl);
    if (!DeviceObject)
        return STATUS_INVALID_PARAMETER;
    host_lock(&etw.lock);
    switch (Action & 0xFFFF) {
    case WMIREG_ACTION_REGISTER:
        status = register_device(DeviceObject, Action);
        break;
    case WMIREG_ACTION_DEREGISTER:
        status = deregister(DeviceObject);
        break;
    case WMIREG_ACTION_REREGISTER:
    case WMIREG_ACTION_UPDATE_GUIDS:
    case WMIREG_ACTION_BLOCK_IRPS:
        status = STATUS_SUCCESS;
        break;
    default:
        break;
    }
    host_unlock(&etw.lock);
    return status;
}

/* There is no session that somebody could ask for. */
NTSTATUS NTAPI WmiQueryTraceInformation(TRACE_INFORMATION_CLASS TraceInformationClass, PVOID TraceInformation,
                                        ULONG TraceInformationLength, PULONG RequiredLength, PVOID Buffer)
{
    KE_SERVICE(WmiQueryTraceInformation);
    if (RequiredLength)
        *RequiredLength = sizeof(TRACEHANDLE);
    return TraceInformationClass > TraceHandleByNameClass ? STATUS_INVALID_INFO_CLASS : STATUS_NOT_FOUND;
}

NTSTATUS NTAPI WmiTraceMessageVa(TRACEHANDLE LoggerHandle, ULONG MessageFlags, LPCGUID MessageGuid,
                                 USHORT MessageNumber, WDM_VA_LIST MessageArgList)
{
    struct nt_event event = {.id = MessageNumber};
    KE_SERVICE(WmiTraceMessageVa);
    if (MessageGuid && MessageFlags & TRACE_MESSAGE_GUID)
        event.provider = *MessageGuid;
    while (__builtin_va_arg(MessageArgList, void *)) {
        uint64_t size = __builtin_va_arg(MessageArgList, unsigned long long);
        event.size += (ULONG)(size < TRACE_MESSAGE_MAXIMUM_SIZE ? size : TRACE_MESSAGE_MAXIMUM_SIZE);
        if (event.size > TRACE_MESSAGE_MAXIMUM_SIZE)
            return STATUS_BUFFER_OVERFLOW;
    }
    if (hook.fn)
        hook.fn(hook.ctx, &event);
    return STATUS_SUCCESS;
}

/* The number is 16 bits wide for those who call, and its type is theirs. */
#pragma GCC diagnostic ignored "-Wvarargs"

NTSTATUS NTAPI WmiTraceMessage(TRACEHANDLE LoggerHandle, ULONG MessageFlags, LPCGUID MessageGuid,
                               USHORT MessageNumber, ...)
{
    WDM_VA_LIST list;
#ifdef __x86_64__
    __builtin_ms_va_start(list, MessageNumber);
#else
    va_start(list, MessageNumber);
#endif
    NTSTATUS status = WmiTraceMessageVa(LoggerHandle, MessageFlags, MessageGuid, MessageNumber, list);
#ifdef __x86_64__
    __builtin_ms_va_end(list);
#else
    va_end(list);
#endif
    return status;
}
