// SPDX-License-Identifier: MIT
// What the tools read: CPU lists, /proc/takt, a system's files, results.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "common/cpu_list.hpp"
#include "doctor/findings.hpp"
#include "ps/proc_takt.hpp"
#include "report/bench.hpp"
#include "report/chart.hpp"
#include "report/page.hpp"
#include "report/results.hpp"

using namespace takt::tool;
namespace fs = std::filesystem;

namespace {

constexpr const char* proc_text =
    "takt abi 0.2 watchdog_ms 100 clock ok\n"
    "cpu 0 up 1\ncpu 1 up 0\n"
    "thread 65537 tid 42 pid 40 stage blocked cpu 0 policy fifo priority 95 runtime_ns 1500000 "
    "hardens 3 "
    "last 1 detail 0x1 ip 0x401000 refusal 0 bounces 0 2 1 0 0 0 0 0 0 0 0 0 comm 7 dwarfs\n";

class Folder : public testing::Test {
protected:
    void SetUp() override {
        root = fs::temp_directory_path() / ("takt-test-" + std::to_string(getpid()));
        fs::create_directories(root);
    }
    void TearDown() override { fs::remove_all(root); }
    std::string write(const std::string& path, const std::string& text) {
        const fs::path file = root / path;
        fs::create_directories(file.parent_path());
        std::ofstream(file) << text;
        return file;
    }
    fs::path root;
};

using Doctor = Folder;
using Results = Folder;

bool says(const std::vector<Finding>& findings, Grade grade, const std::string& part) {
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.grade == grade && finding.what.find(part) != std::string::npos &&
               (grade == Grade::good) == finding.remedy.empty();
    });
}

} // namespace

TEST(CpuList, Reads) {
    EXPECT_EQ(parse_cpu_list("0,2-3", 4), (std::vector<int>{0, 2, 3}));
    for (const char* wrong : {"", "4", "a", "1-", "3-2", "-1", "1x"}) {
        EXPECT_THROW((void)parse_cpu_list(wrong, 4), std::invalid_argument) << wrong;
    }
    try {
        (void)parse_cpu_list("9", 4);
        FAIL();
    } catch (const std::invalid_argument& error) {
        EXPECT_NE(std::string(error.what()).find("0 to 3"), std::string::npos);
    }
    EXPECT_GE(configured_cpus(), 1);
}

TEST(ProcTakt, Reads) {
    const ProcTakt state = parse_proc_takt(proc_text);
    EXPECT_EQ(state.abi, "0.2");
    EXPECT_EQ(state.clock, "ok");
    ASSERT_EQ(state.cpus.size(), 2U);
    EXPECT_FALSE(state.cpus[1].second);
    ASSERT_EQ(state.threads.size(), 1U);
    const RtThread& thread = state.threads[0];
    EXPECT_EQ(thread.tid, 42);
    EXPECT_EQ(thread.stage, "blocked");
    EXPECT_EQ(thread.priority, 95);
    EXPECT_EQ(thread.detail, 1U);
    EXPECT_EQ(thread.left, (std::vector<uint64_t>{0, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(thread.name, "7 dwarfs");
    EXPECT_THROW((void)parse_proc_takt("thread 1 tid 2\n"), std::runtime_error);
}

TEST_F(Doctor, FindsEveryProblemWithItsRemedy) {
    write("proc/sys/kernel/osrelease", "6.1.0-13-amd64\n");
    write("sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
    write("sys/devices/system/cpu/cpu0/cpuidle/state3/latency", "133\n");
    write("sys/devices/system/cpu/cpu0/cpuidle/state3/name", "C6\n");
    write("sys/devices/system/cpu/cpu0/cpuidle/state3/disable", "0\n");
    write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n");
    write("sys/devices/system/cpu/isolated", "\n");
    write("sys/kernel/mm/transparent_hugepage/enabled", "[always] madvise never\n");
    write("proc/sys/kernel/numa_balancing", "1\n");
    const auto findings = examine(root);
    EXPECT_TRUE(says(findings, Grade::problem, "6.1.0-13"));
    EXPECT_TRUE(says(findings, Grade::problem, "not loaded"));
    EXPECT_TRUE(says(findings, Grade::problem, "hpet"));
    EXPECT_TRUE(says(findings, Grade::advice, "C6 takes 133 us"));
    EXPECT_TRUE(says(findings, Grade::problem, "NUMA balancing is on"));
    EXPECT_TRUE(says(findings, Grade::advice, "powersave"));
    EXPECT_TRUE(says(findings, Grade::advice, "no CPU is isolated"));
    EXPECT_TRUE(says(findings, Grade::advice, "always"));
}

TEST_F(Doctor, IsContentWithAGoodSystem) {
    write("proc/sys/kernel/osrelease", "6.12.117\n");
    write("proc/takt", proc_text);
    write("sys/devices/system/clocksource/clocksource0/current_clocksource", "tsc\n");
    write("sys/devices/system/cpu/isolated", "1\n");
    write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n");
    const auto findings = examine(root);
    EXPECT_TRUE(says(findings, Grade::good, "6.12.117"));
    EXPECT_TRUE(says(findings, Grade::good, "version 0.2"));
    EXPECT_TRUE(says(findings, Grade::good, "serves 1 CPUs"));
    EXPECT_TRUE(says(findings, Grade::good, "tsc"));
    EXPECT_TRUE(says(findings, Grade::good, "NUMA balancing is off"));
    write("proc/takt", "takt abi 7.0 watchdog_ms 100 clock lost\ncpu 0 up 0\n");
    const auto bad = examine(root);
    EXPECT_TRUE(says(bad, Grade::problem, "version 7.0"));
    EXPECT_TRUE(says(bad, Grade::problem, "lost"));
    EXPECT_TRUE(says(bad, Grade::problem, "serves 0"));
}

TEST_F(Results, ReadsCyclictestInBothUnits) {
    const auto us = write("us.json", R"({"cmdline":"cyclictest -q","resolution_in_ns":0,
        "thread":{"0":{"histogram":{"10":5,"2":95},"cycles":100,"min":2,"max":10,"avg":2.4,"cpu":0}}})");
    const takt::tool::Run run = read_run(us, "Linux");
    EXPECT_EQ(run.title, "Linux");
    ASSERT_EQ(run.series.size(), 1U);
    EXPECT_DOUBLE_EQ(run.series[0].max_us, 10);
    EXPECT_EQ(run.series[0].histogram.front().low_us, 2);
    EXPECT_EQ(run.series[0].percentiles[1], (std::pair<std::string, double>{"99", 10}));
    const auto ns = write(
        "ns.json",
        R"({"resolution_in_ns":1,"thread":{"0":{"cycles":1,"min":800,"max":800,"avg":800}}})");
    EXPECT_DOUBLE_EQ(read_run(ns, "").series[0].max_us, 0.8);
}

TEST_F(Results, ReadsThePartsOfTheWorst) {
    const std::string thread = R"({"thread":0,"cpu":0,"cycles":1,"min_ns":1,"avg_ns":1,"max_ns":900,
        "percentiles_ns":{"50":1,"99":1,"99.9":1},"histogram_ns":[],"course":{"max_ns":[]},
        "left":{},"bounces":0,"worst":[{"ns":900,"cycle":7,"parts_ns":{"pipeline delay":100,
        "handler":150,"wake-up":200,"switch":250,"return":200}},{"ns":800,"cycle":8}]})";
    const auto path = write("parts.json", R"({"tool":"takt latency","mode":"rt","machine":{},
        "threads":[)" + thread + "]}");
    const takt::tool::Run run = read_run(path, "RT");
    ASSERT_EQ(run.series.at(0).worst.size(), 2U);
    const auto& parts = run.series[0].worst[0].parts_us;
    ASSERT_EQ(parts.size(), 5U);
    EXPECT_EQ(parts[0], (std::pair<std::string, double>{"pipeline delay", 0.1}));
    EXPECT_TRUE(run.series[0].worst[1].parts_us.empty());
    const std::string html = page({run}, {}, "");
    EXPECT_NE(html.find("<table class=\"parts\">"), std::string::npos);
    EXPECT_NE(html.find("<th style=\"border-bottom: 3px solid #228833\">wake-up</th>"),
              std::string::npos);
}

TEST_F(Results, NamesTheFileThatIsWrong) {
    for (const char* text : {"{", "{}", R"({"tool":"takt latency"})"}) {
        const auto path = write("wrong.json", text);
        try {
            (void)read_run(path, "");
            FAIL() << text;
        } catch (const std::runtime_error& error) {
            EXPECT_NE(std::string(error.what()).find("wrong.json"), std::string::npos);
        }
    }
    EXPECT_THROW((void)read_run(root / "none.json", ""), std::runtime_error);
    EXPECT_THROW((void)read_plot(write("a.csv", "x,y\n1,2\n3\n"), ""), std::runtime_error);
    EXPECT_THROW((void)read_plot(write("b.csv", "x,y\n1,z\n"), ""), std::runtime_error);
}

TEST_F(Results, BenchStandsSideBySide) {
    const auto line = [](const std::string& name, const std::string& kernel, int p50, int max,
                         int seed) {
        return R"({"name":")" + name + R"(","kernel":")" + kernel +
               R"(","load":"idle","unit":"instructions","n":10,"min":1,"avg":2,"p50":)" +
               std::to_string(p50) + R"(,"p99":3,"p999":4,"max":)" + std::to_string(max) +
               R"(,"seed":)" + std::to_string(seed) + "}";
    };
    const auto path = write("results.json", "[" + line("wakeup.user", "preempt_rt", 2, 1000, 1) +
                                                "," + line("wakeup.takt", "takt", 2, 100, 1) + "," +
                                                line("wakeup.takt", "takt", 2, 250, 2) + "," +
                                                line("linux.getppid", "unpatched", 200, 1, 1) +
                                                "," + line("linux.getppid", "takt", 210, 1, 1) +
                                                "," + line("rt.<i>", "takt", 2, 3, 1) + "]");
    const std::string html = page({}, {}, "", read_bench(path));
    EXPECT_NE(html.find("<td>0.250</td>"), std::string::npos) << "both seeds' maximum : PREEMPT_RT";
    EXPECT_NE(html.find("<td>1.0500</td>"), std::string::npos) << "getppid : unpatched";
    EXPECT_NE(html.find("<td>20</td>"), std::string::npos) << "samples of both seeds";
    EXPECT_NE(html.find("<title>takt, wakeup.takt, idle: 250</title>"), std::string::npos);
    EXPECT_EQ(html.find("rt.<i>"), std::string::npos) << "names are escaped";
    EXPECT_THROW((void)read_bench(write("empty.json", "[]")), std::runtime_error);
    EXPECT_THROW((void)read_bench(write("half.json", R"([{"name":"a"}])")), std::runtime_error);
}

TEST_F(Results, PageIsClosedAndEscaped) {
    const auto csv =
        write("p.csv", "time s,speed rad/s,target rad/s,voltage V\n0,1,2,3\n1,2,2,4\n");
    const Plot plot = read_plot(csv, "Motor");
    const std::string chart = plot_chart(plot);
    size_t panels = 0;
    for (size_t at = chart.find("<svg"); at != std::string::npos; at = chart.find("<svg", at + 1)) {
        ++panels;
    }
    EXPECT_EQ(panels, 2U) << "rad/s and V";
    takt::tool::Run run;
    run.title = "<script>";
    run.series.push_back({});
    const std::string html = page({run}, {plot}, "a & b");
    EXPECT_EQ(html.find("<script>"), std::string::npos);
    EXPECT_NE(html.find("a &amp; b"), std::string::npos);
    EXPECT_NE(html.find("No histogram was recorded"), std::string::npos);
    EXPECT_EQ(html.find("http:"), std::string::npos);
    EXPECT_EQ(html.find("https:"), std::string::npos);
}
