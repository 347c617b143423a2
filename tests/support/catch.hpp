#pragma once

// Catch2 2.13 or 3, under one name.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#include <string>

// The expression must throw `Type` with exactly this message.
#define REQUIRE_ERROR(expression, Type, message)                      \
    do {                                                              \
        std::string got_message = "nothing was thrown";               \
        try {                                                         \
            (void)(expression);                                       \
        } catch (const Type& thrown) { got_message = thrown.what(); } \
        REQUIRE(got_message == (message));                            \
    } while (false)
