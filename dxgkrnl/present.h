/*
 * The present state of one source, shared by present.c (what goes down, when, and how it ends) and present_face.c (what comes
 * from above).
 *
 *             dxgk_present                     STATUS_PENDING
 *     IDLE ───────────────▶ CALLING ─────────────────────────▶ PENDING
 *      ▲                       │ any other status                 │ progress reported, or abandoned
 *      └───────────────────────┴──────────────────────────────────┘
 *
 * A report may come while CALLING (DOD-43); it is kept and counts when the DDI returns STATUS_PENDING.
 */
#ifndef OPENWDDM_DXGKRNL_PRESENT_H
#define OPENWDDM_DXGKRNL_PRESENT_H

#include "present_merge.h"
#include "private.h"

enum present_state { PRESENT_IDLE, PRESENT_CALLING, PRESENT_PENDING };

#define PRESENT_RETRIES 3u /* failures in a row after which only a new update tries again */

struct present_waiter {
    LIST_ENTRY link;
    KEVENT changed;
};

struct present {
    struct dxgk_adapter *adapter;
    UINT source;
    bool made; /* atomic: the lists exist */

    /* queue lock */
    FAST_MUTEX queue_lock;
    UINT width, height; /* of the desktop image in the committed mode; 0: dark */
    D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation;
    UINT refresh_millihertz;
    bool visible;
    bool asleep; /* no monitor of the source is powered */
    void *bits;
    LONG pitch;
    UINT image_width, image_height;
    struct nt_process *process;  /* whose memory bits are; NULL: the kernel's */
    struct present_list *queue;  /* has not gone down */
    struct present_list *active; /* the last one that did */
    struct present_area
        *touched; /* written by presents before `active` since the drawer's last call returned */
    struct dxgk_present_stats stats; /* time, asynchronous and failed are atomic */

    /* Only whoever made it CALLING: the lists lent to the miniport. */
    D3DKMT_MOVE_RECT *lent_moves;
    RECT *lent_dirty;

    /* adapter->p->spin */
    enum present_state state;
    bool more;                /* somebody had something to send while it was not IDLE */
    bool early, early_failed; /* reported while CALLING */
    bool redo;                /* what `active` writes did not reach the screen */
    bool active_touches;      /* `active` ran, in part, after the drawer's last call returned */
    bool touched_stale;       /* `touched` is to be forgotten */
    bool overdue;             /* PENDING longer than TdrDodPresentDelay */
    unsigned owed;            /* presents that returned success: a report may still follow (Z-01) */
    bool pended;              /* STATUS_PENDING was returned: reports belong to those presents */
    unsigned failures;        /* in a row */
    NTSTATUS last_error;
    uint64_t pending_since;
    LIST_ENTRY waiters; /* struct present_waiter, in dxgk_present_drain */
    KTIMER timer;
    KDPC timer_dpc;
};

/* PASSIVE_LEVEL, queue lock held; releases it. Sends what can go, until nothing can or one is pending. STATUS_SUCCESS: all is on
 * the screen; STATUS_PENDING: something is on its way or has to stay; or the miniport's error. `drawer`: on behalf of a
 * dxgk_present. */
NTSTATUS present_pump_locked(struct present *p, bool drawer);
/* The drawer's call returns: from now on it may draw while presents run. */
void present_drawer_returns(struct present *p);
/* Queue lock held: would an update go down, were none pending? */
bool present_ready(const struct present *p);
/* spin held: whoever drains the source looks again. */
void present_wake(struct present *p);
KDEFERRED_ROUTINE present_on_timer;                                    /* context: struct present */
struct present *present_of(struct dxgk_adapter *adapter, UINT source); /* NULL: no such source */

#endif
