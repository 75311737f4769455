/* Stand-ins that give way to the folders that own these functions. */
#include "object_private.h"

#define LATER __attribute__((weak))

LATER NTSTATUS vidmm_create(struct dxgk_adapter *adapter, struct vidmm **vidmm)
{
    static char none;
    *vidmm = (struct vidmm *)&none;
    return STATUS_SUCCESS;
}
LATER void vidmm_destroy(struct vidmm *vidmm)
{
}
LATER bool vidmm_segment(const struct vidmm *vidmm, UINT id, struct vidmm_segment_info *info)
{
    return false;
}
LATER NTSTATUS vidmm_check_info(struct vidmm *vidmm, const DXGK_ALLOCATIONINFO *info, bool primary,
                                const char *where)
{
    return STATUS_SUCCESS;
}
LATER NTSTATUS vidmm_allocation_init(struct dxgk_allocation *allocation)
{
    return STATUS_SUCCESS;
}
LATER void vidmm_allocation_fini(struct dxgk_allocation *allocation)
{
}
LATER struct vidmm_instance *vidmm_current(struct dxgk_allocation *allocation)
{
    return NULL;
}
LATER void vidmm_instance_release(struct vidmm_instance *instance)
{
}
LATER void vidmm_place_of(const struct vidmm_instance *instance, UINT *segment, PHYSICAL_ADDRESS *address)
{
    *segment = 0;
    address->QuadPart = 0;
}
LATER NTSTATUS vidmm_unlock(struct dxgk_open *open)
{
    return STATUS_INVALID_PARAMETER;
}
LATER PVOID vidmm_kernel_pointer(struct vidmm_instance *instance)
{
    return NULL;
}
LATER NTSTATUS vidmm_pin(struct vidmm_instance *instance)
{
    return STATUS_SUCCESS;
}
LATER void vidmm_unpin(struct vidmm_instance *instance)
{
}
LATER NTSTATUS vidmm_evict_all(struct dxgk_adapter *adapter)
{
    return STATUS_SUCCESS;
}
LATER NTSTATUS vidmm_restore(struct dxgk_adapter *adapter)
{
    return STATUS_SUCCESS;
}
LATER NTSTATUS dma_context_start(struct dxgk_context *context)
{
    return STATUS_SUCCESS;
}
LATER void dma_context_stop(struct dxgk_context *context)
{
}
