#pragma once
/// The lines of a text that arrives in pieces, cut anywhere. Holds one line at a time. Not
/// thread-safe.

#include <string>
#include <string_view>

namespace lem {

class LineSplitter {
public:
    explicit LineSplitter(std::size_t line_bytes_max) : line_bytes_max_(line_bytes_max) {}

    enum class Progress { more, stopped, too_long };

    /// Passes each whole line, without its end, to `take` until that returns false. `too_long` if a
    /// line is longer than allowed: it is not passed on, and nothing after it.
    template <class Take>
    Progress append(std::string_view bytes, const Take& take) {
        while (!bytes.empty()) {
            const std::size_t end = bytes.find('\n');
            const std::string_view part = bytes.substr(0, end);
            if (begun_.size() + part.size() > line_bytes_max_) return Progress::too_long;
            if (end == std::string_view::npos) {
                begun_ += part;
                break;
            }
            bytes.remove_prefix(end + 1);
            if (!begun_.empty()) begun_ += part;
            const bool goes_on = take(begun_.empty() ? part : std::string_view(begun_));
            begun_.clear();
            if (!goes_on) return Progress::stopped;
        }
        return Progress::more;
    }

    /// The last line, if it has no end.
    template <class Take>
    void finish(const Take& take) {
        if (!begun_.empty()) take(std::string_view(begun_));
        begun_.clear();
    }

private:
    std::size_t line_bytes_max_;
    std::string begun_;
};

}  // namespace lem
