/*
 * A small user-mode driver for refgpu: what a client of the full driver needs to draw, by D3DKMT* calls only.
 *
 * One struct umd is one device of one process with a context on each engine. Its functions are called by one thread at a time, of that
 * process, at PASSIVE_LEVEL. Nothing is hidden: a surface is an allocation, a fence a synchronization object, a flush a D3DKMTRender.
 *
 * Errors. A function that returns false has left either `lost` (the device is in error for good: umd_close, umd_open, and everything on it
 * made again) or `error`, for people; after either, drawing does nothing and returns false.
 *
 *     if (umd_open(&umd) && umd_surface(&umd, &surface, &(struct umd_form){.width = 64, .height = 64, .format = REFGPU_X8R8G8B8}))
 *         umd_fill(&umd.context[0], &surface, &(struct rect){0, 0, 64, 64}, 0x102030) && umd_flush(&umd.context[0]) && umd_idle(&umd);
 *     umd_close(&umd);
 */
#ifndef OPENWDDM_UMD_H
#define OPENWDDM_UMD_H

#include "d3dkmthk.h"

#include "picture.h"
#include "refgpu_regs.h"
#include "refgpu_user.h"

#define UMD_CONTEXTS REFGPU_NODE_COUNT

struct umd;

/* An allocation of this device, or of another one and opened here. */
struct umd_surface {
    D3DKMT_HANDLE allocation;      /* 0: none */
    D3DKMT_HANDLE resource, share; /* 0: not shared */
    struct refgpu_user_allocation info;
    UINT index[UMD_CONTEXTS]; /* where it stands in the allocation list being filled, if it does */
};

/* What a surface is to be; a buffer when width is 0. */
struct umd_form {
    uint32_t width, height;
    enum refgpu_format format;
    uint64_t size;  /* bytes, of a buffer */
    uint32_t flags; /* REFGPU_USER_* */
    bool shared;
    uint32_t refresh_millihertz; /* of a primary, which is of source 0 */
};

/* The command stream of one engine. */
struct umd_context {
    struct umd *umd;
    unsigned node;
    D3DKMT_HANDLE handle;
    uint32_t *commands;
    UINT room, used; /* dwords */
    D3DDDI_ALLOCATIONLIST *list;
    UINT list_room, listed;
};

struct umd_fence {
    D3DKMT_HANDLE handle; /* 0: none */
    D3DKMT_HANDLE share;
};

struct umd_counts {
    uint64_t commands, submissions, flips, locks;
};

struct umd {
    D3DKMT_HANDLE adapter, device;
    LUID luid;
    UINT source; /* of display 1 */
    struct refgpu_user_escape info;
    struct umd_context context[UMD_CONTEXTS];
    struct umd_counts counts; /* over all devices that this one replaced; the caller clears it */
    bool lost;
    char error[200];
};

/* ---- umd.c ---- */

/* Opens display 1, a device and its contexts. On failure umd_close has been called. counts stays. */
bool umd_open(struct umd *umd);
/* The device goes, with everything on it that was not destroyed; also after a failed umd_open. */
void umd_close(struct umd *umd);

bool umd_surface(struct umd *umd, struct umd_surface *surface, const struct umd_form *form);
bool umd_surface_open(struct umd *umd, struct umd_surface *surface, D3DKMT_HANDLE share);
void umd_surface_close(struct umd *umd, struct umd_surface *surface); /* fine when there is none */

/* The bytes, for the processor. Discard: whatever was in it is gone, and work on its way keeps the old ones; what was drawn with it must be
 * flushed before. NULL on failure. */
void *umd_lock(struct umd *umd, struct umd_surface *surface, bool discard);
bool umd_unlock(struct umd *umd, struct umd_surface *surface);

bool umd_fence(struct umd *umd, struct umd_fence *fence, bool shared);
bool umd_fence_open(struct umd *umd, struct umd_fence *fence, D3DKMT_HANDLE share);
void umd_fence_close(struct umd *umd, struct umd_fence *fence); /* fine when there is none */
/* In the order of the context's work, which is flushed first. */
bool umd_signal(struct umd_context *context, const struct umd_fence *fence, uint64_t value);
bool umd_wait(struct umd_context *context, const struct umd_fence *fence, uint64_t value);

/* Waits until nothing of the device is queued, and asks whether the device is still good. */
bool umd_idle(struct umd *umd);
/* Shows the primary from one of the next vertical blanks on; flushes first. */
bool umd_flip(struct umd_context *context, const struct umd_surface *primary);

/* ---- umd_draw.c: commands; false only when a flush on the way failed ---- */

bool umd_flush(struct umd_context *context);
bool umd_fill(struct umd_context *context, struct umd_surface *dst, const struct rect *rect, uint32_t value);

/* Where pixels come from and go to; both rectangles are width x height. */
struct umd_blit {
    struct umd_surface *dst, *src;
    uint32_t dst_x, dst_y, src_x, src_y;
    uint32_t width, height;
    /* The source is a picture of its own inside a buffer, from this byte on; pitch 0: src is a surface. */
    uint32_t src_offset, src_pitch, src_format;
};
bool umd_copy(struct umd_context *context, const struct umd_blit *blit);
bool umd_convert(struct umd_context *context, const struct umd_blit *blit);
bool umd_blend(struct umd_context *context, const struct umd_blit *blit, uint8_t alpha);
bool umd_mirror(struct umd_context *context, const struct umd_blit *blit);    /* left becomes right */
bool umd_turn_over(struct umd_context *context, const struct umd_blit *blit); /* by half a turn */
bool umd_rop(struct umd_context *context, const struct umd_blit *blit, uint8_t code, uint32_t pattern);

/* ---- for implementers ---- */

/* True for success; else leaves `lost` or `error`. */
bool umd_check(struct umd *umd, NTSTATUS status, const char *call);
static inline bool umd_good(const struct umd *umd)
{
    return umd->device && !umd->lost && !umd->error[0];
}

#endif
