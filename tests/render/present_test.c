/* D3DKMTPresent: copies and fills with any rectangles, flips, what is refused, and drivers that misbehave (PRS-01..PRS-15, THK-20, OBS-74). */
#include "scene.h"

typedef DXGKARG_PRESENT args;

/* A second surface to copy to, and our own picture of it. */
struct show {
    struct scene scene;
    struct stage_surface to;
    uint32_t from_own[SIDE * SIDE], own[SIDE * SIDE];
};

static NTSTATUS show_start(struct show *show, const struct dxgk_render_options *options)
{
    NTSTATUS status = scene_start(&show->scene, options);

    if (NT_SUCCESS(status))
        status = client_surface(&show->scene.client, SIDE, SIDE, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE,
                                &show->to);
    for (unsigned i = 0; i < SIDE * SIDE; i++)
        show->from_own[i] = show->own[i] = BACKGROUND;
    client_begin(&show->scene.client);
    client_fill(&show->scene.client, &show->to, 0, 0, SIDE, SIDE, BACKGROUND);
    scene_draw(&show->scene, &show->scene.client, &show->scene.surface, show->from_own, 99, 30);
    return NT_SUCCESS(status) ? client_render(&show->scene.client) : status;
}

static NTSTATUS present(struct stage_client *client, D3DKMT_PRESENT *p)
{
    p->hContext = p->hContext ? p->hContext : client->context;
    struct nt_process *previous = client_enter(client);
    NTSTATUS status = dxgk_kmt_present(client->process, p);
    client_leave(previous);
    return status;
}

static D3DKMT_PRESENT blt(const struct show *show, const RECT *rects, UINT count)
{
    D3DKMT_PRESENT p = {.hSource = show->scene.surface.handle,
                        .hDestination = show->to.handle,
                        .SrcRect = {0, 0, SIDE, SIDE},
                        .SubRectCnt = count,
                        .pSrcSubRects = rects};

    p.Flags.Blt = p.Flags.SrcRectValid = 1;
    return p;
}

/* ---- copies ---- */

/* The same in our picture: `sub` of `from`, at `to`, all unstretched. */
static void copy_own(struct show *show, const RECT *sub, const RECT *from, const RECT *to)
{
    for (LONG y = 0; y < (LONG)SIDE; y++) {
        for (LONG x = 0; x < (LONG)SIDE; x++) {
            int64_t sx = (int64_t)x - to->left + from->left, sy = (int64_t)y - to->top + from->top;
            bool inside = x >= to->left && x < to->right && y >= to->top && y < to->bottom && sx >= 0 &&
                          sx < SIDE && sy >= 0 && sy < SIDE && sx >= sub->left && sx < sub->right &&
                          sy >= sub->top && sy < sub->bottom;
            if (inside)
                show->own[y * SIDE + x] = show->from_own[sy * SIDE + sx];
        }
    }
}

static LONG around(uint64_t *seed)
{
    return (LONG)(draw_number(seed) % (SIDE + 24)) - 12;
}

static RECT random_rect(uint64_t *seed)
{
    RECT r = {around(seed), around(seed), around(seed), around(seed)};

    if (draw_number(seed) % 20 == 0)
        r.right = MAXLONG;
    if (draw_number(seed) % 20 == 0)
        r.top = MINLONG;
    return r;
}

struct plan {
    uint64_t seed;
    struct dxgk_render_options options;
};

/* PRS-06, PRS-07: rectangles of any kind, negative, empty, reversed, beyond the surfaces; DMA buffers of any size. */
static int copies(void *arg)
{
    const struct plan *plan = arg;
    uint64_t seed = plan->seed;
    struct show show;

    CHECK(NT_SUCCESS(show_start(&show, &plan->options)));
    for (unsigned turn = 0; turn < 6; turn++) {
        RECT rects[50];
        UINT count = 1 + (UINT)(draw_number(&seed) % 50);
        D3DKMT_PRESENT p = blt(&show, rects, count);
        LONG width = 1 + (LONG)(draw_number(&seed) % (SIDE + 8)),
             height = 1 + (LONG)(draw_number(&seed) % (SIDE + 8));
        p.SrcRect = (RECT){around(&seed), around(&seed), 0, 0};
        p.DstRect = (RECT){around(&seed), around(&seed), 0, 0};
        p.SrcRect.right = p.SrcRect.left + width;
        p.SrcRect.bottom = p.SrcRect.top + height;
        p.DstRect.right = p.DstRect.left + width;
        p.DstRect.bottom = p.DstRect.top + height;
        p.Flags.DstRectValid = 1;
        for (UINT i = 0; i < count; i++) {
            rects[i] = random_rect(&seed);
            RECT cut = rects[i], *s = &p.SrcRect;
            cut = (RECT){cut.left > s->left ? cut.left : s->left, cut.top > s->top ? cut.top : s->top,
                         cut.right < s->right ? cut.right : s->right,
                         cut.bottom < s->bottom ? cut.bottom : s->bottom};
            copy_own(&show, &cut, &p.SrcRect, &p.DstRect);
        }
        NTSTATUS status = present(&show.scene.client, &p);
        if (!NT_SUCCESS(status))
            fprintf(stderr, "seed %llu: %s\n", (unsigned long long)plan->seed, nt_status_text(status));
        CHECK(NT_SUCCESS(status));
    }
    CHECK(NT_SUCCESS(client_wait(&show.scene.client)));
    CHECK(same_pixels(&show.scene.client, &show.to, show.own));
    scene_stop(&show.scene);
    CHECK(nothing_found());
    return 0;
}

static void test_copies(void **state)
{
    for (uint64_t seed = 1; seed <= 60; seed++)
        scene_run(seed, copies, &(struct plan){.seed = seed});
    for (uint64_t seed = 1; seed <= 40; seed++)
        scene_run(
            seed, copies,
            &(struct plan){seed, {.multipass = true, .dma_size = (unsigned)seed * 8, .check_memory = true}});
    for (uint64_t seed = 1; seed <= 20; seed++)
        scene_run(
            seed, copies,
            &(struct plan){seed, {.multipass = true, .dma_shrink = true, .preempt_one_in = 3, .seed = seed}});
}

/* ---- what the driver gets (PRS-02, PRS-03, PRS-05, PRS-15) ---- */

static void look(struct ddi_call *call, void *arg)
{
    const args *a = arg;
    bool good =
        a->pAllocationList && !a->pAllocationList[0].hDeviceSpecificAllocation && a->MultipassOffset == 0;
    bool source = a->pAllocationList[1].hDeviceSpecificAllocation,
         destination = a->pAllocationList[2].hDeviceSpecificAllocation;

    good &= !a->pAllocationList[1].WriteOperation;
    if (a->Flags.Blt)
        good &=
            source && destination && a->pAllocationList[2].WriteOperation && a->pDmaBuffer && a->Color == 0;
    else if (a->Flags.ColorFill)
        good &= !source && destination && a->pDmaBuffer && a->Color == 0x00ABCDEF;
    else
        good &= a->Flags.Flip && source && !destination && !a->pDmaBuffer && !a->DmaSize &&
                !a->SubRectCnt;                /* PRS-10 */
    for (UINT i = 0; i < a->SubRectCnt; i++) { /* PRS-06: clipped, inside the destination */
        const RECT *r = &a->pDstSubRects[i];
        good &= r->left >= a->DstRect.left && r->right <= a->DstRect.right && r->left < r->right &&
                r->top < r->bottom;
    }
    actor.n += good;
}

/* The device opens the shared primary; a look at what is on it is a copy from it. */
static bool screen_shows(struct show *show, const struct stage_surface *primary, LONG x, LONG y,
                         uint32_t pixel)
{
    const RECT whole = {0, 0, SIDE, SIDE};
    D3DKMT_PRESENT p = blt(show, &whole, 1);
    uint32_t found = 0;

    p.hSource = primary->handle;
    p.SrcRect = (RECT){x, y, x + (LONG)SIDE, y + (LONG)SIDE};
    p.pSrcSubRects = &p.SrcRect;
    if (!NT_SUCCESS(present(&show->scene.client, &p)) || !NT_SUCCESS(client_wait(&show->scene.client)) ||
        !NT_SUCCESS(client_read(&show->scene.client, &show->to, 0, &found, 4)))
        return false;
    if ((found & 0xFFFFFF) != pixel)
        fprintf(stderr, "(%d,%d): 0x%06X, not 0x%06X\n", (int)x, (int)y, found & 0xFFFFFF, pixel);
    return (found & 0xFFFFFF) == pixel;
}

static NTSTATUS open_primary(struct scene *scene, struct stage_surface *primary)
{
    D3DKMT_GETSHAREDPRIMARYHANDLE get = {.hAdapter = scene->client.adapter, .VidPnSourceId = 0};

    NTSTATUS status = dxgk_kmt_get_shared_primary_handle(scene->client.process, &get);
    return NT_SUCCESS(status) ? client_open_shared(&scene->client, get.hSharedPrimary, primary) : status;
}

static int screen(void *arg)
{
    struct show show;
    struct stage_surface primary;
    const RECT rects[2] = {{40, 40, 80, 60}, {-100, 100, 100, 130}}, whole = {0, 0, SIDE, SIDE};

    CHECK(NT_SUCCESS(show_start(&show, NULL)));
    D3DKMT_PRESENT fill = {.Color = 0x00ABCDEF, .SubRectCnt = 2, .pSrcSubRects = rects};
    fill.Flags.ColorFill = 1;
    D3DKMT_PRESENT copy = {.hSource = show.scene.surface.handle,
                           .SubRectCnt = 1,
                           .pSrcSubRects = &whole,
                           .DstRect = {50, 50, 50 + SIDE, 50 + SIDE}};
    copy.Flags.Blt = copy.Flags.DstRectValid = 1;
    /* THK-13: who has not opened the primary cannot present to it. */
    CHECK(present(&show.scene.client, &fill) == STATUS_GRAPHICS_ALLOCATION_INVALID);
    CHECK(NT_SUCCESS(open_primary(&show.scene, &primary)));
    act(DDI_ID_Present, look, NULL);
    CHECK(present(&show.scene.client, &fill) == STATUS_SUCCESS);
    CHECK(present(&show.scene.client, &copy) == STATUS_SUCCESS);
    CHECK(actor.calls == 2 && actor.n == 2);
    act_no_more();
    CHECK(screen_shows(&show, &primary, 40, 40, 0x00ABCDEF));
    CHECK(screen_shows(&show, &primary, 79, 49, 0x00ABCDEF));
    CHECK(screen_shows(&show, &primary, 0, 100, 0x00ABCDEF));
    CHECK(screen_shows(&show, &primary, 99, 129, 0x00ABCDEF));
    CHECK(screen_shows(&show, &primary, 50, 50, show.from_own[0]));
    CHECK(screen_shows(&show, &primary, 50 + SIDE - 1, 50 + SIDE - 1, show.from_own[SIDE * SIDE - 1]));
    CHECK(screen_shows(&show, &primary, 39, 40, 0));
    CHECK(screen_shows(&show, &primary, 100, 129, 0));
    CHECK(screen_shows(&show, &primary, 0, 99, 0));
    /* The primary goes, and so does the right to present to it. */
    CHECK(NT_SUCCESS(client_destroy(&show.scene.client, &primary)));
    CHECK(present(&show.scene.client, &fill) == STATUS_GRAPHICS_ALLOCATION_INVALID);
    fill.VidPnSourceId = 1;
    CHECK(present(&show.scene.client, &fill) == STATUS_INVALID_PARAMETER);
    fill.VidPnSourceId = D3DDDI_ID_UNINITIALIZED;
    CHECK(present(&show.scene.client, &fill) == STATUS_INVALID_PARAMETER);
    scene_stop(&show.scene);
    CHECK(nothing_found());
    return 0;
}

static void test_screen(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        scene_run(seed, screen, NULL);
}

static NTSTATUS other_mode(struct dxgk_adapter *adapter)
{
    static struct dxgk_mode modes[512];
    struct dxgk_mode now;
    size_t count = dxgk_modes(adapter, 0, modes, RTL_NUMBER_OF(modes));

    dxgk_get_mode(adapter, 0, &now);
    for (size_t i = 0; i < count; i++)
        if (modes[i].width != now.width && modes[i].rotation == now.rotation)
            return dxgk_set_mode(adapter, 0, &modes[i]);
    return STATUS_NOT_FOUND;
}

/* THK-13: a mode brings another primary; who draws on the old one is told so, opens the new one and goes on. */
static int stale_primary(void *arg)
{
    struct show show;
    struct stage_surface old, new;
    struct stage_client *client = &show.scene.client;

    CHECK(NT_SUCCESS(show_start(&show, NULL)));
    CHECK(NT_SUCCESS(open_primary(&show.scene, &old)));
    client_begin(client);
    client_fill(client, &old, 0, 0, 8, 8, 0x00ABCDEF);
    CHECK(client_render(client) == STATUS_SUCCESS);
    CHECK(NT_SUCCESS(client_wait(client)));
    CHECK(NT_SUCCESS(other_mode(show.scene.stage.adapter)));
    client_begin(client);
    client_fill(client, &old, 0, 0, 8, 8, 0x00123456);
    CHECK(client_render(client) == STATUS_GRAPHICS_ALLOCATION_INVALID);
    CHECK(client_state(client) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    CHECK(NT_SUCCESS(open_primary(&show.scene, &new)));
    client_begin(client);
    client_fill(client, &new, 0, 0, SIDE, SIDE, 0x00123456);
    CHECK(client_render(client) == STATUS_SUCCESS);
    CHECK(screen_shows(&show, &new, 0, 0, 0x00123456));
    CHECK(NT_SUCCESS(client_destroy(client, &old)));
    scene_stop(&show.scene);
    CHECK(nothing_found());
    return 0;
}

static void test_stale_primary(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        scene_run(seed, stale_primary, NULL);
}

/* ---- what is refused (THK-20) ---- */

static int refused(void *arg)
{
    struct show show;
    struct stage_surface primary;
    const RECT r = {0, 0, 8, 8};

    CHECK(NT_SUCCESS(show_start(&show, NULL)));
    CHECK(NT_SUCCESS(open_primary(&show.scene, &primary)));
    enum {
        BLT = 1,
        FILL = 2,
        FLIP = 4,
        DST = 0x40,
        SRC = 0x80,
        SRC_KEY = 0x200,
        DST_KEY = 0x400,
        ROTATE = 0x2000
    };
    const D3DKMT_HANDLE from = show.scene.surface.handle, to = show.to.handle;
    const struct {
        UINT flags;
        D3DKMT_HANDLE source, destination;
        UINT rects;
        NTSTATUS due;
    } rows[] = {
        {0, from, 0, 1, STATUS_INVALID_PARAMETER},
        {BLT | FILL, from, 0, 1, STATUS_INVALID_PARAMETER},
        {BLT | FLIP, from, 0, 1, STATUS_INVALID_PARAMETER},
        {FILL | FLIP, 0, 0, 1, STATUS_INVALID_PARAMETER},
        {BLT, from, 0, 0, STATUS_INVALID_PARAMETER}, /* OBS-78 */
        {FILL, 0, 0, 0, STATUS_INVALID_PARAMETER},
        {BLT, 0, 0, 1, STATUS_INVALID_PARAMETER}, /* PRS-03 */
        {FILL, from, 0, 1, STATUS_INVALID_PARAMETER},
        {BLT, from, to, 1, STATUS_INVALID_PARAMETER}, /* a destination needs SrcRectValid */
        {FILL, 0, to, 1, STATUS_INVALID_PARAMETER},
        {FLIP, primary.handle, 0, 1, STATUS_INVALID_PARAMETER},
        {FLIP | SRC, primary.handle, 0, 0, STATUS_INVALID_PARAMETER},
        {FLIP | DST, primary.handle, 0, 0, STATUS_INVALID_PARAMETER},
        {FLIP | ROTATE, primary.handle, 0, 0, STATUS_INVALID_PARAMETER},
        {FLIP, 0, 0, 0, STATUS_INVALID_PARAMETER},
        {FLIP, from, 0, 0, STATUS_INVALID_PARAMETER},                    /* no primary */
        {BLT | SRC_KEY | DST_KEY, from, 0, 1, STATUS_INVALID_PARAMETER}, /* PRS-05 */
        {FILL | SRC_KEY, 0, 0, 1, STATUS_INVALID_PARAMETER},
        {BLT | SRC, 0x12345678, 0, 1, STATUS_INVALID_HANDLE},
        {BLT | SRC, from, 0x12345678, 1, STATUS_INVALID_HANDLE},
        {BLT | SRC, show.scene.client.context, to, 1, STATUS_INVALID_HANDLE},
        {FLIP | 0x10, primary.handle, 0, 0, STATUS_NOT_SUPPORTED}, /* FlipDoNotWait: no such cap (PRS-11) */
        {1u << 15, from, 0, 1, STATUS_NOT_SUPPORTED},              /* redirected */
        {1u << 16, from, 0, 1, STATUS_NOT_SUPPORTED},
        {1u << 21, from, 0, 1, STATUS_NOT_SUPPORTED},
        {BLT | 1u << 14, from, 0, 1, STATUS_NOT_SUPPORTED},
        {BLT | 1u << 31, from, 0, 1, STATUS_NOT_SUPPORTED},
    };
    act(DDI_ID_Present, look, NULL);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        D3DKMT_PRESENT p = {.hSource = rows[i].source,
                            .hDestination = rows[i].destination,
                            .SrcRect = {0, 0, SIDE, SIDE},
                            .DstRect = {0, 0, SIDE, SIDE},
                            .SubRectCnt = rows[i].rects,
                            .pSrcSubRects = rows[i].rects ? &r : NULL,
                            .FlipInterval = D3DDDI_FLIPINTERVAL_ONE};
        p.Flags.Value = rows[i].flags;
        NTSTATUS status = present(&show.scene.client, &p);
        if (status != rows[i].due)
            fprintf(stderr, "row %zu: %s\n", i, nt_status_text(status));
        CHECK(status == rows[i].due);
    }
    CHECK(actor.calls == 0);
    /* Rectangles of nothing. */
    D3DKMT_PRESENT p = blt(&show, &r, 1);
    p.SrcRect = (RECT){8, 8, 8, 20};
    CHECK(present(&show.scene.client, &p) == STATUS_INVALID_PARAMETER);
    p.SrcRect = (RECT){8, 8, 0, 0};
    CHECK(present(&show.scene.client, &p) == STATUS_INVALID_PARAMETER);
    p = blt(&show, &(RECT){5, 5, 5, 9}, 1); /* nothing is left to copy: that is done at once */
    CHECK(present(&show.scene.client, &p) == STATUS_SUCCESS);
    p = blt(&show, &(RECT){SIDE, 0, SIDE + 9, 9}, 1);
    CHECK(present(&show.scene.client, &p) == STATUS_SUCCESS);
    CHECK(actor.calls == 0);
    CHECK(NT_SUCCESS(client_wait(&show.scene.client)));
    CHECK(same_pixels(&show.scene.client, &show.to, show.own));
    scene_stop(&show.scene);
    CHECK(nothing_found());
    return 0;
}

static void test_refused(void **state)
{
    scene_run(1, refused, NULL);
}

/* ---- flips ---- */

static NTSTATUS make_primaries(struct scene *scene, struct stage_surface *primary, unsigned count)
{
    struct dxgk_mode mode;

    NTSTATUS status = dxgk_get_mode(scene->stage.adapter, 0, &mode);
    for (unsigned i = 0; i < count && NT_SUCCESS(status); i++)
        status = client_surface(&scene->client, mode.width, mode.height, REFGPU_X8R8G8B8, REFGPU_USER_PRIMARY,
                                &primary[i]);
    return status;
}

static D3DKMT_PRESENT flip_to(const struct stage_surface *primary, D3DDDI_FLIPINTERVAL_TYPE interval)
{
    D3DKMT_PRESENT p = {.hSource = primary->handle, .FlipInterval = interval};

    p.Flags.Flip = 1;
    return p;
}

static struct {
    PHYSICAL_ADDRESS address[64];
    unsigned count;
} shown;

static void note_address(struct ddi_call *call, void *arg)
{
    const DXGKARG_SETVIDPNSOURCEADDRESS *a = arg;

    if (shown.count < 64)
        shown.address[shown.count++] = a->PrimaryAddress;
}

static int flips(void *arg)
{
    struct scene scene;
    struct stage_surface primary[3];

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    CHECK(NT_SUCCESS(make_primaries(&scene, primary, 3)));
    act(DDI_ID_Present, look, NULL);
    shown.count = 0;
    const unsigned order[] = {0, 1, 2, 0, 0, 0, 2, 1}; /* PRS-04: what is shown is shown again */
    for (unsigned i = 0; i < 8; i++) {
        D3DKMT_PRESENT p = flip_to(&primary[order[i]], D3DDDI_FLIPINTERVAL_ONE);
        if (i == 4)
            act(DDI_ID_SetVidPnSourceAddress, note_address, NULL);
        NTSTATUS status = present(&scene.client, &p);
        if (!NT_SUCCESS(status))
            fprintf(stderr, "flip %u: %s\n", i, nt_status_text(status));
        CHECK(NT_SUCCESS(status));
        if (i < 4)
            CHECK(actor.n == i + 1 && actor.calls == i + 1);
        if (i == 3)
            CHECK(NT_SUCCESS(client_wait(&scene.client)));
    }
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    CHECK(shown.count == 4);
    CHECK(shown.address[0].QuadPart == shown.address[1].QuadPart);
    CHECK(shown.address[2].QuadPart != shown.address[1].QuadPart &&
          shown.address[3].QuadPart != shown.address[2].QuadPart);
    act_no_more();
    /* Other intervals than the caps offer; another size than the mode's (OBS-48). */
    D3DKMT_PRESENT p = flip_to(&primary[0], D3DDDI_FLIPINTERVAL_TWO);
    CHECK(present(&scene.client, &p) == STATUS_INVALID_PARAMETER);
    p = flip_to(&primary[0], (D3DDDI_FLIPINTERVAL_TYPE)5);
    CHECK(present(&scene.client, &p) == STATUS_INVALID_PARAMETER);
    struct stage_surface small;
    CHECK(NT_SUCCESS(client_surface(&scene.client, 64, 64, REFGPU_X8R8G8B8, REFGPU_USER_PRIMARY, &small)));
    p = flip_to(&small, D3DDDI_FLIPINTERVAL_ONE);
    CHECK(present(&scene.client, &p) == STATUS_GRAPHICS_PRESENT_MODE_CHANGED);
    p = flip_to(&primary[1], D3DDDI_FLIPINTERVAL_IMMEDIATE);
    CHECK(NT_SUCCESS(present(&scene.client, &p)));
    CHECK(NT_SUCCESS(client_wait(&scene.client)));
    scene_stop(&scene);
    CHECK(nothing_found());
    return 0;
}

static void test_flips(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        scene_run(seed, flips, NULL);
}

/* ---- turns (OBS-74) ---- */

static struct show *presenting;
static volatile LONG presented;

static VOID NTAPI present_six(PVOID ctx)
{
    const RECT r = {0, 0, 8, 8};

    for (unsigned i = 0; i < 6; i++) {
        D3DKMT_PRESENT p = blt(presenting, &r, 1);
        if (NT_SUCCESS(present(&presenting->scene.client, &p)))
            InterlockedIncrement(&presented);
    }
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static int turns(void *arg)
{
    struct show show;
    HANDLE handle;
    PVOID thread;

    CHECK(NT_SUCCESS(show_start(&show, NULL)));
    CHECK(NT_SUCCESS(client_wait(&show.scene.client)));
    presenting = &show;
    presented = 0;
    stage_pause(&show.scene.stage, true);
    CHECK(NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL, present_six, NULL)));
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, &thread, NULL);
    ZwClose(handle);
    LARGE_INTEGER tenth = {.QuadPart = -1000000};
    KeDelayExecutionThread(KernelMode, FALSE, &tenth); /* virtual time */
    CHECK(presented == 3);
    stage_pause(&show.scene.stage, false);
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
    CHECK(presented == 6);
    /* Turns come back from presents that failed, too. */
    for (unsigned i = 0; i < 10; i++) {
        const RECT r = {0, 0, 8, 8};
        D3DKMT_PRESENT p = blt(&show, &r, 1);
        p.Flags.DstColorKey = 1; /* the engine has none */
        CHECK(present(&show.scene.client, &p) == STATUS_ILLEGAL_INSTRUCTION);
    }
    CHECK(NT_SUCCESS(client_wait(&show.scene.client)));
    scene_stop(&show.scene);
    CHECK(nothing_found());
    return 0;
}

static void test_turns(void **state)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        run_sim(seed, turns, NULL);
}

/* ---- drivers ---- */

static const struct row {
    NTSTATUS answer, client;
    bool finding, lost;
} rows[] = {
    {STATUS_NO_MEMORY, STATUS_NO_MEMORY, false, false},
    {STATUS_INSUFFICIENT_RESOURCES, STATUS_NO_MEMORY, false, false},
    {STATUS_PRIVILEGED_INSTRUCTION, STATUS_PRIVILEGED_INSTRUCTION, false, false},
    {STATUS_ILLEGAL_INSTRUCTION, STATUS_ILLEGAL_INSTRUCTION, false, false},
    {STATUS_INVALID_HANDLE, STATUS_INVALID_HANDLE, false, false},
    {STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER, false, false},
    {STATUS_GRAPHICS_CANNOTCOLORCONVERT, STATUS_GRAPHICS_CANNOTCOLORCONVERT, false, false},
    {STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE, STATUS_GRAPHICS_GPU_EXCEPTION_ON_DEVICE, false, true},
    {STATUS_INVALID_USER_BUFFER, STATUS_INVALID_PARAMETER, true, false},
    {STATUS_UNSUCCESSFUL, STATUS_INVALID_PARAMETER, true, false},
};

static void answer(struct ddi_call *call, void *arg)
{
    call->status = rows[actor.n].answer;
}

/* PRS-12, for copies and for flips. */
static int one_status(void *arg)
{
    const struct row *row = arg;
    struct show show;
    struct stage_surface primary;
    const RECT r = {0, 0, 8, 8};

    CHECK(NT_SUCCESS(show_start(&show, NULL)));
    CHECK(NT_SUCCESS(make_primaries(&show.scene, &primary, 1)));
    for (unsigned flip = 0; flip < 2; flip++) {
        D3DKMT_PRESENT p = flip ? flip_to(&primary, D3DDDI_FLIPINTERVAL_ONE) : blt(&show, &r, 1);
        forget_findings();
        act(DDI_ID_Present, NULL, answer);
        actor.n = (uint64_t)(row - rows);
        CHECK(present(&show.scene.client, &p) == (flip && row->lost ? STATUS_DEVICE_REMOVED : row->client));
        act_no_more();
        CHECK((finding("PRS-12") != NULL) == row->finding);
        CHECK((client_state(&show.scene.client) != D3DKMT_DEVICEEXECUTION_ACTIVE) == row->lost);
    }
    if (!row->lost) {
        CHECK(NT_SUCCESS(client_wait(&show.scene.client)));
        CHECK(same_pixels(&show.scene.client, &show.to, show.own));
    }
    scene_stop(&show.scene);
    return 0;
}

static void test_each_status(void **state)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        scene_run(i + 1, one_status, (void *)&rows[i]);
}

/* PRS-10: a flip without a DMA buffer is only to be looked at. */
static void advance(struct ddi_call *call, void *arg)
{
    args *a = arg;

    a->pDmaBuffer = (PUCHAR)a->pDmaBuffer + 64;
}

static int advancing_flip(void *arg)
{
    struct scene scene;
    struct stage_surface primary;

    CHECK(NT_SUCCESS(scene_start(&scene, NULL)));
    CHECK(NT_SUCCESS(make_primaries(&scene, &primary, 1)));
    act(DDI_ID_Present, NULL, advance);
    D3DKMT_PRESENT p = flip_to(&primary, D3DDDI_FLIPINTERVAL_ONE);
    CHECK(NT_SUCCESS(present(&scene.client, &p)));
    act_no_more();
    CHECK(finding("PRS-10") && finding("PRS-10")->severity == REPORT_VIOLATION);
    scene_stop(&scene);
    return 0;
}

static void test_flip_is_only_checked(void **state)
{
    scene_run(1, advancing_flip, NULL);
}

/* PRS-15: nothing lies behind the structure of the driver's version. */
static void read_behind(struct ddi_call *call, void *arg)
{
    (void)*((volatile UCHAR *)arg + sizeof(args));
}

static int behind(void *arg)
{
    static struct show show;
    const RECT r = {0, 0, 8, 8};

    CHECK(NT_SUCCESS(show_start(&show, NULL)));
    D3DKMT_PRESENT p = blt(&show, &r, 1);
    act(DDI_ID_Present, read_behind, NULL);
    present(&show.scene.client, &p);
    return -1;
}

static void test_size_of_the_structure(void **state)
{
    struct nt_bugcheck b = scene_to_bugcheck(1, behind, NULL);

    assert_string_equal(b.rule, "PRS-15");
    assert_int_equal(sizeof(args), 136);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_screen),
        cmocka_unit_test(test_stale_primary),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_flips),
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_each_status),
        cmocka_unit_test(test_flip_is_only_checked),
        cmocka_unit_test(test_size_of_the_structure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
