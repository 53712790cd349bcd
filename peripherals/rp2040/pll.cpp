#include "peripherals/rp2040/pll.h"

#include <algorithm>
#include <utility>

namespace peripherals::rp2040 {

using namespace sim::core;
using pll::pll_registers;

namespace {
constexpr FieldRef cs_lock = find(pll_registers, "CS.LOCK");
constexpr FieldRef bypass = find(pll_registers, "CS.BYPASS");
constexpr FieldRef refdiv = find(pll_registers, "CS.REFDIV");
constexpr FieldRef vcopd = find(pll_registers, "PWR.VCOPD");
constexpr FieldRef postdivpd = find(pll_registers, "PWR.POSTDIVPD");
constexpr FieldRef pd = find(pll_registers, "PWR.PD");
constexpr FieldRef fbdiv_int = find(pll_registers, "FBDIV_INT.FBDIV_INT");
constexpr FieldRef postdiv1 = find(pll_registers, "PRIM.POSTDIV1");
constexpr FieldRef postdiv2 = find(pll_registers, "PRIM.POSTDIV2");

// Estimate: the datasheet gives no lock time.
constexpr std::int64_t lock_periods = 500; // of the divided reference

// Datasheet, "PLL: CS Register", general constraints.
constexpr std::int64_t min_reference_hz = 5'000'000;
constexpr std::uint32_t min_fbdiv = 16;
constexpr std::uint32_t max_fbdiv = 320;
constexpr std::int64_t min_vco_hz = 750'000'000;
constexpr std::int64_t max_vco_hz = 1'600'000'000;
} // namespace

Pll::Pll(Machine& machine, std::string name, ClockDomain& reference)
    : RegisterDevice(machine, std::move(name), pll_registers), reference_(reference) {
    reference_.add_listener(this);
}

void Pll::reset() {
    RegisterDevice::reset();
    state_ = {};
    lock_.disarm();
    update_output();
}

std::uint32_t Pll::on_peek(Index reg, std::uint32_t stored) const {
    return reg.row == cs_lock.row && state_.locked ? stored | cs_lock.mask : stored;
}

void Pll::on_write(Index, std::uint32_t, const Access&) {
    restart();
}

bool Pll::powered() const {
    return field(pd) == 0 && field(vcopd) == 0 && reference_.running() && field(fbdiv_int) != 0;
}

Frequency Pll::divided_reference() const {
    return reference_.frequency().scaled(1, std::max(field(refdiv), 1U));
}

Frequency Pll::vco() const {
    return divided_reference().scaled(field(fbdiv_int), 1);
}

void Pll::restart() {
    if (!powered()) {
        state_ = {};
        lock_.disarm();
    } else if (vco() != state_.vco) {
        state_.vco = vco();
        state_.locked = false;
        const Frequency hz = divided_reference();
        lock_.arm(now() + muldiv(lock_periods * hz.denominator, ps_per_s, hz.numerator));
    }
    update_output();
}

void Pll::lock() {
    state_.locked = true;
    state_.running = true;
    check_ranges();
    update_output();
}

void Pll::update_output() {
    Frequency output;
    if (field(bypass) != 0) {
        output = reference_.frequency();
    } else if (state_.running && field(postdivpd) == 0) {
        // Dividing by 0 is undefined; here it divides by 1.
        output =
            state_.vco.scaled(1, std::int64_t{std::max(field(postdiv1), 1U)} * std::max(field(postdiv2), 1U));
    }
    clock_.set_frequency(now(), output);
}

void Pll::check_ranges() const {
    const Frequency reference = divided_reference();
    if (reference.numerator < min_reference_hz * reference.denominator) {
        report("pll.reference", "locks to a reference (divided by REFDIV) below 5 MHz");
    }
    if (field(fbdiv_int) < min_fbdiv || field(fbdiv_int) > max_fbdiv) {
        report("pll.fbdiv", "locks with FBDIV_INT outside 16 to 320");
    }
    const std::int64_t hz = state_.vco.numerator / state_.vco.denominator;
    if (hz < min_vco_hz || hz > max_vco_hz) {
        report("pll.vco", "locks with the VCO outside 750 to 1600 MHz");
    }
}

} // namespace peripherals::rp2040
