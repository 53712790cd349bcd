#pragma once

#include "peripherals/rp2040/clocks.h"
#include "peripherals/rp2040/pll.h"
#include "peripherals/rp2040/psm.h"
#include "peripherals/rp2040/resets.h"
#include "peripherals/rp2040/rosc.h"
#include "peripherals/rp2040/timer.h"
#include "peripherals/rp2040/vreg.h"
#include "peripherals/rp2040/watchdog.h"
#include "peripherals/rp2040/xosc.h"
#include "sim/core/machine.h"
#include "sim/core/simulation.h"

#include <cstdint>

/// Clocks, resets, power-on state machine, watchdog and timer, wired as in the chip.
namespace system_bench {

using namespace sim::core;
using namespace peripherals::rp2040;

inline constexpr std::uint32_t set_alias = 0x2000, clear_alias = 0x3000;
inline constexpr std::uint32_t clocks_base = 0x40008000, resets_base = 0x4000c000, psm_base = 0x40010000,
                               xosc_base = 0x40024000, pll_sys_base = 0x40028000, pll_usb_base = 0x4002c000,
                               timer_base = 0x40054000, watchdog_base = 0x40058000, rosc_base = 0x40060000,
                               vreg_base = 0x40064000;
inline constexpr std::uint32_t xosc_ctrl = xosc_base, xosc_status = xosc_base + 4,
                               xosc_dormant = xosc_base + 8, xosc_startup = xosc_base + 0xc,
                               xosc_count = xosc_base + 0x1c;
inline constexpr std::uint32_t coma = 0x636f6d61, wake = 0x77616b65;

struct Bench {
    Simulation simulation;
    Machine machine{simulation, "bench"};
    Rosc rosc{machine, "ROSC", 1};
    Xosc xosc{machine, "XOSC"};
    Pll pll_sys{machine, "PLL_SYS", xosc.clock()};
    Pll pll_usb{machine, "PLL_USB", xosc.clock()};
    Clocks clocks{
        machine, "CLOCKS",
        ClockSources{rosc.clock(), rosc.clock_ph(), xosc.clock(), pll_sys.clock(), pll_usb.clock()}
    };
    Resets resets{machine, "RESETS"};
    Psm psm{machine, "PSM"};
    VregAndChipReset vreg{machine, "VREG_AND_CHIP_RESET"};
    Watchdog watchdog{machine, "WATCHDOG", clocks.ref()};
    Timer timer{machine, "TIMER", watchdog.tick(), clocks.gate(ClockGate::SysTimer)};

    Bench() {
        simulation.set_quantum(1);
        map(clocks_base, clocks);
        map(resets_base, resets);
        map(psm_base, psm);
        map(xosc_base, xosc);
        map(pll_sys_base, pll_sys);
        map(pll_usb_base, pll_usb);
        map(timer_base, timer);
        map(watchdog_base, watchdog);
        map(rosc_base, rosc);
        map(vreg_base, vreg);
        resets.connect(ResetBlock::PllSys, pll_sys);
        resets.connect(ResetBlock::PllUsb, pll_usb);
        resets.connect(ResetBlock::Timer, timer);
        psm.connect(PsmStage::Rosc, rosc);
        psm.connect(PsmStage::Xosc, xosc);
        psm.connect(PsmStage::Clocks, clocks);
        psm.connect(PsmStage::Resets, resets);
        psm.connect(PsmStage::VregAndChipReset, vreg);
        watchdog.reset_request().connect(psm, Psm::WatchdogFired);
        watchdog.reset_request().connect(resets, 0);
        machine.reset();
        run(20 * ps_per_us); // the power-on sequence
    }
    void map(std::uint32_t base, RegisterDevice& device) {
        machine.bus().map(
            {.base = base, .size = 0x4000, .device = &device, .name = device.name(), .atomic_aliases = true});
    }
    std::uint32_t read(std::uint32_t address) { return machine.bus().read(address, {}).value; }
    void write(std::uint32_t address, std::uint32_t value) { machine.bus().write(address, value, {}); }
    void set(std::uint32_t address, std::uint32_t bits) { write(address + set_alias, bits); }
    void clear(std::uint32_t address, std::uint32_t bits) { write(address + clear_alias, bits); }
    void run(Time time) { simulation.run_until(simulation.now() + time); }
    void release(ResetBlock block) { clear(resets_base, 1U << static_cast<unsigned>(block)); }

    void start_crystal() {
        write(xosc_startup, 1);
        write(xosc_ctrl, 0xfabaa0);
        run(100 * ps_per_us);
    }
    /// 12 MHz * fbdiv / (post1 * post2), locked.
    void start_pll(std::uint32_t base, std::uint32_t fbdiv, std::uint32_t post1, std::uint32_t post2) {
        release(base == pll_sys_base ? ResetBlock::PllSys : ResetBlock::PllUsb);
        write(base + 8, fbdiv);
        write(base + 0xc, post1 << 16 | post2 << 12);
        clear(base + 4, 0x29);
        run(100 * ps_per_us);
    }
    /// clk_ref of 12 MHz, clk_sys of 125 MHz, clk_usb of 48 MHz, a tick of 1 us.
    void start_clocks() {
        start_crystal();
        start_pll(pll_sys_base, 125, 6, 2);
        start_pll(pll_usb_base, 100, 5, 5);
        write(clocks_base + 0x30, 2);
        run(10 * ps_per_us);
        write(clocks_base + 0x3c, 1);
        write(clocks_base + 0x54, 1 << 11);
        run(10 * ps_per_us);
        write(watchdog_base + 0x2c, 1 << 9 | 12);
        release(ResetBlock::Timer);
    }
};

} // namespace system_bench
