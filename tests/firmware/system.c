// Resets, power and what the chip tells of itself (datasheet, "Resets", "Power-on State Machine", "SYSINFO",
// "VREG").

#include "firmware.h"

void program(void) {
    check_equal("SYSINFO: CHIP_ID is the RP2040's", SYSINFO->CHIP_ID & 0x0fffffff, 0x00002927);
    check_equal("SYSINFO: PLATFORM is ASIC", SYSINFO->PLATFORM, 2);
    check_equal("TBMAN: PLATFORM is ASIC", *TBMAN_PLATFORM, 1);
    check_equal("PSM: everything is up", PSM->DONE, 0x1ffff);
    check_equal("VREG: 1.10 V, enabled and in regulation", VREG_AND_CHIP_RESET->VREG & 0x10f3, 0x10b1);
    check_equal("BOD: its reset value", VREG_AND_CHIP_RESET->BOD, 0x91);
    check_equal("SCB: CPUID is a Cortex-M0+", SCB->CPUID, 0x410cc601);

    PWM->CH[7].TOP = 1234;
    check_equal("RESETS: a block that is not in reset keeps what is written", PWM->CH[7].TOP, 1234);
    set_bits(&RESETS->RESET, RESET_PWM);
    check_equal("RESETS: RESET_DONE is clear in reset", RESETS->RESET_DONE & RESET_PWM, 0);
    leave_reset(RESET_PWM);
    check_equal("RESETS: a block comes out with its reset values", PWM->CH[7].TOP, 0xffff);

    WATCHDOG->SCRATCH[3] = 0xff00ff00;
    set_bits(&WATCHDOG->SCRATCH[3], 0x0000000f);
    check_equal("aliases: SET", WATCHDOG->SCRATCH[3], 0xff00ff0f);
    clear_bits(&WATCHDOG->SCRATCH[3], 0xf0000000);
    check_equal("aliases: CLR", WATCHDOG->SCRATCH[3], 0x0f00ff0f);
    toggle_bits(&WATCHDOG->SCRATCH[3], 0xffffffff);
    check_equal("aliases: XOR", WATCHDOG->SCRATCH[3], 0xf0ff00f0);
    *(volatile uint8_t*)&WATCHDOG->SCRATCH[3] = 0xa5;
    check_equal("bus: a byte is replicated into the whole register", WATCHDOG->SCRATCH[3], 0xa5a5a5a5);
    *((volatile uint16_t*)&WATCHDOG->SCRATCH[3] + 1) = 0x1234;
    check_equal("bus: a half-word is replicated too", WATCHDOG->SCRATCH[3], 0x12341234);
    check_equal("bus: a byte is read from its lane", ((volatile uint8_t*)&WATCHDOG->SCRATCH[3])[1], 0x12);
    WATCHDOG->SCRATCH[3] = 0;

    volatile uint32_t* const striped = (volatile uint32_t*)0x20030000;
    volatile uint32_t* const bank1 = (volatile uint32_t*)0x21010000;
    striped[1] = 0x13572468; // banks of 64 KiB take the words of the striped view in turn
    check_equal("SRAM: the views by bank show the same memory", bank1[0x30000 / 16], 0x13572468);
}
