#pragma once

#include "peripherals/devices/register_file.h"
#include "sim/core/net.h"

#include <deque>
#include <vector>

namespace peripherals::devices {

/// Output pins of a part with described registers, each of which a field drives.
class RegisterPins {
public:
    struct Row {
        sim::core::Net* net = nullptr;
        RegisterFile::FieldName field;
        bool active_low = false; // low while the field is not 0
        bool open_drain = false;
    };
    RegisterPins(const RegisterFile& file, std::vector<Row> rows) : file_(file), rows_(std::move(rows)) {
        for (const Row& row : rows_) {
            pins_.emplace_back().connect(*row.net, nullptr, 0);
        }
        update();
    }

    /// After whatever may have changed a field.
    void update() {
        using sim::core::Drive;
        for (std::size_t i = 0; i < rows_.size(); ++i) {
            const bool high = (file_.field(rows_[i].field) != 0) != rows_[i].active_low;
            const Drive let_go = rows_[i].open_drain ? Drive::None : Drive::High;
            pins_[i].set({.drive = high ? let_go : Drive::Low});
        }
    }

private:
    const RegisterFile& file_;
    std::vector<Row> rows_;
    std::deque<sim::core::NetPin> pins_;
};

} // namespace peripherals::devices
