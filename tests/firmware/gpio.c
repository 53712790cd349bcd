// Pins: SIO, pads, function select, overrides and interrupts (datasheet, "GPIO").

#include "firmware.h"

enum { OUT = 10, IN = 11, OVERRIDDEN = 12, UNTOUCHED = 22 };

// The input synchroniser takes two cycles.
static uint32_t level(uint32_t pin) {
    wait_us(1);
    return SIO->GPIO_IN >> pin & 1;
}

static void check_levels(void) {
    check_equal("PADS_BANK0: a pad's reset value", PADS_BANK0->GPIO[UNTOUCHED], 0x56);
    check_equal("IO_BANK0: no function is selected after reset", IO_BANK0->GPIO[UNTOUCHED].CTRL, FUNC_NULL);

    pin_output(OUT, true);
    check_equal("SIO: an output reads back high", level(OUT), 1);
    check_equal("IO_BANK0: STATUS of a pin driven high", IO_BANK0->GPIO[OUT].STATUS & 0x22200, 0x22200);
    SIO->GPIO_OUT_CLR = BIT(OUT);
    check_equal("SIO: GPIO_OUT_CLR", level(OUT), 0);
    SIO->GPIO_OUT_XOR = BIT(OUT);
    check_equal("SIO: GPIO_OUT_XOR", level(OUT), 1);
    check_equal("SIO: GPIO_OUT reads what is driven", SIO->GPIO_OUT >> OUT & 1, 1);

    pin_function(IN, FUNC_SIO);
    pin_pull(IN, PAD_PUE);
    check_equal("PADS_BANK0: a pull-up makes an open pin high", level(IN), 1);
    pin_pull(IN, PAD_PDE);
    check_equal("PADS_BANK0: a pull-down makes an open pin low", level(IN), 0);
    pin_pull(IN, PAD_PUE);
    clear_bits(&PADS_BANK0->GPIO[IN], PAD_IE);
    check_equal("PADS_BANK0: without IE a pin reads low", level(IN), 0);
    set_bits(&PADS_BANK0->GPIO[IN], PAD_IE);

    pin_pull(OUT, PAD_PDE);
    set_bits(&PADS_BANK0->GPIO[OUT], PAD_OD);
    check_equal("PADS_BANK0: OD disables the driver", level(OUT), 0);
    clear_bits(&PADS_BANK0->GPIO[OUT], PAD_OD);
    SIO->GPIO_OE_CLR = BIT(OUT);
    check_equal("SIO: without GPIO_OE the pull decides", level(OUT), 0);
    SIO->GPIO_OE_SET = BIT(OUT);
}

static void override(uint32_t bits) {
    IO_BANK0->GPIO[OVERRIDDEN].CTRL = FUNC_SIO | bits;
}

static void check_overrides(void) {
    enum { INVERT = 1, LOW = 2, HIGH = 3, OUTOVER = 8, OEOVER = 12, INOVER = 16 };
    pin_output(OVERRIDDEN, true);
    pin_pull(OVERRIDDEN, PAD_PDE);
    override(INVERT << OUTOVER);
    check_equal("IO_BANK0: OUTOVER inverts", level(OVERRIDDEN), 0);
    override(LOW << OUTOVER);
    check_equal("IO_BANK0: OUTOVER drives low", level(OVERRIDDEN), 0);
    override(LOW << OEOVER);
    check_equal("IO_BANK0: OEOVER disables", level(OVERRIDDEN), 0);
    override(INVERT << INOVER);
    check_equal("IO_BANK0: INOVER inverts", level(OVERRIDDEN), 0);
    SIO->GPIO_OE_CLR = BIT(OVERRIDDEN);
    override(HIGH << OUTOVER | HIGH << OEOVER);
    check_equal("IO_BANK0: OUTOVER and OEOVER drive high", level(OVERRIDDEN), 1);
    override(HIGH << INOVER);
    check_equal("IO_BANK0: INOVER reads high", level(OVERRIDDEN), 1);
    override(0);
}

static volatile uint32_t rises, falls, highs;

static void on_gpio(void) {
    IoInterrupts* const mine = &IO_BANK0->PROC[this_core()];
    const uint32_t shift = OUT % 8 * 4;
    const uint32_t events = mine->INTS[OUT / 8] >> shift;
    rises += (events & EDGE_HIGH) != 0;
    falls += (events & EDGE_LOW) != 0;
    if (events & LEVEL_HIGH) {
        ++highs;
        clear_bits(&mine->INTE[OUT / 8], LEVEL_HIGH << shift);
    }
    IO_BANK0->INTR[OUT / 8] = (events & (EDGE_LOW | EDGE_HIGH)) << shift;
}

static void check_interrupts(void) {
    IoInterrupts* const mine = &IO_BANK0->PROC[this_core()];
    IoInterrupts* const others = &IO_BANK0->PROC[!this_core()];
    const uint32_t group = OUT / 8, shift = OUT % 8 * 4;
    SIO->GPIO_OUT_CLR = BIT(OUT);
    wait_us(1);
    IO_BANK0->INTR[group] = 0xffffffff;
    enable_irq(IRQ_IO_BANK0, on_gpio);

    mine->INTE[group] = (EDGE_LOW | EDGE_HIGH) << shift;
    for (uint32_t i = 0; i < 5; ++i) {
        SIO->GPIO_OUT_SET = BIT(OUT);
        wait_us(1);
        SIO->GPIO_OUT_CLR = BIT(OUT);
        wait_us(1);
    }
    check_equal("IO_BANK0: each rising edge interrupts once", rises, 5);
    check_equal("IO_BANK0: each falling edge interrupts once", falls, 5);

    mine->INTE[group] = 0;
    others->INTE[group] = EDGE_HIGH << shift;
    SIO->GPIO_OUT_SET = BIT(OUT);
    wait_us(1);
    check_equal("IO_BANK0: the other core's enables do not interrupt this one", rises, 5);
    check_equal("IO_BANK0: the other core's INTS shows the edge", others->INTS[group] >> shift & 15,
                EDGE_HIGH);
    others->INTE[group] = 0;
    check_equal("IO_BANK0: INTR keeps an edge and follows a level", IO_BANK0->INTR[group] >> shift & 15,
                EDGE_HIGH | LEVEL_HIGH);
    IO_BANK0->INTR[group] = 15 << shift;
    check_equal("IO_BANK0: a level cannot be acknowledged", IO_BANK0->INTR[group] >> shift & 15, LEVEL_HIGH);

    mine->INTE[group] = LEVEL_HIGH << shift;
    wait_us(2);
    check_equal("IO_BANK0: a high level interrupts", highs, 1);

    disable_irq(IRQ_IO_BANK0); // a forced interrupt would come again and again
    mine->INTF[group] = EDGE_LOW << shift;
    check_equal("IO_BANK0: INTF shows in INTS", mine->INTS[group] >> shift & EDGE_LOW, EDGE_LOW);
    mine->INTF[group] = 0;
}

void program(void) {
    check_levels();
    check_overrides();
    check_interrupts();
}
