#pragma once
/// Whether stored data survive a power cut.

namespace lem {

enum class Durability {
    full,  // what is acknowledged is on the disk
    none,  // for data that end with the process: nothing waits for the disk
};

}  // namespace lem
