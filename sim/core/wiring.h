#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sim::core {

class Net;

/// How words stand on the wires of a bus, as far as its wires do not tell.
struct BusFormat {
    enum class Parity : std::uint8_t { None, Even, Odd };
    Time bit_time = 0; // UART; 0: not known at present
    unsigned bits = 8;
    Parity parity = Parity::None;
    bool clock_high = false;   // SPI: the level of an idle clock (CPOL)
    bool second_edge = false;  // SPI: sampled on the clock's second edge (CPHA)
    bool lowest_first = false; // SPI
    bool operator==(const BusFormat&) const = default;
};

/// Nets that together carry a protocol, for those who decode it.
struct SerialBus {
    enum class Kind : std::uint8_t { I2c, Spi, Uart, Ws2812 };
    struct Pin {
        std::string_view role; // "scl", "sda"; "sck", "mosi", "miso", "cs"; "line"; "din"
        const Net* net;
    };
    Kind kind;
    std::string name;
    std::vector<Pin> pins;
    std::function<BusFormat()> format; // at present; empty: the usual one
};

/// Nets that are one number, the lowest bit first.
struct NetGroup {
    std::string name;
    std::vector<const Net*> nets;
};

/// What a device tells of the nets around it.
struct Wiring {
    std::vector<SerialBus> buses;
    std::vector<NetGroup> groups;
};

} // namespace sim::core
