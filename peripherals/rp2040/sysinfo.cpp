#include "peripherals/rp2040/sysinfo.h"

#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using sysinfo::sysinfo_registers;

namespace {
constexpr FieldRef revision_field = find(sysinfo_registers, "CHIP_ID.REVISION");
constexpr FieldRef part = find(sysinfo_registers, "CHIP_ID.PART");
constexpr FieldRef asic = find(sysinfo_registers, "PLATFORM.ASIC");
constexpr std::uint32_t part_rp2040 = 2;
constexpr std::uint32_t raspberry_pi = 0x927; // JEP106 bank and code
} // namespace

Sysinfo::Sysinfo(Machine& machine, std::string name, unsigned revision)
    : RegisterDevice(machine, std::move(name), sysinfo_registers), revision_(revision) {}

std::uint32_t Sysinfo::on_peek(Index reg, std::uint32_t stored) const {
    if (reg.row == part.row) {
        return revision_ << revision_field.lsb | part_rp2040 << part.lsb | raspberry_pi;
    }
    return reg.row == asic.row ? asic.mask : stored;
}

} // namespace peripherals::rp2040
