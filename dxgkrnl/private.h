/*
 * What the files of the display half know of each other and nobody else does: the driver object, the inner state of an
 * adapter, and one group of functions per file. Locks are named in adapter.h.
 */
#ifndef OPENWDDM_DXGKRNL_PRIVATE_H
#define OPENWDDM_DXGKRNL_PRIVATE_H

#include "adapter.h"
#include "gate.h"

#define DXGK_TAG 0x4B677844u /* "DxgK" */

/* ---- memory ---- */

/* Zeroed nonpaged pool; NULL when there is none. */
static inline void *dxgk_alloc(size_t size)
{
    return ExAllocatePool2(POOL_FLAG_NON_PAGED, size, DXGK_TAG);
}
static inline void dxgk_free(void *memory)
{
    if (memory)
        ExFreePoolWithTag(memory, DXGK_TAG);
}

/* ---- driver.c ---- */

struct dxgk_driver {
    char name[64];
    PDRIVER_OBJECT object;
    struct ddi_table_entries ddi;
    ULONG version; /* interface version it declared; 0: it has not registered */
    bool display_only;
    volatile LONG adapters;
};

/* Size of DXGKRNL_INTERFACE (CBK-01) and of DXGK_DRIVERCAPS (OBS-13, DOD-17) at an interface version. */
ULONG driver_interface_size(ULONG version);
ULONG driver_caps_size(ULONG version);

/* ---- the adapter's inner state ---- */

enum adapter_work {
    WORK_PRESENT = 1,  /* some source has an update that may go out */
    WORK_TIMEOUT = 2,  /* a present or the vsync did not come in time */
    WORK_CHILDREN = 4, /* DxgkCbIndicateChildStatus */
    WORK_VSYNC = 8,    /* nobody waits for the vertical blank any more */
    WORK_EXIT = 16,
    WORK_VSYNC_ON = 32, /* a flip waits for vertical blanks to be reported */
};

struct adapter_interrupt {
    struct nt_interrupt *line; /* atomic */
    volatile LONG users;       /* in SynchronizeExecution */
    KDPC dpc;
    bool dpc_ready;
    volatile LONG dpc_running; /* NotifyDpc is due inside */
    /* Under the interrupt lock: */
    bool inside;   /* in the interrupt routine or a synchronized one */
    bool notified; /* NotifyInterrupt was called inside */
    bool queued;   /* QueueDpc was called inside, after it */
    bool in_isr;   /* in the interrupt routine, for `message` */
    bool crtc;     /* a vertical blank was reported inside (FEN-07) */
    ULONG message;
    ULONG sources, children; /* how many there are, and their ids: what a report may name */
    ULONG uid[DXGK_MAX_CHILDREN];
    /* From interrupt to DPC, atomic, a bit per source or child: */
    volatile LONG done, failed;
    volatile LONG64 vblank;
    volatile LONG notifications,
        confirmed; /* NotifyInterrupt so far, and of those before the last NotifyDpc */
};

struct adapter_mapping {
    LIST_ENTRY link;
    PVOID address;
    ULONG length;
    bool io;
};

struct adapter_vsync {
    KEVENT tick;                     /* notification, cleared by each waiter before it waits */
    LONG64 count[DXGK_MAX_CHILDREN]; /* spin: vertical blanks seen, per child */
    unsigned unwatched;              /* spin: blanks in a row without a waiter */
    volatile LONG waiters;
    bool enabled; /* ControlInterrupt(CRTC_VSYNC, TRUE) was called; config lock; atomic */
    bool refused; /* it failed: nobody waits for it any more; atomic */
};

struct adapter_private {
    struct gate gate;
    volatile LONG64 calls[DDI_ID_COUNT];
    void *shim_ctx[DXGK_MAX_SHIMS];
    const struct ddi_shim *shim[DXGK_MAX_SHIMS];
    size_t shim_count;

    KTIMER watch_timer; /* TDR-02; runs only while somebody was inside lately */
    KDPC watch_dpc;
    volatile LONG watch_armed;

    KMUTEX config;
    bool idle_section; /* the holder of config took it idle */

    KSPIN_LOCK spin;
    ULONG hold;      /* spin: no present begins */
    ULONG calling;   /* spin: of those, in the driver */
    ULONG busy;      /* spin: presents in the driver or pending */
    KEVENT idle;     /* notification: busy is 0, or a present timed out */
    bool vsync_lost; /* spin */
    LONG usable;     /* atomic NTSTATUS: may presents go down? */
    bool removed;    /* atomic: the function is gone, nothing more to wait for */

    PKTHREAD thread; /* the worker */
    KEVENT wake;
    volatile LONG work;

    struct adapter_interrupt interrupt;
    struct adapter_vsync vsync;

    LONG crash_target;   /* atomic: where a crash screen goes; D3DDDI_ID_UNINITIALIZED: nothing is lit */
    LIST_ENTRY mappings; /* spin */
    struct {             /* what the miniport may do now, POST-01 */
        bool may_acquire;
        bool acquired;
    } post;
    uint64_t recoveries[64]; /* times of the last ones, TDR-03 */
    unsigned recovery_count;

    /* Status indications that arrived by callback, spin; one slot per child. */
    struct {
        bool pending, connected;
    } indicated[DXGK_MAX_CHILDREN];

    struct dxgk_child_info child_info[DXGK_MAX_CHILDREN]; /* what dxgk_adapter_query shows; config lock */

    DXGK_START_INFO start_info;      /* luid and guid stay the same over restarts */
    struct dxgk_render_half *render; /* object/object.h; full drivers, from render_half_start to _stop */
    bool render_held, render_asleep; /* config: vidsch_hold by an idle section; by D3 */
    volatile LONG render_open;       /* thunks may come in; cleared first of all when it stops */
    volatile LONG thunks;            /* that are inside and hold nothing but the adapter */
    bool display_only;               /* as the driver is, which may be unloaded before the last object goes */
    volatile LONG references;        /* objects of clients point here, also when the adapter is removed */
};

/* ---- adapter.c: the ladder ---- */

/* Config lock, idle. From StartDevice to children, caps and monitors; on failure the miniport is stopped again. */
NTSTATUS adapter_bring_up(struct dxgk_adapter *adapter);
/* The same, and then the modes it had before (TDR-15). */
NTSTATUS adapter_bring_back(struct dxgk_adapter *adapter);
/* Config lock, idle: StopDevice, interrupt off. Nothing to do when the device is not started. */
void adapter_take_down(struct dxgk_adapter *adapter);
/* The same, handing the screen over if the miniport can (POST-06, POST-07). */
NTSTATUS adapter_hand_over(struct dxgk_adapter *adapter, struct dxgk_post_mode *mode);
/* Config lock, hold: the function is gone; DxgkDdiNotifySurpriseRemoval, stop, remove. Nothing is pending afterwards. */
void adapter_pull_out(struct dxgk_adapter *adapter);
/* The memory of an adapter: freed when the last object that points to it is gone. */
void adapter_hold_memory(struct dxgk_adapter *adapter);
void adapter_drop(struct dxgk_adapter *adapter);
/* object/face_adapter.c: the started adapters, as clients enumerate them; full or not. */
void adapters_add(struct dxgk_adapter *adapter);
void adapters_remove(struct dxgk_adapter *adapter);
void adapters_forget(void); /* all belonged to a kernel that stopped in a bug check */
/* Reports a refusal of the graphics kernel (OBS-09, OBS-10). */
#define adapter_refuse(rule, where, what, expected, advice, ...)                                             \
    report_emit(REPORT_REFUSAL, rule, where, what, expected, advice, __VA_ARGS__)

/* ---- object/full_start.c ---- */

/* Before StartDevice: has a full driver filled what every full driver must (OBS-11)? A refusal has been reported. */
NTSTATUS full_check_table(struct dxgk_adapter *adapter);
/* Away from the hardware, and back: everything into system memory, nothing is submitted meanwhile (SYN-01). Nothing to do for display-only
 * drivers. */
NTSTATUS full_sleep(struct dxgk_adapter *adapter);
NTSTATUS full_wake(struct dxgk_adapter *adapter);
/* Idle sections: no buffer is in flight (SYN-03). Counts for nothing where the render half was not there when the section began. While
 * asleep the engines stay held. */
void full_hold(struct dxgk_adapter *adapter, bool hold);

/* ---- worker.c ---- */

void adapter_hold(struct dxgk_adapter *adapter, bool hold); /* counted; no present begins while held */
void adapter_update_usable(struct dxgk_adapter *adapter); /* after a change of state or power; config lock */

NTSTATUS worker_start(struct dxgk_adapter *adapter);
void worker_stop(
    struct dxgk_adapter *adapter); /* PASSIVE, without the lock; NULL-safe for one that never started */
void worker_wake(struct dxgk_adapter *adapter, enum adapter_work work); /* <= DISPATCH_LEVEL */

/* ---- callbacks.c ---- */

/* Hands out a handle, and takes it back. The table is a fixed array so that a callback at device IRQL can look it up. */
HANDLE callbacks_open(struct dxgk_adapter *adapter);
void callbacks_close(HANDLE handle);
struct dxgk_adapter *callbacks_adapter(HANDLE handle); /* NULL: not a live adapter. Any IRQL */
void callbacks_forget(void); /* every adapter belonged to a kernel that stopped in a bug check */

/* DXGKRNL_INTERFACE at the largest size; what lies beyond WDDM 1.3 are traps. */
struct callbacks_interface {
    DXGKRNL_INTERFACE known;
    PVOID later[16];
};
void callbacks_fill(struct callbacks_interface *interface, struct dxgk_adapter *adapter);
/* RemoveDevice is over: what MapMemory gave and UnmapMemory did not take back is reported and taken. */
void callbacks_release(struct dxgk_adapter *adapter);

/* ---- interrupt.c ---- */

NTSTATUS interrupt_connect(struct dxgk_adapter *adapter);
void interrupt_disconnect(struct dxgk_adapter *adapter); /* no ISR or DPC runs any more on return */
void interrupt_set_names(struct dxgk_adapter *adapter);  /* PASSIVE: sources and children are known */
void interrupt_notify(struct dxgk_adapter *adapter, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data);
BOOLEAN interrupt_queue_dpc(struct dxgk_adapter *adapter);
void interrupt_notify_dpc(struct dxgk_adapter *adapter);
NTSTATUS interrupt_synchronize(struct dxgk_adapter *adapter, PKSYNCHRONIZE_ROUTINE routine, PVOID context,
                               ULONG message, PBOOLEAN result);

/* ---- present.c ---- */

NTSTATUS present_init(struct dxgk_adapter *adapter);  /* once */
NTSTATUS present_start(struct dxgk_adapter *adapter); /* source_count known */
void present_stop(struct dxgk_adapter *adapter);      /* all sources dark; images stay */
void present_fini(struct dxgk_adapter *adapter);      /* frees; nothing in flight; NULL-safe */
void present_pump_all(struct dxgk_adapter *adapter);  /* PASSIVE, without the config lock */
/* Idle section: is any monitor of the source powered? */
void present_set_powered(struct dxgk_adapter *adapter, UINT source, bool powered);
/* From the DPC: progress of one source. */
void present_progress(struct dxgk_adapter *adapter, UINT source, bool failed);
/* Any IRQL: the driver never said STATUS_PENDING, and a present returned success without its report: one more may come (Z-01). */
bool present_owes_report(struct dxgk_adapter *adapter, UINT source);
/* Config lock, hold: nothing is pending any more; what was lost is whole-source dirty. */
void present_abandon(struct dxgk_adapter *adapter);
void present_wake_all(struct dxgk_adapter *adapter);       /* whether updates can go down has changed */
bool present_timed_out(struct dxgk_adapter *adapter);      /* one is overdue */
bool present_nobody_calling(struct dxgk_adapter *adapter); /* pending ones aside */
void present_report_timeouts(struct dxgk_adapter *adapter);

/* ---- child.c: all in an idle section, but child_indicate ---- */

/* QueryChildRelations; count is what StartDevice said. A refusal has been reported. */
NTSTATUS child_enumerate(struct dxgk_adapter *adapter, ULONG count);
void child_query_all(struct dxgk_adapter *adapter); /* status and descriptor of each */
bool child_refresh(struct dxgk_adapter *adapter);   /* what was indicated; true: something changed */
void child_forget(struct dxgk_adapter *adapter);
/* DxgkCbIndicateChildStatus, <= DISPATCH_LEVEL. STATUS_INVALID_PARAMETER: no such child. */
NTSTATUS child_indicate(struct dxgk_adapter *adapter, ULONG uid, bool connected);

/* ---- vsync.c, tdr.c, post.c, pointer.c ---- */

void vsync_init(struct dxgk_adapter *adapter);
void vsync_report(struct dxgk_adapter *adapter, ULONG child_index); /* DPC: the driver saw a vertical blank */
void vsync_turn_off(struct dxgk_adapter *adapter);                  /* idle section; also before a stop */
void vsync_start(struct dxgk_adapter *adapter);                     /* the worker: WORK_VSYNC_ON */
/* A flip waits, or none does any more: reports stay on while one does. Any IRQL. */
void vsync_want(struct dxgk_adapter *adapter, bool want);
/* Are blanks reported, or is there no way to have them reported? Any IRQL. */
bool vsync_is_on(const struct dxgk_adapter *adapter);

/* Config lock, hold. Something did not come in time: reset and bring up again, or bug check (TDR-03, OBS-130). */
void tdr_recover(struct dxgk_adapter *adapter);
void tdr_watch(struct dxgk_adapter *adapter); /* a call goes down: time runs (TDR-02) */
void tdr_watch_init(struct dxgk_adapter *adapter);
void tdr_watch_stop(struct dxgk_adapter *adapter);
/* What recoveries of both kinds of driver have in common: the limit of TDR-03, and CollectDbgInfo with the bug check code as its reason. */
void tdr_count_recovery(struct dxgk_adapter *adapter);
void tdr_collect(struct dxgk_adapter *adapter, ULONG reason);

NTSTATUS post_acquire(struct dxgk_adapter *adapter, PDXGK_DISPLAY_INFORMATION info);
NTSTATUS post_release(struct dxgk_adapter *adapter,
                      struct dxgk_post_mode *mode); /* StopDeviceAndReleasePost...; idle */

#endif
