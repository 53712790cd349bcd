#include "sim/debug/signals.h"

#include "sim/core/device.h"
#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/register_device.h"
#include "sim/core/wiring.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fnmatch.h>

namespace sim::debug {

using namespace core;

namespace {

constexpr double microvolts_per_volt = 1e6;
constexpr unsigned most_pins = 64;

/// Calls `found(name, value, real)` for each number that a device tells.
template <class Found> class Numbers final : public Inspector {
public:
    explicit Numbers(Found found) : found_(std::move(found)) {}
    void number(std::string_view name, std::int64_t value, std::string_view) override {
        found_(name, Signal::Value(static_cast<double>(value)));
    }
    void text(std::string_view, std::string_view) override {}
    void hex(std::string_view name, std::uint32_t value) override {
        found_(name, Signal::Value(std::uint64_t{value}));
    }

private:
    Found found_;
};

unsigned width_of(const Register& reg) {
    return reg.fields.empty() ? 32 : reg.fields.front().msb + 1U; // they fall
}

void find_registers(const RegisterDevice& device, const std::string& pattern, std::vector<Signal>& found) {
    for (const Register& reg : device.registers()) {
        for (unsigned element = 0; element < reg.array.count; ++element) {
            const std::uint32_t offset = reg.offset + element * reg.array.stride;
            const std::string name = element_name(reg, element);
            Signal signal{.machine = &device.machine(), .device = device.name()};
            if (matches(pattern, name)) {
                signal.name = name;
                signal.width = width_of(reg);
                signal.read = [&device, offset] { return std::uint64_t{device.peek(offset)}; };
                found.push_back(signal);
                continue; // "FLEVEL*" means the register, not each of its fields once more
            }
            for (const Field& field : reg.fields) {
                signal.name = fmt::format("{}.{}", name, field.name);
                if (matches(pattern, signal.name)) {
                    signal.width = field.msb - field.lsb + 1U;
                    const std::uint64_t mask = (std::uint64_t{1} << signal.width) - 1;
                    signal.read = [&device, offset, lsb = field.lsb, mask] {
                        return device.peek(offset) >> lsb & mask;
                    };
                    found.push_back(signal);
                }
            }
        }
    }
}

Signal::Value read_value(const Device& device, const std::string& wanted) {
    Signal::Value result = std::uint64_t{0};
    Numbers look([&](std::string_view name, Signal::Value value) {
        if (name == wanted) {
            result = value;
        }
    });
    device.inspect(look);
    return result;
}

void find_values(const Device& device, const std::string& pattern, std::vector<Signal>& found) {
    Numbers look([&](std::string_view name, Signal::Value value) {
        const std::string wanted(name);
        if (matches(pattern, wanted)) {
            Signal signal{.machine = &device.machine(), .device = device.name(), .name = wanted};
            signal.width = 32;
            signal.real = std::holds_alternative<double>(value);
            signal.read = [&device, wanted] { return read_value(device, wanted); };
            found.push_back(std::move(signal));
        }
    });
    device.inspect(look);
}

void find_groups(const Device& device, const std::string& pattern, std::vector<Signal>& found) {
    Wiring wiring;
    device.describe_wiring(wiring);
    for (const NetGroup& group : wiring.groups) {
        if (matches(pattern, group.name)) {
            found.push_back({.machine = &device.machine(),
                             .device = device.name(),
                             .name = group.name,
                             .width = static_cast<unsigned>(group.nets.size()),
                             .nets = group.nets});
        }
    }
}

void find_volts(const Machine& machine, const Net* net, const std::string& pattern,
                std::vector<Signal>& found) {
    for (const Machine::Source& source : machine.sources()) {
        if (source.net == net || (net == nullptr && matches(pattern, source.net->name()))) {
            found.push_back({.machine = &machine,
                             .name = source.net->name() + ".volts",
                             .read =
                                 [volts = source.volts] {
                                     return static_cast<double>(volts->microvolts()) / microvolts_per_volt;
                                 },
                             .real = true});
        }
    }
}

} // namespace

bool matches(const std::string& pattern, const std::string& name) {
    return fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

const Net* SignalFinder::net_of(const Machine& machine, const std::string& name) const {
    const bool alone = simulation_.machines().size() == 1;
    if (const auto known = pins_.find(alone ? name : machine.name() + "." + name); known != pins_.end()) {
        return known->second;
    }
    for (const Net& net : machine.nets()) {
        if (net.name() == name || (name.starts_with("GP") && net.name() == "GPIO" + name.substr(2))) {
            return &net;
        }
    }
    return nullptr;
}

const Net& SignalFinder::net(const std::string& name) const {
    for (const Machine* machine : simulation_.machines()) {
        const std::string prefix = machine->name() + ".";
        const bool named = name.starts_with(prefix);
        if (!named && simulation_.machines().size() > 1) {
            continue;
        }
        if (const Net* const net = net_of(*machine, named ? name.substr(prefix.size()) : name)) {
            return *net;
        }
    }
    throw Error(fmt::format("no pin is called '{}'{}", name,
                            simulation_.machines().size() > 1 ? "; write MACHINE.PIN" : ""));
}

// "GP2..GP9" or "GP2,GP3".
std::vector<const Net*> SignalFinder::pins_of(const std::string& list) const {
    std::vector<const Net*> nets;
    if (const std::size_t dots = list.find(".."); dots != std::string::npos) {
        const auto split = [&list](const std::string& name) {
            std::size_t digits = name.size();
            while (digits > 0 && std::isdigit(static_cast<unsigned char>(name[digits - 1])) != 0) {
                --digits;
            }
            unsigned number = 0;
            const char* const end = name.data() + name.size();
            if (std::from_chars(name.data() + digits, end, number).ec != std::errc()) {
                throw Error(
                    fmt::format("'{}' goes from one pin with a number to another, as GP2..GP9", list));
            }
            return std::pair(name.substr(0, digits), number);
        };
        const auto [prefix, first] = split(list.substr(0, dots));
        const auto [end_prefix, last] = split(list.substr(dots + 2));
        const bool alike = prefix == end_prefix || prefix.ends_with("." + end_prefix); // left.GP2..GP9
        if (!alike || (first > last ? first - last : last - first) >= most_pins) {
            throw Error(fmt::format("'{}' goes from one pin with a number to another, as GP2..GP9", list));
        }
        for (unsigned number = first;; first < last ? ++number : --number) {
            nets.push_back(&net(prefix + std::to_string(number)));
            if (number == last) {
                return nets;
            }
        }
    }
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        nets.push_back(&net(list.substr(begin, end - begin)));
        begin = end + 1;
    }
    return nets;
}

std::vector<Signal> SignalFinder::bus(const std::string& wish, std::size_t equals) const {
    Signal signal{.name = wish.substr(0, equals), .nets = pins_of(wish.substr(equals + 1))};
    signal.machine = simulation_.machines().front();
    signal.width = static_cast<unsigned>(signal.nets.size());
    if (signal.name.empty() || signal.width > most_pins) {
        throw Error(
            fmt::format("'{}' is no bus; write NAME=GP2..GP9, with {} pins at most", wish, most_pins));
    }
    for (const Machine* machine : simulation_.machines()) {
        const std::string prefix = machine->name() + ".";
        if (signal.name.starts_with(prefix)) {
            signal.machine = machine;
            signal.name.erase(0, prefix.size());
        }
    }
    return {signal};
}

void SignalFinder::find_in(const Machine& machine, const std::string& name,
                           std::vector<Signal>& found) const {
    constexpr std::string_view volts = ".volts";
    if (name.ends_with(volts)) {
        const std::string pin = name.substr(0, name.size() - volts.size());
        find_volts(machine, net_of(machine, pin), pin, found);
    }
    const std::size_t dot = name.find('.');
    const Device* const device = machine.find_device(name.substr(0, dot));
    if (device == nullptr || dot == std::string::npos) {
        return;
    }
    const std::string pattern = name.substr(dot + 1);
    find_groups(*device, pattern, found);
    if (const auto* const block = dynamic_cast<const RegisterDevice*>(device)) {
        find_registers(*block, pattern, found);
    } else {
        find_values(*device, pattern, found);
    }
}

/// What the device has that the wish names.
std::string SignalFinder::names_beside(const std::string& wish) const {
    std::vector<Signal> found;
    for (const Machine* machine : simulation_.machines()) {
        const std::string prefix = simulation_.machines().size() > 1 ? machine->name() + "." : "";
        if (wish.starts_with(prefix)) {
            find_in(*machine,
                    wish.substr(prefix.size(), wish.find('.', prefix.size()) - prefix.size()) + ".*", found);
        }
    }
    std::string names;
    for (const Signal& signal : found) {
        names += (names.empty() ? "" : ", ") + signal.name;
    }
    return names;
}

std::vector<Signal> SignalFinder::find(const std::string& wish) const {
    if (const std::size_t equals = wish.find('='); equals != std::string::npos) {
        return bus(wish, equals);
    }
    std::vector<Signal> found;
    for (const Machine* machine : simulation_.machines()) {
        const std::string prefix = machine->name() + ".";
        if (wish.starts_with(prefix)) {
            find_in(*machine, wish.substr(prefix.size()), found);
        } else if (simulation_.machines().size() == 1) {
            find_in(*machine, wish, found);
        }
    }
    if (found.empty()) {
        const std::string names = names_beside(wish);
        throw Error(
            names.empty()
                ? fmt::format("nothing is called '{}'; write {}DEVICE.REGISTER, DEVICE.REGISTER.FIELD, "
                              "PART.VALUE, PIN.volts or NAME=GP2..GP9",
                              wish, simulation_.machines().size() > 1 ? "MACHINE." : "")
                : fmt::format("nothing is called '{}'; there are: {}", wish, names));
    }
    return found;
}

} // namespace sim::debug
