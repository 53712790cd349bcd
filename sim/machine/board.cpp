#include "sim/machine/board.h"

#include "sim/core/error.h"

#include <utility>

#include <fmt/format.h>

namespace sim::machine {

using namespace core;

namespace {

Rp2040Config chip_config(const BoardFile& file, const Board::Options& options) {
    if (file.chip != "rp2040") {
        throw Error(fmt::format("{}: the chip '{}' is not modelled; 'rp2040' is", file.path, file.chip));
    }
    return {.flash_bytes = file.flash.size, .crystal_hz = file.crystal_hz, .boot_rom = options.boot_rom};
}

} // namespace

Board::Board(Simulation& simulation, BoardFile file, const Options& options)
    : file_(std::move(file)), chip_(simulation, file_.name, chip_config(file_, options)) {
    for (const BoardFile::Console& console : file_.consoles) {
        if (!console.tx_gpio || !console.rx_gpio) {
            continue;
        }
        Net& chip_tx = chip_.net(fmt::format("GPIO{}", *console.tx_gpio));
        Net& chip_rx = chip_.net(fmt::format("GPIO{}", *console.rx_gpio));
        adapters_.push_back(std::make_unique<peripherals::devices::UartAdapter>(
            chip_, console.name + "_adapter", console.name, chip_tx, chip_rx,
            peripherals::devices::UartAdapter::Config{.baud = console.baud}));
    }
}

std::vector<ConsolePort*> Board::consoles() {
    std::vector<ConsolePort*> ports;
    for (const auto& adapter : adapters_) {
        ports.push_back(adapter.get());
    }
    return ports;
}

void Board::load(const image::Image& image) {
    for (const image::Segment& segment : image.segments) {
        if (segment.address - flash_base < chip_.flash().size()) {
            chip_.flash().load(segment.address - flash_base, segment.bytes);
        } else {
            chip_.sram().load(segment.address - Rp2040::sram_base, segment.bytes);
        }
    }
}

} // namespace sim::machine
