#pragma once

// Registers of the RP2040 as the firmwares here need them: names, order and offsets of the datasheet's
// register lists. Reserved words keep the offsets.

#include <stdint.h>

typedef volatile uint32_t reg;

// Atomic aliases of an APB or AHB register (datasheet, "Atomic Register Access").
static inline reg* alias(reg* address, uint32_t offset) {
    return (reg*)((uintptr_t)address + offset);
}
static inline void toggle_bits(reg* address, uint32_t bits) {
    *alias(address, 0x1000) = bits;
}
static inline void set_bits(reg* address, uint32_t bits) {
    *alias(address, 0x2000) = bits;
}
static inline void clear_bits(reg* address, uint32_t bits) {
    *alias(address, 0x3000) = bits;
}

#define BIT(n) (UINT32_C(1) << (n))

typedef struct {
    reg RESET, WDSEL, RESET_DONE;
} Resets;
static Resets* const RESETS = (Resets*)0x4000c000;
enum {
    RESET_ADC = BIT(0),
    RESET_DMA = BIT(2),
    RESET_I2C0 = BIT(3),
    RESET_I2C1 = BIT(4),
    RESET_PIO0 = BIT(10),
    RESET_PLL_SYS = BIT(12),
    RESET_PLL_USB = BIT(13),
    RESET_PWM = BIT(14),
    RESET_RTC = BIT(15),
    RESET_SPI0 = BIT(16),
    RESET_TIMER = BIT(21),
    RESET_UART1 = BIT(23),
    RESET_USBCTRL = BIT(24),
    RESET_ALL = 0x01ffffff,
};

typedef struct {
    reg FRCE_ON, FRCE_OFF, WDSEL, DONE;
} Psm;
static Psm* const PSM = (Psm*)0x40010000;

typedef struct {
    reg CTRL, DIV, SELECTED;
} Clock;
typedef struct {
    Clock CLK_GPOUT[4], CLK_REF, CLK_SYS, CLK_PERI, CLK_USB, CLK_ADC, CLK_RTC;
    reg CLK_SYS_RESUS_CTRL, CLK_SYS_RESUS_STATUS;
    reg FC0_REF_KHZ, FC0_MIN_KHZ, FC0_MAX_KHZ, FC0_DELAY, FC0_INTERVAL, FC0_SRC, FC0_STATUS, FC0_RESULT;
    reg WAKE_EN0, WAKE_EN1, SLEEP_EN0, SLEEP_EN1, ENABLED0, ENABLED1, INTR, INTE, INTF, INTS;
} Clocks;
static Clocks* const CLOCKS = (Clocks*)0x40008000;
enum { CLOCK_ENABLE = BIT(11), FC0_DONE = BIT(4) };
enum {
    FC0_PLL_SYS = 1,
    FC0_PLL_USB,
    FC0_ROSC,
    FC0_XOSC = 5,
    FC0_REF = 8,
    FC0_SYS,
    FC0_PERI,
    FC0_USB,
    FC0_ADC,
    FC0_RTC
};

typedef struct {
    reg CTRL, STATUS, DORMANT, STARTUP, reserved[3], COUNT;
} Xosc;
static Xosc* const XOSC = (Xosc*)0x40024000;

typedef struct {
    reg CTRL, FREQA, FREQB, DORMANT, DIV, PHASE, STATUS, RANDOMBIT, COUNT;
} Rosc;
static Rosc* const ROSC = (Rosc*)0x40060000;

typedef struct {
    reg CS, PWR, FBDIV_INT, PRIM;
} Pll;
static Pll* const PLL_SYS = (Pll*)0x40028000;
static Pll* const PLL_USB = (Pll*)0x4002c000;

typedef struct {
    reg STATUS, CTRL;
} IoPin;
typedef struct {
    reg INTE[4], INTF[4], INTS[4];
} IoInterrupts;
typedef struct {
    IoPin GPIO[30];
    reg INTR[4];
    IoInterrupts PROC[2], DORMANT_WAKE;
} IoBank0;
static IoBank0* const IO_BANK0 = (IoBank0*)0x40014000;
enum {
    FUNC_SPI = 1,
    FUNC_UART,
    FUNC_I2C,
    FUNC_PWM,
    FUNC_SIO,
    FUNC_PIO0,
    FUNC_PIO1,
    FUNC_GPCK,
    FUNC_NULL = 31
};
enum { EDGE_NONE = 0, LEVEL_LOW = 1, LEVEL_HIGH = 2, EDGE_LOW = 4, EDGE_HIGH = 8 };

typedef struct {
    reg VOLTAGE_SELECT, GPIO[30], SWCLK, SWD;
} PadsBank0;
static PadsBank0* const PADS_BANK0 = (PadsBank0*)0x4001c000;
enum { PAD_PDE = BIT(2), PAD_PUE = BIT(3), PAD_IE = BIT(6), PAD_OD = BIT(7) };

typedef struct {
    reg UARTDR, UARTRSR, reserved0[4], UARTFR, reserved1, UARTILPR, UARTIBRD, UARTFBRD, UARTLCR_H, UARTCR,
        UARTIFLS;
    reg UARTIMSC, UARTRIS, UARTMIS, UARTICR, UARTDMACR;
} Uart;
static Uart* const UART0 = (Uart*)0x40034000;
static Uart* const UART1 = (Uart*)0x40038000;
enum {
    UARTFR_BUSY = BIT(3),
    UARTFR_RXFE = BIT(4),
    UARTFR_TXFF = BIT(5),
    UARTFR_RXFF = BIT(6),
    UARTFR_TXFE = BIT(7)
};

typedef struct {
    reg SSPCR0, SSPCR1, SSPDR, SSPSR, SSPCPSR, SSPIMSC, SSPRIS, SSPMIS, SSPICR, SSPDMACR;
} Spi;
static Spi* const SPI0 = (Spi*)0x4003c000;

typedef struct {
    reg IC_CON, IC_TAR, IC_SAR, reserved0, IC_DATA_CMD, IC_SS_SCL_HCNT, IC_SS_SCL_LCNT, IC_FS_SCL_HCNT,
        IC_FS_SCL_LCNT;
    reg reserved1[2], IC_INTR_STAT, IC_INTR_MASK, IC_RAW_INTR_STAT, IC_RX_TL, IC_TX_TL, IC_CLR_INTR,
        IC_CLR_RX_UNDER;
    reg IC_CLR_RX_OVER, IC_CLR_TX_OVER, IC_CLR_RD_REQ, IC_CLR_TX_ABRT, IC_CLR_RX_DONE, IC_CLR_ACTIVITY;
    reg IC_CLR_STOP_DET, IC_CLR_START_DET, IC_CLR_GEN_CALL, IC_ENABLE, IC_STATUS, IC_TXFLR, IC_RXFLR,
        IC_SDA_HOLD;
    reg IC_TX_ABRT_SOURCE, IC_SLV_DATA_NACK_ONLY, IC_DMA_CR, IC_DMA_TDLR, IC_DMA_RDLR, IC_SDA_SETUP;
    reg IC_ACK_GENERAL_CALL, IC_ENABLE_STATUS, IC_FS_SPKLEN, reserved2, IC_CLR_RESTART_DET, reserved3[18];
    reg IC_COMP_PARAM_1, IC_COMP_VERSION, IC_COMP_TYPE;
} I2c;
static I2c* const I2C0 = (I2c*)0x40044000;

typedef struct {
    reg CS, RESULT, FCS, FIFO, DIV, INTR, INTE, INTF, INTS;
} Adc;
static Adc* const ADC = (Adc*)0x4004c000;
enum {
    ADC_EN = BIT(0),
    ADC_TS_EN = BIT(1),
    ADC_START_ONCE = BIT(2),
    ADC_START_MANY = BIT(3),
    ADC_READY = BIT(8)
};

typedef struct {
    reg CSR, DIV, CTR, CC, TOP;
} PwmSlice;
typedef struct {
    PwmSlice CH[8];
    reg EN, INTR, INTE, INTF, INTS;
} Pwm;
static Pwm* const PWM = (Pwm*)0x40050000;

typedef struct {
    reg TIMEHW, TIMELW, TIMEHR, TIMELR, ALARM[4], ARMED, TIMERAWH, TIMERAWL, DBGPAUSE, PAUSE, INTR, INTE,
        INTF, INTS;
} Timer;
static Timer* const TIMER = (Timer*)0x40054000;

typedef struct {
    reg CTRL, LOAD, REASON, SCRATCH[8], TICK;
} Watchdog;
static Watchdog* const WATCHDOG = (Watchdog*)0x40058000;

typedef struct {
    reg CLKDIV_M1, SETUP_0, SETUP_1, CTRL, IRQ_SETUP_0, IRQ_SETUP_1, RTC_1, RTC_0, INTR, INTE, INTF, INTS;
} Rtc;
static Rtc* const RTC = (Rtc*)0x4005c000;

typedef struct {
    reg VREG, BOD, CHIP_RESET;
} VregAndChipReset;
static VregAndChipReset* const VREG_AND_CHIP_RESET = (VregAndChipReset*)0x40064000;

typedef struct {
    reg CHIP_ID, PLATFORM, reserved[2], GITREF_RP2040;
} Sysinfo;
static Sysinfo* const SYSINFO = (Sysinfo*)0x40000000;
static reg* const SYSCFG_PROC_NMI_MASK = (reg*)0x40004000; // one word per core
static reg* const TBMAN_PLATFORM = (reg*)0x4006c000;

typedef struct {
    reg READ_ADDR, WRITE_ADDR, TRANS_COUNT, CTRL_TRIG;
    reg AL1_CTRL, AL1_READ_ADDR, AL1_WRITE_ADDR, AL1_TRANS_COUNT_TRIG;
    reg AL2_CTRL, AL2_TRANS_COUNT, AL2_READ_ADDR, AL2_WRITE_ADDR_TRIG;
    reg AL3_CTRL, AL3_WRITE_ADDR, AL3_TRANS_COUNT, AL3_READ_ADDR_TRIG;
} DmaChannel;
typedef struct {
    DmaChannel CH[12];
    reg reserved0[64], INTR, INTE0, INTF0, INTS0, reserved1, INTE1, INTF1, INTS1;
    reg TIMER[4], MULTI_CHAN_TRIGGER, SNIFF_CTRL, SNIFF_DATA, reserved2, FIFO_LEVELS, CHAN_ABORT, N_CHANNELS;
} Dma;
static Dma* const DMA = (Dma*)0x50000000;
_Static_assert(__builtin_offsetof(Dma, N_CHANNELS) == 0x448, "as in the datasheet");

typedef struct {
    reg CLKDIV, EXECCTRL, SHIFTCTRL, ADDR, INSTR, PINCTRL;
} PioStateMachine;
typedef struct {
    reg INTE, INTF, INTS;
} PioInterrupts;
typedef struct {
    reg CTRL, FSTAT, FDEBUG, FLEVEL, TXF[4], RXF[4], IRQ, IRQ_FORCE, INPUT_SYNC_BYPASS;
    reg DBG_PADOUT, DBG_PADOE, DBG_CFGINFO, INSTR_MEM[32];
    PioStateMachine SM[4];
    reg INTR;
    PioInterrupts INT[2];
} Pio;
static Pio* const PIO0 = (Pio*)0x50200000;
_Static_assert(__builtin_offsetof(Pio, INTR) == 0x128, "as in the datasheet");

typedef struct {
    reg ADDR_ENDP[16], MAIN_CTRL, SOF_WR, SOF_RD, SIE_CTRL, SIE_STATUS, INT_EP_CTRL;
    reg BUFF_STATUS, BUFF_CPU_SHOULD_HANDLE, EP_ABORT, EP_ABORT_DONE, EP_STALL_ARM, NAK_POLL;
    reg EP_STATUS_STALL_NAK, USB_MUXING, USB_PWR, USBPHY_DIRECT, USBPHY_DIRECT_OVERRIDE, USBPHY_TRIM,
        reserved;
    reg INTR, INTE, INTF, INTS;
} UsbCtrl;
static UsbCtrl* const USBCTRL = (UsbCtrl*)0x50110000;
_Static_assert(__builtin_offsetof(UsbCtrl, INTS) == 0x98, "as in the datasheet");

typedef struct {
    reg IN, OUT;
} UsbEndpoint;
typedef struct {
    volatile uint8_t SETUP[8];
    UsbEndpoint CONTROL[15];        // of endpoints 1 to 15
    UsbEndpoint BUFFER_CONTROL[16]; // of endpoints 0 to 15
    volatile uint8_t BUFFERS[0xf00];
} UsbDpram;
static UsbDpram* const USB_DPRAM = (UsbDpram*)0x50100000;
_Static_assert(sizeof(UsbDpram) == 0x1000, "as in the datasheet");

typedef struct {
    reg ACCUM[2], BASE[3], POP_LANE[2], POP_FULL, PEEK_LANE[2], PEEK_FULL, CTRL_LANE[2], ACCUM_ADD[2],
        BASE_1AND0;
} Interpolator;
typedef struct {
    reg CPUID, GPIO_IN, GPIO_HI_IN, reserved0, GPIO_OUT, GPIO_OUT_SET, GPIO_OUT_CLR, GPIO_OUT_XOR;
    reg GPIO_OE, GPIO_OE_SET, GPIO_OE_CLR, GPIO_OE_XOR, GPIO_HI_OUT[4], GPIO_HI_OE[4];
    reg FIFO_ST, FIFO_WR, FIFO_RD, SPINLOCK_ST;
    reg DIV_UDIVIDEND, DIV_UDIVISOR, DIV_SDIVIDEND, DIV_SDIVISOR, DIV_QUOTIENT, DIV_REMAINDER, DIV_CSR,
        reserved1;
    Interpolator INTERP[2];
    reg SPINLOCK[32];
} Sio;
static Sio* const SIO = (Sio*)0xd0000000;
_Static_assert(__builtin_offsetof(Sio, SPINLOCK) == 0x100, "as in the datasheet");
enum { FIFO_VLD = BIT(0), FIFO_RDY = BIT(1), FIFO_WOF = BIT(2), FIFO_ROE = BIT(3) };

typedef struct {
    reg CTRL, FLUSH, STAT, CTR_HIT, CTR_ACC, STREAM_ADDR, STREAM_CTR, STREAM_FIFO;
} XipCtrl;
static XipCtrl* const XIP_CTRL = (XipCtrl*)0x14000000;

typedef struct {
    reg CTRLR0, CTRLR1, SSIENR, MWCR, SER, BAUDR, TXFTLR, RXFTLR, TXFLR, RXFLR, SR;
} Ssi;
static Ssi* const SSI = (Ssi*)0x18000000;
static reg* const SSI_DR0 = (reg*)0x18000060;

typedef struct {
    reg CSR, RVR, CVR, CALIB;
} SysTick;
static SysTick* const SYST = (SysTick*)0xe000e010;
static reg* const NVIC_ISER = (reg*)0xe000e100;
static reg* const NVIC_ICER = (reg*)0xe000e180;
static reg* const NVIC_ISPR = (reg*)0xe000e200;
static reg* const NVIC_ICPR = (reg*)0xe000e280;
static reg* const NVIC_IPR = (reg*)0xe000e400;
typedef struct {
    reg CPUID, ICSR, VTOR, AIRCR, SCR, CCR, reserved, SHPR2, SHPR3, SHCSR;
} Scb;
static Scb* const SCB = (Scb*)0xe000ed00;
enum { SCR_SLEEPONEXIT = BIT(1), SCR_SLEEPDEEP = BIT(2), SCR_SEVONPEND = BIT(4) };
enum { ICSR_PENDSTSET = BIT(26), ICSR_PENDSVSET = BIT(28) };

enum {
    IRQ_TIMER_0 = 0,
    IRQ_PWM_WRAP = 4,
    IRQ_USBCTRL = 5,
    IRQ_PIO0_0 = 7,
    IRQ_DMA_0 = 11,
    IRQ_DMA_1 = 12,
    IRQ_IO_BANK0 = 13,
    IRQ_SIO_PROC0 = 15,
    IRQ_SIO_PROC1 = 16,
    IRQ_SPI0 = 18,
    IRQ_UART1 = 21,
    IRQ_ADC_FIFO = 22,
    IRQ_I2C0 = 23,
    IRQ_RTC = 25,
    IRQ_SPARE = 26, // 26-31 have no source, software may pend them
};
