/*
 * The tables of an image that change or describe it: relocations, the load configuration (security cookie, control flow guard), the
 * functions of .pdata, and the exports. All of it is the file's word and is checked against the image before it is believed.
 */
#include "image_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* Inside one section: the loader writes nowhere else. */
static uint8_t *writable(const struct image *image, uint64_t rva, uint32_t length)
{
    const struct pe_section *s =
        rva < image->file.image_size ? pe_section_of(&image->file, (uint32_t)rva) : NULL;
    return s && length <= s->size && rva - s->rva <= s->size - length ? image->base + rva : NULL;
}

/* ---- relocations ---- */

#define RELOCATION_NONE  0u
#define RELOCATION_DIR64 10u

static bool relocate_one(const struct image *image, uint32_t page, unsigned entry, uint64_t delta,
                         struct pe_fault *fault)
{
    uint64_t rva = (uint64_t)page + (entry & 0xFFF);

    if (entry >> 12 == RELOCATION_NONE)
        return true;
    if (entry >> 12 != RELOCATION_DIR64)
        return pe_refuse(fault, "a relocation at 0x%llX is of type %u, expected 10 (64-bit address)",
                         (unsigned long long)rva, entry >> 12);
    uint8_t *at = writable(image, rva, 8);
    if (!at)
        return pe_refuse(fault, "a relocation is to change 0x%llX, which is in no section",
                         (unsigned long long)rva);
    uint64_t value = load64(at) + delta;
    memcpy(at, &value, sizeof(value));
    return true;
}

bool image_relocate(struct image_body *body, struct pe_fault *fault)
{
    const struct image *image = &body->image;
    const struct pe_file *file = &image->file;
    uint64_t delta = (uintptr_t)image->base - file->base;
    uint32_t at = file->directory[PE_RELOCATION].rva, left = file->directory[PE_RELOCATION].size;

    if (!file->relocatable || !delta)
        return true;
    while (left >= 8) {
        const uint8_t *block = pe_at(file, at, 8);
        uint32_t size = block ? load32(block + 4) : 0;
        if (!block || size < 8 || size > left || size % 2 || !pe_at(file, at, size))
            return pe_refuse(fault,
                             "the relocations at 0x%X are a block of %u bytes, expected 8 to %u inside their "
                             "section",
                             at, size, left);
        for (uint32_t i = 8; i < size; i += 2) {
            if (!relocate_one(image, load32(block), load16(block + i), delta, fault))
                return false;
        }
        at += size;
        left -= size;
    }
    return true;
}

/* ---- load configuration ---- */

enum { CONFIG_COOKIE = 0x58, CONFIG_CHECK = 0x70, CONFIG_DISPATCH = 0x78, CONFIG_XFG_CHECK = 0x118 };

/* The field is the address of a variable of the image, or 0: its place, or NULL. */
static uint8_t *variable(const struct image *image, const uint8_t *config, uint32_t size, unsigned field)
{
    uint64_t address = size >= field + 8 ? load64(config + field) : 0;
    return address ? writable(image, address - (uintptr_t)image->base, 8) : NULL;
}

static void set(uint8_t *at, uint64_t value)
{
    if (at)
        memcpy(at, &value, sizeof(value));
}

/* The cookie is random; its upper 16 bits are 0, as Windows leaves them. */
bool image_configure(struct image_body *body, struct pe_fault *fault)
{
    const struct image *image = &body->image;
    uint32_t rva = image->file.directory[PE_LOAD_CONFIG].rva, cookie[2] = {0x9E3779B9u, 0x7F4Au};

    if (!rva)
        return true;
    const uint8_t *size_field = image_at(image, rva, 4);
    uint32_t size = size_field ? load32(size_field) : 0;
    const uint8_t *config = image_at(image, rva, size);
    if (!size_field || !config || size < 4)
        return pe_refuse(fault,
                         "the load configuration at 0x%X says it has %u bytes, expected inside its section",
                         rva, size);
    if (getrandom(cookie, sizeof(cookie), 0) != (ssize_t)sizeof(cookie))
        cookie[0] ^= (uint32_t)(uintptr_t)image->base;
    set(variable(image, config, size, CONFIG_COOKIE), cookie[0] | 1u | (uint64_t)(cookie[1] & 0xFFFF) << 32);
    set(variable(image, config, size, CONFIG_CHECK), (uintptr_t)image_guard_check);
    set(variable(image, config, size, CONFIG_DISPATCH), (uintptr_t)image_guard_dispatch);
    set(variable(image, config, size, CONFIG_XFG_CHECK), (uintptr_t)image_guard_check);
    set(variable(image, config, size, CONFIG_XFG_CHECK + 8), (uintptr_t)image_guard_dispatch);
    set(variable(image, config, size, CONFIG_XFG_CHECK + 16), (uintptr_t)image_guard_dispatch);
    return image_guard_read(body, config, size, fault);
}

/* ---- functions and symbols ---- */

static bool index_functions(struct image *image, struct pe_fault *fault)
{
    uint32_t rva = image->file.directory[PE_EXCEPTION].rva, size = image->file.directory[PE_EXCEPTION].size;
    uint32_t end = 0;

    if (!rva)
        return true;
    const uint8_t *table = image_at(image, rva, size);
    if (!table || rva % 4 || size % sizeof(struct image_function))
        return pe_refuse(fault, "the unwind table has %u bytes at 0x%X, expected rows of 12 inside a section",
                         size, rva);
    image->functions = (const struct image_function *)table;
    image->function_count = size / (uint32_t)sizeof(struct image_function);
    for (uint32_t i = 0; i < image->function_count; i++) {
        const struct image_function *f = &image->functions[i];
        if (f->begin < end || f->end <= f->begin || f->end > image->file.image_size ||
            (f->unwind & ~3u) >= image->file.image_size)
            return pe_refuse(
                fault,
                "row %u of the unwind table is 0x%X..0x%X with its codes at 0x%X, expected sorted and "
                "inside the image",
                i, f->begin, f->end, f->unwind);
        end = f->end;
    }
    return true;
}

static int by_rva(const void *a, const void *b)
{
    uint32_t x = ((const struct image_symbol *)a)->rva, y = ((const struct image_symbol *)b)->rva;
    return x < y ? -1 : x > y;
}

/* A string of the mapped image. */
static const char *text_at(const struct image *image, uint32_t rva)
{
    for (uint32_t i = 0; i <= PE_MAX_NAME; i++) {
        const char *c = image_at(image, rva + i, 1);
        if (!c)
            return NULL;
        if (!*c)
            return i ? (const char *)image->base + rva : NULL;
    }
    return NULL;
}

/* Exports serve reports only; a damaged table is an image without names. */
static void index_symbols(struct image_body *body)
{
    const struct image *image = &body->image;
    uint32_t rva = image->file.directory[PE_EXPORT].rva;
    const uint8_t *directory = rva ? image_at(image, rva, 40) : NULL;

    if (!directory)
        return;
    uint32_t functions = load32(directory + 20), names = load32(directory + 24);
    const uint8_t *function =
        functions < PE_MAX_IMPORTS ? image_at(image, load32(directory + 28), functions * 4) : NULL;
    const uint8_t *name = names < PE_MAX_IMPORTS ? image_at(image, load32(directory + 32), names * 4) : NULL;
    const uint8_t *ordinal = name ? image_at(image, load32(directory + 36), names * 2) : NULL;
    if (!function || !ordinal || !(body->symbols = calloc(names + 1, sizeof(*body->symbols))))
        return;
    for (uint32_t i = 0; i < names; i++) {
        uint32_t index = load16(ordinal + i * 2);
        const char *text = text_at(image, load32(name + i * 4));
        if (index < functions && text)
            body->symbols[body->symbol_count++] = (struct image_symbol){load32(function + index * 4), text};
    }
    qsort(body->symbols, body->symbol_count, sizeof(*body->symbols), by_rva);
}

bool image_index(struct image_body *body, struct pe_fault *fault)
{
    if (!index_functions(&body->image, fault))
        return false;
    index_symbols(body);
    return true;
}
