/* See stage.h. */
#include "stage.h"

#include "bus.h"
#include "device.h"

#include <stdio.h>
#include <string.h>

static void write_down(void *ctx, const struct report *report)
{
    struct stage *stage = ctx;
    unsigned at = __atomic_fetch_add(&stage->finding_count, 1, __ATOMIC_SEQ_CST);
    if (at < STAGE_FINDINGS)
        stage->findings[at] = *report;
}

const struct report *stage_find(const struct stage *stage, const char *rule)
{
    for (unsigned i = 0; i < stage->finding_count && i < STAGE_FINDINGS; i++) {
        if (strcmp(stage->findings[i].rule, rule) == 0)
            return &stage->findings[i];
    }
    return NULL;
}

void stage_print(const struct stage *stage)
{
    fprintf(stderr, "seed %llu: load 0x%08X, start 0x%08X, presents 0x%08X 0x%08X, %u resets, %u leaks%s%s\n",
            (unsigned long long)stage->seed, (unsigned)stage->load, (unsigned)stage->start,
            (unsigned)stage->first_present, (unsigned)stage->last_present, stage->tdr_count, stage->leaks,
            stage->outcome.bugchecked ? ", bug check: " : "",
            stage->outcome.bugchecked ? stage->outcome.bugcheck.text : "");
    for (unsigned i = 0; i < stage->finding_count && i < STAGE_FINDINGS; i++) {
        const struct report *r = &stage->findings[i];
        fprintf(stderr, "  %s %s in %s: %s is %s, expected %s\n", report_severity_name(r->severity), r->rule,
                r->where, r->what, r->value, r->expected);
    }
}

/* ---- the life -------------------------------------------------------------------------------------------------- */

static unsigned refusals(const struct stage *stage)
{
    unsigned count = 0;
    for (unsigned i = 0; i < stage->finding_count && i < STAGE_FINDINGS; i++)
        count += stage->findings[i].severity == REPORT_REFUSAL;
    return count;
}

static NTSTATUS present(struct dxgk_adapter *adapter, const struct dxgk_mode *mode)
{
    const RECT dirty[2] = {{10, 10, 110, 60}, {0, 100, (LONG)mode->width, 140}};
    const D3DKMT_MOVE_RECT move = {.SourcePoint = {0, 0}, .DestRect = {20, 20, 220, 120}};
    NTSTATUS status = dxgk_present(adapter, 0, &move, 1, dirty, 2);
    dxgk_present_drain(adapter, 0, 10000);
    return status;
}

static void use(struct stage *stage, struct dxgk_adapter *adapter)
{
    struct dxgk_mode mode;
    if (!NT_SUCCESS(dxgk_get_mode(adapter, 0, &mode)) || !mode.width)
        return;
    size_t size = (size_t)mode.width * mode.height * 4;
    void *image = nt_pages_alloc(size);
    if (!image)
        return;
    memset(image, 0x40, size);
    dxgk_set_image(adapter, 0, image, (LONG)mode.width * 4, mode.width, mode.height);
    stage->first_present = present(adapter, &mode);
    for (unsigned i = 0; i < 3; i++)
        stage->last_present = present(adapter, &mode);
    dxgk_set_pointer_position(adapter, 0, 5, 5, false);
    dxgk_set_visibility(adapter, 0, false);
    dxgk_set_visibility(adapter, 0, true);
    dxgk_adapter_set_power(adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD3, PowerActionSleep);
    dxgk_adapter_set_power(adapter, DISPLAY_ADAPTER_HW_ID, PowerDeviceD0, PowerActionNone);
    stage->last_present = present(adapter, &mode);
    dxgk_set_image(adapter, 0, NULL, 0, 0, 0);
    dxgk_present_drain(adapter, 0, 10000);
    nt_pages_free(image, size);
}

static void run_adapter(struct stage *stage, struct dxgk_driver *driver, struct bus_device *bus)
{
    struct dxgk_adapter_options options = {.bus = bus, .is_post_device = true, .shims = stage->shims};
    struct dxgk_adapter *adapter;
    struct dxgk_adapter_info info;

    options.post.target_id = D3DDDI_ID_UNINITIALIZED;
    while (stage->shims[options.shim_count])
        options.shim_count++;
    stage->start = dxgk_adapter_start(driver, &options, &adapter);
    stage->refusals_at_start = refusals(stage);
    if (!NT_SUCCESS(stage->start))
        return;
    use(stage, adapter);
    uint32_t question = 1;
    stage->escape = dxgk_escape(adapter, &question, sizeof(question), (D3DDDI_ESCAPEFLAGS){0});
    dxgk_adapter_query(adapter, &info);
    stage->tdr_count = info.tdr_count;
    dxgk_adapter_stop(adapter, stage->how, NULL);
    dxgk_adapter_remove(adapter);
}

static int life(void *ctx)
{
    struct stage *stage = ctx;
    struct dxgk_driver *driver;

    stage->load = dxgk_driver_load("misdeed", stage->entry, &driver);
    stage->refusals_at_start = refusals(stage);
    if (NT_SUCCESS(stage->load)) {
        run_adapter(stage, driver, stage->bus);
        dxgk_driver_unload(driver);
    }
    return 0;
}

void stage_run(struct stage *stage)
{
    struct nt_options options = {.host = stage->host, .seed = stage->seed, .memory_size = 64u << 20};

    stage->finding_count = stage->refusals_at_start = stage->tdr_count = stage->leaks = 0;
    stage->load = stage->start = stage->first_present = stage->last_present = STATUS_PENDING;
    struct device *device = bochs_display_create(16u << 20);
    stage->bus = bus_local_open(device);
    nt_boot(&options);
    report_listen(write_down, stage);
    stage->outcome = nt_run(life, stage);
    stage->leaks = nt_shutdown();
    report_unlisten(write_down, stage);
    stage->bus->ops->close(stage->bus);
    device_destroy(device);
}
