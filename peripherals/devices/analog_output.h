#pragma once

#include "sim/core/analog.h"
#include "sim/core/net.h"

#include <cstdint>

namespace peripherals::devices {

/// A pin with a voltage. What converts or compares volts sees it as it is, inputs by their limits.
class AnalogOutput final : public sim::core::AnalogSource {
public:
    void connect(sim::core::Net& net) { pin_.connect(net, nullptr, 0); }
    void set_uv(std::int64_t uv) {
        uv_ = uv;
        pin_.set(sim::core::volts(uv / 1000));
    }
    std::int64_t microvolts() const override { return uv_; }

private:
    std::int64_t uv_ = 0;
    sim::core::NetPin pin_;
};

} // namespace peripherals::devices
