#include "sim/machine/nrf51.h"

#include <initializer_list>

#include <fmt/format.h>

// Clocks, power and resets, radio, flash, the interconnect, timers, and what encrypts and measures.

namespace sim::machine {

using namespace core;
using namespace peripherals::nrf51;

void Nrf51::map_system() {
    ppi_.set_clock(clock_.hfclk());
    add(power_clock_mpu_, power_clock_mpu_irq_);
    add(ccm_aar_, ccm_aar_irq_);
    for (Peripheral* block :
         std::initializer_list<Peripheral*>{&radio_, &timer0_, &timer1_, &timer2_, &rtc0_, &temp_, &rng_,
                                            &ecb_, &wdt_, &rtc1_, &nvmc_, &ppi_}) {
        add(*block);
    }
    for (unsigned number = 0; number < swi::count; ++number) {
        const unsigned id = swi::first_id + number;
        RegisterDevice& block = swi_.emplace_back(*this, fmt::format("SWI{}", number), swi::swi_registers);
        map(Peripheral::first_base + id * 0x1000, block);
    }
    map(Ficr::base, ficr_);
    map(Uicr::base, registers_of_uicr_);
    map(romtable_base, romtable_);
}

void Nrf51::connect_system() {
    power_.system_off().connect(clock_, Clock::SystemOff);
    power_.system_off().connect(radio_, Radio::SystemOff);
    radio_.set_crystal(clock_.crystal());
    wdt_.clock_request().connect(clock_, Clock::WatchdogRuns);
    power_.reset_request().connect(*this, 0);
    core_.system_reset_request().connect(power_, Power::SystemResetRequest);
    core_.lockup().connect(power_, Power::Lockup);
    reset_pin_.asserted().connect(power_, Power::ResetPin);
    reset_pin_.connect(reset_pin());
    wdt_.reset_request().connect(power_, Power::Watchdog);
    core_.sleeping().connect(wdt_, Wdt::Sleeping);
}

// POWER has reset itself already.
void Nrf51::on_line(unsigned, bool level) {
    if (level) {
        const Power::Reach reach = power_.reach();
        if (reach.gpio) {
            gpio_.reset();
        }
        for (Peripheral* block : blocks_) {
            if (block != &power_ && (block != &wdt_ || reach.watchdog)) {
                block->reset();
            }
        }
    }
    core_.hold_in_reset(level);
}

} // namespace sim::machine
