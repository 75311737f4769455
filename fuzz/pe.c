/*
 * Driver files from anywhere: read, and where that succeeds mapped and bound, but not run. Whatever the bytes are, they are refused with a
 * text, or the image holds what it says: sections apart, functions in order, imports in sections.
 */
#include "fuzz.h"
#include "image.h"

#include <stdlib.h>

static bool count_import(void *ctx, const struct pe_import *import)
{
    unsigned *count = ctx;
    if (!import->library || !import->slot)
        abort();
    return ++*count < PE_MAX_IMPORTS;
}

static bool count_export(void *ctx, const struct pe_export *export)
{
    unsigned *count = ctx;
    if (!export->name || !export->name[0])
        abort();
    return ++*count < PE_MAX_IMPORTS;
}

static void check_functions(const struct image *image)
{
    uint32_t end = 0;
    for (uint32_t i = 0; i < image->function_count; i++) {
        const struct image_function *f = &image->functions[i];
        if (f->begin < end || f->begin >= f->end || f->end > image->size)
            abort();
        if (image_function(image, (uintptr_t)image->base + f->begin) != f)
            abort();
        end = f->end;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct pe_fault fault = {""};
    struct pe_file file;
    struct image *image;
    unsigned imports = 0;

    if (!pe_open(&file, bytes, size, &fault)) {
        if (!fault.text[0])
            abort();
        return 0;
    }
    if (!pe_imports(&file, count_import, &imports, &fault) && !fault.text[0])
        abort();
    pe_exports(&file, count_export, &imports);
    if (file.image_size > 16u << 20) /* is only slow */
        return 0;
    fault.text[0] = 0;
    if (image_load("fuzz.sys", bytes, size, &image, &fault)) {
        check_functions(image);
        image_unload(image);
    } else if (!fault.text[0]) {
        abort();
    }
    return 0;
}
