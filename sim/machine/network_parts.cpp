#include "sim/machine/part_source.h"

#include "peripherals/devices/w5500_module.h"
#include "sim/machine/spi_gpios.h"

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;

struct Port {
    std::uint16_t number;
    bool to_guest;
};

void read_ports(const PartSource& source, std::string_view key, bool to_guest, std::vector<Port>& ports) {
    if (!source.value.has(key)) {
        return;
    }
    for (const YamlValue& item : source.value.at(key).items()) {
        const auto number = static_cast<std::uint16_t>(item.number(1, 0xffff));
        for (const Port& other : ports) {
            if (other.number == number) {
                item.fail(fmt::format("port {} is there already", number));
            }
        }
        ports.push_back({number, to_guest});
    }
}

Maker read_w5500(const PartSource& source) {
    source.value.check_keys({"type", "sck", "mosi", "miso", "cs", "int", "rst", "guest_ports", "host_ports"});
    std::vector<Port> ports;
    read_ports(source, "guest_ports", true, ports);
    read_ports(source, "host_ports", false, ports);
    return [bus = SpiGpios::read(source), interrupt = source.optional_output("int"),
            reset = source.optional_gpio("rst"), ports](Chip& chip, const std::string& name) {
        std::vector<devices::EthernetGateway::Forward> forwards;
        forwards.reserve(ports.size());
        for (const Port& port : ports) {
            forwards.push_back({fmt::format("{}.{}", name, port.number), port.number, port.to_guest});
        }
        const devices::W5500::Pins pins{net_of(chip, interrupt), net_of(chip, reset)};
        return std::make_unique<devices::W5500Module>(chip, name, bus.nets(chip), pins, forwards);
    };
}

constexpr PartKind kinds[] = {
    {"w5500", read_w5500},
};

} // namespace

std::span<const PartKind> network_parts() {
    return kinds;
}

} // namespace sim::machine
