// PWM slices (datasheet, "PWM").

#include "firmware.h"

enum { SLICE = 3, PIN_A = 6, PIN_B = 7, INPUT_SLICE = 4, INPUT_PIN = 9 };
enum {
    EN = BIT(0),
    PH_CORRECT = BIT(1),
    B_INV = BIT(3),
    GATED = 1 << 4,
    RISING = 2 << 4,
    PH_RET = BIT(6),
    PH_ADV = BIT(7)
};
enum { PER_US = 125 << 4 }; // DIV for one count a microsecond

static volatile uint32_t wraps;

static void on_wrap(void) {
    PWM->INTR = BIT(SLICE);
    ++wraps;
}

static uint32_t counts_in(uint32_t us, uint32_t div) {
    PwmSlice* const slice = &PWM->CH[SLICE];
    slice->CSR = 0;
    slice->CTR = 0;
    slice->DIV = div;
    slice->CSR = EN;
    wait_us(us);
    return slice->CTR;
}

// How many of a thousand samples are high.
static uint32_t per_mille_high(uint32_t pin) {
    uint32_t high = 0;
    for (uint32_t i = 0; i < 1000; ++i) {
        const uint32_t start = now_us();
        high += SIO->GPIO_IN >> pin & 1;
        while (now_us() == start) {
        }
    }
    return high;
}

static void check_counter(void) {
    PwmSlice* const slice = &PWM->CH[SLICE];
    check_equal("PWM: DIV is 1 after reset", slice->DIV, 1 << 4);
    check_equal("PWM: TOP is ffff after reset", slice->TOP, 0xffff);
    check_between("PWM: counts clk_sys", counts_in(100, 1 << 4), 12375,
                  12650); // wait_us may end early by a part of one
    check_between("PWM: counts every 125th cycle", counts_in(500, PER_US), 499, 503);
    check_between("PWM: counts every 2.5th cycle", counts_in(100, 2 << 4 | 8), 4950, 5060);

    slice->CSR = 0;
    slice->DIV = 255 << 4;
    slice->CTR = 100;
    slice->CSR = EN;
    slice->CSR = EN | PH_ADV;
    const bool cleared = wait_for(&slice->CSR, PH_ADV, 0, 100);
    const uint32_t advanced = slice->CTR;
    check("PWM: PH_ADV clears when it has been done", cleared);
    check_between("PWM: PH_ADV counts one more", advanced, 101, 104);
    slice->CSR = 0;
    slice->CTR = 1000;
    const uint32_t stopped = slice->CTR;
    wait_us(10);
    check_equal("PWM: without EN it stands still", slice->CTR, stopped);
}

static void check_wrap(void) {
    PwmSlice* const slice = &PWM->CH[SLICE];
    enable_irq(IRQ_PWM_WRAP, on_wrap);
    slice->CSR = 0;
    slice->CTR = 0;
    slice->TOP = 99;
    slice->DIV = PER_US;
    PWM->INTR = 0xff;
    PWM->INTE = BIT(SLICE);
    slice->CSR = EN;
    wait_us(1050);
    check_equal("PWM: wraps every TOP + 1 counts", wraps, 10);
    slice->CSR = 0;
    slice->CTR = 0;
    wraps = 0;
    slice->CSR = EN | PH_CORRECT;
    wait_us(1050);
    check_between("PWM: phase-correct halves the rate", wraps, 5, 6);
    PWM->INTE = 0;
    slice->CSR = 0;
    PWM->INTR = 0xff;
    disable_irq(IRQ_PWM_WRAP); // a forced interrupt comes again and again
    PWM->INTF = BIT(SLICE);
    check_equal("PWM: INTF shows in INTS", PWM->INTS, BIT(SLICE));
    PWM->INTF = 0;
}

static void check_outputs(void) {
    PwmSlice* const slice = &PWM->CH[SLICE];
    pin_function(PIN_A, FUNC_PWM);
    pin_function(PIN_B, FUNC_PWM);
    slice->CSR = 0;
    slice->CTR = 0;
    slice->DIV = PER_US;
    slice->TOP = 99;
    slice->CC = 60 << 16 | 25;
    slice->CSR = EN;
    wait_us(200);
    check_between("PWM: A is high for CC counts of TOP + 1", per_mille_high(PIN_A), 240, 260);
    check_between("PWM: B has its own level", per_mille_high(PIN_B), 590, 610);
    slice->CSR = EN | B_INV;
    check_between("PWM: B_INV inverts B", per_mille_high(PIN_B), 390, 410);
    slice->CC = 100 << 16;
    slice->CSR = EN;
    wait_us(200);
    check_equal("PWM: CC of 0 never goes high", per_mille_high(PIN_A), 0);
    check_equal("PWM: CC of TOP + 1 never goes low", per_mille_high(PIN_B), 1000);
    slice->CSR = 0;
}

static void drive_input(bool high) {
    IO_BANK0->GPIO[INPUT_PIN].CTRL = FUNC_PWM | (high ? 3 : 2) << 16; // INOVER
    wait_us(1);
}

static void check_input(void) {
    PwmSlice* const slice = &PWM->CH[INPUT_SLICE];
    drive_input(false);
    slice->DIV = 1 << 4;
    slice->CTR = 0;
    slice->CSR = EN | RISING;
    for (uint32_t i = 0; i < 10; ++i) {
        drive_input(true);
        drive_input(false);
    }
    check_equal("PWM: DIVMODE RISE counts edges of B", slice->CTR, 10);
    slice->CSR = EN | GATED;
    const uint32_t before = slice->CTR;
    wait_us(5);
    check_equal("PWM: DIVMODE LEVEL stands while B is low", slice->CTR, before);
    drive_input(true);
    wait_us(5);
    check("PWM: DIVMODE LEVEL counts while B is high", slice->CTR > before + 500);
    slice->CSR = 0;
    IO_BANK0->GPIO[INPUT_PIN].CTRL = FUNC_NULL;

    for (uint32_t i = 5; i < 8; ++i) {
        PWM->CH[i].CTR = 0;
        PWM->CH[i].DIV = PER_US;
    }
    PWM->EN = 7 << 5;
    const uint32_t enabled = PWM->CH[6].CSR & EN;
    wait_us(100);
    PWM->EN = 0;
    check_equal("PWM: EN and CSR.EN are the same bit", enabled, EN);
    check_between("PWM: EN starts and stops slices together", PWM->CH[5].CTR, 99, 102);
    check_equal("PWM: slices started by EN agree", PWM->CH[7].CTR, PWM->CH[5].CTR);
}

void program(void) {
    check_counter();
    check_wrap();
    check_outputs();
    check_input();
}
