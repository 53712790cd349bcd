#include "peripherals/rp2040/sio.h"
#include "peripherals/rp2040/sio_interpolator.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <doctest/doctest.h>

#include <array>

using namespace sim::core;
using peripherals::rp2040::Sio;
using enum peripherals::rp2040::SioInterpolator::Word;

namespace {

constexpr std::uint32_t base = 0xd0000080;
enum : std::uint32_t {
    SIGNED = 1U << 15,
    CROSS_INPUT = 1U << 16,
    CROSS_RESULT = 1U << 17,
    ADD_RAW = 1U << 18,
    BLEND = 1U << 21,
    CLAMP = 1U << 22,
    OVERF0 = 1U << 23,
    OVERF1 = 1U << 24,
    OVERF = 1U << 25,
    WHOLE = 31U << 10,
};

constexpr std::uint32_t lane(std::uint32_t shift, std::uint32_t lsb, std::uint32_t msb) {
    return shift | lsb << 5 | msb << 10;
}

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    ClockDomain sys{125'000'000};
    InputPins gpio, qspi, floating;
    Sio sio{machine, "SIO", sys, gpio, qspi, floating};
    std::uint32_t number = 0;
    Initiator core = Initiator::Core0;

    Bench() {
        sio.map(machine.bus(), 0xd0000000);
        machine.reset();
    }
    std::uint32_t address(unsigned word) const { return base + 0x40 * number + 4 * word; }
    std::uint32_t read(unsigned word) { return machine.bus().read(address(word), {.initiator = core}).value; }
    void write(unsigned word, std::uint32_t value) {
        machine.bus().write(address(word), value, {.initiator = core});
    }
};

} // namespace

TEST_CASE("INTERP: a lane shifts, then masks, then extends the mask's top bit") {
    Bench bench;
    bench.write(Accum0, 0xdeadbeef); // the datasheet's example
    bench.write(CtrlLane0, lane(8, 4, 7));
    CHECK(bench.read(Accum0Add) == 0xb0);
    bench.write(CtrlLane0, lane(8, 4, 7) | SIGNED);
    CHECK(bench.read(Accum0Add) == 0xffffffb0);

    constexpr std::array<std::uint32_t, 8> plain = {0xd,     0xc0,     0xb00,     0xa000,
                                                    0x40000, 0x300000, 0x2000000, 0x10000000};
    constexpr std::array<std::uint32_t, 8> extended = {0xfffffffd, 0xffffffc0, 0xfffffb00, 0xffffa000,
                                                       0x40000,    0x300000,   0x2000000,  0x10000000};
    bench.write(Accum0, 0x1234abcd);
    for (unsigned i = 0; i < 8; ++i) {
        bench.write(CtrlLane0, lane(0, 4 * i, 4 * i + 3));
        CHECK(bench.read(Accum0Add) == plain[i]);
        bench.write(CtrlLane0, lane(0, 4 * i, 4 * i + 3) | SIGNED);
        CHECK(bench.read(Accum0Add) == extended[i]);
    }
}

TEST_CASE("INTERP: results add the bases, FULL adds both lanes, POP writes the lanes back") {
    Bench bench;
    for (bench.number = 0; bench.number < 2; ++bench.number) {
        bench.write(CtrlLane0, lane(4, 0, 7));
        bench.write(CtrlLane1, WHOLE | 2U << 19); // FORCE_MSB
        bench.write(Accum0, 0x12345678);
        bench.write(Accum1, 50);
        bench.write(Base0, 100);
        bench.write(Base1, 7);
        bench.write(Base2, 1000);
        CHECK(bench.read(PeekLane0) == 100 + 0x67);
        CHECK(bench.read(PeekLane1) == (0x20000000 | 57));
        CHECK(bench.read(PeekFull) == 1000 + 0x67 + 50);
        CHECK(bench.machine.bus().peek(bench.address(PopFull)) == 1000 + 0x67 + 50);
        CHECK(bench.read(Accum0) == 0x12345678); // nothing popped so far
        CHECK(bench.read(PopFull) == 1000 + 0x67 + 50);
        CHECK(bench.read(Accum0) == 100 + 0x67);
        CHECK(bench.read(Accum1) == 57); // without the forced bits
        CHECK(bench.read(PopLane1) == (0x20000000 | 64));
        CHECK(bench.read(Accum1) == 64);
        bench.write(Accum1Add, 0xffffffff);
        CHECK(bench.read(Accum1) == 63);
        bench.write(CtrlLane0, lane(4, 0, 3) | ADD_RAW);
        bench.write(Accum0, 0x123);
        CHECK(bench.read(PeekLane0) == 100 + 0x123);
        CHECK(bench.read(PeekFull) == 1000 + 2 + 63); // ADD_RAW does not reach FULL
        CHECK(bench.read(Base1And0) == 0);
    }
}

TEST_CASE("INTERP: inputs and results cross over") {
    Bench bench;
    bench.write(CtrlLane0, WHOLE | CROSS_RESULT);
    bench.write(CtrlLane1, WHOLE | CROSS_RESULT);
    bench.write(Accum0, 123);
    bench.write(Accum1, 456);
    bench.write(Base0, 1);
    for (std::uint32_t i = 0; i < 5; ++i) {
        CHECK(bench.read(PeekLane0) == 124 + i);
        CHECK(bench.read(PopLane1) == 456 + i);
        CHECK(bench.read(PeekLane0) == 457 + i);
        CHECK(bench.read(PopLane1) == 124 + i);
    }
    bench.write(Base0, 0);
    bench.write(CtrlLane0, lane(8, 0, 31) | CROSS_INPUT | ADD_RAW);
    bench.write(Accum1, 0xabc00);
    CHECK(bench.read(PeekLane0) == 0xabc00); // CROSS_INPUT stands before ADD_RAW
    CHECK(bench.read(Accum0Add) == 0xabc);
}

TEST_CASE("INTERP: OVERF tells of bits above a lane's mask") {
    Bench bench;
    bench.write(CtrlLane0, lane(4, 0, 7));
    bench.write(CtrlLane1, lane(0, 0, 15));
    const auto flags = [&] { return bench.read(CtrlLane0) & (OVERF | OVERF0 | OVERF1); };
    bench.write(Accum0, 0xfff);
    bench.write(Accum1, 0xffff);
    CHECK(flags() == 0);
    bench.write(Accum0, 0x1000);
    CHECK(flags() == (OVERF | OVERF0));
    bench.write(Accum1, 0x80000000);
    CHECK(flags() == (OVERF | OVERF0 | OVERF1));
    bench.write(Accum0, 0);
    CHECK(flags() == (OVERF | OVERF1));
    bench.write(CtrlLane0, 0xffffffff); // the flags cannot be written, CLAMP is not INTERP0's
    CHECK(bench.read(CtrlLane0) == (0x3fffff | OVERF | OVERF1));
    CHECK(bench.read(CtrlLane1) == lane(0, 0, 15));
}

TEST_CASE("INTERP: BASE_1AND0 sets both bases and extends what its lane says is signed") {
    Bench bench;
    const auto bases = [&](std::uint32_t ctrl0, std::uint32_t ctrl1) {
        bench.write(CtrlLane0, ctrl0);
        bench.write(CtrlLane1, ctrl1);
        bench.write(Base1And0, 0xfffe8005);
        return std::array{bench.read(Base0), bench.read(Base1)};
    };
    CHECK(bases(0, 0) == std::array{0x8005U, 0xfffeU});
    CHECK(bases(SIGNED, 0) == std::array{0xffff8005U, 0xfffeU});
    CHECK(bases(0, SIGNED) == std::array{0x8005U, 0xfffffffeU});
    // In blend mode lane 1 decides for both.
    CHECK(bases(BLEND | SIGNED, 0) == std::array{0x8005U, 0xfffeU});
    CHECK(bases(BLEND, SIGNED) == std::array{0xffff8005U, 0xfffffffeU});
}

TEST_CASE("INTERP0: BLEND goes from BASE0 towards BASE1, signed or not") {
    Bench bench;
    bench.write(CtrlLane0, BLEND | WHOLE);
    bench.write(Base0, 0U - 1000);
    bench.write(Base1, 1000);
    // The datasheet's figures.
    constexpr std::array<std::int32_t, 7> with_sign = {-1000, -672, -336, -8, 328, 656, 992};
    constexpr std::array<std::uint32_t, 7> without = {0xfffffc18, 0xd5fffd60, 0xaafffeb0, 0x80fffff8,
                                                      0x56000148, 0x2c000290, 0x010003e0};
    for (unsigned i = 0; i < 7; ++i) {
        bench.write(Accum1, 255 * i / 6);
        bench.write(CtrlLane1, WHOLE | SIGNED);
        CHECK(bench.read(PeekLane1) == static_cast<std::uint32_t>(with_sign[i]));
        bench.write(CtrlLane1, WHOLE);
        CHECK(bench.read(PeekLane1) == without[i]);
    }
    // Lane 0 gives the fraction, FULL leaves lane 1 out.
    bench.write(Base2, 5000);
    bench.write(Accum0, 11);
    bench.write(Accum1, 0xabc);
    CHECK(bench.read(PeekLane0) == 0xbc);
    CHECK(bench.read(PeekFull) == 5011);
}

TEST_CASE("INTERP1: CLAMP keeps lane 0 between the bases, signed or not") {
    Bench bench;
    bench.number = 1;
    bench.write(CtrlLane1, WHOLE);
    bench.write(Accum1, 3);
    bench.write(Base0, 0U - 10);
    bench.write(Base1, 10);
    bench.write(Base2, 100);
    bench.write(CtrlLane0, CLAMP | SIGNED | WHOLE);
    for (const auto& [value, result] : {
             std::pair{-50, -10},
             {-10, -10},
             {-3,  -3 },
             {10,  10 },
             {11,  10 }
    }) {
        bench.write(Accum0, static_cast<std::uint32_t>(value));
        CHECK(bench.read(PeekLane0) == static_cast<std::uint32_t>(result));
        CHECK(bench.read(PeekFull) == static_cast<std::uint32_t>(100 + value + 3));
    }
    bench.write(CtrlLane0, CLAMP | WHOLE);
    bench.write(Base0, 10);
    bench.write(Base1, 0x80000000);
    for (const auto& [value, result] : {
             std::pair{9U,          10U        },
             {0x7fffffffU, 0x7fffffffU},
             {~0U,         0x80000000U}
    }) {
        bench.write(Accum0, value);
        CHECK(bench.read(PeekLane0) == result);
    }
    bench.write(CtrlLane0, 0xffffffff); // BLEND is not INTERP1's
    CHECK((bench.read(CtrlLane0) & 0x7fffff) == 0x5fffff);
}

TEST_CASE("INTERP: each core has its own two") {
    Bench bench;
    for (const Initiator core : {Initiator::Core0, Initiator::Core1}) {
        for (const std::uint32_t number : {0U, 1U}) {
            bench.core = core;
            bench.number = number;
            CHECK(bench.read(Accum0) == 0);
            bench.write(Accum0, 1);
        }
    }
}
