#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "nnlite/core/parallel.hpp"
#include "nnlite/core/simd.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// The weight q[row, class] of each class in the loss: w[class] (keep t[row, class] + spread),
/// where t is `dense`, or 1 at the label and 0 elsewhere.
template <class T>
struct CrossEntropyShares {
    const std::int32_t* labels = nullptr;  // [rows], each from 0 to classes - 1; or
    const T* dense = nullptr;              // [rows, classes]
    const T* weights = nullptr;            // [classes]; null: all 1
    T keep = T(1);                         // 1 - label_smoothing
    T spread = T(0);                       // label_smoothing / classes
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

template <class T>
struct CrossEntropyRow {
    const T* dense;
    const T* weights;
    T keep;
    T spread;
    std::size_t label;
    T label_share;  // the additional weight of the label's class; 0 for dense targets

    CrossEntropyRow(const kernels::CrossEntropyShares<T>& shares, std::size_t row,
                    std::size_t classes)
        : dense(shares.dense == nullptr ? nullptr : shares.dense + row * classes),
          weights(shares.weights),
          keep(shares.keep),
          spread(shares.spread),
          label(shares.labels == nullptr ? 0 : std::size_t(shares.labels[row])),
          label_share(shares.labels == nullptr ? T(0) : keep) {
        if (weights != nullptr) { label_share *= weights[label]; }
    }

    bool has_spread() const { return dense != nullptr || spread != T(0); }

    // The weights of classes [i, i + part) without the label's additional one, 0 beyond them.
    Pack<T> share(std::size_t i, std::size_t part) const {
        static constexpr auto ones = [] {
            struct {
                T values[Pack<T>::width];
            } result{};
            for (T& value : result.values) { value = T(1); }
            return result;
        }();
        const Pack<T> weight = load(weights == nullptr ? ones.values : weights + i, part);
        return dense == nullptr ? weight * spread
                                : weight * (load(dense + i, part) * keep + spread);
    }
};

// The loss of one row; slope[classes] = d(loss)/dx unless null.
template <class T>
T cross_entropy_row(std::size_t classes, const T* x, const CrossEntropyRow<T>& target, T* slope) {
    constexpr T lowest = -std::numeric_limits<T>::infinity();
    const bool has_spread = target.has_spread();
    Pack<T> top(lowest);
    for_packs<T>(classes, [&](std::size_t i, std::size_t part) {
        top = max(top, load(x + i, part, lowest));
    });
    const T largest = reduce_max(top);
    Pack<T> powers(0), shares(0), products(0);
    for_packs<T>(classes, [&](std::size_t i, std::size_t part) {
        const Pack<T> power = exp(load(x + i, part, lowest) - largest);
        powers += power;
        if (slope != nullptr) { store(slope + i, part, power); }
        if (!has_spread) { return; }
        const Pack<T> share = target.share(i, part);
        shares += share;
        products += where(share == 0, share, share * (load(x + i, part, largest) - largest));
    });
    const T sum = reduce_add(powers);
    T share = target.label_share, product = T(0);
    if (share != T(0)) { product = share * (x[target.label] - largest); }
    if (has_spread) {
        share += reduce_add(shares);
        product += reduce_add(products);
    }
    if (slope != nullptr) {
        for_packs<T>(classes, [&](std::size_t i, std::size_t part) {
            Pack<T> value = load(slope + i, part) * (share / sum);
            if (has_spread) { value -= target.share(i, part); }
            store(slope + i, part, value);
        });
        slope[target.label] -= target.label_share;
    }
    return share * std::log(sum) - product;
}

// The same for `count` <= Pack width rows with labels and few classes: row r is in lane r.
inline constexpr std::size_t few_classes = 32;

template <class T>
void cross_entropy_tile(std::size_t count, std::size_t classes, const T* x,
                        const kernels::CrossEntropyShares<T>& shares, const std::int32_t* labels,
                        T* losses, T* slopes) {
    constexpr std::size_t width = Pack<T>::width;
    T tile[few_classes * width] = {}, label_shares[width] = {}, label_logits[width] = {};
    for (std::size_t r = 0; r < count; ++r) {
        const auto label = std::size_t(labels[r]);
        label_shares[r] = shares.keep * (shares.weights == nullptr ? T(1) : shares.weights[label]);
        label_logits[r] = x[r * classes + label];
        for (std::size_t c = 0; c < classes; ++c) { tile[c * width + r] = x[r * classes + c]; }
    }
    const auto spread = [&](std::size_t c) {
        return shares.weights == nullptr ? shares.spread : shares.spread * shares.weights[c];
    };
    Pack<T> largest = Pack<T>::load(tile);
    for (std::size_t c = 1; c < classes; ++c) {
        largest = max(largest, Pack<T>::load(tile + c * width));
    }
    const Pack<T> label_share = Pack<T>::load(label_shares);
    Pack<T> sum(0), share = label_share;
    // A label with weight 0 may have a logit of -infinity.
    Pack<T> product = share * where(share == 0, share, Pack<T>::load(label_logits) - largest);
    for (std::size_t c = 0; c < classes; ++c) {
        const Pack<T> gap = Pack<T>::load(tile + c * width) - largest;
        const Pack<T> power = exp(gap);
        sum += power;
        power.store(tile + c * width);
        if (spread(c) == T(0)) { continue; }
        share += Pack<T>(spread(c));
        product += spread(c) * gap;
    }
    store(losses, count, share * log(sum) - product);
    if (slopes == nullptr) { return; }
    const Pack<T> scale = share / sum;
    for (std::size_t c = 0; c < classes; ++c) {
        const Pack<T> power = Pack<T>::load(tile + c * width);
        (power * scale - spread(c)).store(tile + c * width);
    }
    for (std::size_t r = 0; r < count; ++r) {
        for (std::size_t c = 0; c < classes; ++c) { slopes[r * classes + c] = tile[c * width + r]; }
        slopes[r * classes + std::size_t(labels[r])] -= label_shares[r];
    }
}

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// losses[rows] = -sum over classes of q log softmax(logits[rows, classes]), 0 where q is 0 even if
/// the logit is -inf (a class that is masked out), and unless it is null
/// slopes[rows, classes] = d(losses)/d(logits) = sum(q) softmax(logits) - q.
template <class T>
void softmax_cross_entropy(std::size_t rows, std::size_t classes, const T* logits,
                           const CrossEntropyShares<T>& shares, T* losses, T* slopes) {
    const bool tiled = shares.labels != nullptr && classes <= detail::few_classes;
    const std::size_t tile = tiled ? Pack<T>::width : 1;
    const auto of_row = [=](T* numbers, std::size_t row) {
        return numbers == nullptr ? nullptr : numbers + row * classes;
    };
    const auto run = [&](std::size_t row) {
        const T* x = logits + row * classes;
        if (tiled) {
            detail::cross_entropy_tile(std::min(tile, rows - row), classes, x, shares,
                                       shares.labels + row, losses + row, of_row(slopes, row));
        } else {
            losses[row] = detail::cross_entropy_row(
                classes, x, detail::CrossEntropyRow<T>(shares, row, classes), of_row(slopes, row));
        }
    };
    const std::size_t tiles = (rows + tile - 1) / tile;
    const std::size_t work = tile * classes + 64;
    parallel_for(tiles, 1 + (1 << 14) / work, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) { run(i * tile); }
    });
}

/// dlogits[rows, classes] = scale dlosses[rows] slopes[rows, classes]; the gradient of
/// softmax_cross_entropy and of any loss that saved its derivatives. dlosses is one value for all
/// rows unless per_row is set.
template <class T>
void scale_slopes(std::size_t rows, std::size_t classes, const T* slopes, const T* dlosses,
                  bool per_row, T scale, T* dlogits) {
    if (!per_row) {
        classes *= rows;
        rows = 1;
    }
    const std::size_t chunk = 1 << 15;
    const auto run = [&](std::size_t row, std::size_t begin, std::size_t end) {
        const T factor = scale * dlosses[row];
        const std::size_t first = row * classes + begin;
        for_packs<T>(end - begin, [&](std::size_t i, std::size_t part) {
            store(dlogits + first + i, part, load(slopes + first + i, part) * factor);
        });
    };
    if (!per_row) {
        parallel_for(classes, chunk,
                     [&](std::size_t begin, std::size_t end) { run(0, begin, end); });
        return;
    }
    parallel_for(rows, 1 + chunk / (classes + 1), [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) { run(row, 0, classes); }
    });
}

}  // namespace nnlite::kernels
