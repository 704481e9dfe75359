#pragma once
/// An answer prepared for sending: compressed, with every header that does not change between
/// sends. Public answers are prepared once and sent many times.

#include "platform/http/api/message.hpp"
#include "platform/http/server/byte_range.hpp"
#include "platform/http/server/memory_file.hpp"

namespace lem::http {

struct PreparedAnswer {
    int status = 200;
    Body body;
    std::string content_type;
    std::string etag;
    std::string headers;                  // lines, without those that head_of() adds
    bool is_file = false;                 // on the disk
    bool has_ranges = false;              // its bytes never change under its tag
    std::shared_ptr<EventStream> events;  // sent after the head, instead of a body
    /// Of a cached answer whose body is sent from a file; the body is a view of it.
    std::shared_ptr<const MemoryFile> memory_file = {};
    std::size_t memory_file_offset = 0;
};

PreparedAnswer prepare(const Request& request, Response response);

/// The part of the answer that this request gets: its head, and a range of the body.
struct Sending {
    int status;
    std::string head;
    ByteRange range;  // count 0: no body
};
Sending sending_of(const Request& request, const PreparedAnswer& answer, bool keep_alive);

/// The body's bytes; empty for a file.
std::string_view bytes_of(const Body& body);

}  // namespace lem::http
