#include "peripherals/nrf51/spis.h"

#include "sim/core/memory.h"
#include "tests/peripherals/nrf51/pins_bench.h"

#include <doctest/doctest.h>

using namespace peripherals::nrf51::testing;
using peripherals::nrf51::Spis;

namespace {

constexpr std::uint32_t base = 0x40004000;
constexpr std::uint32_t acquire = base + 0x024, release = base + 0x028, end = base + 0x104,
                        endrx = base + 0x110, acquired = base + 0x128, shorts = base + 0x200,
                        semstat = base + 0x400, status = base + 0x440, enable = base + 0x500,
                        pselsck = base + 0x508, pselmiso = base + 0x50c, pselmosi = base + 0x510,
                        pselcsn = base + 0x514, rxdptr = base + 0x534, maxrx = base + 0x538,
                        amountrx = base + 0x53c, txdptr = base + 0x544, maxtx = base + 0x548,
                        amounttx = base + 0x54c, config = base + 0x554, def = base + 0x55c,
                        orc = base + 0x5c0;
constexpr std::uint32_t lsb_first = 1, cpha = 2, cpol = 4;
constexpr std::uint32_t ram_base = 0x20000000;
constexpr unsigned sck = 1, miso = 2, mosi = 3, csn = 4;
enum : std::uint32_t { Free, Cpu, Slave, CpuPending };

struct Bench : PinsBench {
    Spis spis{machine, "SPIS1", 4, &sink, gpio};
    Memory ram{0x400, Memory::Kind::Ram};
    std::uint32_t mode = 0;

    Bench() {
        map(spis);
        machine.bus().map({.base = ram_base, .size = 0x400, .device = &ram, .name = "RAM", .lanes = true});
        drive(csn, true);
        open(0);
    }
    void open(std::uint32_t new_mode) {
        mode = new_mode;
        write(enable, 0);
        drive(sck, (mode & cpol) != 0);
        write(config, mode);
        write(pselsck, sck);
        write(pselmiso, miso);
        write(pselmosi, mosi);
        write(pselcsn, csn);
        write(rxdptr, ram_base + 0x100);
        write(txdptr, ram_base);
        write(maxrx, 4);
        write(maxtx, 4);
        write(def, 0xdd);
        write(orc, 0xcc);
        write(ram_base, 0x44332211);
        write(enable, 2);
        write(release, 1);
    }
    std::uint32_t exchange(std::uint32_t out) {
        const bool idle = (mode & cpol) != 0;
        const bool late = (mode & cpha) != 0;
        std::uint32_t in = 0;
        for (unsigned i = 0; i < 8; ++i) {
            const unsigned bit = (mode & lsb_first) != 0 ? i : 7 - i;
            if (late) {
                drive(sck, !idle);
            }
            drive(mosi, (out >> bit & 1) != 0);
            run_us(1);
            in |= (level(miso) == Level::High ? 1U : 0U) << bit;
            drive(sck, late ? idle : !idle);
            run_us(1);
            if (!late) {
                drive(sck, idle);
            }
        }
        return in;
    }
};

} // namespace

TEST_CASE_FIXTURE(Bench, "SPIS: a transfer reads TXDPTR and writes RXDPTR, in every mode and order") {
    for (std::uint32_t each = 0; each < 8; ++each) {
        CAPTURE(each);
        open(each);
        drive(csn, false);
        CHECK(read(semstat) == Slave);
        CHECK(exchange(0xa5) == 0x11);
        CHECK(exchange(0x0f) == 0x22);
        drive(csn, true);
        CHECK(read(end) == 1);
        CHECK(read(amountrx) == 2);
        CHECK(read(amounttx) == 2);
        CHECK((read(ram_base + 0x100) & 0xffff) == 0x0fa5);
        CHECK(read(semstat) == Free);
        CHECK(level(miso) == Level::Floating);
        write(end, 0);
    }
}

TEST_CASE_FIXTURE(Bench, "SPIS: past MAXTX it sends ORC, past MAXRX it drops, and STATUS tells") {
    write(maxtx, 1);
    write(maxrx, 2);
    drive(csn, false);
    CHECK(exchange(1) == 0x11);
    CHECK(read(endrx) == 0);
    CHECK(exchange(2) == 0xcc);
    CHECK(read(endrx) == 1);
    CHECK(read(status) == 1);
    CHECK(exchange(3) == 0xcc);
    CHECK(read(status) == 3);
    drive(csn, true);
    CHECK(read(amountrx) == 2);
    CHECK(read(amounttx) == 1);
    CHECK(read(ram_base + 0x100) == 0x0201);
    write(status, 3);
    CHECK(read(status) == 0);
}

TEST_CASE_FIXTURE(Bench, "SPIS: while the CPU has the semaphore a transfer gets DEF and is ignored") {
    write(acquire, 1);
    CHECK(read(acquired) == 1);
    CHECK(read(semstat) == Cpu);
    drive(csn, false);
    CHECK(exchange(1) == 0xdd);
    write(release, 1);
    CHECK(exchange(2) == 0xdd); // until the next fall of CSN
    drive(csn, true);
    CHECK(read(end) == 0);
    CHECK(read(ram_base + 0x100) == 0);
    CHECK(read(semstat) == Free);
}

TEST_CASE_FIXTURE(Bench, "SPIS: a CPU that asks during a transfer gets the semaphore at its end") {
    drive(csn, false);
    write(acquire, 1);
    CHECK(read(semstat) == CpuPending);
    CHECK(read(acquired) == 0);
    drive(csn, true);
    CHECK(read(semstat) == Cpu);
    CHECK(sink.events == std::vector<std::uint32_t>{end, acquired});
    write(release, 1);
    write(shorts, 1 << 2);
    drive(csn, false);
    drive(csn, true);
    CHECK(sink.events == std::vector<std::uint32_t>{end, acquired, end, acquired});
    CHECK(read(semstat) == Cpu);
}

TEST_CASE_FIXTURE(Bench,
                  "SPIS: pointers count from the fall of CSN, and out of reset the CPU has the semaphore") {
    drive(csn, false);
    write(txdptr, ram_base + 2);
    CHECK(exchange(0) == 0x11);
    drive(csn, true);
    drive(csn, false);
    CHECK(exchange(0) == 0x33);
    drive(csn, true);
    spis.reset();
    CHECK(read(semstat) == Cpu);
    CHECK_FALSE(spis.active());
    drive(csn, false);
    CHECK(read(semstat) == Cpu);
}
