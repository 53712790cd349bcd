#pragma once

#include "peripherals/devices/uart_adapter.h"
#include "sim/core/console_port.h"
#include "sim/core/simulation.h"
#include "sim/machine/board_file.h"
#include "sim/machine/chip.h"

#include <memory>
#include <string_view>
#include <vector>

namespace sim::machine {

/// A board made and wired as its file says: the chip, and the parts around it.
class Board {
public:
    /// Throws core::Error for a chip or part that is not known.
    Board(core::Simulation& simulation, BoardFile file, const ChipOptions& options);

    const BoardFile& file() const { return file_; }
    Chip& chip() { return *chip_; }
    /// The UARTs' adapters, in the file's order, those of parts, and semihosting. What USB offers shows when
    /// a host is connected.
    std::vector<core::ConsolePort*> consoles();

    const std::vector<std::unique_ptr<core::Part>>& parts() const { return parts_; }
    /// By its name in the file; null if there is none.
    core::Part* find_part(std::string_view name) const;

private:
    BoardFile file_;
    std::unique_ptr<Chip> chip_;
    std::vector<std::unique_ptr<peripherals::devices::UartAdapter>> adapters_;
    std::vector<std::unique_ptr<core::Part>> parts_; // in the file's order
};

} // namespace sim::machine
