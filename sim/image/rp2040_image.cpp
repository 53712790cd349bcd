#include "sim/image/rp2040_image.h"

#include "sim/image/binary_info.h"
#include "sim/image/uf2.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace sim::image {

namespace {

constexpr std::uint32_t vector_table_alignment = 256;

// RP2350 datasheet, "Blocks and block loops": a block begins with this word, in the first 4 KiB of a program;
// its first item tells the chip.
constexpr std::uint32_t picobin_start = 0xffffded3;
constexpr std::uint32_t picobin_reach = 4096;
constexpr std::uint32_t picobin_image_type = 0x42;
constexpr std::uint32_t picobin_chip_rp2350 = 1;

// Boards of the pico-sdk whose names end in this carry a CYW43 radio, as do programs with its firmware in
// them: the firmware's own version line begins with the chip it is for.
constexpr std::string_view radio_board_suffix = "_w";
constexpr std::string_view radio_firmware_marks[] = {"43439a0-roml/", "43439A0"};

bool contains(const Image& image, std::string_view wanted) {
    return std::any_of(image.segments.begin(), image.segments.end(), [wanted](const Segment& segment) {
        return std::search(segment.bytes.begin(), segment.bytes.end(), wanted.begin(), wanted.end()) !=
               segment.bytes.end();
    });
}

bool needs_radio(const Image& image, const BinaryInfo& info) {
    if (info.pico_board.ends_with(radio_board_suffix)) {
        return true;
    }
    return std::any_of(std::begin(radio_firmware_marks), std::end(radio_firmware_marks),
                       [&image](std::string_view mark) { return contains(image, mark); });
}

bool has_rp2350_block(const Image& image) {
    if (image.segments.empty()) {
        return false;
    }
    const Segment& first = image.segments.front();
    const auto reach = std::min<std::uint64_t>(picobin_reach, first.bytes.size());
    for (std::uint32_t offset = 0; offset + 8 <= reach; offset += 4) {
        if (image.read(first.address + offset) != picobin_start) {
            continue;
        }
        const std::uint32_t item = image.read(first.address + offset + 4).value_or(0);
        if ((item & 0xff) == picobin_image_type && ((item >> 28) & 7) == picobin_chip_rp2350) {
            return true;
        }
    }
    return false;
}

std::optional<Finding> find_family_problem(const Image& image) {
    if (image.format != Format::Uf2 || image.family == uf2_family::rp2040) {
        return std::nullopt;
    }
    const Family& family = image.families.front();
    const std::string where = fmt::format("{}: offset {:#x}", image.path, family.place + 28);
    if (!image.family) {
        return Finding{
            Finding::Weight::Refused,
            fmt::format("{}: the blocks name no family; the boot ROM of an RP2040 takes those of family "
                        "{:#010x} only; make the file with picotool or uf2conv",
                        where, uf2_family::rp2040)};
    }
    if (is_rp2350_family(*image.family)) {
        return Finding{
            Finding::Weight::NotModelled,
            fmt::format("{}: a program for family {:#010x} ({}): RP2350 not modelled; take the file for the "
                        "RP2040",
                        where, *image.family, family.name)};
    }
    return Finding{
        Finding::Weight::Refused,
        fmt::format("{}: a program for family {:#010x}{}, not for the RP2040 ({:#010x}); take the file for "
                    "the RP2040",
                    where, *image.family, family.name.empty() ? "" : fmt::format(" ({})", family.name),
                    uf2_family::rp2040)};
}

std::optional<Finding> find_chip_problem(const Image& image, std::span<const MemoryArea> areas) {
    if (std::optional<Finding> family = find_family_problem(image)) {
        return family;
    }
    if (has_rp2350_block(image)) {
        return Finding{
            Finding::Weight::NotModelled,
            fmt::format("{}: a program for the RP2350: RP2350 not modelled; build it for the RP2040",
                        path_and_place(image, image.segments.front().address))};
    }
    if (std::optional<std::string> misplaced = find_misplaced(image, areas)) {
        return Finding{Finding::Weight::Refused, std::move(*misplaced)};
    }
    return std::nullopt;
}

} // namespace

std::vector<MemoryArea> rp2040_memory_areas(std::uint32_t flash_size) {
    return {
        {"flash", rp2040_flash_base, flash_size     },
        {"RAM",   rp2040_ram_base,   rp2040_ram_size}
    };
}

std::uint32_t boot2_checksum(std::span<const std::uint8_t> bytes) {
    std::uint32_t crc = 0xffffffff;
    for (const std::uint8_t byte : bytes) {
        crc ^= std::uint32_t{byte} << 24;
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc << 1 ^ ((crc & 0x80000000) != 0 ? 0x04c11db7U : 0U);
        }
    }
    return crc;
}

std::optional<Boot2> find_boot2(const Image& image) {
    const Segment* segment = image.segment_at(rp2040_flash_base);
    if (segment == nullptr || segment->address != rp2040_flash_base || segment->bytes.size() < boot2_size) {
        return std::nullopt;
    }
    const std::span<const std::uint8_t> bytes = segment->bytes;
    return Boot2{*image.read(rp2040_flash_base + boot2_size - 4),
                 boot2_checksum(bytes.first(boot2_size - 4))};
}

std::optional<VectorTable> find_vector_table(const Image& image) {
    if (image.segments.empty()) {
        return std::nullopt;
    }
    // A RAM program begins with code; the table follows at the next 256 bytes (pico-sdk,
    // "memmap_no_flash.ld").
    const std::uint32_t start = image.segments.front().address;
    std::optional<VectorTable> first_found;
    for (const std::uint32_t address : {start + boot2_size, start}) {
        const auto sp = image.read(address);
        const auto reset = image.read(address + 4);
        if (!sp || !reset || address % vector_table_alignment != 0) {
            continue;
        }
        const bool sp_in_ram =
            *sp > rp2040_ram_base && *sp <= rp2040_ram_base + rp2040_ram_size && *sp % 4 == 0;
        const bool reset_in_image = (*reset & 1) != 0 && image.segment_at(*reset) != nullptr;
        const VectorTable table{address, *sp, *reset, sp_in_ram && reset_in_image};
        if (table.plausible) {
            return table;
        }
        if (!first_found) {
            first_found = table;
        }
    }
    return first_found;
}

std::vector<Finding> find_rp2040_problems(const Image& image, const BinaryInfo& info,
                                          std::span<const MemoryArea> areas) {
    std::vector<Finding> findings;
    if (std::optional<Finding> chip = find_chip_problem(image, areas)) {
        findings.push_back(std::move(*chip));
    }
    const std::optional<Boot2> boot2 = find_boot2(image);
    if (boot2 && findings.empty() && !boot2->valid()) {
        findings.push_back(
            {Finding::Weight::Warning,
             fmt::format("boot2 at {:#010x} has checksum {:#010x}, computed is {:#010x}: the boot ROM "
                         "will not start it but wait in USB boot mode",
                         rp2040_flash_base, boot2->stored, boot2->computed)});
    }
    if (needs_radio(image, info)) {
        findings.push_back(
            {Finding::Weight::Warning,
             "made for a board with a CYW43 radio (Pico W): radio not modelled; Wi-Fi, Bluetooth and "
             "the LED behind it do not work, and a program that waits for them waits forever"});
    }
    return findings;
}

} // namespace sim::image
