#pragma once

#include "peripherals/devices/uart_adapter.h"
#include "sim/core/console_port.h"
#include "sim/core/simulation.h"
#include "sim/image/image.h"
#include "sim/machine/board_file.h"
#include "sim/machine/rp2040.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sim::machine {

/// A board made and wired as its file says: the chip, and the parts around it.
class Board {
public:
    struct Options {
        std::vector<std::uint8_t> boot_rom; // 16 KiB; empty: the built-in one
    };

    /// Throws core::Error for a chip or part that is not known.
    Board(core::Simulation& simulation, BoardFile file, const Options& options);

    const BoardFile& file() const { return file_; }
    Rp2040& chip() { return chip_; }
    core::Machine& machine() { return chip_; }
    /// The UARTs' adapters, in the file's order. What USB offers shows when a host is connected.
    std::vector<core::ConsolePort*> consoles();

    /// Puts an image into flash and SRAM; one that is in SRAM alone is what the boot ROM starts. Its
    /// addresses must have been checked.
    void load(const image::Image& image);

    static constexpr std::uint32_t flash_base = 0x10000000;
    static constexpr std::uint32_t flash_sector_bytes = 4096;

private:
    BoardFile file_;
    Rp2040 chip_;
    std::vector<std::unique_ptr<peripherals::devices::UartAdapter>> adapters_;
};

} // namespace sim::machine
