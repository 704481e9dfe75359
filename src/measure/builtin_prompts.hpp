#pragma once
/// The built-in prompts. Written for lem; they may be used under CC0.

#include <array>
#include <string_view>

namespace lem::measure {

inline constexpr std::array<std::string_view, 48> builtin_prompts{
    "Explain to a twelve-year-old why the sky is blue and why sunsets are red.",
    "Write a short story about a lighthouse keeper who finds a letter in a bottle.",
    "List the steps to repair a flat bicycle tyre, with the tools that are needed.",
    "Summarise the causes of the French Revolution in five paragraphs.",
    "Describe how a refrigerator moves heat from a cold place to a warm one.",
    "Write a polite e-mail that asks a landlord to fix a leaking tap before the weekend.",
    "Compare trains and aeroplanes for a journey of 600 kilometres: time, cost, comfort and "
    "energy.",
    "Give me a week of vegetarian dinners for two people with a shopping list.",
    "What is the difference between a virus and a bacterium? Give two examples of each.",
    "Write a function in Python that returns the n-th Fibonacci number and explain its running "
    "time.",
    "Translate into French: The harbour was quiet, and the fishermen mended their nets.",
    "Plan a three-day walk in the mountains for beginners and say what to pack.",
    "Explain compound interest with an example over thirty years.",
    "Write a poem of sixteen lines about the first snow of the year in a city.",
    "How does a heat pump reach an efficiency above one hundred per cent? Explain with numbers.",
    "Describe the water cycle and the role that forests play in it.",
    "Draft a speech of two minutes for the opening of a small public library.",
    "Which questions should I ask before buying a used car? Order them by importance.",
    "Explain the difference between a process and a thread in an operating system.",
    "Write a dialogue between a gardener and a child who asks why leaves fall in autumn.",
    "Describe the plot of an imaginary opera that takes place in a railway station.",
    "What were the main achievements of the engineers of ancient Rome?",
    "Give clear instructions for baking a loaf of sourdough bread at home.",
    "Explain what a hash table is, how collisions are handled, and when it is a bad choice.",
    "Write a product description for a lamp made from recycled glass.",
    "Summarise how vaccines train the immune system, without technical words.",
    "How can a small town reduce traffic in its centre? Propose five measures with their "
    "drawbacks.",
    "Write an SQL query that finds the ten customers with the largest total of orders, and explain "
    "it.",
    "Describe the life of a honey bee from egg to forager.",
    "What does a conductor of an orchestra do during rehearsals and during a concert?",
    "Explain the rules of chess to someone who has never seen the game.",
    "Write a review of an imaginary restaurant that serves only soup.",
    "Why do ships float although steel is heavier than water? Explain with Archimedes' principle.",
    "Describe three ways to sort a list of numbers and compare how many steps they take.",
    "Write the minutes of a meeting in which a club decides where to hold its summer party.",
    "Explain how a language model produces text, one token after another.",
    "What should be considered when planting a hedge along a busy road?",
    "Tell the story of a watchmaker who repairs a clock that runs backwards.",
    "Explain the difference between weather and climate, with examples from one city.",
    "Write a guide of one page for someone who moves into a flat of their own for the first time.",
    "How do noise-cancelling headphones work? Explain what interference is.",
    "Describe the journey of a parcel from a web shop to a front door.",
    "Give arguments for and against teaching handwriting in schools.",
    "Explain what an electric motor does when it brakes a train.",
    "Write a letter from a traveller in the nineteenth century about their first ride on a "
    "railway.",
    "What is inflation, how is it measured, and whom does it hurt most?",
    "Describe how to build a simple weather station with a thermometer, a barometer and a rain "
    "gauge.",
    "Explain how bridges carry loads: beams, arches and cables, each with an example.",
};

}  // namespace lem::measure
