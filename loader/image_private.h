/* What the files about mapped images share. */
#ifndef OPENWDDM_IMAGE_PRIVATE_H
#define OPENWDDM_IMAGE_PRIVATE_H

#include "image.h"
#include "pe_private.h"

#include <stdatomic.h>

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

/* What became of a section; image_pages.c. */
struct image_section {
    uint32_t flags; /* as the file has them; those of pe_section lose their access while it is gone */
    bool named_page, discarded, gone; /* by its name; is to go after the entry; has gone */
    _Atomic bool pageable, out;       /* may be out of memory; is */
    _Atomic bool peeked;              /* out, but open for the kernel's own looks */
    _Atomic int locks;
};

/* What DriverSection of a driver object points to; a public layout. */
struct image_module {
    LIST_ENTRY load_order;
    PVOID exceptions;
    ULONG exceptions_size;
    PVOID gp, unused;
    PVOID base, entry;
    ULONG size;
    UNICODE_STRING full_name, name;
    ULONG flags;
    USHORT load_count, signing;
};
_Static_assert(__builtin_offsetof(struct image_module, base) == 0x30, "module");
_Static_assert(__builtin_offsetof(struct image_module, full_name) == 0x48, "module");

/* What is behind a struct image. */
struct image_body {
    struct image image; /* first */
    struct missing *missing;
    unsigned missing_count, missing_room;
    uint8_t *stubs; /* code, stub_size bytes mapped */
    size_t stub_size;
    struct image_symbol *symbols; /* sorted by rva */
    unsigned symbol_count;
    struct image_section section[PE_MAX_SECTIONS];
    uint8_t *entry,
        *kept; /* code that stands for DriverEntry; copies of sections that were discarded, or NULL */
    struct image_module module;
    WCHAR wide_name[64];
    uint8_t
        *targets; /* a bit for each byte of the image that calls through pointers may reach, or NULL: all */
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

/* image_pages.c: the protection of sections, and those that come and go. Safe in a signal handler: page_in, explain. */
bool image_protect(struct image_body *body, struct pe_fault *fault);
bool image_make_entry(struct image_body *body, struct pe_fault *fault);
void image_forget_pages(struct image_body *body);
bool image_page_in(uintptr_t address, KIRQL irql);
void image_page_out(void);
ULONG image_explain(uintptr_t address, char *text, size_t size, const char **rule);

/* image.c: calls fn for every image; the section that a handle names, or NULL. */
void image_each(void (*fn)(struct image *image, void *ctx), void *ctx);
struct image_section *image_section_of(const void *handle);

/* emulate.c: what the processor refuses to do for an image in a process. */
struct nt_foreign_code;
bool image_emulate(void *context, uintptr_t address);

/* watch.c: the first image comes, the last one goes. */
void image_watch_start(void);
void image_watch_stop(void);

/* image_guard.c: which functions of the image calls through pointers may reach; `config` is the load configuration. */
bool image_guard_read(struct image_body *body, const uint8_t *config, uint32_t size, struct pe_fault *fault);
void image_guard_enlist(struct image_body *body);
void image_guard_delist(struct image_body *body);

/* What images call before a call through a pointer; the second jumps to rax. */
void image_guard_check(void);
void image_guard_dispatch(void);

#endif
