#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cli {

/// Looks for texts in a stream of bytes.
class TextWatch {
public:
    explicit TextWatch(std::vector<std::string> texts = {})
        : texts_(std::move(texts)), matched_(texts_.size()) {}

    /// Number of the first text that ends within `bytes`; -1 if none does.
    int feed(std::span<const std::uint8_t> bytes) {
        int found = -1;
        for (const std::uint8_t byte : bytes) {
            for (std::size_t i = 0; i < texts_.size(); ++i) {
                if (advance(i, static_cast<char>(byte)) && found < 0) {
                    found = static_cast<int>(i);
                }
            }
        }
        return found;
    }
    const std::string& text(int number) const { return texts_[static_cast<std::size_t>(number)]; }
    bool empty() const { return texts_.empty(); }

private:
    /// Keeps how many characters of the text the stream ends with.
    bool advance(std::size_t i, char next) {
        const std::string& text = texts_[i];
        std::size_t& length = matched_[i];
        std::string seen = text.substr(0, length) + next;
        while (!text.starts_with(seen)) {
            seen.erase(0, 1);
        }
        length = seen.size();
        if (length == text.size()) {
            length = 0;
            return true;
        }
        return false;
    }

    std::vector<std::string> texts_;
    std::vector<std::size_t> matched_;
};

} // namespace cli
