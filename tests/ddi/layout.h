/*
 * The layout facts, applied to the headers of ddi/ at the interface version the file is compiled for.
 */
#ifndef OPENWDDM_TESTS_DDI_LAYOUT_H
#define OPENWDDM_TESTS_DDI_LAYOUT_H

/* Calls `wrong` for every bit-field that does not occupy exactly its bits; returns how many bit-fields
 * were looked at. */
unsigned layout_check_bit_fields(void (*wrong)(const char *type, const char *field));

#endif
