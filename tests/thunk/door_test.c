/*
 * The door itself, thunk by thunk from the table: where arguments may lie, that each byte is fetched once, and that what cannot be
 * delivered is taken back.
 */
#include "fake_kernel.h"

/* ---- every thunk: the pointer to its structure ---- */

/* For the one access at a time that goes through here, see thunk_copy.c. */
struct copy {
    char *to, *from;
    size_t size;
};
NTSTATUS __real_nt_guarded_call(void (*fn)(void *arg), void *arg);
NTSTATUS __wrap_nt_guarded_call(void (*fn)(void *arg), void *arg);

static char *shadow; /* page-aligned; whatever was read from its pages is scrambled at once */
static size_t shadow_size, fetched;

NTSTATUS __wrap_nt_guarded_call(void (*fn)(void *arg), void *arg)
{
    struct copy *copy = arg;
    NTSTATUS status = __real_nt_guarded_call(fn, arg);

    if (shadow && NT_SUCCESS(status) && copy->from >= shadow && copy->from < shadow + shadow_size) {
        memset(copy->from, 0xee, copy->size);
        fetched += copy->size;
    }
    return status;
}

static int bad_pointers(void *arg)
{
    for (unsigned id = 0; id < THUNK_COUNT; id++) {
        size_t size = thunk_size(id);
        char *whole = user_memory(size), *gone = user_memory(PAGE_SIZE);
        void *bad[] = {NULL, (void *)0x10, (void *)0xdead000000000000, whole + 1, whole + size, gone};

        memset(whole, 0, size);
        nt_user_unmap(here, gone, PAGE_SIZE);
        for (unsigned i = 0; i < RTL_NUMBER_OF(bad); i++)
            CHECK(thunk_call(id, bad[i]) == STATUS_INVALID_PARAMETER);
        CHECK(fake.calls == 0 && fake.open == 0);
    }
    CHECK(thunk_call(THUNK_COUNT, user_memory(64)) == STATUS_INVALID_PARAMETER);
    return 0;
}

static void a_pointer_that_faults_reaches_nobody(void **state)
{
    run_in_process(bad_pointers, NULL);
}

static int cut_short(void *arg)
{
    for (unsigned id = 0; id < THUNK_COUNT; id++) {
        size_t size = thunk_size(id);
        char *end = (char *)user_memory(size) + size; /* the first inaccessible byte */
        memset(end - size, 0, size);
        for (size_t there = 0; there < size; there++)
            CHECK(thunk_call(id, end - there) == STATUS_INVALID_PARAMETER);
        CHECK(fake.calls == 0 && fake.open == 0);
    }
    return 0;
}

static void a_structure_cut_at_any_byte_reaches_nobody(void **state)
{
    run_in_process(cut_short, NULL);
}

/* Kernel memory of the caller is as good: kernel clients call the same door. */
static int kernel_memory(void *arg)
{
    D3DKMT_DESTROYDEVICE destroy = {7};
    D3DKMT_GETSCANLINE scan = {.hAdapter = 5, .VidPnSourceId = 1};

    CHECK(D3DKMTDestroyDevice(&destroy) == STATUS_SUCCESS && fake.last_destroyed == 7);
    CHECK(D3DKMTGetScanLine(&scan) == STATUS_SUCCESS);
    CHECK(memcmp(fake.args, &scan, sizeof(scan)) == 0);
    return 0;
}

static void arguments_may_lie_in_kernel_memory(void **state)
{
    run_in_process(kernel_memory, NULL);
}

/* ---- each byte once ---- */

static const RECT rects[3] = {{0, 0, 4, 4}, {1, 2, 3, 4}, {5, 5, 9, 9}};

/* A present from user memory of which every byte is scrambled as soon as it was read. */
static int present_once(void *arg)
{
    char *user = nt_user_alloc(here, 2 * PAGE_SIZE);
    D3DKMT_PRESENT *present = (D3DKMT_PRESENT *)(void *)user;
    D3DKMT_PRESENT_RGNS *regions = (D3DKMT_PRESENT_RGNS *)(void *)(user + PAGE_SIZE);
    RECT *list = (RECT *)(void *)(user + PAGE_SIZE + 256), *dirty = list + 8;

    shadow = user;
    shadow_size = 2 * PAGE_SIZE;
    fetched = 0;
    memcpy(list, rects, sizeof(rects));
    memcpy(dirty, rects, sizeof(rects));
    *regions = (D3DKMT_PRESENT_RGNS){.DirtyRectCount = 2, .pDirtyRects = dirty};
    *present = (D3DKMT_PRESENT){
        .hContext = 3, .hSource = 4, .SubRectCnt = 3, .pSrcSubRects = list, .pPresentRegions = regions};
    present->Flags.Blt = present->Flags.PresentRegionsValid = 1;
    NTSTATUS status = D3DKMTPresent(present);
    shadow = NULL;
    CHECK(status == STATUS_SUCCESS && fake.calls == 1);
    CHECK(fetched == sizeof(*present) + sizeof(rects) + sizeof(*regions) + 2 * sizeof(RECT));
    CHECK(FAKE_ARGS(D3DKMT_PRESENT)->hSource == 4 && FAKE_ARGS(D3DKMT_PRESENT)->SubRectCnt == 3);
    return 0;
}

static bool captured_right;

static void look_at_present(void *args)
{
    const D3DKMT_PRESENT *p = args;

    captured_right = memcmp(p->pSrcSubRects, rects, sizeof(rects)) == 0 &&
                     p->pPresentRegions->DirtyRectCount == 2 &&
                     memcmp(p->pPresentRegions->pDirtyRects, rects, 2 * sizeof(RECT)) == 0 &&
                     p->pPresentRegions->pMoveRects == NULL;
}

static int present_in_shadow(void *arg)
{
    captured_right = false;
    fake.answer = look_at_present;
    int line = present_once(NULL);
    CHECK(line || captured_right);
    return line;
}

static void each_byte_of_a_present_is_fetched_once(void **state)
{
    run_in_process(present_in_shadow, NULL);
}

/* All others: the structure is read exactly once, whatever becomes of the call. */
static int structures_once(void *arg)
{
    for (unsigned id = 0; id < THUNK_COUNT; id++) {
        char *user = nt_user_alloc(here, PAGE_SIZE);
        shadow = user;
        shadow_size = PAGE_SIZE;
        fetched = 0;
        thunk_call(id, user);
        shadow = NULL;
        CHECK(fetched == thunk_size(id));
    }
    return 0;
}

static void each_structure_is_fetched_once(void **state)
{
    run_in_process(structures_once, NULL);
}

/* ---- outputs that cannot be delivered ---- */

static void make_handles(void *args)
{
    if (strcmp(fake.last, "create_device") == 0)
        ((D3DKMT_CREATEDEVICE *)args)->hDevice = 0x71;
    if (strcmp(fake.last, "create_context") == 0)
        ((D3DKMT_CREATECONTEXT *)args)->hContext = 0x72;
    if (strcmp(fake.last, "create_synchronization_object") == 0)
        ((D3DKMT_CREATESYNCHRONIZATIONOBJECT2 *)args)->hSyncObject = 0x73;
    if (strcmp(fake.last, "open_synchronization_object") == 0)
        ((D3DKMT_OPENSYNCHRONIZATIONOBJECT *)args)->hSyncObject = 0x74;
    if (strcmp(fake.last, "lock") == 0)
        ((D3DKMT_LOCK *)args)->pData = args;
    if (strcmp(fake.last, "create_allocation") == 0)
        ((D3DKMT_CREATEALLOCATION *)args)->hResource = 0x75;
    if (strcmp(fake.last, "open_resource") == 0)
        ((D3DKMT_OPENRESOURCE *)args)->hResource = 0x76;
}

/* The structure lies in memory that can only be read. */
static int take_back(enum thunk_id id, const void *args, size_t size, unsigned kind, D3DKMT_HANDLE handle)
{
    void *user = user_copy(args, size);

    fake.answer = make_handles;
    fake.last_destroyed = 0;
    fake.destroyed[kind] = 0;
    write_protect(user, size);
    CHECK(thunk_call(id, user) == STATUS_INVALID_PARAMETER);
    CHECK(fake.destroyed[kind] == 1 && fake.last_destroyed == handle);
    return 0;
}

static int lost_outputs(void *arg)
{
    D3DKMT_CREATEDEVICE device = {.hAdapter = 1};
    D3DKMT_CREATECONTEXT context = {.hDevice = 1};
    D3DKMT_CREATESYNCHRONIZATIONOBJECT mutex = {.Info.Type = D3DDDI_SYNCHRONIZATION_MUTEX};
    D3DKMT_CREATESYNCHRONIZATIONOBJECT2 fence = {.Info.Type = D3DDDI_FENCE};
    D3DKMT_OPENSYNCHRONIZATIONOBJECT open = {.hSharedHandle = 9};
    D3DKMT_LOCK lock = {.hAllocation = 0x77};
    D3DKMT_CREATEALLOCATION resource = {.Flags.CreateResource = 1};
    D3DKMT_OPENRESOURCE opened = {.hGlobalShare = 8};
    int line = take_back(THUNK_CreateDevice, &device, sizeof(device), 0, 0x71);

    line = line ? line : take_back(THUNK_CreateContext, &context, sizeof(context), 1, 0x72);
    line = line ? line : take_back(THUNK_CreateSynchronizationObject, &mutex, sizeof(mutex), 3, 0x73);
    line = line ? line : take_back(THUNK_CreateSynchronizationObject2, &fence, sizeof(fence), 3, 0x73);
    line = line ? line : take_back(THUNK_OpenSynchronizationObject, &open, sizeof(open), 3, 0x74);
    line = line ? line : take_back(THUNK_Lock, &lock, sizeof(lock), 4, 0x77);
    line = line ? line : take_back(THUNK_CreateAllocation, &resource, sizeof(resource), 2, 0x75);
    line = line ? line : take_back(THUNK_OpenResource, &opened, sizeof(opened), 2, 0x76);
    return line;
}

static void what_cannot_be_delivered_is_destroyed(void **state)
{
    run_in_process(lost_outputs, NULL);
}

/* A failed call leaves the structure alone, even when that cannot be written. */
static int failed_calls(void *arg)
{
    D3DKMT_CREATEDEVICE device = {.hAdapter = 1, .hDevice = 0x1234};
    D3DKMT_CREATEDEVICE *user = user_copy(&device, sizeof(device));

    fake.status = STATUS_DEVICE_REMOVED;
    CHECK(D3DKMTCreateDevice(user) == STATUS_DEVICE_REMOVED);
    CHECK(memcmp(user, &device, sizeof(device)) == 0);
    write_protect(user, sizeof(*user));
    CHECK(D3DKMTCreateDevice(user) == STATUS_DEVICE_REMOVED);
    CHECK(fake.destroyed[0] == 0);
    return 0;
}

static void a_failed_call_leaves_the_structure_alone(void **state)
{
    run_in_process(failed_calls, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pointer_that_faults_reaches_nobody),
        cmocka_unit_test(a_structure_cut_at_any_byte_reaches_nobody),
        cmocka_unit_test(arguments_may_lie_in_kernel_memory),
        cmocka_unit_test(each_byte_of_a_present_is_fetched_once),
        cmocka_unit_test(each_structure_is_fetched_once),
        cmocka_unit_test(what_cannot_be_delivered_is_destroyed),
        cmocka_unit_test(a_failed_call_leaves_the_structure_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
