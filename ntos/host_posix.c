/*
 * The host of real work: every kernel thread is a thread of the system, time is the monotonic clock. A thread sleeps on a
 * futex of its own, so an idle system has no wake-ups at all.
 */
#include "host.h"

#include <errno.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct host_thread {
    pthread_t thread;
    void (*entry)(void *arg);
    void *arg, *user;
    _Atomic unsigned token;
    struct host_thread *next;
};

static struct {
    struct host_config config;
    uint64_t origin;
    struct host_mutex lock; /* of live, dead */
    struct host_thread *dead;
    unsigned live;
    _Atomic unsigned run_ended;
    _Atomic uint64_t random;
} posix_host = {.lock = HOST_MUTEX_INIT};

static _Thread_local struct host_thread *current;

static uint64_t monotonic(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 10000000u + (uint64_t)t.tv_nsec / 100u;
}

static uint64_t posix_now(void)
{
    return monotonic() - posix_host.origin;
}

/* The deadline of FUTEX_WAIT_BITSET is absolute on the monotonic clock. */
static void futex_wait(_Atomic unsigned *word, unsigned value, uint64_t deadline)
{
    struct timespec t, *until = NULL;
    uint64_t absolute = deadline + posix_host.origin;
    if (deadline < HOST_FOREVER - posix_host.origin) {
        t.tv_sec = (time_t)(absolute / 10000000u);
        t.tv_nsec = (long)(absolute % 10000000u) * 100;
        until = &t;
    }
    syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, value, until, NULL, FUTEX_BITSET_MATCH_ANY);
}

static void futex_wake(_Atomic unsigned *word)
{
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

/* The token: nothing, a wake-up that was not taken yet, or a thread that sleeps; only that one costs its waker a system call. */
enum { TOKEN_NONE, TOKEN_WAKE, TOKEN_SLEEPS };

static void posix_park(uint64_t deadline)
{
    struct host_thread *self = current;
    while (atomic_exchange(&self->token, TOKEN_NONE) != TOKEN_WAKE) {
        unsigned none = TOKEN_NONE;
        if (deadline != HOST_FOREVER && posix_now() >= deadline)
            return;
        if (atomic_compare_exchange_strong(&self->token, &none, TOKEN_SLEEPS))
            futex_wait(&self->token, TOKEN_SLEEPS, deadline);
    }
}

static void posix_unpark(struct host_thread *thread)
{
    if (atomic_exchange(&thread->token, TOKEN_WAKE) == TOKEN_SLEEPS)
        futex_wake(&thread->token);
}

static void posix_yield(void)
{
    if (!posix_host.config.chaos)
        return;
    uint64_t z = atomic_fetch_add(&posix_host.random, 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    if ((z ^ (z >> 31)) % posix_host.config.chaos == 0)
        sched_yield();
}

static void posix_stall(uint64_t deadline)
{
    for (;;) {
        uint64_t now = posix_now();
        if (now >= deadline)
            return;
        if (deadline - now > 500) { /* above 50 us the processor is worth more than the precision */
            struct timespec t = {.tv_nsec = (long)((deadline - now - 300) % 10000000u) * 100};
            clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
        }
    }
}

static void *thread_main(void *argument)
{
    struct host_thread *self = argument;
    struct host_signal_stack signal_stack;
    current = self;
    host_set_user(self->user);
    host_signal_stack_push(&signal_stack);
    self->entry(self->arg);
    host_signal_stack_pop(&signal_stack);
    host_lock(&posix_host.lock);
    self->next = posix_host.dead;
    posix_host.dead = self;
    posix_host.live--;
    host_unlock(&posix_host.lock);
    return NULL;
}

static struct host_thread *posix_thread_start(void (*entry)(void *), void *arg, void *user, size_t stack_size)
{
    struct host_thread *t = calloc(1, sizeof(*t));
    if (!t)
        return NULL;
    t->entry = entry;
    t->arg = arg;
    t->user = user;
    host_lock(&posix_host.lock);
    posix_host.live++;
    host_unlock(&posix_host.lock);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, stack_size);
    int error = pthread_create(&t->thread, &attributes, thread_main, t);
    pthread_attr_destroy(&attributes);
    if (!error)
        return t;
    host_lock(&posix_host.lock);
    posix_host.live--;
    host_unlock(&posix_host.lock);
    free(t);
    return NULL;
}

static void posix_reap(void)
{
    host_lock(&posix_host.lock);
    struct host_thread *dead = posix_host.dead;
    posix_host.dead = NULL;
    host_unlock(&posix_host.lock);
    while (dead) {
        struct host_thread *t = dead;
        dead = t->next;
        pthread_join(t->thread, NULL);
        free(t);
    }
}

static unsigned posix_thread_count(void)
{
    host_lock(&posix_host.lock);
    unsigned live = posix_host.live;
    host_unlock(&posix_host.lock);
    return live;
}

static void posix_start(const struct host_config *config)
{
    posix_host.config = *config;
    posix_host.origin = monotonic();
    posix_host.random = config->seed;
    posix_host.run_ended = 0;
}

static void posix_stop(void)
{
    posix_reap();
}

static struct host_thread *posix_self(void)
{
    return current;
}

static void posix_run(struct host_thread *main)
{
    while (!atomic_load(&posix_host.run_ended))
        futex_wait(&posix_host.run_ended, 0, HOST_FOREVER);
    atomic_store(&posix_host.run_ended, 0);
}

static void posix_run_end(void)
{
    atomic_store(&posix_host.run_ended, 1);
    futex_wake(&posix_host.run_ended);
}

/* ---- guests ---- */

/* A device's thread keeps its own: an overflow of its stack has to be told as well. One for all guests that it runs, to its end. */
static void drop_signal_stack(void *stack)
{
    host_signal_stack_pop(stack);
    free(stack);
}

static pthread_key_t guest_stack_key;
static pthread_once_t guest_stack_once = PTHREAD_ONCE_INIT;

static void make_guest_stack_key(void)
{
    if (pthread_key_create(&guest_stack_key, drop_signal_stack) != 0)
        abort(); /* of 1024 */
}

static void give_signal_stack(void)
{
    pthread_once(&guest_stack_once, make_guest_stack_key);
    if (pthread_getspecific(guest_stack_key))
        return;
    struct host_signal_stack *stack = calloc(1, sizeof(*stack));
    if (!stack)
        return;
    host_signal_stack_push(stack);
    pthread_setspecific(guest_stack_key, stack);
}

struct host_thread *host_guest_create(void)
{
    return calloc(1, sizeof(struct host_thread));
}

void host_guest_enter(struct host_thread *guest, void *user)
{
    give_signal_stack();
    current = guest;
    host_set_user(user);
}

void host_guest_leave(void)
{
    current = NULL;
    host_set_user(NULL);
}

void host_guest_free(struct host_thread *guest)
{
    free(guest);
}

const struct host_ops host_posix = {
    .name = "posix",
    .start = posix_start,
    .stop = posix_stop,
    .thread_start = posix_thread_start,
    .reap = posix_reap,
    .thread_count = posix_thread_count,
    .self = posix_self,
    .run = posix_run,
    .run_end = posix_run_end,
    .park = posix_park,
    .unpark = posix_unpark,
    .now = posix_now,
    .yield = posix_yield,
    .stall = posix_stall,
};
