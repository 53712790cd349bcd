#pragma once

#include "firmware.h"

/// A line "what = 0x0123abcd".
static inline void tell(const char* what, uint32_t value) {
    print(what);
    print(" = ");
    print_hex(value);
    print("\n");
}
