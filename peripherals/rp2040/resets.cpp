#include "peripherals/rp2040/resets.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using resets::resets_registers;

namespace {
constexpr Row reset_row = row_of(resets_registers, "RESET");
constexpr Row wdsel = row_of(resets_registers, "WDSEL");
constexpr Row reset_done = row_of(resets_registers, "RESET_DONE");
constexpr std::uint32_t all_blocks = 0x1ffffff;
constexpr std::int64_t synchroniser_edges = 2;

constexpr std::uint32_t bit(ResetBlock block) {
    return 1U << static_cast<unsigned>(block);
}
} // namespace

Resets::Resets(Machine& machine, std::string name)
    : RegisterDevice(machine, std::move(name), resets_registers) {}

void Resets::connect(ResetBlock block, RegisterDevice& device, const ClockDomain* clock) {
    connections_.push_back({block, &device, clock});
}

void Resets::reset() {
    RegisterDevice::reset();
    apply();
}

void Resets::on_line(unsigned, bool level) {
    if (level) {
        set_value(reset_row, value(reset_row) | value(wdsel));
        apply();
    }
}

std::uint32_t Resets::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == reset_done ? done() : stored;
}

void Resets::on_write(Index, std::uint32_t, const Access&) {
    apply();
}

void Resets::apply() {
    const std::uint32_t held = value(reset_row);
    for (const Connection& connection : connections_) {
        const bool hold = (held & bit(connection.block)) != 0;
        if (!hold && (state_.held & bit(connection.block)) != 0 && connection.clock != nullptr) {
            state_.done_edge[static_cast<std::size_t>(connection.block)] =
                connection.clock->edges_at(now()) + synchroniser_edges;
        }
        connection.device->hold_in_reset(hold);
    }
    state_.held = held;
}

std::uint32_t Resets::done() const {
    std::uint32_t done = ~state_.held & all_blocks;
    for (const Connection& connection : connections_) {
        if (connection.clock != nullptr && connection.clock->edges_at(now()) <
                                               state_.done_edge[static_cast<std::size_t>(connection.block)]) {
            done &= ~bit(connection.block);
        }
    }
    return done;
}

} // namespace peripherals::rp2040
