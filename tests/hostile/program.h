/*
 * Programs that talk to the graphics kernel as programs do: through D3DKMT*, with their arguments in user memory, over the real kernel and
 * driver. What a suite of hostile ones needs: a catalogue of good calls of every thunk, each laid out so that any part of it can be taken
 * away, and a neighbour who must never notice.
 */
#ifndef OPENWDDM_TESTS_HOSTILE_PROGRAM_H
#define OPENWDDM_TESTS_HOSTILE_PROGRAM_H

#include "stage.h"
#include "thunk.h"

#define SIDE 32u

enum thing { ADAPTER, DEVICE, CONTEXT, RESOURCE, ALLOCATION, SYNC, THINGS };

/* What a context has handed out to be filled (THK-04, THK-07). */
struct buffers {
    D3DKMT_HANDLE context;
    uint32_t *command;
    UINT command_size;
    D3DDDI_ALLOCATIONLIST *allocations;
    UINT allocation_count;
    D3DDDI_PATCHLOCATIONLIST *patches;
    UINT patch_count;
};

/* A process with one of each thing and a little more. */
struct program {
    struct stage *stage;
    struct nt_process *nt;
    D3DKMT_HANDLE adapter, device, other_device;
    struct buffers main, second; /* of `device`, on the drawing node */
    D3DKMT_HANDLE resource, share;
    D3DKMT_HANDLE shared[2];          /* the resource's surfaces, SIDE x SIDE */
    D3DKMT_HANDLE surface, target;    /* without a resource, CPU visible, SIDE x SIDE */
    D3DKMT_HANDLE primary;            /* of source 0 and its mode */
    D3DKMT_HANDLE fence, fence_share; /* value 5 */
    D3DKMT_HANDLE semaphore;          /* never empty here */
    D3DKMT_HANDLE closed[THINGS];     /* were open once */
    UINT pitch;                       /* of the surfaces */
};

/* Everything through D3DKMT*; the first one that fails ends it, and program_close is due in any case. */
NTSTATUS program_open(struct program *p, struct stage *stage, const char *name);
/* The same without `closed`. */
NTSTATUS program_open_lean(struct program *p, struct stage *stage, const char *name);
/* What the program has open is closed; program_close does that first. */
void program_end(struct program *p);
void program_close(struct program *p);
/* Every slot of a handle in `closed` now has something else in it. */
NTSTATUS program_reuse_slots(struct program *p);
/* How many handles are open. */
unsigned program_handles(const struct program *p);
D3DKMT_HANDLE program_thing(const struct program *p, enum thing thing);
/* A thunk on behalf of the program, as its own thread would call it. */
NTSTATUS program_call(struct program *p, enum thunk_id id, void *args);

NTSTATUS program_surface(struct program *p, UINT width, UINT height, UINT flags, D3DKMT_HANDLE *handle);
NTSTATUS program_context(struct program *p, struct buffers *b);
void program_take_buffers(struct buffers *b, const D3DKMT_RENDER *render);
/* A fill of the whole surface in the buffers; returns what is to be rendered. */
D3DKMT_RENDER program_fill(struct buffers *b, D3DKMT_HANDLE surface, UINT pitch, uint32_t pixel);
NTSTATUS program_wait(struct program *p);
/* The first pixel of a CPU visible surface, by Lock and Unlock. */
NTSTATUS program_pixel(struct program *p, D3DKMT_HANDLE surface, uint32_t *pixel);

/* ---- the neighbour ---- */

/* Draws, looks at every pixel, and asks after his device. */
struct neighbour {
    struct stage_client client;
    struct stage_surface surface;
    uint32_t pixel;
};
NTSTATUS neighbour_open(struct neighbour *n, struct stage *stage);
bool neighbour_draws(struct neighbour *n);
void neighbour_close(struct neighbour *n);

/* ---- the catalogue ---- */

#define CALL_BLOCKS  8u
#define CALL_HANDLES 8u
#define NOWHERE      ((size_t)-1)

enum access { READ = 1, WRITE = 2, BOTH = 3 };

/* One piece of user memory that the kernel reads or writes: it ends where its pages end, and behind it there is nothing. */
struct block {
    char *bytes, *pages;
    size_t size, page_bytes;
    enum access access;
    unsigned parent;       /* the block that points to it */
    size_t pointer, count; /* where in there: the pointer, and the UINT of how many, or NOWHERE */
};

struct named {
    unsigned block;
    size_t at;
    enum thing thing;
    NTSTATUS zero, wrong; /* what is due for 0, and for any other wrong one; STATUS_SUCCESS: allowed */
};

struct call {
    const struct row *row;
    struct block block[CALL_BLOCKS]; /* [0]: the structure itself */
    unsigned blocks;
    struct named named[CALL_HANDLES];
    unsigned names;
    bool failed; /* something was lacking for it */
};

struct row {
    const char *name;
    enum thunk_id id;
    void (*build)(struct program *p, struct call *c);
    void (*undo)(struct program *p, struct call *c); /* what a good call made; NULL: nothing */
};
extern const struct row rows[];
extern const unsigned row_count;

NTSTATUS call_build(struct program *p, const struct row *row, struct call *c);
NTSTATUS call_make(struct program *p, struct call *c); /* and nothing is undone */
void call_undo(struct program *p, struct call *c);
void call_free(struct program *p, struct call *c);
void *call_args(struct call *c);

/* For catalogue.c and its like. */
unsigned call_block(struct program *p, struct call *c, unsigned parent, size_t pointer, size_t count,
                    const void *bytes, size_t size, enum access access);
void call_name(struct call *c, unsigned block, size_t at, enum thing thing, NTSTATUS zero, NTSTATUS wrong);

/* ---- checks ---- */

#define GOOD(status)                                                                                         \
    do {                                                                                                     \
        NTSTATUS good_ = (status);                                                                           \
        if (!NT_SUCCESS(good_)) {                                                                            \
            fprintf(stderr, "%s:%d: %s gives %s\n", __FILE__, __LINE__, #status, nt_status_text(good_));     \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)
/* In a row of the catalogue. */
#define DUE(c, expected, expression, format, ...)                                                            \
    do {                                                                                                     \
        NTSTATUS due_ = (expression);                                                                        \
        if (due_ != (expected)) {                                                                            \
            fprintf(stderr, "%s:%d: %s, " format ": %s, not %s\n", __FILE__, __LINE__, (c)->row->name,       \
                    __VA_ARGS__, nt_status_text(due_), nt_status_text(expected));                            \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

#endif
