#include "peripherals/nrf51/shared_slot.h"

#include "tests/peripherals/nrf51/bench.h"

#include <doctest/doctest.h>

using namespace sim::core;
using peripherals::nrf51::Peripheral;
using peripherals::nrf51::SharedSlot;

namespace {

constexpr Field word_fields[] = {
    {31, 0, "WORD", RW, 0}
};
constexpr Register left_registers[] = {
    {0x500, "ENABLE", word_fields, {}},
    {0x508, "PSEL",   word_fields, {}},
    {0x524, "LEFT",   word_fields, {}},
};
constexpr Register right_registers[] = {
    {0x500, "ENABLE", word_fields, {}                       },
    {0x508, "PSEL%",  word_fields, {.count = 2, .stride = 4}},
};

class Half final : public Peripheral {
public:
    Half(Machine& machine, std::span<const Register> table, std::uint32_t on_code)
        : Peripheral(machine, "HALF", table, 3, nullptr), code(on_code) {}
    bool active() const override { return value(0) == code || code == 0; }
    void set_psel(std::uint32_t word) { set_value(1, word); }
    std::uint32_t code;

private:
    void on_task(Index) override {}
};

struct Fixture : tests::nrf51::Bench {
    Half left{machine, left_registers, 1};
    Half right{machine, right_registers, 5};
    SharedSlot slot{&left, &right};

    Fixture() { machine.reset(); }
    void write(std::uint32_t offset, std::uint32_t value) { slot.write(offset, value, {}); }
    std::uint32_t read(std::uint32_t offset) { return slot.read(offset, {}); }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "shared ID: a write reaches all that have the register, a read the active one") {
    write(0x508, 7);
    CHECK(left.peek(0x508) == 7);
    CHECK(right.peek(0x508) == 7);
    left.set_psel(1);
    right.set_psel(2);
    CHECK(read(0x508) == 1); // none is active: the first
    write(0x500, 5);
    CHECK(read(0x508) == 2);
    CHECK(slot.peek(0x508) == 2);
    write(0x500, 1);
    CHECK(read(0x508) == 1);
}

TEST_CASE_FIXTURE(Fixture, "shared ID: registers that one alone has, and offsets that nobody has") {
    write(0x524, 3);
    write(0x50c, 4);
    CHECK(read(0x524) == 3);
    CHECK(read(0x50c) == 4);
    CHECK(reports("register.unknown") == 0);
    CHECK(read(0x600) == 0);
    write(0x600, 1);
    CHECK(reports("register.unknown") == 2);
}

TEST_CASE_FIXTURE(Fixture, "shared ID: what is active together is read together") {
    left.code = 0;
    right.code = 0;
    left.set_psel(0x10);
    right.set_psel(0x01);
    CHECK(read(0x508) == 0x11);
    CHECK(slot.peek(0x508) == 0x11);
}
