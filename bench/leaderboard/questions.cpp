#include "leaderboard/questions.hpp"

#include "base/text.hpp"
#include "leaderboard/rows.hpp"

#include <random>

namespace lem::bench {
namespace {

using domain::LeaderboardQuery, domain::LeaderboardRow;

class Maker {
public:
    explicit Maker(const std::vector<LeaderboardRow>& anchors) : anchors_(anchors), random_(7) {}

    const LeaderboardRow& anchor() { return anchors_[random_() % anchors_.size()]; }

    LeaderboardQuery plain() {
        LeaderboardQuery query;
        query.facets = {"model",     "model_family", "hardware",      "engine",
                        "precision", "energy_scope", "energy_method", "trust"};
        return query;
    }
    LeaderboardQuery sorted() {
        LeaderboardQuery query = plain();
        const auto& metric = *domain::ranked_metrics[random_() % domain::ranked_metrics.size()];
        query.sort = (random_() % 2 == 0 ? "-" : "") + std::string(metric.name);
        return query;
    }
    LeaderboardQuery one_filter() {
        LeaderboardQuery query = sorted();
        const LeaderboardRow& row = anchor();
        switch (random_() % 5) {
            case 0:
                query.engine = {row.engine};
                break;
            case 1:
                query.precision = {row.precision};
                break;
            case 2:
                query.hardware = {row.hardware};
                break;
            case 3:
                query.model_family = {row.model_family};
                break;
            default:
                query.energy_scope = {row.energy_scope};
                break;
        }
        return query;
    }
    LeaderboardQuery limits() {
        LeaderboardQuery query = sorted();
        const LeaderboardRow& row = anchor();
        query.limits.time_to_first_token_ms = up_to(row.metrics.time_to_first_token_ms.value, 200);
        query.limits.latency_per_token_ms = up_to(row.metrics.latency_per_token_ms.value, 50);
        query.limits.peak_memory_mb = up_to(row.metrics.peak_memory_mb.value, 80'000);
        return query;
    }
    LeaderboardQuery best_within_limits() {
        LeaderboardQuery query = limits();
        query.best_per = domain::BestPer::model;
        return query;
    }
    LeaderboardQuery best_of_boards() {
        LeaderboardQuery query = one_filter();
        query.best_per = domain::BestPer::model_and_hardware;
        return query;
    }
    LeaderboardQuery model_and_limits() {
        LeaderboardQuery query = limits();
        const LeaderboardRow& row = anchor();
        query.model = {row.model};
        query.precision = {row.precision, anchor().precision};
        return query;
    }
    LeaderboardQuery many_filters() {
        LeaderboardQuery query = sorted();
        const LeaderboardRow& row = anchor();
        query.engine = {row.engine, anchor().engine};
        query.precision = {row.precision, anchor().precision, anchor().precision};
        query.hardware = {row.hardware, anchor().hardware, anchor().hardware};
        query.energy_scope = {row.energy_scope};
        query.energy_method = {row.energy_method};
        query.trust = {row.trust, anchor().trust};
        return query;
    }
    LeaderboardQuery words() {
        LeaderboardQuery query = sorted();
        const LeaderboardRow& row = anchor();
        query.q = text::lower(row.model_family) + " " +
                  text::lower(row.hardware.substr(0, row.hardware.find(' ')));
        return query;
    }
    LeaderboardQuery everything() {
        LeaderboardQuery query = limits();
        const LeaderboardRow& row = anchor();
        query.q = text::lower(row.engine.substr(0, 4));
        query.model_family = {row.model_family, anchor().model_family};
        query.precision = {row.precision, anchor().precision};
        query.trust = {row.trust, anchor().trust};
        query.limits.throughput_tokens_per_sec =
            schema::Range{.minimum = anchor().metrics.throughput_tokens_per_sec.value.value_or(10),
                          .maximum = std::nullopt};
        return query;
    }

private:
    static schema::Range up_to(std::optional<double> value, double otherwise) {
        return {.minimum = std::nullopt, .maximum = value.value_or(otherwise)};
    }

    const std::vector<LeaderboardRow>& anchors_;
    std::mt19937_64 random_;
};

/// The page after a few pages of the same query.
Question later_page(const leaderboard::Leaderboard& board, LeaderboardQuery query, int pages) {
    Question question{.query = query, .after_value = {}, .after_number = {}};
    std::string_view name = query.sort;
    if (name.starts_with('-')) name.remove_prefix(1);
    for (int i = 0; i < pages; ++i) {
        const auto page = board.query(question.query);
        if (!page.next_cursor) break;
        question.query.cursor = page.next_cursor;
        question.after_number = number_of(page.items.back().id);
        for (const auto* metric : domain::ranked_metrics) {
            if (metric->name == name)
                question.after_value = (page.items.back().metrics.*(metric->of_row)).value;
        }
    }
    return question;
}

}  // namespace

std::vector<QuestionClass> make_questions(const std::vector<LeaderboardRow>& anchors,
                                          std::size_t each, const leaderboard::Leaderboard& board) {
    Maker maker(anchors);
    using Make = LeaderboardQuery (Maker::*)();
    struct Kind {
        const char* name;
        const char* description;
        Make make;
        int pages;
    };
    constexpr std::array kinds{
        Kind{"Q1", "no filter, any sort", &Maker::sorted, 0},
        Kind{"Q2", "one filter, any sort", &Maker::one_filter, 0},
        Kind{"Q3", "three limits (TTFT, TPOT, memory)", &Maker::limits, 0},
        Kind{"Q4", "model, precisions, three limits", &Maker::model_and_limits, 0},
        Kind{"Q5", "six filters, several values each", &Maker::many_filters, 0},
        Kind{"Q6", "page 4 by cursor, one filter", &Maker::one_filter, 3},
        Kind{"Q7", "two search words", &Maker::words, 0},
        Kind{"Q8", "word, three filters, four limits", &Maker::everything, 0},
        Kind{"Q9", "best of each model, three limits", &Maker::best_within_limits, 0},
        Kind{"Q10", "best of model and hardware, a filter", &Maker::best_of_boards, 0},
    };
    std::vector<QuestionClass> classes;
    for (const Kind& kind : kinds) {
        QuestionClass made{.name = kind.name, .description = kind.description, .questions = {}};
        for (std::size_t i = 0; i < each; ++i)
            made.questions.push_back(later_page(board, (maker.*kind.make)(), kind.pages));
        classes.push_back(std::move(made));
    }
    return classes;
}

}  // namespace lem::bench
