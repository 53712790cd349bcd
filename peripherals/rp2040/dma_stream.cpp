#include "peripherals/rp2040/dma.h"
#include "sim/core/machine.h"
#include "sim/core/memory.h"

#include <algorithm>
#include <array>
#include <bit>

// What `Dma::cycle` does, many cycles at a time, where nothing but one unpaced channel copies between
// memories without wait states and the pipeline is full.

namespace peripherals::rp2040 {

using namespace sim::core;
using dma::dma_registers;

namespace {

constexpr std::uint32_t incr_write = find(dma_registers, "CH%_CTRL_TRIG.INCR_WRITE").mask;
constexpr std::uint32_t incr_read = find(dma_registers, "CH%_CTRL_TRIG.INCR_READ").mask;
constexpr std::uint32_t enabled = find(dma_registers, "CH%_CTRL_TRIG.EN").mask;

constexpr std::int64_t least_cycles = 8; // to be worth it

// One side of the copy.
struct Side {
    Memory* memory = nullptr; // null: no plain memory, or one with wait states
    std::uint32_t base = 0;
    std::uint32_t size = 0;
    std::uint32_t step = 0;
    std::uint32_t ring = 0; // bits of the address that change; all without a ring

    Side(const Bus& bus, std::uint32_t address, std::uint32_t new_step, std::uint32_t ring_mask)
        : step(new_step), ring(ring_mask == 0 ? 0xffffffff : ring_mask) {
        const BusRegion* region = bus.find(address);
        if (region != nullptr && region->lanes && region->dma_reachable && region->device_offset == 0 &&
            region->read_cycles == 1 && region->write_cycles == 1) {
            memory = dynamic_cast<Memory*>(region->device);
            base = region->base;
            size = region->size;
        }
    }
    bool holds(std::uint32_t address) const { return memory != nullptr && address - base < size; }
    std::uint32_t after(std::uint32_t address) const { return (address & ~ring) | ((address + step) & ring); }
};

} // namespace

/// Whether the pipeline is full of this channel's transfers alone, each stage having its datum by `edge`.
bool Dma::streams(const Channel& channel, unsigned number, Edge edge) const {
    const std::uint8_t size = size_of(channel);
    const auto mine = [&](const Address& access) { return access.channel == number && access.size == size; };
    const auto ends = [&](const Master& master) {
        return master.active && master.done == edge && !master.dropped && !master.fault &&
               mine(master.access);
    };
    return (channel.ctrl & enabled) != 0 && !channel.failed && channel.outside == 0 &&
           request_of(channel) == permanent &&
           ((channel.next_read | channel.next_write) & (size - 1U)) == 0 && stays_in_memory(channel, true) &&
           stays_in_memory(channel, false) && ends(state_.reader) && ends(state_.writer) &&
           state_.raf.size() == 1 && mine(state_.raf.front()) && state_.waf.size() == 3 &&
           mine(state_.waf.front()) && state_.tdf.size() == 1 && !state_.tdf.front().dropped &&
           state_.tdf.front().ready <= edge;
}

/// Does cycles from `edge` to at most `last`, all of them with every stage at work; says how many.
Dma::Edge Dma::stream(Edge edge, Edge last) {
    if (last - edge < least_cycles || !std::has_single_bit(state_.busy) || state_.empty != 0 ||
        state_.aborting != 0) {
        return 0;
    }
    const auto number = static_cast<unsigned>(std::countr_zero(state_.busy));
    Channel& channel = state_.channels[number];
    const std::int64_t cycles = std::min<std::int64_t>(last - edge + 1, channel.to_issue);
    if (cycles < least_cycles || !streams(channel, number, edge)) {
        return 0;
    }
    const std::uint8_t size = size_of(channel);
    const Access access{.initiator = Initiator::Dma, .size = size};
    const Side from(machine().bus(), state_.raf.front().address, (channel.ctrl & incr_read) != 0 ? size : 0U,
                    ring_mask(channel, true));
    const Side to(machine().bus(), state_.waf.front().address, (channel.ctrl & incr_write) != 0 ? size : 0U,
                  ring_mask(channel, false));
    if (!from.holds(channel.next_read) || !to.holds(channel.next_write)) {
        return 0;
    }
    // The transfers in the pipeline, the oldest first: being written, waiting in TDF, being read, waiting in
    // RAF.
    std::uint32_t written = state_.writer.access.address;
    std::array<std::uint32_t, 3> writes{};
    for (std::uint32_t& address : writes) {
        address = state_.waf.pop().address;
    }
    std::uint32_t read = state_.reader.access.address;
    std::uint32_t next_read = state_.raf.pop().address;
    std::uint32_t datum = state_.tdf.pop().value;
    std::uint32_t value = state_.reader.value;
    for (std::int64_t i = 0; i < cycles; ++i) {
        written = writes[0];
        to.memory->write(written - to.base, datum, access);
        datum = received(number, value, size);
        read = next_read;
        value = from.memory->read(read - from.base, access);
        next_read = channel.next_read;
        writes = {writes[1], writes[2], channel.next_write};
        channel.next_read = from.after(channel.next_read);
        channel.next_write = to.after(channel.next_write);
    }
    const Edge end = edge + cycles;
    const auto stage = [&](std::uint32_t address, const Side& side) {
        return Address{.address = address,
                       .next = side.after(address),
                       .ready = end,
                       .channel = static_cast<std::uint8_t>(number),
                       .size = size};
    };
    state_.writer = {stage(written, to), datum, end, true, false, false};
    state_.reader = {stage(read, from), value, end, true, false, false};
    state_.tdf.push({datum, end, false});
    state_.raf.push(stage(next_read, from));
    for (const std::uint32_t address : writes) {
        state_.waf.push(stage(address, to));
    }
    channel.read_addr = read;
    channel.write_addr = written;
    channel.count -= static_cast<std::uint32_t>(cycles);
    channel.to_issue -= static_cast<std::uint32_t>(cycles);
    return cycles;
}

} // namespace peripherals::rp2040
