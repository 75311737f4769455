/* See dev_harness.h. */
#include "dev_harness.h"

#include "device.h"

#include <stdlib.h>

#define DEVICE_HANDLE(dev) ((HANDLE)(dev))
#define DEVICE_IRQL        5

extern NTSTATUS NTAPI refgpu_driver_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path);

static struct dev *loading; /* whose DriverEntry runs, and whose handles are asked for */

NTSTATUS NTAPI DxgkInitialize(PDRIVER_OBJECT driver, PUNICODE_STRING path, PDRIVER_INITIALIZATION_DATA table)
{
    loading->table = *table;
    memset(table, 0xEE, sizeof(*table)); /* DOD-01 */
    return STATUS_SUCCESS;
}

/* ---- sections at device IRQL --------------------------------------------------------------------------- */

static void enter(struct dev *dev)
{
    dev->inside = true;
    dev->notified = dev->queued = dev->crtc_seen = false;
}

static void leave(struct dev *dev)
{
    EXPECT(!dev->notified || dev->queued); /* FEN-06 */
    dev->inside = false;
}

static BOOLEAN isr(void *ctx, ULONG message)
{
    struct dev *dev = ctx;
    BOOLEAN ours;

    enter(dev);
    ours = dev->table.DxgkDdiInterruptRoutine(dev->adapter, message);
    leave(dev);
    return ours;
}

BOOLEAN dev_interrupt(struct dev *dev)
{
    KIRQL old;
    BOOLEAN ours;

    KeRaiseIrql(DEVICE_IRQL, &old);
    ours = isr(dev, 0);
    KeLowerIrql(old);
    return ours;
}

static void run_dpc(struct dev *dev)
{
    KIRQL old;

    KeRaiseIrql(DISPATCH_LEVEL, &old);
    dev->dpc_queued = false;
    dev->table.DxgkDdiDpcRoutine(dev->adapter);
    KeLowerIrql(old);
}

void dev_deliver(struct dev *dev)
{
    while (ReadAcquire(&dev->pending) || dev->dpc_queued) {
        if (ReadAcquire(&dev->pending)) {
            InterlockedDecrement(&dev->pending);
            dev_interrupt(dev);
        }
        if (dev->dpc_queued)
            run_dpc(dev);
    }
}

static void on_interrupt(void *ctx, unsigned message, bool level)
{
    struct dev *dev = ctx;

    if (message == 0 && (level || !dev->options.line))
        InterlockedIncrement(&dev->pending);
}

static VOID NTAPI on_dpc(PKDPC dpc, PVOID ctx, PVOID a, PVOID b)
{
    struct dev *dev = ctx;

    dev->table.DxgkDdiDpcRoutine(dev->adapter);
    KeSetEvent(&dev->progress, IO_NO_INCREMENT, FALSE);
}

/* ---- callbacks ----------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI cb_get_device_information(HANDLE handle, PDXGK_DEVICE_INFO info)
{
    struct dev *dev = handle;

    info->TranslatedResourceList = dev->resources;
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI cb_map_memory(HANDLE handle, PHYSICAL_ADDRESS address, ULONG length, BOOLEAN io,
                                    BOOLEAN user, MEMORY_CACHING_TYPE caching, PVOID *mapped)
{
    struct dev *dev = handle;

    *mapped = MmMapIoSpace(address, length, caching);
    if (!*mapped)
        return STATUS_INSUFFICIENT_RESOURCES;
    for (unsigned i = 0; i < DEV_MAPS; i++) {
        if (!dev->maps[i].address) {
            dev->maps[i].address = *mapped;
            dev->maps[i].length = length;
            break;
        }
    }
    return STATUS_SUCCESS;
}

static NTSTATUS NTAPI cb_unmap_memory(HANDLE handle, PVOID mapped)
{
    struct dev *dev = handle;

    for (unsigned i = 0; i < DEV_MAPS; i++) {
        if (dev->maps[i].address == mapped) {
            MmUnmapIoSpace(mapped, dev->maps[i].length);
            dev->maps[i].address = NULL;
            return STATUS_SUCCESS;
        }
    }
    EXPECT(!"unmapped once");
    return STATUS_INVALID_PARAMETER;
}

static BOOLEAN NTAPI cb_queue_dpc(HANDLE handle)
{
    struct dev *dev = handle;

    dev->queued = true;
    if (dev->options.threads)
        return KeInsertQueueDpc(&dev->dpc, NULL, NULL);
    if (dev->dpc_queued)
        return FALSE;
    return dev->dpc_queued = true;
}

static void NTAPI cb_notify_interrupt(HANDLE handle, const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data)
{
    struct dev *dev = handle;

    EXPECT(KeGetCurrentIrql() > DISPATCH_LEVEL && dev->inside);                  /* FEN-05, FEN-08 */
    EXPECT(data->InterruptType == DXGK_INTERRUPT_CRTC_VSYNC || !dev->crtc_seen); /* FEN-07 */
    if (data->InterruptType == DXGK_INTERRUPT_DMA_COMPLETED)
        EXPECT(data->DmaCompleted.EngineOrdinal == 0); /* FEN-04 */
    dev->crtc_seen |= data->InterruptType == DXGK_INTERRUPT_CRTC_VSYNC;
    dev->notified = true;
    if (dev->note_count < DEV_NOTES)
        dev->notes[dev->note_count++] = *data;
}

static void NTAPI cb_notify_dpc(HANDLE handle)
{
    struct dev *dev = handle;

    EXPECT(KeGetCurrentIrql() == DISPATCH_LEVEL);        /* FEN-12 */
    __atomic_fetch_add(&dev->dpcs, 1, __ATOMIC_RELAXED); /* one DPC may run on two processors */
}

static NTSTATUS NTAPI cb_indicate_child_status(HANDLE handle, PDXGK_CHILD_STATUS status)
{
    struct dev *dev = handle;

    if (dev->child_status_count < 16)
        dev->child_status[dev->child_status_count++] = *status;
    return STATUS_SUCCESS;
}

static PVOID NTAPI cb_get_handle_data(const DXGKARGCB_GETHANDLEDATA *args)
{
    EXPECT(args->Type == DXGK_HANDLE_ALLOCATION && !args->Flags.DeviceSpecific);
    return args->hObject >= 1 && args->hObject <= 16 ? loading->handles[args->hObject - 1] : NULL;
}

struct synchronized {
    struct dev *dev;
    PKSYNCHRONIZE_ROUTINE routine;
    PVOID context;
};

static BOOLEAN run_synchronized(void *ctx)
{
    struct synchronized *s = ctx;
    BOOLEAN result;

    enter(s->dev);
    result = s->routine(s->context);
    leave(s->dev);
    return result;
}

static NTSTATUS NTAPI cb_synchronize(HANDLE handle, PKSYNCHRONIZE_ROUTINE routine, PVOID context,
                                     ULONG message, PBOOLEAN result)
{
    struct synchronized s = {handle, routine, context};
    KIRQL old;

    if (s.dev->options.threads) {
        *result = nt_interrupt_synchronize(s.dev->line, run_synchronized, &s);
        return STATUS_SUCCESS;
    }
    KeRaiseIrql(DEVICE_IRQL, &old);
    *result = run_synchronized(&s);
    KeLowerIrql(old);
    return STATUS_SUCCESS;
}

static void fill_interface(struct dev *dev)
{
    dev->interface = (DXGKRNL_INTERFACE){
        .Size = dev->options.interface_size ? dev->options.interface_size : sizeof(DXGKRNL_INTERFACE),
        .Version = DXGKDDI_INTERFACE_VERSION_WDDM1_3,
        .DeviceHandle = DEVICE_HANDLE(dev),
        .DxgkCbGetDeviceInformation = cb_get_device_information,
        .DxgkCbMapMemory = cb_map_memory,
        .DxgkCbUnmapMemory = cb_unmap_memory,
        .DxgkCbSynchronizeExecution = cb_synchronize,
        .DxgkCbQueueDpc = cb_queue_dpc,
        .DxgkCbNotifyInterrupt = cb_notify_interrupt,
        .DxgkCbNotifyDpc = cb_notify_dpc,
        .DxgkCbIndicateChildStatus = cb_indicate_child_status,
        .DxgkCbGetHandleData = cb_get_handle_data,
        .DxgkCbQueryVidPnInterface = dev->options.query_vidpn,
    };
}

/* ---- life ---------------------------------------------------------------------------------------------- */

static bool make_device(struct dev *dev)
{
    struct dev_options *o = &dev->options;

    o->vram = o->vram ? o->vram : 1u << 20;
    o->visible = o->visible ? o->visible : o->vram / 2;
    o->gart_pages = o->gart_pages ? o->gart_pages : 256;
    o->heads = o->heads ? o->heads : 1;
    dev->device = refgpu_create(&(struct refgpu_config){.vram_size = o->vram,
                                                        .visible_size = o->visible,
                                                        .gart_pages = o->gart_pages,
                                                        .heads = o->heads,
                                                        .threads = o->threads,
                                                        .line_interrupt = o->line});
    dev->bus = dev->device ? bus_local_open(dev->device) : NULL;
    return dev->bus && NT_SUCCESS(nt_pdo_create(dev->bus, &dev->pdo));
}

/* A copy, so that a test can take something away. */
static void copy_resources(struct dev *dev)
{
    const CM_RESOURCE_LIST *all = nt_pdo_resources(dev->pdo);
    ULONG count = all->List[0].PartialResourceList.Count;
    size_t size = sizeof(*all) + count * sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR);

    dev->resources = calloc(1, size);
    memcpy(dev->resources, all, size - sizeof(CM_PARTIAL_RESOURCE_DESCRIPTOR));
}

static bool connect_interrupt(struct dev *dev)
{
    if (dev->options.threads)
        return NT_SUCCESS(nt_interrupt_connect(dev->pdo, isr, dev, &dev->line));
    dev->bus->ops->interrupt_attach(dev->bus, on_interrupt, dev);
    return true;
}

bool dev_load(struct dev *dev, const struct dev_options *options)
{
    UNICODE_STRING path = {0};

    memset(dev, 0, sizeof(*dev));
    if (options)
        dev->options = *options;
    if (!make_device(dev))
        return false;
    copy_resources(dev);
    KeInitializeDpc(&dev->dpc, on_dpc, dev);
    KeInitializeEvent(&dev->progress, SynchronizationEvent, FALSE);
    loading = dev;
    if (!NT_SUCCESS(refgpu_driver_entry(NULL, &path)))
        return false;
    return NT_SUCCESS(dev->table.DxgkDdiAddDevice(dev->pdo, &dev->adapter)) && connect_interrupt(dev);
}

NTSTATUS dev_start(struct dev *dev)
{
    DXGK_START_INFO info = {.RequiredDmaQueueEntry = dev->options.queue_entries};
    NTSTATUS status;

    fill_interface(dev);
    status =
        dev->table.DxgkDdiStartDevice(dev->adapter, &info, &dev->interface, &dev->sources, &dev->children);
    memset(&dev->interface, 0xEE, sizeof(dev->interface)); /* DOD-11 */
    dev->started = NT_SUCCESS(status);
    return status;
}

static bool open_contexts(struct dev *dev)
{
    DXGKARG_CREATEDEVICE device = {.hDevice = (HANDLE)1};

    device.pInfo = NULL;
    if (!NT_SUCCESS(dev->table.DxgkDdiCreateDevice(dev->adapter, &device)))
        return false;
    dev->device_handle = device.hDevice;
    for (UINT node = 0; dev->table.DxgkDdiCreateContext && node < REFGPU_NODE_COUNT; node++) {
        DXGKARG_CREATECONTEXT context = {.hContext = (HANDLE)2, .NodeOrdinal = node, .EngineAffinity = 1};
        if (!NT_SUCCESS(dev->table.DxgkDdiCreateContext(dev->device_handle, &context)))
            return false;
        dev->context[node] = context.hContext;
    }
    return true;
}

bool dev_open(struct dev *dev, const struct dev_options *options)
{
    bool good = dev_load(dev, options) && NT_SUCCESS(dev_start(dev)) && open_contexts(dev);

    EXPECT(good);
    return good;
}

static void close_contexts(struct dev *dev)
{
    for (UINT node = 0; node < REFGPU_NODE_COUNT; node++)
        if (dev->context[node])
            EXPECT(dev->table.DxgkDdiDestroyContext(dev->context[node]) == STATUS_SUCCESS);
    if (dev->device_handle)
        EXPECT(dev->table.DxgkDdiDestroyDevice(dev->device_handle) == STATUS_SUCCESS);
}

void dev_close(struct dev *dev)
{
    close_contexts(dev);
    if (dev->started)
        EXPECT(dev->table.DxgkDdiStopDevice(dev->adapter) == STATUS_SUCCESS);
    nt_interrupt_disconnect(dev->line);
    if (dev->bus && !dev->line)
        dev->bus->ops->interrupt_attach(dev->bus, NULL, NULL);
    if (dev->options.threads)
        KeFlushQueuedDpcs();
    if (dev->adapter)
        EXPECT(dev->table.DxgkDdiRemoveDevice(dev->adapter) == STATUS_SUCCESS);
    if (dev->table.DxgkDdiUnload)
        dev->table.DxgkDdiUnload();
    if (dev->pdo)
        nt_pdo_destroy(dev->pdo);
    if (dev->device)
        refgpu_quiesce(dev->device);
    bus_close(dev->bus);
    device_destroy(dev->device);
    free(dev->resources);
}

/* ---- the crank ----------------------------------------------------------------------------------------- */

unsigned dev_step(struct dev *dev, unsigned node, unsigned max)
{
    unsigned done = refgpu_step(dev->device, node, max);

    dev_deliver(dev);
    return done;
}

void dev_run(struct dev *dev)
{
    dev_deliver(dev);
    while (dev_step(dev, 0, 1000) + dev_step(dev, 1, 1000))
        ;
}

const DXGKARGCB_NOTIFY_INTERRUPT_DATA *dev_note(struct dev *dev)
{
    return dev->seen < dev->note_count ? &dev->notes[dev->seen++] : NULL;
}

bool dev_completed(struct dev *dev, unsigned node, UINT fence)
{
    const DXGKARGCB_NOTIFY_INTERRUPT_DATA *note = dev_note(dev);

    return note && note->InterruptType == DXGK_INTERRUPT_DMA_COMPLETED &&
           note->DmaCompleted.NodeOrdinal == node && note->DmaCompleted.SubmissionFenceId == fence;
}

bool dev_preempted(struct dev *dev, unsigned node, UINT preemption, UINT completed)
{
    const DXGKARGCB_NOTIFY_INTERRUPT_DATA *note = dev_note(dev);

    return note && note->InterruptType == DXGK_INTERRUPT_DMA_PREEMPTED &&
           note->DmaPreempted.NodeOrdinal == node && note->DmaPreempted.PreemptionFenceId == preemption &&
           note->DmaPreempted.LastCompletedFenceId == completed;
}

bool dev_quiet(struct dev *dev)
{
    return dev->seen == dev->note_count;
}

bool dev_fail_at(void *ctx, const char *service)
{
    struct dev_failing *failing = ctx;

    return ++failing->seen == failing->at;
}

/* ---- DMA buffers --------------------------------------------------------------------------------------- */

bool dma_open(struct dma *dma, uint32_t dwords)
{
    PHYSICAL_ADDRESS highest = {.QuadPart = -1};

    memset(dma, 0, sizeof(*dma));
    dma->words = MmAllocateContiguousMemory((SIZE_T)dwords * 4, highest);
    dma->address = MmGetPhysicalAddress(dma->words);
    dma->size = dwords;
    return dma->words != NULL;
}

void dma_close(struct dma *dma)
{
    if (dma->words)
        MmFreeContiguousMemory(dma->words);
}

void dma_reset(struct dma *dma)
{
    static const uint32_t tag = 0x55504752;

    dma->count = 0;
    memset(dma->block, 0, sizeof(dma->block));
    memcpy(dma->block, &tag, 4); /* as Render marks it; its other fields are 0 */
}

void dma_put(struct dma *dma, const uint32_t *words, uint32_t count)
{
    EXPECT(dma->count + count <= dma->size);
    memcpy(dma->words + dma->count, words, count * 4);
    dma->count += count;
}

void dma_xor(struct dma *dma, uint64_t address, uint32_t count, uint32_t pattern)
{
    uint32_t low = (uint32_t)address, high = (uint32_t)(address >> 32);
    uint32_t pitch = REFGPU_PITCH(count * 4, REFGPU_A8R8G8B8);

    DMA_PUT(dma, REFGPU_COMMAND(REFGPU_ROP, 0x5A, REFGPU_ROP_DWORDS), low, high, pitch, low, high, pitch, 0,
            0, REFGPU_WH(count, 1), pattern);
}

NTSTATUS dev_submit_range(struct dev *dev, unsigned node, struct dma *dma, uint32_t start, uint32_t end,
                          UINT fence, DXGK_SUBMITCOMMANDFLAGS flags)
{
    DXGKARG_SUBMITCOMMAND args = {
        .DmaBufferPhysicalAddress = dma->address,
        .DmaBufferSize = dma->size * 4,
        .DmaBufferSubmissionStartOffset = start,
        .DmaBufferSubmissionEndOffset = end,
        .pDmaBufferPrivateData = dma->block,
        .DmaBufferPrivateDataSize = sizeof(dma->block),
        .DmaBufferPrivateDataSubmissionEndOffset = sizeof(dma->block),
        .SubmissionFenceId = fence,
        .VidPnSourceId = 0xdeadbeef, /* SUB-08 */
        .Flags = flags,
        .NodeOrdinal = node,
    };
    NTSTATUS status;
    KIRQL old;

    args.hContext = flags.Paging ? NULL : dev->context[node] ? dev->context[node] : dev->device_handle;
    KeRaiseIrql(DISPATCH_LEVEL, &old);
    status = dev->table.DxgkDdiSubmitCommand(dev->adapter, &args);
    KeLowerIrql(old);
    return status;
}

NTSTATUS dev_submit(struct dev *dev, unsigned node, struct dma *dma, UINT fence)
{
    return dev_submit_range(dev, node, dma, 0, dma->count * 4, fence, (DXGK_SUBMITCOMMANDFLAGS){.Value = 0});
}

NTSTATUS dev_submit_paging(struct dev *dev, struct dma *dma, uint32_t start, uint32_t end, UINT fence)
{
    unsigned node = dev->table.DxgkDdiCreateContext ? REFGPU_NODE_COPY : REFGPU_NODE_DRAW;

    return dev_submit_range(dev, node, dma, start, end, fence, (DXGK_SUBMITCOMMANDFLAGS){.Paging = 1});
}

NTSTATUS dev_preempt(struct dev *dev, unsigned node, UINT fence)
{
    DXGKARG_PREEMPTCOMMAND args = {.PreemptionFenceId = fence, .NodeOrdinal = node};
    NTSTATUS status;
    KIRQL old;

    KeRaiseIrql(DISPATCH_LEVEL, &old);
    status = dev->table.DxgkDdiPreemptCommand(dev->adapter, &args);
    KeLowerIrql(old);
    return status;
}

/* ---- paging -------------------------------------------------------------------------------------------- */

NTSTATUS dev_build(struct dev *dev, struct dma *dma, DXGKARG_BUILDPAGINGBUFFER *args)
{
    uint32_t *begin = dma->words + dma->count;
    NTSTATUS status;
    ptrdiff_t written;

    args->pDmaBuffer = begin;
    args->DmaSize = (dma->size - dma->count) * 4;
    args->pDmaBufferPrivateData = dma->block;
    args->DmaBufferPrivateDataSize = sizeof(dma->block);
    memset(begin, 0xA5, args->DmaSize);
    status = dev->table.DxgkDdiBuildPagingBuffer(dev->adapter, args);
    written = (uint32_t *)args->pDmaBuffer - begin;
    EXPECT(written >= 0 && (uint32_t)written <= dma->size - dma->count); /* PAG-01 */
    for (uint32_t i = (uint32_t)written; i < dma->size - dma->count; i++)
        EXPECT(begin[i] == 0xA5A5A5A5); /* nothing behind it was touched */
    dma->count += (uint32_t)written;
    return status;
}

unsigned dev_page(struct dev *dev, struct dma *dma, DXGKARG_BUILDPAGINGBUFFER *args, uint32_t dwords,
                  UINT *fence)
{
    uint32_t size = dma->size;
    NTSTATUS status = STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
    unsigned passes = 0;

    args->MultipassOffset = 0;
    dma->size = dwords;
    while (status == STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER) {
        dma->count = 0;
        status = dev_build(dev, dma, args);
        passes++;
        if (!NT_SUCCESS(status) && (status != STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER || dma->count == 0)) {
            passes = 0;
            break;
        }
        if (dma->count) {
            EXPECT(dev_submit_paging(dev, dma, 0, dma->count * 4, ++*fence) == STATUS_SUCCESS);
            dev_run(dev);
        }
    }
    dma->size = size;
    return passes;
}

bool scattered_open(struct scattered *s, UINT pages)
{
    PFN_NUMBER *pfn;

    s->pages = pages;
    s->bytes = nt_pages_alloc((size_t)pages * PAGE_SIZE);
    s->mdl = s->bytes ? IoAllocateMdl(s->bytes, pages * PAGE_SIZE, FALSE, FALSE, NULL) : NULL;
    if (!s->mdl)
        return false;
    MmBuildMdlForNonPagedPool(s->mdl);
    pfn = MmGetMdlPfnArray(s->mdl);
    for (UINT i = 0; i < pages / 2; i++) { /* backwards, and neighbours exchanged */
        PFN_NUMBER swap = pfn[i];
        pfn[i] = pfn[pages - 1 - i];
        pfn[pages - 1 - i] = swap;
    }
    for (UINT i = 0; i + 1 < pages; i += 3) {
        PFN_NUMBER swap = pfn[i];
        pfn[i] = pfn[i + 1];
        pfn[i + 1] = swap;
    }
    for (UINT i = 0; i < pages; i++)
        s->page[i] = nt_physical_pointer((uint64_t)pfn[i] << PAGE_SHIFT, PAGE_SIZE);
    return true;
}

void scattered_close(struct scattered *s)
{
    if (s->mdl)
        IoFreeMdl(s->mdl);
    if (s->bytes)
        nt_pages_free(s->bytes, (size_t)s->pages * PAGE_SIZE);
}

unsigned char *scattered_at(struct scattered *s, size_t at)
{
    return s->page[at >> PAGE_SHIFT] + (at & (PAGE_SIZE - 1));
}
