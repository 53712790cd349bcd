#include "cli/stats.h"

#include "sim/core/processor.h"
#include "sim/core/register_device.h"

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cli {

using namespace sim::core;
using Json = nlohmann::ordered_json;

namespace {

/// Keeps what a device says of itself beside its registers.
class StateInspector final : public Inspector {
public:
    void number(std::string_view name, std::int64_t value, std::string_view unit) override {
        state[std::string(name) + (unit.empty() ? "" : " (" + std::string(unit) + ")")] = value;
    }
    void text(std::string_view name, std::string_view value) override { state[std::string(name)] = value; }
    void hex(std::string_view, std::uint32_t) override {}

    Json state = Json::object();
};

void add_machine(Json& result, const Machine& machine) {
    for (const Processor* core : machine.processors()) {
        result["cores"].push_back({
            {"name",            core->name()           },
            {"instructions",    core->instructions()   },
            {"cycles",          core->cycles()         },
            {"sleeping_cycles", core->sleeping_cycles()}
        });
    }
    for (const Device* device : machine.devices()) {
        StateInspector inspector;
        device->inspect(inspector);
        if (const auto* block = dynamic_cast<const RegisterDevice*>(device);
            block && block->accesses() != 0) {
            inspector.state["accesses"] = block->accesses();
        }
        if (!inspector.state.empty()) {
            result["devices"][device->name()] = inspector.state;
        }
    }
}

Json simulated(Simulation& simulation) {
    Json result;
    result["time_ps"] = simulation.now();
    const bool several = simulation.machines().size() > 1;
    for (const Machine* machine : simulation.machines()) {
        add_machine(several ? result["machines"][machine->name()] : result, *machine);
    }
    result["diagnostics"] = Json::array();
    for (const auto& [key, entry] : simulation.diagnostics().entries()) {
        result["diagnostics"].push_back({
            {"id",       key.first       },
            {"subject",  key.second      },
            {"count",    entry.count     },
            {"first_ps", entry.first_time},
            {"core",     entry.place.core},
            {"pc",       entry.place.pc  }
        });
    }
    result["trace"] = {
        {"hash", fmt::format("{:016x}", simulation.trace().hash())},
        {"records",      simulation.trace().records()                  }
    };
    return result;
}

void print_row(const std::string& name, const std::string& value) {
    fmt::print(stderr, "  {:<32} {}\n", name, value);
}

void print_machine(const Json& machine, const std::string& prefix) {
    for (const Json& core : machine["cores"]) {
        const auto cycles = core["cycles"].get<double>();
        const double idle = cycles == 0 ? 0 : 100 * core["sleeping_cycles"].get<double>() / cycles;
        print_row(prefix + core["name"].get<std::string>(),
                  fmt::format("{} instructions, {} cycles, {:.1f} % asleep",
                              core["instructions"].get<std::uint64_t>(), core["cycles"].get<std::uint64_t>(),
                              idle));
    }
    if (machine.contains("devices")) {
        for (const auto& [name, state] : machine["devices"].items()) {
            for (const auto& [key, value] : state.items()) {
                print_row(fmt::format("{}{} {}", prefix, name, key),
                          value.is_string() ? value.get<std::string>() : value.dump());
            }
        }
    }
}

void print_table(const Json& stats) {
    const Json& simulated = stats["simulated"];
    fmt::print(stderr, "simulated\n");
    print_row("time", fmt::format("{:.9f} s", simulated["time_ps"].get<double>() / ps_per_s));
    if (simulated.contains("machines")) {
        for (const auto& [name, machine] : simulated["machines"].items()) {
            print_machine(machine, name + ".");
        }
    } else {
        print_machine(simulated, "");
    }
    for (const Json& entry : simulated["diagnostics"]) {
        print_row(entry["id"].get<std::string>() + " " + entry["subject"].get<std::string>(),
                  fmt::format("{} times", entry["count"].get<std::uint64_t>()));
    }
    print_row("trace", fmt::format("{} ({} records)", simulated["trace"]["hash"].get<std::string>(),
                                   simulated["trace"]["records"].get<std::uint64_t>()));
    fmt::print(stderr, "host\n");
    print_row("time", fmt::format("{:.3f} s", stats["wall_seconds"].get<double>()));
    print_row("speed", fmt::format("{:.1f} MIPS, {:.2f} x real time", stats["mips"].get<double>(),
                                   stats["real_time_ratio"].get<double>()));
}

} // namespace

void print_stats(bool json, double wall_seconds, Simulation& simulation) {
    Json stats;
    stats["simulated"] = simulated(simulation);
    std::uint64_t instructions = 0;
    for (const Machine* machine : simulation.machines()) {
        for (const Processor* core : machine->processors()) {
            instructions += core->instructions();
        }
    }
    stats["wall_seconds"] = wall_seconds;
    stats["mips"] = static_cast<double>(instructions) / wall_seconds / 1e6;
    stats["real_time_ratio"] = static_cast<double>(simulation.now()) / ps_per_s / wall_seconds;
    if (json) {
        fmt::print(stderr, "{}\n", stats.dump());
    } else {
        print_table(stats);
    }
}

} // namespace cli
