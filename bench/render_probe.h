/* DxgkDdiRender of a loaded driver on one command buffer, for the benchmarks that know refgpu only as a device. */
#ifndef OPENWDDM_BENCH_RENDER_PROBE_H
#define OPENWDDM_BENCH_RENDER_PROBE_H

struct dxgk_driver;
struct render_probe;

/* The driver is refgpu, of these sources, and stays loaded. NULL: no memory. In nt_run. */
struct render_probe *render_probe_open(struct dxgk_driver *driver);
/* Nanoseconds for each command of 64 KB of a compositor's, the best of 20 times; below 0: the driver refused. */
double render_probe_sample(struct render_probe *probe);
void render_probe_close(struct render_probe *probe); /* NULL is fine */

#endif
