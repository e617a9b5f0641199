// SPDX-License-Identifier: MIT
// Implements charts: axes with round numbers, curves, a legend.
#include "report/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

namespace takt::tool {

namespace {

constexpr double width = 860, height = 320, left = 64, right = 16, top = 14, bottom = 44;
// Told apart by colour-blind readers as well.
constexpr std::array<const char*, 8> colours = {"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                                "#e69f00", "#56b4e9", "#555555", "#b2a300"};

struct Point {
    double x, y;
};
struct Curve {
    std::string name;
    std::vector<Point> points;
};

class Axis final {
public:
    Axis(double low, double high, bool logarithmic, double from, double to)
        : low_(logarithmic ? std::log10(low) : low),
          high_(logarithmic ? std::log10(high) : high),
          logarithmic_(logarithmic),
          from_(from),
          to_(to) {
        if (high_ <= low_) {
            high_ = low_ + 1;
        }
    }
    [[nodiscard]] double place(double value) const {
        const double v = logarithmic_ ? std::log10(std::max(value, 1e-9)) : value;
        return from_ + (std::clamp(v, low_, high_) - low_) / (high_ - low_) * (to_ - from_);
    }
    [[nodiscard]] std::vector<double> ticks() const {
        std::vector<double> result;
        if (logarithmic_) {
            for (double exponent = std::floor(low_); exponent <= high_ + 1e-9; ++exponent) {
                for (const double factor : {1.0, 2.0, 5.0}) {
                    const double value = factor * std::pow(10, exponent);
                    const bool few = high_ - low_ < 2.5;
                    if (std::log10(value) >= low_ - 1e-9 && std::log10(value) <= high_ + 1e-9 &&
                        (few || factor == 1)) {
                        result.push_back(value);
                    }
                }
            }
            return result;
        }
        const double raw = (high_ - low_) / 6;
        const double power = std::pow(10, std::floor(std::log10(raw)));
        const double step = power * (raw / power < 1.5   ? 1
                                     : raw / power < 3.5 ? 2
                                     : raw / power < 7.5 ? 5
                                                         : 10);
        for (double value = std::ceil(low_ / step) * step; value <= high_ + step * 1e-6;
             value += step) {
            result.push_back(std::abs(value) < step * 1e-6 ? 0 : value);
        }
        return result;
    }

private:
    double low_, high_;
    bool logarithmic_;
    double from_, to_;
};

std::string frame(const Axis& x, const Axis& y, const std::string& x_name,
                  const std::string& y_name) {
    std::string svg;
    for (const double value : x.ticks()) {
        svg +=
            fmt::format("<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>"
                        "<text x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4:g}</text>",
                        x.place(value), top, height - bottom, height - bottom + 16, value);
    }
    for (const double value : y.ticks()) {
        svg +=
            fmt::format("<line class=\"grid\" x1=\"{1}\" x2=\"{2}\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>"
                        "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5:g}</text>",
                        y.place(value), left, width - right, left - 6, y.place(value) + 4, value);
    }
    svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                       (left + width - right) / 2, height - 8, escape(x_name));
    svg += fmt::format(
        "<text transform=\"rotate(-90)\" x=\"{}\" y=\"14\" text-anchor=\"middle\">{}</text>",
        -(top + height - bottom) / 2, escape(y_name));
    return svg;
}

std::string draw(const std::vector<Curve>& curves, const Axis& x, const Axis& y,
                 const std::string& x_name, const std::string& y_name) {
    std::string svg =
        fmt::format("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 {} {}\">", width, height);
    svg += frame(x, y, x_name, y_name);
    for (size_t index = 0; index < curves.size(); ++index) {
        std::string points;
        for (const Point& point : curves[index].points) {
            points += fmt::format("{:.1f},{:.1f} ", x.place(point.x), y.place(point.y));
        }
        const char* colour = colours[index % colours.size()];
        svg += fmt::format(
            "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" points=\"{}\"/>", colour,
            points);
        svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"{}\">{}</text>",
                           width - right - 6, top + 16 + 16 * static_cast<double>(index), colour,
                           escape(curves[index].name));
    }
    return svg + "</svg>\n";
}

/// Least and greatest of the points, never empty.
void bounds(const std::vector<Curve>& curves, Point& low, Point& high) {
    low = {INFINITY, INFINITY};
    high = {-INFINITY, -INFINITY};
    for (const Curve& curve : curves) {
        for (const Point& p : curve.points) {
            low = {std::min(low.x, p.x), std::min(low.y, p.y)};
            high = {std::max(high.x, p.x), std::max(high.y, p.y)};
        }
    }
    if (!(low.x <= high.x)) {
        low = {0, 0};
        high = {1, 1};
    }
}

} // namespace

std::string escape(const std::string& text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '&':
            result += "&amp;";
            break;
        case '"':
            result += "&quot;";
            break;
        default:
            result += c;
        }
    }
    return result;
}

std::string histogram_chart(const std::vector<std::pair<std::string, const Series*>>& series) {
    std::vector<Curve> curves;
    double low = INFINITY, high = 0, most = 1;
    for (const auto& [name, s] : series) {
        Curve curve{name, {}};
        for (const Bar& bar : s->histogram) {
            if (bar.count <= 0) {
                continue;
            }
            const double from = std::max(bar.low_us, 0.05);
            // A step up and down: what lies between two bars has no samples.
            curve.points.insert(
                curve.points.end(),
                {{from, 0.5}, {from, bar.count}, {bar.high_us, bar.count}, {bar.high_us, 0.5}});
            low = std::min(low, from);
            high = std::max(high, bar.high_us);
            most = std::max(most, bar.count);
        }
        curves.push_back(std::move(curve));
    }
    if (high == 0) {
        return "<p>No histogram was recorded.</p>\n";
    }
    return draw(curves, Axis(low * 0.8, high * 1.25, true, left, width - right),
                Axis(0.5, most * 1.5, true, height - bottom, top), "latency, us", "samples");
}

std::string course_chart(const Run& run) {
    std::vector<Curve> curves;
    for (const Series& s : run.series) {
        Curve curve{s.name, {}};
        const double stretch =
            s.course_us.empty() ? 0 : s.cycles / static_cast<double>(s.course_us.size());
        for (size_t index = 0; index < s.course_us.size(); ++index) {
            curve.points.push_back({static_cast<double>(index) * stretch, s.course_us[index]});
        }
        if (!curve.points.empty()) {
            curves.push_back(std::move(curve));
        }
    }
    if (curves.empty()) {
        return "";
    }
    Point low{}, high{};
    bounds(curves, low, high);
    return draw(curves, Axis(low.x, high.x, false, left, width - right),
                Axis(0, high.y * 1.1, false, height - bottom, top), "cycle", "maximum, us");
}

std::string plot_chart(const Plot& plot) {
    // "speed rad/s": the unit is the last word.
    std::map<std::string, std::vector<Curve>> panels;
    for (const auto& [name, values] : plot.y) {
        const auto space = name.rfind(' ');
        Curve curve{name, {}};
        for (size_t index = 0; index < values.size(); ++index) {
            curve.points.push_back({plot.x[index], values[index]});
        }
        panels[space == std::string::npos ? name : name.substr(space + 1)].push_back(
            std::move(curve));
    }
    std::string html;
    for (const auto& [unit, curves] : panels) {
        Point low{}, high{};
        bounds(curves, low, high);
        const double margin = std::max((high.y - low.y) * 0.08, 1e-6);
        html += draw(curves, Axis(low.x, high.x, false, left, width - right),
                     Axis(low.y - margin, high.y + margin, false, height - bottom, top),
                     plot.x_name, unit);
    }
    return html;
}

std::string bar_chart(const std::vector<std::string>& labels,
                      const std::vector<std::pair<std::string, std::vector<double>>>& series,
                      const std::string& unit) {
    double low = INFINITY, high = 0;
    for (const auto& [name, values] : series) {
        for (const double value : values) {
            low = value > 0 ? std::min(low, value) : low;
            high = std::max(high, value);
        }
    }
    if (labels.empty() || high == 0) {
        return "<p>Nothing to draw.</p>\n";
    }
    // The legend has its room above the greatest bar.
    const double legend = 18 * static_cast<double>(series.size());
    const Axis y(low / 2, high * 1.2, true, height - bottom, top + legend);
    std::string svg =
        fmt::format("<svg class=\"plot\" role=\"img\" viewBox=\"0 0 {} {}\">", width, height);
    for (const double value : y.ticks()) {
        svg +=
            fmt::format("<line class=\"grid\" x1=\"{1}\" x2=\"{2}\" y1=\"{0:.1f}\" "
                        "y2=\"{0:.1f}\"/><text x=\"{3}\" y=\"{4:.1f}\" "
                        "text-anchor=\"end\">{5:g}</text>",
                        y.place(value), left, width - right, left - 6, y.place(value) + 4, value);
    }
    const double group = (width - left - right) / static_cast<double>(labels.size());
    const double bar = group * 0.8 / static_cast<double>(series.size());
    for (size_t l = 0; l < labels.size(); ++l) {
        const double begin = left + group * (static_cast<double>(l) + 0.1);
        svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                           begin + group * 0.4, height - bottom + 16, escape(labels[l]));
        for (size_t s = 0; s < series.size(); ++s) {
            const double value = series[s].second[l];
            if (value > 0) {
                svg +=
                    fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" "
                                "height=\"{:.1f}\" fill=\"{}\"><title>{}, {}: {:g}</title></rect>",
                                begin + bar * static_cast<double>(s), y.place(value), bar * 0.9,
                                height - bottom - y.place(value), colours[s % colours.size()],
                                escape(series[s].first), escape(labels[l]), value);
            }
        }
    }
    for (size_t s = 0; s < series.size(); ++s) {
        svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"{}\">{}</text>",
                           width - right - 6, top + 12 + 16 * static_cast<double>(s),
                           colours[s % colours.size()], escape(series[s].first));
    }
    svg += fmt::format(
        "<text transform=\"rotate(-90)\" x=\"{}\" y=\"14\" text-anchor=\"middle\">{}</text>",
        -(top + height - bottom) / 2, escape(unit));
    return svg + "</svg>\n";
}

} // namespace takt::tool
