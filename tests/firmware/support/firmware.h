#pragma once

#include "rp2040.h"

#include <stdbool.h>
#include <stdint.h>

// What every firmware here is made of. A program defines `program`, which the start-up code calls on the core
// that the image was linked for, with clocks as in `start_clocks` and the console on UART0. It tells its
// checks there: one line "PASS claim" or "FAIL claim: ..." each, and "DONE" at the end.

void program(void);

// The checks.
void check(const char* claim, bool holds);
void check_equal(const char* claim, uint32_t got, uint32_t wanted);
void check_between(const char* claim, uint32_t got, uint32_t low, uint32_t high);

// The console, 115200 baud on GPIO 0 and 1. No formats: texts and numbers one after the other.
void print(const char* text);
void print_number(uint32_t value);
void print_hex(uint32_t value);
void flush_console(void);
/// Prints DONE and sleeps for good.
_Noreturn void done(void);

// Clocks: clk_ref 12 MHz from the crystal, clk_sys and clk_peri 125 MHz, clk_usb and clk_adc 48 MHz, clk_rtc
// 46875 Hz.
enum { SYS_HZ = 125000000, REF_HZ = 12000000, USB_HZ = 48000000, RTC_HZ = 46875 };
void start_clocks(void);
void start_pll(Pll* pll, uint32_t fbdiv, uint32_t postdiv1, uint32_t postdiv2);
/// What the frequency counter finds, in kHz.
uint32_t measure_khz(uint32_t source);
void leave_reset(uint32_t blocks);
/// Into reset and out again.
void reset_blocks(uint32_t blocks);

// Time of the microsecond timer.
static inline uint32_t now_us(void) {
    return TIMER->TIMERAWL;
}
void wait_us(uint32_t us);
/// Waits until `(*address & mask) == wanted`, at most `us`; false if it never came.
bool wait_for(reg* address, uint32_t mask, uint32_t wanted, uint32_t us);

// Cycles of clk_sys by SysTick, for spans under 2^24 cycles.
void start_cycles(void);
uint32_t cycles(void);

// Pins.
void pin_function(uint32_t pin, uint32_t function);
void pin_pull(uint32_t pin, uint32_t pad_bits);
void pin_output(uint32_t pin, bool level);

// Interrupts of the core that calls.
typedef void (*Handler)(void);
static inline uint32_t this_core(void) {
    return SIO->CPUID;
}
void set_vector(uint32_t exception, Handler handler);
void enable_irq(uint32_t irq, Handler handler);
void disable_irq(uint32_t irq);
static inline void disable_interrupts(void) {
    __asm volatile("cpsid i" ::: "memory");
}
static inline void enable_interrupts(void) {
    __asm volatile("cpsie i" ::: "memory");
}
static inline void wait_for_interrupt(void) {
    __asm volatile("wfi" ::: "memory");
}
static inline void wait_for_event(void) {
    __asm volatile("wfe" ::: "memory");
}
static inline void send_event(void) {
    __asm volatile("sev" ::: "memory");
}

/// Starts core 1 with the boot ROM's handshake; false if it did not answer.
bool launch_core1(Handler entry);
void fifo_push(uint32_t value);
uint32_t fifo_pop(void);

/// A function of the boot ROM by its two characters; 0 if there is none.
void* rom_function(char first, char second);
