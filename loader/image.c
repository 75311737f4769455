/*
 * Images: the pages of one, and the list of all. See image.h. The bytes are copied where the file says, everything that changes them
 * (relocations, imports, the cookie) happens while they are writable and not executable, and then each section gets the protection
 * it asked for. Nothing is ever both.
 */
#include "image_private.h"
#include "patch.h"

#include "exports.h"
#include "nt.h"
#include "seh.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static struct {
    pthread_mutex_t lock; /* of changes; readers take none */
    struct image *_Atomic all[IMAGE_MAX];
    unsigned count;
} images = {.lock = PTHREAD_MUTEX_INITIALIZER};

/* ---- looking up; safe in a signal handler ---- */

struct image *image_find(uintptr_t address)
{
    for (unsigned i = 0; i < IMAGE_MAX; i++) {
        struct image *image = atomic_load_explicit(&images.all[i], memory_order_acquire);
        if (image && address - (uintptr_t)image->base < image->size)
            return image;
    }
    return NULL;
}

const struct image_function *image_function(const struct image *image, uintptr_t address)
{
    uint64_t rva = address - (uintptr_t)image->base;
    uint32_t low = 0, high = image->function_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (rva < image->functions[middle].begin)
            high = middle;
        else if (rva >= image->functions[middle].end)
            low = middle + 1;
        else
            return &image->functions[middle];
    }
    return NULL;
}

const void *image_at(const struct image *image, uint32_t rva, uint32_t length)
{
    const struct pe_section *s = pe_section_of(&image->file, rva);
    uint32_t start = s ? s->rva : 0, size = s ? s->size : image->file.header_size;

    if ((s && !(s->flags & PE_SECTION_READ)) || rva - start > size || length > size - (rva - start))
        return NULL;
    return image->base + rva;
}

void image_each(void (*fn)(struct image *image, void *ctx), void *ctx)
{
    for (unsigned i = 0; i < IMAGE_MAX; i++) {
        struct image *image = atomic_load_explicit(&images.all[i], memory_order_acquire);
        if (image)
            fn(image, ctx);
    }
}

struct image_section *image_section_of(const void *handle)
{
    for (unsigned i = 0; i < IMAGE_MAX; i++) {
        struct image *image = atomic_load_explicit(&images.all[i], memory_order_acquire);
        struct image_body *body = image ? image_body(image) : NULL;
        uintptr_t offset = body ? (uintptr_t)handle - (uintptr_t)body->section : UINTPTR_MAX;
        if (body && offset < sizeof(body->section) && offset % sizeof(body->section[0]) == 0)
            return &body->section[offset / sizeof(body->section[0])];
    }
    return NULL;
}

static bool contains(uintptr_t pc)
{
    return image_find(pc) || leaf_contains(pc);
}

void image_describe(const struct image *image, uintptr_t address, struct image_place *place)
{
    const struct image_body *body = image_body(image);
    uint32_t rva = (uint32_t)(address - (uintptr_t)image->base);
    const struct pe_section *s = pe_section_of(&image->file, rva);

    *place = (struct image_place){.section = s ? s->name : "", .offset = rva};
    for (unsigned i = 0; i < body->symbol_count && body->symbols[i].rva <= rva; i++) {
        place->symbol = body->symbols[i].name;
        place->from_symbol = rva - body->symbols[i].rva;
    }
}

static bool describe(uintptr_t pc, char *text, size_t size)
{
    const struct image *image = image_find(pc);
    struct image_place place;

    if (!image) {
        snprintf(text, size, "the kernel's memcpy, memset or memcmp, called by a driver file");
        return leaf_contains(pc);
    }
    image_describe(image, pc, &place);
    if (place.symbol)
        snprintf(text, size, "%s+0x%X (%s+0x%X)", image->name, place.offset, place.symbol, place.from_symbol);
    else
        snprintf(text, size, "%s+0x%X (%s)", image->name, place.offset, place.section);
    return true;
}

static const struct nt_foreign_code foreign_code = {
    .contains = contains,
    .emulate = image_emulate,
    .describe = describe,
    .dispatch = seh_dispatch,
    .raise = seh_raise,
    .door = seh_door,
    .page_in = image_page_in,
    .page_out = image_page_out,
    .explain = image_explain,
    .walk = seh_stack,
};

/* ---- the list ---- */

static bool enlist(struct image *image, struct pe_fault *fault)
{
    bool found = false;

    pthread_mutex_lock(&images.lock);
    for (unsigned i = 0; i < IMAGE_MAX && !found; i++) {
        if (atomic_load(&images.all[i]))
            continue;
        atomic_store_explicit(&images.all[i], image, memory_order_release);
        image_guard_enlist(image_body(image));
        found = true;
    }
    if (found && !images.count++) {
        nt_foreign_code(&foreign_code);
        image_watch_start();
    }
    pthread_mutex_unlock(&images.lock);
    return found || pe_refuse(fault, "more than %u images are loaded", IMAGE_MAX);
}

static void delist(const struct image *image)
{
    pthread_mutex_lock(&images.lock);
    for (unsigned i = 0; i < IMAGE_MAX; i++) {
        if (atomic_load(&images.all[i]) != image)
            continue;
        image_guard_delist(image_body(image));
        atomic_store(&images.all[i], NULL);
        if (--images.count)
            continue;
        image_watch_stop();
        nt_foreign_code(NULL);
    }
    pthread_mutex_unlock(&images.lock);
}

/* ---- pages ---- */

/* The image's bytes, writable, at its own base when it cannot be moved. */
static bool map(struct image *image, struct pe_fault *fault)
{
    struct pe_file *file = &image->file;
    void *where = file->relocatable ? NULL : (void *)(uintptr_t)file->base;
    int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (where ? MAP_FIXED_NOREPLACE : 0);

    image->size = (file->image_size + PAGE_MASK) & ~(uint32_t)PAGE_MASK;
    void *p = mmap(where ? where : patch_room(), image->size, PROT_READ | PROT_WRITE, flags, -1, 0);
    if (p == MAP_FAILED || (where && p != where)) {
        if (p != MAP_FAILED)
            munmap(p, image->size);
        return where ? pe_refuse(fault,
                                 "the image has no relocations and its place, 0x%llX, is not free: link it "
                                 "with /dynamicbase",
                                 (unsigned long long)file->base)
                     : pe_refuse(fault, "no memory for an image of %u bytes", image->size);
    }
    image->base = p;
    memcpy(image->base, file->bytes, file->header_size);
    for (unsigned i = 0; i < file->section_count; i++) {
        const struct pe_section *s = &file->section[i];
        memcpy(image->base + s->rva, file->bytes + s->file_offset, s->file_size);
    }
    return true;
}

/* ---- face ---- */

static void release(struct image_body *body)
{
    image_unbind(body);
    if (body->image.base)
        munmap(body->image.base, body->image.size);
    image_forget_pages(body);
    free(body->targets);
    free(body->symbols);
    free(body);
}

static bool prepare(struct image_body *body, const void *bytes, size_t size, struct pe_fault *fault)
{
    struct image *image = &body->image;

    if (!pe_open(&image->file, bytes, size, fault) || !map(image, fault) || !image_relocate(body, fault) ||
        !image_bind(body, fault) || !image_configure(body, fault) || !image_index(body, fault) ||
        !image_protect(body, fault) || !image_make_entry(body, fault))
        return false;
    image->entry = image->file.entry;
    image->file.bytes = NULL;
    image->file.size = 0;
    return enlist(image, fault);
}

bool image_load(const char *name, const void *bytes, size_t size, struct image **out, struct pe_fault *fault)
{
    struct image_body *body = calloc(1, sizeof(*body));

    *out = NULL;
    if (!body)
        return pe_refuse(fault, "no memory");
    snprintf(body->image.name, sizeof(body->image.name), "%s", name);
    if (!prepare(body, bytes, size, fault)) {
        release(body);
        return false;
    }
    *out = &body->image;
    return true;
}

static uint8_t *read_file(const char *path, size_t *size, struct pe_fault *fault)
{
    FILE *stream = fopen(path, "rb");
    long end = stream && fseek(stream, 0, SEEK_END) == 0 ? ftell(stream) : -1;
    uint8_t *bytes = end >= 0 && end <= (long)PE_MAX_IMAGE ? malloc((size_t)end + 1) : NULL;

    if (end > (long)PE_MAX_IMAGE)
        pe_refuse(fault, "the file is larger than any driver (256 MiB)");
    else if (!bytes || fseek(stream, 0, SEEK_SET) != 0 ||
             fread(bytes, 1, (size_t)end, stream) != (size_t)end) {
        pe_refuse(fault, "the file cannot be read: %s", strerror(errno));
        free(bytes);
        bytes = NULL;
    }
    if (stream)
        fclose(stream);
    *size = bytes ? (size_t)end : 0;
    return bytes;
}

bool image_load_file(const char *path, struct image **out, struct pe_fault *fault)
{
    const char *slash = strrchr(path, '/');
    size_t size;

    *out = NULL;
    uint8_t *bytes = read_file(path, &size, fault);
    bool good = bytes && image_load(slash ? slash + 1 : path, bytes, size, out, fault);
    free(bytes);
    return good;
}

void image_unload(struct image *image)
{
    if (!image)
        return;
    delist(image);
    release(image_body(image));
}

PDRIVER_INITIALIZE image_entry(const struct image *image)
{
    return (PDRIVER_INITIALIZE)(uintptr_t)image_body(image)->entry;
}

const char *image_missing(const struct image *image, unsigned index)
{
    const struct image_body *body = image_body(image);
    return index < body->missing_count ? body->missing[index].name : NULL;
}
