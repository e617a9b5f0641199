// SPDX-License-Identifier: MIT
// Implements reading /proc/takt: "key value" pairs; keys that are not known are skipped.
#include "ps/proc_takt.hpp"

#include <map>
#include <sstream>
#include <stdexcept>

namespace takt::tool {

namespace {

using Fields = std::map<std::string, std::string>;

uint64_t number(const Fields& fields, const std::string& key) {
    return std::stoull(fields.at(key), nullptr, 0);
}

RtThread thread_of(const Fields& fields, std::vector<uint64_t> left, std::string name) {
    RtThread thread;
    thread.handle = static_cast<uint32_t>(number(fields, "thread"));
    thread.tid = static_cast<int>(number(fields, "tid"));
    thread.pid = static_cast<int>(number(fields, "pid"));
    thread.cpu = static_cast<int>(number(fields, "cpu"));
    thread.priority = static_cast<int>(number(fields, "priority"));
    thread.stage = fields.at("stage");
    thread.policy = fields.at("policy");
    thread.runtime_ns = number(fields, "runtime_ns");
    thread.hardens = number(fields, "hardens");
    thread.last_reason = static_cast<uint32_t>(number(fields, "last"));
    thread.detail = number(fields, "detail");
    thread.refusal = static_cast<uint32_t>(number(fields, "refusal"));
    thread.left = std::move(left);
    thread.name = std::move(name);
    return thread;
}

void parse_line(const std::string& line, ProcTakt& result) {
    std::istringstream words(line);
    Fields fields;
    std::vector<uint64_t> left;
    std::string first, key, value, name;
    while (words >> key) {
        if (first.empty()) {
            first = key;
            if (key == "takt") {
                continue;
            }
        }
        if (key == "bounces") {
            // Numbers up to the next word; a name may be all digits, so its key ends them.
            while (words >> value && value != "comm") {
                left.push_back(std::stoull(value));
            }
            std::getline(words >> std::ws, name);
        } else if (words >> value) {
            fields[key] = value;
        }
    }
    if (first == "takt") {
        result.abi = fields.at("abi");
        result.clock = fields.at("clock");
        result.watchdog_ms = number(fields, "watchdog_ms");
    } else if (first == "cpu") {
        result.cpus.emplace_back(static_cast<int>(number(fields, "cpu")),
                                 number(fields, "up") != 0);
    } else if (first == "thread") {
        result.threads.push_back(thread_of(fields, std::move(left), std::move(name)));
    }
}

} // namespace

ProcTakt parse_proc_takt(const std::string& text) {
    ProcTakt result;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        try {
            parse_line(line, result);
        } catch (const std::logic_error&) {
            throw std::runtime_error(
                "this line of /proc/takt is not understood (is the tool older than the module?): " +
                line);
        }
    }
    return result;
}

} // namespace takt::tool
