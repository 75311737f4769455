/*
 * What the files of the refgpu model share. Sections are labelled by the file that implements them.
 *
 * Two locks, taken in this order:
 *   exec  one command at a time, of whatever node: held while a command is fetched and executed, while
 *         scan-out gathers pages, and by a reset. So a command is atomic for the other node, and after a reset
 *         returned no engine touches memory.
 *   lock  registers and the state of nodes and heads; held briefly, never around calls into the host.
 */
#ifndef OPENWDDM_REFGPU_PRIVATE_H
#define OPENWDDM_REFGPU_PRIVATE_H

#include "refgpu.h"

#include <pthread.h>
#include <stdatomic.h>

#define REFGPU_SCRATCH_COUNT 4

struct refgpu;

struct refgpu_node {
    struct refgpu *gpu;
    unsigned index;

    /* refgpu::lock; ring_* change only while disabled, the position only with exec held or by a disable */
    bool enabled, halted, hung;
    uint64_t ring_base;
    uint32_t ring_order, head, tail;
    uint32_t fence, commands;

    bool in_buffer;         /* executing a buffer; otherwise the ring itself */
    uint8_t buffer_flags;   /* REFGPU_INDIRECT_* */
    uint64_t buffer;        /* address of it, also when it is done */
    uint32_t buffer_length; /* bytes */
    uint32_t buffer_offset; /* of the next command */
    uint32_t buffer_fence;  /* its tag */
    uint32_t buffer_head;   /* ring index of its INDIRECT */

    bool executing;      /* between fetch and commit of a command */
    bool begun;          /* the command at the position was counted, and its switches were looked at */
    bool waiting;        /* it is a WAIT that did not hold */
    uint32_t slow_left;  /* steps it still takes */
    uint32_t generation; /* whoever changes the position behind the engine's back changes this */

    bool preempt_requested;
    uint32_t preempt_request_tag, preempt_late;
    uint32_t preempt_tag, preempt_fence, preempt_head, preempt_offset;
    uint32_t fault_status, fault_fence, fault_offset;
    uint64_t fault_address;

    uint32_t switches[REFGPU_SWITCH_COUNT];

    /* threads */
    pthread_t thread;
    bool thread_started;
    pthread_cond_t work;
    bool kicked;       /* refgpu::lock; config.kicked is still to be told */
    atomic_uint kicks; /* changes when there may be something new to do */

    uint32_t command[REFGPU_COMMAND_DWORDS_MAX]; /* exec; the one copy of the command that is looked at */
};

struct refgpu_head {
    /* refgpu::lock */
    uint32_t control, size, pitch;
    uint64_t address;
    uint64_t next_address, current_address;
    uint32_t next_pitch, current_pitch;
    bool flip_pending, underrun, connected;
    uint32_t vsync_count, scanline;
    uint8_t edid[REFGPU_EDID_SIZE];

    void *shadow; /* the picture gathered from the aperture; exec */
    size_t shadow_size;
};

struct refgpu_scratch {
    void *memory;
    size_t size;
};

struct refgpu {
    struct device device;
    struct refgpu_config config; /* constant */
    uint8_t *vram;
    _Atomic uint64_t *gart;

    pthread_mutex_t exec;
    struct refgpu_scratch scratch[REFGPU_SCRATCH_COUNT];
    uint16_t columns[REFGPU_EXTENT_MAX];

    pthread_mutex_t lock;
    struct refgpu_node nodes[REFGPU_NODE_COUNT];
    struct refgpu_head heads[REFGPU_HEADS_MAX];
    uint32_t int_status, int_enable, int_lost;
    uint32_t debug, debug_privileged, reset_failed;
    unsigned resets_waiting; /* engines let a reset pass */
    bool stopping;

    /* interrupts on their way; lock */
    unsigned messages, spurious;
    bool delivering, line_level;

    pthread_mutex_t timer_lock; /* the fields below; taken before all others */
    pthread_cond_t timer_cond;
    pthread_t timer;
    bool timer_running, timer_stop;
    unsigned timer_hz;
};

static inline struct refgpu *refgpu_of(struct device *device)
{
    return (struct refgpu *)((char *)device - offsetof(struct refgpu, device));
}

/* ---- refgpu.c ---- */

/* A register write of the bus (in_command false) or of a REGISTER_WRITE (true; exec is held). No lock held. */
void refgpu_register_write(struct refgpu *gpu, uint32_t offset, uint32_t value, bool in_command);

/* Sets status bits; node is whose switches spoil the interrupt, or NULL. lock held. */
void refgpu_raise(struct refgpu *gpu, struct refgpu_node *node, uint32_t bits);
/* Sends what was raised. No lock held; a call inside a call leaves the work to the outer one. */
void refgpu_deliver(struct refgpu *gpu);

/* ---- refgpu_memory.c ---- */

struct refgpu_access {
    enum refgpu_fault fault; /* why not; REFGPU_FAULT_NONE while all is well */
    uint64_t address;        /* the first byte that cannot be accessed */
    bool write;
};

bool refgpu_memory_init(struct refgpu *gpu);
void refgpu_memory_fini(struct refgpu *gpu);
void refgpu_memory_reset(struct refgpu *gpu);

/* The host memory behind `address`: at most *length bytes, and *length becomes how many. NULL, with access
 * filled in, when there is none. *length must not be 0. */
void *refgpu_span(struct refgpu *gpu, uint64_t address, uint64_t *length, bool write,
                  struct refgpu_access *access);
/* Whether all of a range can be accessed. */
bool refgpu_check(struct refgpu *gpu, uint64_t address, uint64_t length, bool write,
                  struct refgpu_access *access);
bool refgpu_read(struct refgpu *gpu, uint64_t address, void *to, uint64_t length,
                 struct refgpu_access *access);
bool refgpu_write(struct refgpu *gpu, uint64_t address, const void *from, uint64_t length,
                  struct refgpu_access *access);
/* System memory at a bus address; NULL when it is none. */
void *refgpu_bus_memory(struct refgpu *gpu, uint64_t bus_address, size_t length);
/* Whether a range lies in VRAM as a whole. */
bool refgpu_in_vram(const struct refgpu *gpu, uint64_t address, uint64_t length);
/* Scratch memory `slot` of at least this size; NULL when the host has no more. exec held. */
void *refgpu_scratch(struct refgpu *gpu, unsigned slot, size_t size);

uint64_t refgpu_gart_read(struct refgpu *gpu, uint64_t offset, unsigned size);
void refgpu_gart_write(struct refgpu *gpu, uint64_t offset, unsigned size, uint64_t value);

/* ---- refgpu_ring.c ---- */

struct refgpu_command {
    struct refgpu *gpu;
    struct refgpu_node *node;
    const uint32_t *dwords;
    uint32_t length;             /* dwords */
    uint32_t generation;         /* of the node when the command was fetched */
    struct refgpu_access access; /* a handler that fails says why here */
    bool blocked;                /* a WAIT that does not hold yet; nothing was done */
};

void refgpu_nodes_init(struct refgpu *gpu);
bool refgpu_nodes_start(struct refgpu *gpu); /* nothing to do without threads */
void refgpu_nodes_stop(struct refgpu *gpu);
/* lock held */
void refgpu_node_kick(struct refgpu_node *node);

static inline uint32_t refgpu_flags(const struct refgpu_command *c)
{
    return REFGPU_FLAGS(c->dwords[0]);
}

static inline uint64_t refgpu_address(const uint32_t *dwords)
{
    return dwords[0] | (uint64_t)dwords[1] << 32;
}

static inline bool refgpu_fail(struct refgpu_command *c, enum refgpu_fault fault, uint64_t address)
{
    c->access = (struct refgpu_access){fault, address, false};
    return false;
}

/* ---- refgpu_node.c (lock held) ---- */

uint32_t refgpu_node_read(struct refgpu *gpu, unsigned node, uint32_t reg);
void refgpu_node_write(struct refgpu *gpu, unsigned node, uint32_t reg, uint32_t value);
/* exec held as well */
void refgpu_node_reset(struct refgpu_node *node);
/* Something is left in the ring or its buffer, and the node is enabled. */
bool refgpu_node_has_work(const struct refgpu_node *node);
/* Answers a preemption request if the node stands between commands; true when it did. */
bool refgpu_node_preempt_poll(struct refgpu_node *node);
/* Halts the node for the reason in the command. */
void refgpu_node_fault(struct refgpu_node *node, const struct refgpu_command *c);

/* ---- refgpu_command.c, refgpu_draw.c, refgpu_blend.c: handlers ---- */

typedef bool refgpu_handler(struct refgpu_command *c);

struct refgpu_command_row {
    const char *name;
    uint16_t dwords_min, dwords_max;
    uint8_t nodes; /* bit n: node n knows it */
    bool ring_only;
    refgpu_handler *handler;
};

/* NULL: there is no such command. */
const struct refgpu_command_row *refgpu_command_row(uint32_t opcode);

refgpu_handler refgpu_do_fill, refgpu_do_copy, refgpu_do_fill_linear, refgpu_do_copy_linear, refgpu_do_rop,
    refgpu_do_rotate;
refgpu_handler refgpu_do_stretch, refgpu_do_blend, refgpu_do_transparent, refgpu_do_cleartype,
    refgpu_do_convert;

/* ---- refgpu_surface.c ---- */

struct refgpu_surface {
    uint64_t address;
    uint32_t pitch;
    enum refgpu_format format;
    uint32_t bytes; /* per pixel */
};

struct refgpu_rect {
    uint32_t x, y, w, h;
};

/* A rectangle of a surface as host memory: VRAM itself, or a copy of pages that lie anywhere. */
struct refgpu_view {
    uint8_t *pixels;
    size_t stride;
    bool staged;
    uint64_t first; /* GPU address of the first pixel */
    uint64_t bytes; /* from it to the end of the last */
    struct refgpu_surface surface;
    struct refgpu_rect rect;
};

enum refgpu_view_access {
    REFGPU_VIEW_READ,
    REFGPU_VIEW_WRITE,  /* all of it is going to be written */
    REFGPU_VIEW_MODIFY, /* read and written */
};

unsigned refgpu_format_bytes(uint32_t format); /* 0: there is no such format */
bool refgpu_surface_parse(struct refgpu_command *c, unsigned dword, struct refgpu_surface *surface);
bool refgpu_rect_parse(struct refgpu_command *c, unsigned xy_dword, unsigned wh_dword,
                       struct refgpu_rect *rect);
/* Each view of a command has its own scratch slot. */
bool refgpu_view_open(struct refgpu_command *c, unsigned slot, const struct refgpu_surface *surface,
                      const struct refgpu_rect *rect, enum refgpu_view_access access,
                      struct refgpu_view *view);
/* A source view is copied away if the destination's addresses overlap it. */
bool refgpu_view_separate(struct refgpu_command *c, unsigned slot, struct refgpu_view *source,
                          const struct refgpu_view *destination);
/* Writes a staged view back. */
bool refgpu_view_close(struct refgpu_command *c, struct refgpu_view *view);

static inline uint8_t *refgpu_view_row(const struct refgpu_view *view, uint32_t y)
{
    return view->pixels + y * view->stride;
}

/* ---- refgpu_display.c ---- */

void refgpu_heads_fini(struct refgpu *gpu);
/* lock held */
uint32_t refgpu_head_read(struct refgpu *gpu, unsigned head, uint32_t reg);
void refgpu_head_write(struct refgpu *gpu, unsigned head, uint32_t reg, uint32_t value);
void refgpu_head_reset(struct refgpu_head *head);

bool refgpu_scanout(struct device *device, unsigned head, struct device_scanout *out);

#endif
