#include "peripherals/nrf51/nvmc.h"

#include "peripherals/nrf51/ficr.h"
#include "peripherals/nrf51/mpu.h"
#include "peripherals/nrf51/uicr.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Ficr;
using peripherals::nrf51::FlashGuard;
using peripherals::nrf51::Mpu;
using peripherals::nrf51::Nvmc;
using peripherals::nrf51::Uicr;

namespace {

constexpr std::uint32_t nvmc_base = 0x4001e000;
constexpr std::uint32_t ready = nvmc_base + 0x400;
constexpr std::uint32_t config = nvmc_base + 0x504;
constexpr std::uint32_t erasepage = nvmc_base + 0x508;
constexpr std::uint32_t eraseall = nvmc_base + 0x50c;
constexpr std::uint32_t erasepcr0 = nvmc_base + 0x510;
constexpr std::uint32_t eraseuicr = nvmc_base + 0x514;
constexpr std::uint32_t uicr_base = Uicr::base;
constexpr std::uint32_t customer = uicr_base + 0x80;
constexpr std::uint32_t read_only = 0;
constexpr std::uint32_t write_mode = 1;
constexpr std::uint32_t erase_mode = 2;

struct Fixture : tests::nrf51::Bench, FlashGuard {
    Memory code{256U << 10, Memory::Kind::Rom, 0xff};
    Memory uicr_page{Uicr::bytes, Memory::Kind::Rom, 0xff};
    Mpu mpu{machine, "MPU"};
    Nvmc nvmc{machine, "NVMC", code, uicr_page, this};
    Uicr uicr{machine, "UICR", nvmc.uicr_port()};
    Ficr ficr{machine, "FICR", {.identity = 1}};

    Fixture() {
        machine.bus().map(
            {.base = 0, .size = code.size(), .device = &nvmc.code_port(), .name = "FLASH", .lanes = true});
        machine.bus().map({.base = nvmc_base, .size = 0x1000, .device = &nvmc, .name = "NVMC"});
        machine.bus().map({.base = Ficr::base, .size = 0x1000, .device = &ficr, .name = "FICR"});
        machine.bus().map({.base = Uicr::base, .size = 0x1000, .device = &uicr, .name = "UICR"});
        machine.bus().map({.base = 0x40000000, .size = 0x1000, .device = &mpu, .name = "MPU"});
        machine.reset();
    }
    bool protects(std::uint32_t address) const override { return mpu.protects(address); }
    Bus::Result write(std::uint32_t address, std::uint32_t value, std::uint8_t size = 4) {
        return machine.bus().write(address, value, {.initiator = Initiator::Core0, .size = size});
    }
    std::uint32_t read(std::uint32_t address) {
        return machine.bus().read(address, {.initiator = Initiator::Core0}).value;
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "NVMC: a write clears bits, sets none, and the processor waits 46.3 us for it") {
    write(config, write_mode);
    const Bus::Result result = write(0x1000, 0x12345678);
    CHECK_FALSE(result.fault);
    CHECK(result.cycles == 1 + 741);
    CHECK(machine.bus().peek(ready) == 0U);
    run_for(47 * ps_per_us);
    CHECK(read(ready) == 1);
    CHECK(read(0x1000) == 0x12345678);
    write(0x1000, 0xff00ffff);
    CHECK(read(0x1000) == 0x12005678);
    CHECK(reports("nvmc.word_writes") == 0);
    write(0x1000, 0xffffffff);
    CHECK(reports("nvmc.word_writes") == 1);
}

TEST_CASE_FIXTURE(Fixture, "NVMC: a write faults without CONFIG.WEN, and as less than a word") {
    CHECK(write(0x1000, 0).fault);
    CHECK(reports("nvmc.write_disabled") == 1);
    write(config, erase_mode);
    CHECK(write(0x1000, 0).fault);
    write(config, write_mode);
    CHECK(write(0x1000, 0, 2).fault);
    CHECK(write(0x1001, 0, 1).fault);
    CHECK(reports("nvmc.narrow_write") == 2);
    CHECK(read(0x1000) == 0xffffffff);
}

TEST_CASE_FIXTURE(Fixture, "NVMC: ERASEPAGE erases 1 KiB in 22.3 ms, where CONFIG.WEN allows erases") {
    code.fill(0, code.size(), 0);
    write(erasepage, 0x1400);
    CHECK(reports("nvmc.erase_disabled") == 1);
    write(config, erase_mode);
    const Bus::Result result = write(erasepage, 0x1404);
    CHECK(result.cycles == 1 + 356'800);
    run_for(22 * ps_per_ms);
    CHECK(read(ready) == 0);
    run_for(ps_per_ms);
    CHECK(read(ready) == 1);
    CHECK(read(0x13fc) == 0);
    CHECK(read(0x1400) == 0xffffffff);
    CHECK(read(0x17fc) == 0xffffffff);
    CHECK(read(0x1800) == 0);
    write(erasepage, 256U << 10);
    CHECK(reports("nvmc.page") == 1);
    CHECK(nvmc.erases() == 1);
}

TEST_CASE_FIXTURE(Fixture, "NVMC: an erase makes a word writable twice again") {
    write(config, write_mode);
    write(0x400, 1);
    write(0x400, 0);
    write(config, erase_mode);
    write(erasepage, 0x400);
    write(config, write_mode);
    write(0x400, 3);
    write(0x400, 1);
    CHECK(reports("nvmc.word_writes") == 0);
    CHECK(read(0x400) == 1);
}

TEST_CASE_FIXTURE(Fixture, "NVMC: ERASEALL takes code and UICR, ERASEUICR the UICR alone") {
    write(config, write_mode);
    write(customer, 5);
    write(0, 5);
    CHECK(read(customer) == 5);
    write(config, erase_mode);
    write(eraseuicr, 1);
    CHECK(read(customer) == 0xffffffff);
    CHECK(read(0) == 5);
    write(config, write_mode);
    write(customer, 5);
    write(config, erase_mode);
    write(eraseall, 1);
    CHECK(read(customer) == 0xffffffff);
    CHECK(read(0) == 0xffffffff);
}

TEST_CASE_FIXTURE(Fixture, "NVMC: pages below CLENR0 are erased by ERASEPCR0 only, others by ERASEPAGE") {
    write(config, write_mode);
    write(uicr_base, 0x800);
    write(0x400, 0);
    write(0x800, 0);
    write(config, erase_mode);
    write(erasepage, 0x400);
    write(erasepcr0, 0x800);
    CHECK(reports("nvmc.region") == 2);
    CHECK(read(0x400) == 0);
    write(erasepcr0, 0x400);
    write(erasepage, 0x800);
    CHECK(read(0x400) == 0xffffffff);
    CHECK(read(0x800) == 0xffffffff);
}

TEST_CASE_FIXTURE(Fixture, "MPU: a block of PROTENSET can be neither written nor erased until a reset") {
    write(0x40000600, 1U << 1);
    write(0x40000600, 0); // does not clear
    write(0x40000604, 1U << 31);
    CHECK(read(0x40000600) == 1U << 1);
    CHECK(read(0x40000608) == 1);
    write(config, write_mode);
    CHECK_FALSE(write(0x0ffc, 0).fault);
    CHECK(write(0x1000, 0).fault);
    CHECK(write(0x3fffc, 0).fault);
    write(config, erase_mode);
    CHECK(write(erasepage, 0x1c00).fault);
    CHECK_FALSE(write(erasepage, 0x2000).fault);
    mpu.reset();
    CHECK_FALSE(write(erasepage, 0x1c00).fault);
}

TEST_CASE_FIXTURE(Fixture, "UICR: keeps its words over resets, in reads and in inspection") {
    write(config, write_mode);
    CHECK_FALSE(write(customer + 4, 0xcafe).fault);
    write(uicr_base + 0x14, 0x3c000);
    write(uicr_base + 0x18, 1);
    machine.reset();
    CHECK(read(customer + 4) == 0xcafe);
    CHECK(read(uicr_base + 0x14) == 0x3c000);
    CHECK(read(uicr_base + 0x18) == 1);
    CHECK(read(config) == read_only);
    CHECK(write(customer, 0).fault);
}

TEST_CASE_FIXTURE(Fixture, "FICR: sizes, no region 0, and an identity that follows from the chip's") {
    CHECK(read(Ficr::base + 0x10) == 1024);
    CHECK(read(Ficr::base + 0x14) == 256);
    CHECK(read(Ficr::base + 0x28) == 0xffffffff);
    CHECK((read(Ficr::base + 0x2c) & 0xff) == 0xff);
    CHECK(read(Ficr::base + 0x34) == 2);
    CHECK(read(Ficr::base + 0x38) == 8192);
    CHECK(read(Ficr::base + 0xac) == 0xffffffff);
    Ficr other{machine, "FICR", {.identity = 2}};
    CHECK(read(Ficr::base + 0x60) != other.read(0x60, {}));
    CHECK(read(Ficr::base + 0x60) != read(Ficr::base + 0x64));
    CHECK(write(Ficr::base + 0x60, 0).fault);
}
