#include "painter.h"

static unsigned draw(struct painter *p, unsigned below)
{
    uint64_t z = p->random += 0x9E3779B97F4A7C15ull;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return (unsigned)((z ^ (z >> 31)) >> 33) % below;
}

NTSTATUS painter_open(struct painter *p, struct stage *stage, const char *name, UINT node, uint64_t seed)
{
    memset(p, 0, sizeof(*p));
    p->random = seed;
    NTSTATUS status = client_open_on(&p->client, stage, name, node);
    for (unsigned i = 0; NT_SUCCESS(status) && i < PAINTER_SURFACES; i++)
        status = client_surface(&p->client, PAINTER_SIDE, PAINTER_SIDE, REFGPU_X8R8G8B8,
                                REFGPU_USER_CPU_VISIBLE, &p->surface[i]);
    return status;
}

static void fill(struct painter *p)
{
    unsigned to = draw(p, PAINTER_SURFACES), x = draw(p, PAINTER_SIDE), y = draw(p, PAINTER_SIDE);
    unsigned w = 1 + draw(p, PAINTER_SIDE - x), h = 1 + draw(p, PAINTER_SIDE - y);
    uint32_t pixel = 1 + draw(p, 0x7FFFFFFF);

    client_fill(&p->client, &p->surface[to], x, y, w, h, pixel);
    for (unsigned j = y; j < y + h; j++)
        for (unsigned i = x; i < x + w; i++)
            p->expected[to][j * PAINTER_SIDE + i] = pixel;
}

/* Between two surfaces, or within one, where source and destination may overlap. */
static void copy(struct painter *p)
{
    unsigned from = draw(p, PAINTER_SURFACES), to = draw(p, PAINTER_SURFACES);
    unsigned x = draw(p, PAINTER_SIDE), y = draw(p, PAINTER_SIDE), u = draw(p, PAINTER_SIDE),
             v = draw(p, PAINTER_SIDE);
    unsigned w = 1 + draw(p, PAINTER_SIDE - (x > u ? x : u)), h = 1 + draw(p, PAINTER_SIDE - (y > v ? y : v));
    uint32_t old[PAINTER_SIDE * PAINTER_SIDE];

    client_copy(&p->client, &p->surface[to], x, y, &p->surface[from], u, v, w, h);
    memcpy(old, p->expected[from], sizeof(old));
    for (unsigned j = 0; j < h; j++)
        memcpy(&p->expected[to][(y + j) * PAINTER_SIDE + x], &old[(v + j) * PAINTER_SIDE + u], w * 4);
}

void painter_paint(struct painter *p, unsigned buffers, unsigned commands)
{
    for (unsigned b = 0; b < buffers; b++) {
        client_begin(&p->client);
        for (unsigned n = 1 + draw(p, commands); n > 0; n--) {
            if (draw(p, 3))
                fill(p);
            else
                copy(p);
        }
        p->refused = client_render(&p->client);
        if (!NT_SUCCESS(p->refused))
            return;
        p->rendered++;
    }
}

bool painter_right(struct painter *p)
{
    uint32_t row[PAINTER_SIDE];

    NTSTATUS status = client_wait(&p->client);

    if (!NT_SUCCESS(status)) {
        fprintf(stderr, "waiting: %s\n", nt_status_text(status));
        return false;
    }
    for (unsigned s = 0; s < PAINTER_SURFACES; s++) {
        for (unsigned y = 0; y < PAINTER_SIDE; y++) {
            const uint32_t *expected = &p->expected[s][y * PAINTER_SIDE];
            status =
                client_read(&p->client, &p->surface[s], (uint64_t)y * p->surface[s].pitch, row, sizeof(row));
            if (!NT_SUCCESS(status)) {
                fprintf(stderr, "surface %u, row %u: %s\n", s, y, nt_status_text(status));
                return false;
            }
            for (unsigned x = 0; x < PAINTER_SIDE; x++) {
                if (row[x] == expected[x])
                    continue;
                fprintf(stderr, "surface %u (%u,%u): 0x%X, expected 0x%X\n", s, x, y, row[x], expected[x]);
                return false;
            }
        }
    }
    return true;
}

void painter_close(struct painter *p)
{
    client_close(&p->client);
}
