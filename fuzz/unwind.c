/*
 * Unwind tables from anywhere. The input is one row of .pdata (12 bytes), where rip, rsp and rbp are (2 bytes each, the latter two in the
 * stack), and an image. Whatever they say, only image and stack are read, and a step goes up or is refused with a text.
 */
#include "fuzz.h"
#include "unwind.h"

#include <stdlib.h>
#include <string.h>

#define HEAD       18u
#define STACK_SIZE 1024u

static uint32_t number(const uint8_t *p, unsigned bytes)
{
    uint32_t value = 0;
    memcpy(&value, p, bytes);
    return value;
}

static void step_until_refused(const struct image *image, CONTEXT context, const struct unwind_stack *stack)
{
    for (unsigned i = 0; i < 64 && context.Rip - (uintptr_t)image->base < image->size; i++) {
        ULONG64 before = context.R[CONTEXT_RSP];
        struct unwind_frame frame;
        struct pe_fault fault = {""};
        if (!unwind_step(image, UNW_FLAG_EHANDLER | UNW_FLAG_UHANDLER, stack, &context, &frame, &fault)) {
            if (!fault.text[0])
                abort();
            return;
        }
        if (context.R[CONTEXT_RSP] <= before || frame.handler >= image->size)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size <= HEAD)
        return 0;
    uint32_t length = (uint32_t)(size - HEAD);
    uint8_t *base = malloc(length),
            *memory = malloc(STACK_SIZE); /* of exactly this size, for the sanitizer */
    struct image_function row = {number(bytes, 4), number(bytes + 4, 4), number(bytes + 8, 4)};
    struct image image = {.base = base, .size = length, .functions = &row, .function_count = 1};
    CONTEXT context = {.Rip = (uintptr_t)base + number(bytes + 12, 2) % length,
                       .R[CONTEXT_RSP] = (uintptr_t)memory + number(bytes + 14, 2) % (STACK_SIZE + 16),
                       .R[CONTEXT_RBP] = (uintptr_t)memory + number(bytes + 16, 2)};
    struct unwind_stack stack = {(uintptr_t)memory, (uintptr_t)memory + STACK_SIZE};

    if (!base || !memory)
        abort();
    memcpy(base, bytes + HEAD, length);
    memset(memory, 0, STACK_SIZE);
    for (unsigned i = 0; i < STACK_SIZE / 8; i += 3) /* return addresses into the image, here and there */
        memcpy(memory + i * 8, &context.Rip, 8);
    image.file.header_size = image.file.image_size = length;
    if (row.begin >= row.end || row.end > length) /* image_load would have refused it */
        image.function_count = 0;
    step_until_refused(&image, context, &stack);
    free(base);
    free(memory);
    return 0;
}
