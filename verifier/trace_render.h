/* What a trace tells of the render path, see trace_render.c. */
#ifndef OPENWDDM_TRACE_RENDER_H
#define OPENWDDM_TRACE_RENDER_H

#include "ddi.h"
#include "fields.h"

typedef void ddi_fields(struct fields *fields, const struct ddi_call *call);

ddi_fields *trace_render_inputs(enum ddi_id id); /* NULL: nothing to tell */
ddi_fields *trace_render_outputs(enum ddi_id id);
void trace_engine_interrupt(struct fields *fields, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data);

#endif
