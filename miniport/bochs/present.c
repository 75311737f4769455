/*
 * DxgkDdiPresentDisplayOnly: draws what changed on the desktop, moves first, then dirty rectangles, converted
 * and turned on the way, and is done when it returns. The rectangle code is miniport/common; here is what
 * comes before it: distrust, and a view of the image that stays readable.
 */
#include "bochs.h"

#include "guard.h"
#include "rect_blt.h"

struct present {
    const DXGKARG_PRESENT_DISPLAYONLY *args;
    struct surface image;
    SIZE_T image_size; /* bytes from the first pixel to the end of the last */
    enum surface_rotation rotation;
    PMDL mdl; /* of an image in user memory */
    BOOLEAN locked;
    struct rect_present draw;
};

/* What can be judged without knowing the mode. */
static NTSTATUS check_arguments(const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    if (args->VidPnSourceId != BOCHS_SOURCE || args->BytesPerPixel != 4 || !args->pSource) { /* DOD-35 */
        return STATUS_INVALID_PARAMETER;
    }
    if ((args->NumMoves && !args->pMoves) || (args->NumDirtyRects && !args->pDirtyRect)) {
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

/*
 * The image is as large as the screen, with width and height exchanged when it is drawn turned by 90 or 270
 * degrees (DOD-34). Its pitch is at least one row: pSource is where the image begins in memory (DOD-30), so a
 * negative pitch has no meaning, and a shorter one would make rows overlap.
 */
static NTSTATUS describe_image(const struct bochs *dev, struct present *present)
{
    const DXGKARG_PRESENT_DISPLAYONLY *args = present->args;
    struct surface *image = &present->image;
    BOOLEAN sideways;

    present->rotation = args->Flags.Rotate ? dev->rotation : SURFACE_ROTATE_0;
    sideways = surface_is_sideways(present->rotation);
    image->bits = args->pSource;
    image->pitch = args->Pitch;
    image->width = sideways ? dev->screen.height : dev->screen.width;
    image->height = sideways ? dev->screen.width : dev->screen.height;
    image->bytes_per_pixel = 4;
    if (args->Pitch <= 0 || !surface_fits(&dev->screen, image, present->rotation)) {
        return STATUS_INVALID_PARAMETER;
    }
    present->image_size = (SIZE_T)args->Pitch * (image->height - 1) + (SIZE_T)image->width * 4;
    if ((ULONG_PTR)args->pSource + present->image_size < (ULONG_PTR)args->pSource) {
        return STATUS_INVALID_PARAMETER;
    }
    return STATUS_SUCCESS;
}

static VOID NTAPI lock_pages(PVOID arg)
{
    struct present *present = arg;

    MmProbeAndLockPages(present->mdl, UserMode, IoReadAccess);
    present->locked = TRUE;
}

static void release_image(struct present *present)
{
    if (present->locked) {
        MmUnlockPages(present->mdl); /* takes the system address with it */
    }
    if (present->mdl) {
        IoFreeMdl(present->mdl);
    }
}

/*
 * OBS-64: the image is kernel memory when the canonical display driver presents its shadow, and used as it
 * is. User memory is locked and seen through a system address, so that it cannot go away while it is read.
 */
static NTSTATUS acquire_image(struct present *present)
{
    NTSTATUS status;

    if ((ULONG_PTR)present->image.bits >= MmUserProbeAddress) {
        return STATUS_SUCCESS;
    }
    if (present->image_size > MAXLONG) {
        return STATUS_INVALID_PARAMETER;
    }
    present->mdl = IoAllocateMdl(present->image.bits, (ULONG)present->image_size, FALSE, FALSE, NULL);
    if (!present->mdl) {
        return STATUS_INSUFFICIENT_RESOURCES;
    }
    status = guarded_call(lock_pages, present);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    present->image.bits =
        MmGetSystemAddressForMdlSafe(present->mdl, NormalPagePriority | MdlMappingNoExecute);
    return present->image.bits ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

static VOID NTAPI draw(PVOID arg)
{
    const struct present *present = arg;

    rect_present(&present->draw);
}

/* DOD-31, DOD-33. When the frame buffer has been cleared since the last present, all of the image is new. */
static NTSTATUS draw_guarded(struct bochs *dev, struct present *present)
{
    const RECT everything = {0, 0, (LONG)present->image.width, (LONG)present->image.height};
    struct rect_present *job = &present->draw;
    NTSTATUS status;

    job->screen = &dev->screen;
    job->image = &present->image;
    job->rotation = present->rotation;
    if (dev->stale) {
        job->dirty = &everything;
        job->dirty_count = 1;
    } else {
        job->moves = present->args->pMoves;
        job->move_count = present->args->NumMoves;
        job->dirty = present->args->pDirtyRect;
        job->dirty_count = present->args->NumDirtyRects;
    }
    status = guarded_call(draw, present);
    dev->stale = !NT_SUCCESS(status); /* half drawn: the next present begins anew */
    return status;
}

/* DOD-30..37, DOD-48. PASSIVE_LEVEL, level zero; one present at a time (DOD-41). Synchronous: never
 * STATUS_PENDING. */
NTSTATUS NTAPI bochs_present_display_only(HANDLE hAdapter, const DXGKARG_PRESENT_DISPLAYONLY *args)
{
    struct bochs *dev = hAdapter;
    struct present present;
    NTSTATUS status;

    PAGED_CODE();
    if (!dev->started) {
        return STATUS_UNSUCCESSFUL;
    }
    status = check_arguments(args);
    if (!NT_SUCCESS(status)) {
        return status;
    }
    if (!bochs_screen_drawable(dev)) { /* DOD-36 */
        return STATUS_SUCCESS;
    }
    RtlZeroMemory(&present, sizeof(present));
    present.args = args;
    status = describe_image(dev, &present);
    if (NT_SUCCESS(status)) {
        status = acquire_image(&present);
    }
    if (NT_SUCCESS(status)) {
        status = draw_guarded(dev, &present);
    }
    release_image(&present);
    return status;
}
