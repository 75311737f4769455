/*
 * The fault layer: services that a driver must expect to fail do fail, at a chosen or drawn moment. A driver that survives
 * the first, the second ... the last of them failing, each in a run of its own, has no untested error path.
 *
 * Memory comes from the runtime (nt_on_resource), everything else through the interface the driver was started with.
 */
#include "layer.h"
#include "nt.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum target { EVERYTHING, POOL, MEMORY, ONE_CALLBACK };

struct inject {
    struct layer layer;
    enum target target;
    enum ddi_callback_id callback; /* ONE_CALLBACK */
    uint64_t nth;                  /* from 1; 0: drawn */
    uint64_t seed, one_in;
    atomic_uint_fast64_t asked, failed;
    atomic_uint adapters; /* under the layer; the runtime asks us while there are any */
};

/* Callbacks that a driver must expect to fail, and how. The others have no failure that the contract lets it meet. */
static const NTSTATUS failures[CB_ID_COUNT] = {
    [CB_ID_EvalAcpiMethod] = STATUS_UNSUCCESSFUL,
    [CB_ID_GetDeviceInformation] = STATUS_INSUFFICIENT_RESOURCES,
    [CB_ID_IndicateChildStatus] = STATUS_INSUFFICIENT_RESOURCES,
    [CB_ID_MapMemory] = STATUS_INSUFFICIENT_RESOURCES,
    [CB_ID_QueryServices] = STATUS_NOT_SUPPORTED,
    [CB_ID_ReadDeviceSpace] = STATUS_UNSUCCESSFUL,
    [CB_ID_WriteDeviceSpace] = STATUS_UNSUCCESSFUL,
    [CB_ID_QueryVidPnInterface] = STATUS_NO_MEMORY,
    [CB_ID_QueryMonitorInterface] = STATUS_NO_MEMORY,
    [CB_ID_AcquirePostDisplayOwnership] = STATUS_UNSUCCESSFUL,
};

/* A number drawn from the seed for the n-th request, the same in every run (splitmix64). */
static uint64_t draw(uint64_t seed, uint64_t n)
{
    uint64_t x = seed + n * 0x9E3779B97F4A7C15u;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

/* One more request of the kind that counts: does it fail? */
static bool fails(struct inject *inject)
{
    uint64_t n = atomic_fetch_add(&inject->asked, 1) + 1;
    bool fail = inject->nth ? n == inject->nth : draw(inject->seed, n) % inject->one_in == 0;
    if (fail)
        atomic_fetch_add(&inject->failed, 1);
    return fail;
}

static bool resource_fails(void *ctx, const char *service)
{
    struct inject *inject = ctx;
    bool pool = strncmp(service, "ExAllocate", 10) == 0;
    /* Threads, DPCs and work items may be the graphics kernel's own; inside a DDI or a callback it is the driver that asks. */
    if (strncmp(nt_call_current(), "Dxgk", 4) != 0)
        return false;
    if (inject->target == ONE_CALLBACK || (inject->target == POOL && !pool) ||
        (inject->target == MEMORY && pool))
        return false;
    return fails(inject);
}

/* What the documented failure leaves in the output argument. */
static void clear_output(struct ddi_callback *callback)
{
    static const unsigned char output[CB_ID_COUNT] = {
        [CB_ID_MapMemory] = 6,
        [CB_ID_QueryVidPnInterface] = 2,
        [CB_ID_QueryMonitorInterface] = 2,
    };
    if (output[callback->id]) {
        PVOID *result = *(PVOID **)callback->args[output[callback->id]];
        if (result)
            *result = NULL;
    }
}

static void callback_before(void *ctx, struct ddi_callback *callback)
{
    struct inject *inject = ctx;
    if (callback->answered || !failures[callback->id])
        return;
    if (inject->target != EVERYTHING && (inject->target != ONE_CALLBACK || inject->callback != callback->id))
        return;
    if (!fails(inject))
        return;
    clear_output(callback);
    callback->status = failures[callback->id];
    callback->answered = true;
}

static void *open_adapter(const struct ddi_shim *shim, struct dxgk_adapter *adapter)
{
    struct inject *inject = (struct inject *)layer_of(shim);
    (void)adapter;
    if (atomic_fetch_add(&inject->adapters, 1) == 0)
        nt_on_resource(resource_fails, inject);
    return inject;
}

static void close_adapter(void *ctx)
{
    struct inject *inject = ctx;
    if (atomic_fetch_sub(&inject->adapters, 1) == 1)
        nt_on_resource(NULL, NULL);
}

/* ---- the layer ------------------------------------------------------------------------------------------------- */

/* A positive decimal number that ends where `end` says. */
static bool number(const char *text, char end, uint64_t *value, const char **rest)
{
    char *stop;
    errno = 0;
    *value = strtoull(text, &stop, 10);
    *rest = stop;
    return *text >= '0' && *text <= '9' && !errno && *stop == end;
}

static bool parse_target(struct inject *inject, const char *name, size_t length)
{
    static const char *const groups[] = {[POOL] = "pool", [MEMORY] = "memory"};
    for (enum target target = POOL; target <= MEMORY; target++) {
        if (strlen(groups[target]) == length && strncmp(groups[target], name, length) == 0) {
            inject->target = target;
            return true;
        }
    }
    for (unsigned id = 0; id < CB_ID_COUNT; id++) {
        const char *callback = ddi_callback_name((enum ddi_callback_id)id);
        if (failures[id] && strlen(callback) == length && strncmp(callback, name, length) == 0) {
            inject->target = ONE_CALLBACK;
            inject->callback = (enum ddi_callback_id)id;
            return true;
        }
    }
    return false;
}

static bool parse(struct inject *inject, const char *spec)
{
    const char *rest;
    if (strncmp(spec, "random=", 7) == 0)
        return number(spec + 7, '/', &inject->seed, &rest) && number(rest + 1, 0, &inject->one_in, &rest) &&
               inject->one_in > 0;
    const char *equals = strchr(spec, '=');
    if (equals && !parse_target(inject, spec, (size_t)(equals - spec)))
        return false;
    return number(equals ? equals + 1 : spec, 0, &inject->nth, &rest) && inject->nth > 0;
}

static struct layer *create(const char *parameter)
{
    struct inject *inject = calloc(1, sizeof(*inject));
    if (!inject) {
        layer_fail("out of memory");
        return NULL;
    }
    if (!parse(inject, parameter)) {
        layer_fail("inject:%s: expected N, pool=N, memory=N, DxgkCbMapMemory=N (or another callback that can "
                   "fail), or "
                   "random=SEED/M, with N and M from 1",
                   parameter);
        free(inject);
        return NULL;
    }
    inject->layer.shim =
        (struct ddi_shim){.open = open_adapter, .close = close_adapter, .callback_before = callback_before};
    return &inject->layer;
}

static bool destroy(struct layer *layer)
{
    free(layer);
    return true;
}

const struct layer_kind inject_layer = {
    .name = "inject",
    .help = "inject:SPEC  makes the N-th service fail: N, pool=N, memory=N, CALLBACK=N or random=SEED/M",
    .create = create,
    .destroy = destroy,
};

uint64_t verifier_injected(const struct ddi_shim *shim, uint64_t *asked)
{
    struct inject *inject = (struct inject *)layer_of(shim);
    if (asked)
        *asked = atomic_load(&inject->asked);
    return atomic_load(&inject->failed);
}
