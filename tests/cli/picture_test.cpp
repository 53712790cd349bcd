#include "cli/picture.h"

#include "sim/core/error.h"
#include "sim/core/simulation.h"
#include "sim/machine/board.h"
#include "sim/machine/board_file.h"

#include <doctest/doctest.h>

#include <png.h>

#include <filesystem>
#include <string>
#include <vector>

using namespace sim::core;
using sim::machine::Board;

namespace {

const std::string board_text = "name: b\ntitle: B\nchip: nrf51822\ncrystal_hz: 16000000\n"
                               "leds:\n"
                               "  RED: {gpio: 0, at_mm: [5, 5], colour: \"#ff0000\"}\n"
                               "  GREEN: {gpio: 1, active_low: true, at_mm: [10, 5], colour: \"#00ff00\"}\n"
                               "  BLUE: {gpio: 2, at_mm: [15, 5], colour: \"#0000ff\"}\n"
                               "consoles:\n  uart0: {tx: 24, rx: 25}\n"
                               "pins:\n  P0: {gpio: 3}\n"
                               "parts:\n"
                               "  m: {type: led_matrix, rows: [4], columns: [5, 6], pixels: [1.1 1.2],\n"
                               "      at_mm: [5, 10], pitch_mm: 5, colour: \"#ff0000\"}\n"
                               "picture: {size_mm: [20, 16], colour: \"#000000\"}\n";

struct Picture {
    unsigned width = 0;
    unsigned height = 0;
    std::vector<std::uint8_t> bytes;

    /// Red, green, blue at a place of the board, 2 mm of margin around it.
    std::vector<int> at(double x_mm, double y_mm) const {
        const auto x = static_cast<std::size_t>((x_mm + 2) * 16);
        const auto y = static_cast<std::size_t>((y_mm + 2) * 16);
        const std::uint8_t* const pixel = bytes.data() + 3 * (y * width + x);
        return {pixel[0], pixel[1], pixel[2]};
    }
};

Picture read_png(const std::string& path) {
    Picture picture;
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    REQUIRE(png_image_begin_read_from_file(&image, path.c_str()) != 0);
    image.format = PNG_FORMAT_RGB;
    picture.width = image.width;
    picture.height = image.height;
    picture.bytes.resize(PNG_IMAGE_SIZE(image));
    REQUIRE(png_image_finish_read(&image, nullptr, picture.bytes.data(), 0, nullptr) != 0);
    return picture;
}

} // namespace

TEST_CASE("Picture: shows the board with what shines at the moment") {
    Simulation simulation;
    Board board(simulation, sim::machine::parse_board_file(board_text, "b.yaml"), {});
    sim::image::Image idle; // a stack, a reset vector, and a branch to itself
    idle.segments.push_back({
        0, {0x00, 0x40, 0x00, 0x20, 0x09, 0x00, 0x00, 0x00, 0xfe, 0xe7}
    });
    board.chip().load(idle);
    board.chip().reset();
    std::vector<NetPin> pins(7);
    for (unsigned i = 0; i < pins.size(); ++i) {
        pins[i].connect(board.chip().pin(i), nullptr, 0);
        pins[i].set({.drive = i == 0 || i == 4 || i == 6 ? Drive::High : Drive::Low});
    }
    simulation.settle();
    simulation.run_until(200 * ps_per_ms);
    const std::string path = std::filesystem::temp_directory_path() / "terrarium_picture_test.png";
    cli::write_picture(path, board);
    const Picture picture = read_png(path);
    std::filesystem::remove(path);
    CHECK(picture.width == 24 * 16);
    CHECK(picture.height == 20 * 16);
    CHECK(picture.at(-1, -1)[0] > 200);
    CHECK(picture.at(12, 12) == std::vector{0, 0, 0});
    CHECK(picture.at(5, 5)[0] == 255);
    CHECK(picture.at(5, 5)[2] < 150);
    CHECK(picture.at(10, 5)[1] == 255);
    CHECK(picture.at(15, 5)[2] < 150);
    CHECK(picture.at(5, 10)[0] == 255);
    CHECK(picture.at(10, 10)[0] < 150);
    CHECK_THROWS_AS(cli::write_picture("/no/folder/b.png", board), Error);
}
