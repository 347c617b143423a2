#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/thread_rooms.hpp"
#include "nnlite/kernels/dropout.hpp"
#include "nnlite/kernels/packed_matrix.hpp"
#include "nnlite/kernels/reduce.hpp"
#include "nnlite/kernels/transposed_product.hpp"

namespace nnlite {

/// Two linear maps with an activation and a dropout between them: x [tokens, in], weight1
/// [in, hidden], bias1 [hidden], weight2 [hidden, out], bias2 [out].
template <class T>
struct FeedForwardArguments {
    std::size_t tokens, in, hidden, out;
    const T* x;
    const T *weight1, *bias1;
    const T *weight2, *bias2;
    const KeptNumbers* kept;  // of [tokens, hidden]
};

/// Where its gradients go, in the shapes of the arguments; null: not wanted.
template <class T>
struct FeedForwardGradients {
    T* dx;
    T *dweight1, *dbias1;
    T *dweight2, *dbias2;
};

namespace detail {

// A block of tokens by a group of hidden numbers is what is worked on at a time: it and the weights
// of the group stay in cache, the whole of the hidden numbers is never in memory.
inline constexpr std::size_t ffn_block = 96, ffn_group = 128;
inline constexpr std::size_t ffn_shares = 8;  // of the hidden numbers, each with a dx of its own

// The groups' parts of a weight matrix, packed.
template <class T>
struct PackedGroups {
    Vector<PackedMatrix<T>> parts;

    // part(first, count) views the `count` hidden numbers from `first` on as B[k, n].
    template <class Part>
    PackedGroups(std::size_t hidden, Part part) : parts((hidden + ffn_group - 1) / ffn_group) {
        parallel_for(parts.size(), 4, [&](std::size_t begin, std::size_t end) {
            for (std::size_t g = begin; g < end; ++g) {
                const std::size_t first = g * ffn_group;
                parts[g] = part(first, std::min(ffn_group, hidden - first));
            }
        });
    }
};

}  // namespace detail

/// y = keep(f(x weight1 + bias1)) weight2 + bias2, y [tokens, out]; f.value(z) is the activation.
template <class T, class F>
void feed_forward(const FeedForwardArguments<T>& of, const F& f, T* y) {
    using namespace detail;
    const PackedGroups<T> first(of.hidden, [&](std::size_t at, std::size_t count) {
        return PackedMatrix<T>(of.in, count, {of.weight1 + at, of.hidden});
    });
    const PackedGroups<T> second(of.hidden, [&](std::size_t at, std::size_t count) {
        return PackedMatrix<T>(count, of.out, {of.weight2 + at * of.out, of.out});
    });
    const ThreadRooms<T> rooms(ffn_block * ffn_group);
    parallel_for(of.tokens, ffn_block, [&](std::size_t begin, std::size_t end) {
        T* const h = rooms.own();
        const std::size_t rows = end - begin;
        for (std::size_t g = 0; g < first.parts.size(); ++g) {
            const std::size_t at = g * ffn_group, count = std::min(ffn_group, of.hidden - at);
            first.parts[g].multiply(rows, of.x + begin * of.in, of.in, h, ffn_group,
                                    {.bias = of.bias1 + at});
            for (std::size_t i = 0; i < rows; ++i) {
                for_packs<T>(count, [&](std::size_t j, std::size_t part) {
                    T* const to = h + i * ffn_group + j;
                    Pack<T> value = f.value(load(to, part));
                    if (!of.kept->all()) {
                        value = of.kept->keep((begin + i) * of.hidden + at + j, value);
                    }
                    store(to, part, value);
                });
            }
            second.parts[g].multiply(rows, h, ffn_group, y + begin * of.out, of.out,
                                     {.accumulate = g > 0, .bias = g == 0 ? of.bias2 : nullptr});
        }
    });
}

/// The gradients of feed_forward for dy [tokens, out]; the hidden numbers are computed again.
/// f.with_slope(z) is {f(z), f'(z)}.
template <class T, class F>
void feed_forward_gradients(const FeedForwardArguments<T>& of, const F& f, const T* dy,
                            const FeedForwardGradients<T>& to) {
    using namespace detail;
    const PackedGroups<T> first(of.hidden, [&](std::size_t at, std::size_t count) {
        return PackedMatrix<T>(of.in, count, {of.weight1 + at, of.hidden});
    });
    const PackedGroups<T> second_back(of.hidden, [&](std::size_t at, std::size_t count) {
        return PackedMatrix<T>(of.out, count, {of.weight2 + at * of.out, of.out, true});
    });
    const PackedGroups<T> first_back(of.hidden, [&](std::size_t at, std::size_t count) {
        return PackedMatrix<T>(count, of.in, {of.weight1 + at, of.hidden, true});
    });
    const std::size_t groups = first.parts.size();
    const std::size_t share = (groups + ffn_shares - 1) / ffn_shares;
    const std::size_t size = of.tokens * of.in;
    const Workspace<T> partial(to.dx == nullptr ? 0 : (groups + share - 1) / share * size);
    std::fill_n(to.dweight2, of.hidden * of.out, T(0));
    // A thread's room: pre-activations and then the hidden numbers, their gradients, dweight1 of
    // the group, and dy of the block in whole packs.
    constexpr std::size_t panel = gemm_packs * Pack<T>::width;
    const std::size_t dy_stride = (of.out + panel - 1) / panel * panel;
    const std::size_t area = ffn_block * ffn_group;
    const ThreadRooms<T> rooms(2 * area + of.in * ffn_group + ffn_block * dy_stride);
    parallel_for(groups, share, [&](std::size_t first_group, std::size_t last_group) {
        T *const h = rooms.own(), *const dz = h + area, *const dw = dz + area,
                 *const padded = dw + of.in * ffn_group;
        std::fill_n(padded, ffn_block * dy_stride, T(0));
        T* const dx = partial.data() + first_group / share * size;
        for (std::size_t g = first_group; g < last_group; ++g) {
            const std::size_t at = g * ffn_group, count = std::min(ffn_group, of.hidden - at);
            std::fill_n(dw, of.in * ffn_group, T(0));
            std::fill_n(to.dbias1 + at, count, T(0));
            for (std::size_t begin = 0; begin < of.tokens; begin += ffn_block) {
                const std::size_t rows = std::min(ffn_block, of.tokens - begin);
                const T *const x = of.x + begin * of.in, *const slope = dy + begin * of.out;
                first.parts[g].multiply(rows, x, of.in, h, ffn_group, {.bias = of.bias1 + at});
                second_back.parts[g].multiply(rows, slope, of.out, dz, ffn_group);
                for_packs<T>(count, [&](std::size_t j, std::size_t part) {
                    Pack<T> sum = load(to.dbias1 + at + j, part);
                    for (std::size_t i = 0; i < rows; ++i) {
                        T *const own = h + i * ffn_group + j, *const own_dz =
                                                                  dz + i * ffn_group + j;
                        auto [value, slope_of_f] = f.with_slope(load(own, part));
                        Pack<T> gradient = load(own_dz, part);
                        if (!of.kept->all()) {
                            const std::size_t bit = (begin + i) * of.hidden + at + j;
                            value = of.kept->keep(bit, value);
                            gradient = of.kept->keep(bit, gradient);
                        }
                        gradient *= slope_of_f;
                        sum += gradient;
                        store(own, part, value);
                        store(own_dz, part, gradient);
                    }
                    store(to.dbias1 + at + j, part, sum);
                });
                for (std::size_t i = 0; i < rows; ++i) {
                    std::copy_n(slope + i * of.out, of.out, padded + i * dy_stride);
                }
                transposed_product(count, of.out, rows, h, ffn_group, padded, dy_stride,
                                   to.dweight2 + at * of.out, of.out, true);
                transposed_product(of.in, count, rows, x, of.in, dz, ffn_group, dw, ffn_group,
                                   true);
                if (to.dx != nullptr) {
                    first_back.parts[g].multiply(rows, dz, ffn_group, dx + begin * of.in, of.in,
                                                 {.accumulate = g > first_group});
                }
            }
            for (std::size_t i = 0; i < of.in; ++i) {
                std::copy_n(dw + i * ffn_group, count, to.dweight1 + i * of.hidden + at);
            }
        }
    });
    if (to.dx != nullptr) {
        reduce<SumOf>(1, (groups + share - 1) / share, size, partial.data(), to.dx);
    }
    reduce<SumOf>(1, of.tokens, of.out, dy, to.dbias2);
}

}  // namespace nnlite
