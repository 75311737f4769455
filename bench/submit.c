/*
 * Submission beside bare hand-offs. A hand-off goes to another thread and back, as a submission goes to the engine's thread and its
 * fence comes back: with a mutex and a condition variable, and with a bounded spin before a futex, which is the form that the waits of
 * the scheduler and of the model's engines have too.
 */
#include "bench_submit.h"

#include "bench.h"
#include "json.h"
#include "submit_rig.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define IDLE_US   2000  /* long enough for everybody to fall asleep */
#define SPIN      400   /* looks of the bare hand-off; about what the kernel's waits spend */
#define ENGINE    20000 /* looks of an engine, about 20 us */
#define IDLE_TIME 2     /* seconds */

/* ---- bare hand-offs ---- */

struct handoff {
    bool futex;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned there, back; /* condvar */
    _Atomic unsigned to, from;
    _Atomic bool to_sleeps, from_sleeps;
    bool stop;
};

static void pause_a_little(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
}

static void futex_until(_Atomic unsigned *word, unsigned value, _Atomic bool *asleep)
{
    for (unsigned i = 0; i < SPIN; i++) {
        if (atomic_load_explicit(word, memory_order_acquire) == value)
            return;
        pause_a_little();
    }
    unsigned seen;
    atomic_store(asleep, true);
    while ((seen = atomic_load(word)) != value)
        syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, seen, NULL, NULL, 0);
    atomic_store(asleep, false);
}

/* A call into the system only for one who sleeps. */
static void futex_set(_Atomic unsigned *word, unsigned value, _Atomic bool *asleep)
{
    atomic_store(word, value);
    if (atomic_load(asleep))
        syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void *answer(void *arg)
{
    struct handoff *h = arg;

    for (unsigned n = 1;; n++) {
        if (h->futex) {
            futex_until(&h->to, n, &h->to_sleeps);
            if (h->stop)
                return NULL;
            futex_set(&h->from, n, &h->from_sleeps);
            continue;
        }
        pthread_mutex_lock(&h->lock);
        while (h->there != n)
            pthread_cond_wait(&h->changed, &h->lock);
        h->back = n;
        bool stop = h->stop;
        pthread_cond_broadcast(&h->changed);
        pthread_mutex_unlock(&h->lock);
        if (stop)
            return NULL;
    }
}

static void ask(struct handoff *h, unsigned n)
{
    if (h->futex) {
        futex_set(&h->to, n, &h->to_sleeps);
        if (!h->stop)
            futex_until(&h->from, n, &h->from_sleeps);
        return;
    }
    pthread_mutex_lock(&h->lock);
    h->there = n;
    pthread_cond_broadcast(&h->changed);
    while (h->back != n)
        pthread_cond_wait(&h->changed, &h->lock);
    pthread_mutex_unlock(&h->lock);
}

/* ---- distributions ---- */

struct times {
    double p50, p99; /* microseconds */
};

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static struct times times_of(double *samples, unsigned count)
{
    qsort(samples, count, sizeof(*samples), by_size);
    return (struct times){samples[count / 2] / 1e3, samples[count - 1 - count / 100] / 1e3};
}

static void rest(unsigned microseconds)
{
    struct timespec t = {.tv_nsec = (long)microseconds * 1000};

    if (microseconds)
        nanosleep(&t, NULL);
}

static struct times time_handoff(bool futex, unsigned count, unsigned idle_us, double *samples)
{
    struct handoff h = {
        .futex = futex, .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};
    pthread_t thread;

    pthread_create(&thread, NULL, answer, &h);
    for (unsigned i = 0; i < count; i++) {
        rest(idle_us);
        double begin = bench_now();
        ask(&h, i + 1);
        samples[i] = bench_now() - begin;
    }
    h.stop = true;
    ask(&h, count + 1);
    pthread_join(thread, NULL);
    return times_of(samples, count);
}

/* `calls`: of these, until D3DKMTRender returns; NULL: not wanted. */
static bool time_submit(struct submit_client *client, unsigned count, unsigned idle_us, double *samples,
                        struct times *times, double *calls)
{
    for (unsigned i = 0; i < count; i++) {
        rest(idle_us);
        double begin = bench_now();
        if (!submit_render(client, &client->context))
            return false;
        if (calls)
            calls[i] = bench_now() - begin;
        if (!submit_idle(client))
            return false;
        samples[i] = bench_now() - begin;
    }
    *times = times_of(samples, count);
    return true;
}

/* ---- a fence that nobody waits for ---- */

static double condvar_signal(unsigned count)
{
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
    volatile unsigned value = 0;
    double begin = bench_now();

    for (unsigned i = 0; i < count; i++) {
        pthread_mutex_lock(&lock);
        value++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    return (bench_now() - begin) / count;
}

/* The whole call: handles, counts, lock. */
static bool time_signal(struct submit_client *client, unsigned count, double *ns)
{
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 create = {.hDevice = client->device, .Info.Type = D3DDDI_FENCE};
    D3DKMT_SIGNALSYNCHRONIZATIONOBJECT2 signal = {.hContext = client->context.handle, .ObjectCount = 1};
    bool good = NT_SUCCESS(D3DKMTCreateSynchronizationObject2(&create));

    signal.ObjectHandleArray[0] = create.hSyncObject;
    signal.Flags.SignalAtSubmission = 1;
    double begin = bench_now();
    for (unsigned i = 0; good && i < count; i++) {
        signal.Fence.FenceValue = i;
        good = NT_SUCCESS(D3DKMTSignalSynchronizationObject2(&signal));
    }
    *ns = (bench_now() - begin) / count;
    return good;
}

/* ---- bench submit ---- */

struct result {
    struct times condvar, condvar_idle, futex, futex_idle, call, submit, submit_idle;
    double per_second, idle_ms, signal_ns, condvar_signal_ns;
};

static double processor_ms(void)
{
    struct rusage u;

    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

/* Without waiting, and how long a call then takes that need not wait. */
static bool throughput(struct submit_client *client, unsigned count, struct result *r)
{
    double begin = bench_now();

    for (unsigned i = 0; i < count; i++)
        if (!submit_render(client, &client->context))
            return false;
    if (!submit_idle(client))
        return false;
    r->per_second = count / (bench_now() - begin) * 1e9;
    return true;
}

static bool measure(struct submit_client *client, unsigned count, double *samples, struct result *r)
{
    unsigned few = count / 100 ? count / 100 : 1;

    r->condvar = time_handoff(false, count, 0, samples);
    r->futex = time_handoff(true, count, 0, samples);
    double *calls = calloc(count, sizeof(*calls));
    bool good = calls && time_submit(client, count / 10 + 1, 0, samples, &r->submit, NULL) &&
                time_submit(client, count, 0, samples, &r->submit, calls) &&
                time_signal(client, count, &r->signal_ns);
    if (good)
        r->call = times_of(calls, count);
    free(calls);
    if (!good)
        return false;
    r->condvar_signal_ns = condvar_signal(count);
    r->condvar_idle = time_handoff(false, few, IDLE_US, samples);
    r->futex_idle = time_handoff(true, few, IDLE_US, samples);
    if (!time_submit(client, few, IDLE_US, samples, &r->submit_idle, NULL) || !throughput(client, count, r))
        return false;
    rest(500000);
    double before = processor_ms();
    for (unsigned i = 0; i < IDLE_TIME * 2; i++)
        rest(500000);
    r->idle_ms = processor_ms() - before;
    return true;
}

static void row(FILE *out, const char *name, struct times t, struct times after_idle)
{
    fprintf(out, "%-34s %8.2f %8.2f %10.2f %8.2f\n", name, t.p50, t.p99, after_idle.p50, after_idle.p99);
}

static void print(FILE *out, const struct result *r)
{
    fprintf(out, "%-34s %17s %19s\n", "microseconds, there and back", "back to back", "after idle");
    fprintf(out, "%-34s %8s %8s %10s %8s\n", "", "p50", "p99", "p50", "p99");
    row(out, "mutex and condition variable", r->condvar, r->condvar_idle);
    row(out, "bounded spin, then futex", r->futex, r->futex_idle);
    row(out, "D3DKMTRender to fence seen", r->submit, r->submit_idle);
    fprintf(out, "%-34s %8.2f %8.2f\n", "of it until D3DKMTRender returns", r->call.p50, r->call.p99);
    fprintf(out,
            "over the spinning hand-off, p50: %.2f us back to back (goal: 1), %.2f us after idle (goal: 9)\n",
            r->submit.p50 - r->futex.p50, r->submit_idle.p50 - r->futex_idle.p50);
    fprintf(out,
            "a fence signalled that nobody waits for: %.0f ns for the whole call; mutex and condition "
            "variable: %.0f ns\n",
            r->signal_ns, r->condvar_signal_ns);
    fprintf(out, "DMA buffers per second, not waiting: %.0f\n", r->per_second);
    fprintf(out, "processor time of %d idle seconds: %.2f ms (goal: 0)\n", IDLE_TIME, r->idle_ms);
}

static void json_times(struct json *json, const char *name, struct times t)
{
    json_object(json, name);
    json_double(json, "p50_us", t.p50);
    json_double(json, "p99_us", t.p99);
    json_end(json);
}

static int write_json(const char *path, const struct result *r)
{
    struct json json;
    char error[300];

    if (!path)
        return 0;
    if (json_open(&json, path, error, sizeof(error))) {
        json_string(&json, "bench", "submit");
        json_times(&json, "condvar", r->condvar);
        json_times(&json, "condvar_after_idle", r->condvar_idle);
        json_times(&json, "spin_futex", r->futex);
        json_times(&json, "spin_futex_after_idle", r->futex_idle);
        json_times(&json, "submit", r->submit);
        json_times(&json, "submit_after_idle", r->submit_idle);
        json_times(&json, "call", r->call);
        json_double(&json, "signal_ns", r->signal_ns);
        json_double(&json, "condvar_signal_ns", r->condvar_signal_ns);
        json_double(&json, "buffers_per_second", r->per_second);
        json_double(&json, "idle_processor_ms", r->idle_ms);
        if (json_close(&json, error, sizeof(error)))
            return 0;
    }
    fprintf(stderr, "bench submit: %s\n", error);
    return 1;
}

int bench_submit(const struct bench_submit_options *options)
{
    unsigned count = options->repetitions ? options->repetitions : 20000;
    double *samples = calloc(count, sizeof(*samples));
    const struct rig_driver driver = {options->driver, options->entry};
    struct submit_rig rig;
    struct submit_client client = {0};
    struct result r = {0};

    bool good = samples && rig_start(&rig, ENGINE, &driver) && submit_open(&client, "bench", 1);
    submit_enter(&client);
    good = good && measure(&client, count, samples, &r);
    submit_enter(NULL);
    submit_close(&client);
    rig_stop(&rig);
    free(samples);
    if (!good)
        return 1;
    print(options->out ? options->out : stdout, &r);
    return write_json(options->json, &r);
}
