// Jumps into nothing, and so does its HardFault handler: the core locks up.

#include "firmware.h"

#define NOWHERE UINT32_C(0x30000001)

void program(void) {
    print("jumping into nothing\n");
    flush_console();
    set_vector(3, (Handler)NOWHERE);
    ((Handler)NOWHERE)();
    check("a core that jumps into nothing locks up", false);
}
