/*
 * PE images in memory: a driver file mapped, relocated and bound to the runtime, ready to be called. Images are few and live long, so
 * that who looks one up by address (a signal handler, the unwinder) needs no lock.
 */
#ifndef OPENWDDM_IMAGE_H
#define OPENWDDM_IMAGE_H

#include "pe.h"

#include "wdm.h"

#define IMAGE_MAX 32u /* loaded at the same time */

/* One row of .pdata: rvas. All inside the image, sorted, begin < end; image_load has checked. The unwind data behind them is the
 * file's: whoever reads it checks it. */
struct image_function {
    uint32_t begin, end, unwind;
};

struct image {
    char name[64]; /* "bochs.sys" */
    uint8_t *base;
    uint32_t size;  /* bytes, whole pages */
    uint32_t entry; /* rva */
    const struct image_function *functions;
    uint32_t function_count;
    struct pe_file file; /* sections and directories; its bytes are gone */
};

/* Maps the file, which may be freed afterwards; name is that of the module. An import that nobody has is bound to a stub that stops
 * the system with the import's name when it is called. False: *fault says why. Any thread, PASSIVE_LEVEL. */
bool image_load(const char *name, const void *bytes, size_t size, struct image **out, struct pe_fault *fault);
/* The image of a file on disk. */
bool image_load_file(const char *path, struct image **out, struct pe_fault *fault);
/* Nothing of it may run or be referenced any more. NULL is fine. */
void image_unload(struct image *image);

/* Its DriverEntry: code outside of the image that calls it (at base + entry), describes the image in the driver object, and discards the
 * sections that Windows discards when it succeeded. */
PDRIVER_INITIALIZE image_entry(const struct image *image);

/* The image that an address lies in, or NULL. Safe in a signal handler. */
struct image *image_find(uintptr_t address);

/* The row of .pdata that covers the address, or NULL: a leaf, or no code. Safe in a signal handler. */
const struct image_function *image_function(const struct image *image, uintptr_t address);

/* [rva, rva + length) lies in a section that can be read (or in the headers): its address, or NULL. Safe in a signal handler. */
const void *image_at(const struct image *image, uint32_t rva, uint32_t length);

/* Where an address of the image is, for people. The strings live as long as the image. */
struct image_place {
    const char *section; /* "" in the headers */
    const char *symbol;  /* the nearest export at or before it, or NULL */
    uint32_t offset;     /* from the image's base */
    uint32_t from_symbol;
};
void image_describe(const struct image *image, uintptr_t address, struct image_place *place);

/* Driver code that uses this much processor time within one call, without calling anything, stops the system (TDR-02); 5000 to begin with.
 * In steps of 10. */
void image_watch_limit(unsigned milliseconds);

/* Imports without anybody behind them: how many, and which. NULL past the end: "ntoskrnl.exe!ExFoo". */
const char *image_missing(const struct image *image, unsigned index);

#endif
