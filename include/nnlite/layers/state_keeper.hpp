#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "nnlite/layers/layer.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// A copy of a layer's buffers and counters, to restore them after a failed step. Saving again
// allocates nothing.
template <class T>
class StateKeeper : private Visitor<T> {
   public:
    // Whether the layer has any.
    bool save(Layer<T>& layer);
    void restore(Layer<T>& layer) { go(layer, true); }

   private:
    void go(Layer<T>& layer, bool restores);
    template <class V>
    void take(V& value, std::vector<V>& saved, std::size_t& next) {
        if (next == saved.size()) {
            saved.push_back(value);
        } else if (restores_) {
            value = saved[next];
        } else {
            saved[next] = value;
        }
        ++next;
    }
    void buffer(const std::string&, Tensor<T>& values) override { take(values, tensors_, tensor_); }
    void counter(const std::string&, std::uint64_t& value) override {
        take(value, counts_, count_);
    }
    void child(const std::string&, Layer<T>& layer) override { layer.visit(*this); }  // no names

    bool restores_ = false;
    std::vector<Tensor<T>> tensors_;
    std::vector<std::uint64_t> counts_;
    std::size_t tensor_ = 0, count_ = 0;
};

}  // namespace nnlite::detail

#ifndef NNLITE_COMPILED
#include "nnlite/layers/state_keeper_impl.hpp"
#endif
