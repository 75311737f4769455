/*
 * What crosses the door, in both directions, and what a refusal looks like. A program's memory is touched here and nowhere else in
 * this folder: under a guarded call, each word once, because another thread of the program may unmap or rewrite it at any moment.
 */
#include "thunk.h"

#include "nt.h"
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TAG 0x6b6e6854u /* "Thnk" */

/* ---- bytes ---- */

struct copy {
    void *to;
    const void *from;
    size_t size;
};

typedef uint64_t __attribute__((may_alias, aligned(1))) word;

/* Plain loads and stores that no compiler merges, repeats or turns into a library call; the sanitizers know nothing of memory that
 * belongs to a program. */
__attribute__((no_sanitize("address", "thread", "undefined"), noinline)) static void copy_once(void *arg)
{
    const struct copy *copy = arg;
    const volatile char *from = copy->from;
    volatile char *to = copy->to;
    size_t i = 0;

    for (; i + sizeof(word) <= copy->size; i += sizeof(word))
        *(volatile word *)(to + i) = *(const volatile word *)(from + i);
    for (; i < copy->size; i++)
        to[i] = from[i];
}

static NTSTATUS cross(struct thunk_frame *frame, const struct copy *copy, const void *user, const char *what)
{
    NTSTATUS status = user ? nt_guarded_call(copy_once, (void *)(uintptr_t)copy) : STATUS_ACCESS_VIOLATION;

    if (NT_SUCCESS(status))
        return STATUS_SUCCESS;
    return thunk_refuse(frame, "", what, "memory of the caller", "%p, %zu bytes: %s", user, copy->size,
                        nt_status_text(status));
}

NTSTATUS thunk_fetch(struct thunk_frame *frame, void *kernel, const void *user, size_t bytes)
{
    const struct copy copy = {kernel, user, bytes};

    return cross(frame, &copy, user, "pointer to an input");
}

NTSTATUS thunk_give(struct thunk_frame *frame, void *user, const void *kernel, size_t bytes)
{
    const struct copy copy = {user, kernel, bytes};

    return bytes ? cross(frame, &copy, user, "pointer to an output") : STATUS_SUCCESS;
}

/* ---- what a call brings along ---- */

void thunk_frame_begin(struct thunk_frame *frame, struct dxgk_process *process, const char *name, void *user)
{
    frame->process = process;
    frame->name = name;
    frame->user = user;
    frame->undo = NULL;
    frame->blocks = NULL;
    frame->used = 0;
}

void thunk_frame_end(struct thunk_frame *frame)
{
    while (frame->blocks) {
        void *next = *(void **)frame->blocks;
        ExFreePoolWithTag(frame->blocks, TAG);
        frame->blocks = next;
    }
}

/* Small arrays live in the frame, so that an ordinary call asks the pool for nothing. */
static void *allocate(struct thunk_frame *frame, size_t bytes)
{
    size_t rounded = (bytes + 15u) & ~(size_t)15u;

    if (rounded <= sizeof(frame->room) - frame->used) {
        void *p = frame->room + frame->used;
        frame->used += rounded;
        return p;
    }
    void **block = ExAllocatePoolWithTag(PagedPool, rounded + 16, TAG);
    if (!block)
        return NULL;
    *block = frame->blocks;
    frame->blocks = block;
    return (char *)block + 16;
}

static NTSTATUS reserve(struct thunk_frame *frame, const void *user, size_t count, size_t size, void **p)
{
    *p = NULL;
    if (count == 0)
        return STATUS_SUCCESS;
    if (!user)
        return thunk_refuse(frame, "", "array", "a pointer, or no elements", "NULL, %zu elements", count);
    if (count > (size > 1 ? THUNK_MOST_ELEMENTS : THUNK_MOST_BYTES))
        return thunk_refuse(frame, "", "array", "at most 65536 elements or 16 MB",
                            "%zu elements of %zu bytes", count, size);
    *p = allocate(frame, count * size);
    return *p ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

NTSTATUS thunk_capture(struct thunk_frame *frame, const void *user, size_t count, size_t size, void *kernel)
{
    void *p;
    NTSTATUS status = reserve(frame, user, count, size, &p);

    if (NT_SUCCESS(status) && p)
        status = thunk_fetch(frame, p, user, count * size);
    memcpy(kernel, &p, sizeof(p));
    return status;
}

NTSTATUS thunk_room(struct thunk_frame *frame, const void *user, size_t count, size_t size, void *kernel)
{
    void *p;
    NTSTATUS status = reserve(frame, user, count, size, &p);

    if (NT_SUCCESS(status) && p)
        memset(p, 0, count * size);
    memcpy(kernel, &p, sizeof(p));
    return status;
}

/* ---- refusals ---- */

NTSTATUS thunk_refuse(struct thunk_frame *frame, const char *rule, const char *what, const char *expected,
                      const char *format, ...)
{
    char value[160];
    va_list args;

    va_start(args, format);
    vsnprintf(value, sizeof(value), format, args);
    va_end(args);
    report_emit(REPORT_NOTE, rule, frame->name, what, expected,
                "The call returned STATUS_INVALID_PARAMETER and changed nothing.", "%s", value);
    return STATUS_INVALID_PARAMETER;
}

NTSTATUS thunk_reserved(struct thunk_frame *frame, const char *rule, const char *what, uint64_t bits)
{
    if (bits == 0)
        return STATUS_SUCCESS;
    return thunk_refuse(frame, rule, what, "0 in everything reserved", "0x%llX", (unsigned long long)bits);
}

NTSTATUS thunk_broadcast(struct thunk_frame *frame, D3DKMT_HANDLE context, ULONG count,
                         const D3DKMT_HANDLE *contexts)
{
    if (count > D3DDDI_MAX_BROADCAST_CONTEXT)
        return thunk_refuse(frame, "THK-11", "BroadcastContextCount", "at most 64", "%u", (unsigned)count);
    for (ULONG i = 0; i < count; i++) {
        if (contexts[i] == context)
            return thunk_refuse(frame, "THK-11", "BroadcastContext", "other contexts than hContext",
                                "0x%X again at %u", (unsigned)context, (unsigned)i);
    }
    return STATUS_SUCCESS;
}
