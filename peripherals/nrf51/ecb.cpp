#include "peripherals/nrf51/ecb.h"

#include "peripherals/nrf51/peripheral_bytes.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using ecb::ecb_registers;

namespace {
constexpr Row startecb = row_of(ecb_registers, "TASKS_STARTECB");
constexpr Row event_endecb = row_of(ecb_registers, "EVENTS_ENDECB");
constexpr Row event_errorecb = row_of(ecb_registers, "EVENTS_ERRORECB");
constexpr Row ecbdataptr = row_of(ecb_registers, "ECBDATAPTR");

constexpr std::uint32_t clear_text_offset = 16;
constexpr std::uint32_t cipher_text_offset = 32;
constexpr Time block_time = 17 * ps_per_us;
} // namespace

Ecb::Ecb(Machine& machine, std::string name, EventSink* events)
    : Peripheral(machine, std::move(name), ecb_registers, own_id, events) {}

void Ecb::reset() {
    Peripheral::reset();
    state_ = {};
    end_.disarm();
}

void Ecb::on_task(Index task) {
    if (task.row == startecb) {
        start();
    } else {
        stop();
    }
}

void Ecb::start() {
    AesBlock key;
    AesBlock clear_text;
    const std::uint32_t data = value(ecbdataptr);
    if (end_.armed()) {
        raise(event_errorecb);
    } else if (!read_bytes(machine(), data, key) ||
               !read_bytes(machine(), data + clear_text_offset, clear_text)) {
        report("ecb.pointer", "ECBDATAPTR points to where no RAM is");
        raise(event_errorecb);
    } else {
        state_.cipher_text = aes_encrypt(key, clear_text);
        end_.arm(now() + block_time);
    }
}

void Ecb::stop() {
    if (end_.armed()) {
        end_.disarm();
        raise(event_errorecb);
    }
}

void Ecb::end() {
    write_bytes(machine(), value(ecbdataptr) + cipher_text_offset, state_.cipher_text);
    raise(event_endecb);
}

} // namespace peripherals::nrf51
