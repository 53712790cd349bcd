#include "peripherals/nrf51/lpcomp.h"

#include "tests/peripherals/nrf51/pins_bench.h"

#include <doctest/doctest.h>

using namespace peripherals::nrf51::testing;
using peripherals::nrf51::Lpcomp;

namespace {

constexpr std::uint32_t base = 0x40013000;
constexpr std::uint32_t start = base, stop = base + 0x004, sample = base + 0x008, ready = base + 0x100,
                        down = base + 0x104, up = base + 0x108, cross = base + 0x10c, shorts = base + 0x200,
                        result = base + 0x400, enable = base + 0x500, psel = base + 0x504,
                        refsel = base + 0x508, extrefsel = base + 0x50c, anadetect = base + 0x520;

struct Volts final : AnalogSource {
    std::int64_t uv = 0;
    std::int64_t microvolts() const override { return uv; }
};

struct Bench : PinsBench {
    Lpcomp lpcomp{machine, "LPCOMP", 19, &sink, gpio};
    Volts volts;
    Bench() {
        map(lpcomp);
        drive(3, false); // AIN4
        write(psel, 4);
        write(refsel, 3);
        write(enable, 1);
    }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "LPCOMP: READY comes after START, SAMPLE gives the result") {
    write(start, 1);
    CHECK(read(ready) == 0);
    run_us(40);
    CHECK(read(ready) == 1);
    write(sample, 1);
    CHECK(read(result) == 0);
    drive(3, true);
    CHECK(read(result) == 0);
    write(sample, 1);
    CHECK(read(result) == 1);
}

TEST_CASE_FIXTURE(Bench, "LPCOMP: crossing the reference is UP or DOWN, and CROSS") {
    write(start, 1);
    run_us(40);
    drive(3, true);
    drive(3, false);
    CHECK(sink.events == std::vector<std::uint32_t>{ready, up, cross, down, cross});
    write(stop, 1);
    drive(3, true);
    CHECK(sink.events.size() == 5);
}

TEST_CASE_FIXTURE(
    Bench, "LPCOMP: references are eighths of the supply or AREF, and volts are looked at by themselves") {
    gpio.connect_source(3, &volts);
    for (std::uint32_t eighths = 0; eighths < 7; ++eighths) {
        write(refsel, eighths);
        volts.uv = 412'500 * (eighths + 1);
        write(start, 1);
        run_us(50);
        sink.events.clear();
        volts.uv += 1;
        run_us(200);
        CHECK(sink.events == std::vector<std::uint32_t>{up, cross});
    }
    Volts reference;
    reference.uv = 1'000'000;
    gpio.connect_source(6, &reference);
    write(refsel, 7);
    write(extrefsel, 1);
    write(start, 1);
    run_us(50);
    sink.events.clear();
    volts.uv = 900'000;
    run_us(200);
    CHECK(sink.events == std::vector<std::uint32_t>{down, cross});
}

TEST_CASE_FIXTURE(Bench, "LPCOMP: ANADETECT chooses what raises the signal that wakes the chip") {
    write(anadetect, 2); // down
    write(start, 1);
    run_us(40);
    drive(3, true);
    CHECK_FALSE(lpcomp.detect().level());
    drive(3, false);
    CHECK(lpcomp.detect().level());
    write(start, 1);
    CHECK_FALSE(lpcomp.detect().level());
}

TEST_CASE_FIXTURE(Bench, "LPCOMP: shorts sample at READY and stop at a crossing") {
    drive(3, true);
    write(shorts, 1 | 1 << 2); // READY_SAMPLE, DOWN_STOP
    write(start, 1);
    run_us(40);
    CHECK(read(result) == 1);
    drive(3, false);
    drive(3, true);
    CHECK(sink.events == std::vector<std::uint32_t>{ready, down, cross});
}

TEST_CASE_FIXTURE(Bench, "LPCOMP: it leaves the pin to GPIO, and disabled it does nothing") {
    let_go(3);
    write(start, 1);
    run_us(40);
    configure(3, 1);
    CHECK(level(3) == Level::Low);
    write(enable, 0);
    write(start, 1);
    run_us(40);
    drive(3, true);
    CHECK(sink.events.size() <= 3);
    CHECK_FALSE(lpcomp.detect().level());
}
