#include "peripherals/nrf51/mpu.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using mpu::mpu_registers;

namespace {
constexpr Row protenset0 = row_of(mpu_registers, "PROTENSET0");
constexpr Row protenset1 = row_of(mpu_registers, "PROTENSET1");
constexpr std::uint32_t block_bytes = 0x1000;
} // namespace

Mpu::Mpu(Machine& machine, std::string name)
    : Peripheral(machine, std::move(name), mpu_registers, own_id, nullptr) {}

void Mpu::reset() {
    Peripheral::reset();
    state_ = {};
}

void Mpu::on_register(Index reg, std::uint32_t written, const Access&) {
    if (reg.row == protenset0 || reg.row == protenset1) {
        std::uint32_t& blocks = state_.protected_blocks[reg.row == protenset0 ? 0 : 1];
        blocks |= written; // a block stays protected
        set_value(reg.row, blocks);
    }
}

bool Mpu::protects(std::uint32_t address) const {
    const std::uint32_t block = address / block_bytes;
    return block < 64 && (state_.protected_blocks[block / 32] >> (block % 32) & 1) != 0;
}

} // namespace peripherals::nrf51
