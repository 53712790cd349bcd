#include "peripherals/nrf51/uicr.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using uicr::uicr_registers;

Uicr::Uicr(Machine& machine, std::string name, BusDevice& flash)
    : RegisterDevice(machine, std::move(name), uicr_registers), flash_(flash) {}

std::uint32_t Uicr::offset_of(Index reg) const {
    return registers()[reg.row].offset + reg.element * std::uint32_t{registers()[reg.row].array.stride};
}

std::uint32_t Uicr::on_peek(Index reg, std::uint32_t) const {
    return flash_.peek(offset_of(reg));
}

void Uicr::on_write(Index reg, std::uint32_t written, const Access& access) {
    flash_.write(offset_of(reg), written, access);
}

} // namespace peripherals::nrf51
