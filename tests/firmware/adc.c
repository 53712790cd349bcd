// Analogue to digital converter and temperature sensor (datasheet, "ADC and Temperature Sensor"). Only the
// sensor has a known voltage here: 0.706 V at 27 degC, -1.721 mV/degC, 3.3 V reference.

#include "firmware.h"

enum { SENSOR = 4, AINSEL = 12, RROBIN = 16 };
enum {
    FCS_EN = BIT(0),
    FCS_SHIFT = BIT(1),
    FCS_EMPTY = BIT(8),
    FCS_FULL = BIT(9),
    FCS_UNDER = BIT(10),
    FCS_OVER = BIT(11)
};
enum { FIFO_DEPTH = 4 };

static volatile uint32_t interrupts;

static void on_fifo(void) {
    ++interrupts;
    (void)ADC->FIFO;
}

static void check_single(void) {
    check_equal("ADC: CS is 0 after reset", ADC->CS, 0);
    ADC->CS = ADC_EN | ADC_TS_EN | SENSOR << AINSEL;
    check("ADC: READY soon after EN", wait_for(&ADC->CS, ADC_READY, ADC_READY, 100));
    start_cycles();
    const uint32_t start = cycles();
    set_bits(&ADC->CS, ADC_START_ONCE);
    const uint32_t at_first = ADC->CS;
    while (!(ADC->CS & ADC_READY)) {
    }
    const uint32_t taken = cycles() - start;
    check_equal("ADC: START_ONCE clears READY", at_first & ADC_READY, 0);
    check_between("ADC: a conversion takes 2 us", taken, 245, 310);
    check_equal("ADC: START_ONCE clears itself", ADC->CS & ADC_START_ONCE, 0);
    check_between("ADC: the sensor tells -20 to 80 degC", ADC->RESULT, 762, 977);

    ADC->CS = ADC_EN | ADC_TS_EN | SENSOR << AINSEL | 0x1f << RROBIN | ADC_START_ONCE;
    wait_for(&ADC->CS, ADC_READY, ADC_READY, 100);
    check_equal("ADC: RROBIN goes on to the next input", ADC->CS >> AINSEL & 7, 0);
    ADC->CS = ADC_EN | ADC_TS_EN | SENSOR << AINSEL;
}

static uint32_t level(void) {
    return ADC->FCS >> 16 & 15;
}

static void check_fifo(void) {
    ADC->FCS = FCS_EN | FCS_UNDER | FCS_OVER;
    check_equal("ADC: the FIFO begins empty", ADC->FCS & FCS_EMPTY, FCS_EMPTY);
    (void)ADC->FIFO;
    check_equal("ADC: reading an empty FIFO sets UNDER", ADC->FCS & FCS_UNDER, FCS_UNDER);
    set_bits(&ADC->FCS, FCS_UNDER);
    check_equal("ADC: a 1 written to UNDER clears it", ADC->FCS & FCS_UNDER, 0);

    set_bits(&ADC->CS, ADC_START_MANY);
    wait_us(30);
    clear_bits(&ADC->CS, ADC_START_MANY);
    wait_us(5);
    check_equal("ADC: START_MANY fills the FIFO", level(), FIFO_DEPTH);
    check_equal("ADC: a full FIFO says FULL", ADC->FCS & FCS_FULL, FCS_FULL);
    check_equal("ADC: more results set OVER", ADC->FCS & FCS_OVER, FCS_OVER);
    check_between("ADC: the FIFO gives results", ADC->FIFO & 0xfff, 762, 977);
    check_equal("ADC: a read takes one out", level(), FIFO_DEPTH - 1);
    while (!(ADC->FCS & FCS_EMPTY)) {
        (void)ADC->FIFO;
    }

    ADC->FCS = FCS_EN | FCS_SHIFT | FCS_OVER;
    set_bits(&ADC->CS, ADC_START_ONCE);
    wait_us(5);
    check_between("ADC: SHIFT gives 8 bits", ADC->FIFO & 0xfff, 762 >> 4, 977 >> 4);
}

static void check_pace(void) {
    enable_irq(IRQ_ADC_FIFO, on_fifo);
    ADC->DIV = 4799 << 8; // a conversion every 4800 cycles of 48 MHz
    ADC->FCS = FCS_EN | 1 << 24;
    ADC->INTE = 1;
    set_bits(&ADC->CS, ADC_START_MANY);
    wait_us(1050);
    clear_bits(&ADC->CS, ADC_START_MANY);
    check_between("ADC: DIV paces, THRESH interrupts", interrupts, 10, 11);
    ADC->INTE = 0;
    ADC->DIV = 0;
}

void program(void) {
    check_single();
    check_fifo();
    check_pace();
}
