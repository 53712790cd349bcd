#include "cli/commands.h"
#include "cli/run_options.h"
#include "cli/run_session.h"

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

namespace cli {

namespace {

/// An option that takes a time with its unit.
void add_time(CLI::App& app, const std::string& name, sim::core::Time& target, const std::string& help) {
    app.add_option_function<std::string>(
           name, [&target](const std::string& text) { target = parse_time(text); }, help)
        ->type_name("TIME");
}

void add_machine_options(CLI::App& app, MachineOptions& options) {
    app.add_option("image", options.image,
                   "UF2, ELF, Intel HEX or BIN file to flash; or a bench.yaml with several machines")
        ->required();
    app.add_option("main", options.main_py, "A main.py: copied to the board, which then starts it");
    app.add_option("--script", options.script,
                   "A Python program: appended to the image, as tools for the micro:bit do");
    app.add_option(
        "--board", options.board,
        "Board by name, or path of a board.yaml or a diagram.json; else as the image says, else rpi_pico");
    app.add_option("--bootrom", options.boot_rom, "Run this 16 KiB boot ROM instead of the built-in one");
    app.add_option("--flash", options.flash, "Keep the flash chip's content in this file between runs");
    app.add_option("--exec", options.exec,
                   "Run this Python file through the raw REPL; exit 1 on a traceback");
    app.add_option("--cp", options.copies, "Copy SRC to DST on the board before (SRC:DST, repeatable)");
}

void add_world_options(CLI::App& app, RunOptions& options) {
    app.add_option("--stimulus", options.stimuli,
                   "Act on a part at a simulated time, for instance 2s:button_a.pressed=1 (repeatable)")
        ->type_name("TIME:PART.STIMULUS=VALUE");
}

void add_ending_options(CLI::App& app, RunOptions& options) {
    add_time(app, "--until", options.until, "End at this simulated time");
    add_time(app, "--timeout", options.timeout, "Fail with exit code 42 at this simulated time");
    app.add_option("--expect-text", options.expect_texts,
                   "End with success when a console prints this (of a bench: MACHINE:TEXT)");
    app.add_option("--fail-text", options.fail_texts,
                   "End with exit code 1 when a console prints this (of a bench: MACHINE:TEXT)");
    app.add_option(
           "--fail-on", options.fail_on,
           "End with exit code 1 at the first diagnostic of these ids (net.contention, ...), of the nets "
           "(electrical), or of any (all)")
        ->type_name("ID[,ID...]");
    app.add_flag("--past-lockup", options.past_lockup,
                 "Tell of a core that locks up and go on, as everything else on the board does");
}

void add_host_options(CLI::App& app, RunOptions& options) {
    app.add_option("--console", options.machine.consoles,
                   "NAME[=terminal|pty|tcp:PORT|file:PATH|none], repeatable; NAME is usb, uart0, "
                   "semihosting, ...; of a bench: "
                   "MACHINE.NAME");
    app.add_option("--pty-link", options.machine.pty_link, "Path of a stable link to the pseudo-terminal");
    app.add_option_function<std::string>(
           "--speed", [&options](const std::string& text) { options.speed = parse_speed(text); },
           "real, max or a factor; default: real if somebody may type, else max")
        ->type_name("SPEED");
    app.add_option("--record", options.record, "Write everything that comes from the host to this file");
    app.add_option("--replay", options.replay, "Repeat a recorded run, bit for bit");
}

void add_vcd_options(CLI::App& app, VcdOptions& options) {
    app.add_option("--vcd", options.file, "Write the levels of nets to this file, for GTKWave or PulseView");
    app.add_option("--vcd-nets", options.nets,
                   "Only nets of these names or patterns, for instance 'GPIO1?' (repeatable)")
        ->type_name("NAME");
    app.add_option(
           "--vcd-add", options.additions,
           "Beside nets: a bus (data=GP2..GP9), a register or field (PIO0.SM0_ADDR, "
           "UART0.UARTFR.TXFF), volts (GP26.volts), a value of a part (servo.angle); behind the first "
           "dot patterns (repeatable)")
        ->type_name("NAME");
    app.add_option_function<std::string>(
           "--vcd-timescale", [&options](const std::string& text) { options.timescale = parse_time(text); },
           "Unit of its times, which are rounded down: 1, 10 or 100 of ps, ns, us, ms; default 1ns")
        ->type_name("TIME");
}

void add_trace_options(CLI::App& app, TraceOptions& options) {
    app.add_option(
        "--trace", options.file,
        "Write what happens to this file: transfers on buses, interrupts, DMA, FIFOs; .txt is text, "
        ".jsonl JSON lines, .json for ui.perfetto.dev");
    app.add_option("--trace-format", options.format, "text, jsonl or perfetto, whatever the file's name");
    app.add_option(
           "--trace-filter", options.filters,
           "Only these kinds (i2c,spi,uart,ws2812,irq,dma,fifo) or sources ('UART0*'); accesses to registers "
           "only if asked for: register, or 'register:PIO0.*'")
        ->delimiter(',')
        ->type_name("KIND,...");
    app.add_option("--trace-bus", options.buses,
                   "Decode these pins too: i2c:scl=GP5,sda=GP4, spi:sck=GP2,mosi=GP3,cs=GP5,mode=0, "
                   "uart:line=GP0,baud=9600, ws2812:din=GP6 (repeatable)")
        ->type_name("BUS");
    app.add_option(
           "--trace-from", options.from,
           "Begin at a time (2s), when a pin is driven there (GP5=1), or with the line that has this text")
        ->type_name("TIME|PIN=LEVEL|TEXT");
    app.add_option("--trace-last", options.last, "Keep only the last so many events, for long runs")
        ->type_name("COUNT");
}

void add_debug_options(CLI::App& app, RunOptions& options) {
    app.add_option("--gdb", options.gdb_port, "Serve GDB on this TCP port (0: any free one)");
    app.add_flag("--gdb-wait", options.gdb_wait, "Do not start before GDB is there");
    app.add_option("--screenshot", options.screenshot,
                   "Write a picture of the board at the end of the run to this PNG or SVG file");
    app.add_option("--watch", options.watches,
                   "Print what this part shows, or measures, to stderr whenever it changes (repeatable)")
        ->type_name("PART");
    app.add_flag("--lockstep", options.lockstep, "Interleave the cores instruction by instruction (slow)");
    app.add_option("--stats", options.stats, "Print figures of the run to stderr: table or json")
        ->expected(0, 1)
        ->default_str("table")
        ->check(CLI::IsMember({"table", "json"}));
}

} // namespace

Command::Action set_up_run(CLI::App& app) {
    const auto options = std::make_shared<RunOptions>();
    add_machine_options(app, options->machine);
    add_world_options(app, *options);
    add_ending_options(app, *options);
    add_host_options(app, *options);
    add_debug_options(app, *options);
    add_vcd_options(app, options->vcd);
    add_trace_options(app, options->trace);
    return [options] { return RunSession(*options).run(); };
}

} // namespace cli
