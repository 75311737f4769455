/*
 * Inside of the runtime: the thread, the dispatcher lock, and what the files of ntos/ call of one another. Nobody outside
 * ntos/ includes this.
 */
#ifndef OPENWDDM_KE_H
#define OPENWDDM_KE_H

#include "nt.h"
#include "ntstatus.h"
#include "report.h"
#include "host.h"
#include "sanitizer.h"

#include <setjmp.h>
#include <stdatomic.h>
#include <ucontext.h>

/* ---- services ---- */

enum ke_export {
#define EXPORT(name, group, version, irql, flags) KE_EXPORT_##name,
#include "export_list.h"
    KE_EXPORT_COUNT
};

extern const UCHAR ke_export_irql[KE_EXPORT_COUNT];
extern const char *const ke_export_names[KE_EXPORT_COUNT];

/* ---- threads ---- */

#define KE_CALL_DEPTH 32
#define KE_CALL_RING  16
#define KE_HELD_LOCKS 16

/* One call into a driver or back out of it, not yet returned. */
struct ke_call {
    const char *name;
    ULONG_PTR detail;
    KIRQL irql;
    unsigned held; /* spin locks held at entry */
    const void *about;
    bool callback;
};

struct ke_held {
    KSPIN_LOCK *lock;
    const char *where; /* the call in which it was taken */
};

/* A place on the stack to which control can return from anywhere above it. */
struct dispatch_frame {
    struct nt_frame link; /* first; of guarded calls */
    void *stack_pointer;
    uintptr_t abandoned; /* stack pointer of what was cut off */
    NTSTATUS status;
    jmp_buf jump; /* where the assembly is not used */
};

struct _KTHREAD {
    DISPATCHER_HEADER header; /* signaled when the thread has ended */
    LIST_ENTRY link;          /* ke.threads */
    struct host_thread *host;
    char name[24];
    unsigned number;
    unsigned processor;
    unsigned
        guest; /* 1 and up: a device's thread runs as this one for an interrupt, and DPCs queued then run on it */
    KPRIORITY priority;
    KIRQL irql;
    bool system; /* belongs to the runtime: idles for ever, never leaks */
    bool in_dpc;
    bool crashing;                         /* the one thread that still runs after a bug check */
    int critical_regions, guarded_regions; /* the second count in the first, too */
    KAFFINITY affinity;                    /* 0: the thread may run anywhere */
    struct _XSTATE_SAVE *extended_state;   /* saved last, not yet restored */
    struct nt_process *process;

    struct ke_call calls[KE_CALL_DEPTH];
    unsigned call_depth;
    struct {
        const char *name;
        ULONG_PTR detail;
    } ring[KE_CALL_RING];
    unsigned ring_next;

    struct ke_held held[KE_HELD_LOCKS];
    unsigned held_count;
    KSPIN_LOCK *spinning_for;

    /* Waiting; under the dispatcher lock. */
    bool waiting;
    NTSTATUS wait_status;
    WAIT_TYPE wait_type;
    ULONG wait_count;
    KWAIT_BLOCK *wait_blocks;
    KWAIT_BLOCK own_blocks[THREAD_WAIT_OBJECTS + 1];
    LIST_ENTRY mutants; /* mutexes owned */
    unsigned time_queries;

    struct dispatch_frame *base; /* where the thread is cut off */
    struct nt_frame *guard;      /* innermost guarded call or other place where exceptions go on */
    struct nt_exception fault;
    struct nt_registers fault_registers;
    bool faulted;                 /* those two are of the failure */
    const struct nt_stack *stack; /* of the failure */

    void (*body)(struct _KTHREAD *self, void *arg);
    void *body_arg;
    PKSTART_ROUTINE start; /* of a thread that a driver made */
    NTSTATUS exit_status;
};

/* Pageable pages of images are in memory, and have to leave before code runs at DISPATCH_LEVEL. */
extern _Atomic bool ke_pages_are_in;
void ke_page_out(void); /* foreign.c */

/* Whoever raises IRQL and then lets a driver run says so. */
static inline void ke_set_irql(struct _KTHREAD *self, KIRQL irql)
{
    self->irql = irql;
    if (__builtin_expect(atomic_load_explicit(&ke_pages_are_in, memory_order_relaxed), 0) &&
        irql >= DISPATCH_LEVEL)
        ke_page_out();
}

/* The state of the one system. */
struct ke_state {
    bool booted;
    struct nt_options options;
    const struct host_ops *host;
    struct host_mutex lock; /* the dispatcher lock: waits, timers, DPCs, spin lock waiters, thread list */
    LIST_ENTRY threads;
    unsigned next_thread;
    _Atomic unsigned attention; /* KE_ATTENTION_*: the slow path of every service */
    _Atomic uint64_t random;
    struct nt_outcome outcome;
    _Atomic bool bugchecked;
    uint64_t boot_time; /* 1601-based, of now() == 0 */
    unsigned leaks;
};

#define KE_ATTENTION_YIELD  1u /* services are yield points */
#define KE_ATTENTION_FROZEN 2u /* a bug check happened or the system shuts down */

extern struct ke_state ke;

static inline struct _KTHREAD *ke_self(void)
{
    return host_user;
}

void ke_service_slow(enum ke_export service);

/* First thing in every exported routine: checks IRQL (SYN-10), yields, stops a frozen thread. */
static inline struct _KTHREAD *ke_service(enum ke_export service)
{
    struct _KTHREAD *self = ke_self();
    if (__builtin_expect(!self || self->irql > ke_export_irql[service] ||
                             atomic_load_explicit(&ke.attention, memory_order_relaxed),
                         0))
        ke_service_slow(service);
    return self;
}
#define KE_SERVICE(name) ke_service(KE_EXPORT_##name)

/* A yield point after something became visible to others. */
static inline void ke_yield(void)
{
    if (__builtin_expect(atomic_load_explicit(&ke.attention, memory_order_relaxed) != 0, 0))
        nt_yield();
}

static inline void ke_lock(void)
{
    host_lock(&ke.lock);
}

static inline void ke_unlock(void)
{
    host_unlock(&ke.lock);
}

/* SYN-10 reports: the service, what was found, what is allowed. */
void ke_report_irql(const char *service, KIRQL found, KIRQL highest, const char *advice);
const char *ke_irql_name(KIRQL irql);

/* ke_thread.c */
struct _KTHREAD *ke_thread_create(const char *name, void (*body)(struct _KTHREAD *self, void *arg), void *arg,
                                  bool system, size_t stack);
/* The same for PsCreateSystemThread: body finds the driver's routine in self->start. What the thread needs is in the thread, so
 * that nothing is lost when a bug check keeps it from ever running. */
struct _KTHREAD *ke_thread_create_for_driver(void (*body)(struct _KTHREAD *self, void *context),
                                             PKSTART_ROUTINE start, PVOID context, size_t stack);
/* A thread without a host thread of its own, for those that the runtime does not know (host_posix). NULL: no memory. */
struct _KTHREAD *ke_thread_create_guest(unsigned guest);
void ke_thread_run_guest(struct _KTHREAD *guest, void (*fn)(struct _KTHREAD *self, void *arg), void *arg);
void ke_thread_free_guest(struct _KTHREAD *guest); /* nothing runs as it any more */
DECLSPEC_NORETURN void ke_thread_abandon(void);    /* ends the calling thread where it stands */
void ke_thread_stop_if_frozen(void);
void ke_threads_report_leaks(void);
DECLSPEC_NORETURN void ke_report_deadlock(bool livelock);
void ke_threads_free(void);

/* ke_wait.c; dispatcher lock held */
enum ke_object_type {
    KE_EVENT_NOTIFICATION = 0,
    KE_EVENT_SYNCHRONIZATION = 1,
    KE_MUTANT = 2,
    KE_SEMAPHORE = 5,
    KE_THREAD = 6,
    KE_TIMER_NOTIFICATION = 8,
    KE_TIMER_SYNCHRONIZATION = 9,
};
void ke_header_init(DISPATCHER_HEADER *header, enum ke_object_type type, UCHAR size, LONG state);
/* SignalState became positive: lets those go for whom it is enough. */
void ke_signal(DISPATCHER_HEADER *header);
const char *ke_object_name(UCHAR type);
/* An initialized object of one of the types up to `last`? Else bug check: the memory is no such object. */
void ke_check_object(const DISPATCHER_HEADER *header, const char *service, int first, int last);

/* ke_spin.c */
void ke_spin_acquire(struct _KTHREAD *self, KSPIN_LOCK *lock, const char *service);
void ke_spin_release(struct _KTHREAD *self, KSPIN_LOCK *lock, const char *service);
void ke_spin_forget(const void *memory, size_t size); /* memory is being freed */
void ke_spin_stop(void);

/* ke_timer.c, ke_dpc.c */
void ke_timers_start(void);
void ke_timers_stop(bool count_leaks);
/* Name of an active timer or queued DPC inside the memory, or NULL. */
const char *ke_timer_inside(const void *memory, size_t size);
const char *ke_dpc_inside(const void *memory, size_t size);
void ke_dpcs_start(void);
void ke_dpcs_stop(void);
/* DPCs that a guest queues run on it: from begin on they are kept for it, finish runs them. */
#define KE_GUESTS 4u
void ke_dpcs_guest_begin(struct _KTHREAD *self);
void ke_dpcs_guest_finish(struct _KTHREAD *self);
/* Dispatcher lock held. */
bool ke_dpc_insert(KDPC *dpc, PVOID argument1, PVOID argument2);

/* ke_time.c: relative or absolute LARGE_INTEGER to a deadline of host->now(). */
uint64_t ke_deadline(const LARGE_INTEGER *timeout);

/* ex_work.c */
void ex_work_start(void);
void ex_work_stop(void);

/* leaks */
void ke_leak(const char *what, const char *expected, const char *advice, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* fault injection: true = the service named so has to fail now */
bool ke_resource_denied(const char *service);

/* crash.c: what a bug check keeps of the thread that failed. */
void ke_crash_collect(struct nt_crash *crash, const struct _KTHREAD *self);
/* Who called code that is not there (through a bad pointer): false when the thread failed in another way. */
bool ke_crash_caller(const struct _KTHREAD *self, struct nt_registers *caller);
/* A fault of which the processor tells no address: the exception gets its status and the address ~0. */
void ke_crash_protection(struct nt_exception *exception, int signal, const ucontext_t *context);

/* dispatch.c: the one door for exceptions */
void dispatch_start(void);
void dispatch_stop(void);
bool dispatch_foreign(void); /* foreign.c: is there code of other compilers? */
/* guard.c: runs fn(arg): 0 when it returned, else what dispatch_resume(frame, status) was given. status is not 0. */
NTSTATUS dispatch_enter(struct dispatch_frame *frame, void (*fn)(void *arg), void *arg);
DECLSPEC_NORETURN void dispatch_resume(struct dispatch_frame *frame, NTSTATUS status);

/* ob.c: the objects that have a reference count; the body is zeroed, with one reference */
struct _OBJECT_TYPE {
    const char *name;
    void (*destroy)(void *body);
    bool kept; /* references may be left at the end */
};
extern struct _OBJECT_TYPE ob_thread_type, ob_event_type, ob_key_type, ob_device_type, ob_driver_type,
    ob_process_type;
void *ob_create(struct _OBJECT_TYPE *type, size_t size);
void ob_reference(void *body);
bool ob_try_reference(void *body); /* false when the last reference is gone already */
void ob_dereference(void *body);
/* The handle takes a reference of its own. NULL when the table is full. */
HANDLE ob_handle_create(void *body, ACCESS_MASK access);
/* A new reference, or NULL. type NULL: any. */
void *ob_handle_object(HANDLE handle, struct _OBJECT_TYPE *type);
NTSTATUS ob_handle_close(HANDLE handle);
void ob_stop(bool count_leaks);

/* zw_*.c */
void zw_stop(bool count_leaks);

#endif
