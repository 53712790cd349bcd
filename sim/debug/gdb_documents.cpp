// What the server tells GDB of the machine: registers, memories, threads, and the monitor commands.

#include "sim/core/machine.h"
#include "sim/core/processor.h"
#include "sim/debug/gdb_server.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

namespace sim::debug {

using namespace core;

namespace {

constexpr const char* help = "reset          power-on reset; `continue` then runs from the start\n"
                             "time           simulated time, and each core's counts\n"
                             "inspect        names of all devices\n"
                             "inspect NAME   registers and state of one device\n";

class TextInspector final : public Inspector {
public:
    void number(std::string_view name, std::int64_t value, std::string_view unit) override {
        text_ += fmt::format("{:<24} {}{}{}\n", name, value, unit.empty() ? "" : " ", unit);
    }
    void text(std::string_view name, std::string_view value) override {
        text_ += fmt::format("{:<24} {}\n", name, value);
    }
    void hex(std::string_view name, std::uint32_t value) override {
        text_ += fmt::format("{:<24} 0x{:08x}\n", name, value);
    }
    const std::string& result() const { return text_; }

private:
    std::string text_;
};

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

} // namespace

std::string GdbServer::target_description() const {
    std::string xml = "<?xml version=\"1.0\"?><!DOCTYPE target SYSTEM \"gdb-target.dtd\">"
                      "<target version=\"1.0\"><architecture>arm</architecture>"
                      "<feature name=\"org.gnu.gdb.arm.m-profile\">";
    for (unsigned number = 0; number <= 12; ++number) {
        xml += fmt::format("<reg name=\"r{}\" bitsize=\"32\"/>", number);
    }
    return xml + "<reg name=\"sp\" bitsize=\"32\" type=\"data_ptr\"/>"
                 "<reg name=\"lr\" bitsize=\"32\"/>"
                 "<reg name=\"pc\" bitsize=\"32\" type=\"code_ptr\"/>"
                 "<reg name=\"xpsr\" bitsize=\"32\"/></feature>"
                 "<feature name=\"org.gnu.gdb.arm.m-system\">"
                 "<reg name=\"msp\" bitsize=\"32\" type=\"data_ptr\"/>"
                 "<reg name=\"psp\" bitsize=\"32\" type=\"data_ptr\"/>"
                 "<reg name=\"primask\" bitsize=\"32\"/>"
                 "<reg name=\"control\" bitsize=\"32\"/></feature></target>";
}

std::string GdbServer::memory_map() const {
    std::string xml =
        "<?xml version=\"1.0\"?><!DOCTYPE memory-map PUBLIC \"+//IDN gnu.org//DTD GDB Memory Map "
        "V1.0//EN\" \"http://sourceware.org/gdb/gdb-memory-map.dtd\"><memory-map>";
    for (const GdbFlash& flash : flashes_) {
        xml += fmt::format("<memory type=\"flash\" start=\"0x{:x}\" length=\"0x{:x}\">"
                           "<property name=\"blocksize\">0x{:x}</property></memory>",
                           flash.base, flash.memory->size(), flash.block_bytes);
    }
    for (const BusRegion& region : machine_.bus().regions()) {
        const bool is_flash = std::any_of(flashes_.begin(), flashes_.end(), [&](const GdbFlash& flash) {
            return region.base < flash.base + flash.memory->size() && flash.base < region.base + region.size;
        });
        if (!is_flash) {
            const bool rom = region.lanes && region.name == "ROM";
            xml += fmt::format("<memory type=\"{}\" start=\"0x{:x}\" length=\"0x{:x}\"/>",
                               rom ? "rom" : "ram", region.base, region.size);
        }
    }
    return xml + "</memory-map>";
}

std::string GdbServer::thread_list() const {
    std::string xml = "<?xml version=\"1.0\"?><threads>";
    for (const Processor* core : machine_.processors()) {
        xml += fmt::format("<thread id=\"{:x}\" core=\"{}\" name=\"{}\"/>", core->core() + 1, core->core(),
                           core->name());
    }
    return xml + "</threads>";
}

std::string GdbServer::monitor(const std::string& command) {
    if (command == "reset" || command == "reset halt") {
        machine_.reset();
        thread_ = 1;
        return "reset; both cores are at their start\n";
    }
    if (command == "time") {
        std::string text = fmt::format("{:.9f} s\n", static_cast<double>(simulation_.now()) / ps_per_s);
        for (const Processor* core : machine_.processors()) {
            text += fmt::format("{}: {} instructions, {} cycles, {} of them asleep\n", core->name(),
                                core->instructions(), core->cycles(), core->sleeping_cycles());
        }
        return text;
    }
    if (command == "inspect") {
        return inspect("");
    }
    if (command.starts_with("inspect ")) {
        return inspect(std::string_view(command).substr(8));
    }
    return (command == "help" ? "" : fmt::format("'{}' is no monitor command\n", command)) + help;
}

std::string GdbServer::inspect(std::string_view name) const {
    std::string names;
    for (const Device* device : machine_.devices()) {
        if (same_name(device->name(), name)) {
            TextInspector inspector;
            device->inspect(inspector);
            return inspector.result();
        }
        names += device->name() + "\n";
    }
    return (name.empty() ? "" : fmt::format("there is no device '{}', only:\n", name)) + names;
}

} // namespace sim::debug
