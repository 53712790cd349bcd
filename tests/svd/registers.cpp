// Prints the register tables of the assembled RP2040 as JSON, one table for each block on the bus: a new
// block is there by itself. `tests/svd/compare.py` holds them against the vendor's description.

#include "peripherals/rp2040/usb_dpram.h"
#include "sim/core/register_device.h"
#include "sim/core/simulation.h"
#include "sim/machine/rp2040.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <set>
#include <span>
#include <string>

using namespace sim::core;

namespace {

const char* code(FieldAccess access) {
    static constexpr const char* codes[] = {"RW", "RO", "WO", "WC", "SC", "RF", "WF", "RWF"};
    return codes[static_cast<std::size_t>(access)];
}

/// '%' stands for the element's number in names of registers and of fields.
std::string numbered(std::string_view name, const Register& reg, unsigned element) {
    Register named = reg;
    named.name = name;
    return name.find('%') == std::string_view::npos ? std::string(name) : element_name(named, element);
}

nlohmann::json table(std::uint32_t base, const std::string& name, std::span<const Register> rows) {
    nlohmann::json registers = nlohmann::json::array();
    for (const Register& reg : rows) {
        for (unsigned element = 0; element < reg.array.count; ++element) {
            nlohmann::json fields = nlohmann::json::array();
            for (const Field& field : reg.fields) {
                fields.push_back({numbered(field.name, reg, element), field.msb, field.lsb,
                                  code(field.access), field.reset});
            }
            registers.push_back({
                {"offset", reg.offset + element * reg.array.stride},
                {"name",   element_name(reg,                        element)},
                {"fields",        fields                                       }
            });
        }
    }
    return {
        {"base",      base     },
        {"block",     name     },
        {"registers", registers}
    };
}

} // namespace

int main() {
    Simulation simulation;
    sim::machine::Rp2040 chip(simulation, "chip", {});
    nlohmann::json tables = nlohmann::json::array();
    // Each core has its own on no one's bus.
    const auto& private_bus = chip.core(0).system_control();
    tables.push_back(table(private_bus.base, private_bus.name(), private_bus.registers()));
    std::set<const RegisterDevice*> seen;
    for (const BusRegion& region : chip.bus().regions()) {
        const std::uint32_t base = region.base - region.device_offset;
        const auto* device = dynamic_cast<const RegisterDevice*>(region.device);
        if (device != nullptr && seen.insert(device).second) {
            tables.push_back(table(base, device->name(), device->registers()));
        }
        // A memory whose first words are registers.
        if (const auto* dpram = dynamic_cast<const peripherals::rp2040::UsbDpram*>(region.device)) {
            tables.push_back(table(base, dpram->name(), dpram->registers()));
        }
    }
    std::puts(tables.dump(1).c_str());
}
