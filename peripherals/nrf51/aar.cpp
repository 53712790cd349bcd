#include "peripherals/nrf51/aar.h"

#include "peripherals/nrf51/peripheral_bytes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using aar::aar_registers;

namespace {

constexpr Row start_task = row_of(aar_registers, "TASKS_START");
constexpr Row event_end = row_of(aar_registers, "EVENTS_END");
constexpr Row event_resolved = row_of(aar_registers, "EVENTS_RESOLVED");
constexpr Row event_notresolved = row_of(aar_registers, "EVENTS_NOTRESOLVED");
constexpr FieldRef status = find(aar_registers, "STATUS.STATUS");
constexpr FieldRef enable = find(aar_registers, "ENABLE.ENABLE");
constexpr FieldRef nirk = find(aar_registers, "NIRK.NIRK");
constexpr Row irkptr = row_of(aar_registers, "IRKPTR");
constexpr Row addrptr = row_of(aar_registers, "ADDRPTR");

constexpr std::uint32_t enabled = 3;
constexpr std::uint32_t address_offset = 3;
constexpr std::uint32_t key_bytes = 16;
constexpr Time key_time = 6 * ps_per_us;

// An address, its least significant byte first: three bytes of hash, three that are random, the topmost two
// bits 01.
using Address = std::array<std::uint8_t, 6>;

bool resolvable(const Address& address) {
    return address[5] >> 6 == 1;
}

bool made_with(const AesBlock& key, const Address& address) {
    AesBlock block{};
    std::reverse_copy(address.begin() + 3, address.end(), block.begin() + 13);
    block = aes_encrypt(key, block);
    return block[15] == address[0] && block[14] == address[1] && block[13] == address[2];
}

} // namespace

Aar::Aar(Machine& machine, std::string name, EventSink* events)
    : Peripheral(machine, std::move(name), aar_registers, own_id, events) {}

void Aar::reset() {
    Peripheral::reset();
    state_ = {};
    end_.disarm();
}

bool Aar::active() const {
    return field(enable) == enabled;
}

void Aar::on_task(Index task) {
    if (task.row == start_task) {
        start();
    } else {
        end_.disarm();
    }
}

void Aar::start() {
    Address address{};
    bool readable = read_bytes(machine(), value(addrptr) + address_offset, address);
    const std::uint32_t keys = std::min(field(nirk), most_keys);
    state_.key = unresolved;
    std::uint32_t tried = 0;
    while (readable && resolvable(address) && state_.key == unresolved && tried < keys) {
        AesBlock key;
        readable = read_bytes(machine(), value(irkptr) + tried * key_bytes, key);
        state_.key = readable && made_with(key, address) ? tried : unresolved;
        ++tried;
    }
    if (!readable) {
        report("aar.pointer", "ADDRPTR or IRKPTR points to where no RAM is");
    }
    end_.arm(now() + std::max(tried, 1U) * key_time);
}

void Aar::end() {
    if (state_.key != unresolved) {
        set_field(status, state_.key);
    }
    raise(event_end);
    raise(state_.key != unresolved ? event_resolved : event_notresolved);
}

} // namespace peripherals::nrf51
