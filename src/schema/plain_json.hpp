#pragma once
/// JSON as programs write it, read several times as fast as the library's parser reads it. Accepts
/// nothing that the library refuses, and gives the same events; where it gives up, the library must
/// decide, which also has the words for what is wrong. Not thread-safe; does not throw.

#include "base/take_double.hpp"
#include "base/text.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lem::schema {

enum class PlainReading {
    done,
    refused,  // by the events, which ended it
    unclear,  // it may be JSON or not; the events so far are to be forgotten
};

/// The strings of a JSON text. `at` is moved behind what was read.
class PlainString {
public:
    PlainString(const char*& at, const char* end) : at_(at), end_(end) {}

    /// False: give up.
    bool read(std::string& into) {
        into.clear();
        if (!take("\"")) return false;
        for (;;) {
            const char* start = at_;
            while (at_ != end_ && plain[static_cast<unsigned char>(*at_)])
                ++at_;
            into.append(start, at_);
            if (take("\"")) return text::is_utf8(into);
            if (!take("\\") || !escaped(into)) return false;
        }
    }

private:
    /// What may stand in a string as it is, but for UTF-8, of which the whole string is asked.
    static constexpr auto plain = [] {
        std::array<bool, 256> table{};
        for (std::size_t c = ' '; c < table.size(); ++c)
            table[c] = c != '"' && c != '\\';
        return table;
    }();

    bool take(std::string_view expected) {
        if (!std::string_view(at_, end_).starts_with(expected)) return false;
        at_ += expected.size();
        return true;
    }

    bool escaped(std::string& into) {
        constexpr std::string_view names = "\"\\/bfnrt", characters = "\"\\/\b\f\n\r\t";
        if (at_ == end_) return false;
        const char name = *at_++;
        if (name == 'u') return escaped_code(into);
        const std::size_t found = names.find(name);
        if (found == std::string_view::npos) return false;
        into += characters[found];
        return true;
    }

    std::optional<std::uint32_t> four_digits() {
        if (end_ - at_ < 4) return std::nullopt;
        std::uint32_t code = 0;
        const auto [end, failure] = std::from_chars(at_, at_ + 4, code, 16);
        if (failure != std::errc{} || end != at_ + 4) return std::nullopt;
        at_ += 4;
        return code;
    }

    bool escaped_code(std::string& into) {
        const auto first = four_digits();
        if (!first) return false;
        std::uint32_t code = *first;
        if (code >= 0xDC00 && code < 0xE000) return false;
        if (code >= 0xD800 && code < 0xDC00) {
            const auto second = take("\\u") ? four_digits() : std::nullopt;
            if (!second || *second < 0xDC00 || *second >= 0xE000) return false;
            code = 0x10000 + ((code - 0xD800) << 10) + (*second - 0xDC00);
        }
        const auto add = [&](std::uint32_t byte) { into += static_cast<char>(byte); };
        if (code < 0x80) {
            add(code);
        } else if (code < 0x800) {
            add(0xC0 | code >> 6);
            add(0x80 | (code & 0x3F));
        } else {
            if (code < 0x10000) {
                add(0xE0 | code >> 12);
            } else {
                add(0xF0 | code >> 18);
                add(0x80 | (code >> 12 & 0x3F));
            }
            add(0x80 | (code >> 6 & 0x3F));
            add(0x80 | (code & 0x3F));
        }
        return true;
    }

    const char*& at_;
    const char* end_;
};

/// `Events` has the functions of nlohmann::json_sax.
template <class Events>
class PlainJson {
public:
    PlainJson(std::string_view text, Events& events)
        : at_(text.data()), end_(text.data() + text.size()), events_(events) {}

    PlainReading read() {
        const bool whole = value() && at_end();
        if (refused_) return PlainReading::refused;
        return whole ? PlainReading::done : PlainReading::unclear;
    }

private:
    /// False ends the reading, here and in all below.
    bool told(bool accepted) {
        refused_ = !accepted;
        return accepted;
    }

    void skip_spaces() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
            ++at_;
    }
    bool at_end() {
        skip_spaces();
        return at_ == end_;
    }
    bool take(char c) {
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }
    bool take_word(std::string_view word) {
        if (!std::string_view(at_, end_).starts_with(word)) return false;
        at_ += word.size();
        return true;
    }

    /// As deep as the events allow.
    bool value() {
        skip_spaces();
        if (at_ == end_) return false;
        switch (*at_) {
            case '{':
                return object();
            case '[':
                return array();
            case '"':
                return string() && told(events_.string(text_));
            case 't':
                return take_word("true") && told(events_.boolean(true));
            case 'f':
                return take_word("false") && told(events_.boolean(false));
            case 'n':
                return take_word("null") && told(events_.null());
            default:
                return number();
        }
    }

    bool object() {
        ++at_;
        if (!told(events_.start_object(unknown_size))) return false;
        skip_spaces();
        if (take('}')) return told(events_.end_object());
        do {
            skip_spaces();
            if (!string() || !told(events_.key(text_))) return false;
            skip_spaces();
            if (!take(':') || !value()) return false;
            skip_spaces();
        } while (take(','));
        return take('}') && told(events_.end_object());
    }

    bool array() {
        ++at_;
        if (!told(events_.start_array(unknown_size))) return false;
        skip_spaces();
        if (take(']')) return told(events_.end_array());
        do {
            if (!value()) return false;
            skip_spaces();
        } while (take(','));
        return take(']') && told(events_.end_array());
    }

    bool string() { return PlainString(at_, end_).read(text_); }

    std::size_t skip_digits() {
        const char* start = at_;
        while (at_ != end_ && *at_ >= '0' && *at_ <= '9')
            ++at_;
        return static_cast<std::size_t>(at_ - start);
    }

    bool number() {
        const char* start = at_;
        const bool negative = take('-');
        const char* digits = at_;
        const std::size_t count = skip_digits();
        if (count == 0 || (count > 1 && *digits == '0')) return false;
        if (at_ == end_ || (*at_ != '.' && *at_ != 'e' && *at_ != 'E'))
            return integer({digits, count}, negative);
        // The one thing that is a number there and not here.
        if (*at_ == '.' && (end_ - at_ < 2 || at_[1] < '0' || at_[1] > '9')) return false;
        std::string_view rest(start, end_);
        const auto number = text::take_double(rest);
        if (!number) return false;
        at_ = rest.data();
        return told(events_.number_float(*number, {}));
    }

    bool integer(std::string_view digits, bool negative) {
        constexpr std::size_t always_fit = 18;
        if (digits.size() > always_fit) return false;
        std::int64_t number = 0;
        for (const char digit : digits)
            number = number * 10 + (digit - '0');
        return told(negative ? events_.number_integer(-number)
                             : events_.number_unsigned(static_cast<std::uint64_t>(number)));
    }

    static constexpr std::size_t unknown_size = static_cast<std::size_t>(-1);

    const char* at_;
    const char* end_;
    Events& events_;
    std::string text_;
    bool refused_ = false;
};

}  // namespace lem::schema
