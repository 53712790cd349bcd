#include "sim/machine/board.h"

#include "sim/machine/board_wiring.h"

#include <algorithm>
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
            chip_->pin(*console.rx_gpio), UartAdapter::Config{.baud = console.baud, .burst = console.burst}));
    }
    for (const BoardFile::Part& part : file_.parts) {
        parts_.push_back(part.make(*chip_, part.name));
    }
    check_addresses(file_, parts_);
    for (const auto& [gpio, other] : file_.joined) {
        chip_->pin(gpio).join(chip_->pin(other));
    }
}

Part* Board::find_part(std::string_view name) const {
    const auto found =
        std::find_if(parts_.begin(), parts_.end(), [name](const auto& part) { return part->name() == name; });
    return found == parts_.end() ? nullptr : found->get();
}

std::vector<ConsolePort*> Board::consoles() {
    std::vector<ConsolePort*> ports;
    for (const auto& adapter : adapters_) {
        ports.push_back(adapter.get());
    }
    for (const auto& part : parts_) {
        if (auto* const source = dynamic_cast<ConsoleSource*>(part.get())) {
            const std::vector<ConsolePort*> more = source->consoles();
            ports.insert(ports.end(), more.begin(), more.end());
        }
    }
    ports.push_back(&chip_->semihosting());
    return ports;
}

} // namespace sim::machine
