/* Windows images are x64 code: on other processors there are none. */
#include "image.h"
#include "pe_private.h"

static bool refuse(struct image **out, struct pe_fault *fault)
{
    *out = NULL;
    return pe_refuse(fault, "the file is for x64 processors, and this is none");
}

bool image_load(const char *name, const void *bytes, size_t size, struct image **out, struct pe_fault *fault)
{
    return refuse(out, fault);
}

bool image_load_file(const char *path, struct image **out, struct pe_fault *fault)
{
    return refuse(out, fault);
}

void image_unload(struct image *image)
{
}

PDRIVER_INITIALIZE image_entry(const struct image *image)
{
    return NULL;
}

struct image *image_find(uintptr_t address)
{
    return NULL;
}

const char *image_missing(const struct image *image, unsigned index)
{
    return NULL;
}
