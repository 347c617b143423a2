#pragma once

#include <cstddef>
#include <cstdint>

// Written by numpy_random.py with NumPy 1.24.2.
namespace reference::numpy_random {

// clang-format off
inline constexpr std::uint64_t seeds[] = {0U, 42U, 12345U, 4294967295U};
inline constexpr std::size_t sizes[] = {0, 1, 2, 15, 16, 17, 100};

inline constexpr double random_sample[][4] = {
    {0x1.18fe1565f12a8p-1, 0x1.6e2d4cf608733p-1, 0x1.349d66b6e894bp-1, 0x1.16faedb6395f5p-1},
    {0x1.7f8771e5f51ecp-2, 0x1.e6c4068bbd654p-1, 0x1.76c7e8f1e6751p-1, 0x1.32835d6632cb0p-1},
    {0x1.dbf6a3f8f84b7p-1, 0x1.43f7f410bb044p-2, 0x1.78aa6d0a2dad8p-3, 0x1.a2f07fd391514p-3},
    {0x1.8fe69a3924820p-4, 0x1.d323d824032b1p-1, 0x1.93fc6f61af3f9p-1, 0x1.8f5ca1b151c07p-1},
};

inline constexpr double randn[][5] = {
    {0x1.c398ef3e5cfa5p+0, 0x1.99c2cfacc8953p-2, 0x1.f51d25222c9abp-1, 0x1.1ed5969e3314ep+1, 0x1.de1847cb13ddap+0},
    {0x1.fca2a28a9307cp-2, -0x1.1b2a505de052ap-3, 0x1.4b9dd50245e68p-1, 0x1.85e548e01aa2bp+0, -0x1.df8bcdf57a640p-3},
    {-0x1.a33dc4f5d203dp-3, 0x1.ea701f566080fp-2, -0x1.09f3df0ae3d0ep-1, -0x1.1c88aeb5231f1p-1, 0x1.f73d654602e58p+0},
    {0x1.4bfc38c486d8ap-1, 0x1.56b192e507eeep-1, -0x1.149e836f192fdp+0, 0x1.23543dec5a0fcp-2, 0x1.d27bf27c6aaafp-4},
};

inline constexpr std::int64_t randint_100[][8] = {
    {44, 47, 64, 67, 67, 9, 83, 21},
    {51, 92, 14, 71, 60, 20, 82, 86},
    {98, 29, 1, 36, 41, 34, 29, 1},
    {35, 34, 12, 71, 52, 64, 86, 89},
};

inline constexpr std::size_t permutation[][10] = {
    {2, 8, 4, 9, 1, 6, 7, 3, 0, 5},
    {8, 1, 5, 0, 7, 2, 9, 4, 3, 6},
    {0, 7, 3, 9, 6, 4, 1, 8, 5, 2},
    {6, 9, 5, 1, 8, 0, 7, 4, 2, 3},
};

inline constexpr std::size_t choice_without[][4] = {
    {2, 8, 4, 9},
    {8, 1, 5, 0},
    {0, 7, 3, 9},
    {6, 9, 5, 1},
};

// Hashes of all draws: one row per seed, one column per call, in the order
//   randn
//   random_sample
//   uniform
//   uniform_float
//   normal
//   normal_float
//   randint_10
//   randint_1
//   randint_32
//   randint_33
//   randint_64
//   permutation
//   shuffle
//   choice_without
//   choice_with
inline constexpr std::uint64_t hashes[][15] = {
    {0x3099a04a9582b353U, 0xa7695acc7a138facU, 0x9e534cfd1be886bfU, 0xc99fffa7b3494c17U, 0xb0f20aa2d30ba335U, 0xbc16cd66faf3529fU, 0x74e0d9ff323e20e2U, 0xc5726bad0366b1acU, 0xe327d4cb886d01c9U, 0xbc8fe709d8e6d07aU, 0x99eb87e9550c9a95U, 0x41ff503fb07f0085U, 0xd2b8cddf5e107c87U, 0x61577e12c58a7dffU, 0x38e693577b0965cdU},
    {0x48a0e097db0294faU, 0xd565c8d018118910U, 0x9b17949accd026b7U, 0xf26dad8184b130c9U, 0xcf7e5d3311df8103U, 0xb798c059a94d6b31U, 0xd189249431932a94U, 0xc5726bad0366b1acU, 0x00e1856400b03658U, 0xc08dd142a078b229U, 0xf11dc52215c1ee0aU, 0xb4fa977566df49ffU, 0xa0d990d05b3b7de5U, 0x7af1991265a13f69U, 0x72ae229126f84bccU},
    {0x36e34fc27b414592U, 0x3f33bf00552d9748U, 0xf8cd7c2f188c3cadU, 0x338226b2e4505beaU, 0xc814c54eba6cd8e6U, 0xee73a42e77e554aaU, 0x75c0312f9b63d2e4U, 0xc5726bad0366b1acU, 0x7fc078a90fe0aefcU, 0xdc533260909b127fU, 0xa15c1294ee1ffd8cU, 0xc9c805f507526c29U, 0xba8e185a146916f7U, 0xe4e8132251f91f90U, 0xbcb81e1c489c95e0U},
    {0x562613e0e34281beU, 0xdce1d37cfd99efe8U, 0x1f897e452404b2f4U, 0x0338404428cbb3e7U, 0xdcc336e10f400004U, 0x4eb76ddecf35273aU, 0xbb7c169490b5d966U, 0xc5726bad0366b1acU, 0x465c8802bdd91bf8U, 0x6ea89c612bf9bbf5U, 0xfd37dc1c47a2d2d2U, 0x5a681e6b6d3fadfbU, 0x3261d33e95cedf67U, 0xe47a578c80f323f8U, 0x05527b1dfc1b7fb2U},
};
// clang-format on

}  // namespace reference::numpy_random
