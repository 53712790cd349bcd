#include "cli/commands.h"
#include "cli/image_report.h"
#include "sim/core/error.h"
#include "sim/image/load.h"
#include "sim/image/rp2040_image.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace cli {

namespace {

struct Options {
    std::string path;
    std::optional<std::uint32_t> base;
    bool json = false;
};

ExitCode show(const Options& options) {
    sim::image::LoadOptions load_options;
    load_options.binary_base = options.base;
    const ImageReport report = make_image_report(sim::image::load_image(options.path, load_options));
    fmt::print("{}", options.json ? image_report_json(report) : image_report_text(report));
    for (const sim::image::Finding& problem : report.problems) {
        if (problem.weight == sim::image::Finding::Weight::Refused) {
            throw sim::core::Error(problem.text);
        }
    }
    return ExitCode::Success;
}

} // namespace

Command::Action set_up_info(CLI::App& app) {
    const auto options = std::make_shared<Options>();
    app.add_option("image", options->path, "UF2, ELF, Intel HEX or BIN file")->required();
    app.add_option("--base", options->base,
                   "Address that a BIN file belongs to (default: the start of flash)");
    app.add_flag("--json", options->json, "Print JSON");
    return [options] { return show(*options); };
}

} // namespace cli
