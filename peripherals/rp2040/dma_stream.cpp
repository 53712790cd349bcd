#include "peripherals/rp2040/dma.h"
#include "sim/core/machine.h"
#include "sim/core/memory.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>

// What `Dma::cycle` does, many cycles at a time, where nothing but one unpaced channel copies between
// memories without wait states and the pipeline is full.

namespace peripherals::rp2040 {

using namespace sim::core;
using dma::dma_registers;

namespace {

constexpr std::uint32_t incr_write = find(dma_registers, "CH%_CTRL_TRIG.INCR_WRITE").mask;
constexpr std::uint32_t incr_read = find(dma_registers, "CH%_CTRL_TRIG.INCR_READ").mask;
constexpr std::uint32_t sniff_en = find(dma_registers, "CH%_CTRL_TRIG.SNIFF_EN").mask;
constexpr std::uint32_t bswap = find(dma_registers, "CH%_CTRL_TRIG.BSWAP").mask;
constexpr std::uint32_t enabled = find(dma_registers, "CH%_CTRL_TRIG.EN").mask;

constexpr std::int64_t least_cycles = 8; // to be worth it

// One side of the copy.
struct Side {
    Memory* memory = nullptr;
    std::uint8_t* bytes = nullptr; // null: no plain RAM, or one with wait states
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
        if (memory != nullptr && memory->kind() == Memory::Kind::Ram && memory->size() >= size) {
            bytes = memory->bytes().data();
        }
    }
    bool holds(std::uint32_t address) const { return bytes != nullptr && address - base < size; }
    std::uint8_t* at(std::uint32_t address) const { return bytes + (address - base); }
    std::uint32_t after(std::uint32_t address, std::int64_t count = 1) const {
        return (address & ~ring) | ((address + static_cast<std::uint32_t>(count) * step) & ring);
    }
    // Data from `address` on that lie one behind the other.
    std::int64_t before_wrap(std::uint32_t address) const {
        return step == 0 ? std::numeric_limits<std::int64_t>::max()
                         : (std::int64_t{ring} + 1 - (address & ring) + step - 1) / step;
    }
    std::uint32_t before(std::uint32_t address) const {
        return (address & ~ring) | ((address - step) & ring);
    }
    void tell_written(std::uint32_t first, std::uint32_t last, std::uint32_t item) const {
        if (ring != 0xffffffff) {
            first &= ~ring;
            last |= ring;
        }
        memory->changed(first - base, std::min(last - first + item, size - (first - base)));
    }
};

// The copy itself: two data are on their way from the read to the write side.
struct Copy {
    std::uint32_t to_write = 0;
    std::uint32_t datum = 0; // the older one
    std::uint32_t to_read = 0;
    std::uint32_t value = 0;

    // `received` makes of a value that was read what is written. Transfers have the size of `Item`.
    template <typename Item, typename Received>
    void run(std::int64_t cycles, const Side& from, const Side& to, Received received) {
        const std::size_t from_step = from.step;
        const std::size_t to_step = to.step;
        while (cycles > 0) {
            const std::int64_t count =
                std::min({cycles, from.before_wrap(to_read), to.before_wrap(to_write)});
            const std::uint8_t* source = from.at(to_read);
            std::uint8_t* target = to.at(to_write);
            Copy copy = *this; // no store can change this one
            for (std::int64_t i = 0; i < count; ++i, source += from_step, target += to_step) {
                Item item = static_cast<Item>(copy.datum);
                std::memcpy(target, &item, sizeof item);
                copy.datum = received(copy.value);
                std::memcpy(&item, source, sizeof item);
                copy.value = item;
            }
            datum = copy.datum;
            value = copy.value;
            to_read = from.after(to_read, count);
            to_write = to.after(to_write, count);
            cycles -= count;
        }
    }
    template <typename Received>
    void run(std::uint8_t size, std::int64_t cycles, const Side& from, const Side& to, Received received) {
        switch (size) {
        case 4:
            return run<std::uint32_t>(cycles, from, to, received);
        case 2:
            return run<std::uint16_t>(cycles, from, to, received);
        default:
            return run<std::uint8_t>(cycles, from, to, received);
        }
    }
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
    const Side from(machine().bus(), state_.raf.front().address, (channel.ctrl & incr_read) != 0 ? size : 0U,
                    ring_mask(channel, true));
    const Side to(machine().bus(), state_.waf.front().address, (channel.ctrl & incr_write) != 0 ? size : 0U,
                  ring_mask(channel, false));
    if (!from.holds(channel.next_read) || !to.holds(channel.next_write)) {
        return 0;
    }
    // The transfers in the pipeline, the oldest first: being written, waiting in TDF, being read, waiting in
    // RAF. The second to the fourth have their write addresses in WAF.
    const std::uint32_t begin = state_.waf.front().address;
    Copy copy{begin, state_.tdf.front().value, state_.raf.front().address, state_.reader.value};
    if (to.after(to.after(to.after(begin))) != channel.next_write ||
        from.after(copy.to_read) != channel.next_read) {
        return 0; // the addresses were written meanwhile
    }
    state_.raf.clear();
    state_.waf.clear();
    state_.tdf.clear();
    if ((channel.ctrl & (sniff_en | bswap)) != 0) {
        copy.run(size, cycles, from, to, [&](std::uint32_t value) { return received(number, value, size); });
    } else {
        copy.run(size, cycles, from, to, [](std::uint32_t value) { return value; });
    }
    const Edge end = edge + cycles;
    const auto stage = [&](std::uint32_t address, const Side& side) {
        return Address{.address = address,
                       .next = side.after(address),
                       .ready = end,
                       .channel = static_cast<std::uint8_t>(number),
                       .size = size};
    };
    channel.write_addr = to.before(copy.to_write);
    channel.read_addr = from.before(copy.to_read);
    state_.writer = {stage(channel.write_addr, to), copy.datum, end, true, false, false};
    state_.reader = {stage(channel.read_addr, from), copy.value, end, true, false, false};
    state_.tdf.push({copy.datum, end, false});
    state_.raf.push(stage(copy.to_read, from));
    channel.next_read = from.after(copy.to_read);
    channel.next_write = copy.to_write;
    while (state_.waf.size() < 3) {
        state_.waf.push(stage(channel.next_write, to));
        channel.next_write = to.after(channel.next_write);
    }
    to.tell_written(begin, channel.write_addr, size);
    channel.count -= static_cast<std::uint32_t>(cycles);
    channel.to_issue -= static_cast<std::uint32_t>(cycles);
    return cycles;
}

} // namespace peripherals::rp2040
