/*
 * The exception as a sentence: what was done to which address, and what that address is.
 */
#include "crash_private.h"

#include "image.h"
#include "ntstatus.h"

#include <string.h>

#define NO_ADDRESS (~(ULONG_PTR)0)
#define NULL_REACH 65536u

#ifndef STATUS_BREAKPOINT
#define STATUS_BREAKPOINT ((NTSTATUS)0x80000003)
#endif

static bool is_canonical(ULONG_PTR address)
{
    return address < 1ull << 47 || address >= ~0ull << 47;
}

/* What an address of an image is. */
static void describe_image(ULONG_PTR address, ULONG_PTR access, char *text, size_t size)
{
    const struct image *image = image_find(address);
    struct image_place at;

    if (!image)
        return;
    image_describe(image, address, &at);
    const struct pe_section *s = pe_section_of(&image->file, at.offset);
    bool code = s && s->flags & PE_SECTION_EXECUTE;
    snprintf(text, size, "%s+0x%X (%s), %s", image->name, at.offset, *at.section ? at.section : "the headers",
             access == 8 ? "which is data, not code"
             : code      ? "the driver's own code, which cannot be written"
             : access == 1 && s && !(s->flags & PE_SECTION_WRITE)
                 ? "which is read-only: constants, or the addresses of its imports"
                 : "a page that is not in memory");
}

static void describe_address(const struct nt_crash *c, char *text, size_t size)
{
    text[0] = 0;
    describe_image(c->address, c->access, text, size);
    if (*text)
        return;
    if (c->address == 0)
        snprintf(text, size, "a null pointer");
    else if (c->address < NULL_REACH)
        snprintf(text, size, "a null pointer plus 0x%llX", (unsigned long long)c->address);
    else if (*c->about)
        snprintf(text, size, "%s", c->about);
    else if (c->stack_high && c->address < c->stack_high && c->address + (1u << 20) > c->stack_low)
        snprintf(text, size, "below the thread's stack");
    else if (c->address < MmUserProbeAddress)
        snprintf(text, size, "an address of user memory where nothing is");
    else
        snprintf(text, size, "nothing is there");
}

static void tell_access(const struct nt_crash *c, char *text, size_t size)
{
    const char *how = c->access == 8 ? "execution of" : c->access == 1 ? "write to" : "read of";
    char what[320];

    describe_address(c, what, sizeof(what));
    snprintf(text, size, "%s 0x%llX: %s", how, (unsigned long long)c->address, what);
}

/* The processor names no address: the instruction has to tell. */
static void tell_protection(const struct nt_crash *c, char *text, size_t size)
{
    struct crash_instruction i;

    if (!is_canonical(c->pc))
        snprintf(text, size,
                 "execution of 0x%llX, which is no address (not canonical): a smashed stack or pointer",
                 (unsigned long long)c->pc);
    else if (!c->has_registers || !crash_instruction(&c->registers, &i))
        snprintf(text, size,
                 "a general protection fault: a non-canonical address, a misaligned vector, or an "
                 "instruction that is not "
                 "allowed");
    else if (i.privileged)
        snprintf(text, size, "'%s': privileged, and not done for drivers here", i.text);
    else if (i.has_memory && !is_canonical(i.address))
        snprintf(text, size, "access to 0x%llX, which is no address (not canonical): %s",
                 (unsigned long long)i.address, *i.operands ? i.operands : "a pointer was overwritten");
    else if (i.has_memory && i.access_size >= 16 && i.address % i.access_size)
        snprintf(text, size, "'%s' wants an address that is a multiple of %u, and got 0x%llX", i.text,
                 i.access_size, (unsigned long long)i.address);
    else if (!strncmp(i.text, "ret", 3))
        snprintf(text, size, "return to an address that is none: the stack was overwritten");
    else
        snprintf(text, size, "'%s' is not allowed", i.text);
}

static const char *simple(NTSTATUS status)
{
    switch (status) {
    case STATUS_INTEGER_DIVIDE_BY_ZERO:
        return "division by zero";
    case STATUS_ILLEGAL_INSTRUCTION:
        return "an instruction that the processor does not know, or ud2: an __assume or "
               "__builtin_unreachable that was reached";
    case STATUS_BREAKPOINT:
        return "a breakpoint (int 3), and no debugger is there";
    case STATUS_STACK_OVERFLOW:
        return "the thread's stack is used up: recursion, or large locals";
    case STATUS_DATATYPE_MISALIGNMENT:
        return "a misaligned address";
    default:
        return NULL;
    }
}

void crash_words(const struct nt_bugcheck *bugcheck, char *text, size_t size)
{
    const struct nt_crash *c = &bugcheck->crash;
    bool access = c->status == STATUS_ACCESS_VIOLATION || c->status == STATUS_IN_PAGE_ERROR;

    text[0] = 0;
    if (!c->has_exception)
        return;
    if (c->status == STATUS_PRIVILEGED_INSTRUCTION || (access && c->address == NO_ADDRESS))
        tell_protection(c, text, size);
    else if (access)
        tell_access(c, text, size);
    else if (simple(c->status))
        snprintf(text, size, "%s", simple(c->status));
    else
        snprintf(text, size, "%s was raised and nobody handled it", nt_status_text(c->status));
}
