#include "sim/host/python_pieces.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace sim::host {

namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// A line at the left margin that belongs to the statement before it.
bool continues_statement(std::string_view line) {
    constexpr std::array<std::string_view, 4> clauses = {"else", "elif", "except", "finally"};
    return std::any_of(clauses.begin(), clauses.end(), [line](std::string_view clause) {
        return line.starts_with(clause) && (line.size() == clause.size() || !is_word(line[clause.size()]));
    });
}

/// Knows at each end of a line whether a statement may begin behind it: outside of strings, brackets and
/// lines that end in a backslash.
class Scanner {
public:
    explicit Scanner(std::string_view source) : source_(source) {}

    /// Goes to the beginning of the next line that is outside, or to the end.
    void next_line() {
        while (at_ < source_.size()) {
            if (take() && quote_.empty() && depth_ == 0) {
                return;
            }
        }
    }
    std::size_t at() const { return at_; }
    std::string_view rest() const { return source_.substr(at_); }

private:
    /// True behind a line's end that no backslash stands before.
    bool take() {
        const char c = source_[at_];
        if (c == '\\') {
            at_ = std::min(at_ + (rest().starts_with("\\\r\n") ? 3 : 2), source_.size());
            return false;
        }
        if (!quote_.empty()) {
            const bool ends = rest().starts_with(quote_) || (c == '\n' && quote_.size() == 1);
            at_ += ends && c != '\n' ? quote_.size() : 1;
            if (ends) {
                quote_ = {};
            }
            return c == '\n';
        }
        if (c == '#') {
            at_ = std::min(source_.find('\n', at_), source_.size());
            return false;
        }
        if (c == '\'' || c == '"') {
            const bool triple = rest().size() >= 3 && rest()[1] == c && rest()[2] == c;
            quote_ = source_.substr(at_, triple ? 3 : 1);
            at_ += quote_.size();
            return false;
        }
        depth_ += std::string_view("([{").find(c) != std::string_view::npos ? 1 : 0;
        depth_ -= depth_ > 0 && std::string_view(")]}").find(c) != std::string_view::npos ? 1 : 0;
        ++at_;
        return c == '\n';
    }

    std::string_view source_;
    std::size_t at_ = 0;
    std::string_view quote_; // of the string that it is in
    unsigned depth_ = 0;     // of brackets
};

/// Where statements of the top level begin, and the end.
std::vector<std::size_t> statements(std::string_view source) {
    std::vector<std::size_t> begins{0};
    bool decorated = source.starts_with('@');
    for (Scanner scanner(source); scanner.at() < source.size();) {
        scanner.next_line();
        const std::string_view line = scanner.rest();
        if (line.empty() || std::string_view(" \t\r\n#").find(line[0]) != std::string_view::npos ||
            continues_statement(line)) {
            continue;
        }
        if (!decorated) {
            begins.push_back(scanner.at());
        }
        decorated = line.starts_with('@');
    }
    begins.push_back(source.size());
    return begins;
}

} // namespace

std::vector<std::string> python_pieces(std::string_view source, std::size_t most_bytes) {
    const std::vector<std::size_t> borders = statements(source);
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    for (std::size_t i = 1; i < borders.size(); ++i) {
        const bool last = i + 1 == borders.size();
        if (!last && borders[i + 1] - begin <= most_bytes) {
            continue;
        }
        const auto lines_before =
            std::count(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(begin), '\n');
        pieces.push_back(std::string(static_cast<std::size_t>(lines_before), '\n') +
                         std::string(source.substr(begin, borders[i] - begin)));
        begin = borders[i];
    }
    return pieces;
}

} // namespace sim::host
