#include "architecture/source_outline.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace lem::test {
namespace {

class Blanker {
public:
    Blanker(std::string_view source, bool typescript)
        : source_(source), typescript_(typescript), text_(source) {}

    std::string run() {
        while (at_ < source_.size()) {
            const char c = source_[at_];
            if (begins("//"))
                blank_to(source_.find('\n', at_));
            else if (begins("/*"))
                blank_to(after("*/", at_ + 2));
            else if (!typescript_ && begins("R\""))
                blank_to(end_of_raw());
            else if (c == '"' || (c == '\'' && !is_digit_separator()))
                blank_to(end_of_quoted(c));
            else
                ++at_;
        }
        return std::move(text_);
    }

private:
    bool begins(std::string_view word) const { return source_.substr(at_).starts_with(word); }
    std::size_t after(std::string_view word, std::size_t from) const {
        const std::size_t found = source_.find(word, from);
        return found == std::string_view::npos ? found : found + word.size();
    }
    bool is_digit_separator() const {
        return !typescript_ && at_ > 0 &&
               std::isalnum(static_cast<unsigned char>(source_[at_ - 1])) != 0;
    }
    std::size_t end_of_raw() const {
        const std::size_t open = source_.find('(', at_);
        if (open == std::string_view::npos) return open;
        const std::string close = ")" + std::string(source_.substr(at_ + 2, open - at_ - 2)) + "\"";
        return after(close, open);
    }
    /// On its line, or the quote alone.
    std::size_t end_of_quoted(char quote) const {
        for (std::size_t end = at_ + 1; end < source_.size() && source_[end] != '\n'; ++end) {
            if (source_[end] == '\\')
                ++end;
            else if (source_[end] == quote)
                return end + 1;
        }
        return at_ + 1;
    }
    void blank_to(std::size_t end) {
        end = std::min(end, source_.size());
        for (; at_ < end; ++at_) {
            if (text_[at_] != '\n') text_[at_] = ' ';
        }
    }

    std::string_view source_;
    bool typescript_;
    std::string text_;
    std::size_t at_ = 0;
};

Block::Kind kind_of(const std::string& head, bool typescript) {
    static const std::regex type(R"((^|[\s>])(class|struct)\s+\w[^()]*$)");
    static const std::regex control(
        R"(^\s*(if|for|while|switch|catch|namespace|enum|union|else|do|try|extern|return|describe)\b)");
    static const std::regex body(
        R"((\)(\s|const|noexcept|override|final|mutable|&)*((->|:)[^;{}]*)?|=>)\s*$)");
    // std::regex recurses over a long text.
    const std::string end = head.substr(head.size() - std::min<std::size_t>(head.size(), 400));
    if (std::regex_search(head.substr(0, 400), control)) return Block::Kind::other;
    if (!typescript && std::regex_search(end, type)) return Block::Kind::type;
    return std::regex_search(end, body) ? Block::Kind::function : Block::Kind::other;
}

}  // namespace

std::string without_literals(std::string_view source, bool typescript) {
    return Blanker(source, typescript).run();
}

std::vector<Block> blocks_of(std::string_view source, bool typescript) {
    std::vector<Block> all, open;
    std::string head;
    int line = 1;
    for (const char c : without_literals(source, typescript)) {
        line += c == '\n' ? 1 : 0;
        if (c == '{') {
            open.push_back({.kind = kind_of(head, typescript), .line = line});
        } else if (c == '}' && !open.empty()) {
            open.back().lines = std::max(0, line - open.back().line - 1);
            all.push_back(open.back());
            open.pop_back();
        }
        if (c == '{' || c == '}' || c == ';')
            head.clear();
        else
            head += c;
    }
    return all;
}

}  // namespace lem::test
