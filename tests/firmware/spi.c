// SPI0 with its output looped back to its input (datasheet, "SPI"; PrimeCell PL022).

#include "firmware.h"

enum { LOOP = BIT(0), ENABLE = BIT(1) };
enum { TFE = BIT(0), TNF = BIT(1), RNE = BIT(2), RFF = BIT(3), BSY = BIT(4) };
enum { OVERRUN = BIT(0), TIMEOUT = BIT(1), RX_HALF = BIT(2), TX_HALF = BIT(3) };

static volatile uint32_t interrupts;

// 125 MHz / 124 is 1.008 MHz.
static void open(uint32_t bits) {
    reset_blocks(RESET_SPI0);
    SPI0->SSPCPSR = 124;
    SPI0->SSPCR0 = bits - 1;
    SPI0->SSPCR1 = ENABLE | LOOP;
}

static bool idle(void) {
    return wait_for(&SPI0->SSPSR, BSY, 0, 10000);
}

static void on_spi(void) {
    ++interrupts;
    for (uint32_t i = 0; i < 4; ++i) {
        (void)SPI0->SSPDR;
    }
}

void program(void) {
    open(8);
    check_equal("SPI: the flags of an idle SPI", SPI0->SSPSR, TFE | TNF);
    start_cycles();
    SPI0->SSPDR = 0x5a;
    idle();
    const uint32_t taken = cycles();
    check_between("SPI: 8 bits at 1.008 MHz take 8 * 124 cycles", taken, 950, 1200);
    check_equal("SPI: a frame comes back", SPI0->SSPDR, 0x5a);

    open(16);
    SPI0->SSPDR = 0xbeef;
    idle();
    check_equal("SPI: frames have up to 16 bits", SPI0->SSPDR, 0xbeef);
    open(4);
    SPI0->SSPDR = 0xbeef;
    idle();
    check_equal("SPI: and as few as 4", SPI0->SSPDR, 0xf);

    open(8);
    for (uint32_t i = 0; i < 8; ++i) {
        SPI0->SSPDR = i;
    }
    idle();
    check_equal("SPI: the RX FIFO takes 8 frames", SPI0->SSPSR & (RFF | RNE), RFF | RNE);
    check_equal("SPI: half full and half empty", SPI0->SSPRIS & (RX_HALF | TX_HALF), RX_HALF | TX_HALF);
    SPI0->SSPDR = 8;
    idle();
    check_equal("SPI: one more is an overrun", SPI0->SSPRIS & OVERRUN, OVERRUN);
    SPI0->SSPICR = OVERRUN;
    check_equal("SPI: a 1 written to SSPICR clears it", SPI0->SSPRIS & OVERRUN, 0);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < 8; ++i) {
        wrong += SPI0->SSPDR != i;
    }
    check_equal("SPI: frames come back in order", wrong, 0);
    check_equal("SPI: then RNE is clear", SPI0->SSPSR & RNE, 0);

    enable_irq(IRQ_SPI0, on_spi);
    SPI0->SSPIMSC = RX_HALF;
    for (uint32_t i = 0; i < 4; ++i) {
        SPI0->SSPDR = i;
    }
    idle();
    wait_us(2);
    check_equal("SPI: four frames interrupt", interrupts, 1);
    SPI0->SSPIMSC = 0;
}
