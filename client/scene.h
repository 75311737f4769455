/*
 * What is where on a composited desktop: windows that overlap each other over a background, and what a change of the desktop means for one
 * of them.
 *
 * Plain C.
 */
#ifndef OPENWDDM_SCENE_H
#define OPENWDDM_SCENE_H

#include "batch.h"

/* Beside the background; with it and the compositor these are 64 programs. */
#define SCENE_WINDOWS 62

/* Window `number` of `count` on a desktop of width x height. They stand in rows, each overlapping its neighbours by a quarter, with some
 * background left at the edges. Empty on a screen that is too small for so many. */
struct rect scene_place(uint32_t width, uint32_t height, unsigned number, unsigned count);

/* What the batch does to the window at `place`, in its coordinates: of what is moved into it, the part that comes from inside is moved; the
 * rest has to be drawn, as does everything when `whole`. */
void scene_cut(const struct batch *batch, const struct rect *place, bool whole, struct batch *window);
/* It does something to it. */
bool scene_meets(const struct batch *batch, const struct rect *place);

#endif
