#pragma once

#include "peripherals/devices/spi_target.h"
#include "sim/machine/part_source.h"

#include <optional>

namespace sim::machine {

/// The pins of a part on SPI, as the keys `sck`, `mosi`, `miso` (which it may leave out) and `cs` name them.
struct SpiGpios {
    Wire sck;
    Wire mosi;
    Wire cs;
    std::optional<Wire> miso;

    static SpiGpios read(const PartSource& source) {
        return {source.gpio("sck"), source.gpio("mosi"), source.gpio("cs"), source.optional_gpio("miso")};
    }
    peripherals::devices::SpiTarget::Nets nets(Chip& chip) const {
        return {chip.pin(sck), chip.pin(mosi), chip.pin(cs), net_of(chip, miso)};
    }
};

} // namespace sim::machine
