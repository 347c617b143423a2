#pragma once

#include <algorithm>
#include <cstddef>

#include "nnlite/core/thread_rooms.hpp"
#include "nnlite/kernels/dropout.hpp"
#include "nnlite/kernels/packed_matrix.hpp"
#include "nnlite/kernels/reduce.hpp"

namespace nnlite::inline NNLITE_ABI::kernels {

/// Two linear maps with an activation and a dropout between them: x [tokens, in], weight1
/// [in, hidden], bias1 [hidden], weight2 [hidden, out], bias2 [out].
template <class T>
struct FeedForwardArguments {
    std::size_t tokens, in, hidden, out;
    const T* x;
    const T *weight1, *bias1;
    const T *weight2, *bias2;
    Keep<T> keep;  // of [tokens, hidden]
};

/// The gradients, in the shapes of the arguments; null: not needed.
template <class T>
struct FeedForwardGradients {
    T* dx;
    T *dweight1, *dbias1;
    T *dweight2, *dbias2;
};

}  // namespace nnlite::kernels

namespace nnlite::inline NNLITE_ABI::detail {

// A block of tokens and a group of hidden units are processed at a time: they and the weights of
// the group stay in cache, and never all hidden values are in memory.
inline constexpr std::size_t ffn_block = 96, ffn_group = 128;
inline constexpr std::size_t ffn_shares = 8;  // chunks of the hidden units, each with its own dx

// The columns or rows of a weight matrix for each group of hidden units, packed as B.
template <class T>
class PackedGroups {
   public:
    // weights [in, hidden]; B is the group's columns [in, group], or these transposed.
    static PackedGroups columns(std::size_t in, std::size_t hidden, const T* weights,
                                bool transposed) {
        return PackedGroups(in, hidden, transposed, [=](std::size_t first) {
            return kernels::MatrixView<T>{weights + first, hidden, transposed};
        });
    }
    // weights [hidden, out]; B is the group's rows [group, out], or these transposed.
    static PackedGroups rows(std::size_t hidden, std::size_t out, const T* weights,
                             bool transposed) {
        return PackedGroups(out, hidden, !transposed, [=](std::size_t first) {
            return kernels::MatrixView<T>{weights + first * out, out, transposed};
        });
    }

    // As PackedLayout::multiply with group g's B.
    void multiply(std::size_t g, std::size_t rows, const T* a, std::size_t a_stride, T* c,
                  std::size_t c_stride, const kernels::GemmEpilogue<T>& epilogue = {}) const {
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

    kernels::PackedLayout<T> layout(std::size_t g) const {
        const std::size_t count = std::min(ffn_group, hidden_ - g * ffn_group);
        return group_first_ ? kernels::PackedLayout<T>{count, other_}
                            : kernels::PackedLayout<T>{other_, count};
    }

    std::size_t other_, hidden_;
    bool group_first_;
    std::size_t size_;
    Workspace<T> packed_;
};

// From pre-activations h and the gradients dz of the hidden values, all [rows, count]: h = the
// hidden values, dz = the gradients of the pre-activations, summed in sums[count]. Bit `bit` of the
// dropout mask is h's first element.
template <class T, class F>
void feed_forward_slopes(const kernels::FeedForwardArguments<T>& of, const F& f, std::size_t rows,
                         std::size_t count, std::size_t bit, T* h, T* dz, T* sums) {
    const kernels::Keep<T> keep = of.keep;
    for (std::size_t i = 0; i < rows; ++i, bit += of.hidden, h += ffn_group, dz += ffn_group) {
        for_packs<T>(count, [&](std::size_t j, std::size_t part) {
            auto [value, slope] = f.with_slope(load(h + j, part));
            Pack<T> gradient = load(dz + j, part);
            if (!keep.all()) {
                value = keep(bit + j, value);
                gradient = keep(bit + j, gradient);
            }
            gradient *= slope;
            store(h + j, part, value);
            store(dz + j, part, gradient);
            store(sums + j, part, load(sums + j, part) + gradient);
        });
    }
}

// The gradients, one group of hidden units after the other.
template <class T, class F>
class FeedForwardBackward {
   public:
    FeedForwardBackward(const kernels::FeedForwardArguments<T>& of, const F& f, const T* dy,
                        const kernels::FeedForwardGradients<T>& to)
        : of_(of),
          f_(f),
          dy_(dy),
          to_(to),
          first_(PackedGroups<T>::columns(of.in, of.hidden, of.weight1, false)),
          first_back_(PackedGroups<T>::columns(of.in, of.hidden, of.weight1, true)),
          second_back_(PackedGroups<T>::rows(of.hidden, of.out, of.weight2, true)) {}

    // The number of elements of workspace that run() needs.
    std::size_t room() const {
        return 2 * area + of_.in * ffn_group + ffn_block * of_.out + kernels::product_overread<T>;
    }

    // Group g's gradients of weights and bias, and its part of dx (null: not needed), added to dx
    // if `add`.
    void run(std::size_t g, T* room, T* dx, bool add) const {
        T *const h = room, *const dz = h + area, *const dweight1 = dz + area,
                 *const dy = dweight1 + of_.in * ffn_group;
        const std::size_t at = g * ffn_group, count = std::min(ffn_group, of_.hidden - at);
        T* const dweight2 = to_.dweight2 + at * of_.out;
        std::fill_n(dweight1, of_.in * ffn_group, T(0));
        std::fill_n(dweight2, count * of_.out, T(0));
        std::fill_n(to_.dbias1 + at, count, T(0));
        for (std::size_t begin = 0; begin < of_.tokens; begin += ffn_block) {
            const std::size_t rows = std::min(ffn_block, of_.tokens - begin);
            const T* const x = of_.x + begin * of_.in;
            std::copy_n(dy_ + begin * of_.out, rows * of_.out, dy);
            first_.multiply(g, rows, x, of_.in, h, ffn_group, {.bias = of_.bias1 + at});
            second_back_.multiply(g, rows, dy, of_.out, dz, ffn_group);
            feed_forward_slopes(of_, f_, rows, count, begin * of_.hidden + at, h, dz,
                                to_.dbias1 + at);
            kernels::add_transposed_product(count, of_.out, rows, h, ffn_group, dy, of_.out,
                                            dweight2, of_.out);
            kernels::add_transposed_product(of_.in, count, rows, x, of_.in, dz, ffn_group, dweight1,
                                            ffn_group);
            if (dx != nullptr) {
                first_back_.multiply(g, rows, dz, ffn_group, dx + begin * of_.in, of_.in,
                                     {.accumulate = add});
            }
        }
        for (std::size_t i = 0; i < of_.in; ++i) {
            std::copy_n(dweight1 + i * ffn_group, count, to_.dweight1 + i * of_.hidden + at);
        }
    }

   private:
    static constexpr std::size_t area = ffn_block * ffn_group;

    const kernels::FeedForwardArguments<T>& of_;
    const F& f_;
    const T* dy_;
    const kernels::FeedForwardGradients<T>& to_;
    PackedGroups<T> first_, first_back_, second_back_;
};

}  // namespace nnlite::detail

namespace nnlite::inline NNLITE_ABI::kernels {

/// y = keep(f(x weight1 + bias1)) weight2 + bias2, y [tokens, out]; f.value(z) is the activation.
template <class T, class F>
void feed_forward(const FeedForwardArguments<T>& of, const F& f, T* y) {
    using namespace detail;
    const auto first = PackedGroups<T>::columns(of.in, of.hidden, of.weight1, false);
    const auto second = PackedGroups<T>::rows(of.hidden, of.out, of.weight2, false);
    const detail::ThreadRooms<T> rooms(ffn_block * ffn_group);
    parallel_for(of.tokens, ffn_block, [&](std::size_t begin, std::size_t end) {
        T* const h = rooms.own();
        const Keep<T> keep = of.keep;
        const std::size_t rows = end - begin;
        for (std::size_t at = 0; at < of.hidden; at += ffn_group) {
            const std::size_t g = at / ffn_group, count = std::min(ffn_group, of.hidden - at);
            first.multiply(g, rows, of.x + begin * of.in, of.in, h, ffn_group,
                           {.bias = of.bias1 + at});
            for (std::size_t i = 0; i < rows; ++i) {
                for_packs<T>(count, [&](std::size_t j, std::size_t part) {
                    T* const to = h + i * ffn_group + j;
                    Pack<T> value = f.value(load(to, part));
                    if (!keep.all()) { value = keep((begin + i) * of.hidden + at + j, value); }
                    store(to, part, value);
                });
            }
            second.multiply(g, rows, h, ffn_group, y + begin * of.out, of.out,
                            {.accumulate = g > 0, .bias = g == 0 ? of.bias2 : nullptr});
        }
    });
}

/// The gradients of feed_forward for dy [tokens, out]; the hidden values are computed again.
/// f.with_slope(z) is {f(z), f'(z)}.
template <class T, class F>
void feed_forward_gradients(const FeedForwardArguments<T>& of, const F& f, const T* dy,
                            const FeedForwardGradients<T>& to) {
    using namespace detail;
    const FeedForwardBackward<T, F> backward(of, f, dy, to);
    const std::size_t groups = (of.hidden + ffn_group - 1) / ffn_group;
    const std::size_t share = (groups + ffn_shares - 1) / ffn_shares;
    const std::size_t shares = (groups + share - 1) / share, size = of.tokens * of.in;
    const detail::Workspace<T> dx(to.dx == nullptr ? 0 : shares * size);
    const detail::ThreadRooms<T> rooms(backward.room());
    parallel_for(groups, share, [&](std::size_t begin, std::size_t end) {
        for (std::size_t g = begin; g < end; ++g) {
            backward.run(g, rooms.own(),
                         to.dx == nullptr ? nullptr : dx.data() + begin / share * size, g > begin);
        }
    });
    if (to.dx != nullptr) { reduce<SumOf>(1, shares, size, dx.data(), to.dx); }
    reduce<SumOf>(1, of.tokens, of.out, dy, to.dbias2);
}

}  // namespace nnlite::kernels
