/*
 * Instructions that fault again and again. A trap costs two microseconds, and a driver reads its registers by the same few instructions all the
 * time; so the instruction is replaced by a jump to code that does what the trap did, without the trap.
 */
#ifndef OPENWDDM_PATCH_H
#define OPENWDDM_PATCH_H

#include "decode.h"
#include "image.h"

#include <stdatomic.h>

enum patch_state {
    PATCH_COUNTING,
    PATCH_CHANGING, /* its first byte may be a hlt */
    PATCH_DONE,
    PATCH_NEVER, /* it stays as it is */
};

struct patch_site {
    _Atomic uintptr_t rip; /* 0: free */
    _Atomic unsigned state;
    _Atomic unsigned traps;
    struct decoded what; /* without its address */
    uint8_t code[5];     /* what was there */
    uint8_t *stub;       /* pages of its own */
    size_t stub_size;
};

/* A good place for an image, with nothing near: a hint. */
void *patch_room(void);
/* Of the image that is being loaded, and of one that goes. */
void patch_open(const struct image *image);
void patch_close(const struct image *image);

/* The instruction at rip has just been done after a trap. `code`: the 5 bytes that were there before, or NULL when they could not be read.
 * On the thread's own stack. */
void patch_count(const struct image *image, uintptr_t rip, const struct decoded *what, const uint8_t *code);
/* It was executed on memory that is none of ours: the instruction stands there again. */
void patch_undo(struct patch_site *site);
/* The fault at rip is one of the replacing itself, or is over: execute what is there now. Safe in a signal handler. */
bool patch_retry(const struct image *image, uintptr_t rip);
/* What stands at rva is a jump of ours. Safe in a signal handler. */
bool patch_covers(const struct image *image, uint32_t rva);
/* Code as it is in the file: up to `size` bytes from `rva` on, as many as lie in the image. Safe in a signal handler. */
size_t patch_original(const struct image *image, uint32_t rva, uint8_t *bytes, size_t size);

/* After how many traps an instruction is replaced (8 to begin with); 0: never again. Replaced ones stay. */
void patch_after(unsigned traps);
/* How many are replaced at the moment, in all images. */
unsigned patch_count_done(void);

#endif
