#include "cli/image_report.h"

#include "sim/machine/board_file.h"
#include "sim/machine/chip.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <iterator>
#include <string_view>
#include <utility>

namespace cli {

namespace {

using nlohmann::ordered_json;
using sim::image::BinaryInfo;
using sim::image::Finding;

// Rows of the binary info that are one text; their names are those of picotool.
struct TextRow {
    const char* label;
    const char* key;
    std::string BinaryInfo::*member;
};
constexpr TextRow text_rows[] = {
    {"name",        "name",        &BinaryInfo::program_name       },
    {"version",     "version",     &BinaryInfo::program_version    },
    {"web site",    "web_site",    &BinaryInfo::program_url        },
    {"description", "description", &BinaryInfo::program_description},
    {"build date",  "build_date",  &BinaryInfo::build_date         },
    {"sdk version", "sdk_version", &BinaryInfo::sdk_version        },
    {"pico_board",  "pico_board",  &BinaryInfo::pico_board         },
    {"boot2",       "boot2_name",  &BinaryInfo::boot2_name         },
};

constexpr std::string_view weight_name(Finding::Weight weight) {
    switch (weight) {
    case Finding::Weight::Warning:
        return "warning";
    case Finding::Weight::NotModelled:
        return "not modelled";
    case Finding::Weight::Refused:
        break;
    }
    return "refused";
}

std::string hex(std::uint32_t value) {
    return fmt::format("{:#010x}", value);
}

class Table {
public:
    void row(std::string_view label, std::string_view value) {
        fmt::format_to(std::back_inserter(text_), "{:<14} {}\n", label, value);
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

std::string pin_list(std::uint64_t mask) {
    std::string list;
    for (unsigned pin = 0; pin < 64; ++pin) {
        if ((mask >> pin & 1) != 0) {
            list += fmt::format("{}{}", list.empty() ? "" : ", ", pin);
        }
    }
    return list;
}

void add_binary_info(const BinaryInfo& info, Table& table) {
    if (!info.present) {
        table.row("binary info", "none");
        return;
    }
    for (const TextRow& row : text_rows) {
        if (!(info.*row.member).empty()) {
            table.row(row.label, info.*row.member);
        }
    }
    for (const std::string& feature : info.features) {
        table.row("feature", feature);
    }
    for (const std::string& attribute : info.build_attributes) {
        table.row("build", attribute);
    }
    if (info.binary_end) {
        table.row("binary end", hex(*info.binary_end));
    }
    for (const BinaryInfo::Pins& pins : info.pins) {
        table.row("pins", fmt::format("{}: {}", pin_list(pins.mask), pins.function));
    }
    for (const BinaryInfo::BlockDevice& device : info.block_devices) {
        table.row("block device", fmt::format("{} to {}: {}", hex(device.address),
                                              hex(device.address + device.size - 1), device.name));
    }
    for (const BinaryInfo::Group& group : info.groups) {
        table.row(group.label, fmt::format("{}", fmt::join(group.values, ", ")));
    }
    for (const BinaryInfo::Variable& variable : info.variables) {
        table.row("variable", fmt::format("{} = {}", variable.name, variable.value));
    }
}

ordered_json binary_info_json(const BinaryInfo& info) {
    ordered_json json;
    for (const TextRow& row : text_rows) {
        if (!(info.*row.member).empty()) {
            json[row.key] = info.*row.member;
        }
    }
    json["features"] = info.features;
    json["build_attributes"] = info.build_attributes;
    if (info.binary_end) {
        json["binary_end"] = *info.binary_end;
    }
    json["pins"] = ordered_json::array();
    for (const BinaryInfo::Pins& pins : info.pins) {
        json["pins"].push_back({
            {"mask",     pins.mask    },
            {"function", pins.function}
        });
    }
    json["block_devices"] = ordered_json::array();
    for (const BinaryInfo::BlockDevice& device : info.block_devices) {
        json["block_devices"].push_back({
            {"name",    device.name   },
            {"address", device.address},
            {"size",    device.size   },
            {"flags",   device.flags  }
        });
    }
    json["groups"] = ordered_json::object();
    for (const BinaryInfo::Group& group : info.groups) {
        json["groups"][group.label] = group.values;
    }
    json["variables"] = ordered_json::object();
    for (const BinaryInfo::Variable& variable : info.variables) {
        json["variables"][variable.name] = variable.value;
    }
    return json;
}

bool runs(const ImageReport& report) {
    for (const Finding& problem : report.problems) {
        if (problem.weight != Finding::Weight::Warning) {
            return false;
        }
    }
    return true;
}

ordered_json families_json(const sim::image::Image& image) {
    ordered_json families = ordered_json::array();
    for (const sim::image::Family& family : image.families) {
        ordered_json row;
        row["id"] = family.id ? ordered_json(*family.id) : ordered_json(nullptr);
        row["name"] = family.name;
        row["blocks"] = family.blocks;
        row["bytes"] = family.bytes;
        row["lowest"] = family.lowest;
        row["highest"] = family.highest;
        row["loaded"] = family.id == image.family;
        families.push_back(std::move(row));
    }
    return families;
}

} // namespace

ImageReport make_image_report(sim::image::Image image) {
    ImageReport report;
    report.info = sim::image::read_binary_info(image);
    const sim::machine::ChipKind& chip = sim::machine::likely_chip(image);
    report.chip = chip.name;
    report.boot2 = sim::image::find_boot2(image);
    report.vectors = sim::image::find_vector_table(image);
    report.problems = chip.find_problems(image, report.info, sim::image::rp2040_flash_window);
    if (const auto board = sim::machine::find_called(report.info.pico_board, sim::machine::board_folders())) {
        report.board = board->name;
    }
    report.image = std::move(image);
    return report;
}

std::string image_report_text(const ImageReport& report) {
    const sim::image::Image& image = report.image;
    Table table;
    table.row("file", image.path);
    table.row("format",
              fmt::format("{}, {} bytes in {} segment{}", sim::image::format_name(image.format),
                          image.size_bytes(), image.segments.size(), image.segments.size() == 1 ? "" : "s"));
    for (const sim::image::Family& family : image.families) {
        table.row("family", fmt::format("{} {}, {} blocks, {} to {}{}", family.id ? hex(*family.id) : "none",
                                        family.name, family.blocks, hex(family.lowest), hex(family.highest),
                                        family.id == image.family ? "" : " (not loaded)"));
    }
    for (const sim::image::Segment& segment : image.segments) {
        table.row("segment",
                  fmt::format("{} to {}, {} bytes", hex(segment.address),
                              hex(static_cast<std::uint32_t>(segment.end() - 1)), segment.bytes.size()));
    }
    if (image.entry) {
        table.row("entry", hex(*image.entry));
    }
    if (!image.symbols.empty()) {
        table.row("symbols", fmt::format("{}", image.symbols.size()));
    }
    if (report.boot2) {
        table.row(
            "boot2 checksum",
            fmt::format("{}, {}", hex(report.boot2->stored),
                        report.boot2->valid() ? "correct" : "should be " + hex(report.boot2->computed)));
    }
    if (report.vectors) {
        table.row("vector table", fmt::format("{}: SP {}, reset {}{}", hex(report.vectors->address),
                                              hex(report.vectors->initial_sp), hex(report.vectors->reset),
                                              report.vectors->plausible ? "" : ", not plausible"));
    }
    add_binary_info(report.info, table);
    for (const std::string& note : image.notes) {
        table.row("note", note);
    }
    table.row("chip", report.chip);
    if (!report.board.empty()) {
        table.row("board", report.board);
    }
    table.row("runs", runs(report) ? "yes" : "no");
    for (const Finding& problem : report.problems) {
        table.row(weight_name(problem.weight), problem.text);
    }
    return table.take();
}

std::string image_report_json(const ImageReport& report) {
    const sim::image::Image& image = report.image;
    ordered_json json;
    json["file"] = image.path;
    json["format"] = sim::image::format_name(image.format);
    json["bytes"] = image.size_bytes();
    json["families"] = families_json(image);
    json["segments"] = ordered_json::array();
    for (const sim::image::Segment& segment : image.segments) {
        json["segments"].push_back({
            {"address", segment.address     },
            {"size",    segment.bytes.size()}
        });
    }
    if (image.entry) {
        json["entry"] = *image.entry;
    }
    json["symbols"] = image.symbols.size();
    if (report.boot2) {
        json["boot2"] = {
            {"stored",   report.boot2->stored  },
            {"computed", report.boot2->computed},
            {"valid",    report.boot2->valid() }
        };
    }
    if (report.vectors) {
        json["vector_table"] = {
            {"address",    report.vectors->address   },
            {"initial_sp", report.vectors->initial_sp},
            {"reset",      report.vectors->reset     },
            {"plausible",  report.vectors->plausible }
        };
    }
    if (report.info.present) {
        json["binary_info"] = binary_info_json(report.info);
    }
    json["chip"] = report.chip;
    if (!report.board.empty()) {
        json["board"] = report.board;
    }
    json["notes"] = image.notes;
    json["runs"] = runs(report);
    json["problems"] = ordered_json::array();
    for (const Finding& problem : report.problems) {
        json["problems"].push_back({
            {"kind", weight_name(problem.weight)},
            {"text", problem.text               }
        });
    }
    // Strings of a binary may be no UTF-8.
    return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

} // namespace cli
