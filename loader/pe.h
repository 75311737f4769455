/*
 * PE32+ images, as files: read, judged and walked without being mapped. A driver file is hostile input like any other, so
 * every number in it is checked once, in pe_open; what a struct pe_file says afterwards can be relied on.
 */
#ifndef OPENWDDM_PE_H
#define OPENWDDM_PE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PE_MAX_SECTIONS    96u
#define PE_MAX_IMAGE       (256u << 20) /* bytes; no driver is near that */
#define PE_MAX_IMPORTS     65536u
#define PE_MAX_NAME        255u
#define PE_SECTION_EXECUTE 0x20000000u
#define PE_SECTION_READ    0x40000000u
#define PE_SECTION_WRITE   0x80000000u
#define PE_SECTION_DISCARD 0x02000000u

enum pe_directory_id {
    PE_EXPORT,
    PE_IMPORT,
    PE_RESOURCE,
    PE_EXCEPTION,
    PE_SECURITY,
    PE_RELOCATION,
    PE_DEBUG,
    PE_TLS = 9,
    PE_LOAD_CONFIG = 10,
    PE_DELAY_IMPORT = 13,
    PE_CLR = 14,
    PE_DIRECTORIES = 16
};

struct pe_section {
    char name[9];
    uint32_t rva, size; /* in memory, bytes; the part behind file_size is zero */
    uint32_t file_offset, file_size;
    uint32_t flags;
};

struct pe_file {
    const uint8_t *bytes; /* the caller's; must outlive this */
    size_t size;
    uint64_t base; /* where it would like to lie */
    uint32_t image_size, header_size, entry, stamp;
    uint32_t checksum, computed; /* as stored, and as it is; 0 stored: none */
    uint16_t characteristics;    /* of the image: dynamic base, no execute ... */
    bool library;                /* it says that it is a DLL; drivers may be */
    bool relocatable;            /* its relocations were not stripped; there may be none to make */
    struct {
        uint32_t rva, size;
    } directory[PE_DIRECTORIES]; /* inside the image, or 0; the security directory is a file offset */
    unsigned section_count;
    struct pe_section section[PE_MAX_SECTIONS]; /* in order of address */
};

/* Why a file is refused, for people: what is wrong, where, what was expected. */
struct pe_fault {
    char text[240];
};

/* False: it is no driver for a 64-bit PC, or it is damaged; *fault says which. */
bool pe_open(struct pe_file *file, const void *bytes, size_t size, struct pe_fault *fault);

/* [rva, rva + length) as the file has it, or NULL when that is not all in one section's file data (or in the headers). */
const void *pe_at(const struct pe_file *file, uint32_t rva, uint32_t length);
/* The zero-terminated printable string there, at most PE_MAX_NAME long, or NULL. */
const char *pe_string(const struct pe_file *file, uint32_t rva);
/* NULL: in none. */
const struct pe_section *pe_section_of(const struct pe_file *file, uint32_t rva);

struct pe_import {
    const char *library;
    const char *name; /* NULL: by ordinal */
    unsigned ordinal; /* or hint */
    uint32_t slot;    /* rva of the 8 bytes that receive the address */
};
/* Calls fn for each, in order, the delayed ones last; a false answer ends it. False: a table is damaged, or the file imports from a
 * library that only programs have. What an old linker bound beforehand (the table of bound imports, the stamps) counts for nothing. */
bool pe_imports(const struct pe_file *file, bool (*fn)(void *ctx, const struct pe_import *import), void *ctx,
                struct pe_fault *fault);

struct pe_export {
    const char *name;
    const char *forward; /* "ntoskrnl.exe.KeFoo", or NULL: */
    uint32_t rva;
};
/* Calls fn for each that has a name; a false answer ends it. False: the table is damaged, which harms nobody but who wants names. */
bool pe_exports(const struct pe_file *file, bool (*fn)(void *ctx, const struct pe_export *export), void *ctx);

#endif
