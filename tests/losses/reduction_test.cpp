// What all losses of labels do with labels to be ignored, with weights and with other layouts.
#include "nnlite/losses/reduction.hpp"

#include <cmath>

#include "nnlite/losses/known_losses.hpp"
#include "support/catch.hpp"

using namespace nnlite;

namespace {

const Tensor<double> logits = {
    {0.5, -1, 2, 0}, {NAN, 1, INFINITY, 3}, {1, 1, -4, 0.25}, {-1, 0, 1, -INFINITY}};
const Labels labels{2, 255, 1, 255};
const Tensor<double> two_rows = {{0.5, -1, 2, 0}, {1, 1, -4, 0.25}};
const Labels two_labels{2, 1};

struct Result {
    Tensor<double> loss, gradient;
};
template <class L>
Result result(const L& loss, const Tensor<double>& x, const Labels& y) {
    const Variable<double> leaf(x, true);
    const Variable<double> value = loss(leaf, y);
    value.backward_from(full_tensor<double>(value.shape(), 1.0));
    return {value.value(), leaf.gradient()};
}

// The rows that count are as if they were alone; the others have loss 0 and gradient 0.
template <class L>
void check_ignored(L loss) {
    CAPTURE(L::name);
    loss.ignore_index = 255;
    for (const Reduction reduction : {Reduction::mean, Reduction::sum, Reduction::none}) {
        loss.reduction = reduction;
        const Result all = result(loss, logits, labels), some = result(loss, two_rows, two_labels);
        for (std::size_t i = 0; i < some.loss.size(); ++i) {
            REQUIRE(all.loss.data()[2 * i] == Approx(some.loss.data()[i]));
        }
        for (std::size_t row = 0; row < 4; ++row) {
            for (std::size_t i = 0; i < 4; ++i) {
                const double wanted = row % 2 == 1 ? 0 : some.gradient(row / 2, i);
                REQUIRE(all.gradient(row, i) == Approx(wanted));
            }
        }
        const Result none = result(loss, logits, Labels{255, 255, 255, 255});
        REQUIRE(none.loss == Tensor<double>(0 * all.loss));
        REQUIRE(none.gradient == full_tensor<double>({4, 4}, 0.0));
    }
    loss.ignore_index = -100;
    REQUIRE(result(loss, two_rows, Labels{2, -100}).loss.size() == 2);
    REQUIRE_THROWS_AS(loss(Variable<double>(two_rows), Labels{2, -1}), ValueError);
    REQUIRE_THROWS_AS(loss(Variable<double>(two_rows), Labels{2, 255}), ValueError);
    loss.ignore_index = {};
    REQUIRE_THROWS_AS(loss(Variable<double>(two_rows), Labels{2, -100}), ValueError);
    loss.ignore_index = 1;  // a class
    loss.reduction = Reduction::mean;
    REQUIRE(result(loss, two_rows, two_labels).loss() ==
            Approx(result(loss, Tensor<double>{{0.5, -1, 2, 0}}, Labels{2}).loss()));
}

template <class L>
void check_weights(L loss) {
    const Variable<double> x(two_rows);
    const std::string text = std::string(L::name) + ": expected ";
    loss.class_weights = {1, -0.5, 1, 1};
    REQUIRE_ERROR(loss(x, two_labels), ValueError, text + "class_weights[1] >= 0, got -0.5");
    loss.class_weights = {1, 1, 1, NAN};
    REQUIRE_ERROR(loss(x, two_labels), ValueError, text + "class_weights[3] >= 0, got nan");
    loss.class_weights = {INFINITY, 1, 1, 1};
    REQUIRE_ERROR(loss(x, two_labels), ValueError,
                  text + "a finite class_weights[0] >= 0, got inf");
    loss.class_weights = {1, 0, 0, 1};
    const Result nothing = result(loss, two_rows, two_labels);
    REQUIRE(nothing.loss() == 0);
    REQUIRE(nothing.gradient == full_tensor<double>({2, 4}, 0.0));
    loss.ignore_index = 2;
    REQUIRE(result(loss, two_rows, two_labels).loss() == 0);
}

}  // namespace

TEST_CASE("losses of labels: ignore_index") {
    check_ignored(CrossEntropy{});
    check_ignored(CrossEntropy{.label_smoothing = 0.1, .class_weights = {1, 3, 0.5, 2}});
    check_ignored(CrossEntropyFromProbabilities{});
    check_ignored(NegativeLogLikelihood{.class_weights = {1, 3, 0.5, 2}});
    check_ignored(MultiMargin{.margin = 2});
}

TEST_CASE("losses of labels: ignore_index, values of PyTorch's rule by hand") {
    // -sum w log_p over the labels that count, by their summed weights.
    const Variable<double> log_p(Tensor<double>{{-1, -2}, {-3, -4}, {-5, -6}});
    REQUIRE(negative_log_likelihood(log_p, Labels{0, -100, 1},
                                    {.class_weights = {1, 3}, .ignore_index = -100})
                .item() == (1 * 1 + 3 * 6) / 4.0);
    REQUIRE(negative_log_likelihood(log_p, Labels{0, -100, 1}, {.ignore_index = -100}).item() ==
            (1 + 6) / 2.0);
}

TEST_CASE("losses of labels: class weights are finite and not negative") {
    check_weights(CrossEntropy{});
    check_weights(CrossEntropy{.label_smoothing = 0.25});
    check_weights(NegativeLogLikelihood{});
    check_weights(MultiMargin{});
    const Variable<float> x(Tensor<float>{{1, 2}});
    REQUIRE_ERROR(cross_entropy(x, Labels{0}, {.class_weights = {1, 1e300}}), ValueError,
                  "cross_entropy: expected a finite class_weights[1] >= 0, got inf");
}

TEST_CASE("losses of labels: rows of other layouts") {
    const xt::xarray<int, xt::layout_type::column_major> image{{0, 1, 2}, {2, 255, 0}};
    const Tensor<double> scores = xt::reshape_view(xt::linspace<double>(-1, 1, 24), {2, 3, 4});
    const CrossEntropy loss{.ignore_index = 255};
    REQUIRE(loss(Variable<double>(scores), image).item() ==
            loss(Variable<double>(scores), Labels(image)).item());
    REQUIRE(loss(Variable<double>(scores), xt::view(image, xt::range(0, 2))).item() ==
            loss(Variable<double>(scores), Labels(image)).item());
}

TEST_CASE("losses of labels: options written before there was an ignore_index") {
    const nnlite::detail::Json written{nnlite::detail::Json::Object{
        {"label_smoothing", nnlite::detail::Json{0.5}},
        {"class_weights", nnlite::detail::Json{nnlite::detail::Json::List{}}},
        {"reduction", nnlite::detail::Json{std::string("sum")}}}};
    FieldVisitor old(written, "file: ");
    CrossEntropy loss;
    visit_fields(old, loss);
    old.finish();
    REQUIRE(loss.label_smoothing == 0.5);
    REQUIRE_FALSE(loss.ignore_index.has_value());
    FieldVisitor writer;
    loss.ignore_index = -100;
    visit_fields(writer, loss);
    const nnlite::detail::Json now = writer.result();
    FieldVisitor reader(now, "file: ");
    CrossEntropy again;
    visit_fields(reader, again);
    reader.finish();
    REQUIRE(again.ignore_index == -100);
}
