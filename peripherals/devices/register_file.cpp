#include "peripherals/devices/register_file.h"

#include "sim/core/error.h"

#include <algorithm>

namespace peripherals::devices {

using namespace sim::core;

namespace {
constexpr unsigned addresses = 256;
} // namespace

RegisterFile::RegisterFile(const Part& owner, Config config) : owner_(owner), config_(std::move(config)) {
    std::vector<bool> taken(addresses);
    for (const RegisterRow& row : config_.registers) {
        for (unsigned address = row.address; address < row.address + addresses_of(row); ++address) {
            if (address >= addresses || taken[address]) {
                throw Error(owner.name() + ": register " + row.name +
                            " overlaps another one or ends beyond address 0xff");
            }
            taken[address] = true;
        }
    }
    if (config_.stimuli.size() > most_stimuli) {
        throw Error(owner.name() + ": it has more than 16 stimuli");
    }
    for (const StimulusRow& row : config_.stimuli) {
        world_.push_back(row.initial);
    }
    reset();
}

unsigned RegisterFile::addresses_of(const RegisterRow& row) const {
    return row.command_bits != 0 ? 1U << row.command_bits : config_.address_is_of_bytes ? row.bytes : 1;
}

std::uint32_t RegisterFile::mask_of(const FieldRow& field) {
    return static_cast<std::uint32_t>(((std::uint64_t{1} << (field.msb - field.lsb + 1)) - 1) << field.lsb);
}

void RegisterFile::reset() {
    state_ = {};
    for (const RegisterRow& row : config_.registers) {
        std::uint32_t value = 0;
        for (const FieldRow& field : row.fields) {
            value |= field.reset << field.lsb & mask_of(field);
        }
        state_.values.push_back(value);
    }
    for (std::size_t i = 0; i < world_.size(); ++i) {
        show(i);
    }
    compare();
}

void RegisterFile::inspect(Inspector& inspector) const {
    for (std::size_t i = 0; i < config_.registers.size(); ++i) {
        inspector.hex(config_.registers[i].name, state_.values[i]);
    }
}

void RegisterFile::stimulate(std::size_t number, std::int64_t value) {
    world_[number] = value;
    show(number);
    compare();
}

std::uint32_t RegisterFile::field(const FieldName& name) const {
    const FieldRow& row = config_.registers[name.reg].fields[name.field];
    return (state_.values[name.reg] & mask_of(row)) >> row.lsb;
}

void RegisterFile::set_field(const FieldName& name, std::uint32_t value) {
    const FieldRow& row = config_.registers[name.reg].fields[name.field];
    const std::uint32_t mask = mask_of(row);
    state_.values[name.reg] = (state_.values[name.reg] & ~mask) | (value << row.lsb & mask);
}

/// Of two's complement.
std::int64_t RegisterFile::number(const FieldName& name) const {
    const FieldRow& row = config_.registers[name.reg].fields[name.field];
    const std::int64_t sign = std::int64_t{1} << (row.msb - row.lsb);
    return (static_cast<std::int64_t>(field(name)) ^ sign) - sign;
}

void RegisterFile::compare() {
    for (const ComparisonRow& row : config_.comparisons) {
        const std::int64_t value = number(row.value);
        const std::int64_t limit = number(row.limit);
        const bool holds = row.relation == Relation::Above   ? value > limit
                           : row.relation == Relation::Below ? value < limit
                                                             : value >= limit;
        set_field(row.flag, holds ? 1 : 0);
    }
}

void RegisterFile::show(std::size_t number) {
    const StimulusRow& row = config_.stimuli[number];
    const FieldRow& field = config_.registers[row.target.reg].fields[row.target.field];
    const auto scaled = [&row](std::int64_t value) {
        const __int128 product = static_cast<__int128>(value) * row.multiply;
        const __int128 half = row.divide / 2;
        return static_cast<std::int64_t>((product < 0 ? product - half : product + half) / row.divide) +
               row.add;
    };
    const bool is_signed = std::min(scaled(row.least), scaled(row.most)) < 0;
    const unsigned bits = field.msb - field.lsb + 1;
    const std::int64_t most = (std::int64_t{1} << (is_signed ? bits - 1 : bits)) - 1;
    const std::int64_t value = std::clamp(scaled(world_[number]), is_signed ? -most - 1 : 0, most);
    set_field(row.target, static_cast<std::uint32_t>(value));
}

void RegisterFile::point_to(unsigned address) {
    for (std::size_t i = 0; i < config_.registers.size(); ++i) {
        const RegisterRow& row = config_.registers[i];
        if (row.command_bits != 0 && address >> row.command_bits == row.address >> row.command_bits) {
            state_.values[i] = address - row.address;
            compare();
            go_to(row.address);
            return;
        }
    }
    go_to(address);
}

void RegisterFile::go_to(unsigned address) {
    state_.address = address % addresses;
    state_.byte = 0;
    if (!config_.address_is_of_bytes) {
        return;
    }
    for (const RegisterRow& row : config_.registers) { // perhaps into the middle of one
        if (state_.address > row.address && state_.address < row.address + row.bytes) {
            state_.byte = state_.address - row.address;
            state_.address = row.address;
            return;
        }
    }
}

std::size_t RegisterFile::row_at_pointer() {
    const auto& rows = config_.registers;
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [this](const RegisterRow& row) { return row.address == state_.address; });
    if (found == rows.end()) {
        owner_.report("registers.unknown", "an access to an address that has no register");
        go_to(state_.address + (config_.auto_increment ? 1 : 0));
    }
    return static_cast<std::size_t>(found - rows.begin());
}

void RegisterFile::advance(const RegisterRow& row) {
    if (++state_.byte == row.bytes) {
        const unsigned behind = row.address + (config_.auto_increment ? addresses_of(row) : 0);
        go_to(row.next.value_or(behind));
    }
}

unsigned RegisterFile::shift_of_byte(const RegisterRow& row) const {
    return 8 * (row.low_byte_first ? state_.byte : row.bytes - 1 - state_.byte);
}

std::uint8_t RegisterFile::read() {
    const std::size_t number = row_at_pointer();
    if (number == config_.registers.size()) {
        return 0;
    }
    const RegisterRow& row = config_.registers[number];
    const unsigned shift = shift_of_byte(row);
    const auto byte = static_cast<std::uint8_t>(state_.values[number] >> shift);
    for (const FieldRow& field : row.fields) {
        if (field.clears_on_read) {
            state_.values[number] &= ~(mask_of(field) & 0xffU << shift);
        }
    }
    advance(row);
    return byte;
}

void RegisterFile::write(std::uint8_t byte) {
    const std::size_t number = row_at_pointer();
    if (number == config_.registers.size()) {
        return;
    }
    const RegisterRow& row = config_.registers[number];
    const unsigned shift = shift_of_byte(row);
    const std::uint32_t written = std::uint32_t{byte} << shift;
    std::uint32_t stored = 0;
    std::uint32_t cleared = 0;
    for (const FieldRow& field : row.fields) {
        const std::uint32_t mask = mask_of(field) & 0xffU << shift;
        if (field.access == RW) {
            stored |= mask;
        } else if (field.access == WC) {
            cleared |= mask & written;
        }
    }
    state_.values[number] = (state_.values[number] & ~stored & ~cleared) | (written & stored);
    compare();
    advance(row);
}

} // namespace peripherals::devices
