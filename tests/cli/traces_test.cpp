#include "tests/cli/program.h"

#include <doctest/doctest.h>

#include <string>

using program::has;

namespace {

/// A micro:bit whose program is one branch to itself.
struct Board {
    program::Folder folder;
    std::string image = folder.write("loop.hex", ":0A0000000040002009000000FEE7A8\n:00000001FF\n");

    program::Result run(const std::string& options) const {
        return program::run("run --board microbit " + image + " --until 1ms --stats=json " + options);
    }
};

std::string hash_of(const program::Result& result) {
    const std::size_t begin = result.errors.find("\"hash\":");
    REQUIRE(begin != std::string::npos);
    return result.errors.substr(begin, result.errors.find(',', begin) - begin);
}

} // namespace

TEST_CASE("terrarium run: --vcd has what --vcd-nets and --vcd-add name, in the unit of --vcd-timescale") {
    const Board board;
    const std::string path = board.folder.path("pins.vcd");
    const program::Result result =
        board.run("--vcd " + path +
                  " --vcd-nets P0 --vcd-add row=P0,P1 --vcd-add 'CLOCK.HFCLK*' --vcd-timescale 100us");
    CHECK(result.exit_code == 0);
    const std::string dump = board.folder.read("pins.vcd");
    CHECK(has(dump, "$timescale 100 us $end\n"));
    CHECK(has(dump, "$var wire 1 ! P0.03 $end\n$var wire 2 \" row [1:0] $end\n"));
    CHECK(has(dump, "$scope module CLOCK $end\n$var wire "));
    CHECK(has(dump, " HFCLKSTAT [16:0] $end\n"));
    CHECK(!has(dump, "P0.01 $end"));
    CHECK(dump.ends_with("#10\n"));
}

TEST_CASE(
    "terrarium run: --trace takes its format from the name of the file, and changes nothing of the run") {
    const Board board;
    const program::Result plain = board.run("");
    const program::Result text = board.run("--trace " + board.folder.path("a.txt") + " --vcd " +
                                           board.folder.path("a.vcd") + " --vcd-add 'GPIO.*'");
    CHECK(text.exit_code == 0);
    CHECK(hash_of(text) == hash_of(plain));
    CHECK(board.folder.read("a.txt").empty());
    board.run("--trace " + board.folder.path("a.json"));
    CHECK(board.folder.read("a.json") == "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n]}\n");
    CHECK(board.run("--trace " + board.folder.path("a.log") + " --trace-format jsonl").exit_code == 0);
}

TEST_CASE("terrarium run: wrong options of traces say what is wrong and exit with 2") {
    const Board board;
    struct {
        const char* options;
        const char* message;
    } const rows[] = {
        {"--vcd-add CLOCK.X",                                         "--vcd FILE"                    },
        {"--trace-last 5",                                            "--trace FILE"                  },
        {"--vcd /no/such/folder/a.vcd",                               "cannot be written"             },
        {"--trace /no/such/folder/a.txt",                             "cannot be written"             },
        {"--vcd /dev/null --vcd-nets NONE",                           "no net matches \"NONE\""       },
        {"--vcd /dev/null --vcd-add NONE.X",                          "nothing is called 'NONE.X'"    },
        {"--vcd /dev/null --vcd-add x=P0..Q7",                        "'P0..Q7' goes from one pin"    },
        {"--vcd /dev/null --vcd-timescale 3ns",                       "a timescale is 1, 10 or 100"   },
        {"--vcd /dev/null --vcd-timescale fast",                      "'fast' is no time"             },
        {"--trace /dev/null",                                         "--trace-format text"           },
        {"--trace /dev/null --trace-format xml",                      "'xml' is no format"            },
        {"--trace /dev/null --trace-format text --trace-bus x",       "'x' is no protocol; write i2c:"},
        {"--trace /dev/null --trace-format text --trace-from NONE=1", "no pin is called 'NONE'"       },
    };
    for (const auto& row : rows) {
        CAPTURE(row.options);
        const program::Result result = board.run(row.options);
        CHECK(result.exit_code == 2);
        CHECK(has(result.errors, row.message));
    }
}
