#include "peripherals/nrf51/ficr.h"

#include "peripherals/nrf51/peripheral_hash.h"
#include "sim/core/machine.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using ficr::ficr_registers;

namespace {

constexpr Row codepagesize = row_of(ficr_registers, "CODEPAGESIZE");
constexpr Row codesize = row_of(ficr_registers, "CODESIZE");
constexpr Row ppfc = row_of(ficr_registers, "PPFC");
constexpr Row numramblock = row_of(ficr_registers, "NUMRAMBLOCK");
constexpr Row sizeramblocks = row_of(ficr_registers, "SIZERAMBLOCKS");
constexpr Row configid = row_of(ficr_registers, "CONFIGID");
constexpr Row deviceid = row_of(ficr_registers, "DEVICEID%");
constexpr Row er = row_of(ficr_registers, "ER%");
constexpr Row ir = row_of(ficr_registers, "IR%");
constexpr Row deviceaddrtype = row_of(ficr_registers, "DEVICEADDRTYPE");
constexpr Row deviceaddr = row_of(ficr_registers, "DEVICEADDR%");

constexpr std::uint32_t page_bytes = 1024;
constexpr std::uint32_t unprogrammed = 0xffffffff;
constexpr std::uint32_t no_firmware = 0xffff0000; // FWID

} // namespace

Ficr::Ficr(Machine& machine, std::string name, const FicrConfig& config)
    : RegisterDevice(machine, std::move(name), ficr_registers), config_(config) {}

std::uint32_t Ficr::on_peek(Index reg, std::uint32_t) const {
    // Each word of identity has a number of its own.
    const auto word = [&](unsigned first) {
        return static_cast<std::uint32_t>(hash(config_.identity, first + reg.element));
    };
    switch (reg.row) {
    case codepagesize:
        return page_bytes;
    case codesize:
        return config_.code_bytes / page_bytes;
    case ppfc: // no factory code in region 0
        return 0xff;
    case numramblock:
        return config_.ram_bytes / config_.ram_block_bytes;
    case sizeramblocks:
        return config_.ram_block_bytes;
    case configid:
        return no_firmware | config_.hardware_id;
    case deviceid:
        return word(0);
    case er:
        return word(2);
    case ir:
        return word(6);
    case deviceaddrtype: // random
        return 0xffffffff;
    case deviceaddr: // 48 bits
        return reg.element == 0 ? word(10) : word(10) | 0xffff0000;
    default:
        return unprogrammed;
    }
}

void Ficr::on_write(Index, std::uint32_t, const Access&) {
    report("ficr.write", "a write to what the factory wrote");
    machine().bus().fail();
}

} // namespace peripherals::nrf51
