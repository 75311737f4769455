/*
 * What the thunks of render/ share: finding the context a client means, and GDI command buffers.
 */
#ifndef OPENWDDM_RENDER_RENDER_H
#define OPENWDDM_RENDER_RENDER_H

#include "translate.h"

/* The context of a handle, with a reference: a context, or for drivers without contexts the device's own (REN-02, THK-03). Its device is
 * active. */
NTSTATUS render_context(struct dxgk_process *process, D3DKMT_HANDLE handle, struct dxgk_context **context);

/* One client's call on one context, or on several at once (THK-11). They are locked in the order of their addresses. */
struct render_target {
    struct dxgk_context *context;
    struct translation translation;
};
struct render_targets {
    UINT count;
    struct render_target one, *all; /* all[0]: hContext */
};
NTSTATUS targets_open(struct render_targets *targets, struct dxgk_process *process, D3DKMT_HANDLE handle,
                      const D3DKMT_HANDLE *more, UINT more_count);
void targets_close(struct render_targets *targets);
void targets_lock(struct render_targets *targets);
void targets_unlock(struct render_targets *targets);
/* All translate, then all submit: what one refuses reaches no device (REN-80). The translations are filled in. */
NTSTATUS targets_run(struct render_targets *targets);

/* D3DKMTRender with RenderKm by the graphics kernel itself, whose process may be a client's (THK-09). */
NTSTATUS render_kernel(struct dxgk_context *context, D3DKMT_RENDER *args);

/* Does a buffer of DXGK_RENDERKM_COMMAND keep GDI-02..GDI-04, and name only elements of the list? A finding says where it does not. */
NTSTATUS gdi_check(const void *commands, UINT length, UINT allocation_count);

#endif
