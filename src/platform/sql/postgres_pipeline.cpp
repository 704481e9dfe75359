#include "platform/sql/postgres_pipeline.hpp"

#include "base/text.hpp"

#include <memory>

namespace lem::sql {
namespace {

/// The server answers while it still receives; its answers must fit into the socket's buffer.
constexpr std::size_t statements_max = 64;

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

Result next_result(PGconn* connection) {
    return {PQgetResult(connection), &PQclear};
}

/// PostgreSQL's names of parameters: $1 for :p1.
std::string postgres_text(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool parameter = text.substr(at, 2) == ":p" && at + 2 < text.size() &&
                               text[at + 2] >= '0' && text[at + 2] <= '9';
        if (parameter) {
            out += '$';
            ++at;
        } else {
            out += text[at];
        }
    }
    return out;
}

std::optional<std::string> text_of(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value)) return text::number(*real);
    if (const auto* held = std::get_if<std::string>(&value)) return *held;
    return std::nullopt;
}

/// Says that the connection is lost, whatever libpq calls it: its mode is then unknown.
std::string lost(PGconn* connection) {
    return std::string("connection lost: ") + PQerrorMessage(connection);
}

bool succeeded(const PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

}  // namespace

const PostgresPipeline::Prepared& PostgresPipeline::prepared(const Query& query) {
    const std::string key(query.text);
    const auto known = prepared_.find(key);
    if (known != prepared_.end()) return known->second;
    Prepared made{std::string(query.name), "lem_" + std::to_string(prepared_.size())};
    const Result result(
        PQprepare(connection_, made.name.c_str(), postgres_text(query.text).c_str(), 0, nullptr),
        &PQclear);
    if (!succeeded(result.get())) throw PipelineFailure(made.query, PQerrorMessage(connection_));
    return prepared_.emplace(key, std::move(made)).first->second;
}

void PostgresPipeline::add(const Query& query, const std::vector<Value>& values) {
    Statement statement{&prepared(query), {}};
    for (const Value& value : values)
        statement.values.push_back(text_of(value));
    statements_.push_back(std::move(statement));
    if (statements_.size() >= statements_max) run();
}

bool PostgresPipeline::send(const Statement& statement) {
    std::vector<const char*> values;
    for (const auto& value : statement.values)
        values.push_back(value ? value->c_str() : nullptr);
    return PQsendQueryPrepared(connection_, statement.prepared->name.c_str(),
                               static_cast<int>(values.size()), values.data(), nullptr, nullptr,
                               0) == 1;
}

/// Reads the answer to one statement; returns the error.
std::optional<std::string> PostgresPipeline::answer() {
    std::optional<std::string> failure;
    while (const Result result = next_result(connection_)) {
        if (!succeeded(result.get()) && !failure) failure = PQresultErrorMessage(result.get());
        if (PQstatus(connection_) == CONNECTION_BAD) return lost(connection_);
    }
    return failure;
}

/// Reads up to the end of the pipeline, so that the connection can be used for other statements;
/// false if it cannot.
bool PostgresPipeline::end() {
    while (PQstatus(connection_) != CONNECTION_BAD) {
        const Result result = next_result(connection_);
        if (result && PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) break;
    }
    return PQexitPipelineMode(connection_) == 1;
}

void PostgresPipeline::run() {
    if (statements_.empty()) return;
    const std::vector<Statement> statements = std::exchange(statements_, {});
    const auto fail = [&](const Statement& statement, const std::string& message) {
        throw PipelineFailure(statement.prepared->query, message);
    };
    // Still on: an exception ended the last one, whose answers have not been read.
    if (PQpipelineStatus(connection_) != PQ_PIPELINE_OFF || PQenterPipelineMode(connection_) != 1)
        fail(statements.front(), lost(connection_));
    for (const Statement& statement : statements) {
        if (!send(statement)) fail(statement, lost(connection_));
    }
    if (PQpipelineSync(connection_) != 1) fail(statements.front(), lost(connection_));
    const Statement* failed = nullptr;
    std::string message;
    for (const Statement& statement : statements) {
        const auto failure = answer();
        if (!failure || failed != nullptr) continue;  // what follows a failure is not run
        failed = &statement;
        message = *failure;
        if (PQstatus(connection_) == CONNECTION_BAD) break;
    }
    const bool usable = end();
    if (failed != nullptr) fail(*failed, message);
    if (!usable) fail(statements.back(), lost(connection_));
}

}  // namespace lem::sql
