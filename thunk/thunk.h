/*
 * Inside of the door between programs and the graphics kernel. Nobody outside thunk/ needs it but tests and fuzzers, who want to call a
 * thunk by number; programs call D3DKMT* (d3dkmthk.h).
 *
 * Whatever a program hands over is untrusted and may change or vanish at any moment, so each byte is fetched once: the argument
 * structure by thunk_call, what it points to by the handler with thunk_capture. Handlers see kernel memory only, check what can be
 * checked without knowing the objects, and go on to the graphics kernel (dxgkrender.h).
 */
#ifndef OPENWDDM_THUNK_H
#define OPENWDDM_THUNK_H

#include "dxgkrender.h"
#include "ntstatus.h"

/* ---- the table ---- */

enum thunk_id {
#define THUNK(name, type, direction, handler) THUNK_##name,
#include "thunk_list.h"
#undef THUNK
    THUNK_COUNT
};

enum thunk_direction {
    THUNK_IN, /* nothing in the structure is an output */
    THUNK_OUT, /* written back when the call succeeded, or said how much room it wants (STATUS_BUFFER_TOO_SMALL) */
    THUNK_ANY, /* written back always (THK-10) */
};

/* What every D3DKMT* does: `args` is in user or kernel memory. PASSIVE_LEVEL, on a thread of the process that owns the handles. A
 * pointer that faults gives STATUS_INVALID_PARAMETER, and what the call had made is destroyed again. */
NTSTATUS thunk_call(enum thunk_id id, void *args);
const char *thunk_name(enum thunk_id id); /* "D3DKMTRender" */
size_t thunk_size(enum thunk_id id);      /* bytes of the argument structure */

/* ---- one call ---- */

/* Limits on what one call may bring along, so that a wild length is refused before memory is asked for. */
#define THUNK_MOST_BYTES    (16u << 20)
#define THUNK_MOST_ELEMENTS 65536u

struct thunk_frame {
    struct dxgk_process *process;
    const char *name;
    void *user; /* the structure as the program knows it */
    /* Set by a handler that made something: what to do when its outputs cannot be delivered. */
    void (*undo)(struct thunk_frame *frame, void *args);
    void *blocks; /* captured arrays too large for `room`, linked through their first word */
    size_t used;  /* bytes of room */
    _Alignas(16) unsigned char room[512];
};

/* Copies `count` elements of `size` bytes from the program. 0 elements: *kernel is NULL, whatever the pointer was. STATUS_INVALID_PARAMETER
 * (pointer, limits) or STATUS_NO_MEMORY. What is captured lives until the call returns. */
NTSTATUS thunk_capture(struct thunk_frame *frame, const void *user, size_t count, size_t size, void *kernel);
/* The same for an output: zeroed, nothing is read. NULL without a user pointer is refused all the same. */
NTSTATUS thunk_room(struct thunk_frame *frame, const void *user, size_t count, size_t size, void *kernel);
/* Gives bytes to the program. STATUS_INVALID_PARAMETER when it cannot be written. */
NTSTATUS thunk_give(struct thunk_frame *frame, void *user, const void *kernel, size_t bytes);

/* STATUS_INVALID_PARAMETER, with the reason for whoever listens. */
NTSTATUS thunk_refuse(struct thunk_frame *frame, const char *rule, const char *what, const char *expected,
                      const char *format, ...) __attribute__((format(printf, 5, 6)));
/* Bits that must be clear; 0 when they are. */
NTSTATUS thunk_reserved(struct thunk_frame *frame, const char *rule, const char *what, uint64_t bits);
/* THK-11: at most 64 further contexts, none of them the first one. */
NTSTATUS thunk_broadcast(struct thunk_frame *frame, D3DKMT_HANDLE context, ULONG count,
                         const D3DKMT_HANDLE *contexts);

/* thunk_copy.c, for the door */
void thunk_frame_begin(struct thunk_frame *frame, struct dxgk_process *process, const char *name, void *user);
void thunk_frame_end(struct thunk_frame *frame);
NTSTATUS thunk_fetch(struct thunk_frame *frame, void *kernel, const void *user, size_t bytes);

/* One handler per row, in the file of its object. */
#define THUNK(name, type, direction, handler) NTSTATUS handler(struct thunk_frame *frame, type *args);
#include "thunk_list.h"
#undef THUNK

#endif
