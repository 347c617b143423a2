#include "onednn.hpp"

#include <omp.h>
#include <dnnl.hpp>

#include <memory>
#include <unordered_map>

namespace bench {

namespace {

using namespace dnnl;
using Tag = memory::format_tag;
using Dims = memory::dims;

const engine& cpu() {
    static const engine result(engine::kind::cpu, 0);
    return result;
}

memory::desc described(const Dims& dims, Tag tag) { return {dims, memory::data_type::f32, tag}; }

memory::dim whole(std::size_t n) { return static_cast<memory::dim>(n); }

// An array of nnlite's as oneDNN sees it.
memory::desc images(std::size_t n, std::size_t c, std::size_t h, std::size_t w, Tag tag) {
    return described({whole(n), whole(c), whole(h), whole(w)}, tag);
}

// The tensors of a convolution, all in the layout `tag` or, for kernels and bias, nnlite's.
struct Tensors {
    const nnlite::kernels::Conv2dShape& s;
    memory::desc x(Tag tag) const { return images(s.batch, s.in, s.height, s.width, tag); }
    memory::desc y(Tag tag) const {
        return images(s.batch, s.out, s.out_height(), s.out_width(), tag);
    }
    memory::desc w(Tag tag) const {
        return images(s.out, s.in, s.kernel_height, s.kernel_width, tag);
    }
    memory::desc bias() const { return described({whole(s.out)}, Tag::x); }
    Dims strides() const { return {whole(s.stride_height), whole(s.stride_width)}; }
    Dims begin() const { return {whole(s.pad_top), whole(s.pad_left)}; }
    Dims end() const { return {whole(s.pad_bottom), whole(s.pad_right)}; }
};

algorithm algorithm_of(Layout layout) {
    return layout == Layout::direct ? algorithm::convolution_direct : algorithm::convolution_auto;
}

Tag image_tag(Layout layout) { return layout == Layout::nhwc ? Tag::nhwc : Tag::any; }

primitive_attr attributes(bool relu = false) {
    primitive_attr result;
    result.set_scratchpad_mode(scratchpad_mode::user);
    if (relu) {
        post_ops after;
        after.append_eltwise(1, algorithm::eltwise_relu, 0, 0);
        result.set_post_ops(after);
    }
    return result;
}

memory empty(const memory::desc& desc) { return {desc, cpu()}; }

memory reordered(memory from, const memory::desc& wanted) {
    memory to = empty(wanted);
    stream s(cpu());
    reorder(from, to).execute(s, from, to);
    s.wait();
    return to;
}

// nnlite's numbers in the layout that a primitive wants.
memory filled(const Floats& values, const memory::desc& own, const memory::desc& wanted) {
    return reordered(memory(own, cpu(), const_cast<float*>(values.data())), wanted);
}

// Primitives one after the other.
class Chain {
   public:
    using Arguments = std::unordered_map<int, memory>;

    template <class Description>
    void add(const Description& description, const primitive& work, Arguments arguments) {
        arguments.insert({DNNL_ARG_SCRATCHPAD, empty(description.scratchpad_desc())});
        steps_.push_back({work, std::move(arguments)});
    }
    void result(memory values, memory::desc own) {
        results_.push_back([values, own](float* to) {
            const memory mine = reordered(values, own);
            std::copy_n(static_cast<const float*>(mine.get_data_handle()),
                        own.get_size() / sizeof(float), to);
        });
    }
    void execute() {
        for (auto& [work, arguments] : steps_) { work.execute(stream_, arguments); }
        stream_.wait();
    }
    Peer peer() const {
        return {[chain = std::make_shared<Chain>(*this)] { chain->execute(); }, results_};
    }

   private:
    stream stream_{cpu()};
    std::vector<std::pair<primitive, Arguments>> steps_;
    std::vector<std::function<void(float*)>> results_;
};

using Forward = convolution_forward::primitive_desc;
using BackwardData = convolution_backward_data::primitive_desc;
using BackwardWeights = convolution_backward_weights::primitive_desc;
using PoolingForward = pooling_forward::primitive_desc;
using PoolingBackward = pooling_backward::primitive_desc;

Forward forward_of(const nnlite::kernels::Conv2dShape& s, Layout layout) {
    const Tensors t{s};
    const Tag tag = image_tag(layout);
    return {{prop_kind::forward_training, algorithm_of(layout), t.x(tag), t.w(Tag::any), t.bias(),
             t.y(tag), t.strides(), t.begin(), t.end()},
            attributes(true),
            cpu()};
}

BackwardData backward_data_of(const nnlite::kernels::Conv2dShape& s, Layout layout,
                              const memory::desc& dx, const memory::desc& dy) {
    const Tensors t{s};
    return {{algorithm_of(layout), dx, t.w(Tag::any), dy, t.strides(), t.begin(), t.end()},
            attributes(),
            cpu(),
            forward_of(s, layout)};
}

// `bias` is empty where its gradient is not wanted.
BackwardWeights backward_weights_of(const nnlite::kernels::Conv2dShape& s, Layout layout,
                                    const memory::desc& x, const memory::desc& dy,
                                    const memory::desc& bias) {
    const Tensors t{s};
    return {{algorithm_of(layout), x, t.w(Tag::any), bias, dy, t.strides(), t.begin(), t.end()},
            attributes(),
            cpu(),
            forward_of(s, layout)};
}

PoolingForward pooling_forward_of(const nnlite::kernels::Pool2dShape& s, const memory::desc& x) {
    const Dims size{whole(s.size_height), whole(s.size_width)},
        strides{whole(s.stride_height), whole(s.stride_width)}, none{0, 0};
    const auto y = images(s.batch, s.channels, s.out_height(), s.out_width(), Tag::any);
    return {{prop_kind::forward_training, algorithm::pooling_max, x, y, strides, size, none, none},
            attributes(),
            cpu()};
}

PoolingBackward pooling_backward_of(const nnlite::kernels::Pool2dShape& s,
                                    const PoolingForward& forward) {
    const Dims size{whole(s.size_height), whole(s.size_width)},
        strides{whole(s.stride_height), whole(s.stride_width)}, none{0, 0};
    return {
        {algorithm::pooling_max, forward.src_desc(), forward.dst_desc(), strides, size, none, none},
        attributes(),
        cpu(),
        forward};
}

memory::desc pooled(const nnlite::kernels::Pool2dShape& s) {
    return images(s.batch, s.channels, s.out_height(), s.out_width(), Tag::nhwc);
}

// A block's forward half; the backward half continues with its memory.
struct BlockMemory {
    Forward convolution;
    PoolingForward pooling;
    memory x, z, y, places;
};

BlockMemory add_block_forward(Chain& chain, const BlockForward& own, Layout layout) {
    const Tensors t{own.shape};
    const Forward convolution = forward_of(own.shape, layout);
    const PoolingForward pooling = pooling_forward_of(own.pool, convolution.dst_desc());
    const BlockMemory m{convolution,
                        pooling,
                        filled(own.x, t.x(Tag::nhwc), convolution.src_desc()),
                        empty(convolution.dst_desc()),
                        empty(pooling.dst_desc()),
                        empty(pooling.workspace_desc())};
    chain.add(convolution, convolution_forward(convolution),
              {{DNNL_ARG_SRC, m.x},
               {DNNL_ARG_WEIGHTS, filled(own.w, t.w(Tag::hwio), convolution.weights_desc())},
               {DNNL_ARG_BIAS, filled(own.bias, t.bias(), convolution.bias_desc())},
               {DNNL_ARG_DST, m.z}});
    chain.add(pooling, pooling_forward(pooling),
              {{DNNL_ARG_SRC, m.z}, {DNNL_ARG_DST, m.y}, {DNNL_ARG_WORKSPACE, m.places}});
    chain.result(m.y, pooled(own.pool));
    return m;
}

}  // namespace

void set_onednn_threads(int threads) { omp_set_num_threads(threads); }

Peer onednn(const ConvForward& own, Layout layout) {
    const Tensors t{own.shape};
    const Forward pass = forward_of(own.shape, layout);
    const memory y = empty(pass.dst_desc());
    Chain chain;
    chain.add(pass, convolution_forward(pass),
              {{DNNL_ARG_SRC, filled(own.x, t.x(Tag::nhwc), pass.src_desc())},
               {DNNL_ARG_WEIGHTS, filled(own.w, t.w(Tag::hwio), pass.weights_desc())},
               {DNNL_ARG_BIAS, filled(own.bias, t.bias(), pass.bias_desc())},
               {DNNL_ARG_DST, y}});
    chain.result(y, t.y(Tag::nhwc));
    return chain.peer();
}

Peer onednn(const ConvBackwardData& own, Layout layout) {
    const Tensors t{own.shape};
    const Tag tag = image_tag(layout);
    const BackwardData pass = backward_data_of(own.shape, layout, t.x(tag), t.y(tag));
    const memory dx = empty(pass.diff_src_desc());
    Chain chain;
    chain.add(pass, convolution_backward_data(pass),
              {{DNNL_ARG_DIFF_DST, filled(own.dy, t.y(Tag::nhwc), pass.diff_dst_desc())},
               {DNNL_ARG_WEIGHTS, filled(own.w, t.w(Tag::hwio), pass.weights_desc())},
               {DNNL_ARG_DIFF_SRC, dx}});
    chain.result(dx, t.x(Tag::nhwc));
    return chain.peer();
}

Peer onednn(const ConvBackwardWeights& own, Layout layout) {
    const Tensors t{own.shape};
    const Tag tag = image_tag(layout);
    const BackwardWeights pass = backward_weights_of(own.shape, layout, t.x(tag), t.y(tag), {});
    const memory dw = empty(pass.diff_weights_desc());
    Chain chain;
    chain.add(pass, convolution_backward_weights(pass),
              {{DNNL_ARG_SRC, filled(own.x, t.x(Tag::nhwc), pass.src_desc())},
               {DNNL_ARG_DIFF_DST, filled(own.dy, t.y(Tag::nhwc), pass.diff_dst_desc())},
               {DNNL_ARG_DIFF_WEIGHTS, dw}});
    chain.result(dw, t.w(Tag::hwio));
    return chain.peer();
}

Peer onednn(const BlockForward& own, Layout layout) {
    Chain chain;
    add_block_forward(chain, own, layout);
    return chain.peer();
}

Peer onednn(const BlockTraining& own, Layout layout) {
    const Tensors t{own.shape};
    Chain chain;
    const BlockMemory m = add_block_forward(chain, own, layout);

    // ReLU's gradient is taken at the pooled values, a quarter as many and the same numbers.
    const auto relu = algorithm::eltwise_relu_use_dst_for_bwd;
    const memory::desc small = m.pooling.dst_desc();
    const eltwise_backward::primitive_desc mask(
        {relu, small, small, 0.0F}, attributes(), cpu(),
        eltwise_forward::primitive_desc({prop_kind::forward_training, relu, small, 0.0F}, cpu()));
    const memory masked = empty(small);
    chain.add(mask, eltwise_backward(mask),
              {{DNNL_ARG_DST, m.y},
               {DNNL_ARG_DIFF_DST, filled(own.dy, pooled(own.pool), small)},
               {DNNL_ARG_DIFF_SRC, masked}});

    const PoolingBackward unpool = pooling_backward_of(own.pool, m.pooling);
    const memory dz = empty(unpool.diff_src_desc());
    chain.add(
        unpool, pooling_backward(unpool),
        {{DNNL_ARG_DIFF_DST, masked}, {DNNL_ARG_WORKSPACE, m.places}, {DNNL_ARG_DIFF_SRC, dz}});

    // The backward pass uses the layouts of the forward pass, so the chain has no reorders.
    const BackwardWeights weights =
        backward_weights_of(own.shape, layout, m.convolution.src_desc(), dz.get_desc(), t.bias());
    const memory dw = empty(weights.diff_weights_desc()), dbias = empty(t.bias());
    chain.add(weights, convolution_backward_weights(weights),
              {{DNNL_ARG_SRC, m.x},
               {DNNL_ARG_DIFF_DST, dz},
               {DNNL_ARG_DIFF_WEIGHTS, dw},
               {DNNL_ARG_DIFF_BIAS, dbias}});
    chain.result(dw, t.w(Tag::hwio));
    chain.result(dbias, t.bias());

    if (!is_first_layer(own.shape)) {
        const BackwardData data =
            backward_data_of(own.shape, layout, m.convolution.src_desc(), dz.get_desc());
        const memory dx = empty(data.diff_src_desc());
        chain.add(data, convolution_backward_data(data),
                  {{DNNL_ARG_DIFF_DST, dz},
                   {DNNL_ARG_WEIGHTS, filled(own.w, t.w(Tag::hwio), data.weights_desc())},
                   {DNNL_ARG_DIFF_SRC, dx}});
        chain.result(dx, t.x(Tag::nhwc));
    }
    return chain.peer();
}

namespace {

// Pooling takes the layout that a convolution leaves behind.
memory::desc pool_input(const nnlite::kernels::Pool2dShape& s, Layout layout) {
    return images(s.batch, s.channels, s.height, s.width,
                  layout == Layout::nhwc ? Tag::nhwc : Tag::nChw16c);
}

}  // namespace

Peer onednn(const PoolForward& own, Layout layout) {
    const nnlite::kernels::Pool2dShape& s = own.shape;
    const PoolingForward pass = pooling_forward_of(s, pool_input(s, layout));
    const memory y = empty(pass.dst_desc());
    Chain chain;
    chain.add(pass, pooling_forward(pass),
              {{DNNL_ARG_SRC, filled(own.x, pool_input(s, Layout::nhwc), pass.src_desc())},
               {DNNL_ARG_DST, y},
               {DNNL_ARG_WORKSPACE, empty(pass.workspace_desc())}});
    chain.result(y, pooled(s));
    return chain.peer();
}

Peer onednn(const PoolBackward& own, Layout layout) {
    const nnlite::kernels::Pool2dShape& s = own.shape;
    const PoolingForward forward = pooling_forward_of(s, pool_input(s, layout));
    const memory places = empty(forward.workspace_desc());
    Chain before;
    before.add(forward, pooling_forward(forward),
               {{DNNL_ARG_SRC, filled(own.x, pool_input(s, Layout::nhwc), forward.src_desc())},
                {DNNL_ARG_DST, empty(forward.dst_desc())},
                {DNNL_ARG_WORKSPACE, places}});
    before.execute();
    const PoolingBackward pass = pooling_backward_of(s, forward);
    const memory dx = empty(pass.diff_src_desc());
    Chain chain;
    chain.add(pass, pooling_backward(pass),
              {{DNNL_ARG_DIFF_DST, filled(own.dy, pooled(s), pass.diff_dst_desc())},
               {DNNL_ARG_WORKSPACE, places},
               {DNNL_ARG_DIFF_SRC, dx}});
    chain.result(dx, pool_input(s, Layout::nhwc));
    return chain.peer();
}

}  // namespace bench
