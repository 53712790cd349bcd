#include "peripherals/rp2040/gpio_functions.h"

#include <doctest/doctest.h>

#include <map>
#include <utility>

using namespace peripherals::rp2040;

TEST_CASE("GPIO functions: the Pico's usual pins") {
    CHECK(pin_function(0, 2) == PinFunction{PinBlock::Uart0, PinSignal::Tx});
    CHECK(pin_function(1, 2) == PinFunction{PinBlock::Uart0, PinSignal::Rx});
    CHECK(pin_function(5, 3) == PinFunction{PinBlock::I2c0, PinSignal::Scl});
    CHECK(pin_function(19, 1) == PinFunction{PinBlock::Spi0, PinSignal::Tx});
    CHECK(pin_function(25, 4) == PinFunction{PinBlock::Pwm4, PinSignal::B});
    CHECK(pin_function(21, 8) == PinFunction{PinBlock::Clocks, PinSignal::Gpout0});
    CHECK(pin_function(24, 9) == PinFunction{PinBlock::Usb, PinSignal::OvercurDet});
    CHECK(pin_function(29, 7) == PinFunction{PinBlock::Pio1, PinSignal::Pin});
    CHECK(pin_function(2, 0) == PinFunction{});
    CHECK(pin_function(2, 8) == PinFunction{});
    CHECK(pin_function(2, 31) == PinFunction{});
}

TEST_CASE("GPIO functions: a signal is always in the same column, on as many pins as the datasheet has") {
    std::map<std::pair<PinBlock, PinSignal>, std::pair<unsigned, unsigned>> seen; // function, pins
    for (unsigned pin = 0; pin < gpio_count; ++pin) {
        for (const unsigned function : {1U, 2U, 3U, 4U, 8U, 9U}) {
            const PinFunction what = pin_function(pin, function);
            if (what == PinFunction{}) {
                continue;
            }
            auto& [column, pins] = seen[{what.block, what.signal}];
            CHECK((pins == 0 || column == function));
            column = function;
            ++pins;
        }
    }
    // Two SPIs and UARTs of four signals, two I2Cs of two, eight slices of two, six of clocks, three of USB.
    CHECK(seen.size() == 8 + 8 + 4 + 16 + 6 + 3);
    CHECK((seen[{PinBlock::Uart0, PinSignal::Tx}].second == 4));
    CHECK((seen[{PinBlock::I2c0, PinSignal::Sda}].second == 8));
    CHECK((seen[{PinBlock::Pwm7, PinSignal::A}].second == 1));
    CHECK((seen[{PinBlock::Usb, PinSignal::VbusEn}].second == 10));
}
