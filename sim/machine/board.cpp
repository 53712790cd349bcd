#include "sim/machine/board.h"

#include <utility>

namespace sim::machine {

using namespace core;
using peripherals::devices::UartAdapter;

Board::Board(Simulation& simulation, BoardFile file, const ChipOptions& options)
    : file_(std::move(file)), chip_(chip_kind(file_).make(simulation, file_, options)) {
    for (const BoardFile::Console& console : file_.consoles) {
        if (!console.tx_gpio || !console.rx_gpio) {
            continue;
        }
        adapters_.push_back(std::make_unique<UartAdapter>(
            *chip_, console.name + "_adapter", console.name, chip_->pin(*console.tx_gpio),
            chip_->pin(*console.rx_gpio), UartAdapter::Config{.baud = console.baud}));
    }
}

std::vector<ConsolePort*> Board::consoles() {
    std::vector<ConsolePort*> ports;
    for (const auto& adapter : adapters_) {
        ports.push_back(adapter.get());
    }
    ports.push_back(&chip_->semihosting());
    return ports;
}

} // namespace sim::machine
