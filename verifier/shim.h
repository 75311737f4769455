/*
 * Layers that look on at every call between the graphics kernel and a miniport. Each is a struct ddi_shim (dxgkrnl/ddi.h),
 * made here by name and stacked by dxgk_adapter_options.shims; where none is stacked, nothing of this exists.
 *
 *     const struct ddi_shim *stack[] = {verifier_shim("trace:run.json"), verifier_shim("check")};
 *     options.shims = stack, options.shim_count = 2;
 *     ... start, use, remove the adapter ...
 *     verifier_release(stack[0]), verifier_release(stack[1]);
 *
 * The names:
 *
 *   check         what the driver did to memory that it was only lent: constant arguments, ends of output buffers, lists
 *                 kept after the call; and answers out of range. Findings go to ntos/report.h.
 *   trace:FILE    every call and callback with time, thread, main arguments and result, as a JSON trace for
 *                 ui.perfetto.dev. Stands outermost to see what the layers below changed.
 *   inject:SPEC   makes services fail that a driver must expect to fail. SPEC is one of
 *                     N              the N-th (from 1) of all requests that can fail
 *                     pool=N         ... of pool allocations
 *                     memory=N       ... of other memory: MDLs, mappings, contiguous memory, threads
 *                     CALLBACK=N     ... of one callback: DxgkCbMapMemory, ...
 *                     random=SEED/M  one in M of all requests, drawn from SEED
 */
#ifndef OPENWDDM_SHIM_H
#define OPENWDDM_SHIM_H

#include "ddi.h"

/* A new layer, to be released. NULL: verifier_error() says what is wrong with `spec` or its file. One layer may serve several
 * adapters. Not for use inside the runtime (opens files); any thread. */
const struct ddi_shim *verifier_shim(const char *spec);

/* After the last adapter that it served was removed, or after nt_shutdown when the system had stopped. false: the layer could not do its work in full, for example a trace
 * that did not fit on the disk; verifier_error() says why. NULL is fine. */
bool verifier_release(const struct ddi_shim *shim);

/* Text of this thread's last failure. */
const char *verifier_error(void);

/* Names with one line of help each; NULL past the end. */
const char *verifier_shim_name(size_t index, const char **help);

/* Of an inject layer: how many failable services the driver has asked for, and how many of them were made to fail. */
uint64_t verifier_injected(const struct ddi_shim *shim, uint64_t *asked);

#endif
