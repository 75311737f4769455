/*
 * What the tests of objects share: a shim that writes down the calls of one adapter, and one that spoils an answer of the miniport.
 */
#ifndef OPENWDDM_TESTS_OBJECT_SUPPORT_H
#define OPENWDDM_TESTS_OBJECT_SUPPORT_H

#include "stage.h"

/* ---- the record: calls of level zero to three, in order ---- */

#define RECORD_MOST 4096

struct recorded {
    enum ddi_id id;
    HANDLE object; /* of the call: device, context; else 0 */
    UINT count;    /* CreateAllocation, OpenAllocation, CloseAllocation, DestroyAllocation: how many */
    HANDLE
    resource; /* hResource of CreateAllocation (in) and DestroyAllocation; hPrimaryAllocation of CommitVidPn */
    bool flag;         /* Resource, Create, DestroyResource; SystemDevice */
    UINT type;         /* QueryAdapterInfo, GetStandardAllocationDriverData, BuildPagingBuffer */
    HANDLE handles[8]; /* the first ones */
    NTSTATUS status;
};

extern const struct ddi_shim recorder;
void record_clear(void);
size_t record_count(void);
const struct recorded *record_at(size_t index);
/* The index of the n-th (from 0) call of this DDI; RECORD_MOST: none. */
size_t record_find(enum ddi_id id, size_t n);
size_t record_calls(enum ddi_id id);

/* What StartDevice was handed, for tests that call back as the miniport would. */
extern DXGKRNL_INTERFACE kernel_interface;

/* ---- the spoiler ---- */

/* `spoil` sees each call of `id` after the miniport answered it, and may change the answer. Called for the first `times` calls beyond `skip`. */
struct spoiler {
    enum ddi_id id;
    void (*spoil)(struct ddi_call *call);
    unsigned skip, times; /* times 0: all */
    bool before;          /* instead, before the miniport is called */
};
extern struct spoiler spoiler; /* spoil NULL: off */
extern const struct ddi_shim spoiling;

/* Starts the stage with both shims. */
NTSTATUS recorded_start(struct stage *stage, const struct stage_options *options);

#define GOOD(status) CHECK(NT_SUCCESS(status))
/* The status is exactly this one. */
#define GIVES(expected, expression)                                                                          \
    do {                                                                                                     \
        NTSTATUS gives_ = (expression);                                                                      \
        if (gives_ != (expected)) {                                                                          \
            fprintf(stderr, "%s:%d: %s gives %s, not %s\n", __FILE__, __LINE__, #expression,                 \
                    nt_status_text(gives_), nt_status_text(expected));                                       \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

#endif
