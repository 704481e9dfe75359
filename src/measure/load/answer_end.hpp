#pragma once
/// How an answer ended, by the server's finish reason. Pure.

#include <string_view>

namespace lem::measure {

/// `withheld`: the model answered, but a filter of the server removed a part.
enum class AnswerEnd { finished, withheld, failed };

/// The end that a finish_reason names. An unknown word is a normal end.
AnswerEnd answer_end(std::string_view finish_reason);

/// Does a server's word (finish_reason, event name, status) say that something went wrong?
bool names_failure(std::string_view word);

}  // namespace lem::measure
