/*
 * The way up a thread's stack, through code of images and the places where it meets code of this program.
 */
#ifndef OPENWDDM_LOADER_SEH_WALK_H
#define OPENWDDM_LOADER_SEH_WALK_H

#include "nt.h"
#include "seh_types.h"
#include "unwind.h"

/* What a NT_FRAME_SEARCH or NT_FRAME_UNWIND is about. */
struct handling {
    DISPATCHER_CONTEXT *dispatcher;
    const CONTEXT *origin; /* of the exception that is searched for */
};

/* A way up the stack. */
struct walk {
    CONTEXT context;
    struct nt_frame *next; /* the innermost meeting above */
    struct unwind_stack stack;
    struct pe_fault fault;
    ULONG scope;   /* where an interrupted unwind stood in the frame to come, */
    bool collided; /* if it did */
};

/* From `context` up, of the calling thread's stack. */
void walk_begin(struct walk *w, const CONTEXT *context);
/* The image whose code runs at the walk's place; leaves of the kernel are stepped over. NULL: code of the kernel. */
struct image *walk_image(struct walk *w);
/* Goes on above the meeting, which is no guard. */
void walk_pass(struct walk *w, struct nt_frame *frame);
/* The whole way, in words. */
void seh_walk_stack(const CONTEXT *context, struct nt_stack *stack);

#endif
