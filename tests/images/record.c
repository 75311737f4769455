/* See record.h. Virtual time runs one thread at a time: nothing is locked. */
#include "record.h"

#include "nt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARKS (sizeof(((struct record *)0)->marks) / sizeof(size_t))

static struct record *current;

/* ---- a whole program's calls, in a file ---- */

/* Instead of the bytes of a call, their hash. */
static struct {
    FILE *out;
    struct record_line line;
} stream;

static void end_line(void)
{
    if (stream.line.what)
        fwrite(&stream.line, sizeof(stream.line), 1, stream.out);
    stream.line = (struct record_line){.hash = 0xCBF29CE484222325u};
}

static void end_file(void)
{
    end_line();
    fclose(stream.out);
}

static void add(const void *bytes, size_t size)
{
    struct record *r = current;
    if (stream.out) {
        for (size_t i = 0; i < size; i++)
            stream.line.hash = (stream.line.hash ^ ((const uint8_t *)bytes)[i]) * 0x100000001B3u;
        return;
    }
    if (size > r->room - r->size) {
        r->room = 2 * (r->room + size) + 65536;
        r->bytes = realloc(r->bytes, r->room);
        if (!r->bytes)
            abort();
    }
    memcpy(r->bytes + r->size, bytes, size);
    r->size += size;
}

/* The members of the structure that argument 1 points to which are no pointers; between them is padding, of which nobody knows the bytes. */
#define FIELD(ddi, type, member)                                                                             \
    {                                                                                                        \
        DDI_ID_##ddi, (size_t)FIELD_OFFSET(type, member), sizeof(((type *)0)->member)                        \
    }
static const struct {
    enum ddi_id id;
    size_t at, size;
} fields[] = {
    FIELD(QueryAdapterInfo, DXGKARG_QUERYADAPTERINFO, Type),
    FIELD(QueryAdapterInfo, DXGKARG_QUERYADAPTERINFO, InputDataSize),
    FIELD(QueryAdapterInfo, DXGKARG_QUERYADAPTERINFO, OutputDataSize),
    FIELD(CreateContext, DXGKARG_CREATECONTEXT, NodeOrdinal),
    FIELD(CreateContext, DXGKARG_CREATECONTEXT, EngineAffinity),
    FIELD(CreateContext, DXGKARG_CREATECONTEXT, Flags),
    FIELD(CreateContext, DXGKARG_CREATECONTEXT, PrivateDriverDataSize),
    FIELD(CreateAllocation, DXGKARG_CREATEALLOCATION, PrivateDriverDataSize),
    FIELD(CreateAllocation, DXGKARG_CREATEALLOCATION, NumAllocations),
    FIELD(CreateAllocation, DXGKARG_CREATEALLOCATION, Flags),
    FIELD(BuildPagingBuffer, DXGKARG_BUILDPAGINGBUFFER, Operation),
    FIELD(BuildPagingBuffer, DXGKARG_BUILDPAGINGBUFFER, MultipassOffset),
    FIELD(Render, DXGKARG_RENDER, CommandLength),
    FIELD(Render, DXGKARG_RENDER, DmaSize),
    FIELD(Render, DXGKARG_RENDER, DmaBufferPrivateDataSize),
    FIELD(Render, DXGKARG_RENDER, AllocationListSize),
    FIELD(Render, DXGKARG_RENDER, PatchLocationListInSize),
    FIELD(Render, DXGKARG_RENDER, PatchLocationListOutSize),
    FIELD(Render, DXGKARG_RENDER, MultipassOffset),
    FIELD(Render, DXGKARG_RENDER, DmaBufferSegmentId),
    FIELD(Render, DXGKARG_RENDER, DmaBufferPhysicalAddress),
    FIELD(Patch, DXGKARG_PATCH, DmaBufferSegmentId),
    FIELD(Patch, DXGKARG_PATCH, DmaBufferPhysicalAddress),
    FIELD(Patch, DXGKARG_PATCH, DmaBufferSize),
    FIELD(Patch, DXGKARG_PATCH, DmaBufferSubmissionStartOffset),
    FIELD(Patch, DXGKARG_PATCH, DmaBufferSubmissionEndOffset),
    FIELD(Patch, DXGKARG_PATCH, AllocationListSize),
    FIELD(Patch, DXGKARG_PATCH, PatchLocationListSize),
    FIELD(Patch, DXGKARG_PATCH, PatchLocationListSubmissionStart),
    FIELD(Patch, DXGKARG_PATCH, PatchLocationListSubmissionLength),
    FIELD(Patch, DXGKARG_PATCH, SubmissionFenceId),
    FIELD(Patch, DXGKARG_PATCH, Flags),
    FIELD(SubmitCommand, DXGKARG_SUBMITCOMMAND, DmaBufferSegmentId),
    FIELD(SubmitCommand, DXGKARG_SUBMITCOMMAND, DmaBufferPhysicalAddress),
    FIELD(SubmitCommand, DXGKARG_SUBMITCOMMAND, DmaBufferSize),
    FIELD(SubmitCommand, DXGKARG_SUBMITCOMMAND, DmaBufferSubmissionStartOffset),
    FIELD(SubmitCommand, DXGKARG_SUBMITCOMMAND, DmaBufferSubmissionEndOffset),
    FIELD(SubmitCommand, DXGKARG_SUBMITCOMMAND, SubmissionFenceId),
    FIELD(SubmitCommand, DXGKARG_SUBMITCOMMAND, Flags),
    FIELD(SubmitCommand, DXGKARG_SUBMITCOMMAND, NodeOrdinal),
    FIELD(PresentDisplayOnly, DXGKARG_PRESENT_DISPLAYONLY, BytesPerPixel),
    FIELD(PresentDisplayOnly, DXGKARG_PRESENT_DISPLAYONLY, Pitch),
    FIELD(PresentDisplayOnly, DXGKARG_PRESENT_DISPLAYONLY, Flags),
    FIELD(PresentDisplayOnly, DXGKARG_PRESENT_DISPLAYONLY, NumMoves),
    FIELD(PresentDisplayOnly, DXGKARG_PRESENT_DISPLAYONLY, NumDirtyRects),
    FIELD(SetVidPnSourceAddress, DXGKARG_SETVIDPNSOURCEADDRESS, PrimarySegment),
    FIELD(SetVidPnSourceAddress, DXGKARG_SETVIDPNSOURCEADDRESS, PrimaryAddress),
    FIELD(SetVidPnSourceAddress, DXGKARG_SETVIDPNSOURCEADDRESS, ContextCount),
    FIELD(SetVidPnSourceAddress, DXGKARG_SETVIDPNSOURCEADDRESS, Flags),
    FIELD(SetVidPnSourceVisibility, DXGKARG_SETVIDPNSOURCEVISIBILITY, VidPnSourceId),
    FIELD(SetVidPnSourceVisibility, DXGKARG_SETVIDPNSOURCEVISIBILITY, Visible),
    FIELD(Present, DXGKARG_PRESENT, DmaSize),
    FIELD(Present, DXGKARG_PRESENT, DmaBufferPrivateDataSize),
    FIELD(Present, DXGKARG_PRESENT, PatchLocationListOutSize),
    FIELD(Present, DXGKARG_PRESENT, MultipassOffset),
    FIELD(Present, DXGKARG_PRESENT, Color),
    FIELD(Present, DXGKARG_PRESENT, DstRect),
    FIELD(Present, DXGKARG_PRESENT, SrcRect),
    FIELD(Present, DXGKARG_PRESENT, SubRectCnt),
    FIELD(Present, DXGKARG_PRESENT, FlipInterval),
    FIELD(Present, DXGKARG_PRESENT, Flags),
    FIELD(Present, DXGKARG_PRESENT, DmaBufferSegmentId),
    FIELD(Present, DXGKARG_PRESENT, DmaBufferPhysicalAddress),
    FIELD(RenderKm, DXGKARG_RENDER, CommandLength),
    FIELD(RenderKm, DXGKARG_RENDER, DmaSize),
    FIELD(RenderKm, DXGKARG_RENDER, DmaBufferPrivateDataSize),
    FIELD(RenderKm, DXGKARG_RENDER, AllocationListSize),
    FIELD(RenderKm, DXGKARG_RENDER, PatchLocationListInSize),
    FIELD(RenderKm, DXGKARG_RENDER, PatchLocationListOutSize),
    FIELD(RenderKm, DXGKARG_RENDER, MultipassOffset),
    FIELD(PreemptCommand, DXGKARG_PREEMPTCOMMAND, PreemptionFenceId),
    FIELD(PreemptCommand, DXGKARG_PREEMPTCOMMAND, NodeOrdinal),
    FIELD(PreemptCommand, DXGKARG_PREEMPTCOMMAND, EngineOrdinal),
    FIELD(PreemptCommand, DXGKARG_PREEMPTCOMMAND, Flags),
    FIELD(QueryCurrentFence, DXGKARG_QUERYCURRENTFENCE, CurrentFence),
    FIELD(QueryCurrentFence, DXGKARG_QUERYCURRENTFENCE, NodeOrdinal),
};

static void add_arguments(const struct ddi_call *call)
{
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        const uint8_t *at;
        if (fields[i].id != call->id)
            continue;
        memcpy(&at, call->args[1], sizeof(at));
        if (at)
            add(at + fields[i].at, fields[i].size);
    }
}

/* What the driver wrote for the device: from where the buffer began to where it says it ends. */
static struct {
    PKTHREAD thread;
    uint8_t *at;
} dma_starts[16];

static uint8_t **dma_start(void)
{
    PKTHREAD self = KeGetCurrentThread();
    unsigned free_one = 0;
    for (unsigned i = 0; i < sizeof(dma_starts) / sizeof(dma_starts[0]); i++) {
        if (dma_starts[i].at && dma_starts[i].thread == self)
            return &dma_starts[i].at;
        free_one = dma_starts[i].at ? free_one : i;
    }
    dma_starts[free_one].thread = self;
    return &dma_starts[free_one].at;
}

static uint8_t *dma_of(const struct ddi_call *call)
{
    void *arg;
    switch (call->id) {
    case DDI_ID_Render:
    case DDI_ID_RenderKm:
        memcpy(&arg, call->args[1], sizeof(arg));
        return ((DXGKARG_RENDER *)arg)->pDmaBuffer;
    case DDI_ID_Present:
        memcpy(&arg, call->args[1], sizeof(arg));
        return ((DXGKARG_PRESENT *)arg)->pDmaBuffer;
    case DDI_ID_BuildPagingBuffer:
        memcpy(&arg, call->args[1], sizeof(arg));
        return ((DXGKARG_BUILDPAGINGBUFFER *)arg)->pDmaBuffer;
    default:
        return NULL;
    }
}

static void add_patched(const struct ddi_call *call)
{
    const DXGKARG_PATCH *patch;
    memcpy(&patch, call->args[1], sizeof(patch));
    UINT start = patch->DmaBufferSubmissionStartOffset, end = patch->DmaBufferSubmissionEndOffset;
    add((const uint8_t *)patch->pDmaBuffer + start, end - start);
}

static void mark(const struct ddi_call *call, uint32_t phase)
{
    if (stream.out) {
        end_line();
        stream.line.what = phase | (call->id + 1);
        stream.line.time = nt_now();
        return;
    }
    if (current->calls == MARKS)
        abort();
    current->ids[current->calls] = call->id;
    current->marks[current->calls++] = current->size;
}

static void before(void *ctx, struct ddi_call *call)
{
    uint32_t head[2] = {call->id, KeGetCurrentIrql()};
    uint64_t now = nt_now();
    mark(call, 0);
    add(head, sizeof(head));
    add(&now, sizeof(now));
    add_arguments(call);
    uint8_t *start = dma_of(call);
    if (start)
        *dma_start() = start;
}

static void after(void *ctx, struct ddi_call *call)
{
    uint32_t head[2] = {~(uint32_t)call->id, (uint32_t)call->status};
    uint64_t now = nt_now();
    mark(call, RECORD_AFTER);
    add(head, sizeof(head));
    add(&now, sizeof(now));
    if (call->id != DDI_ID_DpcRoutine && call->id != DDI_ID_InterruptRoutine)
        add_arguments(call);
    uint8_t *end = dma_of(call);
    if (call->id == DDI_ID_Patch)
        add_patched(call);
    if (!end)
        return;
    uint8_t *start = *dma_start();
    *dma_start() = NULL;
    if (start && end > start)
        add(start, (size_t)(end - start));
}

static void callback_after(void *ctx, struct ddi_callback *callback)
{
    uint32_t head[2] = {0xCB000000u | callback->id, (uint32_t)callback->status};
    add(head, sizeof(head));
}

static const struct ddi_shim shim = {
    .name = "record", .before = before, .after = after, .callback_after = callback_after};

const struct ddi_shim *record_everything(void)
{
    const char *path = getenv("OPENWDDM_TEST_RECORD");

    if (!path)
        return NULL;
    if (!stream.out) {
        stream.out = fopen(path, "wb");
        if (!stream.out)
            abort();
        end_line();
        atexit(end_file);
    }
    memset(dma_starts, 0, sizeof(dma_starts)); /* who was inside a call when the system stopped is gone */
    return &shim;
}

const struct ddi_shim *record_into(struct record *record)
{
    *record = (struct record){0};
    memset(dma_starts, 0, sizeof(dma_starts));
    current = record;
    return &shim;
}

long record_compare(const struct record *a, const struct record *b)
{
    size_t at = 0, size = a->size < b->size ? a->size : b->size;
    while (at < size && a->bytes[at] == b->bytes[at])
        at++;
    if (at == a->size && at == b->size)
        return -1;
    size_t n = 0;
    while (n + 1 < a->calls && a->marks[n + 1] <= at)
        n++;
    fprintf(stderr, "of %zu and %zu calls, number %zu (%s) differs, at byte %zu of it\n", a->calls, b->calls,
            n, ddi_name(a->ids[n]), at - a->marks[n]);
    return (long)n;
}

void record_free(struct record *record)
{
    free(record->bytes);
    record->bytes = NULL;
}
