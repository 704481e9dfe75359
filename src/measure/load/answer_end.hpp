#pragma once
/// How an answer ended, by the word that its server uses for it. Pure.

#include <string_view>

namespace lem::measure {

/// `withheld`: the model answered, and a filter of the server kept some of it back.
enum class AnswerEnd { finished, withheld, failed };

/// Of a finish_reason. A word that is not known is an end like any other.
AnswerEnd answer_end(std::string_view finish_reason);

/// Does a server's word (finish_reason, event name, status) say that something went wrong?
bool names_failure(std::string_view word);

}  // namespace lem::measure
