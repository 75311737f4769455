/* The import table: libraries, and of each the names (or numbers) whose addresses the image wants written into its slots. */
#include "pe_private.h"

#define DESCRIPTOR 20u
#define BY_ORDINAL (1ull << 63)

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
        return pe_refuse(fault, "an import of %s is named at 0x%llX, where there is no name", import->library,
                         (unsigned long long)entry);
    import->ordinal = load16(hint);
    return true;
}

/* The names of one library; `lookup` may be the address table itself, as old linkers leave it. *left counts down over all. */
static bool walk_library(const struct pe_file *file, const char *library, uint32_t lookup, uint32_t slots,
                         unsigned *left, bool *more, bool (*fn)(void *ctx, const struct pe_import *import),
                         void *ctx, struct pe_fault *fault)
{
    for (uint32_t i = 0;; i += 8) {
        const uint8_t *entry = i <= UINT32_MAX - lookup ? pe_at(file, lookup + i, 8) : NULL;
        if (!entry)
            return pe_refuse(fault, "the imports of %s at 0x%X have no end inside their section", library,
                             lookup);
        if (!load64(entry))
            return true;
        struct pe_import import = {.library = library, .slot = slots + i};
        if (!(*left)--)
            return pe_refuse(fault, "more than %u imports", PE_MAX_IMPORTS);
        if (!pe_section_of(file, import.slot) || !pe_section_of(file, import.slot + 7))
            return pe_refuse(fault, "the imports of %s are to be written to 0x%X, outside every section",
                             library, import.slot);
        if (!read_entry(file, load64(entry), &import, fault))
            return false;
        *more = fn(ctx, &import);
        if (!*more)
            return true;
    }
}

bool pe_walk_library(const struct pe_file *file, const char *library, uint32_t lookup, uint32_t slots,
                     unsigned *left, bool (*fn)(void *ctx, const struct pe_import *import), void *ctx,
                     struct pe_fault *fault)
{
    bool more;
    return walk_library(file, library, lookup, slots, left, &more, fn, ctx, fault);
}

bool pe_imports(const struct pe_file *file, bool (*fn)(void *ctx, const struct pe_import *import), void *ctx,
                struct pe_fault *fault)
{
    uint32_t at = file->directory[PE_IMPORT].rva;
    unsigned left = PE_MAX_IMPORTS;
    bool more = true;

    for (; at && more; at += DESCRIPTOR) {
        const uint8_t *descriptor = at <= UINT32_MAX - DESCRIPTOR ? pe_at(file, at, DESCRIPTOR) : NULL;
        if (!descriptor)
            return pe_refuse(fault, "the import table has no end inside its section (at 0x%X)", at);
        uint32_t lookup = load32(descriptor), name = load32(descriptor + 12), slots = load32(descriptor + 16);
        if (!name && !slots)
            break;
        const char *library = pe_string(file, name);
        if (!library)
            return pe_refuse(fault, "the import table names a library at 0x%X, where there is no name", name);
        if (!left--)
            return pe_refuse(fault, "more than %u imports", PE_MAX_IMPORTS);
        if (!walk_library(file, library, lookup ? lookup : slots, slots, &left, &more, fn, ctx, fault))
            return false;
    }
    return true;
}
