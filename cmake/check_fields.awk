# Names each number in a struct of options, a schedule or a loss that is not in the struct's list of
# fields, where it has a range, and then fails: awk -f check_fields.awk HEADER...
BEGIN {
    # Checked where they are used, by other means:
    free["ConjugateGradientOptions.norm"]             # may be infinite
    free["ConjugateGradientOptions.gtol"]
    free["ConjugateGradientOptions.max_iterations"]
    free["Conv1dOptions.stride"]                      # by the convolutions
    free["Conv1dOptions.dilation"]
    free["Conv1dOptions.groups"]
    free["Conv2dOptions.groups"]
    free["ConvTranspose2dOptions.groups"]
    free["LabelBinarizerOptions.neg_label"]           # against each other
    free["LabelBinarizerOptions.pos_label"]
    free["SplitOptions.test_size"]                    # fractions or rows
    free["SplitOptions.train_size"]
    free["TensorDatasetOptions.divide_by"]            # by TensorDataset
    free["MistakesOptions.count"]                     # any will do
    free["ReadImageOptions.max_pixels"]
    number = "^    (double|float|int|std::size_t|Vector<double>|std::vector<std::size_t>|" \
             "std::optional<(double|std::size_t|std::int64_t)>) [a-z_0-9]+( =|;)"
}
/^(struct|class) / {
    name = $2
    sub(/[^A-Za-z0-9_].*/, "", name)
    inside = $1 == "struct" && /\{$/ && name != "MoreThuenteOptions"  # what lbfgs() hands on
    checked = name ~ /(Options|Schedule)$/
    count = 0
    text = ""
}
inside && /static constexpr const char\* name/ { checked = 1 }
inside && $0 ~ number {
    member = $0
    sub(/^    [^ ]+ /, "", member)
    sub(/[ ;].*/, "", member)
    members[count++] = member
}
inside { text = text $0 }
/^};/ && inside {
    for (i = 0; checked && i < count; ++i) {
        full = name "." members[i]
        if (!(full in free) && index(text, "Field(\"" members[i] "\"") == 0) {
            print FILENAME ": " full " is not in fields()"
            bad = 1
        }
    }
    inside = 0
}
END { exit bad }
