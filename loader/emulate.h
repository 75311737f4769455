/*
 * One instruction that has to be done for an image, and the registers that it finds: emulate.c does it, emulate_entry.c gets the thread there
 * and back.
 */
#ifndef OPENWDDM_LOADER_EMULATE_H
#define OPENWDDM_LOADER_EMULATE_H

#include "decode.h"
#include "image_private.h"

struct emulated {
    uint64_t registers[DECODED_REGISTERS]; /* in decode's order; image_emulate_entry knows the layout */
    uint64_t rip, flags;
    struct decoded what;
    uint8_t code[8]; /* at rip, when it is all in one page */
    const struct image *image;
};

/* Is it an instruction that has to be done for the image, rather than a fault of its own? */
bool emulate_is_ours(const struct emulated *e);
/* The same for a fault. What emulate_perform refused at the same place before is refused once: then it is the driver's. */
bool emulate_takes(const struct emulated *e);
/* Does it by the runtime's routines of the same purpose, and moves `rip` behind it. On the thread's own stack; reports, waits, stops the
 * system as they do. */
void emulate_perform(struct emulated *e);

#endif
