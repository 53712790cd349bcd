#include "peripherals/devices/vfd_8840a.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using namespace sim::core;
using peripherals::devices::Vfd8840a;
namespace vfd = peripherals::devices::vfd_8840a;

namespace {

constexpr std::size_t lines = vfd::grids + vfd::segments;

struct Edge {
    Time at;
    unsigned line;
    bool high;
};

// Hears all lines; reads the display as a board does, by the segments in the middle of each grid's time.
struct Bench : NetListener {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    std::array<NetPin, lines> pins;
    std::vector<Edge> edges;
    Vfd8840a display;

    explicit Bench(const Vfd8840a::Config& config = {}) : display(machine, "display", nets(), config) {
        simulation.set_quantum(1);
        for (unsigned line = 0; line < lines; ++line) {
            pins[line].connect(machine.net(name(line)), this, line);
        }
    }
    static std::string name(std::size_t line) { return "L" + std::to_string(line); }
    Vfd8840a::Nets nets() {
        Vfd8840a::Nets result{};
        for (std::size_t line = 0; line < lines; ++line) {
            (line < vfd::grids ? result.grids[line] : result.segments[line - vfd::grids]) =
                &machine.net(name(line));
        }
        return result;
    }
    void on_edge(unsigned line, Level level) override {
        edges.push_back({simulation.now(), line, level == Level::High});
    }
    void run_us(std::int64_t us) { simulation.run_until(simulation.now() + us * ps_per_us); }
    bool high(std::size_t line) const { return pins[line].level() == Level::High; }
    void stimulate(const char* name, std::int64_t value) {
        display.stimulate(*display.find_stimulus(name), value);
    }
    vfd::Frame seen() {
        vfd::Frame frame{};
        for (int step = 0; step < 46; ++step) {
            run_us(100);
            for (std::size_t grid = 0; grid < vfd::grids; ++grid) {
                for (std::size_t segment = 0; segment < vfd::segments; ++segment) {
                    if (high(grid) && high(vfd::grids + segment)) {
                        frame[grid] = static_cast<std::uint16_t>(frame[grid] | 1U << segment);
                    }
                }
            }
        }
        return frame;
    }
    std::string shown(std::string_view text) {
        display.stimulate(*display.find_stimulus("text"), text);
        run_us(4600);
        return vfd::to_text(seen());
    }
};

} // namespace

TEST_CASE("8840A display: what a person reads is on the lines, and comes back from them") {
    Bench bench;
    for (const char* text : {"  9.47 Ω", "OVER kΩ", "-1.2345 V DC", "+1.99999 V DC SLOW AUTO",
                             "-10.0000 V AC", "  999.9 mV DC MEDIUM", "1234.56 mA DC FAST OFFSET",
                             "100.000 kΩ 4WIRE", "12.3456 MΩ", "-0.0000 V DC", "   9 ERROR", "CAL EX TRIG",
                             "REMOTE TALK LISTEN SRQ", "+0.50000 V DC", " 88888."}) {
        CHECK(bench.shown(text) == std::string(text));
    }
    CHECK(bench.shown("9.47 Ω") == " 9.47 Ω");
    CHECK(bench.shown("ERROR 9") == " 9 ERROR");
}

TEST_CASE("8840A display: grids and segments are those of the meter") {
    Bench bench;
    bench.shown("-12.3456 mV DC AUTO");
    const vfd::Frame frame = bench.seen();
    constexpr unsigned a = 1, b = 2, c = 4, d = 8, e = 16, f = 32, g = 64, dp = 128, ps1 = 256, ps2 = 512,
                       ps3 = 1024;
    CHECK(frame[0] == 0);
    CHECK(frame[1] == (a | c));
    CHECK(frame[2] == (a | b | d | e | g | dp));
    CHECK(frame[3] == (a | b | c | d | g));
    CHECK(frame[4] == (b | c | f | g));
    CHECK(frame[5] == (a | c | d | f | g | ps1));
    CHECK(frame[6] == (a | c | d | e | f | g | ps2 | ps3));
    CHECK(frame[7] == b);
    bench.shown("  7 9 Ω");
    CHECK(bench.seen()[3] == (a | b | c));
    CHECK(bench.seen()[5] == (a | b | c | f | g));
    CHECK(bench.seen()[7] == ps3);
}

TEST_CASE("8840A display: grids follow each other in 4.6 ms, high for their slot less the blanking") {
    Bench bench({.skew_us = 0, .text = "+1 V"});
    bench.run_us(4700);
    bench.edges.clear();
    bench.run_us(9200);
    std::vector<Edge> grids;
    for (const Edge& edge : bench.edges) {
        if (edge.line < vfd::grids) {
            grids.push_back(edge);
        }
    }
    REQUIRE(grids.size() == 32);
    for (std::size_t i = 2; i < grids.size(); ++i) {
        CHECK(grids[i].at - grids[i - 2].at == 575 * ps_per_us);
        CHECK(grids[i].line == (grids[i - 2].line + 1) % vfd::grids);
        if (!grids[i].high && grids[i - 1].high) {
            CHECK(grids[i].at - grids[i - 1].at == 555 * ps_per_us);
            CHECK(grids[i].line == grids[i - 1].line);
        }
    }
    for (const Edge& edge : bench.edges) { // segments change while no grid is high
        if (edge.line >= vfd::grids) {
            CHECK(edge.at % (575 * ps_per_us) == 10 * ps_per_us);
        }
    }
}

TEST_CASE("8840A display: skew moves edges that belong together apart; period and blanking can be set") {
    Bench bench({.skew_us = 8, .text = "1888.88 V"});
    bench.run_us(10'000);
    bool apart = false;
    for (std::size_t i = 1; i < bench.edges.size(); ++i) {
        const Time distance = bench.edges[i].at - bench.edges[i - 1].at;
        apart = apart || (distance > 0 && distance < 8 * ps_per_us);
    }
    CHECK(apart);
    bench.stimulate("period_us", 8000);
    bench.stimulate("blanking_us", 100);
    bench.stimulate("skew_us", 0);
    bench.run_us(8000);
    bench.edges.clear();
    bench.run_us(80'000);
    Time rise = 0;
    for (const Edge& edge : bench.edges) {
        if (edge.line == 3) {
            if (!edge.high && rise != 0) {
                CHECK(edge.at - rise == 900 * ps_per_us);
            }
            if (edge.high && rise != 0) {
                CHECK(edge.at - rise == 8000 * ps_per_us);
            }
            rise = edge.high ? edge.at : rise;
        }
    }
    CHECK(rise != 0);
}

TEST_CASE("8840A display: off and dark, all lines are low and nothing happens any more") {
    for (const char* const name : {"power", "blanked"}) {
        Bench bench({.text = "  9.47 Ω"});
        const bool off_by = std::string_view(name) == "blanked";
        bench.run_us(3000);
        bench.stimulate(name, off_by ? 1 : 0);
        bench.simulation.settle();
        CHECK_FALSE(bench.simulation.anything_to_come());
        for (std::size_t line = 0; line < lines; ++line) {
            CHECK(bench.pins[line].level() == Level::Low);
        }
        CHECK(bench.display.text().empty());
        bench.stimulate(name, off_by ? 0 : 1);
        CHECK(vfd::to_text(bench.seen()) == "  9.47 Ω");
    }
}

TEST_CASE("8840A display: a resistance and a voltage are shown in the range that fits") {
    Bench bench;
    const auto ohms = [&bench](std::int64_t milliohm) {
        bench.stimulate("resistance_mohm", milliohm);
        return bench.display.text();
    };
    CHECK(ohms(0) == "  0.000 Ω AUTO");
    CHECK(ohms(9470) == "  9.470 Ω AUTO");
    CHECK(ohms(9999) == "  9.999 Ω AUTO");
    CHECK(ohms(10'000) == " 10.000 Ω AUTO");
    CHECK(ohms(199'999) == "199.999 Ω AUTO");
    CHECK(ohms(200'000) == "0.20000 kΩ AUTO");
    CHECK(ohms(12'345'600) == "12.3456 kΩ AUTO");
    CHECK(ohms(19'999'900'000) == "19.9999 MΩ AUTO");
    CHECK(ohms(20'000'000'000) == "OVER MΩ AUTO");
    const auto volts = [&bench](std::int64_t microvolt) {
        bench.stimulate("voltage_uv", microvolt);
        return bench.display.text();
    };
    CHECK(volts(-1'234'560) == "-1.23456 V DC AUTO");
    CHECK(volts(9'470'000) == "+9.4700 V DC AUTO");
    CHECK(volts(5000) == "+ 5.000 mV DC AUTO");
    CHECK(volts(1'000'000'000) == "+1000.00 V DC AUTO");
    CHECK(volts(1'000'000'001) == "OVER V DC AUTO");
}

TEST_CASE("8840A display: its self test lights everything; a word without segments is told") {
    Bench bench;
    bench.stimulate("all_lit", 1);
    bench.run_us(4600);
    for (const std::uint16_t grid : bench.seen()) {
        CHECK(grid == vfd::all_segments);
    }
    CHECK(bench.display.colour(2, 2) != 0);
    bench.stimulate("all_lit", 0);
    CHECK(bench.display.colour(2, 2) == 0);
    bench.shown("12 furlongs");
    CHECK(bench.simulation.diagnostics().count("vfd_8840a.text") == 1);
}
