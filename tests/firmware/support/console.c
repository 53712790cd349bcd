// The console and the checks.

#include "firmware.h"

static void put(char character) {
    while (UART0->UARTFR & UARTFR_TXFF) {
    }
    UART0->UARTDR = (uint8_t)character;
}

void print(const char* text) {
    for (; *text; ++text) {
        if (*text == '\n') {
            put('\r');
        }
        put(*text);
    }
}

void print_number(uint32_t value) {
    char digits[11];
    char* at = digits + 10;
    *at = 0;
    do {
        *--at = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    print(at);
}

void print_hex(uint32_t value) {
    print("0x");
    for (int shift = 28; shift >= 0; shift -= 4) {
        put("0123456789abcdef"[value >> shift & 15]);
    }
}

void flush_console(void) {
    while (UART0->UARTFR & UARTFR_BUSY) {
    }
}

_Noreturn void done(void) {
    print("DONE\n");
    flush_console();
    disable_interrupts();
    for (;;) {
        wait_for_interrupt();
    }
}

static void verdict(const char* claim, bool holds) {
    print(holds ? "PASS " : "FAIL ");
    print(claim);
}

void check(const char* claim, bool holds) {
    verdict(claim, holds);
    print("\n");
}

void check_equal(const char* claim, uint32_t got, uint32_t wanted) {
    verdict(claim, got == wanted);
    if (got != wanted) {
        print(": got ");
        print_hex(got);
        print(", wanted ");
        print_hex(wanted);
    }
    print("\n");
}

void check_between(const char* claim, uint32_t got, uint32_t low, uint32_t high) {
    const bool holds = low <= got && got <= high;
    verdict(claim, holds);
    if (!holds) {
        print(": got ");
        print_number(got);
        print(", wanted ");
        print_number(low);
        print(" to ");
        print_number(high);
    }
    print("\n");
}
