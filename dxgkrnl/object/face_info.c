/*
 * What the render half of an adapter consists of, for tools: memory segments and nodes.
 */
#include "object_private.h"

#include <string.h>

bool dxgk_adapter_segment(struct dxgk_adapter *adapter, UINT index, struct dxgk_segment *segment)
{
    struct vidmm_segment_info info;
    bool found;

    adapter_lock(adapter);
    struct dxgk_render_half *half = adapter->p->render;
    found = half && half->vidmm && vidmm_segment(half->vidmm, index + 1, &info);
    adapter_unlock(adapter);
    if (found)
        *segment = (struct dxgk_segment){.id = info.id,
                                         .flags = info.flags,
                                         .base = (uint64_t)info.base.QuadPart,
                                         .size = info.size,
                                         .used = info.used};
    return found;
}

static void narrow(const WCHAR *wide, size_t count, char *out)
{
    size_t i = 0;

    for (; i + 1 < count && wide[i]; i++)
        out[i] = wide[i] < 0x20 || wide[i] > 0x7E ? '?' : (char)wide[i];
    out[i] = 0;
}

bool dxgk_adapter_node(struct dxgk_adapter *adapter, UINT index, struct dxgk_node *node)
{
    DXGK_NODEMETADATA data;
    bool found;

    memset(node, 0, sizeof(*node));
    memset(&data, 0, sizeof(data));
    adapter_lock(adapter);
    struct dxgk_render_half *half = adapter->p->render;
    found = half && half->vidsch && index < vidsch_node_count(half->vidsch);
    if (found && ddi_present(adapter, DDI_ID_GetNodeMetadata) &&
        NT_SUCCESS(ddi_GetNodeMetadata(adapter, index, &data))) {
        node->type = data.EngineType;
        narrow(data.FriendlyName, sizeof(node->name), node->name);
    }
    node->paging = found && index == adapter->caps.MemoryManagementCaps.PagingNode;
    adapter_unlock(adapter);
    return found;
}
