/*
 * See kernel.h.
 */
#include "kernel.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

_Atomic unsigned kernel_failures;

static void collect(void *ctx, const struct report *r)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct findings *f = ctx;
    pthread_mutex_lock(&lock);
    if (f->count < sizeof(f->reports) / sizeof(f->reports[0]))
        f->reports[f->count] = *r;
    f->count++;
    pthread_mutex_unlock(&lock);
}

static void print_findings(const struct kernel_run *run)
{
    for (unsigned i = 0; i < run->findings.count && i < 64; i++) {
        const struct report *r = &run->findings.reports[i];
        print_error("  %s %s in %s: %s = %s; expected %s\n", report_severity_name(r->severity), r->rule,
                    r->where, r->what, r->value, r->expected);
    }
}

void kernel_boot_run(struct kernel_run *run)
{
    memset(&run->findings, 0, sizeof(run->findings));
    report_listen(collect, &run->findings);
    nt_boot(&run->options);
    run->outcome = nt_run(run->body, run->arg);
    run->leaks = nt_shutdown();
    report_unlisten(collect, &run->findings);
}

const struct report *kernel_found(const struct kernel_run *run, const char *rule, const char *where)
{
    for (unsigned i = 0; i < run->findings.count && i < 64; i++) {
        const struct report *r = &run->findings.reports[i];
        if (!strcmp(r->rule, rule) && (!where || !strcmp(r->where, where)))
            return r;
    }
    return NULL;
}

static void check_clean(const struct kernel_run *run)
{
    const char *host = run->options.host == NT_HOST_SIM ? "sim" : "posix";
    if (run->outcome.bugchecked || run->outcome.value || run->leaks || run->findings.count) {
        print_findings(run);
        fail_msg("%s seed %llu: value %d, %u leaks, %u findings%s%s", host,
                 (unsigned long long)run->options.seed, run->outcome.value, run->leaks, run->findings.count,
                 run->outcome.bugchecked ? ", bug check: " : "",
                 run->outcome.bugchecked ? run->outcome.bugcheck.text : "");
    }
}

static void run_one(struct kernel_run *run, void (*check)(const struct kernel_run *run))
{
    kernel_failures = 0;
    kernel_boot_run(run);
    check(run);
    if (kernel_failures)
        fail_msg("%u expectations failed, host %d seed %llu", kernel_failures, run->options.host,
                 (unsigned long long)run->options.seed);
}

void kernel_everywhere_checked(int (*body)(void *arg), void *arg, unsigned seeds, struct nt_options options,
                               void (*check)(const struct kernel_run *run))
{
    static struct kernel_run run;
    run = (struct kernel_run){.options = options, .body = body, .arg = arg};
    if (!run.options.memory_size)
        run.options.memory_size = 64u << 20;
    run.options.host = NT_HOST_SIM;
    for (uint64_t seed = 1; seed <= seeds; seed++) {
        run.options.seed = seed;
        run_one(&run, check);
    }
    run.options.host = NT_HOST_POSIX;
    run.options.chaos = 5;
    run_one(&run, check);
}

void kernel_everywhere(int (*body)(void *arg), void *arg, unsigned seeds)
{
    kernel_everywhere_checked(body, arg, seeds, (struct nt_options){0}, check_clean);
}
