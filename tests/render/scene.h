/*
 * One scene for the tests of this folder: a refgpu adapter, one client with a surface of which every pixel is known, and an actor, a layer that
 * looks on at the calls into the driver and misbehaves in its place.
 */
#ifndef OPENWDDM_TESTS_RENDER_SCENE_H
#define OPENWDDM_TESTS_RENDER_SCENE_H

#include "stage.h"

/* What miniport/refgpu promises a context. */
#define DRIVER_COMMANDS REFGPU_USER_COMMAND_BYTES
#define DRIVER_LIST     1024u
#define DRIVER_PATCHES  REFGPU_USER_PATCHES
#define DRIVER_SLOTS    4u

#define SIDE       32u
#define BACKGROUND 0x00202020u

struct scene {
    struct stage stage;
    struct stage_client client;
    struct stage_surface surface; /* SIDE x SIDE, CPU visible, BACKGROUND all over */
};

/* What the layer does around calls of one DDI. `arg` is the DDI's own structure. Set before the call that is to be disturbed. */
struct actor {
    int id;                                           /* atomic; DDI_ID_COUNT: none */
    void (*before)(struct ddi_call *call, void *arg); /* may set call->answered and call->status */
    void (*after)(struct ddi_call *call, void *arg);
    unsigned calls; /* of that DDI since act() */
    uint64_t n, m;  /* the test's own */
    void *p;
};
extern struct actor actor;
void act(enum ddi_id id, void (*before)(struct ddi_call *, void *), void (*after)(struct ddi_call *, void *));
void act_no_more(void);
void actor_reset(void); /* before an adapter starts */
extern const struct ddi_shim actor_shim;

/* Starts everything with the options (NULL: none; the shim is put in); scene_end checks that nothing was found, unless findings were expected. */
NTSTATUS scene_start(struct scene *scene, const struct dxgk_render_options *options);
NTSTATUS scene_start_with(struct scene *scene, const struct stage_options *options);
void scene_stop(struct scene *scene);

/* run_sim, and for some seeds run_threads too; scene_start, and stages with .threads = scene_threads, are then on threads. */
void scene_run(uint64_t seed, int (*body)(void *), void *arg);
extern bool scene_threads;

/* run_to_bugcheck for a body that starts a scene, which must be static: the device outlives the system that stopped. */
struct nt_bugcheck scene_to_bugcheck(uint64_t seed, int (*body)(void *), void *arg);

/* A fill of the whole surface: begun, rendered. */
NTSTATUS scene_fill(struct scene *scene, uint32_t pixel);
/* Is every pixel of the surface this one, with all work done? */
bool scene_shows(struct scene *scene, uint32_t pixel);
uint64_t scene_submissions(struct scene *scene);

/* Several rectangles, drawn by the driver and by ourselves; equal at the end? `seed` chooses them. */
void scene_draw(struct scene *scene, struct stage_client *client, const struct stage_surface *surface,
                uint32_t *own, uint64_t seed, unsigned count);
bool same_pixels(struct stage_client *client, const struct stage_surface *surface, const uint32_t *own);

/* A number drawn from *state. */
uint64_t draw_number(uint64_t *state);

#endif
