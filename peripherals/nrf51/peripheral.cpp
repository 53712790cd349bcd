#include "peripherals/nrf51/peripheral.h"

#include "sim/core/assert.h"

#include <utility>

namespace peripherals::nrf51 {

using namespace sim::core;

namespace {

constexpr std::uint32_t first_event = 0x100;
constexpr std::uint32_t last_event = 0x17c; // bit 31 of the enables
constexpr std::uint32_t power_offset = 0xffc;

constexpr std::string_view task_prefix = "TASKS_";
constexpr std::string_view event_prefix = "EVENTS_";

std::uint32_t offset_of(const Register& reg, unsigned element) {
    return reg.offset + element * std::uint32_t{reg.array.stride};
}

std::uint32_t bit_of(std::uint32_t event_offset) {
    return 1U << ((event_offset - first_event) / 4);
}

} // namespace

Peripheral::Peripheral(Machine& machine, std::string name, std::span<const Register> registers, unsigned id,
                       EventSink* events)
    : RegisterDevice(machine, std::move(name), registers), id_(id), events_(events),
      shorts_row_(find_row("SHORTS")), power_row_(find_row("POWER")), inten_(find_enable("INTEN")),
      evten_(find_enable("EVTEN")) {
    find_shorts();
    find_tasks();
}

void Peripheral::reset() {
    RegisterDevice::reset();
    set_events_ = 0;
    inten_.value = 0;
    evten_.value = 0;
    update_irq();
}

Row Peripheral::find_row(std::string_view name) const {
    for (std::size_t row = 0; row < registers().size(); ++row) {
        if (registers()[row].name == name) {
            return static_cast<Row>(row);
        }
    }
    return no_row;
}

// A table that names what it does not have is wrong for every run.
Index Peripheral::find_element(std::string_view name) const {
    for (std::size_t row = 0; row < registers().size(); ++row) {
        for (std::uint16_t element = 0; element < registers()[row].array.count; ++element) {
            if (element_name(registers()[row], element) == name) {
                return {static_cast<Row>(row), element};
            }
        }
    }
    TERRARIUM_ASSERT(false);
    return {no_row, 0};
}

void Peripheral::find_shorts() {
    if (shorts_row_ == no_row) {
        return;
    }
    for (const Field& field : registers()[shorts_row_].fields) {
        const std::size_t underscore = field.name.find('_');
        TERRARIUM_ASSERT(underscore != std::string_view::npos);
        const std::string event = std::string(event_prefix) + std::string(field.name.substr(0, underscore));
        const std::string task = std::string(task_prefix) + std::string(field.name.substr(underscore + 1));
        shorts_.push_back({1U << field.lsb, find_element(event), find_element(task)});
    }
}

Peripheral::Enable Peripheral::find_enable(std::string_view name) const {
    const std::string base(name);
    Enable enable{.plain = find_row(base), .set = find_row(base + "SET"), .clear = find_row(base + "CLR")};
    for (const Row row : {enable.plain, enable.set}) {
        if (row != no_row) {
            for (const Field& field : registers()[row].fields) {
                enable.mask |= 1U << field.lsb;
            }
        }
    }
    return enable;
}

void Peripheral::find_tasks() {
    tasks_.fill({no_row, 0});
    for (std::size_t row = 0; row < registers().size(); ++row) {
        const Register& reg = registers()[row];
        if (!reg.name.starts_with(task_prefix)) {
            continue;
        }
        for (std::uint16_t element = 0; element < reg.array.count; ++element) {
            TERRARIUM_ASSERT(offset_of(reg, element) / 4 < task_words);
            tasks_[offset_of(reg, element) / 4] = {static_cast<Row>(row), element};
        }
    }
}

void Peripheral::trigger(std::uint32_t offset) {
    if (offset % 4 == 0 && offset / 4 < task_words && tasks_[offset / 4].row != no_row) {
        do_task(tasks_[offset / 4]);
    }
}

void Peripheral::do_task(Index task) {
    if (active()) {
        on_task(task);
    }
}

void Peripheral::raise(Row event, unsigned element) {
    const std::uint32_t offset = offset_of(registers()[event], element);
    const std::uint32_t bit = bit_of(offset);
    set_value(event, 1, element);
    set_events_ |= bit;
    if (events_ != nullptr && (evten_.set == no_row || (events_routed() & bit) != 0)) {
        events_->on_event(base() + offset);
    }
    if (!shorts_.empty() && value(shorts_row_) != 0) {
        for (const Short& way : shorts_) {
            if (way.event.row == event && way.event.element == element &&
                (value(shorts_row_) & way.mask) != 0) {
                do_task(way.task);
            }
        }
    }
    update_irq();
}

bool Peripheral::write_enable(Enable& enable, Row row, std::uint32_t written) {
    if (row == enable.plain) {
        enable.value = written;
    } else if (row == enable.set) {
        enable.value |= written;
    } else if (row == enable.clear) {
        enable.value &= ~written;
    } else {
        return false;
    }
    enable.value &= enable.mask;
    for (const Row each : {enable.plain, enable.set, enable.clear}) {
        if (each != no_row) {
            set_value(each, enable.value);
        }
    }
    return true;
}

void Peripheral::on_write(Index reg, std::uint32_t written, const Access& access) {
    const std::uint32_t offset = offset_of(registers()[reg.row], reg.element);
    if (offset < first_event) {
        if ((written & 1) != 0) {
            do_task(reg);
        }
    } else if (offset <= last_event) {
        const std::uint32_t bit = bit_of(offset);
        set_events_ = (written & 1) != 0 ? set_events_ | bit : set_events_ & ~bit;
        if ((written & 1) == 0) {
            on_event_cleared(reg);
        }
        update_irq();
    } else if (write_enable(inten_, reg.row, written) || write_enable(evten_, reg.row, written)) {
        on_enables_changed();
        update_irq();
    } else if (reg.row == power_row_ && offset == power_offset) {
        if ((written & 1) == 0) {
            reset();
            set_value(power_row_, 0);
        }
    } else if (reg.row != shorts_row_) {
        on_register(reg, written, access);
    }
}

void Peripheral::on_register(Index, std::uint32_t, const Access&) {}

void Peripheral::update_irq() {
    irq_.set((set_events_ & inten_.value) != 0);
}

} // namespace peripherals::nrf51
