/*
 * The watchdog of driver code that never returns: a loop in DriverEntry, or one that in virtual time lets nobody else run, is noticed by no
 * timer of the kernel. While there are images, the process's own processor time ticks; who is found in the code of an image at
 * every tick, for as long as TdrDdiDelay, within one and the same call, stops the system from where it stands (TDR-02).
 */
#include "image_private.h"

#include "exports.h"
#include "nt.h"
#include "ntstatus.h"
#include "seh.h"
#include "watch.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <ucontext.h>

#define TICKS 10u /* to the limit */

static unsigned limit_ms = 5000;
static struct sigaction previous;
static bool watching;

static _Thread_local struct {
    uint64_t call;
    unsigned ticks;
    uintptr_t pc;
    struct nt_registers registers;
} found;

static DECLSPEC_NORETURN void stuck(void)
{
    char where[160];
    const char *call = nt_call_current();
    const struct image *image = image_find(found.pc);
    struct image_place place = {0};
    struct nt_stack stack;

    if (image) {
        image_describe(image, found.pc, &place);
        snprintf(where, sizeof(where), "%s+0x%X", image->name, place.offset);
    } else {
        snprintf(where, sizeof(where), "a memory routine of the kernel");
    }
    seh_stack(&found.registers, &stack);
    nt_failing(&stack);
    nt_bugcheck(VIDEO_TDR_FAILURE, 0, found.pc, (ULONG)STATUS_IO_TIMEOUT, 0, "TDR-02",
                "%s has used %u ms of processor time without returning or calling anything: it loops at %s",
                *call ? call : "the driver", limit_ms, where);
}

static void on_tick(int signal, siginfo_t *info, void *argument)
{
    ucontext_t *context = argument;
    uintptr_t pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    uint64_t call = nt_call_serial();

    if ((!image_find(pc) && !leaf_contains(pc)) || call != found.call)
        found.ticks = 0;
    found.call = call;
    found.pc = pc;
    if (++found.ticks <= TICKS || !*nt_call_current())
        return;
    found.ticks = 0;
    nt_interrupted_registers(&found.registers, context);
    context->uc_mcontext.gregs[REG_RSP] = ((context->uc_mcontext.gregs[REG_RSP] - 256) & ~15ll) - 8;
    context->uc_mcontext.gregs[REG_RIP] = (greg_t)(uintptr_t)stuck;
    context->uc_mcontext.gregs[REG_EFL] &= ~0x400ll;
}

static void tick_every(unsigned milliseconds)
{
    struct timeval each = {.tv_sec = milliseconds / 1000, .tv_usec = milliseconds % 1000 * 1000};
    struct itimerval timer = {.it_interval = each, .it_value = each};

    setitimer(ITIMER_PROF, &timer, NULL);
}

/* Whoever uses the signal already (a profiler) keeps it. */
void image_watch_start(void)
{
    struct sigaction action = {.sa_sigaction = on_tick, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};

    if (watching || sigaction(SIGPROF, NULL, &previous) != 0 || previous.sa_handler != SIG_DFL)
        return;
    sigemptyset(&action.sa_mask);
    watching = sigaction(SIGPROF, &action, NULL) == 0;
    if (watching)
        tick_every(limit_ms / TICKS);
}

/* A tick that is still under way must find nobody who would end the process. */
void image_watch_stop(void)
{
    if (!watching)
        return;
    tick_every(0);
    signal(SIGPROF, SIG_IGN);
    sigaction(SIGPROF, &previous, NULL);
    watching = false;
}

void image_watch_limit(unsigned milliseconds)
{
    limit_ms = milliseconds;
    if (watching)
        tick_every(limit_ms / TICKS);
}
