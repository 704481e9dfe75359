#include "leaderboard/postgres.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "domain/board/leaderboard_wire.hpp"
#include "leaderboard/rows.hpp"

#include <algorithm>

namespace lem::bench {
namespace {

std::string literal(std::string_view value) {
    std::string out = "'";
    for (const char c : value) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

/// For COPY in text form.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') out += '\\';
        out += c;
    }
    return out;
}

/// Facet names with their columns.
constexpr std::array<std::pair<const char*, const char*>, 8> facets{{
    {"model", "model"},
    {"model_family", "model_family"},
    {"hardware", "hardware"},
    {"engine", "engine"},
    {"precision", "precision_name"},
    {"energy_scope", "energy_scope"},
    {"energy_method", "energy_method"},
    {"trust", "trust"},
}};

template <class E>
std::vector<std::string> names_of(const std::vector<E>& values) {
    std::vector<std::string> names;
    for (const E value : values)
        names.emplace_back(schema::name_of(value));
    return names;
}

std::array<std::vector<std::string>, 8> filters_of(const domain::LeaderboardQuery& query) {
    return {query.model,
            query.model_family,
            query.hardware,
            query.engine,
            query.precision,
            names_of(query.energy_scope),
            names_of(query.energy_method),
            names_of(query.trust)};
}

/// All conditions except the filter of one facet.
std::string conditions(const domain::LeaderboardQuery& query, std::size_t without) {
    std::string sql = " WHERE true";
    const auto filters = filters_of(query);
    for (std::size_t f = 0; f < facets.size(); ++f) {
        if (f == without || filters[f].empty()) continue;
        sql += std::string(" AND ") + facets[f].second + " IN (";
        for (const std::string& value : filters[f])
            sql += (sql.back() == '(' ? "" : ",") + literal(value);
        sql += ")";
    }
    for (const auto* metric : domain::ranked_metrics) {
        const auto& range = query.limits.*(metric->of_limit);
        if (!range) continue;
        const std::string name(metric->name);
        if (range->minimum) sql += " AND " + name + " >= " + text::number(*range->minimum);
        if (range->maximum) sql += " AND " + name + " <= " + text::number(*range->maximum);
    }
    if (query.flagged == domain::Flagged::hidden) sql += " AND NOT flagged";
    const std::string asked = query.q.value_or("");
    for (const std::string_view word : text::split(asked, ' ')) {
        if (word.empty()) continue;
        const std::string like = " ILIKE " + literal("%" + std::string(word) + "%");
        sql += " AND (model" + like + " OR hardware" + like + " OR engine" + like + ")";
    }
    return sql;
}

/// The best rows: of each energy scope, if sorted by energy; without a rank only where none has
/// one.
std::string best_sql(const domain::LeaderboardQuery& query, const std::string& metric,
                     const std::string& order) {
    const auto& definition =
        **std::ranges::find(domain::ranked_metrics, metric, &domain::MetricDefinition::name);
    const bool energy = definition.kind == domain::MetricKind::energy;
    std::string ranked = metric + " IS NOT NULL";
    for (const auto& method : schema::enumeration<domain::EnergyMethod>::values) {
        if (energy && domain::held_back(method.value))
            ranked += " AND energy_method <> " + literal(method.name);
    }
    const bool of_model = query.best_per == domain::BestPer::model;
    std::string list = of_model ? "model" : "model, hardware";
    const std::string of_list = list;
    list += ", has_rank";
    if (energy) list += ", CASE WHEN has_rank THEN energy_scope ELSE '' END";
    const std::string best =
        "WITH matches AS (SELECT *, " + ranked + " AS has_rank FROM ranked" +
        conditions(query, facets.size()) + "), best AS (SELECT DISTINCT ON (" + list +
        ") * FROM matches ORDER BY " + list + ", " + metric +
        (definition.higher_is_better ? " DESC" : " ASC") +
        " NULLS LAST, number), kept AS (SELECT * FROM best WHERE has_rank OR (" + of_list +
        ") NOT IN (SELECT " + of_list + " FROM best WHERE has_rank))";
    return best + " SELECT row_json FROM (SELECT number, " + metric + " FROM kept" + order;
}

std::string page_sql(const Question& question) {
    const auto& query = question.query;
    const bool descending = query.sort.starts_with('-');
    const std::string metric = query.sort.substr(descending ? 1 : 0);
    std::string where = conditions(query, facets.size());
    if (question.after_number) {
        const std::string number = std::to_string(*question.after_number);
        if (question.after_value) {
            const std::string value = text::number(*question.after_value);
            where += " AND (" + metric + (descending ? " < " : " > ") + value + " OR (" + metric +
                     " = " + value + " AND number > " + number + ") OR " + metric + " IS NULL)";
        } else {
            where += " AND " + metric + " IS NULL AND number > " + number;
        }
    }
    const std::string order = " ORDER BY " + metric + (descending ? " DESC" : " ASC") +
                              " NULLS LAST, number LIMIT " + std::to_string(query.limit);
    const std::string rows = query.best_per ? best_sql(query, metric, order)
                                            : "SELECT row_json FROM (SELECT number, " + metric +
                                                  " FROM ranked" + where + order;
    return rows + ") page JOIN bench_row USING (number)" + " ORDER BY page." + metric +
           (descending ? " DESC" : " ASC") + " NULLS LAST, number";
}

}  // namespace

PostgresPeer::PostgresPeer(const std::string& url)
    : connection_(PQconnectdb(url.c_str()), &PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail();
}

void PostgresPeer::fail() const {
    throw Error(ErrorCode::unavailable,
                std::string("PostgreSQL: ") + PQerrorMessage(connection_.get()));
}

PostgresPeer::Result PostgresPeer::query(const std::string& sql) {
    Result result(PQexec(connection_.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_COPY_IN) fail();
    return result;
}

void PostgresPeer::run(const std::string& sql) {
    query(sql);
}

void PostgresPeer::copy(const std::string& target,
                        const std::function<bool(std::string&)>& next_line) {
    query("COPY " + target + " FROM STDIN");
    std::string line;
    while (next_line(line)) {
        if (PQputCopyData(connection_.get(), line.data(), static_cast<int>(line.size())) != 1)
            fail();
    }
    if (PQputCopyEnd(connection_.get(), nullptr) != 1) fail();
    const Result result(PQgetResult(connection_.get()), &PQclear);
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) fail();
    while (PGresult* more = PQgetResult(connection_.get()))
        PQclear(more);
}

void PostgresPeer::copy_rows(const std::function<std::optional<domain::LeaderboardRow>()>& next) {
    std::string columns = "number BIGINT, row_json TEXT, flagged BOOLEAN";
    for (const auto& [name, column] : facets)
        columns += std::string(", ") + column + " TEXT";
    for (const auto* metric : domain::ranked_metrics)
        columns += ", " + std::string(metric->name) + " DOUBLE PRECISION";
    run("CREATE TABLE bench_row (" + columns + ")");
    copy("bench_row", [&](std::string& line) {
        const auto row = next();
        if (!row) return false;
        line = std::to_string(number_of(row->id));
        for (const std::string& text :
             {schema::to_text(*row), std::string(row->flags.empty() ? "f" : "t"), row->model,
              row->model_family, row->hardware, row->engine, row->precision,
              std::string(schema::name_of(row->energy_scope)),
              std::string(schema::name_of(row->energy_method)),
              std::string(schema::name_of(row->trust))})
            line += '\t' + escaped(text);
        for (const auto* metric : domain::ranked_metrics) {
            const auto value = (row->metrics.*(metric->of_row)).value;
            line += '\t' + (value ? text::number(*value) : "\\N");
        }
        line += '\n';
        return true;
    });
}

void PostgresPeer::prepare() {
    std::string columns = "number, flagged";
    for (const auto& [name, column] : facets)
        columns += std::string(", ") + column;
    for (const auto* metric : domain::ranked_metrics)
        columns += ", " + std::string(metric->name);
    // In the order of the ranking index, which is best for most of these queries.
    run("CREATE TABLE ranked AS SELECT " + columns +
        " FROM bench_row ORDER BY model, hardware, tokens_per_joule DESC NULLS LAST");
    run("ALTER TABLE ranked ADD PRIMARY KEY (number)");
    for (const auto& [name, column] : facets)
        run(std::string("CREATE INDEX ON ranked (") + column + ")");
    for (const auto* metric : domain::ranked_metrics) {
        const std::string name(metric->name);
        run("CREATE INDEX ON ranked (" + name + " DESC NULLS LAST, number)");
        run("CREATE INDEX ON ranked (" + name + " ASC NULLS LAST, number)");
    }
    if (query("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'") != nullptr) {
        run("CREATE EXTENSION IF NOT EXISTS pg_trgm");
        for (const char* column : {"model", "hardware", "engine"})
            run(std::string("CREATE INDEX ON ranked USING gin (") + column + " gin_trgm_ops)");
    }
    run("VACUUM ANALYZE ranked");
    run("VACUUM ANALYZE bench_row");
}

PeerAnswer PostgresPeer::answer(const Question& question) {
    PeerAnswer answer;
    const auto page = query(page_sql(question));
    for (int i = 0; i < PQntuples(page.get()); ++i)
        answer.rows.emplace_back(PQgetvalue(page.get(), i, 0));

    // One pass for the total and every facet that has no filter.
    const auto filters = filters_of(question.query);
    std::vector<std::size_t> shared;
    std::string sets = "()", columns;
    for (std::size_t f = 0; f < facets.size(); ++f) {
        if (!filters[f].empty()) continue;
        shared.push_back(f);
        sets += std::string(", (") + facets[f].second + ")";
        columns += std::string(", ") + facets[f].second + ", GROUPING(" + facets[f].second + ")";
    }
    const auto counts =
        query("SELECT count(*)" + columns + " FROM ranked" +
              conditions(question.query, facets.size()) + " GROUP BY GROUPING SETS (" + sets + ")");
    for (int i = 0; i < PQntuples(counts.get()); ++i) {
        const auto count = text::to_int(PQgetvalue(counts.get(), i, 0)).value_or(0);
        bool is_total = true;
        for (std::size_t s = 0; s < shared.size(); ++s) {
            const int column = 1 + 2 * static_cast<int>(s);
            if (PQgetvalue(counts.get(), i, column + 1)[0] != '0') continue;
            answer.facets[facets[shared[s]].first][PQgetvalue(counts.get(), i, column)] = count;
            is_total = false;
        }
        if (is_total) answer.total = count;
    }
    for (std::size_t f = 0; f < facets.size(); ++f) {
        if (filters[f].empty()) continue;
        const auto own =
            query(std::string("SELECT ") + facets[f].second + ", count(*) FROM ranked" +
                  conditions(question.query, f) + " GROUP BY 1");
        auto& values = answer.facets[facets[f].first];
        for (int i = 0; i < PQntuples(own.get()); ++i)
            values[PQgetvalue(own.get(), i, 0)] =
                text::to_int(PQgetvalue(own.get(), i, 1)).value_or(0);
    }
    return answer;
}

}  // namespace lem::bench
