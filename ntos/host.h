/*
 * All that the kernel runtime asks of the operating system below it. Two hosts answer: host_posix.c gives each kernel
 * thread a thread of its own and real time; host_sim.c runs all of them on one thread in virtual time, in an order drawn
 * from a seed, so that a run can be repeated exactly. Everything above (dispatcher objects, spin locks, timers, DPCs) is
 * built once, on park and unpark.
 *
 * Rules for callers: park, yield and stall are never called with a host_mutex held. Rules for implementers: none of
 * these functions calls back into the runtime except through `entry` of a thread and the deadlock hook.
 */
#ifndef OPENWDDM_HOST_H
#define OPENWDDM_HOST_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- threads and time: differ between hosts ---- */

#define HOST_FOREVER UINT64_MAX

struct host_thread;

struct host_config {
    uint64_t seed;
    unsigned chaos; /* host_posix: one of this many yield points really yields; 0 = none */
    /* host_sim: nothing can run any more and no deadline is left (livelock false; called on the main thread), or threads keep
     * running but time has stopped passing (livelock true; called on the running thread). Does not return. */
    void (*deadlock)(bool livelock);
};

struct host_ops {
    const char *name;
    bool virtual_time;

    void (*start)(const struct host_config *config);
    /* All threads have ended or (host_sim) may be dropped where they are. */
    void (*stop)(void);

    /* Runs entry(arg) on a new thread whose `host_user` is `user`; NULL when the system has no more. The result is valid until
     * the entry returned and reap() was called. host_sim: it runs only while run() runs. */
    struct host_thread *(*thread_start)(void (*entry)(void *arg), void *arg, void *user, size_t stack_size);
    /* Releases what ended threads left behind. */
    void (*reap)(void);
    /* Number of threads started whose entry has not returned. */
    unsigned (*thread_count)(void);

    /* The calling thread's own host_thread. */
    struct host_thread *(*self)(void);

    /* Called by the program's own thread: lets threads run until one of them calls run_end(). `main` is the thread blamed for a
     * deadlock.
     *
     *     struct host_thread *main = host->thread_start(body, ...);
     *     host->run(main);                                             // body's last act: host->run_end()
     */
    void (*run)(struct host_thread *main);
    void (*run_end)(void);

    /* Stops the calling thread until somebody unparks it or now() >= deadline. An unpark that comes first is remembered (once),
     * so this loop loses no wake-up:
     *
     *     lock; while (!condition) { unlock; park(HOST_FOREVER); lock; } unlock;
     */
    void (*park)(uint64_t deadline);
    /* Callable from any thread, with a host_mutex held, and (host_posix) from threads the runtime does not know. */
    void (*unpark)(struct host_thread *thread);

    /* 100 ns units since start(). */
    uint64_t (*now)(void);
    /* A point where another thread may run. */
    void (*yield)(void);
    /* Keeps the calling thread busy until now() >= deadline. */
    void (*stall)(uint64_t deadline);
};

/* What a device's own thread runs as while it brings an interrupt. host_posix only: under host_sim there are no others. */
struct host_thread *host_guest_create(void); /* NULL: no memory */
void host_guest_enter(struct host_thread *guest, void *user);
void host_guest_leave(void);
void host_guest_free(struct host_thread *guest);

extern const struct host_ops host_posix, host_sim;

/* What the running thread was started with as `user`; NULL on a thread the runtime does not know. Set by host_set_user only. */
extern _Thread_local void *host_user;
/* Told each time that it changes, on the thread where it does; NULL: nobody wants to know. */
extern void (*host_user_changed)(void *user);

static inline void host_set_user(void *user)
{
    void (*changed)(void *) = __atomic_load_n(&host_user_changed, __ATOMIC_RELAXED);
    host_user = user;
    if (__builtin_expect(changed != NULL, 0))
        changed(user);
}

/* ---- mutual exclusion: held for a few instructions, never across park; the same for both ---- */

struct host_mutex {
    pthread_mutex_t mutex;
};
#define HOST_MUTEX_INIT                                                                                      \
    {                                                                                                        \
        PTHREAD_MUTEX_INITIALIZER                                                                            \
    }

static inline void host_lock(struct host_mutex *m)
{
    pthread_mutex_lock(&m->mutex);
}

static inline void host_unlock(struct host_mutex *m)
{
    pthread_mutex_unlock(&m->mutex);
}

/* ---- memory: the same for both ---- */

enum host_access { HOST_NONE, HOST_READ, HOST_READ_WRITE };

/* A new memory file of `size` zero bytes; -1 when there is none. */
int host_memory_file(size_t size);
void host_close(int fd);
int host_dup(int fd);

/* Address space without memory behind it, at `where` exactly (NULL: anywhere); NULL when taken. */
void *host_reserve(void *where, size_t size);
/* Puts `size` bytes of the file from `offset` at `where` (inside a reservation; NULL: anywhere), shared. NULL on failure. */
void *host_map(void *where, size_t size, int fd, uint64_t offset, enum host_access access);
/* Puts the pages of another shared mapping at `where` (inside a reservation), a second time. NULL on failure. */
void *host_map_again(void *where, size_t size, void *mapping);
/* Back to a bare reservation. */
void host_unmap(void *where, size_t size);
void host_release(void *where, size_t size);
bool host_protect(void *where, size_t size, enum host_access access);
/* Replaces one page by private zeroes: what is left of a page whose file was cut off. */
bool host_zero_page(void *where);

/* ---- faults: the same for both; see dispatch.c ---- */

/* Gives the calling thread a signal stack; returns what to hand to host_signal_stack_pop at its end. */
struct host_signal_stack {
    void *memory;
    void *previous;
    size_t previous_size;
    int previous_flags;
};
void host_signal_stack_push(struct host_signal_stack *stack);
void host_signal_stack_pop(struct host_signal_stack *stack);

#endif
