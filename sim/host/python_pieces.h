#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sim::host {

/// Python source in pieces that run one after the other as the whole would: whole statements of the top
/// level, as many as `most_bytes` holds, one at least. Lines keep their numbers: empty ones stand before each
/// piece. What differs: an error of syntax shows when its piece is reached.
std::vector<std::string> python_pieces(std::string_view source, std::size_t most_bytes);

} // namespace sim::host
