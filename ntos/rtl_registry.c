/*
 * The registry in one call: tables of values to ask for, and the short forms for one value or key.
 */
#include "ke.h"

#include <stdlib.h>
#include <string.h>

#define PATH_BYTES 1024

/* ---- which key ---- */

static NTSTATUS root_of(ULONG relative_to, PCWSTR *root)
{
    static const PCWSTR roots[] = {
        [RTL_REGISTRY_ABSOLUTE] = u"",
        [RTL_REGISTRY_SERVICES] = u"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\",
        [RTL_REGISTRY_CONTROL] = u"\\Registry\\Machine\\System\\CurrentControlSet\\Control\\",
        [RTL_REGISTRY_WINDOWS_NT] = u"\\Registry\\Machine\\Software\\Microsoft\\Windows NT\\CurrentVersion\\",
        [RTL_REGISTRY_DEVICEMAP] = u"\\Registry\\Machine\\Hardware\\DeviceMap\\",
        [RTL_REGISTRY_USER] = u"\\Registry\\User\\.Default\\",
    };
    relative_to &= ~RTL_REGISTRY_OPTIONAL;
    if (relative_to >= RTL_NUMBER_OF(roots))
        return STATUS_INVALID_PARAMETER;
    *root = roots[relative_to];
    return STATUS_SUCCESS;
}

/* With RTL_REGISTRY_HANDLE the path is the caller's own handle, and stays open. */
static NTSTATUS open(ULONG relative_to, PCWSTR path, bool create, HANDLE *key, bool *own)
{
    OBJECT_ATTRIBUTES attributes;
    WCHAR buffer[PATH_BYTES / sizeof(WCHAR)];
    UNICODE_STRING whole = {0, sizeof(buffer), buffer};
    PCWSTR root;
    *own = !(relative_to & RTL_REGISTRY_HANDLE);
    if (!*own) {
        *key = (HANDLE)(uintptr_t)path;
        return STATUS_SUCCESS;
    }
    NTSTATUS status = root_of(relative_to, &root);
    if (NT_SUCCESS(status))
        status = RtlAppendUnicodeToString(&whole, root);
    if (NT_SUCCESS(status) && path)
        status = RtlAppendUnicodeToString(&whole, path);
    if (!NT_SUCCESS(status))
        return status;
    InitializeObjectAttributes(&attributes, &whole, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL, NULL);
    return create ? ZwCreateKey(key, KEY_ALL_ACCESS, &attributes, 0, NULL, REG_OPTION_NON_VOLATILE, NULL)
                  : ZwOpenKey(key, KEY_ALL_ACCESS, &attributes);
}

static void close(HANDLE key, bool own)
{
    if (own)
        ZwClose(key);
}

/* ---- one key, one value ---- */

NTSTATUS NTAPI RtlCheckRegistryKey(ULONG RelativeTo, PWSTR Path)
{
    HANDLE key;
    bool own;
    KE_SERVICE(RtlCheckRegistryKey);
    NTSTATUS status = open(RelativeTo, Path, false, &key, &own);
    if (NT_SUCCESS(status))
        close(key, own);
    return status;
}

NTSTATUS NTAPI RtlCreateRegistryKey(ULONG RelativeTo, PWSTR Path)
{
    HANDLE key;
    bool own;
    KE_SERVICE(RtlCreateRegistryKey);
    NTSTATUS status = open(RelativeTo, Path, true, &key, &own);
    if (NT_SUCCESS(status))
        close(key, own);
    return status;
}

NTSTATUS NTAPI RtlWriteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName, ULONG ValueType,
                                     PVOID ValueData, ULONG ValueLength)
{
    UNICODE_STRING name;
    HANDLE key;
    bool own;
    KE_SERVICE(RtlWriteRegistryValue);
    NTSTATUS status = open(RelativeTo, Path, true, &key, &own);
    if (!NT_SUCCESS(status))
        return status;
    RtlInitUnicodeString(&name, ValueName);
    status = ZwSetValueKey(key, &name, 0, ValueType, ValueData, ValueLength);
    close(key, own);
    return status;
}

NTSTATUS NTAPI RtlDeleteRegistryValue(ULONG RelativeTo, PCWSTR Path, PCWSTR ValueName)
{
    UNICODE_STRING name;
    HANDLE key;
    bool own;
    KE_SERVICE(RtlDeleteRegistryValue);
    NTSTATUS status = open(RelativeTo, Path, false, &key, &own);
    if (!NT_SUCCESS(status))
        return status;
    RtlInitUnicodeString(&name, ValueName);
    status = ZwDeleteValueKey(key, &name);
    close(key, own);
    return status;
}

/* ---- a table of values ---- */

struct walk {
    HANDLE top, key; /* key: where values are looked for now */
    PVOID context;
};

/* A value of the key, with a terminator behind its data; freed by the caller. */
static NTSTATUS read_value(HANDLE key, PCUNICODE_STRING name, ULONG index, PKEY_VALUE_FULL_INFORMATION *value)
{
    ULONG size = 256;
    for (;;) {
        PKEY_VALUE_FULL_INFORMATION info = calloc(1, size + 2 * sizeof(WCHAR));
        ULONG needed = 0;
        if (!info)
            return STATUS_INSUFFICIENT_RESOURCES;
        NTSTATUS status = name
                              ? ZwQueryValueKey(key, (PUNICODE_STRING)(uintptr_t)name,
                                                KeyValueFullInformation, info, size, &needed)
                              : ZwEnumerateValueKey(key, index, KeyValueFullInformation, info, size, &needed);
        if (NT_SUCCESS(status)) {
            *value = info;
            return STATUS_SUCCESS;
        }
        free(info);
        if (status != STATUS_BUFFER_OVERFLOW && status != STATUS_BUFFER_TOO_SMALL)
            return status;
        size = needed;
    }
}

static bool is_text(ULONG type)
{
    return type == REG_SZ || type == REG_EXPAND_SZ || type == REG_MULTI_SZ;
}

/* RTL_QUERY_REGISTRY_DIRECT: strings into a UNICODE_STRING, numbers into a ULONG, the rest into a buffer that begins with its size. */
static NTSTATUS give_direct(const RTL_QUERY_REGISTRY_TABLE *entry, ULONG type, const void *data, ULONG length)
{
    if (is_text(type)) {
        PUNICODE_STRING to = entry->EntryContext;
        if (length > 0xFFFE)
            return STATUS_BUFFER_TOO_SMALL;
        if (!to->Buffer) {
            to->Buffer = ExAllocatePoolWithTag(PagedPool, length ? length : sizeof(WCHAR), 'grtS');
            if (!to->Buffer)
                return STATUS_NO_MEMORY;
            to->MaximumLength = (USHORT)length;
        } else if (length > to->MaximumLength) {
            return STATUS_BUFFER_TOO_SMALL;
        }
        memcpy(to->Buffer, data, length);
        to->Length = (USHORT)(length >= sizeof(WCHAR) ? length - sizeof(WCHAR) : 0);
        return STATUS_SUCCESS;
    }
    if (length <= sizeof(ULONG)) {
        memcpy(entry->EntryContext, data, length);
        return STATUS_SUCCESS;
    }
    LONG room =
        *(const LONG *)entry->EntryContext; /* negative: so many bytes; else type and size come first */
    if (room < 0) {
        if ((ULONG)-room < length)
            return STATUS_BUFFER_TOO_SMALL;
        memcpy(entry->EntryContext, data, length);
        return STATUS_SUCCESS;
    }
    if ((ULONG)room < length + 2 * sizeof(ULONG))
        return STATUS_BUFFER_TOO_SMALL;
    ((PULONG)entry->EntryContext)[0] = length;
    ((PULONG)entry->EntryContext)[1] = type;
    memcpy((PULONG)entry->EntryContext + 2, data, length);
    return STATUS_SUCCESS;
}

/* The documentation asks for a type check: without one, whoever may write the key writes the driver's stack. */
static void check_direct(const RTL_QUERY_REGISTRY_TABLE *entry)
{
    if (!(entry->Flags & RTL_QUERY_REGISTRY_TYPECHECK))
        report_emit(REPORT_WARNING, "SYN-10", "RtlQueryRegistryValues", "Flags",
                    "RTL_QUERY_REGISTRY_TYPECHECK with RTL_QUERY_REGISTRY_DIRECT",
                    "A value of another type than expected overruns the buffer.", "%#x in %s", entry->Flags,
                    nt_call_current());
}

static NTSTATUS give_one(const struct walk *w, const RTL_QUERY_REGISTRY_TABLE *entry, PWSTR name, ULONG type,
                         PVOID data, ULONG length)
{
    if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT) {
        ULONG wanted = entry->Flags >> RTL_QUERY_REGISTRY_TYPECHECK_SHIFT;
        if (entry->Flags & RTL_QUERY_REGISTRY_TYPECHECK && wanted != type)
            return STATUS_OBJECT_TYPE_MISMATCH;
        return give_direct(entry, type, data, length);
    }
    nt_call_enter("registry query routine", (ULONG_PTR)entry->QueryRoutine);
    NTSTATUS status = entry->QueryRoutine(name, type, data, length, w->context, entry->EntryContext);
    nt_call_leave();
    return status;
}

/* A REG_MULTI_SZ is given string by string, unless the caller wants it whole. */
static NTSTATUS give(const struct walk *w, const RTL_QUERY_REGISTRY_TABLE *entry, PWSTR name, ULONG type,
                     PVOID data, ULONG length)
{
    if (type != REG_MULTI_SZ || entry->Flags & (RTL_QUERY_REGISTRY_NOEXPAND | RTL_QUERY_REGISTRY_DIRECT))
        return give_one(w, entry, name, type, data, length);
    PWSTR text = data;
    NTSTATUS status = STATUS_SUCCESS;
    while (NT_SUCCESS(status) && (UCHAR *)text < (UCHAR *)data + length && *text) {
        ULONG size = (ULONG)((wcslen(text) + 1) * sizeof(WCHAR));
        status = give_one(w, entry, name, REG_SZ, text, size);
        text += size / sizeof(WCHAR);
    }
    return status;
}

static NTSTATUS give_value(const struct walk *w, const RTL_QUERY_REGISTRY_TABLE *entry,
                           PKEY_VALUE_FULL_INFORMATION value)
{
    WCHAR name[256];
    size_t n = value->NameLength / sizeof(WCHAR);
    if (n >= RTL_NUMBER_OF(name))
        n = RTL_NUMBER_OF(name) - 1;
    memcpy(name, value->Name, n * sizeof(WCHAR));
    name[n] = 0;
    return give(w, entry, name, value->Type, (UCHAR *)value + value->DataOffset, value->DataLength);
}

static NTSTATUS use_default(const struct walk *w, const RTL_QUERY_REGISTRY_TABLE *entry)
{
    ULONG length = entry->DefaultLength, type = entry->DefaultType & 0xFFFFFF;
    if (entry->Flags & RTL_QUERY_REGISTRY_REQUIRED)
        return STATUS_OBJECT_NAME_NOT_FOUND;
    if (type == REG_NONE)
        return STATUS_SUCCESS;
    if (!length && is_text(type) && entry->DefaultData)
        length = (ULONG)((wcslen(entry->DefaultData) + 1) * sizeof(WCHAR));
    return give(w, entry, entry->Name, type, entry->DefaultData, length);
}

/* All values of the key, each by the routine. */
static NTSTATUS each_value(const struct walk *w, const RTL_QUERY_REGISTRY_TABLE *entry)
{
    PKEY_VALUE_FULL_INFORMATION value;
    NTSTATUS status = STATUS_SUCCESS;
    ULONG index = 0;
    for (; NT_SUCCESS(status); index++) {
        status = read_value(w->key, NULL, index, &value);
        if (!NT_SUCCESS(status))
            break;
        status = give_value(w, entry, value);
        free(value);
    }
    if (status != STATUS_NO_MORE_ENTRIES)
        return status;
    return index || !(entry->Flags & RTL_QUERY_REGISTRY_REQUIRED) ? STATUS_SUCCESS
                                                                  : STATUS_OBJECT_NAME_NOT_FOUND;
}

static NTSTATUS named_value(const struct walk *w, const RTL_QUERY_REGISTRY_TABLE *entry)
{
    PKEY_VALUE_FULL_INFORMATION value;
    UNICODE_STRING name;
    RtlInitUnicodeString(&name, entry->Name);
    NTSTATUS status = read_value(w->key, &name, 0, &value);
    if (status == STATUS_OBJECT_NAME_NOT_FOUND)
        return use_default(w, entry);
    if (!NT_SUCCESS(status))
        return status;
    status = give_value(w, entry, value);
    free(value);
    if (NT_SUCCESS(status) && entry->Flags & RTL_QUERY_REGISTRY_DELETE)
        ZwDeleteValueKey(w->key, &name);
    return status;
}

static void leave_subkey(struct walk *w)
{
    if (w->key != w->top)
        ZwClose(w->key);
    w->key = w->top;
}

static NTSTATUS enter_subkey(struct walk *w, const RTL_QUERY_REGISTRY_TABLE *entry)
{
    UNICODE_STRING name;
    OBJECT_ATTRIBUTES attributes;
    HANDLE key;
    leave_subkey(w);
    RtlInitUnicodeString(&name, entry->Name);
    InitializeObjectAttributes(&attributes, &name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, w->top, NULL);
    NTSTATUS status = ZwOpenKey(&key, KEY_ALL_ACCESS, &attributes);
    if (!NT_SUCCESS(status))
        return status;
    w->key = key;
    return entry->QueryRoutine ? each_value(w, entry) : STATUS_SUCCESS;
}

static NTSTATUS one_entry(struct walk *w, const RTL_QUERY_REGISTRY_TABLE *entry)
{
    if (entry->Flags & RTL_QUERY_REGISTRY_DIRECT) {
        if (!entry->Name || entry->QueryRoutine || entry->Flags & RTL_QUERY_REGISTRY_SUBKEY)
            return STATUS_INVALID_PARAMETER;
        check_direct(entry);
    }
    if (entry->Flags & RTL_QUERY_REGISTRY_TOPKEY)
        leave_subkey(w);
    if (entry->Flags & RTL_QUERY_REGISTRY_SUBKEY)
        return entry->Name ? enter_subkey(w, entry) : STATUS_INVALID_PARAMETER;
    if (entry->Flags & RTL_QUERY_REGISTRY_NOVALUE)
        return entry->QueryRoutine ? give_one(w, entry, NULL, REG_NONE, NULL, 0) : STATUS_INVALID_PARAMETER;
    return entry->Name ? named_value(w, entry) : each_value(w, entry);
}

NTSTATUS NTAPI RtlQueryRegistryValues(ULONG RelativeTo, PCWSTR Path, PRTL_QUERY_REGISTRY_TABLE QueryTable,
                                      PVOID Context, PVOID Environment)
{
    struct walk w = {.context = Context};
    bool own;
    KE_SERVICE(RtlQueryRegistryValues);
    NTSTATUS status = open(RelativeTo, Path, false, &w.top, &own);
    if (!NT_SUCCESS(status))
        return RelativeTo & RTL_REGISTRY_OPTIONAL && status == STATUS_OBJECT_NAME_NOT_FOUND ? STATUS_SUCCESS
                                                                                            : status;
    w.key = w.top;
    for (const RTL_QUERY_REGISTRY_TABLE *entry = QueryTable;
         NT_SUCCESS(status) && (entry->QueryRoutine || entry->Name ||
                                entry->Flags & (RTL_QUERY_REGISTRY_SUBKEY | RTL_QUERY_REGISTRY_DIRECT));
         entry++)
        status = one_entry(&w, entry);
    leave_subkey(&w);
    close(w.top, own);
    return status;
}
