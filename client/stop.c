/*
 * See stop.h. Everything the handler does is safe inside a signal: two atomics, write and shutdown.
 */
#include "stop.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

static atomic_bool asked;
static atomic_int event_fd = -1;
static atomic_int blocking_socket = -1;
static struct sigaction old_int, old_term, old_pipe;

void stop_ask(void)
{
    int saved = errno;
    uint64_t one = 1;
    int fd = atomic_load(&blocking_socket);

    atomic_store(&asked, true);
    if (fd >= 0)
        shutdown(fd, SHUT_RDWR);
    if (write(atomic_load(&event_fd), &one, sizeof(one)) < 0)
        errno = saved;
    errno = saved;
}

static void on_signal(int number)
{
    (void)number;
    stop_ask();
}

bool stop_init(void)
{
    struct sigaction act = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);

    if (fd < 0)
        return false;
    atomic_store(&event_fd, fd);
    atomic_store(&asked, false);
    atomic_store(&blocking_socket, -1);
    sigaction(SIGINT, &act, &old_int);
    sigaction(SIGTERM, &act, &old_term);
    sigaction(SIGPIPE, &ignore, &old_pipe);
    return true;
}

void stop_fini(void)
{
    sigaction(SIGINT, &old_int, NULL);
    sigaction(SIGTERM, &old_term, NULL);
    sigaction(SIGPIPE, &old_pipe, NULL);
    close(atomic_exchange(&event_fd, -1));
}

int stop_fd(void)
{
    return atomic_load(&event_fd);
}

bool stop_asked(void)
{
    return atomic_load(&asked);
}

void stop_socket(int fd)
{
    atomic_store(&blocking_socket, fd);
    if (fd >= 0 && stop_asked())
        shutdown(fd, SHUT_RDWR);
}
