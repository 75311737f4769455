/*
 * What a trace says about the arguments of each DDI and callback: the fields that tell calls apart, never an address, so
 * that two runs of one seed give the same trace.
 */
#ifndef OPENWDDM_TRACE_ARGS_H
#define OPENWDDM_TRACE_ARGS_H

#include "ddi.h"
#include "fields.h"

void trace_ddi_inputs(struct fields *fields, const struct ddi_call *call);
void trace_ddi_outputs(struct fields *fields, const struct ddi_call *call); /* after the call */
void trace_callback_inputs(struct fields *fields, const struct ddi_callback *callback);
void trace_callback_outputs(struct fields *fields, const struct ddi_callback *callback);

#endif
