/*
 * The insides of the VidPN model, shared by vidpn*.c and monitor*.c only.
 *
 * A topology, a mode set, a set of monitor modes, frequency ranges or descriptors are all the same thing
 * to a driver: a handle, a list of structures that are enumerated First/Next, lent out as pointers that
 * must be given back, and sometimes created, filled in and added. So there is one engine, `struct
 * vidpn_set`, and a `struct vidpn_kind` for each.
 *
 * What a driver holds is never trusted. A handle is a number looked up in the list of open handles; a lent
 * structure is a copy that is looked up by address before it is touched. One lock covers the whole model:
 * no call down, no allocation and no report happens under it, and no memory of the driver is touched, for
 * that may fault and then the lock would stay taken.
 */
#ifndef OPENWDDM_DXGKRNL_VIDPN_MODEL_H
#define OPENWDDM_DXGKRNL_VIDPN_MODEL_H

#include "report.h"
#include "vidpn.h"

#include <stdarg.h>

/* ---- lock, handles, findings (vidpn_handle.c) ---- */

enum vidpn_handle_kind {
    VIDPN_HANDLE_VIDPN = 1,
    VIDPN_HANDLE_TOPOLOGY,
    VIDPN_HANDLE_SOURCE_MODES,
    VIDPN_HANDLE_TARGET_MODES,
    VIDPN_HANDLE_MONITOR_MODES,
    VIDPN_HANDLE_FREQUENCY_RANGES,
    VIDPN_HANDLE_DESCRIPTORS,
};

/* Embedded in what the handle names. value 0: not open. */
struct vidpn_handle {
    uintptr_t value;
    void *object;
    struct vidpn_handle *next;
};

void vidpn_lock(void);
void vidpn_unlock(void);

/* All with the lock. A value is never used twice. */
void vidpn_handle_open(struct vidpn_handle *handle, enum vidpn_handle_kind kind, void *object);
void vidpn_handle_close(struct vidpn_handle *handle); /* harmless when not open */
void *vidpn_handle_object(const void *value, enum vidpn_handle_kind kind);

/* A finding made under the lock, to be reported after it. */
struct vidpn_note {
    const char *rule; /* NULL: nothing found */
    enum report_severity severity;
    const char *where; /* the DDI, or the interface function when there is none */
    char what[96];
    char value[160];
    const char *expected;
    const char *advice;
};

void vidpn_note(struct vidpn_note *note, enum report_severity severity, const char *rule,
                const char *expected, const char *advice, const char *value_format, ...)
    __attribute__((format(printf, 6, 7)));
void vidpn_note_what(struct vidpn_note *note, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Emits the note if it holds one; without the lock. `where` and `function` fill what the note leaves
 * open. */
void vidpn_note_report(struct vidpn_note *note, const char *where, const char *function);

/* ---- sets (vidpn_set.c) ---- */

struct vidpn_set;

/* One structure: an element of the set, or a copy of one on loan to the driver, or a new one it is
 * filling in. */
struct vidpn_node {
    struct vidpn_node *next;
    struct vidpn_node *origin; /* on loan: the element it was copied from; NULL: the one before the first */
    bool fresh;                /* on loan: from CreateNew, may be added */
    _Alignas(16) unsigned char info[];
};

struct vidpn_kind {
    enum vidpn_handle_kind handle;
    const char *name;      /* "source mode set" */
    const char *info_name; /* "source mode info" */
    const char *set_rule;  /* of a handle leaked or released too often */
    const char *info_rule; /* the same for a structure */
    size_t info_size;
    NTSTATUS invalid_set;
    NTSTATUS invalid_info;
    UINT *(*id)(void *info);                                  /* NULL: this kind has no ids */
    void (*prepare)(const struct vidpn_set *set, void *info); /* a new structure; may be NULL */
    bool (*same)(const void *a, const void *b);               /* duplicates? */
    NTSTATUS(*check)
    (const struct vidpn_set *set, const void *info, struct vidpn_note *note); /* may it be added? */
    void (*added)(struct vidpn_set *set, void *info);                         /* after; may be NULL */
};

struct vidpn_set {
    struct vidpn_handle handle;
    const struct vidpn_kind *kind;
    struct vidpn_set *next;            /* vidpn::sets */
    struct vidpn *vidpn;               /* NULL: a set of a monitor */
    const struct vidpn_domain *domain; /* what the adapter has */
    const char *const *ddi;            /* the DDI that runs on it; never NULL, may point to NULL */
    UINT owner;                        /* source or target id */
    bool assigned;                     /* it is the set of its owner */
    bool created;    /* by the driver, not assigned yet. Neither: replaced, but still referenced */
    bool standing;   /* its handle needs no release and outlives the DDI */
    UINT references; /* the driver's */
    struct vidpn_node *elements, *last;
    size_t count;
    struct vidpn_node *cursor; /* the element that the kernel asked for last, and its index */
    size_t cursor_index;
    struct vidpn_node *loans;
    size_t loan_count;
    UINT next_id;
    bool pinned;
    UINT pinned_id;
};

void vidpn_set_init(struct vidpn_set *set, const struct vidpn_kind *kind, const struct vidpn_domain *domain,
                    const char *const *ddi, UINT owner);
/* Without the lock; the handle is closed already. Frees elements and loans, not the set. */
void vidpn_set_clear(struct vidpn_set *set);
/* Kernel side: by index, NULL past the end. Quick when asked in order. */
struct vidpn_node *vidpn_set_nth(struct vidpn_set *set, size_t index);
struct vidpn_node *vidpn_set_find(const struct vidpn_set *set, UINT id);
/* Kernel side: adds a copy unchecked; the id is drawn when *id is 0. STATUS_NO_MEMORY. Without the lock. */
NTSTATUS vidpn_set_append(struct vidpn_set *set, const void *info);
/* Deep copy of elements and pin into an initialized empty set. STATUS_NO_MEMORY leaves it partly filled. */
NTSTATUS vidpn_set_copy(struct vidpn_set *to, const struct vidpn_set *from);
bool vidpn_set_equal(const struct vidpn_set *a, const struct vidpn_set *b); /* elements and pin */

/* The driver's side. `function` is the interface member, for messages. */
NTSTATUS vidpn_set_num(const struct vidpn_kind *kind, const void *handle, const char *function,
                       SIZE_T *count);
NTSTATUS vidpn_set_first(const struct vidpn_kind *kind, const void *handle, const char *function,
                         const void **info);
NTSTATUS vidpn_set_next(const struct vidpn_kind *kind, const void *handle, const char *function,
                        const void *previous, const void **info);
/* Lends the element that `choose` picks; when it picks none, *info is NULL and the status is
 * `otherwise`. */
typedef struct vidpn_node *vidpn_choose(const struct vidpn_set *set, const void *ctx);
NTSTATUS vidpn_set_lend(const struct vidpn_kind *kind, const void *handle, const char *function,
                        vidpn_choose *choose, const void *ctx, NTSTATUS otherwise, const void **info);
NTSTATUS vidpn_set_release(const struct vidpn_kind *kind, const void *handle, const char *function,
                           const void *info);
NTSTATUS vidpn_set_create_info(const struct vidpn_kind *kind, const void *handle, const char *function,
                               void **info);
NTSTATUS vidpn_set_add(const struct vidpn_kind *kind, const void *handle, const char *function, void *info);
NTSTATUS vidpn_set_pin(const struct vidpn_kind *kind, const void *handle, const char *function, UINT id,
                       NTSTATUS unknown_id);
vidpn_choose vidpn_choose_pinned;

/* Looks a set up for the driver: open, of the kind, and referenced. With the lock. NULL: `note` says
 * why. */
struct vidpn_set *vidpn_set_get(const struct vidpn_kind *kind, const void *handle, struct vidpn_note *note);

/* Reports what the driver still holds of the set, takes it back, closes the handle. Without the lock.
 * Returns how much. */
size_t vidpn_set_reclaim(struct vidpn_set *set, const char *where);

/* ---- kinds (vidpn_kinds.c, monitor.c) ---- */

extern const struct vidpn_kind vidpn_kind_path, vidpn_kind_source, vidpn_kind_target;
extern const struct vidpn_kind vidpn_kind_monitor_mode, vidpn_kind_frequency_range, vidpn_kind_descriptor;

/* Is this a signal at all? Sizes only. */
NTSTATUS vidpn_check_sizes(const D3DKMDT_VIDEO_SIGNAL_INFO *signal, struct vidpn_note *note);
bool vidpn_same_signal(const D3DKMDT_VIDEO_SIGNAL_INFO *a, const D3DKMDT_VIDEO_SIGNAL_INFO *b);

/* ---- the object (vidpn.c) ---- */

struct vidpn {
    struct vidpn_handle handle;
    struct vidpn_domain domain; /* targets points to memory of this object */
    struct vidpn_set topology;  /* of D3DKMDT_VIDPN_PRESENT_PATH */
    struct vidpn_set
        *sets;       /* the assigned ones first made, one per source and per target; then the driver's */
    const char *ddi; /* a call is open */
    enum vidpn_access access;
};

/* The assigned set of a source or target; NULL: no such id. With the lock, or no call open. */
struct vidpn_set *vidpn_assigned(const struct vidpn *vidpn, const struct vidpn_kind *kind, UINT owner);
bool vidpn_known_source(const struct vidpn_domain *domain, UINT source);
bool vidpn_known_target(const struct vidpn_domain *domain, UINT target);
/* May the driver, in the DDI that runs, do what needs `needed`? STATUS_ACCESS_DENIED with a note
 * (VPN-23). With the lock. */
NTSTATUS vidpn_allowed(const struct vidpn_set *set, enum vidpn_access needed, struct vidpn_note *note);

extern const DXGK_VIDPNTOPOLOGY_INTERFACE vidpn_topology_interface;
extern const DXGK_VIDPNSOURCEMODESET_INTERFACE vidpn_source_interface;
extern const DXGK_VIDPNTARGETMODESET_INTERFACE vidpn_target_interface;
extern const DXGK_VIDPN_INTERFACE vidpn_interface;

#endif
