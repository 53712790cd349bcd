#include "sim/core/error.h"
#include "sim/core/machine.h"
#include "sim/core/wiring.h"
#include "sim/debug/tracer.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using namespace sim::core;
using sim::debug::Tracer;
using sim::debug::TracerOptions;

namespace {

/// Pins that a test moves, a microsecond after each other.
struct Bench {
    Simulation simulation;
    Machine machine{simulation, "board"};
    std::map<std::string, NetPin> pins;
    std::ostringstream out;
    Time now = 0;

    explicit Bench(std::initializer_list<const char*> names) {
        for (const char* name : names) {
            pins[name].connect(machine.net(name), nullptr, 0);
            pins[name].set({.drive = Drive::High});
        }
        simulation.settle();
    }
    void at(Time time) {
        now = time;
        simulation.scheduler().set_now(time);
    }
    void pass(Time time) {
        at(now + time);
        simulation.settle();
    }
    /// All at once.
    void set(std::initializer_list<std::pair<const char*, bool>> levels, Time after = ps_per_us) {
        at(now + after);
        for (const auto& [name, high] : levels) {
            pins[name].set({.drive = high ? Drive::High : Drive::Low});
        }
        simulation.settle();
    }

    void i2c_start() {
        set({
            {"SDA", true}
        });
        set({
            {"SCL", true}
        });
        set({
            {"SDA", false}
        });
        set({
            {"SCL", false}
        });
    }
    void i2c_stop() {
        set({
            {"SDA", false}
        });
        set({
            {"SCL", true}
        });
        set({
            {"SDA", true}
        });
    }
    void i2c_bit(bool high) {
        set({
            {"SDA", high}
        });
        set({
            {"SCL", true}
        });
        set({
            {"SCL", false}
        });
    }
    void i2c_byte(unsigned byte, bool acknowledged) {
        for (unsigned bit = 8; bit-- > 0;) {
            i2c_bit((byte >> bit & 1) != 0);
        }
        i2c_bit(!acknowledged);
    }
    void uart_bits(std::initializer_list<int> bits, Time bit_time) {
        for (const int bit : bits) {
            set(
                {
                    {"TX", bit != 0}
            },
                0);
            pass(bit_time);
        }
    }

    /// The lines' texts: what stands behind the source.
    std::vector<std::string> texts(Tracer& tracer) {
        tracer.finish();
        std::istringstream lines(out.str());
        std::vector<std::string> result;
        for (std::string line; std::getline(lines, line);) {
            constexpr std::size_t source = 41;
            result.push_back(line.substr(line.find_first_not_of(' ', line.find(' ', source))));
        }
        return result;
    }
};

using Texts = std::vector<std::string>;

TracerOptions on_bus(const std::string& bus) {
    return {.buses = {bus}};
}

struct Sensor final : Device {
    const Net& scl;
    const Net& sda;
    Sensor(Machine& machine, std::string name)
        : Device(machine, std::move(name)), scl(machine.net("SCL")), sda(machine.net("SDA")) {}
    void reset() override {}
    void describe_wiring(Wiring& wiring) const override {
        wiring.buses.push_back({
            SerialBus::Kind::I2c, name(), {{"scl", &scl},   {"sda", &sda}},
              {               }
        });
    }
};

} // namespace

TEST_CASE("trace: I2C is told transfer by transfer, with addresses, acknowledges and how it ended") {
    Bench bench{"SCL", "SDA"};
    Tracer tracer(bench.simulation, bench.out, on_bus("i2c:scl=SCL,sda=SDA"));
    bench.i2c_start();
    bench.i2c_byte(0x3c << 1, true);
    bench.i2c_byte(0x00, true);
    bench.i2c_byte(0xae, false);
    bench.i2c_start();
    bench.i2c_byte(0x3c << 1 | 1, true);
    bench.i2c_byte(0x12, false);
    bench.i2c_stop();
    bench.i2c_start();
    bench.i2c_byte(0x50 << 1, false);
    bench.i2c_stop();
    bench.i2c_start();
    bench.i2c_byte(0xf2, true); // 10 bits: 0x155
    bench.i2c_byte(0x55, true);
    bench.i2c_byte(0x99, true);
    bench.i2c_bit(true);
    bench.i2c_bit(true);
    bench.i2c_stop();
    CHECK(bench.texts(tracer) == Texts{"write 0x3c ACK: 00 ae NACK, RESTART", "read 0x3c ACK: 12 NACK, STOP",
                                       "write 0x50 NACK, STOP",
                                       "write 0x155 ACK: 99, broken off after 2 bits, STOP"});
    CHECK(bench.out.str().starts_with("0.000003000000 s     +85.000000us i2c    SCL,SDA      write 0x3c"));
}

TEST_CASE("trace: SDA that moves with SCL at one instant is data, no start or stop") {
    Bench bench{"SCL", "SDA"};
    Tracer tracer(bench.simulation, bench.out, on_bus("i2c:scl=SCL,sda=SDA"));
    bench.i2c_start();
    for (unsigned bit = 0; bit < 9; ++bit) {
        bench.set({
            {"SCL", true}
        });
        bench.set({
            {"SDA", bit % 2 == 0},
            {"SCL", false       }
        }); // the pin that comes first does not matter
    }
    bench.i2c_stop();
    CHECK(bench.texts(tracer) == Texts{"read 0x2a ACK, STOP"});
}

TEST_CASE("trace: SPI words in all modes, with CS and what breaks off") {
    for (unsigned mode = 0; mode < 4; ++mode) {
        CAPTURE(mode);
        Bench bench{"SCK", "MOSI", "MISO", "CS"};
        const bool idle = mode >= 2;
        bench.set({
            {"SCK", idle}
        });
        Tracer tracer(bench.simulation, bench.out,
                      on_bus("spi:sck=SCK,mosi=MOSI,miso=MISO,cs=CS,mode=" + std::to_string(mode)));
        const auto send = [&](unsigned out, unsigned in, unsigned bits) {
            for (unsigned bit = 8; bit-- > 8 - bits;) {
                const bool mosi = (out >> bit & 1) != 0;
                const bool miso = (in >> bit & 1) != 0;
                if (mode % 2 == 0) {
                    bench.set({
                        {"MOSI", mosi},
                        {"MISO", miso}
                    });
                    bench.set({
                        {"SCK", !idle}
                    });
                    bench.set({
                        {"SCK", idle}
                    });
                } else {
                    bench.set({
                        {"SCK",  !idle},
                        {"MOSI", mosi },
                        {"MISO", miso }
                    });
                    bench.set({
                        {"SCK", idle}
                    });
                }
            }
        };
        send(0xff, 0xff, 8); // not selected
        bench.set({
            {"CS", false}
        });
        send(0x9f, 0x00, 8);
        send(0x35, 0xc8, 8);
        send(0xe0, 0x00, 3);
        bench.set({
            {"CS", true}
        });
        CHECK(bench.texts(tracer) ==
              Texts{"mosi 9f miso 00", "mosi 35 miso c8", "mosi e0 miso 00, broken off after 3 bits"});
    }
}

TEST_CASE("trace: UART bytes with their errors; a break is one event") {
    constexpr Time bit = 104 * ps_per_us;
    Bench bench{"TX"};
    Tracer tracer(bench.simulation, bench.out, on_bus("uart:line=TX,baud=9600"));
    bench.uart_bits({0, 1, 0, 0, 0, 0, 0, 1, 0, 1}, bit); // 'A'
    bench.uart_bits({0, 0, 1, 0, 1, 0, 0, 0, 0, 1}, bit); // '\n'
    bench.uart_bits({0, 1, 1, 0, 0, 0, 0, 0, 0, 0}, bit); // 3 without its stop bit
    bench.uart_bits({1, 1}, bit);
    bench.uart_bits({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, bit);
    bench.uart_bits({1, 1}, bit);
    bench.set(
        {
            {"TX", false}
    },
        0);
    bench.set(
        {
            {"TX", true}
    },
        bit / 4); // a glitch
    bench.pass(20 * bit);
    CHECK(bench.texts(tracer) == Texts{"41 'A'", "0a", "03, framing error", "00, break"});
}

TEST_CASE("trace: a UART's parity is checked") {
    constexpr Time bit = 1'000'000;
    Bench bench{"TX"};
    Tracer tracer(bench.simulation, bench.out, on_bus("uart:line=TX,baud=1000000,bits=7,parity=even"));
    bench.uart_bits({0, 1, 1, 0, 0, 0, 0, 0, 0, 1}, bit);
    bench.uart_bits({0, 1, 1, 0, 0, 0, 0, 0, 1, 1}, bit);
    bench.pass(20 * bit);
    CHECK(bench.texts(tracer) == Texts{"03", "03, parity error"});
}

TEST_CASE("trace: WS2812 pixels as colours, and when the strip shows them") {
    Bench bench{"DIN"};
    bench.set(
        {
            {"DIN", false}
    },
        100 * ps_per_us);
    Tracer tracer(bench.simulation, bench.out, on_bus("ws2812:din=DIN"));
    for (const std::uint32_t grb : {0x112233U, 0xff0001U}) {
        for (unsigned bit = 24; bit-- > 0;) {
            const bool one = (grb >> bit & 1) != 0;
            bench.set(
                {
                    {"DIN", true}
            },
                (one ? 450 : 850) * ps_per_ns);
            bench.set(
                {
                    {"DIN", false}
            },
                (one ? 800 : 400) * ps_per_ns);
        }
    }
    bench.pass(60 * ps_per_us);
    CHECK(bench.texts(tracer) == Texts{"pixel 0 #221133", "pixel 1 #00ff01", "shows 2 pixels"});
}

TEST_CASE("trace: buses of parts need no option; parts on the same pins are one bus") {
    Bench bench{"SCL", "SDA"};
    const Sensor first(bench.machine, "oled");
    const Sensor second(bench.machine, "scale");
    Tracer tracer(bench.simulation, bench.out, {});
    bench.i2c_start();
    bench.i2c_byte(0x2a << 1, true);
    bench.i2c_stop();
    tracer.finish();
    CHECK(bench.out.str().find("i2c    oled,scale   write 0x2a ACK, STOP\n") != std::string::npos);
    CHECK(bench.out.str().find('\n') == bench.out.str().size() - 1);
}

TEST_CASE("trace: an SPI block lends its mode to the parts on its pins, whose CS it does not know") {
    struct Spi final : Device {
        std::vector<SerialBus> buses;
        using Device::Device;
        void reset() override {}
        void describe_wiring(Wiring& wiring) const override {
            wiring.buses.insert(wiring.buses.end(), buses.begin(), buses.end());
        }
    };
    Bench bench{"SCK", "MOSI", "MISO", "CS"};
    const auto net = [&bench](const char* name) { return &bench.machine.net(name); };
    Spi part(bench.machine, "display");
    part.buses.push_back({
        SerialBus::Kind::Spi,
        "display",
        {{"sck", net("SCK")}, {"mosi", net("MOSI")}, {"cs", net("CS")}},
        {                 }
    });
    Spi block(bench.machine, "SPI0");
    const BusFormat mode_3_of_4{.bits = 4, .clock_high = true, .second_edge = true};
    block.buses.push_back({
        SerialBus::Kind::Spi,
        "SPI0",
        {{"sck", net("SCK")},    {"mosi", net("MOSI")}, {"miso", net("MISO")}},
        [mode_3_of_4] { return mode_3_of_4;                     }
    });
    Tracer tracer(bench.simulation, bench.out, {});
    bench.set({
        {"CS", false}
    });
    for (const bool bit : {true, false, true, false}) {
        bench.set({
            {"SCK",  false},
            {"MOSI", bit  }
        });
        bench.set({
            {"SCK", true}
        });
    }
    tracer.finish();
    CHECK(bench.out.str().find("spi    display      mosi a miso f\n") != std::string::npos);
}

TEST_CASE("trace: of two machines, the one that runs ahead does not come first, and each is named") {
    Bench bench{};
    Machine other(bench.simulation, "other");
    const Sensor here(bench.machine, "DMA");
    const Sensor there(other, "DMA");
    Tracer tracer(bench.simulation, bench.out, {.filters = {"*DMA.CH?"}});
    const auto note = [&bench](const Device& source, Time time) {
        bench.simulation.trace().note(
            {time, &source, TraceNote::Kind::Dma, TraceNote::Phase::Begin, "CH3", "begin", {}});
    };
    note(here, 900'000);
    note(there, 100'000);
    note(here, 950'000);
    tracer.finish();
    CHECK(bench.out.str() == "0.000000100000 s                  dma    other.DMA.CH3 begin\n"
                             "0.000000900000 s                  dma    board.DMA.CH3 begin\n"
                             "0.000000950000 s                  dma    board.DMA.CH3 begin\n");
}

TEST_CASE("trace: a bus that the user names is of the machine that its pins are on") {
    Bench bench{};
    Machine other(bench.simulation, "other");
    NetPin pin;
    pin.connect(other.net("TX"), nullptr, 0);
    pin.set({.drive = Drive::High});
    bench.simulation.settle();
    Tracer tracer(bench.simulation, bench.out, {.buses = {"uart:line=other.TX,baud=1000000"}});
    for (const bool high : {false, true}) {
        bench.at(bench.now + ps_per_us);
        pin.set({.drive = high ? Drive::High : Drive::Low});
        bench.simulation.settle();
    }
    bench.pass(20 * ps_per_us);
    tracer.finish();
    CHECK(bench.out.str().find(" other.TX ") != std::string::npos);
}

TEST_CASE("trace: notes of devices are events with all they tell, in JSON too") {
    Bench bench{};
    const Sensor dma(bench.machine, "DMA");
    Tracer tracer(bench.simulation, bench.out, {.format = "jsonl"});
    bench.simulation.trace().note({
        1'234'567,
        &dma,
        TraceNote::Kind::Dma,
        TraceNote::Phase::Begin,
        "CH3",
        "begin",
        {{"count", 7}, {"read", 0x20000000, true}}
    });
    tracer.finish();
    CHECK(bench.out.str() == R"({"begin_ps":1234567,"end_ps":1234567,"kind":"dma","phase":"begin",)"
                             R"("source":"DMA.CH3","text":"begin count 7 read 0x20000000","what":"begin",)"
                             R"("count":7,"read":536870912})"
                             "\n");
}

TEST_CASE("trace: Perfetto gets a process for the board, a track for each source, microseconds") {
    Bench bench{"TX"};
    const Sensor dma(bench.machine, "DMA");
    Tracer tracer(bench.simulation, bench.out,
                  {.format = "perfetto", .buses = {"uart:line=TX,baud=1000000"}});
    bench.simulation.trace().note({1, &dma, TraceNote::Kind::Dma, TraceNote::Phase::End, "CH3", "end", {}});
    bench.uart_bits({0, 0, 1, 0, 0, 0, 1, 0, 0, 1}, 1'000'000); // '"'
    bench.pass(1'000'000);
    tracer.finish();
    CHECK(
        bench.out.str() ==
        "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n"
        R"({"ph":"M","name":"process_name","pid":1,"tid":0,"args":{"name":"board"}},)"
        "\n"
        R"({"ph":"M","name":"thread_name","pid":1,"tid":1,"args":{"name":"dma DMA.CH3"}},)"
        "\n"
        R"({"ph":"E","name":"CH3","cat":"dma","pid":1,"tid":1,"ts":0.000001,"args":{"text":"end","what":"end"}},)"
        "\n"
        R"({"ph":"M","name":"thread_name","pid":1,"tid":2,"args":{"name":"uart TX"}},)"
        "\n"
        R"({"ph":"X","name":"'\"'","cat":"uart","pid":1,"tid":2,"ts":0.000000,"dur":10.000000,)"
        R"("args":{"text":"22 '\"'","byte":34}})"
        "\n]}\n");
}

TEST_CASE("trace: filters take kinds and sources; --trace-last keeps the end; --trace-from waits") {
    const auto run = [](TracerOptions options) {
        Bench bench{"TX", "GO"};
        const Sensor dma(bench.machine, "DMA");
        options.buses = {"uart:line=TX,baud=1000000"};
        Tracer tracer(bench.simulation, bench.out, std::move(options));
        for (unsigned number = 0; number < 4; ++number) {
            bench.at(bench.now + 10'000'000);
            bench.simulation.trace().note({bench.now,
                                           &dma,
                                           TraceNote::Kind::Fifo,
                                           TraceNote::Phase::Instant,
                                           "TX" + std::to_string(number),
                                           "push",
                                           {{"word", number}}});
            if (number == 1) {
                bench.set({
                    {"GO", false}
                });
            }
        }
        bench.uart_bits({0, 1, 0, 0, 0, 0, 0, 1, 0, 1}, 1'000'000);
        bench.pass(1'000'000);
        return bench.texts(tracer);
    };
    CHECK(run({}) == Texts{"push word 0", "push word 1", "push word 2", "push word 3", "41 'A'"});
    CHECK(run({.filters = {"uart"}}) == Texts{"41 'A'"});
    CHECK(run({
              .filters = {"uart", "DMA.TX[12]"}
    }) == Texts{"push word 1", "push word 2", "41 'A'"});
    CHECK(run({.last = 2}) == Texts{"push word 3", "41 'A'"});
    CHECK(run({.from = 30'000'000}) == Texts{"push word 2", "push word 3", "41 'A'"});
    CHECK(run({.from_pin = "GO=0"}) == Texts{"push word 2", "push word 3", "41 'A'"});
    CHECK(run({.from_pin = "GO=1"}).empty());
    CHECK(run({.from_text = "word 3"}) == Texts{"push word 3", "41 'A'"});
}

TEST_CASE("trace: what it changes of a run is nothing, and wrong options say what to write") {
    Bench bench{"SCL", "SDA"};
    const std::uint64_t before = bench.simulation.trace().hash();
    {
        Tracer tracer(bench.simulation, bench.out, on_bus("i2c:scl=SCL,sda=SDA"));
        bench.pass(1'000);
    }
    CHECK(bench.simulation.trace().hash() == before);
    for (const char* wrong : {"can:tx=SCL", "i2c", "i2c:scl=SCL", "i2c:scl=SCL,sda=NONE",
                              "i2c:scl=SCL,sda=SDA,x=1", "uart:line=SCL", "uart:line=SCL,baud=fast",
                              "spi:sck=SCL,mode=4", "uart:line=SCL,baud=9600,parity=mark"}) {
        CAPTURE(wrong);
        CHECK_THROWS_WITH_AS(Tracer(bench.simulation, bench.out, on_bus(wrong)),
                             doctest::Contains("write i2c:"), Error);
    }
    CHECK_THROWS_AS(Tracer(bench.simulation, bench.out, {.format = "xml"}), Error);
    CHECK_THROWS_AS(Tracer(bench.simulation, bench.out, {.from_pin = "SCL=up"}), Error);
    CHECK_THROWS_AS(Tracer(bench.simulation, bench.out, {.from_pin = "NONE=1"}), Error);
}
