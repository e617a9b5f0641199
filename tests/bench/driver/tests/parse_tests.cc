// SPDX-License-Identifier: MIT
// Owns the tests of the reading of consoles and plugin reports.
#include "parse.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "error.hpp"

namespace takt::bench {
namespace {

const Job job{"unpatched", JobKind::ops, "idle", 1, 1, 1};

TEST(Parse, OperationsAmongOtherLines) {
    const Outcome outcome = parse_ops(
        job, "noise\r\nTAKT-BENCH {\"name\":\"linux.a\",\"n\":3,\"min\":1,\"avg\":2.5,\"p50\":2,"
             "\"p99\":4,\"p999\":4,\"max\":4}\r\nTAKT-VERDICT: PASS\r\n");
    ASSERT_EQ(outcome.figures.size(), 1U);
    EXPECT_EQ(outcome.figures[0].name, "linux.a");
    EXPECT_EQ(outcome.figures[0].avg, 2.5);
    EXPECT_EQ(outcome.figures[0].kernel, "unpatched");
}

TEST(Parse, DamagedOrMissingOperationsAreErrors) {
    EXPECT_THROW(parse_ops(job, "TAKT-BENCH {\"name\":\"linux.a\",[ 1.0] oops"), Error);
    EXPECT_THROW(parse_ops(job, "TAKT-VERDICT: PASS"), Error);
}

std::string cyclictest(int cycles, int max) {
    return "TAKT-BENCH-CYCLICTEST-BEGIN\n{\"thread\":{\"0\":{\"histogram\":{\"10\":3,\"20\":1},"
           "\"avg\":77.5,\"cycles\":" +
           std::to_string(cycles) + ",\"max\":" + std::to_string(max) +
           "}}}\nTAKT-BENCH-CYCLICTEST-END\n";
}

TEST(Parse, CyclictestsHistogram) {
    const Outcome outcome = parse_wakeup(job, cyclictest(4, 20));
    EXPECT_EQ(outcome.figures.at(0).n, 4U);
    EXPECT_EQ(outcome.figures.at(0).avg, 12.5);
    EXPECT_EQ(outcome.figures.at(0).max, 20);
}

TEST(Parse, CyclictestsValuesBeyondTheHistogramCountAsTheMaximum) {
    const Outcome outcome = parse_wakeup(job, cyclictest(5, 2000000));
    EXPECT_EQ(outcome.figures.at(0).n, 5U);
    EXPECT_EQ(outcome.figures.at(0).max, 2000000);
    EXPECT_EQ(outcome.figures.at(0).avg, 77.5) << "cyclictest's own";
}

TEST(Parse, AHistogramThatContradictsTheMaximumIsAnError) {
    EXPECT_THROW(parse_wakeup(job, cyclictest(4, 99)), Error);
}

std::string latency(int total, int max, int beyond) {
    return "TAKT-BENCH-LATENCY-BEGIN\r\n# Histogram\r\n000010 000003\r\n000020 000001\r\n# "
           "Total: " +
           std::to_string(total) +
           "\r\n# Min Latencies: 00010\r\n# Max Latencies: " + std::to_string(max) +
           "\r\n# Histogram Overflows: " + std::to_string(beyond) +
           "\r\nTAKT-BENCH-LATENCY-END\r\n";
}

TEST(Parse, TaktLatencysHistogram) {
    const Outcome outcome = parse_latency(job, latency(4, 20, 0));
    EXPECT_EQ(outcome.figures.at(0).name, "wakeup.takt");
    EXPECT_EQ(outcome.figures.at(0).n, 4U);
    EXPECT_EQ(outcome.figures.at(0).avg, 12.5);
    EXPECT_EQ(outcome.figures.at(0).max, 20);
    EXPECT_EQ(parse_latency(job, latency(5, 2000000, 1)).figures.at(0).max, 2000000);
}

TEST(Parse, TheHandlersLatencyHasANameOfItsOwn) {
    Job handler = job;
    handler.kind = JobKind::handler;
    EXPECT_EQ(parse_latency(handler, latency(4, 20, 0)).figures.at(0).name, "wakeup.handler");
}

TEST(Parse, TaktLatencysContradictionsAreErrors) {
    EXPECT_THROW(parse_latency(job, latency(5, 20, 0)), Error);
    EXPECT_THROW(parse_latency(job, latency(4, 99, 0)), Error);
    EXPECT_THROW(parse_latency(job, "TAKT-VERDICT: PASS"), Error);
}

TEST(Parse, SectionsAreResolvedToFunctions) {
    const std::string map = testing::TempDir() + "takt-bench-System.map";
    std::ofstream(map) << "ffffffff81000000 T _text\nffffffff81000100 t off\n"
                          "ffffffff81000200 T on\n";
    const nlohmann::json report = {
        {"problem", ""},
        {"hard",
         {{"places",
           {{{"first", 0xffffffff81000104U},
             {"last", 0xffffffff81000230U},
             {"count", 2},
             {"sum", 30},
             {"max", 20}}}},
          {"lengths", {{10, 1}, {20, 1}}}}},
        {"stalled", {{"places", nlohmann::json::array()}, {"lengths", nlohmann::json::array()}}}};
    const Outcome outcome = parse_sections(job, report, Symbols(map));
    std::remove(map.c_str());
    ASSERT_EQ(outcome.figures.size(), 1U);
    EXPECT_EQ(outcome.figures[0].name, "irqoff.hard");
    EXPECT_EQ(outcome.figures[0].max, 20);
    const auto& place = outcome.sections.at("hard").at(0);
    EXPECT_EQ(place.at("first_function"), "off");
    EXPECT_EQ(place.at("last"), "on+0x30");
}

TEST(Parse, APluginsProblemIsAnError) {
    const nlohmann::json report = {{"problem", "no markers"}};
    const std::string map = testing::TempDir() + "takt-bench-System.map";
    std::ofstream(map) << "ffffffff81000000 T _text\n";
    EXPECT_THROW(parse_sections(job, report, Symbols(map)), Error);
    std::remove(map.c_str());
}

} // namespace
} // namespace takt::bench
