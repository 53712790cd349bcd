// Makes the waveforms of the usual serial protocols, for decoders of other programs (tests/peers/sigrok,
// which has the board): I2C from the block, from moved pins and from PIO; SPI, UART, WS2812, 1-Wire, DHT22,
// PWM. While MARK is high, one of them is under way, in the order of `program`.

#include "firmware.h"

enum { MARK = 28, I2C_ADDRESS = 0x48 };

enum { CYCLES_PER_ROUND = 3 };
static inline void pause(uint32_t rounds) {
    __asm volatile("1: subs %0, #1\n bne 1b" : "+l"(rounds) : : "cc");
}

static void begin(void) {
    SIO->GPIO_OUT_SET = BIT(MARK);
    wait_us(2);
}

static void end(void) {
    wait_us(2);
    SIO->GPIO_OUT_CLR = BIT(MARK);
    wait_us(2);
}

// One master for `exchange`. A byte that is read is written as 0xff with the acknowledge to give.
typedef struct {
    void (*start)(void);
    void (*stop)(void);
    uint32_t (*byte)(uint32_t data, bool acknowledge); // data << 1 | NACK as on the wires
} Master;

// Writes three registers, then reads them after a repeated start.
static void exchange(const char* claim, const Master* master) {
    static const uint8_t data[] = {0x00, 0xa5, 0x3c, 0x0f};
    uint32_t nacks = 0;
    master->start();
    nacks += master->byte(I2C_ADDRESS << 1, false) & 1;
    for (uint32_t i = 0; i < sizeof data; ++i) {
        nacks += master->byte(data[i], false) & 1;
    }
    master->stop();
    master->start();
    nacks += master->byte(I2C_ADDRESS << 1, false) & 1;
    nacks += master->byte(0, false) & 1;
    master->start();
    nacks += master->byte(I2C_ADDRESS << 1 | 1, false) & 1;
    bool same = true;
    for (uint32_t i = 1; i < sizeof data; ++i) {
        same = master->byte(0xff, i + 1 < sizeof data) >> 1 == data[i] && same;
    }
    master->stop();
    check(claim, nacks == 0 && same);
}

// Moved pins. Outputs are 0: enabling one pulls its line low.
enum { SDA = 14, SCL = 15 };
static uint32_t moved_rounds; // a third of a bit

static void line(uint32_t pin, bool high) {
    *(high ? &SIO->GPIO_OE_CLR : &SIO->GPIO_OE_SET) = BIT(pin);
    pause(moved_rounds);
}

static void moved_start(void) {
    line(SDA, true);
    line(SCL, true);
    line(SDA, false);
    line(SCL, false);
}

static void moved_stop(void) {
    line(SDA, false);
    line(SCL, true);
    line(SDA, true);
}

static uint32_t moved_byte(uint32_t data, bool acknowledge) {
    uint32_t out = data << 1 | !acknowledge;
    uint32_t in = 0;
    for (uint32_t bit = 9; bit-- > 0;) {
        line(SDA, (out >> bit & 1) != 0);
        line(SCL, true);
        in = in << 1 | (SIO->GPIO_IN >> SDA & 1);
        line(SCL, false);
    }
    return in;
}

static void moved_i2c(uint32_t hz) {
    static const Master master = {moved_start, moved_stop, moved_byte};
    enum { OWN_CYCLES = 8 };
    moved_rounds = (SYS_HZ / hz / 3 - OWN_CYCLES) / CYCLES_PER_ROUND;
    for (uint32_t pin = SDA; pin <= SCL; ++pin) {
        SIO->GPIO_OE_CLR = SIO->GPIO_OUT_CLR = BIT(pin);
        pin_function(pin, FUNC_SIO);
        pin_pull(pin, PAD_PUE);
    }
    begin();
    exchange("I2C from moved pins", &master);
    end();
}

// The block. Each byte is a command; starts and stops go with it.
enum { BLOCK_SDA = 4, BLOCK_SCL = 5 };
enum { READ = BIT(8), STOP = BIT(9), RESTART = BIT(10), RX_AVAILABLE = BIT(3), ACTIVE = BIT(5) };

static void block_i2c(uint32_t hz) {
    reset_blocks(RESET_I2C0);
    pin_function(BLOCK_SDA, FUNC_I2C);
    pin_function(BLOCK_SCL, FUNC_I2C);
    pin_pull(BLOCK_SDA, PAD_PUE);
    pin_pull(BLOCK_SCL, PAD_PUE);
    I2C0->IC_CON = BIT(0) | 2 << 1 | BIT(5) | BIT(6) | BIT(8); // master, fast, restarts, no slave
    I2C0->IC_TAR = I2C_ADDRESS;
    I2C0->IC_FS_SCL_HCNT = SYS_HZ / hz * 2 / 5;
    I2C0->IC_FS_SCL_LCNT = SYS_HZ / hz * 3 / 5;
    I2C0->IC_ENABLE = 1;
    begin();
    static const uint32_t commands[] = {0x00, 0xa5,           0x3c, 0x0f | STOP,
                                        0x00, READ | RESTART, READ, READ | STOP};
    for (uint32_t i = 0; i < sizeof commands / sizeof *commands; ++i) {
        I2C0->IC_DATA_CMD = commands[i];
    }
    uint32_t got = 0;
    for (uint32_t i = 0; i < 3; ++i) {
        wait_for(&I2C0->IC_STATUS, RX_AVAILABLE, RX_AVAILABLE, 5000);
        got = got << 8 | (I2C0->IC_DATA_CMD & 0xff);
    }
    wait_for(&I2C0->IC_STATUS, ACTIVE, 0, 1000);
    end();
    check_equal("I2C from the block", got, 0xa53c0f);
}

// PIO. Lines are driven low by their directions; the machine sends nine bits and gives back nine.
enum { PIO_SDA = 16, PIO_SCL = 17, CYCLES_PER_BIT = 28 };
static uint32_t pio_quarter;

static void force(uint32_t instruction) {
    PIO0->SM[0].INSTR = instruction;
    pause(pio_quarter);
}
static void force_sda(bool high, bool scl) {
    force(0xe080 | !high | !scl << 12); // set pindirs, !high side !scl
}

static void pio_start(void) {
    clear_bits(&PIO0->CTRL, 1);
    force_sda(true, false);
    force_sda(true, true);
    force_sda(false, true);
    force_sda(false, false);
    set_bits(&PIO0->CTRL, 1);
}

static void pio_stop(void) {
    clear_bits(&PIO0->CTRL, 1);
    force_sda(false, false);
    force_sda(false, true);
    force_sda(true, true);
    pause(pio_quarter);
}

static uint32_t pio_byte(uint32_t data, bool acknowledge) {
    PIO0->TXF[0] = ~(data << 1 | !acknowledge) << 23;
    wait_for(&PIO0->FSTAT, BIT(8), 0, 1000);
    return PIO0->RXF[0];
}

static void pio_i2c(uint32_t hz) {
    static const Master master = {pio_start, pio_stop, pio_byte};
    static const uint16_t program[] = {
        0x90a0, // pull block          side 1
        0xf028, // set x, 8            side 1
        0x7781, // out pindirs, 1      side 1 [7]
        0xa242, // nop                 side 0 [2]
        0x2491, // wait 1 gpio PIO_SCL side 0 [4]
        0x4301, // in pins, 1          side 0 [3]
        0x1742, // jmp x--, 2          side 1 [7]
        0x9020, // push block          side 1
    };
    reset_blocks(RESET_PIO0);
    pio_quarter = SYS_HZ / hz / 4 / CYCLES_PER_ROUND;
    for (uint32_t i = 0; i < 8; ++i) {
        PIO0->INSTR_MEM[i] = program[i];
    }
    PioStateMachine* const sm = &PIO0->SM[0];
    sm->CLKDIV = (uint32_t)(((uint64_t)SYS_HZ << 8) / (hz * CYCLES_PER_BIT)) << 8;
    sm->EXECCTRL = BIT(29) | 7 << 12;
    sm->SHIFTCTRL = 0;
    sm->PINCTRL = 1 << 29 | 1 << 26 | 1 << 20 | PIO_SDA << 15 | PIO_SCL << 10 | PIO_SDA << 5 | PIO_SDA;
    force_sda(true, true);
    for (uint32_t pin = PIO_SDA; pin <= PIO_SCL; ++pin) {
        pin_function(pin, FUNC_PIO0);
        pin_pull(pin, PAD_PUE);
    }
    begin();
    exchange("I2C from PIO", &master);
    end();
    clear_bits(&PIO0->CTRL, 1);
}

static void spi(uint32_t mode) {
    enum { CS = 21, SCK = 18, TX = 19, SPO = 6, SPH = 7, BUSY = BIT(4) };
    reset_blocks(RESET_SPI0);
    pin_output(CS, true);
    SPI0->SSPCPSR = 10; // 12.5 MHz
    SPI0->SSPCR0 = 7 | (mode >> 1) << SPO | (mode & 1) << SPH;
    SPI0->SSPCR1 = BIT(1);
    pin_function(SCK, FUNC_SPI);
    pin_function(TX, FUNC_SPI);
    begin();
    SIO->GPIO_OUT_CLR = BIT(CS);
    static const uint8_t data[] = {0x9f, 0x00, 0x35, 0xff};
    for (uint32_t i = 0; i < sizeof data; ++i) {
        SPI0->SSPDR = data[i];
    }
    wait_for(&SPI0->SSPSR, BUSY, 0, 1000);
    SIO->GPIO_OUT_SET = BIT(CS);
    end();
}

static void uart(uint32_t baud) {
    enum { TX = 8, BITS_8 = 3 << 5, FEN = BIT(4) };
    const uint32_t divider_by_64 = (SYS_HZ * 4 + baud / 2) / baud;
    reset_blocks(RESET_UART1);
    UART1->UARTIBRD = divider_by_64 >> 6;
    UART1->UARTFBRD = divider_by_64 & 63;
    UART1->UARTLCR_H = BITS_8 | FEN;
    UART1->UARTCR = BIT(0) | BIT(8);
    pin_function(TX, FUNC_UART);
    begin();
    for (const char* text = "Uv\n\xff"; *text; ++text) {
        UART1->UARTDR = (uint8_t)*text;
    }
    wait_for(&UART1->UARTFR, UARTFR_BUSY, 0, 10000);
    end();
}

// By PIO, three samples of 400 ns for each bit: high, the bit, low.
static void ws2812(void) {
    enum { DIN = 6 };
    static const uint32_t pixels[] = {0x112233, 0xff0001, 0x00ff80}; // green, red, blue
    reset_blocks(RESET_PIO0);
    PIO0->INSTR_MEM[0] = 0x6001; // out pins, 1
    PioStateMachine* const sm = &PIO0->SM[0];
    sm->CLKDIV = 50 << 16;
    sm->EXECCTRL = 0;
    sm->SHIFTCTRL = BIT(17) | 24 << 25; // autopull after 24, the highest first
    sm->PINCTRL = 1 << 20 | DIN;
    sm->PINCTRL = 1 << 26 | 1 << 20 | DIN << 5 | DIN;
    sm->INSTR = 0xe081; // set pindirs, 1
    pin_function(DIN, FUNC_PIO0);
    begin();
    wait_us(100); // a pause before the first pixel
    set_bits(&PIO0->CTRL, 1);
    for (uint32_t pixel = 0; pixel < 3; ++pixel) {
        for (uint32_t byte = 3; byte-- > 0;) {
            uint32_t samples = 0;
            for (uint32_t bit = 8; bit-- > 0;) {
                samples = samples << 3 | 4 | (pixels[pixel] >> (8 * byte + bit) & 1) << 1;
            }
            wait_for(&PIO0->FSTAT, BIT(16), 0, 1000);
            PIO0->TXF[0] = samples << 8;
        }
    }
    wait_us(400);
    end();
    clear_bits(&PIO0->CTRL, 1);
}

enum { OWR = 10, ROUNDS_PER_US = 42 };

static void low_for(uint32_t us) {
    SIO->GPIO_OE_SET = BIT(OWR);
    pause(us * ROUNDS_PER_US);
    SIO->GPIO_OE_CLR = BIT(OWR);
}

static uint32_t one_wire_bit(uint32_t bit) {
    low_for(bit ? 4 : 65);
    pause(8 * ROUNDS_PER_US);
    const uint32_t level = SIO->GPIO_IN >> OWR & 1;
    pause((bit ? 58 : 5) * ROUNDS_PER_US);
    return level;
}

static uint32_t one_wire_byte(uint32_t out) {
    uint32_t in = 0;
    for (uint32_t bit = 0; bit < 8; ++bit) {
        in |= one_wire_bit(out >> bit & 1) << bit;
    }
    return in;
}

static void one_wire_reset(void) {
    low_for(500);
    wait_us(500);
}

static void one_wire(void) {
    SIO->GPIO_OE_CLR = SIO->GPIO_OUT_CLR = BIT(OWR);
    pin_function(OWR, FUNC_SIO);
    begin();
    one_wire_reset();
    one_wire_byte(0x33); // READ ROM
    uint32_t family = one_wire_byte(0xff);
    for (uint32_t i = 1; i < 8; ++i) {
        one_wire_byte(0xff);
    }
    one_wire_reset();
    one_wire_byte(0xcc); // SKIP ROM
    one_wire_byte(0xbe); // READ SCRATCHPAD
    for (uint32_t i = 0; i < 9; ++i) {
        one_wire_byte(0xff);
    }
    end();
    check_equal("1-Wire: the family of a DS18B20", family, 0x28);
}

static void dht22(void) {
    enum { DATA = 11 };
    SIO->GPIO_OE_CLR = SIO->GPIO_OUT_CLR = BIT(DATA);
    pin_function(DATA, FUNC_SIO);
    begin();
    SIO->GPIO_OE_SET = BIT(DATA);
    wait_us(1200);
    SIO->GPIO_OE_CLR = BIT(DATA);
    wait_us(6000);
    end();
}

static void pwm(void) {
    enum { PIN = 22 };
    reset_blocks(RESET_PWM);
    PwmSlice* const slice = &PWM->CH[3];
    slice->TOP = 12499; // 10 kHz
    slice->CC = 3125;
    pin_function(PIN, FUNC_PWM);
    begin();
    slice->CSR = 1;
    wait_us(1000);
    slice->CSR = 0;
    end();
}

void program(void) {
    static const uint32_t i2c_hz[] = {100000, 400000, 1000000};
    static const uint32_t bauds[] = {9600, 115200, 1000000, 3000000};
    pin_output(MARK, false);
    for (uint32_t i = 0; i < 3; ++i) {
        block_i2c(i2c_hz[i]);
        moved_i2c(i2c_hz[i]);
        pio_i2c(i2c_hz[i]);
    }
    for (uint32_t mode = 0; mode < 4; ++mode) {
        spi(mode);
    }
    for (uint32_t i = 0; i < 4; ++i) {
        uart(bauds[i]);
    }
    ws2812();
    one_wire();
    while (now_us() < 2100000) { // a DHT22 answers 2 s after power-on
    }
    dht22();
    pwm();
}
