#include "app/signing_of_results.hpp"

#include "features/signing/signing_store.hpp"
#include "features/signing/transparency_log.hpp"

namespace lem::app {

results::Acceptance signing_of_results(const signing::AccountKeys& keys) {
    namespace store = signing::signing_store;
    return {.require_signer =
                [&keys](const domain::Principal& principal, const domain::PublicKey& signer) {
                    keys.require_own(principal, signer);
                },
            .accepted =
                [](sql::Transaction& transaction, const domain::AcceptedResult& accepted) {
                    if (accepted.signer)
                        store::insert_signature(transaction, accepted.id, *accepted.signer);
                    signing::TransparencyLog::append(transaction, accepted);
                },
            .signature = store::find_signature,
            .log_index = store::index_of_result};
}

}  // namespace lem::app
