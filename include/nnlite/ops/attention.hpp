#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>

#include "nnlite/autograd/variable.hpp"
#include "nnlite/core/fields.hpp"
#include "nnlite/kernels/attention.hpp"
#include "nnlite/ops/dropout.hpp"

namespace nnlite {

/// What is added to the scores of attention before the softmax, broadcast to
/// [batch, heads, targets, sources]. Made from a tensor of truth values, it says which sources are
/// ignored: there -infinity is added, elsewhere 0.
template <class T>
struct AttentionMask {
    Tensor<T> scores;

    template <class E>
    requires xt::is_xexpression<E>::value AttentionMask(const E& mask) {  // NOLINT
        if constexpr (std::is_same_v<typename E::value_type, bool>) {
            const Tensor<bool> ignored(mask);
            scores = empty_tensor<T>(ignored.shape());
            for (std::size_t i = 0; i < ignored.size(); ++i) {
                scores.data()[i] = ignored.data()[i] ? -std::numeric_limits<T>::infinity() : T(0);
            }
        } else {
            static_assert(std::is_floating_point_v<typename E::value_type>,
                          "a mask of attention is bool (true: ignored) or floating-point (added to "
                          "the scores); whole numbers could mean either");
            scores = mask;
        }
    }
};

template <class T>
struct AttentionOptions {
    std::optional<AttentionMask<T>> mask = {};
    bool causal = false;  // target t sees the sources 0 ... t
    double dropout = 0;   // of the weights; see dropout()
    std::uint64_t seed = 0, position = 0;
    std::optional<double> scale = {};  // else 1 / sqrt(d)
};

namespace detail {

// The heads of [batch, heads, tokens, width], and side by side in rows of [batch, tokens, row].
inline HeadSteps separate_heads(std::size_t heads, std::size_t tokens, std::size_t width) {
    return {heads * tokens * width, tokens * width, width};
}
inline HeadSteps heads_in_rows(std::size_t row, std::size_t tokens, std::size_t width) {
    return {tokens * row, width, row};
}

template <class T>
void set_mask(const char* place, const Tensor<T>& mask, AttentionArguments<T>& of) {
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

// Attention of rows [batch, tokens, width] that hold the heads side by side; `joined`: of rows
// [batch, tokens, 3 width] that hold queries, keys and values so.
template <class T>
AttentionArguments<T> attention_of_rows(const Shape& query, std::size_t sources, std::size_t heads,
                                        bool joined) {
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

// Where queries, keys and values begin: data(i) is tensor i of three, or tensor 0 is all of them.
template <std::size_t n, class T, class Data>
auto query_key_value(const AttentionArguments<T>& of, Data data) {
    const std::size_t apart = of.heads * of.width;
    if constexpr (n == 1) {
        return std::array{data(0), data(0) + apart, data(0) + 2 * apart};
    } else {
        return std::array{data(0), data(1), data(2)};
    }
}

// The arguments with where the numbers are.
template <class T, class Inputs>
AttentionArguments<T> bound(AttentionArguments<T> of, const Inputs& inputs,
                            const std::optional<AttentionMask<T>>& mask, const KeptNumbers& kept) {
    const auto [query, key, value] = query_key_value<std::tuple_size_v<Inputs>>(
        of, [&](std::size_t i) { return inputs[i].value().data(); });
    of.query = query;
    of.key = key;
    of.value = value;
    of.mask = mask ? mask->scores.data() : nullptr;
    of.keep = kept.keep<T>();
    return of;
}

// weights: null, or the place of a tensor [batch, heads, targets, sources].
template <class T, std::size_t n>
Variable<T> attention(const char* place, const std::array<Variable<T>, n>& inputs,
                      AttentionArguments<T> of, const Shape& result_shape,
                      const AttentionOptions<T>& options, T* weights) {
    require_rate(place, options.dropout);
    require_in_range(place, "scale", options.scale, Range::finite());
    of.scale = static_cast<T>(options.scale.value_or(1 / std::sqrt(double(of.width))));
    of.causal = options.causal;
    if (options.mask) { set_mask(place, options.mask->scores, of); }
    const std::size_t rows = of.batch * of.heads * of.targets;
    KeptNumbers kept;
    if (options.dropout > 0) {
        kept = KeptNumbers(rows * of.sources, options.dropout, options.seed, options.position);
    }
    const bool none = rows * of.sources == 0;
    Tensor<T> y = none ? full_tensor(result_shape, T(0)) : empty_tensor<T>(result_shape);
    Vector<T> moments(2 * rows);
    if (!none) {
        nnlite::attention(bound(of, inputs, options.mask, kept), y.data(), moments.data(), weights);
    }
    std::array<Saved<T>, n> saved = [&]<std::size_t... i>(std::index_sequence<i...>) {
        return std::array<Saved<T>, n>{Saved<T>(inputs[i])...};
    }
    (std::make_index_sequence<n>{});
    auto rule = [of, none, saved = std::move(saved), mask = options.mask, kept = std::move(kept),
                 moments = std::move(moments)](const Tensor<T>& dy, const Tensor<T>&,
                                               const std::array<bool, n>&) {
        std::array<Tensor<T>, n> gradients;
        for (std::size_t i = 0; i < n; ++i) {
            gradients[i] = full_tensor(saved[i].value().shape(), T(0));
        }
        if (none) { return gradients; }
        const auto [dquery, dkey, dvalue] =
            query_key_value<n>(of, [&](std::size_t i) { return gradients[i].data(); });
        attention_gradients(bound(of, saved, mask, kept), moments.data(), dy.data(), dquery, dkey,
                            dvalue);
        return gradients;
    };
    return make_joint_operation<T, n>(place, std::move(y), inputs, std::move(rule));
}

}  // namespace detail

/// softmax(Q K^T scale + mask) V for each batch and head. A target that the mask leaves no source
/// gets 0, and gives no gradient (PyTorch: NaN).
/// Shapes: q [batch, heads, targets, d], k [batch, heads, sources, d], v [batch, heads, sources, e]
/// -> [batch, heads, targets, e].
/// Throws: ShapeError if they or the mask do not fit; ValueError if the dropout is outside [0, 1).
/// Source: Vaswani et al. 2017, equation 1.
template <class T>
Variable<T> scaled_dot_product_attention(const Variable<T>& q,
                                         const std::type_identity_t<Variable<T>>& k,
                                         const std::type_identity_t<Variable<T>>& v,
                                         const AttentionOptions<T>& options = {}) {
    const char* const place = "scaled_dot_product_attention";
    const Shape &s = q.shape(), &t = k.shape(), &u = v.shape();
    if (s.size() != 4 || t.size() != 4 || u.size() != 4 || s[0] != t[0] || s[0] != u[0] ||
        s[1] != t[1] || s[1] != u[1] || t[2] != u[2] || s[3] != t[3] || s[3] == 0 || u[3] == 0) {
        fail<ShapeError>(place, ": expected q [batch, heads, targets, d], k [batch, heads, ",
                         "sources, d], v [batch, heads, sources, e], got ", s, ", ", t, ", ", u);
    }
    const AttentionArguments<T> of{.batch = s[0],
                                   .heads = s[1],
                                   .targets = s[2],
                                   .sources = t[2],
                                   .width = s[3],
                                   .value_width = u[3],
                                   .query_steps = detail::separate_heads(s[1], s[2], s[3]),
                                   .key_steps = detail::separate_heads(s[1], t[2], s[3]),
                                   .value_steps = detail::separate_heads(s[1], t[2], u[3]),
                                   .result_steps = detail::separate_heads(s[1], s[2], u[3])};
    return detail::attention<T, 3>(place, {q, k, v}, of, {s[0], s[1], s[2], u[3]}, options,
                                   nullptr);
}

}  // namespace nnlite
