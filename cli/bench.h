#pragma once

#include "cli/run_options.h"

#include "sim/core/fnv.h"
#include "sim/machine/bench_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace cli {

/// Whether what `terrarium run` was given describes several machines: a .yaml file.
bool is_bench_file(std::string_view path);

/// The machines of the bench, with what --console says of them. core::Error for options that belong to one
/// machine and for more than one console with the keyboard.
std::vector<MachineOptions> bench_machines(const sim::machine::BenchFile& bench, const RunOptions& options);

/// Those of `texts` that this machine is to print: "MACHINE:TEXT" is one for that machine, others are for
/// all.
std::vector<std::string> texts_for(std::string_view machine, const sim::machine::BenchFile& bench,
                                   const std::vector<std::string>& texts);

/// Throws core::Error, which begins with `option` and the wish, unless each one names a part of a machine of
/// the bench: [TIME:]MACHINE.PART. Without machines, that is without a bench, all are well.
void check_part_wishes(const sim::machine::BenchFile& bench, const std::vector<std::string>& wishes,
                       std::string_view option);
/// Those that are for this machine, without its name; all of them for a machine without a name.
std::vector<std::string> part_wishes_for(std::string_view machine, const std::vector<std::string>& wishes);

/// Adds what the bench says of its machines and wires, their images left out.
void add_to_hash(const sim::machine::BenchFile& bench, sim::core::Fnv& hash);

} // namespace cli
