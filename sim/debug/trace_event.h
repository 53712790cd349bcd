#pragma once

#include "sim/core/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sim::debug {

/// Something that happened, in the words of who looks at it. Every writer and filter works on this.
struct TraceEvent {
    enum class Kind : std::uint8_t { I2c, Spi, Uart, Ws2812, Irq, Dma, Fifo, Register };
    enum class Phase : std::uint8_t {
        Instant,
        Span,  // from `begin` to `end`
        Begin, // of something whose end is an event of its own
        End
    };
    struct Field {
        std::string name;
        std::variant<std::uint64_t, std::string, std::vector<std::uint64_t>> value;
    };

    core::Time begin = 0;
    core::Time end = 0; // when it was complete: events are in this order
    Kind kind = Kind::I2c;
    Phase phase = Phase::Instant;
    std::string machine = {};
    std::string source = {}; // "I2C0", "CORE0", "DMA.CH3"
    std::string name = {};   // short
    std::string text = {};   // a line
    std::vector<Field> fields = {};
};

/// As filters and files have it: "i2c".
std::string_view name_of(TraceEvent::Kind kind);

} // namespace sim::debug
