#pragma once

#include "sim/core/device.h"

#include <cstdint>
#include <string>
#include <string_view>

/// What a device tells of itself under this name, without its unit; empty if nothing.
inline std::string inspected(const sim::core::Device& device, std::string_view wanted) {
    class One final : public sim::core::Inspector {
    public:
        explicit One(std::string_view wanted) : wanted_(wanted) {}
        void number(std::string_view name, std::int64_t value, std::string_view) override {
            text(name, std::to_string(value));
        }
        void text(std::string_view name, std::string_view value) override {
            if (name == wanted_) {
                found = value;
            }
        }
        void hex(std::string_view name, std::uint32_t value) override { text(name, std::to_string(value)); }
        std::string found;

    private:
        std::string_view wanted_;
    };
    One one(wanted);
    device.inspect(one);
    return one.found;
}
