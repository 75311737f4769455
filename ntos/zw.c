/*
 * The registry: a tree of keys in memory, gone at shutdown. Names compare without regard to case, as on Windows.
 */
#include "zw.h"

#include <stdlib.h>
#include <string.h>

struct _OBJECT_TYPE ob_key_type = {.name = "key"};

struct registry registry = {.lock = HOST_MUTEX_INIT};

static WCHAR upcase(WCHAR c)
{
    return c >= 'a' && c <= 'z' ? (WCHAR)(c - 32) : c;
}

static bool same(PCUNICODE_STRING a, const WCHAR *b, size_t length)
{
    if (a->Length != length * sizeof(WCHAR))
        return false;
    for (size_t i = 0; i < length; i++)
        if (upcase(a->Buffer[i]) != upcase(b[i]))
            return false;
    return true;
}

static bool set_name(UNICODE_STRING *name, const WCHAR *text, size_t length)
{
    name->Buffer = malloc(length * sizeof(WCHAR) + 1);
    if (!name->Buffer)
        return false;
    memcpy(name->Buffer, text, length * sizeof(WCHAR));
    name->Length = name->MaximumLength = (USHORT)(length * sizeof(WCHAR));
    return true;
}

static bool before(PCUNICODE_STRING a, PCUNICODE_STRING b)
{
    for (USHORT i = 0; i < a->Length / sizeof(WCHAR) && i < b->Length / sizeof(WCHAR); i++)
        if (upcase(a->Buffer[i]) != upcase(b->Buffer[i]))
            return upcase(a->Buffer[i]) < upcase(b->Buffer[i]);
    return a->Length < b->Length;
}

/* ---- registry.lock held ---- */

static struct key *child(struct key *parent, const WCHAR *name, size_t length, bool create)
{
    for (struct key *k = parent->children; k; k = k->next)
        if (same(&k->name, name, length))
            return k;
    struct key *k = create ? calloc(1, sizeof(*k)) : NULL;
    if (!k || !set_name(&k->name, name, length)) {
        free(k);
        return NULL;
    }
    struct key **link = &parent->children; /* by name, as Windows enumerates them */
    while (*link && before(&(*link)->name, &k->name))
        link = &(*link)->next;
    k->parent = parent;
    k->next = *link;
    *link = k;
    return k;
}

/* Walks \A\B\C; creates what is missing if asked. */
static struct key *walk(struct key *from, const WCHAR *path, size_t length, bool create, bool *created)
{
    struct key *k = from;
    size_t i = 0;
    if (created)
        *created = false;
    while (k && i < length) {
        size_t begin = i;
        while (i < length && path[i] != '\\')
            i++;
        if (i > begin) {
            struct key *existing = child(k, path + begin, i - begin, false);
            if (!existing && created)
                *created = true;
            k = existing ? existing : create ? child(k, path + begin, i - begin, true) : NULL;
        }
        i++;
    }
    return k;
}

static struct value **find_value(struct key *k, PCUNICODE_STRING name)
{
    struct value **link = &k->values;
    while (*link && !same(&(*link)->name, name->Buffer, name->Length / sizeof(WCHAR)))
        link = &(*link)->next;
    return link;
}

static NTSTATUS set_value(struct key *k, PCUNICODE_STRING name, ULONG type, const void *data, ULONG size)
{
    struct value **link = find_value(k, name);
    UCHAR *copy = malloc(size ? size : 1);
    if (!copy)
        return STATUS_INSUFFICIENT_RESOURCES;
    if (!*link) {
        struct value *v = calloc(1, sizeof(*v));
        if (!v || !set_name(&v->name, name->Buffer, name->Length / sizeof(WCHAR))) {
            free(v);
            free(copy);
            return STATUS_INSUFFICIENT_RESOURCES;
        }
        *link = v;
    }
    free((*link)->data);
    memcpy(copy, data, size);
    (*link)->data = copy;
    (*link)->size = size;
    (*link)->type = type;
    return STATUS_SUCCESS;
}

static void free_value(struct value *v)
{
    free(v->name.Buffer);
    free(v->data);
    free(v);
}

static void free_children(struct key *k)
{
    while (k->values) {
        struct value *v = k->values;
        k->values = v->next;
        free_value(v);
    }
    while (k->children) {
        struct key *c = k->children;
        k->children = c->next;
        free_children(c);
        free(c->name.Buffer);
        free(c);
    }
}

void zw_stop(bool count_leaks)
{
    free_children(&registry.root);
    while (registry.deleted) {
        struct key *k = registry.deleted;
        registry.deleted = k->next;
        free_children(k);
        free(k->name.Buffer);
        free(k);
    }
}

/* ---- the face ---- */

static size_t length_of(const WCHAR *s)
{
    size_t n = 0;
    while (s[n])
        n++;
    return n;
}

NTSTATUS nt_registry_create_key(const WCHAR *key)
{
    host_lock(&registry.lock);
    struct key *k = walk(&registry.root, key, length_of(key), true, NULL);
    host_unlock(&registry.lock);
    return k ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static NTSTATUS set_at(const WCHAR *key, const WCHAR *name, ULONG type, const void *data, ULONG size)
{
    UNICODE_STRING n;
    NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
    RtlInitUnicodeString(&n, name);
    host_lock(&registry.lock);
    struct key *k = walk(&registry.root, key, length_of(key), true, NULL);
    if (k)
        status = set_value(k, &n, type, data, size);
    host_unlock(&registry.lock);
    return status;
}

NTSTATUS nt_registry_set_dword(const WCHAR *key, const WCHAR *name, ULONG value)
{
    return set_at(key, name, REG_DWORD, &value, sizeof(value));
}

NTSTATUS nt_registry_set_string(const WCHAR *key, const WCHAR *name, const WCHAR *value)
{
    return set_at(key, name, REG_SZ, value, (ULONG)((length_of(value) + 1) * sizeof(WCHAR)));
}

/* ---- the exported forms ---- */

static NTSTATUS open_key(PHANDLE handle, ACCESS_MASK access, POBJECT_ATTRIBUTES attributes, bool create,
                         bool *created)
{
    struct open_key *root = NULL, *opened;
    PCUNICODE_STRING name = attributes->ObjectName;
    *handle = NULL;
    if (attributes->Length != sizeof(*attributes) || !name)
        return STATUS_INVALID_PARAMETER;
    if (attributes->RootDirectory && !(root = ob_handle_object(attributes->RootDirectory, &ob_key_type)))
        return STATUS_INVALID_HANDLE;
    bool absolute = name->Length >= sizeof(WCHAR) && name->Buffer[0] == '\\';
    host_lock(&registry.lock);
    struct key *k = NULL;
    if (root ? !root->key->deleted : absolute)
        k = walk(root ? root->key : &registry.root, name->Buffer, name->Length / sizeof(WCHAR), create,
                 created);
    host_unlock(&registry.lock);
    if (root)
        ob_dereference(root);
    if (!k)
        return !root && !absolute ? STATUS_OBJECT_PATH_NOT_FOUND : STATUS_OBJECT_NAME_NOT_FOUND;
    opened = ob_create(&ob_key_type, sizeof(*opened));
    if (!opened)
        return STATUS_INSUFFICIENT_RESOURCES;
    opened->key = k;
    *handle = ob_handle_create(opened, access);
    ob_dereference(opened);
    return *handle ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

NTSTATUS NTAPI ZwOpenKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes)
{
    KE_SERVICE(ZwOpenKey);
    return open_key(KeyHandle, DesiredAccess, ObjectAttributes, false, NULL);
}

NTSTATUS NTAPI ZwCreateKey(PHANDLE KeyHandle, ACCESS_MASK DesiredAccess, POBJECT_ATTRIBUTES ObjectAttributes,
                           ULONG TitleIndex, PUNICODE_STRING Class, ULONG CreateOptions, PULONG Disposition)
{
    bool created = false;
    KE_SERVICE(ZwCreateKey);
    NTSTATUS status = open_key(KeyHandle, DesiredAccess, ObjectAttributes, true, &created);
    if (NT_SUCCESS(status) && Disposition)
        *Disposition = created ? REG_CREATED_NEW_KEY : REG_OPENED_EXISTING_KEY;
    return status;
}

/* A copy of the value that outlives the lock; data is freed by the caller. */
static NTSTATUS snapshot(HANDLE handle, PCUNICODE_STRING name, struct value *copy)
{
    struct open_key *opened = ob_handle_object(handle, &ob_key_type);
    NTSTATUS status = STATUS_OBJECT_NAME_NOT_FOUND;
    if (!opened)
        return STATUS_INVALID_HANDLE;
    host_lock(&registry.lock);
    const struct value *v = *find_value(opened->key, name);
    if (opened->key->deleted)
        status = STATUS_KEY_DELETED;
    else if (v) {
        *copy = *v;
        copy->data = malloc(v->size ? v->size : 1);
        status = copy->data ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
        if (copy->data)
            memcpy(copy->data, v->data, v->size);
    }
    host_unlock(&registry.lock);
    ob_dereference(opened);
    return status;
}

NTSTATUS zw_put(const struct zw_query *q, ULONG fixed, ULONG offset, const void *data, ULONG size,
                ULONG needed)
{
    if (q->length < fixed)
        return STATUS_BUFFER_TOO_SMALL;
    if (q->length > offset)
        memcpy(q->out + offset, data, q->length - offset < size ? q->length - offset : size);
    return q->length < needed ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS put_partial(const struct zw_query *q, ULONG *needed)
{
    PKEY_VALUE_PARTIAL_INFORMATION info = (PKEY_VALUE_PARTIAL_INFORMATION)q->out;
    ULONG fixed = FIELD_OFFSET(KEY_VALUE_PARTIAL_INFORMATION, Data);
    *needed = fixed + q->value->size;
    if (q->length >= fixed) {
        info->TitleIndex = 0;
        info->Type = q->value->type;
        info->DataLength = q->value->size;
    }
    return zw_put(q, fixed, fixed, q->value->data, q->value->size, *needed);
}

static NTSTATUS put_basic(const struct zw_query *q, ULONG *needed)
{
    PKEY_VALUE_BASIC_INFORMATION info = (PKEY_VALUE_BASIC_INFORMATION)q->out;
    ULONG fixed = FIELD_OFFSET(KEY_VALUE_BASIC_INFORMATION, Name);
    *needed = fixed + q->name->Length;
    if (q->length >= fixed) {
        info->TitleIndex = 0;
        info->Type = q->value->type;
        info->NameLength = q->name->Length;
    }
    return zw_put(q, fixed, fixed, q->name->Buffer, q->name->Length, *needed);
}

static NTSTATUS put_full(const struct zw_query *q, ULONG *needed)
{
    PKEY_VALUE_FULL_INFORMATION info = (PKEY_VALUE_FULL_INFORMATION)q->out;
    ULONG fixed = FIELD_OFFSET(KEY_VALUE_FULL_INFORMATION, Name);
    ULONG offset = (fixed + q->name->Length + 3) & ~3u;
    *needed = offset + q->value->size;
    if (q->length >= fixed) {
        info->TitleIndex = 0;
        info->Type = q->value->type;
        info->DataOffset = offset;
        info->DataLength = q->value->size;
        info->NameLength = q->name->Length;
    }
    NTSTATUS status = zw_put(q, fixed, fixed, q->name->Buffer, q->name->Length, *needed);
    return status == STATUS_BUFFER_TOO_SMALL
               ? status
               : zw_put(q, fixed, offset, q->value->data, q->value->size, *needed);
}

NTSTATUS zw_put_value(const struct zw_query *q, KEY_VALUE_INFORMATION_CLASS class, ULONG *needed)
{
    switch (class) {
    case KeyValueBasicInformation:
        return put_basic(q, needed);
    case KeyValueFullInformation:
        return put_full(q, needed);
    case KeyValuePartialInformation:
        return put_partial(q, needed);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

NTSTATUS NTAPI ZwQueryValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName,
                               KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
                               PVOID KeyValueInformation, ULONG Length, PULONG ResultLength)
{
    struct value copy;
    struct zw_query q = {&copy, ValueName, KeyValueInformation, Length};
    KE_SERVICE(ZwQueryValueKey);
    NTSTATUS status = snapshot(KeyHandle, ValueName, &copy);
    if (!NT_SUCCESS(status))
        return status;
    status = zw_put_value(&q, KeyValueInformationClass, ResultLength);
    free(copy.data);
    return status;
}

NTSTATUS NTAPI ZwSetValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName, ULONG TitleIndex, ULONG Type,
                             PVOID Data, ULONG DataSize)
{
    KE_SERVICE(ZwSetValueKey);
    struct open_key *opened = ob_handle_object(KeyHandle, &ob_key_type);
    UCHAR *copy = malloc(DataSize ? DataSize : 1);
    if (!opened || !copy) {
        if (opened)
            ob_dereference(opened);
        free(copy);
        return opened ? STATUS_INSUFFICIENT_RESOURCES : STATUS_INVALID_HANDLE;
    }
    memcpy(copy, Data, DataSize); /* before the lock: it may fault */
    host_lock(&registry.lock);
    NTSTATUS status =
        opened->key->deleted ? STATUS_KEY_DELETED : set_value(opened->key, ValueName, Type, copy, DataSize);
    host_unlock(&registry.lock);
    free(copy);
    ob_dereference(opened);
    return status;
}

NTSTATUS NTAPI ZwDeleteValueKey(HANDLE KeyHandle, PUNICODE_STRING ValueName)
{
    KE_SERVICE(ZwDeleteValueKey);
    struct open_key *opened = ob_handle_object(KeyHandle, &ob_key_type);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    host_lock(&registry.lock);
    struct value **link = find_value(opened->key, ValueName), *v = *link;
    if (v)
        *link = v->next;
    host_unlock(&registry.lock);
    if (v)
        free_value(v);
    ob_dereference(opened);
    return v ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND;
}

NTSTATUS NTAPI ZwFlushKey(HANDLE KeyHandle)
{
    KE_SERVICE(ZwFlushKey);
    struct open_key *opened = ob_handle_object(KeyHandle, &ob_key_type);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    ob_dereference(opened);
    return STATUS_SUCCESS;
}
