// Clocks, crystal, PLLs and the frequency counter (datasheet, "Clocks", "Crystal Oscillator", "PLL"). The
// console's clock follows clk_sys: nothing is printed while that differs from 125 MHz.

#include "firmware.h"

static uint32_t cycles_in_100_us(void) {
    start_cycles();
    const uint32_t before = cycles();
    wait_us(100);
    return cycles() - before;
}

static void use_reference(void) {
    clear_bits(&CLOCKS->CLK_SYS.CTRL, 1);
    while (CLOCKS->CLK_SYS.SELECTED != BIT(0)) {
    }
}

static void use_auxiliary(uint32_t auxsrc) {
    CLOCKS->CLK_SYS.CTRL = auxsrc << 5;
    set_bits(&CLOCKS->CLK_SYS.CTRL, 1);
    while (CLOCKS->CLK_SYS.SELECTED != BIT(1)) {
    }
}

static void check_frequencies(void) {
    check_between("CLOCKS: clk_ref is 12 MHz", measure_khz(FC0_REF), 11999, 12001);
    check_between("CLOCKS: clk_sys is 125 MHz", measure_khz(FC0_SYS), 124995, 125005);
    check_between("CLOCKS: clk_peri is 125 MHz", measure_khz(FC0_PERI), 124995, 125005);
    check_between("CLOCKS: clk_usb is 48 MHz", measure_khz(FC0_USB), 47998, 48002);
    check_between("CLOCKS: clk_adc is 48 MHz", measure_khz(FC0_ADC), 47998, 48002);
    check_between("CLOCKS: clk_rtc is 46.875 kHz", measure_khz(FC0_RTC), 45, 48);
    check_between("CLOCKS: the crystal is 12 MHz", measure_khz(FC0_XOSC), 11999, 12001);
    check_between("CLOCKS: the ring oscillator is 1.8 to 12 MHz", measure_khz(FC0_ROSC), 1800, 12000);
    check_equal("CLOCKS: CLK_REF_SELECTED is one-hot", CLOCKS->CLK_REF.SELECTED, BIT(2));
    check_equal("CLOCKS: CLK_SYS_SELECTED is one-hot", CLOCKS->CLK_SYS.SELECTED, BIT(1));
    check_equal("XOSC: STATUS tells ENABLED", XOSC->STATUS >> 12 & 1, 1);
    check_equal("PLL_SYS: CS tells LOCK", PLL_SYS->CS >> 31, 1);
}

// The lowest counts: the first of the microseconds that are counted may be nearly over.
static void check_clk_sys(void) {
    check_between("CLOCKS: 125 MHz are 12500 cycles in 100 us", cycles_in_100_us(), 12375, 12600);
    flush_console();

    CLOCKS->CLK_SYS.DIV = 2 << 8;
    const uint32_t halved = measure_khz(FC0_SYS);
    const uint32_t halved_cycles = cycles_in_100_us();
    CLOCKS->CLK_SYS.DIV = 2 << 8 | 0x80;
    const uint32_t fractional = measure_khz(FC0_SYS);
    CLOCKS->CLK_SYS.DIV = 1 << 8;
    check_between("CLOCKS: CLK_SYS_DIV of 2 gives 62.5 MHz", halved, 62495, 62505);
    check_between("CLOCKS: the processor follows CLK_SYS_DIV", halved_cycles, 6187, 6350);
    check_between("CLOCKS: CLK_SYS_DIV of 2.5 gives 50 MHz", fractional, 49990, 50010);
    flush_console();

    use_reference();
    const uint32_t reference_cycles = cycles_in_100_us();
    start_pll(PLL_SYS, 133, 6, 2);
    use_auxiliary(0);
    const uint32_t faster = measure_khz(FC0_SYS);
    use_reference();
    use_auxiliary(1); // PLL_USB
    const uint32_t from_usb = measure_khz(FC0_SYS);
    use_reference();
    start_pll(PLL_SYS, 125, 6, 2);
    use_auxiliary(0);
    check_between("CLOCKS: clk_sys from clk_ref is 1200 cycles in 100 us", reference_cycles, 1180, 1260);
    check_between("PLL_SYS: 12 MHz * 133 / 6 / 2 is 133 MHz", faster, 132995, 133005);
    check_between("CLOCKS: clk_sys runs from PLL_USB", from_usb, 47998, 48002);
    check_between("CLOCKS: back at 125 MHz", measure_khz(FC0_SYS), 124995, 125005);
}

void program(void) {
    check_frequencies();
    check_clk_sys();
}
