#include "peripherals/nrf51/aar.h"

#include "tests/peripherals/nrf51/crypto_bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Aar;

namespace {

constexpr std::uint32_t end = 0x4000f100;
constexpr std::uint32_t resolved = 0x4000f104;
constexpr std::uint32_t notresolved = 0x4000f108;

struct Fixture : tests::nrf51::CryptoBench {
    Aar aar{machine, "AAR", &events};

    Fixture() {
        machine.reset();
        write(0x500, 3);
        write(0x504, 3);                // NIRK
        write(0x508, ram_base + 0x100); // IRKPTR
        write(0x510, ram_base + 0x200); // ADDRPTR
        // Bluetooth Core Specification, volume 3, part H, "ah random address hash function": as the third
        // key.
        store(0x120, "ec0234a357c8ad05341010a60a397d9b");
        store(0x200, "4006"
                     "00"
                     "aafb0d948170");
    }
    void write(std::uint32_t offset, std::uint32_t value) { aar.write(offset, value, {}); }
    void run() {
        write(0x000, 1);
        run_for(200 * ps_per_us);
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "AAR: finds the key of a resolvable address and says which it is") {
    run();
    CHECK(events.count(end) == 1);
    CHECK(events.count(resolved) == 1);
    CHECK(events.count(notresolved) == 0);
    CHECK(aar.read(0x400, {}) == 2);
    CHECK(events.time(end) == 18 * ps_per_us);
}

TEST_CASE_FIXTURE(Fixture, "AAR: no key fits, or the address is not resolvable") {
    write(0x504, 2); // without the third key
    run();
    CHECK(events.count(notresolved) == 1);
    write(0x504, 3);
    store(0x208, "b0");
    run();
    CHECK(events.count(notresolved) == 2);
    CHECK(events.count(resolved) == 0);
}

TEST_CASE_FIXTURE(Fixture, "AAR: STOP ends it without an event; pointers outside of RAM are told") {
    write(0x000, 1);
    write(0x008, 1);
    run_for(ps_per_ms);
    CHECK(events.seen.empty());
    write(0x510, 0);
    run();
    CHECK(events.count(notresolved) == 1);
    CHECK(reports("aar.pointer") == 1);
}
