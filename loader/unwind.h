/*
 * One step up the stack of an image's code: the registers as its caller had them, from the unwind tables (versions 1 and 2) that the file
 * brings. The tables and the stack are hostile: nothing outside of the image and of the stack given is read, every step goes up, and what
 * is wrong is said, not met.
 */
#ifndef OPENWDDM_UNWIND_H
#define OPENWDDM_UNWIND_H

#include "image.h"
#include "seh_types.h"

/* Addresses that may be read as stack: [low, high). */
struct unwind_stack {
    uintptr_t low, high;
};

/* What one function says about itself and its frame. */
struct unwind_frame {
    const struct image_function *function; /* NULL: a leaf */
    ULONG64 establisher;                   /* the frame, as handlers are told it */
    uint32_t handler;                      /* rva, or 0: none that is to be called from here */
    uint32_t data;                         /* rva of what the handler finds behind its address */
};

/* context->Rip lies in the image. handlers: UNW_FLAG_EHANDLER or UNW_FLAG_UHANDLER, those to look for. False: the tables or the stack are
 * damaged; the context is then undefined. Safe in a signal handler. */
bool unwind_step(const struct image *image, unsigned handlers, const struct unwind_stack *stack,
                 CONTEXT *context, struct unwind_frame *frame, struct pe_fault *fault);

/* One step of a function that never moved its stack pointer. */
bool unwind_leaf(const struct unwind_stack *stack, CONTEXT *context, struct pe_fault *fault);

#endif
