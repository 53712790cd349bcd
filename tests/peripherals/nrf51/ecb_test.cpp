#include "peripherals/nrf51/ecb.h"

#include "tests/peripherals/nrf51/crypto_bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Ecb;

namespace {

struct Fixture : tests::nrf51::CryptoBench {
    Ecb ecb{machine, "ECB", &events};

    Fixture() { machine.reset(); }
    std::string encrypt(std::string_view key, std::string_view clear_text) {
        store(0x100, key);
        store(0x110, clear_text);
        ecb.write(0x504, ram_base + 0x100, {});
        ecb.write(0x000, 1, {});
        run_for(20 * ps_per_us);
        return load(0x120, 16);
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "ECB: AES-128 as FIPS 197 has it") {
    CHECK(encrypt("000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff") ==
          "69c4e0d86a7b0430d8cdb78070b4c55a");
    CHECK(encrypt("2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734") ==
          "3925841d02dc09fbdc118597196a0b32");
    CHECK(encrypt("00000000000000000000000000000000", "00000000000000000000000000000000") ==
          "66e94bd4ef8a2c3b884cfa59ca342b2e");
    CHECK(events.count(0x4000e100) == 3);
}

TEST_CASE_FIXTURE(Fixture, "ECB: STOPECB and a second STARTECB while it runs are ERRORECB") {
    ecb.write(0x504, ram_base, {});
    ecb.write(0x004, 1, {}); // nothing to stop
    CHECK(ecb.read(0x104, {}) == 0);
    ecb.write(0x000, 1, {});
    ecb.write(0x004, 1, {});
    CHECK(events.count(0x4000e104) == 1);
    run_for(ps_per_ms);
    CHECK(events.count(0x4000e100) == 0);
    ecb.write(0x000, 1, {});
    ecb.write(0x000, 1, {});
    CHECK(events.count(0x4000e104) == 2);
    run_for(ps_per_ms);
    CHECK(events.count(0x4000e100) == 1);
}

TEST_CASE_FIXTURE(Fixture, "ECB: a pointer to where no RAM is is told") {
    ecb.write(0x504, 0x10, {});
    ecb.write(0x000, 1, {});
    CHECK(ecb.read(0x104, {}) == 1);
    CHECK(reports("ecb.pointer") == 1);
}
