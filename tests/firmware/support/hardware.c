// Clocks, time and pins.

#include "firmware.h"

static void set_clock(Clock* clock, uint32_t auxsrc, uint32_t divider) {
    clock->CTRL = 0;
    clock->DIV = divider << 8;
    clock->CTRL = CLOCK_ENABLE | auxsrc << 5;
}

void start_pll(Pll* pll, uint32_t fbdiv, uint32_t postdiv1, uint32_t postdiv2) {
    reset_blocks(pll == PLL_SYS ? RESET_PLL_SYS : RESET_PLL_USB);
    pll->CS = 1; // the crystal's 12 MHz, undivided
    pll->FBDIV_INT = fbdiv;
    clear_bits(&pll->PWR, BIT(0) | BIT(5)); // PD, VCOPD
    while (!(pll->CS & BIT(31))) {
    }
    pll->PRIM = postdiv1 << 16 | postdiv2 << 12;
    clear_bits(&pll->PWR, BIT(3)); // POSTDIVPD
}

void start_clocks(void) {
    CLOCKS->CLK_SYS_RESUS_CTRL = 0;
    XOSC->CTRL = 0xaa0; // 1-15 MHz
    XOSC->STARTUP = 47; // about 1 ms
    set_bits(&XOSC->CTRL, 0xfab << 12);
    while (!(XOSC->STATUS & BIT(31))) {
    }
    // Off the PLLs before they are touched: both glitchless multiplexers to their first input.
    clear_bits(&CLOCKS->CLK_SYS.CTRL, 1);
    while (CLOCKS->CLK_SYS.SELECTED != 1) {
    }
    clear_bits(&CLOCKS->CLK_REF.CTRL, 3);
    while (CLOCKS->CLK_REF.SELECTED != 1) {
    }
    start_pll(PLL_SYS, 125, 6, 2);
    start_pll(PLL_USB, 100, 5, 5);
    CLOCKS->CLK_REF.DIV = 1 << 8;
    CLOCKS->CLK_REF.CTRL = 2; // XOSC
    while (CLOCKS->CLK_REF.SELECTED != BIT(2)) {
    }
    CLOCKS->CLK_SYS.DIV = 1 << 8;
    CLOCKS->CLK_SYS.CTRL = 0; // AUXSRC: PLL_SYS
    set_bits(&CLOCKS->CLK_SYS.CTRL, 1);
    while (CLOCKS->CLK_SYS.SELECTED != BIT(1)) {
    }
    set_clock(&CLOCKS->CLK_USB, 0, 1);
    set_clock(&CLOCKS->CLK_ADC, 0, 1);
    set_clock(&CLOCKS->CLK_RTC, 0, 1024);
    set_clock(&CLOCKS->CLK_PERI, 0, 1);
}

uint32_t measure_khz(uint32_t source) {
    CLOCKS->FC0_REF_KHZ = REF_HZ / 1000;
    CLOCKS->FC0_MIN_KHZ = 0;
    CLOCKS->FC0_MAX_KHZ = 0xffffffff;
    CLOCKS->FC0_DELAY = 1;
    CLOCKS->FC0_INTERVAL = 10; // 1 ms
    CLOCKS->FC0_SRC = source;
    while (!(CLOCKS->FC0_STATUS & FC0_DONE)) {
    }
    const uint32_t khz = CLOCKS->FC0_RESULT >> 5; // below are fractions
    CLOCKS->FC0_SRC = 0;
    return khz;
}

void leave_reset(uint32_t blocks) {
    clear_bits(&RESETS->RESET, blocks);
    while (~RESETS->RESET_DONE & blocks) {
    }
}

void reset_blocks(uint32_t blocks) {
    set_bits(&RESETS->RESET, blocks);
    leave_reset(blocks);
}

void wait_us(uint32_t us) {
    const uint32_t start = now_us();
    while (now_us() - start < us) {
    }
}

bool wait_for(reg* address, uint32_t mask, uint32_t wanted, uint32_t us) {
    for (const uint32_t start = now_us();;) {
        if ((*address & mask) == wanted) {
            return true;
        }
        if (now_us() - start > us) {
            return false;
        }
    }
}

void start_cycles(void) {
    SYST->RVR = 0xffffff;
    SYST->CVR = 0;
    SYST->CSR = BIT(0) | BIT(2); // enabled, processor clock
}

uint32_t cycles(void) {
    return 0xffffff - SYST->CVR;
}

void pin_function(uint32_t pin, uint32_t function) {
    clear_bits(&PADS_BANK0->GPIO[pin], PAD_OD);
    set_bits(&PADS_BANK0->GPIO[pin], PAD_IE);
    IO_BANK0->GPIO[pin].CTRL = function;
}

void pin_pull(uint32_t pin, uint32_t pad_bits) {
    clear_bits(&PADS_BANK0->GPIO[pin], PAD_PUE | PAD_PDE);
    set_bits(&PADS_BANK0->GPIO[pin], pad_bits);
}

void pin_output(uint32_t pin, bool level) {
    *(level ? &SIO->GPIO_OUT_SET : &SIO->GPIO_OUT_CLR) = BIT(pin);
    SIO->GPIO_OE_SET = BIT(pin);
    pin_function(pin, FUNC_SIO);
}

// Datasheet, "Bootrom Contents": at 0x14 a half-word pointer to the table of functions, pairs of code and
// address, ended by a zero.
void* rom_function(char first, char second) {
    const volatile uint16_t* entry = (const volatile uint16_t*)(uintptr_t) * (const volatile uint16_t*)0x14;
    for (const uint16_t code = (uint16_t)((uint8_t)second << 8 | (uint8_t)first); *entry; entry += 2) {
        if (*entry == code) {
            return (void*)(uintptr_t)entry[1];
        }
    }
    return 0;
}

// The compiler may make calls to these of loops and copies.
void* memset(void* to, int value, unsigned size) {
    for (volatile uint8_t* at = to; size--;) {
        *at++ = (uint8_t)value;
    }
    return to;
}

void* memcpy(void* to, const void* from, unsigned size) {
    const uint8_t* source = from;
    for (volatile uint8_t* at = to; size--;) {
        *at++ = *source++;
    }
    return to;
}
