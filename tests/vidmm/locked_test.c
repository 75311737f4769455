/* Pointers and the device at once, on the refgpu driver: a lock that discards renames what the device still reads (ALC-14, THK-19), and what is
 * locked where the device does not reach it is refused by Render, rather than losing the device (REN-84, THK-13). */
#include "stage.h"

#define SIDE   32u /* a page */
#define PIXELS (SIDE * SIDE)
#define MANY   24u

static NTSTATUS lock(struct stage_client *c, const struct stage_surface *s, bool discard, uint32_t **bits)
{
    D3DKMT_LOCK args = {.hDevice = c->device, .hAllocation = s->handle};

    args.Flags.LockEntire = 1;
    args.Flags.WriteOnly = args.Flags.Discard = discard;
    struct nt_process *previous = client_enter(c);
    NTSTATUS status = dxgk_kmt_lock(c->process, &args);
    client_leave(previous);
    *bits = args.pData;
    return status;
}

static NTSTATUS unlock(struct stage_client *c, const struct stage_surface *s)
{
    const D3DKMT_UNLOCK args = {.hDevice = c->device, .NumAllocations = 1, .phAllocations = &s->handle};

    struct nt_process *previous = client_enter(c);
    NTSTATUS status = dxgk_kmt_unlock(c->process, &args);
    client_leave(previous);
    return status;
}

static void put(struct stage_client *c, const struct stage_surface *s, uint32_t *bits, uint32_t value)
{
    struct nt_process *previous = client_enter(c);

    for (UINT y = 0; y < SIDE; y++)
        for (UINT x = 0; x < SIDE; x++)
            bits[y * s->pitch / 4 + x] = value;
    client_leave(previous);
}

static bool is_all(struct stage_client *c, const struct stage_surface *s, uint32_t value)
{
    uint32_t row[SIDE];

    for (UINT y = 0; y < SIDE; y++) {
        if (!NT_SUCCESS(client_read(c, s, (uint64_t)y * s->pitch, row, sizeof(row))))
            return false;
        for (UINT x = 0; x < SIDE; x++)
            if (row[x] != value)
                return false;
    }
    return true;
}

static NTSTATUS copy(struct stage_client *c, const struct stage_surface *to, const struct stage_surface *from)
{
    client_begin(c);
    client_copy(c, to, 0, 0, from, 0, 0, SIDE, SIDE);
    return client_render(c);
}

/* ---- renaming ---- */

#define TURNS 6u

/* The engines stand still: whoever waited for what they still have to read would wait for ever. (Only memory on the bus is cleared by them.) */
static int renames(void *arg)
{
    bool by_pages = !(*(UINT *)arg & REFGPU_USER_VRAM);
    static struct stage stage;
    static struct stage_client c;
    struct stage_surface from, to[TURNS];
    uint32_t *bits;

    CHECK(NT_SUCCESS(stage_start(&stage, &(struct stage_options){.adapter.headless = true})));
    CHECK(NT_SUCCESS(client_open(&c, &stage, "writer")));
    CHECK(NT_SUCCESS(client_surface(&c, SIDE, SIDE, REFGPU_X8R8G8B8, *(UINT *)arg, &from)));
    for (unsigned i = 0; i < TURNS; i++) { /* resident, so that nothing has to be paged in later */
        CHECK(NT_SUCCESS(client_surface(&c, SIDE, SIDE, REFGPU_X8R8G8B8, REFGPU_USER_CPU_VISIBLE, &to[i])));
        CHECK(NT_SUCCESS(copy(&c, &to[i], &from)));
    }
    CHECK(NT_SUCCESS(lock(&c, &from, true, &bits)));
    put(&c, &from, bits, 1000);
    CHECK(NT_SUCCESS(unlock(&c, &from)));
    CHECK(NT_SUCCESS(copy(&c, &to[0], &from)));
    CHECK(NT_SUCCESS(client_wait(&c)));
    for (unsigned i = 0; i < TURNS; i++) {
        stage_pause(&stage, i == 0 && by_pages);
        CHECK(NT_SUCCESS(copy(&c, &to[i], &from)));
        CHECK(NT_SUCCESS(lock(&c, &from, true, &bits)));
        put(&c, &from, bits, 1001 + i);
        CHECK(NT_SUCCESS(unlock(&c, &from)));
        stage_pause(&stage, false);
    }
    CHECK(NT_SUCCESS(client_wait(&c)));
    for (unsigned i = 0; i < TURNS; i++)
        CHECK(is_all(&c, &to[i], 1000 + i));
    CHECK(is_all(&c, &from, 1000 + TURNS));
    client_close(&c);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_discard_renames(void **state)
{
    UINT kinds[] = {REFGPU_USER_CPU_VISIBLE, REFGPU_USER_CPU_VISIBLE | REFGPU_USER_VRAM,
                    REFGPU_USER_CPU_VISIBLE | REFGPU_USER_APERTURE};

    for (unsigned k = 0; k < RTL_NUMBER_OF(kinds); k++)
        for (uint64_t seed = 1; seed <= 5; seed++)
            run_sim(seed, renames, &kinds[k]);
}

/* ---- out of reach ---- */

static NTSTATUS fill(struct stage_client *c, const struct stage_surface *s, uint32_t pixel)
{
    client_begin(c);
    client_fill(c, s, 0, 0, SIDE, SIDE, pixel);
    return client_render(c);
}

/* Visible memory is full of what is locked there, so the next lock is of system memory; it has no aperture to be shown in. */
static int out_of_reach(void *arg)
{
    static struct stage stage;
    static struct stage_client c;
    static struct stage_surface s[MANY];
    unsigned refused = 0, drawn = 0;
    uint32_t *bits[MANY];

    CHECK(NT_SUCCESS(stage_start(
        &stage, &(struct stage_options){.vram = 1 << 20, .visible = 64 << 10, .adapter.headless = true})));
    CHECK(NT_SUCCESS(client_open(&c, &stage, "holder")));
    for (unsigned i = 0; i < MANY; i++) {
        CHECK(NT_SUCCESS(client_surface(&c, SIDE, SIDE, REFGPU_X8R8G8B8,
                                        REFGPU_USER_CPU_VISIBLE | REFGPU_USER_VRAM, &s[i])));
        CHECK(NT_SUCCESS(lock(&c, &s[i], false, &bits[i])));
        put(&c, &s[i], bits[i], i);
    }
    for (unsigned i = 0; i < MANY; i++) {
        NTSTATUS status = fill(&c, &s[i], 100 + i);
        CHECK(NT_SUCCESS(status) || status == STATUS_GRAPHICS_CANT_RENDER_LOCKED_ALLOCATION);
        drawn += NT_SUCCESS(status);
        refused += !NT_SUCCESS(status);
        CHECK(NT_SUCCESS(client_wait(&c)));
        CHECK(*bits[i] == (NT_SUCCESS(status) ? 100 + i : i));
    }
    CHECK(drawn >= 8 && refused >= 8);
    for (unsigned i = 0; i < MANY; i++)
        CHECK(NT_SUCCESS(unlock(&c, &s[i])));
    for (unsigned i = 0; i < MANY; i++)
        CHECK(NT_SUCCESS(fill(&c, &s[i], 200 + i)) && is_all(&c, &s[i], 200 + i));
    CHECK(client_state(&c) == D3DKMT_DEVICEEXECUTION_ACTIVE);
    client_close(&c);
    stage_stop(&stage);
    CHECK(nothing_found());
    return 0;
}

static void test_out_of_reach(void **state)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        run_sim(seed, out_of_reach, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_discard_renames),
        cmocka_unit_test(test_out_of_reach),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
