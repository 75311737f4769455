/*
 * Which routine of the kernel an image called, when no door stands between: this program's own frames cannot be walked, so the stack is searched
 * for the place that the call returns to. A finding is believed only when a call stands before that place and leads out of all images. Good
 * enough for a report, and for nothing else.
 */
#include "image_private.h"

#include "exports.h"
#include "nt.h"
#include "seh_private.h"

#include <stdio.h>
#include <string.h>

#define SEARCHED 65536u /* bytes of stack */

/* Where a call through the pointer at `rva` leads, or 0. */
static uintptr_t pointer_at(const struct image *image, uint64_t rva)
{
    const uint8_t *slot = rva < image->size ? image_at(image, (uint32_t)rva, 8) : NULL;
    return slot ? (uintptr_t)load64(slot) : 0;
}

/* call [rip+d], or call to a jmp [rip+d]: the two ways in which imports are called. */
static uintptr_t called_from(const struct image *image, uint64_t back)
{
    const uint8_t *code = back >= 6 && back < image->size ? image_at(image, (uint32_t)back - 6, 6) : NULL;
    if (!code)
        return 0;
    uint64_t to = back + (uint64_t)(int64_t)(int32_t)load32(code + 2);
    if (code[0] == 0xFF && code[1] == 0x15)
        return pointer_at(image, to);
    const uint8_t *thunk = code[1] == 0xE8 && to < image->size ? image_at(image, (uint32_t)to, 6) : NULL;
    if (!thunk || thunk[0] != 0xFF || thunk[1] != 0x25)
        return 0;
    return pointer_at(image, to + 6 + (uint64_t)(int64_t)(int32_t)load32(thunk + 2));
}

__attribute__((no_sanitize("address"))) static uint64_t stack_word(uintptr_t at)
{
    return *(const volatile uint64_t *)at;
}

bool seh_find_call(uintptr_t rsp, uintptr_t end, struct seh_call *call)
{
    if (end - rsp > SEARCHED)
        end = rsp + SEARCHED;
    for (uintptr_t at = (rsp + 7) & ~(uintptr_t)7; at + 8 <= end; at += 8) {
        uint64_t back = stack_word(at);
        const struct image *image = image_find(back);
        uintptr_t to = image ? called_from(image, back - (uintptr_t)image->base) : 0;
        const char *name = to && !image_find(to) ? export_name((const void *)to) : NULL;
        if (!name)
            continue;
        *call = (struct seh_call){back, at + 8, image, name};
        return true;
    }
    return false;
}
