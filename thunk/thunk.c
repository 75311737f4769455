/*
 * The door: one way in for all thunks. It captures the argument structure, lets the handler work on the copy, and gives the
 * outputs back; a handler never sees a program's memory by accident.
 */
#include "thunk.h"

#include <string.h>

/* ---- the table ---- */

#define THUNK(name, type, direction, handler)                                                                \
    static NTSTATUS call_##name(struct thunk_frame *frame, void *args)                                       \
    {                                                                                                        \
        return handler(frame, args);                                                                         \
    }
#include "thunk_list.h"
#undef THUNK

struct thunk {
    const char *name;
    unsigned short size;
    unsigned char direction;
    NTSTATUS (*handler)(struct thunk_frame *frame, void *args);
};

static const struct thunk table[THUNK_COUNT] = {
#define THUNK(name, type, direction, handler)                                                                \
    [THUNK_##name] = {"D3DKMT" #name, sizeof(type), direction, call_##name},
#include "thunk_list.h"
#undef THUNK
};

/* The largest structure sets the size of the copy on the stack. */
union any_args {
#define THUNK(name, type, direction, handler) type name;
#include "thunk_list.h"
#undef THUNK
};

const char *thunk_name(enum thunk_id id)
{
    return (unsigned)id < THUNK_COUNT ? table[id].name : "";
}

size_t thunk_size(enum thunk_id id)
{
    return (unsigned)id < THUNK_COUNT ? table[id].size : 0;
}

/* ---- one call ---- */

static bool has_outputs(const struct thunk *thunk, NTSTATUS status)
{
    if (thunk->direction == THUNK_OUT)
        return NT_SUCCESS(status) || status == STATUS_BUFFER_TOO_SMALL;
    return thunk->direction == THUNK_ANY;
}

NTSTATUS thunk_call(enum thunk_id id, void *user)
{
    union any_args args;
    struct thunk_frame frame;

    if ((unsigned)id >= THUNK_COUNT)
        return STATUS_INVALID_PARAMETER;
    const struct thunk *thunk = &table[id];
    struct dxgk_process *process;
    NTSTATUS status = dxgk_process_enter(&process);
    if (!NT_SUCCESS(status))
        return status;
    thunk_frame_begin(&frame, process, thunk->name, user);
    status = thunk_fetch(&frame, &args, user, thunk->size);
    if (NT_SUCCESS(status)) {
        status = thunk->handler(&frame, &args);
        if (has_outputs(thunk, status) && !NT_SUCCESS(thunk_give(&frame, user, &args, thunk->size))) {
            if (NT_SUCCESS(status) && frame.undo)
                frame.undo(&frame, &args);
            status = NT_SUCCESS(status) ? STATUS_INVALID_PARAMETER : status;
        }
    }
    thunk_frame_end(&frame);
    dxgk_process_leave(process);
    return status;
}

/* ---- D3DKMT* ---- */

#define THUNK(name, type, direction, handler)                                                                \
    __attribute__((visibility("default"))) NTSTATUS NTAPI D3DKMT##name(type *args)                           \
    {                                                                                                        \
        return thunk_call(THUNK_##name, (void *)(uintptr_t)args);                                            \
    }
#include "thunk_list.h"
#undef THUNK
