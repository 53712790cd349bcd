// Tells what blocks do, one "BLOCK what = value" a line, as survey.c does. Times are in cycles of clk_sys.

#include "survey.h"

// Told at the end of a block, because printing takes time on one simulator and none on another.
static struct {
    const char* what;
    uint32_t value;
} notes[64];
static uint32_t note_count;

static void note(const char* what, uint32_t value) {
    notes[note_count].what = what;
    notes[note_count++].value = value;
}

static void tell_notes(void) {
    for (uint32_t i = 0; i < note_count; ++i) {
        tell(notes[i].what, notes[i].value);
    }
    note_count = 0;
}

static void tell_timer(void) {
    TIMER->ALARM[1] = TIMER->TIMERAWL + 40;
    note("TIMER ARMED", TIMER->ARMED);
    start_cycles();
    wait_for(&TIMER->ARMED, BIT(1), 0, 100);
    note("TIMER INTR when it fired", TIMER->INTR);
    note("TIMER INTS without INTE", TIMER->INTS);
    TIMER->INTR = BIT(1);
    note("TIMER INTR cleared", TIMER->INTR);
    TIMER->INTF = BIT(2);
    note("TIMER INTS by INTF", TIMER->INTS);
    TIMER->INTF = 0;
    TIMER->ALARM[2] = TIMER->TIMERAWL + 1000;
    TIMER->ARMED = BIT(2);
    note("TIMER disarmed", TIMER->ARMED);
    TIMER->PAUSE = 1;
    const uint32_t before = TIMER->TIMERAWL;
    for (volatile uint32_t i = 0; i < 100; ++i) {
    }
    note("TIMER counts while PAUSE is set", TIMER->TIMERAWL != before);
    TIMER->PAUSE = 0;
}

static void tell_watchdog(void) {
    WATCHDOG->SCRATCH[4] = 0x600df00d;
    note("WATCHDOG SCRATCH4", WATCHDOG->SCRATCH[4]);
    note("WATCHDOG REASON", WATCHDOG->REASON);
    note("WATCHDOG TICK", WATCHDOG->TICK & 0x7ff);
    WATCHDOG->LOAD = 100000;
    set_bits(&WATCHDOG->CTRL, BIT(30)); // ENABLE
    const uint32_t left = WATCHDOG->CTRL & 0xffffff;
    wait_us(100);
    const uint32_t passed = left - (WATCHDOG->CTRL & 0xffffff);
    clear_bits(&WATCHDOG->CTRL, BIT(30));
    note("WATCHDOG counts in 100 us, in tens", (passed + 5) / 10);
}

static void tell_rtc(void) {
    reset_blocks(RESET_RTC);
    RTC->CLKDIV_M1 = 46; // 1 kHz
    RTC->SETUP_0 = 2023 << 12 | 12 << 8 | 31;
    RTC->SETUP_1 = 0 << 24 | 23 << 16 | 59 << 8 | 57;
    RTC->CTRL = BIT(4); // LOAD
    wait_us(100);
    RTC->CTRL = BIT(0);
    wait_us(200);
    note("RTC CTRL when it runs", RTC->CTRL);
    note("RTC RTC_0 as it was set", RTC->RTC_0);
    note("RTC RTC_1 as it was set", RTC->RTC_1);
    wait_us(4000);
    note("RTC RTC_0 over midnight", RTC->RTC_0);
    note("RTC RTC_1 over the year", RTC->RTC_1);
    RTC->CTRL = 0;
}

static void tell_pwm(void) {
    reset_blocks(RESET_PWM);
    PwmSlice* const slice = &PWM->CH[2];
    slice->TOP = 999;
    slice->DIV = 125 << 4; // 1 MHz
    slice->CC = 0x00200010;
    note("PWM CC", slice->CC);
    slice->CSR = 1;
    wait_us(500);
    note("PWM CTR after 500 us, in tens", (slice->CTR + 5) / 10);
    wait_us(600);
    note("PWM INTR after a wrap", PWM->INTR);
    PWM->INTR = BIT(2);
    note("PWM INTR cleared", PWM->INTR);
    slice->CSR = 0;
    slice->CTR = 0;
    slice->CSR = 3; // phase-correct
    wait_us(1500);
    note("PWM CTR of a phase-correct slice on its way down, in tens", (slice->CTR + 5) / 10);
    slice->CSR = 0;
    note("PWM EN", PWM->EN);
    PWM->EN = BIT(2) | BIT(7);
    note("PWM CSR by EN", slice->CSR & 1);
    PWM->EN = 0;
    slice->CTR = 10;
    slice->CSR = BIT(7); // PH_ADV of a slice that stands
    note("PWM PH_ADV of a slice that stands", slice->CSR);
}

static void tell_adc(void) {
    reset_blocks(RESET_ADC);
    ADC->CS = ADC_EN | ADC_TS_EN | 4 << 12;
    note("ADC is ready", wait_for(&ADC->CS, ADC_READY, ADC_READY, 10));
    start_cycles();
    ADC->CS = ADC_EN | ADC_TS_EN | 4 << 12 | ADC_START_ONCE;
    while (!(ADC->CS & ADC_READY)) {
    }
    note("ADC a conversion, in tens of cycles", cycles() / 10);
    note("ADC RESULT of the sensor", ADC->RESULT);
    ADC->FCS = 1 | BIT(1); // EN, SHIFT
    ADC->CS = ADC_EN | ADC_TS_EN | 4 << 12 | ADC_START_MANY;
    wait_us(20);
    ADC->CS = ADC_EN | ADC_TS_EN | 4 << 12;
    wait_us(5);
    note("ADC FCS after ten conversions", ADC->FCS);
    note("ADC FIFO, shifted", ADC->FIFO);
    ADC->FCS = 1 | BIT(10) | BIT(11);
    note("ADC FCS, flags cleared", ADC->FCS);
}

static void tell_serial(void) {
    reset_blocks(RESET_UART1 | RESET_SPI0 | RESET_I2C0);
    UART1->UARTIBRD = 67;
    UART1->UARTFBRD = 52;
    UART1->UARTLCR_H = BIT(4) | 3 << 5;
    UART1->UARTCR = BIT(0) | BIT(7) | BIT(8) | BIT(9); // LBE
    note("UART1 UARTFR, idle", UART1->UARTFR);
    start_cycles();
    UART1->UARTDR = 0x5a;
    note("UART1 UARTFR, busy", UART1->UARTFR);
    wait_for(&UART1->UARTFR, UARTFR_RXFE, 0, 500);
    note("UART1 a character in loopback, in hundreds of cycles", cycles() / 100);
    note("UART1 UARTRIS", UART1->UARTRIS);
    note("UART1 UARTDR", UART1->UARTDR);
    note("UART1 UARTDR when it is empty", UART1->UARTFR);
    UART1->UARTCR = 0;

    SPI0->SSPCPSR = 10;
    SPI0->SSPCR0 = 7;
    SPI0->SSPCR1 = BIT(0) | BIT(1); // LBM, SSE
    note("SPI0 SSPSR, idle", SPI0->SSPSR);
    start_cycles();
    SPI0->SSPDR = 0xa5;
    wait_for(&SPI0->SSPSR, BIT(2), BIT(2), 100);
    note("SPI0 a frame in loopback, in tens of cycles", cycles() / 10);
    note("SPI0 SSPDR", SPI0->SSPDR);
    for (uint32_t i = 0; i < 9; ++i) {
        SPI0->SSPDR = i;
    }
    note("SPI0 SSPSR after nine words", SPI0->SSPSR);
    wait_us(20);
    note("SPI0 SSPRIS", SPI0->SSPRIS);
    SPI0->SSPCR1 = 0;

    pin_function(4, FUNC_I2C);
    pin_function(5, FUNC_I2C);
    pin_pull(4, PAD_PUE);
    pin_pull(5, PAD_PUE);
    I2C0->IC_ENABLE = 0;
    I2C0->IC_FS_SCL_HCNT = 75;
    I2C0->IC_FS_SCL_LCNT = 100;
    I2C0->IC_TAR = 0x42;
    I2C0->IC_ENABLE = 1;
    note("I2C0 IC_STATUS, idle", I2C0->IC_STATUS);
    note("I2C0 IC_ENABLE_STATUS", I2C0->IC_ENABLE_STATUS);
    I2C0->IC_DATA_CMD = BIT(9) | 0x55;
    note("I2C0 IC_TXFLR", I2C0->IC_TXFLR);
    note("I2C0 aborts without a target", wait_for(&I2C0->IC_RAW_INTR_STAT, BIT(6), BIT(6), 1000));
    note("I2C0 IC_TX_ABRT_SOURCE", I2C0->IC_TX_ABRT_SOURCE & 0x1ffff);
    note("I2C0 IC_RAW_INTR_STAT", I2C0->IC_RAW_INTR_STAT);
    (void)I2C0->IC_CLR_TX_ABRT;
    note("I2C0 IC_TX_ABRT_SOURCE, cleared", I2C0->IC_TX_ABRT_SOURCE);
    I2C0->IC_ENABLE = 0;
}

static uint32_t source[16] __attribute__((aligned(64)));
static uint32_t target[16] __attribute__((aligned(64)));

static void copy(uint32_t channel, uint32_t count, uint32_t ctrl) {
    DMA->CH[channel].READ_ADDR = (uintptr_t)source;
    DMA->CH[channel].WRITE_ADDR = (uintptr_t)target;
    DMA->CH[channel].TRANS_COUNT = count;
    DMA->CH[channel].CTRL_TRIG = ctrl | channel << 11 | 0x3f << 15 | 1;
    wait_for(&DMA->CH[channel].CTRL_TRIG, BIT(24), 0, 1000);
}

static void tell_dma(void) {
    enum { BYTES = 0, WORDS = 2 << 2, READS = BIT(4), WRITES = BIT(5), BSWAP = BIT(22), SNIFF = BIT(23) };
    reset_blocks(RESET_DMA);
    for (uint32_t i = 0; i < 16; ++i) {
        source[i] = 0x9e3779b9u * (i + 1);
    }
    copy(0, 16, WORDS | READS | WRITES);
    note("DMA the last word", target[15]);
    note("DMA TRANS_COUNT, done", DMA->CH[0].TRANS_COUNT);
    note("DMA READ_ADDR moved", DMA->CH[0].READ_ADDR - (uintptr_t)source);
    note("DMA INTR", DMA->INTR);
    DMA->INTR = 1;
    note("DMA INTR cleared", DMA->INTR);
    copy(1, 4, WORDS | READS | WRITES | BSWAP);
    note("DMA BSWAP", target[1]);
    copy(2, 6, BYTES | READS | WRITES | 2 << 6); // a ring of four bytes on the read side
    note("DMA a ring of four bytes", target[1]);
    static const struct {
        uint32_t calc;
        const char* what;
    } modes[] = {
        {0,  "DMA SNIFF_DATA, CRC-32"                 },
        {1,  "DMA SNIFF_DATA, CRC-32 of reversed bits"},
        {2,  "DMA SNIFF_DATA, CRC-16"                 },
        {3,  "DMA SNIFF_DATA, CRC-16 of reversed bits"},
        {14, "DMA SNIFF_DATA, parity"                 },
        {15, "DMA SNIFF_DATA, sum"                    }
    };
    for (uint32_t i = 0; i < 6; ++i) {
        for (uint32_t out = 0; out < 4; ++out) {
            DMA->SNIFF_DATA = 0xffffffff;
            DMA->SNIFF_CTRL = out << 10 | modes[i].calc << 5 | 2 << 1 | 1; // OUT_INV, OUT_REV
            copy(2, 9, BYTES | READS | SNIFF);
            note(modes[i].what, DMA->SNIFF_DATA);
        }
    }
    DMA->SNIFF_CTRL = 0;
    note("DMA N_CHANNELS", DMA->N_CHANNELS);
    DMA->TIMER[0] = 1 << 16 | 125;
    DMA->CH[3].READ_ADDR = (uintptr_t)source;
    DMA->CH[3].WRITE_ADDR = (uintptr_t)target;
    DMA->CH[3].TRANS_COUNT = 20;
    start_cycles();
    DMA->CH[3].CTRL_TRIG = 3 << 11 | 0x3b << 15 | 1;
    wait_for(&DMA->CH[3].CTRL_TRIG, BIT(24), 0, 1000);
    note("DMA 20 transfers by TIMER0 at 1 MHz, in hundreds of cycles", cycles() / 100);
    DMA->CH[4].TRANS_COUNT = 5;
    DMA->CH[4].READ_ADDR = (uintptr_t)source;
    DMA->CH[4].WRITE_ADDR = (uintptr_t)target;
    DMA->CH[4].AL1_CTRL = 4 << 11 | 0x3b << 15 | 1;
    note("DMA an alias without a trigger starts nothing", DMA->CH[4].CTRL_TRIG & BIT(24));
}

static void pio_does(uint32_t instruction) {
    PIO0->SM[0].INSTR = instruction;
}

static uint32_t pushed(void) {
    pio_does(0x8020); // push block
    return wait_for(&PIO0->FSTAT, BIT(8), 0, 10) ? PIO0->RXF[0] : 0xdeadbeef;
}

static void tell_pio(void) {
    reset_blocks(RESET_PIO0);
    PioStateMachine* const sm = &PIO0->SM[0];
    note("PIO0 FSTAT", PIO0->FSTAT);
    (void)PIO0->RXF[1];
    for (uint32_t i = 0; i < 5; ++i) {
        PIO0->TXF[1] = i;
    }
    note("PIO0 FDEBUG after an underflow and an overflow", PIO0->FDEBUG);
    PIO0->FDEBUG = ~0u;
    note("PIO0 FDEBUG cleared", PIO0->FDEBUG);
    note("PIO0 FLEVEL", PIO0->FLEVEL);
    PIO0->SM[1].SHIFTCTRL ^= BIT(30);
    note("PIO0 FLEVEL after joining", PIO0->FLEVEL);
    pio_does(0xe02d); // set x, 13
    pio_does(0xa0c9); // mov isr, ~x
    note("PIO0 mov isr, ~x", pushed());
    pio_does(0xa0d1); // mov isr, ::x
    note("PIO0 mov isr, ::x", pushed());
    pio_does(0xa0e1); // mov osr, x
    pio_does(0x6043); // out y, 3
    pio_does(0x4042); // in y, 2
    note("PIO0 out y, 3 and in y, 2 to the right", pushed());
    sm->SHIFTCTRL = 0;
    pio_does(0xa0e9); // mov osr, ~x
    pio_does(0x6048); // out y, 8
    pio_does(0x404c); // in y, 12
    note("PIO0 out y, 8 and in y, 12 to the left", pushed());
    sm->EXECCTRL = 2; // STATUS: fewer than two words in the TX FIFO
    pio_does(0xa0c5); // mov isr, status
    note("PIO0 mov isr, status", pushed());
    PIO0->IRQ_FORCE = 0xa5;
    note("PIO0 IRQ", PIO0->IRQ);
    note("PIO0 INTR", PIO0->INTR & 0xf00);
    PIO0->IRQ = 0x21;
    note("PIO0 IRQ, two flags cleared", PIO0->IRQ);
    static const uint16_t program[] = {
        0xe03f, // 0: set x, 31
        0x0741, // 1: jmp x--, 1 [7]
        0x8020, // 2: push block
        0x0003, // 3: jmp 3
    };
    for (uint32_t i = 0; i < 4; ++i) {
        PIO0->INSTR_MEM[i] = program[i];
    }
    sm->EXECCTRL = 31 << 12;
    sm->CLKDIV = 10 << 16;
    pio_does(0);
    start_cycles();
    PIO0->CTRL = 1;
    wait_for(&PIO0->FSTAT, BIT(8), 0, 1000);
    note("PIO0 257 ticks of 10 cycles, in hundreds", (cycles() + 50) / 100);
    note("PIO0 SM0_ADDR", sm->ADDR);
    note("PIO0 SM0_INSTR", sm->INSTR);
    (void)PIO0->RXF[0];
    PIO0->CTRL = 0;
    sm->SHIFTCTRL = BIT(17) | 8 << 25; // autopull after 8 bits
    pio_does(0x6024);                  // out x, 4
    note("PIO0 an OUT that stalls is latched", sm->EXECCTRL >> 31);
    PIO0->TXF[0] = 0x12345678;
    wait_us(1);
    note("PIO0 and goes on with a word", sm->EXECCTRL >> 31);
    pio_does(0xa0c1); // mov isr, x
    note("PIO0 what it took", pushed());
}

static void tell_clocks(void) {
    note("CLOCKS CLK_REF_SELECTED", CLOCKS->CLK_REF.SELECTED);
    note("CLOCKS CLK_SYS_SELECTED", CLOCKS->CLK_SYS.SELECTED);
    note("CLOCKS CLK_PERI_SELECTED", CLOCKS->CLK_PERI.SELECTED);
    note("CLOCKS CLK_USB_DIV", CLOCKS->CLK_USB.DIV);
    note("CLOCKS clk_sys, kHz", measure_khz(FC0_SYS));
    note("CLOCKS clk_rtc, kHz", measure_khz(FC0_RTC));
    note("RESETS RESET_DONE", RESETS->RESET_DONE);
    RESETS->RESET = RESETS->RESET | RESET_SPI0;
    note("RESETS RESET_DONE of a block in reset", RESETS->RESET_DONE & RESET_SPI0);
    leave_reset(RESET_SPI0);
}

static void tell_xip(void) {
    note("XIP CTRL", XIP_CTRL->CTRL);
    note("XIP STAT", XIP_CTRL->STAT);
    XIP_CTRL->CTR_HIT = XIP_CTRL->CTR_ACC = 0;
    for (uint32_t i = 0; i < 4; ++i) {
        (void)*(reg*)(uintptr_t)(0x10000100 + 4 * (i & 1));
    }
    note("XIP CTR_ACC counts", XIP_CTRL->CTR_ACC >= 4);
    note("SSI SR", SSI->SR);
    note("SSI TXFLR", SSI->TXFLR);
    note("SSI SSIENR", SSI->SSIENR);
    note("SSI IDR", *(reg*)0x18000058);
    note("SSI VERSION", *(reg*)0x1800005c);
}

static void tell_usb(void) {
    reset_blocks(RESET_USBCTRL);
    volatile uint8_t* const bytes = (volatile uint8_t*)USB_DPRAM;
    USB_DPRAM->BUFFER_CONTROL[3].IN = 0;
    bytes[0x98] = 0x5a;
    note("USB DPRAM a byte is a byte", USB_DPRAM->BUFFER_CONTROL[3].IN);
    USBCTRL->SIE_CTRL = BIT(16); // PULLUP_EN
    note("USBCTRL SIE_CTRL", USBCTRL->SIE_CTRL);
    USBCTRL->INTE = BIT(12);
    USBCTRL->INTF = BIT(4);
    note("USBCTRL INTS by INTF", USBCTRL->INTS);
    USBCTRL->INTF = 0;
    USBCTRL->SIE_CTRL = 0;
}

void program(void) {
    tell_timer();
    tell_notes();
    tell_watchdog();
    tell_notes();
    tell_rtc();
    tell_notes();
    tell_pwm();
    tell_notes();
    tell_adc();
    tell_notes();
    tell_serial();
    tell_notes();
    tell_dma();
    tell_notes();
    tell_pio();
    tell_notes();
    tell_clocks();
    tell_notes();
    tell_xip();
    tell_notes();
    tell_usb();
    tell_notes();
}
