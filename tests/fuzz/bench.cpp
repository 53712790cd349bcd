#include "sim/core/assert.h"
#include "sim/core/error.h"
#include "sim/machine/bench_file.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace sim::machine;
    try {
        const std::string text(reinterpret_cast<const char*>(data), size);
        const BenchFile bench = parse_bench_file(text, "input");
        TERRARIUM_ASSERT(!bench.machines.empty());
        for (const BenchFile::Wire& wire : bench.wires) {
            TERRARIUM_ASSERT(wire.size() >= 2);
            for (const BenchFile::Pin& pin : wire) {
                TERRARIUM_ASSERT(
                    std::any_of(bench.machines.begin(), bench.machines.end(),
                                [&pin](const auto& machine) { return machine.name == pin.machine; }));
            }
        }
    } catch (const sim::core::Error& error) {
        TERRARIUM_ASSERT(std::string(error.what()).starts_with("input:")); // with its place
    }
    return 0;
}
