#include "peripherals/rp2040/xip.h"

#include "sim/core/machine.h"

#include <algorithm>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using xip::xip_registers;

namespace {

constexpr FieldRef enable = find(xip_registers, "CTRL.EN");
constexpr FieldRef bad_write = find(xip_registers, "CTRL.ERR_BADWRITE");
constexpr FieldRef power_down = find(xip_registers, "CTRL.POWER_DOWN");
constexpr Row flush_row = row_of(xip_registers, "FLUSH");
constexpr Row stat = row_of(xip_registers, "STAT");
constexpr Row ctr_hit = row_of(xip_registers, "CTR_HIT");
constexpr Row ctr_acc = row_of(xip_registers, "CTR_ACC");
constexpr Row stream_addr = row_of(xip_registers, "STREAM_ADDR");
constexpr Row stream_ctr = row_of(xip_registers, "STREAM_CTR");
constexpr Row stream_fifo = row_of(xip_registers, "STREAM_FIFO");

constexpr std::uint32_t flush_length = 1024 + 1; // "just over 1024 clock cycles"
constexpr std::uint32_t window_base = 0x10000000;

std::uint32_t saturated(std::uint64_t count) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(count, 0xffffffff));
}

} // namespace

Xip::Xip(Machine& machine, std::string name, ClockDomain& sys, SerialFlash& flash, XipSsi& ssi)
    : RegisterDevice(machine, std::move(name), xip_registers), sys_(sys), array_(flash.array()),
      ssi_(ssi), mirrors_{
                     Mirror{*this, 0},
                     Mirror{*this, 1},
                     Mirror{*this, 2},
                     Mirror{*this, 3}
} {
    sys_.add_listener(this);
    ssi_.set_watcher(this);
    update_control();
}

void Xip::reset() {
    RegisterDevice::reset();
    stream_word_.disarm();
    state_ = {};
    state_.cleared_accesses = tags_.accesses;
    state_.cleared_hits = tags_.hits();
    flush();
    update_control();
    stream_dreq_.set(false);
}

void Xip::inspect(Inspector& inspector) const {
    RegisterDevice::inspect(inspector);
    inspector.number("accesses", static_cast<std::int64_t>(tags_.accesses));
    inspector.number("hits", static_cast<std::int64_t>(tags_.hits()));
}

void Xip::update_control() {
    if (field(power_down) != 0) {
        set_field(enable, 0);
    }
    for (Mirror& mirror : mirrors_) {
        mirror.set_cache_enabled(field(enable) != 0);
    }
    sram_window_.open = field(enable) == 0 && field(power_down) == 0;
}

void Xip::on_direct_changed() {
    miss_cycles_ = ssi_.read_cycles();
    for (Mirror& mirror : mirrors_) {
        mirror.window.open = ssi_.direct();
    }
}

void Xip::flush() {
    tags_.clear();
    state_.flush_end = sys_.edges_at(now()) + flush_length;
    flush_complete_.arm(sys_.time_of(state_.flush_end));
}

/// Clocks until the flush ends.
std::uint32_t Xip::flush_cycles() const {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(state_.flush_end - sys_.edges_at(now()), 0));
}

std::uint32_t Xip::on_peek(Index reg, std::uint32_t stored) const {
    switch (reg.row) {
    case stat:
        return (flush_cycles() == 0 ? 1U : 0U) | (state_.stream.empty() ? 2U : 0U) |
               (state_.stream.full() ? 4U : 0U);
    case ctr_hit:
        return saturated(tags_.hits() - state_.cleared_hits);
    case ctr_acc:
        return saturated(tags_.accesses - state_.cleared_accesses);
    case stream_fifo:
        return state_.stream.front();
    default:
        return stored;
    }
}

std::uint32_t Xip::on_read(Index reg, std::uint32_t stored, const Access&) {
    if (reg.row == flush_row) { // holds the bus until the flush is complete
        machine().bus().stall(flush_cycles());
        return 0;
    }
    return reg.row == stream_fifo ? pop_stream() : on_peek(reg, stored);
}

void Xip::on_write(Index reg, std::uint32_t written, const Access&) {
    switch (reg.row) {
    case enable.row:
        update_control();
        break;
    case flush_row:
        if ((written & 1) != 0) {
            flush();
        }
        break;
    case ctr_hit:
        state_.cleared_hits = tags_.hits();
        break;
    case ctr_acc:
        state_.cleared_accesses = tags_.accesses;
        break;
    case stream_ctr:
        stream_word_.disarm(); // what is in flight is dropped
        stream_next();
        break;
    default:
        break;
    }
}

void Xip::on_clock_changed() {
    if (stream_word_.armed()) {
        stream_word_.arm(sys_.time_of(state_.word_end));
    }
    if (flush_complete_.armed()) {
        flush_complete_.arm(sys_.time_of(state_.flush_end));
    }
}

std::uint32_t Xip::flash_word(std::uint32_t offset) {
    return ssi_.direct() ? array_.read(offset & ~3U, {}) : ssi_.read_word(offset);
}

void Xip::stream_next() {
    if (value(stream_ctr) != 0 && !state_.stream.full() && !stream_word_.armed()) {
        state_.word_end = sys_.edges_at(now()) + ssi_.read_cycles();
        stream_word_.arm(sys_.time_of(state_.word_end));
    }
}

void Xip::stream_word() {
    state_.stream.push(flash_word(value(stream_addr)));
    set_value(stream_addr, value(stream_addr) + 4);
    set_value(stream_ctr, value(stream_ctr) - 1);
    stream_dreq_.set(true);
    stream_next();
}

std::uint32_t Xip::pop_stream() {
    if (state_.stream.empty()) {
        report("xip.stream_empty", "a read of the streaming FIFO while it is empty gives 0");
        return 0;
    }
    const std::uint32_t word = state_.stream.pop();
    stream_dreq_.set(!state_.stream.empty());
    stream_next();
    return word;
}

Xip::Mirror::Mirror(Xip& xip, unsigned number)
    : ReadCache(xip.tags_), window{.base = window_base + number * mirror_bytes,
                                   .size = mirror_bytes,
                                   .memory = &xip.array_,
                                   .cache = this,
                                   .open = false},
      xip_(xip), number_(number) {}

void Xip::Mirror::set_cache_enabled(bool enabled) {
    set_lookup(enabled && (number_ & 2) == 0);
    allocate_ = enabled && (number_ & 1) == 0;
}

unsigned Xip::Mirror::miss(std::uint32_t offset, unsigned words) {
    unsigned cycles = xip_.flush_complete_.armed() ? xip_.flush_cycles() : 0;
    for (unsigned i = 0; i < words; ++i, offset += 4) {
        const std::uint32_t line = offset / CacheTags::line_bytes;
        const unsigned word = offset / 4 % 2;
        ++tags_.accesses;
        if (lookup() && tags_.hit(line, word)) {
            continue;
        }
        ++tags_.misses;
        if (allocate_) {
            tags_.fill(line, word);
        }
        cycles += xip_.ssi_.direct() ? xip_.miss_cycles_ : xip_.ssi_.read_cycles();
    }
    return cycles;
}

std::uint32_t Xip::Mirror::read(std::uint32_t offset, const Access& access) {
    const unsigned stall = ReadCache::read(offset);
    xip_.machine().bus().stall(stall);
    // A hit needs no SSI.
    const std::uint32_t word = stall == 0 ? xip_.array_.read(offset & ~3U, {}) : xip_.flash_word(offset);
    const std::uint32_t mask = access.size == 4 ? 0xffffffff : (1U << 8 * access.size) - 1;
    return word >> 8 * (offset & 3) & mask;
}

void Xip::Mirror::write(std::uint32_t offset, std::uint32_t, const Access&) {
    if (number_ != 0) {
        if (xip_.field(bad_write) != 0) {
            xip_.machine().bus().fail();
        }
        return;
    }
    tags_.forget(offset / CacheTags::line_bytes);
}

std::uint32_t Xip::Mirror::peek(std::uint32_t offset) const {
    return xip_.array_.peek(offset);
}

std::uint32_t Xip::SramPort::read(std::uint32_t offset, const Access& access) {
    if (!xip_.sram_window_.open) {
        xip_.machine().bus().fail();
        return 0;
    }
    return xip_.sram_.read(offset, access);
}

void Xip::SramPort::write(std::uint32_t offset, std::uint32_t value, const Access& access) {
    if (!xip_.sram_window_.open) {
        xip_.machine().bus().fail();
        return;
    }
    xip_.sram_.write(offset, value, access);
}

} // namespace peripherals::rp2040
