#include "scene.h"

#include "bus.h"

/* ---- the layer ---- */

struct actor actor;

static void *open(const struct ddi_shim *shim, struct dxgk_adapter *adapter)
{
    return &actor;
}

/* Other calls may go down meanwhile, on any thread: the id says that the rest is set. */
static bool concerns(const struct ddi_call *call)
{
    return call->id == (enum ddi_id)__atomic_load_n(&actor.id, __ATOMIC_ACQUIRE);
}

static void before(void *ctx, struct ddi_call *call)
{
    if (!concerns(call))
        return;
    __atomic_fetch_add(&actor.calls, 1, __ATOMIC_RELAXED);
    if (actor.before)
        actor.before(call, *(void **)call->args[1]);
}

static void after(void *ctx, struct ddi_call *call)
{
    if (concerns(call) && actor.after)
        actor.after(call, *(void **)call->args[1]);
}

const struct ddi_shim actor_shim = {.name = "actor", .open = open, .before = before, .after = after};

void act(enum ddi_id id, void (*on_before)(struct ddi_call *, void *),
         void (*on_after)(struct ddi_call *, void *))
{
    act_no_more();
    actor.before = on_before;
    actor.after = on_after;
    actor.calls = 0;
    __atomic_store_n(&actor.id, (int)id, __ATOMIC_RELEASE);
}

void act_no_more(void)
{
    __atomic_store_n(&actor.id, (int)DDI_ID_COUNT, __ATOMIC_RELEASE);
}

void actor_reset(void)
{
    actor = (struct actor){.id = DDI_ID_COUNT};
}

/* ---- the scene ---- */

static struct stage *latest;
bool scene_threads;

void scene_run(uint64_t seed, int (*body)(void *), void *arg)
{
    run_sim(seed, body, arg);
    if (seed % 7 != 1)
        return;
    scene_threads = true;
    run_threads(body, arg);
    scene_threads = false;
}

NTSTATUS scene_start_with(struct scene *scene, const struct stage_options *options)
{
    static const struct ddi_shim *const shims[] = {&actor_shim};
    struct stage_options with = options ? *options : (struct stage_options){0};

    actor_reset();
    memset(scene, 0, sizeof(*scene));
    latest = &scene->stage;
    with.threads = scene_threads;
    with.adapter.shims = shims;
    with.adapter.shim_count = 1;
    NTSTATUS status = stage_start(&scene->stage, &with);
    if (NT_SUCCESS(status))
        status = client_open(&scene->client, &scene->stage, "painter");
    if (NT_SUCCESS(status))
        status = client_surface(&scene->client, SIDE, SIDE, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE,
                                &scene->surface);
    if (NT_SUCCESS(status))
        status = scene_fill(scene, BACKGROUND);
    if (NT_SUCCESS(status))
        status = client_wait(&scene->client);
    return status;
}

NTSTATUS scene_start(struct scene *scene, const struct dxgk_render_options *options)
{
    struct stage_options with = {0};

    if (options)
        with.adapter.render = *options;
    return scene_start_with(scene, &with);
}

void scene_stop(struct scene *scene)
{
    act_no_more();
    client_close(&scene->client);
    stage_stop(&scene->stage);
}

struct nt_bugcheck scene_to_bugcheck(uint64_t seed, int (*body)(void *), void *arg)
{
    struct nt_bugcheck bugcheck = run_to_bugcheck(seed, body, arg);

    bus_close(latest->bus);
    device_destroy(latest->device);
    return bugcheck;
}

NTSTATUS scene_fill(struct scene *scene, uint32_t pixel)
{
    client_begin(&scene->client);
    client_fill(&scene->client, &scene->surface, 0, 0, SIDE, SIDE, pixel);
    return client_render(&scene->client);
}

bool scene_shows(struct scene *scene, uint32_t pixel)
{
    uint32_t own[SIDE * SIDE];

    for (unsigned i = 0; i < SIDE * SIDE; i++)
        own[i] = pixel;
    return NT_SUCCESS(client_wait(&scene->client)) && same_pixels(&scene->client, &scene->surface, own);
}

uint64_t scene_submissions(struct scene *scene)
{
    struct dxgk_render_stats stats;

    dxgk_render_query(scene->stage.adapter, &stats);
    return stats.submissions;
}

/* ---- pictures ---- */

uint64_t draw_number(uint64_t *state)
{
    uint64_t x = *state += 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

static void fill_own(uint32_t *own, unsigned width, const unsigned r[4], uint32_t pixel)
{
    for (unsigned y = r[1]; y < r[1] + r[3]; y++) {
        for (unsigned x = r[0]; x < r[0] + r[2]; x++)
            own[y * width + x] = pixel;
    }
}

void scene_draw(struct scene *scene, struct stage_client *client, const struct stage_surface *surface,
                uint32_t *own, uint64_t seed, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        unsigned x = (unsigned)(draw_number(&seed) % surface->width),
                 y = (unsigned)(draw_number(&seed) % surface->height);
        unsigned r[4] = {x, y, 1 + (unsigned)(draw_number(&seed) % (surface->width - x)),
                         1 + (unsigned)(draw_number(&seed) % (surface->height - y))};
        uint32_t pixel = (uint32_t)draw_number(&seed) & 0x00FFFFFFu;
        client_fill(client, surface, r[0], r[1], r[2], r[3], pixel);
        fill_own(own, surface->width, r, pixel);
    }
}

bool same_pixels(struct stage_client *client, const struct stage_surface *surface, const uint32_t *own)
{
    uint32_t row[256];

    for (unsigned y = 0; y < surface->height; y++) {
        if (!NT_SUCCESS(client_read(client, surface, (uint64_t)y * surface->pitch, row, surface->width * 4)))
            return false;
        for (unsigned x = 0; x < surface->width; x++) {
            if ((row[x] & 0x00FFFFFFu) == own[y * surface->width + x])
                continue;
            fprintf(stderr, "(%u,%u): 0x%06X is there, 0x%06X is meant\n", x, y, row[x] & 0x00FFFFFFu,
                    own[y * surface->width + x]);
            return false;
        }
    }
    return true;
}
