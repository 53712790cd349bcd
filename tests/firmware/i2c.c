// I2C0 as master on a bus with pull-ups and nobody else (datasheet, "I2C"; DesignWare DW_apb_i2c).

#include "firmware.h"

enum { SDA = 4, SCL = 5, STOP = BIT(9), READ = BIT(8) };
enum { TX_ABRT = BIT(6), STOP_DET = BIT(9), TX_EMPTY = BIT(4) };
enum { NO_ACK_OF_ADDRESS = BIT(0) };

static volatile uint32_t interrupts;

static void on_i2c(void) {
    ++interrupts;
    I2C0->IC_INTR_MASK = 0;
}

static void open(uint32_t address) {
    I2C0->IC_ENABLE = 0;
    I2C0->IC_CON =
        BIT(0) | 1 << 1 | BIT(5) | BIT(6) | BIT(8); // master, 100 kHz, restarts, no slave, TX_EMPTY_CTRL
    I2C0->IC_TAR = address;
    I2C0->IC_SS_SCL_HCNT = 600; // with 650 low, 1250 cycles of 125 MHz are 10 us, about
    I2C0->IC_SS_SCL_LCNT = 650;
    I2C0->IC_INTR_MASK = 0;
    I2C0->IC_ENABLE = 1;
}

void program(void) {
    check_equal("I2C: IC_COMP_TYPE", I2C0->IC_COMP_TYPE, 0x44570140);
    check_equal("I2C: disabled after reset", I2C0->IC_ENABLE_STATUS & 1, 0);
    pin_function(SDA, FUNC_I2C);
    pin_function(SCL, FUNC_I2C);
    pin_pull(SDA, PAD_PUE);
    pin_pull(SCL, PAD_PUE);
    wait_us(1);
    check_equal("I2C: pull-ups make an idle bus high", SIO->GPIO_IN >> SDA & 3, 3);

    open(0x3c);
    check_equal("I2C: IC_ENABLE_STATUS follows IC_ENABLE", I2C0->IC_ENABLE_STATUS & 1, 1);
    (void)I2C0->IC_CLR_INTR;
    enable_irq(IRQ_I2C0, on_i2c);
    I2C0->IC_INTR_MASK = TX_ABRT;
    const uint32_t start = now_us();
    I2C0->IC_DATA_CMD = 0x55 | STOP;
    const bool aborted = wait_for(&I2C0->IC_RAW_INTR_STAT, TX_ABRT, TX_ABRT, 2000);
    const bool stopped = wait_for(&I2C0->IC_RAW_INTR_STAT, STOP_DET, STOP_DET, 2000);
    const uint32_t taken = now_us() - start;
    check("I2C: an address that nobody acknowledges aborts", aborted);
    check("I2C: and ends in a stop", stopped);
    check_between("I2C: start, 9 bits and stop at 100 kHz take about 100 us", taken, 80, 140);
    check_equal("I2C: IC_TX_ABRT_SOURCE says why", I2C0->IC_TX_ABRT_SOURCE & 0xffff, NO_ACK_OF_ADDRESS);
    check_equal("I2C: the abort interrupts", interrupts, 1);
    check_equal("I2C: the abort empties the FIFO", I2C0->IC_TXFLR, 0);
    (void)I2C0->IC_CLR_TX_ABRT;
    check_equal("I2C: IC_CLR_TX_ABRT clears the interrupt", I2C0->IC_RAW_INTR_STAT & TX_ABRT, 0);
    check_equal("I2C: IC_CLR_TX_ABRT clears the source", I2C0->IC_TX_ABRT_SOURCE & 0xffff, 0);
    (void)I2C0->IC_CLR_STOP_DET;
    check_equal("I2C: the bus is free again", SIO->GPIO_IN >> SDA & 3, 3);

    I2C0->IC_DATA_CMD = READ | STOP;
    check("I2C: a read that nobody answers aborts",
          wait_for(&I2C0->IC_RAW_INTR_STAT, TX_ABRT, TX_ABRT, 2000));
    check_equal("I2C: nothing was received", I2C0->IC_RXFLR, 0);
    (void)I2C0->IC_CLR_TX_ABRT;
    I2C0->IC_ENABLE = 0;
    check("I2C: it disables", wait_for(&I2C0->IC_ENABLE_STATUS, 1, 0, 1000));
}
