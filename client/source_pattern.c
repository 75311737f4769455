/*
 * A desktop that needs nothing: text scrolls on the left, a window wanders over a backdrop on the right.
 *
 * Every pixel is a function of (place, frame), so any part of any frame can be drawn at any time: moves and dirty
 * rectangles can be checked against a frame drawn whole. Scrolling and the window are moves, each overlapping its origin.
 */
#include "source.h"

#include "batch.h"
#include "font.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define FRAME_NS    16666667
#define LINE_HEIGHT 10 /* pixels scrolled per frame: one line of text */
#define CELL_WIDTH  6
#define MARGIN      8
#define TITLE       12

struct pattern {
    struct source base;
    struct batch batch;
    uint64_t frame, frames;
    bool realtime;
    struct timespec started;
    int32_t width, height;
    int32_t text_right;                  /* the text pane covers 0 <= x < text_right */
    int32_t window_width, window_height; /* of the wandering window; 0: there is no room for one */
};

/* ---- the picture ------------------------------------------------------------------------------------------------------ */

/* Back and forth between 0 and span, `step` pixels per frame. */
static int32_t bounce(uint64_t frame, unsigned step, int32_t span)
{
    if (span <= 0)
        return 0;
    uint64_t place = frame * step % ((uint64_t)span * 2);
    return (int32_t)(place <= (uint64_t)span ? place : (uint64_t)span * 2 - place);
}

static struct rect window_at(const struct pattern *p, uint64_t frame)
{
    int32_t x = p->text_right + bounce(frame, 5, p->width - p->text_right - p->window_width);
    int32_t y = bounce(frame, 3, p->height - p->window_height);

    return (struct rect){x, y, x + p->window_width, y + p->window_height};
}

/* Letter number `column` of a line of text; the lines count up for ever. */
static char letter(uint64_t line, uint32_t column)
{
    static const char words[] = "MOVES BEFORE DIRTY RECTANGLES, EACH FINISHED BEFORE THE NEXT. ";
    char head[32];
    int length = snprintf(head, sizeof(head), "%06llu: ", (unsigned long long)(line % 1000000));

    if (column < (uint32_t)length)
        return head[column];
    return words[(column - (uint32_t)length + line * 7) % (sizeof(words) - 1)];
}

static uint32_t text_pixel(uint64_t frame, int32_t x, int32_t y)
{
    uint64_t line = frame + (uint64_t)(y / LINE_HEIGHT);
    int32_t row = y % LINE_HEIGHT - 1, column = x - MARGIN;

    if (column < 0 || row < 0 || row >= FONT_HEIGHT || column % CELL_WIDTH >= FONT_WIDTH)
        return 0x101418;
    uint8_t bits = font_rows[(uint8_t)letter(line, (uint32_t)(column / CELL_WIDTH))][row];
    if (!(bits >> (FONT_WIDTH - 1 - column % CELL_WIDTH) & 1))
        return 0x101418;
    return line % 8 == 0 ? 0xffc040 : 0xb8d0b8;
}

static uint32_t window_pixel(const struct rect *window, int32_t x, int32_t y)
{
    int32_t in_x = x - window->left, in_y = y - window->top;

    if (!in_x || !in_y || x == window->right - 1 || y == window->bottom - 1)
        return 0xe0e0e0;
    if (in_y < TITLE)
        return 0x3060c0;
    return (uint32_t)(in_x * 3 & 255) << 16 | (uint32_t)(in_y * 5 & 255) << 8 |
           (uint32_t)((in_x ^ in_y) & 255);
}

static uint32_t pixel(const struct pattern *p, uint64_t frame, const struct rect *window, int32_t x,
                      int32_t y)
{
    if (x < p->text_right)
        return text_pixel(frame, x, y);
    if (x >= window->left && x < window->right && y >= window->top && y < window->bottom)
        return window_pixel(window, x, y);
    return (uint32_t)(x * 255 / p->width) << 16 | (uint32_t)(y * 255 / p->height) << 8 | 0x60;
}

static void draw(struct pattern *p, uint64_t frame, const struct rect *area)
{
    const struct source_image *image = &p->base.image;
    struct rect window = window_at(p, frame);

    for (int32_t y = area->top; y < area->bottom; y++) {
        uint32_t *row = (uint32_t *)(image->bits + (size_t)y * image->pitch);
        for (int32_t x = area->left; x < area->right; x++)
            row[x] = pixel(p, frame, &window, x, y);
    }
    batch_dirty(&p->batch, area);
}

/* ---- frames ----------------------------------------------------------------------------------------------------------- */

/* What the window no longer covers: `old` without `now`. */
static void draw_uncovered(struct pattern *p, const struct rect *old, const struct rect *now)
{
    struct rect rows = *old, columns = *old;

    if (now->top > old->top)
        rows.bottom = now->top < old->bottom ? now->top : old->bottom;
    else
        rows.top = now->bottom > old->top ? now->bottom : old->top;
    if (now->left > old->left)
        columns.right = now->left < old->right ? now->left : old->right;
    else
        columns.left = now->right > old->left ? now->right : old->left;
    draw(p, p->frame, &rows);
    draw(p, p->frame, &columns);
}

static void move(struct pattern *p, int32_t from_x, int32_t from_y, struct rect to)
{
    struct move m = {from_x, from_y, to};

    if (rect_empty(&to))
        return;
    source_copy(&p->base, &m);
    batch_move(&p->batch, &m);
}

static void scroll_text(struct pattern *p)
{
    int32_t whole = p->height / LINE_HEIGHT * LINE_HEIGHT;
    struct rect last = {0, whole - LINE_HEIGHT, p->text_right, p->height};

    if (last.top < 0)
        last.top = 0;
    move(p, 0, LINE_HEIGHT, (struct rect){0, 0, p->text_right, last.top});
    draw(p, p->frame, &last);
}

static void move_window(struct pattern *p)
{
    struct rect old = window_at(p, p->frame - 1), now = window_at(p, p->frame);

    move(p, old.left, old.top, now);
    draw_uncovered(p, &old, &now);
}

static int64_t nanoseconds_left(const struct pattern *p)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    int64_t passed = (now.tv_sec - p->started.tv_sec) * 1000000000ll + (now.tv_nsec - p->started.tv_nsec);
    return (int64_t)p->frame * FRAME_NS - passed;
}

static int pattern_wait(struct source *source, int *fd)
{
    struct pattern *p = (struct pattern *)source;

    *fd = -1;
    if (!p->realtime || (p->frames && p->frame == p->frames))
        return 0;
    int64_t left = nanoseconds_left(p);
    return left <= 0 ? 0 : (int)((left + 999999) / 1000000);
}

static enum source_event pattern_next(struct source *source, struct source_update *update)
{
    struct pattern *p = (struct pattern *)source;
    struct rect all = {0, 0, p->width, p->height};

    if (p->frames && p->frame == p->frames)
        return SOURCE_END;
    if (p->realtime && nanoseconds_left(p) > 0)
        return SOURCE_NOTHING;
    batch_clear(&p->batch);
    if (!p->frame) {
        draw(p, 0, &all);
    } else {
        scroll_text(p);
        move_window(p);
    }
    p->frame++;
    *update = (struct source_update){p->batch.moves, p->batch.move_count, p->batch.dirty,
                                     p->batch.dirty_count, .frame_end = true};
    return SOURCE_UPDATE;
}

void source_pattern_frame(struct source *source, uint64_t frame)
{
    struct pattern *p = (struct pattern *)source;
    struct rect all = {0, 0, p->width, p->height};

    draw(p, frame, &all);
}

static void pattern_close(struct source *source)
{
    free(source);
}

static const struct source_ops pattern_ops = {
    .wait = pattern_wait, .next = pattern_next, .close = pattern_close};

struct source *source_pattern_open(const char *size, const struct source_options *options,
                                   const struct source_host *host)
{
    struct pattern *p = calloc(1, sizeof(*p));
    unsigned width = options->width ? options->width : 1280, height = options->height ? options->height : 800;
    char rest;

    if (!p)
        return NULL;
    p->base = (struct source){.ops = &pattern_ops, .kind = "pattern", .host = *host};
    if (*size && sscanf(size, "%5ux%5u%c", &width, &height, &rest) != 2) {
        source_fail(&p->base, "pattern size '%s': expected WIDTHxHEIGHT, for example pattern:1280x800", size);
        return &p->base;
    }
    if (!source_resize(&p->base, width, height))
        return &p->base;
    p->frames = options->frames;
    p->realtime = options->realtime;
    p->width = (int32_t)width;
    p->height = (int32_t)height;
    p->text_right = p->width / 2;
    p->window_width = (p->width - p->text_right) / 2;
    p->window_height = p->height / 3;
    clock_gettime(CLOCK_MONOTONIC, &p->started);
    return &p->base;
}
