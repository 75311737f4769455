/*
 * Whom a thunk means: one context, or several that are to do the same (THK-11).
 */
#include "render.h"

/* A device's own context. It stays while the device may be entered, see device_enter. */
static NTSTATUS own_context(struct dxgk_process *process, D3DKMT_HANDLE handle, struct dxgk_context **context)
{
    struct dxgk_device *device = handle_get(process, handle, OBJECT_DEVICE);

    *context = NULL;
    if (!device)
        return STATUS_INVALID_HANDLE;
    NTSTATUS status = device_enter(device);
    if (NT_SUCCESS(status) && device->context0) {
        *context = device->context0;
        dxgk_object_hold(&(*context)->object);
    }
    device_leave(device);
    dxgk_object_release(&device->object);
    return !NT_SUCCESS(status) ? status : *context ? STATUS_SUCCESS : STATUS_INVALID_HANDLE;
}

NTSTATUS render_context(struct dxgk_process *process, D3DKMT_HANDLE handle, struct dxgk_context **context)
{
    *context = handle_get(process, handle, OBJECT_CONTEXT);
    if (!*context)
        return own_context(process, handle, context);
    NTSTATUS status = device_usable((*context)->device);
    if (!NT_SUCCESS(status))
        dxgk_object_release(&(*context)->object);
    return status;
}

/* ---- several ---- */

static bool is_new(const struct render_targets *targets, const struct dxgk_context *context)
{
    for (UINT i = 0; i < targets->count; i++) {
        if (targets->all[i].context == context)
            return false;
    }
    return true;
}

/* Of the same device, and named once. */
static NTSTATUS add(struct render_targets *targets, struct dxgk_process *process, D3DKMT_HANDLE handle)
{
    struct dxgk_context *context;

    NTSTATUS status = render_context(process, handle, &context);
    if (!NT_SUCCESS(status))
        return status;
    if (targets->count && (context->device != targets->all[0].context->device || !is_new(targets, context))) {
        dxgk_object_release(&context->object);
        return STATUS_INVALID_PARAMETER;
    }
    targets->all[targets->count++].context = context;
    return STATUS_SUCCESS;
}

NTSTATUS targets_open(struct render_targets *targets, struct dxgk_process *process, D3DKMT_HANDLE handle,
                      const D3DKMT_HANDLE *more, UINT more_count)
{
    targets->count = 0;
    targets->all = &targets->one;
    if (more_count > D3DDDI_MAX_BROADCAST_CONTEXT)
        return STATUS_INVALID_PARAMETER;
    if (more_count)
        targets->all = dxgk_alloc((1 + more_count) * sizeof(*targets->all));
    if (!targets->all)
        return STATUS_NO_MEMORY;
    NTSTATUS status = add(targets, process, handle);
    for (UINT i = 0; i < more_count && NT_SUCCESS(status); i++)
        status = add(targets, process, more[i]);
    return status;
}

void targets_close(struct render_targets *targets)
{
    while (targets->count)
        dxgk_object_release(&targets->all[--targets->count].context->object);
    if (targets->all != &targets->one)
        dxgk_free(targets->all);
}

/* ---- locks ---- */

/* The target with the lowest address above `last`; there are at most 65. */
static struct dxgk_context *next_above(const struct render_targets *targets, const struct dxgk_context *last)
{
    struct dxgk_context *found = NULL;

    for (UINT i = 0; i < targets->count; i++) {
        struct dxgk_context *c = targets->all[i].context;
        if (c > last && (!found || c < found))
            found = c;
    }
    return found;
}

void targets_lock(struct render_targets *targets)
{
    for (struct dxgk_context *c = next_above(targets, NULL); c; c = next_above(targets, c))
        ExAcquireFastMutexUnsafe(&c->lock); /* no IRQL is raised: the miniport is called under it (REN-03) */
}

void targets_unlock(struct render_targets *targets)
{
    for (UINT i = 0; i < targets->count; i++)
        ExReleaseFastMutexUnsafe(&targets->all[i].context->lock);
}

/* ---- running ---- */

NTSTATUS targets_run(struct render_targets *targets)
{
    NTSTATUS status = STATUS_SUCCESS;
    UINT done = 0;

    while (done < targets->count && NT_SUCCESS(status)) {
        translation_begin(&targets->all[done].translation);
        status = translation_run(&targets->all[done++].translation);
    }
    for (UINT i = 0; i < done; i++) {
        if (NT_SUCCESS(status))
            status = translation_submit(&targets->all[i].translation);
        else
            translation_drop(&targets->all[i].translation);
    }
    return status;
}
