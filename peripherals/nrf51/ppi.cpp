#include "peripherals/nrf51/ppi.h"

#include "sim/core/assert.h"

#include <bit>
#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;
using ppi::ppi_registers;

namespace {

constexpr Row group_enable = row_of(ppi_registers, "TASKS_CHG%_EN");
constexpr Row group_disable = row_of(ppi_registers, "TASKS_CHG%_DIS");
constexpr Row chen = row_of(ppi_registers, "CHEN");
constexpr Row chenset = row_of(ppi_registers, "CHENSET");
constexpr Row chenclr = row_of(ppi_registers, "CHENCLR");
constexpr Row eep = row_of(ppi_registers, "CH%_EEP");
constexpr Row tep = row_of(ppi_registers, "CH%_TEP");
constexpr Row chg = row_of(ppi_registers, "CHG%");

constexpr unsigned first_fixed = 20;
constexpr std::uint32_t all_channels = 0xfff0ffff;

struct Ends {
    std::uint32_t event;
    std::uint32_t task;
};

// Reference manual 3.0, "Pre-programmed channels".
constexpr std::uint32_t radio_txen = 0x40001000;
constexpr std::uint32_t radio_rxen = 0x40001004;
constexpr std::uint32_t radio_disable = 0x40001010;
constexpr std::uint32_t radio_ready = 0x40001100;
constexpr std::uint32_t radio_address = 0x40001104;
constexpr std::uint32_t radio_end = 0x4000110c;
constexpr std::uint32_t radio_bcmatch = 0x40001128;
constexpr std::uint32_t timer0_start = 0x40008000;
constexpr std::uint32_t timer0_clear = 0x4000800c;
constexpr std::uint32_t timer0_capture1 = 0x40008044;
constexpr std::uint32_t timer0_capture2 = 0x40008048;
constexpr std::uint32_t timer0_compare0 = 0x40008140;
constexpr std::uint32_t timer0_compare1 = 0x40008144;
constexpr std::uint32_t rtc0_compare0 = 0x4000b140;
constexpr std::uint32_t aar_start = 0x4000f000;
constexpr std::uint32_t ccm_ksgen = 0x4000f000;
constexpr std::uint32_t ccm_crypt = 0x4000f004;
constexpr Ends fixed_channels[] = {
    {timer0_compare0, radio_txen     }, // 20
    {timer0_compare0, radio_rxen     },
    {timer0_compare1, radio_disable  },
    {radio_bcmatch,   aar_start      },
    {radio_ready,     ccm_ksgen      },
    {radio_address,   ccm_crypt      }, // 25
    {radio_address,   timer0_capture1},
    {radio_end,       timer0_capture2},
    {rtc0_compare0,   radio_txen     },
    {rtc0_compare0,   radio_rxen     },
    {rtc0_compare0,   timer0_clear   }, // 30
    {rtc0_compare0,   timer0_start   },
};

} // namespace

Ppi::Ppi(Machine& machine, std::string name)
    : Peripheral(machine, std::move(name), ppi_registers, own_id, nullptr) {}

void Ppi::connect(Peripheral& peripheral) {
    TERRARIUM_ASSERT(peripheral.id() < id_count);
    peripherals_[peripheral.id()].push_back(&peripheral);
}

void Ppi::reset() {
    Peripheral::reset();
    state_ = {};
    deliver_.disarm();
}

void Ppi::on_task(Index task) {
    const std::uint32_t group = value(chg, task.element);
    if (task.row == group_enable) {
        set_channels(value(chen) | group);
    } else if (task.row == group_disable) {
        set_channels(value(chen) & ~group);
    }
}

void Ppi::on_register(Index reg, std::uint32_t written, const Access&) {
    if (reg.row == chen) {
        set_channels(written);
    } else if (reg.row == chenset) {
        set_channels(value(chen) | written);
    } else if (reg.row == chenclr) {
        set_channels(value(chen) & ~written);
    }
}

void Ppi::set_channels(std::uint32_t enabled) {
    for (const Row row : {chen, chenset, chenclr}) {
        set_value(row, enabled & all_channels);
    }
}

std::uint32_t Ppi::event_of(unsigned channel) const {
    return channel < first_fixed ? value(eep, channel) : fixed_channels[channel - first_fixed].event;
}

std::uint32_t Ppi::task_of(unsigned channel) const {
    return channel < first_fixed ? value(tep, channel) : fixed_channels[channel - first_fixed].task;
}

void Ppi::on_event(std::uint32_t address) {
    for (std::uint32_t rest = value(chen); rest != 0; rest &= rest - 1) {
        const auto channel = static_cast<unsigned>(std::countr_zero(rest));
        if (event_of(channel) == address) {
            state_.due |= 1U << channel;
        }
    }
    if (state_.due != 0 && !deliver_.armed()) {
        TERRARIUM_ASSERT(hfclk_ != nullptr);
        deliver_.arm(hfclk_->time_of(hfclk_->edges_at(now()) + 1));
    }
}

void Ppi::deliver() {
    // Events of these tasks are for the next edge.
    for (std::uint32_t rest = std::exchange(state_.due, 0); rest != 0; rest &= rest - 1) {
        const std::uint32_t task = task_of(static_cast<unsigned>(std::countr_zero(rest)));
        const std::uint32_t id = (task - first_base) / 0x1000;
        if (id >= id_count || peripherals_[id].empty()) {
            report("ppi.task", "a channel's task is at an address where no peripheral is");
            continue;
        }
        for (Peripheral* peripheral : peripherals_[id]) {
            peripheral->trigger(task % 0x1000);
        }
    }
}

} // namespace peripherals::nrf51
