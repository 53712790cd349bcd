#include "sim/machine/qspi_port.h"

namespace sim::machine {

using namespace core;

namespace {

constexpr unsigned first_data_pin = 2; // of SCLK, SS, SD0 to SD3
constexpr std::uint32_t funcsel_mask = 0x1f;
constexpr unsigned oeover_lsb = 12;
constexpr unsigned inover_lsb = 16;
enum Override : std::uint32_t { Normal, Invert, Low, High };
enum Pad : std::uint32_t { Pue = 1 << 3, Ie = 1 << 6, Od = 1 << 7 };

} // namespace

void QspiPort::connect(OutputPins& to_pads, Net& select) {
    select_.connect(select, this, 0);
    to_pads.connect(*this, 0);
    on_outputs(0, 0);
}

// The pads heard of it before: the net stands already.
void QspiPort::on_outputs(unsigned, std::uint32_t) {
    chip_select_.set(select_.level() != Level::Low);
}

void QspiPort::on_edge(unsigned, Level) {
    on_outputs(0, 0);
}

SerialPads QspiPort::pads() const {
    SerialPads result{.connected = 0, .pulled = 0};
    for (unsigned lane = 0; lane < 4; ++lane) {
        const auto bit = static_cast<std::uint8_t>(1U << lane);
        const std::uint32_t ctrl = io_.control(first_data_pin + lane);
        const std::uint32_t pad = pads_.control(first_data_pin + lane);
        const bool driven = (ctrl & funcsel_mask) == 0 && (ctrl >> oeover_lsb & 3) != Low && (pad & Od) == 0;
        const std::uint32_t input = ctrl >> inover_lsb & 3;
        result.connected |= driven ? bit : std::uint8_t{0};
        result.pulled |= (pad & Pue) != 0 ? bit : std::uint8_t{0};
        result.forced_low |= input == Low || (pad & Ie) == 0 ? bit : std::uint8_t{0};
        result.forced_high |= input == High ? bit : std::uint8_t{0};
    }
    return result;
}

} // namespace sim::machine
