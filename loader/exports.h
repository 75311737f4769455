/*
 * What a Windows image can import: the rows of ntos/export_list.h that exist natively under the same name, and the little more that only
 * images need.
 */
#ifndef OPENWDDM_EXPORTS_H
#define OPENWDDM_EXPORTS_H

#include <stdbool.h>
#include <stdint.h>

struct export
{
    const char *name;
    const void *address; /* of the routine, or of the variable */
};

/* NULL: nobody has it. */
const void *export_find(const char *name);
/* The other way round; NULL: the address is that of no routine. */
const char *export_name(const void *address);

/* The kernel's copies of the four that every compiler calls: Microsoft's convention, and leaves, so that a fault inside is one of the
 * caller's. */
void *__attribute__((ms_abi)) leaf_memcpy(void *to, const void *from, unsigned long long size);
void *__attribute__((ms_abi)) leaf_memmove(void *to, const void *from, unsigned long long size);
void *__attribute__((ms_abi)) leaf_memset(void *to, int value, unsigned long long size);
int __attribute__((ms_abi)) leaf_memcmp(const void *a, const void *b, unsigned long long size);
unsigned long long __attribute__((ms_abi))
leaf_compare(const void *a, const void *b, unsigned long long size);

/* Is the address in one of these? Safe in a signal handler. */
bool leaf_contains(uintptr_t pc);

/* The other way about: what an image exports by that name, or NULL. Forwarded names are not followed. */
struct image;
const void *image_export(const struct image *image, const char *name);

#endif
