/*
 * A process whose every byte is known: a device with a context on each engine, surfaces of every kind of memory, and work of every kind, mirrored
 * by a model in plain C. Whatever is done to the adapter meanwhile, either the device is reported lost or every byte is the model's.
 */
#ifndef OPENWDDM_TESTS_PROOF_PLAYER_H
#define OPENWDDM_TESTS_PROOF_PLAYER_H

#include "stage.h"

#define PLAYER_SURFACES 8u
#define PLAYER_SIDE     32u /* pixels; a surface is a page of 4 KB */
#define PLAYER_PIXELS   (PLAYER_SIDE * PLAYER_SIDE)

struct player {
    struct stage_client on[REFGPU_NODE_COUNT]; /* one process and device, a context each; [0] owns them */
    D3DKMT_HANDLE fence;
    UINT64 fence_value;
    UINT node; /* whose turn it is: work moves from context to context through the fence (THK-24) */
    struct stage_surface surface[PLAYER_SURFACES];
    uint32_t model[PLAYER_SURFACES][PLAYER_PIXELS];
    UINT memory; /* REFGPU_USER_VRAM or _APERTURE: all surfaces there; 0: of every kind */
    uint64_t random;
    unsigned steps; /* to play */
    NTSTATUS refused;
    int wrong; /* line of what should not be, or 0 */
};

/* `memory` and `steps` are set before. */
NTSTATUS player_open(struct player *player, struct stage *stage, const char *name, uint64_t seed);
void player_play(void *player); /* until steps are done, something is refused or wrong */
/* Every byte is right; or the device is lost for good (TDR-14), and then nothing is taken any more. 0, or the line of what is not so. */
int player_judge(struct player *player, bool *lost);
void player_close(struct player *player);

unsigned player_draw(uint64_t *state, unsigned below);

#endif
