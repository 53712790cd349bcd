#include "peripherals/nrf51/ccm.h"

#include "tests/peripherals/nrf51/crypto_bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Ccm;

namespace {

constexpr std::uint32_t ksgen = 0x000;
constexpr std::uint32_t crypt = 0x004;
constexpr std::uint32_t stop = 0x008;
constexpr std::uint32_t shorts = 0x200;
constexpr std::uint32_t micstatus = 0x400;
constexpr std::uint32_t mode = 0x504;
constexpr std::uint32_t endksgen = 0x4000f100;
constexpr std::uint32_t endcrypt = 0x4000f104;
constexpr std::uint32_t error = 0x4000f108;

// Bluetooth Core Specification, volume 6, part C, "Encryption sample data".
constexpr std::string_view key = "99ad1b5226a37e3e058e3b8e27c2c666";
constexpr std::string_view vector = "24abdcbabebaafde";

struct Fixture : tests::nrf51::CryptoBench {
    Ccm ccm{machine, "CCM", &events};

    Fixture() {
        machine.reset();
        write(0x500, 2);
        write(0x508, ram_base + 0x100); // CNFPTR
        write(0x50c, ram_base + 0x200); // INPTR
        write(0x510, ram_base + 0x300); // OUTPTR
        write(0x514, ram_base + 0x400);
        configure("0000000000", "01");
    }
    void write(std::uint32_t offset, std::uint32_t value) { ccm.write(offset, value, {}); }
    std::uint32_t read(std::uint32_t offset) { return ccm.read(offset, {}); }
    void configure(std::string_view counter, std::string_view direction) {
        store(0x100, key);
        store(0x110, counter);
        store(0x118, direction);
        store(0x119, vector);
    }
    void run(std::string_view packet, bool decrypt) {
        store(0x200, packet);
        write(mode, decrypt ? 1 : 0);
        write(shorts, 1);
        write(ksgen, 1);
        run_for(ps_per_ms);
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "CCM: encrypts the packet of the specification, header and length in clear") {
    run("0f010006", false);
    CHECK(events.count(endksgen) == 1);
    CHECK(events.count(endcrypt) == 1);
    CHECK(load(0x300, 8) == "0f05009fcda7f448");
}

TEST_CASE_FIXTURE(Fixture, "CCM: decrypts it again and says that its check fits") {
    run("0f05009fcda7f448", true);
    CHECK(load(0x300, 4) == "0f010006");
    CHECK(read(micstatus) == 1);
    run("0f05009fcda7f449", true);
    CHECK(read(micstatus) == 0);
    run("0b05009fcda7f448", true); // another header, the bits of which are checked
    CHECK(read(micstatus) == 1);
    run("0d05009fcda7f448", true);
    CHECK(read(micstatus) == 0);
}

TEST_CASE_FIXTURE(Fixture, "CCM: the longest payload, another counter and direction") {
    configure("123456789a", "00"); // the counter's topmost bit is not part of it
    const std::string clear_text = "000102030405060708090a0b0c0d0e0f101112131415161718191a";
    const std::string cipher_text = "b8025bf66ead97049892c9fe0c595fb546f83f79140c3d3b104988e98a5ebd";
    run("ff1b00" + clear_text, false);
    CHECK(load(0x300, 34) == "ff1f00" + cipher_text);
    run("ff1f00" + cipher_text, true);
    CHECK(load(0x300, 30) == "ff1b00" + clear_text);
    CHECK(read(micstatus) == 1);
}

TEST_CASE_FIXTURE(Fixture, "CCM: an empty packet stays empty, one that is too long is an error") {
    run("0d0000", false);
    CHECK(load(0x300, 3) == "0d0000");
    run("0d1c00", false);
    CHECK(events.count(error) == 1);
    CHECK(reports("ccm.packet") == 1);
}

TEST_CASE_FIXTURE(Fixture, "CCM: CRYPT needs a key stream, STOP throws it away, disabled it does nothing") {
    write(crypt, 1);
    CHECK(events.count(error) == 1);
    write(ksgen, 1);
    write(stop, 1);
    run_for(ps_per_ms);
    CHECK(events.count(endksgen) == 0);
    write(0x500, 0);
    CHECK_FALSE(ccm.active());
    write(ksgen, 1);
    run_for(ps_per_ms);
    CHECK(events.count(endksgen) == 0);
    write(0x500, 2);
    write(0x508, 0);
    write(ksgen, 1);
    CHECK(reports("ccm.pointer") == 1);
}
