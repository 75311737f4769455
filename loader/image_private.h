/* What the files about mapped images share. */
#ifndef OPENWDDM_IMAGE_PRIVATE_H
#define OPENWDDM_IMAGE_PRIVATE_H

#include "image.h"
#include "pe_private.h"

/* An import that nobody had when the image was loaded: the stub it is bound to asks again when it is called. */
struct missing {
    char *name; /* "ntoskrnl.exe!ExFoo" */
    const char *routine;
    const struct image *image;
};

struct image_symbol {
    uint32_t rva;
    const char *name; /* inside the image */
};

/* What is behind a struct image. */
struct image_body {
    struct image image; /* first */
    struct missing *missing;
    unsigned missing_count, missing_room;
    uint8_t *stubs; /* code, stub_size bytes mapped */
    size_t stub_size;
    struct image_symbol *symbols; /* sorted by rva */
    unsigned symbol_count;
};

static inline struct image_body *image_body(const struct image *image)
{
    return (struct image_body *)(uintptr_t)image;
}

/* image_bind.c: imports and delayed imports. The image is still writable. */
bool image_bind(struct image_body *body, struct pe_fault *fault);
void image_unbind(struct image_body *body);

/* image_tables.c: relocations; load configuration; .pdata; exports. The image is still writable. */
bool image_relocate(struct image_body *body, struct pe_fault *fault);
bool image_configure(struct image_body *body, struct pe_fault *fault);
bool image_index(struct image_body *body, struct pe_fault *fault);

/* emulate.c: what the processor refuses to do for an image in a process. */
struct nt_foreign_code;
bool image_emulate(void *context, uintptr_t address);

/* watch.c: the first image comes, the last one goes. */
void image_watch_start(void);
void image_watch_stop(void);

/* Jumps to rax. */
void image_guard_dispatch(void);
void image_guard_check(void);

#endif
