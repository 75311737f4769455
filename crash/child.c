/*
 * A program run for its output. It ends with this process, and after a few seconds in any case; its complaints are nobody's.
 */
#include "crash_private.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LIMIT_MS 10000

size_t crash_read(ULONG_PTR address, void *to, size_t size)
{
    size_t done = 0;

    /* Page by page: a read ends before the first page that is missing, wherever it began. */
    while (done < size) {
        size_t part = 4096 - (address + done) % 4096;
        part = part < size - done ? part : size - done;
        struct iovec mine = {(char *)to + done, part}, from = {(void *)(uintptr_t)(address + done), part};
        if (process_vm_readv(getpid(), &mine, 1, &from, 1, 0) != (ssize_t)part)
            break;
        done += part;
    }
    return done;
}

static long now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void become(char *const argv[], int out)
{
    int null = open("/dev/null", O_RDWR);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(null, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(null, STDERR_FILENO);
    execvp(argv[0], argv);
    _exit(127);
}

/* True when everything came in time. */
static bool collect(int from, char *out, size_t size)
{
    long end = now_ms() + LIMIT_MS;
    size_t used = 0;

    for (;;) {
        struct pollfd wait = {.fd = from, .events = POLLIN};
        char rest[512];
        long left = end - now_ms();
        if (left <= 0 || poll(&wait, 1, (int)left) <= 0)
            return false;
        bool room = used + 1 < size;
        ssize_t got = read(from, room ? out + used : rest, room ? size - 1 - used : sizeof(rest));
        if (got <= 0) {
            out[used] = 0;
            return got == 0;
        }
        used += room ? (size_t)got : 0;
    }
}

bool crash_run(char *const argv[], char *out, size_t size)
{
    int ends[2], status;

    out[0] = 0;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return false;
    pid_t child = fork();
    if (child == 0)
        become(argv, ends[1]);
    close(ends[1]);
    bool good = child > 0 && collect(ends[0], out, size);
    close(ends[0]);
    if (child <= 0)
        return false;
    if (!good)
        kill(child, SIGKILL);
    return waitpid(child, &status, 0) == child && good && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
