/// Sends an answer: its head with the body, or with a file piece by piece.

#include "platform/http/server/session.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

namespace lem::http {
namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t chunk_bytes = 256 * limits::kib;

/// Opened by the first read. Closed with its object.
class ReadFile {
public:
    ReadFile() = default;
    ~ReadFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    ReadFile(const ReadFile&) = delete;
    ReadFile& operator=(const ReadFile&) = delete;

    /// As pread; -1 also when the file cannot be opened.
    ssize_t read(const std::filesystem::path& path, std::uint64_t at, std::string& into) {
        if (descriptor_ < 0) descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        if (descriptor_ < 0) return -1;
        return pread(descriptor_, into.data(), into.size(), static_cast<off_t>(at));
    }

private:
    int descriptor_ = -1;
};

}  // namespace

asio::awaitable<Session::Sent> Session::write(const Request& request,
                                              const PreparedAnswer& answer) {
    if (context_.stopping) keep_alive_ = false;
    const Sending sending = sending_of(request, answer, keep_alive_);
    const auto [first, count] = sending.range;
    if (answer.memory_file && count > 0) {
        if (co_await write_cached(sending.head, answer, sending.range))
            co_return Sent{sending.status, sending.head.size() + count};
        keep_alive_ = false;
        co_return Sent{sending.status, 0};
    }
    const std::string_view bytes =
        answer.is_file ? std::string_view{} : bytes_of(answer.body).substr(first, count);
    const std::array<asio::const_buffer, 2> parts{asio::buffer(sending.head),
                                                  asio::buffer(bytes.data(), bytes.size())};
    allow(limits::http_write_timeout);
    const auto [failure, size] = co_await asio::async_write(socket_, parts, as_result);
    deadline_ = never;
    if (failure) {
        keep_alive_ = false;
        co_return Sent{sending.status, 0};
    }
    if (count > 0 && answer.is_file)
        co_await write_file(std::get<FileBody>(answer.body), first, count);
    co_return Sent{sending.status, sending.head.size() + count};
}

/// Waits until the socket takes more; false if the connection failed or its time is up.
asio::awaitable<bool> Session::may_write(int failed_with) {
    if (failed_with == EINTR) co_return true;
    if (failed_with != EAGAIN) co_return false;
    const auto [failure] =
        co_await socket_.async_wait(asio::ip::tcp::socket::wait_write, as_result);
    co_return !failure;
}

/// The kernel takes the body's pages from the file instead of copying them. MSG_MORE: the head
/// leaves with the first of them.
asio::awaitable<bool> Session::write_cached(std::string_view head, const PreparedAnswer& answer,
                                            ByteRange range) {
    allow(limits::http_write_timeout);
    const int socket = socket_.native_handle();
    while (!head.empty()) {
        const ssize_t sent = send(socket, head.data(), head.size(), MSG_MORE | MSG_NOSIGNAL);
        if (sent < 0 && !co_await may_write(errno)) co_return false;
        if (sent > 0) head.remove_prefix(static_cast<std::size_t>(sent));
    }
    auto offset = static_cast<off_t>(answer.memory_file_offset + range.first);
    while (range.count > 0) {
        const ssize_t sent =
            sendfile(socket, answer.memory_file->descriptor(), &offset, range.count);
        if (sent == 0 || (sent < 0 && !co_await may_write(errno))) co_return false;
        if (sent > 0) range.count -= static_cast<std::uint64_t>(sent);
    }
    deadline_ = never;
    co_return true;
}

asio::awaitable<void> Session::write_file(const FileBody& file, std::uint64_t first,
                                          std::uint64_t count) {
    ReadFile source;
    std::string chunk;
    while (count > 0) {
        chunk.resize(static_cast<std::size_t>(std::min<std::uint64_t>(count, chunk_bytes)));
        const auto read_chunk = [&] { return source.read(file.path, first, chunk); };
        const ssize_t size = co_await context_.work.run(WorkClass::disk, true, read_chunk);
        if (size <= 0) break;
        allow(limits::http_write_timeout);
        const auto [failure, written] = co_await asio::async_write(
            socket_, asio::buffer(chunk.data(), static_cast<std::size_t>(size)), as_result);
        deadline_ = never;
        if (failure) break;
        first += static_cast<std::uint64_t>(size);
        count -= static_cast<std::uint64_t>(size);
    }
    if (count > 0) keep_alive_ = false;  // the body is incomplete, so the client must see a cut
}

}  // namespace lem::http
