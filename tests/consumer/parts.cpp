// Calls two files that are compiled for different instruction sets: each has its own nnlite.
#include <cmath>
#include <cstdio>
#include <vector>

int native(std::vector<float>& gradient);
int plain(std::vector<float>& gradient);

int main() {
    std::vector<float> a, b;
    const int set_a = native(a), set_b = plain(b);
    std::printf("instruction sets %d and %d\n", set_a, set_b);
    if (set_a == set_b || a.size() != 37 || b.size() != 37) { return 1; }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::abs(a[i] - 0.78644773F) > 1e-6F || std::abs(a[i] - b[i]) > 1e-6F) { return 2; }
    }
    return 0;
}
