/*
 * Code that other compilers made for another system runs on the kernel's threads, too. Who loaded it tells here how its frames are walked, its
 * faults explained and its pages brought in; without it there is none.
 */
#include "dispatch.h"

static const struct nt_foreign_code *_Atomic hooks;

void nt_foreign_code(const struct nt_foreign_code *ops)
{
    atomic_store(&hooks, ops);
}

const void *nt_door(const void *routine, const void *user)
{
    const struct nt_foreign_code *ops = atomic_load(&hooks);
    bool foreign = ops && ops->contains && ops->door && ops->contains((uintptr_t)user);
    return foreign ? ops->door(routine) : routine;
}

_Atomic bool ke_pages_are_in;

void nt_pages_in(void)
{
    if (ke.host && ke.host->virtual_time)
        atomic_store(&ke_pages_are_in, true);
}

void ke_page_out(void)
{
    const struct nt_foreign_code *ops = atomic_load(&hooks);
    struct _KTHREAD *self = ke_self();
    if (self && self->crashing)
        return;
    atomic_store(&ke_pages_are_in, false);
    if (ops && ops->page_out)
        ops->page_out();
}

bool dispatch_foreign(void)
{
    return atomic_load_explicit(&hooks, memory_order_relaxed) != NULL;
}

const struct nt_foreign_code *foreign_hooks(void)
{
    return atomic_load(&hooks);
}

const struct nt_foreign_code *foreign_at(uintptr_t pc)
{
    const struct nt_foreign_code *ops = atomic_load(&hooks);
    return ops && ops->contains && ops->contains(pc) ? ops : NULL;
}
