/*
 * Where the VidPN model gets its memory: one pair of functions, so that a test can put its own in place
 * and fail any allocation.
 */
#ifndef OPENWDDM_DXGKRNL_VIDPN_MEMORY_H
#define OPENWDDM_DXGKRNL_VIDPN_MEMORY_H

#include <stddef.h>

/* Zeroed memory, or NULL. Never called under the model's lock. */
void *vidpn_alloc(size_t size);
void vidpn_free(void *memory); /* NULL is fine */

#endif
