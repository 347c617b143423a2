#pragma once

// Catch2 2.13 or 3, under one name.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#include <string>

#include "message_facts.hpp"

// The expression must throw `Type` with the facts of this message: place, expected and got,
// whatever the sentence around them.
#define REQUIRE_ERROR(expression, Type, message)                          \
    do {                                                                  \
        std::string got_message = "nothing was thrown";                   \
        try {                                                             \
            (void)(expression);                                           \
        } catch (const Type& thrown) { got_message = thrown.what(); }     \
        INFO("got:      " << got_message << "\nexpected: " << (message)); \
        REQUIRE(message_facts(got_message) == message_facts(message));    \
    } while (false)
