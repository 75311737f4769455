/*
 * Instructions for people, by capstone.
 */
#include "crash_private.h"

#include "image.h"

#include <string.h>

#ifdef HAVE_CAPSTONE

#include <capstone/capstone.h>

#define BEFORE       3u
#define AFTER        3u
#define FUNCTION_MAX 65536u

/* The library's number of a register, or -1. */
static int number_of(unsigned reg)
{
    static const unsigned short wide[16] = {X86_REG_RAX, X86_REG_RCX, X86_REG_RDX, X86_REG_RBX,
                                            X86_REG_RSP, X86_REG_RBP, X86_REG_RSI, X86_REG_RDI,
                                            X86_REG_R8,  X86_REG_R9,  X86_REG_R10, X86_REG_R11,
                                            X86_REG_R12, X86_REG_R13, X86_REG_R14, X86_REG_R15};
    for (int i = 0; i < 16; i++) {
        if (wide[i] == reg)
            return i;
    }
    return -1;
}

static ULONG_PTR value_of(csh handle, unsigned reg, const struct nt_registers *r, ULONG_PTR next,
                          struct crash_instruction *to)
{
    int number = number_of(reg);
    ULONG_PTR value = reg == X86_REG_RIP ? next : number >= 0 ? r->r[number] : 0;
    size_t used = strlen(to->operands);

    if (number >= 0)
        snprintf(to->operands + used, sizeof(to->operands) - used, "%s%s = 0x%llX", used ? ", " : "",
                 cs_reg_name(handle, reg), (unsigned long long)value);
    return value;
}

static bool is_privileged(csh handle, const cs_insn *insn)
{
    return cs_insn_group(handle, insn, X86_GRP_PRIVILEGE);
}

bool crash_instruction(const struct nt_registers *registers, struct crash_instruction *to)
{
    unsigned char bytes[16];
    size_t size = crash_read(registers->pc, bytes, sizeof(bytes));
    csh handle;
    cs_insn *insn;

    memset(to, 0, sizeof(*to));
    if (!size || cs_open(CS_ARCH_X86, CS_MODE_64, &handle) != CS_ERR_OK)
        return false;
    cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON);
    bool good = cs_disasm(handle, bytes, size, registers->pc, 1, &insn) == 1;
    if (good) {
        const cs_x86 *x86 = &insn->detail->x86;
        snprintf(to->text, sizeof(to->text), "%.20s%s%.70s", insn->mnemonic, *insn->op_str ? " " : "",
                 insn->op_str);
        to->privileged = is_privileged(handle, insn);
        for (unsigned i = 0; i < x86->op_count; i++) {
            const cs_x86_op *op = &x86->operands[i];
            if (op->type != X86_OP_MEM || insn->id == X86_INS_LEA || to->has_memory)
                continue;
            ULONG_PTR next = registers->pc + insn->size;
            to->address = value_of(handle, op->mem.base, registers, next, to) +
                          value_of(handle, op->mem.index, registers, next, to) * (unsigned)op->mem.scale +
                          (ULONG_PTR)op->mem.disp;
            to->has_memory = true;
            to->access_size = op->size;
        }
        cs_free(insn, 1);
    }
    cs_close(&handle);
    return good;
}

/* Where to begin, so that an instruction begins at pc: at the function, when it is known. */
static ULONG_PTR beginning(ULONG_PTR pc)
{
    const struct image *image = image_find(pc);
    const struct image_function *f = image ? image_function(image, pc) : NULL;
    ULONG_PTR begin = f ? (ULONG_PTR)image->base + f->begin : pc;

    return pc - begin < FUNCTION_MAX ? begin : pc;
}

void crash_code(const struct nt_registers *registers, void (*line)(void *ctx, const char *text), void *ctx)
{
    static unsigned char bytes[FUNCTION_MAX + 128];
    ULONG_PTR pc = registers->pc, begin = beginning(pc);
    size_t size = crash_read(begin, bytes, pc - begin + 64);
    const struct image *image = image_find(pc);
    ULONG_PTR base = image ? (ULONG_PTR)image->base : 0;
    struct crash_instruction here;
    csh handle;
    cs_insn *insn;
    char text[440];

    if (size <= pc - begin || cs_open(CS_ARCH_X86, CS_MODE_64, &handle) != CS_ERR_OK)
        return;
    size_t count = cs_disasm(handle, bytes, size, begin - base, 0, &insn), at = 0;
    while (at < count && insn[at].address < pc - base)
        at++;
    const char *used = crash_instruction(registers, &here) ? here.operands : "";
    size_t first = at > BEFORE ? at - BEFORE : 0;
    for (size_t i = first; i < count && i <= at + AFTER && at < count; i++) {
        bool marked = i == at;
        snprintf(text, sizeof(text), "%s %8llX  %-7s %s%s%s", marked ? "=>" : "  ",
                 (unsigned long long)insn[i].address, insn[i].mnemonic, insn[i].op_str,
                 marked && *used ? "        ; " : "", marked ? used : "");
        line(ctx, text);
    }
    if (count)
        cs_free(insn, count);
    cs_close(&handle);
}

#else

bool crash_instruction(const struct nt_registers *registers, struct crash_instruction *to)
{
    (void)registers;
    memset(to, 0, sizeof(*to));
    return false;
}

void crash_code(const struct nt_registers *registers, void (*line)(void *ctx, const char *text), void *ctx)
{
    (void)registers;
    line(ctx, "not built in: capstone (Debian package libcapstone-dev) was not there");
}

#endif
