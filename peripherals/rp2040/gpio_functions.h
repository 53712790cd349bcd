#pragma once

#include <cstdint>

namespace peripherals::rp2040 {

/// A block that has signals for pins.
enum class PinBlock : std::uint8_t {
    NoBlock,
    Spi0,
    Spi1,
    Uart0,
    Uart1,
    I2c0,
    I2c1,
    Pwm0, // a slice each
    Pwm1,
    Pwm2,
    Pwm3,
    Pwm4,
    Pwm5,
    Pwm6,
    Pwm7,
    Sio,
    Pio0,
    Pio1,
    Clocks,
    Usb
};

enum class PinSignal : std::uint8_t {
    NoSignal,
    Rx, // SPI and UART
    Tx,
    Csn, // SPI
    Sck,
    Cts, // UART
    Rts,
    Sda, // I2C
    Scl,
    A, // PWM
    B,
    Pin,   // SIO and PIO: the one of the same number
    Gpin0, // clocks
    Gpin1,
    Gpout0,
    Gpout1,
    Gpout2,
    Gpout3,
    OvercurDet, // USB
    VbusDet,
    VbusEn
};

struct PinFunction {
    PinBlock block = PinBlock::NoBlock;
    PinSignal signal = PinSignal::NoSignal;
    bool operator==(const PinFunction&) const = default;
};

inline constexpr unsigned gpio_count = 30;

namespace gpio {

using enum PinBlock;
using enum PinSignal;

/// RP2040 datasheet, "GPIO: Function Select": F1 SPI, F2 UART, F3 I2C, F4 PWM, F8 CLOCK and F9 USB of each
/// pin.
inline constexpr PinFunction columns[gpio_count][6] = {
    {{Spi0, Rx},  {Uart0, Tx},  {I2c0, Sda}, {Pwm0, A}, {},               {Usb, OvercurDet}},
    {{Spi0, Csn}, {Uart0, Rx},  {I2c0, Scl}, {Pwm0, B}, {},               {Usb, VbusDet}   },
    {{Spi0, Sck}, {Uart0, Cts}, {I2c1, Sda}, {Pwm1, A}, {},               {Usb, VbusEn}    },
    {{Spi0, Tx},  {Uart0, Rts}, {I2c1, Scl}, {Pwm1, B}, {},               {Usb, OvercurDet}},
    {{Spi0, Rx},  {Uart1, Tx},  {I2c0, Sda}, {Pwm2, A}, {},               {Usb, VbusDet}   },
    {{Spi0, Csn}, {Uart1, Rx},  {I2c0, Scl}, {Pwm2, B}, {},               {Usb, VbusEn}    },
    {{Spi0, Sck}, {Uart1, Cts}, {I2c1, Sda}, {Pwm3, A}, {},               {Usb, OvercurDet}},
    {{Spi0, Tx},  {Uart1, Rts}, {I2c1, Scl}, {Pwm3, B}, {},               {Usb, VbusDet}   },
    {{Spi1, Rx},  {Uart1, Tx},  {I2c0, Sda}, {Pwm4, A}, {},               {Usb, VbusEn}    },
    {{Spi1, Csn}, {Uart1, Rx},  {I2c0, Scl}, {Pwm4, B}, {},               {Usb, OvercurDet}},
    {{Spi1, Sck}, {Uart1, Cts}, {I2c1, Sda}, {Pwm5, A}, {},               {Usb, VbusDet}   },
    {{Spi1, Tx},  {Uart1, Rts}, {I2c1, Scl}, {Pwm5, B}, {},               {Usb, VbusEn}    },
    {{Spi1, Rx},  {Uart0, Tx},  {I2c0, Sda}, {Pwm6, A}, {},               {Usb, OvercurDet}},
    {{Spi1, Csn}, {Uart0, Rx},  {I2c0, Scl}, {Pwm6, B}, {},               {Usb, VbusDet}   },
    {{Spi1, Sck}, {Uart0, Cts}, {I2c1, Sda}, {Pwm7, A}, {},               {Usb, VbusEn}    },
    {{Spi1, Tx},  {Uart0, Rts}, {I2c1, Scl}, {Pwm7, B}, {},               {Usb, OvercurDet}},
    {{Spi0, Rx},  {Uart0, Tx},  {I2c0, Sda}, {Pwm0, A}, {},               {Usb, VbusDet}   },
    {{Spi0, Csn}, {Uart0, Rx},  {I2c0, Scl}, {Pwm0, B}, {},               {Usb, VbusEn}    },
    {{Spi0, Sck}, {Uart0, Cts}, {I2c1, Sda}, {Pwm1, A}, {},               {Usb, OvercurDet}},
    {{Spi0, Tx},  {Uart0, Rts}, {I2c1, Scl}, {Pwm1, B}, {},               {Usb, VbusDet}   },
    {{Spi0, Rx},  {Uart1, Tx},  {I2c0, Sda}, {Pwm2, A}, {Clocks, Gpin0},  {Usb, VbusEn}    },
    {{Spi0, Csn}, {Uart1, Rx},  {I2c0, Scl}, {Pwm2, B}, {Clocks, Gpout0}, {Usb, OvercurDet}},
    {{Spi0, Sck}, {Uart1, Cts}, {I2c1, Sda}, {Pwm3, A}, {Clocks, Gpin1},  {Usb, VbusDet}   },
    {{Spi0, Tx},  {Uart1, Rts}, {I2c1, Scl}, {Pwm3, B}, {Clocks, Gpout1}, {Usb, VbusEn}    },
    {{Spi1, Rx},  {Uart1, Tx},  {I2c0, Sda}, {Pwm4, A}, {Clocks, Gpout2}, {Usb, OvercurDet}},
    {{Spi1, Csn}, {Uart1, Rx},  {I2c0, Scl}, {Pwm4, B}, {Clocks, Gpout3}, {Usb, VbusDet}   },
    {{Spi1, Sck}, {Uart1, Cts}, {I2c1, Sda}, {Pwm5, A}, {},               {Usb, VbusEn}    },
    {{Spi1, Tx},  {Uart1, Rts}, {I2c1, Scl}, {Pwm5, B}, {},               {Usb, OvercurDet}},
    {{Spi1, Rx},  {Uart0, Tx},  {I2c0, Sda}, {Pwm6, A}, {},               {Usb, VbusDet}   },
    {{Spi1, Csn}, {Uart0, Rx},  {I2c0, Scl}, {Pwm6, B}, {},               {Usb, VbusEn}    },
};

} // namespace gpio

/// What `function` (FUNCSEL) of `pin` is connected to; nothing for functions that it does not have.
constexpr PinFunction pin_function(unsigned pin, unsigned function) {
    switch (function) {
    case 1:
    case 2:
    case 3:
    case 4:
        return gpio::columns[pin][function - 1];
    case 5:
        return {PinBlock::Sio, PinSignal::Pin};
    case 6:
        return {PinBlock::Pio0, PinSignal::Pin};
    case 7:
        return {PinBlock::Pio1, PinSignal::Pin};
    case 8:
    case 9:
        return gpio::columns[pin][function - 4];
    default:
        return {};
    }
}

} // namespace peripherals::rp2040
