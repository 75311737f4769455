/*
 * The registry by number: enumeration, what a key says of itself, and deletion.
 */
#include "zw.h"

#include <stdlib.h>
#include <string.h>

static struct key *nth_key(const struct key *k, ULONG index)
{
    struct key *c = k->children;
    while (c && index--)
        c = c->next;
    return c;
}

/* ---- what a key says of itself; registry.lock held ---- */

static NTSTATUS put_basic(const struct key *k, const struct zw_query *q, ULONG *needed)
{
    PKEY_BASIC_INFORMATION info = (PKEY_BASIC_INFORMATION)q->out;
    ULONG fixed = FIELD_OFFSET(KEY_BASIC_INFORMATION, Name);
    *needed = fixed + k->name.Length;
    if (q->length >= fixed) {
        info->LastWriteTime.QuadPart = (LONGLONG)ke.boot_time;
        info->TitleIndex = 0;
        info->NameLength = k->name.Length;
    }
    return zw_put(q, fixed, fixed, k->name.Buffer, k->name.Length, *needed);
}

static NTSTATUS put_node(const struct key *k, const struct zw_query *q, ULONG *needed)
{
    PKEY_NODE_INFORMATION info = (PKEY_NODE_INFORMATION)q->out;
    ULONG fixed = FIELD_OFFSET(KEY_NODE_INFORMATION, Name);
    *needed = fixed + k->name.Length;
    if (q->length >= fixed) {
        info->LastWriteTime.QuadPart = (LONGLONG)ke.boot_time;
        info->TitleIndex = 0;
        info->ClassOffset = MAXULONG; /* no class */
        info->ClassLength = 0;
        info->NameLength = k->name.Length;
    }
    return zw_put(q, fixed, fixed, k->name.Buffer, k->name.Length, *needed);
}

static ULONG larger(ULONG a, ULONG b)
{
    return a > b ? a : b;
}

static NTSTATUS put_full(const struct key *k, const struct zw_query *q, ULONG *needed)
{
    KEY_FULL_INFORMATION info = {.ClassOffset = MAXULONG};
    ULONG fixed = FIELD_OFFSET(KEY_FULL_INFORMATION, Class);
    info.LastWriteTime.QuadPart = (LONGLONG)ke.boot_time;
    for (const struct key *c = k->children; c; c = c->next) {
        info.SubKeys++;
        info.MaxNameLen = larger(info.MaxNameLen, c->name.Length);
    }
    for (const struct value *v = k->values; v; v = v->next) {
        info.Values++;
        info.MaxValueNameLen = larger(info.MaxValueNameLen, v->name.Length);
        info.MaxValueDataLen = larger(info.MaxValueDataLen, v->size);
    }
    *needed = fixed;
    if (q->length < fixed)
        return STATUS_BUFFER_TOO_SMALL;
    memcpy(q->out, &info, fixed);
    return STATUS_SUCCESS;
}

static NTSTATUS put_name(const struct key *k, const struct zw_query *q, ULONG *needed)
{
    ULONG fixed = FIELD_OFFSET(KEY_NAME_INFORMATION, Name), length = 0;
    for (const struct key *p = k; p->parent; p = p->parent)
        length += (ULONG)sizeof(WCHAR) + p->name.Length;
    *needed = fixed + length;
    if (q->length < fixed)
        return STATUS_BUFFER_TOO_SMALL;
    ((PKEY_NAME_INFORMATION)q->out)->NameLength = length;
    if (q->length < *needed)
        return STATUS_BUFFER_OVERFLOW;
    UCHAR *end = q->out + *needed;
    for (const struct key *p = k; p->parent; p = p->parent) {
        end -= p->name.Length;
        memcpy(end, p->name.Buffer, p->name.Length);
        end -= sizeof(WCHAR);
        memcpy(end, u"\\", sizeof(WCHAR));
    }
    return STATUS_SUCCESS;
}

static NTSTATUS put_key(const struct key *k, KEY_INFORMATION_CLASS class, const struct zw_query *q,
                        ULONG *needed)
{
    switch (class) {
    case KeyBasicInformation:
        return put_basic(k, q, needed);
    case KeyNodeInformation:
        return put_node(k, q, needed);
    case KeyFullInformation:
        return put_full(k, q, needed);
    case KeyNameInformation:
        return put_name(k, q, needed);
    default:
        return STATUS_INVALID_PARAMETER;
    }
}

/* ---- the exported forms ---- */

/* A page of the caller's that is not there faults before the lock is taken. */
static void touch(PVOID out, ULONG length)
{
    if (length) {
        volatile UCHAR *p = out;
        p[0] = p[0];
        p[length - 1] = p[length - 1];
    }
}

NTSTATUS NTAPI ZwQueryKey(HANDLE KeyHandle, KEY_INFORMATION_CLASS KeyInformationClass, PVOID KeyInformation,
                          ULONG Length, PULONG ResultLength)
{
    struct zw_query q = {.out = KeyInformation, .length = Length};
    KE_SERVICE(ZwQueryKey);
    struct open_key *opened = ob_handle_object(KeyHandle, &ob_key_type);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    touch(KeyInformation, Length);
    host_lock(&registry.lock);
    NTSTATUS status = opened->key->deleted ? STATUS_KEY_DELETED
                                           : put_key(opened->key, KeyInformationClass, &q, ResultLength);
    host_unlock(&registry.lock);
    ob_dereference(opened);
    return status;
}

NTSTATUS NTAPI ZwEnumerateKey(HANDLE KeyHandle, ULONG Index, KEY_INFORMATION_CLASS KeyInformationClass,
                              PVOID KeyInformation, ULONG Length, PULONG ResultLength)
{
    struct zw_query q = {.out = KeyInformation, .length = Length};
    KE_SERVICE(ZwEnumerateKey);
    struct open_key *opened = ob_handle_object(KeyHandle, &ob_key_type);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    touch(KeyInformation, Length);
    host_lock(&registry.lock);
    const struct key *k = nth_key(opened->key, Index);
    NTSTATUS status = opened->key->deleted ? STATUS_KEY_DELETED
                      : k                  ? put_key(k, KeyInformationClass, &q, ResultLength)
                                           : STATUS_NO_MORE_ENTRIES;
    host_unlock(&registry.lock);
    ob_dereference(opened);
    return status;
}

NTSTATUS NTAPI ZwEnumerateValueKey(HANDLE KeyHandle, ULONG Index,
                                   KEY_VALUE_INFORMATION_CLASS KeyValueInformationClass,
                                   PVOID KeyValueInformation, ULONG Length, PULONG ResultLength)
{
    KE_SERVICE(ZwEnumerateValueKey);
    struct open_key *opened = ob_handle_object(KeyHandle, &ob_key_type);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    touch(KeyValueInformation, Length);
    host_lock(&registry.lock);
    const struct value *v = opened->key->values;
    while (v && Index--)
        v = v->next;
    NTSTATUS status = opened->key->deleted ? STATUS_KEY_DELETED : STATUS_NO_MORE_ENTRIES;
    if (v && !opened->key->deleted) {
        struct zw_query q = {v, &v->name, KeyValueInformation, Length};
        status = zw_put_value(&q, KeyValueInformationClass, ResultLength);
    }
    host_unlock(&registry.lock);
    ob_dereference(opened);
    return status;
}

/* Goes at once, while handles to it stay; one with keys below it does not. */
NTSTATUS NTAPI ZwDeleteKey(HANDLE KeyHandle)
{
    KE_SERVICE(ZwDeleteKey);
    struct open_key *opened = ob_handle_object(KeyHandle, &ob_key_type);
    if (!opened)
        return STATUS_INVALID_HANDLE;
    host_lock(&registry.lock);
    struct key *k = opened->key;
    NTSTATUS status = k->deleted ? STATUS_KEY_DELETED : STATUS_SUCCESS;
    if (!k->parent || (!k->deleted && k->children))
        status = STATUS_CANNOT_DELETE;
    if (NT_SUCCESS(status)) {
        struct key **link = &k->parent->children;
        while (*link != k)
            link = &(*link)->next;
        *link = k->next;
        k->deleted = true;
        k->next = registry.deleted;
        registry.deleted = k;
    }
    host_unlock(&registry.lock);
    ob_dereference(opened);
    return status;
}
