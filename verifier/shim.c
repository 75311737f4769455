/*
 * The layers by name.
 */
#include "layer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct layer_kind *const kinds[] = {&check_layer, &trace_layer, &inject_layer};
#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

static _Thread_local char last_error[240];

void layer_fail(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(last_error, sizeof(last_error), format, list);
    va_end(list);
}

const char *verifier_error(void)
{
    return last_error;
}

const char *verifier_shim_name(size_t index, const char **help)
{
    if (index >= KIND_COUNT)
        return NULL;
    if (help)
        *help = kinds[index]->help;
    return kinds[index]->name;
}

const struct ddi_shim *verifier_shim(const char *spec)
{
    size_t length = strcspn(spec, ":");
    const char *parameter = spec[length] ? spec + length + 1 : "";

    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (strlen(kinds[i]->name) != length || strncmp(kinds[i]->name, spec, length) != 0)
            continue;
        struct layer *layer = kinds[i]->create(parameter);
        if (!layer)
            return NULL;
        layer->kind = kinds[i];
        layer->shim.name = kinds[i]->name;
        return &layer->shim;
    }
    layer_fail("no layer is called '%.*s'; there are check, trace:FILE and inject:SPEC", (int)length, spec);
    return NULL;
}

bool verifier_release(const struct ddi_shim *shim)
{
    if (!shim)
        return true;
    struct layer *layer = layer_of(shim);
    return layer->kind->destroy(layer);
}
