#include "nnlite/layers/clone.hpp"

#include <memory>

#include "layers/compare.hpp"
#include "nnlite/layers/activation.hpp"
#include "nnlite/layers/batch_norm.hpp"
#include "nnlite/layers/dropout.hpp"
#include "nnlite/layers/function_layer.hpp"
#include "nnlite/layers/linear.hpp"
#include "nnlite/layers/sequential.hpp"
#include "nnlite/random/counter.hpp"
#include "support/catch.hpp"
#include "support/check_layer.hpp"

using namespace nnlite;

namespace {

// A layer of a user's, which holds others as a member.
struct Block : Layer<double> {
    Sequential<double> inside{Linear<double>(3), Tanh<double>(), Linear<double>(2)};
    Linear<double> head{2};

    Shape build(const Shape& input, Generator& generator) override {
        return head.build(inside.build(input, generator), generator);
    }
    Variable<double> forward(const Variable<double>& x) const override { return head(inside(x)); }
    void visit(Visitor<double>& visitor) override {
        visitor.child("inside", inside);
        visitor.child("head", head);
    }
    std::string type() const override { return "Block"; }
};

// One that holds it by a pointer.
struct Holder : Layer<double> {
    LayerPointer<double> inner = std::make_shared<Linear<double>>(2);

    Shape build(const Shape& input, Generator& generator) override {
        return inner->build(input, generator);
    }
    Variable<double> forward(const Variable<double>& x) const override { return inner->forward(x); }
    void visit(Visitor<double>& visitor) override { visitor.child("inner", *inner); }
    std::string type() const override { return "Holder"; }
};
struct CloneableHolder : Holder {
    void unshare(Cloner<double>& cloner) override { inner = cloner(inner); }
};

Sequential<double> all_kinds() {
    Sequential<double> net(Block{}, Residual(Linear<double>(4), Linear<double>(4)),
                           BatchNorm1d<double>(), CloneableHolder{});
    net.add("again", std::make_shared<Linear<double>>(2));
    net.add("and again", net.entries().back().layer);  // tied
    return net.add(FunctionLayer<double>("Square", [](const auto& x) { return x * x; }));
}

}  // namespace

TEST_CASE("clone: the same results, nothing shared") {
    auto net = all_kinds();
    CounterGenerator generator(1);
    net.build({5}, generator);
    const Variable<double> x(irregular_values({6, 5}));
    net(x);  // moves the running statistics
    set_trainable(net[1], false);
    net[2].training = false;
    auto copy = clone(net);
    REQUIRE(nnlite::detail::state_of(copy) == nnlite::detail::state_of(net));
    REQUIRE(copy(x).value() == net(x).value());
    REQUIRE(!copy[2].training);
    const auto ours = named_parameters(copy), theirs = named_parameters(net);
    REQUIRE(ours.size() == theirs.size());  // what is tied is so in the copy
    for (std::size_t i = 0; i < ours.size(); ++i) {
        REQUIRE(ours[i].name == theirs[i].name);
        REQUIRE(ours[i].variable.node() != theirs[i].variable.node());
        REQUIRE(ours[i].variable.requires_gradient() == theirs[i].variable.requires_gradient());
    }
    REQUIRE(&copy["again"] == &copy["and again"]);
    // What happens to one does not to the other.
    const auto before = nnlite::detail::state_of(net);
    for (auto [name, variable] : ours) { variable.mutable_value().fill(0.5); }
    set_training(copy, true);
    copy(x);
    REQUIRE(nnlite::detail::state_of(net) == before);
    REQUIRE(nnlite::detail::state_of(copy) != before);
    copy.build({7}, generator);
    REQUIRE(nnlite::detail::state_of(net) == before);
}

TEST_CASE("clone: of a copy that shares parameters, and before build()") {
    CounterGenerator generator(1);
    Linear<double> first(3);
    first.build({3}, generator);
    Sequential<double> tied(first, Tanh<double>(), first);  // copies with one weight
    auto copy = clone(tied);
    REQUIRE(parameter_count(copy) == 12);
    REQUIRE(parameters(copy)[0].node() == parameter(copy, "2.weight").node());
    REQUIRE(parameters(copy)[0].node() != first.weight.node());

    auto unbuilt = all_kinds();
    auto other = clone(unbuilt);
    other.build({5}, generator);
    REQUIRE(parameter_count(unbuilt) == 0);
    REQUIRE(clone(Block{}).type() == "Block");
    REQUIRE(clone(Sequential<double>()).size() == 0);
}

TEST_CASE("clone: a Dropout continues from the same position") {
    CounterGenerator generator(1);
    Sequential<double> net(Dropout<double>(0.5));
    net.build({40}, generator);
    const Variable<double> x(full_tensor<double>({2, 40}, 1));
    net(x);
    auto copy = clone(net);
    REQUIRE(copy(x).value() == net(x).value());
}

TEST_CASE("clone: errors") {
    Sequential<double> net;
    net.add("a", std::shared_ptr<Layer<double>>(std::make_shared<Linear<double>>(2)));
    REQUIRE_ERROR(clone(net), ValueError,
                  "clone: expected layers that can be copied, added by value or by a pointer "
                  "to their own class, got Linear");
    REQUIRE_ERROR(clone(Sequential<double>(Holder{})), ValueError,
                  "clone: expected that a copy of Holder has a layer inner of its own, got a "
                  "shared one; override unshare()");
    // A derived class behind a pointer to its base would lose a part.
    Sequential<double> sliced;
    sliced.add("a", std::shared_ptr<Holder>(std::make_shared<CloneableHolder>()));
    REQUIRE_THROWS_AS(clone(sliced), ValueError);
}
