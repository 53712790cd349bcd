// Loads and stores that the interpreter does not do directly: other windows, the private bus, the machine's
// bus.

#include "sim/core/machine.h"
#include "sim/core/simulation.h"
#include "sim/cpu/armv6m/core.h"

#include <cstring>

namespace sim::cpu::armv6m {

using namespace sim::core;

namespace {

constexpr std::uint32_t lanes(std::uint32_t word, std::uint32_t address, unsigned size) {
    const std::uint32_t value = word >> (8 * (address & 3));
    return size == 4 ? value : value & ((1U << (8 * size)) - 1);
}

// Of a size that is known to the compiler in each case, so that no function is called.
std::uint32_t read_item(const std::uint8_t* bytes, unsigned size) {
    std::uint32_t word = 0;
    std::uint16_t half = 0;
    switch (size) {
    case 4:
        std::memcpy(&word, bytes, 4);
        return word;
    case 2:
        std::memcpy(&half, bytes, 2);
        return half;
    default:
        return *bytes;
    }
}

constexpr std::uint32_t replicate(std::uint32_t value, unsigned size) {
    return size == 4 ? value : size == 2 ? (value & 0xffff) * 0x00010001U : (value & 0xff) * 0x01010101U;
}

} // namespace

Core::Outcome Core::fault(std::string_view cause, std::uint32_t address) {
    fault_ = {cause, address, 0};
    return Outcome::Fault;
}

Core::Outcome Core::load(std::uint32_t address, unsigned size, std::uint32_t& value) {
    if ((address & (size - 1)) != 0) [[unlikely]] {
        return fault("a load from an unaligned address", address);
    }
    return checked_ ? load_checked(address, size, value) : load_unchecked(address, size, value);
}

Core::Outcome Core::load_checked(std::uint32_t address, unsigned size, std::uint32_t& value) {
    if (mpu_active_ && !mpu_.allows(address, MpuAccess::Read, privileged())) {
        return fault("a load that the MPU forbids", address);
    }
    const Outcome outcome = load_unchecked(address, size, value);
    if (outcome == Outcome::Done) {
        watch(address, size, WatchKind::Read);
    }
    return outcome;
}

Core::Outcome Core::load_unchecked(std::uint32_t address, unsigned size, std::uint32_t& value) {
    const CodeWindow* window = open_window(address);
    if (window == nullptr) {
        return address - SystemControl::base < SystemControl::size ? load_private(address, size, value)
                                                                   : load_from_bus(address, size, value);
    }
    value = read_item(window->bytes() + window->memory_offset(address), size);
    if (ReadCache* cache = window->window().cache) {
        charge(cache->read(address - window->base()));
    }
    return Outcome::Done;
}

Core::Outcome Core::store(std::uint32_t address, unsigned size, std::uint32_t value) {
    if ((address & (size - 1)) != 0) [[unlikely]] {
        return fault("a store to an unaligned address", address);
    }
    return checked_ ? store_checked(address, size, value) : store_unchecked(address, size, value);
}

Core::Outcome Core::store_checked(std::uint32_t address, unsigned size, std::uint32_t value) {
    if (mpu_active_ && !mpu_.allows(address, MpuAccess::Write, privileged())) {
        return fault("a store that the MPU forbids", address);
    }
    const Outcome outcome = store_unchecked(address, size, value);
    if (outcome == Outcome::Done) {
        watch(address, size, WatchKind::Write);
    }
    return outcome;
}

Core::Outcome Core::store_unchecked(std::uint32_t address, unsigned size, std::uint32_t value) {
    CodeWindow* window = open_window(address);
    if (window == nullptr || !window->window().writable) {
        return address - SystemControl::base < SystemControl::size ? store_private(address, size, value)
                                                                   : store_to_bus(address, size, value);
    }
    const std::uint32_t offset = window->memory_offset(address);
    std::memcpy(window->bytes() + offset, &value, size);
    if (window->chunks()[(address - window->base()) / CodeWindow::chunk_bytes] != 0) {
        window->changed(offset, size);
    }
    return Outcome::Done;
}

Core::Outcome Core::load_private(std::uint32_t address, unsigned size, std::uint32_t& value) {
    if (!privileged()) {
        return fault("an unprivileged load from the private bus", address);
    }
    scheduler().set_now(present_time());
    const std::uint32_t offset = (address - SystemControl::base) & ~3U;
    value = lanes(system_control_.read(offset, {initiator_, 4, WriteOp::Write}), address, size);
    after_access();
    return Outcome::Done;
}

Core::Outcome Core::store_private(std::uint32_t address, unsigned size, std::uint32_t value) {
    if (!privileged()) {
        return fault("an unprivileged store to the private bus", address);
    }
    scheduler().set_now(present_time());
    const std::uint32_t offset = (address - SystemControl::base) & ~3U;
    system_control_.write(offset, replicate(value, size), {initiator_, 4, WriteOp::Write});
    if (abandoned_) {
        return Outcome::Abandon;
    }
    after_access();
    return Outcome::Done;
}

// Whether others, whom this core is ahead of, must catch up before it may touch what they could see. The
// later accesses of an instruction that has begun do not wait.
bool Core::must_wait(std::uint32_t address) {
    if (begun_) {
        return false;
    }
    const BusRegion* region = machine().bus().find(address);
    if (region != nullptr && region->core_private) {
        return false;
    }
    state_.waiting = true;
    end_slice();
    return true;
}

Core::Outcome Core::load_from_bus(std::uint32_t address, unsigned size, std::uint32_t& value) {
    const Time time = present_time();
    if (time > shared_limit_ && must_wait(address)) {
        return Outcome::Wait;
    }
    scheduler().set_now(time);
    const Bus::Result result =
        machine().bus().read(address, {initiator_, static_cast<std::uint8_t>(size), WriteOp::Write});
    if (abandoned_) {
        return Outcome::Abandon;
    }
    charge(std::int64_t{result.cycles} - (model_.in_io_port(address) ? 2 : 1));
    after_access();
    if (result.fault) {
        return fault("a load that ended with a bus error", address);
    }
    value = result.value;
    return Outcome::Done;
}

Core::Outcome Core::store_to_bus(std::uint32_t address, unsigned size, std::uint32_t value) {
    const Time time = present_time();
    if (time > shared_limit_ && must_wait(address)) {
        return Outcome::Wait;
    }
    scheduler().set_now(time);
    const Bus::Result result =
        machine().bus().write(address, value, {initiator_, static_cast<std::uint8_t>(size), WriteOp::Write});
    if (abandoned_) {
        return Outcome::Abandon;
    }
    charge(std::int64_t{result.cycles} - (model_.in_io_port(address) ? 2 : 1));
    after_access();
    if (result.fault) {
        return fault("a store that ended with a bus error", address);
    }
    return Outcome::Done;
}

// One cycle for each word, I/O port or not; the handler adds the one that is left.
Core::Outcome Core::load_multiple(std::uint32_t address, unsigned count, std::uint32_t* values) {
    Outcome outcome = Outcome::Done;
    for (unsigned i = 0; i < count && outcome == Outcome::Done; ++i, address += 4) {
        outcome = load(address, 4, values[i]);
        if (outcome == Outcome::Done) {
            charge(model_.in_io_port(address) ? 2 : 1);
        }
        begun_ = true;
    }
    begun_ = false;
    return outcome;
}

Core::Outcome Core::store_multiple(std::uint32_t address, unsigned count, const std::uint32_t* values) {
    Outcome outcome = Outcome::Done;
    for (unsigned i = 0; i < count && outcome == Outcome::Done; ++i, address += 4) {
        outcome = store(address, 4, values[i]);
        if (outcome == Outcome::Done) {
            charge(model_.in_io_port(address) ? 2 : 1);
        }
        begun_ = true;
    }
    begun_ = false;
    return outcome;
}

void Core::changed_code(std::uint32_t address, std::uint32_t size) {
    if (CodeWindow* window = code_.find(address)) {
        window->changed(window->memory_offset(address), size);
    }
}

} // namespace sim::cpu::armv6m
