#pragma once

#include "sim/image/binary_info.h"
#include "sim/image/image.h"
#include "sim/image/rp2040_image.h"

#include <optional>
#include <string>
#include <vector>

namespace cli {

/// All that `terrarium info` tells of an image.
struct ImageReport {
    sim::image::Image image;
    sim::image::BinaryInfo info;
    std::optional<sim::image::Boot2> boot2;
    std::optional<sim::image::VectorTable> vectors;
    std::string chip;  // the one that it looks made for
    std::string board; // the one that the image names, empty if it names none that is known
    std::vector<sim::image::Finding> problems; // for the board with the largest flash that there can be
};

ImageReport make_image_report(sim::image::Image image);

/// A table for people, and the same as a JSON object. Both end in a newline.
std::string image_report_text(const ImageReport& report);
std::string image_report_json(const ImageReport& report);

} // namespace cli
