/*
 * What the two halves of synchronization objects share: sync.c, the objects and what happens to them, and sync_insert.c, how signals and
 * waits come into the streams.
 */
#ifndef OPENWDDM_VIDSCH_SYNC_H
#define OPENWDDM_VIDSCH_SYNC_H

#include "vidsch_private.h"

struct sync_core {
    LIST_ENTRY link; /* of the shared ones */
    volatile LONG references;
    struct dxgk_adapter *adapter;
    D3DDDI_SYNCHRONIZATIONOBJECT_TYPE type;
    D3DKMT_HANDLE share; /* 0: private */
    /* Spin lock of the adapter's scheduler. */
    LONG count, limit; /* mutex: 1 when free */
    UINT64 value;      /* fence */
    LIST_ENTRY waiting;
    PKEVENT event; /* CPU notification */
};

struct dxgk_sync {
    struct dxgk_object object; /* first: packets let go of it by that */
    struct sync_core *core;
};

/* An object of no handle: what happens to it, with one reference. */
NTSTATUS sync_core_create(struct dxgk_adapter *adapter, const D3DDDI_SYNCHRONIZATIONOBJECTINFO2 *info,
                          struct sync_core **out);
/* Takes the reference of `core`, also when it returns NULL. */
struct dxgk_sync *sync_make(struct dxgk_process *process, struct sync_core *core);
/* Under the spin lock of `s`. */
void sync_signal(struct vidsch *s, struct sync_core *core, UINT64 value);

#endif
