/* Children of an adapter: relations, connection, descriptors, hot plug. */
#include "edid_query.h"
#include "private.h"

#include <stdio.h>
#include <string.h>

#define CANARY 0xC3

struct dxgk_child *adapter_child_by_uid(struct dxgk_adapter *adapter, ULONG uid)
{
    for (ULONG i = 0; i < adapter->child_count; i++) {
        if (adapter->children[i].info.uid == uid)
            return &adapter->children[i];
    }
    return NULL;
}

void child_forget(struct dxgk_adapter *adapter)
{
    KIRQL irql;

    KeAcquireSpinLock(&adapter->p->spin, &irql);
    struct dxgk_child *children = adapter->children;
    adapter->children = NULL;
    adapter->child_count = 0;
    memset(adapter->p->indicated, 0, sizeof(adapter->p->indicated));
    KeReleaseSpinLock(&adapter->p->spin, irql);
    dxgk_free(children);
}

/* ---- relations ---- */

static NTSTATUS refuse_child(ULONG index, const char *field, const char *expected, unsigned value)
{
    char what[96];

    snprintf(what, sizeof(what), "ChildRelations[%u].%s", (unsigned)index, field);
    adapter_refuse("DOD-13", "DxgkDdiQueryChildRelations", what, expected,
                   "Fill the first NumberOfChildren entries and leave the last one zero.", "%u", value);
    return STATUS_INVALID_PARAMETER;
}

static NTSTATUS check_relations(const DXGK_CHILD_DESCRIPTOR *d, ULONG count)
{
    static const DXGK_CHILD_DESCRIPTOR zero;
    const unsigned char *beyond = (const unsigned char *)&d[count + 1];

    if (memcmp(&d[count], &zero, sizeof(zero)) != 0)
        return refuse_child(count, "ChildDeviceType", "the entry after the last child is zero",
                            (unsigned)d[count].ChildDeviceType);
    for (unsigned i = 0; i < sizeof(*d); i++) {
        if (beyond[i] != CANARY)
            return refuse_child(count + 1, "ChildDeviceType", "nothing written beyond ChildRelationsSize",
                                beyond[i]);
    }
    for (ULONG i = 0; i < count; i++) {
        if (d[i].ChildDeviceType != TypeVideoOutput && d[i].ChildDeviceType != TypeOther &&
            d[i].ChildDeviceType != TypeIntegratedDisplay)
            return refuse_child(i, "ChildDeviceType",
                                "TypeVideoOutput (1), TypeOther (2) or TypeIntegratedDisplay (3)",
                                (unsigned)d[i].ChildDeviceType);
        if ((unsigned)d[i].ChildCapabilities.HpdAwareness - 1 > 3)
            return refuse_child(i, "ChildCapabilities.HpdAwareness", "1 to 4",
                                (unsigned)d[i].ChildCapabilities.HpdAwareness);
        if (d[i].ChildUid == DISPLAY_ADAPTER_HW_ID)
            return refuse_child(i, "ChildUid", "not DISPLAY_ADAPTER_HW_ID, which names the adapter",
                                d[i].ChildUid);
        for (ULONG j = 0; j < i; j++) {
            if (d[i].ChildUid == d[j].ChildUid)
                return refuse_child(i, "ChildUid", "unique among the children of the adapter", d[i].ChildUid);
        }
    }
    return STATUS_SUCCESS;
}

/* After a restart the same children keep what is known of them. */
static void take_over(struct dxgk_adapter *adapter, struct dxgk_child *children, ULONG count)
{
    KIRQL irql;

    KeAcquireSpinLock(&adapter->p->spin, &irql);
    struct dxgk_child *old = adapter->children;
    adapter->children = children;
    adapter->child_count = count;
    memset(adapter->p->indicated, 0, sizeof(adapter->p->indicated));
    KeReleaseSpinLock(&adapter->p->spin, irql);
    dxgk_free(old);
}

static void describe(struct dxgk_child *c, const DXGK_CHILD_DESCRIPTOR *d)
{
    c->descriptor = *d;
    c->powered = true;
    c->info.uid = d->ChildUid;
    c->info.type = d->ChildDeviceType;
    if (d->ChildDeviceType == TypeVideoOutput)
        c->info.technology = d->ChildCapabilities.Type.VideoOutput.InterfaceTechnology;
    else if (d->ChildDeviceType == TypeIntegratedDisplay)
        c->info.technology = d->ChildCapabilities.Type.IntegratedDisplayChild.InterfaceTechnology;
    else
        c->info.technology = D3DKMDT_VOT_OTHER;
    c->info.connected = d->ChildCapabilities.HpdAwareness == HpdAwarenessAlwaysConnected;
    c->info.monitor = DXGK_MONITOR_NONE;
}

NTSTATUS child_enumerate(struct dxgk_adapter *adapter, ULONG count)
{
    ULONG size = (count + 1) * (ULONG)sizeof(DXGK_CHILD_DESCRIPTOR);
    DXGK_CHILD_DESCRIPTOR *relations = dxgk_alloc(size + sizeof(*relations));
    struct dxgk_child *children = dxgk_alloc(count * sizeof(*children) + 1);
    NTSTATUS status = STATUS_NO_MEMORY;

    if (!relations || !children)
        goto out;
    memset((char *)relations + size, CANARY, sizeof(*relations));
    status = ddi_QueryChildRelations(adapter, relations, size);
    if (!NT_SUCCESS(status)) {
        adapter_refuse("OBS-09", "DxgkDdiQueryChildRelations", "NTSTATUS", "STATUS_SUCCESS", NULL, "0x%08X",
                       (unsigned)status);
        goto out;
    }
    status = check_relations(relations, count);
    if (!NT_SUCCESS(status))
        goto out;
    for (ULONG i = 0; i < count; i++)
        describe(&children[i], &relations[i]);
    take_over(adapter, children, count);
    children = NULL;
out:
    dxgk_free(relations);
    dxgk_free(children);
    return status;
}

/* ---- status and descriptor ---- */

static bool output(const struct dxgk_child *c)
{
    return c->info.type == TypeVideoOutput || c->info.type == TypeIntegratedDisplay;
}

static void query_status(struct dxgk_adapter *adapter, struct dxgk_child *c)
{
    DXGK_CHILD_STATUS status = {.Type = StatusConnection, .ChildUid = c->info.uid};

    if (c->descriptor.ChildCapabilities.HpdAwareness == HpdAwarenessAlwaysConnected) {
        c->info.connected = true;
        return;
    }
    /* DOD-14. Where nothing can be detected, what the driver says is still the best there is. */
    NTSTATUS result = ddi_QueryChildStatus(adapter, &status, FALSE);
    if (status.Type != StatusConnection || status.ChildUid != c->info.uid)
        report_emit(REPORT_VIOLATION, "DOD-14", "DxgkDdiQueryChildStatus", "ChildStatus.Type, ChildUid",
                    "as they were in the question", NULL, "%u, %u", (unsigned)status.Type,
                    (unsigned)status.ChildUid);
    c->info.connected = NT_SUCCESS(result) && status.HotPlug.Connected;
}

static void query_descriptor(struct dxgk_adapter *adapter, struct dxgk_child *c)
{
    memset(c->info.edid, 0, sizeof(c->info.edid));
    c->info.monitor = DXGK_MONITOR_NONE;
    if (c->info.connected && output(c))
        c->info.monitor = edid_query(adapter, c->info.uid, c->info.edid);
}

void child_query_all(struct dxgk_adapter *adapter)
{
    KIRQL irql;

    KeAcquireSpinLock(&adapter->p->spin, &irql);
    memset(adapter->p->indicated, 0, sizeof(adapter->p->indicated)); /* the answers are newer */
    KeReleaseSpinLock(&adapter->p->spin, irql);
    for (ULONG i = 0; i < adapter->child_count; i++)
        query_status(adapter, &adapter->children[i]);
    for (ULONG i = 0; i < adapter->child_count; i++)
        query_descriptor(adapter, &adapter->children[i]);
}

/* ---- hot plug ---- */

NTSTATUS child_indicate(struct dxgk_adapter *adapter, ULONG uid, bool connected)
{
    struct adapter_private *p = adapter->p;
    bool known = false;
    KIRQL irql;

    KeAcquireSpinLock(&p->spin, &irql);
    for (ULONG i = 0; i < adapter->child_count && !known; i++) {
        if (adapter->children[i].info.uid == uid) {
            known = true;
            p->indicated[i].pending = true;
            p->indicated[i].connected = connected;
        }
    }
    KeReleaseSpinLock(&p->spin, irql);
    if (!known)
        return STATUS_INVALID_PARAMETER;
    worker_wake(adapter, WORK_CHILDREN);
    return STATUS_SUCCESS;
}

bool child_refresh(struct dxgk_adapter *adapter)
{
    struct adapter_private *p = adapter->p;
    bool changed = false;

    for (ULONG i = 0; i < adapter->child_count; i++) {
        struct dxgk_child *c = &adapter->children[i];
        KIRQL irql;
        KeAcquireSpinLock(&p->spin, &irql);
        bool pending = p->indicated[i].pending;
        bool connected = p->indicated[i].connected;
        p->indicated[i].pending = false;
        KeReleaseSpinLock(&p->spin, irql);
        if (!pending)
            continue;
        /* "Connected" again means that it may be another monitor. */
        changed |= connected || c->info.connected;
        if (connected && !c->info.connected && !c->powered) { /* a monitor that arrives is on */
            ddi_SetPowerState(adapter, c->info.uid, PowerDeviceD0, PowerActionNone);
            c->powered = true;
        }
        c->info.connected = connected;
        query_descriptor(adapter, c);
    }
    return changed;
}
