// UART1 with its output looped back to its input (datasheet, "UART"; PrimeCell PL011).

#include "firmware.h"

enum { FEN = BIT(4), BITS_8 = 3 << 5, BRK = BIT(0), PARITY = BIT(1), EVEN = BIT(2), TWO_STOPS = BIT(3) };
enum { UARTEN = BIT(0), LOOP = BIT(7), TXE = BIT(8), RXE = BIT(9) };
enum { RX = BIT(4), TX = BIT(5), TIMEOUT = BIT(6), BREAK = BIT(9), OVERRUN = BIT(10) };

static volatile uint32_t interrupts;

static void open(uint32_t divider_by_64, uint32_t format) {
    reset_blocks(RESET_UART1);
    UART1->UARTIBRD = divider_by_64 >> 6;
    UART1->UARTFBRD = divider_by_64 & 63;
    UART1->UARTLCR_H = format; // takes the divider over
    UART1->UARTCR = UARTEN | LOOP | TXE | RXE;
}

enum { MEGABAUD = 500 }; // 125 MHz / 16 / 1 MHz = 7.8125

static bool idle(void) {
    return wait_for(&UART1->UARTFR, UARTFR_BUSY, 0, 10000);
}

static uint32_t time_for(uint32_t characters) {
    for (uint32_t i = 0; i < characters; ++i) {
        UART1->UARTDR = i;
    }
    start_cycles();
    idle();
    return cycles();
}

static void check_time(void) {
    open(MEGABAUD, FEN | BITS_8);
    const uint32_t ten = time_for(10);
    check_between("UART: 10 characters at 1 Mbaud take 100 us", ten, 12300, 12800);
    open(MEGABAUD, FEN | BITS_8 | PARITY | TWO_STOPS);
    const uint32_t longer = time_for(10);
    check_between("UART: parity and a second stop bit make it 120 us", longer, 14800, 15300);
    open(8681, FEN | BITS_8); // 57600 baud: 135.634
    const uint32_t slow = time_for(1);
    check_between("UART: a character at 57600 baud takes 173.6 us", slow, 21500, 22300);
}

static void check_fifo(void) {
    open(MEGABAUD, FEN | BITS_8);
    check_equal("UART: the flags of an idle UART", UART1->UARTFR & 0xf8, UARTFR_RXFE | UARTFR_TXFE);
    for (uint32_t i = 0; i < 32; ++i) {
        UART1->UARTDR = 0x40 + i;
    }
    const uint32_t busy = UART1->UARTFR & UARTFR_BUSY;
    idle();
    check_equal("UART: BUSY while it sends", busy, UARTFR_BUSY);
    check_equal("UART: 32 characters fill the FIFO", UART1->UARTFR & UARTFR_RXFF, UARTFR_RXFF);
    check_equal("UART: RXIS at half full", UART1->UARTRIS & RX, RX);
    UART1->UARTDR = 'x';
    idle();
    check_equal("UART: one more is an overrun", UART1->UARTRIS & OVERRUN, OVERRUN);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < 32; ++i) {
        wrong += (UART1->UARTDR & 0xff) != 0x40 + i;
    }
    check_equal("UART: what was sent comes back in order", wrong, 0);
    check_equal("UART: then the FIFO is empty", UART1->UARTFR & UARTFR_RXFE, UARTFR_RXFE);
}

static void on_uart(void) {
    UART1->UARTICR = TIMEOUT;
    (void)UART1->UARTDR;
    ++interrupts;
}

static void check_interrupts(void) {
    open(MEGABAUD, FEN | BITS_8);
    enable_irq(IRQ_UART1, on_uart);
    UART1->UARTIMSC = TIMEOUT;
    UART1->UARTDR = 'a';
    wait_us(20);
    const uint32_t early = interrupts;
    wait_us(50);
    check_equal("UART: no receive timeout at once", early, 0);
    check_equal("UART: a character that is left for 32 bits is a receive timeout", interrupts, 1);
    UART1->UARTIMSC = 0;

    UART1->UARTLCR_H = FEN | BITS_8 | BRK;
    wait_us(50);
    UART1->UARTLCR_H = FEN | BITS_8;
    wait_us(20);
    check_equal("UART: a break is received as such", UART1->UARTRIS & BREAK, BREAK);
    check_equal("UART: and as a 0 with BE", UART1->UARTDR & 0x4ff, 0x400);
}

static void check_dma(void) {
    static uint8_t sent[64], received[64];
    for (uint32_t i = 0; i < sizeof sent; ++i) {
        sent[i] = (uint8_t)(i * 7);
    }
    open(MEGABAUD, FEN | BITS_8);
    UART1->UARTDMACR = 3;
    enum {
        BYTES_PACED = BIT(0),
        INCR_READ = BIT(4),
        INCR_WRITE = BIT(5),
        TX_REQUEST = 22 << 15,
        RX_REQUEST = 23 << 15
    };
    DMA->CH[1].READ_ADDR = (uintptr_t)&UART1->UARTDR;
    DMA->CH[1].WRITE_ADDR = (uintptr_t)received;
    DMA->CH[1].TRANS_COUNT = sizeof received;
    DMA->CH[1].CTRL_TRIG = BYTES_PACED | INCR_WRITE | RX_REQUEST | 1 << 11;
    DMA->CH[0].READ_ADDR = (uintptr_t)sent;
    DMA->CH[0].WRITE_ADDR = (uintptr_t)&UART1->UARTDR;
    DMA->CH[0].TRANS_COUNT = sizeof sent;
    DMA->CH[0].CTRL_TRIG = BYTES_PACED | INCR_READ | TX_REQUEST | 0 << 11;
    const uint32_t start = now_us();
    wait_for(&DMA->CH[1].CTRL_TRIG, BIT(24), 0, 10000);
    const uint32_t taken = now_us() - start;
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < sizeof sent; ++i) {
        wrong += ((volatile uint8_t*)received)[i] != sent[i];
    }
    check_equal("UART: DMA sends and receives at its pace", wrong, 0);
    check_between("UART: 64 characters take 640 us", taken, 630, 660);
    UART1->UARTDMACR = 0;
}

void program(void) {
    check_time();
    check_fifo();
    check_interrupts();
    check_dma();
}
