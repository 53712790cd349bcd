#include "peripherals/rp2040/dma.h"
#include "peripherals/rp2040/dma_sniffer.h"
#include "sim/core/machine.h"

#include <algorithm>
#include <bit>

namespace peripherals::rp2040 {

using namespace sim::core;
using dma::channel_count;
using dma::dma_registers;

namespace {

constexpr FieldRef chain_to = find(dma_registers, "CH%_CTRL_TRIG.CHAIN_TO");
constexpr FieldRef ring_size = find(dma_registers, "CH%_CTRL_TRIG.RING_SIZE");
constexpr FieldRef data_size = find(dma_registers, "CH%_CTRL_TRIG.DATA_SIZE");
constexpr std::uint32_t sniff_en = find(dma_registers, "CH%_CTRL_TRIG.SNIFF_EN").mask;
constexpr std::uint32_t bswap = find(dma_registers, "CH%_CTRL_TRIG.BSWAP").mask;
constexpr std::uint32_t irq_quiet = find(dma_registers, "CH%_CTRL_TRIG.IRQ_QUIET").mask;
constexpr std::uint32_t ring_sel = find(dma_registers, "CH%_CTRL_TRIG.RING_SEL").mask;
constexpr std::uint32_t incr_write = find(dma_registers, "CH%_CTRL_TRIG.INCR_WRITE").mask;
constexpr std::uint32_t incr_read = find(dma_registers, "CH%_CTRL_TRIG.INCR_READ").mask;
constexpr std::uint32_t enabled = find(dma_registers, "CH%_CTRL_TRIG.EN").mask;
constexpr FieldRef sniff_calc = find(dma_registers, "SNIFF_CTRL.CALC");
constexpr FieldRef sniff_bswap = find(dma_registers, "SNIFF_CTRL.BSWAP");
constexpr FieldRef sniff_dmach = find(dma_registers, "SNIFF_CTRL.DMACH");
constexpr FieldRef sniff_enable = find(dma_registers, "SNIFF_CTRL.EN");

constexpr std::int64_t lazy_cycles = 64;
} // namespace

bool Dma::is_memory(std::uint32_t address) const {
    const BusRegion* region = machine().bus().find(address);
    return region != nullptr && region->lanes && region->dma_reachable;
}

/// Whether the channel's next `lazy_cycles` accesses on one side are to one memory.
bool Dma::stays_in_memory(const Channel& channel, bool read) const {
    const std::uint32_t address = read ? channel.next_read : channel.next_write;
    if (!is_memory(address)) {
        return false;
    }
    if ((channel.ctrl & (read ? incr_read : incr_write)) == 0) {
        return true;
    }
    const BusRegion& region = *machine().bus().find(address);
    const std::uint32_t reach = lazy_cycles * size_of(channel);
    const std::uint32_t ring = ring_mask(channel, read);
    if (ring == 0 || ring >= reach) {
        return region.base + (region.size - 1) - address >= reach;
    }
    return (address & ~ring) >= region.base && (address | ring) <= region.base + (region.size - 1);
}

std::uint8_t Dma::size_of(const Channel& channel) const {
    return static_cast<std::uint8_t>(1U << std::min((channel.ctrl & data_size.mask) >> data_size.lsb, 2U));
}

std::uint32_t Dma::ring_mask(const Channel& channel, bool read) const {
    return ((channel.ctrl & ring_sel) == 0) == read
               ? (1U << ((channel.ctrl & ring_size.mask) >> ring_size.lsb)) - 1
               : 0;
}

std::uint32_t Dma::advance(const Channel& channel, bool read) const {
    const std::uint32_t address = read ? channel.next_read : channel.next_write;
    if ((channel.ctrl & (read ? incr_read : incr_write)) == 0) {
        return address;
    }
    const std::uint32_t next = address + size_of(channel);
    const std::uint32_t ring = ring_mask(channel, read);
    return ring == 0 ? next : (address & ~ring) | (next & ring);
}

void Dma::step() {
    machine().set_initiator(-1);
    catch_up();
    plan();
}

void Dma::catch_up() {
    if (!running_) {
        running_ = true;
        run_to(edge_now());
        running_ = false;
    }
}

void Dma::run_to(Edge edge) {
    for (Edge next = next_busy_edge(); next <= edge; next = next_busy_edge()) {
        if (const Edge done = stream(next, edge); done != 0) {
            state_.next_cycle = next + done;
            continue;
        }
        cycle(next);
        state_.next_cycle = next + 1;
    }
    state_.next_cycle = std::max(state_.next_cycle, edge + 1);
}

void Dma::plan() {
    const Edge next = next_busy_edge();
    step_.arm(next == no_edge ? never : clk_sys_.time_of(lazy_horizon(next)));
}

Dma::Edge Dma::next_busy_edge() const {
    if (state_.busy == 0) {
        return no_edge;
    }
    const Edge from = state_.next_cycle;
    Edge next = no_edge;
    if (state_.writer.active) {
        next = std::min(next, state_.writer.done);
    } else if (!state_.tdf.empty()) {
        next = std::min(next, state_.tdf.front().ready);
    }
    if (state_.reader.active) {
        next = std::min(next, state_.reader.done);
    } else if (!state_.raf.empty() && !state_.tdf.full()) {
        next = std::min(next, state_.raf.front().ready);
    }
    next = std::max(next, from);
    for (std::uint32_t rest = state_.busy; rest != 0 && next > from; rest &= rest - 1) {
        const auto number = static_cast<unsigned>(std::countr_zero(rest));
        const Channel& channel = state_.channels[number];
        if ((state_.empty >> number & 1) != 0 && (channel.ctrl & enabled) != 0) {
            next = std::min(next, std::max(from, channel.started + 1));
        } else if (!state_.raf.full() && !state_.waf.full()) {
            next = std::min(next, issue_edge(channel, from));
        }
    }
    return next;
}

/// How long after `edge` the cycles from there on may be done at once: nothing but memories is touched, and
/// no channel completes before.
Dma::Edge Dma::lazy_horizon(Edge edge) const {
    if (state_.empty != 0 || state_.aborting != 0) {
        return edge;
    }
    Edge horizon = edge + lazy_cycles - 1;
    for (std::uint32_t rest = state_.busy; rest != 0; rest &= rest - 1) {
        const Channel& channel = state_.channels[static_cast<unsigned>(std::countr_zero(rest))];
        const Edge issued = issue_edge(channel, edge);
        if (channel.outside != 0) {
            return edge;
        }
        if (issued == no_edge && channel.in_flight == 0) {
            continue;
        }
        if (issued != no_edge && !(stays_in_memory(channel, true) && stays_in_memory(channel, false))) {
            horizon = std::min(horizon, issued);
        }
        horizon = std::min(horizon, edge + channel.count - 1);
    }
    return std::max(horizon, edge);
}

void Dma::cycle(Edge edge) {
    if (state_.writer.active && state_.writer.done <= edge) {
        end_write(edge);
    }
    if (state_.reader.active && state_.reader.done <= edge) {
        end_read(edge);
    }
    if (!state_.writer.active && !state_.tdf.empty() && state_.tdf.front().ready <= edge) {
        begin_write(edge);
    }
    if (!state_.reader.active && !state_.raf.empty() && state_.raf.front().ready <= edge &&
        !state_.tdf.full()) {
        begin_read(edge);
    }
    for (std::uint32_t rest = state_.empty; rest != 0; rest &= rest - 1) {
        const auto number = static_cast<unsigned>(std::countr_zero(rest));
        if (state_.channels[number].started < edge && (state_.channels[number].ctrl & enabled) != 0) {
            complete(number, edge);
        }
    }
    if (!state_.raf.full() && !state_.waf.full()) {
        issue_one(edge);
    }
}

void Dma::issue(unsigned number, Edge edge) {
    Channel& channel = state_.channels[number];
    const unsigned request = request_of(channel);
    const bool write_is_memory = is_memory(channel.next_write);
    const bool outside = !write_is_memory || !is_memory(channel.next_read);
    channel.outside = static_cast<std::uint8_t>(channel.outside + (outside ? 1 : 0));
    const auto access = [&](bool is_read) {
        return Address{.address = is_read ? channel.next_read : channel.next_write,
                       .next = advance(channel, is_read),
                       .ready = edge + 1,
                       .channel = static_cast<std::uint8_t>(number),
                       .size = size_of(channel),
                       .outside = outside};
    };
    Address read = access(true);
    Address write = access(false);
    if (comes_in_pulses(request)) {
        const std::int64_t pulses = timer_pulses(channel, edge);
        channel.timer_taken = std::max(channel.timer_taken, pulses - most_credits) + 1;
    } else if (request < first_timer) {
        (write_is_memory ? read : write).peripheral = true;
        ++channel.requested;
    }
    channel.next_read = read.next;
    channel.next_write = write.next;
    --channel.to_issue;
    ++channel.in_flight;
    state_.raf.push(read);
    state_.waf.push(write);
}

void Dma::request_served(const Address& access) {
    if (access.peripheral) {
        --state_.channels[access.channel].requested;
    }
}

std::uint32_t Dma::aligned(const Address& access) const {
    if ((access.address & (access.size - 1U)) != 0) {
        report("dma.unaligned", "an address that is not a multiple of the transfer's size");
    }
    return access.address & ~(access.size - 1U);
}

void Dma::begin_read(Edge edge) {
    Master& reader = state_.reader;
    reader = {state_.raf.pop(), 0, edge + 1, true, false, false};
    request_served(reader.access);
    reader.dropped = state_.channels[reader.access.channel].failed;
    if (!reader.dropped) {
        const Bus::Result result = machine().bus().read(
            aligned(reader.access), {.initiator = Initiator::Dma, .size = reader.access.size});
        reader.value = result.value;
        reader.fault = result.fault;
        reader.done = edge + result.cycles;
    }
}

/// What a datum that was read becomes, and what the sniffer makes of it.
std::uint32_t Dma::received(unsigned number, std::uint32_t value, std::uint8_t size) {
    const std::uint32_t ctrl = state_.channels[number].ctrl;
    if ((ctrl & bswap) != 0) {
        value = dma::reverse_bytes(value, size);
    }
    if ((ctrl & sniff_en) != 0 && field(sniff_enable) != 0 && field(sniff_dmach) == number) {
        state_.sniffed =
            dma::accumulate(static_cast<dma::Calculation>(field(sniff_calc)), state_.sniffed,
                            field(sniff_bswap) != 0 ? dma::reverse_bytes(value, size) : value, size);
    }
    return value;
}

void Dma::end_read(Edge edge) {
    Master& reader = state_.reader;
    Channel& channel = state_.channels[reader.access.channel];
    reader.active = false;
    if (reader.fault) {
        channel.read_error = true;
        channel.failed = true;
        channel.to_issue = 0;
    }
    if (reader.fault || reader.dropped) {
        state_.tdf.push({0, edge + 1, true});
        return;
    }
    channel.read_addr = reader.access.next;
    const std::uint32_t value = received(reader.access.channel, reader.value, reader.access.size);
    state_.tdf.push({value, edge + 1, false});
}

void Dma::begin_write(Edge edge) {
    const Datum datum = state_.tdf.pop();
    Master& writer = state_.writer;
    writer = {state_.waf.pop(), datum.value, edge + 1, true, datum.dropped, false};
    request_served(writer.access);
    writer.dropped = writer.dropped || state_.channels[writer.access.channel].failed;
    if (!writer.dropped) {
        const Bus::Result result = machine().bus().write(
            aligned(writer.access), writer.value, {.initiator = Initiator::Dma, .size = writer.access.size});
        writer.fault = result.fault;
        writer.done = edge + result.cycles;
    }
}

void Dma::end_write(Edge edge) {
    Master& writer = state_.writer;
    const unsigned number = writer.access.channel;
    const std::uint32_t bit = 1U << number;
    Channel& channel = state_.channels[number];
    writer.active = false;
    --channel.in_flight;
    channel.outside = static_cast<std::uint8_t>(channel.outside - (writer.access.outside ? 1 : 0));
    if (writer.fault) {
        channel.write_error = true;
        channel.failed = true;
        channel.to_issue = 0;
    } else if (!writer.dropped) {
        channel.write_addr = writer.access.next;
        --channel.count;
    }
    if (channel.in_flight != 0) {
        return;
    }
    if (channel.failed || (state_.aborting & bit) != 0) {
        // Aborting a channel with transfers in flight raises its interrupt too (RP2040-E13).
        state_.busy &= ~bit;
        state_.aborting &= ~bit;
        note_channel(number, TraceNote::Phase::End, edge);
        raise(number);
    } else if (channel.count == 0) {
        complete(number, edge);
    }
}

void Dma::complete(unsigned number, Edge edge) {
    const Channel& channel = state_.channels[number];
    state_.busy &= ~(1U << number);
    state_.empty &= ~(1U << number);
    note_channel(number, TraceNote::Phase::End, edge);
    if ((channel.ctrl & irq_quiet) == 0) {
        raise(number);
    }
    const unsigned chained = (channel.ctrl & chain_to.mask) >> chain_to.lsb;
    if (chained != number && chained < channel_count) {
        trigger(chained, edge);
    }
}

} // namespace peripherals::rp2040
