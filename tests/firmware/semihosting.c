// A program that has no console of its own: it talks to the host by BKPT 0xab ("Semihosting for AArch32 and
// AArch64") and ends the run with its exit code.

#include "firmware.h"

enum {
    SYS_OPEN = 0x01,
    SYS_WRITEC = 0x03,
    SYS_WRITE0 = 0x04,
    SYS_WRITE = 0x05,
    SYS_READ = 0x06,
    SYS_READC = 0x07,
    SYS_CLOCK = 0x10,
    SYS_EXIT_EXTENDED = 0x20,
    SYS_ELAPSED = 0x30,
    SYS_TICKFREQ = 0x31,
    APPLICATION_EXIT = 0x20026
};

static uint32_t ask(uint32_t operation, const volatile void* argument) {
    register uint32_t r0 __asm("r0") = operation;
    register const volatile void* r1 __asm("r1") = argument;
    __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static uint32_t length_of(const char* text) {
    uint32_t length = 0;
    while (text[length]) {
        ++length;
    }
    return length;
}

static void say(bool holds, const char* claim) {
    ask(SYS_WRITE0, holds ? "PASS " : "FAIL ");
    ask(SYS_WRITE0, claim);
    ask(SYS_WRITEC, "\n");
}

void program(void) {
    const char console[] = ":tt";
    const uint32_t for_reading[] = {(uintptr_t)console, 0, 3};
    const uint32_t for_writing[] = {(uintptr_t)console, 4, 3};
    const uint32_t in = ask(SYS_OPEN, for_reading);
    const uint32_t out = ask(SYS_OPEN, for_writing);
    say(in != out && in != ~0u && out != ~0u, "the console opens for reading and writing");

    const char text[] = "a buffer\n, not its end";
    const uint32_t buffer[] = {out, (uintptr_t)text, 9};
    say(ask(SYS_WRITE, buffer) == 0, "a buffer was written whole");

    uint64_t before, after;
    ask(SYS_ELAPSED, &before);
    const uint32_t clock = ask(SYS_CLOCK, 0);
    const uint32_t start = TIMER->TIMERAWL;
    while (TIMER->TIMERAWL - start < 20000) {
    }
    ask(SYS_ELAPSED, &after);
    say(ask(SYS_TICKFREQ, 0) == 1000000, "a tick is a microsecond");
    say(after - before >= 20000 && after - before < 20100, "20 ms by the timer are 20 ms of the host");
    say(ask(SYS_CLOCK, 0) - clock == 2, "and two centiseconds");

    ask(SYS_WRITE0, "which exit code? ");
    char answer[8];
    answer[0] = (char)ask(SYS_READC, 0);
    uint32_t read = 1;
    while (answer[read - 1] != '\n' && answer[read - 1] != '\r' && read < sizeof answer) {
        const uint32_t line[] = {in, (uintptr_t)(answer + read), sizeof answer - read};
        read = sizeof answer - ask(SYS_READ, line);
    }
    uint32_t exit[] = {APPLICATION_EXIT, 0};
    for (uint32_t i = 0; i < read && answer[i] >= '0' && answer[i] <= '9'; ++i) {
        exit[1] = exit[1] * 10 + (uint32_t)(answer[i] - '0');
    }
    const char bye[] = "good bye\n";
    const uint32_t last[] = {out, (uintptr_t)bye, length_of(bye)};
    ask(SYS_WRITE, last);
    ask(SYS_EXIT_EXTENDED, exit);
    say(false, "the program ends");
}
