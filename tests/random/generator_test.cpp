#include "nnlite/random/generator.hpp"

#include <cstddef>
#include <vector>

#include "data/fixed_generator.hpp"
#include "nnlite/random/counter.hpp"
#include "nnlite/random/numpy.hpp"
#include "nnlite/random/torch.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

nnlite::detail::Json state_of(Generator& generator) {
    FieldVisitor visitor;
    generator.visit_state(visitor);
    return visitor.result();
}

void set_state(Generator& generator, const nnlite::detail::Json& state) {
    FieldVisitor visitor(state, "file: ");
    generator.visit_state(visitor);
    visitor.finish();
}

// Numbers of all kinds; fewer than 16 normal ones of TorchGenerator leave one over.
std::vector<double> draw(Generator& generator) {
    std::vector<double> values(30);
    generator.uniform(values.data(), 7, 0, 1);
    generator.normal(values.data() + 7, 3, 0, 1);
    std::vector<std::size_t> order(13);
    generator.permutation(order.data(), order.size());
    values.insert(values.end(), order.begin(), order.end());
    values.push_back(double(generator.bits()));
    values.push_back(double(generator.child_seed()));
    return values;
}

template <class G>
void check_state() {
    for (const int draws : {0, 1, 20}) {
        G generator(5), other(6);
        for (int i = 0; i < draws; ++i) { draw(generator); }
        set_state(other, state_of(generator));
        REQUIRE(state_of(other) == state_of(generator));
        for (int i = 0; i < 20; ++i) { REQUIRE(draw(other) == draw(generator)); }
    }
}

}  // namespace

TEST_CASE("generators: a state that is set gives the same numbers") {
    check_state<CounterGenerator>();
    check_state<NumpyRandomState>();
    check_state<TorchGenerator>();
}

TEST_CASE("generators: errors of states") {
    CounterGenerator counter;
    TorchGenerator torch;
    REQUIRE_ERROR(set_state(torch, state_of(counter)), FileError,
                  "file: type: expected torch, got counter");
    nnlite::detail::Json state = state_of(torch);
    auto& words = (*state.get_if<nnlite::detail::Json::Object>())[1];
    REQUIRE(words.name == "words");
    words.value.get_if<nnlite::detail::Json::List>()->pop_back();
    REQUIRE_ERROR(set_state(torch, state), FileError,
                  "Mt19937: expected 624 words and a position up to 624, got 623 and 624");
    FixedGenerator fixed;
    REQUIRE_ERROR(state_of(fixed), ValueError,
                  "Generator: this generator cannot be saved: it does not implement visit_state()");
}

TEST_CASE("BlankGenerator: zeros") {
    nnlite::detail::BlankGenerator blank;
    REQUIRE(blank.is_blank());
    REQUIRE_FALSE(CounterGenerator().is_blank());
    std::vector<float> values(3, 1);
    blank.uniform(values.data(), 2, 1, 2);
    REQUIRE(values == std::vector<float>{0, 0, 1});
    blank.normal(values.data() + 1, 2, 1, 2);
    REQUIRE(values == std::vector<float>{0, 0, 0});
    std::vector<double> doubles(3, 1);
    blank.uniform(doubles.data(), 1, 1, 2);
    blank.normal(doubles.data() + 1, 1, 1, 2);
    REQUIRE(doubles == std::vector<double>{0, 0, 1});
    std::vector<std::size_t> order(3);
    blank.permutation(order.data(), 3);
    REQUIRE(order == std::vector<std::size_t>{0, 1, 2});
    REQUIRE(blank.bits() == 0);
}
