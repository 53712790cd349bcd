#include "sim/machine/part_source.h"

#include "peripherals/devices/hx711.h"
#include "peripherals/devices/nau7802.h"
#include "peripherals/devices/sen0567.h"

#include <memory>
#include <string>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;

constexpr std::int64_t highest_supply_mv = 5500;
constexpr std::int64_t largest_uv = 1'000'000;
constexpr std::int64_t largest_drift = 100'000;
constexpr std::int64_t largest_noise_nv = 1'000'000'000;
constexpr std::int64_t largest_capacity_g = 1'000'000'000;
constexpr std::int64_t largest_ohm = 1'000'000;
constexpr std::uint64_t largest_seed = 0xffff'ffff'ffff'ffff;

devices::StrainBridge::Config read_bridge(const PartSource& part) {
    devices::StrainBridge::Config config;
    if (!part.value.has("bridge")) {
        return config;
    }
    const YamlValue value = part.value.at("bridge");
    value.check_keys({"rated_uv_per_v", "capacity_g", "zero_uv_per_v", "zero_drift_nv_per_v_per_c",
                      "span_drift_ppm_per_c", "noise_nv", "resistance_ohm", "seed"});
    const PartSource source{value, part.pins, part.contacts};
    source.integer("rated_uv_per_v", -largest_uv, largest_uv, config.rated_uv_per_v);
    source.integer("capacity_g", 1, largest_capacity_g, config.capacity_g);
    source.integer("zero_uv_per_v", -largest_uv, largest_uv, config.zero_uv_per_v);
    source.integer("zero_drift_nv_per_v_per_c", -largest_drift, largest_drift,
                   config.zero_drift_nv_per_v_per_c);
    source.integer("span_drift_ppm_per_c", -largest_drift, largest_drift, config.span_drift_ppm_per_c);
    source.integer("noise_nv", 0, largest_noise_nv, config.noise_nv);
    source.integer("resistance_ohm", 1, largest_ohm, config.resistance_ohm);
    if (value.has("seed")) {
        config.seed = value.at("seed").number(0, largest_seed);
    }
    return config;
}

Maker read_nau7802(const PartSource& source) {
    source.value.check_keys({"type", "scl", "sda", "drdy", "supply_mv", "avdd_mv", "crystal", "offset_uv",
                             "gain_error_ppm", "bridge"});
    devices::Nau7802::Config config;
    source.integer("supply_mv", 1, highest_supply_mv, config.supply_mv);
    source.integer("avdd_mv", 0, highest_supply_mv, config.avdd_mv);
    source.integer("offset_uv", -largest_uv, largest_uv, config.offset_uv);
    source.integer("gain_error_ppm", -largest_drift, largest_drift, config.gain_error_ppm);
    if (source.value.has("crystal")) {
        config.crystal = source.value.at("crystal").boolean();
    }
    config.bridge = read_bridge(source);
    return [scl = source.gpio("scl"), sda = source.gpio("sda"), drdy = source.optional_output("drdy"),
            config](Chip& chip, const std::string& name) {
        return std::make_unique<devices::Nau7802>(
            chip, name, devices::Nau7802::Nets{chip.pin(scl), chip.pin(sda), net_of(chip, drdy)}, config);
    };
}

Maker read_hx711(const PartSource& source) {
    source.value.check_keys({"type", "sck", "dout", "supply_mv", "rate_sps", "offset_uv", "bridge"});
    devices::Hx711::Config config;
    source.integer("supply_mv", 1, highest_supply_mv, config.supply_mv);
    source.integer("rate_sps", 10, 80, config.rate_sps);
    if (config.rate_sps != 10 && config.rate_sps != 80) {
        source.value.at("rate_sps").fail("10 or 80 is wanted here");
    }
    source.integer("offset_uv", -largest_uv, largest_uv, config.offset_uv);
    config.bridge = read_bridge(source);
    return [sck = source.gpio("sck"), dout = source.output("dout"), config](Chip& chip,
                                                                            const std::string& name) {
        return std::make_unique<devices::Hx711>(chip, name, chip.pin(sck), chip.pin(dout), config);
    };
}

Maker read_sen0567(const PartSource& source) {
    source.value.check_keys({"type", "gpio", "supply_mv", "warm"});
    devices::Sen0567::Config config;
    source.integer("supply_mv", 1, highest_supply_mv, config.supply_mv);
    if (source.value.has("warm")) {
        config.warm = source.value.at("warm").boolean();
    }
    return [gpio = source.output("gpio"), config](Chip& chip, const std::string& name) {
        auto part = std::make_unique<devices::Sen0567>(chip, name, chip.pin(gpio), config);
        chip.connect_source(gpio, *part);
        return part;
    };
}

constexpr PartKind kinds[] = {
    {"hx711",   read_hx711  },
    {"nau7802", read_nau7802},
    {"sen0567", read_sen0567},
};

} // namespace

std::span<const PartKind> measuring_parts() {
    return kinds;
}

} // namespace sim::machine
