#include "harness.h"

#include "record.h"

#include <stdlib.h>

/* ---- findings ---- */

#define MANY 512

static struct report list[MANY];
static unsigned count;

static void note(void *ctx, const struct report *report)
{
    unsigned i = __atomic_fetch_add(&count, 1, __ATOMIC_SEQ_CST);
    if (i < MANY)
        list[i] = *report;
}

static unsigned listed(void)
{
    unsigned n = __atomic_load_n(&count, __ATOMIC_SEQ_CST);
    return n < MANY ? n : MANY;
}

unsigned findings(enum report_severity at_least)
{
    unsigned n = 0;
    for (unsigned i = 0; i < listed(); i++)
        n += list[i].severity >= at_least;
    return n;
}

const struct report *finding(const char *rule)
{
    for (unsigned i = 0; i < listed(); i++) {
        if (strcmp(list[i].rule, rule) == 0)
            return &list[i];
    }
    return NULL;
}

void forget_findings(void)
{
    memset(list, 0, sizeof(list));
    __atomic_store_n(&count, 0, __ATOMIC_SEQ_CST);
}

bool nothing_found(void)
{
    for (unsigned i = 0; i < listed(); i++) {
        const struct report *r = &list[i];
        if (r->severity >= REPORT_VIOLATION)
            fprintf(stderr, "found: %s %s: %s is %s, expected %s\n", r->rule, r->where, r->what, r->value,
                    r->expected);
    }
    return findings(REPORT_VIOLATION) == 0;
}

/* ---- running ---- */

static bool in_virtual_time;

static struct nt_outcome run(enum nt_host host, uint64_t seed, int (*body)(void *), void *arg,
                             unsigned *leaks)
{
    struct nt_options options = {.host = host, .seed = seed};

    forget_findings();
    in_virtual_time = host == NT_HOST_SIM;
    nt_boot(&options);
    report_listen(note, NULL);
    struct nt_outcome outcome = nt_run(body, arg);
    *leaks = nt_shutdown();
    report_unlisten(note, NULL);
    return outcome;
}

static void judge(struct nt_outcome outcome, unsigned leaks, uint64_t seed)
{
    if (outcome.bugchecked)
        fail_msg("seed %llu: bug check 0x%X in %s, %s: %s", (unsigned long long)seed,
                 (unsigned)outcome.bugcheck.code, outcome.bugcheck.ddi, outcome.bugcheck.rule,
                 outcome.bugcheck.text);
    if (outcome.value != 0)
        fail_msg("seed %llu: line %d", (unsigned long long)seed, outcome.value);
    if (leaks) {
        for (unsigned i = 0; i < listed(); i++)
            fprintf(stderr, "found: %s %s: %s is %s\n", list[i].rule, list[i].where, list[i].what,
                    list[i].value);
        fail_msg("seed %llu: %u leaks", (unsigned long long)seed, leaks);
    }
}

void run_sim(uint64_t seed, int (*body)(void *), void *arg)
{
    unsigned leaks;
    struct nt_outcome outcome = run(NT_HOST_SIM, seed, body, arg, &leaks);
    judge(outcome, leaks, seed);
}

void run_threads(int (*body)(void *), void *arg)
{
    unsigned leaks;
    struct nt_outcome outcome = run(NT_HOST_POSIX, 1, body, arg, &leaks);
    judge(outcome, leaks, 1);
}

struct nt_bugcheck run_to_bugcheck(uint64_t seed, int (*body)(void *), void *arg)
{
    unsigned leaks;
    struct nt_outcome outcome = run(NT_HOST_SIM, seed, body, arg, &leaks);
    if (!outcome.bugchecked)
        fail_msg("no bug check, value %d", outcome.value);
    return outcome.bugcheck;
}

/* ---- the rig ---- */

void rig_layers(struct rig_layers *layers, struct dxgk_adapter_options *options)
{
    const struct ddi_shim *recorder = in_virtual_time ? record_everything() : NULL;

    if (!recorder || options->shim_count >= RTL_NUMBER_OF(layers->shims))
        return;
    for (unsigned i = 0; i < options->shim_count; i++)
        layers->shims[i] = options->shims[i];
    layers->shims[options->shim_count++] = recorder;
    options->shims = layers->shims;
}

NTSTATUS rig_start(struct rig *rig, const struct dxgk_adapter_options *options)
{
    struct dxgk_adapter_options with = options ? *options : (struct dxgk_adapter_options){0};
    struct rig_layers layers;

    memset(rig, 0, sizeof(*rig));
    rig_layers(&layers, &with);
    NTSTATUS status = dxgk_driver_load("testdod", testdod_entry, &rig->driver);
    if (NT_SUCCESS(status))
        status = dxgk_adapter_start(rig->driver, &with, &rig->adapter);
    return status;
}

NTSTATUS rig_image(struct rig *rig, UINT source)
{
    struct dxgk_mode mode;

    NTSTATUS status = dxgk_get_mode(rig->adapter, source, &mode);
    if (!NT_SUCCESS(status))
        return status;
    uint32_t *image = nt_pages_alloc((size_t)mode.width * mode.height * 4);
    uint32_t *old = rig->image[source];
    size_t old_size = (size_t)rig->image_width[source] * rig->image_height[source] * 4;
    rig->image[source] = image;
    rig->image_width[source] = mode.width;
    rig->image_height[source] = mode.height;
    paint(rig, source, &(RECT){0, 0, (LONG)mode.width, (LONG)mode.height});
    status = dxgk_set_image(rig->adapter, source, image, (LONG)mode.width * 4, mode.width, mode.height);
    if (old) { /* the old image belongs to us when nothing reads it any more */
        if (dxgk_present_drain(rig->adapter, source, 20000) == STATUS_TIMEOUT)
            return STATUS_TIMEOUT;
        nt_pages_free(old, old_size);
    }
    return status;
}

void rig_stop(struct rig *rig)
{
    dxgk_adapter_remove(rig->adapter);
    if (rig->driver)
        dxgk_driver_unload(rig->driver);
    for (unsigned s = 0; s < TESTDOD_SOURCES; s++) {
        if (rig->image[s])
            nt_pages_free(rig->image[s], (size_t)rig->image_width[s] * rig->image_height[s] * 4);
    }
    memset(rig, 0, sizeof(*rig));
}

static uint32_t next_pixel = 0x01000000;

void paint(struct rig *rig, UINT source, const RECT *r)
{
    for (LONG y = r->top; y < r->bottom; y++) {
        for (LONG x = r->left; x < r->right; x++)
            __atomic_store_n(&rig->image[source][(UINT)y * rig->image_width[source] + (UINT)x],
                             __atomic_fetch_add(&next_pixel, 1, __ATOMIC_RELAXED), __ATOMIC_RELAXED);
    }
}

NTSTATUS rig_present(struct rig *rig, UINT source, const RECT *r)
{
    paint(rig, source, r);
    return dxgk_present(rig->adapter, source, NULL, 0, r, 1);
}

/* Where pixel (x, y) of a W x H image lies in the frame buffer; see miniport/common/surface.h for the same table. */
static size_t place(D3DKMDT_VIDPN_PRESENT_PATH_ROTATION rotation, UINT w, UINT h, UINT x, UINT y, UINT stride)
{
    switch (rotation) {
    case D3DKMDT_VPPR_ROTATE90:
        return (size_t)(w - 1 - x) * stride + y;
    case D3DKMDT_VPPR_ROTATE180:
        return (size_t)(h - 1 - y) * stride + (w - 1 - x);
    case D3DKMDT_VPPR_ROTATE270:
        return (size_t)x * stride + (h - 1 - y);
    default:
        return (size_t)y * stride + x;
    }
}

bool screen_right(struct rig *rig, UINT source)
{
    struct dxgk_mode mode;
    UINT width, height;
    bool visible;
    const uint32_t *screen = testdod_screen(source, &width, &height, &visible);

    if (!NT_SUCCESS(dxgk_get_mode(rig->adapter, source, &mode)) || !screen || !visible)
        return false;
    UINT w = rig->image_width[source], h = rig->image_height[source];
    if (mode.width != w || mode.height != h || (size_t)width * height != (size_t)w * h)
        return false;
    for (UINT y = 0; y < h; y++) {
        for (UINT x = 0; x < w; x++) {
            uint32_t shown = screen[place(mode.rotation, w, h, x, y, width)],
                     meant = rig->image[source][y * w + x];
            if (shown != meant) {
                fprintf(stderr, "source %u (%u,%u): 0x%X is shown, 0x%X is meant\n", source, x, y, shown,
                        meant);
                return false;
            }
        }
    }
    return true;
}
