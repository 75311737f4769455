/* The life of VidMm, see vidmm.h. */
#include "vidmm_private.h"

#include <string.h>

uint64_t vidmm_random(struct vidmm *vm)
{
    uint64_t z = vm->random += 0x9E3779B97F4A7C15ull;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ z >> 27) * 0x94D049BB133111EBull;
    return z ^ z >> 31;
}

static NTSTATUS dummy_create(struct vidmm *vm)
{
    PHYSICAL_ADDRESS anywhere = {.QuadPart = -1};

    vm->dummy_page = MmAllocateContiguousMemory(PAGE_SIZE, anywhere);
    if (!vm->dummy_page)
        return STATUS_NO_MEMORY;
    memset(vm->dummy_page, 0, PAGE_SIZE);
    vm->dummy = MmGetPhysicalAddress(vm->dummy_page);
    return STATUS_SUCCESS;
}

NTSTATUS vidmm_create(struct dxgk_adapter *adapter, struct vidmm **vidmm)
{
    struct vidmm *vm = dxgk_alloc(sizeof(*vm));

    *vidmm = NULL;
    if (!vm)
        return STATUS_NO_MEMORY;
    vm->adapter = adapter;
    vm->random = adapter->options.render.seed;
    vm->generation = 1;
    InitializeListHead(&vm->jobs);
    InitializeListHead(&vm->pinned);
    InitializeListHead(&vm->maps);
    KeInitializeEvent(&vm->retired, NotificationEvent, FALSE);
    *vidmm = vm; /* mapping its own buffers is paging, too */
    NTSTATUS status = segments_query(vm);
    if (NT_SUCCESS(status))
        status = dummy_create(vm);
    if (NT_SUCCESS(status)) {
        vidsch_enter(adapter);
        status = paging_start(vm);
        vidsch_leave(adapter);
    }
    if (!NT_SUCCESS(status)) {
        vidmm_destroy(vm);
        *vidmm = NULL;
    }
    return status;
}

void vidmm_destroy(struct vidmm *vm)
{
    if (!vm)
        return;
    vidsch_enter(vm->adapter);
    paging_stop(vm);
    vidsch_leave(vm->adapter);
    segments_free(vm);
    if (vm->dummy_page)
        MmFreeContiguousMemory(vm->dummy_page);
    dxgk_free(vm->slots.seen);
    dxgk_free(vm->carried);
    dxgk_free(vm);
}
