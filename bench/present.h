/*
 * Private to the present benchmark: its rows, what a run of it holds, and what comes out, shared by those who
 * measure (present_core.c) and those who tell (present_table.c).
 */
#ifndef OPENWDDM_BENCH_PRESENT_H
#define OPENWDDM_BENCH_PRESENT_H

#include "bench.h"

enum {
    LISTS = 17, /* different lists per row, a prime so that every path sees all of them */
    LIST_MAX = 256,
    PATHS_MAX = 4,
    OWN_MAX = 4, /* frame buffers of a path that brings its own */
    PLACES = 2,  /* cached, memory */
    ROUNDS = 3,
    FRAME_GAP = 4096, /* bytes between frames, so that they do not all fall on the same cache sets */
};

enum work_kind { WORK_DIRTY, WORK_MOVE };

struct work {
    const char *name;
    enum work_kind kind;
    unsigned width, height; /* of one rectangle; 0 is the whole image */
    unsigned count;         /* rectangles in one present */
    unsigned bytes_per_pixel;
    enum surface_rotation rotation;
    double goal[PLACES]; /* 0: at least pixman */
};

extern const struct work present_works[];
extern const unsigned present_work_count;

struct result {
    const struct work *work;
    double ratio[PATHS_MAX][PLACES];    /* 0: the path cannot do it */
    double baseline[PATHS_MAX][PLACES]; /* GB/s of memcpy in the same series */
};

struct list {
    D3DKMT_MOVE_RECT move;
    RECT dirty[LIST_MAX];
};

struct run {
    const struct work *work;
    const struct bench_path *paths[PATHS_MAX];
    unsigned path_count;
    unsigned pixman; /* its index in paths; path_count when there is none */
    unsigned repetitions;
    struct bench_mode mode;
    size_t bytes; /* of image pixels in one present */
    struct list *lists;
    unsigned ring; /* pairs in use */
    unsigned char *images, *screens;
    size_t frame;  /* bytes of one image or screen */
    unsigned turn; /* counts measurements, so that each finds other data than the one before */
    struct surface own[PATHS_MAX][OWN_MAX]; /* the frame buffers of a path that brings its own */
    unsigned own_count[PATHS_MAX];
    double call[PATHS_MAX]; /* nanoseconds of a present of one pixel */
};

void present_print_heading(const struct run *run, FILE *out);
/* Tells on a terminal what is being measured, for as long as it is. */
void present_print_progress(const struct work *work, unsigned index);
void present_print_result(const struct run *run, const struct result *result, FILE *out);
void present_print_calls(const struct run *run, FILE *out);
/* 0, or 2 when the file cannot be written (said on stderr). */
int present_write_json(const struct run *run, const struct result *results, unsigned count, const char *path);

#endif
