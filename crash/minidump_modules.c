/*
 * The modules of a minidump: of a driver in a Windows file the image alone, as a debugger for Windows expects it; of a native one this
 * program and its libraries.
 */
#include "crash_private.h"

#include "image.h"
#include "minidump.h"

#include <elf.h>
#include <limits.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define DEBUG_CODEVIEW 2u

static uint32_t word(const uint8_t *p)
{
    uint32_t value;
    memcpy(&value, p, sizeof(value));
    return value;
}

static void find_codeview(const struct image *image, struct dump_module *m)
{
    uint32_t rva = image->file.directory[PE_DEBUG].rva, size = image->file.directory[PE_DEBUG].size;

    for (uint32_t i = 0; rva && i + 28 <= size; i += 28) {
        const uint8_t *entry = image_at(image, rva + i, 28);
        uint32_t length = entry ? word(entry + 16) : 0;
        if (!entry || word(entry + 12) != DEBUG_CODEVIEW || length > sizeof(m->identity))
            continue;
        const uint8_t *record = image_at(image, word(entry + 20), length);
        if (!record)
            continue;
        memcpy(m->identity, record, length);
        m->identity_size = length;
        return;
    }
}

static void image_module(const struct crash_options *options, struct dump_module *m)
{
    char real[PATH_MAX];
    const struct image *image = options->image;

    memset(m, 0, sizeof(*m));
    m->base = (uintptr_t)image->base;
    m->size = image->size;
    m->checksum = image->file.checksum;
    m->stamp = image->file.stamp;
    snprintf(m->path, sizeof(m->path), "%.1023s", realpath(options->path, real) ? real : options->path);
    find_codeview(image, m);
}

struct native {
    void (*fn)(void *ctx, const struct dump_module *module);
    void *ctx;
};

/* A note of the linker: the identity of the build. */
static void find_build_id(const struct dl_phdr_info *info, const ElfW(Phdr) * h, struct dump_module *m)
{
    const uint8_t *p = (const uint8_t *)(info->dlpi_addr + h->p_vaddr), *end = p + h->p_memsz;

    while (end - p >= 12) {
        uint32_t name = word(p), size = word(p + 4), type = word(p + 8);
        const uint8_t *bytes = p + 12 + ((name + 3) & ~3u);
        if (bytes > end || size > (size_t)(end - bytes))
            return;
        if (type == NT_GNU_BUILD_ID && size <= 64) {
            memcpy(m->identity, "LEpB", 4);
            memcpy(m->identity + 4, bytes, size);
            m->identity_size = 4 + size;
        }
        p = bytes + ((size + 3) & ~3u);
    }
}

static int native_module(struct dl_phdr_info *info, size_t size, void *argument)
{
    const struct native *native = argument;
    struct dump_module m = {.base = info->dlpi_addr};
    uint64_t end = 0;

    (void)size;
    for (unsigned i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *h = &info->dlpi_phdr[i];
        if (h->p_type == PT_LOAD && h->p_vaddr + h->p_memsz > end)
            end = h->p_vaddr + h->p_memsz;
        if (h->p_type == PT_NOTE)
            find_build_id(info, h, &m);
    }
    m.size = (uint32_t)end;
    if (info->dlpi_name && *info->dlpi_name)
        snprintf(m.path, sizeof(m.path), "%s", info->dlpi_name);
    else if (readlink("/proc/self/exe", m.path, sizeof(m.path) - 1) < 0)
        snprintf(m.path, sizeof(m.path), "wddm");
    if (end)
        native->fn(native->ctx, &m);
    return 0;
}

void dump_modules(const struct crash_options *options,
                  void (*fn)(void *ctx, const struct dump_module *module), void *ctx)
{
    struct native native = {fn, ctx};
    struct dump_module m;

    if (options->image) {
        image_module(options, &m);
        fn(ctx, &m);
    } else {
        dl_iterate_phdr(native_module, &native);
    }
}
