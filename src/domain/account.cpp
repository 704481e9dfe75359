#include "domain/account.hpp"

namespace lem::domain {

std::vector<Scope> scopes_of(Role role) {
    std::vector<Scope> scopes{Scope::results_write, Scope::profile};
    if (role != Role::user) scopes.push_back(Scope::moderate);
    if (role == Role::admin) scopes.push_back(Scope::admin);
    return scopes;
}

}  // namespace lem::domain
