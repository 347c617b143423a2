#pragma once

#include <string_view>

namespace example {

// The default text of char_lm, written for it.
inline constexpr std::string_view tale =
    R"(The miller of the valley had three clocks, and no two of them agreed.
The clock in the kitchen was fast, for the kitchen was warm.
The clock in the mill was slow, for the mill was cold.
The clock in the tower stood still, and twice a day it was right.

One morning a traveller came down the road with a box under her arm.
"What is in the box?" asked the miller.
"A small machine that learns," said the traveller. "It is not clever yet. Give it something to
watch, and it will tell you what comes next."
"Then let it watch my clocks," said the miller, "and tell me the hour."

So the machine watched the clocks. On the first day it said nothing.
On the second day it said that the hour was always noon, and it was wrong.
On the third day it said that the hour was the hour before, and it was nearly right.
"It only repeats what it has seen," said the miller.
"That is how learning begins," said the traveller. "Leave it by the window, and wait."

The machine watched the sun and the wheel and the water under the wheel.
It watched the cat, who slept when the kitchen was warm.
It watched the snow, that fell when the mill was cold.
When it was wrong it turned a little, and when it was wrong again it turned a little more.
In the spring it told the hour better than the clock in the kitchen.
In the summer it told the hour better than the clock in the mill.
In the autumn it told the hour better than the tower, but never twice a day as well.

"Now I have four clocks," said the miller, "and no two of them agree."
"Now you have one," said the traveller, "that knows why the others are wrong."
The miller looked at the wheel, and the wheel looked at the water, and the water went on.
"What comes next?" asked the miller.
The machine thought of the snow and the sun and the cat by the window.
"The traveller will take her hat," it said, "and go up the road, and you will ask her to stay."
The traveller took her hat. She went up the road, and the miller ran after her with bread.
"Stay until the winter," said the miller. "The machine said that I would ask."
"Did it say what I would answer?" said the traveller.
Then they both turned to the window, and waited for the small machine to speak.
)";

}  // namespace example
