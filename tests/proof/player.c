#include "player.h"

unsigned player_draw(uint64_t *state, unsigned below)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15ull;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return (unsigned)((z ^ (z >> 31)) >> 33) % below;
}

static unsigned draw(struct player *p, unsigned below)
{
    return player_draw(&p->random, below);
}

/* ---- life ---- */

static NTSTATUS open_second_context(struct player *p)
{
    struct stage_client *first = &p->on[0], *second = &p->on[1];
    D3DKMT_CREATECONTEXT args = {
        .hDevice = first->device, .NodeOrdinal = REFGPU_NODE_COPY, .EngineAffinity = 1};

    struct nt_process *previous = client_enter(first);
    NTSTATUS status = dxgk_kmt_create_context(first->process, &args);
    client_leave(previous);
    *second = *first;
    second->node = REFGPU_NODE_COPY;
    second->context = args.hContext;
    second->command = args.pCommandBuffer;
    second->command_size = args.CommandBufferSize;
    second->allocations = args.pAllocationList;
    second->allocation_capacity = args.AllocationListSize;
    second->patches = args.pPatchLocationList;
    second->patch_capacity = args.PatchLocationListSize;
    return status;
}

static UINT kind(const struct player *p, unsigned i)
{
    static const UINT every[] = {0, REFGPU_USER_VRAM, REFGPU_USER_APERTURE};

    return REFGPU_USER_CPU_VISIBLE | (p->memory ? p->memory : every[i % 3]);
}

/* New memory may hold anything: all of it is written before it is looked at. */
static NTSTATUS fill_all(struct player *p)
{
    struct stage_client *c = &p->on[0];

    client_begin(c);
    for (unsigned i = 0; i < PLAYER_SURFACES; i++) {
        client_fill(c, &p->surface[i], 0, 0, PLAYER_SIDE, PLAYER_SIDE, 0xFF000000u + i);
        for (unsigned k = 0; k < PLAYER_PIXELS; k++)
            p->model[i][k] = 0xFF000000u + i;
    }
    return client_render(c);
}

NTSTATUS player_open(struct player *p, struct stage *stage, const char *name, uint64_t seed)
{
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 fence = {.Info.Type = D3DDDI_FENCE};

    p->random = seed * 0xD1342543DE82EF95ull + 1;
    NTSTATUS status = client_open(&p->on[0], stage, name);
    if (NT_SUCCESS(status))
        status = open_second_context(p);
    if (NT_SUCCESS(status)) {
        fence.hDevice = p->on[0].device;
        status = dxgk_kmt_create_synchronization_object(p->on[0].process, &fence);
        p->fence = fence.hSyncObject;
    }
    for (unsigned i = 0; NT_SUCCESS(status) && i < PLAYER_SURFACES; i++)
        status =
            client_surface(&p->on[0], PLAYER_SIDE, PLAYER_SIDE, REFGPU_A8R8G8B8, kind(p, i), &p->surface[i]);
    return NT_SUCCESS(status) ? fill_all(p) : status;
}

void player_close(struct player *p)
{
    client_close(&p->on[0]);
}

/* ---- commands and what they mean ---- */

struct rect {
    unsigned x, y, u, v, w, h; /* destination, source, extent */
};

static struct rect some_rect(struct player *p)
{
    struct rect r = {draw(p, PLAYER_SIDE), draw(p, PLAYER_SIDE), draw(p, PLAYER_SIDE), draw(p, PLAYER_SIDE)};

    r.w = 1 + draw(p, PLAYER_SIDE - (r.x > r.u ? r.x : r.u));
    r.h = 1 + draw(p, PLAYER_SIDE - (r.y > r.v ? r.y : r.v));
    return r;
}

static void fill(struct player *p, unsigned to, struct rect r, uint32_t pixel)
{
    client_fill(&p->on[p->node], &p->surface[to], r.x, r.y, r.w, r.h, pixel);
    for (unsigned y = r.y; y < r.y + r.h; y++)
        for (unsigned x = r.x; x < r.x + r.w; x++)
            p->model[to][y * PLAYER_SIDE + x] = pixel;
}

static void copy(struct player *p, unsigned to, unsigned from, struct rect r)
{
    uint32_t old[PLAYER_PIXELS];

    client_copy(&p->on[p->node], &p->surface[to], r.x, r.y, &p->surface[from], r.u, r.v, r.w, r.h);
    memcpy(old, p->model[from], sizeof(old));
    for (unsigned y = 0; y < r.h; y++)
        memcpy(&p->model[to][(r.y + y) * PLAYER_SIDE + r.x], &old[(r.v + y) * PLAYER_SIDE + r.u], r.w * 4);
}

static uint32_t times(uint32_t x, uint32_t y)
{
    return (2 * x * y + 255) / 510;
}

static uint32_t blended(uint32_t d, uint32_t s, uint32_t alpha)
{
    uint32_t result = 0, source_alpha = times(s >> 24, alpha);

    for (unsigned shift = 0; shift < 32; shift += 8) {
        uint32_t c = times(s >> shift & 255, alpha) + times(d >> shift & 255, 255 - source_alpha);
        result |= (c > 255 ? 255 : c) << shift;
    }
    return result;
}

static void blend(struct player *p, unsigned to, unsigned from, struct rect r, uint32_t alpha)
{
    struct stage_client *c = &p->on[p->node];
    uint32_t old[PLAYER_PIXELS];
    uint32_t source = client_use(c, &p->surface[from], false),
             destination = client_use(c, &p->surface[to], true);
    const uint32_t command[] = {REFGPU_COMMAND(REFGPU_BLEND, 0, REFGPU_BLEND_DWORDS),
                                REFGPU_USER_ADDRESS(destination, 0),
                                REFGPU_PITCH(p->surface[to].pitch, REFGPU_A8R8G8B8),
                                REFGPU_USER_ADDRESS(source, 0),
                                REFGPU_PITCH(p->surface[from].pitch, REFGPU_A8R8G8B8),
                                REFGPU_XY(r.x, r.y),
                                REFGPU_WH(r.w, r.h),
                                REFGPU_XY(r.u, r.v),
                                REFGPU_WH(r.w, r.h),
                                REFGPU_XY(r.x, r.y),
                                REFGPU_WH(r.w, r.h),
                                alpha};

    client_emit(c, command, REFGPU_BLEND_DWORDS);
    memcpy(old, p->model[from], sizeof(old));
    for (unsigned y = 0; y < r.h; y++)
        for (unsigned x = 0; x < r.w; x++) {
            uint32_t *pixel = &p->model[to][(r.y + y) * PLAYER_SIDE + r.x + x];
            *pixel = blended(*pixel, old[(r.v + y) * PLAYER_SIDE + r.u + x], alpha);
        }
}

static NTSTATUS draw_some(struct player *p)
{
    client_begin(&p->on[p->node]);
    for (unsigned n = 1 + draw(p, 5); n > 0; n--) {
        unsigned to = draw(p, PLAYER_SURFACES), from = draw(p, PLAYER_SURFACES), what = draw(p, 4);
        struct rect r = some_rect(p);
        if (what == 0)
            fill(p, to, r, (uint32_t)p->random);
        else if (what == 1 && p->node == REFGPU_NODE_DRAW)
            blend(p, to, from, r, draw(p, 256));
        else
            copy(p, to, from, r);
    }
    return client_render(&p->on[p->node]);
}

/* ---- everything else ---- */

/* The other context goes on where this one is, by a fence of both. */
static NTSTATUS change_context(struct player *p)
{
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 signal = {.hContext = p->on[p->node].context, .ObjectCount = 1};
    D3DKMT_WAITFORSYNCHRONIZATIONOBJECT2 wait = {.hContext = p->on[!p->node].context, .ObjectCount = 1};

    signal.ObjectHandleArray[0] = wait.ObjectHandleArray[0] = p->fence;
    signal.Fence.FenceValue = wait.Fence.FenceValue = ++p->fence_value;
    struct nt_process *previous = client_enter(&p->on[0]);
    NTSTATUS status = dxgk_kmt_signal_synchronization_object(p->on[0].process, &signal);
    if (NT_SUCCESS(status))
        status = dxgk_kmt_wait_for_synchronization_object(p->on[0].process, &wait);
    client_leave(previous);
    p->node = !p->node;
    return status;
}

/* The whole surface by the CPU; with `discard` the old bytes are given up, and what still reads them need not be waited for (ALC-14). */
static NTSTATUS upload(struct player *p, unsigned i, bool discard)
{
    D3DKMT_LOCK lock = {.hDevice = p->on[0].device, .hAllocation = p->surface[i].handle};
    const D3DKMT_UNLOCK unlock = {
        .hDevice = p->on[0].device, .NumAllocations = 1, .phAllocations = &p->surface[i].handle};

    lock.Flags.LockEntire = lock.Flags.WriteOnly = 1;
    lock.Flags.Discard = discard;
    for (unsigned k = 0; k < PLAYER_PIXELS; k++)
        p->model[i][k] = (uint32_t)p->random * (k | 1);
    struct nt_process *previous = client_enter(&p->on[0]);
    NTSTATUS status = dxgk_kmt_lock(p->on[0].process, &lock);
    if (NT_SUCCESS(status)) {
        for (unsigned y = 0; y < PLAYER_SIDE; y++)
            memcpy((char *)lock.pData + y * p->surface[i].pitch, &p->model[i][y * PLAYER_SIDE],
                   PLAYER_SIDE * 4);
        status = dxgk_kmt_unlock(p->on[0].process, &unlock);
    }
    client_leave(previous);
    return status;
}

static NTSTATUS compare(struct player *p, unsigned i)
{
    uint32_t seen[PLAYER_PIXELS];
    NTSTATUS status = client_read(&p->on[0], &p->surface[i], 0, seen, sizeof(seen));

    for (unsigned k = 0; NT_SUCCESS(status) && k < PLAYER_PIXELS; k++) {
        if (seen[k] == p->model[i][k])
            continue;
        if (client_state(&p->on[0]) != D3DKMT_DEVICEEXECUTION_ACTIVE)
            return STATUS_DEVICE_REMOVED; /* it was lost while it was looked at, and says so */
        fprintf(stderr, "%p surface %u (%u,%u): 0x%08X is there, 0x%08X is meant\n", (void *)p, i,
                k % PLAYER_SIDE, k / PLAYER_SIDE, seen[k], p->model[i][k]);
        p->wrong = __LINE__;
        break;
    }
    return status;
}

/* From surface to surface by D3DKMTPresent, which is work of the context like any other (PRS-06). */
static NTSTATUS show(struct player *p)
{
    unsigned to = draw(p, PLAYER_SURFACES), from = (to + 1 + draw(p, PLAYER_SURFACES - 1)) % PLAYER_SURFACES;
    struct rect r = some_rect(p);
    RECT source = {(LONG)r.u, (LONG)r.v, (LONG)(r.u + r.w), (LONG)(r.v + r.h)};
    D3DKMT_PRESENT present = {.hContext = p->on[REFGPU_NODE_DRAW].context,
                              .hSource = p->surface[from].handle,
                              .hDestination = p->surface[to].handle,
                              .SrcRect = source,
                              .DstRect = {(LONG)r.x, (LONG)r.y, (LONG)(r.x + r.w), (LONG)(r.y + r.h)},
                              .SubRectCnt = 1,
                              .pSrcSubRects = &source};

    present.Flags.Blt = present.Flags.SrcRectValid = present.Flags.DstRectValid = 1;
    for (unsigned y = 0; y < r.h; y++)
        memcpy(&p->model[to][(r.y + y) * PLAYER_SIDE + r.x], &p->model[from][(r.v + y) * PLAYER_SIDE + r.u],
               r.w * 4);
    struct nt_process *previous = client_enter(&p->on[0]);
    NTSTATUS status = dxgk_kmt_present(p->on[0].process, &present);
    client_leave(previous);
    return status;
}

/* A surface ends while work with it may be queued, and another begins in its place. */
static NTSTATUS replace(struct player *p, unsigned i)
{
    NTSTATUS status = client_destroy(&p->on[0], &p->surface[i]);

    if (NT_SUCCESS(status))
        status =
            client_surface(&p->on[0], PLAYER_SIDE, PLAYER_SIDE, REFGPU_A8R8G8B8, kind(p, i), &p->surface[i]);
    return NT_SUCCESS(status) ? upload(p, i, false) : status;
}

void player_play(void *arg)
{
    struct player *p = arg;

    for (unsigned i = 0; i < p->steps && NT_SUCCESS(p->refused) && !p->wrong; i++) {
        unsigned surface = draw(p, PLAYER_SURFACES), what = draw(p, 16);
        if (what < 2 && p->node == REFGPU_NODE_DRAW)
            p->refused = show(p);
        else if (what < 8)
            p->refused = draw_some(p);
        else if (what < 10)
            p->refused = change_context(p);
        else if (what < 14)
            p->refused = upload(p, surface, what & 1);
        else if (what < 15)
            p->refused = compare(p, surface);
        else
            p->refused = replace(p, surface);
    }
}

int player_judge(struct player *p, bool *lost)
{
    NTSTATUS status = NT_SUCCESS(p->refused) ? client_wait(&p->on[0]) : p->refused;

    for (unsigned i = 0; NT_SUCCESS(status) && !p->wrong && i < PLAYER_SURFACES; i++)
        status = compare(p, i);
    CHECK(!p->wrong);
    D3DKMT_DEVICEEXECUTION_STATE state = client_state(&p->on[0]);
    *lost = state != D3DKMT_DEVICEEXECUTION_ACTIVE;
    if (!*lost && !NT_SUCCESS(status))
        fprintf(stderr, "refused: %s\n", nt_status_text(status));
    CHECK(*lost || NT_SUCCESS(status)); /* nothing is refused without a reason that is told */
    if (*lost) {
        CHECK(state == D3DKMT_DEVICEEXECUTION_HUNG || state == D3DKMT_DEVICEEXECUTION_RESET);
        for (unsigned n = 0; n < REFGPU_NODE_COUNT; n++) {
            client_begin(&p->on[n]);
            CHECK(client_render(&p->on[n]) == STATUS_DEVICE_REMOVED);
        }
        CHECK(client_state(&p->on[0]) == state);
    }
    return 0;
}
