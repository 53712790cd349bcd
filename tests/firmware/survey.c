// Tells what it finds in each block, one "BLOCK what = value" a line: registers after reset, results, cycles.
// No claims; tests/peers/rp2040js/compare runs it on two simulators.

#include "survey.h"

typedef struct {
    const char* name;
    uintptr_t base;
    uint32_t reset; // of RESETS; 0: not reset here
    uint32_t words;
    uint32_t skip[3]; // a bit for each word: absent, by itself in motion, or changed by reading
} Block;

static const Block blocks[] = {
    {"ADC",            0x4004c000, RESET_ADC,     9,  {BIT(3)}                },
    {"DMA.CH1",        0x50000040, RESET_DMA,     16, {0}                     },
    {"DMA",            0x50000400, RESET_DMA,     19, {BIT(4) | BIT(15)}      },
    {"I2C0",           0x40044000, RESET_I2C0,    41, {0x07ff0618}            },
    {"PIO0",           0x50200000, RESET_PIO0,    18, {0xf0 | 0xf00}          },
    {"PIO0.SM0",       0x502000c8, RESET_PIO0,    6,  {0}                     },
    {"PIO0.SM3",       0x50200110, RESET_PIO0,    6,  {0}                     },
    {"PIO0.IRQ",       0x50200128, RESET_PIO0,    7,  {0}                     },
    {"PWM.CH5",        0x40050064, RESET_PWM,     5,  {0}                     },
    {"PWM",            0x400500a0, RESET_PWM,     5,  {0}                     },
    {"RTC",            0x4005c000, RESET_RTC,     12, {BIT(6) | BIT(7)}       },
    {"SPI0",           0x4003c000, RESET_SPI0,    10, {BIT(2)}                },
    {"UART1",          0x40038000, RESET_UART1,   19, {BIT(0) | 0x3c | BIT(7)}},
    {"USBCTRL",        0x50110000, RESET_USBCTRL, 39, {0, BIT(2)}             },
    {"IO_BANK0.GPIO5", 0x40014028, 0,             2,  {0}                     },
    {"IO_BANK0.INTE",  0x40014100, 0,             12, {0}                     },
    {"PADS_BANK0",     0x4001c000, 0,             33, {6}                     },
    {"SYSINFO",        0x40000000, 0,             2,  {0}                     },
    {"PSM",            0x40010000, 0,             4,  {0}                     },
    {"BUSCTRL",        0x40030000, 0,             10, {0}                     },
    {"VREG",           0x40064000, 0,             3,  {0}                     },
    {"XOSC",           0x40024000, 0,             8,  {0x70 | BIT(7)}         },
    {"PLL_SYS",        0x40028000, 0,             4,  {0}                     },
    {"TBMAN",          0x4006c000, 0,             1,  {0}                     },
};

static void tell_registers(void) {
    reset_blocks(RESET_USBCTRL); // it was left in reset
    for (uint32_t i = 0; i < sizeof blocks / sizeof *blocks; ++i) {
        const Block* const block = &blocks[i];
        if (block->reset != 0) {
            reset_blocks(block->reset);
        }
        for (uint32_t word = 0; word < block->words; ++word) {
            if ((block->skip[word / 32] >> word % 32 & 1) == 0) {
                print(block->name);
                print("+");
                print_hex(4 * word);
                tell(" after reset", ((reg*)block->base)[word]);
            }
        }
    }
}

static void tell_core(void) {
    tell("PPB CPUID", SCB->CPUID);
    tell("PPB SYST_CALIB", SYST->CALIB);
    *NVIC_ISPR = BIT(26);
    tell("PPB ISPR has what was pended", *NVIC_ISPR & BIT(26));
    tell("PPB ICSR of a pended interrupt that is not enabled", SCB->ICSR);
    *NVIC_ICPR = BIT(26);
    tell("PPB ICPR clears it", *NVIC_ISPR & BIT(26));
    NVIC_IPR[1] = 0xffffffff;
    tell("PPB priorities have two bits", NVIC_IPR[1]);
    NVIC_IPR[1] = 0;
    SCB->SHPR3 = 0xffffffff;
    tell("PPB SHPR3", SCB->SHPR3);
    SCB->SHPR3 = 0;
    tell("PPB CCR", SCB->CCR);
    SCB->SCR = 0xffffffff;
    tell("PPB SCR", SCB->SCR);
    SCB->SCR = 0;
    SYST->RVR = 0x01234567;
    tell("PPB SYST_RVR has 24 bits", SYST->RVR);
    SYST->RVR = 99;
    SYST->CVR = 1;
    SYST->CSR = 5;
    wait_us(2);
    tell("PPB SYST_CSR after a wrap", SYST->CSR);
    tell("PPB SYST_CSR read again at once", SYST->CSR & BIT(16));
}

static void tell_sio(void) {
    SIO->GPIO_OUT = 0xffffffff;
    tell("SIO GPIO_OUT has 30 bits", SIO->GPIO_OUT);
    SIO->GPIO_OUT_CLR = 0x0fffffff;
    SIO->GPIO_OUT_XOR = 0x30000003;
    tell("SIO GPIO_OUT_XOR", SIO->GPIO_OUT);
    SIO->GPIO_OUT = 0;
    tell("SIO FIFO_ST", SIO->FIFO_ST);
    tell("SIO FIFO_RD", SIO->FIFO_RD);
    (void)SIO->FIFO_RD;
    tell("SIO FIFO_ST after reading an empty FIFO", SIO->FIFO_ST);
    SIO->FIFO_ST = FIFO_ROE | FIFO_WOF;
    tell("SIO SPINLOCK5 first", SIO->SPINLOCK[5]);
    tell("SIO SPINLOCK5 again", SIO->SPINLOCK[5]);
    tell("SIO SPINLOCK_ST", SIO->SPINLOCK_ST);
    SIO->SPINLOCK[5] = 1;
    tell("SIO SPINLOCK_ST released", SIO->SPINLOCK_ST);
    static const uint32_t operands[][2] = {
        {(uint32_t)-7, 2           },
        {7,            (uint32_t)-2},
        {5,            0           },
        {(uint32_t)-5, 0           },
        {0x80000000,   (uint32_t)-1}
    };
    for (uint32_t i = 0; i < 5; ++i) {
        SIO->DIV_SDIVIDEND = operands[i][0];
        SIO->DIV_SDIVISOR = operands[i][1];
        wait_us(1);
        tell("SIO DIV_CSR", SIO->DIV_CSR);
        tell("SIO DIV_REMAINDER, signed", SIO->DIV_REMAINDER);
        tell("SIO DIV_QUOTIENT, signed", SIO->DIV_QUOTIENT);
        tell("SIO DIV_CSR when it was read", SIO->DIV_CSR);
    }
    SIO->DIV_UDIVIDEND = 5;
    SIO->DIV_UDIVISOR = 0;
    wait_us(1);
    tell("SIO DIV_REMAINDER by zero", SIO->DIV_REMAINDER);
    tell("SIO DIV_QUOTIENT by zero", SIO->DIV_QUOTIENT);
    Interpolator* const interp = &SIO->INTERP[0];
    interp->CTRL_LANE[0] = BIT(21) | 7 << 10 | 8; // BLEND
    interp->CTRL_LANE[1] = BIT(15) | 7 << 10;     // SIGNED
    interp->ACCUM[1] = 0x80;
    interp->BASE[0] = (uint32_t)-100;
    interp->BASE[1] = 300;
    tell("SIO INTERP0 blends half way", interp->PEEK_LANE[1]);
    tell("SIO INTERP0 PEEK_FULL when it blends", interp->PEEK_FULL);
    interp->CTRL_LANE[0] = 4 | 3 << 5 | 9 << 10 | BIT(18);  // ADD_RAW
    interp->CTRL_LANE[1] = BIT(16) | 12 | 0 << 5 | 7 << 10; // CROSS_INPUT
    interp->ACCUM[0] = 0x00012345;
    interp->BASE[0] = 0x100;
    interp->BASE[1] = 0x2000;
    interp->BASE[2] = 0x30000;
    tell("SIO INTERP0 PEEK_LANE0", interp->PEEK_LANE[0]);
    tell("SIO INTERP0 PEEK_LANE1", interp->PEEK_LANE[1]);
    tell("SIO INTERP0 POP_FULL", interp->POP_FULL);
    tell("SIO INTERP0 ACCUM0 after POP", interp->ACCUM[0]);
    tell("SIO INTERP0 ACCUM1 after POP", interp->ACCUM[1]);
    interp->ACCUM_ADD[0] = 5;
    tell("SIO INTERP0 ACCUM0_ADD", interp->ACCUM[0]);
    interp->BASE_1AND0 = 0x8001fffe;
    tell("SIO INTERP0 BASE0 by both", interp->BASE[0]);
    tell("SIO INTERP0 BASE1 by both", interp->BASE[1]);
    Interpolator* const clamp = &SIO->INTERP[1];
    clamp->CTRL_LANE[0] = BIT(22) | BIT(15) | 2 | 29 << 10; // CLAMP, SIGNED
    clamp->BASE[0] = (uint32_t)-10;
    clamp->BASE[1] = 20;
    clamp->ACCUM[0] = (uint32_t)-400;
    tell("SIO INTERP1 clamps below", clamp->PEEK_LANE[0]);
    clamp->ACCUM[0] = 400;
    tell("SIO INTERP1 clamps above", clamp->PEEK_LANE[0]);
    tell("SIO INTERP1 CTRL_LANE0", clamp->CTRL_LANE[0]);
}

static void tell_pins(void) {
    pin_output(20, true);
    tell("IO_BANK0 STATUS of a high output", IO_BANK0->GPIO[20].STATUS);
    tell("SIO GPIO_IN of a high output", SIO->GPIO_IN >> 20 & 1);
    IO_BANK0->GPIO[20].CTRL = FUNC_SIO | 1 << 8; // OUTOVER: inverted
    wait_us(1);
    tell("IO_BANK0 STATUS, inverted", IO_BANK0->GPIO[20].STATUS);
    IO_BANK0->GPIO[20].CTRL = FUNC_SIO;
    clear_bits(&PADS_BANK0->GPIO[20], PAD_IE);
    wait_us(1);
    tell("SIO GPIO_IN without IE", SIO->GPIO_IN >> 20 & 1);
    set_bits(&PADS_BANK0->GPIO[20], PAD_IE);
    IO_BANK0->INTR[2] = EDGE_HIGH << 16 | EDGE_LOW << 16;
    tell("IO_BANK0 INTR of a high pin", IO_BANK0->INTR[2] >> 16 & 15);
    SIO->GPIO_OUT_CLR = BIT(20);
    wait_us(1);
    tell("IO_BANK0 INTR after a fall", IO_BANK0->INTR[2] >> 16 & 15);
    SIO->GPIO_OE_CLR = BIT(20);
    pin_pull(20, PAD_PUE);
    wait_us(1);
    tell("SIO GPIO_IN pulled up", SIO->GPIO_IN >> 20 & 1);
    pin_pull(20, PAD_PDE);
    wait_us(1);
    tell("SIO GPIO_IN pulled down", SIO->GPIO_IN >> 20 & 1);
    *(volatile uint8_t*)&WATCHDOG->SCRATCH[0] = 0x5a;
    tell("bus: a byte written to a register", WATCHDOG->SCRATCH[0]);
    *(volatile uint16_t*)&WATCHDOG->SCRATCH[1] = 0x1234;
    tell("bus: a half-word written to a register", WATCHDOG->SCRATCH[1]);
    toggle_bits(&WATCHDOG->SCRATCH[1], 0xff);
    tell("bus: XOR alias", WATCHDOG->SCRATCH[1]);
    tell("bus: reading through the SET alias", *alias(&WATCHDOG->SCRATCH[1], 0x2000));
}

void program(void) {
    tell_registers();
    tell_core();
    tell_sio();
    tell_pins();
}
