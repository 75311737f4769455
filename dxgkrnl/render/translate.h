/*
 * A translation: one command buffer, or one present, becomes one DMA buffer or several. Render, RenderKm and Present differ in their
 * argument and in who made the commands; how often the driver is called, what is checked after each call and what becomes of its work is
 * the same for all and lies here.
 */
#ifndef OPENWDDM_RENDER_TRANSLATE_H
#define OPENWDDM_RENDER_TRANSLATE_H

#include "dma.h"

struct translation {
    struct dxgk_context *context; /* its lock is held */
    struct render_stage *stage;   /* with the captured list */
    enum ddi_id id;               /* DDI_ID_Render, DDI_ID_RenderKm, DDI_ID_Present */
    UINT uses;                    /* elements of the allocation list */
    UINT patches;                 /* elements of room in the output patch list */
    UINT dma_size;                /* bytes of a whole DMA buffer */
    bool guaranteed;              /* INSUFFICIENT_DMA_BUFFER is fatal (REN-44) */
    /* Render, RenderKm: */
    const void *command;
    UINT command_length;
    D3DDDI_PATCHLOCATIONLIST *patches_in;
    UINT patch_in_count;
    /* Present: everything but buffers and lists. */
    const DXGKARG_PRESENT *present;
    /* Of the packets: */
    enum packet_kind kind;
    DXGK_PATCHFLAGS patch_flags;
    DXGK_SUBMITCOMMANDFLAGS submit_flags;
    UINT source;
    D3DDDI_FLIPINTERVAL_TYPE interval;

    /* Its own: */
    LIST_ENTRY packets; /* done and not submitted, in pass order */
    UINT held;
    UINT passes, idle_passes; /* calls; those that wrote nothing */
    UINT multipass_offset;    /* the driver's word (REN-23) */
    bool whole; /* the next pass gets a whole DMA buffer, because the last found no room at all */
};

void translation_begin(struct translation *t);
/* Calls the driver until it has translated everything. On success its packets wait for translation_submit; a failure has freed them, and
 * nothing of this call reaches the device (REN-80). Statuses are those a client gets. */
NTSTATUS translation_run(struct translation *t);
/* In pass order (REN-33). */
NTSTATUS translation_submit(struct translation *t);
void translation_drop(struct translation *t); /* frees what is not submitted */

/* ---- translate_call.c: one call down ---- */

/* What the driver left in its argument. */
struct outcome {
    NTSTATUS status;
    PUCHAR dma, private_data;
    const D3DDDI_PATCHLOCATIONLIST *patches;
    UINT multipass_offset;
};

/* Puts the argument and the lists on the stage and calls; packet NULL: a present without a DMA buffer (PRS-10). Findings for what was only to
 * be read. */
void translate_call(const struct translation *t, struct dxgk_packet *packet, const DXGK_ALLOCATIONLIST *list,
                    struct outcome *outcome);

/* ---- translate_check.c: what came back ---- */

/* Judges pointers, canaries and the patch list, and fills in the packet's lengths. The status is what becomes of the pass: STATUS_SUCCESS when it
 * may be submitted. Stops the system where memory was overrun. */
NTSTATUS translate_check(const struct translation *t, struct dxgk_packet *packet,
                         const struct outcome *outcome);
/* A failure of the driver as the client sees it: the table of A.7 (REN-83, REN-84). */
NTSTATUS translate_status(const struct translation *t, NTSTATUS status);

#endif
