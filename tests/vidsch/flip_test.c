/* Flips: over at the vertical blank that reports their address, in order, at their interval, and never on a screen that is off
 * (PRS-04, PRS-10, PRS-11, FEN-18, THK-22, OBS-75, OBS-80). */
#include "stage.h"

#include "device.h"

#ifndef SEEDS
#define SEEDS 300
#endif

#define BUFFERS 3u
#define BLANK   166667 /* 100 ns units */

struct screen {
    struct stage stage;
    struct stage_client client;
    struct stage_surface buffer[BUFFERS];
    struct dxgk_mode mode;
};

static NTSTATUS open_screen(struct screen *s, bool threads, const struct dxgk_adapter_options *options)
{
    struct stage_options o = {.threads = threads, .vram = 32u << 20};

    if (options)
        o.adapter = *options;
    memset(s, 0, sizeof(*s));
    NTSTATUS status = stage_start(&s->stage, &o);
    if (NT_SUCCESS(status))
        status = client_open(&s->client, &s->stage, "flipper");
    if (NT_SUCCESS(status))
        status = dxgk_get_mode(s->stage.adapter, 0, &s->mode);
    if (NT_SUCCESS(status))
        status = dxgk_set_visibility(s->stage.adapter, 0, true);
    for (unsigned i = 0; NT_SUCCESS(status) && i < BUFFERS; i++)
        status = client_surface(&s->client, s->mode.width, s->mode.height, REFGPU_X8R8G8B8,
                                REFGPU_USER_PRIMARY, &s->buffer[i]);
    return status;
}

static void close_screen(struct screen *s)
{
    client_close(&s->client);
    stage_stop(&s->stage);
}

static uint32_t pixel_of(unsigned frame)
{
    return 0x10203 * (frame + 1);
}

static NTSTATUS draw(struct screen *s, unsigned frame)
{
    client_begin(&s->client);
    client_fill(&s->client, &s->buffer[frame % BUFFERS], 0, 0, s->mode.width, s->mode.height,
                pixel_of(frame));
    return client_render(&s->client);
}

static NTSTATUS flip(struct screen *s, unsigned frame, D3DDDI_FLIPINTERVAL_TYPE interval)
{
    D3DKMT_PRESENT args = {.hContext = s->client.context,
                           .hSource = s->buffer[frame % BUFFERS].handle,
                           .FlipInterval = interval};

    args.Flags.Flip = 1;
    struct nt_process *previous = client_enter(&s->client);
    NTSTATUS status = dxgk_kmt_present(s->client.process, &args);
    client_leave(previous);
    return status;
}

/* What the head scans out, in its first and last pixel. */
static bool shows(struct screen *s, uint32_t pixel)
{
    struct device_scanout out = {0};

    if (!s->stage.device->ops->scanout(s->stage.device, 0, &out) || !out.enabled || !out.pixels)
        return false;
    const uint8_t *last = (const uint8_t *)out.pixels + (size_t)out.stride * (out.height - 1);
    return (((const uint32_t *)out.pixels)[0] & 0xFFFFFF) == (pixel & 0xFFFFFF) &&
           (((const uint32_t *)last)[out.width - 1] & 0xFFFFFF) == (pixel & 0xFFFFFF);
}

static int one_after_the_other(void *arg)
{
    static struct screen s;

    CHECK(NT_SUCCESS(open_screen(&s, arg != NULL, NULL)));
    uint64_t begin = nt_now();
    for (unsigned frame = 0; frame < 6; frame++) {
        CHECK(NT_SUCCESS(draw(&s, frame)));
        CHECK(NT_SUCCESS(flip(&s, frame, D3DDDI_FLIPINTERVAL_ONE)));
    }
    CHECK(NT_SUCCESS(client_wait(&s.client)));
    CHECK(shows(&s, pixel_of(5)));
    CHECK(nt_now() - begin >= 4 * BLANK); /* six blanks end them; the first may come at once */
    struct dxgk_render_stats stats;
    dxgk_render_query(s.stage.adapter, &stats);
    CHECK(stats.flips == 6);
    CHECK(stats.adapter_resets == 0);
    close_screen(&s);
    CHECK(nothing_found());
    return 0;
}

static void test_one_after_the_other(void **state)
{
    static int yes;

    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        run_sim(seed, one_after_the_other, NULL);
    run_threads(one_after_the_other, &yes);
}

/* PRS-04: to what is shown already: a wait for a blank. */
static int to_itself(void *arg)
{
    static struct screen s;

    CHECK(NT_SUCCESS(open_screen(&s, false, NULL)));
    CHECK(NT_SUCCESS(draw(&s, 0)));
    for (unsigned i = 0; i < 3; i++)
        CHECK(NT_SUCCESS(flip(&s, 0, D3DDDI_FLIPINTERVAL_ONE)));
    CHECK(NT_SUCCESS(client_wait(&s.client)));
    CHECK(shows(&s, pixel_of(0)));
    close_screen(&s);
    CHECK(nothing_found());
    return 0;
}

static void test_to_itself(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 4; seed++)
        run_sim(seed, to_itself, NULL);
}

/* A hidden source has no blank to wait for. */
static int on_a_hidden_source(void *arg)
{
    static struct screen s;

    CHECK(NT_SUCCESS(open_screen(&s, false, NULL)));
    CHECK(NT_SUCCESS(dxgk_set_visibility(s.stage.adapter, 0, false)));
    for (unsigned frame = 0; frame < 4; frame++) {
        CHECK(NT_SUCCESS(draw(&s, frame)));
        CHECK(NT_SUCCESS(flip(&s, frame, D3DDDI_FLIPINTERVAL_ONE)));
    }
    CHECK(NT_SUCCESS(client_wait(&s.client)));
    CHECK(NT_SUCCESS(dxgk_set_visibility(s.stage.adapter, 0, true)));
    for (unsigned frame = 4; frame < 6; frame++) {
        CHECK(NT_SUCCESS(draw(&s, frame)));
        CHECK(NT_SUCCESS(flip(&s, frame, D3DDDI_FLIPINTERVAL_ONE)));
    }
    CHECK(NT_SUCCESS(client_wait(&s.client)));
    CHECK(shows(&s, pixel_of(5)));
    close_screen(&s);
    CHECK(nothing_found());
    return 0;
}

static void test_on_a_hidden_source(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 2; seed++)
        run_sim(seed, on_a_hidden_source, NULL);
}

/* Visibility goes on and off while flips are under way. */
static void blink(void *arg)
{
    struct screen *s = arg;
    LARGE_INTEGER moment = {.QuadPart = -BLANK};

    for (unsigned i = 0; i < 6; i++) {
        KeDelayExecutionThread(KernelMode, FALSE, &moment);
        dxgk_set_visibility(s->stage.adapter, 0, i % 2);
    }
}

static int while_it_blinks(void *arg)
{
    static struct screen s;

    CHECK(NT_SUCCESS(open_screen(&s, false, NULL)));
    PKTHREAD thread;
    HANDLE handle;
    CHECK(NT_SUCCESS(PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, NULL,
                                          (PKSTART_ROUTINE)(uintptr_t)arg, &s)));
    ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, NULL, KernelMode, (PVOID *)&thread, NULL);
    ZwClose(handle);
    for (unsigned frame = 0; frame < 8; frame++) {
        CHECK(NT_SUCCESS(draw(&s, frame)));
        CHECK(NT_SUCCESS(flip(&s, frame, D3DDDI_FLIPINTERVAL_ONE)));
    }
    CHECK(NT_SUCCESS(client_wait(&s.client)));
    KeWaitForSingleObject(thread, Executive, KernelMode, FALSE, NULL);
    ObDereferenceObject(thread);
    CHECK(shows(&s, pixel_of(7)));
    close_screen(&s);
    CHECK(nothing_found());
    return 0;
}

static VOID NTAPI blink_thread(PVOID ctx)
{
    blink(ctx);
    PsTerminateSystemThread(STATUS_SUCCESS);
}

static void test_while_it_blinks(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 2; seed++)
        run_sim(seed, while_it_blinks, (void *)(uintptr_t)blink_thread);
}

/* OBS-113: a flip whose blank never reports it. FEN-18: an address that nobody gave. */
static void wrong_address(void *ctx, struct ddi_callback *callback)
{
    if (callback->id != CB_ID_NotifyInterrupt)
        return;
    DXGKARGCB_NOTIFY_INTERRUPT_DATA *data = *(DXGKARGCB_NOTIFY_INTERRUPT_DATA **)callback->args[1];
    if (data->InterruptType == DXGK_INTERRUPT_CRTC_VSYNC)
        data->CrtcVsync.PhysicalAddress.QuadPart = 0x7654321000;
}

static int never_reported(void *arg)
{
    static const struct ddi_shim shim = {.name = "wrong address", .callback_before = wrong_address};
    static const struct ddi_shim *const shims[] = {&shim};
    static struct screen s;
    const struct dxgk_adapter_options options = {.shims = shims, .shim_count = 1};
    struct dxgk_render_stats stats;

    CHECK(NT_SUCCESS(open_screen(&s, false, &options)));
    CHECK(NT_SUCCESS(draw(&s, 0)));
    CHECK(NT_SUCCESS(flip(&s, 0, D3DDDI_FLIPINTERVAL_ONE)));
    client_wait(&s.client);
    LARGE_INTEGER moment = {.QuadPart = -BLANK};
    KeDelayExecutionThread(KernelMode, FALSE,
                           &moment); /* whoever waited is let go before the reset is through */
    dxgk_render_query(s.stage.adapter, &stats);
    CHECK(stats.adapter_resets == 1);
    CHECK(finding("FEN-18"));
    close_screen(&s);
    return 0;
}

static void test_never_reported(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 10; seed++)
        run_sim(seed, never_reported, NULL);
}

/* THK-22. */
static int waits_for_blanks(void *arg)
{
    static struct screen s;

    CHECK(NT_SUCCESS(open_screen(&s, false, NULL)));
    const D3DKMT_WAITFORVERTICALBLANKEVENT args = {.hAdapter = s.client.adapter};
    CHECK(dxgk_kmt_wait_for_vertical_blank_event(s.client.process, &args) == STATUS_SUCCESS);
    uint64_t first = nt_now();
    for (unsigned i = 0; i < 5; i++)
        CHECK(dxgk_kmt_wait_for_vertical_blank_event(s.client.process, &args) == STATUS_SUCCESS);
    CHECK(nt_now() - first >= 4 * BLANK && nt_now() - first <= 7 * BLANK);
    close_screen(&s);
    CHECK(nothing_found());
    return 0;
}

static void test_waits_for_blanks(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS / 4; seed++)
        run_sim(seed, waits_for_blanks, NULL);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_after_the_other), cmocka_unit_test(test_to_itself),
        cmocka_unit_test(test_on_a_hidden_source),  cmocka_unit_test(test_while_it_blinks),
        cmocka_unit_test(test_never_reported),      cmocka_unit_test(test_waits_for_blanks),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
