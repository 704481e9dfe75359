#include "features/leaderboard/index/query_run.hpp"

#include "features/leaderboard/index/group_run.hpp"
#include "features/leaderboard/index/page_run.hpp"
#include "features/leaderboard/index/pick_run.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace lem::leaderboard {
namespace {

/// Of the high half of a float, the exponent and the first two bits of the fraction.
constexpr unsigned histogram_shift = 5;
constexpr std::uint32_t histogram_bins = 0x10000U >> histogram_shift;

constexpr auto model_facet = static_cast<std::size_t>(Facet::model),
               hardware_facet = static_cast<std::size_t>(Facet::hardware),
               engine_facet = static_cast<std::size_t>(Facet::engine),
               flags_facet = static_cast<std::size_t>(Facet::flags);

void set_range(Bits& bits, std::size_t begin, std::size_t end) {
    while (begin < end) {
        const std::size_t word = begin / 64, from = begin % 64,
                          to = std::min<std::size_t>(64, from + end - begin);
        const std::uint64_t upto = to == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << to) - 1;
        bits[word] |= upto & ~((std::uint64_t{1} << from) - 1);
        begin += to - from;
    }
}

void take_out(Choice& chosen, const Choice& others) {
    for (std::size_t code = 0; code < chosen.size(); ++code)
        chosen[code] = chosen[code] != 0 && others[code] == 0 ? 1 : 0;
}

}  // namespace

void QueryRun::State::shrink() {
    span.shrink([&](std::size_t w) { return (passed[w] | failed_one[w]) == 0; });
}

QueryRun::QueryRun(const RankingIndex& index, const IndexQuery& query, const Bits& removed,
                   const NameKeys* names)
    : index_(index), query_(query), removed_(removed), names_(names), buffers_(index.words()) {}

Choice QueryRun::groups_with(std::size_t facet, const Choice& codes) const {
    const auto& of_group = index_.group_codes_[facet];
    Choice groups(of_group.size());
    for (std::size_t group = 0; group < groups.size(); ++group)
        groups[group] = codes[of_group[group]];
    return groups;
}

Bits& QueryRun::rows_of_groups(const Choice& groups) {
    Bits& rows = buffers_.take();
    for (std::size_t group = 0; group < groups.size(); ++group) {
        if (groups[group] != 0)
            set_range(rows, index_.group_begins_[group], index_.group_begins_[group + 1]);
    }
    return rows;
}

/// Adds a small facet's values: bitsets by code, rare ones as bits over all rows.
void QueryRun::add_small_codes(Condition& condition, std::size_t facet, const Choice& codes) {
    condition.small = facet - RankingIndex::group_facets;
    const auto& small = index_.small_[condition.small];
    Bits* rare = nullptr;
    for (std::uint32_t code = 0; code < codes.size(); ++code) {
        if (codes[code] == 0) continue;
        if (small.bitset_of[code] != RankingIndex::no_bitset) {
            condition.codes.push_back(code);
            continue;
        }
        if (rare == nullptr) {
            rare = &buffers_.take();
            if (condition.whole != nullptr) *rare = *condition.whole;
            condition.whole = rare;
        }
        for (const std::uint32_t place : small.rare[code])
            set(*rare, place);
    }
}

void QueryRun::add_facet_conditions() {
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (f == flags_facet || (query_.filters[f].empty() && query_.excluded[f].empty())) continue;
        Condition condition{.facet = f};
        const NameList& names = index_.names(f);
        Choice codes = query_.filters[f].empty() ? Choice(names.size(), 1)
                                                 : names.equal_to_any(query_.filters[f]);
        take_out(codes, names.equal_to_any(query_.excluded[f]));
        if (f < RankingIndex::group_facets)
            condition.whole = &rows_of_groups(groups_with(f, codes));
        else
            add_small_codes(condition, f, codes);
        (query_.counted[f] ? counted_ : required_).push_back(std::move(condition));
    }
}

/// nullopt: rows with and without flags.
std::optional<Choice> QueryRun::chosen_flags() const {
    const NameList& names = index_.names(flags_facet);
    const auto &codes = query_.filters[flags_facet], &excluded = query_.excluded[flags_facet];
    Choice chosen(names.size(), 1);
    if (!codes.empty())
        chosen = names.listing_any(codes);
    else if (query_.flagged == domain::Flagged::hidden)
        chosen = names.equal_to_any({""});
    else if (query_.flagged == domain::Flagged::only)
        take_out(chosen, names.equal_to_any({""}));
    else if (excluded.empty())
        return std::nullopt;
    take_out(chosen, names.listing_any(excluded));
    return chosen;
}

/// Counted like a facet's own filter, so that the rows that it leaves out can be counted.
void QueryRun::add_flag_condition() {
    add_small_codes(unflagged_, flags_facet, index_.names(flags_facet).equal_to_any({""}));
    const auto chosen = chosen_flags();
    if (!chosen) return;
    Condition condition{.facet = flags_facet};
    add_small_codes(condition, flags_facet, *chosen);
    counted_.push_back(std::move(condition));
}

void QueryRun::add_word_conditions() {
    for (const std::string& word : query_.words) {
        Choice groups = groups_with(model_facet, index_.names(model_facet).containing(word));
        const Choice by_hardware =
            groups_with(hardware_facet, index_.names(hardware_facet).containing(word));
        for (std::size_t group = 0; group < groups.size(); ++group)
            groups[group] |= by_hardware[group];
        Condition condition{.whole = &rows_of_groups(groups)};
        add_small_codes(condition, engine_facet, index_.names(engine_facet).containing(word));
        required_.push_back(std::move(condition));
    }
}

std::optional<QueryRun::KeyRange> QueryRun::keys_of(const std::optional<schema::Range>& range) {
    if (!range) return std::nullopt;
    KeyRange keys;
    // No value is below 0, and none has the largest key.
    if (range->maximum && *range->maximum < 0) return KeyRange{.low = keys.high};
    if (range->minimum && *range->minimum > 0) keys.low = key_of(range->minimum);
    if (range->maximum) keys.high = key_of(range->maximum);
    return keys;
}

void QueryRun::add_size_condition() {
    const auto range = keys_of(query_.parameters_billions);
    if (!range) return;
    Choice groups(index_.group_parameters_.size());
    for (std::size_t group = 0; group < groups.size(); ++group) {
        const Key key = index_.group_parameters_[group];
        groups[group] = key >= range->low && key <= range->high ? 1 : 0;
    }
    required_.push_back({.whole = &rows_of_groups(groups)});
}

/// The most selective first, so that the others have fewer rows to look at.
void QueryRun::add_limits() {
    for (std::size_t c = 0; c < column_count; ++c) {
        const auto limit = keys_of(query_.ranges[c]);
        if (!limit) continue;
        const auto& keys = index_.keys_[c];
        const auto& order = index_.orders_[c];
        const auto begin = order.begin(), end = begin + static_cast<std::ptrdiff_t>(std::min(
                                                            order.size(), index_.present_[c]));
        const auto first = std::partition_point(
            begin, end, [&](std::uint32_t place) { return keys[place] > limit->high; });
        const auto last = std::partition_point(
            first, end, [&](std::uint32_t place) { return keys[place] >= limit->low; });
        const bool known = !order.empty() || index_.present_[c] == 0;
        limits_.push_back(
            {&keys, *limit, known ? static_cast<std::size_t>(last - first) : index_.present_[c]});
    }
    std::sort(limits_.begin(), limits_.end(),
              [](const Limit& a, const Limit& b) { return a.rows < b.rows; });
}

/// After all other conditions: limits read the most memory, and none where no row is left.
void QueryRun::require_limits(std::size_t block, State& state) {
    if (limits_.empty() || state.span.empty()) return;
    const std::size_t first = block * block_rows;
    Word* passed = state.passed.data();
    Word* failed_one = state.failed_one.data();
    bit_loops::WordSet left = bit_loops::words_in(passed, failed_one), outside = 0;
    for (Limit& limit : limits_) {
        const auto decided =
            bit_loops::decide(*limit.keys, first, bit_loops::halves_of(limit.range));
        limit.read = ~decided.inside;
        outside |= decided.outside;
    }
    bit_loops::drop_words(left & outside, passed, failed_one);
    left &= ~outside;
    for (const Limit& limit : limits_)
        bit_loops::prefetch(*limit.keys, first, left & limit.read);
    for (const Limit& limit : limits_) {
        bit_loops::require_within(*limit.keys, first, limit.range, left & limit.read, passed,
                                  failed_one);
        left = bit_loops::words_in(passed, failed_one);
    }
    state.shrink();
}

void QueryRun::start_block(std::size_t block, State& state) const {
    const std::size_t first = block * block_words;
    for (std::size_t w = 0; w < block_words; ++w) {
        state.passed[w] = removed_.empty() ? ~Word{0} : ~removed_[first + w];
        state.failed_one[w] = 0;
    }
    state.span = {};
    const std::size_t rows = index_.size() - first * 64;
    if (rows >= block_rows) return;
    state.span.end = (rows + 63) / 64;
    if (rows % 64 != 0) state.passed[rows / 64] &= (Word{1} << (rows % 64)) - 1;
    std::fill(state.passed.begin() + static_cast<std::ptrdiff_t>(state.span.end),
              state.passed.end(), Word{0});
}

/// 64 words; only those of the span are filled.
const QueryRun::Word* QueryRun::mask_of(const Condition& condition, std::size_t block, Span span,
                                        Block& buffer) const {
    const Word* whole =
        condition.whole == nullptr ? nullptr : condition.whole->data() + block * block_words;
    const auto& small = index_.small_[condition.small];
    if (condition.codes.empty() && whole != nullptr) return whole;
    if (condition.codes.size() == 1 && whole == nullptr)
        return small.block_of(block, condition.codes.front());
    if (whole != nullptr)
        std::copy(whole + span.begin, whole + span.end, buffer.data() + span.begin);
    else
        std::fill(buffer.data() + span.begin, buffer.data() + span.end, Word{0});
    for (const std::uint32_t code : condition.codes)
        bit_loops::unite(small.block_of(block, code), span, buffer.data());
    return buffer.data();
}

void QueryRun::filter_and_count() {
    State state;
    Block buffer;
    const std::size_t blocks = index_.words() / block_words;
    for (std::size_t block = 0; block < blocks; ++block) {
        start_block(block, state);
        // "Failed nothing" and "failed one": enough for every facet's own view in one pass.
        for (const Condition& condition : counted_) {
            const Word* mask = mask_of(condition, block, state.span, own_buffers_[condition.facet]);
            own_masks_[condition.facet] = mask;
            bit_loops::fold(mask, state.span, state.passed.data(), state.failed_one.data());
            state.shrink();
        }
        for (const Condition& condition : required_) {
            if (state.span.empty()) break;
            const Word* mask = mask_of(condition, block, state.span, buffer);
            bit_loops::require(mask, state.span, state.passed.data(), state.failed_one.data());
            state.shrink();
        }
        require_limits(block, state);
        if (!state.span.empty()) count_block(block, state);
    }
}

void QueryRun::count_block(std::size_t block, const State& state) {
    const Span span = state.span;
    const std::size_t first = block * block_words;
    std::copy(state.passed.begin() + static_cast<std::ptrdiff_t>(span.begin),
              state.passed.begin() + static_cast<std::ptrdiff_t>(span.end),
              matches_->begin() + static_cast<std::ptrdiff_t>(first + span.begin));
    answer_.total += bit_loops::count(state.passed.data() + span.begin, span.end - span.begin);
    count_flagged(block, state);
    Block buffer;
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (!query_.counted[f]) continue;
        const Word* view = state.passed.data();
        if (own_masks_[f] != nullptr) {
            bit_loops::view_without(own_masks_[f], state.passed.data(), state.failed_one.data(),
                                    span, buffer.data());
            view = buffer.data();
        }
        if (own_views_[f] != nullptr)
            std::copy(view + span.begin, view + span.end,
                      own_views_[f]->begin() + static_cast<std::ptrdiff_t>(first + span.begin));
        if (f < RankingIndex::group_facets) continue;
        const auto& small = index_.small_[f - RankingIndex::group_facets];
        if (small.bitsets > 0)
            bit_loops::count_values(view, small.bits.data() + block * small.bitsets * block_words,
                                    small.bitsets, span, counts_[f].data());
    }
}

void QueryRun::count_flagged(std::size_t block, const State& state) {
    const Span span = state.span;
    Block view = state.passed, buffer;
    if (own_masks_[flags_facet] != nullptr)
        bit_loops::view_without(own_masks_[flags_facet], state.passed.data(),
                                state.failed_one.data(), span, view.data());
    const Word* unflagged = mask_of(unflagged_, block, span, buffer);
    for (std::size_t w = span.begin; w < span.end; ++w)
        answer_.flagged += static_cast<std::uint64_t>(std::popcount(view[w] & ~unflagged[w]));
}

/// Model, family and hardware: bits of each group in the facet's view.
void QueryRun::count_groups() {
    std::vector<std::uint32_t> before, of_group;
    const Bits* counted = nullptr;
    std::size_t first = 0, last = 0;
    for (std::size_t f = 0; f < RankingIndex::group_facets; ++f) {
        if (!query_.counted[f]) continue;
        const Bits& view = view_of(f);
        if (counted != &view) {
            counted = &view;
            before.resize(view.size() + 1);
            bit_loops::count_before(view.data(), view.size(), before.data());
            const auto& begins = index_.group_begins_;
            // Groups that can hold a row of the view.
            const auto from = std::upper_bound(before.begin(), before.end(), 0U),
                       until = std::lower_bound(before.begin(), before.end(), before.back());
            if (before.back() == 0) continue;
            const auto from_row = static_cast<std::size_t>(from - before.begin() - 1) * 64,
                       until_row = static_cast<std::size_t>(until - before.begin()) * 64;
            first = static_cast<std::size_t>(
                std::upper_bound(begins.begin(), begins.end(), from_row) - begins.begin() - 1);
            last = static_cast<std::size_t>(
                std::lower_bound(begins.begin(), begins.end() - 1, until_row) - begins.begin());
            of_group.resize(last - first);
            bit_loops::count_parts(view.data(), before.data(), begins.data() + first, last - first,
                                   of_group.data());
        }
        if (before.back() == 0) continue;
        const auto& codes = index_.group_codes_[f];
        // Neighbours often have one code; a sum of them does not wait for the sum before.
        for (std::size_t group = first; group < last;) {
            const std::uint32_t code = codes[group];
            std::uint64_t sum = 0;
            for (; group < last && codes[group] == code; ++group)
                sum += of_group[group - first];
            counts_[f][code] += sum;
        }
    }
}

/// Values without a bitset, from the facet's view.
void QueryRun::count_rare_values() {
    for (std::size_t f = RankingIndex::group_facets; f < facet_count; ++f) {
        if (!query_.counted[f]) continue;
        const auto& small = index_.small_[f - RankingIndex::group_facets];
        std::vector<std::uint64_t> counts(small.names.size());
        for (std::size_t code = 0; code < counts.size(); ++code) {
            if (small.bitset_of[code] != RankingIndex::no_bitset) {
                counts[code] = counts_[f][small.bitset_of[code]];
                continue;
            }
            for (const std::uint32_t place : small.rare[code])
                counts[code] += is_set(view_of(f), place) ? 1U : 0U;
        }
        counts_[f] = std::move(counts);
    }
}

const Bits& QueryRun::view_of(std::size_t facet) const {
    return own_views_[facet] != nullptr ? *own_views_[facet] : *matches_;
}

void QueryRun::prepare_counts() {
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (query_.counted[f]) counts_[f].assign(index_.names(f).size(), 0);
    }
    for (const Condition& condition : counted_) {
        if (query_.counted[condition.facet]) own_views_[condition.facet] = &buffers_.take();
    }
}

void QueryRun::take_everything() {
    answer_.total = index_.size();
    answer_.flagged = index_.size();
    if (const auto none = index_.names(flags_facet).find(""))
        answer_.flagged -= index_.totals_[flags_facet][*none];
    for (std::size_t w = 0; w < index_.size() / 64; ++w)
        (*matches_)[w] = ~Word{0};
    if (index_.size() % 64 != 0)
        (*matches_)[index_.size() / 64] = (Word{1} << (index_.size() % 64)) - 1;
    for (std::size_t f = 0; f < facet_count; ++f) {
        if (query_.counted[f]) counts_[f] = index_.totals_[f];
    }
}

IndexAnswer QueryRun::run() {
    matches_ = &buffers_.take();
    add_facet_conditions();
    add_flag_condition();
    add_word_conditions();
    add_size_condition();
    add_limits();
    if (required_.empty() && limits_.empty() && counted_.empty() && removed_.empty()) {
        take_everything();
    } else {
        prepare_counts();
        if (limits_.empty() || limits_.front().rows > 0) filter_and_count();
        count_groups();
        count_rare_values();
    }
    for (std::size_t f = 0; f < facet_count; ++f) {
        answer_.counts[f].reserve(counts_[f].size());
        for (std::size_t code = 0; code < counts_[f].size(); ++code)
            answer_.counts[f].push_back({index_.names(f)[code], counts_[f][code]});
    }
    for (const std::size_t column : query_.histograms)
        answer_.histograms.push_back(histogram(column));
    if (query_.limit == 0 && !query_.groups) return std::move(answer_);
    const bool has_ranks = query_.groups ? query_.groups->has_ranges()
                                         : query_.best_per || query_.pareto ||
                                               (is_metric(query_.sort_column) && !query_.sort_name);
    if (has_ranks) ranked_.emplace(index_, query_, *matches_, buffers_);
    if (query_.groups) {
        answer_.groups = GroupRun(index_, query_, *matches_, ranked_ ? &*ranked_ : nullptr).run();
        return std::move(answer_);
    }
    if (query_.limit == 0) return std::move(answer_);
    if (query_.best_per || query_.pareto) {
        answer_.picks = PickRun(index_, query_, *matches_, *ranked_, buffers_).run();
        return std::move(answer_);
    }
    if (query_.sort_name) {
        answer_.page = page_by_name(index_, query_, *names_, *matches_);
        return std::move(answer_);
    }
    const std::size_t c = query_.sort_column;
    const SortedColumn column{.keys = index_.keys_[c],
                              .order = index_.orders_[c],
                              .present = index_.present_[c],
                              .numbers = index_.numbers_,
                              .limit = keys_of(query_.ranges[c])};
    answer_.page = PageRun(column, *matches_, query_).run(answer_.total);
    if (ranked_) answer_.ranked_before = ranked_->before_page();
    return std::move(answer_);
}

void QueryRun::count(std::vector<RankInterval>& intervals) {
    if (ranked_ && is_metric(query_.sort_column)) ranked_->count(intervals);
}

/// Without the column's own limit, so that it shows what another limit would take in.
HistogramCounts QueryRun::histogram(std::size_t column) const {
    if (!query_.ranges[column]) return histogram_of_matches(column);
    IndexQuery wider = query_;
    wider.ranges[column].reset();
    wider.counted = {};
    wider.limit = 0;
    wider.groups.reset();
    wider.histograms = {column};
    return QueryRun(index_, wider, removed_).run().histograms.front();
}

HistogramCounts QueryRun::histogram_of_matches(std::size_t column) const {
    const KeyColumn::Half* halves = index_.keys_[column].high();
    std::vector<std::uint64_t> counts(histogram_bins);
    for (std::size_t word = 0; word < matches_->size(); ++word) {
        for (Word bits = (*matches_)[word]; bits != 0; bits &= bits - 1)
            ++counts[halves[word * 64 + static_cast<std::size_t>(std::countr_zero(bits))] >>
                     histogram_shift];
    }
    HistogramCounts found;
    // Halves of missing keys are above all others.
    for (std::uint32_t bin = 0; bin < histogram_bins / 2; ++bin) {
        if (counts[bin] > 0) found.emplace(bin, counts[bin]);
    }
    return found;
}

float histogram_from(std::uint32_t bin) {
    return std::bit_cast<float>(bin << (16 + histogram_shift));
}

}  // namespace lem::leaderboard
