#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/thread_rooms.hpp"
#include "nnlite/kernels/dropout.hpp"
#include "nnlite/kernels/packed_matrix.hpp"
#include "nnlite/kernels/reduce.hpp"

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

// The part of a weight matrix for each group of hidden numbers, packed as B.
template <class T>
class PackedGroups {
   public:
    // weights [in, hidden]; B is the group's columns [in, group], or these transposed.
    static PackedGroups columns(std::size_t in, std::size_t hidden, const T* weights,
                                bool transposed) {
        return PackedGroups(in, hidden, transposed, [=](std::size_t first) {
            return MatrixView<T>{weights + first, hidden, transposed};
        });
    }
    // weights [hidden, out]; B is the group's rows [group, out], or these transposed.
    static PackedGroups rows(std::size_t hidden, std::size_t out, const T* weights,
                             bool transposed) {
        return PackedGroups(out, hidden, !transposed, [=](std::size_t first) {
            return MatrixView<T>{weights + first * out, out, transposed};
        });
    }

    // As PackedLayout::multiply with group g's B.
    void multiply(std::size_t g, std::size_t rows, const T* a, std::size_t a_stride, T* c,
                  std::size_t c_stride, const GemmEpilogue<T>& epilogue = {}) const {
        layout(g).multiply(rows, a, a_stride, packed_.data() + g * size_, c, c_stride, epilogue);
    }

   private:
    template <class View>
    PackedGroups(std::size_t other, std::size_t hidden, bool group_first, View view)
        : other_(other),
          hidden_(hidden),
          group_first_(group_first),
          size_(layout(0).size()),
          packed_(size_ * ((hidden + ffn_group - 1) / ffn_group)) {
        parallel_for((hidden + ffn_group - 1) / ffn_group, 4, [&](std::size_t g, std::size_t end) {
            for (; g < end; ++g) {
                layout(g).pack(view(g * ffn_group), packed_.data() + g * size_);
            }
        });
    }

    PackedLayout<T> layout(std::size_t g) const {
        const std::size_t count = std::min(ffn_group, hidden_ - g * ffn_group);
        return group_first_ ? PackedLayout<T>{count, other_} : PackedLayout<T>{other_, count};
    }

    std::size_t other_, hidden_;
    bool group_first_;
    std::size_t size_;
    Workspace<T> packed_;
};

}  // namespace detail

/// y = keep(f(x weight1 + bias1)) weight2 + bias2, y [tokens, out]; f.value(z) is the activation.
template <class T, class F>
void feed_forward(const FeedForwardArguments<T>& of, const F& f, T* y) {
    using namespace detail;
    const auto first = PackedGroups<T>::columns(of.in, of.hidden, of.weight1, false);
    const auto second = PackedGroups<T>::rows(of.hidden, of.out, of.weight2, false);
    const ThreadRooms<T> rooms(ffn_block * ffn_group);
    parallel_for(of.tokens, ffn_block, [&](std::size_t begin, std::size_t end) {
        T* const h = rooms.own();
        const std::size_t rows = end - begin;
        for (std::size_t at = 0; at < of.hidden; at += ffn_group) {
            const std::size_t g = at / ffn_group, count = std::min(ffn_group, of.hidden - at);
            first.multiply(g, rows, of.x + begin * of.in, of.in, h, ffn_group,
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
            second.multiply(g, rows, h, ffn_group, y + begin * of.out, of.out,
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
    const auto first = PackedGroups<T>::columns(of.in, of.hidden, of.weight1, false);
    const auto first_back = PackedGroups<T>::columns(of.in, of.hidden, of.weight1, true);
    const auto second_back = PackedGroups<T>::rows(of.hidden, of.out, of.weight2, true);
    const std::size_t groups = (of.hidden + ffn_group - 1) / ffn_group;
    const std::size_t share = (groups + ffn_shares - 1) / ffn_shares;
    const std::size_t size = of.tokens * of.in;
    const Workspace<T> partial(to.dx == nullptr ? 0 : (groups + share - 1) / share * size);
    std::fill_n(to.dweight2, of.hidden * of.out, T(0));
    // A thread's room: pre-activations and then the hidden numbers, their gradients, dweight1 of
    // the group, and dy of the block.
    const std::size_t area = ffn_block * ffn_group;
    const ThreadRooms<T> rooms(2 * area + of.in * ffn_group + ffn_block * of.out +
                               product_overread<T>);
    parallel_for(groups, share, [&](std::size_t first_group, std::size_t last_group) {
        T *const h = rooms.own(), *const dz = h + area, *const dw = dz + area,
                 *const own_dy = dw + of.in * ffn_group;
        T* const dx = partial.data() + first_group / share * size;
        for (std::size_t g = first_group; g < last_group; ++g) {
            const std::size_t at = g * ffn_group, count = std::min(ffn_group, of.hidden - at);
            std::fill_n(dw, of.in * ffn_group, T(0));
            std::fill_n(to.dbias1 + at, count, T(0));
            for (std::size_t begin = 0; begin < of.tokens; begin += ffn_block) {
                const std::size_t rows = std::min(ffn_block, of.tokens - begin);
                const T *const x = of.x + begin * of.in, *const slope = dy + begin * of.out;
                first.multiply(g, rows, x, of.in, h, ffn_group, {.bias = of.bias1 + at});
                second_back.multiply(g, rows, slope, of.out, dz, ffn_group);
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
                std::copy_n(slope, rows * of.out, own_dy);
                add_transposed_product(count, of.out, rows, h, ffn_group, own_dy, of.out,
                                       to.dweight2 + at * of.out, of.out);
                add_transposed_product(of.in, count, rows, x, of.in, dz, ffn_group, dw, ffn_group);
                if (to.dx != nullptr) {
                    first_back.multiply(g, rows, dz, ffn_group, dx + begin * of.in, of.in,
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
