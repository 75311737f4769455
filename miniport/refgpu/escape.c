/*
 * Private messages of user-mode drivers. PASSIVE_LEVEL, level zero or two: both only read. The bytes are untrusted; they are
 * looked at once.
 */
#include "hw.h"

/* SYN-07. */
NTSTATUS NTAPI refgpu_escape(HANDLE hAdapter, const DXGKARG_ESCAPE *args)
{
    const struct refgpu *gpu = hAdapter;
    struct refgpu_user_escape message, answer;

    PAGED_CODE();
    if (!gpu->started) {
        return STATUS_UNSUCCESSFUL;
    }
    if (!args->pPrivateDriverData || args->PrivateDriverDataSize != sizeof(message)) {
        return STATUS_INVALID_PARAMETER;
    }
    RtlCopyMemory(&message, args->pPrivateDriverData, sizeof(message));
    if (message.magic != REFGPU_USER_MAGIC || message.version >> 16 != REFGPU_USER_VERSION >> 16) {
        return STATUS_GRAPHICS_DRIVER_MISMATCH;
    }
    refgpu_describe_adapter(gpu, &answer);
    answer.code = message.code;
    switch (message.code) {
    case REFGPU_ESCAPE_INFO:
        break;
    case REFGPU_ESCAPE_PRIVILEGED_COUNT:
        answer.value = (uint32_t)refgpu_hw_privileged_count(gpu);
        break;
    default:
        return STATUS_NOT_SUPPORTED;
    }
    RtlCopyMemory(args->pPrivateDriverData, &answer, sizeof(answer));
    return STATUS_SUCCESS;
}
