#include "peripherals/rp2040/dma.h"

#include <algorithm>
#include <bit>

namespace peripherals::rp2040 {

using namespace sim::core;
using dma::dma_registers;

namespace {

constexpr FieldRef treq_sel = find(dma_registers, "CH%_CTRL_TRIG.TREQ_SEL");
constexpr std::uint32_t high_priority = find(dma_registers, "CH%_CTRL_TRIG.HIGH_PRIORITY").mask;
constexpr std::uint32_t enabled = find(dma_registers, "CH%_CTRL_TRIG.EN").mask;

// The lowest of `channels` above `last`, or else the lowest of all: round robin.
unsigned next_of(std::uint32_t channels, unsigned last) {
    const std::uint32_t above = channels & ~((2U << last) - 1);
    return static_cast<unsigned>(std::countr_zero(above != 0 ? above : channels));
}

} // namespace

unsigned Dma::request_of(const Channel& channel) {
    return (channel.ctrl & treq_sel.mask) >> treq_sel.lsb;
}

std::int64_t Dma::Timer::pulses_at(Edge edge) const {
    if (x == 0 || y == 0 || edge < base) {
        return 0;
    }
    return x >= y ? edge - base : muldiv(edge - base, x, y);
}

Dma::Edge Dma::Timer::edge_of(std::int64_t pulse) const {
    if (x == 0 || y == 0) {
        return no_edge;
    }
    if (x >= y) {
        return base + pulse;
    }
    const Edge edge = base + muldiv(pulse, y, x);
    return pulses_at(edge) < pulse ? edge + 1 : edge;
}

bool Dma::comes_in_pulses(unsigned request) const {
    return request < first_timer ? requests_[request].counted : request < permanent;
}

std::int64_t Dma::timer_pulses(const Channel& channel, Edge edge) const {
    const unsigned request = request_of(channel);
    if (request < first_timer) {
        return requests_[request].pulses;
    }
    return request < permanent ? state_.timers[request - first_timer].pulses_at(edge) : 0;
}

std::int64_t Dma::credits(const Channel& channel, Edge edge) const {
    const unsigned request = request_of(channel);
    if (request == permanent) {
        return 1;
    }
    if (comes_in_pulses(request)) {
        return std::min(timer_pulses(channel, edge) - channel.timer_taken, most_credits);
    }
    const Request& line = requests_[request];
    if (!line.level || edge <= line.since) {
        return 0;
    }
    const Source& source = sources_[request];
    const std::int64_t all = source.source != nullptr ? source.source->requests(source.request) : 1;
    return std::clamp<std::int64_t>(all - channel.requested, 0, most_credits);
}

/// The first edge from `from` on at which the channel could issue a transfer as things stand.
Dma::Edge Dma::issue_edge(const Channel& channel, Edge from) const {
    if (channel.to_issue == 0 || (channel.ctrl & enabled) == 0) {
        return no_edge;
    }
    from = std::max(from, channel.started + 1);
    const unsigned request = request_of(channel);
    if (request < first_timer) {
        from = std::max(from, requests_[request].since + 1);
    }
    if (credits(channel, from) > 0) {
        return from;
    }
    return request >= first_timer ? state_.timers[request - first_timer].edge_of(channel.timer_taken + 1)
                                  : no_edge;
}

void Dma::issue_one(Edge edge) {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    for (std::uint32_t rest = state_.busy; rest != 0; rest &= rest - 1) {
        const auto number = static_cast<unsigned>(std::countr_zero(rest));
        if (issue_edge(state_.channels[number], edge) == edge) {
            ((state_.channels[number].ctrl & high_priority) != 0 ? high : low) |= 1U << number;
        }
    }
    // A round: each high-priority channel once, then a single one of the others.
    if ((high & ~state_.served_high) == 0 && low != 0) {
        state_.served_high = 0;
        state_.last_low = static_cast<std::uint8_t>(next_of(low, state_.last_low));
        issue(state_.last_low, edge);
    } else if (high != 0) {
        if ((high & ~state_.served_high) == 0) {
            state_.served_high = 0;
        }
        state_.last_high = static_cast<std::uint8_t>(next_of(high & ~state_.served_high, state_.last_high));
        state_.served_high |= 1U << state_.last_high;
        issue(state_.last_high, edge);
    }
}

} // namespace peripherals::rp2040
