/* The import table: libraries, and of each the names (or numbers) whose addresses the image wants written into its slots. */
#include "pe_private.h"

#include <strings.h>

#define DESCRIPTOR       20u
#define DELAY_DESCRIPTOR 32u
#define BY_ORDINAL       (1ull << 63)

static bool read_entry(const struct pe_file *file, uint64_t entry, struct pe_import *import,
                       struct pe_fault *fault)
{
    if (entry & BY_ORDINAL) {
        import->name = NULL;
        import->ordinal = (unsigned)(entry & 0xFFFF);
        return true;
    }
    const uint8_t *hint = entry <= UINT32_MAX - 2 ? pe_at(file, (uint32_t)entry, 2) : NULL;
    import->name = hint ? pe_string(file, (uint32_t)entry + 2) : NULL;
    if (!import->name)
        return pe_refuse(fault,
                         "an import of %s is named at 0x%llX, where there is no name: the file is damaged",
                         import->library, (unsigned long long)entry);
    import->ordinal = load16(hint);
    return true;
}

/* What a walk over the tables takes along. */
struct walk {
    const struct pe_file *file;
    bool (*fn)(void *ctx, const struct pe_import *import);
    void *ctx;
    struct pe_fault *fault;
    unsigned left; /* imports until there are too many */
    bool over;     /* fn has had enough */
};

/* One more of the at most PE_MAX_IMPORTS. */
static bool count(struct walk *w)
{
    return w->left-- ||
           pe_refuse(w->fault, "the file has more than %u imports: it is damaged", PE_MAX_IMPORTS);
}

/* The names of one library; `lookup` may be the address table itself, as old linkers leave it. */
static bool walk_library(struct walk *w, const char *library, uint32_t lookup, uint32_t slots)
{
    for (uint32_t i = 0; !w->over; i += 8) {
        const uint8_t *entry = i <= UINT32_MAX - lookup ? pe_at(w->file, lookup + i, 8) : NULL;
        if (!entry)
            return pe_refuse(
                w->fault, "the imports of %s at 0x%X have no end inside their section: the file is damaged",
                library, lookup);
        if (!load64(entry))
            return true;
        struct pe_import import = {.library = library, .slot = slots + i};
        const struct pe_section *s = pe_section_of(w->file, import.slot);
        if (!count(w))
            return false;
        if (!s || s->size < 8 || import.slot - s->rva > s->size - 8)
            return pe_refuse(
                w->fault,
                "the imports of %s are to be written to 0x%X, outside every section: the file is damaged",
                library, import.slot);
        if (!read_entry(w->file, load64(entry), &import, w->fault))
            return false;
        w->over = !w->fn(w->ctx, &import);
    }
    return true;
}

/* No kernel has these: who imports from one was linked as a program. */
static bool judge_library(const char *library, struct pe_fault *fault)
{
    static const char *const of_programs[] = {
        "ntdll.dll",  "kernel32.dll", "kernelbase.dll", "user32.dll",  "gdi32.dll",
        "msvcrt.dll", "ucrtbase.dll", "advapi32.dll",   "mscoree.dll", "vcruntime140.dll"};

    for (size_t i = 0; i < sizeof(of_programs) / sizeof(of_programs[0]); i++) {
        if (strcasecmp(library, of_programs[i]) == 0)
            return pe_refuse(
                fault,
                "the file imports from %s, which only programs have, expected ntoskrnl.exe and other kernel "
                "modules: link it with /nodefaultlib (mingw: -nostdlib) and ntoskrnl.lib",
                library);
    }
    return true;
}

static bool walk_imports(struct walk *w)
{
    for (uint32_t at = w->file->directory[PE_IMPORT].rva; at && !w->over; at += DESCRIPTOR) {
        const uint8_t *d = at <= UINT32_MAX - DESCRIPTOR ? pe_at(w->file, at, DESCRIPTOR) : NULL;
        if (!d)
            return pe_refuse(w->fault,
                             "the import table has no end inside its section (at 0x%X): the file is damaged",
                             at);
        uint32_t lookup = load32(d), name = load32(d + 12), slots = load32(d + 16);
        if (!name && !slots)
            break;
        const char *library = pe_string(w->file, name);
        if (!library)
            return pe_refuse(
                w->fault,
                "the import table names a library at 0x%X, where there is no name: the file is damaged",
                name);
        if (!count(w) || !judge_library(library, w->fault) ||
            !walk_library(w, library, lookup ? lookup : slots, slots))
            return false;
    }
    return true;
}

static bool walk_delayed(struct walk *w)
{
    for (uint32_t at = w->file->directory[PE_DELAY_IMPORT].rva; at && !w->over; at += DELAY_DESCRIPTOR) {
        const uint8_t *d = at <= UINT32_MAX - DELAY_DESCRIPTOR ? pe_at(w->file, at, DELAY_DESCRIPTOR) : NULL;
        if (!d)
            return pe_refuse(
                w->fault,
                "the table of delayed imports has no end inside its section (at 0x%X): the file is damaged",
                at);
        if (!load32(d + 4))
            break;
        if (!(load32(d) & 1))
            return pe_refuse(
                w->fault,
                "the delayed imports at 0x%X have absolute addresses (attributes 0x%X), expected 1, relative "
                "to the image: link the file with a linker of this century",
                at, load32(d));
        const char *library = pe_string(w->file, load32(d + 4));
        if (!library)
            return pe_refuse(
                w->fault,
                "the delayed imports name a library at 0x%X, where there is no name: the file is damaged",
                load32(d + 4));
        if (!count(w) || !judge_library(library, w->fault) ||
            !walk_library(w, library, load32(d + 16), load32(d + 12)))
            return false;
    }
    return true;
}

bool pe_imports(const struct pe_file *file, bool (*fn)(void *ctx, const struct pe_import *import), void *ctx,
                struct pe_fault *fault)
{
    struct walk w = {file, fn, ctx, fault, PE_MAX_IMPORTS, false};
    return walk_imports(&w) && walk_delayed(&w);
}

/* ---- exports ---- */

bool pe_exports(const struct pe_file *file, bool (*fn)(void *ctx, const struct pe_export *export), void *ctx)
{
    uint32_t rva = file->directory[PE_EXPORT].rva, size = file->directory[PE_EXPORT].size;
    const uint8_t *table = rva ? pe_at(file, rva, 40) : NULL;

    if (!table)
        return !rva;
    uint32_t count = load32(table + 20), names = load32(table + 24);
    if (count > PE_MAX_IMPORTS || names > PE_MAX_IMPORTS)
        return false;
    const uint8_t *address = pe_at(file, load32(table + 28), count * 4);
    const uint8_t *name = pe_at(file, load32(table + 32), names * 4),
                  *index = pe_at(file, load32(table + 36), names * 2);
    for (uint32_t i = 0; i < names; i++) {
        if (!address || !name || !index || load16(index + i * 2) >= count)
            return false;
        struct pe_export export = {.name = pe_string(file, load32(name + i * 4)),
                                   .rva = load32(address + load16(index + i * 2) * 4u)};
        if (!export.name)
            return false;
        /* An address inside the table is that of another module's name. */
        if (export.rva - rva < size)
            export.forward = pe_string(file, export.rva);
        if (!fn(ctx, &export))
            break;
    }
    return true;
}
