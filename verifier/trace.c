/*
 * The tracing layer: every call and callback as a pair of begin and end events in the JSON format that ui.perfetto.dev and
 * chrome://tracing read, one row per kernel thread, one group per adapter; and each pending present as a bar of its own
 * from the call to its progress report.
 *
 * Events come at any IRQL, from many threads, and the system may stop between any two. So each event is put together on the
 * caller's stack and leaves in one append to the file: no lock, no memory, and whatever happened before the end is there.
 */
#include "layer.h"
#include "nt.h"
#include "nt_event.h"
#include "trace_args.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_THREADS   256u
#define TRACE_SOURCES 16u /* the graphics kernel admits no more */
#define EVENT_SIZE    1024u
#define TAIL_SIZE     8u /* "}},\n" and the NUL */

struct trace {
    struct layer layer;
    int fd;
    char *path;
    _Atomic int error; /* errno of the first failed write; later events are dropped */
    atomic_uint adapters;
    _Atomic(struct trace_adapter *)
        opened; /* all that were, freed with the layer: after a bug check nobody closes them */
    _Atomic uintptr_t threads[MAX_THREADS]; /* by number; filled from the front */
};

/* One adapter under the layer. */
struct trace_adapter {
    struct trace *trace;
    struct trace_adapter *next;
    unsigned number; /* the "process" of its events, from 1 */
    atomic_bool pending[TRACE_SOURCES];
};

static void append(struct trace *trace, const char *text, size_t length)
{
    if (atomic_load(&trace->error))
        return;
    ssize_t written = write(trace->fd, text, length);
    if (written == (ssize_t)length)
        return;
    int none = 0;
    atomic_compare_exchange_strong(&trace->error, &none, written < 0 ? errno : ENOSPC);
}

/* A small number for the running thread: 0 for those beyond the table. */
static unsigned thread_number(struct trace *trace)
{
    uintptr_t self = (uintptr_t)KeGetCurrentThread();
    for (unsigned i = 0; i < MAX_THREADS; i++) {
        uintptr_t found = atomic_load(&trace->threads[i]);
        if (!found && atomic_compare_exchange_strong(&trace->threads[i], &found, self))
            found = self;
        if (found == self)
            return i + 1;
    }
    return 0;
}

/* Opens an event; the caller adds its arguments and calls event_end. `id` is NULL but for bars of their own. */
static size_t event_begin(struct trace_adapter *adapter, char *buffer, const char *phase,
                          const char *category, const char *name, const unsigned *id)
{
    uint64_t now = nt_now();
    char identity[32] = "";
    if (id)
        snprintf(identity, sizeof(identity), "\"id\":\"%u.%u\",", adapter->number, *id);
    int length = snprintf(
        buffer, EVENT_SIZE,
        "{\"ph\":\"%s\",\"cat\":\"%s\",\"name\":\"%s\",%s\"pid\":%u,\"tid\":%u,\"ts\":%llu.%llu,\"args\":{",
        phase, category, name, identity, adapter->number, thread_number(adapter->trace),
        (unsigned long long)(now / 10), (unsigned long long)(now % 10));
    return (size_t)length;
}

static void event_end(struct trace_adapter *adapter, char *buffer, size_t length)
{
    memcpy(buffer + length, "}},\n", 5);
    append(adapter->trace, buffer, length + 4);
}

/* The bar of a pending present, on its own row. */
static void present_bar(struct trace_adapter *adapter, UINT source, bool begin)
{
    char buffer[EVENT_SIZE];
    if (source >= TRACE_SOURCES || atomic_exchange(&adapter->pending[source], begin) == begin)
        return;
    size_t length = event_begin(adapter, buffer, begin ? "b" : "e", "present", "present", &source);
    event_end(adapter, buffer, length);
}

/* ---- hooks ----------------------------------------------------------------------------------------------------- */

static void before(void *ctx, struct ddi_call *call)
{
    struct trace_adapter *adapter = ctx;
    struct fields fields;
    char buffer[EVENT_SIZE];

    if (call->id == DDI_ID_PresentDisplayOnly)
        present_bar(adapter, (*(const DXGKARG_PRESENT_DISPLAYONLY **)call->args[1])->VidPnSourceId, true);
    size_t length = event_begin(adapter, buffer, "B", "ddi", ddi_name(call->id), NULL);
    fields_begin(&fields, buffer + length, EVENT_SIZE - length, TAIL_SIZE);
    trace_ddi_inputs(&fields, call);
    event_end(adapter, buffer, length + fields.used);
}

static void after(void *ctx, struct ddi_call *call)
{
    struct trace_adapter *adapter = ctx;
    struct fields fields;
    char buffer[EVENT_SIZE];

    size_t length = event_begin(adapter, buffer, "E", "ddi", ddi_name(call->id), NULL);
    fields_begin(&fields, buffer + length, EVENT_SIZE - length, TAIL_SIZE);
    field_hex(&fields, "result", (uint32_t)call->status);
    trace_ddi_outputs(&fields, call);
    event_end(adapter, buffer, length + fields.used);
    if (call->id == DDI_ID_PresentDisplayOnly && call->status != STATUS_PENDING)
        present_bar(adapter, (*(const DXGKARG_PRESENT_DISPLAYONLY **)call->args[1])->VidPnSourceId, false);
}

static void callback_before(void *ctx, struct ddi_callback *callback)
{
    struct trace_adapter *adapter = ctx;
    struct fields fields;
    char buffer[EVENT_SIZE];

    size_t length = event_begin(adapter, buffer, "B", "callback", ddi_callback_name(callback->id), NULL);
    fields_begin(&fields, buffer + length, EVENT_SIZE - length, TAIL_SIZE);
    trace_callback_inputs(&fields, callback);
    event_end(adapter, buffer, length + fields.used);
}

static void callback_after(void *ctx, struct ddi_callback *callback)
{
    struct trace_adapter *adapter = ctx;
    struct fields fields;
    char buffer[EVENT_SIZE];

    size_t length = event_begin(adapter, buffer, "E", "callback", ddi_callback_name(callback->id), NULL);
    fields_begin(&fields, buffer + length, EVENT_SIZE - length, TAIL_SIZE);
    field_hex(&fields, "result", (uint32_t)callback->status);
    trace_callback_outputs(&fields, callback);
    event_end(adapter, buffer, length + fields.used);

    if (callback->id != CB_ID_NotifyInterrupt)
        return;
    const DXGKARGCB_NOTIFY_INTERRUPT_DATA *data =
        *(const DXGKARGCB_NOTIFY_INTERRUPT_DATA **)callback->args[1];
    if (data && data->InterruptType == DXGK_INTERRUPT_DISPLAYONLY_PRESENT_PROGRESS)
        present_bar(adapter, data->DisplayOnlyPresentProgress.VidPnSourceId, false);
}

/* ---- events that drivers write themselves ----------------------------------------------------------------------- */

/* No adapter stands behind an event, only a thread; the group of the program itself has number 0. */
static void driver_event(void *ctx, const struct nt_event *event)
{
    struct trace *trace = ctx;
    const GUID *g = &event->provider;
    uint64_t now = nt_now();
    char buffer[EVENT_SIZE];

    int length = snprintf(buffer, sizeof(buffer),
                          "{\"ph\":\"i\",\"s\":\"t\",\"cat\":\"event\",\"name\":\"event "
                          "%u\",\"pid\":0,\"tid\":%u,\"ts\":%llu.%llu,"
                          "\"args\":{\"provider\":\"{%08x-%04x-%04x-%02x%02x-%02x%02x%02x%02x%02x%02x}\","
                          "\"id\":%u,\"level\":%u,"
                          "\"opcode\":%u,\"keyword\":\"%#llx\",\"bytes\":%u",
                          event->id, thread_number(trace), (unsigned long long)(now / 10),
                          (unsigned long long)(now % 10), g->Data1, g->Data2, g->Data3, g->Data4[0],
                          g->Data4[1], g->Data4[2], g->Data4[3], g->Data4[4], g->Data4[5], g->Data4[6],
                          g->Data4[7], event->id, event->level, event->opcode, event->keyword, event->size);
    struct fields fields;
    fields_begin(&fields, buffer + length, sizeof(buffer) - (size_t)length, TAIL_SIZE);
    fields.more = true;
    if (event->text)
        field_string(&fields, "text", event->text);
    length += (int)fields.used;
    memcpy(buffer + length, "}},\n", 5);
    append(trace, buffer, (size_t)length + 4);
}

/* ---- adapters under the layer ---------------------------------------------------------------------------------- */

static void *open_adapter(const struct ddi_shim *shim, struct dxgk_adapter *adapter)
{
    struct trace *trace = (struct trace *)layer_of(shim);
    struct trace_adapter *traced = calloc(1, sizeof(*traced));
    char line[160];
    (void)adapter;

    if (!traced)
        abort(); /* a few dozen bytes */
    traced->trace = trace;
    traced->number = atomic_fetch_add(&trace->adapters, 1) + 1;
    int length =
        snprintf(line, sizeof(line),
                 "{\"ph\":\"M\",\"name\":\"process_name\",\"pid\":%u,\"args\":{\"name\":\"adapter %u\"}},\n",
                 traced->number, traced->number);
    append(trace, line, (size_t)length);
    traced->next = atomic_load(&trace->opened);
    while (!atomic_compare_exchange_weak(&trace->opened, &traced->next, traced))
        ;
    return traced;
}

/* ---- the layer ------------------------------------------------------------------------------------------------- */

static struct layer *create(const char *parameter)
{
    if (!*parameter) {
        layer_fail("trace needs a file to write to: trace:FILE");
        return NULL;
    }
    struct trace *trace = calloc(1, sizeof(*trace));
    if (!trace || !(trace->path = strdup(parameter))) {
        free(trace);
        layer_fail("out of memory");
        return NULL;
    }
    trace->fd = open(parameter, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (trace->fd < 0) {
        layer_fail("cannot write the trace %s: %s", parameter, strerror(errno));
        free(trace->path);
        free(trace);
        return NULL;
    }
    trace->layer.shim = (struct ddi_shim){.open = open_adapter,
                                          .before = before,
                                          .after = after,
                                          .callback_before = callback_before,
                                          .callback_after = callback_after};
    append(trace, "[\n", 2);
    nt_on_event(driver_event, trace);
    return &trace->layer;
}

static bool destroy(struct layer *layer)
{
    struct trace *trace = (struct trace *)layer;
    /* Every event ends in a comma; the last line closes the list. */
    static const char end[] = "{\"ph\":\"M\",\"name\":\"trace_end\",\"pid\":0,\"args\":{}}\n]\n";

    nt_on_event(NULL, NULL);
    append(trace, end, sizeof(end) - 1);
    int error = atomic_load(&trace->error);
    if (close(trace->fd) != 0 && !error)
        error = errno;
    if (error)
        layer_fail("the trace %s is not complete: %s", trace->path, strerror(error));
    for (struct trace_adapter *next, *traced = atomic_load(&trace->opened); traced; traced = next) {
        next = traced->next;
        free(traced);
    }
    free(trace->path);
    free(trace);
    return !error;
}

const struct layer_kind trace_layer = {
    .name = "trace",
    .help = "trace:FILE  every call and callback as JSON for ui.perfetto.dev",
    .create = create,
    .destroy = destroy,
};
