#include "peripherals/devices/ir_receiver.h"

#include <utility>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr unsigned cycles_to_tell = 7;
constexpr std::int64_t tolerance_percent = 10;
constexpr std::int64_t longest_jump_periods = 2; // of phase, within a burst
constexpr std::uint16_t pull_kohm = 30;
} // namespace

IrReceiver::IrReceiver(Machine& machine, std::string name, Net& out, Net& led, const Config& config)
    : Part(machine, std::move(name)), config_(config) {
    out_.connect(out, nullptr, 0);
    led_.connect(led, this, 0);
    show(false);
}

void IrReceiver::reset() {
    state_ = {};
    end_.disarm();
    show(false);
}

void IrReceiver::inspect(Inspector& inspector) const {
    inspector.number("sees", state_.sees ? 1 : 0);
    inspector.number("bursts", state_.bursts);
}

void IrReceiver::on_edge(unsigned, Level level) {
    if (level != Level::High) {
        return;
    }
    const Time period = ps_per_s / config_.carrier_hz;
    const Time since = now() - std::exchange(state_.last_rise, now());
    const Time off = (since > period ? since - period : period - since) * 100;
    if (off > period * tolerance_percent) {
        state_.cycles = since < longest_jump_periods * period ? state_.cycles : 0;
        return;
    }
    ++state_.cycles;
    if (state_.cycles + 1 >= cycles_to_tell) {
        if (!state_.sees) {
            ++state_.bursts;
            show(true);
        }
        end_.arm(now() + cycles_to_tell * period);
    }
}

void IrReceiver::burst_ends() {
    end_.disarm();
    state_.cycles = 0;
    show(false);
}

void IrReceiver::show(bool sees) {
    state_.sees = sees;
    out_.set(sees ? Contribution{.drive = Drive::Low}
                  : Contribution{.pull = Pull::Up, .pull_kohm = pull_kohm});
}

} // namespace peripherals::devices
