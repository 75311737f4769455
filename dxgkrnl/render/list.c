/*
 * The allocation list: from what a client wrote in its own memory to what the driver is handed (LST-01..LST-07, REN-50, REN-56).
 *
 * The client's list is read once, under a guard, so that a client who changes it meanwhile, or takes the memory away, gets the list he had at
 * one moment or a refusal.
 */
#include "dma.h"

#include <string.h>

struct reading {
    void *to;
    const void *from;
    size_t size;
};

typedef uint64_t __attribute__((may_alias, aligned(1))) word;

/* Each word once, whatever the compiler would like; the sanitizers know nothing of memory that belongs to a program. */
__attribute__((no_sanitize("address", "thread", "undefined"), noinline)) static void copy_once(void *argument)
{
    const struct reading *r = argument;

    for (size_t i = 0; i < r->size; i += sizeof(word)) /* elements have 8 bytes */
        *(volatile word *)((char *)r->to + i) = *(const volatile word *)((const char *)r->from + i);
}

static NTSTATUS read_once(struct dxgk_context *context, void *to, const void *from, size_t size)
{
    struct reading r = {to, from, size};

    if (!context->object.process->nt) { /* the kernel's own */
        memcpy(to, from, size);
        return STATUS_SUCCESS;
    }
    return NT_SUCCESS(nt_guarded_call(copy_once, &r)) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

/* LST-01, LST-04, REN-84, THK-13. */
static NTSTATUS check(const struct dxgk_context *context, const D3DDDI_ALLOCATIONLIST *element,
                      const struct dxgk_open *open)
{
    if (element->Reserved || element->OfferPriority > D3DDDI_OFFER_PRIORITY_HIGH)
        return STATUS_INVALID_PARAMETER;
    if (!open)
        return STATUS_SUCCESS;
    if (open->device != context->device)
        return STATUS_INVALID_HANDLE;
    if (__atomic_load_n(&open->allocation->stale, __ATOMIC_ACQUIRE))
        return STATUS_GRAPHICS_ALLOCATION_INVALID;
    if (__atomic_load_n(&open->allocation->memory.offered, __ATOMIC_ACQUIRE))
        return STATUS_INVALID_PARAMETER;
    return vidmm_check_locked(open, element->WriteOperation);
}

NTSTATUS list_capture(struct dxgk_context *context, struct render_stage *stage,
                      const D3DDDI_ALLOCATIONLIST *list, UINT count)
{
    NTSTATUS status =
        count ? read_once(context, stage->captured, list, count * sizeof(*list)) : STATUS_SUCCESS;

    if (!NT_SUCCESS(status) || count == 0)
        return status;
    if (handle_get_many(context->object.process, &stage->captured->hAllocation, sizeof(*stage->captured),
                        count, OBJECT_ALLOCATION, (void **)stage->opens) != count)
        return STATUS_INVALID_HANDLE;
    stage->open_count = count;
    for (UINT i = 0; i < count && NT_SUCCESS(status); i++)
        status = check(context, &stage->captured[i], stage->opens[i]);
    return status;
}

void list_fill(struct dxgk_packet *packet, const struct render_stage *stage, UINT count)
{
    DXGK_ALLOCATIONLIST *list = packet->dma->allocations;

    for (UINT i = 0; i < count; i++) {
        struct dxgk_open *open = stage->opens[i];
        const D3DDDI_ALLOCATIONLIST *from = &stage->captured[i];
        struct packet_use *use = &packet->uses[i];
        *use = (struct packet_use){
            .open = open, .write = from->WriteOperation, .offer = from->OfferPriority != 0};
        list[i] = (DXGK_ALLOCATIONLIST){.WriteOperation = from->WriteOperation};
        if (!open)
            continue;
        dxgk_object_hold(&open->object);
        use->instance = vidmm_current(open->allocation);
        UINT segment;
        PHYSICAL_ADDRESS address;
        vidmm_place_of(use->instance, &segment, &address);
        list[i].hDeviceSpecificAllocation = open->driver;
        list[i].SegmentId = segment & 31u;
        list[i].PhysicalAddress.QuadPart = segment ? address.QuadPart : 0; /* REN-51 */
    }
    packet->use_count = count;
}
