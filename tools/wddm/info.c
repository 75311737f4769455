/*
 * wddm info: starts an adapter with a driver and shows what the driver said of itself.
 */
#include "wddm.h"

#include "info_sys.h"
#include "dxgkrender.h"
#include "json.h"
#include "options.h"
#include "run.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MODES_MAX 512
#define DDI_MAX   256
#define PARTS_MAX 32

struct ddi_row {
    const char *name;
    bool present;
    uint64_t calls;
};

struct info {
    struct dxgk_adapter_info adapter;
    struct dxgk_child_info *children; /* copies, because the adapter is gone when we print */
    struct ddi_row ddi[DDI_MAX];
    size_t ddi_count, ddi_present;
    struct dxgk_mode modes[MODES_MAX], current; /* modes of a monitor that is not turned */
    size_t mode_count;
    unsigned rotations; /* bit n: some mode is offered turned by 90 * n degrees */
    double start_ms;
    struct dxgk_segment segments[PARTS_MAX]; /* of full drivers, as the nodes */
    struct dxgk_node nodes[PARTS_MAX];
    UINT segment_count, node_count;
};

static int body(struct machine *machine, void *ctx)
{
    struct info *info = ctx;
    size_t size, count;

    info->start_ms = (double)(machine->ready_ns - machine->started_ns) / 1e6;
    dxgk_adapter_query(machine->adapter, &info->adapter);
    size = info->adapter.children * sizeof(*info->children);
    info->children = malloc(size ? size : 1);
    if (!info->children)
        return 2;
    memcpy(info->children, info->adapter.child, size);
    count = dxgk_modes(machine->adapter, 0, info->modes, MODES_MAX);
    for (size_t i = 0; i < count && i < MODES_MAX; i++) {
        unsigned turn = (unsigned)info->modes[i].rotation - D3DKMDT_VPPR_IDENTITY;
        info->rotations |= turn < 4 ? 1u << turn : 0;
        if (turn == 0)
            info->modes[info->mode_count++] = info->modes[i];
    }
    dxgk_get_mode(machine->adapter, 0, &info->current);
    for (;;) {
        struct ddi_row *row = &info->ddi[info->ddi_count];
        dxgk_adapter_ddi(machine->adapter, info->ddi_count, &row->name, &row->present, &row->calls);
        if (!row->name || info->ddi_count == DDI_MAX - 1)
            break;
        info->ddi_present += row->present;
        info->ddi_count++;
    }
    while (info->segment_count < PARTS_MAX &&
           dxgk_adapter_segment(machine->adapter, info->segment_count, &info->segments[info->segment_count]))
        info->segment_count++;
    while (info->node_count < PARTS_MAX &&
           dxgk_adapter_node(machine->adapter, info->node_count, &info->nodes[info->node_count]))
        info->node_count++;
    return 0;
}

/* ---- words ------------------------------------------------------------------------------------------------------------ */

static const char *interface_name(ULONG version)
{
    static const struct {
        ULONG version;
        const char *name;
    } names[] = {
        {0x1052, "Windows Vista, WDDM 1.0"}, {0x1053, "Windows Vista SP1, WDDM 1.0"},
        {0x2005, "Windows 7, WDDM 1.1"},     {0x300E, "Windows 8, WDDM 1.2"},
        {0x4002, "Windows 8.1, WDDM 1.3"},   {0x5023, "Windows 10, WDDM 2.0"},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (names[i].version == version)
            return names[i].name;
    }
    return "not a published version";
}

static const char *technology_name(D3DKMDT_VIDEO_OUTPUT_TECHNOLOGY technology)
{
    switch ((int)technology) {
    case D3DKMDT_VOT_INTERNAL:
        return "internal";
    case D3DKMDT_VOT_HD15:
        return "VGA (HD15)";
    case D3DKMDT_VOT_DVI:
        return "DVI";
    case D3DKMDT_VOT_HDMI:
        return "HDMI";
    case D3DKMDT_VOT_LVDS:
        return "LVDS";
    case D3DKMDT_VOT_DISPLAYPORT_EXTERNAL:
        return "DisplayPort";
    case D3DKMDT_VOT_DISPLAYPORT_EMBEDDED:
        return "embedded DisplayPort";
    default:
        return "other";
    }
}

static const char *child_type_name(DXGK_CHILD_DEVICE_TYPE type)
{
    switch (type) {
    case TypeVideoOutput:
        return "video output";
    case TypeOther:
        return "other";
    case TypeIntegratedDisplay:
        return "integrated display";
    default:
        return "not a known type";
    }
}

/* The name in a monitor's descriptor, or its maker and product code; "" without a descriptor. */
static void monitor_name(const struct dxgk_child_info *child, char *name, size_t size)
{
    const uint8_t *edid = child->edid;
    unsigned maker = (unsigned)edid[8] << 8 | edid[9];

    name[0] = 0;
    if (child->monitor == DXGK_MONITOR_NONE)
        return;
    if (child->monitor == DXGK_MONITOR_BROKEN_EDID) {
        snprintf(name, size, "with a broken descriptor");
        return;
    }
    for (unsigned at = 54; at <= 108; at += 18) {
        if (edid[at] || edid[at + 1] || edid[at + 3] != 0xFC)
            continue;
        snprintf(name, size, "%.13s", (const char *)edid + at + 5);
        name[strcspn(name, "\n")] = 0;
        return;
    }
    snprintf(name, size, "%c%c%c %02X%02X", '@' + (maker >> 10 & 31), '@' + (maker >> 5 & 31),
             '@' + (maker & 31), edid[11], edid[10]);
}

struct cap {
    const char *name;
    uint64_t value;
    bool yes_no;
};

#define CAPS_MAX 24

static size_t list_caps(const struct info *info, struct cap *caps)
{
    const DXGK_DRIVERCAPS *c = &info->adapter.caps;
    size_t n = 0;

    caps[n++] = (struct cap){"WDDMVersion", c->WDDMVersion, false};
    caps[n++] =
        (struct cap){"HighestAcceptableAddress", (uint64_t)c->HighestAcceptableAddress.QuadPart, false};
    caps[n++] = (struct cap){"InterruptMessageNumber", c->InterruptMessageNumber, false};
    caps[n++] = (struct cap){"MaxPointerWidth", c->MaxPointerWidth, false};
    caps[n++] = (struct cap){"MaxPointerHeight", c->MaxPointerHeight, false};
    caps[n++] = (struct cap){"PointerCaps.Color", c->PointerCaps.Color, true};
    caps[n++] = (struct cap){"PointerCaps.MaskedColor", c->PointerCaps.MaskedColor, true};
    caps[n++] = (struct cap){"PointerCaps.Monochrome", c->PointerCaps.Monochrome, true};
    caps[n++] = (struct cap){"SupportNonVGA", c->SupportNonVGA, true};
    caps[n++] = (struct cap){"SupportSmoothRotation", c->SupportSmoothRotation, true};
    caps[n++] = (struct cap){"SupportPerEngineTDR", c->SupportPerEngineTDR, true};
    caps[n++] = (struct cap){"SupportRuntimePowerManagement", c->SupportRuntimePowerManagement, true};
    if (info->adapter.display_only)
        return n;
    caps[n++] = (struct cap){"MultiEngineAware", c->SchedulingCaps.MultiEngineAware, true};
    caps[n++] = (struct cap){"PreemptionAware", c->SchedulingCaps.PreemptionAware, true};
    caps[n++] = (struct cap){"CancelCommandAware", c->SchedulingCaps.CancelCommandAware, true};
    caps[n++] = (struct cap){"SupportKernelModeCommandBuffer",
                             c->PresentationCaps.SupportKernelModeCommandBuffer, true};
    caps[n++] = (struct cap){"FlipOnVSyncMmIo", c->FlipCaps.FlipOnVSyncMmIo, true};
    caps[n++] = (struct cap){"SupportDirectFlip", c->SupportDirectFlip, true};
    caps[n++] = (struct cap){"MaxAllocationListSlotId", c->MaxAllocationListSlotId, false};
    caps[n++] = (struct cap){"ApertureSegmentCommitLimit", c->ApertureSegmentCommitLimit, false};
    return n;
}

static const char *engine_name(DXGK_ENGINE_TYPE type)
{
    switch ((int)type) {
    case DXGK_ENGINE_TYPE_3D:
        return "3D";
    case DXGK_ENGINE_TYPE_VIDEO_DECODE:
        return "video decode";
    case DXGK_ENGINE_TYPE_VIDEO_ENCODE:
        return "video encode";
    case DXGK_ENGINE_TYPE_VIDEO_PROCESSING:
        return "video processing";
    case DXGK_ENGINE_TYPE_COPY:
        return "copy";
    default:
        return "other";
    }
}

static const char *segment_kind(DXGK_SEGMENTFLAGS flags)
{
    return flags.Aperture ? "aperture" : flags.CpuVisible ? "memory, CPU-visible" : "memory, hidden";
}

/* ---- output ----------------------------------------------------------------------------------------------------------- */

static void print_children(const struct info *info)
{
    printf("\nChildren (%u), sources %u\n", info->adapter.children, info->adapter.sources);
    for (UINT i = 0; i < info->adapter.children; i++) {
        const struct dxgk_child_info *child = &info->children[i];
        char name[40];
        monitor_name(child, name, sizeof(name));
        printf("  %-4u %s, %s, %s%s%s\n", child->uid, child_type_name(child->type),
               technology_name(child->technology), child->connected ? "connected" : "not connected",
               name[0] ? ": monitor " : "", name);
    }
}

static void print_parts(const struct info *info)
{
    if (info->segment_count)
        printf("\nMemory segments (%u)\n", info->segment_count);
    for (UINT i = 0; i < info->segment_count; i++) {
        const struct dxgk_segment *s = &info->segments[i];
        printf("  %-4u 0x%010" PRIX64 "  %7.1f MB, %.1f MB used: %s%s%s\n", s->id, s->base,
               (double)s->size / 1048576, (double)s->used / 1048576, segment_kind(s->flags),
               s->flags.CacheCoherent ? ", cache-coherent" : "", s->flags.DirectFlip ? ", direct flip" : "");
    }
    if (info->node_count)
        printf("\nNodes (%u)\n", info->node_count);
    for (UINT i = 0; i < info->node_count; i++)
        printf("  %-4u %s%s%s%s\n", i, engine_name(info->nodes[i].type), info->nodes[i].name[0] ? ": " : "",
               info->nodes[i].name, info->nodes[i].paging ? ", paging" : "");
}

static void print_info(const struct run *run, const struct info *info)
{
    struct cap caps[CAPS_MAX];
    size_t cap_count = list_caps(info, caps);

    printf("%s on %s: %s driver, interface 0x%X (%s), started in %.1f ms\n", run->driver.name,
           run->driver.device, info->adapter.display_only ? "display-only" : "full",
           info->adapter.interface_version, interface_name(info->adapter.interface_version), info->start_ms);
    printf("vertical blanks: %s\n",
           info->adapter.vsync_control ? "reported by the driver" : "simulated by the kernel");
    printf("\nCapabilities\n");
    for (size_t i = 0; i < cap_count; i++) {
        if (caps[i].yes_no)
            printf("  %-30s %s\n", caps[i].name, caps[i].value ? "yes" : "no");
        else
            printf("  %-30s 0x%" PRIX64 "\n", caps[i].name, caps[i].value);
    }
    print_parts(info);
    print_children(info);
    printf("\nModes (%zu), best first; now %ux%u; rotations", info->mode_count, info->current.width,
           info->current.height);
    for (unsigned turn = 0; turn < 4; turn++) {
        if (info->rotations >> turn & 1)
            printf(" %u", 90 * turn);
    }
    printf("\n ");
    for (size_t i = 0; i < info->mode_count; i++) {
        char mode[20];
        snprintf(mode, sizeof(mode), "%ux%u", info->modes[i].width, info->modes[i].height);
        printf(" %-10s%s", mode, i % 8 == 7 && i + 1 < info->mode_count ? "\n " : "");
    }
    printf("\n\nEntry points (%zu of %zu), and calls so far\n", info->ddi_present, info->ddi_count);
    for (size_t i = 0; i < info->ddi_count; i++) {
        if (info->ddi[i].present)
            printf("  %-50s %6" PRIu64 "\n", info->ddi[i].name, info->ddi[i].calls);
    }
    printf("\nNot there\n");
    for (size_t i = 0; i < info->ddi_count; i++) {
        if (!info->ddi[i].present)
            printf("  %s\n", info->ddi[i].name);
    }
}

static void write_parts(struct json *json, const struct info *info)
{
    json_array(json, "segments");
    for (UINT i = 0; i < info->segment_count; i++) {
        const struct dxgk_segment *s = &info->segments[i];
        json_object(json, NULL);
        json_unsigned(json, "id", s->id);
        json_hex(json, "base", s->base);
        json_unsigned(json, "size", s->size);
        json_unsigned(json, "used", s->used);
        json_bool(json, "aperture", s->flags.Aperture);
        json_bool(json, "cpu_visible", s->flags.CpuVisible);
        json_bool(json, "cache_coherent", s->flags.CacheCoherent);
        json_bool(json, "direct_flip", s->flags.DirectFlip);
        json_end(json);
    }
    json_end(json);
    json_array(json, "nodes");
    for (UINT i = 0; i < info->node_count; i++) {
        json_object(json, NULL);
        json_string(json, "engine", engine_name(info->nodes[i].type));
        json_string(json, "name", info->nodes[i].name[0] ? info->nodes[i].name : NULL);
        json_bool(json, "paging", info->nodes[i].paging);
        json_end(json);
    }
    json_end(json);
}

static void write_lists(struct json *json, const struct info *info)
{
    json_array(json, "children");
    for (UINT i = 0; i < info->adapter.children; i++) {
        const struct dxgk_child_info *child = &info->children[i];
        char name[40];
        monitor_name(child, name, sizeof(name));
        json_object(json, NULL);
        json_unsigned(json, "uid", child->uid);
        json_string(json, "type", child_type_name(child->type));
        json_string(json, "technology", technology_name(child->technology));
        json_bool(json, "connected", child->connected);
        json_string(json, "monitor", name[0] ? name : NULL);
        json_end(json);
    }
    json_end(json);
    json_array(json, "rotations");
    for (unsigned turn = 0; turn < 4; turn++) {
        if (info->rotations >> turn & 1)
            json_unsigned(json, NULL, 90 * turn);
    }
    json_end(json);
    json_array(json, "modes");
    for (size_t i = 0; i < info->mode_count; i++) {
        json_object(json, NULL);
        json_unsigned(json, "width", info->modes[i].width);
        json_unsigned(json, "height", info->modes[i].height);
        json_unsigned(json, "refresh_millihertz", info->modes[i].refresh_millihertz);
        json_end(json);
    }
    json_end(json);
    json_array(json, "ddi");
    for (size_t i = 0; i < info->ddi_count; i++) {
        json_object(json, NULL);
        json_string(json, "name", info->ddi[i].name);
        json_bool(json, "present", info->ddi[i].present);
        json_unsigned(json, "calls", info->ddi[i].calls);
        json_end(json);
    }
    json_end(json);
}

static void write_json(struct json *json, void *ctx)
{
    const struct info *info = ctx;
    struct cap caps[CAPS_MAX];
    size_t cap_count = list_caps(info, caps);

    json_hex(json, "interface_version", info->adapter.interface_version);
    json_string(json, "interface", interface_name(info->adapter.interface_version));
    json_bool(json, "display_only", info->adapter.display_only);
    json_bool(json, "vsync_control", info->adapter.vsync_control);
    json_double(json, "start_milliseconds", info->start_ms);
    json_unsigned(json, "sources", info->adapter.sources);
    json_object(json, "caps");
    for (size_t i = 0; i < cap_count; i++) {
        if (caps[i].yes_no)
            json_bool(json, caps[i].name, caps[i].value != 0);
        else
            json_hex(json, caps[i].name, caps[i].value);
    }
    json_end(json);
    write_parts(json, info);
    write_lists(json, info);
}

int cmd_info(int argc, char **argv)
{
    static struct info info; /* too large for a stack */
    struct run run = {.command = "info", .check = true, .body = body, .write_json = write_json, .ctx = &info};
    const struct option_row rows[] = {
        {"depth", OPTION_CHOICE, &run.depth, "BITS", "of the frame buffer: 32, 24 or 16", 0, 0, "32|24|16"},
        {"vram", OPTION_BYTES, &run.vram, "SIZE", "video memory, a power of two (default: 64M)", 4u << 20,
         256u << 20},
        {"headless", OPTION_FLAG, &run.headless, NULL, "start only, set no mode"},
        {"device", OPTION_TEXT, &run.device, "DEVICE",
         "bochs-display or refgpu (default: a built-in driver's own; for a file what its name says, else "
         "bochs-display)"},
        {"json", OPTION_TEXT, &run.json, "FILE", "write results as JSON"},
        {"trace", OPTION_TEXT, &run.trace, "FILE", "write a trace of all calls for ui.perfetto.dev"},
        {"dump", OPTION_TEXT, &run.dump, "FILE",
         "a minidump for a debugger when the driver stops the system"},
    };
    const struct command_line line = {
        .command = "info",
        .operands = "DRIVER",
        .summary =
            "Starts an adapter with the driver and shows what the driver says of itself. Of a Windows driver "
            "file (.sys) it shows sections and imports, and runs nothing.",
        .rows = rows,
        .row_count = sizeof(rows) / sizeof(rows[0]),
        .operands_min = 1,
        .operands_max = 1,
    };
    int operand, status;

    if (!options_parse(&line, argc, argv, &operand, &status))
        return status;
    if (is_sys_file(argv[operand]))
        return info_sys(argv[operand], run.json);
    run.driver_name = argv[operand];
    status = run_driver(&run);
    if (run.outcome.end == MACHINE_GOOD && info.children)
        print_info(&run, &info);
    free(info.children);
    return status;
}
