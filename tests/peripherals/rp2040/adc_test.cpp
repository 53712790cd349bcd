#include "peripherals/rp2040/adc.h"

#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::rp2040::Adc;

namespace {

constexpr std::uint32_t base = 0x4004c000;
constexpr std::uint32_t cs = 0x00, result = 0x04, fcs = 0x08, fifo = 0x0c, pace = 0x10, intr = 0x14,
                        inte = 0x18, intf = 0x1c, ints = 0x20, set_alias = 0x2000, clear_alias = 0x3000;
constexpr std::uint32_t en = 1, ts_en = 2, once = 4, many = 8, ready = 0x100, sensor = 4 << 12;
constexpr std::uint32_t fifo_en = 1, shift = 2, dreq_en = 8, empty = 0x100, full = 0x200, under = 0x400,
                        over = 0x800;
constexpr Time conversion = 2 * ps_per_us; // 96 cycles of 48 MHz

struct Volts final : AnalogSource {
    std::int64_t microvolts() const override { return uv; }
    std::int64_t uv = 0;
};

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain clk_adc{48'000'000};
    Adc adc{machine, "ADC", clk_adc};
    Volts volts[4];

    Bench() {
        simulation.set_quantum(1);
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &adc, .name = "ADC", .atomic_aliases = true});
        machine.reset();
        for (unsigned i = 0; i < 4; ++i) {
            adc.connect_input(i, &volts[i]);
        }
    }
    std::uint32_t read(std::uint32_t offset) { return machine.bus().read(base + offset, {}).value; }
    void write(std::uint32_t offset, std::uint32_t value) { machine.bus().write(base + offset, value, {}); }
    void run(Time time) { simulation.run_until(simulation.now() + time); }
    void enable() {
        write(cs, en | ts_en);
        run(ps_per_us);
    }
    std::uint32_t convert(std::uint32_t input) {
        write(cs, en | ts_en | once | input << 12);
        run(conversion + 50 * ps_per_ns);
        return read(result);
    }
};

} // namespace

TEST_CASE("ADC: READY comes with EN and a clock, and goes for 96 cycles") {
    Bench bench;
    CHECK(bench.read(cs) == 0);
    bench.write(cs, en);
    CHECK(bench.read(cs) == en);
    bench.run(50 * ps_per_ns);
    CHECK(bench.read(cs) == (en | ready));
    bench.write(cs + set_alias, once);
    CHECK(bench.read(cs) == en); // START_ONCE clears itself
    bench.run(conversion - 50 * ps_per_ns);
    CHECK(bench.read(cs) == en);
    bench.run(75 * ps_per_ns);
    CHECK(bench.read(cs) == (en | ready));
    bench.write(cs + clear_alias, once);
    CHECK(bench.read(cs) == (en | ready));
    bench.clk_adc.set_frequency(bench.simulation.now(), 0);
    bench.write(cs, 0);
    bench.write(cs, en);
    bench.run(ps_per_ms);
    CHECK(bench.read(cs) == en);
}

TEST_CASE("ADC: results are 4096ths of 3.3 V") {
    Bench bench;
    bench.enable();
    struct Case {
        std::int64_t uv;
        std::uint32_t code;
    };
    for (const Case& test : {
             Case{0,         0   },
             Case{805,       0   },
             Case{806,       1   },
             Case{1'650'000, 2048},
             Case{3'299'999, 4095},
             Case{5'000'000, 4095},
             Case{-100'000,  0   }
    }) {
        CAPTURE(test.uv);
        bench.volts[2].uv = test.uv;
        CHECK(bench.convert(2) == test.code);
    }
    CHECK(bench.convert(7) == 0);
}

TEST_CASE("ADC: the sensor gives 0.706 V at 27 degC, 1.721 mV less for each degree") {
    Bench bench;
    bench.enable();
    CHECK(bench.convert(4) == 876);
    bench.adc.set_die_temperature(47'000);
    CHECK(bench.convert(4) == 833); // 671.58 mV
    bench.adc.set_die_temperature(-20'000);
    CHECK(bench.convert(4) == 976); // 786.887 mV
    bench.write(cs, en | once | sensor);
    bench.run(3 * ps_per_us);
    CHECK(bench.read(result) == 0); // TS_EN is off
}

TEST_CASE("ADC: an input without a source has the volts of its net") {
    Bench bench;
    bench.enable();
    Net& net = bench.machine.net("GPIO26");
    NetPin pin;
    pin.connect(net, nullptr, 0);
    bench.adc.connect_input(0, static_cast<const AnalogSource*>(nullptr));
    bench.adc.connect_input(0, &net);
    CHECK(bench.convert(0) == 2048);
    pin.set({.drive = Drive::High});
    CHECK(bench.convert(0) == 4095);
    pin.set({.pull = Pull::Down});
    CHECK(bench.convert(0) == 0);
}

TEST_CASE("ADC: the input is sampled as its conversion starts") {
    Bench bench;
    bench.enable();
    bench.volts[0].uv = 1'650'000;
    bench.write(cs, en | once);
    bench.volts[0].uv = 0;
    bench.run(3 * ps_per_us);
    CHECK(bench.read(result) == 2048);
}

TEST_CASE("ADC: round robin goes through the enabled inputs from AINSEL on") {
    Bench bench;
    bench.enable();
    for (unsigned i = 0; i < 4; ++i) {
        bench.volts[i].uv = 100'000 * (i + 1);
    }
    bench.write(fcs, fifo_en);
    bench.write(cs, en | ts_en | many | 0x0b << 16 | 1 << 12);
    bench.run(4 * conversion + 100 * ps_per_ns);
    bench.write(cs, en | ts_en);
    CHECK(bench.read(fifo) == 248); // 1
    CHECK(bench.read(fifo) == 496); // 3
    CHECK(bench.read(fifo) == 124); // 0
    CHECK(bench.read(fifo) == 248); // 1
}

TEST_CASE("ADC: START_MANY converts back to back, and a full FIFO tells") {
    Bench bench;
    bench.enable();
    bench.write(fcs, fifo_en);
    CHECK((bench.read(fcs) & (empty | full)) == empty);
    bench.write(cs, en | many);
    bench.run(4 * conversion + 50 * ps_per_ns);
    CHECK(bench.read(fcs) == (fifo_en | full | 4 << 16));
    bench.run(conversion);
    CHECK(bench.read(fcs) == (fifo_en | full | over | 4 << 16));
    bench.write(cs, en);
    bench.run(conversion);
    bench.write(fcs, fifo_en | over);
    CHECK(bench.read(fcs) == (fifo_en | full | 4 << 16));
    for (int i = 0; i < 5; ++i) {
        bench.read(fifo);
    }
    CHECK(bench.read(fcs) == (fifo_en | empty | under));
}

TEST_CASE("ADC: DIV paces with a fraction, and triggers during a conversion are lost") {
    struct Case {
        std::uint32_t div;
        int results; // in 1 ms
    };
    for (const Case& test : {
             Case{4799 << 8,        10 },
             Case{95 << 8,          500},
             Case{49 << 8,          480},
             Case{(99 << 8) | 0x80, 478}
    }) {
        CAPTURE(test.div);
        Bench bench;
        bench.enable();
        bench.write(pace, test.div);
        bench.write(fcs, fifo_en | 1 << 24);
        bench.write(cs, en | many);
        int results = 0;
        const Time end = bench.simulation.now() + ps_per_ms;
        while (bench.simulation.now() < end) {
            bench.run(ps_per_us);
            if ((bench.read(fcs) & empty) == 0) {
                bench.read(fifo);
                ++results;
            }
        }
        CHECK(results >= test.results - 1);
        CHECK(results <= test.results);
    }
}

TEST_CASE("ADC: the interrupt and DREQ follow THRESH, INTF forces") {
    Bench bench;
    bench.enable();
    bench.write(fcs, fifo_en | dreq_en | shift | 2 << 24);
    bench.write(inte, 1);
    bench.volts[0].uv = 1'650'000;
    bench.convert(0);
    CHECK(!bench.adc.irq().level());
    CHECK(!bench.adc.dreq().level());
    bench.convert(0);
    CHECK(bench.adc.irq().level());
    CHECK(bench.adc.dreq().level());
    CHECK(bench.read(fifo) == 0x80);
    CHECK(!bench.adc.irq().level());
    CHECK(!bench.adc.dreq().level());
    bench.write(inte, 0);
    bench.write(intf, 1);
    CHECK(bench.read(intr) == 0);
    CHECK(bench.read(ints) == 1);
    CHECK(bench.adc.irq().level());
}

TEST_CASE("ADC: without EN a conversion is given up") {
    Bench bench;
    bench.enable();
    bench.volts[0].uv = 3'000'000;
    bench.write(cs, en | once);
    bench.write(cs, 0);
    bench.run(3 * ps_per_us);
    CHECK(bench.read(result) == 0);
    CHECK(bench.read(cs) == 0);
}
