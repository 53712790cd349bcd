#pragma once

#include "sim/core/line.h"
#include "sim/core/memory.h"

#include <cstdint>
#include <optional>

namespace sim::core {

/// A serial flash chip on up to four data lines, as the controller that clocks it sees it. Its chip select is
/// its LineSink input 0, active low: controllers and whoever else drives that pin reach it by a `Line`.
class SerialFlash : public LineSink {
public:
    /// Levels of the data lines; bit n is IOn.
    struct Lanes {
        std::uint8_t levels = 0;
        std::uint8_t driven = 0; // lines that the chip itself drives
    };
    /// What a selected chip has been doing since it was selected: it sends its array from `address` on over
    /// the first `lanes` lines (1: IO1 alone), and the first bits came with clock number `first_clock`.
    struct ArrayRead {
        std::uint32_t address = 0;
        unsigned first_clock = 0;
        unsigned lanes = 0;
        bool operator==(const ArrayRead&) const = default;
    };

    static constexpr unsigned chip_select = 0;

    /// One clock of a selected chip: `levels` stand on the data lines at the rising edge; what the chip puts
    /// on them is what the controller samples with this clock. Nothing is driven while not selected.
    virtual Lanes clock(std::uint8_t levels) = 0;
    /// `bits` clocks at once, with one line each way: IO0 carries the low bits of `word`, the highest first,
    /// and the other lines have the levels in `idle` while the chip does not drive them. What IO1 carried,
    /// the highest bit first. A chip may do better than clock by clock.
    virtual std::uint32_t exchange(std::uint32_t word, unsigned bits, std::uint8_t idle) {
        std::uint32_t received = 0;
        while (bits-- > 0) {
            const auto line = static_cast<std::uint8_t>((idle & ~1U) | (word >> bits & 1));
            const Lanes chip = clock(line);
            const unsigned level = (chip.driven & 2) != 0 ? chip.levels : line;
            received = received << 1 | (level >> 1 & 1);
        }
        return received;
    }

    /// The array that reads deliver.
    virtual Memory& array() = 0;
    /// Nothing unless the command since chip select is a plain read of the array whose data phase began.
    virtual std::optional<ArrayRead> array_read() const = 0;
    /// What decides how the next command will be taken (modes such as continuous read); equal values mean
    /// that equal commands get equal answers.
    virtual std::uint32_t mode() const = 0;
};

/// The pads between a controller and the four data lines, as it cannot see them itself. Bit n is IOn.
struct SerialPads {
    std::uint8_t connected = 0xf; // its drivers reach the line
    std::uint8_t pulled = 0xf;    // level of a line that nobody drives
    std::uint8_t forced_high = 0; // it reads these whatever stands on the line
    std::uint8_t forced_low = 0;
};

/// Tells how the pads are set up, whenever a controller begins to use them.
class SerialPadSource {
public:
    virtual ~SerialPadSource() = default;
    virtual SerialPads pads() const = 0;
};

} // namespace sim::core
