/*
 * A Windows driver file as the loader meets it: judged, mapped, relocated, bound, looked into at every place that a crash report or the
 * unwinder asks for, and taken away. Nothing of it runs.
 */
#include "fuzz.h"

#include "image.h"

#include <stdlib.h>

static void look_at(const struct image *image, uintptr_t address)
{
    struct image_place place;
    const struct image_function *f = image_function(image, address);

    if (image_find(address) != image)
        abort();
    image_describe(image, address, &place);
    if (place.offset >= image->size || !place.section)
        abort();
    if (f && (f->end <= f->begin || f->end > image->size))
        abort();
    const volatile uint8_t *codes = f ? image_at(image, f->unwind & ~3u, 4) : NULL;
    if (codes)
        (void)(codes[0] + codes[3]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct image *image;
    struct pe_fault fault = {""};

    if (!image_load("fuzzed.sys", data, size, &image, &fault)) {
        if (!fault.text[0])
            abort(); /* a refusal without a reason */
        return 0;
    }
    for (uint32_t i = 0; i < image->function_count; i++)
        look_at(image, (uintptr_t)image->base + image->functions[i].begin);
    for (uint32_t at = 0; at < image->size; at += image->size / 64 + 1)
        look_at(image, (uintptr_t)image->base + at);
    for (unsigned i = 0; image_missing(image, i); i++)
        ;
    image_unload(image);
    return 0;
}
