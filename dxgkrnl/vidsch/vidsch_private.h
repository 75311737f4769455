/*
 * Inside of the scheduler: what its files share, and one group of functions per file.
 *
 * Three rooms, each with its own key. What the driver is told (Patch, SubmitCommand, PreemptCommand, resets) happens under the scheduler
 * lock, at PASSIVE_LEVEL. Queues, turns and the list of what is on a node change under the spin lock, because DPCs retire. What an
 * interrupt says is written under the interrupt lock, as single words that the DPC reads later.
 */
#ifndef OPENWDDM_VIDSCH_PRIVATE_H
#define OPENWDDM_VIDSCH_PRIVATE_H

#include "object.h"
#include "packet.h"
#include "vidsch.h"

#define PRIORITY_LOWEST  (-7)
#define PRIORITY_HIGHEST 7
#define PRIORITIES       15u
#define FLIGHT_ROOM                                                                                          \
    VIDSCH_QUEUE_ENTRIES /* a power of two. Paging may go beyond VIDSCH_NODE_DEPTH, up to here */
#define PARKING_PLACES 64u
#define SOURCE_MEMORY  8u /* addresses */
#define PATIENCE       8

/* ---- fences: modulo 2^32 (SUB-10) ---- */

static inline bool fence_after(UINT a, UINT b)
{
    return (LONG)(a - b) > 0;
}

/* ---- a submission: one range of a DMA buffer that the driver has ---- */

enum submission_kind { SUBMISSION_RENDER, SUBMISSION_PAGING, SUBMISSION_SWITCH };

struct submission {
    struct dxgk_packet *packet; /* RENDER */
    enum submission_kind kind;
    signed char priority;
    UINT fence; /* atomic: interrupts look too */
    /* Paging: what it takes to submit it again (PRE-05). */
    struct dma_buffer *dma;
    UINT start, end, private_start, private_end;
};

/* ---- a process on a node: fairness ---- */

struct vidsch_share {
    LIST_ENTRY link; /* of all shares of the adapter */
    const void *process;
    UINT node;
    unsigned queues; /* that are not empty */
    uint64_t used;   /* virtual time: 100 ns units of the node, of a process that was never idle */
    LIST_ENTRY turn; /* in node->ready of its highest priority, by `used` */
    int level;       /* that priority, while mask is not 0 */
    USHORT mask;     /* priorities with ready queues */
    LIST_ENTRY ready[PRIORITIES];
};

/* ---- a node ---- */

struct vidsch_node {
    UINT index;

    /* Spin lock. */
    struct submission flight[FLIGHT_ROOM]; /* oldest at `first`, indexes modulo its size */
    UINT first, last;                      /* atomic: interrupts look too */
    struct submission again[FLIGHT_ROOM];  /* paging that was preempted, and goes first (PRE-05) */
    UINT again_count;
    USHORT mask; /* atomic hint: priorities with ready shares */
    LIST_ENTRY ready[PRIORITIES];
    uint64_t clock; /* virtual time of the last turn */
    uint64_t since; /* when the oldest in flight began, as far as we know */
    UINT submitted; /* the fence of the last submission */
    UINT retired;   /* atomic: every fence up to here is over */

    /* Scheduler lock; atomic, because interrupts compare. */
    UINT issued; /* the last fence given out */
    /* Scheduler lock: paging that a reset dropped, in fences. */
    int last_priority;                 /* of the last packet that went down */
    struct dxgk_context *last_context; /* atomic; identity only */
    bool lost_any;
    UINT lost_first, lost_last;

    /* Preemption. `asked` is written under the scheduler lock, cleared under the spin lock. */
    UINT asked; /* atomic: fence of the request that waits for its answer; 0: none */
    uint64_t asked_at;
    unsigned patience; /* how often it may still be preempted for running long before anything is done */

    /* Interrupt lock; atomic, for the DPC. */
    UINT reported; /* the last fence known to be completed (PRE-09) */
    UINT reset_to; /* what a reset makes of it */
    volatile LONG answered, faulted;
    volatile LONG halted; /* it faulted, and goes on after a reset only */
    UINT fault_fence;
    NTSTATUS fault_status;
};

/* ---- a source ---- */

struct vidsch_source {
    /* Interrupt lock. */
    UINT target;
    bool pending; /* a flip was given to the driver and not yet seen */
    PHYSICAL_ADDRESS next, current;
    bool known;    /* `current` means something */
    bool settling; /* nobody waits for the blank that shows `next`: until then it may be an earlier one */
    PHYSICAL_ADDRESS told[SOURCE_MEMORY]; /* the last ones */
    UINT told_count;
    volatile LONG64 blanks; /* atomic */
    volatile LONG flipped;  /* atomic: for the DPC */

    /* Spin lock. */
    bool visible;
    struct dxgk_packet *flip;     /* with the driver */
    LIST_ENTRY waiting;           /* queues whose next packet is a flip to here */
    LONG64 last_flip;             /* blank of the last */
    uint64_t since;               /* of `flip` */
    bool counted;                 /* as one who waits for blanks; scheduler lock */
    struct vidmm_instance *shown; /* pinned and referenced */
};

/* ---- those who wait for a number to come down ---- */

struct waiter {
    LIST_ENTRY link;
    const volatile LONG *word;
    LONG at_most;
    KEVENT event;
};

struct parking {
    KSPIN_LOCK lock;
    LIST_ENTRY waiters;
    volatile LONG count;
};

/* ---- the scheduler ---- */

enum sched_work {
    SCHED_PUMP = 1,
    SCHED_TIME = 2,
    SCHED_REAP = 4,
    SCHED_LOST = 8,
    SCHED_EXIT = 16,
};

struct vidsch {
    struct dxgk_adapter *adapter;
    UINT node_count, paging_node;
    UINT depth;
    bool preemption;    /* the driver can be asked; PRE-06 */
    bool switches;      /* it knows ContextSwitch (SUB-07) */
    uint64_t tdr_delay; /* 100 ns units */

    /* The scheduler lock: 0 free, 1 held, 2 held and wanted. */
    volatile LONG lock;
    KEVENT handed;
    PKTHREAD holder;
    ULONG hold;         /* sections without submissions; under the lock */
    bool recovering;    /* under the lock */
    UINT resets;        /* of the adapter, so far; under the lock */
    volatile LONG work; /* enum sched_work */
    volatile LONG holder_waits;
    KEVENT progress; /* for the holder */

    KSPIN_LOCK spin;
    LIST_ENTRY busy;    /* queues that are not empty */
    LIST_ENTRY recheck; /* queues that a signal may have let go */
    LIST_ENTRY done;    /* packets to be freed */
    LIST_ENTRY flipped; /* flips that are over: first something has to be unpinned */
    volatile LONG done_count, flipped_count;
    LIST_ENTRY shares;
    struct vidsch_share common[VIDSCH_MAX_NODES]; /* when there is no memory for a process's own */

    struct vidsch_node node[VIDSCH_MAX_NODES];
    struct vidsch_source source[DXGK_MAX_SOURCES];

    PKTHREAD thread;
    KEVENT wake;
    KTIMER watch, reaper;
    KDPC watch_dpc, reaper_dpc;
    volatile LONG watch_armed, reaper_armed;
    uint64_t random;

    struct parking parking[PARKING_PLACES];
};

static inline struct vidsch *vidsch_of(const struct dxgk_adapter *adapter)
{
    return adapter->p->render->vidsch;
}

static inline const struct dxgk_render_options *options_of(const struct vidsch *s)
{
    return &s->adapter->options.render;
}

/* ---- vidsch.c ---- */

bool lock_try(struct vidsch *s);
void lock_leave(struct vidsch *s); /* without the pump of vidsch_leave */
/* Pumps soon: here if the lock is free and the caller may, else whoever holds it, or the thread. */
void kick(struct vidsch *s);        /* PASSIVE_LEVEL */
void kick_thread(struct vidsch *s); /* <= DISPATCH_LEVEL */
void wake_thread(struct vidsch *s, enum sched_work work);
uint64_t sched_random(struct vidsch *s);

/* ---- queue.c: spin lock held, but for what says otherwise ---- */

void queues_init(struct vidsch *s);
void queues_fini(struct vidsch *s);
bool queue_put(struct vidsch *s, struct dxgk_packet *packet); /* false: the queue is full */
/* What a queue can do next has changed: puts it where it belongs, runs signals and waits that have come to its head. */
void queue_update(struct vidsch *s, struct vidsch_queue *queue);
/* Takes a packet out of its queue; it is still counted. */
void queue_unlink(struct vidsch *s, struct dxgk_packet *packet);
/* A packet is over, wherever it is. */
void queue_retire(struct vidsch *s, struct dxgk_packet *packet);
/* Takes the queue out of whatever it waits in. */
void queue_unplace(struct vidsch *s, struct vidsch_queue *queue);
/* What runs next on the node; it leaves the ready lists. NULL: nothing. */
struct vidsch_queue *queue_take_turn(struct vidsch *s, struct vidsch_node *node);
int node_best_priority(const struct vidsch_node *node); /* of what is ready; any lock */
void share_charge(struct vidsch_node *node, struct vidsch_share *share, uint64_t time);
/* Signals that let queues go put them on s->recheck; this looks at them all. */
void queues_recheck(struct vidsch *s);
/* Scheduler lock, not the spin lock: everything of lost devices that is not on a node is cancelled (PRE-08). */
void queues_cancel_lost(struct vidsch *s);
static inline struct dxgk_context *context_of(struct vidsch_queue *queue)
{
    return CONTAINING_RECORD(queue, struct dxgk_context, queue);
}

/* ---- pump.c: scheduler lock ---- */

void pump(struct vidsch *s);
void queue_return(struct vidsch *s, struct vidsch_queue *queue); /* it could not go down */

/* ---- submit.c, paging_submit.c: scheduler lock ---- */

/* The head of the queue goes down as far as memory goes. False: not now. */
bool submit_packet(struct vidsch *s, struct vidsch_node *node, struct vidsch_queue *queue);
/* Memory is not to be had now (true, for the caller to give back), or never. */
bool not_now(struct vidsch *s, struct vidsch_queue *queue, NTSTATUS status);
DXGKARG_SUBMITCOMMAND submit_arg(const struct vidsch_node *node, UINT fence);
void call_submit(struct vidsch *s, struct vidsch_node *node, const DXGKARG_SUBMITCOMMAND *arg);
void patch_paging(struct vidsch *s, const struct submission *sub);
/* A zero-length submission: the hardware lets go of its context (SUB-07). Returns its fence. */
UINT submit_context_switch(struct vidsch *s, struct vidsch_node *node);
void paging_again(struct vidsch *s, struct vidsch_node *node);
UINT next_fence(struct vidsch_node *node);
/* dxgk_render_options.watch_dma: did anybody write where the device reads (PAT-01)? PASSIVE_LEVEL, no lock. */
void watch_check(struct vidsch *s, struct dxgk_packet *packet);

/* ---- node.c ---- */

static inline UINT flight_count(const struct vidsch_node *node)
{
    return __atomic_load_n(&node->last, __ATOMIC_ACQUIRE) - __atomic_load_n(&node->first, __ATOMIC_ACQUIRE);
}
static inline struct submission *flight_at(struct vidsch_node *node, UINT index)
{
    return &node->flight[index % FLIGHT_ROOM];
}
static inline UINT node_asked(const struct vidsch_node *node)
{
    return __atomic_load_n(&node->asked, __ATOMIC_ACQUIRE);
}
bool node_outranked(struct vidsch_node *node); /* spin lock: what is ready matters more than what runs */
bool node_idle(const struct vidsch_node *node);
/* Spin lock held. Before the driver gets it, because it may be done at once; then tdr_arm. */
void flight_add(struct vidsch *s, struct vidsch_node *node, const struct submission *submission);
/* Any IRQL, no lock: is the fence that of a submission in flight? */
bool flight_has(struct vidsch_node *node, UINT fence);
bool all_idle(struct vidsch *s);

/* ---- retire.c: spin lock ---- */

void node_retire(struct vidsch *s, struct vidsch_node *node, UINT fence); /* up to and with it */
/* What is in flight comes back: paging to be submitted again with its fences, render work to its queues. */
void node_take_back(struct vidsch *s, struct vidsch_node *node);

/* ---- preempt.c: scheduler lock ---- */

void preempt(struct vidsch *s, struct vidsch_node *node);
void preempt_for_priority(struct vidsch *s, struct vidsch_node *node);
bool interrupt_preempted(struct vidsch *s, struct vidsch_node *node, UINT preemption, UINT last);

/* ---- flip.c ---- */

void sources_init(struct vidsch *s);
void sources_fini(struct vidsch *s);
bool flip_go(struct vidsch *s, struct vidsch_queue *queue); /* scheduler lock; false: not now */
void flip_let_go(struct vidmm_instance *instance); /* of what was shown; PASSIVE_LEVEL, not under the lock */
void arm_reaper(struct vidsch *s);                 /* spin lock: what is done is freed before long */
void flips_finish(struct vidsch *s);               /* scheduler lock: unpins what is not shown any more */
bool interrupt_vsync(struct vidsch *s, UINT target, PHYSICAL_ADDRESS address);
bool flip_retire(struct vidsch *s); /* spin lock, DPC; true: something is over or can go */
/* After an adapter reset, scheduler lock: every pending flip is over; and once there is memory again, sources are told addresses. */
void flips_drop(struct vidsch *s);
void flips_restore(struct vidsch *s);
bool flip_overdue(struct vidsch *s, uint64_t now, uint64_t *next);
bool flip_busy(const struct vidsch *s);

/* ---- sync.c: spin lock ---- */

void sync_signal_packet(struct vidsch *s, struct dxgk_packet *packet);
/* Everything the packet waits for is there, and is taken; false: the queue now waits in one of them. */
bool sync_wait_packet(struct vidsch *s, struct vidsch_queue *queue, struct dxgk_packet *packet);

/* ---- wait.c ---- */

void parking_init(struct vidsch *s);
/* PASSIVE_LEVEL, no lock. `time`: 100 ns units, about; 0: for ever. False: it did not come down. */
bool wait_at_most(struct vidsch *s, const volatile LONG *word, LONG at_most, uint64_t time);
void wake_waiters(struct vidsch *s, const volatile LONG *word); /* <= DISPATCH_LEVEL */
/* Scheduler lock held: until done(s, arg); what takes too long is recovered on the way. */
void wait_holding(struct vidsch *s, bool (*done)(struct vidsch *s, const void *arg), const void *arg);
void made_progress(struct vidsch *s); /* <= DISPATCH_LEVEL */

/* ---- engine_tdr.c ---- */

void tdr_arm(struct vidsch *s); /* something went down */
/* Scheduler lock: the time of the next look, after doing what is due. 0: nothing is in flight. */
uint64_t tdr_check(struct vidsch *s);
void tdr_look(struct vidsch *s); /* the same, and the timer is set for the next */
void tdr_start(struct vidsch *s);
void tdr_stop(struct vidsch *s);
/* <= DISPATCH_LEVEL: a device is lost; its packets are cancelled by the next pump. */
void lose(struct vidsch *s, struct dxgk_device *device, D3DKMT_DEVICEEXECUTION_STATE state);

#endif
