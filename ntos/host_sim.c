/*
 * The host of tests: every kernel thread is a coroutine on the one host thread that called run(). Which of the runnable
 * ones goes on is drawn from the seed at every yield point, and time passes only when none can run: then the clock
 * jumps to the earliest deadline. The same seed therefore gives the same run, instruction for instruction, and a run in
 * which nothing can ever happen again is noticed instead of hanging.
 */
#include "host.h"
#include "sanitizer.h"
#include "switch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define STACK_GUARD    4096
#define LIVELOCK_LIMIT 20000000 /* yields without time passing */

enum state { RUNNABLE, PARKED, ENDED };

struct host_thread {
    struct switch_context context;
    void (*entry)(void *arg);
    void *arg, *user;
    char *stack;
    size_t stack_size;
    enum state state;
    bool token;
    uint64_t deadline;
    unsigned runnable_index; /* in sim.runnable, while RUNNABLE */
    void *fake_stack;        /* AddressSanitizer's */
    void *fiber;             /* ThreadSanitizer's */
    struct host_thread *next;
};

static struct {
    struct host_config config;
    uint64_t random, now, quiet_yields;
    struct host_thread root; /* whoever called run() */
    struct host_thread *current;
    struct host_thread *threads; /* all but root */
    struct host_thread **runnable;
    unsigned runnable_count, runnable_room, live_count;
    struct host_thread *main; /* alive while run() runs */
    bool ending, deadlocked;
} sim;

static uint64_t draw(void)
{
    uint64_t z = sim.random += 0x9E3779B97F4A7C15ull;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static void make_runnable(struct host_thread *t)
{
    if (sim.runnable_count == sim.runnable_room) {
        sim.runnable_room = sim.runnable_room ? sim.runnable_room * 2 : 32;
        sim.runnable = realloc(sim.runnable, sim.runnable_room * sizeof(*sim.runnable));
        if (!sim.runnable)
            abort();
    }
    t->state = RUNNABLE;
    t->runnable_index = sim.runnable_count;
    sim.runnable[sim.runnable_count++] = t;
}

static void make_unrunnable(struct host_thread *t, enum state state)
{
    struct host_thread *last = sim.runnable[--sim.runnable_count];
    sim.runnable[t->runnable_index] = last;
    last->runnable_index = t->runnable_index;
    t->state = state;
}

static void switch_to(struct host_thread *to)
{
    struct host_thread *from = sim.current;
    if (to == from)
        return;
    sim.current = to;
    host_set_user(to->user);
    /* An ended coroutine gives no place to save its fake stack: AddressSanitizer then drops it. */
    ASAN_SWITCH_BEGIN(from->state == ENDED ? NULL : &from->fake_stack, to->stack, to->stack_size);
#ifdef NT_TSAN
    __tsan_switch_to_fiber(to->fiber, 0);
#endif
    switch_context(&from->context, &to->context);
    ASAN_SWITCH_END(from->fake_stack, NULL, NULL);
}

/* Nothing can run: time passes until something can. */
static void advance(void)
{
    uint64_t next = HOST_FOREVER;
    for (struct host_thread *t = sim.threads; t; t = t->next)
        if (t->state == PARKED && t->deadline < next)
            next = t->deadline;
    if (next == HOST_FOREVER) {
        sim.deadlocked = true; /* told in the name of the main thread: see sim_park */
        make_runnable(sim.main);
        return;
    }
    sim.now = next > sim.now ? next : sim.now;
    sim.quiet_yields = 0;
    for (struct host_thread *t = sim.threads; t; t = t->next)
        if (t->state == PARKED && t->deadline <= sim.now)
            make_runnable(t);
}

static void pick(void)
{
    if (sim.ending) {
        switch_to(&sim.root);
        return;
    }
    if (!sim.runnable_count)
        advance();
    switch_to(sim.runnable[sim.runnable_count > 1 ? draw() % sim.runnable_count : 0]);
}

/* First code of every coroutine. */
static void coroutine(void)
{
    ASAN_SWITCH_END(NULL, NULL, NULL);
    struct host_thread *self = sim.current;
    self->entry(self->arg);
    sim.live_count--;
    make_unrunnable(self, ENDED);
    pick();
    abort(); /* an ended coroutine is never resumed */
}

static void sim_park(uint64_t deadline)
{
    struct host_thread *self = sim.current;
    assert(self != &sim.root);
    if (self->token) {
        self->token = false;
        return;
    }
    if (deadline <= sim.now)
        return;
    self->deadline = deadline;
    make_unrunnable(self, PARKED);
    pick();
    self->token = false;
    if (sim.deadlocked) {
        sim.deadlocked = false;
        sim.config.deadlock(false);
    }
}

static void sim_unpark(struct host_thread *thread)
{
    thread->token = true;
    if (thread->state == PARKED)
        make_runnable(thread);
}

static void sim_yield(void)
{
    if (sim.current == &sim.root)
        return;
    if (++sim.quiet_yields > LIVELOCK_LIMIT)
        sim.config.deadlock(true);
    pick();
}

static void sim_stall(uint64_t deadline)
{
    struct host_thread *self = sim.current;
    bool token = self->token; /* a wake-up that came before is for the next park */
    while (sim.now < deadline) {
        self->token = false;
        sim_park(deadline);
        token |= sim.now < deadline;
    }
    self->token = token;
}

static struct host_thread *sim_thread_start(void (*entry)(void *), void *arg, void *user, size_t stack_size)
{
    struct host_thread *t = calloc(1, sizeof(*t));
    if (!t)
        return NULL;
    char *memory = mmap(NULL, stack_size + STACK_GUARD, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        free(t);
        return NULL;
    }
    mprotect(memory, STACK_GUARD, PROT_NONE);
    t->entry = entry;
    t->arg = arg;
    t->user = user;
    t->stack = memory + STACK_GUARD;
    t->stack_size = stack_size;
    switch_prepare(&t->context, t->stack, stack_size, coroutine);
#ifdef NT_TSAN
    t->fiber = __tsan_create_fiber(0);
#endif
    t->next = sim.threads;
    sim.threads = t;
    sim.live_count++;
    make_runnable(t);
    return t;
}

static void release(struct host_thread *t)
{
#ifdef NT_TSAN
    __tsan_destroy_fiber(t->fiber);
#endif
    ASAN_UNPOISON(t->stack, t->stack_size);
    munmap(t->stack - STACK_GUARD, t->stack_size + STACK_GUARD);
    free(t);
}

static void sim_reap(void)
{
    for (struct host_thread **link = &sim.threads; *link;) {
        struct host_thread *t = *link;
        if (t->state != ENDED || t == sim.current) {
            link = &t->next;
            continue;
        }
        *link = t->next;
        release(t);
    }
}

static unsigned sim_thread_count(void)
{
    return sim.live_count;
}

static void sim_start(const struct host_config *config)
{
    memset(&sim, 0, sizeof(sim));
    sim.config = *config;
    sim.random = config->seed;
    sim.current = &sim.root;
}

static void sim_stop(void)
{
    while (sim.threads) {
        struct host_thread *t = sim.threads;
        sim.threads = t->next;
        release(t);
    }
    free(sim.runnable);
    memset(&sim, 0, sizeof(sim));
}

/* AddressSanitizer has to be told where the program's own stack is when a coroutine switches back to it. */
static void find_root_stack(void)
{
    pthread_attr_t attributes;
    void *stack;
    if (sim.root.stack || pthread_getattr_np(pthread_self(), &attributes) != 0)
        return;
    pthread_attr_getstack(&attributes, &stack, &sim.root.stack_size);
    sim.root.stack = stack;
    pthread_attr_destroy(&attributes);
}

static struct host_thread *sim_self(void)
{
    return sim.current;
}

static void sim_run(struct host_thread *main)
{
    assert(sim.current == &sim.root);
    find_root_stack();
    sim.root.user = host_user;
    sim.main = main;
    sim.ending = false;
#ifdef NT_TSAN
    sim.root.fiber = __tsan_get_current_fiber();
#endif
    sim.root.state = RUNNABLE;
    pick();
    sim.ending = false;
}

static void sim_run_end(void)
{
    sim.ending = true;
}

static uint64_t sim_now(void)
{
    return sim.now;
}

const struct host_ops host_sim = {
    .name = "sim",
    .virtual_time = true,
    .start = sim_start,
    .stop = sim_stop,
    .thread_start = sim_thread_start,
    .reap = sim_reap,
    .thread_count = sim_thread_count,
    .self = sim_self,
    .run = sim_run,
    .run_end = sim_run_end,
    .park = sim_park,
    .unpark = sim_unpark,
    .now = sim_now,
    .yield = sim_yield,
    .stall = sim_stall,
};
