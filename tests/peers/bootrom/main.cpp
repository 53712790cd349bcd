// Runs the float and double functions of a real boot ROM (version 3) and of the built-in one on two simulated
// chips and compares results and flags. Prints the cycles of both.

#include "peripherals/rp2040/bootrom_assembler.h"
#include "sim/core/error.h"
#include "sim/core/simulation.h"
#include "sim/machine/rp2040.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

using namespace sim::core;
namespace bootrom = peripherals::rp2040::bootrom;

namespace {

constexpr std::uint32_t driver_place = 0x20000000;
constexpr std::uint32_t stack_top = 0x20001000;
constexpr std::uint32_t input_place = 0x20002000;
constexpr std::uint32_t batch = 4096;
constexpr std::uint32_t input_words = 4;
constexpr std::uint32_t output_words = 5; // r0-r3, APSR
constexpr std::uint32_t output_place = input_place + batch * input_words * 4;
constexpr std::uint32_t flags = 0xf0000000;
constexpr double driver_cycles = 5 + 2 + 5 + 3 + 2 + 1 + 2; // of each round beside the function

using Arguments = std::array<std::uint32_t, input_words>;
using Results = std::array<std::uint32_t, output_words>;

/// What a function takes, and how many words of r0-r3 it gives.
enum class Takes { Numbers, NumberAndPlaces, Integer };
struct Shape {
    const char* name;
    Takes takes;
    unsigned float_results, double_results;
    bool in_flags = false;
    bool of_positive = false; // gives up early on negative numbers
};
constexpr std::array<Shape, 32> shapes = {
    {
     {"add", Takes::Numbers, 1, 2},
     {"sub", Takes::Numbers, 1, 2},
     {"mul", Takes::Numbers, 1, 2},
     {"div", Takes::Numbers, 1, 2},
     {"cmp_fast", Takes::Numbers, 1, 1, true},
     {"cmp_fast_flags", Takes::Numbers, 1, 1, true},
     {"sqrt", Takes::Numbers, 1, 2, false, true},
     {"to_int", Takes::Numbers, 1, 1},
     {"to_fix", Takes::NumberAndPlaces, 1, 1},
     {"to_uint", Takes::Numbers, 1, 1, false, true},
     {"to_ufix", Takes::NumberAndPlaces, 1, 1, false, true},
     {"from_int", Takes::Integer, 1, 2},
     {"from_fix", Takes::Integer, 1, 2},
     {"from_uint", Takes::Integer, 1, 2},
     {"from_ufix", Takes::Integer, 1, 2},
     {"cos", Takes::Numbers, 1, 2},
     {"sin", Takes::Numbers, 1, 2},
     {"tan", Takes::Numbers, 1, 2},
     {"sincos", Takes::Numbers, 2, 4},
     {"exp", Takes::Numbers, 1, 2},
     {"ln", Takes::Numbers, 1, 2, false, true},
     {"cmp", Takes::Numbers, 1, 1, true},
     {"atan2", Takes::Numbers, 1, 2},
     {"from_int64", Takes::Integer, 1, 2},
     {"from_fix64", Takes::Integer, 1, 2},
     {"from_uint64", Takes::Integer, 1, 2},
     {"from_ufix64", Takes::Integer, 1, 2},
     {"to_int64", Takes::Numbers, 2, 2},
     {"to_fix64", Takes::NumberAndPlaces, 2, 2},
     {"to_uint64", Takes::Numbers, 2, 2, false, true},
     {"to_ufix64", Takes::NumberAndPlaces, 2, 2, false, true},
     {"convert", Takes::Numbers, 2, 1},
     }
};

/// Numbers of every kind: any bits, around powers of two, edges of the exponent, denormals, not finite.
class Source {
public:
    /// `ordinary`: only such numbers as programs compute with, to see the usual cycles.
    Source(std::uint64_t seed, bool ordinary) : random_(seed), ordinary_(ordinary) {}

    std::uint64_t bits() { return random_(); }
    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

    /// A packed number with `mantissa_bits` and `exponent_bits`.
    std::uint64_t number(unsigned mantissa_bits, unsigned exponent_bits) {
        const std::uint64_t exponents = std::uint64_t{1} << exponent_bits;
        std::uint64_t exponent = below(exponents);
        std::uint64_t mantissa = bits() & ((std::uint64_t{1} << mantissa_bits) - 1);
        switch (ordinary_ ? 0 : below(8)) {
        case 0: // small numbers, such as functions like
            exponent = exponents / 2 - 8 + below(14);
            break;
        case 1:
            exponent = exponents / 2 - 40 + below(80);
            break;
        case 2:
            exponent = below(3);
            break;
        case 3:
            exponent = exponents - 1 - below(3);
            break;
        case 4: // around powers of two
            mantissa = below(2) == 0 ? below(3) : ((std::uint64_t{1} << mantissa_bits) - 1 - below(3));
            break;
        case 5: // few bits
            mantissa &= bits() & bits() & bits();
            break;
        default:
            break;
        }
        return (below(2) << exponent_bits | exponent) << mantissa_bits | mantissa;
    }
    std::uint32_t places() {
        if (ordinary_) {
            return static_cast<std::uint32_t>(below(24));
        }
        const std::uint64_t span = below(4) == 0 ? 2000 : 100;
        return static_cast<std::uint32_t>(below(span)) - static_cast<std::uint32_t>(span / 3);
    }

    Arguments arguments(const Shape& shape, bool wide) {
        const Takes takes = shape.takes;
        if (takes == Takes::Integer && ordinary_) {
            const std::uint64_t value = bits() >> (44 + below(20));
            return {static_cast<std::uint32_t>(value), 0, 0, 0};
        }
        if (takes == Takes::Integer) {
            const std::uint64_t value =
                (below(4) == 0 ? std::uint64_t{1} << below(64) : bits() >> below(64)) - below(2);
            const std::uint32_t where = places();
            return {static_cast<std::uint32_t>(value),
                    below(2) == 0 ? where : static_cast<std::uint32_t>(value >> 32), where, 0};
        }
        std::uint64_t x = wide ? number(52, 11) : number(23, 8);
        if (ordinary_ && shape.of_positive) {
            x &= ~(std::uint64_t{1} << (wide ? 63 : 31));
        }
        std::uint64_t y = wide ? number(52, 11) : number(23, 8);
        if (!ordinary_ && below(4) == 0) { // nearly the same
            y = x ^ below(4) ^ (below(2) << (wide ? 63 : 31)) ^ (below(3) << (wide ? 52 : 23));
        }
        if (takes == Takes::NumberAndPlaces) {
            y = places();
        }
        if (!wide) {
            return {static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0, 0};
        }
        return {static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(x >> 32),
                static_cast<std::uint32_t>(y), static_cast<std::uint32_t>(y >> 32)};
    }

private:
    std::mt19937_64 random_;
    bool ordinary_;
};

/// A chip whose core 0 runs functions of its ROM.
class Chip {
public:
    explicit Chip(std::vector<std::uint8_t> rom) : chip_(simulation_, "chip", {.boot_rom = std::move(rom)}) {
        chip_.reset();
        simulation_.run_until(100 * ps_per_us); // out of reset
        chip_.core(1).hold_in_reset(true);
        cpu().hold_in_reset(true);
        cpu().hold_in_reset(false);
        simulation_.run_until(simulation_.now() + ps_per_us); // begins to run, and is led away
        std::array<std::uint8_t, 64> code{};
        bootrom::Assembler assembler(code, 0);
        const auto loop = assembler.bind_new();
        assembler.ldm(bootrom::r4, {bootrom::r0, bootrom::r1, bootrom::r2, bootrom::r3});
        assembler.blx(bootrom::r6);
        assembler.stm(bootrom::r5, {bootrom::r0, bootrom::r1, bootrom::r2, bootrom::r3});
        assembler.word(0x8000f3ef); // mrs r0, apsr
        assembler.stm(bootrom::r5, {bootrom::r0});
        assembler.subs(bootrom::r7, 1U);
        assembler.b(bootrom::Condition::Ne, loop);
        end_ = driver_place + assembler.here();
        assembler.b(assembler.bind_new());
        chip_.sram().load(0, code);
        chip_.core(0).set_breakpoint(end_, true);
    }

    /// Address of the function in the float (SF) or double (SD) table.
    std::uint32_t function(bool wide, unsigned index) {
        const char* const code = wide ? "SD" : "SF";
        for (std::uint32_t at = half(0x16); half(at) != 0; at += 4) {
            if (half(at) ==
                (static_cast<std::uint32_t>(code[1]) << 8 | static_cast<std::uint32_t>(code[0]))) {
                return chip_.rom().peek(half(at + 2) + 4 * index);
            }
        }
        throw Error("the ROM has no table of floating-point functions");
    }
    std::uint32_t version() { return half(0x12) >> 8; }

    /// Results of all of `inputs`; `cycles` gets what each call took on average.
    std::vector<Results> run(std::uint32_t function, const std::vector<Arguments>& inputs, double& cycles) {
        cpu().set_register(4, input_place);
        cpu().set_register(5, output_place);
        cpu().set_register(6, function | 1);
        cpu().set_register(7, static_cast<std::uint32_t>(inputs.size()));
        cpu().set_register(13, stack_top);
        cpu().set_register(15, driver_place);
        std::uint32_t at = input_place;
        for (const Arguments& arguments : inputs) {
            for (const std::uint32_t word : arguments) {
                write(at, word);
                at += 4;
            }
        }
        const std::uint64_t start = cpu().cycles();
        const Stop stop = simulation_.run_until(simulation_.now() + 1000 * ps_per_s);
        if (stop.cause != StopCause::Breakpoint || stop.address != end_) {
            throw Error(fmt::format("the ROM's function at {:#x} does not come back (pc {:#x})", function,
                                    cpu().pc()));
        }
        cycles =
            static_cast<double>(cpu().cycles() - start) / static_cast<double>(inputs.size()) - driver_cycles;
        std::vector<Results> results(inputs.size());
        at = output_place;
        for (Results& result : results) {
            for (std::uint32_t& word : result) {
                word = chip_.sram().peek(at - 0x20000000);
                at += 4;
            }
        }
        return results;
    }

private:
    std::uint32_t half(std::uint32_t address) { return chip_.rom().peek(address) & 0xffff; }
    sim::cpu::armv6m::Core& cpu() { return chip_.core(0); }
    void write(std::uint32_t address, std::uint32_t word) {
        const std::array<std::uint8_t, 4> bytes = {
            static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(word >> 8),
            static_cast<std::uint8_t>(word >> 16), static_cast<std::uint8_t>(word >> 24)};
        chip_.sram().load(address - 0x20000000, bytes);
    }

    Simulation simulation_;
    sim::machine::Rp2040 chip_;
    std::uint32_t end_ = 0;
};

/// Compares one function on `count` random arguments; returns the differences.
std::uint64_t compare(Chip& real, Chip& built_in, bool wide, unsigned index, std::uint64_t count,
                      Source& source) {
    const Shape& shape = shapes[index];
    const unsigned words = wide ? shape.double_results : shape.float_results;
    std::uint64_t differences = 0;
    double real_cycles = 0;
    double built_in_cycles = 0;
    for (std::uint64_t done = 0; done < count; done += batch) {
        std::vector<Arguments> inputs(batch);
        for (Arguments& arguments : inputs) {
            arguments = source.arguments(shape, wide);
        }
        const auto wanted = real.run(real.function(wide, index), inputs, real_cycles);
        const auto got = built_in.run(built_in.function(wide, index), inputs, built_in_cycles);
        for (std::size_t i = 0; i < inputs.size(); ++i) {
            bool same = std::equal(got[i].begin(), got[i].begin() + words, wanted[i].begin());
            same = same && (!shape.in_flags || ((got[i][4] ^ wanted[i][4]) & flags) == 0);
            if (!same && differences++ < 3) {
                fmt::print("  {:08x}: ROM {:08x}, built-in {:08x}\n", fmt::join(inputs[i], " "),
                           fmt::join(wanted[i], " "), fmt::join(got[i], " "));
            }
        }
    }
    fmt::print("{:6} {:14} {:8} compared, {} different; cycles {:.0f}, built-in {:.0f}\n",
               wide ? "double" : "float", shape.name, (count + batch - 1) / batch * batch, differences,
               real_cycles, built_in_cycles);
    return differences;
}

std::vector<std::uint8_t> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<std::uint8_t> content(std::istreambuf_iterator<char>(file), {});
    if (content.size() != peripherals::rp2040::BootRom::bytes) {
        throw Error(path + ": a boot ROM has 16384 bytes");
    }
    return content;
}

int run(const std::string& path, std::uint64_t count, Source source) {
    Chip real(read_file(path));
    Chip built_in({});
    if (real.version() != built_in.version()) {
        throw Error(fmt::format("{}: ROM version {}; the built-in one is version {}", path, real.version(),
                                built_in.version()));
    }
    std::uint64_t differences = 0;
    for (const bool wide : {false, true}) {
        for (unsigned index = 0; index < shapes.size(); ++index) {
            differences += compare(real, built_in, wide, index, count, source);
        }
    }
    fmt::print("{} differences\n", differences);
    return differences == 0 ? 0 : 1;
}

} // namespace

int main(int argc, char** argv) {
    CLI::App app("Compares the built-in boot ROM's arithmetic with a real ROM's");
    std::string rom;
    std::uint64_t count = 1'000'000;
    std::uint64_t seed = 1;
    app.add_option("rom", rom, "16 KiB of a boot ROM, version 3")->required();
    app.add_option("--count", count, "Arguments for each function");
    app.add_option("--seed", seed, "Of the random arguments");
    bool ordinary = false;
    app.add_flag("--ordinary", ordinary, "Only ordinary numbers, to see the usual cycles");
    CLI11_PARSE(app, argc, argv);
    try {
        return run(rom, count, Source(seed, ordinary));
    } catch (const Error& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 2;
    }
}
