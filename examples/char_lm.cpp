// A language model reads a text character by character and then generates text.
//
//   char_lm [--text book.txt] [--model gru|lstm|rnn|transformer]
//   char_lm --text book.txt --hidden 512 --layers 2 --time 128 --batch-size 32 --epochs 10
//   char_lm --model rnn --time 128 --batch-size 4 --learning-rate 2e-2 [--clip-norm 0]
//
// The text is cut into as many streams as a batch has rows, and read --time characters at a time.
// A recurrent layer continues from the state at the end of the piece before, but gradients stop
// there (truncated backpropagation through time). Gradients whose joint norm is larger than
// --clip-norm are scaled down to it; those of an RNN with ReLU explode at first, and the last line
// shows the effect of clipping: perplexity 9.8 after two epochs, 14.3 without.
//
// Data: a text file; otherwise a short tale that comes with the program. The last tenth is the test
// part. Expected: of the tale, perplexity below 1.3 (7 on the test part, which it cannot know) and
// whole sentences, in a few seconds.

#include <chrono>
#include <cmath>
#include <cstdio>
#include <nnlite/nnlite.hpp>
#include <nnlite/viz.hpp>

#include "support/pictures.hpp"
#include "support/program.hpp"
#include "support/tale.hpp"

using namespace nnlite;

namespace {

struct Choice {
    std::string model = "gru";
    std::size_t hidden = 128, layers = 1, time = 32;
    double dropout = 0;
};

// The interface of a recurrent layer for sampling and new epochs.
struct Stateful {
    virtual ~Stateful() = default;
    virtual void forget() = 0;
};

// A recurrent layer that continues from the state of its last call, until forget().
template <class Recurrent>
class Continued : public Recurrent, public Stateful {
   public:
    using Recurrent::Recurrent;

    Variable<> forward(const Variable<>& x) const override {
        const auto result = this->run(x, started_ ? &state_ : nullptr);
        state_ = result.state.detach();
        started_ = true;
        return result.output;
    }
    void forget() override { started_ = false; }

   private:
    mutable RecurrentState<> state_;
    mutable bool started_ = false;
};

Sequential<> make_network(const Choice& choice, std::size_t characters) {
    Sequential<> network(Embedding(characters, choice.hidden));
    const auto [model, hidden, layers, time, dropout] = choice;
    if (model == "gru") {
        network.add(Continued<GRU<>>(hidden, {.layers = layers, .dropout = dropout}));
    } else if (model == "lstm") {
        network.add(Continued<LSTM<>>(hidden, {.layers = layers, .dropout = dropout}));
    } else if (model == "rnn") {
        network.add(Continued<RNN<>>(
            hidden,
            {.layers = layers, .dropout = dropout, .activation = RecurrentActivation::relu}));
    } else if (model == "transformer") {
        network.add(LearnedPositions{})
            .add(TransformerEncoder(layers, 4,
                                    {.feed_forward = 4 * hidden,
                                     .dropout = dropout,
                                     .norm_first = true,
                                     .causal = true}))
            .add(LayerNorm{});
    } else {
        fail<ValueError>("--model: expected gru, lstm, rnn or transformer, got ", model);
    }
    return network.add(Linear(characters));
}

// Whether it has a state.
bool forget(Sequential<>& network) {
    auto* layer = dynamic_cast<Stateful*>(&network[1]);
    if (layer != nullptr) { layer->forget(); }
    return layer != nullptr;
}

// A text as `batch` parallel streams, in pieces of `time` characters from `start` on.
struct Streams {
    Labels characters;
    std::size_t batch, time, start = 0;

    Streams(const Labels& text, std::size_t wanted_batch, std::size_t piece)
        : characters(text), batch(std::min(wanted_batch, (text.size() - 1) / piece)), time(piece) {
        if (batch == 0) {
            fail<ValueError>("expected a text of more than --time ", time,
                             " characters to train and to test on, got ", text.size());
        }
    }

    std::size_t length() const { return (characters.size() - 1) / batch; }
    std::size_t pieces() const { return (length() - start) / time; }

    // The number of positions at which the first piece may start.
    std::size_t spare() const { return std::min(time, length() - time + 1); }

    // [batch, time] of piece `index`, moved by `ahead` characters.
    Labels piece(std::size_t index, std::size_t ahead) const {
        Labels result = empty_tensor<std::int32_t>({batch, time});
        for (std::size_t row = 0; row < batch; ++row) {
            const std::size_t first = row * length() + start + index * time + ahead;
            std::copy_n(characters.data() + first, time, result.data() + row * time);
        }
        return result;
    }

    Variable<> loss(Sequential<>& network, std::size_t index) const {
        const Variable<> inputs(Tensor<>(xt::cast<float>(piece(index, 0))));
        return cross_entropy(network.forward(inputs), piece(index, 1));
    }
};

struct Epoch {
    double loss = 0, largest_norm = 0;
    std::size_t clipped = 0;
};

Epoch train_epoch(Sequential<>& network, Optimizer<>& optimizer, const Streams& streams,
                  double clip_norm) {
    const auto weights = parameters(network);
    Epoch epoch;
    forget(network);
    for (std::size_t index = 0; index < streams.pieces(); ++index) {
        optimizer.zero_gradients();
        const Variable<> loss = streams.loss(network, index);
        loss.backward();
        const double limit = clip_norm > 0 ? clip_norm : std::numeric_limits<double>::max();
        const double norm = clip_gradient_norm(weights, limit);
        if (!std::isfinite(norm)) {
            fail<ValueError>("the gradients have exploded: their norm is ", norm,
                             "; --clip-norm or a smaller --learning-rate may help");
        }
        optimizer.step();
        epoch.loss += double(loss.item()) / double(streams.pieces());
        epoch.largest_norm = std::max(epoch.largest_norm, norm);
        epoch.clipped += norm > limit;
    }
    return epoch;
}

double test_loss(Sequential<>& network, const Streams& streams) {
    const NoGrad no_grad;
    set_training(network, false);
    forget(network);
    double sum = 0;
    for (std::size_t index = 0; index < streams.pieces(); ++index) {
        sum += double(streams.loss(network, index).item());
    }
    return sum / double(streams.pieces());
}

// `count` characters after `prompt`. A recurrent network has a state and reads only new characters,
// the transformer reads the last `time` characters.
std::string write_on(Sequential<>& network, const CharacterVocabulary& vocabulary,
                     const std::string& prompt, std::size_t count, const Choice& choice,
                     double temperature, Generator& generator) {
    const NoGrad no_grad;
    set_training(network, false);
    const bool has_state = forget(network);
    std::string text = prompt;
    std::size_t seen = 0;
    while (text.size() < prompt.size() + count) {
        const std::size_t first =
            has_state ? seen : text.size() - std::min(text.size(), choice.time);
        Tensor<> inputs = xt::cast<float>(vocabulary.encode(std::string_view(text).substr(first)));
        inputs.reshape({1, inputs.size()});
        seen = text.size();
        const Variable<> scores = slice(network.forward(Variable<>(inputs)), 1, -1);
        const Tensor<> chances = softmax(scores * (1 / float(temperature))).value();
        double drawn = 0;
        generator.uniform(&drawn, 1, 0, 1);
        std::size_t number = 0;
        while (number + 1 < chances.size() && drawn >= double(chances.data()[number])) {
            drawn -= double(chances.data()[number++]);
        }
        text += vocabulary.characters()[number];
    }
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    example::Program program("A language model learns a text and continues it",
                             {.epochs = 40, .batch_size = 8});
    const example::Flags& flags = program.flags;
    Choice choice;
    std::string text_file, prompt;
    std::size_t count = 300;
    double learning_rate = 3e-3, clip_norm = 1, temperature = 0.7;
    program.flag("--text", text_file, "text file to learn, plain or gzip (otherwise a tale)")
        .flag("--model", choice.model, "gru, lstm, rnn or transformer")
        .flag("--hidden", choice.hidden, "width of the layers")
        .flag("--layers", choice.layers, "how many")
        .flag("--time", choice.time, "characters of backpropagation through time")
        .flag("--dropout", choice.dropout, "between recurrent layers, or in the transformer's")
        .flag("--learning-rate", learning_rate, "of Adam")
        .flag("--clip-norm", clip_norm, "largest norm of all gradients together; 0: any")
        .flag("--temperature", temperature, "of the sample: near 0 the likeliest, 1 as learned")
        .flag("--prompt", prompt, "what the sample begins with (otherwise the first character)")
        .flag("--sample", count, "characters to write");
    return program.run(argc, argv, [&] {
        const std::string text =
            text_file.empty() ? std::string(example::tale) : read_text(text_file);
        const CharacterVocabulary vocabulary(text);
        const std::size_t split = text.size() * 9 / 10;
        Streams train(vocabulary.encode(std::string_view(text).substr(0, split)), flags.batch_size,
                      choice.time);
        const Streams test(vocabulary.encode(std::string_view(text).substr(split)),
                           flags.batch_size, choice.time);
        std::printf("%zu characters, %zu different ones\n", text.size(), vocabulary.size());

        CounterGenerator generator(flags.seed);
        Sequential<> network = make_network(choice, vocabulary.size());
        network.build({choice.time}, generator);
        Adam<> optimizer(parameters(network), {.learning_rate = learning_rate});
        std::fputs(summary_text(network).c_str(), stdout);

        const FlushToZero flush;
        History history;
        for (std::size_t number = 1; number <= (flags.smoke ? 2 : flags.epochs); ++number) {
            set_training(network, true);
            train.start = generator.bits() % train.spare();  // other pieces in every epoch
            const auto start = std::chrono::steady_clock::now();
            const Epoch epoch = train_epoch(network, optimizer, train, clip_norm);
            const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
            const double validation = test_loss(network, test);
            std::printf(
                "Epoch %zu: loss %.4f, perplexity %.2f, test perplexity %.2f, largest "
                "gradient norm %.2f, %zu of %zu steps clipped\n",
                number, epoch.loss, std::exp(epoch.loss), std::exp(validation), epoch.largest_norm,
                epoch.clipped, train.pieces());
            history.append({{"loss", epoch.loss},
                            {"perplexity", std::exp(epoch.loss)},
                            {"val_loss", validation},
                            {"gradient_norm", epoch.largest_norm},
                            {"seconds", time.count()}});
        }
        if (prompt.empty()) { prompt = text.substr(0, 1); }
        std::printf("\n%s\n\n", write_on(network, vocabulary, prompt, flags.smoke ? 20 : count,
                                         choice, temperature, generator)
                                    .c_str());
        const double loss = test_loss(network, test);
        example::record(flags, {example::run_of("char_lm " + choice.model, network, split, history,
                                                {{"loss", loss}, {"perplexity", std::exp(loss)}})});
        if (example::PictureFolder out(flags); out) {
            out.write("history.svg", viz::history_charts(history));
        }
    });
}
