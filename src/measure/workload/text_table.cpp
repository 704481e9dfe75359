#include "measure/workload/text_table.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <utility>

namespace lem::measure {
namespace {

constexpr std::size_t line_bytes_max = limits::mib;

}  // namespace

Error fault_at(const std::filesystem::path& file, std::size_t line, std::string_view field,
               const std::string& message) {
    std::string place = file.filename().string() + ":" + std::to_string(line) + ":";
    if (!field.empty()) place += std::string(field) + ":";
    return Error(ErrorCode::invalid, place + " " + message);
}

LineReader::LineReader(std::filesystem::path file, const std::string& what)
    : file_(std::move(file)), stream_(file_, std::ios::binary) {
    std::error_code unknown;
    if (!stream_ || std::filesystem::is_directory(file_, unknown))
        throw Error(ErrorCode::bad_request, "Cannot read " + what + " " + file_.string() + ".");
}

bool LineReader::physical_line(std::string& line) {
    line.clear();
    auto* buffer = stream_.rdbuf();
    constexpr int end = std::char_traits<char>::eof();
    int byte = buffer->sbumpc();
    if (byte == end) return false;
    ++number_;
    for (; byte != end && byte != '\n'; byte = buffer->sbumpc()) {
        if (line.size() == line_bytes_max)
            throw fault("", "the line is longer than 1 MiB; split it.");
        line += static_cast<char>(byte);
    }
    if (line.ends_with('\r')) line.pop_back();
    if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    if (!text::is_utf8(line)) throw fault("", "is not UTF-8; convert the file.");
    return true;
}

bool LineReader::next(std::string& line) {
    while (physical_line(line)) {
        if (!text::trim(line).empty()) return true;
    }
    return false;
}

CsvReader::CsvReader(const std::filesystem::path& file, const std::string& what)
    : lines_(file, what) {
    if (!read_row(header_)) throw fault("", "is empty; a header with column names is expected.");
}

std::optional<std::size_t> CsvReader::column(std::string_view name) const {
    for (std::size_t i = 0; i < header_.size(); ++i) {
        if (text::iequals(text::trim(header_[i]), name)) return i;
    }
    return std::nullopt;
}

std::size_t CsvReader::required_column(std::string_view name) const {
    if (const auto found = column(name)) return *found;
    std::string names;
    for (const std::string& one : header_)
        names += (names.empty() ? "" : ", ") + one;
    throw fault_at(lines_.file(), 1, name,
                   "there is no such column; the columns are: " + names + ".");
}

bool CsvReader::next(std::vector<std::string>& fields) {
    if (!read_row(fields)) return false;
    if (fields.size() != header_.size())
        throw fault("", "has " + std::to_string(fields.size()) + " fields, the header has " +
                            std::to_string(header_.size()) + "; quote texts that contain a comma.");
    return true;
}

bool CsvReader::read_row(std::vector<std::string>& fields) {
    std::string line;
    if (!lines_.next(line)) return false;
    row_line_ = lines_.line_number();
    fields.assign(1, "");
    bool quoted = false;
    for (std::size_t i = 0;; ++i) {
        if (i == line.size()) {
            if (!quoted) return true;
            // The quoted text continues on the next line.
            fields.back() += '\n';
            if (fields.back().size() > line_bytes_max || !lines_.physical_line(line))
                throw fault("", "a quote is not closed.");
            i = static_cast<std::size_t>(-1);
        } else if (quoted) {
            const bool doubled = line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"';
            if (line[i] == '"' && !doubled)
                quoted = false;
            else
                fields.back() += line[i];
            i += doubled ? 1 : 0;
        } else if (line[i] == ',') {
            fields.emplace_back();
        } else if (line[i] == '"' && fields.back().empty()) {
            quoted = true;
        } else {
            fields.back() += line[i];
        }
    }
}

}  // namespace lem::measure
