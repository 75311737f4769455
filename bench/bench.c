/*
 * The parts every benchmark needs: time, medians, memory in a known state.
 */
#include "bench.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

double bench_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double bench_median(double *values, unsigned count)
{
    qsort(values, count, sizeof(*values), compare_doubles);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

void *bench_memory(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned state = 1;

    if (memory == MAP_FAILED) {
        return NULL;
    }
    for (size_t i = 0; i < bytes / 4; i++) {
        state = state * 1664525u + 1013904223u;
        ((unsigned *)memory)[i] = state;
    }
    return memory;
}

void bench_memory_free(void *memory, size_t bytes)
{
    if (memory != NULL) {
        munmap(memory, bytes);
    }
}

void bench_evict(const struct surface *surface)
{
#if defined(__x86_64__)
    for (unsigned y = 0; y < surface->height; y++) {
        const char *row = (const char *)surface->bits + (ptrdiff_t)y * surface->pitch;
        for (size_t at = 0; at < (size_t)surface->width * surface->bytes_per_pixel; at += 64) {
            __builtin_ia32_clflush(row + at);
        }
    }
    __builtin_ia32_mfence();
#else
    enum { LARGER_THAN_CACHES = 128 << 20 };
    char *other = malloc(LARGER_THAN_CACHES);

    if (other != NULL) {
        memset(other, 1, LARGER_THAN_CACHES);
        __asm__ volatile("" : : "r"(other) : "memory");
        free(other);
    }
#endif
}

void bench_clear(const struct surface *surface)
{
    for (unsigned y = 0; y < surface->height; y++) {
        memset(surface_at(surface, 0, (LONG)y), 0, (size_t)surface->width * surface->bytes_per_pixel);
    }
}

bool bench_same_picture(const struct surface *a, const struct surface *b)
{
    size_t used = a->bytes_per_pixel == 4 ? 3 : a->bytes_per_pixel;

    for (unsigned y = 0; y < a->height; y++) {
        for (unsigned x = 0; x < a->width; x++) {
            if (memcmp(surface_at(a, (LONG)x, (LONG)y), surface_at(b, (LONG)x, (LONG)y), used) != 0) {
                return false;
            }
        }
    }
    return true;
}
