/* A world for VidMm alone, see world.h. */
#include "world.h"

struct world world;

/* ---- chance ---- */

uint64_t world_draw(uint64_t below)
{
    world.random ^= world.random << 13;
    world.random ^= world.random >> 7;
    world.random ^= world.random << 17;
    return world.random % below;
}

/* ---- the device ---- */

enum { OP_COPY = 0xC0, OP_FILL, OP_MAP };

/* One command of a paging buffer: at most CHUNK pages, so that an operation may need several buffers (PAG-05). */
struct record {
    UINT opcode, segment[2]; /* 0: system memory; source, destination */
    UINT pattern;
    ULONG64 address[2], bytes;
};
#define CHUNK 2u

PUCHAR world_byte(UINT segment, ULONG64 address)
{
    switch (segment) {
    case 0:
        return nt_physical_pointer(address, 1);
    case VISIBLE:
        return address - VISIBLE_BASE < world.options.visible_pages * (ULONG64)PAGE_SIZE
                   ? world.visible + (address - VISIBLE_BASE)
                   : NULL;
    case APERTURE: {
        ULONG64 page = (address - APERTURE_BASE) >> PAGE_SHIFT;
        if (page >= world.options.aperture_pages || world.gart[page] < PAGE_SIZE)
            return NULL;
        return nt_physical_pointer(world.gart[page] + (address & PAGE_MASK), 1);
    }
    case HIDDEN:
        return address - HIDDEN_BASE < world.options.hidden_pages * (ULONG64)PAGE_SIZE
                   ? world.hidden + (address - HIDDEN_BASE)
                   : NULL;
    default:
        return NULL;
    }
}

static void must(bool good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "the device: %s\n", what);
    abort();
}

static void execute_record(const struct record *r)
{
    for (ULONG64 at = 0; at < r->bytes; at += PAGE_SIZE) {
        if (r->opcode == OP_MAP) {
            world.gart[(r->address[1] - APERTURE_BASE + at) >> PAGE_SHIFT] =
                r->pattern ? 1 : r->address[0] + at;
            continue;
        }
        PUCHAR to = world_byte(r->segment[1], r->address[1] + at);
        must(to != NULL, "a paging command writes nowhere");
        if (r->opcode == OP_FILL) {
            for (UINT i = 0; i < PAGE_SIZE; i += 4)
                memcpy(to + i, &r->pattern, 4);
        } else {
            PUCHAR from = world_byte(r->segment[0], r->address[0] + at);
            must(from != NULL, "a paging command reads nowhere");
            memmove(to, from, PAGE_SIZE);
        }
    }
}

void world_execute(UINT fence)
{
    UINT done = 0;

    for (; done < world.queued && world.queue[done].fence <= fence; done++) {
        PUCHAR base = world.queue[done].dma->base;
        for (UINT at = world.queue[done].start; at < world.queue[done].end; at += sizeof(struct record)) {
            struct record r;
            memcpy(&r, base + at, sizeof(r));
            must(r.opcode >= OP_COPY && r.opcode <= OP_MAP, "no command there");
            execute_record(&r);
        }
        world.executed = world.queue[done].fence;
    }
    world.queued -= done;
    memmove(world.queue, world.queue + done, world.queued * sizeof(world.queue[0]));
}

/* ---- the driver ---- */

static bool emit(DXGKARG_BUILDPAGINGBUFFER *arg, UINT *room, struct record r)
{
    if (*room < sizeof(r))
        return false;
    memcpy(arg->pDmaBuffer, &r, sizeof(r));
    arg->pDmaBuffer = (PUCHAR)arg->pDmaBuffer + sizeof(r);
    *room -= (UINT)sizeof(r);
    return true;
}

/* Pages from MultipassOffset on; what fits. */
static NTSTATUS emit_pages(DXGKARG_BUILDPAGINGBUFFER *arg, struct record r, ULONG64 bytes)
{
    UINT room = arg->DmaSize;
    ULONG64 pages = bytes >> PAGE_SHIFT;

    for (ULONG64 page = arg->MultipassOffset; page < pages; page += CHUNK) {
        struct record part = r;
        ULONG64 n = pages - page < CHUNK ? pages - page : CHUNK;
        part.address[0] += page << PAGE_SHIFT;
        part.address[1] += page << PAGE_SHIFT;
        part.bytes = n << PAGE_SHIFT;
        if (!emit(arg, &room, part)) {
            arg->MultipassOffset = (UINT)page;
            world.passes++;
            return STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
        }
    }
    return STATUS_SUCCESS;
}

static ULONG64 mdl_address(PMDL mdl, ULONG64 page)
{
    return (ULONG64)MmGetMdlPfnArray(mdl)[page] << PAGE_SHIFT;
}

static NTSTATUS build_transfer(DXGKARG_BUILDPAGINGBUFFER *arg)
{
    struct record r = {.opcode = OP_COPY,
                       .segment = {arg->Transfer.Source.SegmentId, arg->Transfer.Destination.SegmentId}};

    if (!arg->Transfer.TransferSize) {
        world.zero_transfers++;
        return STATUS_SUCCESS;
    }
    if (!arg->MultipassOffset) { /* PAG-11 */
        must(arg->Transfer.Flags.TransferStart == !world.transfer_open, "a transfer begins inside another");
        must(arg->Transfer.TransferOffset == (world.transfer_open ? world.transfer_next : 0),
             "a piece of a transfer is missing");
    }
    r.address[0] = r.segment[0]
                       ? (ULONG64)arg->Transfer.Source.SegmentAddress.QuadPart + arg->Transfer.TransferOffset
                       : mdl_address(arg->Transfer.Source.pMdl, arg->Transfer.MdlOffset);
    r.address[1] = r.segment[1] ? (ULONG64)arg->Transfer.Destination.SegmentAddress.QuadPart +
                                      arg->Transfer.TransferOffset
                                : mdl_address(arg->Transfer.Destination.pMdl, arg->Transfer.MdlOffset);
    NTSTATUS status = emit_pages(arg, r, arg->Transfer.TransferSize);
    if (status == STATUS_SUCCESS) {
        world.transfer_open = !arg->Transfer.Flags.TransferEnd;
        world.transfer_next = (UINT)(arg->Transfer.TransferOffset + arg->Transfer.TransferSize);
    }
    return status;
}

static NTSTATUS build_map(DXGKARG_BUILDPAGINGBUFFER *arg, bool unmap)
{
    ULONG64 offset = unmap ? arg->UnmapApertureSegment.OffsetInPages : arg->MapApertureSegment.OffsetInPages;
    ULONG64 count = unmap ? arg->UnmapApertureSegment.NumberOfPages : arg->MapApertureSegment.NumberOfPages;
    struct record r = {.opcode = OP_MAP, .pattern = unmap, .bytes = count << PAGE_SHIFT};
    UINT room = arg->DmaSize;

    r.address[0] = unmap ? (ULONG64)arg->UnmapApertureSegment.DummyPage.QuadPart
                         : mdl_address(arg->MapApertureSegment.pMdl, arg->MapApertureSegment.MdlOffset);
    r.address[1] = APERTURE_BASE + (offset << PAGE_SHIFT);
    must(offset + count <= world.options.aperture_pages, "mapped beyond the aperture");
    if (!world.options.map_later) {
        execute_record(&r);
        return STATUS_SUCCESS;
    }
    return emit(arg, &room, r) ? STATUS_SUCCESS : STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
}

static NTSTATUS build(DXGKARG_BUILDPAGINGBUFFER *arg)
{
    struct record r = {.opcode = OP_FILL};

    switch (arg->Operation) {
    case DXGK_OPERATION_TRANSFER:
        return build_transfer(arg);
    case DXGK_OPERATION_FILL:
        r.segment[1] = arg->Fill.Destination.SegmentId;
        r.address[1] = (ULONG64)arg->Fill.Destination.SegmentAddress.QuadPart;
        r.pattern = arg->Fill.FillPattern;
        must(r.segment[1] != 0 && r.segment[1] != APERTURE, "a fill outside memory segments (PAG-15)");
        return emit_pages(arg, r, arg->Fill.FillSize);
    case DXGK_OPERATION_MAP_APERTURE_SEGMENT:
        return build_map(arg, false);
    case DXGK_OPERATION_UNMAP_APERTURE_SEGMENT:
        return build_map(arg, true);
    case DXGK_OPERATION_DISCARD_CONTENT:
    case DXGK_OPERATION_READ_PHYSICAL:
        return STATUS_SUCCESS;
    default:
        must(false, "an operation that is never issued here");
        return STATUS_NOT_IMPLEMENTED;
    }
}

static bool is_idle_flagged(const DXGKARG_BUILDPAGINGBUFFER *arg)
{
    return arg->Operation == DXGK_OPERATION_TRANSFER ? arg->Transfer.Flags.AllocationIsIdle
                                                     : arg->DiscardContent.Flags.AllocationIsIdle;
}

static NTSTATUS misbehave(DXGKARG_BUILDPAGINGBUFFER *arg, NTSTATUS status, PUCHAR start)
{
    UINT size = arg->DmaSize;

    switch (world.options.misdeed) {
    case BEHIND_DMA:
        arg->pDmaBuffer = start + size + 1;
        break;
    case BACKWARDS:
        arg->pDmaBuffer = start - 1;
        break;
    case SCRIBBLES:
        if ((PUCHAR)arg->pDmaBuffer < start + size)
            *(PUCHAR)arg->pDmaBuffer = 1;
        else
            start[size] = 1;
        break;
    case BEHIND_PRIVATE:
        arg->pDmaBufferPrivateData = (PUCHAR)arg->pDmaBufferPrivateData + arg->DmaBufferPrivateDataSize + 1;
        break;
    case WRITES_PRIVATE:
        ((PUCHAR)arg->pDmaBufferPrivateData)[arg->DmaBufferPrivateDataSize] = 1;
        break;
    case OTHER_STATUS:
        return STATUS_INVALID_PARAMETER;
    default:
        break;
    }
    return status;
}

NTSTATUS ddi_BuildPagingBuffer(struct dxgk_adapter *adapter, DXGKARG_BUILDPAGINGBUFFER *arg)
{
    PUCHAR start = arg->pDmaBuffer;
    bool may_be_busy =
        arg->Operation == DXGK_OPERATION_TRANSFER || arg->Operation == DXGK_OPERATION_DISCARD_CONTENT;

    must(world.lock_depth == 1, "a paging buffer is built without the lock");
    must(arg->MultipassOffset == 0 || arg->DmaSize == world.vidmm->paging_size,
         "a pass without a fresh buffer");
    world.operations[arg->Operation]++;
    if (may_be_busy && !arg->MultipassOffset &&
        ((world.options.misdeed == BUSY_ONCE && !is_idle_flagged(arg)) ||
         world.options.misdeed == BUSY_TWICE)) {
        world.busy_answers++;
        return STATUS_GRAPHICS_ALLOCATION_BUSY;
    }
    if (world.options.misdeed == NO_PROGRESS)
        return STATUS_GRAPHICS_INSUFFICIENT_DMA_BUFFER;
    NTSTATUS status = build(arg);
    if (world.options.private_ranges && arg->DmaBufferPrivateDataSize >= 8 && arg->pDmaBuffer != start)
        arg->pDmaBufferPrivateData = (PUCHAR)arg->pDmaBufferPrivateData + 8;
    return misbehave(arg, status, start);
}

static void describe_segments(DXGK_SEGMENTDESCRIPTOR3 *d)
{
    const struct world_options *o = &world.options;

    memset(d, 0, SEGMENTS * sizeof(*d));
    d[0] = (DXGK_SEGMENTDESCRIPTOR3){.BaseAddress.QuadPart = VISIBLE_BASE,
                                     .CpuTranslatedAddress = MmGetPhysicalAddress(world.visible),
                                     .Size = o->visible_pages * (SIZE_T)PAGE_SIZE,
                                     .CommitLimit = o->visible_pages * (SIZE_T)PAGE_SIZE,
                                     .Flags.CpuVisible = 1};
    d[1] = (DXGK_SEGMENTDESCRIPTOR3){.BaseAddress.QuadPart = APERTURE_BASE,
                                     .Size = o->aperture_pages * (SIZE_T)PAGE_SIZE,
                                     .CommitLimit = (o->commit_pages ? o->commit_pages : o->aperture_pages) *
                                                    (SIZE_T)PAGE_SIZE};
    d[1].Flags.Aperture = d[1].Flags.CacheCoherent = 1;
    d[2] = (DXGK_SEGMENTDESCRIPTOR3){.BaseAddress.QuadPart = HIDDEN_BASE,
                                     .Size = o->hidden_pages * (SIZE_T)PAGE_SIZE,
                                     .CommitLimit = o->hidden_pages * (SIZE_T)PAGE_SIZE};
}

static void narrow(DXGK_SEGMENTDESCRIPTOR *to, const DXGK_SEGMENTDESCRIPTOR3 *from)
{
    *to = (DXGK_SEGMENTDESCRIPTOR){.BaseAddress = from->BaseAddress,
                                   .CpuTranslatedAddress = from->CpuTranslatedAddress,
                                   .Size = from->Size,
                                   .CommitLimit = from->CommitLimit,
                                   .Flags = from->Flags};
}

NTSTATUS ddi_QueryAdapterInfo(struct dxgk_adapter *adapter, const DXGKARG_QUERYADAPTERINFO *arg)
{
    DXGK_SEGMENTDESCRIPTOR3 all[SEGMENTS];
    DXGK_QUERYSEGMENTOUT3 *out = arg->pOutputData; /* the older form differs in the elements only */
    bool old = arg->Type == DXGKQAITYPE_QUERYSEGMENT, second = out->pSegmentDescriptor != NULL;

    if (arg->Type != DXGKQAITYPE_QUERYSEGMENT3 && !old)
        return STATUS_NOT_SUPPORTED;
    out->NbSegment = SEGMENTS;
    out->PagingBufferSegmentId = world.options.paging_segment;
    out->PagingBufferSize = world.options.paging_size;
    out->PagingBufferPrivateDataSize = world.options.private_size;
    describe_segments(all);
    for (UINT i = 0; second && i < SEGMENTS; i++) {
        if (old)
            narrow((DXGK_SEGMENTDESCRIPTOR *)out->pSegmentDescriptor + i, &all[i]);
        else
            out->pSegmentDescriptor[i] = all[i];
    }
    if (world.options.spoil)
        world.options.spoil(out, second);
    return STATUS_SUCCESS;
}

/* ---- the scheduler ---- */

struct world_portion {
    struct world_portion *next;
    struct dxgk_packet *packet;
    UINT node, from, to;
};

void world_submitted(struct dxgk_packet *packet, UINT node, UINT from, UINT to)
{
    struct world_portion *p = calloc(1, sizeof(*p)), **end = &world.portions;

    p->packet = packet;
    p->node = node;
    p->from = from;
    p->to = to;
    while (*end)
        end = &(*end)->next;
    *end = p;
    vidmm_submitted(packet, node);
}

bool world_retire_one(void)
{
    struct world_portion *p = world.portions;

    if (!p)
        return false;
    world.portions = p->next;
    if (world.work && !world.aborting)
        world.work(p->packet, p->from, p->to);
    vidmm_retired(p->packet, p->node);
    free(p);
    return true;
}

/* As TDR does it: nothing is on the device any more, then the clean-up, then everything that must have a place gets one. */
void world_reset(void)
{
    world.resets++;
    world.aborting = true;
    while (world_retire_one())
        ;
    world.aborting = false;
    world.queued = 0;
    world.executed = world.fence;
    world.transfer_open = false;
    UINT before = world.fence;
    vidmm_after_reset(&world.adapter);
    must(world.fence == before, "something was submitted during the clean-up (TDR-07)");
    for (UINT i = 0; i < world.options.aperture_pages; i++)
        world.gart[i] = 0;
    for (ULONG64 i = 0; i < world.options.visible_pages * (ULONG64)PAGE_SIZE; i++)
        world.visible[i] = 0xAA;
    for (ULONG64 i = 0; i < world.options.hidden_pages * (ULONG64)PAGE_SIZE; i++)
        world.hidden[i] = 0xAA;
    vidmm_restore(&world.adapter);
}

static bool reset_now(void)
{
    return world.options.reset_one_in && world_draw(world.options.reset_one_in) == 0;
}

void vidsch_enter(struct dxgk_adapter *adapter)
{
    must(world.lock_depth++ == 0, "the lock is taken twice");
}

void vidsch_leave(struct dxgk_adapter *adapter)
{
    must(--world.lock_depth == 0, "the lock was not held");
}

bool vidsch_held(struct dxgk_adapter *adapter)
{
    return false; /* nobody sleeps here */
}

NTSTATUS vidsch_paging(struct dxgk_adapter *adapter, struct dma_buffer *dma, UINT start, UINT end,
                       UINT private_start, UINT private_end, UINT *fence)
{
    must(start < end && end <= dma->size && private_start <= private_end && private_end <= dma->private_size,
         "an empty or wrong range is submitted");
    must((dma->segment == 0) == (world.options.paging_segment == 0 || !dma->map), "the buffer's segment");
    must(world.queued < RTL_NUMBER_OF(world.queue), "too much is queued");
    world.queue[world.queued].dma = dma;
    world.queue[world.queued].start = start;
    world.queue[world.queued].end = end;
    world.queue[world.queued++].fence = *fence = ++world.fence;
    if (!world.options.lazy && world_draw(2))
        world_execute(world.fence);
    return STATUS_SUCCESS;
}

NTSTATUS vidsch_wait_paging(struct dxgk_adapter *adapter, UINT fence)
{
    must(fence <= world.fence, "a fence of the future is waited for");
    if (reset_now()) {
        world_execute(world.executed + (UINT)world_draw(world.queued + 1u)); /* some of it was done */
        world_reset();
        return STATUS_DEVICE_REMOVED;
    }
    world_execute(fence);
    return STATUS_SUCCESS;
}

NTSTATUS vidsch_wait_zero(struct dxgk_adapter *adapter, const volatile LONG *busy)
{
    if (*busy && reset_now()) {
        world_reset();
        return STATUS_SUCCESS;
    }
    while (*busy)
        must(world_retire_one(), "something is waited for that never ends");
    return STATUS_SUCCESS;
}

void device_lose(struct dxgk_device *device, D3DKMT_DEVICEEXECUTION_STATE why)
{
    InterlockedCompareExchange(&device->state, (LONG)why, D3DKMT_DEVICEEXECUTION_ACTIVE);
}

/* ---- life ---- */

NTSTATUS world_start(const struct world_options *options)
{
    memset(&world, 0, sizeof(world));
    world.options = *options;
    world.random = options->seed * 0x9E3779B97F4A7C15ull + 1;
    if (!world.options.paging_size)
        world.options.paging_size = 4096;
    PHYSICAL_ADDRESS anywhere = {.QuadPart = -1};
    world.visible = MmAllocateContiguousMemory(world.options.visible_pages * (SIZE_T)PAGE_SIZE, anywhere);
    world.hidden = calloc(world.options.hidden_pages, PAGE_SIZE);
    world.gart = calloc(world.options.aperture_pages, sizeof(*world.gart));
    if (!world.visible)
        return STATUS_NO_MEMORY;
    memset(world.visible, 0x77, world.options.visible_pages * (size_t)PAGE_SIZE);
    memset(world.hidden, 0x77, world.options.hidden_pages * (size_t)PAGE_SIZE);
    world.driver.version = options->version ? options->version : DXGKDDI_INTERFACE_VERSION_WDDM1_3;
    world.adapter.driver = &world.driver;
    world.adapter.p = &world.private;
    world.adapter.options.render = options->render;
    world.adapter.options.render.seed = options->seed;
    world.adapter.caps.ApertureSegmentCommitLimit = options->aperture_limit;
    world.private.render = &world.half;
    enum misdeed misdeed = world.options.misdeed;
    world.options.misdeed = GOOD;
    world.options.reset_one_in = 0;
    NTSTATUS status = vidmm_create(&world.adapter, &world.half.vidmm);
    world.options.misdeed = misdeed;
    world.options.reset_one_in = options->reset_one_in;
    world.vidmm = world.half.vidmm;
    return status;
}

void world_stop(void)
{
    while (world_retire_one())
        ;
    world.options.reset_one_in = 0;
    vidmm_destroy(world.vidmm);
    world.half.vidmm = world.vidmm = NULL;
    if (world.visible)
        MmFreeContiguousMemory(world.visible);
    free(world.hidden);
    free(world.gart);
    world.visible = world.hidden = NULL;
    world.gart = NULL;
}

void owner_open(struct owner *owner, const char *name)
{
    memset(owner, 0, sizeof(*owner));
    owner->process.nt = nt_process_create(name);
    owner->device.adapter = &world.adapter;
    owner->device.object.process = &owner->process;
    owner->device.state = D3DKMT_DEVICEEXECUTION_ACTIVE;
}

void owner_close(struct owner *owner)
{
    nt_process_destroy(owner->process.nt);
}

DXGK_ALLOCATIONINFO plain_info(SIZE_T size)
{
    DXGK_ALLOCATIONINFO info = {.Size = size,
                                .SupportedReadSegmentSet = (1u << SEGMENTS) - 1,
                                .SupportedWriteSegmentSet = (1u << SEGMENTS) - 1,
                                .AllocationPriority = D3DDDI_ALLOCATIONPRIORITY_NORMAL};
    info.PreferredSegment.SegmentId0 = VISIBLE;
    info.Flags.CpuVisible = 1;
    return info;
}

NTSTATUS owned_create(struct owned *owned, struct owner *owner, const DXGK_ALLOCATIONINFO *info)
{
    memset(owned, 0, sizeof(*owned));
    owned->allocation.adapter = &world.adapter;
    owned->allocation.resource = &owned->resource;
    owned->allocation.driver = owned;
    owned->allocation.info = *info;
    owned->allocation.info.hAllocation = owned;
    owned->allocation.creator = &owner->process;
    owned->open.device = &owner->device;
    owned->open.object.process = &owner->process;
    owned->open.allocation = &owned->allocation;
    NTSTATUS status =
        vidmm_check_info(world.vidmm, &owned->allocation.info, false, "DxgkDdiCreateAllocation");
    if (NT_SUCCESS(status))
        status = vidmm_allocation_init(&owned->allocation);
    if (NT_SUCCESS(status))
        vidmm_opened(&owned->open);
    return status;
}

void owned_destroy(struct owned *owned)
{
    vidmm_closed(&owned->open);
    vidmm_allocation_fini(&owned->allocation);
}

/* ---- findings and runs ---- */

static struct report list[256];
static unsigned listed;

static void note(void *ctx, const struct report *report)
{
    if (listed < RTL_NUMBER_OF(list))
        list[listed++] = *report;
}

const struct report *finding(const char *rule)
{
    for (unsigned i = 0; i < listed; i++)
        if (strcmp(list[i].rule, rule) == 0)
            return &list[i];
    return NULL;
}

unsigned findings(enum report_severity at_least)
{
    unsigned n = 0;
    for (unsigned i = 0; i < listed; i++)
        n += list[i].severity >= at_least;
    return n;
}

void forget_findings(void)
{
    listed = 0;
}

static struct nt_outcome run_kernel(uint64_t seed, int (*body)(void *), void *arg, unsigned *leaks)
{
    struct nt_options options = {.host = NT_HOST_SIM, .seed = seed};

    forget_findings();
    nt_boot(&options);
    report_listen(note, NULL);
    struct nt_outcome outcome = nt_run(body, arg);
    *leaks = nt_shutdown();
    report_unlisten(note, NULL);
    return outcome;
}

void run(uint64_t seed, int (*body)(void *), void *arg)
{
    unsigned leaks;
    struct nt_outcome outcome = run_kernel(seed, body, arg, &leaks);

    if (outcome.bugchecked)
        fail_msg("seed %llu: bug check 0x%X, %s: %s", (unsigned long long)seed,
                 (unsigned)outcome.bugcheck.code, outcome.bugcheck.rule, outcome.bugcheck.text);
    if (outcome.value)
        fail_msg("seed %llu: line %d", (unsigned long long)seed, outcome.value);
    for (unsigned i = 0; leaks && i < listed; i++)
        fprintf(stderr, "%s %s: %s is %s\n", list[i].rule, list[i].where, list[i].what, list[i].value);
    if (leaks)
        fail_msg("seed %llu: %u leaks", (unsigned long long)seed, leaks);
}

struct nt_bugcheck run_to_bugcheck(int (*body)(void *), void *arg)
{
    unsigned leaks;
    struct nt_outcome outcome = run_kernel(1, body, arg, &leaks);

    if (!outcome.bugchecked)
        fail_msg("no bug check, value %d", outcome.value);
    free(world.hidden);
    free(world.gart);
    return outcome.bugcheck;
}
