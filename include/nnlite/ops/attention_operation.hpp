#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <tuple>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/fields/fields.hpp"
#include "nnlite/kernels/attention.hpp"
#include "nnlite/ops/attention_options.hpp"
#include "nnlite/ops/dropout.hpp"

namespace nnlite::inline NNLITE_ABI::detail {

// The strides of heads in [batch, heads, tokens, width], and of adjacent heads in rows of [batch,
// tokens, row].
inline kernels::HeadSteps separate_heads(std::size_t heads, std::size_t tokens, std::size_t width) {
    return {heads * tokens * width, tokens * width, width};
}

inline kernels::HeadSteps heads_in_rows(std::size_t row, std::size_t tokens, std::size_t width) {
    return {tokens * row, width, row};
}

template <class T>
void set_mask(const char* place, const Tensor<T>& mask, kernels::AttentionArguments<T>& of) {
    const Shape whole{of.batch, of.heads, of.targets, of.sources};
    std::size_t step = 1;
    for (std::size_t back = 1; back <= mask.dimension(); ++back) {
        const std::size_t extent = mask.shape()[mask.dimension() - back];
        if (back > 4 || (extent != 1 && extent != whole[4 - back])) {
            fail<ShapeError>(place, ": expected a mask that broadcasts to [batch, heads, targets, ",
                             "sources] = ", whole, ", got ", mask.shape());
        }
        if (extent > 1) { of.mask_steps[4 - back] = step; }
        step *= extent;
    }
}

// Attention on rows [batch, tokens, width] of adjacent heads; `joined`: on rows [batch, tokens, 3
// width] of queries, keys and values.
template <class T>
kernels::AttentionArguments<T> attention_of_rows(const Shape& query, std::size_t sources,
                                                 std::size_t heads, bool joined) {
    const std::size_t targets = query[1], width = query[2], own = width / heads;
    const std::size_t row = joined ? 3 * width : width;
    return {.batch = query[0],
            .heads = heads,
            .targets = targets,
            .sources = sources,
            .width = own,
            .value_width = own,
            .query_steps = heads_in_rows(row, targets, own),
            .key_steps = heads_in_rows(row, sources, own),
            .value_steps = heads_in_rows(row, sources, own),
            .result_steps = heads_in_rows(width, targets, own)};
}

// The beginnings of queries, keys and values: data(i) is tensor i of three, or tensor 0 holds all
// of them.
template <std::size_t n, class T, class Data>
auto query_key_value(const kernels::AttentionArguments<T>& of, Data data) {
    const std::size_t apart = of.heads * of.width;
    if constexpr (n == 1) {
        return std::array{data(0), data(0) + apart, data(0) + 2 * apart};
    } else {
        return std::array{data(0), data(1), data(2)};
    }
}

// The arguments with pointers to the data.
template <class T, class Inputs>
kernels::AttentionArguments<T> bound(kernels::AttentionArguments<T> of, const Inputs& inputs,
                                     const std::optional<AttentionMask<T>>& mask,
                                     const kernels::KeptNumbers& kept) {
    const auto [query, key, value] = query_key_value<std::tuple_size_v<Inputs>>(
        of, [&](std::size_t i) { return inputs[i].value().data(); });
    of.query = query;
    of.key = key;
    of.value = value;
    of.mask = mask ? mask->scores.data() : nullptr;
    of.keep = kept.keep<T>();
    return of;
}

// weights: null, or a pointer to a tensor [batch, heads, targets, sources].
template <class T, std::size_t n>
Variable<T> attention(const char* place, const std::array<Variable<T>, n>& inputs,
                      kernels::AttentionArguments<T> of, const Shape& result_shape,
                      const AttentionOptions<T>& options, T* weights) {
    require_rate(place, options.dropout);
    require_in_range(place, "scale", options.scale, Range::finite());
    of.scale = static_cast<T>(options.scale.value_or(1 / std::sqrt(double(of.width))));
    of.causal = options.causal;
    if (options.mask) { set_mask(place, options.mask->scores, of); }
    const std::size_t rows = of.batch * of.heads * of.targets;
    kernels::KeptNumbers kept;
    if (options.dropout > 0) {
        kept = kernels::KeptNumbers(rows * of.sources, options.dropout, options.seed,
                                    options.position);
    }
    const bool none = rows * of.sources == 0;
    Tensor<T> y = none ? full_tensor(result_shape, T(0)) : empty_tensor<T>(result_shape);
    Vector<T> moments(2 * rows);
    if (!none) {
        kernels::attention(bound(of, inputs, options.mask, kept), y.data(), moments.data(),
                           weights);
    }
    std::array<Saved<T>, n> saved = [&]<std::size_t... i>(std::index_sequence<i...>) {
        return std::array<Saved<T>, n>{Saved<T>(inputs[i])...};
    }
    (std::make_index_sequence<n>{});
    auto rule = [of, none, saved = std::move(saved), mask = options.mask, kept = std::move(kept),
                 moments = std::move(moments)](const Tensor<T>& dy, GradientSink<T>& sink) {
        std::array<Tensor<T>, n> gradients;
        for (std::size_t i = 0; i < n; ++i) { gradients[i] = full_tensor(sink.shape(i), T(0)); }
        if (!none) {
            const auto [dquery, dkey, dvalue] =
                query_key_value<n>(of, [&](std::size_t i) { return gradients[i].data(); });
            kernels::attention_gradients(bound(of, saved, mask, kept), moments.data(), dy.data(),
                                         dquery, dkey, dvalue);
        }
        for (std::size_t i = 0; i < n; ++i) { sink.add(i, std::move(gradients[i])); }
    };
    return make_operation<T>(place, std::move(y), inputs, std::move(rule));
}

}  // namespace nnlite::detail
