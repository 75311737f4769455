/*
 * Pages of an image that are not always there. Sections whose name begins with PAGE are pageable: on Windows their pages may be on the disk, and
 * at DISPATCH_LEVEL or above nobody can fetch them. Here they begin outside and come in at the first touch below that level; where
 * threads run one at a time they leave whenever one of them reaches it (nt_pages_in). INIT sections, and those that say that they may be discarded,
 * leave for good when the driver's entry has returned with success. Either way a touch in the wrong place is a report.
 */
#include "image_private.h"

#include "nt.h"
#include "ntstatus.h"
#include "seh.h"
#include "seh_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static _Atomic bool paging; /* an image with pageable sections has come */

/* ---- sections ---- */

static int protection(uint32_t flags)
{
    return (flags & PE_SECTION_READ ? PROT_READ : 0) |
           (flags & PE_SECTION_WRITE ? PROT_READ | PROT_WRITE : 0) |
           (flags & PE_SECTION_EXECUTE ? PROT_READ | PROT_EXEC : 0);
}

static bool set_access(const struct image_body *body, unsigned i, int access)
{
    const struct pe_section *s = &body->image.file.section[i];
    return mprotect(body->image.base + s->rva, ROUND_TO_PAGES(s->size), access) == 0;
}

/* -1: in none. */
static int section_at(const struct image_body *body, uintptr_t address)
{
    const struct pe_section *s =
        pe_section_of(&body->image.file, (uint32_t)(address - (uintptr_t)body->image.base));
    return s ? (int)(s - body->image.file.section) : -1;
}

static bool is_pageable(const struct image_body *body, unsigned i)
{
    const struct image_section *s = &body->section[i];
    return atomic_load(&s->pageable) && atomic_load(&s->locks) <= 0;
}

bool image_protect(struct image_body *body, struct pe_fault *fault)
{
    struct image *image = &body->image;
    const struct pe_file *file = &image->file;
    bool good = mprotect(image->base, image->size, PROT_NONE) == 0 &&
                mprotect(image->base, ROUND_TO_PAGES(file->header_size), PROT_READ) == 0;

    for (unsigned i = 0; i < file->section_count && good; i++) {
        const struct pe_section *s = &file->section[i];
        body->section[i].flags = s->flags;
        body->section[i].discarded = strcmp(s->name, "INIT") == 0 || s->flags & PE_SECTION_DISCARD;
        body->section[i].named_page = strncmp(s->name, "PAGE", 4) == 0;
        atomic_store(&body->section[i].pageable, body->section[i].named_page);
        atomic_store(&body->section[i].out, body->section[i].named_page);
        if (body->section[i].named_page)
            atomic_store(&paging, true);
        good = set_access(body, i, body->section[i].named_page ? PROT_NONE : protection(s->flags));
    }
    return good || pe_refuse(fault, "the system refuses to protect the image's pages: %s", strerror(errno));
}

/* ---- pageable ---- */

static void bring_in(struct image_body *body, unsigned i)
{
    if (!atomic_load(&body->section[i].out) || !set_access(body, i, protection(body->section[i].flags)))
        return;
    atomic_store(&body->section[i].peeked, false);
    atomic_store(&body->section[i].out, false);
}

static _Atomic unsigned changes; /* how often pages came in */

/* The page is there: another thread brought it in after the access, or the access is wrong for good. It is repeated once. */
static bool is_first_try(uintptr_t address)
{
    static _Thread_local struct {
        uintptr_t address;
        unsigned changes;
    } last;
    unsigned now = atomic_load(&changes);
    bool again = last.address == address && last.changes == now;

    last.address = address;
    last.changes = now;
    return !again;
}

bool image_page_in(uintptr_t address, KIRQL irql)
{
    struct image *image = image_find(address);
    struct image_body *body = image ? image_body(image) : NULL;
    int i = image ? section_at(body, address) : -1;

    if (i < 0 || !atomic_load(&body->section[i].pageable) || irql >= DISPATCH_LEVEL)
        return false;
    if (!atomic_load(&body->section[i].out))
        return is_first_try(address);
    bring_in(body, (unsigned)i);
    atomic_fetch_add(&changes, 1);
    nt_pages_in();
    return true;
}

static void page_out(struct image *image, void *unused)
{
    struct image_body *body = image_body(image);
    for (unsigned i = 0; i < image->file.section_count; i++) {
        if (!is_pageable(body, i) ||
            (atomic_load(&body->section[i].out) && !atomic_load(&body->section[i].peeked)))
            continue;
        atomic_store(&body->section[i].out, true);
        atomic_store(&body->section[i].peeked, false);
        set_access(body, i, PROT_NONE);
    }
}

void image_page_out(void)
{
    if (!atomic_load_explicit(&paging, memory_order_relaxed))
        return;
    image_each(page_out, NULL);
}

static void peek(struct image *image, void *any)
{
    struct image_body *body = image_body(image);
    for (unsigned i = 0; i < image->file.section_count; i++) {
        if (!atomic_load(&body->section[i].out) || atomic_load(&body->section[i].peeked) ||
            !set_access(body, i, protection(body->section[i].flags)))
            continue;
        atomic_store(&body->section[i].peeked, true);
        *(bool *)any = true;
    }
}

void image_peek(void)
{
    bool any = false;
    if (!atomic_load_explicit(&paging, memory_order_relaxed))
        return;
    image_each(peek, &any);
    if (any)
        nt_pages_in();
}

ULONG image_explain(uintptr_t address, char *text, size_t size, const char **rule)
{
    struct image *image = image_find(address);
    struct image_body *body = image ? image_body(image) : NULL;
    int i = image ? section_at(body, address) : -1;

    *rule = "";
    if (i < 0)
        return 0;
    if (body->section[i].gone) {
        snprintf(text, size,
                 "section %s was discarded when DriverEntry returned. Move what is needed later to another "
                 "section",
                 image->file.section[i].name);
        return PAGE_FAULT_IN_NONPAGED_AREA;
    }
    if (!atomic_load(&body->section[i].out))
        return 0;
    *rule = "SYN-10";
    snprintf(text, size,
             "section %s is pageable, and at DISPATCH_LEVEL or above its pages may be away. Move the code to "
             ".text, the data to "
             ".data, or lock the section first (MmLockPagableCodeSection); PAGED_CODE() at the start of a "
             "routine tells sooner",
             image->file.section[i].name);
    return DRIVER_IRQL_NOT_LESS_OR_EQUAL;
}

/* ---- what drivers ask for ---- */

/* The handle is the section's own record. */
PVOID NTAPI image_MmLockPagableDataSection(PVOID address)
{
    struct image *image = image_find((uintptr_t)address);
    struct image_body *body = image ? image_body(image) : NULL;
    int i = image ? section_at(body, (uintptr_t)address) : -1;

    if (i < 0 || body->section[i].gone)
        nt_bugcheck(MEMORY_MANAGEMENT, 0x1234, (ULONG_PTR)address, 0, 0, "",
                    "MmLockPagableDataSection was given %p, expected an address in a section of the driver",
                    address);
    atomic_fetch_add(&body->section[i].locks, 1);
    bring_in(body, (unsigned)i);
    return &body->section[i];
}

static struct image_section *handle_of(PVOID handle, const char *service)
{
    struct image_section *section = image_section_of(handle);
    if (!section)
        nt_bugcheck(MEMORY_MANAGEMENT, 0x1234, (ULONG_PTR)handle, 0, 0, "",
                    "%s was given %p, expected a handle that MmLockPagableDataSection returned", service,
                    handle);
    return section;
}

static void bring_in_locked(struct image *image, void *unused)
{
    struct image_body *body = image_body(image);
    for (unsigned i = 0; i < image->file.section_count; i++) {
        if (atomic_load(&body->section[i].locks) > 0)
            bring_in(body, i);
    }
}

VOID NTAPI image_MmLockPagableSectionByHandle(PVOID handle)
{
    struct image_section *section = handle_of(handle, "MmLockPagableSectionByHandle");
    atomic_fetch_add(&section->locks, 1);
    image_each(bring_in_locked, NULL);
}

VOID NTAPI image_MmUnlockPagableImageSection(PVOID handle)
{
    struct image_section *section = handle_of(handle, "MmUnlockPagableImageSection");
    if (atomic_fetch_sub(&section->locks, 1) > 0) {
        nt_pages_in();
        return;
    }
    atomic_fetch_add(&section->locks, 1);
    nt_bugcheck(MEMORY_MANAGEMENT, 0x1010, (ULONG_PTR)handle, 0, 0, "",
                "MmUnlockPagableImageSection was called more often than the section was locked");
}

/* What only is read stays: the kernel itself looks at tables there. */
static PVOID set_paging(PVOID address, bool all)
{
    struct image *image = image_find((uintptr_t)address);
    struct image_body *body = image ? image_body(image) : NULL;

    atomic_store(&paging, true);
    for (unsigned i = 0; image && i < image->file.section_count; i++) {
        uint32_t flags = body->section[i].flags;
        bool content = flags & (PE_SECTION_EXECUTE | PE_SECTION_WRITE) && !body->section[i].gone;
        atomic_store(&body->section[i].pageable, body->section[i].named_page || (all && content));
        if (!all && !body->section[i].named_page)
            bring_in(body, i);
    }
    if (image)
        nt_pages_in();
    return image ? image->base : NULL;
}

PVOID NTAPI image_MmPageEntireDriver(PVOID address)
{
    return set_paging(address, true);
}

VOID NTAPI image_MmResetDriverPaging(PVOID address)
{
    set_paging(address, false);
}

/* ---- the entry ---- */

static bool any_discarded(const struct image_body *body)
{
    for (unsigned i = 0; i < body->image.file.section_count; i++) {
        if (body->section[i].discarded)
            return true;
    }
    return false;
}

/* A kernel that is booted anew starts the same image again: what was discarded is kept aside. */
static void discard(struct image_body *body)
{
    struct pe_file *file = &body->image.file;

    if (!body->kept && any_discarded(body))
        body->kept = calloc(1, body->image.size);
    for (unsigned i = 0; i < file->section_count && body->kept; i++) {
        const struct pe_section *s = &file->section[i];
        if (!body->section[i].discarded || body->section[i].gone || !set_access(body, i, PROT_READ))
            continue;
        memcpy(body->kept + s->rva, body->image.base + s->rva, s->size);
        body->section[i].gone = set_access(body, i, PROT_NONE);
        file->section[i].flags &= ~(PE_SECTION_READ | PE_SECTION_WRITE | PE_SECTION_EXECUTE);
    }
}

static void restore(struct image_body *body)
{
    struct pe_file *file = &body->image.file;

    for (unsigned i = 0; i < file->section_count; i++) {
        const struct pe_section *s = &file->section[i];
        if (!body->section[i].gone || !set_access(body, i, PROT_READ | PROT_WRITE))
            continue;
        memcpy(body->image.base + s->rva, body->kept + s->rva, s->size);
        set_access(body, i, protection(body->section[i].flags));
        file->section[i].flags = body->section[i].flags;
        body->section[i].gone = false;
    }
}

/* What the I/O system says in a driver object about where the driver lies. */
static void describe_driver(struct image_body *body, PDRIVER_OBJECT driver)
{
    struct image_module *m = &body->module;
    size_t n = 0;

    for (; body->image.name[n] && n + 1 < RTL_NUMBER_OF(body->wide_name); n++)
        body->wide_name[n] = (unsigned char)body->image.name[n];
    body->wide_name[n] = 0;
    InitializeListHead(&m->load_order);
    m->base = body->image.base;
    m->entry = body->image.base + body->image.entry;
    m->size = body->image.size;
    m->name = (UNICODE_STRING){(USHORT)(n * 2), (USHORT)(n * 2 + 2), body->wide_name};
    m->full_name = m->name;
    m->load_count = 1;
    driver->DriverStart = m->base;
    driver->DriverSize = m->size;
    driver->DriverSection = m;
    driver->DriverInit = (PDRIVER_INITIALIZE)(uintptr_t)m->entry;
}

static NTSTATUS NTAPI run_entry(PDRIVER_OBJECT driver, PUNICODE_STRING path, struct image_body *body)
{
    PDRIVER_INITIALIZE entry = (PDRIVER_INITIALIZE)(uintptr_t)(body->image.base + body->image.entry);

    restore(body);
    nt_pages_in(); /* what an earlier kernel left in */
    if (driver && driver->Type == IO_TYPE_DRIVER && driver->Size == sizeof(*driver))
        describe_driver(body, driver);
    NTSTATUS status = entry(driver, path);
    if (NT_SUCCESS(status))
        discard(body);
    return status;
}

/* movabs $body, %r8; movabs $run_entry, %rax; jmp *%rax */
bool image_make_entry(struct image_body *body, struct pe_fault *fault)
{
    static const uint8_t code[] = {0x49, 0xB8, [10] = 0x48, 0xB8, [20] = 0xFF, 0xE0};
    uint64_t data = (uintptr_t)body, target = (uintptr_t)run_entry;
    uint8_t *at = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (at == MAP_FAILED)
        return pe_refuse(fault, "no memory for an image");
    body->entry = at;
    memcpy(at, code, sizeof(code));
    memcpy(at + 2, &data, sizeof(data));
    memcpy(at + 12, &target, sizeof(target));
    return mprotect(at, PAGE_SIZE, PROT_READ | PROT_EXEC) == 0 ||
           pe_refuse(fault, "the system refuses to make code executable: %s", strerror(errno));
}

void image_forget_pages(struct image_body *body)
{
    if (body->entry)
        munmap(body->entry, PAGE_SIZE);
    free(body->kept);
}
