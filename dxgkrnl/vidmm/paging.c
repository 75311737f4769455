/*
 * Paging buffers: the driver writes operations into them (DxgkDdiBuildPagingBuffer), as many into one as fit (PAG-01); VidSch has them
 * executed. There are few and they go round; what is submitted of one is never written again before the device is through.
 *
 * The driver is judged after every call: its pointers stay in range, what lies behind them is untouched, a pass without room makes progress.
 * A driver that breaks this has overwritten memory or cannot be continued, so those findings are fatal (OBS-132).
 */
#include "vidmm_private.h"

#include <string.h>

#define WHERE "DxgkDdiBuildPagingBuffer"

/* First parameters of VIDEO_MEMORY_MANAGEMENT_INTERNAL (OBS-132). */
enum { STOP_STATUS = 0xB, STOP_DMA_OVERRUN = 0x12, STOP_PRIVATE_OVERRUN = 0x13, STOP_NOT_IDLE = 0x20 };

static const char *operation_name(DXGK_BUILDPAGINGBUFFER_OPERATION operation)
{
    static const char *const names[] = {"TRANSFER",
                                        "FILL",
                                        "DISCARD_CONTENT",
                                        "READ_PHYSICAL",
                                        "WRITE_PHYSICAL",
                                        "MAP_APERTURE_SEGMENT",
                                        "UNMAP_APERTURE_SEGMENT"};

    return (unsigned)operation < RTL_NUMBER_OF(names) ? names[operation] : "operation";
}

/* ---- life ---- */

static NTSTATUS buffer_create(struct vidmm *vm, struct paging_buffer *b)
{
    PHYSICAL_ADDRESS anywhere = {.QuadPart = -1};

    b->dma.base = MmAllocateContiguousMemory(vm->paging_size + VIDMM_CANARY_BYTES, anywhere);
    if (!b->dma.base)
        return STATUS_NO_MEMORY;
    memset(b->dma.base, VIDMM_CANARY, vm->paging_size + VIDMM_CANARY_BYTES);
    b->dma.size = vm->paging_size;
    b->dma.address = MmGetPhysicalAddress(b->dma.base);
    if (vm->paging_private) {
        b->dma.private_data = dxgk_alloc(vm->paging_private + VIDMM_CANARY_BYTES); /* zeroed once (SEG-09) */
        if (!b->dma.private_data)
            return STATUS_NO_MEMORY;
        memset((PUCHAR)b->dma.private_data + vm->paging_private, VIDMM_CANARY, VIDMM_CANARY_BYTES);
        b->dma.private_size = vm->paging_private;
    }
    return STATUS_SUCCESS;
}

NTSTATUS paging_start(struct vidmm *vm)
{
    NTSTATUS status = STATUS_SUCCESS;

    for (UINT i = 0; i < VIDMM_PAGING_BUFFERS && NT_SUCCESS(status); i++)
        status = buffer_create(vm, &vm->buffers[i]);
    /* The first calls map the buffers themselves, from where they are now. */
    for (UINT i = 0; vm->paging_segment && i < VIDMM_PAGING_BUFFERS && NT_SUCCESS(status); i++)
        status = vidmm_map_dma(vm->adapter, &vm->buffers[i].dma, 1u << (vm->paging_segment - 1));
    return status;
}

void paging_stop(struct vidmm *vm)
{
    for (UINT i = 0; i < VIDMM_PAGING_BUFFERS; i++) {
        struct dma_buffer *dma = &vm->buffers[i].dma;
        if (dma->map)
            vidmm_unmap_dma(vm->adapter, dma);
    }
    for (UINT i = 0; i < VIDMM_PAGING_BUFFERS; i++) {
        struct dma_buffer *dma = &vm->buffers[i].dma;
        if (dma->base)
            MmFreeContiguousMemory(dma->base);
        dxgk_free(dma->private_data);
        memset(dma, 0, sizeof(*dma));
    }
}

/* ---- jobs ---- */

void job_add(struct vidmm *vm, struct vidmm_instance *instance)
{
    if (!instance->in_job) {
        instance->in_job = true;
        InsertTailList(&vm->jobs, &instance->job);
    }
}

static void jobs_done(struct vidmm *vm)
{
    while (!IsListEmpty(&vm->jobs)) {
        struct vidmm_instance *instance =
            CONTAINING_RECORD(RemoveHeadList(&vm->jobs), struct vidmm_instance, job);
        instance->in_job = false;
        if (instance->saving) {
            instance->saving = false;
            instance->system_valid = true;
        }
    }
}

/* ---- submitting ---- */

/* A buffer that the device is through with is as new: what lies behind the driver's pointer is known (PAG-01). */
static void refresh(struct paging_buffer *b)
{
    if (b->dma.base)
        memset(b->dma.base, VIDMM_CANARY, b->used);
    b->used = 0;
    b->submitted = false;
}

static void begin_buffer(struct vidmm *vm)
{
    refresh(&vm->buffers[vm->buffer]);
    vm->start = vm->cursor = vm->private_start = vm->private_cursor = 0;
}

/* Z-05: a driver that does not move the private pointer means all of it. */
static UINT private_end(const struct vidmm *vm)
{
    return vm->private_cursor > vm->private_start ? vm->private_cursor : vm->paging_private;
}

static NTSTATUS submit(struct vidmm *vm)
{
    struct paging_buffer *b = &vm->buffers[vm->buffer];

    if (vm->cursor == vm->start) /* OBS-92, PAG-22: there is nothing to execute */
        return STATUS_SUCCESS;
    if (vm->cleaning) {
        begin_buffer(vm);
        return STATUS_SUCCESS;
    }
    NTSTATUS status = vidsch_paging(vm->adapter, &b->dma, vm->start, vm->cursor, vm->private_start,
                                    private_end(vm), &b->fence);
    if (!NT_SUCCESS(status))
        return status;
    b->submitted = true;
    vm->last_fence = b->fence;
    vm->waiting_due = true;
    vm->start = vm->cursor;
    vm->private_start = vm->private_cursor;
    return STATUS_SUCCESS;
}

/* After a bad wait: a recovery may have run and forgotten everything, or not. */
static NTSTATUS broken(struct vidmm *vm, UINT generation, NTSTATUS status)
{
    if (vm->generation == generation) {
        while (!IsListEmpty(&vm->jobs)) {
            struct vidmm_instance *instance =
                CONTAINING_RECORD(RemoveHeadList(&vm->jobs), struct vidmm_instance, job);
            instance->in_job = false;
            instance_tell(instance);
            if (instance->content && !instance->system_valid)
                instance_lose(instance);
            instance->saving = false;
            displace(vm, instance); /* what its place holds now, nobody knows */
        }
        paging_forget(vm);
    }
    return NT_SUCCESS(status) ? STATUS_GRAPHICS_ALLOCATION_CONTENT_LOST : status;
}

static NTSTATUS wait_for(struct vidmm *vm, UINT fence)
{
    UINT generation = vm->generation;
    NTSTATUS status = vidsch_wait_paging(vm->adapter, fence);

    return NT_SUCCESS(status) && vm->generation == generation ? status : broken(vm, generation, status);
}

/* The rest of the buffer is no use any more: on to one that the device is through with. */
static NTSTATUS next_buffer(struct vidmm *vm)
{
    UINT generation = vm->generation;
    NTSTATUS status = submit(vm);

    if (!NT_SUCCESS(status))
        return broken(vm, generation, status);
    if (vm->buffers[vm->buffer].submitted) {
        vm->buffer = (vm->buffer + 1) % VIDMM_PAGING_BUFFERS;
        vm->start = vm->cursor = vm->private_start = vm->private_cursor = 0;
        if (vm->buffers[vm->buffer].submitted)
            status = wait_for(vm, vm->buffers[vm->buffer].fence);
    }
    if (NT_SUCCESS(status))
        begin_buffer(vm);
    return status;
}

NTSTATUS paging_flush(struct vidmm *vm)
{
    UINT generation = vm->generation;
    NTSTATUS status = submit(vm);

    if (!NT_SUCCESS(status))
        return broken(vm, generation, status);
    if (vm->waiting_due) {
        status = wait_for(vm, vm->last_fence);
        if (!NT_SUCCESS(status))
            return status;
    }
    paging_forget(vm);
    jobs_done(vm);
    return STATUS_SUCCESS;
}

void paging_forget(struct vidmm *vm)
{
    for (UINT i = 0; i < VIDMM_PAGING_BUFFERS; i++)
        refresh(&vm->buffers[i]);
    vm->start = vm->cursor = vm->private_start = vm->private_cursor = 0;
    vm->waiting_due = false;
}

/* ---- judging ---- */

static DECLSPEC_NORETURN void stop(const char *rule, ULONG kind, NTSTATUS status,
                                   const DXGKARG_BUILDPAGINGBUFFER *arg, const char *what,
                                   const char *expected, const char *value)
{
    report_emit(REPORT_BUGCHECK, rule, WHERE, what, expected, NULL, "%s: %s", operation_name(arg->Operation),
                value);
    nt_bugcheck(VIDEO_MEMORY_MANAGEMENT_INTERNAL, kind, (ULONG)status, (ULONG_PTR)arg->Operation, 0, rule,
                "%s, %s: %s is %s; expected %s", WHERE, operation_name(arg->Operation), what, value,
                expected);
}

static bool untouched(const UCHAR *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != VIDMM_CANARY)
            return false;
    }
    return true;
}

/* Where the driver's pointers are now, or the end (PAG-01, PAG-04). */
static void check_pointers(struct vidmm *vm, const DXGKARG_BUILDPAGINGBUFFER *arg, NTSTATUS status)
{
    struct dma_buffer *dma = &vm->buffers[vm->buffer].dma;
    PUCHAR base = dma->base, at = arg->pDmaBuffer, private = dma->private_data,
           private_at = arg->pDmaBufferPrivateData;
    UINT rest = vm->paging_private - vm->private_cursor;

    if (at < base + vm->cursor || at > base + dma->size)
        stop("PAG-01", STOP_DMA_OVERRUN, status, arg, "pDmaBuffer",
             "between where it was and pDmaBuffer + DmaSize",
             at < base               ? "before the buffer"
             : at > base + dma->size ? "behind the buffer"
                                     : "moved back");
    size_t watched = (size_t)(base + dma->size - at);
    watched = (watched < VIDMM_CANARY_BYTES ? watched : VIDMM_CANARY_BYTES);
    if (!untouched(at, watched) || !untouched(base + dma->size, VIDMM_CANARY_BYTES))
        stop("PAG-01", STOP_DMA_OVERRUN, status, arg, "the paging buffer",
             "nothing written behind the pDmaBuffer that comes back", "bytes behind it changed");
    if (!private) {
        if (private_at)
            stop("PAG-04", STOP_PRIVATE_OVERRUN, status, arg, "pDmaBufferPrivateData",
                 "NULL: PagingBufferPrivateDataSize is 0", "a pointer");
        return;
    }
    if (private_at < private + vm->private_cursor || private_at > private + vm->private_cursor + rest)
        stop("PAG-04", STOP_PRIVATE_OVERRUN, status, arg, "pDmaBufferPrivateData",
             "between where it was and the end of the private data", "outside");
    if (!untouched(private + vm->paging_private, VIDMM_CANARY_BYTES))
        stop("PAG-04", STOP_PRIVATE_OVERRUN, status, arg, "the private data",
             "nothing written behind PagingBufferPrivateDataSize", "bytes behind it changed");
}

/* ---- building ---- */

static void set_idle(DXGKARG_BUILDPAGINGBUFFER *arg)
{
    if (arg->Operation == DXGK_OPERATION_TRANSFER)
        arg->Transfer.Flags.AllocationIsIdle = 1;
    else if (arg->Operation == DXGK_OPERATION_DISCARD_CONTENT)
        arg->DiscardContent.Flags.AllocationIsIdle = 1;
}

/* One call; the cursors follow the driver. */
static NTSTATUS call(struct vidmm *vm, const DXGKARG_BUILDPAGINGBUFFER *operation, UINT *multipass, bool idle,
                     bool *progress)
{
    struct dma_buffer *dma = &vm->buffers[vm->buffer].dma;
    DXGKARG_BUILDPAGINGBUFFER arg = *operation;

    arg.MultipassOffset = *multipass;
    arg.pDmaBuffer = (PUCHAR)dma->base + vm->cursor;
    arg.DmaSize = dma->size - vm->cursor; /* PAG-03 */
    arg.pDmaBufferPrivateData = dma->private_data ? (PUCHAR)dma->private_data + vm->private_cursor : NULL;
    arg.DmaBufferPrivateDataSize = vm->paging_private - vm->private_cursor;
    if (idle)
        set_idle(&arg);
    NTSTATUS status = ddi_BuildPagingBuffer(vm->adapter, &arg);
    check_pointers(vm, &arg, status);
    UINT cursor = (UINT)((PUCHAR)arg.pDmaBuffer - (PUCHAR)dma->base);
    *progress = cursor != vm->cursor || arg.MultipassOffset != *multipass;
    *multipass = arg.MultipassOffset;
    vm->cursor = cursor;
    if (cursor > vm->buffers[vm->buffer].used)
        vm->buffers[vm->buffer].used = cursor;
    if (dma->private_data)
        vm->private_cursor = (UINT)((PUCHAR)arg.pDmaBufferPrivateData - (PUCHAR)dma->private_data);
    return status;
}

NTSTATUS paging_build(struct vidmm *vm, const DXGKARG_BUILDPAGINGBUFFER *operation,
                      struct vidmm_instance *instance)
{
    UINT multipass = 0;
    bool idle = false, fresh, progress;

    for (;;) {
        fresh = vm->cursor == 0;
        NTSTATUS status = call(vm, operation, &multipass, idle, &progress);
        if (status == STATUS_SUCCESS)
            return status;
        if (status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
            if (fresh && !progress)
                stop("PAG-05", STOP_STATUS, status, operation, "pDmaBuffer and MultipassOffset",
                     "progress, in a buffer of PagingBufferSize bytes",
                     "where they were, and INSUFFICIENT_DMA_BUFFER");
            status = next_buffer(vm);
        } else if (status == STATUS_GRAPHICS_ALLOCATION_BUSY) {
            if (idle || !instance)
                stop("PAG-06", STOP_NOT_IDLE, status, operation, "NTSTATUS",
                     "another one, as the allocation is idle", "STATUS_GRAPHICS_ALLOCATION_BUSY again");
            status = instance_wait(vm, instance, false);
            idle = true;
        } else {
            stop("PAG-07", STOP_STATUS, status, operation, "NTSTATUS",
                 "STATUS_SUCCESS, INSUFFICIENT_DMA_BUFFER or ALLOCATION_BUSY", nt_status_text(status));
        }
        if (!NT_SUCCESS(status))
            return status;
    }
}
