#pragma once

// The benchmarks' operations on oneDNN: any layout it wants with its direct algorithm or the one it
// chooses (Winograd included), and channels last. Primitives, memory and scratchpads are made
// beforehand and everything is in the layout that the primitive requested, so a run pays for no
// reorder.

#include <functional>
#include <vector>

#include "operations.hpp"

namespace bench {

enum class Layout { direct, automatic, nhwc };

// The same operation in another library. results[i] writes its i-th result as nnlite lays it out.
struct Peer {
    std::function<void()> run;
    std::vector<std::function<void(float*)>> results;
};

void set_onednn_threads(int threads);

Peer onednn(const ConvForward& own, Layout layout);
Peer onednn(const ConvBackwardData& own, Layout layout);
Peer onednn(const ConvBackwardWeights& own, Layout layout);
Peer onednn(const BlockForward& own, Layout layout);
Peer onednn(const BlockTraining& own, Layout layout);
Peer onednn(const PoolForward& own, Layout layout);
Peer onednn(const PoolBackward& own, Layout layout);

}  // namespace bench
