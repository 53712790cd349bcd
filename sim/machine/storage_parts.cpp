#include "sim/machine/part_source.h"

#include "peripherals/devices/microsd.h"
#include "peripherals/devices/microsd_registers.h"
#include "sim/core/error.h"
#include "sim/core/fnv.h"
#include "sim/machine/spi_gpios.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace sim::machine {

namespace devices = peripherals::devices;

namespace {

using Maker = BoardFile::Part::Maker;

constexpr std::uint64_t usual_bytes = std::uint64_t{64} << 20;
constexpr std::uint64_t largest_bytes = std::uint64_t{1} << 41;
constexpr std::uint64_t largest_standard_bytes = std::uint64_t{2} << 30;

struct Card {
    std::string image; // path; empty: a blank card
    std::uint64_t bytes = usual_bytes;
    bool write_through = false;
    bool high_capacity = false;

    std::unique_ptr<devices::MicrosdSectors> open() const {
        std::shared_ptr<std::fstream> stream;
        if (!image.empty()) {
            const auto mode =
                std::ios::binary | std::ios::in | (write_through ? std::ios::out : std::ios::in);
            stream = std::make_shared<std::fstream>(image, mode);
            if (!stream->is_open()) {
                throw core::Error(fmt::format("{}: cannot be opened; check its permissions", image));
            }
        }
        const auto sectors = static_cast<std::uint32_t>(bytes / devices::MicrosdSectors::bytes);
        return std::make_unique<devices::MicrosdSectors>(sectors, stream, write_through);
    }
};

/// Relative to the board file.
void read_image(const YamlValue& value, Card& card) {
    const std::filesystem::path file(value.text());
    card.image = (std::filesystem::path(value.path()).parent_path() / file).string();
    std::error_code error;
    card.bytes = std::filesystem::file_size(card.image, error);
    if (error) {
        value.fail(fmt::format("{}: no such file; `truncate -s 64M FILE` makes a blank one", card.image));
    }
}

Maker read_microsd(const PartSource& source) {
    const YamlValue& value = source.value;
    value.check_keys({"type", "sck", "mosi", "miso", "cs", "detect", "image", "size", "kind", "write_image"});
    Card card;
    if (value.has("image")) {
        if (value.has("size")) {
            value.at("size").fail("the size is that of the image: leave this key out");
        }
        read_image(value.at("image"), card);
    } else if (value.has("size")) {
        card.bytes = value.at("size").bytes(1, largest_bytes);
    }
    if (value.has("write_image")) {
        card.write_through = value.at("write_image").boolean();
    }
    card.high_capacity = card.bytes > largest_standard_bytes;
    if (value.has("kind")) {
        const std::string kind = value.at("kind").text();
        if (kind != "sdsc" && kind != "sdhc") {
            value.at("kind").fail("sdsc or sdhc is wanted here");
        }
        card.high_capacity = kind == "sdhc";
    }
    if (!devices::microsd::fits(card.bytes, card.high_capacity)) {
        value.fail(fmt::format("a card of {} bytes: whole units of 512 KiB are wanted, as sdsc 2 GiB at most",
                               card.bytes));
    }
    return [bus = SpiGpios::read(source), detect = source.optional_gpio("detect"),
            card](Chip& chip, const std::string& name) {
        core::Fnv serial; // another one for each card, the same in each run
        serial.add(name);
        const devices::Microsd::Config config{card.high_capacity, static_cast<std::uint32_t>(serial.value())};
        return std::make_unique<devices::Microsd>(chip, name, bus.nets(chip), net_of(chip, detect),
                                                  card.open(), config);
    };
}

constexpr PartKind kinds[] = {
    {"microsd", read_microsd},
};

} // namespace

std::span<const PartKind> storage_parts() {
    return kinds;
}

} // namespace sim::machine
