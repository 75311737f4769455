/*
 * A page of D3DKMT*: a device, a context, a surface; one command that fills it; wait; lock; look. Build it against the library with
 *     cc fill.c $(pkg-config --cflags --libs openwddm)
 */
#include "openwddm.h"
#include "refgpu_regs.h"
#include "refgpu_user.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define WIDTH  320
#define HEIGHT 200
#define ORANGE 0x00ff8000u

#define TRY(call)                                                                                            \
    do {                                                                                                     \
        NTSTATUS status = (call);                                                                            \
        if (!NT_SUCCESS(status)) {                                                                           \
            fprintf(stderr, "%s: 0x%08X\n", #call, (unsigned)status);                                        \
            return 1;                                                                                        \
        }                                                                                                    \
    } while (0)

static int fill(void *arg)
{
    /* The first adapter, a device on it, a context on its drawing engine. */
    D3DKMT_ENUMADAPTERS all = {0};
    TRY(D3DKMTEnumAdapters(&all));
    D3DKMT_CREATEDEVICE device = {.hAdapter = all.Adapters[0].hAdapter};
    TRY(D3DKMTCreateDevice(&device));
    D3DKMT_CREATECONTEXT context = {
        .hDevice = device.hDevice, .NodeOrdinal = REFGPU_NODE_DRAW, .EngineAffinity = 1};
    TRY(D3DKMTCreateContext(&context));

    /* A surface; the driver completes its pitch. */
    struct refgpu_user_allocation surface = {.magic = REFGPU_USER_MAGIC,
                                             .version = REFGPU_USER_VERSION,
                                             .kind = REFGPU_KIND_SURFACE,
                                             .flags = REFGPU_USER_CPU_VISIBLE,
                                             .width = WIDTH,
                                             .height = HEIGHT,
                                             .format = REFGPU_X8R8G8B8};
    D3DDDI_ALLOCATIONINFO info = {.pPrivateDriverData = &surface, .PrivateDriverDataSize = sizeof(surface)};
    D3DKMT_CREATEALLOCATION create = {
        .hDevice = device.hDevice, .NumAllocations = 1, .pAllocationInfo = &info};
    TRY(D3DKMTCreateAllocation(&create));

    /* A command buffer with one command, and the list of what it draws on: the command names the surface by its index there. By
     * convention element 0 is nobody. */
    enum { BYTES = 4 * (REFGPU_USER_HEADER_DWORDS + REFGPU_FILL_DWORDS) };
    const uint32_t commands[BYTES / 4] = {REFGPU_USER_MAGIC,
                                          REFGPU_USER_VERSION,
                                          BYTES,
                                          0, /* struct refgpu_user_header */
                                          REFGPU_COMMAND(REFGPU_FILL, 0, REFGPU_FILL_DWORDS),
                                          REFGPU_USER_ADDRESS(1, 0),
                                          REFGPU_PITCH(surface.pitch, surface.format),
                                          REFGPU_XY(0, 0),
                                          REFGPU_WH(WIDTH, HEIGHT),
                                          ORANGE};
    memcpy(context.pCommandBuffer, commands, BYTES);
    context.pAllocationList[0] = (D3DDDI_ALLOCATIONLIST){0};
    context.pAllocationList[1] =
        (D3DDDI_ALLOCATIONLIST){.hAllocation = info.hAllocation, .WriteOperation = 1};
    D3DKMT_RENDER render = {.hContext = context.hContext, .CommandLength = BYTES, .AllocationCount = 2};
    TRY(D3DKMTRender(&render));

    /* Lock would wait too; waiting for the whole device is what a program does at its end. */
    D3DKMT_WAITFORIDLE wait = {.hDevice = device.hDevice};
    TRY(D3DKMTWaitForIdle(&wait));
    D3DKMT_LOCK lock = {.hDevice = device.hDevice, .hAllocation = info.hAllocation, .Flags.ReadOnly = 1};
    TRY(D3DKMTLock(&lock));
    unsigned wrong = 0;
    for (unsigned y = 0; y < HEIGHT; y++) {
        const uint32_t *row = (const uint32_t *)((const char *)lock.pData + (size_t)y * surface.pitch);
        for (unsigned x = 0; x < WIDTH; x++)
            wrong += (row[x] & 0xffffff) != ORANGE;
    }
    printf("%u of %u pixels are not orange\n", wrong, WIDTH * HEIGHT);

    D3DKMT_UNLOCK unlock = {
        .hDevice = device.hDevice, .NumAllocations = 1, .phAllocations = &info.hAllocation};
    TRY(D3DKMTUnlock(&unlock));
    TRY(D3DKMTDestroyContext(&(D3DKMT_DESTROYCONTEXT){context.hContext}));
    TRY(D3DKMTDestroyDevice(&(D3DKMT_DESTROYDEVICE){device.hDevice})); /* and what is left on it */
    for (ULONG i = 0; i < all.NumAdapters; i++)
        TRY(D3DKMTCloseAdapter(&(D3DKMT_CLOSEADAPTER){all.Adapters[i].hAdapter}));
    return wrong != 0;
}

int main(void)
{
    return openwddm_run(NULL, fill, NULL);
}
