/*
 * Life of the runtime: the ladder up (nt_boot), the body (nt_run), and the ladder down (nt_shutdown), which also says what
 * was left behind. One state per process, as one kernel per machine.
 */
#include "ke.h"
#include "mm.h"
#include "hal.h"
#include "crt.h"
#include "services.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <time.h>

#define DEFAULT_MEMORY     (256u << 20)
#define DEFAULT_PROCESSORS 2
#define MAIN_STACK         (8u << 20)
#define FREEZE_SECONDS     2

/* 100 ns units from 1601-01-01 to 1970-01-01, and a fixed date for virtual time: 2020-01-01. */
#define EPOCH_1970 116444736000000000ull
#define EPOCH_SIM  132223104000000000ull

struct ke_state ke = {.lock = HOST_MUTEX_INIT};

static struct {
    bool (*fn)(void *ctx, const char *service);
    void *ctx;
} resource_hook;

const UCHAR ke_export_irql[KE_EXPORT_COUNT] = {
#define EXPORT(name, group, version, irql, flags) irql,
#include "export_list.h"
};

const char *const ke_export_names[KE_EXPORT_COUNT] = {
#define EXPORT(name, group, version, irql, flags) #name,
#include "export_list.h"
};

static void on_deadlock(bool livelock)
{
    ke_report_deadlock(livelock);
}

static uint64_t boot_time(void)
{
    struct timespec t;
    if (ke.host->virtual_time)
        return EPOCH_SIM;
    clock_gettime(CLOCK_REALTIME, &t);
    return EPOCH_1970 + (uint64_t)t.tv_sec * 10000000u + (uint64_t)t.tv_nsec / 100u;
}

static unsigned boots;

unsigned nt_boot_number(void)
{
    return boots;
}

void nt_boot(const struct nt_options *options)
{
    if (ke.booted) {
        fprintf(stderr, "nt_boot: the kernel runs already; call nt_shutdown first\n");
        abort();
    }
    memset(&ke.outcome, 0, sizeof(ke.outcome));
    ke.options = *options;
    if (!ke.options.memory_size)
        ke.options.memory_size = DEFAULT_MEMORY;
    if (!ke.options.processors)
        ke.options.processors = DEFAULT_PROCESSORS;
    ke.host = options->host == NT_HOST_SIM ? &host_sim : &host_posix;
    ke.next_thread = 1;
    ke.leaks = 0;
    atomic_store(&ke.random, options->seed ^ 0x5DEECE66Dull);
    atomic_store(&ke.bugchecked, false);
    atomic_store(&ke.attention, ke.host->virtual_time || options->chaos ? KE_ATTENTION_YIELD : 0);
    InitializeListHead(&ke.threads);
    struct host_config config = {.seed = options->seed, .chaos = options->chaos, .deadlock = on_deadlock};
    ke.host->start(&config);
    ke.boot_time = boot_time();
    crt_start();
    mm_start();
    dispatch_start();
    hal_start();
    ke_dpcs_start();
    ke_timers_start();
    ex_work_start();
    ex_sync_start();
    KeNumberProcessors = (CCHAR)ke.options.processors;
    boots++;
    ke.booted = true;
}

/* ---- the body ---- */

struct body {
    int (*fn)(void *arg);
    void *arg;
};

static void run_body(struct _KTHREAD *self, void *argument)
{
    struct body *body = argument;
    ke.outcome.value = body->fn(body->arg);
    if (self->irql != PASSIVE_LEVEL)
        ke_report_irql("nt_run", self->irql, PASSIVE_LEVEL, "The body of nt_run ends at PASSIVE_LEVEL.");
    if (!atomic_load(&ke.bugchecked))
        ke.host->run_end();
}

/* After a bug check under host_posix: every thread comes to an end at its next service. */
static bool freeze(void)
{
    if (ke.host->virtual_time)
        return true;
    for (int i = 0; i < FREEZE_SECONDS * 1000; i++) {
        ke_lock();
        for (PLIST_ENTRY e = ke.threads.Flink; e != &ke.threads; e = e->Flink) {
            struct _KTHREAD *t = CONTAINING_RECORD(e, struct _KTHREAD, link);
            if (t->host)
                ke.host->unpark(t->host);
        }
        ke_unlock();
        if (!ke.host->thread_count())
            return true;
        struct timespec ms = {.tv_nsec = i < 10 ? 20000 : 1000000};
        nanosleep(&ms, NULL);
    }
    return false;
}

struct nt_outcome nt_run(int (*body)(void *arg), void *arg)
{
    struct body b = {body, arg};
    if (atomic_load(&ke.bugchecked)) /* between two runs, on a thread of its own */
        return ke.outcome;
    memset(&ke.outcome, 0, sizeof(ke.outcome));
    struct _KTHREAD *main = ke_thread_create("main", run_body, &b, true, MAIN_STACK);
    if (!main) {
        fprintf(stderr, "nt_run: the host has no thread to give\n");
        abort();
    }
    ke_lock();
    struct host_thread *host = main->host; /* host_posix: unset until the thread has come to itself */
    ke_unlock();
    ke.host->run(host);
    if (atomic_load(&ke.bugchecked) && !freeze())
        report_emit(REPORT_NOTE, "", "nt_run", "threads still running after the bug check", "0",
                    "A thread of the driver calls no kernel service any more; it cannot be stopped.", "%u",
                    ke.host->thread_count());
    ob_dereference(main);
    ke.host->reap();
    return ke.outcome;
}

unsigned nt_shutdown(void)
{
    bool count = !atomic_load(&ke.bugchecked);
    if (count)
        ke_threads_report_leaks();
    ke_timers_stop(count);
    atomic_fetch_or(&ke.attention, KE_ATTENTION_FROZEN);
    if (!freeze()) {
        fprintf(stderr, "nt_shutdown: a kernel thread calls no service and cannot be stopped\n");
        abort();
    }
    hal_stop(count);
    ex_work_stop();
    ke_dpcs_stop();
    ke.host->stop();
    ke_threads_free();
    zw_stop(count);
    etw_stop(count);
    ex_timers_stop(count);
    hal_dma_stop(count);
    ke_crash_stop(count);
    ps_stop(count);
    io_names_stop(count);
    zw_file_stop();
    ob_stop(count);
    mm_stop(count);
    ke_spin_stop();
    dispatch_stop();
    nt_on_bugcheck(NULL, NULL);
    nt_on_resource(NULL, NULL);
    nt_on_debug_print(NULL, NULL);
    ke.booted = false;
    return count ? ke.leaks : 0;
}

/* ---- small services of the face ---- */

uint64_t nt_now(void)
{
    return ke.host->now();
}

void nt_yield(void)
{
    struct _KTHREAD *self = ke_self();
    if (!self || self->crashing)
        return;
    ke_thread_stop_if_frozen();
    ke.host->yield();
    ke_thread_stop_if_frozen();
    ke_set_irql(self, self->irql); /* others brought pages in meanwhile */
}

unsigned nt_spin_rounds(void)
{
    static unsigned rounds = 1; /* not known yet */

    if (ke.host->virtual_time)
        return 0;
    unsigned known = __atomic_load_n(&rounds, __ATOMIC_RELAXED);
    if (known != 1)
        return known;
    known = sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 16 : 0;
    __atomic_store_n(&rounds, known, __ATOMIC_RELAXED);
    return known;
}

uint64_t nt_random(void)
{
    uint64_t z = atomic_fetch_add(&ke.random, 0x9E3779B97F4A7C15ull) + 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

void nt_on_resource(bool (*fn)(void *ctx, const char *service), void *ctx)
{
    resource_hook.fn = fn;
    resource_hook.ctx = ctx;
}

bool ke_resource_denied(const char *service)
{
    struct _KTHREAD *self = ke_self();
    return resource_hook.fn && self && self->call_depth && resource_hook.fn(resource_hook.ctx, service);
}

void ke_leak(const char *what, const char *expected, const char *advice, const char *format, ...)
{
    char value[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof(value), format, arguments);
    va_end(arguments);
    ke.leaks++;
    report_emit(REPORT_VIOLATION, "OBS-135", "nt_shutdown", what, expected, advice, "%s", value);
}
