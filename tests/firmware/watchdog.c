// Watchdog (datasheet, "Watchdog"): reboots the chip by time, by trigger and into RAM, and goes on from a
// count in scratch registers.

#include "firmware.h"

enum { STAGE = 0, MARK = 1, RAM_MARK = 2 }; // scratch registers
enum { TRIGGER = BIT(31), ENABLE = BIT(30), ALL_BUT_OSCILLATORS = 0x1fffc };
enum { REASON_TIMER = 1, REASON_FORCE = 2 };
#define MAGIC UINT32_C(0xb007c0d3)

static _Noreturn void wait_for_reset(const char* claim) {
    wait_us(100000);
    check(claim, false);
    done();
}

static void reboot(uint32_t next_stage) {
    flush_console();
    WATCHDOG->SCRATCH[STAGE] = next_stage;
    PSM->WDSEL = ALL_BUT_OSCILLATORS;
}

static void by_time(void) {
    check_equal("WATCHDOG: REASON is 0 after power-on", WATCHDOG->REASON, 0);
    check_equal("CHIP_RESET: HAD_POR after power-on", VREG_AND_CHIP_RESET->CHIP_RESET >> 8 & 1, 1);
    check_equal("WATCHDOG: the tick runs", WATCHDOG->TICK >> 10 & 1, 1);
    WATCHDOG->LOAD = 100000;
    WATCHDOG->CTRL = ENABLE;
    wait_us(1000);
    // Erratum RP2040-E1: counts down by two a tick.
    check_between("WATCHDOG: counts down twice a tick", 100000 - (WATCHDOG->CTRL & 0xffffff), 1995, 2020);
    for (uint32_t i = 0; i < 10; ++i) {
        WATCHDOG->LOAD = 2000;
        wait_us(500);
    }
    WATCHDOG->LOAD = 200000;
    check("WATCHDOG: LOAD keeps it from biting", true);
    WATCHDOG->SCRATCH[MARK] = 0x12345678;
    reboot(1);
    WATCHDOG->LOAD = 2000;
    wait_for_reset("WATCHDOG: bites when its time is over");
}

static void by_trigger(void) {
    check_equal("WATCHDOG: REASON tells TIMER", WATCHDOG->REASON, REASON_TIMER);
    check_equal("WATCHDOG: scratch registers outlive it", WATCHDOG->SCRATCH[MARK], 0x12345678);
    check_equal("WATCHDOG: it comes back disabled", WATCHDOG->CTRL & ENABLE, 0);
    reboot(2);
    WATCHDOG->CTRL = TRIGGER;
    wait_for_reset("WATCHDOG: TRIGGER bites at once");
}

// Runs from RAM, where the boot ROM sends it: flash cannot be read yet.
__attribute__((section(".ram_code"), noinline, used)) static void in_ram(void) {
    WATCHDOG->SCRATCH[RAM_MARK] = 0xcafe;
    PSM->WDSEL = ALL_BUT_OSCILLATORS;
    WATCHDOG->CTRL = TRIGGER;
    for (;;) {
    }
}

static void into_ram(void) {
    extern char core0_stack_top[];
    check_equal("WATCHDOG: REASON tells FORCE", WATCHDOG->REASON, REASON_FORCE);
    const uint32_t entry = (uintptr_t)in_ram;
    WATCHDOG->SCRATCH[4] = MAGIC;
    WATCHDOG->SCRATCH[5] = entry ^ -MAGIC;
    WATCHDOG->SCRATCH[6] = (uintptr_t)core0_stack_top;
    WATCHDOG->SCRATCH[7] = entry;
    reboot(3);
    WATCHDOG->CTRL = TRIGGER;
    wait_for_reset("WATCHDOG: TRIGGER bites at once, with a vector");
}

void program(void) {
    switch (WATCHDOG->SCRATCH[STAGE]) {
    case 0:
        by_time();
        break;
    case 1:
        by_trigger();
        break;
    case 2:
        into_ram();
        break;
    default:
        check_equal("WATCHDOG: the boot ROM follows the vector in the scratch registers",
                    WATCHDOG->SCRATCH[RAM_MARK], 0xcafe);
        check_equal("WATCHDOG: the boot ROM follows it once", WATCHDOG->SCRATCH[4], 0);
        WATCHDOG->SCRATCH[STAGE] = 0;
    }
}
